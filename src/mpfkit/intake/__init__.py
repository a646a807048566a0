"""What readers of foreign files get and hand over: a source, a request, a reading with accounts and doubts.

A reader maps, ignores by a named rule, or reports every piece of a file; what is doubtful goes to the officer, and is
never guessed. Files come from elsewhere: nothing is unpacked or parsed before its size is known.
"""

from __future__ import annotations

from ._accounts import Account, Accounts, Fate, Ledger
from ._answers import Understood, normalised, understand
from ._countries import country_code
from ._form import (
    ABOUT,
    REASONS,
    ROSTER_ROWS,
    AboutField,
    FieldKey,
    FieldPart,
    FormIdentity,
    about_fields,
    choice_labels,
    form_of,
    is_drop_down,
    item_fields,
    known_labels,
    prompt,
    questionnaire_fields,
    questionnaire_fingerprint,
    reason_of,
)
from ._reading import Decision, Doubt, Reading, ReadingRequest
from ._review import REVIEW_COLUMNS, review_sheet, safe_cell
from ._source import LIMITS, Source

__all__ = [
    "ABOUT",
    "LIMITS",
    "REASONS",
    "REVIEW_COLUMNS",
    "ROSTER_ROWS",
    "AboutField",
    "Account",
    "Accounts",
    "Decision",
    "Doubt",
    "Fate",
    "FieldKey",
    "FieldPart",
    "FormIdentity",
    "Ledger",
    "Reading",
    "ReadingRequest",
    "Source",
    "Understood",
    "about_fields",
    "choice_labels",
    "country_code",
    "form_of",
    "is_drop_down",
    "item_fields",
    "known_labels",
    "normalised",
    "prompt",
    "questionnaire_fields",
    "questionnaire_fingerprint",
    "reason_of",
    "review_sheet",
    "safe_cell",
    "understand",
]

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
from ._workbook import (
    WORKBOOK,
    WORKBOOK_HEADING,
    WORKBOOK_MADE,
    WORKBOOK_READ_ONLY,
    ColumnKind,
    WorkbookColumn,
    WorkbookSheet,
    cell_mark,
    plain_cell,
    project_workbook,
    workbook_marks,
    workbook_rows,
)

__all__ = [
    "ABOUT",
    "LIMITS",
    "REASONS",
    "REVIEW_COLUMNS",
    "ROSTER_ROWS",
    "WORKBOOK",
    "WORKBOOK_HEADING",
    "WORKBOOK_MADE",
    "WORKBOOK_READ_ONLY",
    "AboutField",
    "Account",
    "Accounts",
    "ColumnKind",
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
    "WorkbookColumn",
    "WorkbookSheet",
    "about_fields",
    "cell_mark",
    "choice_labels",
    "country_code",
    "form_of",
    "is_drop_down",
    "item_fields",
    "known_labels",
    "normalised",
    "plain_cell",
    "project_workbook",
    "prompt",
    "questionnaire_fields",
    "questionnaire_fingerprint",
    "reason_of",
    "review_sheet",
    "safe_cell",
    "understand",
    "workbook_marks",
    "workbook_rows",
]

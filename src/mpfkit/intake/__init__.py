"""What readers of foreign files get and hand over: a source, a request, a reading with accounts and doubts.

A reader maps, ignores by a named rule, or reports every piece of a file; what is doubtful goes to the officer, and is
never guessed. Files come from elsewhere: nothing is unpacked or parsed before its size is known.
"""

from __future__ import annotations

from ._accounts import Account, Accounts, Fate, Ledger
from ._answers import Understood, normalised, understand
from ._countries import country_code
from ._reading import Decision, Doubt, Reading, ReadingRequest
from ._review import REVIEW_COLUMNS, review_sheet, safe_cell
from ._source import LIMITS, Source

__all__ = [
    "LIMITS",
    "REVIEW_COLUMNS",
    "Account",
    "Accounts",
    "Decision",
    "Doubt",
    "Fate",
    "Ledger",
    "Reading",
    "ReadingRequest",
    "Source",
    "Understood",
    "country_code",
    "normalised",
    "review_sheet",
    "safe_cell",
    "understand",
]

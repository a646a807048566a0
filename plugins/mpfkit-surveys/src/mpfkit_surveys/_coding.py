"""What writer and reader of the coding sheet share: its columns, marks of its cells, and quotes found in answers."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from mpfkit.intake import cell_mark as mark
from mpfkit.intake import normalised
from mpfkit.intake import plain_cell as bare
from mpfkit.locale import LANGUAGES, Catalogue
from mpfkit.model import Cooperation, FindingKind, FindingStatus, ItemType, Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from enum import StrEnum

    from mpfkit.model import Answer, Item, Project

__all__ = [
    "CODING",
    "COLUMNS",
    "HEADING",
    "LINKS",
    "LISTS",
    "MADE",
    "PARTS",
    "PHRASES",
    "SHOWN",
    "bare",
    "level_names",
    "located",
    "mark",
    "named",
    "open_parts",
    "quotable",
    "same",
]

PHRASES = Catalogue.load("mpfkit_surveys", "phrases/coding")

SHOWN = ("country", "name", "number", "question", "part", "answer", "translation")
"""Columns that the coder reads."""
CODING = ("kind", "cooperation", "level", "title", "statement", "quote", "stance", "status")
"""Columns that the coder fills in."""
LINKS = ("response", "link_id", "instance", "finding", "theme")
"""Columns that lead back into the project."""
COLUMNS = (*SHOWN, *CODING, *LINKS)
MADE = "made"
"""Column with a mark of each cell as it was made, by which a change is seen."""
HEADING = "-"
"""Stands in the column of marks beside headings."""

PARTS = ("answer", "other", "comment")
STATUSES = (FindingStatus.DRAFT, FindingStatus.AGREED)
"""Statuses that a sheet can give; it takes nothing away, and so withdraws nothing."""
LISTS: Mapping[str, tuple[StrEnum, ...]] = {
    "kind": tuple(FindingKind),
    "cooperation": tuple(Cooperation),
    "stance": tuple(Stance),
    "status": STATUSES,
}
"""Columns in which the coder chooses."""

_GAP = re.compile(r"[\[(]\s*(?:\.{3,}|\N{HORIZONTAL ELLIPSIS})\s*[\])]|\.{3,}|\N{HORIZONTAL ELLIPSIS}")
_QUOTATION = frozenset(
    "\"'`\N{ACUTE ACCENT}\N{MODIFIER LETTER APOSTROPHE}\N{PRIME}\N{DOUBLE PRIME}"
    "\N{SINGLE LOW-9 QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
)


def named(column: str) -> dict[str, str]:
    """Return what the choices of a column are called, in any language and by their codes, with the codes.

    Args:
        column: A key of `LISTS`, or `part`.
    """
    codes = PARTS if column == "part" else tuple(each.value for each in LISTS[column])
    found = {
        normalised(PHRASES.text(f"{column}.{code}", language)): code
        for language in reversed(LANGUAGES)
        for code in codes
    }
    return found | {code: code for code in codes}


def level_names(project: Project) -> dict[str, str]:
    """Return the names that mean one level of a project, with its id: ids, and labels in all languages."""
    labels: dict[str, set[str]] = {}
    for level in project.levels:
        for label in level.label.texts.values():
            labels.setdefault(normalised(label), set()).add(level.id)
    found = {label: next(iter(ids)) for label, ids in labels.items() if label and len(ids) == 1}
    return found | {normalised(level.id): level.id for level in project.levels}


def open_parts(item: Item, answer: Answer) -> Iterator[tuple[str, str]]:
    """Yield the parts of an answer that are in the respondent's own words, each with its text."""
    if answer.withheld or not answer.has_value:
        return
    texts = {
        "answer": answer.value if item.type in (ItemType.TEXT, ItemType.STRING) else "",
        "other": answer.other,
        "comment": answer.comment,
    }
    for part, text in texts.items():
        if isinstance(text, str) and text.strip():
            yield part, text


def quotable(answer: Answer, part: str) -> tuple[str, ...]:
    """Return the texts of an answer that can be quoted, that of a part standing first."""
    texts = {
        "answer": answer.value if isinstance(answer.value, str) else "",
        "other": answer.other,
        "comment": answer.comment,
    }
    translated = answer.translation.text.texts.values() if answer.translation else ()
    return tuple(filter(None, (texts[part], *translated, *texts.values())))


# ----------------------------------------------------------------------------------------------------- quotes


@lru_cache(maxsize=8192)
def same(text: str) -> str:
    """Return a text as quotes and titles are compared: without case, marks of quotation, and doubled white space."""
    return _normal(text)[0].strip() or text.strip()


def located(quote: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Find a quote in one of several texts.

    White space, case, quotation marks, dashes and characters of no width may differ; an ellipsis, in brackets or not,
    may stand for words that are left out.

    Args:
        quote: What somebody copied.
        texts: Where it may stand, the likeliest standing first.

    Returns:
        The words as the text has them, one piece for each stretch between gaps; none where it is not there.
    """
    whole = _normal(quote)[0].strip()
    pieces = tuple(piece for part in _GAP.split(quote) if (piece := _normal(part)[0].strip()))
    ways = [way for way in ((whole,) if whole else (), pieces) if way]
    for way in dict.fromkeys(ways):
        for text in texts:
            found = _found(way, text)
            if found:
                return found
    return ()


def _found(pieces: tuple[str, ...], text: str) -> tuple[str, ...]:
    plain, places = _normal(text)
    found = []
    start = 0
    for piece in pieces:
        at = plain.find(piece, start)
        if at < 0:
            return ()
        start = at + len(piece)
        end = places[start - 1] + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        found.append(text[places[at] : end])
    return tuple(found)


def _normal(text: str) -> tuple[str, list[int]]:
    """Return a text without what varies between two copies of it, and where each character of it came from."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character in _QUOTATION:
            continue
        for each in unicodedata.normalize("NFKD", character).casefold():
            category = unicodedata.category(each)
            if each.isspace() or category == "Cc":
                if not characters or characters[-1] == " ":
                    continue
                each = " "  # noqa: PLW2901 - all white space is one space
            elif each in _QUOTATION or category in {"Pi", "Pf", "Cf"}:
                continue
            elif category == "Pd" or each == "\N{MINUS SIGN}":
                each = "-"  # noqa: PLW2901 - and all dashes are one
            characters.append(each)
            places.append(place)
    return "".join(characters), places

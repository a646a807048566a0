"""The review sheet: what readers did not dare to decide, for the officer to settle in a spreadsheet."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mpfkit.intake._reading import Doubt

__all__ = ["REVIEW_COLUMNS", "review_sheet", "safe_cell"]

REVIEW_COLUMNS = (
    "place",
    "question",
    "text read",
    "why",
    "proposal",
    "decision",
    "own value",
    "response",
    "link_id",
    "instance",
)
"""Headings of a review sheet; `collect` knows it by them."""

DECISIONS = ("accept", "leave out")
_WIDTHS = (34, 40, 40, 40, 24, 14, 24, 12, 16, 10)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST = 32_767
"""Characters that a cell of a workbook can hold."""


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, whatever way it is saved and opened.

    Args:
        text: What stands in a cell.

    Returns:
        The text, with an apostrophe before it where it begins with a sign of a formula (OWASP, CSV injection), cut to
        what a cell can hold. A plain number keeps its sign.
    """
    text = text[: _LONGEST - 1]
    if text.startswith(_FORMULA) and not text.lstrip("+-").replace(".", "", 1).isdigit():
        return f"'{text}"
    return text


def review_sheet(rows: Sequence[tuple[Doubt, str]]) -> bytes:
    """Write a review sheet; the same rows give the same bytes.

    Args:
        rows: Each doubt, about a response of the project, with the wording of its question.

    Returns:
        The bytes of an .xlsx. Every cell is a text, so that nothing in it is ever carried out.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    stream = io.BytesIO()
    workbook = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": "Review", "created": dt.datetime(1980, 1, 1)})  # noqa: DTZ001 - as xlsxwriter wants it
    sheet = workbook.add_worksheet("review")
    head = workbook.add_format({"bold": True, "text_wrap": True, "bottom": 1, "num_format": "@"})
    text = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    ask = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "bg_color": "#FFF2CC"})
    for column, (name, width) in enumerate(zip(REVIEW_COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, name, head)
    for number, (found, question) in enumerate(rows, 1):
        doubt = _that_fits(found)
        cells = (
            doubt.place,
            question,
            doubt.text,
            doubt.why,
            doubt.proposal,
            "",
            "",
            doubt.response,
            doubt.link_id,
            ".".join(map(str, doubt.instance)),
        )
        for column, cell in enumerate(cells):
            if REVIEW_COLUMNS[column] in {"decision", "own value"}:
                sheet.write_blank(number, column, None, ask)
            else:
                sheet.write_string(number, column, safe_cell(cell), text)
    sheet.data_validation(1, 5, max(1, len(rows)), 5, {"validate": "list", "source": list(DECISIONS)})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(REVIEW_COLUMNS) - 1)
    workbook.close()
    return stream.getvalue()


def _that_fits(doubt: Doubt) -> Doubt:
    """Return a doubt without a proposal of which the sheet would hold a part only, and which nobody should accept."""
    if len(doubt.proposal) < _LONGEST:
        return doubt
    why = f"{doubt.why}; its {len(doubt.proposal)} characters are more than a cell holds: take it from the file"
    return attrs.evolve(doubt, proposal="", why=why)

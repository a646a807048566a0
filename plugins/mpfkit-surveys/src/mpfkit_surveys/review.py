"""The review sheet, with what the officer settled: decisions about answers that were in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit.errors import FileError
from mpfkit.intake import REVIEW_COLUMNS, Decision, Ledger, Reading, normalised

from ._tables import headings, open_book

if TYPE_CHECKING:
    from mpfkit.intake import ReadingRequest, Source

    from ._tables import Row

__all__ = ["read", "recognises"]


def recognises(source: Source) -> bool:
    """Tell whether a workbook has the headings of a review sheet."""
    return any(bool(rows) and set(REVIEW_COLUMNS) <= set(rows[0]) for _, rows in headings(source) or ())


def read(source: Source, request: ReadingRequest) -> Reading:  # noqa: ARG001 - the signature is the contract
    """Read the decisions; rows without one stay open."""
    book = open_book(source)
    ledger = Ledger("cells")
    decisions: list[Decision] = []
    refused: list[str] = []
    still_open = 0
    for table in book.tables:
        names = {table.rows[0].text(column): column for column in table.rows[0].cells} if table.rows else {}
        if not set(REVIEW_COLUMNS) <= set(names):
            for row in table.rows:
                ledger.ignored("sheet that is no review sheet", *table.pieces(row))
            continue
        ledger.mapped(*table.pieces(table.rows[0]))
        for row in table.rows[1:]:
            ledger.mapped(*table.pieces(row))
            word = normalised(_text(row, names["decision"]))
            own = _text(row, names["own value"])
            if not word and not own:
                still_open += 1
            elif not own and word not in {"accept", "leave out"}:
                refused.append(f"row {row.number}: the decision is {word!r}; write accept, leave out, or an own value")
            elif word == "leave out" and own:
                refused.append(f"row {row.number}: says leave out, and gives an own value; remove one of them")
            elif word == "accept" and not own and not _text(row, names["proposal"]):
                refused.append(f"row {row.number}: accepts a proposal, but there is none; write an own value")
            else:
                decisions.append(_decision(row, names, table.name, own, word))
    if not any(
        set(REVIEW_COLUMNS) <= {row.text(column) for column in row.cells}
        for table in book.tables
        for row in table.rows[:1]
    ):
        raise FileError(
            f"{source.name}: is no review sheet; its first row must have the headings {', '.join(REVIEW_COLUMNS)}"
        )
    remarks = (f"{still_open} {'row is' if still_open == 1 else 'rows are'} not settled yet",) if still_open else ()
    for table in book.tables:
        ledger.rest(((table.name, *place) for place in table.faults), "value that cannot be known")
    return Reading(
        accounts=ledger.close(book.total), decisions=tuple(decisions), remarks=remarks, refused=tuple(refused)
    )


def _text(row: Row, column: int) -> str:
    """Return the text of a cell, without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    text = row.text(column)
    return text[1:] if text[:2] in {"'=", "'+", "'-", "'@", "'\t", "'\r"} else text


def _decision(row: Row, names: dict[str, int], sheet: str, own: str, word: str) -> Decision:
    proposal = _text(row, names["proposal"])
    instance = row.text(names["instance"])
    return Decision(
        response=row.text(names["response"]),
        link_id=row.text(names["link_id"]),
        instance=tuple(int(part) for part in instance.split(".") if part.isdecimal()),
        text=_text(row, names["text read"]),
        value=own or ("" if word == "leave out" else proposal),
        why=_text(row, names["why"]),
        sheet=sheet,
        row=row.number,
    )

"""Cells that cover several rows: where the cells of each row stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from mpfkit.document import Cell, Row, RowKind

if TYPE_CHECKING:
    from mpfkit.document import Inlines, Table

__all__ = ["Slot", "has_row_spans", "laid_out"]


class Slot(NamedTuple):
    """A place in a row.

    Attributes:
        at: Its first column.
        span: How many columns it covers.
        cell: What stands in it, or the cell of a row above that covers it.
        more: How many rows below it are covered by the same cell.
        covered: Whether a row above holds the cell.
    """

    at: int
    span: int
    cell: Cell | Inlines
    more: int
    covered: bool


def has_row_spans(table: Table) -> bool:
    """Tell whether any cell of a table covers several rows, or says a number that no cell can cover."""
    for row in table.rows:
        for cell in row.cells if row.__class__ is Row else row:  # type: ignore[union-attr]
            if cell.__class__ is Cell and cell.row_span != 1:
                return True
    return False


def _cells(row: Row | tuple[Cell | Inlines, ...]) -> tuple[Cell | Inlines, ...]:
    return row.cells if isinstance(row, Row) else row


def laid_out(table: Table, fail: Callable[[str], NoReturn]) -> Iterator[tuple[Slot, ...]]:
    """Yield the places of each row from the start side of the page, what is covered from above included.

    A row that names a group has none.

    Args:
        table: A table.
        fail: Says what is wrong with the row that is asked for: columns that are missing, too many or covered twice; a
            cell that covers less than one row, or rows that are no body rows, or are not there; a row that is covered
            whole.
    """
    width = len(table.columns)
    kinds = [row.kind if isinstance(row, Row) else RowKind.BODY for row in table.rows]
    above: dict[int, Slot] = {}
    for number, row in enumerate(table.rows):
        if kinds[number] is RowKind.GROUP:
            # It may be shorter than the table is wide, and no cell from above reaches into it.
            if any(isinstance(cell, Cell) and cell.row_span != 1 for cell in _cells(row)):
                fail("a cell of a group row covers several rows; it can cover its own only")
            yield ()
            continue
        slots: list[Slot] = []
        waiting = iter(_cells(row))
        at = 0
        while at < width:
            if at in above:
                slot = above[at]._replace(more=above[at].more - 1, covered=True)
            else:
                slot = _next(waiting, at, width, above, fail)
                _check_rows(slot, kinds, number, fail)
            slots.append(slot)
            at += slot.span
        left = sum(cell.span if isinstance(cell, Cell) else 1 for cell in waiting)
        if left:
            fail(
                f"the row covers {width + left} columns, the table has {width}; "
                "leave out what a cell of a row above covers"
            )
        if slots and all(slot.covered for slot in slots):
            # Readers of a screen would come upon a blank row (EN 301 549, 10.1.3.1).
            fail("cells of rows above cover all of the row; leave the row out, and let them cover a row less")
        above = {slot.at: slot for slot in slots if slot.more}
        yield tuple(slots)


def _next(
    waiting: Iterator[Cell | Inlines], at: int, width: int, above: dict[int, Slot], fail: Callable[[str], NoReturn]
) -> Slot:
    cell = next(waiting, None)
    if cell is None:
        fail(f"the row covers {at} columns, the table has {width}")
    span, rows = (cell.span, cell.row_span) if isinstance(cell, Cell) else (1, 1)
    if span < 1 or rows < 1:
        fail(f"a cell covers {span} columns and {rows} rows; it must cover 1 of each at least")
    if at + span > width:
        fail(f"the row covers {at + span} columns, the table has {width}")
    taken = next((column for column in range(at, at + span) if column in above), None)
    if taken is not None:
        fail(f"a cell covers column {taken + 1}, which a cell of a row above covers, too")
    return Slot(at, span, cell, rows - 1, covered=False)


def _check_rows(slot: Slot, kinds: list[RowKind], number: int, fail: Callable[[str], NoReturn]) -> None:
    if not slot.more:
        return
    rows = kinds[number : number + slot.more + 1]
    if len(rows) <= slot.more:
        fail(f"a cell covers {slot.more + 1} rows, but only {len(rows)} are left")
    other = next((kind for kind in rows if kind is not RowKind.BODY), None)
    if other is not None:
        fail(f"a cell covers {slot.more + 1} rows, and a {other.value} row is among them; it can cover body rows only")

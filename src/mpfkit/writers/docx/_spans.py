"""Tables in which cells cover several rows; the others do without what this takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mpfkit.document import Cell, RowKind, Tone
from mpfkit.writers._spans import laid_out
from mpfkit.writers._text import escape, is_plain

from ._tables import _RUN, TableWriter

if TYPE_CHECKING:
    from mpfkit.document import Inlines, Table
    from mpfkit.writers._spans import Slot

    from ._emit import Emitter

__all__ = ["SpannedTableWriter"]

# w:vMerge stands behind w:tcW and w:gridSpan (ISO/IEC 29500-1, 17.4.70)
_BEFORE_MERGE = re.compile(r"<w:tcPr><w:tcW [^>]*/>(?:<w:gridSpan [^>]*/>)?")
_STYLED = re.compile(r'<w:pStyle w:val="[^"]*"/>(?!<w:keepNext/>)')


class SpannedTableWriter(TableWriter):
    """Writes the rows of a table with cells that cover several of them."""

    by_itself = False

    def __init__(self, emitter: Emitter, table: Table, width: int) -> None:
        super().__init__(emitter, table, width)
        self.slots = laid_out(table, emitter.fail)

    def row(self, cells: tuple[Cell | Inlines, ...], kind: RowKind) -> str:
        """Return a row; rows that share a cell stand on one page."""
        slots = next(self.slots)
        if kind is RowKind.GROUP:
            return self.group(cells)
        inner = "".join(self.slot(slot, kind) for slot in slots)
        row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{inner}</w:tr>"
        return _STYLED.sub(r"\g<0><w:keepNext/>", row) if any(slot.more for slot in slots) else row

    def slot(self, slot: Slot, kind: RowKind) -> str:
        """Return a cell, or the part of one that reaches down from a row above."""
        cell = slot.cell
        tone, header = (cell.tone, cell.header) if isinstance(cell, Cell) else (Tone.NEUTRAL, False)
        if slot.covered:
            empty = self.careful("", slot.at, slot.span, tone, kind, strong=False)
            return _BEFORE_MERGE.sub(r"\g<0><w:vMerge/>", empty, count=1)
        if isinstance(cell, str) and not self.emitter.rtl and is_plain(cell):
            run = f"{_RUN[kind is RowKind.TOTAL]}{escape(cell)}</w:t></w:r>" if cell else ""
            return f"{self.head(slot.at, slot.span, tone, kind)}{run}</w:p></w:tc>"
        text = self.careful(cell, slot.at, slot.span, tone, kind, strong=header or kind is RowKind.TOTAL)
        return _BEFORE_MERGE.sub(r'\g<0><w:vMerge w:val="restart"/>', text, count=1) if slot.more else text

"""Tables: a caption, heads with their scope, and a frame that scrolls where the screen is narrower."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit.document import Align, Cell, Row, RowKind, Tone, is_blocks, plain_text
from mpfkit.writers.common import Slot, laid_out, one_line

from ._inline import Voice, value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpfkit.document import Inlines, OutlineEntry, Table

    from ._page import Page

__all__ = ["table_html"]

_ALIGN = {Align.START: "", Align.CENTER: "c", Align.END: "e"}
_NARROW = 3
"""Columns that a screen of 320 pixels has room for; tables of more can be scrolled."""
_COLUMN_REM, _COMPACT_REM = 6.5, 3.8
"""Least width of a column in a table that can be scrolled."""
_TALL = 900
"""Letters of a cell from which on its row may be parted on paper: it takes a large part of a page."""


def table_html(page: Page, table: Table, entry: OutlineEntry | None, voice: Voice) -> Iterator[str]:
    """Yield a table.

    Args:
        page: Writes the document.
        table: The table.
        entry: Its number; None for a table without a caption.
        voice: Language and direction around it.
    """
    if not table.columns:
        page.fail("a table has no columns")
    page.table_number += 1
    own_id = page.ids.get(entry.key if entry else table.key)
    name = f' id="{own_id}"' if own_id else ""
    yield f'<div class="table"{name}>'
    caption, label, described = _caption(page, table, entry, voice)
    wide = len(table.columns) > _NARROW
    if wide:
        # Reached with the keyboard too, which can scroll what has the focus.
        yield f'<div class="scroll" role="group" tabindex="0" {label}>'
    marks = ["compact"] if table.compact else []
    if wide:
        rem = len(table.columns) * (_COMPACT_REM if table.compact else _COLUMN_REM)
        marks.append(
            page.own_class("least", f"{rem:g}".replace(".", "-"), f"@media screen{{.{{}}{{min-width:{rem:g}rem}}}}")
        )
    classes = f' class="{" ".join(marks)}"' if marks else ""
    yield f"<table{classes}{described}>{caption}"
    total = sum(column.width for column in table.columns) or 1.0
    yield "<colgroup>"
    for column in table.columns:
        share = max(1, round(100 * column.width / total))
        yield f'<col class="{page.own_class("w", str(share), f".{{}}{{width:{share}%}}")}"/>'
    yield "</colgroup><thead><tr>"
    page.row, page.in_table, page.no_field = 1, True, "the header row of a table"
    for column in table.columns:
        own = page.direct(column.header, "", voice, own=True)
        marks_of = _class(_ALIGN[column.align], "", around=voice, own=own)
        yield f'<th scope="col"{page.tongue(own, voice)}{marks_of}>{page.inline(column.header, own)}</th>'
    page.no_field = ""
    yield "</tr></thead>"
    yield from _Rows(page, table, voice).pieces()
    page.row, page.in_table = 0, False
    yield "</table>"
    if wide:
        yield "</div>"
    if described:
        name = described.replace("aria-describedby", "id")
        yield f'<p class="hidden"{name}>{page.text(one_line(table.description), voice)}</p>'
    yield from _notes(page, table, voice)
    yield "</div>"


def _caption(page: Page, table: Table, entry: OutlineEntry | None, voice: Voice) -> tuple[str, str, str]:
    """Return the caption, what names its frame, and what refers to the description."""
    description = one_line(table.description)
    units = f' <span class="units">{page.text(table.units, voice)}</span>' if table.units else ""
    if table.caption is None or entry is None:
        shown = page.text(description or page.words.table, voice)
        inner = f'<span class="hidden">{shown}</span>' + (f"<span>{units.strip()}</span>" if units else "")
        return f"<caption>{inner}</caption>", f'aria-label="{value(description or page.words.table)}"', ""
    page.in_table = True
    name = page.new_id(f"{page.ids[entry.key]}-caption")
    marks, text = page.caption(entry, table.caption, voice)
    page.in_table = False
    described = f' aria-describedby="{page.new_id(f"{page.ids[entry.key]}-description")}"' if description else ""
    caption = f'<caption id="{name}"{marks}><span>{text}{units}</span></caption>'
    return caption, f'aria-labelledby="{name}"', described


def _notes(page: Page, table: Table, voice: Voice) -> Iterator[str]:
    """Yield the notes inside the frame of the table, below its last row (Interinstitutional Style Guide 8.1)."""
    if not table.notes:
        return
    page.in_table = True
    yield '<div class="foot">'
    for note in table.notes:
        own = page.direct(note, "", voice)
        yield f"<p{page.tongue(own, voice)}>{page.inline(note, own)}</p>"
    yield "</div>"
    page.in_table = False


def _class(align: str, tone: str, *, around: Voice, own: Voice) -> str:
    """Return the class of a cell; text that runs against the table stands where the others of its column do."""
    marks = [align or ("s" if own.rtl is not around.rtl else "")]
    if tone:
        marks.append(f"tone-{tone}")
    text = " ".join(filter(None, marks))
    return f' class="{text}"' if text else ""


class _Rows:
    """Writes the rows of a table."""

    def __init__(self, page: Page, table: Table, voice: Voice) -> None:
        self.page = page
        self.table = table
        self.voice = voice
        self.aligns = [_ALIGN[column.align] for column in table.columns]
        self.plain = [f'<td class="{align}">' if align else "<td>" for align in self.aligns]

    def pieces(self) -> Iterator[str]:
        """Yield the bodies of the table: a new one for each group, and one for what sums up a group."""
        page = self.page
        slots = laid_out(self.table, page.fail)
        grouped = False
        yield "<tbody>"
        for number, row in enumerate(self.table.rows, 2):
            page.row = number
            cells, kind = (row.cells, row.kind) if isinstance(row, Row) else (row, RowKind.BODY)
            places = next(slots)
            if kind is RowKind.GROUP or (kind is RowKind.TOTAL and grouped):
                if number > 2:
                    yield "</tbody><tbody>"
                grouped = kind is RowKind.GROUP
            yield self.group(cells) if kind is RowKind.GROUP else self.row(places, kind)
        yield "</tbody>"

    def row(self, slots: tuple[Slot, ...], kind: RowKind) -> str:
        """Return a row; the parts of cells that reach down from above are left out."""
        total = kind is RowKind.TOTAL
        inner = [self.cell(slot, head=total and slot.at == 0) for slot in slots if not slot.covered]
        mark = ' class="total"' if total else ""
        if any(len(part) > _TALL for part in inner):
            mark = ' class="total tall"' if total else ' class="tall"'
        return f"<tr{mark}>{''.join(inner)}</tr>"

    def cell(self, slot: Slot, *, head: bool) -> str:
        """Return a cell."""
        cell = slot.cell
        if isinstance(cell, str) and not head and not self.voice.rtl and cell.isascii():
            return f"{self.plain[slot.at]}{self.page.text(cell, self.voice)}</td>"
        whole = cell if isinstance(cell, Cell) else Cell(cell)
        head = head or whole.header
        spans = f' colspan="{slot.span}"' if slot.span > 1 else ""
        spans += f' rowspan="{slot.more + 1}"' if slot.more else ""
        scope = f' scope="{"rowgroup" if slot.more else "row"}"' if head else ""
        return self.element("th" if head else "td", spans + scope, whole, slot.at)

    def element(self, tag: str, marks: str, cell: Cell, at: int) -> str:
        """Return a cell with its looks."""
        page, around, content = self.page, self.voice, cell.content
        if is_blocks(content):
            own = page.direct("", cell.language, around)
            inner = "".join(page.blocks(content, own, in_cell=True))  # type: ignore[arg-type]
        else:
            own = page.direct(content, cell.language, around, own=True)  # type: ignore[arg-type]
            inner = page.inline(content, own)  # type: ignore[arg-type]
        tinted = "" if cell.tone is Tone.NEUTRAL else cell.tone.value
        looks = _class(self.aligns[at], tinted, around=around, own=own)
        return f"<{tag}{marks}{page.tongue(own, around)}{looks}>{inner}</{tag}>"

    def group(self, cells: tuple[Cell | Inlines, ...]) -> str:
        """Return a row that names those below it, its first cell across all columns where it stands alone."""
        width = len(self.table.columns)
        while len(cells) > 1 and not plain_text(_content(cells[-1])):
            cells = cells[:-1]
        out = []
        at = 0
        for cell in cells:
            whole = cell if isinstance(cell, Cell) else Cell(cell)
            span = width if len(cells) == 1 else whole.span
            if at + span > width:
                self.page.fail(f"the row covers {at + span} columns, the table has {width}")
            marks = f' colspan="{span}"' if span > 1 else ""
            tag = "td" if at else "th"
            marks += "" if at else ' scope="rowgroup"'
            out.append(self.element(tag, marks, whole, at))
            at += span
        if at != width:
            self.page.fail(f"the row covers {at} columns, the table has {width}")
        return f'<tr class="group">{"".join(out)}</tr>'


def _content(cell: Cell | Inlines) -> Inlines:
    """Return what makes a cell count as empty or not."""
    content = cell.content if isinstance(cell, Cell) else cell
    return "blocks" if is_blocks(content) else content  # type: ignore[return-value]

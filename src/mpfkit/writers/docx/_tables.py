"""Tables, row by row; plain cells are put together from parts that are made once for each column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import attrs

from mpfkit.document import Align, Cell, Row, RowKind, Tone, is_blocks, plain_text
from mpfkit.writers._rows import TALLEST, cell_text, letters_in, lines_in, row_cells
from mpfkit.writers._text import escape, escape_plain, escape_value, is_plain

from ._inline import Props

if TYPE_CHECKING:
    from mpfkit.document import Inlines, Table

    from ._emit import Emitter

__all__ = ["Place", "TableWriter", "kept"]

_ALIGN = {Align.CENTER: '<w:jc w:val="center"/>', Align.END: '<w:jc w:val="right"/>'}


_SMALL = 8
"""A table of at most so many rows is not parted by the end of a page; of a longer one, the last rows and the notes."""
_SMALL_TEXT = 1_000
"""Nor is one with more letters than this kept whole: it could be higher than what is left below its heading."""
_BATCH = 256
"""So many plain cells are checked and escaped at once."""
_TEXT = "text-of-a-cell"
# Looked up once: members of an enumeration are found slowly.
_BODY, _GROUP, _NEUTRAL = RowKind.BODY, RowKind.GROUP, Tone.NEUTRAL
_STYLED = re.compile(r'<w:pStyle w:val="[^"]*"/>(?!<w:keepNext/>)')
_RUN = {False: "<w:r><w:t>", True: "<w:r><w:rPr><w:b/><w:bCs/></w:rPr><w:t>"}


class Place(NamedTuple):
    """Where a block stands.

    Attributes:
        kind: `""` in the body, `"table-"` in a cell, `"callout-"` in a callout.
        width: Width of the text there, in twentieths of a point.
        depth: How deep in lists.
        extra: What callouts add to w:pPr: border and shading.
        role: Role of plain paragraphs, where the place decides it.
        language: Language of a cell.
        align: Alignment of a cell.
        strong: Whether all text is strong: cells that name their row, totals.
    """

    kind: str = ""
    width: int = 0
    depth: int = 0
    extra: str = ""
    role: str = ""
    language: str = ""
    align: str = ""
    strong: bool = False


class TableWriter:
    """Writes the rows of one table; what is the same in many cells is put together once.

    Attributes:
        by_itself: Whether what a row looks like is said by its own cells, so that many can be written at a time.
    """

    by_itself = True

    def __init__(self, emitter: Emitter, table: Table, width: int) -> None:
        self.emitter = emitter
        self.table = table
        self.compact = table.compact
        self.role = "table-text-compact" if table.compact else "table-text"
        self.widths = self._widths(width)
        self.room = [letters_in(width) for width in self.widths]
        self.heads: dict[tuple[int, int, Tone, RowKind], str] = {}

    def _widths(self, width: int) -> list[int]:
        shares = [max(column.width, 0.01) for column in self.table.columns]
        whole = sum(shares)
        edges = [round(width * sum(shares[:at]) / whole) for at in range(len(shares) + 1)]
        return [after - before for before, after in pairwise(edges)]

    def pieces(self) -> Iterator[str]:
        """Yield the table, row by row."""
        emitter, table = self.emitter, self.table
        description = emitter.checked(table.description)
        caption = plain_text(table.caption, emitter.labels) if table.caption is not None else description
        key = table.key if table.caption is None else ""
        emitter.row = 1
        yield (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{emitter.ids["table"]}"/>'
            + ("<w:bidiVisual/>" if emitter.rtl else "")
            + f'<w:tblW w:w="{sum(self.widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
            'w:noHBand="0" w:noVBand="1"/>'
            f'<w:tblCaption w:val="{_attribute(emitter.checked(caption))}"/>'
            f'<w:tblDescription w:val="{_attribute(description)}"/></w:tblPr><w:tblGrid>'
            + "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
            + "</w:tblGrid>"
            + (kept(self.header(key)) if table.rows else self.header(key))
        )
        yield from self.rows()
        if table.notes:
            emitter.row = 0
            emitter.part = f"notes of table {emitter.table_count}"
            yield self.notes()
            emitter.part = ""
        yield "</w:tbl>"

    def ends(self) -> tuple[int, int]:
        """Return up to which row, and from which row on, each stays with the next, the header being row 1.

        The end of a page leaves at least two rows on either side of it, those that name others not counted.
        """
        rows = self.table.rows
        opening = next((at for at, row in enumerate(rows, 2) if not _names_others(row)), 1)
        closing, seen = len(rows) + 1, 0
        for row in reversed(rows):
            seen += not _names_others(row)
            if seen == 2:
                break
            closing -= 1
        return opening, closing

    def header(self, key: str) -> str:
        """Return the row that names the columns; it repeats on every page."""
        emitter = self.emitter
        role = "table-header-compact" if self.compact else "table-header"
        cells: list[str] = []
        for column, width in zip(self.table.columns, self.widths, strict=True):
            emitter.direct(column.header, "")
            runs = emitter.inline(column.header, Props(bare=True))
            if key:
                runs = runs.join(emitter.bookmark(key))
                key = ""
            paragraph = emitter.paragraph(role, runs, align=_ALIGN.get(column.align, ""))
            cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph}</w:tc>')
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"

    def rows(self) -> Iterator[str]:
        """Yield the rows; those that are all plain text, which are nearly all, many at a time."""
        emitter, table = self.emitter, self.table
        last = len(table.rows) + 1
        together = (
            last - 1 <= _SMALL
            and sum(len(cell_text(cell)) for row in table.rows for cell in row_cells(row)) <= _SMALL_TEXT
        )
        opening, closing = self.ends()
        batch = _Batch(self)
        # Direction is decided cell by cell where pages run from right to left.
        plain = self.by_itself and not emitter.rtl
        for number, row in enumerate(table.rows, 2):
            cells, kind = (row.cells, row.kind) if isinstance(row, Row) else (row, _BODY)
            ends = (number <= opening or number >= closing) and (number < last or bool(table.notes))
            keep = ends or kind is _GROUP or (together and number < last)
            if self.is_tall(cells):
                yield batch.take()
                yield self.one(number, cells, kind, keep=False).replace("<w:cantSplit/>", "", 1)
                continue
            if plain and batch.add(number, cells, kind, keep=keep):
                if len(batch.texts) >= _BATCH:
                    yield batch.take()
                continue
            yield batch.take()
            yield self.one(number, cells, kind, keep=keep)
        yield batch.take()

    def is_tall(self, cells: tuple[Cell | Inlines, ...]) -> bool:
        """Tell whether a row takes so much of a page that it may be split; rows that share a cell never may."""
        if not self.by_itself:
            return False
        # Nearly all rows are short texts, a cell to each column: nothing but their length is looked at
        if len(cells) == len(self.room):
            for cell, room in zip(cells, self.room, strict=True):
                text: object = cell.content if isinstance(cell, Cell) else cell
                if not isinstance(text, str) or len(text) > room or "\n" in text:
                    break
            else:
                return False
        at = 0
        for cell in cells:
            span = cell.span if isinstance(cell, Cell) else 1
            if lines_in(cell_text(cell), sum(self.widths[at : at + span])) > TALLEST:
                return True
            at += span
        return False

    def one(self, number: int, cells: tuple[Cell | Inlines, ...], kind: RowKind, *, keep: bool) -> str:
        """Return a row by its number in the table, kept with the next one where it has to be."""
        self.emitter.row = number
        text = self.row(cells, kind)
        return kept(text) if keep else text

    def row(self, cells: tuple[Cell | Inlines, ...], kind: RowKind) -> str:
        """Return a row."""
        if kind is RowKind.GROUP:
            return self.group(cells)
        emitter, heads = self.emitter, self.heads
        upright = not emitter.rtl
        at = 0
        out = ["<w:tr><w:trPr><w:cantSplit/></w:trPr>"]
        for cell in cells:
            if at >= len(self.widths):
                self.wrong_count(cells)
            content: object
            if isinstance(cell, Cell):
                content, span, tone, strong = cell.content, cell.span, cell.tone, cell.header
                if cell.language:
                    content = None
            else:
                content, span, tone, strong = cell, 1, Tone.NEUTRAL, False
            if span < 1:
                emitter.fail(f"a cell covers {span} columns; it must cover 1 at least")
            strong = strong or kind is RowKind.TOTAL
            key = (at, span, tone, kind)
            head = heads.get(key)
            if head is None:
                head = heads[key] = self.head(at, span, tone, kind)
            if upright and isinstance(content, str) and is_plain(content):
                run = f"{_RUN[strong]}{escape(content)}</w:t></w:r>" if content else ""
                out.append(f"{head}{run}</w:p></w:tc>")
            else:
                out.append(self.careful(cell, at, span, tone, kind, strong=strong))
            at += span
        if at != len(self.widths):
            self.wrong_count(cells)
        out.append("</w:tr>")
        return "".join(out)

    def wrong_count(self, cells: tuple[Cell | Inlines, ...]) -> NoReturn:
        """Say that a row does not fit the columns."""
        covered = sum(cell.span if isinstance(cell, Cell) else 1 for cell in cells)
        self.emitter.fail(f"the row covers {covered} columns, the table has {len(self.widths)}")

    def cell_properties(self, at: int, span: int, tone: Tone, kind: RowKind) -> str:
        """Return w:tcPr."""
        palette = self.emitter.style.palette
        width = sum(self.widths[at : at + span])
        inner = f'<w:tcW w:w="{width}" w:type="dxa"/>'
        if span != 1:
            inner += f'<w:gridSpan w:val="{span}"/>'
        if kind is RowKind.TOTAL:
            inner += (
                f'<w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{palette.accent}"/></w:tcBorders>'
            )
        if tone is Tone.NEUTRAL and kind is RowKind.GROUP:
            tone = Tone.MUTED
        if tone is not Tone.NEUTRAL:
            inner += f'<w:shd w:val="clear" w:color="auto" w:fill="{getattr(palette.tones, tone.value)}"/>'
        return f"<w:tcPr>{inner}</w:tcPr>"

    def head(self, at: int, span: int, tone: Tone, kind: RowKind) -> str:
        """Return a cell of plain text up to its run."""
        align = _ALIGN.get(self.table.columns[at].align, "")
        return (
            f"<w:tc>{self.cell_properties(at, span, tone, kind)}"
            f'<w:p><w:pPr><w:pStyle w:val="{self.emitter.ids[self.role]}"/>{align}</w:pPr>'
        )

    def careful(
        self, cell: Cell | Inlines, at: int, span: int, tone: Tone, kind: RowKind, *, strong: bool, role: str = ""
    ) -> str:
        """Return a cell that is more than plain text."""
        emitter = self.emitter
        content = cell.content if isinstance(cell, Cell) else cell
        language = cell.language if isinstance(cell, Cell) else ""
        align = _ALIGN.get(self.table.columns[at].align, "")
        place = Place(
            kind="table-",
            width=sum(self.widths[at : at + span]) - 220,
            role=role or self.role,
            language=language,
            align=align,
            strong=strong,
        )
        if is_blocks(content):
            inner = "".join(emitter.blocks(content, place))  # type: ignore[arg-type]
        else:
            emitter.direct(content, language, own=True)  # type: ignore[arg-type]
            runs = emitter.inline(content, Props(strong=strong, language=language))  # type: ignore[arg-type]
            inner = emitter.paragraph(role or self.role, runs, align=emitter.edge(align))
        if not inner.endswith("</w:p>"):
            # Word wants a paragraph at the end of a cell, and takes a file without for damaged.
            inner += emitter.gap()
        return f"<w:tc>{self.cell_properties(at, span, tone, kind)}{inner}</w:tc>"

    def group(self, cells: tuple[Cell | Inlines, ...]) -> str:
        """Return a row that names those below it, its first cell across all columns where it stands alone."""
        while len(cells) > 1 and (cells[-1] == "" or (isinstance(cells[-1], Cell) and cells[-1].content == "")):
            cells = cells[:-1]
        out = ["<w:tr><w:trPr><w:cantSplit/></w:trPr>"]
        at = 0
        for cell in cells:
            span = len(self.widths) if len(cells) == 1 else cell.span if isinstance(cell, Cell) else 1
            tone = cell.tone if isinstance(cell, Cell) else Tone.NEUTRAL
            if at + span > len(self.widths):
                self.wrong_count(cells)
            out.append(self.careful(cell, at, span, tone, RowKind.GROUP, strong=False, role="table-group"))
            at += span
        if at != len(self.widths):
            self.wrong_count(cells)
        out.append("</w:tr>")
        return "".join(out)

    def notes(self) -> str:
        """Return the row inside the frame that holds the notes."""
        emitter = self.emitter
        paragraphs: list[str] = []
        for note in self.table.notes:
            emitter.direct(note, "")
            paragraphs.append(emitter.paragraph("table-note", emitter.inline(note)))
        span = f'<w:gridSpan w:val="{len(self.widths)}"/>' if len(self.widths) > 1 else ""
        # Cells are not parted from their notes by a rule that looks like a further row.
        accent = emitter.style.palette.accent
        border = f'<w:tcBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="{accent}"/></w:tcBorders>'
        return (
            f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{sum(self.widths)}" '
            f'w:type="dxa"/>{span}{border}'
            f"</w:tcPr>{''.join(paragraphs)}</w:tc></w:tr>"
        )


def _names_others(row: object) -> bool:
    return isinstance(row, Row) and row.kind is RowKind.GROUP


class _Batch:
    """Rows of plain text that wait to be written: their cells are checked and escaped all at once.

    A form is the row that the table writes for cells of the same shape, with places for their texts; so the two ways to
    write a row cannot differ.
    """

    def __init__(self, writer: TableWriter) -> None:
        self.writer = writer
        self.texts: list[str] = []
        self._rows: list[tuple[int, tuple[Cell | Inlines, ...], RowKind, bool]] = []
        self._forms: list[str] = []
        table = writer.table
        # All tables with the same columns share their forms.
        look = (writer.role, *writer.widths, *(column.align.value for column in table.columns))
        self.known = writer.emitter.row_forms.setdefault(look, {})

    def add(self, number: int, cells: tuple[Cell | Inlines, ...], kind: RowKind, *, keep: bool) -> bool:
        """Take a row, unless it has cells that are more than text; tell whether it was taken."""
        found: list[str] = []
        shape: list[object] = [keep, None if kind is _BODY else kind.value]
        for cell in cells:
            if cell.__class__ is str:
                text: object = cell
            elif cell.__class__ is Cell:
                text = cell.content
                if text.__class__ is not str or cell.language:
                    return False
                plain = cell.span == 1 and cell.tone is _NEUTRAL
                shape.append(cell.header if plain else (cell.header, cell.span, cell.tone.value))
            else:
                return False
            if text:
                shape.append(None)
                found.append(text)  # type: ignore[arg-type]
            else:
                # An empty cell has no run.
                shape.append("")
        key = tuple(shape)
        form = self.known.get(key)
        if form is None:
            form = self.known[key] = self._form(number, cells, kind, keep=keep)
        self.texts += found
        self._rows.append((number, cells, kind, keep))
        self._forms.append(form)
        return True

    def _form(self, number: int, cells: tuple[Cell | Inlines, ...], kind: RowKind, *, keep: bool) -> str:
        blank = tuple(
            attrs.evolve(cell, content=_TEXT if cell.content else "")
            if isinstance(cell, Cell)
            else (_TEXT if cell else "")
            for cell in cells
        )
        return self.writer.one(number, blank, kind, keep=keep).replace("%", "%%").replace(_TEXT, "%s")

    def take(self) -> str:
        """Return the rows that waited."""
        texts, rows, forms = self.texts, self._rows, self._forms
        if not rows:
            return ""
        self.texts, self._rows, self._forms = [], [], []
        escaped = escape_plain(texts) if texts else []
        if escaped is not None:
            return "".join(forms) % tuple(escaped)
        return "".join([self.writer.one(number, cells, kind, keep=keep) for number, cells, kind, keep in rows])


def kept(row: str) -> str:
    """Return a row that stands on the page of the next one."""
    return _STYLED.sub(r"\g<0><w:keepNext/>", row)


def _attribute(text: str) -> str:
    """Return text for an attribute, which Word keeps on one line."""
    return escape_value(" ".join(text.split()))

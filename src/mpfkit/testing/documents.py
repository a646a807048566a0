"""Documents as people read them, for tests: their words, headings and tables, and what is wrong with them.

Example:
    A report that begins as it should::

        from mpfkit.testing.documents import faults_of, headings_of, rows_of, table_of

        assert faults_of(document) == ()
        assert headings_of(document)[0] == "1 Introduction"
        assert rows_of(table_of(document, "Replies"))[0] == ["Country XA", "complete"]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit.document import (
    Anchor,
    BulletList,
    Callout,
    Cell,
    Chart,
    Figure,
    Footnote,
    Heading,
    Image,
    NumberedList,
    Paragraph,
    Reference,
    Row,
    Section,
    Table,
    form_fields,
    is_blocks,
    outline,
    plain_text,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpfkit.document import Block, Document, Inline, Inlines

__all__ = [
    "assert_sound",
    "cells_of",
    "contents_of",
    "faults_of",
    "headings_of",
    "inlines_of",
    "rows_of",
    "strings_in",
    "table_of",
    "text_of",
]

_LONGEST_HEADER = 160


def inlines_of(content: Inlines | Cell | None) -> Iterator[str | Inline]:
    """Yield the parts of inline content from outside to inside: a `Strong`, then the text in it.

    Args:
        content: Inline content; a cell with blocks in it yields nothing, as these have contents of their own.
    """
    if isinstance(content, Cell):
        content = () if is_blocks(content.content) else content.content  # type: ignore[assignment]
    if isinstance(content, tuple):
        for part in content:
            yield from inlines_of(part)
    elif content is not None:
        yield content  # type: ignore[misc]
        yield from inlines_of(getattr(content, "content", None))


def cells_of(row: Row | tuple[Cell | Inlines, ...]) -> tuple[Cell | Inlines, ...]:
    """Return the cells of a row, whichever way it is written."""
    return row.cells if isinstance(row, Row) else row


def contents_of(block: Block) -> Iterator[Inlines]:
    """Yield the inline contents of one block: what it says itself, without the blocks inside it.

    Args:
        block: A block, as `mpfkit.document.walk` gives it.
    """
    match block:
        case Heading(content=content) | Paragraph(content=content):
            yield content
        case BulletList(items=items) | NumberedList(items=items):
            yield from (item for item in items if not is_blocks(item))  # type: ignore[misc]
        case Callout(title=title) if title is not None:
            yield title
        case Figure(caption=caption):
            yield caption
        case Table():
            yield from ([block.caption] if block.caption is not None else [])
            yield from block.notes
            yield from (column.header for column in block.columns)
            for row in block.rows:
                for cell in cells_of(row):
                    content = cell.content if isinstance(cell, Cell) else cell  # type: ignore[assignment]
                    if not is_blocks(content):
                        yield content
        case _:
            return


def text_of(document: Document) -> str:
    """Return all words of a document: the cover, then a line for each content, with notes and charts.

    A reference without a text of its own shows the number of what it leads to.

    Args:
        document: A document.
    """
    lines: list[str] = []
    cover = document.cover
    if cover is not None:
        lines += [cover.title, cover.kicker, cover.subtitle, *(f"{line.label}: {line.text}" for line in cover.lines)]
        lines += cover.notices
    lines += [document.header, document.footer]
    labels = {entry.key: entry.number or plain_text(entry.content) for entry in outline(document).entries}
    for block in walk(document.blocks):
        if isinstance(block, Figure) and isinstance(block.graphic, Chart):
            chart = block.graphic
            lines += [chart.alt, *chart.categories, *(series.name for series in chart.series)]
        for content in contents_of(block):
            lines.append(plain_text(content, labels))
            lines += [plain_text(part.content, labels) for part in inlines_of(content) if isinstance(part, Footnote)]
    return "\n".join(lines)


def headings_of(document: Document) -> list[str]:
    """Return the headings with their numbers, such as "2.1 Response rate".

    Args:
        document: A document.
    """
    return [f"{entry.number} {plain_text(entry.content)}".strip() for entry in outline(document).headings]


def table_of(document: Document, caption: str) -> Table:
    """Return the first table whose caption begins with a text.

    Args:
        document: A document.
        caption: How the caption begins.

    Raises:
        LookupError: There is no such table; says which there are.
    """
    tables = [block for block in walk(document.blocks) if isinstance(block, Table) and block.caption is not None]
    for table in tables:
        if plain_text(table.caption).startswith(caption):
            return table
    known = [plain_text(table.caption) for table in tables]
    raise LookupError(f"no table has a caption that begins with {caption!r}; captions: {known}")


def rows_of(table: Table) -> list[list[str]]:
    """Return the texts of the cells of a table, row by row; a cell that holds blocks is empty.

    Args:
        table: A table.
    """
    return [[_said(cell) for cell in cells_of(row)] for row in table.rows]


def _said(cell: Cell | Inlines) -> str:
    content: Any = cell.content if isinstance(cell, Cell) else cell
    return "" if is_blocks(content) else plain_text(content)


def strings_in(value: object) -> Iterator[str]:
    """Yield every text inside a value, wherever it stands: in attrs classes, tuples and mappings.

    Args:
        value: A document, a project, or anything else that is made of attrs classes.
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from strings_in(part)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from strings_in(key)
            yield from strings_in(part)
    elif attrs.has(kind := type(value)):
        for field in attrs.fields(kind):
            yield from strings_in(getattr(value, field.name))


# ------------------------------------------------------------------------------------------------ what is wrong


def faults_of(document: Document, *, blank_cells: bool = False) -> tuple[str, ...]:
    """Return what is wrong with a document, one line each; nothing for one that every writer and reader can take.

    Headings are not empty and skip no level; nothing is blank that should say something; every table has a
    description and rows that fill its columns, every figure a caption, every chart an alternative text; references
    lead somewhere, keys are unique, and no note stands inside a table.

    Args:
        document: A document.
        blank_cells: Whether cells may be blank, as in a form that is printed and filled in by hand.
    """
    found: list[str] = []
    if not document.title.strip():
        found.append("the document has no title")
    if len(document.header) > _LONGEST_HEADER:
        found.append(f"the header has {len(document.header)} characters, more than {_LONGEST_HEADER}")
    last, place = 0, "before the first heading"
    for block in walk(document.blocks):
        if isinstance(block, Heading):
            title = plain_text(block.content).strip()
            place = f"heading {title!r}"
            if block.level > last + 1:
                found.append(f"{place}: skips a level: {block.level} after {last}")
            last = block.level
        found += [f"{place}: {fault}" for fault in _faults_of_block(block, blank_cells=blank_cells)]
    return (*found, *_faults_of_references(document))


def assert_sound(document: Document, *, blank_cells: bool = False) -> None:
    """Fail where something is wrong with a document, with all its faults.

    Args:
        document: A document.
        blank_cells: As in `faults_of`.

    Raises:
        AssertionError: It has faults.
    """
    found = faults_of(document, blank_cells=blank_cells)
    if found:
        raise AssertionError("\n  ".join(("the document has faults:", *found)))


def _faults_of_block(block: Block, *, blank_cells: bool) -> Iterator[str]:
    match block:
        case Heading(content=content):
            if not plain_text(content).strip():
                yield "a heading is empty"
        case Paragraph(content=content):
            if not _says_something(content):
                yield "a paragraph is empty"
        case BulletList(items=items) | NumberedList(items=items):
            if not items:
                yield "a list is empty"
        case Section(blocks=blocks) | Callout(blocks=blocks):
            if not blocks:
                yield f"a {type(block).__name__.casefold()} is empty"
        case Table():
            yield from _faults_of_table(block, blank_cells=blank_cells)
        case Figure(caption=caption, graphic=graphic):
            if not plain_text(caption).strip():
                yield "a figure has no caption"
            yield from _faults_of_graphic(graphic)
        case _:
            return


def _says_something(content: Any) -> bool:  # noqa: ANN401 - the content of a paragraph or a cell
    return bool(plain_text(content).strip()) or any(not isinstance(part, str | Anchor) for part in inlines_of(content))


def _faults_of_graphic(graphic: Image | Chart) -> Iterator[str]:
    if isinstance(graphic, Image):
        return
    if not graphic.alt.strip():
        yield "a chart has no alternative text"
    if not graphic.series:
        yield "a chart has no series"
    for what, names in (("series", [one.name for one in graphic.series]), ("categories", list(graphic.categories))):
        if len(set(names)) < len(names):
            yield f"two {what} of a chart have one name"
    if any(len(one.values) != len(graphic.categories) for one in graphic.series):
        yield "a series of a chart has not as many values as there are categories"


def _faults_of_table(table: Table, *, blank_cells: bool) -> Iterator[str]:
    name = f"table {plain_text(table.caption)!r}" if table.caption is not None else "a table"
    if table.caption is not None and not plain_text(table.caption).strip():
        yield "the caption of a table is empty"
    if not table.description.strip():
        yield f"{name} has no description"
    if not table.rows:
        yield f"{name} has no rows"
    if not all(plain_text(column.header).strip() for column in table.columns):
        yield f"{name} has a column without a header"
    covered = [0] * len(table.columns)
    for number, row in enumerate(table.rows, 1):
        free = [at for at, left in enumerate(covered) if not left]
        covered = [max(left - 1, 0) for left in covered]
        width = 0
        for cell in cells_of(row):
            span, down = (cell.span, cell.row_span) if isinstance(cell, Cell) else (1, 1)
            for at in free[width : width + span]:
                covered[at] = down - 1
            width += span
            content: Any = cell.content if isinstance(cell, Cell) else cell
            if not blank_cells and not is_blocks(content) and not _says_something(content):
                yield f"{name}, row {number}: a cell is blank; say what is not there, or write a dash"
        if width != len(free):
            yield f"{name}, row {number}: has cells for {width} columns, not for {len(free)}"
    if any(covered):
        yield f"{name}: a cell reaches below the last row"


def _faults_of_references(document: Document) -> Iterator[str]:
    blocks = list(walk(document.blocks))
    keys: list[str] = [key for block in blocks if (key := getattr(block, "key", ""))]
    wanted: dict[str, None] = {}
    for block in blocks:
        for content in contents_of(block):
            for part in inlines_of(content):
                if isinstance(part, Anchor):
                    keys.append(part.key)
                elif isinstance(part, Reference):
                    wanted[part.key] = None
                    if part.content is not None and not plain_text(part.content).strip():
                        yield f"a reference to {part.key!r} has an empty text"
                elif isinstance(part, Footnote) and isinstance(block, Table):
                    yield "a note stands inside a table; use `Table.notes`"
    yield from (f"a reference to {key!r} leads nowhere" for key in wanted if key not in keys)
    yield from (f"{count} things have the key {key!r}" for key, count in Counter(keys).items() if count > 1)
    fields = Counter(field.key for field in form_fields(document))
    yield from (f"{count} form fields have the key {key!r}" for key, count in fields.items() if count > 1)

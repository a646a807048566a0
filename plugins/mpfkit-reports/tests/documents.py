"""What tests of report kinds share: documents are read as people read them, and held to what every writer expects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mpfkit.document import (
    Anchor,
    BulletList,
    Cell,
    Chart,
    Cover,
    Document,
    Figure,
    Footnote,
    FormField,
    Heading,
    NumberedList,
    Paragraph,
    Reference,
    Row,
    Table,
    is_blocks,
    outline,
    plain_text,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpfkit.document import Block, Inlines


def inlines(content: Any) -> Iterator[object]:
    if isinstance(content, tuple):
        for part in content:
            yield from inlines(part)
        return
    yield content
    inner = getattr(content, "content", None)
    if inner is not None and not isinstance(content, Cell):
        yield from inlines(inner)


def cells(row: Any) -> tuple[Any, ...]:
    return row.cells if isinstance(row, Row) else row


def shows(content: Any) -> bool:
    """Tell whether inline content shows anything: words, or a field to write in."""
    return bool(plain_text(content).strip()) or any(isinstance(part, FormField) for part in inlines(content))


def contents(block: Block) -> Iterator[Inlines]:
    match block:
        case Heading(content=content) | Paragraph(content=content):
            yield content
        case BulletList(items=items) | NumberedList(items=items):
            yield from (item for item in items if not is_blocks(item))
        case Table():
            if block.caption is not None:
                yield block.caption
            yield from block.notes
            yield from (column.header for column in block.columns)
            for row in block.rows:
                for cell in cells(row):
                    content = cell.content if isinstance(cell, Cell) else cell
                    if not is_blocks(content):
                        yield content
        case Figure(caption=caption):
            yield caption


def text_of(document: Document) -> str:
    """Return all words of a document, one block a line, footnotes included."""
    lines = []
    cover = document.cover
    assert isinstance(cover, Cover)
    lines += [cover.title, cover.kicker, cover.subtitle, *(f"{line.label}: {line.text}" for line in cover.lines)]
    lines += cover.notices
    for block in walk(document.blocks):
        if isinstance(block, Figure) and isinstance(block.graphic, Chart):
            chart = block.graphic
            lines += [chart.alt, *chart.categories, *(series.name for series in chart.series)]
        for content in contents(block):
            lines.append(plain_text(content))
            lines += [plain_text(part.content) for part in inlines(content) if isinstance(part, Footnote)]
    return "\n".join(lines)


def check(document: Document) -> None:
    """Hold a document to what every writer and every reader may expect."""
    blocks = list(walk(document.blocks))
    targets = {block.key for block in blocks if getattr(block, "key", "")}
    references: set[str] = set()
    last = 0
    for block in blocks:
        if isinstance(block, Heading):
            title = plain_text(block.content)
            assert title.strip(), "a heading is never empty"
            assert not title.rstrip().endswith("."), f"a heading has no full stop: {title!r}"
            assert block.level <= last + 1, f"{title!r} skips a level"
            last = block.level
        if isinstance(block, Paragraph):
            assert shows(block.content), "a paragraph is never empty"
        if isinstance(block, BulletList | NumberedList):
            assert block.items, "a list is never empty"
        if isinstance(block, Table):
            check_table(block)
        if isinstance(block, Figure):
            assert plain_text(block.caption).strip(), "a figure has a caption"
            if isinstance(block.graphic, Chart):
                check_chart(block.graphic)
        for content in contents(block):
            for part in inlines(content):
                if isinstance(part, Anchor):
                    targets.add(part.key)
                if isinstance(part, Reference):
                    references.add(part.key)
                    assert part.content is None or plain_text(part.content).strip()
                if isinstance(part, Footnote):
                    assert not isinstance(block, Table), "no footnote inside a table"
    assert references <= targets, f"dead references: {sorted(references - targets)}"
    keys = [block.key for block in blocks if getattr(block, "key", "")]
    assert len(keys) == len(set(keys)), "keys are unique"
    assert document.title.strip()
    assert len(document.header) <= 90


def check_table(table: Table) -> None:
    assert table.description.strip()
    assert table.rows
    assert all(plain_text(column.header).strip() for column in table.columns)
    for row in table.rows:
        width = sum(cell.span if isinstance(cell, Cell) else 1 for cell in cells(row))
        assert width == len(table.columns)
        for cell in cells(row):
            content = cell.content if isinstance(cell, Cell) else cell
            assert is_blocks(content) or shows(content), "no cell is blank"


def check_chart(chart: Chart) -> None:
    assert chart.alt.strip()
    assert chart.series
    assert len({series.name for series in chart.series}) == len(chart.series)
    assert len(set(chart.categories)) == len(chart.categories)
    assert all(len(series.values) == len(chart.categories) for series in chart.series)


def headings(document: Document) -> list[str]:
    return [f"{entry.number} {plain_text(entry.content)}".strip() for entry in outline(document).headings]


def table(document: Document, caption: str) -> Table:
    return next(
        block
        for block in walk(document.blocks)
        if isinstance(block, Table) and block.caption is not None and plain_text(block.caption).startswith(caption)
    )


def rows(found: Table) -> list[list[str]]:
    return [
        [
            plain_text(cell if not isinstance(cell, Cell) else "" if is_blocks(cell.content) else cell.content)
            for cell in cells(row)
        ]
        for row in found.rows
    ]

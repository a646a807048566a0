"""What the tests of the three report kinds share: the example, documents in any edition, and what holds of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from mpfkit.document import (
    Anchor,
    BulletList,
    Callout,
    Cell,
    Document,
    Footnote,
    Heading,
    NumberedList,
    Paragraph,
    Reference,
    Row,
    Table,
    is_blocks,
    plain_text,
    walk,
)
from mpfkit.model import Audience, Project
from mpfkit.projects import load_project
from mpfkit.records import Brief, ReportKind
from mpfkit.redaction import redact


@pytest.fixture(scope="session")
def project(example: Any) -> Project:
    """Return the example project."""
    return load_project(example)


Compose = Callable[..., Document]


@pytest.fixture(scope="session")
def compose() -> Compose:
    """Return a function that composes a report of a kind for an audience."""

    def composed(kind: ReportKind, project: Project, audience: str = "internal", **changes: Any) -> Document:
        options = changes.pop("options", kind.options())
        brief = Brief(date=date(2019, 3, 1), audience=Audience(audience), options=options, **changes)
        return kind.compose(redact(project, audience), brief)

    return composed


def _parts(content: Any) -> Iterator[object]:
    if isinstance(content, tuple):
        for part in content:
            yield from _parts(part)
        return
    yield content
    inner = getattr(content, "content", None)
    if inner is not None and not isinstance(content, Cell):
        yield from _parts(inner)


def _cells(row: Any) -> tuple[Any, ...]:
    return row.cells if isinstance(row, Row) else row


def _contents(block: Any) -> Iterator[Any]:
    match block:
        case Heading(content=content) | Paragraph(content=content):
            yield content
        case BulletList(items=items) | NumberedList(items=items):
            yield from (item for item in items if not is_blocks(item))
        case Callout(title=title) if title is not None:
            yield title
        case Table():
            yield from ([block.caption] if block.caption is not None else [])
            yield from block.notes
            yield from (column.header for column in block.columns)
            for row in block.rows:
                for cell in _cells(row):
                    content = cell.content if isinstance(cell, Cell) else cell
                    if not is_blocks(content):
                        yield content


@pytest.fixture(scope="session")
def text_of() -> Callable[[Document], str]:
    """Return a function that gives all words of a document, one block a line."""

    def words(document: Document) -> str:
        cover = document.cover
        assert cover is not None
        lines = [cover.title, cover.kicker, cover.subtitle, *(f"{one.label}: {one.text}" for one in cover.lines)]
        lines += [*cover.notices, document.header, document.footer]
        for block in walk(document.blocks):
            for content in _contents(block):
                lines.append(plain_text(content))
                lines += [plain_text(part.content) for part in _parts(content) if isinstance(part, Footnote)]
        return "\n".join(lines)

    return words


@pytest.fixture(scope="session")
def check_document() -> Callable[[Document], None]:
    """Return a function that holds a document to what every writer and every reader may expect."""
    return _check


def _check(document: Document) -> None:
    blocks = list(walk(document.blocks))
    targets = {block.key for block in blocks if getattr(block, "key", "")}
    references: set[str] = set()
    last = 0
    for block in blocks:
        if isinstance(block, Heading):
            title = plain_text(block.content)
            assert title.strip(), "a heading is never empty"
            assert not title.rstrip().endswith(":"), f"no colon at the end of a heading: {title!r}"
            assert block.level <= last + 1, f"{title!r} skips a level"
            last = block.level
        if isinstance(block, Paragraph):
            assert plain_text(block.content).strip(), "a paragraph is never empty"
        if isinstance(block, BulletList | NumberedList):
            assert block.items, "a list is never empty"
        if isinstance(block, Table):
            _check_table(block)
        for content in _contents(block):
            for part in _parts(content):
                if isinstance(part, Anchor):
                    targets.add(part.key)
                if isinstance(part, Reference):
                    references.add(part.key)
                if isinstance(part, Footnote):
                    assert not isinstance(block, Table), "no footnote inside a table"
    assert references <= targets, f"dead references: {sorted(references - targets)}"
    keys = [block.key for block in blocks if getattr(block, "key", "")]
    assert len(keys) == len(set(keys)), "keys are unique"
    assert document.title.strip()
    assert len(document.header) <= 160


def _check_table(table: Table) -> None:
    assert table.description.strip()
    assert table.rows
    assert all(plain_text(column.header).strip() for column in table.columns)
    hanging = [0] * len(table.columns)
    for row in table.rows:
        free = [place for place, left in enumerate(hanging) if not left]
        hanging = [max(left - 1, 0) for left in hanging]
        width = 0
        for cell in _cells(row):
            span, down = (cell.span, cell.row_span) if isinstance(cell, Cell) else (1, 1)
            for place in free[width : width + span]:
                hanging[place] = down - 1
            width += span
            content = cell.content if isinstance(cell, Cell) else cell
            assert is_blocks(content) or plain_text(content).strip(), "no cell is blank"
        assert width == len(free), "a row has as many cells as the table has columns"
    assert not any(hanging), "no cell hangs out of the table"

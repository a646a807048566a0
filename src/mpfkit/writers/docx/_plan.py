"""What has to be known before the first byte of the body is written: targets, links, pictures, notes and lists.

Relationships, notes and numberings stand in other parts of the package, and those are saved first so that the body can
be streamed. The emitter meets everything in the same order in which it is found here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from mpfkit.document import (
    Anchor,
    BulletList,
    Callout,
    Cell,
    Chart,
    Code,
    Contents,
    Emphasis,
    Figure,
    Footnote,
    FormField,
    Heading,
    LineBreak,
    Link,
    ListOf,
    NumberedList,
    Outline,
    OutlineEntry,
    PageBreak,
    Paragraph,
    Reference,
    Row,
    Section,
    Span,
    Strong,
    Table,
    is_blocks,
    outline,
)
from mpfkit.errors import RenderError

if TYPE_CHECKING:
    from mpfkit.document import Block, Blocks, Document, Image, Inlines

__all__ = ["NumberedUse", "Plan", "make_plan"]


@attrs.frozen
class NumberedUse:
    """A numbered list: where its numbering comes from.

    Attributes:
        role: Role of its style: `number`, `table-number` or `callout-number`.
        level: Depth, 1 to 3.
    """

    role: str
    level: int


@attrs.frozen(kw_only=True)
class Plan:
    """What the other parts of the package need.

    Attributes:
        outline: Headings, tables and figures with their numbers.
        targets: Outline entry by key; None for paragraphs, anchors and tables without a caption.
        bookmarks: Name of the bookmark by key.
        links: Addresses that the body links to.
        note_links: Addresses that the notes link to.
        notes: Footnotes in order.
        pictures: Pictures of the figures in order.
        charts: Charts of the figures in order.
        fields: Form fields in order.
        numbered: Numbered lists in order.
        has_landscape: Whether any page lies across.
    """

    outline: Outline
    targets: dict[str, OutlineEntry | None]
    bookmarks: dict[str, str]
    links: tuple[str, ...]
    note_links: tuple[str, ...]
    notes: tuple[Footnote, ...]
    pictures: tuple[Image, ...]
    charts: tuple[Chart, ...]
    fields: tuple[FormField, ...]
    numbered: tuple[NumberedUse, ...]
    has_landscape: bool


def make_plan(document: Document) -> Plan:
    """Walk through a document once.

    Raises:
        RenderError: If two things have the same key.
    """
    found = _Finder()
    found.blocks(document.blocks, "", 0)
    entries = outline(document)
    targets: dict[str, OutlineEntry | None] = {}
    for entry in entries.entries:
        _add(targets, entry.key, entry)
    for key in found.keys:
        _add(targets, key, None)
    return Plan(
        outline=entries,
        targets=targets,
        bookmarks=_bookmarks(targets),
        links=tuple(found.links),
        note_links=tuple(found.note_links),
        notes=tuple(found.notes),
        pictures=tuple(found.pictures),
        charts=tuple(found.charts),
        fields=tuple(found.fields),
        numbered=tuple(found.numbered),
        has_landscape=found.has_landscape,
    )


def _add(targets: dict[str, OutlineEntry | None], key: str, entry: OutlineEntry | None) -> None:
    if key in targets:
        raise RenderError(f"the key {key!r} is used twice in the document; references could not tell which is meant")
    targets[key] = entry


def _bookmarks(keys: Iterator[str] | dict[str, OutlineEntry | None]) -> dict[str, str]:
    """Give each key a name that Word takes: letters, digits, underscores, 40 at most, unique without regard to case.

    LibreOffice writes an underscore as 5F where it makes a PDF; the names differ there, too.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for key in keys:
        name = "_Ref_" + re.sub(r"[^0-9A-Za-z]+", "_", key).strip("_")
        if len(name) > 40 or name.lower().replace("_", "5f") in taken or name == "_Ref_":
            name = f"{name[:28]}_{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:11]}"
        taken.add(name.lower().replace("_", "5f"))
        names[key] = name
    return names


class _Finder:
    def __init__(self) -> None:
        self.keys: list[str] = []
        self.links: dict[str, None] = {}
        self.note_links: dict[str, None] = {}
        self.notes: list[Footnote] = []
        self.pictures: list[Image] = []
        self.charts: list[Chart] = []
        self.fields: list[FormField] = []
        self.numbered: list[NumberedUse] = []
        self.has_landscape = False
        self.in_note = False

    def blocks(self, blocks: Blocks, place: str, depth: int) -> None:
        for block in blocks:
            self.block(block, place, depth)

    def block(self, block: Block, place: str, depth: int) -> None:
        match block:
            case Paragraph():
                if block.key:
                    self.keys.append(block.key)
                self.inlines(block.content)
            case Heading():
                self.inlines(block.content)
            case Table():
                self.table(block)
            case BulletList() | NumberedList():
                depth += 1
                if isinstance(block, NumberedList):
                    self.numbered.append(NumberedUse(f"{place}number", min(depth, 3)))
                for item in block.items:
                    if is_blocks(item):
                        self.blocks(item, place, depth)  # type: ignore[arg-type]
                    else:
                        self.inlines(item)  # type: ignore[arg-type]
            case Callout():
                if block.title is not None:
                    self.inlines(block.title)
                self.blocks(block.blocks, "callout-", 0)
            case Section():
                self.has_landscape |= block.landscape
                self.blocks(block.blocks, "", 0)
            case Figure():
                if isinstance(block.graphic, Chart):
                    self.charts.append(block.graphic)
                else:
                    self.pictures.append(block.graphic)
                self.inlines(block.caption)
            case PageBreak() | Contents() | ListOf():
                return

    def table(self, table: Table) -> None:
        if table.caption is not None:
            self.inlines(table.caption)
        elif table.key:
            self.keys.append(table.key)
        for column in table.columns:
            self.inlines(column.header)
        for row in table.rows:
            for cell in row.cells if isinstance(row, Row) else row:
                if cell.__class__ is str:
                    continue
                content = cell.content if isinstance(cell, Cell) else cell
                if content.__class__ is str:
                    continue
                if is_blocks(content):
                    self.blocks(content, "table-", 0)  # type: ignore[arg-type]
                else:
                    self.inlines(content)  # type: ignore[arg-type]
        for note in table.notes:
            self.inlines(note)

    def inlines(self, content: Inlines) -> None:
        match content:
            case str() | Code() | LineBreak():
                return
            case FormField():
                self.fields.append(content)
            case tuple():
                for part in content:
                    if part.__class__ is not str:
                        self.inlines(part)
            case Link(content=inner, url=url):
                (self.note_links if self.in_note else self.links).setdefault(url)
                self.inlines(inner)
            case Reference(content=inner):
                if inner is not None:
                    self.inlines(inner)
            case Footnote(content=inner):
                self.notes.append(content)
                self.in_note, before = True, self.in_note
                self.inlines(inner)
                self.in_note = before
            case Anchor(key=key):
                self.keys.append(key)
            case Emphasis(content=inner) | Strong(content=inner) | Span(content=inner):
                self.inlines(inner)
            case _:
                raise RenderError(f"{type(content).__name__} is no inline content: {str(content)[:60]!r}")

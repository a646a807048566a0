"""Walking a document: its blocks in reading order, its plain text, and the numbers of headings, tables and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from ._nodes import (
    Anchor,
    BulletList,
    Callout,
    Cell,
    Code,
    Document,
    Figure,
    Footnote,
    FormField,
    Heading,
    HeadingKind,
    Inlines,
    LineBreak,
    NumberedList,
    Reference,
    Row,
    Section,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ._nodes import Block, Blocks

__all__ = ["Outline", "OutlineEntry", "is_blocks", "outline", "plain_text", "walk"]


def walk(blocks: Blocks) -> Iterator[Block]:
    """Yield all blocks in reading order, those inside sections, callouts, lists and cells included."""
    for block in blocks:
        yield block
        match block:
            case Section(blocks=inner) | Callout(blocks=inner):
                yield from walk(inner)
            case BulletList(items=items) | NumberedList(items=items):
                for item in items:
                    if is_blocks(item):
                        yield from walk(item)  # type: ignore[arg-type]
            case Table(rows=rows):
                for row in rows:
                    for cell in row.cells if isinstance(row, Row) else row:
                        # Nearly all cells are texts, and a class is told sooner than an instance.
                        if cell.__class__ is Cell and cell.content.__class__ is tuple and is_blocks(cell.content):
                            yield from walk(cell.content)  # type: ignore[arg-type]


_INLINE_NAMES = frozenset(
    {"Emphasis", "Strong", "Code", "Link", "Reference", "Footnote", "Anchor", "LineBreak", "Span", "FormField"}
)


def is_blocks(content: object) -> bool:
    """Tell whether the content of a list item or cell is a tuple of blocks rather than inline content."""
    return (
        isinstance(content, tuple)
        and bool(content)
        and not isinstance(content[0], str)
        and type(content[0]).__name__ not in _INLINE_NAMES
    )


def plain_text(content: Inlines | None, labels: dict[str, str] | None = None) -> str:
    """Return inline content as text, without footnotes.

    Args:
        content: Inline content; None gives an empty text.
        labels: Labels of references by key ("Table 3"); a reference without one gives its key.
    """
    match content:
        case None | Anchor() | Footnote():
            return ""
        case str():
            return content
        case tuple():
            return "".join(plain_text(part, labels) for part in content)
        case Code(text=text):
            return text
        case LineBreak():
            return "\n"
        case Reference(key=key, content=None):
            return (labels or {}).get(key, key)
        case FormField(value=value):
            return value
        case _:
            return plain_text(content.content, labels)


@attrs.frozen
class OutlineEntry:
    """A heading, table or figure with its number.

    Attributes:
        what: What it is.
        number: "2.1", "A", "3", or empty where it has none.
        content: Text of the heading or caption.
        level: Level of a heading; 0 for tables and figures.
        kind: How a heading is numbered.
        key: Its key; where the author gave none, one that is unique in the document (`_h12`, `_t3`, `_f1`).
    """

    what: Literal["heading", "table", "figure"]
    number: str
    content: Inlines
    level: int
    kind: HeadingKind
    key: str


@attrs.frozen
class Outline:
    """All that can be listed or referred to.

    Attributes:
        entries: In reading order.
    """

    entries: tuple[OutlineEntry, ...]

    @property
    def headings(self) -> tuple[OutlineEntry, ...]:
        """The headings."""
        return tuple(entry for entry in self.entries if entry.what == "heading")

    @property
    def tables(self) -> tuple[OutlineEntry, ...]:
        """The tables that have a caption."""
        return tuple(entry for entry in self.entries if entry.what == "table")

    @property
    def figures(self) -> tuple[OutlineEntry, ...]:
        """The figures."""
        return tuple(entry for entry in self.entries if entry.what == "figure")


class _Counter:
    def __init__(self) -> None:
        self.numbered = [0] * 6
        self.annex = [0] * 6

    def next(self, heading: Heading) -> str:
        if heading.kind is HeadingKind.PLAIN:
            return ""
        counts = self.numbered if heading.kind is HeadingKind.NUMBERED else self.annex
        counts[heading.level - 1] += 1
        counts[heading.level :] = [0] * (6 - heading.level)
        parts = [str(count) for count in counts[: heading.level]]
        if heading.kind is HeadingKind.ANNEX:
            parts[0] = letters(counts[0])
        return ".".join(parts)


def letters(number: int) -> str:
    """Return 1 as "A", 26 as "Z", 27 as "AA"."""
    text = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def outline(document: Document | Iterable[Block]) -> Outline:
    """Number headings, tables and figures.

    Writers number natively (Word counts by itself); what they print in contents and references comes from here, so
    that it is right before anything has been counted.

    Args:
        document: A document, or its blocks.

    Returns:
        Headings, captioned tables and figures in reading order.
    """
    blocks = document.blocks if isinstance(document, Document) else tuple(document)
    counter = _Counter()
    entries: list[OutlineEntry] = []
    tables = figures = headings = 0
    for block in walk(blocks):
        match block:
            case Heading():
                headings += 1
                entries.append(
                    OutlineEntry(
                        "heading",
                        counter.next(block),
                        block.content,
                        block.level,
                        block.kind,
                        block.key or f"_h{headings}",
                    )
                )
            case Table(caption=caption) if caption is not None:
                tables += 1
                entries.append(
                    OutlineEntry("table", str(tables), caption, 0, HeadingKind.NUMBERED, block.key or f"_t{tables}")
                )
            case Figure():
                figures += 1
                entries.append(
                    OutlineEntry(
                        "figure", str(figures), block.caption, 0, HeadingKind.NUMBERED, block.key or f"_f{figures}"
                    )
                )
            case _:
                continue
    return Outline(tuple(entries))

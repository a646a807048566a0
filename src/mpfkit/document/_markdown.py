"""Light Markdown to nodes: what officers write into texts of a project.

CommonMark with tables. Raw HTML is shown as the text that it is, a picture as its alternative text, and a link to
anything but the web or a mail address as plain text, because a report leaves the machine on which it was written.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ._nodes import (
    Align,
    BulletList,
    Cell,
    Code,
    Column,
    Emphasis,
    Heading,
    HeadingKind,
    LineBreak,
    Link,
    NumberedList,
    Paragraph,
    ParagraphRole,
    Span,
    Strong,
    Table,
)
from ._walk import plain_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    from ._nodes import Block, Blocks, Inline, Inlines

__all__ = ["from_markdown", "inline_markdown"]

_NOTHING = "\N{EN DASH}"
_SCHEMES = ("http://", "https://", "mailto:")
_ALIGNMENT = {"text-align:center": Align.CENTER, "text-align:right": Align.END}
_DEEPEST = 6


def from_markdown(
    text: str,
    *,
    heading_level: int | None = None,
    heading_kind: HeadingKind = HeadingKind.NUMBERED,
    language: str = "",
) -> Blocks:
    """Turn light Markdown into blocks.

    Args:
        text: CommonMark with tables.
        heading_level: Level of the heading under which the text will stand, 0 to 6; its own headings go below that, and
            none skips a level. None is the same as 0.
        heading_kind: How its headings are numbered.
        language: Language tag of the text (BCP 47), where it differs from the document's.

    Returns:
        Blocks; none for a text without content. Headings inside lists, quotations and cells become strong text.
    """
    if not text.strip():
        return ()
    return _Reader(heading_level or 0, heading_kind, language).blocks(_tree(text))


def inline_markdown(text: str) -> Inlines:
    """Turn light Markdown without blocks into inline content.

    Args:
        text: One paragraph; line ends count as blanks.

    Returns:
        Inline content; an empty text for a text without content.
    """
    from markdown_it.tree import SyntaxTreeNode

    root = SyntaxTreeNode(_parser().parseInline(text.strip()))
    return _join([part for node in root.children for part in _inlines(node.children)])


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _tree(text: str) -> SyntaxTreeNode:
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(_parser().parse(text))


def _join(parts: list[str | Inline]) -> Inlines:
    joined: list[str | Inline] = []
    for part in parts:
        if part == "":
            continue
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    if not joined:
        return ""
    return joined[0] if len(joined) == 1 else tuple(joined)


def _inlines(nodes: list[SyntaxTreeNode]) -> list[str | Inline]:
    parts: list[str | Inline] = []
    for node in nodes:
        match node.type:
            case "text":
                parts.append(node.content)
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append(LineBreak())
            case "code_inline":
                parts.append(Code(node.content))
            case "image":
                parts.extend(_inlines(node.children))
            case "em" | "strong" | "link":
                parts.extend(_marked(node))
            case other:  # pragma: no cover - the rules of the parser give no other inline node
                raise AssertionError(f"unexpected inline node {other!r}")
    return parts


def _marked(node: SyntaxTreeNode) -> list[str | Inline]:
    inner = _inlines(node.children)
    content = _join(inner)
    if not plain_text(content).strip():
        return inner
    if node.type == "em":
        return [Emphasis(content)]
    if node.type == "strong":
        return [Strong(content)]
    url = str(node.attrs.get("href", ""))
    return [Link(content, url)] if url.lower().startswith(_SCHEMES) else inner


class _Reader:
    """Turns the block nodes of one text into blocks."""

    def __init__(self, level: int, kind: HeadingKind, language: str) -> None:
        self.base = level
        self.kind = kind
        self.language = language
        self.open: list[int] = []

    def blocks(self, node: SyntaxTreeNode, role: ParagraphRole = ParagraphRole.BODY, *, nested: bool = False) -> Blocks:
        found: list[Block] = []
        for child in node.children:
            match child.type:
                case "paragraph":
                    found.extend(self.paragraph(self.content(child), role))
                case "heading":
                    found.extend(self.heading(child, role, nested=nested))
                case "bullet_list" | "ordered_list":
                    found.extend(self.list(child, role))
                case "blockquote":
                    found.extend(self.blocks(child, ParagraphRole.QUOTE, nested=True))
                case "fence" | "code_block":
                    found.extend(self.paragraph(_lines_of_code(child.content), role))
                case "table":
                    found.append(self.table(child))
                case "hr":
                    continue
                case other:  # pragma: no cover - the rules of the parser give no other block node
                    raise AssertionError(f"unexpected block node {other!r}")
        return tuple(found)

    def content(self, node: SyntaxTreeNode) -> Inlines:
        return _join([part for inline in node.children for part in _inlines(inline.children)])

    def spoken(self, content: Inlines) -> Inlines:
        return Span(content, language=self.language) if self.language and content else content

    def paragraph(self, content: Inlines, role: ParagraphRole) -> Blocks:
        return (Paragraph(content, role, language=self.language),) if plain_text(content).strip() else ()

    def heading(self, node: SyntaxTreeNode, role: ParagraphRole, *, nested: bool) -> Blocks:
        content = self.content(node)
        if not plain_text(content).strip():
            return ()
        if nested:
            return self.paragraph(Strong(content), role)
        # The depth counts, not the figure: "# A" followed by "### B" must not skip a level.
        written = int(node.tag[1:])
        while self.open and self.open[-1] >= written:
            self.open.pop()
        self.open.append(written)
        return (Heading(self.spoken(content), min(self.base + len(self.open), _DEEPEST), self.kind),)

    def list(self, node: SyntaxTreeNode, role: ParagraphRole) -> Blocks:
        items: list[Inlines | Blocks] = []
        for child in node.children:
            inner = self.blocks(child, role, nested=True)
            if len(inner) == 1 and isinstance(inner[0], Paragraph):
                items.append(self.spoken(inner[0].content))
            elif inner:
                items.append(inner)
        if not items:
            return ()
        return (BulletList(tuple(items)) if node.type == "bullet_list" else NumberedList(tuple(items)),)

    def table(self, node: SyntaxTreeNode) -> Table:
        head, *body = node.children
        titles = [self.content(cell) or _NOTHING for cell in head.children[0].children]
        aligned = [_ALIGNMENT.get(str(cell.attrs.get("style", "")), Align.START) for cell in head.children[0].children]
        return Table(
            columns=tuple(
                Column(self.spoken(title), align=align) for title, align in zip(titles, aligned, strict=True)
            ),
            rows=tuple(
                tuple(Cell(self.content(cell) or _NOTHING, language=self.language) for cell in row.children)
                for part in body
                for row in part.children
            ),
            description=", ".join(plain_text(title) for title in titles),
        )


def _lines_of_code(text: str) -> Inlines:
    parts: list[str | Inline] = []
    for line in text.rstrip("\n").split("\n"):
        parts.extend((LineBreak(), Code(line)) if parts else (Code(line),))
    return _join(parts)

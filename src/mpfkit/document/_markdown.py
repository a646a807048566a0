"""Light Markdown to nodes: what officers write into texts of a project.

CommonMark with tables and footnotes (`[^1]` with `[^1]: ...` below, or `^[...]`). Raw HTML is shown as the text that it
is, a picture as its alternative text, and a link to anything but the web or a mail address as plain text, because a
report leaves the machine on which it was written.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from ._nodes import (
    Align,
    BulletList,
    Cell,
    Code,
    Column,
    Emphasis,
    Footnote,
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
_HARD_SPACE = "\N{NO-BREAK SPACE}"
_SCHEMES = ("http://", "https://", "mailto:")
_ALIGNMENT = {"text-align:center": Align.CENTER, "text-align:right": Align.END}
_DEEPEST = 6
_MOST_NESTED = 60
"""Lists and quotations stand in one another so deep at most; a text with more is shown as it was typed."""
_MOST_COLUMNS = 63
"""A table of Word has no more; the rows of a wider one are shown as lines of text."""
_MOST_REPEATS = 100
"""A note is repeated for so many marks at most; the marks after them stay text, so that no text grows without end."""
_NESTED_NOTES = re.compile(r"\^\[[^\]]*\^\[")


def from_markdown(
    text: str,
    *,
    heading_level: int | None = None,
    heading_kind: HeadingKind = HeadingKind.NUMBERED,
    language: str = "",
) -> Blocks:
    """Turn light Markdown into blocks.

    Args:
        text: CommonMark with tables and footnotes.
        heading_level: Level of the heading under which the text will stand, 0 to 6; its own headings go below that, and
            none skips a level. None is the same as 0.
        heading_kind: How its headings are numbered.
        language: Language tag of the text (BCP 47), where it differs from the document's.

    Returns:
        Blocks; none for a text without content. Headings inside lists, quotations and cells become strong text. Notes
        become footnotes; those of a table become notes inside its frame, numbered "(1)" (Interinstitutional Style Guide
        8.1). A mark without a note stays text, and a note without a mark is a paragraph.
    """
    if not text.strip():
        return ()
    from markdown_it.tree import SyntaxTreeNode

    found: dict[str, Any] = {}
    tokens = _parser(notes=not _NESTED_NOTES.search(text)).parse(text, found)
    if any(token.nesting == 1 and token.level >= _MOST_NESTED - 1 for token in tokens):
        # The parser leaves out what stands deeper; nothing that somebody wrote may get lost.
        return tuple(Paragraph(line.strip(), language=language) for line in text.splitlines() if line.strip())
    root = SyntaxTreeNode(tokens)
    reader = _Reader(heading_level or 0, heading_kind, language, _Notes(root, found.get("footnotes", {})))
    return reader.blocks(root)


def inline_markdown(text: str) -> Inlines:
    """Turn light Markdown without blocks into inline content.

    Args:
        text: One paragraph; line ends count as blanks.

    Returns:
        Inline content, without footnotes; an empty text for a text without content.
    """
    from markdown_it.tree import SyntaxTreeNode

    root = SyntaxTreeNode(_plain_parser().parseInline(text.strip()))
    return _join([part for node in root.children for part in _inlines(node.children)])


@cache
def _plain_parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


@cache
def _parser(*, notes: bool) -> MarkdownIt:
    """Return a parser; without `^[...]` where such notes stand in one another, which takes it ages to find out."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _MOST_NESTED}).enable("table")
    return parser.use(footnote_plugin, inline=notes, move_to_end=False)


class _Notes:
    """The notes of a text."""

    def __init__(self, root: SyntaxTreeNode, found: dict[str, Any]) -> None:
        """Find the notes.

        Args:
            root: The text.
            found: What the parser noted down: notes in their order, those that stand in the text with their tokens.
        """
        self.defined: dict[str, SyntaxTreeNode] = {}
        self.used: set[str] = set()
        self._find(root, within=False)
        self.listed: dict[int, Any] = found.get("list", {})
        self.marks: dict[int, int] = {}
        self.texts: dict[int, Inlines] = {}
        self.inside = False
        self.table: dict[int, Inlines] | None = None

    def _find(self, node: SyntaxTreeNode, *, within: bool) -> None:
        if node.type == "footnote_reference":
            # As with links, the first definition counts (CommonMark 0.31, 4.7).
            self.defined.setdefault(str(node.meta["label"]), node)
            within = True
        elif node.type == "footnote_ref" and not within:
            self.used.add(str(node.meta.get("label", "")))
        for child in node.children:
            self._find(child, within=within)

    def is_used(self, node: SyntaxTreeNode) -> bool:
        """Tell whether a definition belongs to a mark."""
        label = str(node.meta["label"])
        return label in self.used and self.defined[label] is node

    def mark(self, node: SyntaxTreeNode) -> list[str | Inline]:
        """Return what stands where a note is referred to: the note itself, or in a table the number of its note."""
        number = int(node.meta["id"])
        label = f"[^{node.meta.get('label', '')}]"
        if self.inside and "label" in node.meta:
            return [label]
        text = self.text(number)
        if not plain_text(text).strip():
            return []
        if self.inside:
            return [" (", *_parts(text), ")"]
        if self.table is not None:
            self.table.setdefault(number, text)
            return [f"{_HARD_SPACE}({list(self.table).index(number) + 1})"]
        self.marks[number] = self.marks.get(number, 0) + 1
        return [Footnote(text)] if self.marks[number] <= _MOST_REPEATS else [label]

    def text(self, number: int) -> Inlines:
        """Return a note as inline content: its paragraphs and items, each on a line of its own."""
        if number in self.texts:
            return self.texts[number]
        self.inside, before = True, self.inside
        note = self.listed[number]
        lines = [_children(note["tokens"])] if "tokens" in note else _lines(self.defined[note["label"]])
        parts: list[str | Inline] = []
        for line in lines:
            content = _inlines(line, self)
            if plain_text(_join(content)).strip():
                parts.extend((LineBreak(), *content) if parts else content)
        self.inside = before
        self.texts[number] = _join(parts)
        return self.texts[number]


def _children(tokens: list[Any]) -> list[SyntaxTreeNode]:
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(tokens).children


def _lines(node: SyntaxTreeNode) -> list[list[SyntaxTreeNode]]:
    """Return the lines of a note: paragraphs, headings, cells and code, whatever they stand in."""
    lines: list[list[SyntaxTreeNode]] = []
    for child in node.walk():
        if child.type == "inline":
            lines.append(child.children)
        elif child.type in {"fence", "code_block"}:
            lines.append([child])
    return lines


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


def _parts(content: Inlines) -> tuple[str | Inline, ...]:
    return content if isinstance(content, tuple) else (content,)


def _inlines(nodes: list[SyntaxTreeNode], notes: _Notes | None = None) -> list[str | Inline]:
    parts: list[str | Inline] = []
    for node in nodes:
        match node.type:
            # The second is what the parser leaves of an escape in a note inside the text
            case "text" | "text_special":
                parts.append(node.content)
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append(LineBreak())
            case "code_inline":
                parts.append(Code(node.content))
            case "fence" | "code_block":
                parts.extend(_lines_of_code(node.content))
            case "image":
                parts.extend(_inlines(node.children, notes))
            case "em" | "strong" | "link":
                parts.extend(_marked(node, notes))
            case "footnote_ref" if notes is not None:
                parts.extend(notes.mark(node))
            case other:  # pragma: no cover - the rules of the parser give no other inline node
                raise AssertionError(f"unexpected inline node {other!r}")
    return parts


def _marked(node: SyntaxTreeNode, notes: _Notes | None) -> list[str | Inline]:
    inner = _inlines(node.children, notes)
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

    def __init__(self, level: int, kind: HeadingKind, language: str, notes: _Notes) -> None:
        self.notes = notes
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
                    found.extend(self.paragraph(_join(_lines_of_code(child.content)), role))
                case "table":
                    found.extend(self.table(child, role))
                case "footnote_reference":
                    if not self.notes.is_used(child):
                        found.extend(self.blocks(child, role, nested=True))
                case "hr":
                    continue
                case other:  # pragma: no cover - the rules of the parser give no other block node
                    raise AssertionError(f"unexpected block node {other!r}")
        return tuple(found)

    def content(self, node: SyntaxTreeNode) -> Inlines:
        return _join([part for inline in node.children for part in _inlines(inline.children, self.notes)])

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

    def table(self, node: SyntaxTreeNode, role: ParagraphRole) -> Blocks:
        head, *body = node.children
        if len(head.children[0].children) > _MOST_COLUMNS:
            rows_of_text = [row.children for part in node.children for row in part.children]
            lines = [
                [part for cell in row for part in (" | ", *_parts(self.content(cell)))][1:] for row in rows_of_text
            ]
            return tuple(block for line in lines for block in self.paragraph(_join(line), role))
        self.notes.table = {}
        titles = [self.content(cell) or _NOTHING for cell in head.children[0].children]
        aligned = [_ALIGNMENT.get(str(cell.attrs.get("style", "")), Align.START) for cell in head.children[0].children]
        rows = tuple(
            tuple(Cell(self.content(cell) or _NOTHING, language=self.language) for cell in row.children)
            for part in body
            for row in part.children
        )
        notes, self.notes.table = self.notes.table, None
        table = Table(
            columns=tuple(
                Column(self.spoken(title), align=align) for title, align in zip(titles, aligned, strict=True)
            ),
            rows=rows,
            description=", ".join(plain_text(title) for title in titles),
            notes=tuple(
                self.spoken(_join([f"({place}){_HARD_SPACE}", *_parts(note)]))
                for place, note in enumerate(notes.values(), 1)
            ),
        )
        return (table,)


def _lines_of_code(text: str) -> list[str | Inline]:
    parts: list[str | Inline] = []
    for line in text.rstrip("\n").split("\n"):
        parts.extend((LineBreak(), Code(line)) if parts else (Code(line),))
    return parts

"""The reference writer: a document as Markdown, every node of it, to be read, reviewed and compared line by line.

Pipe tables, footnotes (`[^1]`) and attributes of headings (`{#key}`) as pandoc and GitHub know them. A cell that holds
blocks, and a line break in a cell, are written with `<br>`, which is all that a pipe table can hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, NoReturn
from urllib.parse import quote

from mpfkit.document import (
    Align,
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
    FormFieldKind,
    Heading,
    HeadingKind,
    LineBreak,
    Link,
    ListOf,
    NumberedList,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Reference,
    Row,
    RowKind,
    Section,
    Span,
    SpanRole,
    Strong,
    Table,
    Tone,
    is_blocks,
    outline,
    plain_text,
    walk,
)
from mpfkit.errors import CharacterError, RenderError
from mpfkit.records import Writer
from mpfkit.writers._charts import chart_table, check_chart
from mpfkit.writers._spans import has_row_spans, laid_out
from mpfkit.writers._text import first_bad, newlines, show_character
from mpfkit.writers._words import label_of, load_words

if TYPE_CHECKING:
    from mpfkit.document import Block, Blocks, Cover, Document, Image, Inlines, OutlineEntry
    from mpfkit.records import HouseStyle

__all__ = ["WRITER", "to_markdown", "write"]

_SPECIAL = re.compile(r"([\\`*_\[\]<>|]|&(?=#?\w+;))")
_LINE_START = re.compile(
    r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|\d{1,9}[.)](?=\s|$)|~~~|={3,}\s*$|-{3,}\s*$)", re.MULTILINE
)
_UNSAFE = re.compile('[\\s<>"\\\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]')
_RULE = {Align.START: "---", Align.CENTER: ":-:", Align.END: "--:"}
_SUFFIXES = {"image/png": ".png", "image/svg+xml": ".svg"}
_TONES = {
    Tone.NEUTRAL: "NOTE",
    Tone.GOOD: "TIP",
    Tone.PARTIAL: "WARNING",
    Tone.BAD: "CAUTION",
    Tone.MUTED: "NOTE",
    Tone.ACCENT: "IMPORTANT",
}


def write(document: Document, style: HouseStyle, stream: BinaryIO) -> None:  # noqa: ARG001 - Markdown has no looks
    """Write a document as Markdown in UTF-8.

    Args:
        document: What is written.
        style: Not used: Markdown has no looks.
        stream: Where it is written.

    Raises:
        RenderError: If a reference leads nowhere or a character is none; says where.
    """
    stream.write(to_markdown(document).encode())


def to_markdown(document: Document) -> str:
    """Return a document as Markdown.

    Raises:
        RenderError: If a reference leads nowhere or a character is none; says where.
    """
    return _Scribe(document).whole()


class _Scribe:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = load_words(document.language)
        self.outline = outline(document)
        self.entries = iter(self.outline.entries)
        self.labels = {
            entry.key: label_of(entry, self.words) or plain_text(entry.content) for entry in self.outline.entries
        }
        self.keys = set(self.labels) | set(_keys(document.blocks))
        self.notes: list[Inlines] = []
        self.heading = ""

    def place(self) -> str:
        return f"heading {self.heading!r}" if self.heading else "before the first heading"

    def fail(self, why: str) -> NoReturn:
        raise RenderError(f"{self.place()}: {why}")

    def whole(self) -> str:
        document = self.document
        parts = list(self.cover(document.cover)) if document.cover is not None else [f"# {self.text(document.title)}"]
        head = [self.text(text) for text in (document.header, document.footer, document.marking) if text]
        if head:
            parts.append("\n".join(f"> {line}" for line in head))
        parts.extend(self.blocks(document.blocks))
        # A note may hold no further note, so the list does not grow while it is read.
        for number, note in enumerate(tuple(self.notes), 1):
            parts.append(f"[^{number}]: " + self.inline(note).replace("\n", "\n    "))
        return "\n\n".join(part for part in parts if part) + "\n"

    def cover(self, cover: Cover) -> Iterator[str]:
        if cover.marking:
            yield f"**{self.text(cover.marking)}**"
        if cover.kicker:
            yield f"*{self.text(cover.kicker)}*"
        yield f"# {self.text(cover.title)}"
        if cover.subtitle:
            yield f"**{self.text(cover.subtitle)}**"
        if cover.lines:
            yield "\\\n".join(
                (f"**{self.text(line.label)}{self.words.colon}** " if line.label else "") + self.text(line.text)
                for line in cover.lines
            )
        for notice in cover.notices:
            yield f"> {self.text(notice)}"
        if cover.logos:
            yield " ".join(
                f"![{self.text(logo.alt)}](logo-{number}{_suffix(logo)})" for number, logo in enumerate(cover.logos, 1)
            )
        funding = [self.text(text) for text in (cover.statement, cover.implemented_by) if text]
        if funding:
            yield "\\\n".join(funding)

    # ------------------------------------------------------------------ inline

    def text(self, text: str) -> str:
        bad = first_bad(text)
        if bad:
            raise CharacterError(
                f"{self.place()}: {show_character(bad[0])} at character {bad[1]} is no character of a text; remove it",
                text=text,
                position=bad[1],
            )
        text = _SPECIAL.sub(r"\\\1", newlines(text).replace("\t", "    "))
        text = _LINE_START.sub(lambda found: f"{found[1]}\\{found[2]}", text)
        return text.replace("\n", "\\\n")

    def inline(self, content: Inlines) -> str:  # noqa: RET503 - `fail` does not return
        match content:
            case str():
                return self.text(content)
            case tuple():
                return "".join(self.inline(part) for part in content)
            case Emphasis(content=inner):
                return self.marked("*", self.inline(inner))
            case Strong(content=inner):
                return self.marked("**", self.inline(inner))
            case Code(text=text):
                return self.code(text)
            case Link(content=inner, url=url):
                return f"[{self.inline(inner) or self.text(url)}](<{_address(url)}>)"
            case Reference():
                return self.reference(content)
            case Footnote(content=inner):
                self.notes.append(inner)
                return f"[^{len(self.notes)}]"
            case Anchor(key=key):
                return f'<a id="{_address(key)}"></a>'
            case LineBreak():
                return "\\\n"
            case FormField():
                return self.form_field(content)
            case Span(content=inner, role=role):
                text = self.inline(inner)
                return text if role in {SpanRole.PLAIN, SpanRole.MUTED} else self.marked("*", text)
            case _:
                self.fail(f"{type(content).__name__} is no inline content")

    @staticmethod
    def marked(sign: str, text: str) -> str:
        """Put marks around text, inside its blanks: marks beside a blank would not be marks."""
        bare = text.strip()
        if not bare:
            return text
        start = text.index(bare)
        return f"{text[:start]}{sign}{bare}{sign}{text[start + len(bare) :]}"

    @staticmethod
    def code(text: str) -> str:
        fence = "`"
        while fence in text:
            fence += "`"
        pad = " " if text[:1] in {"`", " "} or text[-1:] in {"`", " "} else ""
        return f"{fence}{pad}{' '.join(newlines(text).split(chr(10)))}{pad}{fence}"

    def reference(self, reference: Reference) -> str:
        if reference.key not in self.keys:
            self.fail(f"the reference to {reference.key!r} leads nowhere; nothing in the document has that key")
        shown = self.inline(reference.content) if reference.content is not None else ""
        if not shown:
            label = self.labels.get(reference.key)
            if label is None:
                self.fail(
                    f"the reference to {reference.key!r} has no label of its own (it is no heading, table or figure); "
                    "give it content"
                )
            shown = self.text(label)
        return f"[{shown}](#{_address(reference.key)})"

    def form_field(self, field: FormField) -> str:
        """Show a form field as one fills it in on paper: a box, or a line with what may stand on it."""
        if field.kind is FormFieldKind.CHECKBOX:
            return "☒" if field.value == "yes" else "☐"
        labels = {choice.value: choice.label for choice in field.choices}
        shown = labels.get(field.value, field.value) or "____"
        choices = f" ({' / '.join(labels.values())})" if labels else ""
        return self.text(f"[{field.label}: {shown}{choices}]")

    # ------------------------------------------------------------------ blocks

    def blocks(self, blocks: Blocks) -> Iterator[str]:
        for block in blocks:
            yield from self.block(block)

    def block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                yield self.heading_line(block)
            case Paragraph():
                yield self.paragraph(block)
            case BulletList() | NumberedList():
                yield self.list(block)
            case Table():
                yield from self.table(block)
            case Figure():
                entry = next(self.entries)
                if isinstance(block.graphic, Chart):
                    yield from self.chart(block.graphic, entry)
                    yield self.caption(entry, block.caption)
                    return
                alt = self.text(block.graphic.alt)
                name = f"{entry.what}-{entry.number}{_suffix(block.graphic)}"
                yield f"![{alt}]({name})"
                yield self.caption(entry, block.caption)
            case Callout():
                yield self.callout(block)
            case PageBreak():
                yield "---"
            case Section():
                # Pages are not shown, so a section is its blocks.
                yield from self.blocks(block.blocks)
            case Contents():
                yield from self.contents(block)
            case ListOf():
                yield from self.list_of(block)
            case _:
                self.fail(f"{type(block).__name__} is no block")

    def heading_line(self, block: Heading) -> str:
        entry = next(self.entries)
        self.heading = plain_text(block.content, self.labels)[:60]
        number = entry.number
        if block.kind is HeadingKind.ANNEX and block.level == 1:
            number = f"{self.labels[entry.key]}."
        key = f" {{#{_address(block.key)}}}" if block.key else ""
        # One level down: the title of the document is the first.
        return f"{'#' * min(block.level + 1, 6)} {f'{number} ' if number else ''}{self.one_line(block.content)}{key}"

    def one_line(self, content: Inlines) -> str:
        return self.inline(content).replace("\\\n", " ").replace("\n", " ")

    def paragraph(self, block: Paragraph) -> str:
        text = (f'<a id="{_address(block.key)}"></a>' if block.key else "") + self.inline(block.content)
        match block.role:
            case ParagraphRole.LEAD | ParagraphRole.QUESTION:
                return self.marked("**", text)
            case ParagraphRole.QUOTE:
                return _quoted(text)
            case ParagraphRole.META | ParagraphRole.WITHHELD | ParagraphRole.ILLUSTRATIVE:
                return self.marked("*", text)
            case _:
                return text

    def list(self, block: BulletList | NumberedList) -> str:
        items: list[str] = []
        for number, item in enumerate(block.items, 1):
            sign = "- " if isinstance(block, BulletList) else f"{number}. "
            inner = "\n\n".join(self.blocks(item)) if is_blocks(item) else self.inline(item)  # type: ignore[arg-type]
            items.append(sign + inner.replace("\n", "\n" + " " * len(sign)))
        return "\n".join("\n".join(line.rstrip() for line in item.split("\n")) for item in items)

    def callout(self, block: Callout) -> str:
        parts = [f"[!{_TONES[block.tone]}]" + (f" {self.one_line(block.title)}" if block.title is not None else "")]
        parts.extend(self.blocks(block.blocks))
        return _quoted("\n\n".join(parts))

    def caption(self, entry: OutlineEntry, content: Inlines) -> str:
        anchor = "" if entry.key.startswith("_") else f'<a id="{_address(entry.key)}"></a>'
        return f"{anchor}{self.text(self.labels[entry.key] + self.words.caption_separator)}{self.one_line(content)}"

    def table(self, table: Table) -> Iterator[str]:
        if table.caption is not None:
            yield self.caption(next(self.entries), table.caption)
        elif table.key:
            yield f'<a id="{_address(table.key)}"></a>'
        if table.units:
            yield f"*{self.text(table.units)}*"
        lines = [
            "| " + " | ".join(self.one_line(column.header) for column in table.columns) + " |",
            "|" + "|".join(f" {_RULE[column.align]} " for column in table.columns) + "|",
        ]
        rows = self.spread(table) if has_row_spans(table) else table.rows
        for number, row in enumerate(rows, 1):
            cells, kind = (row.cells, row.kind) if isinstance(row, Row) else (row, RowKind.BODY)
            lines.append(self.row(cells, kind, len(table.columns), number))
        yield "\n".join(lines)
        for note in table.notes:
            yield self.inline(note)

    def chart(self, chart: Chart, entry: OutlineEntry) -> Iterator[str]:
        check_chart(chart, f"{self.place()}: figure {entry.number}")
        yield self.marked("*", self.text(" ".join(chart.alt.split())))
        yield from self.table(chart_table(chart, self.document.language, self.words))

    def spread(self, table: Table) -> tuple[Row, ...]:
        """Return the rows of a table with empty cells where one from above reaches down: pipe tables have no spans."""
        done: list[Row] = []
        layout = laid_out(table, lambda why: self.fail(f"row {len(done) + 1} of a table: {why}"))
        for row, slots in zip(table.rows, layout, strict=True):
            cells, kind = (row.cells, row.kind) if isinstance(row, Row) else (row, RowKind.BODY)
            cells = tuple(Cell("", span=slot.span) if slot.covered else slot.cell for slot in slots) or cells
            done.append(Row(cells, kind))
        return tuple(done)

    def row(self, cells: tuple[Cell | Inlines, ...], kind: RowKind, width: int, number: int) -> str:
        texts: list[str] = []
        for cell in cells:
            text = self.cell(cell.content if isinstance(cell, Cell) else cell)
            strong = kind is not RowKind.BODY or (isinstance(cell, Cell) and cell.header)
            texts.append(self.marked("**", text) if strong else text)
            # A pipe table has no spans: the cells that one covers stay empty.
            texts.extend("" for _ in range((cell.span if isinstance(cell, Cell) else 1) - 1))
        if kind is RowKind.GROUP:
            texts.extend("" for _ in range(width - len(texts)))
        if len(texts) != width:
            self.fail(f"row {number} of a table covers {len(texts)} columns, the table has {width}")
        return "| " + " | ".join(texts) + " |"

    def cell(self, content: Inlines | Blocks) -> str:
        if is_blocks(content):
            if any(isinstance(block, Figure) for block in walk(content)):  # type: ignore[arg-type]
                self.fail("a figure cannot stand in the cell of a table")
            text = "\n\n".join(self.blocks(content))  # type: ignore[arg-type]
        else:
            text = self.inline(content)  # type: ignore[arg-type]
        return re.sub(r"\\?\n+", "<br>", text)

    def contents(self, block: Contents) -> Iterator[str]:
        entries = [entry for entry in self.outline.headings if entry.level <= block.levels]
        if not entries:
            return
        yield f"**{self.text(block.title)}**"
        yield "\n".join(
            "  " * (entry.level - 1)
            + "- "
            + self.text(" ".join(f"{entry.number} {plain_text(entry.content, self.labels)}".split()))
            for entry in entries
        )

    def list_of(self, block: ListOf) -> Iterator[str]:
        if block.what not in {"tables", "figures"}:
            self.fail(f"there is no list of {block.what!r}; 'tables' and 'figures' can be listed")
        entries = self.outline.tables if block.what == "tables" else self.outline.figures
        if not entries:
            return
        yield f"**{self.text(block.title)}**"
        yield "\n".join(
            "- "
            + self.text(
                self.labels[entry.key]
                + self.words.caption_separator
                + " ".join(plain_text(entry.content, self.labels).split())
            )
            for entry in entries
        )


def _suffix(image: Image) -> str:
    return _SUFFIXES.get(image.media_type, ".jpg")


def _address(text: str) -> str:
    """Return an address or key without the signs that would end it; those are in percent notation."""
    return _UNSAFE.sub(lambda found: quote(found.group().encode("utf-8", "surrogatepass")), text)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _keys(content: object) -> Iterator[str]:
    """Yield the keys of everything that is no heading, captioned table or figure."""
    match content:
        case tuple():
            for part in content:
                yield from _keys(part)
        case Anchor(key=key):
            yield key
        case Paragraph(key=key) | Table(key=key):
            if key:
                yield key
            yield from _keys(content.content if isinstance(content, Paragraph) else (content.rows, content.notes))
            if isinstance(content, Table):
                yield from _keys((content.caption, tuple(column.header for column in content.columns)))
        case Row(cells=inner) | BulletList(items=inner) | NumberedList(items=inner) | Section(blocks=inner):
            yield from _keys(inner)
        case Callout(blocks=blocks, title=title):
            yield from _keys((title, blocks))
        case Figure(caption=inner):
            yield from _keys(inner)
        case Cell() | Heading() | Emphasis() | Strong() | Span() | Link() | Footnote() | Reference():
            yield from _keys(content.content)
        case _:
            return


WRITER = Writer(
    name="md",
    summary="Markdown (.md): for review and comparison",
    suffix=".md",
    media_type="text/markdown; charset=utf-8",
    write=write,
)

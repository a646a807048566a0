"""From the tree to one page of HTML, as strings: landmarks, headings, lists, figures, notes."""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mpfkit.document import (
    BulletList,
    Callout,
    Chart,
    Contents,
    Figure,
    Heading,
    ListOf,
    NumberedList,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Section,
    Table,
    Tone,
    form_fields,
    form_properties,
    is_blocks,
    plain_text,
    walk,
)
from mpfkit.errors import FileError, RenderError
from mpfkit.images import clean, examine
from mpfkit.writers.common import is_ltr

from ._charts import chart_svg, chart_table_of
from ._cover import cover_html
from ._inline import Scribe, Voice, joined, value
from ._look import readable_palette, style_sheet
from ._tables import table_html

if TYPE_CHECKING:
    from mpfkit.document import Block, Blocks, Document, Image, Inlines, OutlineEntry
    from mpfkit.records import HouseStyle

__all__ = ["Page"]

_WITHOUT_CLASS = frozenset({ParagraphRole.BODY, ParagraphRole.QUOTE})
_PIXELS = 96 / 25.4
"""Pixels of CSS in a millimetre."""
_FEW = 3
"""Headings from which on a page gets contents that its author did not ask for."""


class Page(Scribe):
    """Writes one document."""

    def __init__(self, document: Document, style: HouseStyle) -> None:
        super().__init__(document)
        self.style = style
        self.palette = readable_palette(style.palette)
        self.rules: dict[str, str] = {}
        self.break_before = self.started = False
        self.main = self.new_id("main")
        # The first contents are the navigation of the page; they stand before the text.
        self.contents = next((block for block in walk(document.blocks) if isinstance(block, Contents)), None)

    def own_class(self, kind: str, what: str, rule: str) -> str:
        """Return a class for a measure that only this document has; attributes with styles are not let in."""
        name = f"{kind}{what}"
        self.rules.setdefault(name, rule.replace("{}", name, 1))
        return name

    # ------------------------------------------------------------------ the page

    def whole(self) -> str:
        """Return the page."""
        document = self.document
        body = self.body()
        sheet = style_sheet(document, self.style, self.words, rtl=self.rtl, own=self.rules.values())
        digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
        policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        meta = {
            "viewport": "width=device-width, initial-scale=1",
            "referrer": "no-referrer",
            "description": document.subject,
            "author": ", ".join(document.authors),
            "keywords": ", ".join(document.keywords),
            "dcterms.date": document.date.isoformat(),
            "mpfkit-style": self.style.name,
            **(form_properties(document.form) if document.form else {}),
        }
        self.part = "properties of the file"
        tags = "".join(
            f'<meta name="{name}" content="{value(self.checked(text))}"/>\n' for name, text in meta.items() if text
        )
        return (
            f'<!DOCTYPE html>\n<html lang="{value(document.language)}" dir="{"rtl" if self.rtl else "ltr"}">\n<head>\n'
            f'<meta charset="utf-8"/>\n<meta http-equiv="Content-Security-Policy" content="{policy}"/>\n{tags}'
            f"<title>{value(self.checked(document.title))}</title>\n<style>{sheet}</style>\n</head>\n{body}</html>\n"
        )

    def body(self) -> str:
        """Return the body; what the style sheet needs to know is known afterwards."""
        document = self.document
        text = "\n".join(self.blocks(document.blocks, self.voice))
        missed = [field.key for field in form_fields(document) if field.key not in self.fields]
        if missed:
            # A link or reference without text shows its target instead.
            self.fail(f"form field {missed[0]!r}: cannot stand in a link; put it into a paragraph or a cell")
        notes = self.endnotes()
        self.part = "cover"
        head = cover_html(self)
        self.part = "contents"
        contents = self.navigation()
        filling = f'<p class="filling">{self.text(self.say("form"), self.voice)}</p>\n' if self.fields else ""
        self.part = "footer"
        listed = ' class="listed"' if contents else ""
        skip = f'<a class="skip" {self.to(self.main)}>{self.text(self.say("skip"), self.voice)}</a>\n'
        return (
            f"<body{listed}>\n{skip}{self.banner()}{head}{contents}"
            f'<main id="{self.main}" tabindex="-1">\n{filling}{text}\n{notes}</main>\n{self.footer()}</body>\n'
        )

    @property
    def marking(self) -> str:
        """The marking of the document."""
        return self.document.marking or (self.document.cover.marking if self.document.cover else "")

    def banner(self) -> str:
        """Return the marking, which stays in sight."""
        if not self.marking:
            return ""
        label = value(self.say("marking"))
        return f'<aside class="marking" aria-label="{label}">{self.text(self.marking, self.voice)}</aside>\n'

    def footer(self) -> str:
        """Return what stands at the foot of each page of paper."""
        lines = [self.document.header, self.document.footer, self.marking]
        inner = "".join(self.line(text) + "\n" for text in lines if text)
        return f"<footer>\n{inner}</footer>\n"

    def line(self, text: str, role: str = "") -> str:
        """Return a paragraph of text alone."""
        own = self.direct(text, "", self.voice)
        mark = f' class="{role}"' if role else ""
        return f"<p{mark}{self.tongue(own, self.voice)}>{self.text(text, own)}</p>"

    def navigation(self) -> str:
        """Return the contents: those that the author put in, or some where there are headings enough."""
        block = self.contents
        if block is None and len(self.outline.headings) < _FEW:
            return ""
        shown = block or Contents(title=self.say("contents"), levels=2)
        return "".join(f"{piece}\n" for piece in self.contents_list(shown, ' class="contents"'))

    def endnotes(self) -> str:
        """Return the notes, which lead back to where they belong."""
        if not self.notes:
            return ""
        title = self.new_id("notes")
        items = "\n".join(f'<li id="{name}">{text}</li>' for name, text in self.notes)
        return (
            f'<section class="notes" role="doc-endnotes" aria-labelledby="{title}">\n'
            f'<h2 id="{title}">{self.text(self.say("notes"), self.voice)}</h2>\n<ol>\n{items}\n</ol>\n</section>\n'
        )

    # ------------------------------------------------------------------ blocks

    def blocks(self, blocks: Blocks, voice: Voice, *, in_cell: bool = False) -> Iterator[str]:
        """Yield the HTML of blocks."""
        for block in blocks:
            if isinstance(block, PageBreak):
                self.break_before = self.started
                continue
            if in_cell and isinstance(block, Table | Figure):
                what = "table" if isinstance(block, Table) else "figure"
                self.fail(f"a {what} cannot stand in the cell of a table")
            if self.break_before and not isinstance(block, Section) and block is not self.contents:
                self.break_before = False
                yield '<div class="page-break"></div>'
            yield from self.block(block, voice)
            self.started = True

    def block(self, block: Block, voice: Voice) -> Iterator[str]:
        """Yield the HTML of a block, in pieces that follow each other."""
        match block:
            case Paragraph():
                yield self.paragraph(block, voice)
            case Heading():
                yield self.heading_of(block, voice)
            case Table():
                entry = next(self.entries) if block.caption is not None else None
                yield "".join(table_html(self, block, entry, voice))
            case BulletList() | NumberedList():
                yield self.list_items(block, voice)
            case Callout():
                yield from self.callout(block, voice)
            case Figure():
                yield from self.figure(block, voice)
            case Section():
                yield from self.section(block, voice)
            case Contents():
                if block is not self.contents:
                    yield from self.contents_list(block, "")
            case ListOf():
                yield from self.list_of(block)
            case _:
                self.fail(f"{type(block).__name__} is no block")

    def section(self, block: Section, voice: Voice) -> Iterator[str]:
        """Yield blocks on pages of their own."""
        self.break_before = self.started = False
        yield f'<div class="section{" landscape" if block.landscape else ""}">'
        yield from self.blocks(block.blocks, voice)
        yield "</div>"
        self.break_before = False

    def paragraph(self, block: Paragraph, voice: Voice) -> str:
        """Return a paragraph."""
        own = self.direct(block.content, block.language, voice, own=True)
        marks = self.tongue(own, voice)
        marks += f' id="{self.ids[block.key]}"' if block.key else ""
        role = "" if block.role in _WITHOUT_CLASS else block.role.value
        classes = " ".join(filter(None, (role, "keep" if block.keep_with_next else "")))
        marks += f' class="{classes}"' if classes else ""
        text = f"<p{marks}>{self.inline(block.content, own)}</p>"
        return f"<blockquote>{text}</blockquote>" if block.role is ParagraphRole.QUOTE else text

    def heading_of(self, block: Heading, voice: Voice) -> str:
        """Return a heading; the title of the document is the first level, so all others are one lower."""
        entry = next(self.entries)
        self.heading = " ".join(plain_text(block.content, self.labels).split())[:60]
        self.table_number = 0
        self.no_field = "a heading"
        own = self.direct(block.content, "", voice)
        number, _ = self.number_and_gap(entry)
        shown = f'<span class="number">{self.text(number, own)}</span> ' if number else ""
        text = self.inline(block.content, own)
        self.no_field = ""
        level = block.level + 1
        # HTML has six levels; a seventh is said to those who hear the page.
        tag, more = (f"h{level}", "") if level <= 6 else ("h6", f' aria-level="{level}"')
        return f'<{tag} id="{self.ids[entry.key]}"{more}{self.tongue(own, voice)}>{shown}{text}</{tag}>'

    def list_items(self, block: BulletList | NumberedList, voice: Voice) -> str:
        """Return a list; it goes one way, since marks at both sides of the page would not look like one list."""
        tag = "ul" if isinstance(block, BulletList) else "ol"
        texts = [plain_text(item, self.labels) for item in block.items if not is_blocks(item)]  # type: ignore[arg-type]
        own = voice
        if voice.rtl and len(texts) == len(block.items):
            own = self.direct(tuple(block.items), "", voice, own=all(map(is_ltr, texts)))  # type: ignore[arg-type]
        items = []
        for item in block.items:
            if is_blocks(item):
                inner = "".join(self.blocks(item, own))  # type: ignore[arg-type]
                items.append(f"<li>{inner}</li>")
                continue
            each = self.direct(item, "", own)  # type: ignore[arg-type]
            items.append(f"<li{self.tongue(each, own)}>{self.inline(item, each)}</li>")  # type: ignore[arg-type]
        return f"<{tag}{self.tongue(own, voice)}>{''.join(items)}</{tag}>"

    def callout(self, block: Callout, voice: Voice) -> Iterator[str]:
        """Yield something set apart."""
        tone = "" if block.tone in {Tone.NEUTRAL, Tone.MUTED} else f" {block.tone.value}"
        title = label = ""
        if block.title is not None:
            self.no_field = "the title of a callout"
            name = self.new_id("callout")
            own = self.direct(block.title, "", voice)
            title = f'<p id="{name}" class="label keep"{self.tongue(own, voice)}>{self.inline(block.title, own)}</p>'
            label = f' aria-labelledby="{name}"'
            self.no_field = ""
        yield f'<div class="callout{tone}" role="note"{label}>{title}'
        yield from self.blocks(block.blocks, voice)
        yield "</div>"

    # ------------------------------------------------------------------ pictures

    def figure(self, block: Figure, voice: Voice) -> Iterator[str]:
        """Yield a picture or chart with its caption."""
        entry = next(self.entries)
        behind = ""
        yield f'<figure id="{self.ids[entry.key]}">'
        if isinstance(block.graphic, Chart):
            numbers = chart_table_of(self, block.graphic, entry)
            yield self.chart(block.graphic, numbers, entry)
            table = "".join(table_html(self, numbers, None, voice))
            # Nobody needs a script, or eyes, to get at the numbers.
            if block.graphic.data_table:
                yield table
            else:
                behind = f"<details><summary>{self.text(numbers.description, voice)}</summary>{table}</details>"
        else:
            yield self.picture(block.graphic, f"{self.place()}, figure {entry.number}")
        marks, text = self.caption(entry, block.caption, voice)
        yield f"<figcaption{marks}>{text}</figcaption></figure>{behind}"

    def chart(self, chart: Chart, numbers: Table, entry: OutlineEntry) -> str:
        """Return a chart in a frame that scrolls where the screen is narrower."""
        svg = chart_svg(self, chart, numbers)
        return f'<div class="scroll" role="group" tabindex="0" aria-label="{value(self.labels[entry.key])}">{svg}</div>'

    def picture(self, image: Image, place: str, width_mm: float = 0.0, height_mm: float = 0.0) -> str:
        """Return a picture, which is in the page itself.

        Args:
            image: The picture.
            place: Where it stands, as a message begins.
            width_mm: Width that it has at most; 0 for its own.
            height_mm: Height that it has at most; 0 for its own.
        """
        sides = (image.width_mm, image.height_mm)
        if not all(math.isfinite(side) and side > 0 for side in sides):
            raise RenderError(f"{place}: {sides[0]:g} x {sides[1]:g} mm is no size for a picture")
        try:
            data = clean(image.data)
            info = examine(data)
        except (FileError, RenderError) as error:
            raise RenderError(f"{place}: {error}") from error
        # Never distorted: as large as it can be within both.
        ratio = info.width / info.height
        width = min(width_mm or sides[0], sides[0], min(height_mm or sides[1], sides[1]) * ratio)
        pixels = (max(1, round(width * _PIXELS)), max(1, round(width / ratio * _PIXELS)))
        alt = value(self.checked(image.alt))
        return (
            f'<img src="data:{info.media_type};base64,{base64.b64encode(data).decode()}" alt="{alt}" '
            f'width="{pixels[0]}" height="{pixels[1]}"/>'
        )

    # ------------------------------------------------------------------ lists of headings, tables, figures

    def contents_list(self, block: Contents, marks: str) -> Iterator[str]:
        """Yield the contents: lists in lists."""
        entries = [entry for entry in self.outline.headings if entry.level <= block.levels]
        if entries:
            yield from self.listed(block.title, entries, marks)

    def list_of(self, block: ListOf) -> Iterator[str]:
        """Yield the list of tables or figures."""
        if block.what not in {"tables", "figures"}:
            self.fail(f"there is no list of {block.what!r}; 'tables' and 'figures' can be listed")
        entries = self.outline.tables if block.what == "tables" else self.outline.figures
        if entries:
            yield from self.listed(block.title, list(entries), "")

    def listed(self, title: str, entries: list[OutlineEntry], marks: str) -> Iterator[str]:
        """Yield links to entries below a title."""
        name = self.new_id("list")
        own = self.direct(title, "", self.voice)
        yield f'<nav{marks} aria-labelledby="{name}">'
        yield f'<h2 id="{name}"{self.tongue(own, self.voice)}>{self.text(title, own)}</h2>'
        yield _nested([(entry.level, self.entry(entry)) for entry in entries])
        yield "</nav>"

    def entry(self, entry: OutlineEntry) -> str:
        """Return the link to a heading, table or figure."""
        number, gap = self.number_and_gap(entry)
        content: Inlines = entry.content if plain_text(entry.content, self.labels).strip() else self.ids[entry.key]
        own = self.direct(joined(number, gap, content), "", self.voice)
        text = self.text(number, own) + (gap if number else "") + self.bare(content, own)
        return f"<a {self.to(self.ids[entry.key])}{self.tongue(own, self.voice)}>{text}</a>"


def _nested(entries: list[tuple[int, str]]) -> str:
    """Return lists in lists by levels, of which some may be left out."""
    out: list[str] = []
    levels: list[int] = []
    for level, text in entries:
        if not levels or level > levels[-1]:
            levels.append(level)
            out.append("<ul>")
        else:
            out.append("</li>")
            while len(levels) > 1 and level < levels[-1]:
                levels.pop()
                out.append("</ul></li>")
        out.append(f"<li>{text}")
    return "".join(out) + "</li></ul>" + "</li></ul>" * (len(levels) - 1)

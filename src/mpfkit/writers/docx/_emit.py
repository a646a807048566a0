"""From the tree to WordprocessingML, as strings: no object for an XML element, one place for escaping.

Children of `w:pPr`, `w:rPr`, `w:tblPr` and `w:tcPr` have a fixed order (ISO/IEC 29500-1, 17.3 and 17.4); the functions
that write them keep it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import attrs

from mpfkit.document import (
    Anchor,
    BulletList,
    Callout,
    Chart,
    Contents,
    Emphasis,
    Figure,
    Heading,
    HeadingKind,
    Link,
    ListOf,
    NumberedList,
    PageBreak,
    Paragraph,
    Section,
    Span,
    Strong,
    Table,
    Tone,
    is_blocks,
    plain_text,
)
from mpfkit.writers._spans import has_row_spans
from mpfkit.writers._text import escape, escape_value, is_ltr

from ._base import CONTENTS_START, CONTENTS_TEXT, darker
from ._charts import chart_pieces
from ._cover import cover
from ._inline import InlineEmitter, Props, coloured
from ._measures import emu, mm, section_properties, text_width
from ._pictures import CAPTION_ROOM_MM, blip, fitted
from ._spans import SpannedTableWriter
from ._tables import Place, TableWriter

if TYPE_CHECKING:
    from mpfkit.document import Block, Blocks, Image, Inlines, OutlineEntry

    from ._pictures import Picture
    from ._place import Frame

__all__ = ["Emitter"]

_NAMESPACES_OF_PICTURES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


class Emitter(InlineEmitter):
    """Writes one document."""

    frame: Frame | None = None
    """Sections of the template of somebody else; None where the page is the house style's"""
    first_section = True

    # ------------------------------------------------------------------ paragraphs

    def paragraph(
        self,
        role: str,
        runs: str,
        *,
        keep_next: bool = False,
        number: str = "",
        extra: str = "",
        indent: str = "",
        align: str = "",
        tabs: str = "",
        frame: str = "",
        spacing: str = "",
        loose: bool = False,
    ) -> str:
        """Return a paragraph; its direction is that of its runs, written just before.

        Args:
            role: Role of its style.
            runs: Its content.
            keep_next: Whether it stays with what follows.
            number: w:numPr.
            extra: w:pBdr and w:shd.
            indent: w:ind.
            align: w:jc, and w:outlineLvl.
            tabs: w:tabs.
            frame: w:framePr.
            spacing: w:spacing.
            loose: Whether it does not stay with what follows, whatever its style says.
        """
        inner = f'<w:pStyle w:val="{self.ids[role]}"/>'
        if keep_next:
            inner += "<w:keepNext/>"
        elif loose:
            inner += '<w:keepNext w:val="0"/>'
        if self.break_before:
            inner += "<w:pageBreakBefore/>"
            self.break_before = False
        inner += frame + number + extra + tabs
        if self.bidi:
            inner += "<w:bidi/>"
        if self.after_table or self.after_callout:
            self.after_table = self.after_callout = False
            if not spacing and not self.in_table and role in _TIGHT:
                spacing = '<w:spacing w:before="200"/>'
        return f"<w:p><w:pPr>{inner}{spacing}{indent}{align}</w:pPr>{runs}</w:p>"

    def edge(self, align: str) -> str:
        """Return w:jc that sets a paragraph from left to right at the edges of a document from right to left."""
        return _EDGES.get(align, align) if self.rtl and not self.bidi else align

    # ------------------------------------------------------------------ blocks

    def blocks(self, blocks: Blocks, place: Place) -> Iterator[str]:
        """Yield the XML of blocks."""
        for block in blocks:
            yield from self.block(block, place)

    def block(self, block: Block, place: Place) -> Iterator[str]:
        """Yield the XML of a block, in pieces that follow each other."""
        match block:
            case Paragraph():
                yield self.text_paragraph(block, place)
            case Heading():
                yield self.heading_paragraph(block, place)
            case Table():
                yield from self.table(block, place)
            case BulletList() | NumberedList():
                yield from self.list_items(block, place)
            case Callout():
                yield from self.callout(block, place)
            case Figure():
                yield from self.figure(block, place)
            case PageBreak():
                self.only_in_body(block, place)
                self.break_before = True
            case Contents():
                self.only_in_body(block, place)
                yield from self.contents(block, place)
            case ListOf():
                self.only_in_body(block, place)
                yield from self.list_of(block, place)
            case Section():
                self.fail("a section cannot stand inside another section, a list, a callout or a cell")
            case _:
                self.fail(f"{type(block).__name__} is no block")

    def only_in_body(self, block: Block, place: Place) -> None:
        """Refuse a block that has no meaning where it stands."""
        if place.kind or place.depth:
            self.fail(f"{type(block).__name__} can only stand in the body, not in a list, a callout or a cell")

    def text_paragraph(self, block: Paragraph, place: Place) -> str:
        """Return a paragraph of text."""
        language = block.language or place.language
        self.direct(block.content, language, own=True)
        runs = self.inline(block.content, Props(strong=place.strong, language=language))
        if block.key:
            runs = runs.join(self.bookmark(block.key))
        role = block.role.value
        if role == "body":
            role = place.role or "body"
        elif place.kind:
            # In a cell or callout a role shows by its characters; its paragraph keeps the type of what it stands in.
            role = place.role
            runs = self.role_as_characters(block, place, language) or runs
        align = self.edge(place.align) if place.kind == "table-" or role in _SHORT else place.align
        return self.paragraph(role, runs, keep_next=block.keep_with_next, extra=place.extra, align=align)

    def role_as_characters(self, block: Paragraph, place: Place, language: str) -> str:
        """Return the runs of a paragraph with a role in a cell or callout; empty where the role has no look there."""
        role = {
            "withheld": "withheld-text",
            "illustrative": "illustrative-text",
            "meta": "muted",
            "quote": "emphasis",
        }.get(block.role.value, "")
        if not role or block.key or not isinstance(block.content, str):
            return ""
        return self.inline(block.content, Props(strong=place.strong, language=language, role=role))

    def heading_paragraph(self, block: Heading, place: Place) -> str:
        """Return a heading."""
        entry = next(self.entries)
        self.heading = " ".join(plain_text(block.content, self.labels).split())[:60]
        self.table_count = 0
        self.direct(block.content, place.language)
        self.forms.refused = "a heading"
        runs = self.inline(block.content, Props(language=place.language)).join(self.bookmark(entry.key))
        self.forms.refused = ""
        kind = {HeadingKind.NUMBERED: "heading", HeadingKind.ANNEX: "annex", HeadingKind.PLAIN: "plain-heading"}[
            block.kind
        ]
        return self.paragraph(f"{kind}-{min(block.level, 6)}", runs, extra=place.extra)

    def list_items(self, block: BulletList | NumberedList, place: Place) -> Iterator[str]:
        """Yield the items of a list."""
        depth = place.depth + 1
        level = min(depth, 3)
        kind = "bullet" if isinstance(block, BulletList) else "number"
        role = f"{place.kind}{kind}" if place.kind else f"{kind}-{level}"
        number = indent = ""
        if isinstance(block, NumberedList):
            number = f'<w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="{next(self.numberings)}"/></w:numPr>'
        elif place.kind and level > 1:
            number = f'<w:numPr><w:ilvl w:val="{level - 1}"/></w:numPr>'
        if place.kind == "callout-" and level > 1:
            # One indent for all levels: the bar at the side of a callout starts where the text does.
            indent = '<w:ind w:left="624" w:right="170" w:hanging="397"/>'
        elif place.kind and level > 1:
            indent = f'<w:ind w:left="{227 * level}" w:hanging="227"/>'
        # A list goes one way: marks at both sides of the page would not look like one list.
        own = self.rtl and place.kind != "table-" and all(is_ltr(text) for text in self.item_texts(block))
        inner = place._replace(depth=depth)
        if place.kind == "callout-":
            following, following_indent = "callout", '<w:ind w:left="624" w:right="170" w:hanging="397"/>'
        elif place.kind:
            following, following_indent = place.role or "table-text", f'<w:ind w:left="{227 * level}"/>'
        else:
            following, following_indent = f"continue-{level}", ""
        for item in block.items:
            if not is_blocks(item):
                yield self.item(item, role, place, number=number, indent=indent, own=own)  # type: ignore[arg-type]
                continue
            parts: Blocks = item  # type: ignore[assignment]
            for at, part in enumerate(parts):
                if isinstance(part, Paragraph) and at == 0:
                    runs = part.content if not part.key else (Anchor(part.key), part.content)
                    yield self.item(
                        runs,  # type: ignore[arg-type]
                        role,
                        place,
                        number=number,
                        indent=indent,
                        language=part.language,
                        keep_next=part.keep_with_next,
                        own=own,
                    )
                elif isinstance(part, Paragraph) and part.role.value == "body":
                    self.direct(part.content, part.language or place.language, own=own)
                    text = self.inline(
                        part.content, Props(strong=place.strong, language=part.language or place.language)
                    )
                    if part.key:
                        text = text.join(self.bookmark(part.key))
                    yield self.paragraph(following, text, extra=place.extra, indent=following_indent)
                else:
                    yield from self.block(part, inner)

    def item_texts(self, block: BulletList | NumberedList) -> Iterator[str]:
        """Yield the texts of the items of a list, without those of lists in it."""
        for item in block.items:
            if not is_blocks(item):
                yield plain_text(item, self.labels)  # type: ignore[arg-type]
                continue
            parts: Blocks = item  # type: ignore[assignment]
            for part in parts:
                if isinstance(part, Paragraph):
                    yield plain_text(part.content, self.labels)

    def item(
        self,
        content: Inlines,
        role: str,
        place: Place,
        *,
        number: str,
        indent: str,
        language: str = "",
        keep_next: bool = False,
        own: bool = False,
    ) -> str:
        """Return the first paragraph of an item of a list; `own` as in `direct`."""
        language = language or place.language
        self.direct(content, language, own=own)
        runs = self.inline(content, Props(strong=place.strong, language=language))
        return self.paragraph(role, runs, keep_next=keep_next, number=number, extra=place.extra, indent=indent)

    def callout(self, block: Callout, place: Place) -> Iterator[str]:
        """Yield a shaded group of paragraphs with a bar at its side."""
        tones = self.style.palette.tones
        tone = block.tone if block.tone is not Tone.NEUTRAL else Tone.MUTED
        fill = str(getattr(tones, tone.value))
        bar = self.style.palette.accent if block.tone in {Tone.NEUTRAL, Tone.ACCENT} else darker(fill)
        # Word joins neighbours that have the same borders; another distance keeps two callouts apart.
        self.callouts += 1
        thin = f'w:val="single" w:sz="4" w:space="{4 + self.callouts % 2}" w:color="{fill}"'
        thick = f'w:val="single" w:sz="36" w:space="8" w:color="{bar}"'
        extra = (
            f"<w:pBdr><w:top {thin}/><w:left {thick if not self.rtl else thin}/><w:bottom {thin}/>"
            f'<w:right {thin if not self.rtl else thick}/></w:pBdr><w:shd w:val="clear" w:color="auto" '
            f'w:fill="{fill}"/>'
        )
        inner = Place(kind="callout-", width=place.width - mm(8), extra=extra, role="callout", language=place.language)
        if block.title is not None:
            self.direct(block.title, place.language)
            self.forms.refused = "the title of a callout"
            title = self.inline(block.title, Props(language=place.language))
            self.forms.refused = ""
            yield self.paragraph("callout-title", title, extra=extra)
        yield from self.blocks(block.blocks, inner)
        self.after_callout = True

    def gap(self) -> str:
        """Return the thinnest paragraph there is, for where Word needs one between two things."""
        self.after_table = False
        return f'<w:p><w:pPr><w:pStyle w:val="{self.ids["gap"]}"/></w:pPr></w:p>'

    # ------------------------------------------------------------------ tables

    def caption(self, entry: OutlineEntry, content: Inlines, *, keep_next: bool, role: str = "caption") -> str:
        """Return a numbered caption."""
        label = self.labels[entry.key]
        word = self.words.table if entry.what == "table" else self.words.figure
        sequence = "Table" if entry.what == "table" else "Figure"
        self.direct((label, content) if not isinstance(content, tuple) else (label, *content), "")
        start, end = self.bookmark(entry.key)
        self.forms.refused = "a caption"
        runs = (
            start
            + self.text(f"{word} ")
            + self.field(f"SEQ {sequence} \\* ARABIC", entry.number)
            + end
            + self.text(self.words.caption_separator)
            + self.inline(content)
        )
        self.forms.refused = ""
        # The style keeps a caption with the table below it; that of a figure is the last of its figure.
        return self.paragraph(role, runs, keep_next=keep_next, loose=not keep_next)

    def table(self, table: Table, place: Place) -> Iterator[str]:
        """Yield a table: caption, units, and then row by row."""
        if place.kind == "table-":
            self.fail("a table cannot stand in the cell of a table")
        if not table.columns:
            self.fail("a table has no columns")
        self.table_count += 1
        if table.caption is not None:
            yield self.caption(next(self.entries), table.caption, keep_next=True)
        if table.units:
            self.direct(table.units, "")
            yield self.paragraph("units", self.text(table.units))
        if self.after_table and table.caption is None and not table.units:
            yield self.gap()
        self.after_table = self.after_callout = False
        writer = (SpannedTableWriter if has_row_spans(table) else TableWriter)(self, table, place.width)
        self.in_table, before = True, self.in_table
        yield from writer.pieces()
        self.in_table = before
        self.row = 0
        self.after_table = True

    # ------------------------------------------------------------------ pictures

    def picture(self, image: Image, width_mm: float, height_mm: float) -> str:
        """Return a run with a picture in line with the text, no larger than width and height."""
        number = self.next_picture
        self.next_picture += 1
        picture = self.resources.pictures[image]
        width_mm, height_mm = fitted(image, picture.ratio, width_mm, height_mm)
        size = f'cx="{emu(width_mm)}" cy="{emu(height_mm)}"'
        alt = self.checked(image.alt).replace("\n", " ").strip()
        name = f"{self.words.figure} {number}"
        described = f' descr="{escape_value(alt)}"/>' if alt else f">{_DECORATIVE}</wp:docPr>"
        return (
            f'<w:r><w:drawing><wp:inline {_NAMESPACES_OF_PICTURES} distT="0" distB="0" distL="0" distR="0">'
            f"<wp:extent {size}/>"
            f'<wp:docPr id="{number}" name="{escape_value(name)}"{described}'
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            f"{_graphic(picture, number, size)}</wp:inline></w:drawing></w:r>"
        )

    def backdrop(self, image: Image) -> str:
        """Return a run with a decorative picture behind the text, from the upper corner of the page."""
        number = self.next_picture
        self.next_picture += 1
        size = f'cx="{emu(image.width_mm)}" cy="{emu(image.height_mm)}"'
        return (
            f'<w:r><w:drawing><wp:anchor {_NAMESPACES_OF_PICTURES} distT="0" distB="0" distL="0" distR="0" '
            'simplePos="0" '
            'relativeHeight="1" behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
            '<wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionH>'
            '<wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV>'
            f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
            f'<wp:docPr id="{number}" name="{escape_value(self.words.figure)} {number}">{_DECORATIVE}</wp:docPr>'
            "<wp:cNvGraphicFramePr/>"
            f"{_graphic(self.resources.pictures[image], number, size)}</wp:anchor></w:drawing></w:r>"
        )

    def figure(self, block: Figure, place: Place) -> Iterator[str]:
        """Yield a picture or chart and, below it, its caption."""
        if place.kind == "table-":
            self.fail("a figure cannot stand in the cell of a table")
        entry = next(self.entries)
        self.bidi = self.rtl
        if isinstance(block.graphic, Chart):
            yield from chart_pieces(self, block.graphic, place, entry.number)
        else:
            page = self.style.page
            width = (place.width or text_width(page)) * 25.4 / 1440
            height = (page.width_mm if self.across else page.height_mm) - page.top_mm - page.bottom_mm - CAPTION_ROOM_MM
            yield self.paragraph("figure", self.picture(block.graphic, width, height), keep_next=True)
        yield self.caption(entry, block.caption, keep_next=False)

    # ------------------------------------------------------------------ contents

    def contents_heading(self, title: str) -> str:
        """Return the heading of contents or of a list, which is not itself listed."""
        # In a template it may be based on a heading and have the level of one.
        level = '<w:outlineLvl w:val="9"/>' if self.frame is not None else ""
        return self.paragraph("contents-heading", self.text(title), keep_next=True, align=level)

    def contents(self, block: Contents, place: Place) -> Iterator[str]:
        """Yield the table of contents; nothing where there is no heading."""
        entries = [entry for entry in self.plan.outline.headings if entry.level <= block.levels]
        if not entries:
            return
        self.direct(block.title, "")
        title = self.contents_heading(block.title)
        yield (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
            "</w:docPartObj></w:sdtPr>"
            f"<w:sdtContent>{title}"
        )
        levels = max(1, min(block.levels, 6))
        yield from self.entries_of(
            entries,
            f'TOC \\o "1-{levels}" \\h \\z \\u',
            lambda entry: f"contents-{min(entry.level, 6)}",
            place.width,
        )
        yield "</w:sdtContent></w:sdt>"

    def list_of(self, block: ListOf, place: Place) -> Iterator[str]:
        """Yield the list of tables or of figures; nothing where there are none."""
        if block.what not in {"tables", "figures"}:
            self.fail(f"there is no list of {block.what!r}; 'tables' and 'figures' can be listed")
        entries = self.plan.outline.tables if block.what == "tables" else self.plan.outline.figures
        if not entries:
            return
        self.direct(block.title, "")
        yield self.contents_heading(block.title)
        name = "Table" if block.what == "tables" else "Figure"
        yield from self.entries_of(list(entries), f'TOC \\h \\z \\c "{name}"', lambda _: "list-of", place.width)

    def entries_of(
        self, entries: list[OutlineEntry], instruction: str, role: Callable[[OutlineEntry], str], width: int
    ) -> Iterator[str]:
        """Yield the entries of a list, all inside one field, so that Word can bring them up to date.

        Where the pages are not known, entries have no numbers rather than wrong ones; Word adds them with F9.
        """
        start = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        for at, entry in enumerate(entries):
            text = " ".join(plain_text(entry.content, self.labels).split()) or self.plan.bookmarks[entry.key]
            number = ""
            if entry.what == "heading":
                self.direct(text, "")
                # "Annex A." is followed by a blank, as in the heading itself; other numbers by a tab.
                annex = entry.kind is HeadingKind.ANNEX and entry.level == 1
                number = "" if annex else entry.number
                runs = self.text(f"{self.labels[entry.key]}. ") if annex else ""
                runs += self.text(number) + "<w:r><w:tab/></w:r>" if number else ""
                runs += self.spoken(entry.content, text)
                indent = "" if number or entry.level > 1 else '<w:ind w:left="0" w:firstLine="0"/>'
            else:
                label = self.labels[entry.key] + self.words.caption_separator
                self.direct(label + text, "")
                parted = _has_language(entry.content)
                runs = self.text(label) + self.spoken(entry.content, text) if parted else self.text(label + text)
                indent = ""
            name, tabs = self.plan.bookmarks[entry.key], ""
            page = self.document.pages.get(entry.key)
            if page is not None:
                runs += "<w:r><w:tab/></w:r>" + self.field(f"PAGEREF {name} \\h", str(page))
                tabs, indent = self.stops(entry, width, indent, numbered=bool(number))
            link = f'<w:hyperlink w:anchor="{name}" w:history="1">{runs}</w:hyperlink>'
            content = (start if at == 0 else "") + link + (end if at == len(entries) - 1 else "")
            yield self.paragraph(role(entry), content, indent=indent, tabs=tabs)

    def spoken(self, content: Inlines, text: str) -> str:
        """Return the runs of an entry: its text, with the languages of its parts and nothing else of their looks.

        Args:
            content: What is listed.
            text: The same as plain text on one line.
        """
        if not _has_language(content):
            return self.text(text)
        parts = [(" ".join(f".{part}.".split())[1:-1], language) for part, language in self.languages(content, "")]
        return "".join(self.text(part, Props(language=language)) for part, language in parts)

    def languages(self, content: Inlines, language: str) -> Iterator[tuple[str, str]]:
        """Yield the texts of inline content, each with its language where that is not the document's."""
        if isinstance(content, tuple):
            for part in content:
                yield from self.languages(part, language)
        elif isinstance(content, Span | Strong | Emphasis | Link):
            own = content.language if isinstance(content, Span) else ""
            yield from self.languages(content.content, own or language)
        elif text := plain_text(content, self.labels):
            yield text, language

    def stops(self, entry: OutlineEntry, width: int, indent: str, *, numbered: bool) -> tuple[str, str]:
        """Return w:tabs and w:ind of an entry with a page number, where those of its style do not do.

        Args:
            entry: What is listed.
            width: Width of the text in twentieths of a point.
            indent: w:ind so far.
            numbered: Whether a tab stands between its number and its text.
        """
        right = f'<w:tab w:val="right" w:leader="dot" w:pos="{width}"/>'
        level = min(entry.level, 6) - 1
        if self.style.docx.template is not None:
            # Word itself writes the stops of each entry; styles of templates seldom have them.
            left = f'<w:tab w:val="left" w:pos="{CONTENTS_TEXT[level]}"/>' if numbered else ""
            return f"<w:tabs>{left}{right}</w:tabs>", indent
        tabs, own = "", text_width(self.style.page)
        if entry.what == "heading" and not numbered:
            # A short text must not stop where the text of numbered entries starts.
            tabs = f'<w:tab w:val="clear" w:pos="{CONTENTS_TEXT[level]}"/>'
            indent = indent or f'<w:ind w:left="{CONTENTS_START[level]}" w:firstLine="0"/>'
        if width != own:
            tabs += f'<w:tab w:val="clear" w:pos="{own}"/>{right}'
        return f"<w:tabs>{tabs}</w:tabs>" if tabs else "", indent

    # ------------------------------------------------------------------ notes, heads and feet

    def notes(self) -> Iterator[str]:
        """Yield the footnotes; the package writes them into a part of their own, before the body."""
        mark = self.properties(Props(role="footnote-mark"), rtl=False)
        self.in_note = True
        for number, note in enumerate(self.plan.notes, self.resources.first_note):
            self.part = f"footnote {number}"
            self.direct(note.content, "")
            runs = f"<w:r>{mark}<w:footnoteRef/></w:r><w:r><w:tab/></w:r>" + self.inline(note.content)
            tabs = '<w:tabs><w:tab w:val="left" w:pos="198"/></w:tabs>'
            yield f'<w:footnote w:id="{number}">{self.paragraph("footnote", runs, tabs=tabs)}</w:footnote>'
        self.in_note = False
        self.part = ""

    def edge_tab(self, width: int) -> str:
        """Return the tab stop at the far edge of the text, where the style's own is not there."""
        own = text_width(self.style.page)
        if width == own:
            return ""
        return f'<w:tabs><w:tab w:val="clear" w:pos="{own}"/><w:tab w:val="right" w:pos="{width}"/></w:tabs>'

    def head(self, width: int) -> str:
        """Return the paragraphs at the head of a page."""
        self.part = "header"
        self.bidi = self.rtl
        marking = self.document.marking
        runs = self.text(self.document.header)
        if marking:
            runs += "<w:r><w:tab/></w:r>" + self.text(marking, Props(role="marking-text"))
        paragraph = self.paragraph("header", runs, tabs=self.edge_tab(width))
        self.part = ""
        return paragraph

    def foot(self, width: int) -> str:
        """Return the paragraphs at the foot of a page."""
        self.part = "footer"
        self.bidi = self.rtl
        runs = (
            self.text(self.document.footer) + "<w:r><w:tab/></w:r>" if self.document.footer else "<w:r><w:tab/></w:r>"
        )
        runs += self.text(self.words.page) + self.field("PAGE", "2") + self.text(self.words.of)
        runs += self.field("NUMPAGES", str(self.document.page_count or 2))
        paragraph = self.paragraph("footer", runs, tabs=self.edge_tab(width))
        if self.document.marking:
            paragraph += self.paragraph("marking", self.text(self.document.marking))
        self.part = ""
        return paragraph

    def cover_edge(self, *, on_band: bool) -> str:
        """Return what stands at the head or foot of the cover: the marking, or nothing.

        Args:
            on_band: Whether the coloured band is behind it.
        """
        self.bidi = self.rtl
        marking = self.document.marking or (self.document.cover.marking if self.document.cover else "")
        if not marking:
            return self.gap()
        if not on_band:
            return self.paragraph("marking", self.text(marking))
        palette = self.style.palette
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{palette.accent}"/>'
        return self.paragraph("marking", coloured(self.text(marking), palette.on_accent), extra=shade)

    # ------------------------------------------------------------------ body

    def section(self, *, landscape: bool, cover: bool = False) -> str:
        """Return w:sectPr."""
        upright, across, first = self.resources.references
        if self.frame is not None:
            first_section, self.first_section = self.first_section, False
            return self.frame.properties(self.resources.references, landscape=landscape, first=first_section)
        return section_properties(
            self.style.page,
            landscape=landscape,
            references=(across if landscape else upright) + (first if cover else ""),
            title_page=cover,
            rtl=self.rtl,
        )

    def body(self) -> Iterator[str]:
        """Yield the body in pieces that follow each other, the last w:sectPr included."""
        held = ""
        for piece in self._pieces():
            if isinstance(piece, _SectionEnd):
                yield from self._closed(held, piece)
                held = ""
                continue
            if held:
                yield held
            held = piece
        self.forms.check_all()
        if held:
            yield held

    def _closed(self, last: str, end: _SectionEnd) -> Iterator[str]:
        """Yield the last piece of a section with the section's properties in its last paragraph."""
        self.after_table = self.after_callout = False
        properties = end.properties
        if not end.apart and last.startswith("<w:p>") and last.find("<w:p>", 5) < 0:
            yield last.replace("</w:pPr>", f"{properties}</w:pPr>", 1)
            return
        if last:
            yield last
        yield f'<w:p><w:pPr><w:pStyle w:val="{self.ids["gap"]}"/>{properties}</w:pPr></w:p>'

    def _pieces(self) -> Iterator[str | _SectionEnd]:
        document, page = self.document, self.style.page
        frame = self.frame
        fresh = document.cover is not None
        if frame is not None and frame.spot.in_place:
            yield from self.opening(frame)
            fresh = frame.spot.fresh and not frame.title and not frame.notices
        elif document.cover is not None:
            self.part = "cover"
            yield from cover(self, document.cover)
            self.part = ""
            yield _SectionEnd(self.section(landscape=False, cover=True), apart=True)
        else:
            if document.marking:
                # Screen readers skip the head and foot of a page, where it stands as well.
                self.direct(document.marking, "")
                yield self.paragraph("marking", self.text(document.marking))
            self.direct(document.title, "")
            yield self.paragraph("title", self.text(document.title))
        across = False
        upright_place = Place(width=text_width(page))
        for block in document.blocks:
            if isinstance(block, Section):
                if not block.blocks:
                    continue
                if across or not fresh:
                    yield _SectionEnd(self.section(landscape=across))
                self.break_before = fresh = False
                self.across = across = block.landscape
                yield from self.blocks(block.blocks, Place(width=text_width(page, landscape=across)))
                # After an upright section a break is enough; the page stays the same.
                self.break_before = not across
                continue
            if across:
                yield _SectionEnd(self.section(landscape=True))
                self.across = across = False
                fresh = True
                self.break_before = False
            if fresh and isinstance(block, PageBreak):
                continue
            yield from self.block(block, upright_place)
            fresh = False
        closing = frame.spot.closing if frame is not None else "final"
        if closing == "final":
            yield self.section(landscape=across)
        elif closing == "section" or across:
            yield _SectionEnd(self.section(landscape=across))

    def opening(self, frame: Frame) -> Iterator[str]:
        """Yield what of the cover has no place in a template that has a cover of its own."""
        if frame.title:
            self.direct(self.document.title, "")
            yield self.paragraph("title", self.text(self.document.title))
        for notice in frame.notices:
            self.direct(notice, "")
            yield self.paragraph("cover-notice", self.text(notice))


@attrs.frozen
class _SectionEnd:
    """Says that a section ends here; its w:sectPr belongs into its last paragraph.

    Attributes:
        properties: w:sectPr.
        apart: Whether the last paragraph cannot hold it, being in a frame.
    """

    properties: str
    apart: bool = False


# Where the text starts in a document from right to left, for paragraphs that run against it; and where it ends.
_EDGES = {"": '<w:jc w:val="right"/>', '<w:jc w:val="right"/>': '<w:jc w:val="left"/>'}
# Lines that belong to the heading above them stand at its side of the page.
_SHORT = frozenset({"question", "meta"})


def _has_language(content: Inlines) -> bool:
    """Tell whether a part of inline content is in another language than the rest."""
    if isinstance(content, tuple):
        return any(map(_has_language, content))
    if isinstance(content, Span) and content.language:
        return True
    return isinstance(content, Span | Strong | Emphasis | Link) and _has_language(content.content)


_TIGHT = frozenset(
    {
        "body",
        "lead",
        "meta",
        "withheld",
        "imprint",
        "bullet-1",
        "number-1",
        "continue-1",
        "illustrative",
        "quote",
        "callout",
        "callout-title",
    }
)


def _graphic(picture: Picture, number: int, size: str) -> str:
    return (
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name=""/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f"{blip(picture)}"
        '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext '
        f"{size}/></a:xfrm>"
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    )

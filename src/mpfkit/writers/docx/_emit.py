"""From the tree to WordprocessingML, as strings: no object for an XML element, one place for escaping.

Children of `w:pPr`, `w:rPr`, `w:tblPr` and `w:tcPr` have a fixed order (ISO/IEC 29500-1, 17.3 and 17.4); the functions that
write them keep it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, NoReturn
from urllib.parse import quote

import attrs

from mpfkit.document import (
    Align,
    Anchor,
    BulletList,
    Callout,
    Cell,
    Code,
    Contents,
    Emphasis,
    Figure,
    Footnote,
    Heading,
    HeadingKind,
    LineBreak,
    Link,
    ListOf,
    NumberedList,
    PageBreak,
    Paragraph,
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
    plain_text,
)
from mpfkit.errors import RenderError
from mpfkit.writers._text import escape, first_bad, has_rtl, is_mostly_rtl, is_plain, newlines, script_runs, show_character
from mpfkit.writers._words import label_of

from ._base import darker
from ._language import is_rtl, word_language
from ._measures import emu, mm, section_properties, text_width

if TYPE_CHECKING:
    from mpfkit.document import Block, Blocks, Document, Image, Inlines, OutlineEntry
    from mpfkit.records import HouseStyle
    from mpfkit.writers._words import Words

    from ._plan import Plan

__all__ = ["Emitter", "Resources", "coloured", "picture_size"]

_SPAN_ROLES = {
    SpanRole.MUTED: "muted",
    SpanRole.WITHHELD: "withheld-text",
    SpanRole.ILLUSTRATIVE: "illustrative-text",
    SpanRole.LABEL: "label",
}
_SCHEMES = ("http://", "https://", "mailto:")
_ALIGN = {Align.CENTER: '<w:jc w:val="center"/>', Align.END: '<w:jc w:val="right"/>'}
_NAMESPACES_OF_PICTURES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)


@attrs.frozen(kw_only=True)
class Resources:
    """Ids that the package has given out.

    Attributes:
        styles: Id of each style by role.
        links: Relationship id by address.
        pictures: Relationship id by the bytes of the picture.
        numberings: Id of the w:num of each numbered list, in order.
        first_note: Id of the first footnote; the others follow.
        references: Header and footer references of sections: upright, across, and of the cover.
    """

    styles: dict[str, str]
    links: dict[str, str]
    pictures: dict[bytes, str]
    numberings: tuple[int, ...]
    first_note: int = 1
    references: tuple[str, str, str] = ("", "", "")


class _Props(NamedTuple):
    """What a run is, apart from its text."""

    strong: bool = False
    em: bool = False
    role: str = ""
    language: str = ""
    bare: bool = False
    """On a dark ground: colours of roles and links are left out."""


_PLAIN = _Props()


class _Place(NamedTuple):
    """Where a block stands.

    Attributes:
        kind: `""` in the body, `"table-"` in a cell, `"callout-"` in a callout.
        width: Width of the text there, in twentieths of a point.
        depth: How deep in lists.
        extra: What callouts add to w:pPr: border and shading.
        role: Role of plain paragraphs, where the place decides it.
        language: Language of a cell.
        align: Alignment of a cell.
        strong: Whether all text is strong: cells that name their row, totals.
    """

    kind: str = ""
    width: int = 0
    depth: int = 0
    extra: str = ""
    role: str = ""
    language: str = ""
    align: str = ""
    strong: bool = False


def picture_size(image: Image, width: int) -> tuple[float, float]:
    """Return width and height in millimetres, no wider than the text.

    Args:
        image: The picture.
        width: Width of the text in twentieths of a point.
    """
    most = width * 25.4 / 1440
    scale = min(1.0, most / image.width_mm)
    return image.width_mm * scale, image.height_mm * scale


class Emitter:
    """Writes one document; keeps count of what Word wants numbered."""

    def __init__(self, document: Document, style: HouseStyle, plan: Plan, words: Words, resources: Resources) -> None:
        self.document = document
        self.style = style
        self.plan = plan
        self.words = words
        self.resources = resources
        self.ids = resources.styles
        self.rtl = is_rtl(document.language)
        self.bidi = self.rtl
        self.labels = {key: label_of(entry, words) or plain_text(entry.content) for key, entry in plan.targets.items() if entry}
        self.entries = iter(plan.outline.entries)
        self.numberings = iter(resources.numberings)
        self.links = resources.links
        self.next_note = resources.first_note
        self.next_bookmark = 1
        self.next_picture = 1
        self.callouts = 0
        self.break_before = False
        self.after_table = False
        self.after_callout = False
        self.in_table = False
        self.in_note = False
        # Where the writer is, in words that somebody who has Word open understands
        self.part = ""
        self.heading = ""
        self.table_count = 0
        self.row = 0
        self._properties: dict[tuple[_Props, bool], str] = {}
        self._cells: dict[tuple[object, ...], tuple[str, str]] = {}

    # ------------------------------------------------------------------ places and errors

    def place(self) -> str:
        """Return where the writer is."""
        steps = [self.part] if self.part else []
        if not self.part and self.heading:
            steps.append(f"heading {self.heading!r}")
        if not self.part and self.row:
            steps.append(f"table {self.table_count}")
            steps.append(f"row {self.row}")
        return ", ".join(steps) or "before the first heading"

    def fail(self, why: str) -> NoReturn:
        """Say what cannot be written, and where it stands."""
        raise RenderError(f"{self.place()}: {why}")

    def checked(self, text: str) -> str:
        """Return text with plain line ends, or say which character cannot be written."""
        bad = first_bad(text)
        if bad:
            character, position = bad
            self.fail(f"{show_character(character)} at character {position} cannot stand in a Word file; remove it from the text")
        return newlines(text)

    # ------------------------------------------------------------------ runs

    def properties(self, props: _Props, *, rtl: bool) -> str:
        """Return w:rPr."""
        key = (props, rtl)
        known = self._properties.get(key)
        if known is None:
            known = self._properties[key] = self._make_properties(props, rtl=rtl)
        return known

    def _make_properties(self, props: _Props, *, rtl: bool) -> str:
        role, strong, em = "" if props.bare else props.role, props.strong, props.em
        if not role and not props.bare and strong:
            role, strong = "strong", False
        elif not role and not props.bare and em:
            role, em = "emphasis", False
        inner = f'<w:rStyle w:val="{self.ids[role]}"/>' if role else ""
        if strong:
            inner += "<w:b/><w:bCs/>"
        if em:
            inner += "<w:bCs/><w:i/>" if not strong else "<w:i/>"
        if rtl:
            inner += "<w:rtl/>"
        language = props.language or (self.document.language if rtl else "")
        if language:
            tags = word_language(language)
            if rtl:
                inner += f'<w:lang w:bidi="{escape(tags.bidi)}"/>'
            elif not is_rtl(language):
                inner += f'<w:lang w:val="{escape(tags.latin)}"/>'
        return f"<w:rPr>{inner}</w:rPr>" if inner else ""

    def text(self, text: str, props: _Props = _PLAIN) -> str:
        """Return the runs of a text."""
        if not self.bidi and is_plain(text):
            if not text:
                return ""
            return f"<w:r>{self.properties(props, rtl=False)}<w:t>{escape(text)}</w:t></w:r>"
        text = self.checked(text)
        if not self.bidi and not has_rtl(text):
            return self._run(text, self.properties(props, rtl=False))
        return "".join(
            self._run(piece, self.properties(props, rtl=rtl)) for rtl, piece in script_runs(text, rtl=self.bidi)
        )

    @staticmethod
    def _run(text: str, properties: str) -> str:
        if not text:
            return ""
        pieces: list[str] = []
        for number, line in enumerate(text.split("\n")):
            if number:
                pieces.append("<w:br/>")
            for column, piece in enumerate(line.split("\t")):
                if column:
                    pieces.append("<w:tab/>")
                if piece:
                    keep = ' xml:space="preserve"' if piece != piece.strip() or "  " in piece else ""
                    pieces.append(f"<w:t{keep}>{escape(piece)}</w:t>")
        return f"<w:r>{properties}{''.join(pieces)}</w:r>"

    def inline(self, content: Inlines, props: _Props = _PLAIN) -> str:
        """Return the runs of inline content."""
        match content:
            case str():
                return self.text(content, props)
            case tuple():
                return "".join([self.inline(part, props) for part in content])
            case Strong(content=inner):
                return self.inline(inner, props._replace(strong=True))
            case Emphasis(content=inner):
                return self.inline(inner, props._replace(em=True))
            case Code(text=text):
                return self.text(text, props._replace(role=props.role or "code"))
            case Span(content=inner, language=language, role=role):
                return self.inline(
                    inner,
                    props._replace(
                        language=language or props.language, role=props.role or _SPAN_ROLES.get(role, "")
                    ),
                )
            case Link():
                return self.link(content, props)
            case Reference():
                return self.reference(content, props)
            case Footnote():
                return self.note_mark(props)
            case Anchor(key=key):
                return "".join(self.bookmark(key))
            case LineBreak():
                return "<w:r><w:br/></w:r>"
            case _:
                self.fail(f"{type(content).__name__} is no inline content")

    def link(self, link: Link, props: _Props) -> str:
        """Return a link out of the document."""
        if not link.url.lower().startswith(_SCHEMES):
            self.fail(f"the link to {link.url!r} is neither http, https nor mailto; give the full address")
        shown = link.content if plain_text(link.content, self.labels).strip() else link.url
        if props.role == "link":
            return self.inline(shown, props)
        runs = self.inline(shown, props._replace(role="link"))
        return f'<w:hyperlink r:id="{self.links[link.url]}" w:history="1">{runs}</w:hyperlink>'

    @staticmethod
    def address(url: str) -> str:
        """Return an address as a relationship holds it: letters outside ASCII and spaces in percent notation."""
        return quote(url.encode("utf-8", "surrogatepass"), safe="%/:?#[]@!$&'()*+,;=~-._")

    def reference(self, reference: Reference, props: _Props) -> str:
        """Return a link to another place of the document."""
        key = reference.key
        if key not in self.plan.targets:
            self.fail(f"the reference to {key!r} leads nowhere; nothing in the document has that key")
        name = self.plan.bookmarks[key]
        entry = self.plan.targets[key]
        if reference.content is not None and plain_text(reference.content).strip():
            if props.role == "link":
                return self.inline(reference.content, props)
            runs = self.inline(reference.content, props._replace(role="link"))
            return f'<w:hyperlink w:anchor="{name}" w:history="1">{runs}</w:hyperlink>'
        if entry is None:
            self.fail(f"the reference to {key!r} has no label of its own (it is no heading, table or figure); give it content")
        label = self.labels[key]
        if entry.what == "heading" and entry.number:
            # The number of the paragraph; the word "Section" is not part of it, "Annex" is.
            whole = entry.kind is HeadingKind.ANNEX and entry.level == 1
            number = label if whole else entry.number
            before, _, after = ("", "", "") if whole else label.partition(entry.number)
            field = self.field(f"REF {name} \\r \\h", number, props)
            return self.text(before, props) + field + self.text(after, props)
        return self.field(f"REF {name} \\h", label, props)

    def field(self, instruction: str, result: str, props: _Props = _PLAIN) -> str:
        """Return a field with its result."""
        head = f"<w:r>{self.properties(props, rtl=False)}"
        return (
            f'{head}<w:fldChar w:fldCharType="begin"/></w:r>{head}<w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
            f'{head}<w:fldChar w:fldCharType="separate"/></w:r>{self.text(result, props)}{head}<w:fldChar w:fldCharType="end"/></w:r>'
        )

    def note_mark(self, props: _Props) -> str:
        """Return the mark of a footnote."""
        if self.in_table:
            self.fail("a footnote cannot stand in a table; put it into the notes of the table")
        if self.in_note:
            self.fail("a footnote cannot stand in a footnote")
        number = self.next_note
        self.next_note += 1
        mark = self.properties(_Props(role="footnote-mark", bare=False, language=props.language), rtl=False)
        return f'<w:r>{mark}<w:footnoteReference w:id="{number}"/></w:r>'

    def bookmark(self, key: str) -> tuple[str, str]:
        """Return start and end of the bookmark of a key."""
        number = self.next_bookmark
        self.next_bookmark += 1
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{self.plan.bookmarks[key]}"/>',
            f'<w:bookmarkEnd w:id="{number}"/>',
        )

    # ------------------------------------------------------------------ paragraphs

    def direct(self, text: Inlines, language: str) -> bool:
        """Tell whether a paragraph runs from right to left, and let its runs know."""
        if language:
            rtl = is_rtl(language)
        else:
            rtl = self.rtl
        if not rtl:
            rtl = is_mostly_rtl(text if isinstance(text, str) else plain_text(text, self.labels))
        self.bidi = rtl
        return rtl

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
    ) -> str:
        """Return a paragraph; its direction is that of its runs, written just before.

        Args:
            role: Role of its style.
            runs: Its content.
            keep_next: Whether it stays with what follows.
            number: w:numPr.
            extra: w:pBdr and w:shd.
            indent: w:ind.
            align: w:jc.
            tabs: w:tabs.
            frame: w:framePr.
            spacing: w:spacing.
        """
        inner = f'<w:pStyle w:val="{self.ids[role]}"/>'
        if keep_next:
            inner += "<w:keepNext/>"
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

    # ------------------------------------------------------------------ blocks

    def blocks(self, blocks: Blocks, place: _Place) -> Iterator[str]:
        """Yield the XML of blocks."""
        for block in blocks:
            yield from self.block(block, place)

    def block(self, block: Block, place: _Place) -> Iterator[str]:
        """Yield the XML of a block, in pieces that follow each other."""
        match block:
            case Paragraph():
                yield self.text_paragraph(block, place)
            case Heading():
                yield self.heading_paragraph(block, place)
            case Table():
                yield from self.table(block, place)
            case BulletList() | NumberedList():
                yield from self.list(block, place)
            case Callout():
                yield from self.callout(block, place)
            case Figure():
                yield from self.figure(block, place)
            case PageBreak():
                self.only_in_body(block, place)
                self.break_before = True
            case Contents():
                self.only_in_body(block, place)
                yield from self.contents(block)
            case ListOf():
                self.only_in_body(block, place)
                yield from self.list_of(block)
            case Section():
                self.fail("a section cannot stand inside another section, a list, a callout or a cell")
            case _:
                self.fail(f"{type(block).__name__} is no block")

    def only_in_body(self, block: Block, place: _Place) -> None:
        """Refuse a block that has no meaning where it stands."""
        if place.kind or place.depth:
            self.fail(f"{type(block).__name__} can only stand in the body, not in a list, a callout or a cell")

    def text_paragraph(self, block: Paragraph, place: _Place) -> str:
        """Return a paragraph of text."""
        language = block.language or place.language
        self.direct(block.content, language)
        runs = self.inline(block.content, _Props(strong=place.strong, language=language))
        if block.key:
            runs = runs.join(self.bookmark(block.key))
        role = block.role.value
        if role == "body":
            role = place.role or "body"
        elif place.kind == "table-":
            # In a cell a role shows by its characters; its paragraph keeps the type of the table.
            role = place.role
            runs = self.role_in_cell(block, place, language) or runs
        return self.paragraph(
            role, runs, keep_next=block.keep_with_next, extra=place.extra, align=place.align
        )

    def role_in_cell(self, block: Paragraph, place: _Place, language: str) -> str:
        """Return the runs of a paragraph with a role inside a cell; empty where the role has no look there."""
        role = {"withheld": "withheld-text", "illustrative": "illustrative-text", "meta": "muted", "quote": "emphasis"}.get(
            block.role.value, ""
        )
        if not role or block.key or not isinstance(block.content, str):
            return ""
        return self.inline(block.content, _Props(strong=place.strong, language=language, role=role))

    def heading_paragraph(self, block: Heading, place: _Place) -> str:
        """Return a heading."""
        entry = next(self.entries)
        self.heading = " ".join(plain_text(block.content, self.labels).split())[:60]
        self.table_count = 0
        self.direct(block.content, place.language)
        runs = self.inline(block.content, _Props(language=place.language)).join(self.bookmark(entry.key))
        kind = {HeadingKind.NUMBERED: "heading", HeadingKind.ANNEX: "annex", HeadingKind.PLAIN: "plain-heading"}[block.kind]
        return self.paragraph(f"{kind}-{min(block.level, 6)}", runs, extra=place.extra)

    def list(self, block: BulletList | NumberedList, place: _Place) -> Iterator[str]:
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
        inner = place._replace(depth=depth)
        if place.kind == "callout-":
            following, following_indent = "callout", '<w:ind w:left="624" w:right="170" w:hanging="397"/>'
        elif place.kind:
            following, following_indent = place.role or "table-text", f'<w:ind w:left="{227 * level}"/>'
        else:
            following, following_indent = f"continue-{level}", ""
        for item in block.items:
            if not is_blocks(item):
                yield self.item(item, role, place, number=number, indent=indent)  # type: ignore[arg-type]
                continue
            for at, part in enumerate(item):
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
                    )
                elif isinstance(part, Paragraph) and part.role.value == "body":
                    self.direct(part.content, part.language or place.language)
                    text = self.inline(part.content, _Props(strong=place.strong, language=part.language or place.language))
                    if part.key:
                        text = text.join(self.bookmark(part.key))
                    yield self.paragraph(following, text, extra=place.extra, indent=following_indent)
                else:
                    yield from self.block(part, inner)  # type: ignore[arg-type]

    def item(
        self,
        content: Inlines,
        role: str,
        place: _Place,
        *,
        number: str,
        indent: str,
        language: str = "",
        keep_next: bool = False,
    ) -> str:
        """Return the first paragraph of an item of a list."""
        language = language or place.language
        self.direct(content, language)
        runs = self.inline(content, _Props(strong=place.strong, language=language))
        return self.paragraph(role, runs, keep_next=keep_next, number=number, extra=place.extra, indent=indent)

    def callout(self, block: Callout, place: _Place) -> Iterator[str]:
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
            f'<w:right {thin if not self.rtl else thick}/></w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
        )
        inner = _Place(
            kind="callout-", width=place.width - mm(8), extra=extra, role="callout", language=place.language
        )
        if block.title is not None:
            self.direct(block.title, place.language)
            yield self.paragraph(
                "callout-title", self.inline(block.title, _Props(language=place.language)), extra=extra
            )
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
        runs = (
            start
            + self.text(f"{word} ")
            + self.field(f"SEQ {sequence} \\* ARABIC", entry.number)
            + end
            + self.text(self.words.caption_separator)
            + self.inline(content)
        )
        return self.paragraph(role, runs, keep_next=keep_next)

    def table(self, table: Table, place: _Place) -> Iterator[str]:
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
        writer = _TableWriter(self, table, place.width)
        self.in_table, before = True, self.in_table
        yield from writer.pieces()
        self.in_table = before
        self.row = 0
        self.after_table = True

    # ------------------------------------------------------------------ pictures

    def picture(self, image: Image, width_mm: float, height_mm: float) -> str:
        """Return a run with a picture in line with the text."""
        number = self.next_picture
        self.next_picture += 1
        rid = self.resources.pictures[image.data]
        size = f'cx="{emu(width_mm)}" cy="{emu(height_mm)}"'
        alt = self.checked(image.alt).replace("\n", " ").strip()
        name = f"{self.words.figure} {number}"
        described = f' descr="{escape(alt)}"/>' if alt else f">{_DECORATIVE}</wp:docPr>"
        return (
            f'<w:r><w:drawing><wp:inline {_NAMESPACES_OF_PICTURES} distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f'<wp:docPr id="{number}" name="{escape(name)}"{described}'
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            f"{_graphic(rid, number, size)}</wp:inline></w:drawing></w:r>"
        )

    def backdrop(self, rid: str, width_mm: float, height_mm: float) -> str:
        """Return a run with a decorative picture behind the text, from the upper corner of the page."""
        number = self.next_picture
        self.next_picture += 1
        size = f'cx="{emu(width_mm)}" cy="{emu(height_mm)}"'
        return (
            f'<w:r><w:drawing><wp:anchor {_NAMESPACES_OF_PICTURES} distT="0" distB="0" distL="0" distR="0" simplePos="0" '
            'relativeHeight="1" behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
            '<wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionH>'
            '<wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV>'
            f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
            f'<wp:docPr id="{number}" name="{escape(self.words.figure)} {number}">{_DECORATIVE}</wp:docPr><wp:cNvGraphicFramePr/>'
            f"{_graphic(rid, number, size)}</wp:anchor></w:drawing></w:r>"
        )

    def figure(self, block: Figure, place: _Place) -> Iterator[str]:
        """Yield a picture and, below it, its caption."""
        entry = next(self.entries)
        self.bidi = self.rtl
        width, height = picture_size(block.image, place.width or text_width(self.style.page))
        yield self.paragraph("figure", self.picture(block.image, width, height), keep_next=True)
        yield self.caption(entry, block.caption, keep_next=False)

    # ------------------------------------------------------------------ contents

    def contents(self, block: Contents) -> Iterator[str]:
        """Yield the table of contents; nothing where there is no heading."""
        entries = [entry for entry in self.plan.outline.headings if entry.level <= block.levels]
        if not entries:
            return
        self.direct(block.title, "")
        title = self.paragraph("contents-heading", self.text(block.title), keep_next=True)
        yield (
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr>'
            f"<w:sdtContent>{title}"
        )
        levels = max(1, min(block.levels, 6))
        yield from self.entries_of(
            entries, f'TOC \\o "1-{levels}" \\h \\z \\u', lambda entry: f"contents-{min(entry.level, 6)}"
        )
        yield "</w:sdtContent></w:sdt>"

    def list_of(self, block: ListOf) -> Iterator[str]:
        """Yield the list of tables or of figures; nothing where there are none."""
        if block.what not in {"tables", "figures"}:
            self.fail(f"there is no list of {block.what!r}; 'tables' and 'figures' can be listed")
        entries = self.plan.outline.tables if block.what == "tables" else self.plan.outline.figures
        if not entries:
            return
        self.direct(block.title, "")
        yield self.paragraph("contents-heading", self.text(block.title), keep_next=True)
        name = "Table" if block.what == "tables" else "Figure"
        yield from self.entries_of(list(entries), f'TOC \\h \\z \\c "{name}"', lambda _: "list-of")

    def entries_of(self, entries: list[OutlineEntry], instruction: str, role: Callable[[OutlineEntry], str]) -> Iterator[str]:
        """Yield the entries of a list, all inside one field, so that Word can bring them up to date."""
        start = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> {escape(instruction).replace("&quot;", chr(34))} </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        for at, entry in enumerate(entries):
            text = " ".join(plain_text(entry.content, self.labels).split()) or self.plan.bookmarks[entry.key]
            if entry.what == "heading":
                self.direct(text, "")
                # "Annex A." is followed by a blank, as in the heading itself; other numbers by a tab.
                annex = entry.kind is HeadingKind.ANNEX and entry.level == 1
                number = "" if annex else entry.number
                runs = self.text(f"{self.labels[entry.key]}. ") if annex else ""
                runs += (self.text(number) + "<w:r><w:tab/></w:r>" if number else "") + self.text(text)
                indent = "" if number or entry.level > 1 else '<w:ind w:left="0" w:firstLine="0"/>'
            else:
                shown = self.labels[entry.key] + self.words.caption_separator + text
                self.direct(shown, "")
                runs, indent = self.text(shown), ""
            link = f'<w:hyperlink w:anchor="{self.plan.bookmarks[entry.key]}" w:history="1">{runs}</w:hyperlink>'
            content = (start if at == 0 else "") + link + (end if at == len(entries) - 1 else "")
            yield self.paragraph(role(entry), content, indent=indent)

    # ------------------------------------------------------------------ notes, heads and feet

    def notes(self) -> Iterator[str]:
        """Yield the footnotes; the package writes them into a part of their own, before the body."""
        mark = self.properties(_Props(role="footnote-mark"), rtl=False)
        self.in_note = True
        for number, note in enumerate(self.plan.notes, self.resources.first_note):
            self.part = f"footnote {number}"
            self.direct(note.content, "")
            runs = f"<w:r>{mark}<w:footnoteRef/></w:r><w:r><w:tab/></w:r>" + self.inline(note.content)
            tabs = '<w:tabs><w:tab w:val="left" w:pos="198"/></w:tabs>'
            yield f'<w:footnote w:id="{number}">{self.paragraph("footnote", runs, tabs=tabs)}</w:footnote>'
        self.in_note = False
        self.part = ""

    def head(self, width: int) -> str:
        """Return the paragraphs at the head of a page."""
        self.part = "header"
        self.bidi = self.rtl
        marking = self.document.marking
        runs = self.text(self.document.header)
        if marking:
            runs += "<w:r><w:tab/></w:r>" + self.text(marking, _Props(role="marking-text"))
        tabs = f'<w:tabs><w:tab w:val="clear" w:pos="{text_width(self.style.page)}"/><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
        paragraph = self.paragraph("header", runs, tabs=tabs if width != text_width(self.style.page) else "")
        self.part = ""
        return paragraph

    def foot(self, width: int) -> str:
        """Return the paragraphs at the foot of a page."""
        self.part = "footer"
        self.bidi = self.rtl
        runs = self.text(self.document.footer) + "<w:r><w:tab/></w:r>" if self.document.footer else "<w:r><w:tab/></w:r>"
        runs += self.text(self.words.page) + self.field("PAGE", "2") + self.text(self.words.of)
        runs += self.field("NUMPAGES", "2")
        tabs = f'<w:tabs><w:tab w:val="clear" w:pos="{text_width(self.style.page)}"/><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
        paragraph = self.paragraph("footer", runs, tabs=tabs if width != text_width(self.style.page) else "")
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
        fresh = document.cover is not None
        if document.cover is not None:
            from ._cover import cover

            self.part = "cover"
            yield from cover(self, document.cover)
            self.part = ""
            yield _SectionEnd(self.section(landscape=False, cover=True), apart=True)
        else:
            self.direct(document.title, "")
            yield self.paragraph("title", self.text(document.title))
        across = False
        upright_place = _Place(width=text_width(page))
        for block in document.blocks:
            if isinstance(block, Section):
                if not block.blocks:
                    continue
                if across or not fresh:
                    yield _SectionEnd(self.section(landscape=across))
                self.break_before = fresh = False
                across = block.landscape
                yield from self.blocks(block.blocks, _Place(width=text_width(page, landscape=across)))
                # After an upright section a break is enough; the page stays the same.
                self.break_before = not across
                continue
            if across:
                yield _SectionEnd(self.section(landscape=True))
                across, fresh = False, True
                self.break_before = False
            if fresh and isinstance(block, PageBreak):
                continue
            yield from self.block(block, upright_place)
            fresh = False
        yield self.section(landscape=across)


@attrs.frozen
class _SectionEnd:
    """Says that a section ends here; its w:sectPr belongs into its last paragraph.

    Attributes:
        properties: w:sectPr.
        apart: Whether the last paragraph cannot hold it, being in a frame.
    """

    properties: str
    apart: bool = False


class _TableWriter:
    """Writes the rows of one table; what is the same in many cells is put together once."""

    def __init__(self, emitter: Emitter, table: Table, width: int) -> None:
        self.emitter = emitter
        self.table = table
        self.compact = table.compact
        self.role = "table-text-compact" if table.compact else "table-text"
        self.widths = self._widths(width)
        self.heads: dict[tuple[int, int, Tone, bool, RowKind], str] = {}

    def _widths(self, width: int) -> list[int]:
        shares = [max(column.width, 0.01) for column in self.table.columns]
        whole = sum(shares)
        edges = [round(width * sum(shares[:at]) / whole) for at in range(len(shares) + 1)]
        return [after - before for before, after in zip(edges, edges[1:], strict=False)]

    def pieces(self) -> Iterator[str]:
        """Yield the table, row by row."""
        emitter, table = self.emitter, self.table
        description = emitter.checked(table.description)
        caption = plain_text(table.caption, emitter.labels) if table.caption is not None else description
        key = table.key if table.caption is None else ""
        emitter.row = 1
        yield (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{emitter.ids["table"]}"/>'
            + ("<w:bidiVisual/>" if emitter.rtl else "")
            + f'<w:tblW w:w="{sum(self.widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
            f'<w:tblCaption w:val="{_attribute(emitter.checked(caption))}"/>'
            f'<w:tblDescription w:val="{_attribute(description)}"/></w:tblPr><w:tblGrid>'
            + "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
            + "</w:tblGrid>"
            + self.header(key)
        )
        for number, row in enumerate(table.rows, 2):
            emitter.row = number
            if isinstance(row, Row):
                yield self.row(row.cells, row.kind)
            else:
                yield self.row(row, RowKind.BODY)
        if table.notes:
            emitter.row = 0
            emitter.part = f"notes of table {emitter.table_count}"
            yield self.notes()
            emitter.part = ""
        yield "</w:tbl>"

    def header(self, key: str) -> str:
        """Return the row that names the columns; it repeats on every page."""
        emitter = self.emitter
        role = "table-header-compact" if self.compact else "table-header"
        cells: list[str] = []
        for column, width in zip(self.table.columns, self.widths, strict=True):
            emitter.direct(column.header, "")
            runs = emitter.inline(column.header, _Props(bare=True))
            if key:
                runs = runs.join(emitter.bookmark(key))
                key = ""
            paragraph = emitter.paragraph(role, runs, align=_ALIGN.get(column.align, ""))
            cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph}</w:tc>')
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"

    def row(self, cells: tuple[Cell | Inlines, ...], kind: RowKind) -> str:
        """Return a row."""
        if kind is RowKind.GROUP:
            return self.group(cells)
        emitter, heads = self.emitter, self.heads
        upright = not emitter.rtl
        at = 0
        out = ["<w:tr><w:trPr><w:cantSplit/></w:trPr>"]
        for cell in cells:
            if at >= len(self.widths):
                self.wrong_count(cells)
            if cell.__class__ is str:
                text, span, tone, strong = cell, 1, Tone.NEUTRAL, False
            elif isinstance(cell, Cell):
                text, span, tone, strong = cell.content, cell.span, cell.tone, cell.header
                if cell.language:
                    text = None
            else:
                text, span, tone, strong = None, 1, Tone.NEUTRAL, False
            strong = strong or kind is RowKind.TOTAL
            key = (at, span, tone, strong, kind)
            head = heads.get(key)
            if head is None:
                head = heads[key] = self.head(*key)
            if upright and text.__class__ is str and is_plain(text):  # type: ignore[arg-type]
                out.append(f"{head}{_RUN[strong]}{escape(text)}</w:t></w:r></w:p></w:tc>" if text else f"{head}</w:p></w:tc>")  # type: ignore[arg-type]
            else:
                out.append(self.careful(cell, at, span, tone, kind, strong=strong))
            at += span
        if at != len(self.widths):
            self.wrong_count(cells)
        out.append("</w:tr>")
        return "".join(out)

    def wrong_count(self, cells: tuple[Cell | Inlines, ...]) -> NoReturn:
        """Say that a row does not fit the columns."""
        covered = sum(cell.span if isinstance(cell, Cell) else 1 for cell in cells)
        self.emitter.fail(f"the row covers {covered} columns, the table has {len(self.widths)}")

    def cell_properties(self, at: int, span: int, tone: Tone, kind: RowKind) -> str:
        """Return w:tcPr."""
        palette = self.emitter.style.palette
        width = sum(self.widths[at : at + span])
        inner = f'<w:tcW w:w="{width}" w:type="dxa"/>'
        if span != 1:
            inner += f'<w:gridSpan w:val="{span}"/>'
        if kind is RowKind.TOTAL:
            inner += f'<w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{palette.accent}"/></w:tcBorders>'
        if tone is Tone.NEUTRAL and kind is RowKind.GROUP:
            tone = Tone.MUTED
        if tone is not Tone.NEUTRAL:
            inner += f'<w:shd w:val="clear" w:color="auto" w:fill="{getattr(palette.tones, tone.value)}"/>'
        return f"<w:tcPr>{inner}</w:tcPr>"

    def head(self, at: int, span: int, tone: Tone, strong: bool, kind: RowKind) -> str:
        """Return a cell of plain text up to its run."""
        if span < 1:
            self.emitter.fail(f"a cell covers {span} columns; it must cover 1 at least")
        align = _ALIGN.get(self.table.columns[at].align, "")
        return (
            f"<w:tc>{self.cell_properties(at, span, tone, kind)}"
            f'<w:p><w:pPr><w:pStyle w:val="{self.emitter.ids[self.role]}"/>{align}</w:pPr>'
        )

    def careful(
        self, cell: Cell | Inlines, at: int, span: int, tone: Tone, kind: RowKind, *, strong: bool, role: str = ""
    ) -> str:
        """Return a cell that is more than plain text."""
        emitter = self.emitter
        content = cell.content if isinstance(cell, Cell) else cell
        language = cell.language if isinstance(cell, Cell) else ""
        align = _ALIGN.get(self.table.columns[at].align, "")
        place = _Place(
            kind="table-",
            width=sum(self.widths[at : at + span]) - 220,
            role=role or self.role,
            language=language,
            align=align,
            strong=strong,
        )
        if is_blocks(content):
            inner = "".join(emitter.blocks(content, place))  # type: ignore[arg-type]
            if not inner.endswith("</w:p>"):
                inner += emitter.gap()
        else:
            emitter.direct(content, language)  # type: ignore[arg-type]
            runs = emitter.inline(content, _Props(strong=strong, language=language))  # type: ignore[arg-type]
            inner = emitter.paragraph(role or self.role, runs, align=align)
        return f"<w:tc>{self.cell_properties(at, span, tone, kind)}{inner}</w:tc>"

    def group(self, cells: tuple[Cell | Inlines, ...]) -> str:
        """Return a row that names those below it, its first cell across all columns where it stands alone."""
        while len(cells) > 1 and (cells[-1] == "" or (isinstance(cells[-1], Cell) and cells[-1].content == "")):
            cells = cells[:-1]
        out = ["<w:tr><w:trPr><w:cantSplit/></w:trPr>"]
        at = 0
        for cell in cells:
            span = len(self.widths) if len(cells) == 1 else cell.span if isinstance(cell, Cell) else 1
            tone = cell.tone if isinstance(cell, Cell) else Tone.NEUTRAL
            if at + span > len(self.widths):
                self.wrong_count(cells)
            out.append(self.careful(cell, at, span, tone, RowKind.GROUP, strong=False, role="table-group"))
            at += span
        if at != len(self.widths):
            self.wrong_count(cells)
        out.append("</w:tr>")
        return "".join(out)

    def notes(self) -> str:
        """Return the row inside the frame that holds the notes."""
        emitter = self.emitter
        paragraphs: list[str] = []
        for note in self.table.notes:
            emitter.direct(note, "")
            paragraphs.append(emitter.paragraph("table-note", emitter.inline(note)))
        span = f'<w:gridSpan w:val="{len(self.widths)}"/>' if len(self.widths) > 1 else ""
        # Cells are not parted from their notes by a rule that looks like a further row.
        border = f'<w:tcBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="{emitter.style.palette.accent}"/></w:tcBorders>'
        return (
            f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{sum(self.widths)}" w:type="dxa"/>{span}{border}'
            f"</w:tcPr>{''.join(paragraphs)}</w:tc></w:tr>"
        )


_RUN = {False: "<w:r><w:t>", True: "<w:r><w:rPr><w:b/><w:bCs/></w:rPr><w:t>"}


def _attribute(text: str) -> str:
    """Return text for an attribute, which Word keeps on one line."""
    return escape(" ".join(text.split()))


_TIGHT = frozenset(
    {"body", "lead", "meta", "withheld", "imprint", "bullet-1", "number-1", "continue-1", "illustrative", "quote", "callout", "callout-title"}
)


def coloured(runs: str, colour: str) -> str:
    """Give runs of plain text a colour of their own; w:color precedes w:rtl and w:lang."""
    mark = f'<w:color w:val="{colour}"/>'
    return (
        runs.replace("<w:r><w:t", f"<w:r><w:rPr>{mark}</w:rPr><w:t")
        .replace("<w:r><w:br", f"<w:r><w:rPr>{mark}</w:rPr><w:br")
        .replace("<w:rPr><w:rtl/>", f"<w:rPr>{mark}<w:rtl/>")
    )


def _graphic(rid: str, number: int, size: str) -> str:
    return (
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name=""/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{rid}"/>'
        f'<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    )

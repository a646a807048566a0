"""Templates of any organisation: opened safely, emptied or filled in, and given what they lack.

With a bookmark or content control named `mpfkit_body` all of the template's text stays, and the report goes into that
place. Without one the report replaces the text; page, heads and feet are those of the template's last section. Fonts,
styles, theme and numberings are the template's in both cases.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

import attrs

from mpfkit.errors import FileError, MpfkitError, RenderError
from mpfkit.images import clean, examine
from mpfkit.opc import Limits, open_package
from mpfkit.writers._text import escape, escape_value
from mpfkit.writers._words import load_words

from ._base import NAMESPACES, base_parts
from ._dress import Sheet, dress_styles
from ._language import is_rtl, word_language
from ._place import (
    BODY,
    REFERENCE_TYPES,
    Frame,
    Spot,
    check_names,
    clear_body,
    complete_section,
    fill,
    frame_of,
    later_section,
    open_spot,
    page_of,
    refuse_foreign,
    section_elements,
)
from ._roles import ROLES, Found, match
from ._trees import PARAGRAPH, SECTION, SETTINGS, append, kind_of, parse, put, unparse, value, w

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.opc.part import Part as WordPart
    from lxml.etree import _Element

    from mpfkit.document import Document
    from mpfkit.records import HouseStyle, Page, Palette
    from mpfkit.writers._words import Words

    from ._emit import Emitter
    from ._plan import Plan

__all__ = [
    "MARK",
    "Dressed",
    "MissingStyle",
    "Template",
    "TemplateFile",
    "TemplateReport",
    "add_to_notes",
    "dress",
    "examine_opened",
    "examine_template",
    "match_styles",
    "open_dressed",
    "place_heads",
    "renumber",
    "template_name",
    "with_template",
]

MARK = "mpfkit-body-goes-here"
"""Text of the comment in whose place the body is written."""
LIMITS = Limits(members=1_000, total=40 * 2**20, part=16 * 2**20, ratio=150, tags=100_000)
"""What a template may hold: far more than those that people use, and little enough to be opened in a second."""
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
"""How PNG and JPEG files start."""
_MOST_STYLES = 4_079
"""How many styles Word takes."""

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
_KEPT = frozenset({"styles", "numbering", "settings", "fontTable", "theme", "customXml"})
_KEPT_OF_PACKAGE = frozenset({"officeDocument", "custom-properties", "customXml"})
_REMOVED_SETTINGS = (
    "attachedTemplate linkStyles mailMerge revisionView trackRevisions documentProtection writeProtection updateFields "
    "removePersonalInformation removeDateAndTime formsDesign"
).split()
# Types of the relationships of a package that are no parts of the document
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_EXTENDED = f"{_OFFICE}/extended-properties"

# Word 2013 and later; without it a report opens in the mode of Word 2007
_COMPATIBLE = (
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
    'w:val="15"/></w:compat>'
)
_CORE_PROPERTIES = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
)
_COLOURS = frozenset({"dk1", "dk2", "hlink", *(f"accent{number}" for number in range(1, 7))})
_SHOWN = frozenset({"t", "drawing", "pict", "fldSimple", "instrText", "object", "sdt"})
_NAMES_OF_TEXTS = (
    "title subtitle kicker subject author keywords date language marking statement implemented_by header footer lines "
    "notices"
).split()


# ------------------------------------------------------------------ what callers see


@attrs.frozen
class TemplateFile:
    """A template as `DocxLook.template` holds it.

    Attributes:
        name: What it is called in messages: its path.
        data: Bytes of the .docx or .dotx.
    """

    name: str
    data: bytes = attrs.field(repr=False)

    def __call__(self) -> bytes:
        """Return the bytes."""
        return self.data


@attrs.frozen(kw_only=True)
class MissingStyle:
    """A style that a house style names and a template lacks.

    Attributes:
        role: What it is for.
        name: Its name.
        close: Names of the template that come close.
    """

    role: str
    name: str
    close: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class TemplateReport:
    """What a template holds, and what mpfkit makes of it.

    Attributes:
        name: What it is called: its path.
        body: Where the report goes: `bookmark` or `control` (named `mpfkit_body`), or `replaced` (no such place: the
            report replaces the text).
        controls: Names of the controls and bookmarks that are filled in, sorted, without `mpfkit_`.
        styles: Name of the template's own style by role, where it has one.
        added: Names of the styles that it lacks and that are added.
        missing: Styles that the house style names and that it lacks; with any, it cannot be used.
        sections: Number of its sections.
        heads: Whether it has heads or feet of its own; mpfkit's are used otherwise.
        numbered: Whether its headings have a numbering of their own; mpfkit's is used otherwise.
        page: Page of the section in which the report stands.
        problems: What a person should know or change, one sentence each.
    """

    name: str
    body: str
    controls: tuple[str, ...]
    styles: Mapping[str, str]
    added: tuple[str, ...]
    missing: tuple[MissingStyle, ...]
    sections: int
    heads: bool
    numbered: bool
    page: Page
    problems: tuple[str, ...]

    def __str__(self) -> str:
        """Return the report in one line."""
        place = {
            "replaced": "the report replaces its text",
            "bookmark": f"the report goes to its bookmark {BODY}",
            "control": f"the report goes to its control {BODY}",
        }[self.body]
        parts = [place]
        if self.controls:
            parts.append("filled in: " + ", ".join(self.controls))
        parts.append(f"{len(self.styles)} of {len(ROLES)} styles are its own")
        if self.missing:
            parts.append("missing: " + ", ".join(repr(one.name) for one in self.missing))
        parts.append("headings numbered as it does" if self.numbered else "headings numbered by mpfkit")
        parts.append("heads and feet are its own" if self.heads else "heads and feet by mpfkit")
        return f"{self.name}: {'; '.join(parts)}"


def with_template(style: HouseStyle, data: bytes, *, name: str) -> HouseStyle:
    """Dress a house style with a Word template; see `mpfkit.writers.docx.with_template`."""
    template = Template(data, name)
    fonts, palette = template.fonts(), template.palette(style.palette)
    found = match_styles(template, style)
    missing = [role for role in found.missing if role in style.docx.styles]
    if missing:
        raise FileError(found.message(missing, style.docx.styles, name))
    report = examine_opened(template, style, found)
    return attrs.evolve(
        style,
        page=report.page,
        palette=palette,
        fonts=attrs.evolve(
            style.fonts, body=fonts[0] or style.fonts.body, heading=fonts[1] or fonts[0] or style.fonts.heading
        ),
        docx=attrs.evolve(style.docx, template=TemplateFile(name, data)),
    )


def examine_template(data: bytes, *, style: HouseStyle, name: str) -> TemplateReport:
    """Say what a Word template holds; see `mpfkit.writers.docx.examine_template`."""
    template = Template(data, name)
    return examine_opened(template, style, match_styles(template, style))


def match_styles(template: Template, style: HouseStyle) -> Found:
    """Find the styles of a template; a role that does not exist is a fault of the file that names it."""
    try:
        return match(template.styles, style.docx.styles, template=template.name)
    except RenderError as error:
        raise FileError(str(error)) from error


def examine_opened(template: Template, style: HouseStyle, found: Found) -> TemplateReport:
    """Say what an opened template holds; its places are filled in while that is looked at."""
    missing = tuple(role for role in found.missing if role in style.docx.styles)
    sections = len(section_elements(template.root))
    spot = template.prepare(dict.fromkeys(_NAMES_OF_TEXTS, "x"), "en")
    names = {value(one, attribute="styleId"): value(one, "name") for one in template.styles.iterchildren(w("style"))}
    page = page_of(spot.section, style.page)
    numbered = False
    if not missing:
        styled, words = attrs.evolve(style, page=page), load_words("en")
        sheet = dress_styles(template.styles, template.numbering, styled, "en", words, template=template.name)
        numbered = sheet.headings is not None
    problems = [
        f"no style is named {style.docx.styles[role]!r}"
        + (f"; close: {', '.join(map(repr, close))}" if (close := found.close(role, style.docx.styles)) else "")
        for role in missing
    ]
    if spot.in_place:
        if "title" not in template.filled:
            problems.append("the title has no place (mpfkit_title); it stands at the head of the report")
        if "statement" not in template.filled:
            problems.append("the funding statement has no place (mpfkit_statement); it is not shown")
        if any(" TOC " in f" {text.text or ''} " for text in template.root.iter(w("instrText"))):
            problems.append("it has contents of its own, which show old entries until they are brought up to date (F9)")
    elif template.named:
        problems.append(
            f"it has no place for the report ({BODY}), so its text is replaced, with "
            + ", ".join(f"mpfkit_{one}" for one in sorted(template.named))
        )
    return TemplateReport(
        name=template.name,
        body=spot.kind,
        controls=tuple(sorted(template.filled | ({"body"} if spot.in_place else set()))),
        styles={role: names[ident] for role, ident in found.ids.items()},
        added=tuple(style.docx.styles.get(role, ROLES[role][1]) for role in found.missing if role not in missing),
        missing=tuple(
            MissingStyle(role=role, name=style.docx.styles[role], close=found.close(role, style.docx.styles))
            for role in missing
        ),
        sections=sections,
        heads=template.has_heads,
        numbered=numbered,
        page=page,
        problems=tuple(problems),
    )


def template_name(style: HouseStyle) -> str:
    """Return what the template of a house style is called in messages."""
    template = style.docx.template
    return template.name if isinstance(template, TemplateFile) else f"the template of house style {style.name!r}"


# ------------------------------------------------------------------ what the writer sees


@attrs.frozen(kw_only=True)
class Dressed:
    """A template made ready for one document.

    Attributes:
        data: The package, with a comment `MARK` where the body goes.
        style: House style with the page of the template.
        sheet: Styles and numberings.
        frame: Sections of the report.
        first_note: Id of the first footnote.
        first_bookmark: Id of the first bookmark.
        first_picture: Id of the first picture.
    """

    data: bytes = attrs.field(repr=False)
    style: HouseStyle
    sheet: Sheet
    frame: Frame
    first_note: int
    first_bookmark: int
    first_picture: int


def dress(document: Document, style: HouseStyle, words: Words) -> Dressed:
    """Make the template of a house style ready for a document.

    Raises:
        FileError: If the template cannot be used.
        RenderError: If it lacks styles that the house style names.
    """
    name = template_name(style)
    if style.docx.template is None:
        raise FileError(f"house style {style.name!r} has no template")
    template = Template(style.docx.template(), name)
    texts = _texts(document, words)
    spot = template.prepare(texts, document.language)
    page = page_of(spot.section, style.page)
    complete_section(spot.section, page)
    own_heads = not template.has_heads
    styled = attrs.evolve(style, page=page)
    if not own_heads:
        # On a band, what the template has at the head of the page could not be read.
        styled = attrs.evolve(styled, docx=attrs.evolve(styled.docx, cover="plain"))
    sheet = dress_styles(template.styles, template.numbering, styled, document.language, words, template=name)
    sheet = template.keep_look(sheet, spot)
    template.complete(styled)
    template.set_settings(document.language)
    title_page = not (spot.fresh or _before(template.root)) if spot.in_place else document.cover is not None
    if document.marking:
        template.mark_pages(document.marking, sheet.ids, spot, own_heads=own_heads)
    frame = frame_of(spot, rtl=is_rtl(document.language), own_heads=own_heads, title_page=title_page)
    if spot.in_place:
        cover = document.cover
        frame = attrs.evolve(
            frame,
            title="title" not in template.filled_text,
            notices=cover.notices if cover is not None and "notices" not in template.filled else (),
        )
    if spot.closing == "open":
        frame = template.close_section(frame, document)
    if own_heads:
        # Nothing of the template's needs them, and mpfkit's are the same on both sides.
        for old in template.settings.findall(w("evenAndOddHeaders")):
            template.settings.remove(old)
    template.drop_unused(*frame.first, *frame.later)
    notes, bookmarks, pictures = template.last_ids()
    return Dressed(
        data=template.to_bytes(),
        style=styled,
        sheet=sheet,
        frame=frame,
        first_note=notes + 1,
        first_bookmark=bookmarks + 1,
        first_picture=pictures + 1,
    )


def has_breaks(document: Document, *, fresh: bool) -> bool:
    """Tell whether the body of a document breaks the section in which it starts."""
    from mpfkit.document import PageBreak, Section

    for block in document.blocks:
        if isinstance(block, Section):
            if block.blocks and (block.landscape or not fresh):
                return True
            fresh = fresh and not block.blocks
        elif not (fresh and isinstance(block, PageBreak)):
            fresh = False
    return False


def _before(root: _Element) -> list[_Element]:
    """Return the sections that end before the report."""
    from lxml import etree

    found: list[_Element] = []
    for node in root.iter(w("sectPr"), etree.Comment):
        if not isinstance(node.tag, str):
            break
        found.append(node)
    return found


def _texts(document: Document, words: Words) -> dict[str, str]:
    """Return what can be filled in, by name."""
    from mpfkit.locale import LANGUAGES, format_date

    cover = document.cover
    language = document.language.split("-", maxsplit=1)[0].lower()
    texts = {
        "title": cover.title if cover is not None else document.title,
        "subtitle": cover.subtitle if cover is not None else "",
        "kicker": cover.kicker if cover is not None else "",
        "subject": document.subject,
        "author": "; ".join(document.authors),
        "keywords": ", ".join(document.keywords),
        "date": format_date(document.date, language if language in LANGUAGES else "en"),
        "language": _language_name(document.language),
        "marking": document.marking or (cover.marking if cover is not None else ""),
        "statement": cover.statement if cover is not None else "",
        "implemented_by": cover.implemented_by if cover is not None else "",
        "header": document.header,
        "footer": document.footer,
        "lines": "\n".join(
            line.label + words.colon + " " + line.text if line.label else line.text for line in cover.lines
        )
        if cover is not None
        else "",
        "notices": "\n".join(cover.notices) if cover is not None else "",
    }
    _check(texts)
    return texts


def _check(texts: Mapping[str, str]) -> None:
    from mpfkit.writers._text import first_bad, show_character

    for name, text in texts.items():
        bad = first_bad(text)
        if bad:
            raise RenderError(
                f"document {name}: {show_character(bad[0])} at character {bad[1]} cannot stand in a Word file"
            )


@cache
def _language_name(language: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language


# ------------------------------------------------------------------ with python-docx


def open_dressed(dressed: Dressed, style: HouseStyle) -> WordDocument:
    """Open a template with python-docx.

    Raises:
        FileError: If python-docx cannot read it.
    """
    import docx
    from docx.exceptions import PythonDocxError
    from lxml import etree

    try:
        return docx.Document(io.BytesIO(dressed.data))
    except (PythonDocxError, etree.LxmlError, KeyError, ValueError, AttributeError, IndexError) as error:
        raise FileError(f"{template_name(style)}: cannot be read ({error}); save it again in Word") from error


def renumber(plan: Plan, dressed: Dressed) -> Plan:
    """Give the headings of a document the numbers that the template shows."""
    if dressed.sheet.headings is None:
        return plan
    outline = dressed.sheet.headings.renumber(plan.outline)
    entries = {entry.key: entry for entry in outline.entries}
    return attrs.evolve(
        plan, outline=outline, targets={key: entries.get(key) if entry else None for key, entry in plan.targets.items()}
    )


def place_heads(mark: _Element, frame: Frame, references: tuple[str, str, str]) -> None:
    """Give mpfkit's heads and feet to the section of the template that goes on behind the report.

    Args:
        mark: The comment in whose place the body goes.
        frame: Sections of the report.
        references: References to the heads and feet.
    """
    if frame.spot.closing != "open":
        return
    own = frame.references(references, landscape=False, first=frame.whole)
    section = next(end for node in mark.itersiblings() for end in node.iter(w("sectPr")))
    for number, reference in enumerate(list(parse(f"<w:sectPr {NAMESPACES}>{own}</w:sectPr>", place="", part=""))):
        section.insert(number, reference)


def add_to_notes(part: WordPart, emitter: Emitter, link: Callable[[WordPart], dict[str, str]]) -> None:
    """Add the footnotes of a document to those that the template has.

    Args:
        part: The part with the template's notes.
        emitter: Writes the notes.
        link: Gives ids to the addresses that the notes link to.
    """
    root = parse(part.blob, place="", part=str(part.partname))
    links = emitter.links
    emitter.links = link(part)
    for note in list(parse(f"<w:footnotes {NAMESPACES}>{''.join(emitter.notes())}</w:footnotes>", place="", part="")):
        root.append(note)
    emitter.links = links
    part._blob = unparse(root)  # noqa: SLF001 - python-docx knows no notes, and has no other way to change such a part


# ------------------------------------------------------------------ the package


@attrs.frozen
class _Relationship:
    ident: str
    kind: str
    target: str
    external: bool


def _without_traces(data: bytes) -> bytes:
    """Return a picture without place, time and names; everything else, and a picture that cannot be read, as it is."""
    if not data.startswith(_PICTURES):
        return data
    try:
        # One that is marked as turned keeps the mark: what the template shows of it was chosen with the mark.
        return clean(data) if examine(data).orientation == 1 else data
    except MpfkitError:
        return data


class Template:
    """A template whose parts are changed one after the other."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        opened = open_package(data, name=name, limits=LIMITS).parts
        self.parts = {part: _without_traces(content) for part, content in opened.items()}
        self.trees: dict[str, _Element] = {}
        self.filled: set[str] = set()
        self.filled_text: set[str] = set()
        self.named: set[str] = set()
        self.kept_heads: list[str] = []
        self.has_heads = False
        self.main = self.find_main()
        self.types = self.tree("[Content_Types].xml")
        self.root = self.open_main()
        self.styles = self.own_part("styles", f"<w:styles {NAMESPACES}/>")
        if len(self.styles) > _MOST_STYLES:
            raise FileError(f"{name}: has {len(self.styles)} styles, more than the {_MOST_STYLES} that Word takes")
        self.numbering = self.own_part("numbering", f"<w:numbering {NAMESPACES}/>")
        self.settings = self.own_part("settings", f"<w:settings {NAMESPACES}>{_COMPATIBLE}</w:settings>")

    # ------------------------------------------------------------------ parts and relationships

    def tree(self, part: str) -> _Element:
        """Return a part as a tree, which is written back at the end."""
        if part not in self.trees:
            self.trees[part] = parse(self.parts[part], place=self.name, part=part)
        return self.trees[part]

    @staticmethod
    def rels_name(part: str) -> str:
        folder, file = posixpath.split(part)
        return posixpath.join(folder, "_rels", f"{file}.rels")

    def relationships(self, part: str) -> list[_Relationship]:
        rels = self.rels_name(part)
        if rels not in self.parts:
            return []
        found: list[_Relationship] = []
        for one in self.tree(rels):
            external = one.get("TargetMode") == "External"
            target = str(one.get("Target") or "")
            if not external:
                path = target.split("#", maxsplit=1)[0]
                base = posixpath.dirname(part)
                target = path.lstrip("/") if path.startswith("/") else posixpath.normpath(posixpath.join(base, path))
            kind = str(one.get("Type") or "")
            found.append(_Relationship(str(one.get("Id") or ""), kind, target, external))
        return found

    def keep_relationships(self, part: str, kept: set[str]) -> None:
        rels = self.rels_name(part)
        if rels in self.parts:
            for one in list(self.tree(rels)):
                if one.get("Id") not in kept:
                    self.tree(rels).remove(one)

    def related(self, part: str, kind: str) -> Iterator[_Relationship]:
        return (one for one in self.relationships(part) if one.kind.rpartition("/")[2] == kind and not one.external)

    def relate(self, part: str, kind: str, target: str) -> str:
        from lxml import etree

        rels = self.rels_name(part)
        if rels not in self.parts:
            self.parts[rels] = f'<Relationships xmlns="{_RELATIONSHIPS}"/>'.encode()
        taken = {one.ident for one in self.relationships(part)}
        ident = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        etree.SubElement(self.tree(rels), f"{{{_RELATIONSHIPS}}}Relationship", Id=ident, Type=kind, Target=f"/{target}")
        return ident

    def add_part(self, kind: str, text: str, content_type: str) -> str:
        """Add a part beside the main one; return its name."""
        from lxml import etree

        folder = posixpath.dirname(self.main)
        taken = {name.lower() for name in self.parts}
        number = 0
        name = posixpath.join(folder, f"{kind}.xml")
        while name.lower() in taken or (kind in {"header", "footer"} and not number):
            number += 1
            name = posixpath.join(folder, f"{kind}{number}.xml")
        self.parts[name] = text.encode()
        etree.SubElement(self.types, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)
        return name

    def find_main(self) -> str:
        if "_rels/.rels" not in self.parts:
            raise FileError(f"{self.name}: is not a Word file: it has no _rels/.rels")
        for one in self.related("", "officeDocument"):
            if one.target in self.parts:
                return one.target
        raise FileError(f"{self.name}: is not a Word file: nothing says which part is the document")

    def open_main(self) -> _Element:
        from lxml import etree

        root = self.tree(self.main)
        if root.tag.startswith("{http://purl.oclc.org/ooxml/"):
            raise FileError(
                f"{self.name}: is a 'Strict Open XML Document'; save it in Word as 'Word Document (*.docx)' or "
                "'Word Template (*.dotx)'"
            )
        if root.tag != w("document"):
            raise FileError(f"{self.name}: is not a Word document: part {self.main} starts with {kind_of(root)!r}")
        wanted = dict(one.removeprefix("xmlns:").replace('"', "").split("=") for one in NAMESPACES.split())
        if any(root.nsmap.get(prefix) != uri for prefix, uri in wanted.items()):
            # Pieces of the body need not declare them again.
            known = {prefix: uri for prefix, uri in root.nsmap.items() if prefix is not None}
            renewed = etree.Element(root.tag, nsmap=known | wanted)
            for name, text in root.attrib.items():
                renewed.set(name, text)
            renewed.extend(list(root))
            root = self.trees[self.main] = renewed
        return root

    def own_part(self, kind: str, empty: str) -> _Element:
        """Return a part that every document needs; an empty one where the template has none."""
        for one in self.related(self.main, kind):
            root = self.tree(one.target)
            if root.tag == w(kind):
                return root
        name = self.add_part(kind, empty, f"{_WORD}.{kind}+xml")
        self.relate(self.main, f"{_OFFICE}/{kind}", name)
        return self.tree(name)

    def complete(self, style: HouseStyle) -> None:
        """Add theme and table of fonts where the template has none: Word asks for them."""
        types = {"fontTable": f"{_WORD}.fontTable+xml", "theme": _THEME_TYPE}
        for kind, text in base_parts(style).items():
            if next(self.related(self.main, kind), None) is None:
                self.relate(self.main, f"{_OFFICE}/{kind}", self.add_part(kind, text, types[kind]))

    def heads(self) -> dict[str, str]:
        """Return the parts of heads and feet by the id of their relationship."""
        return {
            one.ident: one.target
            for one in self.relationships(self.main)
            if one.kind.rpartition("/")[2] in {"header", "footer"} and one.target in self.parts
        }

    # ------------------------------------------------------------------ what is kept and filled in

    def prepare(self, texts: Mapping[str, str], language: str) -> Spot:
        """Open the place of the report, fill in what is around it and take out what no reader should get."""
        clear_body(self.root)
        self.named = check_names(self.root, texts, place=self.name)
        spot = open_spot(self.root, MARK, place=self.name)
        rids = {_relation(one) for one in self.references(spot)}
        self.has_heads = self.shows_heads(spot)
        for rid, part in self.heads().items():
            if rid in rids:
                clear_body(self.tree(part))
        kept = [(self.main, self.root), *((part, self.tree(part)) for rid, part in self.heads().items() if rid in rids)]
        for part, root in kept:
            refuse_foreign(root, place=self.name, part=part)
            outside = {one.ident: one.target for one in self.relationships(part) if one.external}
            for ident in sorted(_identifiers(root) & set(outside)) if outside else ():
                self.check_link(outside[ident])
            check_names(root, texts, place=self.name)
            found = fill(root, texts, language, place=self.name)
            self.filled |= found
            if root is self.root:
                self.filled_text |= found
        self.kept_heads = [part for part, _ in kept[1:]]
        return spot

    def check_link(self, target: str) -> None:
        if not target.lower().startswith(("http://", "https://", "mailto:", "#")):
            raise FileError(
                f"{self.name}: links to {target[:80]!r}, which is neither http, https nor mailto; remove the link"
            )

    def references(self, spot: Spot) -> list[_Element]:
        """Return all references to heads and feet that are still there."""
        sections = section_elements(self.root)
        if not any(one is spot.section for one in sections):
            sections.append(spot.section)
        return [
            one
            for section in sections
            for kind in ("headerReference", "footerReference")
            for one in section.findall(w(kind))
        ]

    def shows_heads(self, spot: Spot) -> bool:
        """Tell whether any head or foot of the template shows in the section of the report."""
        effective = self.effective(spot)
        return any(
            any(kind_of(one) in _SHOWN for one in root.iter())
            for rid in effective.values()
            if rid in self.heads()
            for root in (self.tree(self.heads()[rid]),)
        )

    def effective(self, spot: Spot) -> dict[tuple[str, str], str]:
        """Return ids of heads and feet in the section of the report, those of sections before it included."""
        sections = _before(self.root)
        if not any(one is spot.section for one in sections):
            sections.append(spot.section)
        found: dict[tuple[str, str], str] = {}
        for section in sections:
            for kind in ("header", "footer"):
                for one in section.findall(w(f"{kind}Reference")):
                    found[kind, value(one, attribute="type") or "default"] = _relation(one)
        return found

    def keep_look(self, sheet: Sheet, spot: Spot) -> Sheet:
        """Let the template's own text look as before, whatever its styles have got or lost."""
        from lxml import etree

        before: list[int] = []
        levels = {sheet.ids[f"heading-{level}"]: level for level in range(1, 7)}
        roots = [self.root, *(self.tree(part) for part in self.kept_heads)]
        default = next(
            (
                value(one, attribute="styleId")
                for one in self.styles.iterchildren(w("style"))
                if value(one, attribute="default") == "1" and value(one, attribute="type") == "paragraph"
            ),
            "",
        )
        passed = False
        for node in (one for root in roots for one in root.iter(w("p"), etree.Comment)):
            if not isinstance(node.tag, str):
                passed = True
                continue
            ident = value(node, "pPr/pStyle") or default
            number = value(node, "pPr/numPr/numId")
            if ident in levels and not passed and number != "0":
                before.append(levels[ident])
            if (ident in sheet.numbered and not number) or (
                ident in sheet.upright and node.find(f"{w('pPr')}/{w('bidi')}") is None
            ):
                own = node.find(w("pPr"))
                if own is None:
                    own = put(node, "pPr", ("pPr",))
                    node.insert(0, own)
                if ident in sheet.numbered and not number:
                    put(put(own, "numPr", PARAGRAPH), "numId", ("ilvl", "numId"), val="0")
                if ident in sheet.upright and own.find(w("bidi")) is None:
                    put(own, "bidi", PARAGRAPH)
        if sheet.headings is None or not spot.in_place:
            return sheet
        return attrs.evolve(sheet, headings=attrs.evolve(sheet.headings, before=tuple(before)))

    def close_section(self, frame: Frame, document: Document) -> Frame:
        """Fit the section that goes on behind the report to what the report leaves of it."""
        spot = frame.spot
        whole = not has_breaks(document, fresh=spot.fresh and not frame.title and not frame.notices)
        if frame.own_heads:
            for name in ("headerReference", "footerReference", "titlePg"):
                for old in spot.section.findall(w(name)):
                    spot.section.remove(old)
            if frame.title_page and whole:
                put(spot.section, "titlePg", SECTION)
        if not whole:
            later_section(spot.section)
        return attrs.evolve(frame, whole=whole)

    # ------------------------------------------------------------------ markings

    def mark_pages(self, marking: str, ids: Mapping[str, str], spot: Spot, *, own_heads: bool) -> None:
        """Put the marking on every page: into each head and foot that has no place for it.

        Where a page has no head or foot, it gets one that holds the marking and nothing else.
        """
        paragraph = (
            f'<w:p {NAMESPACES}><w:pPr><w:pStyle w:val="{escape_value(ids["marking"])}"/></w:pPr>'
            f"<w:r><w:t>{escape(marking)}</w:t></w:r></w:p>"
        )
        for part in self.kept_heads:
            root = self.tree(part)
            if marking in "".join(one.text or "" for one in root.iter(w("t"))):
                continue
            element = parse(paragraph, place=self.name, part=part)
            if root.tag == w("hdr"):
                root.insert(0, element)
            else:
                root.append(element)
        even = self.settings.find(w("evenAndOddHeaders"))
        has_even = even is not None and value(even) not in {"0", "false"}
        sections = section_elements(self.root)
        if not any(one is spot.section for one in sections):
            sections.insert(len(_before(self.root)), spot.section)
        shown: set[tuple[str, str]] = set()
        blank: dict[str, str] = {}
        for section in sections:
            for kind in ("header", "footer"):
                own = {value(one, attribute="type") or "default" for one in section.findall(w(f"{kind}Reference"))}
                shown |= {(kind, one) for one in own}
                if own_heads and section is spot.section:
                    # mpfkit's own heads hold it
                    shown |= {(kind, one) for one in REFERENCE_TYPES}
                    continue
                title = section.find(w("titlePg"))
                titled = title is not None and value(title) not in {"0", "false"}
                for place in ("default", *(("first",) if titled else ()), *(("even",) if has_even else ())):
                    if (kind, place) in shown:
                        continue
                    if kind not in blank:
                        tag = "hdr" if kind == "header" else "ftr"
                        text = f"<w:{tag} {NAMESPACES}>{paragraph}</w:{tag}>"
                        name = self.add_part(kind, text, f"{_WORD}.{kind}+xml")
                        blank[kind] = self.relate(self.main, f"{_OFFICE}/{kind}", name)
                    reference = append(section, f"{kind}Reference", type=place)
                    reference.set(f"{{{_OFFICE}}}id", blank[kind])
                    section.insert(0, reference)
                    shown.add((kind, place))

    # ------------------------------------------------------------------ settings, notes and what is left over

    def remove_settings(self) -> None:
        for name in _REMOVED_SETTINGS:
            for old in self.settings.findall(w(name)):
                self.settings.remove(old)

    def set_settings(self, language: str) -> None:
        self.remove_settings()
        tags = word_language(language)
        put(self.settings, "themeFontLang", SETTINGS, val=tags.latin, bidi=tags.bidi)

    def notes(self, kind: str) -> _Element | None:
        for one in self.related(self.main, f"{kind}s"):
            return self.tree(one.target)
        return None

    def drop_unused(self, *sections: str) -> None:
        """Take out all that nothing refers to any more: pictures, links, notes, comments and heads of the old text.

        Args:
            *sections: Sections as text that are not in the document yet.
        """
        used = _identifiers(self.root)
        for text in sections:
            used.update(one.ident for one in self.relationships(self.main) if f'"{one.ident}"' in text)
        kept = set()
        for one in self.relationships(self.main):
            kind = one.kind.rpartition("/")[2]
            if kind in {"footnotes", "endnotes"}:
                if self.keep_notes(kind.removesuffix("s"), one.target):
                    kept.add(one.ident)
            elif kind in _KEPT or one.ident in used:
                if kind == "customXml" and kind_of(self.tree(one.target)) == "Sources":
                    # What whoever made the template has read (Word's list of sources)
                    continue
                kept.add(one.ident)
        for section in section_elements(self.root):
            for old in (*section.findall(w("printerSettings")), *section.findall(w("sectPrChange"))):
                section.remove(old)
        self.keep_relationships(self.main, kept)
        self.keep_relationships(
            "",
            {one.ident for one in self.relationships("") if one.kind.rpartition("/")[2] in _KEPT_OF_PACKAGE},
        )
        for rels in [name for name in self.parts if name.startswith("docProps/_rels/")]:
            del self.parts[rels]
        self.set_properties()

    def set_properties(self) -> None:
        """Leave nothing of whoever made the template in the properties but the name of the organisation."""
        company = ""
        if "docProps/app.xml" in self.parts:
            for element in self.tree("docProps/app.xml"):
                if kind_of(element) == "Company":
                    company = element.text or ""
        for name in ("docProps/core.xml", "docProps/app.xml"):
            self.parts.pop(name, None)
            self.trees.pop(name, None)
            for one in list(self.types):
                if one.get("PartName") == f"/{name}":
                    self.types.remove(one)
        texts = [("core", _CORE, _CORE_PROPERTIES, "application/vnd.openxmlformats-package.core-properties+xml")]
        if company:
            extended = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
            texts.append(
                ("app", _EXTENDED, f'<Properties xmlns="{extended}"><Company>{escape(company)}</Company></Properties>',
                 "application/vnd.openxmlformats-officedocument.extended-properties+xml")
            )  # fmt: skip
        from lxml import etree

        for kind, relation, text, content_type in texts:
            name = f"docProps/{kind}.xml"
            self.parts[name] = text.encode()
            etree.SubElement(self.types, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)
            self.relate("", relation, name)

    def keep_notes(self, kind: str, part: str) -> bool:
        """Keep the notes that the template's text still refers to; tell whether there are any."""
        used = {value(one, attribute="id") for one in self.root.iter(w(f"{kind}Reference"))}
        if not used:
            for old in self.settings.findall(w(f"{kind}Pr")):
                self.settings.remove(old)
            return False
        root = self.tree(part)
        clear_body(root)
        refuse_foreign(root, place=self.name, part=part)
        for note in list(root):
            if value(note, attribute="id") not in used and value(note, attribute="type") in {"", "normal"}:
                root.remove(note)
        return True

    def last_ids(self) -> tuple[int, int, int]:
        """Return the highest ids of footnotes, bookmarks and pictures."""
        notes = self.notes("footnote")
        roots = [self.root, *(self.tree(part) for part in self.heads().values())]
        roots += [one for one in (notes, self.notes("endnote")) if one is not None]
        bookmarks = [value(one, attribute="id") for root in roots for one in root.iter(w("bookmarkStart"))]
        drawing = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
        pictures = [str(one.get("id")) for root in roots for one in root.iter(drawing)]
        of_notes = [value(one, attribute="id") for one in notes] if notes is not None else []
        return _highest(of_notes), _highest(bookmarks), _highest(pictures)

    def bare(self) -> bytes:
        """Return the template without the text that a report replaces, and without traces of whoever made it."""
        for root in (self.root, *(self.tree(part) for part in self.heads().values())):
            clear_body(root)
        if "body" not in check_names(self.root, _NAMES_OF_TEXTS, place=self.name):
            spot = open_spot(self.root, MARK, place=self.name)
            body = self.root[0]
            for child in list(body):
                body.remove(child)
            append(body, "p")
            body.append(spot.section)
        self.number_pages()
        self.remove_settings()
        self.drop_unused()
        return self.to_bytes(packed=True)

    def lacks_numbers(self) -> bool:
        """Tell whether heads or feet of the template show something, and none of them the number of the page."""
        roots = [self.tree(part) for part in self.heads().values()]
        shown = any(kind_of(one) in _SHOWN for root in roots for one in root.iter())
        return shown and not any(_numbers_pages(root) for root in roots)

    def number_pages(self) -> None:
        """Put the number of the page at the end of each foot, where no head or foot shows it."""
        if not self.lacks_numbers():
            return
        number = (
            f'<w:p {NAMESPACES}><w:pPr><w:jc w:val="center"/></w:pPr><w:fldSimple w:instr=" PAGE ">'
            "<w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>"
        )
        feet = [part for part in sorted(set(self.heads().values())) if self.tree(part).tag == w("ftr")]
        for part in feet:
            self.tree(part).append(parse(number, place=self.name, part=part))
        if not feet:
            name = self.add_part("footer", f"<w:ftr {NAMESPACES}>{number}</w:ftr>", f"{_WORD}.footer+xml")
            rid = self.relate(self.main, f"{_OFFICE}/footer", name)
            for section in section_elements(self.root):
                reference = append(section, "footerReference", type="default")
                reference.set(f"{{{_OFFICE}}}id", rid)
                section.insert(0, reference)

    def to_bytes(self, *, packed: bool = False) -> bytes:
        """Return the package with the parts that something still refers to."""
        reached, waiting = {"[Content_Types].xml"}, [""]
        while waiting:
            part = waiting.pop()
            rels = self.rels_name(part)
            if rels in self.parts:
                reached.add(rels)
                found = {one.target for one in self.relationships(part) if not one.external} - reached
                waiting += sorted(found & set(self.parts))
                reached |= found
        for part, root in self.trees.items():
            if part in reached:
                self.parts[part] = unparse(root)
        with io.BytesIO() as stream:
            # Not packed where python-docx reads it at once
            how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            with zipfile.ZipFile(stream, "w") as package:
                for part in sorted(reached & set(self.parts)):
                    package.writestr(zipfile.ZipInfo(part), self.parts[part], how)
            return stream.getvalue()

    # ------------------------------------------------------------------ fonts and colours

    def theme(self) -> dict[str, str]:
        """Return fonts and colours of the theme by name."""
        found: dict[str, str] = {}
        for one in self.related(self.main, "theme"):
            for element in self.tree(one.target).iter():
                kind = kind_of(element)
                if kind in {"majorFont", "minorFont"}:
                    for latin in element:
                        if kind_of(latin) == "latin":
                            found[kind] = str(latin.get("typeface") or "")
                elif kind in _COLOURS and len(element):
                    found[kind] = str(element[0].get("val") if kind_of(element[0]) == "srgbClr" else "")
        return found

    def fonts(self) -> tuple[str, str]:
        """Return the fonts of running text and of headings; empty where the template does not say."""
        theme = self.theme()
        styles = {
            value(one, "name").lower(): one
            for one in self.styles.iterchildren(w("style"))
            if value(one, attribute="type") == "paragraph"
        }
        default = self.styles.find(f"{w('docDefaults')}/{w('rPrDefault')}")

        def font(*holders: _Element | None) -> str:
            for holder in holders:
                own = value(holder, "rPr/rFonts", "ascii")
                themed = value(holder, "rPr/rFonts", "asciiTheme")
                if themed:
                    own = theme.get("majorFont" if themed.startswith("major") else "minorFont", "")
                if own:
                    return own
            return ""

        return font(styles.get("normal"), default), font(styles.get("heading 1"), styles.get("normal"), default)

    def palette(self, palette: Palette) -> Palette:
        """Return the colours of the template's theme and headings, where they can be read."""
        theme = self.theme()
        heading = next(
            (
                value(one, "rPr/color")
                for one in self.styles.iterchildren(w("style"))
                if value(one, "name").lower() == "heading 1"
            ),
            "",
        )
        accent = _readable(theme.get("accent1", "")) or palette.accent
        return attrs.evolve(
            palette,
            accent=accent,
            on_accent="FFFFFF" if accent != palette.accent else palette.on_accent,
            heading=_readable(heading) or _readable(theme.get("dk2", "")) or palette.heading,
            link=_readable(theme.get("hlink", "")) or palette.link,
        )


def _numbers_pages(root: _Element) -> bool:
    fields = [one.text or "" for one in root.iter(w("instrText"))]
    fields += [value(one, attribute="instr") for one in root.iter(w("fldSimple"))]
    return any("PAGE" in text.upper().split() for text in fields)


def _identifiers(root: _Element) -> set[str]:
    """Return all values of attributes: what is no id of a relationship among them does no harm."""
    return {str(text) for element in root.iter() for text in element.attrib.values()}


def _relation(reference: _Element) -> str:
    """Return the id of the relationship that an element refers to."""
    return str(reference.get(f"{{{_OFFICE}}}id") or "")


def _highest(numbers: list[str]) -> int:
    return max((int(one) for one in numbers if one.isdecimal() and int(one) < 2**31 - 2**16), default=0)


def _readable(colour: str) -> str:
    """Return a colour if white text on it, and it on white, can be read (4.5:1, EN 301 549 10.1.4.3); else nothing."""
    if len(colour) != 6 or not all(one in "0123456789abcdefABCDEF" for one in colour):
        return ""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    # Relative luminance and contrast (WCAG 2.1)
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    contrast = 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    return colour.upper() if contrast >= 4.5 else ""

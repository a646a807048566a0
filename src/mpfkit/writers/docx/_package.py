"""The package around the body: python-docx owns template, relationships and pictures; the body is streamed into it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import attrs

from mpfkit.document import FormFieldKind, form_properties
from mpfkit.errors import RenderError
from mpfkit.forms import FixedTexts, read_docx
from mpfkit.opc import Part, write_package
from mpfkit.writers._text import check_characters
from mpfkit.writers._words import load_words

from ._base import NAMESPACES, base_template
from ._charts import add_charts
from ._cover import cover_pictures
from ._emit import Emitter
from ._forms import declare_checkboxes, protect
from ._inline import SCHEMES, Resources, address
from ._measures import text_width
from ._pictures import add_pictures
from ._plan import make_plan
from ._properties import CUSTOM, add_custom_properties, with_properties
from ._roles import resolve
from ._template import MARK, Dressed, add_to_notes, dress, open_dressed, place_heads, renumber, template_name
from ._trees import SETTINGS, append, put

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.opc.part import Part as WordPart

    from mpfkit.document import Document, Image
    from mpfkit.records import HouseStyle

    from ._plan import Plan

__all__ = ["build_document", "write_document"]

_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def write_document(document: Document, style: HouseStyle, stream: BinaryIO, *, fast: bool = False) -> None:
    """Write a document as .docx; see `mpfkit.writers.docx.write` and `write_fast`."""
    word, emitter = _shell(document, style)
    with io.BytesIO() as saved:
        word.save(saved)
        saved.seek(0)
        with zipfile.ZipFile(saved) as shell:
            parts = {name: shell.read(name) for name in shell.namelist()}
    main = str(word.part.partname).lstrip("/")
    before, after = _split(parts.pop(main))
    chunks: Iterable[bytes] = _chunks(before, emitter.body(), after)
    if document.form is not None:
        chunks = [b"".join(chunks)]
        form = read_docx({**parts, main: chunks[0]})
        parts[CUSTOM] = with_properties(parts[CUSTOM], FixedTexts.of(form.texts).properties())
    write_package(stream, [*(Part(name, data) for name, data in parts.items()), Part(main, chunks)], fast=fast)


def build_document(document: Document, style: HouseStyle) -> WordDocument:
    """Return a live python-docx document; see `mpfkit.writers.docx.to_document`."""
    word, emitter = _shell(document, style)
    mark = _mark(word)
    for child in list(_parse(f"<w:body {NAMESPACES}>{''.join(emitter.body())}</w:body>")):
        mark.addprevious(child)
    word.element.body.remove(mark)
    return word


def _mark(word: WordDocument) -> Any:  # noqa: ANN401 - python-docx does not type its elements
    """Return the comment in whose place the body goes."""
    return next(child for child in word.element.body if not isinstance(child.tag, str))


def _parse(xml: str) -> Any:  # noqa: ANN401 - python-docx does not type its elements
    from docx.oxml import parse_xml

    return parse_xml(xml)


def _split(xml: bytes) -> tuple[bytes, bytes]:
    before, _, after = xml.partition(f"<!--{MARK}-->".encode())
    return before, after


def _chunks(before: bytes, pieces: Iterator[str], after: bytes) -> Iterator[bytes]:
    yield before
    for piece in pieces:
        yield piece.encode()
    yield after


def _shell(document: Document, style: HouseStyle) -> tuple[WordDocument, Emitter]:
    """Return a Word document that has everything but its body, and the emitter of the body."""
    import docx

    words = load_words(document.language)
    plan = make_plan(document)
    dressed: Dressed | None = None
    if style.docx.template is None:
        word = docx.Document(io.BytesIO(base_template(style, document.language, words)))
        styles = resolve(word.part.styles.element, style.docx.styles, template=f"house style {style.name!r}")
        _empty(word)
    else:
        dressed = dress(document, style, words)
        style, styles = dressed.style, dict(dressed.sheet.ids)
        word = open_dressed(dressed, style)
        plan = renumber(plan, dressed)
    if any(field.kind is FormFieldKind.CHECKBOX for field in plan.fields):
        word = declare_checkboxes(word)
    _set_properties(word, document)
    add_custom_properties(word, _own_properties(document, style), template=template_name(style))
    if document.form is not None and document.form.protected:
        protect(word)
    on_cover: list[Image] = []
    if document.cover is not None and not (dressed and dressed.frame.spot.in_place):
        emblem, logos, band = cover_pictures(style, document.cover, words)
        on_cover = [image for image in (emblem, *logos, band) if image is not None]
    pictures = add_pictures(word.part, document, style, on_cover, plan.pictures)
    resources = Resources(
        styles=styles,
        links=_link(word.part, plan.links),
        pictures=pictures,
        charts=add_charts(word.part, plan.charts, style, document.language, document.date),
        numberings=_add_numberings(word, plan, styles, dressed.sheet.lists if dressed else {}),
        first_note=dressed.first_note if dressed else 1,
    )
    emitter = Emitter(document, style, plan, words, resources)
    if dressed is not None:
        emitter.frame = dressed.frame
        emitter.next_bookmark, emitter.next_picture = dressed.first_bookmark, dressed.first_picture
    if plan.notes:
        _add_notes(word, emitter, plan)
    if dressed is None or dressed.frame.own_heads:
        emitter.resources = attrs.evolve(resources, references=_add_heads(word, emitter, plan))
        if dressed is not None:
            place_heads(_mark(word), dressed.frame, emitter.resources.references)
    return word, emitter


def _empty(word: WordDocument) -> None:
    """Leave nothing in the body but the comment in whose place the body goes."""
    from lxml import etree

    body = word.element.body
    for child in list(body):
        body.remove(child)
    body.append(etree.Comment(MARK))


def _link(part: WordPart, urls: tuple[str, ...]) -> dict[str, str]:
    from docx.opc.constants import RELATIONSHIP_TYPE

    return {
        url: part.relate_to(address(url), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        for url in urls
        # The emitter refuses the others, and says where they stand.
        if url.lower().startswith(SCHEMES)
    }


def _set_properties(word: WordDocument, document: Document) -> None:
    """Write the core properties of the file: what Word shows under File > Info, and screen readers read first.

    Extended properties (docProps/app.xml) are not written: they name a program and count pages and words, which Word
    does itself when it opens the file.
    """
    core = word.core_properties
    # A template tells of itself here: its author, its comments, when it was printed.
    of_template: Any = core._element  # noqa: SLF001 - python-docx can set these, not remove them
    for child in list(of_template):
        of_template.remove(child)
    moment = dt.datetime.combine(document.date, dt.time(), tzinfo=dt.UTC)
    texts = {
        "title": document.title,
        "subject": document.subject,
        "author": "; ".join(document.authors),
        "keywords": ", ".join(document.keywords),
        "language": document.language,
    }
    for name, text in texts.items():
        check_characters(text, f"document {name}")
        # Word keeps no more than 255 characters of a property.
        setattr(core, name, " ".join(text.split())[:255])
    core.created = moment
    core.modified = moment
    core.last_modified_by = core.author
    core.revision = 1


def _own_properties(document: Document, style: HouseStyle) -> dict[str, str]:
    """Return the properties by which a file is known again: by whoever checks it, and as a form."""
    properties = {"mpfkit-style": style.name}
    if document.form is not None:
        if not document.form.id.strip():
            raise RenderError("the form has no id, so that nobody could tell which form comes back; give it one")
        properties |= form_properties(document.form)
    return properties


def _add_numberings(
    word: WordDocument, plan: Plan, styles: dict[str, str], lists: Mapping[str, str]
) -> tuple[int, ...]:
    """Give each numbered list a numbering of its own, so that it starts at 1.

    Args:
        word: The document.
        plan: Gives the lists.
        styles: Id of each style by role.
        lists: Id of the abstract numbering by kind of list, where it is not that of the style.
    """
    if not plan.numbered:
        return ()
    from docx.oxml.ns import qn

    numbering = word.part.numbering_part.element
    taken = [int(num.get(qn("w:numId"))) for num in numbering.iterchildren(qn("w:num"))]
    abstracts = {
        num.get(qn("w:numId")): num.find(qn("w:abstractNumId")).get(qn("w:val"))
        for num in numbering.iterchildren(qn("w:num"))
    }
    by_id = {style.get(qn("w:styleId")): style for style in word.part.styles.element.iterchildren(qn("w:style"))}
    last = max(taken, default=0)
    ids: list[int] = []
    for use in plan.numbered:
        role = f"{use.role}-{use.level}" if use.role == "number" else use.role
        found = by_id[styles[role]].find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        abstract = lists.get(use.role) or (abstracts.get(found.get(qn("w:val"))) if found is not None else None)
        if abstract is None:
            raise RenderError(f"style {role!r} of the template has no numbering; give it one in Word (Multilevel List)")
        last += 1
        ids.append(last)
        level = use.level - 1
        numbering.append(
            _parse(
                f'<w:num {NAMESPACES} w:numId="{last}"><w:abstractNumId w:val="{abstract}"/><w:lvlOverride '
                f'w:ilvl="{level}">'
                '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            )
        )
    return tuple(ids)


def _add_notes(word: WordDocument, emitter: Emitter, plan: Plan) -> None:
    """Write the footnotes into a part of their own, with the separators that Word asks for."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart

    for relationship in list(word.part.rels.values()):
        if relationship.reltype == RELATIONSHIP_TYPE.FOOTNOTES:
            # Text of the template that stays has notes already.
            add_to_notes(relationship.target_part, emitter, lambda part: _link(part, plan.note_links))
            return
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" w:line="240" '
        'w:lineRule="auto"/></w:pPr>'
        f"<w:r><w:{kind}/></w:r></w:p></w:footnote>"
        for kind, number in (("separator", -1), ("continuationSeparator", 0))
    )
    root = _parse(f"<w:footnotes {NAMESPACES}>{separators}</w:footnotes>")
    part = XmlPart(PackURI("/word/footnotes.xml"), _FOOTNOTES_TYPE, root, word.part.package)
    links = emitter.links
    emitter.links = _link(part, plan.note_links)
    for note in _parse(f"<w:footnotes {NAMESPACES}>{''.join(emitter.notes())}</w:footnotes>"):
        root.append(note)
    emitter.links = links
    word.part.relate_to(part, _FOOTNOTES)
    properties = put(word.settings.element, "footnotePr", SETTINGS)
    for number in ("-1", "0"):
        append(properties, "footnote", id=number)


def _add_heads(word: WordDocument, emitter: Emitter, plan: Plan) -> tuple[str, str, str]:
    """Write heads and feet; return the references of upright sections, of sections across, and of the cover."""

    def add(kind: str, content: str, place: str) -> str:
        # python-docx types neither of the two.
        main = cast("Any", word.part)
        part, rid = main.add_header_part() if kind == "header" else main.add_footer_part()
        root = part.element
        for child in list(root):
            root.remove(child)
        for child in list(_parse(f"<w:hdr {NAMESPACES}>{content}</w:hdr>")):
            root.append(child)
        return f'<w:{kind}Reference w:type="{place}" r:id="{rid}"/>'

    def pair(width: int) -> str:
        return add("header", emitter.head(width), "default") + add("footer", emitter.foot(width), "default")

    page = emitter.style.page
    upright = pair(text_width(page))
    across = pair(text_width(page, landscape=True)) if plan.has_landscape else ""
    first = ""
    if emitter.document.cover is not None or (emitter.frame and emitter.frame.title_page):
        band = emitter.style.docx.cover == "band"
        first = add("header", emitter.cover_edge(on_band=band), "first")
        first += add("footer", emitter.cover_edge(on_band=False), "first")
    return upright, across, first

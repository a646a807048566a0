"""What LibreOffice is asked for, and what is put right in the PDF that it makes."""

from __future__ import annotations

import os
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
import pikepdf
from pikepdf import Array, Dictionary, Name, String

from mpfkit.errors import FileError, RenderError
from mpfkit.locale import LANGUAGES, is_rtl
from mpfkit.office import convert_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OPTIONS: dict[str, bool | int | str] = {
    "UseTaggedPDF": True,
    # Its tags are better with this. The claim that the file is PDF/UA is taken out again: nobody has checked it.
    "PDFUACompliance": True,
    "ExportBookmarks": True,
    "DisplayPDFDocumentTitle": True,
    # Answers come back in Word forms; fields from which nothing is collected only look as if they did.
    "ExportFormFields": False,
}

_CORE = "docProps/core.xml"
_BODY = "word/document.xml"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_STANDARD = frozenset(
    """Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl
    LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT
    WP Figure Formula Form""".split()
)

_Element: TypeAlias = Any
"""An element of the structure; pikepdf gives the type Object to all that a PDF holds."""


@attrs.frozen
class _Facts:
    """What the Word file says of itself.

    Attributes:
        language: Its language, such as "en"; empty where it does not say.
        keywords: As one text.
        created: Day and time, as in "2019-02-15T00:00:00Z"; empty where it does not say.
        alternatives: Alternative texts of its drawings, in order; those without are decoration.
    """

    language: str
    keywords: str
    created: str
    alternatives: tuple[str, ...]

    @classmethod
    def of(cls, word: bytes) -> _Facts:
        """Read them from a Word file."""
        from lxml import etree

        try:
            with zipfile.ZipFile(BytesIO(word)) as package:
                core = package.read(_CORE) if _CORE in package.namelist() else b"<none/>"
                body = package.read(_BODY)
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            about, text = (etree.fromstring(part, parser) for part in (core, body))
        except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
            raise RenderError("a PDF is made of Word files (.docx) only, and this is none") from error
        said = {etree.QName(each).localname: (each.text or "").strip() for each in about}
        return cls(
            said.get("language", ""),
            said.get("keywords", ""),
            said.get("created", ""),
            tuple(told for each in text.iter(_DRAWING) if (told := str(each.get("descr", "")))),
        )


def tidied(pdf: bytes, word: bytes) -> bytes:
    """Put right in a PDF what LibreOffice leaves out or adds of its own.

    Args:
        pdf: The PDF, as LibreOffice made it.
        word: The Word file of which it was made.

    Returns:
        The PDF: with the day, language, keywords and alternative texts of the Word file; decoration without tags; no
        standard tag that is said to mean another one; and nothing that depends on when it was made.

    Raises:
        RenderError: The PDF cannot be read, or the Word file is none.
    """
    facts = _Facts.of(word)
    try:
        file = pikepdf.open(BytesIO(pdf), attempt_recovery=False)
    except pikepdf.PdfError as error:
        raise RenderError(f"LibreOffice made a PDF that cannot be read: {str(error).splitlines()[0][:200]}") from error
    with file, BytesIO() as stream:
        _say(file, facts)
        elements = _retagged(file, facts) if Name.StructTreeRoot in file.Root else []
        _speak(file, facts.language, elements)
        for page in file.pages:
            if Name.Annots in page:
                page.Tabs = Name.S  # with the keyboard, links come in the order of the text
        for key in (Name.DocChecksum, Name.ID):
            if key in file.trailer:
                del file.trailer[key]
        # Tags are many small objects: in streams they take a third of the room
        file.save(stream, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return stream.getvalue()


def _say(file: pikepdf.Pdf, facts: _Facts) -> None:
    """Let the PDF say of itself what the Word file says of itself."""
    day = "".join(letter for letter in facts.created if letter.isdigit())[:14]
    for key in (Name.CreationDate, Name.ModDate):
        if key in file.docinfo:
            del file.docinfo[key]
    if day:
        file.docinfo[Name.CreationDate] = String(f"D:{day}Z")
    if facts.keywords:
        file.docinfo[Name.Keywords] = String(facts.keywords)
    with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
        for name in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate", "pdfuaid:part", "pdfuaid:rev"):
            if name in told:
                del told[name]
        if day:
            told["xmp:CreateDate"] = facts.created
        if facts.keywords:
            told["pdf:Keywords"] = facts.keywords
        if facts.language:
            told["dc:language"] = [facts.language]
    if Name.ViewerPreferences not in file.Root:
        file.Root.ViewerPreferences = Dictionary()
    file.Root.ViewerPreferences.DisplayDocTitle = True
    primary = facts.language.partition("-")[0]
    if primary in LANGUAGES and is_rtl(primary):
        file.Root.ViewerPreferences.Direction = Name.R2L


# ------------------------------------------------------------------ tags


def _kids(element: _Element) -> list[_Element]:
    kids = element.get(Name.K)
    return [] if kids is None else list(kids) if isinstance(kids, Array) else [kids]


def _is_element(kid: _Element) -> bool:
    return isinstance(kid, Dictionary) and Name.S in kid


def _elements(root: _Element) -> Iterator[tuple[_Element, _Element, str]]:
    """Yield each element of the structure in order, with its parent and the language that it inherits."""
    waiting = [(kid, root, "") for kid in reversed(_kids(root)) if _is_element(kid)]
    while waiting:
        element, parent, language = waiting.pop()
        yield element, parent, language
        language = str(element.get(Name.Lang, language))
        waiting += [(kid, element, language) for kid in reversed(_kids(element)) if _is_element(kid)]


def _retagged(file: pikepdf.Pdf, facts: _Facts) -> list[tuple[_Element, _Element, str]]:
    """Put the tags of pictures and paragraphs right, and return the elements as `_elements` does."""
    root = file.Root.StructTreeRoot
    elements = list(_elements(root))
    described, others = [], []
    for element, parent, _ in elements:
        if not _is_picture(element):
            others.append(element)
        elif Name.K in element or Name.Alt in element or not element.is_indirect:
            described.append(element)
        else:
            parent.K = Array([kid for kid in _kids(parent) if not (_is_element(kid) and kid.objgen == element.objgen)])
    _describe(described, facts.alternatives)
    _rename(root, others)
    return elements


def _is_picture(element: _Element) -> bool:
    """Tell a picture from a paragraph with the style "Figure", which LibreOffice gives the same tag."""
    attributes = element.get(Name.A)
    each = attributes if isinstance(attributes, Array) else [attributes]
    return bool(Name.Figure == element.S) and any(isinstance(one, Dictionary) and Name.BBox in one for one in each)


def _describe(pictures: list[_Element], alternatives: tuple[str, ...]) -> None:
    """Give charts the alternative texts that LibreOffice drops; none where it is not certain which is whose."""
    if len(pictures) != len(alternatives):
        return
    pairs = list(zip(pictures, alternatives, strict=True))
    if all(Name.Alt not in picture or str(picture.Alt) == text for picture, text in pairs):
        for picture, text in pairs:
            picture.Alt = String(text)


def _rename(root: _Element, elements: list[_Element]) -> None:
    """Give paragraphs whose style is named as a standard tag the tag that is meant, and the standard tag its own."""
    roles = root.get(Name.RoleMap)
    if roles is None:
        return
    meant = {key: roles[key] for key in roles.keys() if key[1:] in _STANDARD}  # noqa: SIM118 - an object of a PDF
    for element in elements:
        role = meant.get(str(element.S))
        if role is not None:
            element.S = role
    for key in meant:
        del roles[key]


def _speak(file: pikepdf.Pdf, language: str, elements: list[tuple[_Element, _Element, str]]) -> None:
    """Set the language of the document, where LibreOffice takes that of its Latin letters for it.

    What inherits that one keeps it: the English parts of an Arabic report.
    """
    said = str(file.Root.get(Name.Lang, ""))
    if not language or said.partition("-")[0] == language.partition("-")[0]:
        return
    file.Root.Lang = String(language)
    for element, _, inherited in elements:
        own = Name.Lang in element or inherited
        if said and not own and any(not _is_element(kid) for kid in _kids(element)):
            element.Lang = String(said)


# ------------------------------------------------------------------ many


def convert_files(
    files: Iterable[str | os.PathLike[str]], folder: str | os.PathLike[str], timeout: float
) -> tuple[Path, ...]:
    """Do what `to_pdf` does."""
    sources, target = [Path(file) for file in files], Path(folder)
    if not target.is_dir():
        raise FileError(f"cannot write into {target}: there is no such folder; create it first")
    made: dict[Path, Path] = {}
    for source in sources:
        path = target / f"{source.stem}.pdf"
        if path in made:
            raise RenderError(f"{made[path]} and {source} would both become {path}; give them folders of their own")
        made[path] = source
    failed: list[str] = []
    found = convert_many(sources, to="pdf", export="writer_pdf_Export", options=OPTIONS, timeout=timeout)
    for (path, source), result in zip(made.items(), found, strict=True):
        try:
            if isinstance(result, RenderError):
                raise result
            data = tidied(result, source.read_bytes())
        except RenderError as error:
            failed.append(f"{source}: {error}")
            continue
        _save(path, data)
    if failed:
        raise RenderError(f"{len(failed)} of {len(sources)} files became no PDF: {'; '.join(failed)}")
    return tuple(made)


def _save(path: Path, data: bytes) -> None:
    """Write a file completely or not at all."""
    try:
        with tempfile.TemporaryDirectory(prefix=".mpfkit-", dir=path.parent) as folder:
            draft = Path(folder) / path.name
            draft.write_bytes(data)
            draft.replace(path)
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror or error}") from error

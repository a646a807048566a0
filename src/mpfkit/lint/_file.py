"""A Word file as the rules see it: paragraph by paragraph, table by table, never as a whole tree.

A report of 200 countries and 200 questions has 30 MB of body; what was read is forgotten at once.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs

from mpfkit.errors import FileError

from ._items import Edge, Item, Paragraph, Picture, Relationship, Table
from ._reader import Reader
from ._styles import Styles, W

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["WordFile", "open_word_file"]

# Word's "Strict Open XML Document" has other names for the same things (ISO/IEC 29500-1, Annex A).
_STRICT = (
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/", b"http://schemas.openxmlformats.org/wordprocessingml/2006/"),
    (
        b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
        b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
_TAGS = 600_000
_MOST_TAGS = 4_000_000


@attrs.frozen(kw_only=True, slots=False)
class WordFile:
    """A Word file, open for rules.

    Every method that goes through the text reads the file anew and holds one paragraph at a time.

    Attributes:
        name: What the file is called.
        parts: Bytes of each part by its name.
        main: Name of the part that holds the body.
        properties: Title, language and the like (`title`, `language`, `creator`, `lastModifiedBy`).
        custom: Properties that Word shows under Advanced Properties, Custom.
        styles: The styles.
    """

    name: str
    parts: Mapping[str, bytes] = attrs.field(repr=False, eq=False)
    main: str
    properties: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    custom: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    styles: Styles = attrs.field(factory=lambda: Styles(None), repr=False, eq=False)

    def items(self) -> Iterator[Item]:
        """Yield everything in the body in its order: paragraphs, tables when they end, sections when they end.

        Raises:
            FileError: The body is not well-formed.
        """
        return Reader(self, self.main, "").items()

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs of the body, those in tables too.

        Raises:
            FileError: The body is not well-formed.
        """
        return (item for item in self.items() if isinstance(item, Paragraph))

    def tables(self) -> Iterator[Table]:
        """Yield the tables of the body.

        Raises:
            FileError: The body is not well-formed.
        """
        return (item for item in self.items() if isinstance(item, Table))

    def pictures(self) -> Iterator[Picture]:
        """Yield the pictures of the body.

        Raises:
            FileError: The body is not well-formed.
        """
        return (picture for paragraph in self.paragraphs() for picture in paragraph.pictures)

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Heads and feet of pages.

        Raises:
            FileError: One is not well-formed.
        """
        found = dict.fromkeys(
            (each.kind, each.target)
            for each in self.relationships(self.main).values()
            if each.kind in {"header", "footer"} and each.target in self.parts
        )
        return tuple(
            Edge(
                kind=kind,
                part=part,
                paragraphs=tuple(item for item in self.items_of(part, f"page {kind}") if isinstance(item, Paragraph)),
            )
            for kind, part in found
        )

    def notes(self) -> Iterator[Item]:
        """Yield everything in footnotes and endnotes.

        Raises:
            FileError: They are not well-formed.
        """
        for each in self.relationships(self.main).values():
            if each.kind in {"footnotes", "endnotes"} and each.target in self.parts:
                yield from self.items_of(each.target, each.kind.removesuffix("s"))

    def items_of(self, part: str, place: str) -> Iterator[Item]:
        """Yield everything in a part, in its order.

        Args:
            part: Name of the part.
            place: What it is called in places.

        Raises:
            FileError: It is not well-formed.
        """
        return Reader(self, part, place).items()

    def relationships(self, part: str) -> Mapping[str, Relationship]:
        """Return what a part refers to, by id.

        Raises:
            FileError: The list is not well-formed.
        """
        known = self._relationships.get(part)
        if known is None:
            known = self._relationships[part] = _relationships(self, part)
        return known

    @cached_property
    def _relationships(self) -> dict[str, Mapping[str, Relationship]]:
        return {}

    def root(self, part: str) -> _Element | None:
        """Return the whole tree of a small part, such as the settings; None where there is no such part.

        Raises:
            FileError: It is not well-formed.
        """
        return _root(self.parts, part, self.name)

    def part_of_kind(self, kind: str) -> str:
        """Return the name of the part that the body refers to as `kind`; empty for none."""
        return next((each.target for each in self.relationships(self.main).values() if each.kind == kind), "")

    @cached_property
    def settings(self) -> _Element | None:
        """Root of the settings.

        Raises:
            FileError: They are not well-formed.
        """
        return self.root(self.part_of_kind("settings"))

    @cached_property
    def has_cover(self) -> bool:
        """Whether something stands apart before the rest: a first page that differs, or a section of its own."""
        body = self.parts[self.main]
        return b":titlePg" in body or body.count(b":pgSz") > 1

    @cached_property
    def is_form(self) -> bool:
        """Whether it is a form to be filled in."""
        protection = self.settings.find(f"{W}documentProtection") if self.settings is not None else None
        return (protection is not None and protection.get(f"{W}edit") == "forms") or any(
            name == "mpfkit-form" for name in self.custom
        )


def open_word_file(source: str | os.PathLike[str] | bytes, name: str = "") -> WordFile:
    """Open a Word file for rules.

    Args:
        source: A file, or its bytes.
        name: What it is called in messages; its path where none is given.

    Returns:
        The file.

    Raises:
        FileError: It cannot be read, is no .docx, holds macros or a document type declaration, or is larger than any
            report.
    """
    from mpfkit.opc import Limits, open_package

    if isinstance(source, bytes):
        given: Path | bytes = source
        size = len(source)
    else:
        given = Path(source)
        size = given.stat().st_size if given.is_file() else 0
    name = name or ("Word file" if isinstance(source, bytes) else str(given))
    # A table of short answers has about one tag for each packed byte; a small file with many more is nobody's report.
    limits = Limits(tags=min(_MOST_TAGS, max(_TAGS, 3 * size)))
    parts = dict(open_package(given, name=name, limits=limits, as_it_is=True).parts)
    if b"wordprocessingml.template.main+xml" in parts["[Content_Types].xml"]:
        raise FileError(f"{name}: is a template (.dotx); check a report that was made from it, saved as .docx")
    for part, data in parts.items():
        if b"purl.oclc.org/ooxml" in data[:4096] and part.lower().endswith((".xml", ".rels")):
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)  # noqa: PLW2901 - the same part under the usual names
            parts[part] = data
    package = WordFile(name=name, parts=parts, main="")
    main = next(
        (each.target for each in package.relationships("").values() if each.kind == "officeDocument"),
        "word/document.xml",
    )
    if main not in parts:
        raise FileError(f"{name}: has no body ({main}); save it again as .docx in Word")
    package = attrs.evolve(package, main=main)
    return attrs.evolve(
        package,
        parts=MappingProxyType(parts),
        properties=_core_properties(package),
        custom=_custom_properties(package),
        styles=Styles(package.root(package.part_of_kind("styles"))),
    )


def _root(parts: Mapping[str, bytes], part: str, name: str) -> _Element | None:
    from lxml import etree

    if part not in parts:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(parts[part], parser)
    except etree.XMLSyntaxError as error:
        raise FileError(f"{name}: part {part} is not well-formed: {error}") from error


def _relationships(file: WordFile, part: str) -> Mapping[str, Relationship]:
    folder, base = posixpath.split(part)
    root = _root(file.parts, posixpath.join(folder, "_rels", f"{base}.rels"), file.name)
    found: dict[str, Relationship] = {}
    for each in root if root is not None else ():
        target = each.get("Target") or ""
        external = each.get("TargetMode") == "External"
        if not external:
            path = target.split("#", maxsplit=1)[0]
            target = path.lstrip("/") if path.startswith("/") else posixpath.normpath(posixpath.join(folder, path))
            if target.startswith(".."):
                raise FileError(f"{file.name}: refers to {path[:80]!r}, which is outside of the file")
        kind = (each.get("Type") or "").rsplit("/", 1)[-1]
        found[each.get("Id") or ""] = Relationship(kind=kind, target=target, external=external)
    return found


def _core_properties(file: WordFile) -> dict[str, str]:
    part = next((each.target for each in file.relationships("").values() if each.kind == "core-properties"), "")
    root = file.root(part)
    if root is None:
        return {}
    return {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in root if isinstance(child.tag, str)}


def _custom_properties(file: WordFile) -> dict[str, str]:
    part = next((each.target for each in file.relationships("").values() if each.kind == "custom-properties"), "")
    root = file.root(part)
    if root is None:
        return {}
    return {
        each.get("name") or "": "".join(str(text) for text in each.itertext()).strip()
        for each in root
        if isinstance(each.tag, str)
    }

"""Opening packages of others: nothing is unpacked, parsed or followed before it has been checked."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs

from mpfkit.errors import FileError

if TYPE_CHECKING:
    from typing import NoReturn

    from lxml.etree import XMLParser

__all__ = ["Limits", "Package", "open_package", "unpack"]

_ODD_NAME = re.compile(r"\A/|\\|(\A|/)\.\.?(/|\Z)|[\x00-\x1f]")
_XML = (".xml", ".rels", ".vml")
_DOCTYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
# How files of Word 97 start, and the envelope of those that are encrypted
_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
_TEMPLATE_TYPE = b"wordprocessingml.template.main+xml"
_DOCUMENT_TYPE = b"wordprocessingml.document.main+xml"


@attrs.frozen(kw_only=True)
class Limits:
    """How much a package may hold before it is refused.

    Attributes:
        members: Number of parts.
        total: Bytes of all parts together, unpacked.
        part: Bytes of one part, unpacked.
        ratio: Unpacked size of a part over its packed size, for parts of more than a megabyte.
        tags: Number of `<` in all XML parts: twice the number of elements, which is what memory is needed for.
    """

    members: int = 2_000
    total: int = 128 * 2**20
    part: int = 64 * 2**20
    ratio: int = 200
    tags: int = 600_000


@attrs.frozen
class Package:
    """An opened package.

    Attributes:
        parts: Bytes of each part by its name, without a leading slash.
    """

    parts: Mapping[str, bytes] = attrs.field(repr=False)

    def to_bytes(self) -> bytes:
        """Return the package as the bytes of one file, written anew."""
        from ._write import Part, write_package

        with io.BytesIO() as stream:
            write_package(stream, (Part(name, data) for name, data in self.parts.items()))
            return stream.getvalue()


def open_package(
    source: Path | bytes, *, name: str = "", limits: Limits | None = None, as_it_is: bool = False
) -> Package:
    """Open a Word file that comes from somebody else.

    A template (.dotx) becomes a document; a link to an external template is removed, since Word would fetch it when
    the report is opened.

    Args:
        source: A file, or its bytes.
        name: What the source is called in messages; the path where none is given.
        limits: How much it may hold; None for limits that any template stays far below.
        as_it_is: For whoever only looks at the file: a template stays one, and links to outside and to parts that are
            not there stay as they are. Nothing is fetched.

    Returns:
        The package, checked.

    Raises:
        FileError: If it cannot be read, is no Word file, is larger than the limits, holds macros or a document type
            declaration, or fetches anything from outside.
    """
    place = name or (str(source) if isinstance(source, Path) else "Word file")
    limits = limits or Limits()
    stream: io.BufferedIOBase
    if isinstance(source, Path):
        try:
            stream = source.open("rb")
        except OSError as error:
            raise FileError(f"{place}: cannot be opened: {error.strerror or error}") from error
    else:
        stream = io.BytesIO(source)
    with stream:
        parts = _read(stream, place, limits)
    return Package(MappingProxyType(_checked(parts, place, limits, as_it_is=as_it_is)))


def unpack(data: bytes, *, name: str, limits: Limits | None = None) -> Mapping[str, bytes]:
    """Unpack an archive or an Office file that comes from somebody else, whatever it holds.

    Args:
        data: Its bytes.
        name: What it is called in messages.
        limits: How much it may hold; None for the limits of Word files.

    Returns:
        The bytes of each part by its name; nothing in them was followed or carried out.

    Raises:
        FileError: If it is no archive, is larger than the limits, is encrypted, or declares a document type.
    """
    limits = limits or Limits()
    parts = _read(io.BytesIO(data), name, limits, "file; save or export it again")
    tags = 0
    for part, content in parts.items():
        if part.lower().endswith(_XML):
            if any(mark in content for mark in _DOCTYPE):
                _refuse(name, f"part {part} declares a document type, which no such file needs")
            tags += content.count(b"<")
    if tags > limits.tags:
        _refuse(name, f"holds {tags // 2} elements, more than {limits.tags // 2}")
    return MappingProxyType(parts)


def _refuse(place: str, why: str) -> NoReturn:
    raise FileError(f"{place}: {why}")


def _read(
    stream: io.BufferedIOBase, place: str, limits: Limits, what: str = "Word file; save it again as .docx in Word"
) -> dict[str, bytes]:
    kind, _, remedy = what.partition("; ")
    start = stream.read(len(_COMPOUND))
    stream.seek(0)
    if start == _COMPOUND:
        fix = "Word 97; remove the password in Word, save it as .docx"
        if not kind.startswith("Word"):
            fix = "Office 97; remove the password, or save it as .xlsx"
        _refuse(place, f"has a password or is in the format of {fix}")
    try:
        with zipfile.ZipFile(stream) as package:
            members = [member for member in package.infolist() if not member.is_dir()]
            _check_members(members, place, limits)
            # zipfile stops at the size that a member declares, so the sums above bound what is unpacked here.
            return {member.filename: package.read(member) for member in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise FileError(f"{place}: is not a readable {kind} ({error}); {remedy}") from error


def _check_members(members: list[zipfile.ZipInfo], place: str, limits: Limits) -> None:
    if len(members) > limits.members:
        _refuse(place, f"holds {len(members)} parts, more than {limits.members}")
    seen: set[str] = set()
    total = 0
    for member in members:
        name = member.filename
        if _ODD_NAME.search(name):
            _refuse(place, f"holds a part with an unsafe name: {name!r}")
        if name.lower() in seen:
            _refuse(place, f"holds two parts named {name!r}")
        seen.add(name.lower())
        if member.flag_bits & 1:
            _refuse(place, "is encrypted; remove its password in Word")
        if member.file_size > limits.part:
            _refuse(place, f"part {name} has {member.file_size} bytes, more than {limits.part}")
        if member.file_size > 2**20 and member.file_size > limits.ratio * max(1, member.compress_size):
            _refuse(place, f"part {name} is packed more than {limits.ratio} to 1, as only a harmful file is")
        total += member.file_size
    if total > limits.total:
        _refuse(place, f"has {total} bytes unpacked, more than {limits.total}")


def _checked(parts: dict[str, bytes], place: str, limits: Limits, *, as_it_is: bool) -> dict[str, bytes]:
    types = parts.get("[Content_Types].xml")
    if types is None:
        _refuse(place, "is not a Word file: it has no [Content_Types].xml")
    tags = 0
    for name, data in parts.items():
        if name.lower().endswith(_XML):
            if any(mark in data for mark in _DOCTYPE):
                _refuse(place, f"part {name} declares a document type, which no Word file needs")
            tags += data.count(b"<")
    if tags > limits.tags:
        _refuse(place, f"holds {tags // 2} elements, more than {limits.tags // 2}")
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in parts):
        _refuse(place, "holds macros; save it as .docx without them")
    if _TEMPLATE_TYPE in types and not as_it_is:
        parts["[Content_Types].xml"] = types.replace(_TEMPLATE_TYPE, _DOCUMENT_TYPE)
    elif _DOCUMENT_TYPE not in types and _TEMPLATE_TYPE not in types:
        _refuse(place, "is not a Word document or template")
    for name in [name for name in parts if name.endswith(".rels")]:
        _check_relationships(parts, name, place, as_it_is=as_it_is)
    return parts


def _parser() -> XMLParser:
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _check_relationships(parts: dict[str, bytes], name: str, place: str, *, as_it_is: bool) -> None:
    from lxml import etree

    try:
        root = etree.fromstring(parts[name], _parser())
    except etree.XMLSyntaxError as error:
        raise FileError(f"{place}: part {name} is not well-formed: {error}") from error
    if as_it_is:
        return
    gone: list[str] = []
    for relationship in list(root):
        target = relationship.get("Target") or ""
        kind = (relationship.get("Type") or "").rsplit("/", 1)[-1]
        if relationship.get("TargetMode") != "External":
            _check_target(parts, name, target, place)
        elif kind == "attachedTemplate":
            gone.append(relationship.get("Id") or "")
            root.remove(relationship)
        elif kind != "hyperlink":
            _refuse(place, f"fetches a part ({kind}) from outside: {target[:80]!r}; break the link in Word")
    if gone:
        parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        _drop_attached_template(parts, name, place)


def _check_target(parts: dict[str, bytes], name: str, target: str, place: str) -> None:
    folder, file = posixpath.split(name)
    base = posixpath.dirname(folder)
    path = target.split("#", maxsplit=1)[0]
    full = path.lstrip("/") if path.startswith("/") else posixpath.normpath(posixpath.join(base, path))
    if path and full not in parts:
        _refuse(
            place,
            f"part {posixpath.join(base, file.removesuffix('.rels'))} refers to {target[:80]!r}, which is not there",
        )


def _drop_attached_template(parts: dict[str, bytes], name: str, place: str) -> None:
    from lxml import etree

    folder, file = posixpath.split(name)
    owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
    if owner not in parts:
        return
    try:
        root = etree.fromstring(parts[owner], _parser())
    except etree.XMLSyntaxError as error:
        raise FileError(f"{place}: part {owner} is not well-formed: {error}") from error
    for element in list(root):
        if isinstance(element.tag, str) and etree.QName(element).localname == "attachedTemplate":
            root.remove(element)
    parts[owner] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

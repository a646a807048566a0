"""Custom properties of the file: what says which form or house style it is, kept by Word and LibreOffice alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mpfkit.errors import FileError, RenderError
from mpfkit.writers._text import check_characters

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

__all__ = ["CUSTOM", "add_custom_properties", "with_properties"]

CUSTOM = "docProps/custom.xml"
"""Part that holds them."""

_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
# The only set that Word shows (ISO/IEC 29500-1, 22.3.2.2)
_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_OURS = "mpfkit-"
# Word cuts longer ones, counted in UTF-16.
_MOST = 255


def add_custom_properties(word: WordDocument, properties: Mapping[str, str], *, template: str) -> None:
    """Write custom properties of the file beside those that its template has.

    Args:
        word: The document.
        properties: Text by name. Names start with `mpfkit-`; what a template has under such names, being made from a
            document of mpfkit, is replaced.
        template: What the template is called in messages.

    Raises:
        RenderError: If a text is longer than Word keeps (255 characters), or holds a character that it cannot.
        FileError: If the properties of the template cannot be read.
    """
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from lxml import etree

    for name, text in properties.items():
        check_characters(text, f"property {name}")
        if len(text.encode("utf-16-le")) > 2 * _MOST:
            raise RenderError(f"property {name}: {text[:40]!r}... has {len(text)} characters, Word keeps {_MOST}")
    package = word.part.package
    found = next((known for known in package.rels.values() if known.reltype == _KIND), None)
    if found is None:
        root = etree.fromstring(f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_VALUES}"/>')
    else:
        try:
            root = etree.fromstring(found.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            raise FileError(f"{template}: part {CUSTOM} is not well-formed: {error}") from error
    for known in list(root):
        if str(known.get("name") or "").lower().startswith(_OURS):
            root.remove(known)
    data = _extended(root, properties)
    if found is not None:
        found.target_part._blob = data  # noqa: SLF001 - python-docx has no way to change a part that it does not know
        return
    package.relate_to(Part(PackURI(f"/{CUSTOM}"), _TYPE, data, package), _KIND)


def with_properties(data: bytes, properties: Mapping[str, str]) -> bytes:
    """Return the custom properties of a file that mpfkit wrote, with more behind them.

    Args:
        data: The part.
        properties: Text by name.
    """
    from lxml import etree

    return _extended(etree.fromstring(data), properties)


def _extended(root: Any, properties: Mapping[str, str]) -> bytes:  # noqa: ANN401 - lxml does not type its elements
    from lxml import etree

    last = max((int(known.get("pid") or 0) for known in root), default=1)
    for number, (name, text) in enumerate(properties.items(), max(last, 1) + 1):
        entry = etree.SubElement(root, f"{{{_PROPERTIES}}}property", fmtid=_SET, pid=str(number), name=name)
        etree.SubElement(entry, f"{{{_VALUES}}}lpwstr").text = text
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

"""A form as .docx.

Insertions of tracked changes count, deletions do not. LibreOffice moves a bookmark into the control around which it
stood, drops tags, and turns plain-text controls into text; so tags, bookmarks and texts are all read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mpfkit.errors import FileError

from ._content import Control, FilledForm, Gatherer, PlaceKind

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["docx_properties", "parse", "read_docx"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PICTURES = frozenset(
    {
        "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic",
        "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
        "{urn:schemas-microsoft-com:vml}imagedata",
        "{urn:schemas-microsoft-com:office:office}OLEObject",
        f"{_W}altChunk",
    }
)
_DOCUMENT = "word/document.xml"
_CUSTOM = "docProps/custom.xml"
_VAL = f"{_W}val"
_SIGNS = {
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}tab": "\t",
    f"{_W}ptab": "\t",
    f"{_W}noBreakHyphen": "-",
    f"{_W}softHyphen": "\N{SOFT HYPHEN}",
}
_TEXTS = frozenset({f"{_W}t", f"{_MATH}t"})
_ADDED = frozenset({f"{_W}ins", f"{_W}moveTo"})
_DELETED = frozenset({f"{_W}del", f"{_W}moveFrom"})
_NO_TEXT = frozenset(f"{_W}{name}" for name in "instrText delText pPr rPr sdtPr sectPr tblPr tblGrid trPr tcPr".split())
_HANGING = {
    f"{_W}footnoteReference": ("word/footnotes.xml", PlaceKind.NOTE),
    f"{_W}endnoteReference": ("word/endnotes.xml", PlaceKind.NOTE),
    f"{_W}commentReference": ("word/comments.xml", PlaceKind.COMMENT),
}
_MOST_TAGS = 500_000
"""A form of 300 questions has 60,000."""
_CONTROLS = re.compile(rb"<w:sdt[ >/]")
_BOOKMARKS = re.compile(rb'<w:bookmarkStart\b[^>]*\bw:name="(mpf_[^"]*)"')


def parse(data: bytes, name: str) -> Any:  # noqa: ANN401 - lxml does not type its elements
    """Parse a part of a foreign file, without entities and without limits lifted.

    Args:
        data: The XML.
        name: What it is called in messages.

    Raises:
        FileError: It is no sound XML, or deeper or larger than any form.
    """
    from lxml import etree

    tags = data.count(b"<")
    if tags > _MOST_TAGS:
        raise FileError(f"{name} holds {tags} tags, more than any form ({_MOST_TAGS}); ask for the file again")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FileError(f"{name} is damaged, or made to be ({error.msg}); ask for the file again") from error


def read_docx(members: Mapping[str, bytes]) -> FilledForm:
    """Read what a form holds.

    Args:
        members: Parts of the file.

    Returns:
        What stands in its fields and beside them.

    Raises:
        FileError: It is no Word file, or cannot be read.
    """
    data = members.get(_DOCUMENT)
    if data is None:
        raise FileError("it is no Word file: it has no word/document.xml; ask for the file again")
    root = parse(data, _DOCUMENT)
    if not str(root.tag).startswith(_W):
        raise FileError("it is saved as Strict Open XML; open it in Word and save it as Word document (.docx)")
    walk = _Walk(members)
    walk.visit(root)
    places = walk.gatherer.finish()
    return FilledForm(
        properties=docx_properties(members),
        controls=tuple(walk.gatherer.controls),
        bookmarks=walk.gatherer.bookmarks,
        places=places,
        pieces=len(_CONTROLS.findall(data)) + len(set(_BOOKMARKS.findall(data))) + len(places),
    )


def docx_properties(members: Mapping[str, bytes]) -> dict[str, str]:
    """Return the custom properties of a Word file.

    Args:
        members: Parts of the file.

    Raises:
        FileError: They cannot be read.
    """
    data = members.get(_CUSTOM)
    if data is None:
        return {}
    return {str(each.get("name")): "".join(each.itertext()).strip() for each in parse(data, _CUSTOM)}


class _Walk:
    """Goes through a document once."""

    def __init__(self, members: Mapping[str, bytes]) -> None:
        self.members = members
        self.gatherer = Gatherer()
        self.hanging: dict[str, dict[str, str]] = {}

    def visit(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        tag, gatherer = element.tag, self.gatherer
        text = _text(element)
        if text:
            gatherer.text(text)
        elif tag == f"{_W}bookmarkStart":
            gatherer.start(element.get(f"{_W}name", ""), element.get(f"{_W}id", ""))
        elif tag == f"{_W}bookmarkEnd":
            gatherer.end(element.get(f"{_W}id", ""))
        elif tag == f"{_W}sdt":
            self._control(element)
        elif tag == f"{_W}p":
            with gatherer.paragraph():
                self._children(element)
        elif tag == f"{_W}tc":
            with gatherer.cell():
                self._children(element)
        elif tag in _HANGING:
            self._hanging(tag, element.get(f"{_W}id", ""))
        elif tag in _PICTURES:
            gatherer.aside(PlaceKind.PICTURE, _alternative(element))
        elif tag == f"{_MC}AlternateContent":
            # All of its versions say the same
            for version in element[:1]:
                self._children(version)
        elif tag in _DELETED:
            gatherer.note_change()
            # What was deleted is gone, but bookmarks may start and end in it
            for child in element.iter(f"{_W}bookmarkStart", f"{_W}bookmarkEnd"):
                self.visit(child)
        elif tag not in _NO_TEXT:
            if tag in _ADDED:
                gatherer.note_change()
            elif tag == f"{_W}tbl":
                gatherer.note_table()
            self._children(element)

    def _children(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        for child in element:
            if isinstance(child.tag, str):
                self.visit(child)

    def _control(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        with self.gatherer.control(_described(element.find(f"{_W}sdtPr"))):
            content = element.find(f"{_W}sdtContent")
            if content is not None:
                self._children(content)

    def _hanging(self, tag: str, number: str) -> None:
        """Take down the text of a note or comment, which stands in a part of its own."""
        part, kind = _HANGING[tag]
        if part not in self.hanging:
            data = self.members.get(part)
            self.hanging[part] = {
                str(each.get(f"{_W}id")): "".join(str(text.text or "") for text in each.iter(f"{_W}t"))
                for each in (parse(data, part) if data else ())
                if isinstance(each.tag, str)
            }
        self.gatherer.aside(kind, self.hanging[part].get(number, ""))


def _alternative(element: Any) -> str:  # noqa: ANN401 - lxml does not type its elements
    frame = next(element.iterancestors(f"{_DRAWING}inline", f"{_DRAWING}anchor"), None)
    described = frame.find(f"{_DRAWING}docPr") if frame is not None else None
    return "" if described is None else str(described.get("descr") or "")


def _described(properties: Any) -> Control:  # noqa: ANN401 - lxml does not type its elements
    control = Control()
    if properties is None:
        return control
    for child in properties:
        name = str(child.tag)
        if name == f"{_W}tag":
            control.tag = child.get(_VAL, "")
        elif name == f"{_W}showingPlcHdr":
            control.empty = child.get(_VAL, "true") not in ("0", "false", "off")
        elif name in (f"{_W}dropDownList", f"{_W}comboBox"):
            control.kind = "drop-down"
            control.entries = {
                str(entry.get(f"{_W}displayText") or entry.get(f"{_W}value", "")): str(entry.get(f"{_W}value", ""))
                for entry in child.iter(f"{_W}listItem")
            }
        elif name == f"{_W}date":
            control.kind = "date"
            control.date = str(child.get(f"{_W}fullDate", ""))[:10]
        elif name == f"{_W14}checkbox":
            control.kind = "checkbox"
            state = child.find(f"{_W14}checked")
            if state is not None:
                control.checked = state.get(f"{_W14}val", "1") in ("1", "true", "on")
    return control


def _text(element: Any) -> str:  # noqa: ANN401 - lxml does not type its elements
    """Return the text that an element stands for by itself."""
    if element.tag in _TEXTS:
        return str(element.text or "")
    if element.tag == f"{_W}sym":
        return _symbol(element.get(f"{_W}char", ""))
    return _SIGNS.get(element.tag, "")


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16) & 0x0FFF) if code else ""
    except ValueError:
        return ""

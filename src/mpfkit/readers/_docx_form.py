"""Fields of a filled form in a .docx: controls, bookmarks around them, and text that was typed beside them.

Insertions of tracked changes count, deletions do not. LibreOffice moves a bookmark into the control around which it
stood, drops tags, and turns plain-text controls into text; so tags, bookmarks and texts are all read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mpfkit.errors import FileError

from ._fields import BookmarkText, Control, FilledForm

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["read_docx"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_DOCUMENT = "word/document.xml"
_CUSTOM = "docProps/custom.xml"
_VAL = f"{_W}val"
PREFIX = "mpf_"
"""With this begin the names of bookmarks around fields."""
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}
_ADDED = frozenset({f"{_W}ins", f"{_W}moveTo"})
_DELETED = frozenset({f"{_W}del", f"{_W}moveFrom"})
_NO_TEXT = frozenset(f"{_W}{name}" for name in "instrText delText pPr rPr sdtPr sectPr tblPr tblGrid trPr tcPr".split())
_COUNTED = re.compile(rb'<w:sdt[ >/]|<w:bookmarkStart\b[^>]*\bw:name="mpf_')


def parse(data: bytes, name: str) -> Any:  # noqa: ANN401 - lxml does not type its elements
    """Parse a part of a foreign file, without entities and without limits lifted.

    Args:
        data: The XML.
        name: What it is called in messages.

    Raises:
        FileError: It is no sound XML, or deeper or larger than any form.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FileError(f"{name} is damaged, or made to be ({error.msg}); ask for the file again") from error


def properties_of(members: Mapping[str, bytes]) -> dict[str, str]:
    """Return the custom properties of an Office file.

    Args:
        members: Parts of the file.

    Raises:
        FileError: They cannot be read.
    """
    data = members.get(_CUSTOM)
    if data is None:
        return {}
    return {str(each.get("name")): "".join(each.itertext()).strip() for each in parse(data, _CUSTOM)}


def read_docx(members: Mapping[str, bytes]) -> FilledForm:
    """Read the fields of a filled form.

    Args:
        members: Parts of the file.

    Returns:
        What its fields hold.

    Raises:
        FileError: It is no Word file, or cannot be read.
    """
    data = members.get(_DOCUMENT)
    if data is None:
        raise FileError("it is no Word file: it has no word/document.xml; ask for the file again")
    root = parse(data, _DOCUMENT)
    if not str(root.tag).startswith(_W):
        raise FileError("it is saved as Strict Open XML; open it in Word and save it as Word document (.docx)")
    walk = _Walk()
    walk.visit(root)
    return FilledForm(
        properties=properties_of(members),
        controls=tuple(walk.controls),
        bookmarks=walk.bookmarks,
        pieces=len(_COUNTED.findall(data)),
    )


class _Place:
    """A cell, or a paragraph outside of tables: what stands in it beside the fields."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self.lines: list[str] = [""]


class _Walk:
    """Goes through a document once and gathers what stands in which bookmark and control."""

    def __init__(self) -> None:
        self.controls: list[Control] = []
        self.bookmarks: dict[str, BookmarkText] = {}
        self.open: dict[str, str] = {}
        self.inside: list[Control] = []
        self.place = _Place()
        self.in_cell = False

    def visit(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        tag = element.tag
        if tag == f"{_W}t":
            self._text(element.text or "")
        elif tag == f"{_W}bookmarkStart":
            self._start(element)
        elif tag == f"{_W}bookmarkEnd":
            self.open.pop(element.get(f"{_W}id", ""), None)
        elif tag == f"{_W}sdt":
            self._control(element)
        elif tag == f"{_W}p":
            self._paragraph(element)
        elif tag == f"{_W}tc":
            self._cell(element)
        elif tag == f"{_W}sym":
            self._text(_symbol(element.get(f"{_W}char", "")))
        elif tag in _BREAKS:
            self._text(_BREAKS[tag])
        elif tag in _DELETED:
            self._note("changed")
            # What was deleted is gone, but bookmarks may start and end in it
            for child in element.iter(f"{_W}bookmarkStart", f"{_W}bookmarkEnd"):
                self.visit(child)
        elif tag not in _NO_TEXT:
            if tag in _ADDED:
                self._note("changed")
            elif tag == f"{_W}tbl":
                self._note("table")
            self._children(element)

    def _children(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        for child in element:
            if isinstance(child.tag, str):
                self.visit(child)

    def _note(self, what: str) -> None:
        for name in self.open.values():
            setattr(self.bookmarks[name], what, True)

    def _start(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        name = element.get(f"{_W}name", "")
        if not name.startswith(PREFIX):
            return
        self.open[element.get(f"{_W}id", "")] = name
        self.bookmarks.setdefault(name, BookmarkText())
        self.place.names[name] = None
        if self.inside:
            self.inside[-1].bookmarks.append(name)

    def _control(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        control = _described(element.find(f"{_W}sdtPr"))
        control.bookmarks.extend(self.open.values())
        self.controls.append(control)
        self.inside.append(control)
        content = element.find(f"{_W}sdtContent")
        if content is not None:
            self._children(content)
        self.inside.pop()

    def _paragraph(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        if self.in_cell:
            self.place.lines.append("")
            self._children(element)
        else:
            around, self.place = self.place, _Place()
            self.place.names.update(dict.fromkeys(self.open.values()))
            self._children(element)
            self._settle()
            self.place = around
        self._part("\n")

    def _cell(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        around, self.place = (self.place, self.in_cell), _Place()
        self.in_cell = True
        self._children(element)
        self._settle()
        self.place, self.in_cell = around
        self._part("\t")

    def _settle(self) -> None:
        """Tell the fields of a place what stands beside them."""
        lines = tuple(line.strip() for line in self.place.lines if line.strip())
        for name in self.place.names:
            self.bookmarks[name].beside += lines

    def _part(self, mark: str) -> None:
        """Part what follows in the bookmarks and controls that are open."""
        for name in self.open.values():
            self.bookmarks[name].text += mark
        for control in self.inside:
            control.text += mark

    def _text(self, text: str) -> None:
        for name in dict.fromkeys(self.open.values()):
            self.bookmarks[name].text += text
            if not self.inside:
                self.bookmarks[name].outside += text
        for control in self.inside:
            control.text += text
        if not self.open and not self.inside:
            self.place.lines[-1] += text


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


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16) & 0x0FFF) if code else ""
    except ValueError:
        return ""

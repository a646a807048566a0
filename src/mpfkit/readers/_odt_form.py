"""Fields of a filled form in an .odt, as LibreOffice saves it: bookmarks, boxes and drop-downs inside them.

OpenDocument 1.3, with LibreOffice's extension for content controls (`loext:content-control`). Tracked deletions stand
apart in `text:tracked-changes`, which is not read; insertions stand in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mpfkit.errors import FileError

from ._docx_form import PREFIX, parse
from ._fields import BookmarkText, Control, FilledForm

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["read_odt"]

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_COUNTED = re.compile(rb'<loext:content-control[ >/]|<text:bookmark-start\b[^>]*\btext:name="mpf_')
_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_NO_TEXT = frozenset(
    {
        f"{_TEXT}tracked-changes",
        f"{_OFFICE}annotation",
        f"{_TEXT}note",
        f"{_LOEXT}list-item",
        f"{_TEXT}sequence-decls",
        f"{_OFFICE}forms",
    }
)


def read_odt(members: Mapping[str, bytes]) -> FilledForm:
    """Read the fields of a filled form.

    Args:
        members: Parts of the file.

    Returns:
        What its fields hold.

    Raises:
        FileError: It is no text document, or cannot be read.
    """
    data = members.get("content.xml")
    if data is None:
        raise FileError("it is no text document: it has no content.xml; ask for the file again")
    root = parse(data, "content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise FileError("it is no text document; ask for the file as .docx or .odt")
    walk = _Walk()
    walk.children(body)
    return FilledForm(
        properties=_properties(members),
        controls=tuple(walk.controls),
        bookmarks=walk.bookmarks,
        pieces=len(_COUNTED.findall(data)),
    )


def _properties(members: Mapping[str, bytes]) -> dict[str, str]:
    data = members.get("meta.xml")
    if data is None:
        return {}
    return {
        str(each.get(f"{_META}name")): "".join(each.itertext()).strip()
        for each in parse(data, "meta.xml").iter(f"{_META}user-defined")
    }


class _Walk:
    """Goes through a text once and gathers what stands in which bookmark and control."""

    def __init__(self) -> None:
        self.controls: list[Control] = []
        self.bookmarks: dict[str, BookmarkText] = {}
        self.open: dict[str, None] = {}
        self.inside: list[Control] = []
        self.names: dict[str, None] = {}
        self.lines: list[str] = [""]
        self.in_cell = False

    def children(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        for child in element:
            if isinstance(child.tag, str):
                self.visit(child)
                self._raw(child.tail)

    def visit(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        tag = element.tag
        if tag in _NO_TEXT:
            return
        if tag == f"{_TEXT}bookmark-start":
            self._start(element.get(f"{_TEXT}name", ""))
        elif tag == f"{_TEXT}bookmark-end":
            self.open.pop(element.get(f"{_TEXT}name", ""), None)
        elif tag == f"{_LOEXT}content-control":
            self._control(element)
        elif tag in _PARAGRAPHS:
            self._place(element, cell=False)
        elif tag == f"{_TABLE}table-cell":
            self._place(element, cell=True)
        elif tag == f"{_TEXT}s":
            self._text(
                " " * int(element.get(f"{_TEXT}c", "1") or 1) if element.get(f"{_TEXT}c", "1").isdigit() else " "
            )
        elif tag == f"{_TEXT}tab":
            self._text("\t")
        elif tag == f"{_TEXT}line-break":
            self._text("\n")
        else:
            if tag == f"{_TABLE}table":
                for name in self.open:
                    self.bookmarks[name].table = True
            elif tag in (f"{_TEXT}change-start", f"{_TEXT}change"):
                for name in self.open:
                    self.bookmarks[name].changed = True
            self._inner(element)

    def _inner(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        self._raw(element.text)
        self.children(element)

    def _start(self, name: str) -> None:
        if not name.startswith(PREFIX):
            return
        self.open[name] = None
        self.bookmarks.setdefault(name, BookmarkText())
        self.names[name] = None
        if self.inside:
            self.inside[-1].bookmarks.append(name)

    def _control(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        entries = {
            str(each.get(f"{_LOEXT}display-text") or each.get(f"{_LOEXT}value", "")): str(
                each.get(f"{_LOEXT}value", "")
            )
            for each in element.iter(f"{_LOEXT}list-item")
        }
        is_box = element.get(f"{_LOEXT}checkbox") == "true"
        is_date = element.get(f"{_LOEXT}date") == "true"
        control = Control(
            tag=element.get(f"{_LOEXT}tag", ""),
            bookmarks=list(self.open),
            kind="checkbox" if is_box else "date" if is_date else "drop-down" if entries else "text",
            empty=element.get(f"{_LOEXT}showing-place-holder") == "true",
            checked=element.get(f"{_LOEXT}checked") == "true" if is_box else None,
            date=str(element.get(f"{_LOEXT}current-date", ""))[:10],
            entries=entries,
        )
        self.controls.append(control)
        self.inside.append(control)
        self._inner(element)
        self.inside.pop()

    def _place(self, element: Any, *, cell: bool) -> None:  # noqa: ANN401 - lxml does not type its elements
        if self.in_cell and not cell:
            self.lines.append("")
            self._inner(element)
            self._part("\n")
            return
        around = self.names, self.lines, self.in_cell
        self.names, self.lines, self.in_cell = dict.fromkeys(self.open), [""], cell or self.in_cell
        self._inner(element)
        found = tuple(line.strip() for line in self.lines if line.strip())
        for name in self.names:
            self.bookmarks[name].beside += found
        self.names, self.lines, self.in_cell = around
        self._part("\t" if cell else "\n")

    def _part(self, mark: str) -> None:
        for name in self.open:
            self.bookmarks[name].text += mark
        for control in self.inside:
            control.text += mark

    def _raw(self, text: str | None) -> None:
        """Take down a text of the file, in which white space counts as one blank (OpenDocument 1.3, part 3, 6.1.2)."""
        if text:
            self._text(re.sub(r"[ \t\n\r]+", " ", text))

    def _text(self, text: str) -> None:
        for name in self.open:
            self.bookmarks[name].text += text
            if not self.inside:
                self.bookmarks[name].outside += text
        for control in self.inside:
            control.text += text
        if not self.open and not self.inside:
            self.lines[-1] += text

"""A form as .odt, as LibreOffice saves it: bookmarks, boxes and drop-downs inside them.

OpenDocument 1.3, with LibreOffice's extension for content controls (`loext:content-control`). Tracked deletions stand
apart in `text:tracked-changes`, which is not read; insertions stand in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mpfkit.errors import FileError

from ._content import Control, FilledForm, Gatherer, PlaceKind
from ._docx import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["odt_properties", "read_odt"]

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_CONTROLS = re.compile(rb"<loext:content-control[ >/]")
_BOOKMARKS = re.compile(rb'<text:bookmark-start\b[^>]*\btext:name="(mpf_[^"]*)"')
_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_NO_TEXT = frozenset(
    {
        f"{_TEXT}tracked-changes",
        f"{_TEXT}number",
        f"{_TEXT}table-of-content-source",
        f"{_TEXT}illustration-index-source",
        f"{_TEXT}table-index-source",
        f"{_LOEXT}list-item",
        f"{_TEXT}sequence-decls",
        f"{_OFFICE}forms",
        f"{_SVG}title",
        f"{_SVG}desc",
    }
)


def read_odt(members: Mapping[str, bytes]) -> FilledForm:
    """Read what a form holds.

    Args:
        members: Parts of the file.

    Returns:
        What stands in its fields and beside them.

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
    places = walk.gatherer.finish()
    return FilledForm(
        properties=odt_properties(members),
        controls=tuple(walk.gatherer.controls),
        bookmarks=walk.gatherer.bookmarks,
        places=places,
        pieces=len(_CONTROLS.findall(data)) + len(set(_BOOKMARKS.findall(data))) + len(places),
    )


def odt_properties(members: Mapping[str, bytes]) -> dict[str, str]:
    """Return the properties of a text document that its users gave it.

    Args:
        members: Parts of the file.

    Raises:
        FileError: They cannot be read.
    """
    data = members.get("meta.xml")
    if data is None:
        return {}
    return {
        str(each.get(f"{_META}name")): "".join(each.itertext()).strip()
        for each in parse(data, "meta.xml").iter(f"{_META}user-defined")
    }


class _Walk:
    """Goes through a text once."""

    def __init__(self) -> None:
        self.gatherer = Gatherer()

    def children(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        for child in element:
            if isinstance(child.tag, str):
                self.visit(child)
                self._raw(child.tail)

    def visit(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        tag, gatherer = element.tag, self.gatherer
        if tag in _NO_TEXT:
            return
        if tag == f"{_TEXT}bookmark-start":
            gatherer.start(element.get(f"{_TEXT}name", ""))
        elif tag == f"{_TEXT}bookmark-end":
            gatherer.end(element.get(f"{_TEXT}name", ""))
        elif tag == f"{_LOEXT}content-control":
            with gatherer.control(_described(element)):
                self._inner(element)
        elif tag in _PARAGRAPHS:
            with gatherer.paragraph():
                self._inner(element)
        elif tag == f"{_TABLE}table-cell":
            with gatherer.cell():
                self._inner(element)
        elif tag == f"{_TEXT}s":
            count = element.get(f"{_TEXT}c", "1")
            gatherer.text(" " * min(int(count), 100) if count.isdecimal() else " ")
        elif tag == f"{_TEXT}tab":
            gatherer.text("\t")
        elif tag == f"{_TEXT}line-break":
            gatherer.text("\n")
        elif tag == f"{_OFFICE}annotation":
            gatherer.aside(PlaceKind.COMMENT, _words(element, f"{_TEXT}p"))
        elif tag == f"{_TEXT}note":
            gatherer.aside(PlaceKind.NOTE, _words(element, f"{_TEXT}note-body"))
        elif tag in (f"{_DRAW}image", f"{_DRAW}object", f"{_DRAW}object-ole"):
            self._picture(element)
        else:
            if tag == f"{_TABLE}table":
                gatherer.note_table()
            elif tag in (f"{_TEXT}change-start", f"{_TEXT}change"):
                gatherer.note_change()
            self._inner(element)

    def _inner(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        self._raw(element.text)
        self.children(element)

    def _picture(self, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
        frame = element.getparent()
        first = next(child for child in frame if str(child.tag).startswith(_DRAW))
        # An object has a picture beside it that shows it
        if element is first:
            self.gatherer.aside(PlaceKind.PICTURE, frame.findtext(f"{_SVG}desc") or frame.findtext(f"{_SVG}title", ""))

    def _raw(self, text: str | None) -> None:
        """Take down a text of the file, in which white space counts as one blank (OpenDocument 1.3, part 3, 6.1.2)."""
        if text:
            self.gatherer.text(re.sub(r"[ \t\n\r]+", " ", text))


def _described(element: Any) -> Control:  # noqa: ANN401 - lxml does not type its elements
    entries = {
        str(each.get(f"{_LOEXT}display-text") or each.get(f"{_LOEXT}value", "")): str(each.get(f"{_LOEXT}value", ""))
        for each in element.iter(f"{_LOEXT}list-item")
    }
    is_box = element.get(f"{_LOEXT}checkbox") == "true"
    is_date = element.get(f"{_LOEXT}date") == "true"
    return Control(
        tag=element.get(f"{_LOEXT}tag", ""),
        kind="checkbox" if is_box else "date" if is_date else "drop-down" if entries else "text",
        empty=element.get(f"{_LOEXT}showing-place-holder") == "true",
        checked=element.get(f"{_LOEXT}checked") == "true" if is_box else None,
        date=str(element.get(f"{_LOEXT}current-date", ""))[:10],
        entries=entries,
    )


def _words(element: Any, tag: str) -> str:  # noqa: ANN401 - lxml does not type its elements
    """Return the text of a note or comment, its author and day aside."""
    return "\n".join("".join(map(str, each.itertext())) for each in element.iter(tag))

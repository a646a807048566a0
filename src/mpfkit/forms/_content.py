"""What a form holds, whether Word or LibreOffice saved it last, and how it is gathered on a walk through the file."""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PREFIX", "BookmarkText", "Control", "FilledForm", "Gatherer", "Place", "PlaceKind"]

PREFIX = "mpf_"
"""With this begin the names of bookmarks around fields."""


@attrs.define(kw_only=True)
class Control:
    """A content control as it came back.

    Attributes:
        tag: Its tag; LibreOffice 7.4 loses it.
        bookmarks: Names of the bookmarks that it stands in, or that stand in it.
        kind: `text`, `drop-down`, `checkbox` or `date`.
        text: What it shows.
        empty: Whether it says that it shows a placeholder.
        checked: Whether the file says that a box is ticked; None where it does not say.
        date: Day that the file gives, as YYYY-MM-DD; empty where it gives none.
        entries: Values by the texts of a drop-down.
    """

    tag: str = ""
    bookmarks: list[str] = attrs.field(factory=list)
    kind: str = "text"
    text: str = ""
    empty: bool = False
    checked: bool | None = None
    date: str = ""
    entries: dict[str, str] = attrs.field(factory=dict)


@attrs.define(kw_only=True)
class BookmarkText:
    """What stands in a bookmark.

    Attributes:
        text: All of it, controls included.
        outside: What of it stands outside of any control.
        changed: Whether tracked changes were read.
        table: Whether a table stands in it.
        endless: Whether the file does not say where it ends.
    """

    text: str = ""
    outside: str = ""
    changed: bool = False
    table: bool = False
    endless: bool = False


class PlaceKind(StrEnum):
    """What stands outside of the fields."""

    TEXT = "text"
    NOTE = "note"
    COMMENT = "comment"
    PICTURE = "picture"


@attrs.define(kw_only=True)
class Place:
    """A paragraph, or what the fields leave of it; or a note, comment or picture that hangs on it.

    Fields are named by their bookmark, or by the number of their control, counted from 0.

    Attributes:
        kind: What it is.
        text: Its text; of a picture its alternative text.
        beside: Fields in the same paragraph, else in the same cell; of a note, comment or picture in a field, that one.
        after: The field before; None where it is the first.
        inside: Whether it stands inside a field.
    """

    kind: PlaceKind = PlaceKind.TEXT
    text: str = ""
    beside: tuple[str | int, ...] = ()
    after: str | int | None = None
    inside: bool = False


@attrs.frozen(kw_only=True)
class FilledForm:
    """A form as it came back.

    Attributes:
        properties: Custom properties of the file.
        controls: Content controls in their order.
        bookmarks: What stands in each bookmark of a field, by name.
        places: What stands outside of the fields, in its order.
        pieces: How many controls, bookmarks of fields and places the file holds; the first two are counted apart from
            the reading.
    """

    properties: dict[str, str]
    controls: tuple[Control, ...]
    bookmarks: dict[str, BookmarkText]
    places: tuple[Place, ...] = ()
    pieces: int

    @property
    def texts(self) -> tuple[str, ...]:
        """Texts outside of the fields, those of notes included."""
        return tuple(place.text for place in self.places if place.kind in (PlaceKind.TEXT, PlaceKind.NOTE))


@attrs.define
class _Around:
    """A paragraph or cell that is being read: its text, its fields, and what hangs on it."""

    place: Place = attrs.field(factory=Place)
    fields: dict[str | int, None] = attrs.field(factory=dict)
    hanging: list[Place] = attrs.field(factory=list)


class Gatherer:
    """Gathers what a walk through a file tells it: what stands in which bookmark and control, and what in none."""

    def __init__(self) -> None:
        self.controls: list[Control] = []
        self.bookmarks: dict[str, BookmarkText] = {}
        self.places: list[Place] = []
        self._open: dict[str, str] = {}
        self._inside: list[tuple[int, Control]] = []
        self._paragraphs: list[_Around] = [_Around()]
        self._cells: list[_Around] = []
        self._last: str | int | None = None

    def finish(self) -> tuple[Place, ...]:
        """Settle what is left, and return what stands outside of the fields."""
        self._settle(self._paragraphs.pop())
        for name in self._open.values():
            self.bookmarks[name].endless = True
        return tuple(self.places)

    # Fields

    def start(self, name: str, number: str = "") -> None:
        """Begin a bookmark; those of others are passed over."""
        if not name.startswith(PREFIX):
            return
        self._open[number or name] = name
        self.bookmarks.setdefault(name, BookmarkText())
        if self._inside:
            self._inside[-1][1].bookmarks.append(name)
        self._meet(name)

    def end(self, number: str) -> None:
        """End a bookmark."""
        self._open.pop(number, None)

    @contextmanager
    def control(self, control: Control) -> Iterator[None]:
        """Be inside a control."""
        control.bookmarks.extend(self._open.values())
        number = len(self.controls)
        self.controls.append(control)
        self._inside.append((number, control))
        if control.tag and not self._open:
            self._meet(number)
        yield
        self._inside.pop()

    def _meet(self, field: str | int) -> None:
        self._last = field
        for around in (self._paragraphs[-1], *self._cells):
            around.fields[field] = None

    def note_change(self) -> None:
        """Say of the fields that are open that tracked changes were read."""
        for name in self._open.values():
            self.bookmarks[name].changed = True

    def note_table(self) -> None:
        """Say of the fields that are open that a table stands in them."""
        for name in self._open.values():
            self.bookmarks[name].table = True

    # Text

    @contextmanager
    def paragraph(self) -> Iterator[None]:
        """Be inside a paragraph."""
        around = _Around(Place(after=self._last), dict.fromkeys(self._fields()))
        self._paragraphs.append(around)
        yield
        self._paragraphs.pop()
        self._settle(around)
        self._part("\n")

    @contextmanager
    def cell(self) -> Iterator[None]:
        """Be inside a cell of a table."""
        around = _Around()
        self._cells.append(around)
        self._paragraphs.append(_Around(Place(after=self._last)))
        yield
        self._settle(self._paragraphs.pop())
        self._cells.pop()
        for place in around.hanging:
            place.beside = place.beside or tuple(around.fields)
        self._part("\t")

    def text(self, text: str) -> None:
        """Take down a text."""
        for name in dict.fromkeys(self._open.values()):
            self.bookmarks[name].text += text
            if not self._inside:
                self.bookmarks[name].outside += text
        for _, control in self._inside:
            control.text += text
        # LibreOffice puts controls without a name around whatever stands between two fields
        if not self._open and not any(control.tag for _, control in self._inside):
            self._paragraphs[-1].place.text += text

    def aside(self, kind: PlaceKind, text: str) -> None:
        """Take down a note, comment or picture that hangs on the paragraph."""
        fields = self._fields()
        place = Place(kind=kind, text=text, beside=fields, after=self._last, inside=bool(fields))
        self._paragraphs[-1].hanging.append(place)

    def _fields(self) -> tuple[str | int, ...]:
        """Return the fields that are open."""
        return tuple(dict.fromkeys(self._open.values())) or tuple(
            number for number, control in self._inside if control.tag
        )

    def _settle(self, around: _Around) -> None:
        found = [around.place] if around.place.text.strip() else []
        for place in [*found, *around.hanging]:
            place.beside = place.beside or tuple(around.fields)
            self.places.append(place)
            if not place.beside and self._cells:
                self._cells[-1].hanging.append(place)

    def _part(self, mark: str) -> None:
        """Part what follows in the bookmarks and controls that are open."""
        for name in dict.fromkeys(self._open.values()):
            self.bookmarks[name].text += mark
        for _, control in self._inside:
            control.text += mark

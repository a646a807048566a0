"""What the fields of a filled form hold, whether Word or LibreOffice saved it last."""

from __future__ import annotations

import attrs

__all__ = ["BookmarkText", "Control", "FilledForm"]


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
        beside: Lines that stand in the same cell, or outside of tables in the same paragraph, and in no field.
        changed: Whether tracked changes were read.
        table: Whether a table stands in it.
    """

    text: str = ""
    outside: str = ""
    beside: tuple[str, ...] = ()
    changed: bool = False
    table: bool = False


@attrs.frozen(kw_only=True)
class FilledForm:
    """A form as it came back.

    Attributes:
        properties: Custom properties of the file.
        controls: Content controls in their order.
        bookmarks: What stands in each bookmark of a field, by name.
        pieces: How many controls and bookmarks of fields the file holds, counted apart from the reading.
    """

    properties: dict[str, str]
    controls: tuple[Control, ...]
    bookmarks: dict[str, BookmarkText]
    pieces: int

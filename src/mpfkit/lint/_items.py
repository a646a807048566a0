"""What a Word file holds, as the rules see it: frozen values, each told once and then forgotten."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from ._places import Place
from ._styles import Look, Style

__all__ = [
    "Control",
    "Edge",
    "Fault",
    "Field",
    "Item",
    "Link",
    "Mark",
    "Paragraph",
    "Picture",
    "Relationship",
    "Run",
    "Section",
    "Table",
]


@attrs.frozen(kw_only=True)
class Run:
    r"""Characters that look the same.

    Attributes:
        text: The characters; tabs and line breaks as `\t` and `\n`.
        look: What they look like.
        in_link: Whether they are part of a link.
    """

    text: str
    look: Look
    in_link: bool = False


@attrs.frozen(kw_only=True)
class Link:
    """A link.

    Attributes:
        text: What is shown.
        target: Address outside the document; empty for a place in it.
        anchor: Bookmark in the document; empty for none.
        automatic: Whether it is an entry of the contents.
    """

    text: str
    target: str = ""
    anchor: str = ""
    automatic: bool = False


@attrs.frozen(kw_only=True)
class Field:
    r"""A field.

    Attributes:
        instruction: What it does: "PAGE", "REF _Ref_1 \h".
        result: What is shown now.
    """

    instruction: str
    result: str = ""

    @property
    def name(self) -> str:
        """First word of the instruction, in capitals."""
        return (self.instruction.split() or [""])[0].upper()


@attrs.frozen(kw_only=True)
class Picture:
    """A picture, chart or drawing.

    Attributes:
        place: Where it is.
        kind: `picture`, `chart`, `text box` or `drawing`.
        alt: Alternative text.
        decorative: Whether it is marked as decorative.
        width_mm: Width on the page.
        height_mm: Height on the page.
        floating: Whether it is not in line with the text.
        behind: Whether it lies behind the text.
        part: Name of the part that holds it; empty where it is none.
    """

    place: Place
    kind: str = "picture"
    alt: str = ""
    decorative: bool = False
    width_mm: float = 0.0
    height_mm: float = 0.0
    floating: bool = False
    behind: bool = False
    part: str = ""


@attrs.frozen(kw_only=True)
class Paragraph:
    """A paragraph, in the body or elsewhere.

    Attributes:
        place: Where it is.
        text: What is shown, without deleted text.
        style: Its style.
        level: Level as a heading, 1 to 9; 0 for other text.
        runs: Its characters.
        numbered: Whether it is an item of a list, or numbered otherwise.
        rtl: Whether it is marked as running from right to left.
        in_table: Whether it stands in a table.
        in_header_row: Whether it stands in a row that is marked as header.
        cell: Number of its cell in the row, counted from 1; 0 outside tables.
        align: `w:jc`, as far as known; empty for the default.
        links: Links that end in it.
        fields: Fields that end in it.
        contents: Instruction of the list of contents or of tables that it is an entry of; empty for none.
        pictures: Pictures in it.
        notes: Kind (`footnote`, `endnote`, `comment`) and id of what it refers to.
        changes: Authors of tracked changes in it.
        holds: Whether it holds something else than text: a picture, a field, a break.
        needed: Whether Word asks for it although it is empty, as at the end of a cell.
        after_table: Whether it stands directly below a table.
    """

    place: Place
    text: str
    style: Style
    level: int = 0
    runs: tuple[Run, ...] = ()
    numbered: bool = False
    rtl: bool = False
    in_table: bool = False
    in_header_row: bool = False
    cell: int = 0
    align: str = ""
    links: tuple[Link, ...] = ()
    fields: tuple[Field, ...] = ()
    contents: str = ""
    pictures: tuple[Picture, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    changes: tuple[str, ...] = ()
    holds: bool = False
    needed: bool = False
    after_table: bool = False


@attrs.frozen(kw_only=True)
class Table:
    """A table, told when it ends.

    Attributes:
        place: Where it is.
        rows: Number of rows.
        columns: Number of columns.
        header_rows: Number of rows from the top that are marked as header.
        stray_header: Row that is marked as header below others that are not; 0 for none.
        split_row: First row that may be split over two pages; 0 for none.
        blank_rows: Rows without content.
        blank_columns: Columns without content.
        empty_headers: Number of empty cells in the first header row.
        toned: Rows with a shaded cell that has no text beside cells with another shading.
        title: Its title for those who cannot see it.
        description: Its description for those who cannot see it.
        captioned: Whether a caption stands above it.
        nested: Whether it stands in another table.
        rtl: Whether its first column is at the right.
    """

    place: Place
    rows: int = 0
    columns: int = 0
    header_rows: int = 0
    stray_header: int = 0
    split_row: int = 0
    blank_rows: tuple[int, ...] = ()
    blank_columns: tuple[int, ...] = ()
    empty_headers: int = 0
    toned: tuple[int, ...] = ()
    title: str = ""
    description: str = ""
    captioned: bool = False
    nested: bool = False
    rtl: bool = False


@attrs.frozen(kw_only=True)
class Section:
    """A section, told when it ends.

    Attributes:
        number: Number, from 1.
        place: Where it ends.
        edges: Name of the part of each head and foot by kind (`header`, `footer`) and pages (`default`, `first`,
            `even`); those that it does not name are the ones of the section before.
        first_page_differs: Whether its first page has its own head and foot.
    """

    number: int
    place: Place
    edges: Mapping[tuple[str, str], str] = attrs.field(factory=dict, hash=False)
    first_page_differs: bool = False


@attrs.frozen(kw_only=True)
class Control:
    """A field to be filled in: a content control, or one of the older form fields.

    Attributes:
        place: Where it is.
        title: What screen readers call it.
        tag: Its name for programs.
        placeholder: Whether it still shows what to enter.
    """

    place: Place
    title: str = ""
    tag: str = ""
    placeholder: bool = False


@attrs.frozen(kw_only=True)
class Fault:
    """A field or bookmark that is not whole.

    Attributes:
        place: Where it is.
        what: What is wrong.
    """

    place: Place
    what: str


@attrs.frozen(kw_only=True)
class Mark:
    """A bookmark.

    Attributes:
        place: Where it starts.
        name: Its name.
    """

    place: Place
    name: str


@attrs.frozen(kw_only=True)
class Edge:
    """A head or foot of pages.

    Attributes:
        kind: `header` or `footer`.
        part: Name of its part.
        paragraphs: What stands in it.
    """

    kind: str
    part: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """All its text."""
        return " ".join(paragraph.text for paragraph in self.paragraphs)


@attrs.frozen(kw_only=True)
class Relationship:
    """A relation of a part to another part or to something outside.

    Attributes:
        kind: Last part of its type: `image`, `hyperlink`, `header`.
        target: Name of the part, or address outside.
        external: Whether it leads outside.
    """

    kind: str
    target: str
    external: bool = False


Item = Paragraph | Table | Section | Control | Fault | Mark
"""What stands in a part."""

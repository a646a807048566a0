"""The nodes of a document tree: plain meaning, without fonts and without Word.

Inline content is a text, an inline node, or a tuple of both. Block nodes stand in a tuple. Every writer handles every
node or says that it cannot; none is dropped in silence.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TypeAlias

import attrs

__all__ = [
    "Align",
    "Anchor",
    "Block",
    "Blocks",
    "BulletList",
    "Callout",
    "Cell",
    "Code",
    "Column",
    "Contents",
    "Cover",
    "CoverLine",
    "Document",
    "Emphasis",
    "Figure",
    "Footnote",
    "Heading",
    "HeadingKind",
    "Image",
    "Inline",
    "Inlines",
    "LineBreak",
    "Link",
    "ListOf",
    "NumberedList",
    "PageBreak",
    "Paragraph",
    "ParagraphRole",
    "Reference",
    "Row",
    "RowKind",
    "Section",
    "Span",
    "SpanRole",
    "Strong",
    "Table",
    "Tone",
]


class HeadingKind(StrEnum):
    """How a heading is numbered."""

    NUMBERED = "numbered"
    """1, 1.1, 1.1.1"""
    ANNEX = "annex"
    """Annex A; below it A.1, A.1.1 by headings of the same kind"""
    PLAIN = "plain"
    """No number: front matter such as an executive summary"""


class ParagraphRole(StrEnum):
    """What a paragraph is for."""

    BODY = "body"
    LEAD = "lead"
    """Opening paragraph that sums up what follows"""
    QUOTE = "quote"
    QUESTION = "question"
    """Wording of a question"""
    META = "meta"
    """Facts about what stands around it: time of a session, source of a table"""
    WITHHELD = "withheld"
    """Says what this edition leaves out"""
    ILLUSTRATIVE = "illustrative"
    """Says that what follows is invented"""
    IMPRINT = "imprint"


class SpanRole(StrEnum):
    """What a stretch of text is for."""

    PLAIN = "plain"
    MUTED = "muted"
    """Less important, such as an absent reason"""
    WITHHELD = "withheld"
    ILLUSTRATIVE = "illustrative"
    LABEL = "label"
    """Names what follows, such as 'Level:'"""


class Tone(StrEnum):
    """What a cell or callout says beside its words; never the only signal (EN 301 549, 10.1.4.1)."""

    NEUTRAL = "neutral"
    GOOD = "good"
    PARTIAL = "partial"
    BAD = "bad"
    MUTED = "muted"
    ACCENT = "accent"


class Align(StrEnum):
    """How the text of a column is set; `start` is left in English and right in Arabic."""

    START = "start"
    CENTER = "center"
    END = "end"


class RowKind(StrEnum):
    """What a row of a table is."""

    BODY = "body"
    GROUP = "group"
    """Names the rows that follow; its first cell spans all columns"""
    TOTAL = "total"


@attrs.frozen
class Emphasis:
    """Stressed text."""

    content: Inlines


@attrs.frozen
class Strong:
    """Important text."""

    content: Inlines


@attrs.frozen
class Code:
    """A name or value that is typed as it stands."""

    text: str


@attrs.frozen
class Link:
    """A link out of the document.

    Attributes:
        content: What the reader sees; never a bare "here".
        url: `http`, `https` or `mailto`.
    """

    content: Inlines
    url: str


@attrs.frozen
class Reference:
    """A link to a heading, table, figure, paragraph or anchor of the same document.

    Attributes:
        key: Key of the target.
        content: What the reader sees; None for the label of the target ("Table 3", "Annex A", "Section 2.1").
    """

    key: str
    content: Inlines | None = None


@attrs.frozen
class Footnote:
    """A note at the foot of the page, referenced from here; not allowed inside tables (use `Table.notes`)."""

    content: Inlines


@attrs.frozen
class Anchor:
    """A place that references can point to."""

    key: str


@attrs.frozen
class LineBreak:
    """A new line in the same paragraph."""


@attrs.frozen
class Span:
    """A stretch of text in another language or with a role of its own.

    Attributes:
        content: The text.
        language: Language tag (BCP 47), where it differs from the document's.
        role: What it is for.
    """

    content: Inlines
    language: str = ""
    role: SpanRole = SpanRole.PLAIN


Inline: TypeAlias = Emphasis | Strong | Code | Link | Reference | Footnote | Anchor | LineBreak | Span
Inlines: TypeAlias = "str | Inline | tuple[str | Inline, ...]"


@attrs.frozen
class Heading:
    """A heading; it ends without a full stop (Interinstitutional Style Guide 10.1).

    Attributes:
        content: The text.
        level: 1 to 6; a level is never skipped.
        kind: How it is numbered.
        key: By which references find it.
    """

    content: Inlines
    level: int = 1
    kind: HeadingKind = HeadingKind.NUMBERED
    key: str = ""


@attrs.frozen
class Paragraph:
    """A paragraph.

    Attributes:
        content: The text; never empty.
        role: What it is for.
        key: By which references find it.
        language: Language tag, where the whole paragraph differs from the document's.
        keep_with_next: Whether it must stand on the page of what follows.
    """

    content: Inlines
    role: ParagraphRole = ParagraphRole.BODY
    key: str = ""
    language: str = ""
    keep_with_next: bool = False


@attrs.frozen
class BulletList:
    """A list without order.

    Attributes:
        items: Each is inline content or a tuple of blocks (paragraphs and further lists).
    """

    items: tuple[Inlines | Blocks, ...]


@attrs.frozen
class NumberedList:
    """A list with an order; numbering starts again at 1 in each list.

    Attributes:
        items: Each is inline content or a tuple of blocks (paragraphs and further lists).
    """

    items: tuple[Inlines | Blocks, ...]


@attrs.frozen
class Column:
    """A column of a table.

    Attributes:
        header: What stands in the header row; never empty.
        width: Share of the width of the table; only the proportion to the other columns counts.
        align: How its cells are set.
    """

    header: Inlines
    width: float = 1.0
    align: Align = Align.START


@attrs.frozen
class Cell:
    """A cell with more to it than text.

    Attributes:
        content: Inline content, or a tuple of blocks (paragraphs and lists).
        tone: What its shading says beside the words.
        span: How many columns it covers.
        header: Whether it names its row.
        language: Language tag, where it differs from the document's.
    """

    content: Inlines | Blocks
    tone: Tone = Tone.NEUTRAL
    span: int = 1
    header: bool = False
    language: str = ""


@attrs.frozen
class Row:
    """A row that is not simply a tuple of cells.

    Attributes:
        cells: As many as the table has columns, spans counted.
        kind: What the row is.
    """

    cells: tuple[Cell | Inlines, ...]
    kind: RowKind = RowKind.BODY


@attrs.frozen(kw_only=True)
class Table:
    """A table; its header row repeats on every page and no row is split.

    Attributes:
        columns: Columns, from the start side of the page.
        rows: Rows; a plain tuple of cells is a body row.
        caption: Numbered caption above the table ("Table 3"); None for a table without a number.
        description: What the table shows, for those who cannot see it; always given.
        key: By which references find it.
        units: Units line above the table, such as "(EUR)" (Interinstitutional Style Guide 7.3.3).
        notes: Notes inside the frame of the table, below its last row (Interinstitutional Style Guide 8.1).
        compact: Whether it is set in the smaller type of wide tables.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row | tuple[Cell | Inlines, ...], ...]
    caption: Inlines | None = None
    description: str
    key: str = ""
    units: str = ""
    notes: tuple[Inlines, ...] = ()
    compact: bool = False


@attrs.frozen(kw_only=True)
class Image:
    """A picture.

    Attributes:
        data: The bytes of a PNG or JPEG file.
        media_type: `image/png` or `image/jpeg`.
        width_mm: Width on the page in millimetres; a writer never makes it wider than the text.
        height_mm: Height on the page in millimetres.
        alt: What it shows, for those who cannot see it; empty only when it is decorative.
    """

    data: bytes = attrs.field(repr=False)
    media_type: str
    width_mm: float
    height_mm: float
    alt: str


@attrs.frozen(kw_only=True)
class Figure:
    """A picture with a numbered caption below it.

    Attributes:
        image: The picture.
        caption: Numbered caption ("Figure 1").
        key: By which references find it.
    """

    image: Image
    caption: Inlines
    key: str = ""


@attrs.frozen(kw_only=True)
class Callout:
    """Something set apart from the text.

    Attributes:
        blocks: Paragraphs and lists.
        title: One line above them.
        tone: What it says beside the words.
    """

    blocks: Blocks
    title: Inlines | None = None
    tone: Tone = Tone.NEUTRAL


@attrs.frozen
class PageBreak:
    """What follows starts on a new page."""


@attrs.frozen(kw_only=True)
class Section:
    """Blocks on pages of their own, set across where they are wide.

    Attributes:
        blocks: What stands on the pages.
        landscape: Whether the pages lie across.
    """

    blocks: Blocks
    landscape: bool = False


@attrs.frozen(kw_only=True)
class Contents:
    """The table of contents.

    Attributes:
        title: Heading above it, itself not listed.
        levels: Headings down to this level are listed.
    """

    title: str
    levels: int = 3


@attrs.frozen(kw_only=True)
class ListOf:
    """A list of all tables or all figures with a caption; left out by writers where there are none.

    Attributes:
        what: `tables` or `figures`.
        title: Heading above it.
    """

    what: str
    title: str


@attrs.frozen
class CoverLine:
    """A line of the cover: a label, such as "Place and date", and what it says; or a line without a label."""

    text: str
    label: str = ""


@attrs.frozen(kw_only=True)
class Cover:
    """The first page.

    The house style adds what is its own: emblem, logos, strip.

    Attributes:
        title: Title of the document.
        kicker: Line above the title: the programme or series.
        subtitle: Line below the title: what sort of report it is.
        lines: Place, date, edition, and whatever else the cover says.
        notices: Prominent notices: invented data, draft, edition.
        statement: Funding statement beside the emblem, such as "Funded by the European Union".
        implemented_by: Such as "Implemented by ICMPD".
        marking: Marking of the document, such as "TLP:GREEN"; empty for none.
    """

    title: str
    kicker: str = ""
    subtitle: str = ""
    lines: tuple[CoverLine, ...] = ()
    notices: tuple[str, ...] = ()
    statement: str = ""
    implemented_by: str = ""
    marking: str = ""


Block: TypeAlias = (
    Heading | Paragraph | BulletList | NumberedList | Table | Figure | Callout | PageBreak | Section | Contents | ListOf
)
Blocks: TypeAlias = "tuple[Block, ...]"


@attrs.frozen(kw_only=True)
class Document:
    """A document, ready for any writer.

    Attributes:
        title: Title, also in the properties of the file.
        language: Language tag of the text (BCP 47).
        blocks: The body, after the cover.
        cover: The first page; None for none.
        subject: What it is, for the properties of the file.
        authors: Who wrote it: institutions, for the properties of the file.
        keywords: For the properties of the file.
        date: Day that the document bears; no writer looks at a clock.
        header: Text at the head of every page but the cover: the short title.
        footer: Text at the foot of every page, beside the page number: the funding strip.
        marking: Marking at the head and foot of every page, such as "TLP:GREEN"; empty for none.
    """

    title: str
    language: str
    blocks: Blocks
    cover: Cover | None = None
    subject: str = ""
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    date: dt.date
    header: str = ""
    footer: str = ""
    marking: str = ""

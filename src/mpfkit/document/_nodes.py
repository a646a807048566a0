"""The nodes of a document tree: plain meaning, without fonts and without Word.

Inline content is a text, an inline node, or a tuple of both. Block nodes stand in a tuple. Every writer handles every
node or says that it cannot; none is dropped in silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
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
    "Chart",
    "ChartKind",
    "Code",
    "Column",
    "Contents",
    "Cover",
    "CoverLine",
    "Document",
    "Emphasis",
    "Figure",
    "Footnote",
    "Form",
    "FormChoice",
    "FormField",
    "FormFieldKind",
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
    "Series",
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


class FormFieldKind(StrEnum):
    """What can be put into a form field."""

    TEXT = "text"
    """One line, or as many as fit; without formatting"""
    RICH_TEXT = "rich-text"
    """Paragraphs with formatting, where the field is all that its paragraph holds"""
    DROP_DOWN = "drop-down"
    """One of the choices"""
    CHECKBOX = "checkbox"
    DATE = "date"


@attrs.frozen
class FormChoice:
    """A choice of a drop-down field.

    Attributes:
        value: What is stored: a code.
        label: What is shown; differs from that of every other choice.
    """

    value: str
    label: str


@attrs.frozen(kw_only=True)
class FormField:
    """A place where somebody who fills in a form writes or chooses.

    Attributes:
        key: By which the answer is found again; unique in the document.
        kind: What can be put into it.
        label: What it asks for, for those who hear the form rather than see it; never empty.
        value: What it holds already: a text, the value of a choice, a day as YYYY-MM-DD, or `yes` for a checked box.
        choices: Choices of a drop-down field, in order.
        placeholder: What it shows while it is empty; where it is empty itself, the writer has words of its own.
    """

    key: str
    kind: FormFieldKind = FormFieldKind.TEXT
    label: str
    value: str = ""
    choices: tuple[FormChoice, ...] = ()
    placeholder: str = ""


Inline: TypeAlias = Emphasis | Strong | Code | Link | Reference | Footnote | Anchor | LineBreak | Span | FormField
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
        row_span: How many rows it covers; the rows below leave its columns out.
    """

    content: Inlines | Blocks
    tone: Tone = Tone.NEUTRAL
    span: int = 1
    header: bool = False
    language: str = ""
    row_span: int = 1


@attrs.frozen
class Row:
    """A row that is not simply a tuple of cells.

    Attributes:
        cells: As many as the table has columns, spans counted, those of cells in rows above included.
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

    Writers show it without what cameras and programs add to it: place, time, names, thumbnails. It is never distorted:
    where width and height have another proportion than the picture, it is made as large as it can be within both.

    Attributes:
        data: The bytes of a PNG, JPEG or SVG file.
        media_type: `image/png`, `image/jpeg` or `image/svg+xml`; a writer that puts the file into its own goes by the
            bytes.
        width_mm: Width on the page in millimetres; a writer never makes it wider than the text.
        height_mm: Height on the page in millimetres; a writer never makes it higher than a page with its caption.
        alt: What it shows, for those who cannot see it; empty only when it is decorative.
        fallback: PNG that stands in for an SVG where that cannot be shown; where it is empty, a writer that needs one
            makes it, for which mpfkit has to be installed as `mpfkit[images]`.
    """

    data: bytes = attrs.field(repr=False)
    media_type: str
    width_mm: float
    height_mm: float
    alt: str
    fallback: bytes = attrs.field(default=b"", repr=False)


class ChartKind(StrEnum):
    """How a chart shows its series."""

    BAR = "bar"
    """A bar for each category and series, across the page, so that long names of categories can be read"""
    STACKED_BAR = "stacked-bar"
    """A bar for each category, across the page, in which the series stand one after the other"""
    LINE = "line"
    """A line with marks for each series"""


@attrs.frozen
class Series:
    """A row of numbers of a chart.

    Attributes:
        name: What it counts; unique in the chart.
        values: One for each category; None where there is none.
    """

    name: str
    values: tuple[float | None, ...]


@attrs.frozen(kw_only=True)
class Chart:
    """A chart made from numbers, not a picture of one: in Word it can be edited.

    Attributes:
        kind: How it shows its series.
        categories: Names of the categories, in order; on the page the first stands at the top or at the start.
        series: Series, in order; at least one.
        alt: What the chart says, for those who cannot see it; never empty.
        unit: What the numbers are, written at their axis, such as "countries"; empty for none.
        whole_numbers: Whether the axis shows whole numbers only: counts.
        percent: Whether the numbers are shares, 0.25 being shown as 25 %.
        show_values: Whether each bar or mark shows its number.
        data_table: Whether the numbers stand in a table below the chart, too.
        width_mm: Width on the page in millimetres; a writer never makes it wider than the text.
        height_mm: Height on the page in millimetres, without the data table; 0 to let the writer choose by the number
            of categories.
    """

    kind: ChartKind = ChartKind.BAR
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str
    unit: str = ""
    whole_numbers: bool = True
    percent: bool = False
    show_values: bool = True
    data_table: bool = False
    width_mm: float = 160.0
    height_mm: float = 0.0


@attrs.frozen(kw_only=True)
class Figure:
    """A picture or chart with a numbered caption below it.

    Attributes:
        graphic: The picture or chart.
        caption: Numbered caption ("Figure 1").
        key: By which references find it.
    """

    graphic: Image | Chart
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
        logos: Logos of those who carry the work out or take part, besides those of the house style; none is shown
            larger than the emblem.
    """

    title: str
    kicker: str = ""
    subtitle: str = ""
    lines: tuple[CoverLine, ...] = ()
    notices: tuple[str, ...] = ()
    statement: str = ""
    implemented_by: str = ""
    marking: str = ""
    logos: tuple[Image, ...] = ()


Block: TypeAlias = (
    Heading | Paragraph | BulletList | NumberedList | Table | Figure | Callout | PageBreak | Section | Contents | ListOf
)
Blocks: TypeAlias = "tuple[Block, ...]"


@attrs.frozen(kw_only=True)
class Form:
    """What a document is when somebody fills it in and sends it back.

    Attributes:
        id: Which form it is: of which project, questionnaire and country.
        version: Version of the questionnaire.
        fingerprint: Hash of what is asked, by which a form is told from a later one of the same version.
        protected: Whether nothing but its fields can be changed. A guide for those who fill it in, no safeguard.
    """

    id: str
    version: str = ""
    fingerprint: str = ""
    protected: bool = True


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
        form: What it is as a form; None where nobody fills it in.
        pages: Number of the page on which each key of the outline stands, as far as they are known; contents show them.
        page_count: Number of pages; 0 where it is not known.
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
    form: Form | None = None
    pages: Mapping[str, int] = attrs.field(factory=dict, hash=False)
    page_count: int = 0

"""Each node of a document alone, with a word that the file has to hold."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from mpfkit.document import (
    Anchor,
    BulletList,
    Callout,
    Cell,
    Chart,
    Code,
    Column,
    Contents,
    Cover,
    CoverLine,
    Document,
    Emphasis,
    Figure,
    Footnote,
    FormField,
    Heading,
    LineBreak,
    Link,
    ListOf,
    NumberedList,
    PageBreak,
    Paragraph,
    Reference,
    Row,
    RowKind,
    Section,
    Series,
    Span,
    Strong,
    Table,
)

from ._specimen import logo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpfkit.document import Block, Inline

__all__ = ["each_node"]

_DAY = dt.date(2019, 3, 27)
_AROUND = "Surroundings"


def _document(*blocks: Block, **more: Any) -> Document:  # noqa: ANN401 - fields of a document
    return Document(title="Title", language="en", date=_DAY, blocks=(*blocks, Paragraph(_AROUND)), **more)


def _table(**changes: Any) -> Table:  # noqa: ANN401 - fields of a table
    fields: dict[str, Any] = {"columns": (Column("Head"),), "rows": (("Text",),), "description": "Description"}
    return Table(**{**fields, **changes})


def _chart(**changes: Any) -> Chart:  # noqa: ANN401 - fields of a chart
    fields: dict[str, Any] = {"categories": ("Category",), "series": (Series("Series", (47.0,)),), "alt": "Said"}
    return Chart(**{**fields, **changes})


def each_node() -> Iterator[tuple[str, Document, str]]:
    """Yield the name of a node, a document with it, and a word that tells whether it was written.

    For nodes that say nothing, such as a page break, the word is one beside them. The first document has headings,
    paragraphs and a table, as nearly all have.
    """
    yield "Table", _document(Heading("Introduction"), _table(rows=(("Kwcell",),))), "Kwcell"
    blocks: tuple[tuple[Block, str], ...] = (
        (Paragraph("Kwparagraph"), "Kwparagraph"),
        (Heading("Kwheading"), "Kwheading"),
        (BulletList(("Kwbullet",)), "Kwbullet"),
        (BulletList(((Paragraph("First"), BulletList(("Kwnested",))),)), "Kwnested"),
        (NumberedList(("Kwnumber",)), "Kwnumber"),
        (_table(columns=(Column("Kwcolumn"),)), "Kwcolumn"),
        (_table(caption="Kwcaption"), "Kwcaption"),
        (_table(units="(Kwunits)"), "Kwunits"),
        (_table(notes=("Kwtablenote",)), "Kwtablenote"),
        (_table(rows=(Row((Cell("Kwgroup"),), RowKind.GROUP), ("Text",))), "Kwgroup"),
        (_table(rows=((Cell((Paragraph("Kwinside"), BulletList(("Kwdeep",)))),),)), "Kwdeep"),
        (_table(columns=(Column("A"), Column("B")), rows=((Cell("Kwwide", span=2),), ("a", "b"))), "Kwwide"),
        (
            _table(columns=(Column("A"), Column("B")), rows=((Cell("Kwtall", row_span=2), "b"), ("Kwafter",))),
            "Kwafter",
        ),
        (Figure(graphic=logo("Kwpicture"), caption="Caption"), "Kwpicture"),
        (Figure(graphic=logo("Picture"), caption="Kwfigure"), "Kwfigure"),
        (Figure(graphic=_chart(categories=("Kwcategory",)), caption="Caption"), "Kwcategory"),
        (Figure(graphic=_chart(), caption="Caption"), "47"),
        (Callout(blocks=(Paragraph("Kwcallout"),)), "Kwcallout"),
        (Callout(blocks=(Paragraph("Text"),), title="Kwcallouttitle"), "Kwcallouttitle"),
        (Section(blocks=(Paragraph("Kwsection"),), landscape=True), "Kwsection"),
        (PageBreak(), _AROUND),
    )
    for block, word in blocks:
        yield type(block).__name__, _document(block), word
    inlines: tuple[tuple[Inline, str], ...] = (
        (Emphasis("Kwemphasis"), "Kwemphasis"),
        (Strong("Kwstrong"), "Kwstrong"),
        (Code("Kwcode"), "Kwcode"),
        (Link("Kwlink", "https://www.example.org/"), "Kwlink"),
        (Link("Text", "https://www.example.org/kwaddress"), "Kwaddress"),
        (Footnote("Kwfootnote"), "Kwfootnote"),
        (Span("Kwspan", language="fr"), "Kwspan"),
        (FormField(key="field", label="Label", value="Kwfield"), "Kwfield"),
        (LineBreak(), _AROUND),
        (Anchor("place"), _AROUND),
    )
    for inline, word in inlines:
        yield type(inline).__name__, _document(Paragraph(("Before ", inline, " after"))), word
    named = Reference("place", "Kwreference")
    yield "Reference", _document(Paragraph((Anchor("place"), "Here")), Paragraph(named)), "Kwreference"
    yield "Contents", _document(Contents(title="Kwcontents"), Heading("Introduction")), "Kwcontents"
    listed = _document(ListOf(what="tables", title="Kwlist"), _table(caption="Caption"))
    yield "ListOf", listed, "Kwlist"
    cover = Cover(title="Title", lines=(CoverLine("Kwcoverline", "Place"),), notices=("Kwnotice",))
    yield "Cover", _document(cover=cover), "Kwcoverline"
    yield "Cover", _document(cover=cover), "Kwnotice"
    yield "Document", _document(marking="Kwmarking"), "Kwmarking"
    yield "Document", _document(header="Kwheader"), "Kwheader"
    yield "Document", _document(footer="Kwfooter"), "Kwfooter"

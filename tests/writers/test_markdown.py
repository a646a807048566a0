from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mpfkit.document import (
    Anchor,
    BulletList,
    Callout,
    Cell,
    Code,
    Column,
    Contents,
    Cover,
    Document,
    Emphasis,
    Figure,
    Footnote,
    Heading,
    HeadingKind,
    LineBreak,
    Link,
    ListOf,
    NumberedList,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Reference,
    Row,
    RowKind,
    Section,
    Span,
    SpanRole,
    Strong,
    Table,
    Tone,
)
from mpfkit.emblem import emblem_image
from mpfkit.errors import RenderError
from mpfkit.records import HouseStyle
from mpfkit.writers import markdown
from mpfkit.writers.markdown import to_markdown


def document_of(*blocks: Any, **more: Any) -> Document:
    return Document(**{"title": "T", "language": "en", "blocks": blocks, "date": dt.date(2019, 3, 27), **more})


def body_of(*blocks: Any) -> str:
    return to_markdown(document_of(*blocks)).removeprefix("# T\n").removeprefix("\n").removesuffix("\n")


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Heading("Gaps", 2, key="gaps"), "### 0.1 Gaps {#gaps}"),
        (Heading("Countries", kind=HeadingKind.ANNEX), "## Annex A. Countries"),
        (Heading("Summary", kind=HeadingKind.PLAIN), "## Summary"),
        (Paragraph("It *is* so_"), r"It \*is\* so\_"),
        (Paragraph("&amp; A&B"), r"\&amp; A&B"),
        (Paragraph("1. no list\n# no heading\n- nor this"), "\\1. no list\\\n\\# no heading\\\n\\- nor this"),
        (Paragraph((Strong("a "), Emphasis(" b"), Code("c`d"))), "**a**  *b*``c`d``"),
        (Paragraph(("a", LineBreak(), "b")), "a\\\nb"),
        (Paragraph(Link("EU", "https://europa.eu")), "[EU](<https://europa.eu>)"),
        (Paragraph((Anchor("k"), Reference("k", "there"))), '<a id="k"></a>[there](#k)'),
        (Paragraph((Span("muted", role=SpanRole.MUTED), Span("w", role=SpanRole.WITHHELD))), "muted*w*"),
        (Paragraph("q", ParagraphRole.QUOTE), "> q"),
        (Paragraph("q", ParagraphRole.QUESTION), "**q**"),
        (Paragraph("q", ParagraphRole.META), "*q*"),
        (Paragraph("q", key="k"), '<a id="k"></a>q'),
        (BulletList(("a", (Paragraph("b"), NumberedList(("c", "d"))))), "- a\n- b\n\n  1. c\n  2. d"),
        (Callout(title="Note", blocks=(Paragraph("a"),), tone=Tone.BAD), "> [!CAUTION] Note\n>\n> a"),
        (PageBreak(), "---"),
        (Section(blocks=(Paragraph("wide"),), landscape=True), "wide"),
        (Contents(title="Contents"), ""),
        (ListOf(what="tables", title="Tables"), ""),
        (Figure(graphic=emblem_image("Emblem"), caption="C"), "![Emblem](figure-1.png)\n\nFigure 1: C"),
        (Paragraph(("a", Footnote(("b", Link("c", "https://d.eu"))))), "a[^1]\n\n[^1]: b[c](<https://d.eu>)"),
    ],
)
def test_a_node_is_written_in_markdown(block: Any, expected: str) -> None:
    assert body_of(block) == expected


def test_a_table_is_a_pipe_table_with_caption_units_and_notes() -> None:
    table = Table(
        columns=(Column("Country"), Column("Reply | yes")),
        rows=(
            Row(("Group",), RowKind.GROUP),
            (Cell("XA", header=True), Cell((Paragraph("a"), BulletList(("b", "c"))))),
            (Cell("wide", span=2),),
            Row(("Total", "1"), RowKind.TOTAL),
        ),
        caption="Replies",
        description="x",
        key="t",
        units="(EUR)",
        notes=("a note",),
    )

    assert body_of(table) == (
        '<a id="t"></a>Table 1: Replies\n\n*(EUR)*\n\n'
        "| Country | Reply \\| yes |\n| --- | --- |\n| **Group** |  |\n| **XA** | a<br>- b<br>- c |\n| wide |  |\n"
        "| **Total** | **1** |\n\na note"
    )


def test_references_show_labels_and_contents_show_numbers() -> None:
    text = body_of(
        Contents(title="Contents"),
        Paragraph((Reference("h"), ", ", Reference("a"))),
        Heading("One", key="h"),
        Heading("Two", kind=HeadingKind.ANNEX, key="a"),
    )

    assert text.startswith("**Contents**\n\n- 1 One\n- A Two\n\n[Section 1](#h), [Annex A](#a)")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_node_is_written_in_every_language(language: str, kitchen_sink: Callable[..., Document]) -> None:
    document = kitchen_sink(language)
    stream = io.BytesIO()
    markdown.WRITER.write(document, HouseStyle(name="t"), stream)

    text = stream.getvalue().decode()
    assert document.title in text
    tables = [token for token in MarkdownIt("commonmark").enable("table").parse(text) if token.type == "table_open"]
    assert len(tables) == 4
    assert text.count("\n[^") == 3


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=30))
def test_any_text_reads_back_as_it_was_given(text: str) -> None:
    text = " ".join(text.split()) or "x"

    (_, inline, *_) = MarkdownIt("commonmark", {"html": True}).parse(body_of(Paragraph(text)))

    assert "".join(child.content for child in inline.children or ()) == text.strip()


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Paragraph("a\x0bb"), r"before the first heading: U\+000B at character 2"),
        (Paragraph(Reference("nowhere")), "the reference to 'nowhere' leads nowhere"),
        (Paragraph((Anchor("a"), Reference("a"))), "has no label of its own"),
        (
            Table(columns=(Column("A"), Column("B")), rows=(("1",),), description="x"),
            "row 1 of a table covers 1 columns",
        ),
        (ListOf(what="charts", title="x"), "there is no list of 'charts'"),
    ],
)
def test_what_cannot_be_written_is_said(block: Any, message: str) -> None:
    with pytest.raises(RenderError, match=message):
        body_of(block)


def test_a_figure_in_a_cell_is_refused_as_in_word() -> None:
    figure = Figure(graphic=emblem_image("Emblem"), caption="C")
    table = Table(columns=(Column("A"),), rows=((Cell((figure,)),),), description="d")
    with pytest.raises(RenderError, match="a figure cannot stand in the cell of a table"):
        to_markdown(Document(title="T", language="en", date=dt.date(2020, 1, 1), blocks=(table,)))


def test_the_cover_names_its_logos() -> None:
    logo = emblem_image("Logo of A")
    text = to_markdown(document_of(cover=Cover(title="T", statement="Funded by A", logos=(logo, logo))))

    assert text == "# T\n\n![Logo of A](logo-1.png) ![Logo of A](logo-2.png)\n\nFunded by A\n"

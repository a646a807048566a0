"""Documents are read as people read them, and what is wrong with one is told, all of it, with its place."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings

from mpfkit.document import (
    Anchor,
    Block,
    BulletList,
    Callout,
    Cell,
    Chart,
    Column,
    Cover,
    CoverLine,
    Document,
    Emphasis,
    Figure,
    Footnote,
    FormField,
    Heading,
    Image,
    NumberedList,
    PageBreak,
    Paragraph,
    Reference,
    Row,
    RowKind,
    Section,
    Series,
    Strong,
    Table,
)
from mpfkit.model import FrozenDict
from mpfkit.testing.documents import (
    assert_sound,
    cells_of,
    contents_of,
    faults_of,
    headings_of,
    inlines_of,
    rows_of,
    strings_in,
    table_of,
    text_of,
)
from mpfkit.testing.strategies import documents


def document(*blocks: Block, **more: Any) -> Document:
    return Document(**{"title": "Title", "language": "en", "date": dt.date(2019, 3, 1), "blocks": blocks, **more})


def table(**changes: Any) -> Table:
    return Table(**{"columns": (Column("Head"),), "rows": (("Cell",),), "description": "What it shows", **changes})


def chart(**changes: Any) -> Figure:
    fields = {"categories": ("A", "B"), "series": (Series("S", (1.0, None)),), "alt": "Said", **changes}
    return Figure(graphic=Chart(**fields), caption="Chart")


PICTURE = Image(data=b"", media_type="image/png", width_mm=1, height_mm=1, alt="")
WRONG: dict[str, tuple[Document, str]] = {
    "no title": (document(title=" "), "the document has no title"),
    "a long header": (document(header="x" * 161), "the header has 161 characters, more than 160"),
    "a level": (document(Heading("A"), Heading("B", 3)), "heading 'B': skips a level: 3 after 1"),
    "a heading": (document(Heading(" ")), "heading '': a heading is empty"),
    "a paragraph": (document(Paragraph((Anchor("a"), " "))), "before the first heading: a paragraph is empty"),
    "a list": (document(BulletList(())), "before the first heading: a list is empty"),
    "a numbered list": (document(NumberedList(())), "before the first heading: a list is empty"),
    "a section": (document(Section(blocks=())), "before the first heading: a section is empty"),
    "a callout": (document(Callout(blocks=())), "before the first heading: a callout is empty"),
    "a figure": (document(Figure(graphic=PICTURE, caption="")), "before the first heading: a figure has no caption"),
    "an alternative": (document(chart(alt="")), "before the first heading: a chart has no alternative text"),
    "a series": (document(chart(series=())), "before the first heading: a chart has no series"),
    "two series": (
        document(chart(series=(Series("S", (1.0, 2.0)), Series("S", (1.0, 2.0))))),
        "before the first heading: two series of a chart have one name",
    ),
    "two categories": (
        document(chart(categories=("A", "A"))),
        "before the first heading: two categories of a chart have one name",
    ),
    "values": (
        document(chart(series=(Series("S", (1.0,)),))),
        "before the first heading: a series of a chart has not as many values as there are categories",
    ),
    "a caption": (document(table(caption=" ")), "before the first heading: the caption of a table is empty"),
    "a description": (document(table(description="")), "before the first heading: a table has no description"),
    "rows": (document(table(rows=(), caption="T")), "before the first heading: table 'T' has no rows"),
    "a header": (
        document(table(columns=(Column(""),))),
        "before the first heading: a table has a column without a header",
    ),
    "a row": (
        document(table(rows=((Cell("A", span=2),),))),
        "before the first heading: a table, row 1: has cells for 2 columns, not for 1",
    ),
    "a tall cell": (
        document(table(rows=((Cell("A", row_span=2),),))),
        "before the first heading: a table: a cell reaches below the last row",
    ),
    "a reference": (document(Paragraph(Reference("x"))), "a reference to 'x' leads nowhere"),
    "an empty reference": (
        document(Paragraph((Anchor("x"), Reference("x", "")))),
        "a reference to 'x' has an empty text",
    ),
    "two keys": (document(Paragraph("A", key="x"), Paragraph("B", key="x")), "2 things have the key 'x'"),
    "a note": (
        document(table(rows=((("A", Footnote("n")),),))),
        "a note stands inside a table; use `Table.notes`",
    ),
    "two fields": (
        document(Paragraph(FormField(key="f", label="L")), Paragraph(FormField(key="f", label="L"))),
        "2 form fields have the key 'f'",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_fault_is_told_with_its_place(case: str) -> None:
    wrong, told = WRONG[case]
    assert faults_of(wrong) == (told,)
    with pytest.raises(AssertionError, match="the document has faults:\n  "):
        assert_sound(wrong)


def test_a_blank_cell_is_a_fault_but_in_a_form() -> None:
    blank = document(table(rows=(("",),)))
    (told,) = faults_of(blank)
    assert told.endswith("row 1: a cell is blank; say what is not there, or write a dash")
    assert faults_of(blank, blank_cells=True) == ()
    assert_sound(blank, blank_cells=True)


def test_a_field_and_blocks_fill_a_cell() -> None:
    field = FormField(key="f", label="L")
    assert_sound(document(table(rows=((field,), (Cell((Paragraph("A"),)),), (Cell("B"),)))))


@settings(max_examples=40)
@given(documents())
def test_generated_documents_have_no_faults(found: Document) -> None:
    assert faults_of(found) == ()


def test_all_words_of_a_document_are_read() -> None:
    whole = document(
        Heading(("One", Footnote("Note")), key="one"),
        Callout(title="Aside", blocks=(Paragraph(("See ", Reference("one"))),)),
        BulletList(("Bullet", (Paragraph("Deep"),))),
        chart(),
        PageBreak(),
        Callout(blocks=(Paragraph("Untitled"),)),
        cover=Cover(title="Cover", lines=(CoverLine("The Hague", "Place"),), notices=("Invented",)),
        header="Header",
        footer="Footer",
    )
    words = ["Cover", "Place: The Hague", "Invented", "Header", "Footer", "One", "Note", "Aside", "See 1", "Bullet"]
    words += ["Deep", "Said", "A", "B", "S", "Chart", "Untitled"]
    assert [line for line in text_of(whole).split("\n") if line] == words
    assert headings_of(whole) == ["1 One"]
    assert text_of(document()) == "\n"


def test_tables_are_found_by_their_caption_and_read_row_by_row() -> None:
    rows = (Row((Cell("Group", span=2),), RowKind.GROUP), ("a", Cell((Paragraph("Blocks"),))), (Cell("b"), Strong("c")))
    found = table(columns=(Column("A"), Column("B")), rows=rows, caption="Replies by country", notes=("N",))
    whole = document(table(), table(caption="Others"), found)
    assert table_of(whole, "Replies") is found
    assert rows_of(found) == [["Group"], ["a", ""], ["b", "c"]]
    assert [len(cells_of(row)) for row in found.rows] == [1, 2, 2]
    assert list(contents_of(found)) == ["Replies by country", "N", "A", "B", "Group", "a", "b", Strong("c")]
    with pytest.raises(LookupError, match=r"begins with 'Gaps'; captions: .'Others', 'Replies"):
        table_of(whole, "Gaps")


def test_inline_content_is_walked_from_outside_to_inside() -> None:
    inner = Emphasis("a")
    assert list(inlines_of((Strong((inner, "b")), "c"))) == [Strong((inner, "b")), inner, "a", "b", "c"]
    assert list(inlines_of(Cell("d"))) == ["d"]
    assert list(inlines_of(Cell((Paragraph("e"),)))) == []
    assert list(inlines_of(None)) == []


def test_every_text_inside_a_value_is_found() -> None:
    value = (FrozenDict({"key": ["a", 1]}), CoverLine("text", "label"), None)
    assert list(strings_in(value)) == ["key", "a", "text", "label"]

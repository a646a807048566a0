from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from mpfkit.document import (
    Align,
    BulletList,
    Callout,
    Cell,
    Column,
    Document,
    NumberedList,
    Paragraph,
    ParagraphRole,
    Row,
    RowKind,
    Span,
    Table,
)
from mpfkit.records import HouseStyle
from mpfkit.writers._text import is_ltr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = {"w": W}
PLAIN = HouseStyle(name="test")
ENGLISH, ARABIC = "Officers meet twice a year.", "يجتمع الضباط مرتين."


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def document_of(*blocks: Any, **more: Any) -> Document:
    return Document(**{"title": "عنوان", "language": "ar", "blocks": blocks, "date": dt.date(2019, 3, 27), **more})


@pytest.fixture
def paragraphs(render_docx: Any, part_of: Any) -> Any:
    """Give the paragraphs of an Arabic report as text, direction (`rtl` or `ltr`) and alignment."""

    def read(*blocks: Any, **more: Any) -> list[tuple[str, str, str]]:
        body = part_of(render_docx(document_of(*blocks, **more), PLAIN))
        found = []
        for paragraph in list(body.iter(w("p")))[1:]:
            align = paragraph.find("w:pPr/w:jc", NS)
            found.append(
                (
                    "".join(text.text for text in paragraph.iter(w("t"))),
                    "ltr" if paragraph.find("w:pPr/w:bidi", NS) is None else "rtl",
                    "" if align is None else align.get(w("val")),
                )
            )
        return found

    return read


@pytest.mark.parametrize(("text", "ltr"), [("a", True), ("a 1.", True), ("12 %", False), ("", False), ("a ب", False)])
def test_text_runs_from_left_to_right_where_all_its_letters_do(text: str, ltr: bool) -> None:
    assert is_ltr(text) is ltr


def test_an_english_paragraph_of_an_arabic_report_runs_its_own_way(paragraphs: Any) -> None:
    given = (ENGLISH, Span(ENGLISH, language="en"), ARABIC, f"{ARABIC} ({ENGLISH})", "2019")
    found = paragraphs(*(Paragraph(text) for text in given), Paragraph("ICMPD", language="ar"))
    assert [(direction, align) for _, direction, align in found] == [
        ("ltr", ""),
        ("ltr", ""),
        ("rtl", ""),
        ("rtl", ""),
        ("rtl", ""),
        ("rtl", ""),
    ]


def test_a_line_below_a_heading_stays_at_its_side_of_the_page(paragraphs: Any) -> None:
    roles = (ParagraphRole.QUESTION, ParagraphRole.META)
    found = paragraphs(*(Paragraph(text, role) for text in ("Which bodies meet?", ARABIC) for role in roles))
    assert [found[at][1:] for at in range(4)] == [("ltr", "right"), ("ltr", "right"), ("rtl", ""), ("rtl", "")]


@pytest.mark.parametrize("of", [BulletList, NumberedList])
def test_a_list_runs_one_way(of: Any, paragraphs: Any) -> None:
    second = (Paragraph(ENGLISH), Paragraph("More."))
    assert [part[1] for part in paragraphs(of((ENGLISH, second)))] == ["ltr"] * 3
    assert [part[1] for part in paragraphs(of((ENGLISH, second, ARABIC)))] == ["rtl"] * 4
    assert [part[1] for part in paragraphs(Callout(blocks=(of((ENGLISH,)),)))] == ["ltr"]


def test_a_list_in_an_arabic_list_runs_its_own_way(paragraphs: Any) -> None:
    found = paragraphs(BulletList(((Paragraph(ARABIC), BulletList((ENGLISH,))),)))
    assert [part[1] for part in found] == ["rtl", "ltr"]


def test_english_cells_of_an_arabic_table_keep_to_the_edges_of_their_columns(paragraphs: Any) -> None:
    table = Table(
        columns=(Column(ARABIC), Column(ARABIC, align=Align.CENTER), Column(ARABIC, align=Align.END)),
        rows=(
            Row((ENGLISH,), RowKind.GROUP),
            (ENGLISH, ENGLISH, ENGLISH),
            (Cell(ENGLISH, language="en"), Cell((Paragraph(ENGLISH),)), Cell((Paragraph(ARABIC),))),
            (ARABIC, "12", Cell((BulletList((ENGLISH,)),))),
        ),
        description=ARABIC,
    )
    found = paragraphs(table)[3:]
    assert [part[1:] for part in found[:10]] == [
        ("ltr", "right"),
        ("ltr", "right"),
        ("ltr", "center"),
        ("ltr", "left"),
        ("ltr", "right"),
        ("ltr", "center"),
        ("rtl", "right"),
        ("rtl", ""),
        ("rtl", "center"),
        # In the narrow room of a cell the marks stay where those of the other rows are.
        ("rtl", ""),
    ]


def test_an_english_sentence_in_an_arabic_paragraph_keeps_its_full_stop(render_docx: Any, part_of: Any) -> None:
    document = document_of(Paragraph((f"{ARABIC}: ", Span(ENGLISH, language="en"), Span("ICMPD.", language="ar"))))
    runs = part_of(render_docx(document, PLAIN)).findall(".//w:p", NS)[1].findall("w:r", NS)
    found = [(run.findtext("w:t", namespaces=NS), run.find("w:rPr/w:rtl", NS) is not None) for run in runs]
    assert found == [(f"{ARABIC}: ", True), (ENGLISH, False), ("ICMPD", False), (".", True)]


# ------------------------------------------------------------------ rows at the end of a page


def kept_rows(root: Any) -> list[bool]:
    """Tell of each row whether all its paragraphs stay with the next row."""
    return [all(p.find("w:pPr/w:keepNext", NS) is not None for p in row.iter(w("p"))) for row in root.iter(w("tr"))]


@pytest.mark.parametrize(
    ("rows", "notes", "kept"),
    [
        # header, then rows: a long table may part, but leaves two rows on either side
        (9, (), "yy" + "n" * 6 + "yn"),
        (12, ("note",), "yy" + "n" * 9 + "yyn"),
        (8, (), "yyyyyyyyn"),
        (1, ("note",), "yyn"),
    ],
)
def test_the_end_of_a_page_leaves_two_rows_on_either_side(
    rows: int, notes: tuple[str, ...], kept: str, render_docx: Any, part_of: Any
) -> None:
    table = Table(columns=(Column("A"),), rows=(("1",),) * rows, description="What it shows", notes=notes)
    found = kept_rows(part_of(render_docx(document_of(table, language="en"), PLAIN)))
    assert found == [sign == "y" for sign in kept]


def test_rows_that_name_others_are_not_counted_among_the_two(render_docx: Any, part_of: Any) -> None:
    group: Any = Row(("Group",), RowKind.GROUP)
    rows = (group, ("1",), ("2",), *((str(at),) for at in range(3, 9)), ("9",), group, ("10",))
    table = Table(columns=(Column("A"),), rows=rows, description="What it shows")
    found = kept_rows(part_of(render_docx(document_of(table, language="en"), PLAIN)))
    assert found == [sign == "y" for sign in "yyy" + "n" * 7 + "yyn"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_numbers_of_lists_stand_where_word_and_libreoffice_agree(language: str, render_docx: Any, part_of: Any) -> None:
    data = render_docx(document_of(BulletList(("1",)), NumberedList(("1",)), language=language))
    numberings = part_of(data, "word/numbering.xml")
    styles = part_of(data, "word/styles.xml")

    seen = 0
    for level in numberings.iterfind(".//w:lvl", NS):
        name = level.find("w:pStyle", NS)
        if name is None or not name.get(w("val")).startswith(("ListBullet", "ListNumber")):
            continue
        seen += 1
        own = level.find("w:pPr/w:ind", NS)
        of_style = styles.find(f".//w:style[@w:styleId='{name.get(w('val'))}']/w:pPr/w:ind", NS)
        assert dict(own.attrib) == dict(of_style.attrib), "which of the two holds makes no difference"
        centred = level.find("w:lvlJc", NS).get(w("val")) == "center"
        assert centred == (language == "ar")
        assert (int(own.get(w("hanging"))) < 397) == centred, "the middle stands inside the margin"
    assert seen == 6

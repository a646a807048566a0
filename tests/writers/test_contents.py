from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import attrs
import pytest
from openxml_audit import OpenXmlValidator

from mpfkit.document import (
    Anchor,
    Column,
    Contents,
    Document,
    Heading,
    HeadingKind,
    ListOf,
    Paragraph,
    Section,
    Span,
    Strong,
    Table,
    outline,
)
from mpfkit.errors import RenderError
from mpfkit.records import DocxLook, HouseStyle
from mpfkit.writers import docx
from mpfkit.writers._words import load_words
from mpfkit.writers.docx._base import CONTENTS_TEXT, base_template
from mpfkit.writers.docx._measures import mm, text_width

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = {"w": W}
PLAIN = HouseStyle(name="test")
LISTED = (
    Contents(title="Contents", levels=2),
    ListOf(what="tables", title="Tables"),
    Heading("MPF", kind=HeadingKind.PLAIN, key="mpf"),
    Heading("Introduction", key="intro"),
    Heading("Aim", 2, key="aim"),
    Heading("Note", 2, HeadingKind.PLAIN, key="note"),
    Table(columns=(Column("A"),), rows=(("1",),), caption="Replies", description="Replies", key="replies"),
    Heading("Agenda", kind=HeadingKind.ANNEX, key="agenda"),
)
PAGES = {"mpf": 3, "intro": 4, "aim": 4, "note": 12, "replies": 113, "agenda": 114}


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def document_of(*blocks: Any, **more: Any) -> Document:
    return Document(**{"title": "A title", "language": "en", "blocks": blocks, "date": dt.date(2019, 3, 27), **more})


def entries(body: Any) -> list[Any]:
    """Return the paragraphs of contents and lists."""
    return [
        paragraph
        for paragraph in body.iter(w("p"))
        if re.fullmatch(r"Toc[1-6]|TableOfFigures", paragraph.find("w:pPr/w:pStyle", NS).get(w("val")))
    ]


def shown(paragraph: Any) -> str:
    """Return what a reader sees of a paragraph."""
    signs = {w("t"): None, w("tab"): "\t"}
    return "".join(
        (element.text or "") if signs[element.tag] is None else signs[element.tag]
        for run in paragraph.iter(w("r"))
        for element in run.iter(*signs)
    )


def shown_run(run: Any) -> str:
    return "".join(element.text or "" for element in run.iter(w("t")))


def stops(paragraph: Any) -> list[tuple[str, str]]:
    return [(tab.get(w("val")), tab.get(w("pos"))) for tab in paragraph.findall("w:pPr/w:tabs/w:tab", NS)]


@pytest.fixture(scope="module")
def listed(render_docx: Any, part_of: Any) -> Any:
    """Give the entries of a report whose pages are known."""
    return entries(part_of(render_docx(document_of(*LISTED, pages=PAGES, page_count=120), PLAIN)))


# ------------------------------------------------------------------ what an entry shows


def test_an_entry_shows_its_number_its_text_and_its_page(listed: Any) -> None:
    assert [shown(paragraph) for paragraph in listed] == [
        "MPF\t3",
        "1\tIntroduction\t4",
        "1.1\tAim\t4",
        "Note\t12",
        "Annex A. Agenda\t114",
        "Table 1: Replies\t113",
    ]


def test_the_page_of_an_entry_is_a_field_in_its_link(listed: Any) -> None:
    for paragraph in listed:
        link = paragraph.find("w:hyperlink", NS)
        instruction = "".join(part.text for part in link.iter(w("instrText"))).split()
        assert instruction == ["PAGEREF", link.get(w("anchor")), "\\h"]
        assert [mark.get(w("fldCharType")) for mark in link.iter(w("fldChar"))] == ["begin", "separate", "end"]


def test_each_list_is_one_field_that_word_fills_with_page_numbers(listed: Any) -> None:
    outside = [
        [part.text for run in paragraph.findall("w:r", NS) for part in run.iter(w("instrText"))] for paragraph in listed
    ]
    assert [part[0].split()[0] for part in outside if part] == ["TOC", "TOC"]
    assert not any("\\n" in instruction for part in outside for instruction in part)


def test_no_entry_shows_a_page_that_is_not_known(render_docx: Any, part_of: Any) -> None:
    body = part_of(render_docx(document_of(*LISTED), PLAIN))

    assert [shown(paragraph) for paragraph in entries(body)] == [
        "MPF",
        "1\tIntroduction",
        "1.1\tAim",
        "Note",
        "Annex A. Agenda",
        "Table 1: Replies",
    ]
    assert not any("PAGEREF" in part.text for part in body.iter(w("instrText")))


def test_an_entry_whose_page_is_not_known_stands_without_it_among_others(render_docx: Any, part_of: Any) -> None:
    body = part_of(render_docx(document_of(*LISTED, pages={"aim": 9}), PLAIN))
    assert [shown(paragraph) for paragraph in entries(body)][1:3] == ["1\tIntroduction", "1.1\tAim\t9"]


@pytest.mark.parametrize(("known", "count"), [(120, "120"), (0, "2")])
def test_the_foot_says_how_many_pages_there_are(known: int, count: str, render_docx: Any, part_of: Any) -> None:
    data = render_docx(document_of(*LISTED, pages=PAGES, page_count=known), PLAIN)
    foot = "".join(part_of(data, "word/footer1.xml").itertext())
    assert re.sub(r"\s+", " ", foot) == f"Page PAGE 2 of NUMPAGES {count}"


# ------------------------------------------------------------------ where it stands


@pytest.mark.parametrize("language", ["en", "ar"])
def test_page_numbers_stand_at_the_end_of_the_line_after_dots(language: str, render_docx: Any, part_of: Any) -> None:
    styles = part_of(render_docx(document_of(*LISTED, pages=PAGES, language=language), PLAIN), "word/styles.xml")
    width = str(text_width(PLAIN.page))
    found = 0
    for style in styles.iter(w("style")):
        if re.fullmatch(r"toc [1-6]|table of figures", style.find("w:name", NS).get(w("val"))):
            last = style.findall("w:pPr/w:tabs/w:tab", NS)[-1]
            assert (last.get(w("val")), last.get(w("leader")), last.get(w("pos"))) == ("right", "dot", width)
            # LibreOffice 7.4 shows no number that stands in an indent at the end of the line.
            assert style.find("w:pPr/w:ind", NS).get(w("right")) is None
            found += 1
    assert found == 7


def test_entries_of_an_arabic_report_run_from_right_to_left(render_docx: Any, part_of: Any) -> None:
    body = part_of(render_docx(document_of(*LISTED, pages=PAGES, language="ar"), PLAIN))
    assert len(entries(body)) == 6
    assert all(paragraph.find("w:pPr/w:bidi", NS) is not None for paragraph in entries(body))


def test_a_short_text_without_a_number_does_not_stop_where_the_text_of_others_starts(listed: Any) -> None:
    assert stops(listed[0]) == [("clear", str(CONTENTS_TEXT[0]))]
    assert stops(listed[1]) == []
    assert stops(listed[3]) == [("clear", str(CONTENTS_TEXT[1]))]
    assert listed[3].find("w:pPr/w:ind", NS).get(w("firstLine")) == "0"


def test_contents_on_pages_that_lie_across_reach_over_their_width(render_docx: Any, part_of: Any) -> None:
    document = document_of(Section(blocks=LISTED, landscape=True), pages=PAGES)
    own, across = str(text_width(PLAIN.page)), str(text_width(PLAIN.page, landscape=True))
    for paragraph in entries(part_of(render_docx(document, PLAIN))):
        assert stops(paragraph)[-2:] == [("clear", own), ("right", across)]


def test_entries_in_a_template_of_others_bring_their_own_stops(render_docx: Any, part_of: Any) -> None:
    style = HouseStyle(name="test", docx=DocxLook(template=lambda: base_template(PLAIN, "en", load_words("en"))))
    found = [stops(paragraph) for paragraph in entries(part_of(render_docx(document_of(*LISTED, pages=PAGES), style)))]
    page = PLAIN.page
    # Word rounds each length of a page, not what is left between the margins.
    end = ("right", str(mm(page.width_mm) - mm(page.inner_mm) - mm(page.outer_mm)))
    assert found == [
        [end],
        [("left", str(CONTENTS_TEXT[0])), end],
        [("left", str(CONTENTS_TEXT[1])), end],
        [end],
        [end],
        [end],
    ]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_contents_with_page_numbers_are_valid(language: str, kitchen_sink: Any, house: Any, tmp_path: Path) -> None:
    document = kitchen_sink(language)
    pages = {entry.key: at for at, entry in enumerate(outline(document).entries, 3)}
    path = tmp_path / "report.docx"
    with path.open("wb") as stream:
        docx.write(attrs.evolve(document, pages=pages, page_count=60), house(), stream)
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


# ------------------------------------------------------------------ names of bookmarks


def test_each_key_has_the_bookmark_that_stands_in_the_file(kitchen_sink: Any, render_docx: Any, part_of: Any) -> None:
    document = kitchen_sink("en")
    names = docx.bookmark_names(document)
    body = part_of(render_docx(document))
    assert sorted(names.values()) == sorted(mark.get(w("name")) for mark in body.iter(w("bookmarkStart")))
    assert {entry.key for entry in outline(document).entries} <= set(names)


def test_bookmarks_differ_also_where_libreoffice_writes_their_underscores_as_numbers() -> None:
    names = docx.bookmark_names(document_of(Paragraph((Anchor("a_b"), Anchor("a5Fb"), Anchor("a-b"), "text"))))
    assert len({name.replace("_", "5F").lower() for name in names.values()}) == 3


def test_two_things_with_one_key_have_no_bookmarks() -> None:
    with pytest.raises(RenderError, match="'twice' is used twice"):
        docx.bookmark_names(document_of(Heading("A", key="twice"), Heading("B", key="twice")))


# ------------------------------------------------------------------ numbers of headings


@pytest.mark.parametrize(("language", "align"), [("en", "left"), ("ar", "center")])
def test_numbers_of_headings_stand_inside_the_page(language: str, align: str, render_docx: Any, part_of: Any) -> None:
    numbering = part_of(render_docx(document_of(*LISTED, language=language), PLAIN), "word/numbering.xml")
    for number in ("1", "2"):
        levels = numbering.findall(f"w:abstractNum[@w:abstractNumId='{number}']/w:lvl", NS)
        assert len(levels) == 6
        for level in levels:
            assert level.find("w:lvlJc", NS).get(w("val")) == align
            indent = level.find("w:pPr/w:ind", NS)
            start = int(indent.get(w("left"))) + int(indent.get(w("firstLine"), 0)) - int(indent.get(w("hanging"), 0))
            # Centred, half of it stands on either side of where it starts.
            assert (start > 0) is (align == "center")


def test_entries_keep_the_languages_of_their_headings_and_captions(render_docx: Any, part_of: Any) -> None:
    greek = ("Names: ", Span("Ελλάδα", language="el"), " and ", Strong(Span("България", language="bg")))
    table = Table(
        columns=(Column("A"),), rows=(("1",),), caption=(Span("Ελλάδα", language="el"), " in figures"), description="d"
    )
    body = part_of(
        render_docx(
            document_of(Contents(title="Contents"), ListOf(what="tables", title="Tables"), Heading(greek), table), PLAIN
        )
    )
    found = [
        [(shown_run(run), run.find("w:rPr/w:lang", NS)) for run in paragraph.iter(w("r")) if shown_run(run)]
        for paragraph in entries(body)
    ]
    tagged = [[(text, None if lang is None else lang.get(w("val"))) for text, lang in runs] for runs in found]
    assert tagged[0][-4:] == [("Names: ", None), ("Ελλάδα", "el-GR"), (" and ", None), ("България", "bg-BG")]
    assert tagged[1][-2:] == [("Ελλάδα", "el-GR"), (" in figures", None)]

# ruff: noqa: E501, ISC004 - pieces of XML and long attacks are read best in one line
from __future__ import annotations

import datetime as dt
import importlib.util
import io
import pickle
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from mpfkit import load_project, load_registry
from mpfkit.document import (
    Contents,
    Cover,
    CoverLine,
    Document,
    Footnote,
    Heading,
    HeadingKind,
    NumberedList,
    Paragraph,
    Reference,
    Section,
)
from mpfkit.errors import FileError, RenderError
from mpfkit.records import DocxLook, HouseStyle
from mpfkit.rendering import prepare
from mpfkit.writers import docx
from mpfkit.writers.docx._dress import TemplateNumbers

_spec = importlib.util.spec_from_file_location("template_files", Path(__file__).with_name("template_files.py"))
assert _spec is not None
assert _spec.loader is not None
files = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(files)

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = {"w": W, "r": R}
PLAIN = HouseStyle(name="plain")
IN_TABLE = "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>"
NOTICE = "Draft for comments"


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def small(*blocks: Any, **more: Any) -> Document:
    given = {
        "title": "Readmission in practice",
        "language": "en",
        "blocks": blocks or (Heading("Findings"), Paragraph("What was found")),
        "date": dt.date(2019, 3, 27),
        "authors": ("ICMPD",),
        "header": "Readmission",
        "footer": "Funded by the European Union",
    }
    return Document(**{**given, **more})


COVER = Cover(
    title="Readmission in practice",
    subtitle="Workshop report",
    kicker="Migration Partnership Facility",
    lines=(CoverLine("The Hague", "Place"),),
    notices=(NOTICE,),
    statement="Funded by the European Union",
)


def written(document: Document, template: bytes, style: HouseStyle = PLAIN) -> bytes:
    stream = io.BytesIO()
    docx.write(document, docx.with_template(style, template, name="ministry.dotx"), stream)
    return stream.getvalue()


def part(data: bytes, name: str = "word/document.xml") -> Any:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def text_of(root: Any) -> str:
    return "\n".join("".join(one.text or "" for one in paragraph.iter(w("t"))) for paragraph in root.iter(w("p")))


def body_text(data: bytes) -> str:
    return text_of(part(data, next(name for name in names(data) if re.fullmatch(r"word/document2?\.xml", name))))


def heads_of(data: bytes) -> list[tuple[Any, dict[tuple[str, str], str]]]:
    """Return sections with what stands at their head and foot, with what earlier sections hand on."""
    main = next(name for name in names(data) if re.fullmatch(r"word/document2?\.xml", name))
    targets = {one.get("Id"): one.get("Target") for one in part(data, main.replace("word/", "word/_rels/") + ".rels")}
    shown: dict[tuple[str, str], str] = {}
    sections: list[tuple[Any, dict[tuple[str, str], str]]] = []
    for section in part(data, main).iter(w("sectPr")):
        for reference in section:
            kind = etree.QName(reference).localname
            if kind.endswith("Reference"):
                target = targets[reference.get(f"{{{R}}}id")].removeprefix("/word/")
                shown[kind[:6], reference.get(w("type"))] = text_of(part(data, f"word/{target}"))
        sections.append((section, dict(shown)))
    return sections


def style_names(data: bytes) -> dict[str, str]:
    return {
        one.get(w("styleId")): one.find("w:name", NS).get(w("val"))
        for one in part(data, "word/styles.xml").iter(w("style"))
    }


def audit(data: bytes, folder: Path) -> list[str]:
    path = folder / "audited.docx"
    path.write_bytes(data)
    # 0 takes a numbering away (ISO/IEC 29500-1, 17.9.18); it is no reference
    return [
        str(error)
        for error in OpenXmlValidator().validate(path).errors
        if "Numbering definition '0' referenced" not in str(error)
    ]


@pytest.fixture(scope="session")
def workshop() -> Document:
    root = Path(__file__).resolve().parents[2] / "examples" / "law-enforcement-cooperation"
    project = load_project(root)
    if "workshop-report" not in load_registry().report_kinds:
        return prepare(project, kind="outline").document
    return prepare(project, kind="workshop-report").document


# ------------------------------------------------------------------ all templates


@pytest.mark.parametrize("name", list(files.TEMPLATES))
def test_a_template_gives_a_valid_report_with_all_its_text(
    name: str, kitchen_sink: Any, workshop: Document, tmp_path: Path
) -> None:
    template = files.TEMPLATES[name]()
    for document in (small(cover=COVER, marking="TLP:AMBER"), kitchen_sink("en"), kitchen_sink("ar")):
        data = written(document, template)
        assert audit(data, tmp_path) == []
        assert document.title in body_text(data)
    text = body_text(written(workshop, template))
    for block in workshop.blocks:
        if isinstance(block, Heading) and isinstance(block.content, str):
            assert block.content in text


@pytest.mark.parametrize("name", list(files.TEMPLATES))
def test_a_marking_is_at_the_head_and_foot_of_every_page(name: str) -> None:
    template = files.TEMPLATES[name]()
    blocks = (Paragraph("Before"), Section(blocks=(Paragraph("Across"),), landscape=True), Paragraph("After"))

    data = written(small(*blocks, marking="TLP:AMBER", cover=COVER), template)

    settings = part(data, "word/settings.xml")
    for section, shown in heads_of(data):
        places = ["default"]
        places += ["first"] if section.find("w:titlePg", NS) is not None else []
        places += ["even"] if settings.find("w:evenAndOddHeaders", NS) is not None else []
        for kind in ("header", "footer"):
            for place in places:
                assert "TLP:AMBER" in shown[kind, place]


@pytest.mark.parametrize("name", list(files.TEMPLATES))
def test_the_same_template_gives_the_same_bytes(name: str) -> None:
    template = files.TEMPLATES[name]()

    assert written(small(cover=COVER), template) == written(small(cover=COVER), template)


@pytest.mark.parametrize("name", ["plain", "body-control", "footnotes-kept", "french"])
def test_a_live_document_has_the_same_text_as_the_file(name: str, kitchen_sink: Any) -> None:
    template = files.TEMPLATES[name]()
    style = docx.with_template(PLAIN, template, name="t.docx")

    live = docx.to_document(kitchen_sink("en"), style)

    assert text_of(live.element) == body_text(written(kitchen_sink("en"), template))


# ------------------------------------------------------------------ where the report goes


def test_without_a_place_the_text_of_the_template_is_replaced() -> None:
    data = written(small(), files.TEMPLATES["plain"]())

    assert "Old text" not in body_text(data)
    assert "What was found" in body_text(data)


def test_all_around_the_bookmark_stays_and_what_it_spans_is_replaced() -> None:
    lines = body_text(written(small(), files.TEMPLATES["body-bookmark"]())).split("\n")

    assert [line for line in lines if line] == [
        "Ministère de l’Intérieur",
        "Readmission in practice",
        "Findings",
        "What was found",
        "Contact: the unit",
        "Imprint: printed on recycled paper",
    ]


def test_a_control_gives_way_to_the_report_between_two_sections() -> None:
    data = written(small(), files.TEMPLATES["body-between-sections"]())

    lines = [line for line in body_text(data).split("\n") if line]
    assert lines[-3:] == ["Findings", "What was found", "Annex of the ministry"]
    assert [one[("header", "default")] for _, one in heads_of(data)] == ["Cover page", "Report pages", "Report pages"]
    sizes = [one.get(w("orient")) for one in part(data).iter(w("pgSz"))]
    assert sizes == [None, None, "landscape"]


def test_pages_across_come_back_to_the_page_of_the_template() -> None:
    blocks = (Paragraph("Before"), Section(blocks=(Paragraph("Across"),), landscape=True))

    data = written(small(*blocks), files.TEMPLATES["body-control"]())

    sections = list(part(data).iter(w("sectPr")))
    assert [one.find("w:pgSz", NS).get(w("orient")) for one in sections] == [None, None, "landscape", None]
    assert [one.find("w:pgSz", NS).get(w("w")) for one in sections] == ["11906", "11906", "16838", "11906"]
    assert {one[("header", "default")] for _, one in heads_of(data)[1:]} == {"Ministère"}
    starts = [one.find("w:pgNumType", NS) for one in sections]
    assert [one.get(w("start")) if one is not None else None for one in starts] == [None, "1", None, None]


def test_the_last_section_may_lie_across_and_belongs_to_the_report_where_nothing_follows() -> None:
    blocks = (Paragraph("Before"), Section(blocks=(Paragraph("Across"),), landscape=True))

    sections = list(part(written(small(*blocks), files.TEMPLATES["body-alone"]())).iter(w("sectPr")))

    assert [one.find("w:pgSz", NS).get(w("orient")) for one in sections] == [None, "landscape"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (files.control("mpfkit_body", files.p("x")) * 2, "mpfkit_body is there 2 times"),
        (f"<w:p>{files.bookmark('mpfkit_body', '')}<w:r><w:t>x</w:t></w:r></w:p>", "shares its paragraph"),
        (
            f"<w:p><w:r><w:t>x</w:t></w:r>{files.control('mpfkit_body', '<w:r><w:t>y</w:t></w:r>')}</w:p>",
            "shares its paragraph",
        ),
        (f"<w:p><w:r><w:t>x</w:t></w:r>{files.bookmark('mpfkit_body', '')}</w:p>", "shares its paragraph"),
        (
            IN_TABLE.format(files.control("mpfkit_body", files.p("x"))),
            "stands in a table",
        ),
        (
            IN_TABLE.format(f"<w:p>{files.bookmark('mpfkit_body', '')}</w:p>"),
            "stands in a table",
        ),
        (files.control("other", files.control("mpfkit_body", files.p("x"))), "stands in another content control"),
        ('<w:p><w:bookmarkStart w:id="1" w:name="mpfkit_body"/></w:p>', "has no end"),
        (
            files.control("mpfkit_body", files.p(extra=files.section()) + files.p("x")),
            "spans a section break",
        ),
        (
            f"<w:p>{files.bookmark('mpfkit_body', '<w:r><w:fldChar w:fldCharType=&quot;begin&quot;/></w:r>')}</w:p>",
            "inside a field",
        ),
    ],
)
def test_a_place_where_no_report_can_stand_is_refused_in_one_line(body: str, why: str) -> None:
    with pytest.raises(FileError, match=re.escape(why)) as caught:
        docx.with_template(PLAIN, files.pack(body.replace("&quot;", '"') + files.section()), name="t.docx")

    assert str(caught.value).startswith("t.docx: ")
    assert "\n" not in str(caught.value)


def test_a_control_that_holds_its_section_break_is_replaced_with_it() -> None:
    body = files.control("mpfkit_body", files.p("x") + files.p(extra=files.section())) + files.p("After")

    data = written(small(), files.pack(body + files.section(size='<w:pgSz w:w="16838" w:h="11906"/>')))

    widths = [one.get(w("w")) for one in part(data).iter(w("pgSz"))]
    assert widths == ["11906", "16838"]


def test_ranges_that_lose_one_end_lose_the_other() -> None:
    body = '<w:p><w:bookmarkStart w:id="5" w:name="other"/><w:r><w:t>Kept</w:t></w:r></w:p>' + files.control(
        "mpfkit_body", '<w:p><w:bookmarkEnd w:id="5"/></w:p>'
    )

    root = part(written(small(Paragraph("x")), files.pack(body + files.section())))

    assert "other" not in {one.get(w("name")) for one in root.iter(w("bookmarkStart"))}


def test_a_body_bookmark_around_whole_paragraphs_is_replaced() -> None:
    body = files.p("Before") + files.bookmark("mpfkit_body", files.p("a") + files.p("b")) + files.p("After")

    lines = body_text(written(small(Paragraph("x")), files.pack(body + files.section()))).split("\n")

    assert [line for line in lines if line] == ["Before", "Readmission in practice", "x", "After"]


# ------------------------------------------------------------------ what is filled in


def test_controls_in_body_cells_and_text_boxes_are_filled_and_keep_their_formatting() -> None:
    root = part(written(small(cover=COVER), files.TEMPLATES["text-boxes"]()))

    for box in root.iter(w("txbxContent")):
        assert text_of(box) == "Readmission in practice\n27 March 2019"
        assert box.find(".//w:r/w:rPr/w:sz", NS).get(w("val")) == "40"
    assert not list(root.iter(w("tag")))


def test_a_cover_in_a_table_is_filled() -> None:
    root = part(written(small(cover=COVER), files.TEMPLATES["table-cover"]()))

    cells = [text_of(cell) for cell in next(root.iter(w("tbl"))).iter(w("tc"))]
    assert cells == ["ICMPD", "27 March 2019"]
    lines = [line for line in text_of(root).split("\n") if line]
    assert lines[2:7] == ["Workshop report", "Place: The Hague", "English", "before", "Migration Partnership Facility"]
    subtitle = next(run for run in root.iter(w("r")) if text_of_run(run) == "Workshop report")
    assert subtitle.find("w:rPr/w:i", NS) is not None
    assert "gone when empty" not in text_of(root)


def text_of_run(run: Any) -> str:
    return "".join(one.text or "" for one in run.iter(w("t")))


def test_heads_and_feet_are_filled_and_keep_their_formatting() -> None:
    data = written(small(marking="TLP:AMBER"), files.TEMPLATES["marking-control"]())

    _, shown = heads_of(data)[-1]
    assert shown["header", "default"] == "TLP:AMBER\nReadmission"
    assert shown["footer", "default"] == "Funded by the European Union\nTLP:AMBER"
    header = next(name for name in names(data) if "header" in name and "AMBER" in text_of(part(data, name)) and
                  "Readmission" in text_of(part(data, name)))  # fmt: skip
    assert part(data, header).find(".//w:r/w:rPr/w:b", NS) is not None


def test_a_field_for_a_property_of_the_file_shows_the_property() -> None:
    root = part(written(small(), files.TEMPLATES["properties-and-xml"]()))

    bound = next(one for one in root.iter(w("sdt")) if one.find("w:sdtPr/w:dataBinding", NS) is not None)
    assert text_of_run(bound) == "ICMPD"


def test_an_unknown_name_is_refused_with_one_that_comes_close() -> None:
    with pytest.raises(FileError, match=r"t\.docx: nothing is named 'mpfkit_tilte'; did you mean 'mpfkit_title'"):
        docx.with_template(PLAIN, files.pack(files.inline("mpfkit_tilte", "x")), name="t.docx")


def test_places_that_go_with_the_replaced_text_are_told() -> None:
    report = docx.examine_template(files.pack(files.COVER + files.section()), style=PLAIN, name="t.docx")

    assert report.problems == (
        "it has no place for the report (mpfkit_body), so its text is replaced, with mpfkit_title",
    )


def test_a_name_that_comes_close_to_none_gets_the_list() -> None:
    with pytest.raises(FileError, match=r"known: mpfkit_author, mpfkit_body, mpfkit_date, "):
        docx.with_template(
            PLAIN, files.pack(f"<w:p>{files.bookmark('mpfkit_qqqqqqqqqqqqqqqqqq', '')}</w:p>"), name="t.docx"
        )


def test_the_body_cannot_stand_in_a_header() -> None:
    template = files.pack(
        files.p("x") + files.section(files.reference("header", "default", "rheader1")),
        parts=files.heads(header1=files.inline("mpfkit_body", "x")),
    )

    with pytest.raises(FileError, match="mpfkit_body stands outside the text itself"):
        docx.with_template(PLAIN, template, name="t.docx")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (files.bookmark("mpfkit_title", files.p("a") + files.p("b")), "is not inside one paragraph"),
        (
            '<w:p><w:bookmarkStart w:id="1" w:name="mpfkit_title"/><w:r><w:t>a</w:t></w:r></w:p>'
            '<w:p><w:r><w:t>b</w:t></w:r><w:bookmarkEnd w:id="1"/></w:p>',
            "is not inside one paragraph",
        ),
        (files.control("mpfkit_title", "<w:tr><w:tc><w:p/></w:tc></w:tr>"), "around the row of a table"),
        (files.control("mpfkit_title", "<w:tbl/>"), "holds no paragraph"),
    ],
)
def test_a_text_that_does_not_fit_its_place_is_refused(body: str, why: str) -> None:
    body += files.control("mpfkit_body", files.p("x"), number=9)

    with pytest.raises(FileError, match=why):
        docx.with_template(PLAIN, files.pack(body + files.section()), name="t.docx")


def test_a_bookmark_over_a_whole_line_ends_at_the_head_of_the_next() -> None:
    body = (
        '<w:p><w:bookmarkStart w:id="1" w:name="mpfkit_title"/><w:r><w:rPr><w:b/></w:rPr><w:t>Title</w:t></w:r></w:p>'
        '<w:p><w:bookmarkEnd w:id="1"/><w:r><w:t>b</w:t></w:r></w:p>'
    ) + files.control("mpfkit_body", files.p("x"))

    root = part(written(small(), files.pack(body + files.section())))

    assert text_of(root).startswith("Readmission in practice\nb\n")


def test_an_empty_bookmark_takes_the_formatting_of_its_paragraph() -> None:
    mark = "<w:p><w:pPr><w:rPr><w:i/></w:rPr></w:pPr>" + files.bookmark("mpfkit_title", "") + "</w:p>"

    root = part(written(small(), files.pack(mark + files.control("mpfkit_body", files.p("x")) + files.section())))

    assert next(root.iter(w("r"))).find("w:rPr/w:i", NS) is not None


def test_a_placeholder_gives_no_formatting_and_an_empty_control_can_be_filled() -> None:
    placeholder = files.control(
        "mpfkit_title",
        '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Click here</w:t></w:r>',
        properties="<w:rPr><w:b/></w:rPr><w:showingPlcHdr/>",
    )
    body = f"<w:p>{placeholder}</w:p><w:p>{files.control('mpfkit_date', '')}</w:p>"
    body += "<w:p><w:sdt><w:sdtPr><w:tag w:val='mpfkit_title'/></w:sdtPr></w:sdt></w:p>"

    root = part(written(small(), files.pack(body + files.control("mpfkit_body", files.p("x")) + files.section())))

    runs = list(root.iter(w("r")))
    assert [text_of_run(run) for run in runs[:2]] == ["Readmission in practice", "27 March 2019"]
    assert runs[0].find("w:rPr/w:rStyle", NS) is None
    assert runs[0].find("w:rPr/w:b", NS) is not None


def test_what_the_template_has_no_place_for_opens_the_report() -> None:
    lines = body_text(written(small(cover=COVER), files.TEMPLATES["body-alone"]())).split("\n")

    assert [line for line in lines if line][:3] == ["Readmission in practice", NOTICE, "Findings"]
    assert "Workshop report" not in lines


def test_text_in_arabic_runs_from_right_to_left_in_its_place() -> None:
    document = small(language="ar", title="تقرير عن Europol", date=dt.date(2019, 3, 27))

    root = part(written(document, files.TEMPLATES["table-cover"]()))

    date = next(one for one in root.iter(w("p")) if "مارس" in text_of_run(one))
    assert date.find("w:pPr/w:bidi", NS) is not None
    assert date.find(".//w:r/w:rPr/w:rtl", NS) is not None


def test_a_character_that_no_file_can_hold_is_named() -> None:
    with pytest.raises(RenderError, match=r"document title: U\+000B at character 2"):
        written(small(title="a\x0b"), files.TEMPLATES["body-control"]())


# ------------------------------------------------------------------ pages, heads and feet


def test_heads_of_earlier_sections_are_kept_and_the_first_page_has_its_own() -> None:
    blocks = (Paragraph("Before"), Section(blocks=(Paragraph("Across"),), landscape=True), Paragraph("After"))

    data = written(small(*blocks, cover=COVER), files.TEMPLATES["landscape-and-first-pages"]())

    shown = [one for _, one in heads_of(data)]
    assert [one["header", "default"] for one in shown] == ["Every page"] * 4
    assert {one["footer", "default"] for one in shown} == {"Foot of the last section"}
    sections = list(part(data).iter(w("sectPr")))
    assert [one.find("w:titlePg", NS) is not None for one in sections] == [True, False, False, False]
    assert shown[0]["header", "first"] == "First page"


def test_a_report_is_set_in_one_column_and_on_the_templates_page() -> None:
    root = part(written(small(), files.TEMPLATES["many-sections"]()))

    assert [one.get(w("num")) for one in root.iter(w("cols"))] == [None]
    assert [one.get(w("left")) for one in root.iter(w("pgMar"))] == ["1418"]


def test_a_template_that_lies_across_stays_so() -> None:
    blocks = (Paragraph("Before"), Section(blocks=(Paragraph("Across"),), landscape=True))

    root = part(written(small(*blocks), files.TEMPLATES["landscape-only"]()))

    assert {one.get(w("w")) for one in root.iter(w("pgSz"))} == {"16838"}


def test_a_template_without_heads_gets_those_of_mpfkit() -> None:
    _, shown = heads_of(written(small(cover=COVER), files.TEMPLATES["plain"]()))[-1]

    assert shown["header", "default"] == "Readmission"
    assert "Page 2 of 2" in shown["footer", "default"]


def test_the_text_of_a_column_is_the_width_of_the_page() -> None:
    template = files.pack(
        files.p("Before") + files.control("mpfkit_body", files.p("x")) + files.p("After")
        + files.section(extra='<w:cols w:num="2" w:space="708"/>')
    )  # fmt: skip

    page = docx.examine_template(template, style=PLAIN, name="t.docx").page

    assert round((page.width_mm - page.inner_mm - page.outer_mm) * 1440 / 25.4) == (11906 - 1134 - 1418 - 708) // 2


def test_margins_that_leave_no_room_are_those_of_the_house_style() -> None:
    narrow = '<w:sectPr><w:pgSz w:w="2000" w:h="3000"/><w:pgMar w:left="x" w:right="1500"/></w:sectPr>'

    assert docx.examine_template(files.pack(files.p() + narrow), style=PLAIN, name="t.docx").page == PLAIN.page


# ------------------------------------------------------------------ styles


def test_styles_are_found_by_name_whatever_their_ids() -> None:
    report = docx.examine_template(files.TEMPLATES["french"](), style=PLAIN, name="t.docx")

    assert report.styles["heading-1"] == "heading 1"
    data = written(small(), files.TEMPLATES["french"]())
    assert part(data).xpath("//w:p[w:pPr/w:pStyle/@w:val='Titre1']", namespaces=NS)


def test_capitalised_names_and_a_body_style_of_another_name_are_found() -> None:
    data = written(small(), files.TEMPLATES["capitalised"]())

    used = {one.get(w("val")) for one in part(data).iter(w("pStyle"))}
    assert {"Heading1", "N"} <= used


def test_missing_styles_are_added_and_take_font_and_size_from_the_template() -> None:
    data = written(small(), files.TEMPLATES["plain"]())

    sheet = part(data, "word/styles.xml")
    text = next(one for one in sheet if one.get(w("styleId")) == "TableText")
    assert text.find("w:basedOn", NS).get(w("val")) == "N"
    assert text.find("w:rPr/w:rFonts", NS) is None
    # Running text has 10.5 points, that of tables is one smaller
    assert text.find("w:rPr/w:sz", NS).get(w("val")) == "19"
    fourth = next(one for one in sheet if one.find("w:name", NS) is not None and
                  one.find("w:name", NS).get(w("val")) == "heading 4")  # fmt: skip
    assert fourth.find("w:basedOn", NS).get(w("val")) == "Titre3"


def test_missing_styles_that_the_house_style_names_are_listed_at_once() -> None:
    look = DocxLook(styles={"heading-1": "Kapitel", "heading-2": "headign 2", "table": "Raster"})
    style = HouseStyle(name="own", docx=look)

    with pytest.raises(FileError) as caught:
        docx.with_template(style, files.TEMPLATES["plain"](), name="t.docx")

    assert str(caught.value) == (
        "t.docx: 3 styles are missing: 'Kapitel' (paragraph), 'headign 2' (paragraph; close: 'heading 2', 'heading 3'), "
        "'Raster' (table)"
    )
    report = docx.examine_template(files.TEMPLATES["plain"](), style=style, name="t.docx")
    assert [one.name for one in report.missing] == ["Kapitel", "headign 2", "Raster"]
    assert report.problems[0] == "no style is named 'Kapitel'"
    assert "missing: 'Kapitel', 'headign 2', 'Raster'" in str(report)


def test_a_role_that_does_not_exist_is_refused_by_name() -> None:
    style = HouseStyle(name="own", docx=DocxLook(styles={"leed": "Lead"}))

    with pytest.raises(FileError, match=r"t\.docx: no such style role: leed"):
        docx.with_template(style, files.TEMPLATES["plain"](), name="t.docx")


def test_a_table_style_of_the_template_keeps_the_colours_of_its_header_row() -> None:
    sheet = files.styles(files.heading(1, "T1"), files.style("Our Table", "OT", kind="table"))
    template = files.pack(files.p(), parts={"styles.xml": ("styles", f"{files.WORD}.styles+xml", sheet)})
    style = HouseStyle(name="own", docx=DocxLook(styles={"table": "Our Table"}))

    header = next(one for one in part(written(small(), template, style), "word/styles.xml")
                  if one.get(w("styleId")) == "TableHeader")  # fmt: skip

    assert header.find("w:rPr/w:color", NS) is None
    assert header.find("w:rPr/w:b", NS) is not None


def test_all_text_is_in_the_language_of_the_document() -> None:
    data = written(small(language="fr"), files.TEMPLATES["right-to-left"]())

    sheet = part(data, "word/styles.xml")
    assert [one.get(w("val")) for one in sheet.iter(w("lang"))] == ["fr-FR"]
    assert part(data, "word/settings.xml").find("w:themeFontLang", NS).get(w("val")) == "fr-FR"


def test_a_report_from_left_to_right_in_a_template_from_right_to_left() -> None:
    root = part(written(small(), files.TEMPLATES["right-to-left"]()))

    paragraphs = {text_of_run(one): one.find("w:pPr/w:bidi", NS) is not None for one in root.iter(w("p"))}
    assert paragraphs["وزارة الداخلية"]
    assert not paragraphs["What was found"]


def test_arabic_text_is_as_large_and_bold_as_latin_text() -> None:
    sheet = part(written(small(language="ar"), files.TEMPLATES["plain"]()), "word/styles.xml")

    heading = next(one for one in sheet if one.get(w("styleId")) == "Titre1")
    assert heading.find("w:rPr/w:szCs", NS).get(w("val")) == heading.find("w:rPr/w:sz", NS).get(w("val"))
    assert heading.find("w:rPr/w:bCs", NS) is not None
    assert sheet.find("w:docDefaults//w:rFonts", NS).get(w("cs")) == "Arial"


# ------------------------------------------------------------------ numbers


def test_headings_are_numbered_by_mpfkit_unless_the_template_does_it() -> None:
    data = written(small(), files.TEMPLATES["unnumbered-headings-kept"]())

    sheet = {one.get(w("styleId")): one for one in part(data, "word/styles.xml").iter(w("style"))}
    number = sheet["Titre1"].find("w:pPr/w:numPr/w:numId", NS).get(w("val"))
    numbering = part(data, "word/numbering.xml")
    abstract = numbering.find(f"w:num[@w:numId='{number}']/w:abstractNumId", NS).get(w("val"))
    level = numbering.find(f"w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl", NS)
    assert level.find("w:pStyle", NS).get(w("val")) == "Titre1"
    # What the template has itself shows no number
    kept = {text_of_run(one): one.find("w:pPr/w:numPr/w:numId", NS) for one in part(data).iter(w("p"))}
    assert kept["Foreword"].get(w("val")) == "0"
    assert sheet["OurContents"].find("w:pPr/w:numPr/w:numId", NS).get(w("val")) == "0"
    assert kept["Findings"] is None


def test_contents_and_references_show_the_numbers_of_the_template() -> None:
    blocks = (
        Contents(title="Contents"),
        Heading("First", key="one"),
        Heading("Below", 2, key="two"),
        Heading("Deeper", 3, key="three"),
        Heading("Second", key="second"),
        Heading("At the end", kind=HeadingKind.ANNEX, key="annex"),
        Paragraph(("See ", *(Reference(key) for key in ("one", "two", "three", "second", "annex")))),
    )

    data = written(small(*blocks), files.TEMPLATES["numbered-headings"]())

    lines = text_of(next(part(data).iter(w("sdt")))).split("\n")
    # The foreword of the template is I.
    assert lines == ["Contents", "IIFirst", "II.a)Below", "Deeper", "IIISecond", "Annex A. At the end"]
    assert "See Section IISection II.a)DeeperSection IIIAnnex A" in body_text(data)


def test_numbers_of_the_template_in_other_figures() -> None:
    levels = {
        1: ("4", 0, {0: (3, "decimalZero", "%1", False), 1: (1, "upperLetter", "%2", False)}),
        2: ("4", 1, {0: (3, "decimalZero", "%1", False), 1: (26, "lowerLetter", "%1-%2", False)}),
        3: ("4", 2, {0: (3, "upperRoman", "%1", False), 2: (1, "decimal", "%1.%2.%3", True)}),
        4: ("5", 0, {0: (1, "bullet", "*", False)}),
        5: ("5", 1, {0: (1, "none", "x", False), 1: (1, "none", "%1.%2.", False)}),
    }
    from mpfkit.document import outline

    headings = [Heading(str(level), level) for level in (1, 2, 2, 3, 1, 2, 4, 5, 6)]

    numbers = TemplateNumbers(levels).renumber(outline(small(*headings)))

    assert [entry.number for entry in numbers.headings] == [
        "03", "03-z", "03-aa", "3.27.1", "04", "04-z", "", "", ""
    ]  # fmt: skip


def test_lists_look_as_the_template_has_them_and_each_starts_at_one() -> None:
    blocks = (NumberedList(("a", (Paragraph("b"), NumberedList(("c",))))), NumberedList(("d",)))

    data = written(small(*blocks), files.TEMPLATES["own-lists"]())

    used = [one for one in part(data).iter(w("numPr")) if one.find("w:ilvl", NS) is not None]
    assert [one.find("w:ilvl", NS).get(w("val")) for one in used] == ["0", "0", "1", "0"]
    numbering = part(data, "word/numbering.xml")
    number = used[0].find("w:numId", NS).get(w("val"))
    abstract = numbering.find(f"w:num[@w:numId='{number}']/w:abstractNumId", NS).get(w("val"))
    levels = numbering.findall(f"w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl", NS)
    assert [one.find("w:lvlText", NS).get(w("val")) for one in levels] == ["(%1)", "[%2]", "%3."]
    assert [one.find("w:numFmt", NS).get(w("val")) for one in levels] == ["upperLetter", "lowerRoman", "lowerRoman"]
    assert len({one.find("w:numId", NS).get(w("val")) for one in used}) == 3
    # A bullet style without a bullet gets one
    bullet = next(one for one in part(data, "word/styles.xml") if one.get(w("styleId")) == "LB")
    assert bullet.find("w:pPr/w:numPr/w:numId", NS) is not None


# ------------------------------------------------------------------ what does not leave the house


def test_comments_changes_and_protection_of_the_template_are_gone() -> None:
    data = written(small(), files.TEMPLATES["comments-and-changes"]())

    assert "Kept and new" in body_text(data)
    raw = b"".join(zipfile.ZipFile(io.BytesIO(data)).read(name) for name in names(data))
    for gone in (b"A. Person", b"Struck out", b"Ask the minister", b"trackRevisions", b"documentProtection"):
        assert gone not in raw


def test_properties_are_those_of_the_report_and_the_company_stays() -> None:
    data = written(small(), files.TEMPLATES["properties-and-xml"]())

    raw = b"".join(zipfile.ZipFile(io.BytesIO(data)).read(name) for name in names(data))
    for gone in (b"A. Person", b"Secret", b"Template 3"):
        assert gone not in raw
    assert b"Ministry &amp; Sons" in zipfile.ZipFile(io.BytesIO(data)).read("docProps/app.xml")
    assert b"Register" in zipfile.ZipFile(io.BytesIO(data)).read("docProps/custom.xml")
    assert "customXml/item1.xml" in names(data)
    assert not [name for name in names(data) if "thumbnail" in name]


def test_pictures_and_links_of_the_old_text_are_gone_and_those_of_kept_text_stay() -> None:
    dropped = written(small(), files.TEMPLATES["pictures-dropped"]())
    kept = written(small(), files.TEMPLATES["pictures-and-links"]())

    assert not [name for name in names(dropped) if "media" in name]
    assert len([name for name in names(kept) if "media" in name]) == 1
    assert b"https://example.org/" in zipfile.ZipFile(io.BytesIO(kept)).read("word/_rels/document.xml.rels")


def test_footnotes_of_kept_text_stay_and_ours_follow() -> None:
    document = small(Paragraph(("Text", Footnote("A note of the report"))))

    kept = part(written(document, files.TEMPLATES["footnotes-kept"]()), "word/footnotes.xml")
    fresh = written(document, files.TEMPLATES["footnotes-replaced"]())

    assert [one.get(w("id")) for one in kept] == ["0", "1", "2", "3"]
    assert text_of(kept).split("\n")[2:] == ["Note of the template", "A note of the report"]
    assert "Note of the template" not in text_of(part(fresh, "word/footnotes.xml"))
    assert "word/endnotes.xml" not in names(fresh)
    assert part(fresh, "word/settings.xml").find("w:endnotePr", NS) is None


def test_an_external_template_is_cut_off() -> None:
    template = files.pack(
        files.p(),
        parts={"settings.xml": files.settings('<w:attachedTemplate r:id="r1"/>')},
        rels={
            "settings.xml": f'<Relationship Id="r1" Type="{R}/attachedTemplate" Target="https://evil.example/t.dotm" '
            'TargetMode="External"/>'
        },
    )

    data = written(small(), template)

    assert b"evil" not in b"".join(zipfile.ZipFile(io.BytesIO(data)).read(name) for name in names(data))
    assert part(data, "word/settings.xml").find("w:attachedTemplate", NS) is None


@pytest.mark.parametrize(
    ("body", "links", "why"),
    [
        (
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCLUDE</w:instrText></w:r><w:r>'
            '<w:instrText>TEXT "http://evil"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
            {},
            "fetches something by a field INCLUDETEXT",
        ),
        (
            '<w:p><w:fldSimple w:instr="DDEAUTO excel"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>',
            {},
            "fetches something by a field DDEAUTO",
        ),
        ('<w:altChunk r:id="x"/>', {}, "holds a part in another format"),
        (
            '<w:p><w:hyperlink r:id="rl"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>',
            {"rl": ("hyperlink", "file:///C:/secret")},
            "links to 'file:///C:/secret', which is neither http",
        ),
    ],
)
def test_what_fetches_or_leads_astray_in_kept_text_is_refused(body: str, links: Any, why: str) -> None:
    kept = body + files.control("mpfkit_body", files.p("x")) + files.section()

    with pytest.raises(FileError, match=re.escape(why)):
        docx.with_template(PLAIN, files.pack(kept, links=links), name="t.docx")
    # In text that is replaced it does no harm
    assert written(small(), files.pack(body + files.section(), links=links))


# ------------------------------------------------------------------ the report on a template


def test_a_template_is_described_in_one_line() -> None:
    report = docx.examine_template(files.TEMPLATES["marking-control"](), style=PLAIN, name="t.docx")

    assert report.body == "control"
    assert report.controls == ("body", "footer", "header", "marking", "title")
    assert report.sections == 2
    assert report.heads
    assert not report.numbered
    assert "Table Text" in report.added
    assert report.problems == ("the funding statement has no place (mpfkit_statement); it is not shown",)
    assert str(report) == (
        "t.docx: the report goes to its control mpfkit_body; filled in: body, footer, header, marking, title; "
        f"{len(report.styles)} of {len(report.styles) + len(report.added)} styles are its own; headings numbered by "
        "mpfkit; heads and feet are its own"
    )


def test_a_template_with_contents_of_its_own_is_told() -> None:
    contents = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r><w:r>'
        '<w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )

    body = contents + files.control("mpfkit_body", files.p("x")) + files.section()
    report = docx.examine_template(files.pack(body), style=PLAIN, name="t.docx")

    assert "contents of its own" in report.problems[-1]
    assert "title has no place" in report.problems[0]


def test_a_dressed_style_has_the_page_fonts_and_readable_colours_of_the_template() -> None:
    style = docx.with_template(PLAIN, files.TEMPLATES["theme-fonts"](), name="t.docx")

    assert (style.fonts.body, style.fonts.heading) == ("Tahoma", "Verdana")
    assert style.palette.accent == "005A3C"
    assert style.palette.heading == "7A1F3D"
    # Too light to be read on white
    assert style.palette.link == PLAIN.palette.link
    assert round(style.page.inner_mm, 1) == 25.0
    assert pickle.loads(pickle.dumps(style.docx.template))() == style.docx.template()  # type: ignore[misc]


def test_a_template_without_colours_leaves_those_of_the_house_style() -> None:
    style = docx.with_template(PLAIN, files.TEMPLATES["bare"](), name="t.docx")

    assert style.palette == PLAIN.palette
    assert style.fonts == PLAIN.fonts


# ------------------------------------------------------------------ hostile files


def renamed(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if changes.get(name, b"") is not None:
                new.writestr(name, changes.get(name) or old.read(name))
        for name, text in changes.items():
            if text is not None and name not in old.namelist():
                new.writestr(name, text)
    return stream.getvalue()


def attacks() -> dict[str, tuple[Callable[[], bytes], str]]:
    plain = files.plain()
    head = f"<w:document {files.W} {files.R}><w:body>".encode()
    doctype = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    laughs = b"<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'>" + b"<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
    end = b"</w:body></w:document>"
    paragraph = f"<w:p {files.W}/>".encode()

    def linked(kind: str, target: str, *, external: bool = False) -> bytes:
        mode = ' TargetMode="External"' if external else ""
        link = f'<Relationship Id="rx" Type="{R}/{kind}" Target="{target}"{mode}/></Relationships>'
        return bytes(files.replaced(plain, "word/_rels/document.xml.rels", "</Relationships>", link))

    return {
        "entity": (lambda: renamed(plain, {"word/document.xml": doctype + head + b"&x;" + end}), "declares a document type"),
        "laughs": (lambda: renamed(plain, {"word/styles.xml": laughs + head + b"&b;" + end}), "declares a document type"),
        "empty-paragraphs": (lambda: renamed(plain, {"word/document.xml": head + b"<w:p/>" * 3_000_000 + end}), "more than 16777216"),
        "long-text": (
            lambda: renamed(plain, {"word/document.xml": head + b"<w:p><w:r><w:t>" + b"x" * 60_000_000 + b"</w:t></w:r></w:p>"}),
            "more than 16777216",
        ),
        "deep": (
            lambda: renamed(plain, {"word/document.xml": head + b"<w:smartTag>" * 5_000 + b"</w:smartTag>" * 5_000 + end}),
            "part word/document.xml cannot be read",
        ),
        "deep-head": (
            lambda: files.replaced(
                files.french(), "word/header1.xml", "<w:p>", "<w:sdt>" * 400 + "<w:p>", "</w:p>", "</w:p>" + "</w:sdt>" * 400
            ),
            "part word/header1.xml cannot be read",
        ),
        "unused-part": (lambda: renamed(plain, {"word/media/big.bin": b"\0" * 300_000_000}), "more than 16777216"),
        "missing-target": (lambda: linked("image", "media/none.png"), "which is not there"),
        "outside-target": (lambda: linked("image", "../../etc/passwd"), "which is not there"),
        "external-image": (lambda: linked("image", "http://evil.example/x.png", external=True), "fetches a part (image)"),
        "external-object": (lambda: linked("oleObject", "http://evil.example/x", external=True), "fetches a part (oleObject)"),
        "macros": (lambda: renamed(plain, {"word/vbaProject.bin": b"x"}), "holds macros"),
        "docm": (
            lambda: files.replaced(
                plain, "[Content_Types].xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/vnd.ms-word.document.macroEnabled",
            ),
            "holds macros",
        ),
        "encrypted": (lambda: bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 5_000, "has a password"),
        "rich-text": (lambda: rb"{\rtf1 text}", "is not a readable Word file"),
        "spreadsheet": (
            lambda: files.replaced(plain, "[Content_Types].xml", "wordprocessingml.document.main", "spreadsheetml.sheet.main"),
            "is not a Word document or template",
        ),
        "strict": (
            lambda: files.replaced(
                plain, "word/document.xml", "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                "http://purl.oclc.org/ooxml/wordprocessingml/main",
            ),
            "is a 'Strict Open XML Document'",
        ),
        "other-root": (lambda: renamed(plain, {"word/document.xml": paragraph}), "starts with 'p'"),
        "no-body": (
            lambda: renamed(plain, {"word/document.xml": f"<w:document {files.W}/>".encode()}),
            "has no body",
        ),
        "no-relationships": (lambda: renamed(plain, {"_rels/.rels": None}), "it has no _rels/.rels"),
        "no-main-part": (
            lambda: files.replaced(plain, "_rels/.rels", "officeDocument\"", "other\""),
            "nothing says which part is the document",
        ),
        "many-styles": (
            lambda: files.pack(
                files.p(),
                parts={"styles.xml": ("styles", f"{files.WORD}.styles+xml",
                       files.styles("".join(files.style(f"s{n}", f"s{n}") for n in range(4_200))))},
            ),
            "has 4203 styles, more than the 4079",
        ),
    }  # fmt: skip


_CHILD = """
import sys, time
from pathlib import Path
from mpfkit.errors import MpfkitError
from mpfkit.records import HouseStyle
from mpfkit.writers import docx
data = Path(sys.argv[1]).read_bytes()
before = time.process_time()
try:
    docx.with_template(HouseStyle(name="plain"), data, name="t.docx")
    print("accepted")
except MpfkitError as error:
    print(error)
print(time.process_time() - before)
print(next(int(line.split()[1]) / 1024 for line in Path("/proc/self/status").open() if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux does")
@pytest.mark.parametrize("name", list(attacks()))
def test_a_hostile_template_costs_two_seconds_and_200_megabytes_at_most_and_gives_one_line(
    name: str, tmp_path: Path
) -> None:
    make, why = attacks()[name]
    path = tmp_path / "t.docx"
    path.write_bytes(make())

    run = subprocess.run([sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, check=True)

    message, seconds, megabytes = run.stdout.strip().split("\n")
    assert message.startswith("t.docx: ")
    assert why in message
    assert float(seconds) <= 2.0
    assert float(megabytes) <= 200.0


# ------------------------------------------------------------------ files of other people and programs


@pytest.mark.office
def test_a_template_saved_by_libreoffice_can_be_used(kitchen_sink: Any, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office is not None
    folder = tmp_path / "out"
    for name in ("french", "landscape-and-first-pages", "numbered-headings"):
        path = tmp_path / f"{name}.docx"
        path.write_bytes(files.TEMPLATES[name]())
        subprocess.run(
            [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
             "docx:MS Word 2007 XML", "--outdir", str(folder), str(path)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip

        saved = (folder / f"{name}.docx").read_bytes()
        report = docx.examine_template(saved, style=PLAIN, name=name)

        assert report.styles["heading-1"].lower() == "heading 1"
        text = body_text(written(kitchen_sink("en"), saved))
        assert "Mapping of replies 2" in text


def test_files_of_other_people_can_be_used_or_say_why_not(root: Path, kitchen_sink: Any) -> None:
    folder = root.parent / "shared" / "real" / "docx"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    used = 0
    for path in sorted(folder.glob("*.docx")):
        if "Strict" in path.name:
            with pytest.raises(FileError, match="Strict Open XML"):
                written(kitchen_sink("en"), path.read_bytes())
            continue
        used += 1
        assert "Mapping of replies 2" in body_text(written(kitchen_sink("en"), path.read_bytes()))
    assert used >= 8


def test_a_template_of_a_house_style_is_named_after_it() -> None:
    style = attrs.evolve(PLAIN, docx=DocxLook(template=lambda: b"no"))

    with pytest.raises(FileError, match="the template of house style 'plain': is not a readable Word file"):
        docx.write(small(), style, io.BytesIO())


def test_the_heading_of_contents_is_not_listed_where_the_template_makes_it_a_heading() -> None:
    import docx as python_docx

    stream = io.BytesIO()
    python_docx.Document().save(stream)
    document = small(Contents(title="Contents"), Heading("One"), Heading("Two"))
    body = part(written(document, stream.getvalue()))
    paragraphs = {text_of(paragraph): paragraph for paragraph in body.iter(w("p"))}
    assert paragraphs["Contents"].find(w("pPr")).find(w("outlineLvl")).get(w("val")) == "9"
    assert paragraphs["One"].find(w("pPr")).find(w("outlineLvl")) is None


def test_pictures_of_a_template_lose_what_a_camera_adds() -> None:
    from PIL import Image as Pillow

    def jpeg(orientation: int) -> bytes:
        picture, exif = Pillow.new("RGB", (40, 20), "#003399"), Pillow.Exif()
        exif[0x010F], exif[0x0112] = "Secret camera", orientation
        stream = io.BytesIO()
        picture.save(stream, "JPEG", exif=exif)
        return stream.getvalue()

    def template(picture: bytes) -> bytes:
        import docx as python_docx

        word = python_docx.Document()
        word.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(picture))
        stream = io.BytesIO()
        word.save(stream)
        return stream.getvalue()

    def media(data: bytes) -> list[bytes]:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return [package.read(name) for name in package.namelist() if name.startswith("word/media/")]

    assert b"Secret camera" in jpeg(1)
    (upright,) = media(written(small(), template(jpeg(1))))
    assert b"Secret camera" not in upright
    # What is marked as turned was placed with its mark; taking it away would turn the picture.
    assert media(written(small(), template(jpeg(6)))) == [jpeg(6)]


def test_a_picture_of_a_template_that_cannot_be_read_is_left_as_it_is() -> None:
    from mpfkit.writers.docx._template import _without_traces

    broken = b"\x89PNG\r\n\x1a\nnothing"
    assert _without_traces(broken) == broken

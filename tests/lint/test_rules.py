"""What the rules see, and what they leave alone, in documents other than the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

from mpfkit.document import Column, Document, Heading, Paragraph, Table
from mpfkit.errors import FileError, PluginError, Problem
from mpfkit.lint import STYLE_PROPERTY, Place, WordFile, lint, open_word_file, style_of
from mpfkit.lint._accessibility import contrast
from mpfkit.records import Contract, DocxLook, Fonts, HouseStyle

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [each.code for each in problems]


def long(document: Document, headings: int, *, level: int = 1) -> Document:
    blocks = tuple(
        block
        for number in range(headings)
        for block in (Heading(f"Part {number}", level), Paragraph(f"Text of part {number}."))
    )
    return attrs.evolve(document, blocks=blocks, cover=None, marking="")


# ---------------------------------------------------------------------------------------------- whole documents


def test_many_headings_ask_for_contents(render_docx: Any, document: Document) -> None:
    assert codes(lint(render_docx(long(document, 12)))) == ["MPF429"]
    assert lint(render_docx(long(document, 11))) == ()


def test_a_long_text_without_headings_is_found(render_docx: Any, document: Document) -> None:
    blocks = tuple(Paragraph(f"Paragraph {number}.") for number in range(12))
    found = lint(render_docx(attrs.evolve(document, blocks=blocks, cover=None, marking="")))

    assert [(each.code, each.path) for each in found] == [("MPF404", ("document",))]
    assert "no heading" in found[0].message


def test_the_first_heading_has_the_first_level(render_docx: Any, document: Document) -> None:
    found = lint(render_docx(long(document, 3, level=2)))

    assert [(each.code, each.path) for each in found] == [("MPF404", ("heading 'Part 0'",))]


def test_pages_without_numbers_are_found(edited: Any) -> None:
    for name in edited.parts:
        if "footer" in name and b"PAGE" in edited.parts[name]:
            edited.parts[name] = edited.parts[name].replace(b" PAGE ", b" DATE ").replace(b" NUMPAGES ", b" DATE ")
    found = lint(edited.to_bytes())

    assert [(each.code, each.path) for each in found] == [("MPF430", ("page footer",))]


def test_a_section_without_numbers_is_named(edited: Any) -> None:
    across = [name for name in edited.parts if "footer" in name and b"NUMPAGES" in edited.parts[name]][1]
    edited.parts[across] = edited.parts[across].replace(b" PAGE ", b" DATE ").replace(b" NUMPAGES ", b" DATE ")

    found = lint(edited.to_bytes())

    assert codes(found) == ["MPF430"]
    assert "section 3" in found[0].message


def test_even_pages_bear_the_label_too(edited: Any) -> None:
    edited.replace("<w:defaultTabStop", "<w:evenAndOddHeaders/><w:defaultTabStop", "word/settings.xml")
    found = lint(edited.to_bytes())

    assert set(codes(found)) == {"MPF460"}
    assert found[0].path == ("page header of even pages, section 1",)


def test_a_label_on_the_cover_only_is_missed_on_the_pages(edited: Any) -> None:
    for name in list(edited.parts):
        if "header" in name or "footer" in name:
            edited.parts[name] = edited.parts[name].replace(b"TLP:GREEN", b"green")

    assert set(codes(lint(edited.to_bytes()))) == {"MPF460"}


def test_another_marking_needs_one_place_on_each_page(edited: Any) -> None:
    for name in list(edited.parts):
        edited.parts[name] = edited.parts[name].replace(b"TLP:GREEN", b"LIMITE")
    assert lint(edited.to_bytes()) == ()

    for name in list(edited.parts):
        if "footer" in name:
            edited.parts[name] = edited.parts[name].replace(b"LIMITE", b"open")
    assert lint(edited.to_bytes()) == ()


def test_a_misspelled_label_is_told_how_it_is_spelled(edited: Any) -> None:
    for name in list(edited.parts):
        edited.parts[name] = edited.parts[name].replace(b"TLP:GREEN", b"TLP: Green")
    found = lint(edited.to_bytes())

    assert set(codes(found)) == {"MPF461"}
    assert "write TLP:GREEN" in found[0].message


def test_a_form_may_show_what_to_enter(edited: Any) -> None:
    edited.replace(
        "<w:defaultTabStop",
        '<w:documentProtection w:edit="forms" w:enforcement="1"/><w:defaultTabStop',
        "word/settings.xml",
    )
    control = (
        '<w:sdt><w:sdtPr><w:alias w:val="Name"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>{}</w:t></w:r>'
    )
    edited.after(
        "The mapping goes", f"<w:p>{control.format('Click or tap to enter text.')}</w:sdtContent></w:sdt></w:p>"
    )

    assert lint(edited.to_bytes()) == ()


def test_older_form_fields_need_help(edited: Any) -> None:
    form = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Text1"/>{}</w:ffData></w:fldChar></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    edited.after("The mapping goes", form.format('<w:helpText w:type="text" w:val="Your name"/>'))
    assert lint(edited.to_bytes()) == ()

    edited.after("The mapping goes", form.format(""))
    assert codes(lint(edited.to_bytes())) == ["MPF437"]


def test_the_same_fault_in_many_places_is_one_problem(edited: Any) -> None:
    for start in ("Some replies", "Questions went", "Letters went"):
        edited.format(start, '<w:color w:val="BFBFBF"/>')
    found = lint(edited.to_bytes())

    assert codes(found) == ["MPF431"]
    assert found[0].message.startswith("heading 'Method', paragraph 1 (and 2 more places): text in BFBFBF on FFFFFF")


def test_large_text_needs_less_contrast(edited: Any) -> None:
    edited.format("Some replies", '<w:color w:val="8C8C8C"/><w:sz w:val="40"/>')
    assert lint(edited.to_bytes()) == ()

    edited.format("Letters went", '<w:color w:val="8C8C8C"/><w:sz w:val="24"/>')
    assert codes(lint(edited.to_bytes())) == ["MPF431"]


def test_highlight_shading_and_patterns_are_the_ground(edited: Any) -> None:
    edited.format("Some replies", '<w:color w:val="FFFFFF"/><w:highlight w:val="darkBlue"/>')
    edited.format("Letters went", '<w:color w:val="FFFFFF"/><w:shd w:val="solid" w:color="000000" w:fill="FFFFFF"/>')
    edited.format("Questions went", '<w:color w:val="FFFFFF"/><w:shd w:val="pct50" w:color="000000" w:fill="FFFFFF"/>')

    assert lint(edited.to_bytes()) == ()


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("000000", "FFFFFF") == pytest.approx(21.0)
    assert contrast("4F81BD", "FFFFFF") == pytest.approx(4.03, abs=0.01)
    assert contrast("FFCC00", "FFFFFF") == contrast("FFFFFF", "FFCC00") < 1.6


def test_space_between_two_tables_is_needed_and_below_one_is_not(edited: Any) -> None:
    edited.table(2).addnext(edited.new("<w:p/>"))
    found = lint(edited.to_bytes())

    assert [(each.code, each.path) for each in found] == [
        ("MPF427", ("heading 'Gaps'", "empty line after paragraph 3")),
    ]


def test_a_caption_below_its_table_counts(edited: Any) -> None:
    for name in ("tblCaption", "tblDescription"):
        found = edited.table(2).find(f"{W}tblPr/{W}{name}")
        found.getparent().remove(found)
    caption = edited.new(
        '<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr><w:r><w:t>Replies by channel</w:t></w:r></w:p>'
    )
    edited.table(2).addnext(caption)

    assert [(each.code, each.severity) for each in lint(edited.to_bytes())] == [("MPF415", "warning")]


def test_merged_cells_are_not_blank(render_docx: Any, document: Document, edited: Any) -> None:
    for row, mark in zip(
        edited.table(2).findall(f"{W}tr")[1:3], ('<w:vMerge w:val="restart"/>', "<w:vMerge/>"), strict=True
    ):
        row.findall(f"{W}tc")[0].find(f"{W}tcPr").append(edited.new(mark))
    for cell in edited.table(2).findall(f"{W}tr")[2].findall(f"{W}tc"):
        for run in list(cell.iter(f"{W}r")):
            run.getparent().remove(run)
        for shade in list(cell.iter(f"{W}shd")):
            shade.getparent().remove(shade)

    assert lint(edited.to_bytes()) == ()


def test_a_blank_column_is_found(render_docx: Any, document: Document) -> None:
    table = Table(columns=(Column("A"), Column("B")), rows=(("1", ""), ("2", "")), description="Two columns")
    data = render_docx(attrs.evolve(document, blocks=(Heading("One"), table), cover=None, marking=""))
    assert lint(data) == ()

    plain = attrs.evolve(table, columns=(Column("A"), Column("")))
    found = lint(render_docx(attrs.evolve(document, blocks=(Heading("One"), plain), cover=None, marking="")))
    assert codes(found) == ["MPF414", "MPF416"]
    assert "column 2 is blank" in found[1].message


def test_links_of_fields_are_links(edited: Any) -> None:
    def linked(instruction: str, shown: str) -> str:
        return (
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{shown}</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        )

    edited.after("The mapping goes", linked('HYPERLINK "https://europa.eu"', "the Union"))
    assert lint(edited.to_bytes()) == ()
    edited.after("The mapping goes", linked('HYPERLINK "https://europa.eu"', "click here"))
    edited.after("The mapping goes", linked('HYPERLINK \\l "_Ref_lost"', "the gaps"))
    edited.after("The mapping goes", linked('HYPERLINK "https://europa.eu" \\l "part"', "a part"))
    edited.after("The mapping goes", linked('HYPERLINK "file:///C:/budget.xlsx"', "the budget"))
    edited.after("The mapping goes", linked('HYPERLINK "https://europa.eu"', " "))

    assert sorted(codes(lint(edited.to_bytes()))) == ["MPF433", "MPF433", "MPF441", "MPF473", "MPF478"]


def test_simple_fields_are_fields(edited: Any) -> None:
    caption = (
        '<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr><w:r><w:t>Table </w:t></w:r><w:fldSimple w:instr=" SEQ Table ">'
        "<w:r><w:t>{}</w:t></w:r></w:fldSimple><w:r><w:t>: x</w:t></w:r></w:p>"
    )
    edited.after("The mapping goes", caption.format(3))
    assert lint(edited.to_bytes()) == ()
    edited.after("Table 3", caption.format(3))
    assert codes(lint(edited.to_bytes())) == ["MPF446"]


def test_numbers_that_start_anew_are_in_order(edited: Any) -> None:
    caption = (
        '<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr><w:r><w:t>Box </w:t></w:r><w:fldSimple w:instr="{}">'
        "<w:r><w:t>{}</w:t></w:r></w:fldSimple></w:p>"
    )
    edited.after("The mapping goes", caption.format("SEQ Box \\r 7", 7), caption.format("SEQ Box", 8))
    edited.after("The mapping goes", caption.format("SEQ Plate \\s 1", 4), caption.format("SEQ Photo", "IV"))

    assert lint(edited.to_bytes()) == ()


def test_tracked_changes_in_lists_and_moves_are_found(edited: Any) -> None:
    edited.paragraph("by letter").append(
        edited.new('<w:moveFrom w:id="1" w:author="B"><w:r><w:t>x</w:t></w:r></w:moveFrom>')
    )
    edited.paragraph("by telephone").append(
        edited.new('<w:moveTo w:id="2" w:author="B"><w:r><w:t>x</w:t></w:r></w:moveTo>')
    )
    found = lint(edited.to_bytes())

    assert codes(found) == ["MPF470"]
    assert "by B are left" in found[0].message


def test_text_in_older_containers_is_read(edited: Any) -> None:
    edited.after(
        "The mapping goes",
        "<w:p><w:smartTag><w:r><w:t>Smart</w:t><w:br/><w:t>text</w:t><w:noBreakHyphen/></w:r></w:smartTag>"
        "<mc:AlternateContent><mc:Choice><w:r><w:t>chosen</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>fallen</w:t>"
        "</w:r></mc:Fallback></mc:AlternateContent></w:p>",
    )
    texts = [each.text for each in open_word_file(edited.to_bytes()).paragraphs()]

    assert "Smart\ntext-chosen" in texts


def test_a_picture_as_link_has_its_description_as_text(edited: Any) -> None:
    picture = next(edited.tree().iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"))
    run = picture.getparent().getparent().getparent()
    link = edited.new('<w:hyperlink w:anchor="_Ref_gaps"/>')
    run.addprevious(link)
    link.append(run)

    assert lint(edited.to_bytes()) == ()


def test_chapters_of_a_strict_document_are_read(edited: Any) -> None:
    for name in list(edited.parts):
        data = edited.parts[name]
        for usual, strict in (
            (b"schemas.openxmlformats.org/wordprocessingml/2006/", b"purl.oclc.org/ooxml/wordprocessingml/"),
            (b"schemas.openxmlformats.org/drawingml/2006/", b"purl.oclc.org/ooxml/drawingml/"),
            (b"schemas.openxmlformats.org/officeDocument/2006/", b"purl.oclc.org/ooxml/officeDocument/"),
        ):
            data = data.replace(usual, strict)
        edited.parts[name] = data

    assert lint(edited.to_bytes()) == ()


# ---------------------------------------------------------------------------------------------- contract


def test_without_a_house_style_only_the_general_rules_speak(edited: Any) -> None:
    edited.paragraph("Mapping of replies").find(f"{W}pPr/{W}pStyle").set(f"{W}val", "Subtitle")

    assert lint(edited.to_bytes()) == ()


def test_a_contract_asks_for_contents_and_page_numbers(render_docx: Any, document: Document) -> None:
    style = HouseStyle(name="house", contract=Contract(title=True, contents_from=3, page_numbers=True))
    data = render_docx(long(document, 3), style)

    assert codes(lint(data, style=style)) == ["MPF485"]
    assert lint(render_docx(long(document, 2), style), style=style) == ()


def test_a_contract_asks_for_page_numbers_in_short_documents_too(edited: Any, house: HouseStyle) -> None:
    for name in edited.parts:
        if "footer" in name:
            edited.parts[name] = edited.parts[name].replace(b" PAGE ", b" DATE ").replace(b" NUMPAGES ", b" DATE ")

    assert codes(lint(edited.to_bytes(), style=house)) == ["MPF430", "MPF485"]


def test_a_statement_may_be_retyped_with_other_apostrophes_and_capitals(edited: Any, house: HouseStyle) -> None:
    for name in list(edited.parts):
        edited.parts[name] = edited.parts[name].replace(
            b"Funded by the European Union", "FINANCÉ PAR L'UNION EUROPÉENNE.".encode()
        )
    assert lint(edited.to_bytes(), style=house) == ()

    for name in list(edited.parts):
        edited.parts[name] = edited.parts[name].replace("FINANCÉ PAR L'UNION".encode(), b"Paid by the Union")
    assert codes(lint(edited.to_bytes(), style=house)) == ["MPF486"]


def test_a_report_that_nobody_funded_is_told_once(render_docx: Any, document: Document, house: HouseStyle) -> None:
    cover = attrs.evolve(document.cover, statement="", implemented_by="")
    data = render_docx(attrs.evolve(document, cover=cover, footer="", blocks=document.blocks[2:]), house)

    assert [(each.code, each.severity, each.path) for each in lint(data, style=house)] == [
        ("MPF486", "warning", ("cover",)),
    ]


def test_an_emblem_is_known_by_its_bytes_where_its_description_is_gone(edited: Any, house: HouseStyle) -> None:
    picture = next(edited.tree().iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"))
    picture.set("descr", "Twelve stars")

    assert lint(edited.to_bytes(), style=house) == ()


def test_further_styles_and_typefaces_can_be_allowed(edited: Any, house: HouseStyle) -> None:
    edited.tree("word/styles.xml").append(
        edited.new('<w:style w:type="character" w:styleId="Ours"><w:name w:val="Ours"/></w:style>')
    )
    edited.format("Some replies", '<w:rStyle w:val="Ours"/><w:rFonts w:ascii="Georgia" w:hAnsi="Georgia"/>')
    data = edited.to_bytes()

    assert codes(lint(data, style=house)) == ["MPF489", "MPF491"]
    more = attrs.evolve(house, contract=attrs.evolve(house.contract, styles=("Ours",), fonts=("Georgia",)))
    assert lint(data, style=more) == ()


def test_the_styles_of_a_template_are_known_and_its_typefaces_its_own(
    edited: Any, house: HouseStyle, report: bytes
) -> None:
    edited.tree("word/styles.xml").append(
        edited.new('<w:style w:type="paragraph" w:styleId="Box"><w:name w:val="House Box"/></w:style>')
    )
    template = edited.to_bytes()
    edited.paragraph("Some replies").find(f"{W}pPr/{W}pStyle").set(f"{W}val", "Box")
    edited.format("Letters went", '<w:rFonts w:ascii="Georgia" w:hAnsi="Georgia"/>')
    data = edited.to_bytes()

    assert codes(lint(data, style=house)) == ["MPF491", "MPF489"]
    assert lint(data, style=attrs.evolve(house, docx=DocxLook(template=lambda: template))) == ()


def test_arabic_text_has_its_own_typeface(report: bytes, house: HouseStyle) -> None:
    other = attrs.evolve(house, fonts=Fonts(arabic="Sakkal Majalla"))

    assert codes(lint(report, style=other)) == ["MPF491"]


def test_a_house_brings_rules_of_its_own(report: bytes, house: HouseStyle) -> None:
    def says_so(file: WordFile) -> list[Problem]:
        pictures = [each.place for each in file.pictures()]
        return [
            Problem(code="HOUSE1", message=f"{len(pictures)} pictures, {len(list(file.tables()))} tables"),
            Problem(code="HOUSE2", message="of another file", file="other.docx"),
        ]

    style = attrs.evolve(house, contract=attrs.evolve(house.contract, rules=(says_so,)))
    found = lint(report, style=style, name="r.docx")

    assert [(each.code, each.message, each.file) for each in found] == [
        ("HOUSE1", "2 pictures, 3 tables", "r.docx"),
        ("HOUSE2", "of another file", "other.docx"),
    ]


def test_a_rule_that_gives_something_else_is_an_error_that_names_it(report: bytes, house: HouseStyle) -> None:
    def wrong(file: WordFile) -> Any:
        return ["a text"]

    style = attrs.evolve(house, contract=attrs.evolve(house.contract, rules=(wrong,)))
    with pytest.raises(PluginError, match=r"rule wrong of house style 'house' gave 'a text'"):
        lint(report, style=style)


# ---------------------------------------------------------------------------------------------- files


def test_a_report_says_its_style(edited: Any, report: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(report)
    assert style_of(path) == style_of(str(path)) == style_of(report) == "house"

    part = next(name for name in edited.parts if name.endswith("custom.xml"))
    edited.replace(f'"{STYLE_PROPERTY}"', '"something-else"', part)
    assert style_of(edited.to_bytes()) == ""


def test_problems_name_the_file(edited: Any, tmp_path: Path) -> None:
    edited.after("Some replies", "<w:p/>")
    path = tmp_path / "report.docx"
    path.write_bytes(edited.to_bytes())

    assert lint(path)[0].file == str(path)
    assert str(lint(path, name="r.docx")[0]).startswith("r.docx: MPF427 warning: heading 'Gaps', empty line after")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("document.main+xml", "template.main+xml", r"is a template \(\.dotx\)"),
        ('Target="word/document.xml"', 'Target="word/other.xml"', r"has no body \(word/other\.xml\)"),
        ("<w:body>", "<w:body><w:p>", r"part word/document\.xml is not well-formed"),
        ("<cp:coreProperties", "<cp:coreProperties <", r"part docProps/core\.xml is not well-formed"),
        ('Target="styles.xml"', 'Target="../../styles.xml"', r"refers to '../../styles\.xml', which is outside"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(edited: Any, old: str, new: str, said: str) -> None:
    parts = {
        "document.main+xml": "[Content_Types].xml",
        'Target="word/document.xml"': "_rels/.rels",
        "<w:body>": "word/document.xml",
        "<cp:coreProperties": "docProps/core.xml",
        'Target="styles.xml"': "word/_rels/document.xml.rels",
    }
    edited.replace(old, new, parts[old])
    with pytest.raises(FileError, match=said) as caught:
        lint(edited.to_bytes(), name="r.docx")
    assert str(caught.value).startswith("r.docx: ")


def test_a_missing_file_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"cannot be opened"):
        lint(tmp_path / "none.docx")


def test_places_are_said_as_people_count() -> None:
    assert str(Place(heading="Gaps", table=3, row=4)) == "heading 'Gaps', third table, row 4"
    assert str(Place(heading="Gaps", table=11)) == "heading 'Gaps', table 11"
    assert str(Place(part="cover", picture=1)) == "cover, picture 1"
    assert str(Place(paragraph=2)) == "before the first heading, paragraph 2"
    assert str(Place(heading="x" * 60)) == f"heading '{'x' * 50}…'"
    assert str(Place(part="footnote 3")) == "footnote 3"


def test_a_fault_in_a_footnote_is_placed_there(edited: Any) -> None:
    edited.replace("Austria, Belgium and Croatia.", "Error! Bookmark not defined.", "word/footnotes.xml")
    found = lint(edited.to_bytes())

    assert [(each.code, each.path) for each in found] == [("MPF442", ("footnote 1",))]

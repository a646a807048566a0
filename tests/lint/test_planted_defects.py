"""Each defect is planted into a report of our own writer, as a person with Word would bring it about."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mpfkit.lint import lint

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
SETTINGS, STYLES, CORE, NOTES = "word/settings.xml", "word/styles.xml", "docProps/core.xml", "word/footnotes.xml"
ROOT = Path(__file__).parents[2]

Plant = tuple[Callable[[Any], object], str, str, str]
PLANTS: dict[str, Plant] = {}


def plant(code: str, severity: str, place: str) -> Callable[[Callable[[Any], object]], Callable[[Any], object]]:
    def keep(function: Callable[[Any], object]) -> Callable[[Any], object]:
        PLANTS[function.__name__] = (function, code, severity, place)
        return function

    return keep


def text(words: str, properties: str = "", run: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}<w:r>{run}<w:t>{words}</w:t></w:r></w:p>"


def field(instruction: str, result: str = "1") -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r><w:t>{result}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def change_style(file: Any, start: str, style: str) -> None:
    file.paragraph(start).find(f"{W}pPr/{W}pStyle").set(f"{W}val", style)


def picture(file: Any, number: int) -> Any:
    return list(file.tree().iter(f"{WP}docPr"))[number - 1]


def rename(file: Any, heading: str, words: str) -> None:
    """Rename a heading, in the contents too."""
    for each in file.tree().iter(f"{W}t"):
        if (each.text or "").strip() == heading:
            each.text = words


def move_table(file: Any, number: int, start: str, names: tuple[str, ...]) -> None:
    """Put a table below a paragraph, with other names in its first column."""
    table = file.table(number)
    file.paragraph(start).addnext(table)
    for row, name in zip(table.findall(f"{W}tr")[1:], names, strict=True):
        next(row.find(f"{W}tc").iter(f"{W}t")).text = name


def footer_of_pages(file: Any) -> str:
    """Return the part of the footer on upright pages."""
    return next(name for name in file.parts if "footer" in name and b"NUMPAGES" in file.parts[name])


# ---------------------------------------------------------------------------------------------- accessibility


@plant("MPF400", "error", "document")
def no_title(file: Any) -> None:
    file.replace("<dc:title>Mapping of replies</dc:title>", "", CORE)


@plant("MPF400", "warning", "document")
def an_automatic_title(file: Any) -> None:
    file.replace("<dc:title>Mapping of replies</dc:title>", "<dc:title>report_v3.docx</dc:title>", CORE)


@plant("MPF401", "error", "document")
def no_language(file: Any) -> None:
    file.replace('<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/>', "", STYLES)
    # What is tagged by itself stays as it is.
    for run in file.tree().iter(f"{W}rtl"):
        language = file.new('<w:lang w:bidi="ar-SA"/>')
        if run.getparent().find(f"{W}lang") is None:
            run.addnext(language)


@plant("MPF402", "warning", "document")
def another_language_in_the_properties(file: Any) -> None:
    file.replace("<dc:language>en</dc:language>", "<dc:language>fr</dc:language>", CORE)


@plant("MPF402", "warning", "document")
def no_language_in_the_properties(file: Any) -> None:
    file.replace("<dc:language>en</dc:language>", "", CORE)


@plant("MPF403", "warning", "heading 'Introduction', paragraph 3")
def greek_without_its_language(file: Any) -> None:
    file.replace('<w:rPr><w:lang w:val="el-GR"/></w:rPr>', "")


@plant("MPF405", "error", "heading 'Channels'")
def a_skipped_level(file: Any) -> None:
    change_style(file, "Channels", "Heading4")


@plant("MPF406", "error", "heading 'Channels', empty line after paragraph 1")
def an_empty_heading(file: Any) -> None:
    file.after("Letters went", '<w:p><w:pPr><w:pStyle w:val="Heading3"/></w:pPr></w:p>')


@plant("MPF407", "warning", "heading 'Matrix', first table, row 3")
def a_heading_in_a_table(file: Any) -> None:
    cell = file.table(3)[4][1]
    cell.find(f"{W}p/{W}pPr/{W}pStyle").set(f"{W}val", "Heading2")


@plant("MPF408", "warning", "heading 'Gaps', paragraph 4")
def a_bold_paragraph_as_heading(file: Any) -> None:
    file.after("Some replies", text("Late replies", run="<w:rPr><w:b/></w:rPr>"))


@plant("MPF410", "error", "heading 'Gaps', first table")
def no_header_row(file: Any) -> None:
    for mark in list(file.table(1).iter(f"{W}tblHeader")):
        mark.getparent().remove(mark)


@plant("MPF410", "error", "heading 'Gaps', second table, row 3")
def a_header_row_in_the_middle(file: Any) -> None:
    file.table(2).findall(f"{W}tr")[2].find(f"{W}trPr").append(file.new("<w:tblHeader/>"))


@plant("MPF410", "warning", "heading 'Gaps', second table")
def nothing_but_header_rows(file: Any) -> None:
    for row in file.table(2).findall(f"{W}tr")[1:]:
        row.find(f"{W}trPr").append(file.new("<w:tblHeader/>"))


@plant("MPF411", "warning", "heading 'Gaps', second table, row 2")
def a_row_that_may_be_split(file: Any) -> None:
    properties = file.table(2).findall(f"{W}tr")[1].find(f"{W}trPr")
    properties.remove(properties.find(f"{W}cantSplit"))


@plant("MPF412", "warning", "heading 'Gaps', second table, row 2")
def a_table_in_a_table(file: Any) -> None:
    cell = file.table(2).findall(f"{W}tr")[1].findall(f"{W}tc")[1]
    cell.insert(1, file.new(f"<w:tbl><w:tblPr/><w:tr><w:tc>{text('inner')}</w:tc></w:tr></w:tbl>"))


@plant("MPF413", "warning", "heading 'Outlook', first table")
def a_table_as_frame(file: Any) -> None:
    file.after("The mapping goes", f"<w:tbl><w:tblPr/><w:tr><w:tc>{text('framed')}</w:tc></w:tr></w:tbl>")


@plant("MPF414", "warning", "heading 'Gaps', second table, row 1")
def an_empty_header_cell(file: Any) -> None:
    run = next(file.table(2).iter(f"{W}r"))
    run.getparent().remove(run)


@plant("MPF415", "error", "heading 'Gaps', second table")
def a_table_without_caption_and_description(file: Any) -> None:
    for name in ("tblCaption", "tblDescription"):
        found = file.table(2).find(f"{W}tblPr/{W}{name}")
        found.getparent().remove(found)


@plant("MPF415", "warning", "heading 'Gaps', first table")
def a_captioned_table_without_description(file: Any) -> None:
    for name in ("tblCaption", "tblDescription"):
        found = file.table(1).find(f"{W}tblPr/{W}{name}")
        found.getparent().remove(found)


@plant("MPF416", "warning", "heading 'Gaps', second table, row 3")
def a_blank_row(file: Any) -> None:
    for run in list(file.table(2).findall(f"{W}tr")[2].iter(f"{W}r")):
        run.getparent().remove(run)
    for mark in list(file.table(2).findall(f"{W}tr")[2].iter(f"{W}shd")):
        mark.getparent().remove(mark)


@plant("MPF420", "error", "heading 'Gaps', picture 1")
def no_alternative_text(file: Any) -> None:
    del picture(file, 2).attrib["descr"]


@plant("MPF421", "error", "heading 'Gaps', picture 1")
def a_file_name_as_alternative_text(file: Any) -> None:
    picture(file, 2).set("descr", "chart_final.png")


@plant("MPF422", "warning", "heading 'Gaps', picture 1")
def a_long_alternative_text(file: Any) -> None:
    picture(file, 2).set("descr", "Two of three countries replied. " * 9)


@plant("MPF423", "warning", "heading 'Gaps', picture 1")
def a_decorative_picture_with_alternative_text(file: Any) -> None:
    picture(file, 2).append(
        file.new(
            '<a:extLst ><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
            'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
        )
    )


@plant("MPF424", "warning", "heading 'Gaps', picture 1")
def a_floating_picture(file: Any) -> None:
    picture(file, 2).getparent().tag = f"{WP}anchor"


@plant("MPF425", "warning", "heading 'Outlook', picture 1")
def a_text_box(file: Any) -> None:
    file.after(
        "The mapping goes",
        '<w:p ><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:docPr id="90" '
        'name="Box"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/'
        f'wordprocessingShape"><wps:wsp><wps:txbx><w:txbxContent>{text("boxed")}</w:txbxContent></wps:txbx></wps:wsp>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"<w:txbxContent>{text('boxed')}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
    )


@plant("MPF425", "warning", "heading 'Outlook', picture 1")
def an_old_text_box(file: Any) -> None:
    file.after(
        "The mapping goes",
        '<w:p ><w:r><w:pict><v:shape style="position:absolute"><v:textbox><w:txbxContent>'
        f"{text('boxed')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
    )


@plant("MPF426", "warning", "heading 'Introduction', paragraph 4")
def a_typed_list(file: Any) -> None:
    file.after("The name of", text("- first by letter"))


@plant("MPF427", "warning", "heading 'Gaps', empty line after paragraph 3")
def an_empty_paragraph(file: Any) -> None:
    file.after("Some replies", "<w:p/>")


@plant("MPF428", "warning", "heading 'Gaps', paragraph 3")
def blanks_as_layout(file: Any) -> None:
    file.run("Some replies").find(f"{W}t").text = "Some replies      came late."


@plant("MPF431", "error", "heading 'Gaps', paragraph 3")
def pale_text(file: Any) -> None:
    file.format("Some replies", '<w:color w:val="A6A6A6"/>')


@plant("MPF431", "error", "heading 'Gaps', first table, row 4")
def a_dark_cell(file: Any) -> None:
    cell = file.table(1).findall(f"{W}tr")[3].findall(f"{W}tc")[1]
    cell.find(f"{W}tcPr").append(file.new('<w:shd w:val="clear" w:color="auto" w:fill="1F3864"/>'))


@plant("MPF432", "warning", "heading 'Gaps', second table, row 2")
def a_colour_as_the_only_answer(file: Any) -> None:
    cell = file.table(2).findall(f"{W}tr")[1].findall(f"{W}tc")[1]
    for run in list(cell.iter(f"{W}r")):
        run.getparent().remove(run)


@plant("MPF433", "error", "heading 'Introduction', paragraph 2")
def a_link_that_says_here(file: Any) -> None:
    file.replace("<w:t>the centre</w:t>", "<w:t>here</w:t>")


@plant("MPF434", "warning", "heading 'Introduction', paragraph 2")
def a_bare_address(file: Any) -> None:
    file.replace("<w:t>the centre</w:t>", "<w:t>https://www.icmpd.org</w:t>")


@plant("MPF435", "warning", "heading 'Gaps', paragraph 3")
def tiny_text(file: Any) -> None:
    file.format("Some replies", '<w:sz w:val="12"/>')


@plant("MPF436", "error", "heading 'Outlook', paragraph 2")
def an_arabic_paragraph_from_the_left(file: Any) -> None:
    properties = file.paragraph("العربية").find(f"{W}pPr")
    properties.remove(properties.find(f"{W}bidi"))


@plant("MPF436", "error", "heading 'Outlook', paragraph 2")
def an_arabic_run_from_the_left(file: Any) -> None:
    for mark in list(file.paragraph("العربية").iter(f"{W}rtl")):
        mark.getparent().remove(mark)


@plant("MPF437", "error", "heading 'Outlook', paragraph 2")
def a_form_field_without_title(file: Any) -> None:
    file.after(
        "The mapping goes",
        '<w:p ><w:sdt><w:sdtPr><w:tag w:val="q1"/><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>reply</w:t></w:r>'
        "</w:sdtContent></w:sdt></w:p>",
    )


# ---------------------------------------------------------------------------------------------- references


@plant("MPF440", "error", "heading 'Outlook', paragraph 2")
def a_field_without_end(file: Any) -> None:
    file.after("The mapping goes", f"<w:p>{field('DATE', 'today').rpartition('<w:r>')[0]}</w:p>")


@plant("MPF440", "error", "heading 'Outlook', paragraph 2")
def an_end_without_field(file: Any) -> None:
    file.after("The mapping goes", '<w:p><w:r><w:t>x</w:t><w:fldChar w:fldCharType="end"/></w:r></w:p>')


@plant("MPF441", "error", "heading 'Introduction', paragraph 2")
def a_reference_to_nothing(file: Any) -> None:
    file.replace("REF _Ref_replies ", "REF _Ref_lost ")


@plant("MPF442", "error", "heading 'Introduction', paragraph 4")
def a_broken_reference(file: Any) -> None:
    file.after("The name of", text("See Error! Reference source not found. for more."))


@plant("MPF442", "error", "heading 'Introduction', paragraph 4")
def a_broken_reference_in_french(file: Any) -> None:
    file.after("The name of", text("Voir Erreur ! Source du renvoi introuvable."))


@plant("MPF442", "error", "heading 'Introduction', paragraph 4")
def a_broken_reference_in_arabic(file: Any) -> None:
    words = "خطأ! لم يتم العثور على مصدر المرجع."
    file.after("The name of", text(words, "<w:bidi/>", "<w:rPr><w:rtl/></w:rPr>"))


@plant("MPF443", "error", "heading 'Outlook', paragraph 1")
def a_bookmark_twice(file: Any) -> None:
    file.paragraph("The mapping goes").append(file.new('<w:bookmarkStart w:id="900" w:name="_REF_GAPS"/>'))
    file.paragraph("The mapping goes").append(file.new('<w:bookmarkEnd w:id="900"/>'))


@plant("MPF444", "error", "heading 'Introduction', paragraph 1")
def a_note_that_is_gone(file: Any) -> None:
    note = file.tree(NOTES)[-1]
    note.getparent().remove(note)


@plant("MPF445", "warning", "contents")
def a_heading_renamed(file: Any) -> None:
    file.run("Method").find(f"{W}t").text = "How it was done"


@plant("MPF445", "warning", "contents")
def a_heading_added(file: Any) -> None:
    file.after("Questions went", text("Sources", '<w:pStyle w:val="Heading2"/>'))


@plant("MPF445", "warning", "contents")
def a_heading_deleted(file: Any) -> None:
    found = file.paragraph("Method")
    found.getparent().remove(found)
    change_style(file, "Channels", "Normal")


@plant("MPF446", "warning", "heading 'Matrix', paragraph 1")
def a_caption_out_of_order(file: Any) -> None:
    caption = file.paragraph("Table 2")
    next(each for each in caption.iter(f"{W}t") if each.text == "2").text = "7"


@plant("MPF446", "warning", "heading 'Outlook', paragraph 2")
def a_typed_caption(file: Any) -> None:
    file.after("The mapping goes", text("Table 3: More replies", '<w:pStyle w:val="Caption"/>'))


@plant("MPF447", "error", "document")
def a_part_that_is_gone(file: Any) -> None:
    file.relate("image", "media/lost.png")


# ---------------------------------------------------------------------------------------------- markings


@plant("MPF460", "error", "page footer, section 1")
def a_footer_without_label(file: Any) -> None:
    paragraph = file.paragraph("TLP:GREEN", footer_of_pages(file))
    paragraph.getparent().remove(paragraph)


@plant("MPF460", "error", "page header of the first page, section 1")
def a_cover_without_label(file: Any) -> None:
    part = next(name for name in file.parts if "header" in name and file.parts[name].count(b"<w:t") == 1)
    file.run("TLP:GREEN", part).find(f"{W}t").text = " "


@plant("MPF460", "error", "page header")
def two_labels(file: Any) -> None:
    part = next(name for name in file.parts if "header" in name and file.parts[name].count(b"<w:t") == 1)
    file.run("TLP:GREEN", part).find(f"{W}t").text = "TLP:AMBER"


@plant("MPF461", "error", "page footer")
def a_label_of_the_first_version(file: Any) -> None:
    part = footer_of_pages(file)
    file.paragraph("TLP:GREEN", part).append(file.new("<w:r><w:t> (formerly TLP:WHITE)</w:t></w:r>"))


@plant("MPF462", "warning", "page footer")
def a_small_label(file: Any) -> None:
    file.format("TLP:GREEN", '<w:sz w:val="18"/>', footer_of_pages(file))


@plant("MPF462", "warning", "page footer")
def a_label_at_the_left(file: Any) -> None:
    file.paragraph("TLP:GREEN", footer_of_pages(file)).find(f"{W}pPr").append(file.new('<w:jc w:val="left"/>'))


@plant("MPF463", "warning", "cover")
def a_label_in_the_margins_only(file: Any) -> None:
    paragraph = file.paragraph("TLP:GREEN")
    paragraph.getparent().remove(paragraph)


# ---------------------------------------------------------------------------------------------- traces of work


@plant("MPF470", "error", "heading 'Gaps', paragraph 3")
def a_tracked_insertion(file: Any) -> None:
    file.paragraph("Some replies").append(
        file.new('<w:ins w:id="901" w:author="A. Person"><w:r><w:t> Very late.</w:t></w:r></w:ins>')
    )


@plant("MPF470", "error", "heading 'Gaps', paragraph 3")
def a_tracked_deletion(file: Any) -> None:
    file.paragraph("Some replies").append(
        file.new('<w:del w:id="901" w:author="A. Person"><w:r><w:delText> Late.</w:delText></w:r></w:del>')
    )


@plant("MPF470", "error", "heading 'Gaps', paragraph 3")
def a_tracked_format(file: Any) -> None:
    file.format("Some replies", '<w:rPrChange w:id="901" w:author="A. Person"><w:rPr/></w:rPrChange>')


@plant("MPF470", "error", "heading 'Gaps', second table, row 2")
def a_tracked_row(file: Any) -> None:
    row = file.table(2).findall(f"{W}tr")[1]
    row.find(f"{W}trPr").append(file.new('<w:ins w:id="901" w:author="A. Person"/>'))


@plant("MPF471", "error", "document")
def a_comment(file: Any) -> None:
    file.parts["word/comments.xml"] = (
        f'<w:comments xmlns:w="{W[1:-1]}"><w:comment w:id="0" w:author="A. Person">{text("Really?")}</w:comment>'
        "</w:comments>"
    ).encode()
    file.relate("comments", "comments.xml")
    file.paragraph("Some replies").append(file.new('<w:r><w:commentReference w:id="0"/></w:r>'))


@plant("MPF472", "error", "heading 'Gaps', paragraph 3")
def hidden_text(file: Any) -> None:
    file.format("Some replies", "<w:vanish/>")


@plant("MPF473", "warning", "heading 'Outlook', paragraph 2")
def a_placeholder(file: Any) -> None:
    file.after("The mapping goes", text("Click or tap here to enter text."))


@plant("MPF473", "warning", "heading 'Outlook', paragraph 2")
def a_field_that_nobody_filled_in(file: Any) -> None:
    file.after(
        "The mapping goes",
        '<w:p ><w:sdt><w:sdtPr><w:alias w:val="Name"/><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent><w:r>'
        "<w:t>Your name</w:t></w:r></w:sdtContent></w:sdt></w:p>",
    )


@plant("MPF474", "error", "heading 'Outlook', paragraph 2")
def a_field_that_runs_something(file: Any) -> None:
    file.after("The mapping goes", f"<w:p>{field('DDEAUTO excel budget R1C1')}</w:p>")


@plant("MPF475", "error", "document")
def a_template_elsewhere(file: Any) -> None:
    file.parts["word/_rels/settings.xml.rels"] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    )
    file.relate("attachedTemplate", "https://example.org/house.dotm", external=True, part=SETTINGS)


@plant("MPF475", "error", "document")
def a_picture_elsewhere(file: Any) -> None:
    file.relate("image", "https://example.org/pixel.png", external=True)


@plant("MPF476", "error", "document")
def an_embedded_object(file: Any) -> None:
    file.parts["word/embeddings/oleObject1.bin"] = b"object"
    file.relate("oleObject", "embeddings/oleObject1.bin")


@plant("MPF478", "error", "heading 'Introduction', paragraph 2")
def a_link_that_runs_something(file: Any) -> None:
    file.replace("https://icmpd.org", "javascript:alert(1)", "word/_rels/document.xml.rels")


# ---------------------------------------------------------------------------------------------- contract


@plant("MPF485", "error", "cover")
def no_title_on_the_cover(file: Any) -> None:
    change_style(file, "Mapping of replies", "Subtitle")


@plant("MPF486", "error", "document")
def no_disclaimer(file: Any) -> None:
    paragraph = file.paragraph("The contents of this report")
    paragraph.getparent().remove(paragraph)


@plant("MPF487", "error", "cover, picture 1")
def a_distorted_emblem(file: Any) -> None:
    picture(file, 1).getparent().find(f"{WP}extent").set("cx", "900000")


@plant("MPF487", "error", "cover, picture 1")
def a_small_emblem(file: Any) -> None:
    size = picture(file, 1).getparent().find(f"{WP}extent")
    size.set("cx", "405000")
    size.set("cy", "270000")


@plant("MPF487", "error", "cover")
def no_emblem(file: Any) -> None:
    drawing = picture(file, 1).getparent().getparent()
    drawing.getparent().remove(drawing)


@plant("MPF488", "error", "cover, picture 2")
def a_logo_larger_than_the_emblem(file: Any) -> None:
    import copy

    run = picture(file, 1).getparent().getparent().getparent()
    logo = copy.deepcopy(run)
    described = logo.find(f".//{WP}docPr")
    described.set("id", "91")
    described.set("descr", "Logo of the ministry")
    logo.find(f".//{WP}extent").set("cy", "900000")
    # Another picture than the emblem
    blip = next(each for each in logo.iter() if str(each.tag).endswith("}blip"))
    blip.attrib.clear()
    run.addnext(logo)


@plant("MPF489", "warning", "heading 'Gaps', paragraph 3")
def a_style_from_elsewhere(file: Any) -> None:
    styles = file.tree(STYLES)
    styles.append(file.new('<w:style w:type="paragraph" w:styleId="Pasted"><w:name w:val="Pasted Text"/></w:style>'))
    change_style(file, "Some replies", "Pasted")


@plant("MPF490", "warning", "heading 'Gaps'")
def a_heading_enlarged_by_hand(file: Any) -> None:
    file.format("Gaps", '<w:sz w:val="48"/>')


@plant("MPF491", "warning", "heading 'Gaps', paragraph 3")
def another_typeface(file: Any) -> None:
    file.format("Some replies", '<w:rFonts w:ascii="Comic Sans MS" w:hAnsi="Comic Sans MS"/>')


def write(file: Any, words: str) -> None:
    """Replace a sentence of the report by another."""
    file.replace("Some replies came late.", words)


def format_statement(file: Any, xml: str) -> None:
    """Format the words beside the emblem by hand."""
    run = next(run for run in file.paragraph("Funded by").findall(f"{W}r") if run.find(f"{W}t") is not None)
    for element in file.new(f"<w:rPr>{xml}</w:rPr>"):
        run.find(f"{W}rPr").append(element)


@plant("MPF492", "warning", "cover, paragraph 6")
def a_statement_in_italics(file: Any) -> None:
    format_statement(file, "<w:i/>")


@plant("MPF492", "warning", "cover, paragraph 6")
def a_statement_in_red(file: Any) -> None:
    format_statement(file, '<w:color w:val="C00000"/>')


@plant("MPF492", "warning", "cover, paragraph 6")
def a_statement_underlined(file: Any) -> None:
    format_statement(file, '<w:u w:val="single"/>')


@plant("MPF493", "error", "cover, paragraph 1")
def a_statement_far_from_the_emblem(file: Any) -> None:
    paragraph = file.paragraph("Funded by")
    for run in paragraph.findall(f"{W}r"):
        if run.find(f"{W}t") is not None:
            paragraph.remove(run)
    file.paragraph("Migration Partnership Facility").addprevious(
        file.new(text("Funded by the European Union", '<w:pStyle w:val="CoverFunding"/>'))
    )


@plant("MPF494", "warning", "cover, paragraph 7")
def the_union_shortened(file: Any) -> None:
    file.replace("Implemented by ICMPD", "Co-funded by the EU")


@plant("MPF495", "error", "cover, paragraph 6")
def an_emblem_on_a_coloured_ground(file: Any) -> None:
    properties = file.paragraph("Funded by").find(f"{W}pPr")
    spacing = properties.find(f"{W}tabs")
    spacing.addprevious(file.new('<w:shd w:val="clear" w:color="auto" w:fill="DDEBF7"/>'))


# ---------------------------------------------------------------------------------------------- the style guide


for number, (code, words) in enumerate(
    (
        ("MPF448", "There were 4,000,000 files."),
        ("MPF448", "There were 4.000.000 files."),
        ("MPF449", "It cost € 108.874,50 in all."),
        ("MPF449", "It cost EUR 108,874.50 in all."),
        ("MPF449", "It cost EUR 12 500 in all."),
        ("MPF449", "It cost 12\u00a0500 EUR in all."),
        ("MPF449", "It cost 3 mio in all."),
        ("MPF449", "It cost three million euros."),
        ("MPF451", "Replies came from 67 % of them."),
        ("MPF452", "They met on the 14th of February 2019."),
        ("MPF452", "They met on February 14, 2019."),
        ("MPF452", "They met on 02/14/2019."),
        ("MPF452", "They met on 01.07.2013."),
        ("MPF452", "They met on 14-15 February 2019."),
        ("MPF455", "Ms. Miller spoke."),
        ("MPF455", "See Art 5 of it."),
        ("MPF456", "They spoke of \u201ctrust\u201d first."),
        ("MPF456", "They spoke of &quot;trust&quot; first."),
        ("MPF456", "A Member State\u2019s \u201ctrust\u201d came first."),
        ("MPF467", "The new Member States replied."),
        ("MPF467", "All of EU-15 replied."),
        ("MPF465", "Replies came from Kosovo too."),
        ("MPF465", "Replies came from Palestine* too."),
    )
):
    name = f"words_{number}_{code}"
    PLANTS[name] = (lambda file, words=words: write(file, words), code, "warning", "heading 'Gaps', paragraph 3")


@plant("MPF450", "warning", "heading 'Gaps', paragraph 3")
def an_upright_unit(file: Any) -> None:
    write(file, "(million EUR)")


@plant("MPF450", "warning", "heading 'Gaps', paragraph 3")
def a_unit_at_the_left(file: Any) -> None:
    write(file, "(EUR)")
    file.format("(EUR)", "<w:i/>")


@plant("MPF453", "warning", "heading 'Channels.'")
def a_heading_with_a_full_stop(file: Any) -> None:
    rename(file, "Channels", "Channels.")


@plant("MPF453", "warning", "heading 'Channels:'")
def a_heading_with_a_colon(file: Any) -> None:
    rename(file, "Channels", "Channels:")


@plant("MPF453", "warning", "heading 'Gaps', paragraph 3")
def a_colon_before_a_table(file: Any) -> None:
    write(file, "Some replies came late:")


@plant("MPF454", "warning", "footnote 1")
def a_note_without_its_full_stop(file: Any) -> None:
    file.replace("Austria, Belgium and Croatia.", "Austria, Belgium and Croatia", NOTES)


@plant("MPF457", "warning", "heading 'Method', paragraph 2")
def a_list_with_two_sorts_of_ends(file: Any) -> None:
    file.replace("by telephone", "by telephone.")
    file.after("by letter", text("by mail;", '<w:pStyle w:val="ListBullet"/>'))


@plant("MPF458", "warning", "heading 'Abbreviations', first table, row 3")
def abbreviations_out_of_order(file: Any) -> None:
    rename(file, "Outlook", "Abbreviations")
    move_table(file, 2, "The mapping goes", ("MP", "EU", "TLP"))


@plant("MPF459", "warning", "heading 'Gaps', second table, row 2")
def countries_out_of_order(file: Any) -> None:
    rows = file.table(2).findall(f"{W}tr")
    rows[3].addnext(rows[1])


@plant("MPF464", "warning", "heading 'Gaps', second table, row 3")
def a_code_of_the_iso(file: Any) -> None:
    cell = file.table(2).findall(f"{W}tr")[2].findall(f"{W}tc")[1]
    next(cell.iter(f"{W}t")).text = "GR"


@plant("MPF466", "warning", "heading 'Gaps', second table, row 2")
def a_note_of_word_in_a_table(file: Any) -> None:
    cell = file.table(2).findall(f"{W}tr")[1].findall(f"{W}tc")[1]
    cell.find(f"{W}p").append(file.new('<w:r><w:footnoteReference w:id="1"/></w:r>'))


@plant("MPF468", "warning", "heading 'Gaps', picture 1")
def a_map_without_its_note(file: Any) -> None:
    picture(file, 2).set("descr", "Map of the routes")


# ---------------------------------------------------------------------------------------------- the tests


def test_the_report_itself_has_nothing_wrong(report: bytes, house: Any) -> None:
    assert lint(report, style=house) == ()


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_defect_is_found_where_it_is_and_nothing_else(name: str, edited: Any, house: Any) -> None:
    function, code, severity, place = PLANTS[name]
    function(edited)

    found = lint(edited.to_bytes(), style=house, name="report.docx")

    assert [(each.code, each.severity, ", ".join(each.path)) for each in found] == [(code, severity, place)], found
    assert found[0].message.startswith(place)
    assert found[0].file == "report.docx"
    assert "\n" not in found[0].message
    assert not found[0].message.endswith(".")


def test_every_code_of_the_room_is_planted() -> None:
    sources = (ROOT / "src" / "mpfkit" / "lint").glob("*.py")
    given = {code for source in sources for code in re.findall(r'"(MPF4\d\d)"', source.read_text(encoding="utf-8"))}
    # These need another document than the report (test_rules.py), or the project (test_leaks_proof.py).
    others = {"MPF404", "MPF429", "MPF430", "MPF479"}

    assert {code for _, code, _, _ in PLANTS.values()} | others == given

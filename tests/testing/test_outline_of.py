"""A Word file as text shows all that a reader sees, and nothing that changes from one machine to another."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from mpfkit import load_project, render
from mpfkit.document import Chart, Document, Figure, form_fields, outline, plain_text, walk
from mpfkit.errors import FileError
from mpfkit.records import HouseStyle
from mpfkit.testing import _hostile, outline_of, specimen
from mpfkit.testing.documents import text_of
from mpfkit.writers import docx


def written(document: Document) -> bytes:
    stream = io.BytesIO()
    docx.write(document, HouseStyle(name="test"), stream)
    return stream.getvalue()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_word_of_a_document_with_every_node_is_there(language: str) -> None:
    document = specimen(language)
    found = outline_of(written(document))
    # A drop-down shows the label of its choice; numbers and names of a chart stand in a part of its own
    elsewhere = {field.value for field in form_fields(document)}
    for block in walk(document.blocks):
        if isinstance(block, Figure) and isinstance(block.graphic, Chart):
            elsewhere |= {*block.graphic.categories, *(series.name for series in block.graphic.series)}
    flat = "".join(filter(str.isalpha, found))
    words = {"".join(filter(str.isalpha, word)) for word in text_of(document).split()}
    assert {word for word in words if word not in flat and word not in " ".join(elsewhere)} == set()


def test_headings_tables_pictures_fields_notes_and_sections_have_their_lines() -> None:
    lines = outline_of(written(specimen())).splitlines()
    headings = [line for line in lines if line.startswith(("heading ", "Annex ", "Plain Heading "))]
    assert len(headings) == len(outline(specimen()).headings)
    assert "heading 1: Replies and what they show[1]" in lines
    assert "toc 1: {TOC: Executive summary}" in lines
    assert "caption: Table {SEQ: 3}: Date of the reply" in lines
    assert "table (mpfkit Table): Which country has which measure, by number of the measure" in lines
    assert "  | Country | Date of the reply |" in lines
    assert any('(picture "Logo of an invented authority: squares in rows")' in line for line in lines)
    assert "section: 297 × 210 mm" in lines
    assert "  header (default): Specimen report\tTLP:AMBER" in lines
    assert any(line.startswith("  footer (default): ") and "Page {PAGE: 2} of {NUMPAGES: 2}" in line for line in lines)
    assert "note 2: The period was prolonged once, by two weeks. Call of the programme." in lines
    for heading in outline(specimen()).headings[:3]:
        assert any(plain_text(heading.content) in line for line in lines)


def test_a_path_gives_the_same_lines_as_bytes(tmp_path: Path, example: Path) -> None:
    data = render(load_project(example), kind="outline", format="docx")
    file = tmp_path / "report.docx"
    file.write_bytes(data)
    assert outline_of(file) == outline_of(str(file)) == outline_of(data)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def by_hand(body: str, **more: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", f"<w:document {W}>{body}</w:document>")
        for name, content in more.items():
            package.writestr(f"word/{name}.xml", content)
    return stream.getvalue()


def test_what_other_programs_write_is_read_too() -> None:
    body = (
        '<w:body><w:bookmarkStart w:id="1" w:name="x"/><w:sdt><w:sdtContent><w:p><w:r><w:t>In a control</w:t></w:r>'
        "</w:p></w:sdtContent></w:sdt><w:sdt/>"
        '<w:p><w:pPr><w:pStyle w:val="Own"/></w:pPr><w:fldSimple w:instr=" AUTHOR "><w:r><w:t>A</w:t></w:r>'
        '</w:fldSimple><w:r><w:tab/><w:cr/><w:br/><w:br w:type="page"/><w:noBreakHyphen/></w:r><w:fldSimple/></w:p>'
        '<w:p><w:r><w:fldChar w:fldCharType="end"/><w:endnoteReference w:id="7"/><w:footnoteReference w:id="9"/></w:r>'
        "</w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:sectPr/></w:body>"
    )
    notes = f'<w:endnotes {W}><w:endnote w:id="7"><w:p><w:r><w:t>End</w:t></w:r></w:p></w:endnote></w:endnotes>'
    styles = f'<w:styles {W}><w:style w:styleId="x"/></w:styles>'
    assert outline_of(by_hand(body, endnotes=notes, styles=styles)).splitlines() == [
        "Normal: In a control",
        "Own: {AUTHOR: A}\t\\n\\n(page break)-{?}",
        "Normal: [1][2]",
        "table (no style)",
        "  |  |",
        "section",
        "note 1: End",
        "note 2:",
    ]


def test_a_file_without_a_body_has_no_lines() -> None:
    assert outline_of(by_hand("")) == ""
    assert outline_of(_hostile._zip({"a.txt": b""})) == ""


def test_what_is_no_word_file_is_refused_in_one_line() -> None:
    with pytest.raises(FileError, match="the file"):
        outline_of(b"text")

"""Ways to write a report: in a template, with page numbers, faster, with or without what no file can hold."""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner, Result

from mpfkit import Brief, HouseStyle, Project, Registry, ReportKind, Writer, cli, hookimpl, render
from mpfkit.document import Contents, Document, Heading, Paragraph
from mpfkit.errors import CharacterError, FileError, RenderError
from mpfkit.model import Answer, AnswerValue, LangString, Marking, MarkingLevel, Response
from mpfkit.rendering import prepare

DAY = dt.date(2019, 2, 14)
CLEAR = Marking(level=MarkingLevel.CLEAR)


def project(answer: AnswerValue = "Yes.") -> Project:
    response = Response(
        id="r-1", questionnaire="mapping", country="MA", marking=CLEAR, answers={"q12": (Answer(value=answer),)}
    )
    return Project(id="p", title=LangString.of("A title"), as_of=DAY, marking=CLEAR, responses=(response,))


def compose(project: Project, brief: Brief) -> Document:
    texts = [
        Paragraph(str(answer.value))
        for response in project.responses
        for given in response.answers.values()
        for answer in given
    ]
    return Document(
        title="Answers",
        language="en",
        date=brief.date,
        blocks=(Contents(title="Contents"), Heading("First"), *texts, Heading("Second")),
    )


class Answers:
    @hookimpl
    def mpfkit_report_kinds(self) -> Any:
        yield ReportKind(name="answers", compose=compose)

    @hookimpl
    def mpfkit_writers(self) -> Any:
        yield Writer(
            name="bare",
            suffix=".bare",
            media_type="a/b",
            write=lambda document, style, stream: stream.write(document.title.encode()),
        )


@pytest.fixture
def registry() -> Registry:
    return Registry.of(Answers())


def template() -> bytes:
    word = docx.Document()
    word.add_paragraph("Ministry of Examples")
    word.add_paragraph("mpfkit")
    paragraph = word.paragraphs[-1]._p
    for tag, place in (("bookmarkStart", 0), ("bookmarkEnd", len(paragraph))):
        mark = paragraph.makeelement(docx.oxml.ns.qn(f"w:{tag}"), {docx.oxml.ns.qn("w:id"): "0"}, nsmap=None)
        if tag == "bookmarkStart":
            mark.set(docx.oxml.ns.qn("w:name"), "mpfkit_body")
            paragraph.insert(place, mark)
        else:
            paragraph.append(mark)
    stream = io.BytesIO()
    word.save(stream)
    return stream.getvalue()


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


# ------------------------------------------------------------------------------------------------ templates


def test_a_template_is_a_path_or_its_bytes(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "ministry.docx"
    path.write_bytes(template())
    one = render(project(), kind="answers", template=path, registry=registry)
    assert one == render(project(), kind="answers", template=template(), registry=registry)
    found = texts(one)
    assert found[0] == "Ministry of Examples"
    assert [text for text in found if text in {"First", "Yes.", "Second"}] == ["First", "Yes.", "Second"]


def test_what_there_is_to_say_about_a_template_is_kept(registry: Registry) -> None:
    remarks = prepare(project(), kind="answers", template=template(), registry=registry).remarks
    assert remarks[0].startswith("the template: the report goes to its bookmark mpfkit_body; ")
    assert prepare(project(), kind="answers", registry=registry).remarks == ()


def test_a_template_that_is_not_there_is_named(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "none.docx"
    with pytest.raises(FileError, match=r"^cannot read the template .*none\.docx: No such file or directory$"):
        render(project(), kind="answers", template=path, registry=registry)


def test_a_format_without_templates_refuses_one(registry: Registry) -> None:
    with pytest.raises(RenderError, match=r"^the format 'bare' has no templates; leave the template out$"):
        render(project(), kind="answers", format="bare", template=b"", registry=registry)


# ------------------------------------------------------------------------------------------------ page numbers


@pytest.mark.office
def test_contents_show_page_numbers_where_asked_for(registry: Registry) -> None:
    data = render(project(), kind="answers", paginate=True, registry=registry)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = package.read("word/document.xml").decode()
    assert body.count("PAGEREF") == 2
    assert (
        "PAGEREF"
        not in zipfile.ZipFile(io.BytesIO(render(project(), kind="answers", registry=registry)))
        .read("word/document.xml")
        .decode()
    )


def test_page_numbers_are_for_word_only(registry: Registry) -> None:
    with pytest.raises(RenderError, match=r"^page numbers can be put into Word files only, not into '\.bare'; leave"):
        render(project(), kind="answers", format="bare", paginate=True, registry=registry)


# ------------------------------------------------------------------------------------------------ the faster way


@pytest.mark.skipif(importlib.util.find_spec("isal") is None, reason="isal is not installed")
def test_the_faster_way_writes_the_same_content(registry: Registry) -> None:
    usual = render(project(), kind="answers", registry=registry)
    fast = render(project(), kind="answers", fast=True, registry=registry)
    assert fast != usual
    with zipfile.ZipFile(io.BytesIO(usual)) as one, zipfile.ZipFile(io.BytesIO(fast)) as two:
        assert one.namelist() == two.namelist()
        assert all(one.read(name) == two.read(name) for name in one.namelist())


def test_a_format_without_a_faster_way_refuses_it(registry: Registry) -> None:
    with pytest.raises(RenderError, match=r"^the format 'bare' has no faster way to be written; leave it out$"):
        render(project(), kind="answers", format="bare", fast=True, registry=registry)


# ------------------------------------------------------------------------------------------------ characters


def test_a_character_that_no_file_can_hold_is_found_in_the_project(registry: Registry) -> None:
    with pytest.raises(CharacterError) as caught:
        render(project("A vertical\x0btab."), kind="answers", registry=registry)
    said = str(caught.value)
    assert said.startswith("response of Morocco (MA), question 'mapping/q12', answer, character 11: "), said
    assert "heading 'First'" in said
    assert "U+000B" in said


def test_a_character_of_the_report_itself_is_told_by_its_place_there(registry: Registry) -> None:
    class Own:
        @hookimpl
        def mpfkit_report_kinds(self) -> Any:
            yield ReportKind(
                name="own", compose=lambda project, brief: Document(title="\x0b", language="en", date=DAY, blocks=())
            )

    with pytest.raises(CharacterError, match=r"^document title: U\+000B at character 1"):
        render(project(), kind="own", registry=Registry.of(Own()))


def test_bad_characters_are_replaced_where_asked_for(registry: Registry) -> None:
    data = render(project("A vertical\x0btab."), kind="answers", bad_characters="replace", registry=registry)
    assert "A vertical\ufffdtab." in texts(data)


def test_there_is_no_third_way_with_bad_characters(registry: Registry) -> None:
    with pytest.raises(RenderError, match=r"^bad characters cannot be 'ignore'; choose 'refuse' or 'replace'$"):
        render(project(), kind="answers", bad_characters="ignore", registry=registry)  # type: ignore[call-overload]


# ------------------------------------------------------------------------------------------------ the command line


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run("new", "p").exit_code == 0
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, arguments)


def test_the_command_line_tells_what_it_made_of_a_template(folder: Path) -> None:
    (folder / "ministry.docx").write_bytes(template())
    result = run("render", "p", "--template", "ministry.docx", "-o", "r.docx")
    assert (result.exit_code, result.stdout) == (0, "r.docx\n")
    assert result.stderr.startswith("ministry.docx: the report goes to its bookmark mpfkit_body; ")


def test_a_template_that_is_none_gives_one_line_and_no_file(folder: Path) -> None:
    (folder / "ministry.docx").write_text("no Word file", encoding="utf-8")
    result = run("render", "p", "--template", "ministry.docx", "-o", "r.docx")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("Error: ministry.docx: ")
    assert not (folder / "r.docx").exists()


def test_a_report_is_checked_by_the_rules_of_its_house_style(folder: Path) -> None:
    assert run("render", "p", "-o", "r.docx").exit_code == 0
    result = run("check", "r.docx")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "r.docx: no problems\n")


def test_what_is_wrong_with_a_report_is_told_line_by_line(folder: Path) -> None:
    assert run("render", "p", "-o", "r.docx").exit_code == 0
    word = docx.Document("r.docx")
    word.core_properties.title = ""
    word.save("r.docx")
    result = run("check", "r.docx")
    assert result.exit_code == 1
    assert result.stdout.startswith("r.docx: MPF400 error: document: has no title")
    assert result.stderr == "r.docx: 1 error\n"
    (problem,) = json.loads(run("check", "r.docx", "--json").stdout)
    assert (problem["code"], problem["file"], problem["path"]) == ("MPF400", "r.docx", ["document"])


def test_a_report_of_nobody_is_checked_by_the_general_rules(folder: Path) -> None:
    word = docx.Document()
    word.add_heading("A heading")
    word.save("r.docx")
    result = run("check", "r.docx")
    assert result.stderr.startswith(
        "r.docx: it does not say in which house style it was written; checked by the general"
    )
    assert run("check", "r.docx", "--style", "plain").stdout != result.stdout


def test_a_style_that_is_not_there_is_named(folder: Path) -> None:
    assert run("render", "p", "-o", "r.docx").exit_code == 0
    result = run("check", "r.docx", "--style", "plane")
    assert result.exit_code == 1
    assert result.stderr == "Error: no house style is named 'plane'; did you mean 'plain'?\n"


def test_a_report_in_a_style_that_is_not_installed_is_checked_by_the_general_rules(folder: Path) -> None:
    class Acme:
        @hookimpl
        def mpfkit_house_styles(self) -> Any:
            yield HouseStyle(name="acme")

    data = render(project(), style="acme", registry=Registry.of(Acme()))
    (folder / "r.docx").write_bytes(data)
    assert "its house style 'acme' is not installed; checked by the general rules only" in run("check", "r.docx").stderr


def test_a_file_that_is_no_report_gives_one_line(folder: Path) -> None:
    (folder / "r.docx").write_bytes(b"PK")
    result = run("check", "r.docx")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1

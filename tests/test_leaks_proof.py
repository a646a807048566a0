"""The proof on a finished file: planted leaks in every sort of place are found, and nothing else is."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mpfkit.leaks._proof as proof
from mpfkit import load_registry, render
from mpfkit.document import Document, Heading, Paragraph
from mpfkit.errors import FileError
from mpfkit.leaks import Leak, LeakError, WithheldTexts, prove, prove_parts, withheld_texts
from mpfkit.lint import lint_edition
from mpfkit.model import Answer, FrozenDict, LangString, Marking, MarkingLevel, Project, Response
from mpfkit.records import DocxLook, HouseStyle
from mpfkit.redaction import redact
from mpfkit.testing import specimen
from mpfkit.writers.docx import WRITER

SECRET = "Where R&D on <seized> vessels is kept"
ARABIC = "سِجِلُّ السُّفُن المحجوزة في المرفأ القديم"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def withheld_of(*texts: str) -> WithheldTexts:
    answers = {f"Q{n}": (Answer(value=text),) for n, text in enumerate(texts, 1)}
    project = Project(
        id="p",
        title=LangString.of("Title"),
        as_of=dt.date(2019, 2, 14),
        marking=Marking(level=MarkingLevel.CLEAR),
        responses=(
            Response(
                id="r",
                questionnaire="m|1",
                country="XA",
                marking=Marking(level=MarkingLevel.RED),
                answers=FrozenDict(answers),
            ),
        ),
    )
    return withheld_texts(project, redact(project))


WITHHELD = withheld_of(SECRET, ARABIC)


def word_file() -> bytes:
    """Return a Word file with notes, heads and feet, pictures, charts with their workbooks, properties."""
    stream = io.BytesIO()
    WRITER.write(specimen(), load_registry().house_style("plain"), stream)
    return stream.getvalue()


CLEAN = word_file()


def repacked(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return a package with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def in_part(name: str, old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    """Return a change of a part: the first `old` becomes `new`."""

    def change(parts: dict[str, bytes]) -> None:
        assert old.encode() in parts[name], f"{name} has no {old}"
        parts[name] = parts[name].replace(old.encode(), new.encode(), 1)

    return change


def added(name: str, data: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.__setitem__(name, data)


def in_workbook(parts: dict[str, bytes]) -> None:
    name = next(each for each in parts if each.endswith(".xlsx"))
    parts[name] = repacked(parts[name], in_part("xl/sharedStrings.xml", "</si>", f"</si><si><t>{TEXT}</t></si>"))


TEXT = escaped(SECRET)
LINK = (
    '<Relationship Id="x1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
    'TargetMode="External" Target="{}"/><Relationship '
)
RUNS = "".join(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{escaped(each)}</w:t></w:r>" for each in SECRET)
BODY = "word/document.xml"
PLANTED: dict[str, tuple[Callable[[dict[str, bytes]], None], str, str]] = {
    "the body": (in_part(BODY, "</w:p>", f"<w:r><w:t>{TEXT}</w:t></w:r></w:p>"), BODY, "text"),
    "the body, each letter a run": (in_part(BODY, "</w:p>", f"{RUNS}</w:p>"), BODY, "text"),
    "the body, over two paragraphs": (
        in_part(BODY, "</w:p>", f"<w:r><w:t>Where R</w:t></w:r></w:p><w:p><w:r><w:t>{TEXT[7:]}</w:t></w:r></w:p>"),
        BODY,
        "text",
    ),
    "the body, with numbered entities": (
        in_part(BODY, "</w:p>", f"<w:r><w:t>{''.join(f'&#{ord(each)};' for each in SECRET)}</w:t></w:r></w:p>"),
        BODY,
        "text",
    ),
    "the body, with hexadecimal entities": (
        in_part(BODY, "</w:p>", f"<w:r><w:t>{''.join(f'&#x{ord(each):x};' for each in SECRET)}</w:t></w:r></w:p>"),
        BODY,
        "text",
    ),
    "the body, in Arabic without vowel signs": (
        in_part(BODY, "</w:p>", "<w:r><w:t>سجل السفن المحجـــوزة في المرفأ القديم</w:t></w:r></w:p>"),
        BODY,
        "text",
    ),
    "hidden text": (
        in_part(BODY, "</w:p>", f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{TEXT}</w:t></w:r></w:p>"),
        BODY,
        "text",
    ),
    "deleted text of a tracked change": (
        in_part(BODY, "</w:p>", f'<w:del w:id="9"><w:r><w:delText>{TEXT}</w:delText></w:r></w:del></w:p>'),
        BODY,
        "text",
    ),
    "an instruction of a field": (
        in_part(BODY, "</w:p>", f"<w:r><w:instrText>QUOTE &quot;{TEXT}&quot;</w:instrText></w:r></w:p>"),
        BODY,
        "text",
    ),
    "CDATA beside text": (
        in_part(BODY, "</w:p>", f"<w:r><w:t>Where R<![CDATA[{SECRET[7:]}]]></w:t></w:r></w:p>"),
        BODY,
        "text",
    ),
    "an XML comment": (in_part(BODY, "</w:p>", f"<!-- {SECRET} --></w:p>"), BODY, "markup"),
    "a processing instruction": (
        in_part(BODY, "</w:p>", f"<?note {SECRET[:12]} {SECRET[12:]}?></w:p>"),
        BODY,
        "markup",
    ),
    "an alternative text": (in_part(BODY, 'descr="', f'descr="{TEXT} '), BODY, "markup"),
    "an alternative text with signs that stand for themselves": (
        in_part(BODY, 'descr="', f"descr=\"it's > {TEXT.replace('&gt;', '>')} "),
        BODY,
        "markup",
    ),
    "a footnote": (
        in_part("word/footnotes.xml", "</w:p>", f"<w:r><w:t>{TEXT}</w:t></w:r></w:p>"),
        "word/footnotes.xml",
        "text",
    ),
    "a head of pages": (
        in_part("word/header1.xml", "</w:p>", f"<w:r><w:t>{TEXT}</w:t></w:r></w:p>"),
        "word/header1.xml",
        "text",
    ),
    "a comment": (
        added("word/comments.xml", f"<w:comments {W}><w:t>{TEXT}</w:t></w:comments>".encode()),
        "word/comments.xml",
        "text",
    ),
    "the title in the properties": (
        in_part("docProps/core.xml", "</dc:title>", f" {TEXT}</dc:title>"),
        "docProps/core.xml",
        "text",
    ),
    "the value of a property": (
        in_part("docProps/custom.xml", "</vt:lpwstr>", f" {TEXT}</vt:lpwstr>"),
        "docProps/custom.xml",
        "text",
    ),
    "the name of a property": (
        in_part("docProps/custom.xml", 'name="', f'name="{TEXT} '),
        "docProps/custom.xml",
        "markup",
    ),
    "custom XML": (added("customXml/item1.xml", f"<data><a>{TEXT}</a></data>".encode()), "customXml/item1.xml", "text"),
    "custom XML in UTF-16": (
        added("customXml/item1.xml", f'<?xml version="1.0" encoding="utf-16"?><a>{TEXT}</a>'.encode("utf-16")),
        "customXml/item1.xml",
        "text",
    ),
    "custom XML in Latin-1": (
        added("customXml/item1.xml", f'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xa0{TEXT}</a>'.encode("latin-1")),
        "customXml/item1.xml",
        "text",
    ),
    "custom XML in an encoding that nobody knows": (
        added("customXml/item1.xml", f'<?xml version="1.0" encoding="x-own"?><a>{TEXT}</a>'.encode()),
        "customXml/item1.xml",
        "text",
    ),
    "custom XML that is broken": (
        added("customXml/item1.xml", f"<a <b \"'>{TEXT}</a <!".encode()),
        "customXml/item1.xml",
        "text",
    ),
    "numbers that a chart keeps": (
        in_part("word/charts/chart1.xml", "<c:v>", f"<c:v>{TEXT}"),
        "word/charts/chart1.xml",
        "text",
    ),
    "the workbook of a chart": (in_workbook, ".xlsx/xl/sharedStrings.xml", "text"),
    "the target of a link": (
        in_part("word/_rels/document.xml.rels", "<Relationship ", LINK.format(f"http://x/{TEXT}")),
        "word/_rels/document.xml.rels",
        "markup",
    ),
    "the target of a link, as addresses are written": (
        in_part(
            "word/_rels/document.xml.rels",
            "<Relationship ",
            LINK.format("http://x/Where%20R%26D%20on%20%3Cseized%3E%20vessels%20is%20kept"),
        ),
        "word/_rels/document.xml.rels",
        "markup",
    ),
    "an address in the text": (
        in_part(BODY, "</w:p>", "<w:r><w:t>Where%20R%26D%20on%20seized%20vessels%20is%20kept</w:t></w:r></w:p>"),
        BODY,
        "text",
    ),
    "the name of a part": (added("word/media/where R&D on seized vessels is kept.png", b"\x89PNG"), "", "name"),
    "a picture, in UTF-8": (
        added("word/media/x.png", b"\x89PNG\xff\xfe\x00" + SECRET.encode() + b"\xff\x00"),
        "word/media/x.png",
        "text",
    ),
    "a picture, in UTF-16": (
        added("word/media/x.jpg", b"\xff\xd8\x99\x99" + SECRET.encode("utf-16-le") + b"\x99"),
        "word/media/x.jpg",
        "text",
    ),
    "a picture, in UTF-16 the other way round": (
        added("word/media/x.jpg", b"\xff\xd8\x99" + ARABIC.encode("utf-16-be") + b"\x99"),
        "word/media/x.jpg",
        "text",
    ),
    "a text file": (added("word/notes.txt", f"é {SECRET}".encode()), "word/notes.txt", "text"),
    "a drawing": (added("word/media/x.svg", f"<svg><desc>{TEXT}</desc></svg>".encode()), "word/media/x.svg", "text"),
    "what only looks like a package": (added("word/x.bin", b"PK\3\4\xff\xff" + SECRET.encode()), "word/x.bin", "text"),
}


def found(data: bytes, withheld: WithheldTexts = WITHHELD) -> list[tuple[str, str]]:
    return [(leak.part, leak.where) for leak in prove(data, withheld)]


def test_a_file_without_leaks_is_proven() -> None:
    assert found(CLEAN) == []


@pytest.mark.parametrize("place", PLANTED)
def test_a_planted_leak_is_found(place: str) -> None:
    change, part, where = PLANTED[place]
    leaks = found(repacked(CLEAN, change))
    assert [(where_found, part_found[-len(part) :] if part else "") for part_found, where_found in leaks] == [
        (where, part)
    ]


@pytest.mark.parametrize("place", PLANTED)
def test_a_planted_leak_is_found_in_parts_that_were_opened_before(place: str) -> None:
    change, part, where = PLANTED[place]
    with zipfile.ZipFile(io.BytesIO(CLEAN)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    leaks = prove_parts(parts, WITHHELD)
    assert [(leak.where, leak.part[-len(part) :] if part else "") for leak in leaks] == [(where, part)]
    assert prove_parts(parts, withheld_of("x")) == ()


def test_notes_of_the_package_itself_are_searched() -> None:
    stream = io.BytesIO(CLEAN)
    with zipfile.ZipFile(stream, "a") as package:
        package.comment = SECRET.encode()
    assert found(stream.getvalue()) == [("", "name")]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        member = zipfile.ZipInfo("folder/")
        member.comment = SECRET.encode()
        package.writestr(member, b"")
    assert found(stream.getvalue()) == [("", "name")]


@pytest.mark.parametrize(
    "text",
    [
        f"# Report\n\n{SECRET}\n",
        "> where r\\&d on \\<seized\\>\n> vessels **is** kept",
        "| Where R&amp;D on &lt;seized&gt;<br>vessels is kept |",
        "[x](http://x/Where%20R%26D%20on%20seized%20vessels%20is%20kept)",
        SECRET.upper(),
        ARABIC,
    ],
)
def test_markdown_is_searched_as_it_stands_and_as_it_is_read(text: str) -> None:
    assert found(text.encode()) == [("", "text")]
    assert found(text.encode("utf-16")) == [("", "text")]
    assert found(b"\xef\xbb\xbf" + text.encode()) == [("", "text")]


def test_a_large_part_is_read_piece_by_piece_and_texts_are_found_wherever_it_is_cut() -> None:
    filling = "".join(f'<w:p w:id="{n}"><w:r><w:t>Nothing in particular, é {n}.</w:t></w:r></w:p>' for n in range(4000))
    text = f"<w:document {W}>{filling}{RUNS}{filling}<a b='{escaped(ARABIC)}'/></w:document>"
    for size in (997, 1 << 18):
        with patch.object(proof, "_PIECE", size):
            data = repacked(CLEAN, added(BODY, text.encode()))
            assert found(data) == [(BODY, "text"), (BODY, "markup")]


@pytest.mark.parametrize("size", range(1, 40))
def test_a_letter_and_its_mark_stay_together_where_a_part_is_cut(size: int) -> None:
    withheld = withheld_of("Les données protégées")
    runs = "".join(f"<t>{each}</t>" for each in "Les donne\u0301es prote\u0301ge\u0301es")
    with patch.object(proof, "_PIECE", size):
        assert found(f"<a>{runs}</a>".encode(), withheld) == [("", "text")]


def test_different_tags_are_searched_though_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "_MOST_TAGS", 10)
    monkeypatch.setattr(proof, "_PIECE", 500)
    tags = "".join(f'<b n="{n}"/>' for n in range(200))
    assert found(f'<a>{tags}<c d="{TEXT}"/>{tags}</a>'.encode()) == [("", "markup")]


@given(st.binary(max_size=300))
def test_any_bytes_can_be_searched(data: bytes) -> None:
    assert prove(data if not data.startswith(b"PK\3\4") else b"x", WITHHELD) == ()
    assert prove(repacked(CLEAN, added("word/x.xml", b"<" + data)), WITHHELD) == ()


@given(
    st.lists(st.sampled_from(["<", ">", '"', "'", "&", "&#", "x41;", "<!", "--", "[CDATA[", "]]>", "<?", "%41", "a"]))
)
def test_broken_markup_can_be_searched(pieces: list[str]) -> None:
    assert prove("".join(["<", *pieces]).encode(), WITHHELD) == ()


@pytest.mark.parametrize(
    "piece", ["<", '<"', "<a b='", "<!--", "<![CDATA[", "<!", "<?", "&#", "%", "\\<", "<!---->", "><", "<>", '<a "">']
)
def test_harmful_markup_takes_no_more_time_than_its_size_asks_for(piece: str) -> None:
    start = time.process_time()
    assert prove(f"<{piece * 200_000}".encode(), WITHHELD) == ()
    assert prove((piece * 200_000).encode(), WITHHELD) == ()
    # A way of reading that looks back takes minutes here
    assert time.process_time() - start < 10


def test_a_file_that_cannot_be_searched_to_its_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileError, match=r"cannot read .*none: No such file"):
        prove(tmp_path / "none", WITHHELD)
    broken = bytearray(CLEAN)
    start = broken.index(b"PK\1\2") - 200
    broken[start : start + 100] = b"x" * 100
    with pytest.raises(FileError, match="cannot be searched to its end"):
        prove(bytes(broken), WITHHELD)
    monkeypatch.setattr(proof, "_LARGEST", 1000)
    with pytest.raises(FileError, match="holds more than 1000 bytes unpacked"):
        prove(CLEAN, WITHHELD)


def test_files_in_files_are_opened_to_a_depth() -> None:
    def nested(depth: int) -> bytes:
        data = SECRET.encode()
        for _ in range(depth):
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
                package.writestr("x", data)
            data = stream.getvalue()
        return data

    assert found(nested(3)) == [("x/x/x", "text")]
    assert found(nested(30)) == [], "what nobody can open without many programs is read as bytes"


def test_a_path_a_stream_and_bytes_are_all_searched(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text(SECRET, encoding="utf-8")
    for source in (path, str(path), path.read_bytes(), io.BytesIO(path.read_bytes())):
        (leak,) = prove(source, WITHHELD)
        assert str(leak) == "the file repeats response of XA, question 'm/Q1', answer"
    assert prove(path, WITHHELD, known=[f"Some {SECRET.lower()} for all"]) == ()


def test_a_leak_says_part_and_place_and_not_the_text() -> None:
    leak = Leak(part="word/document.xml", where="markup", place="finding 'f', title (en)", text=b"secret")
    assert str(leak) == "word/document.xml (in its markup) repeats finding 'f', title (en)"
    named = attrs.evolve(leak, where="name")
    assert str(named) == "the name of a part repeats finding 'f', title (en)"
    error = LeakError([leak, named], hint="; nothing was written")
    assert str(error).splitlines() == [
        f"{each}, which this edition withholds; nothing was written" for each in (leak, named)
    ]
    assert error.leaks == (leak, named)


# ------------------------------------------------------------------------------------------------------- lint


def problems(change: Callable[[dict[str, bytes]], None]) -> list[str]:
    return [problem.message for problem in lint_edition(repacked(CLEAN, change), WITHHELD, name="report.docx")]


FIX = "; delete it, also from tracked changes and comments, or render the report anew"


def test_lint_names_the_paragraph_where_word_shows_one() -> None:
    (told,) = problems(PLANTED["the body"][0])
    assert told.endswith(f"repeats what this edition withholds, response of XA, question 'm/Q1', answer{FIX}")
    assert ".xml" not in told
    (told,) = problems(PLANTED["a footnote"][0])
    assert told.startswith("footnote")
    (told,) = problems(PLANTED["a head of pages"][0])
    assert told.startswith("page header")
    assert lint_edition(CLEAN, WITHHELD) == ()


@pytest.mark.parametrize(
    ("place", "begins"),
    [
        ("the target of a link", "markup of word/_rels/document.xml.rels: "),
        ("the name of a part", "names of the parts: "),
        ("deleted text of a tracked change", "word/document.xml: "),
        ("the title in the properties", "docProps/core.xml: "),
    ],
)
def test_lint_names_the_part_where_word_shows_no_paragraph(place: str, begins: str) -> None:
    (told,) = problems(PLANTED[place][0])
    assert told.startswith(begins)
    (problem,) = lint_edition(repacked(CLEAN, PLANTED[place][0]), WITHHELD, name="report.docx")
    assert (problem.code, problem.severity, problem.file) == ("MPF479", "error", "report.docx")


def test_lint_keeps_the_limits_of_files_of_others(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b"<Types/>")
        package.writestr("word/document.xml", b"<" + b"a" * 50_000_000)
    with pytest.raises(FileError, match="packed more than 200 to 1"):
        lint_edition(path, WITHHELD)
    text = tmp_path / "report.md"
    text.write_text(SECRET, encoding="utf-8")
    (problem,) = lint_edition(text, WITHHELD)
    assert problem.path == ("file",)
    assert problem.file == str(text)
    assert len(lint_edition(SECRET.encode(), WITHHELD)) == 1


# -------------------------------------------------------------------------------------------------- in rendering


def printing(text: str) -> Any:
    """Return a registry whose outline prints a text, whatever the edition."""
    registry = load_registry()
    kind = attrs.evolve(
        registry.report_kind("outline"),
        compose=lambda _, brief: Document(
            title="T", language=brief.language, date=brief.date, blocks=(Heading("One"), Paragraph(text))
        ),
    )
    return attrs.evolve(registry, report_kinds={"outline": kind}, owners=dict(registry._owners))


def marked(text: str) -> Project:
    answer = Answer(value=text, marking=Marking(level=MarkingLevel.RED))
    response = Response(id="r", questionnaire="m|1", country="XA", answers=FrozenDict({"Q1": (answer,)}))
    return Project(
        id="p",
        title=LangString.of("Title"),
        as_of=dt.date(2019, 2, 14),
        marking=Marking(level=MarkingLevel.CLEAR),
        responses=(response,),
    )


def test_an_existing_report_stays_where_the_new_one_would_leak(tmp_path: Path) -> None:
    target = tmp_path / "report.docx"
    target.write_bytes(b"before")
    with pytest.raises(LeakError) as caught:
        render(marked(SECRET), to=target, registry=printing(SECRET))
    assert str(caught.value) == (
        "word/document.xml repeats response of XA, question 'm/Q1', answer, which this edition withholds; nothing was "
        "written: the report kind 'outline' must not print it"
    )
    assert target.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["report.docx"]
    assert render(marked(SECRET), to=target, registry=printing("Something else")) is None
    assert target.read_bytes()[:2] == b"PK"


def test_what_stands_in_the_house_style_or_the_template_is_no_leak() -> None:
    registry = printing("Something else")
    text = "Ministry of the Interior of Xanadu"

    def template() -> bytes:
        blank = io.BytesIO()
        WRITER.write(
            Document(title="x", language="en", date=dt.date(2019, 2, 14), blocks=(Paragraph("mpfkit_body"),)),
            registry.house_style("plain"),
            blank,
        )
        return repacked(blank.getvalue(), in_part("docProps/core.xml", "</dc:creator>", "</dc:creator>"))

    style = HouseStyle(name="own", docx=DocxLook(template=template))
    styles = {**registry.house_styles, "own": style}
    owners = {**registry._owners, ("house style", "own"): registry.owner(registry.house_style("plain"))}
    with_style = attrs.evolve(registry, house_styles=styles, owners=owners)
    plain_file = render(marked(text), style="own", registry=with_style)
    assert plain_file is not None
    letterhead = repacked(template(), in_part(BODY, "<w:p>", f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p><w:p>"))
    assert render(marked(text), template=letterhead, registry=registry)
    both = printing(text)
    with pytest.raises(LeakError):
        render(marked(text), registry=both)

from __future__ import annotations

import concurrent.futures
import datetime as dt
import io
import itertools
import os
import re
import subprocess
import sys
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from mpfkit import load_project, office
from mpfkit.document import Contents, Document, Heading, PageBreak, Paragraph, outline, plain_text
from mpfkit.errors import FileError, RenderError
from mpfkit.office import convert, convert_many, find_office, lay_out, page_numbers, paginate
from mpfkit.records import HouseStyle
from mpfkit.rendering import prepare
from mpfkit.writers import docx
from mpfkit.writers._words import load_words

PLAIN = HouseStyle(name="test")
posix = pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a script of the shell")


def document_of(*blocks: Any, **more: Any) -> Document:
    return Document(**{"title": "A title", "language": "en", "blocks": blocks, "date": dt.date(2019, 3, 27), **more})


THREE = document_of(Contents(title="Contents"), Heading("First", key="a"), Heading("Second", key="b"))


def written(document: Document, style: HouseStyle = PLAIN) -> bytes:
    stream = io.BytesIO()
    docx.write(document, style, stream)
    return stream.getvalue()


def program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a script in the place of LibreOffice."""
    path = folder / "an office" / "soffice"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("MPFKIT_SOFFICE", str(path))
    return path


def temporary(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let temporary files go to a folder of the test, with a blank in its name."""
    place = folder / "temporary files"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    return place


# ------------------------------------------------------------------ where LibreOffice is


@posix
def test_the_environment_names_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = program(tmp_path, "exit 0", monkeypatch)
    assert find_office() == path


def test_a_program_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPFKIT_SOFFICE", "/nowhere/soffice")
    with pytest.raises(FileError, match="MPFKIT_SOFFICE is '/nowhere/soffice', which is no program"):
        find_office()


@posix
@pytest.mark.parametrize("name", ["soffice", "libreoffice"])
def test_the_path_is_searched(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = program(tmp_path, "exit 0", monkeypatch).rename(tmp_path / name)
    monkeypatch.delenv("MPFKIT_SOFFICE")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_office() == found


@posix
def test_the_usual_places_come_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = program(tmp_path, "exit 0", monkeypatch)
    monkeypatch.delenv("MPFKIT_SOFFICE")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(office, "_USUAL", ("/nowhere/soffice", str(found)))
    assert find_office() == found


def test_a_missing_libreoffice_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MPFKIT_SOFFICE", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(office, "_USUAL", ())
    monkeypatch.setattr(office, "_LATEST", "/nowhere*/soffice")
    with pytest.raises(FileError, match="LibreOffice was not found; install LibreOffice Writer") as caught:
        find_office()
    assert "\n" not in str(caught.value)


# ------------------------------------------------------------------ a program that fails


@posix
@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo 'Error: source file could not be loaded'", "made no .pdf of the document: Error: source file could not"),
        ("exit 3", "it said nothing"),
        ('for last; do :; done; mkdir made; : > "made/document.pdf"', "made no .pdf of the document"),
    ],
)
def test_what_makes_no_file_is_an_error_whatever_its_status(
    script: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, script, monkeypatch)
    left = temporary(tmp_path, monkeypatch)
    with pytest.raises(RenderError, match=re.escape(message)) as caught:
        convert(b"text", to="pdf")
    assert str(left) not in str(caught.value)
    assert list(left.iterdir()) == []


@posix
def test_a_program_that_does_not_end_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, f"sleep 60 & echo $! > '{tmp_path}/child'; wait", monkeypatch)
    left = temporary(tmp_path, monkeypatch)
    started = time.monotonic()
    with pytest.raises(RenderError, match=r"did not finish within 0\.5 seconds"):
        convert(b"text", to="pdf", timeout=0.5)
    assert time.monotonic() - started < 20
    child = int((tmp_path / "child").read_text(encoding="utf-8"))
    deadline = time.monotonic() + 10
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(child)
    assert list(left.iterdir()) == []


def _runs(process: int) -> bool:
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return bool(done.stdout.strip()) and not done.stdout.startswith("Z")


def test_a_program_on_windows_is_ended_by_its_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    asked: list[list[str]] = []

    def run(command: list[str], **_: Any) -> None:
        asked.append(command)
        process.kill()

    monkeypatch.setattr(office, "_WINDOWS", True)
    monkeypatch.setattr(subprocess, "run", run)
    office._end(process)
    assert asked == [["taskkill", "/F", "/T", "/PID", str(process.pid)]]
    assert process.returncode is not None


@posix
def test_a_program_that_cannot_be_started_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = program(tmp_path, "", monkeypatch)
    path.write_bytes(b"#!/nowhere/interpreter\n")
    with pytest.raises(FileError, match=r"cannot start .*soffice: No such file"):
        convert(b"text", to="pdf")


@posix
def test_the_command_names_a_profile_of_its_own_and_the_options_of_the_filter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = """
mkdir made; printf '%s\\n' "$@" > made/document.pdf; pwd >> made/document.pdf
"""
    program(tmp_path, script, monkeypatch)
    options = {"ExportBookmarks": False, "SelectPdfVersion": 2, "Watermark": "draft"}
    said = convert(b"text", to="pdf", export="writer_pdf_Export", options=options).decode().splitlines()
    assert said[0] == f"-env:UserInstallation={Path(said[-1]).as_uri()}/profile"
    assert (
        'pdf:writer_pdf_Export:{"ExportBookmarks": {"type": "boolean", "value": "false"}, "SelectPdfVersion": '
        '{"type": "long", "value": "2"}, "Watermark": {"type": "string", "value": "draft"}}'
    ) in said
    assert "pdf:writer_pdf_Export" in convert(b"", to="pdf", export="writer_pdf_Export").decode().splitlines()
    assert "pdf" in convert(b"", to="pdf").decode().splitlines()


def documents(folder: Path, *texts: str) -> list[Path]:
    paths = [folder / f"-{number} a document.docx" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


# A LibreOffice that makes nothing of "bad", dies of "deadly", and does not come to an end with "endless".
MANY = """
mkdir -p made
while [ "$1" != --outdir ]; do shift; done
shift 2
echo one >> "$STARTS"
for name; do
    case $(cat "$name") in
        bad) echo "cannot read $name";;
        deadly) exit 1;;
        endless) sleep 60;;
        *) cp "$name" "made/${name%.*}.pdf";;
    esac
done
"""


@pytest.fixture
def starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Put that LibreOffice in place, and return a function that tells how often it was started."""
    program(tmp_path, MANY, monkeypatch)
    counted = tmp_path / "starts"
    monkeypatch.setenv("STARTS", str(counted))
    return lambda: len(counted.read_text(encoding="utf-8").splitlines()) if counted.exists() else 0


@posix
def test_many_documents_are_converted_by_one_program(tmp_path: Path, starts: Callable[[], int]) -> None:
    texts = [f"text {number}" for number in range(7)]
    assert list(convert_many(documents(tmp_path, *texts), to="pdf")) == [text.encode() for text in texts]
    assert starts() == 1
    assert list(convert_many([], to="pdf")) == []
    assert starts() == 1


@posix
@pytest.mark.parametrize(
    ("text", "message", "times"),
    [
        ("bad", "made no .pdf of the document: cannot read", 2),
        ("deadly", "it said nothing", 3),
        ("endless", "0.5 s", 3),
    ],
)
def test_a_document_that_fails_costs_itself_only(
    text: str, message: str, times: int, tmp_path: Path, starts: Callable[[], int]
) -> None:
    one, failed, three, four = convert_many(documents(tmp_path, "one", text, "three", "four"), to="pdf", timeout=0.5)
    assert (one, three, four) == (b"one", b"three", b"four")
    assert isinstance(failed, RenderError)
    assert message in str(failed)
    assert starts() == times


@posix
def test_very_many_documents_are_converted_some_at_a_time(
    tmp_path: Path, starts: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "_AT_ONCE", 3)
    left = temporary(tmp_path, monkeypatch)
    assert len(list(convert_many(documents(tmp_path, *"abcdefgh"), to="pdf"))) == 8
    assert starts() == 3
    assert list(left.iterdir()) == []


@posix
def test_as_long_as_documents_come_there_is_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "mkdir made; for name in 0 1 2; do sleep 0.5; echo x > made/$name.pdf; done", monkeypatch)
    assert list(convert_many(documents(tmp_path, *"abc"), to="pdf", timeout=0.9)) == [b"x\n"] * 3


@posix
def test_a_document_that_is_not_there_is_said(tmp_path: Path, starts: Callable[[], int]) -> None:
    with pytest.raises(FileError, match=r"cannot read .*nowhere\.docx: No such file"):
        list(convert_many([tmp_path / "nowhere.docx"], to="pdf"))


def test_a_report_without_contents_is_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    monkeypatch.setattr(office, "convert", lambda data, **more: calls.append(more) or b"made")
    for document in (document_of(Heading("First")), document_of(Contents(title="Contents"), Paragraph("Text"))):
        assert lay_out(document, PLAIN, docx.write, options={"UseTaggedPDF": True}) == b"made"
    assert [call["options"] for call in calls] == [{"UseTaggedPDF": True}] * 2


def test_a_report_with_contents_is_laid_out_until_they_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    names = docx.bookmark_names(THREE)

    def numbers(data: bytes, bookmarks: Any, *, options: Any) -> office.PageNumbers:
        asked.append(options)
        return office.PageNumbers({names["a"]: 1, names["b"]: 2}, 2, b"made %d" % len(asked))

    monkeypatch.setattr(office, "page_numbers", numbers)
    assert lay_out(THREE, PLAIN, docx.write, options={"UseTaggedPDF": True}) == b"made 2"
    assert asked == [{"UseTaggedPDF": True}] * 2


def test_missing_pypdf_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(RenderError, match=re.escape("pip install 'mpfkit[paginate]'")):
        page_numbers(written(THREE), ())


def sections(*inner: str) -> bytes:
    """Return a Word file, as far as it is looked at, with sections of these properties."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", "".join(f"<w:p/><w:sectPr>{part}</w:sectPr>" for part in inner))
    return stream.getvalue()


def test_pages_are_counted_from_where_the_first_section_starts() -> None:
    assert office._first_number(sections("", '<w:pgNumType w:fmt="decimal"/>')) == 1
    assert office._first_number(sections('<w:pgNumType w:fmt="decimal" w:start="0"/>', "")) == 0


def test_a_section_that_counts_anew_is_refused() -> None:
    with pytest.raises(RenderError, match="section 2 of the Word file starts to count its pages anew, at 1; let it"):
        page_numbers(sections("", '<w:pgNumType w:start="1"/>'), ())


@pytest.mark.parametrize("data", [b"no zip", sections()[:-9]])
def test_pages_of_anything_but_a_word_file_are_not_counted(data: bytes) -> None:
    with pytest.raises(RenderError, match="in Word files only"):
        page_numbers(data, ())


# ------------------------------------------------------------------ numbers that do not settle


def layouts(*found: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    """Let layouts give these pages one after the other; return the documents that are written."""
    seen: list[Document] = []
    names = docx.bookmark_names(THREE)
    rest = iter(found)

    def numbers(data: bytes, bookmarks: Any, **_: Any) -> office.PageNumbers:
        pages = next(rest)
        return office.PageNumbers({names[key]: page for key, page in pages.items()}, 9)

    monkeypatch.setattr(office, "page_numbers", numbers)
    return seen


def test_a_report_is_laid_out_until_its_numbers_stay_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    layouts({"a": 2, "b": 3}, {"a": 3, "b": 4}, {"a": 3, "b": 4}, monkeypatch=monkeypatch)
    writes: list[Document] = []
    done = paginate(THREE, PLAIN, lambda document, style, stream: writes.append(document))
    assert done == attrs.evolve(THREE, pages={"a": 3, "b": 4}, page_count=9)
    assert [dict(document.pages) for document in writes[1:]] == [{"a": 2, "b": 3}, {"a": 3, "b": 4}]
    assert set(writes[0].pages) == {"a", "b"}


def test_numbers_that_do_not_settle_are_an_error_that_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    layouts({"a": 2, "b": 3}, {"a": 2, "b": 4}, {"a": 2, "b": 3}, monkeypatch=monkeypatch)
    with pytest.raises(RenderError, match="page numbers do not settle: heading 'Second' still moves after 3 layouts"):
        paginate(THREE, PLAIN, lambda document, style, stream: None)


def test_a_number_of_pages_that_does_not_settle_is_an_error_too(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = itertools.count(9)
    names = docx.bookmark_names(THREE)
    monkeypatch.setattr(
        office,
        "page_numbers",
        lambda data, bookmarks, **_: office.PageNumbers({names["a"]: 1, names["b"]: 2}, next(counts)),
    )
    with pytest.raises(RenderError, match="do not settle: heading 'Second'"):
        paginate(THREE, PLAIN, lambda document, style, stream: None)


def test_a_heading_that_is_not_found_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    layouts({"a": 2}, monkeypatch=monkeypatch)
    with pytest.raises(RenderError, match=r"does not tell the page of heading 'Second'; install LibreOffice 7\.4"):
        paginate(THREE, PLAIN, lambda document, style, stream: None)


def test_a_document_without_headings_is_not_laid_out() -> None:
    document = document_of(Paragraph("Text"))

    def write(*_: Any) -> None:
        pytest.fail("it was written")

    assert paginate(document, PLAIN, write) is document


# ------------------------------------------------------------------ with LibreOffice


@pytest.mark.office
def test_documents_are_converted_side_by_side_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = temporary(tmp_path, monkeypatch)
    monkeypatch.setenv("HOME", "/nowhere")
    texts = ["First text", "Second text", "نص عربي"]
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda text: convert(written(document_of(Paragraph(text))), to="txt"), texts))
    for text, data in zip(texts, made, strict=True):
        assert text in data.decode("utf-8-sig")
    assert list(left.iterdir()) == []


@pytest.mark.office
def test_what_libreoffice_cannot_read_is_an_error() -> None:
    with pytest.raises(RenderError, match=r"LibreOffice made no \.pdf of the document"):
        convert(b"PK\x03\x04 no zip at all", to="pdf")


@pytest.mark.office
def test_pages_are_numbers_from_one_and_unknown_bookmarks_are_left_out() -> None:
    document = document_of(Heading("A", key="a"), PageBreak(), Heading("B", key="b_b"), PageBreak(), Heading("C"))
    names = docx.bookmark_names(document)
    found = page_numbers(written(document), [*names.values(), "_Ref_nothing"])
    assert found == office.PageNumbers({names["a"]: 1, names["b_b"]: 2, names["_h3"]: 3}, 3)


def letters(text: str) -> str:
    """Return the letters and digits of a text, without marks and forms of letters that a PDF may change."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def stands_on(text: str, page: str) -> bool:
    """Tell whether a text stands on a page; a PDF may turn the parts of an Arabic line round."""
    wanted = letters(text)
    return wanted in letters(page) or any(not Counter(wanted) - Counter(letters(line)) for line in page.splitlines())


REPORTS = [
    ("workshop-report", "icmpd", "ar"),
    ("workshop-report", "eu", "en"),
    ("mapping-report", "eu", "fr"),
]


@pytest.mark.office
@pytest.mark.parametrize(("kind", "style", "language"), REPORTS, ids=lambda part: part)
def test_every_number_in_contents_is_the_page_on_which_the_text_stands(
    kind: str, style: str, language: str, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pypdf import PdfReader

    made: list[bytes] = []
    written_files: list[bytes] = []

    def kept(data: bytes, **more: Any) -> bytes:
        written_files.append(data)
        made.append(convert(data, **more))
        return made[-1]

    monkeypatch.setattr(office, "convert", kept)
    rendering = prepare(load_project(example), kind=kind, style=style, language=language)
    done = paginate(rendering.document, rendering.style, rendering.writer.write)

    # What is written in the end is what was laid out last.
    assert attrs.evolve(rendering, document=done).to_bytes() == written_files[-1]
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made[-1])).pages]
    assert done.page_count == len(pages)
    listed = outline(done)
    kinds = {entry.what for entry in listed.entries}
    assert {"heading", "table"} <= kinds
    assert set(done.pages) == {entry.key for entry in listed.entries}
    for entry in listed.entries:
        text = plain_text(entry.content)
        assert stands_on(text, pages[done.pages[entry.key] - 1]), (text, done.pages[entry.key])
    in_order = [done.pages[entry.key] for entry in listed.entries]
    assert in_order == sorted(in_order)
    words = load_words(language)
    for number in sorted(set(in_order)):
        foot = f"{words.page}{number}{words.of}{len(pages)}"
        assert stands_on(foot, pages[number - 1]), foot
    # The lists show them, each behind its text; pypdf gives an Arabic line in parts.
    lists = "\n".join(pages[: min(in_order)])
    depth = max(block.levels for block in done.blocks if isinstance(block, Contents))
    shown = [entry for entry in listed.headings if entry.level <= depth] + list(listed.tables)
    for entry in shown:
        if language == "ar":
            assert re.search(rf"(?<!\d){done.pages[entry.key]}(?!\d)", lists)
        else:
            assert letters(f"{plain_text(entry.content)}{done.pages[entry.key]}") in letters(lists), entry

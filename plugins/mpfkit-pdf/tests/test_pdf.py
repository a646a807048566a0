"""What a PDF of a report is like, what goes wrong, and many of them at once; most of it with the real LibreOffice."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from pypdf import PdfReader

import mpfkit_eu
import mpfkit_pdf
import mpfkit_reports
from mpfkit import Project, ReportKind, hookimpl, load_project, office
from mpfkit.document import Document, Figure, Heading, Paragraph, plain_text, walk
from mpfkit.errors import FileError, RenderError
from mpfkit.leaks import LeakError
from mpfkit.model import LangString, Marking, MarkingLevel
from mpfkit.records import Brief, HouseStyle
from mpfkit.registry import Registry
from mpfkit.rendering import Rendering, prepare, render
from mpfkit.writers import docx
from mpfkit_pdf import _pdf, to_pdf

REGISTRY = Registry.of(mpfkit_pdf, mpfkit_eu, mpfkit_reports)


@attrs.frozen
class Made:
    """A report and its PDF."""

    rendering: Rendering
    data: bytes

    def open(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.data))

    def pages(self) -> list[str]:
        return [page.extract_text() for page in PdfReader(io.BytesIO(self.data)).pages]


@pytest.fixture(scope="module")
def made(example: Path) -> Callable[[str], Made]:
    """Return a function that gives the workshop report in a language; each is made once."""
    found: dict[str, Made] = {}

    def report(language: str) -> Made:
        if language not in found:
            project = load_project(example, registry=REGISTRY)
            rendering = prepare(
                project, kind="workshop-report", style="eu", format="pdf", language=language, registry=REGISTRY
            )
            found[language] = Made(rendering, rendering.to_bytes())
        return found[language]

    return report


def elements(file: pikepdf.Pdf) -> list[Any]:
    return [element for element, _, _ in _pdf._elements(file.Root.StructTreeRoot)]


def letters(text: str) -> Counter[str]:
    return Counter(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalnum())


# ------------------------------------------------------------------ what a report is like


@pytest.mark.office
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_report_is_tagged_and_says_what_it_is(made: Callable[[str], Made], language: str) -> None:
    report = made(language)
    document = report.rendering.document
    with report.open() as file:
        root = file.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang).partition("-")[0] == language
        assert root.ViewerPreferences.DisplayDocTitle
        assert (Name.Direction in root.ViewerPreferences) == (language == "ar")
        assert str(file.docinfo.Title) == document.title
        assert str(file.docinfo.Keywords) == ", ".join(document.keywords)
        assert str(file.docinfo.CreationDate) == f"D:{document.date:%Y%m%d}000000Z"
        with file.open_metadata() as told:
            assert told["dc:title"] == document.title
            assert told["dc:language"] == {language}
            assert told["xmp:CreateDate"] == f"{document.date.isoformat()}T00:00:00Z"
            assert "pdfuaid:part" not in told, "nobody has checked that it is PDF/UA"
        assert all(page.Tabs == Name.S for page in file.pages if Name.Annots in page)
        assert not _pdf._STANDARD & {key[1:] for key in root.StructTreeRoot.RoleMap.keys()}  # noqa: SIM118
        tags = Counter(str(element.S) for element in elements(file))
    assert {"/Document", "/H1", "/H2", "/L", "/LI", "/LBody", "/Table", "/TR", "/TH", "/TD", "/Link", "/TOC"} <= set(
        tags
    )


@pytest.mark.office
def test_bookmarks_are_the_headings(made: Callable[[str], Made]) -> None:
    report = made("en")
    headings = [block for block in walk(report.rendering.document.blocks) if isinstance(block, Heading)]

    def titles(items: Any) -> Iterator[str]:
        for item in items:
            yield " ".join(item.title.split())
            yield from titles(item.children)

    with report.open() as file, file.open_outline() as outline:
        found = list(titles(outline.root))
    wanted = [" ".join(plain_text(block.content).split()) for block in headings]
    assert len(found) == len(wanted) >= 50
    assert all(title.endswith(text) for title, text in zip(found, wanted, strict=True))


@pytest.mark.office
def test_contents_have_the_numbers_of_the_pages_and_pages_are_counted(made: Callable[[str], Made]) -> None:
    report = made("en")
    pages = report.pages()
    for number, page in enumerate(pages[1:], start=2):
        assert f"Page {number} of {len(pages)}" in page
    (listed,) = (re.findall(r"Annex A\. Agenda\.+ ?(\d+)", page) for page in pages if "Annex A. Agenda.." in page)
    assert "Annex A. Agenda" in pages[int(listed[0]) - 1]


@pytest.mark.office
def test_a_section_that_lies_across_lies_across(made: Callable[[str], Made]) -> None:
    with made("en").open() as file:
        boxes = [[float(side) for side in page.mediabox] for page in file.pages]
    across = [box[2] > box[3] for box in boxes]
    assert 1 <= sum(across) < len(across) / 2


@pytest.mark.office
@pytest.mark.parametrize("language", ["en", "ar"])
def test_pictures_and_charts_have_their_alternative_texts_and_decoration_has_no_tag(
    made: Callable[[str], Made], language: str
) -> None:
    report = made(language)
    figures = [block.graphic for block in walk(report.rendering.document.blocks) if isinstance(block, Figure)]
    with report.open() as file:
        found = [element for element in elements(file) if Name.Figure == element.S]
        told = [str(element.Alt) for element in found]
    assert told[1:] == [figure.alt for figure in figures], "the emblem on the cover comes first"
    assert len(told) >= 3


@pytest.mark.office
def test_heads_of_columns_have_a_scope(made: Callable[[str], Made]) -> None:
    with made("en").open() as file:
        heads = [element for element in elements(file) if element.S == Name.TH]
        scopes = {str(one.Scope) for head in heads for one in head.A if Name.Scope in one}
    assert scopes == {"/Column"}


@pytest.mark.office
def test_arabic_stands_on_the_pages_and_english_in_it_is_marked(made: Callable[[str], Made]) -> None:
    report = made("ar")
    pages = [letters(page) for page in report.pages()]
    paragraphs = [
        letters(plain_text(block.content))
        for block in walk(report.rendering.document.blocks)
        if isinstance(block, Heading)
    ]
    assert all(any(not wanted - page for page in pages) for wanted in paragraphs)
    with report.open() as file:
        spoken = Counter(str(element.get(Name.Lang, inherited)) for element, _, inherited in all_of(file))
    assert spoken["ar-SA"] > 100
    assert spoken["en-GB"] > 100


def all_of(file: pikepdf.Pdf) -> list[tuple[Any, Any, str]]:
    return list(_pdf._elements(file.Root.StructTreeRoot))


@pytest.mark.office
def test_nothing_tells_when_it_was_made(made: Callable[[str], Made]) -> None:
    with made("en").open() as file, io.BytesIO() as stream:
        file.save(stream, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
        plain = stream.getvalue()
    today = dt.datetime.now(tz=dt.UTC).date()
    assert today.isoformat().encode() not in plain
    assert f"{today:%Y%m%d}".encode() not in plain


@pytest.mark.office
def test_a_template_dresses_it(example: Path, tmp_path: Path) -> None:
    project = load_project(example, registry=REGISTRY)
    word = tmp_path / "template.docx"
    render(project, kind="outline", style="plain", to=word, registry=REGISTRY)
    data = render(project, kind="outline", style="plain", template=word, format="pdf", registry=REGISTRY)
    assert data.startswith(b"%PDF-")


# ------------------------------------------------------------------ what it must not hold


SECRET = "Zq12345kxw54321jv"


def hidden_project(example: Path) -> Project:
    """Return the example with the title of a finding that only the project's own people may see."""
    project = load_project(example, registry=REGISTRY)
    first, *others = project.findings
    hidden = first.evolve(title=LangString.of(SECRET), evidence=(), marking=Marking(level=MarkingLevel.RED))
    return project.evolve(findings=(hidden, *others))


def titles_kind(source: Project | None = None) -> ReportKind:
    """Return a report kind that prints the titles of findings: of the edition, or of a project that it must not see."""

    def compose(project: Project, brief: Brief) -> Document:
        titles = [each.title.get(brief.language) for each in (source or project).findings]
        blocks = (Heading("Findings"), *map(Paragraph, titles))
        return Document(title="Findings", language=brief.language, date=brief.date, blocks=blocks)

    return ReportKind(name="titles", summary="Titles of findings", compose=compose)


def with_kind(kind: ReportKind) -> Registry:
    class Kinds:
        @hookimpl
        def mpfkit_report_kinds(self) -> tuple[ReportKind, ...]:
            return (kind,)

    return Registry.of(mpfkit_pdf, mpfkit_eu, Kinds())


@pytest.mark.office
def test_the_public_edition_does_not_hold_what_the_internal_one_does(
    example: Path, words_of: Callable[[bytes], str]
) -> None:
    project = hidden_project(example)
    registry = with_kind(titles_kind())
    made = [
        words_of(render(project, kind="titles", style="eu", format="pdf", audience=audience, registry=registry))
        for audience in ("public", "internal")
    ]
    assert [SECRET in text for text in made] == [False, True]


@pytest.mark.office
def test_a_report_with_what_it_must_not_hold_is_not_written(example: Path, tmp_path: Path) -> None:
    project = hidden_project(example)
    registry = with_kind(titles_kind(project))
    with pytest.raises(LeakError):
        render(project, kind="titles", style="eu", to=tmp_path / "x.pdf", registry=registry)
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------ many


def word_file(path: Path, title: str = "A title") -> Path:
    blocks = (Heading(title), Paragraph("Text"))
    document = Document(title=title, language="en", date=dt.date(2019, 3, 27), blocks=blocks)
    with path.open("wb") as stream:
        docx.write(document, HouseStyle(name="test"), stream)
    return path


@pytest.mark.office
def test_many_files_become_pdf_at_once_and_one_that_is_none_costs_itself_only(tmp_path: Path) -> None:
    good = [word_file(tmp_path / f"{name}.docx", name) for name in ("--one", "two words", "ثلاثة")]
    bad = tmp_path / "bad.docx"
    bad.write_bytes(b"no Word file at all")
    (tmp_path / "pdf").mkdir()
    with pytest.raises(RenderError, match=r"1 of 4 files became no PDF: .*bad\.docx: ") as caught:
        to_pdf([good[0], bad, *good[1:]], tmp_path / "pdf")
    assert "\n" not in str(caught.value)
    assert {path.name for path in (tmp_path / "pdf").iterdir()} == {"--one.pdf", "two words.pdf", "ثلاثة.pdf"}
    for path in good:
        with pikepdf.open(tmp_path / "pdf" / f"{path.stem}.pdf") as file:
            assert str(file.docinfo.Title) == path.stem
    again = to_pdf(good[:1], tmp_path / "pdf")
    assert again == (tmp_path / "pdf" / "--one.pdf",)


def test_no_files_need_no_libreoffice_to_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pdf, "convert_many", lambda files, **_: iter(()))
    assert to_pdf([], tmp_path) == ()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such folder; create it first"):
        to_pdf([], tmp_path / "nowhere")


def test_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"a/x\.docx and b/x\.docx would both become .*x\.pdf; give them folders"):
        to_pdf(["a/x.docx", "b/x.docx"], tmp_path)


def test_a_pdf_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word = word_file(tmp_path / "x.docx")
    (tmp_path / "pdf" / "x.pdf").mkdir(parents=True)
    monkeypatch.setattr(_pdf, "convert_many", lambda files, **_: iter([plain_pdf()]))
    with pytest.raises(FileError, match=r"cannot write .*x\.pdf: "):
        to_pdf([word], tmp_path / "pdf")


def test_a_missing_libreoffice_is_said_in_one_line(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("MPFKIT_SOFFICE", raising=False)
    monkeypatch.setattr(office, "_USUAL", ())
    monkeypatch.setattr(office, "_LATEST", "nowhere*/soffice")
    project = load_project(example, registry=REGISTRY)
    with pytest.raises(FileError, match=r"install LibreOffice Writer .*the package libreoffice-writer") as caught:
        render(project, kind="outline", style="plain", to=tmp_path / "x.pdf", registry=REGISTRY)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------ what is put right


def plain_pdf(**root: Any) -> bytes:
    """Return a PDF with one page, and with this in its catalogue."""
    with pikepdf.new() as file, io.BytesIO() as stream:
        file.add_blank_page()
        for key, value in root.items():
            file.Root[f"/{key}"] = file.make_indirect(value) if isinstance(value, Dictionary) else value
        file.save(stream)
        return stream.getvalue()


def word(core: str = "", body: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        if core:
            package.writestr("docProps/core.xml", f"<core>{core}</core>")
        package.writestr("word/document.xml", f"<body xmlns:wp='{_pdf._DRAWING[1:-6]}'>{body}</body>")
    return stream.getvalue()


def tidied(pdf: bytes, file: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(_pdf.tidied(pdf, file)))


def picture(**more: Any) -> Dictionary:
    return Dictionary(S=Name.Figure, A=Dictionary(O=Name.Layout, BBox=Array([0, 0, 1, 1])), **more)


def structure(*kids: Any, **more: Any) -> dict[str, Any]:
    return {"StructTreeRoot": Dictionary(K=Array([Dictionary(S=Name.Document, K=Array(kids))]), **more)}


def test_a_pdf_that_says_nothing_stays_without_day_and_language() -> None:
    with tidied(plain_pdf(), word()) as file:
        assert Name.CreationDate not in file.docinfo
        assert Name.Lang not in file.Root
        assert file.Root.ViewerPreferences.DisplayDocTitle


def test_the_language_of_another_library_is_taken_as_it_stands() -> None:
    with tidied(plain_pdf(Lang=String("en-GB")), word("<language>de-AT</language>")) as file:
        assert str(file.Root.Lang) == "de-AT"
        assert Name.Direction not in file.Root.ViewerPreferences


def test_the_same_language_of_a_country_stays() -> None:
    with tidied(plain_pdf(Lang=String("fr-BE")), word("<language>fr</language>")) as file:
        assert str(file.Root.Lang) == "fr-BE"


def test_alternative_texts_go_to_pictures_only_where_it_is_certain_which_is_whose() -> None:
    two = "<wp:docPr descr='one'/><wp:docPr/><wp:docPr descr='two'/>"
    cases = [
        ((picture(K=1, Alt="one"), picture(K=2)), two, ["one", "two"]),
        ((picture(K=1, Alt="other"), picture(K=2)), two, ["other", ""]),
        ((picture(K=1),), two, [""]),
    ]
    for kids, body, wanted in cases:
        with tidied(plain_pdf(**structure(*kids)), word(body=body)) as file:
            assert [str(each.get("/Alt", "")) for each in elements(file) if Name.Figure == each.S] == wanted


def test_a_paragraph_whose_style_is_named_as_a_tag_is_a_paragraph() -> None:
    kids = (
        Dictionary(S=Name.Figure, K=Array([picture(K=1)])),
        Dictionary(S=Name.Quote, K=2),
        Dictionary(S=Name("/My")),
    )
    roles = Dictionary(Figure=Name.P, Quote=Name.P, My=Name.P)
    with tidied(plain_pdf(**structure(*kids, RoleMap=roles)), word()) as file:
        assert [str(each.S) for each in elements(file)] == ["/Document", "/P", "/Figure", "/P", "/My"]
        assert set(file.Root.StructTreeRoot.RoleMap.keys()) == {"/My"}


def test_an_empty_picture_without_alternative_text_is_decoration() -> None:
    pdf = pikepdf.open(io.BytesIO(plain_pdf(**structure(Dictionary(S=Name.P, K=1)))))
    parent = pdf.Root.StructTreeRoot.K[0]
    parent.K.append(pdf.make_indirect(picture()))
    stream = io.BytesIO()
    pdf.save(stream)
    with tidied(stream.getvalue(), word()) as file:
        assert [str(each.S) for each in elements(file)] == ["/Document", "/P"]


@pytest.mark.parametrize("data", [b"no zip", word()[:-9], word(body="<w")])
def test_what_is_no_word_file_is_said(data: bytes) -> None:
    with pytest.raises(RenderError, match="of Word files"):
        _pdf.tidied(plain_pdf(), data)


def test_a_pdf_that_was_cut_off_is_said() -> None:
    with pytest.raises(RenderError, match="LibreOffice made a PDF that cannot be read") as caught:
        _pdf.tidied(plain_pdf()[:200], word())
    assert "\n" not in str(caught.value)

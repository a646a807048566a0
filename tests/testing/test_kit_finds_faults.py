"""The kit finds faults: each standard test fails on an extension that has the fault which it is for."""

from __future__ import annotations

import datetime as dt
import inspect
import io
import itertools
import os
import re
import time
import types
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import attrs
import pytest

from mpfkit import (
    Extension,
    HouseStyle,
    Project,
    Reader,
    Registry,
    Renderer,
    ReportKind,
    Writer,
    hookimpl,
    load_registry,
)
from mpfkit.document import (
    Chart,
    Column,
    Document,
    Figure,
    Footnote,
    Heading,
    Paragraph,
    Series,
    Table,
    plain_text,
    walk,
)
from mpfkit.emblem import emblem_image
from mpfkit.errors import CharacterError, FileError, Problem, RenderError
from mpfkit.intake import Ledger, Reading, ReadingRequest, Source
from mpfkit.model import Answer, Country, FrozenDict, LangString, Response
from mpfkit.records import Brief, Contract, DocxLook, Notice
from mpfkit.testing import _hostile
from mpfkit.testing.conformance import (
    ExtensionConformance,
    HouseStyleConformance,
    ReaderConformance,
    RendererConformance,
    ReportKindConformance,
    WriterConformance,
)
from mpfkit.writers.markdown import to_markdown

WORDS = {
    "en": ("Findings", "Country", "Nothing was found"),
    "fr": ("Constats", "Pays", "Aucun constat"),
    "ar": ("النتائج", "البلد", "لا توجد نتائج"),
}


def run(test: type, name: str, **records: Any) -> None:
    """Run a standard test of a class with the fixtures that it asks for, as pytest would."""
    given: dict[str, Any] = dict(records)
    instance = test()

    def value(wanted: str) -> Any:
        if wanted not in given:
            function = inspect.unwrap(getattr(test, wanted))
            given[wanted] = function(instance, *map(value, list(inspect.signature(function).parameters)[1:]))
        return given[wanted]

    method = getattr(instance, name)
    method(*map(value, inspect.signature(method).parameters))


def standard_tests(test: type) -> list[str]:
    return [name for name in dir(test) if name.startswith("test_")]


def found_by(test: type, name: str, says: str, **records: Any) -> None:
    """Expect that a standard test fails, and says why."""
    with pytest.raises((Exception, pytest.fail.Exception)) as caught:
        run(test, name, **records)
    told = str(caught.value)
    assert re.search(says, told, re.DOTALL), told


# ------------------------------------------------------------------------------------------------ report kinds


def compose(project: Project, brief: Brief) -> Document:
    """Compose a report without faults."""
    title, country, nothing = WORDS[brief.language]
    rows = tuple((each.title.get(brief.language),) for each in project.findings)
    table = Table(columns=(Column(country),), rows=rows, description=title) if rows else Paragraph(nothing)
    return Document(
        title=project.title.get(brief.language),
        language=brief.language,
        date=brief.date,
        blocks=(Heading(title), table),
    )


SOUND = ReportKind(name="sound", summary="A report without faults", compose=compose)


def changed(change: Callable[[Document, Project, Brief], Document]) -> Callable[[Project, Brief], Document]:
    return lambda project, brief: change(compose(project, brief), project, brief)


def added(*blocks: Any) -> Callable[[Project, Brief], Document]:
    return changed(lambda document, _, __: attrs.evolve(document, blocks=(*document.blocks, *blocks)))


def said(text: Callable[[Project], str]) -> Callable[[Project, Brief], Document]:
    return changed(
        lambda document, project, _: attrs.evolve(document, blocks=(*document.blocks, Paragraph(text(project))))
    )


def counted() -> Callable[[Project], str]:
    numbers = itertools.count()
    return lambda _: f"Number {next(numbers)}"


def remembering() -> Callable[[Project, Brief], Document]:
    seen: dict[str, Document] = {}
    return lambda project, brief: seen.setdefault(f"{project.id}-{brief.language}", compose(project, brief))


def overwriting(project: Project, brief: Brief) -> Document:
    object.__setattr__(project, "reference", "changed")
    return compose(project, brief)


def keeping(project: Project, brief: Brief) -> Document:
    brief.pictures["new.png"] = b""  # type: ignore[index]
    return compose(project, brief)


def without_findings_a_traceback(project: Project, brief: Brief) -> Document:
    assert project.findings[0]
    return compose(project, brief)


def refusing_in_lines(project: Project, brief: Brief) -> Document:
    if not project.findings:
        raise RenderError("there are no findings\nin this project")
    return compose(project, brief)


def in_english(project: Project, brief: Brief) -> Document:
    return attrs.evolve(compose(project, attrs.evolve(brief, language="en")), language=brief.language)


def one_language(project: Project, brief: Brief) -> Document:
    return compose(project, attrs.evolve(brief, language="en"))


def two_languages(project: Project, brief: Brief) -> Document:
    if brief.language == "ar":
        raise KeyError("ar")
    return compose(project, brief)


def chart(alt: str) -> Figure:
    return Figure(graphic=Chart(categories=("A",), series=(Series("S", (1.0,)),), alt=alt), caption="Chart")


def table(**changes: Any) -> Table:
    return Table(**{"columns": (Column("A"),), "rows": (("a",),), "description": "d", **changes})


EXAMPLE = "test_the_example_gives_a_sound_report_in_every_edition_and_language"
EMPTY = "test_an_empty_project_gives_a_sound_report_or_one_clear_line"
GENERATED = "test_generated_projects_give_sound_reports_or_one_clear_line"
EQUAL = "test_equal_input_gives_an_equal_report"
WATCHED = "test_it_asks_for_no_time_no_chance_and_no_network"
LEFT = "test_it_leaves_project_and_brief_as_they_are"
LEAKS = "test_no_edition_shows_what_it_withholds"
LANGUAGE = "test_each_language_has_words_of_its_own"
FILE = "test_its_word_file_has_no_faults"
KINDS: dict[str, tuple[str, str, Callable[[Project, Brief], Any]]] = {
    "a counter": (EQUAL, "'Number 0' and 'Number 1'", said(counted())),
    "the time": (WATCHED, "datetime.now is called", said(lambda _: f"{dt.datetime.now(tz=dt.UTC):%Y}")),
    "the day": (WATCHED, "date.today is called", said(lambda _: str(dt.date.today().year))),  # noqa: DTZ011 - the fault
    "seconds": (WATCHED, "time.time is called", said(lambda _: str(time.time() > 0))),
    "the project is changed": (LEFT, "changed.*\\n  Project", overwriting),
    "the pictures are changed": (LEFT, "changed.*\\n  Brief\\n", keeping),
    "a memory of the edition before": (LEAKS, "edition shows 1 texts", remembering()),
    "a traceback without findings": (EMPTY, "index out of range", without_findings_a_traceback),
    "a traceback for some projects": (GENERATED, "index out of range", without_findings_a_traceback),
    "a refusal of two lines": (EMPTY, "has to be one line", refusing_in_lines),
    "English in every language": (LANGUAGE, "fr and en share", in_english),
    "one language whatever is asked for": (EXAMPLE, "in 'en', not in 'fr'", one_language),
    "no Arabic": (EXAMPLE, "'ar'", two_languages),
    "no document": (EXAMPLE, "gives a str", lambda project, brief: "text"),
    "a level is skipped": (EXAMPLE, "skips a level: 3 after 1", added(Heading("Deep", 3))),
    "an empty heading": (EXAMPLE, "a heading is empty", added(Heading(" "))),
    "a heading with a full stop": (EXAMPLE, "no full stop.*It ends here", added(Heading("It ends here."))),
    "an empty paragraph": (EXAMPLE, "a paragraph is empty", added(Paragraph(""))),
    "a table without description": (EXAMPLE, "has no description", added(table(description=""))),
    "a table without rows": (EXAMPLE, "has no rows", added(table(rows=()))),
    "a table with a blank cell": (EXAMPLE, "a cell is blank", added(table(rows=(("",),)))),
    "a row that is too short": (
        EXAMPLE,
        "cells for 1 columns, not for 2",
        added(table(columns=(Column("A"), Column("B")))),
    ),
    "a column without a header": (EXAMPLE, "a column without a header", added(table(columns=(Column(""),)))),
    "a note inside a table": (
        EXAMPLE,
        "a note stands inside a table",
        added(table(rows=((("a", Footnote("note")),),))),
    ),
    "a chart that says nothing to the blind": (EXAMPLE, "no alternative text", added(chart(""))),
    "no title": (EXAMPLE, "has no title", changed(lambda document, *_: attrs.evolve(document, title=""))),
    "a Word file with faults": (
        FILE,
        "MPF473",
        added(Paragraph("See https://example.org/a and click here"), Paragraph("* item")),
    ),
}


def offering(**hooks: Any) -> Registry:
    """Return a registry with a plugin that offers records, by the end of the name of their hooks."""
    plugin = types.SimpleNamespace(__name__="acme")
    for name, record in hooks.items():
        setattr(plugin, f"mpfkit_{name}", hookimpl(lambda record=record: (record,)))
    return Registry.of(plugin)


@pytest.mark.parametrize("name", standard_tests(ReportKindConformance))
def test_a_report_kind_without_faults_passes(name: str) -> None:
    registry = offering(report_kinds=SOUND)
    run(ReportKindConformance, name, report_kind=SOUND, registry=registry, module="mpfkit.builtins")


@pytest.mark.parametrize("fault", KINDS)
def test_a_fault_of_a_report_kind_is_found(fault: str) -> None:
    name, says, faulty = KINDS[fault]
    kind = attrs.evolve(SOUND, compose=faulty)
    found_by(ReportKindConformance, name, says, report_kind=kind, registry=offering(report_kinds=kind))


def own(code: str) -> Callable[[Project], Any]:
    return lambda _: [Problem(code=code, message="Something is missing")]


NUMBERS = itertools.count()
CHECKS: dict[str, tuple[str, Callable[[Project], Any]]] = {
    "a text": ("these are no problems", lambda _: ["Something is missing"]),
    "a code of mpfkit": ("are those of mpfkit", own("MPF001")),
    "another answer each time": (
        "other problems the second time",
        lambda project: own(f"AB{next(NUMBERS)}")(project),  # noqa: PLW0108 - another each time
    ),
    "a traceback": ("index out of range", lambda project: [project.findings[0]]),
}


@pytest.mark.parametrize("fault", CHECKS)
def test_a_fault_of_the_check_of_a_report_kind_is_found(fault: str) -> None:
    says, check = CHECKS[fault]
    kind = attrs.evolve(SOUND, check=check)
    found_by(ReportKindConformance, "test_what_a_project_lacks_is_told_in_problems", says, report_kind=kind)


def test_a_check_without_faults_passes() -> None:
    kind = attrs.evolve(SOUND, check=own("ACME1"))
    run(ReportKindConformance, "test_what_a_project_lacks_is_told_in_problems", report_kind=kind)


def test_a_kind_that_fails_for_a_country_is_found() -> None:
    def faulty(project: Project, brief: Brief) -> Document:
        return (
            Document(title="", language="en", date=brief.date, blocks=())
            if brief.countries
            else compose(project, brief)
        )

    kind = attrs.evolve(SOUND, compose=faulty, by_country=True)
    found_by(ReportKindConformance, "test_it_can_be_limited_to_each_country", "no title", report_kind=kind)


def test_a_kind_that_refuses_every_project_is_found() -> None:
    def faulty(project: Project, brief: Brief) -> Document:
        raise RenderError("not today")

    kind = attrs.evolve(SOUND, compose=faulty)
    found_by(ReportKindConformance, GENERATED, "refuses all of 50", report_kind=kind)


@attrs.frozen(kw_only=True)
class Needed:
    heading: str


def test_options_without_a_default_are_asked_for() -> None:
    kind = attrs.evolve(SOUND, options=Needed)
    found_by(ReportKindConformance, EXAMPLE, "override the fixture options", report_kind=kind)
    run(ReportKindConformance, EXAMPLE, report_kind=kind, options=Needed(heading="x"))


# ------------------------------------------------------------------------------------------------ all records


@pytest.mark.parametrize("summary", ["", "It reports."])
def test_a_summary_that_is_none_is_found(summary: str) -> None:
    kind = attrs.evolve(SOUND, summary=summary)
    found_by(
        ReportKindConformance, "test_its_summary_says_in_one_line_what_it_is", "summary|full stop", report_kind=kind
    )


def test_a_record_that_no_plugin_offers_is_found() -> None:
    name = "test_the_installed_package_offers_it"
    found_by(
        ReportKindConformance, name, "no installed plugin offers 'sound'", report_kind=SOUND, registry=Registry.of()
    )
    other = offering(report_kinds=attrs.evolve(SOUND, summary="Another"))
    found_by(ReportKindConformance, name, "another record of report_kinds", report_kind=SOUND, registry=other)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Return a function that makes a module that can be imported, and gives its name."""
    monkeypatch.syspath_prepend(tmp_path)
    numbers = itertools.count()

    def make(text: str) -> str:
        name = f"acme_{tmp_path.name.replace('-', '_')}_{next(numbers)}"
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        return name

    return make


def test_a_heavy_import_is_found(package: Callable[[str], str]) -> None:
    name = "test_importing_its_package_loads_nothing_heavy"
    found_by(ReportKindConformance, name, "loads:\n  docx\n  lxml", module=package("import docx"))
    found_by(
        ReportKindConformance,
        name,
        "cannot be imported on its own.*nothing_of_this",
        module=package("import nothing_of_this"),
    )
    run(ReportKindConformance, name, module=package("import mpfkit\ndef compose():\n    import docx"))


def test_the_module_is_that_of_the_entry_point() -> None:
    registry = load_registry()
    for record, module in (
        (registry.report_kind("outline"), "mpfkit.builtins"),
        (registry.house_style("eu"), "mpfkit_eu"),
    ):
        assert inspect.unwrap(ReportKindConformance.module)(None, record, registry) == module


def test_without_an_override_the_fixture_is_named() -> None:
    for cls, fixture in (
        (ReportKindConformance, "report_kind"),
        (HouseStyleConformance, "house_style"),
        (WriterConformance, "writer"),
        (RendererConformance, "renderer"),
        (ReaderConformance, "reader"),
        (ReaderConformance, "sample"),
        (ExtensionConformance, "extension"),
    ):
        with pytest.raises(pytest.fail.Exception, match=f"override the fixture {fixture}"):
            inspect.unwrap(getattr(cls, fixture))(cls())


# ------------------------------------------------------------------------------------------------ overriding


def test_a_standard_test_that_is_overridden_in_silence_is_found() -> None:
    class Silent(ReportKindConformance):
        def test_its_word_file_has_no_faults(self) -> None:  # type: ignore[override]
            """Say nothing."""

    class Gone(HouseStyleConformance):
        test_a_report_is_rendered_in_the_style = None  # type: ignore[assignment]

    class Below(Silent):
        pass

    class WithoutReason(ReportKindConformance):
        @pytest.mark.xfail
        def test_its_word_file_has_no_faults(self) -> None:  # type: ignore[override]
            """Say nothing."""

    guard = "test_no_standard_test_is_overridden_in_silence"
    for cls in (Silent, Below, WithoutReason):
        found_by(cls, guard, "xfail.*\n  test_its_word_file_has_no_faults$")
    found_by(Gone, guard, "\n  test_a_report_is_rendered_in_the_style$")


def test_an_override_with_a_reason_and_tests_of_ones_own_pass() -> None:
    class Excused(ReportKindConformance):
        @pytest.mark.xfail(reason="the form has headings that skip a level")
        def test_its_word_file_has_no_faults(self) -> None:  # type: ignore[override]
            """Say why."""

        def test_my_own(self) -> None:
            """Say more."""

    run(Excused, "test_no_standard_test_is_overridden_in_silence")


def test_the_guard_itself_cannot_be_overridden() -> None:
    with pytest.raises(TypeError, match="guards the others"):
        type("Cunning", (WriterConformance,), {"test_no_standard_test_is_overridden_in_silence": lambda _: None})


# ------------------------------------------------------------------------------------------------ house styles


SOUND_STYLE = HouseStyle(name="sound", summary="A style without faults")


def told_once(_: Project, __: str, calls: Iterator[int] = NUMBERS) -> Notice:
    return Notice(statement=f"Paid {next(calls)} times")


def dated(_: Project, __: str) -> Notice:
    return Notice(statement=f"Paid {dt.datetime.now(tz=dt.UTC):%Y-%m-%d}")


def squeezed(alt: str) -> Any:
    return attrs.evolve(emblem_image(alt), width_mm=30.0, height_mm=30.0)


def small(alt: str) -> Any:
    return attrs.evolve(emblem_image(alt), width_mm=6.0, height_mm=4.0)


def silent(_: str) -> Any:
    return attrs.evolve(emblem_image("Emblem"), alt="")


def word_file(*, author: str = "", text: str = "", more: dict[str, str] | None = None) -> bytes:
    """Return a Word file as a designer might leave it."""
    import docx

    document = docx.Document()
    document.core_properties.author = author
    if text:
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    members = _hostile._members(stream.getvalue())
    return _hostile._zip({**members, **{name: content.encode() for name, content in (more or {}).items()}})


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TRACES = "test_its_template_holds_no_traces_of_work"
EMBLEM = "test_the_emblem_is_two_by_three_and_at_least_a_centimetre_high"
RENDERED = "test_a_report_is_rendered_in_the_style"
NOTICE = "test_its_notice_is_told_for_any_project_in_each_language"
KNOWN = "test_order_of_countries_and_wording_of_notes_are_known"
STYLES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "an order that does not exist": (KNOWN, "byname", {"country_order": "byname"}),
    "a wording that does not exist": (KNOWN, "fao", {"designations": "fao"}),
    "no notice": (NOTICE, "gives a NoneType", {"notice": lambda *_: None}),
    "another notice each time": (NOTICE, "differs from one call to the next", {"notice": told_once}),
    "the time in the notice": (RENDERED, "datetime.now is called", {"notice": dated}),
    "an emblem out of shape": (EMBLEM, "out of shape", {"emblem": squeezed}),
    "an emblem that is too small": (EMBLEM, "less than 10", {"emblem": small}),
    "an emblem without its text": (EMBLEM, "another alternative text", {"emblem": silent}),
    "a contract that it does not keep": (
        "test_its_reports_keep_its_own_contract",
        "MPF4",
        {"contract": Contract(statement=("Funded by ACME",))},
    ),
    "styles that the template lacks": (
        "test_every_role_has_a_style_in_a_document_with_every_node",
        "2 styles are missing.*'Vorspann'.*'Notiz'",
        {"docx": DocxLook(template=word_file, styles={"lead": "Vorspann", "meta": "Notiz"})},
    ),
    "a name in the template": (
        TRACES,
        "the name 'A. Designer'",
        {"docx": DocxLook(template=lambda: word_file(author="A. Designer"))},
    ),
    "a text in the template": (
        TRACES,
        "text outside.*Lorem",
        {"docx": DocxLook(template=lambda: word_file(text="Lorem ipsum"))},
    ),
    "a comment in the template": (
        TRACES,
        "comments",
        {"docx": DocxLook(template=lambda: word_file(more={"word/comments.xml": f"<w:comments {W}/>"}))},
    ),
    "a change in the template": (
        TRACES,
        "pending changes .word/header9.xml, w:ins",
        {"docx": DocxLook(template=lambda: word_file(more={"word/header9.xml": f"<w:hdr {W}><w:ins/></w:hdr>"}))},
    ),
}


@pytest.mark.parametrize("fault", STYLES)
def test_a_fault_of_a_house_style_is_found(fault: str) -> None:
    name, says, changes = STYLES[fault]
    style = attrs.evolve(SOUND_STYLE, **changes)
    found_by(HouseStyleConformance, name, says, house_style=style, registry=offering(house_styles=style))


@pytest.mark.parametrize("name", standard_tests(HouseStyleConformance))
@pytest.mark.parametrize("template", [None, word_file])
def test_a_house_style_without_faults_passes(name: str, template: Callable[[], bytes] | None) -> None:
    style = attrs.evolve(SOUND_STYLE, emblem=emblem_image, docx=DocxLook(template=template))
    run(HouseStyleConformance, name, house_style=style, registry=offering(house_styles=style), module="mpfkit.builtins")


# ------------------------------------------------------------------------------------------------ writers


def whole(document: Document, style: HouseStyle, stream: BinaryIO) -> None:
    """Write a document without faults."""
    stream.write(to_markdown(document).encode())


SOUND_WRITER = Writer(name="sound", summary="Text", suffix=".sound", media_type="text/plain", write=whole)


def writing(make: Callable[[Document], bytes]) -> Callable[[Document, HouseStyle, BinaryIO], None]:
    def write(document: Document, style: HouseStyle, stream: BinaryIO) -> None:
        stream.write(make(document))

    return write


def headings_and_paragraphs(document: Document) -> bytes:
    texts = [plain_text(block.content) for block in walk(document.blocks) if isinstance(block, Heading | Paragraph)]
    return "\n\n".join([document.title, *texts]).encode()


def without_tables(message: str) -> Callable[[Document], bytes]:
    def make(document: Document) -> bytes:
        if any(isinstance(block, Table) for block in walk(document.blocks)):
            raise RenderError(message)
        return to_markdown(document).encode()

    return make


def without_notes(document: Document) -> bytes:
    return re.sub(r"(?m)^\[\^\d+\]: .*$", "", to_markdown(document)).encode()


def only_simple_charts(document: Document) -> bytes:
    for block in walk(document.blocks):
        if isinstance(block, Figure) and isinstance(block.graphic, Chart):
            sum(value for series in block.graphic.series for value in series.values)  # type: ignore[misc]
    return to_markdown(document).encode()


def archive(document: Document) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("text.md", to_markdown(document))
    return stream.getvalue()


def closing(document: Document, style: HouseStyle, stream: BinaryIO) -> None:
    whole(document, style, stream)
    stream.close()


def seeking(document: Document, style: HouseStyle, stream: BinaryIO) -> None:
    whole(document, style, stream)
    stream.seek(0)


def touchy(document: Document) -> bytes:
    text = plain_text(tuple(block.content for block in document.blocks if isinstance(block, Paragraph)))
    if "\x0b" in text:
        raise ValueError("not a character")
    return b"text"


def in_lines(document: Document) -> bytes:
    raise CharacterError("a bad\ncharacter", text="a", position=1)


NODES = "test_every_node_is_written_or_refused"
BYTES = "test_equal_documents_give_the_same_bytes"
STREAM = "test_the_stream_need_not_be_seekable_and_stays_open"
ANY = "test_generated_documents_are_written_or_refused"
CHARACTER = "test_a_character_that_no_file_can_hold_is_refused_or_written"
MEDIA = "test_suffix_and_media_type_say_what_it_writes"
TEMPLATE = "test_a_template_that_is_none_is_refused_in_one_line"
NAMES = "test_the_words_of_a_document_with_every_node_are_all_written"
WRITERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "nodes are dropped": (
        NODES,
        "BulletList: 'Kwbullet' is not in the file",
        {"write": writing(headings_and_paragraphs)},
    ),
    "a node is refused without its name": (NODES, "refused by 'no'", {"write": writing(without_tables("no"))}),
    "a node is refused in two lines": (NODES, "refused by", {"write": writing(without_tables("no\nTable"))}),
    "notes are dropped": (NODES, "Footnote: 'Kwfootnote' is not", {"write": writing(without_notes)}),
    "words of notes are dropped": (NAMES, "specimen in en", {"write": writing(without_notes)}),
    "a traceback for some documents": (ANY, "NoneType", {"write": writing(only_simple_charts)}),
    "nothing": (ANY, "nothing is written", {"write": writing(lambda _: b"")}),
    "a counter, for any document": (ANY, "other bytes", {"write": writing(lambda _: b"%d" % next(NUMBERS))}),
    "a counter": (BYTES, "other bytes", {"write": writing(lambda _: b"%d" % next(NUMBERS))}),
    "the day in the archive": (BYTES, "text.md is packed with the date of today", {"write": writing(archive)}),
    "the day in the text": (
        BYTES,
        "the file holds 20",
        {"write": writing(lambda _: dt.datetime.now(tz=dt.UTC).date().isoformat().encode())},
    ),
    "the time": (WATCHED, "time.time is called", {"write": writing(lambda _: b"%d" % (time.time() > 0))}),
    "the stream is closed": (STREAM, "closes the stream", {"write": closing}),
    "the stream is wound back": (STREAM, "seek", {"write": seeking}),
    "nothing in the stream": (STREAM, "nothing is written", {"write": lambda *_: None}),
    "a traceback for a character": (CHARACTER, "not a character", {"write": writing(touchy)}),
    "a character is refused in two lines": (CHARACTER, "has to be one line", {"write": writing(in_lines)}),
    "a suffix without a full stop": (MEDIA, "does not begin with", {"suffix": "txt"}),
    "a suffix in capitals": (MEDIA, "has capitals", {"suffix": ".TXT"}),
    "no media type": (MEDIA, "no stroke", {"media_type": "text"}),
    "another text when it is fast": (
        "test_the_faster_way_writes_the_same_words",
        "other words",
        {"write_fast": writing(lambda _: b"fast")},
    ),
    "any template": (TEMPLATE, "DID NOT RAISE", {"dress": lambda style, *_: (style, ())}),
}


class FewDocuments(WriterConformance):
    examples = 10


@pytest.mark.parametrize("fault", WRITERS)
def test_a_fault_of_a_writer_is_found(fault: str) -> None:
    name, says, changes = WRITERS[fault]
    found_by(FewDocuments, name, says, writer=attrs.evolve(SOUND_WRITER, **changes))


def refusing(style: HouseStyle, data: bytes, name: str) -> Any:
    raise FileError(f"{name}: no template")


@pytest.mark.parametrize("name", standard_tests(WriterConformance))
def test_a_writer_without_faults_passes(name: str) -> None:
    writer = attrs.evolve(SOUND_WRITER, write_fast=whole, dress=refusing)
    run(WriterConformance, name, writer=writer, registry=offering(writers=writer), module="mpfkit.builtins")


def test_a_writer_may_refuse_what_it_cannot_hold() -> None:
    writer = attrs.evolve(SOUND_WRITER, write=writing(without_tables("a Table cannot be written; leave it out")))
    for name in (NODES, ANY, NAMES):
        run(WriterConformance, name, writer=writer)


# ------------------------------------------------------------------------------------------------ renderers


def listing(project: Project, brief: Brief) -> bytes:
    """Render without faults."""
    texts = [each.title.get(brief.language) for each in project.findings]
    return "\n".join([project.title.get(brief.language), *texts]).encode()


SOUND_RENDERER = Renderer(name="sound", summary="A list", suffix=".txt", media_type="text/plain", render=listing)
REMEMBERED: dict[str, bytes] = {}
ANY_PROJECT = "test_any_project_is_rendered_or_refused_in_one_line"
SAME = "test_equal_input_gives_the_same_bytes"
IN_EVERY = "test_the_example_is_rendered_in_every_edition_and_language"


def failing(error: Exception) -> Callable[[Project, Brief], bytes]:
    def render(project: Project, brief: Brief) -> bytes:
        if not project.findings:
            raise error
        return listing(project, brief)

    return render


def spoiling(project: Project, brief: Brief) -> bytes:
    object.__setattr__(project, "reference", "changed")
    return listing(project, brief)


RENDERERS: dict[str, tuple[str, str, Callable[[Project, Brief], Any]]] = {
    "a text": (IN_EVERY, "gives a str", lambda *_: "text"),
    "nothing": (IN_EVERY, "nothing is written", lambda *_: b""),
    "two languages": (IN_EVERY, "'ar'", lambda _, brief: {"en": b"a", "fr": b"b"}[brief.language]),
    "a traceback": (ANY_PROJECT, "no findings", failing(ValueError("no findings"))),
    "a refusal of two lines": (ANY_PROJECT, "has to be one line", failing(RenderError("no\nfindings"))),
    "a counter": (SAME, "other bytes", lambda *_: b"%d" % next(NUMBERS)),
    "the day": (SAME, "the file holds 20", lambda *_: dt.datetime.now(tz=dt.UTC).date().isoformat().encode()),
    "the time": (WATCHED, "time.time is called", lambda *_: b"%d" % (time.time() > 0)),
    "chance": (WATCHED, "urandom is called", lambda *_: os.urandom(2)),
    "the project is changed": (LEFT, "\n  Project", spoiling),
    "a memory": (LEAKS, "texts that it withholds", lambda *one: REMEMBERED.setdefault("file", listing(*one))),
}


@pytest.mark.parametrize("fault", RENDERERS)
def test_a_fault_of_a_renderer_is_found(fault: str) -> None:
    name, says, render = RENDERERS[fault]
    found_by(RendererConformance, name, says, renderer=attrs.evolve(SOUND_RENDERER, render=render))


@pytest.mark.parametrize("name", standard_tests(RendererConformance))
def test_a_renderer_without_faults_passes(name: str) -> None:
    registry = offering(renderers=SOUND_RENDERER)
    run(RendererConformance, name, renderer=SOUND_RENDERER, registry=registry, module="mpfkit.builtins")


# ------------------------------------------------------------------------------------------------ readers


LINES = b"# a remark\nq1: yes\nq2: no\n"


def read_lines(source: Source, request: ReadingRequest) -> Reading:
    """Read without faults."""
    try:
        lines = [line for line in source.data.decode().splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        raise FileError(f"{source.name}: is not text in UTF-8; save it as such") from error
    if not lines:
        raise FileError(f"{source.name}: holds no lines; was the export empty?")
    ledger = Ledger("lines")
    answers = {}
    for number, line in enumerate(lines, 1):
        link_id, separator, text = line.partition(": ")
        if line.startswith("#"):
            ledger.ignored("remark", number)
        elif separator:
            answers[link_id] = (Answer(value=text),)
            ledger.mapped(number)
        else:
            ledger.reported("no answer", number)
    response = Response(id="only", questionnaire="q", country="XA", answers=FrozenDict(answers))
    return Reading(accounts=ledger.close(total=len(lines)), responses=(response,))


SOUND_READER = Reader(
    name="sound",
    summary="One answer a line",
    suffixes=(".txt",),
    recognises=lambda source: b": " in source.data,
    read=read_lines,
)
SAMPLE = Source("sample.txt", LINES)


def losing(source: Source, request: ReadingRequest) -> Reading:
    ledger = Ledger("lines")
    ledger.mapped(1)
    return Reading(accounts=ledger.close(total=3))


def overlooking(source: Source, request: ReadingRequest) -> Reading:
    return read_lines(Source(source.name, b"\n".join(source.data.splitlines()[1:])), request)


def understanding_nothing(source: Source, request: ReadingRequest) -> Reading:
    ledger = Ledger("lines")
    ledger.reported("what is this?", 1)
    return Reading(accounts=ledger.close(total=1))


def numbering(source: Source, request: ReadingRequest) -> Reading:
    found = read_lines(source, request)
    return attrs.evolve(found, responses=tuple(each.evolve(id=f"r{next(NUMBERS)}") for each in found.responses))


def stamping(source: Source, request: ReadingRequest) -> Reading:
    found = read_lines(source, request)
    now = dt.datetime.now(tz=dt.UTC)
    return attrs.evolve(found, responses=tuple(each.evolve(authored=now) for each in found.responses))


def noting(source: Source, request: ReadingRequest) -> Reading:
    request.mapping["seen"] = "yes"  # type: ignore[index]
    return read_lines(source, request)


def spoiling_file(source: Source, request: ReadingRequest) -> Reading:
    source.data = b""
    return read_lines(Source("x.txt", LINES), request)


def in_utf_8(source: Source, request: ReadingRequest) -> Reading:
    source.data.decode()
    return read_lines(source, request)


def first_line(source: Source, request: ReadingRequest) -> Reading:
    source.data.splitlines()[0]
    return read_lines(source, request)


def long_winded(source: Source, request: ReadingRequest) -> Reading:
    if not source.data:
        raise FileError(f"{source.name}: holds nothing.\nWas the export empty?")
    return read_lines(source, request)


def adding_up_only_what_it_likes(source: Source, request: ReadingRequest) -> Reading:
    if source.data[:1] != b"#":
        ledger = Ledger("lines")
        ledger.close(total=len(source.data))
    return read_lines(source, request)


def peeking(source: Source) -> bool:
    return source.data[0] == 35


ACCOUNTED = "test_every_piece_of_its_file_is_accounted_for"
READINGS = "test_equal_files_give_equal_readings"
HARM = "test_no_file_makes_it_fail_otherwise_than_in_one_line"
RECOGNISED = "test_it_recognises_its_files"
UNTOUCHED = "test_it_leaves_file_and_request_as_they_are"
READERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "lines are lost": (ACCOUNTED, "holds 3 lines, but the reader accounts for 1", {"read": losing}),
    "a line is overlooked": (ACCOUNTED, "accounts are of 2 lines, not of 3", {"read": overlooking}),
    "nothing is understood": (ACCOUNTED, "nothing of the file is mapped", {"read": understanding_nothing}),
    "no reading": (ACCOUNTED, "gives a NoneType", {"read": lambda *_: None}),
    "a counter": (READINGS, "two readings of one file differ: 'r", {"read": numbering}),
    "the time": (WATCHED, "datetime.now is called", {"read": stamping}),
    "the request is changed": (UNTOUCHED, "\n  ReadingRequest", {"read": noting}),
    "the file is changed": (UNTOUCHED, "the file was changed", {"read": spoiling_file}),
    "a traceback for bytes": (HARM, "bytes.txt: read raises UnicodeDecodeError", {"read": in_utf_8}),
    "a traceback for an empty file": (HARM, "nothing.txt: read raises IndexError", {"read": first_line}),
    "a refusal of two lines": (HARM, "nothing.txt: read raises FileError", {"read": long_winded}),
    "accounts that do not add up": (HARM, "mistake of the reader", {"read": adding_up_only_what_it_likes}),
    "no reading of garbage": (HARM, "gives a NoneType, not a Reading", {"read": lambda *_: None}),
    "a traceback for a look": (HARM, "nothing.txt: recognises raises IndexError", {"recognises": peeking}),
    "a look that is neither yes nor no": (HARM, "neither True nor False", {"recognises": lambda source: source.data}),
    "a sample of another sort": (RECOGNISED, "is not recognised", {"recognises": lambda _: False}),
    "another suffix": (RECOGNISED, "none of the suffixes", {"suffixes": (".csv",)}),
}


@pytest.mark.parametrize("fault", READERS)
def test_a_fault_of_a_reader_is_found(fault: str) -> None:
    name, says, changes = READERS[fault]
    reader = attrs.evolve(SOUND_READER, **changes)
    found_by(ReaderConformance, name, says, reader=reader, sample=Source("sample.txt", LINES), pieces=3)


@pytest.mark.parametrize("name", standard_tests(ReaderConformance))
def test_a_reader_without_faults_passes(name: str) -> None:
    registry = offering(readers=SOUND_READER)
    run(ReaderConformance, name, reader=SOUND_READER, sample=SAMPLE, registry=registry, module="mpfkit.builtins")


PACKED = Source("sample.zip", _hostile._zip({"a.txt": LINES, "b.txt": b"c: d\n"}))


def unpacking(open_archive: Callable[[Source], Any]) -> Reader:
    def read(source: Source, request: ReadingRequest) -> Reading:
        members = open_archive(source)
        if "a.txt" not in members:
            raise FileError(f"{source.name}: holds no a.txt; export it again")
        return read_lines(Source("a.txt", members["a.txt"]), request)

    return attrs.evolve(SOUND_READER, suffixes=(".zip",), read=read)


BOMB = "test_what_unpacks_to_more_than_any_file_is_refused"


def test_a_reader_that_unpacks_whatever_it_gets_is_found() -> None:
    trusting = unpacking(lambda source: _hostile._members(source.data))
    found_by(ReaderConformance, BOMB, "DID NOT RAISE", reader=trusting, sample=PACKED)
    found_by(ReaderConformance, HARM, "BadZipFile", reader=trusting, sample=PACKED)
    careful = unpacking(lambda source: source.members)
    for name in (BOMB, HARM, ACCOUNTED):
        run(ReaderConformance, name, reader=careful, sample=PACKED)


# ------------------------------------------------------------------------------------------------ extensions


@attrs.frozen(kw_only=True)
class Visas:
    """Rules on visas.

    Attributes:
        waived: Whether nationals may enter without one.
        remark: What else there is to say.
    """

    waived: bool = False
    remark: LangString | None = None


@attrs.frozen(kw_only=True)
class Growing:
    """Facts that change whenever they are read.

    Attributes:
        remark: A text.
    """

    remark: str = attrs.field(default="", converter=lambda text: f"{text}!")


@attrs.frozen(kw_only=True)
class Silent:
    """Facts that nobody explains."""

    remark: str = ""


@attrs.frozen(kw_only=True)
class Impossible:
    """Facts that there cannot be.

    Attributes:
        remark: A text.
    """

    remark: str = attrs.field(default="", validator=attrs.validators.in_(("a certain text that is never drawn",)))


def extension(kind: type) -> Extension:
    return Extension(name="acme-visas", on=Country, type=kind, summary="Rules on visas")


ROUND = "test_any_facts_come_back_from_a_file_as_they_were_written"


class FewProjects(ExtensionConformance):
    examples = 10


def test_faults_of_extensions_are_found() -> None:
    found_by(FewProjects, ROUND, "differs when it comes back", extension=extension(Growing))
    found_by(FewProjects, "test_facts_outlive_a_missing_plugin", "lost", extension=extension(Growing))
    name = "test_every_fact_is_explained_in_the_schema"
    found_by(FewProjects, name, "Silent does not explain:\n  remark", extension=extension(Silent))
    found_by(FewProjects, ROUND, "none of 10 generated projects", extension=extension(Impossible))


@pytest.mark.parametrize("name", standard_tests(ExtensionConformance))
def test_an_extension_without_faults_passes(name: str) -> None:
    sound = extension(Visas)
    run(ExtensionConformance, name, extension=sound, registry=offering(extensions=sound), module="mpfkit.builtins")

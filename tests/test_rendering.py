"""Rendering: what is chosen when nothing is said, what is refused, and what lands on disk."""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import sys
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import attrs
import pytest

from mpfkit import Brief, HouseStyle, Notice, Project, Registry, RenderError, ReportKind, Writer, hookimpl, render
from mpfkit.batches import render_each_country
from mpfkit.document import Document
from mpfkit.errors import FileError, PluginError, UnknownNameError
from mpfkit.model import (
    Audience,
    Country,
    Finding,
    FindingKind,
    LangString,
    Marking,
    MarkingLevel,
    PartialDate,
    Questionnaire,
    Response,
    Workshop,
)
from mpfkit.model import ReportDefaults as Defaults
from mpfkit.redaction import redact
from mpfkit.rendering import prepare

DAY = dt.date(2019, 2, 14)
NAMED = LangString.of("A title")


class Depth(StrEnum):
    SHORT = "short"
    FULL = "full"


@attrs.frozen(kw_only=True)
class Options:
    title: str = "Report"
    rows: int = attrs.field(default=10)
    share: Decimal = Decimal(1)
    charts: bool = False
    since: dt.date | None = None
    founded: PartialDate | None = None
    depth: Depth = Depth.FULL
    paper: Literal["A4", "A5"] = "A4"
    themes: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    seen_by_nobody: int = attrs.field(default=7, init=False)

    @rows.validator
    def _check(self, _: Any, value: int) -> None:
        if value < 0:
            raise ValueError("rows must be 0 or more")


@attrs.frozen(kw_only=True)
class Demanding:
    country_code: str


class Spy:
    """A plugin that keeps what it was called with."""

    def __init__(self) -> None:
        self.project: Project | None = None
        self.brief: Brief | None = None
        self.given: Any = None

    def compose(self, project: Project, brief: Brief) -> Document:
        self.project, self.brief = project, brief
        if callable(self.given):
            return self.given()
        return self.given or Document(title=project.id, language=brief.language, blocks=(), date=brief.date)

    def write(self, document: Document, style: HouseStyle, stream: Any) -> None:
        stream.write(f"{style.name} {document.title} {document.language} {document.date}".encode())

    @hookimpl
    def mpfkit_report_kinds(self) -> Any:
        yield ReportKind(name="outline", compose=self.compose, options=Options)
        yield ReportKind(name="fiche", compose=self.compose, options=Demanding)
        yield ReportKind(name="note", compose=self.compose)

    @hookimpl
    def mpfkit_house_styles(self) -> Any:
        yield HouseStyle(name="plain")
        yield HouseStyle(
            name="acme",
            country_order="alphabetical",
            designations="un",
            notice=lambda project, language: Notice(statement=f"{language}: {len(project.findings)} findings"),
        )
        yield HouseStyle(name="odd", notice=lambda project, language: "paid")  # type: ignore[arg-type, return-value]

    @hookimpl
    def mpfkit_writers(self) -> Any:
        yield Writer(name="docx", suffix=".docx", media_type="a/b", write=self.write)
        yield Writer(name="md", suffix=".md", media_type="a/b", write=self.write)


@pytest.fixture
def spy() -> Spy:
    return Spy()


@pytest.fixture
def registry(spy: Spy) -> Registry:
    return Registry.of(spy, builtins=False)


@pytest.fixture(autouse=True)
def no_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def project(**changes: Any) -> Project:
    return Project(**{"id": "p", "title": NAMED, "as_of": DAY, "marking": Marking(level=MarkingLevel.CLEAR), **changes})


# ------------------------------------------------------------------------------------------------ what is chosen


def test_without_anything_said_it_is_an_outline_in_plain_as_docx_for_the_public(registry: Registry, spy: Spy) -> None:
    assert render(project(), registry=registry) == b"plain p en 2019-02-14"
    rendering = prepare(project(), registry=registry)
    assert (rendering.kind.name, rendering.style.name, rendering.writer.name) == ("outline", "plain", "docx")
    assert spy.brief is not None
    assert spy.brief.audience is Audience.PUBLIC
    assert spy.brief.options == Options()


def test_the_project_says_what_it_is_rendered_as(registry: Registry) -> None:
    chosen = prepare(
        project(report=Defaults(kind="note", style="acme", format="md", language="fr"), languages=("en",)),
        registry=registry,
    )
    assert (chosen.kind.name, chosen.style.name, chosen.writer.name, chosen.brief.language) == (
        "note",
        "acme",
        "md",
        "fr",
    )


def test_what_is_asked_for_goes_before_what_the_project_says(registry: Registry) -> None:
    chosen = prepare(
        project(report=Defaults(kind="note", style="acme", format="md", language="fr")),
        kind="outline",
        style="plain",
        format="docx",
        language="ar",
        registry=registry,
    )
    assert (chosen.kind.name, chosen.style.name, chosen.writer.name, chosen.brief.language) == (
        "outline",
        "plain",
        "docx",
        "ar",
    )


def test_the_suffix_of_the_file_says_the_format_before_the_project_does(registry: Registry) -> None:
    told = project(report=Defaults(format="docx"))
    assert prepare(told, path="x.MD", registry=registry).writer.name == "md"
    assert prepare(told, path="x", registry=registry).writer.name == "docx"
    assert prepare(told, path="x.txt", format="md", registry=registry).writer.name == "md"
    with pytest.raises(UnknownNameError, match=r"no file suffix is named '\.dcx'; did you mean '\.docx'\?"):
        prepare(told, path="x.dcx", registry=registry)
    with pytest.raises(
        RenderError, match=r"'x\.docx' is not a name for a file in the format 'md'; let it end in '\.md'"
    ):
        prepare(told, path="x.docx", format="md", registry=registry)


@pytest.mark.parametrize(
    ("languages", "chosen"), [(("fr", "en"), "fr"), (("en",), "en"), (("de", "fr"), "en"), ((), "en")]
)
def test_the_language_is_the_first_one_of_the_project_where_reports_speak_it(
    registry: Registry, languages: tuple[str, ...], chosen: str
) -> None:
    assert prepare(project(languages=languages), registry=registry).brief.language == chosen


def test_a_language_that_reports_do_not_speak_is_refused(registry: Registry) -> None:
    with pytest.raises(UnknownNameError, match="'de'"):
        render(project(), language="de", registry=registry)


def test_the_brief_carries_what_the_style_prescribes(registry: Registry, spy: Spy) -> None:
    amber = Finding(id="f", kind=FindingKind.GAP, title=NAMED, marking=Marking(level=MarkingLevel.AMBER))
    render(project(findings=(amber,)), style="acme", registry=registry)
    assert spy.brief is not None
    assert (spy.brief.country_order, spy.brief.designations) == ("alphabetical", "un")
    assert spy.brief.notice.statement == "en: 0 findings"  # the style saw the public edition, too


def test_a_report_kind_sees_only_what_the_audience_may_see(registry: Registry, spy: Spy) -> None:
    amber = Finding(id="f", kind=FindingKind.GAP, title=NAMED, marking=Marking(level=MarkingLevel.AMBER))
    public = prepare(project(findings=(amber,)), registry=registry)
    assert spy.project is not None
    assert spy.project.findings == ()
    assert public.withheld.total("finding") == 1
    internal = prepare(project(findings=(amber,)), audience="internal", registry=registry)
    assert spy.project.findings == (amber,)
    assert internal.withheld.total() == 0
    described = project(findings=(amber,), countries=(Country(code="XA"),))
    copy = prepare(described, for_country="xa", registry=registry)
    assert (copy.brief.for_country, copy.withheld.for_country) == ("XA", "XA")
    assert render(described, for_country="XA", registry=registry) == copy.to_bytes()
    with pytest.raises(UnknownNameError, match="no audience is named 'pubic'; did you mean 'public'"):
        prepare(project(), audience="pubic", registry=registry)


def test_names_of_files_tell_editions_apart(registry: Registry) -> None:
    def name(of: Project | None = None, **arguments: Any) -> str:
        return prepare(of or project(), registry=registry, **arguments).file_name

    assert name() == "p-outline-plain.docx"
    assert name(language="en") == "p-outline-plain.docx"
    assert name(language="fr", audience="internal", format="md") == "p-outline-plain-fr-internal.md"
    described = project(countries=(Country(code="XA"),))
    assert name(described, audience="participants", for_country="xa") == "p-outline-plain-participants-for-XA.docx"
    assert name(described, for_country="XA") == "p-outline-plain-for-XA.docx"
    assert name(project(report=Defaults(language="fr")), language="en") == "p-outline-plain-en.docx"
    assert name(project(id="../a b\\c")) == "a-b-c-outline-plain.docx"
    assert name(project(id="../..")) == "project-outline-plain.docx"


# ------------------------------------------------------------------------------------------------ the date


def workshop(starts: dt.date | None, ends: dt.date | None, **changes: Any) -> Workshop:
    return Workshop(id="w", title=NAMED, starts=starts, ends=ends, **changes)


def test_the_date_is_the_last_day_known_from_the_project(registry: Registry) -> None:
    later, earlier = dt.date(2019, 2, 15), dt.date(2019, 1, 1)
    for shops, day in (
        ((), DAY),
        ((workshop(DAY, later),), later),
        ((workshop(later, None),), later),
        ((workshop(earlier, earlier),), DAY),
    ):
        assert prepare(project(workshops=shops), registry=registry).brief.date == day


def test_the_date_does_not_tell_of_a_workshop_that_is_withheld(registry: Registry) -> None:
    hidden = workshop(None, dt.date(2019, 3, 1), marking=Marking(level=MarkingLevel.RED))
    assert prepare(project(workshops=(hidden,)), registry=registry).brief.date == DAY
    assert prepare(project(workshops=(hidden,)), audience="internal", registry=registry).brief.date != DAY


def test_only_a_day_that_somebody_gave_lifts_an_embargo(registry: Registry, spy: Spy) -> None:
    embargo = Marking(level=MarkingLevel.CLEAR, embargo_until=dt.date(2019, 2, 20))
    finding = Finding(id="f", kind=FindingKind.GAP, title=NAMED, marking=embargo)
    embargoed = project(findings=(finding,), workshops=(workshop(None, dt.date(2019, 3, 1)),))
    render(embargoed, registry=registry)
    assert spy.project is not None
    assert spy.project.findings == ()
    render(embargoed, date=dt.date(2019, 3, 1), registry=registry)
    assert spy.project.findings == (finding,)


def test_source_date_epoch_gives_the_date_unless_one_is_given(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1577836799")
    assert prepare(project(), registry=registry).brief.date == dt.date(2019, 12, 31)
    assert prepare(project(), date=DAY, registry=registry).brief.date == DAY


@pytest.mark.parametrize("text", ["yesterday", "1.5", "9" * 30])
def test_a_source_date_epoch_that_is_no_number_is_refused(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    with pytest.raises(RenderError, match=f"SOURCE_DATE_EPOCH is '{text}'; it must be a number of seconds since"):
        render(project(), registry=registry)


# ------------------------------------------------------------------------------------------------ options


def options(registry: Registry, **given: Any) -> Any:
    return prepare(project(), options=given, registry=registry).brief.options


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("title", "A title", "A title"),
        ("rows", "3", 3),
        ("rows", 3, 3),
        ("share", "0.5", Decimal("0.5")),
        ("charts", "yes", True),
        ("charts", "Off", False),
        ("since", "2019-02-14", DAY),
        ("founded", "2019-02", PartialDate(2019, 2)),
        ("depth", "short", Depth.SHORT),
        ("paper", "A5", "A5"),
        ("themes", "THB, SOM", ("THB", "SOM")),
        ("themes", ["THB"], ("THB",)),
        ("themes", "", ()),
        ("pages", "1,2", (1, 2)),
    ],
)
def test_options_are_read_by_the_type_of_their_field(registry: Registry, name: str, text: Any, value: Any) -> None:
    read = getattr(options(registry, **{name: text}), name)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("rows", "many", "cannot be 'many'; write a whole number"),
        ("share", "half", "cannot be 'half'; write a number"),
        ("share", "NaN", "cannot be 'NaN'; write a number"),
        ("charts", "perhaps", "cannot be 'perhaps'; write yes or no"),
        ("since", "14.2.2019", "cannot be '14.2.2019'; write a day as YYYY-MM-DD"),
        ("founded", "old", "cannot be 'old'; write YYYY, YYYY-MM or YYYY-MM-DD"),
        ("depth", "deep", "cannot be 'deep'; write one of: short, full"),
        ("paper", "A3", "cannot be 'A3'; write one of: A4, A5"),
        ("pages", "1,x", "cannot be '1,x'; write a whole number, several with commas between them"),
        ("pages", 5, "cannot be '5'; write a whole number, several with commas between them"),
    ],
)
def test_an_option_that_cannot_be_read_says_what_to_write(registry: Registry, name: str, text: Any, said: str) -> None:
    with pytest.raises(RenderError) as caught:
        options(registry, **{name: text})
    assert str(caught.value) == f"the option '{name}' of the report kind 'outline' {said}"


def test_hyphens_in_the_name_of_an_option_stand_for_underscores(registry: Registry, spy: Spy) -> None:
    render(project(), kind="fiche", options={"country-code": "XA"}, registry=registry)
    assert spy.brief is not None
    assert spy.brief.options == Demanding(country_code="XA")


def test_options_may_be_given_as_the_object_itself(registry: Registry, spy: Spy) -> None:
    given = Options(rows=1)
    render(project(), options=given, registry=registry)
    assert spy.brief is not None
    assert spy.brief.options is given
    with pytest.raises(RenderError, match="the options of the report kind 'fiche' are a Options; give a Demanding"):
        render(project(), kind="fiche", options=given, registry=registry)


def test_an_unknown_option_suggests_a_known_one(registry: Registry) -> None:
    with pytest.raises(UnknownNameError) as caught:
        options(registry, row="1")
    assert str(caught.value) == "no option of the report kind 'outline' is named 'row'; did you mean 'rows'?"
    with pytest.raises(UnknownNameError) as derived:
        options(registry, **{"seen-by-nobody": "1"})
    assert "no option of the report kind 'outline' is named 'seen-by-nobody'" in str(derived.value)
    with pytest.raises(UnknownNameError) as none:
        render(project(), kind="note", options={"rows": "1"}, registry=registry)
    assert str(none.value) == ("no option of the report kind 'note' is named 'rows'; the report kind has no options")


def test_an_option_that_is_missing_is_named(registry: Registry) -> None:
    with pytest.raises(RenderError) as caught:
        render(project(), kind="fiche", registry=registry)
    assert str(caught.value) == (
        "the report kind 'fiche' needs the option 'country-code'; give it as --set country-code=VALUE"
    )


def test_what_the_options_refuse_themselves_is_one_line(registry: Registry) -> None:
    with pytest.raises(RenderError) as caught:
        options(registry, rows="-1")
    assert str(caught.value) == "the options of the report kind 'outline' do not fit: rows must be 0 or more"


# ------------------------------------------------------------------------------------------------ plugins that fail


def test_an_exception_of_compose_passes_unchanged_with_a_note(registry: Registry, spy: Spy) -> None:
    raised = KeyError("theme")

    def fail() -> Any:
        raise raised

    spy.given = fail
    with pytest.raises(KeyError) as caught:
        render(project(), registry=registry)
    assert caught.value is raised
    assert raised.__notes__ == ["while rendering 'outline'"]


def test_a_note_names_the_distribution() -> None:
    def fail(project: Project, brief: Brief) -> Document:
        raise RuntimeError

    class Plugin:
        @hookimpl
        def mpfkit_report_kinds(self) -> Any:
            yield ReportKind(name="fails", compose=fail)

    registry = Registry.of(Plugin())
    fails = registry.report_kind("fails")
    of_ours = attrs.evolve(registry.owner(fails), distribution="mpfkit-reports", version="0.1")
    named = attrs.evolve(registry, owners={**registry._owners, ("report kind", "fails"): of_ours})
    with pytest.raises(RuntimeError) as caught:
        render(project(), kind="fails", registry=named)
    assert caught.value.__notes__ == ["while rendering 'fails' of mpfkit-reports 0.1"]


def test_an_exception_of_the_writer_passes_unchanged_with_a_note(
    registry: Registry, spy: Spy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(document: Document, style: HouseStyle, stream: Any) -> None:
        stream.write(b"half")
        raise ValueError("cannot")

    rendering = attrs.evolve(prepare(project(), registry=registry), writer=_writer(fail))
    stream = BytesIO()
    target = tmp_path / "x.docx"
    target.write_bytes(b"before")
    for attempt in (rendering.to_bytes, lambda: rendering.write(stream), lambda: rendering.save(target)):
        with pytest.raises(ValueError, match="cannot") as caught:
            attempt()
        assert caught.value.__notes__ == ["while writing 'docx'"]
    assert stream.getvalue() == b""
    assert target.read_bytes() == b"before"
    assert names(tmp_path) == ["x.docx"]


def _writer(write: Any) -> Writer:
    return Writer(name="w", suffix=".w", media_type="a/b", write=write)


def test_what_is_no_document_is_refused(registry: Registry, spy: Spy) -> None:
    spy.given = "# Title"
    with pytest.raises(PluginError, match="the report kind 'outline' composed a str; it must compose a Document"):
        render(project(), registry=registry)


def test_what_is_no_notice_is_refused(registry: Registry) -> None:
    with pytest.raises(PluginError, match="the house style 'odd' gave a str as its notice"):
        render(project(), style="odd", registry=registry)


# ------------------------------------------------------------------------------------------------ files


def test_a_file_is_written_and_nothing_else_is_left(registry: Registry, tmp_path: Path) -> None:
    target = tmp_path / "report.docx"
    assert render(project(), to=target, registry=registry) is None  # type: ignore[func-returns-value]
    assert target.read_bytes() == render(project(), registry=registry)
    render(project(), kind="note", to=os.fspath(target), registry=registry)
    assert names(tmp_path) == ["report.docx"]


def test_a_stream_is_written_and_stays_open(registry: Registry) -> None:
    stream = BytesIO()
    render(project(), to=stream, registry=registry)
    assert stream.getvalue() == render(project(), registry=registry)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_file_has_the_permissions_of_other_files_and_keeps_its_own(registry: Registry, tmp_path: Path) -> None:
    other, target = tmp_path / "other", tmp_path / "report.docx"
    other.touch()
    render(project(), to=target, registry=registry)
    assert target.stat().st_mode == other.stat().st_mode
    target.chmod(0o600)
    render(project(), to=target, registry=registry)
    assert target.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
def test_a_link_stays_a_link(registry: Registry, tmp_path: Path) -> None:
    link, target = tmp_path / "latest.docx", tmp_path / "report.docx"
    link.symlink_to(target)
    render(project(), to=link, registry=registry)
    assert link.is_symlink()
    assert target.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="devices of POSIX")
def test_a_device_is_written_to_and_not_replaced(registry: Registry) -> None:
    render(project(), format="docx", to="/dev/null", registry=registry)
    assert not Path("/dev/null").is_file()


def test_a_draft_of_a_program_that_was_killed_is_not_in_the_way(registry: Registry, tmp_path: Path) -> None:
    left_over = tmp_path / f".report.docx.{os.getpid()}-0.tmp"
    left_over.touch()
    render(project(), to=tmp_path / "report.docx", registry=registry)
    assert names(tmp_path) == sorted([left_over.name, "report.docx"])


def test_a_folder_that_is_not_there_is_named(registry: Registry, tmp_path: Path) -> None:
    target = tmp_path / "no" / "report.docx"
    with pytest.raises(FileError) as caught:
        render(project(), to=target, registry=registry)
    assert str(caught.value) == f"cannot write {target}: there is no folder {target.parent}; create it first"


def test_a_folder_is_no_file(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        render(project(), to=tmp_path, registry=registry)
    assert str(caught.value) == f"cannot write {tmp_path}: it is a folder; name a file in it"


def test_a_file_that_word_holds_open_is_said_to_be(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.docx"
    target.write_bytes(b"before")

    def refuse(self: Path, to: Path) -> Path:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FileError) as caught:
        render(project(), to=target, registry=registry)
    assert str(caught.value) == f"cannot write {target}: the target is open in Word: close it, then render again"
    assert target.read_bytes() == b"before"
    assert names(tmp_path) == ["report.docx"]


def test_a_folder_without_permission_is_named(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(FileError, match=r"cannot write .*report\.docx: Permission denied"):
        render(project(), to=tmp_path / "report.docx", registry=registry)


@pytest.mark.parametrize(("number", "ours"), [(errno.ENOSPC, True), (errno.ENOENT, False)])
def test_a_full_disk_is_told_from_a_fault_of_the_writer(
    registry: Registry, tmp_path: Path, number: int, ours: bool
) -> None:
    def fail(document: Document, style: HouseStyle, stream: Any) -> None:
        raise OSError(number, os.strerror(number))

    rendering = attrs.evolve(prepare(project(), registry=registry), writer=_writer(fail))
    with pytest.raises(FileError if ours else OSError, match=os.strerror(number)):
        rendering.save(tmp_path / "report.docx")
    assert names(tmp_path) == []


def test_the_installed_plugins_are_used_when_no_registry_is_given(monkeypatch: pytest.MonkeyPatch, spy: Spy) -> None:
    monkeypatch.setattr("mpfkit.rendering.load_registry", lambda: Registry.of(spy, builtins=False))
    assert render(project()).startswith(b"plain p")


# -- a report for each country


def fiches(spy: Spy) -> Registry:
    """Return plugins with a kind that is about countries."""

    class Countries:
        @hookimpl
        def mpfkit_report_kinds(self) -> Any:
            yield ReportKind(name="about-countries", compose=spy.compose, by_country=True)

    return Registry.of(spy, Countries(), builtins=False)


def with_countries() -> Project:
    form = Questionnaire(id="q", version="1", invited=("XB", "EL"))
    reply = Response(id="r", questionnaire="q|1", country="XA")
    return project(questionnaires=(form,), responses=(reply,), countries=(Country(code="UK"),), scope=("EU",))


def test_each_country_gets_a_file_and_the_project_is_redacted_once(
    spy: Spy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Project] = []

    def count(given: Project, *arguments: Any, **keywords: Any) -> Project:
        calls.append(given)
        return redact(given, *arguments, **keywords)

    monkeypatch.setattr("mpfkit.rendering.redact", count)
    seen: list[tuple[str, int, int]] = []
    written = render_each_country(
        with_countries(),
        kind="about-countries",
        to=tmp_path,
        progress=lambda report, done, total: seen.append((report.country, done, total)),
        registry=fiches(spy),
    )
    expected = ["XB", "EL", "XA", "UK"]
    assert [report.country for report in written.reports] == expected
    assert [report.path for report in written.reports] == [
        tmp_path / f"p-about-countries-{code}-plain.docx" for code in expected
    ]
    assert sorted(names(tmp_path)) == sorted(report.path.name for report in written.reports if report.path)
    assert seen == [(code, number, 4) for number, code in enumerate(expected, start=1)]
    assert len(calls) == 1
    assert written.failed == ()
    assert spy.brief is not None
    assert spy.brief.countries == ("UK",)


def test_a_kind_may_say_of_which_countries_it_makes_a_report(spy: Spy, tmp_path: Path) -> None:
    seen: list[tuple[Project, Brief]] = []

    def due(edition: Project, brief: Brief) -> tuple[str, ...]:
        seen.append((edition, brief))
        return ("UK", "XB", "ZZ") if brief.date.year == 2024 else ()

    class Choosy:
        @hookimpl
        def mpfkit_report_kinds(self) -> Any:
            yield ReportKind(name="choosy", compose=spy.compose, by_country=True, countries=due)

    given: dict[str, Any] = {"kind": "choosy", "to": tmp_path, "registry": Registry.of(spy, Choosy(), builtins=False)}
    written = render_each_country(with_countries(), date=dt.date(2024, 5, 1), **given)
    assert [report.country for report in written.reports] == ["XB", "UK"]
    assert written.skipped == ("EL", "XA")
    assert seen[0][0].withheld is not None
    named = render_each_country(with_countries(), date=dt.date(2024, 5, 1), countries=["XA", "XB"], **given)
    assert ([report.country for report in named.reports], named.skipped) == (["XB"], ("XA",))
    with pytest.raises(RenderError, match="no country is due a report of the kind 'choosy': XB, EL, XA, UK"):
        render_each_country(with_countries(), date=dt.date(2025, 5, 1), **given)
    assert (
        render_each_country(with_countries(), **{**given, "kind": "about-countries", "registry": fiches(spy)}).skipped
        == ()
    )


def test_what_goes_wrong_while_a_kind_chooses_countries_names_the_kind(spy: Spy, tmp_path: Path) -> None:
    def broken(edition: Project, brief: Brief) -> tuple[str, ...]:
        raise LookupError(brief.language)

    class Choosy:
        @hookimpl
        def mpfkit_report_kinds(self) -> Any:
            yield ReportKind(name="choosy", compose=spy.compose, by_country=True, countries=broken)

    with pytest.raises(LookupError) as error:
        render_each_country(
            with_countries(), kind="choosy", to=tmp_path, registry=Registry.of(spy, Choosy(), builtins=False)
        )
    assert any("choosy" in note for note in error.value.__notes__)


def test_the_file_of_a_country_is_the_one_that_a_single_render_gives(spy: Spy, tmp_path: Path) -> None:
    registry = fiches(spy)
    render_each_country(
        with_countries(), kind="about-countries", countries=["xa"], audience="internal", to=tmp_path, registry=registry
    )
    (name,) = names(tmp_path)
    alone = prepare(with_countries(), kind="about-countries", countries=["XA"], audience="internal", registry=registry)
    assert name == alone.file_name == "p-about-countries-XA-plain-internal.docx"
    assert (tmp_path / name).read_bytes() == alone.to_bytes()


def test_a_report_that_fails_costs_itself_only(spy: Spy, tmp_path: Path) -> None:
    def fail_for_one() -> Document:
        assert spy.brief is not None
        if spy.brief.countries == ("EL",):
            raise KeyError("no such thing")
        return Document(title="t", language="en", blocks=(), date=spy.brief.date)

    spy.given = fail_for_one
    written = render_each_country(with_countries(), kind="about-countries", to=tmp_path, registry=fiches(spy))
    assert [report.country for report in written.failed] == ["EL"]
    assert isinstance(written.failed[0].error, KeyError)
    assert written.failed[0].path is None
    assert len(names(tmp_path)) == 3


def test_what_concerns_all_reports_is_raised_before_anything_is_written(spy: Spy, tmp_path: Path) -> None:
    registry = fiches(spy)
    for changes, error, said in (
        (
            {"kind": "note"},
            RenderError,
            "the report kind 'note' is not about single countries; leave the countries out",
        ),
        ({"style": "gone"}, UnknownNameError, "no house style is named 'gone'"),
        (
            {"countries": ["XA", "ZZ"]},
            UnknownNameError,
            "no country of the project is named 'ZZ'; known: EL, UK, XA, XB",
        ),
        ({"to": tmp_path / "no"}, FileError, "there is no such folder; create it first"),
    ):
        given = {"kind": "about-countries", "to": tmp_path, "registry": registry, **changes}
        with pytest.raises(error, match=re.escape(said)):
            render_each_country(with_countries(), **given)
    with pytest.raises(RenderError, match="the project has no countries"):
        render_each_country(project(), kind="about-countries", to=tmp_path, registry=registry)
    assert names(tmp_path) == []


def test_a_country_is_understood_as_it_is_written_elsewhere_and_where_it_is_only_in_scope(spy: Spy) -> None:
    registry = fiches(spy)

    def understood(*codes: str) -> tuple[str, ...]:
        return prepare(with_countries(), kind="about-countries", countries=codes, registry=registry).brief.countries

    assert understood("gr", "EL", "GB") == ("EL", "UK")
    assert understood("fr") == ("FR",)
    with pytest.raises(UnknownNameError):
        understood("MA")


def test_no_code_of_a_country_leads_a_file_out_of_its_folder(spy: Spy) -> None:
    odd = project(countries=(Country(code="../x"),))
    assert (
        prepare(odd, kind="about-countries", countries=["../x"], registry=fiches(spy)).file_name
        == "p-about-countries-x-plain.docx"
    )

"""The command line: what lands on stdout and on stderr, and with which exit status it ends."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import attrs
import click
import pytest
from click.testing import CliRunner, Result

# rendering takes hold of load_registry when it is first imported: that must not happen while a test has replaced it
import mpfkit.rendering  # noqa: F401
from mpfkit import Brief, Project, Registry, ReportKind, Writer, __version__, cli, hookimpl, locale
from mpfkit.document import Document
from mpfkit.errors import PluginError, RenderError
from mpfkit.model import Audience
from mpfkit.redaction import countries_of
from mpfkit.registry import PluginStatus


@attrs.frozen(kw_only=True)
class Options:
    rows: int = 10
    charts: bool = True
    themes: tuple[str, ...] = ()
    label: str = ""
    codes: tuple[str, ...] = attrs.field(factory=tuple)
    hidden: int = attrs.field(default=1, init=False)
    derived: str = attrs.field(default=attrs.Factory(lambda self: self.label, takes_self=True))


@attrs.frozen(kw_only=True)
class Demanding:
    country_code: str


def compose(project: Project, brief: Brief) -> Document:
    sys.stdout.write("a plugin that talks when it composes\n")
    return Document(title=repr(brief.options), language=brief.language, blocks=(), date=brief.date)


def fail(project: Project, brief: Brief) -> Document:
    raise KeyError("THB\nSOM")


def write(document: Document, style: Any, stream: Any) -> None:
    stream.write(f"{document.title} {document.language} {document.date}".encode())


class Acme:
    @hookimpl
    def mpfkit_report_kinds(self) -> Any:
        yield ReportKind(name="acme-note", summary="A note", compose=compose, options=Options)
        yield ReportKind(name="acme-fiche", compose=compose, options=Demanding)
        yield ReportKind(name="acme-fails", compose=fail)

    @hookimpl
    def mpfkit_writers(self) -> Any:
        yield Writer(name="acme-txt", suffix=".txt", media_type="text/plain", write=write)


class Broken:
    @hookimpl
    def mpfkit_house_styles(self) -> Any:
        raise LookupError("no style\ntoday")


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, with the built-in plugin and one of our own."""
    monkeypatch.chdir(tmp_path)
    for name in ("SOURCE_DATE_EPOCH", "MPFKIT_DEBUG", "MPFKIT_STRICT", "MPFKIT_BLOCK"):
        monkeypatch.delenv(name, raising=False)
    plug(monkeypatch, Acme())
    return tmp_path


def plug(monkeypatch: pytest.MonkeyPatch, *plugins: object, **changes: Any) -> None:
    def load_registry(blocked: Any = (), strict: bool = False, **_: Any) -> Registry:
        names = {name: plugin for plugin in plugins for name in [type(plugin).__name__] if name not in blocked}
        return attrs.evolve(Registry.of(*names.values(), strict=strict), **changes)

    monkeypatch.setattr("mpfkit.registry.load_registry", load_registry)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, arguments)


def lines(result: Result) -> list[str]:
    assert "Traceback" not in result.stderr
    return result.stderr.splitlines()


@pytest.fixture
def project() -> str:
    assert run("new", "my-project").exit_code == 0
    return "my-project"


# ------------------------------------------------------------------------------------------------ the program


def test_version_and_help() -> None:
    assert run("--version").stdout == f"mpfkit {__version__}\n"
    for arguments in (("--help",), ("-h",), ("render", "--help")):
        assert run(*arguments).exit_code == 0
    assert list(cli.main.commands) == ["new", "check", "render", "collect", "plugins", "schema"]


def test_the_help_of_render_shows_eight_options_and_the_rest_under_advanced() -> None:
    usual, advanced = run("render", "--help").stdout.split("Options:")[1].split("Advanced:")
    shown = ["--kind", "--style", "--format", "--output", "--audience", "--language", "--date", "--set"]
    assert [line.split()[0] for line in usual.splitlines() if line.startswith("  -")] == [
        *("-o," if name == "--output" else name for name in shown),
        "-h,",
    ]
    assert [line.split()[0] for line in advanced.splitlines() if line.startswith("  -")] == [
        "--renderer",
        "--for",
        "--country",
        "--each-country",
        "--jobs",
        "--template",
        "--paginate",
        "--fast",
        "--allow-repeats",
        "--plugin",
        "--block",
        "--strict",
        "--traceback",
    ]
    assert "Advanced" not in run("new", "--help").stdout


@pytest.mark.parametrize(
    ("budget", "told"),
    [("budget: {amount: 1000, fund: ISF-Police, date: 2019-02}", True), ("budget: {amount: 1000, date: 2023}", False)],
)
def test_render_says_where_the_funding_notice_is_not_verified(budget: str, told: bool) -> None:
    facts = f"schema_version: 1\nid: er\ntitle: A project\nas_of: 2023-02-14\nmarking: clear\n{budget}\n"
    Path("er.yaml").write_text(facts, encoding="utf-8")
    found = [line for line in lines(run("render", "er.yaml")) if "funding notice is not verified" in line]
    assert bool(found) is told
    assert all("compare it with the grant contract" in line for line in found)


def test_audiences_and_languages_are_those_of_the_library() -> None:
    assert [audience.value for audience in Audience] == list(cli.AUDIENCES)
    assert locale.LANGUAGES == cli.LANGUAGES


@pytest.mark.parametrize(
    "arguments",
    [
        ("rendr",),
        ("render",),
        ("render", "p", "--audience", "everybody"),
        ("render", "p", "--language", "de"),
        ("render", "p", "--date", "14.2.2019"),
        ("render", "p", "--set", "rows"),
        ("render", "p", "--set", "=1"),
        ("render", "p", "--set", "rows=1", "--set", "rows=2"),
        ("render", "p", "--nothing"),
        ("check", "project.yaml", "--style", "plain"),
        ("check", "report.docx", "--kind", "outline"),
    ],
)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert lines(result)[-1].startswith("Error: ")


def test_characters_that_a_terminal_cannot_show_are_written_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    cli._let_it_speak(stream)
    stream.write("é")
    stream.flush()
    assert stream.buffer.getvalue() == b"\\xe9"  # type: ignore[attr-defined]
    monkeypatch.setattr(os, "name", "nt")
    windows = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    cli._let_it_speak(windows)
    monkeypatch.undo()
    windows.write("é")
    windows.flush()
    assert windows.buffer.getvalue() == "é".encode()  # type: ignore[attr-defined]
    cli._let_it_speak(io.StringIO())


# ------------------------------------------------------------------------------------------------ new


def test_a_new_project_is_clean_and_renders_at_once(workplace: Path) -> None:
    made = run("new", "Próject 1")
    assert (made.exit_code, made.stdout) == (0, "Próject 1\n")
    assert lines(made) == ["next: mpfkit check 'Próject 1', then mpfkit render 'Próject 1'"]
    checked = run("check", "Próject 1")
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert lines(checked) == ["Próject 1: no problems"]
    rendered = run("render", "Próject 1")
    assert (rendered.exit_code, rendered.stdout) == (0, "project-1-outline-plain.docx\n")
    withheld, proven = lines(rendered)
    assert withheld.startswith("1 answer ")
    assert "withheld from the public edition; " in withheld
    assert proven.startswith("the report was searched for ")
    assert (workplace / "project-1-outline-plain.docx").read_bytes()[:2] == b"PK"


def test_an_empty_new_project_is_clean_and_renders_at_once() -> None:
    assert run("new", "deep/er", "--empty").exit_code == 0
    assert sorted(path.name for path in Path("deep/er").iterdir()) == ["project.yaml", "workbook.xlsx"]
    assert lines(run("check", "deep/er")) == ["deep/er: no problems"]
    rendered = run("render", "deep/er")
    assert (rendered.exit_code, rendered.stdout, rendered.stderr) == (0, "er-outline-plain.docx\n", "")


def test_a_new_project_goes_into_an_empty_folder_but_not_over_anything(workplace: Path) -> None:
    (workplace / "empty").mkdir()
    assert run("new", "empty").exit_code == 0
    again = run("new", "empty")
    assert (again.exit_code, again.stdout) == (1, "")
    assert lines(again) == ["Error: cannot make empty: the folder is not empty; choose another name or empty it first"]
    (workplace / "file").touch()
    assert lines(run("new", "file")) == ["Error: cannot make file: it is a file; choose another name"]


def test_a_name_that_gives_no_id_gives_the_id_of_the_template(workplace: Path) -> None:
    assert run("new", "日本").exit_code == 0
    assert "id: my-project " in (workplace / "日本" / "project.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("there", [False, True])
def test_a_new_project_that_cannot_be_written_leaves_nothing(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    if there:
        (workplace / "p").mkdir()
    whole = Path.write_bytes

    def refuse(self: Path, data: bytes) -> int:
        if self.name == "workshop.yaml":
            raise OSError(28, "No space left on device")
        return whole(self, data)

    monkeypatch.setattr(Path, "write_bytes", refuse)
    result = run("new", "p")
    assert result.exit_code == 1
    assert lines(result) == ["Error: cannot make p: No space left on device"]
    assert (workplace / "p").exists() is there
    assert not there or not list((workplace / "p").iterdir())


# ------------------------------------------------------------------------------------------------ check


def damage(project: str, old: str, new: str, file: str = "project.yaml") -> None:
    path = Path(project, file)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_unknown_key_is_one_line_with_its_place(project: str) -> None:
    damage(project, "programme:", "program:")
    result = run("check", project)
    assert result.exit_code == 1
    (line,) = result.stdout.splitlines()
    assert line.startswith(f"{Path(project, 'project.yaml')}:6:1: MPF101 error: ")
    assert "did you mean 'programme'?" in line
    assert lines(result) == ["my-project: 1 error"]


def test_a_misspelled_country_is_one_line_with_its_place(project: str) -> None:
    damage(project, "country: BE", "country: Belgum", "workshops/workshop.yaml")
    result = run("check", project)
    assert result.exit_code == 1
    (line,) = result.stdout.splitlines()
    assert line.startswith(f"{Path(project, 'workshops', 'workshop.yaml')}:5:10: MPF")
    assert "'Belgum'" in line
    assert "'BE'" in line or "Belgium" in line


def test_the_same_line_stops_a_render(project: str, workplace: Path) -> None:
    damage(project, "programme:", "program:")
    result = run("render", project, "-o", "x.docx")
    assert (result.exit_code, result.stdout) == (1, "")
    assert lines(result) == run("check", project).stdout.splitlines()
    assert not (workplace / "x.docx").exists()


def test_problems_as_json_hold_place_code_and_message(project: str) -> None:
    damage(project, "programme:", "program:")
    (problem,) = json.loads(run("check", project, "--json").stdout)
    assert problem["code"] == "MPF101"
    assert problem["severity"] == "error"
    assert (problem["line"], problem["column"]) == (6, 1)
    assert problem["file"] == str(Path(project, "project.yaml"))
    assert isinstance(problem["path"], list)
    assert "program" in problem["message"]


def test_problems_are_counted_by_severity(project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from mpfkit import Problem
    from mpfkit.errors import ProblemsError

    kinds = ["error", "error", "warning", "note"]
    problems = tuple(Problem(code="MPF001", message="x\x1b[31m", severity=kind) for kind in kinds)  # type: ignore[arg-type]
    monkeypatch.setattr("mpfkit.projects.check", lambda path, kind, registry: problems)
    result = run("check", project)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "MPF001 error: x\\x1b[31m"
    assert lines(result) == ["my-project: 2 errors and 1 warning"]
    monkeypatch.setattr("mpfkit.projects.check", lambda path, kind, registry: problems[2:])
    assert run("check", project).exit_code == 0

    def refuse(path: Path, kind: str, registry: Registry) -> Any:
        raise ProblemsError(problems[:1])

    monkeypatch.setattr("mpfkit.projects.check", refuse)
    assert (run("check", project).exit_code, len(run("check", project).stdout.splitlines())) == (1, 1)


def test_a_file_that_is_not_there_is_one_line() -> None:
    checked = run("check", "nowhere")
    assert (checked.exit_code, checked.stdout) == (1, "nowhere: MPF100 error: there is no such file or folder\n")
    assert lines(checked) == ["nowhere: 1 error"]
    rendered = run("render", "nowhere")
    assert (rendered.exit_code, rendered.stdout) == (1, "")
    assert lines(rendered) == ["nowhere: MPF100 error: there is no such file or folder"]


# ------------------------------------------------------------------------------------------------ render


def test_a_render_prints_its_path_and_keeps_what_plugins_print_out_of_stdout(project: str) -> None:
    result = run("render", project, "--kind", "acme-note", "--format", "acme-txt")
    assert result.stdout == "my-project-acme-note-plain.txt\n"
    assert "a plugin that talks when it composes" in result.stderr


def test_the_suffix_of_the_file_says_the_format(project: str, workplace: Path) -> None:
    result = run("render", project, "--kind", "acme-note", "-o", "x.txt", "--date", "2020-01-02", "--set", "rows=3")
    assert (result.exit_code, result.stdout) == (0, "x.txt\n")
    text = (workplace / "x.txt").read_text()
    assert text.startswith("Options(rows=3, ")
    assert text.endswith(" en 2020-01-02")


def test_a_country_gets_its_validation_copy(project: str, workplace: Path) -> None:
    result = run("render", project, "--for", "xa", "--audience", "authorities", "-o", "out/", "--format", "md")
    assert result.exit_code == 1, "there is no such folder"
    result = run("render", project, "--for", "xa", "--audience", "authorities", "--format", "md")
    assert result.stdout == "my-project-outline-plain-authorities-for-XA.md\n"
    text = (workplace / "my-project-outline-plain-authorities-for-XA.md").read_text(encoding="utf-8")
    assert "TLP:AMBER+STRICT – copy for XA" in text
    assert "Validation copy for" in text
    unknown = run("render", project, "--for", "XQ")
    assert unknown.exit_code == 1
    assert lines(unknown)[0].startswith("Error: no country of the project is named 'XQ'; ")
    internal = run("render", project, "--for", "XA", "--audience", "internal")
    assert lines(internal)[0].startswith("Error: there is no validation copy of the internal edition for XA: ")


def test_a_folder_takes_the_usual_name(project: str, workplace: Path) -> None:
    (workplace / "out").mkdir()
    for folder in ("out", "out/"):
        result = run("render", project, "-o", folder, "--language", "fr", "--audience", "internal")
        assert result.stdout == f"{Path('out', 'my-project-outline-plain-fr-internal.docx')}\n"
    missing = run("render", project, "-o", "no/")
    assert missing.exit_code == 1
    assert lines(missing) == [
        f"Error: cannot write {Path('no', 'my-project-outline-plain.docx')}: there is no folder no; create it first"
    ]


def test_a_dash_is_stdout(project: str) -> None:
    result = run("render", project, "--kind", "acme-note", "--format", "acme-txt", "-o", "-", "--date", "2020-01-02")
    assert result.stdout.endswith(" en 2020-01-02")
    assert run("render", project, "-o", "-").stdout_bytes[:2] == b"PK"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--kind", "acme-not"), "no report kind is named 'acme-not'; did you mean 'acme-note'?"),
        (("--style", "plane"), "no house style is named 'plane'; did you mean 'plain'?"),
        (("--format", "pdf"), "no format is named 'pdf'; known: acme-txt, docx, md"),
        (("-o", "x.dcx"), "no file suffix is named '.dcx'; did you mean '.docx'?"),
        (
            ("--format", "md", "-o", "x.docx"),
            "'x.docx' is not a name for a file in the format 'md'; let it end in '.md'",
        ),
    ],
)
def test_a_name_that_is_not_there_is_one_line(project: str, arguments: tuple[str, ...], said: str) -> None:
    result = run("render", project, *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert lines(result) == [f"Error: {said}"]


# ------------------------------------------------------------------------------------------------ countries


class Fiches:
    """Fiches of countries; the one of XB fails where it is told to."""

    broken: tuple[str, ...] = ()
    due: tuple[str, ...] | None = None

    def countries(self, project: Project, brief: Brief) -> tuple[str, ...]:
        return countries_of(project) if self.due is None else self.due

    def compose(self, project: Project, brief: Brief) -> Document:
        failing = sorted(set(self.broken) & set(brief.countries))
        if failing:
            raise LookupError(f"nothing on\n{failing[0]}")
        return Document(title="+".join(brief.countries) or "all", language=brief.language, blocks=(), date=brief.date)

    @hookimpl
    def mpfkit_report_kinds(self) -> Any:
        yield ReportKind(name="acme-countries", compose=self.compose, by_country=True, countries=self.countries)


@pytest.fixture
def countries(monkeypatch: pytest.MonkeyPatch) -> Fiches:
    fiches = Fiches()
    plug(monkeypatch, Acme(), fiches)
    return fiches


def each(project: str, *arguments: str) -> Result:
    return run("render", project, "--kind", "acme-countries", "--format", "acme-txt", "--each-country", *arguments)


@pytest.mark.usefixtures("countries")
def test_a_report_is_limited_to_the_countries_that_are_named(project: str, workplace: Path) -> None:
    asked = ("render", project, "--kind", "acme-countries", "-o", "x.txt")
    for arguments, title in (
        ((), "all"),
        (("--country", "xa"), "XA"),
        (("--country", "XB,XA"), "XB+XA"),
        (("--country", "XB", "--country", "XA"), "XB+XA"),
    ):
        assert run(*asked, *arguments).exit_code == 0
        assert (workplace / "x.txt").read_text().split()[0] == title
    unknown = run(*asked, "--country", "XQ")
    assert (unknown.exit_code, lines(unknown)) == (
        1,
        ["Error: no country of the project is named 'XQ'; known: XA, XB, XC"],
    )
    other = run("render", project, "--kind", "acme-note", "--country", "XA")
    assert lines(other) == ["Error: the report kind 'acme-note' is not about single countries; leave the countries out"]


@pytest.mark.usefixtures("countries")
def test_each_country_gets_a_file_of_its_own_in_order(project: str, workplace: Path) -> None:
    (workplace / "out").mkdir()
    result = each(project, "-o", "out", "--audience", "internal")
    expected = [Path("out", f"my-project-acme-countries-{code}-plain-internal.txt") for code in ("XA", "XB", "XC")]
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [str(path) for path in expected]
    assert [path.read_text().split()[0] for path in expected] == ["XA", "XB", "XC"]
    assert each(project, "--country", "XB").stdout == "my-project-acme-countries-XB-plain.txt\n"


def test_countries_of_which_no_report_is_due_are_named(project: str, countries: Fiches) -> None:
    countries.due = ("XB",)
    result = each(project)
    assert (result.exit_code, result.stdout) == (0, "my-project-acme-countries-XB-plain.txt\n")
    assert "no report is due for: XA, XC" in lines(result)
    countries.due = ()
    nobody = each(project)
    assert (nobody.exit_code, nobody.stdout) == (1, "")
    assert lines(nobody) == ["Error: no country is due a report of the kind 'acme-countries': XA, XB, XC"]


def test_a_country_that_fails_costs_itself_only(project: str, countries: Fiches, workplace: Path) -> None:
    countries.broken = ("XA",)
    result = each(project, "--audience", "internal")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"my-project-acme-countries-{code}-plain-internal.txt" for code in ("XB", "XC")
    ]
    assert lines(result) == [
        "Error: XA: LookupError: nothing on XA (while rendering 'acme-countries')",
        "1 of 3 reports failed; the others were written",
    ]
    shown = each(project, "--traceback")
    assert "Traceback" in shown.stderr
    assert shown.exit_code == 1


@pytest.mark.usefixtures("countries")
def test_several_files_do_not_go_into_one(project: str, workplace: Path) -> None:
    for target in ("-", "one.txt"):
        result = each(project, "-o", target)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"-o must name a folder that exists, not '{target}'" in result.stderr
    missing = each(project, "-o", "no/")
    assert (missing.exit_code, lines(missing)) == (
        1,
        ["Error: cannot write into no: there is no such folder; create it first"],
    )
    wrong = run("render", project, "--kind", "acme-note", "--each-country")
    assert lines(wrong) == ["Error: the report kind 'acme-note' is not about single countries; leave the countries out"]


@pytest.mark.usefixtures("countries")
def test_what_an_edition_of_each_country_leaves_out_is_said_once(project: str) -> None:
    one = run("render", project, "--kind", "acme-countries", "--format", "acme-txt", "--country", "XA")
    assert any("withheld from the public edition" in line for line in lines(one))
    assert lines(each(project)) == [line.replace("the report was", "each report was") for line in lines(one)]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_shows_work_that_takes_longer_than_a_second_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(cli.time, "monotonic", lambda: now[0])
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    bar = cli._Progress()
    bar.show(1, 4, "XA")
    bar.clear()
    assert terminal.getvalue() == ""
    now[0] += 1.5
    bar.show(2, 4, "Country\x1b")
    bar.show(3, 4, "XC")
    first, second = terminal.getvalue().split("\r")[1:]
    assert first == f"[{'#' * 15}{'-' * 15}] 2/4 Country\\x1b"
    assert second.rstrip() == f"[{'#' * 22}{'-' * 8}] 3/4 XC"
    assert len(second) == len(first), "what stood there before is painted over"
    bar.clear()
    assert terminal.getvalue().endswith(" \r")
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    bar.show(4, 4, "XD")
    assert sys.stderr.getvalue() == ""


def test_an_option_that_does_not_fit_is_one_line(project: str) -> None:
    wrong = run("render", project, "--kind", "acme-note", "--set", "rows=many")
    assert lines(wrong) == [
        "Error: the option 'rows' of the report kind 'acme-note' cannot be 'many'; write a whole number",
    ]


def test_a_source_date_epoch_that_is_no_number_is_one_line(project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    result = run("render", project)
    assert result.exit_code == 1
    assert len(lines(result)) == 1


def test_an_exception_of_a_plugin_is_one_line_with_its_origin_and_a_way_to_see_more(project: str) -> None:
    result = run("render", project, "--kind", "acme-fails")
    assert (result.exit_code, result.stdout) == (1, "")
    assert lines(result) == [
        r"Error: KeyError: 'THB\nSOM' (while rendering 'acme-fails'); --traceback shows where it comes from"
    ]


def test_the_traceback_is_shown_to_who_asks(project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = run("render", project, "--kind", "acme-fails", "--traceback")
    assert shown.exit_code == 1
    assert "Traceback (most recent call last):" in shown.stderr
    assert "while rendering 'acme-fails'" in shown.stderr
    monkeypatch.setenv("MPFKIT_DEBUG", "1")
    assert "Traceback" in run("render", project, "--kind", "acme-not").stderr
    monkeypatch.setenv("MPFKIT_DEBUG", "0")
    assert "Traceback" not in run("render", project, "--kind", "acme-not").stderr


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError(), "ValueError"),
        (RenderError("the table\nhas no columns"), None),
    ],
)
def test_an_error_without_words_is_told_by_its_name(
    project: str, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str | None
) -> None:
    def raising(project: Project, brief: Brief) -> Document:
        raise error

    class Raising:
        @hookimpl
        def mpfkit_report_kinds(self) -> Any:
            yield ReportKind(name="raises", compose=raising)

    plug(monkeypatch, Raising())
    told = lines(run("render", project, "--kind", "raises"))
    if said:
        assert told == [f"Error: {said} (while rendering 'raises'); --traceback shows where it comes from"]
    else:
        assert told == ["Error: the table", "Error: has no columns", "  while rendering 'raises'"]


def test_strict_tells_our_own_errors_without_their_class(project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        pass

    plug(monkeypatch, Silent())
    assert lines(run("render", project, "--strict")) == [
        "Error: it implements no hook; mark its functions with @mpfkit.hookimpl (while loading plugin 'Silent')"
    ]


def test_a_plugin_that_failed_is_one_line_and_the_render_goes_on(project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plug(monkeypatch, Acme(), Broken())
    result = run("render", project, "--audience", "internal")
    assert (result.exit_code, result.stdout) == (0, "my-project-outline-plain-internal.docx\n")
    warning = "plugin 'Broken' failed: LookupError: no style today"
    assert lines(result) == [f"Warning: {warning}; mpfkit plugins -v shows the traceback"]
    unknown = run("render", project, "--style", "icmpd")
    assert lines(unknown) == [
        f"Warning: {warning}; mpfkit plugins -v shows the traceback",
        "Error: no house style is named 'icmpd'; known: plain",
    ]
    strict = run("render", project, "--strict")
    assert strict.exit_code == 1
    assert lines(strict) == ["Error: LookupError: no style today (while loading plugin 'Broken')"]
    blocked = run("render", project, "--strict", "--block", "Broken,Other", "--audience", "internal")
    assert (blocked.exit_code, blocked.stderr) == (0, "")


def test_a_plugin_that_is_blocked_is_named_where_a_name_is_missing(
    project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = Registry.of(Acme())
    blocked = tuple(attrs.evolve(info, status=PluginStatus.BLOCKED) for info in registry.plugins if info.name == "Acme")
    plug(monkeypatch, plugins=blocked)
    assert lines(run("render", project, "--kind", "acme-note"))[1:] == ["  plugin 'Acme' is blocked"]


def test_a_clash_of_names_is_one_line(project: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def clash(**_: Any) -> Registry:
        raise PluginError("two plugins are named 'fiche'\ntwo plugins are named 'note'")

    monkeypatch.setattr("mpfkit.registry.load_registry", clash)
    result = run("plugins")
    assert result.exit_code == 1
    assert lines(result) == ["Error: two plugins are named 'fiche'", "Error: two plugins are named 'note'"]


def test_names_that_nobody_has_and_remarks_are_told_each_time_and_listed(
    project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clash = "the format 'x' is offered by plugin 'a' and plugin 'b'"
    infos = Registry.of(Acme()).plugins
    loud = tuple(attrs.evolve(info, remarks=("it prints",)) if info.name == "Acme" else info for info in infos)
    plug(monkeypatch, Acme(), clashes=(clash,), plugins=loud)
    result = run("render", project, "--audience", "internal")
    assert result.exit_code == 0
    assert lines(result) == [f"Warning: {clash}", "Warning: plugin 'Acme': it prints"]
    missing = run("render", project, "--kind", "nothing")
    assert missing.stderr.count(clash) == 1
    listed = run("plugins").stdout
    assert f"Names that nobody has\n  {clash}\n\nRemarks\n  plugin 'Acme': it prints\n" in listed


FILE = """
from mpfkit import ReportKind, hookimpl


def compose(project, brief):
    return project.nothing


@hookimpl
def mpfkit_report_kinds():
    yield ReportKind(name="file-note", compose=compose)
"""


def test_a_file_is_a_plugin_for_each_command_and_its_errors_tell_the_line(
    project: str, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(workplace)
    (workplace / "note.py").write_text(FILE, encoding="utf-8")
    (workplace / "broken.py").write_text("x = 1\nx.y\n", encoding="utf-8")
    with_file = ("--plugin", "note.py")
    assert "note (note.py)" in run("plugins", *with_file).stdout
    assert run("check", project, "--kind", "file-note", *with_file).exit_code == 0
    assert run("schema", *with_file).exit_code == 0
    failed = run("render", project, "--kind", "file-note", *with_file)
    assert failed.exit_code == 1
    (line,) = lines(failed)
    assert line == (
        "Error: note.py:6: AttributeError: 'Project' object has no attribute 'nothing' "
        "(while rendering 'file-note' of note.py); --traceback shows where it comes from"
    )
    broken = run("plugins", *with_file, "--plugin", "broken.py")
    assert broken.exit_code == 1
    assert lines(broken) == ["Error: broken.py:2: AttributeError: 'int' object has no attribute 'y'"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), BrokenPipeError(32, "Broken pipe")])
def test_an_interrupted_program_ends_without_a_traceback(
    project: str, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def interrupt(**_: Any) -> Registry:
        raise error

    monkeypatch.setattr("mpfkit.registry.load_registry", interrupt)
    result = run("render", project)
    assert result.exit_code == 1
    assert lines(result) in ([], ["", "Aborted!"])


# ------------------------------------------------------------------------------------------------ plugins


def test_plugins_lists_what_there_is_and_who_offers_it() -> None:
    text = run("plugins").stdout
    assert [line for line in text.splitlines() if line and not line.startswith(" ")] == [
        "Report kinds",
        "House styles",
        "Formats",
        "Readers",
    ]
    assert ["acme-note", "A", "note", "Acme"] in [line.split() for line in text.splitlines()]
    outline = next(line for line in text.splitlines() if line.strip().startswith("outline"))
    assert outline.endswith(f"builtins (mpfkit {__version__})")


def test_a_section_without_anything_in_it_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    plug(monkeypatch, house_styles={}, writers={})
    result = run("plugins")
    assert result.stdout.startswith("Report kinds\n")
    assert "House styles" not in result.stdout
    assert "Formats" not in result.stdout


def test_plugins_tells_more_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    plug(monkeypatch, Acme(), Broken())
    short = run("plugins")
    assert short.stdout.splitlines()[-2:] == ["Not loaded", "  plugin 'Broken' failed: LookupError: no style today"]
    assert short.stderr == ""
    rows = [line.split() for line in run("plugins", "-v").stdout.splitlines()]
    assert ["acme-note", "rows", "default", "10"] in rows
    assert ["acme-note", "charts", "default", "yes"] in rows
    assert ["acme-note", "themes", "default", "none"] in rows
    assert ["acme-note", "label", "default", "empty"] in rows
    assert ["acme-note", "codes", "default", "none"] in rows
    assert ["acme-note", "derived", "default", "set", "by", "what", "is", "rendered"] in rows
    assert ["acme-fiche", "country-code", "required"] in rows
    assert not any("hidden" in row for row in rows)
    assert [
        "builtins",
        "mpfkit",
        __version__,
        "active",
        "1",
        "report",
        "kind,",
        "1",
        "house",
        "style,",
        "2",
        "formats,",
        "1",
        "reader",
    ] in rows
    assert ["Traceback", "(most", "recent", "call", "last):"] in rows


def test_a_program_on_a_real_terminal_says_the_same(project: str) -> None:
    import subprocess

    command = [sys.executable, "-m", "mpfkit", "render", "nowhere"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1] == "nowhere: MPF100 error: there is no such file or folder"
    assert "Traceback" not in done.stderr


def test_a_day_is_read_once() -> None:
    context = click.Context(cli.main)
    option = click.Option(["--date"])
    assert cli._day(context, option, "2019-02-14") == dt.date(2019, 2, 14)
    assert cli._day(context, option, None) is None

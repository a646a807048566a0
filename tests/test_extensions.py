"""Extensions on their way from the file to the report, with and without their plugin."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import mpfkit
from mpfkit import (
    Extension,
    ProblemsError,
    Project,
    Registry,
    ReportKind,
    check,
    cli,
    hookimpl,
    load_project,
    redact,
    save_project,
)
from mpfkit.errors import FileError, PluginError, Problem, UnknownNameError
from mpfkit.model import Country, Entity, Finding, FrozenDict, LangString, PartialDate, Response, Session
from mpfkit.serialisation import dumps, json_schema, load, loads, save
from mpfkit.testing.strategies import projects

COMMON = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


class Grade(StrEnum):
    LOW = "low"
    HIGH = "high"


@attrs.frozen(kw_only=True)
class Course(Entity):
    """A course.

    Attributes:
        title: What it was called.
    """

    title: LangString
    held: dt.date | None = None
    parts: tuple[Course, ...] = ()


def _not_too_many(_: Any, __: Any, value: int) -> None:
    if value > 500:
        raise ValueError(f"{value} officers are\nmore than there are")


@attrs.frozen(kw_only=True)
class Training:
    grade: Grade = Grade.LOW
    officers: int = attrs.field(default=0, validator=_not_too_many)
    since: PartialDate | None = None
    cost: Decimal | None = None
    recorded: dt.datetime | None = None
    courses: tuple[Course, ...] = ()
    labels: FrozenDict[str, LangString] = attrs.field(factory=FrozenDict, converter=FrozenDict)
    remark: str = ""
    open: bool = False


@attrs.frozen(kw_only=True)
class Note:
    text: str


EXTENSIONS = (
    Extension(name="training", on=Country, type=Training, summary="Courses"),
    *(
        Extension(name=f"note-{on.__name__.lower()}", on=on, type=Note)
        for on in (Project, Response, Session, Finding, Country)
    ),
)


class Plugin:
    @hookimpl
    def mpfkit_extensions(self) -> Any:
        return EXTENSIONS


REGISTRY = Registry.of(Plugin())
NONE = Registry.of()
FILE = """\
schema_version: 1
id: p
title: T
as_of: 2020-02-01
marking: clear
languages: [fr, en]
countries:
- code: XA
  name: Aldovia
  group: MP
  extensions:
    other: {any: [1, 2.50, NO, ~]}
    training:
      grade: high
      officers: 40
      since: 2019-03
      cost: 1234.50
      courses:
      - title: Un cours
        held: 2019-02-14
        x-room: 1.10
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "p.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def problems(file: Path, old: str, new: str) -> list[str]:
    assert old in FILE
    file.write_text(FILE.replace(old, new), encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        load_project(file, registry=REGISTRY)
    return [str(problem).removeprefix(f"{file}:") for problem in caught.value.problems]


# ------------------------------------------------------------------------------------------------ loading and saving


def test_facts_are_typed_with_the_plugin_and_plain_without_it(file: Path) -> None:
    country = load_project(file, registry=REGISTRY).countries[0]
    course = Course(
        title=LangString.of("Un cours", "fr"), held=dt.date(2019, 2, 14), extra=FrozenDict({"x-room": Decimal("1.10")})
    )
    assert country.extension(Training) == Training(
        grade=Grade.HIGH, officers=40, since=PartialDate(2019, 3), cost=Decimal("1234.50"), courses=(course,)
    )
    plain = load_project(file, registry=NONE).countries[0]
    assert plain.extension(Training) is None
    assert plain.extensions["training"]["officers"] == 40
    assert plain.extensions["other"] == country.extensions["other"]


@pytest.mark.parametrize("registry", [REGISTRY, NONE], ids=["with", "without"])
def test_saving_what_was_loaded_leaves_the_file_alone_and_a_new_file_says_the_same(
    file: Path, tmp_path: Path, registry: Registry
) -> None:
    project = load_project(file, registry=registry)
    save_project(project, file, registry=REGISTRY)
    assert file.read_text(encoding="utf-8") == FILE
    save_project(project.evolve(title=LangString.of("U", "fr")), file, registry=REGISTRY)
    text = file.read_text(encoding="utf-8")
    assert "title: U\n" in text
    for part in ("other:", "grade: high", "cost: 1234.50", "x-room: 1.10"):
        assert part in text
    for each in (REGISTRY, NONE):
        file.write_text(FILE.replace("title: T", "title: U"), encoding="utf-8")
        expected = load_project(file, registry=each)
        file.write_text(text, encoding="utf-8")
        assert load_project(file, registry=each) == expected


@COMMON
@given(project=projects(extensions=EXTENSIONS), form=st.sampled_from(["yaml", "json", "toml"]))
def test_facts_of_all_sorts_come_back_as_they_were(project: Project, form: str) -> None:
    text = dumps(project, form)
    assert loads(text, form, extensions=EXTENSIONS).project == project
    plain = loads(text, form).project
    assert plain is not None
    # Who does not have the plugin saves the same facts; YAML may put quotes around what was a date.
    assert loads(dumps(plain, form), form, extensions=EXTENSIONS).project == project


@COMMON
@given(project=projects(extensions=EXTENSIONS))
def test_facts_come_back_from_a_folder_and_saving_them_again_touches_nothing(project: Project) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name) / "p"
        save(project, folder)
        assert load(folder, extensions=EXTENSIONS).project == project
        assert save(project, folder) == ()


def test_the_plugins_that_are_installed_are_looked_up_only_where_they_are_needed(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def look_up() -> Registry:
        calls.append(1)
        return REGISTRY

    monkeypatch.setattr("mpfkit.registry.load_registry", look_up)
    project = load_project(file)
    assert project.countries[0].extension(Training) is not None
    assert len(calls) == 1
    save_project(project, file)
    assert len(calls) == 2
    assert check(file) == check(file, registry=REGISTRY)
    assert len(calls) == 3
    file.write_text(FILE.partition("  extensions:")[0], encoding="utf-8")
    save_project(load_project(file), file)
    assert len(calls) == 3


def test_facts_that_would_not_come_back_are_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    country = Country(code="XA", extensions={"training": Note(text="x")})
    project = Project(id="p", title=LangString.of("T"), as_of=dt.date(2020, 2, 1), countries=(country,))
    with pytest.raises(FileError) as caught:
        save_project(project, path, registry=REGISTRY)
    assert str(caught.value) == (
        "countries.XA.extensions.training: a Note would not come back as one: the extension holds a Training; install "
        "or pass the plugin"
    )
    with pytest.raises(FileError, match="no plugin offers such an extension"):
        save_project(project, path, registry=NONE)
    assert not path.exists()


# ------------------------------------------------------------------------------------------------ mistakes


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "officers: 40",
            "oficers: 40",
            "14:7: MPF101 error: {}.oficers: unknown key 'oficers'; did you mean 'officers'?",
        ),
        ("officers: 40", "x-officers: 40", "14:7: MPF101 error: {}.x-officers: unknown key 'x-officers'; did you mean"),
        ("officers: 40", "officers: many", "15:17: MPF102 error: {}.officers: 'many' is not a whole number"),
        ("grade: high", "grade: hgh", "14:14: MPF103 error: {}.grade: 'hgh' is not allowed; did you mean 'high'?"),
        ("title: Un cours\n        held", "held", "18:7: MPF104 error: {}.courses.0.title is missing; add it"),
        ("2019-02-14", "2019-02-30", "19:15: MPF102 error: {}.courses.0.held: '2019-02-30' is not a date"),
        ("officers: 40", "officers: 501", "13:5: MPF109 error: {}: 501 officers are more than there are"),
    ],
)
def test_a_mistake_has_its_place_and_its_path(file: Path, old: str, new: str, said: str) -> None:
    (line,) = problems(file, old, new)
    where = "countries.XA.extensions.training"
    _, _, text = said.partition(" ")
    assert line.split(" ", 1)[1].startswith(text.format(where)), line
    source = file.read_text(encoding="utf-8").splitlines()
    number, column = map(int, line.split(": ")[0].split(":"))
    assert 1 <= column <= len(source[number - 1])


def test_all_mistakes_are_told_at_once_and_the_rest_is_checked(file: Path) -> None:
    text = (
        FILE.replace("officers: 40", "oficers: 40").replace("grade: high", "grade: hgh").replace("code: XA", "code: QQ")
    )
    file.write_text(text, encoding="utf-8")
    codes = sorted(problem.code for problem in check(file, registry=REGISTRY) if problem.severity == "error")
    assert codes == ["MPF101", "MPF103", "MPF103"]


@pytest.mark.parametrize("given", ["[]", "yes", "{training: 3}", "{training: [1]}"])
def test_another_sort_of_value_is_refused(file: Path, given: str) -> None:
    text = FILE.partition("  extensions:")[0] + f"  extensions: {given}\n"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"MPF102 error: countries\.XA\.extensions"):
        load_project(file, registry=REGISTRY)


def test_nothing_under_the_name_of_an_extension_is_no_facts(file: Path) -> None:
    text = FILE.partition("    training:")[0] + "    training:\n"
    file.write_text(text, encoding="utf-8")
    assert load_project(file, registry=REGISTRY).countries[0].extension(Training) is None


def test_a_class_that_breaks_is_named_and_not_hidden() -> None:
    def broken(*_: Any) -> None:
        raise LookupError("a bug of the plugin")

    kind = attrs.make_class("Broken", {"a": attrs.field(type=int, validator=broken)}, frozen=True)
    with pytest.raises(LookupError) as caught:
        loads(
            FILE.replace("training:", "broken: {a: 1}\n    x:"),
            extensions=[Extension(name="broken", on=Country, type=kind)],
        )
    assert "while reading the extension 'broken'" in caught.value.__notes__


# ------------------------------------------------------------------------------------------------ checks


def test_extensions_that_nobody_offers_are_noted_once(file: Path) -> None:
    text = FILE.replace("    training:", "    trainign:") + "- {code: XB, name: B, group: MP, extensions: {other: 1}}\n"
    file.write_text(text, encoding="utf-8")
    notes = [problem for problem in check(file, registry=REGISTRY) if problem.code == "MPF113"]
    offers = "no plugin offers the extension {!r} of Country, so it is kept as it is"
    assert [(note.severity, note.line, note.message) for note in notes] == [
        (
            "note",
            12,
            f"countries.XA.extensions.other: {offers.format('other')}",
        ),
        (
            "note",
            13,
            f"countries.XA.extensions.trainign: {offers.format('trainign')}; did you mean 'training'?",
        ),
    ]


def test_facts_of_another_class_are_an_error() -> None:
    held = {"training": FrozenDict({"officers": 40}), "note-country": Training()}
    country = Country(code="XA", name=LangString.of("A"), group="MP", extensions=held)
    project = Project(id="p", title=LangString.of("T"), as_of=dt.date(2020, 2, 1), countries=(country,))
    where = "countries.XA.extensions"
    assert [(problem.code, problem.severity, problem.message) for problem in check(project, registry=REGISTRY)] == [
        ("MPF114", "error", f"{where}.training: holds plain data; give it a Training, or load it from a file"),
        ("MPF114", "error", f"{where}.note-country: holds a Training; give it a Note, or load it from a file"),
    ]


def checking(give: Any) -> Registry:
    """A registry whose only plugin checks."""

    def mpfkit_check_project(project: Project) -> Any:
        return give(project)

    class Acme:
        pass

    Acme.mpfkit_check_project = staticmethod(hookimpl(mpfkit_check_project))  # type: ignore[attr-defined]
    return Registry.of(Acme())


def test_problems_of_plugins_get_their_places(file: Path) -> None:
    path = ("countries", "XA", "extensions", "training", "officers")
    registry = checking(lambda project: [Problem(code="ACME01", message="too few", severity="warning", path=path)])
    told = [str(problem) for problem in check(file, registry=registry) if problem.code == "ACME01"]
    assert told == [f"{file}:15:17: ACME01 warning: too few"]
    assert dict(next(info for info in registry.plugins if info.name == "Acme").offers) == {"check": 1}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (lambda _: None, "mpfkit_check_project gave None; it must give an iterable of Problem"),
        (lambda _: ["x"], "mpfkit_check_project gave 'x' among its problems; each must be a Problem"),
        (lambda _: [Problem(code="MPF001", message="x")], "gave a problem with the code 'MPF001'; write letters of"),
        (lambda _: [Problem(code="acme", message="x")], "gave a problem with the code 'acme'; write letters of"),
    ],
)
def test_a_check_that_gives_something_else_is_named(file: Path, given: Any, words: str) -> None:
    with pytest.raises(PluginError) as caught:
        check(file, registry=checking(given))
    assert words in str(caught.value)
    assert caught.value.__notes__ == ["while checking with plugin 'Acme'"]


def test_an_exception_of_a_check_passes_with_the_name_of_its_plugin(file: Path) -> None:
    def fail(_: Project) -> Any:
        yield Problem(code="ACME1", message="x")
        raise LookupError("a bug")

    with pytest.raises(LookupError) as caught:
        check(file, registry=checking(fail))
    assert caught.value.__notes__ == ["while checking with plugin 'Acme'"]


def test_a_check_without_an_argument_fails_its_plugin() -> None:
    class Acme:
        @hookimpl
        def mpfkit_check_project(self) -> Any:
            return ()

    (info,) = Registry.of(Acme(), strict=False).failures
    assert str(info.error) == "mpfkit_check_project takes no argument; it needs one, the project"


# ---------------------------------------------------------------------------------------- checks of report kinds


def of_kind(give: Any) -> Registry:
    """A registry whose report kind 'acme-note' checks."""

    class Acme:
        @hookimpl
        def mpfkit_report_kinds(self) -> Any:
            yield ReportKind(name="acme-note", compose=lambda *_: None, check=give)  # type: ignore[arg-type, return-value]
            yield ReportKind(name="acme-bare", compose=lambda *_: None)  # type: ignore[arg-type, return-value]

    return Registry.of(Acme())


def test_the_check_of_a_report_kind_comes_after_all_others_and_has_places(file: Path) -> None:
    path = ("countries", "XA", "extensions", "training", "officers")
    registry = of_kind(lambda _: [Problem(code="ACME7", message="too few", severity="warning", path=path)])
    told = [str(problem) for problem in check(file, kind="acme-note", registry=registry)]
    assert f"{file}:15:17: ACME7 warning: too few" in told
    assert "ACME7" not in {problem.code for problem in check(file, registry=registry)}
    assert "ACME7" not in {problem.code for problem in check(file, kind="acme-bare", registry=registry)}
    loaded = load_project(file, registry=registry)
    assert "ACME7" in {problem.code for problem in check(loaded, kind="acme-note", registry=registry)}


def test_a_report_kind_that_is_not_there_is_told_before_anything_else(file: Path) -> None:
    for place in (file, file.parent / "nowhere"):
        with pytest.raises(UnknownNameError, match=r"no report kind is named 'acme-not'; did you mean 'acme-note'\?"):
            check(place, kind="acme-not", registry=of_kind(lambda _: []))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (lambda _: None, "the check of report kind 'acme-note' gave None; it must give an iterable of Problem"),
        (lambda _: ["x"], "the check of report kind 'acme-note' gave 'x' among its problems; each must be a Problem"),
        (lambda _: [Problem(code="MPF001", message="x")], "gave a problem with the code 'MPF001'; write letters of"),
    ],
)
def test_a_check_of_a_report_kind_that_gives_something_else_is_named(file: Path, given: Any, words: str) -> None:
    with pytest.raises(PluginError) as caught:
        check(file, kind="acme-note", registry=of_kind(given))
    assert words in str(caught.value)
    assert caught.value.__notes__ == ["while checking with plugin 'Acme'"]


def test_the_command_check_asks_the_report_kind(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = of_kind(lambda _: [Problem(code="ACME7", message="no annex")])
    monkeypatch.setattr("mpfkit.registry.load_registry", lambda **_: registry)
    result = CliRunner().invoke(cli.main, ["check", str(file), "--kind", "acme-note"])
    assert (result.exit_code, "ACME7 error: no annex" in result.stdout) == (1, True)
    assert "ACME7" not in CliRunner().invoke(cli.main, ["check", str(file)]).stdout
    unknown = CliRunner().invoke(cli.main, ["check", str(file), "--kind", "acme-not"])
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert unknown.stderr == "Error: no report kind is named 'acme-not'; did you mean 'acme-note'?\n"


# ------------------------------------------------------------------------------------------------ the registry


def offering(name: str, *extensions: Extension) -> Any:
    class Some(SimpleNamespace):
        __hash__ = object.__hash__

    return Some(__name__=name, mpfkit_extensions=hookimpl(lambda: extensions))


def test_extensions_are_listed_by_name_with_their_owner() -> None:
    assert list(REGISTRY.extensions) == sorted(each.name for each in EXTENSIONS)
    assert REGISTRY.owner(REGISTRY.extension("training")).name == "Plugin"
    with pytest.raises(UnknownNameError, match=r"no extension is named 'trainign'; did you mean 'training'\?"):
        REGISTRY.extension("trainign")


def test_one_class_extends_an_entity_once() -> None:
    one = offering("one", Extension(name="a", on=Country, type=Note))
    two = offering("two", Extension(name="b", on=Country, type=Note))
    with pytest.raises(PluginError) as caught:
        Registry.of(one, two)
    assert str(caught.value) == (
        "Note extends Country twice, as 'a' of plugin 'one' and 'b' of plugin 'two'; give each a class of its own, or "
        "block one of them: --block one or --block two, or name it in MPFKIT_BLOCK"
    )
    three = offering("three", Extension(name="a", on=Finding, type=Note))
    with pytest.raises(PluginError, match="the extension 'a' is offered by plugin 'one' and plugin 'three'"):
        Registry.of(one, three)


def test_an_extension_that_cannot_be_fails_its_plugin_only() -> None:
    class Odd:
        @hookimpl
        def mpfkit_extensions(self) -> Any:
            yield Extension(name="a", on=Country, type=dict)

    registry = Registry.of(Odd(), Plugin(), strict=False)
    assert [info.name for info in registry.failures] == ["Odd"]
    assert "training" in registry.extensions


# ------------------------------------------------------------------------------------------------ schema, editions, CLI


def test_the_schema_knows_the_facts_and_takes_what_is_saved(file: Path) -> None:
    schema = json_schema(REGISTRY.extensions.values())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    data = json.loads(dumps(load_project(file, registry=REGISTRY), "json"))
    assert validator.is_valid(data)
    data["countries"][0]["extensions"]["training"]["oficers"] = 1
    assert not validator.is_valid(data)


@COMMON
@given(project=projects(extensions=EXTENSIONS))
def test_every_project_with_facts_validates(project: Project) -> None:
    validator = Draft202012Validator(json_schema(EXTENSIONS))
    assert [error.message for error in validator.iter_errors(json.loads(dumps(project, "json")))] == []


@COMMON
@given(project=projects(extensions=EXTENSIONS), audience=st.sampled_from(mpfkit.Audience))
def test_an_edition_treats_typed_facts_as_it_treats_plain_ones(project: Project, audience: Any) -> None:
    plain = loads(dumps(project, "json"), "json").project
    assert plain is not None
    typed, untyped = redact(project, audience), redact(plain, audience)
    assert typed.withheld == untyped.withheld
    bare = {"withheld": None}
    assert dumps(typed.evolve(**bare), "json") == dumps(untyped.evolve(**bare), "json")


def test_plugins_lists_extensions_and_schema_includes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mpfkit.registry.load_registry", lambda **_: REGISTRY)
    rows = [line.split() for line in CliRunner().invoke(cli.main, ["plugins", "-v"]).stdout.splitlines()]
    assert ["training", "Country", "Courses", "Plugin"] in rows
    assert ["Plugin", "active", "6", "extensions"] in rows
    schema = json.loads(CliRunner().invoke(cli.main, ["schema"]).stdout)
    assert schema == json_schema(EXTENSIONS)


def test_the_command_check_tells_what_plugins_find(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = checking(lambda project: [Problem(code="ACME1", message="no aim")])
    monkeypatch.setattr("mpfkit.registry.load_registry", lambda **_: registry)
    result = CliRunner().invoke(cli.main, ["check", str(file)])
    assert result.exit_code == 1
    assert "ACME1 error: no aim" in result.stdout

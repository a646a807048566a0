"""Discovery of installed plugins, with fake distributions and with one that is really built and installed."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from mpfkit import __version__
from mpfkit.discovery import fits
from mpfkit.errors import PluginError, UnknownNameError
from mpfkit.registry import FailedPluginsError, PluginStatus, Registry, load_registry

ROOT = Path(__file__).resolve().parent.parent

KIND = """
from mpfkit import ReportKind, hookimpl

@hookimpl
def mpfkit_report_kinds():
    return [ReportKind(name={name!r}, compose=lambda project, brief: None)]
"""
TYPO = """
from mpfkit import hookimpl

@hookimpl
def mpfkit_writer():
    return ()
"""
OLD_ARGUMENTS = """
from mpfkit import hookimpl

@hookimpl
def mpfkit_writers(config):
    return ()
"""
RAISING = """
from mpfkit import HouseStyle, hookimpl

@hookimpl
def mpfkit_house_styles():
    yield HouseStyle(name="half")
    raise LookupError("no style today")
"""
WRONG_TYPE = """
from mpfkit import hookimpl

@hookimpl
def mpfkit_writers():
    return ["docx"]
"""


class Site:
    """A folder of installed distributions, as `site-packages` is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, distribution: str, points: str, *, version: str = "1.0", **modules: str) -> None:
        # importlib.metadata reads the name of a distribution from the folder, up to the first hyphen
        info = self.folder / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(points)
        for name, code in modules.items():
            (self.folder / f"{name}.py").write_text(code)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    before = set(sys.modules)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(
        "mpfkit.discovery.distributions", lambda: importlib.metadata.distributions(path=[os.fspath(folder)])
    )
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield Site(folder)
    for name in set(sys.modules) - before:
        if name.startswith("acme_"):
            del sys.modules[name]


def load(**arguments: Any) -> Registry:
    return load_registry(environ={}, **arguments)


def said(registry: Registry) -> list[str]:
    return [str(info) for info in registry.plugins if info.name != "builtins"]


def test_an_installed_plugin_is_found_with_its_distribution_and_version(site: Site) -> None:
    site.install("acme-good", "[mpfkit]\ngood = acme_good\n", acme_good=KIND.format(name="acme-note"))
    registry = load()
    assert registry.owner(registry.report_kind("acme-note")).origin == "acme-good 1.0"
    assert said(registry) == ["plugin 'good' of acme-good 1.0 is active"]


def test_plugins_are_sorted_by_distribution_and_name(site: Site) -> None:
    for distribution in ("acme-z", "acme-a", "zoo"):
        name = distribution.replace("-", "_")
        modules = {f"acme_{name}_{letter}": KIND.format(name=f"{distribution}-{letter}") for letter in "yb"}
        points = "".join(f"{distribution}-{letter} = acme_{name}_{letter}\n" for letter in "yb")
        site.install(distribution, f"[console_scripts]\nx = y:z\n[mpfkit]\n{points}", **modules)
    names = [(info.distribution, info.name) for info in load().plugins]
    assert names == sorted(names)
    assert len(names) == 7


def test_a_plugin_that_cannot_be_imported_is_listed_and_the_others_work(site: Site) -> None:
    site.install("acme-bad", "[mpfkit]\nbad = acme_bad\n", acme_bad="import acme_nowhere\n")
    site.install("acme-gone", "[mpfkit]\ngone = acme_gone:PLUGIN\n", acme_gone="")
    site.install("acme-broken", "[mpfkit]\nbroken = acme_broken\n", acme_broken="def (:\n")
    site.install("acme-good", "[mpfkit]\ngood = acme_good\n", acme_good=KIND.format(name="acme-note"))
    registry = load()
    assert "acme-note" in registry.report_kinds
    bad, broken, gone, good = said(registry)
    assert bad == "plugin 'bad' of acme-bad 1.0 failed: ModuleNotFoundError: No module named 'acme_nowhere'"
    assert broken.startswith("plugin 'broken' of acme-broken 1.0 failed: SyntaxError: invalid syntax")
    assert gone.startswith("plugin 'gone' of acme-gone 1.0 failed: AttributeError: ")
    assert good.endswith("is active")
    error = registry.failures[0].error
    assert error is not None
    assert error.__notes__ == ["while loading plugin 'bad' of acme-bad 1.0"]


def test_a_plugin_that_ends_the_program_does_not_end_it(site: Site) -> None:
    site.install("acme-exit", "[mpfkit]\nexit = acme_exit\n", acme_exit="raise SystemExit(3)\n")
    assert said(load()) == [
        "plugin 'exit' of acme-exit 1.0 failed: it ends the program when it is loaded (SystemExit: 3)"
    ]


def test_typo_old_arguments_wrong_type_and_raising_generator_are_each_attributed(site: Site) -> None:
    site.install("acme-a", "[mpfkit]\na = acme_typo\n", acme_typo=TYPO)
    site.install("acme-b", "[mpfkit]\nb = acme_old\n", acme_old=OLD_ARGUMENTS)
    site.install("acme-c", "[mpfkit]\nc = acme_wrong\n", acme_wrong=WRONG_TYPE)
    site.install("acme-d", "[mpfkit]\nd = acme_raising\n", acme_raising=RAISING)
    site.install("acme-e", "[mpfkit]\ne = acme_good\n", acme_good=KIND.format(name="acme-note"))
    registry = load()
    typo, old, wrong, raising, good = said(registry)
    assert typo == (
        "plugin 'a' of acme-a 1.0 failed: there is no hook named 'mpfkit_writer'; did you mean 'mpfkit_writers'?"
    )
    assert old.startswith("plugin 'b' of acme-b 1.0 failed: mpfkit_writers takes 'config', but in mpfkit ")
    assert wrong == (
        "plugin 'c' of acme-c 1.0 failed: mpfkit_writers gave 'docx' among its records; each must be a Writer"
    )
    assert raising == "plugin 'd' of acme-d 1.0 failed: LookupError: no style today"
    assert good.endswith("is active")
    assert "half" not in registry.house_styles


def test_strict_raises_every_failure_with_a_note(site: Site) -> None:
    site.install("acme-a", "[mpfkit]\na = acme_typo\n", acme_typo=TYPO)
    site.install("acme-d", "[mpfkit]\nd = acme_raising\n", acme_raising=RAISING)
    for arguments in ({"strict": True, "environ": {}}, {"environ": {"MPFKIT_STRICT": "1"}}):
        with pytest.raises(FailedPluginsError) as caught:
            load_registry(**arguments)
        assert [error.__notes__ for error in caught.value.exceptions] == [
            ["while loading plugin 'a' of acme-a 1.0"],
            ["while loading plugin 'd' of acme-d 1.0"],
        ]
    assert len(load_registry(environ={"MPFKIT_STRICT": "0"}).failures) == 2


def test_of_two_distributions_with_one_plugin_name_neither_is_loaded_and_the_way_out_is_said(site: Site) -> None:
    site.install("acme-one", "[mpfkit]\nfiche = acme_one\n", acme_one=KIND.format(name="one"))
    site.install("acme-two", "[mpfkit]\nfiche = acme_two\n", version="2.1", acme_two=KIND.format(name="two"))
    said_of_both = (
        "two plugins are named 'fiche', of acme-one 1.0 and acme-two 2.1; "
        "block one of them: --block acme-one or --block acme-two, or name it in MPFKIT_BLOCK"
    )
    assert said(load()) == [
        f"plugin 'fiche' of acme-one 1.0 failed: {said_of_both}",
        f"plugin 'fiche' of acme-two 2.1 failed: {said_of_both}",
    ]
    assert "outline" in load().report_kinds
    assert "acme_one" not in sys.modules
    with pytest.raises(PluginError) as caught:
        load(strict=True)
    assert str(caught.value) == said_of_both
    registry = load(blocked=["acme-one"], strict=True)
    assert "two" in registry.report_kinds
    assert "one" not in registry.report_kinds


def test_a_name_that_two_distributions_claim_is_nobodys_until_one_is_blocked(site: Site) -> None:
    site.install("acme-one", "[mpfkit]\none = acme_one\n", acme_one=KIND.format(name="fiche"))
    site.install("acme-two", "[mpfkit]\ntwo = acme_two\n", acme_two=KIND.format(name="fiche"))
    clash = (
        "the report kind 'fiche' is offered by plugin 'one' of acme-one 1.0 and plugin 'two' of acme-two 1.0; "
        "block one of them: --block one or --block two, or name it in MPFKIT_BLOCK"
    )
    registry = load()
    assert registry.clashes == (clash,)
    assert list(registry.report_kinds) == ["outline"]
    with pytest.raises(UnknownNameError) as unknown:
        registry.report_kind("fiche")
    assert unknown.value.__notes__ == [clash]
    with pytest.raises(PluginError) as caught:
        load(strict=True)
    assert str(caught.value) == clash
    assert load(blocked=["two"]).owner(load(blocked=["two"]).report_kind("fiche")).name == "one"


def test_the_built_in_plugin_has_no_privilege_over_its_names(site: Site) -> None:
    site.install("acme-outline", "[mpfkit]\nacme = acme_outline\n", acme_outline=KIND.format(name="outline"))
    (clash,) = load().clashes
    assert "of acme-outline 1.0 and plugin 'builtins' of mpfkit " in clash
    assert "docx" in load().writers
    registry = load(blocked=["builtins"])
    assert registry.owner(registry.report_kind("outline")).name == "acme"


def test_a_blocked_plugin_is_not_even_imported(site: Site) -> None:
    site.install("acme-bad", "[mpfkit]\nbad = acme_bad\n", acme_bad="raise RuntimeError('imported')\n")
    registry = load(blocked=["bad"], strict=True)
    assert said(registry) == ["plugin 'bad' of acme-bad 1.0 is blocked"]
    assert "acme_bad" not in sys.modules
    only = load(only=["builtins"], strict=True)
    assert said(only) == ["plugin 'bad' of acme-bad 1.0 is blocked"]
    with pytest.raises(UnknownNameError) as caught:
        registry.house_style("acme")
    assert caught.value.__notes__ == ["plugin 'bad' of acme-bad 1.0 is blocked"]


def test_one_module_under_two_names_works_once(site: Site) -> None:
    site.install("acme-good", "[mpfkit]\ngood = acme_good\nsame = acme_good\n", acme_good=KIND.format(name="note"))
    registry = load()
    assert "note" in registry.report_kinds
    assert [info.name for info in registry.failures] == ["same"]


def test_a_distribution_with_damaged_entry_points_is_listed(site: Site) -> None:
    site.install("acme-bad", "[mpfkit]\nthis line says nothing\n")
    (line,) = said(load())
    assert line.startswith("plugin 'acme-bad' of acme-bad 1.0 failed: its entry_points.txt cannot be read: ")
    assert line.endswith("; install the distribution again")


def test_a_distribution_without_metadata_is_listed(site: Site) -> None:
    site.install("acme-bare", "[mpfkit]\nbare = acme_bare\n", acme_bare=KIND.format(name="bare"))
    (site.folder / "acme_bare-1.0.dist-info" / "METADATA").unlink()
    registry = load()
    assert "bare" in registry.report_kinds
    assert registry.owner(registry.report_kind("bare")).status is PluginStatus.ACTIVE


def test_a_distribution_whose_metadata_cannot_be_read_is_named_all_the_same(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.install("acme-bare", "[mpfkit]\nbare = acme_bare\n", acme_bare=KIND.format(name="bare"))

    def refuse(_: Any) -> Any:
        raise TypeError("initial_value must be str or None")

    # Not always the standard library's own: importlib_metadata takes its place where a package imports it
    (kind,) = {type(found) for found in importlib.metadata.distributions()}
    monkeypatch.setattr(kind, "metadata", property(refuse))
    assert said(load()) == ["plugin 'bare' of a distribution without metadata is active"]


def test_a_distribution_that_is_hidden_on_the_path_is_not_loaded_twice(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.install("acme-good", "[mpfkit]\ngood = acme_good\n", acme_good=KIND.format(name="note"))
    hidden = Site(tmp_path / "hidden")
    hidden.folder.mkdir()
    hidden.install("acme-good", "[mpfkit]\ngood = acme_good\n", version="0.9")
    path = [os.fspath(site.folder), os.fspath(hidden.folder)]
    monkeypatch.setattr("mpfkit.discovery.distributions", lambda: importlib.metadata.distributions(path=path))
    assert said(load()) == ["plugin 'good' of acme-good 1.0 is active"]


def test_other_entry_points_that_speak_of_mpfkit_are_left_alone(site: Site) -> None:
    site.install("acme-tool", "[console_scripts]\nmpfkit-tool = acme_tool:main\n", acme_tool="raise RuntimeError\n")
    site.install("acme-none", "[console_scripts]\ntool = acme_none:main\n", acme_none="raise RuntimeError\n")
    assert said(load()) == []


@pytest.mark.parametrize("name", ["My Fiche", "fiche_two", "-fiche", "Fiche"])
def test_a_plugin_whose_name_is_no_slug_is_not_imported(site: Site, name: str) -> None:
    site.install("acme-bad", f"[mpfkit]\n{name} = acme_bad\n", acme_bad="raise RuntimeError('imported')\n")
    (line,) = said(load())
    assert line == (
        f"plugin {name!r} of acme-bad 1.0 failed: the name of its entry point is not a slug; "
        "its author has to use small letters, digits and single hyphens"
    )
    assert said(load(blocked=[name], strict=True)) == [f"plugin {name!r} of acme-bad 1.0 is blocked"]


# ----------------------------------------------------------------------------------------------- versions


def test_a_plugin_for_another_mpfkit_is_not_imported_and_both_versions_are_named(site: Site) -> None:
    site.install("acme-new", "[mpfkit]\nnew = acme_new\n", version="7.0", acme_new="raise RuntimeError('imported')\n")
    metadata = site.folder / "acme_new-7.0.dist-info" / "METADATA"
    metadata.write_text(f"{metadata.read_text()}Requires-Dist: attrs\nRequires-Dist: mpfkit<8,>=7.1\n")
    (line,) = said(load())
    assert line == (
        f"plugin 'new' of acme-new 7.0 failed: it is made for mpfkit <8,>=7.1, and this is mpfkit {__version__}; "
        "install a version of acme-new for this mpfkit, or the mpfkit that it needs"
    )


def test_a_plugin_for_this_mpfkit_is_loaded_whatever_else_it_asks_for(site: Site) -> None:
    site.install("acme-good", "[mpfkit]\ngood = acme_good\n", acme_good=KIND.format(name="acme-note"))
    metadata = site.folder / "acme_good-1.0.dist-info" / "METADATA"
    lines = ("mpfkit[images] (>=0.1,<0.2)", 'mpfkit[all]>=9; extra == "later"', "mpfkit-reports>=9")
    metadata.write_text(metadata.read_text() + "".join(f"Requires-Dist: {line}\n" for line in lines))
    assert "acme-note" in load(strict=True).report_kinds


@pytest.mark.parametrize(
    "bounds", ["", ">=0.1,<0.2", "~=0.1", "~=0.1.0", "==0.1.*", "!=0.2", ">0", "<=1", "===x", ">=9rc1"]
)
def test_bounds_that_hold(bounds: str) -> None:
    assert fits(bounds, "0.1.3.dev2")


@pytest.mark.parametrize(
    "bounds", [">=0.2,<0.3", "<0.1", "~=0.2", "~=0.1.9", "==0.1", "==0.2.*", "!=0.1.*", ">1", "<=0.1.2"]
)
def test_bounds_that_do_not_hold(bounds: str) -> None:
    assert not fits(bounds, "0.1.3")


@given(
    st.sampled_from(["~=", "==", "!=", "<=", ">=", "<", ">"]),
    st.lists(st.integers(0, 3), min_size=2, max_size=4),
    st.lists(st.integers(0, 3), min_size=1, max_size=4),
)
def test_bounds_of_releases_mean_what_packaging_says(sign: str, bound: list[int], release: list[int]) -> None:
    bounds, version = sign + ".".join(map(str, bound)), ".".join(map(str, release))
    assert fits(bounds, version) == SpecifierSet(bounds).contains(version)


# ----------------------------------------------------------------------------------------------- single files

FILE = """
from mpfkit import ReportKind, hookimpl
from mpfkit.document import Document


def compose(project, brief):
    return Document(title=project.id, language="en", date=brief.date, blocks=())


@hookimpl
def mpfkit_report_kinds():
    yield ReportKind(name="acme-note", compose=compose)
"""


def test_a_file_is_a_plugin_without_being_installed_and_nothing_is_left_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    file = tmp_path / "My_Note.py"
    file.write_text(FILE)
    registry = load_registry(only=["builtins"], files=[file], environ={})
    info = registry.owner(registry.report_kind("acme-note"))
    assert (info.name, info.origin) == ("my-note", str(file))
    assert list(tmp_path.iterdir()) == [file]
    assert "acme-note" not in load_registry(files=[file], environ={"MPFKIT_BLOCK": "my-note"}).report_kinds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\ndef (:\n", ":2: SyntaxError: invalid syntax"),
        ("x = 1\n\nimport acme_nowhere\n", ":3: ModuleNotFoundError: No module named 'acme_nowhere'"),
        (TYPO, ":4: there is no hook named 'mpfkit_writer'; did you mean 'mpfkit_writers'?"),
        (WRONG_TYPE, ":4: mpfkit_writers gave 'docx' among its records; each must be a Writer"),
        (RAISING, ":7: LookupError: no style today"),
        (KIND.format(name="No Slug"), ":6: ReportKind name 'No Slug' is not a slug; use small letters"),
        ("raise SystemExit(3)\n", ":1: it ends the program when it is loaded (SystemExit: 3)"),
        ("x = 1\n", ": it implements no hook; mark its functions with @mpfkit.hookimpl"),
    ],
)
def test_a_file_that_fails_is_one_line_with_its_name_and_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "acme.py"
    file.write_text(text)
    with pytest.raises(PluginError) as caught:
        load_registry(files=[file], environ={})
    assert str(caught.value).startswith(f"{file}{said}")
    assert "\n" not in str(caught.value)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=40) | st.text("\x00\\\"'(:\n\r\t #éx1=", max_size=40).map(str.encode))
@example(b"\xff")
@example(b"x = '\\N{nothing}'")
@example(b"# coding: nothing\n")
def test_whatever_a_file_holds_it_fails_in_one_line(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "acme.py"
    file.write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        with pytest.raises(PluginError) as caught:
            load_registry(only=["builtins"], files=[file], environ={})
    assert str(caught.value).startswith(f"{file}:")
    assert len(str(caught.value).splitlines()) == 1
    assert "None" not in str(caught.value).partition(": ")[0].removeprefix(str(file))


def test_a_file_that_is_not_there_or_no_python_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match=r"nowhere\.py: there is no such file"):
        load_registry(files=[tmp_path / "nowhere.py"], environ={})
    with pytest.raises(PluginError, match=r"acme\.txt: a plugin is a Python file; its name has to end in \.py"):
        load_registry(files=[tmp_path / "acme.txt"], environ={})


# ----------------------------------------------------------------------------------------------- while they load


def test_a_plugin_that_takes_long_is_named_while_it_loads(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mpfkit.discovery.PATIENCE_S", 0.05)
    slow = f"import time\ntime.sleep(0.5)\n{KIND.format(name='acme-note')}"
    site.install("acme-slow", "[mpfkit]\nslow = acme_slow\n", acme_slow=slow)
    told: list[str] = []
    registry = load(watch=told.append)
    assert "acme-note" in registry.report_kinds
    assert (
        "plugin 'slow' of acme-slow 1.0 has been loading for 0.05 seconds; "
        "--block slow leaves it out, or MPFKIT_BLOCK=slow"
    ) in told


# ----------------------------------------------------------------------------------------------- really installed

PYPROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "acme-fiche"
version = "0.3"
dependencies = ["mpfkit>=0.1,<0.2"]

[project.entry-points.mpfkit]
fiche = "acme_fiche"

[tool.hatch.build.targets.wheel]
only-include = ["acme_fiche.py"]
"""
PLUGIN = """
from mpfkit import Brief, HouseStyle, Project, ReportKind, hookimpl
from mpfkit.document import Document, Heading, Paragraph

print("a plugin that talks when it is imported")


def compose(project: Project, brief: Brief) -> Document:
    blocks = (Heading("Fiche"), Paragraph(project.title.get(brief.language)))
    return Document(title="Fiche", language=brief.language, date=brief.date, blocks=blocks)


@hookimpl
def mpfkit_report_kinds():
    yield ReportKind(name="acme-fiche", summary="One page", compose=compose)


@hookimpl
def mpfkit_house_styles():
    yield HouseStyle(name="acme", summary="Reports of ACME")
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="builds a wheel")
    source = tmp_path_factory.mktemp("source")
    target = tmp_path_factory.mktemp("target")
    (source / "pyproject.toml").write_text(PYPROJECT)
    (source / "acme_fiche.py").write_text(PLUGIN)
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-index", "--no-build-isolation", "--target", os.fspath(target), os.fspath(source)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return target


def run(installed: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([os.fspath(installed), os.fspath(ROOT / "src")])}
    for name in ("MPFKIT_BLOCK", "MPFKIT_STRICT", "SOURCE_DATE_EPOCH"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "mpfkit", *arguments]
    return subprocess.run(
        command, env=environment, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_a_really_installed_plugin_is_listed(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "plugins", "-v", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["acme-fiche", "One", "page", "fiche", "(acme-fiche", "0.3)"] in rows
    assert ["fiche", "acme-fiche", "0.3", "active", "1", "report", "kind,", "1", "house", "style"] in rows
    assert not any(line.startswith("a plugin that talks") for line in done.stdout.splitlines())
    assert "a plugin that talks when it is imported\n" in done.stderr
    assert (
        "  plugin 'fiche' of acme-fiche 0.3: it prints when it is loaded, which goes to stderr: "
        "'a plugin that talks when it is imported'; its author has to take that out"
    ) in done.stdout.splitlines()
    strict = run(installed, "plugins", "--strict", cwd=tmp_path)
    assert (strict.returncode, strict.stdout) == (1, "")
    assert "Error: it prints when it is loaded" in strict.stderr
    assert "(while loading plugin 'fiche' of acme-fiche 0.3)" in strict.stderr


def test_a_really_installed_plugin_renders_through_the_command_line(installed: Path, tmp_path: Path) -> None:
    assert run(installed, "new", "project", cwd=tmp_path).returncode == 0
    done = run(
        installed, "render", "project", "--kind", "acme-fiche", "--style", "acme", "--format", "md", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "project-acme-fiche-acme.md\n"
    assert "Fiche" in (tmp_path / "project-acme-fiche-acme.md").read_text(encoding="utf-8")


def test_a_really_installed_plugin_can_be_blocked(installed: Path, tmp_path: Path) -> None:
    assert run(installed, "new", "project", cwd=tmp_path).returncode == 0
    done = run(installed, "render", "project", "--kind", "acme-fiche", "--block", "fiche", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    first, *notes = done.stderr.splitlines()
    assert first.startswith("Error: no report kind is named 'acme-fiche'; ")
    assert "  plugin 'fiche' of acme-fiche 0.3 is blocked" in notes
    assert "Traceback" not in done.stderr

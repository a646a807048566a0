"""Core, plugins, lock and documentation say the same about versions, dependencies and licences."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import entry_points
from importlib.metadata import version as installed_version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import mpfkit

ROOT = Path(__file__).resolve().parent.parent
CORE = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PLUGIN_FOLDERS = sorted(path.parent for path in (ROOT / "plugins").glob("*/pyproject.toml"))
PLUGINS = {path.name: tomllib.loads((path / "pyproject.toml").read_text(encoding="utf-8")) for path in PLUGIN_FOLDERS}
LOCK = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
LOCKED = {
    canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK, re.MULTILINE)
}

RUN_TIME = [Requirement(line) for line in CORE["project"]["dependencies"]]
DEVELOPMENT = [Requirement(line) for line in CORE["dependency-groups"]["dev"]]


@pytest.mark.parametrize("requirement", RUN_TIME + DEVELOPMENT, ids=lambda requirement: requirement.name)
def test_the_lock_holds_each_dependency_within_its_bounds(requirement: Requirement) -> None:
    locked = LOCKED.get(canonicalize_name(requirement.name))
    assert locked is not None, f"{requirement.name} is not locked: make lock"
    assert requirement.specifier.contains(locked), f"{requirement} but {locked} is locked: make lock"
    assert ">=" in str(requirement.specifier), f"{requirement.name} has no lower bound"


def test_every_locked_version_has_hashes_and_no_place_to_fetch_it_from() -> None:
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links|^-e ", LOCK, re.MULTILINE)
    for block in re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_documentation_gives_a_reason_for_each_dependency_and_for_no_other() -> None:
    text = (ROOT / "docs" / "explanation" / "dependencies.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    reasons = {canonicalize_name(row[0]): row[1:] for row in rows if len(row) == 3 and row[0] not in {"Package", "---"}}
    assert set(reasons) == {canonicalize_name(requirement.name) for requirement in RUN_TIME + DEVELOPMENT}
    for name, (reason, licence) in reasons.items():
        assert len(reason.split()) >= 2, name
        assert licence, name


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugin_depends_on_this_minor_version_of_the_core(name: str) -> None:
    project = PLUGINS[name]["project"]
    assert project["name"] == name
    cores = [Requirement(line) for line in project["dependencies"] if Requirement(line).name == "mpfkit"]
    assert len(cores) == 1
    assert cores[0].specifier.contains(mpfkit.__version__)
    assert not cores[0].specifier.contains("0.2.0")


def test_the_extra_all_names_every_plugin_in_its_version() -> None:
    named = {Requirement(line).name: Requirement(line) for line in CORE["project"]["optional-dependencies"]["all"]}
    assert set(named) == set(PLUGINS)
    for name, requirement in named.items():
        assert requirement.specifier.contains(PLUGINS[name]["project"]["version"])


def test_the_extra_testing_has_the_bounds_that_our_own_tests_use() -> None:
    extra = {Requirement(line) for line in CORE["project"]["optional-dependencies"]["testing"]}
    assert extra <= set(DEVELOPMENT)


@pytest.mark.parametrize("name", PLUGINS)
def test_each_plugin_is_installed_and_found_by_its_entry_point(name: str) -> None:
    project = PLUGINS[name]["project"]
    assert installed_version(name) == project["version"]
    found = {
        point.name: point.value for point in entry_points(group="mpfkit") if point.dist and point.dist.name == name
    }
    assert found == project["entry-points"]["mpfkit"]


def test_the_installed_core_has_the_version_of_the_source() -> None:
    assert installed_version("mpfkit") == mpfkit.__version__


@pytest.mark.parametrize("folder", [ROOT, *PLUGIN_FOLDERS], ids=lambda folder: folder.name)
def test_each_distribution_brings_licence_readme_and_a_changelog_of_its_version(folder: Path) -> None:
    version = mpfkit.__version__ if folder == ROOT else PLUGINS[folder.name]["project"]["version"]
    assert f"\n## [{version}]" in (folder / "CHANGELOG.md").read_text(encoding="utf-8")
    assert (folder / "README.md").is_file()
    assert (folder / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()

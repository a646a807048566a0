"""The example package: really built and installed, used as a user would, and missed when it is not there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "readmission"
LOAD_AND_SAVE = """
import sys
from mpfkit import load_project, save_project
project = load_project(sys.argv[1])
facts = project.countries[0].extensions["readmission"]
print(type(facts).__name__)
save_project(project, sys.argv[1])
save_project(project, sys.argv[2])
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the example is installed."""
    pytest.importorskip("hatchling", reason="builds a wheel")
    source = tmp_path_factory.mktemp("source") / "readmission"
    shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("__pycache__"))
    target = tmp_path_factory.mktemp("target")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-index", "--no-build-isolation", "--target", os.fspath(target), os.fspath(source)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return target


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE / "project", tmp_path / "project"))


def run(*arguments: str | Path, site: Path | None = None, cwd: Path) -> subprocess.CompletedProcess[str]:
    places = [*([site] if site else []), ROOT / "src"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(os.fspath, places))}
    return subprocess.run(
        [sys.executable, *map(os.fspath, arguments)],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_package_passes_its_own_tests_when_it_is_installed(site: Path, tmp_path: Path) -> None:
    done = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", EXAMPLE, EXAMPLE, site=site, cwd=EXAMPLE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_its_project_is_checked_rendered_and_saved_unchanged(site: Path, project: Path, tmp_path: Path) -> None:
    checked = run("-m", "mpfkit", "check", project, site=site, cwd=tmp_path)
    assert (checked.returncode, checked.stdout) == (0, ""), checked.stderr
    rendered = run("-m", "mpfkit", "render", project, "--format", "md", site=site, cwd=tmp_path)
    assert rendered.stdout == "readmission-cooperation-readmission-brief-plain.md\n", rendered.stderr
    text = (tmp_path / rendered.stdout.strip()).read_text(encoding="utf-8")
    assert "In force since October 2014" in text
    assert "EU laissez-passer" in text
    before = (project / "project.yaml").read_bytes()
    saved = run("-c", LOAD_AND_SAVE, project, tmp_path / "copy.json", site=site, cwd=tmp_path)
    assert saved.stdout == "ReadmissionProfile\n", saved.stderr
    assert (project / "project.yaml").read_bytes() == before
    again = run("-c", LOAD_AND_SAVE, tmp_path / "copy.json", tmp_path / "again.json", site=site, cwd=tmp_path)
    assert again.stdout == "ReadmissionProfile\n", again.stderr
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "copy.json").read_bytes()


def test_it_renders_to_word_in_three_languages(site: Path, project: Path, tmp_path: Path) -> None:
    for language in ("en", "fr", "ar"):
        done = run("-m", "mpfkit", "render", project, "--language", language, "-o", "x.docx", site=site, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "x.docx").read_bytes()[:2] == b"PK"


def test_it_is_listed_and_in_the_schema(site: Path, tmp_path: Path) -> None:
    listed = run("-m", "mpfkit", "plugins", "-v", site=site, cwd=tmp_path)
    rows = [line.split() for line in listed.stdout.splitlines()]
    assert next(row[:8] for row in rows if row[:2] == ["readmission", "Country"]) == [
        "readmission",
        "Country",
        "How",
        "a",
        "country",
        "cooperates",
        "on",
        "readmission",
    ]
    assert any(row[:4] == ["readmission", "mpfkit-readmission", "0.1.0", "active"] for row in rows)
    schema = run("-m", "mpfkit", "schema", site=site, cwd=tmp_path)
    assert '"readmission.ReadmissionProfile"' in schema.stdout


def test_without_the_package_the_facts_survive_and_this_is_said(project: Path, tmp_path: Path) -> None:
    checked = run("-m", "mpfkit", "check", project, cwd=tmp_path)
    assert checked.returncode == 0
    assert "MPF113 note: countries.XA.extensions.readmission: no plugin offers the extension" in checked.stdout
    before = (project / "project.yaml").read_bytes()
    saved = run("-c", LOAD_AND_SAVE, project, tmp_path / "copy.yaml", cwd=tmp_path)
    assert saved.stdout == "FrozenDict\n", saved.stderr
    assert (project / "project.yaml").read_bytes() == before
    copy = (tmp_path / "copy.yaml").read_text(encoding="utf-8")
    assert "reply_days: 12" in copy
    rendered = run("-m", "mpfkit", "render", project, "--kind", "outline", "--format", "md", cwd=tmp_path)
    assert rendered.returncode == 0, rendered.stderr
    unknown = run("-m", "mpfkit", "render", project, cwd=tmp_path)
    assert unknown.returncode == 1
    assert "no report kind is named 'readmission-brief'" in unknown.stderr


def test_what_was_saved_without_the_package_is_the_same_project_with_it(
    site: Path, project: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.yaml"
    assert run("-c", LOAD_AND_SAVE, project, copy, cwd=tmp_path).returncode == 0
    same = "import sys; from mpfkit import load_project as load; assert load(sys.argv[1]) == load(sys.argv[2])"
    done = run("-c", same, project, copy, site=site, cwd=tmp_path)
    assert done.returncode == 0, done.stderr

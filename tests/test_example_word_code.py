"""The examples that bring Word code of their own: really installed, their tests run, and used as a user would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
PROJECT = EXAMPLES / "law-enforcement-cooperation"
NAMES = ("status-note", "cover-letter")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which both are installed."""
    pytest.importorskip("hatchling", reason="builds wheels")
    pytest.importorskip("docxtpl", reason="one of the examples needs it")
    target = tmp_path_factory.mktemp("site")
    sources = []
    for name in NAMES:
        source = tmp_path_factory.mktemp("source") / name
        shutil.copytree(EXAMPLES / name, source, ignore=shutil.ignore_patterns("__pycache__"))
        sources.append(os.fspath(source))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-index", "--no-build-isolation", "--target", os.fspath(target), *sources]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return target


def run(site: Path, cwd: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(os.fspath, (site, ROOT / "src")))}
    for name in ("MPFKIT_BLOCK", "MPFKIT_STRICT", "SOURCE_DATE_EPOCH"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, "-m", *map(os.fspath, arguments)],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_package_passes_its_own_tests_when_it_is_installed(site: Path, name: str) -> None:
    folder = EXAMPLES / name
    done = run(site, folder, "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", folder, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_both_are_listed_with_nothing_to_complain_about(site: Path, tmp_path: Path) -> None:
    listed = run(site, tmp_path, "mpfkit", "plugins", "--strict")
    assert listed.returncode == 0, listed.stderr
    rows = [" ".join(line.split()) for line in listed.stdout.splitlines()]
    assert any(row.startswith("status-note .docx ") and row.endswith("(acme-status-note 0.1.0)") for row in rows)
    assert any(row.startswith("cover-letter .docx ") and row.endswith("(acme-cover-letter 0.1.0)") for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_a_project_is_rendered_the_same_each_time(site: Path, tmp_path: Path, name: str) -> None:
    files = []
    for language in ("en", "en", "ar"):
        file = tmp_path / f"{len(files)}.docx"
        arguments = ("--renderer", name, "--language", language, "-o", file)
        done = run(site, tmp_path, "mpfkit", "render", PROJECT, *arguments)
        assert done.returncode == 0, done.stderr
        assert "the report was searched for 68 withheld texts" in done.stderr
        files.append(file.read_bytes())
    assert files[0] == files[1] != files[2]


def test_an_option_reaches_the_letter_whatever_its_characters(site: Path, tmp_path: Path) -> None:
    arguments = ("--renderer", "cover-letter", "--set", "addressee=Ministry of R&D <Borders>", "-o", "letter.docx")
    done = run(site, tmp_path, "mpfkit", "render", PROJECT, *arguments)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "letter.docx") as package:
        assert "Ministry of R&amp;D &lt;Borders&gt;" in package.read("word/document.xml").decode()

"""Type checkers and the interpreter agree on what the library looks like from outside."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
API = ROOT / "tests" / "typing" / "api.py"
WRONG = """
import datetime as dt
from mpfkit import Project, render
from mpfkit.model import Answer, Item, ItemType, LangString

Project(id="p", title="a text", as_of=dt.date(2019, 2, 14))
Project(id="p", title=LangString.of("T"), as_of="2019-02-14")
Item(link_id="Q1", type="text")
Answer(value=1.5)
answer = Answer(value="x")
answer.value = "y"
text: str = render(Project(id="p", title=LangString.of("T"), as_of=dt.date(2019, 2, 14)))
"""
LINES = [6, 7, 8, 9, 11, 12]
"""Lines of `WRONG` in which a type checker has to find an error, and no others."""


def mypy(file: Path, cache: Path) -> tuple[list[int], str]:
    """Return the lines in which mypy finds errors, and all that it says."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), "--output", "json", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return sorted({row["line"] for row in rows if row["severity"] == "error"}), done.stdout + done.stderr


def pyright(file: Path) -> tuple[list[int], str]:
    """Return the lines in which pyright finds errors, and all that it says; skip where it is not there."""
    environment = {**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable]
    try:
        start = subprocess.run(
            [*command, "--version"], env=environment, capture_output=True, text=True, check=False, timeout=120
        )
    except subprocess.TimeoutExpired:
        pytest.skip("pyright cannot fetch the program that it wraps")
    if start.returncode:
        pytest.skip(f"pyright cannot run here: {' '.join(start.stderr.split())[-200:]}")
    done = subprocess.run(
        [*command, "--outputjson", str(file)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    rows: list[dict[str, Any]] = json.loads(done.stdout)["generalDiagnostics"]
    lines = {row["range"]["start"]["line"] + 1 for row in rows if row["severity"] == "error"}
    return sorted(lines), "\n".join(f"{row['range']['start']['line'] + 1}: {row['message']}" for row in rows)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    file = tmp_path / "wrong.py"
    file.write_text(WRONG, encoding="utf-8")
    return file


def test_mypy_agrees_with_every_type_that_users_see(cache: Path) -> None:
    lines, said = mypy(API, cache)
    assert lines == [], said


def test_mypy_finds_what_is_wrong(wrong: Path, cache: Path) -> None:
    lines, said = mypy(wrong, cache)
    assert lines == LINES, said


def test_pyright_agrees_with_every_type_that_users_see() -> None:
    lines, said = pyright(API)
    assert lines == [], said


def test_pyright_finds_what_is_wrong(wrong: Path) -> None:
    lines, said = pyright(wrong)
    assert lines == LINES, said


def test_what_the_type_checkers_read_runs(tmp_path: Path) -> None:
    api = runpy.run_path(str(API))
    project = api["from_a_notebook"]()
    assert api["check"](project) == ()
    api["values"](project)
    assert b"Demonstration" in api["reports"](project, tmp_path / "report.docx")
    assert (tmp_path / "report.docx").stat().st_size > 1000
    assert api["files"](project, tmp_path / "project.json") == project
    assert api["files"](project, tmp_path / "project.docx") is None
    rate = api["figures"](project)
    assert (rate.received, rate.invited) == (1, 1)
    registry = api["plugins"]()
    assert "outline" in registry.report_kinds
    (note,) = api["NotePlugin"]().mpfkit_report_kinds()
    document = note.compose(project, api["Brief"](date=project.as_of, options=note.options()))
    assert document.title == "Note"

"""The tutorial does what it says: its blocks are taken from the page, written, installed and used."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from sybil import Document
from sybil.parsers.markdown import CodeBlockParser

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "tutorials" / "your-first-renderer-plugin.md"


def blocks(language: str) -> list[str]:
    parser = CodeBlockParser(language, lambda _: None)
    return [str(example.parsed) for example in Document.parse(str(PAGE), parser).examples()]


@pytest.fixture(scope="module")
def commands() -> list[list[str]]:
    shown = [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")]
    return [shlex.split(line) for line in shown]


def test_the_plugin_has_no_more_lines_than_it_says() -> None:
    (python,), (toml,) = blocks("python"), blocks("toml")
    assert len([line for line in python.splitlines() if line]) <= 14
    assert len(toml.splitlines()) == 6


def test_each_step_works_in_the_order_of_the_page(tmp_path: Path, commands: list[list[str]]) -> None:
    pytest.importorskip("hatchling", reason="builds a wheel")
    (python,), (toml,) = blocks("python"), blocks("toml")
    (tmp_path / "acme_fiche.py").write_text(python, encoding="utf-8")
    site = tmp_path / "site"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([os.fspath(site), os.fspath(ROOT / "src")])}
    for name in ("MPFKIT_BLOCK", "MPFKIT_STRICT", "SOURCE_DATE_EPOCH"):
        environment.pop(name, None)
    printed = []
    for command, *shown in commands:
        words = shown
        if command == "pip":
            source = tmp_path / "source"
            source.mkdir()
            (tmp_path / "acme_fiche.py").rename(source / "acme_fiche.py")
            (source / "pyproject.toml").write_text(toml, encoding="utf-8")
            words = ["install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
            words += ["--no-build-isolation", "--target", os.fspath(site), os.fspath(source)]
        done = subprocess.run(
            [sys.executable, "-m", command, *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{command} {shlex.join(words)}\n{done.stdout}{done.stderr}"
        assert "Warning" not in done.stderr
        printed.append(done.stdout)
    assert printed[1] == "my-project-acme-fiche-plain.docx\n"
    rows = [" ".join(line.split()) for line in printed[3].splitlines()]
    assert "acme-fiche What a project is for fiche (acme-fiche 0.1)" in rows
    assert printed[4:] == ["my-project-acme-fiche-plain.md\n", "my-project-acme-fiche-plain-fr-internal.docx\n"]
    text = (tmp_path / "my-project-acme-fiche-plain.md").read_text(encoding="utf-8")
    assert "## 1 Aim" in text

"""What README and docs show works: Python runs, data parses, commands and make targets exist, links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml
from sybil import Document, Example, Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown import CodeBlockParser, SkipParser

from mpfkit.cli import main

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    {*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins/*/*.md"), *ROOT.glob("examples/**/*.md")}
)
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^(?P<fence>```+|~~~+)[^\n]*\n.*?^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL)
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def parse_toml(example: Example) -> None:
    tomllib.loads(example.parsed)


def parse_yaml(example: Example) -> None:
    list(yaml.safe_load_all(example.parsed))


def parse_json(example: Example) -> None:
    json.loads(example.parsed)


BLOCKS = Sybil(
    parsers=[
        SkipParser(),
        CodeBlockParser("python", PythonEvaluator()),
        CodeBlockParser("toml", parse_toml),
        CodeBlockParser("yaml", parse_yaml),
        CodeBlockParser("json", parse_json),
    ]
)


def commands_of(page: Path) -> list[list[str]]:
    """Return the commands of a page's console blocks, without prompts and comments."""
    found: list[list[str]] = []
    collector = CodeBlockParser("console", lambda _: None)
    for example in Document.parse(str(page), collector).examples():
        prompts = (line[2:] for line in example.parsed.splitlines() if line.startswith("$ "))
        found += [shlex.split(line, comments=True) for line in prompts]
    return found


PAGES_WITH_COMMANDS = [page for page in PAGES if commands_of(page)]


def assert_command_exists(words: list[str]) -> None:
    """Check a command line of mpfkit against the program: its command, its options and the choices of their values."""
    context = click.Context(main, info_name="mpfkit")
    name, _, _ = main.resolve_command(context, [word for word in words[1:] if word != "..."])
    if name is None:
        pytest.fail(f"{shlex.join(words)}: no such command")
    command = main.commands[name]
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    unknown = [
        word for word in words[2:] if word.startswith("-") and word.partition("=")[0] not in {*options, "--help"}
    ]
    assert not unknown, f"{shlex.join(words)}: {name} has no {unknown}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_code_blocks_of_a_page_run_from_top_to_bottom(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for example in BLOCKS.parse(page).examples():
        example.evaluate()


def test_a_block_that_is_wrong_is_noticed(tmp_path: Path) -> None:
    for language, text, error in [
        ("python", "assert 1 == 2", AssertionError),
        ("toml", "a = ", tomllib.TOMLDecodeError),
        ("yaml", "a: [", yaml.YAMLError),
        ("json", "{", json.JSONDecodeError),
    ]:
        page = tmp_path / "page.md"
        page.write_text(f"Text.\n\n```{language}\n{text}\n```\n", encoding="utf-8")
        (example,) = BLOCKS.parse(page).examples()
        with pytest.raises(error):
            example.evaluate()


@pytest.mark.parametrize("page", PAGES_WITH_COMMANDS, ids=name_of)
def test_commands_that_a_page_shows_exist(page: Path) -> None:
    for words in commands_of(page):
        match words:
            case ["make", *targets]:
                assert {target for target in targets if "=" not in target} <= TARGETS, shlex.join(words)
            case ["mpfkit", command, *_] if not command.startswith("-"):
                assert_command_exists(words)


def test_the_commands_of_the_readme_run_one_after_the_other(tmp_path: Path) -> None:
    lines = [words for words in commands_of(ROOT / "README.md") if words[0] == "mpfkit"]
    assert len(lines) >= 3, "the README shows how mpfkit is used"
    for words in lines:
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}{done.stderr}"
    assert list(tmp_path.glob("*.docx")), "at least one of them writes a report"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_of_a_page_lead_to_files_that_exist(page: Path) -> None:
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    broken = [
        target
        for target in LINK.findall(text)
        if not re.match(r"[a-z]+:", target)
        and not target.startswith("#")
        and not (page.parent / target.partition("#")[0]).exists()
    ]
    assert broken == []

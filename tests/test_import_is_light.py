"""The front door and the short commands load nothing heavy: a start that users wait for at every call."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("docx", "lxml", "cattrs", "babel", "yaml", "openpyxl")

REPORT = f"print('loaded:', *sorted({{name.partition('.')[0] for name in sys.modules}} & set({HEAVY!r})))"


def heavy_modules_after(code: str) -> list[str]:
    """Run code in a new interpreter and return the heavy packages that it has loaded."""
    program = f"import sys, atexit\natexit.register(lambda: {REPORT})\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True, timeout=60
    )
    last = done.stdout.splitlines()[-1]
    assert last.startswith("loaded:"), done.stdout
    return last.split()[1:]


def command(*arguments: str) -> str:
    return f"sys.argv = ['mpfkit', *{arguments!r}]\nfrom mpfkit.cli import main\nmain()"


def test_the_probe_sees_what_is_loaded() -> None:
    assert heavy_modules_after("import yaml, lxml.etree") == ["lxml", "yaml"]


def test_importing_mpfkit_loads_nothing_heavy() -> None:
    assert heavy_modules_after("import mpfkit") == []


@pytest.mark.parametrize("module", ["errors", "geo", "model", "document", "records", "hookspecs", "redaction", "cli"])
def test_importing_a_light_room_loads_nothing_heavy(module: str) -> None:
    assert heavy_modules_after(f"import mpfkit.{module}") == []


@pytest.mark.parametrize(
    "name", ["mpfkit_reports", "mpfkit_icmpd", "mpfkit_eu", "mpfkit_surveys", "mpfkit_html", "mpfkit_pdf"]
)
def test_importing_a_plugin_of_this_repository_loads_nothing_heavy(name: str) -> None:
    assert heavy_modules_after(f"import {name}") == []


@pytest.mark.parametrize(
    "arguments", [("--version",), ("--help",), ("render", "--help"), ("check", "--help"), ("new", "--help")]
)
def test_version_and_help_load_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert heavy_modules_after(command(*arguments)) == []


def test_version_loads_little_more_than_click() -> None:
    slow = ("attr", "attrs", "json", "mpfkit.errors", "mpfkit.model", "pathlib", "traceback")
    code = f"import atexit, sys, click\nbefore = set(sys.modules)\n{command('--version')}"
    report = f"import sys; print('loaded:', *sorted((set(sys.modules) - before) & set({slow!r})))"
    done = subprocess.run(
        [sys.executable, "-c", f"import atexit\natexit.register(lambda: exec({report!r}))\n{code}"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "loaded:"


def test_importing_mpfkit_looks_up_no_plugin() -> None:
    code = "import mpfkit\nassert not [n for n in sys.modules if n.startswith('mpfkit_')], sys.modules"
    assert heavy_modules_after(code) == []


def test_the_front_door_has_every_name_that_it_lists() -> None:
    import mpfkit

    for name in mpfkit.__all__:
        assert getattr(mpfkit, name) is not None, name
    assert set(mpfkit.__all__) <= set(dir(mpfkit))


def test_the_front_door_says_what_it_does_not_have() -> None:
    import mpfkit

    with pytest.raises(AttributeError, match="has no attribute 'rendr'"):
        mpfkit.rendr  # noqa: B018

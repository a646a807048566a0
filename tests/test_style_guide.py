"""The reference table of rules names what there is: functions, data, lint codes and tests, and every rule once."""

from __future__ import annotations

import importlib
import importlib.util
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

ROOT = Path(__file__).parents[1]
LINT = (ROOT / "docs" / "reference" / "lint.md").read_text(encoding="utf-8")


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("style_guide", ROOT / "tools" / "style_guide.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = tool()
RULES: list[dict[str, Any]] = [rule for group in TOOL.groups() for rule in group["rule"]]
BY_ID = pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["id"]))


def test_the_page_has_the_tables_that_the_tool_writes() -> None:
    assert TOOL.PAGE.read_text(encoding="utf-8") == TOOL.page()


def test_every_rule_has_an_id_of_its_own_and_is_in_the_page() -> None:
    ids = [rule["id"] for rule in RULES]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"^\| ([A-Z0-9]+-\d+[a-z]?) \|", TOOL.PAGE.read_text(encoding="utf-8"), re.MULTILINE)) == set(
        ids
    )


@pytest.mark.parametrize(
    ("prefix", "count"), [("EMB", 14), ("FUND", 4), ("GEO", 6), ("NUM", 7), ("TXT", 6), ("TLP", 2), ("A11Y", 13)]
)
def test_no_rule_of_a_group_is_left_out(prefix: str, count: int) -> None:
    numbers = {int(re.findall(r"-(\d+)", rule["id"])[0]) for rule in RULES if rule["id"].startswith(f"{prefix}-")}
    assert numbers == set(range(1, count + 1))


def found(path: str) -> object:
    """Return what a dotted path names; fields of classes count."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        try:
            value: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            if isinstance(value, type) and attrs.has(value) and name in {each.name for each in attrs.fields(value)}:
                value = name
            else:
                value = getattr(value, name)
        return value
    raise LookupError(path)


@BY_ID
def test_what_keeps_a_rule_exists(rule: dict[str, Any]) -> None:
    for path in rule["code"]:
        if "#" not in path:
            assert found(path) is not None
            continue
        name, _, key = path.partition("#")
        value: Any = tomllib.loads(files("mpfkit").joinpath(*name.split("/")[1:]).read_text(encoding="utf-8"))
        for step in key.split("."):
            value = value[step]


@BY_ID
def test_a_rule_names_its_source_and_has_a_lint_code_or_the_reason_for_none(rule: dict[str, Any]) -> None:
    assert rule["source"]
    assert rule["lint"] or rule["why"]
    for code in rule["lint"]:
        assert f"\n### {code}: " in LINT


@BY_ID
def test_the_tests_of_a_rule_exist(rule: dict[str, Any]) -> None:
    assert rule["tests"] or not rule["code"]
    for test in rule["tests"]:
        name, _, function = test.partition("::")
        assert re.search(rf"^ *def {function}\(", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE), test


def test_every_code_on_texts_and_on_the_emblem_belongs_to_a_rule() -> None:
    named = {code for rule in RULES for code in rule["lint"]}
    for name in ("_style_guide.py", "_contract.py"):
        text = (ROOT / "src" / "mpfkit" / "lint" / name).read_text(encoding="utf-8")
        # Required parts, unknown styles, headings and typefaces are no rules of the guide.
        assert set(re.findall(r'"(MPF4\d\d)"', text)) - named <= {"MPF485", "MPF489", "MPF490", "MPF491"}

"""docs/reference/lint.md has an entry for every code that is given, and none for a code that is not."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "lint.md").read_text(encoding="utf-8")


def test_every_code_is_documented_once() -> None:
    sources = (ROOT / "src" / "mpfkit" / "lint").glob("*.py")
    given = {code for source in sources for code in re.findall(r'"(MPF4\d\d)"', source.read_text(encoding="utf-8"))}
    documented = re.findall(r"^### (MPF\d{3}): ", PAGE, flags=re.MULTILINE)

    assert len(documented) == len(set(documented))
    assert set(documented) == given


def test_every_entry_says_how_grave_it_is_why_it_matters_and_what_to_do() -> None:
    entries = re.split(r"^### ", PAGE.partition("## Rules of your own")[0], flags=re.MULTILINE)[1:]
    for entry in entries:
        assert re.search(r"\nSeverity: (error|warning)(; warning)?\.\n", entry), entry
        assert re.search(r"[.\"]\n\n```text\n[^\n]+\n```\n\n\*\*Fix\*\*: ", entry), entry


def test_the_page_of_all_codes_leads_here() -> None:
    assert "(lint.md)" in (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")

"""docs/reference/errors.md has an entry for every code that is given, and none for a code that is not."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_code_of_the_model_and_of_files_is_documented() -> None:
    sources = [*(ROOT / "src/mpfkit/model").glob("*.py"), *(ROOT / "src/mpfkit/serialisation").glob("*.py")]
    sources += [ROOT / "src/mpfkit/projects.py", *(ROOT / "src/mpfkit/leaks").glob("*.py")]
    given = {code for source in sources for code in re.findall(r'"(MPF[01]\d\d)"', source.read_text(encoding="utf-8"))}
    text = (ROOT / "docs/reference/errors.md").read_text(encoding="utf-8")
    documented = re.findall(r"^### (MPF\d{3}): ", text, flags=re.MULTILINE)
    assert len(documented) == len(set(documented))
    assert {code for code in documented if code < "MPF200"} == given


def test_every_code_of_readers_is_documented() -> None:
    given = set(re.findall(r'"(MPF2\d\d)"', (ROOT / "src/mpfkit/collecting.py").read_text(encoding="utf-8")))
    text = (ROOT / "docs/reference/errors.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### (MPF2\d\d): ", text, flags=re.MULTILINE)) == given


def test_every_entry_says_how_grave_it_is_why_it_matters_and_what_to_do() -> None:
    text = (ROOT / "docs/reference/errors.md").read_text(encoding="utf-8")
    for entry in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        assert re.search(r"\nSeverity: (error|warning|note)", entry), entry
        assert "\n**Fix**: " in entry, entry
        assert "```text\n" in entry, entry

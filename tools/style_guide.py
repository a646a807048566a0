"""Write the tables of docs/reference/style-guide.md from docs/reference/style-guide.toml."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
DATA, PAGE = FOLDER / "style-guide.toml", FOLDER / "style-guide.md"
START, END = "<!-- tables: tools/style_guide.py -->", "<!-- end of tables -->"


def groups() -> list[dict[str, Any]]:
    """Return the rules by group."""
    data: list[dict[str, Any]] = tomllib.loads(DATA.read_text(encoding="utf-8"))["group"]
    return data


def _codes(rule: dict[str, Any]) -> str:
    links = ", ".join(f"[{code}](lint.md)" for code in rule["lint"])
    return ". ".join(part for part in (links, rule.get("why", "")) if part)


def _row(rule: dict[str, Any]) -> str:
    cells = (
        rule["id"],
        rule["rule"],
        rule["source"],
        ", ".join(f"`{path}`" for path in rule["code"]),
        _codes(rule),
        ", ".join(f"`{test}`" for test in rule["tests"]),
    )
    return "| " + " | ".join(cell.replace("|", r"\|") or "\N{EN DASH}" for cell in cells) + " |"


def tables() -> str:
    """Return the tables in Markdown."""
    parts: list[str] = []
    for group in groups():
        parts.append(f"### {group['title']}\n")
        parts.append("| Rule | What it says | Source | Where it is kept | Lint code, or why there is none | Test |")
        parts.append("| --- | --- | --- | --- | --- | --- |")
        parts.extend(_row(rule) for rule in group["rule"])
        parts.append("")
    return "\n".join(parts)


def page() -> str:
    """Return the page with its tables anew."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n\n{tables()}\n{END}{after}"


def main() -> int:
    """Write the page; return the exit status."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

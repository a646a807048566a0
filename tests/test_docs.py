"""The documentation has a page for each public module, and names no module that is gone."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "reference" / "api"
NO_LIBRARY = {"mpfkit", "mpfkit.builtins", "mpfkit.cli", "mpfkit.readers.word_form"}


def public_modules() -> set[str]:
    """Return the modules that say what is public in them, in rooms without an underscore."""
    found = set()
    for file in (ROOT / "src" / "mpfkit").rglob("*.py"):
        parts = file.relative_to(ROOT / "src").with_suffix("").parts
        if any(part.startswith("_") and part != "__init__" for part in parts):
            continue
        names = (
            node.targets[0] for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.Assign)
        )
        if any(isinstance(name, ast.Name) and name.id == "__all__" for name in names):
            found.add(".".join(part for part in parts if part != "__init__"))
    return found


def test_each_public_module_has_its_page() -> None:
    pages = {page.stem for page in PAGES.glob("mpfkit*.md")}
    assert pages == public_modules() - NO_LIBRARY
    index = (PAGES / "index.md").read_text(encoding="utf-8")
    assert all(f"[{page}]({page}.md)" in index for page in pages)

"""The direction of imports, and what may be imported where."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
CORE = ROOT / "src" / "mpfkit"
PLUGINS = sorted((ROOT / "plugins").glob("*/src/*"))
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

ALWAYS_INSIDE_FUNCTIONS = {"docx", "lxml", "babel", "openpyxl"}
INSIDE_FUNCTIONS_BUT_IN_SERIALISATION = {"yaml", "cattrs", "tomli_w"}


def is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def imports_when_loaded(body: list[ast.stmt]) -> Iterator[tuple[int, str]]:
    """Yield line and module of each import that runs when the module is loaded."""
    for node in body:
        match node:
            case ast.Import():
                for alias in node.names:
                    yield node.lineno, alias.name
            case ast.ImportFrom(module=str(module), level=0):
                yield node.lineno, module
            case ast.If() if is_type_checking(node.test):
                yield from imports_when_loaded(node.orelse)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                continue
            case _:
                for field in ("body", "orelse", "finalbody"):
                    yield from imports_when_loaded(getattr(node, field, []))
                for handler in getattr(node, "handlers", []):
                    yield from imports_when_loaded(handler.body)


def all_imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of everything that a module imports, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def test_all_contracts_of_imports_are_kept() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
            "--no-logo",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Contracts: {len(CONFIG['tool']['importlinter']['contracts'])} kept, 0 broken" in done.stdout


def test_a_room_that_is_filled_is_not_listed_as_missing() -> None:
    layers = CONFIG["tool"]["importlinter"]["contracts"][0]["layers"]
    optional = {part.strip("() ") for layer in layers for part in layer.split("|") if part.strip().startswith("(")}
    filled = {room for room in optional if (CORE / room).is_dir() or (CORE / f"{room}.py").is_file()}
    assert not filled, f"take the parentheses off in pyproject.toml: {sorted(filled)}"


@pytest.mark.parametrize("folder", [CORE, *PLUGINS], ids=lambda folder: folder.name)
def test_heavy_libraries_are_imported_inside_functions(folder: Path) -> None:
    wrong = []
    for path in modules(folder):
        forbidden = set(ALWAYS_INSIDE_FUNCTIONS)
        if path.parent != CORE / "serialisation":
            forbidden |= INSIDE_FUNCTIONS_BUT_IN_SERIALISATION
        wrong += [
            f"{path.relative_to(ROOT)}:{line}: {module}"
            for line, module in imports_when_loaded(parse(path).body)
            if module.partition(".")[0] in forbidden
        ]
    assert wrong == []


def test_the_search_for_imports_sees_branches_and_passes_over_functions() -> None:
    tree = ast.parse(
        "import a\n"
        "if TYPE_CHECKING:\n    import b\nelse:\n    import c\n"
        "try:\n    from d.e import f\nexcept ImportError:\n    import g\n"
        "def h():\n    import i\n"
        "class J:\n    import k\n"
        "with l:\n    import m\n"
    )
    assert [module for _, module in imports_when_loaded(tree.body)] == ["a", "c", "d.e", "g", "k", "m"]


@pytest.mark.parametrize("folder", PLUGINS, ids=lambda folder: folder.name)
def test_a_plugin_uses_public_names_of_the_core_only(folder: Path) -> None:
    private = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in modules(folder)
        for line, name in all_imports(parse(path))
        if name.partition(".")[0] == "mpfkit" and any(part.startswith("_") for part in name.split("."))
    ]
    assert private == []


@pytest.mark.parametrize("folder", [CORE, *PLUGINS], ids=lambda folder: folder.name)
def test_every_module_has_a_docstring_and_postponed_annotations(folder: Path) -> None:
    for path in modules(folder):
        tree = parse(path)
        assert ast.get_docstring(tree), path
        imported = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
        assert any(alias.name == "annotations" for node in imported for alias in node.names), path


@pytest.mark.parametrize("folder", [CORE, *PLUGINS], ids=lambda folder: folder.name)
def test_every_package_is_typed_and_has_a_face(folder: Path) -> None:
    assert (folder / "py.typed").is_file()
    for face in folder.rglob("__init__.py"):
        names = [
            target.id
            for node in parse(face).body
            if isinstance(node, ast.Assign | ast.AnnAssign)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        ]
        assert "__all__" in names, f"{face.relative_to(ROOT)} has no __all__"

"""What is public is listed, explained and kept: a change of a signature shows in `tests/public_api.txt`.

To accept a change on purpose: `make api`, and review the difference.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import os
import pkgutil
import re
import types
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import attrs
import pytest

import mpfkit

KEPT = Path(__file__).with_name("public_api.txt")
PLUGINS = ("mpfkit_eu", "mpfkit_html", "mpfkit_icmpd", "mpfkit_pdf", "mpfkit_reports", "mpfkit_surveys")


def public_modules() -> list[str]:
    """Return the modules whose name, and the names of whose packages, begin with no underscore."""
    inside = (module.name for module in pkgutil.walk_packages(mpfkit.__path__, "mpfkit."))
    found = (name for name in inside if not any(part.startswith("_") for part in name.split(".")))
    return sorted(["mpfkit", *found, *PLUGINS])


MODULES = public_modules()


def members(module: str) -> Iterator[tuple[str, Any]]:
    loaded = importlib.import_module(module)
    for name in loaded.__all__:
        yield name, getattr(loaded, name)


def signature(function: Any) -> str:
    """Return a signature with its annotations as they are written; a default that has no literal is left out."""
    found = inspect.signature(function)
    parameters = []
    for each in found.parameters.values():
        default = each.default
        literal = default is inspect.Parameter.empty or isinstance(default, str | int | float | bytes | None | Enum)
        if isinstance(default, Enum):
            default = default.value
        parameters.append(each.replace(default=default if literal else ...))
    told = str(found.replace(parameters=parameters)).replace("Ellipsis", "...")
    return told.replace("'", "")


def lines_of(name: str, value: Any) -> Iterator[str]:
    """Yield what a public name is, in lines that are the same in all versions of Python."""
    if isinstance(value, type) and issubclass(value, Enum):
        yield f"{name}: enumeration"
        yield from (f"  {member.name} = {member.value}" for member in value)
    elif isinstance(value, type):
        bases = ", ".join(base.__name__ for base in value.__bases__ if base is not object)
        yield f"{name}: class{f' ({bases})' if bases else ''}"
        if attrs.has(value):
            for field in attrs.fields(value):
                optional = "" if field.default is attrs.NOTHING else " = ..."
                yield f"  {field.alias}: {annotation_of(value, field.name)}{optional}"
        for own, member in sorted(vars(value).items()):
            if own.startswith("_"):
                continue
            if hasattr(member, "_fixture_function") or hasattr(member, "__pytest_wrapped__"):
                yield f"  {own}: fixture"
            elif isinstance(member, property | functools.cached_property):
                yield f"  {own}: property"
            elif isinstance(member, staticmethod | classmethod | types.FunctionType):
                yield f"  {own}{signature(inspect.unwrap(getattr(value, own)))}"
    elif callable(value) and not isinstance(value, type):
        try:
            yield f"{name}{signature(value)}"
        except ValueError:
            yield f"{name}: callable"
    else:
        yield f"{name}: value"


def annotation_of(cls: type, name: str) -> str:
    """Return an annotation as it is written; attrs itself replaces it by the type as soon as somebody resolves it."""
    return str(next(found[name] for base in cls.__mro__ if name in (found := inspect.get_annotations(base))))


def public_api() -> str:
    lines = ["What is public, as `make api` writes it."]
    for module in MODULES:
        lines += ["", module, "=" * len(module)]
        for name, value in sorted(members(module)):
            lines += lines_of(name, value)
    return "\n".join(lines) + "\n"


def test_the_public_names_and_signatures_are_as_reviewed() -> None:
    found = public_api()
    if os.environ.get("MPFKIT_UPDATE_API"):
        KEPT.write_text(found, encoding="utf-8")
    kept = KEPT.read_text(encoding="utf-8")
    gone = [line for line in kept.splitlines() if line not in set(found.splitlines())]
    new = [line for line in found.splitlines() if line not in set(kept.splitlines())]
    assert found == kept, f"run `make api` and review the difference; gone: {gone[:20]}; new: {new[:20]}"


@pytest.mark.parametrize("module", MODULES)
def test_every_name_of_a_public_module_is_there_once(module: str) -> None:
    loaded = importlib.import_module(module)
    assert len(set(loaded.__all__)) == len(loaded.__all__)
    assert [name for name in loaded.__all__ if not hasattr(loaded, name)] == []


@pytest.mark.parametrize("module", MODULES)
def test_every_public_class_and_function_is_explained(module: str) -> None:
    silent = [
        name
        for name, value in members(module)
        if (isinstance(value, type) or inspect.isfunction(value)) and not (value.__doc__ or "").strip()
    ]
    assert silent == []


def test_nothing_in_the_list_depends_on_the_machine() -> None:
    found = public_api()
    assert not re.search(r"0x[0-9a-f]{4}|/home/|site-packages", found)
    assert str(Path(mpfkit.__file__).parents[2]) not in found

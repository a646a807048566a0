"""Texts that stand in reports whatever a project says: phrases, funding statements, names of countries."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ._plain import plain

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["known_texts"]

_SLOT = re.compile(r"\{\w*\}")


@cache
def known_texts(package: str) -> str:
    """Return all texts in the data of a package, made plain, with something between them that no text holds.

    Args:
        package: Top-level package, such as `mpfkit_reports`: its catalogues of phrases in all languages, and its other
            data in TOML and JSON, such as the names of countries.

    Returns:
        The texts; empty where there is no such package, such as for a report kind that was written in a notebook.
    """
    try:
        # Of a single module `files` gives the folder that it stands in, from Python 3.12 on: that is not its own data
        spec = find_spec(package)
        if spec is None or spec.submodule_search_locations is None:
            return ""
        root = files(package)
    except (ModuleNotFoundError, TypeError, ValueError):
        return ""
    return plain("\0".join(text for file in _data_files(root) for text in _texts(_read(file))))


def _data_files(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _data_files(entry)
        elif entry.name.endswith((".toml", ".json")):
            yield entry


def _read(file: Traversable) -> object:
    text = file.read_text(encoding="utf-8")
    return json.loads(text) if file.name.endswith(".json") else tomllib.loads(text)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        # What stands in a slot is no part of the phrase
        yield _SLOT.sub("\0", value)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)

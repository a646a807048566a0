"""Every catalogue of this repository: the three languages agree, and French is set as in print."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mpfkit.locale import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (ROOT / "src", *sorted((ROOT / "plugins").glob("*/src")))
# Texts of the specimen are the document itself, and hold French and Arabic in the English one on purpose
FILES = sorted(
    file
    for source in SOURCES
    for file in source.rglob("en.toml")
    if (file.parent / "ar.toml").is_file() and file.parent.name != "specimen_texts"
)


def catalogue_of(file: Path) -> Catalogue:
    source = next(source for source in SOURCES if file.is_relative_to(source))
    package = file.parent
    while not (package / "__init__.py").is_file():
        package = package.parent
    return Catalogue.load(".".join(package.relative_to(source).parts), file.parent.relative_to(package).as_posix())


def texts(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, str):
            yield f"{path}{key}", value
        elif isinstance(value, dict):
            yield from texts(value, f"{path}{key}.")


def named(file: Path) -> str:
    return file.parent.relative_to(ROOT).as_posix()


def test_the_catalogues_are_found() -> None:
    found = {(each.package, each.folder) for each in map(catalogue_of, FILES)}
    assert {("mpfkit.composing", "phrases"), ("mpfkit", "builtin_phrases"), ("mpfkit_reports", "phrases")} <= found


@pytest.mark.parametrize("file", FILES, ids=named)
def test_the_languages_of_a_catalogue_agree(file: Path) -> None:
    assert catalogue_of(file).problems() == ()


@pytest.mark.parametrize("file", FILES, ids=named)
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (r"[^\u00a0\u202f]([;!?»]|:(?![\w/]))", "no hard space before it"),
        (r"«[^\u00a0\u202f]", "no hard space after it"),
        (r"[\d}] ?%", "no hard space before it"),
        ("'", "a typewriter's apostrophe"),
        (r"\.\.\.", "three full stops for an ellipsis"),
    ],
)
def test_french_phrases_are_spaced_as_in_print(file: Path, wrong: str, why: str) -> None:
    table = tomllib.loads(file.with_name("fr.toml").read_text(encoding="utf-8"))
    found = {key: text for key, text in texts(table) if re.search(wrong, text) and text not in {":", ";"}}
    assert found == {}, why

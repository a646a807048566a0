from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest


def texts(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, str):
            yield f"{path}{key}", value
        else:
            yield from texts(value, f"{path}{key}.")


@pytest.mark.parametrize("package", ["mpfkit.locale", "mpfkit.writers", "mpfkit_reports"])
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
def test_french_phrases_are_spaced_as_in_print(package: str, wrong: str, why: str) -> None:
    table = tomllib.loads(files(package).joinpath("phrases/fr.toml").read_text(encoding="utf-8"))
    found = {key: text for key, text in texts(table) if re.search(wrong, text) and text not in {":", ";"}}
    assert found == {}, why

"""What languages are called."""

from __future__ import annotations

import pytest

from mpfkit.errors import UnknownNameError
from mpfkit.locale import language_name


@pytest.mark.parametrize(
    ("tag", "language", "name"),
    [
        ("fr", "en", "French"),
        ("fr", "fr", "français"),
        ("en", "ar", "الإنجليزية"),
        ("pt-BR", "en", "Brazilian Portuguese"),
        ("el-CY", "en", "Greek"),
        ("qqq", "en", "qqq"),
        ("", "en", ""),
    ],
)
def test_a_language_is_named_in_the_language_of_the_reader(tag: str, language: str, name: str) -> None:
    assert language_name(tag, language) == name


def test_only_languages_of_reports_are_readers_languages() -> None:
    with pytest.raises(UnknownNameError):
        language_name("fr", "de")

"""The languages that reports are written in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from mpfkit.errors import UnknownNameError

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["LANGUAGES", "babel_locale", "check_language", "is_rtl", "language_name"]

LANGUAGES = ("en", "fr", "ar")
"""Languages of reports."""

_TAGS = {"en": "en_GB", "fr": "fr", "ar": "ar"}


def check_language(language: str) -> str:
    """Return a language in which reports are written.

    Args:
        language: `en`, `fr` or `ar`.

    Returns:
        The same.

    Raises:
        UnknownNameError: Reports are not written in that language.
    """
    if language not in _TAGS:
        raise UnknownNameError("language", language, LANGUAGES)
    return language


def is_rtl(language: str) -> bool:
    """Tell whether a language is written from right to left.

    Raises:
        UnknownNameError: Reports are not written in that language.
    """
    return check_language(language) == "ar"


@cache
def babel_locale(language: str) -> Locale:
    """Return Babel's data for a language; British English for `en`."""
    from babel import Locale

    return Locale.parse(_TAGS[check_language(language)])


def language_name(tag: str, language: str) -> str:
    """Return what a language is called, with the names of the Unicode CLDR.

    Args:
        tag: Language tag (BCP 47), such as "fr" or "pt-BR".
        language: Language of the reader: `en`, `fr` or `ar`.

    Returns:
        The name as it stands in a sentence, such as "French" or "français"; the tag where it is not known.

    Raises:
        UnknownNameError: Reports are not written in the language of the reader.
    """
    names = babel_locale(language).languages
    return str(names.get(tag.replace("-", "_")) or names.get(tag.partition("-")[0].lower()) or tag)

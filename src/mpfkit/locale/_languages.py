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


def language_name(tag: str, language: str) -> str:
    """Return the name of any language, as it is written within a sentence.

    Args:
        tag: Language tag (BCP 47), such as `fr` or `sr-Latn`.
        language: Language of the name: `en`, `fr` or `ar`.

    Returns:
        The name that the Unicode CLDR gives; the tag where it has none.

    Raises:
        UnknownNameError: Reports are not written in that language.
    """
    from babel import Locale, UnknownLocaleError

    names = babel_locale(language)
    try:
        return Locale.parse(tag, sep="-").get_display_name(names) or tag
    except (UnknownLocaleError, ValueError):
        return str(names.languages.get(tag.partition("-")[0].lower(), tag))


@cache
def babel_locale(language: str) -> Locale:
    """Return Babel's data for a language; British English for `en`."""
    from babel import Locale

    return Locale.parse(_TAGS[check_language(language)])

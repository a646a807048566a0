"""Language tags as Word wants them: with a region, and apart for scripts that run from right to left."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

__all__ = ["Tags", "is_rtl", "word_language"]

# Word shows and checks "en" as American; EU usage is British. Other languages: the region that the EU's institutions use.
_REGIONS = {
    "ar": "ar-SA", "bg": "bg-BG", "cs": "cs-CZ", "da": "da-DK", "de": "de-DE", "el": "el-GR", "en": "en-GB", "es": "es-ES",
    "et": "et-EE", "fa": "fa-IR", "fi": "fi-FI", "fr": "fr-FR", "ga": "ga-IE", "he": "he-IL", "hr": "hr-HR", "hu": "hu-HU",
    "it": "it-IT", "ka": "ka-GE", "lt": "lt-LT", "lv": "lv-LV", "mt": "mt-MT", "nl": "nl-NL", "pl": "pl-PL", "pt": "pt-PT",
    "ro": "ro-RO", "ru": "ru-RU", "sk": "sk-SK", "sl": "sl-SI", "sq": "sq-AL", "sv": "sv-SE", "tr": "tr-TR", "uk": "uk-UA",
    "ur": "ur-PK",
}  # fmt: skip
_RTL = frozenset({"ar", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


class Tags(NamedTuple):
    """Values of `w:lang`.

    Attributes:
        latin: For text from left to right.
        bidi: For text from right to left.
    """

    latin: str
    bidi: str


def is_rtl(language: str) -> bool:
    """Tell whether a language is written from right to left; mpfkit.locale knows its three, documents may hold more."""
    return language.split("-", maxsplit=1)[0].lower() in _RTL


@cache
def word_language(language: str) -> Tags:
    """Return the tags of a document in that language, English and Arabic being the other direction's."""
    tag = _REGIONS.get(language.lower(), language)
    return Tags("en-GB", tag) if is_rtl(language) else Tags(tag or "en-GB", "ar-SA")

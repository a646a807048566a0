"""Language tags as Word wants them: with a region, and apart for scripts that run from right to left."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from mpfkit.writers._text import is_rtl

__all__ = ["Tags", "is_rtl", "word_language"]

# Word shows and checks "en" as American; EU usage is British. The others are what Word itself offers first for Europe.
_TAGS = (
    "ar-SA bg-BG cs-CZ da-DK de-DE el-GR en-GB es-ES et-EE fa-IR fi-FI fr-FR ga-IE he-IL hr-HR hu-HU it-IT ka-GE lt-LT "
    "lv-LV mt-MT nl-NL pl-PL pt-PT ro-RO ru-RU sk-SK sl-SI sq-AL sv-SE tr-TR uk-UA ur-PK"
)
_REGIONS = {tag[:2]: tag for tag in _TAGS.split()}


class Tags(NamedTuple):
    """Values of `w:lang`.

    Attributes:
        latin: For text from left to right.
        bidi: For text from right to left.
    """

    latin: str
    bidi: str


@cache
def word_language(language: str) -> Tags:
    """Return the tags of a document in that language, English and Arabic being the other direction's."""
    tag = _REGIONS.get(language.lower(), language)
    return Tags("en-GB", tag) if is_rtl(language) else Tags(tag or "en-GB", "ar-SA")

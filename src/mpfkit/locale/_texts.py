"""Lists within a sentence, and quotations."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from mpfkit.errors import UnknownNameError
from mpfkit.locale._languages import babel_locale, check_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["join_list", "quote"]

_LIST_STYLES = {"and": "standard", "or": "or"}
_HARD_SPACE = "\N{NO-BREAK SPACE}"
# Outer pair, inner pair
_QUOTES = {
    "en": (("\u2018", "\u2019"), ("\u201c", "\u201d")),
    "fr": ((f"«{_HARD_SPACE}", f"{_HARD_SPACE}»"), ("\u201c", "\u201d")),
    "ar": (("«", "»"), ("\u201c", "\u201d")),
}
# Quotations within the text: straight or curly double, guillemets, or curly single ones that are no apostrophes
_INNER = re.compile(
    r"\"([^\"]*)\"|\u201c([^\u201c\u201d]*)\u201d|«\s*([^«»]*?)\s*»|(?<!\w)\u2018([^\u2018]*?)\u2019(?!\w)"
)


@cache
def _patterns(language: str, style: str) -> Mapping[str, str]:
    found = babel_locale(language).list_patterns[_LIST_STYLES[style]]
    return {key: found[key] for key in ("start", "middle", "end", "2")}


def join_list(items: Iterable[str], language: str, *, style: str = "and") -> str:
    """Join texts as a list within a sentence, with the patterns of the Unicode CLDR.

    Args:
        items: The texts, in order.
        language: `en` (British: no comma before the last item), `fr` or `ar`.
        style: `and` or `or`.

    Returns:
        Such as "Georgia, Moldova and Tunisia"; an empty text for no items.

    Raises:
        UnknownNameError: The language or the style is not known.
    """
    check_language(language)
    if style not in _LIST_STYLES:
        raise UnknownNameError("style of lists", style, _LIST_STYLES)
    texts = tuple(items)
    if len(texts) < 2:
        return "".join(texts)

    # Not str.format: an item may hold braces
    def fill(pattern: str, first: str, second: str) -> str:
        before, _, rest = pattern.partition("{0}")
        between, _, after = rest.partition("{1}")
        return f"{before}{first}{between}{second}{after}"

    patterns = _patterns(language, style)
    if len(texts) == 2:
        return fill(patterns["2"], *texts)
    joined = fill(patterns["end"], texts[-2], texts[-1])
    for text in reversed(texts[1:-2]):
        joined = fill(patterns["middle"], text, joined)
    return fill(patterns["start"], texts[0], joined)


def quote(text: str, language: str) -> str:
    """Put a text in quotation marks.

    Args:
        text: The quotation, without outer marks; quotations within it get the inner marks of the language.
        language: `en` (single marks, double within: Interinstitutional Style Guide 10.1.6), `fr` (guillemets with hard
            spaces) or `ar` (guillemets closed up).

    Returns:
        The quotation.

    Raises:
        UnknownNameError: The language is not known.
    """
    check_language(language)
    (left, right), (inner_left, inner_right) = _QUOTES[language]

    def inner(match: re.Match[str]) -> str:
        return f"{inner_left}{next(group for group in match.groups() if group is not None)}{inner_right}"

    return f"{left}{_INNER.sub(inner, text.strip())}{right}"

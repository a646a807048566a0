"""Text as XML can hold it: the one place that escapes, checks characters and tells scripts apart."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from mpfkit.document import first_bad, show_character
from mpfkit.errors import CharacterError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "check_characters",
    "escape",
    "escape_plain",
    "escape_value",
    "first_bad",
    "has_rtl",
    "is_ltr",
    "is_mostly_rtl",
    "is_plain",
    "is_rtl",
    "newlines",
    "script_runs",
    "show_character",
]

# All characters of bidirectional class R or AL (Unicode 14 to 16; a test compares).
_R = "\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
_RTL = re.compile(f"[{_R}]")
# First bytes in UTF-8 of all these but U+200F; where none is there, no pattern has to look at each character.
_RTL_LEADS = bytes([*range(0xD6, 0xE1), 0xEF, 0xF0])
# First bytes in UTF-8 of all that may need more than to be escaped: controls, spaces, marks of direction, scripts.
# Common letters of Latin, Greek and Cyrillic have none of them; the end of a line is for `escape_plain` to count.
_SUSPECT = bytes([*range(0x0A), *range(0x0B, 0x20), 0x7F, 0xC2, *range(0xD6, 0xE4), *range(0xED, 0x100)])
_RTL_LANGUAGES = frozenset({"ar", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_BETWEEN = " \n "
# From right-to-left character to right-to-left character, with the spaces, digits and signs between them ...
_RTL_SPAN = re.compile(rf"[{_R}](?:[\W\d_]*[{_R}])*")
# ... and, for paragraphs that run from right to left, from letter to letter of the other scripts.
_LTR_SPAN = re.compile(rf"[^\W\d_{_R}](?:(?:(?![{_R}])[\W\d_])*(?:[^\W\d_{_R}]|[0-9]))*")
# Signs for the end of a line (Unicode 16.0, 5.8); vertical tab and form feed are refused, as XML cannot hold them.
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")


def is_rtl(language: str) -> bool:
    """Tell whether a language is written from right to left; mpfkit.locale knows its three, documents may hold more."""
    return language.split("-", maxsplit=1)[0].lower() in _RTL_LANGUAGES


def escape(text: str) -> str:
    """Escape text for the content of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_value(text: str) -> str:
    """Escape text for the value of an attribute in double quotes."""
    return escape(text).replace('"', "&quot;")


def is_plain(text: str) -> bool:
    """Tell whether text can stand in one run as it is; said of nearly all text, so it has to be quick."""
    return text.isprintable() and not has_rtl(text) and "  " not in text and text[:1] != " " and text[-1:] != " "


def escape_plain(texts: list[str]) -> list[str] | None:
    """Escape many texts at once; None where one of them is empty or needs care, as `is_plain` says."""
    whole = _BETWEEN.join(texts)
    data = whole.encode("utf-8", "surrogatepass")
    # A blank at an end of a text, or two in a row, is found in the whole; so is an empty text.
    if b"  " in data or data[:1] in b" \n" or data[-1:] in b" \n" or data.count(b"\n") != len(texts) - 1:
        return None
    if len(data.translate(None, _SUSPECT)) != len(data) and not is_plain(whole.replace(_BETWEEN, " ")):
        return None
    return escape(whole).split(_BETWEEN)


def check_characters(text: str, place: str) -> None:
    """Say which character of a text cannot stand in a Word file.

    Args:
        text: Any text.
        place: Where it stands, as the message begins.

    Raises:
        CharacterError: If there is one.
    """
    bad = first_bad(text)
    if bad:
        character, position = bad
        raise CharacterError(
            f"{place}: {show_character(character)} at character {position} cannot stand in a Word file; remove it from "
            "the text",
            text=text,
            position=position,
        )


def newlines(text: str) -> str:
    """Return text with a line feed for each line end."""
    return _LINE_ENDS.sub("\n", text)


def has_rtl(text: str) -> bool:
    """Tell whether text holds a right-to-left character."""
    if text.isascii():
        return False
    data = text.encode("utf-8", "surrogatepass")
    if len(data.translate(None, _RTL_LEADS)) == len(data) and "\u200f" not in text:
        return False
    return _RTL.search(text) is not None


def is_ltr(text: str) -> bool:
    """Tell whether text has letters and all of them run from left to right."""
    return not has_rtl(text) and any(map(str.isalpha, text))


def is_mostly_rtl(text: str) -> bool:
    """Tell whether at least half of the characters that have a direction run from right to left."""
    if not has_rtl(text):
        return False
    classes = [unicodedata.bidirectional(character) for character in text]
    rtl = sum(one in {"R", "AL"} for one in classes)
    return rtl >= classes.count("L")


def script_runs(text: str, *, rtl: bool) -> Iterator[tuple[bool, str]]:
    """Cut text where its direction changes.

    Args:
        text: Any text.
        rtl: Whether the paragraph runs from right to left; signs between two directions go with it.

    Yields:
        Whether a stretch runs from right to left, and the stretch; together they are the text.
    """
    end = 0
    for found in (_LTR_SPAN if rtl else _RTL_SPAN).finditer(text):
        if found.start() > end:
            yield rtl, text[end : found.start()]
        yield not rtl, found.group()
        end = found.end()
    if end < len(text):
        yield rtl, text[end:]

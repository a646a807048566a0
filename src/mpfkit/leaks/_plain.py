"""Texts without what varies between two writings of the same words: case, spaces, quotation marks, hyphens, marks.

All of it runs at the speed of C, over as many texts at once as there are: a report has megabytes of text.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["SEPARATOR", "is_continued", "plain", "plain_all", "plain_bytes", "plain_word_ends"]

SEPARATOR = "\0"
"""Stands between texts and is kept; a text itself never holds it, because no file can."""

_LOWER = bytes(byte + 32 if 65 <= byte <= 90 else byte for byte in range(256))
_DROPPED = bytes(byte for byte in range(1, 128) if not chr(byte).isalnum())
# Marks that join the letter before them (Unicode, NFKC_Quick_Check=Maybe) have to be there when texts are composed
_JOINING = (
    "\u0300-\u0304\u0306-\u030c\u030f\u0311\u0313\u0314\u031b\u0323-\u0328\u032d\u032e\u0330\u0331\u0338\u0342\u0345"
    "\u0653-\u0655\u093c\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0c56\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dca\u0dcf\u0ddf"
    "\u102e\u1b35\u3099\u309a\U000110ba\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
)
_NO_LETTER = re.compile(rf"[^\w\0{_JOINING}]+")
# The same of the two blocks in which texts of Latin script have their signs, quickly, in UTF-8
_COMMON = (
    re.compile(rb"\xe2\x80[\x80-\xbf]"),  # general punctuation, U+2000 to U+203F
    re.compile(rb"\xc2[\xa0-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf]"),  # Latin-1, without its letters and numbers
)
_LEFT = re.compile(r"(?:[^\w\0]|_)+")
_TATWEEL = "\u0640"
_WORD = re.compile(rf"[\w{_JOINING}]+")


def plain(text: str) -> str:
    r"""Return letters and digits of a text, as NFKC has them and without case; `\0` is kept.

    White space, quotation marks, hyphens, soft hyphens, characters of no width and of direction, other punctuation, the
    marks of light Markdown, Arabic vowel signs and the tatweel that stretches a word are left out.

    Args:
        text: Any text.
    """
    # Half a pair is no character; no file can hold it
    return plain_bytes(text.encode(errors="replace")).decode()


def plain_bytes(text: bytes) -> bytes:
    """Return the same of a text in UTF-8, as UTF-8.

    Args:
        text: Any text; what is no UTF-8 in it is left out.
    """
    text = text.translate(_LOWER, _DROPPED)
    if text.isascii():
        return text
    for signs in _COMMON:
        text = signs.sub(b"", text)
    letters = text.decode(errors="ignore")
    if not letters.isalnum():
        letters = _NO_LETTER.sub("", letters)
    composed = unicodedata.normalize("NFKC", letters)
    if composed is not letters:
        # Composing gives signs (the Arabic ligature of a whole phrase, fractions) and leaves marks that found no letter
        letters = _LEFT.sub("", composed)
    return letters.replace(_TATWEEL, "").casefold().encode()


def plain_all(texts: list[str]) -> list[str]:
    """Return `plain` of many texts, in their order."""
    joined = SEPARATOR.join(texts)
    if joined.count(SEPARATOR) != len(texts) - 1:
        joined = SEPARATOR.join(text.replace(SEPARATOR, "") for text in texts)
    return plain(joined).split(SEPARATOR) if texts else []


def is_continued(character: str) -> bool:
    """Tell whether a character may join the one before it, so that a text must not be cut in front of it."""
    return unicodedata.category(character).startswith("M") or "\u1160" <= character <= "\u11ff"


def plain_word_ends(text: str) -> tuple[str, frozenset[int]]:
    """Return `plain` of a text, and the positions in it at which words begin or end.

    Args:
        text: Any text.
    """
    positions = {0}
    words = []
    length = 0
    for word in _WORD.findall(text):
        words.append(plain(word.replace(SEPARATOR, "")))
        length += len(words[-1])
        positions.add(length)
    return "".join(words), frozenset(positions)

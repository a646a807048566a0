"""Finding the country that a text means; what was understood is always said."""

from __future__ import annotations

import difflib
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Literal

import attrs

from mpfkit.errors import UnknownNameError
from mpfkit.geo._countries import canonical_code, is_user_assigned, name
from mpfkit.geo._tables import country, tables

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Match", "find"]

How = Literal["code", "name", "official-name", "former-name", "other-code", "other-name", "spelling"]

# A misspelling is taken for a name when it is this close to it and clearly closer than to any other country's
_CLOSE = 0.87
_CLEARLY = 0.05
_ARTICLES = frozenset(("the", "la", "le", "les", "l"))


@attrs.frozen(kw_only=True)
class Match:
    """What a text was understood as.

    Attributes:
        code: The country.
        matched: The code or name of the table that the text was taken for.
        how: `code` or `name` for the code and the short name in force; `official-name`, `former-name` (or one not yet
            in force), `other-code` (GR, three letters, small letters), `other-name` (one that people use), `spelling`.
        exact: Whether it is the code or the short name in force, as written in the table but for case and accents;
            whatever is not exact must be reported to the user.
    """

    code: str
    matched: str
    how: How

    @property
    def exact(self) -> bool:
        """Whether nothing had to be understood."""
        return self.how in {"code", "name"}


def _plain(text: str) -> str:
    """Strip a name of case, accents, punctuation and its article."""
    text = text.replace("&", " and ")
    letters = (character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character))
    words = "".join(letter if letter.isalnum() else " " for letter in letters).casefold().split()
    while len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)


@cache
def _index() -> dict[str, tuple[str, str, How]]:
    """Return what every plain form means: code, text of the table, how; a short name wins over other names."""
    index: dict[str, tuple[str, str, How]] = {}
    rows = [row for code in tables().rows if (row := country(code))]
    for row in rows:
        for fact in row.names:
            index.setdefault(_plain(fact.text), (row.code, fact.text, "name"))
    for row in rows:
        for fact in row.official:
            index.setdefault(_plain(fact.text), (row.code, fact.text, "official-name"))
    for row in rows:
        for alias in row.aliases:
            index.setdefault(_plain(alias), (row.code, alias, "other-name"))
    return index


def _by_code(text: str) -> Match | None:
    data = tables()
    capitals = text.upper()
    if len(text) == 2 and text.isascii() and text.isalpha():
        if capitals in data.rows or is_user_assigned(capitals):
            return Match(code=capitals, matched=capitals, how="code" if text == capitals else "other-code")
        if capitals in data.by_iso:
            return Match(code=canonical_code(capitals), matched=capitals, how="other-code")
    if len(text) == 3 and text.isascii() and text.isupper():
        for code, row in data.rows.items():
            if row["alpha_3"] == text:
                return Match(code=code, matched=text, how="other-code")
    return None


def _in_force(code: str, text: str, on: date) -> bool:
    row = country(code)
    return row is not None and any(_plain(fact.text) == _plain(text) and fact.holds(on) for fact in row.names)


def find(text: str, *, on: date) -> Match:
    """Find the country that a text means, and say what it was taken for.

    Codes, short names in three languages, official and former names, names that people use and misspellings that are
    close to one country only are understood; case, accents, punctuation, articles and the asterisk of a note do not
    count.

    Args:
        text: A code or a name, such as "SK", "Slovak Republic", "Netherland" or "Cape Verde".
        on: The day on which a name has to be in force to count as exact.

    Returns:
        The match; where `exact` is False, show the user what was understood.

    Raises:
        UnknownNameError: Nothing is close, or several countries are; the message names them.
    """
    wanted = text.strip().rstrip("*").strip()
    match = _by_code(wanted)
    if match is not None:
        return match
    plain = _plain(wanted)
    index = _index()
    if plain in index:
        code, matched, how = index[plain]
        if how == "name" and not _in_force(code, matched, on):
            how = "former-name"
        return Match(code=code, matched=matched, how=how)
    best: dict[str, tuple[float, str]] = {}
    for candidate in difflib.get_close_matches(plain, index, n=8, cutoff=0.7):
        code, matched, _ = index[candidate]
        score = difflib.SequenceMatcher(None, plain, candidate).ratio()
        best[code] = max(best.get(code, (0.0, "")), (score, matched))
    ranked = sorted(best.items(), key=lambda entry: (-entry[1][0], entry[0]))
    if ranked and ranked[0][1][0] >= _CLOSE and (len(ranked) == 1 or ranked[0][1][0] - ranked[1][1][0] >= _CLEARLY):
        code, (_, matched) = ranked[0]
        return Match(code=code, matched=matched, how="spelling")
    shown = [f"{name(code, on=on)!r} ({code})" for code, _ in ranked[:3]]
    hint = f"did you mean {' or '.join(shown)}?" if shown else "write its two-letter code, such as MA or EL"
    raise UnknownNameError("country", text, hint=hint)

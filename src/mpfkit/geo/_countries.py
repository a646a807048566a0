"""Codes and names of countries, and the notes that some designations carry."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from mpfkit.errors import UnknownNameError
from mpfkit.geo._tables import country, tables

if TYPE_CHECKING:
    from datetime import date

    from mpfkit.geo._tables import Designation, NameFact

__all__ = [
    "DESIGNATION_WORDINGS",
    "LANGUAGES",
    "canonical_code",
    "check_language",
    "codes",
    "designation",
    "designation_note",
    "is_known",
    "is_user_assigned",
    "iso_code",
    "map_note",
    "name",
    "official_name",
    "source_of",
]

LANGUAGES = ("en", "fr", "ar")
"""Languages in which countries have names."""

DESIGNATION_WORDINGS = ("eu", "un", "coe")
"""Institutions whose wording of notes is known: European Union, United Nations, Council of Europe."""

_MAPS = "maps"
_HINT = "use a code of ISO 3166-1 alpha-2, or EL, UK, XK; XA to XZ other than XK are for invented countries"


def check_language(language: str) -> str:
    """Return a language in which countries have names.

    Raises:
        UnknownNameError: There are no names in that language.
    """
    if language not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES)
    return language


def codes() -> tuple[str, ...]:
    """Return the codes of all known countries and territories, sorted; user-assigned codes are not among them."""
    return tuple(sorted(tables().rows))


def is_user_assigned(code: str) -> bool:
    """Tell whether a code is free for a project's own use: XA to XZ other than XK (ISO 3166-1)."""
    code = code.strip().upper()
    return len(code) == 2 and code[0] == "X" and "A" <= code[1] <= "Z" and code != "XK"


def is_known(code: str) -> bool:
    """Tell whether a code of the EU or of ISO 3166-1 stands for a country or territory; user-assigned ones do not."""
    code = code.strip().upper()
    return code in tables().rows or code in tables().by_iso


def canonical_code(code: str) -> str:
    """Return a code as the EU writes it.

    Args:
        code: Two letters, in any case; GR and GB are understood.

    Returns:
        The code in capitals: EL for Greece, UK for the United Kingdom, otherwise that of ISO 3166-1 alpha-2 or XK
        (Interinstitutional Style Guide 7.1.1). User-assigned codes pass.

    Raises:
        UnknownNameError: The code stands for nothing.
    """
    wanted = code.strip().upper()
    data = tables()
    if wanted in data.rows:
        return wanted
    if wanted in data.by_iso:
        return data.by_iso[wanted]
    if is_user_assigned(wanted):
        return wanted
    for owner, row in data.rows.items():
        current = row["names"]["en"][-1][0]
        if wanted in {row["alpha_3"], current.upper()}:
            raise UnknownNameError("country code", code, hint=f"the code of {current} is {owner}")
    raise UnknownNameError("country code", code, hint=_HINT)


def iso_code(code: str) -> str:
    """Return a code as ISO 3166-1 writes it: GR for EL, GB for UK; XK and user-assigned codes stay as they are.

    Raises:
        UnknownNameError: The code stands for nothing.
    """
    code = canonical_code(code)
    row = country(code)
    return row.iso if row else code


@lru_cache(maxsize=4096)
def name(code: str, *, on: date, language: str = "en") -> str:
    """Return the short name of a country as of a date.

    The names are those of the Interinstitutional Style Guide where it gives them, otherwise those of the Unicode CLDR.
    For an agreement, pass the day of its signature: the name in force then is used (Interinstitutional Style Guide
    3.4.3).

    Args:
        code: Code of a country; not a user-assigned one, whose name is the project's.
        on: The day.
        language: `en`, `fr` or `ar`.

    Returns:
        The name, without article and without the asterisk of a note.

    Raises:
        UnknownNameError: The code or the language is not known, or the code is user-assigned.
    """
    check_language(language)
    code = canonical_code(code)
    row = country(code)
    if row is None:
        raise UnknownNameError("country", code, hint=f"{code} is a user-assigned code: the project gives it its name")
    return next(fact.text for fact in row.names if fact.language == language and fact.holds(on))


def official_name(code: str, *, on: date) -> str | None:
    """Return the official name of a country in English as of a date.

    Args:
        code: Code of a country.
        on: The day.

    Returns:
        The name, or None where the table has none; it has those of Member States, signatories, EFTA countries and
        candidates.

    Raises:
        UnknownNameError: The code stands for nothing.
    """
    row = country(canonical_code(code))
    if row is None:
        return None
    return next((fact.text for fact in row.official if fact.holds(on)), None)


def source_of(code: str) -> tuple[NameFact, ...]:
    """Return all names that a country has and had, each with its days, its source and whether that was seen.

    Args:
        code: Code of a country.

    Returns:
        Short names by language, oldest first, then official ones; empty for a user-assigned code.

    Raises:
        UnknownNameError: The code stands for nothing.
    """
    row = country(canonical_code(code))
    return (*row.names, *row.official) if row else ()


def _note(subject: str, wording: str, language: str) -> Designation | None:
    if wording not in DESIGNATION_WORDINGS:
        raise UnknownNameError("wording of designations", wording, DESIGNATION_WORDINGS)
    check_language(language)
    notes = tables().designations
    return notes.get((subject, wording, language)) or notes.get((subject, wording, "en"))


def designation(code: str, *, wording: str = "eu", language: str = "en") -> Designation | None:
    """Return the note that the name of a country carries, with its language and source.

    Args:
        code: Code of a country.
        wording: Whose wording: `eu`, `un` or `coe`.
        language: The language wanted; the note is in English where there is no official version in that language.

    Returns:
        The note, or None where the name carries none in that wording.

    Raises:
        UnknownNameError: The code, the wording or the language is not known.
    """
    return _note(canonical_code(code), wording, language)


def designation_note(code: str, *, wording: str = "eu", on: date, language: str = "en") -> str | None:
    """Return the text of the note that the name of a country carries on a day.

    Args:
        code: Code of a country.
        wording: Whose wording: `eu`, `un` or `coe`.
        on: The day. The EU's note on Kosovo refers to the opinion of the International Court of Justice of 22 July
            2010; before that day the shorter wording of the United Nations stands in for it.
        language: The language wanted; English where there is no official version in that language.

    Returns:
        A sentence with its full stop and without the asterisk, or None where the name carries no note.

    Raises:
        UnknownNameError: The code, the wording or the language is not known.
    """
    note = designation(code, wording=wording, language=language)
    if note is not None and canonical_code(code) == "XK" and wording == "eu" and on.isoformat() < "2010-07-22":
        note = designation(code, wording="un", language=language)
    return note.text if note else None


def map_note(wording: str = "eu", *, language: str = "en") -> str | None:
    """Return the note that stands under every map.

    Args:
        wording: Whose wording: `eu`, `un` or `coe`.
        language: The language wanted; English where there is no official version in that language.

    Returns:
        A sentence with its full stop, or None where no note of that wording is known.

    Raises:
        UnknownNameError: The wording or the language is not known.
    """
    note = _note(_MAPS, wording, language)
    return note.text if note else None

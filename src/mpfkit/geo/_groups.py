"""Groups of countries as of a date, and the orders in which countries are listed."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from mpfkit.errors import UnknownNameError
from mpfkit.geo._countries import canonical_code, check_language, is_user_assigned, name
from mpfkit.geo._tables import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from mpfkit.geo._tables import Group

__all__ = [
    "ORDER_POLICIES",
    "group_label",
    "group_of",
    "groups",
    "members",
    "order",
    "scope",
    "signature_date",
]

ORDER_POLICIES = ("protocol", "alphabetical", "eurostat")
"""Orders that `order` knows."""

_ARTICLES = ("the ", "l’", "la ", "le ", "les ")


def _group(group: str) -> Group:
    known = tables().groups
    if group not in known:
        raise UnknownNameError("group of countries", group, known)
    return known[group]


def groups() -> tuple[Group, ...]:
    """Return all groups of countries: EU, MP, CAMM, EFTA, SCHENGEN, CANDIDATE."""
    return tuple(tables().groups.values())


@lru_cache(maxsize=256)
def members(group: str, *, on: date) -> tuple[str, ...]:
    """Return who belongs to a group on a day.

    Args:
        group: `EU`, `MP`, `CAMM`, `EFTA`, `SCHENGEN` or `CANDIDATE`.
        on: The day.

    Returns:
        Codes in protocol order: Member States first, other countries in alphabetical order of their English names.

    Raises:
        UnknownNameError: There is no such group.
    """
    return order({entry.code for entry in _group(group).memberships if entry.holds(on)}, on=on)


def signature_date(group: str, code: str) -> date:
    """Return the day on which a country signed what makes it belong to a group.

    Args:
        group: A group whose basis is a signature: `MP` or `CAMM`.
        code: Code of a country.

    Returns:
        The day; whether it was seen in a source stands in the group's `Membership`.

    Raises:
        UnknownNameError: There is no such group, it is not based on signatures, or the country has not signed.
    """
    found = _group(group)
    if found.basis != "signature":
        signed = [other.name for other in groups() if other.basis == "signature"]
        raise UnknownNameError("group of signatories", group, signed)
    code = canonical_code(code)
    for membership in found.memberships:
        if membership.code == code:
            return membership.starts
    raise UnknownNameError(f"signatory of {group}", code, [membership.code for membership in found.memberships])


def group_of(code: str, *, on: date) -> tuple[str, ...]:
    """Return the groups to which a country belongs on a day.

    Args:
        code: Code of a country.
        on: The day.

    Returns:
        Names of groups in the order of `groups`; empty for a country in none and for a user-assigned code.

    Raises:
        UnknownNameError: The code stands for nothing.
    """
    code = canonical_code(code)
    return tuple(group.name for group in groups() if code in members(group.name, on=on))


def group_label(group: str, language: str = "en", plural: bool = True) -> str:
    """Return what a group, or one country of it, is called in running text.

    Args:
        group: Name of a group.
        language: `en`, `fr` or `ar`.
        plural: Whether the countries of the group are meant, or one of them.

    Returns:
        Such as "EU Member States" or "signatory of a Common Agenda on Migration and Mobility".

    Raises:
        UnknownNameError: The group or the language is not known.
    """
    one, several = tables().labels[_group(group).name, check_language(language)]
    return several if plural else one


def scope(groups: Sequence[str], *, on: date) -> tuple[str, ...]:
    """Return the countries of several groups together.

    Args:
        groups: Names of groups, such as `("EU", "MP", "CAMM")`.
        on: The day.

    Returns:
        Codes without repetition: Member States in protocol order, then the others in alphabetical order of their
        English names.

    Raises:
        UnknownNameError: There is no such group.
    """
    return order({code for group in groups for code in members(group, on=on)}, on=on)


@lru_cache(maxsize=4096)
def _alphabetical(code: str, on: date, language: str) -> tuple[str, str]:
    """Return the place of a name in the alphabet: without article, accents and case."""
    text = name(code, on=on, language=language)
    for article in _ARTICLES:
        if text.casefold().startswith(article):
            text = text[len(article) :]
            break
    letters = (character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character))
    return "".join(letter if letter.isalnum() else " " for letter in letters).casefold(), text


def order(codes: Iterable[str], *, policy: str = "protocol", on: date, language: str = "en") -> tuple[str, ...]:
    """Put countries into an order.

    - `protocol`: Member States in the alphabetical order of their own languages, the United Kingdom last while it was
      one (Interinstitutional Style Guide 7.1.2); then other countries alphabetically in the language of publication.
    - `alphabetical`: all countries in alphabetical order in the language of publication.
    - `eurostat`: Member States in protocol order, EFTA countries, candidates and potential candidates, Kosovo, the
      United Kingdom after its withdrawal (Eurostat, order of 2024); then other countries alphabetically.

    User-assigned codes always stand last, by code.

    Args:
        codes: Codes of countries, in any accepted form.
        policy: One of `ORDER_POLICIES`.
        on: The day on which membership and names are looked at.
        language: Language of the publication: `en`, `fr` or `ar`.

    Returns:
        As many codes as were given, as the EU writes them.

    Raises:
        UnknownNameError: A code, the policy or the language is not known.
    """
    if policy not in ORDER_POLICIES:
        raise UnknownNameError("order of countries", policy, ORDER_POLICIES)
    check_language(language)
    data = tables()
    states = {entry.code for entry in data.groups["EU"].memberships if entry.holds(on)}

    def place(code: str) -> tuple[int, int, tuple[str, str]]:
        if is_user_assigned(code):
            return 3, 0, (code, "")
        if policy != "alphabetical" and code in states:
            return 0, data.protocol[code], ("", "")
        if policy == "eurostat" and code in data.eurostat:
            return 1, data.eurostat[code], ("", "")
        return 2, 0, _alphabetical(code, on, language)

    key: Callable[[str], tuple[int, int, tuple[str, str]]] = place
    return tuple(sorted((canonical_code(code) for code in codes), key=key))

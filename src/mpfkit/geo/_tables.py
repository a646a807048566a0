"""The generated table of countries, read once and lazily, and the records that its rows become.

`_data/facts.toml` holds what was written by hand, with sources; `tools/generate_geo.py` joins it with the names of the
Unicode CLDR into `_data/countries.json`, the only file that is read here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

import attrs

__all__ = ["CountryRow", "Designation", "Group", "Membership", "NameFact", "Tables", "country", "tables"]

Basis = Literal["membership", "signature", "application", "status"]


@attrs.frozen(kw_only=True)
class NameFact:
    """A name and the days on which it was in force.

    Attributes:
        kind: `short` or `official`.
        text: The name.
        language: Language of the name: `en`, `fr` or `ar`.
        starts: First day; None where the name has no known beginning.
        ends: Last day, included; None where it is still in force.
        source: Where it was seen.
        verified: Whether the name and its days were seen in that source.
    """

    kind: Literal["short", "official"]
    text: str
    language: str
    starts: date | None = None
    ends: date | None = None
    source: str
    verified: bool

    def holds(self, on: date) -> bool:
        """Tell whether the name was in force on a day."""
        return (self.starts is None or self.starts <= on) and (self.ends is None or on <= self.ends)


@attrs.frozen(kw_only=True)
class Membership:
    """A stretch of time in which a country belongs to a group.

    Attributes:
        code: The country.
        starts: First day: of membership, of signature, of the Schengen acquis in full, of the status.
        ends: Last day, included; None where it still belongs.
        source: Where the days were seen.
        verified: Whether they were seen there, to the day.
    """

    code: str
    starts: date
    ends: date | None = None
    source: str
    verified: bool

    def holds(self, on: date) -> bool:
        """Tell whether the country belongs on a day."""
        return self.starts <= on and (self.ends is None or on <= self.ends)


@attrs.frozen(kw_only=True)
class Group:
    """A group of countries.

    Attributes:
        name: Name by which files and functions call it, such as `EU`, `MP` or `CAMM`.
        description: What belonging means, in one line.
        basis: What makes a country belong: `membership`, `signature`, `application` of the Schengen acquis, `status`.
        complete_from: First day from which the list is complete.
        memberships: Who belongs and when; the Member States in protocol order, other groups by day of entry.
    """

    name: str
    description: str
    basis: Basis
    complete_from: date
    memberships: tuple[Membership, ...]

    @property
    def verified(self) -> bool:
        """Whether every day of every membership was seen in a source."""
        return all(membership.verified for membership in self.memberships)


@attrs.frozen(kw_only=True)
class Designation:
    """A note that a designation carries: fixed wording of an institution.

    Attributes:
        text: The note, a sentence with its full stop.
        language: Language of the text, which is English where there is no version in the language wanted.
        wording: Whose wording it is: `eu`, `un` or `coe`.
        source: Where it was seen.
        verified: Whether the wording was seen there.
    """

    text: str
    language: str
    wording: str
    source: str
    verified: bool


@attrs.frozen(kw_only=True)
class CountryRow:
    """One country of the table; `names` holds all languages, oldest first."""

    code: str
    iso: str
    alpha_3: str
    names: tuple[NameFact, ...]
    official: tuple[NameFact, ...]
    aliases: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Tables:
    """Everything that the file holds; `rows` are countries as they stand in it: `country` reads them one by one."""

    rows: Mapping[str, Any]
    sources: Mapping[str, tuple[str, bool]]
    by_iso: Mapping[str, str]
    groups: Mapping[str, Group]
    labels: Mapping[tuple[str, str], tuple[str, str]]
    designations: Mapping[tuple[str, str, str], Designation]
    protocol: Mapping[str, int]
    eurostat: Mapping[str, int]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def country(code: str) -> CountryRow | None:
    """Return one country of the table.

    Args:
        code: Code as the EU writes it.

    Returns:
        The country; None for any other code.
    """
    row = tables().rows.get(code)
    if row is None:
        return None
    sources = tables().sources

    def fact(kind: Literal["short", "official"], language: str, values: list[str]) -> NameFact:
        text, starts, ends, key = values
        source, verified = sources[key]
        return NameFact(
            kind=kind,
            text=text,
            language=language,
            starts=_day(starts),
            ends=_day(ends),
            source=source,
            verified=verified,
        )

    return CountryRow(
        code=code,
        iso=row["iso"],
        alpha_3=row["alpha_3"],
        names=tuple(fact("short", language, values) for language, rows in row["names"].items() for values in rows),
        official=tuple(fact("official", "en", values) for values in row["official"]),
        aliases=tuple(row["aliases"]),
    )


@cache
def tables() -> Tables:
    """Read the table.

    Returns:
        The same frozen value at every call.
    """
    text = files("mpfkit.geo").joinpath("_data", "countries.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    sources = {key: (source, verified) for key, (source, verified) in data["sources"].items()}
    memberships: dict[str, list[Membership]] = {}
    for group, code, starts, ends, key in data["memberships"]:
        source, verified = sources[key]
        membership = Membership(
            code=code, starts=date.fromisoformat(starts), ends=_day(ends), source=source, verified=verified
        )
        memberships.setdefault(group, []).append(membership)
    designations = {}
    for code, wording, language, note, key in data["notes"]:
        source, verified = sources[key]
        designations[code, wording, language] = Designation(
            text=note, language=language, wording=wording, source=source, verified=verified
        )
    return Tables(
        rows=MappingProxyType(data["countries"]),
        sources=MappingProxyType(sources),
        by_iso=MappingProxyType({row["iso"]: code for code, row in data["countries"].items()}),
        groups=MappingProxyType(
            {
                name: Group(
                    name=name,
                    description=description,
                    basis=basis,
                    complete_from=date.fromisoformat(complete_from),
                    memberships=tuple(memberships[name]),
                )
                for name, basis, complete_from, description in data["groups"]
            }
        ),
        labels=MappingProxyType(
            {(group, language): (one, several) for group, language, one, several in data["labels"]}
        ),
        designations=MappingProxyType(designations),
        protocol=MappingProxyType({entry.code: position for position, entry in enumerate(memberships["EU"])}),
        eurostat=MappingProxyType({code: position for position, code in enumerate(data["eurostat"])}),
    )

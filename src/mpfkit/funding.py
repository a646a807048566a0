"""Funding statements and disclaimers, chosen by contract, fund and programming period from data with sources.

The wordings stand in `funding.toml`. A house style says which wording it falls back to and how it states rights; the
project's budget decides the rest.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from mpfkit.errors import UnknownNameError
from mpfkit.model import ContractKind, OrganisationRole
from mpfkit.records import Notice

if TYPE_CHECKING:
    from mpfkit.model import Organisation, Project

__all__ = ["contract_kind", "disclaimer_parts", "funding_notice", "statements", "wording_id"]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("mpfkit").joinpath("funding.toml").read_text(encoding="utf-8"))


def _funding_year(project: Project) -> int:
    budget = project.budget
    if budget is not None and budget.period is not None and budget.period.starts is not None:
        return budget.period.starts.year
    if budget is not None and budget.date is not None:
        return budget.date.year
    return project.as_of.year


def contract_kind(project: Project) -> ContractKind | None:
    """Return under what sort of contract a project is funded, as far as that is known.

    Args:
        project: The project. What its budget says comes first, then what the number of the contract tells, then whether
            an institution of the Union itself carries the project out.

    Returns:
        The sort; None where nothing tells.
    """
    budget = project.budget
    if budget is not None and budget.contract is not None:
        return budget.contract
    number = budget.contract_number.strip() if budget is not None else ""
    implementing = {one.kind for one in project.organisations if one.role is OrganisationRole.IMPLEMENTING}
    contracts = _data()["contracts"].items()
    by_number = (name for name, known in contracts if any(re.match(each, number) for each in known["numbers"]))
    by_kind = (name for name, known in contracts if implementing.intersection(known["kinds"]))
    found = next(by_number, None) or next(by_kind, None)
    return ContractKind(found) if found else None


def _statement(project: Project, wording: dict[str, Any]) -> dict[str, Any]:
    """Return the statement of a wording; where others than the Union pay too, that says so."""
    funding = [one.is_union for one in project.organisations if one.role is OrganisationRole.FUNDING]
    name = "co-funded" if any(funding) and not all(funding) else wording["statement"]
    statement: dict[str, Any] = _data()["statements"][name]
    return statement


def wording_id(project: Project, *, fallback: str = "FUND-EXT") -> str:
    """Choose the wording that a project has to print.

    Args:
        project: The project. A contract that is no grant decides by itself (`contract_kind`). Otherwise its budget
            names the fund, and the date of the budget gives the programming period. A known fund decides the period by
            itself, because a grant outlives its period.
        fallback: Wording for a fund that the data does not know and a year in no programming period.

    Returns:
        Key of a wording, such as `FUND-2014-ISF`.

    Raises:
        UnknownNameError: There is no wording of the name `fallback`.
    """
    wordings = _data()["wordings"]
    if fallback not in wordings:
        raise UnknownNameError("funding wording", fallback, wordings)
    fund = project.budget.fund if project.budget else ""
    year = _funding_year(project)
    contract = contract_kind(project)
    for_contract = [
        (wording.get("since", 0), str(name))
        for name, wording in wordings.items()
        if contract is not None and wording.get("contract") == contract.value and wording.get("since", 0) <= year
    ]
    if for_contract:
        return max(for_contract)[1]
    for name, wording in wordings.items():
        if fund and fund in wording.get("funds", ()):
            return str(name)
    period = _data()["funds"].get(fund, {}).get("period")
    for name, wording in wordings.items():
        covers = wording.get("period", "")
        if not covers or "funds" in wording or not (fund or year > 2020):
            continue
        first, last = (int(part) for part in covers.split("-"))
        if period == covers or (period is None and first <= year <= last):
            return str(name)
    return fallback


def _named(organisation: Organisation, language: str) -> str:
    return organisation.abbreviation or organisation.name.get(language)


def _text(texts: dict[str, Any], language: str) -> tuple[str, bool]:
    chosen = language if language in texts else "en"
    return str(texts.get(chosen, "")), chosen in texts.get("verified", ())


def funding_notice(
    project: Project, language: str, *, fallback: str = "FUND-EXT", rights: str = "all-reserved"
) -> Notice:
    """Word the funding statement, disclaimer and rights of a project's reports.

    Args:
        project: The project.
        language: Language of the report; English where a wording is missing in it.
        fallback: Wording where fund and period decide nothing.
        rights: Key of the rights statement, `all-reserved`, `holder` or `cc-by`, where the wording has none of its own.

    Returns:
        The notice; `verified` says whether every sentence of it was seen in a published source for this use.

    Raises:
        UnknownNameError: There is no wording or rights statement of that name.
    """
    data = _data()
    if rights not in data["rights"]:
        raise UnknownNameError("rights statement", rights, data["rights"])
    wording = data["wordings"][wording_id(project, fallback=fallback)]
    rights = wording.get("rights", rights)
    statement = _statement(project, wording)
    implementers = [one for one in project.organisations if one.role is OrganisationRole.IMPLEMENTING]
    funded = any(one.role is OrganisationRole.FUNDING for one in project.organisations) or project.budget is not None
    slots = {
        "what": _text(data["what"], language)[0],
        "authority": _text(data["authority"], language)[0],
        "implementer": ", ".join(_named(one, language) for one in implementers),
        "holder": ", ".join(
            f"{one.name.get(language)} ({one.abbreviation})" if one.abbreviation else one.name.get(language)
            for one in implementers
        ),
        "year": str(max([project.as_of.year, *(shop.ends.year for shop in project.workshops if shop.ends)])),
        "fund": "",
        "statement": _text(statement, language)[0],
    }
    verified = [language in wording["verified"]]
    fund = project.budget.fund if project.budget else ""
    if fund:
        known = data["funds"].get(fund)
        slots["fund"] = known["names"].get(language, known["names"]["en"]) if known else fund
        verified.append(known is not None and language in known["verified"])

    def fill(texts: dict[str, Any], *, when: bool) -> str:
        text, seen = _text(texts, language)
        if not when or not text:
            return ""
        if "verified" in texts:
            verified.append(seen)
        return text.format_map(slots)

    sentences = [
        fill(wording["funding"], when=funded and ("{fund}" not in str(wording["funding"]) or bool(fund))),
        fill(data["programmes"].get(project.programme, {}), when=funded),
    ]
    return Notice(
        statement=fill(statement, when=funded),
        implemented_by=fill(data["implemented"], when=bool(implementers)),
        funding=" ".join(sentence for sentence in sentences if sentence),
        disclaimer=fill(wording["disclaimer"], when=funded),
        rights=fill(data["rights"][rights], when=bool(implementers)),
        source=wording["source"],
        verified=all(verified),
    )


@cache
def statements() -> tuple[str, ...]:
    """Return the funding statements that stand beside the emblem, in all languages."""
    return tuple(
        str(text)
        for texts in _data()["statements"].values()
        for language, text in texts.items()
        if language not in {"verified", "source"}
    )


@cache
def disclaimer_parts() -> tuple[str, ...]:
    """Return of each disclaimer, in all languages, the longest part without a name in it: by this it is known."""
    parts = (
        max(re.split(r"\{\w+\}", str(text)), key=len).strip(" .")
        for wording in _data()["wordings"].values()
        for text in wording["disclaimer"].values()
    )
    return tuple(dict.fromkeys(parts))

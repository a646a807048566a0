"""What is read leniently: countries and money as people write them. Everything that is understood is reported."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from mpfkit import geo
from mpfkit.errors import MpfkitError, Problem, UnknownNameError

from ._syntax import Plain, Raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpfkit.errors import Severity

__all__ = ["understand"]

Path = tuple[str | int, ...]

_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]+)?\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def understand(raw: dict[str, Any]) -> list[Problem]:
    """Bring countries and money of a project's data into the form of the model, in place.

    Args:
        raw: Merged data of a project; codes of countries and the budget are replaced by what they stand for.

    Returns:
        A note for everything that was read as something else, an error for what cannot be understood.
    """
    problems = list(_understand_budget(raw))
    on = _as_of(raw)
    known: dict[str, tuple[str, Problem | None]] = {}
    for holder, key, path in _country_places(raw):
        value = holder[key]
        if not isinstance(value, str) or not value:
            continue
        if value not in known:
            known[str(value)] = _understand_country(str(value), on)
        code, problem = known[value]
        holder[key] = code
        if problem is not None:
            problems.append(_at(problem, path))
    return problems


def _at(problem: Problem, path: Path) -> Problem:
    return Problem(code=problem.code, message=problem.message, severity=problem.severity, path=path)


def _as_of(raw: dict[str, Any]) -> date:
    text = raw.get("as_of")
    if isinstance(text, str) and _DAY.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return date.max
    return date.max


def _understand_country(text: str, on: date) -> tuple[str, Problem | None]:
    try:
        code = geo.canonical_code(text)
    except UnknownNameError:
        return _guess_country(text, on)
    if code == text:
        return code, None
    return code, _problem("MPF110", f"read country {text!r} as {code}", "note")


def _guess_country(text: str, on: date) -> tuple[str, Problem]:
    try:
        code = geo.find(text, on=on).code
    except UnknownNameError as error:
        return text, _problem("MPF103", str(error))
    message = f"{text!r} is not a country code; did you mean {code} ({geo.name(code, on=on)})?"
    return code, _problem("MPF103", message)


def _problem(code: str, message: str, severity: Severity = "error") -> Problem:
    return Problem(code=code, message=message, severity=severity)


def _members(holder: Raw, key: str, path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """The mappings of a list under a key, where there are any."""
    members = holder.get(key) if isinstance(holder, dict) else None
    if isinstance(members, list):
        for position, member in enumerate(members):
            if isinstance(member, dict):
                yield member, (*path, key, position)


def _country_places(raw: dict[str, Any]) -> Iterator[tuple[Any, Any, Path]]:
    """Every place that holds the code of a country, as container, key and path."""
    for member, path in _members(raw, "countries", ()):
        yield from _one(member, "code", path)
    for member, path in _members(raw, "organisations", ()):
        yield from _one(member, "country", path)
    for member, path in _members(raw, "questionnaires", ()):
        yield from _many(member, "invited", path)
    for member, path in _members(raw, "responses", ()):
        yield from _one(member, "country", path)
    for member, path in _members(raw, "findings", ()):
        yield from _many(member, "countries", path)
    for workshop, path in _members(raw, "workshops", ()):
        yield from _one(workshop, "country", path)
        for member, inner in _members(workshop, "participants", path):
            yield from _one(member, "country", inner)
        for session, inner in _members(workshop, "sessions", path):
            for member, place in _members(session, "contributions", inner):
                yield from _one(member, "country", place)


def _one(holder: dict[str, Any], key: str, path: Path) -> Iterator[tuple[Any, Any, Path]]:
    if key in holder:
        yield holder, key, (*path, key)


def _many(holder: dict[str, Any], key: str, path: Path) -> Iterator[tuple[Any, Any, Path]]:
    if isinstance(holder.get(key), list):
        for position in range(len(holder[key])):
            yield holder[key], position, (*path, key, position)


def _understand_budget(raw: dict[str, Any]) -> Iterator[Problem]:
    budget = raw.get("budget")
    path: Path = ("budget",)
    if isinstance(budget, str):
        budget = raw["budget"] = {"amount": budget}
    elif isinstance(budget, dict):
        path = ("budget", "amount")
    if not isinstance(budget, dict):
        return
    text = budget.get("amount")
    if not isinstance(text, str) or _AMOUNT.match(text):
        return
    from mpfkit.locale import parse_money

    text = str(text)
    try:
        parsed = parse_money(text)
    except MpfkitError as error:
        yield Problem(code="MPF102", message=str(error), path=path)
        budget["amount"] = Plain("0")
        return
    amount = f"{parsed.amount:,f}".replace(",", " ")
    if parsed.ambiguous:
        message = (
            f"{text!r} can be read in two ways; write the amount as digits with a point, such as {parsed.amount:f}"
        )
        yield Problem(code="MPF111", message=message, path=path)
    given = budget.get("currency")
    if given and parsed.currency and given != parsed.currency:
        message = f"the amount {text!r} is in {parsed.currency}, but currency says {given}; remove one of them"
        yield Problem(code="MPF111", message=message, path=path)
    currency = parsed.currency or given or "EUR"
    fund = budget.get("fund") or parsed.note or ""
    budget.update({"amount": Plain(f"{parsed.amount:f}"), "currency": str(currency)})
    budget.setdefault("as_published", text)
    if fund:
        budget["fund"] = fund
    if not parsed.ambiguous:
        message = f"read {text!r} as {currency} {amount}" + (f", fund {fund}" if fund else "")
        yield Problem(code="MPF110", message=message, severity="note", path=path)

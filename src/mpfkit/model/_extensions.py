"""What plugins add to a project: typed facts on some of its entities."""

from __future__ import annotations

import datetime as dt
import inspect
import re
import types
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

import attrs

from mpfkit.errors import PluginError

from ._findings import Finding
from ._projects import Country, Project
from ._responses import Response
from ._values import Entity, FrozenDict, LangString, Marking, PartialDate
from ._workshops import Session

__all__ = ["Extension", "extended_entities"]

_EntityClass: TypeAlias = type[Entity]
_FactsClass: TypeAlias = type[Any]
Extended: TypeAlias = Project | Country | Response | Session | Finding

_EXTENDED = (Project, Country, Response, Session, Finding)
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_SCALARS = (str, bool, int, Decimal, dt.date, dt.datetime, PartialDate, LangString)


@attrs.frozen(kw_only=True)
class Extension:
    """A typed addition of a plugin to an entity.

    In a file the facts stand at the entity, under `extensions` and the name. `country.extension(ReadmissionProfile)`
    gives them back as a value of their class.

    Attributes:
        name: Slug under which the facts stand.
        on: Entity that is extended: `Project`, `Country`, `Response`, `Session` or `Finding`.
        type: Frozen attrs class of the facts. Its fields are texts, `bool`, `int`, `Decimal`, `date`, `datetime`,
            `PartialDate`, `LangString`, members of a `StrEnum`, frozen attrs classes, `tuple[..., ...]` and
            `FrozenDict[str, ...]` of these, or one of these or None.
        summary: One line for `mpfkit plugins` and the JSON Schema.
    """

    name: str
    on: _EntityClass
    type: _FactsClass
    summary: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse what could not be read from a file and written back.

        Raises:
            PluginError: The name, the entity or the class does not fit.
        """
        if not isinstance(self.name, str) or not _SLUG.match(self.name):
            fault = f"{self.name!r} is not a slug; use small letters, digits and single hyphens"
            raise PluginError(f"Extension name {fault}")
        if "\n" in self.summary or len(self.summary) > 100:
            raise PluginError(f"summary of Extension must be one line of at most 100 characters: {self.summary!r}")
        if self.on not in _EXTENDED:
            allowed = ", ".join(cls.__name__ for cls in _EXTENDED)
            raise PluginError(f"extension {self.name!r}: {_shown(self.on)} cannot be extended; allowed: {allowed}")
        _refuse_unfit(self.type, f"extension {self.name!r}", set())


def extended_entities(project: Project) -> Iterator[tuple[tuple[str | int, ...], Extended]]:
    """Yield every entity of a project that plugins can add to, with its path.

    Args:
        project: A project, or an edition of one.

    Returns:
        The project itself first, then its countries, responses, sessions and findings.
    """
    yield (), project
    for country in project.countries:
        yield ("countries", country.code), country
    for response in project.responses:
        yield ("responses", response.id), response
    for workshop in project.workshops:
        for session in workshop.sessions:
            yield ("workshops", workshop.id, "sessions", session.id), session
    for finding in project.findings:
        yield ("findings", finding.id), finding


def _refuse_unfit(cls: Any, where: str, seen: set[object]) -> None:  # noqa: ANN401 - whatever a plugin gave
    """Refuse a class that a file cannot hold, or that is not a value."""
    if not inspect.isclass(cls) or not attrs.has(cls):
        raise PluginError(f"{where}: {_shown(cls)} is no attrs class; declare it with @attrs.frozen(kw_only=True)")
    if cls in seen:
        return
    seen.add(cls)
    if cls.__hash__ is None:
        raise PluginError(f"{where}: {cls.__name__} can be changed; declare it with @attrs.frozen(kw_only=True)")
    try:
        hints = get_type_hints(cls)
    except NameError as error:
        raise PluginError(f"{where}: the types of {cls.__name__} are not there at run time: {error}") from error
    for field in attrs.fields(cls):
        place = f"{where}: {cls.__name__}.{field.name}"
        if field.name == "extra":
            if not issubclass(cls, Entity):
                raise PluginError(f"{place} has the name that x- keys are kept under; choose another")
        elif not field.init or field.alias != field.name:
            raise PluginError(f"{place} cannot be given by its name; take away init=False and alias, and a leading _")
        else:
            hint = hints[field.name]
            wanted = [each for each in get_args(hint) if each is not types.NoneType]
            if get_origin(hint) in (Union, types.UnionType) and len(wanted) == 1:
                hint = wanted[0]
            _refuse_unfit_type(hint, place, seen)


def _refuse_unfit_type(hint: Any, place: str, seen: set[object]) -> None:  # noqa: ANN401 - a type, of any kind
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in _SCALARS or (inspect.isclass(hint) and issubclass(hint, StrEnum)):
        return
    if hint is Marking:
        raise PluginError(f"{place} is a Marking, which no edition would heed; mark the entity that is extended")
    if origin is tuple and arguments[1:] == (Ellipsis,):
        _refuse_unfit_type(arguments[0], place, seen)
    elif origin is FrozenDict and arguments[0] is str:
        _refuse_unfit_type(arguments[1], place, seen)
    elif inspect.isclass(hint) and attrs.has(hint):
        _refuse_unfit(hint, place, seen)
    else:
        others = {float: "; use Decimal", list: "; use tuple[..., ...]", dict: "; use FrozenDict[str, ...]"}
        other = others.get(origin or hint, "")
        raise PluginError(f"{place} is of the type {_shown(hint)}, which no file can hold{other}")


def _shown(value: object) -> str:
    return value.__name__ if inspect.isclass(value) and not get_args(value) else repr(value)

"""Values of the classes by which plugins extend entities."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import attrs
from hypothesis import reject
from hypothesis import strategies as st

from mpfkit.errors import MpfkitError
from mpfkit.model import FrozenDict, LangString, PartialDate

__all__ = ["facts"]

T = TypeVar("T")

_DEPTH = 3


def facts(kind: type[T], texts: st.SearchStrategy[str], languages: Sequence[str]) -> st.SearchStrategy[T]:
    """Give values of a class by the types of its fields.

    Args:
        kind: Class of an `Extension`.
        texts: Texts for its fields.
        languages: Languages of its texts in several languages.
    """

    def lang_string(drawn: tuple[str, ...]) -> LangString:
        return LangString(FrozenDict(zip(languages, drawn, strict=True)))

    scalars: dict[Any, st.SearchStrategy[Any]] = {
        str: texts,
        bool: st.booleans(),
        int: st.integers(0, 400),
        Decimal: st.decimals(min_value=0, max_value=10**6, places=2),
        dt.date: st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31)),
        dt.datetime: st.datetimes(timezones=st.just(dt.UTC)),
        PartialDate: st.builds(PartialDate, st.integers(1990, 2060), st.integers(0, 12)),
        LangString: st.tuples(*(texts for _ in languages)).map(lang_string),
    }
    return _values(kind, scalars, 0)


def _values(kind: type[T], scalars: dict[Any, st.SearchStrategy[Any]], depth: int) -> st.SearchStrategy[T]:
    hints = get_type_hints(kind)
    fields = {
        field.name: _field(hints[field.name], field, scalars, depth)
        for field in attrs.fields(kind)  # type: ignore[arg-type]
        if field.name != "extra"
    }

    def build(drawn: dict[str, Any]) -> T:
        try:
            return kind(**drawn)
        except (MpfkitError, TypeError, ValueError):
            reject()

    return st.fixed_dictionaries(fields).map(build)


def _field(
    hint: Any,  # noqa: ANN401 - a type, of any kind
    field: attrs.Attribute[Any],
    scalars: dict[Any, st.SearchStrategy[Any]],
    depth: int,
) -> st.SearchStrategy[Any]:
    """Give values of a field: of its type, and None where it may be None; the class says what else it refuses."""
    wanted = [each for each in get_args(hint) if each is not types.NoneType]
    if get_origin(hint) in (Union, types.UnionType) and len(wanted) == 1:
        found = _of(wanted[0], scalars, depth + 1)
        return st.none() if depth >= _DEPTH and field.default is None else st.none() | found
    return _of(hint, scalars, depth + 1)


def _of(hint: Any, scalars: dict[Any, st.SearchStrategy[Any]], depth: int) -> st.SearchStrategy[Any]:  # noqa: ANN401
    if hint in scalars:
        return scalars[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    most = 2 if depth <= _DEPTH else 0
    if origin is tuple:
        return st.lists(_of(arguments[0], scalars, depth + 1), max_size=most).map(tuple) if most else st.just(())
    if origin is FrozenDict:
        members = st.dictionaries(scalars[str], _of(arguments[1], scalars, depth + 1), max_size=most) if most else None
        return members.map(FrozenDict) if members is not None else st.just(FrozenDict())
    if issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    return st.deferred(lambda: _values(hint, scalars, depth + 1))

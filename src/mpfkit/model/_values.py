"""Small values that every entity uses: texts in several languages, partial dates, frozen mappings, markings."""

from __future__ import annotations

import calendar
import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar

import attrs

from mpfkit.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Entity",
    "Extensible",
    "FrozenDict",
    "LangString",
    "Marking",
    "MarkingLevel",
    "PartialDate",
    "Period",
    "freeze",
]

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")


class FrozenDict(dict[K, V]):
    """A mapping that cannot be changed and is hashed by value; it keeps the order of its keys."""

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a FrozenDict cannot be changed; build a new one")

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = __ior__ = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        """Hash by content, whatever the order of the keys."""
        return hash(frozenset(self.items()))

    def __repr__(self) -> str:
        """Show the content as a plain mapping."""
        return f"FrozenDict({dict.__repr__(self)})"

    def __reduce__(self) -> tuple[type[Self], tuple[dict[K, V]]]:
        """Pickle through a plain mapping, because the items of a frozen one cannot be set one by one."""
        return (type(self), (dict(self),))


def freeze(value: Any) -> Any:  # noqa: ANN401 - data of any shape, as JSON has it
    """Turn nested mappings and lists into frozen mappings and tuples.

    Args:
        value: Data as JSON has it: mappings, lists, texts, numbers, booleans, None.

    Returns:
        The same data, hashable.
    """
    if type(value) is FrozenDict and not value:
        return value
    if isinstance(value, dict):
        return FrozenDict({key: freeze(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    return value


def _frozen_texts(value: Mapping[str, str]) -> FrozenDict[str, str]:
    return value if isinstance(value, FrozenDict) else FrozenDict(value)


@attrs.frozen(kw_only=True)
class Entity:
    """What all entities share.

    Attributes:
        extra: Keys that start with `x-`: a user's own data, kept untouched through load and save.
    """

    extra: FrozenDict[str, Any] = attrs.field(factory=FrozenDict, converter=freeze, repr=False)

    def evolve(self, **changes: Any) -> Self:  # noqa: ANN401 - any field of the class
        """Return a copy with some fields changed.

        Args:
            **changes: New values by field name.

        Returns:
            A new value; this one stays as it is.

        Raises:
            TypeError: A name is no field of the class.
        """
        return attrs.evolve(self, **changes)


class Extensible:
    """An entity that plugins can add typed facts to; its field `extensions` holds them by the name of the extension."""

    __slots__ = ()

    def extension(self, kind: type[T]) -> T | None:
        """Return the facts that a plugin adds.

        Args:
            kind: Class of the facts, as the plugin declares it.

        Returns:
            The facts; None where there are none, and where the project was loaded without the plugin.
        """
        # Each class has the field where its files have the key: after its own fields.
        held: FrozenDict[str, Any] = getattr(self, "extensions")  # noqa: B009
        return next((facts for facts in held.values() if type(facts) is kind), None)


@attrs.frozen
class LangString:
    """One text in one or more languages.

    Attributes:
        texts: Text by language tag (BCP 47), in the order in which it was written; at least one.
    """

    texts: FrozenDict[str, str] = attrs.field(converter=_frozen_texts)

    @texts.validator
    def _check(self, _: attrs.Attribute[FrozenDict[str, str]], value: FrozenDict[str, str]) -> None:
        if not value:
            raise ModelError("a text needs at least one language")

    @classmethod
    def of(cls, text: str, language: str = "en") -> LangString:
        """Return a text in a single language."""
        return cls({language: text})

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a text."""
        return tuple(self.texts)

    def resolve(self, language: str) -> tuple[str, str]:
        """Choose the text for a reader.

        Args:
            language: The language wanted.

        Returns:
            The text and the language that it is in: the one wanted, else English, else the first one.
        """
        for candidate in (language, "en"):
            if candidate in self.texts:
                return self.texts[candidate], candidate
        first = next(iter(self.texts))
        return self.texts[first], first

    def get(self, language: str = "en") -> str:
        """Return the text for a reader, in another language where there is none in this one."""
        return self.resolve(language)[0]

    def __str__(self) -> str:
        """Return the English text, or the first one."""
        return self.get()


_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")


@attrs.frozen(order=True)
class PartialDate:
    """A date that knows its precision: a year, a month or a day (`2019`, `2019-02`, `2019-02-14`).

    Attributes:
        year: Four digits.
        month: 1 to 12; 0 where only the year is known.
        day: 1 to 31; 0 where only the month is known.
    """

    year: int
    month: int = 0
    day: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse what is no date.

        Raises:
            ModelError: The parts do not make a date.
        """
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError as error:
            raise ModelError(f"{self!s} is not a date: {error}") from error
        if self.day and not self.month:
            raise ModelError(f"a date with a day needs a month: {self.year}-?-{self.day}")

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.

        Raises:
            ModelError: The text is none of the three.
        """
        match = _PARTIAL.match(text)
        if match is None:
            raise ModelError(f"{text!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")
        year, month, day = (int(part) if part else 0 for part in match.groups())
        return cls(year, month, day)

    @classmethod
    def of(cls, value: date) -> PartialDate:
        """Return a whole day."""
        return cls(value.year, value.month, value.day)

    @property
    def first(self) -> date:
        """The first day that the date can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day that the date can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """Return the date as it is written in a file."""
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
        if self.day:
            text += f"-{self.day:02d}"
        return text


@attrs.frozen(kw_only=True)
class Period(Entity):
    """A stretch of time; an end that is missing is open.

    Attributes:
        starts: First day, month or year.
        ends: Last day, month or year, included.
    """

    starts: PartialDate | None = None
    ends: PartialDate | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a period that ends before it starts.

        Raises:
            ModelError: The end lies before the start.
        """
        if self.starts and self.ends and self.ends.last < self.starts.first:
            raise ModelError(f"the period ends ({self.ends}) before it starts ({self.starts})")


class MarkingLevel(StrEnum):
    """Levels of the Traffic Light Protocol 2.0 (FIRST), from the widest audience to the narrowest."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber+strict"
    RED = "red"


@attrs.frozen(kw_only=True)
class Marking(Entity):
    """Who may see something.

    Attributes:
        level: Level of the Traffic Light Protocol 2.0; None leaves the level to what surrounds the thing.
        handling: Europol handling code (`H0`, `H1`, `H2`, `H3`), `LIMITE`, or an EU classification such as
            `RESTREINT UE`.
        embargo_until: Day from which the other parts of the marking apply; until then the thing counts as
            `amber+strict`.
        note: Why, in a sentence; on a finding, a note says who cleared it.
    """

    level: MarkingLevel | None = None
    handling: str = ""
    embargo_until: date | None = None
    note: str = ""

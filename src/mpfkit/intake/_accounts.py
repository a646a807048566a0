"""Accounts: what became of every piece of a file; the sums have to be those of the file."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from mpfkit.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

__all__ = ["Account", "Accounts", "Fate", "Ledger"]

_SHOWN_PLACES = 3


class Fate(StrEnum):
    """What became of a piece of a file."""

    MAPPED = "mapped"
    """It is in the project now, or was used to read what is."""
    IGNORED = "ignored"
    """It was left out by a rule that has a name."""
    REPORTED = "reported"
    """It was not understood; somebody has to look at it."""


@attrs.frozen(kw_only=True)
class Account:
    """Pieces of a file with one fate for one reason.

    Attributes:
        fate: What became of them.
        reason: Name of the rule, or what was not understood; empty for what is mapped.
        count: How many pieces.
        places: The first few of them, such as "Data!C7".
    """

    fate: Fate
    reason: str = ""
    count: int
    places: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Accounts:
    """What became of every piece of a file.

    Attributes:
        unit: What is counted: `cells`, `elements`, `controls`.
        total: How many the file holds, counted before and apart from any reading.
        rows: Accounts by fate and reason.
    """

    unit: str = "cells"
    total: int
    rows: tuple[Account, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse accounts that do not add up.

        Raises:
            FileError: A reader lost pieces of the file, or counted some twice.
        """
        counted = sum(row.count for row in self.rows)
        if counted != self.total:
            raise FileError(
                f"the file holds {self.total} {self.unit}, but the reader accounts for {counted} "
                f"({self.mapped} mapped, {self.ignored} ignored, {self.reported} reported); this is a mistake of the "
                "reader, please report it"
            )

    def _count(self, fate: Fate) -> int:
        return sum(row.count for row in self.rows if row.fate is fate)

    @property
    def mapped(self) -> int:
        """How many pieces are mapped."""
        return self._count(Fate.MAPPED)

    @property
    def ignored(self) -> int:
        """How many pieces are ignored by a rule."""
        return self._count(Fate.IGNORED)

    @property
    def reported(self) -> int:
        """How many pieces are reported."""
        return self._count(Fate.REPORTED)

    def lines(self) -> tuple[str, ...]:
        """Return the accounts as lines of a short table: the sum, then what was ignored and reported, and why."""
        head = (
            f"{self.total} {self.unit}: {self.mapped} mapped, {self.ignored} ignored by rule, {self.reported} reported"
        )
        width = len(str(self.total))
        rows = [row for row in self.rows if row.fate is not Fate.MAPPED]
        return (head, *(f"  {row.fate:<8}  {row.count:>{width}}  {row.reason}{_at(row.places)}" for row in rows))


def _at(places: tuple[str, ...]) -> str:
    return f" ({', '.join(places)})" if places else ""


class Ledger:
    """Where a reader writes down what became of each piece, once; `close` gives the accounts.

    Args:
        unit: What is counted.
    """

    def __init__(self, unit: str = "cells") -> None:
        self._unit = unit
        self._fates: dict[Hashable, tuple[Fate, str]] = {}
        self._names: dict[Hashable, str] = {}

    def __contains__(self, piece: Hashable) -> bool:
        """Whether something was written down for a piece."""
        return piece in self._fates

    def mapped(self, *pieces: Hashable) -> None:
        """Write down that pieces are mapped."""
        for piece in pieces:
            self._enter(piece, Fate.MAPPED, "")

    def ignored(self, rule: str, *pieces: Hashable) -> None:
        """Write down that pieces are ignored by a rule."""
        for piece in pieces:
            self._enter(piece, Fate.IGNORED, rule)

    def reported(self, why: str, *pieces: Hashable) -> None:
        """Write down that pieces are not understood."""
        for piece in pieces:
            self._enter(piece, Fate.REPORTED, why)

    def _enter(self, piece: Hashable, fate: Fate, reason: str) -> None:
        if piece in self._fates:
            raise FileError(
                f"{_shown(piece)} is accounted for twice; this is a mistake of the reader, please report it"
            )
        self._fates[piece] = (fate, reason)

    def rest(self, pieces: Iterable[Hashable], why: str) -> None:
        """Report those of some pieces for which nothing was written down yet."""
        for piece in pieces:
            if piece not in self._fates:
                self._enter(piece, Fate.REPORTED, why)

    def close(self, total: int) -> Accounts:
        """Return the accounts.

        Args:
            total: How many pieces the file holds, counted on its own.

        Raises:
            FileError: The accounts do not add up to it.
        """
        counts = Counter(self._fates.values())
        places: dict[tuple[Fate, str], list[str]] = {}
        for piece, key in self._fates.items():
            if key[0] is Fate.REPORTED and len(places.setdefault(key, [])) < _SHOWN_PLACES:
                places[key].append(_shown(piece))
        order = {fate: number for number, fate in enumerate(Fate)}
        keys = sorted(counts, key=lambda key: (order[key[0]], -counts[key], key[1]))
        return Accounts(
            unit=self._unit,
            total=total,
            rows=tuple(
                Account(fate=key[0], reason=key[1], count=counts[key], places=tuple(places.get(key, ())))
                for key in keys
            ),
        )


def _shown(piece: Hashable) -> str:
    """Return a piece as a person finds it: `Data!C7` for (sheet, row, column), else its parts."""
    match piece:
        case (str(sheet), int(row), int(column)):
            return f"{sheet}!{_letters(column)}{row}" if sheet else f"{_letters(column)}{row}"
        case tuple():
            return "/".join(map(str, piece))
    return str(piece)


def _letters(column: int) -> str:
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text or "?"

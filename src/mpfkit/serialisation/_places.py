"""Where each value stood: a path in the project -> file, line and column.

Loading keeps no positions. The map keeps the text of the files and looks a place up when a problem has to be shown.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from json import decoder
from typing import TYPE_CHECKING, Any

import attrs

from ._syntax import Raw, UnreadableError, compose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mpfkit.errors import Problem

    from ._migrations import Moves

__all__ = ["Place", "Source", "SourceMap"]

Path = tuple[str | int, ...]

IDENTITIES = ("id", "code", "file", "link_id")
"""Keys by which a member of a list is named in a path, in this order."""


@attrs.frozen
class Place:
    """A place in a file.

    Attributes:
        file: Name of the file.
        line: Counted from 1; 0 where it is not known.
        column: Counted from 1; 0 where it is not known.
    """

    file: str
    line: int = 0
    column: int = 0


@attrs.frozen(slots=False, eq=False)
class Source:
    """A file that was read.

    Attributes:
        file: Name of the file, as messages show it.
        text: Its text.
        format: `yaml`, `json` or `toml`.
    """

    file: str
    text: str = attrs.field(repr=False)
    format: str

    @cached_property
    def _tree(self) -> _Spot | _YamlSpot | None:
        try:
            return _TREES[self.format](self.text)
        except (UnreadableError, ValueError, IndexError, RecursionError):
            return None

    def locate(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Return line and column of a place in this file, or of the nearest place around it.

        Args:
            path: Keys, positions and identities from the root of the file.
            key: Whether the last key itself is meant, not its value.
        """
        spot = self._tree
        if spot is None:
            return (0, 0)
        last = len(path) - 1
        for position, step in enumerate(path):
            found = spot.step(step)
            if found is None:
                return spot.shown
            spot = found
            if key and position == last:
                return spot.key or spot.value
        return spot.shown


@attrs.frozen(eq=False)
class SourceMap:
    """The files of a project, and which part of the project stood where.

    Attributes:
        sources: The files in the order in which they were read.
        mounts: For the beginning of a path, with positions for members of lists: the file and the path inside it.
        raw: The merged data, in which identities are looked up.
        moves: Where parts of the data stood in files of an older version; None for files of this one.
    """

    sources: tuple[Source, ...] = ()
    mounts: Mapping[Path, tuple[Source, Path]] = attrs.field(factory=dict, repr=False)
    raw: Any = attrs.field(default=None, repr=False)
    moves: Moves | None = attrs.field(default=None, repr=False)

    def locate(self, path: Path, *, key: bool = False) -> Place | None:
        """Find where a part of the project stood.

        Args:
            path: Keys, positions and identities from the root of the project.
            key: Whether the last key itself is meant, not its value.

        Returns:
            The place, or that of what is nearest around it; None where no file is known.
        """
        if not self.sources:
            return None
        exact = _positions(self.raw, path)
        if self.moves is not None:
            exact = self.moves.origin(exact)
        for length in range(min(len(exact), 2), 0, -1):
            mount = self.mounts.get(exact[:length])
            if mount is not None:
                source, inside = mount
                line, column = source.locate((*inside, *exact[length:]), key=key)
                return Place(source.file, line, column)
        source = self.sources[0]
        line, column = source.locate((), key=False)
        return Place(source.file, line, column)

    def place(self, problem: Problem) -> Problem:
        """Return a problem with its file, line and column, where it has none yet."""
        if problem.file:
            return problem
        place = self.locate(problem.path, key=problem.code == "MPF101")
        if place is None:
            return problem
        return attrs.evolve(problem, file=place.file, line=place.line, column=place.column)

    def place_all(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return problems with their places, in the order of the files."""
        order = {source.file: position for position, source in enumerate(self.sources)}
        return tuple(
            sorted(
                map(self.place, problems),
                key=lambda row: (order.get(row.file, -1), row.file, row.line, row.column, row.code, row.message),
            )
        )


def index_of(members: list[Any], step: str | int) -> int | None:
    """Return the position of a member of a list, by position or identity."""
    if isinstance(step, int):
        return step if step < len(members) else None
    for position, member in enumerate(members):
        if isinstance(member, dict) and identity(member) == step:
            return position
    return None


def identity(member: Mapping[str, Any]) -> str | None:
    """Return the value by which a member of a list is named, None where it has none."""
    for key in IDENTITIES:
        value = member.get(key)
        if isinstance(value, str):
            return str(value)
    return None


def _positions(raw: Raw, path: Path) -> Path:
    """Replace identities in a path by positions, as far as the data has them."""
    found: list[str | int] = []
    for step in path:
        if isinstance(raw, list):
            position = index_of(raw, step)
            if position is None:
                break
            found.append(position)
            raw = raw[position]
        elif isinstance(raw, dict) and step in raw:
            found.append(step)
            raw = raw[step]
        elif isinstance(raw, dict) and step == 0:
            continue  # a single answer stands without its list
        else:
            found.append(step)
            break
    return tuple(found)


def named(raw: Raw, path: Path) -> Path:
    """Replace positions in a path by identities, where the members of a list have unique ones."""
    found: list[str | int] = []
    for step in path:
        name: str | int = step
        if isinstance(raw, list) and isinstance(step, int) and step < len(raw):
            member = raw[step]
            own = identity(member) if isinstance(member, dict) else None
            if own and index_of(raw, own) == step and index_of(raw[step + 1 :], own) is None:
                name = own
            raw = member
        elif isinstance(raw, dict):
            raw = raw.get(step)
        else:
            raw = None
        found.append(name)
    return tuple(found)


# Trees of positions


@attrs.define
class _Spot:
    """A value in a file: where it begins, where its key stands, and what is in it."""

    value: tuple[int, int]
    key: tuple[int, int] | None = None
    keys: dict[str, _Spot] | None = None
    members: list[_Spot] | None = None

    @property
    def shown(self) -> tuple[int, int]:
        """Where a reader should look: at the value, or at its key where the value is a block below."""
        if self.key and (self.keys is not None or self.members is not None):
            return self.key
        return self.value

    def step(self, step: str | int) -> _Spot | None:
        if self.keys is not None:
            return self.keys.get(str(step))
        if self.members is not None and isinstance(step, int) and step < len(self.members):
            return self.members[step]
        return None


@attrs.define
class _YamlSpot:
    """A value in a YAML file; what is in it is looked at when somebody steps there, as few places are ever shown."""

    node: Any
    key: tuple[int, int] | None = None
    _inside: dict[str, _YamlSpot] | None = None

    @property
    def value(self) -> tuple[int, int]:
        """Where the value begins."""
        mark = self.node.start_mark
        return (mark.line + 1, mark.column + 1)

    @property
    def shown(self) -> tuple[int, int]:
        """Where a reader should look, as in `_Spot`."""
        return self.key if self.key and self.node.id != "scalar" else self.value

    def step(self, step: str | int) -> _YamlSpot | None:
        """Return what stands at a key or position."""
        if self.node.id == "sequence":
            members = self.node.value
            return _YamlSpot(members[step]) if isinstance(step, int) and step < len(members) else None
        if self.node.id != "mapping":
            return None
        if self._inside is None:
            self._inside = {}
            for key, value in self.node.value:
                if key.id == "scalar" and key.value not in self._inside:
                    mark = key.start_mark
                    self._inside[key.value] = _YamlSpot(value, (mark.line + 1, mark.column + 1))
        return self._inside.get(str(step))


def _yaml_tree(text: str) -> _YamlSpot | None:
    root = compose(text)
    return None if root is None else _YamlSpot(root)


_scan_string: Callable[[str, int], tuple[str, int]] = vars(decoder)["scanstring"]
_SPACE = re.compile(r"[ \t\n\r]*")
_JSON_SCALAR = re.compile(r"[^,\]}\s]+")


def _json_tree(text: str) -> _Spot | None:
    return _JsonTree(text).spot(_skip(text, 0))[0]


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


class _JsonTree:
    """Reads the places of values from text that is known to be JSON."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, at: int) -> tuple[int, int]:
        line = bisect_right(self.lines, at)
        return line, at - self.lines[line - 1] + 1

    def spot(self, at: int) -> tuple[_Spot, int]:
        """Return the value at a position, and the position behind it."""
        text = self.text
        spot = _Spot(self.place(at))
        opening = text[at]
        if opening == '"':
            return spot, _scan_string(text, at + 1)[1]
        if opening not in "[{":
            match = _JSON_SCALAR.match(text, at)
            return spot, match.end() if match else at + 1
        spot.keys, spot.members = ({}, None) if opening == "{" else (None, [])
        at = _skip(text, at + 1)
        while text[at] not in "]}":
            if spot.keys is not None:
                key_place = self.place(at)
                key, at = _scan_string(text, at + 1)
                child, at = self.spot(_skip(text, _skip(text, at) + 1))
                child.key = key_place
                spot.keys.setdefault(key, child)
            elif spot.members is not None:
                child, at = self.spot(at)
                spot.members.append(child)
            at = _skip(text, at)
            if text[at] == ",":
                at = _skip(text, at + 1)
        return spot, at + 1


_TOML_TABLE = re.compile(r"\s*(\[\[?)([^\[\]]+)\]\]?\s*(?:#.*)?$")
_TOML_KEY = re.compile(
    r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=\s*"""
)
_TOML_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")


def _toml_tree(text: str) -> _Spot | None:
    """Find tables and keys line by line; values inside inline tables stand at the key of their line."""
    root = _Spot((1, 1), keys={})
    table = root
    closing = ""
    for number, line in enumerate(text.splitlines(), 1):
        if closing:
            closing = "" if closing in line else closing
            continue
        header = _TOML_TABLE.match(line)
        if header:
            place = (number, len(line) - len(line.lstrip()) + 1)
            table = _toml_step(root, header[2], place, many=header[1] == "[[")
            continue
        match = _TOML_KEY.match(line)
        if match:
            spot = _toml_step(table, match[1], (number, match.start(1) + 1), many=False)
            spot.value = (number, match.end() + 1)
            rest = line[match.end() :]
            closing = next((mark for mark in ('"""', "'''") if rest.startswith(mark) and mark not in rest[3:]), "")
    return root


def _toml_step(spot: _Spot, keys: str, place: tuple[int, int], *, many: bool) -> _Spot:
    parts = [part.strip("\"'") for part in _TOML_PART.findall(keys)]
    for position, part in enumerate(parts):
        if spot.members:
            spot = spot.members[-1]
        if spot.keys is None:
            spot.keys = {}
        child = spot.keys.setdefault(part, _Spot(place, key=place))
        if many and position == len(parts) - 1:
            if child.members is None:
                child.members = []
            child.members.append(_Spot(place, keys={}))
        spot = child
    return spot.members[-1] if spot.members else spot


_TREES: Mapping[str, Callable[[str], _Spot | _YamlSpot | None]] = {
    "yaml": _yaml_tree,
    "json": _json_tree,
    "toml": _toml_tree,
}

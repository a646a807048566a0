"""Loading: files -> a project, or every problem of the files at once."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit.errors import FileError, Problem, ProblemsError
from mpfkit.model import Project

from ._folder import Portion, gather, gather_text
from ._lenient import understand
from ._migrations import OLDEST_VERSION, SCHEMA_VERSION, migrate
from ._places import SourceMap, identity, index_of, named
from ._structure import structure_project
from ._syntax import FORMATS, Raw, UnreadableError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence

    from mpfkit.model import Extension

    from ._folder import Gathered

__all__ = ["Loaded", "ReadError", "examine", "examine_text", "load", "loads"]

_FATAL = ("MPF100", "MPF105", "MPF107")
_COUNTED = ("MPF026",)
"""Problems about the number of things, which nobody knows while a file cannot be read."""
_NAME = re.compile(r"""(?<![\w-])(?:id|code|country|link_id)["']?\s*[:=]\s*["']?(\w[\w.-]*)""")
_WORD = re.compile(r"\w(?:[\w.-]*\w)?")


class ReadError(ProblemsError, FileError):
    """The files of a project cannot be read; `problems` says where and why, one line each."""


@attrs.frozen
class Dropped:
    """A faulty part that a project was built without.

    Attributes:
        path: Where it stood.
        name: How other parts call it; empty where nothing refers to it.
    """

    path: tuple[str | int, ...]
    name: str = ""


@attrs.frozen(kw_only=True, eq=False)
class Loaded:
    """What came out of the files of a project.

    Attributes:
        project: The project; where there were errors, what is left of it without the faulty parts, or None.
        source_map: Where each part stood.
        problems: Errors, warnings, and notes on what was understood leniently; located and sorted.
        complete: Whether the project is all that the files say, without an error.
        dropped: The faulty parts that `project` is without.
        portions: What each file holds.
        version: Version of the file format in which the files are written.
        unread: What things in files that cannot be read are called, as far as their text shows it.
    """

    project: Project | None
    source_map: SourceMap = attrs.field(factory=SourceMap)
    problems: tuple[Problem, ...] = ()
    complete: bool = True
    dropped: tuple[Dropped, ...] = ()
    portions: tuple[Portion, ...] = ()
    version: int = SCHEMA_VERSION
    unread: frozenset[str] = frozenset()

    def concerns_dropped(self, problem: Problem) -> bool:
        """Say whether a problem of the project is but a consequence of a part that was dropped or cannot be read."""
        if self.unread and (problem.code in _COUNTED or not self.unread.isdisjoint(_WORD.findall(problem.message))):
            return True
        for part in self.dropped:
            if problem.path[: len(part.path)] == part.path or (len(part.path) > 1 and problem.path == part.path[:-1]):
                return True
            if part.name and re.search(rf"(?<![\w.-]){re.escape(part.name)}(?![\w.-])", problem.message):
                return True
        return False


def load(path: str | os.PathLike[str], *, extensions: Iterable[Extension] = ()) -> Loaded:
    """Load a project from a folder or a file.

    Args:
        path: A folder with a project.yaml, or a .yaml, .yml, .json or .toml file.
        extensions: Additions of plugins that get their types; iterated over only where a project has additions at all.

    Returns:
        The project with its source map, and warnings and notes.

    Raises:
        ReadError: The files have errors; all of them are told.
    """
    return _whole(examine(path, salvage=False, extensions=extensions))


def loads(
    text: str,
    format: str = "yaml",  # noqa: A002
    *,
    file: str = "",
    extensions: Iterable[Extension] = (),
) -> Loaded:
    """Load a project from a text.

    Args:
        text: The text.
        format: `yaml`, `json` or `toml`.
        file: What to call the text in messages.
        extensions: As in `load`.

    Raises:
        ReadError: The text has errors; all of them are told.
        FileError: There is no such format.
    """
    return _whole(examine_text(text, format, file=file, salvage=False, extensions=extensions))


def _whole(loaded: Loaded) -> Loaded:
    errors = [problem for problem in loaded.problems if problem.severity == "error"]
    if errors or loaded.project is None:
        raise ReadError(errors)
    return loaded


def examine(path: str | os.PathLike[str], *, salvage: bool = True, extensions: Iterable[Extension] = ()) -> Loaded:
    """Load as much of a project as its files allow.

    Args:
        path: A folder or a file.
        salvage: Whether to build what is left of a project without its faulty parts.
        extensions: As in `load`.

    Returns:
        The project, where one is left, and all problems.
    """
    place = Path(path)
    try:
        gathered = gather(place)
    except UnreadableError as error:
        return Loaded(project=None, problems=(error.problem(str(place)),), complete=False)
    except OSError as error:
        problem = UnreadableError("MPF100", f"cannot be read: {error.strerror or error}").problem(str(place))
        return Loaded(project=None, problems=(problem,), complete=False)
    return _examine(gathered, salvage=salvage, extensions=extensions)


def examine_text(
    text: str,
    format: str = "yaml",  # noqa: A002
    *,
    file: str = "",
    salvage: bool = True,
    extensions: Iterable[Extension] = (),
) -> Loaded:
    """Load as much of a project as a text allows; the arguments are those of `loads` and `examine`."""
    if format not in FORMATS.values():
        raise FileError(f"no format of project files is named {format!r}; known: json, toml, yaml")
    return _examine(gather_text(text, format, file or f"<{format}>"), salvage=salvage, extensions=extensions)


def _examine(gathered: Gathered, *, salvage: bool, extensions: Iterable[Extension]) -> Loaded:
    problems = list(gathered.problems)
    unreadable = any(problem.code in _FATAL for problem in problems)
    project: Project | None = None
    dropped: tuple[Dropped, ...] = ()
    source_map = gathered.source_map
    version: int | None = None
    try:
        version = _version(gathered.raw, problems, unreadable=unreadable)
        if version is not None and gathered.raw:
            raw = {key: value for key, value in gathered.raw.items() if key != "schema_version"}
            if version < SCHEMA_VERSION:
                source_map = attrs.evolve(source_map, moves=migrate(raw, version), raw=raw)
            understood = [_named(raw, problem) for problem in understand(raw)]
            problems += understood
            known = tuple(extensions) if any(_additions(raw)) else ()
            project, refused = structure_project(raw, known)
            # A key that is missing may stand in a file that could not be read.
            problems += [row for row in refused if not (unreadable and row.code == "MPF104" and len(row.path) == 1)]
            if refused and salvage and not unreadable:
                project, dropped = _salvage(raw, refused, known)
            dropped += tuple(Dropped(problem.path) for problem in understood if problem.severity == "error")
    except RecursionError:
        problems.append(Problem(code="MPF105", message="the files are nested too deeply", file=_first(gathered)))
    located = source_map.place_all(problems)
    complete = project is not None and not any(problem.severity == "error" for problem in located)
    return Loaded(
        project=project,
        source_map=source_map,
        problems=located,
        complete=complete,
        dropped=dropped,
        portions=tuple(gathered.portions),
        version=SCHEMA_VERSION if version is None else version,
        unread=frozenset(_unread(gathered)),
    )


def _unread(gathered: Gathered) -> Iterator[str]:
    """Find what things are called in files whose syntax is broken, so that references to them are not said to be."""
    broken = {problem.file for problem in gathered.problems if problem.code in _FATAL}
    for source in gathered.sources:
        if source.file in broken:
            yield from _NAME.findall(source.text)


def _additions(raw: Raw) -> Iterator[bool]:
    """Say of every entity that plugins can add to whether one does."""
    rows = [raw]
    for key in ("countries", "responses", "findings", "workshops"):
        members = raw.get(key)
        for member in members if isinstance(members, list) else ():
            sessions = member.get("sessions") if key == "workshops" and isinstance(member, dict) else [member]
            rows += sessions if isinstance(sessions, list) else ()
    return (bool(row.get("extensions")) for row in rows if isinstance(row, dict))


def _first(gathered: Gathered) -> str:
    return gathered.sources[0].file if gathered.sources else ""


def _version(raw: dict[str, Any], problems: list[Problem], *, unreadable: bool) -> int | None:
    """Read `schema_version`; None where the files cannot be understood."""
    if "schema_version" not in raw:
        if not unreadable and not any(problem.severity == "error" for problem in problems):
            message = f"schema_version is missing; add the line schema_version: {SCHEMA_VERSION}"
            problems.append(Problem(code="MPF108", message=message, path=("schema_version",)))
        return SCHEMA_VERSION
    given = raw["schema_version"]
    version = int(given) if isinstance(given, str) and re.fullmatch(r"0|[1-9][0-9]{0,8}", given) else -1
    if OLDEST_VERSION <= version <= SCHEMA_VERSION:
        return version
    if version > SCHEMA_VERSION:
        message = f"schema_version is {version}, but this mpfkit reads up to {SCHEMA_VERSION}; use a newer mpfkit"
    else:
        message = f"schema_version must be a whole number, such as {SCHEMA_VERSION}"
    problems.append(Problem(code="MPF108", message=message, path=("schema_version",)))
    return None if version > SCHEMA_VERSION else SCHEMA_VERSION


# What is left of a project with faults

_ROUNDS = 4


class _Hole:
    """Stands where a member of a list was taken out, so that the others keep their positions."""


_HOLE = _Hole()


def _named(raw: dict[str, Any], problem: Problem) -> Problem:
    """Name a problem's place as problems of the structure do."""
    path = named(raw, problem.path)
    return attrs.evolve(problem, path=path, message=f"{'.'.join(map(str, path))}: {problem.message}")


def _salvage(
    raw: dict[str, Any], refused: Sequence[Problem], extensions: tuple[Extension, ...]
) -> tuple[Project | None, tuple[Dropped, ...]]:
    """Take the faulty parts out, and what cannot stand without them."""
    raw = copy.deepcopy(raw)
    dropped: list[Dropped] = []
    for _ in range(_ROUNDS):
        cuts = [cut for problem in refused if (cut := _cut(raw, problem.path)) is not None]
        if not cuts:
            return None, ()
        dropped += cuts
        _close_holes(raw)
        project, refused = structure_project(raw, extensions)
        if not refused:
            return project, tuple(dropped)
    return None, ()


def _cut(raw: dict[str, Any], path: tuple[str | int, ...]) -> Dropped | None:
    """Take out the value at a path, or what holds it where it is missing or cannot be told apart."""
    trail: list[tuple[Any, Any]] = []
    value: Any = raw
    for step in path:
        key: Any = index_of(value, step) if isinstance(value, list) else step
        if isinstance(value, dict) and step not in value:
            break
        if key is None or not isinstance(value, dict | list):
            break
        trail.append((value, key))
        value = value[key]
    if not trail:
        return None
    holder, key = trail[-1]
    cut = path[: len(trail)]
    if isinstance(holder, list):
        own = identity(holder[key]) if isinstance(holder[key], dict) else None
        holder[key] = _HOLE
        return Dropped((*cut[:-1], own or key), own or "")
    del holder[key]
    answer = len(cut) == 4 and cut[0] == "responses" and cut[2] == "answers"
    return Dropped(cut, f"{cut[1]}/{cut[3]}" if answer else "")


def _close_holes(value: Raw) -> None:
    if isinstance(value, list):
        value[:] = [member for member in value if member is not _HOLE]
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _close_holes(member)

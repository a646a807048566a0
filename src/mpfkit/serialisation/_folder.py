"""A project on disk: which files belong to it, and what each of them holds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import attrs

from mpfkit.errors import Problem

from ._places import Source, SourceMap
from ._syntax import FORMATS, MAX_BYTES, Raw, UnreadableError, decode, format_of, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["COLLECTIONS", "Gathered", "Portion", "gather", "gather_text"]

COLLECTIONS = (
    "organisations",
    "activities",
    "themes",
    "levels",
    "countries",
    "questionnaires",
    "responses",
    "workshops",
    "findings",
    "results",
    "documents",
    "photos",
    "claims",
)
MAPPINGS = ("narratives", "abbreviations", "extensions")
"""Keys of a project that hold mappings, which files can share."""

PROJECT_FILES = ("project.yaml", "project.yml", "project.json", "project.toml")

_NOT_DATA = ("attachments", "images", "collected")


@attrs.frozen
class Portion:
    """What one file of a project holds.

    Attributes:
        path: Path of the file.
        keys: Top-level keys that it holds by itself.
        names: For a mapping that files share, the keys that this one holds.
        members: For a collection, the positions of its members in the merged list.
        shape: `keys` for a mapping with keys of a project, `list` and `single` for members and nothing around them.
    """

    path: Path
    keys: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    members: Mapping[str, tuple[int, ...]] = attrs.field(factory=dict)
    shape: Literal["keys", "list", "single"] = "keys"


@attrs.define
class Gathered:
    """The merged data of a project, and where it came from."""

    raw: dict[str, Any] = attrs.field(factory=dict)
    problems: list[Problem] = attrs.field(factory=list)
    sources: list[Source] = attrs.field(factory=list)
    mounts: dict[tuple[str | int, ...], tuple[Source, tuple[str | int, ...]]] = attrs.field(factory=dict)
    portions: list[Portion] = attrs.field(factory=list)

    @property
    def source_map(self) -> SourceMap:
        """The map from paths to places."""
        return SourceMap(tuple(self.sources), self.mounts, self.raw)


def gather(path: Path) -> Gathered:
    """Read all files of a project.

    Args:
        path: A folder with a project file, or one project file.

    Returns:
        The merged data and everything that is wrong with the files themselves.

    Raises:
        UnreadableError: There is no project at the path.
    """
    gathered = Gathered()
    if not path.exists():
        raise UnreadableError("MPF100", "there is no such file or folder")
    if not path.is_dir():
        format_of(path.name)
        _read(gathered, path, path.name, ())
        return gathered
    main = main_file(path)
    if main is None:
        raise UnreadableError(
            "MPF100", "the folder has no project.yaml; it is no project, or project.yaml has another name"
        )
    _read(gathered, main, main.name, ())
    for file in data_files(path, gathered.problems):
        if file != main:
            relative = file.relative_to(path)
            _read(gathered, file, relative.as_posix(), relative.parts[:-1])
    return gathered


def gather_text(text: str, format: str, file: str) -> Gathered:  # noqa: A002
    """Take a project from a text in memory."""
    gathered = Gathered()
    _take(gathered, Path(file), text, format, file, ())
    return gathered


def main_file(folder: Path) -> Path | None:
    """Return the project file of a folder, None where it has none."""
    return next((folder / name for name in PROJECT_FILES if (folder / name).is_file()), None)


def data_files(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Yield the data files of a project folder in the order in which they are merged.

    Hidden files and folders, `attachments/`, `images/`, `collected/` and links that lead out of the folder are left
    out.
    """
    root = folder.resolve()
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = [
            name
            for name in folders
            if not name.startswith((".", "_")) and not (here == folder and name.lower() in _NOT_DATA)
        ]
        for name in names:
            file = here / name
            if name.startswith((".", "~")) or file.suffix.lower() not in FORMATS:
                continue
            if file.is_symlink() and not file.resolve().is_relative_to(root):
                message = "is a link that leads out of the project folder and is not read; copy the file instead"
                problems.append(Problem(code="MPF112", message=message, severity="warning", file=_shown(folder, file)))
                continue
            found.append(file)
    yield from sorted(found, key=lambda file: reading_order(file.relative_to(folder)))


def reading_order(relative: Path) -> tuple[str, ...]:
    """Return the key by which the files of a folder are sorted: by folder, then by name without suffix."""
    return (*relative.parts[:-1], relative.stem, relative.suffix)


def _shown(folder: Path, file: Path) -> str:
    return file.relative_to(folder).as_posix()


def _read(gathered: Gathered, path: Path, name: str, folders: tuple[str, ...]) -> None:
    shown = str(path)
    try:
        text = decode(read_bytes(path))
    except OSError as error:
        message = f"the file cannot be read: {error.strerror or error}"
        gathered.problems.append(UnreadableError("MPF100", message).problem(shown))
        return
    except UnreadableError as error:
        gathered.problems.append(error.problem(shown))
        return
    _take(gathered, path, text, format_of(name), shown, folders)


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file that is not too large.

    Raises:
        OSError: The file cannot be read.
        UnreadableError: The file is too large.
    """
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableError("MPF100", f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB; split it")
    return path.read_bytes()


def _take(gathered: Gathered, path: Path, text: str, format: str, shown: str, folders: tuple[str, ...]) -> None:  # noqa: A002
    """Merge the text of one file."""
    source = Source(shown, text, format)
    gathered.sources.append(source)
    try:
        data, repeated = parse(text, format)
    except UnreadableError as error:
        gathered.problems.append(error.problem(shown))
        gathered.portions.append(Portion(path))
        return
    gathered.problems += [row.problem(shown) for row in repeated]
    first = len(gathered.sources) == 1
    collection = _collection_of(path, folders, data)
    if data is None and not first:
        gathered.portions.append(Portion(path))  # an empty file holds nothing
    elif collection is not None:
        members = data if isinstance(data, list) else [data]
        positions = _add_members(gathered, source, collection, members, () if isinstance(data, dict) else None)
        shape: Literal["list", "single"] = "single" if isinstance(data, dict) else "list"
        gathered.portions.append(Portion(path, members={collection: positions}, shape=shape))
    elif isinstance(data, dict):
        _merge(gathered, source, path, data)
    else:
        what = "is empty" if data is None else "holds a list" if isinstance(data, list) else "holds a single value"
        message = f"the file {what}; it must hold a mapping with keys of a project, such as title or findings"
        gathered.problems.append(Problem(code="MPF102", message=message, file=shown, line=1, column=1))
        gathered.portions.append(Portion(path))


def _collection_of(path: Path, folders: tuple[str, ...], data: Raw) -> str | None:
    """Say to which collection the whole of a file belongs, by its folder or its name."""
    if isinstance(data, dict) and folders and folders[0] in COLLECTIONS:
        own = any(key in COLLECTIONS or key in MAPPINGS for key in data)
        belongs = "id" in data or "code" in data or "link_id" in data
        return folders[0] if belongs or not own else None
    if isinstance(data, list):
        if folders and folders[0] in COLLECTIONS:
            return folders[0]
        if path.stem in COLLECTIONS:
            return path.stem
    return None


def _add_members(
    gathered: Gathered,
    source: Source,
    collection: str,
    members: list[Any],
    inside: tuple[str | int, ...] | None,
) -> tuple[int, ...]:
    """Append members to a collection; `inside` is where a single one stands in its file, None for a list as a whole."""
    merged = gathered.raw.get(collection)
    if merged is None:
        merged = gathered.raw[collection] = []
    if not isinstance(merged, list):
        return ()  # the other file has something else under this key, which is reported where it stands
    start = len(merged)
    for position, member in enumerate(members):
        gathered.mounts[(collection, start + position)] = (source, (position,) if inside is None else inside)
        merged.append(member)
    return tuple(range(start, start + len(members)))


def _merge(gathered: Gathered, source: Source, path: Path, data: dict[str, Any]) -> None:
    """Merge the keys of a file into the project."""
    keys: list[str] = []
    names: dict[str, tuple[str, ...]] = {}
    members: dict[str, tuple[int, ...]] = {}
    for key, value in data.items():
        there = gathered.raw.get(key)
        if key in COLLECTIONS and isinstance(value, list) and (there is None or isinstance(there, list)):
            gathered.mounts.setdefault((key,), (source, (key,)))
            if there is None:
                there = gathered.raw[key] = []
            start = len(there)
            for position, member in enumerate(value):
                gathered.mounts[(key, start + position)] = (source, (key, position))
                there.append(member)
            members[key] = tuple(range(start, start + len(value)))
        elif key in MAPPINGS and isinstance(value, dict) and (there is None or isinstance(there, dict)):
            names[key] = tuple(value)
            _merge_mapping(gathered, source, key, value)
        elif key not in gathered.raw:
            keys.append(key)
            gathered.mounts[(key,)] = (source, (key,))
            gathered.raw[key] = value
        elif key != "schema_version" or there != value:
            _stands_twice(gathered, source, (key,), gathered.mounts[(key,)][0].file)
    gathered.portions.append(Portion(path, tuple(keys), names, members))


def _merge_mapping(gathered: Gathered, source: Source, key: str, value: dict[str, Any]) -> None:
    gathered.mounts.setdefault((key,), (source, (key,)))
    merged = gathered.raw.get(key)
    if merged is None:
        merged = gathered.raw[key] = {}
    for name, member in value.items():
        if name in merged:
            _stands_twice(gathered, source, (key, name), gathered.mounts[(key, name)][0].file)
            continue
        gathered.mounts[(key, name)] = (source, (key, name))
        merged[name] = member


def _stands_twice(gathered: Gathered, source: Source, path: tuple[str, ...], first: str) -> None:
    line, column = source.locate(path, key=True)
    message = f"{'.'.join(path)!r} stands in {first} already; keep one of them"
    gathered.problems.append(Problem(code="MPF106", message=message, file=source.file, line=line, column=column))

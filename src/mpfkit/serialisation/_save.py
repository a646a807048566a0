"""Saving: atomic, stable, and only what changed."""

from __future__ import annotations

import contextlib
import os
import re
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit.errors import FileError
from mpfkit.model import Extension, Project, extended_entities

from ._folder import COLLECTIONS, MAPPINGS, data_files, main_file, reading_order
from ._load import examine
from ._migrations import SCHEMA_VERSION
from ._syntax import FORMATS, Raw
from ._write import document_data, dump_data, entity_data, language_of, values_data

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ._folder import Portion

__all__ = ["dumps", "save", "write_atomically"]


def dumps(project: Project, format: str = "yaml") -> str:  # noqa: A002
    """Write a project as one text.

    Args:
        project: A project.
        format: `yaml`, `json` or `toml`.

    Returns:
        The text; loading it gives an equal project.

    Raises:
        FileError: The project holds something that the format cannot.
    """
    if format not in FORMATS.values():
        raise FileError(f"no format of project files is named {format!r}; known: json, toml, yaml")
    return dump_data(document_data(project), format)


def save(project: Project, path: str | os.PathLike[str]) -> tuple[Path, ...]:
    """Save a project as a file or a folder.

    A path that ends in .yaml, .yml, .json or .toml is one file; any other is a folder. In a folder that holds a project
    already, everything stays in the file where it was, and files whose content did not change are not touched. Nothing
    is written before everything can be.

    Args:
        project: A project.
        path: Where to.

    Returns:
        The files that were written or removed.

    Raises:
        FileError: The project cannot be written there.
    """
    target = Path(path)
    if target.suffix.lower() in FORMATS and not target.is_dir():
        return _save_file(project, target)
    if target.exists() and not target.is_dir():
        raise FileError(f"{target}: a project is saved as .yaml, .yml, .json, .toml or a folder")
    if not target.exists() and re.fullmatch(r"\.[A-Za-z]{1,5}", target.suffix):
        raise FileError(
            f"{target}: a project is saved as .yaml, .yml, .json, .toml or a folder, not as {target.suffix}"
        )
    return _save_folder(project, target)


def _save_file(project: Project, target: Path) -> tuple[Path, ...]:
    if target.exists():
        there = examine(target, extensions=_extensions_of(project))
        same = there.complete and there.project == attrs.evolve(project, withheld=None)
        if same and there.version == SCHEMA_VERSION:
            return ()
    text = dumps(project, FORMATS[target.suffix.lower()])
    return write_atomically({target: text})


def _extensions_of(project: Project) -> tuple[Extension, ...]:
    """Return the extensions that a project uses, so that what is on disk can be compared with it."""
    used = {
        (type(entity), name): type(facts)
        for _, entity in extended_entities(project)
        for name, facts in entity.extensions.items()
        if attrs.has(type(facts))
    }
    return tuple(Extension(name=name, on=on, type=kind) for (on, name), kind in used.items())


@attrs.define
class _File:
    """What a file is going to hold."""

    shape: str = "keys"
    keys: dict[str, Any] = attrs.field(factory=dict)
    names: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    members: dict[str, list[Any]] = attrs.field(factory=dict)

    @property
    def empty(self) -> bool:
        return not self.keys and not any(self.names.values()) and not any(self.members.values())

    def data(self, language: str) -> Raw:
        if self.shape != "keys" and len(self.members) == 1:
            rows = [entity_data(row, language) for row in next(iter(self.members.values()))]
            return rows[0] if self.shape == "single" and len(rows) == 1 else rows
        holder: dict[str, Any] = {"schema_version": SCHEMA_VERSION} if "schema_version" in self.keys else {}
        values = {**self.keys, **{key: rows for key, rows in self.names.items() if rows}}
        for name in _PROJECT_FIELDS:
            if name in values:
                holder.update(values_data({name: values[name]}, language))
            elif self.members.get(name):
                holder[name] = [entity_data(row, language) for row in self.members[name]]
        extra = {key: value for key, value in self.keys.items() if key.startswith("x-")}
        holder.update(values_data(extra, language))
        return holder


_PROJECT_FIELDS = tuple(
    field.name for field in attrs.fields(Project) if field.name != "extra" and field.metadata.get("saved") is not False
)


def _save_folder(project: Project, folder: Path) -> tuple[Path, ...]:
    main = main_file(folder) if folder.is_dir() else None
    if main is not None:
        return _update_folder(project, folder, main)
    if folder.is_dir():
        others = [file.name for file in data_files(folder, [])]
        if others:
            raise FileError(f"{folder}: the folder holds {others[0]} but no project.yaml; save into another folder")
    files = _default_layout(project, folder)
    language = language_of(project)
    return write_atomically({path: dump_data(file.data(language), "yaml") for path, file in files.items()})


def _default_layout(project: Project, folder: Path) -> dict[Path, _File]:
    """One file for the project, one for each questionnaire, country with replies and workshop, one for the findings."""
    main = _File(keys=_own_keys(project))
    files = {folder / "project.yaml": main}
    for name in MAPPINGS:
        main.names[name] = dict(getattr(project, name))
    for name in COLLECTIONS:
        rows = list(getattr(project, name))
        if name in _OWN_FOLDER:
            groups = [(key, list(members)) for key, members in groupby(rows, key=_OWN_FOLDER[name])]
            stems = _stems([key for key, _ in groups])
            for stem, (_, members) in zip(stems, groups, strict=True):
                shape = "single" if len(members) == 1 else "list"
                files[folder / name / f"{stem}.yaml"] = _File(shape=shape, members={name: members})
        elif name == "findings" and rows:
            files[folder / "findings.yaml"] = _File(shape="list", members={name: rows})
        else:
            main.members[name] = rows
    return files


_OWN_FOLDER: dict[str, Any] = {
    "questionnaires": lambda row: row.id,
    "responses": lambda row: row.country,
    "workshops": lambda row: row.id,
}
_RESERVED = frozenset(("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))))


def _stem(name: str) -> str:
    """Turn an identity into a file name that every system takes."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip(".-_~ ")[:80] or "unnamed"
    return f"{stem}-" if stem.lower() in _RESERVED else stem


def _stems(keys: Sequence[str]) -> list[str]:
    """Name files so that they are read in the order given; numbered where their names alone would not do that."""
    stems = [_stem(key) for key in keys]
    unique = len({stem.lower() for stem in stems}) == len(stems)
    if unique and sorted(stems) == stems:
        return stems
    width = len(str(len(stems)))
    return [f"{position:0{width}d}-{stem}" for position, stem in enumerate(stems, 1)]


def _own_keys(project: Project) -> dict[str, Any]:
    """The keys of a project that one file holds each, with their values, defaults left out."""
    keys: dict[str, Any] = {"schema_version": SCHEMA_VERSION}
    for field in attrs.fields(Project):
        name = field.name
        if name in _PROJECT_FIELDS and name not in COLLECTIONS and name not in MAPPINGS:
            value = getattr(project, name)
            if value != field.default:
                keys[name] = value
    keys.update(project.extra)
    return keys


def _update_folder(project: Project, folder: Path, main: Path) -> tuple[Path, ...]:
    """Distribute a project over the files of a folder that holds one."""
    there = examine(folder, extensions=_extensions_of(project))
    if there.project is None or not there.complete:
        first = next(problem for problem in there.problems if problem.severity == "error")
        raise FileError(
            f"{folder}: the project that is there has errors, so nothing was saved; mend it first ({first})"
        )
    before = {portion.path: _held(there.project, portion) for portion in there.portions}
    after = _distribute(project, main, before)
    language = language_of(project)
    rewritten = language != language_of(there.project) or there.version != SCHEMA_VERSION
    texts: dict[Path, str] = {}
    for path, file in after.items():
        same = before.get(path)
        if file.empty and path != main:
            if same is not None and not same.empty:
                texts[path] = ""
        elif rewritten or same is None or not _equal(file, same):
            texts[path] = dump_data(file.data(language), FORMATS[path.suffix.lower()])
    return write_atomically(texts)


def _equal(one: _File, other: _File) -> bool:
    return (
        one.keys == other.keys
        and {key: rows for key, rows in one.names.items() if rows}
        == {key: rows for key, rows in other.names.items() if rows}
        and {key: rows for key, rows in one.members.items() if rows}
        == {key: rows for key, rows in other.members.items() if rows}
    )


def _held(project: Project, portion: Portion) -> _File:
    """What a file held before, as values."""
    own = _own_keys(project)
    file = _File(shape=portion.shape, keys={key: own[key] for key in portion.keys if key in own})
    for key, names in portion.names.items():
        values = getattr(project, key)
        file.names[key] = {name: values[name] for name in names if name in values}
    for key, positions in portion.members.items():
        rows = getattr(project, key)
        file.members[key] = [rows[position] for position in positions]
    return file


def _distribute(project: Project, main: Path, before: dict[Path, _File]) -> dict[Path, _File]:
    """Give every part of a project its file: the one where it was, else the one where its like is."""
    files = {path: _File(shape=file.shape) for path, file in before.items()}
    owners = {key: path for path, file in before.items() for key in file.keys}
    own = _own_keys(project)
    for key, value in own.items():
        files[owners.get(key, main)].keys[key] = value
    for key in MAPPINGS:
        homes = {name: path for path, file in before.items() for name in file.names.get(key, ())}
        last = next((path for path, file in reversed(before.items()) if key in file.names), main)
        for name, value in getattr(project, key).items():
            files[homes.get(name, last)].names.setdefault(key, {})[name] = value
    for key in COLLECTIONS:
        homes = {_identity(key, row): path for path, file in before.items() for row in file.members.get(key, ())}
        for row in getattr(project, key):
            path = homes.get(_identity(key, row)) or _new_home(key, row, main, before)
            # Only a folder of its own says what a single mapping is; beside the project file, a name says it of a list.
            shape = "list" if path.parent == main.parent else "single"
            file = files.setdefault(path, _File(shape=shape))
            file.members.setdefault(key, []).append(row)
    return files


def _identity(collection: str, row: Raw) -> str:
    if collection == "questionnaires":
        return str(row.key)
    return str(getattr(row, {"countries": "code", "documents": "file", "photos": "file"}.get(collection, "id")))


def _new_home(collection: str, row: Raw, main: Path, before: dict[Path, _File]) -> Path:
    """The file for something that was not there before."""
    folder = main.parent
    holders = [path for path, file in before.items() if collection in file.members]
    own_files = not holders or any(path.parent == folder / collection for path in holders)
    if collection in _OWN_FOLDER and own_files:
        path = folder / collection / f"{_stem(_OWN_FOLDER[collection](row))}{main.suffix}"
        same = [held for held in before if held.parent == path.parent and held.stem.lower() == path.stem.lower()]
        return same[0] if same and collection in before[same[0]].members else path
    if holders:
        return holders[-1]
    return folder / f"findings{main.suffix}" if collection == "findings" and main.suffix != ".toml" else main


def write_atomically(texts: Mapping[Path, str | bytes]) -> tuple[Path, ...]:
    """Write files so that each is either the old one or the new one, whatever happens.

    Args:
        texts: Text or bytes by path; an empty text removes the file.

    Returns:
        The paths, in the order in which they were written.

    Raises:
        FileError: A file cannot be written; what was written before it stays.
    """
    written: list[Path] = []
    for path, text in sorted(texts.items(), key=lambda pair: (not pair[1], reading_order(pair[0]))):
        try:
            if text:
                _replace(path, text.encode("utf-8") if isinstance(text, str) else text)
            else:
                path.unlink()
        except PermissionError as error:
            raise FileError(f"{path}: cannot be written; it is open in another program, or protected") from error
        except OSError as error:
            raise FileError(f"{path}: cannot be written: {error.strerror or error}") from error
        written.append(path)
    return tuple(written)


def _replace(path: Path, data: bytes) -> None:
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()

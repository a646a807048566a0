"""Projects from and to disk, and everything that is wrong with them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit.errors import FileError, Problem, did_you_mean
from mpfkit.model import Extension, Project, check_project, extended_entities

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from mpfkit.registry import Registry

__all__ = ["check", "load_project", "save_project"]


def load_project(path: str | os.PathLike[str], *, registry: Registry | None = None) -> Project:
    """Load a project.

    Args:
        path: A folder with a project.yaml, or one .yaml, .yml, .json or .toml file.
        registry: Plugins whose extensions give types to extra facts; None for those that are installed, which are
            looked up where the project has such facts at all. Facts of plugins that are not there are kept as they are.

    Returns:
        The project. What was read leniently, and whether it holds together, is told by `check`.

    Raises:
        MpfkitError: The files have errors; the text tells all of them, one line each.
    """
    from mpfkit.serialisation import load

    project = load(path, extensions=_extensions(registry)).project
    if project is None:
        raise AssertionError("load returns a project or raises")
    place = Path(path)
    return project.evolve(folder=str(place if place.is_dir() else place.parent))


def save_project(
    project: Project,
    path: str | os.PathLike[str],
    *,
    registry: Registry | None = None,
) -> None:
    """Save a project: atomic, stable, and only the files whose content changed.

    Args:
        project: A whole project, not an edition of it.
        path: A file that ends in .yaml, .yml, .json or .toml, or a folder. In a folder that holds the project already,
            everything stays in the file where it was.
        registry: Plugins whose extensions have types; None for those that are installed, which are looked up where the
            project has such facts at all.

    Raises:
        MpfkitError: The project cannot be saved there, or holds facts that would not come back as they are; nothing was
            changed.
    """
    from mpfkit.serialisation import save

    if project.withheld is not None:
        raise FileError(
            f"{path}: this is the {project.withheld.audience} edition; save the project that it was made from"
        )
    _refuse_lost_types(project, registry)
    save(project, path)


def check(
    project: Project | str | os.PathLike[str],
    *,
    kind: str = "",
    registry: Registry | None = None,
) -> tuple[Problem, ...]:
    """Tell everything that is wrong with a project.

    Args:
        project: A project, or the path of one. With a path, problems have file, line and column, problems of the files
            and of their content come together, and files that the project names are looked for.
        kind: Report kind for which the project is to be complete, too; empty for none.
        registry: Plugins that give types to extra facts and add checks of their own; None for those that are installed.

    Returns:
        Errors, warnings, and notes on what was read leniently; in the order of the files, or by code.

    Raises:
        UnknownNameError: There is no such report kind.
    """
    plugins = _registry(registry)
    if kind:
        plugins.report_kind(kind)  # said before anything else, and also where the project cannot be read
    if isinstance(project, Project):
        problems = [
            *check_project(project),
            *_check_extensions(project, plugins),
            *plugins.check_project(project),
            *_check_kind(project, kind, plugins),
        ]
        return tuple(sorted(problems, key=lambda problem: problem.code))
    from mpfkit.serialisation import examine

    loaded = examine(project, extensions=plugins.extensions.values())
    if loaded.project is None:
        return loaded.problems
    found = [
        *check_project(loaded.project),
        *_check_files(loaded.project, Path(project)),
        *_check_extensions(loaded.project, plugins),
        *plugins.check_project(loaded.project),
        *_check_kind(loaded.project, kind, plugins),
    ]
    known = {(problem.code, problem.path) for problem in loaded.problems}
    told = (
        problem
        for problem in found
        if not loaded.concerns_dropped(problem) and (problem.code, problem.path) not in known
    )
    return loaded.source_map.place_all((*loaded.problems, *told))


def _check_kind(project: Project, kind: str, plugins: Registry) -> tuple[Problem, ...]:
    return plugins.check_kind(kind, project) if kind else ()


def _registry(registry: Registry | None) -> Registry:
    """Return the registry given, else one of what is installed."""
    if registry is not None:
        return registry
    from mpfkit.registry import load_registry

    return load_registry()


def _extensions(registry: Registry | None) -> Iterator[Extension]:
    """Yield the extensions of a registry; without one, plugins are looked up when the first is asked for."""
    yield from _registry(registry).extensions.values()


def _refuse_lost_types(project: Project, registry: Registry | None) -> None:
    """Refuse typed facts that no plugin would give their type back when the project is loaded again."""
    known: dict[tuple[type, str], Any] | None = None
    for path, entity in extended_entities(project):
        for name, facts in entity.extensions.items():
            if not attrs.has(type(facts)):
                continue
            if known is None:
                known = {(each.on, each.name): each.type for each in _registry(registry).extensions.values()}
            kind = known.get((type(entity), name))
            if kind is not type(facts):
                place = ".".join(map(str, (*path, "extensions", name)))
                what = type(facts).__name__
                offered = f"the extension holds a {kind.__name__}" if kind else "no plugin offers such an extension"
                raise FileError(f"{place}: a {what} would not come back as one: {offered}; install or pass the plugin")


def _check_extensions(project: Project, registry: Registry) -> Iterator[Problem]:
    """Tell of additions that no plugin offers (MPF113), and of facts of another class than declared (MPF114)."""
    known = {(each.on, each.name): each for each in registry.extensions.values()}
    told = set()
    for path, entity in extended_entities(project):
        on = type(entity)
        for name, facts in entity.extensions.items():
            where = (*path, "extensions", name)
            place = ".".join(map(str, where))
            extension = known.get((on, name))
            if extension is None and (on, name) not in told:
                told.add((on, name))
                hint = did_you_mean(name, [other for entity_class, other in known if entity_class is on], limit=1)
                fault = f"no plugin offers the extension {name!r} of {on.__name__}, so it is kept as it is"
                message = f"{place}: {fault}; {hint}".rstrip("; ")
                yield Problem(code="MPF113", message=message, path=where, severity="note")
            elif extension is not None and type(facts) is not extension.type:
                message = f"{place}: holds {_shown(facts)}; give it a {extension.type.__name__}, or load it from a file"
                yield Problem(code="MPF114", message=message, path=where)


def _shown(facts: object) -> str:
    return f"a {type(facts).__name__}" if attrs.has(type(facts)) else "plain data"


def _check_files(project: Project, path: Path) -> Iterator[Problem]:
    """Look whether files that the project names exist and are the ones that were meant (MPF022)."""
    root = path if path.is_dir() else path.parent
    for where, folder, name, sha256 in _named_files(project):
        file = root / folder / name
        if not file.resolve().is_relative_to((root / folder).resolve()):
            fault = f"{name!r} leads out of {folder}/; put the file there"
        elif not file.is_file():
            fault = f"there is no file {folder}/{name}"
        elif sha256 and _sha256(file) != sha256.lower():
            fault = f"{folder}/{name} is not the file that was meant: its sha256 differs"
        else:
            continue
        yield Problem(code="MPF022", message=fault, path=where)


def _named_files(project: Project) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    for position, document in enumerate(project.documents):
        yield ("documents", position), "attachments", document.file, document.sha256
    for position, photo in enumerate(project.photos):
        yield ("photos", position), "images", photo.file, photo.sha256
    for organisation in project.organisations:
        if organisation.logo:
            yield ("organisations", organisation.id, "logo"), "images", organisation.logo, ""
    for response in project.responses:
        for position, attachment in enumerate(response.attachments):
            yield ("responses", response.id, "attachments", position), "attachments", attachment.file, attachment.sha256
    for workshop in project.workshops:
        for position, photo in enumerate(workshop.photos):
            yield ("workshops", workshop.id, "photos", position), "images", photo.file, photo.sha256


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()

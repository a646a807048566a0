"""Projects from and to disk, and everything that is wrong with them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from mpfkit.errors import Problem
from mpfkit.model import Project, check_project

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from mpfkit.registry import Registry

__all__ = ["check", "load_project", "save_project"]


def load_project(path: str | os.PathLike[str], *, registry: Registry | None = None) -> Project:  # noqa: ARG001
    """Load a project.

    Args:
        path: A folder with a project.yaml, or one .yaml, .yml, .json or .toml file.
        registry: Plugins whose extensions give types to extra facts; extensions of plugins that are not there are kept
            as they are.

    Returns:
        The project. What was read leniently, and whether it holds together, is told by `check`.

    Raises:
        MpfkitError: The files have errors; the text tells all of them, one line each.
    """
    from mpfkit.serialisation import load

    project = load(path).project
    if project is None:
        raise AssertionError("load returns a project or raises")
    return project


def save_project(
    project: Project,
    path: str | os.PathLike[str],
    *,
    registry: Registry | None = None,  # noqa: ARG001
) -> None:
    """Save a project: atomic, stable, and only the files whose content changed.

    Args:
        project: A whole project, not an edition of it.
        path: A file that ends in .yaml, .yml, .json or .toml, or a folder. In a folder that holds the project already,
            everything stays in the file where it was.
        registry: Plugins whose extensions have types.

    Raises:
        MpfkitError: The project cannot be saved there; nothing was changed.
    """
    from mpfkit.errors import FileError
    from mpfkit.serialisation import save

    if project.withheld is not None:
        raise FileError(
            f"{path}: this is the {project.withheld.audience} edition; save the project that it was made from"
        )
    save(project, path)


def check(
    project: Project | str | os.PathLike[str],
    *,
    registry: Registry | None = None,  # noqa: ARG001
) -> tuple[Problem, ...]:
    """Tell everything that is wrong with a project.

    Args:
        project: A project, or the path of one. With a path, problems have file, line and column, problems of the files
            and of their content come together, and files that the project names are looked for.
        registry: Plugins that add checks of their own.

    Returns:
        Errors, warnings, and notes on what was read leniently; in the order of the files, or by code.
    """
    if isinstance(project, Project):
        return check_project(project)
    from mpfkit.serialisation import examine

    loaded = examine(project)
    if loaded.project is None:
        return loaded.problems
    found = [*check_project(loaded.project), *_check_files(loaded.project, Path(project))]
    known = {(problem.code, problem.path) for problem in loaded.problems}
    told = (
        problem
        for problem in found
        if not loaded.concerns_dropped(problem) and (problem.code, problem.path) not in known
    )
    return loaded.source_map.place_all((*loaded.problems, *told))


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

"""What a plugin can offer.

Every hook is optional. Hooks that offer records take no arguments, and are called once when a registry is built; hooks
that check are called with what is checked. The order of plugins never matters: records are listed by name, two records
of one name are an error, and problems are sorted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mpfkit.errors import Problem
    from mpfkit.model import Extension, Project
    from mpfkit.records import HouseStyle, Reader, Renderer, ReportKind, Writer

__all__ = [
    "PROJECT_NAME",
    "hookimpl",
    "hookspec",
    "mpfkit_check_project",
    "mpfkit_extensions",
    "mpfkit_house_styles",
    "mpfkit_readers",
    "mpfkit_renderers",
    "mpfkit_report_kinds",
    "mpfkit_writers",
]

PROJECT_NAME = "mpfkit"
"""Name of the pluggy project and of the entry point group."""

hookspec = pluggy.HookspecMarker(PROJECT_NAME)
hookimpl = pluggy.HookimplMarker(PROJECT_NAME)


@hookspec
def mpfkit_report_kinds() -> Iterable[ReportKind]:
    """Offer report kinds: functions from a redacted project to a document.

    Called once for each registry. Their names must differ from those of all other plugins; mpfkit refuses to choose.

    Returns:
        Report kinds, in any order.

    .. versionadded:: 0.1
    """
    return ()


@hookspec
def mpfkit_house_styles() -> Iterable[HouseStyle]:
    """Offer house styles: how reports of one institution look, and the words that it prescribes.

    Called once for each registry. Their names must differ from those of all other plugins; mpfkit refuses to choose.

    Returns:
        House styles, in any order.

    .. versionadded:: 0.1
    """
    return ()


@hookspec
def mpfkit_writers() -> Iterable[Writer]:
    """Offer writers: functions from a document and a house style to the bytes of one format.

    Called once for each registry. Their names must differ from those of all other plugins; mpfkit refuses to choose.

    Returns:
        Writers, in any order.

    .. versionadded:: 0.1
    """
    return ()


@hookspec
def mpfkit_renderers() -> Iterable[Renderer]:
    """Offer whole renderers: functions from a redacted project to the bytes of a file.

    Called once for each registry. Their names must differ from those of all other plugins; mpfkit refuses to choose.

    Returns:
        Renderers, in any order.

    .. versionadded:: 0.1
    """
    return ()


@hookspec
def mpfkit_readers() -> Iterable[Reader]:
    """Offer readers: from foreign files to questionnaires and responses, with accounts of all that the files hold.

    Called once for each registry. Their names must differ from those of all other plugins; mpfkit refuses to choose.

    Returns:
        Readers, in any order.

    .. versionadded:: 0.1
    """
    return ()


@hookspec
def mpfkit_extensions() -> Iterable[Extension]:
    """Offer extensions: typed facts on projects, countries, responses, sessions or findings.

    Called once for each registry. Their names, and the classes that extend one entity, must differ from those of all
    other plugins; mpfkit refuses to choose.

    Returns:
        Extensions, in any order.

    .. versionadded:: 0.1
    """
    return ()


@hookspec
def mpfkit_check_project(project: Project) -> Iterable[Problem]:  # noqa: ARG001 - the signature is the contract
    """Check a project for what only the plugin knows about.

    Called by `mpfkit.check` and the command `check`, after the checks of mpfkit itself. It is pure: no clock, no files,
    no network.

    Args:
        project: The whole project, or what is left of it without its faulty parts.

    Returns:
        Problems, in any order. Their codes begin with letters of the plugin's own, not with MPF; a `path` from the root
        of the project is all that they need for file, line and column.

    .. versionadded:: 0.1
    """
    return ()

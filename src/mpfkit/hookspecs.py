"""What a plugin can offer.

Every hook is optional, takes no arguments, and is called once when a registry is built. The order of plugins never
matters: what they give is listed by name, and two records of one name are an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mpfkit.records import HouseStyle, ReportKind, Writer

__all__ = [
    "PROJECT_NAME",
    "hookimpl",
    "hookspec",
    "mpfkit_house_styles",
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

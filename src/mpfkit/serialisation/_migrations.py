"""Files of older versions of mpfkit: one function for each step from one `schema_version` to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["MIGRATIONS", "SCHEMA_VERSION", "migrate"]

SCHEMA_VERSION = 1
"""Version of the file format that is written."""

Migration = Callable[[dict[str, Any]], dict[str, Any]]

MIGRATIONS: Mapping[int, Migration] = {}
"""For a version, the function that turns merged data of that version into data of the next one."""


def migrate(
    raw: dict[str, Any],
    version: int,
    *,
    steps: Mapping[int, Migration] = MIGRATIONS,
    target: int = SCHEMA_VERSION,
) -> dict[str, Any]:
    """Bring the data of an older file to the version of today.

    Args:
        raw: Merged data of a project, without `schema_version`.
        version: Version in which it was written, at most `target`.
        steps: The migrations.
        target: The version wanted.

    Returns:
        Data of the version wanted.

    Raises:
        KeyError: No migration leaves a version in between.
    """
    for step in range(version, target):
        raw = steps[step](raw)
    return raw

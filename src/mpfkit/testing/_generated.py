"""Projects and documents to try something on: the example, an empty one, and the same generated ones every time."""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, TypeVar

from mpfkit.model import Extension, LangString, Project
from mpfkit.projects import load_project
from mpfkit.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis import settings
    from hypothesis.strategies import SearchStrategy

    from mpfkit.document import Document

__all__ = ["empty_project", "example", "for_each", "generated_documents", "generated_projects"]

T = TypeVar("T")


@cache
def example() -> Project:
    """Return the project that `mpfkit new` makes."""
    with resources.as_file(resources.files("mpfkit").joinpath("_new", "project")) as folder:
        return load_project(folder, registry=Registry.of())


@cache
def empty_project() -> Project:
    """Return a project of which nothing is known but its title."""
    title = LangString({"en": "An empty project", "fr": "Un projet vide", "ar": "مشروع فارغ"})
    return Project(id="empty", title=title, as_of=dt.date(2019, 2, 14))


def _settings(number: int) -> settings:
    from hypothesis import HealthCheck, Phase, settings

    return settings(
        max_examples=number,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


def _collected(strategy: SearchStrategy[T], number: int) -> tuple[T, ...]:
    from hypothesis import given

    found: list[T] = []

    def collect(value: T) -> None:
        found.append(value)

    _settings(number)(given(strategy)(collect))()
    return tuple(found)


@cache
def generated_projects(number: int, extensions: tuple[Extension, ...] = ()) -> tuple[Project, ...]:
    """Return generated projects: the same every time, drawn once for all tests that use them."""
    from .strategies import projects

    return _collected(projects(extensions=extensions), number)


@cache
def generated_documents(number: int) -> tuple[Document, ...]:
    """Return generated documents: the same every time, drawn once for all tests that use them."""
    from .strategies import documents

    return _collected(documents(), number)


def for_each(values: tuple[T, ...], strategy: Callable[[], SearchStrategy[T]], check: Callable[[T], None]) -> None:
    """Check each value; where one does not pass, look for a smaller one that does not, which is easier to read.

    Args:
        values: What is checked.
        strategy: Where the values come from.
        check: Raises where a value does not pass.
    """
    for value in values:
        try:
            check(value)
        except Exception:
            _shrink(strategy(), check, len(values))
            raise


def _shrink(strategy: SearchStrategy[T], check: Callable[[T], None], number: int) -> None:
    from hypothesis import Phase, given, settings

    again = settings(_settings(number), phases=(Phase.generate, Phase.shrink))
    again(given(strategy)(check))()

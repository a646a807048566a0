"""What all conformance classes share."""

from __future__ import annotations

import copy
import functools
import os
import re
import subprocess
import sys
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import pytest

from mpfkit.errors import MpfkitError, ProblemsError
from mpfkit.hookspecs import PROJECT_NAME
from mpfkit.model import Extension, Project
from mpfkit.records import HouseStyle, Reader, Renderer, ReportKind, Writer
from mpfkit.registry import Registry, load_registry

from ._generated import example

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Conformance", "RecordConformance", "fail_on", "is_clear", "refused", "unchanged"]

Record: TypeAlias = ReportKind | HouseStyle | Writer | Renderer | Reader | Extension

_GUARD = "test_no_standard_test_is_overridden_in_silence"
_HEAVY = ("babel", "cattrs", "docx", "hypothesis", "lxml", "openpyxl", "pytest", "xlsxwriter", "yaml")
_LISTS: dict[type, str] = {
    ReportKind: "report_kinds",
    HouseStyle: "house_styles",
    Writer: "writers",
    Renderer: "renderers",
    Reader: "readers",
    Extension: "extensions",
}
_LOADED = re.compile(r"^loaded:(.*)$", re.MULTILINE)


def fail_on(faults: Iterable[object], what: str) -> None:
    """Fail with all faults, one a line, where there are any.

    Args:
        faults: What was found.
        what: What should hold.
    """
    lines = [f"  {fault}" for fault in faults]
    if lines:
        raise AssertionError("\n".join((what, *lines)))


def is_clear(error: MpfkitError) -> bool:
    """Tell whether an error is what users can act on: one line, or a list of problems."""
    text = str(error)
    return bool(text.strip()) and (isinstance(error, ProblemsError) or "\n" not in text)


def refused(error: MpfkitError) -> None:
    """Take a refusal that is clear, and fail on one that is not."""
    if not is_clear(error):
        raise AssertionError(f"an error has to be one line that says where, what and what to do, not {error!s:.200}")


def unchanged(call: Callable[[], object], *values: object) -> None:
    """Fail where a call changes one of the values that it is given."""
    before = copy.deepcopy(values)
    call()
    changed = [type(value).__name__ for value, was in zip(values, before, strict=True) if value != was]
    fail_on(changed, "these were changed, though they are given to be read only:")


def _is_excused(function: object) -> bool:
    marks = getattr(function, "pytestmark", ())
    return any(mark.name == "xfail" and mark.kwargs.get("reason") for mark in marks)


class Conformance:
    """The base of all conformance classes: standard tests stand, unless a reason is given why one fails."""

    def __init_subclass__(cls, **more: object) -> None:
        """Refuse a class that takes the guard itself away.

        Raises:
            TypeError: It defines a test with the name of the guard.
        """
        super().__init_subclass__(**more)
        if _GUARD in cls.__dict__:
            raise TypeError(f"{cls.__name__} overrides {_GUARD}, which guards the others; take it out")

    def test_no_standard_test_is_overridden_in_silence(self) -> None:
        """If this fails, a standard test was replaced: mark the override `@pytest.mark.xfail(reason="...")`."""
        cls = type(self)
        silenced = [
            name
            for base in cls.__mro__
            if base.__module__.startswith(f"{PROJECT_NAME}.testing")
            for name, standard in base.__dict__.items()
            if name.startswith("test_") and getattr(cls, name) is not standard and not _is_excused(getattr(cls, name))
        ]
        fail_on(silenced, f'{cls.__name__} overrides these without @pytest.mark.xfail(reason="..."):')


class RecordConformance(Conformance):
    """What holds for a record of any sort.

    Attributes:
        examples: How many generated projects or documents are tried.
        languages: Languages that are tried.
    """

    examples: ClassVar[int] = 50
    languages: ClassVar[tuple[str, ...]] = ("en", "fr", "ar")

    @pytest.fixture
    def record(self) -> Record:
        """Return the record under test; each class says which fixture gives it."""
        pytest.fail("use one of the classes for a sort of record")

    @pytest.fixture
    def registry(self) -> Registry:
        """Override: plugins with the record, such as `Registry.of(my_plugin)`; those that are installed by default."""
        return load_registry()

    @pytest.fixture
    def example_project(self) -> Project:
        """Override: the project that is tried; that of `mpfkit new` by default."""
        return example()

    @pytest.fixture
    def module(self, record: Record, registry: Registry) -> str:
        """Override: module that the entry point of the plugin names, where it cannot be told from the registry."""
        return _entry_point(record, registry) or _module_of(record)

    def test_its_summary_says_in_one_line_what_it_is(self, record: Record) -> None:
        """If this fails, `mpfkit plugins` shows nothing about it, or a sentence where the others have a phrase."""
        summary = record.summary
        assert summary.strip(), f"{record.name!r} has no summary"
        assert "\n" not in summary, f"the summary of {record.name!r} has several lines"
        assert not summary.rstrip().endswith("."), f"the summary of {record.name!r} ends with a full stop"

    def test_the_installed_package_offers_it(self, record: Record, registry: Registry) -> None:
        """If this fails, the package has no entry point of the group mpfkit that leads to the record."""
        sort = _LISTS[type(record)]
        offered = getattr(registry, sort)
        assert record.name in offered, f"no installed plugin offers {record.name!r}; it offers: {', '.join(offered)}"
        assert offered[record.name] == record, f"another record of {sort} has the name {record.name!r}"

    def test_importing_its_package_loads_nothing_heavy(self, module: str) -> None:
        """If this fails, every command starts slower; import the library inside the functions that need it."""
        fail_on(heavy_after_import(module), f"importing {module} loads:")


def _entry_point(record: Record, registry: Registry) -> str:
    """Return the module that the entry point of the record's plugin names; empty where the record is not installed."""
    offered = getattr(registry, _LISTS[type(record)])
    if offered.get(record.name) != record:
        return ""
    owner = registry.owner(offered[record.name])
    points = entry_points(group=PROJECT_NAME, name=owner.name)
    return next((point.module for point in points if point.dist and point.dist.name == owner.distribution), "")


def _module_of(record: Record) -> str:
    """Return the module in which what a record does stands."""
    functions = ("compose", "notice", "write", "render", "read", "type")
    what: Any = next(found for name in functions if (found := getattr(record, name, None)) is not None)
    while isinstance(what, functools.partial):
        what = what.func
    return str(what.__module__)


@cache
def heavy_after_import(module: str) -> tuple[str, ...]:
    """Return the heavy libraries that a module loads when it is imported, in a Python of its own."""
    code = (
        f"import sys, importlib; importlib.import_module({module!r}); "
        f"print('loaded:', *sorted({{name.partition('.')[0] for name in sys.modules}} & set({_HEAVY!r})))"
    )
    path = os.pathsep.join(dict.fromkeys(part for part in sys.path if part))
    done = subprocess.run(  # noqa: S603 - this Python itself
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": path},
    )
    found = _LOADED.search(done.stdout)
    if done.returncode or found is None:
        last = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        raise AssertionError(f"{module} cannot be imported on its own ({last}); override the fixture `module`")
    return tuple(found[1].split())

"""Each hook: what it is for, that it is documented, and that it is tested."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from pathlib import Path
from typing import Any

import attrs

from mpfkit import (
    Brief,
    Extension,
    HouseStyle,
    Notice,
    Problem,
    Project,
    Reader,
    Registry,
    Renderer,
    ReportKind,
    Writer,
    check,
    hookimpl,
    hookspecs,
    render,
)
from mpfkit.document import Document
from mpfkit.intake import Accounts, Reading, ReadingRequest, Source
from mpfkit.model import Country, FrozenDict, LangString
from mpfkit.registry import _CHECKS, _HOOKS

DOCS = Path(__file__).resolve().parent.parent / "docs" / "reference" / "hooks.md"
PROJECT = Project(id="p", title=LangString.of("A project"), as_of=dt.date(2019, 2, 14))


def compose(project: Project, brief: Brief) -> Document:
    return Document(title=brief.notice.statement, language="en", blocks=(), date=brief.date)


def write(document: Document, style: HouseStyle, stream: Any) -> None:
    stream.write(f"{style.name}: {document.title}".encode())


def read(source: Source, request: ReadingRequest) -> Reading:
    return Reading(accounts=Accounts(total=0), remarks=(f"{source.name} of {request.country}",))


@attrs.frozen(kw_only=True)
class Visas:
    waived: bool = False


class Acme:
    @hookimpl
    def mpfkit_report_kinds(self) -> Any:
        yield ReportKind(name="acme-kind", compose=compose)

    @hookimpl
    def mpfkit_house_styles(self) -> Any:
        return [HouseStyle(name="acme-style", notice=lambda project, language: Notice(statement=f"Paid in {language}"))]

    @hookimpl
    def mpfkit_writers(self) -> Any:
        return (Writer(name="acme-format", suffix=".acme", media_type="text/plain", write=write),)

    @hookimpl
    def mpfkit_renderers(self) -> Any:
        yield Renderer(
            name="acme-list", suffix=".txt", media_type="text/plain", render=lambda project, brief: project.id.encode()
        )

    @hookimpl
    def mpfkit_readers(self) -> Any:
        yield Reader(name="acme-form", suffixes=(".form",), recognises=lambda source: b"acme" in source.data, read=read)

    @hookimpl
    def mpfkit_extensions(self) -> Any:
        return {Extension(name="acme-visas", on=Country, type=Visas)}

    @hookimpl
    def mpfkit_check_project(self, project: Project) -> Any:
        return [Problem(code="ACME001", message=f"{project.id} has no aim")] if project.aim is None else []


REGISTRY = Registry.of(Acme(), builtins=False)


def test_hook_mpfkit_report_kinds() -> None:
    assert list(REGISTRY.report_kinds) == ["acme-kind"]
    assert REGISTRY.report_kind("acme-kind").compose is compose


def test_hook_mpfkit_house_styles() -> None:
    assert list(REGISTRY.house_styles) == ["acme-style"]


def test_hook_mpfkit_writers() -> None:
    assert list(REGISTRY.writers) == ["acme-format"]
    data = render(PROJECT, kind="acme-kind", style="acme-style", format="acme-format", registry=REGISTRY)
    assert data == b"acme-style: Paid in en"


def test_hook_mpfkit_renderers() -> None:
    assert list(REGISTRY.renderers) == ["acme-list"]
    assert render(PROJECT, renderer="acme-list", registry=REGISTRY) == b"p"


def test_hook_mpfkit_readers() -> None:
    assert list(REGISTRY.readers) == ["acme-form"]
    source = Source("FR.form", b"acme 1")
    assert REGISTRY.readers_for(source) == (REGISTRY.reader("acme-form"),)
    request = ReadingRequest(project=PROJECT, country="FR")
    assert REGISTRY.reader("acme-form").read(source, request).remarks == ("FR.form of FR",)
    assert REGISTRY.readers_for(Source("FR.form", b"of another house")) == ()
    assert REGISTRY.readers_for(Source("FR.txt", b"acme 1")) == ()


def test_hook_mpfkit_extensions() -> None:
    assert list(REGISTRY.extensions) == ["acme-visas"]
    visas = Visas(waived=True)
    country = Country(code="XA", extensions=FrozenDict({"acme-visas": visas}))
    assert country.extension(Visas) is visas
    assert country.extension(Project) is None


def test_hook_mpfkit_check_project() -> None:
    assert [str(problem) for problem in REGISTRY.check_project(PROJECT)] == ["ACME001 error: p has no aim"]
    assert check(PROJECT, registry=REGISTRY) == REGISTRY.check_project(PROJECT)
    assert REGISTRY.check_project(PROJECT.evolve(aim=PROJECT.title)) == ()


def hooks() -> list[str]:
    return sorted(name for name in hookspecs.__all__ if name.startswith("mpfkit_"))


def test_every_hook_has_a_heading_in_the_reference() -> None:
    headings = re.findall(r"^## (mpfkit_\w+)$", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(headings) == hooks()


def test_every_hook_has_a_test_of_its_name() -> None:
    tests = [name.removeprefix("test_hook_") for name in globals() if name.startswith("test_hook_")]
    assert sorted(tests) == hooks()


def test_every_hook_is_read_by_the_registry() -> None:
    assert sorted((*_HOOKS, *_CHECKS)) == hooks()


def test_hooks_say_since_when_they_are_there_and_give_nothing_by_default() -> None:
    for name in hooks():
        hook = getattr(hookspecs, name)
        assert ".. versionadded:: " in (hook.__doc__ or "")
        assert hook(*inspect.signature(hook).parameters) == ()


def test_only_hooks_that_check_take_an_argument() -> None:
    for name in hooks():
        assert list(inspect.signature(getattr(hookspecs, name)).parameters) == (["project"] if name in _CHECKS else [])

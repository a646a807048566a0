"""Each hook: what it is for, that it is documented, and that it is tested."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from pathlib import Path
from typing import Any

from mpfkit import Brief, HouseStyle, Notice, Project, Registry, ReportKind, Writer, hookimpl, hookspecs, render
from mpfkit.document import Document
from mpfkit.model import LangString
from mpfkit.registry import _HOOKS

DOCS = Path(__file__).resolve().parent.parent / "docs" / "reference" / "hooks.md"
PROJECT = Project(id="p", title=LangString.of("A project"), as_of=dt.date(2019, 2, 14))


def compose(project: Project, brief: Brief) -> Document:
    return Document(title=brief.notice.statement, language="en", blocks=(), date=brief.date)


def write(document: Document, style: HouseStyle, stream: Any) -> None:
    stream.write(f"{style.name}: {document.title}".encode())


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


def hooks() -> list[str]:
    return sorted(name for name in hookspecs.__all__ if name.startswith("mpfkit_"))


def test_every_hook_has_a_heading_in_the_reference() -> None:
    headings = re.findall(r"^## (mpfkit_\w+)$", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(headings) == hooks()


def test_every_hook_has_a_test_of_its_name() -> None:
    tests = [name.removeprefix("test_hook_") for name in globals() if name.startswith("test_hook_")]
    assert sorted(tests) == hooks()


def test_every_hook_is_read_by_the_registry() -> None:
    assert sorted(_HOOKS) == hooks()


def test_hooks_take_no_arguments_say_since_when_they_are_there_and_give_nothing_by_default() -> None:
    for name in hooks():
        hook = getattr(hookspecs, name)
        assert not inspect.signature(hook).parameters
        assert ".. versionadded:: " in (hook.__doc__ or "")
        assert hook() == ()

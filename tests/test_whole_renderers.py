"""Whole renderers: they get the edition only, and what they give reaches the file completely or not at all."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner

from mpfkit import Project, Reader, Registry, Renderer, cli, hookimpl, render, save_project
from mpfkit.errors import MpfkitError, PluginError, RenderError, UnknownNameError
from mpfkit.intake import Source
from mpfkit.model import (
    Answer,
    Country,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Marking,
    MarkingLevel,
    Questionnaire,
    Response,
)
from mpfkit.rendering import prepare_whole

SECRET = "the route over the pass"
PROJECT = Project(
    id="p q",
    title=LangString.of("A project"),
    as_of=dt.date(2019, 2, 14),
    marking=Marking(level=MarkingLevel.CLEAR),
    countries=(Country(code="XA", name=LangString.of("Country XA"), group="MP"),),
    questionnaires=(
        Questionnaire(id="q", version="1", items=(Item(link_id="A", type=ItemType.TEXT, text=LangString.of("A?")),)),
    ),
    responses=(
        Response(
            id="xa-1",
            questionnaire="q|1",
            country="XA",
            answers=FrozenDict({"A": (Answer(value=SECRET, marking=Marking(level=MarkingLevel.RED)),)}),
        ),
    ),
)


@attrs.frozen(kw_only=True)
class Options:
    lines: int = 1


def show(project: Project, brief: Any) -> bytes:
    shown = [
        str(answer.value) for response in project.responses for rows in response.answers.values() for answer in rows
    ]
    return (f"{brief.language} {brief.date} {brief.options.lines} {shown}").encode()


class Acme:
    @hookimpl
    def mpfkit_renderers(self) -> Any:
        yield Renderer(
            name="acme-list", summary="A list", suffix=".txt", media_type="text/plain", render=show, options=Options
        )
        yield Renderer(name="acme-bad", suffix=".txt", media_type="text/plain", render=lambda project, brief: "text")

    @hookimpl
    def mpfkit_readers(self) -> Any:
        yield Reader(name="acme-form", summary="Forms", suffixes=(".a", ".b"), recognises=fail, read=fail)


def fail(*_: object) -> Any:
    raise KeyError("row")


REGISTRY = Registry.of(Acme())


def test_a_renderer_never_sees_what_the_audience_may_not() -> None:
    assert SECRET.encode() in render(PROJECT, renderer="acme-list", audience="internal", registry=REGISTRY)
    rendering = prepare_whole(PROJECT, "acme-list", registry=REGISTRY)
    assert SECRET.encode() not in rendering.to_bytes()
    assert rendering.withheld.total("answer") == 1


def test_a_renderer_that_knows_what_is_withheld_writes_nothing(tmp_path: Path) -> None:
    class Leaky:
        @hookimpl
        def mpfkit_renderers(self) -> Any:
            yield Renderer(
                name="leaky", suffix=".txt", media_type="text/plain", render=lambda *_: f"see: {SECRET}".encode()
            )

    with pytest.raises(MpfkitError, match="nothing was written: the renderer 'leaky' must not print it"):
        render(PROJECT, renderer="leaky", to=tmp_path / "x.txt", registry=Registry.of(Leaky()))
    assert list(tmp_path.iterdir()) == []
    internal = render(PROJECT, renderer="leaky", audience="internal", registry=Registry.of(Leaky()))
    assert SECRET.encode() in internal


def test_language_date_and_options_reach_a_renderer() -> None:
    data = render(
        PROJECT,
        renderer="acme-list",
        language="fr",
        date=dt.date(2020, 1, 2),
        options={"lines": "3"},
        registry=REGISTRY,
    )
    assert data.startswith(b"fr 2020-01-02 3 ")
    with pytest.raises(UnknownNameError, match="no option of the renderer 'acme-list' is named 'rows'"):
        render(PROJECT, renderer="acme-list", options={"rows": 1}, registry=REGISTRY)


def test_the_name_of_the_file_tells_renderer_and_audience() -> None:
    assert prepare_whole(PROJECT, "acme-list", registry=REGISTRY).file_name == "p-q-acme-list.txt"
    internal = prepare_whole(PROJECT, "acme-list", audience="internal", registry=REGISTRY)
    assert internal.file_name == "p-q-acme-list-internal.txt"


def test_a_file_is_written_completely_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "list.txt"
    render(PROJECT, renderer="acme-list", to=target, registry=REGISTRY)
    before = target.read_bytes()
    stream = io.BytesIO()
    render(PROJECT, renderer="acme-list", to=stream, registry=REGISTRY)
    assert stream.getvalue() == before
    with pytest.raises(PluginError, match="the renderer 'acme-bad' gave a str; it must give bytes"):
        render(PROJECT, renderer="acme-bad", to=target, registry=REGISTRY)
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "outline"),
        ("style", "plain"),
        ("format", "md"),
        ("template", b"x"),
        ("paginate", True),
        ("fast", True),
        ("countries", ("XA",)),
        ("bad_characters", "replace"),
    ],
)
def test_a_renderer_leaves_no_room_for_kind_style_and_format(name: str, value: Any) -> None:
    with pytest.raises(RenderError, match=f"together with {name}; leave one of them out"):
        render(PROJECT, renderer="acme-list", registry=REGISTRY, **{name: value})


def test_a_suffix_of_another_format_is_refused() -> None:
    with pytest.raises(
        RenderError, match=re.escape("'list.docx' is not a name for a file of the renderer 'acme-list'")
    ):
        render(PROJECT, renderer="acme-list", to="list.docx", registry=REGISTRY)


def test_an_unknown_renderer_is_named_with_what_there_is() -> None:
    with pytest.raises(UnknownNameError, match="no renderer is named 'acme-lst'; did you mean 'acme-list'"):
        render(PROJECT, renderer="acme-lst", registry=REGISTRY)
    with pytest.raises(UnknownNameError, match="no reader is named 'x'; known: acme-form"):
        REGISTRY.reader("x")


def test_a_reader_that_fails_when_it_looks_is_named() -> None:
    with pytest.raises(PluginError, match=r"x\.a: the reader 'acme-form' of plugin 'Acme' failed .*KeyError"):
        REGISTRY.readers_for(Source("x.a", b""))


def test_the_command_renders_and_lists_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mpfkit.registry.load_registry", lambda **_: REGISTRY)
    folder = tmp_path / "p"
    save_project(PROJECT, folder, registry=REGISTRY)
    run = CliRunner()
    done = run.invoke(cli.main, ["render", str(folder), "--renderer", "acme-list", "-o", f"{tmp_path}/"])
    assert done.exit_code == 0, done.output
    assert done.stdout.strip() == str(tmp_path / "p-q-acme-list.txt")
    assert "1 answer withheld from the public edition" in done.stderr
    done = run.invoke(cli.main, ["render", str(folder), "--renderer", "acme-list", "-o", "-"])
    assert done.stdout.startswith("en 2019-02-14 1 ")
    for option in (
        ["--kind", "outline"],
        ["--style", "plain"],
        ["--format", "md"],
        ["--template", "x.docx"],
        ["--fast"],
    ):
        done = run.invoke(cli.main, ["render", str(folder), "--renderer", "acme-list", *option])
        assert done.exit_code == 2
        assert f"leave {option[0]} out" in done.stderr
    listed = run.invoke(cli.main, ["plugins", "-v"]).stdout
    assert "acme-list  .txt  A list" in listed
    assert ["acme-form", ".a", ".b", "Forms", "Acme"] in [line.split() for line in listed.splitlines()]
    assert "acme-list  lines" in listed
    assert "2 renderers, 1 reader" in listed

"""Whatever a file holds, checking it ends with problems, not with an exception."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpfkit.model import LangString, Project
from mpfkit.projects import check
from mpfkit.serialisation import dumps, examine_text
from mpfkit.testing.strategies import projects

JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, "", "x", "NO", "2019-02-30", [], {}, [None], {"x": 1}, [[]], {"id": []}, "1e999999", "٣", [{}]]
)
COMMON = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in nested data."""
    rows = [path] if path else []
    if isinstance(data, dict):
        for key in data:
            rows += places(data[key], (*path, key))
    elif isinstance(data, list):
        for position, member in enumerate(data):
            rows += places(member, (*path, position))
    return rows


@COMMON
@given(project=projects(), data=st.data())
def test_values_of_any_sort_in_any_place_give_problems(project: Project, data: st.DataObject) -> None:
    raw = yaml.safe_load(dumps(project, "json"))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(places(raw)))
        holder = raw
        for step in path[:-1]:
            holder = holder[step]
        if data.draw(st.booleans()) and isinstance(holder, dict):
            holder[data.draw(st.sampled_from(["x-a", "idd", "text", ""]))] = holder.pop(path[-1])
        else:
            holder[path[-1]] = data.draw(JUNK)
        if not places(raw):
            break
    with TemporaryDirectory() as folder:
        file = Path(folder) / "p.yaml"
        file.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
        for problem in check(file):
            assert "\n" not in str(problem)
            assert problem.file == str(file)


@COMMON
@given(
    text=st.text(max_size=60) | st.text(st.sampled_from("{}[]:,-?!&*#|>'\"\n \tab1.=\\"), max_size=40), data=st.data()
)
def test_any_text_gives_problems(text: str, data: st.DataObject) -> None:
    head = dumps(Project(id="p", title=LangString.of("T"), as_of=dt.date(2019, 2, 14)), "yaml")
    form = data.draw(st.sampled_from(["yaml", "json", "toml"]))
    whole = data.draw(st.sampled_from([text, head + text, "schema_version = 1\n" + text, '{"id": ' + text]))
    loaded = examine_text(whole, form)
    assert loaded.complete or any(problem.severity == "error" for problem in loaded.problems)
    for problem in loaded.problems:
        assert "\n" not in str(attrs.evolve(problem, file=""))

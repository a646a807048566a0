"""The logical framework matrix: results chain, values by report, what is missing and what is too much."""

from __future__ import annotations

import datetime as dt
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpfkit import check
from mpfkit.document import Cell, Document, Section, Table, plain_text, walk
from mpfkit.model import Audience, Indicator, LangString, Marking, MarkingLevel, Project, Result, ResultLevel
from mpfkit.testing.strategies import projects
from mpfkit_eu import LOGFRAME, ReportOptions, ReportStage

EMPTY = Project(
    id="p", title=LangString.of("Training"), as_of=dt.date(2019, 2, 14), marking=Marking(level=MarkingLevel.CLEAR)
)


def result(identifier: str, level: ResultLevel, *indicators: Indicator) -> Result:
    return Result(id=identifier, level=level, statement=LangString.of(f"Result {identifier}"), indicators=indicators)


def indicator(identifier: str, **values: str) -> Indicator:
    whole = {"baseline": "0 (2018)", "target": "5 (2019)", "current": "6 (2019)", "source": "Register"}
    return Indicator(id=identifier, statement=LangString.of(f"Indicator {identifier}"), **{**whole, **values})


def told(project: Project) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    assert LOGFRAME.check is not None
    for problem in LOGFRAME.check(project):
        found.setdefault(problem.code, []).append(problem.message)
    return found


def table(document: Document) -> Table:
    (section,) = (block for block in document.blocks if isinstance(block, Section))
    assert section.landscape
    return next(block for block in section.blocks if isinstance(block, Table))


def texts(found: Table) -> list[list[str]]:
    return [[plain_text(cell.content if isinstance(cell, Cell) else cell) for cell in row] for row in found.rows]


def test_results_go_from_impact_to_outputs_and_indicators_are_numbered_by_result(compose: Any) -> None:
    project = EMPTY.evolve(
        results=(
            result("c", ResultLevel.OUTPUT, indicator("c1")),
            result("a", ResultLevel.IMPACT, indicator("a1"), indicator("a2", assumptions="Peace")),
            result("b", ResultLevel.OUTCOME, indicator("b1")),
            result("d", ResultLevel.OUTPUT),
        )
    )
    assert texts(table(compose(LOGFRAME, project))) == [
        ["Impact", "1. Result a", "1.1. Indicator a1", "0 (2018)", "5 (2019)", "6 (2019)", "Register", "–"],
        ["1.2. Indicator a2", "0 (2018)", "5 (2019)", "6 (2019)", "Register", "Peace"],
        ["Outcomes", "2. Result b", "2.1. Indicator b1", "0 (2018)", "5 (2019)", "6 (2019)", "Register", "–"],
        ["Outputs", "3. Result c", "3.1. Indicator c1", "0 (2018)", "5 (2019)", "6 (2019)", "Register", "–"],
        ["4. Result d", "missing", "–", "–", "–", "–", "–"],
    ]


def test_an_interim_report_speaks_of_current_and_the_final_one_of_final_values(project: Project, compose: Any) -> None:
    def heads(report: ReportStage | None) -> list[str]:
        found = table(compose(LOGFRAME, project, options=ReportOptions(report=report)))
        return [plain_text(column.header) for column in found.columns]

    assert "Current value (year)" in heads(ReportStage.INTERIM)
    assert "Final value (year)" in heads(ReportStage.FINAL)
    assert heads(None) == heads(ReportStage.FINAL)


def test_the_heads_are_flagged_where_they_were_not_seen() -> None:
    data = tomllib.loads(files("mpfkit_eu").joinpath("logframe.toml").read_text(encoding="utf-8"))
    seen = {name for name, row in data["heads"].items() if row["verified"]}
    assert seen == {"level", "results", "indicators", "baseline"}
    assert data["numbering"]["verified"] is False


def test_more_than_ten_results_are_a_warning_and_a_note_above_the_matrix(compose: Any, text_of: Any) -> None:
    results = tuple(result(f"r{number}", ResultLevel.OUTPUT, indicator("i")) for number in range(11))
    assert told(EMPTY.evolve(results=results[:10])) == {}
    assert told(EMPTY.evolve(results=results)) == {
        "LOG002": [
            "11 results; a logical framework should have 10 at most, impact, outcomes and outputs counted together"
        ]
    }
    assert "The matrix has 11 results; it should have 10 at most." in text_of(
        compose(LOGFRAME, EMPTY.evolve(results=results))
    )
    assert "it should have" not in text_of(compose(LOGFRAME, EMPTY.evolve(results=results[:10])))


@pytest.mark.parametrize(
    ("code", "field", "what"),
    [
        ("LOG004", "baseline", "baseline of indicator: 1.2"),
        ("LOG005", "target", "target of indicator: 1.2"),
        ("LOG006", "current", "current or final value of indicator: 1.2"),
        ("LOG007", "source", "source of data of indicator: 1.2"),
    ],
)
def test_each_value_that_is_missing_is_told_and_marked(code: str, field: str, what: str, compose: Any) -> None:
    project = EMPTY.evolve(
        results=(result("a", ResultLevel.OUTCOME, indicator("a1"), indicator("a2", **{field: " "})),)
    )
    assert told(project) == {code: [f"logframe: {what}: a required answer is missing; write {field}"]}
    assert sum(text == "missing" for row in texts(table(compose(LOGFRAME, project))) for text in row) == 1


def test_problems_of_the_example_have_their_lines(example: Any) -> None:
    problems = [problem for problem in check(example, kind="logframe") if problem.severity == "error"]
    assert [(problem.code, problem.path[-1]) for problem in problems] == [
        ("LOG006", "impact-1"),
        ("LOG006", "outcome-2"),
    ]
    assert all(problem.line for problem in problems)


def test_without_results_the_report_says_so(compose: Any, text_of: Any, check_document: Any) -> None:
    assert list(told(EMPTY)) == ["LOG001"]
    made = compose(LOGFRAME, EMPTY)
    check_document(made)
    text = text_of(made)
    assert "The project has no results of a logical framework." in text
    assert "Required answer missing: logical framework matrix" in text


def test_a_withheld_matrix_leaves_a_placeholder(compose: Any, text_of: Any, check_document: Any) -> None:
    project = EMPTY.evolve(
        results=(result("secret", ResultLevel.OUTCOME, indicator("a1")),), marking=Marking(level=MarkingLevel.RED)
    )
    made = compose(LOGFRAME, project, "public")
    check_document(made)
    text = text_of(made)
    assert "secret" not in text
    assert "This edition leaves out 1 result of the logical framework." in text
    assert "missing:" not in text


def test_invented_results_are_marked(project: Project, compose: Any) -> None:
    assert "Illustrative results" in plain_text(table(compose(LOGFRAME, project)).notes[0])
    plain = project.evolve(results=tuple(each.evolve(illustrative=False) for each in project.results))
    assert table(compose(LOGFRAME, plain)).notes == ()


@settings(max_examples=25)
@given(data=st.data(), audience=st.sampled_from(Audience), language=st.sampled_from(("en", "fr", "ar")))
def test_any_project_gives_a_sound_matrix_in_every_edition_and_language(
    data: st.DataObject, audience: Audience, language: str, compose: Any, check_document: Any
) -> None:
    project = data.draw(projects())
    made = compose(LOGFRAME, project, audience.value, language=language)
    check_document(made)
    shown = any(isinstance(block, Table) and len(block.columns) == 8 for block in walk(made.blocks))
    assert shown == bool(project.results and not (made.blocks and _withheld(project, audience)))


def _withheld(project: Project, audience: Audience) -> bool:
    from mpfkit.redaction import redact

    return not redact(project, audience).results

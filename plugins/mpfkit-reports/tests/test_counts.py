"""Counts are derived: a reply that is taken back changes each count of replies, in phrases, tables and charts alike.

Every phrase, table and chart with a figure is sorted here into those that count replies and those that do not; one that
is new has to be sorted, too.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mpfkit import check
from mpfkit.composing import Context
from mpfkit.document import Cell, Chart, Figure, Row, Table, is_blocks, plain_text, walk
from mpfkit.model import Answer, Audience, FrozenDict, Project, ResponseStatus
from mpfkit.projects import load_project
from mpfkit.records import Brief
from mpfkit.redaction import redact
from mpfkit_reports import MAPPING_REPORT, WORKSHOP_REPORT

if TYPE_CHECKING:
    from mpfkit.document import Document
    from mpfkit.records import ReportKind

EXAMPLE = Path(__file__).parents[3] / "examples" / "law-enforcement-cooperation"
KINDS = {kind.name: kind for kind in (WORKSHOP_REPORT, MAPPING_REPORT)}
BOTH = pytest.mark.parametrize("kind", KINDS)
FIGURE = re.compile(r"\d[\d\u00a0.,]*\u00a0?%?\Z")

PHRASES = {
    "answer.percent",
    "answer.ranked",
    "chart.question-alt",
    "chart.rate-alt",
    "comparison.agree",
    "comparison.mean",
    "comparison.rate-least",
    "comparison.share",
    "coverage.cell",
    "limitations.few",
    "limitations.late",
    "limitations.partial",
    "limitations.silent",
    "question.response",
    "rate.text",
    "replies.answered",
    "result.choices",
    "result.count",
    "result.figures",
    "result.parts",
    "result.ranking",
    "result.texts",
    "summary.rate",
    "summary.replies",
}
"""Phrases whose figures count replies or what is in them."""
OTHER_PHRASES = {
    "chart.choices-alt",
    "chart.findings-alt",
    "chart.question",
    "chart.question-caption",
    "chart.question-intro",
    "comparison.gaps",
    "comparison.of",
    "countries.caption",
    "counts.description",
    "facts.group",
    "facts.scope-value",
    "figures.description",
    "form.conditional",
    "gaps.all",
    "participants.listed",
    "question.cited",
    "question.description",
    "question.heading",
    "questionnaire.sent-and-due",
    "ranking.description",
    "summary.contingency",
    "summary.gap",
    "summary.good-practice",
    "summary.lesson",
    "summary.option",
    "summary.recommendation",
    "summary.sessions",
    "summary.tool",
}
"""Phrases whose figures are numbers of questions, countries of the scope, sessions, participants or findings."""
TABLES = (
    "Answers of all countries",
    "Countries invited, complete",
    "For each theme and level",
    "How often each",
    "Number of figures",
    "Number of questions answered",
    "Questions of the mapping",
    "State and date of each",
)
OTHER_TABLES = (
    "Abbreviations",
    "Countries invited to the mapping",
    "Countries with their codes",
    "Documents",
    "Each document",
    "Each gap",
    "Each recommendation",
    "Facts about",
    "Number of participants",
    "Number, wording",
    "Participants",
    "Results of",
    "Sessions",
)
CHARTS = ("figure-rate", "figure-theme-")
OTHER_CHARTS = ("figure-findings",)


@cache
def example() -> Project:
    # Without the officer's texts the report derives a summary and limitations, too.
    return load_project(EXAMPLE).evolve(narratives=FrozenDict())


def without(country: str) -> Project:
    """Return the project after a country took back all that it sent."""
    return example().evolve(
        responses=tuple(
            each.evolve(status=ResponseStatus.ENTERED_IN_ERROR) if each.country == country else each
            for each in example().responses
        )
    )


def countries() -> list[str]:
    return sorted(each.country for each in example().current_responses())


def composed(kind: str, project: Project) -> tuple[dict[str, Counter[Any]], Document]:
    """Return the phrases of a report that hold figures, with what filled them, and the document."""
    used: dict[str, Counter[Any]] = {}
    real = Context.t

    def noted(self: Context, key: str, /, **values: object) -> str:
        if any(isinstance(value, int) or (isinstance(value, str) and FIGURE.match(value)) for value in values.values()):
            used.setdefault(key, Counter())[tuple(sorted((name, str(value)) for name, value in values.items()))] += 1
        return real(self, key, **values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Context, "t", noted)
        document = _compose(KINDS[kind], project)
    return used, document


def _compose(kind: ReportKind, project: Project, audience: str = "internal") -> Document:
    return kind.compose(redact(project, audience), Brief(date=date(2019, 3, 1), audience=Audience(audience)))


def tables(document: Document) -> dict[str, list[list[str]]]:
    return {
        f"{block.description} {plain_text(block.caption or '')}": [
            [
                plain_text(cell if not isinstance(cell, Cell) else "" if is_blocks(cell.content) else cell.content)
                for cell in (row.cells if isinstance(row, Row) else row)
            ]
            for row in block.rows
        ]
        for block in walk(document.blocks)
        if isinstance(block, Table)
    }


def charts(document: Document) -> dict[str, Chart]:
    return {
        block.key: block.graphic
        for block in walk(document.blocks)
        if isinstance(block, Figure) and isinstance(block.graphic, Chart)
    }


@BOTH
def test_every_phrase_table_and_chart_with_a_figure_is_known_to_count_replies_or_not_to(kind: str) -> None:
    used, document = composed(kind, example())

    assert set(used) <= PHRASES | OTHER_PHRASES, "say whether these phrases count replies"
    assert [name for name in tables(document) if not name.startswith(TABLES + OTHER_TABLES)] == []
    assert [name for name in charts(document) if not name.startswith(CHARTS + OTHER_CHARTS)] == []


@BOTH
def test_every_count_of_replies_changes_with_a_single_reply(kind: str) -> None:
    before, document = composed(kind, example())
    phrases = {key for key in before if key in PHRASES}
    grids = {name for name in tables(document) if name.startswith(TABLES)}
    pictures = {name for name in charts(document) if name.startswith(CHARTS)}
    for country in countries():
        after, changed = composed(kind, without(country))
        phrases -= {key for key in phrases if before[key] != after.get(key)}
        grids -= {name for name in grids if tables(document)[name] != tables(changed).get(name)}
        pictures -= {name for name in pictures if charts(document)[name] != charts(changed).get(name)}

    assert (phrases, grids, pictures) == (set(), set(), set()), "these stay as they are, whichever reply is taken back"


@BOTH
@pytest.mark.parametrize("country", countries())
def test_each_reply_is_in_the_counts_of_all_replies(kind: str, country: str) -> None:
    before, document = composed(kind, example())
    after, changed = composed(kind, without(country))

    for key in ("rate.text", "summary.replies", "limitations.silent"):
        assert before[key] != after[key], key
    assert charts(document)["figure-rate"] != charts(changed)["figure-rate"]
    for start in ("Countries invited, complete", "For each theme and level", "State and date of each"):
        (name,) = [name for name in tables(document) if name.startswith(start)]
        assert tables(document)[name] != tables(changed)[name], name


@BOTH
def test_figures_that_do_not_count_replies_stay_as_they_are(kind: str) -> None:
    before, _ = composed(kind, example())
    after, _ = composed(kind, without("XN"))

    steady = OTHER_PHRASES - {"question.cited", "counts.description", "figures.description", "ranking.description"}
    assert {key: before.get(key) for key in steady} == {key: after.get(key) for key in steady}


def test_a_single_changed_answer_changes_table_chart_and_result() -> None:
    responses = tuple(
        each.evolve(answers=FrozenDict({**each.answers, "THB.INS.1": (Answer(value="no"),)}))
        if each.id == "xl-1"
        else each
        for each in example().responses
    )
    changed = _compose(MAPPING_REPORT, example().evolve(responses=responses))
    before = _compose(MAPPING_REPORT, example())

    (name,) = [name for name in tables(before) if name.startswith("How often each answer was given to question 1 ")]
    counts, others = ({row[0]: row[1] for row in tables(each)[name]} for each in (before, changed))
    assert int(others["Yes"]) == int(counts["Yes"]) - 1
    assert int(others["No"]) == int(counts["No"]) + 1
    one, other = (charts(each)["figure-theme-THB"] for each in (before, changed))
    assert [series.values[0] for series in one.series[:2]] == [int(counts["Yes"]), int(counts["No"])]
    assert [series.values[0] for series in other.series[:2]] == [int(others["Yes"]), int(others["No"])]


# -- counts that a project claims


@pytest.mark.parametrize("claim", load_project(EXAMPLE).claims, ids=lambda claim: claim.id)
def test_a_wrong_number_that_the_project_claims_is_a_named_problem(claim: Any) -> None:
    project = load_project(EXAMPLE)
    assert [problem for problem in check(project) if problem.code == "MPF026"] == []

    wrong = tuple(each.evolve(value=each.value + 1) if each.id == claim.id else each for each in project.claims)
    (problem,) = [problem for problem in check(project.evolve(claims=wrong)) if problem.code == "MPF026"]

    assert problem.message.startswith(f"claim {claim.id} says {claim.value + 1} ('{claim.text[:20]}")
    assert problem.message.endswith(f"), but {claim.count} is {claim.value}")


def test_a_reply_that_is_taken_back_makes_the_claim_about_replies_a_problem() -> None:
    (problem,) = [problem for problem in check(without("XN")) if problem.code == "MPF026"]

    assert problem.message == "claim replies says 12 ('twelve of them replied'), but replies is 11"

"""The example project: what its reports hold, heading by heading and table by table.

To accept a change on purpose: run the tests with `MPFKIT_UPDATE_OUTLINES=1` and review the difference.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from mpfkit.document import Heading, outline, plain_text, walk
from mpfkit.model import Audience, Project, ResponseStatus
from mpfkit.projects import load_project
from mpfkit.records import Brief, ReportKind
from mpfkit.redaction import redact
from mpfkit_reports import AGENDA, BACKGROUND_PAPER, MAPPING_REPORT, PROJECT_PAGE, WORKSHOP_REPORT

HERE = Path(__file__).parent
EXAMPLE = HERE.parents[2] / "examples" / "law-enforcement-cooperation"
KINDS = (AGENDA, BACKGROUND_PAPER, MAPPING_REPORT, PROJECT_PAGE, WORKSHOP_REPORT)
EACH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
ON_REPLIES = pytest.mark.parametrize(
    "kind", [BACKGROUND_PAPER, MAPPING_REPORT, WORKSHOP_REPORT], ids=lambda kind: kind.name
)


@pytest.fixture(scope="module")
def example() -> Project:
    return load_project(EXAMPLE)


def outline_of(kind: ReportKind, project: Project, audience: str) -> str:
    brief = Brief(date=date(2019, 3, 1), audience=Audience(audience))
    document = kind.compose(redact(project, audience), brief)
    lines = []
    for entry in outline(document).entries:
        text = plain_text(entry.content)
        lines.append(
            f"{'  ' * (entry.level - 1)}{entry.number} {text}".rstrip()
            if entry.what == "heading"
            else f"    [{entry.what} {entry.number}] {text}"
        )
    return "\n".join(lines) + "\n"


@EACH
def test_the_outline_of_the_public_edition_is_as_reviewed(kind: ReportKind, example: Project) -> None:
    kept = HERE / "outlines" / f"{kind.name}.txt"
    found = outline_of(kind, example, "public")
    if os.environ.get("MPFKIT_UPDATE_OUTLINES"):
        kept.write_text(found, encoding="utf-8")
    assert found == kept.read_text(encoding="utf-8")


@EACH
@pytest.mark.parametrize("audience", [audience.value for audience in Audience])
def test_headings_of_the_first_two_levels_are_told_apart_by_their_number_or_text(
    kind: ReportKind, audience: str, example: Project
) -> None:
    brief = Brief(date=date(2019, 3, 1), audience=Audience(audience))
    document = kind.compose(redact(example, audience), brief)
    headings = [entry for entry in outline(document).headings if entry.level == 1]
    assert len({plain_text(entry.content) for entry in headings}) == len(headings)
    assert any(isinstance(block, Heading) for block in walk(document.blocks))


@ON_REPLIES
def test_a_reply_that_is_taken_back_changes_the_derived_figures(kind: ReportKind, example: Project) -> None:
    brief = Brief(date=date(2019, 3, 1), audience=Audience.INTERNAL)
    last = next(response for response in example.current_responses() if response.status is ResponseStatus.COMPLETED)
    without = tuple(
        response.evolve(status=ResponseStatus.ENTERED_IN_ERROR) if response is last else response
        for response in example.responses
    )
    before = kind.compose(redact(example, "internal"), brief)
    after = kind.compose(redact(example.evolve(responses=without), "internal"), brief)
    assert before != after

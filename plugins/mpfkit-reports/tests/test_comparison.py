"""The table that compares themes across levels: derived from questions, replies and findings, and told in words."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mpfkit.document import BulletList, RowKind, Section, plain_text, walk
from mpfkit.model import Answer, Audience, ItemType
from mpfkit.records import Brief
from mpfkit.redaction import redact
from mpfkit.testing import documents
from mpfkit_reports import MAPPING_REPORT, WORKSHOP_REPORT

if TYPE_CHECKING:
    from types import ModuleType

    from mpfkit.document import Document
    from mpfkit.model import Project
    from mpfkit.records import ReportKind


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


mappings = _load("mappings")
mapping, replies, response = mappings.mapping, mappings.replies, mappings.response
item, finding, rows = mappings.item, mappings.finding, documents.rows_of
BOTH = pytest.mark.parametrize("kind", [WORKSHOP_REPORT, MAPPING_REPORT], ids=lambda kind: kind.name)
DASH = "\N{EN DASH}"
FINDINGS = (
    finding("t", "tool", themes=("T",), levels=("L", "M")),
    finding("g", "gap", themes=("T",), levels=("L",)),
    finding("c", "contingency", themes=("T",)),
    finding("o", "option", themes=("T",), levels=("L",), addresses=("g",)),
    finding("p", "good-practice", themes=("V",), levels=("N",)),
    finding("r", "recommendation", themes=("T",), levels=("L",)),
)


def compose(
    project: Project, audience: str = "internal", kind: ReportKind = MAPPING_REPORT, **changes: Any
) -> Document:
    brief = Brief(**{"date": date(2019, 3, 1), "audience": Audience(audience), **changes})
    return kind.compose(redact(project, audience), brief)


def compared(document: Document) -> list[list[str]]:
    return rows(documents.table_of(document, "Themes and levels compared"))


def told(document: Document) -> list[str]:
    """Return what the table says in words, theme by theme."""
    blocks = list(walk(document.blocks))
    at = next(
        at for at, block in enumerate(blocks) if getattr(block, "content", "") == "Theme by theme, the table says:"
    )
    points = blocks[at + 1]
    assert isinstance(points, BulletList)
    return [plain_text(each) for each in points.items]


@BOTH
def test_themes_stand_level_by_level_with_what_was_asked_answered_and_found(kind: ReportKind) -> None:
    document = compose(mapping(*replies(), findings=FINDINGS), kind=kind)
    documents.assert_sound(document)
    found = documents.table_of(document, "Themes and levels compared")

    assert [plain_text(column.header) for column in found.columns] == [
        "Theme and level",
        "Questions",
        "Answers given",
        "Agreement",
        "Tools",
        "Good practices",
        "Gaps and contingencies",
        "Options",
        "Gaps with an option",
    ]
    assert rows(found) == [
        ["Theme T, all levels", "3", "8/12 (67%)", "0.50 (2)", "1", DASH, "2", "1", "1 of 2"],
        ["Level L", "2", "6/8 (75%)", "1.00 (1)", "1", DASH, "1", "1", "1 of 1"],
        ["Level M", "1", "2/4 (50%)", "0.00 (1)", "1", DASH, DASH, DASH, DASH],
        ["Across levels", "0", DASH, DASH, DASH, DASH, "1", DASH, "0 of 1"],
        ["Theme U, all levels", "2", "5/8 (63%)", DASH, DASH, DASH, DASH, DASH, DASH],
        ["Level L", "1", "3/4 (75%)", DASH, DASH, DASH, DASH, DASH, DASH],
        ["Level M", "1", "2/4 (50%)", DASH, DASH, DASH, DASH, DASH, DASH],
        ["V, all levels", "0", DASH, DASH, DASH, "1", DASH, DASH, DASH],
        ["N", "0", DASH, DASH, DASH, "1", DASH, DASH, DASH],
    ]
    assert [getattr(row, "kind", RowKind.BODY) is RowKind.TOTAL for row in found.rows].count(True) == 3


def test_the_table_is_told_in_words_for_each_theme() -> None:
    one, other = told(compose(mapping(*replies(), findings=FINDINGS)))

    assert one.split(". ") == [
        "Theme T: 67% of the answers due were given; the share is smallest at this level: Level M (50%)",
        "Replies agree most at this level: Level L (1.00), and least at this one: Level M (0.00)",
        "2 gaps and contingencies were found; 1 of them with an option to overcome them.",
    ]
    assert other == "Theme U: 63% of the answers due were given; the share is smallest at this level: Level M (50%)."


def test_a_theme_of_one_level_has_no_smallest_share() -> None:
    given = [response("XA", {"Q1": "y"}), response("XB", {"Q1": "n"})]

    assert told(compose(mapping(*given, items=(item("Q1"),)))) == ["Theme T: 100% of the answers due were given."]


def test_questions_with_several_choices_and_rosters_do_not_count_in_the_agreement() -> None:
    roster = item("Q9", type=ItemType.GROUP, repeats=True, choice_list="", items=(item("Q9.a", prefix=""),))
    given = [response(code, {"Q3": ("a",), "Q1": "y"}) for code in ("XA", "XB")]
    found = compared(compose(mapping(*given, items=(item("Q1"), mappings.ITEMS[2], roster))))

    assert found[0][3] == "1.00 (1)"


@BOTH
def test_it_lies_across_and_is_left_out_where_there_is_nothing_to_compare(kind: ReportKind) -> None:
    across = [block for block in compose(mapping(*replies()), kind=kind).blocks if isinstance(block, Section)]
    assert [section.landscape for section in across] == [True]
    assert documents.table_of(compose(mapping(*replies()), kind=kind), "Themes and levels compared") in walk(
        across[0].blocks
    )

    empty = compose(mapping(items=()), kind=kind)
    assert "Themes and levels compared" not in documents.text_of(empty)


@BOTH
def test_without_replies_only_findings_are_compared(kind: ReportKind) -> None:
    for project in (mapping(findings=FINDINGS), mapping(findings=FINDINGS, questionnaires=())):
        document = compose(project, kind=kind)
        documents.assert_sound(document)
        found = compared(document)
        assert found[0] == ["Theme T, all levels", "1", DASH, "2", "1", "1 of 2"]
        assert told(document) == [
            "Theme T: 2 gaps and contingencies were found; 1 of them with an option to overcome them."
        ]


def test_agreement_rests_on_the_counts_that_the_edition_prints() -> None:
    given = [
        response("XA", {"Q1": "y"}),
        response("XB", {"Q1": "y"}),
        response("XC", {"Q1": Answer(value="n", marking=mappings.AMBER)}),
    ]
    project = mapping(*given, items=(item("Q1"),))

    assert compared(compose(project))[0][3] == "0.11 (1)"
    public = compose(project, "public")
    assert compared(public)[0][2:4] == ["3/3 (100%)", "1.00 (1)"]


def test_findings_that_an_edition_leaves_out_are_told_below_the_table() -> None:
    findings = (*FINDINGS, finding("s", "tool", themes=("T",), marking=mappings.AMBER))
    notes = documents.table_of(compose(mapping(*replies(), findings=findings), "public"), "Themes and levels").notes

    assert "This edition leaves out 1 finding." in [plain_text(note) for note in notes]


def test_invented_replies_and_findings_are_told_below_the_table() -> None:
    invented = [each.evolve(illustrative=True) for each in replies()]
    findings = tuple(each.evolve(illustrative=True) for each in FINDINGS)
    notes = documents.table_of(compose(mapping(*invented, findings=findings)), "Themes and levels").notes

    assert {"Illustrative replies, invented.", "Illustrative findings, invented."} <= {
        plain_text(note) for note in notes
    }

"""Charts: only where they say something, from printed counts only, with words for those who cannot see them."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mpfkit.document import Chart, ChartKind, Figure, ListOf, Paragraph, outline, plain_text, walk
from mpfkit.model import Answer, Audience, Finding, ItemType
from mpfkit.records import Brief
from mpfkit.redaction import redact
from mpfkit.rendering import render
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
mapping, replies, response, item, finding = (
    mappings.mapping,
    mappings.replies,
    mappings.response,
    mappings.item,
    mappings.finding,
)
BOTH = pytest.mark.parametrize("kind", [WORKSHOP_REPORT, MAPPING_REPORT], ids=lambda kind: kind.name)


def compose(
    project: Project, audience: str = "internal", kind: ReportKind = MAPPING_REPORT, **changes: Any
) -> Document:
    brief = Brief(**{"date": date(2019, 3, 1), "audience": Audience(audience), **changes})
    return kind.compose(redact(project, audience), brief)


def figures(document: Document) -> dict[str, Chart]:
    return {
        block.key: block.graphic
        for block in walk(document.blocks)
        if isinstance(block, Figure) and isinstance(block.graphic, Chart)
    }


def values(chart: Chart) -> dict[str, dict[str, float | None]]:
    return {series.name: dict(zip(chart.categories, series.values, strict=True)) for series in chart.series}


def after(document: Document, key: str) -> list[str]:
    """Return the paragraphs right below a figure."""
    blocks = list(walk(document.blocks))
    at = next(at for at, block in enumerate(blocks) if getattr(block, "key", "") == key)
    found = []
    for block in blocks[at + 1 :]:
        if not isinstance(block, Paragraph):
            break
        found.append(plain_text(block.content))
    return found


# -- replies by group


@BOTH
def test_replies_are_charted_by_group_and_state(kind: ReportKind) -> None:
    chart = figures(compose(mapping(*replies()), kind=kind))["figure-rate"]

    assert chart.kind is ChartKind.STACKED_BAR
    assert values(chart) == {
        "Complete": {"EU Member States": 2, "Mobility Partnership signatories": 1},
        "Partial": {"EU Member States": 0, "Mobility Partnership signatories": 1},
        "No reply": {"EU Member States": 1, "Mobility Partnership signatories": 1},
    }
    assert chart.alt == (
        "Bar chart of the replies by group of countries: 3 of 6 countries replied in full. "
        "EU Member States: Complete: 2; No reply: 1. "
        "Mobility Partnership signatories: Complete: 1; Partial: 1; No reply: 1"
    )
    assert (chart.unit, chart.whole_numbers, chart.show_values) == ("countries", True, True)


def test_a_single_group_or_a_single_state_has_no_chart() -> None:
    everybody = [response(code, {"Q1": "y"}) for code in mappings.GROUPS]
    alone = mapping(*replies(), countries=(), scope=())

    assert "figure-rate" not in figures(compose(mapping(*everybody)))
    assert "figure-rate" not in figures(compose(alone))
    assert "figure-rate" not in figures(compose(mapping()))


# -- closed questions


def test_questions_with_the_same_choices_are_set_beside_each_other() -> None:
    document = compose(mapping(*replies()))
    chart = figures(document)["figure-theme-T"]

    assert values(chart) == {
        "Yes": {"1 Wording of Q1?": 3, "2 Wording of Q2?": 1},
        "No": {"1 Wording of Q1?": 0, "2 Wording of Q2?": 1},
    }
    assert chart.alt == (
        "Bar chart of the answers to 2 closed questions, theme \N{LEFT SINGLE QUOTATION MARK}Theme T"
        "\N{RIGHT SINGLE QUOTATION MARK}; over all of them the most frequent answer is "
        "\N{LEFT SINGLE QUOTATION MARK}Yes\N{RIGHT SINGLE QUOTATION MARK}. "
        "question 1: Yes: 3. question 2: Yes: 1; No: 1"
    )
    assert "Figure 2: Answers to closed questions compared: Theme T" in [
        f"Figure {entry.number}: {plain_text(entry.content)}" for entry in outline(document).figures
    ]


def test_where_no_two_questions_share_their_choices_one_with_several_choices_is_shown() -> None:
    chart = figures(compose(mapping(*replies())))["figure-theme-U"]

    assert chart.kind is ChartKind.BAR
    assert values(chart) == {"Replies": {"Body a": 2, "Body b": 1, "Body c": 1}}
    assert (
        "the most frequent one is \N{LEFT SINGLE QUOTATION MARK}Body a\N{RIGHT SINGLE QUOTATION MARK} (2 of 3 replies)"
        in chart.alt
    )


@pytest.mark.parametrize(
    "items",
    [
        (item("Q1", type=ItemType.TEXT, choice_list=""),),  # nothing to count
        (item("Q1"),),  # one question of one choice
        tuple(item(f"Q{number}") for number in range(1, 14)),  # more bars than are read at one glance
        (item("Q1", prefix="1", text=mappings.ls("Same?")), item("Q2", prefix="1", text=mappings.ls("Same?"))),  # alike
    ],
)
def test_a_theme_without_anything_to_compare_has_no_chart(items: tuple[Any, ...]) -> None:
    given = [
        response(code, {each.link_id: "y" if code == "XA" else "n" for each in items})
        for code in ("XA", "XB", "XC", "XD")
    ]

    assert "figure-theme-T" not in figures(compose(mapping(*given, items=items)))


def test_few_replies_and_few_choices_have_no_chart() -> None:
    items = (item("Q4", choice_list="bodies", repeats=True),)
    two = [response(code, {"Q4": ("a", "b", "c")}) for code in ("XA", "XB")]
    alike = [response(code, {"Q4": ("a",)}) for code in ("XA", "XB", "XC", "XD")]

    assert "figure-theme-T" not in figures(compose(mapping(*two, items=items)))
    assert "figure-theme-T" not in figures(compose(mapping(*alike, items=items)))


def test_texts_of_ones_own_are_one_more_choice_and_stand_last() -> None:
    given = [
        response("XA", {"Q1": Answer(other="In part"), "Q2": "n"}),
        response("XB", {"Q1": "n", "Q2": "y"}),
    ]
    chart = figures(compose(mapping(*given)))["figure-theme-T"]

    assert [series.name for series in chart.series] == ["Yes", "No", "Other"]
    assert chart.series[2].values == (1, 0)


def test_long_wordings_are_cut_at_a_word_and_long_alternatives_keep_their_message_only() -> None:
    long = mappings.ls(
        "Which of the many authorities that could be competent for a matter as wide as this one is it in fact?"
    )
    items = tuple(item(f"Q{number}", text=long) for number in range(1, 13))
    given = [response(code, {each.link_id: "y" for each in items}) for code in ("XA", "XB")]
    given.append(response("XC", {each.link_id: "n" for each in items}))
    chart = figures(compose(mapping(*given, items=items)))["figure-theme-T"]

    assert chart.categories[0] == "1 Which of the many authorities that could be competent for a\N{HORIZONTAL ELLIPSIS}"
    assert len(chart.alt) <= 250
    assert chart.alt.endswith("is \N{LEFT SINGLE QUOTATION MARK}Yes\N{RIGHT SINGLE QUOTATION MARK}.")


# -- editions


def hidden() -> Project:
    """Return a project of which the public edition hides one reply to question 1."""
    return mapping(
        *replies()[:3],
        response("XE", {"Q1": Answer(value="n", marking=mappings.AMBER), "Q2": "n"}),
        items=mappings.ITEMS[:3],
    )


def test_counts_that_are_kept_back_never_enter_a_chart() -> None:
    internal = compose(hidden())
    public = compose(hidden(), "public")

    assert values(figures(internal)["figure-theme-T"])["No"]["1 Wording of Q1?"] == 1
    assert values(figures(public)["figure-theme-T"]) == {
        "Yes": {"1 Wording of Q1?": 3, "2 Wording of Q2?": 1},
        "No": {"1 Wording of Q1?": 0, "2 Wording of Q2?": 2},
    }
    assert after(public, "figure-theme-T") == [
        "The counts are those of the replies that this edition shows; 1 reply is withheld."
    ]
    assert after(internal, "figure-theme-T") == []


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_every_number_of_a_chart_is_one_that_the_tables_print(audience: str) -> None:
    document = compose(hidden(), audience)
    chart = figures(document)["figure-theme-T"]
    counts = {
        block.description.rpartition(" ")[2]: {row[0]: row[1] for row in documents.rows_of(block)}
        for block in walk(document.blocks)
        if getattr(block, "description", "").startswith("How often each answer was given to question")
    }

    for place, category in enumerate(chart.categories):
        number = category.partition(" ")[0]
        assert {series.name: str(series.values[place]) for series in chart.series} == {
            name: count for name, count in counts[number].items() if name != "Base"
        }


def test_the_workbook_in_the_file_holds_what_is_printed_and_nothing_else() -> None:
    data = render(hidden(), kind="mapping-report", style="plain", format="docx", audience="public")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        books = [
            zipfile.ZipFile(io.BytesIO(package.read(name))) for name in package.namelist() if name.endswith(".xlsx")
        ]
    texts = ["".join(book.read(name).decode() for name in book.namelist()) for book in books]
    (book,) = [text for text in texts if "Wording of Q1" in text]

    assert "<v>3</v>" in book
    assert "<v>4</v>" not in book


# -- findings


def found() -> tuple[Finding, ...]:
    return (
        finding("t", "tool", themes=("T",)),
        finding("g", "gap", themes=("T", "U")),
        finding("c", "contingency", themes=("U",)),
        finding("r", "recommendation"),
    )


@BOTH
def test_findings_are_charted_by_theme_and_kind(kind: ReportKind) -> None:
    document = compose(mapping(findings=found()), kind=kind)
    chart = figures(document)["figure-findings"]

    assert values(chart) == {
        "Tools": {"Theme T": 1, "Theme U": 0, "Across themes": 0},
        "Gaps and contingencies": {"Theme T": 1, "Theme U": 2, "Across themes": 0},
        "Recommendations": {"Theme T": 0, "Theme U": 0, "Across themes": 1},
    }
    assert chart.alt.startswith("Bar chart of 4 findings by theme and kind; theme of most findings: Theme T (2).")
    assert after(document, "figure-findings") == []


def test_numbers_that_the_alternative_text_cannot_hold_stand_in_words_below() -> None:
    themes = tuple(
        mappings.Theme(id=f"T{n}", label=mappings.ls(f"A theme with rather a long name, number {n}")) for n in range(6)
    )
    many = tuple(
        finding(f"{kind}-{theme.id}", kind, themes=(theme.id,))
        for theme in themes
        for kind in ("tool", "gap", "option")
    )
    document = compose(mapping(findings=many, themes=themes))

    assert len(figures(document)["figure-findings"].alt) <= 250
    assert after(document, "figure-findings")[0].splitlines() == [
        f"A theme with rather a long name, number {n}: Tools: 1; Gaps and contingencies: 1; Options: 1"
        for n in range(6)
    ]


@pytest.mark.parametrize(
    "many", [found()[:2], (found()[0], *(finding(f"t{n}", "tool", themes=("U",)) for n in range(3)))]
)
def test_few_findings_or_a_single_kind_have_no_chart(many: tuple[Finding, ...]) -> None:
    assert "figure-findings" not in figures(compose(mapping(findings=many)))


# -- figures in the report


@BOTH
def test_figures_are_listed_in_the_front_matter_and_referred_to(kind: ReportKind) -> None:
    document = compose(mapping(*replies(), findings=found()), kind=kind)
    lists = [block for block in walk(document.blocks) if isinstance(block, ListOf)]

    assert [(each.what, each.title) for each in lists] == [("tables", "List of tables"), ("figures", "List of figures")]
    documents.assert_sound(document)


@BOTH
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_charts_speak_the_language_of_the_report(kind: ReportKind, language: str) -> None:
    document = compose(mapping(*replies(), findings=found()), kind=kind, language=language)
    documents.assert_sound(document)
    charts = figures(document)
    assert {"figure-rate", "figure-findings"} <= set(charts)
    if language != "en":
        assert not any("Bar chart" in chart.alt for chart in charts.values())


@BOTH
def test_invented_replies_and_findings_are_marked_below_their_charts(kind: ReportKind) -> None:
    invented = [each.evolve(illustrative=True) for each in replies()]
    document = compose(mapping(*invented, findings=[each.evolve(illustrative=True) for each in found()]), kind=kind)

    assert "Illustrative replies, invented." in after(document, "figure-rate")
    assert "Illustrative findings, invented." in after(document, "figure-findings")

"""Sessions that a mapping suggests: each part of the score, where findings count, ties, editions, documentation."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpfkit.analysis import (
    HIGH_DIFFERENCE,
    SMALLEST_BASE,
    ProposalWeights,
    ScorePartKind,
    SessionProposal,
    agreement,
    mapping_findings,
    replies_to,
    session_proposals,
)
from mpfkit.model import (
    Answer,
    Audience,
    Choice,
    ChoiceList,
    Delivery,
    Evidence,
    Finding,
    FindingKind,
    FindingStatus,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Level,
    Marking,
    MarkingLevel,
    Project,
    Questionnaire,
    Response,
    Session,
    Theme,
    Workshop,
)
from mpfkit.projects import load_project
from mpfkit.redaction import redact
from mpfkit.testing.strategies import projects

T = LangString.of("T")
CLEAR = Marking(level=MarkingLevel.CLEAR)
AMBER = Marking(level=MarkingLevel.AMBER)
CODES = "ABCDEFGH"
YES_NO = ChoiceList(id="yn", choices=(Choice(code="yes", label=T), Choice(code="no", label=T)))


def question(link_id: str, theme: str = "THB", level: str = "INS", **fields: Any) -> Item:
    return Item(**{"link_id": link_id, "type": ItemType.TEXT, "theme": theme, "level": level, **fields})


def closed(link_id: str, theme: str = "THB", level: str = "INS", **fields: Any) -> Item:
    return question(link_id, theme, level, type=ItemType.CHOICE, choice_list="yn", **fields)


def finding(identifier: str, kind: FindingKind = FindingKind.GAP, **fields: Any) -> Finding:
    return Finding(**{"id": identifier, "kind": kind, "title": T, "themes": ("THB",), "levels": ("INS",), **fields})


def project(
    items: tuple[Item, ...] = (),
    answers: dict[str, list[Any]] | None = None,
    findings: tuple[Finding, ...] = (),
    **fields: Any,
) -> Project:
    """Return a project in which each question has one answer for each country, None for a question left open."""
    given = answers or {}
    count = max(map(len, given.values()), default=0)
    responses = tuple(
        Response(
            id=f"r{place}",
            questionnaire="q|1",
            country=f"X{CODES[place]}",
            answers=FrozenDict(
                {
                    key: value
                    if isinstance(value, tuple)
                    else (value if isinstance(value, Answer) else Answer(value=value),)
                    for key, values in given.items()
                    if place < len(values) and (value := values[place]) is not None
                }
            ),
        )
        for place in range(count)
    )
    form = Questionnaire(id="q", version="1", items=items, choice_lists=(YES_NO,))
    return Project(
        **{
            "id": "p",
            "title": T,
            "as_of": date(2019, 2, 14),
            "marking": CLEAR,
            "themes": (Theme(id="THB", label=T), Theme(id="DOC", label=T)),
            "levels": (Level(id="INS", label=T), Level(id="LEG", label=T)),
            "questionnaires": (form,) if items else (),
            "responses": responses,
            "findings": findings,
            **fields,
        }
    )


def amounts(proposal: SessionProposal) -> dict[str, Decimal | None]:
    return {part.kind.value: part.amount for part in proposal.parts}


def only(found: Project, **fields: Any) -> SessionProposal:
    (proposal,) = session_proposals(found, **fields)
    return proposal


def test_a_project_without_questions_and_findings_has_no_proposal() -> None:
    assert session_proposals(project()) == ()


def test_the_score_is_the_sum_of_amounts_times_weights() -> None:
    found = only(
        project(
            (closed("Q1"), question("Q2")),
            {"Q1": ["yes", "yes", "no", "no"], "Q2": ["a", "b", None, None]},
            (
                finding("gap"),
                finding("contingency", FindingKind.CONTINGENCY),
                finding("option", FindingKind.OPTION, addresses=("gap",)),
                finding("tool", FindingKind.TOOL),
                finding("practice", FindingKind.GOOD_PRACTICE),
                finding("lesson", FindingKind.LESSON),
            ),
        )
    )
    assert amounts(found) == {
        "gaps": Decimal(2),
        "unaddressed": Decimal(1),
        "difference": Decimal(1),
        "practices": Decimal(2),
        "silence": Decimal("0.25"),
    }
    assert (found.gaps, found.unaddressed) == (("gap", "contingency"), ("contingency",))
    assert found.practices == ("tool", "practice")
    assert (found.answered, found.asked) == (6, 8)
    assert found.score == 2 * 2 + 1 * 1 + 1 * 4 + 2 * 1 + Decimal("0.25") * 2
    assert found.part(ScorePartKind.SILENCE).points == Decimal("0.50")


def test_weights_are_for_the_user_to_change_and_never_negative() -> None:
    base = project(findings=(finding("gap"),))
    assert only(base).score == 3
    assert only(base, weights=ProposalWeights(gaps=Decimal(5), unaddressed=Decimal(0))).score == 5
    with pytest.raises(ValueError, match="the weight 'silence' is -1; give 0 or more"):
        ProposalWeights(silence=Decimal(-1))


def test_a_recommendation_addresses_a_gap_as_an_option_does() -> None:
    found = only(project(findings=(finding("gap"), finding("r", FindingKind.RECOMMENDATION, addresses=("gap",)))))
    assert found.unaddressed == ()


def test_findings_that_rest_on_sessions_alone_were_not_known_before_the_workshop() -> None:
    session = Evidence(session="s")
    answer = Evidence(response="r0", link_id="Q1")
    base = project(
        (question("Q1"),),
        {"Q1": ["a"]},
        (
            finding("of-the-session", evidence=(session, session)),
            finding("of-both", evidence=(session, answer)),
            finding("of-none"),
            finding("withdrawn", status=FindingStatus.WITHDRAWN),
            finding("option", FindingKind.OPTION, addresses=("of-none",), evidence=(session,)),
        ),
        workshops=(Workshop(id="w", title=T, sessions=(Session(id="s", title=T),)),),
    )
    assert [each.id for each in mapping_findings(base)] == ["of-both", "of-none"]
    assert [each.id for each in mapping_findings(base, FindingKind.OPTION)] == []
    found = only(base)
    assert found.gaps == ("of-both", "of-none")
    assert found.unaddressed == ("of-both", "of-none")


# -- differences


def test_differences_are_weighted_by_their_bases() -> None:
    found = only(
        project(
            (closed("Q1"), closed("Q2")),
            {"Q1": ["yes", "no", "yes", "no"], "Q2": ["yes", "yes", "yes", None]},
        )
    )
    assert [(each.item.link_id, each.base, each.value) for each in found.differences] == [
        ("Q1", 4, Decimal(1)),
        ("Q2", 3, Decimal(0)),
    ]
    assert amounts(found)["difference"] == Decimal("0.57")  # 4 x 1 + 3 x 0 over 7


def test_two_countries_that_differ_are_no_difference_of_the_mapping() -> None:
    two = only(project((closed("Q1"),), {"Q1": ["yes", "no"]}))
    assert amounts(two)["difference"] is None
    assert two.part(ScorePartKind.DIFFERENCE).points == 0
    assert SMALLEST_BASE == 3
    three = only(project((closed("Q1"),), {"Q1": ["yes", "no", "no"]}))
    assert amounts(three)["difference"] == Decimal("0.89")


@pytest.mark.parametrize(
    ("figures", "difference"),
    [
        ((0, 0, 100, 100), "1.00"),
        ((50, 50, 50), "0.00"),
        ((20, 40, 60), "0.27"),
        ((20, 40, 60, 400), "0.27"),
        ((20, 40), None),
    ],
)
def test_figures_in_per_cent_differ_by_their_distance_from_the_median(
    figures: tuple[int, ...], difference: str | None
) -> None:
    share = question("Q1", type=ItemType.QUANTITY, unit="%")
    found = only(project((share,), {"Q1": [Decimal(figure) for figure in figures]}))
    assert amounts(found)["difference"] == (None if difference is None else Decimal(difference))


def test_other_figures_depend_on_the_size_of_a_country() -> None:
    count = question("Q1", type=ItemType.INTEGER)
    assert amounts(only(project((count,), {"Q1": [1, 5, 900]})))["difference"] is None


def test_entries_of_a_roster_are_no_countries() -> None:
    roster = Item(link_id="R", type=ItemType.GROUP, repeats=True, items=(closed("R.a"), closed("R.b")))
    entry = tuple(Answer(value=value, instance=(place,)) for place, value in enumerate(("yes", "no"), start=1))
    assert only(project((roster,), {"R.a": [entry, entry, entry]})).differences == ()


def test_silence_needs_three_answers_that_were_due() -> None:
    assert amounts(only(project((question("Q1"),), {"Q1": ["a", None]})))["silence"] is None
    three = project((question("Q1"), question("Q2")), {"Q1": ["a", "b", "c"], "Q2": [None, None, None]})
    assert amounts(only(three))["silence"] == Decimal("0.50")


# -- where findings count, and the order


def test_a_finding_counts_once_where_most_of_its_evidence_stands() -> None:
    spread = finding(
        "gap",
        themes=("THB", "DOC"),
        levels=("INS", "LEG"),
        evidence=(
            Evidence(response="r0", link_id="D1"),
            Evidence(response="r1", link_id="D1"),
            Evidence(response="r0", link_id="T1"),
            Evidence(response="gone", link_id="T1"),
            Evidence(response="r0", link_id="gone"),
        ),
    )
    base = project((question("T1"), question("D1", "DOC", "LEG")), {"T1": ["a", "b"], "D1": ["a", "b"]}, (spread,))
    found = {(each.theme, each.level): each for each in session_proposals(base)}
    assert {place: each.gaps for place, each in found.items()} == {
        ("THB", "INS"): (),
        ("THB", "LEG"): (),
        ("DOC", "INS"): (),
        ("DOC", "LEG"): ("gap",),
    }
    assert all(each.shared == ("gap",) for place, each in found.items() if place != ("DOC", "LEG"))
    assert found["DOC", "LEG"].cited == ("T1",)


def test_without_evidence_a_finding_counts_at_the_first_topic_that_it_names() -> None:
    found = session_proposals(project(findings=(finding("gap", themes=("DOC", "THB"), levels=("LEG", "INS")),)))
    assert [(each.theme, each.level) for each in found if each.gaps] == [("DOC", "LEG")]


def test_findings_without_a_theme_or_a_level_have_topics_of_their_own() -> None:
    findings = (finding("everywhere", themes=(), levels=()), finding("in-a-theme", levels=()))
    found = session_proposals(project(findings=findings))
    assert [(each.theme, each.level, each.gaps) for each in found] == [
        ("THB", "", ("in-a-theme",)),
        ("", "", ("everywhere",)),
    ]


def test_topics_of_equal_score_stand_in_the_order_of_the_project() -> None:
    findings = tuple(
        finding(f"g-{theme}-{level}", themes=(theme,), levels=(level,))
        for theme in ("ZZZ", "DOC", "THB")
        for level in ("LEG", "INS")
    )
    found = session_proposals(project(findings=findings))
    assert [(each.theme, each.level) for each in found] == [
        ("THB", "INS"),
        ("THB", "LEG"),
        ("DOC", "INS"),
        ("DOC", "LEG"),
        ("ZZZ", "INS"),
        ("ZZZ", "LEG"),
    ]


def test_questions_without_a_theme_propose_no_session_and_groups_give_theirs_to_what_they_hold() -> None:
    group = Item(link_id="g", type=ItemType.GROUP, theme="DOC", level="LEG", items=(question("Q1", "", ""),))
    found = only(project((group, question("Q2", "", ""))))
    assert (found.theme, found.level, found.questions) == ("DOC", "LEG", ("Q1",))
    assert found.score == 0


# -- what a session is like


def test_practices_are_presented_and_gaps_and_differences_discussed() -> None:
    gap, tool = finding("gap"), finding("tool", FindingKind.TOOL)
    differ = {"Q1": ["yes", "no", "yes", "no"]}
    alike = {"Q1": ["yes", "yes", "yes"]}
    items = (closed("Q1"),)
    assert only(project(items, alike, (tool,))).delivery is Delivery.PRESENTATION
    assert only(project(items, alike, (gap,))).delivery is Delivery.OPEN_DISCUSSION
    assert only(project(items, alike, (gap, tool))).delivery is Delivery.BOTH
    assert only(project(items, differ, (tool,))).delivery is Delivery.BOTH
    assert only(project(items, differ)).delivery is Delivery.OPEN_DISCUSSION
    assert only(project(items, alike)).delivery is Delivery.OPEN_DISCUSSION
    assert only(project(items, differ)).differs
    assert Decimal("0.5") == HIGH_DIFFERENCE


@pytest.mark.parametrize(("gaps", "minutes"), [(0, 30), (1, 45), (2, 60), (4, 90), (9, 90)])
def test_each_thing_to_discuss_takes_a_quarter_of_an_hour_up_to_ninety_minutes(gaps: int, minutes: int) -> None:
    findings = tuple(finding(f"g{number}") for number in range(gaps))
    assert only(project((question("Q1"),), {"Q1": ["a"]}, findings)).minutes == minutes


# -- editions


def test_withheld_findings_count_nowhere() -> None:
    found = only(redact(project(findings=(finding("shown"), finding("hidden", marking=AMBER))), "public"))
    assert found.gaps == ("shown",)


def test_where_counts_are_kept_back_the_difference_is_that_of_the_replies_shown() -> None:
    hidden = Answer(value="no", marking=AMBER)
    base = project((closed("Q1"),), {"Q1": ["yes", "yes", "yes", "no", hidden]})
    public = redact(base, "public")
    assert agreement(public, "Q1").suppressed
    (difference,) = only(public).differences
    assert difference.shown_only
    assert (difference.base, difference.value) == (4, Decimal("0.75"))
    (whole,) = only(base).differences
    assert not whole.shown_only
    assert (whole.base, whole.value) == (5, Decimal("0.96"))


def test_withheld_figures_are_not_in_the_difference() -> None:
    share = question("Q1", type=ItemType.QUANTITY, unit="%")
    figures = [Decimal(10), Decimal(10), Decimal(10), Answer(value=Decimal(90), marking=AMBER)]
    (difference,) = only(redact(project((share,), {"Q1": figures}), "public")).differences
    assert (difference.base, difference.value, difference.shown_only) == (3, Decimal(0), True)


def test_what_a_withheld_answer_says_changes_nothing_in_the_proposals() -> None:
    def public(value: str) -> tuple[SessionProposal, ...]:
        answers = {"Q1": ["yes", "yes", "no", "no", Answer(value=value, marking=AMBER)]}
        return session_proposals(redact(project((closed("Q1"),), answers), "public"))

    assert public("yes") == public("no")


@given(data=st.data(), audience=st.sampled_from(Audience))
def test_any_project_has_ranked_proposals_whose_parts_are_in_range(data: st.DataObject, audience: Audience) -> None:
    edition = redact(data.draw(projects()), audience)
    found = session_proposals(edition)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert len({(each.theme, each.level) for each in found}) == len(found)
    at_home = [identifier for each in found for identifier in (*each.gaps, *each.practices)]
    assert len(at_home) == len(set(at_home))
    for each in found:
        assert set(each.unaddressed) <= set(each.gaps)
        assert 0 <= each.answered <= each.asked
        assert 30 <= each.minutes <= 90
        for kind in (ScorePartKind.DIFFERENCE, ScorePartKind.SILENCE):
            amount = each.part(kind).amount
            assert amount is None or 0 <= amount <= 1
    assert session_proposals(edition, replies=replies_to(edition)) == found


# -- agreement of the replies shown


def test_agreement_can_be_asked_for_the_replies_shown_alone() -> None:
    other = Answer(value="yes", other="SECRET", marking=AMBER)
    public = redact(project((closed("Q1"),), {"Q1": ["yes", "yes", "no", other]}), "public")
    found = agreement(public, "Q1", shown_only=True)
    assert not found.suppressed
    assert (found.base, found.withheld, found.modal, found.modal_count) == (3, 0, ("yes",), 2)
    without = project((closed("Q1"),), {"Q1": ["yes", "yes", "no"]})
    assert found.index == agreement(without, "Q1").index


# -- documentation


def test_the_documentation_has_the_weights_and_thresholds_of_the_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "analysis.md").read_text(encoding="utf-8")
    section = page.partition("## Proposed sessions")[2].partition("\n## ")[0]
    weights = dict(re.findall(r"^\| `(\w+)` \|.*\| ([\d.]+) \|$", section, re.MULTILINE))
    assert {name: Decimal(weight) for name, weight in weights.items()} == attrs.asdict(ProposalWeights())
    assert f"below {SMALLEST_BASE}" in section
    assert f"{HIGH_DIFFERENCE} or more" in section


def test_the_example_proposes_sessions_for_its_open_gaps_first() -> None:
    example = load_project(Path(__file__).parents[2] / "examples" / "law-enforcement-cooperation")
    first = session_proposals(example)[0]
    assert (first.theme, first.level) == ("SOM", "OPE")
    assert "gap-secure-channel" in first.unaddressed

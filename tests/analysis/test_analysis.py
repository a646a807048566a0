"""Rates, counts and tables, on whole and on redacted projects."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from mpfkit.analysis import (
    Frequency,
    ReplyState,
    State,
    comparison,
    coverage,
    findings_by,
    frequencies,
    gaps_by_theme_and_level,
    has_frequencies,
    item_response,
    numeric_summary,
    ranking_summary,
    replies_to,
    unit_response,
    visible_findings,
)
from mpfkit.errors import UnknownNameError
from mpfkit.model import (
    AbsentReason,
    Answer,
    Choice,
    ChoiceList,
    Cooperation,
    EnableWhen,
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
    ResponseStatus,
    Theme,
)
from mpfkit.redaction import redact

TITLE = LangString.of("Title")
YES_NO = ChoiceList(id="yn", choices=(Choice(code="yes", label=TITLE), Choice(code="no", label=TITLE)))
ITEMS = (
    Item(link_id="Q1", type=ItemType.CHOICE, choice_list="yn", theme="T1", level="L1", prefix="1"),
    Item(
        link_id="Q2",
        type=ItemType.INTEGER,
        theme="T1",
        level="L2",
        prefix="2",
        enable_when=(EnableWhen(question="Q1", answer="yes"),),
    ),
    Item(link_id="Q3", type=ItemType.TEXT, theme="T2", level="L1", prefix="3"),
)


def questionnaire(
    *items: Item, version: str = "1.0", invited: tuple[str, ...] = ("XA", "XB", "XC", "XD")
) -> Questionnaire:
    return Questionnaire(id="q", version=version, items=items or ITEMS, choice_lists=(YES_NO,), invited=invited)


def reply(country: str, *, version: str = "1.0", answers: dict[str, Any] | None = None, **fields: Any) -> Response:
    stored = {
        key: value if isinstance(value, tuple) else (value if isinstance(value, Answer) else Answer(value=value),)
        for key, value in (answers or {}).items()
    }
    fields.setdefault("id", f"r-{country}")
    return Response(questionnaire=f"q|{version}", country=country, answers=FrozenDict(stored), **fields)


def project(*responses: Response, form: Questionnaire | None = None, **fields: Any) -> Project:
    fields.setdefault("questionnaires", (form or questionnaire(),))
    return Project(
        id="p",
        title=TITLE,
        as_of=date(2019, 2, 14),
        themes=(Theme(id="T1", label=TITLE), Theme(id="T2", label=TITLE)),
        levels=(Level(id="L1", label=TITLE), Level(id="L2", label=TITLE)),
        marking=Marking(level=MarkingLevel.CLEAR),
        responses=responses,
        **fields,
    )


def absent(reason: AbsentReason) -> Answer:
    return Answer(absent=reason)


# -- states and denominators


@pytest.mark.parametrize(
    ("stored", "state", "counts", "answered"),
    [
        (Answer(value="some"), State.ANSWERED, True, True),
        (Answer(other="else"), State.ANSWERED, True, True),
        (Answer(withheld=True, absent=AbsentReason.MASKED), State.WITHHELD, True, True),
        (absent(AbsentReason.ASKED_DECLINED), State.DECLINED, True, False),
        (absent(AbsentReason.MASKED), State.DECLINED, True, False),
        (absent(AbsentReason.ASKED_UNKNOWN), State.UNKNOWN, True, False),
        (absent(AbsentReason.TEMP_UNKNOWN), State.UNKNOWN, True, False),
        (absent(AbsentReason.NOT_ANSWERED), State.NOT_ANSWERED, True, False),
        (absent(AbsentReason.ERROR), State.ERROR, True, False),
        (absent(AbsentReason.NOT_APPLICABLE), State.NOT_APPLICABLE, False, False),
        (absent(AbsentReason.NOT_ASKED), State.NOT_ASKED, False, False),
        (absent(AbsentReason.NOT_ENABLED), State.NOT_ENABLED, False, False),
        (None, State.NOT_ANSWERED, True, False),
    ],
)
def test_each_situation_counts_as_the_table_of_denominators_says(
    stored: Answer | None, state: State, counts: bool, answered: bool
) -> None:
    replies = replies_to(project(reply("XA", answers={"Q3": stored} if stored else {"Q1": "no"})))
    assert replies is not None
    found = replies.replies[0].state_of("Q3")
    assert found is state
    assert found.counts is counts
    assert found.is_answered is answered


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"Q1": "yes"}, State.NOT_ANSWERED),
        ({"Q1": "no"}, State.NOT_ENABLED),
        ({"Q1": "no", "Q2": absent(AbsentReason.NOT_ANSWERED)}, State.NOT_ENABLED),
        ({"Q1": "yes", "Q2": 0}, State.ANSWERED),
        ({"Q1": "no", "Q2": 4}, State.ANSWERED),
    ],
)
def test_a_question_that_skip_logic_hides_is_in_no_denominator(answers: dict[str, Any], state: State) -> None:
    replies = replies_to(project(reply("XA", answers=answers)))
    assert replies is not None
    assert replies.replies[0].state_of("Q2") is state


def test_zero_and_no_are_answers() -> None:
    found = item_response(project(reply("XA", answers={"Q1": "yes", "Q2": 0})), "Q2")
    assert found.rate == (1, 1)
    assert item_response(project(reply("XA", answers={"Q1": "no"})), "Q1").rate == (1, 1)


def test_a_country_without_a_reply_counts_in_unit_response_only() -> None:
    given = project(reply("XA", answers={"Q3": "a"}), reply("XB", answers={"Q3": absent(AbsentReason.ASKED_DECLINED)}))
    found = item_response(given, "Q3")
    assert (found.answered, found.declined, found.no_reply, found.rate) == (1, 1, 2, (1, 2))
    assert unit_response(given).no_reply == 2


def test_item_response_tells_every_situation_apart() -> None:
    reasons = [
        AbsentReason.ASKED_DECLINED,
        AbsentReason.ASKED_UNKNOWN,
        AbsentReason.NOT_ANSWERED,
        AbsentReason.ERROR,
        AbsentReason.NOT_APPLICABLE,
        AbsentReason.NOT_ENABLED,
        AbsentReason.NOT_ASKED,
    ]
    codes = [f"X{letter}" for letter in "ABCDEFG"]
    given = project(
        *(reply(code, answers={"Q3": absent(reason)}) for code, reason in zip(codes, reasons, strict=True)),
        reply("XH", answers={"Q3": "text"}),
        form=questionnaire(invited=(*codes, "XH", "XI")),
    )
    found = item_response(given, "Q3")
    assert (found.answered, found.declined, found.unknown, found.not_answered, found.error) == (1, 1, 1, 1, 1)
    assert (found.not_applicable, found.not_enabled, found.not_asked, found.no_reply) == (1, 1, 1, 1)
    assert found.base == 5


def test_a_question_that_an_older_version_did_not_have_was_not_asked() -> None:
    old = questionnaire(ITEMS[0], version="1.0")
    new = questionnaire(version="2.0")
    given = project(
        reply("XA", version="1.0", answers={"Q1": "yes"}),
        reply("XB", version="2.0", answers={"Q3": "b"}),
        questionnaires=(old, new),
    )
    replies = replies_to(given)
    assert replies is not None
    assert replies.questionnaire is new
    assert replies.replies[0].state_of("Q3") is State.NOT_ASKED
    assert item_response(given, "Q3").rate == (1, 1)


def test_a_roster_answers_as_soon_as_one_entry_does_and_else_says_the_strongest_reason() -> None:
    parts = (Item(link_id="R1", type=ItemType.STRING), Item(link_id="R2", type=ItemType.STRING))
    roster = Item(link_id="R", type=ItemType.GROUP, repeats=True, items=parts)
    answers = {
        "R1": (Answer(absent=AbsentReason.NOT_ANSWERED, instance=(1,)), Answer(value="x", instance=(2,))),
        "R2": (
            Answer(absent=AbsentReason.NOT_APPLICABLE, instance=(1,)),
            Answer(absent=AbsentReason.ASKED_DECLINED, instance=(2,)),
        ),
    }
    replies = replies_to(project(reply("XA", answers=answers), form=questionnaire(roster)))
    assert replies is not None
    assert replies.replies[0].state_of("R1") is State.ANSWERED
    assert replies.replies[0].state_of("R2") is State.DECLINED


# -- who replied


@pytest.mark.parametrize(
    ("response", "state"),
    [
        (reply("XA", answers={"Q1": "no"}), ReplyState.COMPLETED),
        (reply("XA", status=ResponseStatus.AMENDED, answers={"Q1": "no"}), ReplyState.COMPLETED),
        (reply("XA", status=ResponseStatus.IN_PROGRESS, answers={"Q1": "no"}), ReplyState.PARTIAL),
        (reply("XA", status=ResponseStatus.STOPPED, answers={"Q1": "no"}), ReplyState.PARTIAL),
        (reply("XA", status=ResponseStatus.STOPPED), ReplyState.DECLINED),
        (
            reply("XA", answers={key: absent(AbsentReason.ASKED_DECLINED) for key in ("Q1", "Q2", "Q3")}),
            ReplyState.DECLINED,
        ),
        (reply("XA", status=ResponseStatus.ENTERED_IN_ERROR, answers={"Q1": "no"}), ReplyState.NO_REPLY),
    ],
)
def test_the_state_of_a_reply_follows_from_its_status(response: Response, state: ReplyState) -> None:
    replies = replies_to(project(response))
    assert replies is not None
    assert replies.replies[0].state is state


def test_unit_response_counts_invited_countries_and_keeps_others_apart() -> None:
    given = project(
        reply("XA", answers={"Q1": "no"}),
        reply("XB", status=ResponseStatus.IN_PROGRESS, answers={"Q1": "no"}),
        reply("XC", status=ResponseStatus.STOPPED),
        reply("XZ", answers={"Q1": "no"}),
    )
    found = unit_response(given)
    assert (found.invited, found.completed, found.partial, found.declined, found.no_reply) == (4, 1, 1, 1, 1)
    assert (found.uninvited, found.received, found.rate) == (1, 2, (1, 4))


def test_a_rate_changes_when_a_response_does() -> None:
    before = project(reply("XA", status=ResponseStatus.IN_PROGRESS, answers={"Q1": "no"}))
    after = before.evolve(responses=(before.responses[0].evolve(status=ResponseStatus.COMPLETED),))
    assert unit_response(before).rate == (0, 4)
    assert unit_response(after).rate == (1, 4)


def test_the_head_of_a_chain_is_the_current_reply() -> None:
    given = project(
        reply("XA", id="old", answers={"Q1": "no"}), reply("XA", id="new", replaces="old", answers={"Q1": "yes"})
    )
    assert [(row.code, row.count) for row in frequencies(given, "Q1").rows] == [("yes", 1), ("no", 0)]


def test_of_two_current_replies_the_one_submitted_last_counts() -> None:
    early, late = datetime(2019, 1, 1, tzinfo=UTC), datetime(2019, 1, 2, tzinfo=UTC)
    given = project(
        reply("XA", id="second", authored=late, answers={"Q1": "yes"}),
        reply("XA", id="first", authored=early, answers={"Q1": "no"}),
    )
    replies = replies_to(given)
    assert replies is not None
    found = replies.reply("XA")
    assert found is not None
    assert found.response is not None
    assert found.response.id == "second"


def test_replies_to_another_questionnaire_do_not_count() -> None:
    other = Response(id="x", questionnaire="other|1", country="XA")
    assert unit_response(project(other)).no_reply == 4


def test_a_response_may_name_the_questionnaire_without_a_version() -> None:
    given = project(reply("XA", answers={"Q1": "yes"}).evolve(questionnaire="q"))
    assert unit_response(given).completed == 1


def test_without_a_questionnaire_all_is_empty() -> None:
    given = project(questionnaires=())
    assert replies_to(given) is None
    assert unit_response(given).rate == (0, 0)
    assert item_response(given, "Q1").rate == (0, 0)
    assert coverage(given).countries == ()
    for function in (comparison, frequencies):
        with pytest.raises(UnknownNameError, match="Q1"):
            function(given, "Q1")
        with pytest.raises(UnknownNameError, match="Q1"):
            function(given, ITEMS[0])


def test_an_unknown_question_gets_a_suggestion() -> None:
    with pytest.raises(UnknownNameError, match="did you mean"):
        item_response(project(), "Q11")


def test_a_country_that_is_neither_asked_nor_replied_has_no_reply() -> None:
    replies = replies_to(project())
    assert replies is not None
    assert replies.reply("FR") is None
    found = replies.reply("XA")
    assert found is not None
    assert found.answers("Q1") == ()
    assert found.state_of("Q1") is State.NO_REPLY
    assert replies.received == ()
    assert len(replies.invited) == 4


# -- coverage


def test_coverage_counts_answered_of_asked_by_country_theme_and_level() -> None:
    given = project(
        reply("XA", answers={"Q1": "yes", "Q2": 3, "Q3": absent(AbsentReason.ASKED_UNKNOWN)}),
        reply("XB", answers={"Q1": "no", "Q3": absent(AbsentReason.NOT_APPLICABLE)}),
    )
    found = coverage(given)
    assert found.themes == ("T1", "T2")
    assert found.levels == ("L1", "L2")
    cell = found.cell("XA", "T1", "L2")
    assert (cell.answered, cell.asked) == (1, 1)
    whole = found.cell("XA", "T1")
    assert (whole.answered, whole.asked) == (2, 2)
    unknown = found.cell("XA", "T2", "L1")
    assert (unknown.answered, unknown.asked) == (0, 1)
    hidden = found.cell("XB", "T1", "L2")
    assert (hidden.answered, hidden.asked) == (0, 0)
    not_applicable = found.cell("XB", "T2", "L1")
    assert (not_applicable.answered, not_applicable.asked) == (0, 0)
    assert found.states["XC"] is ReplyState.NO_REPLY
    assert found.cell("XC", "T1").asked == 0
    assert found.cell("XA", "nothing", "L1").asked == 0


def test_coverage_keeps_questions_without_a_level_for_their_theme_and_themes_that_the_project_does_not_define() -> None:
    items = (
        Item(link_id="A", type=ItemType.TEXT, theme="T1"),
        Item(link_id="B", type=ItemType.TEXT, theme="ZZ", level="L9"),
        Item(link_id="C", type=ItemType.TEXT),
    )
    found = coverage(project(reply("XA", answers={"A": "x", "C": "x"}), form=questionnaire(*items)))
    assert found.themes == ("T1", "ZZ")
    assert found.levels == ("L9",)
    assert found.cell("XA", "T1").answered == 1


def test_a_question_has_the_theme_and_level_of_its_groups() -> None:
    inner = Item(link_id="I", type=ItemType.GROUP, level="L2", items=(Item(link_id="A", type=ItemType.TEXT),))
    outer = Item(link_id="O", type=ItemType.GROUP, theme="T1", items=(inner,))
    found = coverage(project(reply("XA", answers={"A": "x"}), form=questionnaire(outer)))
    assert found.cell("XA", "T1", "L2").answered == 1


# -- counts of choices, on whole and redacted projects

AMBER = Marking(level=MarkingLevel.AMBER)


def chosen(*codes: str, hidden: tuple[str, ...] = ()) -> Project:
    letters = "ABCDEFGHIJLMNOP"
    responses = [
        reply(f"X{letters[place]}", answers={"Q1": Answer(value=code, marking=AMBER if place >= len(codes) else None)})
        for place, code in enumerate((*codes, *hidden))
    ]
    return project(*responses, form=questionnaire(invited=()))


def test_frequencies_count_every_choice_and_give_the_base() -> None:
    found = frequencies(chosen("yes", "yes", "no"), "Q1")
    assert found.rows == (Frequency("yes", 2), Frequency("no", 1))
    assert (found.base, found.withheld, found.suppressed) == (3, 0, 0)


def test_withheld_answers_count_where_enough_of_them_hide_each_other() -> None:
    whole = chosen("yes", "no", hidden=("yes", "yes", "yes", "no", "no", "no"))
    found = frequencies(redact(whole, "public"), "Q1")
    assert found.rows == (Frequency("yes", 4, 3), Frequency("no", 4, 3))
    assert (found.base, found.withheld) == (8, 6)


def test_a_large_count_does_not_give_a_single_withheld_reply_away() -> None:
    whole = chosen("yes", "yes", "yes", "no", hidden=("yes",))
    found = frequencies(redact(whole, "public"), "Q1")
    assert [row.count for row in found.rows] == [None, None]
    assert (found.base, found.withheld) == (5, 1)


def test_a_small_count_with_withheld_replies_suppresses_all_counts_of_the_question() -> None:
    found = frequencies(redact(chosen("yes", "yes", "yes", hidden=("no",)), "public"), "Q1")
    assert [row.count for row in found.rows] == [None, None]
    assert found.suppressed == 2
    assert all(row.suppressed and not row.withheld for row in found.rows)


def test_the_count_of_a_single_choice_is_suppressed() -> None:
    one = ChoiceList(id="yn", choices=(Choice(code="yes", label=TITLE),))
    whole = chosen(hidden=("yes",))
    whole = whole.evolve(questionnaires=(whole.questionnaires[0].evolve(choice_lists=(one,)),))
    assert [row.count for row in frequencies(redact(whole, "public"), "Q1").rows] == [None]


def test_no_count_is_left_from_which_the_others_follow() -> None:
    three = ChoiceList(id="yn", choices=tuple(Choice(code=code, label=TITLE) for code in ("yes", "no", "dev")))
    whole = chosen("dev", "dev", "dev", hidden=("yes", "no"))
    whole = whole.evolve(questionnaires=(whole.questionnaires[0].evolve(choice_lists=(three,)),))
    found = frequencies(redact(whole, "public"), "Q1")
    assert [(row.code, row.count) for row in found.rows] == [("yes", None), ("no", None), ("dev", None)]
    assert [row.shown for row in found.rows] == [0, 0, 3]


def test_the_internal_edition_suppresses_nothing() -> None:
    found = frequencies(redact(chosen("yes", hidden=("no",)), "internal"), "Q1")
    assert [row.count for row in found.rows] == [1, 1]


def test_bases_and_rates_are_the_same_in_every_edition() -> None:
    whole = chosen("yes", "yes", "no", hidden=("yes", "no", "no"))
    for audience in ("internal", "participants", "member-states", "authorities", "public"):
        edition = redact(whole, audience)
        assert frequencies(edition, "Q1").base == 6
        assert item_response(edition, "Q1").rate == (6, 6)
        assert unit_response(edition) == unit_response(whole)
        assert coverage(edition).cell("XA", "T1", "L1").asked == 1


def test_multiple_choices_count_once_each_and_other_texts_stand_last() -> None:
    item = Item(link_id="Q1", type=ItemType.CHOICE, choice_list="yn", repeats=True)
    given = project(
        reply("XA", answers={"Q1": Answer(values=("no", "yes", "no"), other="else")}),
        reply("XB", answers={"Q1": Answer(values=("unlisted",))}),
        form=questionnaire(item),
    )
    assert frequencies(given, item).rows == (
        Frequency("yes", 1),
        Frequency("no", 1),
        Frequency("unlisted", 1),
        Frequency("", 1),
    )


def test_yes_and_no_are_counted_as_true_and_false() -> None:
    item = Item(link_id="B", type=ItemType.BOOLEAN)
    given = project(reply("XA", answers={"B": True}), reply("XB", answers={"B": False}), form=questionnaire(item))
    assert frequencies(given, "B").rows == (Frequency("true", 1), Frequency("false", 1))
    assert has_frequencies(item)
    assert not has_frequencies(ITEMS[2])


# -- figures and ranks


def test_figures_have_their_lowest_median_and_highest() -> None:
    item = Item(link_id="N", type=ItemType.QUANTITY, unit="%")
    values = [Decimal("2.5"), 10, Decimal(0)]
    responses = [reply(f"X{letter}", answers={"N": value}) for letter, value in zip("ABC", values, strict=True)]
    found = numeric_summary(project(*responses, form=questionnaire(item)), "N")
    assert (found.n, found.minimum, found.median, found.maximum, found.unit) == (3, 0, Decimal("2.5"), 10, "%")
    even = numeric_summary(project(*responses[:2], form=questionnaire(item)), "N")
    assert even.median == Decimal("6.25")


def test_figures_leave_withheld_ones_out_and_say_so() -> None:
    item = Item(link_id="N", type=ItemType.INTEGER)
    given = project(
        reply("XA", answers={"N": Answer(value=999, marking=AMBER)}),
        reply("XB", answers={"N": 1}),
        form=questionnaire(item),
    )
    found = numeric_summary(redact(given, "public"), "N")
    assert (found.n, found.withheld, found.maximum) == (1, 1, 1)


def test_no_figure_has_no_spread() -> None:
    found = numeric_summary(project(), "Q2")
    assert (found.n, found.minimum, found.median, found.maximum) == (0, None, None, None)


def test_ranks_are_summed_up_from_the_best_to_the_worst() -> None:
    item = Item(link_id="K", type=ItemType.RANKING, choice_list="yn")
    three = ChoiceList(id="yn", choices=tuple(Choice(code=code, label=TITLE) for code in ("a", "b", "c")))
    given = project(
        reply("XA", answers={"K": Answer(values=("b", "a"))}),
        reply("XB", answers={"K": Answer(values=("b",))}),
        form=questionnaire(item).evolve(choice_lists=(three,)),
    )
    rows = ranking_summary(given, "K")
    assert [(row.code, row.first, row.ranked, row.mean) for row in rows] == [
        ("b", 2, 2, Decimal("1.0")),
        ("a", 0, 1, Decimal("2.0")),
        ("c", 0, 0, None),
    ]


# -- comparison


def test_a_comparison_tells_value_reason_withheld_and_no_reply_apart() -> None:
    given = project(
        reply("XA", answers={"Q3": "text"}),
        reply("XB", answers={"Q3": Answer(absent=AbsentReason.TEMP_UNKNOWN, comment="June")}),
        reply("XC", answers={"Q3": Answer(value="secret", marking=AMBER)}),
    )
    found = comparison(redact(given, "public"), "Q3")
    assert [row.state for row in found.rows] == [State.ANSWERED, State.UNKNOWN, State.WITHHELD, State.NO_REPLY]
    assert found.rows[1].absent is AbsentReason.TEMP_UNKNOWN
    assert found.rows[2].absent is None
    assert found.rows[0].answers[0].value == "text"
    assert found.withheld == 1
    assert found.no_reply == ("XD",)
    assert "secret" not in repr(found)


# -- findings


def finding(identifier: str, kind: FindingKind, **fields: Any) -> Finding:
    return Finding(id=identifier, kind=kind, title=TITLE, **fields)


FINDINGS = (
    finding("g1", FindingKind.GAP, themes=("T2", "T1"), levels=("L1",), countries=("XB", "XA")),
    finding("g2", FindingKind.CONTINGENCY),
    finding("o1", FindingKind.OPTION, addresses=("g1", "g1", "gone")),
    finding("p1", FindingKind.GOOD_PRACTICE, cooperation=Cooperation.REGIONAL, themes=("ZZ",)),
    finding("w1", FindingKind.GAP, status=FindingStatus.WITHDRAWN),
)


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("kind", {"good-practice": ["p1"], "gap": ["g1"], "contingency": ["g2"], "option": ["o1"]}),
        ("theme", {"T1": ["g1"], "T2": ["g1"], "ZZ": ["p1"], "": ["g2", "o1"]}),
        ("level", {"L1": ["g1"], "": ["g2", "o1", "p1"]}),
        ("cooperation", {"regional": ["p1"], "": ["g1", "g2", "o1"]}),
        ("country", {"XA": ["g1"], "XB": ["g1"], "": ["g2", "o1", "p1"]}),
    ],
)
def test_findings_are_sorted_by_any_property_and_withdrawn_ones_left_out(by: Any, groups: dict[str, list[str]]) -> None:
    found = findings_by(project(findings=FINDINGS), by)
    assert {key: [each.id for each in value] for key, value in found.items()} == groups
    assert list(found) == list(groups)


def test_findings_of_some_kinds_can_be_chosen() -> None:
    given = project(findings=FINDINGS)
    assert [each.id for each in visible_findings(given, FindingKind.GAP, FindingKind.OPTION)] == ["g1", "o1"]


def test_gaps_are_found_with_the_options_that_address_them() -> None:
    found = gaps_by_theme_and_level(project(findings=FINDINGS))
    assert found.options == {"g1": ("o1",)}
    assert found.unaddressed == ("g2",)
    assert {place: (cell.gaps, cell.addressed) for place, cell in found.cells.items()} == {
        ("T2", "L1"): (("g1",), ("g1",)),
        ("T1", "L1"): (("g1",), ("g1",)),
        ("", ""): (("g2",), ()),
    }

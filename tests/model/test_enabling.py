"""Skip logic, evaluated against a response."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from mpfkit.model import (
    AbsentReason,
    Answer,
    AnswerValue,
    EnableBehavior,
    EnableOperator,
    EnableWhen,
    FrozenDict,
    Item,
    ItemType,
    PartialDate,
    Project,
    Questionnaire,
    Response,
    enabled_items,
    is_enabled,
)
from mpfkit.testing.strategies import projects


def form(*items: Item) -> Questionnaire:
    return Questionnaire(id="q", version="1", items=items)


def reply(**answers: Answer | tuple[Answer, ...]) -> Response:
    rows = {name: rows if isinstance(rows, tuple) else (rows,) for name, rows in answers.items()}
    return Response(id="r", questionnaire="q|1", country="XA", answers=FrozenDict(rows))


def when(question: str, answer: str = "yes", operator: EnableOperator = EnableOperator.EQUAL) -> EnableWhen:
    return EnableWhen(question=question, operator=operator, answer=answer)


def item(link_id: str, *conditions: EnableWhen, **fields: object) -> Item:
    return Item(link_id=link_id, type=ItemType.TEXT, enable_when=conditions).evolve(**fields)


def group(link_id: str, *items: Item, **fields: object) -> Item:
    return Item(link_id=link_id, type=ItemType.GROUP, items=items).evolve(**fields)


YES = Answer(value="yes")
NO = Answer(value="no")


def test_an_item_without_conditions_is_always_asked() -> None:
    questionnaire = form(item("a"), group("g", item("b")))
    assert enabled_items(questionnaire, reply()) == {"a", "g", "b"}
    assert is_enabled(questionnaire, reply(), "b")


def test_an_item_that_the_questionnaire_does_not_have_is_not_asked() -> None:
    assert not is_enabled(form(item("a")), reply(), "z")


def test_a_condition_on_an_item_that_does_not_exist_does_not_hold() -> None:
    assert not is_enabled(form(item("a", when("z"))), reply(), "a")


@pytest.mark.parametrize(
    ("value", "operator", "wanted", "holds"),
    [
        ("yes", "=", "yes", True),
        ("yes", "=", "no", False),
        ("yes", "!=", "yes", False),
        ("yes", "!=", "no", True),
        (True, "=", "true", True),
        (False, "=", "true", False),
        (True, ">", "false", False),
        (3, ">", "2", True),
        (10, "<", "9", False),
        ("10", ">", "9", True),
        (Decimal("2.50"), "=", "2.5", True),
        (Decimal("2.5"), ">=", "2.5", True),
        (Decimal("2.4"), "<=", "2.5", True),
        (3, "=", "three", False),
        (3, "=", "NaN", False),
        (PartialDate.parse("2019-02"), "<", "2019-03", True),
        (dt.time(9, 30), ">", "09:00:00", True),
        ("b", "<", "c", True),
    ],
)
def test_values_are_compared_by_what_they_are(value: AnswerValue, operator: str, wanted: str, holds: bool) -> None:
    questionnaire = form(item("a"), item("b", when("a", wanted, EnableOperator(operator))))
    assert is_enabled(questionnaire, reply(a=Answer(value=value)), "b") is holds


def test_one_of_several_values_is_enough_to_be_equal_and_none_may_be_to_differ() -> None:
    several = reply(a=Answer(values=("x", "yes")))
    assert is_enabled(form(item("a"), item("b", when("a"))), several, "b")
    assert not is_enabled(form(item("a"), item("b", when("a", "x", EnableOperator.NOT_EQUAL))), several, "b")


def test_without_an_answer_only_a_difference_holds() -> None:
    for operator in EnableOperator:
        questionnaire = form(item("a"), item("b", when("a", "5", operator)))
        assert is_enabled(questionnaire, reply(), "b") is (operator is EnableOperator.NOT_EQUAL)


def test_whether_an_answer_exists_can_be_asked_both_ways() -> None:
    there = form(item("a"), item("b", when("a", "true", EnableOperator.EXISTS)))
    missing = form(item("a"), item("b", when("a", "false", EnableOperator.EXISTS)))
    absent = reply(a=Answer(absent=AbsentReason.ASKED_DECLINED))
    assert [is_enabled(there, response, "b") for response in (reply(a=YES), reply(), absent)] == [True, False, False]
    assert [is_enabled(missing, response, "b") for response in (reply(a=YES), reply(), absent)] == [False, True, True]


def test_all_or_any_of_the_conditions_have_to_hold() -> None:
    both = form(item("a"), item("b"), item("c", when("a"), when("b")))
    either = form(item("a"), item("b"), item("c", when("a"), when("b"), enable_behavior=EnableBehavior.ANY))
    assert is_enabled(both, reply(a=YES, b=YES), "c")
    assert not is_enabled(both, reply(a=YES, b=NO), "c")
    assert is_enabled(either, reply(a=NO, b=YES), "c")
    assert not is_enabled(either, reply(a=NO, b=NO), "c")


def test_a_group_that_is_not_asked_hides_what_is_in_it() -> None:
    questionnaire = form(item("a"), group("g", group("h", item("b")), enable_when=(when("a"),)))
    assert enabled_items(questionnaire, reply(a=NO)) == {"a"}
    assert enabled_items(questionnaire, reply(a=YES)) == {"a", "g", "h", "b"}


def test_the_answer_of_a_question_that_is_not_asked_counts_as_missing() -> None:
    questionnaire = form(item("a"), item("b", when("a")), item("c", when("b")))
    assert enabled_items(questionnaire, reply(a=NO, b=YES)) == {"a"}
    assert enabled_items(questionnaire, reply(a=YES, b=YES)) == {"a", "b", "c"}


def test_conditions_in_a_circle_end() -> None:
    questionnaire = form(item("a", when("b")), item("b", when("a")))
    assert enabled_items(questionnaire, reply()) == frozenset()
    assert enabled_items(questionnaire, reply(a=YES, b=YES)) == {"a", "b"}


def test_in_a_roster_each_entry_is_asked_by_its_own_answers() -> None:
    roster = group("g", item("a"), item("b", when("a")), repeats=True)
    questionnaire = form(roster, item("c", when("a")))
    response = reply(a=(YES.evolve(instance=(1,)), NO.evolve(instance=(2,))))
    assert is_enabled(questionnaire, response, "b", (1,))
    assert not is_enabled(questionnaire, response, "b", (2,))
    assert is_enabled(questionnaire, response, "c")
    assert enabled_items(questionnaire, response) == {"g", "a", "b", "c"}
    assert enabled_items(questionnaire, reply(a=(NO.evolve(instance=(1,)),))) == {"g", "a"}
    assert enabled_items(questionnaire, reply()) == {"g", "a"}


def test_entries_of_one_roster_do_not_decide_on_those_of_another() -> None:
    first = group("g", item("a"), repeats=True)
    second = group("h", item("b"), item("c", when("a")), repeats=True)
    response = reply(a=(YES.evolve(instance=(2,)),), b=(YES.evolve(instance=(1,)),))
    assert is_enabled(form(first, second), response, "c", (1,))


def test_rosters_in_rosters_share_the_entry_of_the_outer_one() -> None:
    inner = group("h", item("b", when("a")), repeats=True)
    questionnaire = form(group("g", item("a"), inner, repeats=True))
    response = reply(a=(YES.evolve(instance=(1,)), NO.evolve(instance=(2,))), b=(YES.evolve(instance=(1, 3)),))
    assert is_enabled(questionnaire, response, "b", (1, 3))
    assert not is_enabled(questionnaire, response, "b", (2, 1))
    assert "b" in enabled_items(questionnaire, response)


def test_where_the_deciding_answer_is_withheld_an_item_counts_as_asked_when_it_is_answered() -> None:
    questionnaire = form(item("a"), item("b", when("a")))
    hidden = Answer(withheld=True, absent=AbsentReason.MASKED)
    assert is_enabled(questionnaire, reply(a=hidden, b=hidden), "b")
    assert is_enabled(questionnaire, reply(a=hidden, b=Answer(absent=AbsentReason.NOT_ANSWERED)), "b")
    assert not is_enabled(questionnaire, reply(a=hidden), "b")
    there = form(item("a"), item("b", when("a", "true", EnableOperator.EXISTS)))
    assert is_enabled(there, reply(a=hidden), "b")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(project=projects())
def test_all_at_once_is_the_same_as_one_by_one(project: Project) -> None:
    for response in project.responses:
        questionnaire = project.questionnaire(response.questionnaire)
        if questionnaire is None:
            continue
        every = enabled_items(questionnaire, response)
        for one in questionnaire.walk():
            found = {answer.instance for answer in response.answers.get(one.link_id, ())} or {()}
            if any(is_enabled(questionnaire, response, one.link_id, instance) for instance in found):
                assert one.link_id in every

"""Nothing in an edition tells whether a question was due that depends on a withheld answer."""

from __future__ import annotations

import datetime as dt

import pytest

from mpfkit import Project, redact
from mpfkit.analysis import State, comparison, coverage, frequencies, item_response, replies_to
from mpfkit.model import (
    Answer,
    Choice,
    ChoiceList,
    EnableBehavior,
    EnableOperator,
    EnableWhen,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Level,
    Marking,
    MarkingLevel,
    Questionnaire,
    Response,
    Theme,
    undetermined_items,
)

RED = Marking(level=MarkingLevel.RED)
YES_NO = ChoiceList(id="yn", choices=tuple(Choice(code=code, label=LangString.of(code)) for code in ("yes", "no")))


def question(link_id: str, *conditions: EnableWhen, **more: object) -> Item:
    return Item(
        link_id=link_id, type=ItemType.CHOICE, choice_list="yn", theme="T", level="L", enable_when=conditions, **more
    )


PLAN, UNTIL = question("PLAN"), question("UNTIL", EnableWhen(question="PLAN", answer="yes"))
MORE = question("MORE", EnableWhen(question="UNTIL", operator=EnableOperator.EXISTS, answer="true"))


def questionnaire(*items: Item) -> Questionnaire:
    return Questionnaire(id="q", version="1", items=items, choice_lists=(YES_NO,), invited=("XA", "XB"))


def project(**secret: str) -> Project:
    answers = {link_id: (Answer(value=value),) for link_id, value in secret.items()}
    open_answers = {"PLAN": (Answer(value="yes"),), "UNTIL": (Answer(value="no"),), "MORE": (Answer(value="yes"),)}
    return Project(
        id="p",
        title=LangString.of("P"),
        as_of=dt.date(2019, 2, 14),
        marking=Marking(level=MarkingLevel.CLEAR),
        themes=(Theme(id="T", label=LangString.of("T")),),
        levels=(Level(id="L", label=LangString.of("L")),),
        questionnaires=(questionnaire(PLAN, UNTIL, MORE),),
        responses=(
            Response(id="a", questionnaire="q|1", country="XA", answers=FrozenDict(answers), marking=RED),
            Response(id="b", questionnaire="q|1", country="XB", answers=FrozenDict(open_answers)),
        ),
    )


SECRETS = [
    {"PLAN": "no"},
    {"PLAN": "yes"},
    {"PLAN": "yes", "UNTIL": "no"},
    {"PLAN": "yes", "UNTIL": "yes", "MORE": "no"},
]


@pytest.mark.parametrize("secret", SECRETS)
def test_all_that_a_report_can_say_is_the_same_whatever_was_answered(secret: dict[str, str]) -> None:
    edition, other = redact(project(**secret), "public"), redact(project(PLAN="no"), "public")
    found, expected = replies_to(edition), replies_to(other)
    assert found is not None
    assert expected is not None
    assert [reply.states for reply in found.replies] == [reply.states for reply in expected.replies]
    assert [reply.state for reply in found.replies] == [reply.state for reply in expected.replies]
    assert coverage(edition).cells == coverage(other).cells
    for link_id in ("UNTIL", "MORE"):
        assert item_response(edition, link_id) == item_response(other, link_id)
        assert frequencies(edition, link_id) == frequencies(other, link_id)
        assert comparison(edition, link_id).withheld == 1


def test_what_is_undisclosed_counts_nowhere() -> None:
    edition = redact(project(PLAN="yes", UNTIL="yes"), "public")
    found = replies_to(edition)
    assert found is not None
    assert found.replies[0].states == {
        "PLAN": State.WITHHELD,
        "UNTIL": State.UNDISCLOSED,
        "MORE": State.UNDISCLOSED,
    }
    rate = item_response(edition, "UNTIL")
    assert (rate.answered, rate.base, rate.undisclosed) == (1, 1, 1)
    cell = coverage(edition).cells["XA", "T", "L"]
    assert (cell.answered, cell.asked, cell.withheld) == (1, 1, 1)


def test_the_internal_edition_tells_all() -> None:
    found = replies_to(redact(project(PLAN="no"), "internal"))
    assert found is not None
    assert found.replies[0].states["UNTIL"] is State.NOT_ENABLED


def test_an_answer_that_is_shown_stays_shown() -> None:
    whole = project(PLAN="yes", UNTIL="no")
    mixed = FrozenDict({"PLAN": (Answer(value="yes", marking=RED),), "UNTIL": (Answer(value="no"),)})
    whole = whole.evolve(responses=(whole.responses[0].evolve(answers=mixed, marking=None), whole.responses[1]))
    found = replies_to(redact(whole, "public"))
    assert found is not None
    assert found.replies[0].states["UNTIL"] is State.ANSWERED


@pytest.mark.parametrize(
    ("behavior", "other", "expected"),
    [
        (EnableBehavior.ALL, "no", False),
        (EnableBehavior.ALL, "yes", True),
        (EnableBehavior.ANY, "no", True),
        (EnableBehavior.ANY, "yes", False),
    ],
)
def test_a_condition_that_decides_by_itself_leaves_nothing_open(
    behavior: EnableBehavior, other: str, expected: bool
) -> None:
    both = question(
        "BOTH",
        EnableWhen(question="PLAN", answer="yes"),
        EnableWhen(question="OTHER", answer="yes"),
        enable_behavior=behavior,
    )
    inner = Item(
        link_id="G", type=ItemType.GROUP, enable_when=both.enable_when, enable_behavior=behavior, items=(PLAN,)
    )
    answers = FrozenDict({"PLAN": (Answer(withheld=True),), "OTHER": (Answer(value=other),)})
    reply = Response(id="a", questionnaire="q|1", country="XA", answers=answers)
    found = undetermined_items(
        questionnaire(PLAN, question("OTHER"), both, inner.evolve(items=(question("IN"),))), reply
    )
    assert found == ({"BOTH", "G", "IN"} if expected else set())


def test_conditions_in_a_circle_end() -> None:
    one = question("ONE", EnableWhen(question="TWO", answer="yes"))
    two = question("TWO", EnableWhen(question="ONE", answer="yes"))
    reply = Response(id="a", questionnaire="q|1", country="XA", answers=FrozenDict({"ONE": (Answer(withheld=True),)}))
    assert undetermined_items(questionnaire(one, two), reply) == {"ONE"}

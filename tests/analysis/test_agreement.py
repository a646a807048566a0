"""How far replies agree, and replies that are complete in name only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpfkit.analysis import AgreementMeasure, ReplyState, agreement, coverage, frequencies, replies_to, unit_response
from mpfkit.errors import UnknownNameError
from mpfkit.model import (
    AbsentReason,
    Answer,
    Audience,
    Choice,
    ChoiceList,
    EnableWhen,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Marking,
    MarkingLevel,
    Project,
    Questionnaire,
    Response,
    ResponseStatus,
)
from mpfkit.redaction import redact

T = LangString.of("T")
AMBER = Marking(level=MarkingLevel.AMBER)
PLAIN = ChoiceList(id="plain", choices=tuple(Choice(code=code, label=T) for code in "abc"))
SCALE = ChoiceList(
    id="scale",
    choices=tuple(
        Choice(code=code, label=T, value=Decimal(score)) for code, score in (("high", 3), ("low", 1), ("middle", 2))
    ),
)
ITEMS = {
    "plain": Item(link_id="Q", type=ItemType.CHOICE, choice_list="plain"),
    "several": Item(link_id="Q", type=ItemType.CHOICE, choice_list="plain", repeats=True),
    "scale": Item(link_id="Q", type=ItemType.CHOICE, choice_list="scale"),
    "yes-no": Item(link_id="Q", type=ItemType.BOOLEAN),
    "rating": Item(link_id="Q", type=ItemType.RATING, min_value=Decimal(1), max_value=Decimal(3)),
    "open rating": Item(link_id="Q", type=ItemType.RATING),
    "half rating": Item(link_id="Q", type=ItemType.RATING, min_value=Decimal("0.5"), max_value=Decimal(3)),
    "one choice": Item(link_id="Q", type=ItemType.CHOICE, choice_list="one"),
    "no choice": Item(link_id="Q", type=ItemType.CHOICE, choice_list="missing"),
}


def project(kind: str, *answers: Answer | Any, **fields: Any) -> Project:
    one = ChoiceList(id="one", choices=(Choice(code="a", label=T),))
    responses = tuple(
        Response(
            id=f"r{place}",
            questionnaire="q|1",
            country=f"X{'ABCDEFGHIJLMNOPQ'[place]}",
            answers=FrozenDict({"Q": (answer if isinstance(answer, Answer) else Answer(value=answer),)}),
        )
        for place, answer in enumerate(answers)
    )
    form = Questionnaire(id="q", version="1", items=(ITEMS[kind],), choice_lists=(PLAIN, SCALE, one))
    clear = Marking(level=MarkingLevel.CLEAR)
    return Project(
        id="p",
        title=T,
        as_of=date(2019, 2, 14),
        marking=clear,
        questionnaires=(form,),
        responses=responses,
        **fields,
    )


@pytest.mark.parametrize(
    ("kind", "answers", "modal", "share", "measure", "index"),
    [
        ("plain", "aaaa", ("a",), (4, 4), "nominal", "1.00"),
        ("plain", "abc", ("a", "b", "c"), (1, 3), "nominal", "0.00"),
        ("plain", "aab", ("a",), (2, 3), "nominal", "0.33"),
        ("plain", "a", ("a",), (1, 1), "nominal", None),
        ("plain", "", (), (0, 0), "nominal", None),
        ("scale", ("low", "low", "high", "high"), ("high", "low"), (2, 4), "ordinal", "0.00"),
        ("scale", ("middle", "middle"), ("middle",), (2, 2), "ordinal", "1.00"),
        ("scale", ("low", "middle"), ("low", "middle"), (1, 2), "ordinal", "0.50"),
        ("yes-no", (True, True, False, False), ("true", "false"), (2, 4), "nominal", "0.00"),
        ("rating", (Decimal(1), Decimal(3)), ("1", "3"), (1, 2), "ordinal", "0.00"),
        ("rating", (Decimal(2), Decimal(2), Decimal(2)), ("2",), (3, 3), "ordinal", "1.00"),
        ("rating", (Decimal(2), Decimal("2.5")), ("2", "2.5"), (1, 2), "nominal", "0.00"),
        ("open rating", (Decimal(2), Decimal(3)), ("2", "3"), (1, 2), "nominal", None),
        ("half rating", (Decimal(2), Decimal(3)), ("2", "3"), (1, 2), "nominal", None),
        ("one choice", "aa", ("a",), (2, 2), "nominal", None),
        ("no choice", (), (), (0, 0), "nominal", None),
    ],
)
def test_agreement_has_a_modal_choice_a_share_and_an_index(
    kind: str, answers: Any, modal: tuple[str, ...], share: tuple[int, int], measure: str, index: str | None
) -> None:
    found = agreement(project(kind, *answers), "Q")
    assert (found.modal, found.share, found.measure) == (modal, share, AgreementMeasure(measure))
    assert found.index == (None if index is None else Decimal(index))
    assert not found.suppressed


def test_where_several_choices_can_be_made_each_counts_as_a_question_of_its_own() -> None:
    same = project("several", Answer(values=("a", "b")), Answer(values=("a", "b")))
    assert agreement(same, "Q").index == Decimal(1)
    half = project("several", Answer(values=("a", "b")), Answer(values=("a",)))
    found = agreement(half, "Q")
    assert (found.measure, found.modal, found.share) == (AgreementMeasure.MULTIPLE, ("a",), (2, 2))
    assert found.index == Decimal("0.67")
    beside = agreement(project("plain", Answer(value="a", other="x"), "a"), "Q")
    assert beside.measure is AgreementMeasure.MULTIPLE
    assert agreement(project("no choice", Answer(values=()), Answer(values=())), "Q").index is None


def test_a_multiple_choice_without_choices_has_no_index() -> None:
    item = ITEMS["several"].evolve(choice_list="missing")
    given = project("several", Answer(withheld=True), Answer(withheld=True))
    given = given.evolve(questionnaires=(given.questionnaires[0].evolve(items=(item,)),))
    assert agreement(given, "Q").suppressed


def test_texts_of_ones_own_count_as_one_choice_and_are_never_the_modal_one() -> None:
    found = agreement(project("plain", Answer(other="x"), Answer(other="y"), "a"), "Q")
    assert (found.modal, found.share, found.base) == (("a",), (1, 3), 3)
    off = agreement(project("scale", Answer(other="x"), "low"), "Q")
    assert off.measure is AgreementMeasure.NOMINAL


def test_replies_without_a_value_are_in_no_base() -> None:
    found = agreement(project("plain", "a", "a", Answer(absent=AbsentReason.ASKED_DECLINED)), "Q")
    assert (found.base, found.share, found.index) == (2, (2, 2), Decimal(1))


def test_agreement_is_suppressed_where_counts_are_kept_back() -> None:
    whole = project("plain", "a", "a", "a", Answer(value="b", marking=AMBER))
    found = agreement(redact(whole, "public"), "Q")
    assert (found.suppressed, found.modal, found.share, found.index) == (True, (), None, None)
    assert (found.base, found.withheld) == (4, 1)
    assert found.measure is AgreementMeasure.NOMINAL
    shown = agreement(redact(whole, "participants"), "Q")
    assert shown == agreement(whole, "Q")


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("plain", ("a", "b")),
        ("scale", ("low", "high")),
        ("yes-no", (True, False)),
        ("rating", (Decimal(1), Decimal(3))),
    ],
)
def test_an_edition_whose_counts_are_safe_shows_the_same_agreement(kind: str, values: tuple[Any, ...]) -> None:
    hidden = [Answer(value=value, marking=AMBER) for value in values for _ in range(3)]
    whole = project(kind, *values, *hidden)
    found = agreement(redact(whole, "public"), "Q")
    expected = agreement(whole, "Q")
    assert not found.suppressed
    assert (found.modal, found.share, found.index) == (expected.modal, expected.share, expected.index)
    assert found.withheld == 6


def test_counts_that_no_tally_completes_are_not_taken_for_the_whole() -> None:
    found = agreement(project("plain", "a", "a", Answer(withheld=True, absent=AbsentReason.MASKED)), "Q")
    assert found.suppressed


def test_agreement_needs_a_question() -> None:
    with pytest.raises(UnknownNameError, match="nope"):
        agreement(project("plain"), "nope")


@given(st.lists(st.sampled_from("abc"), max_size=12))
def test_the_index_stays_between_none_and_all_and_is_all_for_equal_replies_only(codes: list[str]) -> None:
    index = agreement(project("plain", *codes), "Q").index
    if len(codes) < 2:
        assert index is None
    else:
        assert index is not None
        assert 0 <= index <= 1
        assert (index == 1) == (len(set(codes)) == 1)


def test_a_text_of_ones_own_that_is_withheld_still_counts() -> None:
    hidden = [Answer(other=f"own {place}", marking=AMBER) for place in range(3)]
    shown = [Answer(value="a", marking=AMBER) for _ in range(3)]
    whole = project("plain", "a", *hidden, *shown)
    edition = redact(whole, "public")
    assert [(row.code, row.count, row.withheld) for row in frequencies(edition, "Q").rows] == [
        ("a", 4, 3),
        ("b", 0, 0),
        ("c", 0, 0),
        ("", 3, 3),
    ]
    assert "own" not in repr(edition)


def test_a_roster_counts_each_reply_once_in_every_edition() -> None:
    inner = Item(link_id="Q", type=ItemType.CHOICE, choice_list="plain")
    form = Questionnaire(
        id="q",
        version="1",
        items=(Item(link_id="G", type=ItemType.GROUP, repeats=True, items=(inner,)),),
        choice_lists=(PLAIN,),
    )
    entries = (
        Answer(value="a", instance=(1,)),
        Answer(value="a", instance=(2,), marking=AMBER),
        Answer(value="b", instance=(3,), marking=AMBER),
        Answer(value="b", instance=(4,), marking=AMBER),
    )
    replies = tuple(
        Response(id=f"r{code}", questionnaire="q|1", country=code, answers=FrozenDict({"Q": entries}))
        for code in ("XA", "XB", "XC", "XD")
    )
    other = Response(
        id="r", questionnaire="q|1", country="XE", answers=FrozenDict({"Q": (Answer(value="c", instance=(1,)),)})
    )
    whole = Project(
        id="p",
        title=T,
        as_of=date(2019, 2, 14),
        marking=Marking(level=MarkingLevel.CLEAR),
        questionnaires=(form,),
        responses=(*replies, other),
    )
    counted = [(row.code, row.count) for row in frequencies(whole, "Q").rows]
    assert counted == [("a", 4), ("b", 4), ("c", 1)]
    edition = redact(whole, "public")
    assert edition.withheld is not None
    assert not any(row.withheld for row in edition.withheld.tallies)
    # Every reply with something withheld says b there, so its count would give all of them away.
    assert [(row.code, row.count) for row in frequencies(edition, "Q").rows if row.code == "b"] == [("b", None)]
    assert frequencies(redact(whole, "internal"), "Q").rows == frequencies(whole, "Q").rows


@pytest.mark.parametrize(
    ("kind", "shown", "hidden", "rows"),
    [
        ("open rating", (Decimal(3), Decimal(3), Decimal(4)), Answer(value=Decimal(7)), [("3", None), ("4", None)]),
        ("plain", ("a", "a", "b"), Answer(other="own"), [("a", None), ("b", None), ("c", None)]),
        ("open rating", (Decimal(3), Decimal(4)), Answer(value=Decimal(3)), [("3", None), ("4", None)]),
    ],
)
def test_a_value_that_only_a_withheld_reply_gives_has_no_row_that_gives_it_away(
    kind: str, shown: tuple[Any, ...], hidden: Answer, rows: list[tuple[str, int | None]]
) -> None:
    edition = redact(project(kind, *shown, hidden.evolve(marking=AMBER)), "public")
    assert [(row.code, row.count) for row in frequencies(edition, "Q").rows] == rows
    assert agreement(edition, "Q").suppressed
    again = redact(edition, "public")
    assert frequencies(again, "Q") == frequencies(edition, "Q")


def test_a_single_rating_that_is_withheld_leaves_nothing_behind() -> None:
    edition = redact(project("open rating", Answer(value=Decimal(7), marking=AMBER)), "public")
    found = frequencies(edition, "Q")
    assert (found.rows, found.base, found.withheld) == ((), 1, 1)
    assert agreement(edition, "Q").suppressed
    assert "7" not in repr(edition.withheld)


# Complete in name only


def answered(number: int, *, required: int = 4, status: ResponseStatus = ResponseStatus.COMPLETED) -> Project:
    items = tuple(Item(link_id=f"Q{place}", type=ItemType.TEXT, required=True) for place in range(required))
    free = Item(link_id="F", type=ItemType.TEXT)
    answers: dict[str, tuple[Answer, ...]] = {f"Q{place}": (Answer(value="x"),) for place in range(number)}
    answers["F"] = (Answer(value="y"),)
    form = Questionnaire(id="q", version="1", items=(*items, free), invited=("XA",))
    reply = Response(id="r", questionnaire="q|1", country="XA", status=status, answers=FrozenDict(answers))
    return Project(id="p", title=T, as_of=date(2019, 2, 14), questionnaires=(form,), responses=(reply,))


@pytest.mark.parametrize(
    ("number", "required", "below", "state"),
    [
        (4, 4, "0.5", ReplyState.COMPLETED),
        (2, 4, "0.5", ReplyState.COMPLETED),
        (1, 4, "0.5", ReplyState.PARTIAL),
        (0, 4, "0.5", ReplyState.PARTIAL),
        (0, 4, "0", ReplyState.COMPLETED),
        (3, 4, "0.8", ReplyState.PARTIAL),
        (4, 4, "1", ReplyState.COMPLETED),
        (0, 0, "1", ReplyState.COMPLETED),
    ],
)
def test_a_reply_that_leaves_too_many_required_questions_open_is_partial(
    number: int, required: int, below: str, state: ReplyState
) -> None:
    given = answered(number, required=required)
    replies = replies_to(given, partial_below=Decimal(below))
    assert replies is not None
    assert replies.replies[0].state is state
    assert unit_response(given, replies=replies).rate == (int(state is ReplyState.COMPLETED), 1)
    assert coverage(given, replies=replies).states["XA"] is state


def test_the_threshold_is_one_half_unless_another_one_is_given() -> None:
    assert unit_response(answered(1)).partial == 1
    assert unit_response(answered(2)).completed == 1


@pytest.mark.parametrize("below", ["-0.1", "1.1"])
def test_a_threshold_is_a_share(below: str) -> None:
    with pytest.raises(ValueError, match="give a share between 0 and 1"):
        replies_to(answered(1), partial_below=Decimal(below))


def test_required_questions_that_do_not_apply_or_are_hidden_are_not_due() -> None:
    given = answered(1, required=2)
    form = given.questionnaires[0]
    hidden = Item(link_id="H", type=ItemType.TEXT, required=True, enable_when=(EnableWhen(question="F", answer="z"),))
    reply = given.responses[0]
    answers = FrozenDict({**reply.answers, "Q1": (Answer(absent=AbsentReason.NOT_APPLICABLE),)})
    given = given.evolve(
        questionnaires=(form.evolve(items=(*form.items, hidden)),), responses=(reply.evolve(answers=answers),)
    )
    replies = replies_to(given, partial_below=Decimal(1))
    assert replies is not None
    assert replies.replies[0].state is ReplyState.COMPLETED


def test_withheld_answers_count_towards_the_threshold_in_every_edition() -> None:
    given = answered(2)
    for audience in Audience:
        assert unit_response(redact(given, audience)).completed == 1

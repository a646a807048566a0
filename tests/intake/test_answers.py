"""What stands in a cell is understood for certain, or is a doubt with a proposal; it is never guessed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from mpfkit.intake import Understood, normalised, understand
from mpfkit.model import AbsentReason, Answer, AnswerConstraint, Choice, Item, ItemType, LangString, PartialDate

BODIES = (
    Choice(code="police", label=LangString({"en": "Police", "fr": "Police nationale"})),
    Choice(code="border-police", label=LangString({"en": "Border police", "fr": "Police aux frontières"})),
    Choice(code="1", label=LangString({"en": "Same"})),
    Choice(code="2", label=LangString({"en": "Same"})),
)


def item(type_: ItemType, **more: Any) -> Item:
    return Item(link_id="A", type=type_, choice_list="bodies", **more)


def value(given: Any, type_: ItemType, **more: Any) -> Any:
    understood = understand(given, item(type_), **more)
    assert understood.answer is not None, understood
    return understood.answer.value


@pytest.mark.parametrize(
    ("given", "type_", "expected"),
    [
        (" a text ", ItemType.TEXT, "a text"),
        (1.0, ItemType.STRING, "1"),
        (2.5, ItemType.STRING, "2.5"),
        (True, ItemType.STRING, "true"),
        (dt.datetime(2019, 2, 14), ItemType.STRING, "2019-02-14"),  # noqa: DTZ001 - as spreadsheets have it
        (dt.datetime(2019, 2, 14, 9, 30), ItemType.STRING, "2019-02-14T09:30:00"),  # noqa: DTZ001 - as spreadsheets have it
        (dt.time(9, 30), ItemType.STRING, "09:30:00"),
        ("3", ItemType.INTEGER, 3),
        ("3.0", ItemType.INTEGER, 3),
        (3.0, ItemType.INTEGER, 3),
        (0, ItemType.INTEGER, 0),
        ("108874.50", ItemType.DECIMAL, Decimal("108874.50")),
        (0.1, ItemType.QUANTITY, Decimal("0.1")),
        ("4", ItemType.RATING, Decimal(4)),
        ("Oui", ItemType.BOOLEAN, True),
        (0, ItemType.BOOLEAN, False),
        ("2019-02", ItemType.DATE, PartialDate(2019, 2)),
        ("2019-02-14T10:00:00.000+01:00", ItemType.DATE, PartialDate(2019, 2, 14)),
        (dt.datetime(2019, 2, 14), ItemType.DATE, PartialDate(2019, 2, 14)),  # noqa: DTZ001 - as spreadsheets have it
        (dt.date(2019, 2, 14), ItemType.DATE, PartialDate(2019, 2, 14)),
        ("2019-02-14T10:00:00+01:00", ItemType.DATE_TIME, dt.datetime.fromisoformat("2019-02-14T10:00:00+01:00")),
        ("14:30", ItemType.TIME, dt.time(14, 30)),
        ("14:30:00.000+01:00", ItemType.TIME, dt.time(14, 30)),
        (dt.datetime(1899, 12, 31, 14, 30), ItemType.TIME, dt.time(14, 30)),  # noqa: DTZ001 - as spreadsheets have it
        (dt.time(14, 30), ItemType.TIME, dt.time(14, 30)),
        ("x.pdf", ItemType.ATTACHMENT, "x.pdf"),
    ],
)
def test_what_is_certain_is_understood(given: Any, type_: ItemType, expected: Any) -> None:
    assert value(given, type_) == expected
    assert type(value(given, type_)) is type(expected)


@pytest.mark.parametrize(
    ("given", "type_", "proposal"),
    [
        ("3,5", ItemType.DECIMAL, "3.5"),
        ("1.234,50", ItemType.DECIMAL, "1234.50"),
        ("1,234.50", ItemType.DECIMAL, "1234.50"),
        ("1,234", ItemType.DECIMAL, ""),
        ("1 234", ItemType.INTEGER, "1234"),
        ("٣٫٤", ItemType.DECIMAL, "3.4"),
        ("3,5", ItemType.INTEGER, ""),
        ("2.5", ItemType.INTEGER, ""),
        ("NaN", ItemType.DECIMAL, ""),
        ("about five", ItemType.INTEGER, ""),
        ("perhaps", ItemType.BOOLEAN, ""),
        ("14/02/2019", ItemType.DATE, "2019-02-14"),
        ("02/02/2019", ItemType.DATE, "2019-02-02"),
        ("03/04/2019", ItemType.DATE, ""),
        ("31/02/2019", ItemType.DATE, ""),
        ("next year", ItemType.DATE, ""),
        (43510, ItemType.DATE, "2019-02-14"),
        (7.5, ItemType.DATE, ""),
        ("2019-02-14T10:00:00", ItemType.DATE_TIME, "2019-02-14T10:00:00+00:00"),
        ("noon", ItemType.DATE_TIME, ""),
        ("noon", ItemType.TIME, ""),
    ],
)
def test_what_is_doubtful_is_a_doubt_with_a_proposal_where_there_is_only_one(
    given: Any, type_: ItemType, proposal: str
) -> None:
    understood = understand(given, item(type_))
    assert understood.answer is None
    assert understood.why
    assert understood.proposal == proposal


def test_ways_of_writing_that_the_user_declared_are_certain() -> None:
    assert value("03/04/2019", ItemType.DATE, date_format="%d/%m/%Y") == PartialDate(2019, 4, 3)
    assert value("2019-04-03", ItemType.DATE, date_format="%d/%m/%Y") == PartialDate(2019, 4, 3)
    assert understand("40/40/2019", item(ItemType.DATE), date_format="%d/%m/%Y").answer is None
    assert value("2019-02-14 10:00", ItemType.DATE_TIME, timezone=dt.UTC).tzinfo is dt.UTC


def test_reasons_why_there_is_no_answer_are_kept() -> None:
    reasons = {"n/a": AbsentReason.NOT_APPLICABLE}
    assert understand(" N/A ", item(ItemType.INTEGER), reasons=reasons).answer == Answer(
        absent=AbsentReason.NOT_APPLICABLE
    )


@pytest.mark.parametrize("given", ["police", "Police", "POLICE NATIONALE", " Police ", "<b>Police</b>"])
def test_a_choice_is_known_by_its_code_or_its_label(given: str) -> None:
    assert understand(given, item(ItemType.CHOICE), BODIES).answer == Answer(value="police")


def test_a_choice_is_never_known_by_part_of_its_label() -> None:
    assert understand("Border police", item(ItemType.CHOICE), BODIES).answer == Answer(value="border-police")
    assert understand("Border", item(ItemType.CHOICE), BODIES).answer is None
    assert understand("Polcie", item(ItemType.CHOICE), BODIES) == Understood(
        why="'Polcie' is not a choice of list 'bodies': police, border-police, 1, 2", proposal="police"
    )
    assert understand("Police", item(ItemType.CHOICE), BODIES, labels=False).proposal == "police"


def test_a_label_of_two_choices_is_a_doubt() -> None:
    understood = understand("same", item(ItemType.CHOICE), BODIES)
    assert (understood.answer, understood.proposal) == (None, "")
    assert understood.why == "'same' is the label of several choices: 1, 2"
    assert understand("2", item(ItemType.CHOICE), BODIES).answer == Answer(value="2")


def test_a_text_of_ones_own_is_kept_where_it_is_allowed() -> None:
    own = item(ItemType.CHOICE, answer_constraint=AnswerConstraint.OPTIONS_OR_STRING)
    assert understand("Coast guard", own, BODIES).answer == Answer(other="Coast guard")
    several = item(ItemType.CHOICE, repeats=True, answer_constraint=AnswerConstraint.OPTIONS_OR_STRING)
    assert understand(["Coast guard", "Police"], several, BODIES).answer == Answer(
        values=("police",), other="Coast guard"
    )


def test_several_choices_are_each_a_choice() -> None:
    several = item(ItemType.CHOICE, repeats=True)
    assert understand(["Border police", "police"], several, BODIES).answer == Answer(values=("border-police", "police"))
    assert understand("police", several, BODIES).answer == Answer(values=("police",))
    twice = understand(["police", "Police"], several, BODIES)
    assert (twice.why, twice.proposal) == ("'police' is given twice", "police")
    assert understand(["police", "Bordre police"], several, BODIES).proposal == "border-police"
    assert understand("Polcie", several, BODIES).proposal == "police"


def test_a_rating_with_a_scale_is_a_number() -> None:
    assert understand("1", item(ItemType.RATING), BODIES).answer == Answer(value=Decimal(1))
    assert understand("Police", item(ItemType.RATING), BODIES).answer == Answer(value="police")


def test_long_lists_are_named_in_part() -> None:
    many = [Choice(code=f"c{n}", label=LangString.of(f"Choice {n}")) for n in range(12)]
    assert understand("x", item(ItemType.CHOICE), many).why.endswith("c0, c1, c2, c3, c4, c5, c6, c7 and 4 more")


def test_labels_are_compared_without_case_formatting_and_doubled_spaces() -> None:
    assert normalised(" Police <b>aux</b>\u00a0 frontie\u0300res’ ") == "police aux frontières'"

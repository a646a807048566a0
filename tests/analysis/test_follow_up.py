"""Who replied by a day, who is late and by how much: numbers that add up, whatever the project holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpfkit.analysis import FollowUp, Standing, State, follow_up, replies_to
from mpfkit.model import (
    AbsentReason,
    Answer,
    Country,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Project,
    Questionnaire,
    Response,
    ResponseStatus,
)
from mpfkit.redaction import redact
from mpfkit.testing.strategies import projects

ls = LangString.of
DUE = date(2024, 3, 15)
ITEMS = tuple(Item(link_id=each, type=ItemType.TEXT, text=ls(each), required=True) for each in ("Q1", "Q2", "Q3", "Q4"))
WHOLE = {each.link_id: Answer(value="secret") for each in ITEMS}


def asked(**fields: Any) -> Questionnaire:
    return Questionnaire(
        **{"id": "q", "version": "1", "items": ITEMS, "return_by": DUE, "invited": ("XA", "XB", "XC"), **fields}
    )


def reply(country: str, day: date | None = DUE, given: dict[str, Answer] | None = None, **fields: Any) -> Response:
    answers = WHOLE if given is None else given
    return Response(
        **{
            "id": f"r-{country}",
            "questionnaire": "q|1",
            "country": country,
            "authored": None if day is None else datetime(day.year, day.month, day.day, 23, tzinfo=UTC),
            "answers": FrozenDict({key: (answer,) for key, answer in answers.items()}),
            **fields,
        }
    )


def followed(*replies: Response, on: date = DUE, form: Questionnaire | None = None, **fields: Any) -> FollowUp:
    questionnaire = form or asked()
    project = Project(
        id="p", title=ls("T"), as_of=date(2024, 1, 1), questionnaires=(questionnaire,), responses=replies, **fields
    )
    found = follow_up(project, on, questionnaire)
    assert found is not None
    return found


def standings(found: FollowUp) -> dict[str, tuple[str, int]]:
    return {each.country: (each.standing.value, each.days) for each in found.countries}


def test_a_reply_is_on_time_on_the_last_day_and_late_after_it() -> None:
    found = followed(reply("XA"), reply("XB", DUE + timedelta(days=2)), on=DUE + timedelta(days=5))
    assert standings(found) == {"XA": ("on-time", 0), "XB": ("late", 2), "XC": ("overdue", 5)}
    assert [each.country for each in found.overdue] == ["XC"]
    assert found.country("XB") is found.countries[1]
    assert found.country("XZ") is None


def test_nobody_is_late_on_the_last_day_or_where_no_day_is_set() -> None:
    assert standings(followed(reply("XA")))["XC"] == ("open", 0)
    found = followed(reply("XA"), on=date(2030, 1, 1), form=asked(return_by=None))
    assert standings(found) == {"XA": ("undated", 0), "XB": ("open", 0), "XC": ("open", 0)}


def test_a_reply_without_a_day_is_neither_on_time_nor_late() -> None:
    found = followed(reply("XA", None), on=date(2030, 1, 1))
    assert standings(found)["XA"] == ("undated", 0)
    assert found.countries[0].authored is None
    assert found.countries[1].authored is None


def test_a_reply_in_part_is_outstanding_with_its_questions_counted() -> None:
    part = {
        "Q1": Answer(value="secret"),
        "Q2": Answer(absent=AbsentReason.ASKED_DECLINED),
        "Q3": Answer(absent=AbsentReason.NOT_APPLICABLE),
    }
    found = followed(reply("XA", given=part, status=ResponseStatus.IN_PROGRESS), on=DUE + timedelta(days=1))
    mine = found.countries[0]
    assert (mine.standing, mine.is_partial, mine.days) == (Standing.OVERDUE, True, 1)
    assert (mine.answered, mine.applicable, mine.open) == (1, 3, 1)
    assert (mine.count(State.DECLINED), mine.count(State.NOT_APPLICABLE), mine.count(State.UNKNOWN)) == (1, 1, 0)
    assert mine in found.outstanding
    assert mine not in found.replied


def test_a_country_that_declines_has_replied() -> None:
    refused = {each.link_id: Answer(absent=AbsentReason.ASKED_DECLINED) for each in ITEMS}
    found = followed(reply("XA", given=refused), on=DUE + timedelta(days=9))
    assert found.countries[0] in found.replied


def test_a_revision_is_counted_without_what_was_entered_in_error() -> None:
    first = reply("XA", id="r1")
    wrong = reply("XA", id="r2", replaces="r1", status=ResponseStatus.ENTERED_IN_ERROR)
    last = reply("XA", id="r3", replaces="r2")
    found = followed(first, wrong, last, reply("XB", replaces="gone"))
    assert [each.revision for each in found.countries] == [2, 1, 0]


def test_replies_that_replace_each_other_are_counted_once_each() -> None:
    found = followed(
        reply("XA", id="r1", replaces="r2", status=ResponseStatus.ENTERED_IN_ERROR),
        reply("XA", id="r2", replaces="r1", status=ResponseStatus.ENTERED_IN_ERROR),
        reply("XA", id="r3", replaces="r2"),
    )
    assert found.countries[0].revision == 1


def test_countries_that_were_not_invited_are_counted_apart() -> None:
    found = followed(reply("XZ", DUE + timedelta(days=3)), on=DUE)
    assert [each.country for each in found.uninvited] == ["XZ"]
    assert len(found.asked) == 3
    assert sum(map(found.standing, Standing)) == 3


def test_the_countries_of_the_project_stand_in_where_nobody_is_said_to_be_invited() -> None:
    described = (Country(code="XB"), Country(code="XA"))
    found = followed(reply("XC"), reply("XA"), form=asked(invited=()), countries=described, on=date(2025, 1, 1))
    assert not found.is_invited
    assert [each.country for each in found.asked] == ["XB", "XA", "XC"]
    assert found.uninvited == ()
    assert [each.country for each in found.overdue] == ["XB"]


def test_a_project_without_a_questionnaire_has_nothing_to_follow_up() -> None:
    assert follow_up(Project(id="p", title=ls("T"), as_of=DUE), DUE) is None


def test_replies_that_were_worked_out_before_are_used() -> None:
    project = Project(id="p", title=ls("T"), as_of=DUE, questionnaires=(asked(),), responses=(reply("XA"),))
    assert follow_up(project, DUE, replies=replies_to(project)) == follow_up(project, DUE)


@settings(max_examples=150, deadline=None)
@given(
    data=st.data(),
    on=st.dates(date(2018, 1, 1), date(2030, 1, 1)),
    audience=st.sampled_from(("internal", "authorities", "public")),
)
def test_counts_add_up_and_nobody_is_both_late_and_replied(data: st.DataObject, on: date, audience: str) -> None:
    project = redact(data.draw(projects()), audience)
    for questionnaire in project.questionnaires:
        due = data.draw(st.none() | st.dates(date(2018, 1, 1), date(2030, 1, 1)))
        form = questionnaire.evolve(return_by=due)
        found = follow_up(project.evolve(questionnaires=(form,)), on, form)
        assert found is not None
        assert sum(map(found.standing, Standing)) == len(found.asked)
        assert len(found.replied) + len(found.outstanding) == len(found.asked)
        assert len(found.asked) + len(found.uninvited) == len(found.countries)
        if found.is_invited:
            assert {each.country for each in found.asked} == set(form.invited)
        assert not {each.country for each in found.overdue} & {each.country for each in found.replied}
        for each in found.countries:
            assert each.days >= 0
            assert (each.days > 0) == (each.standing in (Standing.LATE, Standing.OVERDUE))
            assert 0 <= each.answered <= each.applicable
            assert (each.revision == 0) == (each.reply.response is None)


@pytest.mark.parametrize("standing", Standing)
def test_each_standing_says_whether_the_country_has_replied(standing: Standing) -> None:
    assert standing.has_replied == (standing not in (Standing.OPEN, Standing.OVERDUE))

"""The state of the replies: counts, countries and days late, without any of the answers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpfkit.document import Cell, Document, Table, Tone, walk
from mpfkit.errors import UnknownNameError
from mpfkit.locale import Catalogue
from mpfkit.model import (
    AbsentReason,
    Answer,
    Audience,
    Country,
    EnableOperator,
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
from mpfkit.records import Brief, Notice
from mpfkit.redaction import redact
from mpfkit.testing.documents import assert_sound as check
from mpfkit.testing.documents import headings_of as headings
from mpfkit.testing.documents import inlines_of, text_of
from mpfkit.testing.documents import rows_of as rows
from mpfkit.testing.documents import table_of as table
from mpfkit.testing.strategies import projects
from mpfkit_reports import REPLY_STATUS
from mpfkit_reports.reply_status import ReplyStatusOptions

ls = LangString.of
CLEAR = Marking(level=MarkingLevel.CLEAR)
RED = Marking(level=MarkingLevel.RED)
DUE = date(2024, 3, 15)
ON = DUE + timedelta(days=10)
SECRET = "zirconium"
ITEMS = tuple(Item(link_id=each, type=ItemType.TEXT, text=ls(each), required=True) for each in ("Q1", "Q2", "Q3", "Q4"))
WHOLE = {each.link_id: Answer(value=SECRET, comment=SECRET) for each in ITEMS}
GROUPS = {"XA": "EU", "XB": "EU", "XC": "EU", "XD": "MP"}


def form(**fields: Any) -> Questionnaire:
    return Questionnaire(
        **{
            "id": "q",
            "version": "1",
            "title": ls("Mapping of returns"),
            "items": ITEMS,
            "requested_on": date(2024, 2, 1),
            "return_by": DUE,
            "invited": ("XD", "XC", "XB", "XA"),
            **fields,
        }
    )


def reply(country: str, days: int | None = 0, given: dict[str, Answer] | None = None, **fields: Any) -> Response:
    day = None if days is None else DUE + timedelta(days=days)
    return Response(
        **{
            "id": f"r-{country}",
            "questionnaire": "q|1",
            "country": country,
            "authored": None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC),
            "answers": FrozenDict({key: (each,) for key, each in (WHOLE if given is None else given).items()}),
            **fields,
        }
    )


PART = reply(
    "XC",
    -2,
    {
        "Q1": Answer(value=SECRET),
        "Q2": Answer(absent=AbsentReason.ASKED_UNKNOWN),
        "Q3": Answer(absent=AbsentReason.NOT_APPLICABLE),
    },
    status=ResponseStatus.IN_PROGRESS,
)


def project(*replies: Response, **fields: Any) -> Project:
    return Project(
        **{
            "id": "p",
            "title": ls("A project"),
            "as_of": date(2024, 1, 1),
            "marking": CLEAR,
            "countries": tuple(
                Country(code=code, name=ls(f"Land {code}"), group=group, authorities=(f"Ministry of {code}",))
                for code, group in GROUPS.items()
            ),
            "questionnaires": (form(),),
            "responses": replies or (reply("XA"), reply("XB", 3), PART),
            **fields,
        }
    )


def compose(found: Project, audience: str = "internal", **fields: Any) -> Document:
    brief = Brief(**{"date": ON, "audience": Audience(audience), **fields})
    return REPLY_STATUS.compose(redact(found, audience), brief)


def counts(document: Document) -> dict[str, str]:
    tables = [block for block in walk(document.blocks) if isinstance(block, Table)]
    return dict(rows(next(each for each in tables if each.description.startswith("Dates of the questionnaire"))))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), audience=st.sampled_from(Audience), language=st.sampled_from(("en", "fr", "ar")))
def test_any_project_gives_a_sound_paper(data: st.DataObject, audience: Audience, language: str) -> None:
    check(compose(data.draw(projects()), audience.value, language=language))


def test_the_counts_add_up_to_those_invited() -> None:
    found = counts(compose(project()))
    assert found == {
        "Sent out": "1 February 2024",
        "Replies due by": "15 March 2024",
        "As of": "25 March 2024",
        "Invited": "4",
        "Replied": "2",
        "Replied on time": "1",
        "Replied late": "1",
        "Outstanding": "2",
        "Outstanding: replied in part": "1",
        "Outstanding: late": "2",
    }


def test_each_country_stands_in_protocol_order_with_its_status_in_words() -> None:
    found = table(compose(project()), "Replies by country")
    assert rows(found) == [
        ["EU Member States"],
        ["Land XA", "Replied on time", "15.3.2024", "4 of 4", "100%", "1"],
        ["Land XB", "Replied 3 days late", "18.3.2024", "4 of 4", "100%", "1"],
        ["Land XC", "In part only, 10 days late", "13.3.2024", "1 of 3", "33%", "1"],
        ["Mobility Partnership signatories"],
        ["Land XD", "No reply, 10 days late", *("–",) * 4],
    ]
    cells = [cell for row in found.rows if isinstance(row, tuple) for cell in row if isinstance(cell, Cell)]
    assert all(tuple(inlines_of(cell)) for cell in cells if cell.tone is not Tone.NEUTRAL)


def test_questions_without_an_answer_are_counted_by_reason_where_there_are_any() -> None:
    assert rows(table(compose(project()), "Questions without an answer")) == [["Land XC", "0", "1", "1"]]
    assert "Questions without an answer" not in text_of(compose(project(reply("XA"))))


def test_outstanding_replies_are_listed_with_days_late_and_authorities() -> None:
    assert rows(table(compose(project()), "Replies outstanding")) == [
        ["Land XC", "Partial", "10", "Ministry of XC"],
        ["Land XD", "No reply", "10", "Ministry of XD"],
    ]


def test_before_the_day_nobody_is_late() -> None:
    document = compose(project(), date=DUE)
    assert counts(document)["Outstanding: late"] == "0"
    assert ["Land XD", "No reply yet", *("–",) * 4] in rows(table(document, "Replies by country"))
    assert "In part so far" in text_of(document)


def test_a_project_without_described_authorities_lists_none() -> None:
    document = compose(project(countries=()))
    assert [len(row) for row in rows(table(document, "Replies outstanding"))] == [3, 3]


def test_where_nobody_is_said_to_be_invited_the_paper_says_so() -> None:
    document = compose(project(questionnaires=(form(invited=(), return_by=None, requested_on=None),)))
    text = text_of(document)
    assert "does not say who was invited" in text
    assert "No day is set by which replies are due" in text
    found = counts(document)
    assert list(found) == ["As of", "Countries", "Replied", "Outstanding", "Outstanding: replied in part"]
    assert found["Countries"] == "4"
    assert [row[2] for row in rows(table(document, "Replies outstanding"))] == ["–", "–"]


def test_replies_that_nobody_asked_for_are_said_to_be_so() -> None:
    part = reply("XC", 0, {"Q1": Answer(value=SECRET)}, status=ResponseStatus.IN_PROGRESS)
    document = compose(project(reply("XA"), reply("XB"), part, questionnaires=(form(invited=("XA",)),)))
    text = text_of(document)
    assert "Replies also came from 2 countries that were not invited" in text
    assert "Replied, not invited" in text
    assert "In part, not invited" in text
    assert counts(document)["Invited"] == "1"
    assert "All replies have come." in text


@pytest.mark.parametrize(("days", "said"), [(0, "Declined to reply"), (1, "Declined to reply, 1 day late")])
def test_a_country_that_declined_is_not_asked_again(days: int, said: str) -> None:
    refused = {each.link_id: Answer(absent=AbsentReason.ASKED_DECLINED) for each in ITEMS}
    document = compose(project(reply("XA", days, refused), questionnaires=(form(invited=("XA",)),)))
    assert [row[1] for row in rows(table(document, "Replies by country"))] == [said]
    assert "All replies have come." in text_of(document)


def test_a_reply_without_a_day_is_counted_apart() -> None:
    document = compose(project(reply("XA", None)))
    assert counts(document)["Replied, day not known"] == "1"


def test_where_no_question_applies_there_is_no_share() -> None:
    outside = {each.link_id: Answer(absent=AbsentReason.NOT_APPLICABLE) for each in ITEMS}
    found = rows(table(compose(project(reply("XA", 0, outside))), "Replies by country"))
    assert found[1][3:] == ["0 of 0", "–", "1"]


@pytest.mark.parametrize("audience", [each.value for each in Audience])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_no_answer_stands_in_the_paper(audience: str, language: str) -> None:
    hidden = reply("XB", 3, marking=RED, note=ls(SECRET))
    text = text_of(compose(project(reply("XA"), hidden, PART), audience, language=language))
    assert SECRET not in text


def test_questions_that_rest_on_a_withheld_answer_are_counted_nowhere() -> None:
    items = (
        ITEMS[0].evolve(marking=RED),
        ITEMS[1].evolve(enable_when=(EnableWhen(question="Q1", operator=EnableOperator.EQUAL, answer="x"),)),
    )
    found = project(reply("XA", 0, {"Q1": Answer(value=SECRET)}), questionnaires=(form(items=items),))
    assert "does not say whether they apply" in text_of(compose(found, "public"))
    assert "does not say whether they apply" not in text_of(compose(found))


def test_each_questionnaire_has_a_part_of_its_own_and_one_can_be_chosen() -> None:
    several = (form(version="0"), form(), form(id="other", title=None))
    everything = compose(project(questionnaires=several))
    assert [each for each in headings(everything) if "version" in each] == [
        "Mapping of returns (version 1)",
        "other (version 1)",
    ]
    one = compose(project(questionnaires=several), options=ReplyStatusOptions(questionnaire="q|0"))
    assert [each for each in headings(one) if "version" in each] == ["Mapping of returns (version 0)"]
    with pytest.raises(UnknownNameError, match="no questionnaire of the project is named 'gone'"):
        compose(project(), options=ReplyStatusOptions(questionnaire="gone"))


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_what_is_missing_is_said(language: str) -> None:
    own = Catalogue.load("mpfkit_reports", "phrases/reply-status")
    empty = compose(Project(id="p", title=ls("T"), as_of=DUE), language=language)
    check(empty)
    assert own.text("none.questionnaire", language) in text_of(empty)
    alone = Project(id="p", title=ls("T"), as_of=DUE, questionnaires=(form(invited=()),))
    assert own.text("none.countries", language) in text_of(compose(alone, language=language))


def test_illustrative_replies_and_the_disclaimer_are_said() -> None:
    found = project(reply("XA", illustrative=True))
    text = text_of(compose(found, notice=Notice(disclaimer="Views of the author only.")))
    assert "Illustrative replies, invented." in text
    assert "Views of the author only." in text

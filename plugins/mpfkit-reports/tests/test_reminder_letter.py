"""The reminder of a questionnaire: to whom it goes, what it says is open, and to whom it does not go."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpfkit.batches import render_each_country
from mpfkit.document import Document, Heading, PageBreak, plain_text
from mpfkit.errors import RenderError, UnknownNameError
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
    Organisation,
    OrganisationRole,
    Project,
    Questionnaire,
    Response,
    ResponseStatus,
)
from mpfkit.records import Brief
from mpfkit.redaction import redact
from mpfkit.registry import Registry
from mpfkit.rendering import prepare
from mpfkit.testing.documents import assert_sound as check
from mpfkit.testing.documents import contents_of as contents
from mpfkit.testing.strategies import projects
from mpfkit_reports import REMINDER_LETTER
from mpfkit_reports.reminder_letter import ReminderOptions, countries_to_remind

CLEAR = Marking(level=MarkingLevel.CLEAR)
RED = Marking(level=MarkingLevel.RED)
DUE = date(2024, 3, 15)
ON = DUE + timedelta(days=10)
SECRET = "zirconium"
TITLE = LangString({"en": "Mapping of returns", "fr": "Cartographie des retours", "ar": "مسح العودة"})
CROSSED = (
    "If your reply is already on its way, please disregard this letter. "
    "If you need anything in order to complete it, we are at your disposal."
)
ls = LangString.of
ITEMS = tuple(Item(link_id=each, type=ItemType.TEXT, text=ls(each), required=True) for each in ("Q1", "Q2", "Q3", "Q4"))
WHOLE = {each.link_id: Answer(value=SECRET, comment=SECRET) for each in ITEMS}


def form(**fields: Any) -> Questionnaire:
    return Questionnaire(
        **{
            "id": "q",
            "version": "1",
            "title": TITLE,
            "items": ITEMS,
            "requested_on": date(2024, 2, 1),
            "return_by": DUE,
            "invited": ("XD", "XC", "XB", "XA"),
            **fields,
        }
    )


def reply(country: str, given: dict[str, Answer] | None = None, **fields: Any) -> Response:
    return Response(
        **{
            "id": f"r-{country}",
            "questionnaire": "q|1",
            "country": country,
            "authored": datetime(2024, 3, 13, tzinfo=UTC),
            "answers": FrozenDict({key: (each,) for key, each in (WHOLE if given is None else given).items()}),
            **fields,
        }
    )


def part(country: str = "XC", answered: int = 1, **fields: Any) -> Response:
    found = {each.link_id: Answer(value=SECRET) for each in ITEMS[:answered]}
    return reply(country, found, **{"status": ResponseStatus.IN_PROGRESS, **fields})


def project(*replies: Response, **fields: Any) -> Project:
    return Project(
        **{
            "id": "p",
            "title": LangString({"en": "A project", "fr": "Un projet", "ar": "مشروع"}),
            "as_of": date(2024, 1, 1),
            "marking": CLEAR,
            "countries": (
                *(Country(code=code, name=ls(f"Land {code}"), group="EU") for code in ("XA", "XB", "XC")),
                Country(code="XD", name=ls("Land XD"), group="MP", authorities=("Ministry of Justice", "Border Guard")),
            ),
            "organisations": (Organisation(id="i", name=ls("The Centre"), role=OrganisationRole.IMPLEMENTING),),
            "questionnaires": (form(),),
            "responses": replies or (reply("XA"), reply("XB"), part()),
            **fields,
        }
    )


def compose(found: Project, *countries: str, audience: str = "public", **fields: Any) -> Document:
    brief = Brief(**{"date": ON, "audience": Audience(audience), "countries": countries, **fields})
    return REMINDER_LETTER.compose(redact(found, audience), brief)


def lines(document: Document) -> list[str]:
    return [plain_text(content) for block in document.blocks for content in contents(block)]


def test_a_letter_to_a_country_that_sent_nothing_says_what_a_letter_has_to_say() -> None:
    document = compose(project(), "XD", options=ReminderOptions(until=date(2024, 4, 5), return_to=" a@example.org "))
    check(document)
    assert document.cover is None
    assert document.title == "Reminder: Land XD"
    assert lines(document) == [
        "25 March 2024",
        "Ministry of Justice\nBorder Guard\nLand XD",
        "Subject: reminder of the questionnaire ‘Mapping of returns’",
        "Dear Sir or Madam,",
        "On 1 February 2024 we sent you the questionnaire ‘Mapping of returns’. Your reply was due by 15 March 2024.",
        "According to our records, no reply from you has reached us so far.",
        "We would be grateful if you could send us your reply by 5 April 2024.",
        "Please send the completed questionnaire to a@example.org.",
        CROSSED,
        "Yours faithfully,",
        "The Centre\nfor the project ‘A project’",
        "Name, function and signature:\n" + "_" * 40,
    ]


def test_a_letter_about_a_part_says_how_many_questions_are_open() -> None:
    given = {
        "Q1": Answer(value=SECRET),
        "Q2": Answer(absent=AbsentReason.NOT_APPLICABLE),
        "Q3": Answer(absent=AbsentReason.ASKED_DECLINED),
    }
    text = "\n".join(lines(compose(project(reply("XC", given, status=ResponseStatus.IN_PROGRESS)), "XC")))
    assert "To the competent authorities\nLand XC" in text
    assert "Part of your reply reached us on 13 March 2024" in text
    assert "Of the 3 questions that apply to you, 1 is still open." in text
    assert "send us the rest of your reply as soon as possible" in text
    assert "to the address from which you received it" in text
    several = "\n".join(lines(compose(project(part()), "XC", options=ReminderOptions(until=date(2024, 4, 5)))))
    assert "Of the 4 questions that apply to you, 3 are still open." in several
    assert "send us the rest of your reply by 5 April 2024" in several


def test_a_part_of_which_the_edition_does_not_say_when_it_came_has_no_day() -> None:
    text = "\n".join(lines(compose(project(part(marking=RED)), "XC")))
    assert "Part of your reply has reached us" in text
    assert "Of the 4 questions that apply to you, 3 are still open." in text


def test_a_part_without_an_open_question_is_only_said_not_to_be_complete() -> None:
    text = "\n".join(lines(compose(project(part(answered=4)), "XC")))
    assert "It is not yet complete." in text


def test_no_number_stands_where_it_would_rest_on_a_withheld_answer() -> None:
    items = (
        ITEMS[0].evolve(marking=RED),
        ITEMS[1].evolve(enable_when=(EnableWhen(question="Q1", operator=EnableOperator.EQUAL, answer="x"),)),
        ITEMS[2],
    )
    found = project(part(), questionnaires=(form(items=items),))
    assert "It is not yet complete." in lines(compose(found, "XC"))
    assert "It is not yet complete." not in lines(compose(found, "XC", audience="internal"))


@pytest.mark.parametrize(
    ("language", "salutation", "closing"),
    [
        ("en", "Dear Sir or Madam,", "Yours faithfully,"),
        (
            "fr",
            "Madame, Monsieur,",
            "Nous vous prions d’agréer, Madame, Monsieur, l’expression de notre considération distinguée.",
        ),
        ("ar", "حضرة السيدات والسادة المحترمين، تحية طيبة وبعد،", "وتفضلوا بقبول فائق الاحترام والتقدير،"),
    ],
)
def test_the_letter_is_formal_in_each_language(language: str, salutation: str, closing: str) -> None:
    said = lines(compose(project(), "XC", language=language))
    assert salutation in said
    assert closing in said
    assert TITLE.get(language) in said[2]


def test_what_has_no_translation_is_said_to_be_in_another_language() -> None:
    said = lines(compose(project(), "XC", language="fr"))[-1]
    assert said.startswith("Les textes dont il n’existe pas de version française")
    assert said.endswith("anglais.")


@pytest.mark.parametrize("audience", [each.value for each in Audience])
def test_no_answer_stands_in_a_letter(audience: str) -> None:
    found = project(reply("XA"), part(note=ls(SECRET)), part("XD", 2, marking=RED))
    text = "\n".join(lines(compose(found, audience=audience)))
    assert "Land XC" in text
    assert SECRET not in text


def test_without_a_country_each_that_is_late_gets_a_letter_on_a_page_of_its_own() -> None:
    document = compose(project())
    check(document)
    assert document.title == "Reminders"
    assert [type(block) for block in document.blocks].count(PageBreak) == 1
    assert [each for each in lines(document) if "Land" in each] == [
        "To the competent authorities\nLand XC",
        "Ministry of Justice\nBorder Guard\nLand XD",
    ]
    assert sum(isinstance(block, Heading) for block in document.blocks) == 2


def test_the_validation_copy_of_a_country_holds_its_own_letter() -> None:
    found = redact(project(), "public", for_country="XC")
    document = REMINDER_LETTER.compose(found, Brief(date=ON, for_country="XC"))
    assert document.title == "Reminder: Land XC"


@pytest.mark.parametrize(
    ("found", "country", "said"),
    [
        (project(), "XA", "XA replied on 2024-03-13; no reminder is due"),
        (project(reply("XA", marking=RED)), "XA", "XA has replied; no reminder is due"),
        (project(), "XZ", "XZ was not invited to answer q|1; no reminder is due"),
        (project(reply("XZ")), "XZ", "XZ replied on 2024-03-13; no reminder is due"),
        (project(part("XZ")), "XZ", "XZ was not invited to answer q|1; no reminder is due"),
        (
            project(questionnaires=(form(return_by=ON),)),
            "XD",
            "XD has until 2024-03-25, and the letter bears 2024-03-25; no reminder is due",
        ),
        (
            project(questionnaires=(form(return_by=None),)),
            "XD",
            "the questionnaire q|1 does not say by which day replies are due; write its return_by",
        ),
        (project(questionnaires=()), "XD", "the project has no questionnaire; a reminder is about one"),
    ],
)
def test_who_is_not_late_gets_no_letter(found: Project, country: str, said: str) -> None:
    with pytest.raises(RenderError) as error:
        compose(found, country, audience="public")
    assert str(error.value) == said


def test_where_nobody_is_late_there_is_no_letter() -> None:
    with pytest.raises(RenderError, match=r"nobody is late with q\|1 on 2024-03-15; no reminder is due"):
        compose(project(), date=DUE)


def test_a_reply_is_not_asked_for_a_day_that_has_passed() -> None:
    with pytest.raises(RenderError, match="the option 'until' is 2024-03-25, and the letter bears 2024-03-25; write"):
        compose(project(), "XD", options=ReminderOptions(until=ON))


def test_a_questionnaire_can_be_chosen() -> None:
    other = form(id="other", title=None, requested_on=None, invited=("XA",), requested_by="The Ministry")
    found = project(questionnaires=(form(), other), organisations=())
    said = lines(compose(found, "XA", options=ReminderOptions(questionnaire="other")))
    assert "Your reply to the questionnaire ‘other’ was due by 15 March 2024." in said
    assert "The Ministry\nfor the project ‘A project’" in said
    with pytest.raises(UnknownNameError, match="no questionnaire of the project is named 'gone'"):
        compose(found, "XA", options=ReminderOptions(questionnaire="gone"))


def test_a_letter_without_a_sender_is_signed_for_the_project() -> None:
    assert "for the project ‘A project’" in lines(compose(project(organisations=()), "XD"))


@pytest.mark.parametrize(
    "fields",
    [
        {"illustrative": True},
        {"questionnaires": (form(illustrative=True),)},
        {"countries": (Country(code="XC", name=ls("Land XC"), illustrative=True),)},
        {"responses": (part(illustrative=True),)},
    ],
)
def test_an_invented_letter_says_so(fields: dict[str, Any]) -> None:
    said = "Illustrative: this letter was composed to show what such a letter looks like. It has never been sent."
    assert said in lines(compose(project(**fields), "XC"))
    assert said not in lines(compose(project(), "XC"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=st.data(),
    on=st.dates(date(2018, 1, 1), date(2030, 1, 1)),
    audience=st.sampled_from(Audience),
    language=st.sampled_from(("en", "fr", "ar")),
)
def test_each_country_that_is_late_gets_a_sound_letter_and_no_other(
    data: st.DataObject, on: date, audience: Audience, language: str
) -> None:
    found = redact(data.draw(projects()), audience)
    brief = Brief(date=on, audience=audience, language=language)
    try:
        late = countries_to_remind(found, brief)
    except RenderError:
        assert not found.questionnaires or any(each.return_by is None for each in found.questionnaires)
        return
    if not late:
        with pytest.raises(RenderError):
            REMINDER_LETTER.compose(found, brief)
        return
    check(REMINDER_LETTER.compose(found, brief))


def test_each_country_that_is_late_gets_a_file_and_the_others_are_named(tmp_path: Path) -> None:
    class Plugin:
        from mpfkit_reports import mpfkit_report_kinds

    registry = Registry.of(Plugin)
    given: dict[str, Any] = {"kind": "reminder-letter", "date": ON, "registry": registry}
    written = render_each_country(project(), to=tmp_path, options={"until": "2024-04-05"}, **given)
    assert [each.country for each in written.reports] == ["XD", "XC"]
    assert written.skipped == ("XB", "XA")
    assert not written.failed
    named = render_each_country(project(), to=tmp_path, countries=["XA", "XC"], **given)
    assert [each.country for each in named.reports] == ["XC"]
    with pytest.raises(RenderError, match="no country is due a report of the kind 'reminder-letter': XA"):
        render_each_country(project(), to=tmp_path, countries=["XA"], **given)
    with pytest.raises(RenderError, match="XA replied on 2024-03-13; no reminder is due"):
        prepare(project(), countries=["XA"], **given)

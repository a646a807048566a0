"""The agenda: days, breaks, parallel sessions, time zones, and who is named in which edition."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from mpfkit.document import Cell, Contents, Document, ParagraphRole, Table, Tone, walk
from mpfkit.locale import Catalogue
from mpfkit.model import (
    Attribution,
    Audience,
    Contribution,
    ContributionKind,
    Delivery,
    Finding,
    FindingKind,
    Item,
    ItemType,
    LangString,
    Marking,
    MarkingLevel,
    Organisation,
    OrganisationRole,
    Project,
    Questionnaire,
    Session,
    Theme,
    Workshop,
)
from mpfkit.records import Brief, Notice
from mpfkit.redaction import redact
from mpfkit.testing.documents import (
    assert_sound as check,
)
from mpfkit.testing.documents import (
    cells_of as cells,
)
from mpfkit.testing.documents import (
    headings_of as headings,
)
from mpfkit.testing.documents import (
    rows_of as rows,
)
from mpfkit.testing.documents import (
    text_of,
)
from mpfkit_reports import AGENDA

T = LangString.of("T")
CLEAR = Marking(level=MarkingLevel.CLEAR)
RED = Marking(level=MarkingLevel.RED)


def at(hour: int, minute: int = 0, *, day: int = 14, zone: Any = UTC) -> datetime:
    return datetime(2019, 2, day, hour, minute, tzinfo=zone)


def session(identifier: str, starts: datetime | None = None, ends: datetime | None = None, **fields: Any) -> Session:
    return Session(
        **{"id": identifier, "title": LangString.of(f"Session {identifier}"), "starts": starts, "ends": ends, **fields}
    )


def project(*sessions: Session, **fields: Any) -> Project:
    shop = Workshop(
        id="w",
        title=LangString.of("A workshop"),
        venue="Europol Headquarters",
        city="The Hague",
        country="NL",
        starts=date(2019, 2, 14),
        ends=date(2019, 2, 15),
        format="plenary",
        partners=("emsc", "unknown partner"),
        sessions=sessions,
    )
    return Project(
        **{
            "id": "p",
            "title": LangString.of("A project"),
            "as_of": date(2019, 2, 14),
            "marking": CLEAR,
            "themes": (Theme(id="THB", label=LangString.of("Trafficking")),),
            "organisations": (
                Organisation(id="i", name=LangString.of("An implementer"), role=OrganisationRole.IMPLEMENTING),
                Organisation(id="emsc", name=LangString.of("A centre"), role=OrganisationRole.PARTNER),
                Organisation(id="eu", name=LangString.of("European Union"), role=OrganisationRole.FUNDING),
            ),
            "workshops": (shop,),
            **fields,
        }
    )


def compose(found: Project, audience: str = "internal", **fields: Any) -> Document:
    brief = Brief(**{"date": date(2019, 2, 1), "audience": Audience(audience), **fields})
    return AGENDA.compose(redact(found, audience), brief)


def days(document: Document) -> list[Table]:
    return [block for block in walk(document.blocks) if isinstance(block, Table) and len(block.columns) == 3]


def times(document: Document) -> list[list[str]]:
    """Return the first two cells of each row, day by day, of sessions only the title."""
    return [[row[0], row[1].split("\n")[0]] for table in days(document) for row in rows(table)]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_an_empty_project_says_that_there_is_no_workshop(language: str) -> None:
    document = compose(Project(id="p", title=T, as_of=date(2019, 2, 14)), language=language)
    check(document)
    assert Catalogue.load("mpfkit_reports").text("none.workshop", language) in text_of(document)


def test_a_workshop_without_sessions_says_so() -> None:
    assert "No session is shown." in text_of(compose(project()))


def test_sessions_stand_by_day_in_the_order_of_time_with_breaks_between_them() -> None:
    document = compose(
        project(
            session("c", at(14), at(15, 30)),
            session("a", at(9, 30), at(11)),
            session("b", at(11, 15), at(12)),
            session("d", at(9, day=15), at(10, day=15)),
        )
    )
    check(document)
    assert headings(document)[:3] == ["Programme", "Thursday 14 February 2019", "Friday 15 February 2019"]
    assert times(document) == [
        ["09:30–11:00", "Session a"],
        ["11:00–11:15", "Break"],
        ["11:15–12:00", "Session b"],
        ["12:00–14:00", "Break"],
        ["14:00–15:30", "Session c"],
        ["09:00–10:00", "Session d"],
    ]
    tone = cells(days(document)[0].rows[1])[0]
    assert isinstance(tone, Cell)
    assert tone.tone is Tone.MUTED


@pytest.mark.parametrize(("minutes", "has_break"), [(0, False), (4, False), (5, True), (120, True), (121, False)])
def test_a_break_lasts_five_minutes_to_two_hours(minutes: int, has_break: bool) -> None:
    document = compose(project(session("a", at(9), at(10)), session("b", at(10) + timedelta(minutes=minutes), None)))
    assert ("Break" in text_of(document)) is has_break


def test_no_break_is_told_behind_a_session_without_an_end_or_inside_a_longer_one() -> None:
    open_end = compose(project(session("a", at(9), None), session("b", at(10), at(11))))
    assert "Break" not in text_of(open_end)
    longer = compose(
        project(session("a", at(9), at(12)), session("b", at(9, 30), at(10)), session("c", at(10, 30), at(11)))
    )
    assert [row[1] for row in times(longer)] == ["Session a", "Session b", "Session c"]


def test_parallel_sessions_stand_together_and_say_so() -> None:
    text = text_of(
        compose(project(session("a", at(9), at(10)), session("b", at(9), at(10, 30)), session("c", at(11), at(12))))
    )
    assert "Session a\nParallel session 1 of 2" in text
    assert "Session b\nParallel session 2 of 2" in text
    assert "Session c\nForm" in text
    assert "10:30–11:00" in text


def test_sessions_without_a_time_stand_last_and_say_so() -> None:
    document = compose(project(session("x"), session("a", at(9), at(10))))
    assert headings(document)[1:3] == ["Thursday 14 February 2019", "Sessions without a time"]
    assert times(document) == [["09:00–10:00", "Session a"], ["to be announced", "Session x"]]
    assert "Sessions without a time" not in headings(compose(project(session("x"))))


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (timedelta(hours=1), "local time, UTC+1"),
        (timedelta(hours=5, minutes=30), "local time, UTC+5:30"),
        (timedelta(hours=-3), "local time, UTC\N{MINUS SIGN}3"),
        (timedelta(), "local time, UTC\N{PLUS-MINUS SIGN}0"),
    ],
)
def test_the_time_zone_is_that_of_the_sessions(hours: timedelta, said: str) -> None:
    assert said in text_of(compose(project(session("a", at(9, zone=timezone(hours)), None))))


def test_sessions_in_several_time_zones_each_say_theirs() -> None:
    text = text_of(
        compose(project(session("a", at(9), at(10)), session("b", at(12, 15, zone=timezone(timedelta(hours=2))), None)))
    )
    assert "09:00–10:00 (UTC\N{PLUS-MINUS SIGN}0)" in text
    assert "12:15 (UTC+2)" in text
    assert "12:00–12:15\n" in text  # the break, on the clock of the session behind it


def test_practical_facts_stand_above_the_programme() -> None:
    text = text_of(compose(project()))
    for fact in (
        "Place: Europol Headquarters, The Hague, Netherlands",
        "Dates: 14–15 February 2019",
        "Format: plenary",
        "Partners: A centre; unknown partner",
        "Organised by: An implementer",
        "Funded by: European Union",
    ):
        assert fact in text


FORM = Questionnaire(
    id="q",
    version="1",
    items=tuple(Item(link_id=f"Q{number}", type=ItemType.TEXT, prefix=str(number), text=T) for number in (1, 2, 3)),
)


def talks(rule: Attribution) -> Session:
    return session(
        "a",
        at(9),
        at(10),
        themes=("THB",),
        delivery=Delivery.BOTH,
        moderator="SECRET-MODERATOR",
        attribution=rule,
        informed_by=("Q3", "Q1", "found", "gone"),
        contributions=(
            Contribution(
                id="c1",
                kind=ContributionKind.PRESENTATION,
                title=LangString.of("A register"),
                speaker="SECRET-SPEAKER",
                organisation="An agency",
                country="BE",
            ),
            Contribution(id="c2", kind=ContributionKind.PRESENTATION, organisation="Ministry of Italy", country="IT"),
            Contribution(id="c3", kind=ContributionKind.FEEDBACK, country="MA", text=LangString.of("SECRET-TEXT")),
            Contribution(id="c4", kind=ContributionKind.FEEDBACK, country="BE"),
            Contribution(id="c5", kind=ContributionKind.DISCUSSION, title=LangString.of("A discussion")),
            Contribution(id="c6", kind=ContributionKind.PRESENTATION, title=LangString.of("SECRET-TALK"), marking=RED),
            Contribution(id="c7", kind=ContributionKind.FEEDBACK, country="TN", marking=RED),
        ),
    )


def spoken(rule: Attribution, audience: str) -> str:
    finding = Finding(id="found", kind=FindingKind.GAP, title=T)
    return text_of(compose(project(talks(rule), questionnaires=(FORM,), findings=(finding,)), audience))


def test_a_session_on_record_names_moderator_speakers_and_countries() -> None:
    text = spoken(Attribution.ON_RECORD, "public")
    assert "Moderator: SECRET-MODERATOR" in text
    assert "Presentations: A register (SECRET-SPEAKER, An agency, Belgium); Ministry of Italy" in text
    assert "Feedback from: Belgium and Morocco" in text
    assert "Informed by: questions 1 and 3 of the mapping; 1 finding of the project" in text
    assert "Themes: Trafficking" in text
    assert "Form: presentation and moderated open discussion" in text
    assert "A discussion" not in text
    assert "SECRET-TEXT" not in text


def test_what_is_withheld_is_counted_where_it_belongs() -> None:
    public = spoken(Attribution.ON_RECORD, "public")
    assert "SECRET-TALK" not in public
    assert "Tunisia" not in public
    assert "This edition leaves out 1 presentation." in public
    assert "This edition leaves out the feedback of 1 country." in public
    internal = spoken(Attribution.ON_RECORD, "internal")
    assert "SECRET-TALK" in internal
    assert "This edition leaves out" not in internal


def test_rules_of_attribution_hide_persons_and_affiliations() -> None:
    institutions = spoken(Attribution.INSTITUTION_ONLY, "public")
    assert "SECRET-MODERATOR" not in institutions
    assert "SECRET-SPEAKER" not in institutions
    assert "A register (An agency, Belgium)" in institutions
    assert "speakers are named by institution only" in institutions
    chatham = spoken(Attribution.CHATHAM_HOUSE, "public")
    for secret in ("SECRET-MODERATOR", "SECRET-SPEAKER", "An agency", "Belgium", "Morocco", "Italy"):
        assert secret not in chatham
    assert "Presentations: A register" in chatham
    assert "Chatham House Rule" in chatham
    assert "This edition does not show the names of" in chatham
    assert "SECRET-SPEAKER" in spoken(Attribution.CHATHAM_HOUSE, "internal")


def test_nobody_is_told_that_the_time_of_a_withheld_session_is_free() -> None:
    hidden = session("hidden", at(10, 15), at(11), marking=RED)
    found = project(session("a", at(9), at(10)), hidden, session("b", at(11, 15), at(12)))
    public = text_of(compose(found, "public"))
    assert "Session hidden" not in public
    assert "Break, or a session that this edition does not show" in public
    assert "This edition leaves out 1 session." in public
    internal = text_of(compose(found, "internal"))
    assert "Break\n" in internal
    assert "Break, or" not in internal


def test_a_withheld_workshop_is_counted() -> None:
    found = project()
    (shop,) = found.workshops
    text = text_of(compose(found.evolve(workshops=(shop.evolve(marking=RED),)), "public"))
    assert "This edition leaves out 1 workshop." in text
    assert "No workshop has been recorded." not in text
    both = text_of(compose(found.evolve(workshops=(shop, shop.evolve(id="w2", marking=RED))), "public"))
    assert "Place: Europol Headquarters" in both
    assert "This edition leaves out 1 workshop." in both


def test_several_workshops_each_have_their_own_part_and_a_long_agenda_has_contents() -> None:
    found = project(session("a", at(9), at(10)))
    (shop,) = found.workshops
    second = shop.evolve(id="w2", title=LangString.of("Another workshop"), sessions=())
    document = compose(found.evolve(workshops=(shop, second)))
    check(document)
    assert document.title == "A project"
    assert headings(document)[:3] == ["A workshop", "Thursday 14 February 2019", "Another workshop"]
    assert not any(isinstance(block, Contents) for block in document.blocks)
    many = tuple(session(f"s{day}", at(9, day=day), at(10, day=day)) for day in range(1, 13))
    assert any(isinstance(block, Contents) for block in compose(project(*many)).blocks)


def test_invented_sessions_say_so_and_the_imprint_stands_last() -> None:
    notice = Notice(statement="Funded", disclaimer="Views are those of the authors.")
    document = compose(project(session("a", at(9), at(10), illustrative=True)), notice=notice)
    assert "Illustrative sessions, invented." in text_of(document)
    last = document.blocks[-1]
    assert getattr(last, "role", None) is ParagraphRole.IMPRINT
    (shop,) = project().workshops
    assert "Illustrative\n" in text_of(compose(project().evolve(workshops=(shop.evolve(illustrative=True),))))

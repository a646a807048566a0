"""Limitations, gaps and options, follow-up, results, documents, participants, photographs, parallel sessions."""

from __future__ import annotations

import importlib.util
import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from mpfkit.document import BulletList, Figure, Paragraph, plain_text, walk
from mpfkit.model import (
    Activity,
    Answer,
    Attachment,
    Attendance,
    Attribution,
    Audience,
    Consent,
    Cooperation,
    Evidence,
    FrozenDict,
    Indicator,
    Participant,
    Photo,
    Questionnaire,
    Respondent,
    ResponseStatus,
    Result,
    ResultLevel,
    Session,
    Translation,
    Workshop,
)
from mpfkit.records import Brief
from mpfkit.redaction import redact
from mpfkit.testing import documents
from mpfkit_reports import MAPPING_REPORT, WORKSHOP_REPORT

if TYPE_CHECKING:
    from types import ModuleType

    from mpfkit.document import Document
    from mpfkit.model import Project
    from mpfkit.records import ReportKind


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


mappings = _load("mappings")
mapping, replies, response, ls = mappings.mapping, mappings.replies, mappings.response, mappings.ls
item, finding, rows, text_of = mappings.item, mappings.finding, documents.rows_of, documents.text_of
CLEAR, AMBER = mappings.CLEAR, mappings.AMBER
BOTH = pytest.mark.parametrize("kind", [WORKSHOP_REPORT, MAPPING_REPORT], ids=lambda kind: kind.name)
DASH = "\N{EN DASH}"


def compose(
    project: Project, audience: str = "internal", kind: ReportKind = WORKSHOP_REPORT, **changes: Any
) -> Document:
    brief = Brief(**{"date": date(2019, 3, 1), "audience": Audience(audience), **changes})
    document = kind.compose(redact(project, audience), brief)
    documents.assert_sound(document)
    return document


def workshop(**fields: Any) -> Workshop:
    return Workshop(**{"id": "w", "title": ls("A workshop"), "starts": date(2019, 2, 14), **fields})


def points_below(document: Document, lead: str) -> list[str]:
    """Return the points of the list that follows a paragraph."""
    blocks = list(walk(document.blocks))
    at = next(at for at, block in enumerate(blocks) if plain_text(getattr(block, "content", "")).startswith(lead))
    found = blocks[at + 1]
    assert isinstance(found, BulletList)
    return [plain_text(each) for each in found.items]


# -- limitations

INTRO = "The results should be read with the following limits in mind"


@BOTH
def test_limitations_are_drawn_from_the_data_where_the_officer_wrote_none(kind: ReportKind) -> None:
    late = datetime(2018, 12, 15, 9, tzinfo=UTC)
    french = Answer(value="Oui.", translation=Translation(text=ls("Yes."), by="machine"))
    given = (
        response("XA", {"Q1": "y", "Q5": french}, language="fr", authored=late),
        response("XB", {"Q1": Answer(value="n", marking=AMBER)}, illustrative=True),
        response("XD", {"Q1": "y"}, status="in-progress"),
        response("XE", {}, status=ResponseStatus.STOPPED, questionnaire="m|0"),
    )
    first = mapping().questionnaires[0].evolve(version="0")
    project = mapping(
        *given, findings=(finding("t", "tool"),), workshops=(workshop(sessions=(Session(id="s", title=ls("S")),)),)
    )
    project = project.evolve(questionnaires=(first, *project.questionnaires))

    found = points_below(compose(project, "public", kind), INTRO)
    assert [point.partition(";")[0].removesuffix(".") for point in found] == [
        "2 countries that were invited did not reply",
        "1 country declined to reply",
        "1 reply is partial",
        "1 reply came after the day by which it was due",
        "1 answer is shown in a machine translation that nobody has revised",
        "The counts of 1 closed question rest on fewer than 5 replies and say little",
        "Replies were given to 2 versions of the questionnaire",
        "Replies state what the authorities reported",
        "What is said of the sessions is a summary, not a record of what each participant said",
        "Findings rest on the evidence named beside them",
        "This edition leaves out 1 item",
        "Content marked as illustrative was invented and allows no conclusion about any country",
        "Countries, groups and names are those of 14 February 2019",
    ]


@BOTH
def test_limitations_are_never_empty(kind: ReportKind) -> None:
    for project in (mapping(questionnaires=()), mapping(questionnaires=(), countries=(), themes=())):
        assert points_below(compose(project, kind=kind), INTRO) == [
            "Countries, groups and names are those of 14 February 2019."
        ]


@BOTH
def test_what_the_officer_wrote_on_limitations_stands_alone(kind: ReportKind) -> None:
    text = text_of(compose(mapping(*replies(), narratives=FrozenDict({"limitations": ls("Few replied.")})), kind=kind))

    assert "Few replied." in text
    assert INTRO not in text


# -- gaps and options


def gaps(**fields: Any) -> tuple[Any, ...]:
    return (
        finding(
            "g",
            "gap",
            themes=("T",),
            levels=("L",),
            countries=("XD", "XA"),
            evidence=(Evidence(response="r-XA", link_id="Q5"), Evidence(external="A book")),
        ),
        finding("c", "contingency", themes=("U",), evidence=(Evidence(external="Another book"),)),
        finding("o", "option", addresses=("g",), **fields),
        finding("p", "option", title=ls("For itself"), evidence=(Evidence(external="A third book"),)),
    )


@BOTH
def test_gaps_stand_with_level_countries_evidence_and_options(kind: ReportKind) -> None:
    document = compose(mapping(*replies(), findings=gaps()), kind=kind)
    found = documents.table_of(document, "Gaps and contingencies, and the options")

    assert rows(found)[1] == ["Title of g", "Gap", "Level L", "Country XA; Country XD", "2", "Title of o"]
    assert rows(found)[3] == ["Title of c", "Contingency", DASH, DASH, "1", "No option yet"]
    text = text_of(document)
    assert "Gaps and contingencies: 2; with at least one option or recommendation: 1; without one so far: 1." in text
    assert points_below(document, "One option or recommendation stands for itself") == ["For itself"]


def test_where_options_are_withheld_nobody_reads_that_there_is_none() -> None:
    document = compose(mapping(*replies(), findings=gaps(marking=AMBER)), "public")
    found = documents.table_of(document, "Gaps and contingencies, and the options")

    assert [row[-1] for row in rows(found) if len(row) > 1] == ["No option in this edition"] * 2


def test_evidence_that_is_withheld_counts_and_says_so() -> None:
    cleared = mappings.Marking(level=mappings.MarkingLevel.CLEAR, note="Cleared")
    given = [response("XA", {"Q5": Answer(value="Hidden text.", marking=AMBER)})]
    found = gaps()[0].evolve(marking=cleared)
    document = compose(mapping(*given, findings=(found,)), "public")

    assert rows(documents.table_of(document, "Gaps and contingencies, and"))[1][4] == "2 (1 not shown)"


def test_gaps_that_all_have_options_are_told_so() -> None:
    assert "The gap or contingency is addressed by at least one option" in text_of(
        compose(mapping(findings=(gaps()[0], gaps()[2])))
    )


# -- follow-up and results


def test_follow_up_lists_recommendations_and_options_with_whom_and_what_they_address() -> None:
    found = (
        *gaps(addressees=("Ministries", "Parties"), cooperation=Cooperation.INTERNATIONAL),
        finding("r", "recommendation", addresses=("c",)),
    )
    document = compose(mapping(*replies(), findings=found, narratives=FrozenDict({"follow-up": ls("Next steps.")})))
    table = documents.table_of(document, "Recommendations and options for follow-up")

    assert [plain_text(column.header) for column in table.columns] == [
        "Recommendation or option",
        "Addressed to",
        "Level of cooperation",
        "To overcome",
    ]
    assert rows(table) == [
        ["Recommendations"],
        ["Title of r", DASH, DASH, "Title of c"],
        ["Options"],
        ["Title of o", "Ministries\nParties", "International level", "Title of g"],
        ["For itself", DASH, DASH, DASH],
    ]
    assert "Next steps." in text_of(document)
    assert "Addressed to: Ministries; Parties" in text_of(document)


def test_columns_that_nothing_fills_are_left_out_of_the_follow_up() -> None:
    table = documents.table_of(compose(mapping(findings=gaps()[2:])), "Recommendations and options for follow-up")

    assert [plain_text(column.header) for column in table.columns] == ["Recommendation or option", "To overcome"]


def test_results_are_shown_with_their_indicators_where_the_project_has_any() -> None:
    indicator = Indicator(id="i", statement=ls("Replies"), baseline="0 (2018)", target="10 (2019)", current="12 (2019)")
    result = Result(
        id="r", level=ResultLevel.OUTPUT, statement=ls("A mapping"), indicators=(indicator,), illustrative=True
    )
    table = documents.table_of(compose(mapping(results=(result,))), "Results and indicators")

    assert rows(table) == [["Output: A mapping"], ["Replies", "0 (2018)", "10 (2019)", "12 (2019)"]]
    assert [plain_text(note) for note in table.notes] == ["Illustrative results, invented."]
    assert "Results of the project" not in text_of(compose(mapping()))


# -- documents and replies


@BOTH
def test_documents_and_attachments_are_listed_where_the_edition_shows_them(kind: ReportKind) -> None:
    held = (
        Attachment(file="reports/minutes.pdf", caption=ls("Minutes")),
        Attachment(file="plan.pdf", caption=ls("Plan"), marking=AMBER),
    )
    sent = (Attachment(file="law.pdf", link_id="Q1"), Attachment(file="letter.pdf", caption=ls("Letter")))
    project = mapping(response("XD", {"Q1": "y"}, attachments=sent), *replies()[:2], documents=held)

    internal = documents.table_of(compose(project, kind=kind), "Documents of the project")
    assert rows(internal) == [
        ["Minutes", "The project", "reports/minutes.pdf"],
        ["Plan", "The project", "plan.pdf"],
        ["law.pdf", "Country XD, question 1", "law.pdf"],
        ["Letter", "Reply of Country XD", "letter.pdf"],
    ]
    public = compose(project, "public", kind)
    assert ["Plan", "The project", "plan.pdf"] not in rows(documents.table_of(public, "Documents of the project"))
    assert "This edition leaves out 1 attachment." in text_of(public)


@BOTH
def test_an_annex_of_documents_is_there_only_where_there_are_any(kind: ReportKind) -> None:
    hidden = mapping(documents=(Attachment(file="plan.pdf", marking=AMBER),))

    assert not any("Documents" in title for title in documents.headings_of(compose(mapping(), kind=kind)))
    assert any("Documents" in title for title in documents.headings_of(compose(hidden, "public", kind)))
    assert "plan.pdf" not in text_of(compose(hidden, "public", kind))


@BOTH
def test_replies_are_listed_with_the_authorities_that_gave_them(kind: ReportKind) -> None:
    who = Respondent(organisation="Ministry", contact="a.person@example.org")
    given = response("XA", {"Q1": "y"}, respondent=who, contributors=(Respondent(organisation="Police"), who))
    found = rows(documents.table_of(compose(mapping(given), kind=kind), "Replies by country"))

    assert ["Country XA", "Complete", "Ministry; Police", "1.12.2018", "1 of 5"] in found
    assert "a.person@example.org" not in text_of(compose(mapping(given), kind=kind))


# -- workshops


def test_participants_stand_by_group_of_countries_in_their_order_with_counts() -> None:
    persons = (
        Participant(name="Last", organisation="Police", country="XD", consent=Consent.NAME),
        Participant(name="Nobody", organisation="University", consent=Consent.NAME),
        Participant(name="Second", organisation="Ministry", country="XB", consent=Consent.NAME),
        Participant(name="First", organisation="Ministry", country="XA", consent=Consent.NAME),
    )
    document = compose(mapping(workshops=(workshop(participants=persons),)))

    assert rows(documents.table_of(document, "Participants: A workshop")) == [
        ["EU Member States: 2"],
        ["First", DASH, "Ministry", "Country XA"],
        ["Second", DASH, "Ministry", "Country XB"],
        ["Mobility Partnership signatories: 1"],
        ["Last", DASH, "Police", "Country XD"],
        ["Organisations and others without a country: 1"],
        ["Nobody", DASH, "University", DASH],
    ]
    assert "The list has 4 participants; countries: 3, organisations: 3." in text_of(document)


def test_where_sizes_of_groups_are_withheld_no_sum_is_said_to_be_that_of_all() -> None:
    attended = tuple(
        Attendance(group=ls(name), count=count) for name, count in (("Many", 30), ("More", 40), ("Few", 1))
    )
    closed = Session(id="s", title=ls("S"), attribution=Attribution.CHATHAM_HOUSE)
    project = mapping(workshops=(workshop(attendance=attended, sessions=(closed,), marking=CLEAR),))

    internal = text_of(compose(project))
    assert "The workshop brought together 71 participants from Many, More and Few" in internal
    assert ["Total", "71"] in rows(documents.table_of(compose(project), "Attendance by group"))
    public = compose(project, "public")
    assert "among them 40 from those whose size this edition shows: More" in text_of(public)
    assert not any(row[0] == "Total" for row in rows(documents.table_of(public, "Attendance by group")))
    assert "This edition leaves out how many persons took part from 2 groups." in text_of(public)


def test_photographs_of_the_workshop_stand_there_and_those_of_the_project_with_the_project() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (30, 20)).save(stream, "PNG")
    pictures = {name: stream.getvalue() for name in ("p.png", "w.png")}
    photos = {
        name: Photo(file=f"{name}.png", caption=ls(f"Photograph {name}"), consent=True) for name in ("p", "w", "x")
    }
    shop = workshop(photos=(photos["w"], photos["x"].evolve(consent=False)), marking=CLEAR)
    project = mapping(photos=(photos["p"],), workshops=(shop,))

    public = compose(project, "public", pictures=pictures)
    captions = [plain_text(block.caption) for block in walk(public.blocks) if isinstance(block, Figure)]
    assert captions == ["Photograph p", "Photograph w"]
    assert text_of(public).count("This edition leaves out 1 photograph.") == 1
    mapped = compose(project, "public", MAPPING_REPORT, pictures=pictures)
    assert [plain_text(block.caption) for block in walk(mapped.blocks) if isinstance(block, Figure)] == ["Photograph p"]
    assert "Photograph not at hand: Photograph p" in text_of(compose(project, "public"))


def test_a_workshop_says_what_it_was_informed_by() -> None:
    activities = (Activity(id="a", title=ls("First mapping")),)
    shop = workshop(informed_by=("a", "m", "m|1", "gone"))
    other = Questionnaire(id="m", version="2", title=ls("A second form"))
    project = mapping(activities=activities, workshops=(shop,))
    project = project.evolve(questionnaires=(*project.questionnaires, other))

    assert "Informed by: First mapping; A mapping; A mapping; gone" in text_of(compose(project))


@pytest.mark.parametrize(
    ("one", "other", "parallel"),
    [
        (("09:00", "10:30"), ("10:00", "11:00"), True),
        (("09:00", "10:30"), ("10:30", "11:00"), False),
        (("09:00", ""), ("09:00", "11:00"), True),
        (("09:00", ""), ("09:30", "11:00"), False),
        (("", ""), ("09:30", "11:00"), False),
    ],
)
def test_sessions_at_the_same_time_are_said_to_be_parallel(
    one: tuple[str, str],
    other: tuple[str, str],
    parallel: bool,
) -> None:
    def session(name: str, times: tuple[str, str]) -> Session:
        starts, ends = (datetime.fromisoformat(f"2019-02-14T{each}:00+01:00") if each else None for each in times)
        return Session(id=name, title=ls(f"Session {name}"), starts=starts, ends=ends)

    text = text_of(compose(mapping(workshops=(workshop(sessions=(session("a", one), session("b", other))),))))

    assert ("In parallel with: Session b" in text) is parallel
    assert ("In parallel with: Session a" in text) is parallel


def test_a_quotation_in_another_language_is_among_the_texts_that_are_not_translated() -> None:
    given = response("XA", {"Q5": "Le plan est en vigueur."}, language="fr")
    quoted = finding("t", "tool", evidence=(Evidence(response="r-XA", link_id="Q5", quote="en vigueur"),))
    document = compose(mapping(given, findings=(quoted,)))

    notice = "Texts of which there is no English version are shown in another language: French."
    assert [block for block in document.blocks if isinstance(block, Paragraph) and block.content == notice]

"""The built-in plugin: an outline of any project, in a style of no institution, as Word and as Markdown."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from mpfkit import Brief, Project, Registry, redact
from mpfkit.builtins import OUTLINE, PLAIN, compose_outline
from mpfkit.document import Document, Heading, Paragraph, ParagraphRole, Row, Table, plain_text, walk
from mpfkit.locale import LANGUAGES, Catalogue
from mpfkit.model import (
    AbsentReason,
    Answer,
    Budget,
    Contribution,
    ContributionKind,
    Country,
    Evidence,
    Finding,
    FindingKind,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Level,
    Marking,
    MarkingLevel,
    Organisation,
    OrganisationRole,
    PartialDate,
    Period,
    ProjectStatus,
    Questionnaire,
    Response,
    Session,
    Theme,
    Workshop,
)
from mpfkit.rendering import prepare

DAY = dt.date(2019, 2, 14)
CLEAR = Marking(level=MarkingLevel.CLEAR)
AMBER = Marking(level=MarkingLevel.AMBER)


def text(value: str) -> LangString:
    return LangString.of(value)


QUESTIONNAIRE = Questionnaire(
    id="mapping",
    version="1.0",
    title=text("Mapping"),
    invited=("XA", "XB", "XC"),
    items=(
        Item(
            link_id="g",
            type=ItemType.GROUP,
            items=(Item(link_id="q1", type=ItemType.TEXT, text=text("Why?"), prefix="1"),),
        ),
        Item(link_id="q2", type=ItemType.TEXT, theme="THB", level="LEG"),
    ),
)
PROJECT = Project(
    id="p",
    title=text("A project"),
    programme="Migration Partnership Facility",
    reference="MPF-1",
    thematic_areas=("One", "Two"),
    aim=text("To see **clearly**."),
    status=ProjectStatus.CLOSED,
    period=Period(starts=PartialDate(2019, 1), ends=PartialDate(2019, 6)),
    as_of=DAY,
    scope=("MP",),
    budget=Budget(amount=Decimal("108874.50"), fund="ISF-Police"),
    organisations=(Organisation(id="eu", name=text("European Union"), role=OrganisationRole.FUNDING),),
    themes=(Theme(id="THB", label=text("Trafficking")),),
    levels=(Level(id="LEG", label=text("Legal")),),
    countries=(Country(code="XA", name=text("Country XA"), group="EU", illustrative=True), Country(code="XK")),
    questionnaires=(QUESTIONNAIRE,),
    responses=(
        Response(
            id="r1",
            questionnaire="mapping|1.0",
            country="XA",
            answers=FrozenDict({"q1": (Answer(value="Because"),), "q2": (Answer(value="Yes"),)}),
        ),
        Response(
            id="r2",
            questionnaire="mapping|1.0",
            country="XB",
            answers=FrozenDict({"q1": (Answer(absent=AbsentReason.ASKED_DECLINED),)}),
        ),
    ),
    workshops=(
        Workshop(
            id="w",
            title=text("Workshop"),
            venue="Europol Headquarters",
            city="The Hague",
            country="NL",
            starts=DAY,
            ends=dt.date(2019, 2, 15),
            sessions=(
                Session(
                    id="s1",
                    title=text("Opening"),
                    starts=dt.datetime(2019, 2, 14, 9, 30, tzinfo=dt.UTC),
                    contributions=(Contribution(id="c", kind=ContributionKind.PRESENTATION),),
                ),
                Session(id="s2", title=text("Behind closed doors"), marking=AMBER),
            ),
        ),
    ),
    findings=(
        Finding(
            id="f1",
            kind=FindingKind.GAP,
            title=text("No law"),
            countries=("XA", "XK"),
            evidence=(Evidence(response="r1", link_id="q1"),),
            illustrative=True,
        ),
        Finding(id="f2", kind=FindingKind.TOOL, title=text("A tool nobody may know"), marking=AMBER),
    ),
    marking=CLEAR,
)


def outline(project: Project, audience: str = "public", language: str = "en") -> Document:
    brief = prepare(
        project, audience=audience, language=language, kind="outline", style="plain", registry=REGISTRY
    ).brief
    return compose_outline(redact(project, audience), brief)


REGISTRY = Registry.of()


def rows(document: Document) -> list[list[str]]:
    """All rows of all tables as plain text."""
    found = []
    for block in walk(document.blocks):
        if isinstance(block, Table):
            for row in block.rows:
                cells = row.cells if isinstance(row, Row) else row
                found.append([plain_text(getattr(cell, "content", cell)) for cell in cells])
    return found


def texts(document: Document) -> list[str]:
    return [plain_text(block.content) for block in walk(document.blocks) if isinstance(block, Heading | Paragraph)]


def test_the_outline_states_the_facts_of_the_project() -> None:
    found = dict(row for row in rows(outline(PROJECT)) if len(row) == 2)
    assert found["Identifier"] == "p"
    assert found["Programme"] == "Migration Partnership Facility"
    assert found["Thematic areas"] == "One and Two"
    assert found["Status"] == "closed"
    assert found["As of"] == "14 February 2019"
    assert found["Budget"] == "EUR\u00a0108\u00a0874.50"
    assert found["Fund"] == "ISF-Police"
    assert found["European Union"] == "Funding"
    assert "To see clearly." in texts(outline(PROJECT))


def test_countries_stand_in_order_with_names_groups_and_notes() -> None:
    document = outline(PROJECT)
    table = next(block for block in document.blocks if isinstance(block, Table) and "Countries" in str(block.caption))
    cells = [[plain_text(getattr(cell, "content", cell)) for cell in row] for row in table.rows]
    codes = [row[0] for row in cells]
    assert codes[-1] == "XA"
    assert ["XA", "Country XA (illustrative)", "EU"] in cells
    assert ["MD", "Moldova", "MP"] in cells
    assert next(row for row in cells if row[0] == "XK")[1] == "Kosovo*"
    assert len(table.notes) == 1
    assert plain_text(table.notes[0]).startswith("* Kosovo: ")


def test_questions_are_listed_with_the_number_of_their_answers() -> None:
    found = rows(outline(PROJECT))
    assert ["Questions", "2"] in found
    assert ["Countries invited", "3"] in found
    assert ["Current replies", "2"] in found
    assert ["1", "Why?", "–", "–", "1"] in found
    assert ["–", "q2", "Trafficking", "Legal", "1"] in found


def test_a_changed_response_changes_the_counts() -> None:
    more = PROJECT.responses[1].evolve(answers=FrozenDict({"q1": (Answer(value="So"),)}))
    found = rows(outline(PROJECT.evolve(responses=(PROJECT.responses[0], more))))
    assert ["1", "Why?", "–", "–", "2"] in found


def test_sessions_and_findings_are_listed_and_what_is_missing_is_counted() -> None:
    public, internal = outline(PROJECT), outline(PROJECT, "internal")
    assert ["14.2.2019, 09:30", "Opening", "1"] in rows(public)
    assert ["No law (illustrative)", "Country XA and Kosovo*", "1"] in rows(public)
    said = texts(public)
    assert "One finding is withheld from this edition." in said
    assert "One session is withheld from this edition." in said
    assert "Dates: 14–15 February 2019" in said
    assert "Place: Europol Headquarters, The Hague (Netherlands)" in said
    everything = repr(public)
    assert "nobody may know" not in everything
    assert "closed doors" not in everything
    assert ["A tool nobody may know", "–", "0"] in rows(internal)
    assert not [block for block in walk(internal.blocks) if getattr(block, "role", "") == ParagraphRole.WITHHELD]


def test_an_invented_project_says_so_on_its_cover() -> None:
    cover = outline(PROJECT).cover
    assert cover is not None
    assert cover.notices == ("Illustrative data: some of what this outline lists was invented.",)
    bare = Project(id="p", title=text("A project"), as_of=DAY)
    assert outline(bare).cover.notices == ()  # type: ignore[union-attr]
    assert outline(bare.evolve(illustrative=True)).cover.notices != ()  # type: ignore[union-attr]


def test_an_empty_project_has_all_parts_and_says_that_they_are_empty() -> None:
    document = outline(Project(id="p", title=text("A project"), as_of=DAY))
    headings = [plain_text(block.content) for block in document.blocks if isinstance(block, Heading)]
    assert headings == ["Project", "Organisations", "Countries", "Questionnaires", "Workshops", "Findings"]
    assert texts(document).count("None.") == 5


def test_what_is_bare_is_listed_as_far_as_it_is_known() -> None:
    bare = PROJECT.evolve(
        questionnaires=(Questionnaire(id="empty", version="1"),),
        workshops=(
            Workshop(id="w", title=text("Somewhere")),
            Workshop(id="v", title=text("In a country"), country="NL"),
        ),
        findings=(Finding(id="f", kind=FindingKind.GAP, title=text("A gap"), countries=("XB",)),),
    )
    document = outline(bare)
    assert ["Questions", "0"] in rows(document)
    assert ["A gap", "XB", "0"] in rows(document)
    said = texts(document)
    assert "empty" in said
    assert "Place: Netherlands" in said
    assert [line for line in said if line.startswith(("Place", "Dates"))] == ["Place: Netherlands"]


def test_a_project_that_the_grant_pays_for_carries_its_funding_statement() -> None:
    document = outline(PROJECT)
    assert document.cover is not None
    assert document.cover.statement
    imprint = [block for block in document.blocks if getattr(block, "role", "") == ParagraphRole.IMPRINT]
    assert imprint


def test_a_long_title_is_cut_at_the_head_of_pages_only() -> None:
    document = outline(PROJECT.evolve(title=text("Long " * 30 + "title")))
    assert len(document.header) <= 90
    assert document.header.endswith("…")
    assert document.title.endswith("title")


def test_the_catalogues_have_the_same_keys_and_slots_in_all_languages() -> None:
    assert Catalogue.load("mpfkit", folder="builtin_phrases").problems() == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_outline_speaks_all_languages(language: str) -> None:
    document = outline(PROJECT, language=language)
    assert document.language == language
    assert document.cover is not None
    assert (document.cover.subtitle == "Project outline") is (language == "en")


def test_texts_in_another_language_than_the_report_say_which() -> None:
    both = LangString({"en": "Legal", "fr": "Juridique"})
    document = outline(PROJECT.evolve(levels=(Level(id="LEG", label=both),)), language="fr")
    assert "Span(content='A tool" not in repr(document)
    assert "Span(content='Opening', language='en'" in repr(document)
    cells = [
        cell
        for block in document.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in (row.cells if isinstance(row, Row) else row)
    ]
    assert [cell.language for cell in cells if getattr(cell, "content", "") == "Why?"] == ["en"]
    assert "Juridique" in repr(document)
    assert "content='Juridique', language" not in repr(document)
    assert "language='en'" not in repr(outline(PROJECT).blocks)


def test_the_records_say_what_they_are() -> None:
    assert (OUTLINE.name, PLAIN.name) == ("outline", "plain")
    assert OUTLINE.summary
    assert PLAIN.summary
    assert isinstance(Brief(date=DAY).options, OUTLINE.options)

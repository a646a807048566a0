"""Both report kinds: sound documents for any project, derived figures, and what editions and sessions allow."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from mpfkit.document import (
    BulletList,
    Cell,
    Document,
    Footnote,
    Paragraph,
    ParagraphRole,
    Reference,
    Section,
    Table,
    plain_text,
    walk,
)
from mpfkit.locale import Catalogue
from mpfkit.model import (
    AbsentReason,
    Answer,
    Attendance,
    Attribution,
    Audience,
    Budget,
    Choice,
    ChoiceList,
    Claim,
    Consent,
    Contribution,
    ContributionKind,
    Cooperation,
    Country,
    Delivery,
    EnableWhen,
    Evidence,
    Finding,
    FindingKind,
    FindingStatus,
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
    Participant,
    Period,
    Project,
    ProjectStatus,
    Questionnaire,
    Respondent,
    Response,
    ResponseStatus,
    Session,
    Stance,
    Theme,
    Translation,
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
    contents_of as contents,
)
from mpfkit.testing.documents import (
    headings_of as headings,
)
from mpfkit.testing.documents import (
    inlines_of as inlines,
)
from mpfkit.testing.documents import (
    rows_of as rows,
)
from mpfkit.testing.documents import (
    table_of as table,
)
from mpfkit.testing.documents import (
    text_of,
)
from mpfkit_reports import MAPPING_REPORT, WORKSHOP_REPORT, mpfkit_report_kinds

if TYPE_CHECKING:
    from mpfkit.records import ReportKind


KINDS = (WORKSHOP_REPORT, MAPPING_REPORT)
BOTH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
DAY = date(2019, 3, 1)


def ls(text: str, **others: str) -> LangString:
    return LangString({"en": text, **others})


def brief(**changes: Any) -> Brief:
    return Brief(**{"date": DAY, "audience": Audience.INTERNAL, **changes})


def compose(kind: ReportKind, project: Project, audience: str = "internal", **changes: Any) -> Document:
    return kind.compose(redact(project, audience), brief(audience=Audience(audience), **changes))


@BOTH
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_an_empty_project_says_what_is_missing_and_keeps_its_sections(kind: ReportKind, language: str) -> None:
    empty = Project(id="p", title=ls("An empty project"), as_of=date(2019, 2, 14))
    document = compose(kind, empty, language=language)
    check(document)
    catalogue = Catalogue.load("mpfkit_reports")
    assert catalogue.text("none.questionnaire", language) in text_of(document)
    assert catalogue.text("none.findings" if kind is MAPPING_REPORT else "none.tool", language) in text_of(document)


# -- a small project that has everything

CLEAR = Marking(level=MarkingLevel.CLEAR)
AMBER = Marking(level=MarkingLevel.AMBER)
RED = Marking(level=MarkingLevel.RED)
YES_NO = ChoiceList(
    id="yn",
    choices=(
        Choice(code="yes", label=ls("Yes", fr="Oui")),
        Choice(code="no", label=ls("No", fr="Non")),
        Choice(code="dev", label=ls("Under development")),
    ),
)


def item(link_id: str, kind: ItemType, text: str, **fields: Any) -> Item:
    return Item(link_id=link_id, type=kind, text=ls(text), **fields)


QUESTIONNAIRE = Questionnaire(
    id="mapping",
    version="1.0",
    title=ls("Mapping of cooperation"),
    requested_on=date(2018, 11, 12),
    return_by=date(2018, 12, 14),
    background=ls("Why *this* is asked."),
    invited=("XA", "XB", "XC", "XD"),
    choice_lists=(YES_NO,),
    items=(
        item("intro", ItemType.DISPLAY, "Please answer for 2018."),
        Item(
            link_id="g",
            type=ItemType.GROUP,
            theme="THB",
            items=(
                item(
                    "Q1", ItemType.CHOICE, "Is there a national rapporteur?", prefix="1", level="INS", choice_list="yn"
                ),
                item(
                    "Q1a",
                    ItemType.TEXT,
                    "What does the rapporteur do?",
                    prefix="1a",
                    level="INS",
                    enable_when=(EnableWhen(question="Q1", answer="yes"),),
                    hint=ls("In a few sentences."),
                ),
                item(
                    "Q2",
                    ItemType.CHOICE,
                    "Which bodies take part?",
                    prefix="2",
                    level="LEG",
                    choice_list="yn",
                    repeats=True,
                ),
                item("Q3", ItemType.QUANTITY, "What share of posts is equipped?", prefix="3", level="LEG", unit="%"),
            ),
        ),
        item("Q4", ItemType.RANKING, "Rank the documents.", prefix="4", theme="DOC", level="INS", choice_list="yn"),
        Item(
            link_id="Q5",
            type=ItemType.GROUP,
            item_control="grid",
            text=ls("To what extent?"),
            prefix="5",
            theme="DOC",
            level="LEG",
            items=(
                item("Q5.a", ItemType.CHOICE, "Prevention", choice_list="yn"),
                item("Q5.b", ItemType.CHOICE, "Investigation", choice_list="yn"),
            ),
        ),
        Item(
            link_id="Q6",
            type=ItemType.GROUP,
            item_control="table",
            text=ls("Victims and convictions"),
            prefix="6",
            theme="DOC",
            level="LEG",
            items=tuple(item(f"Q6.{n}", ItemType.INTEGER, f"Number {n}") for n in range(1, 9)),
        ),
        Item(
            link_id="Q7",
            type=ItemType.GROUP,
            repeats=True,
            text=ls("Training"),
            prefix="7",
            theme="DOC",
            level="LEG",
            items=(item("Q7.t", ItemType.STRING, "Title"), item("Q7.d", ItemType.DECIMAL, "Days")),
        ),
        item("Q8", ItemType.URL, "Link to the law", prefix="8"),
        item("Q9", ItemType.BOOLEAN, "May the reply be published?", prefix="9"),
        item("Q10", ItemType.DATE, "Valid until", prefix="10"),
        item("Q11", ItemType.DATE_TIME, "When was it seen?", prefix="11"),
        item("Q12", ItemType.TIME, "At what time?", prefix="12"),
    ),
)


def answers(**given: Any) -> FrozenDict[str, tuple[Answer, ...]]:
    return FrozenDict(
        {
            key.replace("_", "."): value
            if isinstance(value, tuple)
            else (value if isinstance(value, Answer) else Answer(value=value),)
            for key, value in given.items()
        }
    )


def full_project(**changes: Any) -> Project:
    responses = (
        Response(
            id="r-xa",
            questionnaire="mapping|1.0",
            country="XA",
            authored=datetime(2018, 12, 1, 9, tzinfo=UTC),
            language="en",
            illustrative=True,
            note=ls("Sent by post."),
            respondent=Respondent(organisation="Ministry"),
            answers=answers(
                Q1="yes",
                Q1a="The rapporteur publishes a yearly report.",
                Q2=Answer(values=("yes", "dev"), other="Labour inspectorate"),
                Q3=Decimal("62.5"),
                Q4=Answer(values=("no", "yes")),
                Q5_a="yes",
                Q5_b="no",
                **{f"Q6_{n}": n for n in range(1, 9)},
                Q7_t=(Answer(value="First", instance=(1,)), Answer(value="Second", instance=(2,))),
                Q7_d=(Answer(value=Decimal("1.5"), instance=(1,)),),
                Q8="https://www.example.org/law",
                Q9=True,
                Q10=PartialDate.parse("2020-12-31"),
                Q11=datetime(2018, 5, 3, 14, 30, tzinfo=UTC),
                Q12=datetime(2018, 5, 3, 14, 30, tzinfo=UTC).time(),
            ),
        ),
        Response(
            id="r-xb",
            questionnaire="mapping|1.0",
            country="XB",
            status=ResponseStatus.IN_PROGRESS,
            language="fr",
            illustrative=True,
            answers=answers(
                Q1="no",
                Q2=Answer(absent=AbsentReason.ASKED_DECLINED, comment="Not at this level."),
                Q3=Decimal(10),
                Q5_a="yes",
            ),
        ),
        Response(
            id="r-xc",
            questionnaire="mapping|1.0",
            country="XC",
            language="fr",
            illustrative=True,
            answers=answers(
                Q1=Answer(value="yes", marking=AMBER),
                Q1a=Answer(
                    value="Le rapporteur publie un rapport.",
                    translation=Translation(text=ls("The rapporteur reports.")),
                ),
                Q3=Answer(absent=AbsentReason.TEMP_UNKNOWN),
            ),
        ),
    )
    findings = (
        Finding(
            id="tool-1",
            kind=FindingKind.TOOL,
            title=ls("A shared register."),
            text=ls("It *works*."),
            themes=("THB",),
            levels=("INS",),
            countries=("XA",),
            illustrative=True,
            evidence=(
                Evidence(response="r-xa", link_id="Q1a", quote="yearly report"),
                Evidence(session="s-1", contribution="c-1", stance=Stance.CONTEXT),
                Evidence(external="Directive 2011/36/EU", url="https://eur-lex.europa.eu/eli/dir/2011/36/oj"),
            ),
        ),
        Finding(
            id="gp-1",
            kind=FindingKind.GOOD_PRACTICE,
            title=ls("Joint patrols"),
            cooperation=Cooperation.REGIONAL,
            evidence=(
                Evidence(response="r-xc", link_id="Q1"),
                Evidence(response="r-xb", link_id="Q3", stance=Stance.CONTRADICTS),
            ),
        ),
        Finding(
            id="gp-2", kind=FindingKind.GOOD_PRACTICE, title=ls("No level"), evidence=(Evidence(external="A book"),)
        ),
        Finding(
            id="gap-1",
            kind=FindingKind.GAP,
            title=ls("No secure channel"),
            themes=("THB", "DOC"),
            levels=("LEG",),
            evidence=(Evidence(session="s-2"),),
        ),
        Finding(id="gap-2", kind=FindingKind.CONTINGENCY, title=ls("Sudden shift"), status=FindingStatus.DRAFT),
        Finding(id="opt-1", kind=FindingKind.OPTION, title=ls("Quarterly meetings"), addresses=("gap-1", "gone")),
        Finding(id="les-1", kind=FindingKind.LESSON, title=ls("Ask early"), evidence=(Evidence(session="gone"),)),
        Finding(id="rec-1", kind=FindingKind.RECOMMENDATION, title=ls("Fund the register"), addresses=("gap-1",)),
        Finding(id="sec-1", kind=FindingKind.TOOL, title=ls("SECRET-TOOL"), marking=RED),
    )
    sessions = (
        Session(
            id="s-1",
            title=ls("Opening session."),
            starts=datetime(2019, 2, 14, 9, 30, tzinfo=UTC),
            ends=datetime(2019, 2, 14, 10, 45, tzinfo=UTC),
            themes=("THB",),
            delivery=Delivery.BOTH,
            moderator="Moderator One",
            informed_by=("Q1", "Q5.a", "tool-1", "gone"),
            illustrative=True,
            contributions=(
                Contribution(
                    id="c-1",
                    kind=ContributionKind.PRESENTATION,
                    title=ls("The register"),
                    speaker="Speaker One",
                    organisation="Agency One",
                    country="XA",
                    text=ls("A *talk*."),
                    items=("Q1",),
                    findings=("tool-1",),
                ),
                Contribution(id="c-2", kind=ContributionKind.DISCUSSION, text=ls("It was discussed.")),
                Contribution(
                    id="c-3",
                    kind=ContributionKind.FEEDBACK,
                    country="XB",
                    text=ls("Numbers differ."),
                    items=("Q3", "gone"),
                ),
                Contribution(id="c-4", kind=ContributionKind.DISCUSSION, text=ls("SECRET-TALK"), marking=RED),
            ),
            conclusions=ls("More of it."),
        ),
        Session(
            id="s-2",
            title=ls("Closed session"),
            starts=datetime(2019, 2, 15, 9, 0, tzinfo=UTC),
            attribution=Attribution.CHATHAM_HOUSE,
            moderator="Moderator Two",
            contributions=(
                Contribution(
                    id="c-5",
                    kind=ContributionKind.PRESENTATION,
                    title=ls("Without a name"),
                    speaker="Speaker Two",
                    organisation="Agency Two",
                    country="XB",
                ),
                Contribution(id="c-6", kind=ContributionKind.FEEDBACK, country="XC", title=ls("On the channel")),
                Contribution(id="c-7", kind=ContributionKind.DISCUSSION),
            ),
        ),
        Session(
            id="s-3",
            title=ls("Institutions"),
            attribution=Attribution.INSTITUTION_ONLY,
            contributions=(
                Contribution(
                    id="c-8",
                    kind=ContributionKind.PRESENTATION,
                    title=ls("By an institution"),
                    speaker="Speaker Three",
                    organisation="Agency Three",
                ),
            ),
        ),
        Session(id="s-4", title=ls("SECRET-SESSION"), marking=RED),
        Session(id="s-5", title=ls("Empty session")),
    )
    fields: dict[str, Any] = {
        "id": "demo",
        "title": ls("Law enforcement cooperation in the migratory context"),
        "as_of": date(2019, 2, 14),
        "programme": "Migration Partnership Facility",
        "reference": "MPF-1",
        "thematic_areas": ("Security cooperation", "Trafficking in human beings"),
        "aim": ls("Convene a workshop"),
        "status": ProjectStatus.CLOSED,
        "period": Period(starts=PartialDate.parse("2018-10"), ends=PartialDate.parse("2019-03")),
        "scope": ("EU", "MP", "CAMM"),
        "budget": Budget(
            amount=Decimal("108874.50"),
            fund="ISF-Police",
            date=PartialDate.parse("2019-02"),
            contract_number="C-1",
            period=Period(starts=PartialDate.parse("2018")),
            as_published="EUR 108.874.50 (ISF-Police)",
        ),
        "organisations": (
            Organisation(
                id="icmpd", name=ls("International Centre"), role=OrganisationRole.IMPLEMENTING, abbreviation="ICMPD"
            ),
            Organisation(id="eu", name=ls("European Union"), role=OrganisationRole.FUNDING),
            Organisation(id="emsc", name=ls("Europol, EMSC"), role=OrganisationRole.PARTNER),
        ),
        "themes": (
            Theme(id="THB", label=ls("Trafficking in human beings", fr="Traite"), definition=ls("What is meant.")),
            Theme(id="DOC", label=ls("Document fraud")),
            Theme(id="SOM", label=ls("Migrant smuggling")),
        ),
        "levels": (Level(id="INS", label=ls("Institutional")), Level(id="LEG", label=ls("Legal"))),
        "countries": tuple(
            Country(code=code, name=ls(f"Country {code}"), group=group, illustrative=True)
            for code, group in (("XA", "EU"), ("XB", "MP"), ("XC", "MP"), ("XD", "Observers"))
        ),
        "questionnaires": (QUESTIONNAIRE,),
        "responses": responses,
        "findings": findings,
        "workshops": (
            Workshop(
                id="w",
                title=ls("Law enforcement cooperation"),
                venue="Europol Headquarters",
                city="The Hague",
                country="NL",
                starts=date(2019, 2, 14),
                ends=date(2019, 2, 15),
                partners=("emsc",),
                format="plenary",
                rationale=ls("The mapping shaped it."),
                sessions=sessions,
                attendance=(
                    Attendance(group=ls("Member States"), count=1200),
                    Attendance(group=ls("Academia"), count=34),
                ),
                participants=(
                    Participant(
                        name="Named Person",
                        function="Officer",
                        organisation="Agency",
                        country="XA",
                        consent=Consent.NAME,
                    ),
                    Participant(name="Unnamed Person", function="Analyst", consent=Consent.FUNCTION),
                    Participant(name="Hidden Person", function="Head", consent=Consent.NONE),
                ),
            ),
        ),
        "narratives": FrozenDict({"executive-summary": ls("In **short**."), "theme-THB": ls("On this topic.")}),
        "abbreviations": FrozenDict({"THB": ls("trafficking in human beings"), "EU": ls("European Union")}),
        "claims": (Claim(id="c", text="40 countries", count="scope", value=40),),
        "marking": CLEAR,
    }
    return Project(**{**fields, **changes})


NOTICE = Notice(
    statement="Funded by the European Union",
    implemented_by="Implemented by ICMPD",
    funding="This report was funded.",
    disclaimer="Views are those of the authors.",
    rights="All rights reserved.",
)


@BOTH
@pytest.mark.parametrize(
    ("audience", "language"), list(itertools.product([audience.value for audience in Audience], ["en", "fr", "ar"]))
)
def test_the_full_project_gives_a_sound_document(kind: ReportKind, audience: str, language: str) -> None:
    check(compose(kind, full_project(), audience, language=language, notice=NOTICE))


def test_the_sections_of_the_workshop_report_stand_in_their_order() -> None:
    found = [text for text in headings(compose(WORKSHOP_REPORT, full_project())) if text.count(".") <= 1]
    assert found == [
        "Abbreviations",
        "About this edition",
        "Executive summary",
        "1 Introduction",
        "1.1 The project",
        "1.2 Method",
        "1.3 Limitations",
        "1.4 The workshop",
        "2 What the mapping found",
        "2.1 Response rate",
        "2.2 Main results by theme and level",
        "2.3 Themes and levels compared",
        "2.4 Feedback from countries",
        "3 Sessions",
        "3.1 Opening session",
        "3.2 Closed session",
        "3.3 Institutions",
        "3.4 SECRET-SESSION",
        "3.5 Empty session",
        "4 Topic by topic",
        "4.1 Trafficking in human beings",
        "4.2 Document fraud",
        "4.3 Migrant smuggling",
        "5 Outcomes",
        "5.1 Tools",
        "5.2 Good practices",
        "5.3 Gaps and contingencies, and options to overcome them",
        "5.4 Lessons learnt",
        "5.5 Recommendations",
        "6 Follow-up",
        "A Agenda",
        "B Participants",
        "C Questionnaire",
        "D Countries",
        "E Replies received",
        "F Answers cited as evidence",
    ]


def test_the_sections_of_the_mapping_report_stand_in_their_order() -> None:
    found = [text for text in headings(compose(MAPPING_REPORT, full_project())) if "." not in text]
    assert found == [
        "Abbreviations",
        "About this edition",
        "Executive summary",
        "1 Introduction",
        "2 Method and response rate",
        "3 Trafficking in human beings",
        "4 Document fraud",
        "5 Migrant smuggling",
        "6 General questions",
        "7 Themes and levels compared",
        "8 Coverage by country and theme",
        "9 Findings",
        "A Questionnaire",
        "B Countries",
        "C Replies received",
    ]


# -- facts, figures, names


@BOTH
def test_the_budget_is_written_strictly_and_quoted_as_it_was_published(kind: ReportKind) -> None:
    facts = dict(row for row in rows(table(compose(kind, full_project()), "The project at a glance")))
    assert facts["Budget"] == "EUR\N{NO-BREAK SPACE}108\N{NO-BREAK SPACE}874.50"
    assert facts["Fund"] == "ISF-Police"
    assert "EUR 108.874.50 (ISF-Police)" in facts["Budget as published"]
    assert facts["Countries in scope"].startswith("40 countries on 14")
    for group in ("28", "9", "3"):
        assert f"{group} " in facts["Countries in scope"]


def test_countries_in_scope_stand_group_by_group_in_protocol_order() -> None:
    document = compose(MAPPING_REPORT, full_project())
    states = [row[1] for row in rows(table(document, "EU Member States"))]
    assert len(states) == 28
    assert states[:4] == ["BE", "BG", "CZ", "DK"]
    assert states[-1] == "UK"
    assert len(rows(table(document, "Mobility Partnership"))) == 9
    assert [row[1] for row in rows(table(document, "Countries invited"))] == ["XA", "XB", "XC", "XD"]


def test_names_with_a_designation_carry_their_note_in_tables_and_once_in_the_text() -> None:
    evidence = (Evidence(response="r-xk", link_id="Q1"),)
    responses = (Response(id="r-xk", questionnaire="mapping|1.0", country="XK", answers=answers(Q1="yes", Q1a="x")),)
    findings = tuple(
        Finding(id=f"f{n}", kind=FindingKind.TOOL, title=ls(f"T{n}"), countries=("XK",), evidence=evidence)
        for n in (1, 2)
    )
    document = compose(WORKSHOP_REPORT, full_project(responses=responses, findings=findings))
    check(document)
    note = "This designation is without prejudice to positions on status"
    replies = table(document, "Replies by country")
    assert any("Kosovo*" in row for row in rows(replies))
    assert any(note in plain_text(each) for each in replies.notes)
    footnotes = [
        part
        for block in walk(document.blocks)
        for content in contents(block)
        for part in inlines(content)
        if isinstance(part, Footnote)
    ]
    assert len(footnotes) == 1
    assert note in plain_text(footnotes[0].content)


def test_the_response_rate_is_derived_from_the_replies() -> None:
    project = full_project()
    before = rows(table(compose(MAPPING_REPORT, project), "Replies by group"))[-1]
    assert before == ["Total", "4", "2", "1", "0", "1", "50%"]
    completed = tuple(
        each.evolve(status=ResponseStatus.COMPLETED) if each.id == "r-xb" else each for each in project.responses
    )
    after = rows(table(compose(MAPPING_REPORT, project.evolve(responses=completed)), "Replies by group"))[-1]
    assert after == ["Total", "4", "3", "0", "0", "1", "75%"]


def test_a_country_that_was_not_invited_is_counted_apart() -> None:
    project = full_project()
    other = Response(id="r-xe", questionnaire="mapping|1.0", country="XE", answers=answers(Q1="no"))
    document = compose(MAPPING_REPORT, project.evolve(responses=(*project.responses, other)))
    assert "A reply also came from 1 country that was not invited" in text_of(document)


def test_the_cover_names_kind_place_dates_edition_and_invented_data() -> None:
    cover = compose(WORKSHOP_REPORT, full_project(), "public", notice=NOTICE).cover
    assert cover is not None
    assert cover.kicker == "Migration Partnership Facility"
    assert cover.subtitle == "Workshop report"
    lines = {line.label: line.text for line in cover.lines}
    assert lines["Place"] == "Europol Headquarters, The Hague"
    assert lines["Dates"] == "14\N{EN DASH}15 February 2019"
    assert lines["Edition"] == "public"
    assert lines["Date of report"].replace("\N{NO-BREAK SPACE}", " ") == "1 March 2019"
    assert len(cover.notices) == 1
    assert (cover.statement, cover.implemented_by) == ("Funded by the European Union", "Implemented by ICMPD")


@pytest.mark.parametrize(
    ("notice", "footer"),
    [
        (NOTICE, "Funded by the European Union | Implemented by ICMPD"),
        (Notice(statement="Funded"), "Funded"),
        (Notice(implemented_by="Implemented"), "Implemented"),
        (Notice(), ""),
    ],
)
def test_the_footer_is_the_funding_strip(notice: Notice, footer: str) -> None:
    assert compose(MAPPING_REPORT, full_project(), notice=notice).footer == footer


def test_the_imprint_prints_the_notice_and_nothing_that_is_for_the_officer_only() -> None:
    imprints = [
        plain_text(block.content)
        for block in compose(MAPPING_REPORT, full_project(), notice=NOTICE).blocks
        if isinstance(block, Paragraph) and block.role is ParagraphRole.IMPRINT
    ]
    assert imprints[:2] == [NOTICE.funding, NOTICE.disclaimer]


def test_a_long_title_is_cut_for_the_header_only() -> None:
    title = "Law enforcement cooperation on crossborder crimes " * 4
    document = compose(MAPPING_REPORT, full_project(title=ls(title)))
    assert document.title == title.strip()
    assert document.header.endswith("\N{HORIZONTAL ELLIPSIS}")


@pytest.mark.parametrize(
    ("audience", "label"),
    [
        ("public", "TLP:CLEAR"),
        ("authorities", "TLP:GREEN"),
        ("member-states", "TLP:GREEN"),
        ("participants", "TLP:AMBER"),
        ("internal", "TLP:RED"),
    ],
)
def test_the_document_bears_the_strictest_marking_that_its_edition_may_hold(audience: str, label: str) -> None:
    document = compose(MAPPING_REPORT, full_project(), audience)
    assert document.marking == label
    assert document.cover is not None
    assert document.cover.marking == label


def test_limite_content_is_marked_as_such_where_it_is_shown() -> None:
    limite = Finding(id="f", kind=FindingKind.TOOL, title=ls("T"), marking=Marking(handling="LIMITE"))
    project = full_project(findings=(limite,), workshops=())
    assert compose(MAPPING_REPORT, project, "member-states").marking == "TLP:GREEN LIMITE"
    assert compose(MAPPING_REPORT, project, "internal").marking == "TLP:AMBER+STRICT LIMITE"
    assert compose(MAPPING_REPORT, project, "public").marking == "TLP:CLEAR"


# -- answers


def test_a_comparison_shows_values_reasons_and_silence_in_words() -> None:
    found = table(compose(MAPPING_REPORT, full_project()), "Question 1a")
    assert rows(found) == [
        ["EU Member States"],
        ["Country XA", "The rapporteur publishes a yearly report."],
        ["Mobility Partnership signatories"],
        ["Country XB", "\N{EN DASH}"],
        ["Country XC", "The rapporteur reports. (translation)"],
        ["Observers"],
        ["Country XD", "no reply"],
    ]
    notes = [plain_text(note) for note in found.notes]
    assert "A dash means that another answer of the country rules the question out." in notes
    assert "Illustrative replies, invented." in notes


@pytest.mark.parametrize(
    ("caption", "answer"),
    [
        ("Question 2", "Yes; Under development; Other: Labour inspectorate"),
        ("Question 3", "62.5%"),
        ("Question 4", "No (1); Yes (2)"),
        ("Question 8", "example.org/law"),
        ("Question 9", "Yes"),
        ("Question 10", "31.12.2020"),
    ],
)
def test_every_type_of_answer_is_written_for_readers(caption: str, answer: str) -> None:
    assert ["Country XA", answer] in rows(table(compose(MAPPING_REPORT, full_project()), f"{caption}:"))


def test_moments_and_times_are_written_for_readers() -> None:
    document = compose(MAPPING_REPORT, full_project())
    assert "3.5.2018" in rows(table(document, "Question 11:"))[1][1]
    assert "14" in rows(table(document, "Question 12:"))[1][1]


def test_a_refusal_keeps_its_comment() -> None:
    found = dict(row for row in rows(table(compose(MAPPING_REPORT, full_project()), "Question 2:")) if len(row) == 2)
    assert found["Country XB"] == "declined\nComment: Not at this level."


def test_grids_wide_tables_and_rosters_have_fitting_tables() -> None:
    document = compose(MAPPING_REPORT, full_project())
    grid = table(document, "Question 5")
    assert [plain_text(column.header) for column in grid.columns] == ["Country", "Prevention", "Investigation"]
    long = table(document, "Question 6")
    assert [plain_text(column.header) for column in long.columns] == ["Country", "Item", "Answer"]
    assert rows(long)[1:3] == [["Country XA", "Number 1", "1"], ["Country XA", "Number 2", "2"]]
    roster = table(document, "Question 7")
    assert rows(roster)[1:3] == [["Country XA", "First", "1.5"], ["Country XA", "Second", "\N{EN DASH}"]]


def test_answers_in_another_language_say_in_which() -> None:
    responses = (
        Response(
            id="r",
            questionnaire="mapping|1.0",
            country="XA",
            language="fr",
            answers=answers(Q1="yes", Q1a="Il publie."),
        ),
    )
    found = table(compose(MAPPING_REPORT, full_project(responses=responses)), "Question 1a")
    languages = [
        part.language
        for row in found.rows
        for cell in cells(row)
        for part in inlines(cell.content if isinstance(cell, Cell) else cell)
        if getattr(part, "language", "")
    ]
    assert languages == ["fr"]


def test_counts_below_a_question_are_derived() -> None:
    document = compose(MAPPING_REPORT, full_project())
    blocks = list(walk(document.blocks))
    counts = next(
        each
        for each in blocks
        if isinstance(each, Table) and each.description == "How often each answer was given to question 1"
    )
    assert rows(counts) == [
        ["Yes", "2", "67%"],
        ["No", "1", "33%"],
        ["Under development", "0", "0%"],
        ["Base", "3", "\N{EN DASH}"],
    ]


def test_figures_that_are_all_withheld_are_not_said_to_be_missing() -> None:
    responses = tuple(
        Response(id=f"r-{code}", questionnaire="mapping|1.0", country=code, marking=AMBER, answers=answers(**given))
        for code, given in (("XA", {"Q3": 5, "Q4": Answer(values=("yes",))}),)
    )
    text = text_of(compose(MAPPING_REPORT, full_project(responses=responses, findings=()), "public"))
    assert text.count("This edition shows none of the answers given.") == 2
    assert "Answered by 1 of 1 country that was due to answer (100%)" in text


def test_questions_without_a_number_are_lettered_or_numbered() -> None:
    plain = QUESTIONNAIRE.evolve(items=(item("x", ItemType.TEXT, "First?"), item("y", ItemType.TEXT, "Second?")))
    document = compose(MAPPING_REPORT, full_project(questionnaires=(plain,), responses=(), findings=(), workshops=()))
    assert [text for text in headings(document) if "Question " in text] == ["6.1 Question 1", "6.2 Question 2"]
    mixed = QUESTIONNAIRE.evolve(
        items=(item("x", ItemType.TEXT, "First?", prefix="1"), item("y", ItemType.TEXT, "Second?"))
    )
    document = compose(MAPPING_REPORT, full_project(questionnaires=(mixed,), responses=(), findings=(), workshops=()))
    assert any(text.endswith("Question A") for text in headings(document))


def test_closed_answers_stand_for_themselves_as_evidence_and_parts_of_grids_are_named() -> None:
    finding = Finding(
        id="f",
        kind=FindingKind.GAP,
        title=ls("A gap"),
        evidence=(Evidence(response="r-xa", link_id="Q5.b"), Evidence(response="r-xa", link_id="Q3")),
    )
    text = text_of(compose(MAPPING_REPORT, full_project(findings=(finding,), workshops=())))
    assert "Country XA, question 5 (Investigation): No" in text
    assert "Country XA, question 3: 62.5%" in text


# -- editions


@BOTH
def test_the_public_edition_has_placeholders_and_counts_but_none_of_the_text(kind: ReportKind) -> None:
    project = full_project()
    public = text_of(compose(kind, project, "public"))
    internal = text_of(compose(kind, project, "internal"))
    assert "SECRET" not in public
    assert "SECRET-TOOL" in internal
    assert "This edition leaves out 1 finding." in public
    assert "Nothing was withheld" not in public
    if kind is WORKSHOP_REPORT:
        assert "This edition leaves out 1 session." in public
        assert "This edition leaves out 1 contribution to this session." in public
        assert "SECRET-TALK" in internal
    else:
        assert "Not disseminated in this edition: 1 reply." in public
        assert ["Country XC", "withheld"] in rows(table(compose(kind, project, "public"), "Question 1:"))


def test_an_edition_from_which_nothing_was_withheld_says_so() -> None:
    project = full_project(findings=(), workshops=(), responses=())
    assert "Nothing was withheld from this edition." in text_of(compose(MAPPING_REPORT, project, "public"))


def test_evidence_that_this_edition_does_not_show_is_counted_where_it_belongs() -> None:
    cleared = Finding(
        id="f",
        kind=FindingKind.TOOL,
        title=ls("Cleared"),
        marking=Marking(level=MarkingLevel.CLEAR, note="Cleared by the country."),
        evidence=(Evidence(response="r-xc", link_id="Q1"),),
    )
    public = text_of(compose(MAPPING_REPORT, full_project(findings=(cleared,)), "public"))
    assert "This edition leaves out 1 piece of evidence." in public


@pytest.mark.parametrize(
    ("audience", "shown", "hidden"),
    [
        (
            "public",
            ["Speaker One", "Agency One", "Moderator One", "Agency Three"],
            [
                "Speaker Two",
                "Agency Two",
                "Moderator Two",
                "Speaker Three",
                "Named Person",
                "Unnamed Person",
                "Analyst",
            ],
        ),
        (
            "participants",
            ["Speaker One", "Named Person", "Analyst"],
            ["Speaker Two", "Unnamed Person", "Hidden Person"],
        ),
        ("internal", ["Speaker Two", "Agency Two", "Moderator Two", "Speaker Three", "Hidden Person"], []),
    ],
)
def test_attribution_and_consent_decide_who_is_named(audience: str, shown: list[str], hidden: list[str]) -> None:
    text = text_of(compose(WORKSHOP_REPORT, full_project(), audience))
    assert [name for name in shown if name not in text] == []
    assert [name for name in hidden if name in text] == []
    assert "Chatham House Rule" in text


def test_feedback_under_the_chatham_house_rule_names_no_country() -> None:
    text = text_of(compose(WORKSHOP_REPORT, full_project(), "public"))
    assert "A participant: On the channel" in text
    assert "Country XC: On the channel" not in text
    assert "Country XC: On the channel" in text_of(compose(WORKSHOP_REPORT, full_project(), "internal"))


# -- findings and sessions


def test_evidence_leads_to_the_place_where_it_is_printed() -> None:
    for kind, key in ((WORKSHOP_REPORT, "answer-r-xa-Q1a"), (MAPPING_REPORT, "question-Q1a")):
        document = compose(kind, full_project())
        found = {
            part.key
            for block in walk(document.blocks)
            if isinstance(block, BulletList)
            for content in contents(block)
            for part in inlines(content)
            if isinstance(part, Reference)
        }
        assert key in found


def test_a_finding_shows_country_question_quotation_session_and_source() -> None:
    text = text_of(compose(WORKSHOP_REPORT, full_project()))
    assert "Country XA, question 1a: \N{LEFT SINGLE QUOTATION MARK}yearly report\N{RIGHT SINGLE QUOTATION MARK}" in text
    assert "Session: Opening session, presentation" in text
    assert "Directive 2011/36/EU" in text
    assert "(contradicts the finding)" in text
    assert "Draft, not yet agreed" in text
    assert "A session that this edition does not show" in text


def test_gaps_stand_with_the_options_that_address_them() -> None:
    found = rows(table(compose(WORKSHOP_REPORT, full_project()), "Gaps and contingencies"))
    nothing = "\N{EN DASH}"
    assert ["No secure channel", "Gap", "Legal", nothing, "1", "Quarterly meetings\nFund the register"] in found
    assert ["Sudden shift", "Contingency", nothing, nothing, "0", "No option yet"] in found


def test_a_session_shows_the_questions_that_informed_it_with_their_results() -> None:
    found = rows(table(compose(WORKSHOP_REPORT, full_project()), "Mapping results that informed the session"))
    assert found[0] == ["1", "Is there a national rapporteur?", "Yes: 2; No: 1 (base: 3 replies)"]
    assert found[1] == ["5", "To what extent?", "Answered at least in part by 2 countries"]


def test_counts_leave_withheld_replies_out_where_these_could_be_told() -> None:
    text = text_of(compose(WORKSHOP_REPORT, full_project(), "public"))
    assert "Yes: 1; No: 1 (base: 2 replies)" in text
    assert "Yes: 2" not in text
    assert "Yes: 2; No: 1 (base: 3 replies)" in text_of(compose(WORKSHOP_REPORT, full_project(), "internal"))
    told = "The counts are those of the replies that this edition shows; 1 reply is withheld."
    assert told in text_of(compose(MAPPING_REPORT, full_project(), "public"))
    assert told not in text_of(compose(MAPPING_REPORT, full_project(), "internal"))


def test_attendance_is_counted_by_group() -> None:
    found = rows(table(compose(WORKSHOP_REPORT, full_project()), "Attendance"))
    assert found == [
        ["Member States", "1\N{NO-BREAK SPACE}200"],
        ["Academia", "34"],
        ["Total", "1\N{NO-BREAK SPACE}234"],
    ]


def test_the_coverage_matrix_lies_across_and_says_in_figures_what_shading_shows() -> None:
    document = compose(MAPPING_REPORT, full_project())
    (section,) = [block for block in document.blocks if isinstance(block, Section)]
    assert section.landscape
    found = table(document, "Questions answered by country")
    assert [plain_text(column.header) for column in found.columns] == [
        "Country",
        "THB INS",
        "THB LEG",
        "DOC INS",
        "DOC LEG",
        "Reply",
    ]
    assert ["Country XB", "1/1", "1/2", "0/1", "1/12", "Partial"] in rows(found)
    assert ["Country XD", "\N{EN DASH}", "\N{EN DASH}", "\N{EN DASH}", "\N{EN DASH}", "No reply"] in rows(found)


def test_many_levels_are_put_together_by_theme() -> None:
    levels = tuple(Level(id=f"L{n}", label=ls(f"Level {n}")) for n in range(20))
    form = QUESTIONNAIRE.evolve(
        items=tuple(item(f"Q{n}", ItemType.TEXT, f"Question {n}", theme="THB", level=f"L{n}") for n in range(20))
    )
    project = full_project(levels=levels, questionnaires=(form,), findings=(), workshops=(), responses=())
    columns = table(compose(MAPPING_REPORT, project), "Questions answered by country").columns
    assert [plain_text(column.header) for column in columns] == ["Country", "Trafficking in human beings", "Reply"]


def test_a_summary_is_derived_where_the_officer_wrote_none() -> None:
    text = text_of(compose(WORKSHOP_REPORT, full_project(narratives=FrozenDict())))
    assert "replies to the mapping came from 3 countries" in text
    assert "the response rate, counting complete replies, is 50%" in text
    assert "the workshop had 5 sessions" in text
    assert "2 good practices were identified" in text


def test_the_officers_own_texts_stand_in_their_sections() -> None:
    keys = (
        "acknowledgements",
        "introduction",
        "method",
        "limitations",
        "mapping",
        "outcomes",
        "conclusions",
        "follow-up",
        "theme-DOC",
        "executive-summary",
    )
    narratives = FrozenDict({key: ls(f"Written: {key}") for key in keys})
    text = text_of(compose(WORKSHOP_REPORT, full_project(narratives=narratives)))
    assert [key for key in keys if f"Written: {key}" not in text] == []
    mapping = text_of(compose(MAPPING_REPORT, full_project(narratives=narratives)))
    assert [key for key in set(keys) - {"outcomes", "follow-up"} if f"Written: {key}" not in mapping] == []


def test_a_project_with_two_workshops_names_each() -> None:
    project = full_project()
    second = Workshop(id="w2", title=ls("A second workshop"), sessions=(), starts=date(2019, 5, 1))
    document = compose(WORKSHOP_REPORT, project.evolve(workshops=(*project.workshops, second)))
    check(document)
    assert document.title == "Law enforcement cooperation in the migratory context"
    assert "1.5 A second workshop" in headings(document)


def test_illustrative_content_is_marked_where_it_stands() -> None:
    document = compose(WORKSHOP_REPORT, full_project())
    assert any(
        isinstance(block, Paragraph) and block.role is ParagraphRole.ILLUSTRATIVE for block in walk(document.blocks)
    )
    assert text_of(document).count("Illustrative") > 5
    real = full_project(responses=(), findings=(), workshops=(), countries=())
    assert "llustrative" not in text_of(compose(WORKSHOP_REPORT, real))


# -- the plugin


def test_the_plugin_offers_its_kinds_by_name() -> None:
    offered = [kind.name for kind in mpfkit_report_kinds()]
    assert {kind.name for kind in KINDS} <= set(offered)
    assert offered == sorted(offered)
    assert all(kind.summary for kind in mpfkit_report_kinds())

"""The background paper: what the mapping found, what is not known, and sessions with their score explained."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpfkit import render
from mpfkit.document import Chart, ChartKind, Document, Figure, NumberedList, Span, plain_text, walk
from mpfkit.errors import RenderError
from mpfkit.locale import Catalogue
from mpfkit.model import (
    AbsentReason,
    Answer,
    Audience,
    Choice,
    ChoiceList,
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
    Project,
    Questionnaire,
    Response,
    ResponseStatus,
    Session,
    Theme,
    Workshop,
)
from mpfkit.projects import load_project
from mpfkit.records import Brief
from mpfkit.redaction import redact
from mpfkit.testing.documents import (
    assert_sound as check,
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
from mpfkit.testing.strategies import projects
from mpfkit_reports import BACKGROUND_PAPER
from mpfkit_reports.background_paper import BackgroundPaperOptions

ls = LangString.of
EXAMPLE = Path(__file__).parents[3] / "examples" / "law-enforcement-cooperation"
CLEAR = Marking(level=MarkingLevel.CLEAR)
AMBER = Marking(level=MarkingLevel.AMBER)
YES_NO = ChoiceList(id="yn", choices=(Choice(code="yes", label=ls("Yes")), Choice(code="no", label=ls("No"))))


def item(link_id: str, theme: str, level: str, text: str, **fields: Any) -> Item:
    number = link_id.removeprefix("Q")
    values = {"type": ItemType.TEXT, "prefix": number, "theme": theme, "level": level, "text": ls(text), **fields}
    return Item(link_id=link_id, **values)


FORM = Questionnaire(
    id="q",
    version="1",
    title=ls("A mapping"),
    invited=("XA", "XB", "XC", "XD", "XE", "XF"),
    choice_lists=(YES_NO,),
    items=(
        item("Q1", "THB", "INS", "Is there a rapporteur?", type=ItemType.CHOICE, choice_list="yn"),
        item("Q2", "THB", "LEG", "What does the law say?"),
        item("Q3", "DOC", "INS", "Is there a centre?", type=ItemType.CHOICE, choice_list="yn"),
        Item(
            link_id="Q4",
            type=ItemType.GROUP,
            item_control="grid",
            prefix="4",
            theme="DOC",
            level="LEG",
            text=ls("To what extent?"),
            items=tuple(
                Item(link_id=f"Q4.{part}", type=ItemType.CHOICE, choice_list="yn", text=ls(f"Part {part}"))
                for part in "ab"
            ),
        ),
        item("Q5", "", "", "May it be published?", type=ItemType.BOOLEAN),
    ),
)
ANSWERS: dict[str, dict[str, Any]] = {
    "XA": {"Q1": "yes", "Q2": "a", "Q3": "yes", "Q4.a": "yes", "Q4.b": "yes", "Q5": True},
    "XB": {"Q1": "no", "Q3": "yes", "Q4.a": "no", "Q4.b": "yes"},
    "XC": {"Q1": "yes", "Q3": "yes", "Q4.a": "yes", "Q4.b": "yes"},
    "XD": {"Q1": "no", "Q3": "yes", "Q4.a": "no", "Q4.b": "yes"},
}


def finding(identifier: str, kind: FindingKind, theme: str, level: str, **fields: Any) -> Finding:
    values = {"title": ls(f"The {identifier}."), "themes": (theme,), "levels": (level,), **fields}
    return Finding(id=identifier, kind=kind, **values)


FINDINGS = (
    finding("gap", FindingKind.GAP, "THB", "INS", countries=("XB", "XA"), text=ls("It is *open*.")),
    finding("shift", FindingKind.CONTINGENCY, "THB", "INS", status=FindingStatus.DRAFT),
    finding("option", FindingKind.OPTION, "THB", "INS", addresses=("gap",)),
    finding("late-option", FindingKind.OPTION, "THB", "INS", addresses=("shift",), evidence=(Evidence(session="s"),)),
    finding(
        "register",
        FindingKind.TOOL,
        "DOC",
        "INS",
        themes=("DOC", "THB"),
        illustrative=True,
        evidence=(Evidence(response="r-XA", link_id="Q3"), Evidence(response="r-XA", link_id="Q4.a")),
    ),
)


def project(**fields: Any) -> Project:
    responses = tuple(
        Response(
            id=f"r-{code}",
            questionnaire="q|1",
            country=code,
            answers=FrozenDict(
                {
                    key: (value if isinstance(value, Answer) else Answer(value=value),)
                    for key, value in ANSWERS[code].items()
                }
            ),
        )
        for code in ANSWERS
    )
    return Project(
        **{
            "id": "p",
            "title": ls("A project"),
            "aim": ls("To cooperate"),
            "as_of": date(2019, 2, 14),
            "marking": CLEAR,
            "themes": (
                Theme(id="THB", label=ls("Trafficking")),
                Theme(id="DOC", label=ls("Documents")),
                Theme(id="SOM", label=ls("Smuggling")),
            ),
            "levels": (Level(id="INS", label=ls("Institutional")), Level(id="LEG", label=ls("Legal"))),
            "questionnaires": (FORM,),
            "responses": responses,
            "findings": FINDINGS,
            "workshops": (
                Workshop(
                    id="w",
                    title=ls("A workshop."),
                    city="The Hague",
                    country="NL",
                    starts=date(2019, 2, 14),
                    sessions=(Session(id="s", title=ls("S")),),
                ),
            ),
            **fields,
        }
    )


def compose(found: Project, audience: str = "internal", **fields: Any) -> Document:
    brief = Brief(**{"date": date(2019, 1, 15), "audience": Audience(audience), **fields})
    return BACKGROUND_PAPER.compose(redact(found, audience), brief)


def section(document: Document, title: str) -> str:
    """Return the text below a heading of the second level, up to the next."""
    text = text_of(document)
    return text.partition(f"\n{title}\n")[2]


def questions(document: Document) -> list[list[str]]:
    return [
        [plain_text(entry) for entry in block.items if isinstance(entry, str | tuple | Span)]
        for block in walk(document.blocks)
        if isinstance(block, NumberedList)
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    data=st.data(),
    audience=st.sampled_from(Audience),
    language=st.sampled_from(("en", "fr", "ar")),
    sessions=st.integers(1, 30),
)
def test_any_project_gives_a_sound_paper(data: st.DataObject, audience: Audience, language: str, sessions: int) -> None:
    options = BackgroundPaperOptions(sessions=sessions)
    check(compose(data.draw(projects()), audience.value, language=language, options=options))


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_an_empty_project_says_what_is_missing(language: str) -> None:
    document = compose(Project(id="p", title=ls("T"), as_of=date(2019, 2, 14)), language=language)
    check(document)
    own = Catalogue.load("mpfkit_reports", "phrases/background-paper")
    text = text_of(document)
    assert own.text("choice.nothing", language) in text
    assert own.text("purpose.project", language) in text
    assert Catalogue.load("mpfkit_reports").text("none.questionnaire", language) in text


def test_a_questionnaire_without_replies_is_nothing_to_compare() -> None:
    document = compose(project(responses=(), findings=()))
    check(document)
    text = text_of(document)
    assert "The mapping has 2 questions on this theme; no answer was due yet." in text
    assert "No country has replied yet." in text
    assert "Nothing has been recorded yet that would call for a session." in text


def test_the_sections_stand_in_their_order() -> None:
    assert [title for title in headings(compose(project())) if title.count(".") <= 1] == [
        "About this edition",
        "1 Purpose of this paper",
        "2 The mapping in brief",
        "2.1 Response rate",
        "2.2 Main results by theme",
        "3 What is not known",
        "3.1 Countries without a complete reply",
        "3.2 Questions with few answers",
        "4 Proposed sessions",
        "4.1 How the sessions were chosen",
        "4.2 Trafficking: Institutional",
        "4.3 Documents: Legal",
        "4.4 Trafficking: Legal",
        "4.5 Documents: Institutional",
        "5 Proposed outline of the agenda",
        "A Questionnaire",
        "B Countries",
    ]


def test_the_purpose_names_the_workshop_and_what_was_known_before_it() -> None:
    text = text_of(compose(project()))
    assert "This paper prepares the workshop ‘A workshop’." in text
    assert "Place: The Hague, Netherlands" in text
    assert "Findings that rest on sessions of the workshop alone are left out" in text
    assert "late-option" not in text
    without = tuple(each for each in FINDINGS if each.id != "late-option")
    assert "are left out, because" not in text_of(compose(project(findings=without)))
    written = text_of(compose(project(narratives=FrozenDict({"background-paper": ls("My **own** words.")}))))
    assert "My own words." in written
    assert "This paper prepares the workshop" not in written


def test_several_workshops_are_all_named() -> None:
    found = project()
    (shop,) = found.workshops
    second = shop.evolve(id="w2", title=ls("Another workshop"), city="Tunis", country="TN", sessions=())
    document = compose(found.evolve(workshops=(shop, second)))
    assert document.title == "A project"
    text = text_of(document)
    assert "A workshop\nPlace: The Hague" in text
    assert "Another workshop\nPlace: Tunis" in text


# -- the mapping in brief


def test_themes_are_summed_up_with_the_questions_on_which_replies_agree_and_differ() -> None:
    document = compose(project())
    text = text_of(document)
    assert "The mapping has 2 questions on this theme; countries gave 5 of the 8 answers that were due (63%)." in text
    assert "replies are most alike on question 3: Yes: 4; No: 0" not in text
    assert "replies are most alike on question 3: Yes: 4 (base: 4 replies)" in text
    assert "replies differ most on question 4 (Part a): Yes: 2; No: 2 (base: 4 replies)" in text
    assert "1 gap was identified" in text
    assert "1 tool was identified" in text
    assert "The questionnaire has no question on this theme." in text


def test_a_chart_shows_the_question_on_which_replies_differ_most() -> None:
    charts = [
        block
        for block in walk(compose(project()).blocks)
        if isinstance(block, Figure) and isinstance(block.graphic, Chart)
    ]
    bars = [each for each in charts if each.graphic.kind is ChartKind.BAR]
    assert [plain_text(each.caption) for each in bars] == ["Question 1: Is there a rapporteur?", "Question 4: Part a"]
    first = bars[0].graphic
    assert (first.categories, first.series[0].values) == (("Yes", "No"), (2.0, 2.0))
    assert "Yes: 2; No: 2" in first.alt


def test_no_chart_is_drawn_where_all_replies_are_alike() -> None:
    found = project()
    same = tuple(
        each.evolve(answers=FrozenDict({**each.answers, "Q1": (Answer(value="yes"),)})) for each in found.responses
    )
    document = compose(found.evolve(responses=same))
    captions = [plain_text(block.caption) for block in walk(document.blocks) if isinstance(block, Figure)]
    assert not any(caption.startswith("Question 1") for caption in captions)
    assert "replies differ most on question 1" not in text_of(document)


# -- what is not known


def test_countries_that_did_not_reply_in_full_are_named() -> None:
    found = project()
    responses = tuple(
        each.evolve(status=ResponseStatus.IN_PROGRESS)
        if each.country == "XB"
        else each.evolve(
            status=ResponseStatus.STOPPED,
            answers=FrozenDict({"Q1": (Answer(absent=AbsentReason.ASKED_DECLINED),)}),
        )
        if each.country == "XC"
        else each
        for each in found.responses
    )
    text = text_of(compose(found.evolve(responses=responses)))
    assert "No reply came from XE and XF." in text
    assert "The reply is partial in the case of XB." in text
    assert "The following declined to reply: XC." in text
    complete = FORM.evolve(invited=tuple(ANSWERS))
    assert "All countries invited replied in full." in text_of(compose(found.evolve(questionnaires=(complete,))))


def test_questions_with_few_answers_are_listed_with_their_numbers() -> None:
    document = compose(project())
    assert rows(table(document, "Questions with few answers")) == [
        ["2", "What does the law say?", "Trafficking", "1 of 4"],
        ["5", "May it be published?", "General questions", "1 of 4"],
    ]
    text = text_of(document)
    assert "The questionnaire has no question on the following: Smuggling." in text
    assert "On 1 topic it is not known how far replies differ" in text


def test_questions_that_most_answered_are_said_to_be_so() -> None:
    form = FORM.evolve(items=(FORM.items[0],))
    text = text_of(compose(project(questionnaires=(form,))))
    assert "At least half of the countries that were due to answer did so on each question." in text


def test_limits_are_those_that_the_officer_wrote() -> None:
    document = compose(project(narratives=FrozenDict({"limitations": ls("Replies were not verified.")})))
    assert "3.3 Limits of the results" in headings(document)
    assert "Replies were not verified." in text_of(document)


# -- proposed sessions


def test_the_score_is_shown_part_by_part_and_adds_up() -> None:
    document = compose(project())
    found = table(document, "Topics by score")
    assert [plain_text(column.header) for column in found.columns] == [
        "Topic",
        "Gaps",
        "Open gaps",
        "Difference",
        "Practices",
        "Silence",
        "Score",
    ]
    assert rows(found) == [
        ["Proposed sessions"],
        ["Trafficking: Institutional", "2 (4)", "1 (1)", "1 (4)", "0 (0)", "0 (0)", "9.00"],
        ["Documents: Legal", "0 (0)", "0 (0)", "0.50 (2)", "0 (0)", "0 (0)", "2.00"],
        ["Trafficking: Legal", "0 (0)", "0 (0)", "\N{EN DASH}", "0 (0)", "0.75 (1.50)", "1.50"],
        ["Documents: Institutional", "0 (0)", "0 (0)", "0 (0)", "1 (1)", "0 (0)", "1.00"],
    ]


def test_the_weights_stand_with_their_reasons() -> None:
    found = rows(table(compose(project()), "What the parts of the score count"))
    assert [(row[0], row[2]) for row in found] == [
        ("Gaps", "2"),
        ("Open gaps", "1"),
        ("Difference", "4"),
        ("Practices", "1"),
        ("Silence", "2"),
    ]
    assert found[0][3] == "A workshop is there to overcome gaps."


def test_options_change_weights_and_the_number_of_sessions() -> None:
    options = BackgroundPaperOptions(sessions=1, weight_gaps=Decimal("0.5"), weight_practices=Decimal(9))
    document = compose(project(), options=options)
    check(document)
    assert rows(table(document, "Topics by score"))[:4] == [
        ["Proposed sessions"],
        ["Documents: Institutional", "0 (0)", "0 (0)", "0 (0)", "1 (9)", "0 (0)", "9.00"],
        ["Topics without a session of their own"],
        ["Trafficking: Institutional", "2 (1)", "1 (1)", "1 (4)", "0 (0)", "0 (0)", "6.00"],
    ]
    assert "This paper proposes 1 session." in text_of(document)
    assert "Trafficking: Institutional: The gap; The shift" in section(
        document, "Topics without a session of their own"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sessions": "0"}, "sessions is 0; give a number from 1 to 30"),
        ({"sessions": "31"}, "sessions is 31; give a number from 1 to 30"),
        ({"sessions": "few"}, "write a whole number"),
        ({"weight-gaps": "-1"}, "weight-gaps is -1; give 0 or more"),
        ({"weight-silence": "much"}, "write a number"),
    ],
)
def test_options_that_make_no_sense_are_refused_in_one_line(options: dict[str, str], message: str) -> None:
    with pytest.raises(RenderError, match=message) as caught:
        render(project(), kind="background-paper", style="plain", format="md", options=options)
    assert "\n" not in str(caught.value)


def test_weights_of_nothing_propose_nothing() -> None:
    nothing = {f"weight_{name}": Decimal(0) for name in ("gaps", "unaddressed", "difference", "practices", "silence")}
    document = compose(project(), options=BackgroundPaperOptions(**nothing))  # type: ignore[arg-type]
    check(document)
    assert "5 Proposed outline of the agenda" not in headings(document)


def test_a_session_says_why_what_and_how_long() -> None:
    text = text_of(compose(project())).partition("\nTrafficking: Institutional\nForm:")[2]
    text = text.partition("\nDocuments: Legal\nForm:")[0]
    assert " moderated open discussion\nSuggested length: 75 minutes\nRank: 1 of 4, with a score of 9.00" in text
    assert "2 gaps and contingencies to discuss (points: 4)" in text
    assert "1 of these without an option so far (points: 1)" in text
    assert "replies differ by 1 on a scale from 0 to 1 (points: 4)" in text
    assert "The gap\nCountries: XA; XB\nOptions put forward: ‘The option’\nIt is open." in text
    assert "The shift\nDraft, not yet agreed" in text
    assert "The register (see Documents: Institutional)" in text
    assert "Illustrative" not in text


def test_informing_questions_have_a_result_and_their_difference() -> None:
    document = compose(project())
    assert rows(table(document, "Informing questions: Trafficking: Institutional")) == [
        ["1", "Is there a rapporteur?", "Yes: 2; No: 2 (base: 4 replies)", "1"]
    ]
    assert rows(table(document, "Informing questions: Documents: Legal")) == [
        ["4", "To what extent?", "Answered at least in part by 4 countries", "0.50"]
    ]
    # The tool rests on an answer to another topic, too.
    assert [row[0] for row in rows(table(document, "Informing questions: Documents: Institutional"))] == ["3", "4"]


def test_a_topic_without_questions_says_so() -> None:
    alone = finding("lonely", FindingKind.GAP, "SOM", "LEG")
    text = section(compose(project(findings=(alone,))), "Smuggling: Legal")
    assert "The mapping has no question on this topic." in text


def test_each_session_has_questions_for_its_discussion() -> None:
    differ = "differ, and does the difference hamper cooperation?"
    assert questions(compose(project())) == [
        [
            "Which option can be agreed on to overcome the following gap or contingency: ‘The gap’?",
            "What would overcome the following gap or contingency, and who would have to act: ‘The shift’?",
            f"Why do replies to question 1 (‘Is there a rapporteur?’) {differ}",
        ],
        [f"Why do replies to question 4 (Part a) (‘To what extent?’) {differ}"],
        ["What keeps countries from answering question 2 (‘What does the law say?’)?"],
        ["What would other countries need in order to adopt the following: ‘The register’?"],
    ]


def test_the_outline_takes_the_sessions_in_order_and_adds_their_minutes_up() -> None:
    document = compose(project())
    assert rows(table(document, "Proposed outline of the agenda")) == [
        [
            "1",
            "Results of the mapping and feedback of the countries",
            "presentation and moderated open discussion",
            "60",
        ],
        ["2", "Trafficking: Institutional", "moderated open discussion", "75"],
        ["3", "Documents: Legal", "moderated open discussion", "45"],
        ["4", "Trafficking: Legal", "moderated open discussion", "30"],
        ["5", "Documents: Institutional", "presentation", "45"],
        ["6", "Conclusions and follow-up", "moderated open discussion", "45"],
        ["Total", "300"],
    ]
    assert (
        "The sessions take 300 minutes. With at most 6 hours of sessions a day, the workshop needs 1 day."
        in text_of(document)
    )


def test_texts_in_another_language_keep_it_in_sessions_and_questions() -> None:
    french = LangString({"fr": "Pas de canal."})
    found = project(findings=(finding("g", FindingKind.GAP, "THB", "INS", title=french),))
    document = compose(found)
    quoted = [
        plain_text(part)
        for block in walk(document.blocks)
        if isinstance(block, NumberedList)
        for entry in block.items
        for part in inlines(entry)
        if isinstance(part, Span) and part.language == "fr"
    ]
    assert quoted == ["‘Pas de canal’"]


# -- editions


def test_withheld_findings_are_counted_and_in_no_score() -> None:
    hidden = finding("SECRET", FindingKind.GAP, "THB", "LEG", marking=AMBER)
    found = project(findings=(*FINDINGS, hidden))
    document = compose(found, "public")
    text = text_of(document)
    assert "SECRET" not in text
    assert "This edition leaves out 1 finding." in section(document, "Proposed sessions")
    assert ["Trafficking: Legal", "0 (0)", "0 (0)", "\N{EN DASH}", "0 (0)", "0.75 (1.50)", "1.50"] in rows(
        table(document, "Topics by score")
    )
    assert "SECRET" in text_of(compose(found, "internal"))


def test_where_counts_are_kept_back_differences_and_charts_are_those_of_the_replies_shown() -> None:
    found = project()

    def public(value: str) -> Document:
        hidden = Response(
            id="r-XE",
            questionnaire="q|1",
            country="XE",
            answers=FrozenDict({"Q1": (Answer(value=value, marking=AMBER),)}),
        )
        return compose(found.evolve(responses=(*found.responses, hidden)), "public")

    assert public("yes") == public("no")
    text = text_of(public("yes"))
    assert "The counts are those of the replies that this edition shows; 1 reply is withheld." in text
    assert "Where counts of a question are kept back in this edition" in text
    assert "Where counts of a question" not in text_of(compose(found))


def test_counts_are_derived_from_the_data() -> None:
    found = project()
    before = rows(table(compose(found), "Topics by score"))
    fewer = tuple(each for each in found.responses if each.country != "XD")
    after = rows(table(compose(found.evolve(responses=fewer)), "Topics by score"))
    assert before != after
    assert ["Trafficking: Institutional", "2 (4)", "1 (1)", "0.89 (3.56)", "0 (0)", "0 (0)", "8.56"] in after


@pytest.mark.parametrize("audience", [audience.value for audience in Audience])
def test_the_example_gives_a_sound_paper_that_says_what_is_invented(audience: str) -> None:
    document = compose(load_project(EXAMPLE), audience)
    check(document)
    text = text_of(document)
    assert "Illustrative replies, invented." in text
    assert "Migrant smuggling: Operational" in text
    assert "score of" in text


def test_the_documentation_has_the_options_and_their_defaults() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "report-kinds.md").read_text(encoding="utf-8")
    told = page.partition("## background-paper")[2].partition("\n## ")[0]
    documented = dict(re.findall(r"^\| `((?:sessions|weight-)[a-z-]*)` \| ([\d.]+) \|", told, re.MULTILINE))
    options = attrs.asdict(BackgroundPaperOptions())
    assert documented == {name.replace("_", "-"): str(value) for name, value in options.items()}

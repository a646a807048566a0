"""The printed questionnaire: every question with its wording, its conditions in words, and space to reply."""

from __future__ import annotations

import itertools
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpfkit.document import Paragraph, Table, outline, plain_text, walk
from mpfkit.errors import UnknownNameError
from mpfkit.model import (
    AnswerConstraint,
    Audience,
    Choice,
    ChoiceList,
    EnableBehavior,
    EnableOperator,
    EnableWhen,
    Expression,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Level,
    Marking,
    MarkingLevel,
    Project,
    Questionnaire,
    Theme,
)
from mpfkit.projects import load_project
from mpfkit.records import Brief
from mpfkit.testing.strategies import projects
from mpfkit_reports import QUESTIONNAIRE
from mpfkit_reports.questionnaire import Blanks, QuestionnaireOptions

if TYPE_CHECKING:
    from types import ModuleType

    from mpfkit.document import Document, Inlines

LANGUAGES = ("en", "fr", "ar")
BOX = "\N{BALLOT BOX}"
HARD = "\N{NO-BREAK SPACE}"


def ls(text: str, **others: str) -> LangString:
    return LangString({"en": text, **others})


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show where the empty cells are: no cell of other reports is blank."""

    def space(self: Blanks, key: str, label: str) -> Inlines:
        return f"[{key}]"

    monkeypatch.setattr(Blanks, "space", space)


def form(kit: ModuleType, project: Project, wanted: str = "", **changes: Any) -> Document:
    options = QuestionnaireOptions(questionnaire=wanted, fillable=False)
    return kit.compose(QUESTIONNAIRE, project, "public", options=options, **changes)


CHOICES = (
    ChoiceList(
        id="bodies",
        choices=(
            Choice(code="police", label=ls("Police", fr="La police")),
            Choice(code="none", label=ls("None of these"), exclusive=True),
        ),
    ),
    ChoiceList(id="long", choices=tuple(Choice(code=str(n), label=ls(f"Choice {n}")) for n in range(8))),
)


def asking(*items: Item, **changes: Any) -> Project:
    """Return a project whose questionnaire holds these items."""
    fields = {"id": "q", "version": "1", "items": items, "choice_lists": CHOICES, **changes}
    return Project(
        id="p",
        title=ls("A project"),
        as_of=date(2019, 2, 14),
        themes=(
            Theme(id="THB", label=ls("Trafficking"), definition=ls("What is meant.")),
            Theme(id="X", label=ls("X")),
        ),
        levels=(Level(id="LEG", label=ls("Legal"), definition=ls("The law.")), Level(id="INS", label=ls("Bodies"))),
        questionnaires=(Questionnaire(**fields),),
    )


def item(link_id: str, kind: ItemType, **fields: Any) -> Item:
    return Item(link_id=link_id, type=kind, **{"text": ls(f"Wording of {link_id}"), **fields})


def lines(kit: ModuleType, document: Document) -> list[str]:
    return kit.text_of(document).splitlines()


def tables(document: Document) -> list[Table]:
    return [block for block in walk(document.blocks) if isinstance(block, Table)]


def space(document: Document, number: str) -> Table:
    """Return the table in which a question is answered."""
    return next(table for table in tables(document) if table.description.endswith(f"question {number}"))


@pytest.mark.usefixtures("written")
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_any_project_gives_a_sound_questionnaire_with_every_question(
    kit: ModuleType, data: st.DataObject, language: str
) -> None:
    project = data.draw(projects())
    document = form(kit, project, language=language)
    kit.check(document)
    if project.questionnaires:
        first = project.questionnaires[0].id
        chosen = [each for each in project.questionnaires if each.id == first][-1]
        words = " ".join(kit.text_of(document).split())
        for question in chosen.questions():
            wording = question.text.get(language) if question.text else ""
            assert not question.row or wording
            if not question.row:
                assert " ".join(wording.split()) in words


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("audience", "language"), list(itertools.product([audience.value for audience in Audience], LANGUAGES))
)
def test_it_is_the_same_in_every_edition(kit: ModuleType, audience: str, language: str) -> None:
    project = kit.full_project()
    document = kit.compose(QUESTIONNAIRE, project, audience, language=language, notice=kit.NOTICE)
    kit.check(document)
    internal = kit.compose(QUESTIONNAIRE, project, "internal", language=language, notice=kit.NOTICE)
    assert document.blocks == internal.blocks
    assert "yearly report" not in kit.text_of(document)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_project_has_no_questionnaire_and_says_so(kit: ModuleType, language: str) -> None:
    said = {"en": "No questionnaire has been", "fr": "Aucun questionnaire", "ar": "لم يُسجل أي استبيان"}
    empty = Project(id="p", title=ls("An empty project"), as_of=date(2019, 2, 14))
    assert said[language] in kit.text_of(form(kit, empty, language=language))
    assert "has no question yet" in kit.text_of(form(kit, asking()))


# -- which one, for whom


def test_the_latest_version_is_printed_unless_another_is_asked_for(kit: ModuleType) -> None:
    project = asking(item("Q1", ItemType.TEXT))
    second = project.questionnaires[0].evolve(version="2", items=(item("Q2", ItemType.TEXT),))
    other = project.questionnaires[0].evolve(id="other", items=(item("Q3", ItemType.TEXT),))
    project = project.evolve(questionnaires=(project.questionnaires[0], second, other))

    def asked(wanted: str) -> str:
        words = kit.text_of(form(kit, project, wanted))
        return next(name for name in ("Q1", "Q2", "Q3") if f"Wording of {name}" in words)

    assert [asked(wanted) for wanted in ("", "q", "q|2", "q|1", "other")] == ["Q2", "Q2", "Q2", "Q1", "Q3"]
    with pytest.raises(UnknownNameError, match=r"questionnaire of the project is named 'q\|3'; did you mean"):
        asked("q|3")


def test_a_country_finds_its_name_on_the_cover_and_in_its_reply(kit: ModuleType) -> None:
    document = form(kit, kit.full_project(), countries=("XA",))
    assert document.cover is not None
    assert next((line.label, line.text) for line in document.cover.lines) == ("Addressed to", "Country XA")
    reply = next(table for table in tables(document) if "Country, contact" in table.description)
    assert kit.rows(reply)[0] == ["Country", "Country XA"]
    assert kit.rows(reply)[2] == ["Wider dissemination", f"{BOX}{HARD}Yes\N{EM SPACE}{BOX}{HARD}No"]
    both = form(kit, kit.full_project(), countries=("XB", "XA"))
    assert both.cover is not None
    assert both.cover.lines[0].text == "Country XA and Country XB"
    blank = form(kit, kit.full_project())
    assert blank.cover is not None
    assert "Addressed to" not in [line.label for line in blank.cover.lines]
    found = next(table for table in tables(blank) if "Country, contact" in table.description)
    assert kit.rows(found)[0] == ["Country", HARD]


def test_who_asks_and_until_when_stands_before_the_questions(kit: ModuleType) -> None:
    project = asking(
        item("Q1", ItemType.TEXT),
        requested_by="ICMPD",
        requested_on=date(2018, 11, 12),
        return_by=date(2018, 12, 14),
        languages=("en", "fr"),
        background=ls("Why *this* is asked."),
        note=ls("A remark."),
    )
    project = project.evolve(narratives=FrozenDict({"questionnaire-introduction": ls("Dear all.")}))
    document = form(kit, project.evolve(marking=kit.CLEAR))
    words = lines(kit, document)
    for wanted in ("ICMPD", "12 November 2018", "14 December 2018", "English and French", "Why this is asked."):
        assert wanted in words
    assert {"A remark.", "Dear all."} <= set(words)
    assert document.cover is not None
    assert ("Return by", "14 December 2018") in [(line.label, line.text) for line in document.cover.lines]


def test_an_introduction_that_the_edition_withholds_is_counted(kit: ModuleType) -> None:
    project = asking(item("Q1", ItemType.TEXT)).evolve(
        narratives=FrozenDict({"questionnaire-introduction": ls("SECRET")}), marking=Marking(level=MarkingLevel.RED)
    )
    words = kit.text_of(form(kit, project))
    assert "SECRET" not in words
    assert "This edition leaves out 1 text of the project, which may be an introduction to the questionnaire." in words


def test_an_invented_questionnaire_says_so_and_a_real_one_does_not(kit: ModuleType) -> None:
    for illustrative in (True, False):
        page = form(kit, asking(item("Q1", ItemType.TEXT), illustrative=illustrative)).cover
        assert page is not None
        assert bool(page.notices) is illustrative


# -- instructions


def test_instructions_are_those_that_the_questions_make_necessary(kit: ModuleType) -> None:
    plain = kit.text_of(form(kit, asking(item("Q1", ItemType.STRING))))
    assert "tick one box only" not in plain
    assert "marked as required" not in plain
    assert "Not applicable: the question does not concern your country" in plain
    full = kit.text_of(
        form(
            kit,
            asking(
                item("Q1", ItemType.CHOICE, choice_list="bodies", required=True),
                item("Q2", ItemType.CHOICE, choice_list="bodies", repeats=True),
                item("Q3", ItemType.RANKING, choice_list="bodies"),
                item("Q4", ItemType.ATTACHMENT, enable_when=(EnableWhen(question="Q1", answer="police"),)),
                Item(link_id="R", type=ItemType.GROUP, repeats=True, items=(item("R.1", ItemType.TEXT),)),
            ),
        )
    )
    for part in (
        "marked as required",
        "one box only",
        "all boxes that",
        "write 1 beside",
        "depend on",
        "add rows",
        "send it",
    ):
        assert part in full


def test_texts_that_open_the_questionnaire_stand_with_the_instructions(kit: ModuleType) -> None:
    project = asking(
        Item(link_id="d1", type=ItemType.DISPLAY, text=ls("Read this first.")),
        item("Q1", ItemType.TEXT),
        Item(link_id="d2", type=ItemType.DISPLAY, text=ls("Read this next.")),
        Item(link_id="d3", type=ItemType.DISPLAY),
        item("Q2", ItemType.TEXT),
    )
    words = lines(kit, form(kit, project))
    first, question = words.index("Read this first."), words.index("Question 1: Wording of Q1")
    assert first < words.index("When you fill in the questionnaire:") < question
    assert question < words.index("Read this next.") < words.index("Question 2: Wording of Q2")


def test_themes_and_levels_that_are_asked_about_are_explained(kit: ModuleType) -> None:
    project = asking(item("Q1", ItemType.TEXT, theme="THB", level="LEG"), item("Q2", ItemType.TEXT, theme="X"))
    document = form(kit, project)
    assert [kit.rows(table) for table in tables(document) if "what is meant" in table.description] == [
        [["Trafficking", "What is meant."]],
        [["Legal", "The law."]],
    ]
    assert "Themes and levels" not in kit.headings(form(kit, asking(item("Q1", ItemType.TEXT))))


def test_parts_and_levels_are_headings_in_the_order_of_the_questionnaire(kit: ModuleType) -> None:
    project = asking(
        item("A", ItemType.TEXT),
        item("B", ItemType.TEXT, theme="THB", level="INS"),
        item("C", ItemType.TEXT, theme="THB", level="LEG"),
        Item(
            link_id="g",
            type=ItemType.GROUP,
            text=ls("A group."),
            hint=ls("Help for the group"),
            enable_when=(EnableWhen(question="A", operator=EnableOperator.EXISTS, answer="true"),),
            items=(
                item("D", ItemType.TEXT, level="LEG"),
                Item(link_id="h", type=ItemType.GROUP, theme="X", items=(item("E", ItemType.TEXT, level="LEG"),)),
            ),
        ),
        Item(link_id="empty", type=ItemType.GROUP, text=ls("Nothing in it")),
        Item(link_id="grid", type=ItemType.GROUP, item_control="grid", text=ls("Neither")),
    )
    document = form(kit, project)
    found = [(entry.level, plain_text(entry.content)) for entry in outline(document).headings]
    assert found[found.index((1, "Your reply")) + 1 :] == [
        (1, "General questions"),
        (1, "Trafficking"),
        (2, "Bodies"),
        (2, "Legal"),
        (1, "A group"),
        (2, "Legal"),
        (2, "X"),
        (3, "Legal"),
    ]
    words = lines(kit, document)
    assert "Help for the group" in words
    assert "Answer only if you answered question 1." in words
    assert "Your answer decides whether questions 4 and 5 are to be answered." in words


# -- conditions


def conditional(operator: str, answer: str, **fields: Any) -> tuple[Item, Item]:
    asked = item("Q1", ItemType.CHOICE, **{"choice_list": "bodies", **fields})
    condition = EnableWhen(question="Q1", operator=EnableOperator(operator), answer=answer)
    return asked, item("Q2", ItemType.TEXT, enable_when=(condition,))


@pytest.mark.parametrize(
    ("operator", "answer", "said"),
    [
        ("exists", "true", "Answer only if you answered question 1."),
        ("exists", "false", "Answer only if you left question 1 unanswered."),
        ("=", "police", "Answer only if your answer to question 1 is ‘Police’."),
        ("!=", "police", "Answer only if your answer to question 1 is not ‘Police’."),
        ("<", "3", "Answer only if your answer to question 1 is less than ‘3’."),
        (">", "3", "Answer only if your answer to question 1 is more than ‘3’."),
        ("<=", "3", "Answer only if your answer to question 1 is ‘3’ or less."),
        (">=", "3", "Answer only if your answer to question 1 is ‘3’ or more."),
    ],
)
def test_a_condition_is_a_sentence(kit: ModuleType, operator: str, answer: str, said: str) -> None:
    assert said in lines(kit, form(kit, asking(*conditional(operator, answer))))


def test_conditions_on_several_choices_on_yes_or_no_and_on_what_is_missing_are_sentences_too(kit: ModuleType) -> None:
    several = lines(kit, form(kit, asking(*conditional("=", "police", repeats=True))))
    assert "Answer only if your answers to question 1 include ‘Police’." in several
    boolean = item("Q1", ItemType.BOOLEAN)
    later = item("Q2", ItemType.TEXT, enable_when=(EnableWhen(question="Q1", answer="true"),))
    gone = item("Q3", ItemType.TEXT, enable_when=(EnableWhen(question="gone", answer="x"),))
    words = lines(kit, form(kit, asking(boolean, later, gone)))
    assert "Answer only if your answer to question 1 is ‘Yes’." in words
    assert "Answer only if your answer to question gone is ‘x’." in words


@pytest.mark.parametrize(
    ("behavior", "said"),
    [
        (EnableBehavior.ALL, "Answer only if all of the following apply:"),
        (EnableBehavior.ANY, "Answer only if at least one of the following applies:"),
    ],
)
def test_several_conditions_are_a_list(kit: ModuleType, behavior: EnableBehavior, said: str) -> None:
    conditions = (
        EnableWhen(question="Q1", answer="police"),
        EnableWhen(question="Q1", operator=EnableOperator.EXISTS, answer="true"),
    )
    asked = item("Q1", ItemType.CHOICE, choice_list="bodies")
    later = item("Q2", ItemType.TEXT, enable_when=conditions, enable_behavior=behavior)
    words = lines(kit, form(kit, asking(asked, later)))
    at = words.index(said)
    assert words[at + 1 : at + 3] == ["your answer to question 1 is ‘Police’", "you answered question 1"]
    assert words.count("Your answer decides whether question 2 is to be answered.") == 1


def test_logic_of_another_tool_and_conditions_on_parts_are_said_as_they_stand(kit: ModuleType) -> None:
    grid = Item(
        link_id="G",
        type=ItemType.GROUP,
        item_control="grid",
        text=ls("A grid"),
        items=(
            item("G.1", ItemType.BOOLEAN),
            item("G.2", ItemType.BOOLEAN, enable_when=(EnableWhen(question="Q1", answer="yes"),)),
        ),
    )
    asked = item("Q1", ItemType.STRING, expression=Expression(language="xpath", text=" ${x} = 1 "))
    words = lines(kit, form(kit, asking(asked, grid)))
    assert "Asked under a condition that was taken over from another tool as it stands: ${x} = 1" in words
    at = words.index("Wording of G.2:")
    assert words[at + 1] == "Answer only if your answer to question 1 is ‘yes’."


# -- space to reply


def answered(kit: ModuleType, *items: Item) -> list[str]:
    """Return what stands between the form of reply and the reasons for giving none."""
    words = lines(kit, form(kit, asking(*items)))
    start = next(at for at, line in enumerate(words) if line.startswith("Reply:"))
    end = next(at for at, line in enumerate(words) if line.endswith("declined"))
    return [line.replace(HARD, " ") for line in words[start:end]]


@pytest.mark.parametrize(
    ("kind", "fields", "form_words", "blank"),
    [
        (ItemType.STRING, {"max_length": 120}, "short text; at most 120 characters", "_" * 50),
        (ItemType.URL, {}, "web address", "_" * 50),
        (ItemType.INTEGER, {"min_value": Decimal(0)}, "whole number; 0 or more", "_" * 15),
        (ItemType.DECIMAL, {"max_value": Decimal("1.5")}, "number; 1.5 or less", "_" * 15),
        (ItemType.TIME, {}, "time", "_" * 15),
        (ItemType.DATE, {}, "date", "_" * 24 + " (day, month, year)"),
        (ItemType.DATE_TIME, {}, "date and time", "_" * 24),
        (ItemType.ATTACHMENT, {}, "attachment", "Name of the file: " + "_" * 50),
        (
            ItemType.QUANTITY,
            {"unit": "%", "min_value": Decimal(0), "max_value": Decimal(100)},
            "quantity; from 0 to 100; unit: %",
            "_" * 10 + " %",
        ),
        (ItemType.RATING, {}, "rating", "_" * 10),
        (ItemType.RANKING, {}, "ranking", "_" * 50),
    ],
)
def test_each_form_of_reply_has_its_line(
    kit: ModuleType, kind: ItemType, fields: dict[str, Any], form_words: str, blank: str
) -> None:
    assert answered(kit, item("Q1", kind, **fields)) == [f"Reply: {form_words}", blank]


def test_a_scale_is_ticked(kit: ModuleType) -> None:
    scale = {"min_value": Decimal(1), "max_value": Decimal(3)}
    assert answered(kit, item("Q1", ItemType.RATING, **scale))[1] == f"{BOX} 1\N{EM SPACE}{BOX} 2\N{EM SPACE}{BOX} 3"
    wide = {"min_value": Decimal(1), "max_value": Decimal(100)}
    assert answered(kit, item("Q1", ItemType.RATING, **wide))[1] == "_" * 10


@pytest.mark.parametrize(("most", "number"), [(None, 6), (200, 2), (800, 4), (2000, 6), (4000, 8)])
def test_a_free_text_has_lines_by_its_length(kit: ModuleType, most: int | None, number: int) -> None:
    assert answered(kit, item("Q1", ItemType.TEXT, max_length=most))[1:] == ["_" * 65] * number


def test_choices_are_ticked_with_those_of_ones_own(kit: ModuleType) -> None:
    one = item("Q1", ItemType.CHOICE, choice_list="bodies")
    assert answered(kit, one) == ["Reply: one choice", f"{BOX} Police", f"{BOX} None of these"]
    several = one.evolve(repeats=True, answer_constraint=AnswerConstraint.OPTIONS_OR_STRING)
    assert answered(kit, several) == [
        "Reply: one or more choices",
        f"{BOX} Police",
        f"{BOX} None of these (only by itself)",
        f"{BOX} Other, please state: {'_' * 30}",
    ]
    assert answered(kit, item("Q1", ItemType.BOOLEAN))[1] == f"{BOX} Yes\N{EM SPACE}{BOX} No"


@pytest.mark.usefixtures("written")
def test_ranks_grids_tables_and_entries_have_tables(kit: ModuleType) -> None:
    def group(link_id: str, *items: Item, **fields: Any) -> Item:
        return Item(link_id=link_id, type=ItemType.GROUP, text=ls(link_id), items=items, **fields)

    cells = [
        item(f"T.{row}{column}", ItemType.INTEGER, row=f"Row {row}", column=f"Column {column}")
        for row, column in ((1, 1), (1, 2), (2, 1))
    ]
    bodies = {"choice_list": "bodies"}
    document = form(
        kit,
        asking(
            item("Q1", ItemType.RANKING, **bodies),
            group("Q2", *(item(f"G.{n}", ItemType.CHOICE, **bodies) for n in (1, 2)), item_control="grid"),
            group("Q3", *cells, item_control="table"),
            group("Q4", item("R.1", ItemType.STRING), item("R.2", ItemType.BOOLEAN), repeats=True),
            group("Q5", *(item(f"L.{n}", ItemType.CHOICE, choice_list="long") for n in (1, 2)), item_control="grid"),
            group("Q6", item("M.1", ItemType.CHOICE, **bodies), item("M.2", ItemType.DATE), item_control="grid"),
            group("Q7", *(item(f"N.{n}", ItemType.QUANTITY, unit="kg") for n in range(8)), repeats=True),
            group(
                "Q8",
                item("O.1", ItemType.CHOICE, answer_constraint=AnswerConstraint.OPTIONS_OR_STRING, **bodies),
                item_control="grid",
            ),
            group("Q9", cells[0].evolve(link_id="V.1"), cells[0].evolve(link_id="V.2"), item_control="table"),
        ),
    )
    kit.check(document)
    assert kit.rows(space(document, "1")) == [["Police", "[Q1:police]"], ["None of these", "[Q1:none]"]]
    assert kit.rows(space(document, "2")) == [["Wording of G.1", BOX, BOX], ["Wording of G.2", BOX, BOX]]
    assert kit.rows(space(document, "3")) == [["Row 1", "[T.11]", "[T.12]"], ["Row 2", "[T.21]", "\N{EN DASH}"]]
    entries = kit.rows(space(document, "4"))
    assert [row[:2] for row in entries] == [["1", "[R.1[1]]"], ["2", "[R.1[2]]"], ["3", "[R.1[3]]"]]
    assert kit.rows(space(document, "5"))[0][1].count(BOX) == 8
    assert kit.rows(space(document, "6"))[1] == ["Wording of M.2", "[M.2]"]
    assert kit.rows(space(document, "7"))[7] == ["Wording of N.7", "_" * 10 + " kg"]
    assert "Other, please state" in kit.rows(space(document, "8"))[0][1]
    assert [row[0] for row in kit.rows(space(document, "9"))] == ["Wording of T.11"] * 2


def test_a_question_says_that_it_is_required_how_it_is_marked_and_what_helps(kit: ModuleType) -> None:
    asked = item(
        "Q1",
        ItemType.TEXT,
        required=True,
        prefix="5a",
        hint=ls("In a few words."),
        marking=Marking(level=MarkingLevel.AMBER_STRICT, handling="H1", note="SECRET"),
    )
    words = lines(kit, form(kit, asking(asked)))
    assert "Question 5a: Wording of Q1 (required)" in words
    assert "In a few words." in words
    assert "Answers to this question are marked TLP:AMBER+STRICT H1." in words
    assert "SECRET" not in "".join(words)


# -- languages


def test_what_is_not_translated_stands_by_itself_in_its_own_language(kit: ModuleType) -> None:
    project = asking(
        item("Q1", ItemType.CHOICE, choice_list="bodies", required=True), item("Q2", ItemType.TEXT), languages=("en",)
    )
    document = form(kit, project, language="ar")
    wording = next(
        block
        for block in walk(document.blocks)
        if isinstance(block, Paragraph) and plain_text(block.content) == "Wording of Q1"
    )
    assert getattr(wording.content, "language", "") == "en"
    words = lines(kit, document)
    assert "السؤال 1 (إلزامي)" in words
    assert any("الإنجليزية" in line and "العربية" in line for line in words)
    assert not any("not available" in line for line in lines(kit, form(kit, project)))


def test_translated_parts_are_listed_where_rows_and_columns_have_no_translation(kit: ModuleType) -> None:
    part = item("T.1", ItemType.INTEGER, row="Victims", column="2017", text=ls("Victims, 2017", fr="Victimes en 2017"))
    table = Item(link_id="T", type=ItemType.GROUP, item_control="table", text=ls("How many?"), items=(part,))
    assert kit.rows(space(form(kit, asking(table)), "1"))[0][0] == "Victims"
    french = form(kit, asking(table), language="fr")
    assert kit.rows(space(french, "1"))[0][0] == "Victimes en 2017"


# -- the example

EXAMPLE = Path(__file__).parents[3] / "examples" / "law-enforcement-cooperation"


def test_the_outline_of_the_questionnaire_is_as_reviewed() -> None:
    kept = Path(__file__).parent / "outlines" / "questionnaire.txt"
    document = QUESTIONNAIRE.compose(load_project(EXAMPLE), Brief(date=date(2019, 3, 1)))
    found = "".join(f"{'  ' * (entry.level - 1)}{plain_text(entry.content)}\n" for entry in outline(document).headings)
    if os.environ.get("MPFKIT_UPDATE_OUTLINES"):
        kept.write_text(found, encoding="utf-8")
    assert found == kept.read_text(encoding="utf-8")

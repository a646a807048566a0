"""The questionnaire as a form: every field once, words beside fields that the reader knows, answers that come back."""

from __future__ import annotations

import datetime as dt
import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpfkit import load_registry, render, render_each_country
from mpfkit.document import (
    Cell,
    Document,
    FormField,
    FormFieldKind,
    Paragraph,
    Table,
    form_fields,
    plain_text,
    walk,
)
from mpfkit.intake import FieldKey, FieldPart, ReadingRequest, Source, form_of, questionnaire_fields
from mpfkit.model import (
    AbsentReason,
    Answer,
    AnswerConstraint,
    Choice,
    ChoiceList,
    EnableBehavior,
    EnableOperator,
    EnableWhen,
    Item,
    ItemType,
    LangString,
    Project,
    Questionnaire,
)
from mpfkit.projects import load_project
from mpfkit.readers import WORD_FORM
from mpfkit.records import Brief
from mpfkit.testing import fill_form, form_entries
from mpfkit.testing.strategies import projects
from mpfkit_reports import QUESTIONNAIRE
from mpfkit_reports.questionnaire import QuestionnaireOptions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

LANGUAGES = ("en", "fr", "ar")
REGISTRY = load_registry(only=["builtins"])
EXAMPLE = Path(__file__).parents[3] / "examples" / "law-enforcement-cooperation"


def ls(text: str, **others: str) -> LangString:
    return LangString({"en": text, **others})


def item(link_id: str, kind: ItemType, **fields: Any) -> Item:
    return Item(link_id=link_id, type=kind, **{"text": ls(f"Wording of {link_id}"), **fields})


def group(link_id: str, *items: Item, **fields: Any) -> Item:
    return item(link_id, ItemType.GROUP, items=items, **fields)


LISTS = (
    ChoiceList(
        id="bodies",
        choices=(
            Choice(code="police", label=ls("Police", fr="La police")),
            Choice(code="border", label=ls("")),
            Choice(code="none", label=ls("None of these"), exclusive=True),
        ),
    ),
    ChoiceList(id="state", choices=(Choice(code="yes", label=ls("Yes")), Choice(code="dev", label=ls("Planned")))),
    ChoiceList(id="long", choices=tuple(Choice(code=str(n), label=ls(f"Choice {n}")) for n in range(8))),
)
BODIES: dict[str, Any] = {"choice_list": "bodies", "repeats": True}
OWN: dict[str, Any] = {"answer_constraint": AnswerConstraint.OPTIONS_OR_STRING}
EVERYTHING = (
    item("A", ItemType.TEXT),
    item("B", ItemType.BOOLEAN),
    item("C", ItemType.CHOICE, choice_list="state", **OWN),
    item("D", ItemType.CHOICE, **BODIES, **OWN),
    item("E", ItemType.RANKING, choice_list="bodies"),
    item("F", ItemType.RATING, choice_list="state"),
    item("G", ItemType.RATING),
    item("H", ItemType.DATE),
    item("I", ItemType.QUANTITY, unit="km"),
    item("J", ItemType.ATTACHMENT),
    group("K", *(item(f"K{n}", ItemType.CHOICE, choice_list="state") for n in (1, 2)), item_control="grid"),
    group("L", *(item(f"L{n}", ItemType.CHOICE, **BODIES) for n in (1, 2)), item_control="grid"),
    group(
        "M",
        item("M1", ItemType.INTEGER, row="Men", column="2017"),
        item("M2", ItemType.BOOLEAN, row="Women", column="2018"),
        item_control="table",
    ),
    group("N", item("N1", ItemType.STRING), item("N2", ItemType.CHOICE, **BODIES), repeats=True),
    group("O", *(item(f"O{n}", ItemType.QUANTITY, unit="kg") for n in range(6)), repeats=True),
    group("P", item("P1", ItemType.RANKING, choice_list="bodies"), item("P2", ItemType.TEXT), item_control="grid"),
    group("Q", item("Q1", ItemType.CHOICE, **{**BODIES, "choice_list": "long"}), item_control="grid"),
    group("R", item("R1", ItemType.DATE), group("R2", item("R3", ItemType.TEXT), repeats=True), item_control="grid"),
    group("S", item("S1", ItemType.CHOICE, **BODIES, **OWN), item_control="grid"),
)


def asking(*items: Item, **changes: Any) -> Project:
    """Return a project whose questionnaire holds these items."""
    fields = {"id": "q", "version": "1", "items": items, "choice_lists": LISTS, **changes}
    return Project(id="p", title=ls("A project"), as_of=date(2019, 2, 14), questionnaires=(Questionnaire(**fields),))


def form(kit: ModuleType, project: Project, **changes: Any) -> Document:
    return kit.compose(QUESTIONNAIRE, project, "public", **changes)


def chosen(project: Project) -> Questionnaire:
    """Return the latest version of the first questionnaire."""
    return [each for each in project.questionnaires if each.id == project.questionnaires[0].id][-1]


def filled(node: Any, values: Mapping[str, str]) -> Any:
    """Return a document in which fields hold values."""
    if isinstance(node, tuple):
        return tuple(filled(each, values) for each in node)
    if isinstance(node, FormField):
        return attrs.evolve(node, value=values.get(node.key, ""))
    if not attrs.has(type(node)):
        return node
    inner = {name: getattr(node, name) for name in ("blocks", "rows", "cells", "content") if hasattr(node, name)}
    return attrs.evolve(node, **{name: filled(value, values) for name, value in inner.items()})


def written(document: Document) -> bytes:
    stream = io.BytesIO()
    REGISTRY.writer("docx").write(document, REGISTRY.house_style("plain"), stream)
    return stream.getvalue()


def read(project: Project, data: bytes, *, country: str = "XA") -> Any:
    return WORD_FORM.read(Source("form.docx", data), ReadingRequest(project=project, country=country))


def lines(kit: ModuleType, document: Document) -> list[str]:
    return kit.text_of(document).splitlines()


def space(document: Document, number: str) -> Table:
    """Return the table in which a question is answered."""
    return next(
        block
        for block in walk(document.blocks)
        if isinstance(block, Table) and block.description.endswith(f"question {number}")
    )


def keys(cell: Any) -> list[str]:
    """Return the keys of the fields in a cell."""
    blocks = (Paragraph(cell.content),) if isinstance(cell.content, FormField) else cell.content
    found = form_fields(Document(title="", language="en", date=date(2019, 1, 1), blocks=blocks))
    return [field.key for field in found]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_any_questionnaire_has_each_of_its_fields_once(kit: ModuleType, data: st.DataObject, language: str) -> None:
    project = data.draw(projects())
    document = form(kit, project, language=language)
    kit.check(document)
    found = [field.key for field in form_fields(document)]
    asked: list[str] = []
    if project.questionnaires and any(chosen(project).questions()):
        asked = [field.key for field in questionnaire_fields(chosen(project), language=language)]
    assert sorted(found) == sorted(asked)
    assert (document.form is not None) == bool(asked)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_no_word_of_an_empty_form_is_taken_for_an_answer(kit: ModuleType, data: st.DataObject, language: str) -> None:
    project = data.draw(projects().filter(lambda each: any(chosen(each).questions()) if each.questionnaires else False))
    found = read(project, written(form(kit, project, language=language)))
    assert found.doubts == ()
    assert found.remarks == ()
    assert dict(found.responses[0].answers) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sort_of_question_has_its_fields_and_holds_no_answer_while_empty(kit: ModuleType, language: str) -> None:
    project = asking(*EVERYTHING)
    document = form(kit, project, language=language, countries=("XA",))
    kit.check(document)
    questionnaire = project.questionnaires[0]
    asked = {field.key: field for field in questionnaire_fields(questionnaire, language=language)}
    found = {field.key: field for field in form_fields(document)}
    assert set(found) == set(asked)
    for key, field in found.items():
        assert attrs.evolve(field, label="") == attrs.evolve(asked[key], label="")
    assert len({field.label for field in found.values()}) == len(found)
    assert document.form == form_of(project, questionnaire, country="XA", language=language)
    reading = read(project, written(document))
    assert (reading.doubts, reading.remarks, dict(reading.responses[0].answers)) == ((), (), {})


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_what_is_entered_comes_back(kit: ModuleType, data: st.DataObject, language: str) -> None:
    project = asking(*EVERYTHING)
    values: dict[str, str] = {}
    for field in questionnaire_fields(project.questionnaires[0], language=language):
        key = None if field.key.startswith("!") else FieldKey.parse(field.key)
        if key is None or key.part is not FieldPart.ANSWER or not data.draw(st.booleans()):
            continue
        if field.kind is FormFieldKind.DROP_DOWN:
            values[field.key] = data.draw(st.sampled_from(field.choices)).value
        elif field.kind is FormFieldKind.DATE:
            values[field.key] = data.draw(st.dates(dt.date(1900, 1, 1))).isoformat()
        else:
            values[field.key] = str(data.draw(st.integers(1, 5)))
    values |= {"D!choice:police": "yes", "D!choice:border": "yes", "D!other": "Coast guard", "D!comment": "In part"}
    values |= {"E!rank:border": "1", "E!rank:none": "2", "L2!choice:none": "yes", "N2@3!choice:border": "yes"}
    values |= {"J!reason": "absent:asked-unknown"} if "J" not in values else {}
    found = read(project, written(filled(form(kit, project, language=language), values)))
    assert found.doubts == ()
    answers = found.responses[0].answers
    assert answers["D"] == (Answer(values=("police", "border"), other="Coast guard", comment="In part"),)
    assert answers["E"] == (Answer(values=("border", "none")),)
    assert answers["L2"] == (Answer(values=("none",)),)
    assert answers["N2"] == (Answer(values=("border",), instance=(3,)),)
    assert "J" in values or answers["J"] == (Answer(absent=AbsentReason.ASKED_UNKNOWN),)
    own = [key for key in values if "!" not in key]
    told = {(link_id, answer.instance) for link_id, given in answers.items() for answer in given}
    assert {(FieldKey.parse(key).link_id, FieldKey.parse(key).instance) for key in own} <= told
    assert sum(map(len, answers.values())) == len(own) + 4 + ("J" not in values)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_replies_of_the_example_come_back_from_its_forms(language: str) -> None:
    project = load_project(EXAMPLE)
    questionnaire = chosen(project)
    for response in project.responses[:3]:
        fields = {field.key for field in questionnaire_fields(questionnaire, language=language)}
        # Parts of a table have no field for a comment
        entries = {key: text for key, text in form_entries(questionnaire, response).items() if key in fields}
        made = QUESTIONNAIRE.compose(
            project, Brief(date=date(2019, 3, 1), language=language, countries=(response.country,))
        )
        found = read(project, fill_form(written(made), entries), country=response.country).responses[0]
        wanted = {_place(key) for key in entries if not key.startswith("!")}
        told = {(link_id, answer.instance) for link_id, given in found.answers.items() for answer in given}
        assert told == wanted


def _place(key: str) -> tuple[str, tuple[int, ...]]:
    parsed = FieldKey.parse(key)
    return parsed.link_id, parsed.instance


# -- tables


def test_grids_tables_and_entries_have_a_cell_for_each_place(kit: ModuleType) -> None:
    document = form(kit, asking(*EVERYTHING))

    def cells(number: str) -> list[list[list[str]]]:
        return [
            [keys(cell) for cell in kit.cells(row) if isinstance(cell, Cell)] for row in space(document, number).rows
        ]

    assert cells("5") == [[[], ["E!rank:police"]], [[], ["E!rank:border"]], [[], ["E!rank:none"]]]
    assert cells("11") == [[[], ["K1"]], [[], ["K2"]]]
    boxes = [[f"L1!choice:{code}"] for code in ("police", "border", "none")]
    assert cells("12")[0] == [[], *boxes, ["L1!reason"]]
    assert cells("13") == [[[], ["M1", "M1!reason"]], [[], ["M2"]]]
    assert kit.rows(space(document, "13"))[0][2] == "\N{EN DASH}"
    assert len(cells("14")) == 5
    assert cells("14")[4][1] == ["N1@5", "N1@5!reason"]
    assert cells("15")[0] == [[]]
    assert kit.rows(space(document, "15"))[0][0] == "Entry 1"
    assert len(cells("15")) == 5 * 7
    assert cells("16")[0][1] == ["P1!rank:police", "P1!rank:border", "P1!rank:none", "P1!reason"]
    assert len(cells("17")) == 1
    assert cells("18")[:2] == [[[], ["R1", "R1!reason"]], [[]]]
    assert cells("19")[0][1][-2:] == ["S1!other", "S1!reason"]


def test_a_field_is_heard_with_its_question_and_place(kit: ModuleType) -> None:
    labels = {field.key: field.label for field in form_fields(form(kit, asking(*EVERYTHING)))}
    assert labels["A"] == "1: Wording of A"
    assert labels["A!reason"] == "1, reason for no answer: Wording of A"
    assert labels["D!choice:police"] == "4, Police: Wording of D"
    assert labels["D!choice:border"] == "4, border: Wording of D"
    assert labels["N2@3!choice:none"] == "14, Wording of N2; entry 3; None of these: Wording of N"
    assert labels["!organisation"] == "Organisation"
    bare = item("T1", ItemType.INTEGER, row="Men", column="2017", text=None)
    table = asking(group("T", bare, item_control="table"))
    assert form_fields(form(kit, table))[4].label == "1, Men 2017: Wording of T"


# -- words


def test_skips_are_said_at_the_question_that_decides(kit: ModuleType) -> None:
    def when(question: str, answer: str, **fields: Any) -> EnableWhen:
        return EnableWhen(question=question, answer=answer, **fields)

    both = (when("B", "false"), when("D", "police"))
    document = form(
        kit,
        asking(
            item("B", ItemType.BOOLEAN),
            item("D", ItemType.CHOICE, **BODIES),
            item("Q3", ItemType.TEXT, enable_when=(when("B", "true"),)),
            item("Q4", ItemType.TEXT, enable_when=(when("B", "true"),)),
            item("Q5", ItemType.TEXT, enable_when=(when("D", "police"),)),
            item("Q6", ItemType.TEXT, enable_when=both, enable_behavior=EnableBehavior.ANY),
            item("Q7", ItemType.TEXT, enable_when=(when("D", "true", operator=EnableOperator.EXISTS),)),
        ),
    )
    words = lines(kit, document)
    assert "If your answer is ‘Yes’, go on to questions 3 and 4; otherwise leave them out." in words
    assert "If your answers include ‘Police’, go on to question 5; otherwise leave it out." in words
    assert "Your answer decides whether question 6 is to be answered." in words
    assert "Your answer decides whether questions 6 and 7 are to be answered." in words
    assert "Answer only if your answer to question 1 is ‘Yes’." in words


def test_instructions_fit_the_fields_that_there_are(kit: ModuleType) -> None:
    few = "\n".join(lines(kit, form(kit, asking(item("A", ItemType.TEXT)))))
    assert "to write, click where the form invites you to" in few
    assert "save the file as a Word document under the name that it has" in few
    assert "to tick a box" not in few
    assert "We decline to answer: the answer is known" in few
    many = "\n".join(lines(kit, form(kit, asking(*EVERYTHING))))
    assert "to tick a box, click it" in many
    assert "use one row for each entry; if 5 are too few" in many
    assert "one choice: Yes; Planned" in many
    assert "Only by itself: ‘None of these’." in many
    assert "_" * 10 not in many


@pytest.mark.parametrize(
    ("address", "day", "said"),
    [
        ("a@example.org", date(2018, 12, 14), "Please send the file back to a@example.org by 14 December 2018."),
        (" a@example.org ", None, "Please send the file back to a@example.org."),
        ("", date(2018, 12, 14), "Please send the file back to those who sent it to you by 14 December 2018."),
        ("", None, "Please send the file back to those who sent it to you."),
    ],
)
def test_it_says_where_and_until_when_it_is_sent_back(
    kit: ModuleType, address: str, day: date | None, said: str
) -> None:
    project = asking(item("A", ItemType.TEXT), return_by=day)
    document = form(kit, project, options=QuestionnaireOptions(return_to=address))
    assert said in lines(kit, document)
    assert document.cover is not None
    labels = [line.label for line in document.cover.lines]
    assert ("Return to" in labels, "Return by" in labels) == (bool(address), day is not None)


# -- for whom


def test_it_is_the_form_of_one_country_or_of_any(kit: ModuleType) -> None:
    project = kit.full_project()
    questionnaire = chosen(project)

    def made(**changes: Any) -> str:
        document = form(kit, project, **changes)
        assert document.form is not None
        assert document.form.version == questionnaire.version
        return document.form.id.split("/")[2]

    assert made(countries=("XA",)) == "XA"
    assert made(for_country="XA") == "XA"
    assert made(countries=("XA", "XB")) == ""
    assert made() == ""
    one = form(kit, project, countries=("XA",))
    assert one.cover is not None
    assert one.cover.lines[0].text == "Country XA"
    reply = next(
        block for block in walk(one.blocks) if isinstance(block, Table) and "Country, contact" in block.description
    )
    assert kit.rows(reply)[0] == ["Country", "Country XA"]
    assert [keys(cell) for _, cell in reply.rows[1:]] == [
        ["!organisation"],
        ["!contact"],
        ["!date"],
        ["!dissemination"],
    ]


def test_what_asks_nothing_or_is_printed_is_no_form(kit: ModuleType) -> None:
    assert form(kit, asking()).form is None
    printed = form(kit, asking(item("A", ItemType.TEXT)), options=QuestionnaireOptions(fillable=False))
    assert printed.form is None
    assert form_fields(printed) == ()


def test_each_country_gets_its_own_form(tmp_path: Path) -> None:
    registry = load_registry()
    project = load_project(EXAMPLE)
    written = render_each_country(
        project,
        kind="questionnaire",
        style="plain",
        language="fr",
        countries=("XA", "XB"),
        to=tmp_path,
        registry=registry,
    )
    assert [report.path.name for report in written.reports if report.path] == [
        "law-enforcement-cooperation-questionnaire-XA-plain-fr.docx",
        "law-enforcement-cooperation-questionnaire-XB-plain-fr.docx",
    ]
    for code in ("XA", "XB"):
        source = Source(
            "form.docx", (tmp_path / f"law-enforcement-cooperation-questionnaire-{code}-plain-fr.docx").read_bytes()
        )
        (response,) = WORD_FORM.read(source, ReadingRequest(project=project)).responses
        assert (response.country, response.language) == (code, "fr")


@pytest.mark.parametrize(("fillable", "shown"), [("yes", "____"), ("no", "_" * 40)])
def test_on_paper_and_in_markdown_it_is_still_a_questionnaire(fillable: str, shown: str) -> None:
    options = {"fillable": fillable}
    made = render(load_project(EXAMPLE), kind="questionnaire", format="md", options=options, registry=load_registry())
    assert shown in made.decode("utf-8").replace("\\", "")


def test_labels_of_choices_stand_beside_their_boxes(kit: ModuleType) -> None:
    document = form(kit, asking(item("D", ItemType.CHOICE, **BODIES)), language="fr")
    beside = {
        plain_text(block.content).strip()
        for block in walk(document.blocks)
        if isinstance(block, Paragraph) and any(isinstance(part, FormField) for part in kit.inlines(block.content))
    }
    assert {"La police", "border", "None of these"} <= beside

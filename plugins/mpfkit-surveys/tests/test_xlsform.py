"""XLSForm: what the model has a field for is understood, everything else is kept, and all of it goes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

import mpfkit_surveys
from mpfkit import Project, Registry, check, load_project, render, save_project
from mpfkit.errors import FileError, RenderError, UnknownNameError
from mpfkit.intake import Reading, ReadingRequest, Source
from mpfkit.model import (
    AnswerConstraint,
    Choice,
    EnableBehavior,
    EnableOperator,
    EnableWhen,
    Expression,
    Item,
    ItemType,
    LangString,
    Questionnaire,
)
from mpfkit.testing import strategies
from mpfkit_surveys._form_types import canonical_heading, form_type, language_name, language_tag
from mpfkit_surveys._relevance import to_conditions

READER = mpfkit_surveys.READERS[0]
CHOICES = [
    ["list_name", "name", "label::English (en)", "label::French (fr)", "region"],
    ["yn", "yes", "Yes", "Oui", None],
    ["yn", "no", "No", "Non", None],
    ["body", "police", "Police", "Police", "north"],
    ["body", "border", "Border police", "Police aux frontières", "south"],
]
SURVEY = [
    [
        "type",
        "name",
        "label::English (en)",
        "label::French (fr)",
        "hint::English (en)",
        "required",
        "relevant",
        "constraint",
        "appearance",
        "calculation",
    ],
    ["start", "started"],
    ["begin group", "g", "Institutions", "Institutions"],
    ["select_one yn", "has_body", "Is there a body?", "Y a-t-il un organe ?", "One is enough", "yes"],
    [
        "select_multiple body or_other",
        "bodies",
        "Which?",
        "Lesquels ?",
        None,
        "no",
        "${has_body} = 'yes'",
        None,
        "minimal",
    ],
    [
        "integer",
        "staff",
        "Staff?",
        "Effectif ?",
        None,
        None,
        "selected(${bodies}, 'police') or ${has_body}='no'",
        ". >= 0 and . < 1000",
    ],
    ["calculate", "double", None, None, None, None, None, None, None, "${staff} * 2"],
    ["text", "why", "Why?", "Pourquoi ?", None, None, "${double} > 10 and count(${bodies}) > 1", None, "multiline"],
    ["end group"],
    ["begin repeat", "law", "A law", "Une loi"],
    ["date", "day", "Since?", "Depuis ?"],
    ["note", "thanks", "Thank you", "Merci"],
    ["end repeat"],
    ["rank body", "order", "In which order?", "Dans quel ordre ?"],
]
SETTINGS = [["form_title", "form_id", "version", "style"], ["A mapping", "mapping", "2019-1", "pages"]]
FORM = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}


@pytest.fixture
def read(workbook: Callable[..., Source], request_for: Callable[..., ReadingRequest]) -> Callable[..., Reading]:
    def run(sheets: dict[str, Any], **more: Any) -> Reading:
        source = workbook(sheets, "form.xlsx")
        assert READER.recognises(source)
        return READER.read(source, request_for(**more))

    return run


def again(form: Questionnaire, project: Project, registry: Registry, **options: str) -> Questionnaire:
    """Write a questionnaire as a form, and read it."""
    data = render(
        project.evolve(questionnaires=(form,)),
        renderer="xlsform",
        audience="internal",
        options=options,
        registry=registry,
    )
    assert data == render(
        project.evolve(questionnaires=(form,)),
        renderer="xlsform",
        audience="internal",
        options=options,
        registry=registry,
    )
    return READER.read(Source("again.xlsx", data), ReadingRequest(project=project)).questionnaires[0]


def test_a_form_becomes_a_questionnaire(read: Callable[..., Reading], project: Project, registry: Registry) -> None:
    reading = read(FORM)
    cells = sum(cell is not None for rows in FORM.values() for row in rows for cell in row)
    assert reading.accounts.lines() == (f"{cells} cells: {cells} mapped, 0 ignored by rule, 0 reported",)
    form = reading.questionnaires[0]
    assert (form.key, form.languages) == ("mapping|2019-1", ("en", "fr"))
    assert form.title == LangString.of("A mapping")
    assert [(item.link_id, item.type.value, item.repeats) for item in form.walk()] == [
        ("g", "group", False),
        ("has_body", "choice", False),
        ("bodies", "choice", True),
        ("staff", "integer", False),
        ("why", "text", False),
        ("law", "group", True),
        ("day", "date", False),
        ("thanks", "display", False),
        ("order", "ranking", False),
    ]
    body = form.item("has_body")
    assert body is not None
    assert body.text == LangString({"en": "Is there a body?", "fr": "Y a-t-il un organe ?"})
    assert body.hint == LangString.of("One is enough")
    assert [body.required, form.item("bodies").required, form.item("staff").required] == [True, False, None]
    assert form.item("bodies").answer_constraint is AnswerConstraint.OPTIONS_OR_STRING
    assert (form.item("staff").min_value, form.item("staff").max_value) == (Decimal(0), Decimal(999))
    assert [choice.label.get("fr") for choice in form.choices(body)] == ["Oui", "Non"]
    problems = check(project.evolve(questionnaires=(form,)), registry=registry)
    assert [problem for problem in problems if problem.severity == "error"] == []


def test_skip_logic_is_translated_where_that_says_the_same_and_kept_where_not(read: Callable[..., Reading]) -> None:
    form = read(FORM).questionnaires[0]
    assert form.item("bodies").enable_when == (EnableWhen(question="has_body", answer="yes"),)
    staff = form.item("staff")
    assert staff.enable_behavior is EnableBehavior.ANY
    assert staff.enable_when == (
        EnableWhen(question="bodies", answer="police"),
        EnableWhen(question="has_body", answer="no"),
    )
    assert form.item("why").enable_when == ()
    assert form.item("why").expression == Expression(language="xpath", text="${double} > 10 and count(${bodies}) > 1")


def test_a_form_goes_back_as_it_was(
    read: Callable[..., Reading], project: Project, registry: Registry, tmp_path: Any
) -> None:
    form = read(FORM).questionnaires[0]
    assert again(form, project, registry) == form
    save_project(project.evolve(questionnaires=(form,)), tmp_path / "p", registry=registry)
    assert load_project(tmp_path / "p", registry=registry).questionnaires[0] == form


def test_the_rows_of_a_form_come_back_cell_by_cell(
    read: Callable[..., Reading], workbook: Callable[..., Source], project: Project, registry: Registry
) -> None:
    from mpfkit_surveys._tables import open_book

    form = read(FORM).questionnaires[0]
    data = render(project.evolve(questionnaires=(form,)), renderer="xlsform", audience="internal", registry=registry)

    def cells(source: Source) -> list[tuple[str, list[dict[str, str]]]]:
        found = []
        for table in open_book(source).tables:
            head, *rows = table.rows
            named = [{head.text(column): row.text(column) for column in row.cells} for row in rows]
            found.append((table.name, named))
        return found

    assert cells(Source("x.xlsx", data)) == cells(workbook(FORM))


def test_a_changed_questionnaire_is_written_as_it_is_now(
    read: Callable[..., Reading], project: Project, registry: Registry
) -> None:
    form = read(FORM).questionnaires[0]
    group, *rest = form.items
    has, bodies, staff, why = group.items
    changed = form.evolve(
        items=(
            group.evolve(
                items=(
                    has.evolve(required=False),
                    bodies.evolve(repeats=False, answer_constraint=AnswerConstraint.OPTIONS_ONLY),
                    staff.evolve(type=ItemType.DECIMAL, enable_when=(EnableWhen(question="has_body", answer="no"),)),
                    why,
                )
            ),
            *rest,
        )
    )
    back = again(changed, project, registry)
    assert back.item("has_body").required is False
    assert (back.item("bodies").repeats, back.item("bodies").choice_list) == (False, "body")
    assert back.item("staff").type is ItemType.DECIMAL
    assert back.item("staff").enable_when == (EnableWhen(question="has_body", answer="no"),)


# ------------------------------------------------------------------------------------------ traps of real forms


def test_older_spellings_mean_the_same(read: Callable[..., Reading]) -> None:
    form = read(
        {
            "SURVEY": [
                ["COMMAND", "Tag", "Label:English (en)", "RELEVANCE"],
                ["select all that apply from yn or specify other", "a", "A"],
                ["add select one prompt using yn", "b", "B", "selected(${a}, 'yes')"],
                ["begin lgroup", "r", "R"],
                ["phone number", "c", "C"],
                ["end lgroup"],
                ["begin loop over yn", "l", "L"],
                ["int", "n", "N of %(label)s"],
                ["end loop"],
            ],
            "Choices": [["list name", "value", "label:English (en)"], ["yn", "yes", "Yes"], ["yn", "no", "No"]],
        }
    ).questionnaires[0]
    assert [(item.link_id, item.type.value, item.repeats) for item in form.walk()] == [
        ("a", "choice", True),
        ("b", "choice", False),
        ("r", "group", True),
        ("c", "string", False),
        ("l", "group", True),
        ("n", "integer", False),
    ]
    assert form.item("a").answer_constraint is AnswerConstraint.OPTIONS_OR_STRING
    assert form.item("b").enable_when == (EnableWhen(question="a", answer="yes"),)
    assert form.languages == ("en",)


def test_a_thousand_blank_rows_and_helper_sheets_cost_nothing(read: Callable[..., Reading]) -> None:
    blank = [[None, " ", ""]] * 1000
    reading = read(
        {"survey": [*SURVEY, *blank], "notes": [["to do", 1]], "choices": [*CHOICES, *blank], "stettings": []}
    )
    assert reading.accounts.lines()[1:] == ("  ignored    2  sheet that is none of an XLSForm",)
    assert "the sheet 'stettings' is none of an XLSForm; did you mean 'settings'?" in reading.remarks
    assert reading.questionnaires[0].key == "form|1"


def test_numbers_of_excel_are_codes_and_versions_as_they_were_typed(read: Callable[..., Reading]) -> None:
    form = read(
        {
            "survey": [["type", "name", "label"], ["select_one s", "a", "A"]],
            "choices": [["list_name", "name", "label"], ["s", 1.0, 1.0], ["s", 2, "Two"]],
            "settings": [["form_id", "version"], ["f", 20190214.0]],
        }
    ).questionnaires[0]
    assert form.version == "20190214"
    assert [(choice.code, str(choice.label)) for choice in form.choice_lists[0].choices] == [("1", "1"), ("2", "Two")]


def test_two_columns_of_one_name_are_refused_in_one_line(read: Callable[..., Reading]) -> None:
    with pytest.raises(
        FileError, match=r"form\.xlsx, sheet 'survey': the columns C and D are both named 'caption'"
    ) as caught:
        read({"survey": [["type", "name", "label", "caption"], ["text", "a", "A", "B"]]})
    assert "\n" not in str(caught.value)


def test_a_choice_that_stands_twice_is_kept_once_and_reported_where_its_labels_differ(
    read: Callable[..., Reading], project: Project, registry: Registry
) -> None:
    reading = read(
        {
            "survey": [["type", "name", "label"], ["select_one c", "a", "A"]],
            "choices": [
                ["list_name", "name", "label", "state"],
                ["c", "king", "King", "wa"],
                ["c", "king", "King", "tx"],
                ["c", "king", "Queen", "ny"],
                ["c", None, "nobody", None],
                [None, "lost", "lost", None],
            ],
        }
    )
    assert reading.accounts.lines()[1:] == (
        (
            "  reported   4  choice 'king' stands twice in list 'c', with different labels "
            "(choices!A4, choices!B4, choices!C4)"
        ),
        "  reported   2  choice without a list_name (choices!B6, choices!C6)",
        "  reported   2  choice without a name (choices!A5, choices!C5)",
    )
    form = reading.questionnaires[0]
    assert [choice.code for choice in form.choice_lists[0].choices] == ["king"]
    back = again(form, project, registry)
    assert back.choice_lists == form.choice_lists


def test_names_that_stand_in_several_groups_get_the_group_before_them(
    read: Callable[..., Reading], project: Project, registry: Registry
) -> None:
    form = read(
        {
            "survey": [
                ["type", "name", "label", "relevant"],
                ["begin group", "g1", "G1"],
                ["text", "a", "A"],
                ["end group"],
                ["begin group", "g2", "G2"],
                ["text", "a", "A", "${a} = 'x'"],
                ["text", "été", "B"],
                ["text", "_x", "C"],
                ["text", None, "no name"],
                ["end group"],
                ["begin group", "g2", "G2"],
                ["text", "a", "A"],
                ["end group"],
            ]
        }
    ).questionnaires[0]
    assert [item.link_id for item in form.walk()] == ["g1", "a", "g2", "g2.a", "ete", "g2._x", "row-9", "g2-2", "a-2"]
    assert form.item("g2.a").expression is not None  # which `a` is meant cannot be said
    assert again(form, project, registry) == form


def test_what_asks_nobody_anything_is_kept_in_its_place(
    read: Callable[..., Reading], project: Project, registry: Registry
) -> None:
    sheets = {
        "survey": [
            ["type", "name", "label", "calculation", "disabled"],
            ["start", "start"],
            ["text", "a", "A"],
            ["begin group", "empty", "Nothing to ask"],
            ["calculate", "c", None, "1 + 1"],
            ["end group"],
            ["text", "off", "Off", None, "yes"],
            ["odd", "odd"],
            [None, "nameless"],
            ["hidden", "h", "Hidden"],
        ]
    }
    reading = read(sheets)
    form = reading.questionnaires[0]
    assert [item.link_id for item in form.walk()] == ["a"]
    rows = [row["cells"]["type"] for row in form.extra["x-xlsform"]["rows"]]
    assert rows == ["start", "begin group", "calculate", "end group", "hidden"]
    assert again(form, project, registry) == form
    assert reading.accounts.lines()[1:] == (
        "  ignored    4  row that the form has disabled",
        "  reported   2  type 'odd', which XLSForm does not have (survey!A8, survey!B8)",
        "  reported   1  row without a type (survey!B9)",
    )


def test_sheets_of_external_choices_and_entities_are_kept(
    read: Callable[..., Reading], project: Project, registry: Registry
) -> None:
    sheets = {
        **FORM,
        "external_choices": [["list_name", "name"], ["x", "1"]],
        "entities": [["dataset"], ["d"]],
        "settings": [*SETTINGS, ["a second row"]],
    }
    reading = read(sheets)
    assert reading.accounts.lines()[1:] == ("  ignored     1  row of settings below the first",)
    form = reading.questionnaires[0]
    assert form.extra["x-xlsform"]["sheets"]["external_choices"] == (("list_name", "name"), ("x", "1"))
    assert again(form, project, registry) == form


def test_a_list_that_is_not_there_makes_a_text(
    read: Callable[..., Reading], project: Project, registry: Registry
) -> None:
    reading = read(
        {"survey": [["type", "name", "label"], ["select_one gone", "a", "A"], ["select_one_from_file c.csv", "b", "B"]]}
    )
    form = reading.questionnaires[0]
    assert [item.type for item in form.items] == [ItemType.STRING, ItemType.STRING]
    assert "row 2: the choice list 'gone' of 'a' is not in the sheet 'choices'; it is read as a text" in reading.remarks
    assert again(form, project, registry).items == form.items


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [["begin group", "g"], ["text", "a"]],
            "row 2: 'begin group' 'g' has no end; add a row with the type 'end group'",
        ),
        ([["text", "a"], ["end group"]], "row 3: 'end group', but nothing is open"),
        ([["begin repeat", "g"], ["end group"]], "row 3: 'end group', but the repeat 'g' is open"),
    ],
)
def test_groups_that_do_not_close_are_refused(read: Callable[..., Reading], rows: list[Any], message: str) -> None:
    with pytest.raises(FileError, match=message):
        read({"survey": [["type", "name"], *rows]})


def test_a_workbook_without_a_survey_is_refused(workbook: Callable[..., Source], request_for: Any) -> None:
    with pytest.raises(FileError, match="has no sheet 'survey', which every XLSForm has"):
        READER.read(workbook({"data": [["type"]]}), request_for())
    with pytest.raises(FileError, match="has no column 'type' in its first row"):
        READER.read(workbook({"survey": [["name"], ["a"]]}), request_for())
    assert not READER.recognises(workbook({"data": [["type"]]}))
    assert not READER.recognises(workbook({"survey": [["name"]]}))
    assert not READER.recognises(Source("x.xlsx", b"PK\3\4 damaged"))


def test_formulas_give_what_the_file_says_that_they_gave(read: Callable[..., Reading]) -> None:
    reading = read({"survey": [["type", "name", "label", None], ["text", "a", "=B2", "stray"], ["text", "b", "#REF!"]]})
    assert reading.questionnaires[0].item("a").text is None
    assert reading.accounts.reported == 2
    assert "the formula has no value in the file; open it in Excel" in reading.accounts.lines()[3]
    assert any("the formula gave #REF!" in line for line in reading.accounts.lines())
    assert any("column without a heading" in line for line in reading.accounts.lines())


def test_languages_are_told_apart_whatever_they_are_called(
    read: Callable[..., Reading], project: Project, registry: Registry
) -> None:
    form = read(
        {
            "survey": [
                ["type", "name", "label", "label::English (en)", "label::en", "label::chinese", "label::Klingonisch"],
                ["text", "a", "plain", "one", "two", "three", "four"],
            ]
        }
    ).questionnaires[0]
    assert form.items[0].text == LangString(
        {"und": "plain", "en": "one", "en-x-2": "two", "zh": "three", "und-x-klingoni-sch": "four"}
    )
    assert again(form, project, registry) == form


def test_a_grid_is_a_group_with_one_list(read: Callable[..., Reading]) -> None:
    def control(*rows: list[Any]) -> str:
        survey = [
            ["type", "name", "label", "appearance"],
            ["begin group", "g", "G", "table-list"],
            *rows,
            ["end group"],
        ]
        return str(read({"survey": survey, "choices": CHOICES}).questionnaires[0].items[0].item_control)

    assert control(["select_one yn", "a", "A"], ["select_one yn", "b", "B"], ["note", "n", "N"]) == "grid"
    assert control(["select_one yn", "a", "A"], ["select_one body", "b", "B"]) == ""
    assert control(["text", "a", "A"]) == ""


@pytest.mark.parametrize(
    ("type_", "constraint", "parameters", "limits"),
    [
        ("integer", ". > 0 and . <= 5", "", (1, 5, None)),
        ("decimal", ". >= 0.5", "", ("0.5", None, None)),
        ("decimal", ". > 0.5", "", (None, None, None)),
        ("integer", ". > 0 or . = 99", "", (None, None, None)),
        ("range", "", "start=1 end=10 step=1", (1, 10, None)),
        ("text", "string-length(.) <= 20", "", (None, None, 20)),
        ("text", "string-length(.) < 20", "", (None, None, 19)),
        ("text", "regex(., '[0-9]+')", "", (None, None, None)),
    ],
)
def test_limits_are_read_from_constraints_that_say_no_more(
    read: Callable[..., Reading], type_: str, constraint: str, parameters: str, limits: tuple[Any, ...]
) -> None:
    item = (
        read({"survey": [["type", "name", "constraint", "parameters"], [type_, "a", constraint, parameters]]})
        .questionnaires[0]
        .items[0]
    )
    low, high, longest = limits
    assert item.min_value == (None if low is None else Decimal(low))
    assert item.max_value == (None if high is None else Decimal(high))
    assert item.max_length == longest


# ------------------------------------------------------------------------------------------ skip logic

ITEMS = {
    "one": Item(link_id="one", type=ItemType.CHOICE, choice_list="c"),
    "many": Item(link_id="many", type=ItemType.CHOICE, choice_list="c", repeats=True),
    "n": Item(link_id="n", type=ItemType.INTEGER),
    "d": Item(link_id="d", type=ItemType.DATE),
    "t": Item(link_id="t", type=ItemType.STRING),
    "ok": Item(link_id="ok", type=ItemType.BOOLEAN),
    "g": Item(link_id="g", type=ItemType.GROUP),
    "f": Item(link_id="f", type=ItemType.ATTACHMENT),
}


def translate(text: str) -> Any:
    codes = tuple(Choice(code=code, label=LangString.of(code)) for code in ("x", "y", "it's"))
    return to_conditions(text, ITEMS.get, lambda item: codes if item.choice_list else ())


@pytest.mark.parametrize(
    ("text", "conditions", "behavior"),
    [
        ("${one} = 'x'", [("one", "=", "x")], "all"),
        ('( ${one}="x" )', [("one", "=", "x")], "all"),
        ("((${one} != 'x'))", [("one", "!=", "x")], "all"),
        ('${one} = "it\'s"', [("one", "=", "it's")], "all"),
        ("selected(${many}, 'x')", [("many", "=", "x")], "all"),
        ("not(selected(${many},'x'))", [("many", "!=", "x")], "all"),
        ("selected(${one}, 'x')", [("one", "=", "x")], "all"),
        ("${n} >= 5 and ${n}<10", [("n", ">=", "5"), ("n", "<", "10")], "all"),
        ("(${n} > 5) or (${one} = 'x')", [("n", ">", "5"), ("one", "=", "x")], "any"),
        ("${t} != ''", [("t", "exists", "true")], "all"),
        ("${t} = ''", [("t", "exists", "false")], "all"),
        ("${t} = 'and so on'", [("t", "=", "and so on")], "all"),
        ("${ok} = 'OK'", [("ok", "=", "true")], "all"),
        ("${d} > date('2019-01-01')", [("d", ">", "2019-01-01")], "all"),
        ("${d} = '2019-01-01'", [("d", "=", "2019-01-01")], "all"),
    ],
)
def test_the_part_of_xpath_that_conditions_can_say(text: str, conditions: list[Any], behavior: str) -> None:
    found = translate(text)
    assert found is not None
    assert [(each.question, each.operator.value, each.answer) for each in found[0]] == conditions
    assert found[1].value == behavior


@pytest.mark.parametrize(
    "text",
    [
        "${one} = 'z'",
        "${many} = 'x'",
        "${one} > 'x'",
        "${gone} = 'x'",
        "${gone} != ''",
        "${g} = 'x'",
        "${n} > ''",
        "${n} = 'many'",
        "selected(${n}, '5')",
        "selected(${t}, 'a')",
        "${t} > 'a'",
        "${ok} = 'maybe'",
        "${ok} > 'OK'",
        "${d} > '2019-01-01'",
        "${n} > date('2019-01-01')",
        "${d} = '2019-01'",
        "${d} = 'soon'",
        "${f} = 'x.pdf'",
        "${one} = 'x' and ${n} > 5 or ${n} < 2",
        "not(${one} = 'x')",
        "count(${many}) > 1",
        "${n} > ${n}",
        "true()",
        "('unclosed",
    ],
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert translate(text) is None


# ------------------------------------------------------------------------------------------ questionnaires of one's own


BECOMES = {
    ItemType.QUANTITY: {ItemType.DECIMAL},
    ItemType.URL: {ItemType.STRING},
    ItemType.RATING: {ItemType.CHOICE, ItemType.INTEGER},
}
"""What a form has no type of its own for."""


def words(text: LangString | None) -> dict[str, list[str]]:
    return {tag: content.split() for tag, content in text.texts.items() if content.split()} if text else {}


@given(form=strategies.questionnaires())
def test_any_questionnaire_becomes_a_form_that_keeps_types_choices_labels_and_conditions(form: Questionnaire) -> None:
    back = again(form, PROJECT, REGISTRY)
    lists = {listed.id: listed for listed in back.choice_lists}
    for item in form.walk():
        other = back.item(item.link_id)
        assert other is not None, item.link_id
        assert other.type in BECOMES.get(item.type, {item.type})
        assert other.is_multiple == item.is_multiple
        assert other.required == item.required
        for tag, content in words(item.text).items():
            assert words(other.text)[tag] == [*item.prefix.split(), *content]
        if item.choice_list:
            kept = lists[other.choice_list].choices
            assert [choice.code for choice in kept] == [choice.code for choice in form.choices(item)]
            assert [words(choice.label) for choice in kept] == [words(choice.label) for choice in form.choices(item)]
            assert other.answer_constraint is item.answer_constraint
        if item.enable_when:
            assert other.enable_when == item.enable_when or other.expression is not None


PROJECT = Project(id="p", title=LangString.of("P"), as_of=dt.date(2019, 2, 14), languages=("en",))
REGISTRY = Registry.of(mpfkit_surveys)


def own(*items: Item, **more: Any) -> Questionnaire:
    return Questionnaire(id="q", version="1", languages=("en", "fr"), items=items, **more)


def test_a_questionnaire_of_ones_own_gets_what_a_form_needs(workbook: Any) -> None:
    text = LangString({"en": "How?", "fr": "Comment ?"})
    form = own(
        Item(link_id="yes", type=ItemType.BOOLEAN, text=text, prefix="1a"),
        Item(link_id="n", type=ItemType.INTEGER, text=text, min_value=Decimal(1), max_value=Decimal(9)),
        Item(
            link_id="t",
            type=ItemType.TEXT,
            text=text,
            max_length=20,
            enable_when=(EnableWhen(question="yes", answer="true"),),
        ),
        Item(link_id="s", type=ItemType.STRING, pattern="[a-z]+"),
        Item(
            link_id="g",
            type=ItemType.GROUP,
            item_control="grid",
            text=text,
            items=(Item(link_id="d", type=ItemType.DATE, text=text),),
        ),
        Item(
            link_id="x",
            type=ItemType.TEXT,
            text=text,
            enable_when=(
                EnableWhen(question="d", operator=EnableOperator.LESS, answer="2019-01-01"),
                EnableWhen(question="n", operator=EnableOperator.EXISTS, answer="false"),
            ),
            enable_behavior=EnableBehavior.ANY,
        ),
        title=LangString.of("Q"),
    )
    source = Source(
        "q.xlsx",
        render(PROJECT.evolve(questionnaires=(form,)), renderer="xlsform", audience="internal", registry=REGISTRY),
    )
    back = READER.read(source, ReadingRequest(project=PROJECT)).questionnaires[0]
    assert [item.type for item in back.walk()] == [item.type for item in form.walk()]
    assert back.item("yes").text == LangString({"en": "1a How?", "fr": "1a Comment ?"})
    assert (back.item("n").min_value, back.item("n").max_value, back.item("t").max_length) == (1, 9, 20)
    assert back.item("s").extra["x-xlsform"]["cells"]["constraint"] == "regex(., '^([a-z]+)$')"
    assert back.item("t").enable_when == form.items[2].enable_when
    assert back.item("x").enable_when == form.items[5].enable_when
    assert back.item("x").enable_behavior is EnableBehavior.ANY
    assert back.extra["x-xlsform"]["settings"]["default_language"] == "English (en)"
    assert [str(choice.label) for choice in back.choice_lists[0].choices] == ["Yes", "No"]
    assert again(back, PROJECT, REGISTRY) == back


def test_pyxform_accepts_what_is_written(read: Callable[..., Reading], tmp_path: Any) -> None:
    xls2xform = pytest.importorskip("pyxform.xls2xform")
    for form in (
        read(FORM).questionnaires[0],
        own(
            Item(link_id="A.1", type=ItemType.BOOLEAN, text=LangString.of("?")),
            Item(
                link_id="R",
                type=ItemType.GROUP,
                repeats=True,
                text=LangString.of("R"),
                items=(Item(link_id="R.1", type=ItemType.URL, text=LangString.of("?")),),
            ),
        ),
    ):
        path = tmp_path / "form.xlsx"
        render(
            PROJECT.evolve(questionnaires=(form,)), renderer="xlsform", audience="internal", to=path, registry=REGISTRY
        )
        assert "<h:head>" in xls2xform.convert(str(path)).xform


def test_the_questionnaire_is_named_where_there_are_several() -> None:
    one, two = own(Item(link_id="a", type=ItemType.TEXT)), own(Item(link_id="b", type=ItemType.TEXT)).evolve(id="two")
    both = PROJECT.evolve(questionnaires=(one, two))
    with pytest.raises(RenderError, match=r"the project has 2 questionnaires \(q\|1, two\|1\); say which one: --set"):
        render(both, renderer="xlsform", registry=REGISTRY)
    with pytest.raises(RenderError, match=r"the project has 0 questionnaires \(none\)"):
        render(PROJECT, renderer="xlsform", registry=REGISTRY)
    with pytest.raises(UnknownNameError, match="no questionnaire is named 'three'"):
        render(both, renderer="xlsform", options={"questionnaire": "three"}, registry=REGISTRY)
    data = render(both, renderer="xlsform", options={"questionnaire": "two"}, registry=REGISTRY)
    assert READER.read(Source("x.xlsx", data), ReadingRequest(project=PROJECT)).questionnaires[0].key == "two|1"


def test_skip_logic_of_another_tool_is_refused() -> None:
    item = Item(link_id="a", type=ItemType.TEXT, expression=Expression(language="expressionscript", text="q1 == 1"))
    with pytest.raises(RenderError, match="item a: its skip logic is written in expressionscript"):
        render(PROJECT.evolve(questionnaires=(own(item),)), renderer="xlsform", audience="internal", registry=REGISTRY)


def test_conditions_and_an_expression_are_joined() -> None:
    first = Item(link_id="a", type=ItemType.INTEGER)
    item = Item(
        link_id="b",
        type=ItemType.TEXT,
        enable_when=(EnableWhen(question="a", answer="1"),),
        expression=Expression(language="xpath", text="count(${a}) > 1"),
    )
    assert again(own(first, item), PROJECT, REGISTRY).item("b").expression == Expression(
        language="xpath", text="(${a} = 1) and (count(${a}) > 1)"
    )


# ------------------------------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Label::French (fr)", ("label", "French (fr)")),
        ("hint: English", ("hint", "English")),
        ("media::image::fr", ("image", "fr")),
        ("Relevance", ("relevant", "")),
        ("repeat count", ("repeat_count", "")),
        ("bind::odk:length", ("bind::odk:length", "")),
        ("choice_filter", ("choice_filter", "")),
    ],
)
def test_headings_are_understood_in_all_their_spellings(heading: str, expected: tuple[str, str]) -> None:
    assert canonical_heading(heading, "survey") == expected


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("French (fr)", "fr"),
        ("Español (es)", "es"),
        ("ar", "ar"),
        ("Français", "fr"),
        ("english", "en"),
        ("Deutsch", "de"),
        ("Klingon!", "tlh"),
        ("???", "und-x-unknown"),
    ],
)
def test_languages_have_tags(name: str, tag: str) -> None:
    assert language_tag(name) == tag or (name == "Klingon!" and language_tag(name) == "und-x-klingon")


def test_languages_have_names() -> None:
    assert language_name("fr") == "French (fr)"
    assert language_name("und-x-a") == "Unknown language (und-x-a)"
    assert language_name("qqq") == "qqq (qqq)"


def test_types_that_do_not_exist_are_none() -> None:
    assert form_type("slect_one x") is None
    assert form_type("date time") == form_type("dateTime")

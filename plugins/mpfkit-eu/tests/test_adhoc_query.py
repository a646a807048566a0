"""The compilation of an Ad-Hoc Query: who asked, who responded, what may be disseminated wider."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpfkit import check, render
from mpfkit.document import Cell, Document, NumberedList, Table, is_blocks, outline, plain_text, walk
from mpfkit.errors import UnknownNameError
from mpfkit.model import (
    Answer,
    Audience,
    Choice,
    ChoiceList,
    Item,
    ItemType,
    LangString,
    Marking,
    MarkingLevel,
    Participant,
    Project,
    Questionnaire,
    Respondent,
    Response,
    ResponseStatus,
    Workshop,
)
from mpfkit.testing.strategies import projects
from mpfkit_eu import ADHOC_QUERY, QueryOptions

OUTLINES = Path(__file__).parent / "outlines"
NOT_FURTHER = (
    "This EMN NCP has provided a response to the requesting EMN NCP. However, they have requested that it is not "
    "disseminated further."
)
DISCLAIMER = (
    "The following responses have been provided primarily for the purpose of information exchange among EMN NCPs in "
    "the framework of the EMN. The contributing EMN NCPs have provided, to the best of their knowledge, information "
    "that is up-to-date, objective and reliable. Note, however, that the information provided does not necessarily "
    "represent the official policy of an EMN NCPs’ Member State."
)


def ls(text: str) -> LangString:
    return LangString.of(text)


def item(link_id: str, **changes: Any) -> Item:
    return Item(**{"link_id": link_id, "type": ItemType.TEXT, "text": ls(f"Question on {link_id}?"), **changes})


def response(country: str, **changes: Any) -> Response:
    given = {"q1": (Answer(value=f"Yes in {country}"),), "q2": (Answer(value=f"Never in {country}"),)}
    return Response(
        **{"id": f"r-{country}", "questionnaire": "ahq|1", "country": country, "answers": given, **changes}  # type: ignore[arg-type]
    )


QUERY = Questionnaire(
    id="ahq",
    version="1",
    title=ls("false  documents"),
    items=(item("q1"), item("q2")),
    requested_by="SK",
    requested_on=dt.date(2018, 11, 19),
    return_by=dt.date(2018, 12, 3),
    background=ls("The Migration Office has recorded applications."),
)
PROJECT = Project(
    id="p",
    title=ls("P"),
    as_of=dt.date(2019, 2, 14),
    marking=Marking(level=MarkingLevel.CLEAR),
    questionnaires=(QUERY,),
    responses=tuple(response(country) for country in ("NO", "SE", "AT", "EL", "UK", "CZ")),
)


def told(project: Project) -> dict[str, str]:
    assert ADHOC_QUERY.check is not None
    return {problem.code: problem.message for problem in ADHOC_QUERY.check(project)}


def table(document: Document) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table) and block.key == "table-responses")


def words(cell: Any) -> str:
    content = cell.content if isinstance(cell, Cell) else cell
    if is_blocks(content):
        return "\n".join(plain_text(block.content) for block in content)
    return plain_text(content)


def rows(document: Document) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in table(document).rows]


def test_the_head_is_that_of_published_compilations(compose: Any, text_of: Any) -> None:
    made = compose(ADHOC_QUERY, PROJECT)
    assert made.title == "EMN Ad-Hoc Query on false documents"
    text = text_of(made)
    assert "Requested by SK EMN NCP on 19 November 2018" in text
    assert "Compilation produced on 1 March 2019" in text
    assert "Responses from Austria, Czechia, Greece, Sweden, United Kingdom plus Norway (6 in total)" in text
    assert f"Disclaimer: {DISCLAIMER}" in text
    assert "We would appreciate your response by 3 December 2018." in text


def test_countries_stand_in_alphabetical_order_whatever_the_house_style(compose: Any) -> None:
    order = ["Austria", "Czechia", "Greece", "Sweden", "United Kingdom", "Norway"]
    for policy in ("protocol", "alphabetical", "eurostat"):
        assert [row[0] for row in rows(compose(ADHOC_QUERY, PROJECT, country_order=policy))] == order
    french = [row[0] for row in rows(compose(ADHOC_QUERY, PROJECT, language="fr"))]
    assert french == ["Autriche", "Grèce", "Royaume-Uni", "Suède", "Tchéquie", "Norvège"]


def test_membership_follows_the_day_of_the_project(compose: Any, text_of: Any) -> None:
    later = text_of(compose(ADHOC_QUERY, PROJECT.evolve(as_of=dt.date(2020, 2, 1))))
    assert "Responses from Austria, Czechia, Greece, Sweden plus Norway, United Kingdom (6 in total)" in later


def test_all_questions_are_numbered_in_one_cell(compose: Any) -> None:
    assert rows(compose(ADHOC_QUERY, PROJECT))[0] == ["Austria", "Yes", "1. Yes in AT\n2. Never in AT"]
    assert [plain_text(column.header) for column in table(compose(ADHOC_QUERY, PROJECT)).columns] == [
        "Country",
        "Wider Dissemination?",
        "Response",
    ]


def test_a_response_that_must_not_go_further_keeps_its_row_and_is_counted(compose: Any, text_of: Any) -> None:
    no = response("AT", dissemination=False)
    project = PROJECT.evolve(responses=(no, *(each for each in PROJECT.responses if each.country != "AT")))
    public = compose(ADHOC_QUERY, project, "public")
    assert rows(public)[0] == ["Austria", "No", NOT_FURTHER]
    text = text_of(public)
    assert "Yes in AT" not in text
    assert "(6 in total)" in text
    assert "Not disseminated in this edition: 1 reply." in [plain_text(note) for note in table(public).notes]
    assert rows(compose(ADHOC_QUERY, project, "participants"))[0] == ["Austria", "No", "1. Yes in AT\n2. Never in AT"]


@pytest.mark.parametrize(
    ("changes", "wider"),
    [
        ({}, "Yes"),
        ({"dissemination": True}, "Yes"),
        ({"dissemination": False}, "No"),
        ({"marking": Marking(level=MarkingLevel.GREEN)}, "Yes"),
        ({"marking": Marking(level=MarkingLevel.AMBER)}, "No"),
        ({"marking": Marking(handling="H2")}, "No"),
    ],
)
def test_wider_dissemination_is_as_stated_else_as_marked_else_yes(
    changes: dict[str, Any], wider: str, compose: Any
) -> None:
    project = PROJECT.evolve(responses=(response("AT", **changes),))
    assert rows(compose(ADHOC_QUERY, project))[0][1] == wider


def test_a_country_that_declines_has_not_responded(compose: Any, text_of: Any) -> None:
    declined = response("AT", answers={}, status=ResponseStatus.STOPPED)
    project = PROJECT.evolve(responses=(declined, response("NO")))
    text = text_of(compose(ADHOC_QUERY, project))
    assert "Responses from Norway (1 in total)" in text


def test_notes_stay_inside_the_frame_of_the_table(compose: Any) -> None:
    project = PROJECT.evolve(responses=(*PROJECT.responses, response("XK", illustrative=True)))
    notes = [plain_text(note) for note in table(compose(ADHOC_QUERY, project)).notes]
    assert notes[0].startswith("If possible at time of making the request, the Requesting EMN NCP should add")
    assert notes[1].startswith("A default ‘Yes’ is given")
    assert "Illustrative replies, invented." in notes
    assert notes[-1].startswith("Kosovo*: ")


def test_the_requester_is_a_function_and_the_code_of_a_country_becomes_one(compose: Any, text_of: Any) -> None:
    def asked(**changes: Any) -> str:
        return text_of(compose(ADHOC_QUERY, PROJECT.evolve(questionnaires=(QUERY.evolve(**changes),))))

    assert "Requested by COM on 19 November 2018" in asked(requested_by="COM")
    assert "Requested by GR EMN NCP" not in asked(requested_by="GR")
    assert "Requested by EL EMN NCP on" in asked(requested_by="GR")
    assert "Requested by SK EMN NCP\n" in asked(requested_on=None)
    assert "Requested on 19 November 2018" in asked(requested_by="")
    assert "Requested" not in asked(requested_by="", requested_on=None)


def test_a_questionnaire_can_be_chosen(compose: Any) -> None:
    other = QUERY.evolve(id="other", title=ls("return"), items=(item("o1", prefix="5a"),))
    project = PROJECT.evolve(questionnaires=(QUERY, other))
    for name in ("other", "other|1"):
        made = compose(ADHOC_QUERY, project, options=QueryOptions(questionnaire=name))
        assert made.title == "EMN Ad-Hoc Query on return"
        assert "No response has been received yet (0 in total)" in [
            plain_text(getattr(block, "content", "")) for block in made.blocks
        ]
    with pytest.raises(UnknownNameError, match=r"did you mean 'other\|1'"):
        compose(ADHOC_QUERY, project, options=QueryOptions(questionnaire="othr|1"))


def test_questions_are_a_list_where_their_numbers_are_those_of_a_list(compose: Any) -> None:
    made = compose(ADHOC_QUERY, PROJECT)
    (listed,) = (block for block in made.blocks if isinstance(block, NumberedList))
    assert [plain_text(each) for each in listed.items] == ["Question on q1?", "Question on q2?"]
    numbered = QUERY.evolve(items=(item("q1", prefix="5"), item("q2", prefix="5a")))
    made = compose(ADHOC_QUERY, PROJECT.evolve(questionnaires=(numbered,)))
    (table_of_questions,) = (
        block for block in made.blocks if isinstance(block, Table) and block.key != "table-responses"
    )
    assert [[words(cell) for cell in row] for row in table_of_questions.rows] == [
        ["5", "Question on q1?"],
        ["5a", "Question on q2?"],
    ]
    assert rows(made)[0][2] == "5. Yes in AT\n5a. Never in AT"


def test_grids_stand_row_by_row_and_rosters_entry_by_entry(compose: Any) -> None:
    listed = ChoiceList(id="l", choices=(Choice(code="a", label=ls("Often")),))
    grid = Item(
        link_id="g",
        type=ItemType.GROUP,
        text=ls("How often?"),
        item_control="grid",
        items=tuple(item(f"g{n}", type=ItemType.CHOICE, choice_list="l") for n in (1, 2)),
    )
    roster = Item(link_id="t", type=ItemType.GROUP, text=ls("Courses"), repeats=True, items=(item("t1"), item("t2")))
    given = {
        "g1": (Answer(value="a"),),
        "t1": (Answer(value="Basic", instance=(1,)), Answer(value="Second", instance=(2,))),
        "t2": (Answer(value="1 day", instance=(1,)),),
    }
    project = PROJECT.evolve(
        questionnaires=(QUERY.evolve(items=(grid, roster), choice_lists=(listed,)),),
        responses=(response("AT", answers=given),),
    )
    assert rows(compose(ADHOC_QUERY, project))[0][2].splitlines() == [
        "1. Question on g1?: Often",
        "Question on g2?: not answered",
        "2. Question on t1?: Basic; Question on t2?: 1 day",
        "Question on t1?: Second; Question on t2?: –",
    ]


def test_questions_that_another_answer_rules_out_are_left_out(compose: Any) -> None:
    from mpfkit.model import EnableWhen

    asked = QUERY.evolve(items=(item("q1"), item("q2", enable_when=(EnableWhen(question="q1", answer="else"),))))
    only = response("AT", answers={"q1": (Answer(value="No"),)})
    project = PROJECT.evolve(questionnaires=(asked,), responses=(only,))
    assert rows(compose(ADHOC_QUERY, project))[0][2] == "1. No"


def test_an_empty_project_says_what_there_is_not(compose: Any, text_of: Any, check_document: Any) -> None:
    empty = PROJECT.evolve(questionnaires=(), responses=())
    made = compose(ADHOC_QUERY, empty)
    check_document(made)
    text = text_of(made)
    for sentence in ("EMN Ad-Hoc Query\n", "No response has been received yet", "The project has no questions."):
        assert sentence in text
    bare = PROJECT.evolve(questionnaires=(Questionnaire(id="ahq", version="1"),))
    made = compose(ADHOC_QUERY, bare)
    check_document(made)
    assert rows(made)[0][2] == "–"


def test_what_was_not_seen_is_flagged_in_the_data() -> None:
    data = tomllib.loads(files("mpfkit_eu").joinpath("adhoc_query.toml").read_text(encoding="utf-8"))
    unseen = {name for name, row in data.items() if not row["verified"]}
    assert unseen == {"column-country", "column-response", "not-disseminated", "default-answer"}


# -- the check


def test_the_check_says_what_a_compilation_needs() -> None:
    assert told(PROJECT) == {}
    assert list(told(PROJECT.evolve(questionnaires=(), responses=()))) == ["AHQ001"]
    bare = PROJECT.evolve(questionnaires=(Questionnaire(id="ahq", version="1"),), responses=())
    assert list(told(bare)) == ["AHQ002", "AHQ003", "AHQ004", "AHQ005", "AHQ006"]


def test_a_person_in_the_place_of_the_requester_is_a_warning() -> None:
    asked = QUERY.evolve(requested_by="Jo Specimen")
    people = Workshop(id="w", title=ls("W"), participants=(Participant(name="jo specimen "),))
    project = PROJECT.evolve(questionnaires=(asked,), workshops=(people,))
    assert told(project) == {
        "AHQ007": "questionnaire ahq|1: requested_by is the name of a person; write the function, such as NL EMN NCP"
    }
    contact = response("AT", respondent=Respondent(organisation="Police", contact="Jo Specimen"))
    assert list(told(PROJECT.evolve(questionnaires=(asked,), responses=(contact,)))) == ["AHQ007"]


def test_the_example_is_ready_for_a_compilation(example: Any) -> None:
    assert [problem for problem in check(example, kind="adhoc-query") if problem.severity != "note"] == []


# -- any project


@settings(max_examples=40)
@given(data=st.data(), audience=st.sampled_from(Audience), language=st.sampled_from(("en", "fr", "ar")))
def test_any_project_gives_a_sound_compilation_in_every_edition_and_language(
    data: st.DataObject, audience: Audience, language: str, compose: Any, check_document: Any
) -> None:
    project = data.draw(projects())
    made = compose(ADHOC_QUERY, project, audience.value, language=language)
    check_document(made)
    found = [block for block in walk(made.blocks) if isinstance(block, Table) and block.key == "table-responses"]
    number = len(found[0].rows) if found else 0
    internal = compose(ADHOC_QUERY, project, language=language)
    inside = [block for block in walk(internal.blocks) if isinstance(block, Table) and block.key == "table-responses"]
    assert number == (len(inside[0].rows) if inside else 0), "every edition counts the same responses"


def test_the_outline_of_the_public_edition_is_as_reviewed(project: Project, compose: Any) -> None:
    kept = OUTLINES / "adhoc-query.txt"
    found = "".join(
        f"{entry.what} {entry.number} {plain_text(entry.content)}\n".replace("  ", " ")
        for entry in outline(compose(ADHOC_QUERY, project, "public")).entries
    )
    if os.environ.get("MPFKIT_UPDATE_OUTLINES"):
        kept.write_text(found, encoding="utf-8")
    assert found == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["adhoc-query", "logframe", "narrative-report"])
@pytest.mark.parametrize("style", ["eu", "icmpd", "plain"])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_example_is_written_in_every_style_and_language(
    kind: str, style: str, language: str, project: Project
) -> None:
    for format_ in ("docx", "md"):
        data = render(project, kind=kind, style=style, language=language, format=format_)
        assert data == render(project, kind=kind, style=style, language=language, format=format_)

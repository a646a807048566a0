"""Where a character of a document comes from: every text of a project can be found again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from mpfkit.model import (
    Answer,
    Attachment,
    Choice,
    ChoiceList,
    Correction,
    Country,
    Finding,
    FindingKind,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Project,
    Questionnaire,
    Respondent,
    Response,
    Session,
    Theme,
    Translation,
    Workshop,
    find_text,
)

BAD = f"ab{chr(11)}cd"
BAD_TEXT = LangString.of(BAD)


def project_of(**more: Any) -> Project:
    return Project(**{"id": "p", "title": LangString.of("T"), "as_of": dt.date(2019, 2, 14), **more})


def reply(*answers: Answer, identifier: str = "r-1", country: str = "MA", **more: Any) -> Response:
    given = FrozenDict({"q12": answers}) if answers else FrozenDict()
    return Response(id=identifier, questionnaire="mapping|1.0", country=country, answers=given, **more)


ANSWER = "response of Morocco (MA), question 'mapping/q12'"


@pytest.mark.parametrize(
    ("more", "words", "path"),
    [
        ({"title": LangString.of(BAD, "fr")}, "project, title (fr)", ("title", "fr")),
        ({"thematic_areas": ("x", BAD)}, "project, thematic areas 2", ("thematic_areas", 1)),
        (
            {"narratives": FrozenDict({"intro": BAD_TEXT})},
            "project, narratives 'intro' (en)",
            ("narratives", "intro", "en"),
        ),
        ({"extra": {"x-note": BAD}}, "project, extra 'x-note'", ("extra", "x-note")),
        (
            {"responses": (reply(Answer(value=BAD)),)},
            f"{ANSWER}, answer",
            ("responses", "r-1", "answers", "q12", "value"),
        ),
        (
            {"responses": (reply(Answer(values=("a", BAD))),)},
            f"{ANSWER}, answer 2",
            ("responses", "r-1", "answers", "q12", "values", 1),
        ),
        (
            {"responses": (reply(Answer(other=BAD)),)},
            f"{ANSWER}, text of its own",
            ("responses", "r-1", "answers", "q12", "other"),
        ),
        (
            {"responses": (reply(Answer(value="x", comment=BAD)),)},
            f"{ANSWER}, comment",
            ("responses", "r-1", "answers", "q12", "comment"),
        ),
        (
            {"responses": (reply(Answer(value="x", translation=Translation(text=BAD_TEXT))),)},
            f"{ANSWER}, translation, text (en)",
            ("responses", "r-1", "answers", "q12", "translation", "text", "en"),
        ),
        (
            {"responses": (reply(Answer(value="x", corrections=(Correction(), Correction(old=BAD)))),)},
            f"{ANSWER}, correction 2, old",
            ("responses", "r-1", "answers", "q12", "corrections", 1, "old"),
        ),
        (
            {"responses": (reply(Answer(value="x", instance=(1,)), Answer(value=BAD, instance=(2, 1))),)},
            f"{ANSWER}, entry 2.1, answer",
            ("responses", "r-1", "answers", "q12", 1, "value"),
        ),
        (
            {"responses": (reply(), reply(identifier="r-2", respondent=Respondent(organisation=BAD)))},
            "response 'r-2' of Morocco (MA), respondent, organisation",
            ("responses", "r-2", "respondent", "organisation"),
        ),
        (
            {
                "responses": (reply(country="XA", note=BAD_TEXT),),
                "countries": (Country(code="XA", name=LangString.of("Arvia")),),
            },
            "response of Arvia (XA), note (en)",
            ("responses", "r-1", "note", "en"),
        ),
        (
            {"responses": (reply(country="Q9", note=BAD_TEXT),)},
            "response of Q9, note (en)",
            ("responses", "r-1", "note", "en"),
        ),
        (
            {"findings": (Finding(id="f-3", kind=FindingKind.GAP, title=LangString.of("T"), text=BAD_TEXT),)},
            "finding 'f-3', text (en)",
            ("findings", "f-3", "text", "en"),
        ),
        (
            {"themes": (Theme(id="a", label=BAD_TEXT), Theme(id="a", label=LangString.of("x")))},
            "theme 'a', label (en)",
            ("themes", 0, "label", "en"),
        ),
        (
            {"documents": (Attachment(file="a.pdf", caption=BAD_TEXT),)},
            "attachment 'a.pdf', caption (en)",
            ("documents", "a.pdf", "caption", "en"),
        ),
    ],
)
def test_a_text_is_found_with_its_place_in_words_and_as_a_path(more: Any, words: str, path: Any) -> None:
    (found,) = find_text(project_of(**more), BAD, position=3)

    assert (found.words, found.path, found.position) == (words, path, 3)
    assert str(found) == f"{words}, character 3"


def test_questions_and_sessions_are_found_by_all_their_names() -> None:
    item = Item(link_id="g", type=ItemType.GROUP, items=(Item(link_id="g.1", type=ItemType.TEXT, hint=BAD_TEXT),))
    form = Questionnaire(
        id="mapping",
        version="1.0",
        title=LangString.of("T"),
        items=(item,),
        choice_lists=(ChoiceList(id="yes-no", choices=(Choice(code="yes", label=BAD_TEXT),)),),
    )
    session = Session(id="s-1", title=BAD_TEXT)
    workshop = Workshop(id="w-1", title=LangString.of("T"), sessions=(session,))

    found = find_text(project_of(questionnaires=(form,), workshops=(workshop,)), BAD, position=3)

    assert [place.words for place in found] == [
        "questionnaire 'mapping', question 'g', question 'g.1', hint (en)",
        "questionnaire 'mapping', choice list 'yes-no', choice 'yes', label (en)",
        "workshop 'w-1', session 's-1', title (en)",
    ]


def test_what_stands_around_the_character_tells_which_text_is_meant() -> None:
    project = project_of(
        responses=(
            reply(Answer(value="one \x0b two")),
            reply(Answer(value="none \x0b, two \x0b four"), identifier="r-2", country="TN"),
        )
    )

    (found,) = find_text(project, "Tunisia: two \x0b four.", position=14)

    assert str(found) == "response of Tunisia (TN), question 'mapping/q12', answer, character 13"


def test_a_character_alone_is_found_wherever_it_stands() -> None:
    project = project_of(title=LangString.of("\x0bT\x0b"), responses=(reply(Answer(value="x\x0b")),))

    assert [place.position for place in find_text(project, "\x0b")] == [1, 3, 2]


def test_a_text_from_elsewhere_has_no_place() -> None:
    assert find_text(project_of(), "a\x0b", position=2) == ()

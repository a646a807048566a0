"""A mapping of two themes and two levels, as small as tests of tables and charts need it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from mpfkit.model import (
    Answer,
    Choice,
    ChoiceList,
    Country,
    Finding,
    FindingKind,
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
    Theme,
)

CLEAR = Marking(level=MarkingLevel.CLEAR)
AMBER = Marking(level=MarkingLevel.AMBER)
GROUPS = {"XA": "EU", "XB": "EU", "XC": "EU", "XD": "MP", "XE": "MP", "XF": "MP"}


def ls(text: str, **others: str) -> LangString:
    return LangString({"en": text, **others})


def item(link_id: str, **fields: Any) -> Item:
    return Item(
        **{
            "link_id": link_id,
            "type": ItemType.CHOICE,
            "text": ls(f"Wording of {link_id}?"),
            "prefix": link_id.removeprefix("Q"),
            "choice_list": "yn",
            "theme": "T",
            "level": "L",
            **fields,
        }
    )


ITEMS = (
    item("Q1"),
    item("Q2", level="M"),
    item("Q3", choice_list="bodies", repeats=True),
    item("Q4", theme="U", choice_list="bodies", repeats=True),
    item("Q5", theme="U", level="M", type=ItemType.TEXT, choice_list=""),
)
LISTS = (
    ChoiceList(
        id="yn", choices=(Choice(code="y", label=ls("Yes", fr="Oui")), Choice(code="n", label=ls("No", fr="Non")))
    ),
    ChoiceList(
        id="bodies",
        choices=tuple(Choice(code=code, label=ls(f"Body {code}")) for code in ("a", "b", "c", "d")),
    ),
)


def response(country: str, answers: dict[str, Any], **fields: Any) -> Response:
    given = {
        key: value
        if isinstance(value, Answer)
        else Answer(values=value)
        if isinstance(value, tuple)
        else Answer(value=value)
        for key, value in answers.items()
    }
    return Response(
        **{
            "id": f"r-{country}",
            "questionnaire": "m|1",
            "country": country,
            "authored": datetime(2018, 12, 1, 9, tzinfo=UTC),
            "language": "en",
            "answers": FrozenDict({key: (answer,) for key, answer in given.items()}),
            **fields,
        }
    )


def finding(identifier: str, kind: FindingKind | str, **fields: Any) -> Finding:
    return Finding(**{"id": identifier, "kind": FindingKind(kind), "title": ls(f"Title of {identifier}"), **fields})


def mapping(*responses: Response, **fields: Any) -> Project:
    """Return a project with these replies; six countries are invited."""
    items = fields.pop("items", ITEMS)
    form = Questionnaire(
        id="m",
        version="1",
        title=ls("A mapping"),
        requested_on=date(2018, 11, 1),
        return_by=date(2018, 12, 14),
        invited=tuple(GROUPS),
        choice_lists=LISTS,
        items=items,
    )
    return Project(
        **{
            "id": "p",
            "title": ls("A project"),
            "as_of": date(2019, 2, 14),
            "scope": ("EU", "MP"),
            "themes": (Theme(id="T", label=ls("Theme T")), Theme(id="U", label=ls("Theme U"))),
            "levels": (Level(id="L", label=ls("Level L")), Level(id="M", label=ls("Level M"))),
            "countries": tuple(
                Country(code=code, name=ls(f"Country {code}"), group=group) for code, group in GROUPS.items()
            ),
            "questionnaires": (form,),
            "responses": responses,
            "marking": CLEAR,
            **fields,
        }
    )


def replies() -> tuple[Response, ...]:
    """Return four replies: complete ones of XA, XB and XD, and one without an answer of XE."""
    return (
        response("XA", {"Q1": "y", "Q2": "y", "Q3": ("a", "b"), "Q4": ("a",), "Q5": "First text of XA."}),
        response("XB", {"Q1": "y", "Q2": "n", "Q3": ("a", "c"), "Q4": ("b",)}),
        response("XD", {"Q1": "y", "Q3": ("b",), "Q4": ("c", "a"), "Q5": "Text of XD."}),
        response("XE", {}, status="in-progress"),
    )

"""What plugins can add to the entities of a project, and what they cannot."""

from __future__ import annotations

import datetime as dt
import pickle
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs
import pytest

from mpfkit.errors import PluginError
from mpfkit.model import (
    Country,
    Entity,
    Extension,
    Finding,
    FrozenDict,
    LangString,
    Marking,
    PartialDate,
    Period,
    Project,
    Response,
    Session,
    Theme,
    Workshop,
    extended_entities,
)


class Grade(StrEnum):
    LOW = "low"
    HIGH = "high"


@attrs.frozen(kw_only=True)
class Step:
    name: str
    inner: tuple[Step, ...] = ()


@attrs.frozen(kw_only=True)
class Everything:
    text: str
    flag: bool
    number: int
    amount: Decimal
    day: dt.date
    moment: dt.datetime
    partial: PartialDate
    words: LangString
    grade: Grade | None = None
    steps: tuple[Step, ...] = ()
    texts: FrozenDict[str, str] = attrs.field(factory=FrozenDict, converter=FrozenDict)
    period: Period | None = None


@attrs.frozen(kw_only=True)
class Small(Entity):
    number: int = 0


@pytest.mark.parametrize("on", [Project, Country, Response, Session, Finding])
def test_five_entities_can_be_extended(on: type[Entity]) -> None:
    for kind in (Everything, Small):
        assert Extension(name="a-1", on=on, type=kind).type is kind


def refused(**arguments: Any) -> str:
    with pytest.raises(PluginError) as caught:
        Extension(**{"name": "a", "on": Country, "type": Small, **arguments})
    return str(caught.value)


def holding(hint: Any, **field: Any) -> type[Any]:
    return attrs.make_class("Odd", {"value": attrs.field(type=hint, **field)}, frozen=True)


def test_an_extension_that_cannot_be_is_refused() -> None:
    assert refused(name="A b") == "Extension name 'A b' is not a slug; use small letters, digits and single hyphens"
    assert refused(summary="a\nb") == "summary of Extension must be one line of at most 100 characters: 'a\\nb'"
    allowed = "allowed: Project, Country, Response, Session, Finding"
    assert refused(on=Theme) == f"extension 'a': Theme cannot be extended; {allowed}"
    assert refused(on="Country") == f"extension 'a': 'Country' cannot be extended; {allowed}"
    declare = "declare it with @attrs.frozen(kw_only=True)"
    assert refused(type=dict) == f"extension 'a': dict is no attrs class; {declare}"
    assert refused(type=attrs.make_class("Odd", [])) == f"extension 'a': Odd can be changed; {declare}"


@pytest.mark.parametrize(
    ("hint", "words"),
    [
        (float, "Odd.value is of the type float, which no file can hold; use Decimal"),
        (list[str], "Odd.value is of the type list[str], which no file can hold; use tuple[..., ...]"),
        (dict[str, int], "Odd.value is of the type dict[str, int], which no file can hold; use FrozenDict[str, ...]"),
        (FrozenDict[int, str], "which no file can hold"),
        (tuple[str, int], "Odd.value is of the type tuple[str, int], which no file can hold"),
        (tuple[str | None, ...], "Odd.value is of the type str | None, which no file can hold"),
        (str | int, "Odd.value is of the type str | int, which no file can hold"),
        (str | int | None, "which no file can hold"),
        (Any, "Odd.value is of the type Any, which no file can hold"),
        (Marking | None, "Odd.value is a Marking, which no edition would heed; mark the entity that is extended"),
        (Country, "Country.extensions is of the type Any, which no file can hold"),
        ("Nowhere", "the types of Odd are not there at run time: name 'Nowhere' is not defined"),
    ],
)
def test_a_class_that_a_file_cannot_hold_is_refused_by_its_field(hint: Any, words: str) -> None:
    said = refused(type=holding(hint))
    assert said.startswith("extension 'a': ")
    assert words in said


def test_a_field_is_given_by_its_name() -> None:
    cannot = "cannot be given by its name; take away init=False and alias, and a leading _"
    assert refused(type=holding(str, init=False)).endswith(f"Odd.value {cannot}")
    assert refused(type=holding(str, alias="other")).endswith(f"Odd.value {cannot}")
    hidden = attrs.make_class("Odd", {"extra": attrs.field(type=str)}, frozen=True)
    assert refused(type=hidden).endswith("Odd.extra has the name that x- keys are kept under; choose another")


def test_an_entity_gives_the_facts_of_a_class_and_nothing_else() -> None:
    small = Small(number=3)
    country = Country(code="XA", extensions=FrozenDict({"raw": FrozenDict({"number": 3}), "small": small}))
    assert country.extension(Small) is small
    assert country.extension(Everything) is None
    assert country.extension(Entity) is None, "the class itself, and not one above it"
    assert Country(code="XA").extension(Small) is None


def test_an_entity_with_facts_is_a_value() -> None:
    country = Country(code="XA", extensions=FrozenDict({"small": Small(number=3)}))
    assert country == Country(code="XA", extensions=FrozenDict({"small": Small(number=3)}))
    assert hash(country) == hash(country.evolve())
    assert pickle.loads(pickle.dumps(country)) == country
    assert country.evolve(extensions={}).extension(Small) is None


def test_every_entity_that_can_be_extended_is_found_with_its_path() -> None:
    text = LangString.of("T")
    session = Session(id="s-1", title=text)
    project = Project(
        id="p",
        title=text,
        as_of=dt.date(2019, 2, 14),
        countries=(Country(code="XA"),),
        responses=(Response(id="r", questionnaire="q", country="XA"),),
        workshops=(Workshop(id="w", title=text, sessions=(session,)),),
        findings=(),
    )
    assert [path for path, _ in extended_entities(project)] == [
        (),
        ("countries", "XA"),
        ("responses", "r"),
        ("workshops", "w", "sessions", "s-1"),
    ]

"""Small values and what they refuse."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from decimal import Decimal

import pytest

from mpfkit.errors import ModelError
from mpfkit.model import (
    Answer,
    Audience,
    Budget,
    Choice,
    ChoiceList,
    Country,
    Finding,
    FindingKind,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Organisation,
    OrganisationRole,
    PartialDate,
    Period,
    Project,
    Questionnaire,
    Response,
    ResponseStatus,
    Session,
    Withheld,
    WithheldCount,
    Workshop,
    freeze,
)


def test_a_frozen_mapping_cannot_be_changed_and_is_hashed_by_value() -> None:
    one, other = FrozenDict({"a": 1, "b": 2}), FrozenDict({"b": 2, "a": 1})
    assert hash(one) == hash(other)
    assert repr(one) == "FrozenDict({'a': 1, 'b': 2})"
    for change in (
        lambda: one.__setitem__("a", 2),
        lambda: one.pop("a"),
        lambda: one.update(a=2),
        one.clear,
        lambda: one.setdefault("c", 1),
    ):
        with pytest.raises(TypeError, match="cannot be changed"):
            change()
    assert pickle.loads(pickle.dumps(one)) == one
    assert type(copy.deepcopy(one)) is FrozenDict


def test_data_of_any_shape_can_be_frozen() -> None:
    frozen = freeze({"a": [1, {"b": None}]})
    assert frozen == {"a": (1, {"b": None})}
    assert isinstance(hash(frozen), int)
    empty: FrozenDict[str, object] = FrozenDict()
    assert freeze(empty) is empty


def test_a_text_is_found_in_the_language_wanted_or_the_next_best() -> None:
    text = LangString({"fr": "Traite", "en": "Trafficking"})  # type: ignore[arg-type]
    assert text.get("fr") == "Traite"
    assert text.resolve("ar") == ("Trafficking", "en")
    assert LangString(FrozenDict({"fr": "Traite"})).resolve("ar") == ("Traite", "fr")
    assert str(text) == "Trafficking"
    assert text.languages == ("fr", "en")
    with pytest.raises(ModelError, match="needs at least one language"):
        LangString(FrozenDict())


def test_a_partial_date_knows_its_precision() -> None:
    month = PartialDate.parse("2019-02")
    assert (str(month), month.first, month.last) == ("2019-02", dt.date(2019, 2, 1), dt.date(2019, 2, 28))
    assert str(PartialDate.parse("2019")) == "2019"
    assert PartialDate.parse("2019").last == dt.date(2019, 12, 31)
    assert PartialDate.of(dt.date(2019, 2, 14)).last == dt.date(2019, 2, 14)
    assert str(PartialDate.of(dt.date(2019, 2, 14))) == "2019-02-14"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("14.2.2019", "write YYYY"),
        ("2019-13", "is not a date"),
        ("2019-02-30", "is not a date"),
        ("2019-02-14\n", "write"),
    ],
)
def test_what_is_no_partial_date_is_refused(text: str, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        PartialDate.parse(text)


def test_a_day_needs_a_month() -> None:
    with pytest.raises(ModelError, match="a date with a day needs a month"):
        PartialDate(2019, 0, 14)


def test_a_period_cannot_end_before_it_starts() -> None:
    Period(starts=PartialDate.parse("2019-02"), ends=PartialDate.parse("2019"))
    Period(ends=PartialDate.parse("2019"))
    with pytest.raises(ModelError, match="the period ends"):
        Period(starts=PartialDate.parse("2019"), ends=PartialDate.parse("2018"))


def test_a_workshop_cannot_end_before_it_starts() -> None:
    title = LangString.of("W")
    Workshop(id="w", title=title, starts=dt.date(2019, 2, 14), ends=dt.date(2019, 2, 14))
    with pytest.raises(ModelError, match="the workshop ends"):
        Workshop(id="w", title=title, starts=dt.date(2019, 2, 14), ends=dt.date(2019, 2, 13))


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("-1", "EUR"), ("NaN", "EUR"), ("Infinity", "EUR"), ("1", "eur"), ("1", "EURO"), ("1", "E1R"), ("1", "ÉUR")],
)
def test_what_is_no_amount_of_money_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ModelError):
        Budget(amount=Decimal(amount), currency=currency)


def test_an_entity_can_be_copied_with_changes() -> None:
    country = Country(code="XA")
    assert country.evolve(group="EU") == Country(code="XA", group="EU")
    with pytest.raises(TypeError):
        country.evolve(colour="red")


def test_an_answer_has_a_value_whatever_it_is_and_also_when_it_is_withheld() -> None:
    for answer in (
        Answer(value=False),
        Answer(value=0),
        Answer(values=("a",)),
        Answer(other="x"),
        Answer(withheld=True),
    ):
        assert answer.has_value
    assert not Answer().has_value


def test_answers_are_found_by_item_and_instance() -> None:
    row = Answer(value="x", instance=(2,))
    response = Response(id="r", questionnaire="q|1", country="XA", answers=FrozenDict({"a": (row,)}))
    assert response.answer("a", (2,)) is row
    assert response.answer("a") is None
    assert response.answer("b") is None
    assert response.country_key == ("XA", "q")


def test_items_say_what_they_are() -> None:
    assert not Item(link_id="a", type=ItemType.GROUP, repeats=True).is_multiple
    assert Item(link_id="a", type=ItemType.RANKING).is_multiple
    assert Item(link_id="a", type=ItemType.CHOICE, repeats=True).is_multiple
    assert not Item(link_id="a", type=ItemType.DISPLAY).is_question


def whole() -> Project:
    title = LangString.of("T")
    first = Questionnaire(id="q", version="1", items=(Item(link_id="a", type=ItemType.TEXT),))
    second = Questionnaire(
        id="q",
        version="2",
        items=(
            Item(link_id="g", type=ItemType.GROUP, items=(Item(link_id="b", type=ItemType.CHOICE, choice_list="c"),)),
        ),
        choice_lists=(ChoiceList(id="c", choices=(Choice(code="x", label=title),)),),
    )
    return Project(
        id="p",
        title=title,
        as_of=dt.date(2019, 2, 14),
        questionnaires=(first, second),
        countries=(Country(code="XA"),),
        responses=(
            Response(id="old", questionnaire="q|1", country="XA"),
            Response(id="new", questionnaire="q|1", country="XA", replaces="old"),
            Response(id="wrong", questionnaire="q|1", country="XB", status=ResponseStatus.ENTERED_IN_ERROR),
        ),
        workshops=(Workshop(id="w", title=title, sessions=(Session(id="s", title=title),)),),
        findings=(Finding(id="f", kind=FindingKind.GAP, title=title),),
    )


def test_a_project_finds_its_parts() -> None:
    project = whole()
    second = project.questionnaires[1]
    assert project.questionnaire("q|2") is second
    assert project.questionnaire("q") is None
    assert project.evolve(questionnaires=(second,)).questionnaire("q") is second
    assert [response.id for response in project.current_responses()] == ["new"]
    assert project.response("old") is project.responses[0]
    assert project.response("none") is None
    assert project.country("XA") is project.countries[0]
    assert project.finding("f") is project.findings[0]
    assert [session.id for session in project.sessions()] == ["s"]
    found = project.item("a")
    assert found is not None
    assert found.link_id == "a"
    assert project.item("z") is None
    choice = second.item("b")
    assert choice is not None
    assert [row.code for row in second.choices(choice)] == ["x"]
    assert second.choices(Item(link_id="z", type=ItemType.CHOICE, choice_list="none")) == ()
    assert [row.link_id for row in second.questions()] == ["b"]
    assert second.key == "q|2"


def test_what_is_withheld_is_added_up() -> None:
    withheld = Withheld(
        audience=Audience.PUBLIC,
        counts=(
            WithheldCount(entity="answer", rule="level", count=3, parent="r1", visible_to=(Audience.INTERNAL,)),
            WithheldCount(entity="finding", rule="level", count=2),
        ),
    )
    assert withheld.total() == 5
    assert withheld.total("answer") == 3
    assert withheld.total(parent="r1") == 3
    assert withheld.total(visible_to=Audience.INTERNAL) == 3
    assert withheld.total("finding", visible_to=Audience.INTERNAL) == 0


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"name": "European Union"}, True),
        ({"name": "the European Commission"}, True),
        ({"name": "DG HOME", "kind": "eu-institution"}, True),
        ({"name": "L'Union", "abbreviation": "UE"}, True),
        ({"name": "Europol", "kind": "eu-agency"}, False),
        ({"name": "Ministry of Justice"}, False),
    ],
)
def test_the_union_is_known_by_its_name_abbreviation_or_kind(facts: dict[str, str], expected: bool) -> None:
    organisation = Organisation(
        id="o",
        name=LangString.of(facts["name"]),
        role=OrganisationRole.FUNDING,
        kind=facts.get("kind", ""),
        abbreviation=facts.get("abbreviation", ""),
    )
    assert organisation.is_union is expected

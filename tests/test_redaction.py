"""Who sees what: the table, the ways on which markings meet, and that nothing gets past them."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpfkit.errors import MpfkitError, UnknownNameError
from mpfkit.model import (
    AbsentReason,
    Activity,
    Answer,
    Attachment,
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
    Correction,
    Country,
    EnableOperator,
    EnableWhen,
    Evidence,
    Finding,
    FindingKind,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Marking,
    MarkingLevel,
    Participant,
    Photo,
    Project,
    Provenance,
    Questionnaire,
    Respondent,
    Response,
    Result,
    ResultLevel,
    Session,
    Stance,
    Tally,
    Translation,
    Withheld,
    WithheldCount,
    Workshop,
)
from mpfkit.redaction import ClassifiedError, EditionError, countries_of, redact, summary_line
from mpfkit.testing.strategies import projects

DAY = dt.date(2019, 2, 14)
CLEAR = Marking(level=MarkingLevel.CLEAR)
RED = Marking(level=MarkingLevel.RED)
GREEN = Marking(level=MarkingLevel.GREEN)
AMBER = Marking(level=MarkingLevel.AMBER)

EVERYBODY = {"internal", "participants", "member-states", "authorities", "public"}
TABLE = {
    "clear": EVERYBODY,
    "green": EVERYBODY - {"public"},
    "amber": {"internal", "participants"},
    "amber+strict": {"internal"},
    "red": {"internal"},
    "H0": {"internal", "participants"},
    "H1": {"internal"},
    "H2": {"internal"},
    "H3": {"internal"},
    "LIMITE": {"internal", "member-states"},
}


def mark(row: str) -> Marking:
    """Return a marking that says what a row of the table says."""
    return Marking(level=MarkingLevel(row)) if row.islower() else Marking(handling=row)


def text(value: str) -> LangString:
    return LangString.of(value)


def project(**fields: Any) -> Project:
    given_fields: dict[str, Any] = {"id": "p", "title": text("Title"), "as_of": DAY, "marking": CLEAR}
    return Project(**(given_fields | fields))


def strings(value: Any) -> set[str]:
    """Return every text in a value, however deep."""
    if isinstance(value, str):
        return {str(value)}
    if isinstance(value, dict):
        return set().union(*(strings(each) for each in itertools.chain(value.keys(), value.values())))
    if isinstance(value, tuple):
        return set().union(*(strings(each) for each in value))
    if attrs.has(type(value)):
        return set().union(*(strings(getattr(value, field.name)) for field in attrs.fields(type(value))))
    return set()


def shown(value: Project, audience: str) -> str:
    return "\n".join(sorted(strings(redact(value, audience))))


YES_NO = ChoiceList(id="yn", choices=(Choice(code="yes", label=text("Yes")), Choice(code="no", label=text("No"))))


def questionnaire(*items: Item) -> Questionnaire:
    return Questionnaire(id="m", version="1", items=items, choice_lists=(YES_NO,))


def reply(number: int = 1, **fields: Any) -> Response:
    given_fields: dict[str, Any] = {"id": f"r-{number}", "questionnaire": "m|1", "country": "XA"}
    return Response(**(given_fields | fields))


def asked(**fields: Any) -> Item:
    given_fields: dict[str, Any] = {"link_id": "Q1", "type": ItemType.TEXT, "text": text("Question?")}
    return Item(**(given_fields | fields))


def answered(value: Any = "SECRET", **fields: Any) -> FrozenDict[str, tuple[Answer, ...]]:
    return FrozenDict({"Q1": (Answer(value=value, **fields),)})


def photo(**fields: Any) -> Photo:
    given_fields: dict[str, Any] = {"file": "SECRET.jpg", "consent": True}
    return Photo(**(given_fields | fields))


def spoken(**fields: Any) -> Contribution:
    given_fields: dict[str, Any] = {"id": "c-1", "kind": ContributionKind.FEEDBACK, "text": text("SECRET")}
    return Contribution(**(given_fields | fields))


def met(*contributions: Contribution, **fields: Any) -> Workshop:
    given_fields: dict[str, Any] = {"id": "s-1", "title": text("Session"), "contributions": contributions}
    session = Session(**(given_fields | fields))
    return Workshop(id="w", title=text("Workshop"), sessions=(session,))


def finding(**fields: Any) -> Finding:
    given_fields: dict[str, Any] = {"id": "f-1", "kind": FindingKind.GAP, "title": text("SECRET")}
    return Finding(**(given_fields | fields))


def cites(**fields: Any) -> Finding:
    return finding(evidence=(Evidence(response="r-1", link_id="Q1"),), **fields)


def group(marking: Marking) -> Item:
    return Item(link_id="G", type=ItemType.GROUP, marking=marking, items=(asked(),))


def mapping(item_marking: Marking | None = None, /, **fields: Any) -> dict[str, Any]:
    return {"questionnaires": (questionnaire(asked(marking=item_marking)),), "responses": (reply(**fields),)}


# ---------------------------------------------------------------------------------------------------- the table

PLACES = {
    "an answer": lambda m: project(**mapping(answers=answered(marking=m))),
    "the answer's response": lambda m: project(**mapping(answers=answered(), marking=m)),
    "the answer's item": lambda m: project(**mapping(m, answers=answered())),
    "the group around the answer's item": lambda m: project(
        questionnaires=(questionnaire(group(m)),), responses=(reply(answers=answered()),)
    ),
    "the item of an unknown version": lambda m: project(
        **(mapping(m) | {"responses": (reply(answers=answered(), questionnaire="m|9"),)})
    ),
    "the project around an unmarked answer": lambda m: project(**mapping(answers=answered()), marking=m),
    "an attachment": lambda m: project(**mapping(attachments=(Attachment(file="SECRET.pdf", marking=m),))),
    "the answer an attachment belongs to": lambda m: project(
        **mapping(answers=answered("f", marking=m), attachments=(Attachment(file="SECRET.pdf", link_id="Q1"),))
    ),
    "a response with a note": lambda m: project(**mapping(note=text("SECRET"), marking=m)),
    "a workshop": lambda m: project(workshops=(met().evolve(venue="SECRET", marking=m),)),
    "a session": lambda m: project(workshops=(met(conclusions=text("SECRET"), marking=m),)),
    "the session around a contribution": lambda m: project(workshops=(met(spoken(), marking=m),)),
    "the workshop around a contribution": lambda m: project(workshops=(met(spoken()).evolve(marking=m),)),
    "a contribution": lambda m: project(workshops=(met(spoken(marking=m)),)),
    "a photo": lambda m: project(photos=(photo(marking=m),)),
    "the workshop around a photo": lambda m: project(workshops=(met().evolve(photos=(photo(),), marking=m),)),
    "the workshop around a participant": lambda m: project(
        workshops=(met().evolve(participants=(Participant(name="SECRET", consent=Consent.NAME),), marking=m),)
    ),
    "a document": lambda m: project(documents=(Attachment(file="SECRET.pdf", marking=m),)),
    "a finding": lambda m: project(findings=(finding(marking=m),)),
    "the answer behind a finding": lambda m: project(**mapping(answers=answered("x", marking=m)), findings=(cites(),)),
    "the contribution behind a finding": lambda m: project(
        workshops=(met(spoken(text=text("x"), marking=m)),),
        findings=(finding(evidence=(Evidence(session="s-1", contribution="c-1"),)),),
    ),
    "the session behind a finding": lambda m: project(
        workshops=(met(marking=m),), findings=(finding(evidence=(Evidence(session="s-1"),)),)
    ),
    "the project around its aim": lambda m: project(aim=text("SECRET"), marking=m),
}


@pytest.mark.parametrize("row", TABLE)
@pytest.mark.parametrize("place", PLACES)
def test_a_marking_shows_a_thing_to_the_audiences_of_its_row(place: str, row: str) -> None:
    marked = PLACES[place](mark(row))
    assert {audience.value for audience in Audience if "SECRET" in shown(marked, audience)} == TABLE[row]


@pytest.mark.parametrize("place", PLACES)
def test_an_embargo_keeps_a_thing_internal_until_its_day(place: str) -> None:
    marked = PLACES[place](Marking(level=MarkingLevel.CLEAR, embargo_until=dt.date(2019, 3, 1)))
    before = {each for each in Audience if "SECRET" in str(strings(redact(marked, each, on=dt.date(2019, 2, 28))))}
    assert before == {Audience.INTERNAL}
    assert "SECRET" in str(strings(redact(marked, "public", on=dt.date(2019, 3, 1))))
    assert "SECRET" not in shown(marked, "public"), "without a day, the day is the project's own"


def test_a_dissemination_of_no_counts_as_amber_and_names_its_rule() -> None:
    marked = project(**mapping(answers=answered(), dissemination=False))
    assert {each.value for each in Audience if "SECRET" in shown(marked, each)} == TABLE["amber"]
    assert {row.rule for row in redact(marked).withheld.counts} == {"dissemination"}  # type: ignore[union-attr]


def test_a_dissemination_of_yes_opens_nothing() -> None:
    marked = project(**mapping(answers=answered(), dissemination=True, marking=RED))
    assert "SECRET" not in shown(marked, "participants")


def test_a_project_without_a_marking_counts_as_amber() -> None:
    unmarked = project(**mapping(answers=answered()), marking=None)
    assert {each.value for each in Audience if "SECRET" in shown(unmarked, each)} == TABLE["amber"]
    assert {row.rule for row in redact(unmarked).withheld.counts} == {"inherited"}  # type: ignore[union-attr]


def test_a_marking_that_says_neither_level_nor_handling_leaves_the_project_s_to_decide() -> None:
    for empty in (Marking(note="why"), Marking(embargo_until=dt.date(2019, 1, 1)), Marking(handling="  ")):
        assert "SECRET" not in shown(project(**mapping(answers=answered(marking=empty)), marking=AMBER), "authorities")
        assert "SECRET" in shown(project(**mapping(answers=answered(marking=empty))), "public")


def test_an_own_marking_takes_the_place_of_the_project_s() -> None:
    assert "SECRET" in shown(project(**mapping(answers=answered(marking=CLEAR)), marking=RED), "public")


def test_a_container_s_marking_is_a_floor_for_what_is_inside() -> None:
    assert "SECRET" not in shown(project(**mapping(answers=answered(marking=CLEAR), marking=AMBER)), "public")
    assert "SECRET" not in shown(project(**mapping(AMBER, answers=answered(marking=CLEAR), marking=CLEAR)), "public")
    assert "SECRET" not in shown(project(workshops=(met(spoken(marking=CLEAR), marking=GREEN),)), "public")


def test_an_embargo_on_the_project_holds_for_what_is_marked_wider() -> None:
    embargoed = Marking(level=MarkingLevel.CLEAR, embargo_until=dt.date(2019, 3, 1))
    marked = project(**mapping(answers=answered(marking=CLEAR)), marking=embargoed)
    assert "SECRET" not in shown(marked, "participants")
    assert "SECRET" in str(strings(redact(marked, on=dt.date(2019, 3, 1))))


def test_level_and_handling_of_one_marking_both_hold() -> None:
    both = Marking(level=MarkingLevel.GREEN, handling="LIMITE")
    marked = project(**mapping(answers=answered(marking=both)))
    assert {each.value for each in Audience if "SECRET" in shown(marked, each)} == {"internal", "member-states"}
    public = redact(marked).withheld
    assert public is not None
    assert public.counts[0].rule == "level"
    participants = redact(marked, "participants").withheld
    assert participants is not None
    assert participants.counts[0].rule == "limite"


@pytest.mark.parametrize(
    ("handling", "seen_by"),
    [
        ("h0", TABLE["H0"]),
        ("Europol H0", TABLE["H0"]),
        ("LIMITÉ", TABLE["LIMITE"]),
        ("EU LIMITE", TABLE["LIMITE"]),
        ("H0, LIMITE", {"internal"}),
        ("SENSITIVE", {"internal"}),
        ("EU", {"internal"}),
        ("?!", {"internal"}),
    ],
)
def test_handling_is_read_whatever_its_spelling_and_unknown_ones_are_internal(handling: str, seen_by: set[str]) -> None:
    marked = project(**mapping(answers=answered(marking=Marking(handling=handling))))
    assert {each.value for each in Audience if "SECRET" in shown(marked, each)} == seen_by


# -------------------------------------------------------------------------------------------------- classified


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("place", PLACES)
def test_classified_content_is_refused_wherever_it_is_marked(place: str, audience: Audience) -> None:
    with pytest.raises(ClassifiedError, match="RESTREINT"):
        redact(PLACES[place](Marking(handling="RESTREINT UE/EU RESTRICTED")), audience)


@pytest.mark.parametrize(
    "handling",
    [
        "RESTREINT UE",
        "restreint ue / eu restricted",
        "EU-RESTRICTED",
        "R-UE/EU-R",
        "CONFIDENTIEL UE/EU CONFIDENTIAL",
        "Secret UE",
        "TRÈS SECRET UE/EU TOP SECRET",
        "tre\u0300s_secret_ue",
        "TS-UE",
        "EUCI",
        "H1; EU RESTRICTED",
        "VS - Nur für den Dienstgebrauch",
        "Поверително",
    ],
)
def test_classifications_are_known_in_their_forms_cases_and_languages(handling: str) -> None:
    marked = project(**mapping(answers=answered(marking=Marking(handling=handling))))
    with pytest.raises(ClassifiedError) as caught:
        redact(marked)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("response r-1, answer to Q1: ")
    assert isinstance(caught.value, MpfkitError)


@pytest.mark.parametrize("handling", ["H0", "LIMITE", "EU UNCLASSIFIED", "unrestricted", "SENSITIVE"])
def test_what_is_no_classification_is_not_refused(handling: str) -> None:
    assert redact(project(marking=Marking(handling=handling))).id == "p"


def test_an_audience_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(UnknownNameError, match=r"no audience is named 'publik'; did you mean 'public'\?"):
        redact(project(), "publik")


# ---------------------------------------------------------------------------------------------------- responses


def test_a_withheld_answer_keeps_nothing_but_its_place() -> None:
    full = Answer(
        value="SECRET",
        other="SECRET",
        comment="SECRET",
        language="fr",
        instance=(2,),
        translation=Translation(text=text("SECRET")),
        marking=RED.evolve(note="SECRET"),
        provenance=Provenance(file="SECRET"),
    )
    marked = project(**mapping(answers=FrozenDict({"Q1": (Answer(value="open"), full)})))
    edition = redact(marked)
    response = edition.responses[0]
    assert response.answers["Q1"] == (
        Answer(value="open"),
        Answer(instance=(2,), withheld=True, absent=AbsentReason.MASKED),
    )
    assert response.answers["Q1"][1].has_value, "a withheld answer still counts as answered"
    assert not response.withheld
    assert edition.withheld == Withheld(
        audience=Audience.PUBLIC,
        counts=(WithheldCount(entity="answer", rule="level", count=1, parent="r-1", visible_to=(Audience.INTERNAL,)),),
    )


def test_the_reason_why_there_is_no_value_stays_and_the_comment_beside_it_goes() -> None:
    absent = Answer(absent=AbsentReason.ASKED_DECLINED, comment="SECRET", marking=RED)
    bare = Answer(absent=AbsentReason.ASKED_UNKNOWN)
    marked = project(**mapping(answers=FrozenDict({"Q1": (absent,), "Q2": (bare,)}), note=text("open")), marking=CLEAR)
    edition = redact(marked)
    assert edition.responses[0].answers["Q1"] == (Answer(absent=AbsentReason.ASKED_DECLINED),)
    assert edition.responses[0].answers["Q2"][0] is bare
    assert [(row.entity, row.count) for row in edition.withheld.counts] == [("comment", 1)]  # type: ignore[union-attr]
    unmarked = redact(project(**mapping(answers=FrozenDict({"Q1": (bare,)}), note=text("x")), marking=None))
    assert unmarked.responses[0].answers["Q1"][0] is bare


def test_a_reply_of_which_nothing_is_left_keeps_who_and_to_what_and_how_far() -> None:
    full = reply(
        answers=answered(),
        respondent=Respondent(organisation="SECRET", contact="SECRET"),
        note=text("SECRET"),
        language="fr",
        marking=Marking(level=MarkingLevel.RED, note="SECRET"),
        replaces="r-0",
        dissemination=False,
        illustrative=True,
        extensions={"x": "SECRET"},
        authored=dt.datetime(2019, 1, 1, tzinfo=dt.UTC),
    )
    edition = redact(project(questionnaires=(questionnaire(asked()),), responses=(reply(0), full)))
    assert edition.responses[1] == Response(
        id="r-1",
        questionnaire="m|1",
        country="XA",
        replaces="r-0",
        dissemination=False,
        marking=RED,
        illustrative=True,
        answers=FrozenDict({"Q1": (Answer(withheld=True, absent=AbsentReason.MASKED),)}),
        withheld=True,
    )
    assert edition.withheld is not None
    assert edition.withheld.total("response") == 1
    assert edition.withheld.total("answer", parent="r-1") == 1


def test_an_unmarked_reply_keeps_a_frame_around_answers_that_are_marked_wider() -> None:
    response = reply(
        answers=FrozenDict({"Q1": (Answer(value="open", marking=CLEAR),), "Q2": (Answer(value="SECRET"),)}),
        respondent=Respondent(organisation="SECRET"),
        contributors=(Respondent(organisation="SECRET"),),
        note=text("SECRET"),
        extensions={"x": "SECRET"},
        language="fr",
    )
    edition = redact(project(questionnaires=(questionnaire(asked()),), responses=(response,), marking=AMBER))
    kept = edition.responses[0]
    assert "SECRET" not in str(strings(edition))
    assert not kept.withheld
    assert kept.language == "fr", "the language of the answers that stay"
    assert kept.answers["Q1"][0].value == "open"
    assert edition.withheld is not None
    rows = {row.entity: row.count for row in edition.withheld.counts}
    assert rows == {"answer": 1, "contact": 2, "narrative": 1, "extension": 1}


def test_a_comment_marked_wider_keeps_the_frame_of_its_reply() -> None:
    commented = Answer(absent=AbsentReason.ASKED_DECLINED, comment="SECRET", marking=GREEN)
    response = reply(answers=FrozenDict({"Q1": (commented,), "Q2": (Answer(absent=AbsentReason.NOT_ASKED),)}))
    marked = project(questionnaires=(questionnaire(asked()),), responses=(response,), marking=AMBER)
    kept = redact(marked, "authorities").responses[0]
    assert not kept.withheld
    assert kept.answers["Q1"] == (commented,)
    assert redact(redact(marked, "authorities")).responses == redact(marked).responses
    assert redact(marked).responses[0].withheld


def test_an_attachment_marked_wider_keeps_the_frame_of_its_reply() -> None:
    response = reply(answers=answered(), attachments=(Attachment(file="open.pdf", marking=CLEAR),))
    edition = redact(project(questionnaires=(questionnaire(asked()),), responses=(response,), marking=AMBER))
    assert edition.responses[0].attachments == response.attachments
    assert not edition.responses[0].withheld


def test_contacts_are_internal_whatever_the_marking() -> None:
    silent = Respondent(organisation="Police")
    response = reply(
        answers=answered("open"),
        respondent=Respondent(organisation="Ministry", contact="SECRET"),
        contributors=(silent, Respondent(organisation="Agency", contact="SECRET")),
    )
    marked = project(questionnaires=(questionnaire(asked()),), responses=(response,))
    for audience in ("participants", "public"):
        edition = redact(marked, audience)
        assert "SECRET" not in str(strings(edition))
        assert edition.responses[0].respondent == Respondent(organisation="Ministry")
        assert edition.responses[0].contributors[0] is silent
        assert edition.withheld is not None
        assert edition.withheld.total("contact") == 2
        assert edition.withheld.total(visible_to=Audience.INTERNAL) == 2
    assert "SECRET" in shown(marked, "internal")


def test_questions_are_no_secret_but_why_their_answers_are_is() -> None:
    marked = project(
        questionnaires=(
            questionnaire(
                Item(
                    link_id="G",
                    type=ItemType.GROUP,
                    marking=Marking(level=MarkingLevel.RED, note="SECRET"),
                    items=(asked(marking=Marking(note="SECRET")),),
                ),
                asked(link_id="Q2", marking=Marking(level=MarkingLevel.CLEAR, note="said in public")),
            ),
        )
    )
    edition = redact(marked)
    assert "Question?" in strings(edition)
    assert "said in public" in strings(edition)
    assert "SECRET" not in str(strings(edition))
    assert redact(marked, "internal").questionnaires is marked.questionnaires


def test_the_answer_that_names_a_withheld_file_is_withheld_with_it() -> None:
    item = asked(type=ItemType.ATTACHMENT, repeats=True)
    given_answers = (Answer(value="open.pdf", instance=(1,)), Answer(value="SECRET.pdf", instance=(2,)))
    files = (
        Attachment(file="open.pdf", link_id="Q1"),
        Attachment(file="SECRET.pdf", link_id="Q1", marking=RED),
        Attachment(file="SECRET.doc", marking=RED),
        Attachment(file="open.pdf", link_id="Q4", marking=RED),
    )
    response = reply(
        answers=FrozenDict(
            {
                "Q1": given_answers,
                "Q2": (Answer(value=5),),
                "Q3": (Answer(value="SECRET.doc"),),
                "Q4": (Answer(value="open.pdf"),),
            }
        ),
        attachments=files,
    )
    edition = redact(project(questionnaires=(questionnaire(item),), responses=(response,)))
    assert "SECRET" not in str(strings(edition))
    kept = edition.responses[0]
    assert [each.file for each in kept.attachments] == ["open.pdf"]
    assert kept.answers["Q1"][0] is given_answers[0]
    assert kept.answers["Q1"][1].withheld
    assert kept.answers["Q2"] is response.answers["Q2"]
    assert edition.withheld is not None
    assert kept.answers["Q4"][0].withheld, "it is shown as the answer to Q1 only"
    assert {row.entity: row.count for row in edition.withheld.counts} == {"attachment": 3, "answer": 3}


def test_where_an_answer_was_read_from_and_what_it_was_before_is_for_those_who_work_on_it() -> None:
    worked_on = Answer(
        value="open",
        provenance=Provenance(file="SECRET.xlsx"),
        corrections=(Correction(old="SECRET", new="open", by="SECRET"),),
    )
    read = reply(answers=FrozenDict({"Q1": (worked_on,)}), provenance=Provenance(file="SECRET.xlsx"))
    marked = project(questionnaires=(questionnaire(asked()),), responses=(read,))
    for audience in ("participants", "public"):
        edition = redact(marked, audience)
        assert "SECRET" not in str(strings(edition))
        assert edition.responses[0].answers["Q1"] == (Answer(value="open"),)
        assert edition.withheld == Withheld(audience=Audience(audience)), "nothing that a reader would miss"
    assert "SECRET" in shown(marked, "internal")


# ------------------------------------------------------------------------------------------------------ tallies


def test_choices_are_counted_before_answers_are_withheld() -> None:
    items = (
        asked(type=ItemType.CHOICE, choice_list="yn", repeats=True),
        asked(link_id="Q2", type=ItemType.BOOLEAN),
        asked(link_id="Q3", type=ItemType.RATING),
        asked(link_id="Q4", type=ItemType.TEXT),
        asked(link_id="Q5", type=ItemType.BOOLEAN),
    )

    def given_answers(marking: Marking | None, *chosen: str) -> FrozenDict[str, tuple[Answer, ...]]:
        return FrozenDict(
            {
                "Q1": (Answer(values=chosen, marking=marking),),
                "Q2": (Answer(value="yes" in chosen, marking=marking),),
                "Q3": (Answer(value=4, marking=marking),),
                "Q4": (Answer(value="text", marking=marking),),
                "Q5": (Answer(value=True),),
            }
        )

    marked = project(
        questionnaires=(questionnaire(*items), Questionnaire(id="other", version="1", items=(asked(),))),
        responses=(
            reply(0, answers=given_answers(RED, "no")),
            reply(1, answers=given_answers(RED, "no", "yes"), replaces="r-0"),
            reply(2, answers=given_answers(None, "no"), country="XB"),
            reply(3, answers=given_answers(RED, "no"), country="XC", questionnaire="gone|1"),
        ),
    )
    edition = redact(marked)
    assert edition.withheld is not None
    assert edition.withheld.tallies == (
        Tally(questionnaire="m|1", link_id="Q1", code="yes", count=None, withheld=0),
        Tally(questionnaire="m|1", link_id="Q1", code="no", count=None, withheld=0),
        Tally(questionnaire="m|1", link_id="Q2", code="false", count=None, withheld=0),
        Tally(questionnaire="m|1", link_id="Q2", code="true", count=None, withheld=0),
        Tally(questionnaire="m|1", link_id="Q3", code="4", count=None, withheld=0),
    )
    assert edition.withheld.total("answer", parent="r-0") == 4, "superseded replies obey the same rules"
    assert edition.withheld.total("answer", parent="r-3") == 4


def test_counts_that_hold_three_withheld_replies_but_not_all_are_shown() -> None:
    given_answers = [(True, RED), (True, RED), (True, RED), (False, RED), (False, RED), (False, RED), (True, None)]
    marked = project(
        questionnaires=(questionnaire(asked(type=ItemType.BOOLEAN)),),
        responses=tuple(
            reply(number, answers=answered(value=value, marking=marking), country=f"X{'ABCDEFG'[number]}")
            for number, (value, marking) in enumerate(given_answers)
        ),
    )
    edition = redact(marked)
    assert edition.withheld is not None
    assert edition.withheld.tallies == (
        Tally(questionnaire="m|1", link_id="Q1", code="false", count=3, withheld=3),
        Tally(questionnaire="m|1", link_id="Q1", code="true", count=4, withheld=3),
    )


def test_a_count_that_holds_all_withheld_replies_is_kept_back_with_all_others() -> None:
    marked = project(
        questionnaires=(questionnaire(asked(type=ItemType.CHOICE, choice_list="yn")),),
        responses=tuple(
            reply(number, answers=answered(value="yes", marking=RED), country=f"X{'ABC'[number]}")
            for number in range(3)
        ),
    )
    edition = redact(marked)
    assert edition.withheld is not None
    assert [(row.code, row.count) for row in edition.withheld.tallies][:2] == [("yes", None), ("no", None)]


def yes_no(withheld: Sequence[bool], shown_ones: Sequence[bool], **fields: Any) -> Project:
    """Return a project with replies to one yes-or-no question, some withheld from the public."""
    given_answers = [(value, RED) for value in withheld] + [(value, None) for value in shown_ones]
    return project(
        questionnaires=(questionnaire(asked(type=ItemType.BOOLEAN)),),
        responses=tuple(
            reply(number, answers=answered(value=value, marking=marking), country=f"X{chr(ord('A') + number)}")
            for number, (value, marking) in enumerate(given_answers)
        ),
        **fields,
    )


def counts_of(edition: Project) -> dict[str, int | None]:
    assert edition.withheld is not None
    return {row.code: row.count for row in edition.withheld.tallies}


def suppressed_by_size_alone(counts: dict[str, int], withheld: dict[str, int]) -> dict[str, int | None]:
    """Do what is often done: keep back counts below three that hold withheld replies; a lone one takes the next."""
    small = [code for code, count in counts.items() if withheld[code] and count < 3]
    if len(small) == 1:
        small += sorted((code for code in counts if code not in small), key=counts.__getitem__)[:1]
    return {code: None if code in small else count for code, count in counts.items()}


def test_a_reader_who_subtracts_what_is_shown_would_learn_a_withheld_reply_from_suppression_by_size() -> None:
    marked = yes_no([True], [True, True, True, False, False, False])
    usual = suppressed_by_size_alone({"true": 4, "false": 3}, {"true": 1, "false": 0})
    assert usual == {"true": 4, "false": 3}, "no count is below three"
    printed = [answer.value for each in redact(marked).responses for answer in each.answers["Q1"]]
    assert usual["true"] == printed.count(True) + 1, "so the one reply that is withheld says yes"
    assert counts_of(redact(marked)) == {"true": None, "false": None}


def test_a_country_that_knows_its_own_reply_learns_no_other_from_the_counts() -> None:
    # XA, whose own reply is withheld, said no: from '3 times yes' it would know the three others.
    assert counts_of(redact(yes_no([False, True, True, True], [True]))) == {"true": None, "false": None}
    two = ChoiceList(id="yn", choices=tuple(Choice(code=code, label=text(code)) for code in ("a", "b")))
    several = Questionnaire(
        id="m",
        version="1",
        items=(asked(type=ItemType.CHOICE, choice_list="yn", repeats=True),),
        choice_lists=(two,),
    )
    chosen = (("b",), ("a", "b"), ("a", "b"), ("a",), ("a",))
    marked = project(
        questionnaires=(several,),
        responses=tuple(
            reply(
                number, country=f"X{'ABCDE'[number]}", answers=FrozenDict({"Q1": (Answer(values=each, marking=RED),)})
            )
            for number, each in enumerate(chosen)
        ),
    )
    assert counts_of(redact(marked)) == {"a": None, "b": None}, "all four others chose a, which XA did not"


def test_in_its_own_copy_a_country_s_reply_counts_as_shown() -> None:
    marked = yes_no([True, True, True, False, False, False], [True])
    assert counts_of(redact(marked)) == {"true": 4, "false": 3}
    copy = redact(marked, for_country="XA")
    assert counts_of(copy) == {"true": None, "false": None}, "two of the five others said yes"
    more = yes_no([True, True, True, True, False, False, False], [True])
    assert counts_of(redact(more, for_country="XA")) == {"true": 5, "false": 3}
    assert copy.withheld is not None
    assert copy.withheld.total("answer") == 5


def test_a_second_redaction_keeps_the_counts_of_the_first() -> None:
    marked = project(
        questionnaires=(questionnaire(asked(type=ItemType.BOOLEAN)),),
        responses=(
            reply(1, answers=answered(value=True, marking=RED)),
            reply(2, answers=answered(value=True, marking=GREEN), country="XB"),
            reply(3, answers=answered(value=True), country="XC"),
        ),
    )
    twice = redact(redact(marked, "authorities"), "public")
    assert twice.withheld is not None
    assert [row.count for row in twice.withheld.tallies] == [None, None]
    assert twice.withheld.tallies == redact(marked).withheld.tallies  # type: ignore[union-attr]
    assert twice.withheld.total("answer") == 2
    assert twice.responses == redact(marked).responses


# ---------------------------------------------------------------------------------------------------- workshops


def test_withheld_parts_of_a_workshop_are_counted_with_their_parents() -> None:
    held = met(spoken(marking=RED), spoken(id="c-2", marking=GREEN), conclusions=text("open"))
    edition = redact(project(workshops=(held,)))
    assert edition.workshops[0].sessions[0].contributions == ()
    assert edition.withheld is not None
    assert edition.withheld.counts == (
        WithheldCount(
            entity="contribution", rule="level", count=1, parent="s-1", visible_to=(Audience.INTERNAL,), kind="feedback"
        ),
        WithheldCount(
            entity="contribution",
            rule="level",
            count=1,
            parent="s-1",
            visible_to=(Audience.INTERNAL, Audience.PARTICIPANTS, Audience.MEMBER_STATES, Audience.AUTHORITIES),
            kind="feedback",
        ),
    )


def test_a_withheld_workshop_is_removed_and_counted_with_all_that_it_holds() -> None:
    held = met(spoken()).evolve(participants=(Participant(name="SECRET"),), photos=(photo(),), marking=RED)
    edition = redact(project(workshops=(held,)))
    assert edition.workshops == ()
    assert {(row.entity, row.parent): row.count for row in edition.withheld.counts} == {  # type: ignore[union-attr]
        ("contribution", "s-1"): 1,
        ("session", "w"): 1,
        ("photo", "w"): 1,
        ("participant", "w"): 1,
        ("workshop", ""): 1,
    }


def test_an_unmarked_session_and_workshop_keep_a_heading_over_what_is_marked_wider() -> None:
    held = met(
        spoken(text=text("open"), marking=CLEAR),
        moderator="SECRET",
        conclusions=text("SECRET"),
        informed_by=("Q1",),
        extensions={"x": "SECRET"},
        marking=Marking(note="SECRET"),
    ).evolve(venue="SECRET", rationale=text("SECRET"), attendance=(Attendance(group=text("SECRET"), count=3),))
    edition = redact(project(workshops=(held,), marking=None))
    assert "SECRET" not in str(strings(edition))
    assert {"open", "Session", "Workshop"} <= strings(edition)
    assert [(row.entity, row.parent, row.count) for row in edition.withheld.counts] == [  # type: ignore[union-attr]
        ("speaker", "s-1", 1),
        ("narrative", "s-1", 1),
        ("extension", "s-1", 1),
        ("narrative", "w", 1),
    ]
    plain = met(spoken(text=text("open"), marking=CLEAR)).evolve(photos=(photo(),))
    assert redact(project(workshops=(plain,), marking=None)).workshops == (plain.evolve(photos=()),)
    pictured = redact(project(workshops=(met().evolve(photos=(photo(marking=CLEAR),)),), marking=None))
    assert pictured.workshops[0].photos
    assert pictured.workshops[0].sessions == ()


@pytest.mark.parametrize(
    ("attribution", "kept"),
    [
        (Attribution.ON_RECORD, ("Moderator", "Speaker", "Organisation", "XA")),
        (Attribution.INSTITUTION_ONLY, ("", "", "Organisation", "XA")),
        (Attribution.CHATHAM_HOUSE, ("", "", "", "")),
    ],
)
def test_attribution_decides_what_is_said_of_who_spoke(attribution: Attribution, kept: tuple[str, ...]) -> None:
    contribution = spoken(speaker="Speaker", organisation="Organisation", country="XA")
    marked = project(workshops=(met(contribution, spoken(id="c-2"), moderator="Moderator", attribution=attribution),))
    for audience in ("participants", "member-states", "authorities", "public"):
        edition = redact(marked, audience)
        session = edition.sessions()[0]
        first = session.contributions[0]
        assert (session.moderator, first.speaker, first.organisation, first.country) == kept
        assert session.contributions[1] is marked.sessions()[0].contributions[1]
        assert edition.withheld is not None
        hidden = 0 if attribution is Attribution.ON_RECORD else 2
        assert edition.withheld.total("speaker", parent="s-1") == hidden
    assert redact(marked, "internal").workshops is marked.workshops


def test_a_finding_does_not_give_away_the_country_that_spoke_under_the_chatham_house_rule() -> None:
    marked = project(
        workshops=(
            met(spoken(country="XA"), spoken(id="c-2", country="XB"), attribution=Attribution.CHATHAM_HOUSE),
            Workshop(
                id="w2",
                title=text("Second"),
                sessions=(Session(id="s-2", title=text("Open"), contributions=(spoken(id="c-3", country="XC"),)),),
            ),
        ),
        **mapping(answers=answered("open"), country="XB"),
        findings=(
            finding(
                countries=("XA", "XB", "XC"),
                evidence=(
                    Evidence(session="s-1", contribution="c-1"),
                    Evidence(contribution="c-2"),
                    Evidence(session="s-2", contribution="c-3"),
                    Evidence(response="r-1", link_id="Q1"),
                ),
            ),
        ),
    )
    edition = redact(marked)
    assert edition.findings[0].countries == ("XB", "XC"), "XB replied in public, and XC spoke on the record"
    assert edition.withheld is not None
    assert edition.withheld.total("country", parent="f-1") == 1


def test_participants_are_listed_as_far_as_they_consented() -> None:
    persons = (
        Participant(name="A", function="Head", consent=Consent.NAME),
        Participant(name="B", function="Officer", consent=Consent.FUNCTION),
        Participant(name="", function="Clerk", consent=Consent.FUNCTION),
        Participant(name="C", function="Agent"),
    )
    marked = project(workshops=(met().evolve(participants=persons),))
    edition = redact(marked, "participants")
    assert edition.workshops[0].participants == (persons[0], persons[1].evolve(name=""), persons[2])
    assert edition.withheld is not None
    assert [(row.entity, row.rule, row.count, row.visible_to) for row in edition.withheld.counts] == [
        ("name", "consent", 1, (Audience.INTERNAL,)),
        ("participant", "consent", 1, (Audience.INTERNAL,)),
    ]


def test_a_photo_needs_the_consent_of_those_it_shows() -> None:
    marked = project(photos=(photo(consent=False), photo(file="open.jpg")))
    edition = redact(marked, "participants")
    assert [each.file for each in edition.photos] == ["open.jpg"]
    assert edition.withheld is not None
    assert edition.withheld.counts[0].rule == "consent"


UNDER_THE_RULE = Attribution.CHATHAM_HOUSE


def attended(workshop: Workshop, *counts: int) -> Workshop:
    return workshop.evolve(attendance=tuple(Attendance(group=text(f"Group {n}"), count=n) for n in counts))


def test_who_was_in_a_room_under_the_chatham_house_rule_is_told_to_those_who_were() -> None:
    named = Participant(name="SECRET", function="SECRET", organisation="SECRET", country="XA", consent=Consent.NAME)
    held = met(spoken(text=text("open")), attribution=UNDER_THE_RULE).evolve(
        participants=(named, Participant(name="Nobody")), photos=(photo(),)
    )
    marked = project(workshops=(attended(held, 1, 34),))
    shown_to = {each.value for each in Audience if "SECRET" in shown(marked, each)}
    assert shown_to == {"internal", "participants"}
    edition = redact(marked)
    assert "open" in strings(edition)
    assert edition.workshops[0].participants == edition.workshops[0].photos == edition.workshops[0].attendance == ()
    assert edition.withheld is not None
    assert {(row.entity, row.rule): row.count for row in edition.withheld.counts} == {
        ("participant", "attribution"): 2,
        ("photo", "attribution"): 1,
        ("attendance", "attribution"): 2,
    }
    assert redact(marked, "participants").workshops[0].attendance is marked.workshops[0].attendance
    assert redact(redact(marked, "participants")).workshops == edition.workshops


def test_nobody_hears_who_was_there_where_even_the_session_is_withheld_from_those_who_were() -> None:
    named = Participant(name="SECRET", consent=Consent.NAME)
    session = Session(id="s-2", title=text("Open"))
    held = met(spoken(), attribution=UNDER_THE_RULE, marking=RED)
    marked = project(workshops=(held.evolve(sessions=(*held.sessions, session), participants=(named,)),))
    assert [each.value for each in Audience if "SECRET" in shown(marked, each)] == ["internal"]
    assert [each.id for each in redact(marked, "participants").sessions()] == ["s-2"]


def test_a_photo_that_was_cleared_is_shown_whatever_was_held_under_the_chatham_house_rule() -> None:
    cleared = photo(marking=Marking(level=MarkingLevel.CLEAR, note="cleared by all who are on it"))
    for kept, one in ((True, cleared), (False, cleared.evolve(consent=False)), (False, photo(marking=CLEAR))):
        marked = project(workshops=(met(attribution=UNDER_THE_RULE).evolve(photos=(one,)),))
        assert bool(redact(marked).workshops[0].photos) is kept


@pytest.mark.parametrize(
    ("counts", "kept"),
    [
        ((34, 19, 8), (34, 19, 8)),
        ((34, 1, 8, 4), (34, 8)),
        ((34, 2, 1, 4), (34, 4)),
        ((3, 0, 3), (3, 0, 3)),
        ((1,), ()),
    ],
)
def test_small_groups_are_not_counted_under_the_chatham_house_rule(
    counts: tuple[int, ...], kept: tuple[int, ...]
) -> None:
    ruled = project(workshops=(attended(met(attribution=UNDER_THE_RULE), *counts),))
    assert tuple(row.count for row in redact(ruled).workshops[0].attendance) == kept
    assert redact(redact(ruled)).workshops == redact(ruled).workshops
    on_record = project(workshops=(attended(met(), *counts),))
    assert redact(on_record).workshops is on_record.workshops


def test_questions_that_few_countries_answered_do_not_say_who_spoke_under_the_chatham_house_rule() -> None:
    condition = (EnableWhen(question="Q1", operator=EnableOperator.EXISTS, answer="true"),)
    items = (
        asked(),
        asked(link_id="Q2"),
        Item(
            link_id="G",
            type=ItemType.GROUP,
            enable_when=condition,
            items=(asked(link_id="Q3"),),
        ),
    )
    given_answers = {
        "XA": ("Q1", "Q3"),
        "XB": ("Q1", "Q3"),
        "XC": ("Q1", "Q2", "Q3"),
        "XD": ("Q2", "Q3"),
        "XE": ("Q2",),
    }
    replies = tuple(
        reply(
            number,
            country=country,
            answers=FrozenDict({"Q9": (Answer(value="x"),)} | {each: (Answer(value="open"),) for each in link_ids}),
        )
        for number, (country, link_ids) in enumerate(given_answers.items())
    )
    superseded = reply(9, country="XA", answers=FrozenDict({"Q2": (Answer(value="x"),)}))
    replies = (superseded, replies[0].evolve(replaces="r-9"), *replies[1:])

    def left(*link_ids: str, attribution: Attribution = UNDER_THE_RULE) -> tuple[str, ...]:
        marked = project(
            questionnaires=(questionnaire(*items),),
            responses=replies,
            workshops=(met(spoken(items=link_ids), attribution=attribution),),
        )
        return redact(marked).sessions()[0].contributions[0].items

    assert left("Q1") == ("Q1",)
    assert left("Q2") == ("Q2",), "XC, XD and XE"
    assert left("Q1", "Q2") == (), "XC alone has answered both"
    assert left("Q1", "Q4") == ("Q1",), "nobody has answered Q4"
    assert left("Q3") == (), "whether it was due can rest on an answer that is withheld"
    assert left("Q1", "Q2", "Q3", attribution=Attribution.INSTITUTION_ONLY) == ("Q1", "Q2", "Q3")


def test_a_contribution_under_the_chatham_house_rule_names_no_finding_and_says_so() -> None:
    marked = project(
        findings=(finding(title=text("open"), countries=("XA",)), finding(id="f-2", marking=RED)),
        workshops=(met(spoken(findings=("f-1", "f-2"), items=("Q1",)), attribution=UNDER_THE_RULE),),
    )
    edition = redact(marked)
    contribution = edition.sessions()[0].contributions[0]
    assert (contribution.findings, contribution.items) == ((), ())
    assert edition.withheld is not None
    assert edition.withheld.total("reference", parent="s-1") == 2, "one finding that is shown, and one question"


def test_why_a_session_or_contribution_is_marked_is_not_told_under_a_rule_of_attribution() -> None:
    why = Marking(level=MarkingLevel.CLEAR, note="SECRET")
    for attribution in (Attribution.INSTITUTION_ONLY, UNDER_THE_RULE):
        marked = project(workshops=(met(spoken(text=text("open"), marking=why), attribution=attribution, marking=why),))
        edition = redact(marked)
        assert "SECRET" not in str(strings(edition))
        assert edition.sessions()[0].contributions[0].marking == CLEAR
    assert "SECRET" in shown(project(workshops=(met(spoken(marking=why)),)), "public")


def test_a_finding_rests_on_a_session_under_the_chatham_house_rule_and_on_none_of_its_contributions() -> None:
    said = Evidence(contribution="c-1", quote="SECRET", stance=Stance.CONTEXT)
    marked = project(
        workshops=(met(spoken(text=text("SECRET")), attribution=UNDER_THE_RULE),),
        findings=(finding(title=text("open"), evidence=(said, Evidence(session="s-1"))),),
    )
    edition = redact(marked)
    assert edition.findings[0].evidence == (Evidence(session="s-1", stance=Stance.CONTEXT), Evidence(session="s-1"))
    assert edition.findings[0].evidence[1] is marked.findings[0].evidence[1]
    assert edition.findings[0].marking is None
    assert edition.withheld is not None
    assert edition.withheld.total("reference", parent="f-1") == 1
    assert redact(marked, "internal").findings is marked.findings


@pytest.mark.parametrize("note", ["", "cleared by all"])
@pytest.mark.parametrize("row", ["green", "amber", "LIMITE", "clear"])
def test_a_contribution_that_is_marked_more_strictly_than_its_session_leaves_no_evidence(row: str, note: str) -> None:
    """Otherwise an edition made from this one would show the finding to those who may not see what it rests on."""
    said = Evidence(session="s-1", contribution="c-1", quote="quoted")
    own = Marking(level=MarkingLevel.CLEAR, note=note)
    marked = project(
        workshops=(met(spoken(text=text("said"), marking=mark(row)), attribution=UNDER_THE_RULE, marking=CLEAR),),
        findings=(finding(title=text("found"), evidence=(said,), marking=own),),
    )
    for wide, narrow in itertools.product(Audience, repeat=2):
        edition = redact(marked, wide)
        allowed = {"found"} if note or wide.value in TABLE[row] else set()
        assert strings(edition) & {"found"} == allowed
        if edition.findings and wide is not Audience.INTERNAL:
            assert edition.findings[0].evidence == ((Evidence(session="s-1"),) if row == "clear" else ())
        if wide.value in TABLE[row] and narrow.value in EVERYBODY:
            again = redact(edition, narrow)
            seen = bool(note) or (wide.value in TABLE[row] and narrow.value in TABLE[row])
            assert bool(again.findings) is seen, f"from {wide} to {narrow}"


def test_a_country_is_known_from_evidence_that_everybody_may_see() -> None:
    marked = project(
        workshops=(
            met(spoken(country="XA"), attribution=UNDER_THE_RULE),
            Workshop(
                id="w2",
                title=text("Second"),
                sessions=(
                    Session(
                        id="s-2", title=text("Open"), contributions=(spoken(id="c-3", country="XA", marking=AMBER),)
                    ),
                ),
            ),
        ),
        **mapping(answers=answered("open", marking=AMBER), country="XA"),
        findings=(
            finding(
                countries=("XA",),
                marking=Marking(level=MarkingLevel.CLEAR, note="cleared"),
                evidence=(
                    Evidence(session="s-1", contribution="c-1"),
                    Evidence(session="s-2", contribution="c-3"),
                    Evidence(response="r-1", link_id="Q1"),
                ),
            ),
        ),
    )
    for audience in ("participants", "public"):
        assert redact(marked, audience).findings[0].countries == ()
    assert redact(redact(marked, "participants")).findings == redact(marked).findings


@pytest.mark.parametrize(
    ("organisation", "country", "recognised"),
    [
        ("Ministry of the Interior", "", {"A"}),
        ("ministry of the  Interior", "XB", {"A"}),
        ("Border Police", "", set()),
        ("Customs", "XA", {"A", "B"}),
        ("Customs", "XC", set()),
        ("Customs", "", set()),
        ("", "", set()),
    ],
)
def test_a_list_does_not_name_the_only_delegates_of_an_institution_that_spoke(
    organisation: str, country: str, recognised: set[str]
) -> None:
    def person(name: str, where: str, code: str, consent: Consent = Consent.NAME) -> Participant:
        return Participant(name=name, function=f"Head {name}", organisation=where, country=code, consent=consent)

    persons = (
        person("A", "Ministry of the Interior", "XA"),
        person("B", "Prosecution", "XA", Consent.FUNCTION),
        *(person(name, "Border Police", "XC") for name in "CDE"),
        person("F", "Ministry of the Interior", "XA", Consent.NONE),
    )
    held = met(spoken(organisation=organisation, country=country), attribution=Attribution.INSTITUTION_ONLY)
    marked = project(workshops=(held.evolve(participants=persons),))
    edition = redact(marked, "participants")
    listed = edition.workshops[0].participants
    assert len(listed) == 5
    hidden = {"AB"[at] for at, each in enumerate(listed) if not each.function}
    assert hidden == recognised
    assert "Head A" in strings(redact(marked, "internal"))
    assert edition.withheld is not None
    assert edition.withheld.total("name") == len({*recognised, "B"}), "B does not want to be named anyway"
    assert redact(edition, "participants") == edition


@pytest.mark.parametrize("speaker", ["Kim Muster", "KIM  MÜSTER, head of unit", "Dr Kim-Muster"])
def test_a_speaker_who_did_not_agree_to_be_named_is_not_named_on_record_either(speaker: str) -> None:
    person = Participant(name="Kim Muster", function="Head", consent=Consent.FUNCTION)
    silent = Participant(name="", consent=Consent.NONE)
    held = met(spoken(speaker=speaker), spoken(id="c-2", speaker="Sam Kimmuster"), moderator=speaker)
    marked = project(workshops=(held.evolve(participants=(person, silent)),))
    edition = redact(marked, "participants")
    session = edition.sessions()[0]
    assert [session.moderator, *(each.speaker for each in session.contributions)] == ["", "", "Sam Kimmuster"]
    assert edition.withheld is not None
    assert {(row.rule, row.count) for row in edition.withheld.counts if row.entity == "speaker"} == {("consent", 2)}
    agreed = marked.evolve(workshops=(held.evolve(participants=(person.evolve(consent=Consent.NAME),)),))
    assert redact(agreed).sessions() == held.sessions


# ----------------------------------------------------------------------------------------------------- findings


def test_a_cleared_finding_stays_and_loses_the_quotes_that_are_withheld() -> None:
    quoted = Evidence(response="r-1", link_id="Q1", quote="SECRET")
    source = Evidence(external="Annual report")
    cleared = finding(
        title=text("open"),
        marking=Marking(level=MarkingLevel.CLEAR, note="cleared by XA"),
        evidence=(quoted, source),
    )
    marked = project(**mapping(answers=answered(marking=RED)), findings=(cleared,))
    edition = redact(marked)
    assert edition.findings == (cleared.evolve(evidence=(source,)),)
    assert edition.withheld is not None
    assert edition.withheld.total("evidence", parent="f-1") == 1
    for marking in (CLEAR, Marking(level=MarkingLevel.CLEAR, note=" "), Marking(level=MarkingLevel.GREEN, note="x")):
        kept = redact(marked.evolve(findings=(cleared.evolve(marking=marking),)), "authorities").findings
        assert kept == (), f"{marking} clears nothing"


def test_an_embargo_holds_for_a_cleared_finding_too() -> None:
    cleared = Marking(level=MarkingLevel.CLEAR, note="cleared by XA", embargo_until=dt.date(2019, 3, 1))
    assert redact(project(findings=(finding(marking=cleared),)), "authorities").findings == ()


def test_references_to_withheld_findings_are_dropped() -> None:
    gap = finding(marking=RED)
    option = finding(id="f-2", kind=FindingKind.OPTION, title=text("open"), addresses=("f-1", "f-3"))
    other = finding(id="f-3", title=text("open"))
    named_like_an_item = finding(id="Q1", marking=RED)
    marked = project(
        questionnaires=(questionnaire(asked()),),
        findings=(gap, option, other, named_like_an_item),
        workshops=(
            met(
                spoken(findings=("f-1", "f-3")),
                spoken(id="c-2", findings=("f-3",)),
                informed_by=("Q1", "f-1"),
            ).evolve(informed_by=("m", "f-1")),
        ),
    )
    edition = redact(marked)
    assert [each.id for each in edition.findings] == ["f-2", "f-3"]
    assert edition.findings[0].addresses == ("f-3",)
    assert edition.findings[1] is other
    assert edition.workshops[0].informed_by == ("m",)
    session = edition.sessions()[0]
    assert session.informed_by == ("Q1",)
    assert [each.findings for each in session.contributions] == [("f-3",), ("f-3",)]
    assert session.contributions[1] is marked.sessions()[0].contributions[1]
    assert edition.withheld is not None
    assert {row.kind for row in edition.withheld.counts} == {"gap"}


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(response="gone", link_id="Q1"),
        Evidence(response="r-1", link_id="Q9"),
        Evidence(session="gone"),
        Evidence(session="s-1", contribution="gone"),
    ],
)
def test_evidence_that_cannot_be_found_counts_as_unmarked(evidence: Evidence) -> None:
    marked = project(
        **mapping(answers=answered("x")),
        workshops=(met(),),
        findings=(finding(marking=CLEAR, evidence=(evidence,)),),
    )
    assert redact(marked).findings
    assert redact(marked.evolve(marking=AMBER)).findings == ()


# -------------------------------------------------------------------------------------------------- the project


def test_a_project_that_is_not_for_an_audience_keeps_what_identifies_it() -> None:
    marked = project(
        programme="Programme",
        aim=text("SECRET"),
        description=text("SECRET"),
        budget=Budget(amount=Decimal(5), fund="SECRET"),
        narratives=FrozenDict({"introduction": text("SECRET"), "end": text("SECRET")}),
        claims=(Claim(id="c", text="SECRET", count="findings", value=0),),
        results=(Result(id="r", level=ResultLevel.OUTPUT, statement=text("SECRET")),),
        activities=(
            Activity(id="a", title=text("Mapping"), description=text("SECRET")),
            Activity(id="b", title=text("B")),
        ),
        countries=(
            Country(code="XA", name=text("Xanadu"), authorities=("SECRET",), note=text("SECRET")),
            Country(code="NL"),
        ),
        extensions={"x": "SECRET", "y": "SECRET"},
        abbreviations=FrozenDict({"JIT": text("Joint investigation team")}),
        marking=Marking(level=MarkingLevel.AMBER, note="SECRET"),
    )
    edition = redact(marked)
    assert "SECRET" not in str(strings(edition))
    assert {"Title", "Programme", "Mapping", "Xanadu", "Joint investigation team"} <= strings(edition)
    assert edition.activities[1] is marked.activities[1]
    assert edition.countries[1] is marked.countries[1]
    assert edition.withheld is not None
    assert {row.rule for row in edition.withheld.counts} == {"inherited"}
    totals = {
        entity: edition.withheld.total(entity) for entity in ("narrative", "claim", "result", "budget", "extension")
    }
    assert totals == {"narrative": 6, "claim": 1, "result": 1, "budget": 1, "extension": 2}


def test_the_internal_edition_is_the_project_itself() -> None:
    marked = project(**mapping(answers=answered(marking=RED)), findings=(finding(marking=RED),))
    assert redact(marked, "internal") == marked.evolve(withheld=Withheld(audience=Audience.INTERNAL))


def test_what_is_shown_whole_is_shared_and_not_copied() -> None:
    marked = project(**mapping(answers=answered()), findings=(cites(),), workshops=(met(spoken()),), photos=(photo(),))
    edition = redact(marked)
    for field in attrs.fields(Project):
        if field.name not in ("withheld", "extensions", "extra"):
            assert getattr(edition, field.name) is getattr(marked, field.name), field.name
    assert edition.withheld == Withheld(audience=Audience.PUBLIC)


def test_a_wider_edition_made_from_a_narrower_one_brings_nothing_back() -> None:
    marked = project(**mapping(answers=answered(marking=GREEN)))
    public = redact(marked)
    for audience in Audience:
        again = redact(public, audience)
        assert "SECRET" not in str(strings(again))
        assert again.withheld is not None
        assert again.withheld.audience is audience
        assert again.withheld.total("answer") == 1


# ----------------------------------------------------------------------------------------------- validation copies


def own_reply(number: int = 1, **fields: Any) -> Response:
    full = Answer(
        value="OWN",
        comment="OWN",
        provenance=Provenance(file="OWN"),
        corrections=(Correction(old="OWN", new="OWN"),),
        marking=RED.evolve(note="NOTED"),
        extra={"x-own": "NOTED"},
    )
    given_fields: dict[str, Any] = {
        "answers": FrozenDict({"Q1": (full,)}),
        "respondent": Respondent(organisation="OWN", contact="OWN"),
        "contributors": (Respondent(contact="OWN"),),
        "attachments": (Attachment(file="OWN.pdf", marking=RED.evolve(note="NOTED"), extra={"x-own": "NOTED"}),),
        "note": text("OWN"),
        "marking": Marking(level=MarkingLevel.RED, note="NOTED"),
        "extensions": {"x": "NOTED"},
        "extra": {"x-own": "NOTED"},
    }
    return reply(number, **(given_fields | fields))


def copied(**fields: Any) -> Project:
    other = reply(2, country="XB", answers=answered(marking=RED), respondent=Respondent(contact="SECRET"))
    given_fields: dict[str, Any] = {
        "questionnaires": (questionnaire(asked()).evolve(invited=("XA", "XB", "XC")),),
        "responses": (own_reply(0), own_reply(1, replaces="r-0"), other),
    }
    return project(**(given_fields | fields))


def test_a_validation_copy_shows_a_country_all_that_it_sent_and_nothing_that_was_noted_beside_it() -> None:
    copy = redact(copied(), for_country="XA")
    found = str(strings(copy))
    assert "SECRET" not in found
    assert "NOTED" not in found
    for own, sent in zip(copy.responses[:2], copied().responses[:2], strict=True):
        file = Attachment(file="OWN.pdf", marking=RED)
        bare = sent.evolve(marking=RED, extensions={}, extra={}, attachments=(file,))
        answer = sent.answers["Q1"][0].evolve(marking=RED, extra={})
        assert own == bare.evolve(answers=FrozenDict({"Q1": (answer,)}))
    assert copy.withheld is not None
    assert (copy.withheld.audience, copy.withheld.for_country) == (Audience.PUBLIC, "XA")
    assert copy.withheld.total("answer") == copy.withheld.total("answer", parent="r-2") == 1
    assert "OWN" not in shown(copied(), "public")


def test_what_the_audience_sees_of_a_reply_anyway_the_copy_has_whole() -> None:
    noted = CLEAR.evolve(note="NOTED")
    bare = Answer(value="OWN", marking=RED)
    response = own_reply(
        answers=FrozenDict({"Q1": (Answer(value="OWN", marking=noted),), "Q2": (bare,), "Q3": (Answer(value=5),)}),
        marking=noted,
        attachments=(),
    )
    copy = redact(copied(responses=(response,)), for_country="XA")
    assert copy.responses[0] is response
    remarked = own_reply(marking=CLEAR)
    kept = redact(copied(responses=(remarked,)), for_country="XA").responses[0]
    assert kept.extensions == remarked.extensions
    assert kept.answers["Q1"][0].marking == RED


def test_why_a_file_of_the_country_is_marked_is_no_part_of_its_copy() -> None:
    sent = (Answer(value="OWN.pdf", extra={"x-own": "NOTED"}), Answer(value="open.pdf", extra={"x-own": "told"}))
    response = reply(
        answers=FrozenDict({"Q1": tuple(each.evolve(instance=(n,)) for n, each in enumerate(sent, start=1))}),
        attachments=(
            Attachment(file="OWN.pdf", link_id="Q1", marking=RED.evolve(note="NOTED")),
            Attachment(file="open.pdf", link_id="Q1", extra={"x-own": "told"}),
        ),
    )
    copy = redact(copied(responses=(response,)), for_country="XA")
    assert "NOTED" not in str(strings(copy))
    assert [each.file for each in copy.responses[0].attachments] == ["OWN.pdf", "open.pdf"]
    assert copy.responses[0].answers["Q1"][1] is response.answers["Q1"][1]
    assert copy.responses[0].attachments[1] is response.attachments[1]


def test_a_copy_shows_which_finding_rests_on_the_country_s_own_answers_where_the_finding_is_shown() -> None:
    own, other = Evidence(response="r-1", link_id="Q1", quote="OWN"), Evidence(response="r-2", link_id="Q1")
    said = Evidence(session="s-1", contribution="c-1")
    held = met(spoken(country="XA", marking=RED))
    pieces = (own, other, said, own.evolve(session="s-1"), Evidence(response="r-9"))
    cleared = finding(title=text("open"), evidence=pieces, marking=CLEAR.evolve(note="cleared"))
    marked = copied(findings=(cleared, cleared.evolve(id="f-2", marking=CLEAR)), workshops=(held,), marking=AMBER)
    copy = redact(marked, for_country="XA")
    assert [each.id for each in copy.findings] == ["f-1"], "findings are as the audience sees them"
    assert copy.findings[0].evidence == (own,)
    assert redact(marked).findings[0].evidence == ()


def test_a_country_is_found_however_it_is_written_and_one_that_does_not_exist_is_told() -> None:
    for code in ("xc", "XC"):
        withheld = redact(copied(), for_country=code).withheld
        assert withheld is not None
        assert withheld.for_country == "XC", "invited, and has not replied"
    with pytest.raises(UnknownNameError, match=r"no country of the project is named 'XAA'; did you mean 'XA'"):
        redact(copied(), for_country="XAA")


def test_there_is_no_copy_of_the_internal_edition() -> None:
    with pytest.raises(EditionError, match="no validation copy of the internal edition for XA"):
        redact(copied(), "internal", for_country="XA")
    copy = redact(copied(), for_country="XA")
    inside = redact(copy, "internal").withheld
    assert inside is not None
    assert inside.for_country == ""


def test_limite_does_not_reach_a_country_that_is_no_member_state() -> None:
    members = copied(
        countries=(Country(code="XA", group="EU"), Country(code="MA"), Country(code="FR"), Country(code="UK"))
    )
    for code in ("XA", "FR", "UK"):
        assert redact(members, "member-states", for_country=code).withheld is not None
    for code in ("XB", "MA"):
        with pytest.raises(EditionError, match=f"for Member States for {code}, which is none on 2019-02-14"):
            redact(members, "member-states", for_country=code)
    with pytest.raises(EditionError):
        redact(members.evolve(as_of=dt.date(2020, 2, 1)), "member-states", for_country="UK")


def test_an_edition_made_from_a_copy_is_that_made_from_the_project() -> None:
    copy = redact(copied(), "participants", for_country="XA")
    assert redact(copy, "participants", for_country="XA") == copy
    assert redact(copy).evolve(withheld=None) == redact(copied()).evolve(withheld=None)
    withheld = redact(copy).withheld
    assert withheld is not None
    assert withheld.for_country == ""


# ------------------------------------------------------------------------------------------------------ summary

INTERNAL = (Audience.INTERNAL,)
TO_AUTHORITIES = (Audience.INTERNAL, Audience.PARTICIPANTS, Audience.MEMBER_STATES, Audience.AUTHORITIES)


def row(entity: str, count: int, visible_to: tuple[Audience, ...] = INTERNAL) -> WithheldCount:
    return WithheldCount(entity=entity, rule="level", count=count, visible_to=visible_to)


@pytest.mark.parametrize(
    ("audience", "counts", "line"),
    [
        (Audience.PUBLIC, (), ""),
        (
            Audience.PUBLIC,
            (row("answer", 3), row("answer", 9, TO_AUTHORITIES)),
            "12 answers withheld from the public edition; authorities would see 9 of them",
        ),
        (
            Audience.PUBLIC,
            (row("finding", 1, TO_AUTHORITIES),),
            "1 finding withheld from the public edition; authorities would see it",
        ),
        (
            Audience.AUTHORITIES,
            (row("answer", 2, (Audience.INTERNAL, Audience.MEMBER_STATES)), row("response", 1), row("evidence", 2)),
            (
                "2 answers, 1 reply and 2 pieces of evidence withheld from the authorities edition; "
                "member states would see 2 of them"
            ),
        ),
        (
            Audience.MEMBER_STATES,
            (row("photo", 2, (Audience.INTERNAL, Audience.PARTICIPANTS)),),
            "2 photos withheld from the member-states edition; participants would see all of them",
        ),
        (
            Audience.PARTICIPANTS,
            (row("contact", 2),),
            "2 contacts withheld from the participants edition; the internal edition shows all of them",
        ),
        (
            Audience.AUTHORITIES,
            (row("answer", 1, (Audience.AUTHORITIES,)), row("thing", 2, ())),
            "1 answer and 2 thing withheld from the authorities edition",
        ),
    ],
)
def test_the_summary_says_what_is_withheld_and_who_would_see_more(
    audience: Audience, counts: tuple[WithheldCount, ...], line: str
) -> None:
    assert summary_line(Withheld(audience=audience, counts=counts)) == line


def test_the_summary_names_the_country_of_a_validation_copy() -> None:
    counts = (row("answer", 3), row("attendance", 1), row("reference", 2))
    assert summary_line(Withheld(audience=Audience.PUBLIC, counts=counts, for_country="XA")) == (
        "3 answers, 1 size of a group and 2 references between contributions and findings withheld from the validation "
        "copy of the public edition for XA; the internal edition shows all of them"
    )


# ------------------------------------------------------------------------------------ nothing leaks, nothing is lost

STRUCTURAL = frozenset(
    {
        "id",
        "link_id",
        "theme",
        "level",
        "themes",
        "levels",
        "choice_list",
        "questionnaire",
        "country",
        "countries",
        "code",
        "group",
        "replaces",
        "response",
        "session",
        "contribution",
        "question",
        "answer",
        "language",
        "languages",
        "scope",
        "currency",
        "kind",
        "invited",
        "informed_by",
        "addresses",
        "findings",
        "items",
        "partners",
        "version",
        "pattern",
        "row",
        "column",
        "item_control",
        "handling",
        "role",
        "file",
        "sha256",
        "count",
        "media_type",
        "report",
        "value",
        "values",
        "quote",
        "city",
    }
)


class Seeder:
    """Puts a unique secret into every text of a project that is not a name by which things find each other."""

    def __init__(self) -> None:
        self.number = 0

    def secret(self) -> str:
        self.number += 1
        return f"secret-{self.number:05d}."

    def seed(self, value: Any, field: str = "") -> Any:
        if isinstance(value, Enum) or field in ("report", "by"):
            return value
        if isinstance(value, LangString):
            return LangString({language: self.secret() for language in value.texts})
        if isinstance(value, str):
            return value if field in STRUCTURAL or not value else self.secret()
        if isinstance(value, dict):
            return FrozenDict({key: self.seed(each, field) for key, each in value.items()})
        if isinstance(value, tuple):
            return tuple(self.seed(each, field) for each in value)
        if attrs.has(type(value)):
            names = [each.name for each in attrs.fields(type(value))]
            changed = attrs.evolve(value, **{name: self.seed(getattr(value, name), name) for name in names})
            if "extra" in names:
                changed = attrs.evolve(changed, extra={"x-own": self.secret()})
            if isinstance(value, Answer) and isinstance(value.value, str) and " " in value.value:
                # Choice codes and file names hold no space; free texts are made to.
                changed = changed.evolve(value=self.secret())
            return changed
        return value


@st.composite
def seeded_projects(draw: st.DrawFn) -> Project:
    drawn = draw(projects(files=True, extensions=True))
    spaced = tuple(
        response.evolve(
            answers=FrozenDict(
                {
                    link_id: tuple(
                        answer.evolve(value=f"free {answer.value}")
                        if isinstance(answer.value, str)
                        and drawn.item(link_id).type in (ItemType.TEXT, ItemType.STRING)  # type: ignore[union-attr]
                        else answer
                        for answer in answers
                    )
                    for link_id, answers in response.answers.items()
                }
            ),
            extensions={"example": "x"} if draw(st.booleans()) else {},
        )
        for response in drawn.responses
    )
    marking = draw(st.sampled_from([drawn.marking, CLEAR, GREEN, None, Marking(level=MarkingLevel.CLEAR, note="ours")]))
    project = Seeder().seed(drawn.evolve(responses=spaced, marking=marking))
    by_id = {response.id: response for response in project.responses}

    def quoting(evidence: Evidence) -> Evidence:
        if not evidence.quote:
            return evidence
        answer = by_id[evidence.response].answer(evidence.link_id, evidence.instance)
        assert answer is not None
        return evidence.evolve(quote=str(answer.value))

    return project.evolve(
        findings=tuple(
            each.evolve(evidence=tuple(quoting(piece) for piece in each.evidence)) for each in project.findings
        )
    )


class Oracle:
    """Who may see each secret, worked out one by one from the table, without a thought for speed."""

    def __init__(self, project: Project, on: dt.date) -> None:
        self.project = project
        self.on = on
        self.answer: dict[str, set[str]] = {}
        self.work_out()

    def running(self, marking: Marking | None) -> bool:
        return marking is not None and marking.embargo_until is not None and self.on < marking.embargo_until

    def says(self, marking: Marking | None) -> bool:
        return marking is not None and bool(marking.level or marking.handling or self.running(marking))

    def one(self, marking: Marking) -> set[str]:
        seen = set(EVERYBODY)
        if self.running(marking):
            seen &= TABLE["amber+strict"]
        if marking.level:
            seen &= TABLE[marking.level.value]
        if marking.handling:
            seen &= TABLE[marking.handling]
        return seen

    def seen(self, *way: Marking | None) -> set[str]:
        """Intersect the markings on a way below the project; the project's stands in where there is none."""
        own = self.project.marking
        said = [marking for marking in way if marking is not None and self.says(marking)]
        if not said:
            said = [own if own is not None and self.says(own) else AMBER]
        result = set(EVERYBODY)
        for marking in said:
            result &= self.one(marking)
        return result & {"internal"} if self.running(own) else result

    def add(self, value: object, seen: set[str]) -> None:
        for secret in re.findall(r"secret-\d{5}\.", "\n".join(strings(value))):
            self.answer[secret] = self.answer.get(secret, set()) | seen

    def items(self, key: str) -> dict[str, tuple[Marking | None, ...]]:
        found: dict[str, tuple[Marking | None, ...]] = {}

        def descend(item: Item, around: tuple[Marking | None, ...]) -> None:
            found[item.link_id] = (*around, item.marking)
            for child in item.items:
                descend(child, found[item.link_id])

        questionnaire = self.project.questionnaire(key)
        assert questionnaire is not None
        for item in questionnaire.items:
            descend(item, ())
        return found

    def response_seen(self, response: Response, *way: Marking | None) -> set[str]:
        seen = self.seen(response.marking, *way)
        return seen & TABLE["amber"] if response.dissemination is False else seen

    def evidence_seen(self, evidence: Evidence) -> set[str]:
        if evidence.response:
            response = self.project.response(evidence.response)
            assert response is not None
            answer = response.answer(evidence.link_id, evidence.instance)
            assert answer is not None
            return self.response_seen(response, *self.items(response.questionnaire)[evidence.link_id], answer.marking)
        for workshop in self.project.workshops:
            for session in workshop.sessions:
                for contribution in session.contributions:
                    if contribution.id == evidence.contribution:
                        return self.seen(workshop.marking, session.marking, contribution.marking)
        return set(EVERYBODY)

    def work_out(self) -> None:
        project = self.project
        for name in (
            "title",
            "reference",
            "period",
            "programme",
            "thematic_areas",
            "organisations",
            "themes",
            "levels",
            "abbreviations",
        ):
            self.add(getattr(project, name), EVERYBODY)
        own = self.seen()
        for name in (
            "aim",
            "description",
            "budget",
            "narratives",
            "claims",
            "results",
            "extensions",
            "marking",
            "extra",
        ):
            self.add(getattr(project, name), own)
        for activity in project.activities:
            self.add(activity.title, EVERYBODY)
            self.add((activity.description, activity.extra), own)
        for country in project.countries:
            self.add(country.name, EVERYBODY)
            self.add((country.authorities, country.note, country.extra), own)
        for questionnaire in project.questionnaires:
            self.add(questionnaire.evolve(items=()), EVERYBODY)
            for item in questionnaire.walk():
                self.add(item.evolve(items=(), marking=None), EVERYBODY)
                self.add(item.marking, self.seen(*self.items(questionnaire.key)[item.link_id]))
        for document in project.documents:
            self.add(document, self.seen(document.marking))
        self.photos(project.photos)
        for response in project.responses:
            self.response(response)
        for workshop in project.workshops:
            self.workshop(workshop)
        for finding in project.findings:
            self.finding(finding)

    def photos(
        self, photos: tuple[Photo, ...], *way: Marking | None, there: set[str] | frozenset[str] = frozenset(EVERYBODY)
    ) -> set[str]:
        anybody: set[str] = set()
        for photo in photos:
            seen = self.seen(*way, photo.marking) & (EVERYBODY if photo.consent else {"internal"})
            if not (photo.marking and photo.marking.level is MarkingLevel.CLEAR and photo.marking.note.strip()):
                seen &= there
            self.add(photo, seen)
            anybody |= seen
        return anybody

    def response(self, response: Response) -> None:
        own = self.response_seen(response)
        for respondent in (response.respondent, *response.contributors):
            if respondent is not None:
                self.add(respondent.evolve(contact="", extra={}), own)
                self.add((respondent.contact, respondent.extra), {"internal"})
        self.add((response.note, response.marking, response.extensions, response.extra), own)
        self.add(response.provenance, {"internal"})
        items = self.items(response.questionnaire)
        files: dict[tuple[str, object], set[str]] = {}
        for attachment in response.attachments:
            markings = [answer.marking for answer in response.answers[attachment.link_id]]
            seen = self.response_seen(response, *items[attachment.link_id], *markings, attachment.marking)
            key = (attachment.link_id, attachment.file)
            files[key] = files.get(key, EVERYBODY) & seen
            self.add(attachment, seen)
        for link_id, answers in response.answers.items():
            for answer in answers:
                seen = self.response_seen(response, *items[link_id], answer.marking)
                seen &= files.get((link_id, answer.value), EVERYBODY)
                self.add(answer.evolve(provenance=None, corrections=()), seen)
                self.add((answer.provenance, answer.corrections), {"internal"})

    def workshop(self, workshop: Workshop) -> None:
        own = self.seen(workshop.marking)
        there = set(EVERYBODY)
        headings: set[str] = set()
        for session in workshop.sessions:
            seen = self.session(session, workshop)
            headings |= seen
            if session.attribution is Attribution.CHATHAM_HOUSE:
                there &= {"internal", "participants"}
        ruled = [each for each in workshop.sessions if each.attribution is Attribution.CHATHAM_HOUSE]
        if ruled and not any("participants" in self.heading_of(each, workshop) for each in ruled):
            there = {"internal"}
        self.add(workshop.title, own | headings | self.photos(workshop.photos, workshop.marking, there=there))
        for name in ("venue", "format", "rationale", "marking", "extra"):
            self.add(getattr(workshop, name), own)
        for row in workshop.attendance:
            # The strategy has one group at most, so that none is the next smallest.
            self.add(row, own & there if 0 < row.count < 3 else own)
        for person in workshop.participants:
            listed = own & there if person.consent is not Consent.NONE else {"internal"}
            self.add(person.organisation, listed)
            alone = self.could_be_told(person, workshop)
            self.add(person.function, {"internal"} if alone else listed)
            named = person.consent is Consent.NAME and not alone
            self.add((person.name, person.extra), own & there if named else {"internal"})

    def could_be_told(self, person: Participant, workshop: Workshop) -> bool:
        """Tell whether a session that names institutions only would give a person away, by the country."""
        listed = [each for each in workshop.participants if each.consent is not Consent.NONE]
        return any(
            contribution.country
            and contribution.country == person.country
            and sum(each.country == person.country for each in listed) < 3
            for session in workshop.sessions
            if session.attribution is Attribution.INSTITUTION_ONLY
            for contribution in session.contributions
        )

    def heading_of(self, session: Session, workshop: Workshop) -> set[str]:
        seen = self.seen(workshop.marking, session.marking)
        for each in session.contributions:
            seen |= self.seen(workshop.marking, session.marking, each.marking)
        return seen

    def session(self, session: Session, workshop: Workshop) -> set[str]:
        own = self.seen(workshop.marking, session.marking)
        heading = set(own)
        for each in session.contributions:
            seen = self.seen(workshop.marking, session.marking, each.marking)
            heading |= seen
            self.add((each.title, each.text), seen)
            self.add(
                (each.speaker, each.extra, each.marking),
                seen if session.attribution is Attribution.ON_RECORD else {"internal"},
            )
            self.add(each.organisation, {"internal"} if session.attribution is Attribution.CHATHAM_HOUSE else seen)
        self.add(session.title, heading)
        led = own if session.attribution is Attribution.ON_RECORD else {"internal"}
        self.add((session.moderator, session.extensions, session.extra, session.marking), led)
        self.add(session.conclusions, own)
        return heading

    def finding(self, finding: Finding) -> None:
        seen = self.seen(finding.marking)
        marking = finding.marking
        if not (marking is not None and marking.level is MarkingLevel.CLEAR and marking.note):
            for piece in finding.evidence:
                seen &= self.evidence_seen(piece)
        self.add(finding.evolve(evidence=()), seen)
        for piece in finding.evidence:
            rule = self.attribution_of(piece)
            shown = {"internal"} if rule is Attribution.CHATHAM_HOUSE else EVERYBODY
            self.add(piece, seen & self.evidence_seen(piece) & shown)

    def attribution_of(self, piece: Evidence) -> Attribution | None:
        return next(
            (each.attribution for each in self.project.sessions() if piece.contribution and each.id == piece.session),
            None,
        )


DAYS = st.sampled_from([None, dt.date(2018, 6, 1), dt.date(2019, 1, 15), dt.date(2020, 1, 1)])
THOROUGH = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@THOROUGH
@given(seeded_projects(), DAYS)
def test_every_secret_is_shown_to_those_who_may_see_it_and_to_nobody_else(project: Project, on: dt.date | None) -> None:
    oracle = Oracle(project, on or project.as_of).answer
    everything = "\n".join(strings(project))
    assert set(re.findall(r"secret-\d{5}\.", everything)) == set(oracle), "the oracle knows every text"
    for audience in Audience:
        edition = "\n".join(strings(redact(project, audience, on=on)))
        found = set(re.findall(r"secret-\d{5}\.", edition))
        allowed = {secret for secret, seen in oracle.items() if audience.value in seen}
        assert found - allowed == set(), f"shown to {audience}, who may not see it"
        assert allowed - found == set(), f"kept from {audience}, who may see it"


@THOROUGH
@given(seeded_projects(), DAYS)
def test_redacting_twice_for_one_audience_changes_nothing(project: Project, on: dt.date | None) -> None:
    for audience in Audience:
        once = redact(project, audience, on=on)
        assert redact(once, audience, on=on) == once


@THOROUGH
@given(seeded_projects(), DAYS, st.sampled_from([each for each in Audience if each is not Audience.INTERNAL]))
def test_a_validation_copy_holds_what_its_audience_sees_and_the_country_s_own_replies_and_nothing_else(
    project: Project, on: dt.date | None, audience: Audience
) -> None:
    for code in countries_of(project):
        if audience is Audience.MEMBER_STATES and not is_member(project, code):
            continue
        copy = redact(project, audience, on=on, for_country=code)
        own = [each for each in project.responses if each.country == code]
        sent = strings(tuple(map(as_sent, own)))
        noted = strings(tuple(own)) - sent
        ids = {each.id for each in own}
        cited = strings(
            tuple(
                piece
                for each in project.findings
                if each.id in {found.id for found in copy.findings}
                for piece in each.evidence
                if piece.response in ids
            )
        )
        open_to_it = strings(redact(project, audience, on=on).evolve(withheld=None))
        found = strings(copy.evolve(withheld=None))
        assert sent | open_to_it - {"masked"} <= found
        assert {each for each in found - open_to_it - sent - cited if "secret" in each} == set()
        assert {each for each in (found & noted) - open_to_it if "secret" in each} == set()
        assert redact(copy, audience, on=on, for_country=code) == copy
        assert redact(copy, audience, on=on).evolve(withheld=None) == redact(project, audience, on=on).evolve(
            withheld=None
        )


def is_member(project: Project, code: str) -> bool:
    own = project.country(code)
    return own is not None and own.group == "EU"


def unexplained(marking: Marking | None) -> Marking | None:
    return marking.evolve(note="", extra={}) if marking else None


def as_sent(response: Response) -> Response:
    """Return a reply without what the project noted beside it."""
    return response.evolve(
        extra={},
        extensions={},
        marking=unexplained(response.marking),
        attachments=tuple(each.evolve(extra={}, marking=unexplained(each.marking)) for each in response.attachments),
        answers=FrozenDict(
            {
                link_id: tuple(answer.evolve(extra={}, marking=unexplained(answer.marking)) for answer in answers)
                for link_id, answers in response.answers.items()
            }
        ),
    )


NARROWER = [
    ("public", "authorities"),
    ("authorities", "member-states"),
    ("authorities", "participants"),
    ("member-states", "internal"),
    ("participants", "internal"),
]


@THOROUGH
@given(seeded_projects(), st.sampled_from(NARROWER))
def test_editions_nest_and_order_does_not_matter(project: Project, pair: tuple[str, str]) -> None:
    narrow, wide = pair
    direct = redact(project, narrow)
    by_way = redact(redact(project, wide), narrow)
    assert by_way.evolve(withheld=None) == direct.evolve(withheld=None)
    assert by_way.withheld is not None
    assert direct.withheld is not None
    first, second = (
        {(row.questionnaire, row.link_id, row.code): row.count for row in edition.withheld.tallies if edition.withheld}
        for edition in (by_way, direct)
    )
    known = [key for key in first.keys() & second.keys() if None not in (first[key], second[key])]
    assert [first[key] for key in known] == [second[key] for key in known]
    assert strings(direct.evolve(withheld=None)) <= strings(redact(project, wide).evolve(withheld=None)) | {"masked"}
    back = redact(direct, wide)
    assert strings(back.evolve(withheld=None)) <= strings(direct.evolve(withheld=None))


@THOROUGH
@given(seeded_projects())
def test_counts_say_how_many_answers_and_findings_each_edition_lacks(project: Project) -> None:
    for audience in Audience:
        edition = redact(project, audience)
        assert edition.withheld is not None
        masks = sum(
            answer.withheld for each in edition.responses for given in each.answers.values() for answer in given
        )
        assert edition.withheld.total("answer") == masks
        assert edition.withheld.total("finding") == len(project.findings) - len(edition.findings)
        assert edition.withheld.total("response") == sum(each.withheld for each in edition.responses)
        assert edition.withheld.total("session") == len(project.sessions()) - len(edition.sessions())
        for each in edition.withheld.counts:
            assert audience not in each.visible_to
            assert Audience.INTERNAL in each.visible_to

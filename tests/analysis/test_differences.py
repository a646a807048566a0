"""What changed between two versions of a project, and what nobody can tell of two editions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpfkit.analysis import AnswerChange, Change, Differences, EntityChange, ResponseChange, diff
from mpfkit.model import (
    AbsentReason,
    Activity,
    Answer,
    Attachment,
    Attribution,
    Audience,
    Budget,
    Claim,
    Contribution,
    ContributionKind,
    Country,
    Evidence,
    Finding,
    FindingKind,
    FindingStatus,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Marking,
    MarkingLevel,
    Photo,
    Project,
    Provenance,
    Questionnaire,
    QuestionnaireStatus,
    Respondent,
    Response,
    ResponseStatus,
    Session,
    Theme,
    Workshop,
)
from mpfkit.redaction import redact
from mpfkit.testing.strategies import projects

T = LangString.of("T")
U = LangString.of("U")
AMBER = Marking(level=MarkingLevel.AMBER)
CLEAR = Marking(level=MarkingLevel.CLEAR)
FORM = Questionnaire(
    id="q",
    version="1",
    items=(Item(link_id="B", type=ItemType.TEXT), Item(link_id="A", type=ItemType.TEXT)),
    invited=("XB", "XA"),
)


def reply(country: str, identifier: str = "", **fields: Any) -> Response:
    answers = fields.pop("answers", {})
    stored = {key: value if isinstance(value, tuple) else (value,) for key, value in answers.items()}
    return Response(
        id=identifier or f"r-{country}",
        questionnaire=fields.pop("questionnaire", "q|1"),
        country=country,
        answers=FrozenDict(stored),
        **fields,
    )


def says(text: Any, **fields: Any) -> Answer:
    return Answer(value=text, **fields)


def project(*responses: Response, **fields: Any) -> Project:
    fields.setdefault("questionnaires", (FORM,))
    return Project(id="p", title=T, as_of=date(2019, 2, 14), marking=CLEAR, responses=responses, **fields)


def finding(identifier: str, **fields: Any) -> Finding:
    fields.setdefault("kind", FindingKind.GAP)
    fields.setdefault("title", T)
    return Finding(id=identifier, **fields)


def changes(rows: tuple[EntityChange, ...]) -> list[tuple[Any, ...]]:
    return [(row.entity, row.id, str(row.change), row.fields, row.withheld) for row in rows]


# Answers


@pytest.mark.parametrize(
    ("old", "new", "change", "fields"),
    [
        (says("a"), says("b"), "changed", ("value",)),
        (None, says("b"), "new", ("value", "absent")),
        (says("a"), None, "withdrawn", ("value", "absent")),
        (Answer(absent=AbsentReason.TEMP_UNKNOWN), says("b"), "new", ("value", "absent")),
        (says("a"), Answer(absent=AbsentReason.ASKED_DECLINED), "withdrawn", ("value", "absent")),
        (None, Answer(absent=AbsentReason.ASKED_DECLINED), "changed", ("absent",)),
        (says("a"), says("a", comment="c", marking=AMBER), "changed", ("comment", "marking")),
        (says(1), says(0), "changed", ("value",)),
        (Answer(values=("x", "y")), Answer(values=("y", "x")), "changed", ("values",)),
    ],
)
def test_an_answer_is_new_changed_or_withdrawn(
    old: Answer | None, new: Answer | None, change: str, fields: tuple[str, ...]
) -> None:
    one = project(reply("XA", answers={"A": old} if old else {}))
    other = project(reply("XA", answers={"A": new} if new else {}))
    found = diff(one, other)
    assert found.answers == (
        AnswerChange(
            questionnaire="q", country="XA", link_id="A", change=Change(change), old=old, new=new, fields=fields
        ),
    )
    assert found
    assert found.responses == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (None, Answer(absent=AbsentReason.NOT_ANSWERED)),
        (says("a", provenance=Provenance(file="one")), says("a", provenance=Provenance(file="two"))),
        (says(Decimal("1.0")), says(Decimal("1.00"))),
    ],
)
def test_what_says_the_same_is_no_change(old: Answer | None, new: Answer) -> None:
    one = project(reply("XA", answers={"A": old} if old else {}))
    assert diff(one, project(reply("XA", answers={"A": new}))) == Differences()
    assert not diff(one, project(reply("XA", answers={"A": new})))


def test_entries_of_a_roster_are_compared_by_their_instance() -> None:
    one = (says("a", instance=(1,)), says("b", instance=(2,)))
    other = (says("a", instance=(1,)), says("c", instance=(2,)), says("d", instance=(3,)))
    found = diff(project(reply("XA", answers={"A": one})), project(reply("XA", answers={"A": other})))
    assert [(row.instance, row.change) for row in found.answers] == [((2,), Change.CHANGED), ((3,), Change.NEW)]


def test_answers_come_in_the_order_of_the_invitation_and_of_the_questionnaire() -> None:
    answers = {"A": says("a"), "B": says("b"), "gone": says("g")}
    new = project(*(reply(country, answers=answers) for country in ("XZ", "XA", "XB")))
    found = diff(project(), new)
    assert [row.country for row in found.responses] == ["XB", "XA", "XZ"]
    assert [row.link_id for row in found.by_country()["XA"]] == ["B", "A", "gone"]
    assert list(found.by_country()) == ["XB", "XA", "XZ"]
    assert [row.country for row in found.by_item()["A"]] == ["XB", "XA", "XZ"]
    assert all(row.change is Change.NEW for row in found.answers)


# Replies


def test_heads_of_chains_are_compared_and_not_ids() -> None:
    old = project(reply("XA", "first", answers={"A": says("a"), "B": says("b")}))
    second = reply("XA", "second", replaces="first", answers={"A": says("a"), "B": says("c")})
    found = diff(old, project(*old.responses, second))
    assert found.responses == (
        ResponseChange(questionnaire="q", country="XA", change=Change.CHANGED, old="first", new="second"),
    )
    assert found.responses[0].resubmitted
    assert [(row.link_id, row.change) for row in found.answers] == [("B", Change.CHANGED)]


def test_a_new_version_of_the_questionnaire_is_no_other_questionnaire() -> None:
    newer = FORM.evolve(version="2", items=(*FORM.items, Item(link_id="C", type=ItemType.TEXT)))
    old = project(reply("XA", answers={"A": says("a")}))
    new = project(
        reply("XA", questionnaire="q|2", answers={"A": says("a"), "C": says("c")}), questionnaires=(FORM, newer)
    )
    found = diff(old, new)
    assert [(row.link_id, row.change) for row in found.answers] == [("C", Change.NEW)]
    assert [(row.change, row.fields) for row in found.responses] == [(Change.CHANGED, ("questionnaire",))]
    assert changes(found.facts) == [("questionnaires", "q|2", "new", (), ())]
    assert found.changed_after_publication == ()


def test_replies_appear_and_go() -> None:
    one, other = reply("XA", answers={"A": says("a")}), reply("XB", answers={"A": says("b")})
    found = diff(project(one), project(other))
    assert [(row.country, row.change, row.old, row.new) for row in found.responses] == [
        ("XB", Change.NEW, "", "r-XB"),
        ("XA", Change.WITHDRAWN, "r-XA", ""),
    ]
    assert not found.responses[0].resubmitted
    assert [(row.country, row.change) for row in found.answers] == [("XB", Change.NEW), ("XA", Change.WITHDRAWN)]


def test_a_reply_entered_in_error_counts_no_more_and_the_one_before_it_counts_again() -> None:
    first = reply("XA", "first", answers={"A": says("a")})
    second = reply("XA", "second", replaces="first", answers={"A": says("b")})
    wrong = second.evolve(status=ResponseStatus.ENTERED_IN_ERROR)
    found = diff(project(first, second), project(first, wrong))
    assert [(row.old, row.new) for row in found.responses] == [("second", "first")]
    assert [(row.old and row.old.value, row.new and row.new.value) for row in found.answers] == [("b", "a")]


def test_what_is_said_of_a_reply_can_change() -> None:
    old = project(reply("XA", status=ResponseStatus.IN_PROGRESS))
    new = project(reply("XA", authored=datetime(2019, 1, 1, tzinfo=UTC)))
    assert diff(old, new).responses[0].fields == ("status", "authored")


# Findings, sessions and facts


def test_findings_are_new_changed_or_withdrawn() -> None:
    gone, stays, again = finding("gone"), finding("stays"), finding("again", status=FindingStatus.WITHDRAWN)
    taken = finding("taken")
    old = project(findings=(gone, stays, again, taken))
    new = project(
        findings=(
            finding("fresh"),
            stays.evolve(title=U, countries=("XA",)),
            again.evolve(status=FindingStatus.AGREED),
            taken.evolve(status=FindingStatus.WITHDRAWN),
        )
    )
    assert changes(diff(old, new).findings) == [
        ("findings", "fresh", "new", (), ()),
        ("findings", "stays", "changed", ("title", "countries"), ()),
        ("findings", "again", "new", (), ()),
        ("findings", "gone", "withdrawn", (), ()),
        ("findings", "taken", "withdrawn", (), ()),
    ]


def test_sessions_are_compared_by_themselves_and_workshops_without_them() -> None:
    workshop = Workshop(id="w", title=T, sessions=(Session(id="s1", title=T), Session(id="s2", title=T)))
    changed = workshop.evolve(city="The Hague", sessions=(Session(id="s1", title=U), Session(id="s3", title=T)))
    found = diff(project(workshops=(workshop,)), project(workshops=(changed,)))
    assert changes(found.workshops) == [("workshops", "w", "changed", ("city",), ())]
    assert changes(found.sessions) == [
        ("sessions", "s1", "changed", ("title",), ()),
        ("sessions", "s3", "new", (), ()),
        ("sessions", "s2", "withdrawn", (), ()),
    ]


def test_facts_of_the_project_are_told_by_field_and_by_identity() -> None:
    old = project(
        budget=Budget(amount=Decimal(1)),
        activities=(Activity(id="a", title=T),),
        countries=(Country(code="XA", group="EU"),),
        documents=(Attachment(file="old.pdf"),),
        narratives=FrozenDict({"aim": T, "gone": T}),
        abbreviations=FrozenDict({"THB": T}),
    )
    new = project(
        budget=Budget(amount=Decimal(2)),
        scope=("EU",),
        activities=(Activity(id="a", title=U),),
        themes=(Theme(id="t", label=T),),
        countries=(Country(code="XA", group="MP"),),
        narratives=FrozenDict({"aim": U}),
        abbreviations=FrozenDict({"THB": T}),
        claims=(Claim(id="c", text="t", count="scope", value=1),),
    )
    assert changes(diff(old, new).facts) == [
        ("project", "p", "changed", ("scope", "budget"), ()),
        ("activities", "a", "changed", ("title",), ()),
        ("themes", "t", "new", (), ()),
        ("countries", "XA", "changed", ("group",), ()),
        ("documents", "old.pdf", "withdrawn", (), ()),
        ("claims", "c", "new", (), ()),
        ("narratives", "aim", "changed", (), ()),
        ("narratives", "gone", "withdrawn", (), ()),
    ]


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (QuestionnaireStatus.DRAFT, ()),
        (QuestionnaireStatus.ACTIVE, ("q|1",)),
        (QuestionnaireStatus.RETIRED, ("q|1",)),
    ],
)
def test_a_published_version_that_changed_is_told(status: QuestionnaireStatus, told: tuple[str, ...]) -> None:
    form = FORM.evolve(status=status)
    new = form.evolve(items=form.items[:1])
    found = diff(project(questionnaires=(form,)), project(questionnaires=(new,)))
    assert found.changed_after_publication == told
    noted = form.evolve(note=T)
    assert diff(project(questionnaires=(form,)), project(questionnaires=(noted,))).changed_after_publication == ()


# Editions


def test_a_withheld_answer_on_either_side_gives_no_text() -> None:
    open_answer, hidden = says("the open text"), says("the secret", marking=AMBER)
    one = project(reply("XA", answers={"A": open_answer, "B": hidden}))
    other = project(reply("XA", answers={"A": hidden, "B": open_answer, "C": hidden}))
    found = diff(redact(one, "public"), redact(other, "public"))
    assert [(row.link_id, row.change, row.old, row.new, row.fields) for row in found.answers] == [
        ("B", Change.WITHHELD, None, None, ()),
        ("A", Change.WITHHELD, None, None, ()),
        ("C", Change.WITHHELD, None, None, ()),
    ]
    assert "text" not in repr(found.answers)
    mixed = diff(one, redact(other, "public"))
    assert [row.change for row in mixed.answers] == [Change.CHANGED, Change.WITHHELD, Change.WITHHELD]
    assert "secret" not in repr([row for row in mixed.answers if row.change is Change.WITHHELD])


def test_answers_withheld_on_both_sides_are_counted_and_not_told() -> None:
    one = project(reply("XA", answers={"A": says("1", marking=AMBER)}))
    other = project(reply("XA", answers={"A": says("2", marking=AMBER)}))
    found = diff(redact(one, "public"), redact(other, "public"))
    assert found == Differences(undetermined=1)
    assert not found


def test_a_withheld_reply_is_still_a_reply() -> None:
    hidden = reply("XA", "second", replaces="r-XA", answers={"A": says("2")}, marking=AMBER)
    one = redact(project(reply("XA", answers={"A": says("1")})), "public")
    other = redact(project(reply("XA", answers={"A": says("1")}), hidden), "public")
    found = diff(one, other)
    assert [(row.change, row.new) for row in found.responses] == [(Change.CHANGED, "second")]
    assert [row.change for row in found.answers] == [Change.WITHHELD]


def test_what_redaction_takes_from_a_reply_is_no_change() -> None:
    whole = project(reply("XA", respondent=Respondent(organisation="O", contact="a@b"), answers={"A": says("1")}))
    found = diff(whole, redact(whole, "public"))
    assert [(row.change, row.fields, row.withheld) for row in found.responses] == [
        (Change.WITHHELD, (), ("respondent",))
    ]
    assert diff(redact(whole, "public"), whole).responses == found.responses


def test_a_finding_that_an_edition_may_withhold_is_not_said_to_be_withdrawn() -> None:
    hidden = finding("f", marking=AMBER)
    one = project(findings=(finding("f"), finding("g")))
    other = project(findings=(hidden, finding("g", title=U)))
    found = diff(redact(one, "public"), redact(other, "public"))
    assert changes(found.findings) == [
        ("findings", "g", "changed", ("title",), ()),
        ("findings", "f", "withheld", (), ()),
    ]
    back = diff(redact(other, "public"), redact(one, "public"))
    assert ("findings", "f", "withheld", (), ()) in changes(back.findings)


def test_evidence_that_an_edition_leaves_out_is_not_said_to_be_gone() -> None:
    cleared = Marking(level=MarkingLevel.CLEAR, note="cleared")
    both = (Evidence(response="r-XA", link_id="A"), Evidence(response="r-XA", link_id="B"))
    whole = project(
        reply("XA", answers={"A": says("1"), "B": says("2", marking=AMBER)}),
        findings=(finding("f", marking=cleared, evidence=both),),
    )
    changed = whole.evolve(findings=(whole.findings[0].evolve(title=U),))
    found = diff(whole, redact(changed, "public"))
    assert changes(found.findings) == [("findings", "f", "changed", ("title",), ("evidence",))]


def test_what_is_left_of_a_session_is_compared_with_care() -> None:
    speech = Contribution(id="c", kind=ContributionKind.DISCUSSION, speaker="A person", text=T)
    other = Contribution(id="d", kind=ContributionKind.DISCUSSION, text=T)
    session = Session(
        id="s",
        title=T,
        moderator="M",
        attribution=Attribution.CHATHAM_HOUSE,
        contributions=(other.evolve(marking=AMBER), speech),
    )
    whole = project(workshops=(Workshop(id="w", title=T, sessions=(session, Session(id="x", title=T, marking=AMBER))),))
    edition = redact(whole, "public")
    found = diff(whole, edition)
    assert changes(found.sessions) == [
        ("sessions", "s", "withheld", (), ("moderator", "contributions")),
        ("sessions", "x", "withheld", (), ()),
    ]
    assert "person" not in repr(found)
    longer = session.evolve(contributions=(speech.evolve(text=U),))
    said = whole.evolve(workshops=(whole.workshops[0].evolve(sessions=(longer,)),))
    assert ("sessions", "s", "changed", ("contributions",), ()) in changes(
        diff(edition, redact(said, "public")).sessions
    )


def test_photos_and_own_facts_that_an_edition_leaves_out_are_withheld() -> None:
    whole = project(aim=T, photos=(Photo(file="a.jpg"),), extensions=FrozenDict({"x": FrozenDict({"y": 1})}))
    whole = whole.evolve(marking=AMBER)
    found = diff(whole, redact(whole, "public"))
    assert changes(found.facts) == [
        ("project", "p", "withheld", (), ("aim", "extensions")),
        ("photos", "a.jpg", "withheld", (), ()),
    ]


def test_a_part_of_an_extension_that_changed_is_changed_in_an_edition_too() -> None:
    one = project(extensions=FrozenDict({"x": FrozenDict({"y": 1, "z": 2})}), photos=(Photo(file="a.jpg"),))
    other = one.evolve(extensions=FrozenDict({"x": FrozenDict({"y": 1, "z": 3})}))
    assert diff(redact(one, "public"), redact(other, "public")).facts[0].fields == ("extensions",)
    less = one.evolve(extensions=FrozenDict({"x": FrozenDict({"y": 1})}))
    assert diff(redact(one, "public"), redact(less, "public")).facts[0].withheld == ("extensions",)
    assert diff(one, less).facts[0].fields == ("extensions",)
    typed = one.evolve(extensions=FrozenDict({"x": 1}))
    assert diff(redact(one, "public"), redact(typed, "public")).facts[0].fields == ("extensions",)


@settings(max_examples=20)
@given(projects(), st.sampled_from(Audience))
def test_a_project_does_not_differ_from_itself_in_any_edition(whole: Project, audience: Audience) -> None:
    assert not diff(whole, whole)
    edition = redact(whole, audience)
    assert not diff(edition, edition)


@settings(max_examples=20)
@given(projects(), projects(), st.sampled_from(Audience))
def test_differences_of_editions_hold_no_answer_that_one_of_them_withholds(
    one: Project, other: Project, audience: Audience
) -> None:
    old, new = redact(one, audience), redact(other, audience)
    for row in diff(old, new).answers:
        sides = [answer for answer in (row.old, row.new) if answer is not None]
        assert not any(answer.withheld for answer in sides)
        assert (row.change is Change.WITHHELD) <= (not sides)
        shown = [
            answer
            for edition in (old, new)
            for response in edition.responses
            for answer in response.answers.get(row.link_id, ())
        ]
        assert all(answer in shown for answer in sides)


@settings(max_examples=20)
@given(projects(), projects())
def test_the_way_back_withdraws_what_the_way_there_adds(one: Project, other: Project) -> None:
    there, back = diff(one, other), diff(other, one)
    opposite = {Change.NEW: Change.WITHDRAWN, Change.WITHDRAWN: Change.NEW, Change.CHANGED: Change.CHANGED}
    for name in ("facts", "workshops", "sessions", "findings"):
        forward = {
            (row.entity, row.id): opposite[row.change] for row in getattr(there, name) if row.entity != "project"
        }
        backward = {(row.entity, row.id): row.change for row in getattr(back, name) if row.entity != "project"}
        assert forward == backward
    assert {(row.country, row.link_id, row.instance): opposite[row.change] for row in there.answers} == {
        (row.country, row.link_id, row.instance): row.change for row in back.answers
    }

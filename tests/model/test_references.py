"""Names that lead nowhere, chains of replies, claims and values that do not fit: checked on values, without any file."""

# ruff: noqa: E501 - lines are compared as they are printed

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from mpfkit.model import (
    AbsentReason,
    Answer,
    Attachment,
    Choice,
    ChoiceList,
    Claim,
    Country,
    EnableWhen,
    Evidence,
    Finding,
    FindingKind,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Organisation,
    OrganisationRole,
    Project,
    Questionnaire,
    Response,
    ResponseStatus,
    Session,
    Workshop,
    check_project,
)

T = LangString.of("T")
TEXT = Item(link_id="a", type=ItemType.TEXT, text=T)
CHOICE = Item(link_id="b", type=ItemType.CHOICE, text=T, choice_list="c")
NUMBER = Item(link_id="n", type=ItemType.INTEGER, text=T, min_value=Decimal(0), max_value=Decimal(9))


def form(*items: Item, version: str = "1") -> Questionnaire:
    lists = (ChoiceList(id="c", choices=(Choice(code="x", label=T), Choice(code="y", label=T, exclusive=True))),)
    return Questionnaire(id="q", version=version, items=items or (TEXT, CHOICE, NUMBER), choice_lists=lists)


def reply(name: str = "r", country: str = "NL", **fields: object) -> Response:
    answers = fields.pop("answers", {})
    assert isinstance(answers, dict)
    stored = FrozenDict({key: (given,) for key, given in answers.items()})
    return Response(id=name, questionnaire="q", country=country, answers=stored).evolve(**fields)


def finding(name: str = "f", kind: str = "lesson", **fields: object) -> Finding:
    return Finding(id=name, kind=FindingKind(kind), title=T).evolve(**fields)


def project(*responses: Response, **fields: object) -> Project:
    fields.setdefault("questionnaires", (form(),))
    return Project(id="p", title=T, as_of=dt.date(2019, 2, 14), responses=responses).evolve(**fields)


FAULTS: tuple[tuple[str, Project, tuple[str, ...]], ...] = (
    (
        "a link_id of another form",
        project(questionnaires=(form(TEXT.evolve(link_id="1 a")),)),
        (
            "questionnaires.q.items.1 a: MPF001 error: link_id '1 a' of questionnaire q|1 is not allowed; begin with a letter, then at most 63 letters, digits, dots, hyphens or underscores",
        ),
    ),
    (
        "a link_id twice",
        project(questionnaires=(form(TEXT, TEXT),)),
        (
            "questionnaires.q.items.1: MPF001 error: link_id 'a' stands 2 times in questionnaire q|1; rename all but one",
        ),
    ),
    (
        "a choice list that is missing",
        project(questionnaires=(form(CHOICE.evolve(choice_list="d")),)),
        (
            "questionnaires.q.items.b.choice_list: MPF003 error: item b: no choice list 'd' in questionnaire q|1; known: c",
        ),
    ),
    (
        "a choice without choices",
        project(questionnaires=(form(CHOICE.evolve(choice_list="")),)),
        (
            "questionnaires.q.items.b: MPF003 error: item b of type choice has nothing to choose from; name a choice_list that has choices",
        ),
    ),
    (
        "a condition on nothing",
        project(questionnaires=(form(TEXT.evolve(enable_when=(EnableWhen(question="z", answer="x"),))),)),
        (
            "questionnaires.q.items.a.enable_when.0.question: MPF004 error: item a: enable_when asks for 'z', which is no item of questionnaire q|1; known: a",
        ),
    ),
    (
        "a condition on itself",
        project(questionnaires=(form(TEXT.evolve(enable_when=(EnableWhen(question="a", answer="x"),))),)),
        (
            "questionnaires.q.items.a.enable_when.0.question: MPF004 error: item a: enable_when asks for 'a', which is the item itself or stands below it; ask for an earlier question",
        ),
    ),
    (
        "a condition on a choice that is none",
        project(questionnaires=(form(CHOICE, TEXT.evolve(enable_when=(EnableWhen(question="b", answer="z"),))),)),
        (
            "questionnaires.q.items.a.enable_when.0.answer: MPF005 error: item a: enable_when compares b with 'z', which is none of its choices; known: x, y",
        ),
    ),
    (
        "a country that nobody explains",
        project(reply(country="XA")),
        (
            "responses.r.country: MPF010 error: response r: XA is a user-assigned code that countries does not explain; add its name and group there",
        ),
    ),
    (
        "a reply to a questionnaire that is missing",
        project(reply(questionnaire="other", answers={"a": Answer(value="t")})),
        ("responses.r.questionnaire: MPF010 error: response r: the project has no questionnaire 'other'; known: q|1",),
    ),
    (
        "an answer to an item that is missing",
        project(reply(answers={"z": Answer(value="t")})),
        ("responses.r.answers.z: MPF011 error: response r: questionnaire q|1 has no item 'z'; known: a, b, n",),
    ),
    (
        "an answer to a group",
        project(
            reply(answers={"g": Answer(value="t")}),
            questionnaires=(form(Item(link_id="g", type=ItemType.GROUP, text=T, items=(TEXT,))),),
        ),
        (
            "responses.r.answers.g: MPF011 error: response r: g is a group and takes no answer; answer the items below it",
        ),
    ),
    (
        "an attachment of an item that is missing",
        project(reply(attachments=(Attachment(file="f", link_id="z"),))),
        ("responses.r.attachments.0.link_id: MPF011 error: response r: f belongs to 'z', which is no item of q|1",),
    ),
    (
        "one value where several are expected",
        project(reply(answers={"b": Answer(value="x")}), questionnaires=(form(CHOICE.evolve(repeats=True)),)),
        ("responses.r.answers.b: MPF012 error: response r, b: several values can be given here; write values: [...]",),
    ),
    (
        "several values where one is expected",
        project(reply(answers={"a": Answer(values=("t", "u"))})),
        ("responses.r.answers.a: MPF012 error: response r, a: only one value can be given here; write value: ...",),
    ),
    (
        "a text of one's own where none is allowed",
        project(reply(answers={"b": Answer(other="t")})),
        (
            "responses.r.answers.b: MPF012 error: response r, b: 't' stands under other, which the item does not allow; choose, or set answer_constraint to options-or-string",
        ),
    ),
    (
        "a choice that is none",
        project(reply(answers={"b": Answer(value="z")})),
        ("responses.r.answers.b: MPF012 error: response r, b: 'z' is not a choice of list 'c'; known: x, y",),
    ),
    (
        "an exclusive choice beside another, and one twice",
        project(
            reply(answers={"b": Answer(values=("y", "x", "x"))}), questionnaires=(form(CHOICE.evolve(repeats=True)),)
        ),
        (
            "responses.r.answers.b: MPF012 error: response r, b: 'y' can only be chosen alone",
            "responses.r.answers.b: MPF012 error: response r, b: 'x' is given twice",
        ),
    ),
    (
        "a number that is too small",
        project(reply(answers={"n": Answer(value=-1)})),
        ("responses.r.answers.n: MPF012 error: response r, n: -1 is below the smallest value allowed, 0",),
    ),
    (
        "a number that is too large",
        project(reply(answers={"n": Answer(value=10)})),
        ("responses.r.answers.n: MPF012 error: response r, n: 10 is above the largest value allowed, 9",),
    ),
    (
        "a text that is too long, and one that is no web address",
        project(
            reply(answers={"a": Answer(value="long"), "u": Answer(value="nowhere")}),
            questionnaires=(form(TEXT.evolve(max_length=3), Item(link_id="u", type=ItemType.URL, text=T)),),
        ),
        (
            "responses.r.answers.a: MPF012 error: response r, a: the text has 4 characters, but at most 3 are allowed",
            "responses.r.answers.u: MPF012 error: response r, u: 'nowhere' is not a web address; write it in full, with https://",
        ),
    ),
    (
        "an answer to what was not asked",
        project(
            reply(answers={"a": Answer(value="t"), "b": Answer(value="x")}),
            questionnaires=(form(CHOICE, TEXT.evolve(enable_when=(EnableWhen(question="b", answer="y"),))),),
        ),
        (
            "responses.r.answers.a: MPF014 warning: response r: a is answered, though its conditions say that it was not asked",
        ),
    ),
    (
        "a reply that replaces nothing there is",
        project(reply(replaces="other")),
        ("responses.r.replaces: MPF016 error: response r replaces 'other', which does not exist",),
    ),
    (
        "a reply that replaces another country's",
        project(reply("one"), reply("two", "BE", replaces="one")),
        (
            "responses.two.replaces: MPF016 error: response two of BE to q cannot replace one of NL to q; both must have the same country and questionnaire",
        ),
    ),
    (
        "a finding that addresses nothing there is",
        project(findings=(finding("o", "option", addresses=("z",)),)),
        ("findings.o.addresses.0: MPF019 error: finding o addresses 'z', which does not exist; known: o",),
    ),
    (
        "a finding that addresses what is no gap",
        project(findings=(finding("o", "option", addresses=("f",)), finding())),
        (
            "findings.o.addresses.0: MPF019 error: finding o addresses f, which is of kind lesson; address a gap or a contingency",
        ),
    ),
    (
        "an option that rests on nothing",
        project(findings=(finding("o", "option"),)),
        (
            "findings.o: MPF019 error: option o rests on nothing; say which gap or contingency it addresses, or give evidence",
        ),
    ),
    (
        "a gap that nobody reported",
        project(findings=(finding("g", "gap"),)),
        ("findings.g: MPF019 error: gap g has no evidence; name the answers that show it",),
    ),
    (
        "evidence from a reply that was replaced",
        project(
            reply("one", answers={"a": Answer(value="t")}),
            reply("two", replaces="one"),
            findings=(finding(countries=("NL",), evidence=(Evidence(response="one", link_id="a"),)),),
        ),
        (
            "findings.f.evidence.0.response: MPF020 warning: finding f: response one was replaced by two; look whether the evidence still holds",
        ),
    ),
    (
        "evidence from a reply that was replaced over one entered in error",
        project(
            reply("one", answers={"a": Answer(value="t")}),
            reply("two", replaces="one", status=ResponseStatus.ENTERED_IN_ERROR),
            reply("three", replaces="two"),
            findings=(finding(countries=("NL",), evidence=(Evidence(response="one", link_id="a"),)),),
        ),
        (
            "findings.f.evidence.0.response: MPF020 warning: finding f: response one was replaced by three; look whether the evidence still holds",
        ),
    ),
    (
        "evidence from a country that the finding does not name",
        project(
            reply(answers={"a": Answer(value="t")}),
            findings=(finding(countries=("BE",), evidence=(Evidence(response="r", link_id="a"),)),),
        ),
        (
            "findings.f.countries: MPF025 warning: finding f: its countries are not those of its evidence: no evidence from BE; evidence also from NL",
        ),
    ),
    (
        "evidence beside that of the country named",
        project(
            reply(answers={"a": Answer(value="t")}),
            reply("s", "BE", answers={"a": Answer(value="t")}),
            findings=(
                finding(
                    countries=("NL",),
                    evidence=(Evidence(response="r", link_id="a"), Evidence(response="s", link_id="a")),
                ),
            ),
        ),
        (
            "findings.f.countries: MPF025 warning: finding f: its countries are not those of its evidence: evidence also from BE",
        ),
    ),
    (
        "a country that none of the evidence is from",
        project(
            reply(answers={"a": Answer(value="t")}),
            findings=(finding(countries=("NL", "BE"), evidence=(Evidence(response="r", link_id="a"),)),),
        ),
        (
            "findings.f.countries: MPF025 warning: finding f: its countries are not those of its evidence: no evidence from BE",
        ),
    ),
    (
        "claims about nothing that is counted, and of another number",
        project(
            claims=(
                Claim(id="one", text="t", count="planets", value=1),
                Claim(id="two", text="two questions", count="questions", value=2),
            )
        ),
        (
            "claims.one.count: MPF026 error: claim one: nothing is counted as 'planets'",
            "claims.two.value: MPF026 error: claim two says 2 ('two questions'), but questions is 3",
        ),
    ),
    (
        "a group of countries that is none",
        project(scope=("EU", "moon")),
        ("scope.1: MPF037 error: scope: no group of countries is named 'moon'",),
    ),
    (
        "a group of an invented country that is none",
        project(countries=(Country(code="XA", name=T, group="moon"),)),
        ("countries.XA.group: MPF037 error: country XA: no group of countries is named 'moon'",),
    ),
    (
        "a partner that is no organisation",
        project(workshops=(Workshop(id="w", title=T, partners=("moon",)),)),
        ("workshops.w.partners.0: MPF031 error: workshop w: partner 'moon' is no organisation of the project",),
    ),
    (
        "a question that informed a session and is none",
        project(workshops=(Workshop(id="w", title=T, sessions=(Session(id="s", title=T, informed_by=("z",)),)),)),
        (
            "workshops.w.sessions.s.informed_by.0: MPF030 error: session s: informed by 'z', which is no item or finding of the project; known: a, b, n",
        ),
    ),
)


@pytest.mark.parametrize(("whole", "lines"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_a_fault_gives_these_lines(whole: Project, lines: tuple[str, ...]) -> None:
    told = tuple(str(problem) for problem in check_project(whole))
    assert tuple(line.split("; known: EU")[0].split("; known: CAMM")[0] for line in told) == lines


def test_what_was_entered_in_error_replaces_nothing() -> None:
    first = reply("one", answers={"a": Answer(value="t")})
    wrong = reply("two", replaces="one", status=ResponseStatus.ENTERED_IN_ERROR)
    whole = project(
        first, wrong, findings=(finding(countries=("NL",), evidence=(Evidence(response="one", link_id="a"),)),)
    )
    assert whole.current_responses() == (first,)
    assert whole.superseded_responses() == frozenset()
    assert check_project(whole) == ()


def test_what_replaces_a_reply_entered_in_error_replaces_the_one_before_it_too() -> None:
    wrong = reply("two", replaces="one", status=ResponseStatus.ENTERED_IN_ERROR)
    last = reply("three", replaces="two")
    whole = project(reply("one"), wrong, last)
    assert whole.current_responses() == (last,)
    assert whole.superseded_responses() == {"one", "two"}
    assert check_project(whole) == ()


def test_replies_that_replace_each_other_in_a_circle_are_none_of_them_current() -> None:
    whole = project(reply("one", replaces="two"), reply("two", replaces="one"))
    assert whole.current_responses() == ()
    assert {problem.code for problem in check_project(whole)} == {"MPF016"}


def test_a_chain_of_errors_in_a_circle_is_followed_once() -> None:
    error = ResponseStatus.ENTERED_IN_ERROR
    whole = project(
        reply("one", answers={"a": Answer(value="t")}, replaces="two", status=error),
        reply("two", replaces="one", status=error),
        reply("three", replaces="two"),
        findings=(finding(countries=("NL",), evidence=(Evidence(response="one", link_id="a"),)),),
    )
    assert [problem.message for problem in check_project(whole) if problem.code == "MPF020"] == [
        "finding f: response one was replaced by three; look whether the evidence still holds"
    ]


def test_an_absent_answer_fits_every_item() -> None:
    answers = {name: Answer(absent=AbsentReason.ASKED_DECLINED) for name in ("a", "b", "n")}
    assert check_project(project(reply(answers=answers))) == ()


def test_references_that_lead_somewhere_give_no_line() -> None:
    whole = project(
        reply(answers={"a": Answer(value="t")}),
        organisations=(Organisation(id="o", name=T, role=OrganisationRole.PARTNER),),
        workshops=(
            Workshop(id="w", title=T, partners=("o",), sessions=(Session(id="s", title=T, informed_by=("a",)),)),
        ),
        findings=(
            finding("g", "gap", countries=("NL",), evidence=(Evidence(response="r", link_id="a"),)),
            finding("p", "option", addresses=("g",)),
        ),
    )
    assert check_project(whole) == ()

"""Each named check: what it finds, and where. What files show is tested with the files."""

# ruff: noqa: E501 - lines are compared as they are printed

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from mpfkit.model import (
    AbsentReason,
    Activity,
    Answer,
    AnswerConstraint,
    Attachment,
    Choice,
    ChoiceList,
    Claim,
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
    Indicator,
    Item,
    ItemType,
    LangString,
    Level,
    Marking,
    Organisation,
    OrganisationRole,
    PartialDate,
    Participant,
    Photo,
    Project,
    Questionnaire,
    Respondent,
    Response,
    ResponseStatus,
    Result,
    ResultLevel,
    Session,
    Theme,
    Translation,
    Workshop,
    check_project,
)
from mpfkit.model._checks import count_of
from mpfkit.testing.strategies import projects

T = LangString.of("T")
ZONE = dt.timezone(dt.timedelta(hours=1))
NINE = dt.datetime(2019, 2, 14, 9, tzinfo=ZONE)


def project(**fields: object) -> Project:
    return Project(id="p", title=T, as_of=dt.date(2019, 2, 14)).evolve(**fields)


def item(link_id: str, kind: str = "text", *conditions: EnableWhen, **fields: object) -> Item:
    return Item(link_id=link_id, type=ItemType(kind), text=T, enable_when=conditions).evolve(**fields)


def group(link_id: str, *items: Item) -> Item:
    return item(link_id, "group", items=items)


def form(*items: Item, **fields: object) -> Questionnaire:
    lists = (ChoiceList(id="c", choices=(Choice(code="x", label=T), Choice(code="y", label=T))),)
    return Questionnaire(id="q", version="1", items=items, choice_lists=lists).evolve(**fields)


def reply(name: str = "r", country: str = "NL", **fields: object) -> Response:
    return Response(id=name, questionnaire="q", country=country).evolve(**fields)


def answered(*items: Item, **answers: Answer | tuple[Answer, ...]) -> Project:
    rows = {name.replace("_", "."): given if isinstance(given, tuple) else (given,) for name, given in answers.items()}
    return project(questionnaires=(form(*items),), responses=(reply(answers=FrozenDict(rows)),))


def session(name: str = "s", **fields: object) -> Session:
    return Session(id=name, title=T).evolve(**fields)


def workshop(*sessions: Session, **fields: object) -> Workshop:
    return Workshop(id="w", title=T, sessions=sessions).evolve(**fields)


def finding(name: str = "f", kind: str = "lesson", **fields: object) -> Finding:
    return Finding(id=name, kind=FindingKind(kind), title=T).evolve(**fields)


def told(whole: Project) -> list[str]:
    return [str(problem) for problem in check_project(whole)]


def only(whole: Project) -> str:
    found = told(whole)
    assert len(found) == 1, found
    return found[0]


def when(question: str, answer: str = "x", operator: str = "=") -> EnableWhen:
    return EnableWhen(question=question, answer=answer, operator=EnableOperator(operator))


CHOICE = item("a", "choice", choice_list="c")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(whole=projects())
def test_sound_projects_have_no_errors_and_every_place_exists(whole: Project) -> None:
    found = check_project(whole)
    assert [str(problem) for problem in found if problem.severity == "error"] == []
    assert list(found) == sorted(found, key=lambda problem: problem.code)


@pytest.mark.parametrize(
    ("questionnaire", "line"),
    [
        (
            form(
                CHOICE,
                choice_lists=(ChoiceList(id="c", choices=(Choice(code="x", label=T), Choice(code="x", label=T))),),
            ),
            "questionnaires.q.choice_lists.c: MPF002 error: code 'x' stands 2 times in choice list 'c'; codes must be unique",
        ),
        (
            form(
                item("a", "choice", choice_list="c", repeats=True),
                choice_lists=(ChoiceList(id="c", choices=(Choice(code="two words", label=T),)),),
            ),
            (
                "questionnaires.q.choice_lists.c.choices.two words: MPF002 error: code 'two words' of choice list 'c' holds "
                "white space, which separates the choices of a multiple choice in other tools; write it without"
            ),
        ),
        (
            form(item("a", "text", choice_list="c")),
            (
                "questionnaires.q.items.a.choice_list: MPF003 error: item a of type text cannot have a choice list; make it a "
                "choice, or remove choice_list"
            ),
        ),
        (
            form(group("g", item("a")), item("b", "text", when("g"))),
            (
                "questionnaires.q.items.b.enable_when.0.question: MPF004 error: item b: enable_when asks for 'g', which is a "
                "group and takes no answer; ask for a question"
            ),
        ),
        (
            form(item("b", "text", when("a")), CHOICE),
            (
                "questionnaires.q.items.b.enable_when.0.question: MPF004 warning: item b: enable_when asks for 'a', which comes "
                "later in the questionnaire; move it before the item"
            ),
        ),
        (
            form(item("a", "integer"), item("b", "text", when("a", "many"))),
            (
                "questionnaires.q.items.b.enable_when.0.answer: MPF005 error: item b: enable_when compares a with 'many', which "
                "is not a number"
            ),
        ),
        (
            form(item("a", "integer"), item("b", "text", when("a", "NaN"))),
            (
                "questionnaires.q.items.b.enable_when.0.answer: MPF005 error: item b: enable_when compares a with 'NaN', which "
                "is not a number"
            ),
        ),
        (
            form(item("a", "date"), item("b", "text", when("a", "soon"))),
            (
                "questionnaires.q.items.b.enable_when.0.answer: MPF005 error: item b: enable_when compares a with 'soon', which "
                "is not a date; write YYYY-MM-DD"
            ),
        ),
        (
            form(item("a", "boolean"), item("b", "text", when("a", "yes"))),
            (
                "questionnaires.q.items.b.enable_when.0.answer: MPF005 error: item b: enable_when compares a with 'yes', which "
                "must be true or false"
            ),
        ),
        (
            form(group("g")),
            "questionnaires.q.items.g: MPF006 error: group g has no items; add some, or make it a display",
        ),
        (
            form(item("g", "group", items=(item("a"),), choice_list="c")),
            "questionnaires.q.items.g.choice_list: MPF006 error: group g has a choice list; give it to the items of the group",
        ),
        (
            form(item("a", items=(item("b"),))),
            (
                "questionnaires.q.items.a: MPF006 error: item a of type text has items below it, which only a group can; make "
                "it a group"
            ),
        ),
        (
            form(item("a", text=None), languages=("en",)),
            "questionnaires.q.languages: MPF008 warning: questionnaire q|1 has no text in 'en' for a",
        ),
        (
            form(item("a", level="LEG")),
            "questionnaires.q.items.a.level: MPF009 error: item a: the project has no level 'LEG'",
        ),
    ],
)
def test_a_questionnaire_with_a_fault_gives_one_line(questionnaire: Questionnaire, line: str) -> None:
    assert only(project(questionnaires=(questionnaire,))) == line


@pytest.mark.parametrize(
    "questionnaire",
    [
        form(item("a", "integer"), item("b", "text", when("a", "5", ">"))),
        form(item("a", "date"), item("b", "text", when("a", "2019-02", ">"))),
        form(item("a", "boolean"), item("b", "text", when("a", "true"))),
        form(item("a"), item("b", "text", when("a", "true", "exists"))),
        form(item("a"), item("b", "text", when("a", "anything"))),
        form(item("a", "rating", choice_list="c"), item("b", "rating")),
        form(
            item("a", "choice", choice_list="c", answer_constraint=AnswerConstraint.OPTIONS_OR_STRING),
            item("b", "text", when("a", "z")),
        ),
    ],
)
def test_a_sound_questionnaire_gives_none(questionnaire: Questionnaire) -> None:
    assert told(project(questionnaires=(questionnaire,))) == []


def test_a_circle_of_conditions_is_told_once_wherever_it_is_entered() -> None:
    items = (
        item("a", "choice", when("c"), choice_list="c"),
        item("b", "choice", when("a"), choice_list="c"),
        item("c", "choice", when("b"), choice_list="c"),
        item("d", "text", when("a")),
    )
    circles = [line for line in told(project(questionnaires=(form(*items),))) if "circle" in line]
    assert circles == [
        "questionnaires.q.items.a.enable_when: MPF004 error: the conditions of a, b, c run in a circle; remove one of them"
    ]


def test_a_version_stands_once() -> None:
    assert only(project(questionnaires=(form(item("a")), form(item("b"))))) == (
        "questionnaires.1: MPF007 error: questionnaire 'q' stands twice with version '1'; a changed version needs another number"
    )


def test_a_response_says_which_of_several_versions_it_answers() -> None:
    whole = project(questionnaires=(form(), form(version="2")), responses=(reply(),))
    assert only(whole) == (
        "responses.r.questionnaire: MPF010 error: response r: the project has no questionnaire 'q'; say which version: q|1, q|2"
    )


def test_an_attachment_belongs_to_an_item() -> None:
    attachments = (Attachment(file="f", link_id="z"), Attachment(file="g", link_id="a"), Attachment(file="h"))
    whole = project(questionnaires=(form(item("a")),), responses=(reply(attachments=attachments),))
    assert only(whole).startswith("responses.r.attachments.0.link_id: MPF011 error: response r: f belongs to 'z'")


@pytest.mark.parametrize(
    ("asked", "given", "words"),
    [
        (item("a", "boolean"), "true", "'true' is not true or false, as an item of type boolean needs"),
        (item("a", "integer"), True, "True is not a whole number"),
        (item("a", "integer"), Decimal(1), "is not a whole number"),
        (item("a", "decimal"), 1, "1 is not a Decimal"),
        (item("a", "date"), "2019", "'2019' is not a PartialDate"),
        (item("a", "date-time"), "x", "'x' is not a date and time"),
        (item("a", "time"), "x", "'x' is not a time"),
        (item("a"), 1, "1 is not a text"),
        (item("a", pattern="[0-9]+"), "x", "'x' does not match the pattern '[0-9]+'"),
        (item("a", max_length=1), "xy", "the text has 2 characters, but at most 1 are allowed"),
        (
            item("a", "quantity", max_value=Decimal(100)),
            Decimal("100.5"),
            "100.5 is above the largest value allowed, 100",
        ),
        (item("a", "rating", choice_list="c"), Decimal(9), "'9' is not a choice of list 'c'"),
    ],
)
def test_a_value_fits_its_item(asked: Item, given: object, words: str) -> None:
    line = only(answered(asked, a=Answer(value=given)))  # type: ignore[arg-type]
    assert line.startswith("responses.r.answers.a: MPF012 error: response r, a: ")
    assert words in line


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (item("a", pattern="[unclosed"), Answer(value="x")),
        (item("a", pattern="[0-9]+"), Answer(value="12")),
        (item("a", "url"), Answer(value="https://example.org/x")),
        (item("a", "boolean"), Answer(value=False)),
        (item("a", "integer", min_value=Decimal(0), max_value=Decimal(5)), Answer(value=5)),
        (item("a", "rating"), Answer(value=Decimal(3))),
        (CHOICE.evolve(answer_constraint=AnswerConstraint.OPTIONS_OR_STRING), Answer(other="z")),
        (CHOICE, Answer(withheld=True, absent=AbsentReason.MASKED)),
    ],
)
def test_a_value_that_fits_gives_no_line(asked: Item, answer: Answer) -> None:
    assert told(answered(asked, a=answer)) == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(value="x", values=("x",)), "value and values exclude each other; keep one"),
        (Answer(other="x", absent=AbsentReason.ERROR), "other and absent exclude each other; keep one"),
        (Answer(), "an answer needs a value, or the reason why there is none"),
    ],
)
def test_an_answer_says_exactly_one_thing(answer: Answer, words: str) -> None:
    asked = item("a", answer_constraint=AnswerConstraint.OPTIONS_OR_STRING)
    assert any("MPF013" in line and words in line for line in told(answered(asked, a=answer)))


def test_required_questions_are_expected_of_replies_that_are_complete_and_of_questions_that_were_asked() -> None:
    items = (CHOICE, item("b", required=True), item("c", "text", when("a"), required=True))
    assert only(answered(*items, a=Answer(value="y"))).endswith("says nothing on the required b")
    assert told(answered(*items, a=Answer(value="y"), b=Answer(absent=AbsentReason.ASKED_DECLINED))) == []
    partial = project(questionnaires=(form(*items),), responses=(reply(status=ResponseStatus.IN_PROGRESS),))
    assert told(partial) == []
    hidden = project(questionnaires=(form(*items),), responses=(reply(withheld=True),))
    assert told(hidden) == []


def test_replies_do_not_replace_each_other_in_a_circle() -> None:
    whole = project(
        questionnaires=(form(item("a")),),
        responses=(reply("r1", replaces="r2"), reply("r2", replaces="r1"), reply("r3", replaces="r1")),
    )
    assert [line.partition(" error")[0] for line in told(whole) if "circle" in line] == [
        "responses.r1.replaces: MPF016",
        "responses.r2.replaces: MPF016",
    ]


def test_two_current_replies_are_told_unless_they_come_from_different_roles() -> None:
    forms = (form(item("a")),)
    agency, ministry = Respondent(role="agency"), Respondent(role="ministry")
    assert "MPF017 warning: NL: 2 current replies (r1, r2)" in only(
        project(questionnaires=forms, responses=(reply("r1"), reply("r2")))
    )
    assert (
        told(
            project(questionnaires=forms, responses=(reply("r1", respondent=agency), reply("r2", respondent=ministry)))
        )
        == []
    )
    wrong = reply("r2", status=ResponseStatus.ENTERED_IN_ERROR)
    assert told(project(questionnaires=forms, responses=(reply("r1"), wrong))) == []


def test_a_reply_is_in_a_language_of_the_questionnaire_and_from_a_country_that_was_invited() -> None:
    whole = project(
        questionnaires=(form(item("a"), languages=("en",), invited=("BE",)),), responses=(reply(language="fr"),)
    )
    assert told(whole) == [
        "responses.r.language: MPF024 warning: response r is in 'fr', but questionnaire q|1 went out in en",
        "responses.r.country: MPF034 warning: response r: NL is not among those invited to q|1; rates leave it out",
    ]


EVIDENCE = project(
    questionnaires=(form(item("a"), item("b"), CHOICE.evolve(link_id="c", repeats=True)),),
    responses=(
        reply(
            answers=FrozenDict(
                {
                    "a": (Answer(value="what was said", comment="with a comment"),),
                    "b": (Answer(),),
                    "c": (Answer(values=("x",), translation=Translation(text=LangString.of("the same"))),),
                }
            )
        ),
    ),
    workshops=(workshop(session(contributions=(Contribution(id="c", kind=ContributionKind.FEEDBACK, country="BE"),))),),
)


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        (Evidence(), "this one has none of them"),
        (Evidence(response="r", external="x"), "this one has response and external"),
        (Evidence(session="z"), "evidence from session 'z', which does not exist; known: s"),
        (Evidence(session="s", contribution="z"), "session s has no contribution 'z'"),
        (Evidence(response="z", link_id="a"), "evidence from response 'z', which does not exist"),
        (Evidence(response="r"), "evidence from response r does not say which item; add link_id"),
        (
            Evidence(response="r", link_id="a", instance=(1,)),
            "evidence r/a does not exist: the response has no such answer",
        ),
        (Evidence(response="r", link_id="b"), "evidence r/b has no value (nothing stored)"),
        (
            Evidence(response="r", link_id="a", quote="x" * 60),
            "the quote '" + "x" * 47 + "...' is no part of the answer r/a",
        ),
    ],
)
def test_evidence_leads_to_an_answer_a_contribution_or_a_source(piece: Evidence, words: str) -> None:
    lines = [line for line in told(EVIDENCE.evolve(findings=(finding(evidence=(piece,)),))) if "MPF018" in line]
    assert len(lines) == 1
    assert lines[0].startswith("findings.f.evidence.0: MPF018 error: finding f: ")
    assert words in lines[0]


@pytest.mark.parametrize(
    "piece",
    [
        Evidence(response="r", link_id="a", quote="was"),
        Evidence(response="r", link_id="a", quote="a comment"),
        Evidence(response="r", link_id="c", quote="x"),
        Evidence(response="r", link_id="c", quote="same"),
        Evidence(session="s"),
        Evidence(session="s", contribution="c"),
        Evidence(external="A book"),
    ],
)
def test_evidence_that_is_there_gives_no_line(piece: Evidence) -> None:
    assert not [line for line in told(EVIDENCE.evolve(findings=(finding(evidence=(piece,)),))) if "MPF018" in line]


def test_evidence_from_a_withheld_reply_is_not_looked_into() -> None:
    whole = project(
        questionnaires=(form(item("a")),),
        responses=(reply(withheld=True),),
        findings=(finding(countries=("NL",), evidence=(Evidence(response="r", link_id="a", quote="x"),)),),
    )
    assert told(whole) == []


def test_the_countries_of_a_finding_are_those_of_its_evidence() -> None:
    pieces = (Evidence(response="r", link_id="a"), Evidence(session="s", contribution="c"))
    sound = EVIDENCE.evolve(findings=(finding(countries=("BE", "NL"), evidence=pieces),))
    assert not [line for line in told(sound) if "MPF025" in line]
    off = EVIDENCE.evolve(findings=(finding(countries=("BE", "FR"), evidence=pieces),))
    assert [line for line in told(off) if "MPF025" in line] == [
        (
            "findings.f.countries: MPF025 warning: finding f: its countries are not those of its evidence: no evidence from FR; "
            "evidence also from NL"
        )
    ]


def test_what_an_option_addresses_exists() -> None:
    assert only(project(findings=(finding(kind="option", addresses=("z",)),))).startswith(
        "findings.f.addresses.0: MPF019 error: finding f addresses 'z', which does not exist"
    )


def test_moments_have_a_time_zone_and_stretches_of_time_an_order() -> None:
    naive = dt.datetime(2019, 2, 14, 9)  # noqa: DTZ001 - that is the fault
    whole = project(
        questionnaires=(form(item("a", "date-time")),),
        responses=(reply(authored=naive, answers=FrozenDict({"a": (Answer(value=naive),)})),),
        workshops=(
            workshop(
                session("s1", starts=naive),
                session("s2", starts=NINE, ends=NINE),
                session("s3", starts=NINE),
                session("s4", starts=NINE + dt.timedelta(days=1)),
                starts=dt.date(2019, 2, 14),
            ),
        ),
        activities=(
            Activity(id="x", title=T, starts=PartialDate.parse("2019"), ends=PartialDate.parse("2018")),
            Activity(id="y", title=T, starts=PartialDate.parse("2019-02"), ends=PartialDate.parse("2019")),
        ),
    )
    assert [line.partition(" error")[0].partition(" warning")[0] for line in told(whole)] == [
        "responses.r.authored: MPF023",
        "responses.r.answers.a: MPF023",
        "workshops.w.sessions.s1.starts: MPF023",
        "workshops.w.sessions.s2.ends: MPF023",
        "activities.x.ends: MPF023",
        "workshops.w.sessions.s4.starts: MPF035",
    ]


def test_identities_are_unique_and_not_empty() -> None:
    indicator = Indicator(id="i", statement=T)
    whole = project(
        themes=(Theme(id="t", label=T), Theme(id="t", label=T)),
        levels=(Level(id="", label=T),),
        results=(Result(id="o", level=ResultLevel.OUTPUT, statement=T, indicators=(indicator, indicator)),),
        workshops=(workshop(session(), session("s2")), workshop(session()).evolve(id="w2")),
    )
    assert told(whole) == [
        "themes.1: MPF027 error: theme 't' stands twice; rename or remove one",
        "levels.0: MPF027 error: a level has an empty id; give it one",
        "results.o.indicators.1: MPF027 error: indicator 'i' stands twice; rename or remove one",
        "workshops.w2.sessions.s: MPF027 error: session 's' stands in the workshops w and w2; session ids are unique in a project",
    ]


def test_answers_in_a_roster_are_told_apart_by_their_instance() -> None:
    roster = item("g", "group", items=(item("a"),), repeats=True)
    twice = (Answer(value="x", instance=(1,)), Answer(value="y", instance=(1,)))
    assert only(answered(roster, a=twice)).endswith("a is answered 2 times at 1; give each its own instance")
    assert only(answered(item("a"), a=(Answer(value="x"), Answer(value="y")))).endswith(
        "a is answered 2 times at no instance; give each its own instance"
    )


def test_codes_of_countries_are_written_as_the_union_writes_them() -> None:
    whole = project(
        countries=(Country(code="GR"), Country(code="xa"), Country(code="ZZ")),
        organisations=(Organisation(id="o", name=T, role=OrganisationRole.PARTNER, country="NL"),),
        workshops=(workshop(participants=(Participant(country="gb"), Participant())),),
    )
    lines = [line for line in told(whole) if "MPF028" in line]
    assert lines[:2] == [
        "countries.GR.code: MPF028 error: countries: 'GR' is not how the code is written; write EL",
        "countries.xa.code: MPF028 error: countries: 'xa' is not how the code is written; write XA",
    ]
    assert lines[2].startswith("countries.ZZ.code: MPF028 error: countries: no country code is named 'ZZ'")
    assert lines[3].startswith("workshops.w.participants.0.country: MPF028 error: workshop w: 'gb'")
    assert len(lines) == 4


def test_countries_belong_to_the_scope_on_the_day() -> None:
    whole = project(
        scope=("EU",),
        countries=(Country(code="UK"),),
        questionnaires=(form(item("a"), invited=("NL", "MA")),),
        responses=(reply(country="NL"),),
    )
    assert only(whole) == (
        "questionnaires.q.invited.1: MPF029 warning: questionnaire q|1: MA was not in the project's scope (EU) on 2019-02-14"
    )
    later = whole.evolve(as_of=dt.date(2020, 2, 1))
    assert "countries.UK: MPF029 warning: countries: UK was not in the project's scope (EU) on 2020-02-01" in told(
        later
    )


def test_invented_countries_explain_themselves() -> None:
    whole = project(countries=(Country(code="XA"), Country(code="XB", name=T, group="EUX"), Country(code="NL")))
    assert told(whole) == [
        "countries.XA: MPF033 warning: country XA is user-assigned and has no name and no group; nobody else knows it",
        "countries.XB.group: MPF037 error: country XB: no group of countries is named 'EUX'; did you mean 'EU'?",
    ]


def test_references_of_workshops_and_sessions_exist() -> None:
    speech = Contribution(id="c", kind=ContributionKind.DISCUSSION, items=("z",), findings=("z",))
    whole = project(
        workshops=(workshop(session(themes=("z",), informed_by=("z",), contributions=(speech,)), informed_by=("z",)),),
        findings=(finding(themes=("z",), levels=("z",)),),
    )
    assert [line.partition(" error")[0] for line in told(whole)] == [
        "findings.f.themes.0: MPF009",
        "findings.f.levels.0: MPF009",
        "workshops.w.sessions.s.themes.0: MPF009",
        "workshops.w.informed_by.0: MPF030",
        "workshops.w.sessions.s.informed_by.0: MPF030",
        "workshops.w.sessions.s.contributions.c.items.0: MPF030",
        "workshops.w.sessions.s.contributions.c.findings.0: MPF030",
    ]


@pytest.mark.parametrize(
    ("handling", "words"),
    [
        ("SECRET UE/EU SECRET", "is an EU classification"),
        ("TRÈS SECRET UE", "is an EU classification"),
        ("eu restricted", "is an EU classification"),
        ("H7", "handling 'H7' is not known; write H0, H1, H2, H3 or LIMITE"),
    ],
)
def test_markings_are_looked_at_wherever_they_stand(handling: str, words: str) -> None:
    mark = Marking(handling=handling)
    speech = Contribution(id="c", kind=ContributionKind.DISCUSSION, marking=mark)
    whole = project(
        marking=mark,
        documents=(Attachment(file="d", marking=mark),),
        photos=(Photo(file="p", marking=mark),),
        questionnaires=(form(item("a", marking=mark)),),
        responses=(
            reply(
                marking=mark,
                attachments=(Attachment(file="d", marking=mark),),
                answers=FrozenDict({"a": (Answer(value="x", marking=mark, corrections=(Correction(old="y"),)),)}),
            ),
        ),
        workshops=(
            workshop(
                session(marking=mark, contributions=(speech,)), marking=mark, photos=(Photo(file="p", marking=mark),)
            ),
        ),
        findings=(finding(marking=mark),),
    )
    found = check_project(whole)
    assert len(found) == 12
    assert all(problem.code == "MPF032" and words in problem.message for problem in found)
    assert len({problem.path for problem in found}) == 12
    sound = Marking(handling="H1")
    assert told(project(marking=sound)) == []


def test_the_identity_of_a_project_can_be_part_of_a_file_name() -> None:
    assert only(project(id="a/b")).startswith("id: MPF036 error: the project's id 'a/b' cannot be part of a file name")


def test_claims_are_counted() -> None:
    whole = project(
        scope=("EU", "MP"),
        countries=(Country(code="NL"),),
        themes=(Theme(id="t", label=T),),
        levels=(Level(id="l", label=T),),
        organisations=(Organisation(id="o", name=T, role=OrganisationRole.PARTNER),),
        activities=(Activity(id="x", title=T),),
        questionnaires=(form(item("a", prefix="1"), item("b"), group("g", item("c")), invited=("NL", "BE")),),
        responses=(reply(), reply("r2", "BE", status=ResponseStatus.IN_PROGRESS)),
        workshops=(workshop(session(), session("s2")),),
        findings=(finding(), finding("g", "gap", evidence=(Evidence(external="x"),))),
        results=(Result(id="x", level=ResultLevel.IMPACT, statement=T),),
    )
    counts = {
        "scope": 37,
        "scope:EU": 28,
        "countries": 1,
        "invited": 2,
        "replies": 2,
        "replies:completed": 1,
        "questions": 1,
        "questions:answerable": 3,
        "themes": 1,
        "levels": 1,
        "organisations": 1,
        "activities": 1,
        "workshops": 1,
        "sessions": 2,
        "participants": 0,
        "findings": 2,
        "findings:gap": 1,
        "results": 1,
    }
    assert {count: count_of(whole, count) for count in counts} == counts
    for unknown in ("scope:X", "replies:x", "questions:x", "findings:x", "themes:x", "cats"):
        assert count_of(whole, unknown) is None
    claims = tuple(Claim(id=name, text=name, count=name, value=value) for name, value in counts.items())
    assert told(whole.evolve(claims=claims)) == []
    unprinted = whole.evolve(questionnaires=(form(item("a"), item("b")),))
    assert count_of(unprinted, "questions") == 2

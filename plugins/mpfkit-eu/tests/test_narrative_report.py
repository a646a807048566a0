"""The narrative report of Annex VI: headings of the form, answers from the model, and what is missing.

To accept a change of the outlines on purpose: run the tests with `MPFKIT_UPDATE_OUTLINES=1` and review the difference.
"""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from collections.abc import Callable
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpfkit import check, render
from mpfkit.document import Callout, Document, Reference, Section, Table, outline, plain_text, walk
from mpfkit.model import (
    Activity,
    ActivityKind,
    Audience,
    Consent,
    FindingKind,
    FrozenDict,
    Indicator,
    LangString,
    Marking,
    MarkingLevel,
    Organisation,
    OrganisationRole,
    PartialDate,
    Period,
    Project,
    Result,
    ResultLevel,
    Workshop,
)
from mpfkit.serialisation import loads
from mpfkit.testing.strategies import projects
from mpfkit_eu import (
    ANNEX_VI,
    NARRATIVE_REPORT,
    ActivityAccount,
    AnnexVi,
    AwardedContract,
    ContactPerson,
    Material,
    OmittedActivity,
    RecordsPlace,
    ReportOptions,
    ReportStage,
    TargetGroup,
)

OUTLINES = Path(__file__).parent / "outlines"

# Annex VI, final narrative report, version of January 2016: numbers and wording as the form prints them, without the
# colons at their ends. Those from 2.2 on are reconstructed; annex_vi.toml says so of each.
FINAL = """\
1 Description
1.1 Name of coordinator of the grant contract
1.2 Name and title of the contact person
1.3 Name of beneficiary(ies) and affiliated entity(ies) in the action
1.4 Title of the action
1.5 Contract number
1.6 Start date and end date of the action
1.7 Target country(ies) or region(s)
1.8 Final beneficiaries &/or target groups (if different) (including numbers of women and men)
1.9 Country(ies) in which the activities take place (if different from 1.7)
2 Assessment of implementation of Action activities
2.1 Executive summary of the Action
2.2 Results and Activities
2.3 Logframe matrix updated
2.4 Continuation of the Action after the support of the European Union
2.5 Cross-cutting issues
2.6 Monitoring and evaluation of the activities
2.7 Learning from the Action
2.8 Materials produced during the Action
2.9 Contracts awarded for the implementation of the Action
3 Beneficiaries/affiliated entities and other cooperation
4 Visibility
5 Location of records, accounting and supporting documents
"""
INTERIM = {
    "1.6": "Start date and end date of the reporting period",
    "2.4": "Proposals for a revised logframe matrix",
    "2.5": "Contracts awarded for the implementation of the Action",
    "2.6": "Updated action plan",
}


def ls(text: str) -> LangString:
    return LangString.of(text)


def numbered(document: Document) -> str:
    found = [entry for entry in outline(document).headings if entry.number]
    return "".join(f"{entry.number} {plain_text(entry.content)}\n" for entry in found)


def with_facts(project: Project, **changes: Any) -> Project:
    """Return a project whose facts for the report are only these."""
    return project.evolve(extensions={"annex-vi": AnnexVi(**changes)})


def told(project: Project) -> dict[str, list[str]]:
    """Return what the check of the kind says, by code."""
    found: dict[str, list[str]] = {}
    assert NARRATIVE_REPORT.check is not None
    for problem in NARRATIVE_REPORT.check(project):
        found.setdefault(problem.code, []).append(problem.message)
    return found


EMPTY = Project(id="p", title=ls("Empty"), as_of=dt.date(2019, 2, 14), marking=Marking(level=MarkingLevel.CLEAR))


def complete() -> Project:
    """Return a project that answers everything that a final report requires."""
    texts = ("summary", "logic", "results", "cross-cutting", "monitoring", "cooperation", "visibility", "continuation")
    indicator = Indicator(id="i", statement=ls("Requests"), baseline="0", target="5", current="6", source="Register")
    facts = AnnexVi(
        contact=ContactPerson(name="Jo Secretname", title="Manager", consent=Consent.NONE),
        affiliated_entities=("ally",),
        target_groups=(TargetGroup(name=ls("Police"), women=1, men=2),),
        activities=(ActivityAccount(activity="a", modification=ls("Moved to March"), results=ls("A manual.")),),
        omitted=(OmittedActivity(title=ls("Study visit"), reason=ls("No visas in time")),),
        materials=(Material(title=ls("Manual"), copies=200, use=ls("Given to trainees")),),
        contracts=(
            AwardedContract(subject=ls("Venue"), amount=Decimal("61000.50"), procedure="open", contractor="Halls"),
        ),
        publication_objection=ls("None of the annexes may be published"),
        records=(
            RecordsPlace(organisation="lead", location=ls("Vienna")),
            RecordsPlace(organisation="ally", location=ls("Tbilisi")),
        ),
        location="Vienna",
        report_due=dt.date(2019, 9, 30),
        report_sent=dt.date(2019, 9, 29),
    )
    return EMPTY.evolve(
        title=ls("Training of border guards"),
        period=Period(starts=PartialDate(2018, 10, 1), ends=PartialDate(2019, 6, 30)),
        scope=("CAMM",),
        organisations=(
            Organisation(id="lead", name=ls("Centre"), role=OrganisationRole.IMPLEMENTING),
            Organisation(id="ally", name=ls("Academy"), role=OrganisationRole.PARTNER),
            Organisation(id="second", name=ls("Ministry"), role=OrganisationRole.PARTNER),
        ),
        activities=(Activity(id="a", title=ls("Course"), kind=ActivityKind.TRAINING),),
        results=(Result(id="r", level=ResultLevel.OUTPUT, statement=ls("Course held"), indicators=(indicator,)),),
        narratives={**{f"annex-vi-{each}": ls(f"Text on {each}.") for each in texts}, "annex-vi-learning": ls("Much.")},
        extensions={"annex-vi": facts},
    )


def paid(project: Project, number: str) -> Project:
    from mpfkit.model import Budget

    return project.evolve(budget=Budget(amount=Decimal(1), contract_number=number))


# -- the form


def test_the_final_report_of_the_example_carries_exactly_the_numbered_headings_of_the_form(
    project: Project, compose: Any
) -> None:
    assert numbered(compose(NARRATIVE_REPORT, project)) == FINAL


@pytest.mark.parametrize("audience", [audience.value for audience in Audience])
def test_an_empty_project_in_any_edition_has_the_headings_of_the_form(audience: str, compose: Any) -> None:
    assert numbered(compose(NARRATIVE_REPORT, EMPTY, audience)) == FINAL


def test_an_interim_report_has_its_own_headings(project: Project, compose: Any) -> None:
    made = compose(NARRATIVE_REPORT, project, options=ReportOptions(report=ReportStage.INTERIM))
    wanted = dict(line.split(" ", 1) for line in FINAL.splitlines())
    wanted = {number: text for number, text in wanted.items() if number not in {"2.7", "2.8", "2.9", "5"}}
    assert dict(line.split(" ", 1) for line in numbered(made).splitlines()) == {**wanted, **INTERIM}
    assert "INTERIM NARRATIVE REPORT" in [plain_text(getattr(block, "content", "")) for block in made.blocks]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_other_languages_have_the_same_numbers_and_say_that_they_are_translations(
    language: str, project: Project, compose: Any, text_of: Any
) -> None:
    made = compose(NARRATIVE_REPORT, project, language=language)
    numbers = [line.split(" ")[0] for line in numbered(made).splitlines()]
    assert numbers == [line.split(" ")[0] for line in FINAL.splitlines()]
    word = {"fr": "traduction du formulaire anglais", "ar": "ترجمة للنموذج الإنكليزي"}[language]
    assert word in text_of(made)


def test_header_footer_and_instructions_are_those_of_the_form(project: Project, compose: Any, text_of: Any) -> None:
    made = compose(NARRATIVE_REPORT, project)
    assert made.header == "<Contract number> | <Start date and end date of the reporting period>"
    assert made.footer == "15 January 2016"
    text = text_of(made)
    for words in (
        "This report must be completed and signed by the contact person of the Coordinator.",
        "The Contracting Authority will reject any incomplete or badly completed reports.",
        "Unless otherwise specified, the answer to all questions must cover the reporting period",
        "the proof of the transfers of ownership referred to in Article 7.5 of the general conditions.",
        "numbers and wording of sections 2.2 to 5 were not seen in that version",
    ):
        assert words in text


def test_what_was_not_seen_in_the_form_is_flagged_in_the_data() -> None:
    data = tomllib.loads(files("mpfkit_eu").joinpath("annex_vi.toml").read_text(encoding="utf-8"))
    assert data["form"]["version"] == dt.date(2016, 1, 15)
    flags = {(row["number"], row["key"]): row["verified"] for row in data["headings"]}
    assert all(flags[key] for key in flags if key[0] < "2.2")
    assert not any(flags[key] for key in flags if key[0] >= "2.2")
    assert all(row["source"] for row in data["headings"])


# -- what is missing


def test_the_check_of_the_example_lists_all_that_is_missing_with_its_place(example: Path) -> None:
    problems = [problem for problem in check(example, kind="narrative-report") if problem.severity == "error"]
    assert sorted(problem.code for problem in problems) == [
        "LOG006",
        "LOG006",
        "PRAG150",
        "PRAG160",
        "PRAG181",
        "PRAG250",
        "PRAG260",
        "PRAG601",
        "PRAG602",
    ]
    assert all(problem.file.endswith("project.yaml") and problem.line for problem in problems)
    number = next(problem for problem in problems if problem.code == "PRAG150")
    assert number.message == "1.5 contract number: a required answer is missing; write budget.contract_number"
    groups = next(problem for problem in problems if problem.code == "PRAG181")
    assert "final: true" in Path(groups.file).read_text(encoding="utf-8").splitlines()[groups.line - 1]


def test_the_report_says_on_its_cover_and_in_front_what_is_missing_and_marks_each_place(
    project: Project, compose: Any, text_of: Any
) -> None:
    made = compose(NARRATIVE_REPORT, project)
    assert made.cover.notices[0] == "Incomplete: 9 required answers are missing"
    callout = next(block for block in walk(made.blocks) if isinstance(block, Callout) and block.title)
    assert plain_text(callout.title) == "Incomplete: 9 required answers are missing"
    (listed,) = callout.blocks
    assert len(listed.items) == 9
    assert all(isinstance(item, Reference) for item in listed.items)
    assert "1.5: contract number" in [plain_text(item) for item in listed.items]
    text = text_of(made)
    assert text.count("Required answer missing: ") == 5
    assert text.count("required answer missing") == 2
    table = next(
        block for block in walk(made.blocks) if isinstance(block, Table) and "Results from" in block.description
    )
    cells = [cell for row in table.rows for cell in row]
    assert sum(plain_text(getattr(cell, "content", cell)) == "missing" for cell in cells) == 2


def test_a_complete_report_says_so_and_has_no_problems(compose: Any, text_of: Any) -> None:
    whole = paid(complete(), "ICMPD/2018/MPF-1")
    assert told(whole) == {}
    made = compose(NARRATIVE_REPORT, whole)
    assert [line.text for line in made.cover.lines][-1] == "Complete: every required answer is given"
    assert made.cover.notices == ()
    assert made.header == "ICMPD/2018/MPF-1 | 1 October 2018 – 30 June 2019"
    text = text_of(made)
    assert "missing" not in text
    for words in (
        "Academy",
        "Jo Secretname, Manager",
        "Reason for modification for the planned activity: Moved to March",
        "A manual.",
        "No visas in time",
        "Given to trainees",
        "61\N{NO-BREAK SPACE}000.50",
        "None of the annexes may be published",
        "Tbilisi",
        "30 September 2019",
        "29 September 2019",
        "Signatories of a Common Agenda on Migration and Mobility (3)",
    ):
        assert words in text, words


@pytest.mark.parametrize("code", sorted({"PRAG110", "PRAG120", "PRAG121", "PRAG170", "PRAG180", "PRAG181", "PRAG210"}))
def test_each_answer_that_is_taken_away_is_told(code: str) -> None:
    whole = paid(complete(), "1")
    facts = whole.extension(AnnexVi)
    assert facts is not None

    def changed(**changes: Any) -> Project:
        return whole.evolve(extensions={"annex-vi": attrs.evolve(facts, **changes)})

    without = {
        "PRAG110": whole.evolve(
            organisations=(whole.organisations[0].evolve(role=OrganisationRole.FUNDING), *whole.organisations[1:])
        ),
        "PRAG120": changed(contact=ContactPerson(name=" ", title="Manager")),
        "PRAG121": changed(contact=ContactPerson(name="Jo")),
        "PRAG170": whole.evolve(scope=()),
        "PRAG180": changed(target_groups=()),
        "PRAG181": changed(target_groups=(TargetGroup(name=ls("Police"), women=1),)),
        "PRAG210": whole.evolve(
            narratives={key: text for key, text in whole.narratives.items() if key != "annex-vi-summary"}
        ),
    }[code]
    assert list(told(without)) == [code]


def test_an_empty_project_lacks_every_answer_of_either_report(compose: Any, check_document: Any) -> None:
    final = told(EMPTY)
    assert len(final) == 22
    assert {"LOG001", "PRAG280", "PRAG602"} <= set(final)
    interim = told(with_facts(EMPTY, report=ReportStage.INTERIM))
    assert {"PRAG160", "PRAG261"} <= set(interim)
    assert not {"PRAG240", "PRAG250", "PRAG280"} & set(interim)
    check_document(compose(NARRATIVE_REPORT, EMPTY))


def test_the_project_says_which_report_is_due_and_the_option_overrides_it(compose: Any) -> None:
    project = with_facts(EMPTY, report=ReportStage.INTERIM, reporting_from=PartialDate(2018))
    assert "Interim" in compose(NARRATIVE_REPORT, project).cover.subtitle
    made = compose(NARRATIVE_REPORT, project, options=ReportOptions(report=ReportStage.FINAL))
    assert "Final" in made.cover.subtitle


def test_the_option_is_read_from_the_command_line(project: Project) -> None:
    data = render(project, kind="narrative-report", format="md", options={"report": "interim"})
    assert "Updated action plan" in data.decode()


def test_an_executive_summary_of_more_than_half_a_page_is_a_warning() -> None:
    long = " ".join(["word"] * 200)
    whole = paid(complete(), "1")
    shared = {key: text for key, text in whole.narratives.items() if key != "annex-vi-summary"}
    listed = f"{long}\n\n- {' '.join(['word'] * 51)}"
    ((message,),) = told(whole.evolve(narratives={**whole.narratives, "annex-vi-summary": ls(listed)})).values()
    assert message == "2.1 Executive summary: 251 words are more than half a page (about 250)"
    ((message,),) = told(whole.evolve(narratives={**shared, "executive-summary": ls(listed)})).values()
    assert message.endswith("write a shorter one for this report as annex-vi-summary")
    assert told(whole.evolve(narratives={**whole.narratives, "annex-vi-summary": ls(f"## {long}")})) == {}


def test_facts_about_what_the_project_does_not_have_are_told() -> None:
    project = with_facts(
        EMPTY.evolve(activities=(Activity(id="course", title=ls("Course")),)),
        affiliated_entities=("nobody",),
        activities=(ActivityAccount(activity="curse"),),
        records=(RecordsPlace(organisation="nowhere", location=ls("Vienna")),),
    )
    assert told(project)["PRAG001"] == [
        "the project has no organisation 'nobody'; it has none at all",
        "the project has no organisation 'nowhere'; it has none at all",
        "the project has no activity 'curse'; write one of: course",
    ]


def test_too_many_results_are_a_warning_of_this_report_too() -> None:
    results = tuple(Result(id=f"r{number}", level=ResultLevel.OUTPUT, statement=ls("R")) for number in range(11))
    assert "LOG002" in told(EMPTY.evolve(results=results))


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends \\(2018\\) before it starts \\(2019\\)"):
        AnnexVi(reporting_from=PartialDate(2019), reporting_until=PartialDate(2018))


# -- editions


@pytest.mark.parametrize("audience", ["participants", "member-states", "authorities", "public"])
@pytest.mark.parametrize(
    ("consent", "shown"), [(Consent.NONE, ()), (Consent.FUNCTION, ("title",)), (Consent.NAME, ("name", "title"))]
)
def test_the_contact_person_is_shown_outside_the_internal_edition_as_far_as_agreed(
    audience: str, consent: Consent, shown: tuple[str, ...], compose: Any, text_of: Any
) -> None:
    project = with_facts(EMPTY, contact=ContactPerson(name="Jo Secretname", title="Manager of it all", consent=consent))
    text = text_of(compose(NARRATIVE_REPORT, project, audience))
    assert ("Jo Secretname" in text) == ("name" in shown)
    assert ("Manager of it all" in text) == ("title" in shown)
    assert ("not shown in this edition" in text) == ("name" not in shown)
    assert "Jo Secretname, Manager of it all" in text_of(compose(NARRATIVE_REPORT, project))


def test_what_an_edition_withholds_is_not_called_missing(compose: Any, text_of: Any, check_document: Any) -> None:
    whole = paid(complete(), "SECRET-NUMBER").evolve(marking=Marking(level=MarkingLevel.AMBER))
    made = compose(NARRATIVE_REPORT, whole, "public")
    check_document(made)
    text = text_of(made)
    assert "answer missing" not in text
    assert "SECRET-NUMBER" not in text
    assert "Text on" not in text
    assert "This edition does not show 20 required answers" in made.cover.notices
    assert "This edition does not show what is reported here." in text
    assert "Complete" not in [line.text[:8] for line in made.cover.lines]


def test_invented_facts_are_marked(compose: Any, text_of: Any) -> None:
    project = with_facts(EMPTY, illustrative=True, location="Vienna", contact=ContactPerson(name="Jo", title="It"))
    made = compose(NARRATIVE_REPORT, project)
    assert any(notice.startswith("Illustrative data") for notice in made.cover.notices)
    text = text_of(made)
    assert "Jo, It Illustrative" in text
    assert "Location: Vienna Illustrative" in text
    assert "The facts given for this report only were invented" in text


# -- answers from the model


def test_an_activity_is_told_with_the_workshop_that_it_is_about(project: Project, compose: Any, text_of: Any) -> None:
    text = text_of(compose(NARRATIVE_REPORT, project))
    for words in (
        "Activity 1: Mapping",
        "12 replies received\n14 countries invited",
        "Activity 2: Organisation of workshop",
        "Location: Europol Headquarters, The Hague, Netherlands",
        "Participants: 70\n",
        "Duration: 2 days",
        "Dates: 14–15 February 2019",
        "7 sessions held",
        "Activity 3: Reporting",
        "No activity took place in a country other than those of point 1.7.",
        "EU Member States (28)",
    ):
        assert words in text, words


def test_figures_and_countries_follow_the_project(project: Project, compose: Any, text_of: Any) -> None:
    later = text_of(compose(NARRATIVE_REPORT, project.evolve(as_of=dt.date(2020, 2, 1))))
    assert "EU Member States (27)" in later
    assert "United Kingdom" not in later
    fewer = text_of(compose(NARRATIVE_REPORT, project.evolve(responses=project.responses[:1])))
    assert "1 reply received\n14 countries invited" in fewer


def workshop(identifier: str, **changes: Any) -> Workshop:
    return Workshop(id=identifier, title=ls("W"), **changes)


def test_a_workshop_belongs_to_the_activity_of_its_id_or_day_or_to_the_only_one(compose: Any, text_of: Any) -> None:
    day = dt.date(2019, 2, 14)
    activity = Activity(id="w", title=ls("Workshop"), kind=ActivityKind.WORKSHOP)
    dated = activity.evolve(starts=PartialDate.of(day))
    other = workshop("x", starts=day, country="XK")
    cases = [
        (activity, (workshop("w", city="Lisbon"), workshop("x"))),
        (dated, (workshop("y", starts=dt.date(2018, 1, 1)), other.evolve(city="Lisbon"))),
        (activity, (workshop("z", city="Lisbon"),)),
    ]
    for one, shops in cases:
        assert "Location: Lisbon" in text_of(
            compose(NARRATIVE_REPORT, EMPTY.evolve(activities=(one,), workshops=shops))
        ), one
    for one, shops in (
        (activity, (workshop("x", city="Lisbon"), workshop("y"))),
        (dated, (workshop("x", city="Lisbon"),)),
        (activity.evolve(kind=ActivityKind.OTHER), (workshop("x", city="Lisbon"),)),
    ):
        project = EMPTY.evolve(activities=(one,), workshops=shops)
        assert "Location: Lisbon" not in text_of(compose(NARRATIVE_REPORT, project))
        assert "PRAG222" in told(project)


def test_a_country_outside_the_target_countries_stands_under_1_9_with_its_note(compose: Any, text_of: Any) -> None:
    shops = (workshop("w", country="XK"), workshop("v", country="ET"))
    text = text_of(compose(NARRATIVE_REPORT, EMPTY.evolve(workshops=shops, scope=("CAMM",))))
    assert "Kosovo*" in text
    assert "UNSCR 1244" in text
    assert "No activity took place" not in text


def test_without_a_scope_the_countries_of_the_project_are_the_target(compose: Any, text_of: Any) -> None:
    from mpfkit.model import Country

    project = EMPTY.evolve(countries=(Country(code="XK"), Country(code="GE")))
    text = text_of(compose(NARRATIVE_REPORT, project))
    assert "Georgia and Kosovo*" in text
    assert "Kosovo*: This designation" in text
    assert "PRAG170" not in told(project)


def test_a_mapping_without_an_invitation_counts_replies_only(project: Project, compose: Any, text_of: Any) -> None:
    asked = tuple(each.evolve(invited=()) for each in project.questionnaires)
    text = text_of(compose(NARRATIVE_REPORT, project.evolve(questionnaires=asked)))
    assert "12 replies received\n" in text
    assert "14 countries invited" not in text
    nothing = project.evolve(responses=(), extensions={})
    assert any("Mapping" in message for message in told(nothing)["PRAG222"])


def test_a_workshop_of_which_nothing_is_known_was_held(compose: Any, text_of: Any) -> None:
    activity = Activity(id="w", title=ls("Workshop"), kind=ActivityKind.WORKSHOP)
    project = EMPTY.evolve(activities=(activity,), workshops=(workshop("w", venue="Hall"),))
    text = text_of(compose(NARRATIVE_REPORT, project))
    assert "The workshop was held." in text
    assert "Location: Hall\n" in text


def test_lessons_answer_what_was_learned_and_documents_are_materials(project: Project, compose: Any) -> None:
    from mpfkit.model import Attachment, Finding

    lesson = Finding(id="l", kind=FindingKind.LESSON, title=ls("Ask early"))
    some = EMPTY.evolve(findings=(lesson,), documents=(Attachment(file="manual.pdf", caption=ls("Manual")),))
    assert not {"PRAG270", "PRAG280"} & set(told(some))
    assert {"PRAG270", "PRAG280"} <= set(told(EMPTY))


def test_an_interim_report_gives_its_period_and_its_proposals(compose: Any, text_of: Any) -> None:
    period = {"reporting_from": PartialDate(2018, 10), "reporting_until": PartialDate(2019, 3)}
    project = with_facts(EMPTY, report=ReportStage.INTERIM, **period)
    made = compose(NARRATIVE_REPORT, project)
    assert made.header == "<Contract number> | October 2018 – March 2019"
    assert "No change of the logframe matrix is proposed." in text_of(made)
    changed = project.evolve(narratives={"annex-vi-revision": ls("Drop output 2.")})
    assert "Drop output 2." in text_of(compose(NARRATIVE_REPORT, changed))
    hidden = changed.evolve(marking=Marking(level=MarkingLevel.RED))
    text = text_of(compose(NARRATIVE_REPORT, hidden, "public"))
    assert "Drop output 2." not in text
    assert "No change of the logframe matrix is proposed." not in text


def test_the_matrix_lies_across(project: Project, compose: Any) -> None:
    made = compose(NARRATIVE_REPORT, project)
    (section,) = (block for block in made.blocks if isinstance(block, Section))
    assert section.landscape


# -- any project


@settings(max_examples=40)
@given(
    data=st.data(),
    audience=st.sampled_from(Audience),
    language=st.sampled_from(("en", "fr", "ar")),
    report=st.sampled_from((None, *ReportStage)),
)
def test_any_project_gives_a_sound_report_in_every_edition_and_language(
    data: st.DataObject,
    audience: Audience,
    language: str,
    report: ReportStage | None,
    compose: Any,
    check_document: Any,
) -> None:
    project = data.draw(projects(extensions=(ANNEX_VI,)))
    options = ReportOptions(report=report)
    made = compose(NARRATIVE_REPORT, project, audience.value, language=language, options=options)
    check_document(made)
    numbers = [line.split(" ")[0] for line in numbered(made).splitlines()]
    final = (
        made.cover.subtitle
        == compose(
            NARRATIVE_REPORT, EMPTY, language=language, options=ReportOptions(report=ReportStage.FINAL)
        ).cover.subtitle
    )
    assert len(numbers) == (23 if final else 19)


@settings(max_examples=20)
@given(projects(extensions=(ANNEX_VI,)))
def test_any_project_with_the_facts_can_be_checked(project: Project) -> None:
    assert NARRATIVE_REPORT.check is not None
    codes = {problem.code.rstrip("0123456789") for problem in NARRATIVE_REPORT.check(project)}
    assert codes <= {"PRAG", "LOG"}


def outline_lines(document: Document) -> str:
    lines = []
    for entry in outline(document).entries:
        text = plain_text(entry.content)
        lines.append(
            f"{'  ' * (entry.level - 1)}{entry.number} {text}".rstrip()
            if entry.what == "heading"
            else f"    [{entry.what} {entry.number}] {text}"
        )
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("report", list(ReportStage))
def test_the_outline_of_the_public_edition_is_as_reviewed(
    report: ReportStage, project: Project, compose: Callable[..., Document]
) -> None:
    kept = OUTLINES / f"narrative-report-{report.value}.txt"
    found = outline_lines(compose(NARRATIVE_REPORT, project, "public", options=ReportOptions(report=report)))
    if os.environ.get("MPFKIT_UPDATE_OUTLINES"):
        kept.write_text(found, encoding="utf-8")
    assert found == kept.read_text(encoding="utf-8")


def test_facts_of_another_class_are_not_taken_for_those_of_the_report(compose: Any) -> None:
    project = EMPTY.evolve(extensions=FrozenDict({"annex-vi": FrozenDict({"location": "Vienna"})}))
    assert "PRAG600" in told(project)
    compose(NARRATIVE_REPORT, project)


# -- the reference


def test_the_reference_explains_every_code_and_its_example_is_a_file(root: Path) -> None:
    page = (root / "docs" / "reference" / "report-kinds.md").read_text(encoding="utf-8")
    data = tomllib.loads(files("mpfkit_eu").joinpath("annex_vi.toml").read_text(encoding="utf-8"))
    assert [row["code"] for row in data["required"] if row["code"] not in page] == []
    block = next(each for each in page.split("```yaml\n")[1:] if "annex-vi:" in each).partition("```")[0]
    head = "schema_version: 1\nid: p\ntitle: P\nas_of: 2019-02-14\n"
    loaded = loads(head + block, "yaml", extensions=(ANNEX_VI,)).project
    assert loaded is not None
    facts = loaded.extension(AnnexVi)
    assert facts is not None
    unset = [field.name for field in attrs.fields(AnnexVi) if getattr(facts, field.name) == field.default]
    assert "contact" not in unset
    assert facts.contracts[0].amount == Decimal("61000.50")

"""The fiche of a country: what it says of whom, and what it leaves to others."""

from __future__ import annotations

import itertools
import os
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpfkit.document import Heading, Paragraph, ParagraphRole, Table, is_blocks, outline, plain_text, walk
from mpfkit.model import (
    Answer,
    Attachment,
    Audience,
    Country,
    Evidence,
    Finding,
    FindingKind,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Marking,
    MarkingLevel,
    Project,
    Questionnaire,
    Respondent,
    Response,
    ResponseStatus,
)
from mpfkit.projects import load_project
from mpfkit.records import Brief
from mpfkit.redaction import redact
from mpfkit.testing.strategies import projects
from mpfkit_reports import COUNTRY_FICHE
from mpfkit_reports.country_fiche import FicheOptions

if TYPE_CHECKING:
    from types import ModuleType

    from mpfkit.document import Document

AUDIENCES = [audience.value for audience in Audience]
LANGUAGES = ("en", "fr", "ar")
RED = Marking(level=MarkingLevel.RED)


def ls(text: str) -> LangString:
    return LangString({"en": text})


def fiche(kit: ModuleType, project: Project, *codes: str, audience: str = "internal", **changes: Any) -> Document:
    return kit.compose(COUNTRY_FICHE, project, audience, countries=codes, **changes)


def text(kit: ModuleType, document: Document) -> str:
    """Return all words, those in cells that hold paragraphs included."""
    lines = [kit.text_of(document)]
    for block in walk(document.blocks):
        if isinstance(block, Table):
            for row in block.rows:
                for cell in kit.cells(row):
                    content = getattr(cell, "content", cell)
                    if is_blocks(content):
                        lines += [plain_text(part.content) for part in content if isinstance(part, Paragraph)]
    return "\n".join(lines)


def facts(kit: ModuleType, document: Document, description: str) -> dict[str, str]:
    """Return a table of two columns as a mapping."""
    found = next(
        block
        for block in walk(document.blocks)
        if isinstance(block, Table) and block.description.startswith(description)
    )
    return {row[0]: row[1] for row in kit.rows(found)}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), audience=st.sampled_from(AUDIENCES), language=st.sampled_from(LANGUAGES))
def test_any_project_gives_sound_fiches_of_all_countries_and_of_each(
    kit: ModuleType, data: st.DataObject, audience: str, language: str
) -> None:
    project = data.draw(projects())
    whole = fiche(kit, project, audience=audience, language=language)
    kit.check(whole)
    chapters = [block for block in walk(whole.blocks) if isinstance(block, Heading) and block.key.startswith("fiche-")]
    for code in [block.key.removeprefix("fiche-") for block in chapters][:4]:
        kit.check(fiche(kit, project, code, audience=audience, language=language))


@pytest.mark.parametrize(("audience", "language"), list(itertools.product(AUDIENCES, LANGUAGES)))
def test_the_full_project_gives_sound_fiches(kit: ModuleType, audience: str, language: str) -> None:
    for codes in ((), ("XA",), ("XB", "XC"), ("XD",), ("FR",)):
        kit.check(fiche(kit, kit.full_project(), *codes, audience=audience, language=language, notice=kit.NOTICE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_project_has_no_country(kit: ModuleType, language: str) -> None:
    empty = Project(id="p", title=ls("An empty project"), as_of=date(2019, 2, 14))
    document = fiche(kit, empty, language=language)
    kit.check(document)
    said = {"en": "No country has been recorded.", "fr": "Aucun pays n’est enregistré.", "ar": "لم يُسجل أي بلد."}
    assert said[language] in text(kit, document)


def test_all_countries_follow_one_another_each_on_a_new_page_and_can_be_reached_from_the_overview(
    kit: ModuleType,
) -> None:
    document = fiche(kit, kit.full_project())
    chapters = [text for text in kit.headings(document) if "." not in text and text[0].isdigit()]
    assert chapters == ["1 Country XA", "2 Country XB", "3 Country XC", "4 Country XD"]
    overview = kit.rows(kit.table(document, "Countries and their replies"))
    assert overview[0] == ["Country XA", "EU Member States", "Complete", "1.12.2018", "22 of 22"]
    assert overview[3][2:] == ["No reply", "\N{EN DASH}", "\N{EN DASH}"]
    assert sum(type(block).__name__ == "PageBreak" for block in document.blocks) >= 4


def test_a_fiche_of_one_country_bears_its_name_and_is_about_no_other(kit: ModuleType) -> None:
    document = fiche(kit, kit.full_project(), "XA")
    assert document.title == "Country fiche: Country XA"
    assert document.cover is not None
    assert (document.cover.title, document.cover.subtitle) == ("Country XA", "Country fiche")
    assert [each for each in kit.headings(document) if "." not in each and each[0].isdigit()] == [
        "1 The country",
        "2 Reply to the questionnaire",
        "3 Trafficking in human beings",
        "4 Document fraud",
        "5 General questions",
        "6 Legal references",
        "7 At the workshop",
        "8 Findings",
        "9 Contacts",
        "10 Attachments",
    ]
    assert "Country XB" not in text(kit, document)


# -- the country and its reply


def test_facts_follow_the_day_of_the_project(kit: ModuleType) -> None:
    project = kit.full_project(scope=("EU", "MP", "CAMM"))
    before = facts(kit, fiche(kit, project, "MK"), "Facts about")
    after = facts(kit, fiche(kit, project.evolve(as_of=date(2020, 2, 1)), "MK"), "Facts about")
    assert before["Name on 14 February 2019"] != after["Name on 1 February 2020"] == "North Macedonia"
    georgia = facts(kit, fiche(kit, project, "GE"), "Facts about")
    assert "signed on 30 November 2009" in georgia["Group"]
    assert georgia["Code"] == "GE"


def test_a_name_with_a_note_has_it_on_the_cover_and_below_the_facts(kit: ModuleType) -> None:
    document = fiche(kit, kit.full_project(), "XK")
    kit.check(document)
    assert document.cover is not None
    (note,) = (notice for notice in document.cover.notices if notice.startswith("Kosovo*"))
    assert "1244" in note
    assert note in text(kit, document)
    assert "Official name" not in facts(kit, document, "Facts about")


def test_the_project_can_say_more_of_a_country(kit: ModuleType) -> None:
    own = Country(code="XA", name=ls("Country XA"), group="EU", authorities=("Ministry", "Police"), note=ls("A remark"))
    found = facts(kit, fiche(kit, kit.full_project(countries=(own,)), "XA"), "Facts about")
    assert (found["Authorities"], found["Remark"]) == ("Ministry\nPolice", "A remark")
    hidden = text(kit, fiche(kit, kit.full_project(countries=(own,), marking=RED), "XA", audience="public"))
    assert "Police" not in hidden
    assert "This edition leaves out 1 piece of information on the country." in hidden


def test_a_country_that_did_not_reply_is_told_from_one_that_was_not_asked(kit: ModuleType) -> None:
    silent = fiche(kit, kit.full_project(), "XD")
    assert "The country was invited and has not replied." in text(kit, silent)
    assert "Legal references" not in "\n".join(kit.headings(silent))
    assert "The country was not invited, and no reply came from it." in text(kit, fiche(kit, kit.full_project(), "FR"))
    assert "No questionnaire has been recorded." in text(
        kit, fiche(kit, kit.full_project(questionnaires=(), responses=(), findings=(), workshops=()), "XA")
    )


def test_a_reply_that_is_withheld_as_a_whole_is_said_to_be(kit: ModuleType) -> None:
    project = kit.full_project()
    responses = tuple(
        each.evolve(dissemination=False, note=ls("SECRET-NOTE")) if each.country == "XA" else each
        for each in project.responses
    )
    document = fiche(kit, project.evolve(responses=responses), "XA", audience="public")
    kit.check(document)
    words = text(kit, document)
    assert "The whole reply of the country is not disseminated in this edition. It counts as received." in words
    assert "yearly report" not in words
    assert "SECRET-NOTE" not in words
    assert facts(kit, document, "State of the reply")["Wider dissemination"] == "No"
    assert not any("Trafficking" in heading for heading in kit.headings(document))
    assert "yearly report" in text(kit, fiche(kit, project.evolve(responses=responses), "XA", audience="internal"))


def test_answers_that_are_withheld_are_counted_where_they_are_missing(kit: ModuleType) -> None:
    document = fiche(kit, kit.full_project(), "XC", audience="public")
    assert "This edition leaves out 1 answer of the country. It counts as answered." in text(kit, document)
    assert "withheld" in text(kit, document)
    assert "leaves out 1 answer" not in text(kit, fiche(kit, kit.full_project(), "XC"))


def test_submissions_are_listed_where_there_is_more_than_one(kit: ModuleType) -> None:
    project = kit.full_project()
    first = project.responses[0].evolve(id="r-old", authored=datetime(2018, 11, 20, tzinfo=UTC), answers=FrozenDict())
    void = first.evolve(id="r-void", status=ResponseStatus.ENTERED_IN_ERROR, authored=None)
    last = project.responses[0].evolve(replaces="r-old", status=ResponseStatus.AMENDED)
    document = fiche(kit, project.evolve(responses=(first, void, last, *project.responses[1:])), "XA")
    found = next(
        block
        for block in walk(document.blocks)
        if isinstance(block, Table) and block.description.startswith("Submissions")
    )
    assert kit.rows(found) == [
        ["1", "20.11.2018", "1.0", "completed", "replaced by a later one"],
        ["2", "\N{EN DASH}", "1.0", "entered in error", "not counted"],
        ["3", "1.12.2018", "1.0", "amended", "current"],
    ]
    assert not any(
        isinstance(block, Table) and block.description.startswith("Submissions")
        for block in walk(fiche(kit, project, "XA").blocks)
    )


# -- answers


def version(number: str, *items: Item) -> Questionnaire:
    return Questionnaire(id="q", version=number, invited=("XA", "XB"), items=items)


def test_a_country_sees_the_wording_and_numbers_of_the_version_that_it_answered(kit: ModuleType) -> None:
    old = version(
        "1",
        Item(link_id="Q1", type=ItemType.TEXT, text=ls("As it was worded"), prefix="7"),
        Item(link_id="Q2", type=ItemType.TEXT, text=ls("Dropped since"), prefix="8"),
    )
    new = version("2", Item(link_id="Q1", type=ItemType.TEXT, text=ls("Reworded"), prefix="1"))
    answers = FrozenDict({key: (Answer(value=f"Answer to {key}"),) for key in ("Q1", "Q2")})
    responses = (
        Response(id="a", questionnaire="q|1", country="XA", answers=answers),
        Response(id="b", questionnaire="q|2", country="XB", answers=FrozenDict({"Q1": (Answer(value="New"),)})),
    )
    project = Project(
        id="p", title=ls("P"), as_of=date(2019, 2, 14), questionnaires=(old, new), responses=responses, marking=RED
    )
    words = text(kit, fiche(kit, project, "XA"))
    assert "Question 7: As it was worded" in words
    assert "Question 8: Dropped since" in words
    assert "Answer to Q2" in words
    assert facts(kit, fiche(kit, project, "XA"), "State of")["Version answered"] == "1; the latest version is 2"
    assert "Question 1: Reworded" in text(kit, fiche(kit, project, "XB"))
    kit.check(fiche(kit, project))


def test_every_questionnaire_that_a_country_answered_stands_in_its_fiche(kit: ModuleType) -> None:
    project = kit.full_project()
    other = Questionnaire(
        id="follow-up", version="1", items=(Item(link_id="Q1", type=ItemType.TEXT, text=ls("And since then?")),)
    )
    reply = Response(
        id="f", questionnaire="follow-up", country="XA", answers=FrozenDict({"Q1": (Answer(value="More of it"),)})
    )
    document = fiche(
        kit, project.evolve(questionnaires=(*project.questionnaires, other), responses=(*project.responses, reply))
    )
    kit.check(document)
    assert "Question 1: And since then?" in text(kit, document)
    assert "Question 1: Is there a national rapporteur?" in text(kit, document)


def test_questions_that_were_not_due_are_named_in_one_line(kit: ModuleType) -> None:
    words = text(kit, fiche(kit, kit.full_project(), "XB"))
    assert "Not due, because another answer rules it out: question 1a." in words
    assert "Question 1a:" not in words
    assert "Question 10: Valid until\nnot answered" in words


def test_answers_are_compared_with_the_others_only_where_the_edition_shows_the_counts(kit: ModuleType) -> None:
    words = text(kit, fiche(kit, kit.full_project(), "XA"))
    assert "2 of 3 countries gave this answer." in words
    assert "Replies shown: 10% to 62.5%, median 36.25% (2 figures)." in words
    public = text(kit, fiche(kit, kit.full_project(), "XA", audience="public"))
    assert "2 of 3 countries gave this answer." not in public
    assert "Replies shown: 10% to 62.5%, median 36.25% (2 figures)." in public


def test_a_single_reply_is_compared_with_nothing(kit: ModuleType) -> None:
    project = kit.full_project()
    alone = text(kit, fiche(kit, project.evolve(responses=project.responses[:1], findings=()), "XA"))
    assert "gave this answer" not in alone
    assert "Replies shown" not in alone
    assert "were due to answer" not in alone
    assert "first." not in alone


def test_several_choices_and_ranks_are_compared_choice_by_choice(kit: ModuleType) -> None:
    project = kit.full_project()
    given = {"Q2": Answer(values=("yes", "no")), "Q4": Answer(values=("no",)), "Q9": Answer(value=True)}
    second = project.responses[1]
    answers = FrozenDict({**second.answers, **{key: (answer,) for key, answer in given.items()}})
    project = project.evolve(responses=(project.responses[0], second.evolve(answers=answers), project.responses[2]))
    words = text(kit, fiche(kit, project, "XA"))
    assert "Of 2 countries that answered, these gave the same answers: Yes 2; Under development 1." in words
    assert "2 of 2 countries ranked \N{LEFT SINGLE QUOTATION MARK}No\N{RIGHT SINGLE QUOTATION MARK} first." in words
    assert "Question 9: May the reply be published?\nYes\n2 of 2 countries gave this answer." in words


# -- legal references


def test_legal_references_are_gathered_by_theme(kit: ModuleType) -> None:
    document = fiche(kit, kit.full_project(), "XA")
    found = next(
        block
        for block in walk(document.blocks)
        if isinstance(block, Table) and block.description.startswith("Legal references")
    )
    answers = [row[1] if len(row) > 1 else None for row in kit.rows(found)]
    groups = [row[0] for row in kit.rows(found) if len(row) == 1]
    assert groups == ["Trafficking in human beings", "Document fraud"]
    assert "Yes; Under development; Other: Labour inspectorate" in answers
    assert "Prevention: Yes\nInvestigation: No" in answers


def test_an_item_can_say_that_it_asks_for_legal_provisions(kit: ModuleType) -> None:
    project = kit.full_project()
    form = project.questionnaires[0]
    items = tuple(
        each.evolve(extra=FrozenDict({"x-legal-reference": True})) if each.link_id == "Q8" else each
        for each in form.items
    )
    asked = project.evolve(questionnaires=(form.evolve(items=items),))
    of_all = [text(kit, fiche(kit, each, "XA")).split("files that came with them.")[1] for each in (project, asked)]
    assert ["example.org/law" in each for each in of_all] == [False, True]


def test_another_level_can_be_the_legal_one(kit: ModuleType) -> None:
    options = FicheOptions(legal_levels=("INS",))
    told = text(kit, fiche(kit, kit.full_project(), "XA", options=options)).split("files that came with them.")[1]
    assert "yearly report" in told.split("Contribution:")[0]
    none = text(kit, fiche(kit, kit.full_project(), "XA", options=FicheOptions(legal_levels=("?",))))
    assert "The reply gives no legal reference." in none


def test_files_stand_beside_the_legal_answer_and_in_a_list_as_the_edition_allows(kit: ModuleType) -> None:
    project = kit.full_project()
    files = (
        Attachment(file="act.pdf", caption=ls("The act"), link_id="Q3", media_type="application/pdf"),
        Attachment(file="SECRET.pdf", marking=RED),
        Attachment(file="plain.txt", media_type="text/plain", link_id="Q1"),
    )
    responses = (project.responses[0].evolve(attachments=files), *project.responses[1:])
    words = text(kit, fiche(kit, project.evolve(responses=responses), "XA", audience="public"))
    assert "File: The act" in words
    assert "act.pdf" in words
    assert "SECRET" not in words
    assert "This edition leaves out 1 file." in words
    internal = text(kit, fiche(kit, project.evolve(responses=responses), "XA"))
    assert "SECRET.pdf" in internal
    assert "leaves out" not in internal
    assert "No file came with the reply." in text(kit, fiche(kit, project, "XA"))


# -- sessions, findings, contacts


@pytest.mark.parametrize(("audience", "named"), [("internal", True), ("public", False)])
def test_what_was_said_under_the_chatham_house_rule_is_nobodys_outside_the_project(
    kit: ModuleType, audience: str, named: bool
) -> None:
    words = text(kit, fiche(kit, kit.full_project(), "XC", audience=audience))
    assert ("On the channel" in words) is named
    assert ("No contribution of the country is shown." in words) is not named
    shown = text(kit, fiche(kit, kit.full_project(), "XA", audience=audience))
    assert "Speaker One, Agency One" in shown


def test_findings_are_those_that_rest_on_the_country_or_name_it_with_the_options_for_its_gaps(
    kit: ModuleType,
) -> None:
    project = kit.full_project()
    gap = Finding(
        id="gap-xa",
        kind=FindingKind.GAP,
        title=ls("A gap of its own"),
        countries=("XA",),
        evidence=(Evidence(external="A book"),),
    )
    option = Finding(id="opt-xa", kind=FindingKind.OPTION, title=ls("A way out"), addresses=("gap-xa",))
    words = text(kit, fiche(kit, project.evolve(findings=(*project.findings, gap, option)), "XA"))
    assert "A shared register" in words
    assert "Country XA, question 1a: \N{LEFT SINGLE QUOTATION MARK}yearly report" in words
    assert "1 further piece of evidence comes from elsewhere." in words
    assert "A gap of its own\nAddressed by: A way out" in words
    assert "The finding names the country." in words
    assert "A way out\nAddresses: A gap of its own" in words
    assert "Joint patrols" not in words
    assert "Joint patrols" in text(kit, fiche(kit, project, "XC"))
    assert "No finding rests on the country or names it." in text(kit, fiche(kit, project, "XD"))


def test_findings_and_contributions_that_are_withheld_are_counted_without_saying_whose(kit: ModuleType) -> None:
    words = text(kit, fiche(kit, kit.full_project(), "XD", audience="public"))
    assert "This edition leaves out 2 findings; it does not say which countries they are about." in words
    assert "This edition leaves out 1 contribution to the sessions; it does not say whose." in words
    assert "SECRET" not in words


def test_contacts_are_shown_in_the_internal_edition_only(kit: ModuleType) -> None:
    project = kit.full_project()
    first = project.responses[0].evolve(
        respondent=Respondent(organisation="Ministry of X", role="ministry", contact="somebody@x.example"),
        contributors=(Respondent(organisation="Police of X", role="odd"), Respondent(role="agency")),
    )
    project = project.evolve(responses=(first, *project.responses[1:]))
    internal = text(kit, fiche(kit, project, "XA"))
    assert "somebody@x.example" in internal
    assert "Named Person, Officer" in internal
    for audience in ("participants", "member-states", "authorities", "public"):
        words = text(kit, fiche(kit, project, "XA", audience=audience))
        assert "somebody@x.example" not in words
        assert "This edition leaves out 1 name or contact." in words
        assert "Ministry of X (ministry)" in words
        assert "Police of X (odd)" in words
    assert "No contact is shown." in text(kit, fiche(kit, project, "XD"))


def test_illustrative_countries_say_so_and_others_do_not(kit: ModuleType) -> None:
    notices = {
        code: [
            block
            for block in walk(fiche(kit, kit.full_project(), code).blocks)
            if isinstance(block, Paragraph)
            and block.role is ParagraphRole.ILLUSTRATIVE
            and "This country" in str(block)
        ]
        for code in ("XA", "FR")
    }
    assert [len(found) for found in notices.values()] == [1, 0]


def test_changing_one_answer_changes_the_lines_of_the_others(kit: ModuleType) -> None:
    project = kit.full_project()
    second = project.responses[1]
    changed = second.evolve(answers=FrozenDict({**second.answers, "Q1": (Answer(value="yes"),)}))
    before = text(kit, fiche(kit, project, "XA"))
    after = text(kit, fiche(kit, project.evolve(responses=(project.responses[0], changed, project.responses[2])), "XA"))
    assert "2 of 3 countries gave this answer." in before
    assert "3 of 3 countries gave this answer." in after
    figure = second.evolve(answers=FrozenDict({**second.answers, "Q3": (Answer(value=Decimal(90)),)}))
    wider = project.evolve(responses=(project.responses[0], figure, project.responses[2]))
    assert "62.5% to 90%" in text(kit, fiche(kit, wider, "XA"))


# -- the example


EXAMPLE = Path(__file__).parents[3] / "examples" / "law-enforcement-cooperation"


@pytest.mark.parametrize(("name", "codes"), [("country-fiche", ()), ("country-fiche-XA", ("XA",))])
def test_the_outline_of_the_public_edition_is_as_reviewed(name: str, codes: tuple[str, ...]) -> None:
    kept = Path(__file__).parent / "outlines" / f"{name}.txt"
    document = COUNTRY_FICHE.compose(
        redact(load_project(EXAMPLE), "public"), Brief(date=date(2019, 3, 1), countries=codes)
    )
    found = "".join(
        f"{'  ' * (entry.level - 1)}{entry.number} {plain_text(entry.content)}".rstrip() + "\n"
        for entry in outline(document).headings
    )
    if os.environ.get("MPFKIT_UPDATE_OUTLINES"):
        kept.write_text(found, encoding="utf-8")
    assert found == kept.read_text(encoding="utf-8")


def test_fiches_of_the_public_edition_hold_no_word_of_the_reply_that_is_not_disseminated(kit: ModuleType) -> None:
    project = load_project(EXAMPLE)
    secret = [
        str(answer.value)
        for response in project.responses
        if response.country == "XE"
        for answers in response.answers.values()
        for answer in answers
        if isinstance(answer.value, str) and len(answer.value) > 25
    ]
    assert len(secret) > 5
    shown = text(kit, fiche(kit, project, audience="public"))
    assert [answer for answer in secret if answer in shown] == []
    internal = text(kit, fiche(kit, project, "XE"))
    assert [answer for answer in secret if answer not in internal] == []

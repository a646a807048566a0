"""The page on a project: facts as the facility's web site has them, derived counts, and what is withheld."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mpfkit.document import Callout, Document, Figure, Paragraph, ParagraphRole, Table, plain_text, walk
from mpfkit.emblem import emblem_image
from mpfkit.locale import Catalogue
from mpfkit.model import (
    Activity,
    Audience,
    Budget,
    Cooperation,
    Country,
    Finding,
    FindingKind,
    FindingStatus,
    FrozenDict,
    LangString,
    Level,
    Marking,
    MarkingLevel,
    Organisation,
    OrganisationRole,
    PartialDate,
    Period,
    Photo,
    Project,
    ProjectStatus,
    Workshop,
)
from mpfkit.projects import load_project
from mpfkit.records import Brief, Notice
from mpfkit.redaction import redact
from mpfkit.testing.documents import (
    assert_sound as check,
)
from mpfkit.testing.documents import (
    headings_of as headings,
)
from mpfkit.testing.documents import (
    rows_of as rows,
)
from mpfkit.testing.documents import (
    table_of as table,
)
from mpfkit.testing.documents import (
    text_of,
)
from mpfkit_reports import PROJECT_PAGE

ls = LangString.of
CLEAR = Marking(level=MarkingLevel.CLEAR)
RED = Marking(level=MarkingLevel.RED)
EXAMPLE = Path(__file__).parents[3] / "examples" / "law-enforcement-cooperation"
PIXEL = emblem_image("en").data


def project(**fields: Any) -> Project:
    return Project(
        **{
            "id": "p",
            "title": ls("A project"),
            "as_of": date(2019, 2, 14),
            "marking": CLEAR,
            "thematic_areas": ("Security cooperation",),
            "status": ProjectStatus.CLOSED,
            "aim": ls("To convene a workshop"),
            "scope": ("EU", "MP", "CAMM"),
            "period": Period(starts=PartialDate.parse("2018-10"), ends=PartialDate.parse("2019-03")),
            "budget": Budget(amount=Decimal("108874.50"), fund="ISF-Police", date=PartialDate.parse("2019-02")),
            "levels": (Level(id="INS", label=ls("Institutional")), Level(id="LEG", label=ls("Legal"))),
            **fields,
        }
    )


def compose(found: Project, audience: str = "internal", **fields: Any) -> Document:
    brief = Brief(**{"date": date(2019, 3, 1), "audience": Audience(audience), **fields})
    return PROJECT_PAGE.compose(redact(found, audience), brief)


def facts(document: Document) -> dict[str, str]:
    tables = [block for block in walk(document.blocks) if isinstance(block, Table)]
    return dict(rows(next(each for each in tables if each.description.startswith("Facts about the project"))))


def finding(identifier: str, kind: FindingKind, **fields: Any) -> Finding:
    return Finding(id=identifier, kind=kind, title=ls("T"), **fields)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_an_empty_project_says_what_is_missing(language: str) -> None:
    document = compose(Project(id="p", title=ls("T"), as_of=date(2019, 2, 14)), language=language)
    check(document)
    own = Catalogue.load("mpfkit_reports", "phrases/project-page")
    text = text_of(document)
    assert own.text("none.facts", language) in text
    assert own.text("none.activities", language) in text
    assert Catalogue.load("mpfkit_reports").text("none.findings", language) in text


def test_the_facts_are_those_that_the_web_site_shows() -> None:
    roles = {role: Organisation(id=role.value, name=ls(f"The {role.value}"), role=role) for role in OrganisationRole}
    found = facts(compose(project(organisations=tuple(roles.values()), reference="MPF-1", programme="A facility")))
    assert list(found) == [
        "Thematic area",
        "Status",
        "Programme",
        "Implementer",
        "Funder",
        "Accountable",
        "Managed by",
        "Partners",
        "Budget",
        "Duration",
        "Reference",
        "Countries (as of 14 February 2019)",
    ]
    assert found["Status"] == "completed"
    assert found["Implementer"] == "The implementing"
    assert found["Duration"] == "October 2018 – March 2019"


@pytest.mark.parametrize(
    ("budget", "written"),
    [
        (
            Budget(amount=Decimal("108874.50"), fund="ISF-Police", date=PartialDate.parse("2019-02")),
            "February 2019 / EUR 108 874.50 (ISF-Police)",
        ),
        (Budget(amount=Decimal(12500), date=PartialDate.parse("2019")), "2019 / EUR 12 500"),
        (Budget(amount=Decimal(12500), fund="AMIF"), "EUR 12 500 (AMIF)"),
        (Budget(amount=Decimal(12500)), "EUR 12 500"),
    ],
)
def test_the_budget_is_written_as_on_the_web_site_in_the_figures_of_the_style_guide(
    budget: Budget, written: str
) -> None:
    found = facts(compose(project(budget=budget)))["Budget"]
    assert found.replace("\N{NO-BREAK SPACE}", " ") == written
    assert " 500" not in found  # thousands are joined by a hard space


def test_a_withheld_budget_leaves_a_placeholder() -> None:
    public = compose(project(marking=None), "public")
    assert facts(public)["Budget"] == "Not disseminated in this edition"
    assert "108" not in text_of(public)
    assert "Budget" not in facts(compose(project(budget=None)))


def test_countries_follow_the_date_of_the_project_and_the_order_of_the_house() -> None:
    before = facts(compose(project()))["Countries (as of 14 February 2019)"].split("\n")
    assert before[0].startswith("EU Member States (28): Belgium, Bulgaria, Czechia")
    assert before[0].endswith("Sweden and United Kingdom")
    assert [line.partition(":")[0].rpartition(" ")[2] for line in before] == ["(28)", "(9)", "(3)"]
    after = facts(compose(project(as_of=date(2020, 2, 1))))["Countries (as of 1 February 2020)"].split("\n")
    assert after[0].startswith("EU Member States (27): Belgium")
    assert "United Kingdom" not in after[0]
    sorted_names = facts(compose(project(), country_order="alphabetical"))["Countries (as of 14 February 2019)"]
    assert sorted_names.startswith("EU Member States (28): Austria, Belgium")


def test_a_project_without_a_scope_shows_its_own_countries() -> None:
    own = (
        Country(code="XA", name=ls("Country XA"), group="Observers", illustrative=True),
        Country(code="XK"),
        Country(code="BE"),
    )
    document = compose(project(scope=(), countries=own))
    found = facts(document)["Countries"]
    assert "Observers (1): Country XA" in found
    assert "EU Member States (1): Belgium" in found
    text = text_of(document)
    assert "Illustrative countries, invented" in text
    assert "This designation is without prejudice to positions on status" in text
    group = compose(project(scope=("Observers",), countries=own))
    assert facts(group)["Countries (as of 14 February 2019)"] == "Observers (1): Country XA"


def test_activities_have_their_dates_and_descriptions() -> None:
    activities = (
        Activity(id="m", title=ls("Mapping"), description=ls("A *questionnaire*.")),
        Activity(
            id="w",
            title=ls("Workshop"),
            starts=PartialDate.parse("2019-02-14"),
            ends=PartialDate.parse("2019-02-15"),
            description=ls("Two days."),
        ),
    )
    document = compose(project(activities=activities))
    assert "Workshop (14–15 February 2019)" in headings(document)
    assert "Mapping\nA questionnaire." in text_of(document)
    hidden = text_of(compose(project(activities=activities, marking=None), "public"))
    assert "Two days." not in hidden
    assert hidden.count("This edition leaves out 1 text of the project.") == 3  # the aim and both descriptions


# -- outcomes

FINDINGS = (
    finding("t1", FindingKind.TOOL, levels=("INS", "LEG")),
    finding("t2", FindingKind.TOOL, levels=("LEG",)),
    finding("p1", FindingKind.GOOD_PRACTICE, cooperation=Cooperation.NATIONAL),
    finding("p2", FindingKind.GOOD_PRACTICE, cooperation=Cooperation.NATIONAL, levels=("INS",)),
    finding("p3", FindingKind.GOOD_PRACTICE, levels=("OPE",)),
    finding("g1", FindingKind.GAP, levels=("INS",)),
    finding("g2", FindingKind.CONTINGENCY, levels=("INS",)),
    finding("o1", FindingKind.OPTION, addresses=("g1",), levels=("INS",)),
    finding("no", FindingKind.TOOL, status=FindingStatus.WITHDRAWN),
)


def test_findings_are_counted_by_kind_and_level() -> None:
    document = compose(project(findings=FINDINGS))
    found = table(document, "Findings by kind and level")
    assert [plain_text(column.header) for column in found.columns] == [
        "Kind",
        "Institutional",
        "Legal",
        "OPE",
        "Without a level",
        "In all",
    ]
    assert rows(found) == [
        ["Tools", "1", "2", "0", "0", "2"],
        ["Good practices", "1", "0", "1", "1", "3"],
        ["Gaps", "1", "0", "0", "0", "1"],
        ["Contingencies", "1", "0", "0", "0", "1"],
        ["Options", "1", "0", "0", "0", "1"],
    ]
    text = text_of(document)
    assert "A finding at several levels counts at each of them" in text
    assert "The project identified 3 good practices. By level of cooperation: national: 2; not stated: 1." in text
    assert "Of 2 gaps and contingencies, options or recommendations address 1." in text


def test_counts_follow_the_findings() -> None:
    fewer = tuple(each for each in FINDINGS if each.id not in ("p1", "p2", "o1"))
    document = compose(project(findings=fewer))
    assert ["Good practices", "0", "0", "1", "1"] in rows(table(document, "Findings by kind and level"))
    text = text_of(document)
    assert "By level of cooperation" not in text
    assert "address 0." in text


def test_without_levels_or_with_many_only_all_findings_are_counted() -> None:
    document = compose(project(levels=(), findings=(finding("t", FindingKind.TOOL),)))
    assert rows(table(document, "Findings by kind and level")) == [["Tools", "1"]]
    levels = tuple(Level(id=f"L{number}", label=ls(f"Level {number}")) for number in range(9))
    many = compose(project(levels=levels, findings=(finding("t", FindingKind.TOOL, levels=("L1", "L2")),)))
    assert rows(table(many, "Findings by kind and level")) == [["Tools", "1"]]
    assert "counts at each of them" not in text_of(many)


def test_withheld_findings_are_counted_and_in_no_figure() -> None:
    found = project(findings=(finding("t", FindingKind.TOOL, marking=RED),))
    text = text_of(compose(found, "public"))
    assert "This edition leaves out 1 finding." in text
    assert "Findings by kind and level" not in text
    assert "No finding has been recorded." not in text


def test_the_officers_text_on_outcomes_is_printed() -> None:
    text = text_of(compose(project(narratives=FrozenDict({"outcomes": ls("Three **results**.")}))))
    assert "Three results." in text


# -- photograph and funding


def photo(file: str, **fields: Any) -> Photo:
    return Photo(file=file, caption=ls(f"Caption of {file}"), consent=True, **fields)


def test_the_photograph_is_the_first_of_the_project_or_else_of_a_workshop() -> None:
    shop = Workshop(id="w", title=ls("W"), photos=(photo("w.png"),))
    pictures = {"p.png": PIXEL, "q.png": PIXEL, "w.png": PIXEL}
    both = compose(project(photos=(photo("p.png"), photo("q.png")), workshops=(shop,)), pictures=pictures)
    check(both)
    figures = [block for block in walk(both.blocks) if isinstance(block, Figure)]
    assert [plain_text(figure.caption) for figure in figures] == ["Caption of p.png"]
    other = compose(project(workshops=(shop,)), pictures=pictures)
    assert "Caption of w.png" in text_of(other)
    missing = text_of(compose(project(photos=(photo("p.png"),))))
    assert "Photograph not at hand: Caption of p.png" in missing
    assert "Photograph" not in headings(compose(project()))


def test_a_photograph_without_consent_is_counted() -> None:
    found = project(photos=(Photo(file="p.png", caption=ls("SECRET")),))
    text = text_of(compose(found, "public"))
    assert "SECRET" not in text
    assert "This edition leaves out 1 photograph." in text


def test_the_funding_block_has_the_words_of_the_house_and_the_imprint_the_rest() -> None:
    notice = Notice(
        statement="Funded by the European Union",
        implemented_by="Implemented by ICMPD",
        funding="It was awarded under the facility.",
        disclaimer="Views are those of the authors.",
        rights="All rights reserved.",
    )
    document = compose(project(), notice=notice)
    (block,) = [each for each in document.blocks if isinstance(each, Callout)]
    said = [plain_text(each.content) for each in block.blocks if isinstance(each, Paragraph)]
    assert said == [notice.statement, notice.funding, notice.implemented_by]
    imprint = [
        plain_text(each.content)
        for each in document.blocks
        if isinstance(each, Paragraph) and each.role is ParagraphRole.IMPRINT
    ]
    assert imprint == [notice.disclaimer, notice.rights]
    assert "Funding" not in headings(compose(project()))


def test_the_page_of_the_example_says_what_the_published_page_says() -> None:
    document = compose(load_project(EXAMPLE), "public")
    found = facts(document)
    assert found["Thematic area"] == "Security cooperation and Trafficking in human beings"
    assert found["Status"] == "completed"
    assert found["Budget"].replace("\N{NO-BREAK SPACE}", " ") == "February 2019 / EUR 108 874.50 (ISF-Police)"
    assert found["Partners"] == "Europol, European Migrant Smuggling Centre (EMSC)"
    assert "Illustrative findings, invented." in text_of(document)

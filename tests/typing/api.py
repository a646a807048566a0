"""The library as another project uses it: read by type checkers, and run.

`tests/test_typing.py` lets mypy and pyright agree with every `assert_type`.
"""

# pyright: strict
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import assert_type

import attrs

from mpfkit import (
    Audience,
    Brief,
    Extension,
    MpfkitError,
    Problem,
    Project,
    Registry,
    ReportKind,
    check,
    hookimpl,
    load_project,
    load_registry,
    redact,
    render,
    save_project,
)
from mpfkit.analysis import Comparison, Frequencies, UnitResponse, comparison, coverage, frequencies, unit_response
from mpfkit.document import Block, Document, Heading, Paragraph
from mpfkit.model import (
    Answer,
    AnswerValue,
    Budget,
    Country,
    Finding,
    FindingKind,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Marking,
    MarkingLevel,
    PartialDate,
    Questionnaire,
    Response,
    Session,
    Withheld,
)


# A typed project from a notebook, in five lines
def from_a_notebook() -> Project:
    """Build a project as one would in a notebook."""
    law = Item(link_id="Q1", type=ItemType.TEXT, text=LangString.of("Is there a law?"))
    form = Questionnaire(id="mapping", version="1", items=(law,), invited=("XA",))
    country = Country(code="XA", name=LangString.of("Country XA"), group="EU", illustrative=True)
    reply = Response(id="r", questionnaire="mapping", country="XA", answers=FrozenDict({"Q1": (Answer(value="Yes"),)}))
    return Project(
        id="demo",
        title=LangString.of("Demonstration"),
        as_of=dt.date(2019, 2, 14),
        countries=(country,),
        questionnaires=(form,),
        responses=(reply,),
    )


def values(project: Project) -> None:
    """Every field has the type that the reference promises."""
    assert_type(project.title, LangString)
    assert_type(project.title.get("fr"), str)
    assert_type(project.as_of, dt.date)
    assert_type(project.budget, Budget | None)
    assert_type(project.marking, Marking | None)
    assert_type(project.narratives, FrozenDict[str, LangString])
    assert_type(project.responses, tuple[Response, ...])
    assert_type(project.sessions(), tuple[Session, ...])
    assert_type(project.withheld, Withheld | None)
    assert_type(project.evolve(reference="MPF-1"), Project)
    for response in project.current_responses():
        assert_type(response.answers, FrozenDict[str, tuple[Answer, ...]])
        assert_type(response.answer("Q1"), Answer | None)
        for answers in response.answers.values():
            assert_type(answers[0].value, AnswerValue | None)
    budget = Budget(amount=Decimal("108874.50"), fund="ISF-Police", date=PartialDate.parse("2019-02"))
    assert_type(budget.amount, Decimal)
    assert_type(budget.date, PartialDate | None)
    marking = Marking(level=MarkingLevel.GREEN)
    assert_type(marking.level, MarkingLevel | None)


def reports(project: Project, target: Path) -> bytes:
    """What is rendered is bytes, or a file and then nothing."""
    edition = redact(project, "authorities")
    assert_type(edition, Project)
    assert_type(redact(project, Audience.PUBLIC, on=dt.date(2030, 1, 1)), Project)
    problems = check(project)
    assert_type(problems, tuple[Problem, ...])
    for problem in problems:
        assert_type(problem.path, tuple[str | int, ...])
    data = render(project, kind="outline", style="plain", format="md", audience=Audience.INTERNAL)
    assert_type(data, bytes)
    render(project, to=target)
    return data


def files(project: Project, target: Path) -> Project | None:
    """A project goes to disk and comes back; every error is an MpfkitError."""
    try:
        save_project(project, target)
        loaded = load_project(target)
    except MpfkitError as error:
        assert_type(error, MpfkitError)
        return None
    assert_type(loaded, Project)
    return loaded


def figures(project: Project) -> UnitResponse:
    """Analysis gives typed values."""
    assert_type(frequencies(project, "Q1"), Frequencies)
    assert_type(comparison(project, "Q1"), Comparison)
    assert_type(coverage(project).countries, tuple[str, ...])
    rate = unit_response(project)
    assert_type(rate, UnitResponse)
    return rate


# A report kind of a plugin


@attrs.frozen(kw_only=True)
class NoteOptions:
    """Options of the note."""

    title: str = "Note"


def compose(project: Project, brief: Brief) -> Document:
    """Turn the findings of an edition into a note."""
    options = brief.options
    assert isinstance(options, NoteOptions)
    assert_type(options.title, str)
    gaps: Iterable[Finding] = (finding for finding in project.findings if finding.kind is FindingKind.GAP)
    blocks: list[Block] = [Heading(project.title.get(brief.language))]
    blocks += [Paragraph(gap.title.get(brief.language)) for gap in gaps]
    return Document(title=options.title, language=brief.language, blocks=tuple(blocks), date=brief.date)


@attrs.frozen(kw_only=True)
class Visas:
    """What another project knows of a country."""

    days: int = 0


def facts(country: Country, project: Project) -> int:
    """Facts of a plugin come back as values of their class."""
    visas = country.extension(Visas)
    assert_type(visas, Visas | None)
    assert_type(project.extension(Visas), Visas | None)
    return visas.days if visas else 0


class NotePlugin:
    """A plugin with one report kind, facts of its own and a check."""

    @hookimpl
    def mpfkit_extensions(self) -> Iterable[Extension]:
        """Offer the facts."""
        yield Extension(name="visas", on=Country, type=Visas)

    @hookimpl
    def mpfkit_check_project(self, project: Project) -> Iterable[Problem]:
        """Tell of countries without a limit."""
        for country in project.countries:
            if not facts(country, project):
                yield Problem(code="NOTE1", message=f"{country.code}: no limit")

    @hookimpl
    def mpfkit_report_kinds(self) -> Iterable[ReportKind]:
        """Offer the note."""
        return [ReportKind(name="note", summary="A note", compose=compose, options=NoteOptions)]


def plugins() -> Registry:
    """The registry lists what there is by name."""
    registry = load_registry(only=("builtins",))
    assert_type(registry, Registry)
    for name, kind in registry.report_kinds.items():
        assert_type(name, str)
        assert_type(kind, ReportKind)
    return registry

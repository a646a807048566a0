"""Findings, each with its evidence, and the results of the logical framework."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import attrs

from ._values import Entity, Extensible, FrozenDict, LangString, Marking, freeze

__all__ = [
    "Cooperation",
    "Evidence",
    "Finding",
    "FindingKind",
    "FindingStatus",
    "Indicator",
    "Result",
    "ResultLevel",
    "Stance",
]


class FindingKind(StrEnum):
    """What a finding is."""

    TOOL = "tool"
    GOOD_PRACTICE = "good-practice"
    GAP = "gap"
    CONTINGENCY = "contingency"
    OPTION = "option"
    LESSON = "lesson"
    RECOMMENDATION = "recommendation"


class Cooperation(StrEnum):
    """At which level authorities cooperate."""

    NATIONAL = "national"
    REGIONAL = "regional"
    INTERNATIONAL = "international"


class FindingStatus(StrEnum):
    """Whether a finding was agreed."""

    DRAFT = "draft"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"


class Stance(StrEnum):
    """What a piece of evidence does to a finding."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    CONTEXT = "context"


class ResultLevel(StrEnum):
    """Levels of the logical framework."""

    IMPACT = "impact"
    OUTCOME = "outcome"
    OUTPUT = "output"


@attrs.frozen(kw_only=True)
class Evidence(Entity):
    """What a finding rests on: an answer, a contribution to a session, or a source outside the project.

    Attributes:
        response: Id of a response.
        link_id: Item that was answered.
        instance: Position in a roster.
        quote: Substring of the answer.
        stance: What it does to the finding.
        session: Id of a session.
        contribution: Id of a contribution to it.
        external: Citation of a source outside the project.
        url: Where that source is found.
    """

    response: str = ""
    link_id: str = ""
    instance: tuple[int, ...] = ()
    quote: str = ""
    stance: Stance = Stance.SUPPORTS
    session: str = ""
    contribution: str = ""
    external: str = ""
    url: str = ""


@attrs.frozen(kw_only=True)
class Finding(Extensible, Entity):
    """What the project found.

    Attributes:
        id: Identity in the project.
        kind: What it is.
        title: One line.
        text: Light Markdown.
        themes: Theme ids.
        levels: Level ids.
        cooperation: Level of cooperation, of a good practice above all.
        countries: Codes of the countries that its evidence is about.
        evidence: What it rests on.
        addresses: Ids of the gaps and contingencies that an option or recommendation addresses.
        addressees: Who is to act on an option or recommendation: authorities, parties, institutions.
        status: Whether it was agreed.
        marking: Who may see it; `{level: clear, note: ...}` says that it was cleared whatever its evidence is marked.
        illustrative: Whether it was invented.
        extensions: Typed additions of plugins, by extension name.
    """

    id: str
    kind: FindingKind
    title: LangString
    text: LangString | None = None
    themes: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    cooperation: Cooperation | None = None
    countries: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    addresses: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    status: FindingStatus = FindingStatus.AGREED
    marking: Marking | None = None
    illustrative: bool = False
    extensions: FrozenDict[str, Any] = attrs.field(factory=FrozenDict, converter=freeze)


@attrs.frozen(kw_only=True)
class Indicator(Entity):
    """How a result is measured.

    Attributes:
        id: Identity in the project.
        statement: What is counted or observed.
        baseline: Value before, with its year.
        target: Value aimed at, with its year.
        current: Value reached.
        source: Source of the data.
        assumptions: What has to hold outside the project.
    """

    id: str
    statement: LangString
    baseline: str = ""
    target: str = ""
    current: str = ""
    source: str = ""
    assumptions: str = ""


@attrs.frozen(kw_only=True)
class Result(Entity):
    """One row of the logical framework.

    Attributes:
        id: Identity in the project.
        level: Level in the results chain.
        statement: What is expected.
        indicators: How it is measured.
        illustrative: Whether it was invented.
    """

    id: str
    level: ResultLevel
    statement: LangString
    indicators: tuple[Indicator, ...] = ()
    illustrative: bool = False

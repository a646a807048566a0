"""Findings by what they are about, and gaps with the options that address them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from mpfkit.model import FindingKind, FindingStatus

if TYPE_CHECKING:
    from mpfkit.model import Finding, Project

__all__ = ["GapCell", "GapTable", "findings_by", "gaps_by_theme_and_level", "visible_findings"]


def visible_findings(project: Project, *kinds: FindingKind) -> tuple[Finding, ...]:
    """Return the findings that were not withdrawn.

    Args:
        project: The project, redacted or not.
        *kinds: Only findings of these kinds; all kinds where none is given.

    Returns:
        Findings in the order of the project.
    """
    return tuple(
        finding
        for finding in project.findings
        if finding.status is not FindingStatus.WITHDRAWN and (not kinds or finding.kind in kinds)
    )


def findings_by(
    project: Project, by: Literal["kind", "theme", "level", "cooperation", "country"], *kinds: FindingKind
) -> dict[str, tuple[Finding, ...]]:
    """Sort findings by one of their properties.

    Args:
        project: The project, redacted or not.
        by: The property; a finding with several values of it stands under each.
        *kinds: Only findings of these kinds; all kinds where none is given.

    Returns:
        Findings by value: kinds and levels of cooperation in the order of the model, themes and levels in that of the
        project, countries by code. Findings without a value stand under an empty text, at the end.
    """
    groups: dict[str, list[Finding]] = {}
    for finding in visible_findings(project, *kinds):
        values: tuple[str, ...]
        match by:
            case "kind":
                values = (finding.kind,)
            case "theme":
                values = finding.themes
            case "level":
                values = finding.levels
            case "cooperation":
                values = (finding.cooperation,) if finding.cooperation else ()
            case "country":
                values = finding.countries
        for value in dict.fromkeys(values or ("",)):
            groups.setdefault(str(value), []).append(finding)
    order = {
        "kind": [str(kind) for kind in FindingKind],
        "theme": [theme.id for theme in project.themes],
        "level": [level.id for level in project.levels],
        "cooperation": ["national", "regional", "international"],
        "country": [],
    }[by]
    listed = [value for value in order if value in groups]
    rest = sorted(value for value in groups if value and value not in order)
    return {value: tuple(groups[value]) for value in (*listed, *rest, *([""] if "" in groups else []))}


@attrs.frozen
class GapCell:
    """Gaps and contingencies of one theme at one level.

    Attributes:
        gaps: Ids of gaps and contingencies.
        addressed: Of these, those that an option or recommendation addresses.
    """

    gaps: tuple[str, ...] = ()
    addressed: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class GapTable:
    """Gaps and contingencies by theme and level, and what addresses them.

    Attributes:
        cells: By theme and level id; an empty text stands for findings without one.
        options: Ids of options and recommendations by the id of the gap or contingency that they address.
        unaddressed: Ids of gaps and contingencies that nothing addresses.
    """

    cells: dict[tuple[str, str], GapCell] = attrs.field(hash=False)
    options: dict[str, tuple[str, ...]] = attrs.field(hash=False)
    unaddressed: tuple[str, ...]


def gaps_by_theme_and_level(project: Project) -> GapTable:
    """Sort gaps and contingencies by theme and level, and find the options that address them.

    Args:
        project: The project, redacted or not.

    Returns:
        The table; a gap with several themes or levels stands in each of their cells.
    """
    gaps = visible_findings(project, FindingKind.GAP, FindingKind.CONTINGENCY)
    answers: dict[str, list[str]] = {}
    for option in visible_findings(project, FindingKind.OPTION, FindingKind.RECOMMENDATION):
        for addressed in dict.fromkeys(option.addresses):
            answers.setdefault(addressed, []).append(option.id)
    places: dict[tuple[str, str], list[str]] = {}
    for gap in gaps:
        for theme in dict.fromkeys(gap.themes or ("",)):
            for level in dict.fromkeys(gap.levels or ("",)):
                places.setdefault((theme, level), []).append(gap.id)
    return GapTable(
        cells={
            place: GapCell(tuple(found), tuple(gap for gap in found if gap in answers))
            for place, found in places.items()
        },
        options={gap.id: tuple(answers[gap.id]) for gap in gaps if gap.id in answers},
        unaddressed=tuple(gap.id for gap in gaps if gap.id not in answers),
    )

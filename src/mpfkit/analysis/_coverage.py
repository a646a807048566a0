"""Which country answered how much of which theme at which level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ._replies import ReplyState, State, replies_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mpfkit.model import Item, Project, Questionnaire

    from ._replies import Replies

__all__ = ["Coverage", "CoverageCell", "coverage", "in_order", "places_of"]


@attrs.frozen
class CoverageCell:
    """One country on one theme at one level.

    Attributes:
        answered: Questions answered, withheld answers included.
        asked: Questions that were due to be answered: asked, enabled and applicable.
        withheld: Answers that this edition does not show.
    """

    answered: int = 0
    asked: int = 0
    withheld: int = 0


@attrs.frozen(kw_only=True)
class Coverage:
    """The matrix of countries, themes and levels.

    Attributes:
        countries: Codes, in the order of the replies.
        themes: Theme ids that have questions, in the order of the project.
        levels: Level ids that have questions, in the order of the project.
        states: State of the reply by country.
        cells: By country, theme and level; a combination without a question has none.
    """

    countries: tuple[str, ...]
    themes: tuple[str, ...]
    levels: tuple[str, ...]
    states: dict[str, ReplyState] = attrs.field(hash=False)
    cells: dict[tuple[str, str, str], CoverageCell] = attrs.field(hash=False, repr=False)

    def cell(self, country: str, theme: str, level: str = "") -> CoverageCell:
        """Return a cell; without a level, that of the whole theme.

        Args:
            country: Code.
            theme: Theme id.
            level: Level id; empty for all levels together.
        """
        if level:
            return self.cells.get((country, theme, level), CoverageCell())
        parts = [self.cells.get((country, theme, each), CoverageCell()) for each in (*self.levels, "")]
        return CoverageCell(
            sum(part.answered for part in parts),
            sum(part.asked for part in parts),
            sum(part.withheld for part in parts),
        )


def coverage(
    project: Project, questionnaire: Questionnaire | None = None, *, replies: Replies | None = None
) -> Coverage:
    """Count questions answered and due by country, theme and level.

    Args:
        project: The project, redacted or not.
        questionnaire: The questionnaire; None for the project's first one.
        replies: The replies, where they were worked out before.

    Returns:
        The matrix; without countries where there is no questionnaire. A question has the theme and level of the groups
        around it where it names none itself; one without a theme is left out, one without a level counts for its theme.
    """
    replies = replies or replies_to(project, questionnaire)
    if replies is None:
        return Coverage(countries=(), themes=(), levels=(), states={}, cells={})
    places = {link_id: place for link_id, place in places_of(replies.questionnaire.items, "", "") if place[0]}
    cells: dict[tuple[str, str, str], CoverageCell] = {}
    for reply in replies.replies:
        counts: dict[tuple[str, str], list[int]] = {place: [0, 0, 0] for place in places.values()}
        for link_id, state in reply.states.items():
            place = places.get(link_id)
            if place is None or not state.counts:
                continue
            count = counts[place]
            count[1] += 1
            if state is State.ANSWERED:
                count[0] += 1
            elif state is State.WITHHELD:
                count[0] += 1
                count[2] += 1
        for (theme, level), count in counts.items():
            cells[reply.country, theme, level] = CoverageCell(*count)
    used = set(places.values())
    return Coverage(
        countries=tuple(reply.country for reply in replies.replies),
        themes=in_order([theme.id for theme in project.themes], [theme for theme, _ in places.values()]),
        levels=in_order([level.id for level in project.levels], [level for _, level in used if level]),
        states={reply.country: reply.state for reply in replies.replies},
        cells=cells,
    )


def places_of(items: tuple[Item, ...], theme: str, level: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield theme and level of every question; it inherits them from the groups around it where it has none itself."""
    for item in items:
        mine, depth = item.theme or theme, item.level or level
        if item.is_question:
            yield item.link_id, (mine, depth)
        yield from places_of(item.items, mine, depth)


def in_order(known: Iterable[str], used: Iterable[str]) -> tuple[str, ...]:
    """Put names in the order of the project; those that it does not know stand last, sorted."""
    wanted = set(used)
    listed = [name for name in known if name in wanted]
    return (*listed, *sorted(wanted.difference(listed)))

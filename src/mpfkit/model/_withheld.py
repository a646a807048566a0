"""What an edition leaves out: written by `redact`, read by `analysis` and by reports, never saved."""

from __future__ import annotations

from enum import StrEnum

import attrs

__all__ = ["Audience", "Tally", "Withheld", "WithheldCount"]


class Audience(StrEnum):
    """For whom an edition is, from the widest view to the narrowest."""

    INTERNAL = "internal"
    PARTICIPANTS = "participants"
    MEMBER_STATES = "member-states"
    AUTHORITIES = "authorities"
    PUBLIC = "public"


@attrs.frozen(kw_only=True)
class WithheldCount:
    """How many things of one sort are left out at one place for one reason.

    Attributes:
        entity: `answer`, `response`, `finding`, `evidence`, `session`, `contribution`, `participant`, `photo`,
            `attachment`, `workshop`, `contact`, `speaker`, `name`, `attendance`, `reference`, `country`, `comment`,
            `narrative`, `claim`, `result`, `budget`, `extension`.
        parent: Id of what they belonged to: a response, a finding, a session, a workshop; empty at the root.
        rule: `level`, `handling`, `limite`, `dissemination`, `embargo`, `consent`, `attribution` or `inherited`.
        count: How many.
        visible_to: Audiences that would see them.
        kind: What sort of finding or contribution, where it is one.
    """

    entity: str
    rule: str
    count: int
    parent: str = ""
    visible_to: tuple[Audience, ...] = ()
    kind: str = ""


@attrs.frozen(kw_only=True)
class Tally:
    """How often a choice was made, counted before anything was withheld.

    Attributes:
        questionnaire: `id|version`.
        link_id: The item.
        code: Choice code, or `true` and `false`; empty for texts of one's own.
        count: How many current replies chose it; None where the count would give a withheld reply away.
        withheld: How many of these are withheld in this edition; 0 where the count is kept back.
    """

    questionnaire: str
    link_id: str
    code: str
    count: int | None
    withheld: int


@attrs.frozen(kw_only=True)
class Withheld:
    """All that an edition leaves out.

    Attributes:
        audience: For whom the edition is.
        counts: What is left out.
        tallies: Choices of items of which an answer is withheld.
        for_country: Country whose validation copy the edition is, with its own replies whole; empty for none.
    """

    audience: Audience
    counts: tuple[WithheldCount, ...] = ()
    tallies: tuple[Tally, ...] = ()
    for_country: str = ""

    def total(self, entity: str | None = None, *, parent: str | None = None, visible_to: Audience | None = None) -> int:
        """Add counts up.

        Args:
            entity: Only this sort of thing.
            parent: Only what belonged to this.
            visible_to: Only what this audience would see.

        Returns:
            The number of things.
        """
        return sum(
            row.count
            for row in self.counts
            if (entity is None or row.entity == entity)
            and (parent is None or row.parent == parent)
            and (visible_to is None or visible_to in row.visible_to)
        )

"""Who must not be recognised: persons who did not consent, and those who spoke under a rule of attribution.

The Chatham House Rule, as FIRST quotes it beside TLP 2.0: participants are free to use the information received, but
neither the identity nor the affiliation of the speakers, nor that of any other participant, may be revealed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit.model import Attribution, Consent

from ._rules import SMALL, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mpfkit.model import Attendance, Contribution, Participant, Project, Workshop

__all__ = ["HIDDEN", "Asked", "is_unnamed", "large_groups", "only_delegates", "unnamed"]

HIDDEN: dict[Attribution, tuple[str, ...]] = {
    Attribution.ON_RECORD: (),
    Attribution.INSTITUTION_ONLY: ("speaker",),
    Attribution.CHATHAM_HOUSE: ("speaker", "organisation", "country"),
}
"""Fields of a contribution that each rule empties."""


def unnamed(workshop: Workshop) -> tuple[str, ...]:
    """Return the names of participants who do not want to be named, in the form of `words`."""
    names = (words(each.name) for each in workshop.participants if each.consent is not Consent.NAME)
    return tuple(f" {name} " for name in names if name)


def is_unnamed(text: str, names: Iterable[str]) -> bool:
    """Tell whether a speaker or moderator is one of them, also with a function behind the name."""
    said = f" {words(text)} "
    return any(name in said for name in names)


def only_delegates(workshop: Workshop) -> frozenset[int]:
    """Return the positions of participants by whom a reader would know who spoke for an institution.

    Where a session names institutions and not persons, a list of participants gives the speaker away if it has fewer
    than three persons of that institution, or of its country where the list names the institution otherwise.
    """
    listed = [(at, each) for at, each in enumerate(workshop.participants) if each.consent is not Consent.NONE]
    spoke = (
        contribution
        for session in workshop.sessions
        if session.attribution is Attribution.INSTITUTION_ONLY
        for contribution in session.contributions
    )
    found: set[int] = set()
    for contribution in spoke:
        same = _delegates(contribution, listed)
        if len(same) < SMALL:
            found.update(same)
    return frozenset(found)


def _delegates(contribution: Contribution, listed: list[tuple[int, Participant]]) -> list[int]:
    organisation = words(contribution.organisation)
    same = [at for at, each in listed if organisation and words(each.organisation) == organisation]
    return same or [at for at, each in listed if contribution.country and each.country == contribution.country]


def large_groups(attendance: tuple[Attendance, ...]) -> list[Attendance]:
    """Return the groups in which nobody can be recognised.

    A lone group that is left out takes the next smallest with it: the total is often known from elsewhere.
    """
    small = [at for at, row in enumerate(attendance) if 0 < row.count < SMALL]
    if len(small) == 1:
        others = [at for at, row in enumerate(attendance) if row.count >= SMALL]
        small += sorted(others, key=lambda at: attendance[at].count)[:1]
    return [row for at, row in enumerate(attendance) if at not in small]


class Asked:
    """Which countries answered each question: by what it is about, a contribution can name who spoke."""

    def __init__(self, project: Project, current: Iterable[str]) -> None:
        """Gather the answers of the current replies.

        Answers to questions under skip logic count for nobody: whether they were due can rest on a withheld answer.
        """
        conditional = {
            inner.link_id
            for questionnaire in project.questionnaires
            for item in questionnaire.walk()
            if item.enable_when
            for inner in item.walk()
        }
        self._answered: dict[str, set[str]] = {}
        wanted = {
            each
            for workshop in project.workshops
            for session in workshop.sessions
            if session.attribution is Attribution.CHATHAM_HOUSE
            for contribution in session.contributions
            for each in contribution.items
        } - conditional
        heads = frozenset(current)
        for response in project.responses if wanted else ():
            if response.id in heads:
                for link_id in wanted & response.answers.keys():
                    if any(answer.has_value for answer in response.answers[link_id]):
                        self._answered.setdefault(link_id, set()).add(response.country)

    def common(self, items: tuple[str, ...]) -> list[str]:
        """Return the items that at least three countries have answered; none where fewer answered all of these."""
        kept = [item for item in items if len(self._answered.get(item, ())) >= SMALL]
        if kept and len(set.intersection(*(self._answered[item] for item in kept))) < SMALL:
            return []
        return kept

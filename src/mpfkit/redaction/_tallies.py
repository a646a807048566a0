"""Tallies: choices counted before anything is withheld, and the counts that would give a withheld reply away."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import attrs

from mpfkit.model import ItemType, Tally

from ._rules import SMALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mpfkit.model import Answer, Item, Project, Withheld

__all__ = ["Tallies"]

_TALLIED = frozenset({ItemType.BOOLEAN, ItemType.CHOICE, ItemType.RATING})


class Tallies:
    """The choices that one edition does not show, and how they are counted in it."""

    def __init__(self, project: Project, current: frozenset[str]) -> None:
        """Start with nothing withheld.

        Args:
            project: The project before redaction.
            current: Ids of the replies that count.
        """
        self.project = project
        self.current = current
        self._masked: Counter[tuple[str, str, str]] = Counter()
        self._items: set[tuple[str, str]] = set()

    def mask(self, key: str, item: Item, before: tuple[Answer, ...], after: tuple[Answer, ...]) -> None:
        """Count the choices of one current reply that the edition does not show in any entry of a roster."""
        if item.type not in _TALLIED:
            return
        masked = [old for old, new in zip(before, after, strict=True) if new.withheld and not old.withheld]
        if masked:
            shown = {code for answer in after for code in _codes(answer)}
            self._items.add((key, item.link_id))
            self._masked.update((key, item.link_id, code) for code in {*_all_codes(masked)} - shown)

    def finish(self, before: Withheld, edition: Project) -> tuple[Tally, ...]:
        """Count the choices of all items of which an answer is withheld, as the current replies made them.

        Items that an earlier redaction has counted keep that count: the answers themselves are gone. Counts that would
        give a withheld reply away are kept back here, so that nothing that comes after can print them.
        """
        if not self._items:
            return before.tallies
        counted = {(row.questionnaire, row.link_id, row.code): row for row in before.tallies}
        wanted = self._items - {(row.questionnaire, row.link_id) for row in before.tallies}
        for key, number in self._choices_of(wanted).items():
            counted[key] = Tally(questionnaire=key[0], link_id=key[1], code=key[2], count=number, withheld=0)
        for key, number in self._masked.items():
            row = counted[key]
            if row.count is not None:
                counted[key] = attrs.evolve(row, withheld=row.withheld + number)
        counted = self._kept_back(counted, edition)
        # In the order of the questionnaire and of its choices, whichever reply came first.
        places = {
            (questionnaire.key, item.link_id): (
                position,
                {choice.code: place for place, choice in enumerate(questionnaire.choices(item))},
            )
            for questionnaire in self.project.questionnaires
            for position, item in enumerate(questionnaire.walk())
        }
        keys = {questionnaire.key: position for position, questionnaire in enumerate(self.project.questionnaires)}

        def place(row: Tally) -> tuple[int, int, int, str]:
            item, choices = places[row.questionnaire, row.link_id]
            return keys[row.questionnaire], item, choices.get(row.code, len(choices)), row.code

        return tuple(sorted(counted.values(), key=place))

    def _kept_back(
        self, counted: dict[tuple[str, str, str], Tally], edition: Project
    ) -> dict[tuple[str, str, str], Tally]:
        """Keep back the counts from which a reader could tell what a withheld reply says.

        The other replies are printed one by one, so a count gives away how many withheld replies it holds; and a reader
        may be one of those who gave a withheld reply, and know that one. Where one count of a question holds fewer than
        three withheld replies, or all but one, all its counts are kept back: those left standing would say by
        elimination what the withheld replies hold.
        """
        hidden: Counter[tuple[str, str]] = Counter()
        shown: set[tuple[str, str, str]] = set()
        for response in edition.responses:
            questionnaire = edition.questionnaire(response.questionnaire)
            if questionnaire is not None and response.id in self.current:
                for link_id, answers in response.answers.items():
                    hidden[questionnaire.key, link_id] += any(answer.withheld for answer in answers)
                    shown.update((questionnaire.key, link_id, code) for code in _all_codes(answers))
        settled = dict(counted)
        tallied: dict[tuple[str, str], dict[str, Tally]] = {}
        for (key, link_id, code), row in counted.items():
            tallied.setdefault((key, link_id), {})[code] = row
        for questionnaire in edition.questionnaires:
            for item in questionnaire.walk():
                group = (questionnaire.key, item.link_id)
                rows = tallied.get(group)
                if rows is None:
                    continue
                codes = ["true", "false"] if item.type is ItemType.BOOLEAN else []
                codes += [choice.code for choice in questionnaire.choices(item)]
                cells = {code: rows.get(code) for code in dict.fromkeys((*codes, *rows))}
                if not any(row is not None and _gives_away(row, hidden[group]) for row in cells.values()):
                    continue
                for code in cells:
                    # A rating or a text that stands in no list, and in no reply shown, would say by itself that
                    # somebody gave it.
                    if code not in codes and (*group, code) not in shown:
                        del settled[(*group, code)]
                    else:
                        settled[(*group, code)] = Tally(
                            questionnaire=group[0], link_id=group[1], code=code, count=None, withheld=0
                        )
        return settled

    def _choices_of(self, wanted: set[tuple[str, str]]) -> Counter[tuple[str, str, str]]:
        """Count how often each choice of some items was made in the current replies."""
        chosen: Counter[tuple[str, str, str]] = Counter()
        for response in self.project.responses:
            questionnaire = self.project.questionnaire(response.questionnaire)
            if questionnaire is None or response.id not in self.current:
                continue
            for link_id, answers in response.answers.items():
                if (questionnaire.key, link_id) in wanted:
                    chosen.update((questionnaire.key, link_id, code) for code in {*_all_codes(answers)})
        return chosen


def _gives_away(row: Tally, hidden: int) -> bool:
    """Tell whether a count, of a question to which some replies are withheld, says what one of them holds."""
    return row.count is None or 0 < row.withheld < SMALL or 0 < row.withheld >= hidden - 1


def _codes(answer: Answer) -> tuple[str, ...]:
    """Return the codes of an answer; a text of one's own stands under an empty one."""
    values = answer.values if answer.value is None else (answer.value,)
    codes = tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
    return (*codes, "") if answer.other else codes


def _all_codes(answers: Iterable[Answer]) -> Iterator[str]:
    return (code for answer in answers for code in _codes(answer))

"""A project with a text of its own in every place, half of it withheld: whoever prints one that is, is found out."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, TypeVar

import attrs

from mpfkit.model import (
    Answer,
    Entity,
    FrozenDict,
    ItemType,
    LangString,
    Marking,
    MarkingLevel,
    Project,
    Response,
    Session,
)

from .documents import strings_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["planted", "tokens_in"]

E = TypeVar("E", bound=Entity)

_TOKEN = re.compile(r"zq\d{5}kxw\d{5}jv", re.IGNORECASE)
_RED = Marking(level=MarkingLevel.RED)
_TEXTS = frozenset({ItemType.TEXT, ItemType.STRING})


def tokens_in(value: object) -> frozenset[str]:
    """Return the planted texts inside a value, or in a text.

    Args:
        value: A text, a project, a document.
    """
    return frozenset(match.casefold() for text in strings_in(value) for match in _TOKEN.findall(text))


def planted(project: Project) -> Project:
    """Return a project like another, with texts that no word, code or picture holds by chance, and half of it marked.

    Of responses, findings, sessions and contributions each second is TLP:RED, which the internal edition shows only.

    Args:
        project: A project with some of each.
    """
    return _Planter(project).whole()


class _Planter:
    def __init__(self, project: Project) -> None:
        self.project = project
        self.numbers = itertools.count(1)

    def token(self) -> str:
        number = next(self.numbers)
        return f"Zq{number:05d}kxw{99999 - number:05d}jv"

    def text(self, text: LangString | None) -> LangString | None:
        return text and LangString(FrozenDict({language: self.token() for language in text.texts}))

    def half(self, entities: Iterable[E]) -> Iterator[E]:
        """Give entities new texts, and mark each second."""
        for number, entity in enumerate(entities):
            yield self.retold(entity).evolve(marking=_RED if number % 2 else None)

    def retold(self, entity: E) -> E:
        """Return an entity with a new text for each text in several languages that it holds itself."""
        fields = {field.name: getattr(entity, field.name) for field in attrs.fields(type(entity))}
        texts = {name: self.text(value) for name, value in fields.items() if isinstance(value, LangString)}
        return entity.evolve(**texts)

    def whole(self) -> Project:
        project = self.project
        return project.evolve(
            responses=tuple(map(self.response, self.half(project.responses))),
            findings=tuple(finding.evolve(evidence=()) for finding in self.half(project.findings)),
            workshops=tuple(
                workshop.evolve(sessions=tuple(map(self.session, self.half(workshop.sessions))))
                for workshop in project.workshops
            ),
        )

    def response(self, response: Response) -> Response:
        respondent = response.respondent and response.respondent.evolve(contact=self.token())
        answers = {
            link_id: tuple(self.answer(link_id, one) for one in given) for link_id, given in response.answers.items()
        }
        return response.evolve(answers=FrozenDict(answers), respondent=respondent)

    def session(self, session: Session) -> Session:
        spoken = tuple(each.evolve(speaker=self.token()) for each in self.half(session.contributions))
        return session.evolve(contributions=spoken)

    def answer(self, link_id: str, answer: Answer) -> Answer:
        item = self.project.item(link_id)
        if item is None or item.type not in _TEXTS or not isinstance(answer.value, str):
            return answer
        return answer.evolve(value=self.token(), comment=self.token(), translation=None, corrections=())

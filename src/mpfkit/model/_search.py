"""Where in a project a text comes from: asked only after something went wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from mpfkit import geo
from mpfkit.errors import UnknownNameError

from ._projects import Project
from ._questionnaires import Item
from ._responses import Answer, Response
from ._values import LangString

__all__ = ["TextPlace", "find_text", "walk_texts"]

Path = tuple[str | int, ...]

_IDENTITIES = ("id", "code", "file", "link_id")
"""Fields by which a member of a list is named, as in paths of problems."""
_ANSWER = {"value": "answer", "values": "answer", "other": "text of its own"}
_UNSAVED = frozenset(field.name for field in attrs.fields(Project) if not field.metadata.get("saved", True))
_CONTEXT = 200
"""So many characters on either side tell which of several texts is meant."""


@attrs.frozen(kw_only=True)
class TextPlace:
    """A character of a text of a project.

    Attributes:
        path: Keys and positions from the root of the project to the text, as in `mpfkit.errors.Problem`.
        words: The same for a reader: "response of Morocco (MA), question 'mapping/q12', answer".
        position: Where the character stands in the text, counted from 1.
    """

    path: Path
    words: str
    position: int

    def __str__(self) -> str:
        """Return the place as a message names it."""
        return f"{self.words}, character {self.position}"


def find_text(project: Project, text: str, *, position: int = 1) -> tuple[TextPlace, ...]:
    """Find the texts of a project that a character of a document may come from.

    A document may show a part of a text, or more than it: all texts with the character are looked at, and those are
    given around whose character most is the same. For a text of one character these are all that hold it.

    Args:
        project: The project, or the edition that was rendered, in which nothing withheld is found.
        text: The text as the writer met it, such as `CharacterError.text`.
        position: Where the character stands in it, counted from 1, such as `CharacterError.position`.

    Returns:
        The places in the order of the project; none where the character is in no text of it.
    """
    at = position - 1
    character = text[at]
    best = -1
    found: list[TextPlace] = []
    for path, words, candidate in _texts(project, project, (), ()):
        place = candidate.find(character)
        while place >= 0:
            score = _alike(candidate, place, text, at)
            if score > best:
                best = score
                found.clear()
            if score == best:
                found.append(TextPlace(path=path, words=_joined(words), position=place + 1))
            place = candidate.find(character, place + 1)
    return tuple(found)


def walk_texts(project: Project) -> Iterator[tuple[TextPlace, str]]:
    """Yield every text of a project with the place of its first character, in the order of the fields.

    Args:
        project: A project, or an edition of it.

    Returns:
        Texts of all sorts, ids, codes and names of choices among them; nothing of what is never in a file.
    """
    for path, words, text in _texts(project, project, (), ()):
        if path[0] not in _UNSAVED:
            yield TextPlace(path=path, words=_joined(words), position=1), text


def _joined(words: tuple[str, ...]) -> str:
    return ", ".join(words if len(words) > 1 else ("project", *words))


def _alike(first: str, at_first: int, second: str, at_second: int) -> int:
    """Return how many characters are the same without a gap on both sides of two places."""
    return _run(
        reversed(first[max(0, at_first - _CONTEXT) : at_first]),
        reversed(second[max(0, at_second - _CONTEXT) : at_second]),
    ) + _run(first[at_first + 1 : at_first + 1 + _CONTEXT], second[at_second + 1 : at_second + 1 + _CONTEXT])


def _run(first: Iterable[str], second: Iterable[str]) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _texts(
    value: object, project: Project, path: Path, words: tuple[str, ...]
) -> Iterator[tuple[Path, tuple[str, ...], str]]:
    """Yield every text with its place, in the order of the fields."""
    if isinstance(value, str):
        yield path, words, value
    elif isinstance(value, LangString):
        for language, text in value.texts.items():
            yield (*path, language), (*words[:-1], f"{words[-1]} ({language})"), text
    elif isinstance(value, Mapping):
        for key, member in value.items():
            name = f"{words[-1]} {key!r}" if words else repr(key)
            yield from _texts(member, project, (*path, key), (*words[:-1], name))
    elif isinstance(value, tuple):
        yield from _members(value, project, path, words)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):  # type: ignore[arg-type]
            member = getattr(value, field.name)
            if isinstance(value, Response) and field.name == "answers":
                yield from _answers(value, project, path, words)
                continue
            name = field.name.replace("_", " ")
            if isinstance(value, Answer):
                name = _ANSWER.get(field.name, name)
            yield from _texts(member, project, (*path, field.name), (*words, name))


def _members(
    members: tuple[Any, ...], project: Project, path: Path, words: tuple[str, ...]
) -> Iterator[tuple[Path, tuple[str, ...], str]]:
    """Yield the texts of the members of a list: entities by their name, others by their position."""
    names = [_identity(member) for member in members]
    for number, (member, name) in enumerate(zip(members, names, strict=True)):
        step: str | int = name if name and names.count(name) == 1 else number
        if attrs.has(type(member)):
            kind = "question" if isinstance(member, Item) else re.sub(r"(?<!^)(?=[A-Z])", " ", type(member).__name__)
            shown = _response(member, project) if isinstance(member, Response) else ""
            shown = shown or f"{kind.lower()} {name!r}" if name else f"{kind.lower()} {number + 1}"
            # The list itself says nothing beside the name of its member.
            yield from _texts(member, project, (*path, step), (*words[:-1], shown))
        else:
            shown = words[-1] if len(members) == 1 else f"{words[-1]} {number + 1}"
            yield from _texts(member, project, (*path, step), (*words[:-1], shown))


def _identity(member: object) -> str:
    return next(
        (str(getattr(member, name)) for name in _IDENTITIES if isinstance(getattr(member, name, None), str)), ""
    )


def _response(response: Response, project: Project) -> str:
    """Name a response by its country, and by its id where the country has several."""
    several = sum(other.country == response.country for other in project.responses) > 1
    return f"response {f'{response.id!r} ' if several else ''}of {_country(response.country, project)}"


def _country(code: str, project: Project) -> str:
    own = project.country(code)
    try:
        name = str(own.name) if own is not None and own.name is not None else geo.name(code, on=project.as_of)
    except UnknownNameError:
        return code
    return f"{name} ({code})"


def _answers(
    response: Response, project: Project, path: Path, words: tuple[str, ...]
) -> Iterator[tuple[Path, tuple[str, ...], str]]:
    form = response.questionnaire.partition("|")[0]
    for link_id, answers in response.answers.items():
        for number, answer in enumerate(answers):
            entry = f", entry {'.'.join(map(str, answer.instance))}" if answer.instance else ""
            steps = ("answers", link_id) if len(answers) == 1 else ("answers", link_id, number)
            question = f"question {f'{form}/{link_id}'!r}{entry}"
            yield from _texts(answer, project, (*path, *steps), (*words, question))

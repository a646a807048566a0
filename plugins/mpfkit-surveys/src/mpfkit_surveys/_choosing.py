"""Which questionnaire a table answers, and what a mapping file says of its columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mpfkit.errors import FileError, did_you_mean

from ._names import Names, Target
from ._replies import Column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mpfkit.intake import ReadingRequest, Source
    from mpfkit.model import Questionnaire

    from ._replies import Replies

__all__ = ["chosen_form", "mapped_columns"]

_KEYS = ("link_id", "choice", "other", "comment", "value_map")


def chosen_form(
    source: Source, request: ReadingRequest, headings: Sequence[Sequence[str]], *, labels: bool = True
) -> Questionnaire:
    """Return the questionnaire that a file answers: the one that the mapping file names, else that of its headings.

    Args:
        source: The file.
        request: What the user asks for.
        headings: Headings of each table.
        labels: Whether headings may be labels.

    Raises:
        FileError: The project has no such questionnaire, or several that fit as well.
    """
    forms = request.project.questionnaires
    wanted = request.setting("questionnaire")
    if wanted:
        form = request.project.questionnaire(wanted)
        if form is None:
            hint = did_you_mean(wanted, [each.key for each in forms]) or "collect it first"
            raise FileError(f"{request.mapping_name}: the project has no questionnaire {wanted!r}; {hint}")
        return form
    if not forms:
        raise FileError(
            f"{source.name}: the project has no questionnaire that it could answer; collect the questionnaire first, "
            "such as its XLSForm"
        )
    if request.mapping.get("columns") and len({form.id for form in forms}) == 1:
        return forms[-1]
    counts = {form.key: _matches(form, headings, labels=labels) for form in forms}
    best = max(counts.values())
    if not best:
        raise FileError(
            f"{source.name}: no column matches a question of {', '.join(counts)}; collect the questionnaire that it "
            "answers, or give a mapping file with questionnaire and columns"
        )
    fitting = [form for form in forms if counts[form.key] == best]
    if len({form.id for form in fitting}) > 1:
        names = " and ".join(form.key for form in fitting)
        raise FileError(f"{source.name}: fits the questionnaires {names}; name one in a mapping file: questionnaire")
    return fitting[-1]


def _matches(form: Questionnaire, headings: Sequence[Sequence[str]], *, labels: bool) -> int:
    names = Names(form)
    return sum(len(names.find(heading, labels=labels)) == 1 for row in headings for heading in row)


def mapped_columns(columns: Mapping[int, str], replies: Replies, request: ReadingRequest) -> dict[int, Column]:
    """Return the columns of which the mapping file speaks.

    Args:
        columns: Headings by number.
        replies: What reads the rows.
        request: What the user asks for.

    Raises:
        FileError: The mapping file names a question or a choice that there is not.
    """
    place = request.mapping_name
    found: dict[int, Column] = {}
    for number, heading in columns.items():
        for pattern in request.settings("ignore_columns"):
            if _fits(pattern, heading, place):
                found[number] = Column(number=number, heading=heading, rule="column that the mapping file leaves out")
    for pattern, meaning in request.table("columns").items():
        target = _target(pattern, meaning, replies, place)
        for number, heading in columns.items():
            if _fits(pattern, heading, place):
                found[number] = Column(number=number, heading=heading, target=target, use="answer", mapped=True)
    return found


def _fits(pattern: str, heading: str, place: str) -> bool:
    if len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/"):
        try:
            return re.fullmatch(pattern[1:-1], heading, re.DOTALL) is not None
        except re.error as error:
            raise FileError(f"{place}: {pattern!r} is no regular expression: {error}") from error
    return " ".join(pattern.split()) == " ".join(heading.split())


def _target(pattern: str, meaning: Any, replies: Replies, place: str) -> Target:  # noqa: ANN401 - from a file
    settings = {"link_id": meaning} if isinstance(meaning, str) else meaning
    if not isinstance(settings, dict) or not isinstance(settings.get("link_id"), str):
        raise FileError(f"{place}: columns: {pattern!r} needs a link_id")
    strange = [key for key in settings if key not in _KEYS]
    if strange:
        hint = did_you_mean(strange[0], _KEYS, limit=1)
        raise FileError(f"{place}: columns: {pattern!r} has the unknown key {strange[0]!r}; {hint}".rstrip("; "))
    form = replies.form
    item = form.item(settings["link_id"])
    if item is None or not item.is_question:
        hint = did_you_mean(settings["link_id"], [each.link_id for each in form.questions()], limit=1)
        raise FileError(f"{place}: columns: {settings['link_id']!r} is no question of {form.key}; {hint}".rstrip("; "))
    choice = settings.get("choice", "")
    if choice and choice not in [each.code for each in form.choices(item)]:
        known = ", ".join(each.code for each in form.choices(item))
        raise FileError(f"{place}: columns: {choice!r} is no choice of {item.link_id}; known: {known}")
    values = settings.get("value_map") or {}
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise FileError(f"{place}: columns: value_map of {pattern!r} must map texts to texts")
    part = "value"
    for name in ("comment", "other"):
        if str(settings.get(name, "")).casefold() in {"true", "yes"}:
            part = name
    return Target(item=item, part="choice" if choice else part, choice=choice, values=tuple(values.items()))

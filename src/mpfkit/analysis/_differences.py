"""What changed between two versions of a project."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from mpfkit.model import AbsentReason, Answer, FindingStatus, LangString, QuestionnaireStatus

from ._replies import latest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mpfkit.model import Project, Response

__all__ = ["AnswerChange", "Change", "Differences", "EntityChange", "ResponseChange", "diff"]

K = TypeVar("K")


class Change(StrEnum):
    """What happened to a thing."""

    NEW = "new"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    WITHHELD = "withheld"
    """Not the same in both projects, but one of them is an edition that leaves out what would tell the difference"""


@attrs.frozen(kw_only=True)
class EntityChange:
    """What happened to a part of the project.

    It holds names only; the texts stand in the two projects.

    Attributes:
        entity: Collection that it belongs to, such as `findings` or `sessions`; `project` for the project itself.
        id: Id, code, `id|version`, file or key in the collection.
        change: What happened.
        fields: Fields that changed, in the order of the model.
        withheld: Fields that differ where an edition leaves something out; nobody can tell whether they changed.
    """

    entity: str
    id: str
    change: Change
    fields: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class ResponseChange:
    """What happened to the reply of a country; its answers are told one by one.

    Attributes:
        questionnaire: Id of the questionnaire.
        country: Code.
        change: What happened.
        old: Id of the submission that counted before; empty where there was none.
        new: Id of the submission that counts now; empty where there is none.
        fields: Fields that changed, answers aside, in the order of the model.
        withheld: Fields that differ where an edition leaves something out.
    """

    questionnaire: str
    country: str
    change: Change
    old: str = ""
    new: str = ""
    fields: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()

    @property
    def resubmitted(self) -> bool:
        """Whether another submission counts than before."""
        return bool(self.old and self.new and self.old != self.new)


@attrs.frozen(kw_only=True)
class AnswerChange:
    """What happened to one answer.

    Attributes:
        questionnaire: Id of the questionnaire.
        country: Code.
        link_id: The question.
        instance: Position in a roster; empty outside rosters.
        change: `new` where a value was given that was not there before, `withdrawn` where it is there no more,
            `withheld` where one of the projects does not show the answer.
        old: The answer before; None where nothing was stored, or where either side is withheld.
        new: The answer now; None where nothing is stored, or where either side is withheld.
        fields: Fields of the answer that changed, in the order of the model; none where it is withheld.
    """

    questionnaire: str
    country: str
    link_id: str
    instance: tuple[int, ...] = ()
    change: Change
    old: Answer | None = None
    new: Answer | None = None
    fields: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Differences:
    """Everything that is not the same in two versions of a project.

    Each part is in the order of the new version; what is there no more stands behind it in the order of the old one.

    Attributes:
        facts: The project itself, then its organisations, activities, themes, levels, countries, questionnaires,
            results, documents, photos, narratives, abbreviations and claims.
        responses: Replies.
        answers: Answers, those of new and withdrawn replies included.
        workshops: Workshops, their sessions aside.
        sessions: Sessions.
        findings: Findings; one that is marked as withdrawn is not there.
        undetermined: Answers that both projects withhold; nobody can tell whether they changed.
        changed_after_publication: `id|version` of questionnaires whose items or choices changed though the old version
            was published already.
    """

    facts: tuple[EntityChange, ...] = ()
    responses: tuple[ResponseChange, ...] = ()
    answers: tuple[AnswerChange, ...] = ()
    workshops: tuple[EntityChange, ...] = ()
    sessions: tuple[EntityChange, ...] = ()
    findings: tuple[EntityChange, ...] = ()
    undetermined: int = 0
    changed_after_publication: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return any((self.facts, self.responses, self.answers, self.workshops, self.sessions, self.findings))

    def by_country(self) -> dict[str, tuple[AnswerChange, ...]]:
        """Return the changed answers by country, in their order."""
        return _grouped((row.country, row) for row in self.answers)

    def by_item(self) -> dict[str, tuple[AnswerChange, ...]]:
        """Return the changed answers by `link_id`, in the order in which the questions first appear."""
        return _grouped((row.link_id, row) for row in self.answers)


def diff(old: Project, new: Project) -> Differences:
    """Tell what changed between two versions of a project.

    Replies are compared by questionnaire and country: what counted before with what counts now, whatever the ids of the
    submissions. Everything else is compared by its identity.

    On editions the result never holds a text that one of them withholds: an answer that is withheld on either side is
    `withheld`. Where a finding, session, workshop, document or photo is missing from an edition that withholds such
    things, or a field could be what redaction left of the other one, the result says `withheld` instead of guessing.

    Args:
        old: The earlier version, redacted or not.
        new: The later version, redacted or not.

    Returns:
        The differences; false where there are none.
    """
    sides = (_Side(old), _Side(new))
    responses, answers, undetermined = _replies(old, new, sides)
    facts = [*_project(sides)]
    for collection in _COLLECTIONS:
        facts += _entities(collection, _by_identity(old, collection), _by_identity(new, collection), sides)
    for name in ("narratives", "abbreviations"):
        facts += _entities(name, getattr(old, name), getattr(new, name), sides)
    return Differences(
        facts=tuple(facts),
        responses=responses,
        answers=answers,
        workshops=tuple(
            _entities("workshops", _by_identity(old, "workshops"), _by_identity(new, "workshops"), sides, {"sessions"})
        ),
        sessions=tuple(
            _entities(
                "sessions", {row.id: row for row in old.sessions()}, {row.id: row for row in new.sessions()}, sides
            )
        ),
        findings=tuple(_entities("findings", _standing(old), _standing(new), sides)),
        undetermined=undetermined,
        changed_after_publication=tuple(_changed_after_publication(old, facts)),
    )


_COLLECTIONS = (
    "organisations",
    "activities",
    "themes",
    "levels",
    "countries",
    "questionnaires",
    "results",
    "documents",
    "photos",
    "claims",
)
_APART = frozenset(
    {*_COLLECTIONS, "responses", "workshops", "findings", "narratives", "abbreviations", "withheld", "extra"}
)
"""Fields of a project that are told elsewhere."""

_COUNTED_AS = {
    "findings": ("finding",),
    "sessions": ("session", "workshop"),
    "workshops": ("workshop",),
    "documents": ("attachment",),
    "photos": ("photo",),
    "results": ("result",),
    "claims": ("claim",),
    "narratives": ("narrative",),
}
"""How an edition counts what it leaves out of a collection."""


class _Side:
    """One of the two projects, and what it leaves out."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.withheld = project.withheld
        self.reduced = self.withheld is not None and self.withheld.total() > 0

    def may_lack(self, collection: str) -> bool:
        """Whether members of a collection can be missing because they are withheld."""
        return self.withheld is not None and any(self.withheld.total(name) for name in _COUNTED_AS.get(collection, ()))


_Sides = tuple[_Side, _Side]


def _project(sides: _Sides) -> Iterator[EntityChange]:
    old, new = (side.project for side in sides)
    names = [field.name for field in attrs.fields(type(new)) if field.name not in _APART]
    changed, withheld = _fields(old, new, names, sides)
    if changed or withheld:
        change = Change.CHANGED if changed else Change.WITHHELD
        yield EntityChange(entity="project", id=new.id, change=change, fields=changed, withheld=withheld)


def _by_identity(project: Project, collection: str) -> dict[str, Any]:
    name = {"countries": "code", "questionnaires": "key", "documents": "file", "photos": "file"}.get(collection, "id")
    return {getattr(row, name): row for row in getattr(project, collection)}


def _standing(project: Project) -> dict[str, Any]:
    return {row.id: row for row in project.findings if row.status is not FindingStatus.WITHDRAWN}


def _entities(
    entity: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    sides: _Sides,
    apart: frozenset[str] | set[str] = frozenset(),
) -> Iterator[EntityChange]:
    for name in _union(new, old):
        before, after = old.get(name), new.get(name)
        if before is None or after is None:
            lacking = sides[0] if before is None else sides[1]
            change = Change.NEW if before is None else Change.WITHDRAWN
            yield EntityChange(entity=entity, id=name, change=Change.WITHHELD if lacking.may_lack(entity) else change)
            continue
        if isinstance(after, LangString):
            if before != after:
                yield EntityChange(entity=entity, id=name, change=Change.CHANGED)
            continue
        names = [field.name for field in attrs.fields(type(after)) if field.name not in apart]
        changed, withheld = _fields(before, after, names, sides)
        if changed or withheld:
            change = Change.CHANGED if changed else Change.WITHHELD
            yield EntityChange(entity=entity, id=name, change=change, fields=changed, withheld=withheld)


def _fields(old: object, new: object, names: Sequence[str], sides: _Sides) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sort fields that differ into those that changed and those of which an edition may have left something out."""
    changed: list[str] = []
    withheld: list[str] = []
    for name in names:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            hidden = (sides[0].reduced and _is_rest(before, after)) or (sides[1].reduced and _is_rest(after, before))
            (withheld if hidden else changed).append(name)
    return tuple(changed), tuple(withheld)


def _is_rest(shown: Any, whole: Any) -> bool:  # noqa: ANN401 - values of any field
    """Tell whether a value could be what redaction left of another one: emptied, or with parts left out."""
    if shown == whole or shown is None or shown in ("", ()) or shown == {}:
        return True
    if type(shown) is not type(whole):
        return False
    if isinstance(shown, tuple):
        rest = iter(whole)
        return all(any(_is_rest(one, other) for other in rest) for one in shown)
    if isinstance(shown, dict):
        return all(key in whole and _is_rest(value, whole[key]) for key, value in shown.items())
    if attrs.has(type(shown)) and not isinstance(shown, LangString):
        return all(
            _is_rest(getattr(shown, field.name), getattr(whole, field.name)) for field in attrs.fields(type(shown))
        )
    return False


# Replies

_REPLY_APART = frozenset({"id", "replaces", "answers", "provenance", "withheld", "extra"})
_ANSWER_APART = frozenset({"instance", "provenance", "withheld", "extra"})


def _replies(
    old: Project, new: Project, sides: _Sides
) -> tuple[tuple[ResponseChange, ...], tuple[AnswerChange, ...], int]:
    before, after = latest(old.current_responses()), latest(new.current_responses())
    order = _order_of_items(new, old)
    responses: list[ResponseChange] = []
    answers: list[AnswerChange] = []
    undetermined = 0
    for form, country in _in_order(_union(after, before), new, old):
        one, other = before.get((form, country)), after.get((form, country))
        change = _response(form, country, one, other, sides)
        if change is not None:
            responses.append(change)
        for link_id, instance in _places(one, other, order.get(form, {})):
            was = one.answer(link_id, instance) if one else None
            is_now = other.answer(link_id, instance) if other else None
            if was is not None and is_now is not None and was.withheld and is_now.withheld:
                undetermined += 1
                continue
            row = _answer(was, is_now)
            if row is not None:
                answers.append(
                    attrs.evolve(row, questionnaire=form, country=country, link_id=link_id, instance=instance)
                )
    return tuple(responses), tuple(answers), undetermined


def _response(
    form: str, country: str, old: Response | None, new: Response | None, sides: _Sides
) -> ResponseChange | None:
    if old is None or new is None:
        return ResponseChange(
            questionnaire=form,
            country=country,
            change=Change.NEW if old is None else Change.WITHDRAWN,
            old=old.id if old else "",
            new=new.id if new else "",
        )
    names = [field.name for field in attrs.fields(type(new)) if field.name not in _REPLY_APART]
    changed, withheld = _fields(old, new, names, sides)
    if old.id == new.id and not changed and not withheld:
        return None
    return ResponseChange(
        questionnaire=form,
        country=country,
        change=Change.CHANGED if changed or old.id != new.id else Change.WITHHELD,
        old=old.id,
        new=new.id,
        fields=changed,
        withheld=withheld,
    )


_NOTHING = Answer(absent=AbsentReason.NOT_ANSWERED)


def _answer(old: Answer | None, new: Answer | None) -> AnswerChange | None:
    """Compare two answers; where it stands is filled in by the caller."""
    row = AnswerChange(questionnaire="", country="", link_id="", change=Change.WITHHELD)
    if (old is not None and old.withheld) or (new is not None and new.withheld):
        return row
    before, after = old or _NOTHING, new or _NOTHING
    fields = tuple(
        field.name
        for field in attrs.fields(Answer)
        if field.name not in _ANSWER_APART and getattr(before, field.name) != getattr(after, field.name)
    )
    if not fields:
        return None
    change = Change.CHANGED
    if before.has_value != after.has_value:
        change = Change.NEW if after.has_value else Change.WITHDRAWN
    return attrs.evolve(row, change=change, old=old, new=new, fields=fields)


def _places(
    old: Response | None, new: Response | None, order: Mapping[str, int]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Every place that has an answer in either reply, in the order of the questionnaire."""
    places = dict.fromkeys(
        (link_id, answer.instance)
        for response in (new, old)
        if response is not None
        for link_id, answers in response.answers.items()
        for answer in answers
    )
    return iter(sorted(places, key=lambda place: (order.get(place[0], len(order)), place[1])))


def _order_of_items(*projects: Project) -> dict[str, dict[str, int]]:
    """The position of each question, by id of the questionnaire; the last version of the new project comes first."""
    order: dict[str, dict[str, int]] = {}
    for project in projects:
        for form in reversed(project.questionnaires):
            places = order.setdefault(form.id, {})
            for item in form.walk():
                places.setdefault(item.link_id, len(places))
    return order


def _in_order(keys: Iterable[tuple[str, str]], *projects: Project) -> list[tuple[str, str]]:
    """Replies by questionnaire, in the order of the invitation; others behind, in their own order."""
    forms: dict[str, int] = {}
    invited: dict[tuple[str, str], int] = {}
    for project in projects:
        for form in reversed(project.questionnaires):
            for code in form.invited:
                invited.setdefault((form.id, code), len(invited))
        for form in project.questionnaires:
            forms.setdefault(form.id, len(forms))
    return sorted(keys, key=lambda key: (forms.get(key[0], len(forms)), invited.get(key, len(invited))))


# What several parts need


def _changed_after_publication(old: Project, facts: Iterable[EntityChange]) -> Iterator[str]:
    published = {form.key for form in old.questionnaires if form.status in _PUBLISHED}
    for row in facts:
        if row.entity == "questionnaires" and row.id in published and {"items", "choice_lists"} & {*row.fields}:
            yield row.id


_PUBLISHED = (QuestionnaireStatus.ACTIVE, QuestionnaireStatus.RETIRED)


def _union(first: Iterable[K], second: Iterable[K]) -> list[K]:
    return list(dict.fromkeys((*first, *second)))


def _grouped(rows: Iterable[tuple[str, AnswerChange]]) -> dict[str, tuple[AnswerChange, ...]]:
    groups: dict[str, list[AnswerChange]] = {}
    for key, row in rows:
        groups.setdefault(key, []).append(row)
    return {key: tuple(found) for key, found in groups.items()}

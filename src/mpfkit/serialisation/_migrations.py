"""Files of older versions of mpfkit: one function for each step from one `schema_version` to the next.

A migration brings merged data into the form of the next version, and notes under which older path each part of it
stood, so that problems still point into the file as it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mpfkit.model import (
    AbsentReason,
    ActivityKind,
    AnswerConstraint,
    Attribution,
    Delivery,
    FindingKind,
    ItemType,
    ResponseStatus,
    ReviewState,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._places import Path

__all__ = ["MIGRATIONS", "OLDEST_VERSION", "SCHEMA_VERSION", "Moves", "migrate"]

SCHEMA_VERSION = 1
"""Version of the file format that is written."""

OLDEST_VERSION = 0
"""Oldest version of the file format that is read: the drafts from before the first release."""


class Moves:
    """Where parts of migrated data stood before: for a path with positions, the older path.

    The older path may itself begin with one that was moved by an earlier migration.
    """

    def __init__(self) -> None:
        self._steps: list[dict[Path, Path]] = []

    def begin(self) -> None:
        """Begin a migration."""
        self._steps.append({})

    def note(self, new: Path, old: Path) -> None:
        """Note that what stands at a path now stood at another one before the migration."""
        self._steps[-1][new] = old

    def origin(self, path: Path) -> Path:
        """Return the path at which something stood in the files.

        Args:
            path: Keys and positions in the migrated data.

        Returns:
            Keys and positions in the data as they were read.
        """
        for moved in reversed(self._steps):
            for length in range(len(path), 0, -1):
                if path[:length] in moved:
                    path = (*moved[path[:length]], *path[length:])
                    break
        return path


Migration = Callable[[dict[str, Any], Moves], None]


def migrate(
    raw: dict[str, Any],
    version: int,
    *,
    steps: Mapping[int, Migration] | None = None,
    target: int = SCHEMA_VERSION,
) -> Moves:
    """Bring the data of an older file to the version of today, in place.

    Args:
        raw: Merged data of a project, without `schema_version`.
        version: Version in which it was written, at most `target`.
        steps: The migrations; None for those of mpfkit.
        target: The version wanted.

    Returns:
        Where moved parts stood before.

    Raises:
        KeyError: No migration leaves a version in between.
    """
    moves = Moves()
    for step in range(version, target):
        moves.begin()
        (MIGRATIONS if steps is None else steps)[step](raw, moves)
    return moves


# Version 0: drafts from before the first release


def _from_drafts(raw: dict[str, Any], moves: Moves) -> None:
    """Turn a draft into version 1.

    Values that a draft wrote with underscores have hyphens; stretches of time have `starts` and `ends`; a finding has
    several themes and levels; a country has a `code`; choice lists are a list and not a mapping; a cell of a table has
    its row and column itself; `dissemination` is true or false; what was called `sensitivity` is a marking.
    What has the form of version 1 already stays as it is.
    """
    _rename(raw, (), moves, sensitivity="marking")
    _marking(raw)
    for holder, above in ((raw, ()), *_mapping(raw, "budget")):
        for period, path in _mapping(holder, "period", above):
            _rename(period, path, moves, start="starts", end="ends")
    for activity, path in _members(raw, "activities"):
        _rename(activity, path, moves, start="starts", end="ends")
        _hyphens(activity, "kind")
    for country, path in _members(raw, "countries"):
        _rename(country, path, moves, alpha2="code")
        _rename(country, path, moves, id="code")
        if country.get("id") == country.get("code"):
            country.pop("id", None)
    for form, path in _members(raw, "questionnaires"):
        _choice_lists(form, path, moves)
        for item, inner in _tree(form, path):
            _item(item, inner, moves)
    for response, path in _members(raw, "responses"):
        _response(response, path, moves)
    for workshop, path in _members(raw, "workshops"):
        _rename(workshop, path, moves, start="starts", end="ends", sensitivity="marking")
        _marking(workshop)
        for session, inner in _members(workshop, "sessions", path):
            _session(session, inner, moves)
    for finding, path in _members(raw, "findings"):
        _hyphens(finding, "kind")
        _rename(finding, path, moves, sensitivity="marking")
        _marking(finding)
        for single, several in (("theme", "themes"), ("level", "levels")):
            if isinstance(finding.get(single), str) and several not in finding:
                finding[several] = [finding.pop(single)]
                moves.note((*path, several), (*path, single))
                moves.note((*path, several, 0), (*path, single))


def _item(item: dict[str, Any], path: Path, moves: Moves) -> None:
    _hyphens(item, "type", "answer_constraint")
    _rename(item, path, moves, sensitivity="marking")
    _marking(item)
    matrix = item.get("matrix")
    if isinstance(matrix, dict) and set(matrix) <= {"row", "column"} and not set(matrix) & set(item):
        item.update(item.pop("matrix"))
        for key in matrix:
            moves.note((*path, key), (*path, "matrix", key))


def _choice_lists(form: dict[str, Any], path: Path, moves: Moves) -> None:
    lists = form.get("choice_lists")
    if not isinstance(lists, dict):
        return
    form["choice_lists"] = [{"id": name, "choices": choices} for name, choices in lists.items()]
    for position, name in enumerate(lists):
        place = (*path, "choice_lists", position)
        moves.note(place, (*path, "choice_lists", name))
        moves.note((*place, "id"), (*path, "choice_lists", name))
        moves.note((*place, "choices"), (*path, "choice_lists", name))


_DISSEMINATION = {"public": True, "yes": True, "consortium": False, "project": False, "no": False}


def _response(response: dict[str, Any], path: Path, moves: Moves) -> None:
    _hyphens(response, "status", "review_state")
    _rename(response, path, moves, sensitivity="marking")
    _marking(response)
    said = response.get("dissemination")
    if isinstance(said, str) and said in _DISSEMINATION:
        response["dissemination"] = _DISSEMINATION[said]
    for respondent, _ in (*_mapping(response, "respondent"), *_members(response, "contributors")):
        _hyphens(respondent, "role")
    for attachment, inner in _members(response, "attachments", path):
        _rename(attachment, inner, moves, sensitivity="marking")
        _marking(attachment)
    answers = response.get("answers")
    for link_id, given in answers.items() if isinstance(answers, dict) else ():
        place = (*path, "answers", link_id)
        listed = isinstance(given, list)
        for position, answer in enumerate(given if listed else [given]):
            if isinstance(answer, dict):
                _hyphens(answer, "absent")
                _rename(answer, (*place, position) if listed else place, moves, sensitivity="marking")
                _marking(answer)


def _session(session: dict[str, Any], path: Path, moves: Moves) -> None:
    _rename(session, path, moves, start="starts", end="ends", sensitivity="marking")
    _hyphens(session, "delivery", "attribution")
    _marking(session)
    for contribution, inner in _members(session, "contributions", path):
        _rename(contribution, inner, moves, sensitivity="marking")
        _marking(contribution)


def _rename(holder: dict[str, Any], path: Path, moves: Moves, **names: str) -> None:
    """Give keys their new names, in their places; a new name that is there already stays, and so does the old one."""
    wanted = {old: new for old, new in names.items() if old in holder and new not in holder}
    if not wanted:
        return
    renamed = {wanted.get(key, key): value for key, value in holder.items()}
    holder.clear()
    holder.update(renamed)
    for old, new in wanted.items():
        moves.note((*path, new), (*path, old))


_HYPHENATED = frozenset(
    {
        "national-contact-point",
        "civil-society",
        *(
            str(member)
            for members in (
                AbsentReason,
                ActivityKind,
                AnswerConstraint,
                Attribution,
                Delivery,
                FindingKind,
                ItemType,
                ResponseStatus,
                ReviewState,
            )
            for member in members
            if "-" in member
        ),
    }
)


def _hyphens(holder: dict[str, Any], *keys: str) -> None:
    """Write values with hyphens; what is no value of the model stays, so that its problem shows what the file says."""
    for key in keys:
        value = holder.get(key)
        if isinstance(value, str) and value.replace("_", "-") in _HYPHENATED:
            holder[key] = value.replace("_", "-")


def _marking(holder: dict[str, Any]) -> None:
    """Write the level of a marking as the Traffic Light Protocol does."""
    marking = holder.get("marking")
    if isinstance(marking, dict):
        if marking.get("level") == "amber_strict":
            marking["level"] = "amber+strict"
    elif marking == "amber_strict":
        holder["marking"] = "amber+strict"


def _mapping(holder: dict[str, Any], key: str, path: Path = ()) -> Iterator[tuple[dict[str, Any], Path]]:
    """The mapping under a key, where there is one."""
    if isinstance(holder.get(key), dict):
        yield holder[key], (*path, key)


def _members(holder: dict[str, Any], key: str, path: Path = ()) -> Iterator[tuple[dict[str, Any], Path]]:
    """The mappings of a list under a key, where there are any."""
    members = holder.get(key)
    for position, member in enumerate(members if isinstance(members, list) else ()):
        if isinstance(member, dict):
            yield member, (*path, key, position)


def _tree(holder: dict[str, Any], path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """All items below a questionnaire or a group."""
    for item, place in _members(holder, "items", path):
        yield item, place
        yield from _tree(item, place)


MIGRATIONS: Mapping[int, Migration] = {0: _from_drafts}
"""For a version, the function that turns merged data of that version into data of the next one."""

"""The invariants across entities: named checks that report every problem of a project at once.

`docs/reference/errors.md` says for each code why it matters and how to put it right. Two of the numbers are checked
elsewhere: MPF021 in `mpfkit.leaks` (it needs an audience), MPF022 when files are at hand.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING

from mpfkit import geo
from mpfkit.errors import ModelError, Problem, Severity, UnknownNameError, did_you_mean

from ._enabling import enabled_items
from ._findings import FindingKind
from ._questionnaires import AnswerConstraint, EnableOperator, ItemType
from ._responses import ResponseStatus
from ._values import PartialDate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ._findings import Evidence, Finding
    from ._projects import Project
    from ._questionnaires import Choice, EnableWhen, Item, Questionnaire
    from ._responses import Answer, AnswerValue, Response
    from ._values import LangString, Marking
    from ._workshops import Contribution, Session

__all__ = ["check_project", "count_of"]

Path = tuple[str | int, ...]


def check_project(project: Project) -> tuple[Problem, ...]:
    """Check the invariants across the entities of a project (MPF001 to MPF099).

    Args:
        project: A project, as it was built or loaded.

    Returns:
        All problems, each with its path, sorted by code and then by their order in the project.
    """
    facts = _Facts(project)
    found = [problem for check in _CHECKS for problem in check(facts)]
    return tuple(sorted(found, key=lambda problem: problem.code))


def count_of(project: Project, count: str) -> int | None:
    """Derive the number that a `Claim` is about.

    Args:
        project: A project.
        count: `scope`, `scope:GROUP`, `countries`, `invited`, `replies`, `replies:STATUS`, `questions` (with a printed
            number, where items have one), `questions:answerable`, `themes`, `levels`, `organisations`, `activities`,
            `workshops`, `sessions`, `participants`, `findings`, `findings:KIND`, `results`.

    Returns:
        The number, or None where nothing of this name is counted.
    """
    name, _, part = count.partition(":")
    counter = _COUNTERS.get(name)
    return None if counter is None else counter(project, part)


class _Facts:
    """What the checks look up again and again."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def themes(self) -> frozenset[str]:
        return frozenset(theme.id for theme in self.project.themes)

    @cached_property
    def levels(self) -> frozenset[str]:
        return frozenset(level.id for level in self.project.levels)

    @cached_property
    def findings(self) -> dict[str, Finding]:
        return {finding.id: finding for finding in self.project.findings}

    @cached_property
    def responses(self) -> dict[str, Response]:
        return {response.id: response for response in self.project.responses}

    @cached_property
    def superseded(self) -> frozenset[str]:
        return self.project.superseded_responses()

    @cached_property
    def countries(self) -> frozenset[str]:
        return frozenset(country.code for country in self.project.countries)

    @cached_property
    def sessions(self) -> dict[str, Session]:
        return {session.id: session for session in self.project.sessions()}

    @cached_property
    def link_ids(self) -> frozenset[str]:
        return frozenset(item.link_id for _, form in self.questionnaires() for _, item in self.items(form))

    @cached_property
    def _forms(self) -> dict[str, Questionnaire | None]:
        return {key: self.project.questionnaire(key) for key in {row.questionnaire for row in self.project.responses}}

    def form(self, response: Response) -> Questionnaire | None:
        """The questionnaire that a response answers."""
        return self._forms[response.questionnaire]

    def questionnaires(self) -> Iterator[tuple[Path, Questionnaire]]:
        forms = self.project.questionnaires
        for step, form in zip(_steps([form.id for form in forms]), forms, strict=True):
            yield ("questionnaires", step), form

    @cached_property
    def _trees(self) -> dict[int, tuple[tuple[Path, Item], ...]]:
        return {id(form): tuple(_tree(form.items)) for form in self.project.questionnaires}

    def items(self, form: Questionnaire) -> tuple[tuple[Path, Item], ...]:
        """Every item of a questionnaire with its path below the questionnaire."""
        return self._trees[id(form)]

    @cached_property
    def _lookup(self) -> dict[int, dict[str, Item]]:
        return {id(form): {item.link_id: item for _, item in self.items(form)} for form in self.project.questionnaires}

    def item(self, form: Questionnaire, link_id: str) -> Item | None:
        return self._lookup[id(form)].get(link_id)

    @cached_property
    def _choices(self) -> dict[int, dict[str, tuple[Choice, ...]]]:
        return {
            id(form): {listed.id: listed.choices for listed in form.choice_lists}
            for form in self.project.questionnaires
        }

    def choices(self, form: Questionnaire, item: Item) -> tuple[Choice, ...]:
        return self._choices[id(form)].get(item.choice_list, ())

    def replies(self) -> Iterator[tuple[Path, Response]]:
        rows = self.project.responses
        for step, row in zip(_steps([row.id for row in rows]), rows, strict=True):
            yield ("responses", step), row

    def results(self) -> Iterator[tuple[Path, Finding]]:
        rows = self.project.findings
        for step, row in zip(_steps([row.id for row in rows]), rows, strict=True):
            yield ("findings", step), row

    def agenda(self) -> Iterator[tuple[Path, Session]]:
        workshops = self.project.workshops
        for step, workshop in zip(_steps([row.id for row in workshops]), workshops, strict=True):
            for inner, session in zip(_steps([row.id for row in workshop.sessions]), workshop.sessions, strict=True):
                yield ("workshops", step, "sessions", inner), session

    def contributions(self) -> Iterator[tuple[Path, Session, Contribution]]:
        for path, session in self.agenda():
            rows = session.contributions
            for step, row in zip(_steps([row.id for row in rows]), rows, strict=True):
                yield (*path, "contributions", step), session, row

    def answers(self) -> Iterator[tuple[Path, Response, str, Answer]]:
        for path, response in self.replies():
            if response.withheld:
                continue
            for link_id, answers in response.answers.items():
                for position, answer in enumerate(answers):
                    place = (*path, "answers", link_id)
                    yield (place if len(answers) == 1 else (*place, position)), response, link_id, answer


def _steps(ids: Sequence[str]) -> list[str | int]:
    """How the members of a list are named in a path: by identity, or by position where that is not unique."""
    counts = Counter(ids)
    return [name if name and counts[name] == 1 else position for position, name in enumerate(ids)]


def _tree(items: tuple[Item, ...], path: Path = ()) -> Iterator[tuple[Path, Item]]:
    for step, item in zip(_steps([item.link_id for item in items]), items, strict=True):
        place = (*path, "items", step)
        yield place, item
        yield from _tree(item.items, place)


def _problem(code: str, message: str, path: Path, severity: Severity = "error") -> Problem:
    return Problem(code=code, message=message, path=path, severity=severity)


def _unknown(name: str, known: Iterable[str]) -> str:
    """The end of a message about a name that nothing has: a suggestion, or what there is."""
    names = sorted(set(known))
    suggestion = did_you_mean(name, names)
    if suggestion:
        return "; " + suggestion
    return "; known: " + ", ".join(names) if names and len(names) <= 12 else ""


def _some(names: Sequence[str], limit: int = 8) -> str:
    """A list for a message that stays on one line."""
    rest = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {rest} more" if rest > 0 else "")


# Questionnaires

_LINK_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}\Z")


def _link_ids(facts: _Facts) -> Iterator[Problem]:
    for root, form in facts.questionnaires():
        counts = Counter(item.link_id for _, item in facts.items(form))
        seen: set[str] = set()
        for path, item in facts.items(form):
            link_id = item.link_id
            if not _LINK_ID.match(link_id):
                message = (
                    f"link_id {link_id!r} of questionnaire {form.key} is not allowed; begin with a letter, then "
                    "at most "
                    "63 letters, digits, dots, hyphens or underscores"
                )
                yield _problem("MPF001", message, (*root, *path))
            if counts[link_id] > 1 and link_id in seen:
                message = (
                    f"link_id {link_id!r} stands {counts[link_id]} times in questionnaire {form.key}; rename "
                    "all but one"
                )
                yield _problem("MPF001", message, (*root, *path))
            seen.add(link_id)


def _choice_codes(facts: _Facts) -> Iterator[Problem]:
    for root, form in facts.questionnaires():
        chosen_together = {item.choice_list for _, item in facts.items(form) if item.is_multiple}
        lists = form.choice_lists
        for step, listed in zip(_steps([row.id for row in lists]), lists, strict=True):
            path = (*root, "choice_lists", step)
            for code, count in Counter(choice.code for choice in listed.choices).items():
                if count > 1:
                    message = f"code {code!r} stands {count} times in choice list {listed.id!r}; codes must be unique"
                    yield _problem("MPF002", message, path)
                if listed.id in chosen_together and any(mark.isspace() for mark in code):
                    message = (
                        f"code {code!r} of choice list {listed.id!r} holds white space, which separates the choices of "
                        "a multiple choice in other tools; write it without"
                    )
                    yield _problem("MPF002", message, (*path, "choices", code))


def _options(facts: _Facts) -> Iterator[Problem]:
    for root, form in facts.questionnaires():
        known = {listed.id for listed in form.choice_lists}
        for path, item in facts.items(form):
            name = item.choice_list
            place = (*root, *path)
            if name and name not in known:
                message = (
                    f"item {item.link_id}: no choice list {name!r} in questionnaire {form.key}{_unknown(name, known)}"
                )
                yield _problem("MPF003", message, (*place, "choice_list"))
            elif item.type in (ItemType.CHOICE, ItemType.RANKING) and not facts.choices(form, item):
                message = (
                    f"item {item.link_id} of type {item.type} has nothing to choose from; name a choice_list "
                    "that has choices"
                )
                yield _problem("MPF003", message, place)
            elif name and item.is_question and item.type not in (ItemType.CHOICE, ItemType.RANKING, ItemType.RATING):
                message = (
                    f"item {item.link_id} of type {item.type} cannot have a choice list; make it a choice, or "
                    "remove choice_list"
                )
                yield _problem("MPF003", message, (*place, "choice_list"))


def _conditions(facts: _Facts) -> Iterator[Problem]:
    for root, form in facts.questionnaires():
        order = {item.link_id: position for position, (_, item) in enumerate(facts.items(form))}
        for path, item in facts.items(form):
            below = {child.link_id for child in item.walk()}
            for position, condition in enumerate(item.enable_when):
                asked = condition.question
                place = (*root, *path, "enable_when", position, "question")
                start = f"item {item.link_id}: enable_when asks for {asked!r}, which"
                target = facts.item(form, asked)
                if target is None:
                    yield _problem(
                        "MPF004", f"{start} is no item of questionnaire {form.key}{_unknown(asked, order)}", place
                    )
                elif asked in below:
                    yield _problem(
                        "MPF004", f"{start} is the item itself or stands below it; ask for an earlier question", place
                    )
                elif not target.is_question:
                    yield _problem(
                        "MPF004", f"{start} is a {target.type} and takes no answer; ask for a question", place
                    )
                elif order[asked] > order[item.link_id]:
                    message = f"{start} comes later in the questionnaire; move it before the item"
                    yield _problem("MPF004", message, place, "warning")
        for circle in _circles(facts, form):
            path = next(path for path, item in facts.items(form) if item.link_id == circle[0])
            message = f"the conditions of {', '.join(circle)} run in a circle; remove one of them"
            yield _problem("MPF004", message, (*root, *path, "enable_when"))


def _circles(facts: _Facts, form: Questionnaire) -> Iterator[tuple[str, ...]]:
    """Items whose conditions lead back to them, each circle once and in the order of the questionnaire."""
    edges = {
        item.link_id: {condition.question for condition in item.enable_when if condition.question != item.link_id}
        for _, item in facts.items(form)
    }
    reach = {name: _reach(edges, name) for name, targets in edges.items() if targets}
    seen: set[str] = set()
    for name, reached in reach.items():
        if name in reached and name not in seen:
            circle = tuple(other for other in reach if other in reached and name in reach[other])
            seen.update(circle)
            yield circle


def _reach(edges: dict[str, set[str]], start: str) -> set[str]:
    """Everything that the conditions of an item lead to, itself only where they lead back."""
    found: set[str] = set()
    pending = [start]
    while pending:
        for target in edges.get(pending.pop(), ()):
            if target not in found:
                found.add(target)
                pending.append(target)
    return found


def _condition_answers(facts: _Facts) -> Iterator[Problem]:
    for root, form in facts.questionnaires():
        for path, item in facts.items(form):
            for position, condition in enumerate(item.enable_when):
                target = facts.item(form, condition.question)
                if target is None or not target.is_question:
                    continue
                fault = _condition_fault(condition, target, facts.choices(form, target))
                if fault:
                    message = (
                        f"item {item.link_id}: enable_when compares {target.link_id} with {condition.answer!r}, {fault}"
                    )
                    yield _problem("MPF005", message, (*root, *path, "enable_when", position, "answer"))


def _condition_fault(condition: EnableWhen, target: Item, choices: tuple[Choice, ...]) -> str:
    answer = condition.answer
    if condition.operator is EnableOperator.EXISTS or target.type is ItemType.BOOLEAN:
        return "" if answer in ("true", "false") else "which must be true or false"
    if target.type in (ItemType.CHOICE, ItemType.RANKING):
        codes = [choice.code for choice in choices]
        if answer in codes or not codes or target.answer_constraint is AnswerConstraint.OPTIONS_OR_STRING:
            return ""
        return f"which is none of its choices{_unknown(answer, codes)}"
    if target.type in _NUMBERS:
        return "" if _is_number(answer) else "which is not a number"
    if target.type is ItemType.DATE:
        try:
            PartialDate.parse(answer)
        except ModelError:
            return "which is not a date; write YYYY-MM-DD"
    return ""


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _shapes(facts: _Facts) -> Iterator[Problem]:
    for root, form in facts.questionnaires():
        for path, item in facts.items(form):
            place = (*root, *path)
            if item.type is ItemType.GROUP:
                if not item.items:
                    yield _problem(
                        "MPF006", f"group {item.link_id} has no items; add some, or make it a display", place
                    )
                if item.choice_list:
                    message = f"group {item.link_id} has a choice list; give it to the items of the group"
                    yield _problem("MPF006", message, (*place, "choice_list"))
            elif item.items:
                message = (
                    f"item {item.link_id} of type {item.type} has items below it, which only a group can; make "
                    "it a group"
                )
                yield _problem("MPF006", message, place)


def _versions(facts: _Facts) -> Iterator[Problem]:
    seen: set[str] = set()
    for root, form in facts.questionnaires():
        if form.key in seen:
            message = (
                f"questionnaire {form.id!r} stands twice with version {form.version!r}; a changed version needs "
                "another number"
            )
            yield _problem("MPF007", message, root)
        seen.add(form.key)


def _translations(facts: _Facts) -> Iterator[Problem]:
    for root, form in facts.questionnaires():
        texts: list[tuple[str, LangString | None]] = [
            (item.link_id, item.text) for _, item in facts.items(form) if item.text is not None or item.is_question
        ]
        for listed in form.choice_lists:
            texts += [(f"{listed.id}/{choice.code}", choice.label) for choice in listed.choices]
        for language in form.languages:
            missing = [name for name, text in texts if text is None or language not in text.texts]
            if missing:
                message = f"questionnaire {form.key} has no text in {language!r} for {_some(missing)}"
                yield _problem("MPF008", message, (*root, "languages"), "warning")


def _vocabulary(facts: _Facts) -> Iterator[Problem]:
    uses: list[tuple[Path, str, str, str]] = []
    for root, form in facts.questionnaires():
        for path, item in facts.items(form):
            uses += [((*root, *path, "theme"), f"item {item.link_id}", "theme", item.theme)]
            uses += [((*root, *path, "level"), f"item {item.link_id}", "level", item.level)]
    for path, finding in facts.results():
        uses += [
            ((*path, "themes", at), f"finding {finding.id}", "theme", row) for at, row in enumerate(finding.themes)
        ]
        uses += [
            ((*path, "levels", at), f"finding {finding.id}", "level", row) for at, row in enumerate(finding.levels)
        ]
    for path, session in facts.agenda():
        uses += [
            ((*path, "themes", at), f"session {session.id}", "theme", row) for at, row in enumerate(session.themes)
        ]
    known = {"theme": facts.themes, "level": facts.levels}
    for path, owner, what, name in uses:
        if name and name not in known[what]:
            yield _problem("MPF009", f"{owner}: the project has no {what} {name!r}{_unknown(name, known[what])}", path)


# Responses


def _response_references(facts: _Facts) -> Iterator[Problem]:
    keys = [form.key for form in facts.project.questionnaires]
    for path, response in facts.replies():
        if facts.form(response) is None:
            versions = [key for key in keys if key.partition("|")[0] == response.questionnaire]
            hint = f"; say which version: {', '.join(versions)}" if versions else _unknown(response.questionnaire, keys)
            message = f"response {response.id}: the project has no questionnaire {response.questionnaire!r}{hint}"
            yield _problem("MPF010", message, (*path, "questionnaire"))
    for path, owner, code in _country_uses(facts):
        if geo.is_user_assigned(code) and code not in facts.countries:
            message = (
                f"{owner}: {code} is a user-assigned code that countries does not explain; add its name and group there"
            )
            yield _problem("MPF010", message, path)


def _answered_items(facts: _Facts) -> Iterator[Problem]:
    for path, response in facts.replies():
        form = facts.form(response)
        if form is None:
            continue
        for link_id in response.answers:
            item = facts.item(form, link_id)
            place = (*path, "answers", link_id)
            if item is None:
                known = [row.link_id for _, row in facts.items(form)]
                message = (
                    f"response {response.id}: questionnaire {form.key} has no item "
                    f"{link_id!r}{_unknown(link_id, known)}"
                )
                yield _problem("MPF011", message, place)
            elif not item.is_question:
                message = (
                    f"response {response.id}: {link_id} is a {item.type} and takes no answer; answer the items below it"
                )
                yield _problem("MPF011", message, place)
        for position, attachment in enumerate(response.attachments):
            if attachment.link_id and facts.item(form, attachment.link_id) is None:
                message = (
                    f"response {response.id}: {attachment.file} belongs to {attachment.link_id!r}, which is no "
                    f"item of {form.key}"
                )
                yield _problem("MPF011", message, (*path, "attachments", position, "link_id"))


_NUMBERS = (ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY, ItemType.RATING)
_CLASSES: dict[ItemType, tuple[type, str]] = {
    ItemType.BOOLEAN: (bool, "true or false"),
    ItemType.INTEGER: (int, "a whole number"),
    ItemType.DECIMAL: (Decimal, "a Decimal"),
    ItemType.QUANTITY: (Decimal, "a Decimal"),
    ItemType.RATING: (Decimal, "a Decimal"),
    ItemType.DATE: (PartialDate, "a PartialDate"),
    ItemType.DATE_TIME: (datetime, "a date and time"),
    ItemType.TIME: (time, "a time"),
}


def _answer_values(facts: _Facts) -> Iterator[Problem]:
    for path, response, link_id, answer in facts.answers():
        form = facts.form(response)
        item = facts.item(form, link_id) if form else None
        if form is None or item is None or not item.is_question or answer.withheld:
            continue
        for fault in _answer_faults(item, answer, facts.choices(form, item)):
            yield _problem("MPF012", f"response {response.id}, {link_id}: {fault}", path)


def _answer_faults(item: Item, answer: Answer, choices: tuple[Choice, ...]) -> Iterator[str]:
    if item.is_multiple and answer.value is not None:
        yield "several values can be given here; write values: [...]"
    if not item.is_multiple and answer.values:
        yield "only one value can be given here; write value: ..."
    given = answer.values if answer.value is None else (answer.value,)
    for value in given:
        fault = _value_fault(item, value)
        if fault:
            yield fault
    listed = item.type in (ItemType.CHOICE, ItemType.RANKING) or (item.type is ItemType.RATING and choices)
    if answer.other and item.answer_constraint is not AnswerConstraint.OPTIONS_OR_STRING:
        yield (
            f"{answer.other!r} stands under other, which the item does not allow; choose, or set answer_constraint to "
            "options-or-string"
        )
    if not listed or not choices:
        return
    codes = {choice.code: choice for choice in choices}
    for value in given:
        if str(value) not in codes:
            yield f"{str(value)!r} is not a choice of list {item.choice_list!r}{_unknown(str(value), codes)}"
    alone = [code for code in map(str, given) if code in codes and codes[code].exclusive]
    if alone and (len(given) > 1 or answer.other):
        yield f"{alone[0]!r} can only be chosen alone"
    twice = [code for code, count in Counter(map(str, given)).items() if count > 1]
    if twice:
        yield f"{twice[0]!r} is given twice"


def _value_fault(item: Item, value: AnswerValue) -> str:
    expected, description = _CLASSES.get(item.type, (str, "a text"))
    if not isinstance(value, expected) or (isinstance(value, bool) and expected is not bool):
        return f"{value!r} is not {description}, as an item of type {item.type} needs"
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        if item.min_value is not None and value < item.min_value:
            return f"{value} is below the smallest value allowed, {item.min_value}"
        if item.max_value is not None and value > item.max_value:
            return f"{value} is above the largest value allowed, {item.max_value}"
    if isinstance(value, str):
        if item.max_length is not None and len(value) > item.max_length:
            return f"the text has {len(value)} characters, but at most {item.max_length} are allowed"
        if item.pattern and not _fits(item.pattern, value):
            return f"{value!r} does not match the pattern {item.pattern!r}"
        if item.type is ItemType.URL and not re.match(r"(https?|ftp)://\S+\Z|mailto:\S+\Z", value):
            return f"{value!r} is not a web address; write it in full, with https://"
    return ""


def _fits(pattern: str, value: str) -> bool:
    try:
        return re.fullmatch(pattern, value) is not None
    except re.error:  # a pattern of another dialect says nothing here
        return True


def _one_of_three(facts: _Facts) -> Iterator[Problem]:
    for path, response, link_id, answer in facts.answers():
        if answer.withheld:
            continue
        given = [
            name
            for name, there in (
                ("value", answer.value is not None),
                ("values", bool(answer.values)),
                ("absent", answer.absent is not None),
            )
            if there
        ]
        if len(given) > 1:
            message = f"response {response.id}, {link_id}: {' and '.join(given)} exclude each other; keep one"
        elif answer.absent is not None and answer.other:
            message = f"response {response.id}, {link_id}: other and absent exclude each other; keep one"
        elif not given and not answer.other:
            message = (
                f"response {response.id}, {link_id}: an answer needs a value, or the reason why there is none, "
                "such as absent: not-answered"
            )
        else:
            continue
        yield _problem("MPF013", message, path)


def _asked(facts: _Facts, response: Response) -> tuple[Questionnaire, frozenset[str]] | None:
    form = facts.form(response)
    if form is None or response.withheld:
        return None
    return form, enabled_items(form, response)


def _skip_logic(facts: _Facts) -> Iterator[Problem]:
    for path, response in facts.replies():
        asked = _asked(facts, response)
        if asked is None:
            continue
        form, enabled = asked
        for link_id, answers in response.answers.items():
            item = facts.item(form, link_id)
            if item is None or link_id in enabled or not any(answer.has_value for answer in answers):
                continue
            message = f"response {response.id}: {link_id} is answered, though its conditions say that it was not asked"
            yield _problem("MPF014", message, (*path, "answers", link_id), "warning")


def _required(facts: _Facts) -> Iterator[Problem]:
    for path, response in facts.replies():
        if response.status not in (ResponseStatus.COMPLETED, ResponseStatus.AMENDED):
            continue
        asked = _asked(facts, response)
        if asked is None:
            continue
        form, enabled = asked
        missing = [
            item.link_id
            for _, item in facts.items(form)
            if item.required
            and item.is_question
            and item.link_id in enabled
            and not any(answer.has_value or answer.absent for answer in response.answers.get(item.link_id, ()))
        ]
        if missing:
            message = (
                f"response {response.id} counts as {response.status}, but says nothing on the required {_some(missing)}"
            )
            yield _problem("MPF015", message, path, "warning")


def _chains(facts: _Facts) -> Iterator[Problem]:
    for path, response in facts.replies():
        if not response.replaces:
            continue
        place = (*path, "replaces")
        old = facts.responses.get(response.replaces)
        if old is None:
            message = (
                f"response {response.id} replaces {response.replaces!r}, which does not "
                f"exist{_unknown(response.replaces, set(facts.responses) - {response.id})}"
            )
            yield _problem("MPF016", message, place)
        elif old.country_key != response.country_key:
            message = (
                f"response {response.id} of {response.country} to {response.questionnaire} cannot replace {old.id} of "
                f"{old.country} to {old.questionnaire}; both must have the same country and questionnaire"
            )
            yield _problem("MPF016", message, place)
        elif _runs_in_circle(facts, response):
            yield _problem("MPF016", f"response {response.id} replaces itself in a circle; remove one replaces", place)


def _runs_in_circle(facts: _Facts, response: Response) -> bool:
    seen: set[str] = set()
    step: Response | None = response
    while step is not None and step.replaces:
        if step.id in seen:
            return step.id == response.id
        seen.add(step.id)
        step = facts.responses.get(step.replaces)
    return False


def _heads(facts: _Facts) -> Iterator[Problem]:
    heads: dict[tuple[str, str, str], list[tuple[Path, Response]]] = {}
    for path, response in facts.replies():
        if response.id in facts.superseded or response.status is ResponseStatus.ENTERED_IN_ERROR:
            continue
        role = response.respondent.role if response.respondent else ""
        heads.setdefault((*response.country_key, role), []).append((path, response))
    for (country, _, _), rows in heads.items():
        if len(rows) > 1:
            names = ", ".join(response.id for _, response in rows)
            message = (
                f"{country}: {len(rows)} current replies ({names}); mark the later one with replaces, or remove one"
            )
            yield _problem("MPF017", message, rows[1][0], "warning")


def _reply_languages(facts: _Facts) -> Iterator[Problem]:
    for path, response in facts.replies():
        form = facts.form(response)
        if form and form.languages and response.language and response.language not in form.languages:
            message = (
                f"response {response.id} is in {response.language!r}, but questionnaire {form.key} went out in "
                f"{', '.join(form.languages)}"
            )
            yield _problem("MPF024", message, (*path, "language"), "warning")


def _invitations(facts: _Facts) -> Iterator[Problem]:
    for path, response in facts.replies():
        form = facts.form(response)
        if form and form.invited and response.country not in form.invited:
            message = (
                f"response {response.id}: {response.country} is not among those invited to {form.key}; rates "
                "leave it out"
            )
            yield _problem("MPF034", message, (*path, "country"), "warning")


# Findings


def _evidence(facts: _Facts) -> Iterator[Problem]:
    for path, finding in facts.results():
        for position, piece in enumerate(finding.evidence):
            fault = _evidence_fault(facts, piece)
            if fault:
                yield _problem("MPF018", f"finding {finding.id}: {fault}", (*path, "evidence", position))


def _evidence_fault(facts: _Facts, piece: Evidence) -> str:
    kinds = [name for name in ("response", "session", "external") if getattr(piece, name)]
    if len(kinds) != 1:
        found = " and ".join(kinds) or "none of them"
        return f"a piece of evidence names a response, a session or an external source; this one has {found}"
    if piece.response:
        return _answer_evidence_fault(facts, piece)
    if piece.session:
        session = facts.sessions.get(piece.session)
        if session is None:
            return (
                f"evidence from session {piece.session!r}, which does not "
                f"exist{_unknown(piece.session, facts.sessions)}"
            )
        known = [row.id for row in session.contributions]
        if piece.contribution and piece.contribution not in known:
            return (
                f"session {session.id} has no contribution {piece.contribution!r}{_unknown(piece.contribution, known)}"
            )
    return ""


def _answer_evidence_fault(facts: _Facts, piece: Evidence) -> str:
    response = facts.responses.get(piece.response)
    if response is None:
        return (
            f"evidence from response {piece.response!r}, which does not "
            f"exist{_unknown(piece.response, facts.responses)}"
        )
    if response.withheld or not piece.link_id:
        return "" if response.withheld else f"evidence from response {response.id} does not say which item; add link_id"
    place = f"{response.id}/{piece.link_id}"
    answer = response.answer(piece.link_id, piece.instance)
    if answer is None:
        known = response.answers
        hint = "" if piece.link_id in known else _unknown(piece.link_id, known)
        return f"evidence {place} does not exist: the response has no such answer{hint}"
    if not answer.has_value:
        return f"evidence {place} has no value ({answer.absent or 'nothing stored'})"
    if piece.quote and not answer.withheld and not any(piece.quote in text for text in _texts(answer)):
        return f"the quote {_short(piece.quote)} is no part of the answer {place}; copy it word for word"
    return ""


def _texts(answer: Answer) -> Iterator[str]:
    if answer.value is not None:
        yield str(answer.value)
    yield from map(str, answer.values)
    yield from (answer.other, answer.comment)
    if answer.translation:
        yield from answer.translation.text.texts.values()


def _short(text: str, limit: int = 50) -> str:
    return repr(text if len(text) <= limit else text[: limit - 3] + "...")


def _grounds(facts: _Facts) -> Iterator[Problem]:
    solvable = (FindingKind.GAP, FindingKind.CONTINGENCY)
    for path, finding in facts.results():
        for position, name in enumerate(finding.addresses):
            target = facts.findings.get(name)
            place = (*path, "addresses", position)
            if target is None:
                yield _problem(
                    "MPF019",
                    f"finding {finding.id} addresses {name!r}, which does not exist{_unknown(name, facts.findings)}",
                    place,
                )
            elif target.kind not in solvable:
                yield _problem(
                    "MPF019",
                    f"finding {finding.id} addresses {name}, which is of kind {target.kind}; address a gap or "
                    "a contingency",
                    place,
                )
        if finding.kind in (FindingKind.OPTION, FindingKind.RECOMMENDATION):
            if not finding.addresses and not finding.evidence:
                message = (
                    f"{finding.kind} {finding.id} rests on nothing; say which gap or contingency it addresses, "
                    "or give evidence"
                )
                yield _problem("MPF019", message, path)
        elif finding.kind in (FindingKind.GAP, FindingKind.GOOD_PRACTICE) and not finding.evidence:
            yield _problem(
                "MPF019", f"{finding.kind} {finding.id} has no evidence; name the answers that show it", path
            )


def _old_evidence(facts: _Facts) -> Iterator[Problem]:
    for path, finding in facts.results():
        for position, piece in enumerate(finding.evidence):
            if piece.response in facts.superseded:
                newer = ", ".join(_newer(facts, piece.response))
                message = (
                    f"finding {finding.id}: response {piece.response} was replaced by {newer}; look whether the "
                    "evidence still holds"
                )
                yield _problem("MPF020", message, (*path, "evidence", position, "response"), "warning")


def _newer(facts: _Facts, replaced: str) -> Iterator[str]:
    """The responses that replace one, seen through those entered in error."""
    pending, seen = [replaced], {replaced}
    while pending:
        step = pending.pop()
        for row in facts.project.responses:
            if row.replaces == step and row.id not in seen:
                seen.add(row.id)
                if row.status is ResponseStatus.ENTERED_IN_ERROR:
                    pending.append(row.id)
                else:
                    yield row.id


def _finding_countries(facts: _Facts) -> Iterator[Problem]:
    for path, finding in facts.results():
        shown = _evidence_countries(facts, finding)
        stated = set(finding.countries)
        if not shown or stated == shown:
            continue
        parts = []
        if stated - shown:
            parts.append("no evidence from " + ", ".join(sorted(stated - shown)))
        if shown - stated:
            parts.append("evidence also from " + ", ".join(sorted(shown - stated)))
        message = f"finding {finding.id}: its countries are not those of its evidence: {'; '.join(parts)}"
        yield _problem("MPF025", message, (*path, "countries"), "warning")


def _evidence_countries(facts: _Facts, finding: Finding) -> set[str]:
    found: set[str] = set()
    for piece in finding.evidence:
        response = facts.responses.get(piece.response)
        if response is not None:
            found.add(response.country)
        session = facts.sessions.get(piece.session)
        if session is not None:
            found |= {row.country for row in session.contributions if row.id == piece.contribution and row.country}
    return found


# Times


def _times(facts: _Facts) -> Iterator[Problem]:
    for path, response in facts.replies():
        if _naive(response.authored):
            yield _problem(
                "MPF023",
                f"response {response.id}: authored has no time zone; add one, such as +01:00",
                (*path, "authored"),
            )
    for path, response, link_id, answer in facts.answers():
        if isinstance(answer.value, datetime) and _naive(answer.value):
            yield _problem(
                "MPF023",
                f"response {response.id}, {link_id}: {answer.value} has no time zone; add one, such as +01:00",
                path,
            )
    for path, session in facts.agenda():
        naive = [name for name in ("starts", "ends") if _naive(getattr(session, name))]
        for name in naive:
            yield _problem(
                "MPF023", f"session {session.id}: {name} has no time zone; add one, such as +01:00", (*path, name)
            )
        if not naive and session.starts and session.ends and session.ends <= session.starts:
            message = (
                f"session {session.id} ends ({session.ends.isoformat()}) before or when it starts "
                f"({session.starts.isoformat()})"
            )
            yield _problem("MPF023", message, (*path, "ends"))
    activities = facts.project.activities
    for step, activity in zip(_steps([row.id for row in activities]), activities, strict=True):
        if activity.starts and activity.ends and activity.ends.last < activity.starts.first:
            message = f"activity {activity.id} ends ({activity.ends}) before it starts ({activity.starts})"
            yield _problem("MPF023", message, ("activities", step, "ends"))


def _naive(value: datetime | None) -> bool:
    return value is not None and value.utcoffset() is None


def _session_days(facts: _Facts) -> Iterator[Problem]:
    days = {id(session): workshop for workshop in facts.project.workshops for session in workshop.sessions}
    for path, session in facts.agenda():
        workshop = days[id(session)]
        first, last = workshop.starts, workshop.ends or workshop.starts
        if session.starts is None or first is None or last is None:
            continue
        if not first <= session.starts.date() <= last:
            message = (
                f"session {session.id} is on {session.starts.date()}, but workshop {workshop.id} lasts from "
                f"{first} to {last}"
            )
            yield _problem("MPF035", message, (*path, "starts"), "warning")


# The project


def _claims(facts: _Facts) -> Iterator[Problem]:
    claims = facts.project.claims
    for step, claim in zip(_steps([row.id for row in claims]), claims, strict=True):
        derived = count_of(facts.project, claim.count)
        if derived is None:
            message = f"claim {claim.id}: nothing is counted as {claim.count!r}{_unknown(claim.count, _COUNTERS)}"
            yield _problem("MPF026", message, ("claims", step, "count"))
        elif derived != claim.value:
            message = f"claim {claim.id} says {claim.value} ({_short(claim.text)}), but {claim.count} is {derived}"
            yield _problem("MPF026", message, ("claims", step, "value"))


def _identities(facts: _Facts) -> Iterator[Problem]:
    project = facts.project
    lists: list[tuple[Path, str, list[str]]] = [
        (("organisations",), "organisation", [row.id for row in project.organisations]),
        (("activities",), "activity", [row.id for row in project.activities]),
        (("themes",), "theme", [row.id for row in project.themes]),
        (("levels",), "level", [row.id for row in project.levels]),
        (("countries",), "country", [row.code for row in project.countries]),
        (("responses",), "response", [row.id for row in project.responses]),
        (("workshops",), "workshop", [row.id for row in project.workshops]),
        (("findings",), "finding", [row.id for row in project.findings]),
        (("results",), "result", [row.id for row in project.results]),
        (("claims",), "claim", [row.id for row in project.claims]),
    ]
    for root, form in facts.questionnaires():
        lists.append(((*root, "choice_lists"), "choice list", [row.id for row in form.choice_lists]))
    for step, workshop in zip(_steps([row.id for row in project.workshops]), project.workshops, strict=True):
        lists.append((("workshops", step, "sessions"), "session", [row.id for row in workshop.sessions]))
    for path, session in facts.agenda():
        lists.append(((*path, "contributions"), "contribution", [row.id for row in session.contributions]))
    for step, result in zip(_steps([row.id for row in project.results]), project.results, strict=True):
        lists.append((("results", step, "indicators"), "indicator", [row.id for row in result.indicators]))
    for path, what, ids in lists:
        yield from _repeated(path, what, ids)
    for path, response in facts.replies():
        for link_id, answers in response.answers.items():
            for instance, count in Counter(answer.instance for answer in answers).items():
                if count > 1:
                    place = ".".join(map(str, instance)) or "no instance"
                    message = (
                        f"response {response.id}: {link_id} is answered {count} times at {place}; give each its "
                        "own instance"
                    )
                    yield _problem("MPF027", message, (*path, "answers", link_id))
    owners: dict[str, str] = {}
    for workshop in project.workshops:
        for session in workshop.sessions:
            other = owners.setdefault(session.id, workshop.id)
            if other != workshop.id:
                message = (
                    f"session {session.id!r} stands in the workshops {other} and {workshop.id}; session ids are "
                    "unique in a project"
                )
                yield _problem("MPF027", message, ("workshops", workshop.id, "sessions", session.id))


def _repeated(path: Path, what: str, ids: list[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for position, name in enumerate(ids):
        if not name:
            yield _problem("MPF027", f"a {what} has an empty id; give it one", (*path, position))
        elif name in seen:
            yield _problem("MPF027", f"{what} {name!r} stands twice; rename or remove one", (*path, position))
        seen.add(name)


def _country_uses(facts: _Facts) -> Iterator[tuple[Path, str, str]]:
    """Every place that names a country by its code."""
    project = facts.project
    organisations = project.organisations
    for step, row in zip(_steps([row.id for row in organisations]), organisations, strict=True):
        yield ("organisations", step, "country"), f"organisation {row.id}", row.country
    for root, form in facts.questionnaires():
        for position, code in enumerate(form.invited):
            yield (*root, "invited", position), f"questionnaire {form.key}", code
    for path, response in facts.replies():
        yield (*path, "country"), f"response {response.id}", response.country
    for step, workshop in zip(_steps([row.id for row in project.workshops]), project.workshops, strict=True):
        yield ("workshops", step, "country"), f"workshop {workshop.id}", workshop.country
        for position, person in enumerate(workshop.participants):
            yield ("workshops", step, "participants", position, "country"), f"workshop {workshop.id}", person.country
    for path, session, speech in facts.contributions():
        yield (*path, "country"), f"session {session.id}, contribution {speech.id}", speech.country
    for path, finding in facts.results():
        for position, code in enumerate(finding.countries):
            yield (*path, "countries", position), f"finding {finding.id}", code


def _known_countries(facts: _Facts) -> Iterator[Problem]:
    listed = facts.project.countries
    named: list[tuple[Path, str, str]] = [
        (("countries", step, "code"), "countries", row.code)
        for step, row in zip(_steps([row.code for row in listed]), listed, strict=True)
    ]
    for path, owner, code in [*named, *_country_uses(facts)]:
        if not code:
            continue
        try:
            canonical = geo.canonical_code(code)
        except UnknownNameError as error:
            yield _problem("MPF028", f"{owner}: {error}", path)
            continue
        if canonical != code:
            yield _problem("MPF028", f"{owner}: {code!r} is not how the code is written; write {canonical}", path)


def _in_scope(facts: _Facts) -> Iterator[Problem]:
    project = facts.project
    groups = [group for group in project.scope if group in _groups()]
    if not groups or len(groups) != len(project.scope):
        return
    inside = frozenset(geo.scope(groups, on=project.as_of))
    uses: list[tuple[Path, str, str]] = [(("countries", row.code), "countries", row.code) for row in project.countries]
    for root, form in facts.questionnaires():
        uses += [((*root, "invited", at), f"questionnaire {form.key}", code) for at, code in enumerate(form.invited)]
    uses += [((*path, "country"), f"response {row.id}", row.country) for path, row in facts.replies()]
    for path, owner, code in uses:
        if geo.is_known(code) and not geo.is_user_assigned(code) and code not in inside:
            message = f"{owner}: {code} was not in the project's scope ({', '.join(groups)}) on {project.as_of}"
            yield _problem("MPF029", message, path, "warning")


def _groups() -> frozenset[str]:
    return frozenset(group.name for group in geo.groups())


def _scope_groups(facts: _Facts) -> Iterator[Problem]:
    known = _groups()
    for position, group in enumerate(facts.project.scope):
        if group not in known:
            yield _problem(
                "MPF037",
                f"scope: no group of countries is named {group!r}{_unknown(group, known)}",
                ("scope", position),
            )


def _informed(facts: _Facts) -> Iterator[Problem]:
    project = facts.project
    shaping = {row.id for row in project.activities} | set(facts.findings)
    shaping |= {name for form in project.questionnaires for name in (form.id, form.key)}
    mapping = facts.link_ids | set(facts.findings)
    uses: list[tuple[Path, str, str, Iterable[str], str]] = []
    for step, workshop in zip(_steps([row.id for row in project.workshops]), project.workshops, strict=True):
        place: Path = ("workshops", step, "informed_by")
        uses += [
            ((*place, at), f"workshop {workshop.id}: informed by", name, shaping, "activity, questionnaire or finding")
            for at, name in enumerate(workshop.informed_by)
        ]
    for path, session in facts.agenda():
        uses += [
            ((*path, "informed_by", at), f"session {session.id}: informed by", name, mapping, "item or finding")
            for at, name in enumerate(session.informed_by)
        ]
    for path, session, row in facts.contributions():
        owner = f"session {session.id}, contribution {row.id}: about"
        uses += [((*path, "items", at), owner, name, facts.link_ids, "item") for at, name in enumerate(row.items)]
        uses += [
            ((*path, "findings", at), owner, name, facts.findings, "finding") for at, name in enumerate(row.findings)
        ]
    for path, owner, name, known, what in uses:
        if name not in known:
            yield _problem(
                "MPF030", f"{owner} {name!r}, which is no {what} of the project{_unknown(name, known)}", path
            )


def _partners(facts: _Facts) -> Iterator[Problem]:
    known = [row.id for row in facts.project.organisations]
    workshops = facts.project.workshops
    for step, workshop in zip(_steps([row.id for row in workshops]), workshops, strict=True):
        for position, name in enumerate(workshop.partners):
            if name not in known:
                message = (
                    f"workshop {workshop.id}: partner {name!r} is no organisation of the project{_unknown(name, known)}"
                )
                yield _problem("MPF031", message, ("workshops", step, "partners", position))


_HANDLING = ("H0", "H1", "H2", "H3", "LIMITE")
_CLASSIFIED = re.compile(
    r"RESTREINT|CONFIDENTIEL|CONFIDENTIAL|SECRET|(?:EU|UE)[ /-]*RESTRICTED|R-UE|C-UE|S-UE|TS-UE", re.IGNORECASE
)


def _markings(facts: _Facts) -> Iterator[Problem]:
    for path, marking in _all_markings(facts):
        handling = marking.handling
        if not handling or handling in _HANDLING:
            continue
        plain = unicodedata.normalize("NFKD", handling).encode("ascii", "ignore").decode("ascii")
        if _CLASSIFIED.search(plain):
            message = (
                f"{handling!r} is an EU classification, which mpfkit does not process; remove the information "
                "from the project"
            )
        else:
            message = f"handling {handling!r} is not known; write H0, H1, H2, H3 or LIMITE"
        yield _problem("MPF032", message, (*path, "marking"))


def _all_markings(facts: _Facts) -> Iterator[tuple[Path, Marking]]:
    project = facts.project
    marked: list[tuple[Path, Marking | None]] = [((), project.marking)]
    marked += [(("documents", at), row.marking) for at, row in enumerate(project.documents)]
    marked += [(("photos", at), row.marking) for at, row in enumerate(project.photos)]
    for root, form in facts.questionnaires():
        marked += [((*root, *path), item.marking) for path, item in facts.items(form)]
    for path, response in facts.replies():
        marked.append((path, response.marking))
        marked += [((*path, "attachments", at), row.marking) for at, row in enumerate(response.attachments)]
    marked += [(path, answer.marking) for path, _, _, answer in facts.answers()]
    for step, workshop in zip(_steps([row.id for row in project.workshops]), project.workshops, strict=True):
        marked.append((("workshops", step), workshop.marking))
        marked += [(("workshops", step, "photos", at), row.marking) for at, row in enumerate(workshop.photos)]
    marked += [(path, session.marking) for path, session in facts.agenda()]
    marked += [(path, row.marking) for path, _, row in facts.contributions()]
    marked += [(path, finding.marking) for path, finding in facts.results()]
    return ((path, marking) for path, marking in marked if marking is not None)


def _invented_countries(facts: _Facts) -> Iterator[Problem]:
    for country in facts.project.countries:
        if not geo.is_user_assigned(country.code):
            continue
        missing = [what for what, there in (("name", country.name), ("group", country.group)) if not there]
        if missing:
            message = (
                f"country {country.code} is user-assigned and has no {' and no '.join(missing)}; nobody else knows it"
            )
            yield _problem("MPF033", message, ("countries", country.code), "warning")
        elif country.group not in _groups():
            message = (
                f"country {country.code}: no group of countries is named "
                f"{country.group!r}{_unknown(country.group, _groups())}"
            )
            yield _problem("MPF037", message, ("countries", country.code, "group"))


_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}\Z")


def _project_id(facts: _Facts) -> Iterator[Problem]:
    name = facts.project.id
    if not _SLUG.match(name):
        message = (
            f"the project's id {name!r} cannot be part of a file name; use letters, digits, hyphens and underscores"
        )
        yield _problem("MPF036", message, ("id",))


_CHECKS: tuple[Callable[[_Facts], Iterator[Problem]], ...] = (
    _link_ids,
    _choice_codes,
    _options,
    _conditions,
    _condition_answers,
    _shapes,
    _versions,
    _translations,
    _vocabulary,
    _response_references,
    _answered_items,
    _answer_values,
    _one_of_three,
    _skip_logic,
    _required,
    _chains,
    _heads,
    _evidence,
    _grounds,
    _old_evidence,
    _times,
    _reply_languages,
    _finding_countries,
    _claims,
    _identities,
    _known_countries,
    _in_scope,
    _informed,
    _partners,
    _markings,
    _invented_countries,
    _invitations,
    _session_days,
    _project_id,
    _scope_groups,
)


# Counts that a claim can be about


def _count_scope(project: Project, part: str) -> int | None:
    groups = [part] if part else list(project.scope)
    known = _groups()
    if not all(group in known for group in groups):
        return None
    return len(geo.scope(groups, on=project.as_of))


def _count_replies(project: Project, part: str) -> int | None:
    if part and part not in tuple(ResponseStatus):
        return None
    return len({row.country for row in project.current_responses() if not part or row.status == part})


def _count_questions(project: Project, part: str) -> int | None:
    items = {item.link_id: item for form in project.questionnaires for item in form.walk()}.values()
    if part == "answerable":
        return sum(item.is_question for item in items)
    return None if part else (sum(bool(item.prefix) for item in items) or sum(item.is_question for item in items))


def _count_findings(project: Project, part: str) -> int | None:
    if part and part not in tuple(FindingKind):
        return None
    return sum(1 for finding in project.findings if not part or finding.kind == part)


def _simply(count: Callable[[Project], int]) -> Callable[[Project, str], int | None]:
    return lambda project, part: None if part else count(project)


_COUNTERS: dict[str, Callable[[Project, str], int | None]] = {
    "scope": _count_scope,
    "countries": _simply(lambda project: len(project.countries)),
    "invited": _simply(lambda project: len({code for form in project.questionnaires for code in form.invited})),
    "replies": _count_replies,
    "questions": _count_questions,
    "themes": _simply(lambda project: len(project.themes)),
    "levels": _simply(lambda project: len(project.levels)),
    "organisations": _simply(lambda project: len(project.organisations)),
    "activities": _simply(lambda project: len(project.activities)),
    "workshops": _simply(lambda project: len(project.workshops)),
    "sessions": _simply(lambda project: len(project.sessions())),
    "participants": _simply(lambda project: sum(row.count for shop in project.workshops for row in shop.attendance)),
    "findings": _count_findings,
    "results": _simply(lambda project: len(project.results)),
}

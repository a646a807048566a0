"""From rows to responses: what all tables of answers share, whatever tool they come from.

A column is matched with a question once; then each row is read by that plan. Every cell is accounted for, and what a
cell means is understood for certain, or is a doubt.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import attrs

from mpfkit.errors import FileError
from mpfkit.intake import Doubt, Ledger, Reading, Understood, country_code, normalised, understand
from mpfkit.model import (
    AbsentReason,
    Answer,
    AnswerConstraint,
    FrozenDict,
    ItemType,
    Provenance,
    Response,
    ResponseStatus,
    ReviewState,
)

from ._names import Names, Target
from ._tables import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mpfkit.intake import ReadingRequest, Source
    from mpfkit.model import Choice, Item, Questionnaire

    from ._tables import Book, Given, Piece, Row, Table

__all__ = ["Column", "Plan", "Replies", "reasons_of", "zone_of"]

_MOST_STEPS = 5_000
"""Most tries to divide one cell into labels; whoever needs more is not understood."""
_TICKED = frozenset(("1", "true", "yes", "y", "x", "oui", "selected", "checked", "ok"))
_UNTICKED = frozenset(("0", "false", "no", "n", "non", "not selected", "unchecked"))


@attrs.frozen(kw_only=True)
class Column:
    """What becomes of a column.

    Attributes:
        number: Its number, counted from 1.
        heading: Its heading.
        target: Question that it answers; None where it answers none.
        use: `answer`, `key`, `authored`, `country`, `language`, `review`, `parent`, `index`; or empty for a column that
            is ignored or reported.
        rule: Rule by which it is ignored.
        why: Why it is reported.
        mapped: Whether the mapping file says so; what it says comes before what headings say.
    """

    number: int
    heading: str
    target: Target | None = None
    use: str = ""
    rule: str = ""
    why: str = ""
    mapped: bool = False


@attrs.frozen(kw_only=True)
class Plan:
    """How the rows of a table are read.

    Attributes:
        table: The table.
        columns: Its columns.
        rows: The rows that are replies, or parts of them.
        parent: Name of the table to whose rows these rows belong; None for replies.
    """

    table: Table
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    parent: str | None = None

    def column(self, use: str) -> Column | None:
        """Return the column with a use."""
        return next((column for column in self.columns if column.use == use), None)

    def text(self, row: Row, use: str) -> str:
        """Return what stands in the column with a use."""
        column = self.column(use)
        return row.text(column.number) if column else ""


def zone_of(request: ReadingRequest) -> dt.tzinfo:
    """Return the time zone that the mapping file names, else UTC."""
    name = request.setting("timezone")
    if not name:
        return dt.UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise FileError(
            f"{request.mapping_name}: no time zone is named {name!r}; write such as Europe/Brussels"
        ) from error


def reasons_of(request: ReadingRequest) -> dict[str, AbsentReason]:
    """Return the texts by which the mapping file says why there is no answer."""
    keys = {
        "not_applicable_values": AbsentReason.NOT_APPLICABLE,
        "declined_values": AbsentReason.ASKED_DECLINED,
        "unknown_values": AbsentReason.ASKED_UNKNOWN,
        "later_values": AbsentReason.TEMP_UNKNOWN,
        "not_answered_values": AbsentReason.NOT_ANSWERED,
    }
    return {normalised(text): reason for key, reason in keys.items() for text in request.settings(key)}


@attrs.define(kw_only=True)
class _Reply:
    """A reply as it grows."""

    id: str
    table: Table
    row: Row
    key: str
    country: str = ""
    authored: dt.datetime | None = None
    language: str = ""
    status: ResponseStatus = ResponseStatus.COMPLETED
    review: ReviewState | None = None
    answers: dict[str, list[Answer]] = attrs.field(factory=dict)
    doubts: list[Doubt] = attrs.field(factory=list)
    pieces: list[Piece] = attrs.field(factory=list)


class Replies:
    """Reads the rows of tables as replies to a questionnaire.

    Args:
        source: The file.
        request: What the user asks for.
        book: The tables of the file.
        form: The questionnaire.
        separator: What stands between several choices in one cell; a space where names cannot have one.
        labels: Whether headings and choices may be labels.
    """

    def __init__(
        self,
        source: Source,
        request: ReadingRequest,
        book: Book,
        form: Questionnaire,
        *,
        separator: str = " ",
        labels: bool = True,
    ) -> None:
        self.source = source
        self.request = request
        self.book = book
        self.form = form
        self.names = Names(form)
        self.depths = _depths(form)
        self.separator = request.setting("multi_separator") or separator
        self.labels = labels
        self.zone = zone_of(request)
        self.reasons = reasons_of(request)
        self.date_format = request.setting("date_format")
        self.stamp_format = request.setting("timestamp_format")
        self.ledger = Ledger("cells")
        self.remarks: list[str] = list(book.remarks)
        self.refused: list[str] = []
        self.nowhere: list[tuple[Row, str]] = []

    # ------------------------------------------------------------------------------------------ plans

    def match(self, column: Column) -> Column:
        """Match a column with a question by its heading, unless its use is known."""
        if column.rule or column.why or column.target or column.use not in {"", "country"}:
            return column
        found = self.names.find(column.heading, labels=self.labels)
        if column.use:  # the country of a reply can be a question of the form, too
            return attrs.evolve(column, target=found[0]) if len(found) == 1 else column
        if len(found) == 1:
            return attrs.evolve(column, target=found[0], use="answer")
        if found:
            names = " and ".join(target.item.link_id for target in found[:3])
            why = f"column {column.heading!r} may be {names}; export with names (XML values and headers), or map it"
            return attrs.evolve(column, why=why)
        return attrs.evolve(column, why=f"column {column.heading!r} matches no question")

    def without_doubles(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """Report columns that would answer one question twice."""
        taken: dict[tuple[str, str, str], list[Column]] = {}
        for column in columns:
            if column.target is not None:
                key = (column.target.item.link_id, column.target.part, column.target.choice)
                taken.setdefault(key, []).append(column)
        double = {column.number: same for same in taken.values() if len(same) > 1 for column in same}
        result = []
        for column in columns:
            same = double.get(column.number)
            said = [each for each in same or () if each.mapped]
            if same and len(said) == 1 and not column.mapped:
                why = f"column {column.heading!r} answers what the mapping file takes from {said[0].heading!r}"
                kept = column.use if column.use == "country" else ""
                column = attrs.evolve(column, target=None, use=kept, why=why)  # noqa: PLW2901 - the column as it is now
            elif same and len(said) != 1:
                both = " and ".join(repr(each.heading) for each in same[:2])
                why = f"columns {both} are the same question; export with names (XML values and headers), or map one"
                column = attrs.evolve(column, target=None, use=column.use if column.use == "country" else "", why=why)  # noqa: PLW2901 - the column as it is now
            result.append(column)
        return tuple(result)

    # ------------------------------------------------------------------------------------------ reading

    def reading(self, plans: Sequence[Plan]) -> Reading:
        """Read all rows, and return what they hold."""
        replies = self._replies(plans)
        if self.request.country and len(replies) > 1:
            raise FileError(
                f"{self.source.name}: holds {len(replies)} replies, but --country is for the reply of one country; "
                "name the column that says the country: country_column in a mapping file"
            )
        kept = [reply for reply in replies if reply.country]
        for reply in replies:
            if not reply.country:
                self.ledger.rest(reply.pieces, "reply whose country is not known")
        self._tell_nowhere()
        for table in self.book.tables:
            self.ledger.rest(((table.name, *place) for place in table.faults), "value that cannot be known")
            self.ledger.rest(table.all_pieces(), "cell outside the rows and columns of the replies")
        if all(reply.authored for reply in kept):
            kept.sort(key=lambda reply: reply.authored or dt.datetime.min.replace(tzinfo=dt.UTC))
        for line in self._unmatched(plans):
            self.remarks.append(line)
        return Reading(
            accounts=self.ledger.close(self.book.total),
            responses=tuple(self._response(reply) for reply in kept),
            doubts=tuple(doubt for reply in kept for doubt in reply.doubts),
            remarks=tuple(self.remarks),
            refused=tuple(self.refused),
        )

    def _tell_nowhere(self) -> None:
        if not self.nowhere:
            return
        rows = ", ".join(str(row.number) for row, _ in self.nowhere[:5])
        more = f" and {len(self.nowhere) - 5} more" if len(self.nowhere) > 5 else ""
        reasons = dict.fromkeys(why for _, why in self.nowhere)
        hint = "give --country, or country_column in a mapping file" if "" in reasons else next(iter(reasons))
        count = len(self.nowhere)
        what = "1 reply names" if count == 1 else f"{count} replies name"
        self.refused.append(f"{what} no country (row {rows}{more}): {hint}")

    def _unmatched(self, plans: Sequence[Plan]) -> Iterator[str]:
        names = [
            column.heading for plan in plans for column in plan.columns if column.why.endswith("matches no question")
        ]
        if names:
            shown = ", ".join(repr(name) for name in names[:6]) + (
                f" and {len(names) - 6} more" if len(names) > 6 else ""
            )
            what = "1 column matches" if len(names) == 1 else f"{len(names)} columns match"
            hint = "add them to a mapping file, under columns or ignore_columns"
            yield f"{what} no question of {self.form.key}: {shown}; {hint}"

    def _replies(self, plans: Sequence[Plan]) -> list[_Reply]:
        replies: list[_Reply] = []
        places: dict[tuple[str, str], tuple[_Reply, tuple[int, ...]]] = {}
        counts: dict[tuple[str, tuple[int, ...], str], int] = {}
        for plan in sorted(plans, key=lambda plan: plan.parent is not None):
            for row in plan.rows:
                if plan.parent is None:
                    reply = self._started(plan, row, len(replies))
                    replies.append(reply)
                    instance: tuple[int, ...] = ()
                else:
                    above = places.get((plan.parent, plan.text(row, "parent")))
                    if above is None:
                        self.ledger.rest(plan.table.pieces(row), "row of a repeat whose reply is not in the file")
                        continue
                    reply = above[0]
                    counted = (reply.id, above[1], plan.table.name)
                    counts[counted] = counts.get(counted, 0) + 1
                    instance = (*above[1], counts[counted])
                own = plan.text(row, "index")
                if own:
                    places[plan.table.name, own] = (reply, instance)
                self._row(plan, row, reply, instance)
        return replies

    def _started(self, plan: Plan, row: Row, number: int) -> _Reply:
        index = plan.column("index")
        is_key = index is not None and index.heading.casefold() == "key"  # ODK: the key is what repeats refer to, too
        key = plan.text(row, "index") if is_key else plan.text(row, "key")
        reply = _Reply(id=f"{key or 'row'}#{number}", table=plan.table, row=row, key=key)
        reply.country = self._country(plan, row)
        stamp = plan.column("authored")
        if stamp is not None and stamp.number in row.cells:
            reply.authored = self._moment(row.cells[stamp.number])
        reply.language = plan.text(row, "language")
        reply.review = _REVIEW.get(normalised(plan.text(row, "review")))
        return reply

    def _country(self, plan: Plan, row: Row) -> str:
        if self.request.country:
            return self.request.country
        text = plan.text(row, "country")
        if not text:
            self.nowhere.append((row, ""))
            return ""
        table = {str(key): str(value) for key, value in self.request.table("countries").items()}
        try:
            return country_code(text, self.request.project, table)
        except FileError as error:
            self.nowhere.append((row, f"{error}; or list it under countries in a mapping file"))
            return ""

    def _moment(self, value: Given) -> dt.datetime | None:
        if isinstance(value, dt.datetime):
            return value if value.tzinfo else value.replace(tzinfo=self.zone)
        text = cell_text(value)
        try:
            moment = (
                dt.datetime.strptime(text, self.stamp_format)  # noqa: DTZ007 - the zone follows
                if self.stamp_format
                else dt.datetime.fromisoformat(text)
            )
        except ValueError:
            remark = f"times such as {text!r} are not certain and are left out; set timestamp_format in a mapping file"
            if not any("timestamp_format" in line for line in self.remarks):
                self.remarks.append(remark)
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)

    # ------------------------------------------------------------------------------------------ one row

    def _row(self, plan: Plan, row: Row, reply: _Reply, instance: tuple[int, ...]) -> None:
        cells: dict[str, list[tuple[Column, Given, Piece]]] = {}
        known = {column.number: column for column in plan.columns}
        for number, value in row.cells.items():
            piece = (plan.table.name, row.number, number)
            column = known.get(number)
            if column is None:
                self.ledger.reported("cell below no heading", piece)
            elif column.target is not None:
                cells.setdefault(column.target.item.link_id, []).append((column, value, piece))
            elif column.use and reply.country:
                self.ledger.mapped(piece)
            elif column.use:
                reply.pieces.append(piece)
            elif column.rule:
                self.ledger.ignored(column.rule, piece)
            else:
                self.ledger.reported(column.why, piece)
        for link_id, held in cells.items():
            pieces = [piece for _, _, piece in held]
            if not reply.country:
                reply.pieces += pieces
                continue
            self.ledger.mapped(*pieces)
            self._answer(plan, row, reply, instance, link_id, held)

    def _answer(
        self,
        plan: Plan,
        row: Row,
        reply: _Reply,
        instance: tuple[int, ...],
        link_id: str,
        held: Sequence[tuple[Column, Given, Piece]],
    ) -> None:
        """Make one answer of all cells of a row that belong to it."""
        target = held[0][0].target
        assert target is not None  # noqa: S101 - cells without one are not collected
        item = target.item
        depth = self.depths.get(link_id, 0)
        if len(instance) != depth:
            # A roster that was flattened into the row of the reply, or the other way round
            why = f"{link_id} belongs to a repeat, but stands in a row of another level"
            self._doubt(plan, row, reply, item, held[0], (why, ""), (*instance, *([1] * depth))[:depth])
            return
        parts = _Parts.of(held)
        understood = self._understood(item, parts)
        if understood is None:
            return
        if understood.answer is None:
            self._doubt(plan, row, reply, item, held[0], (understood.why, understood.proposal), instance, parts.shown())
            return
        answer = understood.answer.evolve(instance=instance, comment=parts.comment)
        if instance:
            place = Provenance(file=self.source.name, sheet=plan.table.name, row=row.number)
            answer = answer.evolve(provenance=place)
        reply.answers.setdefault(link_id, []).append(answer)

    def _doubt(
        self,
        plan: Plan,
        row: Row,
        reply: _Reply,
        item: Item,
        cell: tuple[Column, Given, Piece],
        why: tuple[str, str],
        instance: tuple[int, ...],
        text: str = "",
    ) -> None:
        sheet = f", sheet {plan.table.name!r}" if plan.table.name else ""
        reply.doubts.append(
            Doubt(
                place=f"{self.source.name}{sheet}, row {row.number}, column {cell[0].heading!r}",
                text=text or cell_text(cell[1]),
                why=why[0],
                proposal=why[1],
                response=reply.id,
                link_id=item.link_id,
                instance=instance,
            )
        )

    def _understood(self, item: Item, parts: _Parts) -> Understood | None:
        choices = self.form.choices(item)
        if parts.place and not parts.value:
            words = [
                parts.place[word] for word in ("Latitude", "Longitude", "Altitude", "Accuracy") if word in parts.place
            ]
            return understand(" ".join(words), item)
        if item.is_multiple:
            return self._several(item, choices, parts)
        if not parts.value:
            if not parts.other:
                return None
            return _own(parts.other)
        value = parts.mapped()
        text = cell_text(value)
        codes = [choice.code for choice in choices]
        if item.answer_constraint is AnswerConstraint.OPTIONS_OR_STRING and _is_other(text, codes):
            return _own(parts.other or text)
        if item.type is ItemType.BOOLEAN and normalised(text) in {"ok", "selected"}:
            value = "true"
        found = understand(
            value,
            item,
            choices,
            reasons=self.reasons,
            date_format=self.date_format,
            timezone=self.zone,
            labels=True,
        )
        if found.answer is not None and parts.other:
            return attrs.evolve(found, answer=found.answer.evolve(other=parts.other))
        return found

    def _several(self, item: Item, choices: Sequence[Choice], parts: _Parts) -> Understood | None:
        """Read a multiple choice from one column, from a column for each choice, or from both if they agree."""
        codes = [choice.code for choice in choices]
        joined: Understood | None = None
        if parts.value:
            text = cell_text(parts.mapped())
            joined = self._joined(text, item, choices)
        if not parts.ticks:
            if joined is None:
                return _own(parts.other) if parts.other else None
            return _with_other(joined, parts.other, codes)
        odd = [
            code
            for code, text in parts.ticks.items()
            if normalised(text) not in _TICKED | _UNTICKED and code != "other"
        ]
        ticked = tuple(code for code, text in parts.ticks.items() if normalised(text) in _TICKED)
        chosen = tuple(code for code in ticked if code in codes)
        other = parts.other
        if "other" in ticked and "other" not in codes:
            other = other or "other"
        elif "other" in parts.ticks and "other" not in codes and normalised(parts.ticks["other"]) not in _UNTICKED:
            other = other or parts.ticks["other"]
        if odd:
            return Understood(why=f"the column of {odd[0]!r} says {parts.ticks[odd[0]]!r}, neither 0 nor 1")
        if joined is not None:
            said = {str(value) for value in joined.answer.values} if joined.answer else set()
            if joined.answer is None or said - {"other"} != set(chosen):
                why = f"the column with all choices says {', '.join(sorted(said)) or 'something else'}"
                return Understood(
                    why=f"{why}, the columns of the single choices say {', '.join(chosen) or 'none'}",
                    proposal=", ".join(chosen),
                )
        if not chosen and not other:
            return None  # all blank or 0: ODK writes 0 even where nobody was asked, so this is no answer
        return (
            understand(list(chosen), item, choices)
            if not other
            else _with_other(understand(list(chosen), item, choices), other, codes)
        )

    def _joined(self, text: str, item: Item, choices: Sequence[Choice]) -> Understood:
        """Read several choices from one cell: by codes, else by labels if these divide the text in one way only."""
        reason = self.reasons.get(normalised(text))
        if reason is not None:
            return understand(text, item, choices, reasons=self.reasons)
        codes = [choice.code for choice in choices]
        separator = self.separator
        tokens = [
            token.strip() for token in (text.split() if separator == " " else text.split(separator)) if token.strip()
        ]
        extra = {"other"} if item.answer_constraint is AnswerConstraint.OPTIONS_OR_STRING else set()
        if all(token in codes or token in extra for token in tokens):
            return (
                understand([token for token in tokens if token in codes], item, choices)
                if any(token in codes for token in tokens)
                else _own("other")
            )
        ways = _divisions(text, choices, separator)
        if len(ways) == 1:
            return understand(list(ways[0]), item, choices)
        if separator != " " and not ways:
            return understand(tokens, item, choices)

        what = "in more than one way" if ways else "in no way"
        return Understood(why=f"{text!r} divides into choices {what}", proposal=", ".join(ways[0]) if ways else "")

    def _response(self, reply: _Reply) -> Response:
        order = {item.link_id: number for number, item in enumerate(self.form.walk())}
        answers = sorted(reply.answers.items(), key=lambda pair: order[pair[0]])
        return Response(
            id=reply.id,
            questionnaire=self.form.key,
            country=reply.country,
            status=reply.status,
            review_state=reply.review,
            authored=reply.authored,
            language=reply.language,
            answers=FrozenDict({link_id: tuple(rows) for link_id, rows in answers}),
            provenance=Provenance(sheet=reply.table.name, row=reply.row.number, source_id=reply.key),
        )


_REVIEW = {
    "approved": ReviewState.VALIDATED,
    "validation_status_approved": ReviewState.VALIDATED,
    "not approved": ReviewState.REJECTED,
    "validation_status_not_approved": ReviewState.REJECTED,
    "rejected": ReviewState.REJECTED,
    "on hold": ReviewState.IN_CLARIFICATION,
    "validation_status_on_hold": ReviewState.IN_CLARIFICATION,
    "hasissues": ReviewState.IN_CLARIFICATION,
}


@attrs.define
class _Parts:
    """The cells of one answer by what they hold of it."""

    value: list[tuple[Given, Target]] = attrs.field(factory=list)
    ticks: dict[str, str] = attrs.field(factory=dict)
    place: dict[str, str] = attrs.field(factory=dict)
    other: str = ""
    comment: str = ""

    @classmethod
    def of(cls, held: Iterable[tuple[Column, Given, Piece]]) -> _Parts:
        parts = cls()
        for column, value, _ in held:
            target = column.target
            assert target is not None  # noqa: S101 - cells without one are not collected
            match target.part:
                case "choice":
                    parts.ticks[target.choice] = cell_text(value)
                case "place":
                    parts.place[target.choice] = cell_text(value)
                case "other":
                    parts.other = cell_text(value)
                case "comment":
                    parts.comment = cell_text(value)
                case _:
                    parts.value.append((value, target))
        return parts

    def mapped(self) -> Given:
        """Return the value, replaced as the mapping file says."""
        value, target = self.value[0]
        text = normalised(cell_text(value))
        return next((new for old, new in target.values if normalised(old) == text), value)

    def shown(self) -> str:
        ticks = [f"{code}: {text}" for code, text in self.ticks.items()]
        return "; ".join([*(cell_text(value) for value, _ in self.value), *ticks, *filter(None, (self.other,))])


def _own(text: str) -> Understood:
    return Understood(answer=Answer(other=text))


def _with_other(found: Understood, other: str, codes: Sequence[str]) -> Understood:
    if found.answer is None or not other:
        return found
    if found.answer.other == "other" and "other" not in codes:
        return attrs.evolve(found, answer=found.answer.evolve(other=other))
    return attrs.evolve(
        found, answer=found.answer.evolve(other=other if not found.answer.other else found.answer.other)
    )


def _is_other(text: str, codes: Sequence[str]) -> bool:
    return normalised(text) == "other" and "other" not in codes


def _divisions(text: str, choices: Sequence[Choice], separator: str) -> list[tuple[str, ...]]:
    """Return the ways to divide a text into labels of choices with a separator between them, two at most.

    A label that is part of another one ("Police" of "Border police") is no way by itself.
    """
    wanted = normalised(text).removesuffix(separator.strip()).strip()
    mark = re.escape(normalised(separator)) if separator.strip() else ""
    gap = re.compile(rf"\s*{mark}\s*" if mark else r"\s+")
    labels = {
        normalised(label): choice.code for choice in choices for label in (*choice.label.texts.values(), choice.code)
    }
    found: list[tuple[str, ...]] = []

    steps = 0

    def divide(start: int, codes: tuple[str, ...]) -> None:
        nonlocal steps
        steps += 1
        if len(found) > 1 or steps > _MOST_STEPS:
            return
        for label, code in labels.items():
            if not label or code in codes or not wanted.startswith(label, start):
                continue
            end = start + len(label)
            if end == len(wanted):
                if (*codes, code) not in found:
                    found.append((*codes, code))
                continue
            between = gap.match(wanted, end)
            if between and between.end() > end:
                divide(between.end(), (*codes, code))

    divide(0, ())
    return found if steps <= _MOST_STEPS else []


def _depths(form: Questionnaire) -> Mapping[str, int]:
    found: dict[str, int] = {}

    def walk(items: Iterable[Item], depth: int) -> None:
        for item in items:
            below = depth + (item.type is ItemType.GROUP and item.repeats)
            found[item.link_id] = depth
            walk(item.items, below)

    walk(form.items, 0)
    return found

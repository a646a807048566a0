"""Answers as a reader sees them: cells, tables question by question, counts, and one-line results."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from mpfkit.analysis import (
    State,
    agreement,
    frequencies,
    has_frequencies,
    item_response,
    numeric_summary,
    ranking_summary,
)
from mpfkit.document import (
    Align,
    Cell,
    Column,
    LineBreak,
    Link,
    Paragraph,
    ParagraphRole,
    Row,
    RowKind,
    Span,
    SpanRole,
    Table,
)
from mpfkit.model import AbsentReason, Item, ItemType, PartialDate

from ._context import NOTHING, inlines, is_printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mpfkit.analysis import Agreement, Frequencies, Frequency, Replies, Reply
    from mpfkit.document import Block, Blocks, Inlines
    from mpfkit.model import Answer, AnswerValue, Response

    from ._context import Context

__all__ = ["Answers", "Entry", "answer_key", "entries"]

_CHOICES = (ItemType.CHOICE, ItemType.RANKING, ItemType.RATING)
_FIGURES = (ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY)
_SHORT = (*_CHOICES, *_FIGURES, ItemType.BOOLEAN, ItemType.DATE, ItemType.DATE_TIME, ItemType.TIME)
_WIDEST = 6
"""So many columns of answers fit beside the country; more are set one below the other."""
_CAPTION = 70
_FREE_TEXT = (ItemType.TEXT, ItemType.STRING)
_UNDISCLOSED = State.UNDISCLOSED
_NOTED = (State.WITHHELD, State.UNDISCLOSED, State.NOT_ENABLED)
"""States that a note below a table explains."""


@attrs.frozen
class Entry:
    """One question as it is printed: a single one, or a grid, table or roster with its parts.

    Attributes:
        item: The question, or the group that holds the parts.
        parts: Questions that take the answers; the item itself where it is single.
        theme: Theme id.
        level: Level id.
    """

    item: Item
    parts: tuple[Item, ...]
    theme: str
    level: str

    @property
    def is_roster(self) -> bool:
        """Whether a country can give several entries."""
        return not self.item.is_question and self.item.repeats


def entries(items: Iterable[Item], theme: str = "", level: str = "") -> tuple[Entry, ...]:
    """List the questions of a questionnaire as they are printed.

    Args:
        items: Items, from the root of the tree.
        theme: Theme of the group around them.
        level: Level of the group around them.

    Returns:
        Questions in the order of the questionnaire; texts to read and empty groups are left out.
    """
    found: list[Entry] = []
    for item in items:
        mine = item.theme or theme
        depth = item.level or level
        if item.is_question:
            found.append(Entry(item, (item,), mine, depth))
        elif is_printed(item):
            parts = tuple(part for part in item.walk() if part.is_question)
            if parts:
                first = parts[0]
                found.append(Entry(item, parts, mine or first.theme, depth or first.level))
        else:
            found.extend(entries(item.items, mine, depth))
    return tuple(found)


class Answers:
    """Words answers of one questionnaire for the readers of one report."""

    def __init__(self, ctx: Context, replies: Replies) -> None:
        """Read the labels of all choices once."""
        self.ctx = ctx
        self.replies = replies
        self._counted: dict[str, Frequencies] = {}
        self._printed: dict[str, Frequencies] = {}
        self.labels = {
            listed.id: {choice.code: ctx.plain(choice.label) or choice.code for choice in listed.choices}
            for listed in replies.questionnaire.choice_lists
        }
        self.groups = ctx.by_group(reply.country for reply in replies.replies)
        self.single = {entry.item.link_id for entry in entries(replies.questionnaire.items)}
        self.received = replies.received
        self.names = {reply.country: Cell(ctx.country(reply.country), header=True) for reply in replies.replies}
        self.designations = ctx.designations(self.names)
        self.illustrative = ctx.project.illustrative or any(
            reply.response is not None and reply.response.illustrative for reply in self.received
        )
        self.by_country = {reply.country: reply for reply in replies.replies}
        # Most replies withhold nothing and skip nothing; notes need not look at them question by question.
        self.gapped = tuple(reply for reply in self.received if any(state in reply.states.values() for state in _NOTED))
        self.words: dict[AbsentReason, Span] = {
            reason: Span(ctx.t(f"absent.{reason.value}"), role=SpanRole.MUTED)
            for reason in AbsentReason
            if reason is not AbsentReason.NOT_ENABLED
        }
        self.hidden = Span(ctx.t("answer.withheld"), role=SpanRole.WITHHELD)
        self.silent = Span(ctx.t("answer.no-reply"), role=SpanRole.MUTED)
        self.dash = Span(NOTHING, role=SpanRole.MUTED)

    # -- single answers

    def choice(self, item: Item, code: str) -> str:
        """Return the label of a choice; an empty code stands for texts of one's own."""
        if item.type is ItemType.BOOLEAN and code in ("true", "false"):
            return self.ctx.t(f"boolean.{code}")
        if not code:
            return self.ctx.t("answer.other-label")
        return self.labels.get(item.choice_list, {}).get(code, code)

    def value(self, item: Item, value: AnswerValue) -> str:
        """Return one value as text."""
        if isinstance(value, bool):
            return self.ctx.t("boolean.true" if value else "boolean.false")
        if item.type in _CHOICES:
            return self.choice(item, str(value))
        if isinstance(value, int | Decimal):
            figure = self.ctx.number(value)
            return self.ctx.t(_unit_key(item.unit), value=figure, unit=item.unit) if item.unit else figure
        if isinstance(value, PartialDate):
            return self.ctx.date(value, "table")
        if isinstance(value, str):
            return value
        if isinstance(value, datetime):
            return self.ctx.t(
                "answer.date-time", date=self.ctx.date(value.date(), "table"), time=self.ctx.times(value, None)
            )
        return value.isoformat(timespec="minutes")

    def answer(self, item: Item, answer: Answer, response: Response) -> Inlines:
        """Return one answer as the content of a cell."""
        if answer.withheld:
            return self.hidden
        value = answer.value
        if answer.absent is not None:
            content: Inlines = self.words.get(answer.absent, self.dash)
        elif type(value) is str and item.type in _FREE_TEXT:
            content = self._free_text(value, answer, response)
        elif type(value) is str and item.type is ItemType.URL and value.startswith(("http://", "https://")):
            content = Link(value.partition("//")[2].rstrip("/").removeprefix("www.") or value, value)
        else:
            content = self._values(item, answer)
        if answer.comment:
            comment = self.ctx.t("answer.comment", text=answer.comment)
            content = inlines(content, LineBreak(), Span(comment, role=SpanRole.MUTED))
        return content

    def _free_text(self, text: str, answer: Answer, response: Response) -> Inlines:
        content: Inlines = text.strip() or NOTHING
        language = answer.language or response.language
        if language and language != self.ctx.language:
            translation = answer.translation
            if translation is not None and self.ctx.language in translation.text.texts:
                key = "answer.machine-translation" if translation.by == "machine" else "answer.translation"
                return (translation.text.texts[self.ctx.language], " ", self.ctx.muted(key))
            content = Span(text.strip() or NOTHING, language=language)
            self.ctx.fall_back(language)
        return inlines(content, LineBreak(), self._other(answer)) if answer.other else content

    def _other(self, answer: Answer) -> str:
        return self.ctx.t("answer.other", text=answer.other)

    def _values(self, item: Item, answer: Answer) -> str:
        values = answer.values if answer.value is None else (answer.value,)
        words = [self.value(item, value) for value in values]
        if item.type is ItemType.RANKING:
            words = [
                self.ctx.t("answer.ranked", label=label, place=place) for place, label in enumerate(words, start=1)
            ]
        if answer.other:
            words.append(self._other(answer))
        return self.ctx.t("answer.separator").join(word for word in words if word) or NOTHING

    def cell(self, item: Item, reply: Reply, instance: tuple[int, ...] | None = None) -> Inlines:
        """Return what one country says to one question.

        Args:
            item: The question.
            reply: The reply of the country.
            instance: Entry of a roster; None for all that was stored.
        """
        if reply.response is None:
            return self.silent
        if reply.states.get(item.link_id) is _UNDISCLOSED:
            return self.hidden
        stored = reply.response.answers.get(item.link_id, ())
        if len(stored) == 1 and (instance is None or stored[0].instance == instance):
            return self.answer(item, stored[0], reply.response)
        if instance is not None:
            stored = tuple(answer for answer in stored if answer.instance == instance)
        if stored:
            content: Inlines = ""
            for answer in stored:
                content = inlines(content, LineBreak() if content else "", self.answer(item, answer, reply.response))
            return content
        match reply.states.get(item.link_id):
            case State.NOT_ENABLED:
                return self.dash
            case State.NOT_ANSWERED | State.ANSWERED | State.WITHHELD:
                return self.words[AbsentReason.NOT_ANSWERED] if instance is None else self.dash
            case _:
                return self.words[AbsentReason.NOT_ASKED]

    # -- results in one line

    def result(self, entry: Entry) -> str:
        """Return in one line what the replies say to a question."""
        ctx = self.ctx
        if len(entry.parts) > 1 or entry.is_roster:
            answered = sum(
                any(reply.state_of(part.link_id).is_answered for part in entry.parts) for reply in self.replies.received
            )
            return ctx.t("result.parts", n=answered)
        item = entry.parts[0]
        response = item_response(ctx.project, item, replies=self.replies)
        if not response.answered:
            return ctx.t("result.none")
        if has_frequencies(item):
            counted = self.printed(item)
            if not counted.base:
                return ctx.t("result.hidden")
            return ctx.t("result.choices", counts=self.made(item), n=counted.base)
        if item.type in _FIGURES:
            summary = numeric_summary(ctx.project, item, replies=self.replies)
            if summary.n:
                return ctx.t(
                    "result.figures",
                    minimum=self._figure(item, summary.minimum),
                    median=self._figure(item, summary.median),
                    maximum=self._figure(item, summary.maximum),
                    n=summary.n,
                )
        if item.type is ItemType.RANKING:
            best = [row for row in ranking_summary(ctx.project, item, replies=self.replies) if row.ranked]
            if best:
                return ctx.t(
                    "result.ranking",
                    label=self.choice(item, best[0].code),
                    mean=ctx.number(best[0].mean or 0),
                    n=best[0].ranked,
                )
        return ctx.t("result.texts", answered=ctx.number(response.answered), n=response.base)

    def made(self, item: Item) -> str:
        """Return the choices that were made, each with its count, as this edition prints them."""
        shown = [self._count(item, row) for row in self.printed(item).rows if row.count]
        return self.ctx.t("answer.separator").join(shown)

    def _count(self, item: Item, row: Frequency) -> str:
        label = self.choice(item, row.code)
        return self.ctx.t("result.count", label=label, count=self.ctx.number(row.count or 0))

    def _figure(self, item: Item, value: Decimal | None) -> str:
        return NOTHING if value is None else self.value(item, value)

    # -- tables question by question

    def blocks(self, entry: Entry, key: str = "") -> Blocks:
        """Return the comparison of all countries on a question, and the counts below it."""
        if not self.replies.replies:
            return (Paragraph(self.ctx.t("question.no-replies")),)
        return (self.comparison(entry, key), *self.counts(entry))

    def caption(self, entry: Entry) -> Inlines:
        """Return a short caption: the number and the beginning of the wording, in the language of the wording."""
        words = " ".join(self.ctx.wording(entry.item).split())
        if len(words) > _CAPTION:
            words = words[:_CAPTION].rsplit(" ", 1)[0].rstrip(",;:") + "\N{HORIZONTAL ELLIPSIS}"
        language = entry.item.text.resolve(self.ctx.language)[1] if entry.item.text else self.ctx.language
        wording = words if language == self.ctx.language else Span(words, language=language)
        return self.ctx.rich("question.caption", number=self.ctx.numbers[entry.item.link_id], text=wording)

    def comparison(self, entry: Entry, key: str = "") -> Table:
        """Return the table of countries and answers."""
        ctx = self.ctx
        columns: tuple[Column, ...]
        rows: Callable[[Reply], list[tuple[Inlines, ...]]] | None
        compact = False
        country = Column(ctx.t("table.country"), 1.0)
        if entry.is_roster and len(entry.parts) <= _WIDEST:
            columns = (country, *(Column(ctx.wording(part), 1.4) for part in entry.parts))
            rows = self._roster_rows(entry)
        elif len(entry.parts) == 1:
            width = 2.2 if entry.parts[0].type in _SHORT else 3.4
            columns = (country, Column(ctx.t("table.answer"), width))
            rows = None
        elif len(entry.parts) <= _WIDEST:
            columns = (country, *(Column(ctx.wording(part), 1.2) for part in entry.parts))
            rows = self._wide_rows(entry)
            compact = len(entry.parts) > 3
        else:
            columns = (country, Column(ctx.t("table.part"), 1.6), Column(ctx.t("table.answer"), 1.6))
            rows = self._long_rows(entry)
        body: list[Row | tuple[Cell | Inlines, ...]] = []
        for group, codes in self.groups:
            if len(self.groups) > 1:
                body.append(Row((Cell(ctx.group_label(group), span=len(columns)),), RowKind.GROUP))
            if rows is None:
                body.extend([(self.names[code], self.cell(entry.parts[0], self.by_country[code])) for code in codes])
                continue
            for code in codes:
                name = self.names[code]
                body.extend([(name, *cells) for cells in rows(self.by_country[code])])
        return Table(
            columns=columns,
            rows=tuple(body),
            caption=self.caption(entry),
            description=ctx.t("question.description", number=ctx.numbers[entry.item.link_id]),
            key=key,
            notes=self.notes(entry),
            compact=compact,
        )

    def _wide_rows(self, entry: Entry) -> Callable[[Reply], list[tuple[Inlines, ...]]]:
        return lambda reply: [tuple(self.cell(part, reply) for part in entry.parts)]

    def _long_rows(self, entry: Entry) -> Callable[[Reply], list[tuple[Inlines, ...]]]:
        return lambda reply: [(self.ctx.wording(part), self.cell(part, reply)) for part in entry.parts]

    def _roster_rows(self, entry: Entry) -> Callable[[Reply], list[tuple[Inlines, ...]]]:
        def rows(reply: Reply) -> list[tuple[Inlines, ...]]:
            return [
                tuple(self.cell(part, reply, instance) for part in entry.parts)
                for instance in self.instances(entry, reply)
            ]

        return rows

    def roster(self, entry: Entry, reply: Reply) -> list[tuple[Inlines, ...]]:
        """Return what one country entered into a roster, entry by entry, with a cell for each part."""
        return self._roster_rows(entry)(reply)

    def instances(self, entry: Entry, reply: Reply) -> tuple[tuple[int, ...] | None, ...]:
        """Return the entries of a roster that a country gave; None alone where there are none, or for no roster.

        A roster that the edition withholds has one: how many entries it has is nobody's business either.
        """
        found = sorted({answer.instance for part in entry.parts for answer in reply.answers(part.link_id)})
        hidden = all(answer.withheld for part in entry.parts for answer in reply.answers(part.link_id))
        if hidden or any(reply.states.get(part.link_id) is State.UNDISCLOSED for part in entry.parts):
            found = found[:1]
        return tuple(found) if found and entry.is_roster else (None,)

    def notes(self, entry: Entry) -> tuple[Inlines, ...]:
        """Return the notes in the frame of a table: what is withheld, what is invented, what a dash means."""
        ctx = self.ctx
        withheld = not_enabled = 0
        parts = [part.link_id for part in entry.parts]
        for reply in self.gapped:
            states = [reply.states.get(link_id) for link_id in parts]
            withheld += State.WITHHELD in states or State.UNDISCLOSED in states
            not_enabled += State.NOT_ENABLED in states
        notes: list[Inlines] = []
        if withheld:
            notes.append(Span(ctx.t("note.withheld", n=withheld), role=SpanRole.WITHHELD))
        if not_enabled:
            notes.append(ctx.t("note.not-enabled"))
        if self.illustrative:
            notes.append(Span(ctx.t("note.illustrative"), role=SpanRole.ILLUSTRATIVE))
        notes.extend(self.designations)
        return tuple(notes)

    # -- counts

    def counts(self, entry: Entry) -> Blocks:
        """Return counts, figures or ranks below the answers; none for texts."""
        if all(has_frequencies(part) for part in entry.parts):
            same = len({(part.type, part.choice_list) for part in entry.parts}) == 1
            if len(entry.parts) == 1:
                return self._frequencies(entry)
            return self._grid(entry) if same else ()
        if any(part.type in _FIGURES for part in entry.parts):
            return self._figures(entry)
        if len(entry.parts) == 1 and entry.parts[0].type is ItemType.RANKING:
            return self._ranking(entry)
        return ()

    def printed(self, item: Item) -> Frequencies:
        """Return the counts of a closed question as this edition prints them: its tables, texts and charts alike.

        Where counts of all replies would give a withheld reply away, they are those of the replies that the edition
        shows; `withheld` is then the number of replies that they leave out, and 0 otherwise.
        """
        found = self._printed.get(item.link_id)
        if found is None:
            counted = self._frequencies_of(item)
            rows, base = _countable(counted)
            hidden = counted.withheld if counted.suppressed else 0
            found = attrs.evolve(counted, rows=rows, base=base, withheld=hidden)
            self._printed[item.link_id] = found
        return found

    def _frequencies_of(self, item: Item) -> Frequencies:
        found = self._counted.get(item.link_id)
        if found is None:
            found = self._counted[item.link_id] = frequencies(self.ctx.project, item, replies=self.replies)
        return found

    def agreement(self, item: Item) -> Agreement:
        """Return how far the replies to a closed question agree, by the counts that this edition prints."""
        counted = self._frequencies_of(item)
        shown_only = bool(counted.suppressed)
        return agreement(self.ctx.project, item, replies=self.replies, counted=counted, shown_only=shown_only)

    def shown_only(self, items: Iterable[Item]) -> Blocks:
        """Say that counts of closed questions leave withheld replies out; nothing where they do not."""
        count = max((self.printed(item).withheld for item in items), default=0)
        return (Paragraph(self.ctx.t("note.shown-only", n=count), ParagraphRole.WITHHELD),) if count else ()

    def _frequencies(self, entry: Entry) -> Blocks:
        ctx = self.ctx
        item = entry.parts[0]
        counted = self.printed(item)
        base = counted.base
        if not base or not counted.rows:
            return (Paragraph(ctx.t("result.hidden" if counted.withheld and counted.rows else "result.none")),)
        table = Table(
            columns=(
                Column(ctx.t("table.answer"), 3.0),
                Column(ctx.t("table.replies"), 1.0, Align.END),
                Column(ctx.t("table.share"), 1.0, Align.END),
            ),
            rows=(
                *(
                    (Cell(self.choice(item, row.code), header=True), *self._frequency(row, base))
                    for row in counted.rows
                    if row.code or row.count
                ),
                Row((ctx.t("table.base"), ctx.number(base), NOTHING), RowKind.TOTAL),
            ),
            description=ctx.t("counts.description", number=ctx.numbers[entry.item.link_id]),
            notes=(ctx.t("note.multiple"),) if item.is_multiple else (),
        )
        return (Paragraph(ctx.t("counts.intro"), keep_with_next=True), table, *self.shown_only((item,)))

    def _frequency(self, row: Frequency, base: int) -> tuple[Inlines, Inlines]:
        return (self.ctx.number(row.count or 0), self.ctx.percent(row.count or 0, base))

    def _grid(self, entry: Entry) -> Blocks:
        ctx = self.ctx
        counted = [self.printed(part) for part in entry.parts]
        codes = list(dict.fromkeys(row.code for each in counted for row in each.rows if row.code or row.count))
        if not codes or not any(each.base for each in counted):
            return (Paragraph(ctx.t("result.hidden" if any(each.withheld for each in counted) else "result.none")),)
        rows: list[tuple[Cell | Inlines, ...]] = []
        for part, each in zip(entry.parts, counted, strict=True):
            counts = {row.code: row.count or 0 for row in each.rows}
            cells = [ctx.number(counts.get(code, 0)) for code in codes]
            rows.append((Cell(ctx.wording(part), header=True), *cells, ctx.number(each.base)))
        table = Table(
            columns=(
                Column(ctx.t("table.part"), 2.4),
                *(Column(self.choice(entry.parts[0], code), 1.0, Align.END) for code in codes),
                Column(ctx.t("table.base"), 1.0, Align.END),
            ),
            rows=tuple(rows),
            description=ctx.t("counts.description", number=ctx.numbers[entry.item.link_id]),
            compact=len(codes) > 4,
        )
        return (Paragraph(ctx.t("counts.intro"), keep_with_next=True), table, *self.shown_only(entry.parts))

    def _figures(self, entry: Entry) -> Blocks:
        ctx = self.ctx
        parts = [part for part in entry.parts if part.type in _FIGURES]
        summaries = [(part, numeric_summary(ctx.project, part, replies=self.replies)) for part in parts]
        if not any(summary.n for _, summary in summaries):
            return (
                Paragraph(ctx.t("result.hidden" if any(each.withheld for _, each in summaries) else "result.none")),
            )
        columns = [Column(ctx.t("table.figures"), 1.0, Align.END)]
        columns += [Column(ctx.t(f"table.{name}"), 1.0, Align.END) for name in ("minimum", "median", "maximum")]
        rows: list[tuple[Cell | Inlines, ...]] = [
            (
                Cell(ctx.wording(part) if len(entry.parts) > 1 else ctx.t("table.all-replies"), header=True),
                ctx.number(summary.n),
                self._figure(part, summary.minimum),
                self._figure(part, summary.median),
                self._figure(part, summary.maximum),
            )
            for part, summary in summaries
        ]
        table = Table(
            columns=(Column(ctx.t("table.part"), 2.4), *columns),
            rows=tuple(rows),
            description=ctx.t("figures.description", number=ctx.numbers[entry.item.link_id]),
        )
        return (Paragraph(ctx.t("figures.intro"), keep_with_next=True), table)

    def _ranking(self, entry: Entry) -> Blocks:
        ctx = self.ctx
        item = entry.parts[0]
        rows = ranking_summary(ctx.project, item, replies=self.replies)
        if not any(row.ranked for row in rows):
            hidden = item_response(ctx.project, item, replies=self.replies).withheld
            return (Paragraph(ctx.t("result.hidden" if hidden else "result.none")),)
        table = Table(
            columns=(
                Column(ctx.t("table.choice"), 3.0),
                Column(ctx.t("table.first"), 1.0, Align.END),
                Column(ctx.t("table.ranked"), 1.0, Align.END),
                Column(ctx.t("table.mean"), 1.0, Align.END),
            ),
            rows=tuple(
                (
                    Cell(self.choice(item, row.code), header=True),
                    ctx.number(row.first),
                    ctx.number(row.ranked),
                    NOTHING if row.mean is None else ctx.number(row.mean),
                )
                for row in rows
            ),
            description=ctx.t("ranking.description", number=ctx.numbers[entry.item.link_id]),
        )
        return (Paragraph(ctx.t("ranking.intro"), keep_with_next=True), table)

    # -- answers on which findings rest

    def question(self, link_id: str) -> str:
        """Return how a question is cited; of a grid or table, with the wording of the part."""
        item = self.ctx.items.get(link_id)
        if item is None or item.prefix or link_id in self.single:
            return self.ctx.question(link_id)
        return self.ctx.t("question.part", question=self.ctx.question(link_id), part=self.ctx.wording(item))

    def short(self, response: Response, link_id: str) -> Inlines:
        """Return a closed answer or a figure, which stands for itself where it is cited; nothing for a text."""
        item = self.ctx.items.get(link_id)
        if item is None or item.type not in _SHORT:
            return ""
        stored = response.answers.get(link_id, ())
        return self._values(item, stored[0]) if len(stored) == 1 and not stored[0].withheld else ""

    def cited(self, pairs: Iterable[tuple[str, str]]) -> Blocks:
        """Return the answers on which findings rest, each with an anchor by which they are found."""
        blocks: list[Block] = []
        for response_id, link_id in pairs:
            response = self.ctx.project.response(response_id)
            item = self.ctx.items.get(link_id)
            if response is None or item is None:
                continue
            stored = response.answers.get(link_id, ())
            content: Inlines = ""
            for answer in stored:
                content = inlines(content, LineBreak() if content else "", self.answer(item, answer, response))
            lead = self.ctx.t("cited.lead", country=self.ctx.country(response.country), question=self.question(link_id))
            blocks.append(
                Paragraph(
                    inlines(Span(lead, role=SpanRole.LABEL), " ", content or NOTHING),
                    key=answer_key(response_id, link_id),
                )
            )
        return tuple(blocks)


def answer_key(response: str, link_id: str) -> str:
    """Return the key of the place where a cited answer is printed."""
    return f"answer-{response}-{link_id}"


def _unit_key(unit: str) -> str:
    return "answer.percent" if unit == "%" else "answer.quantity"


def _countable(found: Frequencies) -> tuple[tuple[Frequency, ...], int]:
    """Return the counts to print and their base: of all replies, or of those shown where the rest would be told."""
    if not found.suppressed:
        return found.rows, found.base
    return tuple(attrs.evolve(row, count=row.shown) for row in found.rows), found.base - found.withheld

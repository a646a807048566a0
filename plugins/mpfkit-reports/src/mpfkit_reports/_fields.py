"""Where a respondent writes and chooses in the questionnaire that is filled in on screen: form fields and their tables.

Which fields a question has is said by `mpfkit.intake`, for this form and for the reader that takes it back. Beside a
field stand only words that the reader knows: prompts, choices and units.
"""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

import attrs

from mpfkit.composing import NOTHING, inlines
from mpfkit.document import (
    Align,
    Cell,
    Column,
    FormFieldKind,
    Paragraph,
    ParagraphRole,
    Row,
    RowKind,
    Span,
    SpanRole,
    Table,
)
from mpfkit.intake import (
    AboutField,
    FieldKey,
    FieldPart,
    about_fields,
    choice_labels,
    is_drop_down,
    prompt,
    questionnaire_fields,
    reason_of,
)
from mpfkit.model import AnswerConstraint, ItemType

if TYPE_CHECKING:
    from mpfkit.composing import Context, Entry
    from mpfkit.document import Blocks, FormField, Inlines
    from mpfkit.model import Item, Questionnaire

__all__ = ["Fields"]

_HARD_SPACE = "\N{NO-BREAK SPACE}"
_WIDEST = 6
"""So many columns of fields stand side by side."""
_WIDEST_ROSTER = 4
"""The same in a table of entries, whose cells hold texts."""
_LONGEST_LABEL = 90
"""Length of the wording in the name by which a field is heard, in characters."""
_KEPT = 2
"""So many lines at the beginning and end of a question stay with their neighbour."""
_PROMPTS = {FieldPart.OTHER: "other", FieldPart.REASON: "reason", FieldPart.COMMENT: "comment"}

Places = tuple[tuple[FieldKey, "FormField"], ...]
"""Fields of one question, or of one entry of it, with what they are for."""


class Fields:
    """The fields of one questionnaire in the language of the reader.

    Attributes:
        kinds: Kinds of fields that its questions have.
    """

    def __init__(self, ctx: Context, questionnaire: Questionnaire) -> None:
        """List the fields of all questions once."""
        self.ctx = ctx
        self.questionnaire = questionnaire
        self._places: dict[str, dict[tuple[int, ...], Places]] = {}
        about = {each.value for each in AboutField}
        kinds = set()
        for field in questionnaire_fields(questionnaire, language=ctx.language):
            if field.key in about:
                continue
            key = FieldKey.parse(field.key)
            mine = self._places.setdefault(key.link_id, {})
            mine[key.instance] = (*mine.get(key.instance, ()), (key, field))
            kinds.add(field.kind)
        self.kinds = frozenset(kinds)

    # -- about the reply

    def about(self) -> tuple[tuple[Cell, Cell], ...]:
        """Return the rows of what is asked of the respondent."""
        ctx = self.ctx
        words = {each: ctx.t(f"respondent.{each.value.removeprefix('!')}") for each in AboutField}
        fields = about_fields(language=ctx.language, label=words.__getitem__)
        return tuple((Cell(field.label, header=True), Cell(field)) for field in fields)

    def reasons(self) -> tuple[tuple[str, str], ...]:
        """Return the reasons for giving no answer, each with the words that the fields have for it."""
        item = next(item for item in self.questionnaire.walk() if item.is_question)
        pairs = choice_labels(item.evolve(type=ItemType.BOOLEAN), (), self.ctx.language)
        found = [(reason_of(value), label) for value, label in pairs]
        return tuple((reason.value, label) for reason, label in found if reason is not None)

    def choices(self, item: Item) -> tuple[str, ...]:
        """Return the labels of a question's choices, where a list hides them until it is opened."""
        choices = self.questionnaire.choices(item)
        if item.type is ItemType.BOOLEAN or not is_drop_down(item, choices):
            return ()
        pairs = choice_labels(item, choices, self.ctx.language)
        return tuple(label for value, label in pairs if reason_of(value) is None)

    # -- questions

    def reply(self, entry: Entry) -> Blocks:
        """Return where a question is answered: paragraphs, or a table for what has several parts.

        Args:
            entry: The question.
        """
        item = entry.item
        if not item.is_question:
            found = self._roster(entry) or self._matrix(entry) or self._boxes(entry) or self._listed(entry)
            return (found,)
        places = self._places[item.link_id][()]
        ranks = tuple((key, field) for key, field in places if key.part is FieldPart.RANK)
        lines = self._paragraphs(entry, item, tuple(pair for pair in places if pair not in ranks))
        return (*((self._ranks(entry, ranks),) if ranks else ()), *_together(lines))

    def _paragraphs(self, entry: Entry, item: Item, places: Places, *, cell: bool = False) -> tuple[Paragraph, ...]:
        """Return fields one below the other, each with the words that belong to it.

        Args:
            entry: The question that is printed.
            item: It, or the part of it that the fields are for.
            places: The fields.
            cell: Whether they stand in a cell, where there is room for few words.
        """
        found: list[Paragraph] = []
        for key, field in places:
            if key.part is FieldPart.ANSWER and _is_apart(item, field) and not cell:
                label = Span(self.ctx.t("label.labelled", label=self._prompt("answer")), role=SpanRole.LABEL)
                found.append(Paragraph(label, ParagraphRole.META))
            found.append(self._paragraph(entry, item, key, field, cell=cell))
        return tuple(found)

    def _paragraph(self, entry: Entry, item: Item, key: FieldKey, field: FormField, *, cell: bool) -> Paragraph:
        named = self._named(entry, item, key, field)
        if key.part is FieldPart.ANSWER:
            content: Inlines = named if cell or _is_apart(item, field) else self._worded(self._prompt("answer"), named)
            return Paragraph(inlines(content, _HARD_SPACE, item.unit) if item.unit else content)
        if key.part is FieldPart.CHOICE:
            return Paragraph(inlines(named, _HARD_SPACE, self._choice(item, key.code)))
        if key.part is FieldPart.RANK:
            return Paragraph(self._worded(self._choice(item, key.code), named))
        short = "-short" if cell and key.part is FieldPart.REASON else ""
        words = self._prompt(f"{_PROMPTS[key.part]}{short}")
        role = ParagraphRole.BODY if key.part is FieldPart.OTHER else ParagraphRole.META
        return Paragraph(self._worded(words, named), role)

    def _prompt(self, name: str) -> str:
        return prompt(name, self.ctx.language)

    def _worded(self, words: Inlines, field: FormField) -> Inlines:
        # The mark of punctuation goes by the language of the form, whatever that of the words
        return inlines(Span(self.ctx.rich("label.labelled", label=words), role=SpanRole.LABEL), " ", field)

    def _choice(self, item: Item, code: str) -> Inlines:
        label = next(choice.label for choice in self.questionnaire.choices(item) if choice.code == code)
        return self.ctx.text(label) if self.ctx.plain(label) else code

    def _named(self, entry: Entry, item: Item, key: FieldKey, field: FormField) -> FormField:
        """Return a field with the name by which it is heard: what tells it apart stands first, for it may be cut."""
        ctx = self.ctx
        parts: list[str] = []
        if item is not entry.item:
            parts.append(shorten(self._part_name(item), _LONGEST_LABEL // 2, placeholder="…"))
        if key.instance:
            parts.append(ctx.t("field.entry", number=".".join(map(ctx.number, key.instance))))
        if key.code:
            label = next(choice.label for choice in self.questionnaire.choices(item) if choice.code == key.code)
            parts.append(ctx.plain(label) or key.code)
        if key.part in _PROMPTS:
            parts.append(ctx.t(f"field.{key.part.value}"))
        number = ctx.numbers[entry.item.link_id]
        head = ctx.t("field.part", number=number, part=ctx.t("answer.separator").join(parts)) if parts else number
        text = shorten(ctx.wording(entry.item), _LONGEST_LABEL, placeholder="…")
        return attrs.evolve(field, label=ctx.t("field.label", head=head, text=text))

    def _part_name(self, part: Item) -> str:
        return self.ctx.plain(part.text) or " ".join(filter(None, (part.row, part.column))) or part.link_id

    # -- tables

    def _cell(self, entry: Entry, part: Item, instance: tuple[int, ...] = ()) -> Cell:
        return Cell(self._paragraphs(entry, part, self._places[part.link_id][instance], cell=True))

    def _instances(self, entry: Entry) -> list[tuple[int, ...]]:
        """Return the entries that some part of a question takes; an empty one for parts that are asked once."""
        return sorted({instance for part in entry.parts for instance in self._places[part.link_id]})

    def _name(self, part: Item) -> Inlines:
        return self.ctx.text(part.text) if self.ctx.plain(part.text) else part.link_id

    def _description(self, entry: Entry) -> str:
        return self.ctx.t("blank.description", number=self.ctx.numbers[entry.item.link_id])

    def _ranks(self, entry: Entry, places: Places) -> Table:
        item, ctx = entry.item, self.ctx
        return Table(
            columns=(Column(ctx.t("table.choice"), 2.0), Column(ctx.t("blank.rank"), 1.0)),
            rows=tuple(
                (Cell(self._choice(item, key.code), header=True), Cell(self._named(entry, item, key, field)))
                for key, field in places
            ),
            description=self._description(entry),
        )

    def _roster(self, entry: Entry) -> Table | None:
        """Return the table to which entries are added, where all parts fit beside each other."""
        ctx = self.ctx
        instances = self._instances(entry)
        if len(entry.parts) > _WIDEST_ROSTER or () in instances:
            return None
        return Table(
            columns=(Column(ctx.t("table.no"), 0.4), *(Column(self._name(part), 1.4) for part in entry.parts)),
            rows=tuple(
                (
                    Cell(ctx.number(instance[-1]), header=True),
                    *(self._cell(entry, part, instance) for part in entry.parts),
                )
                for instance in instances
            ),
            description=self._description(entry),
        )

    def _matrix(self, entry: Entry) -> Table | None:
        """Return the table of an item whose parts say in which row and column they stand."""
        ctx = self.ctx
        if self._instances(entry) != [()] or not all(part.row and part.column for part in entry.parts):
            return None
        # Names of rows and columns have no translations: they are in the first language of the project.
        shown = {part.text.resolve(ctx.language)[1] for part in entry.parts if part.text is not None}
        columns = tuple(dict.fromkeys(part.column for part in entry.parts))
        places = {(part.row, part.column): part for part in entry.parts}
        if shown.difference(ctx.project.languages[:1]) or len(columns) > _WIDEST or len(places) < len(entry.parts):
            return None
        return Table(
            columns=(Column(ctx.t("table.part"), 1.2), *(Column(column, 1.0) for column in columns)),
            rows=tuple(
                (
                    Cell(row, header=True),
                    *(
                        self._cell(entry, part) if (part := places.get((row, column))) else NOTHING
                        for column in columns
                    ),
                )
                for row in dict.fromkeys(part.row for part in entry.parts)
            ),
            description=self._description(entry),
        )

    def _boxes(self, entry: Entry) -> Table | None:
        """Return the table of parts that share their choices, of which several can be ticked."""
        ctx = self.ctx
        first = entry.parts[0]
        choices = self.questionnaire.choices(first)
        same = {part.choice_list for part in entry.parts}
        fit = all(
            {key.part for key, _ in self._places[part.link_id].get((), ())} == {FieldPart.CHOICE, FieldPart.REASON}
            and part.answer_constraint is not AnswerConstraint.OPTIONS_OR_STRING
            for part in entry.parts
        )
        if len(same) > 1 or not fit or len(choices) >= _WIDEST:
            return None
        return Table(
            columns=(
                Column(ctx.t("table.part"), 2.0),
                *(Column(self._choice(first, each.code), 1.0, Align.CENTER) for each in choices),
                Column(self._prompt("reason-short"), 1.4),
            ),
            rows=tuple(
                (
                    Cell(self._name(part), header=True),
                    *(Cell(self._named(entry, part, key, field)) for key, field in self._places[part.link_id][()]),
                )
                for part in entry.parts
            ),
            description=self._description(entry),
            compact=len(choices) > 3,
        )

    def _listed(self, entry: Entry) -> Table:
        """Return the table of parts one below the other, once for each entry that can be given."""
        ctx = self.ctx
        rows: list[Row | tuple[Cell | Inlines, ...]] = []
        for instance in self._instances(entry):
            if instance:
                number = ".".join(map(ctx.number, instance))
                rows.append(Row((Cell(_capital(ctx.t("field.entry", number=number)), span=2),), RowKind.GROUP))
            rows.extend(
                (Cell(self._name(part), header=True), self._cell(entry, part, instance))
                for part in entry.parts
                if instance in self._places[part.link_id]
            )
        return Table(
            columns=(Column(ctx.t("table.part"), 1.4), Column(ctx.t("table.answer"), 1.6)),
            rows=tuple(rows),
            description=self._description(entry),
        )


def _is_apart(item: Item, field: FormField) -> bool:
    """Tell whether the prompt stands above a field: where paragraphs are written, and where a unit stands behind it."""
    return field.kind is FormFieldKind.RICH_TEXT or bool(item.unit)


def _together(lines: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Let no field stand alone on a page; long lists of boxes and long texts may go on over the next one."""
    last = len(lines) - 1

    def kept(at: int, line: Paragraph) -> bool:
        longest = getattr(line.content, "kind", None) is FormFieldKind.RICH_TEXT
        return not longest and at < last and (at < _KEPT or at >= last - _KEPT)

    return tuple(attrs.evolve(line, keep_with_next=kept(at, line)) for at, line in enumerate(lines))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

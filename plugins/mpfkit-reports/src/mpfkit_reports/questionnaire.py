"""The questionnaire as it is sent out: instructions, all questions in their order, and where to reply.

The officer's own texts stand under `narratives`: `questionnaire-introduction` and `questionnaire-instructions`.

It is a form to fill in on screen, with the fields of `Fields`, or one to print, with the boxes and lines of `Blanks`.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

import attrs

from mpfkit import locale
from mpfkit.composing import NOTHING, Context, cover, document, entries, imprint, inlines, is_printed
from mpfkit.document import (
    Align,
    BulletList,
    Cell,
    Code,
    Column,
    Contents,
    FormFieldKind,
    Heading,
    HeadingKind,
    LineBreak,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Span,
    SpanRole,
    Table,
)
from mpfkit.intake import ROSTER_ROWS, form_of
from mpfkit.locale import Catalogue
from mpfkit.model import AnswerConstraint, EnableBehavior, EnableOperator, ItemType

from ._fields import Fields
from ._parts import CATALOGUE, chosen_questionnaire, form_of_reply, question_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mpfkit.composing import Entry
    from mpfkit.document import Block, Blocks, Document, Inlines
    from mpfkit.model import EnableWhen, Item, LangString, Level, Marking, Project, Questionnaire, Theme
    from mpfkit.records import Brief

__all__ = ["Blanks", "QuestionnaireOptions", "compose_questionnaire"]

_KIND = "questionnaire"
_PHRASES = Catalogue.load("mpfkit_reports", "phrases/questionnaire")
_BOX = "\N{BALLOT BOX}"
_HARD_SPACE = "\N{NO-BREAK SPACE}"
_GAP = "\N{EM SPACE}"
_DEEPEST = 6
_WIDEST = 6
"""So many choices or parts of a question stand side by side; more are set one below the other."""
_LONGEST_SCALE = 11
_ENTRIES = 3
"""Empty rows of a table to which entries are added."""
_LINES = ((250, 2), (1000, 4), (2500, 6))
"""Lines for a free text of so many characters; a text without a limit gets as many as the last."""
_MOST_LINES = 8
_LONG = 65
"""Length of a line that fits on the page in any typeface of running text, in characters."""
_CHOICES = (ItemType.CHOICE, ItemType.RATING)
_WORDED = (ItemType.DATE, ItemType.ATTACHMENT)
"""Questions with a word beside the line that says what is to be written there."""
_OPERATORS = {
    EnableOperator.EXISTS: "exists",
    EnableOperator.EQUAL: "equal",
    EnableOperator.NOT_EQUAL: "not-equal",
    EnableOperator.LESS: "less",
    EnableOperator.GREATER: "greater",
    EnableOperator.LESS_OR_EQUAL: "at-most",
    EnableOperator.GREATER_OR_EQUAL: "at-least",
}


@attrs.frozen
class _Choice:
    """A choice as it is printed.

    Attributes:
        code: What is stored.
        label: What the respondent reads, as plain text.
        shown: The same, marked where it is in another language than the rest.
        alone: Whether it excludes all others.
    """

    code: str
    label: str
    shown: Inlines
    alone: bool


@attrs.frozen(kw_only=True)
class QuestionnaireOptions:
    """Options of the questionnaire.

    Attributes:
        questionnaire: `ID` or `ID|VERSION`; without a version the latest one, and empty for the project's first one.
        fillable: Whether it is filled in on screen; a form to be printed has boxes and lines in the place of fields.
        return_to: Address to which it is sent back.
    """

    questionnaire: str = ""
    fillable: bool = True
    return_to: str = ""


def compose_questionnaire(project: Project, brief: Brief) -> Document:
    """Compose a questionnaire to be filled in.

    Args:
        project: The project, redacted for the audience of the brief.
        brief: Date, language, countries that are addressed, and what the house style prescribes.

    Returns:
        The document.

    Raises:
        UnknownNameError: The project has no such questionnaire.
    """
    options = brief.options if isinstance(brief.options, QuestionnaireOptions) else QuestionnaireOptions()
    chosen = chosen_questionnaire(project, options.questionnaire)
    # Questions are no secret, and replies are none of its business: of what an edition withholds, only the officer's
    # own texts could stand here.
    hidden = project.withheld.total("narrative", parent="") if project.withheld else 0
    blank = project.evolve(questionnaires=() if chosen is None else (chosen,), responses=(), withheld=None)
    ctx = Context(blank, brief, _PHRASES, CATALOGUE)
    return _Form(ctx, chosen, options, hidden).document()


class Blanks:
    """Where a respondent ticks and writes, on paper: boxes, lines and empty space.

    Every place has a key: the `link_id` of the question, behind it the code of a choice or the number of an entry.
    """

    def tick(self, key: str, label: str) -> Inlines:  # noqa: ARG002 - a field needs both
        """Return a box to tick."""
        return _BOX

    def lines(self, key: str, label: str, *, number: int) -> Blocks:
        """Return the space for a free text: lines to write on, one paragraph each, so that a pen has room.

        Args:
            key: Place.
            label: What is to be written.
            number: How many lines.
        """
        return (Paragraph(self.line(key, label, width=_LONG), keep_with_next=True),) * number

    def line(self, key: str, label: str, *, width: int = 40) -> Inlines:  # noqa: ARG002 - a field needs both
        """Return a line to write on.

        Args:
            key: Place.
            label: What is to be written.
            width: Length in characters.
        """
        return "_" * width

    def space(self, key: str, label: str) -> Inlines:  # noqa: ARG002 - a field needs both
        """Return the empty space of a cell."""
        return _HARD_SPACE


class _Form:
    """One questionnaire in the language of the reader.

    Attributes:
        fields: Fields to write in; None on paper.
        hidden: How many of the officer's own texts the edition withholds.
        addressed: Countries to which it goes.
        level: Level that was announced last.
        part: Title of the part that was announced last, among questions that stand in no group.
    """

    def __init__(
        self, ctx: Context, questionnaire: Questionnaire | None, options: QuestionnaireOptions, hidden: int
    ) -> None:
        brief = ctx.brief
        self.ctx = ctx
        self.questionnaire = questionnaire
        self.return_to = options.return_to.strip()
        self.blanks = Blanks()
        self.hidden = hidden
        self.addressed = brief.countries or ((brief.for_country,) if brief.for_country else ())
        self.level = ""
        self.part = ""
        self.items = tuple(questionnaire.walk()) if questionnaire else ()
        found = entries(questionnaire.items) if questionnaire else ()
        self.entries = {entry.item.link_id: entry for entry in found}
        self.fields = Fields(ctx, questionnaire) if questionnaire and found and options.fillable else None
        self.leads: dict[str, dict[str, list[str]]] = {}
        self.decides = self._decides()

    def _decides(self) -> dict[str, list[str]]:
        """Return the numbers of the questions that depend on each question."""
        numbers = self.ctx.numbers
        found: dict[str, list[str]] = {}
        for item in self.items:
            # A condition on a group is one on its questions
            after = [each for each in item.walk() if each.link_id in self.entries] if item.enable_when else []
            for condition in item.enable_when:
                listed = found.setdefault(condition.question, [])
                listed += [number for each in after if (number := numbers[each.link_id]) not in listed]
                if len(item.enable_when) == 1 and condition.operator is EnableOperator.EQUAL:
                    leads = self.leads.setdefault(condition.question, {}).setdefault(condition.answer, [])
                    leads += [number for each in after if (number := numbers[each.link_id]) not in leads]
        return found

    def document(self) -> Document:
        ctx = self.ctx
        project = ctx.project
        form = self.questionnaire
        title = (ctx.plain(form.title) if form else "") or ctx.plain(project.title)
        lines = [("cover.addressed", ctx.list(map(ctx.country, ctx.order(self.addressed))))]
        if not self.addressed:
            lines = []
        if form is not None:
            lines.append(("cover.requested-by", form.requested_by))
            lines.append(("cover.return-by", ctx.date(form.return_by) if form.return_by else ""))
            lines.append(("cover.return-to", self.return_to))
        invented = project.illustrative or (form is not None and form.illustrative)
        page = attrs.evolve(cover(ctx, _KIND, title, lines), notices=(ctx.t("cover.illustrative"),) if invented else ())
        texts = imprint(ctx)
        blocks = (
            *texts,
            Contents(title=ctx.t("front.contents"), levels=2),
            *self.about(),
            *self.instructions(),
            *self.vocabulary(),
            *((PageBreak(),) if self.entries else ()),
            *self.respondent(),
            *self.questions(),
        )
        composed = document(ctx, _KIND, title, page, blocks)
        if form is None or self.fields is None:
            return composed
        country = self.addressed[0] if len(self.addressed) == 1 else ""
        return attrs.evolve(composed, form=form_of(project, form, country=country, language=ctx.language))

    # -- before the questions

    def about(self) -> Blocks:
        ctx = self.ctx
        form = self.questionnaire
        heading = self._heading(ctx.t("section.about"), 1)
        if form is None:
            return (heading, Paragraph(ctx.t("none.questionnaire")))
        asked = form.requested_by or ctx.list(
            ctx.plain(each.name) for each in ctx.project.organisations if each.role.value == "implementing"
        )
        facts: list[tuple[str, Inlines]] = [
            ("about.project", ctx.text(ctx.project.title)),
            ("about.requested-by", asked if asked != NOTHING else ""),
            ("about.requested-on", ctx.date(form.requested_on) if form.requested_on else ""),
            ("about.return-by", ctx.date(form.return_by) if form.return_by else ""),
            ("about.return-to", self.return_to),
            ("about.version", form.version),
            ("about.questions", ctx.number(len(self.entries))),
            (
                "about.languages",
                _capital(ctx.list(locale.language_name(each, ctx.language) for each in form.languages)),
            ),
        ]
        note = ctx.text(form.note)
        return (
            heading,
            *self._fallback(),
            *((Paragraph(ctx.t("about.hidden", n=self.hidden), ParagraphRole.WITHHELD),) if self.hidden else ()),
            *ctx.narrative("questionnaire-introduction", 1, HeadingKind.PLAIN),
            *ctx.markdown(form.background, 1, HeadingKind.PLAIN),
            *((Paragraph(note),) if note else ()),
            Table(
                columns=(Column(ctx.t("table.subject"), 1.0), Column(ctx.t("table.details"), 2.4)),
                rows=tuple((Cell(ctx.t(key), header=True), text) for key, text in facts if text not in ("", NOTHING)),
                description=ctx.t("about.description"),
            ),
        )

    def _fallback(self) -> Blocks:
        """Say that the questions are not in the language of the reader, where none of them is."""
        ctx = self.ctx
        texts: list[LangString] = [item.text for item in self.items if item.text is not None]
        shown = {text.resolve(ctx.language)[1] for text in texts}
        if not texts or ctx.language in shown:
            return ()
        wanted = locale.language_name(ctx.language, ctx.language)
        names = ctx.list(sorted(locale.language_name(each, ctx.language) for each in shown))
        return (Paragraph(ctx.t("about.fallback", wanted=wanted, shown=names), ParagraphRole.META),)

    def instructions(self) -> Blocks:
        """Return how to fill it in: only what the questionnaire makes necessary."""
        ctx = self.ctx
        if not self.entries:
            return ()
        start = "fill" if self.fields else "instructions"
        labels = tuple((name, ctx.t(f"absent-label.{name}")) for name in _ABSENT)
        if self.fields is not None:
            labels = tuple((name, ctx.t("label.labelled", label=label)) for name, label in self.fields.reasons())
        reasons = tuple(
            inlines(Span(label, role=SpanRole.LABEL), " ", ctx.t(f"absent-meaning.{name}")) for name, label in labels
        )
        return (
            self._heading(ctx.t("section.instructions"), 1),
            *ctx.narrative("questionnaire-instructions", 1, HeadingKind.PLAIN),
            *(Paragraph(ctx.text(item.text)) for item in self._opening() if ctx.plain(item.text)),
            Paragraph(ctx.t(f"{start}.intro"), keep_with_next=True),
            BulletList(tuple(self._rules())),
            Paragraph(ctx.t(f"{start}.absent"), keep_with_next=True),
            BulletList(reasons),
            *self._return(),
        )

    def _rules(self) -> Iterator[str]:
        """Yield what is to be done with each sort of question that there is."""
        questions = [item for item in self.items if item.is_question]
        fields = self.fields
        is_needed = {
            "write": fields is not None,
            "choose": fields is not None,
            "tick": fields is not None and FormFieldKind.CHECKBOX in fields.kinds,
            "date": fields is not None,
            "required": any(item.required for item in self.items),
            "one": fields is None and any(not item.is_multiple for item in questions if item.type in _CHOICES),
            "several": fields is None and any(item.is_multiple for item in questions if item.type in _CHOICES),
            "ranking": any(item.type is ItemType.RANKING for item in questions),
            "conditions": any(item.enable_when for item in self.items),
            "roster": any(entry.is_roster for entry in self.entries.values()),
            "attachment": any(item.type is ItemType.ATTACHMENT for item in questions),
            "space": fields is None and any(item.type is ItemType.TEXT for item in questions),
            "marking": True,
            "save": fields is not None,
        }
        for name, wanted in is_needed.items():
            own = fields is not None and name in _FILLED
            numbers = {"n": ROSTER_ROWS} if own and name == "roster" else {}
            if wanted:
                yield self.ctx.t(f"{'fill' if own else 'instructions'}.{name}", **numbers)

    def _return(self) -> Blocks:
        """Say where and until when a form that was filled in is sent back."""
        ctx = self.ctx
        form = self.questionnaire
        if self.fields is None or form is None:
            return ()
        known = {"to": self.return_to, "by": ctx.date(form.return_by) if form.return_by else ""}
        known = {name: value for name, value in known.items() if value}
        return (Paragraph(ctx.t(f"return.{'-'.join(known) or 'sender'}", **known)),)

    def _opening(self) -> tuple[Item, ...]:
        """Return the texts to read that stand before the first question or group."""
        form = self.questionnaire
        return tuple(takewhile(lambda item: item.type is ItemType.DISPLAY, form.items if form else ()))

    def vocabulary(self) -> Blocks:
        """Return what is meant by the themes and levels that the questions name, as far as the project says it."""
        ctx = self.ctx
        themes = {each for entry in self.entries.values() for each in (entry.theme,)}
        levels = {entry.level for entry in self.entries.values()}
        found: tuple[tuple[str, tuple[Theme | Level, ...]], ...] = (
            ("theme", tuple(each for each in ctx.project.themes if each.id in themes and each.definition)),
            ("level", tuple(each for each in ctx.project.levels if each.id in levels and each.definition)),
        )
        if not any(terms for _, terms in found):
            return ()
        blocks: list[Block] = [self._heading(ctx.t("section.vocabulary"), 1)]
        for name, terms in found:
            if terms:
                blocks.append(Paragraph(ctx.t(f"vocabulary.{name}-intro"), keep_with_next=True))
                blocks.append(
                    Table(
                        columns=(Column(ctx.t(f"vocabulary.{name}"), 1.0), Column(ctx.t("table.meaning"), 2.6)),
                        rows=tuple(
                            (Cell(ctx.text(each.label), header=True), ctx.text(each.definition) or NOTHING)
                            for each in terms
                        ),
                        description=ctx.t(f"vocabulary.{name}-description"),
                    )
                )
        return tuple(blocks)

    def respondent(self) -> Blocks:
        """Return what is asked of the respondent, with the choice of wider dissemination as the EMN has it."""
        ctx = self.ctx
        if not self.entries:
            return ()
        addressed = self.addressed
        labels = {name: ctx.t(f"respondent.{name}") for name in ("country", "details", "dissemination")}
        country: Inlines = ctx.country(addressed[0]) if len(addressed) == 1 else ""
        rows: tuple[tuple[Cell | Inlines, ...], ...]
        if self.fields is not None:
            # A form for any country has no field for it: who sends it back is known from the letter
            rows = (*(((Cell(labels["country"], header=True), country),) if country else ()), *self.fields.about())
        else:
            rows = (
                (Cell(labels["country"], header=True), country or self.blanks.space("country", labels["country"])),
                (Cell(labels["details"], header=True), self.blanks.space("contact", labels["details"])),
                (Cell(labels["dissemination"], header=True), self._yes_no("dissemination")),
            )
        return (
            self._heading(ctx.t("section.respondent"), 1),
            Paragraph(ctx.t("respondent.intro"), keep_with_next=True),
            Table(
                columns=(Column(ctx.t("table.subject"), 1.0), Column(ctx.t("table.answer"), 2.2)),
                rows=rows,
                description=ctx.t("respondent.description"),
                notes=ctx.designations(addressed),
            ),
        )

    # -- the questions

    def questions(self) -> Blocks:
        ctx = self.ctx
        form = self.questionnaire
        if form is None:
            return ()
        if not self.entries:
            return (Paragraph(ctx.t("none.questions")),)
        opening = self._opening()
        blocks: list[Block] = []
        for item in form.items[len(opening) :]:
            blocks.extend(self._item(item, 0))
        return tuple(blocks)

    def _heading(self, content: Inlines, level: int) -> Heading:
        # Without numbers, which a reader would take for those of questions
        return Heading(content, min(level, _DEEPEST), HeadingKind.PLAIN)

    def _item(self, item: Item, under: int) -> Blocks:
        """Return an item below a heading of a level; 0 for none."""
        if item.link_id in self.entries:
            return self._placed(self.entries[item.link_id], under)
        if item.type is ItemType.DISPLAY:
            text = self.ctx.text(item.text)
            return (*self._condition(item), Paragraph(text)) if self.ctx.plain(item.text) else ()
        if is_printed(item) or not any(each.link_id in self.entries for each in item.walk()):
            return ()
        title = self.ctx.heading(item.text) if item.text else self.ctx.theme(item.theme) if item.theme else ""
        blocks: list[Block] = []
        if title:
            under = min(under + 1, _DEEPEST)
            blocks.append(self._heading(title, under))
            self.level = ""
            self.part = ""
        blocks.extend((*self._hint(item), *self._condition(item)))
        for child in item.items:
            blocks.extend(self._item(child, under))
        self.level = ""
        return tuple(blocks)

    def _placed(self, entry: Entry, under: int) -> Blocks:
        """Return a question, with the headings of its part and level where they are new."""
        ctx = self.ctx
        blocks: list[Block] = []
        if not under:
            part = ctx.theme(entry.theme) if entry.theme else ctx.t("section.general")
            if part != self.part:
                blocks.append(self._heading(part, 1))
                self.part, self.level = part, ""
            under = 1
        if entry.level and entry.level != self.level:
            blocks.append(self._heading(ctx.level(entry.level), under + 1))
            self.level = entry.level
        return (*blocks, *self.question(entry))

    def question(self, entry: Entry) -> Blocks:
        ctx = self.ctx
        item = entry.item
        lines: list[Inlines] = [inlines(ctx.label("question.form"), " ", self._form_words(entry))]
        if self.fields is not None:
            lines.append(self._alone(entry))
        if item.marking is not None and (item.marking.level or item.marking.handling):
            lines.append(ctx.t("question.marking", marking=_marking(item.marking)))
        blocks: list[Block] = [
            *question_head(ctx, item, required="-required" if item.required else ""),
            *self._hint(item),
            *self._condition(item),
            *(block for part in entry.parts if part is not item for block in self._part_condition(part)),
            Paragraph(_lines(lines), ParagraphRole.META, keep_with_next=True),
        ]
        if self.fields is not None:
            blocks += self.fields.reply(entry)
        else:
            blocks += (*self._space(entry), Paragraph(self._absent(item), ParagraphRole.META))
        after = dict.fromkeys(
            number
            for part in (item, *(each for each in entry.parts if each is not item))
            for number in self.decides.get(part.link_id, ())
        )
        if self.fields is not None and item.is_question:
            for code, numbers in self.leads.get(item.link_id, {}).items():
                name = "lead.includes" if item.is_multiple else "lead.equal"
                answer = ctx.quote(self._label(item, code))
                text = ctx.t(name, n=len(numbers), answer=answer, questions=ctx.list(numbers))
                blocks.append(Paragraph(text, ParagraphRole.META))
                after = {number: None for number in after if number not in numbers}
        if after:
            blocks.append(
                Paragraph(ctx.t("question.decides", n=len(after), questions=ctx.list(after)), ParagraphRole.META)
            )
        return tuple(blocks)

    def _hint(self, item: Item) -> Blocks:
        text = self.ctx.text(item.hint) if self.ctx.plain(item.hint) else ""
        return (Paragraph(text, ParagraphRole.META, keep_with_next=True),) if text else ()

    def _alone(self, entry: Entry) -> str:
        """Name the choices that exclude all others: beside a field, nothing but the choice itself may stand."""
        found = dict.fromkeys(
            each.label
            for part in entry.parts
            if part.type is not ItemType.RANKING
            for each in self._choices(part)
            if each.alone
        )
        return self.ctx.t("fill.alone", choices=self.ctx.list(map(self.ctx.quote, found))) if found else ""

    def _form_words(self, entry: Entry) -> str:
        ctx = self.ctx
        item = entry.item
        words = [form_of_reply(ctx, entry)]
        if self.fields is not None and (choices := self.fields.choices(entry.parts[0])) and not entry.is_roster:
            words = [ctx.t("form.with-choices", form=words[0], choices=ctx.t("answer.separator").join(choices))]
        low, high = item.min_value, item.max_value
        if low is not None and high is not None:
            words.append(ctx.t("limit.between", minimum=ctx.number(low), maximum=ctx.number(high)))
        elif low is not None:
            words.append(ctx.t("limit.at-least", minimum=ctx.number(low)))
        elif high is not None:
            words.append(ctx.t("limit.at-most", maximum=ctx.number(high)))
        if item.max_length is not None:
            words.append(ctx.t("limit.characters", n=item.max_length))
        if item.unit:
            words.append(ctx.t("limit.unit", unit=item.unit))
        return ctx.t("answer.separator").join(words)

    def _absent(self, item: Item) -> Inlines:
        content: Inlines = ""
        for name in _ABSENT:
            label = self.ctx.t(f"absent-choice.{name}")
            tick = self.blanks.tick(f"{item.link_id}:{name}", label)
            content = inlines(content, _GAP if content else "", tick, _HARD_SPACE, label)
        return content

    # -- conditions

    def _condition(self, item: Item) -> Blocks:
        """Say in words when an item is to be answered."""
        ctx = self.ctx
        blocks: list[Block] = []
        conditions = item.enable_when
        if len(conditions) == 1:
            text = self._clause("only", conditions[0])
            blocks.append(Paragraph(text, ParagraphRole.META, keep_with_next=True))
        elif conditions:
            key = "all" if item.enable_behavior is EnableBehavior.ALL else "any"
            blocks.append(Paragraph(ctx.t(f"condition.{key}"), ParagraphRole.META, keep_with_next=True))
            blocks.append(BulletList(tuple(self._clause("when", condition) for condition in conditions)))
        if item.expression is not None:
            written = ctx.rich("condition.expression", expression=Code(item.expression.text.strip() or NOTHING))
            blocks.append(Paragraph(written, ParagraphRole.META, keep_with_next=True))
        return tuple(blocks)

    def _part_condition(self, part: Item) -> Blocks:
        """Say when one part of a grid or table is to be answered."""
        found = self._condition(part)
        if not found:
            return ()
        label = Span(self.ctx.t("label.labelled", label=self.ctx.wording(part)), role=SpanRole.LABEL)
        return (Paragraph(label, ParagraphRole.META, keep_with_next=True), *found)

    def _clause(self, form: str, condition: EnableWhen) -> str:
        ctx = self.ctx
        name = _OPERATORS[condition.operator]
        number = ctx.numbers.get(condition.question, "") or condition.question
        if name == "exists":
            name = "missing" if condition.answer == "false" else "exists"
            return ctx.t(f"{form}.{name}", question=number)
        asked = ctx.items.get(condition.question)
        if asked is not None and name == "equal" and asked.is_multiple:
            name = "includes"
        return ctx.t(f"{form}.{name}", question=number, answer=ctx.quote(self._label(asked, condition.answer)))

    def _label(self, item: Item | None, code: str) -> str:
        """Return what a respondent reads for an answer that decides."""
        if item is None:
            return code
        if item.type is ItemType.BOOLEAN and code in ("true", "false"):
            return self.ctx.t(f"boolean.{code}")
        return next((choice.label for choice in self._choices(item) if choice.code == code), code)

    def _choices(self, item: Item) -> list[_Choice]:
        form = self.questionnaire
        return [
            _Choice(
                choice.code,
                self.ctx.plain(choice.label) or choice.code,
                self.ctx.text(choice.label) or choice.code,
                choice.exclusive and item.is_multiple,
            )
            for choice in (form.choices(item) if form else ())
        ]

    # -- space to reply

    def _space(self, entry: Entry) -> Blocks:
        """Return where the answer goes: lines and boxes, or a table for what has several parts."""
        if entry.is_roster:
            return (self._roster(entry),)
        if len(entry.parts) > 1 or not entry.item.is_question:
            return (self._matrix(entry) or self._grid(entry) or self._listed(entry),)
        item = entry.item
        if item.type is ItemType.TEXT:
            most = item.max_length or 0
            number = next(
                (lines for length, lines in _LINES if 0 < most <= length), _MOST_LINES if most else _LINES[-1][1]
            )
            return self.blanks.lines(item.link_id, self.ctx.wording(item), number=number)
        if item.type is ItemType.RANKING and self._choices(item):
            return (self._ranks(item),)
        return (Paragraph(self._reply(item, item.link_id)),)

    def _reply(self, item: Item, key: str, *, cell: bool = False) -> Inlines:
        """Return the space for one value.

        Args:
            item: The question.
            key: Place.
            cell: Whether it stands in a cell, whose frame makes lines unnecessary.
        """
        ctx = self.ctx
        label = ctx.wording(item)
        choices = self._choices(item)
        if item.type is ItemType.BOOLEAN:
            return self._yes_no(key)
        if item.type is ItemType.RATING and not choices:
            return self._scale(item, key) or self.blanks.line(key, label, width=10)
        if choices:
            return self._ticks(item, key, choices)
        if item.unit:
            return ctx.rich("blank.unit", blank=self.blanks.line(key, label, width=10), unit=item.unit)
        if cell:
            return self.blanks.space(key, label)
        line = self.blanks.line(key, label, width=_width(item))
        worded = f"blank.{item.type.value}"
        return ctx.rich(worded, blank=line) if item.type in _WORDED else line

    def _ticks(self, item: Item, key: str, choices: list[_Choice]) -> Inlines:
        ctx = self.ctx
        lines: list[Inlines] = []
        for each in choices:
            shown = ctx.rich("blank.exclusive", label=each.shown) if each.alone else each.shown
            lines.append(inlines(self.blanks.tick(f"{key}:{each.code}", each.label), _HARD_SPACE, shown))
        if item.answer_constraint is AnswerConstraint.OPTIONS_OR_STRING:
            other = ctx.t("answer.other-label")
            tick, line = self.blanks.tick(f"{key}:", other), self.blanks.line(f"{key}:other", other, width=30)
            lines.append(ctx.rich("blank.other", tick=tick, blank=line))
        return _lines(lines)

    def _yes_no(self, key: str) -> Inlines:
        content: Inlines = ""
        for code in ("true", "false"):
            label = self.ctx.t(f"boolean.{code}")
            content = inlines(
                content, _GAP if content else "", self.blanks.tick(f"{key}:{code}", label), _HARD_SPACE, label
            )
        return content

    def _scale(self, item: Item, key: str) -> Inlines:
        """Return the values of a scale to tick; nothing where they are not known, or too many."""
        low, high = item.min_value, item.max_value
        if low is None or high is None or not 0 < high - low < _LONGEST_SCALE or low % 1 or high % 1:
            return ""
        content: Inlines = ""
        for value in range(int(low), int(high) + 1):
            tick = self.blanks.tick(f"{key}:{value}", str(value))
            content = inlines(content, _GAP if content else "", tick, _HARD_SPACE, self.ctx.number(value))
        return content

    def _ranks(self, item: Item) -> Table:
        ctx = self.ctx
        return Table(
            columns=(Column(ctx.t("table.choice"), 3.0), Column(ctx.t("blank.rank"), 1.0, Align.CENTER)),
            rows=tuple(
                (Cell(each.shown, header=True), self.blanks.space(f"{item.link_id}:{each.code}", each.label))
                for each in self._choices(item)
            ),
            description=ctx.t("blank.description", number=ctx.numbers[item.link_id]),
        )

    def _matrix(self, entry: Entry) -> Table | None:
        """Return the table of an item whose parts say in which row and column they stand."""
        if not all(part.row and part.column for part in entry.parts):
            return None
        ctx = self.ctx
        # Names of rows and columns have no translations: they are in the first language of the project.
        shown = {part.text.resolve(ctx.language)[1] for part in entry.parts if part.text is not None}
        if shown.difference(ctx.project.languages[:1]):
            return None
        columns = tuple(dict.fromkeys(part.column for part in entry.parts))
        places = {(part.row, part.column): part for part in entry.parts}
        if len(columns) > _WIDEST or len(places) < len(entry.parts):
            return None
        return Table(
            columns=(Column(ctx.t("table.part"), 2.0), *(Column(column, 1.0) for column in columns)),
            rows=tuple(
                (
                    Cell(row, header=True),
                    *(
                        self._reply(part, part.link_id, cell=True) if (part := places.get((row, column))) else NOTHING
                        for column in columns
                    ),
                )
                for row in dict.fromkeys(part.row for part in entry.parts)
            ),
            description=ctx.t("blank.description", number=ctx.numbers[entry.item.link_id]),
        )

    def _grid(self, entry: Entry) -> Table | None:
        """Return the table of parts that share their choices, with a box for each."""
        ctx = self.ctx
        first = entry.parts[0]
        choices = self._choices(first)
        same = {(part.type in _CHOICES, part.choice_list, part.answer_constraint) for part in entry.parts}
        if len(same) > 1 or first.type not in _CHOICES or not 0 < len(choices) <= _WIDEST:
            return None
        if first.answer_constraint is AnswerConstraint.OPTIONS_OR_STRING:
            return None
        return Table(
            columns=(
                Column(ctx.t("table.part"), 2.2),
                *(Column(each.shown, 1.0, Align.CENTER) for each in choices),
            ),
            rows=tuple(
                (
                    Cell(ctx.text(part.text) or part.link_id, header=True),
                    *(self.blanks.tick(f"{part.link_id}:{each.code}", each.label) for each in choices),
                )
                for part in entry.parts
            ),
            description=ctx.t("blank.description", number=ctx.numbers[entry.item.link_id]),
            compact=len(choices) > 3,
        )

    def _listed(self, entry: Entry) -> Table:
        """Return the table of parts, one below the other, each with its space."""
        ctx = self.ctx
        return Table(
            columns=(Column(ctx.t("table.part"), 1.4), Column(ctx.t("table.answer"), 1.6)),
            rows=tuple(
                (Cell(ctx.text(part.text) or part.link_id, header=True), self._reply(part, part.link_id, cell=True))
                for part in entry.parts
            ),
            description=ctx.t("blank.description", number=ctx.numbers[entry.item.link_id]),
        )

    def _roster(self, entry: Entry) -> Table:
        """Return the table to which entries are added, with some empty rows."""
        ctx = self.ctx
        if len(entry.parts) > _WIDEST:
            return self._listed(entry)
        return Table(
            columns=(
                Column(ctx.t("table.no"), 0.4),
                *(Column(ctx.text(part.text) or part.link_id, 1.2) for part in entry.parts),
            ),
            rows=tuple(
                (
                    Cell(ctx.number(number), header=True),
                    *(self._reply(part, f"{part.link_id}[{number}]", cell=True) for part in entry.parts),
                )
                for number in range(1, _ENTRIES + 1)
            ),
            description=ctx.t("blank.description", number=ctx.numbers[entry.item.link_id]),
        )


_FILLED = frozenset(("write", "choose", "tick", "date", "ranking", "roster", "marking", "save"))
"""Rules that say something else for a form that is filled in on screen."""
_ABSENT = ("not-applicable", "asked-unknown", "asked-declined")
"""Why there may be no answer, as the respondent can say it."""


def _width(item: Item) -> int:
    """Return the length of the line for an answer."""
    if item.type in (ItemType.INTEGER, ItemType.DECIMAL, ItemType.TIME):
        return 15
    return 24 if item.type in (ItemType.DATE, ItemType.DATE_TIME) else 50


def _marking(marking: Marking) -> str:
    """Return a marking as it is written: labels of TLP 2.0 in capitals, never translated."""
    level = f"TLP:{marking.level.value.upper()}" if marking.level is not None else ""
    return " ".join(part for part in (level, marking.handling.strip()) if part)


def _capital(text: str) -> str:
    """Return a text as it stands alone in a cell."""
    return text[:1].upper() + text[1:]


def _lines(parts: Iterable[Inlines]) -> Inlines:
    """Return pieces each on a line of its own; empty ones fall away."""
    content: Inlines = ""
    for part in parts:
        if part:
            content = inlines(content, LineBreak() if content else "", part)
    return content

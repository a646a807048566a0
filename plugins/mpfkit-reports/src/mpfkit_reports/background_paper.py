"""The paper before the workshop: what the mapping found, what is not known, and which sessions it suggests.

The officer's own texts stand under `narratives`: `background-paper` (purpose), `mapping` (main results) and
`limitations`. Sessions, their ranking and their questions are derived; see `mpfkit.analysis.session_proposals`.
"""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import attrs

from mpfkit.analysis import (
    HIGH_DIFFERENCE,
    Difference,
    ProposalWeights,
    ScorePart,
    ScorePartKind,
    SessionProposal,
    frequencies,
    gaps_by_theme_and_level,
    has_frequencies,
    mapping_findings,
    session_proposals,
    visible_findings,
)
from mpfkit.composing import NOTHING, Answers, Context, Entry, cover, document, entries, front_matter, inlines
from mpfkit.document import (
    Align,
    BulletList,
    Cell,
    Chart,
    ChartKind,
    Column,
    Figure,
    Heading,
    NumberedList,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Reference,
    Row,
    RowKind,
    Series,
    Span,
    SpanRole,
    Strong,
    Table,
)
from mpfkit.locale import Catalogue, format_number
from mpfkit.model import Delivery, FindingKind, FindingStatus

from ._parts import CATALOGUE, annex_countries, annex_questionnaire, question_key, response_rate, themes_of
from ._short import facts, place, practical, quoted, stacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mpfkit.document import Block, Blocks, Document, Inlines
    from mpfkit.model import Finding, Project
    from mpfkit.records import Brief

__all__ = ["BackgroundPaperOptions", "compose_background_paper"]

_KIND = "background-paper"
_OWN = Catalogue.load("mpfkit_reports", "phrases/background-paper")
_DEFAULT = ProposalWeights()
_SCORED = (FindingKind.GAP, FindingKind.CONTINGENCY, FindingKind.TOOL, FindingKind.GOOD_PRACTICE)
_MOST_SESSIONS = 30
_MOST_BARS = 12
"""So many bars can be told apart in a chart."""
_FEW = 2
"""A question is answered by few where the answers, taken so many times, are fewer than those that were due."""
_OPENING_MINUTES = 60
_CLOSING_MINUTES = 45
_HOURS_A_DAY = 6
"""Hours of sessions that fit into a day with breaks."""


@attrs.frozen(kw_only=True)
class BackgroundPaperOptions:
    """Options of the background paper; what the weights count is said in `mpfkit.analysis.ProposalWeights`.

    Attributes:
        sessions: Most sessions to propose.
        weight_gaps: For each gap or contingency.
        weight_unaddressed: More for each of these that no option addresses.
        weight_difference: For replies that differ as much as they can.
        weight_practices: For each tool or good practice.
        weight_silence: For a topic on which nobody answered anything.
    """

    sessions: int = 6
    weight_gaps: Decimal = _DEFAULT.gaps
    weight_unaddressed: Decimal = _DEFAULT.unaddressed
    weight_difference: Decimal = _DEFAULT.difference
    weight_practices: Decimal = _DEFAULT.practices
    weight_silence: Decimal = _DEFAULT.silence

    def __attrs_post_init__(self) -> None:
        """Refuse what is no number of sessions and no weight.

        Raises:
            ValueError: The number of sessions is not between 1 and 30, or a weight is below 0.
        """
        if not 1 <= self.sessions <= _MOST_SESSIONS:
            raise ValueError(f"sessions is {self.sessions}; give a number from 1 to {_MOST_SESSIONS}")
        for field in attrs.fields(type(self)):
            if field.name.startswith("weight_") and getattr(self, field.name) < 0:
                name = field.name.replace("_", "-")
                raise ValueError(f"{name} is {getattr(self, field.name)}; give 0 or more")

    @property
    def weights(self) -> ProposalWeights:
        """The weights as the analysis takes them."""
        return ProposalWeights(
            gaps=self.weight_gaps,
            unaddressed=self.weight_unaddressed,
            difference=self.weight_difference,
            practices=self.weight_practices,
            silence=self.weight_silence,
        )


def compose_background_paper(project: Project, brief: Brief) -> Document:
    """Compose the background paper for a project's workshop.

    Args:
        project: The project, redacted for the audience of the brief.
        brief: Date, language, audience, options and what the house style prescribes.

    Returns:
        The document.
    """
    options = brief.options if isinstance(brief.options, BackgroundPaperOptions) else BackgroundPaperOptions()
    return _Paper(Context(project, brief, _OWN, CATALOGUE), options).document()


class _Paper:
    def __init__(self, ctx: Context, options: BackgroundPaperOptions) -> None:
        self.ctx = ctx
        self.project = ctx.project
        self.answers = Answers(ctx, ctx.replies) if ctx.replies else None
        self.entries = entries(ctx.questionnaire.items) if ctx.questionnaire else ()
        self.by_item = {part.link_id: entry for entry in self.entries for part in entry.parts}
        self.findings = {finding.id: finding for finding in mapping_findings(ctx.project)}
        self.options = gaps_by_theme_and_level(ctx.project).options
        self.ranked = session_proposals(ctx.project, replies=ctx.replies, weights=options.weights)
        self.proposed = tuple(each for each in self.ranked if each.score > 0)[: options.sessions]
        self.keys = {(each.theme, each.level): f"proposal-{rank}" for rank, each in enumerate(self.proposed, start=1)}
        self.others = self.ranked[len(self.proposed) :]
        self.differences = {each.item.link_id: each for topic in self.ranked for each in topic.differences}
        self.homes = {finding: topic for topic in self.ranked for finding in (*topic.gaps, *topic.practices)}
        self.illustrative = self.answers.illustrative if self.answers else ctx.project.illustrative

    def document(self) -> Document:
        ctx = self.ctx
        workshops = self.project.workshops
        title = ctx.plain(workshops[0].title if len(workshops) == 1 else self.project.title)
        lines = [("cover.place", place(shop)) for shop in workshops]
        lines += [("cover.dates", ctx.dates(shop.starts, shop.ends)) for shop in workshops if shop.starts]
        if title != ctx.plain(self.project.title):
            lines.append(("cover.project", ctx.plain(self.project.title)))
        blocks = (
            *front_matter(ctx),
            PageBreak(),
            *self.purpose(),
            *self.brief(),
            *self.unknown(),
            *self.proposals(),
            *self.outline(),
            PageBreak(),
            *annex_questionnaire(ctx, self.answers, anchors=True),
            *annex_countries(ctx),
        )
        return document(ctx, _KIND, title, cover(ctx, _KIND, title, lines), blocks)

    # -- names and figures

    def _topic(self, proposal: SessionProposal) -> str:
        ctx = self.ctx
        theme = ctx.theme(proposal.theme) if proposal.theme else ctx.t("session.across")
        return ctx.t("session.title", theme=theme, level=ctx.level(proposal.level)) if proposal.level else theme

    def _session(self, proposal: SessionProposal) -> Inlines:
        """Return the title of a topic, with a link where it is proposed as a session."""
        key = self.keys.get((proposal.theme, proposal.level))
        return Reference(key, self._topic(proposal)) if key else self._topic(proposal)

    def _figure(self, value: Decimal) -> str:
        """Return an amount or its points: whole numbers as they are, others with two decimals."""
        return format_number(value, self.ctx.language, decimals=0 if value == value.to_integral_value() else 2)

    def _score(self, proposal: SessionProposal) -> str:
        return format_number(proposal.score, self.ctx.language, decimals=2)

    def _question(self, link_id: str) -> Inlines:
        """Return a question as it is cited, with a link to its wording."""
        entry = self.by_item[link_id]
        cited = self.answers.question(link_id) if self.answers else self.ctx.question(link_id)
        return Reference(question_key(entry.item.link_id), cited)

    def _quoted(self, finding: str) -> Inlines:
        return quoted(self.ctx, self.ctx.heading(self.findings[finding].title))

    # -- purpose

    def purpose(self) -> Blocks:
        ctx = self.ctx
        workshops = self.project.workshops
        aim = ctx.text(self.project.aim)
        if len(workshops) == 1:
            purpose = ctx.t("purpose.workshop", title=ctx.quote(ctx.plain(workshops[0].title).removesuffix(".")))
        else:
            purpose = ctx.t("purpose.project")
        blocks: list[Block] = [
            Heading(ctx.t("section.purpose"), key="purpose"),
            *(ctx.narrative("background-paper", 1) or (Paragraph(purpose),)),
            *((ctx.meta("label.aim", aim),) if aim else ()),
        ]
        for shop in workshops:
            said = facts(ctx, practical(ctx, shop))
            title = Strong(ctx.heading(shop.title)) if len(workshops) > 1 else ""
            content = stacked((title, said, ctx.illustrative if shop.illustrative else ""))
            if content:
                blocks.append(Paragraph(content, ParagraphRole.META))
        if len(self.findings) < len(visible_findings(self.project)):
            blocks.append(Paragraph(ctx.t("purpose.findings")))
        return (*blocks, *ctx.placeholder("workshop"))

    # -- the mapping in brief

    def brief(self) -> Blocks:
        ctx = self.ctx
        return (
            Heading(ctx.t("section.brief"), key="brief"),
            *ctx.narrative("mapping", 1),
            Heading(ctx.t("section.rate"), 2),
            *response_rate(ctx, "table-rate"),
            Heading(ctx.t("section.by-theme"), 2),
            *self._themes(),
        )

    def _themes(self) -> Blocks:
        ctx = self.ctx
        if self.answers is None or not self.entries:
            return (Paragraph(ctx.t("none.questionnaire" if self.answers is None else "none.questions")),)
        blocks: list[Block] = []
        for theme in themes_of(ctx, self.entries):
            label = next((each.label for each in self.project.themes if each.id == theme), None)
            blocks.append(Heading(ctx.heading(label) if label else theme, 3))
            blocks.extend(self._theme(self.answers, theme))
        return tuple(blocks) or (Paragraph(ctx.t("none.themes")),)

    def _theme(self, answers: Answers, theme: str) -> Blocks:
        ctx = self.ctx
        mine = [entry for entry in self.entries if entry.theme == theme]
        topics = [each for each in self.ranked if each.theme == theme]
        if not mine:
            return (Paragraph(ctx.t("topic.no-questions")), *self._points(self._found(theme)))
        answered, asked = sum(each.answered for each in topics), sum(each.asked for each in topics)
        if asked:
            text = ctx.t(
                "theme.coverage",
                n=len(mine),
                answered=ctx.number(answered),
                asked=ctx.number(asked),
                rate=ctx.percent(answered, asked),
            )
        else:
            text = ctx.t("theme.nothing", n=len(mine))
        # Where several are equal, the one that comes first in the questionnaire
        parts = [part.link_id for entry in mine for part in entry.parts]
        differences = [self.differences[link_id] for link_id in parts if link_id in self.differences]
        least = min(differences, key=lambda each: each.value, default=None)
        most = max(differences, key=lambda each: each.value, default=None)
        points: list[Inlines] = []
        if least is not None and most is not least and least.value < HIGH_DIFFERENCE:
            points.append(self._compared("theme.alike", answers, least))
        if most is not None and most.value:
            points.append(self._compared("theme.differ", answers, most))
        points.extend(self._found(theme))
        return (Paragraph(text), *self._points(points), *self._chart(answers, theme, differences))

    def _points(self, points: Iterable[Inlines]) -> Blocks:
        found = tuple(points)
        if not found:
            return ()
        return (Paragraph(self.ctx.t("theme.intro"), keep_with_next=True), BulletList(found))

    def _compared(self, key: str, answers: Answers, difference: Difference) -> Inlines:
        entry = Entry(difference.item, (difference.item,), "", "")
        return self.ctx.rich(key, question=self._question(difference.item.link_id), result=answers.result(entry))

    def _found(self, theme: str) -> list[str]:
        kinds = Counter(finding.kind for finding in self.findings.values() if theme in finding.themes)
        return [self.ctx.t(f"summary.{kind.value}", n=kinds[kind]) for kind in _SCORED if kinds[kind]]

    def _chart(self, answers: Answers, theme: str, differences: list[Difference]) -> Blocks:
        """Return the chart of the closed question on which replies differ most; nothing where none can be shown."""
        ctx = self.ctx
        closed = [each for each in differences if has_frequencies(each.item)]
        chosen = max(closed, key=lambda each: each.value, default=None)
        if chosen is None or not chosen.value:
            return ()
        item = chosen.item
        counted = frequencies(ctx.project, item, replies=answers.replies)
        rows = [
            (answers.choice(item, row.code), row.shown if chosen.shown_only else row.count or 0) for row in counted.rows
        ]
        bars = [(label, count) for (label, count), row in zip(rows, counted.rows, strict=True) if row.code or count]
        if len({label for label, _ in bars}) < len(bars) or not 1 < len(bars) <= _MOST_BARS:
            return ()
        counts = [ctx.t("result.count", label=label, count=ctx.number(count)) for label, count in bars]
        chart = Chart(
            categories=tuple(label for label, _ in bars),
            series=(Series(ctx.t("theme.countries"), tuple(float(count) for _, count in bars)),),
            alt=ctx.t("theme.chart", theme=ctx.theme(theme), counts=ctx.t("answer.separator").join(counts)),
            unit=ctx.t("theme.countries"),
        )
        notes: list[Block] = []
        if chosen.shown_only and counted.withheld:
            notes.append(Paragraph(ctx.t("note.shown-only", n=counted.withheld), ParagraphRole.WITHHELD))
        if answers.illustrative:
            notes.append(Paragraph(ctx.t("note.illustrative"), ParagraphRole.ILLUSTRATIVE))
        return (Figure(graphic=chart, caption=answers.caption(Entry(item, (item,), "", ""))), *notes)

    # -- what is not known

    def unknown(self) -> Blocks:
        ctx = self.ctx
        limitations = ctx.narrative("limitations", 2)
        return (
            Heading(ctx.t("section.unknown"), key="unknown"),
            Heading(ctx.t("section.silent"), 2),
            *self._silent(),
            Heading(ctx.t("section.few-answers"), 2),
            *self._few(),
            *((Heading(ctx.t("section.limits"), 2), *limitations) if limitations else ()),
        )

    def _silent(self) -> Blocks:
        ctx = self.ctx
        if ctx.replies is None or not ctx.replies.replies:
            return (Paragraph(ctx.t("none.replies" if ctx.replies else "none.questionnaire")),)
        blocks: list[Block] = []
        named: list[str] = []
        for state, key in (("no-reply", "silent"), ("partial", "partial"), ("declined", "declined")):
            codes = ctx.order(reply.country for reply in ctx.replies.replies if reply.state == state)
            if codes:
                blocks.append(Paragraph(ctx.t(f"unknown.{key}", countries=ctx.list(map(ctx.country, codes)))))
                named.extend(codes)
        blocks.extend(Paragraph(note, ParagraphRole.META) for note in ctx.designations(named))
        return tuple(blocks) or (Paragraph(ctx.t("unknown.none")),)

    def _few(self) -> Blocks:
        ctx = self.ctx
        if self.answers is None or not self.answers.received:
            return (Paragraph(ctx.t("none.questionnaire" if self.answers is None else "question.no-replies")),)
        rows: list[tuple[Cell | Inlines, ...]] = []
        for entry in self.entries:
            states = [[reply.state_of(part.link_id) for part in entry.parts] for reply in self.answers.received]
            answered = sum(any(state.is_answered for state in each) for each in states)
            due = sum(any(state.counts for state in each) for each in states)
            if answered * _FEW < due:
                rows.append(
                    (
                        Cell(Reference(question_key(entry.item.link_id), ctx.numbers[entry.item.link_id]), header=True),
                        ctx.text(entry.item.text) or entry.item.link_id,
                        ctx.theme(entry.theme) if entry.theme else ctx.t("questionnaire.general"),
                        ctx.t("column.few", answered=ctx.number(answered), asked=ctx.number(due)),
                    )
                )
        blocks: list[Block] = []
        if rows:
            blocks.append(Paragraph(ctx.t("unknown.few-intro"), keep_with_next=True))
            blocks.append(
                Table(
                    columns=(
                        Column(ctx.t("table.no"), 0.6),
                        Column(ctx.t("table.question"), 3.6),
                        Column(ctx.t("column.theme"), 1.6),
                        Column(ctx.t("column.answers"), 1.0),
                    ),
                    rows=tuple(rows),
                    caption=ctx.t("unknown.few-caption"),
                    description=ctx.t("unknown.few-description"),
                    notes=self._illustrative_note(),
                )
            )
        else:
            blocks.append(Paragraph(ctx.t("unknown.few-none")))
        used = {entry.theme for entry in self.entries}
        missing = [theme.id for theme in self.project.themes if theme.id not in used]
        if missing:
            blocks.append(Paragraph(ctx.t("unknown.themes", themes=ctx.themes(missing))))
        open_topics = sum(
            bool(each.questions) and each.part(ScorePartKind.DIFFERENCE).amount is None for each in self.ranked
        )
        if open_topics:
            blocks.append(Paragraph(ctx.t("unknown.not-compared", n=open_topics)))
        return tuple(blocks)

    def _illustrative_note(self) -> tuple[Inlines, ...]:
        return (Span(self.ctx.t("note.illustrative"), role=SpanRole.ILLUSTRATIVE),) if self.illustrative else ()

    # -- proposed sessions

    def proposals(self) -> Blocks:
        ctx = self.ctx
        heading = Heading(ctx.t("section.proposals"), key="proposals")
        hidden = ctx.placeholder("finding", kinds=(*_SCORED, FindingKind.OPTION, FindingKind.RECOMMENDATION))
        if not self.proposed:
            return (heading, *hidden, Paragraph(ctx.t("choice.nothing")))
        blocks: list[Block] = [
            heading,
            Paragraph(ctx.t("choice.selected", n=len(self.proposed))),
            *hidden,
            Heading(ctx.t("section.choice"), 2, key="choice"),
            Paragraph(ctx.t("choice.intro")),
            self._weights(),
            self._scores(),
            self._score_chart(),
        ]
        for place_, proposal in enumerate(self.proposed, start=1):
            blocks.extend(self.session(proposal, place_))
        return (*blocks, *self._without_session())

    def _weights(self) -> Table:
        ctx = self.ctx
        return Table(
            columns=(
                Column(ctx.t("column.part"), 1.4),
                Column(ctx.t("column.measure"), 2.2),
                Column(ctx.t("column.weight"), 0.7, Align.END),
                Column(ctx.t("column.reason"), 2.4),
            ),
            rows=tuple(
                (
                    Cell(ctx.t(f"part.{part.kind.value}"), header=True),
                    ctx.t(f"measure.{part.kind.value}"),
                    self._figure(part.weight),
                    ctx.t(f"reason.{part.kind.value}"),
                )
                for part in self.proposed[0].parts
            ),
            caption=ctx.t("choice.weights-caption"),
            description=ctx.t("choice.weights-description"),
            key="table-weights",
        )

    def _scores(self) -> Table:
        ctx = self.ctx
        kinds = tuple(ScorePartKind)
        rows: list[Row | tuple[Cell | Inlines, ...]] = []
        for key, topics in (("section.proposals", self.proposed), ("section.others", self.others)):
            if topics:
                rows.append(Row((Cell(ctx.t(key), span=len(kinds) + 2),), RowKind.GROUP))
            for topic in topics:
                cells = [self._part(topic.part(kind)) for kind in kinds]
                rows.append((Cell(self._session(topic), header=True), *cells, self._score(topic)))
        shown_only = any(each.shown_only for each in self.differences.values())
        return Table(
            columns=(
                Column(ctx.t("column.topic"), 2.2),
                *(Column(ctx.t(f"part.{kind.value}"), 1.25, Align.END) for kind in kinds),
                Column(ctx.t("column.score"), 1.0, Align.END),
            ),
            rows=tuple(rows),
            caption=ctx.t("choice.table-caption"),
            description=ctx.t("choice.table-description"),
            key="table-scores",
            notes=(
                ctx.t("choice.note-points"),
                ctx.t("choice.note-once"),
                *((Span(ctx.t("choice.note-shown"), role=SpanRole.WITHHELD),) if shown_only else ()),
                *self._illustrative_note(),
            ),
            compact=True,
        )

    def _part(self, part: ScorePart) -> Inlines:
        if part.amount is None:
            return NOTHING
        return self.ctx.t("choice.cell", amount=self._figure(part.amount), points=self._figure(part.points))

    def _score_chart(self) -> Figure:
        ctx = self.ctx
        topics = tuple(each for each in self.ranked if each.score > 0)[:_MOST_BARS]
        series = (
            Series(
                ctx.t(f"part.{kind.value}"),
                tuple(float(_rounded(topic.part(kind).points)) or None for topic in topics),
            )
            for kind in ScorePartKind
            if any(topic.part(kind).points for topic in topics)
        )
        return Figure(
            graphic=Chart(
                kind=ChartKind.STACKED_BAR,
                categories=tuple(map(self._topic, topics)),
                series=tuple(series),
                alt=ctx.t("choice.chart-alt", topic=self._topic(topics[0]), score=self._score(topics[0])),
                unit=ctx.t("choice.points"),
                whole_numbers=False,
                show_values=False,
            ),
            caption=ctx.t("choice.chart"),
            key="figure-scores",
        )

    # -- one session

    def session(self, proposal: SessionProposal, rank: int) -> Blocks:
        """Return one proposed session: why, on which questions, what to discuss and what to present."""
        ctx = self.ctx
        mine = [self.findings[each] for each in (*proposal.gaps, *proposal.practices)]
        invented = self.illustrative or any(each.illustrative for each in mine)
        standing = ctx.t(
            "session.rank", rank=ctx.number(rank), count=ctx.number(len(self.ranked)), score=self._score(proposal)
        )
        head = stacked(
            (
                inlines(ctx.label("label.delivery"), " ", ctx.t(f"delivery.{proposal.delivery.value}")),
                inlines(ctx.label("label.length"), " ", ctx.t("minutes.value", n=proposal.minutes)),
                inlines(ctx.label("label.rank"), " ", standing),
                ctx.illustrative if invented else "",
            )
        )
        return (
            Heading(self._topic(proposal), 2, key=self.keys[proposal.theme, proposal.level]),
            Paragraph(head, ParagraphRole.META),
            Heading(ctx.t("section.why"), 3),
            BulletList(tuple(self._why(proposal))),
            Heading(ctx.t("section.questions"), 3),
            *self._informing(proposal),
            *self._gaps(proposal),
            *self._practices(proposal),
            *self._related(proposal),
            Heading(ctx.t("section.discussion"), 3),
            NumberedList(tuple(self._ask(proposal))),
        )

    def _why(self, proposal: SessionProposal) -> Iterator[Inlines]:
        ctx = self.ctx
        for part in proposal.parts:
            if part.amount and part.points:
                key = f"why.{part.kind.value}"
                points = self._figure(part.points)
                if part.kind in (ScorePartKind.DIFFERENCE, ScorePartKind.SILENCE):
                    yield ctx.t(key, amount=self._figure(part.amount), points=points)
                else:
                    yield ctx.t(key, n=int(part.amount), points=points)

    def _informing(self, proposal: SessionProposal) -> Blocks:
        ctx = self.ctx
        found = {
            entry.item.link_id: entry
            for link_id in (*proposal.questions, *proposal.cited)
            if (entry := self.by_item.get(link_id)) is not None
        }
        if self.answers is None or not found:
            return (Paragraph(ctx.t("session.no-questions")),)
        rows = tuple(
            (
                Cell(Reference(question_key(entry.item.link_id), ctx.numbers[entry.item.link_id]), header=True),
                ctx.text(entry.item.text) or entry.item.link_id,
                self.answers.result(entry),
                self._entry_difference(entry),
            )
            for entry in found.values()
        )
        return (
            Table(
                columns=(
                    Column(ctx.t("table.no"), 0.5),
                    Column(ctx.t("table.question"), 2.4),
                    Column(ctx.t("table.result"), 2.4),
                    Column(ctx.t("column.difference"), 0.9, Align.END),
                ),
                rows=rows,
                caption=ctx.t("session.informing-caption", session=self._topic(proposal)),
                description=ctx.t("session.informing-description"),
                notes=self._illustrative_note(),
            ),
        )

    def _entry_difference(self, entry: Entry) -> str:
        """Return how far replies differ; of a grid, the mean of its rows, weighted as in the score."""
        found = [self.differences[part.link_id] for part in entry.parts if part.link_id in self.differences]
        base = sum(each.base for each in found)
        if not base:
            return NOTHING
        return self._figure(_rounded(sum((each.value * each.base for each in found), Decimal(0)) / base))

    def _gaps(self, proposal: SessionProposal) -> Blocks:
        ctx = self.ctx
        if not proposal.gaps:
            return ()
        blocks: list[Block] = [Heading(ctx.t("section.gaps"), 3)]
        for gap in proposal.gaps:
            options = [self._quoted(each) for each in self.options.get(gap, ()) if each in self.findings]
            blocks.extend(self._finding(self.findings[gap], options))
        return tuple(blocks)

    def _practices(self, proposal: SessionProposal) -> Blocks:
        if not proposal.practices:
            return ()
        blocks: list[Block] = [Heading(self.ctx.t("section.practices"), 3)]
        for practice in proposal.practices:
            blocks.extend(self._finding(self.findings[practice], ()))
        return tuple(blocks)

    def _finding(self, finding: Finding, options: Iterable[Inlines]) -> Blocks:
        """Return a finding with its kind, its countries as far as the edition names them, and options put forward."""
        ctx = self.ctx
        countries: Inlines = ""
        for code in ctx.order(finding.countries):
            countries = inlines(countries, ctx.t("answer.separator") if countries else "", ctx.country_noted(code))
        put_forward: Inlines = ""
        for option in options:
            put_forward = inlines(put_forward, ctx.t("answer.separator") if put_forward else "", option)
        head = stacked(
            (
                Strong(ctx.heading(finding.title)),
                ctx.muted("finding.draft") if finding.status is FindingStatus.DRAFT else "",
                inlines(ctx.label("label.countries"), " ", countries) if countries else "",
                inlines(ctx.label("session.options"), " ", put_forward) if put_forward else "",
            )
        )
        text = ctx.markdown(finding.text, 3)
        return (Paragraph(head, ParagraphRole.META, keep_with_next=bool(text)), *text)

    def _related(self, proposal: SessionProposal) -> Blocks:
        """Return findings that concern the topic as well, each with the session that takes it up where there is one."""
        ctx = self.ctx
        if not proposal.shared:
            return ()
        lines: list[Inlines] = []
        for identifier in proposal.shared:
            title = ctx.heading(self.findings[identifier].title)
            home = self.homes[identifier]
            if (home.theme, home.level) in self.keys:
                title = ctx.rich("session.elsewhere", title=title, session=self._session(home))
            lines.append(title)
        return (Heading(ctx.t("section.related"), 3), BulletList(tuple(lines)))

    def _ask(self, proposal: SessionProposal) -> Iterator[Inlines]:
        """Yield what to ask in the room: on gaps, on the question on which replies differ most, on practices."""
        ctx = self.ctx
        for gap in proposal.gaps:
            key = "ask.unaddressed" if gap in proposal.unaddressed else "ask.addressed"
            yield ctx.rich(key, title=self._quoted(gap))
        most = proposal.differences[0] if proposal.differences else None
        asked = False
        if most is not None and (most.value >= HIGH_DIFFERENCE or not (proposal.gaps or proposal.practices)):
            asked = True
            yield self._ask_question("ask.difference", most.item.link_id)
        for practice in proposal.practices:
            yield ctx.rich("ask.practices", title=self._quoted(practice))
        least = self._least_answered(proposal)
        if least and not (proposal.gaps or proposal.practices or asked):
            yield self._ask_question("ask.silence", least)

    def _ask_question(self, key: str, link_id: str) -> Inlines:
        ctx = self.ctx
        item = self.by_item[link_id].item
        wording = ctx.heading(item.text) if item.text and ctx.plain(item.text) else item.link_id
        return ctx.rich(key, question=self._question(link_id), wording=quoted(ctx, wording))

    def _least_answered(self, proposal: SessionProposal) -> str:
        replies = self.ctx.replies.replies if self.ctx.replies else ()
        silent = {
            link_id: sum(
                state.counts and not state.is_answered for state in (reply.state_of(link_id) for reply in replies)
            )
            for link_id in proposal.questions
        }
        return max(silent, key=lambda link_id: silent[link_id], default="")

    def _without_session(self) -> Blocks:
        """Return the findings of topics that get no session of their own, so that none is lost."""
        ctx = self.ctx
        points: list[Inlines] = []
        for topic in self.others:
            content: Inlines = ""
            for identifier in (*topic.gaps, *topic.practices):
                title = ctx.heading(self.findings[identifier].title)
                content = inlines(content, ctx.t("answer.separator") if content else "", title)
            if content:
                label = Span(ctx.t("label.labelled", label=self._topic(topic)), role=SpanRole.LABEL)
                points.append(inlines(label, " ", content))
        if not points:
            return ()
        return (Heading(ctx.t("section.others"), 2, key="others"), BulletList(tuple(points)))

    # -- the agenda

    def outline(self) -> Blocks:
        ctx = self.ctx
        if not self.proposed:
            return ()
        opening = (ctx.t("outline.opening"), Delivery.BOTH, _OPENING_MINUTES)
        closing = (ctx.t("outline.closing"), Delivery.OPEN_DISCUSSION, _CLOSING_MINUTES)
        sessions: list[tuple[Inlines, Delivery, int]] = [
            opening,
            *((self._session(each), each.delivery, each.minutes) for each in self.proposed),
            closing,
        ]
        total = sum(minutes for _, _, minutes in sessions)
        rows: list[Row | tuple[Cell | Inlines, ...]] = [
            (
                Cell(ctx.number(number), header=True),
                title,
                ctx.t(f"delivery.{delivery.value}"),
                ctx.number(minutes),
            )
            for number, (title, delivery, minutes) in enumerate(sessions, start=1)
        ]
        rows.append(Row((Cell(ctx.t("table.total"), span=3, header=True), ctx.number(total)), RowKind.TOTAL))
        return (
            Heading(ctx.t("section.outline"), key="outline"),
            Paragraph(ctx.t("outline.intro")),
            Table(
                columns=(
                    Column(ctx.t("table.no"), 0.5),
                    Column(ctx.t("table.session"), 3.4),
                    Column(ctx.t("table.delivery"), 2.2),
                    Column(ctx.t("column.minutes"), 0.9, Align.END),
                ),
                rows=tuple(rows),
                caption=ctx.t("outline.caption"),
                description=ctx.t("outline.description"),
                key="table-outline",
            ),
            Paragraph(
                ctx.t(
                    "outline.days",
                    minutes=ctx.number(total),
                    hours=ctx.number(_HOURS_A_DAY),
                    n=-(-total // (60 * _HOURS_A_DAY)),
                )
            ),
        )


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)

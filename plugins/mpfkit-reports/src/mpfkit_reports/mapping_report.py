"""The report on a mapping: response rate and method, every question by theme and level, coverage, and findings.

The officer's own texts stand under `narratives`: `executive-summary`, `acknowledgements`, `introduction`, `method`,
`limitations`, `mapping`, `theme-<id>`, `conclusions`. What is not written is derived or said to be missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit.analysis import coverage, item_response
from mpfkit.composing import NOTHING, Answers, Context, cover, document, entries, front_matter
from mpfkit.document import (
    Align,
    BulletList,
    Cell,
    Column,
    Heading,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Reference,
    Row,
    RowKind,
    Section,
    Span,
    SpanRole,
    Table,
    Tone,
)
from mpfkit.model import FindingKind

from ._charts import KINDS_OF_FINDINGS, findings_figure, theme_figure
from ._comparison import comparison_table
from ._findings import Findings
from ._parts import (
    CATALOGUE,
    annex_countries,
    annex_documents,
    annex_questionnaire,
    annex_replies,
    executive_summary,
    limitations,
    photographs,
    project_facts,
    question_key,
    response_rate,
    themes_of,
)

if TYPE_CHECKING:
    from mpfkit.analysis import Coverage, CoverageCell
    from mpfkit.composing import Entry
    from mpfkit.document import Block, Blocks, Document, Inlines
    from mpfkit.model import Project, Response
    from mpfkit.records import Brief

__all__ = ["compose_mapping_report"]

_KIND = "mapping-report"
_WIDEST_MATRIX = 14
"""So many columns of counts fit on a landscape page; with more, the levels of a theme are put together."""
_REPLY_TONES = {
    "completed": Tone.GOOD,
    "partial": Tone.PARTIAL,
    "declined": Tone.BAD,
    "no-reply": Tone.MUTED,
}


def compose_mapping_report(project: Project, brief: Brief) -> Document:
    """Compose the report on the mapping of a project.

    Args:
        project: The project, redacted for the audience of the brief.
        brief: Date, language, audience and what the house style prescribes.

    Returns:
        The document.
    """
    return _Report(Context(project, brief, CATALOGUE)).document()


class _Report:
    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.project = ctx.project
        self.answers = Answers(ctx, ctx.replies) if ctx.replies else None
        self.entries = entries(ctx.questionnaire.items) if ctx.questionnaire else ()
        self.places = {part.link_id: question_key(entry.item.link_id) for entry in self.entries for part in entry.parts}
        key = ctx.questionnaire.id if ctx.questionnaire else ""
        self.findings = Findings(
            ctx, lambda response, link_id: self._place(response, link_id, key), lambda _: "", self.answers
        )

    def _place(self, response: Response, link_id: str, questionnaire: str) -> str:
        ours = response.questionnaire.partition("|")[0] == questionnaire
        return self.places.get(link_id, "") if ours else ""

    def document(self) -> Document:
        ctx = self.ctx
        title = ctx.plain(self.project.title)
        asked = ctx.questionnaire.requested_on if ctx.questionnaire else None
        lines = [
            ("cover.questionnaire", ctx.plain(ctx.questionnaire.title) if ctx.questionnaire else ""),
            ("cover.asked", ctx.date(asked) if asked else ""),
        ]
        blocks = (
            *front_matter(ctx),
            *executive_summary(ctx),
            *self.introduction(),
            *self.method(),
            *self.themes(),
            *self.coverage(),
            *self.outcomes(),
            PageBreak(),
            *annex_questionnaire(ctx, self.answers, anchors=False),
            *annex_countries(ctx),
            *annex_replies(ctx),
            *annex_documents(ctx),
        )
        return document(ctx, _KIND, title, cover(ctx, _KIND, title, lines), blocks)

    def introduction(self) -> Blocks:
        ctx = self.ctx
        aim = ctx.text(self.project.aim)
        return (
            Heading(ctx.t("section.introduction"), key="introduction"),
            *ctx.narrative("introduction", 1),
            *ctx.markdown(self.project.description, 1),
            *((ctx.meta("label.aim", aim),) if aim else ()),
            *project_facts(ctx),
            *photographs(ctx, self.project.photos, ""),
        )

    # -- response rate and method

    def method(self) -> Blocks:
        ctx = self.ctx
        return (
            Heading(ctx.t("section.rate-and-method"), key="method"),
            Heading(ctx.t("section.method"), 2),
            *(ctx.narrative("method", 2) or (Paragraph(ctx.t("method.mapping")),)),
            Heading(ctx.t("section.rate"), 2),
            *response_rate(ctx, "table-rate"),
            *(
                (Paragraph(ctx.rich("rate.annex", annex=Reference("annex-replies"))),)
                if ctx.replies and ctx.replies.replies
                else ()
            ),
            Heading(ctx.t("section.reading"), 2),
            Paragraph(ctx.t("reading.intro"), keep_with_next=True),
            BulletList(tuple(ctx.t(f"reading.{name}") for name in ("base", "outside", "words", "withheld"))),
            *limitations(ctx, self.answers),
        )

    # -- theme by theme and level by level

    def themes(self) -> Blocks:
        ctx = self.ctx
        if self.answers is None or not self.entries:
            key = "none.questionnaire" if self.answers is None else "none.questions"
            return (Heading(ctx.t("section.answers"), key="answers"), Paragraph(ctx.t(key)))
        blocks: list[Block] = []
        summary = ctx.narrative("mapping", 1)
        if summary:
            blocks.extend((Heading(ctx.t("section.main-results"), key="main-results"), *summary))
        for theme in themes_of(ctx, self.entries):
            blocks.append(Heading(self._theme_title(theme), key=f"theme-{theme}"))
            blocks.extend(self._definition(theme))
            blocks.extend(ctx.narrative(f"theme-{theme}", 1))
            mine = [entry for entry in self.entries if entry.theme == theme]
            if self.answers.received:
                blocks.extend(theme_figure(ctx, self.answers, ctx.theme(theme), mine, f"figure-theme-{theme}"))
            blocks.extend(self._levels(self.answers, mine) if mine else (Paragraph(ctx.t("topic.no-questions")),))
        general = [entry for entry in self.entries if not entry.theme]
        if general:
            blocks.append(Heading(ctx.t("questionnaire.general"), key="theme-general"))
            blocks.extend(self._levels(self.answers, general))
        return tuple(blocks)

    def _theme_title(self, theme: str) -> Inlines:
        found = next((each for each in self.project.themes if each.id == theme), None)
        return self.ctx.heading(found.label) if found else theme

    def _definition(self, theme: str) -> Blocks:
        found = next((each for each in self.project.themes if each.id == theme), None)
        return self.ctx.markdown(found.definition, 1) if found else ()

    def _levels(self, answers: Answers, found: list[Entry]) -> Blocks:
        ctx = self.ctx
        known = [level.id for level in self.project.levels]
        used = {entry.level for entry in found}
        blocks: list[Block] = []
        for level in (*known, *sorted(used.difference((*known, ""))), ""):
            mine = [entry for entry in found if entry.level == level]
            if not mine:
                continue
            depth = 2
            if level or len(used) > 1:
                blocks.append(Heading(ctx.level(level) if level else ctx.t("topic.no-level"), 2))
                depth = 3
            for entry in mine:
                blocks.extend(self.question(answers, entry, depth))
        return tuple(blocks)

    def question(self, answers: Answers, entry: Entry, level: int) -> Blocks:
        ctx = self.ctx
        item = entry.item
        blocks: list[Block] = [
            Heading(ctx.t("question.heading", number=ctx.numbers[item.link_id]), level, key=question_key(item.link_id)),
            Paragraph(ctx.text(item.text) or item.link_id, ParagraphRole.QUESTION, keep_with_next=True),
        ]
        if ctx.plain(item.hint):
            blocks.append(Paragraph(ctx.text(item.hint), ParagraphRole.META, keep_with_next=True))
        if answers.replies.received:
            blocks.append(self._item_response(answers, entry))
        blocks.extend(answers.blocks(entry))
        return tuple(blocks)

    def _item_response(self, answers: Answers, entry: Entry) -> Paragraph:
        ctx = self.ctx
        received = answers.replies.received
        if len(entry.parts) == 1:
            found = item_response(self.project, entry.parts[0], replies=answers.replies)
            answered, base = found.rate
        else:
            states = [[reply.state_of(part.link_id) for part in entry.parts] for reply in received]
            answered = sum(any(state.is_answered for state in each) for each in states)
            base = sum(any(state.counts for state in each) for each in states)
        if not base:
            return Paragraph(ctx.t("question.nobody"), ParagraphRole.META, keep_with_next=True)
        text = ctx.t("question.response", answered=ctx.number(answered), n=base, rate=ctx.percent(answered, base))
        return Paragraph(text, ParagraphRole.META, keep_with_next=True)

    # -- coverage

    def coverage(self) -> Blocks:
        ctx = self.ctx
        matrix = coverage(self.project, replies=ctx.replies) if ctx.replies and ctx.replies.replies else None
        compared = comparison_table(ctx, self.answers, self.entries, self.findings, matrix)
        if compared:
            compared = (Heading(ctx.t("section.comparison"), key="comparison"), *compared)
        heading = Heading(ctx.t("section.coverage"), key="coverage")
        if matrix is None or not matrix.themes:
            missing = "none.themes" if matrix else "none.replies" if ctx.replies else "none.questionnaire"
            across = (Section(blocks=compared, landscape=True),) if compared else ()
            return (*across, heading, Paragraph(ctx.t(missing)))
        intro = Paragraph(ctx.t("coverage.intro"), keep_with_next=True)
        return (Section(blocks=(*compared, heading, intro, self._matrix(matrix)), landscape=True),)

    def _matrix(self, matrix: Coverage) -> Table:
        ctx = self.ctx
        places = [
            (theme, level) for theme in matrix.themes for level in matrix.levels if self._used(matrix, theme, level)
        ]
        if not places or len(places) > _WIDEST_MATRIX or self._mixed(matrix):
            places = [(theme, "") for theme in matrix.themes]
        rows: list[Row | tuple[Cell | Inlines, ...]] = []
        # Group by group, but without rows that name the groups: the matrix is to fit on one page where it can.
        for _, codes in ctx.by_group(matrix.countries):
            for code in codes:
                state = matrix.states[code]
                cells = [self._cell(matrix.cell(code, *place), silent=state == "no-reply") for place in places]
                rows.append(
                    (
                        Cell(ctx.country(code), header=True),
                        *cells,
                        Cell(ctx.t(f"reply.{state.value}"), tone=_REPLY_TONES[state.value]),
                    )
                )
        totals = [[matrix.cell(code, *place) for code in matrix.countries] for place in places]
        rows.append(
            Row(
                (
                    Cell(ctx.t("table.total"), header=True),
                    *(self._share(sum(c.answered for c in each), sum(c.asked for c in each)) for each in totals),
                    NOTHING,
                ),
                RowKind.TOTAL,
            )
        )
        illustrative = self.project.illustrative or any(response.illustrative for response in self.project.responses)
        hidden = sum(cell.withheld for each in totals for cell in each)
        return Table(
            columns=(
                Column(ctx.t("table.country"), 1.9),
                *(Column(self._head(theme, level), 1.0, Align.CENTER) for theme, level in places),
                Column(ctx.t("table.reply"), 1.2),
            ),
            rows=tuple(rows),
            caption=ctx.t("coverage.caption"),
            description=ctx.t("coverage.description"),
            key="table-coverage",
            notes=(
                *self._legend(matrix, places),
                *((Span(ctx.t("note.withheld-answers", n=hidden), role=SpanRole.WITHHELD),) if hidden else ()),
                *((Span(ctx.t("note.illustrative"), role=SpanRole.ILLUSTRATIVE),) if illustrative else ()),
                *ctx.designations(matrix.countries),
            ),
            compact=True,
        )

    @staticmethod
    def _used(matrix: Coverage, theme: str, level: str) -> bool:
        return any((code, theme, level) in matrix.cells for code in matrix.countries)

    @staticmethod
    def _mixed(matrix: Coverage) -> bool:
        """Whether some questions of a theme have no level, so that columns by level would not show them."""
        return any(not level for _, _, level in matrix.cells)

    def _head(self, theme: str, level: str) -> str:
        return self.ctx.t("coverage.head", theme=theme, level=level) if level else self.ctx.theme(theme)

    def _legend(self, matrix: Coverage, places: list[tuple[str, str]]) -> tuple[Inlines, ...]:
        if not any(level for _, level in places):
            return ()
        ctx = self.ctx
        pairs = [
            *((theme, ctx.theme(theme)) for theme in matrix.themes),
            *((each, ctx.level(each)) for each in matrix.levels),
        ]
        return (
            ctx.t("answer.separator").join(
                ctx.t("coverage.legend", short=short, label=label) for short, label in pairs
            ),
        )

    def _cell(self, cell: CoverageCell, *, silent: bool) -> Cell:
        if silent or not cell.asked:
            return Cell(NOTHING, tone=Tone.MUTED)
        tone = Tone.GOOD if cell.answered == cell.asked else Tone.PARTIAL if cell.answered else Tone.BAD
        return Cell(self._share(cell.answered, cell.asked), tone=tone)

    def _share(self, answered: int, asked: int) -> str:
        ctx = self.ctx
        return ctx.t("coverage.cell", answered=ctx.number(answered), asked=ctx.number(asked)) if asked else NOTHING

    # -- findings

    def outcomes(self) -> Blocks:
        ctx = self.ctx
        blocks: list[Block] = [Heading(ctx.t("section.findings"), key="findings")]
        chart = findings_figure(ctx, self.findings.findings.values(), "figure-findings")
        for key, kinds in KINDS_OF_FINDINGS:
            found = self.findings.section(kinds, 3)
            if FindingKind.GAP in kinds:
                found = (*self.findings.gap_table("table-gaps"), *found)
            if self.findings.of_kind(kinds) or ctx.withheld("finding", kinds=kinds):
                blocks.extend((Heading(ctx.t(key), 2), *found))
        if len(blocks) == 1:
            blocks.append(Paragraph(ctx.t("none.findings")))
        blocks[1:1] = chart
        conclusions = ctx.narrative("conclusions", 1)
        if conclusions:
            blocks.extend((Heading(ctx.t("section.conclusions"), key="conclusions"), *conclusions))
        return tuple(blocks)

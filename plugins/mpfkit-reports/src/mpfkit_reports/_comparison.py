"""Themes and levels side by side: what was asked and answered, how far replies agree, and what was found."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import attrs

from mpfkit.analysis import AgreementMeasure, has_frequencies
from mpfkit.composing import NOTHING, inlines
from mpfkit.document import Align, BulletList, Cell, Column, Paragraph, Row, RowKind, Span, SpanRole, Table
from mpfkit.model import FindingKind

from ._charts import KINDS_OF_FINDINGS
from ._parts import themes_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mpfkit.analysis import Coverage
    from mpfkit.composing import Answers, Context, Entry
    from mpfkit.document import Blocks, Inlines
    from mpfkit.model import Finding

    from ._findings import Findings

__all__ = ["comparison_table"]

_GAPS = (FindingKind.GAP, FindingKind.CONTINGENCY)
_FOUND = KINDS_OF_FINDINGS[:4]
"""What a theme and a level are compared by; lessons and recommendations concern the project as a whole."""


@attrs.frozen(kw_only=True)
class _Line:
    """One theme, or one level of it.

    Attributes:
        level: Level id; an empty text for what belongs to no level.
        questions: Questions asked, as they are printed.
        answered: Answers given, withheld ones included.
        asked: Answers that were due.
        indices: Degree of agreement of each question of which one choice is made, where it can be worked out.
        findings: Findings of each sort of `_FOUND`.
        addressed: Gaps and contingencies that something addresses.
    """

    level: str = ""
    questions: int
    answered: int
    asked: int
    indices: tuple[Decimal, ...]
    findings: tuple[int, ...]
    addressed: int

    @property
    def agreement(self) -> Decimal | None:
        """Mean degree of agreement; None where there is nothing to take the mean of."""
        if not self.indices:
            return None
        return (sum(self.indices, Decimal(0)) / len(self.indices)).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all to show."""
        return not self.questions and not any(self.findings)


class _Comparison:
    def __init__(
        self,
        ctx: Context,
        answers: Answers | None,
        found: tuple[Entry, ...],
        findings: Findings,
        matrix: Coverage | None,
    ) -> None:
        self.ctx = ctx
        self.answers = answers
        self.findings = findings
        self.matrix = matrix
        self.entries = found
        self.themes = [
            *themes_of(ctx, found),
            *sorted(
                {theme for finding in findings.findings.values() for theme in finding.themes}.difference(
                    themes_of(ctx, found)
                )
            ),
        ]
        self.has_answers = answers is not None and bool(answers.received)

    def theme(self, theme: str) -> tuple[tuple[_Line, ...], _Line]:
        """Return the lines of a theme level by level, without empty ones, and the line of the whole theme."""
        entries = [entry for entry in self.entries if entry.theme == theme]
        findings = [finding for finding in self.findings.findings.values() if theme in finding.themes]
        known = [level.id for level in self.ctx.project.levels]
        used = {entry.level for entry in entries} | {level for finding in findings for level in finding.levels}
        lines = [
            self._line(
                theme,
                level,
                [entry for entry in entries if entry.level == level],
                [finding for finding in findings if level in (finding.levels or ("",))],
            )
            for level in (*known, *sorted(used.difference((*known, ""))), "")
        ]
        return tuple(line for line in lines if not line.is_empty), self._line(theme, None, entries, findings)

    def _line(self, theme: str, level: str | None, entries: list[Entry], findings: list[Finding]) -> _Line:
        cells = [
            cell
            for (_, of_theme, of_level), cell in (self.matrix.cells.items() if self.matrix else ())
            if of_theme == theme and level in (None, of_level)
        ]
        return _Line(
            level=level or "",
            questions=len(entries),
            answered=sum(cell.answered for cell in cells),
            asked=sum(cell.asked for cell in cells),
            indices=tuple(self._indices(entries)),
            findings=tuple(sum(finding.kind in kinds for finding in findings) for _, kinds in _FOUND),
            addressed=sum(finding.kind in _GAPS and finding.id in self.findings.gaps.options for finding in findings),
        )

    def _indices(self, entries: Iterable[Entry]) -> Iterable[Decimal]:
        if self.answers is None:
            return
        for entry in entries:
            for part in entry.parts if not entry.is_roster else ():
                if not has_frequencies(part):
                    continue
                found = self.answers.agreement(part)
                # The measure for several choices is no mean of the same kind as the other two.
                if found.index is not None and found.measure is not AgreementMeasure.MULTIPLE:
                    yield found.index

    # -- the table

    def table(self, key: str) -> Blocks:
        ctx = self.ctx
        lines = {theme: self.theme(theme) for theme in self.themes}
        shown = {theme: each for theme, each in lines.items() if not each[1].is_empty}
        if not shown:
            return ()
        columns = [Column(ctx.t("comparison.level"), 2.4)]
        if self.has_answers:
            widths = {"questions": 1.0, "answered": 1.4, "agreement": 1.1}
            columns += [Column(ctx.t(f"comparison.{name}"), width, Align.END) for name, width in widths.items()]
        columns += [Column(ctx.t(name), 1.15, Align.END) for name, _ in _FOUND]
        columns.append(Column(ctx.t("comparison.addressed"), 1.1, Align.END))
        rows: list[Row | tuple[Cell | Inlines, ...]] = []
        for theme, (levels, whole) in shown.items():
            title = ctx.t("comparison.all", theme=ctx.theme(theme))
            rows.append(Row((Cell(title, header=True), *self._cells(whole)), RowKind.TOTAL))
            for line in levels:
                label = ctx.level(line.level) if line.level else ctx.t("topic.no-level")
                rows.append((Cell(label, header=True), *self._cells(line)))
        table = Table(
            columns=tuple(columns),
            rows=tuple(rows),
            caption=ctx.t("comparison.caption"),
            description=ctx.t("comparison.description"),
            key=key,
            notes=self._notes(),
            compact=True,
        )
        points = tuple(point for theme, each in shown.items() if (point := self._point(theme, *each)))
        summary = (Paragraph(ctx.t("comparison.summary"), keep_with_next=True), BulletList(points)) if points else ()
        return (Paragraph(ctx.t("comparison.intro"), keep_with_next=True), table, *summary)

    def _cells(self, line: _Line) -> list[Inlines]:
        ctx = self.ctx
        cells: list[Inlines] = []
        if self.has_answers:
            share = ctx.percent(line.answered, line.asked)
            figures = {"answered": ctx.number(line.answered), "asked": ctx.number(line.asked), "rate": share}
            cells.append(ctx.number(line.questions))
            cells.append(ctx.t("comparison.share", **figures) if line.asked else NOTHING)
            mean = line.agreement
            number = ctx.number(len(line.indices))
            cells.append(NOTHING if mean is None else ctx.t("comparison.mean", mean=ctx.number(mean), number=number))
        cells += [ctx.number(count) if count else NOTHING for count in line.findings]
        gaps = line.findings[2]
        cells.append(ctx.t("comparison.of", part=ctx.number(line.addressed), n=ctx.number(gaps)) if gaps else NOTHING)
        return cells

    def _notes(self) -> tuple[Inlines, ...]:
        ctx = self.ctx
        notes: list[Inlines] = [ctx.t("comparison.note-findings")]
        if self.has_answers:
            notes.append(ctx.t("comparison.note-agreement"))
        hidden = ctx.withheld("finding")
        if hidden:
            notes.append(Span(ctx.t("withheld.finding", n=hidden), role=SpanRole.WITHHELD))
        invented = ctx.project.illustrative or any(each.illustrative for each in self.findings.findings.values())
        if self.answers is not None and self.answers.illustrative:
            notes.append(Span(ctx.t("note.illustrative"), role=SpanRole.ILLUSTRATIVE))
        if invented:
            notes.append(Span(ctx.t("note.illustrative-findings"), role=SpanRole.ILLUSTRATIVE))
        return tuple(notes)

    # -- what the table says, theme by theme

    def _point(self, theme: str, levels: tuple[_Line, ...], whole: _Line) -> Inlines:
        ctx = self.ctx
        said: list[str] = []
        if self.has_answers and whole.asked:
            asked = [line for line in levels if line.asked]
            least = min(asked, key=lambda line: Decimal(line.answered) / line.asked, default=None)
            rate = ctx.percent(whole.answered, whole.asked)
            if least is None or len(asked) < 2:
                said.append(ctx.t("comparison.rate", rate=rate))
            else:
                low = ctx.percent(least.answered, least.asked)
                said.append(ctx.t("comparison.rate-least", rate=rate, level=self._named(least), least=low))
        rated = [(line.agreement, line) for line in levels if line.agreement is not None]
        if rated:
            index, least = min(rated, key=lambda each: each[0])
            highest, most = max(rated, key=lambda each: each[0])
            if index != highest:
                high, low = ctx.number(highest), ctx.number(index)
                level, other = self._named(most), self._named(least)
                said.append(ctx.t("comparison.agree", most=level, high=high, least=other, low=low))
        if whole.findings[2]:
            said.append(ctx.t("comparison.gaps", n=whole.findings[2], addressed=ctx.number(whole.addressed)))
        if not said:
            return ""
        label = Span(ctx.t("label.labelled", label=ctx.theme(theme)), role=SpanRole.LABEL)
        return inlines(label, " ", " ".join(said))

    def _named(self, line: _Line) -> str:
        return self.ctx.level(line.level) if line.level else self.ctx.t("topic.no-level")


def comparison_table(
    ctx: Context,
    answers: Answers | None,
    found: tuple[Entry, ...],
    findings: Findings,
    matrix: Coverage | None,
    key: str = "table-comparison",
) -> Blocks:
    """Return the table that compares themes across levels, and what it says in a few words for each theme.

    Args:
        ctx: The rendering.
        answers: Words the answers; None where there is no questionnaire.
        found: Questions of the questionnaire.
        findings: Findings of the edition.
        matrix: Questions answered by country, theme and level; None where there is no questionnaire.
        key: By which references find the table.

    Returns:
        Blocks for pages that lie across; none where the project has no theme with a question or a finding.
    """
    return _Comparison(ctx, answers, found, findings, matrix).table(key)

"""The page on a project, as the Migration Partnership Facility's web site shows one: facts, aim, activities, outcomes.

The officer's own text stands under `narratives`: `outcomes`. Countries, counts of findings and the funding block are
derived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit import geo
from mpfkit.analysis import gaps_by_theme_and_level, visible_findings
from mpfkit.composing import GROUPS, Context, inlines
from mpfkit.document import (
    Align,
    Callout,
    Cell,
    Column,
    Heading,
    HeadingKind,
    Paragraph,
    ParagraphRole,
    Span,
    SpanRole,
    Table,
    Tone,
)
from mpfkit.locale import Catalogue, format_money
from mpfkit.model import Cooperation, FindingKind, OrganisationRole

from ._parts import CATALOGUE
from ._short import organisations, short_document, stacked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpfkit.document import Block, Blocks, Document, Inlines
    from mpfkit.model import Activity, Finding, Photo, Project
    from mpfkit.records import Brief

__all__ = ["compose_project_page"]

_KIND = "project-page"
_OWN = Catalogue.load("mpfkit_reports", "phrases/project-page")
_WIDEST = 6
"""So many levels fit beside each other; with more, only the number of all findings is shown."""
_ROLES = (
    OrganisationRole.IMPLEMENTING,
    OrganisationRole.FUNDING,
    OrganisationRole.ACCOUNTABLE,
    OrganisationRole.EXTENDING,
    OrganisationRole.PARTNER,
)


def compose_project_page(project: Project, brief: Brief) -> Document:
    """Compose the page on a project.

    Args:
        project: The project, redacted for the audience of the brief.
        brief: Date, language, audience and what the house style prescribes.

    Returns:
        The document.
    """
    return _Page(Context(project, brief, _OWN, CATALOGUE)).document()


class _Page:
    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.project = ctx.project

    def document(self) -> Document:
        ctx = self.ctx
        project = self.project
        blocks = (
            *self.facts(),
            *self.aim(),
            *self.photo(),
            *self.activities(),
            *self.outcomes(),
            *self.funding(),
        )
        notice = ctx.brief.notice
        closing = tuple(Paragraph(text, ParagraphRole.IMPRINT) for text in (notice.disclaimer, notice.rights) if text)
        return short_document(ctx, _KIND, ctx.plain(project.title), (), blocks, closing)

    def _heading(self, key: str) -> Heading:
        return Heading(self.ctx.t(key), 1, HeadingKind.PLAIN)

    # -- facts

    def facts(self) -> Blocks:
        ctx = self.ctx
        project = self.project
        period = project.period
        pairs: list[tuple[str, Inlines]] = [
            (ctx.t("fact.area"), ctx.list(project.thematic_areas) if project.thematic_areas else ""),
            (ctx.t("fact.status"), ctx.t(f"status.{project.status.value}") if project.status else ""),
            (ctx.t("fact.programme"), project.programme),
            *((ctx.t(f"fact.{role.value}"), organisations(ctx, role)) for role in _ROLES),
            (ctx.t("fact.budget"), self._budget()),
            (ctx.t("fact.duration"), ctx.period(period.starts, period.ends) if period else ""),
            (ctx.t("fact.reference"), project.reference),
        ]
        groups, scoped = self._groups()
        key = "fact.countries" if scoped else "fact.own-countries"
        label = ctx.t(key, date=ctx.date(ctx.on)) if scoped else ctx.t(key)
        pairs.append((label, stacked(self._group(group, codes) for group, codes in groups)))
        shown = [(label, content) for label, content in pairs if content]
        if not shown:
            return (self._heading("section.facts"), Paragraph(ctx.t("none.facts")))
        countries = tuple(code for _, codes in groups for code in codes)
        invented = project.illustrative or (not scoped and any(map(ctx.is_illustrative, countries)))
        return (
            self._heading("section.facts"),
            Table(
                columns=(Column(ctx.t("table.subject"), 1.0), Column(ctx.t("table.details"), 3.4)),
                rows=tuple((Cell(label, header=True), content) for label, content in shown),
                compact=True,
                description=ctx.t("fact.description"),
                notes=(
                    *(
                        (Span(ctx.t("note.illustrative-countries"), role=SpanRole.ILLUSTRATIVE),)
                        if invented and countries
                        else ()
                    ),
                    *ctx.designations(countries),
                ),
            ),
        )

    def _budget(self) -> Inlines:
        ctx = self.ctx
        budget = self.project.budget
        if budget is None:
            return Span(ctx.t("withheld.budget"), role=SpanRole.WITHHELD) if ctx.withheld("budget") else ""
        slots = {"amount": format_money(budget.amount, budget.currency, ctx.language)}
        if budget.date is not None:
            slots["date"] = ctx.date(budget.date)
        if budget.fund:
            slots["fund"] = budget.fund
        # As the facility's web site writes it: "February 2019 / EUR 108 874.50 (ISF-Police)"
        return ctx.t("budget." + ("-".join(name for name in ("date", "fund") if name in slots) or "amount"), **slots)

    def _groups(self) -> tuple[list[tuple[str, tuple[str, ...]]], bool]:
        """Return countries by group, and whether the groups are those of the scope as of the project's date."""
        ctx = self.ctx
        own = tuple(country.code for country in self.project.countries)
        found: list[tuple[str, tuple[str, ...]]] = []
        for group in dict.fromkeys(self.project.scope):
            codes = geo.members(group, on=ctx.on) if group in GROUPS else _of_group(self.project, group)
            if codes:
                found.append((group, ctx.order(codes)))
        return (found, True) if found else (list(ctx.by_group(own)), False)

    def _group(self, group: str, codes: tuple[str, ...]) -> Inlines:
        ctx = self.ctx
        label = ctx.t("group.counted", group=ctx.group_label(group), count=ctx.number(len(codes)))
        return inlines(Span(label, role=SpanRole.LABEL), " ", ctx.list(map(ctx.country, codes)))

    # -- aim, photograph, activities

    def aim(self) -> Blocks:
        ctx = self.ctx
        aim = ctx.text(self.project.aim)
        written = (
            *((Paragraph(aim, ParagraphRole.LEAD),) if aim else ()),
            *ctx.markdown(self.project.description, 1, HeadingKind.PLAIN),
            *ctx.placeholder("narrative", parent=""),
        )
        return (self._heading("section.aim"), *written) if written else ()

    def photo(self) -> Blocks:
        """Return one photograph, as the page has it: the project's first one, or else a workshop's."""
        ctx = self.ctx
        photos: list[Photo] = [*self.project.photos, *(each for shop in self.project.workshops for each in shop.photos)]
        found = (*(ctx.photo(photos[0]) if photos else ()), *ctx.placeholder("photo"))
        return (self._heading("section.photo"), *found) if found else ()

    def activities(self) -> Blocks:
        ctx = self.ctx
        blocks: list[Block] = [self._heading("section.activities")]
        for activity in self.project.activities:
            blocks.append(Heading(self._activity(activity), 2, HeadingKind.PLAIN))
            blocks.extend(ctx.markdown(activity.description, 2, HeadingKind.PLAIN))
            blocks.extend(ctx.placeholder("narrative", parent=activity.id))
        if not self.project.activities:
            blocks.append(Paragraph(ctx.t("none.activities")))
        return tuple(blocks)

    def _activity(self, activity: Activity) -> Inlines:
        ctx = self.ctx
        title = ctx.heading(activity.title)
        if activity.starts is None:
            return title
        return ctx.rich("activity.dated", title=title, dates=ctx.dates(activity.starts, activity.ends))

    # -- outcomes

    def outcomes(self) -> Blocks:
        ctx = self.ctx
        findings = visible_findings(self.project)
        hidden = ctx.placeholder("finding")
        blocks: list[Block] = [
            self._heading("section.outcomes"),
            *ctx.narrative("outcomes", 1, HeadingKind.PLAIN),
            *hidden,
        ]
        if findings:
            blocks.append(Paragraph(ctx.t("outcome.intro"), keep_with_next=True))
            blocks.append(self._counts(findings))
            blocks.extend(self._practices())
            blocks.extend(self._gaps())
        elif not hidden:
            blocks.append(Paragraph(ctx.t("none.findings")))
        return tuple(blocks)

    def _counts(self, findings: tuple[Finding, ...]) -> Table:
        ctx = self.ctx
        known = {level.id for level in self.project.levels}
        levels: list[str] = [level.id for level in self.project.levels]
        levels += sorted({level for each in findings for level in each.levels}.difference(known))
        if any(not each.levels for each in findings):
            levels.append("")
        if len(levels) > _WIDEST or levels == [""]:
            levels = []
        rows: list[tuple[Cell | Inlines, ...]] = []
        for kind in FindingKind:
            mine = [each for each in findings if each.kind is kind]
            if mine:
                counts = [sum(level in (each.levels or ("",)) for each in mine) for level in levels]
                label = Cell(ctx.t(f"kinds.{kind.value}"), header=True)
                rows.append((label, *map(ctx.number, counts), ctx.number(len(mine))))
        several = levels and any(len(set(each.levels)) > 1 for each in findings)
        invented = self.project.illustrative or any(each.illustrative for each in findings)
        return Table(
            columns=(
                Column(ctx.t("table.kind"), 1.8),
                *(Column(ctx.level(level) if level else ctx.t("outcome.no-level"), 1.0, Align.END) for level in levels),
                Column(ctx.t("outcome.total"), 0.8, Align.END),
            ),
            rows=tuple(rows),
            caption=ctx.t("outcome.caption"),
            description=ctx.t("outcome.description"),
            notes=(
                *((ctx.t("outcome.several"),) if several else ()),
                *((Span(ctx.t("note.illustrative-findings"), role=SpanRole.ILLUSTRATIVE),) if invented else ()),
            ),
            compact=True,
        )

    def _practices(self) -> Iterator[Block]:
        ctx = self.ctx
        found = visible_findings(self.project, FindingKind.GOOD_PRACTICE)
        if not any(each.cooperation for each in found):
            return
        shares = [
            ctx.t(
                "outcome.at-level",
                level=ctx.t(f"outcome.{level.value if level else 'unstated'}"),
                count=ctx.number(sum(each.cooperation is level for each in found)),
            )
            for level in (*Cooperation, None)
            if any(each.cooperation is level for each in found)
        ]
        yield Paragraph(ctx.t("outcome.cooperation", n=len(found), levels=ctx.t("answer.separator").join(shares)))

    def _gaps(self) -> Iterator[Block]:
        gaps = visible_findings(self.project, FindingKind.GAP, FindingKind.CONTINGENCY)
        if gaps:
            addressed = len(gaps) - len(gaps_by_theme_and_level(self.project).unaddressed)
            yield Paragraph(self.ctx.t("outcome.addressed", n=len(gaps), addressed=self.ctx.number(addressed)))

    # -- who paid

    def funding(self) -> Blocks:
        """Return the funding block in the words of the house style; nothing where it has none for the project."""
        notice = self.ctx.brief.notice
        texts = [text for text in (notice.statement, notice.funding, notice.implemented_by) if text]
        if not texts:
            return ()
        return (
            self._heading("section.funding"),
            Callout(
                blocks=tuple(Paragraph(text, keep_with_next=text is not texts[-1]) for text in texts), tone=Tone.ACCENT
            ),
        )


def _of_group(project: Project, group: str) -> tuple[str, ...]:
    return tuple(country.code for country in project.countries if country.group == group)

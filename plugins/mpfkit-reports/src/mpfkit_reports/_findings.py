"""Findings with their evidence, and gaps with the options that address them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit.analysis import gaps_by_theme_and_level, visible_findings
from mpfkit.composing import NOTHING, inlines
from mpfkit.document import (
    Align,
    BulletList,
    Cell,
    Column,
    Heading,
    LineBreak,
    Link,
    Paragraph,
    ParagraphRole,
    Reference,
    Row,
    RowKind,
    Span,
    SpanRole,
    Table,
)
from mpfkit.model import ContributionKind, FindingKind, FindingStatus, Stance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mpfkit.composing import Answers, Context
    from mpfkit.document import Block, Blocks, Inlines
    from mpfkit.model import Evidence, Finding, Response


__all__ = ["Findings", "finding_key", "joined"]


_SOLVING = (FindingKind.OPTION, FindingKind.RECOMMENDATION)
_PLURALS = {FindingKind.OPTION: "section.options", FindingKind.RECOMMENDATION: "section.recommendations"}


def finding_key(identifier: str) -> str:
    """Return the key of the heading of a finding."""
    return f"finding-{identifier}"


class Findings:
    """Words findings for the readers of one report.

    Attributes:
        answer_place: Gives the key of the place where an answer is printed, or an empty text where it is not.
        session_place: Gives the key of the heading of a session, or an empty text where it is not printed.
    """

    def __init__(
        self,
        ctx: Context,
        answer_place: Callable[[Response, str], str],
        session_place: Callable[[str], str],
        answers: Answers | None,
    ) -> None:
        """Index what evidence refers to."""
        self.ctx = ctx
        self.answers = answers
        self.answer_place = answer_place
        self.session_place = session_place
        self.findings = {finding.id: finding for finding in visible_findings(ctx.project)}
        self.responses = {response.id: response for response in ctx.project.responses}
        self.sessions = {session.id: session for session in ctx.project.sessions()}
        self.gaps = gaps_by_theme_and_level(ctx.project)

    def reference(self, identifier: str) -> Inlines:
        """Return a link to a finding by its title; none where this edition does not have it."""
        finding = self.findings.get(identifier)
        return "" if finding is None else Reference(finding_key(identifier), self.ctx.heading(finding.title))

    def references(self, identifiers: Iterable[str]) -> tuple[Inlines, ...]:
        """Return links to the findings that this edition has."""
        return tuple(found for identifier in identifiers if (found := self.reference(identifier)))

    # -- one finding

    def blocks(self, finding: Finding, level: int) -> Blocks:
        """Return a finding with its facts and its evidence."""
        ctx = self.ctx
        found: list[Block] = [Heading(ctx.heading(finding.title), level, key=finding_key(finding.id))]
        facts = self._facts(finding)
        if facts:
            found.append(Paragraph(facts, ParagraphRole.META, keep_with_next=finding.text is not None))
        found.extend(ctx.markdown(finding.text, level))
        addressed = self.references(finding.addresses)
        if addressed:
            found.append(ctx.meta("finding.addresses", joined(addressed, ctx)))
        options = self.references(self.gaps.options.get(finding.id, ()))
        if options:
            found.append(ctx.meta("finding.options", joined(options, ctx)))
        if finding.addressees:
            found.append(ctx.meta("finding.addressees", ctx.t("answer.separator").join(finding.addressees)))
        found.extend(self.evidence(finding))
        return tuple(found)

    def _facts(self, finding: Finding) -> Inlines:
        ctx = self.ctx
        lines: list[Inlines] = []
        if finding.themes:
            lines.append(inlines(ctx.label("label.themes"), " ", ctx.themes(finding.themes)))
        if finding.levels:
            lines.append(inlines(ctx.label("label.levels"), " ", ctx.levels(finding.levels)))
        if finding.countries:
            names: Inlines = ""
            for code in ctx.order(finding.countries):
                names = inlines(names, ", " if names else "", ctx.country_noted(code))
            lines.append(inlines(ctx.label("label.countries"), " ", names))
        if finding.status is FindingStatus.DRAFT:
            lines.append(ctx.muted("finding.draft"))
        if finding.illustrative or ctx.project.illustrative:
            lines.append(ctx.illustrative)
        content: Inlines = ""
        for line in lines:
            content = inlines(content, LineBreak() if content else "", line)
        return content

    def evidence(self, finding: Finding) -> Blocks:
        """Return what a finding rests on, piece by piece, and how much of it is withheld."""
        ctx = self.ctx
        pieces = tuple(self.piece(evidence) for evidence in finding.evidence)
        blocks: list[Block] = []
        if pieces:
            blocks.append(Paragraph(ctx.label("finding.evidence"), ParagraphRole.META, keep_with_next=True))
            blocks.append(BulletList(pieces))
        hidden = ctx.placeholder("evidence", parent=finding.id)
        if not pieces and not hidden and not finding.addresses:
            blocks.append(Paragraph(ctx.muted("finding.no-evidence"), ParagraphRole.META))
        return (*blocks, *hidden)

    def piece(self, evidence: Evidence) -> Inlines:
        """Return one piece of evidence: where it stands and what it says."""
        ctx = self.ctx
        response = self.responses.get(evidence.response)
        source: Inlines
        if response is not None:
            place = self.answer_place(response, evidence.link_id)
            cited = self.answers.question(evidence.link_id) if self.answers else ctx.question(evidence.link_id)
            source = inlines(ctx.country_noted(response.country), ", ", Reference(place, cited) if place else cited)
        elif evidence.session:
            source = self._session(evidence)
        else:
            cited = evidence.external or evidence.url
            source = Link(cited, evidence.url) if evidence.url.startswith(("http://", "https://")) else cited or NOTHING
        says = self._says(evidence, response)
        if says:
            source = inlines(source, ctx.t("finding.quotes"), " ", says)
        if evidence.stance is not Stance.SUPPORTS:
            source = inlines(source, " ", ctx.muted(f"stance.{evidence.stance.value}"))
        return source

    def _says(self, evidence: Evidence, response: Response | None) -> Inlines:
        """Return the quotation, in its own language, or a closed answer, which needs no quotation."""
        if not evidence.quote:
            return self.answers.short(response, evidence.link_id) if self.answers and response else ""
        quotation = self.ctx.quote(evidence.quote.strip())
        stored = response.answer(evidence.link_id, evidence.instance) if response else None
        language = (stored.language if stored else "") or (response.language if response else "")
        if language in ("", self.ctx.language):
            return quotation
        self.ctx.fall_back(language)
        return Span(quotation, language=language)

    def _session(self, evidence: Evidence) -> Inlines:
        ctx = self.ctx
        session = self.sessions.get(evidence.session)
        if session is None:
            return ctx.t("finding.session-withheld")
        title = ctx.heading(session.title)
        place = self.session_place(session.id)
        cited: Inlines = inlines(ctx.label("label.session"), " ", Reference(place, title) if place else title)
        contribution = next((each for each in session.contributions if each.id == evidence.contribution), None)
        if contribution is None:
            return cited
        cited = inlines(cited, ", ", ctx.t(f"contribution.{contribution.kind.value}"))
        if contribution.title is not None:
            cited = inlines(cited, " ", ctx.quote(ctx.plain(contribution.title)))
        if contribution.country and contribution.kind is ContributionKind.FEEDBACK:
            cited = inlines(cited, ", ", ctx.country_noted(contribution.country))
        return cited

    # -- many

    def of_kind(self, kinds: Iterable[FindingKind]) -> tuple[Finding, ...]:
        """Return the findings of some kinds."""
        wanted = tuple(kinds)
        return tuple(finding for finding in self.findings.values() if finding.kind in wanted)

    def section(self, kinds: tuple[FindingKind, ...], level: int) -> Blocks:
        """Return all findings of some kinds, or the sentence that there are none, and how many are withheld."""
        ctx = self.ctx
        blocks: list[Block] = []
        for finding in self.of_kind(kinds):
            blocks.extend(self.blocks(finding, level))
        hidden = ctx.placeholder("finding", kinds=kinds)
        if not blocks and not hidden:
            return (Paragraph(ctx.t(f"none.{kinds[0].value}")),)
        return (*hidden, *blocks)

    def gap_table(self, key: str) -> Blocks:
        """Return gaps and contingencies with the options that address them, and the options that address none."""
        ctx = self.ctx
        gaps = self.of_kind((FindingKind.GAP, FindingKind.CONTINGENCY))
        if not gaps:
            return ()
        columns = (
            Column(ctx.t("table.gap"), 2.1),
            Column(ctx.t("table.kind"), 1.1),
            Column(ctx.t("table.level"), 1.1),
            Column(ctx.t("table.countries"), 1.1),
            Column(ctx.t("finding.evidence"), 0.9, Align.END),
            Column(ctx.t("table.options"), 2.3),
        )
        # Themes in the order of the project, then gaps that several themes share, then those without a theme.
        order = {theme.id: place for place, theme in enumerate(ctx.project.themes)}
        places = {gap.id: sorted(order.get(theme, len(order)) for theme in gap.themes) for gap in gaps}
        by_theme: dict[str, list[Finding]] = {}
        for gap in sorted(gaps, key=lambda gap: (len(places[gap.id]) or len(order) + 2, places[gap.id])):
            by_theme.setdefault(ctx.themes(gap.themes), []).append(gap)
        # Where options are withheld, nobody may conclude from this edition that there is none.
        unaddressed = "finding.unaddressed-here" if ctx.withheld("finding", kinds=_SOLVING) else "finding.unaddressed"
        rows: list[Row | tuple[Cell | Inlines, ...]] = []
        for theme, found in by_theme.items():
            rows.append(
                Row((Cell(ctx.t("table.cross-cutting") if theme == NOTHING else theme, span=6),), RowKind.GROUP)
            )
            for gap in found:
                options = self.references(self.gaps.options.get(gap.id, ()))
                rows.append(
                    (
                        Cell(self.reference(gap.id), header=True),
                        ctx.t(f"kind.{gap.kind.value}"),
                        ctx.levels(gap.levels),
                        self._countries(gap),
                        self._pieces(gap),
                        _stacked(options) if options else ctx.muted(unaddressed),
                    )
                )
        illustrative = any(gap.illustrative for gap in gaps) or ctx.project.illustrative
        return (
            Paragraph(self._addressed(gaps), keep_with_next=True),
            Table(
                columns=columns,
                rows=tuple(rows),
                caption=ctx.t("gaps.caption"),
                description=ctx.t("gaps.description"),
                key=key,
                notes=(
                    *((Span(ctx.t("note.illustrative-findings"), role=SpanRole.ILLUSTRATIVE),) if illustrative else ()),
                    *ctx.designations(code for gap in gaps for code in gap.countries),
                ),
                compact=True,
            ),
            *self._without_gap(),
        )

    def _addressed(self, gaps: tuple[Finding, ...]) -> str:
        """Say how many gaps and contingencies something addresses."""
        ctx = self.ctx
        addressed = sum(gap.id in self.gaps.options for gap in gaps)
        if addressed == len(gaps):
            return ctx.t("gaps.all", n=len(gaps))
        return ctx.t("gaps.some", n=len(gaps), addressed=ctx.number(addressed), open=ctx.number(len(gaps) - addressed))

    def _without_gap(self) -> Blocks:
        """List the options and recommendations that stand beside no gap of this edition."""
        found = [
            finding.id
            for finding in self.of_kind(_SOLVING)
            if not any(identifier in self.findings for identifier in finding.addresses)
        ]
        if not found:
            return ()
        intro = Paragraph(self.ctx.t("gaps.without", n=len(found)), keep_with_next=True)
        return (intro, BulletList(self.references(found)))

    def _countries(self, finding: Finding) -> str:
        return self.ctx.t("answer.separator").join(map(self.ctx.country, self.ctx.order(finding.countries))) or NOTHING

    def _pieces(self, finding: Finding) -> str:
        """Count the pieces of evidence, and those of them that this edition does not show."""
        ctx = self.ctx
        hidden = ctx.withheld("evidence", parent=finding.id)
        count = len(finding.evidence) + hidden
        return ctx.t("gaps.withheld", n=hidden, count=ctx.number(count)) if hidden else ctx.number(count)

    def next_steps(self, key: str) -> Blocks:
        """Return the table of options and recommendations with whom and what they address; none without any."""
        ctx = self.ctx
        found = self.of_kind(_SOLVING)
        if not found:
            return ()
        addressed = any(finding.addressees for finding in found)
        at_levels = any(finding.cooperation for finding in found)
        rows: list[Row | tuple[Cell | Inlines, ...]] = []
        for kind in (FindingKind.RECOMMENDATION, FindingKind.OPTION):
            mine = [finding for finding in found if finding.kind is kind]
            if mine:
                width = 2 + addressed + at_levels
                rows.append(Row((Cell(ctx.t(_PLURALS[kind]), span=width),), RowKind.GROUP))
            for finding in mine:
                gaps = self.references(finding.addresses)
                level = ctx.t(f"section.practices-{finding.cooperation.value}") if finding.cooperation else NOTHING
                rows.append(
                    (
                        Cell(self.reference(finding.id), header=True),
                        *((_stacked(finding.addressees) or NOTHING,) if addressed else ()),
                        *((level,) if at_levels else ()),
                        _stacked(gaps) if gaps else NOTHING,
                    )
                )
        illustrative = any(finding.illustrative for finding in found) or ctx.project.illustrative
        return (
            Paragraph(ctx.rich("follow-up.intro", table=Reference(key)), keep_with_next=True),
            Table(
                columns=(
                    Column(ctx.t("follow-up.step"), 2.4),
                    *((Column(ctx.t("follow-up.addressees"), 1.8),) if addressed else ()),
                    *((Column(ctx.t("follow-up.cooperation"), 1.2),) if at_levels else ()),
                    Column(ctx.t("follow-up.addresses"), 2.2),
                ),
                rows=tuple(rows),
                caption=ctx.t("follow-up.caption"),
                description=ctx.t("follow-up.description"),
                key=key,
                notes=(Span(ctx.t("note.illustrative-findings"), role=SpanRole.ILLUSTRATIVE),) if illustrative else (),
            ),
        )


def joined(parts: tuple[Inlines, ...], ctx: Context) -> Inlines:
    """Return inline pieces in one line, separated."""
    content: Inlines = ""
    for part in parts:
        content = inlines(content, ctx.t("answer.separator") if content else "", part)
    return content


def _stacked(parts: Iterable[Inlines]) -> Inlines:
    content: Inlines = ""
    for part in parts:
        content = inlines(content, LineBreak() if content else "", part)
    return content

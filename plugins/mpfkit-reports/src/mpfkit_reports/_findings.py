"""Findings with their evidence, and gaps with the options that address them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit.analysis import gaps_by_theme_and_level, visible_findings
from mpfkit.composing import NOTHING, inlines
from mpfkit.document import (
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
    Table,
)
from mpfkit.model import ContributionKind, FindingKind, FindingStatus, Stance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mpfkit.composing import Answers, Context
    from mpfkit.document import Block, Blocks, Inlines
    from mpfkit.model import Evidence, Finding, Response


__all__ = ["Findings", "finding_key", "joined"]


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
        return Span(quotation, language=language) if language not in ("", self.ctx.language) else quotation

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
        """Return the table of gaps and contingencies and the options that address them."""
        ctx = self.ctx
        gaps = self.of_kind((FindingKind.GAP, FindingKind.CONTINGENCY))
        if not gaps:
            return ()
        columns = (
            Column(ctx.t("table.gap"), 2.2),
            Column(ctx.t("table.kind"), 1.0),
            Column(ctx.t("table.level"), 1.2),
            Column(ctx.t("table.options"), 2.6),
        )
        # Themes in the order of the project, then gaps that several themes share, then those without a theme.
        order = {theme.id: place for place, theme in enumerate(ctx.project.themes)}
        places = {gap.id: sorted(order.get(theme, len(order)) for theme in gap.themes) for gap in gaps}
        by_theme: dict[str, list[Finding]] = {}
        for gap in sorted(gaps, key=lambda gap: (len(places[gap.id]) or len(order) + 2, places[gap.id])):
            by_theme.setdefault(ctx.themes(gap.themes), []).append(gap)
        rows: list[Row | tuple[Cell | Inlines, ...]] = []
        for theme, found in by_theme.items():
            rows.append(
                Row((Cell(ctx.t("table.cross-cutting") if theme == NOTHING else theme, span=4),), RowKind.GROUP)
            )
            for gap in found:
                options = self.references(self.gaps.options.get(gap.id, ()))
                rows.append(
                    (
                        Cell(self.reference(gap.id), header=True),
                        ctx.t(f"kind.{gap.kind.value}"),
                        ctx.levels(gap.levels),
                        _stacked(options) if options else ctx.muted("finding.unaddressed"),
                    )
                )
        illustrative = any(gap.illustrative for gap in gaps) or ctx.project.illustrative
        return (
            Table(
                columns=columns,
                rows=tuple(rows),
                caption=ctx.t("gaps.caption"),
                description=ctx.t("gaps.description"),
                key=key,
                notes=(ctx.t("note.illustrative-findings"),) if illustrative else (),
            ),
        )


def joined(parts: tuple[Inlines, ...], ctx: Context) -> Inlines:
    """Return inline pieces in one line, separated."""
    content: Inlines = ""
    for part in parts:
        content = inlines(content, ctx.t("answer.separator") if content else "", part)
    return content


def _stacked(parts: tuple[Inlines, ...]) -> Inlines:
    content: Inlines = ""
    for part in parts:
        content = inlines(content, LineBreak() if content else "", part)
    return content

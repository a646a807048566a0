"""The report on a workshop: the mapping, each session, topic by topic, and the outcomes with their evidence.

The officer's own texts stand under `narratives`: `executive-summary`, `acknowledgements`, `introduction`, `method`,
`limitations`, `mapping`, `theme-<id>`, `outcomes`, `conclusions`, `follow-up`. What is not written is derived or said
to be missing.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from mpfkit.analysis import State, coverage, visible_findings
from mpfkit.composing import (
    NOTHING,
    Answers,
    Context,
    annex_heading,
    answer_key,
    cover,
    document,
    entries,
    front_matter,
    inlines,
)
from mpfkit.document import (
    BulletList,
    Cell,
    Column,
    Heading,
    HeadingKind,
    LineBreak,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Reference,
    Row,
    RowKind,
    Section,
    Span,
    SpanRole,
    Strong,
    Table,
)
from mpfkit.model import Attribution, Contribution, ContributionKind, Cooperation, FindingKind

from ._charts import findings_figure
from ._comparison import comparison_table
from ._findings import Findings, joined
from ._participants import annex_participants, attendance_text
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
    from mpfkit.composing import Entry
    from mpfkit.document import Block, Blocks, Document, Inlines
    from mpfkit.model import Project, Response, Session, Workshop
    from mpfkit.records import Brief

__all__ = ["compose_workshop_report"]

_KIND = "workshop-report"


def compose_workshop_report(project: Project, brief: Brief) -> Document:
    """Compose the report on a project's workshop, or on all its workshops.

    Args:
        project: The project, redacted for the audience of the brief.
        brief: Date, language, audience and what the house style prescribes.

    Returns:
        The document.
    """
    return _Report(Context(project, brief, CATALOGUE)).document()


def session_key(identifier: str) -> str:
    """Return the key of the heading of a session."""
    return f"session-{identifier}"


def feedback_key(identifier: str) -> str:
    """Return the key of the place where a country's feedback is printed."""
    return f"feedback-{identifier}"


class _Report:
    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.project = ctx.project
        self.answers = Answers(ctx, ctx.replies) if ctx.replies else None
        self.entries = entries(ctx.questionnaire.items) if ctx.questionnaire else ()
        self.by_item: dict[str, Entry] = {}
        for entry in self.entries:
            self.by_item[entry.item.link_id] = entry
            self.by_item.update((part.link_id, entry) for part in entry.parts)
        self.cited = tuple(
            dict.fromkeys(
                (evidence.response, evidence.link_id)
                for finding in visible_findings(self.project)
                for evidence in finding.evidence
                if self._is_printed(evidence.response, evidence.link_id)
            )
        )
        cited = frozenset(self.cited)
        sessions = {session.id for session in self.project.sessions()}
        self.findings = Findings(
            ctx,
            lambda response, link_id: answer_key(response.id, link_id) if (response.id, link_id) in cited else "",
            lambda identifier: session_key(identifier) if identifier in sessions else "",
            self.answers,
        )

    def _is_printed(self, response_id: str, link_id: str) -> bool:
        response: Response | None = self.project.response(response_id)
        return response is not None and link_id in self.ctx.items and bool(response.answers.get(link_id))

    def document(self) -> Document:
        ctx = self.ctx
        workshops = self.project.workshops
        title = ctx.plain(workshops[0].title if len(workshops) == 1 else self.project.title)
        lines = [("cover.place", _place(shop)) for shop in workshops]
        lines += [("cover.dates", ctx.dates(shop.starts, shop.ends)) for shop in workshops if shop.starts]
        if title != ctx.plain(self.project.title):
            lines.append(("cover.project", ctx.plain(self.project.title)))
        blocks = (
            *front_matter(ctx),
            *executive_summary(ctx),
            *self.introduction(),
            *self.mapping(),
            *self.sessions(),
            *self.topics(),
            *self.outcomes(),
            *self.results_achieved(),
            *self.follow_up(),
            *self.annexes(),
        )
        return document(ctx, _KIND, title, cover(ctx, _KIND, title, lines), blocks)

    # -- introduction

    def introduction(self) -> Blocks:
        ctx = self.ctx
        aim = ctx.text(self.project.aim)
        written = (*ctx.narrative("introduction", 1), *ctx.markdown(self.project.description, 1))
        return (
            Heading(ctx.t("section.introduction"), key="introduction"),
            *written,
            Heading(ctx.t("section.project"), 2),
            *((ctx.meta("label.aim", aim),) if aim else ()),
            *project_facts(ctx),
            *photographs(ctx, self.project.photos, ""),
            Heading(ctx.t("section.method"), 2),
            *(ctx.narrative("method", 2) or (Paragraph(ctx.t("method.workshop")),)),
            *limitations(ctx, self.answers),
            *self.workshops(),
        )

    def workshops(self) -> Blocks:
        ctx = self.ctx
        blocks: list[Block] = []
        for shop in self.project.workshops:
            several = len(self.project.workshops) > 1
            blocks.append(Heading(ctx.heading(shop.title) if several else ctx.t("section.workshop"), 2))
            blocks.append(Paragraph(self._workshop_facts(shop), ParagraphRole.META))
            blocks.extend(ctx.markdown(shop.rationale, 2))
            blocks.extend(attendance_text(ctx, shop))
            blocks.extend(photographs(ctx, shop.photos, shop.id))
        if not blocks:
            blocks = [Heading(ctx.t("section.workshop"), 2)]
            if not ctx.withheld("workshop"):
                blocks.append(Paragraph(ctx.t("none.workshop")))
        return (*blocks, *ctx.placeholder("workshop"))

    def _workshop_facts(self, shop: Workshop) -> Inlines:
        ctx = self.ctx
        organisations = {each.id: ctx.plain(each.name) for each in self.project.organisations}
        partners = ctx.t("answer.separator").join(organisations.get(each, each) for each in shop.partners)
        facts: list[tuple[str, Inlines]] = [
            (
                "cover.place",
                inlines(_place(shop), ", " if _place(shop) and shop.country else "", _country(ctx, shop.country)),
            ),
            ("cover.dates", ctx.dates(shop.starts, shop.ends) if shop.starts else ""),
            ("fact.format", ctx.t(f"format.{shop.format}") if ctx.has(f"format.{shop.format}") else shop.format),
            ("fact.partners", partners),
            ("fact.informed-by", self._informing(shop)),
        ]
        content: Inlines = ""
        for key, text in facts:
            if text:
                label = Span(ctx.t("label.labelled", label=ctx.t(key)), role=SpanRole.LABEL)
                content = inlines(content, LineBreak() if content else "", label, " ", text)
        if shop.illustrative:
            content = inlines(content, LineBreak() if content else "", ctx.illustrative)
        return content or ctx.heading(shop.title)

    def _informing(self, shop: Workshop) -> str:
        """Return the titles of the activities and questionnaires that shaped a workshop."""
        ctx = self.ctx
        titles = {each.id: ctx.plain(each.title) for each in self.project.activities}
        for form in self.project.questionnaires:
            titles.setdefault(form.key, ctx.plain(form.title))
            titles.setdefault(form.id, ctx.plain(form.title))
        return ctx.t("answer.separator").join(titles.get(each) or each for each in shop.informed_by)

    # -- what the mapping found

    def mapping(self) -> Blocks:
        ctx = self.ctx
        return (
            Heading(ctx.t("section.mapping"), key="mapping"),
            *ctx.narrative("mapping", 1),
            Heading(ctx.t("section.rate"), 2),
            *response_rate(ctx, "table-rate"),
            *(
                (Paragraph(ctx.rich("rate.annex", annex=Reference("annex-replies"))),)
                if ctx.replies and ctx.replies.replies
                else ()
            ),
            Heading(ctx.t("section.results"), 2),
            *self.results(),
            *self.comparison(),
            Heading(ctx.t("section.feedback"), 2, key="feedback"),
            *self.feedback(),
        )

    def results(self) -> Blocks:
        ctx = self.ctx
        if self.answers is None or not self.entries:
            return (Paragraph(ctx.t("none.questionnaire" if self.answers is None else "none.questions")),)
        if not self.answers.replies.received:
            return (Paragraph(ctx.t("none.replies")),)
        blocks: list[Block] = [Paragraph(ctx.rich("results.intro", annex=Reference("annex-questionnaire")))]
        for theme in (*themes_of(ctx, self.entries), ""):
            mine = [entry for entry in self.entries if entry.theme == theme]
            if mine:
                blocks.append(self._results_table(self.answers, theme, mine))
        return tuple(blocks)

    def _results_table(self, answers: Answers, theme: str, found: list[Entry]) -> Table:
        ctx = self.ctx
        title = ctx.theme(theme) if theme else ctx.t("questionnaire.general")
        rows: list[Row | tuple[Cell | Inlines, ...]] = []
        for level, group in groupby(sorted(found, key=self._level_order), key=lambda entry: entry.level):
            if level:
                rows.append(Row((Cell(ctx.level(level), span=3),), RowKind.GROUP))
            rows.extend(self._result_row(answers, entry) for entry in group)
        return Table(
            columns=(
                Column(ctx.t("table.no"), 0.5),
                Column(ctx.t("table.question"), 2.6),
                Column(ctx.t("table.result"), 2.6),
            ),
            rows=tuple(rows),
            caption=ctx.t("results.caption", theme=title),
            description=ctx.t("results.description", theme=title),
            notes=self._answer_notes(answers, found),
        )

    def _level_order(self, entry: Entry) -> int:
        order = [level.id for level in self.project.levels]
        return order.index(entry.level) if entry.level in order else len(order)

    def _result_row(self, answers: Answers, entry: Entry) -> tuple[Cell | Inlines, ...]:
        number = self.ctx.numbers[entry.item.link_id]
        wording = self.ctx.text(entry.item.text) or entry.item.link_id
        return (
            Cell(Reference(question_key(entry.item.link_id), number), header=True),
            wording,
            answers.result(entry),
        )

    def _answer_notes(self, answers: Answers, found: list[Entry]) -> tuple[Inlines, ...]:
        """Return the notes of a table that sums up several questions."""
        ctx = self.ctx
        links = {part.link_id for entry in found for part in entry.parts}
        hidden = sum(
            state is State.WITHHELD
            for reply in answers.replies.received
            for key, state in reply.states.items()
            if key in links
        )
        illustrative = any(reply.response and reply.response.illustrative for reply in answers.replies.received)
        notes: list[Inlines] = []
        if hidden:
            notes.append(Span(ctx.t("note.withheld-answers", n=hidden), role=SpanRole.WITHHELD))
        if illustrative or self.project.illustrative:
            notes.append(Span(ctx.t("note.illustrative"), role=SpanRole.ILLUSTRATIVE))
        return tuple(notes)

    def comparison(self) -> Blocks:
        ctx = self.ctx
        matrix = coverage(self.project, replies=ctx.replies) if ctx.replies else None
        found = comparison_table(ctx, self.answers, self.entries, self.findings, matrix)
        heading = Heading(ctx.t("section.comparison"), 2, key="comparison")
        return (Section(blocks=(heading, *found), landscape=True),) if found else ()

    def feedback(self) -> Blocks:
        ctx = self.ctx
        blocks: list[Block] = []
        illustrative = self.project.illustrative
        for session in self.project.sessions():
            for contribution in session.contributions:
                if contribution.kind is ContributionKind.FEEDBACK:
                    blocks.extend(self._feedback(session, contribution))
                    illustrative = illustrative or session.illustrative or contribution.illustrative
        if not blocks:
            return (Paragraph(ctx.t("none.feedback")),)
        notice = (Paragraph(ctx.t("feedback.illustrative"), ParagraphRole.ILLUSTRATIVE),) if illustrative else ()
        return (Paragraph(ctx.t("feedback.intro")), *notice, *blocks)

    def _feedback(self, session: Session, contribution: Contribution) -> Blocks:
        ctx = self.ctx
        who = self._speaking(contribution)
        title: Inlines = ctx.text(contribution.title)
        head: Inlines = Strong(inlines(who, ctx.t("contribution.separator") if title else "", title))
        content = inlines(head, LineBreak(), ctx.label("label.session"), " ", self._session_reference(session))
        about = self._about(contribution)
        if about:
            content = inlines(content, LineBreak(), ctx.label("label.questions"), " ", about)
        lead = Paragraph(content, ParagraphRole.META, key=feedback_key(contribution.id), keep_with_next=True)
        text = ctx.markdown(contribution.text, 2)
        return (lead, *(text or (Paragraph(ctx.muted("contribution.no-text")),)))

    def _speaking(self, contribution: Contribution) -> Inlines:
        if contribution.country:
            return self.ctx.country_noted(contribution.country)
        return contribution.organisation or self.ctx.t("contribution.unattributed")

    def _about(self, contribution: Contribution) -> Inlines:
        content: Inlines = ""
        for link_id in contribution.items:
            entry = self.by_item.get(link_id)
            number = self.ctx.numbers.get(link_id, link_id)
            link = Reference(question_key(entry.item.link_id), number) if entry else number
            content = inlines(content, ", " if content else "", link)
        return content

    def _session_reference(self, session: Session) -> Reference:
        return Reference(session_key(session.id), self.ctx.heading(session.title))

    # -- sessions

    def sessions(self) -> Blocks:
        ctx = self.ctx
        blocks: list[Block] = [Heading(ctx.t("section.sessions"), key="sessions")]
        for shop in self.project.workshops:
            blocks.extend(ctx.placeholder("session", parent=shop.id))
            for session in shop.sessions:
                blocks.extend(self.session(session))
        if len(blocks) == 1:
            blocks.append(Paragraph(ctx.t("none.sessions")))
        return tuple(blocks)

    def session(self, session: Session) -> Blocks:
        ctx = self.ctx
        blocks: list[Block] = [Heading(ctx.heading(session.title), 2, key=session_key(session.id))]
        blocks.append(Paragraph(self._session_facts(session), ParagraphRole.META))
        blocks.extend(self._informed_by(session))
        for kind in (ContributionKind.PRESENTATION, ContributionKind.DISCUSSION):
            found = [each for each in session.contributions if each.kind is kind]
            if found:
                blocks.append(Heading(ctx.t(f"session.{kind.value}s"), 3))
                for contribution in found:
                    blocks.extend(self._contribution(session, contribution))
        feedback = [each for each in session.contributions if each.kind is ContributionKind.FEEDBACK]
        if feedback:
            blocks.append(Heading(ctx.t("session.feedback"), 3))
            blocks.append(
                Paragraph(ctx.rich("session.feedback-where", section=Reference("feedback")), keep_with_next=True)
            )
            blocks.append(BulletList(tuple(self._feedback_line(each) for each in feedback)))
        blocks.extend(ctx.placeholder("contribution", parent=session.id))
        conclusions = ctx.markdown(session.conclusions, 3)
        if conclusions:
            blocks.extend((Heading(ctx.t("session.conclusions"), 3), *conclusions))
        if not session.contributions and not conclusions and not ctx.withheld("contribution", parent=session.id):
            blocks.append(Paragraph(ctx.t("none.contributions")))
        return tuple(blocks)

    def _session_facts(self, session: Session) -> Inlines:
        ctx = self.ctx
        lines: list[Inlines] = []
        if session.starts:
            when = ctx.t(
                "session.when", date=ctx.date(session.starts.date()), time=ctx.times(session.starts, session.ends)
            )
            lines.append(inlines(ctx.label("label.time"), " ", when))
        parallel = self._parallel(session)
        if parallel:
            lines.append(inlines(ctx.label("label.parallel"), " ", joined(parallel, ctx)))
        lines.append(inlines(ctx.label("label.delivery"), " ", ctx.t(f"delivery.{session.delivery.value}")))
        if session.themes:
            lines.append(inlines(ctx.label("label.themes"), " ", ctx.themes(session.themes)))
        if session.moderator:
            lines.append(inlines(ctx.label("label.moderator"), " ", session.moderator))
        if session.attribution is not Attribution.ON_RECORD:
            lines.append(
                inlines(ctx.label("label.attribution"), " ", ctx.t(f"attribution.{session.attribution.value}"))
            )
        if session.illustrative or self.project.illustrative:
            lines.append(ctx.illustrative)
        content: Inlines = ""
        for line in lines:
            content = inlines(content, LineBreak() if content else "", line)
        return content

    def _parallel(self, session: Session) -> tuple[Inlines, ...]:
        """Return links to the sessions of the same workshop that took place at the same time."""
        shop = next(each for each in self.project.workshops if session in each.sessions)
        return tuple(
            self._session_reference(other)
            for other in shop.sessions
            if other.id != session.id and _overlap(session, other)
        )

    def _informed_by(self, session: Session) -> Blocks:
        ctx = self.ctx
        seen: dict[str, Entry] = {}
        findings: list[str] = []
        for reference in session.informed_by:
            if reference in self.by_item:
                entry = self.by_item[reference]
                seen[entry.item.link_id] = entry
            elif reference in self.findings.findings:
                findings.append(reference)
        if not seen and not findings:
            return ()
        blocks: list[Block] = [Heading(ctx.t("session.informed-by"), 3)]
        if seen and self.answers is not None:
            found = list(seen.values())
            blocks.append(
                Table(
                    columns=(
                        Column(ctx.t("table.no"), 0.5),
                        Column(ctx.t("table.question"), 2.6),
                        Column(ctx.t("table.result"), 2.6),
                    ),
                    rows=tuple(self._result_row(self.answers, entry) for entry in found),
                    caption=ctx.t("session.informed-caption", session=ctx.plain(session.title).removesuffix(".")),
                    description=ctx.t("session.informed-description"),
                    notes=self._answer_notes(self.answers, found),
                )
            )
        if findings:
            blocks.append(Paragraph(ctx.t("session.informed-findings"), keep_with_next=True))
            blocks.append(BulletList(self.findings.references(findings)))
        return tuple(blocks)

    def _contribution(self, session: Session, contribution: Contribution) -> Blocks:
        ctx = self.ctx
        who = [part for part in (contribution.speaker, contribution.organisation) if part]
        speaker: Inlines = ", ".join(who)
        if contribution.country and ctx.country(contribution.country) not in contribution.organisation:
            speaker = inlines(speaker, ", " if speaker else "", ctx.country_noted(contribution.country))
        title = ctx.text(contribution.title)
        content: Inlines = Strong(title) if title else ""
        if speaker:
            content = inlines(content, LineBreak() if content else "", speaker)
        about = self._about(contribution)
        if about:
            content = inlines(content, LineBreak() if content else "", ctx.label("label.questions"), " ", about)
        references = joined(self.findings.references(contribution.findings), ctx)
        if references:
            content = inlines(content, LineBreak() if content else "", ctx.label("label.findings"), " ", references)
        if contribution.illustrative and not session.illustrative:
            content = inlines(content, LineBreak() if content else "", ctx.illustrative)
        text = ctx.markdown(contribution.text, 3)
        blocks: list[Block] = []
        if content:
            blocks.append(Paragraph(content, ParagraphRole.META, keep_with_next=bool(text)))
        blocks.extend(text or ((Paragraph(ctx.muted("contribution.no-text")),) if not content else ()))
        return tuple(blocks)

    def _feedback_line(self, contribution: Contribution) -> Inlines:
        title = self.ctx.text(contribution.title)
        who = self.ctx.country(contribution.country) if contribution.country else self._speaking(contribution)
        line: Inlines = Reference(
            feedback_key(contribution.id), inlines(who, self.ctx.t("contribution.separator") if title else "", title)
        )
        about = self._about(contribution)
        return inlines(line, ", ", self.ctx.t("session.on-questions"), " ", about) if about else line

    # -- topic by topic

    def topics(self) -> Blocks:
        ctx = self.ctx
        blocks: list[Block] = [Heading(ctx.t("section.topics"), key="topics")]
        for theme in self.project.themes:
            blocks.append(Heading(ctx.heading(theme.label), 2, key=f"topic-{theme.id}"))
            blocks.extend(ctx.markdown(theme.definition, 2))
            blocks.extend(ctx.narrative(f"theme-{theme.id}", 2))
            blocks.extend(self._topic_mapping(theme.id))
            sessions = [session for session in self.project.sessions() if theme.id in session.themes]
            if sessions:
                blocks.append(Paragraph(ctx.t("topic.sessions"), keep_with_next=True))
                blocks.append(BulletList(tuple(map(self._topic_session, sessions))))
            findings = [finding for finding in self.findings.findings.values() if theme.id in finding.themes]
            if findings:
                blocks.append(Paragraph(ctx.t("topic.findings"), keep_with_next=True))
                blocks.append(
                    BulletList(
                        tuple(
                            inlines(
                                Span(
                                    ctx.t("label.labelled", label=ctx.t(f"kind.{each.kind.value}")), role=SpanRole.LABEL
                                ),
                                " ",
                                self.findings.reference(each.id),
                            )
                            for each in findings
                        )
                    )
                )
            else:
                blocks.append(Paragraph(ctx.t("topic.no-findings")))
        if len(blocks) == 1:
            blocks.append(Paragraph(ctx.t("none.themes")))
        return tuple(blocks)

    def _topic_mapping(self, theme: str) -> Blocks:
        ctx = self.ctx
        if self.answers is None or not self.answers.replies.received:
            return ()
        mine = [entry for entry in self.entries if entry.theme == theme]
        if not mine:
            return (Paragraph(ctx.t("topic.no-questions")),)
        points: list[Inlines] = []
        for level, group in groupby(sorted(mine, key=self._level_order), key=lambda entry: entry.level):
            cited: Inlines = ""
            for entry in group:
                link = Reference(question_key(entry.item.link_id), self.ctx.question(entry.item.link_id))
                line = inlines(link, ctx.t("topic.result"), " ", self.answers.result(entry))
                cited = inlines(cited, LineBreak() if cited else "", line)
            label = ctx.level(level) if level else ctx.t("topic.no-level")
            head = Span(ctx.t("label.labelled", label=label), role=SpanRole.LABEL)
            points.append(inlines(head, LineBreak(), cited))
        return (Paragraph(ctx.t("topic.mapping"), keep_with_next=True), BulletList(tuple(points)))

    def _topic_session(self, session: Session) -> Inlines:
        return self._session_reference(session)

    # -- outcomes

    def outcomes(self) -> Blocks:
        ctx = self.ctx
        practices: list[Block] = []
        found = self.findings.of_kind((FindingKind.GOOD_PRACTICE,))
        for cooperation in (*Cooperation, None):
            mine = [finding for finding in found if finding.cooperation is cooperation]
            if not mine and cooperation is None:
                continue
            name = cooperation.value if cooperation else "other"
            practices.append(Heading(ctx.t(f"section.practices-{name}"), 3))
            for finding in mine:
                practices.extend(self.findings.blocks(finding, 4))
            if not mine:
                practices.append(Paragraph(ctx.t(f"none.practices-{name}")))
        gaps = (FindingKind.GAP, FindingKind.CONTINGENCY)
        lessons = (FindingKind.LESSON,)
        recommendations = (FindingKind.RECOMMENDATION,)
        conclusions = ctx.narrative("conclusions", 2)
        return (
            Heading(ctx.t("section.outcomes"), key="outcomes"),
            *ctx.narrative("outcomes", 1),
            *findings_figure(ctx, self.findings.findings.values(), "figure-findings"),
            Heading(ctx.t("section.tools"), 2),
            *self.findings.section((FindingKind.TOOL,), 3),
            Heading(ctx.t("section.practices"), 2),
            *ctx.placeholder("finding", kinds=(FindingKind.GOOD_PRACTICE,)),
            *practices,
            Heading(ctx.t("section.gaps"), 2),
            *self.findings.gap_table("table-gaps"),
            Heading(ctx.t("section.gaps-only"), 3),
            *self.findings.section(gaps, 4),
            Heading(ctx.t("section.options"), 3),
            *self.findings.section((FindingKind.OPTION,), 4),
            Heading(ctx.t("section.lessons"), 2),
            *self.findings.section(lessons, 3),
            Heading(ctx.t("section.recommendations"), 2),
            *self.findings.section(recommendations, 3),
            *((Heading(ctx.t("section.conclusions"), 2), *conclusions) if conclusions else ()),
        )

    def results_achieved(self) -> Blocks:
        """Return the results of the project as its logical framework has them, in short; none where it has none."""
        ctx = self.ctx
        if not self.project.results:
            return ()
        rows: list[Row | tuple[Cell | Inlines, ...]] = []
        for result in self.project.results:
            title = inlines(
                Span(ctx.t("label.labelled", label=ctx.t(f"result-level.{result.level.value}")), role=SpanRole.LABEL),
                " ",
                ctx.text(result.statement),
            )
            rows.append(Row((Cell(title, span=4),), RowKind.GROUP))
            rows.extend(
                (
                    Cell(ctx.text(each.statement), header=True),
                    each.baseline or NOTHING,
                    each.target or NOTHING,
                    each.current or NOTHING,
                )
                for each in result.indicators
            )
        illustrative = self.project.illustrative or any(result.illustrative for result in self.project.results)
        table = Table(
            columns=(
                Column(ctx.t("results-achieved.indicator"), 2.6),
                Column(ctx.t("results-achieved.baseline"), 1.3),
                Column(ctx.t("results-achieved.target"), 1.2),
                Column(ctx.t("results-achieved.current"), 1.2),
            ),
            rows=tuple(rows),
            caption=ctx.t("results-achieved.caption"),
            description=ctx.t("results-achieved.description"),
            notes=(Span(ctx.t("results-achieved.note"), role=SpanRole.ILLUSTRATIVE),) if illustrative else (),
        )
        return (Heading(ctx.t("section.results-achieved"), key="results"), table)

    def follow_up(self) -> Blocks:
        ctx = self.ctx
        blocks = (*ctx.narrative("follow-up", 1), *self.findings.next_steps("table-follow-up"))
        heading = Heading(ctx.t("section.follow-up"), key="follow-up")
        return (heading, *(blocks or (Paragraph(ctx.t("none.follow-up")),)))

    # -- annexes

    def annexes(self) -> Blocks:
        return (
            PageBreak(),
            *self.agenda(),
            *annex_participants(self.ctx),
            *annex_questionnaire(self.ctx, self.answers, anchors=True),
            *annex_countries(self.ctx),
            *annex_replies(self.ctx),
            *annex_documents(self.ctx),
            *self.cited_answers(),
        )

    def agenda(self) -> Blocks:
        ctx = self.ctx
        blocks: list[Block] = [annex_heading(ctx, "annex.agenda")]
        for shop in self.project.workshops:
            if shop.sessions:
                blocks.append(self._agenda_table(shop))
            blocks.extend(ctx.placeholder("session", parent=shop.id))
        if len(blocks) == 1:
            blocks.append(Paragraph(ctx.t("none.sessions")))
        return tuple(blocks)

    def _agenda_table(self, shop: Workshop) -> Table:
        ctx = self.ctx
        moderated = any(session.moderator for session in shop.sessions)
        width = 4 if moderated else 3
        rows: list[Row | tuple[Cell | Inlines, ...]] = []
        day = None
        for session in shop.sessions:
            if session.starts and session.starts.date() != day:
                day = session.starts.date()
                rows.append(Row((Cell(ctx.date(day), span=width),), RowKind.GROUP))
            rows.append(
                (
                    Cell(ctx.times(session.starts, session.ends) if session.starts else NOTHING, header=True),
                    self._session_reference(session),
                    ctx.t(f"delivery.{session.delivery.value}"),
                    *((session.moderator or NOTHING,) if moderated else ()),
                )
            )
        illustrative = self.project.illustrative or any(session.illustrative for session in shop.sessions)
        return Table(
            columns=(
                Column(ctx.t("table.time"), 1.1),
                Column(ctx.t("table.session"), 3.0),
                Column(ctx.t("table.delivery"), 1.6),
                *((Column(ctx.t("table.moderator"), 1.6),) if moderated else ()),
            ),
            rows=tuple(rows),
            caption=ctx.t("agenda.caption", title=ctx.plain(shop.title).removesuffix(".")),
            description=ctx.t("agenda.description"),
            notes=(Span(ctx.t("note.illustrative-sessions"), role=SpanRole.ILLUSTRATIVE),) if illustrative else (),
        )

    def cited_answers(self) -> Blocks:
        ctx = self.ctx
        if self.answers is None or not self.cited:
            return ()
        return (
            Heading(ctx.t("annex.cited"), 1, HeadingKind.ANNEX, key="annex-cited"),
            Paragraph(ctx.t("cited.intro")),
            *self.answers.cited(self.cited),
        )


def _overlap(one: Session, other: Session) -> bool:
    """Tell whether two sessions took place at the same time; one without an end starts with the other."""
    if one.starts is None or other.starts is None:
        return False
    if one.ends is None or other.ends is None:
        return one.starts == other.starts
    return one.starts < other.ends and other.starts < one.ends


def _place(shop: Workshop) -> str:
    return ", ".join(part for part in (shop.venue, shop.city) if part)


def _country(ctx: Context, code: str) -> Inlines:
    return ctx.country_noted(code) if code else ""

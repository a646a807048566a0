"""The interim and final narrative report of a grant contract: PRAG, Annex VI, version of January 2016.

Headings, instructions and their order are the form's and stand in data (`annex_vi.toml`, `phrases/narrative-report/`).
Answers come from the project, from the extension `annex-vi`, and from narratives named `annex-vi-<answer>`; what is
required and not there is marked in its place and listed in front.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from mpfkit import geo
from mpfkit.analysis import visible_findings
from mpfkit.composing import (
    NOTHING,
    Context,
    abbreviations,
    about_edition,
    cover,
    document,
    imprint,
    inlines,
    is_illustrative,
    plain_heading,
)
from mpfkit.document import (
    Align,
    BulletList,
    Callout,
    Cell,
    Column,
    Contents,
    CoverLine,
    Heading,
    HeadingKind,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Reference,
    Section,
    Span,
    SpanRole,
    Strong,
    Table,
    Tone,
)
from mpfkit.locale import format_money
from mpfkit.model import ActivityKind, Audience, Consent, FindingKind

from ._form import CATALOGUE, ReportOptions, answers_of, contracts_above, headings, lacks, version
from ._lacks import LACKS, LackState, described, marked
from ._matrix import MATRIX, matrix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mpfkit.document import Block, Blocks, Cover, Document, Inlines
    from mpfkit.model import Activity, LangString, Project, Workshop
    from mpfkit.records import Brief

    from ._form import FormHeading
    from ._lacks import Lack

__all__ = ["compose_narrative_report"]

_CONTRACT_NUMBER = 40
"""So much of a contract number fits into the header beside the reporting period."""
_CLOSING = "annex-vi-closing"


def compose_narrative_report(project: Project, brief: Brief) -> Document:
    """Compose the interim or final narrative report of a project.

    Args:
        project: The project, redacted for the audience of the brief.
        brief: Date, language, audience, options and what the house style prescribes.

    Returns:
        The document.
    """
    return _Report(Context(project, brief, CATALOGUE, MATRIX, LACKS)).document()


class _Report:
    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.project = ctx.project
        options = ctx.brief.options
        self.answers = answers_of(ctx.project, options.report if isinstance(options, ReportOptions) else None)
        self.facts = self.answers.facts
        self.report = self.answers.report.value
        self.lacks = lacks(self.answers)
        self.headings = headings(self.answers.report)

    def document(self) -> Document:
        ctx = self.ctx
        kind = f"narrative-report-{self.report}"
        title = ctx.plain(self.project.title) or self.project.id
        page = cover(ctx, kind, title, (("cover.contract", self.contract()), ("cover.period", self.period())))
        blocks = (*self.front(), PageBreak(), *self.sections(), *self.closing())
        made = document(ctx, kind, title, self._with_state(page), blocks)
        statement = ctx.brief.notice.statement
        day = ctx.date(version())
        return attrs.evolve(
            made,
            header=ctx.t("form.header", contract=self.contract()[:_CONTRACT_NUMBER], period=self.period()),
            footer=ctx.t("form.footer", version=day, statement=statement) if statement else day,
        )

    # -- what is missing

    def _with_state(self, page: Cover) -> Cover:
        """Return the cover with the notice that says whether the report is complete."""
        ctx = self.ctx
        notices = [title for _, title in self._states()]
        if self.facts.illustrative and not is_illustrative(self.project):
            notices.append(ctx.t("cover.illustrative"))
        if self.lacks:
            return attrs.evolve(page, notices=(*notices, *page.notices))
        complete = CoverLine(ctx.t("lack.complete"), ctx.t("cover.completeness"))
        return attrs.evolve(page, lines=(*page.lines, complete), notices=(*notices, *page.notices))

    def _states(self) -> Iterator[tuple[tuple[Lack, ...], str]]:
        """Yield what is missing and what is withheld, each with the line that counts it."""
        for state in LackState:
            found = tuple(lack for lack in self.lacks if lack.state is state)
            if found:
                yield found, self.ctx.t(f"lack.title-{state.value}", n=len(found))

    def incomplete(self) -> Blocks:
        """Return the list of all required answers that do not stand in the report."""
        places = {each.key: each for each in self.headings}
        return tuple(
            Callout(
                title=title,
                tone=Tone.BAD if found[0].state is LackState.MISSING else Tone.MUTED,
                blocks=(BulletList(tuple(self._line(lack, places.get(lack.heading)) for lack in found)),),
            )
            for found, title in self._states()
        )

    def _line(self, lack: Lack, heading: FormHeading | None) -> Inlines:
        ctx = self.ctx
        place = ctx.t("incomplete.place", number=heading.number) if heading else ctx.t("incomplete.closing")
        target = heading.target if heading else _CLOSING
        return Reference(target, ctx.t("incomplete.line", place=place, what=described(ctx, lack)))

    def missing(self, answer: str, item: LangString | None = None) -> Blocks:
        """Return the mark of an answer that does not stand in the report; nothing where it does."""
        return tuple(
            marked(self.ctx, lack)
            for lack in self.lacks
            if lack.answer == answer and (item is None or lack.item == item)
        )

    # -- in front

    def contract(self) -> str:
        """Return the number of the contract, or the place for it as the form prints it."""
        return self.answers.contract_number or self.ctx.t("form.contract-number")

    def period(self) -> str:
        """Return the reporting period, or the place for it as the form prints it."""
        starts, ends = self.answers.period
        return self.ctx.period(starts, ends) if starts or ends else self.ctx.t("form.period")

    def front(self) -> Blocks:
        ctx = self.ctx
        texts = imprint(ctx)
        language = "en" if ctx.language == "en" else "translated"
        numbers = [str(number) for number in range(1, 7)] + [f"7-{self.report}"]
        if self.report == "final":
            numbers.append("8-final")
        acronyms = abbreviations(ctx) or (
            plain_heading(ctx, "front.abbreviations"),
            Paragraph(ctx.t("none.abbreviations")),
        )
        invented = (Paragraph(ctx.t("note.illustrative"), ParagraphRole.ILLUSTRATIVE),)
        return (
            *texts,
            *about_edition(ctx),
            PageBreak(),
            Paragraph(Strong(ctx.t("form.name")), ParagraphRole.LEAD, keep_with_next=True),
            Paragraph(Strong(ctx.t(f"form.title-{self.report}")), ParagraphRole.LEAD, keep_with_next=True),
            BulletList(tuple(ctx.t(f"form.instruction-{number}") for number in numbers)),
            Paragraph(ctx.t(f"form.wording-{language}", version=ctx.date(version())), ParagraphRole.META),
            *(invented if self.facts.illustrative else ()),
            *self.incomplete(),
            PageBreak(),
            Contents(title=ctx.t("front.contents"), levels=2),
            *acronyms,
        )

    # -- the numbered sections

    def sections(self) -> Blocks:
        blocks: list[Block] = []
        bodies: dict[str, Callable[[], Blocks]] = {
            "coordinator": self.coordinator,
            "contact": self.contact,
            "beneficiaries": self.beneficiaries,
            "title": self.title,
            "contract-number": self.contract_number,
            "reporting-period": self.dates,
            "action-period": self.dates,
            "target-countries": self.target_countries,
            "target-groups": self.target_groups,
            "places": self.places,
            "summary": self.summary,
            "results": self.results,
            "revision": self.revision,
            "learning": self.learning,
            "materials": self.materials,
            "contracts": self.contracts,
            "visibility": self.visibility,
            "records": self.records,
        }
        for each in self.headings:
            heading = Heading(self.ctx.t(f"heading.{each.key}"), each.level, key=each.target)
            if each.key in ("description", "assessment"):
                blocks.append(heading)
            elif each.key == "logframe":
                blocks.extend(self.logframe(heading))
            else:
                body = bodies.get(each.key)
                asked = () if body else self.ask(each.key)
                blocks.extend((heading, *asked, *(body() if body else self.text(each.key, each.level))))
        return tuple(blocks)

    def ask(self, key: str, **values: object) -> Blocks:
        """Return what the form asks for."""
        return (Paragraph(self.ctx.t(f"ask.{key}", **values), ParagraphRole.META, keep_with_next=True),)

    def text(self, answer: str, level: int) -> Blocks:
        """Return the officer's own text, or the mark that it is missing."""
        found = self.answers.narrative(answer)
        if found is None:
            return self.missing(answer)
        return self.ctx.markdown(found[1], level, HeadingKind.PLAIN) or (Paragraph(NOTHING),)

    def fact(self, content: Inlines) -> Inlines:
        """Return a fact of the extension, marked where it was invented."""
        return inlines(content, " ", self.ctx.illustrative) if self.facts.illustrative else content

    def notes(self) -> tuple[Inlines, ...]:
        """Return the note of a table of facts of the extension that were invented."""
        if not self.facts.illustrative:
            return ()
        return (Span(self.ctx.t("note.illustrative"), role=SpanRole.ILLUSTRATIVE),)

    def coordinator(self) -> Blocks:
        found = self.answers.coordinator
        return (Paragraph(self._organisation(found.id)),) if found else self.missing("coordinator")

    def _organisation(self, identifier: str) -> Inlines:
        found = next((one for one in self.project.organisations if one.id == identifier), None)
        if found is None:
            return identifier
        name = self.ctx.text(found.name) or found.id
        return inlines(name, f" ({found.abbreviation})") if found.abbreviation else name

    def contact(self) -> Blocks:
        contact = self.facts.contact
        lacking = (*self.missing("contact-name"), *self.missing("contact-title"))
        if contact is None or self._shown() is not Consent.NAME:
            if contact is None:
                return lacking
            if self._shown() is Consent.FUNCTION and contact.title.strip():
                hidden = Paragraph(self.ctx.t("contact.name-withheld"), ParagraphRole.WITHHELD)
                return (Paragraph(self.fact(contact.title)), hidden)
            return (Paragraph(self.ctx.t("contact.withheld"), ParagraphRole.WITHHELD),)
        name, title = contact.name.strip(), contact.title.strip()
        both = self.ctx.t("contact.line", name=name, title=title) if name and title else name or title
        return (*((Paragraph(self.fact(both)),) if both else ()), *lacking)

    def _shown(self) -> Consent:
        """Tell what this edition may show of the contact person: all in the internal one, else what was agreed."""
        if self.ctx.brief.audience is Audience.INTERNAL:
            return Consent.NAME
        return self.facts.contact.consent if self.facts.contact else Consent.NONE

    def beneficiaries(self) -> Blocks:
        found = self.answers.beneficiaries
        if not found:
            return (Paragraph(self.ctx.t("none.beneficiaries")),)
        return (BulletList(tuple(self._organisation(one.id) for one in found)),)

    def title(self) -> Blocks:
        title = self.ctx.text(self.project.title)
        return (Paragraph(title),) if title else self.missing("title")

    def contract_number(self) -> Blocks:
        number = self.answers.contract_number
        return (Paragraph(number),) if number else self.missing("contract-number")

    def dates(self) -> Blocks:
        starts, ends = self.answers.period
        lacking = self.missing("reporting-period" if self.report == "interim" else "action-period")
        text = self.ctx.period(starts, ends)
        content = self.fact(text) if self.report == "interim" else text
        return (*((Paragraph(content),) if starts or ends else ()), *lacking)

    # -- 1.7 to 1.9

    def target_countries(self) -> Blocks:
        ctx = self.ctx
        targets = self.answers.targets
        if not targets:
            return self.missing("target-countries")
        lines = []
        for group, codes in targets:
            names = ctx.list(ctx.country(code) for code in ctx.order(codes))
            label = ctx.group_label(group) if group else ""
            lines.append(
                ctx.t("countries.group", group=label, number=ctx.number(len(codes)), countries=names)
                if label
                else names
            )
        notes = ctx.designations(code for _, codes in targets for code in codes)
        return (
            BulletList(tuple(lines)),
            Paragraph(ctx.t("countries.as-of", date=ctx.date(ctx.on)), ParagraphRole.META),
            *(Paragraph(note, ParagraphRole.META) for note in notes),
        )

    def target_groups(self) -> Blocks:
        ctx = self.ctx
        groups = self.facts.target_groups
        if not groups:
            return (*self.ask("target-groups"), *self.missing("target-groups"))
        rows = tuple(
            (
                Cell(ctx.text(group.name) or NOTHING, header=True),
                ctx.t("groups.final" if group.final else "groups.target"),
                self._number(group.women),
                self._number(group.men),
            )
            for group in groups
        )
        table = Table(
            columns=(
                Column(ctx.t("column.group"), 3.0),
                Column(ctx.t("column.kind"), 1.6),
                Column(ctx.t("column.women"), 1.0, Align.END),
                Column(ctx.t("column.men"), 1.0, Align.END),
            ),
            rows=rows,
            description=ctx.t("description.target-groups"),
            notes=self.notes(),
        )
        return (*self.ask("target-groups"), table, *self.missing("women-and-men"))

    def _number(self, value: int | None) -> Cell | str:
        return Cell(self.ctx.t("groups.unknown"), tone=Tone.BAD) if value is None else self.ctx.number(value)

    def places(self) -> Blocks:
        ctx = self.ctx
        targets = {code for _, codes in self.answers.targets for code in codes}
        elsewhere = [
            code
            for code in ctx.order(shop.country for shop in self.project.workshops if shop.country)
            if code not in targets and (not geo.is_known(code) or geo.canonical_code(code) not in targets)
        ]
        if not elsewhere:
            return (*ctx.placeholder("workshop"), Paragraph(ctx.t("none.places")))
        return (BulletList(tuple(ctx.country_noted(code) for code in elsewhere)), *ctx.placeholder("workshop"))

    # -- 2

    def summary(self) -> Blocks:
        return (*self.ask("summary"), *self.text("summary", 2), *self.ask("logic"), *self.text("logic", 2))

    def results(self) -> Blocks:
        ctx = self.ctx
        blocks: list[Block] = [
            Heading(ctx.t("part.results"), 3, HeadingKind.PLAIN),
            *self.ask(f"results-{self.report}"),
            *self.text("results", 3),
            Heading(ctx.t("part.activities"), 3, HeadingKind.PLAIN),
            *self.missing("activities"),
        ]
        for number, activity in enumerate(self.project.activities, start=1):
            blocks.extend(self.activity(number, activity))
        omitted = self.facts.omitted
        blocks.extend(
            (Heading(ctx.t(f"part.omitted-{self.report}"), 3, HeadingKind.PLAIN), *self.ask("omitted")),
        )
        if omitted:
            blocks.append(
                Table(
                    columns=(Column(ctx.t("column.title"), 1.6), Column(ctx.t("column.reason"), 3.0)),
                    rows=tuple(
                        (Cell(ctx.text(each.title) or NOTHING, header=True), ctx.text(each.reason) or NOTHING)
                        for each in omitted
                    ),
                    description=ctx.t("description.omitted"),
                    notes=self.notes(),
                )
            )
        else:
            blocks.append(self.none("none.omitted"))
        return tuple(blocks)

    def none(self, key: str, **values: object) -> Paragraph:
        """Return the sentence that nothing is reported; where the edition leaves the facts out, it says that."""
        if self.ctx.withheld("extension", parent=""):
            return Paragraph(self.ctx.t("none.withheld"), ParagraphRole.WITHHELD)
        return Paragraph(self.ctx.t(key, **values))

    def activity(self, number: int, activity: Activity) -> Blocks:
        ctx = self.ctx
        account = self.facts.account(activity.id)
        shop = self.answers.workshop(activity)
        heading = ctx.rich("activity.heading", number=ctx.number(number), title=ctx.heading(activity.title))
        modification = ctx.text(account.modification)
        blocks: list[Block] = [Heading(heading, 4, HeadingKind.PLAIN)]
        facts = [*self._where_and_when(activity, shop)]
        blocks.extend(ctx.meta(f"activity.{key}", text) for key, text in facts)
        blocks.append(Paragraph(ctx.label("activity.topics"), ParagraphRole.META, keep_with_next=True))
        blocks.extend(self._topics(activity, shop))
        if modification:
            blocks.append(ctx.meta("activity.modification", self.fact(modification)))
        elif self.ctx.withheld("extension", parent=""):
            blocks.append(ctx.meta("activity.modification", Span(ctx.t("answer.withheld"), role=SpanRole.WITHHELD)))
        else:
            blocks.append(ctx.meta("activity.modification", ctx.t("none.modification")))
        blocks.append(Paragraph(ctx.label("activity.results"), ParagraphRole.META, keep_with_next=True))
        written = ctx.markdown(account.results, 4, HeadingKind.PLAIN)
        if written:
            invented = (Paragraph(ctx.illustrative, ParagraphRole.ILLUSTRATIVE),) if self.facts.illustrative else ()
            blocks.extend((*written, *invented))
        else:
            blocks.extend(self._derived(activity, shop) or (Paragraph(NOTHING),))
        return tuple(blocks)

    def _where_and_when(self, activity: Activity, shop: Workshop | None) -> Iterator[tuple[str, str]]:
        """Yield "location W with X participants for Y days on Z dates" (Annex VI), fact by fact."""
        ctx = self.ctx
        if shop is not None:
            parts = [part for part in (shop.venue.strip(), shop.city.strip()) if part]
            if shop.country:
                parts.append(ctx.country(shop.country))
            if parts:
                yield "location", ctx.t("activity.separator").join(parts)
            number = sum(each.count for each in shop.attendance)
            number = number or len(shop.participants) + ctx.withheld("participant", parent=shop.id)
            if number:
                yield "participants", ctx.number(number)
            if shop.starts is not None:
                ends = shop.ends or shop.starts
                yield "duration", ctx.t("activity.number-of-days", n=(ends - shop.starts).days + 1)
                yield "dates", ctx.dates(shop.starts, ends)
                return
        if activity.starts is not None or activity.ends is not None:
            yield "dates", ctx.period(activity.starts, activity.ends)

    def _topics(self, activity: Activity, shop: Workshop | None) -> Blocks:
        ctx = self.ctx
        blocks: list[Block] = list(ctx.markdown(activity.description, 4, HeadingKind.PLAIN))
        if shop is not None:
            if shop.sessions:
                blocks.append(BulletList(tuple(ctx.heading(session.title) for session in shop.sessions)))
            blocks.extend(ctx.placeholder("session", parent=shop.id))
        if not blocks:
            themes = ctx.themes(theme.id for theme in self.project.themes)
            blocks.append(Paragraph(themes))
        return tuple(blocks)

    def _derived(self, activity: Activity, shop: Workshop | None) -> Blocks:
        """Return the results that the data give for an activity, or the mark that they are missing."""
        ctx = self.ctx
        lines: list[Inlines] = []
        if shop is not None:
            if shop.sessions:
                lines.append(ctx.t("derived.sessions", n=len(shop.sessions)))
            for kind in FindingKind:
                number = len(visible_findings(self.project, kind))
                if number:
                    lines.append(ctx.t(f"derived.{kind.value}", n=number))
            lines = lines or [ctx.t("derived.held")]
        elif activity.kind is ActivityKind.MAPPING and ctx.replies is not None and ctx.replies.received:
            lines.append(ctx.t("derived.replies", n=len(ctx.replies.received)))
            if ctx.replies.invited:
                lines.append(ctx.t("derived.invited", n=len(ctx.replies.invited)))
        if not lines:
            return self.missing("activity-results", activity.title)
        return (BulletList(tuple(lines)), *(ctx.placeholder("finding") if shop is not None else ()))

    def logframe(self, heading: Heading) -> Blocks:
        table = matrix(self.ctx, self.answers.report, "table-logframe")
        if not table:
            return (heading, *self.missing("matrix"))
        return (Section(blocks=(heading, *self.ask(f"logframe-{self.report}"), *table), landscape=True),)

    def revision(self) -> Blocks:
        found = self.answers.narrative("revision")
        return (*self.ask("revision"), *(self.text("revision", 2) if found else (self._no_revision(),)))

    def _no_revision(self) -> Paragraph:
        if self.ctx.withheld("narrative", parent=""):
            return Paragraph(self.ctx.t("none.withheld"), ParagraphRole.WITHHELD)
        return Paragraph(self.ctx.t("none.revision"))

    def learning(self) -> Blocks:
        ctx = self.ctx
        lessons = visible_findings(self.project, FindingKind.LESSON)
        blocks = list(self.ask("learning"))
        if self.answers.narrative("learning") is not None or not lessons:
            blocks.extend(self.text("learning", 2))
        if lessons:
            marks = [
                inlines(ctx.text(each.title) or each.id, " ", ctx.illustrative)
                if each.illustrative
                else ctx.text(each.title) or each.id
                for each in lessons
            ]
            blocks.append(BulletList(tuple(marks)))
        return (*blocks, *ctx.placeholder("finding", kinds=(FindingKind.LESSON.value,)))

    def materials(self) -> Blocks:
        ctx = self.ctx
        rows = [
            (
                Cell(ctx.text(each.title) or NOTHING, header=True),
                NOTHING if each.copies is None else ctx.number(each.copies),
                ctx.text(each.use) or NOTHING,
            )
            for each in self.facts.materials
        ]
        rows += [
            (Cell(ctx.text(each.caption) or each.file, header=True), NOTHING, NOTHING)
            for each in self.project.documents
        ]
        if not rows:
            return (*self.ask("materials"), *self.missing("materials"))
        table = Table(
            columns=(
                Column(ctx.t("column.title"), 2.4),
                Column(ctx.t("column.copies"), 1.4, Align.END),
                Column(ctx.t("column.use"), 3.0),
            ),
            rows=tuple(rows),
            description=ctx.t("description.materials"),
            notes=self.notes(),
        )
        return (*self.ask("materials"), table)

    def contracts(self) -> Blocks:
        ctx = self.ctx
        above = ctx.number(contracts_above())
        if not self.facts.contracts:
            return (*self.ask("contracts", amount=above), self.none("none.contracts", amount=above))
        table = Table(
            columns=(
                Column(ctx.t("column.subject"), 2.2),
                Column(ctx.t("column.amount"), 1.2, Align.END),
                Column(ctx.t("column.procedure"), 1.6),
                Column(ctx.t("column.contractor"), 1.6),
            ),
            rows=tuple(
                (
                    Cell(ctx.text(each.subject) or NOTHING, header=True),
                    format_money(each.amount, "EUR", ctx.language),
                    each.procedure or NOTHING,
                    each.contractor or NOTHING,
                )
                for each in self.facts.contracts
            ),
            description=ctx.t("description.contracts"),
            notes=self.notes(),
        )
        return (*self.ask("contracts", amount=above), table)

    # -- 3 to 5 and the end

    def visibility(self) -> Blocks:
        objection = self.ctx.text(self.facts.publication_objection)
        said = Paragraph(self.fact(objection)) if objection else self.none("none.objection")
        return (*self.ask("visibility"), *self.text("visibility", 1), said)

    def records(self) -> Blocks:
        ctx = self.ctx
        rows = tuple(
            (
                Cell(self._organisation(each.organisation) or NOTHING, header=True),
                ctx.text(each.location) or NOTHING,
            )
            for each in self.facts.records
        )
        table = Table(
            columns=(Column(ctx.t("column.organisation"), 2.0), Column(ctx.t("column.location"), 3.0)),
            rows=rows,
            description=ctx.t("description.records"),
            notes=self.notes(),
        )
        return (*self.ask("records"), *((table,) if rows else ()), *self.missing("records"))

    def closing(self) -> Blocks:
        ctx = self.ctx
        facts, contact = self.facts, self.facts.contact
        name = contact.name.strip() if contact and self._shown() is Consent.NAME else ""
        lines: list[tuple[str, str, Inlines]] = [
            ("contact", "contact-name", self.fact(name) if name else ""),
            ("signature", "", ctx.muted("closing.to-sign")),
            ("location", "location", self.fact(facts.location.strip()) if facts.location.strip() else ""),
            ("due", "report-due", self.fact(ctx.date(facts.report_due)) if facts.report_due else ""),
            ("sent", "report-sent", self.fact(ctx.date(facts.report_sent)) if facts.report_sent else ""),
        ]
        lacking = {lack.answer: lack for lack in self.lacks}
        blocks: list[Block] = [Heading(ctx.t("part.closing"), 1, HeadingKind.PLAIN, key=_CLOSING)]
        for place, (key, answer, given) in enumerate(lines, start=1):
            lack = lacking.get(answer)
            if lack is not None and lack.state is LackState.MISSING:
                content: Inlines = Strong(ctx.t("lack.here"))
            else:
                content = given or Span(ctx.t("answer.withheld"), role=SpanRole.WITHHELD)
            line = ctx.meta(f"closing.{key}", content)
            blocks.append(attrs.evolve(line, keep_with_next=place < len(lines)))
        return tuple(blocks)

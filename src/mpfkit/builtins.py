"""The built-in plugin, through the same hooks as every other: formats, a style, a kind, and the reader of Word forms.

It makes an installation without any further plugin useful: a project can be looked at as soon as it can be read.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from mpfkit import geo, locale
from mpfkit.analysis import item_response, replies_to, unit_response
from mpfkit.composing import Context, edition_name, marking, withheld_table
from mpfkit.document import (
    Align,
    Block,
    Callout,
    Cell,
    Column,
    Cover,
    CoverLine,
    Document,
    Heading,
    Paragraph,
    ParagraphRole,
    Row,
    RowKind,
    Span,
    SpanRole,
    Table,
    Tone,
    from_markdown,
)
from mpfkit.funding import funding_notice
from mpfkit.hookspecs import hookimpl
from mpfkit.model import Audience, FindingKind, Project
from mpfkit.readers import WORD_FORM
from mpfkit.records import Contract, HouseStyle, Reader, ReportKind, Writer
from mpfkit.writers.docx import WRITER as DOCX
from mpfkit.writers.markdown import WRITER as MARKDOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mpfkit.document import Inlines
    from mpfkit.locale import Catalogue
    from mpfkit.model import Finding, LangString, Questionnaire, Session, Workshop
    from mpfkit.records import Brief

__all__ = ["OUTLINE", "PLAIN", "mpfkit_house_styles", "mpfkit_readers", "mpfkit_report_kinds", "mpfkit_writers"]

_NOTHING = "–"
_MAX_HEADER = 90


@cache
def _catalogue() -> Catalogue:
    return locale.Catalogue.load("mpfkit", folder="builtin_phrases")


def compose_outline(project: Project, brief: Brief) -> Document:
    """Compose the outline of a project: what its data hold, in tables.

    Args:
        project: The redacted project.
        brief: Date, language and audience of the report.

    Returns:
        The document.
    """
    outline = _Outline(project, brief)
    title = project.title.get(brief.language)
    notice = brief.notice
    lines = [
        CoverLine(edition_name(outline.ctx), outline.say("edition.label")),
        CoverLine(locale.format_date(brief.date, brief.language)),
    ]
    return Document(
        title=title,
        language=brief.language,
        date=brief.date,
        subject=outline.say("subject"),
        header=title if len(title) <= _MAX_HEADER else f"{title[: _MAX_HEADER - 1].rstrip()}…",
        footer=notice.statement,
        marking=marking(outline.ctx),
        cover=Cover(
            title=title,
            kicker=project.programme,
            subtitle=outline.say("subtitle"),
            lines=tuple(lines),
            notices=(outline.say("illustrative.notice"),) if outline.is_illustrative() else (),
            statement=notice.statement,
            implemented_by=notice.implemented_by,
            marking=marking(outline.ctx),
        ),
        blocks=tuple(outline.blocks()),
    )


class _Outline:
    """The blocks of an outline, part by part."""

    def __init__(self, project: Project, brief: Brief) -> None:
        self.project = project
        self.brief = brief
        self.language = brief.language
        self.say = _catalogue().for_language(brief.language)
        self.ctx = Context(project, brief)

    def blocks(self) -> Iterator[Block]:
        yield from self.imprint()
        yield from self.withheld()
        for title, part in (
            ("project", self.facts()),
            ("organisations", self.organisations()),
            ("countries", self.countries()),
            ("questionnaires", self.questionnaires()),
            ("workshops", self.workshops()),
            ("findings", self.findings()),
        ):
            yield Heading(self.say(f"{title}.title"))
            found = tuple(part)
            yield from found or (Paragraph(self.say("nothing")),)

    # ------------------------------------------------------------------------------------------ small things

    def text(self, texts: LangString | None) -> str:
        return texts.get(self.language) if texts else ""

    def inline(self, texts: LangString) -> str | Span:
        """Return a text, with its language where that is not the one of the report."""
        text, language = texts.resolve(self.language)
        return text if language == self.language else Span(text, language=language)

    def header(self, texts: LangString) -> Cell:
        """Return a cell that names its row; as a whole in its language, so that its end stands at the right side."""
        text, language = texts.resolve(self.language)
        return Cell(text, header=True, language="" if language == self.language else language)

    def number(self, value: int) -> str:
        return locale.format_number(value, self.language)

    def joined(self, texts: Iterable[LangString]) -> Inlines:
        """Return texts one after the other; a list in words would need them all in one language."""
        parts = [part for text in texts for part in (", ", self.inline(text))]
        return tuple(parts[1:])

    def country(self, code: str) -> str:
        known = self.project.country(code)
        if known is not None and known.name is not None:
            return known.name.get(self.language)
        if geo.is_user_assigned(code) or not geo.is_known(code):
            return code
        name = geo.name(code, on=self.project.as_of, language=self.language)
        return f"{name}*" if self.designation(code) else name

    def designation(self, code: str) -> str | None:
        if geo.is_user_assigned(code) or not geo.is_known(code):
            return None
        return geo.designation_note(
            code, wording=self.brief.designations, on=self.project.as_of, language=self.language
        )

    def designations(self, codes: Iterable[str]) -> tuple[str, ...]:
        notes = {code: self.designation(code) for code in codes}
        return tuple(f"* {self.country(code).removesuffix('*')}: {note}" for code, note in notes.items() if note)

    def labelled(self, content: str | Span, *, illustrative: bool) -> Inlines:
        if not illustrative:
            return content
        label = Span(f"({self.say('illustrative.label').casefold()})", role=SpanRole.ILLUSTRATIVE)
        return (content, " ", label)

    def is_illustrative(self) -> bool:
        project = self.project
        return any(
            (
                project.illustrative,
                *(country.illustrative for country in project.countries),
                *(questionnaire.illustrative for questionnaire in project.questionnaires),
                *(response.illustrative for response in project.responses),
                *(workshop.illustrative for workshop in project.workshops),
                *(session.illustrative for session in project.sessions()),
                *(finding.illustrative for finding in project.findings),
            )
        )

    # ------------------------------------------------------------------------------------------ parts

    def imprint(self) -> Iterator[Block]:
        notice = self.brief.notice
        for text in (notice.funding, notice.disclaimer, notice.rights):
            if text:
                yield Paragraph(text, role=ParagraphRole.IMPRINT)

    def withheld(self) -> Iterator[Block]:
        withheld = self.project.withheld
        count = withheld.total() if withheld and self.brief.audience is not Audience.INTERNAL else 0
        if count:
            text = Paragraph(self.say("withheld.text", n=count), role=ParagraphRole.WITHHELD)
            yield Callout(title=self.say("withheld.title"), tone=Tone.MUTED, blocks=(text,))
            yield from withheld_table(self.ctx)

    def _missing(self, entity: str, parent: str | None = None) -> Iterator[Block]:
        withheld = self.project.withheld
        count = withheld.total(entity, parent=parent) if withheld else 0
        if count:
            yield Paragraph(self.say(f"withheld.{entity}", n=count), role=ParagraphRole.WITHHELD)

    def facts(self) -> Iterator[Block]:
        project, language = self.project, self.language
        rows: list[tuple[str, Inlines]] = [
            ("id", project.id),
            ("reference", project.reference),
            ("programme", project.programme),
        ]
        rows.append(("thematic-areas", locale.join_list(project.thematic_areas, language)))
        if project.status:
            rows.append(("status", self.say(f"status.{project.status.value}")))
        period = project.period
        if period and period.starts and period.ends:
            rows.append(("period", locale.format_date_range(str(period.starts), str(period.ends), language)))
        rows.append(("as-of", locale.format_date(project.as_of, language)))
        if project.budget:
            rows.append(("budget", locale.format_money(project.budget.amount, project.budget.currency, language)))
            rows.append(("fund", project.budget.fund))
        rows.append(("themes", self.joined(theme.label for theme in project.themes)))
        rows.append(("levels", self.joined(level.label for level in project.levels)))
        yield Table(
            columns=(Column(self.say("project.fact"), 1), Column(self.say("project.value"), 3)),
            rows=tuple((Cell(self.say(f"project.{name}"), header=True), value) for name, value in rows if value),
            description=self.say("project.description"),
        )
        if project.aim:
            yield Heading(self.say("project.aim"), level=2)
            text, spoken = project.aim.resolve(language)
            yield from from_markdown(text, heading_level=2, language="" if spoken == language else spoken)

    def organisations(self) -> Iterator[Block]:
        if self.project.organisations:
            yield Table(
                columns=(Column(self.say("organisations.name"), 3), Column(self.say("organisations.role"), 1)),
                rows=tuple(
                    (self.header(one.name), self.say(f"role.{one.role.value}")) for one in self.project.organisations
                ),
                description=self.say("organisations.description"),
            )

    def countries(self) -> Iterator[Block]:
        project = self.project
        codes = {*geo.scope(project.scope, on=project.as_of), *(country.code for country in project.countries)}
        ordered = geo.order(codes, policy=self.brief.country_order, on=project.as_of, language=self.language)
        if not ordered:
            return
        date = locale.format_date(project.as_of, self.language)
        yield Table(
            caption=self.say("countries.caption", date=date),
            columns=(
                Column(self.say("countries.code"), 1),
                Column(self.say("countries.name"), 4),
                Column(self.say("countries.groups"), 3),
            ),
            rows=tuple((code, Cell(self._named(code), header=True), self._groups(code)) for code in ordered),
            description=self.say("countries.description"),
            notes=self.designations(ordered),
        )

    def _named(self, code: str) -> Inlines:
        known = self.project.country(code)
        name = self.inline(known.name) if known is not None and known.name is not None else self.country(code)
        return self.labelled(name, illustrative=known is not None and known.illustrative)

    def _groups(self, code: str) -> str:
        known = self.project.country(code)
        if known is not None and known.group:
            return known.group
        groups = geo.group_of(code, on=self.project.as_of)
        shown = [group for group in groups if group in self.project.scope] or list(groups)
        return ", ".join(shown) or _NOTHING

    def questionnaires(self) -> Iterator[Block]:
        for questionnaire in self.project.questionnaires:
            title = self.inline(questionnaire.title) if questionnaire.title else questionnaire.id
            yield Heading(self.labelled(title, illustrative=questionnaire.illustrative), level=2)
            yield from self._questionnaire(questionnaire, self.text(questionnaire.title) or questionnaire.id)

    def _questionnaire(self, questionnaire: Questionnaire, title: str) -> Iterator[Block]:
        project, names = self.project, {"title": title, "version": questionnaire.version}
        replies = replies_to(project, questionnaire)
        units = unit_response(project, questionnaire, replies=replies)
        questions = tuple(questionnaire.questions())
        counts = {
            "questions": len(questions),
            "invited": units.invited,
            "replies": units.received + units.declined + units.uninvited,
            "complete": units.completed,
        }
        yield Table(
            caption=self.say("questionnaires.counts", **names),
            columns=(
                Column(self.say("questionnaires.item"), 4),
                Column(self.say("questionnaires.count"), 1, Align.END),
            ),
            rows=tuple(
                (Cell(self.say(f"questionnaires.{key}"), header=True), self.number(count))
                for key, count in counts.items()
            ),
            description=self.say("questionnaires.counts-description"),
        )
        if not questions:
            return
        themes = {theme.id: self.inline(theme.label) for theme in project.themes}
        levels = {level.id: self.inline(level.label) for level in project.levels}
        yield Table(
            caption=self.say("questionnaires.caption", **names),
            columns=(
                Column(self.say("questionnaires.number"), 1.3),
                Column(self.say("questionnaires.question"), 6),
                Column(self.say("questionnaires.theme"), 2.5),
                Column(self.say("questionnaires.level"), 2),
                Column(self.say("questionnaires.answers"), 1.5, Align.END),
            ),
            rows=tuple(
                (
                    item.prefix or _NOTHING,
                    self.header(item.text) if item.text else Cell(item.link_id, header=True),
                    themes.get(item.theme, item.theme) or _NOTHING,
                    levels.get(item.level, item.level) or _NOTHING,
                    self.number(item_response(project, item, questionnaire, replies=replies).answered),
                )
                for item in questions
            ),
            description=self.say("questionnaires.description"),
            compact=True,
        )

    def workshops(self) -> Iterator[Block]:
        for workshop in self.project.workshops:
            title = self.text(workshop.title)
            yield Heading(self.labelled(self.inline(workshop.title), illustrative=workshop.illustrative), level=2)
            yield from self._where_and_when(workshop)
            if workshop.sessions:
                yield Table(
                    caption=self.say("workshops.sessions", title=title),
                    columns=(
                        Column(self.say("workshops.time"), 2),
                        Column(self.say("workshops.session"), 5),
                        Column(self.say("workshops.contributions"), 1.5, Align.END),
                    ),
                    rows=tuple(self._session(session) for session in workshop.sessions),
                    description=self.say("workshops.description"),
                )
            yield from self._missing("session", parent=workshop.id)

    def _where_and_when(self, workshop: Workshop) -> Iterator[Block]:
        place = ", ".join(part for part in (workshop.venue, workshop.city) if part)
        if workshop.country:
            place = f"{place} ({self.country(workshop.country)})" if place else self.country(workshop.country)
        days = [day for day in (workshop.starts, workshop.ends) if day]
        dates = locale.format_date_range(days[0], days[-1], self.language) if days else ""
        for key, text in (("place", place), ("dates", dates)):
            if text:
                label = self.say(f"workshops.{key}")
                yield Paragraph(f"{label}: {text}", role=ParagraphRole.META)

    def _session(self, session: Session) -> tuple[Inlines | Cell, ...]:
        when = _NOTHING
        if session.starts:
            day = locale.format_date(session.starts.date(), self.language, style="table")
            when = f"{day}, {locale.format_time(session.starts.time(), self.language)}"
        title = self.labelled(self.inline(session.title), illustrative=session.illustrative)
        return when, Cell(title, header=True), self.number(len(session.contributions))

    def findings(self) -> Iterator[Block]:
        rows: list[Row] = []
        for kind in FindingKind:
            group = [finding for finding in self.project.findings if finding.kind is kind]
            if group:
                rows.append(Row((Cell(self.say(f"kind.{kind.value}"), span=3),), kind=RowKind.GROUP))
                rows += [self._finding(finding) for finding in group]
        if rows:
            codes = dict.fromkeys(code for finding in self.project.findings for code in finding.countries)
            yield Table(
                caption=self.say("findings.caption"),
                columns=(
                    Column(self.say("findings.finding"), 5),
                    Column(self.say("findings.countries"), 3),
                    Column(self.say("findings.evidence"), 1.5, Align.END),
                ),
                rows=tuple(rows),
                description=self.say("findings.description"),
                notes=self.designations(codes),
            )
        yield from self._missing("finding")

    def _finding(self, finding: Finding) -> Row:
        countries = [self.country(code) for code in finding.countries]
        title = self.labelled(self.inline(finding.title), illustrative=finding.illustrative)
        shown = locale.join_list(countries, self.language) or _NOTHING
        return Row((Cell(title, header=True), shown, self.number(len(finding.evidence))))


OUTLINE = ReportKind(
    name="outline",
    summary="What the project data hold: facts, countries, questions, sessions, findings",
    compose=compose_outline,
)
PLAIN = HouseStyle(
    name="plain",
    summary="No institution's style: calm typography and the funding statement that the grant prescribes",
    notice=funding_notice,
    contract=Contract(title=True, page_numbers=True),
)


@hookimpl
def mpfkit_report_kinds() -> Iterable[ReportKind]:
    """Offer the outline."""
    return (OUTLINE,)


@hookimpl
def mpfkit_house_styles() -> Iterable[HouseStyle]:
    """Offer the plain style."""
    return (PLAIN,)


@hookimpl
def mpfkit_writers() -> Iterable[Writer]:
    """Offer the formats that need nothing but the core."""
    return (DOCX, MARKDOWN)


@hookimpl
def mpfkit_readers() -> tuple[Reader]:
    """Offer the reader of forms that come back: `word-form`."""
    return (WORD_FORM,)

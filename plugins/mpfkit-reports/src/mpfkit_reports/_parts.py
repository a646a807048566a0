"""Building blocks of several reports: the summary, the project, the response rate, and annexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit import geo
from mpfkit.analysis import has_frequencies, unit_response, visible_findings
from mpfkit.composing import GROUPS, NOTHING, annex_heading, entries, inlines, is_illustrative, plain_heading
from mpfkit.document import (
    Align,
    Anchor,
    BulletList,
    Cell,
    Column,
    Heading,
    HeadingKind,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Row,
    RowKind,
    Span,
    SpanRole,
    Table,
)
from mpfkit.errors import UnknownNameError
from mpfkit.locale import Catalogue
from mpfkit.model import FindingKind, OrganisationRole

from ._charts import STATES, rate_figure, replies_by_group

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mpfkit.analysis import Replies
    from mpfkit.composing import Answers, Context, Entry
    from mpfkit.document import Block, Blocks, Inlines
    from mpfkit.model import Attachment, Country, Item, LangString, Photo, Project, Questionnaire, Response

__all__ = [
    "CATALOGUE",
    "annex_countries",
    "annex_documents",
    "annex_questionnaire",
    "annex_replies",
    "authorities_of",
    "chosen_questionnaire",
    "executive_summary",
    "form_of_reply",
    "limitations",
    "photographs",
    "project_facts",
    "question_head",
    "question_key",
    "response_rate",
    "themes_of",
]

CATALOGUE = Catalogue.load("mpfkit_reports")
"""Phrases of several report kinds; what one kind alone says stands in a folder of its own below `phrases/`."""
FEW_REPLIES = 5
"""Counts that rest on fewer replies are named as a limitation."""


def question_key(link_id: str) -> str:
    """Return the key of the place where a question is printed."""
    return f"question-{link_id}"


def chosen_questionnaire(project: Project, wanted: str) -> Questionnaire | None:
    """Return the questionnaire that an option names, or the latest version of the first one; None where there is none.

    Args:
        project: The project.
        wanted: `ID` or `ID|VERSION`; without a version the latest one.

    Raises:
        UnknownNameError: The project has no such questionnaire.
    """
    known = project.questionnaires
    if not wanted:
        return next((each for each in reversed(known) if each.id == known[0].id), None)
    found = next((each for each in known if each.key == wanted), None)
    found = found or next((each for each in reversed(known) if each.id == wanted), None)
    if found is None:
        raise UnknownNameError("questionnaire of the project", wanted, (each.key for each in known))
    return found


def authorities_of(ctx: Context, code: str) -> tuple[str, ...]:
    """Return the authorities of a country that take part, as the project names them."""
    own = ctx.project.country(code)
    return own.authorities if own is not None else ()


def executive_summary(ctx: Context) -> Blocks:
    """Return the officer's summary on a page of its own; where there is none, one that is derived from the data."""
    written = ctx.narrative("executive-summary", 1, HeadingKind.PLAIN)
    return (
        PageBreak(),
        plain_heading(ctx, "front.summary"),
        *(written or _derived_summary(ctx)),
        PageBreak(),
    )


def _derived_summary(ctx: Context) -> Blocks:
    project = ctx.project
    points: list[Inlines] = []
    if ctx.replies is not None:
        rate = unit_response(project, replies=ctx.replies)
        points.append(ctx.t("summary.replies", n=sum(reply.response is not None for reply in ctx.replies.replies)))
        if rate.invited:
            points.append(ctx.t("summary.rate", rate=ctx.percent(*rate.rate)))
    sessions = len(project.sessions())
    if sessions:
        points.append(ctx.t("summary.sessions", n=sessions))
    for kind in FindingKind:
        count = len(visible_findings(project, kind))
        if count:
            points.append(ctx.t(f"summary.{kind.value}", n=count))
    lead = ctx.text(project.aim)
    opening = (Paragraph(lead, ParagraphRole.LEAD),) if lead else ()
    if not points:
        return (*opening, Paragraph(ctx.t("summary.none")))
    return (*opening, Paragraph(ctx.t("summary.intro"), keep_with_next=True), BulletList(tuple(points)))


# ------------------------------------------------------------------------------------------------------- the project


def project_facts(ctx: Context) -> Blocks:
    """Return the table of facts about the project."""
    project = ctx.project
    rows: list[tuple[str, Inlines]] = [("facts.title", ctx.text(project.title))]
    rows.append(("facts.programme", project.programme))
    rows.append(("facts.reference", project.reference))
    rows.append(("facts.areas", ctx.list(project.thematic_areas) if project.thematic_areas else ""))
    rows.append(("facts.status", ctx.t(f"status.{project.status.value}") if project.status else ""))
    if project.period is not None:
        rows.append(("facts.period", ctx.period(project.period.starts, project.period.ends)))
    rows.extend(_budget(ctx))
    for role in OrganisationRole:
        found = [each for each in project.organisations if each.role is role]
        names = [
            f"{ctx.plain(each.name)} ({each.abbreviation})" if each.abbreviation else ctx.plain(each.name)
            for each in found
        ]
        rows.append((f"facts.{role.value}", ctx.t("answer.separator").join(names)))
    rows.append(("facts.scope", _scope(ctx)))
    activities = [
        f"{ctx.plain(each.title)} ({ctx.dates(each.starts, each.ends)})" if each.starts else ctx.plain(each.title)
        for each in project.activities
    ]
    rows.append(("facts.activities", ctx.t("answer.separator").join(activities)))
    return (
        Table(
            columns=(Column(ctx.t("table.subject"), 1.0), Column(ctx.t("table.details"), 2.6)),
            rows=tuple((Cell(ctx.t(key), header=True), text) for key, text in rows if text),
            caption=ctx.t("facts.caption"),
            description=ctx.t("facts.description"),
        ),
    )


def _budget(ctx: Context) -> Iterator[tuple[str, Inlines]]:
    from mpfkit.locale import format_money

    budget = ctx.project.budget
    if budget is None:
        return
    yield "facts.budget", format_money(budget.amount, budget.currency, ctx.language)
    yield "facts.fund", budget.fund
    yield "facts.granted", ctx.date(budget.date) if budget.date else ""
    yield "facts.contract", budget.contract_number
    if budget.period is not None:
        yield "facts.spending", ctx.period(budget.period.starts, budget.period.ends)
    yield "facts.as-published", ctx.quote(budget.as_published) if budget.as_published else ""


def _scope(ctx: Context) -> str:
    groups = [group for group in ctx.project.scope if group in GROUPS]
    if not groups:
        return ""
    parts = [
        ctx.t(
            "facts.group",
            count=ctx.number(len(geo.members(group, on=ctx.on))),
            group=ctx.group_label(group, initial=False),
        )
        for group in groups
    ]
    return ctx.t(
        "facts.scope-value", n=len(geo.scope(groups, on=ctx.on)), groups=ctx.list(parts), date=ctx.date(ctx.on)
    )


def themes_of(ctx: Context, found: Iterable[Entry] = ()) -> tuple[str, ...]:
    """Return the themes of the project, and behind them those that only questions name."""
    known = [theme.id for theme in ctx.project.themes]
    used = {entry.theme for entry in found if entry.theme}
    return (*known, *sorted(used.difference(known)))


# --------------------------------------------------------------------------------------------------- the response rate


def response_rate(ctx: Context, key: str) -> Blocks:
    """Return who was asked and who replied, with the table of replies by group."""
    replies = ctx.replies
    if replies is None:
        return (Paragraph(ctx.t("none.questionnaire")),)
    questionnaire = replies.questionnaire
    rate = unit_response(ctx.project, replies=replies)
    blocks: list[Block] = [Paragraph(_sent(ctx, questionnaire))]
    if not replies.replies:
        return (*blocks, Paragraph(ctx.t("none.replies")))
    if rate.invited:
        blocks.append(
            Paragraph(
                ctx.t(
                    "rate.text",
                    invited=ctx.number(rate.invited),
                    completed=ctx.number(rate.completed),
                    partial=ctx.number(rate.partial),
                    declined=ctx.number(rate.declined),
                    silent=ctx.number(rate.no_reply),
                    rate=ctx.percent(*rate.rate),
                )
            )
        )
    blocks.append(_rate_table(ctx, replies, key))
    blocks.extend(rate_figure(ctx, replies, "figure-rate"))
    if rate.uninvited:
        blocks.append(Paragraph(ctx.t("rate.uninvited", n=rate.uninvited)))
    blocks.extend(ctx.placeholder("response"))
    return tuple(blocks)


def _sent(ctx: Context, questionnaire: Questionnaire) -> str:
    questions = len(entries(questionnaire.items))
    title = ctx.plain(questionnaire.title)
    name = ctx.quote(title) if title else ctx.t("questionnaire.untitled")
    if questionnaire.requested_on and questionnaire.return_by:
        return ctx.t(
            "questionnaire.sent-and-due",
            title=name,
            version=questionnaire.version,
            n=questions,
            sent=ctx.date(questionnaire.requested_on),
            due=ctx.date(questionnaire.return_by),
        )
    return ctx.t("questionnaire.described", title=name, version=questionnaire.version, n=questions)


def _rate_table(ctx: Context, replies: Replies, key: str) -> Table:
    counted = replies_by_group(ctx, replies)
    rows: list[Row | tuple[Cell | Inlines, ...]] = [
        (Cell(ctx.group_label(group), header=True), *_rate_cells(ctx, counts)) for group, counts in counted
    ]
    totals = tuple(map(sum, zip(*(counts for _, counts in counted), strict=True)))
    rows.append(Row((Cell(ctx.t("table.total"), header=True), *_rate_cells(ctx, totals)), RowKind.TOTAL))
    illustrative = any(reply.response is not None and reply.response.illustrative for reply in replies.replies)
    return Table(
        columns=(
            Column(ctx.t("table.group"), 2.0),
            Column(ctx.t("table.invited"), 1.0, Align.END),
            *(Column(ctx.t(f"reply.{state}"), 1.0, Align.END) for state in STATES),
            Column(ctx.t("table.rate"), 1.0, Align.END),
        ),
        rows=tuple(rows),
        caption=ctx.t("rate.caption"),
        description=ctx.t("rate.description"),
        key=key,
        notes=(Span(ctx.t("note.illustrative"), role=SpanRole.ILLUSTRATIVE),) if illustrative else (),
        compact=True,
    )


def _rate_cells(ctx: Context, counts: tuple[int, ...]) -> tuple[str, ...]:
    invited = sum(counts)
    return (ctx.number(invited), *map(ctx.number, counts), ctx.percent(counts[0], invited))


# --------------------------------------------------------------------------------------------- limitations and pictures


def limitations(ctx: Context, answers: Answers | None) -> Blocks:
    """Return the officer's text on limitations; where there is none, what the data itself says about them."""
    written = ctx.narrative("limitations", 2)
    heading = Heading(ctx.t("section.limitations"), 2, key="limitations")
    if written:
        return (heading, *written)
    intro = Paragraph(ctx.t("limitations.intro"), keep_with_next=True)
    return (heading, intro, BulletList(tuple(_limitations(ctx, answers))))


def _limitations(ctx: Context, answers: Answers | None) -> Iterator[str]:
    if answers is not None and answers.replies.replies:
        yield from _limits_of_replies(ctx, answers)
    if ctx.project.sessions():
        yield ctx.t("limitations.sessions")
    if visible_findings(ctx.project):
        yield ctx.t("limitations.findings")
    hidden = sum(ctx.withheld_totals().values())
    if hidden:
        yield ctx.t("limitations.withheld", n=hidden)
    if is_illustrative(ctx.project):
        yield ctx.t("limitations.illustrative")
    # Last, and whatever there is: so that the list is never empty.
    yield ctx.t("limitations.as-of", date=ctx.date(ctx.on))


def _limits_of_replies(ctx: Context, answers: Answers) -> Iterator[str]:
    replies = answers.replies
    rate = unit_response(ctx.project, replies=replies)
    for name, count in (
        ("silent", rate.no_reply),
        ("declined", rate.declined),
        ("partial", rate.partial),
        ("late", _late(replies)),
        ("machine", _machine_translations(ctx, replies)),
    ):
        if count:
            yield ctx.t(f"limitations.{name}", n=count)
    few = _small_bases(answers)
    if few:
        yield ctx.t("limitations.few", n=few, base=ctx.number(FEW_REPLIES))
    versions = {reply.response.questionnaire for reply in replies.received if reply.response}
    if len(versions) > 1:
        yield ctx.t("limitations.versions", n=len(versions))
    if replies.received:
        yield ctx.t("limitations.unverified")


def _late(replies: Replies) -> int:
    """Count the replies that came after the day by which they were asked for."""
    due = replies.questionnaire.return_by
    if due is None:
        return 0
    days = (reply.response.authored.date() for reply in replies.received if reply.response and reply.response.authored)
    return sum(day > due for day in days)


def _small_bases(answers: Answers) -> int:
    """Count the closed questions whose counts rest on few replies."""
    items = (
        part
        for entry in entries(answers.replies.questionnaire.items)
        for part in entry.parts
        if has_frequencies(part) and not entry.is_roster
    )
    return sum(0 < answers.printed(item).base < FEW_REPLIES for item in items)


def _machine_translations(ctx: Context, replies: Replies) -> int:
    """Count the answers that the report shows in a translation by a machine."""
    return sum(
        answer.translation.by == "machine" and ctx.language in answer.translation.text.texts
        for reply in replies.received
        if reply.response
        for given in reply.response.answers.values()
        for answer in given
        if answer.translation is not None and (answer.language or reply.response.language) not in ("", ctx.language)
    )


def photographs(ctx: Context, photos: Iterable[Photo], parent: str) -> Blocks:
    """Return photographs with their captions, and how many this edition leaves out.

    Args:
        ctx: The rendering.
        photos: Photographs that the edition shows.
        parent: Id of the workshop that they belong to; empty for the project.
    """
    blocks: list[Block] = []
    for photo in photos:
        blocks.extend(ctx.photo(photo))
    return (*blocks, *ctx.placeholder("photo", parent=parent))


# ------------------------------------------------------------------------------------------------------------ annexes


def annex_countries(ctx: Context) -> Blocks:
    """Return the annex of countries in scope, group by group in protocol order, and of the countries invited."""
    blocks: list[Block] = [annex_heading(ctx, "annex.countries")]
    groups = [group for group in ctx.project.scope if group in GROUPS]
    if groups:
        blocks.append(Paragraph(ctx.t("countries.intro", date=ctx.date(ctx.on))))
    for group in groups:
        members = geo.members(group, on=ctx.on)
        signed = {code: geo.signature_date(group, code) for code in members} if group in ("MP", "CAMM") else {}
        rows = tuple(
            (
                Cell(ctx.country(code), header=True),
                code,
                *((ctx.date(signed[code], "table"),) if signed else ()),
            )
            for code in members
        )
        blocks.append(
            Table(
                columns=(
                    Column(ctx.t("table.country"), 3.0),
                    Column(ctx.t("table.code"), 1.0),
                    *((Column(ctx.t("table.signed"), 1.4),) if signed else ()),
                ),
                rows=rows,
                caption=ctx.t("countries.caption", group=ctx.group_label(group), count=ctx.number(len(members))),
                description=ctx.t("countries.description", group=ctx.group_label(group)),
                notes=ctx.designations(members),
            )
        )
    blocks.extend(_own_countries(ctx, scope=geo.scope(groups, on=ctx.on) if groups else ()))
    if len(blocks) == 1:
        blocks.append(Paragraph(ctx.t("none.countries")))
    return tuple(blocks)


def _own_countries(ctx: Context, scope: tuple[str, ...]) -> Blocks:
    """List the countries that were invited or that the project describes itself and that stand in no list above."""
    invited = ctx.questionnaire.invited if ctx.questionnaire else ()
    codes = [code for code in (*invited, *(country.code for country in ctx.project.countries)) if code not in scope]
    if not codes:
        return ()
    remarks = {code: _remarks(ctx, ctx.project.country(code)) for code in codes}
    remarked = any(remarks.values())
    rows = tuple(
        (
            Cell(ctx.country(code), header=True),
            code,
            ctx.group_label(group),
            *((remarks[code] or NOTHING,) if remarked else ()),
        )
        for group, found in ctx.by_group(codes)
        for code in found
    )
    illustrative = any(ctx.is_illustrative(code) for code in codes)
    return (
        Table(
            columns=(
                Column(ctx.t("table.country"), 1.6),
                Column(ctx.t("table.code"), 0.7),
                Column(ctx.t("table.group"), 1.6),
                *((Column(ctx.t("table.remarks"), 2.0),) if remarked else ()),
            ),
            rows=rows,
            caption=ctx.t("countries.own-caption"),
            description=ctx.t("countries.own-description"),
            notes=(
                *((Span(ctx.t("note.illustrative-countries"), role=SpanRole.ILLUSTRATIVE),) if illustrative else ()),
                *ctx.designations(codes),
            ),
        ),
    )


def _remarks(ctx: Context, own: Country | None) -> Inlines:
    if own is None:
        return ""
    authorities = ctx.t("answer.separator").join(own.authorities)
    note = ctx.text(own.note)
    return inlines(authorities, ctx.t("answer.separator") if authorities and note else "", note)


def annex_questionnaire(ctx: Context, answers: Answers | None, *, anchors: bool) -> Blocks:
    """Return the annex with the wording of all questions.

    Args:
        ctx: The rendering.
        answers: Words the choices; None where there is no questionnaire.
        anchors: Whether references to questions lead here.
    """
    blocks: list[Block] = [annex_heading(ctx, "annex.questionnaire")]
    questionnaire = ctx.questionnaire
    if questionnaire is None or answers is None:
        return (*blocks, Paragraph(ctx.t("none.questionnaire")))
    blocks.append(Paragraph(_sent(ctx, questionnaire)))
    blocks.extend(ctx.markdown(questionnaire.background, 1, HeadingKind.ANNEX))
    blocks.extend(
        Paragraph(ctx.text(item.text), ParagraphRole.QUOTE)
        for item in questionnaire.walk()
        if item.type == "display" and ctx.plain(item.text)
    )
    found = entries(questionnaire.items)
    if not found:
        return (*blocks, Paragraph(ctx.t("none.questions")))
    for theme in (*themes_of(ctx, found), ""):
        mine = [entry for entry in found if entry.theme == theme]
        if mine:
            title = ctx.theme(theme) if theme else ctx.t("questionnaire.general")
            blocks.append(_questions(ctx, answers, title, mine, anchors=anchors))
    return tuple(blocks)


def _questions(ctx: Context, answers: Answers, title: str, found: list[Entry], *, anchors: bool) -> Table:
    rows: list[Row | tuple[Cell | Inlines, ...]] = []
    level = ""
    for entry in found:
        if entry.level and entry.level != level:
            rows.append(Row((Cell(ctx.level(entry.level), span=3),), RowKind.GROUP))
        level = entry.level or level
        item = entry.item
        number: Inlines = ctx.numbers[item.link_id]
        anchor = Anchor(question_key(item.link_id)) if anchors else None
        wording = ctx.text(item.text) or item.link_id
        cell = Cell(wording)
        if not item.is_question:
            parts = tuple(ctx.text(part.text) or part.link_id for part in entry.parts)
            cell = Cell((Paragraph(wording), BulletList(parts)))
        rows.append(
            (
                Cell(inlines(anchor, number), header=True),
                cell,
                _reply_form(ctx, answers, entry),
            )
        )
    return Table(
        columns=(
            Column(ctx.t("table.no"), 0.5),
            Column(ctx.t("table.question"), 3.2),
            Column(ctx.t("table.form"), 2.0),
        ),
        rows=tuple(rows),
        caption=ctx.t("questionnaire.caption", theme=title),
        description=ctx.t("questionnaire.description", theme=title),
    )


def question_head(ctx: Context, item: Item, *, key: str = "", required: str = "") -> Blocks:
    """Return number and wording of a question, in one line where both are in the language of the reader.

    Where the wording falls back to another language it stands by itself: so it runs its own way in a report that is
    read from right to left.

    Args:
        ctx: The rendering.
        item: The question.
        key: By which references find it.
        required: Ending of the keys of phrases that say that an answer is required; empty for those that do not.
    """
    number = ctx.numbers[item.link_id]
    text = ctx.text(item.text) or item.link_id
    if not isinstance(text, Span):
        head = ctx.rich(f"question.caption{required}", number=number, text=text)
        return (Paragraph(head, ParagraphRole.QUESTION, key=key, keep_with_next=True),)
    head = ctx.t(f"question.heading{required}", number=number)
    return (
        Paragraph(head, ParagraphRole.QUESTION, key=key, keep_with_next=True),
        Paragraph(text, ParagraphRole.QUESTION, keep_with_next=True),
    )


def form_of_reply(ctx: Context, entry: Entry) -> str:
    """Name the form in which a question is to be answered, such as 'one choice'."""
    item = entry.item
    form = "roster" if entry.is_roster else item.item_control if not item.is_question else item.type.value
    return ctx.t("form.multiple" if item.is_question and item.is_multiple and form == "choice" else f"form.{form}")


def _reply_form(ctx: Context, answers: Answers, entry: Entry) -> str:
    """Say how a question is to be answered, and under which condition it is asked."""
    item = entry.item
    first = entry.parts[0]
    choices = [answers.choice(first, choice.code) for choice in answers.replies.questionnaire.choices(first)]
    listed = ctx.t("answer.separator").join(choices) if choices and not entry.is_roster else ""
    kind = form_of_reply(ctx, entry)
    text = ctx.t("form.with-choices", form=kind, choices=listed) if listed else kind
    if not item.enable_when:
        return text
    numbers = dict.fromkeys(ctx.numbers.get(each.question, each.question) for each in item.enable_when)
    return ctx.t("form.conditional", form=text, questions=ctx.list(numbers))


def annex_replies(ctx: Context) -> Blocks:
    """Return the annex with the state of every country's reply."""
    blocks: list[Block] = [annex_heading(ctx, "annex.replies")]
    replies = ctx.replies
    if replies is None or not replies.replies:
        return (*blocks, Paragraph(ctx.t("none.replies" if replies else "none.questionnaire")))
    rows: list[Row | tuple[Cell | Inlines, ...]] = []
    groups = ctx.by_group(reply.country for reply in replies.replies)
    by_country = {reply.country: reply for reply in replies.replies}
    named = any(_authorities(ctx, reply.response) for reply in replies.replies)
    for group, codes in groups:
        if len(groups) > 1:
            rows.append(Row((Cell(ctx.group_label(group), span=5 if named else 4),), RowKind.GROUP))
        for code in codes:
            reply = by_country[code]
            counted = [state for state in reply.states.values() if state.counts]
            received = reply.response.authored if reply.response else None
            rows.append(
                (
                    Cell(ctx.country(code), header=True),
                    ctx.t(f"reply.{reply.state.value}"),
                    *((_authorities(ctx, reply.response) or NOTHING,) if named else ()),
                    ctx.date(received.date(), "table") if received else NOTHING,
                    ctx.t(
                        "replies.answered",
                        answered=ctx.number(sum(state.is_answered for state in counted)),
                        asked=ctx.number(len(counted)),
                    )
                    if reply.response
                    else NOTHING,
                )
            )
    illustrative = any(reply.response is not None and reply.response.illustrative for reply in replies.replies)
    blocks.append(
        Table(
            columns=(
                Column(ctx.t("table.country"), 1.6),
                Column(ctx.t("table.reply"), 1.1),
                *((Column(ctx.t("table.authority"), 2.6),) if named else ()),
                Column(ctx.t("table.received"), 1.2),
                Column(ctx.t("table.answered"), 1.2),
            ),
            rows=tuple(rows),
            caption=ctx.t("replies.caption"),
            description=ctx.t("replies.description"),
            notes=(
                ctx.t("note.answered"),
                *((Span(ctx.t("note.illustrative"), role=SpanRole.ILLUSTRATIVE),) if illustrative else ()),
                *ctx.designations(by_country),
            ),
        )
    )
    blocks.extend(_reply_notes(ctx, replies))
    return tuple(blocks)


def _authorities(ctx: Context, response: Response | None) -> str:
    """Return who replied, and who contributed to the reply: organisations, never persons."""
    if response is None:
        return ""
    found = (response.respondent, *response.contributors)
    return ctx.t("answer.separator").join(
        dict.fromkeys(each.organisation for each in found if each and each.organisation)
    )


def annex_documents(ctx: Context) -> Blocks:
    """Return the annex of documents of the project and of files that came with replies; none where there are none."""
    project = ctx.project
    current = {response.id for response in project.current_responses()}
    rows: list[Row | tuple[Cell | Inlines, ...]] = [
        (Cell(_document_title(ctx, each), header=True), ctx.t("documents.project"), each.file)
        for each in project.documents
    ]
    countries = [response.country for response in project.responses if response.id in current and response.attachments]
    for code in ctx.order(countries):
        for response in project.responses:
            if response.country == code and response.id in current:
                rows.extend(
                    (Cell(_document_title(ctx, each), header=True), _sent_with(ctx, response, each), each.file)
                    for each in response.attachments
                )
    hidden = ctx.placeholder("attachment")
    if not rows:
        return (annex_heading(ctx, "annex.documents"), *hidden) if hidden else ()
    table = Table(
        columns=(
            Column(ctx.t("table.document"), 2.6),
            Column(ctx.t("table.belongs-to"), 1.8),
            Column(ctx.t("table.file"), 1.6),
        ),
        rows=tuple(rows),
        caption=ctx.t("documents.caption"),
        description=ctx.t("documents.description"),
        notes=ctx.designations(dict.fromkeys(countries)),
    )
    return (annex_heading(ctx, "annex.documents"), Paragraph(ctx.t("documents.intro")), table, *hidden)


def _document_title(ctx: Context, attachment: Attachment) -> Inlines:
    return ctx.text(attachment.caption) or attachment.file.rpartition("/")[2] or NOTHING


def _sent_with(ctx: Context, response: Response, attachment: Attachment) -> str:
    country = ctx.country(response.country)
    if attachment.link_id not in ctx.items:
        return ctx.t("documents.reply", country=country)
    return ctx.t("documents.answer", country=country, question=ctx.question(attachment.link_id))


def _reply_notes(ctx: Context, replies: Replies) -> Blocks:
    notes: list[Inlines] = []
    for reply in replies.received:
        note: LangString | None = reply.response.note if reply.response else None
        if note is not None and ctx.plain(note):
            label = ctx.t("label.labelled", label=ctx.country(reply.country))
            notes.append(inlines(Span(label, role=SpanRole.LABEL), " ", ctx.text(note)))
    if not notes:
        return ()
    return (Paragraph(ctx.t("replies.notes"), keep_with_next=True), BulletList(tuple(notes)))

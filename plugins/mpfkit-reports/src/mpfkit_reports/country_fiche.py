"""The fiche of a country: facts, its reply theme by theme with legal references, its part in sessions and findings.

Limited to one country it is a compact fiche of that country; without a limit all countries follow one another, each in
a chapter of its own. The arrangement by theme with a legal anchor is that of country reports such as those of GRETA.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from mpfkit import geo, locale
from mpfkit.analysis import (
    Replies,
    State,
    frequencies,
    has_frequencies,
    item_response,
    numeric_summary,
    ranking_summary,
    replies_to,
    visible_findings,
)
from mpfkit.composing import (
    GROUPS,
    NOTHING,
    Answers,
    Context,
    abbreviations,
    about_edition,
    cover,
    document,
    entries,
    imprint,
    inlines,
    plain_heading,
)
from mpfkit.document import (
    BulletList,
    Cell,
    Column,
    Contents,
    Heading,
    LineBreak,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Reference,
    Row,
    RowKind,
    Span,
    SpanRole,
    Strong,
    Table,
    plain_text,
)
from mpfkit.locale import Catalogue
from mpfkit.model import Attribution, FindingKind, FindingStatus, ItemType

from ._findings import Findings, joined
from ._parts import CATALOGUE, question_head, themes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mpfkit.analysis import Frequencies, Reply
    from mpfkit.composing import Entry
    from mpfkit.document import Block, Blocks, Document, Inlines
    from mpfkit.model import (
        Attachment,
        Contribution,
        Country,
        Evidence,
        Finding,
        Item,
        Project,
        Questionnaire,
        Respondent,
        Response,
        Session,
    )
    from mpfkit.records import Brief

__all__ = ["FicheOptions", "compose_country_fiche"]

_KIND = "country-fiche"
_PHRASES = Catalogue.load("mpfkit_reports", "phrases/country-fiche")
_LEGAL = "x-legal-reference"
"""Key of an item that asks for legal provisions at whatever level it stands."""
_FIGURES = (ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY)
_SETTLED = (State.ANSWERED, State.WITHHELD, State.UNDISCLOSED)
"""States of a question that has something to show among the legal references."""


@attrs.frozen(kw_only=True)
class FicheOptions:
    """Options of the fiche.

    Attributes:
        legal_levels: Ids of the levels whose answers are legal references.
    """

    legal_levels: tuple[str, ...] = ("LEG", "LEGAL")


def compose_country_fiche(project: Project, brief: Brief) -> Document:
    """Compose the fiche of one country, or those of several one after another.

    Args:
        project: The project, redacted for the audience of the brief.
        brief: Date, language, audience, countries, and what the house style prescribes.

    Returns:
        The document.
    """
    return _Fiches(project, brief).document()


class _Asked:
    """One version of a questionnaire with the replies to all its versions, and what compares one reply with the others.

    Numbers of questions are those of this version, also where others use the same ids.
    """

    def __init__(self, project: Project, brief: Brief, questionnaire: Questionnaire) -> None:
        ordered = (*(each for each in project.questionnaires if each is not questionnaire), questionnaire)
        # A project of its own would have its replies worked out anew
        same = all(one is other for one, other in zip(ordered, project.questionnaires, strict=False))
        of_it = project if same else project.evolve(questionnaires=ordered)
        self.ctx = Context(of_it, brief, _PHRASES, CATALOGUE)
        self.questionnaire = questionnaire
        self.replies = replies_to(project, questionnaire) or Replies(questionnaire=questionnaire, replies=())
        self.by_country = {reply.country: reply for reply in self.replies.replies}
        self.answers = Answers(self.ctx, self.replies)
        self.entries = entries(questionnaire.items)
        self._frequencies: dict[str, Frequencies] = {}

    def compared(self, item: Item, reply: Reply) -> str:
        """Say in one line how an answer compares with those of the other replies.

        Args:
            item: The question.
            reply: The reply of the country.

        Returns:
            A sentence; empty where this edition does not show the counts, or they rest on a single reply.
        """
        if reply.state_of(item.link_id) is not State.ANSWERED:
            return ""
        if has_frequencies(item):
            return self._chosen(item, reply)
        ctx = self.ctx
        if item.type in _FIGURES:
            spread = numeric_summary(ctx.project, item, replies=self.replies)
            if spread.n < 2 or spread.minimum is None or spread.median is None or spread.maximum is None:
                return ""
            return ctx.t(
                "compared.figures",
                minimum=self.answers.value(item, spread.minimum),
                median=self.answers.value(item, spread.median),
                maximum=self.answers.value(item, spread.maximum),
                n=spread.n,
            )
        if item.type is ItemType.RANKING:
            return self._ranked(item, reply)
        answered = item_response(ctx.project, item, replies=self.replies)
        if answered.base < 2:
            return ""
        return ctx.t("compared.texts", answered=ctx.number(answered.answered), n=answered.base)

    def _chosen(self, item: Item, reply: Reply) -> str:
        ctx = self.ctx
        found = self._frequencies.get(item.link_id)
        if found is None:
            found = frequencies(ctx.project, item, replies=self.replies)
            self._frequencies[item.link_id] = found
        counts = {row.code: row.count for row in found.rows}
        codes = [code for code in _codes(reply, item.link_id) if counts.get(code)]
        # Where one count is kept back, the redaction keeps back all of the question.
        if found.suppressed or found.base < 2 or not codes:
            return ""
        if not item.is_multiple and len(codes) == 1:
            return ctx.t("compared.single", count=ctx.number(counts[codes[0]] or 0), n=found.base)
        shown = (
            ctx.t("compared.count", label=self.answers.choice(item, code), count=ctx.number(counts[code] or 0))
            for code in codes
        )
        return ctx.t("compared.multiple", counts=ctx.t("answer.separator").join(shown), n=found.base)

    def _ranked(self, item: Item, reply: Reply) -> str:
        ctx = self.ctx
        first = next(iter(_codes(reply, item.link_id)), "")
        rows = ranking_summary(ctx.project, item, replies=self.replies)
        base = sum(row.first for row in rows)
        own = next((row.first for row in rows if row.code == first), 0)
        if base < 2 or not own:
            return ""
        return ctx.t("compared.first", count=ctx.number(own), n=base, label=ctx.quote(self.answers.choice(item, first)))


def _codes(reply: Reply, link_id: str) -> Iterator[str]:
    """Yield the choices that a reply made, in its order, each once."""
    seen: set[str] = set()
    for answer in reply.answers(link_id):
        for value in answer.values if answer.value is None else (answer.value,):
            code = str(value).lower() if isinstance(value, bool) else str(value)
            if code not in seen:
                seen.add(code)
                yield code


class _Fiches:
    def __init__(self, project: Project, brief: Brief) -> None:
        self.project = project
        self.brief = brief
        options = brief.options if isinstance(brief.options, FicheOptions) else FicheOptions()
        self.legal = frozenset(level.casefold() for level in options.legal_levels)
        self.ctx = Context(project, brief, _PHRASES, CATALOGUE)
        self._asked: dict[str, _Asked] = {}
        latest = {each.id: each for each in project.questionnaires}
        self.latest = [self.asked(questionnaire) for questionnaire in latest.values()]
        self.responses: dict[str, list[Response]] = {}
        for response in project.responses:
            self.responses.setdefault(response.country, []).append(response)
        self.superseded = project.superseded_responses()
        sessions = project.sessions()
        self.speakers = {
            (session.id, each.id): each.country
            for session in sessions
            for each in session.contributions
            if each.country
        }
        self.countries = brief.countries or tuple(
            code for _, codes in self.ctx.by_group(_countries(project)) for code in codes
        )
        self.several = len(self.countries) != 1
        self.places: dict[tuple[str, str], str] = {}

    def asked(self, questionnaire: Questionnaire) -> _Asked:
        """Return a version of a questionnaire with the replies, worked out once for all countries."""
        found = self._asked.get(questionnaire.key)
        if found is None:
            found = self._asked[questionnaire.key] = _Asked(self.project, self.brief, questionnaire)
        return found

    def document(self) -> Document:
        ctx = self.ctx
        lines = [("cover.project", ctx.plain(self.project.title))]
        if not self.several:
            code = self.countries[0]
            title = ctx.t("fiche.title", country=ctx.country(code))
            page = cover(ctx, _KIND, ctx.country(code), lines)
            note = ctx.designations((code,))
            page = attrs.evolve(page, notices=(*page.notices, *map(plain_text, note)))
            blocks = (
                *self.front(levels=2),
                *self.reading("section.reading-one"),
                PageBreak(),
                *_Fiche(self, code, depth=1).blocks(),
            )
            return document(ctx, _KIND, title, page, blocks)
        kind = f"{_KIND}s"
        title = ctx.t("kind-of-report.country-fiches")
        page = attrs.evolve(cover(ctx, kind, title, lines), subtitle="")
        chapters = tuple(block for code in self.countries for block in self.chapter(code))
        blocks = (*self.front(levels=1), *self.reading("section.reading"), *self.overview(), *chapters)
        return document(ctx, kind, title, page, blocks)

    def front(self, *, levels: int) -> Blocks:
        ctx = self.ctx
        texts = imprint(ctx)
        # A compact fiche has all its front matter on one page or two, and no list of abbreviations that it may not use.
        whole = self.project.withheld is not None and self.project.withheld.total() > 0 and not self.several
        return (
            *texts,
            *((PageBreak(),) if texts and self.several else ()),
            Contents(title=ctx.t("front.contents"), levels=levels),
            *(abbreviations(ctx) if self.several else ()),
            *about_edition(ctx),
            *((Paragraph(ctx.t("fiche.whole-edition"), ParagraphRole.META),) if whole else ()),
        )

    def reading(self, key: str) -> Blocks:
        ctx = self.ctx
        rules = tuple(ctx.t(f"reading.{name}") for name in ("wording", "compared", "words", "edition"))
        return (plain_heading(ctx, key), Paragraph(ctx.t("reading.intro"), keep_with_next=True), BulletList(rules))

    def overview(self) -> Blocks:
        ctx = self.ctx
        heading = plain_heading(ctx, "section.overview")
        if not self.countries:
            return (heading, Paragraph(ctx.t("none.countries")))
        rows = []
        for code in self.countries:
            reply = self.latest[0].by_country.get(code) if self.latest else None
            response = reply.response if reply else None
            authored = response.authored if response else None
            rows.append(
                (
                    Cell(Reference(f"fiche-{code}", ctx.country(code)), header=True),
                    ctx.group_label(ctx.group(code)),
                    ctx.t(f"reply.{reply.state.value}") if reply else NOTHING,
                    ctx.date(authored.date(), "table") if authored else NOTHING,
                    self.completeness(reply) if reply and response else NOTHING,
                )
            )
        illustrative = any(map(self.is_illustrative, self.countries))
        widths = {"country": 1.6, "group": 2.2, "reply": 1.1, "received": 1.1, "answered": 1.0}
        return (
            heading,
            Table(
                columns=tuple(Column(ctx.t(f"table.{name}"), width) for name, width in widths.items()),
                rows=tuple(rows),
                caption=ctx.t("overview.caption"),
                description=ctx.t("overview.description"),
                notes=(
                    ctx.t("note.answered"),
                    *((Span(ctx.t("note.illustrative"), role=SpanRole.ILLUSTRATIVE),) if illustrative else ()),
                    *ctx.designations(self.countries),
                ),
            ),
            *ctx.placeholder("response"),
        )

    def completeness(self, reply: Reply) -> str:
        counted = [state for state in reply.states.values() if state.counts]
        return self.ctx.t(
            "replies.answered",
            answered=self.ctx.number(sum(state.is_answered for state in counted)),
            asked=self.ctx.number(len(counted)),
        )

    def is_illustrative(self, code: str) -> bool:
        return (
            self.project.illustrative
            or self.ctx.is_illustrative(code)
            or any(response.illustrative for response in self.responses.get(code, ()))
        )

    def chapter(self, code: str) -> Blocks:
        heading = Heading(self.ctx.country(code), 1, key=f"fiche-{code}")
        return (PageBreak(), heading, *_Fiche(self, code, depth=2).blocks())

    # -- what is said of findings

    def place(self, response: Response, link_id: str) -> str:
        """Return the key of the place where an answer is printed; empty where it is not."""
        return self.places.get((response.id, link_id), "")


class _Fiche:
    """The fiche of one country.

    Attributes:
        depth: Level of its headings.
    """

    def __init__(self, fiches: _Fiches, code: str, *, depth: int) -> None:
        self.fiches = fiches
        self.ctx = fiches.ctx
        self.project = fiches.project
        self.code = code
        self.depth = depth
        self.own: Country | None = self.project.country(code)
        self.name = self.ctx.country(code)
        self.submissions = fiches.responses.get(code, [])
        self.replies = [(asked, reply) for each in fiches.latest for asked, reply in self._received(each)]
        self.current = [reply.response for _, reply in self.replies if reply.response is not None]

    def _received(self, latest: _Asked) -> Iterator[tuple[_Asked, Reply]]:
        """Yield the current reply with the version that the country answered."""
        reply = latest.by_country.get(self.code)
        if reply is None:
            return
        response = reply.response
        received = self.project.questionnaire(response.questionnaire) if response else None
        asked = latest if received is None else self.fiches.asked(received)
        yield asked, asked.by_country.get(self.code, reply)

    def blocks(self) -> Blocks:
        ctx = self.ctx
        notice: Blocks = ()
        if self.fiches.is_illustrative(self.code):
            notice = (Paragraph(ctx.t("fiche.illustrative"), ParagraphRole.ILLUSTRATIVE),)
        return (
            *self._section("country", (*notice, *self.facts())),
            *self._section("reply", self.reply()),
            *(block for asked, reply in self.replies for block in self.themes(asked, reply)),
            *(self._section("legal", self.legal()) if self._is_told() else ()),
            *(self._section("workshop", self.workshop()) if self.project.workshops else ()),
            *self._section("findings", self.findings()),
            *self._section("contacts", self.contacts()),
            *(self._section("attachments", self.attachments()) if self.current else ()),
        )

    def _section(self, name: str, blocks: Blocks) -> Blocks:
        return (Heading(self.ctx.t(f"section.{name}"), self.depth, key=f"{name}-{self.code}"), *blocks)

    def _is_told(self) -> bool:
        """Whether anything of a reply is left in this edition."""
        return any(not response.withheld for response in self.current)

    def _withheld(self, key: str, *entities: str, parents: Iterable[str] | None = None) -> Blocks:
        """Return the paragraph that counts what this edition leaves out; none where it leaves nothing out."""
        ctx = self.ctx
        number = sum(
            ctx.withheld(entity, parent=parent)
            for entity in entities
            for parent in (dict.fromkeys(parents) if parents is not None else (None,))
        )
        return (Paragraph(ctx.t(key, n=number), ParagraphRole.WITHHELD),) if number else ()

    def _table(self, key: str, rows: Sequence[tuple[str, Inlines]], notes: tuple[Inlines, ...] = ()) -> Table:
        """Return a table of facts; those without content fall away."""
        ctx = self.ctx
        return Table(
            columns=(Column(ctx.t("table.subject"), 1.0), Column(ctx.t("table.details"), 2.2)),
            rows=tuple((Cell(label, header=True), content) for label, content in rows if content),
            description=ctx.t(f"{key}.description", country=self.name),
            notes=notes,
        )

    # -- the country

    def facts(self) -> Blocks:
        ctx = self.ctx
        code = self.code
        known = geo.is_known(code)
        groups = [group for group in geo.group_of(code, on=ctx.on) if group in GROUPS] if known else []
        mine = [group for group in groups if group in ("EU", "MP", "CAMM", *self.project.scope)]
        labels: list[str] = [self._group(group) for group in mine]
        if not labels and self.own is not None and self.own.group:
            labels = [self._group(self.own.group)]
        # The full name of a country whose short name needs a note would need one, too.
        official = geo.official_name(code, on=ctx.on) if known and ctx.note_on(code) is None else None
        invited = [
            self._title(asked)
            for asked in self.fiches.latest
            if asked.by_country.get(code, None) is not None and asked.by_country[code].invited
        ]
        authorities = self.own.authorities if self.own else ()
        rows: list[tuple[str, Inlines]] = [
            (ctx.t("facts.name-on", date=ctx.date(ctx.on)), self.name),
            (
                ctx.t("facts.official"),
                Span(official, language="en") if official and ctx.language != "en" else official or "",
            ),
            (ctx.t("facts.code"), code),
            (ctx.t("facts.group"), _lines(labels)),
            (ctx.t("facts.invited"), _lines(invited)),
            (ctx.t("facts.authorities"), _lines(authorities)),
            (ctx.t("facts.note"), ctx.text(self.own.note) if self.own else ""),
        ]
        return (
            self._table("facts", rows, ctx.designations((code,))),
            *self._withheld("facts.withheld", "narrative", "extension", parents=(code,)),
        )

    def _group(self, group: str) -> str:
        ctx = self.ctx
        if group not in GROUPS:
            return group
        label = _capital(geo.group_label(group, ctx.language, plural=False))
        if group in ("MP", "CAMM") and geo.is_known(self.code):
            return ctx.t("facts.signed", group=label, date=ctx.date(geo.signature_date(group, self.code)))
        return label

    def _title(self, asked: _Asked) -> str:
        return self.ctx.plain(asked.questionnaire.title) or asked.questionnaire.id

    # -- the reply

    def reply(self) -> Blocks:
        ctx = self.ctx
        if not self.fiches.latest:
            return (Paragraph(ctx.t("none.questionnaire")),)
        if not self.replies:
            return (Paragraph(ctx.t("reply.none-uninvited")),)
        return tuple(block for asked, reply in self.replies for block in self._reply(asked, reply))

    def _reply(self, asked: _Asked, reply: Reply) -> Blocks:
        ctx = self.ctx
        response = reply.response
        if response is None:
            return (Paragraph(ctx.t("reply.none-invited")),)
        newest = next(each for each in self.fiches.latest if each.questionnaire.id == asked.questionnaire.id)
        version = asked.questionnaire.version
        if newest is not asked:
            version = ctx.t("reply.version-older", version=version, latest=newest.questionnaire.version)
        required = [reply.state_of(item.link_id) for item in asked.questionnaire.questions() if item.required]
        dissemination = response.dissemination
        rows: list[tuple[str, Inlines]] = [
            (ctx.t("reply.questionnaire"), ctx.text(asked.questionnaire.title)),
            (ctx.t("reply.version"), version),
            (ctx.t("reply.state"), ctx.t(f"reply.{reply.state.value}")),
            (ctx.t("reply.received"), ctx.date(response.authored.date()) if response.authored else ""),
            (ctx.t("reply.by"), self._respondent(response.respondent) if response.respondent else ""),
            (ctx.t("reply.contributors"), _lines(list(map(self._respondent, response.contributors)))),
            (ctx.t("reply.language"), _capital(locale.language_name(response.language, ctx.language))),
            (ctx.t("reply.answered"), self._answered(list(reply.states.values()))),
            (ctx.t("reply.required"), self._answered(required)),
            (
                ctx.t("reply.dissemination"),
                "" if dissemination is None else ctx.t(f"boolean.{str(dissemination).lower()}"),
            ),
            (ctx.t("reply.review"), ctx.t(f"review.{response.review_state.value}") if response.review_state else ""),
            (ctx.t("reply.note"), ctx.text(response.note)),
        ]
        hidden: Blocks = self._withheld("reply.answers-withheld", "answer", parents=(response.id,))
        if response.withheld:
            hidden = (Paragraph(ctx.t("reply.withheld"), ParagraphRole.WITHHELD),)
        return (
            *hidden,
            *self._withheld("reply.comments-withheld", "comment", parents=(response.id,)),
            self._table("reply", rows),
            *self._submissions(asked, response),
        )

    def _respondent(self, respondent: Respondent) -> str:
        ctx = self.ctx
        key = f"role.{respondent.role}"
        role = ctx.t(key) if respondent.role and ctx.has(key) else respondent.role
        if respondent.organisation and role:
            return ctx.t("answer.ranked", label=respondent.organisation, place=role)
        return respondent.organisation or role

    def _answered(self, states: list[State]) -> str:
        ctx = self.ctx
        counted = [state for state in states if state.counts]
        if not counted:
            return ""
        answered = sum(state.is_answered for state in counted)
        return ctx.t("reply.of", answered=ctx.number(answered), asked=ctx.number(len(counted)))

    def _submissions(self, asked: _Asked, current: Response) -> Blocks:
        """Return the table of all submissions to a questionnaire; none where there is only one."""
        ctx = self.ctx
        wanted = asked.questionnaire.id
        found = [each for each in self.submissions if each.questionnaire.partition("|")[0] == wanted]
        if len(found) < 2:
            return ()
        rows: list[tuple[Cell | Inlines, ...]] = []
        for number, response in enumerate(found, start=1):
            received = self.project.questionnaire(response.questionnaire)
            place = "superseded" if response.id in self.fiches.superseded else "void"
            rows.append(
                (
                    Cell(ctx.number(number), header=True),
                    ctx.date(response.authored.date(), "table") if response.authored else NOTHING,
                    received.version if received else NOTHING,
                    ctx.t(f"status.{response.status.value}"),
                    ctx.t(f"submission.{'current' if response is current else place}"),
                )
            )
        names = ("no", "received", "version", "status", "place")
        widths = (0.4, 1.0, 0.8, 1.2, 1.6)
        return (
            Paragraph(ctx.t("reply.submissions"), keep_with_next=True),
            Table(
                columns=tuple(
                    Column(ctx.t(f"submission.{name}"), width) for name, width in zip(names, widths, strict=True)
                ),
                rows=tuple(rows),
                description=ctx.t("reply.submissions-description", country=self.name),
            ),
        )

    # -- the answers

    def themes(self, asked: _Asked, reply: Reply) -> Blocks:
        """Return the answers theme by theme and level by level."""
        ctx = self.ctx
        if reply.response is None or reply.response.withheld:
            return ()
        blocks: list[Block] = []
        for theme in (*themes_of(ctx, asked.entries), ""):
            mine = [entry for entry in asked.entries if entry.theme == theme]
            if not mine:
                continue
            title = ctx.theme(theme) if theme else ctx.t("section.general")
            blocks.append(Heading(title, self.depth))
            used = {entry.level for entry in mine}
            known = [level.id for level in self.project.levels]
            for level in (*known, *sorted(used.difference((*known, ""))), ""):
                here = [entry for entry in mine if entry.level == level]
                if here and len(used) > 1:
                    label = ctx.level(level) if level else ctx.t("section.across")
                    blocks.append(Heading(label, self.depth + 1))
                elif here and level:
                    blocks.append(Heading(ctx.level(level), self.depth + 1))
                blocks.extend(self._questions(asked, reply, here))
        return tuple(blocks)

    def _questions(self, asked: _Asked, reply: Reply, found: list[Entry]) -> Blocks:
        ctx = asked.ctx
        blocks: list[Block] = []
        left_out: dict[State, list[str]] = {State.NOT_ENABLED: [], State.NOT_ASKED: []}
        for entry in found:
            states = {reply.state_of(part.link_id) for part in entry.parts}
            outside = states.pop() if len(states) == 1 else None
            if outside in left_out and not any(reply.answers(part.link_id) for part in entry.parts):
                left_out[outside].append(ctx.numbers[entry.item.link_id])
            else:
                blocks.extend(self._question(asked, reply, entry))
        for state, numbers in left_out.items():
            if numbers:
                text = ctx.t(f"questions.{state.value}", n=len(numbers), questions=ctx.list(numbers))
                blocks.append(Paragraph(text, ParagraphRole.META))
        return tuple(blocks)

    def _question(self, asked: _Asked, reply: Reply, entry: Entry) -> Blocks:
        ctx = asked.ctx
        item = entry.item
        key = self._key(asked, item.link_id)
        if reply.response is not None:
            self.fiches.places.update(
                ((reply.response.id, part.link_id), key) for part in (item, *entry.parts) if not reply.response.withheld
            )
        blocks: list[Block] = [*question_head(ctx, item, key=key)]
        if entry.is_roster or len(entry.parts) > 1:
            blocks.append(self._parts(asked, reply, entry))
            return tuple(blocks)
        line = asked.compared(entry.parts[0], reply)
        blocks.append(Paragraph(asked.answers.cell(entry.parts[0], reply), keep_with_next=bool(line)))
        if line:
            blocks.append(Paragraph(line, ParagraphRole.META))
        return tuple(blocks)

    def _key(self, asked: _Asked, link_id: str) -> str:
        return f"{self.code}|{asked.questionnaire.id}|{link_id}"

    def _parts(self, asked: _Asked, reply: Reply, entry: Entry) -> Table:
        ctx = asked.ctx
        number = ctx.numbers[entry.item.link_id]
        if entry.is_roster and len(entry.parts) > 1:
            return Table(
                columns=tuple(Column(ctx.wording(part), 1.2) for part in entry.parts),
                rows=tuple(asked.answers.roster(entry, reply)),
                description=ctx.t("questions.roster-description", number=number),
            )
        compared = {part.link_id: "" if entry.is_roster else asked.compared(part, reply) for part in entry.parts}
        beside = any(compared.values())
        return Table(
            columns=(
                Column(ctx.t("table.part"), 1.4),
                Column(ctx.t("table.answer"), 1.2),
                *((Column(ctx.t("questions.compared"), 1.8),) if beside else ()),
            ),
            rows=tuple(
                (
                    Cell(ctx.wording(part), header=True),
                    asked.answers.cell(part, reply),
                    *((compared[part.link_id] or NOTHING,) if beside else ()),
                )
                for part in entry.parts
            ),
            description=ctx.t("questions.parts-description", number=number),
        )

    # -- legal references

    def legal(self) -> Blocks:
        """Return the legal references: answers at the legal level, to items that say so, and files beside them."""
        ctx = self.ctx
        rows: list[Row | tuple[Cell | Inlines, ...]] = []
        for asked, reply in self.replies:
            found = [entry for entry in asked.entries if self._is_legal(entry) and self._is_settled(entry, reply)]
            for theme in (*themes_of(ctx, asked.entries), ""):
                mine = [entry for entry in found if entry.theme == theme]
                if mine:
                    title = ctx.theme(theme) if theme else ctx.t("section.general")
                    rows.append(Row((Cell(title, span=2),), RowKind.GROUP))
                    rows.extend(self._legal_row(asked, reply, entry) for entry in mine)
        if not rows:
            return (Paragraph(ctx.t("legal.none")),)
        return (
            Paragraph(ctx.t("legal.intro"), keep_with_next=True),
            Table(
                columns=(Column(ctx.t("table.question"), 1.4), Column(ctx.t("table.answer"), 2.0)),
                rows=tuple(rows),
                description=ctx.t("legal.description", country=self.name),
            ),
        )

    def _is_legal(self, entry: Entry) -> bool:
        return entry.level.casefold() in self.fiches.legal or any(
            each.level.casefold() in self.fiches.legal or each.extra.get(_LEGAL) is True
            for each in (entry.item, *entry.parts)
        )

    @staticmethod
    def _is_settled(entry: Entry, reply: Reply) -> bool:
        return (
            reply.response is not None
            and not reply.response.withheld
            and any(reply.state_of(part.link_id) in _SETTLED for part in entry.parts)
        )

    def _legal_row(self, asked: _Asked, reply: Reply, entry: Entry) -> tuple[Cell | Inlines, ...]:
        ctx = asked.ctx
        item = entry.item
        cited = Reference(self._key(asked, item.link_id), ctx.t("question.heading", number=ctx.numbers[item.link_id]))
        head = (Paragraph(cited), Paragraph(ctx.text(item.text) or item.link_id))
        lines: list[Inlines] = []
        if len(entry.parts) == 1 and not entry.is_roster:
            lines.append(asked.answers.cell(entry.parts[0], reply))
        else:
            lines += [
                ctx.rich("legal.part", part=ctx.wording(part), value=asked.answers.cell(part, reply))
                for part in entry.parts
                if reply.state_of(part.link_id) in _SETTLED
            ]
        wanted = {item.link_id, *(part.link_id for part in entry.parts)}
        lines += [
            ctx.rich("legal.attachment", name=self._what(each))
            for each in (reply.response.attachments if reply.response else ())
            if each.link_id in wanted
        ]
        return (Cell(head, header=True), _lines(lines))

    # -- at the workshop

    def workshop(self) -> Blocks:
        ctx = self.ctx
        blocks: list[Block] = []
        for session in self.project.sessions():
            for contribution in session.contributions:
                if contribution.country == self.code:
                    blocks.extend(self._contribution(session, contribution))
        hidden = self._withheld("workshop.withheld", "contribution")
        if not blocks:
            blocks.append(Paragraph(ctx.t("workshop.none")))
        return (*blocks, *hidden)

    def _contribution(self, session: Session, contribution: Contribution) -> Blocks:
        ctx = self.ctx
        lines: list[Inlines] = []
        if contribution.title is not None:
            lines.append(Strong(ctx.text(contribution.title)))
        lines.append(inlines(ctx.label("workshop.kind"), " ", ctx.t(f"contribution.{contribution.kind.value}")))
        lines.append(inlines(ctx.label("label.session"), " ", ctx.heading(session.title)))
        who = ", ".join(part for part in (contribution.speaker, contribution.organisation) if part)
        if who:
            lines.append(inlines(ctx.label("workshop.by"), " ", who))
        if session.attribution is not Attribution.ON_RECORD:
            rule = ctx.t(f"attribution.{session.attribution.value}")
            lines.append(inlines(ctx.label("label.attribution"), " ", rule))
        if contribution.items:
            about = ctx.list(dict.fromkeys(ctx.numbers.get(each, "") or each for each in contribution.items))
            lines.append(inlines(ctx.label("label.questions"), " ", about))
        text = ctx.markdown(contribution.text, self.depth)
        return (
            Paragraph(_lines(lines), ParagraphRole.META, keep_with_next=True),
            *(text or (Paragraph(ctx.muted("contribution.no-text")),)),
        )

    # -- findings

    def findings(self) -> Blocks:
        ctx = self.ctx
        words = Findings(ctx, self.fiches.place, lambda _: "", self._cited())
        mine = [each for each in visible_findings(self.project) if self._concerns(each)]
        gaps = [each.id for each in mine]
        options = {option for gap in gaps for option in words.gaps.options.get(gap, ())}
        mine = [each for each in visible_findings(self.project) if each in mine or each.id in options]
        blocks: list[Block] = []
        for kind in FindingKind:
            found = tuple(self._finding(each, words) for each in mine if each.kind is kind)
            if found:
                label = Span(ctx.t("label.labelled", label=ctx.t(f"kinds.{kind.value}")), role=SpanRole.LABEL)
                blocks.append(Paragraph(label, keep_with_next=True))
                blocks.append(BulletList(found))
        hidden = self._withheld("findings.withheld", "finding")
        if not blocks:
            return (Paragraph(ctx.t("findings.none")), *hidden)
        return (Paragraph(ctx.t("findings.intro"), keep_with_next=True), *blocks, *hidden)

    def _cited(self) -> Answers | None:
        """Return what words the answers that findings cite: the version that the country answered first of all."""
        asked = next((asked for asked, reply in self.replies if reply.response is not None), None)
        return asked.answers if asked else None

    def _is_mine(self, evidence: Evidence) -> bool:
        response = self.project.response(evidence.response) if evidence.response else None
        if response is not None:
            return response.country == self.code
        return self.fiches.speakers.get((evidence.session, evidence.contribution)) == self.code

    def _concerns(self, finding: Finding) -> bool:
        return self.code in finding.countries or any(map(self._is_mine, finding.evidence))

    def _finding(self, finding: Finding, words: Findings) -> Blocks:
        ctx = self.ctx
        title: Inlines = Strong(ctx.heading(finding.title))
        if finding.status is FindingStatus.DRAFT:
            title = inlines(title, " ", ctx.muted("finding.draft"))
        if finding.illustrative or self.project.illustrative:
            title = inlines(title, " ", ctx.illustrative)
        lines: list[Inlines] = [title]
        if finding.themes:
            lines.append(inlines(ctx.label("label.themes"), " ", ctx.themes(finding.themes)))
        for label, found in (
            ("findings.addresses", finding.addresses),
            ("findings.options", words.gaps.options.get(finding.id, ())),
        ):
            titles = tuple(ctx.heading(words.findings[each].title) for each in found if each in words.findings)
            if titles:
                lines.append(inlines(ctx.label(label), " ", joined(titles, ctx)))
        mine = [each for each in finding.evidence if self._is_mine(each)]
        pieces: list[Inlines] = [words.piece(each) for each in mine]
        if not mine and self.code in finding.countries:
            pieces.append(ctx.t("findings.named"))
        others = len(finding.evidence) - len(mine)
        if others and pieces:
            pieces.append(Span(ctx.t("findings.others", n=others), role=SpanRole.MUTED))
        return (Paragraph(_lines(lines)), *((BulletList(tuple(pieces)),) if pieces else ()))

    # -- contacts and files

    def contacts(self) -> Blocks:
        ctx = self.ctx
        rows: list[tuple[str, str, str, str]] = []
        for response in self.current:
            given = [("respondent", response.respondent)] if response.respondent else []
            for capacity, each in (*given, *(("contributor", each) for each in response.contributors)):
                role = f"role.{each.role}"
                function = ctx.t(role) if each.role and ctx.has(role) else each.role
                rows.append((ctx.t(f"contacts.{capacity}"), function, each.organisation, each.contact))
        for shop in self.project.workshops:
            for person in shop.participants:
                if person.country == self.code:
                    both = ctx.t("contacts.named", name=person.name, function=person.function)
                    name = both if person.name and person.function else person.name or person.function
                    rows.append((ctx.t("contacts.participant"), name, person.organisation, ""))
        hidden = self._withheld("contacts.withheld", "contact", parents=(response.id for response in self.current))
        if not rows:
            return hidden or (Paragraph(ctx.t("contacts.none")),)
        reachable = any(contact for *_, contact in rows)
        widths = {"capacity": 1.2, "person": 1.2, "organisation": 1.4, **({"contact": 1.8} if reachable else {})}
        return (
            Table(
                columns=tuple(Column(ctx.t(f"contacts.{name}"), width) for name, width in widths.items()),
                rows=tuple(
                    (Cell(row[0], header=True), *(part or NOTHING for part in row[1 : len(widths)])) for row in rows
                ),
                description=ctx.t("contacts.description", country=self.name),
            ),
            *hidden,
        )

    def attachments(self) -> Blocks:
        ctx = self.ctx
        rows: list[tuple[Cell | Inlines, ...]] = []
        for asked, reply in self.replies:
            for each in reply.response.attachments if reply.response else ():
                place = self.fiches.places.get((reply.response.id, each.link_id), "") if reply.response else ""
                question: Inlines = asked.ctx.question(each.link_id) if each.link_id else ""
                rows.append(
                    (
                        Cell(each.file, header=True),
                        ctx.text(each.caption) or each.media_type or NOTHING,
                        (Reference(place, question) if place else question) or NOTHING,
                    )
                )
        hidden = self._withheld("attachments.withheld", "attachment", parents=(each.id for each in self.current))
        if not rows:
            return hidden or (Paragraph(ctx.t("attachments.none" if self._is_told() else "attachments.none-shown")),)
        return (
            Table(
                columns=tuple(Column(ctx.t(f"attachments.{name}"), 1.4) for name in ("file", "what", "question")),
                rows=tuple(rows),
                description=ctx.t("attachments.description", country=self.name),
            ),
            *hidden,
        )

    def _what(self, attachment: Attachment) -> Inlines:
        return self.ctx.text(attachment.caption) or attachment.file


def _countries(project: Project) -> tuple[str, ...]:
    """Return the countries that get a fiche: those that were invited, replied, or are described."""
    from mpfkit.rendering import countries_of

    return countries_of(project)


def _capital(text: str) -> str:
    """Return a text as it stands alone in a cell."""
    return text[:1].upper() + text[1:]


def _lines(parts: Iterable[Inlines]) -> Inlines:
    """Return pieces in one paragraph or cell, each on a line of its own; empty ones fall away."""
    content: Inlines = ""
    for part in parts:
        if part:
            content = inlines(content, LineBreak() if content else "", part)
    return content

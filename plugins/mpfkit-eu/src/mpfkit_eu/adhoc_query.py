"""The compilation of responses to an Ad-Hoc Query, as the European Migration Network (EMN) publishes it.

Elements and wording are those of published compilations of 2014 to 2017; `adhoc_query.toml` has the sources, and says
which words were not seen there. Countries stand in alphabetical order, Member States first ("..., United Kingdom plus
Norway"), whatever the house style: that is the form's own order, and the list in the heading and the rows of the table
have to agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from mpfkit import geo
from mpfkit.analysis import ReplyState, State, replies_to
from mpfkit.composing import (
    NOTHING,
    Answers,
    Context,
    about_edition,
    cover,
    document,
    entries,
    imprint,
    inlines,
)
from mpfkit.document import (
    Cell,
    Column,
    Heading,
    HeadingKind,
    NumberedList,
    Paragraph,
    ParagraphRole,
    Span,
    SpanRole,
    Table,
)
from mpfkit.errors import Problem, UnknownNameError
from mpfkit.locale import Catalogue
from mpfkit.model import MarkingLevel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mpfkit.analysis import Replies, Reply
    from mpfkit.composing import Entry
    from mpfkit.document import Block, Blocks, Document, Inlines
    from mpfkit.model import Item, Project, Questionnaire, Response
    from mpfkit.records import Brief

__all__ = ["QueryOptions", "check_adhoc_query", "compose_adhoc_query"]

_KIND = "adhoc-query"
_CATALOGUE = Catalogue.load("mpfkit_eu", "phrases/adhoc-query")
_RESTRICTED = frozenset({MarkingLevel.AMBER, MarkingLevel.AMBER_STRICT, MarkingLevel.RED})
_SILENT = frozenset({State.NOT_ENABLED, State.NOT_ASKED})


@attrs.frozen(kw_only=True)
class QueryOptions:
    """What `--set KEY=VALUE` can say.

    Attributes:
        questionnaire: Id of the questionnaire, or `id|version`; empty for the project's first one.
    """

    questionnaire: str = ""


def compose_adhoc_query(project: Project, brief: Brief) -> Document:
    """Compose the compilation of responses to a questionnaire as an Ad-Hoc Query.

    Args:
        project: The project, redacted for the audience of the brief.
        brief: Date, language, audience, options and what the house style prescribes.

    Returns:
        The document.

    Raises:
        UnknownNameError: The options name a questionnaire that the project does not have.
    """
    asked = brief.options.questionnaire if isinstance(brief.options, QueryOptions) else ""
    return _Compilation(Context(project, brief, _CATALOGUE), asked).document()


def _chosen(project: Project, name: str) -> Replies | None:
    """Return the replies to the questionnaire that is asked for; of several versions under one id, to the last."""
    if not name:
        return replies_to(project)
    known = [each for each in project.questionnaires if name in (each.key, each.id)]
    if not known:
        raise UnknownNameError("questionnaire of the project", name, (each.key for each in project.questionnaires))
    return replies_to(project, known[-1])


class _Compilation:
    def __init__(self, ctx: Context, asked: str) -> None:
        self.ctx = ctx
        self.project = ctx.project
        self.replies = _chosen(ctx.project, asked)
        self.questionnaire = self.replies.questionnaire if self.replies else None
        self.answers = Answers(ctx, self.replies) if self.replies else None
        self.entries = entries(self.questionnaire.items) if self.questionnaire else ()
        received = self.replies.received if self.replies else ()
        # A country that declines has not responded; one whose response is withheld has.
        by_country = {reply.country: reply for reply in received if reply.state is not ReplyState.DECLINED}
        members = [code for code in by_country if ctx.group(code) == "EU"]
        self.members = self._alphabetical(members)
        self.others = self._alphabetical(code for code in by_country if code not in members)
        self.rows = tuple(by_country[code] for code in (*self.members, *self.others))

    def _alphabetical(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Put countries in the alphabetical order of the language of the report; what is no country comes last."""
        unique = tuple(dict.fromkeys(codes))
        known = {geo.canonical_code(code): code for code in unique if geo.is_known(code) or geo.is_user_assigned(code)}
        order = geo.order(known, policy="alphabetical", on=self.ctx.on, language=self.ctx.language)
        return (*(known[code] for code in order), *sorted(set(unique).difference(known.values())))

    def document(self) -> Document:
        ctx = self.ctx
        title = self._title()
        asked = self.questionnaire
        lines = (
            ("cover.requested", self._requester()),
            ("cover.requested-on", ctx.date(asked.requested_on) if asked and asked.requested_on else ""),
            ("cover.responses", ctx.number(len(self.rows))),
        )
        blocks = (
            *imprint(ctx),
            *self.head(),
            *self.background(),
            *self.questions(),
            *self.responses(),
            *about_edition(ctx),
        )
        return document(ctx, _KIND, title, cover(ctx, _KIND, title, lines), blocks)

    def _title(self) -> str:
        topic = self.ctx.plain(self.questionnaire.title) if self.questionnaire else ""
        return self.ctx.t("title.query", topic=" ".join(topic.split())) if topic else self.ctx.t("title.untitled")

    def _requester(self) -> str:
        """Return who asked: the function, such as "NL EMN NCP", for which the code of the country is enough."""
        asked = self.questionnaire.requested_by.strip() if self.questionnaire else ""
        if asked and asked.upper() == asked and geo.is_known(asked):
            return self.ctx.t("head.ncp", country=geo.canonical_code(asked))
        return asked

    # -- in front

    def head(self) -> Blocks:
        ctx = self.ctx
        requester = self._requester()
        day = self.questionnaire.requested_on if self.questionnaire else None
        blocks: list[Block] = []
        if requester and day:
            blocks.append(Paragraph(ctx.t("head.requested", requester=requester, date=ctx.date(day))))
        elif requester:
            blocks.append(Paragraph(ctx.t("head.requested-by", requester=requester)))
        elif day:
            blocks.append(Paragraph(ctx.t("head.requested-on", date=ctx.date(day))))
        disclaimer = inlines(ctx.label("head.disclaimer-label"), " ", ctx.t("head.disclaimer"))
        return (
            *blocks,
            Paragraph(ctx.t("head.compiled", date=ctx.date(ctx.brief.date))),
            Paragraph(self._responses_from()),
            *(Paragraph(note, ParagraphRole.META) for note in ctx.designations((*self.members, *self.others))),
            Paragraph(disclaimer),
        )

    def _responses_from(self) -> str:
        """Return who responded: Member States, then "plus" the others, and how many in total."""
        ctx = self.ctx
        separator = ctx.t("head.separator")
        members = separator.join(map(ctx.country, self.members))
        others = separator.join(map(ctx.country, self.others))
        number = len(self.rows)
        if members and others:
            return ctx.t("head.members-and-others", members=members, others=others, n=number)
        if members or others:
            return ctx.t("head.members", members=members or others, n=number)
        return ctx.t("head.none")

    def background(self) -> Blocks:
        ctx = self.ctx
        text = ctx.markdown(self.questionnaire.background, 1, HeadingKind.PLAIN) if self.questionnaire else ()
        heading = Heading(ctx.t("section.background"), key="background")
        return (heading, *(text or (Paragraph(ctx.t("query.no-background")),)))

    def questions(self) -> Blocks:
        ctx = self.ctx
        blocks: list[Block] = [Heading(ctx.t("section.questions"), 2, HeadingKind.PLAIN, key="questions")]
        wordings = [ctx.text(entry.item.text) or entry.item.link_id for entry in self.entries]
        numbers = [ctx.numbers[entry.item.link_id] for entry in self.entries]
        if not numbers:
            blocks.append(Paragraph(ctx.t("query.no-questions")))
        elif numbers == [str(place) for place, _ in enumerate(numbers, start=1)]:
            blocks.append(NumberedList(tuple(wordings)))
        else:
            # No list of Word counts 5, 5a, 6.
            blocks.append(
                Table(
                    columns=(Column(ctx.t("table.no"), 1.0), Column(ctx.t("table.question"), 9.0)),
                    rows=tuple(
                        (Cell(number, header=True), wording) for number, wording in zip(numbers, wordings, strict=True)
                    ),
                    description=ctx.t("query.description"),
                )
            )
        due = self.questionnaire.return_by if self.questionnaire else None
        if due is not None:
            blocks.append(Paragraph(ctx.t("query.respond-by", date=ctx.date(due))))
        return tuple(blocks)

    # -- the table

    def responses(self) -> Blocks:
        ctx = self.ctx
        heading = Heading(ctx.t("section.responses"), key="responses")
        if not self.rows or self.answers is None:
            return (heading, Paragraph(ctx.t("head.none")))
        notes: list[Inlines] = [ctx.t("note.default-requester"), ctx.t("note.default-yes")]
        if self.answers.illustrative:
            notes.append(Span(ctx.t("note.illustrative"), role=SpanRole.ILLUSTRATIVE))
        hidden = sum(self._is_hidden(reply) for reply in self.rows)
        if hidden:
            notes.append(Span(ctx.t("note.withheld", n=hidden), role=SpanRole.WITHHELD))
        table = Table(
            columns=(
                Column(ctx.t("column.country"), 1.1),
                Column(ctx.t("column.dissemination"), 1.5),
                Column(ctx.t("column.response"), 5.0),
            ),
            rows=tuple(self._row(self.answers, reply) for reply in self.rows),
            caption=ctx.t("table.caption"),
            description=ctx.t("table.description"),
            key="table-responses",
            notes=(*notes, *ctx.designations((*self.members, *self.others))),
        )
        return (heading, table)

    def _row(self, answers: Answers, reply: Reply) -> tuple[Cell | Inlines, ...]:
        ctx = self.ctx
        response = reply.response
        name = Cell(ctx.country(reply.country), header=True)
        wider = ctx.t(f"dissemination.{'yes' if response and _may_go_further(response) else 'no'}")
        if self._is_hidden(reply):
            return (name, wider, Span(ctx.t("row.not-disseminated"), role=SpanRole.WITHHELD))
        blocks = tuple(block for entry in self.entries for block in self._answer(answers, entry, reply))
        return (name, wider, Cell(blocks) if blocks else NOTHING)

    @staticmethod
    def _is_hidden(reply: Reply) -> bool:
        """Tell whether the edition shows nothing of a response."""
        return reply.response is not None and reply.response.withheld

    def _answer(self, answers: Answers, entry: Entry, reply: Reply) -> Blocks:
        """Return the answer to one question under its number; nothing where it was not to be answered."""
        ctx = self.ctx
        parts = [part for part in entry.parts if reply.state_of(part.link_id) not in _SILENT]
        if not parts:
            return ()
        number = Span(ctx.t("query.numbered", number=ctx.numbers[entry.item.link_id]), role=SpanRole.LABEL)
        if len(entry.parts) == 1:
            return (Paragraph(inlines(number, " ", answers.cell(parts[0], reply))),)
        lines: list[Block] = []
        for instance in answers.instances(entry, reply):
            cells = [self._part(answers, part, reply, instance) for part in parts]
            # An entry of a roster is one line; the rows of a grid stand one below the other.
            for content in [self._joined(cells)] if entry.is_roster else cells:
                lines.append(Paragraph(content if lines else inlines(number, " ", content)))
        return tuple(lines)

    def _part(self, answers: Answers, part: Item, reply: Reply, instance: tuple[int, ...] | None) -> Inlines:
        head = Span(self.ctx.t("row.part", part=self.ctx.wording(part)), role=SpanRole.MUTED)
        return inlines(head, " ", answers.cell(part, reply, instance))

    def _joined(self, cells: Iterable[Inlines]) -> Inlines:
        content: Inlines = ""
        for cell in cells:
            content = inlines(content, self.ctx.t("answer.separator") if content else "", cell)
        return content


def _may_go_further(response: Response) -> bool:
    """Tell whether a response may be disseminated wider: as stated, else as it is marked, else by default yes."""
    if response.dissemination is not None:
        return response.dissemination
    marking = response.marking
    restricted = marking is not None and (marking.level in _RESTRICTED or bool(marking.handling.strip()))
    return not (response.withheld or restricted)


# ----------------------------------------------------------------------------------------------------- the check


def check_adhoc_query(project: Project) -> Iterator[Problem]:
    """Tell what the first questionnaire of a project lacks for a compilation of responses."""
    replies = replies_to(project)
    if replies is None:
        yield Problem(
            code="AHQ001", message="there is no questionnaire; add one under questionnaires", path=("questionnaires",)
        )
        return
    questionnaire = replies.questionnaire
    path = ("questionnaires", questionnaire.key)
    for code, field, given in (
        ("AHQ002", "requested_by", bool(questionnaire.requested_by.strip())),
        ("AHQ003", "requested_on", questionnaire.requested_on is not None),
        ("AHQ004", "background", questionnaire.background is not None),
        ("AHQ005", "title", questionnaire.title is not None),
    ):
        if not given:
            message = f"questionnaire {questionnaire.key}: a compilation says it in front; write {field}"
            yield Problem(code=code, message=message, path=path)
    if not replies.received:
        message = f"questionnaire {questionnaire.key}: no country has responded, so that there is nothing to compile"
        yield Problem(code="AHQ006", message=message, severity="warning", path=path)
    yield from _personal(project, questionnaire)


def _personal(project: Project, questionnaire: Questionnaire) -> Iterator[Problem]:
    """Find a person where the function has to stand: copies that print the person are not the published ones."""
    people = {person.name for workshop in project.workshops for person in workshop.participants}
    people |= {
        respondent.contact
        for response in project.responses
        for respondent in (response.respondent, *response.contributors)
        if respondent is not None
    }
    asked = questionnaire.requested_by.strip()
    if asked and asked.casefold() in {name.strip().casefold() for name in people}:
        what = f"questionnaire {questionnaire.key}: requested_by is the name of a person"
        yield Problem(
            code="AHQ007",
            message=f"{what}; write the function, such as NL EMN NCP",
            severity="warning",
            path=("questionnaires", questionnaire.key, "requested_by"),
        )

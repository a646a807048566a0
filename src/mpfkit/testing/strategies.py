"""Hypothesis strategies for projects and documents.

What they give is valid: ids resolve, values fit their items, quotes are substrings of what they quote, skip logic is
obeyed. It is small, so that an example takes a few milliseconds, and it is hostile: several scripts, emoji,
characters that mean something to XML, YAML and Markdown.

Example:
    A report kind that takes any project::

        from hypothesis import given
        from mpfkit.testing.strategies import projects

        @given(projects())
        def test_my_report_takes_any_project(project): ...
"""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st

from mpfkit.document import (
    Align,
    Anchor,
    BulletList,
    Callout,
    Cell,
    Chart,
    ChartKind,
    Code,
    Column,
    Contents,
    Cover,
    CoverLine,
    Document,
    Emphasis,
    Figure,
    Footnote,
    Form,
    FormChoice,
    FormField,
    FormFieldKind,
    Heading,
    HeadingKind,
    Image,
    LineBreak,
    Link,
    ListOf,
    NumberedList,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Reference,
    Row,
    RowKind,
    Section,
    Series,
    Span,
    SpanRole,
    Strong,
    Table,
    Tone,
)
from mpfkit.model import (
    AbsentReason,
    Activity,
    ActivityKind,
    Answer,
    AnswerConstraint,
    AnswerValue,
    Attachment,
    Attendance,
    Attribution,
    Budget,
    Choice,
    ChoiceList,
    Claim,
    Consent,
    Contribution,
    ContributionKind,
    Cooperation,
    Correction,
    Country,
    Delivery,
    EnableBehavior,
    EnableOperator,
    EnableWhen,
    Entity,
    Evidence,
    Extension,
    Finding,
    FindingKind,
    FindingStatus,
    FrozenDict,
    Indicator,
    Item,
    ItemType,
    LangString,
    Level,
    Marking,
    MarkingLevel,
    Organisation,
    OrganisationRole,
    PartialDate,
    Participant,
    Period,
    Photo,
    Project,
    ProjectStatus,
    Provenance,
    Questionnaire,
    QuestionnaireStatus,
    ReportDefaults,
    Respondent,
    Response,
    ResponseStatus,
    Result,
    ResultLevel,
    ReviewState,
    Session,
    Stance,
    Theme,
    Translation,
    Workshop,
)

from ._facts import facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mpfkit.document import Block, Blocks, Inline, Inlines

__all__ = [
    "answers",
    "charts",
    "documents",
    "findings",
    "form_fields",
    "images",
    "lang_strings",
    "markings",
    "partial_dates",
    "projects",
    "questionnaires",
    "responses",
    "sentences",
    "workshops",
]

T = TypeVar("T")
E = TypeVar("E", bound=Entity)
Draw = st.DrawFn

_PHRASES = (
    "Joint investigation teams",
    "café, naïve & coöperative",
    "Équipe commune d'enquête",
    "فريق التحقيق المشترك",
    "Αστυνομική συνεργασία",
    "Гранична полиция",
    "人身取引",
    "👮🏽\u200d♀️ border 🇪🇺",
    "<b>not markup</b>",
    "a < b && c > d",
    "\"quoted\" and 'quoted'",
    "# no heading",
    "* no list",
    "yes",
    "NO",
    "null",
    "1.10",
    "2019-02-14",
    "key: value",
    "{curly} [square] | pipe",
    "=1+1",
    "back\\slash",
    "hard\u00a0space and a soft\u00adhyphen",
    "e\u0301 decomposed",
    "50 %",
)
# No control characters and no unassigned ones: neither belongs in a text, and XML has no place for them.
_LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"))
_IDS = ("a", "b-2", "law-enforcement", "x1", "q-7", "zz-9", "mapping", "the-hague", "s-1", "t-2-3")
_CODES = ("XA", "XB", "XC", "XD", "XE")
_LANGUAGES = ("en", "fr", "ar")


@cache
def sentences(*, max_size: int = 60) -> st.SearchStrategy[str]:
    """Give texts of one line: never blank, without white space at either end.

    Args:
        max_size: Longest text, in characters; 4 or more.
    """
    phrases = [phrase for phrase in _PHRASES if len(phrase) <= max_size]
    free = st.text(_LETTERS, min_size=1, max_size=min(max_size, 12)).map(str.strip).filter(bool)
    return st.one_of(st.sampled_from(phrases), free) if phrases else free


def partial_dates() -> st.SearchStrategy[PartialDate]:
    """Give years, months and days from 1990 to 2060."""
    return st.builds(
        lambda day, precision: PartialDate(*(day.year, day.month, day.day)[:precision]),
        st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31)),
        st.integers(1, 3),
    )


def lang_strings(languages: Sequence[str] = ("en",)) -> st.SearchStrategy[LangString]:
    """Give texts that have every one of some languages.

    Args:
        languages: Language tags, at least one.
    """
    return _lang_strings(tuple(languages))


@cache
def _lang_strings(languages: tuple[str, ...]) -> st.SearchStrategy[LangString]:
    def build(texts: tuple[str, ...]) -> LangString:
        return LangString(FrozenDict(zip(languages, texts, strict=True)))

    return st.tuples(*(sentences() for _ in languages)).map(build)


@cache
def markings(*, classified: bool = False) -> st.SearchStrategy[Marking]:
    """Give markings with any level, handling, embargo and note.

    Args:
        classified: Whether EU classifications are among them, which `redact` refuses.
    """
    handling = ["", "", "", "H0", "H1", "H2", "H3", "LIMITE"] + (["RESTREINT UE/EU RESTRICTED"] if classified else [])
    return st.builds(
        Marking,
        level=st.sampled_from([None, *MarkingLevel]),
        handling=st.sampled_from(handling),
        embargo_until=st.sampled_from([None, None, dt.date(2019, 1, 1), dt.date(2019, 3, 1)]),
        note=st.sampled_from(["", "", "cleared by the national contact point"]),
    )


def _marking(draw: Draw, marked: bool) -> Marking | None:
    return draw(markings()) if marked and draw(_below(4)) == 0 else None


# Making a strategy costs more than drawing from one, so the small ones are made once.
_BOOLEANS = st.booleans()


@cache
def _below(number: int) -> st.SearchStrategy[int]:
    return st.integers(0, number - 1)


def _pick(draw: Draw, options: Sequence[T]) -> T:
    return options[draw(_below(len(options)))]


def _some(draw: Draw, options: Sequence[T], *, at_most: int = 3) -> tuple[T, ...]:
    if not options:
        return ()
    chosen = {draw(_below(len(options))) for _ in range(draw(_below(at_most + 1)))}
    return tuple(options[position] for position in sorted(chosen))


def _flag(draw: Draw) -> bool:
    return draw(_BOOLEANS)


def _moment(draw: Draw) -> dt.datetime:
    zone = dt.timezone(dt.timedelta(minutes=_pick(draw, (0, 60, 120, 330, -210))))
    return dt.datetime(2019, 1, 1, tzinfo=zone) + dt.timedelta(minutes=draw(st.integers(0, 60 * 24 * 365)))


# ------------------------------------------------------------------------------------------------ questionnaires

# Texts come more often than the rest: they are what findings quote.
_SIMPLE = (
    ItemType.TEXT,
    ItemType.TEXT,
    ItemType.TEXT,
    ItemType.TEXT,
    ItemType.STRING,
    ItemType.BOOLEAN,
    ItemType.INTEGER,
    ItemType.DECIMAL,
    ItemType.DATE,
    ItemType.DATE_TIME,
    ItemType.TIME,
    ItemType.URL,
    ItemType.CHOICE,
    ItemType.RANKING,
    ItemType.RATING,
    ItemType.QUANTITY,
)
_CHOSEN = (ItemType.CHOICE, ItemType.RANKING)


def _choice_lists(draw: Draw, languages: Sequence[str]) -> tuple[ChoiceList, ...]:
    texts = lang_strings(languages)
    yes_no = (Choice(code="yes", label=draw(texts)), Choice(code="no", label=draw(texts)))
    bodies = tuple(
        Choice(code=code, label=draw(texts), exclusive=code == "none") for code in ("police", "border", "none")
    )
    scale = tuple(Choice(code=f"s{n}", label=draw(texts), value=Decimal(n)) for n in (1, 2, 3))
    return (
        ChoiceList(id="yes-no", choices=yes_no),
        ChoiceList(id="bodies", choices=bodies),
        ChoiceList(id="scale", choices=scale),
    )


def _question(
    draw: Draw,
    link_id: str,
    kind: ItemType,
    languages: Sequence[str],
    themes: Sequence[str],
    levels: Sequence[str],
    marked: bool,
) -> Item:
    several = kind is ItemType.CHOICE and _flag(draw)
    bounded = kind in (ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY) and _flag(draw)
    scale = kind is ItemType.RATING
    own = kind is ItemType.CHOICE and _flag(draw)
    return Item(
        link_id=link_id,
        type=kind,
        text=draw(lang_strings(languages)),
        prefix=_pick(draw, ("", "5a", "1.2")),
        hint=draw(lang_strings(languages)) if _flag(draw) else None,
        required=_pick(draw, (None, True, False)),
        repeats=several,
        theme=_pick(draw, ("", *themes)),
        level=_pick(draw, ("", *levels)),
        choice_list=_pick(draw, ("bodies", "yes-no", "scale")) if kind in _CHOSEN else "",
        answer_constraint=AnswerConstraint.OPTIONS_OR_STRING if own else AnswerConstraint.OPTIONS_ONLY,
        min_value=Decimal(1) if scale else Decimal(0) if bounded else None,
        max_value=Decimal(5) if scale else Decimal(100) if bounded else None,
        max_length=40 if kind in (ItemType.TEXT, ItemType.STRING) and _flag(draw) else None,
        pattern="[A-Z]{2}" if kind is ItemType.STRING and draw(_below(5)) == 0 else "",
        unit=_pick(draw, ("", "%", "km")) if kind is ItemType.QUANTITY else "",
        marking=_marking(draw, marked),
    )


def _condition(draw: Draw, earlier: Sequence[Item], lists: Sequence[ChoiceList]) -> EnableWhen | None:
    """Return a condition on a question that stands earlier and outside rosters."""
    deciding = [item for item in earlier if item.type in (ItemType.BOOLEAN, ItemType.CHOICE, ItemType.RATING)]
    if not deciding:
        return None
    item = _pick(draw, deciding)
    if _flag(draw):
        return EnableWhen(question=item.link_id, operator=EnableOperator.EXISTS, answer="true")
    match item.type:
        case ItemType.BOOLEAN:
            return EnableWhen(question=item.link_id, answer=_pick(draw, ("true", "false")))
        case ItemType.CHOICE:
            codes = [choice.code for each in lists if each.id == item.choice_list for choice in each.choices]
            return EnableWhen(question=item.link_id, answer=_pick(draw, codes))
        case _:
            return EnableWhen(question=item.link_id, operator=EnableOperator.GREATER_OR_EQUAL, answer="3")


@st.composite
def questionnaires(
    draw: Draw,
    *,
    identifier: str = "mapping",
    languages: Sequence[str] = ("en",),
    themes: Sequence[str] = (),
    levels: Sequence[str] = (),
    invited: Sequence[str] = (),
    marked: bool = True,
    files: bool = False,
) -> Questionnaire:
    """Give questionnaires with groups, grids, tables, rosters and skip logic.

    Args:
        draw: Given by Hypothesis.
        identifier: Id of the questionnaire.
        languages: Languages that every text has.
        themes: Theme ids that items may name.
        levels: Level ids that items may name.
        invited: Countries that may be invited.
        marked: Whether items may have markings.
        files: Whether items may ask for attachments.
    """
    lists = _choice_lists(draw, languages)
    kinds = (*_SIMPLE, *(3 * (ItemType.ATTACHMENT,))) if files else _SIMPLE
    items: list[Item] = []
    outside_rosters: list[Item] = []
    number = 0

    def question(kind: ItemType | None = None, **fixed: object) -> Item:
        nonlocal number
        number += 1
        made = _question(draw, f"Q{number}", kind or _pick(draw, kinds), languages, themes, levels, marked)
        return made.evolve(**fixed) if fixed else made

    for _ in range(1 + draw(_below(4))):
        conditions = []
        if outside_rosters and _flag(draw):
            found = [_condition(draw, outside_rosters, lists) for _ in range(1 + draw(_below(2)))]
            conditions = [each for each in found if each is not None]
        logic: dict[str, Any] = {
            "enable_when": tuple(conditions),
            "enable_behavior": _pick(draw, tuple(EnableBehavior)) if conditions else EnableBehavior.ALL,
        }
        shape = _pick(draw, ("question", "question", "group", "grid", "table", "roster", "display"))
        if shape == "question":
            items.append(question(**logic))
            outside_rosters.append(items[-1])
            continue
        text = draw(lang_strings(languages))
        identity = f"G{len(items) + 1}"
        if shape == "display":
            items.append(Item(link_id=identity, type=ItemType.DISPLAY, text=text))
            continue
        if shape == "grid":
            fixed: dict[str, Any] = {
                "choice_list": "scale",
                "repeats": False,
                "answer_constraint": AnswerConstraint.OPTIONS_ONLY,
            }
            inner = tuple(question(ItemType.CHOICE, **fixed) for _ in range(2))
        elif shape == "table":
            inner = tuple(
                question(ItemType.INTEGER, row=row, column=column)
                for row in ("2017", "2018")
                for column in ("Men", "Women")
            )
        else:
            inner = tuple(question() for _ in range(1 + draw(_below(2))))
            if shape == "group" and _flag(draw):
                deep = Item(link_id=f"{identity}.1", type=ItemType.GROUP, text=text, items=(question(),))
                inner = (*inner, deep)
        items.append(
            Item(
                link_id=identity,
                type=ItemType.GROUP,
                text=text,
                repeats=shape == "roster",
                item_control={"grid": "grid", "table": "table"}.get(shape, ""),
                marking=_marking(draw, marked),
                items=inner,
                **logic,
            )
        )
        if shape != "roster":
            outside_rosters += [item for item in items[-1].walk() if item.is_question]
    return Questionnaire(
        id=identifier,
        version=_pick(draw, ("1", "1.0", "1.10", "2019-02")),
        status=_pick(draw, tuple(QuestionnaireStatus)),
        title=draw(lang_strings(languages)),
        languages=tuple(languages),
        items=tuple(items),
        choice_lists=lists,
        requested_by=_pick(draw, ("", "ICMPD")),
        requested_on=_pick(draw, (None, dt.date(2018, 11, 5))),
        return_by=_pick(draw, (None, dt.date(2018, 12, 14))),
        background=draw(lang_strings(languages)) if _flag(draw) else None,
        invited=tuple(invited),
        note=draw(lang_strings(languages)) if _flag(draw) else None,
        illustrative=True,
    )


# ----------------------------------------------------------------------------------------------------- responses


def _decimals(item: Item) -> st.SearchStrategy[Decimal]:
    low, high = item.min_value, item.max_value
    return st.decimals(
        min_value=Decimal(-(10**6)) if low is None else low,
        max_value=Decimal(10**6) if high is None else high,
        places=2,
    )


def _value(draw: Draw, item: Item) -> AnswerValue:
    match item.type:
        case ItemType.BOOLEAN:
            return _flag(draw)
        case ItemType.RATING:
            return Decimal(1 + draw(_below(5)))
        case ItemType.INTEGER:
            low = -1000 if item.min_value is None else int(item.min_value)
            return draw(st.integers(low, 1000 if item.max_value is None else int(item.max_value)))
        case ItemType.DECIMAL | ItemType.QUANTITY:
            return draw(_decimals(item))
        case ItemType.DATE:
            return draw(partial_dates())
        case ItemType.DATE_TIME:
            return _moment(draw)
        case ItemType.TIME:
            return dt.time(draw(_below(24)), draw(_below(60)))
        case ItemType.URL:
            return "https://example.org/" + _pick(draw, _IDS)
        case ItemType.ATTACHMENT:
            return _pick(draw, _IDS) + ".pdf"
        case _:
            if item.pattern:
                return _pick(draw, ("AB", "ZZ"))
            return draw(sentences(max_size=item.max_length or 60))


def _filled(draw: Draw, item: Item, questionnaire: Questionnaire) -> dict[str, object]:
    """Return the fields of an answer that hold its value."""
    choices = questionnaire.choices(item)
    codes = [choice.code for choice in choices]
    exclusive = {choice.code for choice in choices if choice.exclusive}
    other = draw(sentences()) if item.answer_constraint is AnswerConstraint.OPTIONS_OR_STRING and _flag(draw) else ""
    if item.type is ItemType.RANKING:
        ranked = [code for code in codes if code not in exclusive]
        return {"values": tuple(draw(st.permutations(ranked)))[: 1 + draw(_below(len(ranked)))]}
    if item.type is ItemType.CHOICE and item.repeats:
        chosen = _some(draw, codes) or (codes[0],)
        if len(chosen) > 1:
            chosen = tuple(code for code in chosen if code not in exclusive)
        return {"values": chosen, "other": "" if exclusive & set(chosen) else other}
    if item.type is ItemType.CHOICE:
        code = _pick(draw, codes)
        return {"value": code, "other": "" if code in exclusive else other}
    return {"value": _value(draw, item)}


_REASONS = tuple(reason for reason in AbsentReason if reason is not AbsentReason.NOT_ENABLED)


@st.composite
def answers(
    draw: Draw,
    item: Item,
    questionnaire: Questionnaire,
    *,
    instance: tuple[int, ...] = (),
    languages: Sequence[str] = ("en",),
    marked: bool = True,
) -> Answer:
    """Give answers to an item, with a value of its type or a reason why there is none.

    Args:
        draw: Given by Hypothesis.
        item: The item.
        questionnaire: The questionnaire that it stands in.
        instance: Position in a roster.
        languages: Languages of the project.
        marked: Whether answers may have markings.
    """
    absent = draw(_below(6)) == 0
    held: dict[str, object] = {"absent": _pick(draw, _REASONS)} if absent else _filled(draw, item, questionnaire)
    extras: dict[str, object] = {}
    match draw(_below(8)):
        case 0:
            extras["comment"] = draw(sentences())
        case 1 if not absent:
            extras["translation"] = Translation(
                text=draw(lang_strings(languages[:1])), by=_pick(draw, ("human", "machine"))
            )
            extras["language"] = _pick(draw, languages)
        case 2:
            extras["provenance"] = _provenance(draw)
        case 3:
            extras["corrections"] = (
                Correction(old=draw(sentences()), new="new", reason=draw(sentences()), by="officer", at=_moment(draw)),
            )
        case _:
            pass
    return Answer(instance=instance, marking=_marking(draw, marked), **held, **extras)  # type: ignore[arg-type]


def _provenance(draw: Draw) -> Provenance:
    return Provenance(
        file=_pick(draw, ("reply.xlsx", "réponse.docx")),
        sha256=_pick(draw, ("", "0" * 64)),
        sheet=_pick(draw, ("", "Data")),
        row=_pick(draw, (None, 12)),
        reader="table",
        reader_version="1",
        imported_at=_moment(draw),
        source_id=draw(sentences()),
    )


def _holds(condition: EnableWhen, given: dict[str, tuple[Answer, ...]]) -> bool:
    answer = next(iter(given.get(condition.question, ())), None)
    if answer is None or not answer.has_value:
        return False
    values = answer.values or (answer.value,)
    match condition.operator:
        case EnableOperator.EXISTS:
            return True
        case EnableOperator.GREATER_OR_EQUAL:
            return any(isinstance(value, Decimal) and value >= Decimal(condition.answer) for value in values)
        case _:
            written = [str(value).lower() if isinstance(value, bool) else value for value in values]
            return condition.answer in written


def _enabled(item: Item, given: dict[str, tuple[Answer, ...]]) -> bool:
    if not item.enable_when:
        return True
    results = [_holds(condition, given) for condition in item.enable_when]
    return any(results) if item.enable_behavior is EnableBehavior.ANY else all(results)


@st.composite
def responses(
    draw: Draw,
    questionnaire: Questionnaire,
    *,
    identifier: str = "r-xa-1",
    country: str = "XA",
    replaces: str = "",
    languages: Sequence[str] = ("en",),
    marked: bool = True,
) -> Response:
    """Give replies to a questionnaire that obey its skip logic.

    Args:
        draw: Given by Hypothesis.
        questionnaire: The questionnaire.
        identifier: Id of the response.
        country: Code of the country.
        replaces: Id of the response that it replaces.
        languages: Languages of the project; the reply is in one of them.
        marked: Whether the reply and its answers may have markings.
    """
    given: dict[str, tuple[Answer, ...]] = {}
    missing = False

    def fill(items: tuple[Item, ...], instances: tuple[tuple[int, ...], ...]) -> None:
        nonlocal missing
        for item in items:
            if not _enabled(item, given):
                continue
            if item.type is ItemType.GROUP:
                rows = 1 + draw(_below(2)) if item.repeats else 1
                fill(item.items, tuple((n,) for n in range(1, rows + 1)) if item.repeats else instances)
            elif item.is_question and draw(_below(7)):
                given[item.link_id] = tuple(
                    draw(answers(item, questionnaire, instance=each, languages=languages, marked=marked))
                    for each in instances
                )
            elif item.required:
                missing = True

    fill(questionnaire.items, ((),))
    unanswered = any(answer.absent is AbsentReason.NOT_ANSWERED for each in given.values() for answer in each)
    finished = ResponseStatus.AMENDED if replaces else ResponseStatus.COMPLETED
    files = {item.link_id for item in questionnaire.questions() if item.type is ItemType.ATTACHMENT}
    return Response(
        id=identifier,
        questionnaire=questionnaire.key,
        country=country,
        status=ResponseStatus.IN_PROGRESS if missing or unanswered else finished,
        review_state=_pick(draw, (None, *ReviewState)),
        authored=_moment(draw),
        language=_pick(draw, languages),
        respondent=_respondent(draw) if _flag(draw) else None,
        contributors=(_respondent(draw),) if _flag(draw) else (),
        answers=FrozenDict(given),
        attachments=tuple(
            Attachment(
                file=str(answer.value),
                sha256="1" * 64,
                caption=draw(lang_strings(languages)),
                media_type="application/pdf",
                link_id=link_id,
                marking=_marking(draw, marked),
            )
            for link_id, each in given.items()
            if link_id in files
            for answer in each
            if answer.value is not None
        ),
        replaces=replaces,
        dissemination=_pick(draw, (None, None, True, False)) if marked else None,
        marking=_marking(draw, marked),
        provenance=_provenance(draw) if _flag(draw) else None,
        note=draw(lang_strings(languages)) if _flag(draw) else None,
        illustrative=True,
    )


def _respondent(draw: Draw) -> Respondent:
    return Respondent(
        organisation=draw(sentences()),
        role=_pick(draw, ("national-contact-point", "ministry", "agency", "civil-society", "expert")),
        contact=_pick(draw, ("", "contact@example.org")),
    )


# ----------------------------------------------------------------------------------------------------- workshops


def _photo(draw: Draw, name: str, languages: Sequence[str], marked: bool) -> Photo:
    return Photo(
        file=name,
        sha256="2" * 64,
        caption=draw(lang_strings(languages)),
        alt=draw(lang_strings(languages)),
        date=dt.date(2019, 2, 14),
        place=draw(sentences()),
        consent=_flag(draw),
        marking=_marking(draw, marked),
    )


@st.composite
def workshops(
    draw: Draw,
    *,
    identifier: str = "the-hague",
    languages: Sequence[str] = ("en",),
    themes: Sequence[str] = (),
    organisations: Sequence[str] = (),
    activities: Sequence[str] = (),
    countries: Sequence[str] = _CODES,
    items: Sequence[str] = (),
    finding_ids: Sequence[str] = (),
    marked: bool = True,
    files: bool = False,
) -> Workshop:
    """Give workshops with sessions, contributions, participants and attendance.

    Args:
        draw: Given by Hypothesis.
        identifier: Id of the workshop, with which the ids of its sessions begin.
        languages: Languages that every text has.
        themes: Theme ids.
        organisations: Ids of organisations that may be partners.
        activities: Ids of activities and questionnaires that may have informed it.
        countries: Codes of countries.
        items: `link_id` of items of the mapping.
        finding_ids: Ids of findings.
        marked: Whether there may be markings.
        files: Whether there may be photographs.
    """
    texts = lang_strings(languages)
    sessions = []
    start = dt.datetime(2019, 2, 14, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    for number in range(draw(_below(3))):
        session_id = f"{identifier}-s{number + 1}"
        contributions = tuple(
            Contribution(
                id=f"{session_id}-c{position + 1}",
                kind=_pick(draw, tuple(ContributionKind)),
                title=draw(texts) if _flag(draw) else None,
                speaker=draw(sentences()) if _flag(draw) else "",
                organisation=draw(sentences()) if _flag(draw) else "",
                country=_pick(draw, ("", *countries)),
                text=draw(texts) if _flag(draw) else None,
                items=_some(draw, items),
                findings=_some(draw, finding_ids),
                marking=_marking(draw, marked),
                illustrative=True,
            )
            for position in range(draw(_below(3)))
        )
        sessions.append(
            Session(
                id=session_id,
                title=draw(texts),
                starts=start + dt.timedelta(hours=2 * number),
                ends=start + dt.timedelta(hours=2 * number, minutes=90),
                themes=_some(draw, themes),
                delivery=_pick(draw, tuple(Delivery)),
                moderator=draw(sentences()) if _flag(draw) else "",
                contributions=contributions,
                conclusions=draw(texts) if _flag(draw) else None,
                informed_by=_some(draw, [*items, *finding_ids]),
                attribution=_pick(draw, tuple(Attribution)),
                marking=_marking(draw, marked),
                illustrative=True,
            )
        )
    participants = tuple(
        Participant(
            name=draw(sentences()),
            function=draw(sentences()),
            organisation=draw(sentences()),
            country=_pick(draw, ("", *countries)),
            consent=_pick(draw, tuple(Consent)),
        )
        for _ in range(draw(_below(3)))
    )
    return Workshop(
        id=identifier,
        title=draw(texts),
        venue=draw(sentences()),
        city="The Hague",
        country="NL",
        starts=dt.date(2019, 2, 14),
        ends=dt.date(2019, 2, 15),
        partners=_some(draw, organisations),
        format=_pick(draw, ("", "plenary")),
        rationale=draw(texts) if _flag(draw) else None,
        informed_by=_some(draw, activities),
        sessions=tuple(sessions),
        participants=participants,
        attendance=(Attendance(group=draw(texts), count=draw(_below(61))),) if _flag(draw) else (),
        photos=(_photo(draw, f"{identifier}.jpg", languages, marked),) if files and _flag(draw) else (),
        marking=_marking(draw, marked),
        illustrative=True,
    )


# ------------------------------------------------------------------------------------------------------ findings


def _quotable(held: Sequence[Response], questionnaire: Questionnaire) -> Iterator[tuple[Response, str, Answer]]:
    texts = {item.link_id for item in questionnaire.questions() if item.type in (ItemType.TEXT, ItemType.STRING)}
    for response in held:
        for link_id, given in response.answers.items():
            for answer in given:
                if link_id in texts and answer.has_value:
                    yield response, link_id, answer


def _quote(draw: Draw, text: str) -> str:
    start = draw(st.integers(0, len(text) - 1))
    return text[start : draw(st.integers(start + 1, len(text)))].strip()


@st.composite
def findings(
    draw: Draw,
    *,
    identifier: str = "f-1",
    kind: FindingKind | None = None,
    evidence: Sequence[tuple[Response, str, Answer]] = (),
    spoken: Sequence[tuple[str, Contribution]] = (),
    addresses: Sequence[str] = (),
    themes: Sequence[str] = (),
    levels: Sequence[str] = (),
    languages: Sequence[str] = ("en",),
    marked: bool = True,
) -> Finding:
    """Give findings of any kind that name their evidence and the countries that it is from.

    Args:
        draw: Given by Hypothesis.
        identifier: Id of the finding.
        kind: What it is; None for any.
        evidence: Answers with a text that may be quoted, each with its response and `link_id`.
        spoken: Contributions that may be cited, each with the id of its session.
        addresses: Ids of gaps and contingencies that an option or recommendation may address.
        themes: Theme ids.
        levels: Level ids.
        languages: Languages that every text has.
        marked: Whether it may have a marking.
    """
    chosen = kind or _pick(draw, tuple(FindingKind))
    pieces: list[Evidence] = [Evidence(external=draw(sentences()), url="https://example.org/report")]
    countries: list[str] = []
    for response, link_id, answer in _some(draw, evidence, at_most=2):
        quote = _quote(draw, str(answer.value)) if _flag(draw) else ""
        pieces.append(
            Evidence(
                response=response.id,
                link_id=link_id,
                instance=answer.instance,
                quote=quote,
                stance=_pick(draw, tuple(Stance)),
            )
        )
        countries.append(response.country)
    for session_id, contribution in _some(draw, spoken, at_most=1):
        pieces.append(Evidence(session=session_id, contribution=contribution.id, stance=Stance.CONTEXT))
        countries.append(contribution.country)
    cleared = marked and draw(_below(5)) == 0
    clearance = Marking(level=MarkingLevel.CLEAR, note="cleared by the national contact points")
    solves = chosen in (FindingKind.OPTION, FindingKind.RECOMMENDATION)
    return Finding(
        id=identifier,
        kind=chosen,
        title=draw(lang_strings(languages)),
        text=draw(lang_strings(languages)) if _flag(draw) else None,
        themes=_some(draw, themes),
        levels=_some(draw, levels),
        cooperation=_pick(draw, (None, *Cooperation)),
        countries=tuple(sorted({code for code in countries if code})),
        evidence=tuple(pieces),
        addresses=_some(draw, addresses) if solves else (),
        addressees=(draw(sentences()),) if solves and _flag(draw) else (),
        status=_pick(draw, tuple(FindingStatus)),
        marking=clearance if cleared else _marking(draw, marked),
        illustrative=True,
    )


# ------------------------------------------------------------------------------------------------------ projects


@st.composite
def projects(
    draw: Draw, *, marked: bool = True, files: bool = False, extensions: bool | Iterable[Extension] = False
) -> Project:
    """Give whole projects, from empty ones to ones with replies, revisions, workshops and findings.

    Args:
        draw: Given by Hypothesis.
        marked: Whether there may be markings.
        files: Whether there may be attachments, documents and photographs, which a folder would have to hold.
        extensions: Whether there may be additions of a plugin, named `example`, that is not installed; or the
            extensions of which there may be values, such as `registry.extensions.values()`.
    """
    languages = _LANGUAGES[: 1 + draw(_below(3))]
    texts = lang_strings(languages)
    themes = tuple(Theme(id=each, label=draw(texts)) for each in ("THB", "SOM")[: draw(_below(3))])
    levels = tuple(
        Level(id=each, label=draw(texts), definition=draw(texts)) for each in ("INS", "OPE")[: draw(_below(3))]
    )
    codes = _CODES[: draw(_below(4))]
    countries = tuple(
        Country(
            code=code,
            name=draw(texts),
            group=_pick(draw, ("EU", "MP", "CAMM")),
            authorities=(draw(sentences()),) if _flag(draw) else (),
            note=draw(texts) if _flag(draw) else None,
            illustrative=True,
        )
        for code in codes
    )
    theme_ids = [theme.id for theme in themes]
    level_ids = [level.id for level in levels]
    held: list[Response] = []
    asked: tuple[Questionnaire, ...] = ()
    quotable: list[tuple[Response, str, Answer]] = []
    if draw(_below(4)):
        questionnaire = draw(
            questionnaires(
                languages=languages, themes=theme_ids, levels=level_ids, invited=codes, marked=marked, files=files
            )
        )
        asked = (questionnaire,)
        heads = []
        for code in codes:
            first = f"r-{code.lower()}-1"
            held.append(
                draw(responses(questionnaire, identifier=first, country=code, languages=languages, marked=marked))
            )
            if draw(_below(3)) == 0:
                second = responses(
                    questionnaire,
                    identifier=f"r-{code.lower()}-2",
                    country=code,
                    replaces=first,
                    languages=languages,
                    marked=marked,
                )
                held.append(draw(second))
            heads.append(held[-1])
        quotable = list(_quotable(heads, questionnaire))
    items = [item.link_id for each in asked for item in each.questions()]
    organisations = tuple(
        Organisation(id=each, name=draw(texts), role=_pick(draw, tuple(OrganisationRole)), abbreviation=each.upper())
        for each in ("icmpd", "eu")[: draw(_below(3))]
    )
    activities = (
        (
            Activity(
                id="mapping-activity",
                title=draw(texts),
                kind=ActivityKind.MAPPING,
                description=draw(texts),
                starts=PartialDate(2018, 11),
                ends=PartialDate(2019),
            ),
        )
        if _flag(draw)
        else ()
    )
    finding_ids = [f"f-{number}" for number in range(1, draw(_below(4)) + 1)]
    held_workshops: tuple[Workshop, ...] = ()
    if _flag(draw):
        held_workshops = (
            draw(
                workshops(
                    languages=languages,
                    themes=theme_ids,
                    organisations=[each.id for each in organisations],
                    activities=[each.id for each in (*activities, *asked)],
                    countries=codes,
                    items=items,
                    finding_ids=finding_ids,
                    marked=marked,
                    files=files,
                )
            ),
        )
    spoken = [
        (session.id, contribution)
        for workshop in held_workshops
        for session in workshop.sessions
        for contribution in session.contributions
    ]
    found: list[Finding] = []
    for identifier in finding_ids:
        problems = [each.id for each in found if each.kind in (FindingKind.GAP, FindingKind.CONTINGENCY)]
        found.append(
            draw(
                findings(
                    identifier=identifier,
                    evidence=quotable,
                    spoken=spoken,
                    addresses=problems,
                    themes=theme_ids,
                    levels=level_ids,
                    languages=languages,
                    marked=marked,
                )
            )
        )
    more: dict[str, object] = {}
    if _flag(draw):
        more = {
            "reference": "MPF-2099-000",
            "programme": "Migration Partnership Facility",
            "thematic_areas": ("Security cooperation",),
            "aim": draw(texts),
            "description": draw(texts),
            "status": _pick(draw, tuple(ProjectStatus)),
            "period": Period(starts=PartialDate(2018, 9), ends=PartialDate(2019, 6, 30)),
            "scope": _pick(draw, ((), ("EU",), ("EU", "MP", "CAMM"))),
            "budget": Budget(amount=Decimal("108874.50"), fund="ISF-Police", date=PartialDate(2019, 2)),
            "narratives": FrozenDict({"introduction": draw(texts), "follow-up": draw(texts)}),
            "abbreviations": FrozenDict({"JIT": draw(texts)}),
            "claims": (Claim(id="c-1", text=draw(sentences()), count="findings", value=len(found)),),
            "results": (
                Result(
                    id="res-1",
                    level=_pick(draw, tuple(ResultLevel)),
                    statement=draw(texts),
                    indicators=(Indicator(id="ind-1", statement=draw(texts), baseline="0 (2018)", target="1 (2019)"),),
                ),
            ),
            "report": ReportDefaults(kind="workshop-report", style="icmpd", format="docx", language=languages[0]),
        }
    if files:
        more["documents"] = (
            Attachment(file="terms.pdf", sha256="3" * 64, caption=draw(texts), marking=_marking(draw, marked)),
        )
        more["photos"] = (_photo(draw, "group.jpg", languages, marked),)
    if extensions is True:
        more["extensions"] = {"example": {"remark": draw(sentences()), "scores": [1, 2], "open": None}}
    project = Project(
        id=_pick(draw, _IDS),
        title=draw(texts),
        as_of=dt.date(2019, 2, 14),
        languages=languages,
        organisations=organisations,
        activities=activities,
        themes=themes,
        levels=levels,
        countries=countries,
        questionnaires=asked,
        responses=tuple(held),
        workshops=held_workshops,
        findings=tuple(found),
        marking=_marking(draw, marked),
        illustrative=True,
        **more,  # type: ignore[arg-type]
    )
    return project if isinstance(extensions, bool) else _extended(draw, project, tuple(extensions))


def _extended(draw: Draw, project: Project, extensions: tuple[Extension, ...]) -> Project:
    """Give some of the entities of a project values of extensions."""
    kinds = {each.name: facts(each.type, sentences(), project.languages) for each in extensions}

    def extended(entity: E) -> E:
        added = {each.name: draw(kinds[each.name]) for each in extensions if each.on is type(entity) and _flag(draw)}
        return entity.evolve(extensions=added) if added else entity

    return extended(project).evolve(
        countries=tuple(map(extended, project.countries)),
        responses=tuple(map(extended, project.responses)),
        findings=tuple(map(extended, project.findings)),
        workshops=tuple(
            workshop.evolve(sessions=tuple(map(extended, workshop.sessions))) for workshop in project.workshops
        ),
    )


# ----------------------------------------------------------------------------------------------------- documents


def _png(width: int, height: int, grey: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + bytes([grey]) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}mm" height="{height}mm">'
    '<rect width="{width}" height="{height}" fill="rgb({grey},{grey},{grey})"/></svg>'
)


@st.composite
def images(draw: Draw) -> Image:
    """Give small PNG and SVG pictures with a description; each SVG with its PNG, so that nobody has to make one."""
    width, height, grey = draw(st.integers(1, 20)), draw(st.integers(1, 20)), draw(st.integers(0, 255))
    png = _png(width, height, grey)
    is_svg = draw(_below(3)) == 0
    return Image(
        data=_SVG.format(width=width, height=height, grey=grey).encode() if is_svg else png,
        media_type="image/svg+xml" if is_svg else "image/png",
        width_mm=10.0 * width,
        height_mm=10.0 * height,
        alt=draw(sentences()),
        fallback=png if is_svg else b"",
    )


@st.composite
def charts(draw: Draw) -> Chart:
    """Give charts of every kind, with gaps, negative numbers and shares."""
    categories = draw(st.lists(sentences(), min_size=1, max_size=4, unique=True))
    # Only blanks may be all that a name has beside what makes it unique.
    names = draw(st.lists(sentences(), min_size=1, max_size=3, unique=True))
    percent = _flag(draw)
    whole = not percent and _flag(draw)
    number: st.SearchStrategy[float] = st.integers(-100, 1000) if whole else st.integers(-8, 64).map(lambda n: n / 8)
    return Chart(
        kind=_pick(draw, tuple(ChartKind)),
        categories=tuple(categories),
        series=tuple(Series(name, tuple(draw(st.none() | number) for _ in categories)) for name in names),
        alt=draw(sentences()),
        unit=_pick(draw, ("", "%", draw(sentences()))),
        whole_numbers=whole,
        percent=percent,
        show_values=_flag(draw),
        data_table=_flag(draw),
        width_mm=_pick(draw, (160.0, 80.0)),
        height_mm=_pick(draw, (0.0, 50.0)),
    )


@st.composite
def form_fields(draw: Draw, *, key: str = "field") -> FormField:
    """Give form fields of every kind, empty or filled in.

    Args:
        draw: Given by Hypothesis.
        key: Key of the field.
    """
    kind = _pick(draw, tuple(FormFieldKind))
    # A choice differs from all others, and from what an empty field says.
    choices = tuple(FormChoice(f"c{n}", f"{n}. {draw(sentences(max_size=20))}") for n in range(1, 2 + draw(_below(3))))
    value = ""
    if _flag(draw):
        match kind:
            case FormFieldKind.DROP_DOWN:
                value = _pick(draw, choices).value
            case FormFieldKind.CHECKBOX:
                value = "yes"
            case FormFieldKind.DATE:
                value = draw(st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))).isoformat()
            case _:
                value = draw(sentences())
    return FormField(
        key=key,
        kind=kind,
        label=draw(sentences()),
        value=value,
        choices=choices if kind is FormFieldKind.DROP_DOWN else (),
        placeholder=_pick(draw, ("", "Please answer")),
    )


def _inlines(draw: Draw, keys: Sequence[str], *, notes: bool = True, depth: int = 1) -> Inlines:
    """Return inline content that shows something.

    Args:
        draw: Given by Hypothesis.
        keys: Keys that references may point to.
        notes: Whether footnotes are allowed; they are not inside tables.
        depth: How deep nodes may nest.
    """
    text = draw(sentences())
    if depth == 0 or _flag(draw):
        return text
    parts: list[str | Inline] = [text]
    for _ in range(1 + draw(_below(2))):
        inner = _inlines(draw, keys, notes=notes, depth=depth - 1)
        kinds = ["emphasis", "strong", "code", "link", "break", "span"]
        kinds += ["reference"] if keys else []
        kinds += ["footnote"] if notes else []
        match _pick(draw, kinds):
            case "emphasis":
                parts.append(Emphasis(inner))
            case "strong":
                parts.append(Strong(inner))
            case "code":
                parts.append(Code(draw(sentences())))
            case "link":
                url = _pick(draw, ("https://example.org/a?b=1&c=2", "mailto:office@example.org", "http://example.org"))
                parts.append(Link(draw(sentences()), url))
            case "break":
                parts += [LineBreak(), draw(sentences())]
            case "span":
                parts.append(Span(inner, language=_pick(draw, ("", "fr", "ar")), role=_pick(draw, tuple(SpanRole))))
            case "reference":
                parts.append(Reference(_pick(draw, keys), _pick(draw, (None, "there"))))
            case _:
                parts.append(Footnote(draw(sentences())))
    return tuple(parts)


def _paragraph(draw: Draw, keys: Sequence[str], *, notes: bool = True) -> Paragraph:
    return Paragraph(
        _inlines(draw, keys, notes=notes),
        role=_pick(draw, tuple(ParagraphRole)),
        language=_pick(draw, ("", "", "fr", "ar")),
        keep_with_next=_flag(draw),
    )


def _list(draw: Draw, keys: Sequence[str], *, notes: bool = True, depth: int = 1) -> BulletList | NumberedList:
    items: list[Inlines | Blocks] = []
    for _ in range(1 + draw(_below(3))):
        if depth and draw(_below(3)) == 0:
            items.append((_paragraph(draw, keys, notes=notes), _list(draw, keys, notes=notes, depth=depth - 1)))
        else:
            items.append(_inlines(draw, keys, notes=notes))
    return BulletList(tuple(items)) if _flag(draw) else NumberedList(tuple(items))


def _table(draw: Draw, keys: Sequence[str], key: str, name: str) -> Table:
    """Return a table; its form fields have keys that begin with its name."""
    width = 1 + draw(_below(4))
    columns = tuple(
        Column(draw(sentences()), width=_pick(draw, (1.0, 2.5)), align=_pick(draw, tuple(Align))) for _ in range(width)
    )
    rows: list[Row | tuple[Cell | Inlines, ...]] = []
    count = 1 + draw(_below(3))
    covered = [0] * width
    for number in range(count):
        cells: list[Cell | Inlines] = []
        at = 0
        alone = not any(covered)
        while at < width:
            if covered[at]:
                covered[at] -= 1
                at += 1
                continue
            free = next((n for n in range(at, width) if covered[n]), width) - at
            span = 1 if draw(_below(4)) else draw(st.integers(1, free))
            # The last column is never covered from above, so that no row is without a cell.
            down = 1 if draw(_below(4)) or at + span == width else draw(st.integers(1, count - number))
            covered[at : at + span] = [down - 1] * span
            at += span
            if span == down == 1 and _flag(draw):
                cells.append(_inlines(draw, keys, notes=False))
                continue
            if draw(_below(8)) == 0:
                content: Inlines | Blocks = draw(form_fields(key=f"{name}-{number}-{at}"))
            elif _flag(draw):
                content = (_paragraph(draw, keys, notes=False), _list(draw, keys, notes=False, depth=0))
            else:
                content = _inlines(draw, keys, notes=False)
            cells.append(
                Cell(
                    content,
                    tone=_pick(draw, tuple(Tone)),
                    span=span,
                    header=not cells and _flag(draw),
                    language=_pick(draw, ("", "fr", "ar")),
                    row_span=down,
                )
            )
        # Groups and totals are rows of their own, which no cell reaches into.
        alone = alone and not any(covered)
        match draw(_below(5)):
            case 0 if not any(covered):
                rows.append(tuple(cells))
                rows.append(Row((Cell(draw(sentences()), span=width),), kind=RowKind.GROUP))
            case 1 if alone:
                rows.append(Row(tuple(cells), kind=RowKind.TOTAL))
            case _:
                rows.append(tuple(cells))
    return Table(
        columns=columns,
        rows=tuple(rows),
        caption=_inlines(draw, keys, notes=False) if _flag(draw) else None,
        description=draw(sentences()),
        key=key,
        units=_pick(draw, ("", "(EUR)")),
        notes=(draw(sentences()),) if _flag(draw) else (),
        compact=_flag(draw),
    )


def _plain_blocks(draw: Draw, keys: Sequence[str]) -> Blocks:
    blocks: list[Block] = [_paragraph(draw, keys)]
    if _flag(draw):
        blocks.append(_list(draw, keys))
    return tuple(blocks)


def _cover(draw: Draw) -> Cover:
    return Cover(
        title=draw(sentences()),
        kicker=_pick(draw, ("", "Migration Partnership Facility")),
        subtitle=_pick(draw, ("", "Workshop report")),
        lines=(CoverLine(draw(sentences()), label="Place and date"), CoverLine(draw(sentences()))),
        notices=(draw(sentences()),) if _flag(draw) else (),
        statement=_pick(draw, ("", "Funded by the European Union")),
        implemented_by=_pick(draw, ("", "Implemented by ICMPD")),
        marking=_pick(draw, ("", "TLP:GREEN")),
        logos=tuple(draw(images()) for _ in range(draw(_below(3)))),
    )


@st.composite
def documents(draw: Draw, *, language: str | None = None) -> Document:
    """Give documents in which every sort of node turns up.

    Headings skip no level, references have a target, no note stands inside a table, the cells of a row cover its
    columns with those that reach down from rows above, and no two form fields have the same key.

    Args:
        draw: Given by Hypothesis.
        language: Language of the document; None for English, French or Arabic.
    """
    size = 1 + draw(_below(6))
    shapes = [
        _pick(
            draw,
            (
                "heading",
                "heading",
                "paragraph",
                "list",
                "table",
                "figure",
                "chart",
                "callout",
                "section",
                "form",
                "break",
            ),
        )
        for _ in range(size)
    ]
    # Only what a reader sees a label for, or an anchor, can be pointed to; a section holds a captioned table.
    keys = [f"k{n}" for n, shape in enumerate(shapes) if shape in ("heading", "figure", "chart", "section")]
    blocks: list[Block] = []
    if _flag(draw):
        blocks.append(Contents(title=draw(sentences()), levels=1 + draw(_below(3))))
    if _flag(draw):
        blocks.append(ListOf(what=_pick(draw, ("tables", "figures")), title=draw(sentences())))
    level = 0
    kind = HeadingKind.NUMBERED
    for number, shape in enumerate(shapes):
        key = f"k{number}"
        match shape:
            case "heading":
                level = draw(st.integers(1, min(level + 1, 6)))
                if level == 1:
                    kind = _pick(draw, tuple(HeadingKind))
                blocks.append(Heading(draw(sentences()), level=level, kind=kind, key=key))
            case "paragraph":
                blocks.append(_paragraph(draw, keys))
                if _flag(draw):
                    blocks.append(Paragraph((Anchor(f"anchor-{number}"), draw(sentences()))))
                    blocks.append(Paragraph(("See ", Reference(f"anchor-{number}", "above"))))
            case "list":
                blocks.append(_list(draw, keys))
            case "table":
                blocks.append(_table(draw, keys, "", key))
            case "figure" | "chart":
                graphic: Image | Chart = draw(images()) if shape == "figure" else draw(charts())
                blocks.append(Figure(graphic=graphic, caption=draw(sentences()), key=key))
            case "form":
                field = draw(form_fields(key=key))
                inside = Span(field, language=_pick(draw, ("", "fr"))) if _flag(draw) else field
                blocks.append(Paragraph(inside if _flag(draw) else (draw(sentences()), inside)))
            case "callout":
                title = draw(sentences()) if _flag(draw) else None
                blocks.append(Callout(blocks=_plain_blocks(draw, keys), title=title, tone=_pick(draw, tuple(Tone))))
            case "section":
                wide = _table(draw, keys, key, key)
                if wide.caption is None:
                    wide = Table(
                        columns=wide.columns, rows=wide.rows, caption="Wide", description=wide.description, key=key
                    )
                blocks.append(Section(blocks=(*_plain_blocks(draw, keys), wide), landscape=_flag(draw)))
            case _:
                blocks.append(PageBreak())
    blocks.append(_paragraph(draw, keys))
    return Document(
        title=draw(sentences()),
        language=language or _pick(draw, _LANGUAGES),
        blocks=tuple(blocks),
        cover=_cover(draw) if _flag(draw) else None,
        subject=_pick(draw, ("", "Workshop report")),
        authors=_some(draw, ("ICMPD", "Europol")),
        keywords=_some(draw, ("smuggling", "تهريب")),
        date=draw(st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31))),
        header=_pick(draw, ("", draw(sentences()))),
        footer=_pick(draw, ("", "Funded by the European Union")),
        marking=_pick(draw, ("", "TLP:GREEN")),
        form=Form(id=draw(sentences()), version=_pick(draw, ("", "1.10")), protected=_flag(draw))
        if _flag(draw)
        else None,
    )

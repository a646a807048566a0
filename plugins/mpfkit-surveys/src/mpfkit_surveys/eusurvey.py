"""Results that EUSurvey exports as XML: the questionnaire and the contributions.

`Results` holds `Survey` with one `Elements` for each language, a flat list, and `Answers` with one `AnswerSet` for each
contribution (EUSurvey, `XmlExportCreator`). What is not answered is simply not there. Skip logic stands at the answer
that triggers it. Whether a question is mandatory, and how sections are nested, is not exported.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit.errors import FileError
from mpfkit.intake import Doubt, Ledger, Reading, Understood, country_code, understand
from mpfkit.model import (
    Answer,
    Choice,
    ChoiceList,
    EnableBehavior,
    EnableWhen,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Provenance,
    Questionnaire,
    Response,
)

from ._replies import reasons_of, zone_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpfkit.intake import ReadingRequest, Source

__all__ = ["EXTRA", "read", "recognises"]

EXTRA = "x-eusurvey"
"""Key under which items keep the identity that EUSurvey gives them."""

MAX_TAGS = 600_000
"""Most `<` that are parsed: twice the number of elements."""

_DOCTYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_JAVA = b"\xac\xed\x00\x05"
_LINK_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}\Z")

_TYPES = {
    "free text": ItemType.TEXT,
    "single choice": ItemType.CHOICE,
    "multiple choice": ItemType.CHOICE,
    "number": ItemType.DECIMAL,
    "date": ItemType.DATE,
    "time": ItemType.TIME,
    "e-mail": ItemType.STRING,
    "regular expression": ItemType.STRING,
    "gallery": ItemType.STRING,
    "formula": ItemType.STRING,
    "file upload": ItemType.ATTACHMENT,
    "ranking": ItemType.RANKING,
    "rating": ItemType.GROUP,
    "matrix": ItemType.GROUP,
    "table": ItemType.GROUP,
    "complex table": ItemType.GROUP,
    # Exported as questions, but never answered: response rates would fall
    "confirmation": ItemType.DISPLAY,
    "line": ItemType.DISPLAY,
    "file download": ItemType.DISPLAY,
    "image": ItemType.DISPLAY,
    "text": ItemType.DISPLAY,
    "section": ItemType.DISPLAY,
}
_TOP = frozenset(
    (
        "Section",
        "Text",
        "Image",
        "Question",
        "MatrixTitle",
        "TableTitle",
        "ComplexTableTitle",
        "RatingTitle",
        "RankingTitle",
    )
)
_PARTS = frozenset(
    (
        "Answer",
        "MatrixQuestion",
        "MatrixAnswer",
        "MatrixCell",
        "TableQuestion",
        "TableAnswer",
        "RatingQuestion",
        "RankingItem",
    )
)


def recognises(source: Source) -> bool:
    """Tell whether a file is an export of results, or of a survey, of which `read` says what to do instead."""
    if source.suffix == ".xml":
        return b"<Results" in source.data[:2000]
    if source.suffix == ".eus":
        return True
    try:
        return source.is_zip and any(_is_xml(name, data) or data[:4] == _JAVA for name, data in source.members.items())
    except FileError:
        return False


def _is_xml(name: str, data: bytes) -> bool:
    return name.casefold().endswith(".xml") and b"<Results" in data[:2000]


def read(source: Source, request: ReadingRequest) -> Reading:
    """Read the questionnaire and the contributions."""
    return _Results(source, request, _root(source)).reading()


def _root(source: Source) -> Any:  # noqa: ANN401 - an element of lxml
    from lxml import etree

    data = source.data
    if source.is_zip:
        found = [held for name, held in source.members.items() if _is_xml(name, held)]
        if not found:
            raise FileError(
                f"{source.name}: this is a survey of EUSurvey as it is kept for copying (Java objects), which holds "
                "no answers that can be read; in EUSurvey use Results > Export > XML"
            )
        if len(found) > 1:
            raise FileError(f"{source.name}: holds {len(found)} exports; unpack it, and collect the newest")
        data = found[0]
    if any(mark in data for mark in _DOCTYPE):
        raise FileError(f"{source.name}: declares a document type, which no export of EUSurvey does")
    if data.count(b"<") > MAX_TAGS:
        raise FileError(
            f"{source.name}: holds more than {MAX_TAGS // 2} elements; export fewer contributions at a time"
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FileError(f"{source.name}: is no well-formed XML ({error}); export the results again") from error
    if root.tag != "Results" or root.find("Survey") is None:
        raise FileError(f"{source.name}: is no export of results of EUSurvey; there use Results > Export > XML")
    return root


@attrs.define
class _Node:
    """An element of the survey, in all its languages."""

    uid: str
    tag: str
    type: str
    bid: str
    texts: dict[str, str] = attrs.field(factory=dict)
    triggers: tuple[str, ...] = ()
    parts: list[_Node] = attrs.field(factory=list)
    link_id: str = ""


class _Results:
    def __init__(self, source: Source, request: ReadingRequest, root: Any) -> None:  # noqa: ANN401 - of lxml
        self.source = source
        self.request = request
        self.root = root
        self.ledger = Ledger("elements")
        self.total = sum(1 for element in root.iter() if isinstance(element.tag, str))
        self.nodes: dict[str, _Node] = {}
        self.top: list[_Node] = []
        self.cells: list[tuple[str, str, tuple[str, ...]]] = []
        self.items: dict[str, Item] = {}
        self.fields: dict[tuple[str, str], str] = {}
        self.codes: dict[str, tuple[str, str]] = {}
        self.lists: list[ChoiceList] = []
        self.remarks: list[str] = []
        self.refused: list[str] = []
        self.doubts: list[Doubt] = []
        self.zone = zone_of(request)

    def reading(self) -> Reading:
        survey = self.root.find("Survey")
        for frame in (self.root, survey, *self.root.findall("Answers")):
            self.ledger.ignored("frame of the export", self._piece(frame))
        languages = [self._elements(elements) for elements in survey.findall("Elements")]
        self._name()
        items = self._conditions(tuple(self._built()))
        alias = survey.get("alias") or survey.get("uid") or survey.get("id") or "survey"
        form = Questionnaire(
            id=re.sub(r"[^A-Za-z0-9._-]+", "-", alias),
            version=survey.get("id") or "1",
            languages=tuple(dict.fromkeys(filter(None, languages))),
            items=items,
            choice_lists=tuple(self.lists),
        )
        responses = self._responses(form)
        self.ledger.rest(
            (self._piece(element) for element in self.root.iter() if isinstance(element.tag, str)),
            "element that is not known",
        )
        return Reading(
            accounts=self.ledger.close(self.total),
            questionnaires=(form,),
            responses=responses,
            doubts=tuple(self.doubts),
            remarks=tuple(self.remarks),
            refused=tuple(self.refused),
        )

    def _piece(self, element: Any) -> tuple[str, str, int]:  # noqa: ANN401 - of lxml
        # The number in the order of the document tells elements of one line apart
        return (element.tag, f"line {element.sourceline}", self._numbers[element])

    @property
    def _numbers(self) -> dict[Any, int]:
        if not hasattr(self, "_numbered"):
            self._numbered = {element: number for number, element in enumerate(self.root.iter(), 1)}
        return self._numbered

    # ------------------------------------------------------------------------------------------ the survey

    def _elements(self, elements: Any) -> str:  # noqa: ANN401 - of lxml
        language = (elements.get("lang") or "en").lower()
        self.ledger.mapped(self._piece(elements))
        holder: _Node | None = None
        for element in elements:
            if not isinstance(element.tag, str):
                continue
            if element.tag == "MatrixCell":
                self._cell(element)
                continue
            uid = element.get("id") or ""
            if element.tag not in _TOP | _PARTS or not uid:
                continue
            node = self.nodes.get(uid)
            if node is None:
                bid = (element.get("bid") or "").strip("[]")
                node = _Node(uid, element.tag, _type(element), bid, triggers=_dependent(element))
                self.nodes[uid] = node
                if element.tag in _TOP or holder is None:
                    self.top.append(node)
                else:
                    holder.parts.append(node)
            node.texts[language] = _text(element)
            holder = node if element.tag in _TOP else holder
            self.ledger.mapped(self._piece(element))
        return language

    def _cell(self, element: Any) -> None:  # noqa: ANN401 - of lxml
        self.cells.append((element.get("qid") or "", element.get("aid") or "", _dependent(element)))
        self.ledger.mapped(self._piece(element))

    def _name(self) -> None:
        """Give each node its link_id: the short name where it is there and only once, else the identity."""
        bids = Counter(node.bid for node in self.nodes.values() if node.tag != "Answer")
        taken: set[str] = set()
        for node in self.nodes.values():
            plain = node.bid if node.bid and (bids[node.bid] == 1 or node.tag == "Answer") else node.uid
            if not _LINK_ID.match(plain):
                plain = "q-" + re.sub(r"[^A-Za-z0-9._-]+", "-", plain)[:60]
            if node.tag not in {"Answer", "MatrixAnswer"}:
                while plain in taken:
                    plain = f"{plain[:58]}-{len(taken)}"
                taken.add(plain)
            node.link_id = plain

    def _built(self) -> Iterator[Item]:
        for node in self.top:
            kind = _TYPES.get(node.type)
            if kind is None:
                self.remarks.append(
                    f"element {node.link_id}: the type {node.type!r} is not known; it is read as a text"
                )
                kind = ItemType.STRING
            item = self._item(node, kind)
            for each in item.walk():
                self.items[each.link_id] = each
            yield item

    def _item(self, node: _Node, kind: ItemType) -> Item:
        common: dict[str, Any] = {
            "link_id": node.link_id,
            "text": LangString(FrozenDict(node.texts)) if any(node.texts.values()) else None,
            "extra": FrozenDict({EXTRA: {"uid": node.uid, "type": node.type}}),
        }
        answers = [part for part in node.parts if part.tag in {"Answer", "RankingItem"}]
        if kind is ItemType.GROUP:
            children, control = self._children(node)
            if not children:
                return Item(type=ItemType.DISPLAY, **common)
            return Item(type=kind, item_control=control, items=children, **common)
        if kind in (ItemType.CHOICE, ItemType.RANKING):
            if not answers:
                return Item(type=ItemType.STRING, **common)
            self._list(node.link_id, answers, [node.uid])
            repeats = kind is ItemType.CHOICE and node.type == "multiple choice"
            self.fields[node.uid, ""] = node.link_id
            return Item(type=kind, choice_list=node.link_id, repeats=repeats, **common)
        if kind is not ItemType.DISPLAY:
            self.fields[node.uid, ""] = node.link_id
        return Item(type=kind, **common)

    def _children(self, node: _Node) -> tuple[tuple[Item, ...], str]:
        rows = [part for part in node.parts if part.tag in {"MatrixQuestion", "TableQuestion", "RatingQuestion"}]
        if node.type == "matrix":
            answers = [part for part in node.parts if part.tag == "MatrixAnswer"]
            if not answers:
                return (), ""
            self._list(node.link_id, answers, [row.uid for row in rows])
            return tuple(self._row(row, ItemType.CHOICE, node.link_id) for row in rows), "grid"
        if node.type == "rating":
            return tuple(self._row(row, ItemType.RATING, "") for row in rows), ""
        columns = [part for part in node.parts if part.tag == "TableAnswer"]
        return tuple(self._field(row, column) for row in rows for column in columns), "table"

    def _row(self, row: _Node, kind: ItemType, listed: str) -> Item:
        self.fields[row.uid, ""] = row.link_id
        return Item(
            link_id=row.link_id,
            type=kind,
            text=LangString(FrozenDict(row.texts)),
            choice_list=listed,
            repeats="multiple" in row.type,
            extra=FrozenDict({EXTRA: {"uid": row.uid, "type": row.type}}),
        )

    def _field(self, row: _Node, column: _Node) -> Item:
        link_id = f"{row.link_id}.{column.link_id}"[:64]
        self.fields[row.uid, column.uid] = link_id
        return Item(
            link_id=link_id,
            type=ItemType.TEXT,
            text=LangString(
                FrozenDict({tag: f"{text} – {column.texts.get(tag, '')}" for tag, text in row.texts.items()})
            ),
            row=row.link_id,
            column=column.link_id,
        )

    def _list(self, name: str, answers: list[_Node], questions: list[str]) -> None:
        choices = []
        used: set[str] = set()
        for number, answer in enumerate(answers, 1):
            code = answer.link_id if answer.link_id not in used else f"{answer.link_id}-{number}"
            used.add(code)
            for question in questions:
                self.codes[f"{question} {answer.uid}"] = (name, code)
            label = answer.texts if any(answer.texts.values()) else {"en": code}
            choices.append(Choice(code=code, label=LangString(FrozenDict(label))))
        self.lists.append(ChoiceList(id=name, choices=tuple(choices)))

    def _conditions(self, items: tuple[Item, ...]) -> tuple[Item, ...]:
        """Turn what an answer triggers around: an item is asked when any of the answers was given that trigger it."""
        found: dict[str, list[EnableWhen]] = {}
        pairs = [(question.uid, part.uid, part.triggers) for question in self.top for part in question.parts]
        for question, answer, triggers in (*pairs, *self.cells):
            asked = self.fields.get((question, ""))
            code = self.codes.get(f"{question} {answer}")
            for uid in triggers:
                node = self.nodes.get(uid)
                if node is None or asked is None or code is None or node.link_id == asked:
                    self.remarks.append(f"a condition on {uid} could not be read and is left out")
                    continue
                found.setdefault(node.link_id, []).append(EnableWhen(question=asked, answer=code[1]))

        def conditioned(item: Item) -> Item:
            own = tuple(found.get(item.link_id, ()))
            behavior = EnableBehavior.ANY if len(own) > 1 else EnableBehavior.ALL
            below = tuple(conditioned(child) for child in item.items)
            return item.evolve(enable_when=own, enable_behavior=behavior, items=below) if own or below else item

        return tuple(conditioned(item) for item in items)

    # ------------------------------------------------------------------------------------------ contributions

    def _responses(self, form: Questionnaire) -> tuple[Response, ...]:
        sets = self.root.findall("Answers/AnswerSet")
        if self.request.country and len(sets) > 1:
            raise FileError(
                f"{self.source.name}: holds {len(sets)} contributions, but --country is for that of one country; name "
                "the question that says the country: country_column in a mapping file"
            )
        lists = [element.get("list") or "" for element in sets]
        ids = Counter(element.get("id") or "" for element in sets)
        responses: list[Response] = []
        unknown: list[str] = []
        vanished: Counter[str] = Counter()
        for number, element in enumerate(sets, 1):
            # Anonymous surveys give every contribution one id
            own = element.get("id") or ""
            key = own if own and ids[own] == 1 and own != "Anonymous" else f"list-{lists[number - 1] or number}"
            country, why = self._country(element, key)
            if not country:
                unknown.append(f"{key}{f': {why}' if why else ''}")
                self.ledger.reported("contribution whose country is not known", *map(self._piece, element.iter()))
                continue
            self.ledger.mapped(self._piece(element))
            responses.append(self._response(form, element, key, country, f"{key}#{number}", vanished))
        if unknown:
            shown = "; ".join(unknown[:4]) + (f" and {len(unknown) - 4} more" if len(unknown) > 4 else "")
            what = "1 contribution names" if len(unknown) == 1 else f"{len(unknown)} contributions name"
            self.refused.append(
                f"{what} no country ({shown}): give --country, or country_column in a mapping file, with the short "
                "name of the question or one of id, list, user, and countries"
            )
        for uid, count in vanished.items():
            self.remarks.append(f"{count} answers are to the question {uid}, which is not in the survey any more")
        moments = [response.authored for response in responses]
        if all(moments):
            responses.sort(key=lambda response: response.authored or dt.datetime.min.replace(tzinfo=dt.UTC))
        return tuple(responses)

    def _country(self, element: Any, key: str) -> tuple[str, str]:  # noqa: ANN401 - of lxml
        if self.request.country:
            return self.request.country, ""
        wanted = self.request.setting("country_column")
        if not wanted:
            return "", ""
        if wanted in {"id", "list", "user"}:
            text = key if wanted == "id" else element.get(wanted) or ""
        else:
            text = next(
                (
                    self._shown(answer)
                    for answer in element.findall("Answer")
                    if self.fields.get((answer.get("qid") or "", "")) == wanted
                ),
                "",
            )
        if not text:
            return "", ""
        table = {str(name): str(code) for name, code in self.request.table("countries").items()}
        try:
            return country_code(text, self.request.project, table), ""
        except FileError as error:
            return "", str(error)

    def _shown(self, answer: Any) -> str:  # noqa: ANN401 - of lxml
        """Return an answer as a person reads it: the label of a choice, or the text."""
        node = self.nodes.get(answer.get("aid") or "")
        return str(LangString(FrozenDict(node.texts))) if node and node.texts else _text(answer)

    def _response(
        self,
        form: Questionnaire,
        element: Any,  # noqa: ANN401 - of lxml
        key: str,
        country: str,
        own_id: str,
        vanished: Counter[str],
    ) -> Response:
        given: dict[str, list[Any]] = {}
        for answer in element:
            if not isinstance(answer.tag, str):
                continue
            piece = self._piece(answer)
            link_id = self._field_of(answer)
            if link_id is None:
                uid = answer.get("qid") or answer.tag
                vanished[uid] += 1
                self.ledger.reported(f"answer to {uid}, which is no question of the survey", piece)
                continue
            self.ledger.mapped(piece)
            given.setdefault(link_id, []).append(answer)
        answers: dict[str, tuple[Answer, ...]] = {}
        for item in form.questions():
            held = given.get(item.link_id)
            if not held:
                continue
            understood = self._understood(item, form, held)
            if understood.answer is not None:
                answers[item.link_id] = (understood.answer,)
                continue
            self.doubts.append(
                Doubt(
                    place=f"{self.source.name}, contribution {key}, question {item.link_id}",
                    text="; ".join(self._shown(answer) for answer in held),
                    why=understood.why,
                    proposal=understood.proposal,
                    response=own_id,
                    link_id=item.link_id,
                )
            )
        language = (element.get("lang") or "").lower()
        return Response(
            id=own_id,
            questionnaire=form.key,
            country=country,
            authored=self._moment(element.get("last") or element.get("create") or ""),
            language=language if language in form.languages else "",
            answers=FrozenDict(answers),
            provenance=Provenance(row=element.sourceline, source_id=key),
        )

    def _field_of(self, answer: Any) -> str | None:  # noqa: ANN401 - of lxml
        question, column = answer.get("qid") or "", answer.get("aid") or ""
        return self.fields.get((question, column)) or self.fields.get((question, ""))

    def _understood(self, item: Item, form: Questionnaire, held: list[Any]) -> Understood:
        reasons = reasons_of(self.request)
        if item.choice_list:
            codes = []
            for answer in held:
                code = self.codes.get(f"{answer.get('qid')} {answer.get('aid')}")
                codes.append(code[1] if code else _text(answer))
            if item.is_multiple:
                return understand(codes, item, form.choices(item))
            if len(codes) > 1:
                return Understood(why=f"{len(codes)} answers to a single choice: {', '.join(codes)}", proposal=codes[0])
            return understand(codes[0], item, form.choices(item), reasons=reasons)
        # EUSurvey divides what holds a semicolon into several answers
        text = ";".join(_text(answer) for answer in held)
        if len(held) > 1 and item.type is not ItemType.STRING:
            return Understood(why=f"{len(held)} answers where one is expected", proposal="")
        if item.type is ItemType.RATING:
            match = re.fullmatch(r"(\d+)/\d+", text)
            return understand(match[1] if match else text, item)
        date_format = self.request.setting("date_format") or "%d/%m/%Y"
        return understand(text, item, reasons=reasons, date_format=date_format, timezone=self.zone)

    def _moment(self, text: str) -> dt.datetime | None:
        try:
            return dt.datetime.strptime(text, "%Y-%m-%d_%H-%M-%S").replace(tzinfo=self.zone)
        except ValueError:
            return None


def _type(element: Any) -> str:  # noqa: ANN401 - of lxml
    """Return the type of an element; older servers write a colon behind it."""
    text = (element.get("type") or element.tag.removesuffix("Title")).rstrip(": ").casefold()
    return str(text)


def _dependent(element: Any) -> tuple[str, ...]:  # noqa: ANN401 - of lxml
    return tuple(part for part in (element.get("dependentElements") or "").split(";") if part)


def _text(element: Any) -> str:  # noqa: ANN401 - of lxml
    """Return the text of an element without the formatting of HTML."""
    text = re.sub(r"<br\s*/?>|</p>", "\n", "".join(element.itertext()))
    lines = (" ".join(line.split()) for line in re.sub(r"<[^<>]*>", "", text).splitlines())
    return "\n".join(line for line in lines if line)

"""The filled-in questionnaire: a Word form that comes back from a ministry, saved by Word or by LibreOffice.

What a field holds is taken as an answer only where it is certain. Text beside or below a field, a comment or picture, a
box whose sign and flag disagree, an entry that is none of the list, a reason beside an answer: all of these are doubts
for the officer.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import attrs

from mpfkit.document import Form, FormFieldKind, bookmarks_of, field_tag
from mpfkit.errors import FileError, MpfkitError
from mpfkit.forms import FixedTexts, PlaceKind, docx_properties, odt_properties, read_docx, read_odt
from mpfkit.intake import (
    AboutField,
    Doubt,
    FieldKey,
    FieldPart,
    FormIdentity,
    Ledger,
    Reading,
    known_labels,
    normalised,
    questionnaire_fields,
    questionnaire_fingerprint,
    reason_of,
    understand,
)
from mpfkit.locale import LANGUAGES, Catalogue
from mpfkit.model import AbsentReason, Answer, FrozenDict, ItemType, Provenance, Respondent, Response
from mpfkit.records import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mpfkit.document import FormField
    from mpfkit.forms import BookmarkText, Control, FilledForm, Place
    from mpfkit.intake import ReadingRequest, Source
    from mpfkit.model import Item, Questionnaire

__all__ = ["WORD_FORM", "read_word_form"]

_TICKED = frozenset("☒☑✓✔✗✘xX×")
_UNTICKED = frozenset("☐□")
_PART_OF_DAY = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2]))?")
_LEAST_TITLE = 6
_SHOWN = 80
_LISTED = 5
_FORM = ("mpfkit-form", "mpfkit-form-version", "mpfkit-form-fingerprint")


def recognises(source: Source) -> bool:
    """Tell whether a file is a form that mpfkit made, or a Word file that is too damaged or too large to tell."""
    if not source.is_zip or source.suffix not in (".docx", ".odt", ".docm"):
        return False
    try:
        members = source.members
        said = odt_properties(members) if "content.xml" in members else docx_properties(members)
        return bool(said.get(_FORM[0]))
    except MpfkitError:
        return source.suffix != ".docm"


def _filled(source: Source) -> FilledForm:
    members = source.members
    if "content.xml" in members:
        return read_odt(members)
    if any(name.casefold().endswith("vbaproject.bin") for name in members):
        raise FileError("it holds macros, which mpfkit does not open; ask for it as a Word document without macros")
    return read_docx(members)


def read_word_form(source: Source, request: ReadingRequest) -> Reading:
    """Read a filled form.

    Args:
        source: The file, .docx or .odt.
        request: The project whose questionnaire it answers.

    Returns:
        One response, with accounts of its fields and doubts about what is not certain.

    Raises:
        FileError: It is no form of this project, or cannot be read.
    """
    filled = _filled(source)
    said = filled.properties
    if not said.get(_FORM[0]):
        raise FileError(
            "it does not say which form it is (the property mpfkit-form is missing); use the form that was sent out, "
            "or enter the answers by hand"
        )
    identity = FormIdentity.of(
        Form(id=said[_FORM[0]], version=said.get(_FORM[1], ""), fingerprint=said.get(_FORM[2], ""))
    )
    if identity.project != request.project.id.replace("/", "-"):
        raise FileError(f"it is a form of the project {identity.project!r}, not of {request.project.id!r}")
    questionnaire = _questionnaire(request, identity)
    country = identity.country or request.country
    if request.country and identity.country and request.country != identity.country:
        raise FileError(
            f"it was sent to {identity.country}, but --country says {request.country}; leave --country out if the form "
            "is right"
        )
    if not country:
        raise FileError("it does not say which country it is for; say it with --country")
    return _Form(source, filled, identity, questionnaire, country).reading()


def _questionnaire(request: ReadingRequest, identity: FormIdentity) -> Questionnaire:
    same = [each for each in request.project.questionnaires if each.id.replace("/", "-") == identity.questionnaire]
    found = next((each for each in same if each.version == identity.version), None)
    if found is None:
        versions = ", ".join(each.version for each in same)
        known = f"which the project has in version {versions}" if versions else "which the project does not have"
        raise FileError(f"it is a form of the questionnaire {identity.questionnaire} {identity.version}, {known}")
    return found


@attrs.frozen
class _Read:
    """What was read from one field.

    Attributes:
        value: Text, value of a choice, or `yes` for a ticked box; empty where nothing was entered.
        shown: What stands in the field, for the officer.
        why: What is doubtful; empty where nothing is.
    """

    value: str = ""
    shown: str = ""
    why: str = ""


@attrs.frozen
class _Stray:
    """What was added outside of the fields of a question: its text, and what is said about it."""

    text: str
    why: str


_WHAT = {
    PlaceKind.TEXT: "the text",
    PlaceKind.NOTE: "the note",
    PlaceKind.COMMENT: "the comment",
    PlaceKind.PICTURE: "a picture or an object",
}


class _Form:
    """Reads one form against the questionnaire that it was made from."""

    def __init__(
        self,
        source: Source,
        filled: FilledForm,
        identity: FormIdentity,
        questionnaire: Questionnaire,
        country: str,
    ) -> None:
        self.source = source
        self.filled = filled
        self.identity = identity
        self.questionnaire = questionnaire
        self.country = country
        self.language = identity.language if identity.language in LANGUAGES else "en"
        self.fields = {field.key: field for field in questionnaire_fields(questionnaire, language=self.language)}
        self.items = {item.link_id: item for item in questionnaire.walk()}
        names = bookmarks_of(self.fields)
        self.keys_by_bookmark = {name: key for key, name in names.items()}
        self.keys_by_tag = {field_tag(key): key for key in self.fields}
        self.ledger = Ledger("fields")
        self.doubts: list[Doubt] = []
        self.remarks: list[str] = []
        self.controls: dict[str, list[Control]] = {}
        self.marks: dict[str, BookmarkText] = {}
        self.keys_by_control: dict[int, str] = {}
        self.strays: dict[tuple[str, tuple[int, ...]], list[_Stray]] = {}
        self._assign()
        self._look_beside()

    def _assign(self) -> None:
        """Find out which field each control and bookmark is, and account for all of them."""
        for number, control in enumerate(self.filled.controls, 1):
            key = self.keys_by_tag.get(control.tag, "")
            # Of bookmarks that stand one in another, the inner one is the field's own
            key = key or next(
                (self.keys_by_bookmark[name] for name in reversed(control.bookmarks) if name in self.keys_by_bookmark),
                "",
            )
            piece = ("control", number, control.tag or control.text[:30])
            if key:
                self.keys_by_control[number - 1] = key
                self.controls.setdefault(key, []).append(control)
                self.ledger.mapped(piece)
            elif not control.tag and not control.bookmarks:
                self.ledger.ignored("a control that is no field of the form", piece)
            else:
                self.ledger.reported("a field that this version of the questionnaire does not have", piece)
        for name, mark in self.filled.bookmarks.items():
            found = self.keys_by_bookmark.get(name)
            if found:
                self.marks[found] = mark
                self.ledger.mapped(("bookmark", name))
            else:
                self.ledger.reported("a field that this version of the questionnaire does not have", ("bookmark", name))

    # -- what stands in no field

    def _look_beside(self) -> None:
        """Tell what was added from the form's own texts, and find out to which question it belongs."""
        fixed = FixedTexts.read(self.filled.properties)
        if not fixed:
            self.remarks.append(
                "the form does not say which texts are its own (the properties mpfkit-form-text-1 and so on are "
                "missing), so that an answer outside of the fields would not be seen; look through it"
            )
        titles = {item.link_id: _titles(item) for item in self.items.values() if item.is_question}
        asked, asked_after = "", None
        for number, place in enumerate(self.filled.places, 1):
            piece = ("text", number, place.text[:30])
            named = _asked(place.text, titles)
            if place.kind in (PlaceKind.TEXT, PlaceKind.NOTE) and (place.text in fixed or not fixed):
                if named:
                    asked, asked_after = named, place.after
                self.ledger.ignored("a text of the form itself" if fixed else "a text outside of the fields", piece)
                continue
            if place.kind is PlaceKind.PICTURE and not place.inside and place.after is None:
                self.ledger.ignored("a picture before the first field", piece)
                continue
            self.ledger.reported("something that was added outside of the fields", piece)
            keys = [key for key in map(self._key, place.beside) if key]
            after = "" if place.after is None else self._key(place.after)
            below = asked if asked and asked_after == place.after else after
            self._stray(place, named or next(iter(keys), "") or below, beside=bool(keys or named))

    def _key(self, field: str | int) -> str:
        """Return the key of a field that the file names by its bookmark or control; empty where it has none."""
        return self.keys_by_control.get(field, "") if isinstance(field, int) else self.keys_by_bookmark.get(field, "")

    def _stray(self, place: Place, key: str, *, beside: bool) -> None:
        """Put what was added to the question to which it belongs, or tell it."""
        what = _WHAT[place.kind]
        text = _tidy(place.text)
        if not key or key.startswith("!"):
            near = f"near the field {key.removeprefix('!')!r}" if key else "before the first question"
            self.remarks.append(f"{near} stands {what} {_short(text)}; it was left out")
            return
        at = key if key in self.items else ""
        parsed = FieldKey(link_id=at) if at else FieldKey.parse(key)
        where = "in the field" if place.inside else "beside the field" if beside else "below the answer"
        stray = _Stray(
            text if place.kind is not PlaceKind.PICTURE else "", f"{where} stands {what} {_short(text)}".strip()
        )
        self.strays.setdefault((parsed.link_id, parsed.instance), []).append(stray)

    # -- fields

    def _field(self, key: str) -> _Read:
        field = self.fields[key]
        controls, mark = self.controls.get(key, []), self.marks.get(key)
        if len(controls) > 1 and len({each.text.strip() for each in controls}) > 1:
            shown = " | ".join(each.text.strip() for each in controls)
            return _Read(shown=shown, why="the field stands in the form more than once, with different contents")
        control = controls[0] if controls else None
        found = self._content(field, control, mark)
        if mark is not None and mark.endless:
            return _Read(found.value, found.shown, "the file does not say where the field ends")
        outside = _tidy(mark.outside) if mark is not None and controls else ""
        if outside and not _is_placeholder(outside, field):
            beside = f"beside the field stands {outside!r}"
            return _Read(found.value, f"{found.shown} | {outside}".strip(" |"), found.why or beside)
        if mark is not None and mark.table:
            return _Read(found.value, found.shown, found.why or "a table was pasted into the field")
        return found

    def _content(self, field: FormField, control: Control | None, mark: BookmarkText | None) -> _Read:
        text = _tidy(control.text if control is not None else mark.text if mark is not None else "")
        if field.kind is FormFieldKind.CHECKBOX:
            return _box(text, control)
        empty = (control is not None and control.empty) or _is_placeholder(text, field)
        if empty and control is not None and control.empty and not _is_placeholder(text, field) and text:
            # LibreOffice keeps the flag while somebody types over the placeholder
            return _Read(text, text, "the field says that it is empty, but holds a text of its own")
        if empty or not text:
            return _Read()
        if field.kind is FormFieldKind.DROP_DOWN:
            return self._drop_down(field, control, text)
        if field.kind is FormFieldKind.DATE:
            return _date(text, control, self.language)
        return _Read(text, text)

    def _drop_down(self, field: FormField, control: Control | None, text: str) -> _Read:
        labels = {normalised(choice.label): choice.value for choice in field.choices}
        labels |= {normalised(label): value for label, value in self._labels(field.key).items()}
        if control is not None:
            values = {choice.value for choice in field.choices}
            labels |= {normalised(shown): value for shown, value in control.entries.items() if value in values}
        value = labels.get(normalised(text), "")
        return _Read(value, text) if value else _Read("", text, f"{text!r} is none of the entries of the list")

    def _labels(self, key: str) -> dict[str, str]:
        if key.startswith("!"):
            return {}
        parsed = FieldKey.parse(key)
        item = self.items[parsed.link_id]
        return known_labels(item, self.questionnaire.choices(item)) if parsed.part is FieldPart.ANSWER else {}

    # -- answers

    def reading(self) -> Reading:
        reads = {key: self._field(key) for key in self.fields if key in self.controls or key in self.marks}
        lost = [key for key in self.fields if key not in reads]
        if lost:
            self.remarks.append(
                f"{len(lost)} of {len(self.fields)} fields are missing in the form, such as {lost[0]!r}"
            )
        if self.identity.fingerprint and self.identity.fingerprint != questionnaire_fingerprint(self.questionnaire):
            self.remarks.append(
                f"the form was made from another state of {self.questionnaire.key}; look whether the questions agree"
            )
        if any(mark.changed for mark in self.marks.values()):
            self.remarks.append("tracked changes were read as accepted: insertions count, deletions do not")
        answers: dict[str, list[Answer]] = {}
        places = {(FieldKey.parse(key).link_id, FieldKey.parse(key).instance) for key in reads if key[0] != "!"}
        order = {link_id: number for number, link_id in enumerate(self.items)}
        places |= set(self.strays)
        for link_id, instance in sorted(places, key=lambda place: (order[place[0]], place[1])):
            answer = self._answer(self.items[link_id], instance, reads)
            if answer is not None:
                answers.setdefault(link_id, []).append(answer)
        response = Response(
            id=self.country.lower(),
            questionnaire=self.questionnaire.key,
            country=self.country,
            language=self.identity.language,
            answers=FrozenDict({link_id: tuple(given) for link_id, given in answers.items()}),
            provenance=Provenance(source_id=f"{self.identity.project}/{self.identity.questionnaire}/{self.country}"),
        )
        response = self._about(response, reads)
        return Reading(
            accounts=self.ledger.close(self.filled.pieces),
            responses=(response,),
            doubts=tuple(self.doubts),
            remarks=tuple(self.remarks),
        )

    def _about(self, response: Response, reads: dict[str, _Read]) -> Response:
        """Return the response with what the form says about the reply as a whole."""
        said = {about: reads.get(about, _Read()) for about in AboutField}
        for about, read in said.items():
            if read.why:
                self.remarks.append(f"the field {about.value.removeprefix('!')!r}: {read.why}; it was left out")
        sure = {about: read.value for about, read in said.items() if read.value and not read.why}
        organisation, contact = sure.get(AboutField.ORGANISATION, ""), sure.get(AboutField.CONTACT, "")
        day, wider = sure.get(AboutField.DATE), sure.get(AboutField.DISSEMINATION)
        return response.evolve(
            respondent=Respondent(organisation=organisation, contact=contact) if organisation or contact else None,
            authored=dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), tzinfo=dt.UTC) if day else None,
            dissemination=None if wider is None else wider == "true",
        )

    def _answer(self, item: Item, instance: tuple[int, ...], reads: dict[str, _Read]) -> Answer | None:
        mine = {
            FieldKey.parse(key): read
            for key, read in reads.items()
            if key[0] != "!" and (parsed := FieldKey.parse(key)).link_id == item.link_id and parsed.instance == instance
        }
        comment = next((read.value for key, read in mine.items() if key.part is FieldPart.COMMENT), "")
        reason = next((read for key, read in mine.items() if key.part is FieldPart.REASON), _Read())
        main = {key: read for key, read in mine.items() if key.part not in (FieldPart.COMMENT, FieldPart.REASON)}
        shown = "; ".join(
            f"{key.code}: {read.shown}" if key.code and read.shown else key.code or read.shown
            for key, read in main.items()
            if read.value or read.why
        )
        strays = self.strays.get((item.link_id, instance), [])
        faults = [read.why for read in mine.values() if read.why] + [stray.why for stray in strays[:_LISTED]]
        if len(strays) > _LISTED:
            faults.append(f"and {len(strays) - _LISTED} more such places")
        entered = any(read.value for read in main.values())
        stated = reason_of(reason.value)
        answer: Answer | None = None
        proposal = ""
        if not faults and stated is not None and entered:
            faults = [f"both an answer and a reason for giving none ({stated.value}) are entered"]
        if not faults and stated is not None:
            answer = Answer(absent=stated)
        elif entered:
            answer, why, proposal = self._understood(item, main)
            faults += [why] if why else []
        if faults:
            text = "\n".join(filter(None, (shown or reason.shown, *(stray.text for stray in strays))))
            if strays and item.type in (ItemType.TEXT, ItemType.STRING):
                proposal = text
            self._doubt(item, instance, text, "; ".join(dict.fromkeys(faults)), proposal)
            return None
        if answer is None:
            return None if not comment else Answer(absent=AbsentReason.NOT_ANSWERED, comment=comment, instance=instance)
        return answer.evolve(comment=comment, instance=instance)

    def _understood(self, item: Item, main: dict[FieldKey, _Read]) -> tuple[Answer | None, str, str]:
        """Return an answer, or what is doubtful about it and a proposal."""
        other = next((read.value for key, read in main.items() if key.part is FieldPart.OTHER), "")
        choices = self.questionnaire.choices(item)
        ticked = [key.code for key, read in main.items() if key.part is FieldPart.CHOICE and read.value]
        ranked = [(read.value, key.code) for key, read in main.items() if key.part is FieldPart.RANK and read.value]
        if ticked:
            alone = [choice.code for choice in choices if choice.exclusive and choice.code in ticked]
            if alone and (len(ticked) > 1 or other):
                return None, f"{alone[0]!r} can only be chosen alone", ", ".join(ticked)
            return Answer(values=tuple(ticked), other=other), "", ""
        if ranked:
            places = [int(place) for place, _ in ranked]
            inorder = [code for _, code in sorted(ranked, key=lambda pair: int(pair[0]))]
            if sorted(places) != list(range(1, len(places) + 1)):
                return None, "the places of the ranking are not 1, 2, 3 and so on, each once", ", ".join(inorder)
            return Answer(values=tuple(inorder)), "", ""
        value = next((read.value for key, read in main.items() if key.part is FieldPart.ANSWER), "")
        if not value:
            return (Answer(other=other), "", "") if other else (None, "", "")
        stated = reason_of(value)
        if stated is not None:
            if other:
                return None, f"both a text and a reason for giving none ({stated.value}) are entered", ""
            return Answer(absent=stated), "", ""
        if item.type is ItemType.BOOLEAN:
            return Answer(value=value == "true"), "", ""
        if item.type is ItemType.RATING and choices:
            return Answer(value=Decimal(value) if _is_number(value) else value), "", ""
        if item.type is ItemType.CHOICE and not item.is_multiple:
            if other and self._excludes_other(value):
                return None, "both an entry of the list and a text of its own are entered", value
            return Answer(value=value, other=other), "", ""
        found = understand(value, item, choices)
        return found.answer, found.why, found.proposal

    @staticmethod
    def _excludes_other(value: str) -> bool:
        return value.casefold() not in ("other", "autre")

    def _doubt(self, item: Item, instance: tuple[int, ...], text: str, why: str, proposal: str) -> None:
        number = f"question {item.prefix}" if item.prefix else item.link_id
        at = f", entry {instance[0]}" if instance else ""
        self.doubts.append(
            Doubt(
                place=f"{self.source.name}, {number}{at}",
                text=text,
                why=why,
                proposal=proposal,
                response=self.country.lower(),
                link_id=item.link_id,
                instance=instance,
            )
        )


def _titles(item: Item) -> tuple[str, ...]:
    """Return the wordings of a question, as far as they are long enough to be known again in a text."""
    wordings = (normalised(text) for text in (item.text.texts.values() if item.text else ()))
    return tuple(wording for wording in wordings if len(wording) >= _LEAST_TITLE)


def _asked(text: str, titles: Mapping[str, tuple[str, ...]]) -> str:
    """Return the `link_id` of the question that a text asks; that of the longest where it could be several."""
    plain = normalised(text)
    found = [(len(title), link_id) for link_id, wordings in titles.items() for title in wordings if title in plain]
    return max(found)[1] if found else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…") if line else ""


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def _tidy(text: str) -> str:
    """Return a text without the line ends and blanks around it, and without the signs of LibreOffice's field marks."""
    lines = [line.strip(" \t\u200b") for line in text.replace("\u2028", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip()


@cache
def _placeholders() -> frozenset[str]:
    writers = Catalogue.load("mpfkit.writers")
    return frozenset(
        normalised(writers.text(f"form.{name}", language))
        for language in LANGUAGES
        for name in ("write", "choose", "date")
    )


def _is_placeholder(text: str, field: FormField) -> bool:
    plain = normalised(text)
    return plain in _placeholders() or (bool(field.placeholder) and plain == normalised(field.placeholder))


def _box(text: str, control: Control | None) -> _Read:
    signs = {sign for sign in text if not sign.isspace()}
    by_sign = True if signs & _TICKED else False if not signs or signs <= _UNTICKED else None
    flag = control.checked if control is not None else None
    if by_sign is None:
        return _Read("yes" if flag else "", text, f"{text!r} stands where a box was")
    if flag is not None and flag is not by_sign:
        return _Read("yes", text, "the sign in the box and what the file says of it disagree")
    return _Read("yes", text) if by_sign else _Read()


def _date(text: str, control: Control | None, language: str) -> _Read:
    from mpfkit.locale import parse_date

    given = control.date if control is not None else ""
    spoken = None
    for each in dict.fromkeys((language, *LANGUAGES)):
        spoken = spoken or parse_date(text, each)
    if spoken is not None and given and spoken.isoformat() != given:
        # Typing over a date in LibreOffice leaves the old one in the file
        return _Read(spoken.isoformat(), text, f"the field shows {text!r}, but the file says {given}")
    if spoken is not None:
        return _Read(spoken.isoformat(), text)
    if _PART_OF_DAY.fullmatch(text) and not given:
        return _Read(text, text)
    return _Read(given, text, f"{text!r} is not a day that is certain")


WORD_FORM = Reader(
    name="word-form",
    summary="The questionnaire of a project as a Word form, filled in; .docx, or .odt from LibreOffice",
    suffixes=(".docx", ".odt"),
    recognises=recognises,
    read=read_word_form,
)

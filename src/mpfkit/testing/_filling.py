"""Forms filled in by a program, as somebody in a ministry does it by hand."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any

from mpfkit.intake import REASONS, AboutField, FieldKey, FieldPart, is_drop_down, questionnaire_fields
from mpfkit.model import ItemType, PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mpfkit.model import Answer, Item, Questionnaire, Response

__all__ = ["fill_form", "form_entries"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DOCUMENT = "word/document.xml"


def form_entries(questionnaire: Questionnaire, response: Response) -> dict[str, str]:
    """Return what has to be entered into a form to give a reply.

    Args:
        questionnaire: The questionnaire.
        response: The reply.

    Returns:
        Entries by the keys of the fields: texts, the value of a choice, `yes` for a box, days as YYYY-MM-DD. What a
        form has no field for, such as a reason that respondents do not choose themselves, is left out.
    """
    entries: dict[str, str] = {}
    for item in questionnaire.questions():
        for answer in response.answers.get(item.link_id, ()):
            entries |= {str(key): text for key, text in _entries(questionnaire, item, answer) if text}
    respondent = response.respondent
    about = {
        AboutField.ORGANISATION: respondent.organisation if respondent else "",
        AboutField.CONTACT: respondent.contact if respondent else "",
        AboutField.DATE: response.authored.date().isoformat() if response.authored else "",
        AboutField.DISSEMINATION: "" if response.dissemination is None else str(response.dissemination).lower(),
    }
    entries |= {key.value: text for key, text in about.items() if text}
    fields = {field.key for field in questionnaire_fields(questionnaire, language="en")}
    return {key: text for key, text in entries.items() if key in fields}


def _entries(questionnaire: Questionnaire, item: Item, answer: Answer) -> Iterator[tuple[FieldKey, str]]:
    choices = questionnaire.choices(item)

    def key(part: FieldPart, code: str = "") -> FieldKey:
        return FieldKey(link_id=item.link_id, part=part, instance=answer.instance, code=code)

    yield key(FieldPart.COMMENT), answer.comment
    yield key(FieldPart.OTHER), answer.other
    if answer.absent in REASONS:
        part = FieldPart.ANSWER if is_drop_down(item, choices) else FieldPart.REASON
        yield key(part), f"absent:{answer.absent}"
    elif item.type is ItemType.RANKING:
        for place, code in enumerate(answer.values, 1):
            yield key(FieldPart.RANK, str(code)), str(place)
    elif item.is_multiple and choices:
        for code in answer.values:
            yield key(FieldPart.CHOICE, str(code)), "yes"
    elif answer.value is not None:
        yield key(FieldPart.ANSWER), _text(answer.value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, dt.datetime | dt.time) else str(value)


def fill_form(data: bytes, entries: Mapping[str, str]) -> bytes:
    """Fill in a Word form as Word does: the controls only, and of each what it shows and what the file says of it.

    Args:
        data: The form, .docx.
        entries: Entries by the keys of the fields, as `form_entries` gives them.

    Returns:
        The filled form.

    Raises:
        KeyError: The form has no field of that name, or its list no such entry.
    """
    from lxml import etree

    from mpfkit.document import field_tag
    from mpfkit.opc import Part, unpack, write_package

    parts = dict(unpack(data, name="form"))
    root: Any = etree.fromstring(parts[_DOCUMENT])
    controls = {tag.get(f"{_W}val"): tag.getparent().getparent() for tag in root.iter(f"{_W}tag")}
    for key, text in entries.items():
        _fill(controls[field_tag(key)], text)
    parts[_DOCUMENT] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    with io.BytesIO() as stream:
        write_package(stream, (Part(name, content) for name, content in parts.items()))
        return stream.getvalue()


def _fill(control: Any, text: str) -> None:  # noqa: ANN401 - lxml does not type its elements
    properties = control.find(f"{_W}sdtPr")
    for mark in properties.findall(f"{_W}showingPlcHdr"):
        properties.remove(mark)
    listed = properties.find(f"{_W}dropDownList")
    box = properties.find(f"{_W14}checkbox")
    day = properties.find(f"{_W}date")
    if listed is not None:
        shown = {each.get(f"{_W}value"): each.get(f"{_W}displayText") for each in listed}
        text = shown[text]
    elif box is not None:
        box.find(f"{_W14}checked").set(f"{_W14}val", "1")
        text = "☒"
    elif day is not None and len(text) == len("2019-02-14"):
        day.set(f"{_W}fullDate", f"{PartialDate.parse(text)}T00:00:00Z")
    runs = control.find(f"{_W}sdtContent").findall(f".//{_W}r")
    for run in runs[1:]:
        run.getparent().remove(run)
    run = runs[0]
    for child in list(run):
        if child.tag != f"{_W}rPr":
            run.remove(child)
    looks = run.find(f"{_W}rPr")
    if looks is not None:
        for style in looks.findall(f"{_W}rStyle"):
            looks.remove(style)
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(run.makeelement(f"{_W}br"))
        written = run.makeelement(f"{_W}t", {_XML_SPACE: "preserve"})
        written.text = line
        run.append(written)

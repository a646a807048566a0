"""The words of XLSForm: types, headings and languages, with the spellings that older forms use (pyxform `aliases`)."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from mpfkit.model import ItemType

__all__ = [
    "BEGIN_LOOP",
    "HIDDEN",
    "TRANSLATED",
    "FormType",
    "canonical_heading",
    "form_type",
    "language_name",
    "language_tag",
]

TRANSLATED = frozenset(("label", "hint"))
"""Columns whose texts the model holds by language; other columns with a language are kept as they are."""

BEGIN_LOOP = "begin loop"


class FormType(NamedTuple):
    """What a `type` cell says.

    Attributes:
        kind: `question`, `begin group`, `begin repeat`, `begin loop`, `end`, or `hidden` for what nobody is asked.
        item: Type of the question.
        choices: Name of its choice list.
        several: Whether several choices can be given.
        other: Whether a text of one's own can be given.
        ends: What an `end` row ends: `group`, `repeat` or `loop`.
    """

    kind: str
    item: ItemType = ItemType.STRING
    choices: str = ""
    several: bool = False
    other: bool = False
    ends: str = ""


_SIMPLE = {
    "text": ItemType.STRING,
    "string": ItemType.STRING,
    "q string": ItemType.STRING,
    "add text prompt": ItemType.STRING,
    "phone number": ItemType.STRING,
    "number of days in last month": ItemType.INTEGER,
    "number of days in last six months": ItemType.INTEGER,
    "number of days in last year": ItemType.INTEGER,
    "percentage": ItemType.INTEGER,
    "integer": ItemType.INTEGER,
    "int": ItemType.INTEGER,
    "q int": ItemType.INTEGER,
    "add integer prompt": ItemType.INTEGER,
    "decimal": ItemType.DECIMAL,
    "q decimal": ItemType.DECIMAL,
    "add decimal prompt": ItemType.DECIMAL,
    "range": ItemType.DECIMAL,
    "date": ItemType.DATE,
    "q date": ItemType.DATE,
    "add date prompt": ItemType.DATE,
    "time": ItemType.TIME,
    "datetime": ItemType.DATE_TIME,
    "date time": ItemType.DATE_TIME,
    "add date time prompt": ItemType.DATE_TIME,
    "note": ItemType.DISPLAY,
    "add note prompt": ItemType.DISPLAY,
    "acknowledge": ItemType.BOOLEAN,
    "q acknowledge": ItemType.BOOLEAN,
    "add acknowledge prompt": ItemType.BOOLEAN,
    "trigger": ItemType.BOOLEAN,
    "image": ItemType.ATTACHMENT,
    "photo": ItemType.ATTACHMENT,
    "q picture": ItemType.ATTACHMENT,
    "q image": ItemType.ATTACHMENT,
    "add image prompt": ItemType.ATTACHMENT,
    "audio": ItemType.ATTACHMENT,
    "q audio": ItemType.ATTACHMENT,
    "add audio prompt": ItemType.ATTACHMENT,
    "video": ItemType.ATTACHMENT,
    "q video": ItemType.ATTACHMENT,
    "add video prompt": ItemType.ATTACHMENT,
    "file": ItemType.ATTACHMENT,
    "add file prompt": ItemType.ATTACHMENT,
    "barcode": ItemType.STRING,
    "q barcode": ItemType.STRING,
    "add barcode prompt": ItemType.STRING,
    "geopoint": ItemType.STRING,
    "gps": ItemType.STRING,
    "location": ItemType.STRING,
    "q location": ItemType.STRING,
    "q geopoint": ItemType.STRING,
    "add location prompt": ItemType.STRING,
    "geotrace": ItemType.STRING,
    "geoshape": ItemType.STRING,
    "osm": ItemType.STRING,
    "csv-external": ItemType.STRING,
    "xml-external": ItemType.STRING,
}

HIDDEN = frozenset(
    (
        "start",
        "start time",
        "get start time",
        "end",
        "end time",
        "get end time",
        "today",
        "get today",
        "deviceid",
        "device id",
        "get device id",
        "imei",
        "subscriberid",
        "get subscriber id",
        "simserial",
        "sim id",
        "get sim id",
        "phonenumber",
        "get phone number",
        "username",
        "email",
        "audit",
        "background-audio",
        "start-geopoint",
        "background-geopoint",
        "calculate",
        "add calculate prompt",
        "q calculate",
        "hidden",
        "csv-external",
        "xml-external",
        "entity",
    )
)
"""Rows that ask nobody anything: what the device knows, and what is computed."""

_ONE = r"select[_ ]one(?: from)?|select[_ ]1|select1|add select one prompt using"
_SEVERAL = (
    r"select[_ ]multiple(?: from)?|select all that apply from|select all that apply|add select multiple prompt using"
)
_CHOICE = re.compile(
    rf"(?:(?P<one>{_ONE})|(?P<several>{_SEVERAL})|(?P<rank>rank))\s+(?P<list>\S+)"
    r"(?P<other>\s+or[_ ](?:specify[_ ])?other)?\Z",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(?P<side>begin|end)[_ ]+(?P<what>group|repeat|loop|lgroup)\b(?P<rest>.*)\Z", re.IGNORECASE)
_FROM_FILE = re.compile(r"(?:select_(?:one|multiple)_(?:from_file|external)|osm)\s+\S+", re.IGNORECASE)


def form_type(text: str) -> FormType | None:
    """Return what a `type` cell says; None where XLSForm has no such type.

    Args:
        text: The cell.
    """
    plain = " ".join(text.split())
    if _FROM_FILE.match(plain):
        return FormType("question", ItemType.STRING)
    group = _GROUP.match(plain)
    if group:
        what = {"lgroup": "repeat"}.get(group["what"].casefold(), group["what"].casefold())
        return FormType("end", ends=what) if group["side"].casefold() == "end" else FormType(f"begin {what}")
    choice = _CHOICE.match(plain)
    if choice:
        kind = ItemType.RANKING if choice["rank"] else ItemType.CHOICE
        return FormType("question", kind, choice["list"], bool(choice["several"]), bool(choice["other"]))
    word = plain.casefold()
    if word in HIDDEN:
        return FormType("hidden")
    return FormType("question", _SIMPLE[word]) if word in _SIMPLE else None


_HEADINGS = {
    "survey": {
        "relevance": "relevant",
        "caption": "label",
        "tag": "name",
        "value": "name",
        "command": "type",
        "readonly": "read_only",
        "calculate": "calculation",
        "skippable": "required",
        "repeatcount": "repeat_count",
        "choicefilter": "choice_filter",
    },
    "choices": {"list name": "list_name", "listname": "list_name", "value": "name", "caption": "label"},
    "settings": {
        "id_string": "form_id",
        "title": "form_title",
        "set form id": "form_id",
        "set form title": "form_title",
    },
}


def canonical_heading(text: str, sheet: str) -> tuple[str, str]:
    """Return a heading in today's spelling, and the language that it names.

    Args:
        text: The heading, such as "Label::French (fr)" or "relevance".
        sheet: `survey`, `choices` or `settings`.

    Returns:
        Name and language; both as pyxform understands them: case does not count in names, and an older form has one
        colon before the language. "media::image::fr" is a column `image` in French.
    """
    parts = [part.strip() for part in re.split(r"::|(?<=^label):|(?<=^hint):|(?<=^Label):|(?<=^Hint):", text.strip())]
    if parts[0].casefold() == "media" and len(parts) > 1:
        parts = parts[1:]
    plain = parts[0].casefold()
    name = _HEADINGS[sheet].get(plain) or plain.replace(" ", "_")
    name = _HEADINGS[sheet].get(name, name)
    if parts[0].casefold() in {"bind", "body", "instance", "control"}:
        return "::".join(parts), ""
    return name, "::".join(parts[1:])


_TAG = re.compile(r"\(\s*([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)\s*\)\s*\Z")


def language_tag(name: str) -> str:
    """Return the tag of a language that a form calls by name.

    Args:
        name: Such as "French (fr)", "fr", "Français" or "chinese".

    Returns:
        A tag of BCP 47; for a name that nobody knows a private one, which begins with `und-x-`.
    """
    match = _TAG.search(name)
    if match:
        return match[1]
    plain = name.strip()
    known = _names()
    if plain.casefold() in known:
        return known[plain.casefold()]
    if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", plain):
        return plain.lower()
    parts = re.findall(r"[a-z0-9]{1,8}", plain.casefold()) or ["unknown"]
    return "-".join(["und-x", *parts])


@cache
def _names() -> dict[str, str]:
    from babel import Locale

    names = {name.casefold(): code for code, name in Locale("en").languages.items() if len(code) == 2}
    for code in sorted(set(names.values())):
        try:
            own = Locale(code).display_name
        except Exception:  # noqa: BLE001, S112 - a language without data of its own has no name of its own here
            continue
        if own:
            names.setdefault(own.casefold(), code)
    return names


def language_name(tag: str) -> str:
    """Return how a form calls a language, with its tag, as XLSForm asks for it: "French (fr)"."""
    from babel import Locale

    name = Locale("en").languages.get(tag.partition("-")[0])
    return f"{name or tag} ({tag})"

"""Form fields as content controls that come back from Word and LibreOffice.

Each has a tag (what Word keeps) and a bookmark around it (what LibreOffice keeps). Children of `w:sdtPr` have a fixed
order (ISO/IEC 29500-1, 17.5.2.38).

LibreOffice 7.4 makes an input field of a plain-text control, and of a control around a paragraph. When it saves, line
ends are gone, and text in more than one script stands in the field several times over. A rich-text control inside a
paragraph comes back whole; so text, plain or rich, stands in one.

What a field shows while it is empty stands in it, marked by `w:showingPlcHdr`. No `w:placeholder` names a building
block: that would need a second document in the package, and Word does without; who empties a filled field sees Word's
own words.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import TYPE_CHECKING, Any

from mpfkit.document import FormFieldKind, bookmarks_of, field_tag
from mpfkit.locale import LANGUAGES, format_date
from mpfkit.writers._text import escape_value

from ._language import is_rtl, word_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docx.document import Document as WordDocument

    from mpfkit.document import FormField

    from ._inline import InlineEmitter, Props

__all__ = ["FormWriter", "declare_checkboxes", "protect"]

_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# A title of a control has no more (Word cuts it).
_MOST_TITLE = 64
_BOXES = {"": "☐", "yes": "☒"}
# The font in which Word itself shows both boxes.
_BOX_FONT = "MS Gothic"


class FormWriter:
    """Writes the form fields of one document."""

    def __init__(self, emitter: InlineEmitter) -> None:
        self.emitter = emitter
        keys = [field.key for field in emitter.plan.fields]
        self.names = bookmarks_of(keys)
        self.numbers = _numbers(keys)
        self.places: dict[str, str] = {}
        # What a field may not stand in, while that is written
        self.refused = ""

    def control(self, field: FormField, props: Props) -> str:
        """Return a form field.

        Raises:
            RenderError: If it cannot be written as it is: says which, where and why.
        """
        self.check(field, props)
        properties, runs = self.content(field, props)
        start, end = self.bookmark(self.names[field.key])
        return f"{start}<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{runs}</w:sdtContent></w:sdt>{end}"

    def bookmark(self, name: str) -> tuple[str, str]:
        """Return start and end of a bookmark."""
        number = self.emitter.next_bookmark
        self.emitter.next_bookmark += 1
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>', f'<w:bookmarkEnd w:id="{number}"/>'

    # ------------------------------------------------------------------ checks

    def check(self, field: FormField, props: Props) -> None:
        """Refuse a field that could not be filled in, or whose answer could not be found again."""
        emitter = self.emitter
        shown = f"form field {field.key!r}"
        if not field.key.strip():
            emitter.fail(f"a form field labelled {field.label[:60]!r} has no key; give it one")
        texts = {"key": field.key, "label": field.label, "value": field.value, "placeholder": field.placeholder}
        for what, text in texts.items():
            self.holdable(f"{shown}, {what}", text)
        if not field.label.strip():
            emitter.fail(f"{shown}: has no label, so that nobody who hears the form knows what to write; give it one")
        refused = self.refused or ("a link" if props.role == "link" else "")
        if emitter.in_note:
            refused = "a footnote"
        elif emitter.in_table and emitter.row == 1:
            refused = "the header row of a table"
        if refused:
            emitter.fail(f"{shown}: cannot stand in {refused}; put it into a paragraph or a cell")
        place = emitter.place()
        if field.key in self.places:
            emitter.fail(f"{shown}: the same key is used before ({self.places[field.key]}); give each field its own")
        self.places[field.key] = place
        if field.choices and field.kind is not FormFieldKind.DROP_DOWN:
            emitter.fail(f"{shown}: has choices, but is a {field.kind.value} field; make it a drop-down field")

    def check_all(self) -> None:
        """Refuse a form of which a field was not written: a link or reference without text shows its target instead."""
        for field in self.emitter.plan.fields:
            if field.key not in self.places:
                self.emitter.fail(
                    f"form field {field.key!r}: cannot stand in a link; put it into a paragraph or a cell"
                )

    def holdable(self, what: str, text: str) -> None:
        """Refuse text with a character that Word cannot hold."""
        self.emitter.checked(text, what=what)

    def choices(self, field: FormField, empty: str) -> dict[str, str]:
        """Return the labels of the choices by value, none twice."""
        shown = f"form field {field.key!r}"
        if not field.choices:
            self.emitter.fail(f"{shown}: has nothing to choose from; give it choices or make it a text field")
        labels: dict[str, str] = {}
        for choice in field.choices:
            self.holdable(f"{shown}, choice {choice.label!r}", choice.value + choice.label)
            label = _line(choice.label)
            if not label or not choice.value.strip():
                self.emitter.fail(
                    f"{shown}: a choice needs a value and a label; has {choice.value!r}, {choice.label!r}"
                )
            if not choice.value.isprintable():
                self.emitter.fail(f"{shown}: the value {choice.value!r} holds line ends or signs that do not show")
            if choice.value in labels:
                self.emitter.fail(f"{shown}: two choices have the value {choice.value!r}; values tell answers apart")
            if label in labels.values():
                self.emitter.fail(f"{shown}: two choices are labelled {label!r}; nobody could tell them apart")
            if label == empty:
                self.emitter.fail(f"{shown}: the choice {label!r} reads like an empty field; change its label")
            labels[choice.value] = label
        if field.value and field.value not in labels:
            self.emitter.fail(f"{shown}: {field.value!r} is none of its choices: {', '.join(map(repr, labels))}")
        return labels

    # ------------------------------------------------------------------ what it is and what it holds

    def content(self, field: FormField, props: Props) -> tuple[str, str]:
        """Return what stands in w:sdtPr, and the runs."""
        emitter, words = self.emitter, self.emitter.words
        empty = {
            FormFieldKind.DROP_DOWN: words.click_to_choose,
            FormFieldKind.DATE: words.click_for_date,
        }.get(field.kind, words.click_to_write)
        language = "" if not field.placeholder.strip() else props.language
        hint = props._replace(role="placeholder", strong=False, em=False, language=language)
        empty = _line(field.placeholder) or empty
        text = field.value
        match field.kind:
            case FormFieldKind.CHECKBOX:
                kind, runs = self.checkbox(field)
                return self.properties(field, props, kind, showing=False), runs
            case FormFieldKind.DROP_DOWN:
                labels = self.choices(field, empty)
                text = labels.get(field.value, "")
                # The first entry, without a text of its own, is Word's way to let an answer be taken back.
                kind = f'<w:dropDownList><w:listItem w:value="{escape_value(empty)}"/>' + "".join(
                    f'<w:listItem w:displayText="{escape_value(label)}" w:value="{escape_value(value)}"/>'
                    for value, label in labels.items()
                )
                kind += "</w:dropDownList>"
            case FormFieldKind.DATE:
                kind, text = self.date(field)
            case FormFieldKind.TEXT | FormFieldKind.RICH_TEXT:
                # Rich text is what a control holds that says nothing of its kind.
                kind = ""
        if text.strip():
            return self.properties(field, props, kind, showing=False), emitter.text(text, props)
        return self.properties(field, props, kind, showing=True), emitter.text(empty, hint)

    def properties(self, field: FormField, props: Props, kind: str, *, showing: bool) -> str:
        """Return what stands in w:sdtPr."""
        emitter = self.emitter
        look = "" if field.kind is FormFieldKind.CHECKBOX else emitter.properties(props, rtl=emitter.bidi)
        return (
            f'{look}<w:alias w:val="{escape_value(_title(field.label))}"/>'
            f'<w:tag w:val="{escape_value(field_tag(field.key))}"/><w:id w:val="{self.numbers[field.key]}"/>'
            f'<w:lock w:val="sdtLocked"/>{"<w:showingPlcHdr/>" if showing else ""}{kind}'
        )

    def checkbox(self, field: FormField) -> tuple[str, str]:
        """Return the kind and the runs of a checkbox."""
        box = _BOXES.get(field.value)
        if box is None:
            self.emitter.fail(f"form field {field.key!r}: a checkbox holds 'yes' or nothing, not {field.value!r}")
        font = f'w:ascii="{_BOX_FONT}" w:hAnsi="{_BOX_FONT}" w:eastAsia="{_BOX_FONT}" w:cs="{_BOX_FONT}"'
        kind = (
            f'<w14:checkbox xmlns:w14="{_W14}"><w14:checked w14:val="{int(field.value == "yes")}"/>'
            f'<w14:checkedState w14:val="2612" w14:font="{_BOX_FONT}"/>'
            f'<w14:uncheckedState w14:val="2610" w14:font="{_BOX_FONT}"/></w14:checkbox>'
        )
        return kind, f'<w:r><w:rPr><w:rFonts w:hint="eastAsia" {font}/></w:rPr><w:t>{box}</w:t></w:r>'

    def date(self, field: FormField) -> tuple[str, str]:
        """Return the kind and the text of a date."""
        language = self.emitter.document.language
        spoken = language.split("-", maxsplit=1)[0].lower()
        known = spoken in LANGUAGES
        full = text = ""
        if field.value.strip():
            day = _day(field.value)
            if day is None:
                self.emitter.fail(f"form field {field.key!r}: {field.value!r} is no day; write it as 2026-03-27")
            full = f' w:fullDate="{day.isoformat()}T00:00:00Z"'
            # Word writes the first of a month with a plain 1, as the pattern says.
            text = format_date(day, spoken).replace("1er ", "1 ") if known else day.isoformat()
        tags = word_language(language)
        return (
            f'<w:date{full}><w:dateFormat w:val="{"d MMMM yyyy" if known else "yyyy-MM-dd"}"/>'
            f'<w:lid w:val="{escape_value(tags.bidi if is_rtl(language) else tags.latin)}"/>'
            '<w:storeMappedDataAs w:val="date"/><w:calendar w:val="gregorian"/></w:date>'
        ), text


def _day(text: str) -> dt.date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _line(text: str) -> str:
    return " ".join(text.split())


def _title(label: str) -> str:
    """Return a label as the title of a control: one line, cut at the end of a word where it is too long."""
    text = _line(label)
    if len(text.encode("utf-16-le")) <= 2 * _MOST_TITLE:
        return text
    text = text[:_MOST_TITLE]
    while len(text.encode("utf-16-le")) > 2 * (_MOST_TITLE - 1):
        text = text[:-1]
    return f"{text.rsplit(' ', 1)[0] or text}…"


def _numbers(keys: Iterable[str]) -> dict[str, int]:
    """Give each key a number from 1 to 2^31 - 1 that stays when fields are added or moved."""
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    for key in sorted(set(keys)):
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
        number = int.from_bytes(digest[:4], "big") & 0x7FFFFFFF
        while number in taken or number == 0:
            number = (number + 1) & 0x7FFFFFFF
        taken.add(number)
        numbers[key] = number
    return numbers


# ---------------------------------------------------------------------- the package


def declare_checkboxes(word: WordDocument) -> WordDocument:
    """Return a document that says of Word's own namespace for checkboxes that programs may skip it.

    Without `mc:Ignorable` (ISO/IEC 29500-3) the checkbox makes the file invalid. Only documents with a checkbox are
    changed, so that the others hold nothing that only Word knows.
    """
    from docx.oxml import parse_xml
    from lxml import etree

    root = word.part.element
    prefix = next((prefix for prefix, uri in root.nsmap.items() if uri == _W14 and prefix), "w14")
    name = f"{{{_COMPATIBILITY}}}Ignorable"
    ignorable = str(root.get(name) or "").split()
    if prefix in ignorable:
        return word
    attributes = {**root.attrib, name: " ".join([*ignorable, prefix])}
    renewed = etree.Element(root.tag, attributes, nsmap={"mc": _COMPATIBILITY, **root.nsmap, prefix: _W14})
    renewed.extend(list(root))
    part: Any = word.part
    # python-docx has no way to give a part another root.
    part._element = parse_xml(etree.tostring(renewed))  # noqa: SLF001
    document: WordDocument = part.document
    return document


# What stands before w:documentProtection (ISO/IEC 29500-1, 17.15.1.78, CT_Settings)
_BEFORE_PROTECTION = frozenset(
    "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
    "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts "
    "embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader "
    "bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState "
    "formsDesign attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge "
    "revisionView trackRevisions doNotTrackMoves doNotTrackFormatting".split()
)


def protect(word: WordDocument) -> None:
    """Let nothing but form fields be changed; whoever wants to can switch it off, there being no password."""
    from docx.oxml.ns import qn
    from lxml import etree

    settings = word.settings.element
    for old in settings.findall(qn("w:documentProtection")):
        settings.remove(old)
    mark = settings.makeelement(
        qn("w:documentProtection"), {qn("w:edit"): "forms", qn("w:enforcement"): "1"}, nsmap=None
    )
    at = 0
    for number, child in enumerate(settings, 1):
        if isinstance(child.tag, str) and etree.QName(child).localname in _BEFORE_PROTECTION:
            at = number
    settings.insert(at, mark)

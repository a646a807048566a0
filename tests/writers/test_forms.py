from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from mpfkit.document import (
    BulletList,
    Callout,
    Cell,
    Column,
    Document,
    Figure,
    Footnote,
    Form,
    FormChoice,
    FormField,
    FormFieldKind,
    Heading,
    Image,
    Link,
    NumberedList,
    Paragraph,
    ParagraphRole,
    Reference,
    Table,
    field_bookmark,
    field_names,
    field_tag,
    form_fields,
)
from mpfkit.emblem import emblem_image
from mpfkit.errors import FileError, RenderError
from mpfkit.forms import FixedTexts
from mpfkit.records import DocxLook, HouseStyle
from mpfkit.writers import docx
from mpfkit.writers._words import load_words
from mpfkit.writers.docx._base import base_template
from mpfkit.writers.markdown import to_markdown

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
NS = {"w": W, "w14": W14}
PLAIN = HouseStyle(name="test")
KIND = FormFieldKind
YES_NO = (FormChoice("y", "Yes"), FormChoice("n", "No"))
# Order of the children of w:sdtPr (ISO/IEC 29500-1, CT_SdtPr)
ORDER = ("rPr", "alias", "tag", "id", "lock", "placeholder", "temporary", "showingPlcHdr", "dataBinding", "label")


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def val(element: Any, path: str) -> str:
    return str(element.find(path, NS).get(w("val")))


def document_of(*blocks: Any, **more: Any) -> Document:
    return Document(**{"title": "A form", "language": "en", "blocks": blocks, "date": dt.date(2019, 3, 27), **more})


def field(key: str = "q1", kind: FormFieldKind = KIND.TEXT, **more: Any) -> FormField:
    if kind is KIND.DROP_DOWN:
        more = {"choices": YES_NO, **more}
    return FormField(key=key, kind=kind, **{"label": f"Label of {key}", **more})


def body_of(*blocks: Any, **more: Any) -> Any:
    return body_in(written(document_of(*blocks, **more)))


def body_in(data: bytes, part: str = "word/document.xml") -> Any:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(part))


def written(document: Document, style: HouseStyle = PLAIN) -> bytes:
    stream = io.BytesIO()
    docx.write(document, style, stream)
    return stream.getvalue()


def text_in(element: Any) -> str:
    """Return text with a line end for each break and between paragraphs."""
    paragraphs = list(element.iter(w("p"))) or [element]
    lines = []
    for paragraph in paragraphs:
        signs = paragraph.iter(w("t"), w("br"))
        lines.append("".join(sign.text or "" if sign.tag == w("t") else "\n" for sign in signs))
    return "\n".join(lines)


def audit(data: bytes, folder: Path) -> list[str]:
    path = folder / "audited.docx"
    path.write_bytes(data)
    return [str(error) for error in OpenXmlValidator().validate(path).errors]


ASKED = {
    "en": ("Competent authority", 'Since 1 May,\nas by law.\n\nSee annex <A> & "B".', "Yes", "Your answer"),
    "fr": ("Autorité compétente", "Depuis le 1er mai,\nselon la loi.\n\nVoir annexe.", "Oui", "Votre réponse"),
    "ar": ("السلطة المختصة", "منذ أيار،\nوفق القانون (Frontex).\n\nانظر الملحق.", "نعم", "إجابتكم"),
}


def a_form(language: str = "en") -> Document:
    """Return a form with each kind, empty and filled, in the body, a table, lists and a callout."""
    label, text, yes, answer = ASKED[language]
    choices = (FormChoice("y", yes), FormChoice("n", "?"))

    def fields(start: str, *, filled: bool) -> tuple[FormField, ...]:
        values = (text, "one line", text, "y", "yes", "2019-03-01") if filled else ("",) * 6
        kinds = (KIND.TEXT, KIND.TEXT, KIND.RICH_TEXT, KIND.DROP_DOWN, KIND.CHECKBOX, KIND.DATE)
        return tuple(
            FormField(
                key=f"{start}{number}",
                kind=kind,
                label=f"{label} {start}{number}",
                value=value,
                choices=choices if kind is KIND.DROP_DOWN else (),
            )
            for number, (kind, value) in enumerate(zip(kinds, values, strict=True))
        )

    body, cells, blocks, items = (
        fields("part_a.", filled=True),
        fields("b", filled=False),
        fields("c", filled=True),
        fields("d" * 40, filled=False),
    )
    return document_of(
        Heading(label),
        *(Paragraph(one) for one in body),
        Table(
            columns=(Column(label), Column(answer)),
            rows=(
                *((Cell(label, header=True), one) for one in cells),
                *((label, Cell((Paragraph(one),))) for one in blocks),
            ),
            description=label,
        ),
        BulletList((items[0], (Paragraph((label, items[1])), Paragraph(items[2])))),
        NumberedList((items[3],)),
        Callout(title=label, blocks=(Paragraph((items[4], " ", label)), Paragraph(items[5]))),
        language=language,
        form=Form(id="mpf/readmission/XA", version="2", fingerprint="0a1b"),
    )


# ------------------------------------------------------------------ each kind


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_form_with_every_kind_everywhere_is_valid(language: str, tmp_path: Path) -> None:
    assert audit(written(a_form(language)), tmp_path) == []


def test_every_control_has_title_tag_number_lock_and_bookmark() -> None:
    form = a_form()
    body = body_in(written(form))

    controls = body.findall(".//w:sdt", NS)
    names = field_names(form)
    assert [val(one, "w:sdtPr/w:tag") for one in controls] == [field_tag(key) for key in names]
    assert [val(one, "w:sdtPr/w:alias") for one in controls] == [one.label for one in form_fields(form)]
    assert {val(one, "w:sdtPr/w:lock") for one in controls} == {"sdtLocked"}
    numbers = [int(val(one, "w:sdtPr/w:id")) for one in controls]
    assert len(set(numbers)) == len(numbers) == 24
    assert all(0 < number < 2**31 for number in numbers)
    around = [(one.getprevious(), one.getnext()) for one in controls]
    assert [start.get(w("name")) for start, _ in around] == list(names.values())
    assert all(start.get(w("id")) == end.get(w("id")) for start, end in around)
    assert {end.tag for _, end in around} == {w("bookmarkEnd")}


def test_children_of_a_control_stand_in_their_order() -> None:
    for properties in body_in(written(a_form("ar"))).iter(w("sdtPr")):
        found = [etree.QName(child).localname for child in properties]
        places = [ORDER.index(name) for name in found if name in ORDER]
        assert places == sorted(places)
        assert sum(name not in ORDER for name in found) <= 1
        assert all(name in ORDER for name in found[:-1])


@pytest.mark.parametrize(
    ("kind", "hint", "element"),
    [
        (KIND.TEXT, "Click to write", ""),
        (KIND.RICH_TEXT, "Click to write", ""),
        (KIND.DROP_DOWN, "Choose", "w:dropDownList"),
        (KIND.DATE, "Click for a date", "w:date"),
    ],
)
def test_an_empty_field_says_what_to_do_and_is_marked_as_empty(kind: FormFieldKind, hint: str, element: str) -> None:
    control = body_of(Paragraph(("Answer: ", field(kind=kind)))).find(".//w:sdt", NS)

    assert control.find("w:sdtPr/w:showingPlcHdr", NS) is not None
    assert text_in(control) == hint
    assert val(control, ".//w:rStyle") == "PlaceholderText"
    if element:
        assert control.find(f"w:sdtPr/{element}", NS) is not None
    assert control.find("w:sdtPr/w:placeholder", NS) is None


@pytest.mark.parametrize(
    ("language", "hints"),
    [
        ("fr", ["Cliquez pour écrire", "Choisissez", "Cliquez pour indiquer une date"]),
        ("ar", ["انقر للكتابة", "اختر", "انقر لإدخال تاريخ"]),
        ("de", ["Click to write", "Choose", "Click for a date"]),
    ],
)
def test_an_empty_field_speaks_the_language_of_the_form(language: str, hints: list[str]) -> None:
    kinds = (KIND.TEXT, KIND.DROP_DOWN, KIND.DATE)
    body = body_of(*(Paragraph(field(kind, kind)) for kind in kinds), language=language)

    assert [text_in(control) for control in body.iter(w("sdt"))] == hints


def test_a_hint_of_the_author_replaces_that_of_the_writer() -> None:
    body = body_of(Paragraph(("A ", field(placeholder="Name the\nministry"), Paragraph)[:2]), language="fr")

    assert text_in(body.find(".//w:sdt", NS)) == "Name the ministry"


def test_a_filled_field_holds_its_text_and_is_not_marked_as_empty() -> None:
    control = body_of(Paragraph(field(value=" two  spaces\tand <tags> "))).find(".//w:sdt", NS)

    assert control.find("w:sdtPr/w:showingPlcHdr", NS) is None
    assert control.find(".//w:rStyle", NS) is None
    assert control.find(".//w:tab", NS) is not None
    assert "".join(control.itertext()) == " two  spacesand <tags> "


def test_a_text_with_line_ends_stands_in_a_rich_text_control() -> None:
    control = body_of(Paragraph(field(value="a\r\nb\n\nc"))).find(".//w:p/w:sdt", NS)

    assert text_in(control) == "a\nb\n\nc"
    assert control.find("w:sdtPr/w:text", NS) is None


def test_a_choice_is_shown_by_its_label_and_can_be_taken_back() -> None:
    control = body_of(Paragraph(field(kind=KIND.DROP_DOWN, value="n"))).find(".//w:sdt", NS)

    items = [dict(item.attrib) for item in control.iter(w("listItem"))]
    assert items == [
        {w("value"): "Choose"},
        {w("displayText"): "Yes", w("value"): "y"},
        {w("displayText"): "No", w("value"): "n"},
    ]
    assert text_in(control) == "No"


@pytest.mark.parametrize(("value", "checked", "sign"), [("", "0", "☐"), ("yes", "1", "☒")])
def test_a_checkbox_shows_whether_it_is_checked(value: str, checked: str, sign: str) -> None:
    control = body_of(Paragraph((field(kind=KIND.CHECKBOX, value=value), " I agree"))).find(".//w:sdt", NS)

    assert control.find(".//w14:checked", NS).get(f"{{{W14}}}val") == checked
    assert control.find("w:sdtPr/w:showingPlcHdr", NS) is None
    assert text_in(control) == sign


@pytest.mark.parametrize(
    ("language", "shown", "lid", "pattern"),
    [
        ("en", "1 March 2019", "en-GB", "d MMMM yyyy"),
        ("fr", "1 mars 2019", "fr-FR", "d MMMM yyyy"),
        ("ar", "1 مارس 2019", "ar-SA", "d MMMM yyyy"),
        ("de", "2019-03-01", "de-DE", "yyyy-MM-dd"),
    ],
)
def test_a_day_is_stored_as_such_and_written_by_the_pattern(language: str, shown: str, lid: str, pattern: str) -> None:
    body = body_of(Paragraph(field(kind=KIND.DATE, value="2019-03-01")), language=language)

    date = body.find(".//w:date", NS)
    assert date.get(w("fullDate")) == "2019-03-01T00:00:00Z"
    assert [etree.QName(child).localname for child in date] == ["dateFormat", "lid", "storeMappedDataAs", "calendar"]
    assert [child.get(w("val")) for child in date] == [pattern, lid, "date", "gregorian"]
    assert text_in(body.find(".//w:sdt", NS)) == shown


def test_an_empty_date_has_no_day() -> None:
    assert body_of(Paragraph(field(kind=KIND.DATE))).find(".//w:date", NS).get(w("fullDate")) is None


# ------------------------------------------------------------------ where it stands


@pytest.mark.parametrize("kind", [KIND.TEXT, KIND.RICH_TEXT])
@pytest.mark.parametrize(
    ("language", "more"),
    [("ar", {}), ("en", {}), ("en", {"value": "a\nb"}), ("en", {"value": "وزارة"}), ("en", {"placeholder": "اكتب"})],
)
def test_text_stands_in_rich_text_inside_its_paragraph_which_libreoffice_does_not_spoil(
    kind: FormFieldKind, language: str, more: dict[str, str]
) -> None:
    body = body_of(Paragraph(field(kind=kind, **more)), language=language)

    control = body.find("w:body/w:p/w:sdt", NS)
    assert control.find("w:sdtPr/w:text", NS) is None
    assert body.find("w:body/w:sdt", NS) is None


def test_rich_text_beside_other_text_stays_in_its_paragraph() -> None:
    body = body_of(Paragraph(("Because ", field(kind=KIND.RICH_TEXT, value="a\nb"))))

    assert body.find("w:body/w:sdt", NS) is None
    assert text_in(body.find("w:body/w:p/w:sdt", NS)) == "a\nb"


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_cell_with_rich_text_ends_with_a_paragraph(wrapped: bool) -> None:
    rich = field(kind=KIND.RICH_TEXT)
    cell = Cell((Paragraph((rich,)),)) if wrapped else rich
    body = body_of(Table(columns=(Column("A"), Column("B")), rows=(("Q", cell),), description="d"))

    last = body.findall(".//w:tc", NS)[-1]
    assert [etree.QName(child).localname for child in last] == ["tcPr", "p"]
    assert val(last, "w:p/w:pPr/w:pStyle") == "TableText"


def test_a_field_in_a_list_keeps_the_item_an_item() -> None:
    body = body_of(BulletList((field("a", KIND.RICH_TEXT, value="x\ny"), (Paragraph(("q ", field("b"))),))))

    styles = [val(one, "w:pPr/w:pStyle") for one in body.findall("w:body/w:p", NS) if one.find("w:sdt", NS) is not None]
    assert styles == ["ListBullet", "ListBullet"]


def test_what_follows_a_field_in_a_section_s_last_paragraph_is_the_section_s_end(tmp_path: Path) -> None:
    from mpfkit.document import Section

    rich = Paragraph(field(kind=KIND.RICH_TEXT))
    data = written(document_of(Section(blocks=(rich,), landscape=True), Paragraph(field("q2", KIND.RICH_TEXT))))

    assert audit(data, tmp_path) == []
    assert len(list(body_in(data).iter(w("sectPr")))) == 3


def test_a_strong_cell_has_a_strong_field_and_what_is_typed_is_strong_too() -> None:
    row = (Cell(field(value="x"), header=True), "b")
    body = body_of(Table(columns=(Column("A"), Column("B")), rows=(row,), description="d"))

    control = body.find(".//w:sdt", NS)
    assert control.find("w:sdtPr/w:rPr/w:rStyle", NS).get(w("val")) == "Strong"
    assert control.find("w:sdtContent/w:r/w:rPr/w:rStyle", NS).get(w("val")) == "Strong"


def test_an_arabic_form_is_filled_from_right_to_left() -> None:
    body = body_in(written(a_form("ar")))

    for control in body.iter(w("sdt")):
        paragraph = control.find(".//w:p", NS)
        paragraph = control.getparent() if paragraph is None else paragraph
        assert paragraph.find("w:pPr/w:bidi", NS) is not None
        if control.find("w:sdtPr/w14:checkbox", NS) is not None:
            continue
        assert control.find("w:sdtPr/w:rPr/w:rtl", NS) is not None
        arabic = [run for run in control.iter(w("r")) if re.search("[\u0600-\u06ff]", text_in(run))]
        assert all(run.find("w:rPr/w:rtl", NS) is not None for run in arabic)
        latin = [run for run in control.iter(w("r")) if re.fullmatch("[A-Za-z ]+", text_in(run))]
        assert all(run.find("w:rPr/w:rtl", NS) is None for run in latin)


def test_a_long_title_is_cut_at_the_end_of_a_word() -> None:
    words = "word " * 30
    titles = [
        val(one, "w:sdtPr/w:alias")
        for one in body_of(
            Paragraph(field("a", label=words)),
            Paragraph(field("b", label="🌍" * 40)),
            Paragraph(field("c", label="x\n y")),
        ).iter(w("sdt"))
    ]

    assert titles == ["word " * 11 + "word…", "🌍" * 31 + "…", "x y"]


# ------------------------------------------------------------------ what is refused


TABLE = {"columns": (Column("A"),), "rows": (("b",),), "description": "d"}


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        ((Paragraph(field("")),), "heading 'Part': a form field labelled 'Label of ' has no key; give it one"),
        ((Paragraph(field(label=" ")),), "form field 'q1': has no label"),
        ((Paragraph(field(value="a\x0bb")),), r"form field 'q1', value: U\+000B at character 2 cannot stand"),
        ((Paragraph(field(label="\ufffe")),), r"form field 'q1', label: U\+FFFE at character 1"),
        ((Paragraph(field("a\x00")),), r"form field 'a\\x00', key: U\+0000 at character 2"),
        ((Paragraph(field(placeholder="\ud800")),), r"form field 'q1', placeholder: U\+D800"),
        ((Paragraph(field(kind=KIND.DROP_DOWN, value="Yes")),), "'Yes' is none of its choices: 'y', 'n'"),
        ((Paragraph(field(kind=KIND.DROP_DOWN, choices=())),), "has nothing to choose from"),
        (
            (Paragraph(field(kind=KIND.DROP_DOWN, choices=(FormChoice("a", "x"), FormChoice("a", "y")))),),
            "two choices have the value 'a'",
        ),
        (
            (Paragraph(field(kind=KIND.DROP_DOWN, choices=(FormChoice("a", "x y"), FormChoice("b", "x  y")))),),
            "two choices are labelled 'x y'",
        ),
        (
            (Paragraph(field(kind=KIND.DROP_DOWN, choices=(FormChoice("a", "Choose"),))),),
            "the choice 'Choose' reads like an empty field",
        ),
        (
            (Paragraph(field(kind=KIND.DROP_DOWN, choices=(FormChoice("", "x"),))),),
            "a choice needs a value and a label",
        ),
        (
            (Paragraph(field(kind=KIND.DROP_DOWN, choices=(FormChoice("a", ""),))),),
            "a choice needs a value and a label",
        ),
        ((Paragraph(field(kind=KIND.DROP_DOWN, choices=(FormChoice("a\n", "x"),))),), "holds line ends"),
        ((Paragraph(field(kind=KIND.DROP_DOWN, choices=(FormChoice("a", "\x01"),))),), r"choice '\\x01': U\+0001"),
        ((Paragraph(field(choices=YES_NO)),), "has choices, but is a text field"),
        ((Paragraph(field(kind=KIND.DATE, value="1.3.2019")),), "'1.3.2019' is no day; write it as 2026-03-27"),
        ((Paragraph(field(kind=KIND.DATE, value="2019-02-30")),), "'2019-02-30' is no day"),
        ((Paragraph(field(kind=KIND.CHECKBOX, value="true")),), "a checkbox holds 'yes' or nothing, not 'true'"),
        ((Heading(field()),), "cannot stand in a heading"),
        ((Paragraph(Footnote(field())),), "footnote 1: form field 'q1': cannot stand in a footnote"),
        ((Paragraph(Link(field(), "https://x.eu")),), "form field 'q1': cannot stand in a link"),
        (
            (Paragraph(Link(field(value="x"), "https://x.eu")),),
            "heading 'Part': form field 'q1': cannot stand in a link",
        ),
        ((Table(**TABLE, key="t", caption="c"), Paragraph(Reference("t", field()))), "cannot stand in a link"),
        ((Table(**{**TABLE, "columns": (Column(field()),)}),), "table 1, row 1: .* the header row of a table"),
        ((Table(**TABLE, caption=field()),), "cannot stand in a caption"),
        ((Callout(title=field(), blocks=(Paragraph("b"),)),), "cannot stand in the title of a callout"),
        (
            (Paragraph(field("a")), Table(**{**TABLE, "rows": ((field("a"),),)})),
            r"heading 'Part', table 1, row 2: .*'a': the same key is used before \(heading 'Part'\)",
        ),
    ],
)
def test_what_cannot_be_filled_in_or_found_again_is_refused_with_its_place(blocks: Any, message: str) -> None:
    with pytest.raises(RenderError, match=message) as caught:
        written(document_of(Heading("Part"), *blocks))
    assert "\n" not in str(caught.value)


def test_a_field_in_a_caption_of_a_figure_is_refused() -> None:
    image = Image(data=emblem_image("x").data, media_type="image/png", width_mm=9, height_mm=6, alt="alt")
    with pytest.raises(RenderError, match="cannot stand in a caption"):
        written(document_of(Figure(graphic=image, caption=field())))


def test_after_what_refuses_fields_they_can_stand_again() -> None:
    body = body_of(
        Heading("H"),
        Table(**TABLE, caption="c"),
        Callout(title="t", blocks=(Paragraph(field("a")),)),
        Paragraph(field("b")),
    )

    assert len(list(body.iter(w("tag")))) == 2


# ------------------------------------------------------------------ the package


def settings_of(data: bytes) -> list[Any]:
    return list(body_in(data, "word/settings.xml"))


def properties_of(data: bytes) -> dict[str, str]:
    return {one.get("name"): "".join(one.itertext()) for one in body_in(data, "docProps/custom.xml")}


def test_a_protected_form_can_only_be_filled_in() -> None:
    settings = settings_of(written(document_of(Paragraph(field()), form=Form(id="f"))))

    names = [etree.QName(one).localname for one in settings]
    assert names[:3] == ["zoom", "documentProtection", "defaultTabStop"]
    assert dict(settings[1].attrib) == {w("edit"): "forms", w("enforcement"): "1"}


@pytest.mark.parametrize("form", [None, Form(id="f", protected=False)])
def test_other_documents_are_not_protected(form: Form | None) -> None:
    settings = settings_of(written(document_of(Paragraph(field()), form=form)))

    assert "documentProtection" not in {etree.QName(one).localname for one in settings}


def test_a_form_and_its_style_are_told_by_the_properties_of_the_file() -> None:
    said = properties_of(written(a_form()))
    texts = FixedTexts.read(said)
    label, text, _, answer = ASKED["en"]
    assert [each in texts for each in (label, answer, f" {label}\n", text, "Something else")] == [True] * 3 + [
        False
    ] * 2
    assert {name: text for name, text in said.items() if not name.startswith("mpfkit-form-text-")} == {
        "mpfkit-style": "test",
        "mpfkit-form": "mpf/readmission/XA",
        "mpfkit-form-version": "2",
        "mpfkit-form-fingerprint": "0a1b",
    }
    assert properties_of(written(document_of(Paragraph("x")))) == {"mpfkit-style": "test"}


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (Form(id=" "), "the form has no id"),
        (Form(id="a\x07"), r"property mpfkit-form: U\+0007 at character 2 cannot stand in a Word file"),
        (
            Form(id="x", version="9" * 256),
            r"property mpfkit-form-version: '9+'\.\.\. has 256 characters, Word keeps 255",
        ),
    ],
)
def test_a_form_that_could_not_be_told_again_is_refused(form: Form, message: str) -> None:
    with pytest.raises(RenderError, match=message):
        written(document_of(Paragraph("x"), form=form))


def template_with(parts: dict[str, str], *changes: tuple[str, str, str]) -> HouseStyle:
    """Return a style whose template has further parts, and changes of the kind part, old, new."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base_template(PLAIN, "en", load_words("en")))) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        for name in old.namelist():
            text = old.read(name).decode()
            for part, before, after in changes:
                if part == name:
                    assert before in text
                    text = text.replace(before, after)
            new.writestr(name, text)
        for name, text in parts.items():
            new.writestr(name, text)
    data = stream.getvalue()
    return HouseStyle(name="own", docx=DocxLook(template=lambda: data))


CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="7" name="Unit"><vt:i4>3</vt:i4></property>'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="9" name="MPFKIT-form"><vt:lpwstr>old</vt:lpwstr>'
    "</property></Properties>"
)


def with_custom(text: str = CUSTOM) -> HouseStyle:
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    target = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
    return template_with(
        {"docProps/custom.xml": text},
        (
            "[Content_Types].xml",
            "</Types>",
            f'<Override PartName="/docProps/custom.xml" ContentType="{kind}"/></Types>',
        ),
        (
            "_rels/.rels",
            "</Relationships>",
            f'<Relationship Id="rId9" Type="{target}" Target="docProps/custom.xml"/></Relationships>',
        ),
    )


def test_custom_properties_of_a_template_stay_but_for_those_of_an_earlier_document(tmp_path: Path) -> None:
    data = written(document_of(Paragraph("x")), with_custom())

    assert properties_of(data) == {"Unit": "3", "mpfkit-style": "own"}
    assert [one.get("pid") for one in body_in(data, "docProps/custom.xml")] == ["7", "8"]
    assert audit(data, tmp_path) == []


def test_custom_properties_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(
        FileError, match=r"the template of house style 'own': part docProps/custom.xml is not well-formed"
    ):
        written(document_of(Paragraph("x")), with_custom("<Properties>"))


def test_what_a_template_says_of_itself_is_not_said_of_the_report() -> None:
    style = template_with(
        {},
        (
            "docProps/core.xml",
            'XMLSchema-instance"/>',
            'XMLSchema-instance"><dc:description>secret</dc:description><cp:category>c</cp:category></cp:coreProperties>',
        ),
    )
    data = written(document_of(Paragraph("x"), authors=("ICMPD",)), style)

    core = {etree.QName(one).localname: one.text for one in body_in(data, "docProps/core.xml")}
    assert not {"description", "category"} & set(core)
    assert (core["title"], core["creator"], core["lastModifiedBy"]) == ("A form", "ICMPD", "ICMPD")
    assert (core["language"], core["revision"]) == ("en", "1")


IGNORABLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"


def test_only_a_document_with_a_checkbox_has_what_only_word_knows() -> None:
    without = body_of(Paragraph(field("a")), Paragraph(field("b", KIND.DATE)))
    having = body_of(Paragraph(field("a")), Paragraph((field("b", KIND.CHECKBOX), " agreed")))

    assert without.get(IGNORABLE) is None
    assert "w14" not in without.nsmap
    assert having.get(IGNORABLE) == "w14"
    assert having.nsmap["w14"] == W14


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        ('xmlns:x14="uri:x" mc:Ignorable="x14"', "x14 w14"),
        (f'xmlns:word="{W14}" mc:Ignorable="word"', "word"),
        (f'xmlns:w14="{W14}"', "w14"),
    ],
)
def test_what_a_template_lets_programs_skip_stays(root: str, expected: str, tmp_path: Path) -> None:
    start = "<w:document "
    compatibility = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    style = template_with({}, ("word/document.xml", start, f"{start}{compatibility} {root} "))
    data = written(document_of(Paragraph((field(kind=KIND.CHECKBOX), " agreed"))), style)

    assert body_in(data).get(IGNORABLE) == expected
    assert audit(data, tmp_path) == []


def test_protection_stands_in_its_place_whatever_a_template_sets_and_only_once() -> None:
    style = template_with(
        {},
        (
            "word/settings.xml",
            "<w:defaultTabStop",
            '<w:stylePaneSortMethod/><w:documentProtection w:edit="readOnly" w:enforcement="1"/><w:defaultTabStop',
        ),
        ("word/settings.xml", '<w:zoom w:percent="100"/>', "<!-- set by hand -->"),
    )
    settings = settings_of(written(document_of(Paragraph(field()), form=Form(id="f")), style))

    names = [etree.QName(one).localname for one in settings if isinstance(one.tag, str)]
    assert names[:3] == ["stylePaneSortMethod", "documentProtection", "defaultTabStop"]
    assert names.count("documentProtection") == 1


def test_the_bytes_of_a_form_are_always_the_same() -> None:
    assert hashlib.sha256(written(a_form())).digest() == hashlib.sha256(written(a_form())).digest()


def test_the_number_of_a_control_does_not_depend_on_what_stands_before_it() -> None:
    alone = body_of(Paragraph(field("b"))).find(".//w:id", NS)
    second = body_of(Paragraph(field("a")), Paragraph(field("b"))).findall(".//w:id", NS)[1]

    assert alone.get(w("val")) == second.get(w("val"))


def test_two_keys_with_the_same_number_get_two_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    from mpfkit.writers.docx import _forms

    class Same:
        def __init__(self, _: bytes) -> None: ...

        def digest(self) -> bytes:
            return b"\xff" * 32

    monkeypatch.setattr(_forms.hashlib, "sha256", Same)
    assert _forms._numbers(["b", "a", "c"]) == {"a": 2**31 - 1, "b": 1, "c": 2}


def test_a_live_document_has_the_same_body_and_can_be_saved(tmp_path: Path) -> None:
    form = a_form("fr")
    live = docx.to_document(form, PLAIN)
    live.save(str(tmp_path / "live.docx"))
    saved = (tmp_path / "live.docx").read_bytes()

    def tidy(root: Any) -> bytes:
        return etree.tostring(root.find("w:body", NS), method="c14n", exclusive=True)

    assert tidy(body_in(saved)) == tidy(body_in(written(form)))
    assert properties_of(saved)["mpfkit-form"] == "mpf/readmission/XA"
    assert audit(saved, tmp_path) == []


def test_what_is_still_to_be_filled_in_can_be_read() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    styles = body_in(written(document_of(Paragraph("x"))), "word/styles.xml")
    style = styles.find("w:style[@w:styleId='PlaceholderText']", NS)
    text = light(val(style, "w:rPr/w:color"))
    ground = light(style.find("w:rPr/w:shd", NS).get(w("fill")))

    assert style.find("w:name", NS).get(w("val")) == "Placeholder Text"
    # EN 301 549, 10.1.4.3
    assert (ground + 0.05) / (text + 0.05) >= 4.5


# ------------------------------------------------------------------ Markdown


def test_markdown_shows_fields_as_on_paper() -> None:
    text = to_markdown(
        document_of(
            Paragraph(field("a", label="Name of [it]")),
            Paragraph(field("b", value="x")),
            Paragraph(("1. ", field("c", KIND.DROP_DOWN))),
            Paragraph(field("d", KIND.DROP_DOWN, value="n")),
            Paragraph((field("e", KIND.CHECKBOX), " agreed, ", field("f", KIND.CHECKBOX, value="yes"), " read")),
            Paragraph(field("g", KIND.DATE)),
        )
    )

    lines = [line.replace("\\", "") for line in text.splitlines() if line][1:]
    assert lines == [
        "[Name of [it]: ____]",
        "[Label of b: x]",
        "1. [Label of c: ____ (Yes / No)]",
        "[Label of d: No (Yes / No)]",
        "☐ agreed, ☒ read",
        "[Label of g: ____]",
    ]


# ------------------------------------------------------------------ there and back through LibreOffice


def converted(source: Path, kind: str, folder: Path) -> Path:
    office = shutil.which("soffice")
    assert office is not None
    folder.mkdir(exist_ok=True)
    subprocess.run(
        [office, f"-env:UserInstallation=file://{source.parent}/profile", "--headless", "--convert-to", kind,
         "--outdir", str(folder), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / f"{source.stem}.{kind.partition(':')[0]}"


def read_back(data: bytes) -> dict[str, tuple[str, str]]:
    """Return kind and text of each field by its bookmark, tags being lost."""
    body = body_in(data)
    open_names: dict[str, str] = {}
    texts: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for element in body.iter():
        number = element.get(w("id"))
        if element.tag == w("bookmarkStart") and element.get(w("name")).startswith("mpf_"):
            name = open_names[number] = element.get(w("name"))
            assert name not in texts
            texts[name] = ""
        elif element.tag == w("bookmarkEnd"):
            open_names.pop(number, None)
        elif element.tag in {w("t"), w("br")}:
            around = [control.find("w:sdtPr", NS) for control in element.iterancestors(w("sdt"))]
            found = {etree.QName(child).localname for properties in around for child in properties}
            for name in open_names.values():
                texts[name] += element.text or "" if element.tag == w("t") else "\n"
                for kind in found & {"dropDownList", "checkbox", "date"}:
                    kinds[name] = kind
    return {name: (kinds.get(name, "text"), text) for name, text in texts.items()}


@pytest.mark.office
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("way", ["docx", "odt"])
def test_answers_come_back_from_libreoffice(language: str, way: str, tmp_path: Path) -> None:
    form = a_form(language)
    path = tmp_path / "form.docx"
    path.write_bytes(written(form))
    if way == "odt":
        path = converted(path, "odt", tmp_path / "odt")
    back = converted(path, "docx:MS Word 2007 XML", tmp_path / "back").read_bytes()

    found = read_back(back)
    names = field_names(form)
    assert set(found) == set(names.values())
    words = load_words(language)
    for one in form_fields(form):
        kind, text = found[names[one.key]]
        shown = {choice.value: choice.label for choice in one.choices}.get(one.value, one.value)
        match one.kind:
            case KIND.DROP_DOWN:
                assert (kind, text) == ("dropDownList", shown or words.click_to_choose)
            case KIND.CHECKBOX:
                assert (kind, text) == ("checkbox", "☒" if one.value else "☐")
            case KIND.DATE:
                expected = {"en": "1 March 2019", "ar": "1 مارس 2019"}[language] if one.value else words.click_for_date
                assert (kind, text) == ("date", expected)
            case _:
                assert text == (one.value or words.click_to_write)
    assert properties_of(back) == properties_of(written(form))
    protection = body_in(back, "word/settings.xml").find("w:documentProtection", NS)
    assert protection.get(w("edit")) == "forms"


def test_the_bookmark_of_a_field_is_never_that_of_a_reference() -> None:
    body = body_of(Heading("H", key="q1"), Paragraph((field("q1"), "x"), key="mpf_q1"))

    names = [one.get(w("name")) for one in body.iter(w("bookmarkStart"))]
    assert sorted(names) == ["_Ref_mpf_q1", "_Ref_q1", field_bookmark("q1")]


def test_a_role_of_a_paragraph_stays_beside_a_field() -> None:
    body = body_of(Paragraph(("Name: ", field()), ParagraphRole.QUESTION))

    assert val(body.find(".//w:sdt", NS).getparent(), "w:pPr/w:pStyle") == "Question"

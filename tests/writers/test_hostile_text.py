"""Two thousand texts that break other programs, in every place where a text can stand.

Each arrives as it was given, as Word reads it, or is refused with its place. What stands once in a document (title,
head, foot, marking, cover, properties) gets each text in some of its places; `MPFKIT_HOSTILE=all` puts it into all.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import itertools
import os
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from mpfkit.document import (
    Anchor,
    BulletList,
    Callout,
    Cell,
    Chart,
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
    Link,
    ListOf,
    NumberedList,
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
    first_bad,
    replace_characters,
)
from mpfkit.emblem import emblem_image
from mpfkit.errors import CharacterError, RenderError
from mpfkit.model import LangString, Project, find_text
from mpfkit.records import HouseStyle
from mpfkit.rendering import prepare
from mpfkit.writers import docx, markdown
from mpfkit.writers._words import load_words

_spec = importlib.util.spec_from_file_location("word_checks", Path(__file__).with_name("word_checks.py"))
assert _spec is not None
assert _spec.loader is not None
checks: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(checks)

PLAIN = HouseStyle(name="test")
LANGUAGES = ("en", "fr", "ar")
EMBLEM = emblem_image("x")
ALL = os.environ.get("MPFKIT_HOSTILE") == "all"

# ----------------------------------------------------------------------------------------------------- the texts

BAD = tuple("\x00\x01\x08\x0b\x0c\x0e\x1b\x1f\ud800\udbff\udc00\udfff\ufffe\uffff")
# fmt: off
SIGNS = (
    "&", "<", ">", '"', "'", "]]>", "<!--", "-->", "<?xml version='1.0'?>", "&amp;", "&lt;", "&#0;", "&#x1F;",
    "</w:t>", "{{ 7*7 }}", "{% raw %}", "${jndi:ldap://x}", "%s %(x)s %", "{0}", "$1 \\1 \\g<0>", "`id`",
    "$(id)", "\\", "\\n", "=cmd|' /C calc'!A0", "+1+1", "-1", "@SUM(A1)", "=HYPERLINK(\"x\")", "_x0041_",
    "_x000B_", "#REF!", "1e309", "NaN", "# x", "* x", "1. x", "- x", "---", "| x |", "[x](y)", "**x**", "> x",
    "~~~", "<b>x</b>", "<script>alert(1)</script>", "\t", "\n", "\r", "\r\n", "\n\n", "\u2028", "\u2029",
    "\x85", "\x7f", "\x80", "\x9f", "\u00a0", "\u202f", "\u3000", "\u1680", "  ", "   ", " \t ", " \n ",
    "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u2011", "\u034f", "\ufffc", "\ufffd",
    "\u200e", "\u200f", "\u061c", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067",
    "\u2068", "\u2069", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f46e\U0001f3fd\u200d\u2640\ufe0f",
    "\U0001f1ea\U0001f1fa", "1\ufe0f\u20e3", "e\u0301", "\u0301", "Z\u0351\u036b\u0343\u034b\u0361",
    "a" + "\u0300" * 30, "\u0915\u094d\u0937", "\u1100\u1161\u11a8", "ﬁ", "İı", "ß", "مرحبا", "السَّلامُ",
    "שלום", "پارسی ۱۲۳", "العدد 12 من Europol", "a مرحبا b", "١٢٣", "Ελλάδα", "Гранична", "人身取引", "한국",
    "\U00010000", "\U0010ffff", "\U0001fffe", "\ue000", "\ufdd0", "\U000e0001", "\U0001d518", "\u2126", "ǆ",
    "\u0378", "REF x \\h", "PAGE", "Table 3", "../../etc/passwd", "C:\\x", "https://example.org/?a=1&b=2#c",
    "a@b.eu", "DROP TABLE x;", "x" * 300, "Donaudampfschifffahrtsgesellschaftskapitän" * 4, "/" * 80,
    "a b " * 60, "0" * 60,
)
# fmt: on
LONG = ("Answer – été. " * 7_500, "x" * 100_000, "مرحبا Europol " * 7_500, "a&b<c>\n\t" * 12_500)
WORDS = ("joint", "Équipe", "team", "1.10", "و", "EU", "—", "yes")


def _texts() -> list[str]:
    """Return 2,000 different texts; always the same."""
    chance = random.Random(20190327)
    found: dict[str, None] = dict.fromkeys(("", " ", *SIGNS, *BAD, *LONG))
    for sign in (*SIGNS, *BAD):
        found.update(dict.fromkeys((f" {sign}", f"{sign} ", f"a{sign}b", f"{sign}{sign}", f"مر{sign}حبا")))
    while len(found) < 2_000:
        parts = chance.choices(SIGNS, k=chance.randint(1, 5)) + chance.choices(WORDS, k=chance.randint(0, 4))
        if chance.random() < 0.3:
            parts.append(chance.choice(BAD))
        chance.shuffle(parts)
        found[chance.choice(("", " ")).join(parts)] = None
    return list(found)


TEXTS = _texts()
REFUSED = [text for text in TEXTS if first_bad(text)]
HELD = [text for text in TEXTS if not first_bad(text)]


def test_there_are_two_thousand_texts_and_both_sorts_are_many() -> None:
    assert len(TEXTS) == len(set(TEXTS)) == 2_000
    assert len(REFUSED) > 250
    assert len(HELD) > 1_400
    assert {sign for sign in BAD if any(sign in text for text in REFUSED)} == set(BAD)


def lines(text: str) -> str:
    """Return a text as Word shows it: each line end is a line break."""
    return re.sub("\r\n|[\r\x85\u2028\u2029]", "\n", text)


def one_line(text: str) -> str:
    return " ".join(text.split())


# ----------------------------------------------------------------------------------------------------- the places


@attrs.frozen
class Slot:
    """A place that a document can have many times.

    Attributes:
        make: Blocks with a text there.
        before: What is shown before the text.
        shows: The text as it is shown.
        takes: Whether a text without bad characters is allowed.
    """

    make: Callable[[str, int], tuple[Any, ...]]
    before: Callable[[Any, int], str] = lambda _words, _number: ""
    shows: Callable[[str, Any], str] = lambda text, _words: lines(text)
    takes: Callable[[str], bool] = lambda _text: True


def table(*rows: Any, **more: Any) -> Table:
    return Table(**{"columns": (Column("A"),), "rows": rows, "description": "What it shows", **more})


def shown_or(words: str) -> Callable[[str, Any], str]:
    return lambda text, known: lines(text) if text.strip() else getattr(known, words)


def field(number: int, **more: Any) -> FormField:
    return FormField(**{"key": f"f{number}-{'-'.join(sorted(more))}", "label": "Asks", **more})


URL = "https://example.org/x"
CHOICES = (FormChoice("v", "first"),)
SLOTS: dict[str, Slot] = {
    "paragraph": Slot(lambda text, _: (Paragraph(text),)),
    **{
        f"{role.value} paragraph": Slot(lambda text, _, role=role: (Paragraph(text, role),))  # type: ignore[misc]
        for role in ParagraphRole
    },
    "paragraph in Arabic": Slot(lambda text, _: (Paragraph(text, language="ar"),)),
    "inline": Slot(
        lambda text, _: (Paragraph((Strong(text), "|", Emphasis(text), "|", Code(text), "|", Span(text, "fr"))),),
        shows=lambda text, _: "|".join([lines(text)] * 4),
    ),
    **{
        f"{role.value} span": Slot(lambda text, _, role=role: (Paragraph(Span(text, role=role)),))  # type: ignore[misc]
        for role in SpanRole
    },
    "link": Slot(
        lambda text, _: (Paragraph(Link(text, URL)),), shows=lambda text, _: lines(text) if text.strip() else URL
    ),
    "reference": Slot(
        lambda text, number: (Paragraph((Anchor(f"a{number}"), Reference(f"a{number}", text + "!"))),),
        shows=lambda text, _: lines(text) + "!",
    ),
    "heading": Slot(lambda text, _: (Heading(text, kind=HeadingKind.PLAIN),)),
    "bullet": Slot(lambda text, _: (BulletList((text,)),)),
    "number": Slot(lambda text, _: (NumberedList(((Paragraph("x"), Paragraph(text)),)),), before=lambda *_: "x\n"),
    "column": Slot(
        lambda text, _: (table(("1",), columns=(Column(text),)),), shows=lambda text, _: lines(text) + "\n1"
    ),
    "cell": Slot(lambda text, _: (table((text,)),), before=lambda *_: "A\n"),
    "row header": Slot(lambda text, _: (table((Cell(text, header=True),)),), before=lambda *_: "A\n"),
    "cell in Arabic": Slot(lambda text, _: (table((Cell(text, language="ar"),)),), before=lambda *_: "A\n"),
    "paragraph in a cell": Slot(lambda text, _: (table((Cell((Paragraph(text),)),)),), before=lambda *_: "A\n"),
    "group": Slot(lambda text, _: (table(Row((text,), RowKind.GROUP)),), before=lambda *_: "A\n"),
    "total": Slot(lambda text, _: (table(Row((text,), RowKind.TOTAL)),), before=lambda *_: "A\n"),
    "caption": Slot(
        lambda text, _: (table(("1",), caption=text),),
        before=lambda words, number: f"{words.table} {number}{words.caption_separator}",
        shows=lambda text, _: lines(text) + "\nA\n1",
    ),
    "units": Slot(lambda text, _: (table(("1",), units=text + "!"),), shows=lambda text, _: lines(text) + "!\nA\n1"),
    "note of a table": Slot(lambda text, _: (table(("1",), notes=(text,)),), before=lambda *_: "A\n1\n"),
    "callout": Slot(lambda text, _: (Callout(blocks=(Paragraph(text),)),)),
    "title of a callout": Slot(
        lambda text, _: (Callout(title=text, blocks=(Paragraph("x"),)),), shows=lambda text, _: lines(text) + "\nx"
    ),
    "form value": Slot(
        lambda text, at: (Paragraph(("x", field(at, value=text))),),
        before=lambda *_: "x",
        shows=shown_or("click_to_write"),
    ),
    "rich form value": Slot(
        lambda text, at: (Paragraph(FormField(key=f"r{at}", label="Asks", kind=FormFieldKind.RICH_TEXT, value=text)),),
        shows=shown_or("click_to_write"),
    ),
    "form placeholder": Slot(
        lambda text, at: (Paragraph(("x", field(at, placeholder=text))),),
        before=lambda *_: "x",
        shows=lambda text, words: one_line(text) or words.click_to_write,
    ),
    "form choice": Slot(
        lambda text, at: (
            Paragraph(
                (
                    "x",
                    FormField(
                        key=f"c{at}",
                        label="Asks",
                        kind=FormFieldKind.DROP_DOWN,
                        value="v",
                        choices=(FormChoice("v", text),),
                    ),
                )
            ),
        ),
        before=lambda *_: "x",
        shows=lambda text, _: one_line(text),
        takes=lambda text: bool(text.strip()),
    ),
    "form label": Slot(
        lambda text, at: (Paragraph(("x", FormField(key=f"l{at}", label=text, value="y"))),),
        shows=lambda *_: "xy",
        takes=lambda text: bool(text.strip()),
    ),
    "form choice value": Slot(
        lambda text, at: (
            Paragraph(
                (
                    "x",
                    FormField(
                        key=f"v{at}",
                        label="Asks",
                        kind=FormFieldKind.DROP_DOWN,
                        choices=(FormChoice(text, "first"),),
                        value=text,
                    ),
                )
            ),
        ),
        shows=lambda *_: "xfirst",
        takes=lambda text: bool(text.strip()) and text.isprintable(),
    ),
    "description": Slot(lambda text, _: (table(("1",), description=text),), shows=lambda *_: "A\n1"),
    "key": Slot(
        lambda text, number: (Paragraph((Anchor(f"{number}{text}"), "x", Reference(f"{number}{text}", "y"))),),
        shows=lambda *_: "xy",
    ),
    "url": Slot(lambda text, number: (Paragraph(Link("x", f"{URL}/{number}/{text}")),), shows=lambda *_: "x"),
}
WITHOUT_REFUSAL = {"key", "url"}
"""Places of which the file holds another notation: names of bookmarks, addresses in percent notation."""


NOT_IN_MARKDOWN = {"description", "form placeholder", "form choice value"}
"""Places that Markdown does not show."""


def document_of(*blocks: Any, **more: Any) -> Document:
    return Document(**{"title": "A title", "language": "en", "blocks": blocks, "date": dt.date(2019, 3, 27), **more})


def written(document: Document) -> bytes:
    stream = io.BytesIO()
    docx.write(document, PLAIN, stream)
    return stream.getvalue()


def between(text: str, name: str) -> str:
    start = text.index(f"⟦{name}\n") + len(name) + 2
    return text[start : text.index(f"\n{name}⟧", start)]


def marked(name: str, blocks: tuple[Any, ...]) -> tuple[Any, ...]:
    return (Paragraph(f"⟦{name}"), *blocks, Paragraph(f"{name}⟧"))


def batches(texts: list[str], size: int) -> Iterator[list[str]]:
    return (texts[at : at + size] for at in range(0, len(texts), size))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SLOTS)
def test_a_text_arrives_unchanged(name: str, language: str) -> None:
    slot, words = SLOTS[name], load_words(language)
    taken = [text for text in HELD if slot.takes(text)]
    taken = taken[LANGUAGES.index(language) :: len(LANGUAGES)]
    blocks: list[Any] = []
    for number, text in enumerate(taken, 1):
        blocks += marked(str(number), slot.make(text, number))
    data = written(document_of(*blocks, language=language))
    shown = checks.part_text(data)
    for number, text in enumerate(taken, 1):
        expected = slot.before(words, number) + slot.shows(text, words)
        assert between(shown, str(number)) == expected, ascii(text)[:200]


@pytest.mark.parametrize("part", range(8))
def test_files_with_such_texts_hold_together(part: int, tmp_path: Path) -> None:
    blocks: list[Any] = []
    texts = [text for text in HELD if len(text) < 10_000][part::8]
    for number, (text, name) in enumerate(zip(texts, itertools.cycle(SLOTS), strict=False), 1):
        if SLOTS[name].takes(text):
            blocks += SLOTS[name].make(text, number)
    data = written(
        document_of(*blocks, Contents(title="x"), ListOf(what="tables", title="y"), language=LANGUAGES[part % 3])
    )
    assert checks.package_faults(data) == []
    if part == 0:
        (tmp_path / "x.docx").write_bytes(data)
        assert [str(error) for error in OpenXmlValidator().validate(tmp_path / "x.docx").errors] == []


@pytest.mark.parametrize("name", sorted(set(SLOTS) - WITHOUT_REFUSAL))
def test_a_text_that_no_file_can_hold_is_refused_with_its_place(name: str) -> None:
    slot = SLOTS[name]
    texts = REFUSED[list(SLOTS).index(name) :: 1 if ALL else 16]
    assert len(texts) > 15
    for text in texts:
        bad = first_bad(text)
        assert bad is not None
        if name == "link" and not text.strip():
            continue  # a link without a text shows its address
        blocks = (Heading("Gaps"), *slot.make("fine", 1), *slot.make(text, 2))
        with pytest.raises(CharacterError) as caught:
            written(document_of(*blocks))
        error = caught.value
        assert "\n" not in str(error)
        assert f"U+{ord(bad[0]):04X} at character " in str(error)
        assert error.character == bad[0]
        assert error.text[error.position - 1] == bad[0]
        assert name == "heading" or "heading 'Gaps'" in str(error) or "notes of table" in str(error)
        if name not in NOT_IN_MARKDOWN:
            with pytest.raises(CharacterError):
                markdown.to_markdown(document_of(*blocks))


@pytest.mark.parametrize("name", sorted(WITHOUT_REFUSAL))
def test_names_and_addresses_are_written_so_that_a_file_can_hold_them(name: str) -> None:
    blocks = [block for number, text in enumerate(REFUSED) for block in SLOTS[name].make(text, number)]
    data = written(document_of(*blocks))
    assert checks.package_faults(data) == []
    targets = [
        entry.get("Target")
        for entry in etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/_rels/document.xml.rels"))
        if entry.get("TargetMode") == "External"
    ]
    assert len(set(targets)) == (len(REFUSED) if name == "url" else 0)
    assert all(re.fullmatch(r"[!-~]+", target) for target in targets)
    markdown.to_markdown(document_of(*blocks)).encode()


def test_replaced_texts_are_written() -> None:
    for name, slot in SLOTS.items():
        texts = [text for text in REFUSED if slot.takes(text.replace("\n", ""))][:: 1 if ALL else 7]
        cleaned = [replace_characters(document_of(Paragraph(text))).blocks[0].content for text in texts]  # type: ignore[union-attr]
        texts = [text for text, clean in zip(texts, cleaned, strict=True) if slot.takes(clean)]  # type: ignore[arg-type]
        blocks = [block for number, text in enumerate(texts) for block in slot.make(text, number)]
        document = replace_characters(document_of(*blocks))
        assert "\ufffd" in checks.part_text(written(document)) or name in {
            "description", "key", "url", "form label", "form choice value"
        }  # fmt: skip


# ----------------------------------------------------------------------------------------------------- attributes


def attribute_values(data: bytes, path: str, name: str) -> list[str | None]:
    root = etree.fromstring(
        zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"), etree.XMLParser(huge_tree=True)
    )
    return [found.get(name) for found in root.iterfind(path, checks.NS)]


def test_alternative_texts_and_descriptions_arrive_on_one_line() -> None:
    texts = [text for text in HELD if text.strip()][:: 1 if ALL else 3]
    blocks: list[Any] = []
    for number, text in enumerate(texts):
        blocks += [Figure(graphic=attrs.evolve(EMBLEM, alt=text), caption="x"), table(("1",), description=text)]
        blocks += [Paragraph(FormField(key=f"k{number}", label=text))]
    data = written(document_of(*blocks))
    alts = attribute_values(data, ".//wp:docPr", "descr")
    assert [one_line(alt or "") for alt in alts] == [one_line(lines(text)) for text in texts]
    assert not any(re.search("[\t\n\r]", alt or "") for alt in alts)
    descriptions = attribute_values(data, ".//w:tblDescription", checks.w("val"))
    assert descriptions == [one_line(text) for text in texts]
    for alias, text in zip(attribute_values(data, ".//w:sdtPr/w:alias", checks.w("val")), texts, strict=True):
        assert alias
        assert len(alias.encode("utf-16-le")) <= 128, "Word keeps 64 characters of a title"
        assert one_line(text).startswith(alias.rstrip("…"))


def test_a_blank_alternative_text_marks_a_picture_as_decorative() -> None:
    for text in ("", " ", "\n", "\u2028"):
        data = written(document_of(Figure(graphic=attrs.evolve(EMBLEM, alt=text), caption="x")))
        assert attribute_values(data, ".//wp:docPr", "descr") == [None]


# ----------------------------------------------------------------------------------------------------- charts


def test_names_in_charts_arrive_on_one_line_and_are_no_formulas() -> None:
    texts = list({re.sub(r"[\t\n\r]+", " ", text).strip(): text for text in HELD if len(text) < 10_000})
    texts = [text for text in texts if text]
    for batch in batches(texts, 60):
        chart = Chart(
            categories=tuple(batch), series=(Series(batch[0], (1,) * len(batch)),), alt=batch[-1], unit=batch[0]
        )
        data = written(document_of(Figure(graphic=chart, caption="x")))
        archive = zipfile.ZipFile(io.BytesIO(data))
        (name,) = [part for part in archive.namelist() if re.fullmatch(r"word/charts/chart\d+\.xml", part)]
        root = etree.fromstring(archive.read(name))
        space = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
        names = [found.text or "" for found in root.iterfind(".//c:cat//c:v", space)]
        # A cell of a workbook holds `_x0041_` as `_x005F_x0041_`.
        assert [found.replace("_x005F_", "_") for found in names] == batch


CHART_PLACES: dict[str, Callable[[str], Chart]] = {
    "alternative text": lambda text: Chart(categories=("a",), series=(Series("s", (1,)),), alt=text),
    "unit": lambda text: Chart(categories=("a",), series=(Series("s", (1,)),), alt="x", unit=text),
    "category": lambda text: Chart(categories=("a", text), series=(Series("s", (1, 2)),), alt="x"),
    "series": lambda text: Chart(categories=("a",), series=(Series("s", (1,)), Series(text, (1,))), alt="x"),
}


@pytest.mark.parametrize("place", CHART_PLACES)
def test_a_character_in_a_chart_is_refused_with_its_place(place: str) -> None:
    for text in REFUSED[::19]:
        figure = Figure(graphic=CHART_PLACES[place](text), caption="x")
        for write in (written, markdown.to_markdown):
            with pytest.raises(
                CharacterError, match=rf"'Gaps': figure 1: U\+[0-9A-F]+ at character \d+ .*{place}"
            ) as caught:
                write(document_of(Heading("Gaps"), figure))  # type: ignore[operator]
            assert caught.value.text == text


@pytest.mark.parametrize("place", ["category", "series"])
@pytest.mark.parametrize("text", ["", " \t\n", "x" * 40_000])
def test_a_name_that_a_chart_cannot_have_is_refused(place: str, text: str) -> None:
    with pytest.raises(RenderError, match="heading 'Gaps': figure 1: the name of "):
        written(document_of(Heading("Gaps"), Figure(graphic=CHART_PLACES[place](text), caption="x")))


# -------------------------------------------------------------------------------------------------- what stands once

COVER = ("kicker", "subtitle", "statement", "implemented_by")
ONCE: dict[str, Callable[[str], dict[str, Any]]] = {
    "title": lambda text: {"title": text},
    "subject": lambda text: {"subject": text},
    "author": lambda text: {"authors": (text,)},
    "keyword": lambda text: {"keywords": (text,)},
    "header": lambda text: {"header": text},
    "footer": lambda text: {"footer": text},
    "marking": lambda text: {"marking": text},
    **{name: (lambda text, name=name: {"cover": Cover(title="T", **{name: text})}) for name in COVER},  # type: ignore[misc]
    "cover title": lambda text: {"cover": Cover(title=text)},
    "cover line": lambda text: {"cover": Cover(title="T", lines=(CoverLine(text),))},
    "cover label": lambda text: {"cover": Cover(title="T", lines=(CoverLine("x", text + "!"),))},
    "cover notice": lambda text: {"cover": Cover(title="T", notices=(text,))},
    "cover marking": lambda text: {"cover": Cover(title="T", marking=text)},
    "form id": lambda text: {"form": Form(id=text)},
    "form version": lambda text: {"form": Form(id="x", version=text)},
    "footnote": lambda text: {"blocks": (Paragraph(("x", Footnote(text))),)},
    "contents": lambda text: {"blocks": (Contents(title=text), Heading("x"))},
    "list of tables": lambda text: {"blocks": (ListOf(what="tables", title=text), table(("1",), caption="x"))},
    "listed heading": lambda text: {"blocks": (Contents(title="x"), Section(blocks=(Heading(text),)))},
}
PROPERTIES = {"subject": "subject", "author": "creator", "keyword": "keywords"}
EDGES = {"header", "footer", "marking", "cover marking"}


def shown_once(name: str, text: str, data: bytes) -> None:
    """Check that a text that stands once arrived."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    if name in PROPERTIES or name == "title":
        root = etree.fromstring(archive.read("docProps/core.xml"))
        kept = next(found.text or "" for found in root if found.tag.endswith(f"}}{PROPERTIES.get(name, name)}"))
        assert kept == one_line(text)[:255]
        if name != "title":
            return
    if name.startswith("form"):
        root = etree.fromstring(archive.read("docProps/custom.xml"))
        held = [value.text or "" for value in root.iter("{*}lpwstr")]
        assert text in held or not text.strip()
        return
    parts = ["word/document.xml", "word/footnotes.xml"]
    if name in EDGES:
        parts = [part for part in archive.namelist() if re.fullmatch(r"word/(header|footer)\d+\.xml", part)]
    shown = "\n".join(checks.part_text(data, part) for part in parts)
    if name == "listed heading":
        assert one_line(text) in shown
    assert lines(text) in shown


def outcome(document: Document) -> bytes | RenderError:
    try:
        return written(document)
    except RenderError as error:
        return error


PLACE = re.compile(r"(cover|header|footer|document|property|footnote|before the first heading|heading)")


@pytest.mark.parametrize("name", ONCE)
def test_a_text_that_stands_once_arrives_or_is_refused(name: str) -> None:
    step = 1 if ALL else 3 * len(ONCE)
    for number, text in enumerate(TEXTS[list(ONCE).index(name) :: step]):
        found = outcome(document_of(**{"blocks": (Paragraph("x"),), **ONCE[name](text)}))
        bad = first_bad(text)
        if isinstance(found, CharacterError):
            assert bad is not None
            assert f"U+{ord(bad[0]):04X} at character {found.position} cannot stand" in str(found)
            assert PLACE.match(str(found))
            assert "\n" not in str(found)
        elif isinstance(found, RenderError):
            assert name.startswith("form"), "only a form may be without a name or have one that is too long"
            assert not text.strip() or len(text.encode("utf-16-le")) > 510
        else:
            assert bad is None
            if number % 5 == 0:
                assert checks.package_faults(found) == []
            shown_once(name, text, found)


# ------------------------------------------------------------------------------------------------ where it came from


def test_the_place_in_the_project_is_found_from_the_error() -> None:
    project = Project(id="p", title=LangString.of("A title\x0b of a project"), as_of=dt.date(2019, 2, 14))
    rendering = prepare(project, kind="outline", format="docx")
    with pytest.raises(CharacterError) as caught:
        rendering.to_bytes()
    (place,) = find_text(project, caught.value.text, position=caught.value.position)
    assert str(place) == "project, title (en), character 8"


def test_pictures_keep_their_bytes_when_texts_are_replaced() -> None:
    image = Image(data=EMBLEM.data, media_type="image/png", width_mm=9, height_mm=6, alt="a\x0bb")
    document = replace_characters(document_of(Figure(graphic=image, caption="x")))
    assert attribute_values(written(document), ".//wp:docPr", "descr") == ["a\ufffdb"]

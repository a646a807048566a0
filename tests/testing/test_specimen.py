"""The specimen has everything that a document can have; a node or field that is added is asked for here at once."""

from __future__ import annotations

import io
import struct
import typing
import zipfile
import zlib
from collections import defaultdict
from enum import StrEnum
from typing import Any

import attrs
import pytest

from mpfkit import document as nodes
from mpfkit.document import (
    Cell,
    Document,
    Heading,
    HeadingKind,
    Image,
    Paragraph,
    Reference,
    Row,
    Table,
    Tone,
    is_blocks,
    outline,
    plain_text,
    walk,
)
from mpfkit.errors import UnknownNameError
from mpfkit.records import HouseStyle
from mpfkit.testing import specimen
from mpfkit.testing._specimen import _jpeg, _texts
from mpfkit.writers import docx, markdown

LANGUAGES = ("en", "fr", "ar")
LAID_OUT = {("Document", "pages"), ("Document", "page_count")}
"""What a layout finds out and no author writes."""
ONCE = {"Contents", "Cover", "Document", "Form"}
"""What a document has one of."""
CLASSES = {
    name: value
    for name in nodes.__all__
    if isinstance(value := getattr(nodes, name), type) and value.__module__.endswith("._nodes")
}
NODES = {name: kind for name, kind in CLASSES.items() if attrs.has(kind)}
ENUMERATIONS = {name: kind for name, kind in CLASSES.items() if issubclass(kind, StrEnum)}


def found_in(document: Document) -> dict[type, list[Any]]:
    """Return all nodes and members of enumerations by class, wherever they stand."""
    found: dict[type, list[Any]] = defaultdict(list)

    def visit(value: object) -> None:
        if isinstance(value, tuple):
            for part in value:
                visit(part)
        elif isinstance(value, StrEnum):
            found[type(value)].append(value)
        elif attrs.has(type(value)):
            found[type(value)].append(value)
            for field in attrs.fields(type(value)):
                visit(getattr(value, field.name))

    visit(document)
    return found


FOUND = {language: found_in(specimen(language)) for language in LANGUAGES}


@pytest.mark.parametrize("name", NODES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_node_occurs(language: str, name: str) -> None:
    assert FOUND[language][NODES[name]]


@pytest.mark.parametrize("name", ENUMERATIONS)
def test_every_value_of_an_enumeration_occurs(name: str) -> None:
    assert set(FOUND["en"][ENUMERATIONS[name]]) == set(ENUMERATIONS[name])


@pytest.mark.parametrize(
    ("name", "field"),
    [
        (name, field)
        for name, kind in NODES.items()
        for field in attrs.fields(kind)
        if field.default is not attrs.NOTHING and (name, field.name) not in LAID_OUT
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_every_option_occurs_both_ways(name: str, field: attrs.Attribute[Any]) -> None:
    default = field.default.factory() if isinstance(field.default, attrs.Factory) else field.default  # type: ignore[arg-type]
    values = [getattr(node, field.name) for node in FOUND["en"][NODES[name]]]
    assert any(value != default for value in values), "never other than its default"
    if name not in ONCE:
        assert any(value == default for value in values), "never its default"


def test_every_sort_of_block_and_inline_content_occurs() -> None:
    assert set(typing.get_args(nodes.Block)) <= set(FOUND["en"])
    assert set(typing.get_args(nodes.Inline)) <= set(FOUND["en"])


def test_headings_have_all_levels_of_all_kinds_and_skip_none() -> None:
    headings = [block for block in walk(specimen().blocks) if isinstance(block, Heading)]
    assert {(heading.kind, heading.level) for heading in headings} == {
        (kind, level) for kind in HeadingKind for level in range(1, 7)
    }
    level = 0
    for heading in headings:
        assert heading.level <= level + 1
        level = heading.level


def depth(blocks: Any) -> int:
    """Return how deep lists are nested."""
    most = 0
    for block in blocks:
        if isinstance(block, nodes.BulletList | nodes.NumberedList):
            most = max(most, 1 + max(depth(item) if is_blocks(item) else 0 for item in block.items))
        else:
            most = max(most, depth(getattr(block, "blocks", ())))
    return most


def test_lists_are_three_deep() -> None:
    assert depth(specimen().blocks) == 3


def test_references_lead_forward_and_back_to_each_sort_of_target() -> None:
    seen: set[str] = set()
    directions: dict[str, set[str]] = defaultdict(set)
    entries = {entry.key: entry.what for entry in outline(specimen()).entries}

    def visit(value: object) -> None:
        if isinstance(value, tuple):
            for part in value:
                visit(part)
            return
        if isinstance(value, Reference):
            directions["back" if value.key in seen else "forward"].add(entries.get(value.key, "place"))
        if not attrs.has(type(value)):
            return
        if not isinstance(value, Reference) and isinstance(getattr(value, "key", None), str):
            seen.add(value.key)  # type: ignore[attr-defined]
        for field in attrs.fields(type(value)):
            visit(getattr(value, field.name))

    visit(specimen().blocks)
    assert directions == {"forward": {"heading", "table", "figure", "place"}, "back": {"heading", "place"}}


def test_pictures_are_of_each_type_and_one_is_decorative() -> None:
    images = FOUND["en"][Image]
    assert {image.media_type for image in images} == {"image/png", "image/jpeg", "image/svg+xml"}
    assert [image for image in images if not image.alt]


def test_cells_hold_blocks_and_every_tone_shows_in_words_too() -> None:
    cells = [cell for cell in FOUND["en"][Cell] if cell.tone is not Tone.NEUTRAL]
    assert all(plain_text(cell.content).strip() for cell in cells)
    assert [cell for cell in FOUND["en"][Cell] if is_blocks(cell.content)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_cover_the_columns_of_their_table(language: str) -> None:
    for table in FOUND[language][Table]:
        open_rows = [0] * len(table.columns)
        for row in table.rows:
            at = 0
            for cell in row.cells if isinstance(row, Row) else row:
                while open_rows[at]:
                    open_rows[at] -= 1
                    at += 1
                span, rows = (cell.span, cell.row_span) if isinstance(cell, Cell) else (1, 1)
                for column in range(at, at + span):
                    open_rows[column] = rows - 1
                at += span
            while at < len(table.columns) and open_rows[at]:
                open_rows[at] -= 1
                at += 1
            assert at == len(table.columns)
        assert not any(open_rows), "no cell covers more rows than there are"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_prose_is_in_the_language(language: str) -> None:
    text = "".join(
        plain_text(block.content) for block in walk(specimen(language).blocks) if isinstance(block, Paragraph)
    )
    arabic = sum("\u0600" <= character <= "\u06ff" for character in text)
    latin = sum("a" <= character.lower() <= "z" for character in text)
    assert latin > 100, "Arabic has Latin text inside"
    assert (arabic > 3 * latin) == (language == "ar")
    assert arabic > 0, "every specimen has names in several scripts"
    if language == "fr":
        assert "«\u00a0" in text
        assert "\u00a0»" in text
        assert "\u00a0:" in text
        assert " :" not in text


def test_texts_are_the_same_set_in_all_languages_and_all_are_used() -> None:
    shapes = {
        language: {name: len(text) if isinstance(text, list) else 0 for name, text in _texts(language).items()}
        for language in LANGUAGES
    }
    assert shapes["en"] == shapes["fr"] == shapes["ar"]

    class Used(dict[str, Any]):
        names: typing.ClassVar[set[str]] = set()

        def __getitem__(self, name: str) -> Any:
            self.names.add(name)
            return super().__getitem__(name)

    from mpfkit.testing import _specimen

    texts = Used(_texts("en"))
    _specimen._whole(texts, "en", ())
    for part in _specimen._PARTS:
        part(texts, "en")
    assert Used.names == set(texts)


def test_the_same_language_gives_the_same_document() -> None:
    assert specimen("fr") == specimen("fr")
    assert specimen("fr") != specimen("en")


def test_a_language_without_specimen_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no specimen in the language is named 'de'"):
        specimen("de")


def test_the_photograph_is_a_jpeg_that_can_be_read() -> None:
    from PIL import Image as Picture

    picture = Picture.open(io.BytesIO(_jpeg()))
    picture.load()
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (192, 128))
    sky, sea = picture.getpixel((5, 5)), picture.getpixel((5, 120))
    assert sum(sky) > 600  # type: ignore[arg-type]
    assert sum(sea) < 300  # type: ignore[arg-type]


def test_the_pictures_are_made_the_same_with_any_compressor() -> None:
    for image in FOUND["en"][Image]:
        data = image.data if image.media_type == "image/png" else image.fallback
        if not data:
            continue
        at = data.index(b"IDAT")
        (length,) = struct.unpack(">I", data[at - 4 : at])
        body = data[at + 4 : at + 4 + length]
        assert len(body) > len(zlib.decompress(body)), "stored, not packed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_and_markdown_write_it(language: str) -> None:
    document = specimen(language)
    stream = io.BytesIO()
    docx.write(document, HouseStyle(name="test"), stream)
    body = zipfile.ZipFile(stream).read("word/document.xml").decode()
    text = markdown.to_markdown(document)
    for entry in outline(document).entries:
        words = plain_text(entry.content).strip().split("\u00a0")[0]
        assert words in text
        assert words in body

"""Pictures as report kinds put them into a document: size, caption, alternative text, and what stands for them."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from PIL import Image

from mpfkit.composing import Context
from mpfkit.document import Figure, Paragraph, ParagraphRole, plain_text
from mpfkit.document import Image as Picture
from mpfkit.errors import FileError
from mpfkit.model import Audience, LangString, Photo, Project, Withheld, WithheldCount
from mpfkit.records import Brief


def picture(width: int, height: int, orientation: int = 1) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "#336699").save(stream, "JPEG", exif=tags)
    return stream.getvalue()


def context(language: str = "en", withheld: Withheld | None = None, **files: bytes) -> Context:
    project = Project(id="p", title=LangString.of("A project"), as_of=dt.date(2019, 2, 14), withheld=withheld)
    pictures = {f"{name}.jpg": data for name, data in files.items()}
    return Context(project, Brief(date=dt.date(2019, 3, 1), language=language, pictures=pictures))


@pytest.mark.parametrize(
    ("size", "orientation", "expected"),
    [
        ((3000, 1500), 1, (100.0, 50.0)),  # as wide as there is room
        ((1500, 3000), 1, (40.0, 80.0)),  # as high as there is room
        ((3000, 1500), 6, (40.0, 80.0)),  # turned by a quarter: wide pixels, a high picture
        ((3000, 1500), 3, (100.0, 50.0)),  # turned by a half
        ((150, 75), 1, (25.4, 12.7)),  # few pixels: no larger than 150 of them to the inch
    ],
)
def test_a_picture_is_as_large_as_pixels_and_room_allow_and_never_distorted(
    size: tuple[int, int], orientation: int, expected: tuple[float, float]
) -> None:
    found = context(a=picture(*size, orientation)).picture("a.jpg", "Alt", width_mm=100, height_mm=80)

    assert found is not None
    assert (found.width_mm, found.height_mm) == pytest.approx(expected)
    assert found.alt == "Alt"
    assert found.media_type == "image/jpeg"


def test_a_picture_that_is_not_at_hand_is_none_and_one_that_is_broken_is_named() -> None:
    ctx = context(a=b"\xff\xd8\xff broken")

    assert ctx.picture("b.jpg", "Alt", width_mm=100, height_mm=80) is None
    with pytest.raises(FileError, match=r"^images/a\.jpg: "):
        ctx.picture("a.jpg", "Alt", width_mm=100, height_mm=80)


def photo(**fields: Any) -> Photo:
    return Photo(**{"file": "a.jpg", "consent": True, **fields})


def test_a_photograph_has_caption_place_date_and_alternative_text() -> None:
    held = photo(
        caption=LangString.of("The plenary"),
        alt=LangString.of("Rows of desks"),
        place="The Hague",
        date=dt.date(2019, 2, 14),
    )
    (figure,) = context(a=picture(300, 200)).photo(held)

    assert isinstance(figure, Figure)
    assert isinstance(figure.graphic, Picture)
    assert plain_text(figure.caption) == "The plenary (The Hague, 14 February 2019)"
    assert figure.graphic.alt == "Rows of desks"


@pytest.mark.parametrize(
    ("fields", "alt", "caption"),
    [
        ({}, "Photograph", "Photograph"),
        ({"caption": LangString.of("The plenary")}, "The plenary", "The plenary"),
        ({"place": "The Hague"}, "Photograph", "Photograph (The Hague)"),
    ],
)
def test_a_photograph_without_words_still_has_an_alternative_text(
    fields: dict[str, Any], alt: str, caption: str
) -> None:
    (figure,) = context(a=picture(300, 200)).photo(photo(**fields))

    assert isinstance(figure, Figure)
    assert isinstance(figure.graphic, Picture)
    assert (figure.graphic.alt, plain_text(figure.caption)) == (alt, caption)


def test_where_the_file_is_not_at_hand_a_sentence_says_so() -> None:
    (paragraph,) = context("fr").photo(photo(caption=LangString.of("La séance", "fr")))

    assert isinstance(paragraph, Paragraph)
    assert paragraph.role is ParagraphRole.META
    assert plain_text(paragraph.content).endswith("La séance")
    assert plain_text(paragraph.content) != "La séance"


def test_withheld_photographs_leave_a_counted_placeholder() -> None:
    counts = (
        WithheldCount(entity="photo", rule="consent", count=2, parent="w"),
        WithheldCount(entity="photo", rule="level", count=1),
    )
    ctx = context(withheld=Withheld(audience=Audience.PUBLIC, counts=counts))

    assert [plain_text(block.content) for block in ctx.placeholder("photo", parent="w")] == [  # type: ignore[union-attr]
        "This edition leaves out 2 photographs."
    ]
    assert [plain_text(block.content) for block in ctx.placeholder("photo", parent="")] == [  # type: ignore[union-attr]
        "This edition leaves out 1 photograph."
    ]

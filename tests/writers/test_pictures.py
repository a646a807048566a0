from __future__ import annotations

import datetime as dt
import hashlib
import io
import struct
import sys
import zipfile
from pathlib import Path
from typing import Any

import attrs
import pytest
from openxml_audit import OpenXmlValidator
from PIL import Image as Pixels

from mpfkit import emblem
from mpfkit.document import (
    Callout,
    Cover,
    Document,
    Figure,
    Heading,
    Image,
    Paragraph,
    Section,
)
from mpfkit.emblem import emblem_image
from mpfkit.errors import RenderError
from mpfkit.images import clean, examine
from mpfkit.records import DocxLook, HouseStyle
from mpfkit.writers import docx
from mpfkit.writers.markdown import to_markdown

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
ASVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}"
PLAIN = HouseStyle(name="test")


def saved(size: tuple[int, int] = (60, 40), kind: str = "PNG", colour: str = "navy", **more: Any) -> bytes:
    stream = io.BytesIO()
    Pixels.new("RGB", size, colour).save(stream, kind, **more)
    return stream.getvalue()


def photograph(orientation: int = 1) -> bytes:
    tags = Pixels.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "Camera of X"
    tags.get_ifd(0x8825)[29] = "GPS-SECRET"
    data = saved(kind="JPEG", exif=tags.tobytes(), comment=b"who was there")
    return data + b"a trailer"


def image_of(data: bytes, width: float = 60, height: float = 40, alt: str = "A picture", **more: Any) -> Image:
    return Image(data=data, media_type="image/png", width_mm=width, height_mm=height, alt=alt, **more)


SVG = image_of(emblem.svg(40).encode())


def document_of(*blocks: Any, **more: Any) -> Document:
    return Document(**{"title": "T", "language": "en", "blocks": blocks, "date": dt.date(2019, 3, 27), **more})


def figures(*images: Image) -> Document:
    return document_of(*(Figure(graphic=image, caption="x") for image in images))


def media(data: bytes) -> dict[str, bytes]:
    package = zipfile.ZipFile(io.BytesIO(data))
    return {name: package.read(name) for name in package.namelist() if "/media/" in name}


def sizes(body: Any) -> list[tuple[float, float]]:
    return [(int(one.get("cx")) / 36_000, int(one.get("cy")) / 36_000) for one in body.iter(f"{WP}extent")]


def audit(data: bytes, folder: Path) -> list[str]:
    (folder / "audited.docx").write_bytes(data)
    return [str(error) for error in OpenXmlValidator().validate(folder / "audited.docx").errors]


@pytest.mark.parametrize("orientation", [1, 6])
def test_no_byte_of_the_file_tells_where_a_photograph_was_taken(orientation: int, render_docx: Any) -> None:
    logo = image_of(photograph(), alt="Logo")
    fallback = attrs.evolve(SVG, fallback=saved((15, 10)) + b"GPS-SECRET")
    data = render_docx(
        attrs.evolve(figures(image_of(photograph(orientation)), fallback), cover=Cover(title="T", statement="S")),
        HouseStyle(name="test", logos=(logo,)),
    )

    package = zipfile.ZipFile(io.BytesIO(data))
    whole = b"".join(package.read(name) for name in package.namelist()) + data
    assert len(media(data)) == (4 if orientation == 6 else 3)
    assert [
        secret for secret in (b"GPS-SECRET", b"Camera of X", b"who was", b"Exif", b"trailer") if secret in whole
    ] == []


def test_a_photograph_that_was_marked_as_turned_stands_upright(render_docx: Any, part_of: Any) -> None:
    data = render_docx(figures(image_of(photograph(6), 40, 60)))

    (file,) = media(data).values()
    assert (examine(file).width, examine(file).height) == (40, 60)
    assert sizes(part_of(data)) == [(40, 60)]


def test_an_svg_stands_beside_a_png_of_300_pixels_to_the_inch(render_docx: Any, part_of: Any, tmp_path: Path) -> None:
    data = render_docx(figures(SVG))
    body = part_of(data)

    assert list(media(data)) == ["word/media/image1.png", "word/media/image2.svg"]
    png, svg = media(data).values()
    assert examine(png).width == round(60 / 25.4 * 300)
    assert svg == clean(SVG.data)
    blip = body.find(f".//{A}blip")
    extension = blip.find(f"{A}extLst/{A}ext")
    assert extension.get("uri") == "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
    links = part_of(data, "word/_rels/document.xml.rels")
    targets = {link.get("Id"): link.get("Target") for link in links}
    assert targets[blip.get(f"{R}embed")] == "media/image1.png"
    assert targets[extension.find(f"{ASVG}svgBlip").get(f"{R}embed")] == "media/image2.svg"
    types = {part.get("PartName"): part.get("ContentType") for part in part_of(data, "[Content_Types].xml")}
    assert types["/word/media/image2.svg"] == "image/svg+xml"
    assert body.find(f".//{WP}docPr").attrib == {"id": "1", "name": "Figure 1", "descr": "A picture"}
    assert audit(data, tmp_path) == []


def test_a_fallback_is_taken_as_it_is_and_nothing_is_drawn(render_docx: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    text = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><text>x</text></svg>'

    data = render_docx(figures(image_of(text, fallback=saved((15, 10)))))

    assert media(data)["word/media/image1.png"] == saved((15, 10))


def test_emblem_and_logos_of_a_cover_can_be_svg(render_docx: Any, part_of: Any, tmp_path: Path) -> None:
    style = HouseStyle(
        name="test",
        emblem=lambda alt: attrs.evolve(SVG, alt=alt, width_mm=21, height_mm=14),
        logos=(attrs.evolve(SVG, alt="Logo"), attrs.evolve(SVG, alt="")),
        docx=DocxLook(cover="band"),
    )
    data = render_docx(document_of(cover=Cover(title="T", statement="Funded by the European Union")), style)

    body = part_of(data)
    assert len(list(body.iter(f"{ASVG}svgBlip"))) == 3
    assert sum(name.endswith(".svg") for name in media(data)) == 1
    assert [one.get("descr") for one in body.iter(f"{WP}docPr")] == [None, "Emblem of the European Union", "Logo", None]
    assert audit(data, tmp_path) == []


def test_a_picture_used_twice_is_one_part(render_docx: Any, part_of: Any) -> None:
    image = image_of(photograph())
    data = render_docx(
        figures(image, attrs.evolve(image, alt="Again", width_mm=30), image_of(clean(photograph())), SVG, SVG)
    )

    assert list(media(data)) == ["word/media/image1.jpeg", "word/media/image2.png", "word/media/image3.svg"]
    rids = [blip.get(f"{R}embed") for blip in part_of(data).iter(f"{A}blip")]
    assert len(set(rids[:3])) == len(set(rids[3:])) == 1


def test_a_live_document_has_the_pictures_and_takes_further_ones() -> None:
    word = docx.to_document(figures(SVG, image_of(photograph())), PLAIN)
    word.add_picture(io.BytesIO(saved((5, 5), colour="red")))
    word.add_picture(io.BytesIO(saved((60, 40), "JPEG")))
    stream = io.BytesIO()
    word.save(stream)

    names = [name for name in zipfile.ZipFile(stream).namelist() if "/media/" in name]
    assert sorted(names) == [
        "word/media/image1.png",
        "word/media/image2.svg",
        "word/media/image3.jpeg",
        "word/media/image4.png",
    ]


def test_pictures_of_a_template_keep_their_names_and_one_that_is_there_is_used_again(render_docx: Any) -> None:
    import docx as python_docx

    from mpfkit.writers._words import load_words
    from mpfkit.writers.docx._base import base_template

    word = python_docx.Document(io.BytesIO(base_template(PLAIN, "en", load_words("en"))))
    head = word.sections[0].header.paragraphs[0]
    head.add_run().add_picture(io.BytesIO(saved(colour="red")))
    stream = io.BytesIO()
    word.save(stream)
    style = HouseStyle(name="own", docx=DocxLook(template=stream.getvalue))

    data = render_docx(figures(image_of(saved(colour="red")), image_of(saved(colour="green"))), style)

    assert media(data) == {
        "word/media/image1.png": saved(colour="red"),
        "word/media/image2.png": saved(colour="green"),
    }


@pytest.mark.parametrize(
    ("width", "height", "shown"),
    [
        (60, 40, (60, 40)),
        (60, 40.5, (60, 40.5)),
        (60, 80, (60, 40)),
        (120, 40, (60, 40)),
        (320, 214, (160, 107)),
        (1000, 1000, (160, 106.667)),
    ],
)
def test_a_picture_is_never_distorted(
    width: float, height: float, shown: tuple[float, float], render_docx: Any, part_of: Any
) -> None:
    ((found_width, found_height),) = sizes(part_of(render_docx(figures(image_of(saved(), width, height)))))

    assert (found_width, found_height) == pytest.approx(shown, abs=0.02)


def test_a_high_picture_and_its_caption_fit_on_one_page_upright_and_across(render_docx: Any, part_of: Any) -> None:
    tall = Figure(graphic=image_of(saved((10, 100)), 100, 1000), caption="x")
    shown = sizes(
        part_of(render_docx(document_of(tall, Section(blocks=(tall, Callout(blocks=(tall,))), landscape=True), tall)))
    )

    page = PLAIN.page
    upright = page.height_mm - page.top_mm - page.bottom_mm
    across = page.width_mm - page.top_mm - page.bottom_mm
    heights = [height for _, height in shown]
    assert heights == pytest.approx([upright - 25, across - 25, across - 25, upright - 25], abs=0.01)
    assert all(width / height == pytest.approx(0.1, rel=0.001) for width, height in shown)


def test_a_picture_in_a_callout_is_no_wider_than_the_callout(render_docx: Any, part_of: Any) -> None:
    inside = Callout(blocks=(Figure(graphic=image_of(saved(), 160, 107), caption="x"),))

    ((width, height),) = sizes(part_of(render_docx(document_of(inside))))

    assert width == pytest.approx(152, abs=0.1)
    assert width / height == pytest.approx(160 / 107, rel=0.001)


def bomb() -> bytes:
    data = bytearray(saved())
    struct.pack_into(">II", data, 16, 30_000, 30_000)
    import zlib

    struct.pack_into(">I", data, 29, zlib.crc32(bytes(data[12:29])))
    return bytes(data)


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (image_of(saved(kind="GIF")), "the file is no PNG, no JPEG and no SVG"),
        (image_of(photograph()[:200]), "the JPEG is cut short after 200 bytes; copy or export it again"),
        (image_of(bomb()), "the picture has 30000 x 30000 pixels"),
        (image_of(b'<svg xmlns="http://www.w3.org/2000/svg"/>'), "says no size that can be used"),
        (attrs.evolve(SVG, fallback=photograph()), "the fallback of the SVG is no PNG; give a PNG, or none"),
        (image_of(saved(), width=0), "0 x 40 mm is no size for a picture"),
        (image_of(saved(), height=-1), "60 x -1 mm is no size for a picture"),
        (image_of(saved(), width=float("nan")), "nan x 40 mm is no size for a picture"),
        (image_of(saved(), width=float("inf")), "inf x 40 mm is no size for a picture"),
    ],
)
def test_a_picture_that_cannot_be_used_is_named_with_its_place(image: Image, message: str) -> None:
    good = Figure(graphic=image_of(saved()), caption="good")
    bad = Figure(graphic=image, caption="bad")
    document = document_of(
        good, Heading("Gaps"), Paragraph("x"), Callout(blocks=(bad,)), Heading("Later"), attrs.evolve(good, key="k")
    )

    with pytest.raises(RenderError) as caught:
        docx.write(document, PLAIN, io.BytesIO())
    assert str(caught.value).startswith("heading 'Gaps', figure 2: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    with pytest.raises(RenderError, match="before the first heading, figure 1: "):
        docx.write(document_of(bad), PLAIN, io.BytesIO())


def test_a_bad_logo_is_named_with_its_house_style() -> None:
    style = HouseStyle(name="own", logos=(image_of(b"no logo"),))

    with pytest.raises(RenderError, match="cover picture of house style 'own': the file is no PNG"):
        docx.write(document_of(cover=Cover(title="T")), style, io.BytesIO())


def test_without_resvg_the_error_says_where_and_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)

    with pytest.raises(RenderError, match=r"figure 1: an SVG needs a PNG beside it; install mpfkit\[images\]"):
        docx.write(figures(SVG), PLAIN, io.BytesIO())


def test_the_bytes_are_the_same_every_time(render_docx: Any) -> None:
    document = attrs.evolve(figures(SVG, image_of(photograph(6)), image_of(saved())), cover=Cover(title="T"))
    style = HouseStyle(name="test", emblem=emblem_image, logos=(SVG,), docx=DocxLook(cover="band"))

    assert len({hashlib.sha256(render_docx(document, style)).hexdigest() for _ in range(2)}) == 1


def test_markdown_names_the_file_by_its_kind() -> None:
    kinds = ("image/png", "image/jpeg", "image/svg+xml")
    text = to_markdown(figures(*(attrs.evolve(SVG, media_type=kind) for kind in kinds)))

    assert [line for line in text.splitlines() if line.startswith("!")] == [
        "![A picture](figure-1.png)",
        "![A picture](figure-2.jpg)",
        "![A picture](figure-3.svg)",
    ]


def test_the_band_of_a_cover_is_as_high_as_its_title_needs() -> None:
    from mpfkit.writers._words import load_words
    from mpfkit.writers.docx._cover import cover_pictures

    style = HouseStyle(name="test", docx=DocxLook(cover="band"))
    titles = ["Country XA", "A title of some words " * 4, "A title of some words " * 6]
    heights = [
        band.height_mm for title in titles if (band := cover_pictures(style, Cover(title=title), load_words("en"))[2])
    ]
    assert len(heights) == 3
    assert heights[0] < heights[1] < heights[2], "what stands below a short title is not covered"

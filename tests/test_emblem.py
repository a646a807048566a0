from __future__ import annotations

import importlib.util
import io
import math
import re
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from mpfkit.emblem import (
    BLUE,
    BORDER,
    PICTURES,
    YELLOW,
    Tone,
    bordered_aspect,
    emblem_image,
    png,
    star_centres,
    star_points,
    svg,
)
from mpfkit.errors import RenderError


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour))


def picture(tone: Tone = "colour", *, border: bool = False) -> Image.Image:
    return Image.open(io.BytesIO(png(tone, border=border))).convert("RGB")


def test_twelve_stars_stand_on_a_circle_of_a_third_of_the_hoist_like_the_hours_of_a_clock() -> None:
    centres = star_centres(18.0)

    assert len(set(centres)) == 12
    for hour, (x, y) in enumerate(centres):
        assert math.hypot(x - 13.5, y - 9.0) == pytest.approx(6.0)
        assert math.degrees(math.atan2(x - 13.5, 9.0 - y)) % 360 == pytest.approx(30 * hour)


def test_a_star_is_upright_on_a_circle_of_an_eighteenth_of_the_hoist() -> None:
    points = star_points((0.0, 0.0), 18.0)

    assert points[0] == pytest.approx((0.0, -1.0))
    assert [math.hypot(*point) for point in points[::2]] == pytest.approx([1.0] * 5)
    # two points of a star lie on a straight line at right angles to the mast
    assert points[2][1] == pytest.approx(points[8][1])
    # the edges of opposite points are one line: inner corners lie on the line between outer ones
    assert points[1][1] == pytest.approx(points[2][1])


def test_the_picture_has_the_proportion_and_the_colours_of_the_emblem() -> None:
    image = picture()

    assert image.size == (1080, 720)
    assert image.getpixel((0, 0)) == rgb(BLUE)
    assert image.getpixel((1079, 719)) == rgb(BLUE)
    assert image.getpixel((540, 360)) == rgb(BLUE)
    for x, y in star_centres(720):
        assert image.getpixel((round(x), round(y))) == rgb(YELLOW)


def test_each_star_in_the_picture_fills_its_circle_and_no_more() -> None:
    image = picture()
    for x, y in star_centres(720):
        box = image.crop((round(x) - 60, round(y) - 60, round(x) + 60, round(y) + 60))
        red = box.getchannel("R").point(lambda level: 255 if level > 127 else 0)
        left, top, right, bottom = red.getbbox() or (0, 0, 0, 0)
        assert top == pytest.approx(60 - 40, abs=2)
        assert bottom == pytest.approx(60 + 40 * math.cos(math.radians(36)), abs=2)
        assert right - left == pytest.approx(80 * math.sin(math.radians(72)), abs=3)


@pytest.mark.parametrize(("tone", "border"), PICTURES)
def test_each_picture_is_what_the_tool_draws(tone: Tone, border: bool) -> None:
    path = Path(__file__).parents[1] / "tools" / "draw_emblem.py"
    spec = importlib.util.spec_from_file_location("draw_emblem", path)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    difference = ImageChops.difference(picture(tone, border=border), tool.draw(tone=tone, border=border))

    assert max(high for _, high in difference.getextrema()) <= 8


def test_the_emblem_in_black_has_black_stars_and_a_black_outline_on_white() -> None:
    image = picture("black")

    assert image.size == (1080, 720)
    assert image.getpixel((0, 360)) == image.getpixel((1079, 719)) == rgb("000000")
    assert image.getpixel((540, 360)) == image.getpixel((30, 30)) == rgb("FFFFFF")
    assert all(image.getpixel((round(x), round(y))) == rgb("000000") for x, y in star_centres(720))


def test_the_emblem_in_blue_alone_has_white_stars() -> None:
    image = picture("white-on-blue")

    assert image.getpixel((0, 0)) == rgb(BLUE)
    assert all(image.getpixel((round(x), round(y))) == rgb("FFFFFF") for x, y in star_centres(720))


@pytest.mark.parametrize("tone", ["colour", "white-on-blue"])
def test_the_border_is_white_and_a_twenty_fifth_of_the_hoist_wide(tone: Tone) -> None:
    image = picture(tone, border=True)
    edge = round(720 * BORDER)

    assert image.size == (1080 + 2 * edge, 720 + 2 * edge)
    assert image.width / image.height == pytest.approx(bordered_aspect(), rel=0.001)
    assert image.getpixel((edge - 1, 400)) == rgb("FFFFFF")
    assert image.getpixel((edge, 400)) == rgb(BLUE)
    drawing = svg(100, tone=tone, border=True)
    assert 'viewBox="0 0 158 108"' in drawing
    assert '<rect width="158" height="108" fill="#FFFFFF"/><g transform="translate(4 4)">' in drawing
    shown = emblem_image("Emblem", height_mm=25, tone=tone, border=True)
    assert (shown.width_mm, shown.height_mm) == (39.5, 27.0)


def test_the_emblem_in_black_has_no_border() -> None:
    with pytest.raises(RenderError, match="there is no emblem in 'black' with border; choose one of colour, black"):
        emblem_image("Emblem", tone="black", border=True)


@pytest.mark.parametrize(
    ("tone", "field", "stars"),
    [("colour", BLUE, YELLOW), ("black", "FFFFFF", "000000"), ("white-on-blue", BLUE, "FFFFFF")],
)
def test_the_drawing_has_the_colours_of_its_tone(tone: Tone, field: str, stars: str) -> None:
    drawing = svg(100, tone=tone)

    assert f'<rect width="150" height="100" fill="#{field}"/>' in drawing
    assert re.search(rf'<path d="[^"]+" fill="#{stars}"/>', drawing)
    assert drawing.count("M") == 12
    assert ("stroke" in drawing) is (tone == "black")


def test_the_emblem_for_a_document_keeps_its_proportion() -> None:
    image = emblem_image("Emblem of the European Union", height_mm=16)

    assert (image.width_mm, image.height_mm, image.alt) == (24, 16, "Emblem of the European Union")


def test_an_emblem_below_one_centimetre_is_refused() -> None:
    with pytest.raises(RenderError, match="at least 10 mm"):
        emblem_image("Emblem", height_mm=9)


def test_an_emblem_without_alternative_text_is_refused() -> None:
    with pytest.raises(RenderError, match="no alternative text"):
        emblem_image(" ")

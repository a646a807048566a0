from __future__ import annotations

import importlib.util
import io
import math
import re
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from mpfkit.emblem import BLUE, YELLOW, Tone, emblem_image, png, star_centres, star_points, svg
from mpfkit.errors import RenderError


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour))


def picture() -> Image.Image:
    return Image.open(io.BytesIO(png())).convert("RGB")


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


def test_the_picture_is_what_the_tool_draws() -> None:
    path = Path(__file__).parents[1] / "tools" / "draw_emblem.py"
    spec = importlib.util.spec_from_file_location("draw_emblem", path)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    difference = ImageChops.difference(picture(), tool.draw())

    assert max(high for _, high in difference.getextrema()) <= 8


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

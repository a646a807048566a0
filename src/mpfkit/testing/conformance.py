"""What every plugin of a sort has to hold: inherit a class in the plugin's tests and override its fixture.

Needs pytest, which the extra `testing` brings; nothing here is loaded into anybody's pytest by itself.
"""

from __future__ import annotations

import datetime as dt
import itertools

import attrs
import pytest

from mpfkit.emblem import BESIDE_FONTS
from mpfkit.model import LangString, Project
from mpfkit.records import HouseStyle
from mpfkit.registry import load_registry
from mpfkit.rendering import render

__all__ = ["HouseStyleConformance", "contrast"]


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4))
    red, green, blue = (
        channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours as WCAG 2.1 defines it.

    Args:
        first: Six hexadecimal digits.
        second: Six hexadecimal digits.

    Returns:
        A ratio from 1 (the same) to 21 (black on white); running text needs 4.5 (EN 301 549, 10.1.4.3).
    """
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


class HouseStyleConformance:
    """What every house style has to hold."""

    @pytest.fixture
    def house_style(self) -> HouseStyle:
        """Override: the style under test."""
        pytest.fail("override the fixture house_style")

    def test_every_text_can_be_read_on_its_ground(self, house_style: HouseStyle) -> None:
        """If this fails, a text and the colour behind it are too much alike for many readers."""
        palette = house_style.palette
        shades = attrs.asdict(palette.tones).values()
        pairs = [(text, "FFFFFF") for text in (palette.text, palette.heading, palette.muted, palette.link)]
        pairs += itertools.product((palette.text, palette.muted, palette.heading), shades)
        pairs += [(palette.on_accent, palette.accent)]
        assert [(text, ground) for text, ground in pairs if contrast(text, ground) < 4.5] == []

    def test_the_typefaces_may_stand_beside_the_emblem(self, house_style: HouseStyle) -> None:
        """If this fails, the funding statement is set in a typeface that the rules for the emblem do not allow."""
        if house_style.emblem is not None:
            assert {house_style.fonts.body, house_style.fonts.heading} <= set(BESIDE_FONTS)

    def test_the_emblem_is_two_by_three_and_at_least_a_centimetre_high(self, house_style: HouseStyle) -> None:
        """If this fails, the emblem is shown too small or out of shape."""
        if house_style.emblem is not None:
            image = house_style.emblem("Emblem of the European Union")
            assert image.width_mm == pytest.approx(1.5 * image.height_mm)
            assert image.height_mm >= 10
            assert image.alt == "Emblem of the European Union"

    def test_the_style_is_found_by_its_name(self, house_style: HouseStyle) -> None:
        """If this fails, the package has no entry point of the group mpfkit that leads to the style."""
        assert load_registry().house_styles[house_style.name] is house_style

    def test_a_report_is_rendered_in_the_style(self, house_style: HouseStyle) -> None:
        """If this fails, the Word writer cannot use the style."""
        project = Project(id="p", title=LangString.of("A project"), as_of=dt.date(2019, 2, 14))
        data = render(project, kind="outline", style=house_style.name, format="docx")
        assert data == render(project, kind="outline", style=house_style.name, format="docx")
        assert data[:2] == b"PK"

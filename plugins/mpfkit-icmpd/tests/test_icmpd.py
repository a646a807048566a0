"""The style keeps the rules that can be computed: contrast, typefaces beside the emblem, size of the emblem."""

from __future__ import annotations

import itertools

import attrs
import pytest

from mpfkit import load_registry
from mpfkit_icmpd import ICMPD

ALLOWED_FONTS = {"Arial", "Auto", "Calibri", "Garamond", "Trebuchet", "Tahoma", "Verdana", "Ubuntu"}
"""Implementing Regulation (EU) No 821/2014, Article 4(4)."""


def luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4))
    red, green, blue = (
        channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


PALETTE = ICMPD.palette
ON_WHITE = [PALETTE.text, PALETTE.heading, PALETTE.muted, PALETTE.link]
SHADES = list(attrs.asdict(PALETTE.tones).values())


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((text, "FFFFFF") for text in ON_WHITE),
        *itertools.product([PALETTE.text, PALETTE.muted, PALETTE.heading], SHADES),
        (PALETTE.on_accent, PALETTE.accent),
    ],
)
def test_every_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


def test_the_typefaces_may_stand_beside_the_emblem() -> None:
    assert {ICMPD.fonts.body, ICMPD.fonts.heading} <= ALLOWED_FONTS


def test_the_emblem_is_two_by_three_and_at_least_a_centimetre_high() -> None:
    assert ICMPD.emblem is not None
    image = ICMPD.emblem("Emblem of the European Union")
    assert image.width_mm == pytest.approx(1.5 * image.height_mm)
    assert image.height_mm >= 10
    assert image.alt


def test_the_style_is_found_by_its_name() -> None:
    assert load_registry().house_styles["icmpd"] is ICMPD

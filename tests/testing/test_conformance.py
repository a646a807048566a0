"""The conformance classes find what they are for."""

from __future__ import annotations

import pytest

from mpfkit.records import Fonts, HouseStyle, Palette
from mpfkit.testing.conformance import HouseStyleConformance, contrast


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("FFFFFF", "FFFFFF") == pytest.approx(1)
    assert contrast("FFCC00", "FFFFFF") == pytest.approx(1.51, abs=0.01)


def test_a_style_that_cannot_be_read_is_found() -> None:
    pale = HouseStyle(name="pale", palette=Palette(muted="CCCCCC"))
    with pytest.raises(AssertionError):
        HouseStyleConformance().test_every_text_can_be_read_on_its_ground(pale)


def test_a_typeface_that_may_not_stand_beside_the_emblem_is_found() -> None:
    from mpfkit.emblem import emblem_image

    comic = HouseStyle(name="comic", fonts=Fonts(body="Comic Sans MS"), emblem=emblem_image)
    with pytest.raises(AssertionError):
        HouseStyleConformance().test_the_typefaces_may_stand_beside_the_emblem(comic)
    HouseStyleConformance().test_the_typefaces_may_stand_beside_the_emblem(HouseStyle(name="plain"))

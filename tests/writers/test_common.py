"""What writers of plugins share with those of the core."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpfkit.testing import conformance
from mpfkit.writers import common
from mpfkit.writers.common import contrast, is_rtl, luminance, shade

COLOURS = st.text("0123456789ABCDEF", min_size=6, max_size=6)


def test_every_name_that_is_offered_is_there() -> None:
    assert all(getattr(common, name) is not None for name in common.__all__)


@given(COLOURS, COLOURS)
def test_contrast_is_that_of_house_styles_whatever_comes_first(first: str, second: str) -> None:
    assert contrast(first, second) == contrast(second, first)
    assert contrast(first, second) == pytest.approx(conformance.contrast(first, second), rel=0.02)


def test_contrast_goes_from_one_to_twenty_one() -> None:
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("336699", "336699") == 1


@given(COLOURS, st.floats(0.01, 1))
def test_a_shade_is_no_lighter_than_wanted(colour: str, most: float) -> None:
    assert luminance(shade(colour, most)) <= most + 1e-9


@pytest.mark.parametrize(("language", "rtl"), [("ar", True), ("ar-MA", True), ("FA", True), ("fr", False), ("", False)])
def test_languages_know_their_direction(language: str, rtl: bool) -> None:
    assert is_rtl(language) is rtl

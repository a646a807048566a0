"""The style holds what every house style has to hold."""

from __future__ import annotations

import pytest

from mpfkit import HouseStyle
from mpfkit.testing.conformance import HouseStyleConformance
from mpfkit_eu import EU


class TestEu(HouseStyleConformance):
    @pytest.fixture
    def house_style(self) -> HouseStyle:
        return EU

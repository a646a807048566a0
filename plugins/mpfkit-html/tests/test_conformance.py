"""The writer holds what every writer has to hold."""

from __future__ import annotations

import pytest

import mpfkit_html
from mpfkit import Writer
from mpfkit.registry import Registry
from mpfkit.testing.conformance import WriterConformance


class TestHtml(WriterConformance):
    @pytest.fixture
    def writer(self) -> Writer:
        return mpfkit_html.WRITER

    @pytest.fixture
    def registry(self) -> Registry:
        return Registry.of(mpfkit_html)

"""What the built-in plugin offers holds what every plugin has to hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from mpfkit import HouseStyle, Project, ReportKind, Writer, load_project
from mpfkit.builtins import OUTLINE, PLAIN
from mpfkit.testing.conformance import (
    HouseStyleConformance,
    ReportKindConformance,
    WriterConformance,
)
from mpfkit.writers.docx import WRITER as DOCX
from mpfkit.writers.markdown import WRITER as MARKDOWN


class TestOutline(ReportKindConformance):
    @pytest.fixture
    def report_kind(self) -> ReportKind:
        return OUTLINE

    @pytest.fixture
    def example_project(self, example: Path) -> Project:
        return load_project(example)


class TestPlain(HouseStyleConformance):
    @pytest.fixture
    def house_style(self) -> HouseStyle:
        return PLAIN


class TestWriters(WriterConformance):
    @pytest.fixture(params=[DOCX, MARKDOWN], ids=lambda writer: writer.name)
    def writer(self, request: pytest.FixtureRequest) -> Writer:
        found: Writer = request.param
        return found

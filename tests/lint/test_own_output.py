"""In what our own writer makes, nothing is found: no error and no warning."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import attrs
import pytest

from mpfkit import load_project, load_registry, render
from mpfkit.emblem import emblem_image
from mpfkit.lint import lint
from mpfkit.records import DocxLook, HouseStyle
from mpfkit.testing import specimen

KINDS = tuple(load_registry().report_kinds)
STYLES = ("plain", "icmpd", "eu")
LANGUAGES = ("en", "fr", "ar")
AUDIENCES = ("internal", "participants", "public")
KNOWN = {("reminder-letter", "icmpd"): ["MPF486"], ("reminder-letter", "eu"): ["MPF486"]}
"""A letter goes out on the paper of those who send it, which has the emblem; that this is missing is told rightly."""


@pytest.mark.parametrize(("kind", "style", "language"), list(itertools.product(KINDS, STYLES, LANGUAGES)))
def test_nothing_is_found_in_the_reports_of_the_example(kind: str, style: str, language: str, example: Path) -> None:
    registry = load_registry()
    # Each audience with each kind, style and language, without all combinations
    turn = KINDS.index(kind) + STYLES.index(style) + LANGUAGES.index(language)
    audience = AUDIENCES[turn % 3]
    data = render(
        load_project(example), kind=kind, style=style, language=language, audience=audience, registry=registry
    )

    found = lint(data, style=registry.house_styles[style])
    assert [problem.code for problem in found] == KNOWN.get((kind, style), []), found
    assert {problem.severity for problem in found} <= {"warning"}


@pytest.mark.parametrize("cover", ["plain", "band"])
def test_nothing_is_found_with_or_without_a_cover(cover: str, document: Any, render_docx: Any) -> None:
    style = HouseStyle(name="house", emblem=emblem_image, docx=DocxLook(cover=cover))

    assert lint(render_docx(document, style), style=style) == ()
    assert lint(render_docx(attrs.evolve(document, cover=None), style), style=style) == ()
    assert lint(render_docx(attrs.evolve(document, marking="", cover=None), style), style=style) == ()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_found_in_a_document_with_every_node(style: str, language: str, render_docx: Any) -> None:
    house = load_registry().house_style(style)

    assert lint(render_docx(specimen(language), house), style=house) == ()

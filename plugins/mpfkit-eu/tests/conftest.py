"""What the tests of the three report kinds share: the example, documents in any edition, and what holds of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mpfkit.document import Document
from mpfkit.model import Audience, Project
from mpfkit.projects import load_project
from mpfkit.records import Brief, ReportKind
from mpfkit.redaction import redact
from mpfkit.testing import documents


@pytest.fixture(scope="session")
def project(example: Any) -> Project:
    """Return the example project."""
    return load_project(example)


Compose = Callable[..., Document]


@pytest.fixture(scope="session")
def compose() -> Compose:
    """Return a function that composes a report of a kind for an audience."""

    def composed(kind: ReportKind, project: Project, audience: str = "internal", **changes: Any) -> Document:
        options = changes.pop("options", kind.options())
        brief = Brief(date=date(2019, 3, 1), audience=Audience(audience), options=options, **changes)
        return kind.compose(redact(project, audience), brief)

    return composed


@pytest.fixture(scope="session")
def text_of() -> Callable[[Document], str]:
    """Return a function that gives all words of a document, one block a line."""
    return documents.text_of


@pytest.fixture(scope="session")
def check_document() -> Callable[[Document], None]:
    """Return a function that holds a document to what every writer and every reader may expect."""
    return documents.assert_sound

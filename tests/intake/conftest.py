"""What the tests of this folder share."""

from __future__ import annotations

import datetime as dt

import pytest

from mpfkit.model import LangString, Project


@pytest.fixture
def project() -> Project:
    """Return a project without anything in it."""
    return Project(id="p", title=LangString.of("P"), as_of=dt.date(2019, 2, 14))

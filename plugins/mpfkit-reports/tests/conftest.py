"""What the tests of single report kinds share."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="session")
def kit() -> ModuleType:
    """Return the small project that has everything, and what reads documents and holds them to the rules."""
    spec = importlib.util.spec_from_file_location("kit_of_reports", Path(__file__).with_name("test_reports.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

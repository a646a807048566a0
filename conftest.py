"""What the tests of core and plugins share: where things are, how Hypothesis searches, when LibreOffice is required."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent

# No deadlines: a busy machine is no failure. In CI the same examples every time, so that a red build can be repeated.
settings.register_profile("mpfkit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("mpfkit-ci", settings.get_profile("mpfkit"), derandomize=True)
settings.load_profile("mpfkit-ci" if os.environ.get("CI") else "mpfkit")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def example() -> Path:
    """Return the folder of the example project."""
    return ROOT / "examples" / "law-enforcement-cooperation"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the developer's shell exports out of the tests."""
    for name in ("SOURCE_DATE_EPOCH", "MPFKIT_BLOCK", "MPFKIT_STRICT", "MPFKIT_DEBUG"):
        monkeypatch.delenv(name, raising=False)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip tests that need LibreOffice where it is missing, unless it is required."""
    if item.get_closest_marker("office") is None or shutil.which("soffice"):
        return
    if os.environ.get("MPFKIT_REQUIRE_OFFICE") == "1":
        pytest.fail("LibreOffice is required (MPFKIT_REQUIRE_OFFICE=1), and there is no soffice on the PATH")
    pytest.skip("needs LibreOffice (soffice)")

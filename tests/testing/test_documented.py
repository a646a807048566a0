"""The reference of the test kit names every test, fixture and helper, and says of each test what its docstring says."""

from __future__ import annotations

from pathlib import Path

import pytest

from mpfkit import testing
from mpfkit.testing import conformance, documents, strategies
from mpfkit.testing._base import RecordConformance

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "testing.md").read_text(encoding="utf-8")
CLASSES = [
    *(value for name in conformance.__all__ if isinstance(value := getattr(conformance, name), type)),
    RecordConformance,
]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_standard_test_stands_in_the_reference_with_its_meaning(cls: type) -> None:
    rows = {}
    for line in PAGE.splitlines():
        name, _, meaning = line.removeprefix("| `").removesuffix(" |").partition("` | ")
        rows.setdefault(name, []).append(meaning.casefold())
    for name, test in vars(cls).items():
        if name.startswith("test_"):
            says = (test.__doc__ or "").removeprefix("If this fails, ").rstrip(".").casefold()
            assert says in rows.get(name, []), name


def test_every_helper_stands_in_the_reference() -> None:
    names = {*testing.__all__, *conformance.__all__, *documents.__all__, *strategies.__all__} - {"Conformance"}
    assert {name for name in names if name not in PAGE} == set()

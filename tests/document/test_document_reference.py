"""docs/reference/document.md names every node, field and value of the document tree, and nothing that is not there."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import attrs
import pytest

from mpfkit import document

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "document.md"
CLASSES = {
    name: value
    for name in document.__all__
    if isinstance(value := getattr(document, name), type) and value.__module__.endswith("._nodes")
}
ENUMERATIONS = {name: cls for name, cls in CLASSES.items() if issubclass(cls, StrEnum)}
NODES = {name: cls for name, cls in CLASSES.items() if name not in ENUMERATIONS}


def sections(text: str) -> dict[str, list[list[str]]]:
    """Return the cells of the rows of each section's table, without its head."""
    found = {}
    for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        name, _, body = part.partition("\n")
        rows = [line for line in body.partition("\n## ")[0].splitlines() if line.startswith("|")][2:]
        found[name] = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
    return found


SECTIONS = sections(PAGE.read_text(encoding="utf-8"))


def test_the_page_has_a_section_for_every_class_and_no_other() -> None:
    assert set(SECTIONS) == set(CLASSES)


@pytest.mark.parametrize("name", NODES)
def test_the_page_names_every_field_of_a_node_in_its_order(name: str) -> None:
    assert [cells[0].strip("`") for cells in SECTIONS[name]] == [field.name for field in attrs.fields(NODES[name])]


@pytest.mark.parametrize("name", NODES)
def test_the_page_says_which_fields_have_to_be_given(name: str) -> None:
    needed = [field.name for field in attrs.fields(NODES[name]) if field.default is attrs.NOTHING]
    assert [cells[0].strip("`") for cells in SECTIONS[name] if cells[2] == "(has to be given)"] == needed


@pytest.mark.parametrize("name", ENUMERATIONS)
def test_the_page_names_every_value_with_its_meaning(name: str) -> None:
    assert [cells[0].strip("`") for cells in SECTIONS[name]] == [member.value for member in ENUMERATIONS[name]]
    assert all(cells[1] for cells in SECTIONS[name])


@pytest.mark.parametrize("name", NODES)
def test_every_field_has_a_meaning(name: str) -> None:
    assert all(cells[3] for cells in SECTIONS[name])

"""docs/reference/model.md names every entity, field and value of the model, and nothing that is not there."""

from __future__ import annotations

import re
import types
from enum import StrEnum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs
import pytest

from mpfkit import model

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "model.md"
CLASSES = {
    name: value
    for name in model.__all__
    if isinstance(value := getattr(model, name), type) and (attrs.has(value) or issubclass(value, StrEnum))
}
ENUMERATIONS = {name: cls for name, cls in CLASSES.items() if issubclass(cls, StrEnum)}
ENTITIES = {name: cls for name, cls in CLASSES.items() if name not in ENUMERATIONS}


def sections(text: str) -> dict[str, list[list[str]]]:
    """Return the cells of the rows of each section's table, without its head."""
    found = {}
    for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        name, _, body = part.partition("\n")
        rows = [line for line in body.partition("\n## ")[0].splitlines() if line.startswith("|")][2:]
        found[name] = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
    return found


SECTIONS = sections(PAGE.read_text(encoding="utf-8"))


def fields_of(cls: type[Any]) -> list[str]:
    """Return the fields of a class as a page names them; `extra` stands at the entity that all others inherit."""
    return [field.name for field in attrs.fields(cls) if field.name != "extra" or cls is model.Entity]


def classes_in(hint: Any) -> set[str]:
    """Return the classes of the model that a type names."""
    if set(get_args(model.AnswerValue)) <= {hint, *get_args(hint)}:
        return set()  # typed by the item
    if get_origin(hint) in (Union, types.UnionType, tuple):
        return set().union(*(classes_in(argument) for argument in get_args(hint)))
    return {hint.__name__} & set(CLASSES) if isinstance(hint, type) else set()


def test_the_page_has_a_section_for_every_class_and_no_other() -> None:
    assert set(SECTIONS) == set(CLASSES)


@pytest.mark.parametrize("name", ENTITIES)
def test_the_page_names_every_field_of_a_class_in_its_order(name: str) -> None:
    named = [cells[0].strip("`*") for cells in SECTIONS[name]]
    assert named == fields_of(ENTITIES[name])


@pytest.mark.parametrize("name", ENTITIES)
def test_the_page_says_which_fields_have_to_be_there(name: str) -> None:
    starred = {cells[0].strip("`*") for cells in SECTIONS[name] if cells[0].endswith("*")}
    assert starred == {field.name for field in attrs.fields(ENTITIES[name]) if field.default is attrs.NOTHING}


@pytest.mark.parametrize("name", ENTITIES)
def test_the_page_gives_type_and_meaning_of_every_field(name: str) -> None:
    hints = get_type_hints(ENTITIES[name])
    for field, kind, meaning, _ in SECTIONS[name]:
        assert kind, field
        assert meaning.endswith("."), field
        assert classes_in(hints[field.strip("`*")]) <= set(re.findall(r"\[(\w+)\]", kind)), field


@pytest.mark.parametrize("name", ENTITIES)
def test_the_page_says_what_a_field_has_by_default(name: str) -> None:
    for field in attrs.fields(ENTITIES[name]):
        if isinstance(field.default, str) and field.default:
            (cells,) = (cells for cells in SECTIONS[name] if cells[0].strip("`*") == field.name)
            assert f"Default: `{field.default}`." in cells[2], field.name


@pytest.mark.parametrize("name", ENTITIES)
def test_the_page_says_which_fields_are_never_in_a_file(name: str) -> None:
    said = {cells[0].strip("`*") for cells in SECTIONS[name] if "never in a file" in cells[2].lower()}
    assert said == {field.name for field in attrs.fields(ENTITIES[name]) if field.metadata.get("saved") is False}


@pytest.mark.parametrize("name", ENUMERATIONS)
def test_the_page_names_every_value_and_says_what_it_means(name: str) -> None:
    assert [cells[0].strip("`") for cells in SECTIONS[name]] == [str(member) for member in ENUMERATIONS[name]]
    assert all(cells[1] for cells in SECTIONS[name])


def test_every_source_is_explained_at_the_top() -> None:
    text = PAGE.read_text(encoding="utf-8")
    top = text.partition("\n## ")[0]
    known = tuple(re.findall(r"^\| (?!Source|---)([^|]+) \|", top, re.MULTILINE))
    used = {cells[3] for name in ENTITIES for cells in SECTIONS[name] if cells[3]}
    assert len(used) > 10
    for source in used:
        for part in source.split("; "):
            assert part.startswith(known), part


def test_a_page_that_lacks_a_field_is_noticed() -> None:
    page = PAGE.read_text(encoding="utf-8")
    shorter = re.sub(r"^\| `as_published` .*\n", "", page, flags=re.MULTILINE)
    assert shorter != page
    assert [cells[0].strip("`*") for cells in sections(shorter)["Budget"]] != fields_of(model.Budget)

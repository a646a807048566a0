"""Every published fact of the example stands in its field, and is printed where the reference page says."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mpfkit import Audience, Brief, Project, load_project, load_registry, redact
from mpfkit.document import (
    BulletList,
    Cell,
    Document,
    Heading,
    NumberedList,
    Paragraph,
    ParagraphRole,
    Row,
    Table,
    plain_text,
    walk,
)
from mpfkit.model import LangString

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "reference" / "archetype.md"


def _rows() -> list[tuple[str, ...]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in lines[2:]]


@cache
def _project() -> Project:
    return load_project(ROOT / "examples" / "law-enforcement-cooperation")


@cache
def _document() -> Document:
    registry = load_registry()
    style = registry.house_styles["icmpd"]
    public = redact(_project(), "public")
    brief = Brief(
        date=_project().as_of,
        audience=Audience.PUBLIC,
        country_order=style.country_order,
        designations=style.designations,
        notice=style.notice(public, "en"),
    )
    return registry.report_kinds["workshop-report"].compose(public, brief)


def _text_of(block: object) -> str:
    match block:
        case Heading(content=content) | Paragraph(content=content):
            return plain_text(content)
        case BulletList(items=items) | NumberedList(items=items):
            return "\n".join(plain_text(item) for item in items if not _has_blocks(item))
        case Table():
            heads = [plain_text(column.header) for column in block.columns]
            cells = [
                plain_text(content)
                for row in block.rows
                for cell in (row.cells if isinstance(row, Row) else row)
                if not _has_blocks(content := cell.content if isinstance(cell, Cell) else cell)
            ]
            return "\n".join([plain_text(block.caption), *heads, *cells])
        case _:
            return ""


def _has_blocks(content: object) -> bool:
    return isinstance(content, tuple) and bool(content) and isinstance(content[0], Paragraph | BulletList)


@cache
def _places() -> dict[str, str]:
    document = _document()
    cover = document.cover
    assert cover is not None
    lines = [cover.kicker, cover.title, cover.subtitle, *(line.text for line in cover.lines), cover.statement]
    places = {"Cover": "\n".join([*lines, cover.implemented_by]), "Footer": document.footer, "Imprint": ""}
    open_headings: list[tuple[int, str]] = []
    for block in walk(document.blocks):
        if isinstance(block, Heading):
            open_headings = [(level, name) for level, name in open_headings if level < block.level]
            open_headings.append((block.level, plain_text(block.content)))
        if isinstance(block, Paragraph) and block.role is ParagraphRole.IMPRINT:
            places["Imprint"] += plain_text(block.content) + "\n"
        for _, name in open_headings:
            places[name] = places.get(name, "") + _text_of(block) + "\n"
    return {name: text.replace("\N{NO-BREAK SPACE}", " ") for name, text in places.items()}


def _value(path: str) -> Any:
    value: Any = _project()
    for name, key in re.findall(r"([a-z_]+)|\[([^\]]+)\]", path):
        if name:
            value = getattr(value, name)
        elif key.isdigit():
            value = value[int(key)]
        else:
            value = next(entity for entity in value if entity.id == key)
    return value


def _written(value: Any) -> str:
    if isinstance(value, LangString):
        return value.get("en").strip()
    return str(value.value) if isinstance(value, Enum) else str(value)


@pytest.mark.parametrize(("fact", "field", "value", "place", "words"), _rows())
def test_a_published_fact_stands_in_its_field_and_in_the_report(
    fact: str, field: str, value: str, place: str, words: str
) -> None:
    path = field.strip("`")
    if path == "findings":
        kind, _, cooperation = value.partition(" ")
        found = [each for each in _project().findings if each.kind.value == kind]
        assert [
            each for each in found if not cooperation or (each.cooperation and each.cooperation.value == cooperation)
        ]
    else:
        assert " ".join(_written(_value(path)).split()) == value, fact
    assert place in _places(), f"no heading {place!r}; there are: {', '.join(_places())}"
    assert words in " ".join(_places()[place].split()) or words in _places()[place], (fact, _places()[place][:2000])


def test_the_table_covers_the_facts() -> None:
    assert len(_rows()) >= 45


def test_the_scope_is_expanded_to_forty_countries_as_of_the_first_day_of_the_workshop() -> None:
    from mpfkit import geo

    project = _project()
    assert len(geo.scope(project.scope, on=project.as_of)) == 40
    assert [len(geo.members(group, on=project.as_of)) for group in project.scope] == [28, 9, 3]

"""With the day of a project moved, names, groups, codes and counts of countries follow in every report kind.

The kinds come from the registry, so that new ones are held to it, too. The project is the example with two real
countries invited, without a reply: the United Kingdom, which was no Member State any more from 1 February 2020, and
North Macedonia, whose name entered the Interinstitutional Style Guide between the two days.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from mpfkit import check, geo, load_project, load_registry, redact
from mpfkit.document import Cell, Document, Row, RowKind, Table, is_blocks, plain_text, walk
from mpfkit.locale import LANGUAGES
from mpfkit.model import Audience
from mpfkit.records import Brief

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpfkit.model import Project

ROOT = Path(__file__).parent.parent
BEFORE, AFTER = dt.date(2019, 2, 14), dt.date(2020, 2, 1)
KINDS = load_registry().report_kinds
STYLES = load_registry().house_styles
EVERY = pytest.mark.parametrize("kind", KINDS)
IN_EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@cache
def example() -> Project:
    return load_project(ROOT / "examples" / "law-enforcement-cooperation")


@cache
def widened() -> Project:
    project = example()
    invited = tuple(form.evolve(invited=(*form.invited, "UK", "MK")) for form in project.questionnaires)
    return project.evolve(scope=(*project.scope, "CANDIDATE"), questionnaires=invited)


@cache
def composed(kind: str, language: str, on: dt.date, style: str = "eu", *, plain: bool = False) -> Document:
    """Compose a report of the example, with nothing changed but the day of the project."""
    project = redact((example() if plain else widened()).evolve(as_of=on), "internal")
    look = STYLES[style]
    brief = Brief(
        date=dt.date(2020, 3, 1),
        language=language,
        audience=Audience.INTERNAL,
        country_order=look.country_order,
        designations=look.designations,
        notice=look.notice(project, language),
        options=KINDS[kind].options(),
    )
    return KINDS[kind].compose(project, brief)


def strings(value: Any) -> Iterator[str]:
    """Yield every text of a document: cover, blocks, captions, notes, charts, alternative texts, properties."""
    if isinstance(value, str):
        yield value
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from strings(each)


@cache
def text(kind: str, language: str, on: dt.date, *, plain: bool = False) -> str:
    return "\n".join(strings(composed(kind, language, on, plain=plain)))


def counted(language: str, number: int) -> tuple[str, ...]:
    """Return the ways in which reports write how many Member States there are."""
    label = geo.group_label("EU", language, plural=True)
    capital = label[:1].upper() + label[1:]
    return tuple(f"{number} {each}" for each in (label, capital)) + tuple(
        f"{each} ({number})" for each in (label, capital)
    )


def groups_of(document: Document, name: str) -> set[str]:
    """Return the groups under which a country stands in the tables of a document."""
    found = set()
    for table in walk(document.blocks):
        if not isinstance(table, Table):
            continue
        group = plain_text(table.caption or "")
        for row in table.rows:
            cells = row.cells if isinstance(row, Row) else row
            content = cells[0].content if isinstance(cells[0], Cell) else cells[0]
            first = "" if is_blocks(content) else plain_text(content)
            if isinstance(row, Row) and row.kind is RowKind.GROUP:
                group = first
            elif first.rstrip("*") == name:
                found.add(group)
    return found


@EVERY
@IN_EACH_LANGUAGE
def test_names_of_countries_are_those_of_the_day(kind: str, language: str) -> None:
    before, after = (geo.name("MK", on=on, language=language) for on in (BEFORE, AFTER))

    assert before != after
    assert before not in text(kind, language, AFTER)
    assert after not in text(kind, language, BEFORE)
    assert (before in text(kind, language, BEFORE)) is (after in text(kind, language, AFTER))


@EVERY
@IN_EACH_LANGUAGE
def test_counts_of_member_states_are_those_of_the_day(kind: str, language: str) -> None:
    old, new = counted(language, 28), counted(language, 27)

    assert not any(words in text(kind, language, AFTER) for words in old)
    assert not any(words in text(kind, language, BEFORE) for words in new)
    assert [words in text(kind, language, BEFORE) for words in old] == [
        words in text(kind, language, AFTER) for words in new
    ]


@EVERY
@IN_EACH_LANGUAGE
def test_a_country_that_left_stands_under_no_heading_of_its_former_group(kind: str, language: str) -> None:
    name = geo.name("UK", on=AFTER, language=language)
    label = geo.group_label("EU", language, plural=True)
    under = {
        on: {group for group in groups_of(composed(kind, language, on), name) if label.casefold() in group.casefold()}
        for on in (BEFORE, AFTER)
    }

    assert under[AFTER] == set()
    assert name in text(kind, language, BEFORE) or name not in text(kind, language, AFTER)


@EVERY
@pytest.mark.parametrize("style", STYLES)
def test_each_style_orders_the_countries_of_the_day(kind: str, style: str) -> None:
    assert "\n".join(strings(composed(kind, "en", AFTER, style))).count("former Yugoslav") == 0
    assert not groups_of(composed(kind, "en", AFTER, style), "United Kingdom") & {
        "EU Member States",
        "EU Member States (27)",
    }


@EVERY
@IN_EACH_LANGUAGE
def test_a_country_of_the_scope_only_leaves_the_report_with_its_group(kind: str, language: str) -> None:
    # In the example itself nobody invited it: it stands in lists of the scope and nowhere else.
    name = geo.name("UK", on=AFTER, language=language)

    assert name not in text(kind, language, AFTER, plain=True)


def test_the_kinds_that_list_countries_are_really_looked_at() -> None:
    looked = {
        kind: (
            geo.name("MK", on=BEFORE) in text(kind, "en", BEFORE),
            any(words in text(kind, "en", BEFORE) for words in counted("en", 28)),
            any("EU Member States" in group for group in groups_of(composed(kind, "en", BEFORE), "United Kingdom")),
            geo.name("UK", on=BEFORE) in text(kind, "en", BEFORE, plain=True),
        )
        for kind in ("workshop-report", "mapping-report")
    }

    assert looked == {"workshop-report": (True, True, True, True), "mapping-report": (True, True, True, True)}


def test_counts_that_the_texts_claim_become_problems_with_a_name() -> None:
    problems = [problem for problem in check(example().evolve(as_of=AFTER)) if problem.code == "MPF026"]

    assert [problem.message for problem in problems] == [
        "claim scope-eu says 28 ('28 Member States'), but scope:EU is 27"
    ]

"""What the strategies give is valid, hostile and complete."""

from __future__ import annotations

import subprocess
import sys
import typing
from contextlib import suppress
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from mpfkit import document as nodes
from mpfkit.document import (
    BulletList,
    Cell,
    Document,
    Footnote,
    Heading,
    NumberedList,
    Reference,
    Row,
    Section,
    Table,
    form_fields,
    outline,
    plain_text,
    walk,
)
from mpfkit.model import (
    Answer,
    ItemType,
    MarkingLevel,
    Project,
    Questionnaire,
    Response,
    check_project,
    enabled_items,
)
from mpfkit.testing.strategies import documents, lang_strings, markings, projects, questionnaires, responses, sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
EXPLORE = settings(
    max_examples=300,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)


@SETTINGS
@given(projects(files=True, extensions=True))
def test_projects_break_no_invariant(project: Project) -> None:
    assert [str(problem) for problem in check_project(project) if problem.severity == "error"] == []


@SETTINGS
@given(st.data())
def test_responses_answer_only_what_the_skip_logic_asks(data: st.DataObject) -> None:
    questionnaire = data.draw(questionnaires(marked=False))
    response = data.draw(responses(questionnaire, marked=False))
    asked = enabled_items(questionnaire, response)
    assert set(response.answers) <= asked
    assert response.marking is None
    assert response.dissemination is None


@SETTINGS
@given(sentences(max_size=4), lang_strings(("fr", "ar")))
def test_texts_are_never_blank_and_have_all_languages(text: str, label: object) -> None:
    assert text
    assert text == text.strip()
    assert len(text) <= 4
    assert label.languages == ("fr", "ar")  # type: ignore[attr-defined]


def _answers(project: Project) -> Iterator[tuple[ItemType, Answer]]:
    for response in project.responses:
        for link_id, given_answers in response.answers.items():
            item = project.item(link_id)
            assert item is not None
            for answer in given_answers:
                yield item.type, answer


def _groups(project: Project) -> set[str]:
    return {
        "roster" if item.repeats else item.item_control
        for questionnaire in project.questionnaires
        for item in questionnaire.walk()
        if item.type is ItemType.GROUP
    }


WANTED: dict[str, Callable[[Project], bool]] = {
    "no questionnaire": lambda project: not project.questionnaires,
    "a roster": lambda project: "roster" in _groups(project),
    "a grid": lambda project: "grid" in _groups(project),
    "a table": lambda project: "table" in _groups(project),
    "skip logic": lambda project: any(item.enable_when for each in project.questionnaires for item in each.walk()),
    "a second instance": lambda project: any(answer.instance == (2,) for _, answer in _answers(project)),
    "an absent reason": lambda project: any(answer.absent is not None for _, answer in _answers(project)),
    "a ranking": lambda project: any(kind is ItemType.RANKING and answer.values for kind, answer in _answers(project)),
    "a correction": lambda project: any(answer.corrections for _, answer in _answers(project)),
    "a revision": lambda project: any(response.replaces for response in project.responses),
    "a marked item": lambda project: any(item.marking for each in project.questionnaires for item in each.walk()),
    "a marked response": lambda project: any(response.marking for response in project.responses),
    "a reply not to be disseminated": lambda project: any(each.dissemination is False for each in project.responses),
    "a quote": lambda project: any(piece.quote for each in project.findings for piece in each.evidence),
    "a cited contribution": lambda project: any(
        piece.contribution for each in project.findings for piece in each.evidence
    ),
    "an option for a gap": lambda project: any(each.addresses for each in project.findings),
    "a cleared finding": lambda project: any(
        each.marking is not None and each.marking.level is MarkingLevel.CLEAR and each.marking.note
        for each in project.findings
    ),
    "Arabic": lambda project: "ar" in project.languages,
    "an attachment": lambda project: any(response.attachments for response in project.responses),
}


# Nobody reads the project in which the last of them was found, however long it is
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_projects_with_every_feature_turn_up() -> None:
    missing = set(WANTED)

    def nothing_is_missing(project: Project) -> bool:
        missing.difference_update({what for what in missing if WANTED[what](project)})
        return not missing

    with suppress(NoSuchExample):
        find(projects(files=True), nothing_is_missing, settings=settings(EXPLORE, max_examples=1500))
    assert missing == set()


def test_unmarked_projects_have_no_marking() -> None:
    @SETTINGS
    @given(projects(marked=False))
    def holds(project: Project) -> None:
        assert project.marking is None
        assert not any(answer.marking for _, answer in _answers(project))
        assert not any(finding.marking for finding in project.findings)

    holds()


def test_classified_markings_are_given_on_request_only() -> None:
    found = find(markings(classified=True), lambda marking: "RESTREINT" in marking.handling, settings=EXPLORE)
    assert "RESTREINT" in found.handling

    @SETTINGS
    @given(markings())
    def never(marking: object) -> None:
        assert "RESTREINT" not in marking.handling  # type: ignore[attr-defined]

    never()


# ----------------------------------------------------------------------------------------------------- documents


def _inline(content: object) -> Iterator[object]:
    if isinstance(content, tuple):
        for part in content:
            yield from _inline(part)
        return
    yield content
    inner = getattr(content, "content", None)
    if inner is not None:
        yield from _inline(inner)


def _contents(document: Document) -> Iterator[object]:
    """Yield every inline content of a document."""
    for block in walk(document.blocks):
        match block:
            case BulletList(items=items) | NumberedList(items=items):
                yield from (item for item in items if not nodes.is_blocks(item))
            case Table(rows=rows, caption=caption, columns=columns, notes=notes):
                yield from (column.header for column in columns)
                yield from notes
                yield caption
                for row in rows:
                    for cell in row.cells if isinstance(row, Row) else row:
                        content = cell.content if isinstance(cell, Cell) else cell
                        if not nodes.is_blocks(content):
                            yield content
            case _:
                yield getattr(block, "content", None)
                yield getattr(block, "caption", None)


def _inside(table: Table) -> Iterator[object]:
    alone = Document(title="t", language="en", date=None, blocks=(table,))  # type: ignore[arg-type]
    for content in _contents(alone):
        yield from _inline(content)


@SETTINGS
@given(documents())
def test_documents_keep_the_rules_of_their_nodes(document: Document) -> None:
    blocks = list(walk(document.blocks))
    level = 0
    for block in blocks:
        if isinstance(block, Heading):
            assert 1 <= block.level <= level + 1, "no level is skipped"
            level = block.level
    known = {entry.key for entry in outline(document).entries} | {
        part.key for content in _contents(document) for part in _inline(content) if isinstance(part, nodes.Anchor)
    }
    for content in _contents(document):
        for part in _inline(content):
            if isinstance(part, Reference):
                assert part.key in known
    for table in (block for block in blocks if isinstance(block, Table)):
        assert not any(isinstance(part, Footnote) for part in _inside(table))
        left = [0] * len(table.columns)  # rows that the cells above still cover
        for row in table.rows:
            left = [max(rows - 1, 0) for rows in left]
            free = [at for at, rows in enumerate(left) if not rows]
            for cell in row.cells if isinstance(row, Row) else row:
                span, down = (cell.span, cell.row_span) if isinstance(cell, Cell) else (1, 1)
                covered, free = free[:span], free[span:]
                assert covered == list(range(covered[0], covered[0] + span)), "no cell is in two parts"
                for at in covered:
                    left[at] = down
            assert free == []
        assert all(rows <= 1 for rows in left)
    fields = [field.key for field in form_fields(document)]
    assert len(set(fields)) == len(fields)
    assert not any(
        isinstance(inner, Section) for each in blocks if isinstance(each, Section) for inner in walk(each.blocks)
    )
    assert all(plain_text(block.content).strip() for block in blocks if isinstance(block, Heading))


def test_every_sort_of_node_turns_up() -> None:
    wanted = {*typing.get_args(nodes.Block), *typing.get_args(nodes.Inline), nodes.Cover, nodes.Cell, nodes.Row}
    wanted |= {nodes.Form, "a cell over several rows", "an SVG", *nodes.ChartKind, *nodes.FormFieldKind}
    seen: set[object] = set()

    @EXPLORE
    @given(documents())
    def explore(document: Document) -> None:
        seen.add(type(document.cover))
        for block in walk(document.blocks):
            seen.add(type(block))
            for row in block.rows if isinstance(block, Table) else ():
                seen.add(type(row))
                for cell in row.cells if isinstance(row, Row) else row:
                    seen.add(type(cell))
                    if isinstance(cell, Cell) and cell.row_span > 1:
                        seen.add("a cell over several rows")
            if isinstance(block, nodes.Figure) and isinstance(block.graphic, nodes.Chart):
                seen.add(block.graphic.kind)
            elif isinstance(block, nodes.Figure) and block.graphic.media_type == "image/svg+xml":
                seen.add("an SVG")
        seen.update(field.kind for field in form_fields(document))
        seen.add(type(document.form))
        seen.update(type(part) for content in _contents(document) for part in _inline(content))

    explore()
    assert wanted - seen == set()


def test_the_package_itself_needs_neither_hypothesis_nor_pytest() -> None:
    code = (
        "import sys, mpfkit.testing, mpfkit.testing.documents; "
        "sys.exit(bool({'hypothesis', 'pytest', 'lxml'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_nothing_is_loaded_into_anybodys_pytest_by_itself() -> None:
    assert [point for point in entry_points(group="pytest11") if point.value.startswith("mpfkit")] == []


def test_a_questionnaire_and_a_response_can_be_drawn_alone() -> None:
    questionnaire = find(questionnaires(), lambda _: True, settings=EXPLORE)
    assert isinstance(questionnaire, Questionnaire)
    assert isinstance(find(responses(questionnaire), lambda _: True, settings=EXPLORE), Response)

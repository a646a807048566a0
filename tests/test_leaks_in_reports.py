"""No report of any kind, style, language and format holds a text that its audience may not see.

Projects have a text of their own in every field and random markings. What an audience may see comes from the oracle of
tests/test_redaction.py, which knows nothing of `redact`; what a file holds comes from the slow search below, which
knows nothing of `mpfkit.leaks`; the proof that `render` makes by itself is switched off. `MPFKIT_LEAKS=all` tries every
combination.
"""

from __future__ import annotations

import datetime as dt
import html
import importlib.util
import io
import itertools
import os
import re
import sys
import zipfile
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

import mpfkit.rendering
from mpfkit import Project, ReportKind, Writer, hookimpl, load_registry, redact
from mpfkit.errors import MpfkitError
from mpfkit.leaks import LeakError, find_repeats, prove, withheld_texts
from mpfkit.model import Audience, FrozenDict, Photo, Withheld
from mpfkit.records import NoOptions
from mpfkit.registry import Registry
from mpfkit.rendering import countries_of, prepare, render


def _oracle() -> ModuleType:
    path = Path(__file__).with_name("test_redaction.py")
    spec = importlib.util.spec_from_file_location("mpfkit_test_redaction_oracle", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


REDACTION = _oracle()
EVERY = os.environ.get("MPFKIT_LEAKS", "") == "all"
REGISTRY = load_registry()
LANGUAGES = ("en", "fr", "ar")
# A PDF takes LibreOffice seconds, and is made of the Word file that is searched here; mpfkit-pdf has a test of its own.
FORMATS = tuple(name for name in REGISTRY.writers if name != "pdf")
NARROW = tuple(audience for audience in Audience if audience is not Audience.INTERNAL)
OPTIONS: dict[str, dict[str, object]] = {}
"""Options that a report kind cannot do without, by its name."""
COMBINATIONS = tuple(itertools.product(REGISTRY.report_kinds, REGISTRY.house_styles, LANGUAGES, NARROW, FORMATS))
Combination = tuple[str, str, str, Audience, str]

_SEEDED = re.compile(r"secret-(\d{5})\.")
_TOKEN = re.compile(r"zq\d{5}kxw\d{5}jv", re.IGNORECASE)


def token(number: int) -> str:
    """Return a text that no word, code or picture holds by chance, and that nothing parts."""
    return f"Zq{number:05d}kxw{99999 - number:05d}jv"


def retold(value: Any, *, named: Counter[str]) -> Any:
    """Put a longer text into the place of each seeded one, and a text of its own into each name of a file."""
    if isinstance(value, str) and type(value) is str:
        return _SEEDED.sub(lambda match: token(int(match[1])), value)
    if isinstance(value, dict):
        return FrozenDict({key: retold(each, named=named) for key, each in value.items()})
    if isinstance(value, tuple):
        return tuple(retold(each, named=named) for each in value)
    if attrs.has(type(value)):
        fields = {each.name: retold(getattr(value, each.name), named=named) for each in attrs.fields(type(value))}
        if isinstance(value, Photo):
            named["files"] += 1
            fields["file"] = f"{token(90000 + named['files'])}.jpg"
        return attrs.evolve(value, **fields)
    return value


def texts_in(value: Any) -> set[str]:
    return {match.casefold() for text in REDACTION.strings(value) for match in _TOKEN.findall(text)}


def allowed(project: Project, seeded: Project, audience: Audience, on: dt.date | None) -> set[str]:
    """Return the texts that an audience may see: by the oracle, and for names of files by that of what they show."""
    answer = REDACTION.Oracle(seeded, on or seeded.as_of).answer
    numbers = (int(secret[7:12]) for secret, seen in answer.items() if audience.value in seen)
    shown = {token(number).casefold() for number in numbers}
    for photo in (*project.photos, *(each for workshop in project.workshops for each in workshop.photos)):
        if texts_in(photo.caption) <= shown:
            shown |= texts_in(photo.file)
    return shown


# ------------------------------------------------------------------------------------------------ the slow search


def held_by(data: bytes, depth: int = 0) -> set[str]:
    """Return the seeded texts in any byte of a file: its members, their names, decoded XML, files inside it."""
    found: set[str] = set()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for member in package.infolist():
                found |= matches(member.filename) | matches(member.comment.decode("utf-8", "replace"))
                found |= held_by(package.read(member), depth + 1)
    for text in (
        data.decode("latin-1"),
        data.decode("utf-8", "replace"),
        *(data[start:].decode(encoding, "replace") for start in (0, 1) for encoding in ("utf-16-le", "utf-16-be")),
    ):
        found |= matches(text) | matches(html.unescape(text))
    if data.lstrip().startswith(b"<"):
        root = etree.fromstring(data)
        found |= matches("".join(root.itertext()))
        for element in root.iter():
            found |= matches(" ".join(map(str, element.attrib.values())))
    return found


def matches(text: str) -> set[str]:
    return {match.casefold() for match in _TOKEN.findall(text)}


def rendered(project: Project, combination: Combination, on: dt.date | None, registry: Registry) -> bytes | None:
    """Render a report; None where the kind refuses the project, which must not repeat anything either."""
    kind, style, language, audience, format_ = combination
    record = registry.report_kind(kind)
    edition = redact(project, audience, on=on)
    # A kind that chooses its countries makes a report of all of them, if there are any
    countries = countries_of(edition)[:1] if record.by_country and record.countries is None else ()
    refused: MpfkitError | None = None
    try:
        return render(
            project,
            kind=kind,
            style=style,
            format=format_,
            language=language,
            audience=audience,
            date=on,
            countries=countries,
            options=options_of(record),
            registry=registry,
        )
    except LeakError:
        raise
    except MpfkitError as error:
        refused = error
    assert matches(str(refused)) == set(), refused
    return None


def options_of(kind: ReportKind) -> dict[str, object]:
    given_options = OPTIONS.get(kind.name, {})
    if kind.options is not NoOptions:
        needed = {each.alias for each in attrs.fields(kind.options) if each.default is attrs.NOTHING and each.init}
        assert needed <= set(given_options), f"say in OPTIONS what {kind.name!r} needs: {sorted(needed)}"
    return given_options


without_proof = patch.object(mpfkit.rendering, "_hidden", lambda *_: (None, ()))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Project, Project, dt.date | None, tuple[Combination, ...]]:
    seeded = draw(REDACTION.seeded_projects())
    chosen = COMBINATIONS
    if not EVERY:
        chosen = tuple(draw(st.lists(st.sampled_from(COMBINATIONS), min_size=8, max_size=8, unique=True)))
    return seeded, retold(seeded, named=Counter()), draw(REDACTION.DAYS), chosen


RENDERED: Counter[str] = Counter()


@settings(
    max_examples=20 if EVERY else 60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(cases())
def test_no_report_holds_a_text_that_its_audience_may_not_see(
    case: tuple[Project, Project, dt.date | None, tuple[Combination, ...]],
) -> None:
    seeded, project, on, chosen = case
    for combination in chosen:
        kind, _, _, audience, _ = combination
        with without_proof:
            data = rendered(project, combination, on, REGISTRY)
        if data is None:
            continue
        RENDERED[kind] += 1
        assert held_by(data) <= allowed(project, seeded, audience, on), combination
        edition = redact(project, audience, on=on)
        withheld = withheld_texts(project, edition)
        assert find_repeats(edition, withheld) == ()
        assert prove(data, withheld) == (), combination


def test_the_reports_of_the_test_before_were_no_empty_ones() -> None:
    if not RENDERED:
        pytest.skip("looks at what the test before has rendered")
    # A kind that chooses its countries may find none in any of the projects
    wanted = {name for name, kind in REGISTRY.report_kinds.items() if kind.countries is None}
    never = wanted - set(RENDERED)
    assert never == set(), "refused every random project: say in OPTIONS, or in `rendered`, what they need"


# ------------------------------------------------------------------------- what happens where redaction does nothing


def marked_project() -> tuple[Project, set[str]]:
    """Return a project with withheld texts in every place that reports print, and the withheld texts."""
    shape = load_example()
    number = itertools.count(1)

    def told(value: Any) -> Any:
        if isinstance(value, Project):
            return value.evolve(responses=tuple(map(told, value.responses)), findings=tuple(map(told, value.findings)))
        if isinstance(value, mpfkit.model.Response):
            return value.evolve(
                marking=RED,
                answers=FrozenDict(
                    {
                        key: tuple(
                            each.evolve(value=token(next(number))) if isinstance(each.value, str) else each
                            for each in answers
                        )
                        for key, answers in value.answers.items()
                    }
                ),
            )
        return value.evolve(title=mpfkit.model.LangString.of(token(next(number))), evidence=(), marking=RED)

    project: Project = told(shape)
    secrets = texts_in((project.responses, project.findings))
    return project, secrets


RED = REDACTION.RED


def load_example() -> Project:
    from mpfkit import load_project

    return load_project(Path(__file__).parents[1] / "examples" / "law-enforcement-cooperation")


def not_redacted(
    project: Project, audience: Audience | str, *, on: dt.date | None = None, for_country: str = ""
) -> Project:
    return project.evolve(withheld=Withheld(audience=Audience(audience)))


KINDS = ("mapping-report", "workshop-report")


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_slow_search_finds_what_is_printed_when_redaction_is_switched_off(kind: str, format_: str) -> None:
    project, secrets = marked_project()
    with without_proof:
        assert held_by(render(project, kind=kind, style="eu", format=format_, registry=REGISTRY)) & secrets == set()
        with patch.object(mpfkit.rendering, "redact", not_redacted):
            leaked = held_by(render(project, kind=kind, style="eu", format=format_, registry=REGISTRY))
    assert len(leaked & secrets) >= 3


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_report_kind_that_got_hold_of_the_whole_project_writes_nothing(
    kind: str, format_: str, tmp_path: Path
) -> None:
    project, secrets = marked_project()
    record = REGISTRY.report_kind(kind)
    whole = not_redacted(project, "public")
    leaky = attrs.evolve(record, compose=lambda _, brief: record.compose(whole, brief))
    registry = attrs.evolve(REGISTRY, report_kinds={kind: leaky}, owners={**REGISTRY._owners})
    target = tmp_path / f"report.{format_}"
    with pytest.raises(LeakError) as caught:
        render(project, kind=kind, style="eu", to=target, registry=registry)
    assert list(tmp_path.iterdir()) == []
    assert matches(str(caught.value)) == set(), "a message does not repeat what is withheld"
    assert len({leak.text.decode() for leak in caught.value.leaks} & secrets) >= 3
    rendering = prepare(project, kind=kind, style="eu", format=format_, registry=registry)
    with pytest.raises(LeakError):
        rendering.to_bytes()
    stream = io.BytesIO()
    with pytest.raises(LeakError):
        rendering.write(stream)
    assert stream.getvalue() == b""
    # The internal edition withholds nothing
    assert render(project, kind=kind, style="eu", format=format_, audience="internal", registry=registry)


@pytest.mark.parametrize("searched", [True, False])
def test_a_format_whose_bytes_do_not_show_its_text_is_searched_in_one_that_does(searched: bool) -> None:
    project, _ = marked_project()
    word = REGISTRY.writer("docx")
    writer = attrs.evolve(
        word,
        name="sealed",
        suffix=".sealed",
        write=lambda document, style, stream: stream.write(b"sealed"),
        write_to_search=word.write if searched else None,
    )
    record = REGISTRY.report_kind("mapping-report")
    whole = not_redacted(project, "public")
    kind = attrs.evolve(record, name="leaky", compose=lambda _, brief: record.compose(whole, brief))

    class Plugin:
        @hookimpl
        def mpfkit_report_kinds(self) -> tuple[ReportKind, ...]:
            return (kind,)

        @hookimpl
        def mpfkit_writers(self) -> tuple[Writer, ...]:
            return (writer,)

    rendering = prepare(project, kind="leaky", style="plain", format="sealed", registry=Registry.of(Plugin()))
    if searched:
        with pytest.raises(LeakError):
            rendering.to_bytes()
    else:
        assert rendering.to_bytes() == b"sealed", "what cannot be read cannot be searched"

"""What every plugin of a sort has to hold: inherit a class in the plugin's tests and override its fixture.

Needs pytest and Hypothesis, which the extra `testing` brings; nothing here is loaded into anybody's pytest by itself.

Example:
    A report kind of a plugin of your own::

        import pytest
        from mpfkit.testing.conformance import ReportKindConformance

        from acme_reports import ACME_NOTE

        class TestNote(ReportKindConformance):
            @pytest.fixture
            def report_kind(self):
                return ACME_NOTE
"""

from __future__ import annotations

import datetime as dt
import io
import itertools
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import pytest

from mpfkit import geo
from mpfkit.document import Document, Heading, Paragraph, form_fields, plain_text, walk
from mpfkit.emblem import BESIDE_FONTS
from mpfkit.errors import CharacterError, FileError, MpfkitError, Problem
from mpfkit.intake import Reading, ReadingRequest, Source
from mpfkit.lint import lint
from mpfkit.model import Audience, Extension, Project, extended_entities
from mpfkit.records import Brief, HouseStyle, Notice, Reader, Renderer, ReportKind, Writer
from mpfkit.redaction import countries_of, redact
from mpfkit.rendering import render
from mpfkit.serialisation import dumps, json_schema, loads

from . import _hostile
from ._base import Conformance, RecordConformance, fail_on, is_clear, refused, unchanged
from ._files import made_today, words_in
from ._generated import empty_project, for_each, generated_documents, generated_projects
from ._nodes import each_node
from ._planted import planted, tokens_in
from ._specimen import specimen
from ._watch import watched
from .documents import assert_sound, strings_in, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mpfkit.registry import Registry

__all__ = [
    "Conformance",
    "ExtensionConformance",
    "HouseStyleConformance",
    "ReaderConformance",
    "RendererConformance",
    "ReportKindConformance",
    "WriterConformance",
    "contrast",
]

_DAY = dt.date(2019, 3, 27)
_AUDIENCES = tuple(Audience)
_NARROWEST = Audience.PUBLIC
_FORMATS = ("yaml", "json", "toml")


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4))
    red, green, blue = (
        channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours as WCAG 2.1 defines it.

    Args:
        first: Six hexadecimal digits.
        second: Six hexadecimal digits.

    Returns:
        A ratio from 1 (the same) to 21 (black on white); running text needs 4.5 (EN 301 549, 10.1.4.3).
    """
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


# -------------------------------------------------------------------------------------------------- report kinds


class ReportKindConformance(RecordConformance):
    """What every report kind has to hold: it takes any project in any edition, is pure, and leaks nothing.

    A kind may refuse a project with an `MpfkitError` of one line, except the example project.

    Attributes:
        blank_cells: Whether its tables may have blank cells, as a form has that is filled in by hand.
    """

    blank_cells: ClassVar[bool] = False

    @pytest.fixture
    def report_kind(self) -> ReportKind:
        """Override: the kind under test; with `params`, several kinds are tested one after the other."""
        pytest.fail("override the fixture report_kind")

    @pytest.fixture
    def record(self, report_kind: ReportKind) -> ReportKind:
        """Return the kind for what holds for all records."""
        return report_kind

    @pytest.fixture
    def options(self, report_kind: ReportKind) -> object:
        """Override: options of the kind, where it has some without a default."""
        return _default_options(report_kind.options)

    @pytest.fixture
    def compose(self, report_kind: ReportKind, options: object) -> Callable[..., Document]:
        """Return a function that composes a report of the edition for an audience, as `render` does it."""

        def composed(project: Project, audience: str = "public", language: str = "en", **more: Any) -> Document:  # noqa: ANN401 - fields of a brief
            edition = redact(project, audience)
            return report_kind.compose(edition, _brief(audience, language, options, **more))

        return composed

    def _check(self, document: Document, language: str) -> None:
        assert isinstance(document, Document), f"compose gives a {type(document).__name__}, not a Document"
        assert document.language == language, f"the report is in {document.language!r}, not in {language!r}"
        assert_sound(document, blank_cells=self.blank_cells)
        from mpfkit.writers.markdown import to_markdown

        to_markdown(document)

    def _try(self, compose: Callable[..., Document], project: Project, audience: str, language: str) -> bool:
        """Check a report, and say whether there is one: a clear refusal is no fault."""
        try:
            document = compose(project, audience, language)
        except MpfkitError as error:
            refused(error)
            return False
        self._check(document, language)
        return True

    def test_the_example_gives_a_sound_report_in_every_edition_and_language(
        self, compose: Callable[..., Document], example_project: Project
    ) -> None:
        """If this fails, the report of a usual project cannot be written, or is not accessible; the faults are told."""
        for audience, language in _turns(self.languages):
            document = compose(example_project, audience, language)
            self._check(document, language)
            fail_on(_ended(document, example_project), "a heading has no full stop and no colon at its end:")

    def test_an_empty_project_gives_a_sound_report_or_one_clear_line(self, compose: Callable[..., Document]) -> None:
        """If this fails, the kind needs data that a project need not have; say what is missing."""
        for audience, language in itertools.product((Audience.INTERNAL, Audience.PUBLIC), self.languages):
            self._try(compose, empty_project(), audience, language)

    def test_generated_projects_give_sound_reports_or_one_clear_line(self, compose: Callable[..., Document]) -> None:
        """If this fails, some valid project breaks the kind; Hypothesis shows a small one."""
        turns = itertools.cycle(itertools.product(self.languages, _AUDIENCES))
        made = 0

        def check(project: Project) -> None:
            nonlocal made
            language, audience = next(turns)
            made += self._try(compose, project, audience, language)

        for_each(generated_projects(self.examples), _projects, check)
        assert made, f"the kind refuses all of {self.examples} generated projects"

    def test_equal_input_gives_an_equal_report(
        self, compose: Callable[..., Document], example_project: Project
    ) -> None:
        """If this fails, the report depends on something else than project and brief: chance, a counter, a cache."""
        first, again = compose(example_project), compose(example_project.evolve())
        assert first == again, f"two reports of one project differ: {_difference(first, again)}"

    def test_it_asks_for_no_time_no_chance_and_no_network(
        self, compose: Callable[..., Document], example_project: Project
    ) -> None:
        """If this fails, tomorrow's report of the same project is another one; the day of a report is `Brief.date`."""
        with watched() as calls:
            compose(example_project)
        fail_on(calls, "a report kind is pure, but:")

    def test_it_leaves_project_and_brief_as_they_are(
        self, report_kind: ReportKind, options: object, example_project: Project
    ) -> None:
        """If this fails, what is rendered next from the same project is not what is in its files."""
        edition = redact(example_project, Audience.INTERNAL)
        brief = _brief("internal", "en", options)
        unchanged(lambda: report_kind.compose(edition, brief), edition, brief, brief.pictures)

    def test_no_edition_shows_what_it_withholds(
        self, compose: Callable[..., Document], example_project: Project
    ) -> None:
        """If this fails, the kind has texts from elsewhere than the project that it is given, such as a cache."""
        project = planted(example_project)
        for audience, language in _turns(self.languages):
            shown = tokens_in(compose(project, audience, language))
            leaked = shown - tokens_in(redact(project, audience))
            assert not leaked, f"the {audience} edition shows {len(leaked)} texts that it withholds"

    def test_each_language_has_words_of_its_own(
        self, compose: Callable[..., Document], example_project: Project
    ) -> None:
        """If this fails, headings and heads of tables stand in the wrong language; use a phrase catalogue."""
        known = set(strings_in(example_project))
        first, *others = (
            (language, _own_words(compose(example_project, "internal", language)) - known)
            for language in self.languages
        )
        for language, words in others:
            same = words & first[1]
            assert len(same) <= len(words) / 2, f"{language} and {first[0]} share most of their words: {sorted(same)}"

    def test_its_word_file_has_no_faults(
        self, report_kind: ReportKind, options: object, example_project: Project, registry: Registry
    ) -> None:
        """If this fails, the finished file is not accessible, or says something that no file should; see the codes."""
        data = render(
            example_project, kind=report_kind.name, style="plain", format="docx", options=options, registry=registry
        )
        fail_on((one for one in lint(data) if one.severity != "note"), "mpfkit check finds in the Word file:")

    def test_it_can_be_limited_to_each_country(
        self, report_kind: ReportKind, options: object, compose: Callable[..., Document], example_project: Project
    ) -> None:
        """If this fails, `--each-country` stops at a country; `by_country` says that the kind can be limited."""
        if report_kind.by_country:
            edition = redact(example_project, "public")
            countries = countries_of(edition)
            if report_kind.countries is not None:
                countries = tuple(report_kind.countries(edition, _brief("public", "en", options)))
            for country in countries:
                self._check(compose(example_project, "public", countries=(country,)), "en")

    def test_what_a_project_lacks_is_told_in_problems(self, report_kind: ReportKind, example_project: Project) -> None:
        """If this fails, `mpfkit check --kind` ends in a traceback, or tells something else than problems."""
        if report_kind.check is None:
            return
        for project in (empty_project(), example_project, *generated_projects(self.examples)):
            found = tuple(report_kind.check(project))
            fail_on((one for one in found if not isinstance(one, Problem)), "these are no problems:")
            fail_on((one for one in found if one.code.startswith("MPF")), "these codes are those of mpfkit itself:")
            assert found == tuple(report_kind.check(project)), "the same project has other problems the second time"


def _turns(languages: tuple[str, ...]) -> tuple[tuple[Audience, str], ...]:
    """Return each edition in the first language, from the widest to the narrowest, and the last one in the others."""
    return (
        *((audience, languages[0]) for audience in Audience),
        *((_NARROWEST, language) for language in languages[1:]),
    )


def _projects() -> Any:  # noqa: ANN401 - a strategy
    from .strategies import projects

    return projects()


def _default_options(options: type) -> object:
    try:
        return options()
    except TypeError:
        pytest.fail(f"{options.__name__} has options without a default; override the fixture options")


def _brief(audience: str, language: str, options: object, **more: Any) -> Brief:  # noqa: ANN401 - fields of a brief
    return Brief(date=_DAY, language=language, audience=Audience(audience), options=options, **more)


def _difference(first: object, again: object) -> str:
    """Return the first text that differs, shortly."""
    pairs = itertools.zip_longest(strings_in(first), strings_in(again))
    return next((f"{one!r:.80} and {other!r:.80}" for one, other in pairs if one != other), "not in their texts")


def _ended(document: Document, project: Project) -> Iterator[str]:
    """Yield the headings with punctuation at their end, those aside whose text is the project's own."""
    known = set(strings_in(project))
    for block in walk(document.blocks):
        if isinstance(block, Heading):
            title = plain_text(block.content).strip()
            if title.endswith((".", ":")) and not title.endswith("...") and title not in known:
                yield title


def _own_words(document: Document) -> set[str]:
    """Return the headings and heads of tables, which no report takes from a project alone."""
    found: set[str] = set()
    for block in walk(document.blocks):
        if isinstance(block, Heading):
            found.add(plain_text(block.content))
        found |= {plain_text(column.header) for column in getattr(block, "columns", ())}
    return {text for text in found if any(letter.isalpha() for letter in text)}


# -------------------------------------------------------------------------------------------------- house styles


class HouseStyleConformance(RecordConformance):
    """What every house style has to hold: it can be read, holds its own contract, and its template is clean."""

    @pytest.fixture
    def house_style(self) -> HouseStyle:
        """Override: the style under test."""
        pytest.fail("override the fixture house_style")

    @pytest.fixture
    def record(self, house_style: HouseStyle) -> HouseStyle:
        """Return the style for what holds for all records."""
        return house_style

    def test_every_text_can_be_read_on_its_ground(self, house_style: HouseStyle) -> None:
        """If this fails, a text and the colour behind it are too much alike for many readers."""
        palette = house_style.palette
        shades = attrs.asdict(palette.tones).values()
        pairs = [(text, "FFFFFF") for text in (palette.text, palette.heading, palette.muted, palette.link)]
        pairs += itertools.product((palette.text, palette.muted, palette.heading), shades)
        pairs += [(palette.on_accent, palette.accent)]
        fail_on(
            (f"{text} on {ground}" for text, ground in pairs if contrast(text, ground) < 4.5), "less than 4.5 to 1:"
        )

    def test_the_typefaces_may_stand_beside_the_emblem(self, house_style: HouseStyle) -> None:
        """If this fails, the funding statement is set in a typeface that the rules for the emblem do not allow."""
        if house_style.emblem is not None:
            fail_on({house_style.fonts.body, house_style.fonts.heading} - set(BESIDE_FONTS), "not allowed:")

    def test_the_emblem_is_two_by_three_and_at_least_a_centimetre_high(self, house_style: HouseStyle) -> None:
        """If this fails, the emblem is shown too small or out of shape."""
        if house_style.emblem is not None:
            image = house_style.emblem("Emblem of the European Union")
            assert image.width_mm == pytest.approx(1.5 * image.height_mm), "the emblem is out of shape"
            assert image.height_mm >= 10, f"the emblem is {image.height_mm} mm high, less than 10"
            assert image.alt == "Emblem of the European Union", (
                "the emblem has another alternative text than it was given"
            )

    def test_order_of_countries_and_wording_of_notes_are_known(self, house_style: HouseStyle) -> None:
        """If this fails, the style names an order or a wording that mpfkit does not have."""
        geo.order(("XA",), policy=house_style.country_order, on=_DAY, language="en")
        geo.designation_note("XK", wording=house_style.designations, on=_DAY, language="en")

    def test_its_notice_is_told_for_any_project_in_each_language(
        self, house_style: HouseStyle, example_project: Project
    ) -> None:
        """If this fails, a report cannot say who paid for it, or says it differently each time."""
        for project, language in itertools.product((example_project, empty_project()), self.languages):
            notice = house_style.notice(project, language)
            assert isinstance(notice, Notice), f"notice gives a {type(notice).__name__}, not a Notice"
            assert notice == house_style.notice(project, language), "the notice differs from one call to the next"

    def test_a_report_is_rendered_in_the_style(
        self, house_style: HouseStyle, example_project: Project, registry: Registry
    ) -> None:
        """If this fails, the Word writer cannot use the style, or does not give the same bytes."""

        def rendered() -> bytes:
            return render(example_project, kind="outline", style=house_style.name, format="docx", registry=registry)

        with watched() as calls:
            data = rendered()
        assert data[:2] == b"PK", "the Word writer gives no Word file"
        assert data == rendered(), "the same report has other bytes the second time"
        fail_on(calls, "a house style is data, but:")
        fail_on(made_today(data), "the file tells when it was made:")

    def test_its_reports_keep_its_own_contract(
        self, house_style: HouseStyle, example_project: Project, registry: Registry
    ) -> None:
        """If this fails, `mpfkit check REPORT.docx` finds faults in what the style itself gives."""
        # What is wrong with an institution's own template only the institution can mend; `mpfkit check` tells it
        if house_style.docx.template is not None:
            return
        for language in self.languages:
            data = render(
                example_project,
                kind="outline",
                style=house_style.name,
                format="docx",
                language=language,
                registry=registry,
            )
            found = (one for one in lint(data, style=house_style) if one.severity != "note")
            fail_on(found, f"mpfkit check finds in a report in {language}:")

    def test_every_role_has_a_style_in_a_document_with_every_node(self, house_style: HouseStyle) -> None:
        """If this fails, the template lacks styles that `DocxLook.styles` names; all of them are told."""
        from mpfkit.writers import docx

        for language in self.languages:
            stream = io.BytesIO()
            docx.write(specimen(language), house_style, stream)
            report = docx.examine_template(stream.getvalue(), style=house_style, name="specimen.docx")
            fail_on((*(one.name for one in report.missing), *report.added), "styles are missing:")

    def test_its_template_holds_no_traces_of_work(self, house_style: HouseStyle) -> None:
        """If this fails, comments, changes, names or a left-over text of the template may get into every report."""
        if house_style.docx.template is not None:
            fail_on(_hostile.traces_of_work(house_style.docx.template()), "the template holds:")


# -------------------------------------------------------------------------------------------------- writers


class WriterConformance(RecordConformance):
    """What every writer has to hold: it writes or refuses every node, and drops none in silence."""

    @pytest.fixture
    def writer(self) -> Writer:
        """Override: the writer under test."""
        pytest.fail("override the fixture writer")

    @pytest.fixture
    def record(self, writer: Writer) -> Writer:
        """Return the writer for what holds for all records."""
        return writer

    @pytest.fixture
    def writer_style(self) -> HouseStyle:
        """Override: the style in which documents are written."""
        return HouseStyle(name="conformance")

    @pytest.fixture
    def read_back(self) -> Callable[[bytes], str]:
        """Override: a function that gives the words of a file, where these cannot be read as text or XML."""
        return words_in

    @pytest.fixture
    def write(self, writer: Writer, writer_style: HouseStyle) -> Callable[[Document], bytes]:
        """Return a function that writes a document to bytes."""

        def written(document: Document) -> bytes:
            stream = io.BytesIO()
            writer.write(document, writer_style, stream)
            return stream.getvalue()

        return written

    def test_suffix_and_media_type_say_what_it_writes(self, writer: Writer) -> None:
        """If this fails, files get a name that no program opens."""
        assert writer.suffix.startswith("."), f"the suffix {writer.suffix!r} does not begin with a full stop"
        assert writer.suffix == writer.suffix.casefold(), f"the suffix {writer.suffix!r} has capitals"
        assert "/" in writer.media_type, f"the media type {writer.media_type!r} has no stroke"

    def test_every_node_is_written_or_refused(
        self, write: Callable[[Document], bytes], read_back: Callable[[bytes], str]
    ) -> None:
        """If this fails, the writer drops a node in silence: write it, or raise an `MpfkitError` that names it."""
        faults = []
        for name, document, word in each_node():
            try:
                found = read_back(write(document)).casefold()
            except MpfkitError as error:
                told = str(error).casefold().replace(" ", "")
                named = any(type(block).__name__.casefold() in told for block in walk(document.blocks))
                if not is_clear(error) or not (named or name.casefold() in told):
                    faults.append(f"{name}: refused by {str(error)!r:.120}, which does not name it in one line")
                continue
            if word.casefold() not in found:
                faults.append(f"{name}: {word!r} is not in the file")
        fail_on(faults, "nodes are dropped:")

    def test_the_words_of_a_document_with_every_node_are_all_written(
        self, write: Callable[[Document], bytes], read_back: Callable[[bytes], str]
    ) -> None:
        """If this fails, some text gets lost, perhaps in one place only: in a note, in a cell, in a title."""
        for language in self.languages:
            document = specimen(language)
            try:
                found = read_back(write(document)).casefold()
            except MpfkitError as error:
                refused(error)
                continue
            # What a field holds is not what its reader sees: a drop-down shows the label of the choice
            fields = "\n".join(field.value for field in form_fields(document)).casefold()
            lost = [word for word in _words(text_of(document)) if word not in found and word not in fields]
            fail_on(dict.fromkeys(lost), f"these words of the specimen in {language} are not in the file:")

    def test_generated_documents_are_written_or_refused(self, write: Callable[[Document], bytes]) -> None:
        """If this fails, some valid document breaks the writer; Hypothesis shows a small one."""
        from .strategies import documents

        def check(document: Document) -> None:
            try:
                data = write(document)
            except MpfkitError as error:
                refused(error)
                return
            assert data, "nothing is written"
            assert data == write(document), "the same document has other bytes the second time"

        for_each(generated_documents(self.examples), documents, check)

    def test_equal_documents_give_the_same_bytes(self, write: Callable[[Document], bytes]) -> None:
        """If this fails, a report that did not change looks changed to whoever compares files."""
        document = next(each_node())[1]
        first = write(document)
        assert first == write(attrs.evolve(document)), "the same document has other bytes the second time"
        fail_on(made_today(first), "the file tells when it was made:")

    def test_it_asks_for_no_time_no_chance_and_no_network(self, write: Callable[[Document], bytes]) -> None:
        """If this fails, tomorrow's file of the same document is another one."""
        with watched() as calls:
            write(next(each_node())[1])
        fail_on(calls, "a writer is pure, but:")

    def test_the_stream_need_not_be_seekable_and_stays_open(self, writer: Writer, writer_style: HouseStyle) -> None:
        """If this fails, a report cannot be written to a pipe or sent as it is made."""
        stream: Any = _hostile.Pipe()
        writer.write(next(each_node())[1], writer_style, stream)
        assert not stream.closed, "the writer closes the stream"
        assert stream.received, "nothing is written"

    def test_a_character_that_no_file_can_hold_is_refused_or_written(self, write: Callable[[Document], bytes]) -> None:
        """If this fails, a control character in an answer ends in a traceback, or in a file that does not open."""
        bad = Document(title="Bad", language="en", date=_DAY, blocks=(Paragraph("a\x0bb"),))
        try:
            write(bad)
        except CharacterError as error:
            refused(error)

    def test_the_faster_way_writes_the_same_words(
        self,
        writer: Writer,
        writer_style: HouseStyle,
        write: Callable[[Document], bytes],
        read_back: Callable[..., str],
    ) -> None:
        """If this fails, `--fast` gives another report."""
        if writer.write_fast is None:
            return
        document = next(each_node())[1]
        stream = io.BytesIO()
        writer.write_fast(document, writer_style, stream)
        assert read_back(stream.getvalue()) == read_back(write(document)), "the faster way writes other words"

    def test_a_template_that_is_none_is_refused_in_one_line(self, writer: Writer, writer_style: HouseStyle) -> None:
        """If this fails, a wrong file after `--template` ends in a traceback."""
        if writer.dress is None:
            return
        for name, data in _hostile.garbage():
            with pytest.raises(FileError) as caught:
                writer.dress(writer_style, data, name)
            refused(caught.value)


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text that markup leaves whole: letters only, four or more."""
    for word in "".join(letter if letter.isalpha() else " " for letter in text).split():
        if len(word) > 3:
            yield word.casefold()


# -------------------------------------------------------------------------------------------------- renderers


class RendererConformance(RecordConformance):
    """What every whole renderer has to hold: the same input gives the same bytes, and it leaks nothing.

    A renderer may refuse a project with an `MpfkitError` of one line, except the example project.
    """

    @pytest.fixture
    def renderer(self) -> Renderer:
        """Override: the renderer under test."""
        pytest.fail("override the fixture renderer")

    @pytest.fixture
    def record(self, renderer: Renderer) -> Renderer:
        """Return the renderer for what holds for all records."""
        return renderer

    @pytest.fixture
    def options(self, renderer: Renderer) -> object:
        """Override: options of the renderer, where it has some without a default."""
        return _default_options(renderer.options)

    @pytest.fixture
    def rendered(self, renderer: Renderer, options: object) -> Callable[..., bytes]:
        """Return a function that renders the edition for an audience, as `render` does it."""

        def made(project: Project, audience: str = "internal", language: str = "en") -> bytes:
            return renderer.render(redact(project, audience), _brief(audience, language, options))

        return made

    def test_the_example_is_rendered_in_every_edition_and_language(
        self, rendered: Callable[..., bytes], example_project: Project
    ) -> None:
        """If this fails, a usual project cannot be rendered."""
        for audience, language in _turns(self.languages):
            data = rendered(example_project, audience, language)
            assert isinstance(data, bytes), f"render gives a {type(data).__name__}, not bytes"
            assert data, "nothing is written"

    def test_any_project_is_rendered_or_refused_in_one_line(self, rendered: Callable[..., bytes]) -> None:
        """If this fails, some valid project breaks the renderer; Hypothesis shows a small one."""

        def check(project: Project) -> None:
            try:
                rendered(project)
            except MpfkitError as error:
                refused(error)

        check(empty_project())
        for_each(generated_projects(self.examples), _projects, check)

    def test_equal_input_gives_the_same_bytes(self, rendered: Callable[..., bytes], example_project: Project) -> None:
        """If this fails, the file depends on something else than project and brief, or tells when it was made."""
        data = rendered(example_project)
        assert data == rendered(example_project.evolve()), "the same project has other bytes the second time"
        fail_on(made_today(data), "the file tells when it was made:")

    def test_it_asks_for_no_time_no_chance_and_no_network(
        self, rendered: Callable[..., bytes], example_project: Project
    ) -> None:
        """If this fails, tomorrow's file of the same project is another one; the day is `Brief.date`."""
        with watched() as calls:
            rendered(example_project)
        fail_on(calls, "a renderer is pure, but:")

    def test_it_leaves_project_and_brief_as_they_are(
        self, renderer: Renderer, options: object, example_project: Project
    ) -> None:
        """If this fails, what is rendered next from the same project is not what is in its files."""
        edition = redact(example_project, Audience.INTERNAL)
        brief = _brief("internal", "en", options)
        unchanged(lambda: renderer.render(edition, brief), edition, brief, brief.pictures)

    def test_no_edition_shows_what_it_withholds(self, rendered: Callable[..., bytes], example_project: Project) -> None:
        """If this fails, the renderer has texts from elsewhere than the project that it is given, such as a cache."""
        project = planted(example_project)
        for audience in _AUDIENCES:
            leaked = tokens_in(words_in(rendered(project, audience))) - tokens_in(redact(project, audience))
            assert not leaked, f"the {audience} edition shows {len(leaked)} texts that it withholds"


# -------------------------------------------------------------------------------------------------- readers


class ReaderConformance(RecordConformance):
    """What every reader has to hold: it accounts for all of a file, and no file makes it fail with a traceback."""

    @pytest.fixture
    def reader(self) -> Reader:
        """Override: the reader under test."""
        pytest.fail("override the fixture reader")

    @pytest.fixture
    def sample(self) -> Source:
        """Override: a small file that the reader reads, such as `Source.open(path)`."""
        pytest.fail("override the fixture sample with a file that the reader reads")

    @pytest.fixture
    def pieces(self) -> int | None:
        """Override: how many pieces (cells, elements, lines) the sample holds, counted apart from the reader."""
        return None

    @pytest.fixture
    def record(self, reader: Reader) -> Reader:
        """Return the reader for what holds for all records."""
        return reader

    @pytest.fixture
    def reading_request(self, example_project: Project) -> ReadingRequest:
        """Override: what is asked of the reader, where it needs a project with certain questions or a mapping."""
        return ReadingRequest(project=example_project, mapping_name="mapping.yaml")

    def test_it_recognises_its_files(self, reader: Reader, sample: Source) -> None:
        """If this fails, `mpfkit collect` does not find the reader for the sample."""
        assert sample.suffix in reader.suffixes, f"{sample.name} has none of the suffixes {reader.suffixes}"
        assert reader.recognises(sample) is True, f"{sample.name} is not recognised"

    def test_every_piece_of_its_file_is_accounted_for(
        self, reader: Reader, sample: Source, reading_request: ReadingRequest, pieces: int | None
    ) -> None:
        """If this fails, the reader loses pieces of a file, counts some twice, or understands nothing of the sample."""
        try:
            reading = reader.read(sample, reading_request)
        except FileError as error:
            raise AssertionError(f"{sample.name} cannot be read: {error}") from error
        assert isinstance(reading, Reading), f"read gives a {type(reading).__name__}, not a Reading"
        accounts = reading.accounts
        assert accounts.mapped, "nothing of the file is mapped:\n" + "\n".join(accounts.lines())
        assert pieces in (None, accounts.total), f"accounts are of {accounts.total} {accounts.unit}, not of {pieces}"

    def test_equal_files_give_equal_readings(
        self, reader: Reader, sample: Source, reading_request: ReadingRequest
    ) -> None:
        """If this fails, a file that is collected twice looks like two files."""
        first = reader.read(sample, reading_request)
        again = reader.read(Source(sample.name, sample.data), reading_request)
        assert first == again, f"two readings of one file differ: {_difference(first, again)}"

    def test_it_asks_for_no_time_no_chance_and_no_network(
        self, reader: Reader, sample: Source, reading_request: ReadingRequest
    ) -> None:
        """If this fails, the file reads differently tomorrow; the time of collecting is added by `collect`."""
        with watched() as calls:
            reader.recognises(sample)
            reader.read(sample, reading_request)
        fail_on(calls, "a reader is pure, but:")

    def test_it_leaves_file_and_request_as_they_are(
        self, reader: Reader, sample: Source, reading_request: ReadingRequest
    ) -> None:
        """If this fails, the next file is read with a request that was changed by this one."""
        before = sample.data
        unchanged(lambda: reader.read(sample, reading_request), reading_request)
        assert sample.data == before, "the file was changed"

    def test_no_file_makes_it_fail_otherwise_than_in_one_line(
        self, reader: Reader, sample: Source, reading_request: ReadingRequest
    ) -> None:
        """If this fails, a damaged or hostile file ends in a traceback: raise a `FileError` of one line."""

        def look(source: Source) -> None:
            if not isinstance(found := reader.recognises(source), bool):
                raise TypeError(f"gives {found!r:.40}, neither True nor False")

        def read(source: Source) -> None:
            if not isinstance(found := reader.read(source, reading_request), Reading):
                raise TypeError(f"gives a {type(found).__name__}, not a Reading")

        faults = []
        for source, (what, call) in itertools.product(_hostile.damaged(sample), (("recognises", look), ("read", read))):
            try:
                call(source)
            except FileError as error:
                if what == "recognises" or not is_clear(error) or _is_own_mistake(error):
                    faults.append(f"{source.name}: {what} raises {error!r:.200}")
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the fault that is looked for
                faults.append(f"{source.name}: {what} raises {error!r:.200}")
        fail_on(faults, "these files are not refused in one line:")

    def test_what_unpacks_to_more_than_any_file_is_refused(
        self, reader: Reader, sample: Source, reading_request: ReadingRequest
    ) -> None:
        """If this fails, a small file fills the memory; open archives with `Source.members`."""
        if sample.is_zip:
            with pytest.raises(FileError) as caught:
                reader.read(_hostile.bomb(sample), reading_request)
            refused(caught.value)


def _is_own_mistake(error: FileError) -> bool:
    """Tell whether a reader was caught by `Accounts` or `Reading`, and not by the file."""
    return "mistake of the reader" in " ".join(str(error).split())


# -------------------------------------------------------------------------------------------------- extensions


class ExtensionConformance(RecordConformance):
    """What every extension has to hold: its facts come back from a file as they were written."""

    @pytest.fixture
    def extension(self) -> Extension:
        """Override: the extension under test."""
        pytest.fail("override the fixture extension")

    @pytest.fixture
    def record(self, extension: Extension) -> Extension:
        """Return the extension for what holds for all records."""
        return extension

    def test_any_facts_come_back_from_a_file_as_they_were_written(self, extension: Extension) -> None:
        """If this fails, saving a project changes its facts: a converter is not the same when it is applied twice."""
        from .strategies import projects

        turns = itertools.cycle(_FORMATS)

        def check(project: Project) -> None:
            written = next(turns)
            found = loads(dumps(project, written), written, extensions=(extension,)).project
            assert found == project, (
                f"the project differs when it comes back from {written}: {_difference(project, found)}"
            )

        for_each(self._projects(extension), lambda: projects(extensions=(extension,)), check)

    def test_facts_outlive_a_missing_plugin(self, extension: Extension) -> None:
        """If this fails, who has not installed the plugin loses its facts by saving a project."""
        for project in self._projects(extension):
            without = loads(dumps(project)).project
            assert without is not None
            assert loads(dumps(without), extensions=(extension,)).project == project, "facts were lost"

    def test_every_fact_is_explained_in_the_schema(self, extension: Extension) -> None:
        """If this fails, a field is missing below "Attributes:" in the docstring of the class."""
        definition = json_schema((extension,))["$defs"][f"{extension.name}.{extension.type.__name__}"]
        silent = [name for name, field in definition["properties"].items() if not field.get("description")]
        fail_on(silent, f"{extension.type.__name__} does not explain:")

    def _projects(self, extension: Extension) -> tuple[Project, ...]:
        found = generated_projects(self.examples, (extension,))
        given = (entity for project in found for _, entity in extended_entities(project))
        assert any(entity.extensions for entity in given), (
            f"none of {self.examples} generated projects has facts of {extension.name!r}"
        )
        return found

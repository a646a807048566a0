"""From a project to a report: the only place where report kind, house style and writer meet.

The project is redacted first; whatever comes after has seen only what the audience may see.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import re
import stat
from contextlib import contextmanager
from decimal import Decimal
from enum import Enum
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, TypeAlias, get_args, get_origin, overload

import attrs

from mpfkit import geo
from mpfkit.document import Document, replace_characters
from mpfkit.errors import (
    CharacterError,
    FileError,
    ModelError,
    PluginError,
    ProblemsError,
    RenderError,
    UnknownNameError,
)
from mpfkit.leaks import LeakError, WithheldTexts, find_repeats, prove, withheld_texts
from mpfkit.locale import LANGUAGES, check_language
from mpfkit.model import Audience, PartialDate, Withheld, find_text
from mpfkit.records import Brief, HouseStyle, Notice, Renderer, ReportKind, Writer
from mpfkit.redaction import countries_of, redact
from mpfkit.registry import load_registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cattrs import Converter

    from mpfkit.errors import Problem
    from mpfkit.model import Project
    from mpfkit.registry import Registry

__all__ = [
    "PreparedEdition",
    "Rendering",
    "ReportPlan",
    "WholeRendering",
    "countries_of",
    "plan_report",
    "prepare",
    "prepare_whole",
    "render",
]

DEFAULT_KIND = "outline"
DEFAULT_STYLE = "plain"
DEFAULT_FORMAT = "docx"
DOCX_SUFFIX = ".docx"
IMAGES = "images"

BadCharacters: TypeAlias = Literal["refuse", "replace"]
Repeats: TypeAlias = Literal["refuse", "report"]
_Write: TypeAlias = "Callable[[Document, HouseStyle, BinaryIO], None]"


@attrs.frozen(kw_only=True)
class Rendering:
    """A report that is composed and only has to be written.

    Attributes:
        document: The report.
        kind: Report kind that composed it.
        style: House style in which it is written.
        writer: Writer of its format.
        brief: Date, language, audience and options of the report.
        withheld: What the edition leaves out.
        remarks: What the user should know of the template that was given, one line each.
        repeats: Where the edition repeats what it withholds (MPF021), if that was allowed.
        proof: What the finished file is searched for before it reaches its target, in one line; empty for the internal
            edition, and where nothing is withheld.
        file_name: Name for the file. It differs for every kind, style, language, audience and format, so that one
            edition never overwrites another: `<id>-<kind>-<style>`, behind the kind the countries to which it is
            limited, the language unless it is the project's own, the audience unless it is the public, `for-XX` for the
            validation copy of a country, and the suffix of the format.
    """

    document: Document
    kind: ReportKind
    style: HouseStyle
    writer: Writer
    brief: Brief
    withheld: Withheld
    remarks: tuple[str, ...] = ()
    repeats: tuple[Problem, ...] = ()
    proof: str = ""
    file_name: str
    _edition: Project = attrs.field(repr=False, alias="edition")
    _hidden: WithheldTexts | None = attrs.field(default=None, repr=False, alias="hidden")
    _fast: bool = attrs.field(default=False, repr=False, alias="fast")
    _paginate: bool = attrs.field(default=False, repr=False, alias="paginate")
    _note: str = attrs.field(repr=False, alias="note")

    def write(self, stream: BinaryIO) -> None:
        """Write the report to a binary stream, which need not be seekable; nothing is written when the writer fails.

        Args:
            stream: Where to write; it stays open.

        Raises:
            LeakError: The file would hold what the edition withholds.
            MpfkitError: The document cannot be written in this format.
        """
        stream.write(self.to_bytes())

    def to_bytes(self) -> bytes:
        """Return the report as bytes.

        Raises:
            LeakError: The file would hold what the edition withholds.
            MpfkitError: The document cannot be written in this format.
        """
        stream = BytesIO()
        self._write(stream)
        return stream.getvalue()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the report to a file, completely or not at all.

        Args:
            path: The file; its folder must exist. An existing file is replaced.

        Raises:
            FileError: The file cannot be written.
            LeakError: The file would hold what the edition withholds.
            MpfkitError: The document cannot be written in this format.
        """
        _save(path, self._write)

    def _write(self, stream: BinaryIO) -> None:
        document = self.document
        with _noting(self._note), _placing(self._edition):
            write = _way_of_writing(self.writer, fast=self._fast, paginate=self._paginate)
            if self._paginate:
                document = _paginated(document, self.style, write)
            write(document, self.style, stream)
            if self._hidden and self.writer.write_to_search is not None:
                write, stream = self.writer.write_to_search, BytesIO()
                write(document, self.style, stream)
        if self._hidden:
            self._prove(self._hidden, stream, write)

    def _prove(self, hidden: WithheldTexts, stream: BinaryIO, write: _Write) -> None:
        """Search what was written for what the edition withholds, before it reaches its target."""
        notice = self.brief.notice
        known = (notice.statement, notice.implemented_by, notice.funding, notice.disclaimer, notice.rights)
        leaks = prove(stream, hidden, known=known)
        if not leaks:
            return
        # What stands in a report without content comes from the house style or the template, and gives nothing away
        blank = BytesIO()
        write(
            Document(title="", language=self.document.language, date=self.document.date, blocks=()), self.style, blank
        )
        own = {leak.text for leak in prove(blank, hidden)}
        leaks = tuple(leak for leak in leaks if leak.text not in own)
        if leaks:
            raise LeakError(leaks, hint=f"; nothing was written: the report kind {self.kind.name!r} must not print it")


@attrs.frozen(kw_only=True)
class WholeRendering:
    """What a whole renderer made of a project.

    Attributes:
        renderer: The renderer.
        brief: Date, language, audience and options.
        withheld: What the edition leaves out.
        repeats: Where the edition repeats what it withholds (MPF021), if that was allowed.
        proof: What the file was searched for, in one line; empty for the internal edition, and where nothing is
            withheld.
        file_name: Name for the file: `<id>-<renderer>`, the language unless it is the project's own, the audience
            unless it is the public, and the suffix of the renderer.
    """

    renderer: Renderer
    brief: Brief
    withheld: Withheld
    repeats: tuple[Problem, ...] = ()
    proof: str = ""
    file_name: str
    _data: bytes = attrs.field(repr=False, alias="data")

    def to_bytes(self) -> bytes:
        """Return the file as bytes."""
        return self._data

    def write(self, stream: BinaryIO) -> None:
        """Write the file to a binary stream.

        Args:
            stream: Where to write; it stays open.
        """
        stream.write(self._data)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the file, completely or not at all.

        Args:
            path: The file; its folder must exist. An existing file is replaced.

        Raises:
            FileError: The file cannot be written.
        """
        _save(path, self.write)


@overload
def render(
    project: Project,
    *,
    kind: str | None = ...,
    style: str | None = ...,
    format: str | None = ...,
    audience: Audience | str = ...,
    for_country: str = ...,
    language: str | None = ...,
    date: dt.date | None = ...,
    options: Mapping[str, object] | object | None = ...,
    template: str | os.PathLike[str] | bytes | None = ...,
    paginate: bool = ...,
    fast: bool = ...,
    countries: Sequence[str] = ...,
    bad_characters: BadCharacters = ...,
    repeats: Repeats = ...,
    renderer: str | None = ...,
    to: None = ...,
    registry: Registry | None = ...,
) -> bytes: ...


@overload
def render(
    project: Project,
    *,
    kind: str | None = ...,
    style: str | None = ...,
    format: str | None = ...,
    audience: Audience | str = ...,
    for_country: str = ...,
    language: str | None = ...,
    date: dt.date | None = ...,
    options: Mapping[str, object] | object | None = ...,
    template: str | os.PathLike[str] | bytes | None = ...,
    paginate: bool = ...,
    fast: bool = ...,
    countries: Sequence[str] = ...,
    bad_characters: BadCharacters = ...,
    repeats: Repeats = ...,
    renderer: str | None = ...,
    to: str | os.PathLike[str] | BinaryIO,
    registry: Registry | None = ...,
) -> None: ...


def render(
    project: Project,
    *,
    kind: str | None = None,
    style: str | None = None,
    format: str | None = None,  # noqa: A002 - the name that users type
    audience: Audience | str = Audience.PUBLIC,
    for_country: str = "",
    language: str | None = None,
    date: dt.date | None = None,
    options: Mapping[str, object] | object | None = None,
    template: str | os.PathLike[str] | bytes | None = None,
    paginate: bool = False,
    fast: bool = False,
    countries: Sequence[str] = (),
    bad_characters: BadCharacters = "refuse",
    repeats: Repeats = "refuse",
    renderer: str | None = None,
    to: str | os.PathLike[str] | BinaryIO | None = None,
    registry: Registry | None = None,
) -> bytes | None:
    """Render a report of a project for an audience; the same input gives the same bytes.

    Args:
        project: The project, not redacted.
        kind: Report kind; that of the project's `report` block, or `outline`.
        style: House style; that of the project's `report` block, or `plain`.
        format: Format; that of the suffix of `to`, or of the project's `report` block, or `docx`.
        audience: For whom the edition is: `internal`, `participants`, `member-states`, `authorities` or `public`.
        for_country: Code of a country that gets its validation copy: its own replies whole, and beside them what the
            audience may see; empty for none.
        language: Language of the report: `en`, `fr` or `ar`; that of the project's `report` block, or the project's
            first language, or `en`.
        date: Day that the report bears, and on which embargoes are judged. Without it the day comes from
            `SOURCE_DATE_EPOCH`; else the report bears the day of `as_of` or the last day of a workshop, whichever is
            later, and embargoes are judged as of `as_of`. No clock is read.
        options: Options of the report kind: by name, as values or as text, or an object of the class that it declares.
        template: Template of an organisation in which the report is written, as a path or as its bytes, instead of that
            of the house style; for Word a .docx or .dotx.
        paginate: Whether contents show page numbers at once, as LibreOffice breaks the pages; that takes some seconds,
            and another version of it may break them elsewhere. Without it Word adds them when contents are brought up
            to date.
        fast: Whether the file is packed faster, and becomes larger; its bytes may differ from one machine to another.
        countries: Codes of the countries that the report is limited to, for report kinds that are about countries; none
            for all.
        bad_characters: What happens to characters that no file can hold, such as U+000B: `refuse` names the first and
            where it stands, `replace` puts U+FFFD in their place.
        repeats: What happens where the edition repeats what it withholds, such as a finding that quotes a withheld
            answer: `refuse` tells all such places and writes nothing, `report` writes the report with them.
        renderer: Whole renderer, such as `xlsform`, instead of kind, style and format.
        to: A file, written completely or not at all, or a binary stream; None to get the bytes.
        registry: Plugins; None for those that are installed.

    Returns:
        The bytes of the report; None when `to` is given.

    Raises:
        UnknownNameError: There is no such kind, style, format, audience, language, country or option.
        EditionError: There is no validation copy of this edition for the country.
        RenderError: An option has a value that it cannot have, or `SOURCE_DATE_EPOCH` is no number of seconds.
        FileError: The file cannot be written.
        ProblemsError: The edition repeats what it withholds.
        LeakError: The report would hold what the edition withholds, though the edition itself does not.
        PluginError: A plugin gave something else than it promises.
    """
    path = to if isinstance(to, str | os.PathLike) else None
    rendering: Rendering | WholeRendering
    if renderer is not None:
        unfit: dict[str, object] = {
            "kind": kind,
            "style": style,
            "format": format,
            "template": template,
            "paginate": paginate,
        }
        unfit |= {"fast": fast, "countries": countries, "bad_characters": bad_characters != "refuse"}
        for name, value in unfit.items():
            if value:
                raise RenderError(f"the renderer {renderer!r} is asked for together with {name}; leave one of them out")
        rendering = prepare_whole(
            project,
            renderer,
            audience=audience,
            for_country=for_country,
            language=language,
            date=date,
            options=options,
            repeats=repeats,
            path=path,
            registry=registry,
        )
        return _handed_over(rendering, to)
    rendering = prepare(
        project,
        kind=kind,
        style=style,
        format=format,
        audience=audience,
        for_country=for_country,
        language=language,
        date=date,
        options=options,
        template=template,
        paginate=paginate,
        fast=fast,
        countries=countries,
        bad_characters=bad_characters,
        repeats=repeats,
        path=path,
        registry=registry,
    )
    return _handed_over(rendering, to)


def _handed_over(rendering: Rendering | WholeRendering, to: str | os.PathLike[str] | BinaryIO | None) -> bytes | None:
    if to is None:
        return rendering.to_bytes()
    if isinstance(to, str | os.PathLike):
        rendering.save(to)
    else:
        rendering.write(to)
    return None


def prepare_whole(
    project: Project,
    renderer: str,
    *,
    audience: Audience | str = Audience.PUBLIC,
    for_country: str = "",
    language: str | None = None,
    date: dt.date | None = None,
    options: Mapping[str, object] | object | None = None,
    repeats: Repeats = "refuse",
    path: str | os.PathLike[str] | None = None,
    registry: Registry | None = None,
) -> WholeRendering:
    """Redact a project and hand it to a whole renderer.

    Args:
        project: The project, not redacted.
        renderer: Name of the renderer.
        audience: As in `render`.
        for_country: As in `render`.
        language: As in `render`.
        date: As in `render`.
        options: As in `render`.
        repeats: As in `render`.
        path: File to which the result is going to be written; its suffix has to be that of the renderer.
        registry: As in `render`.

    Returns:
        The bytes, with what the edition leaves out.

    Raises:
        MpfkitError: As in `render`.
    """
    plugins = load_registry() if registry is None else registry
    chosen = plugins.renderer(renderer)
    if path is not None and Path(path).suffix.casefold() not in {"", chosen.suffix}:
        raise RenderError(
            f"{str(path)!r} is not a name for a file of the renderer {renderer!r}; let it end in {chosen.suffix!r}"
        )
    default_language = _default_language(project)
    chosen_language = language or default_language
    check_language(chosen_language)
    day = date if date is not None else _source_date()
    edition = redact(project, audience, on=day, for_country=for_country)
    withheld = edition.withheld or Withheld(audience=Audience(audience))
    hidden, repeated = _hidden(project, edition, repeats, chosen.render)
    note = f"while rendering {chosen.name!r} of {plugins.owner(chosen).origin}".removesuffix(" of ")
    with _noting(note):
        attrs.resolve_types(chosen.options)
    brief = Brief(
        date=day or _last_day(edition),
        language=chosen_language,
        audience=withheld.audience,
        for_country=withheld.for_country,
        options=_options(chosen, options),
        pictures=_pictures(edition),
    )
    with _noting(note), _placing(edition):
        data = chosen.render(edition, brief)
        if not isinstance(data, bytes):
            raise PluginError(f"the renderer {chosen.name!r} gave a {type(data).__name__}; it must give bytes")
    leaks = prove(data, hidden) if hidden else ()
    if leaks:
        raise LeakError(leaks, hint=f"; nothing was written: the renderer {chosen.name!r} must not print it")
    return WholeRendering(
        renderer=chosen,
        brief=brief,
        withheld=withheld,
        repeats=repeated,
        proof=hidden.summary() if hidden is not None else "",
        file_name=_named_file(edition, (chosen.name,), brief, default_language, chosen.suffix),
        data=data,
    )


def prepare(
    project: Project,
    *,
    kind: str | None = None,
    style: str | None = None,
    format: str | None = None,  # noqa: A002 - the name that users type
    audience: Audience | str = Audience.PUBLIC,
    for_country: str = "",
    language: str | None = None,
    date: dt.date | None = None,
    options: Mapping[str, object] | object | None = None,
    template: str | os.PathLike[str] | bytes | None = None,
    paginate: bool = False,
    fast: bool = False,
    countries: Sequence[str] = (),
    bad_characters: BadCharacters = "refuse",
    repeats: Repeats = "refuse",
    path: str | os.PathLike[str] | None = None,
    registry: Registry | None = None,
) -> Rendering:
    """Redact a project and compose a report of it, without writing it yet.

    Args:
        project: The project, not redacted.
        kind: As in `render`.
        style: As in `render`.
        format: As in `render`.
        audience: As in `render`.
        for_country: As in `render`.
        language: As in `render`.
        date: As in `render`.
        options: As in `render`.
        template: As in `render`.
        paginate: As in `render`.
        fast: As in `render`.
        countries: As in `render`.
        bad_characters: As in `render`.
        repeats: As in `render`.
        path: File whose suffix gives the format, where no format is given; nothing is written to it.
        registry: As in `render`.

    Returns:
        The composed report, with what the edition leaves out.

    Raises:
        MpfkitError: As in `render`.
    """
    settled = plan_report(
        project,
        kind=kind,
        style=style,
        format=format,
        audience=audience,
        for_country=for_country,
        language=language,
        date=date,
        options=options,
        template=template,
        paginate=paginate,
        fast=fast,
        bad_characters=bad_characters,
        repeats=repeats,
        path=path,
        registry=registry,
    )
    return settled.rendering(countries)


def plan_report(
    project: Project | PreparedEdition,
    *,
    kind: str | None = None,
    style: str | None = None,
    format: str | None = None,  # noqa: A002 - the name that users type
    audience: Audience | str = Audience.PUBLIC,
    for_country: str = "",
    language: str | None = None,
    date: dt.date | None = None,
    options: Mapping[str, object] | object | None = None,
    template: str | os.PathLike[str] | bytes | None = None,
    paginate: bool = False,
    fast: bool = False,
    bad_characters: BadCharacters = "refuse",
    repeats: Repeats = "refuse",
    path: str | os.PathLike[str] | None = None,
    registry: Registry | None = None,
) -> ReportPlan:
    """Redact a project, and settle everything about its report but the countries that it is limited to.

    Args:
        project: The project, not redacted; or what another plan for the same audience and day prepared.
        kind: As in `render`.
        style: As in `render`.
        format: As in `render`.
        audience: As in `render`.
        for_country: As in `render`.
        language: As in `render`.
        date: As in `render`.
        options: As in `render`.
        template: As in `render`.
        paginate: As in `render`.
        fast: As in `render`.
        bad_characters: As in `render`.
        repeats: As in `render`.
        path: File whose suffix gives the format, where no format is given; nothing is written to it.
        registry: As in `render`.

    Returns:
        What any number of reports have in common.

    Raises:
        MpfkitError: As in `render`.
    """
    plugins = load_registry() if registry is None else registry
    prepared = project if isinstance(project, PreparedEdition) else None
    project = project.edition if isinstance(project, PreparedEdition) else project
    defaults = project.report
    chosen_kind = plugins.report_kind(kind or (defaults.kind if defaults else "") or DEFAULT_KIND)
    chosen_style = plugins.house_style(style or (defaults.style if defaults else "") or DEFAULT_STYLE)
    writer = _writer(plugins, format, path, (defaults.format if defaults else "") or DEFAULT_FORMAT)
    _way_of_writing(writer, fast=fast, paginate=paginate)
    if bad_characters not in get_args(BadCharacters):
        raise RenderError(f"bad characters cannot be {bad_characters!r}; choose 'refuse' or 'replace'")
    if repeats not in get_args(Repeats):
        raise RenderError(f"repeats cannot be {repeats!r}; choose 'refuse' or 'report'")
    remarks: tuple[str, ...] = ()
    if template is not None:
        chosen_style, remarks = _dressed(chosen_style, writer, template)
    default_language = _default_language(project)
    chosen_language = language or default_language
    check_language(chosen_language)
    day = date if date is not None else _source_date()
    # Embargoes are judged on a day that somebody gave. A day guessed from the project must not lift one, and must be
    # guessed from what the edition shows: the day of a withheld workshop is withheld, too.
    edition = project if prepared is not None else redact(project, audience, on=day, for_country=for_country)
    withheld = edition.withheld or Withheld(audience=Audience(audience))
    of_kind = f"while rendering {chosen_kind.name!r} of {plugins.owner(chosen_kind).origin}".removesuffix(" of ")
    of_style = f"while using the style {chosen_style.name!r} of {plugins.owner(chosen_style).origin}".removesuffix(
        " of "
    )
    of_writer = f"while writing {writer.name!r} of {plugins.owner(writer).origin}".removesuffix(" of ")
    with _noting(of_kind):
        attrs.resolve_types(chosen_kind.options)  # a field whose type does not exist is the fault of the kind
    chosen_options = _options(chosen_kind, options)
    with _noting(of_style):
        notice = chosen_style.notice(edition, chosen_language)
        if not isinstance(notice, Notice):
            raise PluginError(f"the house style {chosen_style.name!r} gave a {type(notice).__name__} as its notice")
    brief = Brief(
        date=day or _last_day(edition),
        language=chosen_language,
        audience=withheld.audience,
        for_country=withheld.for_country,
        country_order=chosen_style.country_order,
        designations=chosen_style.designations,
        notice=notice,
        options=chosen_options,
        pictures=_pictures(edition),
    )
    if prepared is not None:
        hidden, repeated = prepared.hidden, prepared.repeats
    else:
        hidden, repeated = _hidden(project, edition, repeats, chosen_kind.compose, chosen_style.notice)
    return ReportPlan(
        kind=chosen_kind,
        style=chosen_style,
        writer=writer,
        brief=brief,
        edition=edition,
        withheld=withheld,
        remarks=remarks,
        repeats=repeated,
        hidden=hidden,
        default_language=default_language,
        bad_characters=bad_characters,
        fast=fast,
        paginate=paginate,
        of_kind=of_kind,
        of_writer=of_writer,
    )


@attrs.frozen(kw_only=True)
class PreparedEdition:
    """A redacted project with what its reports are searched for: what takes longest, and can go to another process.

    Attributes:
        edition: The redacted project.
        hidden: What finished files are searched for; None for the internal edition.
        repeats: Where the edition repeats what it withholds, if that was allowed.
    """

    edition: Project = attrs.field(repr=False)
    hidden: WithheldTexts | None
    repeats: tuple[Problem, ...] = ()


@attrs.frozen(kw_only=True)
class ReportPlan:
    """A report that only has to be composed: the project is redacted, once for any number of countries.

    Attributes:
        kind: Report kind.
        style: House style.
        writer: Writer of the format.
        brief: Date, language, audience and options.
        edition: The redacted project.
        withheld: What the edition leaves out.
        remarks: What the user should know of the template that was given, one line each.
        repeats: Where the edition repeats what it withholds, if that was allowed.
        hidden: What finished files are searched for; None for the internal edition.
    """

    kind: ReportKind
    style: HouseStyle
    writer: Writer
    brief: Brief
    edition: Project
    withheld: Withheld
    remarks: tuple[str, ...]
    repeats: tuple[Problem, ...]
    hidden: WithheldTexts | None
    _default_language: str = attrs.field(alias="default_language")
    _bad_characters: BadCharacters = attrs.field(alias="bad_characters")
    _fast: bool = attrs.field(alias="fast")
    _paginate: bool = attrs.field(alias="paginate")
    _of_kind: str = attrs.field(alias="of_kind")
    _of_writer: str = attrs.field(alias="of_writer")

    @property
    def prepared(self) -> PreparedEdition:
        """What another plan for the same audience need not work out again."""
        return PreparedEdition(edition=self.edition, hidden=self.hidden, repeats=self.repeats)

    @property
    def proof(self) -> str:
        """What each file is searched for before it is written, in words; empty where nothing is withheld."""
        return self.hidden.summary() if self.hidden is not None else ""

    def countries(self, wanted: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the countries of which each gets a report.

        Args:
            wanted: Codes; none for all that were invited, replied or are described.

        Raises:
            RenderError: The kind is not about single countries, or the project has none.
        """
        codes = _countries(self.kind, self.edition, wanted or countries_of(self.edition))
        if not codes:
            raise RenderError(
                "the project has no countries: nobody was invited, replied or is described; name some under 'countries'"
            )
        return codes

    def due(self, codes: Sequence[str]) -> tuple[str, ...]:
        """Return, of some countries, those of which the report kind makes a report for `--each-country`.

        Args:
            codes: Codes as `countries` gives them.

        Raises:
            RenderError: The kind makes a report of none of them.
        """
        if self.kind.countries is None:
            return tuple(codes)
        with _noting(self._of_kind):
            chosen = set(self.kind.countries(self.edition, self.brief))
        found = tuple(code for code in codes if code in chosen)
        if not found:
            raise RenderError(f"no country is due a report of the kind {self.kind.name!r}: {', '.join(codes)}")
        return found

    def rendering(self, countries: Sequence[str]) -> Rendering:
        """Compose the report.

        Args:
            countries: Codes of the countries to which it is limited; none for no limit.

        Raises:
            MpfkitError: As in `render`.
        """
        brief = attrs.evolve(self.brief, countries=_countries(self.kind, self.edition, countries))
        with _noting(self._of_kind):
            document = self.kind.compose(self.edition, brief)
            if not isinstance(document, Document):
                given = type(document).__name__
                raise PluginError(f"the report kind {self.kind.name!r} composed a {given}; it must compose a Document")
        if self._bad_characters == "replace":
            document = replace_characters(document)
        return Rendering(
            document=document,
            kind=self.kind,
            style=self.style,
            writer=self.writer,
            brief=brief,
            withheld=self.withheld,
            remarks=self.remarks,
            repeats=self.repeats,
            proof=self.proof,
            file_name=_file_name(self.edition, self.kind, self.style, self.writer, brief, self._default_language),
            edition=self.edition,
            hidden=self.hidden,
            fast=self._fast,
            paginate=self._paginate,
            note=self._of_writer,
        )


def _hidden(
    project: Project, edition: Project, repeats: Repeats, *of_plugins: object
) -> tuple[WithheldTexts | None, tuple[Problem, ...]]:
    """Return what the finished file is searched for, and where the edition repeats what it withholds."""
    if edition.withheld is not None and edition.withheld.audience is Audience.INTERNAL:
        return None, ()
    packages = (str(getattr(each, "__module__", "")).partition(".")[0] for each in of_plugins)
    hidden = withheld_texts(project, edition, packages=[package for package in packages if package])
    found = find_repeats(edition, hidden)
    if found and repeats == "refuse":
        raise ProblemsError(found)
    return hidden.except_repeats(), tuple(attrs.evolve(each, severity="warning") for each in found)


def _way_of_writing(writer: Writer, *, fast: bool, paginate: bool) -> _Write:
    """Return how a writer writes what was asked for, or say that it cannot."""
    if paginate and writer.suffix != DOCX_SUFFIX:
        raise RenderError(f"page numbers can be put into Word files only, not into {writer.suffix!r}; leave them out")
    if not fast:
        return writer.write
    if writer.write_fast is None:
        raise RenderError(f"the format {writer.name!r} has no faster way to be written; leave it out")
    return writer.write_fast


def _dressed(
    style: HouseStyle, writer: Writer, template: str | os.PathLike[str] | bytes
) -> tuple[HouseStyle, tuple[str, ...]]:
    """Return a house style with the template that the user gave, and what there is to say about it."""
    if writer.dress is None:
        raise RenderError(f"the format {writer.name!r} has no templates; leave the template out")
    if isinstance(template, bytes):
        return writer.dress(style, template, "the template")
    path = Path(template)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError(f"cannot read the template {path}: {error.strerror or error}") from error
    return writer.dress(style, data, str(path))


def _paginated(document: Document, style: HouseStyle, write: _Write) -> Document:
    from mpfkit.office import paginate

    return paginate(document, style, write)


def _writer(plugins: Registry, name: str | None, path: str | os.PathLike[str] | None, default: str) -> Writer:
    suffix = Path(path).suffix if path is not None else ""
    if not name:
        return plugins.writer_for_suffix(suffix) if suffix else plugins.writer(default)
    writer = plugins.writer(name)
    others = {other.suffix.casefold() for other in plugins.writers.values()} - {writer.suffix.casefold()}
    if suffix.casefold() in others:
        raise RenderError(
            f"{str(path)!r} is not a name for a file in the format {name!r}; let it end in {writer.suffix!r}"
        )
    return writer


def _default_language(project: Project) -> str:
    if project.report is not None and project.report.language:
        return project.report.language
    first = project.languages[0] if project.languages else ""
    return first if first in LANGUAGES else "en"


def _source_date() -> dt.date | None:
    """Return the day of `SOURCE_DATE_EPOCH` (reproducible-builds.org), in UTC; None where it is not set."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    try:
        return dt.datetime.fromtimestamp(int(text), tz=dt.UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise RenderError(
            f"SOURCE_DATE_EPOCH is {text!r}; it must be a number of seconds since 1970-01-01, or not be set"
        ) from error


def _last_day(edition: Project) -> dt.date:
    days = (day for workshop in edition.workshops for day in (workshop.starts, workshop.ends) if day is not None)
    return max((edition.as_of, *days))


def _file_name(
    project: Project, kind: ReportKind, style: HouseStyle, writer: Writer, brief: Brief, default_language: str
) -> str:
    countries = tuple(_part(code) for code in brief.countries)
    return _named_file(project, (kind.name, *countries, style.name), brief, default_language, writer.suffix)


def _part(text: str) -> str:
    """Return an id or a code as a part of a file name: what came from elsewhere may hold what no file name can."""
    return re.sub(r"[^\w.+-]+", "-", text).strip("-.")


def _named_file(project: Project, names: tuple[str, ...], brief: Brief, default_language: str, suffix: str) -> str:
    parts = [_part(project.id) or "project", *names]
    if brief.language != default_language:
        parts.append(brief.language)
    if brief.audience is not Audience.PUBLIC:
        parts.append(brief.audience.value)
    if brief.for_country:
        parts += ["for", brief.for_country]
    return "-".join(parts) + suffix


# ------------------------------------------------------------------------------------------- countries and pictures


def _countries(kind: ReportKind, edition: Project, given: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of the countries that a report is limited to, each once, as the project writes them."""
    if not given:
        return ()
    if not kind.by_country:
        raise RenderError(f"the report kind {kind.name!r} is not about single countries; leave the countries out")
    # Countries in scope that nobody invited are no part of a report as a whole, but can be asked for by their code.
    groups = [group.name for group in geo.groups() if group.name in edition.scope]
    known = countries_of(edition)
    spelled = {code.casefold(): code for code in (*geo.scope(groups, on=edition.as_of), *known)}
    found = []
    for code in given:
        # GR and GB are understood where the project writes EL and UK
        canonical = geo.canonical_code(code) if geo.is_known(code) else code
        name = spelled.get(code.casefold()) or spelled.get(canonical.casefold())
        if name is None:
            raise UnknownNameError("country of the project", code, known)
        found.append(name)
    return tuple(dict.fromkeys(found))


def _pictures(edition: Project) -> dict[str, bytes]:
    """Read the photographs and logos of an edition that are at hand, by their path below `images/`."""
    if not edition.folder:
        return {}
    photos = (*edition.photos, *(photo for workshop in edition.workshops for photo in workshop.photos))
    wanted = [(photo.file, photo.sha256.lower()) for photo in photos]
    wanted += [(organisation.logo, "") for organisation in edition.organisations if organisation.logo]
    root = Path(edition.folder, IMAGES)
    found: dict[str, bytes] = {}
    for name, sha256 in wanted:
        file = root / name
        with _reading(file):
            # `mpfkit check` says which files are missing or lead out of the folder
            if not file.is_file() or not file.resolve().is_relative_to(root.resolve()):
                continue
            data = found.get(name) or file.read_bytes()
        if sha256 and hashlib.sha256(data).hexdigest() != sha256:
            raise FileError(f"{file} is not the picture that was meant: its sha256 differs; put the right file there")
        found[name] = data
    return found


@contextmanager
def _reading(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileError(f"cannot read {file}: {error.strerror or error}") from error


# ----------------------------------------------------------------------------------------------------- options


def _word(kind: ReportKind | Renderer) -> str:
    return "report kind" if isinstance(kind, ReportKind) else "renderer"


def _options(kind: ReportKind | Renderer, given: Mapping[str, object] | object | None) -> object:
    """Turn options by name into the object that the report kind or renderer declares."""
    if isinstance(given, kind.options):
        return given
    values = {} if given is None else given
    if not hasattr(values, "items"):
        wanted = kind.options.__name__
        raise RenderError(
            f"the options of the {_word(kind)} {kind.name!r} are a {type(given).__name__}; give a {wanted}"
        )
    fields = {field.alias: field for field in attrs.fields(kind.options) if field.init}
    read = {}
    for key, value in values.items():
        name = str(key).replace("-", "_")
        if name not in fields:
            known = [known.replace("_", "-") for known in fields]
            hint = "" if known else f"the {_word(kind)} has no options"
            raise UnknownNameError(f"option of the {_word(kind)} {kind.name!r}", str(key), known, hint=hint)
        read[name] = _option(kind, str(key), fields[name].type, value)
    missing = [alias for alias, field in fields.items() if field.default is attrs.NOTHING and alias not in read]
    if missing:
        name = missing[0].replace("_", "-")
        raise RenderError(f"the {_word(kind)} {kind.name!r} needs the option {name!r}; give it as --set {name}=VALUE")
    try:
        return kind.options(**read)
    except (ValueError, TypeError) as error:
        raise RenderError(f"the options of the {_word(kind)} {kind.name!r} do not fit: {error}") from error


def _option(kind: ReportKind | Renderer, key: str, wanted: Any, value: object) -> object:  # noqa: ANN401 - a type or a special form
    if isinstance(wanted, type) and isinstance(value, wanted):
        return value
    try:
        return _converter().structure(value, wanted)
    except (ValueError, TypeError, ArithmeticError, LookupError, StopIteration, ModelError) as error:
        raise RenderError(
            f"the option {key!r} of the {_word(kind)} {kind.name!r} cannot be {str(value)!r}; write {_expected(wanted)}"
        ) from error


@cache
def _converter() -> Converter:
    from cattrs import Converter

    converter = Converter(detailed_validation=False)
    converter.register_structure_hook(bool, lambda value, _: _SWITCHES[str(value).casefold()])
    converter.register_structure_hook(dt.date, lambda value, _: dt.date.fromisoformat(value))
    converter.register_structure_hook(PartialDate, lambda value, _: PartialDate.parse(value))
    converter.register_structure_hook(Decimal, lambda value, _: _finite(Decimal(str(value))))
    converter.register_structure_hook_func(_is_tuple, _tuple)
    converter.register_structure_hook_func(_is_literal, _literal)
    return converter


def _is_tuple(wanted: object) -> bool:
    return get_origin(wanted) is tuple


def _is_literal(wanted: object) -> bool:
    return get_origin(wanted) is Literal


def _literal(value: object, wanted: Any) -> object:  # noqa: ANN401 - a special form
    """Find the value that a text stands for: in `Literal[1, 2]`, the text "1" stands for 1."""
    return next(allowed for allowed in get_args(wanted) if str(allowed) == str(value))


def _tuple(value: object, wanted: Any) -> tuple[object, ...]:  # noqa: ANN401 - a special form
    """Read `a, b` as two values; a value given as a sequence stays one."""
    parts = [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise TypeError("neither a text nor a sequence")
    return tuple(_converter().structure(part, get_args(wanted)[0]) for part in parts)


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueError("not a number")
    return number


_SWITCHES = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}
_EXPECTED: Mapping[object, str] = {
    bool: "yes or no",
    int: "a whole number",
    Decimal: "a number",
    float: "a number",
    dt.date: "a day as YYYY-MM-DD",
    PartialDate: "YYYY, YYYY-MM or YYYY-MM-DD",
}


def _expected(wanted: object) -> str:
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return "one of: " + ", ".join(str(member.value) for member in wanted)
    if _is_literal(wanted):
        return "one of: " + ", ".join(str(value) for value in get_args(wanted))
    if _is_tuple(wanted):
        return f"{_expected(get_args(wanted)[0])}, several with commas between them"
    inner = [part for part in get_args(wanted) if part is not type(None)]
    if inner:
        return " or ".join(_expected(part) for part in inner)
    return _EXPECTED.get(wanted, f"a {getattr(wanted, '__name__', wanted)}")


# ----------------------------------------------------------------------------------------------------- files


@contextmanager
def _placing(edition: Project) -> Iterator[None]:
    """Say where in the project a character stands that no file can hold; who composed the report need not know."""
    try:
        yield
    except CharacterError as error:
        places = find_text(edition, error.text, position=error.position)
        if not places:
            raise
        more = f" (and {len(places) - 1} more)" if len(places) > 1 else ""
        told = CharacterError(f"{places[0]}{more}: {error}", text=error.text, position=error.position)
        raise told from error


@contextmanager
def _noting(note: str) -> Iterator[None]:
    """Say in a note of an exception what was going on; the exception itself passes unchanged."""
    try:
        yield
    except Exception as error:
        error.add_note(note)
        raise


@contextmanager
def _file_errors(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _file_error(target, error) from error


def _file_error(target: Path, error: OSError) -> FileError:
    if not target.parent.exists():
        return FileError(f"cannot write {target}: there is no folder {target.parent}; create it first")
    if isinstance(error, PermissionError) and target.exists() and os.access(target.parent, os.W_OK):
        return FileError(f"cannot write {target}: the target is open in Word: close it, then render again")
    return FileError(f"cannot write {target}: {error.strerror or error}")


# Errors of the disk, as opposed to those that a writer may have for reasons of its own
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS})


def _save(path: str | os.PathLike[str], write: Callable[[BinaryIO], None]) -> None:
    target = Path(path)
    if target.exists() and not (target.is_file() or target.is_dir()):  # a device or a pipe cannot be replaced
        held = BytesIO()
        write(held)
        with _file_errors(target), target.open("wb") as stream:
            stream.write(held.getvalue())
        return
    with _replacing(target) as stream:
        write(stream)


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    """Give a stream to a new file in the folder of the target, which replaces the target when all went well."""
    if target.is_dir():
        raise FileError(f"cannot write {target}: it is a folder; name a file in it")
    real = Path(os.path.realpath(target))  # a link stays a link
    with _file_errors(target):
        descriptor, draft = _draft(real)
    try:
        try:
            with os.fdopen(descriptor, "w+b") as stream:
                yield stream
                stream.flush()
                os.fsync(descriptor)
        except OSError as error:
            if error.errno not in _DISK:
                raise
            raise _file_error(target, error) from error
        with _file_errors(target):
            if real.exists():
                draft.chmod(stat.S_IMODE(real.stat().st_mode))
            draft.replace(real)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _draft(target: Path) -> tuple[int, Path]:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    number = 0
    while True:
        draft = target.with_name(f".{target.name}.{os.getpid()}-{number}.tmp")
        try:
            # Not tempfile: its files are for their owner only, and a report has the permissions of any other file
            return os.open(draft, flags, 0o666), draft
        except FileExistsError:
            number += 1

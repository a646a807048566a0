"""The command line: every command is one call into the library.

Results go to stdout, messages to stderr, one line each. Exit status: 0 done; 1 the data or the report has errors; 2
wrong usage. What a command needs is imported when it runs, even our own errors, which bring attrs: `--help` and
`--version` have to be quick.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import time
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING, Any, TextIO

import click

from mpfkit import __version__

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from mpfkit.batches import CountryReports
    from mpfkit.collecting import CollectedFile
    from mpfkit.errors import MpfkitError, Problem
    from mpfkit.leaks import WithheldTexts
    from mpfkit.model import Project, Withheld
    from mpfkit.records import Notice
    from mpfkit.registry import PluginInfo, Registry
    from mpfkit.rendering import Repeats

__all__ = ["main"]

# Written out rather than read from where they are used, which `--help` need not load; a test compares them.
AUDIENCES = ("internal", "participants", "member-states", "authorities", "public")
LANGUAGES = ("en", "fr", "ar")
PARTS = ("kind", "style", "writer", "renderer")

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class _Advanced(click.Option):
    """An option that stands under "Advanced" in the help."""


class _TwoSections(click.Command):
    """A command whose help lists its less usual options in a section of their own."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {"Options": [], "Advanced": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx) if isinstance(parameter, click.Option) else None
            if record is not None:
                sections["Advanced" if isinstance(parameter, _Advanced) else "Options"].append(record)
        for title, records in sections.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


class _Program(click.Group):
    """The program: turns errors into lines and exit statuses."""

    command_class = _TwoSections

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run a command; an error that the user can act on is told without a traceback."""
        for stream in (sys.stdout, sys.stderr):
            _let_it_speak(stream)
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - told in one line; --traceback shows where it comes from
            from mpfkit.errors import MpfkitError

            if _wants_traceback(ctx):
                import traceback

                traceback.print_exception(error, file=sys.stderr)
            elif isinstance(error, MpfkitError):
                _tell_error(ctx, error)
            else:
                _tell_unexpected(ctx, error)
        return ctx.exit(1)


def _day(_: click.Context, __: click.Parameter, given: str | None) -> dt.date | None:
    """Read YYYY-MM-DD."""
    if given is None:
        return None
    import datetime as dt

    try:
        return dt.datetime.strptime(given, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
    except ValueError as error:
        raise click.BadParameter(f"{given!r} is not a day; write YYYY-MM-DD") from error


def _path(_: click.Context, __: click.Parameter, given: str | None) -> Path | None:
    """Read the path of a file or folder."""
    from pathlib import Path

    return None if given is None else Path(given)


def _settings(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Read KEY=VALUE, each key once."""
    settings: dict[str, str] = {}
    for text in given:
        key, separator, value = text.partition("=")
        if not separator or not key:
            raise click.BadParameter(f"{text!r} is not of the form KEY=VALUE")
        if key in settings:
            raise click.BadParameter(f"{key!r} is set twice; set it once")
        settings[key] = value
    return settings


def _names(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Split names at commas."""
    return tuple(name.strip() for text in given for name in text.split(",") if name.strip())


def _remember_traceback(ctx: click.Context, _: click.Parameter, given: bool) -> None:
    ctx.find_root().meta["mpfkit.traceback"] = given


def _remember_files(ctx: click.Context, _: click.Parameter, given: tuple[str, ...]) -> None:
    ctx.find_root().meta["mpfkit.files"] = given


def _about_plugins(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that all commands share that load plugins."""
    for option in (
        click.option(
            "--traceback",
            cls=_Advanced,
            is_flag=True,
            expose_value=False,
            callback=_remember_traceback,
            help="Show where an error comes from; also MPFKIT_DEBUG=1.",
        ),
        click.option(
            "--strict",
            cls=_Advanced,
            is_flag=True,
            help="Stop when anything is wrong with a plugin; also MPFKIT_STRICT=1.",
        ),
        click.option(
            "--block",
            cls=_Advanced,
            multiple=True,
            metavar="NAME",
            callback=_names,
            help="Do not load this plugin, or the plugins of this distribution; also MPFKIT_BLOCK=NAME,NAME.",
        ),
        click.option(
            "--plugin",
            cls=_Advanced,
            multiple=True,
            metavar="FILE.py",
            type=click.Path(),
            expose_value=False,
            callback=_remember_files,
            help="Take this Python file as a plugin, too, without installing it; several by repeating.",
        ),
    ):
        command = option(command)
    return command


@click.group(cls=_Program, context_settings=_CONTEXT)
@click.version_option(__version__, "-V", "--version", prog_name="mpfkit", message="%(prog)s %(version)s")
def main() -> None:
    """Turn the data of a Migration Partnership Facility project into reports."""


@main.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(), callback=_path)
@click.option("--empty", is_flag=True, help="Only the project file, with what it must hold.")
@click.option("--plugin", metavar="NAME", help="Make the package of a plugin instead, in DIR or ./NAME.")
@click.option(
    "--with",
    "parts",
    multiple=True,
    type=click.Choice(PARTS),
    help="With --plugin: what it offers; several by repeating.  [default: kind]",
)
@click.option(
    "--style",
    metavar="FILE.docx",
    type=click.Path(),
    help="Make the package of a house style instead, from this Word template.",
)
def new(folder: Path | None, empty: bool, plugin: str | None, parts: tuple[str, ...], style: str | None) -> None:
    """Make a project folder that renders at once.

    DIR is made, or must be empty. The project in it is invented and says so; replace it by your own. With --plugin or
    --style it is a Python package whose own tests pass.
    """
    if parts and (style or not plugin):
        raise click.BadArgumentUsage("--with says what a plugin offers; give --plugin NAME, and leave --style out")
    if empty and (plugin or style):
        raise click.BadArgumentUsage("--empty is about a project; leave it out")
    if plugin or style:
        _make_package(folder, plugin or "", parts or ("kind",), style)
        return
    if folder is None:
        raise click.BadArgumentUsage("name the folder of the project: mpfkit new DIR")
    _make_project(folder, empty=empty)
    click.echo(folder)
    name = shlex.quote(str(folder))
    _tell(f"next: mpfkit check {name}, then mpfkit render {name}")


@main.command()
@click.argument("path", metavar="PATH", type=click.Path(), callback=_path)
@click.option("--kind", metavar="KIND", help="Report kind for which a project has to be complete.")
@click.option(
    "--style",
    metavar="STYLE",
    help="House style whose rules a report has to keep.  [default: the one it was written in]",
)
@click.option(
    "--project",
    metavar="PROJECT",
    type=click.Path(),
    help="Project that the report was made from: look whether it holds what its edition withholds.",
)
@click.option(
    "--audience",
    type=click.Choice(AUDIENCES),
    help="Edition: with --project, that of the report [default: public]; of a project, look where it repeats itself.",
)
@click.option(
    "--for",
    "for_country",
    metavar="XX",
    default="",
    help="With --project: the report is the validation copy for this country.",
)
@click.option(
    "--date", metavar="YYYY-MM-DD", callback=_day, help="Day on which embargoes are judged.  [default: the project's]"
)
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@_about_plugins
def check(
    path: Path,
    kind: str | None,
    style: str | None,
    project: str | None,
    audience: str | None,
    for_country: str,
    date: dt.date | None,
    as_json: bool,
    block: tuple[str, ...],
    strict: bool,
) -> None:
    """Check a project or a finished report: every problem, one line each.

    PATH is a project folder, a single .yaml, .json or .toml file, or a report (.docx), also one that has been edited in
    Word since; with --project, a report of any format. The exit status is 1 when there is an error; warnings alone
    leave it at 0.
    """
    is_word = path.suffix.casefold() in {".docx", ".dotx", ".docm", ".dotm"}
    is_report = is_word or project is not None
    if is_report and audience and project is None:
        raise click.BadArgumentUsage(f"--audience needs the project that {path} was made from; give it as --project")
    if date is not None and not audience and project is None:
        raise click.BadArgumentUsage("--date is about an edition; give --audience, too")
    if for_country and project is None:
        raise click.BadArgumentUsage("--for is about a validation copy; give its project as --project, too")
    if style and not is_report:
        raise click.BadArgumentUsage(f"--style is for reports (.docx); {path} is a project")
    if kind and is_report:
        raise click.BadArgumentUsage(f"--kind is for projects; {path} is a report")
    import json

    with _results_only():
        registry = _registry(block, strict=strict)
        problems: tuple[Problem, ...] = ()
        if is_word:
            problems = _check_report(path, style, registry)
        elif not is_report:
            problems = _check_project(path, kind, registry)
        if project is not None:
            problems += _check_edition(path, project, audience or "public", for_country, date, registry)
        elif audience is not None:
            problems += _check_repeats(path, audience, date, registry)
    if as_json:
        click.echo(json.dumps([_as_data(problem) for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(_line(str(problem)))
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = sum(problem.severity == "warning" for problem in problems)
    counts = [_count(number, word) for number, word in ((errors, "error"), (warnings, "warning")) if number]
    _tell(f"{path}: {' and '.join(counts) or 'no problems'}")
    if errors:
        click.get_current_context().exit(1)


def _check_project(path: Path, kind: str | None, registry: Registry) -> tuple[Problem, ...]:
    from mpfkit.errors import ProblemsError
    from mpfkit.projects import check as check_project

    try:
        return tuple(check_project(path, kind=kind or "", registry=registry))
    except ProblemsError as error:
        return error.problems


def _check_report(path: Path, style: str | None, registry: Registry) -> tuple[Problem, ...]:
    from mpfkit.lint import lint, style_of

    own = style or style_of(path)
    if style or own in registry.house_styles:
        return lint(path, style=registry.house_style(own))
    why = f"its house style {own!r} is not installed" if own else "it does not say in which house style it was written"
    _tell(f"{path}: {why}; checked by the general rules only, --style names one")
    return lint(path)


def _check_edition(
    path: Path, project: str, audience: str, for_country: str, date: dt.date | None, registry: Registry
) -> tuple[Problem, ...]:
    """Search a report for what its edition withholds, and say what was searched for."""
    from mpfkit.lint import lint_edition

    withheld, _ = _withheld(project, audience, for_country, date, registry)
    problems = lint_edition(path, withheld)
    _tell(f"{path}: {withheld.summary() or 'this edition withholds no text'}")
    return problems


def _check_repeats(path: Path, audience: str, date: dt.date | None, registry: Registry) -> tuple[Problem, ...]:
    """Tell where an edition of a project repeats what it withholds."""
    from mpfkit.errors import ProblemsError
    from mpfkit.leaks import find_repeats

    try:
        withheld, edition = _withheld(path, audience, "", date, registry)
    except ProblemsError:
        return ()  # the project cannot be loaded, which the check of it has told
    _tell(f"{path}: {withheld.summary() or 'this edition withholds no text'}")
    return find_repeats(edition, withheld)


def _withheld(
    path: Path | str, audience: str, for_country: str, date: dt.date | None, registry: Registry
) -> tuple[WithheldTexts, Project]:
    from mpfkit.leaks import withheld_texts
    from mpfkit.projects import load_project
    from mpfkit.redaction import redact

    project = load_project(path, registry=registry)
    edition = redact(project, audience, on=date, for_country=for_country)
    of_plugins = (
        *(kind.compose for kind in registry.report_kinds.values()),
        *(style.notice for style in registry.house_styles.values()),
    )
    packages = dict.fromkeys(str(getattr(each, "__module__", "")).partition(".")[0] for each in of_plugins)
    return withheld_texts(project, edition, packages=[name for name in packages if name]), edition


@main.command()
@click.argument("project", metavar="PROJECT", type=click.Path(), callback=_path)
@click.option(
    "--kind", metavar="KIND", help="Report kind; `mpfkit plugins` lists them.  [default: the project's, or outline]"
)
@click.option(
    "--style", metavar="STYLE", help="House style; `mpfkit plugins` lists them.  [default: the project's, or plain]"
)
@click.option(
    "--format", "format_", metavar="FORMAT", help="Format.  [default: that of the file, or the project's, or docx]"
)
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR",
    type=click.Path(allow_dash=True),
    help="Where to write; - is stdout.  [default: ./<id>-<kind>-<style>.<suffix>]",
)
@click.option(
    "--audience", type=click.Choice(AUDIENCES), default="public", show_default=True, help="For whom the edition is."
)
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the report.  [default: the project's]")
@click.option(
    "--date",
    metavar="YYYY-MM-DD",
    callback=_day,
    help="Day that the report bears.  [default: SOURCE_DATE_EPOCH, or the last day known from the project]",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    callback=_settings,
    help="Option of the report kind; `mpfkit plugins -v` lists them.",
)
@click.option(
    "--renderer",
    cls=_Advanced,
    metavar="NAME",
    help="Whole renderer instead of kind, style and format; `mpfkit plugins` lists them.",
)
@click.option(
    "--for",
    "for_country",
    cls=_Advanced,
    metavar="XX",
    default="",
    help="Validation copy for a country: its own replies, and what the audience may see.",
)
@click.option(
    "--country",
    "countries",
    cls=_Advanced,
    multiple=True,
    metavar="XX",
    callback=_names,
    help="Limit a report about countries to this one; several with commas or by repeating.",
)
@click.option(
    "--each-country",
    cls=_Advanced,
    is_flag=True,
    help="One file for each country, or for each that --country names, in the folder that -o names.",
)
@click.option(
    "--jobs",
    cls=_Advanced,
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    help="With --each-country: render in N processes.  [default: 1]",
)
@click.option(
    "--template",
    cls=_Advanced,
    metavar="FILE.docx",
    type=click.Path(),
    help="Template of your organisation, .docx or .dotx, instead of that of the house style.",
)
@click.option(
    "--paginate",
    cls=_Advanced,
    is_flag=True,
    help="Let LibreOffice count the pages, so that contents show page numbers at once.",
)
@click.option(
    "--fast",
    cls=_Advanced,
    is_flag=True,
    help="Pack the file faster; it becomes larger, and its bytes may differ between machines.",
)
@click.option(
    "--allow-repeats",
    cls=_Advanced,
    is_flag=True,
    help="Write the report although the edition repeats what it withholds, and say where.",
)
@_about_plugins
def render(
    project: Path,
    kind: str | None,
    style: str | None,
    format_: str | None,
    output: str | None,
    audience: str,
    language: str | None,
    date: dt.date | None,
    settings: Mapping[str, str],
    renderer: str | None,
    for_country: str,
    countries: tuple[str, ...],
    each_country: bool,
    jobs: int,
    template: str | None,
    paginate: bool,
    fast: bool,
    allow_repeats: bool,
    block: tuple[str, ...],
    strict: bool,
) -> None:
    """Render a report of a project for an audience.

    PROJECT is a project folder, or a single .yaml, .json or .toml file. Prints the path of the report, and on stderr
    what the edition leaves out.
    """
    from pathlib import Path

    from mpfkit.projects import load_project
    from mpfkit.rendering import Rendering, prepare, prepare_whole

    if renderer:
        unfit: dict[str, object] = {"--kind": kind, "--style": style, "--format": format_, "--template": template}
        unfit |= {"--paginate": paginate, "--fast": fast, "--country": countries, "--each-country": each_country}
        for name, value in unfit.items():
            if value:
                raise click.BadArgumentUsage(f"--renderer makes the whole file; leave {name} out")
    to_stdout = output == "-"
    folder = Path(output or ".") if not output or output.endswith(("/", os.sep)) or Path(output).is_dir() else None
    if jobs > 1 and not each_country:
        raise click.BadOptionUsage("jobs", "--jobs is for several reports; use it with --each-country")
    if each_country:
        from mpfkit.batches import render_each_country

        if to_stdout or folder is None:
            raise click.BadOptionUsage(
                "output", f"--each-country writes several files: -o must name a folder that exists, not {output!r}"
            )
        progress = _Progress()
        with _results_only():
            registry = _registry(block, strict=strict)
            written = render_each_country(
                load_project(project, registry=registry),
                kind=kind,
                style=style,
                format=format_,
                audience=audience,
                for_country=for_country,
                language=language,
                date=date,
                options=settings,
                template=template,
                paginate=paginate,
                fast=fast,
                repeats="report" if allow_repeats else "refuse",
                countries=countries,
                to=folder,
                progress=lambda report, done, total: progress.show(done, total, report.country),
                workers=jobs,
                blocked=block,
                files=click.get_current_context().find_root().meta.get("mpfkit.files", ()),
                registry=registry,
            )
        progress.clear()
        _tell_reports(click.get_current_context(), written)
        return
    with _results_only():
        registry = _registry(block, strict=strict)
        loaded = load_project(project, registry=registry)
        path = None if to_stdout or folder else output
        repeats: Repeats = "report" if allow_repeats else "refuse"
        rendering = (
            prepare_whole(
                loaded,
                renderer,
                audience=audience,
                for_country=for_country,
                language=language,
                date=date,
                options=settings,
                repeats=repeats,
                path=path,
                registry=registry,
            )
            if renderer
            else prepare(
                loaded,
                kind=kind,
                style=style,
                format=format_,
                audience=audience,
                for_country=for_country,
                language=language,
                date=date,
                options=settings,
                template=template,
                paginate=paginate,
                fast=fast,
                repeats=repeats,
                countries=countries,
                path=path,
                registry=registry,
            )
        )
        target = folder / rendering.file_name if folder else Path(output or "")
        data = rendering.to_bytes() if to_stdout else b""
        if not to_stdout:
            rendering.save(target)
    if to_stdout:
        sys.stdout.buffer.write(data)
    else:
        click.echo(target)
    remarks = rendering.remarks if isinstance(rendering, Rendering) else ()
    _tell_edition(remarks, rendering.withheld, rendering.brief.notice, rendering.repeats, rendering.proof, one=True)


def _tell_reports(ctx: click.Context, written: CountryReports) -> None:
    """Print the path of the report on each country, and in one line each which ones failed."""
    for report in written.reports:
        if report.path is not None:
            click.echo(report.path)
    _tell_edition(written.remarks, written.withheld, written.notice, written.repeats, written.proof, one=False)
    if written.skipped:
        _tell(f"no report is due for: {', '.join(written.skipped)}")
    for report in written.failed:
        if report.error is not None and _wants_traceback(ctx):
            import traceback

            traceback.print_exception(report.error, file=sys.stderr)
        elif report.error is not None:
            _tell(f"Error: {report.country}: {_one_line(report.error)}{_in_brackets(report.error)}")
    if written.failed:
        _tell(f"{len(written.failed)} of {_count(len(written.reports), 'report')} failed; the others were written")
        ctx.exit(1)


def _tell_edition(
    remarks: Iterable[str], withheld: Withheld, notice: Notice, repeats: Iterable[Problem], proof: str, *, one: bool
) -> None:
    """Say what there is to know of reports that were written: remarks, what is withheld, wording not verified."""
    from mpfkit.redaction import summary_line

    for remark in remarks:
        _tell(remark)
    for repeat in repeats:
        _tell(str(repeat))
    line = summary_line(withheld)
    if line:
        _tell(line)
    if proof:
        _tell(f"{'the report was' if one else 'each report was'} {proof}")
    if not notice.verified and (notice.funding or notice.disclaimer):
        _tell(
            f"the wording of the funding notice is not verified ({notice.source}); compare it with the grant contract"
        )


@main.command()
@click.argument("project", metavar="PROJECT", type=click.Path(), callback=_path)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@click.option(
    "--reader", metavar="NAME", help="Reader of the files; `mpfkit plugins` lists them.  [default: by the file]"
)
@click.option("--country", metavar="XX", help="Code of the country that replied, where the file does not say it.")
@click.option(
    "--mapping",
    metavar="FILE",
    type=click.Path(),
    help="Says which column answers which question: .yaml, .json, .toml.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option(
    "--date",
    metavar="YYYY-MM-DD",
    callback=_day,
    help="Day on which the files count as read.  [default: SOURCE_DATE_EPOCH, or now]",
)
@_about_plugins
def collect(
    project: Path,
    files: tuple[str, ...],
    reader: str | None,
    country: str | None,
    mapping: str | None,
    dry_run: bool,
    date: dt.date | None,
    block: tuple[str, ...],
    strict: bool,
) -> None:
    """Read answers, questionnaires and review sheets from foreign files into a project.

    Prints what each file changes, and what became of each of its cells: mapped, ignored by a rule, or reported. The
    same file twice changes nothing. A file that cannot be read costs that file only; the exit status is 1 then.
    """
    from mpfkit.collecting import collect as collect_files

    with _results_only():
        registry = _registry(block, strict=strict)
        progress = _Progress()
        try:
            collected = collect_files(
                project,
                files,
                reader=reader,
                country=country,
                mapping=mapping,
                dry_run=dry_run,
                date=date,
                progress=progress.show,
                registry=registry,
            )
        finally:
            progress.clear()
    for file in collected.files:
        _show_collected(file)
    if collected.review is not None:
        _tell(f"settle what is in doubt in {collected.review}, then collect it")
    if dry_run:
        _tell("nothing was written (--dry-run)")
    if not collected.ok:
        click.get_current_context().exit(1)


def _show_collected(file: CollectedFile) -> None:
    """Print what became of a file: changes and accounts on stdout, problems and remarks on stderr."""
    if file.accounts is not None:
        click.echo(_line(f"{file.name} ({file.reader})"))
        for line in (*file.changes, *file.accounts.lines()):
            click.echo(f"  {_line(line)}")
    for problem in file.problems:
        _tell(str(problem))
    for remark in file.remarks:
        _tell(f"{file.name}: {remark}")
    if file.error is not None and _wants_traceback(click.get_current_context()):
        import traceback

        traceback.print_exception(file.error, file=sys.stderr)


@main.command()
@click.option(
    "-v", "--verbose", is_flag=True, help="All plugins with what they offer, options of report kinds, tracebacks."
)
@_about_plugins
def plugins(verbose: bool, block: tuple[str, ...], strict: bool) -> None:
    """List report kinds, house styles, formats, renderers, readers, extensions; who offers them; what failed."""
    with _results_only():
        registry = _registry(block, strict=strict, tell=False)
    _list(
        "Report kinds", ((kind.name, kind.summary, _owner(registry, kind)) for kind in registry.report_kinds.values())
    )
    _list(
        "House styles",
        ((style.name, style.summary, _owner(registry, style)) for style in registry.house_styles.values()),
    )
    _list("Formats", ((one.name, one.suffix, one.summary, _owner(registry, one)) for one in registry.writers.values()))
    _list(
        "Renderers",
        ((one.name, one.suffix, one.summary, _owner(registry, one)) for one in registry.renderers.values()),
    )
    _list(
        "Readers",
        ((one.name, " ".join(one.suffixes), one.summary, _owner(registry, one)) for one in registry.readers.values()),
    )
    _list(
        "Extensions",
        ((one.name, one.on.__name__, one.summary, _owner(registry, one)) for one in registry.extensions.values()),
    )
    if verbose:
        _list("Options of report kinds and renderers (--set KEY=VALUE)", _options(registry))
        _list("Plugins", ((info.name, info.origin, info.status, _offers(info)) for info in registry.plugins))
    _list("Names that nobody has", ((clash,) for clash in registry.clashes))
    _list("Remarks", ((remark,) for remark in _remarks(registry)))
    missing = [info for info in registry.plugins if info.status != "active"]
    if missing:
        click.echo("Not loaded")
        for info in missing:
            click.echo(f"  {_line(str(info))}")
            if verbose and info.error is not None:
                import traceback

                for line in "".join(traceback.format_exception(info.error)).splitlines():
                    click.echo(f"    {_line(line)}")


@main.command()
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(allow_dash=True),
    default="-",
    help="Where to write; - is stdout.  [default: -]",
)
@_about_plugins
def schema(output: str, block: tuple[str, ...], strict: bool) -> None:
    """Print the JSON Schema of project files, with the extensions of the plugins that are installed.

    For editors, which then complete keys and mark what is wrong, and for programs in other languages.
    """
    import json
    from pathlib import Path

    from mpfkit.serialisation import json_schema, write_atomically

    with _results_only():
        registry = _registry(block, strict=strict)
    text = json.dumps(json_schema(registry.extensions.values()), ensure_ascii=False, indent=2) + "\n"
    if output == "-":
        click.echo(text, nl=False)
        return
    write_atomically({Path(output): text})
    click.echo(output)


# ----------------------------------------------------------------------------------------------------- speaking


def _let_it_speak(stream: TextIO) -> None:
    """Never fail on a character that the terminal cannot show; on Windows, write UTF-8 into files and pipes."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8" if os.name == "nt" else stream.encoding, errors="backslashreplace")


@contextmanager
def _results_only() -> Iterator[None]:
    """Keep stdout for results: what a plugin prints goes to stderr."""
    with redirect_stdout(sys.stderr):
        yield


def _line(text: str) -> str:
    """Return a text without the control characters by which data could lead a terminal astray."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def _tell(text: str) -> None:
    click.echo(_line(text), err=True)


def _is_watched() -> bool:
    return sys.stderr.isatty()


class _Progress:
    """A bar on stderr, where that is a terminal and the work has taken longer than a second."""

    WIDTH = 30
    PATIENCE_S = 1.0

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.width = 0

    def show(self, done: int, total: int, name: str) -> None:
        """Draw how many of the reports or files are done, and which one it is about."""
        if not _is_watched() or time.monotonic() - self.started < self.PATIENCE_S:
            return
        filled = self.WIDTH * done // total
        line = _line(f"[{'#' * filled}{'-' * (self.WIDTH - filled)}] {done}/{total} {name}")
        self._draw(line.ljust(self.width))
        self.width = len(line)

    def clear(self) -> None:
        """Take the bar away, so that what is printed next stands on a line of its own."""
        if self.width:
            self._draw(f"{' ' * self.width}\r")
            self.width = 0

    @staticmethod
    def _draw(text: str) -> None:
        sys.stderr.write(f"\r{text}")
        sys.stderr.flush()


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _wants_traceback(ctx: click.Context) -> bool:
    return bool(ctx.find_root().meta.get("mpfkit.traceback")) or os.environ.get("MPFKIT_DEBUG", "") not in {"", "0"}


def _tell_error(ctx: click.Context, error: MpfkitError) -> None:
    from mpfkit.errors import ProblemsError

    if isinstance(error, ProblemsError):
        for problem in error.problems:
            _tell(str(problem))
        return
    if isinstance(error, ExceptionGroup):
        for failure in error.exceptions:
            _tell(f"Error: {_one_line(failure)}{_in_brackets(failure)}")
        return
    for line in str(error).splitlines():
        _tell(f"Error: {line}")
    told = ctx.find_root().meta.get("mpfkit.told", ())
    for note in getattr(error, "__notes__", ()):
        if note not in told:
            _tell(f"  {note}")


def _tell_unexpected(ctx: click.Context, error: Exception) -> None:
    from mpfkit.discovery import in_file

    place = in_file(error, ctx.find_root().meta.get("mpfkit.files", ()))
    line = f"{place}: {_one_line(error)}" if place else _one_line(error)
    _tell(f"Error: {line}{_in_brackets(error)}; --traceback shows where it comes from")


def _in_brackets(error: Exception) -> str:
    notes = ", ".join(getattr(error, "__notes__", ()))
    return f" ({notes})" if notes else ""


def _one_line(error: Exception) -> str:
    from mpfkit.errors import MpfkitError

    text = " ".join(str(error).split())
    if isinstance(error, MpfkitError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _as_data(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "path": list(problem.path),
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
    }


# ----------------------------------------------------------------------------------------------------- plugins


def _registry(block: tuple[str, ...], *, strict: bool, tell: bool = True) -> Registry:
    """Load the plugins, and say in one line each which ones failed."""
    from mpfkit.registry import load_registry

    meta = click.get_current_context().find_root().meta
    registry = load_registry(blocked=block, strict=strict, files=meta.get("mpfkit.files", ()), watch=_tell)
    told = []
    for info in registry.failures if tell else ():
        _tell(f"Warning: {info}; mpfkit plugins -v shows the traceback")
        told.append(str(info))
    for line in (*registry.clashes, *_remarks(registry)) if tell else ():
        _tell(f"Warning: {line}")
        told.append(line)
    meta["mpfkit.told"] = told
    return registry


def _remarks(registry: Registry) -> tuple[str, ...]:
    return tuple(f"{info.label}: {remark}" for info in registry.plugins for remark in info.remarks)


def _owner(registry: Registry, record: Any) -> str:  # noqa: ANN401 - any record
    info = registry.owner(record)
    return f"{info.name} ({info.origin})" if info.origin else info.name


def _offers(info: PluginInfo) -> str:
    return ", ".join(_count(number, word) for word, number in info.offers.items())


def _options(registry: Registry) -> Iterator[tuple[str, ...]]:
    import attrs

    kinds = [(kind.name, kind.options) for kind in registry.report_kinds.values()]
    for name, options in (*kinds, *((one.name, one.options) for one in registry.renderers.values())):
        for field in attrs.fields(options):
            if field.init:
                default = "required" if field.default is attrs.NOTHING else f"default {_default(field.default)}"
                yield name, field.alias.replace("_", "-"), default


def _default(value: Any) -> str:  # noqa: ANN401 - whatever a plugin chose
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "factory"):
        return "set by what is rendered" if value.takes_self else _default(value.factory())
    if isinstance(value, tuple | list):
        return ",".join(str(part) for part in value) or "none"
    return str(value) or "empty"


def _list(title: str, rows: Iterable[tuple[str, ...]]) -> None:
    """Print rows in columns below a title; nothing where there are none."""
    table = [[_line(cell) for cell in row] for row in rows]
    if not table:
        return
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    click.echo(title)
    for row in table:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(f"  {'  '.join(cells)}".rstrip())
    click.echo()


# ----------------------------------------------------------------------------------------------------- new projects


def _make_project(folder: Path, *, empty: bool) -> None:
    from importlib.resources import files

    from mpfkit.errors import FileError
    from mpfkit.intake import project_workbook
    from mpfkit.projects import load_project
    from mpfkit.registry import Registry

    if folder.exists() and not folder.is_dir():
        raise FileError(f"cannot make {folder}: it is a file; choose another name")
    if folder.exists() and any(folder.iterdir()):
        raise FileError(f"cannot make {folder}: the folder is not empty; choose another name or empty it first")
    template = files("mpfkit").joinpath("_new", "empty" if empty else "project")
    was_there = folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _copy(template, folder, {b"my-project": _slug(folder.resolve().name).encode()})
        (folder / "workbook.xlsx").write_bytes(project_workbook(load_project(folder, registry=Registry.of())))
    except OSError as error:
        _remove(folder, itself=not was_there)
        raise FileError(f"cannot make {folder}: {error.strerror or error}") from error


def _make_package(folder: Path | None, name: str, parts: tuple[str, ...], template: str | None) -> None:
    """Make the package of a plugin, and tell what was found in the template that it is made from."""
    from pathlib import Path

    from mpfkit.scaffolding import new_plugin, new_style, plugin_name

    if not name:
        given = folder.resolve().name if folder is not None else Path(template or "").stem
        name = plugin_name(given)
        if not name:
            raise click.BadArgumentUsage(f"{given!r} gives no name for the package; name it: --plugin NAME")
    target = folder or Path(name)
    if template:
        survey = new_style(target, name, Path(template))
        for line in survey.found():
            _tell(f"found: {line}")
        for line in survey.missing():
            _tell(f"missing: {line}")
    else:
        new_plugin(target, name, parts)
    click.echo(target)
    _tell(f"next: pip install -e {shlex.quote(f'{target}[test]')}, then python -m pytest {shlex.quote(str(target))}")


def _copy(source: Traversable, target: Path, words: Mapping[bytes, bytes]) -> None:
    for entry in sorted(source.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            (target / entry.name).mkdir()
            _copy(entry, target / entry.name, words)
        else:
            data = entry.read_bytes()
            for old, fresh in words.items():
                data = data.replace(old, fresh)
            (target / entry.name).write_bytes(data)


def _remove(folder: Path, *, itself: bool) -> None:
    """Remove what was made so far; the folder was empty before."""
    import shutil

    for entry in folder.iterdir() if folder.is_dir() else ():
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
    if itself and folder.is_dir():
        folder.rmdir()


def _slug(name: str) -> str:
    """Return a name of a folder as the id of a project: small letters, digits and single hyphens."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "my-project"

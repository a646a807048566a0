"""Which plugins there are, what they offer, and what failed.

A registry is a value: nothing is looked up when mpfkit is imported, and no list of plugins is shared behind the scenes.
A plugin that cannot be loaded does not stop the others; it is listed with its error. A name that two plugins claim is
nobody's until one of them is blocked, because any choice between them would be a guess.
"""

from __future__ import annotations

import inspect
import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import attrs
import pluggy

from mpfkit import __version__, hookspecs
from mpfkit.discovery import (
    PluginInfo,
    PluginSource,
    PluginStatus,
    builtin,
    failed_file,
    from_file,
    in_memory,
    installed,
    watched,
)
from mpfkit.errors import PluginError, Problem, UnknownNameError, did_you_mean
from mpfkit.hookspecs import PROJECT_NAME
from mpfkit.model import Extension
from mpfkit.records import HouseStyle, Reader, Renderer, ReportKind, Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mpfkit.intake import Source
    from mpfkit.model import Project

__all__ = ["FailedPluginsError", "PluginInfo", "PluginStatus", "Registry", "load_registry"]

_T = TypeVar("_T")
_Record: TypeAlias = ReportKind | HouseStyle | Writer | Renderer | Reader | Extension
_Check: TypeAlias = "tuple[PluginInfo, Callable[[Project], object]]"
_HOOKS: Mapping[str, type[_Record]] = {
    "mpfkit_report_kinds": ReportKind,
    "mpfkit_house_styles": HouseStyle,
    "mpfkit_writers": Writer,
    "mpfkit_renderers": Renderer,
    "mpfkit_readers": Reader,
    "mpfkit_extensions": Extension,
}
_CHECKS = ("mpfkit_check_project",)
_WORDS: Mapping[type[_Record], str] = {
    ReportKind: "report kind",
    HouseStyle: "house style",
    Writer: "format",
    Renderer: "renderer",
    Reader: "reader",
    Extension: "extension",
}


_CODE = re.compile(r"[A-Z]{2,10}[0-9]{1,4}\Z")
_OWN_CODE = "MPF"


class FailedPluginsError(ExceptionGroup[Exception], PluginError):
    """All plugins that failed, in strict mode; `exceptions` holds the error of each."""

    def derive(self, excs: Sequence[Exception], /) -> FailedPluginsError:  # type: ignore[override]
        """Return a group of the same class, as `split` and `except*` need it."""
        return FailedPluginsError(self.message, excs)


@attrs.frozen(kw_only=True, eq=False)
class Registry:
    """What all plugins offer, by name.

    Attributes:
        report_kinds: Report kinds by name, sorted.
        house_styles: House styles by name, sorted.
        writers: Writers by the name of their format, sorted.
        renderers: Whole renderers by name, sorted.
        readers: Readers of foreign files by name, sorted.
        extensions: Extensions by name, sorted.
        plugins: All plugins that are installed, sorted by distribution and name, failed and blocked ones included.
        clashes: Names that more than one plugin claims and that therefore nobody has, with the way out, one line each.
    """

    report_kinds: Mapping[str, ReportKind]
    house_styles: Mapping[str, HouseStyle]
    writers: Mapping[str, Writer]
    renderers: Mapping[str, Renderer]
    readers: Mapping[str, Reader]
    extensions: Mapping[str, Extension]
    plugins: tuple[PluginInfo, ...]
    clashes: tuple[str, ...] = ()
    _owners: Mapping[tuple[str, str], PluginInfo] = attrs.field(repr=False, alias="owners")
    _project_checks: tuple[_Check, ...] = attrs.field(repr=False, alias="project_checks")

    @classmethod
    def of(cls, *plugins: object, builtins: bool = True, strict: bool = True) -> Registry:
        """Build a registry from plugins in memory, without looking at what is installed; for tests and notebooks.

        Args:
            *plugins: Modules or objects whose functions are marked with `mpfkit.hookimpl`.
            builtins: Whether the built-in plugin is there, too.
            strict: Whether a plugin that fails is an error.

        Returns:
            The registry; a plugin is named by its `__name__`, or by the name of its class.

        Raises:
            PluginError: Two plugins claim one name, or, in strict mode, a plugin failed.
        """
        found = [in_memory(plugin) for plugin in plugins]
        return _build([*(builtin() if builtins else ()), *found], strict=strict)

    @property
    def failures(self) -> tuple[PluginInfo, ...]:
        """The plugins that failed."""
        return tuple(info for info in self.plugins if info.status is PluginStatus.FAILED)

    def report_kind(self, name: str) -> ReportKind:
        """Return a report kind by name.

        Raises:
            UnknownNameError: There is none; its notes name the plugins that are not there.
        """
        return self._find(self.report_kinds, "report kind", name)

    def house_style(self, name: str) -> HouseStyle:
        """Return a house style by name.

        Raises:
            UnknownNameError: There is none; its notes name the plugins that are not there.
        """
        return self._find(self.house_styles, "house style", name)

    def writer(self, name: str) -> Writer:
        """Return the writer of a format by name.

        Raises:
            UnknownNameError: There is none; its notes name the plugins that are not there.
        """
        return self._find(self.writers, "format", name)

    def writer_for_suffix(self, suffix: str) -> Writer:
        """Return the writer of the files that end in a suffix.

        Args:
            suffix: Such as ".docx", in small letters or capitals.

        Raises:
            UnknownNameError: No writer writes such files.
            PluginError: More than one does.
        """
        found = [writer for writer in self.writers.values() if writer.suffix.casefold() == suffix.casefold()]
        if not found:
            known = sorted({writer.suffix for writer in self.writers.values()})
            raise self._with_notes(UnknownNameError("file suffix", suffix, known))
        if len(found) > 1:
            names = " and ".join(repr(writer.name) for writer in found)
            raise PluginError(f"files that end in {suffix!r} are written by the formats {names}; say which format")
        return found[0]

    def renderer(self, name: str) -> Renderer:
        """Return a whole renderer by name.

        Raises:
            UnknownNameError: There is none; its notes name the plugins that are not there.
        """
        return self._find(self.renderers, "renderer", name)

    def reader(self, name: str) -> Reader:
        """Return a reader by name.

        Raises:
            UnknownNameError: There is none; its notes name the plugins that are not there.
        """
        return self._find(self.readers, "reader", name)

    def readers_for(self, source: Source) -> tuple[Reader, ...]:
        """Return the readers that recognise a file: by its suffix, then by a look into it.

        Args:
            source: The file.

        Returns:
            Readers, by name; none where the file is of no sort that any of them knows.

        Raises:
            PluginError: A reader failed where it may only say yes or no.
        """
        return tuple(reader for reader in self.readers.values() if self._recognises(reader, source))

    def _recognises(self, reader: Reader, source: Source) -> bool:
        if source.suffix not in reader.suffixes:
            return False
        try:
            return bool(reader.recognises(source))
        except Exception as error:
            label = self.owner(reader).label
            raise PluginError(
                f"{source.name}: the reader {reader.name!r} of {label} failed when it looked at the file "
                f"({type(error).__name__}: {error}); name another one with --reader"
            ) from error

    def extension(self, name: str) -> Extension:
        """Return an extension by name.

        Raises:
            UnknownNameError: There is none; its notes name the plugins that are not there.
        """
        return self._find(self.extensions, "extension", name)

    def check_project(self, project: Project) -> tuple[Problem, ...]:
        """Run the checks of all plugins.

        `mpfkit.check` does this too, together with the checks of mpfkit itself.

        Args:
            project: A project.

        Returns:
            What the plugins find, in the order of the plugins.

        Raises:
            PluginError: A plugin gave something else than problems, or a problem with a code of mpfkit's own.
        """
        return tuple(problem for info, check in self._project_checks for problem in _problems(info, check, project))

    def check_kind(self, name: str, project: Project) -> tuple[Problem, ...]:
        """Run the check of a report kind: what a project lacks for a complete report of this kind.

        `mpfkit.check(project, kind=name)` does this after all other checks.

        Args:
            name: Name of the report kind.
            project: A project.

        Returns:
            What the kind finds, in its own order; nothing where it has no check.

        Raises:
            UnknownNameError: There is no such report kind.
            PluginError: The check gave something else than problems, or a problem with a code of mpfkit's own.
        """
        kind = self.report_kind(name)
        if kind.check is None:
            return ()
        return tuple(_problems(self.owner(kind), kind.check, project, f"the check of report kind {name!r}"))

    def owner(self, record: ReportKind | HouseStyle | Writer | Renderer | Reader | Extension) -> PluginInfo:
        """Return the plugin that offers a record.

        Raises:
            UnknownNameError: The registry does not hold the record.
        """
        word = _word(type(record))
        info = self._owners.get((word, record.name))
        if info is None:
            raise UnknownNameError(word, record.name, (name for kind, name in self._owners if kind == word))
        return info

    def _find(self, records: Mapping[str, _T], word: str, name: str) -> _T:
        if name in records:
            return records[name]
        raise self._with_notes(UnknownNameError(word, name, records))

    def _with_notes(self, error: UnknownNameError) -> UnknownNameError:
        for info in self.plugins:
            if info.status is not PluginStatus.ACTIVE:
                error.add_note(str(info))
        for clash in self.clashes:
            error.add_note(clash)
        return error


def load_registry(
    blocked: Iterable[str] = (),
    only: Iterable[str] | None = None,
    strict: bool = False,
    *,
    files: Iterable[str | os.PathLike[str]] = (),
    watch: Callable[[str], None] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Registry:
    """Look up the plugins that are installed, and load them.

    Plugins are entry points of the group `mpfkit`; the built-in one is always found. Each answers to its own name and
    to that of its distribution. The environment has a say in every call: `MPFKIT_BLOCK` names further plugins to block,
    separated by commas, and `MPFKIT_STRICT=1` makes the call strict.

    Args:
        blocked: Plugins that are not even imported. A name that no plugin has is an error here, but not in
            `MPFKIT_BLOCK`, which many programs may share.
        only: The only plugins to load, the built-in one (`builtins`) counted; None for all.
        strict: Whether a plugin that fails, a name that two plugins claim, or a plugin that prints is an error.
        files: Python files that are plugins without being installed, whatever `only` says; one that fails is an error
            in any case.
        watch: For programs: is told, from another thread, in one line which plugin takes longer than five seconds to
            load. What plugins print goes to stderr then, and is in the remarks of the plugin.
        environ: Environment to read; None for that of the process.

    Returns:
        What the plugins offer. Plugins that failed or were blocked are listed in `plugins`.

    Raises:
        FailedPluginsError: In strict mode, one or more plugins failed, or did what none should do.
        PluginError: One of the files cannot be used, or, in strict mode, two plugins or two records have one name.
        UnknownNameError: `blocked` or `only` names a plugin that is not installed.
    """
    environment = os.environ if environ is None else environ
    found = [*builtin(), *installed(), *(from_file(os.fspath(file)) for file in files)]
    names = {name for source in found for name in source.names}
    wanted = None if only is None else _known(only, names)
    unwanted = _known(blocked, names)
    unwanted |= {name.strip() for name in environment.get("MPFKIT_BLOCK", "").split(",")}
    return _build(
        [
            attrs.evolve(source, load=None)
            if unwanted & source.names or not (wanted is None or source.file or wanted & source.names)
            else source
            for source in found
        ],
        strict=strict or environment.get("MPFKIT_STRICT", "") not in ("", "0"),
        watch=watch,
    )


def _known(names: Iterable[str], known: set[str]) -> set[str]:
    chosen = set(names)
    for name in sorted(chosen - known):
        raise UnknownNameError("plugin", name, known)
    return chosen


def _build(sources: list[PluginSource], *, strict: bool, watch: Callable[[str], None] | None = None) -> Registry:
    sources = sorted(sources, key=lambda source: (source.info.distribution, source.info.name))
    equal = _equal_plugins(source.info for source in sources if source.load is not None)
    manager = pluggy.PluginManager(PROJECT_NAME)
    manager.add_hookspecs(hookspecs)
    plugins: list[PluginInfo] = []
    offered: list[tuple[_Record, PluginInfo]] = []
    checks: list[_Check] = []
    for source in sources:
        if source.load is not None and source.info.name in equal:
            error = PluginError(equal[source.info.name])
            plugins.append(attrs.evolve(source.info, status=PluginStatus.FAILED, error=error))
            continue
        info, records, found = _loaded(manager, source, watch)
        plugins.append(info)
        offered += [(record, info) for record in records]
        checks += [(info, check) for check in found]
    offered, clashes = _without_clashes(offered)
    if strict:
        _refuse_any(plugins, (*equal.values(), *clashes))
    offered.sort(key=lambda pair: pair[0].name)
    return Registry(
        report_kinds=_by_name(offered, ReportKind),
        house_styles=_by_name(offered, HouseStyle),
        writers=_by_name(offered, Writer),
        renderers=_by_name(offered, Renderer),
        readers=_by_name(offered, Reader),
        extensions=_by_name(offered, Extension),
        plugins=tuple(plugins),
        clashes=clashes,
        owners={(_word(type(record)), record.name): info for record, info in offered},
        project_checks=tuple(checks),
    )


def _refuse_any(plugins: list[PluginInfo], clashes: tuple[str, ...]) -> None:
    """Refuse whatever is wrong with plugins, all of it at once."""
    # Of two plugins of one name, both failed for one reason
    failures = [info.error for info in plugins if info.error is not None and str(info.error) not in clashes]
    failures += [_as_error(info, remark) for info in plugins for remark in info.remarks]
    if failures:
        what = "a plugin failed" if len(failures) == 1 else f"{len(failures)} plugins failed"
        raise FailedPluginsError(what, [*failures, *map(PluginError, clashes)])
    if clashes:
        raise PluginError("\n".join(clashes))


def _as_error(info: PluginInfo, remark: str) -> PluginError:
    error = PluginError(remark)
    error.add_note(f"while loading {info.label}")
    return error


def _loaded(
    manager: pluggy.PluginManager, source: PluginSource, watch: Callable[[str], None] | None
) -> tuple[PluginInfo, list[_Record], list[Callable[[Project], object]]]:
    """Load one plugin, and say what became of it; whatever goes wrong stays with this plugin, unless it is a file."""
    info = source.info
    if source.load is None:
        return attrs.evolve(info, status=PluginStatus.BLOCKED), [], []
    plugin = None
    try:
        with watched(info, watch) as remarks:
            plugin = source.load()
            _refuse_arguments(manager, plugin)
            manager.register(plugin, name=f"{info.distribution}:{info.name}")
            _refuse_pending(manager, plugin)
            records = _records(manager, plugin)
            checks = {hook: check for hook in _CHECKS for check in _implemented(manager, hook, plugin)}
    except (Exception, SystemExit) as error:  # noqa: BLE001 - kept, shown, and in strict mode raised
        if plugin is not None and manager.is_registered(plugin):
            manager.unregister(plugin)
        failed = _noted(error, info)
        if source.file:
            raise failed_file(failed, source.file, plugin) from failed
        return attrs.evolve(info, status=PluginStatus.FAILED, error=failed), [], []
    names = defaultdict[type[_Record], list[str]](list)
    for record in records:
        names[_base(type(record))].append(record.name)
    info = attrs.evolve(
        info,
        remarks=tuple(remarks),
        report_kinds=tuple(sorted(names[ReportKind])),
        house_styles=tuple(sorted(names[HouseStyle])),
        writers=tuple(sorted(names[Writer])),
        renderers=tuple(sorted(names[Renderer])),
        readers=tuple(sorted(names[Reader])),
        extensions=tuple(sorted(names[Extension])),
        checks=tuple(sorted(checks)),
    )
    return info, records, list(checks.values())


def _noted(error: Exception | SystemExit, info: PluginInfo) -> Exception:
    if isinstance(error, SystemExit):
        ended = PluginError(f"it ends the program when it is loaded (SystemExit: {error.code})")
        ended.__cause__ = error
        error = ended
    error.add_note(f"while loading {info.label}")
    return error


def _refuse_arguments(manager: pluggy.PluginManager, plugin: object) -> None:
    """Refuse a hook that asks for what it does not get, in words that an author understands."""
    for name in dir(plugin):
        given = getattr(hookspecs, name, None)
        if name not in (*_HOOKS, *_CHECKS) or given is None or manager.parse_hookimpl_opts(plugin, name) is None:
            continue
        known = inspect.signature(given).parameters
        for argument in inspect.signature(getattr(plugin, name)).parameters.values():
            needed = argument.default is argument.empty and argument.kind is argument.POSITIONAL_OR_KEYWORD
            if needed and argument.name not in known:
                gets = f"gets {', '.join(map(repr, known))} only" if known else "gets no argument"
                raise PluginError(
                    f"{name} takes {argument.name!r}, but in mpfkit {__version__} it {gets}; "
                    "it was made for another version, so bring it up to date"
                )


def _refuse_pending(manager: pluggy.PluginManager, plugin: object) -> None:
    """Refuse a misspelled hook, which pluggy would otherwise never call and never mention."""
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        callers = manager.get_hookcallers(plugin) or ()
        known = (*_HOOKS, *_CHECKS)
        unknown = sorted(caller.name for caller in callers if caller.name not in known)
        close = {name: did_you_mean(name, known, limit=1) for name in unknown}
        parts = [f"there is no hook named {name!r}; {close[name]}".rstrip("; ") for name in unknown]
        raise PluginError("; ".join(parts)) from error


def _records(manager: pluggy.PluginManager, plugin: object) -> list[_Record]:
    if not manager.get_hookcallers(plugin):
        raise PluginError("it implements no hook; mark its functions with @mpfkit.hookimpl")
    records: list[_Record] = []
    for hook, record_type in _HOOKS.items():
        for give in _implemented(manager, hook, plugin):
            records += _checked(hook, record_type, give())
    counts = Counter((_word(type(record)), record.name) for record in records)
    for (word, name), count in counts.items():
        if count > 1:
            raise PluginError(f"it offers {count} {word}s named {name!r}; give each a name of its own")
    return records


def _implemented(manager: pluggy.PluginManager, hook: str, plugin: object) -> Iterator[Callable[..., object]]:
    """Yield the function by which a plugin implements a hook, if it does."""
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        if implementation.plugin is not plugin:
            continue
        if implementation.wrapper or implementation.hookwrapper:
            raise PluginError(f"{hook} is a wrapper; a plugin offers records of its own and changes no other's")
        if hook in _CHECKS and not implementation.argnames:
            raise PluginError(f"{hook} takes no argument; it needs one, the project")
        yield implementation.function


def _problems(
    info: PluginInfo, check: Callable[[Project], object], project: Project, what: str = "mpfkit_check_project"
) -> Iterator[Problem]:
    """Run one check of a plugin; an exception passes unchanged, with a note that names the plugin."""
    try:
        yield from _own_problems(check(project), what)
    except Exception as error:
        error.add_note(f"while checking with {info.label}")
        raise


def _own_problems(given: object, what: str) -> Iterator[Problem]:
    if not hasattr(given, "__iter__"):
        raise PluginError(f"{what} gave {_shown(given)}; it must give an iterable of Problem")
    for problem in given:
        if not isinstance(problem, Problem):
            raise PluginError(f"{what} gave {_shown(problem)} among its problems; each must be a Problem")
        if not _CODE.match(problem.code) or problem.code.startswith(_OWN_CODE):
            raise PluginError(
                f"{what} gave a problem with the code {problem.code!r}; write letters of the plugin's "
                f"own and digits, such as ACME001; {_OWN_CODE} is for mpfkit itself"
            )
        yield problem


def _checked(hook: str, record_type: type[_Record], given: object) -> Iterator[_Record]:
    wanted = record_type.__name__
    if not hasattr(given, "__iter__"):
        raise PluginError(f"{hook} gave {_shown(given)}; it must give an iterable of {wanted}")
    for record in given:
        if not isinstance(record, record_type):
            raise PluginError(f"{hook} gave {_shown(record)} among its records; each must be a {wanted}")
        yield record


def _shown(value: object) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else f"{text[:77]}..."


def _base(record_type: type) -> type[_Record]:
    return next(known for known in _WORDS if issubclass(record_type, known))


def _word(record_type: type) -> str:
    return _WORDS[_base(record_type)]


def _by_name(offered: list[tuple[_Record, PluginInfo]], record_type: type[Any]) -> Mapping[str, Any]:
    return MappingProxyType({record.name: record for record, _ in offered if isinstance(record, record_type)})


def _equal_plugins(infos: Iterable[PluginInfo]) -> Mapping[str, str]:
    """Say of each name that several plugins have who they are, and the way out."""
    owners = defaultdict[str, list[PluginInfo]](list)
    for info in infos:
        owners[info.name].append(info)
    lines = {}
    for name, same in owners.items():
        if len(same) > 1:
            origins = " and ".join(info.origin or "memory" for info in same)
            way_out = _way_out(info.distribution for info in same)
            lines[name] = f"two plugins are named {name!r}, of {origins}; {way_out}"
    return lines


def _without_clashes(
    offered: list[tuple[_Record, PluginInfo]],
) -> tuple[list[tuple[_Record, PluginInfo]], tuple[str, ...]]:
    """Take out the records whose name several plugins claim, and extensions of one entity by one class.

    The facts of two such extensions could not be told apart by their class.
    """
    names = defaultdict[tuple[str, str], list[tuple[_Record, PluginInfo]]](list)
    classes = defaultdict[tuple[type, type], list[tuple[_Record, PluginInfo]]](list)
    for record, info in offered:
        names[_word(type(record)), record.name].append((record, info))
        if isinstance(record, Extension):
            classes[record.on, record.type].append((record, info))
    lines = []
    gone: set[int] = set()
    for (word, name), same in names.items():
        if len(same) > 1:
            labels = " and ".join(info.label for _, info in same)
            lines.append(f"the {word} {name!r} is offered by {labels}; {_way_out(info.name for _, info in same)}")
            gone |= {id(record) for record, _ in same}
    for (on, kind), same in classes.items():
        if len(same) > 1:
            labels = " and ".join(f"{record.name!r} of {info.label}" for record, info in same)
            way_out = _way_out(info.name for _, info in same)
            lines.append(
                f"{kind.__name__} extends {on.__name__} twice, as {labels}; give each a class of its own, or {way_out}"
            )
            gone |= {id(record) for record, _ in same}
    return [pair for pair in offered if id(pair[0]) not in gone], tuple(lines)


def _way_out(names: Iterable[str]) -> str:
    options = " or ".join(f"--block {name}" for name in dict.fromkeys(names) if name)
    return f"block one of them: {options}, or name it in MPFKIT_BLOCK" if options else "give each a name of its own"

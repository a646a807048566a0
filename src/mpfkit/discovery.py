"""Where plugins come from, and what can be said of them before they are imported.

Plugins announce themselves by an entry point of the group `mpfkit`, or are single files that a user names. A plugin
whose name cannot be used, or that was made for another version of mpfkit, is not imported: why is kept in its place.
"""

from __future__ import annotations

import io
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from enum import StrEnum
from importlib import import_module
from importlib.machinery import SourceFileLoader
from importlib.metadata import distributions
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import attrs

from mpfkit import __version__
from mpfkit.errors import PluginError
from mpfkit.hookspecs import PROJECT_NAME

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint

__all__ = [
    "PluginInfo",
    "PluginSource",
    "PluginStatus",
    "builtin",
    "failed_file",
    "fits",
    "from_file",
    "in_file",
    "in_memory",
    "installed",
    "watched",
]

PATIENCE_S = 5.0
"""How long a plugin may take to load before a program says which one it waits for."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_ON_US = re.compile(r"\s*mpfkit\s*(?:\[[^\]]*\]\s*)?\(?(?P<bounds>[^;)]*)\)?\s*(?P<marker>;.*)?\Z", re.IGNORECASE)
_BOUND = re.compile(r"\s*(?P<sign>~=|==|!=|<=|>=|<|>)\s*(?P<release>[0-9]+(?:\.[0-9]+)*)(?P<any>\.\*)?\s*\Z")
_MOST_HEARD = 60


class PluginStatus(StrEnum):
    """What became of a plugin that is installed."""

    ACTIVE = "active"
    FAILED = "failed"
    BLOCKED = "blocked"


@attrs.frozen(kw_only=True)
class PluginInfo:
    """One plugin that is installed, whether it works or not.

    Attributes:
        name: Name of its entry point; for a single file, the name of the file as a slug.
        distribution: Distribution that it came with, such as "mpfkit-reports"; for a single file, its path.
        version: Version of the distribution.
        status: What became of it.
        error: Why it failed, with its traceback; None unless it did.
        remarks: What it does that no plugin should do, and that did not keep it from being loaded; one line each.
        report_kinds: Names of the report kinds that it offers, sorted.
        house_styles: Names of the house styles that it offers, sorted.
        writers: Names of the formats that it offers, sorted.
        renderers: Names of the whole renderers that it offers, sorted.
        readers: Names of the readers that it offers, sorted.
        extensions: Names of the extensions that it offers, sorted.
        checks: Names of the hooks by which it checks, sorted.
    """

    name: str
    distribution: str
    version: str
    status: PluginStatus = PluginStatus.ACTIVE
    error: Exception | None = None
    remarks: tuple[str, ...] = ()
    report_kinds: tuple[str, ...] = ()
    house_styles: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    renderers: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()

    @property
    def origin(self) -> str:
        """Distribution and version, such as "mpfkit-reports 0.1.0"."""
        return f"{self.distribution} {self.version}".strip()

    @property
    def label(self) -> str:
        """Plugin with where it came from, such as "plugin 'reports' of mpfkit-reports 0.1.0"."""
        return f"plugin {self.name!r} of {self.origin}" if self.origin else f"plugin {self.name!r}"

    @property
    def offers(self) -> Mapping[str, int]:
        """How many records of each sort, and checks, it offers; sorts without any are left out."""
        counts = {
            "report kind": len(self.report_kinds),
            "house style": len(self.house_styles),
            "format": len(self.writers),
            "renderer": len(self.renderers),
            "reader": len(self.readers),
            "extension": len(self.extensions),
            "check": len(self.checks),
        }
        return {word: count for word, count in counts.items() if count}

    def __str__(self) -> str:
        """Return what became of the plugin, in one line."""
        if self.error is None:
            return f"{self.label} is {self.status}"
        return f"{self.label} failed: {_reason(self.error)}"


@attrs.frozen(kw_only=True)
class PluginSource:
    """A plugin before it is loaded.

    Attributes:
        info: What it is called.
        load: Imports it; None for a plugin that is blocked.
        file: Path of the single file that it is; empty for others.
    """

    info: PluginInfo
    load: Callable[[], object] | None
    file: str = ""

    @property
    def names(self) -> set[str]:
        """Names by which it can be blocked."""
        return {self.info.name, self.info.distribution}


# ------------------------------------------------------------------------------------------------ where they are


def builtin() -> tuple[PluginSource]:
    """Return the plugin that mpfkit itself is."""
    info = PluginInfo(name="builtins", distribution="mpfkit", version=__version__)
    return (PluginSource(info=info, load=lambda: import_module("mpfkit.builtins")),)


def in_memory(plugin: object) -> PluginSource:
    """Return a plugin that is an object already."""
    name = getattr(plugin, "__name__", type(plugin).__name__)
    return PluginSource(info=PluginInfo(name=name, distribution="", version=""), load=lambda: plugin)


def installed() -> Iterator[PluginSource]:
    """Yield the plugins that are installed; of two distributions of one name, the one that Python would import."""
    seen = set()
    for distribution in distributions():
        text = distribution.read_text("entry_points.txt") or ""
        if PROJECT_NAME not in text:
            continue
        name, version = _described(distribution)
        if name in seen:  # hidden by a distribution of the same name earlier on the path, which is what gets imported
            continue
        seen.add(name)
        try:
            points = distribution.entry_points.select(group=PROJECT_NAME)
        except Exception as error:  # noqa: BLE001 - a broken distribution must not stop the others
            info = PluginInfo(name=name, distribution=name, version=version)
            yield PluginSource(info=info, load=_raises(_unreadable(error)))
            continue
        for point in points:
            info = PluginInfo(name=point.name, distribution=name, version=version)
            yield PluginSource(info=info, load=_loader(point, distribution, info))


def _loader(point: EntryPoint, distribution: Distribution, info: PluginInfo) -> Callable[[], object]:
    """Return what imports a plugin, or says why it is better left alone."""
    if not _SLUG.match(point.name):
        why = (
            "the name of its entry point is not a slug; its author has to use small letters, digits and single hyphens"
        )
        return _raises(PluginError(why))
    bounds = _bounds(distribution)
    if not fits(bounds):
        return _raises(
            PluginError(
                f"it is made for mpfkit {bounds}, and this is mpfkit {__version__}; install a version of "
                f"{info.distribution} for this mpfkit, or the mpfkit that it needs"
            )
        )
    return point.load


def _described(distribution: Distribution) -> tuple[str, str]:
    """Return name and version, also of a distribution whose metadata are damaged."""
    try:
        return distribution.metadata["Name"] or "a distribution without a name", distribution.version or ""
    except Exception:  # noqa: BLE001 - what importlib.metadata raises here differs from one Python to the next
        return "a distribution without metadata", ""


def _bounds(distribution: Distribution) -> str:
    """Return which versions of mpfkit a distribution asks for, such as ">=0.1,<0.2"; empty where it does not say."""
    try:
        requirements = distribution.requires or []
    except Exception:  # noqa: BLE001 - as above; what cannot be read asks for nothing
        return ""
    found = [match for match in map(_ON_US.match, requirements) if match and not match["marker"]]
    return found[0]["bounds"].replace(" ", "") if found else ""


def fits(bounds: str, version: str = __version__) -> bool:
    """Tell whether a version lies within bounds, as far as the bounds are made of releases alone.

    Args:
        bounds: As in the metadata of a distribution, such as ">=0.1,<0.2" (Version Specifiers, PEP 440). A bound of
            another sort (`===`, a release candidate) says nothing here.
        version: The version; what follows its release, such as `.dev1`, does not count.
    """
    release = re.match(r"[0-9]+(?:\.[0-9]+)*", version)
    own = _numbers(release[0]) if release else ()
    return all(_holds(match, own) for match in map(_BOUND.match, bounds.split(",")) if match)


def _holds(bound: re.Match[str], own: tuple[int, ...]) -> bool:
    given = _numbers(bound["release"])
    length = max(len(own), len(given))
    left, right = (each + (0,) * (length - len(each)) for each in (own, given))
    same = left[: len(given)] == given if bound["any"] else left == right
    match bound["sign"]:
        case "==":
            return same
        case "!=":
            return not same
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
    return left >= right and left[: len(given) - 1] == given[:-1]  # ~=


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(number) for number in release.split("."))


def _unreadable(error: Exception) -> PluginError:
    raised = PluginError(f"its entry_points.txt cannot be read: {error}; install the distribution again")
    raised.__cause__ = error
    return raised


def _raises(error: Exception) -> Callable[[], object]:
    def load() -> object:
        raise error

    return load


# ------------------------------------------------------------------------------------------------ single files


class _Loader(SourceFileLoader):
    def set_data(self, *_: object, **__: object) -> None:
        """Leave nothing beside a file of the user's: no __pycache__."""


def from_file(path: str) -> PluginSource:
    """Return a single Python file as a plugin, which answers to the name of the file.

    Args:
        path: The file; nothing beside it is put on the path of imports.

    Raises:
        PluginError: There is no such file, or its name is not that of a Python file.
    """
    file = Path(path)
    if file.suffix != ".py":
        raise PluginError(f"{path}: a plugin is a Python file; its name has to end in .py")
    if not file.is_file():
        raise PluginError(f"{path}: there is no such file")
    name = re.sub(r"[^a-z0-9]+", "-", file.stem.casefold()).strip("-") or "plugin"

    def load() -> object:
        module_name = f"mpfkit_file_{name.replace('-', '_')}"
        spec = spec_from_file_location(module_name, file, loader=_Loader(module_name, path))
        if spec is None or spec.loader is None:  # pragma: no cover - cannot be: a loader was given
            raise PluginError(f"{path}: cannot be loaded")
        module = module_from_spec(spec)
        # Where attrs and typing look up the names of its annotations
        sys.modules[module_name] = module
        spec.loader.exec_module(module)
        return module

    return PluginSource(info=PluginInfo(name=name, distribution=path, version=""), load=load, file=path)


def in_file(error: BaseException, files: Iterable[str], plugin: object = None) -> str:
    """Return where in a single file an error arose, such as "fiche.py:3"; empty where it has nothing to do with any.

    Args:
        error: The error.
        files: Paths of the files.
        plugin: Module of the plugin, where the error speaks of one of its functions and arose elsewhere.
    """
    wanted = tuple(files)
    each: BaseException | None = error
    while each is not None:
        if isinstance(each, SyntaxError) and each.filename in wanted:
            return f"{each.filename}:{each.lineno}"
        frames = [frame for frame in traceback.extract_tb(each.__traceback__) if frame.filename in wanted]
        if frames:
            return f"{frames[-1].filename}:{frames[-1].lineno}"
        each = each.__cause__
    for word in re.findall(r"\w+", str(error)):
        code = getattr(vars(plugin).get(word), "__code__", None) if plugin is not None else None
        if code is not None and code.co_filename in wanted:
            return f"{code.co_filename}:{code.co_firstlineno}"
    return wanted[0] if plugin is not None and wanted else ""


def _reason(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text if isinstance(error, PluginError) else f"{type(error).__name__}: {text}".rstrip(": ")


def failed_file(error: Exception, file: str, plugin: object) -> PluginError:
    """Return why a single file cannot be used, with the line."""
    # str() of a SyntaxError says file and line once more
    reason = f"SyntaxError: {error.msg}" if isinstance(error, SyntaxError) else _reason(error)
    return PluginError(f"{in_file(error, (file,), plugin) or file}: {reason}")


# ------------------------------------------------------------------------------------------------ while it loads


class _Heard(io.TextIOBase):
    """Hands on what is printed, and keeps how it began."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.text = ""

    def write(self, text: str, /) -> int:
        self.text += text[: _MOST_HEARD - len(self.text)]
        return self.stream.write(text)

    def flush(self) -> None:
        self.stream.flush()


@contextmanager
def watched(info: PluginInfo, tell: Callable[[str], None] | None) -> Iterator[list[str]]:
    """Watch a plugin while it is loaded: say that it takes long, and note what it prints.

    Args:
        info: The plugin.
        tell: Called once, from another thread, when the plugin takes longer than `PATIENCE_S`. None watches nothing,
            because what is printed can be listened to for the whole process only.

    Yields:
        Remarks; complete when the plugin has been loaded.
    """
    remarks: list[str] = []
    if tell is None:
        yield remarks
        return
    way_out = f"--block {info.name} leaves it out, or MPFKIT_BLOCK={info.name}" if info.version else "interrupt it"
    line = f"{info.label} has been loading for {PATIENCE_S:g} seconds; {way_out}"
    timer = threading.Timer(PATIENCE_S, tell, [line])
    timer.daemon = True
    timer.start()
    heard = _Heard(sys.stderr)
    try:
        with redirect_stdout(heard):
            yield remarks
    finally:
        timer.cancel()
    if heard.text.strip():
        shown = " ".join(heard.text.split())
        remarks.append(f"it prints when it is loaded, which goes to stderr: {shown!r}; its author has to take that out")

"""New packages: a plugin whose tests pass at once, and a house style made from an organisation's Word template.

The files stand in `_new/plugin/`, with places such as `@name@`; they can be read as what they become.
"""

from __future__ import annotations

import keyword
import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from mpfkit import __version__
from mpfkit.errors import FileError, MpfkitError, did_you_mean

if TYPE_CHECKING:
    from mpfkit.writers.docx._survey import TemplateSurvey

__all__ = ["PARTS", "new_plugin", "new_style", "plugin_name"]

PARTS = ("kind", "style", "writer", "renderer")
"""What a new plugin can offer."""

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_LONGEST = 50


@attrs.frozen
class _Part:
    """What a part adds: its hook, the record and its constant, and what is said of it."""

    hook: str
    record: str
    constant: str
    words: str
    command: str


_KNOWN: Mapping[str, _Part] = {
    "kind": _Part("mpfkit_report_kinds", "ReportKind", "KIND", "report kind", "mpfkit render PROJECT --kind @name@"),
    "style": _Part("mpfkit_house_styles", "HouseStyle", "STYLE", "house style", "mpfkit render PROJECT --style @name@"),
    "writer": _Part("mpfkit_writers", "Writer", "WRITER", "format", "mpfkit render PROJECT --format @name@"),
    "renderer": _Part(
        "mpfkit_renderers", "Renderer", "RENDERER", "renderer", "mpfkit render PROJECT --renderer @name@"
    ),
}
_LANGUAGES = ("en", "fr", "ar")


def plugin_name(text: str) -> str:
    """Return a text, such as the name of a file, as a name for a plugin; empty where nothing of it can be used."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
    return slug if _SLUG.match(slug) else ""


def new_plugin(folder: Path, name: str, parts: Sequence[str] = ("kind",)) -> tuple[Path, ...]:
    """Write the package of a plugin, with tests that pass once it is installed.

    Args:
        folder: Folder of the package; is made, or must be empty.
        name: Name of the distribution, such as "acme-fiche". What it offers, and its entry point, have the same name,
            without `mpfkit-` before it.
        parts: What it offers, of `PARTS`.

    Returns:
        The files, sorted.

    Raises:
        MpfkitError: The name cannot be that of a plugin, or there is no such part.
        FileError: The folder cannot be written, or holds something.
    """
    chosen = [part for part in PARTS if part in parts]
    for part in parts:
        if part not in PARTS:
            hint = did_you_mean(part, PARTS) or f"known: {', '.join(PARTS)}"
            raise MpfkitError(f"a plugin has no part {part!r}; {hint}")
    words = _words(name, f"{_listed(chosen)} for mpfkit")
    contents: dict[str, bytes] = {}
    for part in chosen:
        contents[f"src/{words['module']}/{part}.py"] = _filled(f"{part}.py.in", words)
        contents[f"tests/test_{part}.py"] = _filled(f"test_{part}.py.in", words)
    if "kind" in chosen:
        for language in _LANGUAGES:
            contents[f"src/{words['module']}/phrases/{language}.toml"] = _filled(f"{language}.toml.in", words)
    return _write(folder, {**_package(words, chosen), **contents})


def new_style(folder: Path, name: str, template: Path) -> TemplateSurvey:
    """Write the package of a house style that is made from a Word template.

    The template in the package is without the text that a report replaces, comments, changes, and who made it when.

    Args:
        folder: Folder of the package; is made, or must be empty.
        name: Name of the distribution, such as "acme-style"; the style has the same name, without `mpfkit-` before it.
        template: The .docx or .dotx.

    Returns:
        What was found in the template, and what is missing.

    Raises:
        MpfkitError: The name cannot be that of a plugin.
        FileError: The template cannot be used: it is no Word file, holds macros, fetches something from outside; or the
            folder cannot be written, or holds something.
    """
    from mpfkit.writers.docx import survey_template

    words = _words(name, f"A house style for mpfkit, made from the Word template {_one_line(template.name)}")
    try:
        data = template.read_bytes()
    except OSError as error:
        raise FileError(f"{template}: cannot be opened: {error.strerror or error}") from error
    survey = survey_template(data, name=str(template))
    hints = [f'        #     "{role}": {_literal(close[0])},\n' for role, close in survey.close.items()]
    if hints:
        intro = (
            "        # Added to the template, which may mean other styles of its own by them. To use those, write:\n"
        )
        hints.insert(0, intro)
    words |= {
        "template": _one_line(template.name),
        "fonts": _call("Fonts", attrs.asdict(survey.fonts)),
        "palette": _call("Palette", {key: getattr(survey.palette, key) for key in _COLOURS}),
        "page": _call("Page", attrs.asdict(survey.report.page)),
        "hints": "".join(hints),
        "emblem": "\n    emblem=emblem_image," if survey.emblem else "",
        "import": "\nfrom mpfkit.emblem import emblem_image" if survey.emblem else "",
    }
    contents = {
        **_package(words, ["style"]),
        f"src/{words['module']}/style.py": _filled("template_style.py.in", words),
        f"src/{words['module']}/template.docx": survey.data,
        "tests/test_style.py": _filled("test_template_style.py.in", words),
    }
    contents["README.md"] += _findings(survey).encode()
    _write(folder, contents)
    return survey


_COLOURS = ("text", "heading", "accent", "on_accent", "muted", "link", "rule")


def _words(name: str, summary: str) -> dict[str, str]:
    """Return what stands in the places of the files, by the names of the places."""
    module = name.replace("-", "_")
    own = name.removeprefix("mpfkit-")
    if not _SLUG.match(name) or not _SLUG.match(own) or len(name) > _LONGEST:
        raise MpfkitError(
            f"{name!r} cannot be the name of a plugin; write small letters, digits and single hyphens, "
            f"at most {_LONGEST} characters, such as acme-fiche"
        )
    if module in sys.stdlib_module_names or keyword.iskeyword(module) or own in {"mpfkit", "builtins"}:
        raise MpfkitError(
            f"{name!r} cannot be the name of a plugin, because Python or mpfkit uses it; write acme-{name}"
        )
    major, minor, *_ = __version__.split(".")
    return {
        "distribution": name,
        "module": module,
        "name": own,
        "summary": summary,
        "bounds": f">={major}.{minor},<{major}.{int(minor) + 1}",
    }


def _listed(parts: Sequence[str]) -> str:
    *first, last = (f"a {_KNOWN[part].words}" for part in parts)
    text = f"{', '.join(first)} and {last}" if first else last
    return text[0].upper() + text[1:]


def _package(words: Mapping[str, str], parts: Sequence[str]) -> dict[str, bytes]:
    """Return the files that every package has."""
    known = [_KNOWN[part] for part in parts]
    commands = "\n".join(f"$ {part.command.replace('@name@', words['name'])}" for part in known)
    rows = [f"| `src/{words['module']}/{part}.py` | The {_KNOWN[part].words} |" for part in parts]
    if "kind" in parts:
        rows.append(f"| `src/{words['module']}/phrases/` | What the report says in English, French and Arabic |")
    more = {**words, "commands": commands, "files": "\n".join(rows)}
    module = words["module"]
    return {
        "pyproject.toml": _filled("pyproject.toml.in", more),
        "README.md": _filled("README.md.in", more),
        f"src/{module}/__init__.py": _hooks(words["summary"], parts).encode(),
        f"src/{module}/py.typed": b"",
    }


def _hooks(summary: str, parts: Sequence[str]) -> str:
    known = [(part, _KNOWN[part]) for part in parts]
    records = ", ".join(sorted(each.record for _, each in known))
    exported = sorted(name for _, each in known for name in (each.constant, each.hook))
    lines = [
        f'"""{summary}."""',
        "",
        "from __future__ import annotations",
        "",
        "from typing import TYPE_CHECKING",
        "",
        "from mpfkit import hookimpl",
        "",
        *(f"from .{part} import {each.constant}" for part, each in sorted(known)),
        "",
        "if TYPE_CHECKING:",
        "    from collections.abc import Iterable",
        "",
        f"    from mpfkit import {records}",
        "",
        "__all__ = [",
        *(f'    "{name}",' for name in exported),
        "]",
        "",
    ]
    for _, each in known:
        lines += [
            "",
            "@hookimpl",
            f"def {each.hook}() -> Iterable[{each.record}]:",
            f'    """Offer the {each.words}."""',
            f"    return ({each.constant},)",
            "",
        ]
    return "\n".join(lines)


def _filled(name: str, words: Mapping[str, str]) -> bytes:
    text = files("mpfkit").joinpath("_new", "plugin", name).read_text(encoding="utf-8")
    return re.sub(r"@([a-z]+)@", lambda place: words[place[1]], text).encode()


def _findings(survey: TemplateSurvey) -> str:
    found = "".join(f"- {_one_line(line)}\n" for line in survey.found())
    missing = "".join(f"- {_one_line(line)}\n" for line in survey.missing())
    text = f"\n## What was found in the template\n\n{found}"
    return f"{text}\n## What is missing, and what was done about it\n\n{missing}" if missing else text


def _one_line(text: str) -> str:
    """Return a text that comes from outside as one line without what would mean something in Markdown or Python."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\\\"`<>|@]+", " ", text).strip()


def _call(name: str, values: Mapping[str, object]) -> str:
    lines = "".join(f"        {key}={_literal(value)},\n" for key, value in values.items())
    return f"{name}(\n{lines}    )"


def _literal(value: object) -> str:
    """Return a value as Python writes it, a text in double quotation marks."""
    if not isinstance(value, str):
        return repr(value)
    each = (one if one.isprintable() and one != "\\" else one.encode("unicode_escape").decode() for one in value)
    return '"' + "".join(each).replace('"', '\\"') + '"'


def _write(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write all files into a new or empty folder, or none of them."""
    if folder.exists() and not folder.is_dir():
        raise FileError(f"cannot make {folder}: it is a file; choose another name")
    was_there = folder.exists()
    if was_there and any(folder.iterdir()):
        raise FileError(f"cannot make {folder}: the folder is not empty; choose another name or empty it first")
    try:
        for name, data in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        _remove(folder, was_there=was_there)
        raise FileError(f"cannot make {folder}: {error.strerror or error}") from error
    return tuple(sorted(folder / name for name in contents))


def _remove(folder: Path, *, was_there: bool) -> None:
    each: Iterable[Path] = folder.iterdir() if was_there else (folder,)
    for path in each:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)

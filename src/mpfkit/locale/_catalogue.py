"""Fixed phrases in several languages, kept in data: TOML files beside the code that prints them."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit.errors import PluginError, RenderError, UnknownNameError
from mpfkit.locale._languages import LANGUAGES, babel_locale, check_language
from mpfkit.locale._numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

__all__ = ["Catalogue", "Phrases"]

_FALLBACK = "en"
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
# French has `many` for millions in compact notation only; Arabic needs all six
_NEEDED = {"en": ("one", "other"), "fr": ("one", "other"), "ar": _CATEGORIES}


@attrs.frozen
class _Phrase:
    """A phrase in one language: its forms by plural category (`other` alone where it has one form)."""

    forms: Mapping[str, tuple[tuple[str, str], ...]]
    slots: frozenset[str]

    @property
    def plural(self) -> bool:
        return len(self.forms) > 1


def _compile(text: str, where: str) -> tuple[tuple[str, str], ...]:
    """Cut a form into literals and the slots that follow them; an empty slot ends it."""
    pieces = []
    try:
        for literal, slot, spec, conversion in string.Formatter().parse(text):
            if slot is not None and (not slot.isidentifier() or spec or conversion):
                raise PluginError(f"{where}: the slot {{{slot}}} is not a plain name; write it as {{name}}")
            pieces.append((literal, slot or ""))
    except ValueError as error:
        raise PluginError(f"{where}: {error}; write a brace that is no slot twice") from error
    return tuple(pieces)


def _phrase(forms: Mapping[str, str], where: str) -> _Phrase:
    compiled = {category: _compile(text, where) for category, text in forms.items()}
    return _Phrase(compiled, frozenset(slot for pieces in compiled.values() for _, slot in pieces if slot))


def _flatten(table: Mapping[str, Any], where: str, path: tuple[str, ...] = ()) -> Iterator[tuple[str, _Phrase]]:
    for name, value in table.items():
        key = ".".join((*path, name))
        if isinstance(value, str):
            yield key, _phrase({"other": value}, f"{where}: {key}")
        elif not isinstance(value, dict):
            raise PluginError(f"{where}: {key} is {value!r}; a phrase is a text or a table of plural categories")
        elif "other" in value and set(value) <= set(_CATEGORIES) and all(isinstance(v, str) for v in value.values()):
            yield key, _phrase(value, f"{where}: {key}")
        else:
            yield from _flatten(value, where, (*path, name))


@cache
def _folder(package: str, folder: str) -> Traversable:
    try:
        return files(package).joinpath(folder)
    except ModuleNotFoundError as error:
        raise PluginError(f"there is no package {package!r} to read phrases from") from error


@cache
def _read(package: str, folder: str, language: str) -> Mapping[str, _Phrase] | None:
    """Return the phrases of a language; None where there is no file."""
    file = _folder(package, folder).joinpath(f"{language}.toml")
    if not file.is_file():
        return None
    where = f"{package}/{folder}/{language}.toml"
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PluginError(f"{where}: {error}") from error
    return dict(_flatten(table, where))


@cache
def _category(count: int | Decimal, language: str) -> str:
    return str(babel_locale(language).plural_form(count.copy_abs() if isinstance(count, Decimal) else abs(count)))


def _shown(slot: str, value: object, language: str) -> str:
    if slot == "n" and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return format_number(value, language)
    return str(value)


@attrs.frozen
class Catalogue:
    """The phrases of one package, in files `<package>/<folder>/{en,fr,ar}.toml` that are read when they are needed.

    A phrase is a text with named slots (`"Page {number}"`) or a table of plural categories of the Unicode CLDR (`one`,
    `other`, ...) of which the slot `n` chooses one. Nested tables give dotted keys: `cover.edition`. A brace that is no
    slot is written twice. A language may do with one form where English has two ("Number of replies: {n}").

    Attributes:
        package: Package that has the files.
        folder: Folder of the package.
    """

    package: str
    folder: str = "phrases"

    @classmethod
    def load(cls, package: str, folder: str = "phrases") -> Catalogue:
        """Return the catalogue of a package.

        Args:
            package: Name of an importable package, such as "mpfkit_reports".
            folder: Folder of the package that holds the files.

        Returns:
            The catalogue; nothing is read yet.
        """
        return cls(package, folder)

    def _phrases(self, language: str) -> Mapping[str, _Phrase]:
        found = _read(self.package, self.folder, check_language(language))
        if found is None and language == _FALLBACK:
            raise PluginError(f"{self.package} has no phrases: there is no file {self.folder}/{_FALLBACK}.toml")
        return found or {}

    def keys(self) -> tuple[str, ...]:
        """Return all keys of the English phrases, in the order of the file.

        Raises:
            PluginError: A file is missing or cannot be read.
        """
        return tuple(self._phrases(_FALLBACK))

    def has(self, key: str, language: str) -> bool:
        """Tell whether a phrase exists in a language itself.

        Raises:
            PluginError: A file is missing or cannot be read.
            UnknownNameError: The language is not known.
        """
        return key in self._phrases(language)

    def text(self, key: str, language: str, /, **values: object) -> str:
        """Return a phrase, with its slots filled.

        Args:
            key: Key of the phrase, such as "cover.edition".
            language: The language wanted; English where the phrase is missing in it.
            **values: What the slots hold. A figure in `n` chooses the plural form and is written as the language writes
                figures; all other values are written as they are.

        Returns:
            The text.

        Raises:
            PluginError: A file is missing or cannot be read.
            RenderError: A slot has no value, or a value has no slot.
            UnknownNameError: The key or the language is not known.
        """
        phrase, used, expected = _choose(self, key, language)
        if values.keys() != expected:
            # One form may fit every number: then it need not show it
            english = self._phrases(_FALLBACK).get(key)
            spare = {"n"} if english is not None and english.plural else set[str]()
            missing, idle = sorted(expected - values.keys()), sorted(values.keys() - expected - spare)
            what = [f"no value for {', '.join(missing)}"] if missing else []
            what += [f"no slot for {', '.join(idle)}"] if idle else []
            if what:
                raise RenderError(f"phrase {key!r} of {self.package} ({used}): {' and '.join(what)}")
        form = "other"
        if phrase.plural:
            count = values["n"]
            if isinstance(count, bool) or not isinstance(count, int | Decimal):
                raise RenderError(
                    f"phrase {key!r} of {self.package}: n is {count!r}; it chooses the plural: pass a number"
                )
            form = _category(count, used)
        pieces = phrase.forms.get(form) or phrase.forms["other"]
        return "".join(literal + (_shown(slot, values[slot], used) if slot else "") for literal, slot in pieces)

    def for_language(self, language: str) -> Phrases:
        """Return the phrases for readers of one language.

        Raises:
            UnknownNameError: The language is not known.
        """
        return Phrases(self, check_language(language))

    def problems(self) -> tuple[str, ...]:
        """Return what is wrong with the files, for the tests of a package.

        Returns:
            One line for each key that a language lacks or has alone, each difference of slots and each plural category
            that is missing; nothing where all is well.

        Raises:
            PluginError: A file cannot be read.
        """
        found: list[str] = []
        english = self._phrases(_FALLBACK)
        for language in LANGUAGES:
            phrases = _read(self.package, self.folder, language)
            name = f"{self.package}/{self.folder}/{language}.toml"
            if phrases is None:
                found.append(f"{name}: there is no such file")
                continue
            found.extend(f"{name}: {key} is missing" for key in english if key not in phrases)
            found.extend(f"{name}: {key} is not in the English file" for key in phrases if key not in english)
            for key, phrase in phrases.items():
                other = english.get(key, phrase)
                if phrase.slots != other.slots:
                    found.append(f"{name}: {key} has the slots {sorted(phrase.slots)}, English {sorted(other.slots)}")
                if phrase.plural:
                    missing = [category for category in _NEEDED[language] if category not in phrase.forms]
                    found.extend(f"{name}: {key} lacks the plural category {category!r}" for category in missing)
        return tuple(found)


@cache
def _choose(catalogue: Catalogue, key: str, language: str) -> tuple[_Phrase, str, frozenset[str]]:
    """Return a phrase, the language that it was found in, and the values that it takes."""
    for candidate in (language, _FALLBACK):
        phrase = catalogue._phrases(candidate).get(key)  # noqa: SLF001 - half of the class, cached by its value
        if phrase is not None:
            return phrase, candidate, phrase.slots | {"n"} if phrase.plural else phrase.slots
    known = catalogue.keys()
    near = [name for name in known if name.split(".")[0] == key.split(".", maxsplit=1)[0]]
    raise UnknownNameError(f"phrase of {catalogue.package}", key, near or known)


@attrs.frozen
class Phrases:
    """A catalogue for readers of one language.

    Attributes:
        catalogue: Where the phrases stand.
        language: The language.
    """

    catalogue: Catalogue
    language: str

    def __call__(self, key: str, /, **values: object) -> str:
        """Return a phrase, with its slots filled; see `Catalogue.text`."""
        return self.catalogue.text(key, self.language, **values)

    def has(self, key: str) -> bool:
        """Tell whether the phrase exists in this language itself."""
        return self.catalogue.has(key, self.language)

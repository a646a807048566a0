"""Plain data -> the model, with every problem at once.

`Plain` scalars get their meaning here, from the type that is wanted. The converter is cattrs; a hook that refuses
a value raises `RefusedError`. These collect on the way up and come out as problems with paths.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, TypeVar, get_args, get_origin

import attrs
from cattrs import ClassValidationError, Converter
from cattrs.errors import BaseValidationError
from cattrs.gen import make_dict_structure_fn, override

from mpfkit.errors import MpfkitError, Problem, did_you_mean
from mpfkit.model import (
    AbsentReason,
    Answer,
    Correction,
    Entity,
    Extension,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Marking,
    MarkingLevel,
    PartialDate,
    Project,
    Provenance,
    Questionnaire,
    Response,
    Translation,
)

from ._places import named
from ._syntax import Plain, Raw, plain_data

__all__ = ["structure_project"]

T = TypeVar("T")
Path = tuple[str | int, ...]
Hook = Callable[[Any, Any], Any]


@attrs.frozen
class Refusal:
    """One value that cannot be taken."""

    code: str
    message: str
    path: Path = ()


class RefusedError(Exception):
    """Values that cannot be taken, with paths from the value that was being read."""

    def __init__(self, items: Iterable[Refusal]) -> None:
        super().__init__()
        self.items = tuple(items)


def _refuse(code: str, message: str, path: Path = ()) -> RefusedError:
    return RefusedError((Refusal(code, message, path),))


def show(raw: Raw) -> str:
    """Describe a value in a message."""
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, str):
        text = " ".join(raw.split())
        return repr(text if len(text) <= 60 else text[:57] + "...")
    return {dict: "a mapping", list: "a list", type(None): "nothing"}.get(type(raw), repr(raw))


def structure_project(
    raw: dict[str, Any], extensions: tuple[Extension, ...] = ()
) -> tuple[Project | None, list[Problem]]:
    """Turn the merged data of a project into a Project.

    Args:
        raw: Data after migration and lenient reading, without `schema_version`.
        extensions: Additions of plugins that get their types; the data of others stay as they are.

    Returns:
        The project, None where there are problems; and all problems, with paths in which members of lists are named by
        their identity where they have one.
    """
    converter = _converter(first_language(raw), extensions)
    refusals: list[Refusal] = []
    forms = _each(raw, "questionnaires", partial(converter.structure, cl=Questionnaire), refusals)
    readers = _AnswerReaders(converter, forms)
    responses = _each(raw, "responses", readers.response, refusals)
    rest = {key: value for key, value in raw.items() if key not in ("questionnaires", "responses")}
    project: Project | None = None
    try:
        project = converter.structure(rest, Project)
    except (RefusedError, BaseValidationError) as error:
        refusals[:0] = _flatten(error)
    problems = [_as_problem(raw, refusal) for refusal in refusals]
    if problems or project is None:
        return None, problems
    return attrs.evolve(project, questionnaires=forms, responses=responses), []


def first_language(raw: dict[str, Any]) -> str:
    """Return the language of plain texts: the first of the project's languages, else English."""
    languages = raw.get("languages")
    if isinstance(languages, list) and languages and isinstance(languages[0], str) and languages[0]:
        return str(languages[0])
    return "en"


def _each(raw: dict[str, Any], key: str, read: Callable[[Any], T], refusals: list[Refusal]) -> tuple[T, ...]:
    members = raw.get(key)
    if members is None:
        return ()
    if not isinstance(members, list):
        refusals.append(Refusal("MPF102", f"{show(members)} where a list is expected", (key,)))
        return ()
    found: list[T] = []
    for position, member in enumerate(members):
        try:
            found.append(read(member))
        except (RefusedError, BaseValidationError) as error:
            refusals += [attrs.evolve(row, path=(key, position, *row.path)) for row in _flatten(error)]
    return tuple(found)


def _as_problem(raw: dict[str, Any], refusal: Refusal) -> Problem:
    path = named(raw, refusal.path)
    place = ".".join(str(step) for step in path)
    joint = " " if refusal.code == "MPF104" else ": "
    return Problem(
        code=refusal.code, message=f"{place}{joint}{refusal.message}" if place else refusal.message, path=path
    )


def _flatten(error: BaseException, *, foreign: bool = False) -> list[Refusal]:
    """Collect refusals from an error of cattrs, with the paths that its notes hold.

    The class of an extension is foreign: what it refuses by ValueError or TypeError, as classes do, is a fault of the
    data.
    """
    if isinstance(error, RefusedError):
        return list(error.items)
    if isinstance(error, ClassValidationError):
        grouped, others = error.group_exceptions()
        found = [
            attrs.evolve(row, path=(note.name, *row.path)) for inner, note in grouped for row in _flatten_field(inner)
        ]
        return found + [row for inner in others for row in _flatten(inner, foreign=foreign)]
    if isinstance(error, MpfkitError):
        return [Refusal("MPF109", str(error))]
    if foreign and isinstance(error, ValueError | TypeError):
        # The validators of attrs give the field and the value as further arguments.
        return [Refusal("MPF109", " ".join(str(error.args[0] if error.args else error).split()) or repr(error))]
    raise error


def _flatten_field(error: BaseException) -> list[Refusal]:
    if isinstance(error, KeyError):
        return [Refusal("MPF104", "is missing; add it")]
    return _flatten(error)


# The converter

_NO_EXTENSIONS: Mapping[str, Extension] = MappingProxyType({})


@lru_cache(maxsize=16)
def _converter(language: str, extensions: tuple[Extension, ...]) -> Converter:
    """Build the converter for projects whose plain texts are in a language."""
    converter = Converter(detailed_validation=True)
    for cls, hook in (
        (str, _text_or_choice),
        (bool, _boolean),
        (int, _whole_number),
        (Decimal, _decimal),
        (dt.date, _date),
        (dt.datetime, _date_time),
        (dt.time, _time),
        (PartialDate, _partial_date),
        (AbsentReason, _absent),
        (LangString, partial(_lang_string, language=language)),
    ):
        converter.register_structure_hook(cls, hook)
    converter.register_structure_hook_factory(
        lambda cls: _is_generic(cls, tuple), lambda cls: partial(_list, converter=converter, of=get_args(cls)[0])
    )
    converter.register_structure_hook_factory(
        lambda cls: _is_generic(cls, FrozenDict),
        lambda cls: partial(_mapping, converter=converter, of=get_args(cls)[1]),
    )
    converter.register_structure_hook_factory(
        lambda cls: isinstance(cls, type) and attrs.has(cls) and cls not in (LangString, PartialDate),
        lambda cls: _entity(cls, converter, {each.name: each for each in extensions if each.on is cls}),
    )
    entity = _entity(Marking, converter)
    converter.register_structure_hook(Marking, partial(_marking, entity=entity))
    return converter


def _is_generic(cls: Raw, of: type[Any]) -> bool:
    origin: object = get_origin(cls)
    return origin is of


def _entity(cls: type[Any], converter: Converter, extensions: Mapping[str, Extension] = _NO_EXTENSIONS) -> Hook:
    """Build the hook for a class of the model or of an extension: known keys, `x-` keys, and nothing else."""
    overrides = {
        field.name: override(omit=True)
        for field in attrs.fields(cls)
        if field.name == "extra" or field.metadata.get("saved") is False
    }
    # FrozenDict of answers is read by its own hook, which knows the questionnaire.
    if cls is Response:
        overrides["answers"] = override(omit=True)
    known = frozenset(field.name for field in attrs.fields(cls) if field.name not in overrides)
    names = tuple(field.name for field in attrs.fields(cls) if field.name in known or field.name == "answers")
    has_extra = "extra" in overrides
    if extensions:
        overrides["extensions"] = override(struct_hook=partial(_extended, converter=converter, extensions=extensions))
    inner: Hook = make_dict_structure_fn(cls, converter, **overrides)  # type: ignore[arg-type]
    foreign = not cls.__module__.startswith("mpfkit.")

    def hook(raw: Raw, _: Raw = None) -> Raw:
        if type(raw) is not dict:
            keys = ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")
            raise _refuse("MPF102", f"{show(raw)} where a mapping with {keys} is expected")
        found: list[Refusal] = []
        extra: dict[str, Any] = {}
        data = raw
        if not known.issuperset(raw) or None in raw.values():
            data = {}
            for key, value in raw.items():
                if key in known:
                    if value is not None:
                        data[key] = value
                elif has_extra and key.startswith("x-"):
                    extra[key] = plain_data(value)
                else:
                    found.append(unknown_key(key, names))
        try:
            value = inner(data, cls)
        except (RefusedError, BaseValidationError) as error:
            raise RefusedError([*found, *_flatten(error, foreign=foreign)]) from error
        if found:
            raise RefusedError(found)
        return attrs.evolve(value, extra=extra) if extra else value

    return hook


def _extended(raw: Raw, _: Raw = None, *, converter: Converter, extensions: Mapping[str, Extension]) -> Raw:
    """Read the additions to an entity: typed where a plugin says how, and as they are where none does."""
    if type(raw) is not dict:
        raise _refuse("MPF102", f"{show(raw)} where a mapping is expected")
    found: list[Refusal] = []
    values: dict[str, Any] = {}
    for name, data in raw.items():
        extension = extensions.get(name)
        if extension is None:
            values[str(name)] = plain_data(data)
        elif data is not None:
            try:
                values[str(name)] = converter.structure(data, extension.type)
            except (RefusedError, BaseValidationError) as error:
                found += [attrs.evolve(row, path=(name, *row.path)) for row in _flatten(error)]
            except Exception as error:
                error.add_note(f"while reading the extension {str(name)!r}")
                raise
    if found:
        raise RefusedError(found)
    return FrozenDict(values)


def unknown_key(key: str, names: Iterable[str]) -> Refusal:
    """Return the refusal of a key that a mapping cannot have."""
    hint = did_you_mean(key, names) or ("known: " + ", ".join(names))
    return Refusal("MPF101", f"unknown key {key!r}; {hint}", (key,))


def _text(raw: Raw, _: Raw = None) -> str:
    if isinstance(raw, str):
        return str(raw)
    raise _refuse("MPF102", f"{show(raw)} where a text is expected")


def _text_or_choice(raw: Raw, cls: type[str]) -> str:
    """Read a text; cattrs calls this for the enumerations too, because their members are texts."""
    return _enumeration(raw, members=cls) if issubclass(cls, StrEnum) else _text(raw)


def _boolean(raw: Raw, _: Raw = None) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str):
        if raw in ("true", "True", "TRUE"):
            return True
        if raw in ("false", "False", "FALSE"):
            return False
    raise _refuse("MPF102", f"{show(raw)} where true or false is expected")


_WHOLE = re.compile(r"[-+]?[0-9]{1,300}\Z")


def _whole_number(raw: Raw, _: Raw = None) -> int:
    if isinstance(raw, str) and _WHOLE.match(raw):
        return int(raw)
    raise _refuse("MPF102", f"{show(raw)} is not a whole number; write digits, such as 12")


_DECIMAL = re.compile(r"[-+]?(?:[0-9]{1,300}(?:\.[0-9]{0,300})?|\.[0-9]{1,300})(?:[eE][-+]?[0-9]{1,2})?\Z")


def _decimal(raw: Raw, _: Raw = None) -> Decimal:
    if isinstance(raw, str) and _DECIMAL.match(raw):
        return Decimal(str(raw))
    raise _refuse("MPF102", f"{show(raw)} is not a number; write digits with a point, such as 1234.50")


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def _date(raw: Raw, _: Raw = None) -> dt.date:
    if isinstance(raw, str) and _DATE.match(raw):
        try:
            return dt.date.fromisoformat(raw)
        except ValueError as error:
            raise _refuse("MPF102", f"{show(raw)} is not a date: {error}") from error
    raise _refuse("MPF102", f"{show(raw)} is not a date; write YYYY-MM-DD, such as 2019-02-14")


_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?([Zz]|[-+]\d{2}:\d{2})?\Z")


def _date_time(raw: Raw, _: Raw = None) -> dt.datetime:
    if isinstance(raw, str) and _DATE_TIME.match(raw):
        try:
            value = dt.datetime.fromisoformat(raw.upper())
        except ValueError as error:
            raise _refuse("MPF102", f"{show(raw)} is not a date and time: {error}") from error
        if value.utcoffset() is None:
            raise _refuse("MPF023", f"{show(raw)} has no time zone; add it, such as {raw}+01:00")
        return value
    raise _refuse("MPF102", f"{show(raw)} is not a date and time; write it such as 2019-02-14T09:30:00+01:00")


_TIME = re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?([Zz]|[-+]\d{2}:\d{2})?\Z")


def _time(raw: Raw, _: Raw = None) -> dt.time:
    if isinstance(raw, str) and _TIME.match(raw):
        try:
            return dt.time.fromisoformat(raw.upper())
        except ValueError as error:
            raise _refuse("MPF102", f"{show(raw)} is not a time: {error}") from error
    raise _refuse("MPF102", f"{show(raw)} is not a time; write it such as 09:30")


def _partial_date(raw: Raw, _: Raw = None) -> PartialDate:
    if isinstance(raw, str):
        try:
            return PartialDate.parse(str(raw))
        except MpfkitError as error:
            raise _refuse("MPF102", str(error)) from error
    raise _refuse("MPF102", f"{show(raw)} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")


def _enumeration(raw: Raw, _: Raw = None, *, members: type[StrEnum]) -> StrEnum:
    allowed = [str(member) for member in members]
    if isinstance(raw, str) and raw in allowed:
        return members(str(raw))
    raise _refuse("MPF103", _not_allowed(raw, allowed))


def _not_allowed(raw: Raw, allowed: list[str]) -> str:
    suggestion = did_you_mean(raw, allowed) if isinstance(raw, str) else ""
    return f"{show(raw)} is not allowed; {suggestion + ' ' if suggestion else ''}allowed: {', '.join(allowed)}"


def _absent(raw: Raw, _: Raw = None) -> AbsentReason:
    allowed = [str(reason) for reason in AbsentReason if reason is not AbsentReason.NOT_ENABLED]
    if isinstance(raw, str) and raw in allowed:
        return AbsentReason(str(raw))
    raise _refuse("MPF103", _not_allowed(raw, allowed))


_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")


def _lang_string(raw: Raw, _: Raw = None, *, language: str) -> LangString:
    if isinstance(raw, str):
        return LangString(FrozenDict({language: str(raw)}))
    if not isinstance(raw, dict):
        raise _refuse("MPF102", f"{show(raw)} where a text, or a mapping of language to text, is expected")
    if not raw:
        raise _refuse("MPF102", "a text needs at least one language, such as {en: ...}")
    found: list[Refusal] = []
    for key, text in raw.items():
        if not _LANGUAGE.match(key):
            found.append(Refusal("MPF101", f"{key!r} is not a language; write a tag such as en, fr or ar", (key,)))
        elif not isinstance(text, str):
            found.append(Refusal("MPF102", f"{show(text)} where a text is expected", (key,)))
    if found:
        raise RefusedError(found)
    return LangString(FrozenDict({str(key): str(text) for key, text in raw.items()}))


_HANDLING = re.compile(
    r"(?:H[0-3]|LIMITE|(?:R|C|S|TS)-UE(?:/EU-.)?"
    r"|(?:(?:EU|UE) )?(?:TR[EÈ]S |TOP )?(?:RESTREINT|RESTRICTED|CONFIDENTIEL|CONFIDENTIAL|SECRET)(?:[ /].*)?)\Z",
    re.IGNORECASE,
)


def _marking(raw: Raw, _: Raw = None, *, entity: Hook) -> Marking:
    if not isinstance(raw, str):
        return entity(raw, Marking)  # type: ignore[no-any-return]
    levels = [str(level) for level in MarkingLevel]
    if raw in levels:
        return Marking(level=MarkingLevel(str(raw)))
    if _HANDLING.match(raw):
        return Marking(handling=raw.upper())
    raise _refuse("MPF103", _not_allowed(raw, [*levels, "H0", "H1", "H2", "H3", "LIMITE"]))


def _list(raw: Raw, _: Raw = None, *, converter: Converter, of: Raw) -> tuple[Any, ...]:
    if type(raw) is not list:
        raise _refuse("MPF102", f"{show(raw)} where a list is expected; write [...] around it")
    hook = converter.get_structure_hook(of)
    found: list[Refusal] = []
    values: list[Any] = []
    for position, member in enumerate(raw):
        try:
            values.append(hook(member, of))
        except (RefusedError, BaseValidationError) as error:
            found += [attrs.evolve(row, path=(position, *row.path)) for row in _flatten(error)]
    if found:
        raise RefusedError(found)
    return tuple(values)


def _mapping(raw: Raw, _: Raw = None, *, converter: Converter, of: Raw) -> FrozenDict[str, Any]:
    if type(raw) is not dict:
        raise _refuse("MPF102", f"{show(raw)} where a mapping is expected")
    if of is Any:
        return FrozenDict({str(key): plain_data(value) for key, value in raw.items()})
    hook = converter.get_structure_hook(of)
    found: list[Refusal] = []
    values: dict[str, Any] = {}
    for key, member in raw.items():
        try:
            values[str(key)] = hook(member, of)
        except (RefusedError, BaseValidationError) as error:
            found += [attrs.evolve(row, path=(key, *row.path)) for row in _flatten(error)]
    if found:
        raise RefusedError(found)
    return FrozenDict(values)


# Answers: thousands of them, so without the general machinery


def _untyped(raw: Raw) -> str:
    """Keep the value of an item that the project does not have; the checks report the item."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return _text(raw)


_VALUE_READERS: dict[ItemType, Callable[[Any], Any]] = {
    ItemType.BOOLEAN: _boolean,
    ItemType.INTEGER: _whole_number,
    ItemType.DECIMAL: _decimal,
    ItemType.QUANTITY: _decimal,
    ItemType.RATING: _decimal,
    ItemType.DATE: _partial_date,
    ItemType.DATE_TIME: _date_time,
    ItemType.TIME: _time,
}
_NO_EXTRA: FrozenDict[str, Any] = FrozenDict()
_ANSWER_KEYS = tuple(
    field.name for field in attrs.fields(Answer) if field.name != "extra" and field.metadata.get("saved") is not False
)


class _Draft(Entity):
    """An answer that can still be changed: the slots of `Answer`, and nothing that freezes them."""

    __slots__ = vars(Answer)["__slots__"]
    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__


def _only_value(value: Raw) -> Answer:
    """Return `Answer(value=value)`, as nearly all answers are.

    The constructor of a frozen class sets each field through `object.__setattr__`, which was more than half of the time
    that loading took. A draft is filled in a third of it, and then becomes an answer. A test holds the two equal.
    """
    answer: Any = object.__new__(_Draft)
    answer.value = value
    answer.values = answer.instance = answer.corrections = ()
    answer.other = answer.comment = answer.language = ""
    answer.absent = answer.translation = answer.marking = answer.provenance = None
    answer.withheld = False
    answer.extra = _NO_EXTRA
    answer.__class__ = Answer
    return answer  # type: ignore[no-any-return]


class _AnswerReaders:
    """Reads responses, with the values of their answers typed by the items of their questionnaire."""

    def __init__(self, converter: Converter, forms: tuple[Questionnaire, ...]) -> None:
        self._response = converter.get_structure_hook(Response)
        self._fields: dict[str, Callable[[Any], Any]] = {
            "other": _text,
            "absent": _absent,
            "comment": _text,
            "language": _text,
            "instance": partial(converter.structure, cl=tuple[int, ...]),
            "translation": partial(converter.structure, cl=Translation),
            "marking": partial(converter.structure, cl=Marking),
            "provenance": partial(converter.structure, cl=Provenance),
            "corrections": partial(converter.structure, cl=tuple[Correction, ...]),
        }
        self._readers: dict[str, dict[str, Callable[[Any], Any]]] = {}
        self._types: dict[str, dict[str, Item]] = {}
        ids = [form.id for form in forms]
        for form in forms:
            items = {item.link_id: item for item in form.walk()}
            readers = {name: _VALUE_READERS.get(item.type, _text) for name, item in items.items()}
            for key in (form.key, form.id) if ids.count(form.id) == 1 else (form.key,):
                self._readers[key] = readers
                self._types[key] = items

    def response(self, raw: Raw) -> Response:
        """Read one response.

        Raises:
            RefusedError: With everything that is wrong with it.
        """
        if type(raw) is not dict:
            raise _refuse("MPF102", f"{show(raw)} where a mapping with id, questionnaire, country is expected")
        head = {key: value for key, value in raw.items() if key != "answers"}
        found: list[Refusal] = []
        response: Response | None = None
        try:
            response = self._response(head, Response)
        except (RefusedError, BaseValidationError) as error:
            found = _flatten(error)
        answers: FrozenDict[str, tuple[Answer, ...]] = FrozenDict()
        if raw.get("answers") is not None:
            try:
                answers = self._answers(raw["answers"], raw.get("questionnaire"))
            except RefusedError as error:
                found += [attrs.evolve(row, path=("answers", *row.path)) for row in error.items]
        if found or response is None:
            raise RefusedError(found)
        return attrs.evolve(response, answers=answers)

    def _answers(self, raw: Raw, questionnaire: Raw) -> FrozenDict[str, tuple[Answer, ...]]:
        if type(raw) is not dict:
            raise _refuse("MPF102", f"{show(raw)} where a mapping of link_id to answer is expected")
        readers = self._readers.get(questionnaire, {}) if isinstance(questionnaire, str) else {}
        result: dict[str, tuple[Answer, ...]] = {}
        found: list[Refusal] = []
        for link_id, data in raw.items():
            reader = readers.get(link_id, _untyped)
            try:
                if type(data) is dict:
                    if len(data) == 1 and data.get("value") is not None:
                        result[link_id] = (_only_value(reader(data["value"])),)
                    else:
                        result[link_id] = (self._answer(data, reader),)
                elif type(data) is list:
                    result[link_id] = self._instances(data, reader)
                else:
                    raise _bare_answer(data)
            except RefusedError as error:
                item = self._types.get(str(questionnaire), {}).get(link_id)
                fast = type(data) is dict and len(data) == 1 and "value" in data
                for row in error.items:
                    told = attrs.evolve(row, path=("value",)) if fast and not row.path else row
                    found.append(attrs.evolve(_of_item(told, item), path=(link_id, *told.path)))
        if found:
            raise RefusedError(found)
        return FrozenDict(result)

    def _instances(self, data: list[Any], reader: Callable[[Any], Any]) -> tuple[Answer, ...]:
        answers: list[Answer] = []
        found: list[Refusal] = []
        for position, member in enumerate(data):
            try:
                if type(member) is not dict:
                    raise _bare_answer(member)
                answers.append(self._answer(member, reader))
            except RefusedError as error:
                found += [attrs.evolve(row, path=(position, *row.path)) for row in error.items]
        if found:
            raise RefusedError(found)
        return tuple(answers)

    def _answer(self, data: dict[str, Any], reader: Callable[[Any], Any]) -> Answer:
        found: list[Refusal] = []
        values: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for key, raw in data.items():
            if key.startswith("x-"):
                extra[key] = plain_data(raw)
                continue
            if raw is None and key in _ANSWER_KEYS:
                continue
            try:
                if key == "value":
                    values[key] = reader(raw)
                elif key == "values":
                    values[key] = _values(raw, reader)
                elif key in self._fields:
                    values[key] = self._fields[key](raw)
                else:
                    found.append(unknown_key(key, _ANSWER_KEYS))
            except (RefusedError, BaseValidationError) as error:
                found += [attrs.evolve(row, path=(key, *row.path)) for row in _flatten(error)]
        if found:
            raise RefusedError(found)
        return Answer(extra=FrozenDict(extra) if extra else _NO_EXTRA, **values)


def _values(raw: Raw, reader: Callable[[Any], Any]) -> tuple[Any, ...]:
    if type(raw) is not list:
        raise _refuse("MPF102", f"{show(raw)} where a list is expected; write [...] around it")
    found: list[Refusal] = []
    values: list[Any] = []
    for position, member in enumerate(raw):
        try:
            values.append(reader(member))
        except RefusedError as error:
            found += [attrs.evolve(row, path=(position, *row.path)) for row in error.items]
    if found:
        raise RefusedError(found)
    return tuple(values)


def _bare_answer(data: Raw) -> RefusedError:
    text = str(data) if isinstance(data, Plain) else show(data)
    hint = (
        f"write {{value: {text}}}" if isinstance(data, str | bool) else "write {value: ...}, or {absent: not-answered}"
    )
    return _refuse("MPF102", f"{show(data)} where an answer is expected; {hint}")


def _of_item(refusal: Refusal, item: Item | None) -> Refusal:
    """Say which type an item has, where a value does not fit it."""
    steps = [step for step in refusal.path if isinstance(step, str)]
    if item is None or refusal.code != "MPF102" or steps not in (["value"], ["values"]):
        return refusal
    return attrs.evolve(refusal, code="MPF012", message=f"{refusal.message} (the item is of type {item.type})")

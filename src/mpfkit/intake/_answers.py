"""From the text of a cell or control to a typed answer: what is certain is understood, what is not is a doubt."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeAlias

import attrs

from mpfkit.errors import ModelError, did_you_mean
from mpfkit.model import AbsentReason, Answer, AnswerConstraint, ItemType, PartialDate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mpfkit.model import AnswerValue, Choice, Item

__all__ = ["Understood", "normalised", "understand"]

Given: TypeAlias = str | bool | int | float | Decimal | dt.datetime | dt.date | dt.time
"""What a cell can hold; a text where it was typed, another value where the spreadsheet knows its type."""


@attrs.frozen(kw_only=True)
class Understood:
    """What a text was understood as: an answer, or why it is in doubt.

    Attributes:
        answer: The answer; None where the text is in doubt.
        why: What is doubtful; empty where there is an answer.
        proposal: What the text probably means, as it would be written; empty where there is no idea.
    """

    answer: Answer | None = None
    why: str = ""
    proposal: str = ""


def normalised(text: str) -> str:
    """Return a text as labels are compared: without case, marks of formatting, and doubled white space.

    Args:
        text: A label or what stands in a cell.
    """
    plain = unicodedata.normalize("NFKC", re.sub(r"<[^<>]*>", "", text)).replace("’", "'")
    # Word keeps a soft hyphen as a sign of its own, which is no text
    plain = plain.replace("\N{SOFT HYPHEN}", "")
    return " ".join(plain.casefold().split())


def understand(
    given: Given | list[str] | tuple[str, ...],
    item: Item,
    choices: Sequence[Choice] = (),
    *,
    reasons: Mapping[str, AbsentReason] | None = None,
    date_format: str = "",
    timezone: dt.tzinfo | None = None,
    labels: bool = True,
) -> Understood:
    """Understand what was given as the answer to an item.

    Args:
        given: What stands in the cell; several texts for an item with several answers, each one choice.
        item: The item.
        choices: Its choices.
        reasons: Texts that say why there is no answer, in the spelling of `normalised`.
        date_format: How days are written, as `strptime` has it; without it only YYYY-MM-DD is certain.
        timezone: Zone of moments that do not say their own; without it they are in doubt.
        labels: Whether a choice may be given by its label.

    Returns:
        The answer, or what is doubtful about it. Values outside the limits of the item are answers, too: `check` tells
        of them.
    """
    if isinstance(given, list | tuple):
        return _several([str(each) for each in given], item, choices, labels=labels)
    if isinstance(given, str):
        text = given.strip()
        reason = (reasons or {}).get(normalised(text))
        if reason is not None:
            return Understood(answer=Answer(absent=reason))
    if item.is_multiple and item.type is not ItemType.RATING:
        return _several([_plain_text(given)], item, choices, labels=labels)
    if choices and item.type in (ItemType.CHOICE, ItemType.RATING):
        return _one(_plain_text(given), item, choices, labels=labels)
    return _SCALARS.get(item.type, _text)(given, _Manner(date_format, timezone))


@attrs.frozen
class _Manner:
    date_format: str
    timezone: dt.tzinfo | None


def _plain_text(given: Given) -> str:
    """Return a value of a spreadsheet as it would have been typed: 1.0 is 1, midnight is a day."""
    if isinstance(given, str):
        return given.strip()
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, float):
        return str(int(given)) if given.is_integer() else str(Decimal(repr(given)))
    if isinstance(given, dt.datetime):
        return given.date().isoformat() if given.time() == dt.time() else given.isoformat()
    return given.isoformat() if isinstance(given, dt.date | dt.time) else str(given)


# Choices


def _one(text: str, item: Item, choices: Sequence[Choice], *, labels: bool) -> Understood:
    code, why, proposal = _code(text, item, choices, labels=labels)
    if code:
        return Understood(answer=Answer(value=_typed(code, item)))
    if why:
        return Understood(why=why, proposal=proposal)
    return Understood(answer=Answer(other=text))


def _typed(code: str, item: Item) -> AnswerValue:
    if item.type is ItemType.RATING:
        return Decimal(code) if re.fullmatch(r"-?\d+(\.\d+)?", code) else code
    return code


def _several(texts: Sequence[str], item: Item, choices: Sequence[Choice], *, labels: bool) -> Understood:
    values: list[AnswerValue] = []
    other: list[str] = []
    for text in texts:
        code, why, proposal = _code(text, item, choices, labels=labels)
        if why:
            rest = [str(value) for value in values]
            return Understood(
                why=why, proposal=", ".join([*rest, proposal]) if proposal and len(texts) == 1 else proposal
            )
        if not code:
            other.append(text.strip())
        elif code in values:
            return Understood(why=f"{code!r} is given twice", proposal=", ".join(dict.fromkeys(map(str, values))))
        else:
            values.append(code)
    return Understood(answer=Answer(values=tuple(values), other="; ".join(other)))


def _code(text: str, item: Item, choices: Sequence[Choice], *, labels: bool) -> tuple[str, str, str]:
    """Return a code; or why there is none, with a proposal; or three times nothing for a text of one's own."""
    text = text.strip()
    codes = [choice.code for choice in choices]
    if text in codes or not choices:
        return text, "", ""
    wanted = normalised(text)
    same = [code for code in codes if normalised(code) == wanted]
    found = {
        choice.code for choice in choices if any(normalised(each) == wanted for each in choice.label.texts.values())
    }
    if labels and len(found | set(same)) == 1:
        return next(iter(found | set(same))), "", ""
    if labels and len(found | set(same)) > 1:
        return "", f"{text!r} is the label of several choices: {', '.join(sorted(found | set(same)))}", ""
    if item.answer_constraint is AnswerConstraint.OPTIONS_OR_STRING:
        return "", "", ""
    spelled = {normalised(each): choice.code for choice in choices for each in choice.label.texts.values()}
    spelled |= {normalised(code): code for code in codes}
    hint = did_you_mean(wanted, spelled, limit=1)
    close = spelled[hint.split("'")[1]] if hint.count("'") == 2 else ""
    return "", f"{text!r} is not a choice of list {item.choice_list!r}: {_known(codes)}", close


def _known(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:8])
    return f"{shown} and {len(codes) - 8} more" if len(codes) > 8 else shown


# Everything else


def _text(given: Given, _: _Manner) -> Understood:
    return Understood(answer=Answer(value=_plain_text(given)))


_YES = frozenset(("true", "yes", "1", "y", "oui", "نعم"))
_NO = frozenset(("false", "no", "0", "n", "non", "لا"))


def _boolean(given: Given, _: _Manner) -> Understood:
    text = normalised(_plain_text(given))
    if text in _YES or text in _NO:
        return Understood(answer=Answer(value=text in _YES))
    return Understood(why=f"{_plain_text(given)!r} is neither yes nor no")


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩٫٬", "0123456789.,")


def _number(given: Given, *, whole: bool) -> Understood:
    text = _plain_text(given)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Understood(
            why=f"{text!r} is not a number as it would be stored", proposal=_probable_number(text, whole=whole)
        )
    if not number.is_finite() or isinstance(given, dt.date | dt.time | bool):
        return Understood(why=f"{text!r} is not a number")
    if not whole:
        return Understood(answer=Answer(value=number))
    if number != number.to_integral_value():
        return Understood(why=f"{text!r} is not a whole number")
    return Understood(answer=Answer(value=int(number)))


def _probable_number(text: str, *, whole: bool) -> str:
    """Return what a number in another notation probably is: 1 234,5 is 1234.5; nothing where it may be two things."""
    plain = re.sub(r"[\s\u00a0\u202f'’]", "", text.translate(_DIGITS)).rstrip("%€")
    if re.fullmatch(r"-?\d+", plain):
        return plain
    if whole:
        return ""
    if re.fullmatch(r"-?\d+\.\d+", plain):
        return plain
    if re.fullmatch(r"-?\d+,(\d{1,2}|\d{4,})", plain):
        return plain.replace(",", ".")
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+,\d+", plain):
        return plain.replace(".", "").replace(",", ".")
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+\.\d+", plain):
        return plain.replace(",", "")
    return ""


def _integer(given: Given, _: _Manner) -> Understood:
    return _number(given, whole=True)


def _decimal(given: Given, _: _Manner) -> Understood:
    return _number(given, whole=False)


_EXCEL_EPOCH = dt.date(1899, 12, 30)
"""Day 0 of spreadsheets, from 1 March 1900 on (ECMA-376, 18.17.4.1)."""


def _date(given: Given, manner: _Manner) -> Understood:
    if isinstance(given, dt.datetime):
        given = given.date()
    if isinstance(given, dt.date):
        return Understood(answer=Answer(value=PartialDate.of(given)))
    text = _plain_text(given)
    if manner.date_format:
        try:
            parsed = dt.datetime.strptime(text, manner.date_format)  # noqa: DTZ007 - a day has no zone
            return Understood(answer=Answer(value=PartialDate.of(parsed.date())))
        except ValueError:
            pass
    moment = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ][\d:.]+(Z|[+-]\d\d:?\d\d)?", text)
    try:
        if not isinstance(given, bool | int | float):
            return Understood(answer=Answer(value=PartialDate.parse(moment[1] if moment else text)))
    except ModelError:
        return Understood(why=_doubtful_day(text), proposal=_probable_day(text))
    serial = int(float(text)) if re.fullmatch(r"\d{5}(\.\d+)?", text) else 0
    if serial:
        day = _EXCEL_EPOCH + dt.timedelta(days=serial)
        return Understood(why=f"{text} may be a day as spreadsheets count them", proposal=day.isoformat())
    return Understood(why=_doubtful_day(text))


def _doubtful_day(text: str) -> str:
    return f"{text!r} is not a day as it would be stored, YYYY-MM-DD"


def _probable_day(text: str) -> str:
    """Return the only day that a text can mean, if there is one: 14/02/2019 is, 03/04/2019 is not."""
    match = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", text)
    if match is None:
        return ""
    first, second, year = map(int, match.groups())
    days: set[dt.date] = set()
    for day, month in ((first, second), (second, first)):
        if 1 <= month <= 12 and 1 <= day <= 31:
            try:
                days.add(dt.date(year, month, day))
            except ValueError:
                continue
    return days.pop().isoformat() if len(days) == 1 else ""


def _date_time(given: Given, manner: _Manner) -> Understood:
    text = given.isoformat() if isinstance(given, dt.datetime) else _plain_text(given)
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return Understood(why=f"{text!r} is not a moment as it would be stored, such as 2019-02-14T10:00:00+01:00")
    if moment.tzinfo is None:
        if manner.timezone is None:
            return Understood(why=f"{text!r} has no time zone", proposal=moment.replace(tzinfo=dt.UTC).isoformat())
        moment = moment.replace(tzinfo=manner.timezone)
    return Understood(answer=Answer(value=moment))


def _time(given: Given, _: _Manner) -> Understood:
    if isinstance(given, dt.datetime | dt.time):
        return Understood(answer=Answer(value=given if isinstance(given, dt.time) else given.time()))
    text = _plain_text(given)
    match = re.fullmatch(r"(\d{2}:\d{2}(?::\d{2})?)(?:\.0+)?(?:Z|[+-]\d\d:?\d\d)?", text)
    try:
        return Understood(answer=Answer(value=dt.time.fromisoformat(match[1] if match else text).replace(tzinfo=None)))
    except ValueError:
        return Understood(why=f"{text!r} is not a time, such as 14:30")


_SCALARS: Mapping[ItemType, Callable[[Given, _Manner], Understood]] = {
    ItemType.BOOLEAN: _boolean,
    ItemType.INTEGER: _integer,
    ItemType.DECIMAL: _decimal,
    ItemType.QUANTITY: _decimal,
    ItemType.RATING: _decimal,
    ItemType.DATE: _date,
    ItemType.DATE_TIME: _date_time,
    ItemType.TIME: _time,
}

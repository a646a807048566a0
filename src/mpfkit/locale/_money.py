"""Reading amounts of money as people write them, and saying what was understood."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

import attrs

from mpfkit.errors import ModelError
from mpfkit.locale._numbers import format_money, format_number, is_currency

__all__ = ["ParsedMoney", "parse_money"]

_SIGNS = {
    "€": "EUR",
    "EURO": "EUR",
    "EUROS": "EUR",
    "£": "GBP",
    "US$": "USD",
    "¥": "JPY",
}
_TIMES = {
    **dict.fromkeys(("thousand", "k"), 1000),
    **dict.fromkeys(("million", "millions", "mio", "mn", "m"), 1_000_000),
    **dict.fromkeys(("billion", "billions", "bn", "milliard", "milliards", "mrd"), 1_000_000_000),
}
_HELP = "write it as 'EUR 12 500.00'"
_NOTE = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_FIGURE = re.compile(r"\d(?:[\d.,' ٫٬]*\d)?")
_ROUND = re.compile(r"[.,][-\u2013\u2014]+")
_GROUPING_ONLY = frozenset(" '٬")
_ALWAYS_DECIMAL = "٫"


@attrs.frozen(kw_only=True)
class ParsedMoney:
    """An amount that was read from a text.

    Attributes:
        amount: The amount.
        currency: Code of ISO 4217; empty where the text names none.
        note: What stood in brackets beside it, such as the name of a fund; None where nothing did.
        understood: What was understood, for the reader: "EUR 108 874.50 (ISF-Police)", with hard spaces.
        ambiguous: Whether the text can be read in two ways, as "1.234" can; `amount` then is the larger one.
    """

    amount: Decimal
    currency: str
    note: str | None = None
    understood: str
    ambiguous: bool = False


def _groups(parts: list[str], separators: list[str]) -> str | None:
    """Return the digits of a whole number, or None where they are not grouped in threes by one separator."""
    if not separators:
        return parts[0]
    grouped = len(set(separators)) == 1 and len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
    return "".join(parts) if grouped else None


def _figure(text: str) -> tuple[Decimal, Decimal | None] | None:
    """Read a figure with separators.

    Returns:
        The figure, and the other one that it may be; None where it is no figure.
    """
    pieces = re.split(r"([.,' ٫٬])", text)
    parts, separators = pieces[::2], pieces[1::2]
    if not all(parts):
        return None
    last = separators[-1] if separators else ""
    whole = _groups(parts, separators)
    if not separators or last in _GROUPING_ONLY:
        return (Decimal(whole), None) if whole else None
    before = _groups(parts[:-1], separators[:-1])
    decimal = Decimal(f"{before}.{parts[-1]}") if before else None
    earlier = separators[:-1]
    if last in earlier:
        # "1.234.567" groups throughout; "108.874.50" uses one sign for groups and decimals
        if whole:
            return Decimal(whole), None
        return (decimal, None) if decimal is not None and len(parts[-1]) <= 2 else None
    if decimal is not None and whole and not earlier and last != _ALWAYS_DECIMAL and parts[0].strip("0"):
        return Decimal(whole), decimal
    return (decimal, None) if decimal is not None else None


def _currency(text: str, word: str) -> str:
    name = word.upper()
    found = _SIGNS.get(name, name)
    if is_currency(found):
        return found
    if word == "$":
        raise ModelError(f"{text!r}: '$' is the sign of several currencies; write the code, such as USD")
    raise ModelError(f"cannot read {text!r} as an amount of money: {word!r} is no currency; {_HELP}")


def _plain(text: str) -> str:
    """Return a text with European digits, plain spaces and straight apostrophes."""
    normal = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2212", "-")
    digits = (str(unicodedata.decimal(character)) if character.isdecimal() else character for character in normal)
    return " ".join("".join(digits).split())


def parse_money(text: str) -> ParsedMoney:
    """Read an amount of money as people write it.

    The currency may be a code or a sign, before or after the figure, or missing. Thousands may be grouped by spaces,
    apostrophes, points or commas; the decimal sign may be a point or a comma, even the one that groups thousands ("EUR
    108.874.50"). A multiplier may follow ("EUR 3 million"). What stands in brackets is a note.

    Args:
        text: Such as "EUR 108.874.50 (ISF-Police)", "EUR 178,512.92", "1.234,56 EUR" or "€ 12 500".

    Returns:
        The amount, and in `understood` what it was taken for; where `ambiguous` is true, ask.

    Raises:
        ModelError: The text is no amount of money; the message says why in one line.
    """
    work = _plain(text)
    notes = [note.strip() for note in _NOTE.findall(work) if note.strip()]
    work = " ".join(_NOTE.sub(" ", work).split())
    match = _FIGURE.search(work)
    if match is None:
        raise ModelError(f"cannot read {text!r} as an amount of money: there is no figure in it; {_HELP}")
    before, after = work[: match.start()].strip(), work[match.end() :].strip()
    after = _ROUND.sub("", after, count=1).strip() if _ROUND.match(after) else after
    negative = before.startswith("-") or before.endswith("-")
    before = before.strip("-").strip()
    read = _figure(match[0])
    if read is None or re.search(r"\d", after):
        raise ModelError(f"cannot read {text!r} as an amount of money: {work[match.start() :]!r} is no figure; {_HELP}")
    amount, other = read
    first, _, rest = after.partition(" ")
    times = _TIMES.get(first.casefold(), 1)
    after = rest.strip() if times > 1 else after
    named = [_currency(text, word) for word in (before, after) if word]
    if len(set(named)) > 1:
        raise ModelError(f"{text!r} names two currencies, {named[0]} and {named[1]}; remove one of them")
    currency = named[0] if named else ""
    note = "; ".join(notes) or None
    sign = -1 if negative else 1

    def shown(value: Decimal) -> str:
        return format_money(value, currency, "en") if currency else format_number(value, "en")

    amount, other = amount * times * sign, None if other is None else other * times * sign
    understood = shown(amount)
    if other is not None:
        understood += f", though it may mean {shown(other)}"
    return ParsedMoney(
        amount=amount,
        currency=currency,
        note=note,
        understood=f"{understood} ({note})" if note else understood,
        ambiguous=other is not None,
    )

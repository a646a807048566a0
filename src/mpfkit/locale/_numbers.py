"""Figures, amounts of money and percentages."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

from mpfkit.errors import ModelError, UnknownNameError
from mpfkit.locale._languages import check_language

__all__ = ["currency_digits", "format_money", "format_number", "format_percent", "is_currency"]

HARD_SPACE = "\N{NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"
_DECIMAL_SIGNS = {"en": ".", "fr": ",", "ar": "."}
_PRECISE = Context(prec=200, rounding=ROUND_HALF_UP)


@cache
def _currencies() -> dict[str, int]:
    from babel.core import get_global

    fractions = get_global("currency_fractions")
    usual = fractions["DEFAULT"][0]
    return {code: fractions.get(code, (usual,))[0] for code in get_global("all_currencies")}


def is_currency(code: str) -> bool:
    """Tell whether three capitals are a currency of ISO 4217, present or past."""
    return code in _currencies()


def currency_digits(currency: str) -> int:
    """Return how many decimals amounts of a currency have: 2 for EUR, 3 for TND, 0 for JPY.

    Raises:
        UnknownNameError: There is no such currency.
    """
    if not is_currency(currency):
        raise UnknownNameError("currency", currency, hint="write its code of ISO 4217 in capitals, such as EUR")
    return _currencies()[currency]


def format_number(value: int | Decimal, language: str, *, decimals: int | None = None) -> str:
    """Write a figure.

    Thousands are grouped by a hard space (U+00A0) in all three languages, from four digits on (DG Translation, English
    Style Guide 4.9): the narrow hard space of French is missing from many typefaces. The decimal sign is a point in
    English and Arabic and a comma in French. Digits are European ones. Years, numbers of pages and serial numbers are
    not grouped: do not pass them.

    Args:
        value: The figure.
        language: `en`, `fr` or `ar`.
        decimals: How many decimals to show, rounded half away from zero; None for those that the value has.

    Returns:
        Such as "108 874.50" with a hard space; a minus sign (U+2212) before a negative figure.

    Raises:
        ModelError: The value is neither a whole number nor a finite Decimal.
        UnknownNameError: The language is not known.
    """
    check_language(language)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ModelError(f"{value!r} is not a figure; use a whole number or a Decimal")
    if decimals is None and isinstance(value, int):
        # Counts, which tables are full of, need no Decimal.
        return ("" if value >= 0 else _MINUS) + f"{abs(value):,}".replace(",", HARD_SPACE)
    number = Decimal(value)
    if not number.is_finite():
        raise ModelError(f"{value} is not a figure that can be written")
    if decimals is not None:
        number = number.quantize(Decimal(1).scaleb(-decimals), context=_PRECISE)
    whole, _, fraction = f"{abs(number):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", HARD_SPACE)
    sign = _MINUS if number < 0 else ""
    return f"{sign}{grouped}" + (f"{_DECIMAL_SIGNS[language]}{fraction}" if fraction else "")


def format_money(amount: Decimal | int, currency: str, language: str, *, decimals: int | None = None) -> str:
    """Write an amount of money with the code of its currency and a hard space (Interinstitutional Style Guide 7.3.3).

    Args:
        amount: The amount; it is never rounded unless `decimals` says so.
        currency: Code of ISO 4217.
        language: `en` and `ar` put the code first ("EUR 12 500"), `fr` puts it last ("12 500 EUR").
        decimals: How many decimals to show, such as 2 for a column of a table; None for none with whole amounts and
            otherwise as many as the currency has, or more where the amount has more.

    Returns:
        The amount, with hard spaces throughout.

    Raises:
        ModelError: The amount is not a figure.
        UnknownNameError: The currency or the language is not known.
    """
    usual = currency_digits(currency)
    if decimals is None and isinstance(amount, Decimal) and amount.is_finite():
        exponent = amount.normalize(_PRECISE).as_tuple().exponent
        needed = max(0, -exponent) if isinstance(exponent, int) else 0
        decimals = max(needed, usual) if needed else 0
    figure = format_number(amount, language, decimals=decimals)
    return f"{figure}{HARD_SPACE}{currency}" if language == "fr" else f"{currency}{HARD_SPACE}{figure}"


def format_percent(numerator: int, denominator: int, language: str) -> str:
    """Write a share as a percentage without decimals, rounded half up.

    Args:
        numerator: How many; not negative.
        denominator: Of how many; more than none.
        language: `en` and `ar` close the sign up ("67%"), `fr` sets a hard space before it.

    Returns:
        The percentage.

    Raises:
        ModelError: There is nothing to take a share of, or a number is negative.
        UnknownNameError: The language is not known.
    """
    check_language(language)
    if denominator <= 0 or numerator < 0:
        raise ModelError(f"{numerator} of {denominator} is no share; count something before taking a percentage")
    share = (200 * numerator + denominator) // (2 * denominator)
    return format_number(share, language) + (f"{HARD_SPACE}%" if language == "fr" else "%")

"""Figures, amounts of money and percentages as people read them, and reading them back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mpfkit.errors import ModelError, UnknownNameError
from mpfkit.locale import LANGUAGES, format_money, format_number, format_percent, parse_money

HARD = "\N{NO-BREAK SPACE}"
CENTS = st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2)


@pytest.mark.parametrize(
    ("value", "language", "decimals", "text"),
    [
        (0, "en", None, "0"),
        (999, "en", None, "999"),
        (1000, "en", None, f"1{HARD}000"),
        (4000000, "en", None, f"4{HARD}000{HARD}000"),
        (Decimal("108874.50"), "en", None, f"108{HARD}874.50"),
        (Decimal("108874.50"), "fr", None, f"108{HARD}874,50"),
        (Decimal("108874.50"), "ar", None, f"108{HARD}874.50"),
        (Decimal("1E+3"), "en", None, f"1{HARD}000"),
        (-5, "en", None, "\N{MINUS SIGN}5"),
        (Decimal("2.5"), "en", 0, "3"),
        (Decimal("-2.5"), "en", 0, "\N{MINUS SIGN}3"),
        (Decimal("-0.001"), "en", 2, "0.00"),
        (7, "fr", 1, "7,0"),
    ],
)
def test_a_figure_is_grouped_by_hard_spaces(value: Any, language: str, decimals: int | None, text: str) -> None:
    assert format_number(value, language, decimals=decimals) == text


@pytest.mark.parametrize("value", [1.5, True, "12", None])
def test_what_is_no_exact_figure_is_refused(value: Any) -> None:
    with pytest.raises(ModelError, match="is not a figure; use a whole number or a Decimal"):
        format_number(value, "en")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_cannot_be_written_is_refused(value: str) -> None:
    with pytest.raises(ModelError, match="is not a figure that can be written"):
        format_number(Decimal(value), "en")
    with pytest.raises(ModelError, match="is not a figure that can be written"):
        format_money(Decimal(value), "EUR", "en")


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        ("108874.50", "EUR", "en", f"EUR{HARD}108{HARD}874.50"),
        ("108874.5", "EUR", "en", f"EUR{HARD}108{HARD}874.50"),
        ("12500", "EUR", "en", f"EUR{HARD}12{HARD}500"),
        ("12500.00", "EUR", "en", f"EUR{HARD}12{HARD}500"),
        ("12500", "EUR", "fr", f"12{HARD}500{HARD}EUR"),
        ("108874.50", "EUR", "fr", f"108{HARD}874,50{HARD}EUR"),
        ("12500", "EUR", "ar", f"EUR{HARD}12{HARD}500"),
        ("1.5", "TND", "en", f"TND{HARD}1.500"),
        ("1.005", "EUR", "en", f"EUR{HARD}1.005"),
        ("0", "EUR", "en", f"EUR{HARD}0"),
        ("2E+3", "JPY", "en", f"JPY{HARD}2{HARD}000"),
    ],
)
def test_an_amount_has_the_code_and_hard_spaces(amount: str, currency: str, language: str, text: str) -> None:
    assert format_money(Decimal(amount), currency, language) == text


def test_the_amounts_of_a_column_can_have_the_same_decimals() -> None:
    assert format_money(Decimal(12500), "EUR", "en", decimals=2) == f"EUR{HARD}12{HARD}500.00"
    assert format_money(12, "EUR", "en") == f"EUR{HARD}12"


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no currency is named 'EURO'; write its code of ISO 4217"):
        format_money(Decimal(1), "EURO", "en")


@pytest.mark.parametrize(
    ("numerator", "denominator", "language", "text"),
    [
        (2, 3, "en", "67%"),
        (2, 3, "fr", f"67{HARD}%"),
        (2, 3, "ar", "67%"),
        (1, 8, "en", "13%"),
        (0, 5, "en", "0%"),
        (5, 5, "en", "100%"),
        (25, 1, "en", f"2{HARD}500%"),
    ],
)
def test_a_share_is_rounded_half_up(numerator: int, denominator: int, language: str, text: str) -> None:
    assert format_percent(numerator, denominator, language) == text


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 0), (0, 0), (1, -2), (-1, 2)])
def test_a_share_of_nothing_is_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(ModelError, match="is no share"):
        format_percent(numerator, denominator, "en")


@pytest.mark.parametrize(
    ("text", "amount", "currency", "note"),
    [
        ("EUR 108.874.50 (ISF-Police)", "108874.50", "EUR", "ISF-Police"),
        ("EUR 178,512.92", "178512.92", "EUR", None),
        ("EUR 468.479.00", "468479.00", "EUR", None),
        ("€ 12 500", "12500", "EUR", None),
        ("€12500", "12500", "EUR", None),
        ("1.234,56 EUR", "1234.56", "EUR", None),
        ("1 234,56 €", "1234.56", "EUR", None),
        ("eur 1'234'567.8", "1234567.8", "EUR", None),
        ("12 500 euros", "12500", "EUR", None),
        ("EUR 12\u202f500,00", "12500.00", "EUR", None),
        ("CHF 12’500.–", "12500", "CHF", None),
        ("EUR 1.234.567", "1234567", "EUR", None),
        ("EUR 0.125", "0.125", "EUR", None),
        ("EUR 1234.567", "1234.567", "EUR", None),
        ("EUR 12 500.125", "12500.125", "EUR", None),
        ("EUR 3 million", "3000000", "EUR", None),
        ("EUR 1.2 bn", "1200000000", "EUR", None),
        ("108874.50", "108874.50", "", None),
        ("USD 5 [advance] (second part)", "5", "USD", "advance; second part"),
        ("US$ 5", "5", "USD", None),
        ("-EUR 5", "-5", "EUR", None),
        ("EUR \N{MINUS SIGN}5", "-5", "EUR", None),
        ("١٢٣٬٤٥٦٫٧٨٩ EUR", "123456.789", "EUR", None),
        ("EUR 5 EUR", "5", "EUR", None),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, amount: str, currency: str, note: str | None) -> None:
    parsed = parse_money(text)
    assert (parsed.amount, parsed.currency, parsed.note, parsed.ambiguous) == (Decimal(amount), currency, note, False)


def test_what_was_understood_is_said() -> None:
    assert parse_money("EUR 108.874.50 (ISF-Police)").understood == f"EUR{HARD}108{HARD}874.50 (ISF-Police)"
    assert parse_money("3 million").understood == f"3{HARD}000{HARD}000"


@pytest.mark.parametrize(
    ("text", "amount", "understood"),
    [
        ("EUR 1.234", "1234", f"EUR{HARD}1{HARD}234, though it may mean EUR{HARD}1.234"),
        ("1,234", "1234", f"1{HARD}234, though it may mean 1.234"),
        ("EUR 3.500 million (total)", "3500000000", None),
    ],
)
def test_an_amount_that_can_be_read_in_two_ways_says_so(text: str, amount: str, understood: str | None) -> None:
    parsed = parse_money(text)
    assert parsed.ambiguous
    assert parsed.amount == Decimal(amount)
    assert understood is None or parsed.understood == understood


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no figure in it; write it as 'EUR 12 500.00'"),
        ("to be agreed", "there is no figure in it"),
        ("$ 5", "'\\$' is the sign of several currencies; write the code, such as USD"),
        ("EUR 5 USD", "names two currencies, EUR and USD; remove one of them"),
        ("EUR 12 500 or so", "'or so' is no currency"),
        ("ABC 5", "'ABC' is no currency"),
        ("EUR 1,00,000", "'1,00,000' is no figure"),
        ("EUR 1.234,567.890", "is no figure"),
        ("EUR 1,234.5678.90", "is no figure"),
        ("EUR 12..5", "is no figure"),
        ("EUR 500 to 600", "'500 to 600' is no figure"),
        ("EUR 5 (open", r"'\(open' is no currency"),
    ],
)
def test_what_is_no_amount_is_refused_with_one_line_that_helps(text: str, message: str) -> None:
    with pytest.raises(ModelError, match=message) as caught:
        parse_money(text)
    assert len(str(caught.value).splitlines()) == 1


@given(amount=CENTS, language=st.sampled_from(LANGUAGES), currency=st.sampled_from(["EUR", "GBP", "MAD", "XOF"]))
def test_what_is_printed_can_be_read_back(amount: Decimal, language: str, currency: str) -> None:
    printed = format_money(amount, currency, language)
    parsed = parse_money(printed)
    assert (parsed.amount, parsed.currency, parsed.ambiguous) == (amount, currency, False)


@given(
    amount=CENTS,
    group=st.sampled_from(["", " ", HARD, "\u202f", ".", ",", "'", "’"]),
    decimal=st.sampled_from([".", ","]),
    pattern=st.sampled_from(["EUR {}", "{} EUR", "€{}", "€ {}", "{} €", "EUR{}", "  EUR {} ", "EUR {} (ISF-Police)"]),
)
def test_every_way_of_writing_cents_is_read_the_same(amount: Decimal, group: str, decimal: str, pattern: str) -> None:
    assume(amount.as_tuple().exponent == -2)
    whole, _, cents = f"{amount:f}".partition(".")
    text = pattern.format(f"{int(whole):,}".replace(",", group) + decimal + cents)
    parsed = parse_money(text)
    assert (parsed.amount, parsed.currency, parsed.ambiguous) == (amount, "EUR", False)


@given(amount=st.integers(min_value=0, max_value=10**12), group=st.sampled_from([".", ","]))
def test_only_a_single_group_of_three_is_ambiguous(amount: int, group: str) -> None:
    parsed = parse_money(f"EUR {amount:,}".replace(",", group))
    assert parsed.amount == amount
    assert parsed.ambiguous == (1000 <= amount < 1_000_000)


@given(text=st.text(max_size=25))
def test_any_text_is_either_read_or_refused_in_one_line(text: str) -> None:
    try:
        parsed = parse_money(text)
    except ModelError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 - both outcomes are right
    else:
        assert parsed.amount.is_finite()
        assert parsed.understood

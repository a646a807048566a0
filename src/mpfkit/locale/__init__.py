"""What people read: dates, times, figures, money, lists, quotations and fixed phrases in English, French and Arabic.

The only place that formats for people. English follows the Interinstitutional Style Guide; French follows its French
edition where that is generally known; Arabic has European digits, as texts of the Union's partners in the Maghreb do.
Names of months, list patterns and plural categories come from the Unicode CLDR through Babel, which is imported when it
is first needed.
"""

from __future__ import annotations

from mpfkit.locale._catalogue import Catalogue, Phrases
from mpfkit.locale._dates import format_date, format_date_range, format_time, format_time_range, parse_date
from mpfkit.locale._languages import LANGUAGES, check_language, is_rtl, language_name
from mpfkit.locale._money import ParsedMoney, parse_money
from mpfkit.locale._numbers import format_money, format_number, format_percent
from mpfkit.locale._texts import join_list, quote

__all__ = [
    "LANGUAGES",
    "Catalogue",
    "ParsedMoney",
    "Phrases",
    "check_language",
    "format_date",
    "format_date_range",
    "format_money",
    "format_number",
    "format_percent",
    "format_time",
    "format_time_range",
    "is_rtl",
    "join_list",
    "language_name",
    "parse_date",
    "parse_money",
    "quote",
]

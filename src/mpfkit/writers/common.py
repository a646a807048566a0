"""What writers share, for those of plugins too: wordings, directions, colours, charts in numbers, spans of cells.

A writer that takes its labels and its checks from here says the same as the others, in the same words.
"""

from __future__ import annotations

from mpfkit.writers._charts import SeriesLook, chart_table, check_chart, decimals, extremes, one_line, series_looks
from mpfkit.writers._colours import contrast, luminance, shade
from mpfkit.writers._spans import Slot, laid_out
from mpfkit.writers._text import has_rtl, is_ltr, is_mostly_rtl, is_rtl, newlines, script_runs
from mpfkit.writers._words import Words, label_of, load_words

__all__ = [
    "SeriesLook",
    "Slot",
    "Words",
    "chart_table",
    "check_chart",
    "contrast",
    "decimals",
    "extremes",
    "has_rtl",
    "is_ltr",
    "is_mostly_rtl",
    "is_rtl",
    "label_of",
    "laid_out",
    "load_words",
    "luminance",
    "newlines",
    "one_line",
    "script_runs",
    "series_looks",
    "shade",
]

"""What plugins hand over is checked where it is made."""

from __future__ import annotations

import pytest

from mpfkit.errors import PluginError
from mpfkit.records import HouseStyle, Palette, Reader, Renderer, Writer


@pytest.mark.parametrize("name", ["", "Capital", "two words", "-edge", "edge-", "a--b", "über", 3])
def test_a_name_is_a_slug(name: object) -> None:
    with pytest.raises(PluginError, match="is not a slug; use small letters, digits and single hyphens"):
        HouseStyle(name=name)


@pytest.mark.parametrize("summary", ["two\nlines", "x" * 101])
def test_a_summary_is_one_line(summary: str) -> None:
    with pytest.raises(PluginError, match="summary of Writer must be one line of at most 100 characters"):
        Writer(name="acme", summary=summary, suffix=".acme", media_type="text/plain", write=print)


@pytest.mark.parametrize("colour", ["", "003399 ", "#003399", "abcdef", "Blue"])
def test_a_colour_is_six_hexadecimal_capitals(colour: str) -> None:
    with pytest.raises(PluginError, match=r"accent of Palette is .*; write six hexadecimal capitals, such as 003399"):
        Palette(accent=colour)


@pytest.mark.parametrize("suffix", ["", "xlsx", ".XLSX", "x.lsx", "."])
def test_a_suffix_is_a_full_stop_and_small_letters(suffix: str) -> None:
    with pytest.raises(
        PluginError, match=r"suffix of Renderer holds .*; write a full stop and small letters or digits"
    ):
        Renderer(name="acme", suffix=suffix, media_type="text/plain", render=print)
    with pytest.raises(
        PluginError, match=r"suffixes of Reader holds .*; write a full stop and small letters or digits"
    ):
        Reader(name="acme", suffixes=(".csv", suffix), recognises=bool, read=print)

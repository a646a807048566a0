"""Fixed phrases kept in data."""

from __future__ import annotations

import pickle
import subprocess
import sys
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from mpfkit.errors import PluginError, RenderError, UnknownNameError
from mpfkit.locale import LANGUAGES, Catalogue
from mpfkit.locale._catalogue import _choose, _folder, _read
from mpfkit.model import AbsentReason, Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

EN = """
title = "Report"
page = "Page {number}"
braces = "{{not a slot}} {word}"
only-english = "Only here"
[cover]
edition = "Edition: {edition}"
[count]
replies = { one = "{n} reply of {country}", other = "{n} replies of {country}" }
kinds = { one = "kind", other = "kinds" }
"""
FR = """
title = "Rapport"
page = "Page {number}"
braces = "{{pas une case}} {word}"
[cover]
edition = "Édition : {edition}"
[count]
replies = { one = "{n} réponse de {country}", other = "{n} réponses de {country}" }
kinds = { one = "genre", other = "genres" }
"""
AR = """
title = "تقرير"
page = "الصفحة {number}"
braces = "{{ليست خانة}} {word}"
[cover]
edition = "النسخة: {edition}"
[count]
replies = "عدد الردود من {country}: {n}"
kinds = "الأنواع"
"""


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Catalogue]]:
    """Return what makes a catalogue of a package that has the files given."""

    def build(**texts: str) -> Catalogue:
        folder = tmp_path / "some_package" / "phrases"
        folder.mkdir(parents=True)
        (tmp_path / "some_package" / "__init__.py").touch()
        for language, text in texts.items():
            (folder / f"{language}.toml").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        return Catalogue.load("some_package")

    yield build
    sys.modules.pop("some_package", None)
    _folder.cache_clear()
    _read.cache_clear()
    _choose.cache_clear()


def test_a_phrase_has_its_slots_filled(make: Callable[..., Catalogue]) -> None:
    catalogue = make(en=EN, fr=FR, ar=AR)
    assert catalogue.text("title", "fr") == "Rapport"
    assert catalogue.text("cover.edition", "en", edition="public") == "Edition: public"
    assert catalogue.text("page", "ar", number=3) == "الصفحة 3"
    assert catalogue.text("braces", "en", word="{word}") == "{not a slot} {word}"
    assert catalogue.text("page", "en", number=2019) == "Page 2019"


@pytest.mark.parametrize(
    ("language", "n", "text"),
    [
        ("en", 0, "0 replies of Georgia"),
        ("en", 1, "1 reply of Georgia"),
        ("en", 1200, "1\N{NO-BREAK SPACE}200 replies of Georgia"),
        ("en", Decimal("1.5"), "1.5 replies of Georgia"),
        ("fr", 0, "0 réponse de Georgia"),
        ("fr", 2, "2 réponses de Georgia"),
        ("fr", 1000000, "1\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000 réponses de Georgia"),
        ("ar", 3, "عدد الردود من Georgia: 3"),
    ],
)
def test_n_chooses_the_plural_of_the_language(
    make: Callable[..., Catalogue], language: str, n: int | Decimal, text: str
) -> None:
    assert make(en=EN, fr=FR, ar=AR).text("count.replies", language, n=n, country="Georgia") == text


def test_a_form_need_not_show_n(make: Callable[..., Catalogue]) -> None:
    catalogue = make(en=EN, fr=FR, ar=AR)
    assert [catalogue.text("count.kinds", language, n=2) for language in LANGUAGES] == ["kinds", "genres", "الأنواع"]


def test_a_language_falls_back_to_english(make: Callable[..., Catalogue]) -> None:
    catalogue = make(en=EN, fr=FR)
    assert catalogue.text("only-english", "fr") == "Only here"
    assert catalogue.text("count.replies", "ar", n=1, country="Georgia") == "1 reply of Georgia"
    assert catalogue.has("title", "fr")
    assert not catalogue.has("only-english", "fr")
    assert not catalogue.has("title", "ar")
    assert catalogue.keys()[0] == "title"


def test_phrases_of_one_language_do_the_same(make: Callable[..., Catalogue]) -> None:
    phrases = make(en=EN, fr=FR).for_language("fr")
    assert phrases("page", number=3) == "Page 3"
    assert phrases.has("page")
    assert not phrases.has("only-english")
    assert phrases.language == "fr"


@pytest.mark.parametrize(
    ("key", "values", "message"),
    [
        ("page", {}, r"phrase 'page' of some_package \(en\): no value for number"),
        ("page", {"number": 1, "pages": 2}, "no slot for pages"),
        ("page", {"nubmer": 1}, "no value for number and no slot for nubmer"),
        ("title", {"n": 1}, "no slot for n"),
        ("count.replies", {"country": "Georgia"}, "no value for n"),
        ("count.replies", {"country": "Georgia", "n": "3"}, "n is '3'; it chooses the plural: pass a number"),
        ("count.replies", {"country": "Georgia", "n": True}, "n is True"),
    ],
)
def test_slots_without_values_and_values_without_slots_are_refused(
    make: Callable[..., Catalogue], key: str, values: dict[str, object], message: str
) -> None:
    with pytest.raises(RenderError, match=message):
        make(en=EN).text(key, "en", **values)


def test_an_unknown_key_or_language_is_refused(make: Callable[..., Catalogue]) -> None:
    catalogue = make(en=EN)
    with pytest.raises(UnknownNameError, match=r"no phrase of some_package is named 'cover.editon'; did you mean"):
        catalogue.text("cover.editon", "en", edition="x")
    with pytest.raises(UnknownNameError, match="no language is named 'de'"):
        catalogue.for_language("de")
    with pytest.raises(UnknownNameError, match="no language is named 'de'"):
        catalogue.text("title", "de")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = 3", "en.toml: title is 3; a phrase is a text or a table of plural categories"),
        ("title = ", "phrases/en.toml: "),
        ('title = "{a.b}"', "title: the slot {a.b} is not a plain name"),
        ('title = "{a:>3}"', "the slot {a} is not a plain name"),
        ('title = "{}"', "the slot {} is not a plain name"),
        ('title = "{a"', "write a brace that is no slot twice"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(make: Callable[..., Catalogue], text: str, message: str) -> None:
    with pytest.raises(PluginError) as caught:
        make(en=text).text("title", "en")
    assert message in str(caught.value)
    assert str(caught.value).startswith("some_package/phrases/en.toml: ")


def test_a_package_without_phrases_says_so(make: Callable[..., Catalogue]) -> None:
    with pytest.raises(PluginError, match=r"some_package has no phrases: there is no file phrases/en.toml"):
        make(fr=FR).keys()
    with pytest.raises(PluginError, match="there is no package 'no_such_package'"):
        Catalogue.load("no_such_package").keys()


def test_well_kept_files_have_no_problems(make: Callable[..., Catalogue]) -> None:
    assert make(en=EN.replace('only-english = "Only here"\n', ""), fr=FR, ar=AR).problems() == ()


def test_problems_name_file_key_and_difference(make: Callable[..., Catalogue]) -> None:
    french = FR.replace("{number}", "{numero}") + 'mots = "mots"\n'
    arabic = AR.replace('kinds = "الأنواع"', 'kinds = { one = "نوع", other = "أنواع" }')
    found = make(en=EN, fr=french, ar=arabic).problems()
    assert "some_package/phrases/fr.toml: only-english is missing" in found
    assert "some_package/phrases/fr.toml: count.mots is not in the English file" in found
    assert "some_package/phrases/fr.toml: page has the slots ['numero'], English ['number']" in found
    assert "some_package/phrases/ar.toml: count.kinds lacks the plural category 'few'" in found
    assert len(found) == 8


def test_a_missing_file_is_a_problem(make: Callable[..., Catalogue]) -> None:
    assert make(en='title = "Report"', fr='title = "Rapport"').problems() == (
        "some_package/phrases/ar.toml: there is no such file",
    )


def test_a_catalogue_travels_to_other_processes() -> None:
    phrases = Catalogue.load("mpfkit.locale").for_language("fr")
    assert pickle.loads(pickle.dumps(phrases))("table") == "Tableau"


def test_the_words_of_the_core_are_complete_in_all_languages() -> None:
    catalogue = Catalogue.load("mpfkit.locale")
    assert catalogue.problems() == ()
    for language in LANGUAGES:
        for reason in AbsentReason:
            assert catalogue.has(f"absent.{reason.value}", language)
        for audience in Audience:
            assert catalogue.has(f"audience.{audience.value}", language)
            assert catalogue.has(f"edition.{audience.value}", language)


def test_markings_are_never_translated() -> None:
    catalogue = Catalogue.load("mpfkit.locale")
    for key in ("clear", "green", "amber", "amber-strict", "red", "limite"):
        assert len({catalogue.text(f"marking.{key}", language) for language in LANGUAGES}) == 1


def test_importing_the_locale_does_not_import_babel() -> None:
    program = "import sys, mpfkit.locale\nassert 'babel' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)

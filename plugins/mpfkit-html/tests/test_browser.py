"""Pages in a real browser: what axe finds, what paper shows, that nothing is fetched, and nothing runs.

Needs Chromium on the PATH and axe-core: `npm install --prefix build/axe axe-core`, or `MPFKIT_AXE=.../axe.min.js`.
"""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image as Picture
from pypdf import PdfReader

import mpfkit_eu
import mpfkit_html
import mpfkit_icmpd
import mpfkit_reports
from mpfkit import Registry, load_project, render
from mpfkit.builtins import PLAIN
from mpfkit.document import Document, PageBreak, Paragraph, Section
from mpfkit.records import HouseStyle, Palette
from mpfkit.testing import specimen
from mpfkit.testing.strategies import documents
from mpfkit_html import to_html

pytestmark = pytest.mark.browser

REGISTRY = Registry.of(mpfkit_eu, mpfkit_html, mpfkit_icmpd, mpfkit_reports)
STYLES = tuple(REGISTRY.house_styles.values())
PALE = HouseStyle(name="pale", palette=Palette(text="AAAAAA", heading="7FB2E5", muted="CCCCCC", link="66CC66"))
REPORTS = [(kind, "icmpd", "en") for kind in REGISTRY.report_kinds]
REPORTS += [("mapping-report", "eu", "ar"), ("workshop-report", "eu", "ar"), ("country-fiche", "plain", "fr")]
READMISSION = Path(__file__).resolve().parents[3] / "examples" / "readmission"
PHONE = 320
EXAMPLES = int(os.environ.get("MPFKIT_GENERATED", "60"))


def document_of(*blocks: Any) -> Document:
    return Document(title="Title", language="en", date=dt.date(2019, 3, 27), blocks=blocks)


def report(example: Path, kind: str, style: str, language: str) -> str:
    data = render(
        load_project(example), kind=kind, style=style, language=language, format="html", audience="participants",
        registry=REGISTRY,
    )  # fmt: skip
    return data.decode()


def overflowing(browser: Any) -> list[str]:
    """Return what is wider than the screen though it does not scroll by itself."""
    found = browser.run(
        "[...document.querySelectorAll('body *')].filter(one => !one.closest('.scroll, .hidden, .skip') && "
        "(one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1))"
        ".map(one => one.outerHTML.slice(0, 100))"
    )
    assert isinstance(found, list)
    return found


# ------------------------------------------------------------------ axe


@pytest.mark.parametrize(("kind", "style", "language"), REPORTS, ids=lambda part: part)
def test_axe_finds_nothing_in_any_report(
    kind: str, style: str, language: str, example: Path, no_rule_is_broken: Callable[[str], None], browser: Any
) -> None:
    page = report(example, kind, style, language)
    no_rule_is_broken(page)
    browser.size(PHONE, 800)
    assert browser.run("document.documentElement.scrollWidth") == PHONE
    assert overflowing(browser) == []


def test_axe_finds_nothing_in_the_report_of_another_project(
    monkeypatch: pytest.MonkeyPatch, no_rule_is_broken: Callable[[str], None]
) -> None:
    monkeypatch.syspath_prepend(READMISSION / "src")
    import mpfkit_readmission  # type: ignore[import-not-found,unused-ignore]

    registry = Registry.of(mpfkit_readmission, mpfkit_html)
    project = load_project(READMISSION / "project", registry=registry)
    own = set(registry.report_kinds) - {"outline"}
    assert own
    for kind in own:
        no_rule_is_broken(render(project, kind=kind, format="html", registry=registry).decode())


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("style", [*STYLES, PALE], ids=lambda style: style.name)
def test_axe_finds_nothing_in_any_node_in_any_style(
    language: str, style: HouseStyle, browser: Any, axe_tags: Any
) -> None:
    browser.open(to_html(specimen(language), style))
    browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    # Beyond what WCAG asks for: landmarks, order of headings, names of tables
    assert browser.axe((*axe_tags, "wcag22aa", "best-practice")) == []
    browser.size(PHONE, 800)
    assert browser.axe(axe_tags) == []
    assert overflowing(browser) == []


@settings(max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents(), style=st.sampled_from(STYLES))
def test_axe_finds_nothing_in_any_document(document: Document, style: HouseStyle, browser: Any, axe_tags: Any) -> None:
    browser.open(to_html(document, style))
    assert browser.axe((*axe_tags, "wcag22aa", "best-practice")) == []
    assert [event["params"] for event in browser.events if event["method"] == "Log.entryAdded"] == []
    browser.size(PHONE, 800)
    assert overflowing(browser) == []


def test_axe_sees_what_is_wrong(browser: Any, axe_tags: Any) -> None:
    page = to_html(specimen("en"), PLAIN)
    broken = (
        page.replace(' lang="en"', "", 1).replace('aria-label="Name of the authority"', "", 1).replace(' alt="', ' x="')
    )
    browser.open(broken)
    rules = {line.partition(":")[0] for line in browser.axe(axe_tags)}
    assert {"html-has-lang", "image-alt"} <= rules


# ------------------------------------------------------------------ the browser reads what was written


def shape(element: Any) -> Any:
    return [element.tag.rpartition("}")[2].lower(), [shape(child) for child in element]]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_browser_builds_the_tree_that_was_written(language: str, browser: Any) -> None:
    page = to_html(specimen(language), STYLES[0])
    browser.open(page)
    found = browser.run(
        "(function shape(one) { return [one.localName.toLowerCase(), [...one.children].map(shape)] })"
        "(document.documentElement)"
    )
    assert found == shape(etree.fromstring(page.encode()))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_fetched_and_nothing_is_stopped(language: str, browser: Any) -> None:
    browser.open(to_html(specimen(language), STYLES[0]))
    sent = [
        event["params"]["request"]["url"] for event in browser.events if event["method"] == "Network.requestWillBeSent"
    ]
    assert sum(url.startswith("file:") for url in sent) == 1
    assert all(url.startswith(("file:", "data:image/")) for url in sent)
    assert [event["params"] for event in browser.events if event["method"] == "Log.entryAdded"] == []
    # The style sheet is let in by its hash.
    assert browser.run("getComputedStyle(document.querySelector('thead th')).fontWeight") == "700"
    assert browser.run("[...document.images].every(one => one.complete && one.naturalWidth > 0)") is True


def test_scripts_and_styles_that_somebody_put_in_do_not_run(browser: Any) -> None:
    page = to_html(specimen("en"), PLAIN)
    hurt = "<script>document.title = 'run'</script><p id='hurt' style='color: #010203'>x</p>"
    hurt += "<img src='http://x.invalid/x.png' alt=''/>"
    browser.open(page.replace("</main>", f"{hurt}</main>"))
    assert browser.run("document.title") != "run"
    assert browser.run("getComputedStyle(document.getElementById('hurt')).color") != "rgb(1, 2, 3)"
    assert "Content Security Policy" in str([event for event in browser.events if event["method"] == "Log.entryAdded"])


# ------------------------------------------------------------------ the keyboard


def press(browser: Any, key: str) -> None:
    code = {"Tab": 9, "Enter": 13}[key]
    text = {"text": "\r"} if key == "Enter" else {}
    for kind in ("keyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text)


def focused(browser: Any) -> Any:
    return browser.run(
        "(function(one) { const look = getComputedStyle(one), box = one.getBoundingClientRect();"
        "return [one.className || one.id, look.outlineStyle, parseFloat(look.outlineWidth), box.width > 1, "
        "box.top >= 0] })"
        "(document.activeElement)"
    )


def test_the_first_stop_of_the_keyboard_leads_to_the_text(browser: Any) -> None:
    browser.open(to_html(specimen("en"), PLAIN))
    press(browser, "Tab")
    name, outline, width, shown, inside = focused(browser)
    assert (name, outline, shown, inside) == ("skip", "solid", True, True)
    assert width >= 2
    press(browser, "Enter")
    assert focused(browser)[0] == "main"


def test_whatever_has_the_focus_shows_it_and_is_not_covered(browser: Any) -> None:
    browser.open(to_html(specimen("en"), STYLES[0]))
    marking = browser.run("document.querySelector('.marking').getBoundingClientRect().height")
    for _ in range(60):
        press(browser, "Tab")
        name, outline, width, _, _ = focused(browser)
        assert (outline, width >= 2) == ("solid", True), name
        bottom = browser.run("document.activeElement.getBoundingClientRect().bottom")
        assert bottom > marking or name == "skip", name


def test_numbers_of_a_chart_open_without_a_mouse(browser: Any) -> None:
    browser.open(to_html(specimen("en"), PLAIN))
    browser.run("document.querySelector('summary').focus()")
    press(browser, "Enter")
    assert browser.run("document.querySelector('details').open") is True
    assert browser.run("document.querySelector('details table').getBoundingClientRect().height > 50") is True


# ------------------------------------------------------------------ paper


def pages_of(browser: Any, document: Document, style: HouseStyle = STYLES[0]) -> list[Any]:
    browser.open(to_html(document, style))
    return list(PdfReader(io.BytesIO(browser.pdf())).pages)


def test_each_page_of_paper_has_marking_and_number_and_wide_ones_lie_across(browser: Any) -> None:
    document = specimen("en")
    pages = pages_of(browser, document)
    assert sum(isinstance(block, Section) and block.landscape for block in document.blocks) == 1
    sizes = [(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages]
    assert {tuple(sorted(size)) for size in sizes} == {(595, 842)}
    assert [width > height for width, height in sizes].count(True) == 1
    texts = [page.extract_text() for page in pages]
    assert all("TLP:AMBER" in text for text in texts)
    assert all(f"Page {number} of {len(pages)}" in text for number, text in enumerate(texts[1:], 2))
    assert "Page 1" not in texts[0]
    assert all(text.strip() for text in texts)
    # The text of the matrix is on the page that lies across.
    (across,) = (text for text, (width, height) in zip(texts, sizes, strict=True) if width > height)
    assert "Matrix of measures" in across


@pytest.mark.parametrize(
    ("language", "style"), list(product(["en", "ar"], STYLES)), ids=lambda part: getattr(part, "name", part)
)
def test_nothing_on_paper_runs_out_of_the_page(language: str, style: HouseStyle, browser: Any) -> None:
    browser.open(to_html(specimen(language), style))
    browser.call("Emulation.setEmulatedMedia", media="print")
    inner = style.page.width_mm - style.page.inner_mm - style.page.outer_mm
    browser.size(round(inner * 96 / 25.4), 1000)
    wide = overflowing(browser)
    browser.call("Emulation.setEmulatedMedia", media="")
    # What is across has more room than this screen.
    assert [one for one in wide if "least" not in one] == []


def test_a_page_that_is_full_before_a_break_leaves_none_empty(browser: Any) -> None:
    lines = [Paragraph(f"Line {number}") for number in range(60)]
    for count in range(25, 60):
        pages = pages_of(browser, document_of(*lines[:count], PageBreak(), Paragraph("After")), PLAIN)
        texts = [page.extract_text() for page in pages]
        assert all("Line" in text or "After" in text for text in texts), count
        if len(pages) > 2:
            return
    pytest.fail("no page was full")


def test_a_screen_shows_dark_letters_on_white(browser: Any) -> None:
    browser.open(to_html(specimen("en"), PLAIN))
    with Picture.open(io.BytesIO(browser.picture())) as shown:
        colours = shown.convert("L").getcolors()
    assert colours is not None
    lights = {light: count for count, light in colours}
    assert max(lights, key=lambda light: lights[light]) == 255
    assert min(lights) < 60

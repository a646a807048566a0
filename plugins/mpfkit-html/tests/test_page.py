"""Any document becomes one page that holds together: well-formed, without scripts, with nothing fetched."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import os
import re
from functools import partial
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

import mpfkit_html
from mpfkit import Registry
from mpfkit.builtins import PLAIN
from mpfkit.document import (
    Align,
    Anchor,
    BulletList,
    Callout,
    Cell,
    Chart,
    ChartKind,
    Code,
    Column,
    Contents,
    Cover,
    CoverLine,
    Document,
    Emphasis,
    Figure,
    Footnote,
    Form,
    FormChoice,
    FormField,
    FormFieldKind,
    Heading,
    HeadingKind,
    Image,
    LineBreak,
    Link,
    ListOf,
    NumberedList,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Reference,
    Row,
    RowKind,
    Section,
    Series,
    Span,
    SpanRole,
    Strong,
    Table,
    Tone,
    is_blocks,
    walk,
)
from mpfkit.emblem import PICTURES, emblem_image
from mpfkit.errors import CharacterError, RenderError
from mpfkit.locale import Catalogue
from mpfkit.records import DocxLook, Fonts, HouseStyle, Palette, ToneColours
from mpfkit.testing import specimen
from mpfkit.testing.strategies import documents
from mpfkit.writers.common import contrast
from mpfkit_html import to_html
from mpfkit_html._look import ENOUGH, quoted, readable, readable_palette

LANGUAGES = ("en", "fr", "ar")
DAY = dt.date(2019, 3, 27)
STYLE = HouseStyle(name="test", emblem=emblem_image)
BAND = HouseStyle(
    name="band",
    emblem=partial(emblem_image, tone="black"),
    docx=DocxLook(cover="band"),
    fonts=Fonts(body="Cambria", heading='O"dd</style><script>', arabic="Amiri"),
)
STYLES = (PLAIN, STYLE, BAND)
MANY = settings(
    max_examples=int(os.environ.get("MPFKIT_GENERATED", "60")), deadline=None, suppress_health_check=list(HealthCheck)
)
GOES_OUT = re.compile(r"https?://|mailto:")
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def document_of(*blocks: Any, language: str = "en", **more: Any) -> Document:
    return Document(**{"title": "Title", "language": language, "date": DAY, "blocks": blocks, **more})


def tree_of(html: str) -> Any:
    """Return the page as XML, which is stricter than any browser."""
    return etree.fromstring(html.encode(), etree.XMLParser(resolve_entities=False))


def page_of(*blocks: Any, style: HouseStyle = PLAIN, **more: Any) -> Any:
    return tree_of(to_html(document_of(*blocks, **more), style))


def body_of(*blocks: Any, **more: Any) -> str:
    """Return what stands in the main part of the page."""
    html = to_html(document_of(*blocks, **more), PLAIN)
    return html.partition('tabindex="-1">\n')[2].partition("\n</main>")[0].strip()


def text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def level_of(heading: Any) -> int:
    return int(heading.get("aria-level") or heading.tag[1])


def table(*rows: Any, columns: int = 2, **more: Any) -> Table:
    return Table(columns=tuple(Column(f"C{n}") for n in range(columns)), rows=rows, description="Shows it", **more)


def check(html: str) -> Any:
    """Hold a page to what each has to be; return it as a tree."""
    tree = tree_of(html)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for name in tree.xpath("//@aria-labelledby | //@aria-describedby"):
        assert name in ids
    for address in tree.xpath("//a/@href"):
        assert unquote(address[1:]) in ids if address.startswith("#") else GOES_OUT.match(address.lower()), address
    # Nothing runs, and nothing is fetched.
    assert not tree.xpath("//script | //link | //iframe | //object | //embed | //form | //base | //@style | //@srcset")
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    assert all(source.startswith("data:image/") for source in tree.xpath("//@src"))
    (sheet,) = tree.xpath("/html/head/style/text()")
    assert "url(" not in sheet
    assert "@import" not in sheet
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    # One who hears the page finds the way.
    assert [element.tag for element in tree.find("body") if element.tag in {"header", "main", "footer"}] == [
        "header",
        "main",
        "footer",
    ]
    headings = tree.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")
    levels = [level_of(heading) for heading in headings]
    assert not levels or levels[0] <= 2
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert len(tree.xpath("//h1")) <= 1
    assert all(element.get("alt") is not None for element in tree.iter("img"))
    for svg in tree.iter("svg"):
        assert svg.get("role") == "img"
        assert svg.get("aria-label")
    for field in tree.xpath("//input | //select | //textarea"):
        assert field.get("aria-label").strip()
    for each in tree.iter("table"):
        assert text_of(each.find("caption"))
        assert {head.get("scope") for head in each.findall("thead/tr/th")} == {"col"}
        assert all(head.get("scope") in {"row", "rowgroup"} for head in each.iterfind("tbody/tr/th"))
    for frame in tree.xpath("//div[@class='scroll']"):
        assert frame.get("tabindex") == "0"
        assert frame.get("aria-label") or frame.get("aria-labelledby")
    assert not tree.xpath("//a//a | //a//input | //p//p | //p//div | //p//ul")
    assert tree.get("lang")
    assert tree.get("dir") in {"ltr", "rtl"}
    return tree


# ------------------------------------------------------------------ any document


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_a_page_holds_everything_that_a_document_can_hold(language: str, style: HouseStyle) -> None:
    document = specimen(language)
    html = to_html(document, style)
    assert html == to_html(document, style)
    tree = check(html)
    said = text_of(tree)
    for block in walk(document.blocks):
        shown = [block.content] if isinstance(block, Paragraph | Heading) else []
        shown += [block.caption, *block.notes] if isinstance(block, Table) else []
        shown += [block.caption] if isinstance(block, Figure) else []
        for content in shown:
            for part in content if isinstance(content, tuple) else [content]:
                if isinstance(part, str):
                    assert " ".join(part.split()) in said, part
    assert len(tree.xpath("//main//figure")) == 7
    assert len(tree.xpath("//svg[@class='chart']")) == 3
    assert len(tree.xpath("//section[@role='doc-endnotes']/ol/li")) == 4
    assert {field.get("name") for field in tree.xpath("//input | //select | //textarea")} == {
        "name", "reply", "channel", "publish", "call", "date", "date-2"
    }  # fmt: skip
    assert "TLP:AMBER" in text_of(tree.xpath("//aside")[0])


@MANY
@given(documents(), st.sampled_from(STYLES))
def test_any_document_becomes_a_page(document: Document, style: HouseStyle) -> None:
    stream = io.BytesIO()
    mpfkit_html.write(document, style, stream)
    html = stream.getvalue().decode()
    tree = check(html)
    said = re.sub(r"\s", "", "".join(tree.itertext()))
    for block in walk(document.blocks):
        if isinstance(block, Heading | Paragraph) and isinstance(block.content, str):
            assert re.sub(r"\s", "", block.content) in said
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells if isinstance(row, Row) else row:
                    content = cell.content if isinstance(cell, Cell) else cell
                    if isinstance(content, str) and not is_blocks(content):
                        assert re.sub(r"\s", "", content) in said
    assert len(tree.xpath("//table")) == sum(
        isinstance(block, Table) or (isinstance(block, Figure) and isinstance(block.graphic, Chart))
        for block in walk(document.blocks)
    )


def test_a_document_without_content_is_a_page() -> None:
    tree = check(to_html(Document(title="", language="pt-PT", date=DAY, blocks=()), PLAIN))
    assert tree.get("lang") == "pt-PT"
    assert not tree.xpath("//h1 | //nav | //aside")


def test_properties_of_the_file_are_in_its_head() -> None:
    tree = page_of(
        subject="A report", authors=("ICMPD", "Europol"), keywords=("a", "b"), form=Form(id="f", version="1.10")
    )
    found = {meta.get("name"): meta.get("content") for meta in tree.iterfind("head/meta")}
    wanted = {
        "description": "A report",
        "author": "ICMPD, Europol",
        "keywords": "a, b",
        "dcterms.date": "2019-03-27",
        "mpfkit-style": "plain",
        "mpfkit-form": "f",
        "mpfkit-form-version": "1.10",
        "referrer": "no-referrer",
    }
    assert wanted.items() <= found.items()
    assert tree.findtext("head/title") == "Title"


HOSTILE = "</style></title><script>alert(1)</script>\"'&lt;<!--]]><img src=x onerror=a()>{}\\;@import url(http://x)"


def test_hostile_text_stays_text_wherever_it_stands() -> None:
    image = Image(data=PNG, media_type="image/png", width_mm=5, height_mm=5, alt=HOSTILE)
    document = Document(
        title=HOSTILE,
        language="en",
        date=DAY,
        subject=HOSTILE,
        authors=(HOSTILE,),
        keywords=(HOSTILE,),
        header=HOSTILE,
        footer=HOSTILE,
        marking=HOSTILE,
        form=Form(id=HOSTILE),
        cover=Cover(
            title=HOSTILE, kicker=HOSTILE, subtitle=HOSTILE, lines=(CoverLine(HOSTILE, HOSTILE),), notices=(HOSTILE,),
            statement=HOSTILE, implemented_by=HOSTILE, logos=(image,),
        ),
        blocks=(
            Contents(title=HOSTILE),
            ListOf(what="tables", title=HOSTILE),
            Heading(HOSTILE, key=HOSTILE),
            Paragraph((Code(HOSTILE), Link(HOSTILE, f"https://a.example/{HOSTILE}"), Span(HOSTILE, language=HOSTILE))),
            Paragraph((Reference(HOSTILE, HOSTILE), Footnote(HOSTILE), Anchor(f"{HOSTILE} 2")), language=HOSTILE),
            Table(columns=(Column(HOSTILE),), rows=((HOSTILE,),), caption=HOSTILE, description=HOSTILE, units=HOSTILE,
                  notes=(HOSTILE,)),
            Figure(graphic=image, caption=HOSTILE),
            Figure(
                graphic=Chart(categories=(HOSTILE,), series=(Series(HOSTILE, (1,)), Series("b", (2,))), alt=HOSTILE,
                              unit=HOSTILE),
                caption=HOSTILE,
            ),
            Callout(blocks=(Paragraph(HOSTILE),), title=HOSTILE),
            Paragraph(
                FormField(key=HOSTILE, label=HOSTILE, kind=FormFieldKind.DROP_DOWN, value=HOSTILE, placeholder=HOSTILE,
                          choices=(FormChoice(HOSTILE, HOSTILE),))
            ),
            Paragraph(FormField(key="b", label=HOSTILE, value=f"{HOSTILE}\n{HOSTILE}", placeholder=HOSTILE)),
        ),
    )  # fmt: skip
    tree = check(to_html(document, BAND))
    assert not [comment for comment in tree.iter() if not isinstance(comment.tag, str)]


# ------------------------------------------------------------------ inline


def test_inline_content_is_marked_for_what_it_is() -> None:
    content = (
        Strong("a"), Emphasis("b"), Code("<c>"), LineBreak(), Span("d", role=SpanRole.LABEL), Span("e"),
        Span("f", language="fr"), Span("g", language="ar"),
    )  # fmt: skip
    assert body_of(Paragraph(content)) == (
        "<p><strong>a</strong><em>b</em><code>&lt;c&gt;</code><br/>"
        '<span class="label">d</span>e<span lang="fr">f</span>'
        '<span lang="ar" dir="rtl"><span lang="en">g</span></span></p>'
    )


def test_blanks_tabs_and_line_ends_stay() -> None:
    assert body_of(Paragraph("a  b\tc\nd\u2028e\u00ad")) == "<p>a\u00a0 b\u2003c<br/>d<br/>e\u00ad</p>"


def test_english_in_an_arabic_page_is_marked_and_runs_its_own_way() -> None:
    assert 'لدى <span lang="en">Europol</span>' in body_of(Paragraph("الاتصال لدى Europol وفق"), language="ar")
    assert body_of(Paragraph("Aim of it."), language="ar") == '<p lang="en" dir="ltr">Aim of it.</p>'
    assert body_of(Paragraph("Texte.", language="fr"), language="ar") == '<p lang="fr" dir="ltr">Texte.</p>'
    assert body_of(BulletList(("One", "Two")), language="ar") == '<ul lang="en" dir="ltr"><li>One</li><li>Two</li></ul>'
    assert body_of(BulletList(("One", "اثنان")), language="ar").startswith('<ul><li><span lang="en">One')
    # Greek is no English.
    assert body_of(Paragraph(("نص ", Span("Ελληνική"), " نص")), language="ar") == "<p>نص Ελληνική نص</p>"
    field = FormField(key="k", label="L")
    assert body_of(Paragraph(("Name ", field)), language="ar").count('<p><span lang="en">Name</span>') == 1


def test_arabic_in_an_english_page_is_marked() -> None:
    assert body_of(Paragraph("Name of شرطة")) == '<p>Name of <span lang="ar">شرطة</span></p>'
    assert body_of(Paragraph("شرطة الحدود")) == '<p lang="ar" dir="rtl">شرطة الحدود</p>'
    assert body_of(Paragraph("משטרה")) == '<p dir="rtl">משטרה</p>'
    assert '<code><span lang="ar">رمز</span></code>' in body_of(Paragraph(("The code is ", Code("رمز"))))
    assert '<code dir="ltr">a.b</code>' in body_of(Paragraph(("نص ", Code("a.b"))), language="ar")


def test_notes_lead_there_and_back() -> None:
    tree = page_of(
        Paragraph(("a", Footnote(("b ", Link("c", "https://example.org"))))), Paragraph(("d", Footnote("e")))
    )
    marks = tree.xpath("//sup/a")
    assert [mark.text for mark in marks] == ["1", "2"]
    assert marks[0].get("aria-label") == "Note 1"
    notes = tree.xpath("//section/ol/li")
    assert [mark.get("href")[1:] for mark in marks] == [note.get("id") for note in notes]
    assert [note.xpath("p/a[@role='doc-backlink']/@href")[0][1:] for note in notes] == [m.get("id") for m in marks]
    assert notes[0].xpath("p/a[last()]/@aria-label") == ["Back to the text, note 1"]


def test_a_link_in_a_link_is_text_and_a_note_in_it_stands_behind_it() -> None:
    inner = ("a", Link("b", "https://b.example"), Reference("k", "c"), Footnote("d"))
    tree = page_of(Heading("H", key="k"), Paragraph(Link(inner, "https://a.example")))
    link = tree.xpath("//main/p/a")[0]
    assert link.get("href") == "https://a.example"
    assert text_of(link) == "abc"
    assert link.getnext().tag == "sup"


def test_links_that_say_nothing_show_where_they_lead() -> None:
    assert ">https://example.org/é?a=1&amp;b=2</a>" in body_of(Paragraph(Link("", "https://example.org/é?a=1&b=2")))
    assert 'href="https://example.org/%C3%A9?a=1&amp;b=2"' in body_of(
        Paragraph(Link("x", "https://example.org/é?a=1&b=2"))
    )


def test_references_show_the_label_of_their_target() -> None:
    blocks = (
        Heading("One", key="one"),
        Heading("Rules", kind=HeadingKind.ANNEX, key="annex"),
        Heading("Front", kind=HeadingKind.PLAIN, key="front"),
        table(("a", "b"), caption="T", key="t"),
        Paragraph((Reference("one"), ", ", Reference("annex"), ", ", Reference("front"), ", ", Reference("t", ""))),
    )
    assert text_of(page_of(*blocks).xpath("//main/p")[0]) == "Section 1, Annex A, Front, Table 1"


def test_keys_of_any_letters_become_names_that_differ() -> None:
    keys = ("main", "a b", "a-b", "???", "؟ شرطة", "note-1", "A-b")
    blocks = [Paragraph(f"p{n}", key=key) for n, key in enumerate(keys)]
    links = [Paragraph((Reference(key, "x"), Footnote("y"))) for key in keys]
    tree = check(to_html(document_of(*blocks, *links), PLAIN))
    for number, link in enumerate(tree.xpath("//main/p/a")):
        target = tree.xpath("//*[@id=$name]", name=unquote(link.get("href")[1:]))
        assert text_of(target[0]) == f"p{number}"


# ------------------------------------------------------------------ blocks


def test_headings_are_one_level_below_the_title_and_the_seventh_is_said() -> None:
    blocks = [Heading(f"L{level}", level=level) for level in range(1, 7)]
    found = [(heading.tag, level_of(heading), text_of(heading)) for heading in page_of(*blocks).xpath("//main/*")]
    assert found[0] == ("h2", 2, "1 L1")
    assert found[4] == ("h6", 6, "1.1.1.1.1 L5")
    assert found[5] == ("h6", 7, "1.1.1.1.1.1 L6")
    assert text_of(page_of(Heading("Rules", kind=HeadingKind.ANNEX)).find("body/main/h2")) == "Annex A. Rules"


def test_contents_are_lists_in_lists_before_the_text() -> None:
    blocks = (
        Contents(title="Inside", levels=2),
        *(
            Heading(name, level, HeadingKind.PLAIN)
            for name, level in (("A", 1), ("B", 2), ("C", 3), ("D", 2), ("E", 1))
        ),
        Contents(title="Again", levels=1),
    )
    tree = page_of(*blocks)
    first, second = tree.iter("nav")
    assert first.getparent().tag == "body"
    assert first.get("class") == "contents"
    assert [text_of(item) for item in first.findall("ul/li")] == ["ABD", "E"]
    assert [text_of(item) for item in first.findall("ul/li/ul/li")] == ["B", "D"]
    assert second.getparent().tag == "main"
    assert text_of(second) == "Again AE"


def test_a_page_of_three_headings_has_contents_that_nobody_asked_for() -> None:
    headings = [Heading(name, key=name) for name in "ABC"]
    assert text_of(page_of(*headings, language="fr").find("body/nav/h2")) == "Table des matières"
    assert page_of(*headings[:2]).find("body/nav") is None
    assert page_of(Contents(title="None")).find("body/nav") is None


def test_contents_show_languages_and_nothing_else_of_a_heading() -> None:
    content = (
        Strong("A"), Footnote("n"), Span((" B", Emphasis(" C")), language="fr"), Anchor("x"), Code("D"), LineBreak(),
        Reference("k"), Reference("k", " E"), Link(" F", "https://example.org"), Span(" G"),
    )  # fmt: skip
    tree = page_of(Contents(title="T"), Heading("K", key="k"), Heading(content, kind=HeadingKind.PLAIN))
    link = tree.xpath("/html/body/nav/ul/li/a")[1]
    assert text_of(link) == "A B CD Section 1 E F G"
    assert [(span.get("lang"), span.text) for span in link.iter("span")] == [("fr", " B C")]


def test_a_list_of_tables_links_to_them_and_is_left_out_where_there_are_none() -> None:
    listed = ListOf(what="tables", title="Tables")
    tree = page_of(listed, table(("a", "b"), caption="T", key="t"))
    assert [link.get("href") for link in tree.xpath("//nav//a")] == ["#t"]
    assert page_of(listed).find("body/main/nav") is None
    assert page_of(ListOf(what="figures", title="Figures")).find("body/main/nav") is None


def test_page_breaks_stand_between_things_only() -> None:
    breaks = (PageBreak(), Paragraph("a"), PageBreak(), PageBreak(), Paragraph("b"), PageBreak())
    assert body_of(*breaks).split("\n") == ["<p>a</p>", '<div class="page-break"></div>', "<p>b</p>"]
    section = Section(blocks=(PageBreak(), Paragraph("b"), PageBreak()), landscape=True)
    found = body_of(Paragraph("a"), PageBreak(), section, Section(blocks=(Paragraph("c"),)))
    assert "page-break" not in found
    assert found.count('class="section') == 2
    assert '<div class="section landscape">' in found


def test_paragraphs_have_the_class_of_their_role() -> None:
    assert body_of(Paragraph("a", ParagraphRole.META, key="k", keep_with_next=True)) == (
        '<p id="k" class="meta keep">a</p>'
    )
    assert body_of(Paragraph("a", ParagraphRole.QUOTE)) == "<blockquote><p>a</p></blockquote>"


def test_lists_hold_blocks_and_lists() -> None:
    inner = (Paragraph("a"), NumberedList(("b", Strong("c"))))
    assert body_of(BulletList((inner, "d"))) == (
        "<ul><li><p>a</p><ol><li>b</li><li><strong>c</strong></li></ol></li><li>d</li></ul>"
    )


def test_a_callout_is_a_note_named_by_its_title() -> None:
    assert body_of(Callout(blocks=(Paragraph("a"),), title="T", tone=Tone.GOOD)).replace("\n", "") == (
        '<div class="callout good" role="note" aria-labelledby="callout"><p id="callout" class="label keep">T</p>'
        "<p>a</p></div>"
    )
    assert body_of(Callout(blocks=(Paragraph("a"),))).startswith('<div class="callout" role="note">')


# ------------------------------------------------------------------ tables


def test_a_table_has_a_caption_units_notes_and_a_description() -> None:
    tree = page_of(table(("a", "b"), caption="T", units="(EUR)", notes=("n",), key="t"))
    found = tree.xpath("//table")[0]
    assert text_of(found.find("caption")) == "Table 1: T (EUR)"
    (described,) = tree.xpath("//*[@id=$name]", name=found.get("aria-describedby"))
    assert text_of(described) == "Shows it"
    assert text_of(tree.xpath("//div[@class='foot']")[0]) == "n"
    assert tree.xpath("//div[@id='t']/@class") == ["table"]


def test_a_table_without_a_caption_is_called_by_its_description() -> None:
    tree = page_of(table(("a", "b"), units="(EUR)", key="t"), Paragraph(Reference("t", "there")))
    assert text_of(tree.xpath("//caption/span[@class='hidden']")[0]) == "Shows it"
    assert text_of(tree.xpath("//caption")[0]) == "Shows it(EUR)"
    assert tree.xpath("//a[@href='#t']")
    bare = attrs.evolve(table(("a",) * 5, columns=5), description="")
    assert text_of(page_of(bare).xpath("//caption")[0]) == "Table"


def test_wide_tables_scroll_and_narrow_ones_do_not() -> None:
    assert not page_of(table(("a",) * 3, columns=3)).xpath("//div[@class='scroll']")
    frame = page_of(table(("a",) * 4, columns=4, caption="T")).xpath("//div[@class='scroll']")[0]
    assert (frame.get("role"), frame.get("tabindex")) == ("group", "0")
    html = to_html(document_of(table(("a",) * 10, columns=10, compact=True)), PLAIN)
    assert '<table class="compact least38"' in html
    assert "@media screen{.least38{min-width:38rem}}" in html


def test_groups_and_what_sums_them_up_have_bodies_of_their_own() -> None:
    rows = (
        Row(("G", ""), RowKind.GROUP),
        (Cell("a", header=True), "1"),
        Row((Cell("H", span=2),), RowKind.GROUP),
        ("b", Cell("2", tone=Tone.BAD)),
        Row(("all", "3"), RowKind.TOTAL),
    )
    bodies = page_of(table(*rows)).xpath("//tbody")
    assert [text_of(body) for body in bodies] == ["Ga1", "Hb2", "all3"]
    assert bodies[0].xpath("tr[1]/th/@scope | tr[1]/th/@colspan") == ["2", "rowgroup"]
    assert bodies[0].xpath("tr[2]/th/@scope") == ["row"]
    assert bodies[1].xpath("tr[2]/td[2]/@class") == ["tone-bad"]
    assert bodies[2].xpath("tr/th/@scope") == ["row"]
    # A group in two cells
    found = page_of(table(Row(("G", Cell("more")), RowKind.GROUP), ("a", "b"))).xpath("//tr[@class='group']/*")
    assert [(cell.tag, text_of(cell)) for cell in found] == [("th", "G"), ("td", "more")]
    # One total without groups stays where it is.
    assert len(page_of(table(("a", "1"), Row(("all", "1"), RowKind.TOTAL))).xpath("//tbody")) == 1


def test_cells_span_rows_and_columns() -> None:
    rows = ((Cell("a", row_span=2, header=True), "b"), ("c",), (Cell("d", span=2),))
    first, second, third = page_of(table(*rows)).xpath("//tbody/tr")
    assert first.xpath("th/@rowspan | th/@scope") == ["2", "rowgroup"]
    assert len(second) == 1
    assert third.xpath("td/@colspan") == ["2"]


def test_cells_stand_where_their_column_does() -> None:
    columns = (Column("A"), Column("B", align=Align.CENTER), Column("C", width=3, align=Align.END))
    tree = page_of(Table(columns=columns, rows=(("a", "b", "c"),), description="d"), language="ar")
    assert [cell.get("class") for cell in tree.xpath("//tbody/tr/td")] == ["s", "c", "e"]
    assert {cell.get("dir") for cell in tree.xpath("//tbody/tr/td")} == {"ltr"}
    assert [column.get("class") for column in tree.xpath("//col")] == ["w20", "w20", "w60"]


def test_cells_hold_blocks_and_a_tall_row_may_be_parted() -> None:
    tree = page_of(table((Cell((Paragraph("a"), BulletList(("b",))), language="ar"), "x" * 1000)))
    cell = tree.xpath("//td")[0]
    assert [child.tag for child in cell] == ["p", "ul"]
    assert (cell.get("lang"), cell.get("dir")) == ("ar", "rtl")
    assert tree.xpath("//tr/@class") == ["tall"]
    total = Row(("x" * 1000, "b"), RowKind.TOTAL)
    assert page_of(table(total)).xpath("//tbody/tr/@class") == ["total tall"]


# ------------------------------------------------------------------ the cover


def test_the_emblem_is_drawn_and_stands_with_the_statement_only() -> None:
    for tone, border in PICTURES:
        style = HouseStyle(name="s", emblem=partial(emblem_image, tone=tone, border=border))
        tree = page_of(cover=Cover(title="T", statement="Funded by the EU"), style=style)
        (drawing,) = tree.xpath("//header//svg")
        assert drawing.get("aria-label") == "Emblem of the European Union"
        # 14 mm, and more than the centimetre that it needs
        assert int(drawing.get("height")) >= 52
    assert not page_of(cover=Cover(title="T"), style=STYLE).xpath("//svg")


def test_an_emblem_of_somebody_else_is_shown_as_it_is() -> None:
    small = Image(data=PNG, media_type="image/png", width_mm=5, height_mm=5, alt="E")
    style = HouseStyle(name="s", emblem=lambda _: small)
    tree = page_of(cover=Cover(title="T", statement="S"), style=style)
    assert tree.xpath("//header//img/@alt") == ["E"]


def test_no_logo_is_larger_than_the_emblem() -> None:
    logo = Image(data=PNG, media_type="image/png", width_mm=90, height_mm=90, alt="Logo")
    tree = page_of(cover=Cover(title="T", statement="S", logos=(logo,)), style=STYLE)
    (image,) = tree.xpath("//header//img")
    (drawing,) = tree.xpath("//header//svg")
    assert int(image.get("height")) <= int(drawing.get("height"))


def test_lines_of_the_cover_with_a_label_are_said_with_it() -> None:
    lines = (CoverLine("free"), CoverLine("The Hague", "Place"), CoverLine("also free"), CoverLine("x", "Last"))
    tree = page_of(cover=Cover(title="T", lines=lines, implemented_by="Implemented by ICMPD"))
    assert [text_of(term) for term in tree.xpath("//dl/div/dt")] == ["Place:", "Last:"]
    assert text_of(tree.xpath("//header")[0]) == "T free Place:The Hague also free Last:x Implemented by ICMPD"


def test_the_marking_stands_at_the_top_in_the_text_and_on_each_page_of_paper() -> None:
    html = to_html(document_of(cover=Cover(title="T", marking="TLP:RED")), PLAIN)
    tree = tree_of(html)
    assert text_of(tree.xpath("//aside[@aria-label='Marking']")[0]) == "TLP:RED"
    assert text_of(tree.xpath("//header/p[@class='marked']")[0]) == "TLP:RED"
    assert text_of(tree.find("body/footer")) == "TLP:RED"
    assert '@top-right{content:"TLP\\00003A RED"' in html


def test_each_page_of_paper_has_head_foot_and_number_at_its_sides() -> None:
    html = to_html(document_of(header="Short", footer="Funded"), PLAIN)
    assert '@top-left{content:"Short"' in html
    assert '@bottom-left{content:"Funded"' in html
    assert '@bottom-right{content:"Page " counter(page) " of " counter(pages)' in html
    assert "@page :first" not in html
    arabic = to_html(document_of(header="Short", language="ar", cover=Cover(title="T")), PLAIN)
    assert '@top-right{content:"Short"' in arabic
    assert "@page :first" in arabic
    assert "@page wide{size:297mm 210mm}" in html


# ------------------------------------------------------------------ pictures and charts


def picture(**more: Any) -> Image:
    return Image(**{"data": PNG, "media_type": "image/png", "width_mm": 25.4, "height_mm": 50, "alt": "A", **more})


def test_a_picture_is_in_the_page_and_never_distorted() -> None:
    (image,) = page_of(Figure(graphic=picture(), caption="C")).iter("img")
    assert (image.get("width"), image.get("height"), image.get("alt")) == ("96", "96", "A")
    assert image.get("src").startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"data": b"GIF89a"}, "heading 'H', figure 1: "),
        ({"width_mm": 0.0}, "heading 'H', figure 1: 0 x 50 mm is no size for a picture"),
        ({"height_mm": float("nan")}, "figure 1: 25.4 x nan mm is no size"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_told(more: dict[str, Any], message: str) -> None:
    with pytest.raises(RenderError, match=re.escape(message)):
        page_of(Heading("H"), Figure(graphic=picture(**more), caption="C"))


def chart(kind: ChartKind = ChartKind.BAR, **more: Any) -> Chart:
    return Chart(**{"kind": kind, "categories": ("A", "B"), "series": (Series("s", (1, 2)),), "alt": "Rises", **more})


def drawing(one: Chart, **more: Any) -> Any:
    (svg,) = page_of(Figure(graphic=one, caption="C"), **more).xpath("//svg")
    return svg


def numbers(svg: Any, name: str, tag: str = "rect") -> list[float]:
    return [float(one.get(name)) for one in svg.iter(tag)]


def test_the_numbers_of_a_chart_are_in_a_table_that_opens() -> None:
    tree = page_of(Figure(graphic=chart(), caption="C"))
    assert text_of(tree.xpath("//details/summary")[0]) == "Figure 1: the numbers of the chart"
    assert [text_of(row) for row in tree.xpath("//details//tbody/tr")] == ["A1", "B2"]
    tree = page_of(Figure(graphic=chart(data_table=True), caption="C"))
    assert not tree.xpath("//details")
    assert len(tree.xpath("//figure//tbody/tr")) == 2


def test_bars_are_as_long_as_their_numbers() -> None:
    svg = drawing(chart(unit="days"))
    one, two = numbers(svg, "width")
    assert two == pytest.approx(2 * one, abs=0.2)
    assert [text.text for text in svg.iter("text")].count("days") == 1
    assert svg.get("aria-label") == "Rises"
    assert not list(drawing(chart(series=(Series("s", (None, 0)),))).iter("rect"))[1:]


def test_bars_start_where_reading_starts() -> None:
    left, right = drawing(chart()), drawing(chart(), language="ar")
    assert min(numbers(left, "x")) < 100
    starts = [x + width for x, width in zip(numbers(right, "x"), numbers(right, "width"), strict=True)]
    assert len(set(starts)) == 1
    assert starts[0] > 400


def test_bars_below_zero_go_the_other_way() -> None:
    svg = drawing(chart(series=(Series("s", (-5, 5)), Series("t", (2.5, None))), whole_numbers=False))
    below, above, half = sorted(zip(numbers(svg, "x"), numbers(svg, "width"), strict=True))[-3:]
    assert len({round(width) for _, width in (below, above, half)}) == 2
    assert "−5" in "".join(svg.itertext())


def test_parts_of_a_bar_stand_one_behind_the_other() -> None:
    series = tuple(Series(f"s{n}", (n + 1, -1 if n else 0)) for n in range(4))
    svg = drawing(chart(ChartKind.STACKED_BAR, series=series))
    # From the third series on there are patterns.
    assert len(list(svg.iter("pattern"))) == 2
    bars = [(float(one.get("x")), float(one.get("width"))) for one in svg.findall("rect")][:4]
    for (start, width), (after, _) in pairwise(bars):
        assert start + width == pytest.approx(after, abs=0.2)
    assert len({*svg.xpath("pattern/@id")}) == 2


def test_lines_break_where_there_is_no_number() -> None:
    values = (1, 2, None, 4, None)
    svg = drawing(
        chart(
            ChartKind.LINE,
            categories=tuple(map(str, range(5))),
            series=(Series("s", values), Series("t", (5, 0.5, 1, 1, 1)), Series("none", (None,) * 5)),
            whole_numbers=False,
            unit="days",
            height_mm=80,
        )
    )
    path = next(one.get("d") for one in svg.iter("path") if one.get("fill") == "none")
    assert (path.count("M"), path.count("L")) == (2, 1)
    assert any(one.get("stroke-dasharray") for one in svg.iter("path"))


@pytest.mark.parametrize(
    ("values", "more", "ticks"),
    [
        ((0, 0), {}, ["0", "1"]),
        ((0.25, 0.75), {"percent": True, "whole_numbers": False}, ["0%", "20%", "40%", "60%", "80%", "100%"]),
        ((0.1, 0.2), {"percent": True, "whole_numbers": False}, ["0%", "5%", "10%", "15%", "20%"]),
        ((0.001, 0.002), {"whole_numbers": False}, ["0.0000", "0.0005", "0.0010", "0.0015", "0.0020"]),
        ((1, 12000), {}, ["0", "2\u00a0000", "4\u00a0000", "6\u00a0000", "8\u00a0000", "10\u00a0000", "12\u00a0000"]),
        ((0, 0.0), {"percent": True}, ["0%", "20%", "40%", "60%", "80%", "100%"]),
    ],
)
def test_axes_end_at_round_numbers(values: tuple[float, ...], more: dict[str, Any], ticks: list[str]) -> None:
    svg = drawing(chart(series=(Series("s", values),), show_values=False, **more))
    assert [text.text for text in svg.iter("text") if text.get("text-anchor") == "middle"] == ticks


def test_french_charts_have_a_blank_before_the_sign_of_per_cent() -> None:
    assert "100\u00a0%" in "".join(
        drawing(chart(percent=True, series=(Series("s", (0.5, 1)),)), language="fr").itertext()
    )


def test_a_high_chart_uses_its_height_and_a_long_legend_its_lines() -> None:
    low, high = drawing(chart()), drawing(chart(height_mm=120))
    assert float(high.get("height")) > 2 * float(low.get("height"))
    many = tuple(Series(f"A rather long name of a series, number {n}", (1, 2)) for n in range(5))
    assert float(drawing(chart(series=many)).get("height")) > float(low.get("height")) + 100


@pytest.mark.parametrize("kind", ChartKind)
@pytest.mark.parametrize("language", ["en", "ar", "pt"])
def test_everything_of_a_chart_lies_inside_it(kind: ChartKind, language: str) -> None:
    names = ("A category with a name that has to be broken into several lines", "B")
    series = tuple(Series(f"s{n}", (12, -5)) for n in range(3))
    svg = drawing(chart(kind, categories=names, series=series), language=language)
    width, height = map(float, svg.get("viewBox").split()[2:])
    for text in svg.iter("text"):
        assert 0 <= float(text.get("x")) <= width
        assert 0 < float(text.get("y")) <= height
    for one in svg.findall("rect"):
        assert float(one.get("x")) >= 0
        assert float(one.get("x")) + float(one.get("width")) <= width


def test_a_chart_that_cannot_be_drawn_is_told() -> None:
    with pytest.raises(RenderError, match="before the first heading: figure 1: the chart has no series"):
        page_of(Figure(graphic=chart(series=()), caption="C"))


# ------------------------------------------------------------------ form fields


def test_form_fields_are_controls_that_can_be_filled_in() -> None:
    choices = (FormChoice("y", "Yes"), FormChoice("n", "No"))
    tree = page_of(
        Paragraph(FormField(key="a", label="A", value="x")),
        Paragraph(FormField(key="b", label="B", kind=FormFieldKind.RICH_TEXT, value="\n1\n2")),
        Paragraph(FormField(key="c", label="C", kind=FormFieldKind.DROP_DOWN, choices=choices, value="n")),
        Paragraph(FormField(key="d", label="D", kind=FormFieldKind.CHECKBOX, value="yes")),
        Paragraph(FormField(key="e", label="E", kind=FormFieldKind.DATE, value="2019-03-27")),
        Paragraph(FormField(key="f", label="F", kind=FormFieldKind.DATE)),
    )
    assert tree.xpath("//input[@name='a']/@value") == ["x"]
    # The first line end after the tag is none of the text.
    assert tree.xpath("//textarea")[0].text == "\n\n1\n2"
    assert tree.xpath("//option[@selected]/text()") == ["No"]
    assert tree.xpath("//option[1]/text()") == ["Choose"]
    assert tree.xpath("//input[@checked]/@name") == ["d"]
    assert tree.xpath("//input[@type='date']/@value") == ["2019-03-27", ""]
    assert "neither sent nor kept" in text_of(tree.xpath("//p[@class='filling']")[0])


def field(**more: Any) -> FormField:
    return FormField(**{"key": "k", "label": "L", **more})


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (Paragraph(field(key=" ")), "a form field labelled 'L' has no key; give it one"),
        (Paragraph(field(label=" ")), "form field 'k': has no label"),
        (Paragraph((field(), field())), "form field 'k': the same key is used before (before the first heading)"),
        (Paragraph(field(choices=(FormChoice("a", "A"),))), "has choices, but is a text field"),
        (Paragraph(field(kind=FormFieldKind.CHECKBOX, value="no")), "a checkbox holds 'yes' or nothing, not 'no'"),
        (Paragraph(field(kind=FormFieldKind.DATE, value="27 March")), "'27 March' is no day"),
        (Paragraph(field(kind=FormFieldKind.DROP_DOWN)), "has nothing to choose from"),
        (
            Paragraph(field(kind=FormFieldKind.DROP_DOWN, choices=(FormChoice("a", "A"),), value="b")),
            "'b' is none of its choices: 'a'",
        ),
        (
            Paragraph(field(kind=FormFieldKind.DROP_DOWN, choices=(FormChoice("a", "A"), FormChoice("a", "B")))),
            "two choices have one value",
        ),
        (Heading(field()), "cannot stand in a heading"),
        (Paragraph(Link(("x", field()), "https://example.org")), "cannot stand in a link"),
        (Paragraph(Link(field(), "https://example.org")), "cannot stand in a link"),
        (Paragraph(("a", Footnote(field()))), "cannot stand in a footnote"),
        (Table(columns=(Column(field()),), rows=(), description="d"), "cannot stand in the header row of a table"),
        (table(("a", "b"), caption=field()), "cannot stand in a caption"),
        (Callout(blocks=(), title=field()), "cannot stand in the title of a callout"),
        (Paragraph(Link("x", "ftp://a.example")), "the link to 'ftp://a.example' is neither http, https nor mailto"),
        (Paragraph(Link("x", "javascript:alert(1)")), "is neither http, https nor mailto"),
        (Paragraph(Reference("nowhere")), "the reference to 'nowhere' leads nowhere"),
        (Paragraph((Anchor("a"), Reference("a"))), "has no label of its own"),
        (Paragraph(Footnote(("a", Footnote("b")))), "a footnote cannot stand in a footnote"),
        (table((Footnote("a"), "b")), "table 1, row 2: a footnote cannot stand in a table"),
        (table(("a",)), "table 1, row 2: the row covers 1 columns, the table has 2"),
        (table(Row(("a", Cell("b", span=2)), RowKind.GROUP)), "the row covers 3 columns, the table has 2"),
        (table(Row((Cell("a"), "b"), RowKind.GROUP), columns=3), "the row covers 2 columns, the table has 3"),
        (Table(columns=(), rows=(), description="d"), "a table has no columns"),
        (table((Cell((table(("a", "b")),)), "b")), "a table cannot stand in the cell of a table"),
        (
            table((Cell((Figure(graphic=chart(), caption="C"),)), "b")),
            "a figure cannot stand in the cell of a table",
        ),
        (ListOf(what="maps", title="Maps"), "there is no list of 'maps'"),
        (Paragraph(b"bytes"), "bytes is no inline content"),
        (Paragraph(("a", Paragraph("b"))), "Paragraph is no inline content"),
        (Cover(title="T"), "Cover is no block"),
    ],
)  # fmt: skip
def test_what_no_page_can_hold_is_told_with_its_place(block: Any, message: str) -> None:
    with pytest.raises(RenderError, match=re.escape(message)):
        page_of(block)


def test_a_key_that_is_used_twice_is_told() -> None:
    with pytest.raises(RenderError, match="the key 'k' is used twice in the document"):
        page_of(Heading("A", key="k"), Paragraph("b", key="k"))


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"title": "a\x0bb"}, "cover: "),
        ({"footer": "a\x0bb"}, "footer: "),
        ({"subject": "a\x0bb"}, "properties of the file: "),
        ({"cover": Cover(title="T", notices=("a\x0bb",))}, "cover: "),
        ({"blocks": (Heading("H"), Paragraph("a\x0bb"))}, "heading 'H': "),
        ({"blocks": (Paragraph(Link("x", "https://a\x0bb")),)}, "before the first heading: "),
        ({"blocks": (Paragraph(field(label="a\x0bb")),)}, "before the first heading: "),
    ],
)
def test_a_character_that_no_file_can_hold_is_told_with_its_place(more: dict[str, Any], place: str) -> None:
    with pytest.raises(CharacterError, match=rf"^{re.escape(place)}U\+000B at character \d+ is no character") as told:
        to_html(attrs.evolve(document_of(), **more), PLAIN)
    assert told.value.text[told.value.position - 1] == "\x0b"


# ------------------------------------------------------------------ looks

COLOURS = st.text("0123456789ABCDEF", min_size=6, max_size=6)
PALETTES = st.builds(
    Palette,
    **dict.fromkeys(("text", "heading", "accent", "on_accent", "muted", "link", "rule"), COLOURS),
    tones=st.builds(ToneColours, **dict.fromkeys(("good", "partial", "bad", "muted", "accent"), COLOURS)),
)


@settings(max_examples=300, deadline=None)
@given(PALETTES)
def test_text_can_be_read_whatever_a_style_says(palette: Palette) -> None:
    found = readable_palette(palette)
    grounds = ("FFFFFF", *attrs.asdict(found.tones).values())
    for text in (found.text, found.heading, found.muted, found.link):
        assert all(contrast(text, ground) >= ENOUGH for ground in grounds)
    assert contrast(found.on_accent, found.accent) >= ENOUGH


def test_a_palette_that_can_be_read_stays_as_it_is() -> None:
    assert readable_palette(Palette()) == Palette()


def test_a_colour_that_is_too_light_becomes_a_darker_shade_of_its_hue() -> None:
    found = readable("66CC66", ("FFFFFF",))
    assert contrast(found, "FFFFFF") >= ENOUGH
    red, green, blue = (int(found[at : at + 2], 16) for at in (0, 2, 4))
    assert green > red == blue
    assert readable("777777", ("444444",)) == "000000"


def test_a_string_of_css_cannot_be_left() -> None:
    assert quoted('a"}</style>\n') == '"a\\000022 \\00007D \\00003C \\00002F style\\00003E \\00000A "'


def test_text_beside_the_emblem_has_a_colour_that_may_stand_there() -> None:
    def beside(heading: str, style: HouseStyle) -> str:
        page = to_html(document_of(), attrs.evolve(style, palette=Palette(heading=heading)))
        found = re.search(r"--beside:#(\w+);", page)
        assert found is not None
        return found[1]

    assert beside("003399", STYLE) == "003399"
    assert beside("7A1F1F", STYLE) == "000000"
    assert beside("7A1F1F", PLAIN) == Palette().text


# ------------------------------------------------------------------ the plugin


def test_hook_mpfkit_writers() -> None:
    registry = Registry.of(mpfkit_html)
    writer = registry.writers["html"]
    assert writer is mpfkit_html.WRITER
    assert (writer.suffix, writer.media_type) == (".html", "text/html; charset=utf-8")


def test_the_words_of_the_page_are_there_in_all_languages() -> None:
    assert Catalogue.load("mpfkit_html").problems() == ()


def test_a_blank_paragraph_is_one() -> None:
    assert body_of(Paragraph("")) == "<p></p>"

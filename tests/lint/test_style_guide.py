"""What is right by the Interinstitutional Style Guide is left alone, and rules keep to the text that they are about."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpfkit import geo, locale
from mpfkit.document import (
    BulletList,
    Cell,
    Code,
    Column,
    Document,
    Figure,
    Footnote,
    Heading,
    Image,
    Link,
    Paragraph,
    ParagraphRole,
    Row,
    RowKind,
    Span,
    Table,
)
from mpfkit.emblem import PICTURES, Tone, bordered_aspect, emblem_image
from mpfkit.lint import lint
from mpfkit.lint._style_guide import _SUSPECT, ENGLISH_RULES
from mpfkit.records import Contract, HouseStyle

STYLE = HouseStyle(name="guided", contract=Contract(style_guide=True))
HARD = "\N{NO-BREAK SPACE}"
LEFT, RIGHT = "\N{LEFT SINGLE QUOTATION MARK}", "\N{RIGHT SINGLE QUOTATION MARK}"
LEFT_DOUBLE, RIGHT_DOUBLE = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"


def found(render_docx: Any, *blocks: Any, style: HouseStyle = STYLE, language: str = "en", **more: Any) -> list[str]:
    document = Document(
        title="A report", language=language, blocks=(Heading("Part"), *blocks), date=dt.date(2019, 3, 1), **more
    )
    return [each.code for each in lint(render_docx(document, style), style=style)]


def table(*names: str, header: str = "Country", **more: Any) -> Table:
    rows = tuple((Cell(name, header=True), "yes") for name in names)
    return Table(
        **{"columns": (Column(header), Column("Reply")), "rows": rows, "description": "Replies", "caption": "C", **more}
    )


@pytest.mark.parametrize(
    "text",
    [
        f"It cost EUR{HARD}108{HARD}874.50, of which EUR{HARD}12{HARD}500 were spent in 2019.",
        f"A EUR{HARD}3 million programme; EUR{HARD}5.",
        "The amount is in euro.",
        f"There were 4{HARD}000{HARD}000 files and 1452 pages, on p. 1452.",
        "Of them 67% replied, and 12.5% later.",
        "They met on 14 February 2019 and from 14\N{EN DASH}15 February 2019; in tables 1.7.2013.",
        "Dr Miller and Ms Weber spoke of Art. 5 and Chap. 3. Art is long.",
        f"They spoke of {LEFT}trust{RIGHT} first.",
        f"He said {LEFT}the {LEFT_DOUBLE}best{RIGHT_DOUBLE} way{RIGHT} and left.",
        f"Published as {LEFT}EUR 108.874.50{RIGHT}.",
        "Member States of 1, 2 and 3 replied; questions 4, 5 and 6 did not.",
        "Section 1.2.3, version 1.10, and 192.168 are no figures.",
        "Regulation (EU) No 763/2014, Directive 2011/36/EU and Decision 2011/833/EU.",
        "Replies came from 28 of 40 countries, 14 of them in May.",
    ],
)
def test_what_is_written_as_the_guide_asks_is_left_alone(text: str, render_docx: Any) -> None:
    assert found(render_docx, Paragraph(text)) == []


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.dates(dt.date(1950, 1, 1), dt.date(2050, 1, 1)))
def test_what_our_own_formatters_write_is_left_alone(amount: Any, day: dt.date) -> None:
    later = day + dt.timedelta(days=1)
    text = " ".join(
        (
            locale.format_money(amount, "EUR", "en"),
            "and",
            locale.format_number(amount, "en"),
            locale.format_date(day, "en"),
            locale.format_date(day, "en", style="table"),
            locale.format_date_range(day, later, "en"),
            locale.format_percent(1, 3, "en"),
            locale.quote('a "b" c', "en"),
        )
    )
    assert [found for rule in ENGLISH_RULES for found in rule.find(text)] == []


_WORDS = "EUR USD mio mln euros million th of February May Dr Ms Art Chap new EU a".split()
_PIECES = st.sampled_from([*"0123456789.,/-% '\"()€", HARD, LEFT_DOUBLE, RIGHT_DOUBLE, "Member States", *_WORDS])


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_what_looks_innocent_at_first_sight_is_innocent(text: str) -> None:
    faults = [found for rule in ENGLISH_RULES for found in rule.find(text)]
    assert _SUSPECT.search(text) or not faults


WRONG = f"It cost \N{EURO SIGN} 108.874,50 on 14th February 2019, 5 % of {LEFT_DOUBLE}it{RIGHT_DOUBLE}."


def test_rules_on_english_leave_other_languages_quotations_and_code_alone(render_docx: Any) -> None:
    assert set(found(render_docx, Paragraph(WRONG))) == {"MPF449", "MPF451", "MPF452", "MPF456"}
    assert found(render_docx, Paragraph(WRONG, language="fr")) == []
    assert found(render_docx, Paragraph(("See ", Span(WRONG, language="de"), "."))) == []
    assert found(render_docx, Paragraph(WRONG, ParagraphRole.QUOTE)) == []
    assert found(render_docx, Paragraph(("See ", Code(WRONG), "."))) == []
    assert found(render_docx, Paragraph(WRONG), language="fr") == []


def test_a_style_that_does_not_ask_for_the_guide_is_not_measured_by_it(render_docx: Any) -> None:
    assert found(render_docx, Paragraph(WRONG), style=HouseStyle(name="free")) == []


def test_units_of_a_table_are_written_as_the_guide_asks(render_docx: Any) -> None:
    assert found(render_docx, table("Austria", units="(million EUR)")) == []
    assert found(render_docx, table("Austria", units="(EUR)"), language="ar") == []


def test_notes_that_are_addresses_need_no_full_stop(render_docx: Any) -> None:
    notes = ("https://www.europol.europa.eu", "a@europol.europa.eu", Link("Europol", "https://www.europol.europa.eu"))
    for note in notes:
        assert found(render_docx, Paragraph(("A", Footnote(note), " came."))) == []
    assert found(render_docx, Paragraph(("A", Footnote("Is it so?"), " came."))) == []
    assert found(render_docx, Paragraph(("A", Footnote("It is (see there)."), " came."))) == []
    assert found(render_docx, Paragraph(("A", Footnote("It is so"), " came."))) == ["MPF454"]


def test_a_list_that_continues_its_sentence_is_left_alone(render_docx: Any) -> None:
    assert found(render_docx, BulletList(("one;", "two; and", "three.")), Paragraph("End.")) == []
    assert found(render_docx, BulletList(("one", "two", "three"))) == []
    assert found(render_docx, BulletList(("one;", "two;", "three;"))) == ["MPF457"]


@pytest.mark.parametrize("policy", geo.ORDER_POLICIES)
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("day", [dt.date(2019, 2, 14), dt.date(2021, 5, 1)])
def test_countries_in_the_order_of_the_style_are_left_alone(
    policy: str, language: str, day: dt.date, render_docx: Any
) -> None:
    codes = geo.order(geo.members("EU", on=day), policy=policy, on=day, language=language)
    names = [geo.name(code, on=day, language=language) for code in codes]
    style = attrs.evolve(STYLE, country_order=policy)
    assert found(render_docx, table(*names), table(*codes), style=style, language=language) == []
    assert "MPF459" in found(render_docx, table(*reversed(names)), style=style, language=language)


def test_groups_of_countries_are_looked_at_by_themselves(render_docx: Any) -> None:
    rows = (
        (Cell("Sweden", header=True), "yes"),
        Row((Cell("Others"),), RowKind.GROUP),
        (Cell("Belgium*", header=True), "yes"),
        (Cell("Ireland (1)", header=True), "yes"),
        (Cell("Greece", header=True), "yes"),
        (Cell("Belgium", header=True), "no"),
        (Cell("Norway", header=True), "no"),
    )
    assert found(render_docx, table(rows=rows)) == []


@pytest.mark.parametrize(("code", "wording"), [("XK", "eu"), ("XK", "un"), ("XK", "coe"), ("PS", "eu")])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_disputed_name_with_its_note_is_left_alone(code: str, wording: str, language: str, render_docx: Any) -> None:
    day = dt.date(2019, 2, 14)
    name = geo.name(code, on=day, language=language)
    note = geo.designation(code, wording=wording, language=language)
    assert note is not None
    style = attrs.evolve(STYLE, designations=wording)
    text = Paragraph((f"{name}* ", Footnote(Span(note.text, language=note.language)), "."))
    assert found(render_docx, text, style=style, language=language) == []
    assert found(render_docx, Paragraph(f"{name} ."), style=style, language=language) == ["MPF465"]
    noted = table(f"{name}*", notes=(Span(note.text, language=note.language),))
    assert found(render_docx, noted, style=style, language=language) == []


def test_a_wording_without_a_note_asks_for_none(render_docx: Any) -> None:
    assert found(render_docx, Paragraph("Palestine replied."), style=attrs.evolve(STYLE, designations="coe")) == []
    assert found(render_docx, Paragraph("Palestinian authorities replied.")) == []


def test_a_map_with_its_note_is_left_alone(render_docx: Any) -> None:
    note = geo.map_note("eu")
    assert note is not None
    figure = Figure(graphic=emblem_image("Map of the routes"), caption="Routes")
    assert found(render_docx, figure) == ["MPF468"]
    assert found(render_docx, figure, Paragraph(note)) == []
    assert found(render_docx, Figure(graphic=emblem_image("Mapping of replies"), caption="Replies")) == []


def test_abbreviations_out_of_order_are_found_once(render_docx: Any) -> None:
    names = ("EU", "ICMPD", "MPF")
    assert found(render_docx, Heading("Abbreviations"), table(*names, header="Abbreviation")) == []
    codes = found(render_docx, Heading("Abbreviations"), table(*reversed(names), header="Abbreviation"))
    assert codes == ["MPF458"]


def test_headings_may_end_with_a_question_mark_or_an_ellipsis(render_docx: Any) -> None:
    assert found(render_docx, Heading("What now?", 2), Heading("And so on\N{HORIZONTAL ELLIPSIS}", 2)) == []
    assert found(render_docx, Heading("What now.", 2)) == ["MPF453"]


@pytest.mark.parametrize(("tone", "border"), PICTURES)
def test_the_emblem_in_every_tone_and_with_its_border_is_left_alone(
    tone: Tone, border: bool, render_docx: Any, document: Document, house: HouseStyle
) -> None:
    style = attrs.evolve(house, emblem=partial(emblem_image, tone=tone, border=border))
    assert lint(render_docx(document, style), style=style) == ()


def test_the_border_does_not_count_as_height(render_docx: Any, document: Document, house: HouseStyle) -> None:
    def small(alt: str) -> Image:
        return attrs.evolve(emblem_image(alt, border=True), width_mm=bordered_aspect() * 10.2, height_mm=10.2)

    style = attrs.evolve(house, emblem=small)
    assert [each.code for each in lint(render_docx(document, style), style=style)] == ["MPF487"]

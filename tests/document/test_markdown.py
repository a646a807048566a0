"""Light Markdown becomes nodes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpfkit.document import (
    Align,
    BulletList,
    Cell,
    Code,
    Emphasis,
    Footnote,
    Heading,
    HeadingKind,
    LineBreak,
    Link,
    NumberedList,
    Paragraph,
    ParagraphRole,
    Span,
    Strong,
    Table,
    from_markdown,
    inline_markdown,
    plain_text,
    walk,
)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("plain", "plain"),
        ("two\nlines", "two lines"),
        ("hard  \nbreak", ("hard", LineBreak(), "break")),
        ("*soft* and **loud**", (Emphasis("soft"), " and ", Strong("loud"))),
        ("***both***", Emphasis(Strong("both"))),
        ("`x < y`", Code("x < y")),
        ("[Europol](https://www.europol.europa.eu)", Link("Europol", "https://www.europol.europa.eu")),
        ("[mail](mailto:a@b.eu)", Link("mail", "mailto:a@b.eu")),
        ("<https://a.eu>", Link("https://a.eu", "https://a.eu")),
        ("[a **b**](http://c.eu)", Link(("a ", Strong("b")), "http://c.eu")),
        ("[file](file:///etc/passwd)", "[file](file:///etc/passwd)"),
        ("[here](javascript:alert(1))", "[here](javascript:alert(1))"),
        ("[ftp](ftp://a.eu/x)", "ftp"),
        ("[page](other.md)", "page"),
        ("a [](https://a.eu) b", "a  b"),
        ("![A map of routes](map.png)", "A map of routes"),
        ("<b>bold</b> & <script>x</script>", "<b>bold</b> & <script>x</script>"),
        ("&amp; &copy;", "& \N{COPYRIGHT SIGN}"),
        (r"\*not stressed\*", "*not stressed*"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_inline_markdown_becomes_inline_nodes(text: str, content: object) -> None:
    assert inline_markdown(text) == content


def test_paragraphs_are_split_at_blank_lines() -> None:
    assert from_markdown("one\n\ntwo") == (Paragraph("one"), Paragraph("two"))


@pytest.mark.parametrize("text", ["", " \n\t\n", "---", "![](x.png)", "-", "#", "[a]: https://b.eu"])
def test_a_text_without_content_gives_no_blocks(text: str) -> None:
    assert from_markdown(text) == ()


def test_html_blocks_are_shown_as_the_text_that_they_are() -> None:
    assert from_markdown("<div>\nx\n</div>") == (Paragraph("<div> x </div>"),)


def test_headings_stand_below_the_heading_given_and_skip_no_level() -> None:
    blocks = from_markdown("# A\n\n### B\n\n## C\n\n###### D\n\n# E", heading_level=2)
    assert [(plain_text(block.content), block.level) for block in blocks if isinstance(block, Heading)] == [
        ("A", 3),
        ("B", 4),
        ("C", 4),
        ("D", 5),
        ("E", 3),
    ]


def test_a_text_that_starts_deep_starts_one_below_the_heading_given() -> None:
    assert from_markdown("#### A", heading_level=1) == (Heading("A", 2),)


def test_headings_are_never_deeper_than_six() -> None:
    (heading,) = from_markdown("# A", heading_level=6)
    assert isinstance(heading, Heading)
    assert heading.level == 6


def test_the_kind_of_headings_can_be_chosen() -> None:
    assert from_markdown("# A", heading_kind=HeadingKind.PLAIN) == (Heading("A", 1, HeadingKind.PLAIN),)


def test_headings_inside_lists_and_quotations_become_strong_text() -> None:
    assert from_markdown("- # A\n\n> ## B") == (
        BulletList((Strong("A"),)),
        Paragraph(Strong("B"), ParagraphRole.QUOTE),
    )


def test_lists_nest() -> None:
    text = "- one\n  1. first\n  2. second\n- two\n\n  more of two"
    assert from_markdown(text) == (
        BulletList(
            (
                (Paragraph("one"), NumberedList(("first", "second"))),
                (Paragraph("two"), Paragraph("more of two")),
            )
        ),
    )


def test_empty_items_of_a_list_are_left_out() -> None:
    assert from_markdown("- one\n-\n- two") == (BulletList(("one", "two")),)


def test_quotations_keep_their_lists() -> None:
    assert from_markdown("> said\n>\n> - a") == (Paragraph("said", ParagraphRole.QUOTE), BulletList(("a",)))


def test_code_blocks_keep_their_lines() -> None:
    assert from_markdown("```\na\nb\n```") == (Paragraph((Code("a"), LineBreak(), Code("b"))),)
    assert from_markdown("    a") == (Paragraph(Code("a")),)


def test_tables_have_headers_alignment_and_no_blank_cell() -> None:
    (table,) = from_markdown("| Country | N |  |\n|---|--:|:-:|\n| XA | **3** | |\n| XB |")
    assert isinstance(table, Table)
    assert [column.header for column in table.columns] == ["Country", "N", "\N{EN DASH}"]
    assert [column.align for column in table.columns] == [Align.START, Align.END, Align.CENTER]
    assert table.rows == (
        (Cell("XA"), Cell(Strong("3")), Cell("\N{EN DASH}")),
        (Cell("XB"), Cell("\N{EN DASH}"), Cell("\N{EN DASH}")),
    )
    assert table.description == "Country, N, \N{EN DASH}"


def test_a_language_is_said_on_every_piece_of_text() -> None:
    blocks = from_markdown("# Titre\n\ntexte\n\n- point\n\n| a |\n|---|\n| b |", language="fr")
    heading, paragraph, points, table = blocks
    assert heading == Heading(Span("Titre", language="fr"), 1)
    assert paragraph == Paragraph("texte", language="fr")
    assert points == BulletList((Span("point", language="fr"),))
    assert isinstance(table, Table)
    assert table.columns[0].header == Span("a", language="fr")
    assert table.rows == ((Cell("b", language="fr"),),)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("A[^1] and b.\n\n[^1]: The *note*.", ("A", Footnote(("The ", Emphasis("note"), ".")), " and b.")),
        ("A^[a note].", ("A", Footnote("a note"), ".")),
        ("A[^x] b[^x]\n\n[^x]: Twice.", ("A", Footnote("Twice."), " b", Footnote("Twice."))),
        ("*A[^1]*\n\n[^1]: N.", Emphasis(("A", Footnote("N.")))),
        ("A[^1]\n\n[^1]: [site](https://a.eu)", ("A", Footnote(Link("site", "https://a.eu")))),
        ("A[^1]\n\n[^1]: [x](javascript:alert(1))", ("A", Footnote("[x](javascript:alert(1))"))),
        (
            "A[^1]\n\n[^1]: One.\n\n    Two.\n\n    - three",
            ("A", Footnote(("One.", LineBreak(), "Two.", LineBreak(), "three"))),
        ),
        ("A[^1]\n\n[^1]: One:\n\n        a b\n", ("A", Footnote(("One:", LineBreak(), Code("a b"))))),
        ("A[^9] b", "A[^9] b"),
        ("A^[] b^[ ] c", "A b c"),
        ("`[^1]`\n\n[^1]: Not meant.", Code("[^1]")),
        ("A[^1]\n\n[^1]: See^[there].", ("A", Footnote("See (there)."))),
        ("A^[b ^[c] d]", "A^[b ^[c] d]"),
    ],
)
def test_notes_become_footnotes(text: str, content: object) -> None:
    first, *rest = from_markdown(text)
    assert isinstance(first, Paragraph)
    assert first.content == content
    assert [plain_text(block.content) for block in rest if isinstance(block, Paragraph)] == (
        ["Not meant."] if "Not meant" in text else []
    )


def test_a_note_without_a_mark_and_a_second_one_of_the_same_name_are_not_lost() -> None:
    assert from_markdown("A[^1]\n\n[^1]: First.\n[^1]: Second.\n\n[^2]: Alone.") == (
        Paragraph(("A", Footnote("First."))),
        Paragraph("Second."),
        Paragraph("Alone."),
    )


def test_a_mark_within_a_note_stays_text_and_its_note_a_paragraph() -> None:
    assert from_markdown("A[^a]\n\n[^a]: See[^b].\n\n[^b]: And[^a].") == (
        Paragraph(("A", Footnote("See[^b]."))),
        Paragraph(("And", Footnote("See[^b]."), ".")),
    )


def test_notes_may_stand_in_headings_lists_and_quotations() -> None:
    assert from_markdown("# H[^1]\n\n- a[^1]\n- b\n\n> c[^1]\n\n[^1]: N.") == (
        Heading(("H", Footnote("N.")), 1),
        BulletList((("a", Footnote("N.")), "b")),
        Paragraph(("c", Footnote("N.")), ParagraphRole.QUOTE),
    )


def test_notes_of_a_table_stand_inside_its_frame_with_a_number_each() -> None:
    (table,) = from_markdown("| a[^1] | b |\n|---|---|\n| c^[two] | d[^1] |\n\n[^1]: One.", language="fr")
    assert isinstance(table, Table)
    space = "\N{NO-BREAK SPACE}"
    assert [plain_text(column.header) for column in table.columns] == [f"a{space}(1)", "b"]
    assert table.rows == ((Cell(f"c{space}(2)", language="fr"), Cell(f"d{space}(1)", language="fr")),)
    assert table.notes == (Span(f"(1){space}One.", language="fr"), Span(f"(2){space}two", language="fr"))
    assert not any(isinstance(block, Footnote) for block in walk((table,)))


def test_a_note_that_many_marks_name_is_not_repeated_without_end() -> None:
    (paragraph,) = from_markdown("x" + "[^1]" * 150 + "\n\n[^1]: N.")
    assert isinstance(paragraph, Paragraph)
    assert sum(isinstance(part, Footnote) for part in paragraph.content) == 100
    assert plain_text(paragraph.content) == "x" + "[^1]" * 50


def test_a_text_without_blocks_has_no_notes() -> None:
    assert inline_markdown("a^[b] c[^1]") == "a^[b] c[^1]"


@pytest.mark.parametrize("text", [">" * 200 + " deep", "".join("  " * depth + "- deep\n" for depth in range(60))])
def test_what_stands_deeper_than_anybody_writes_is_shown_as_typed(text: str) -> None:
    blocks = from_markdown(text)
    assert all(isinstance(block, Paragraph) for block in blocks)
    assert "deep" in plain_text(blocks[-1].content)  # type: ignore[union-attr]


def test_a_table_with_more_columns_than_word_has_is_lines_of_text() -> None:
    head, row = from_markdown("|" + "a|" * 64 + "\n|" + "-|" * 64 + "\n|x|y^[z.]|")
    assert head == Paragraph(" | ".join(["a"] * 64))
    assert isinstance(row, Paragraph)
    assert isinstance(row.content, tuple)
    assert row.content[:2] == ("x | y", Footnote("z."))


def test_lists_of_ten_levels_are_lists() -> None:
    blocks = list(walk(from_markdown("".join("  " * depth + f"- level {depth}\n" for depth in range(12)))))
    assert sum(isinstance(block, BulletList) for block in blocks) == 12


@pytest.mark.parametrize(
    "text",
    [
        "^[" * 3000 + "x" + "]" * 3000,
        "^[" * 5000,
        "[" * 5000 + "]" * 5000,
        "*a " * 5000,
        "x[^0]\n\n" + "".join(f"[^{number}]: y[^{number + 1}] z[^{number + 1}]\n" for number in range(300)),
        "x" + "[^1]" * 5000 + "\n\n[^1]: " + "long " * 5000,
        "| a |\n|---|\n" + "| <script>x</script> |\n" * 500,
    ],
    ids=["notes in notes", "open notes", "brackets", "stress", "chain", "repeats", "rows"],
)
def test_hostile_texts_are_read_in_time_and_in_bounds(text: str) -> None:
    size = sum(len(str(block)) for block in from_markdown(text))
    assert size < 4_000_000


@pytest.mark.parametrize(("text", "note"), [(r"a^[\1]", r"\1"), (r"a^[\* b]", "* b"), ("a^[&amp;]", "&")])
def test_escapes_in_a_note_inside_the_text_are_read(text: str, note: str) -> None:
    (paragraph,) = from_markdown(text)
    assert isinstance(paragraph, Paragraph)
    assert paragraph.content == ("a", Footnote(note))


@given(st.text(alphabet=st.sampled_from("ab #*_`[]()!<>-1.|^\n\t\\&:é\N{ARABIC LETTER ALEF}"), max_size=80))
def test_any_text_gives_paragraphs_with_content_and_headings_without_gaps(text: str) -> None:
    last = 0
    for block in walk(from_markdown(text)):
        if isinstance(block, Paragraph):
            assert plain_text(block.content).strip()
        if isinstance(block, Heading):
            assert plain_text(block.content).strip()
            assert 1 <= block.level <= last + 1
            last = block.level

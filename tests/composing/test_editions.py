"""What a report says of its edition: cover, marking of every page, and what is withheld under which rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from mpfkit.composing import Context, about_edition, cover, document, edition_name, marking, withheld_table
from mpfkit.document import Block, Blocks, Paragraph, Table, plain_text
from mpfkit.locale import LANGUAGES
from mpfkit.model import (
    Answer,
    Attachment,
    Audience,
    Country,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Marking,
    MarkingLevel,
    Project,
    Questionnaire,
    Response,
    Withheld,
    WithheldCount,
)
from mpfkit.records import Brief
from mpfkit.redaction import redact

DAY = dt.date(2019, 2, 14)
CLEAR = Marking(level=MarkingLevel.CLEAR)
RED = Marking(level=MarkingLevel.RED)
RULES = ("level", "inherited", "handling", "limite", "dissemination", "embargo", "consent", "attribution")
ENTITIES = (
    *(
        "answer",
        "response",
        "comment",
        "contact",
        "attachment",
        "participant",
        "name",
        "attendance",
        "photo",
        "session",
    ),
    *("contribution", "speaker", "workshop", "finding", "evidence", "reference", "country", "narrative", "extension"),
    *("claim", "result", "budget"),
)


def text(value: str) -> LangString:
    return LangString.of(value)


def project(*answers: Answer, item: Marking | None = None, **fields: Any) -> Project:
    asked = tuple(Item(link_id=f"Q{n}", type=ItemType.TEXT, marking=item) for n, _ in enumerate(answers))
    reply = Response(
        id="r-1",
        questionnaire="m|1",
        country="XA",
        answers=FrozenDict({f"Q{n}": (answer,) for n, answer in enumerate(answers)}),
    )
    given: dict[str, Any] = {
        "id": "p",
        "title": text("A project"),
        "as_of": DAY,
        "marking": CLEAR,
        "countries": (Country(code="XA", name=text("Country XA"), group="EU"), Country(code="XB")),
        "questionnaires": (Questionnaire(id="m", version="1", items=asked),),
        "responses": (reply,),
    }
    return Project(**(given | fields))


def context(whole: Project, audience: str = "public", *, for_country: str = "", language: str = "en") -> Context:
    brief = Brief(date=DAY, audience=Audience(audience), for_country=for_country, language=language)
    return Context(redact(whole, audience, for_country=for_country), brief)


def words(blocks: Blocks | Block) -> str:
    found = []
    for block in blocks if isinstance(blocks, tuple) else (blocks,):
        if isinstance(block, Table):
            found += [
                " | ".join(plain_text(getattr(cell, "content", cell)) for cell in getattr(row, "cells", row))
                for row in block.rows
            ]
        elif isinstance(block, Paragraph):
            found.append(plain_text(block.content))
    return "\n".join(found)


def lines(ctx: Context) -> dict[str, str]:
    page = cover(ctx, "workshop-report", "Title", ())
    return {line.label: plain_text(line.text) for line in page.lines}


@pytest.fixture(autouse=True)
def _named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name a kind of report, which plugins do in catalogues of their own."""
    say = Context.t
    monkeypatch.setattr(
        Context, "t", lambda ctx, key, /, **values: "Kind" if key.startswith("kind-of") else say(ctx, key, **values)
    )


@pytest.mark.parametrize(
    ("audience", "label"),
    [
        ("public", "TLP:CLEAR"),
        ("authorities", "TLP:GREEN"),
        ("member-states", "TLP:GREEN"),
        ("participants", "TLP:AMBER"),
        ("internal", "TLP:AMBER+STRICT"),
    ],
)
def test_every_page_bears_the_strictest_level_that_the_edition_may_hold(audience: str, label: str) -> None:
    assert marking(context(project(), audience)) == label


@pytest.mark.parametrize("handling", ["LIMITE", "EU LIMITE", "Limité"])
@pytest.mark.parametrize("place", ["answer", "attachment", "document", "project"])
def test_limite_stands_on_the_pages_wherever_and_however_it_is_marked(place: str, handling: str) -> None:
    limited = Marking(handling=handling)
    given: dict[str, Any] = {
        "answer": {"responses": project(Answer(value="x", marking=limited)).responses},
        "attachment": {
            "responses": (project().responses[0].evolve(attachments=(Attachment(file="a.pdf", marking=limited),)),)
        },
        "document": {"documents": (Attachment(file="a.pdf", marking=limited),)},
        "project": {"marking": limited},
    }[place]
    assert marking(context(project(**given), "member-states")) == "TLP:GREEN LIMITE"
    assert marking(context(project(**given), "internal")) == "TLP:AMBER+STRICT LIMITE"
    assert marking(context(project(**given), "public")) == "TLP:CLEAR"


def test_the_marking_of_a_reply_of_which_nothing_is_shown_is_not_that_of_the_report() -> None:
    both = Marking(level=MarkingLevel.RED, handling="LIMITE")
    whole = project(Answer(value="x"))
    hidden = whole.evolve(responses=(whole.responses[0].evolve(marking=both),))
    assert marking(context(hidden, "member-states")) == "TLP:GREEN"
    assert marking(context(hidden, "internal")) == "TLP:RED LIMITE"


def test_what_is_red_stands_on_the_pages_of_the_internal_edition_only() -> None:
    whole = project(Answer(value="x", marking=RED))
    assert marking(context(whole, "internal")) == "TLP:RED"
    assert marking(context(whole, "participants")) == "TLP:AMBER"


def test_a_validation_copy_is_marked_for_the_administration_of_its_country() -> None:
    plain, red = Answer(value="x"), Answer(value="x", marking=RED)
    limited = Answer(value="x", marking=Marking(handling="LIMITE"))
    other = Response(
        id="r-2", questionnaire="m|1", country="XB", answers=FrozenDict({"Q0": (red.evolve(marking=RED), limited)})
    )

    def label(*answers: Answer, audience: str = "public", item: Marking | None = None, own: str = "XA") -> str:
        whole = project(*answers, item=item)
        whole = whole.evolve(responses=(*whole.responses, other))
        return marking(context(whole, audience, for_country=own))

    assert label(plain) == "TLP:AMBER+STRICT – copy for XA"
    assert label(red) == "TLP:RED – copy for XA"
    assert label(plain, item=RED) == "TLP:RED – copy for XA"
    assert label(limited) == "TLP:AMBER+STRICT LIMITE – copy for XA"
    assert label(plain, audience="member-states") == "TLP:AMBER+STRICT LIMITE – copy for XA", "XB's, which it may see"
    unknown = project(plain).evolve(questionnaires=())
    assert marking(context(unknown, for_country="XA")) == "TLP:AMBER+STRICT – copy for XA"


def test_the_cover_says_for_whom_the_edition_is_and_how_much_it_leaves_out() -> None:
    whole = project(Answer(value="x", marking=RED), Answer(value="y", marking=RED), Answer(value="z"))
    assert lines(context(whole)) == {
        "Edition": "public",
        "Withheld": "2 items are not disseminated in this edition",
        "Date of report": "14 February 2019",
    }
    assert "Withheld" not in lines(context(whole, "internal"))
    copy = lines(context(whole, "authorities", for_country="XA"))
    assert copy["Edition"] == "Validation copy for Country XA; otherwise the authorities edition"
    assert "Withheld" not in copy
    assert edition_name(context(whole)) == "public"


def test_the_header_leaves_room_for_the_marking() -> None:
    title = "Law enforcement cooperation on cross-border crimes within the migratory context of partnerships"
    long = project(title=text(title))
    page = cover(context(long), "workshop-report", title, ())
    public = document(context(long), "workshop-report", title, page, ()).header
    copy = document(context(long, for_country="XA"), "workshop-report", title, page, ()).header
    assert public == "Law enforcement cooperation on cross-border crimes within the migratory context of…"
    assert copy == "Law enforcement cooperation on cross-border…"


def test_the_edition_says_what_it_leaves_out_under_which_rule() -> None:
    whole = project(
        Answer(value="x", marking=RED),
        Answer(value="y", marking=Marking(handling="LIMITE")),
        Answer(value="z", marking=RED, comment="c"),
        Answer(value="z"),
        documents=(Attachment(file="a.pdf", marking=Marking(embargo_until=dt.date(2019, 3, 1))),),
    )
    assert words(withheld_table(context(whole))).splitlines() == [
        (
            "Answers to the questionnaire | 3 | Marked for a narrower audience (Traffic Light Protocol): 2; "
            "LIMITE: for administrations of Member States only: 1"
        ),
        "Attachments and documents | 1 | Under embargo on the day of this edition",
        "Total | 4 | –",
    ]
    assert withheld_table(context(project())) == ()
    assert "Nothing was withheld from this edition." in words(about_edition(context(project())))
    assert "withheld" not in words(about_edition(context(project(), "internal"))).casefold()


def test_a_validation_copy_says_that_it_is_one() -> None:
    said = words(about_edition(context(project(Answer(value="x", marking=RED)), for_country="XA")))
    assert said.startswith("This is the validation copy for Country XA. It shows the replies of Country XA whole")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sort_and_each_rule_is_worded_in_every_language(language: str) -> None:
    counts = tuple(
        WithheldCount(entity=entity, rule=rule, count=1000) for entity in (*ENTITIES, "unheard-of") for rule in RULES
    )
    whole = project().evolve(withheld=Withheld(audience=Audience.PUBLIC, counts=counts))
    ctx = Context(whole, Brief(date=DAY, language=language))
    rows = words(withheld_table(ctx)).splitlines()
    assert len(rows) == len({row.split(" | ")[0] for row in rows}) == len(ENTITIES) + 2
    rules = [ctx.t("edition.under", rule=ctx.t(f"rule.{rule}"), count=ctx.number(1000)) for rule in RULES]
    assert len(set(rules)) == len(RULES)
    assert all(all(rule in row for rule in rules) for row in rows[:-1])
    assert rows[-1].split(" | ")[1] == ctx.number(1000 * len(counts))


@pytest.mark.parametrize("entity", ["answer", "attachment", "attendance", "photo", "reference", "speaker"])
def test_a_placeholder_stands_where_things_are_missing(entity: str) -> None:
    counts = (
        WithheldCount(entity=entity, rule="attribution", count=2, parent="s-1"),
        WithheldCount(entity=entity, rule="level", count=1, parent="s-2"),
    )
    ctx = Context(project().evolve(withheld=Withheld(audience=Audience.PUBLIC, counts=counts)), Brief(date=DAY))
    assert " 3 " in f" {words(ctx.placeholder(entity))} "
    assert " 2 " in f" {words(ctx.placeholder(entity, parent='s-1'))} "
    assert ctx.placeholder(entity, parent="s-3") == ()

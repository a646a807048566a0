"""The public edition of the example counts what is withheld and holds none of its text; the internal one holds all."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from mpfkit import Project, load_project, redact, render

ROOT = Path(__file__).parent.parent
KINDS = ("workshop-report", "mapping-report", "background-paper", "agenda", "project-page", "country-fiche")
RULES = {
    "level": "Marked for a narrower audience",
    "inherited": "Not marked itself",
    "handling": "Handling code of the provider",
    "limite": "LIMITE",
    "dissemination": "The country did not agree",
    "embargo": "Under embargo",
}


@cache
def _project() -> Project:
    return load_project(ROOT / "examples" / "law-enforcement-cooperation")


@cache
def _text(kind: str, audience: str) -> str:
    data = render(_project(), kind=kind, style="icmpd", format="docx", audience=audience)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
    whole = "\n".join(parts)
    # Without tags a text is whole where it runs over several runs; with them, attributes such as link targets show.
    return _folded(html.unescape(re.sub(r"<[^>]+>", "", whole) + whole))


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).strip()


def _answers() -> list[tuple[str, bool]]:
    """Return the texts of the answers of current replies, each with whether the public edition withholds it."""
    public = redact(_project(), "public")
    current = {response.id for response in _project().current_responses()}
    texts = []
    for response, shown in zip(_project().responses, public.responses, strict=True):
        for link_id, answers in response.answers.items():
            for answer, left in zip(answers, shown.answers[link_id], strict=True):
                found = [answer.value, answer.comment, answer.other]
                texts += [
                    (_folded(text), left.withheld)
                    for text in found
                    if isinstance(text, str) and len(text) >= 25 and response.id in current
                ]
    return texts


def _removed() -> list[str]:
    """Return titles and texts of the findings and contributions that the public edition leaves out."""
    public = redact(_project(), "public")
    left = {finding.id for finding in public.findings}
    left |= {each.id for session in public.sessions() for each in session.contributions}
    contributions = [each for session in _project().sessions() for each in session.contributions]
    texts = [each.text for each in (*_project().findings, *contributions) if each.id not in left and each.text]
    return [_folded(text.get("en")) for text in texts]


@pytest.mark.parametrize("kind", [*KINDS, "reply-status"])
def test_the_public_edition_holds_none_of_the_withheld_texts(kind: str) -> None:
    text = _text(kind, "public")
    withheld = [answer for answer, hidden in _answers() if hidden]
    assert len(withheld) >= 15
    assert len(_removed()) >= 5
    assert [secret for secret in (*withheld, *_removed()) if secret in text] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_public_edition_says_how_much_it_leaves_out(kind: str) -> None:
    public = redact(_project(), "public")
    assert public.withheld is not None
    text = _text(kind, "public")
    for entity, words in (("answer", "Answers to the questionnaire"), ("finding", "Findings")):
        ruled: Counter[str] = Counter()
        for row in public.withheld.counts:
            ruled[row.rule] += row.count if row.entity == entity else 0
        assert sum(ruled.values()) > 0
        named = [rule for rule, count in ruled.items() if count]
        row = text[text.index(f"{words}{ruled.total()}{RULES[min(named, key=list(RULES).index)]}") :][:400]
        assert [rule for rule in named if RULES[rule] not in row] == []
        if len(named) > 1:
            counted = {rule: rf"{re.escape(RULES[rule])}[^;]*: {ruled[rule]}(?!\d)" for rule in named}
            assert [rule for rule in named if not re.search(counted[rule], row)] == []
    assert f"{public.withheld.total()} items are not disseminated in this edition" in text
    assert "This edition leaves out" in text
    assert "TLP:CLEAR" in text


def test_the_internal_mapping_report_holds_every_answer() -> None:
    text = _text("mapping-report", "internal")
    french = [response for response in _project().current_responses() if response.language == "fr"]
    translated = {
        _folded(answer.value)
        for response in french
        for answers in response.answers.values()
        for answer in answers
        if isinstance(answer.value, str) and answer.translation
    }
    missing = [answer for answer, _ in _answers() if answer not in text and answer not in translated]
    assert missing == []
    assert "TLP:RED" in text


def test_the_internal_workshop_report_holds_every_finding_and_contribution() -> None:
    text = _text("workshop-report", "internal")
    plain = [re.sub(r"[*_`]|\[([^\]]*)\]\([^)]*\)", r"\1", secret) for secret in _removed()]
    assert [secret for secret in plain if secret not in text] == []
    assert "This edition leaves out" not in text

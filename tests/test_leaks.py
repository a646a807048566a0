"""Withheld texts: what is searched for, what is the same text, and where an edition repeats one."""

from __future__ import annotations

import datetime as dt
import unicodedata
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from mpfkit import load_registry
from mpfkit.cli import main
from mpfkit.errors import ProblemsError, RenderError
from mpfkit.leaks import _withheld as rules
from mpfkit.leaks import find_repeats, plain, prove, withheld_texts
from mpfkit.leaks._known import known_texts
from mpfkit.leaks._plain import plain_all, plain_bytes, plain_word_ends
from mpfkit.leaks._search import Search
from mpfkit.model import (
    Answer,
    Attachment,
    Choice,
    ChoiceList,
    Consent,
    Contribution,
    ContributionKind,
    Correction,
    Entity,
    Evidence,
    Finding,
    FindingKind,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Marking,
    MarkingLevel,
    Organisation,
    OrganisationRole,
    Participant,
    Photo,
    Project,
    Provenance,
    Questionnaire,
    Respondent,
    Response,
    Session,
    Translation,
    Workshop,
    walk_texts,
)
from mpfkit.projects import save_project
from mpfkit.redaction import redact
from mpfkit.rendering import prepare, render

RED = Marking(level=MarkingLevel.RED)
CLEAR = Marking(level=MarkingLevel.CLEAR)
CLEARED = Marking(level=MarkingLevel.CLEAR, note="cleared by the national contact point")
SECRET = "The register of seized vessels is kept in Harbour Street 12."


def text(value: str) -> LangString:
    return LangString.of(value)


def project(**fields: Any) -> Project:
    given_fields: dict[str, Any] = {"id": "p", "title": text("Title"), "as_of": dt.date(2019, 2, 14), "marking": CLEAR}
    return Project(**(given_fields | fields))


def reply(value: str = SECRET, *, marking: Marking | None = RED, identifier: str = "r", **fields: Any) -> Response:
    answer = Answer(value=value, marking=marking, **fields)
    return Response(id=identifier, questionnaire="m|1", country="XA", answers=FrozenDict({"Q1": (answer,)}))


def finding(title: str, **fields: Any) -> Finding:
    return Finding(id=fields.pop("id", "f"), kind=FindingKind.GAP, title=text(title), **fields)


def searched(value: Project, audience: str = "public") -> set[str]:
    """Return the texts that are searched for, made plain."""
    return {each.decode() for each in withheld_texts(value, redact(value, audience))._texts}


def repeats(value: Project, audience: str = "public") -> list[str]:
    edition = redact(value, audience)
    return [problem.message for problem in find_repeats(edition, withheld_texts(value, edition))]


# ------------------------------------------------------------------------------------------------- the same text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Customs  Office\n\tof Xanadu", "customs office of xanadu"),
        ("co-operation", "cooperation"),
        ("co\u00adoperation", "cooperation"),
        ("co\u2011operation", "co\u2013operation"),
        ("\u201cthe list\u201d", "'the list'"),
        ("\u00ab\u00a0la liste\u00a0\u00bb", '"la liste"'),
        ("zero\u200bwidth\u200d\ufeff", "zerowidth"),
        ("\u202btext\u202c\u200f", "text"),
        ("ﬁnancial oﬃce", "financial office"),
        ("Ｆｕｌｌ width", "full width"),
        ("cafe\u0301", "café"),
        ("STRASSE", "straße"),
        ("**bold** and _not_ `code`", "bold and not code"),
        (r"1\. escaped \* star", "1. escaped * star"),
        ("وَزَارَةُ الدَّاخِلِيَّة", "وزارة الداخلية"),
        ("الـــشرطة", "الشرطة"),
        ("الأمن", "الا\u0654من"),
        ("٪ 50", "50"),
    ],
)
def test_a_text_is_the_same_in_other_case_spaces_quotation_marks_and_hyphens(one: str, other: str) -> None:
    assert plain(one) == plain(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Ministry", "Ministries"), ("é", "e"), ("12", "13"), ("ب", "ت")])
def test_other_letters_and_digits_are_another_text(one: str, other: str) -> None:
    assert plain(one) != plain(other)


@given(st.text(), st.text())
def test_plain_texts_stay_as_they_are_and_glue_together(one: str, other: str) -> None:
    made = plain(one)
    assert plain(made.casefold()) == plain(plain(made))
    assert all(character.isalnum() or unicodedata.category(character) == "Mn" for character in made.replace("\0", ""))
    assert plain(f"{one} {other}").startswith(made) or not one.isascii()
    assert plain_bytes(one.encode(errors="replace")).decode() == made
    assert plain_all([one.replace("\0", ""), other.replace("\0", "")]) == [
        plain(one.replace("\0", "")),
        plain(other.replace("\0", "")),
    ]


def test_the_quick_way_for_common_signs_leaves_out_what_is_no_letter_and_nothing_else() -> None:
    for number in (*range(0x80, 0x100), *range(0x2000, 0x2040)):
        character = chr(number)
        letters = [each for each in unicodedata.normalize("NFKC", character) if each.isalnum()]
        expected = "".join(letters).casefold() if character.isalnum() else ""
        assert plain(f"é{character}b") == f"é{expected}b", hex(number)


def test_a_separator_inside_a_text_does_not_part_it() -> None:
    assert plain_all(["one\0two", "three"]) == ["onetwo", "three"]
    assert plain_all([]) == []


def test_words_of_a_plain_text_end_where_they_ended_before() -> None:
    made, ends = plain_word_ends("The Co-operation, 2019")
    assert made == "thecooperation2019"
    assert ends == {0, 3, 5, 14, 18}


# ----------------------------------------------------------------------------------------------------- the search

LETTERS = st.text("ab", min_size=1, max_size=60)


@given(st.lists(LETTERS, max_size=6, unique=True), st.text("ab", max_size=200), st.data())
def test_a_search_finds_what_in_finds_wherever_the_haystack_is_cut(
    texts: list[str], haystack: str, data: st.DataObject
) -> None:
    search = Search(each.encode() for each in texts)
    expected = {each.encode() for each in texts if each in haystack}
    assert search.find(haystack.encode()) == expected
    cuts = sorted(data.draw(st.lists(st.integers(0, len(haystack)), max_size=8)))
    stream = search.stream()
    for start, end in zip([0, *cuts], [*cuts, len(haystack)], strict=True):
        stream.feed(haystack[start:end].encode())
    assert stream.found == expected


@pytest.mark.parametrize("size", [1, 7, 31, 32, 33, 200])
def test_a_text_longer_than_the_pieces_is_found(size: int) -> None:
    wanted = "".join(f"{number:03d}" for number in range(40)).encode()
    other = wanted[:-1] + b"x"
    stream = Search([wanted, other]).stream()
    haystack = b"before" + wanted + b"after"
    for start in range(0, len(haystack), size):
        stream.feed(haystack[start : start + size])
    assert stream.found == {wanted}


def test_texts_that_begin_alike_are_told_apart() -> None:
    begin = "x" * 40
    assert Search([f"{begin}one".encode(), f"{begin}two".encode()]).find(f"{begin}two".encode()) == {
        f"{begin}two".encode()
    }


# ------------------------------------------------------------------------------------------- what is searched for


def test_every_text_of_everything_that_is_withheld_is_searched_for() -> None:
    number = iter(range(1, 100))

    def said() -> str:
        return f"Something withheld, number {next(number):02d}"

    answer = Answer(
        value=said(),
        other=said(),
        comment=said(),
        translation=Translation(text=LangString({"en": said(), "fr": said()})),
        marking=RED.evolve(note=said()),
        provenance=Provenance(file=said(), sheet=said(), source_id=said(), reader=said()),
        corrections=(Correction(old=said(), new=said(), reason=said(), by=said()),),
        extra={"x-own": [said(), {"deeper": said()}]},
    )
    several = Answer(values=(said(), said()))
    response = Response(
        id="an id that is long enough",
        questionnaire="m|1",
        country="XA",
        marking=RED,
        respondent=Respondent(organisation=said(), contact=said(), role="national-contact-point"),
        contributors=(Respondent(organisation=said()),),
        answers=FrozenDict({"Q1": (answer,), "Q2": (several,)}),
        attachments=(Attachment(file=said(), caption=text(said()), media_type="application/octet-stream"),),
        note=text(said()),
        provenance=Provenance(file=said()),
        extensions={"example": {"deep": (said(),)}},
    )
    session = Session(
        id="s",
        title=text(said()),
        moderator=said(),
        conclusions=text(said()),
        contributions=(
            Contribution(
                id="c",
                kind=ContributionKind.FEEDBACK,
                title=text(said()),
                speaker=said(),
                organisation=said(),
                text=text(said()),
            ),
        ),
    )
    workshop = Workshop(
        id="w",
        title=text(said()),
        venue=said(),
        city=said(),
        format=said(),
        rationale=text(said()),
        sessions=(session,),
        participants=(Participant(name=said(), function=said(), organisation=said(), consent=Consent.NAME),),
        photos=(Photo(file=said(), caption=text(said()), alt=text(said()), place=said(), consent=True),),
        marking=RED,
    )
    found = finding(
        said(), text=text(said()), evidence=(Evidence(external=said(), url=said(), quote=said()),), marking=RED
    )
    marked = project(
        responses=(response,),
        workshops=(workshop,),
        findings=(found,),
        documents=(Attachment(file=said(), marking=RED),),
    )
    last = next(number)
    withheld = withheld_texts(marked, redact(marked))
    assert searched(marked) == {f"somethingwithheldnumber{each:02d}" for each in range(1, last)}
    assert (withheld.searched, withheld.too_short) == (last - 1, 0)
    assert withheld.summary() == f"searched for {last - 1} withheld texts"


def test_what_stands_in_no_list_of_codes_is_content() -> None:
    """A field that is added to the model is searched for until somebody says that it holds a code."""
    for kind, names in rules._CODES.items():
        assert issubclass(kind, Entity), kind
        assert set(names) <= {field.name for field in attrs.fields(kind)}, kind
    fields = {field.name for kind in rules._CODES for field in attrs.fields(kind)}
    assert fields >= rules._VOCABULARY


def test_texts_are_searched_for_from_twelve_letters_and_digits_on() -> None:
    marked = project(responses=(reply("Eleven 5678", comment="Twelve: 567890", other="- - - - - - - - - - -"),))
    withheld = withheld_texts(marked, redact(marked))
    assert searched(marked) == {"twelve567890"}
    assert (withheld.searched, withheld.too_short) == (1, 1), "what has no letter at all is no text"
    assert withheld.summary() == "searched for 1 withheld text; 1 more is too short to be searched for"
    two = project(responses=(reply("one", comment="two"),))
    assert withheld_texts(two, redact(two)).summary() == (
        "searched for 0 withheld texts; 2 more are too short to be searched for"
    )


def test_sentences_of_a_longer_text_are_searched_for_by_themselves() -> None:
    first, second = "The first sentence is long enough to be found", "La deuxième phrase est assez longue elle aussi"
    arabic = "هذه الجملة طويلة بما يكفي للبحث عنها في أي ملف"
    marked = project(responses=(reply(f"{first}. Not this. {second}!\n{arabic}؟ Nor this one"),))
    parts = {plain(first), plain(second), plain(arabic)}
    assert parts < searched(marked)
    assert len(searched(marked)) == 4
    assert withheld_texts(marked, redact(marked)).searched == 1, "sentences are not counted as texts"


def test_a_text_that_stands_as_a_whole_in_the_edition_is_no_secret() -> None:
    marked = project(
        responses=(
            reply("No central register exists"),
            reply("no central  register exists!", marking=None, identifier="s"),
        ),
        findings=(finding("A gap", text=text("There: no central register exists.")),),
    )
    assert searched(marked) == set()
    assert repeats(marked) == []


def test_ids_codes_and_choices_are_not_searched_for() -> None:
    choices = ChoiceList(id="bodies", choices=(Choice(code="border-guard-service", label=text("Border Guard")),))
    item = Item(link_id="Q1", type=ItemType.CHOICE, choice_list="bodies")
    response = reply("border-guard-service", identifier="an-id-that-is-long").evolve(marking=RED)
    marked = project(
        questionnaires=(Questionnaire(id="m", version="1", items=(item,), choice_lists=(choices,)),),
        responses=(response,),
        findings=(finding("A withheld finding", id="finding-with-a-long-id", marking=RED),),
    )
    assert searched(marked) == {"awithheldfinding"}


def test_nothing_is_searched_for_where_nothing_is_withheld() -> None:
    shown = project(responses=(reply(marking=None),), extensions={"example": {"x": SECRET}}, extra={"x-own": SECRET})
    withheld = withheld_texts(shown, redact(shown))
    assert not withheld
    assert withheld.summary() == ""
    assert prove(Path("/there/is/no/such/file"), withheld) == (), "the file is not even read"
    internal = project(responses=(reply(),))
    assert not withheld_texts(internal, redact(internal, "internal"))


@pytest.mark.parametrize("length", [29, 30])
def test_a_long_answer_pasted_into_a_finding_as_a_whole_is_a_repeat_and_a_short_one_is_not(length: int) -> None:
    pasted = "Nobody keeps any such register anywhere"[: length + 5]
    assert len(plain(pasted)) == length
    marked = project(responses=(reply(pasted),), findings=(finding("Gap", text=text(pasted)),))
    assert len(repeats(marked)) == (length >= 30)


def test_a_long_name_that_stands_in_several_places_as_a_whole_is_no_secret() -> None:
    name = "National Agency for the Protection of Borders and Coasts"
    organisation = Organisation(id="o", name=text(name), role=OrganisationRole.PARTNER)
    response = reply("Short", marking=None).evolve(marking=RED, respondent=Respondent(organisation=name))
    marked = project(responses=(response,), organisations=(organisation,))
    assert repeats(marked) == []
    assert searched(marked) == set()
    assert len(repeats(marked.evolve(aim=text(f"It helps the {name}.")))) == 0, "it is open anyway"


def test_a_text_of_which_only_the_language_differs_is_searched_for() -> None:
    marked = project(findings=(finding("Shown in both editions", text=LangString({"fr": SECRET}), marking=RED),))
    assert plain(SECRET) in searched(marked)


def test_neither_texts_nor_places_are_in_what_is_logged() -> None:
    marked = project(responses=(reply(),))
    withheld = withheld_texts(marked, redact(marked))
    assert "Harbour" not in repr(withheld)
    assert "harbour" not in repr(withheld)
    (leak,) = prove(SECRET.encode(), withheld)
    assert "harbour" not in repr(leak).casefold()


def test_paths_of_all_texts_lead_to_them_and_nothing_unsaved_is_among_them() -> None:
    marked = redact(project(responses=(reply(),), folder="/home/somebody"))
    places = {place.path: each for place, each in walk_texts(marked)}
    assert places["title", "en"] == "Title"
    assert not {path[0] for path in places} & {"withheld", "folder"}


# -------------------------------------------------------------------------------------- where an edition repeats it


def test_a_finding_that_quotes_a_withheld_answer_is_told_with_both_places() -> None:
    marked = project(responses=(reply(),), findings=(finding("Gap", text=text(f"One reply says: {SECRET}")),))
    edition = redact(marked)
    (problem,) = find_repeats(edition, withheld_texts(marked, edition))
    assert problem.code == "MPF021"
    assert problem.severity == "error"
    assert problem.path == ("findings", "f", "text", "en")
    assert problem.message == (
        "finding 'f', text (en): repeats what the public edition withholds, response of XA, question 'm/Q1', answer; "
        "clear it with a note, mark it, or reword it"
    )
    assert repeats(marked, "internal") == []


def test_a_narrative_that_quotes_one_sentence_or_names_a_person_is_told() -> None:
    answer = f"We have no such law. {SECRET} It is open on weekdays."
    response = reply(answer).evolve(respondent=Respondent(contact="Ms Ada Lovelace"))
    marked = project(
        responses=(response,),
        narratives=FrozenDict(
            {
                "introduction": text("It was said that the register of seized vessels is kept in Harbour Street 12"),
                "follow-up": text("Write to Ada Lovelace, or to MS ADA LOVELACE."),
                "other": text("Nothing is repeated here."),
            }
        ),
    )
    told = repeats(marked)
    assert [each.split(":")[0] for each in told] == [
        "project, narratives 'introduction' (en)",
        "project, narratives 'follow-up' (en)",
    ]
    assert "response of XA, question 'm/Q1', answer; mark it, or reword it" in told[0]
    assert "response of XA, respondent, contact" in told[1]


def test_what_several_repeat_is_told_for_each_and_what_one_repeats_often_once() -> None:
    marked = project(
        responses=(reply(f"{SECRET} And a further sentence that is long."),),
        findings=(
            finding(SECRET, id="f", text=text(f"{SECRET} {SECRET}")),
            finding("Other", id="g", text=text(f"{SECRET} And a further sentence that is long.")),
        ),
    )
    assert [each.split(":")[0] for each in repeats(marked)] == [
        "finding 'f', title (en)",
        "finding 'f', text (en)",
        "finding 'g', text (en)",
    ]


def test_a_cleared_finding_may_repeat_its_evidence_and_nothing_else() -> None:
    other = "Another answer that was withheld as well."
    evidence = (Evidence(response="r", link_id="Q1", quote="seized vessels is kept"),)
    responses = (reply(), reply(other, identifier="r-2"))
    cleared = finding("Gap", text=text(SECRET), evidence=evidence, marking=CLEARED)
    assert repeats(project(responses=responses, findings=(cleared,))) == []
    # What was cleared is open, wherever it stands
    assert repeats(project(responses=responses, findings=(cleared,), aim=text(SECRET))) == []
    more = cleared.evolve(text=text(f"{SECRET} {other}"))
    (told,) = repeats(project(responses=responses, findings=(more,)))
    assert "response 'r-2' of XA" in told
    without_note = cleared.evolve(marking=CLEAR, evidence=())
    assert len(repeats(project(responses=responses, findings=(without_note,)))) == 1


def test_a_finding_cleared_for_a_contribution_or_a_session_may_repeat_it() -> None:
    spoken = Contribution(id="c", kind=ContributionKind.FEEDBACK, text=text(SECRET), marking=RED)
    concluded = "The meeting concluded on what nobody may know."
    held = Session(id="s", title=text("Session"), contributions=(spoken,))
    closed = Session(id="t", title=text("Closed session"), conclusions=text(concluded), marking=RED)
    workshop = Workshop(id="w", title=text("Workshop"), sessions=(held, closed))
    for evidence, said in (
        (Evidence(session="s", contribution="c"), SECRET),
        (Evidence(contribution="c"), SECRET),
        (Evidence(session="t"), concluded),
    ):
        cleared = finding("Gap", text=text(said), evidence=(evidence,), marking=CLEARED)
        assert repeats(project(workshops=(workshop,), findings=(cleared,))) == []
        assert len(repeats(project(workshops=(workshop,), findings=(cleared.evolve(evidence=()),)))) == 1


def test_what_one_reply_says_openly_is_open_though_another_reply_withholds_it() -> None:
    shared = "Cooperation is governed by the convention of 2005."
    superseded = reply(f"{shared} {SECRET}", identifier="r-1")
    current = reply(f"{shared} Nothing else is known.", marking=None, identifier="r-2").evolve(replaces="r-1")
    marked = project(responses=(superseded, current), findings=(finding(f"Gap: {shared}"),))
    assert repeats(marked) == []
    assert plain(shared) not in searched(marked)
    assert plain(SECRET) in searched(marked)
    # Names of persons are nothing that a reply says
    named = reply("Ask Ada Lovelace of the office.", marking=None).evolve(respondent=Respondent(contact="Ada Lovelace"))
    assert len(repeats(project(responses=(named,)))) == 0, "eleven letters are too few"
    named = named.evolve(respondent=Respondent(contact="Ask Ada Lovelace"))
    assert len(repeats(project(responses=(named,)))) == 1


def test_letters_inside_longer_words_are_no_repeat_and_cannot_be_searched_for() -> None:
    inside = project(responses=(reply("National Police"),), aim=text("It is about international police cooperation."))
    assert repeats(inside) == []
    assert searched(inside) == set()
    whole = inside.evolve(description=text("An officer of the national police said so."))
    assert len(repeats(whole)) == 1
    long = project(
        responses=(reply("national registers of vessels and cars"),),
        aim=text("inter" + "national registers of vessels and cars"),
    )
    assert len(repeats(long)) == 1, "so many letters are no coincidence"


def test_vocabulary_repeats_nothing() -> None:
    organisation = Organisation(
        id="o", name=text("O"), role=OrganisationRole.PARTNER, kind="international-organisation"
    )
    marked = project(responses=(reply("International organisation"),), organisations=(organisation,))
    assert repeats(marked) == []
    assert searched(marked) == set()


def test_an_id_that_repeats_a_withheld_text_is_told() -> None:
    marked = project(
        responses=(reply("No central register"),), findings=(finding("Gap", id="gap-no-central-register"),)
    )
    assert [each.split(":")[0] for each in repeats(marked)] == ["finding 'gap-no-central-register', id"]


def test_fixed_texts_of_reports_are_no_secret() -> None:
    marked = project(
        responses=(reply("Migration Partnership Facility"),), aim=text("For the Migration Partnership Facility.")
    )
    assert "migrationpartnershipfacility" in known_texts("mpfkit")
    assert repeats(marked) == []
    assert "kingdomofthenetherlands" in known_texts("mpfkit")
    assert known_texts("there_is_no_such_package") == ""
    assert known_texts("click") == ""


def test_what_lies_beside_a_single_module_is_not_taken_for_its_own_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "acme_single.py").touch()
    (tmp_path / "project.toml").write_text('secret = "the route over the pass"', encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert known_texts("acme_single") == ""


def test_names_of_withheld_files_are_not_in_messages() -> None:
    attachment = Attachment(file="it's the list of informants.pdf", caption=text("Some other caption"), marking=RED)
    marked = project(
        documents=(attachment,),
        aim=text("See it's the list of informants.pdf; there is also some other caption."),
    )
    (told,) = repeats(marked)
    assert "informants" not in told
    assert "attachment, " in told


def test_repeats_are_those_of_the_edition_that_was_looked_at() -> None:
    marked = project(responses=(reply(),))
    withheld = withheld_texts(marked, redact(marked))
    with pytest.raises(ValueError, match="another edition"):
        find_repeats(redact(marked), withheld)


def test_what_the_texts_of_an_edition_cannot_be_traced_to_is_still_told() -> None:
    marked = project(responses=(reply(),))
    assert withheld_texts(marked, redact(marked)).places([b"nothing"]) == {b"nothing": "a text of the project"}


# ------------------------------------------------------------------------------------------------------- rendering


def repeating() -> Project:
    return project(
        responses=(reply(),),
        findings=(finding("Gap", text=text(f"One reply says: {SECRET}")),),
        questionnaires=(
            Questionnaire(id="m", version="1", items=(Item(link_id="Q1", type=ItemType.TEXT, text=text("Where?")),)),
        ),
    )


def test_nothing_is_written_where_an_edition_repeats_what_it_withholds(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        render(repeating(), to=tmp_path / "report.docx")
    assert [problem.code for problem in caught.value.problems] == ["MPF021"]
    assert "Harbour" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    assert render(repeating(), audience="internal")


@pytest.mark.parametrize("format_", ["docx", "md"])
def test_repeats_that_are_allowed_are_warnings_and_nothing_else_is_tolerated(format_: str) -> None:
    rendering = prepare(repeating(), format=format_, repeats="report")
    assert [(each.code, each.severity) for each in rendering.repeats] == [("MPF021", "warning")]
    assert rendering.to_bytes()
    assert rendering.proof == "searched for 1 withheld text"
    with pytest.raises(RenderError, match="repeats cannot be 'ignore'; choose 'refuse' or 'report'"):
        prepare(repeating(), repeats="ignore")  # type: ignore[arg-type]


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, arguments)


def test_the_command_line_refuses_repeats_and_allows_them_when_asked(tmp_path: Path) -> None:
    folder, target = tmp_path / "project.yaml", tmp_path / "report.docx"
    save_project(repeating(), folder)
    refused = run("render", str(folder), "-o", str(target))
    assert refused.exit_code == 1
    assert refused.stderr.startswith("findings.f.text.en: MPF021 error: finding 'f', text (en): repeats what")
    assert not target.exists()
    allowed = run("render", str(folder), "-o", str(target), "--allow-repeats", "--kind", "workshop-report")
    assert allowed.exit_code == 0
    assert "findings.f.text.en: MPF021 warning: " in allowed.stderr
    assert "the report was searched for 1 withheld text\n" in allowed.stderr
    assert "Harbour" not in refused.stderr + allowed.stderr
    checked = run("check", str(target), "--project", str(folder))
    assert checked.exit_code == 1
    assert (
        "MPF479 error: heading 'Gap', paragraph 1: repeats what this edition withholds, response of" in checked.stdout
    )
    assert f"{target}: searched for 1 withheld text\n" in checked.stderr
    internal = run("check", str(target), "--project", str(folder), "--audience", "internal")
    assert internal.exit_code == 0
    assert f"{target}: this edition withholds no text\n" in internal.stderr


def test_the_command_line_checks_a_project_for_an_audience(tmp_path: Path) -> None:
    file = tmp_path / "project.yaml"
    save_project(repeating(), file)
    assert "MPF021" not in run("check", str(file)).stdout
    checked = run("check", str(file), "--audience", "public", "--date", "2019-03-01")
    assert checked.exit_code == 1
    assert "findings.f.text.en: MPF021 error: " in checked.stdout
    assert "searched for 1 withheld text" in checked.stderr


def test_the_command_line_checks_a_report_of_another_format(tmp_path: Path) -> None:
    file, report = tmp_path / "project.yaml", tmp_path / "report.md"
    save_project(repeating(), file)
    report.write_text(f"# Report\n\n> {SECRET.upper()}\n", encoding="utf-8")
    checked = run("check", str(report), "--project", str(file))
    assert checked.exit_code == 1
    assert "MPF479 error: file: repeats what this edition withholds" in checked.stdout
    report.write_text("# Report\n", encoding="utf-8")
    assert run("check", str(report), "--project", str(file)).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["report.docx", "--audience", "public"], "--audience needs the project that report.docx was made from"),
        (["project", "--date", "2019-01-01"], "--date is about an edition; give --audience, too"),
        (["report.docx", "--date", "2019-01-01"], "--date is about an edition"),
    ],
)
def test_options_of_an_edition_need_each_other(arguments: list[str], told: str) -> None:
    result = run("check", *arguments)
    assert result.exit_code == 2
    assert told in result.stderr


def test_a_project_with_errors_is_not_searched_for_repeats(tmp_path: Path) -> None:
    file = tmp_path / "project.yaml"
    file.write_text("schema_version: 1\nid: p\n", encoding="utf-8")
    checked = run("check", str(file), "--audience", "public")
    assert checked.exit_code == 1
    assert "searched for" not in checked.stderr


def test_every_edition_of_the_example_is_proven() -> None:
    from mpfkit import load_project

    example = load_project(Path(__file__).parents[1] / "examples" / "law-enforcement-cooperation")
    registry = load_registry()
    for audience in ("participants", "member-states", "authorities", "public"):
        rendering = prepare(example, kind="workshop-report", style="icmpd", audience=audience, registry=registry)
        assert rendering.proof
        assert rendering.to_bytes()


def test_a_validation_copy_is_checked_as_what_it_is(tmp_path: Path, example: Path) -> None:
    report = tmp_path / "copy.docx"
    made = run("render", str(example), "--kind", "mapping-report", "--for", "XA", "-o", str(report))
    assert made.exit_code == 0
    as_copy = run("check", str(report), "--project", str(example), "--for", "XA")
    assert (as_copy.exit_code, "MPF479" in as_copy.stdout) == (0, False)
    as_edition = run("check", str(report), "--project", str(example))
    assert (as_edition.exit_code, "MPF479" in as_edition.stdout) == (1, True)
    alone = run("check", str(report), "--for", "XA")
    assert alone.exit_code == 2
    assert "--for is about a validation copy; give its project as --project, too" in alone.stderr

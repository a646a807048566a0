"""EUSurvey: the questionnaire and the contributions of its XML, with every element accounted for."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest

import mpfkit_surveys
from mpfkit import Project, Registry, check
from mpfkit.errors import FileError
from mpfkit.intake import ReadingRequest, Source
from mpfkit.model import EnableBehavior, EnableWhen, LangString, PartialDate

READER = next(reader for reader in mpfkit_surveys.READERS if reader.name == "eusurvey")
ELEMENTS = """
<Section id="s" type="Section">Part one</Section>
<Image id="i" type="Image" bid="IMG">A picture</Image>
<Question id="c" type="Confirmation" bid="C">I accept</Question>
<Question id="u1" type="Free Text" bid="[WHO]">Who &lt;b&gt;replies&lt;/b&gt;?</Question>
<Question id="u2" type="Single Choice" bid="Q2">Is there a body?</Question>
<Answer id="a1" type="Choice Answer" bid="yes" dependentElements="u3;t">Yes</Answer>
<Answer id="a2" type="Choice Answer" bid="no" dependentElements="u3">No</Answer>
<Question id="u3" type="Multiple Choice" bid="Q3">Which?</Question>
<Answer id="b1" type="Choice Answer" bid="police">Police</Answer>
<Answer id="b2" type="Choice Answer" bid="bp">Border Police</Answer>
<Question id="9num" type="Number">How many?</Question>
<Question id="d" type="Date" bid="D">When?</Question>
<Question id="m8" type="Time" bid="T">At what time?</Question>
<Question id="e" type="E-mail" bid="E">Address?</Question>
<Question id="f" type="File Upload" bid="F">File?</Question>
<MatrixTitle id="m" type="Matrix: " bid="M">A matrix</MatrixTitle>
<MatrixQuestion id="m1" type="Multiple Choice Matrix Question: " bid="M1">Row one</MatrixQuestion>
<MatrixQuestion id="m2" type="Multiple Choice Matrix Question: " bid="M2">Row two</MatrixQuestion>
<MatrixAnswer id="x1" type="Matrix Answer" bid="X">Good</MatrixAnswer>
<MatrixAnswer id="x2" type="Matrix Answer" bid="Y">Bad</MatrixAnswer>
<MatrixCell qid="m1" aid="x1" dependentElements="d"></MatrixCell>
<TableTitle id="t" type="Table" bid="TAB">A table</TableTitle>
<TableQuestion id="t1" type="Table Question" bid="R1">2018</TableQuestion>
<TableAnswer id="k1" type="Table Answer" bid="K1">Cases</TableAnswer>
<Question id="r" type="Rating" bid="R">How good?</Question>
<RatingQuestion id="r1" type="Rating" bid="RR1">Training</RatingQuestion>
<Question id="z" type="Ranking" bid="Z">In which order?</Question>
<RankingItem id="z1" type="Ranking Item" bid="first">First</RankingItem>
<RankingItem id="z2" type="Ranking Item" bid="second">Second</RankingItem>
<Question id="n" type="Novelty" bid="N">New?</Question>
<Question id="o" type="Single Choice" bid="O">Without answers</Question>
"""
ONE = """
<Answer qid="u1">The ministry</Answer><Answer qid="u2" aid="a1"></Answer>
<Answer qid="u3" aid="b2"></Answer><Answer qid="9num">10</Answer><Answer qid="d">23/11/2021</Answer>
<Answer qid="m8">11:21:00</Answer><Answer qid="e">a@b.example</Answer><Answer qid="e">c@d.example</Answer>
<Answer qid="m1" aid="x1"></Answer><Answer qid="m1" aid="x2"></Answer><Answer qid="t1" aid="k1">7</Answer>
<Answer qid="r1">2/7</Answer><Answer qid="z" aid="z2"></Answer><Answer qid="z" aid="z1"></Answer>
<Answer qid="f">act.pdf</Answer>
"""


def results(*sets: str, elements: str = ELEMENTS, languages: tuple[str, ...] = ("EN",), head: str = "") -> Source:
    blocks = "".join(f'<Elements lang="{language}">{elements}</Elements>' for language in languages)
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<Results create="2021-11-08_17-55-52">'
        f'<Survey id="42" alias="mapping">{blocks}</Survey><Answers>{"".join(sets)}</Answers></Results>'
    )
    return Source("results.xml", text.encode())


def contribution(content: str, own: str = "k", number: str = "1", last: str = "2021-11-08_10-00-00") -> str:
    return (
        f'<AnswerSet id="{own}" create="{last}" last="{last}" list="{number}" lang="EN" user="u">{content}</AnswerSet>'
    )


@pytest.fixture
def ask(project: Project) -> Any:
    def make(mapping: dict[str, Any] | None = None, **more: Any) -> ReadingRequest:
        return ReadingRequest(project=project, mapping=mapping or {}, mapping_name="map.yaml", **more)

    return make


def test_the_survey_becomes_a_questionnaire(ask: Any, project: Project, registry: Registry) -> None:
    reading = READER.read(results(languages=("EN", "FR")), ask())
    form = reading.questionnaires[0]
    assert (form.key, form.languages) == ("mapping|42", ("en", "fr"))
    assert [(item.link_id, item.type.value, item.repeats, item.item_control) for item in form.walk()] == [
        ("s", "display", False, ""),
        ("IMG", "display", False, ""),
        ("C", "display", False, ""),
        ("WHO", "text", False, ""),
        ("Q2", "choice", False, ""),
        ("Q3", "choice", True, ""),
        ("q-9num", "decimal", False, ""),
        ("D", "date", False, ""),
        ("T", "time", False, ""),
        ("E", "string", False, ""),
        ("F", "attachment", False, ""),
        ("M", "group", False, "grid"),
        ("M1", "choice", True, ""),
        ("M2", "choice", True, ""),
        ("TAB", "group", False, "table"),
        ("R1.K1", "text", False, ""),
        ("R", "group", False, ""),
        ("RR1", "rating", False, ""),
        ("Z", "ranking", False, ""),
        ("N", "string", False, ""),
        ("O", "string", False, ""),
    ]
    assert form.item("WHO").text == LangString({"en": "Who replies?", "fr": "Who replies?"})
    assert all(item.required is None for item in form.walk())  # the export does not say
    assert "element N: the type 'novelty' is not known; it is read as a text" in reading.remarks
    problems = check(project.evolve(questionnaires=(form,)), registry=registry)
    assert [str(problem) for problem in problems if problem.severity == "error"] == []


def test_conditions_stand_at_the_answers_that_trigger_them(ask: Any) -> None:
    form = READER.read(results(), ask()).questionnaires[0]
    assert form.item("Q3").enable_when == (
        EnableWhen(question="Q2", answer="yes"),
        EnableWhen(question="Q2", answer="no"),
    )
    assert form.item("Q3").enable_behavior is EnableBehavior.ANY
    assert form.item("TAB").enable_when == (EnableWhen(question="Q2", answer="yes"),)
    assert form.item("D").enable_when == (EnableWhen(question="M1", answer="X"),)


def test_a_contribution_becomes_a_response(ask: Any) -> None:
    source = results(contribution(ONE))
    assert READER.recognises(source)
    reading = READER.read(source, ask(country="XA"))
    response = reading.responses[0]
    assert (response.country, response.language, response.questionnaire) == ("XA", "en", "mapping|42")
    assert response.authored == dt.datetime(2021, 11, 8, 10, tzinfo=dt.UTC)
    assert {
        name: answers[0].value if answers[0].value is not None else answers[0].values
        for name, answers in response.answers.items()
    } == {
        "WHO": "The ministry",
        "Q2": "yes",
        "Q3": ("bp",),
        "q-9num": Decimal(10),
        "D": PartialDate(2021, 11, 23),
        "T": dt.time(11, 21),
        "E": "a@b.example;c@d.example",
        "F": "act.pdf",
        "M1": ("X", "Y"),
        "R1.K1": "7",
        "RR1": Decimal(2),
        "Z": ("second", "first"),
    }
    assert reading.doubts == ()
    assert reading.accounts.unit == "elements"
    # Counted by hand: the tags that open, but for the XML declaration
    assert reading.accounts.total == source.data.count(b"<") - source.data.count(b"</") - 1
    assert (reading.accounts.ignored, reading.accounts.reported) == (3, 0)


def test_anonymous_contributions_are_told_apart_by_their_number(ask: Any) -> None:
    source = results(
        contribution('<Answer qid="u1">late</Answer>', "Anonymous", "7", "2021-11-09_10-00-00"),
        contribution('<Answer qid="u1">early</Answer>', "Anonymous", "8"),
    )
    reading = READER.read(source, ask({"country_column": "list", "countries": {"7": "XA", "8": "XB"}}))
    assert [(each.country, each.provenance.source_id) for each in reading.responses if each.provenance] == [
        ("XB", "list-8"),
        ("XA", "list-7"),
    ]


def test_the_country_is_an_answer_or_an_identity(ask: Any) -> None:
    sets = [
        contribution('<Answer qid="u2" aid="a1"></Answer>', "k1"),
        contribution('<Answer qid="u1">Moroco</Answer>', "k2", "2"),
    ]
    by_answer = READER.read(results(*sets), ask({"country_column": "Q2", "countries": {"Yes": "XA"}}))
    assert [each.country for each in by_answer.responses] == ["XA"]
    assert by_answer.refused[0].startswith("1 contribution names no country (k2): give --country")
    by_id = READER.read(results(*sets), ask({"country_column": "id", "countries": {"k1": "XA", "k2": "XB"}}))
    assert [each.country for each in by_id.responses] == ["XA", "XB"]
    misspelt = READER.read(results(*sets), ask({"country_column": "WHO"}))
    assert "k2: no country is named 'Moroco'; did you mean 'Morocco'" in misspelt.refused[0]
    assert misspelt.accounts.reported == 4
    with pytest.raises(FileError, match="holds 2 contributions, but --country is for that of one country"):
        READER.read(results(*sets), ask(country="XA"))


def test_answers_to_questions_that_vanished_are_reported(ask: Any) -> None:
    content = '<Answer qid="gone">x</Answer><Strange/><Answer qid="u1">y</Answer>'
    reading = READER.read(results(contribution(content)), ask(country="XA"))
    assert reading.accounts.reported == 2
    assert "1 answers are to the question gone, which is not in the survey any more" in reading.remarks


def test_what_is_doubtful_is_asked(ask: Any) -> None:
    content = (
        '<Answer qid="u2" aid="a1"></Answer><Answer qid="u2" aid="a2"></Answer>'
        '<Answer qid="9num">ten</Answer><Answer qid="d">2021</Answer>'
        '<Answer qid="u1">one</Answer><Answer qid="u1">two</Answer><Answer qid="r1">high</Answer>'
    )
    reading = READER.read(results(contribution(content)), ask(country="XA"))
    assert {doubt.link_id: (doubt.text, doubt.proposal) for doubt in reading.doubts} == {
        "Q2": ("Yes; No", "yes"),
        "q-9num": ("ten", ""),
        "WHO": ("one; two", ""),
        "RR1": ("high", ""),
    }
    assert reading.responses[0].answers["D"][0].value == PartialDate(2021)


def test_comments_and_unknown_elements_lose_nothing(ask: Any) -> None:
    elements = (
        '<!-- old --><Question id="u1" type="Free Text" bid="A B">?</Question>'
        '<Widget id="w">?</Widget><Text>no id</Text>'
    )
    odd = (
        '<Question id="o" type="Single Choice" bid="A B">?</Question>'
        '<Answer id="p" bid="p" dependentElements="nobody">P</Answer>'
    )
    reading = READER.read(
        results(contribution("<!-- note -->", last="yesterday"), elements=elements + odd), ask(country="XA")
    )
    assert [item.link_id for item in reading.questionnaires[0].items] == ["u1", "o"]
    assert reading.accounts.reported == 2
    assert "a condition on nobody could not be read and is left out" in reading.remarks
    assert reading.responses[0].authored is None


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "."), data)
    return stream.getvalue()


def test_results_come_in_an_archive_as_well(ask: Any) -> None:
    data = results(contribution(ONE)).data
    source = Source("results.zip", zipped(results__xml=data))
    assert READER.recognises(source)
    assert len(READER.read(source, ask(country="XA")).responses) == 1
    with pytest.raises(FileError, match="holds 2 exports; unpack it"):
        READER.read(Source("results.zip", zipped(a__xml=data, b__xml=data)), ask())


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            Source("s.eus", zipped(survey__eus=b"\xac\xed\x00\x05sr")),
            "this is a survey of EUSurvey .* use Results > Export > XML",
        ),
        (results(head="<!DOCTYPE Results>"), "declares a document type"),
        (Source("x.xml", b"<Results><Survey>" + b"<a/>" * 700_000), "holds more than 300000 elements"),
        (Source("x.xml", b"<Results><Survey>"), "is no well-formed XML"),
        (Source("x.xml", b"<Results/>"), "is no export of results of EUSurvey"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(ask: Any, source: Source, message: str) -> None:
    assert READER.recognises(source)
    with pytest.raises(FileError, match=message) as caught:
        READER.read(source, ask())
    assert "\n" not in str(caught.value)


def test_other_files_are_not_recognised() -> None:
    assert not READER.recognises(Source("x.xml", b"<html/>"))
    assert not READER.recognises(Source("x.zip", b"PK\3\4 damaged"))
    assert not READER.recognises(Source("x.zip", b"text"))
    assert not READER.recognises(Source("x.zip", zipped(a__csv=b"1")))

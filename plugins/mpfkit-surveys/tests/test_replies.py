"""Answers of KoboToolbox, ODK and other tables: every cell is accounted for, and nothing is guessed."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import mpfkit_surveys
from mpfkit import Project
from mpfkit.errors import FileError
from mpfkit.intake import Reading, ReadingRequest, Source
from mpfkit.model import (
    AbsentReason,
    Answer,
    AnswerConstraint,
    Choice,
    ChoiceList,
    Item,
    ItemType,
    LangString,
    PartialDate,
    Questionnaire,
    Response,
    ResponseStatus,
    ReviewState,
)

at = dt.datetime.fromisoformat
READERS = {reader.name: reader for reader in mpfkit_surveys.READERS}
BODIES = ChoiceList(
    id="body",
    choices=(
        Choice(code="police", label=LangString({"en": "Police", "fr": "Police nationale"})),
        Choice(code="bp", label=LangString({"en": "Border Police", "fr": "Police aux frontières"})),
        Choice(code="min", label=LangString({"en": "Ministry of the Interior, Justice", "fr": "Ministère"})),
    ),
)
YES_NO = ChoiceList(
    id="yn",
    choices=(Choice(code="yes", label=LangString.of("Yes")), Choice(code="no", label=LangString.of("No"))),
)
FORM = Questionnaire(
    id="q",
    version="1",
    languages=("en", "fr"),
    choice_lists=(BODIES, YES_NO),
    items=(
        Item(
            link_id="g",
            type=ItemType.GROUP,
            text=LangString.of("Institutions"),
            items=(
                Item(link_id="has", type=ItemType.CHOICE, choice_list="yn", text=LangString.of("Is there a body?")),
                Item(
                    link_id="which",
                    type=ItemType.CHOICE,
                    choice_list="body",
                    repeats=True,
                    text=LangString({"en": "Which bodies?", "fr": "Lesquels ?"}),
                    answer_constraint=AnswerConstraint.OPTIONS_OR_STRING,
                ),
                Item(link_id="staff", type=ItemType.INTEGER, text=LangString.of("Staff?")),
            ),
        ),
        Item(link_id="since", type=ItemType.DATE, text=LangString.of("Since when?")),
        Item(link_id="why", type=ItemType.TEXT, text=LangString.of("Why?")),
        Item(
            link_id="lead",
            type=ItemType.CHOICE,
            choice_list="body",
            text=LangString.of("Who leads?"),
            answer_constraint=AnswerConstraint.OPTIONS_OR_STRING,
        ),
        Item(
            link_id="law",
            type=ItemType.GROUP,
            repeats=True,
            text=LangString.of("A law"),
            items=(
                Item(link_id="title", type=ItemType.STRING, text=LangString.of("Title")),
                Item(
                    link_id="article",
                    type=ItemType.GROUP,
                    repeats=True,
                    items=(Item(link_id="number", type=ItemType.STRING, text=LangString.of("Number")),),
                ),
            ),
        ),
    ),
)


@pytest.fixture
def ask(project: Project) -> Callable[..., ReadingRequest]:
    def make(mapping: dict[str, Any] | None = None, **more: Any) -> ReadingRequest:
        forms = more.pop("forms", (FORM,))
        return ReadingRequest(
            project=project.evolve(questionnaires=forms), mapping=mapping or {}, mapping_name="map.yaml", **more
        )

    return make


def table(text: str, name: str = "answers.csv", encoding: str = "utf-8") -> Source:
    return Source(name, text.encode(encoding))


def read(name: str, source: Source, request: ReadingRequest) -> Reading:
    assert READERS[name].recognises(source), f"not recognised by {name}"
    others = [
        reader.name for reader in READERS.values() if source.suffix in reader.suffixes and reader.recognises(source)
    ]
    assert others == [name]
    return READERS[name].read(source, request)


def values(response: Response) -> dict[str, Any]:
    return {
        link_id: [(answer.value if answer.value is not None else answer.values, answer.other) for answer in answers]
        for link_id, answers in response.answers.items()
    }


# ------------------------------------------------------------------------------------------ KoboToolbox

KOBO = [
    [
        "start",
        "g/has",
        "g/which",
        "g/which/police",
        "g/which/bp",
        "g/which/min",
        "g/which/other",
        "g/which_other",
        "g/staff",
        "since",
        "country",
        "_id",
        "_uuid",
        "_submission_time",
        "_validation_status",
        "_submitted_by",
        "_index",
    ],
    [
        "2019-01-01",
        "yes",
        "police bp",
        1,
        1,
        0,
        0,
        None,
        12,
        at("2019-01-05"),
        "XA",
        101,
        "u-1",
        at("2019-02-01 10:00"),
        "Approved",
        "somebody",
        1,
    ],
    [
        "2019-01-02",
        "no",
        "min other",
        0,
        0,
        1,
        1,
        "Coast guard",
        0,
        "2018",
        "XB",
        102,
        "u-2",
        "2019-02-02T10:00:00",
        "On Hold",
        "somebody",
        2,
    ],
]


def test_an_export_of_kobo_is_read_with_all_its_cells(workbook: Any, ask: Any) -> None:
    reading = read("kobo", workbook({"form": KOBO}), ask())
    cells = sum(cell is not None for row in KOBO for cell in row)
    assert reading.accounts.lines() == (
        f"{cells} cells: {cells - 6} mapped, 6 ignored by rule, 0 reported",
        "  ignored    4  metadata of the export",
        "  ignored    2  personal data of the sender",
    )
    first, second = reading.responses
    assert (first.country, first.authored, first.review_state) == (
        "XA",
        dt.datetime(2019, 2, 1, 10, tzinfo=dt.UTC),
        ReviewState.VALIDATED,
    )
    assert second.review_state is ReviewState.IN_CLARIFICATION
    assert first.provenance is not None
    assert (first.provenance.sheet, first.provenance.row, first.provenance.source_id) == ("form", 2, "101")
    assert values(first) == {
        "has": [("yes", "")],
        "which": [(("police", "bp"), "")],
        "staff": [(12, "")],
        "since": [(PartialDate(2019, 1, 5), "")],
    }
    assert values(second)["which"] == [(("min",), "Coast guard")]
    assert values(second)["staff"] == [(0, "")]
    assert reading.doubts == ()


@pytest.mark.parametrize("mark", ["/", ".", "-", ":"])
@pytest.mark.parametrize("grouped", [True, False])
def test_groups_may_stand_before_names_or_not(ask: Any, mark: str, grouped: bool) -> None:
    name = f"g{mark}staff" if grouped else "staff"
    reading = read("kobo", table(f"{name};country;_uuid\n3;XA;u\n"), ask())
    assert values(reading.responses[0]) == {"staff": [(3, "")]}


def test_labels_are_read_where_they_mean_one_question_and_one_choice(ask: Any) -> None:
    text = (
        '"Institutions/Is there a body?";"Which bodies?";"Which bodies?/Police";'
        '"Which bodies?/Border Police";"country";"_id"\n'
        '"Yes";"Border Police";"0";"1";"Country A";"1"\n'
        '"No";"Police Border Police";"1";"1";"XB";"2"\n'
    )
    first, second = read("kobo", table(text), ask()).responses
    assert values(first) == {"has": [("yes", "")], "which": [(("bp",), "")]}
    assert values(second)["which"] == [(("police", "bp"), "")]


def test_police_is_not_read_out_of_border_police(ask: Any) -> None:
    reading = read("kobo", table("which;country;_id\nBorder Police;XA;1\n"), ask())
    assert values(reading.responses[0]) == {"which": [(("bp",), "")]}


def test_a_split_choice_that_contradicts_the_joined_one_is_a_doubt(ask: Any) -> None:
    reading = read("kobo", table("which;which/police;which/bp;country;_id\npolice;0;1;XA;1\n"), ask())
    doubt = reading.doubts[0]
    assert (doubt.link_id, doubt.proposal) == ("which", "bp")
    assert doubt.why == "the column with all choices says police, the columns of the single choices say bp"
    assert doubt.place == "answers.csv, row 2, column 'which'"
    assert reading.responses[0].answers == {}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("0;0", {}),
        (";", {}),
        ("1;", {"which": [(("police",), "")]}),
        ("True;False", {"which": [(("police",), "")]}),
    ],
)
def test_all_zero_or_blank_is_no_answer(ask: Any, cells: str, expected: Any) -> None:
    reading = read("kobo", table(f"which/police;which/bp;country;_id\n{cells};XA;1\n"), ask())
    assert values(reading.responses[0]) == expected


def test_a_split_choice_that_is_neither_is_a_doubt(ask: Any) -> None:
    reading = read("kobo", table("which/police;country;_id\n7;XA;1\n"), ask())
    assert reading.doubts[0].why == "the column of 'police' says '7', neither 0 nor 1"


def test_a_text_of_ones_own_stands_beside_or_in_the_place_of_a_choice(ask: Any) -> None:
    text = "lead;lead_other;country;_id\nother;Coast guard;XA;1\npolice;and others;XB;2\nother;;XA;3\n;only this;XA;4\n"
    answers = [values(response)["lead"] for response in read("kobo", table(text), ask()).responses]
    assert answers == [[((), "Coast guard")], [("police", "and others")], [((), "other")], [((), "only this")]]


def test_labels_that_divide_in_two_ways_are_a_doubt(ask: Any) -> None:
    twice = BODIES.evolve(
        choices=(
            Choice(code="a", label=LangString.of("a b")),
            Choice(code="b", label=LangString.of("c")),
            Choice(code="x", label=LangString.of("a")),
            Choice(code="y", label=LangString.of("b c")),
        )
    )
    form = FORM.evolve(choice_lists=(twice, YES_NO))
    reading = read("kobo", table("which;country;_id\na b c;XA;1\nzz;XB;2\n"), ask(forms=(form,)))
    assert [doubt.why for doubt in reading.doubts] == [
        "'a b c' divides into choices in more than one way",
        "'zz' divides into choices in no way",
    ]


def test_repeats_are_instances_of_the_reply_to_which_they_belong(workbook: Any, ask: Any) -> None:
    sheets = {
        "form": [["country", "why", "_id", "_index"], ["XA", "a", 1, 1], ["XB", "b", 2, 2]],
        "law": [
            ["law/title", "_index", "_parent_table_name", "_parent_index", "_submission__id"],
            ["Act 1", 1, "form", 1, 1],
            ["Act 2", 2, "form", 1, 1],
            ["Code", 3, "form", 2, 2],
            ["Lost", 4, "form", 9, 9],
        ],
        "article": [
            ["law/article/number", "_index", "_parent_table_name", "_parent_index"],
            ["§ 1", 1, "law", 2],
            ["§ 2", 2, "law", 2],
        ],
    }
    reading = read("kobo", workbook(sheets), ask())
    first, second = reading.responses
    assert [(answer.value, answer.instance) for answer in first.answers["title"]] == [("Act 1", (1,)), ("Act 2", (2,))]
    assert [(answer.value, answer.instance) for answer in first.answers["number"]] == [("§ 1", (2, 1)), ("§ 2", (2, 2))]
    assert [answer.value for answer in second.answers["title"]] == ["Code"]
    place = first.answers["number"][0].provenance
    assert place is not None
    assert (place.sheet, place.row) == ("article", 2)
    assert "row of a repeat whose reply is not in the file" in reading.accounts.lines()[-1]
    assert reading.accounts.reported == 5


def test_a_csv_says_that_it_holds_no_repeats(ask: Any) -> None:
    remarks = read("kobo", table("why;country;_id\nx;XA;1\n"), ask()).remarks
    assert "a .csv of KoboToolbox holds no repeats; export as .xlsx to get them" in remarks


def test_a_question_of_a_repeat_in_the_row_of_a_reply_is_a_doubt(ask: Any) -> None:
    reading = read("kobo", table("title;country;_id\nAct;XA;1\n"), ask())
    assert reading.doubts[0].instance == (1,)
    assert "belongs to a repeat" in reading.doubts[0].why


def test_the_stable_key_is_the_identity_and_the_index_never_is(ask: Any) -> None:
    def key(head: str, row: str) -> str:
        provenance = read("kobo", table(f"why;country;{head}\nx;XA;{row}\n"), ask()).responses[0].provenance
        assert provenance is not None
        return provenance.source_id

    assert key("_uuid;_id;meta/rootUuid;_index", "u;1;root;5") == "root"
    assert key("_uuid;_id;_index", "u;1;5") == "1"
    assert key("_uuid;_index", "u;5") == "u"
    assert key("_index", "5") == ""


def test_tags_below_the_headings_are_left_out(ask: Any) -> None:
    reading = read("kobo", table("why;country;_id\n#text;#country;#id\nx;XA;1\n"), ask())
    assert len(reading.responses) == 1
    assert reading.accounts.lines()[1] == "  ignored   3  tags below the headings"


def test_columns_that_match_nothing_or_several_things_are_reported(ask: Any) -> None:
    twin = Item(
        link_id="h", type=ItemType.GROUP, items=(Item(link_id="s2", type=ItemType.TEXT, text=LangString.of("Staff?")),)
    )
    form = FORM.evolve(items=(*FORM.items, twin))
    text = "why;Why?;Staff?;strange;country;_id\na;b;c;d;XA;1\n"
    reading = read("kobo", table(text), ask(forms=(form,)))
    lines = "\n".join(reading.accounts.lines())
    assert (
        "columns 'why' and 'Why?' are the same question; export with names (XML values and headers), or map one"
        in lines
    )
    assert "column 'Staff?' may be staff and s2; export with names" in lines
    assert "column 'strange' matches no question" in lines
    assert any("1 column matches no question of q|1: 'strange'" in remark for remark in reading.remarks)


# ------------------------------------------------------------------------------------------ countries


def test_replies_without_a_country_are_reported_and_told_in_one_line(ask: Any) -> None:
    reading = read("kobo", table("why;country;_id\na;;1\nb;XB;2\nc;;3\nd;Moroco;4\n"), ask())
    assert [response.country for response in reading.responses] == ["XB"]
    assert reading.refused == (
        "3 replies name no country (row 2, 4, 5): give --country, or country_column in a mapping file",
    )
    assert reading.accounts.lines()[-1].startswith("  reported   7  reply whose country is not known")
    misspelt = read("kobo", table("why;country;_id\nd;Moroco;4\n"), ask()).refused
    assert misspelt[0].startswith(
        "1 reply names no country (row 2): no country is named 'Moroco'; did you mean 'Morocco' (MA)?"
    )


def test_a_country_is_known_by_name_or_by_the_mapping(ask: Any) -> None:
    text = "why;where;_id\na;Morocco;1\nb;country a;2\nc;The North;3\n"
    mapping = {"country_column": "where", "countries": {"the north": "XB"}}
    reading = read("kobo", table(text), ask(mapping))
    assert [response.country for response in reading.responses] == ["MA", "XA", "XB"]


def test_the_country_of_the_command_is_for_one_reply(ask: Any) -> None:
    one = table("why;_id\na;1\n")
    assert read("kobo", one, ask(country="XA")).responses[0].country == "XA"
    with pytest.raises(FileError, match="holds 2 replies, but --country is for the reply of one country"):
        read("kobo", table("why;_id\na;1\nb;2\n"), ask(country="XA"))


def test_replies_stand_in_the_order_in_which_they_were_sent(ask: Any) -> None:
    text = "why;country;_id;_submission_time\nlate;XA;1;2019-02-02T10:00:00\nearly;XA;2;2019-02-01T10:00:00\n"
    assert [values(each)["why"][0][0] for each in read("kobo", table(text), ask()).responses] == ["early", "late"]


# ------------------------------------------------------------------------------------------ ODK


def archive(**members: str) -> Source:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, text in members.items():
            package.writestr(f"{name}.csv", text)
    return Source("odk.zip", stream.getvalue())


def test_an_archive_of_odk_is_read_with_its_repeats(ask: Any) -> None:
    source = archive(
        form="SubmissionDate,g-staff,g-which,country,meta-instanceID,KEY,SubmitterName,Status,ReviewState,FormVersion\n"
        "2019-02-01T10:00:00.000Z,3,police bp,XA,uuid:1,uuid:1,Somebody,,approved,1\n",
        **{"form-law": "title,PARENT_KEY,KEY\nAct 1,uuid:1,uuid:1/law[1]\nAct 2,uuid:1,uuid:1/law[2]\n"},
        **{"form-law-article": "number,PARENT_KEY,KEY\n§ 1,uuid:1/law[2],uuid:1/law[2]/article[1]\n"},
    )
    response = read("kobo", source, ask()).responses[0]
    assert response.provenance is not None
    assert response.provenance.source_id == "uuid:1"
    assert response.authored == dt.datetime(2019, 2, 1, 10, tzinfo=dt.UTC)
    assert response.review_state is ReviewState.VALIDATED
    assert values(response)["which"] == [(("police", "bp"), "")]
    assert [(answer.value, answer.instance) for answer in response.answers["title"]] == [
        ("Act 1", (1,)),
        ("Act 2", (2,)),
    ]
    assert [(answer.value, answer.instance) for answer in response.answers["number"]] == [("§ 1", (2, 1))]


def test_the_numbers_of_a_place_are_one_answer(ask: Any) -> None:
    place = Item(link_id="at", type=ItemType.STRING, extra={"x-xlsform": {"type": "geopoint"}})  # type: ignore[arg-type]
    form = FORM.evolve(items=(*FORM.items, place))
    text = "at-Latitude,at-Longitude,at-Altitude,at-Accuracy,country,KEY,PARENT_KEY\n52.1,4.3,0,5,XA,k,\n"
    source = table(text.replace(",PARENT_KEY", ",meta/instanceID").replace("k,\n", "k,i\n"))
    assert values(read("kobo", source, ask(forms=(form,))).responses[0]) == {"at": [("52.1 4.3 0 5", "")]}


def test_files_without_one_table_of_replies_are_refused(workbook: Any, ask: Any) -> None:
    two = workbook({"a": [["why", "_id"], ["x", 1]], "b": [["why", "_id"], ["y", 2]]})
    with pytest.raises(FileError, match=r"one table must hold the replies, .* without a parent: 'a', 'b'"):
        read("kobo", two, ask())
    with pytest.raises(FileError, match="holds no table"):
        READERS["kobo"].read(table(""), ask())
    with pytest.raises(FileError, match="is an archive without a CSV file in it"):
        READERS["kobo"].read(archive(), ask())


# ------------------------------------------------------------------------------------------ which questionnaire


def test_the_questionnaire_is_the_one_whose_names_fit(ask: Any) -> None:
    other = Questionnaire(id="other", version="1", items=(Item(link_id="why", type=ItemType.TEXT),))
    newer = FORM.evolve(version="2")
    assert (
        read("kobo", table("why;staff;country;_id\na;1;XA;1\n"), ask(forms=(FORM, newer, other)))
        .responses[0]
        .questionnaire
        == "q|2"
    )
    with pytest.raises(FileError, match=r"fits the questionnaires q\|1 and other\|1; name one in a mapping file"):
        read("kobo", table("why;country;_id\na;XA;1\n"), ask(forms=(FORM, other)))
    named = read("kobo", table("why;country;_id\na;XA;1\n"), ask({"questionnaire": "other"}, forms=(FORM, other)))
    assert named.responses[0].questionnaire == "other|1"
    with pytest.raises(FileError, match="the project has no questionnaire 'othr'; did you mean"):
        read("kobo", table("why;country;_id\na;XA;1\n"), ask({"questionnaire": "othr"}, forms=(FORM, other)))
    with pytest.raises(FileError, match="no column matches a question of q"):
        read("kobo", table("x;_id\na;1\n"), ask())
    with pytest.raises(FileError, match="the project has no questionnaire that it could answer; collect"):
        read("kobo", table("x;_id\na;1\n"), ask(forms=()))


# ------------------------------------------------------------------------------------------ tables of other tools

MAPPING = {
    "country_column": "Land",
    "columns": {
        "Is there\na body?": "has",
        "/Which bodies.*/": "which",
        "How many?": {"link_id": "staff", "value_map": {"none": "0"}},
        "Remark": {"link_id": "staff", "comment": "true"},
    },
    "not_applicable_values": ["n/a"],
    "declined_values": "no comment",
}


def test_microsoft_forms(workbook: Any, ask: Any) -> None:
    rows = [
        [
            "ID",
            "Start time",
            "Completion time",
            "Email",
            "Name",
            "Is there\na body?",
            "Which bodies (several)?",
            "How many?",
            "Remark",
            "Points - How many?",
            "Land",
            "New",
        ],
        [
            1,
            at("2019-02-01 09:00"),
            at("2019-02-01 10:00"),
            "anonymous",
            None,
            "Yes",
            "Border Police;Police;",
            "none",
            "provisional",
            1,
            "XA",
            "?",
        ],
        [
            2,
            at("2019-02-01 09:00"),
            at("2019-02-01 11:00"),
            "a@b.example",
            "A",
            "n/a",
            "Coast guard;Police;",
            "No comment",
            None,
            1,
            "XB",
            None,
        ],
    ]
    reading = read("table", workbook({"Form1": rows}), ask(MAPPING))
    first, second = reading.responses
    assert values(first) == {"has": [("yes", "")], "which": [(("bp", "police"), "")], "staff": [(0, "")]}
    assert first.answers["staff"][0].comment == "provisional"
    assert first.provenance is not None
    assert first.provenance.source_id == "1"
    assert second.answers["has"] == (Answer(absent=AbsentReason.NOT_APPLICABLE),)
    assert second.answers["staff"][0].absent is AbsentReason.ASKED_DECLINED
    assert values(second)["which"] == [(("police",), "Coast guard")]
    assert [line.split(maxsplit=2)[::2] for line in reading.accounts.lines()[1:]] == [
        ["ignored", "metadata of the export"],
        ["ignored", "personal data of the respondent"],
        ["reported", "column 'New' matches no question (Form1!L2)"],
    ]


def test_google_forms_with_commas_in_labels(ask: Any) -> None:
    head = "Timestamp,Email Address,which,Land\n"
    text = head + '9/6/2018 0:06:16,a@b.example,"Ministry of the Interior, Justice, Police",XA\n'
    reading = read("table", table(text), ask({"country_column": "Land"}))
    assert values(reading.responses[0]) == {"which": [(("min", "police"), "")]}
    assert reading.responses[0].authored is None
    assert any("'9/6/2018 0:06:16' are not certain" in remark for remark in reading.remarks)
    mapping = {"country_column": "Land", "timestamp_format": "%m/%d/%Y %H:%M:%S", "timezone": "Europe/Brussels"}
    moment = read("table", table(text), ask(mapping)).responses[0].authored
    assert moment is not None
    assert moment.isoformat() == "2018-09-06T00:06:16+02:00"


def test_limesurvey(ask: Any) -> None:
    head = (
        '"id";"submitdate";"lastpage";"startlanguage";"ipaddr";"has";"which[police]";"which[bp]";"which[other]";'
        '"staff";"staffTime";"Land"'
    )
    rows = [
        '"1";"2019-02-01 10:00:00";"3";"fr";"1.2.3.4";"yes";"Y";"";"Garde";"5";"12.5";"XA"',
        '"2";"";"1";"en";"1.2.3.4";"";"";"";"";"7";"3.1";"XB"',
        '"3";"1980-01-01 00:00:00";"3";"en";"";"no";"";"Y";"";"";"";"XB"',
    ]
    source = table("\ufeff" + "\n".join([head, *rows]) + "\n")
    reading = read("table", source, ask({"country_column": "Land"}))
    by_key = {each.provenance.source_id: each for each in reading.responses if each.provenance}
    assert values(by_key["1"])["which"] == [(("police",), "Garde")]
    assert by_key["1"].language == "fr"
    assert [by_key[key].status for key in "123"] == [
        ResponseStatus.COMPLETED,
        ResponseStatus.IN_PROGRESS,
        ResponseStatus.COMPLETED,
    ]
    assert by_key["3"].authored is None
    assert any("time that a question took" in line for line in reading.accounts.lines())


def test_qualtrics_has_three_headings(ask: Any) -> None:
    head = "StartDate,EndDate,RecordedDate,ResponseId,IPAddress,staff,Land"
    text = 'Start,End,Recorded,Id,IP,How many?,Where?\n"{""ImportId"":""a""}",b,c,d,e,f,g\n'
    source = table(f"{head}\n{text}2019-02-01 10:00,x,2019-02-01 10:00,R_1,1.2.3.4,5,XA\n")
    reading = read("table", source, ask({"country_column": "Land"}))
    assert [values(response) for response in reading.responses] == [{"staff": [(5, "")]}]
    assert any("14  second and third heading of Qualtrics" in line for line in reading.accounts.lines())


def test_any_table_by_its_mapping(workbook: Any, ask: Any) -> None:
    rows = [
        ["Export of 2019"],
        [],
        ["Nr", "When", "Many", "Which", "Country", "Border?", "Notes"],
        ["unit", "d", "n", "-", "-", "-", "-"],
        ["k-1", "03/04/2019", "1 234", "Polcie", "Country B", "oui", "internal"],
    ]
    mapping = {
        "sheet": "Data",
        "header_row": "3",
        "skip_rows": "1",
        "id_column": "Nr",
        "date_format": "%d/%m/%Y",
        "multi_separator": "|",
        "ignore_columns": ["Notes"],
        "columns": {"When": "since", "Many": "staff", "Which": "lead", "Border?": {"link_id": "which", "choice": "bp"}},
    }
    strict = FORM.evolve(
        items=tuple(
            item.evolve(answer_constraint=AnswerConstraint.OPTIONS_ONLY) if item.link_id == "lead" else item
            for item in FORM.items
        )
    )
    reading = read("table", workbook({"Data": rows, "Other": [["x"]]}), ask(mapping, forms=(strict,)))
    response = reading.responses[0]
    assert response.country == "XB"
    assert values(response) == {"which": [(("bp",), "")], "since": [(PartialDate(2019, 4, 3), "")]}
    assert {doubt.link_id: (doubt.text, doubt.proposal) for doubt in reading.doubts} == {
        "staff": ("1 234", "1234"),
        "lead": ("Polcie", "police"),
    }
    assert [line.split("  ")[-1] for line in reading.accounts.lines()[1:]] == [
        "row that the mapping file leaves out",
        "column that the mapping file leaves out",
        "row above the headings",
        "sheet that the mapping file does not name",
    ]


def test_what_the_mapping_says_comes_before_what_headings_say(ask: Any) -> None:
    source = table("why,Remark,country,staff\nold,new,XA,1\n")
    reading = read("table", source, ask({"columns": {"Remark": "why"}}))
    assert values(reading.responses[0]) == {"why": [("new", "")], "staff": [(1, "")]}
    assert "column 'why' answers what the mapping file takes from 'Remark' (A2)" in reading.accounts.lines()[-1]


def test_the_country_can_be_a_question_of_the_form(ask: Any) -> None:
    form = FORM.evolve(items=(*FORM.items, Item(link_id="country", type=ItemType.STRING)))
    reading = read("table", table("why,country\na,XA\n"), ask(forms=(form,)))
    assert (reading.responses[0].country, values(reading.responses[0])["country"]) == ("XA", [("XA", "")])
    mapped = read(
        "table", table("why,country,Land\na,XA,Somewhere\n"), ask({"columns": {"Land": "country"}}, forms=(form,))
    )
    assert (mapped.responses[0].country, values(mapped.responses[0])["country"]) == ("XA", [("Somewhere", "")])


def test_a_cell_that_has_too_many_ways_to_divide_is_a_doubt(ask: Any) -> None:
    choices = tuple(Choice(code=f"c{n}", label=LangString.of("x " * n + "x")) for n in range(40))
    form = FORM.evolve(choice_lists=(BODIES.evolve(choices=choices), YES_NO))
    reading = read("kobo", table(f"which;country;_id\n{'x ' * 400}y;XA;1\n"), ask(forms=(form,)))
    assert "divides into choices in no way" in reading.doubts[0].why


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"sheet": "Nowhere"}, "has no sheet 'Nowhere' with anything in it; known: 'Data', 'More'"),
        ({}, r"has 2 sheets with data \('Data', 'More'\); name one in a mapping file: sheet"),
        ({"sheet": "Data", "header_row": "9"}, "row 9 is empty, but map.yaml says"),
        ({"sheet": "Data", "header_row": "x"}, "header_row is 'x'; write a whole number"),
        (
            {"sheet": "Data", "columns": {"A": "staff"}, "id_column": "Nr"},
            "has no column 'Nr', which map.yaml names as id_column",
        ),
        ({"sheet": "Data", "columns": {"A": "staff"}, "timezone": "Brussels"}, "no time zone is named 'Brussels'"),
        ({"sheet": "Data", "columns": {"A": "stff"}}, "columns: 'stff' is no question of q|1; did you mean 'staff'"),
        ({"sheet": "Data", "columns": {"A": {"link": "staff"}}}, "columns: 'A' needs a link_id"),
        (
            {"sheet": "Data", "columns": {"A": {"link_id": "which", "choise": "bp"}}},
            "unknown key 'choise'; did you mean 'choice'",
        ),
        (
            {"sheet": "Data", "columns": {"A": {"link_id": "which", "choice": "x"}}},
            "'x' is no choice of which; known: police, bp, min",
        ),
        (
            {"sheet": "Data", "columns": {"A": {"link_id": "staff", "value_map": {"a": []}}}},
            "value_map of 'A' must map texts to texts",
        ),
        ({"sheet": "Data", "columns": {"/(/": "staff"}}, "is no regular expression"),
        ({"sheet": "Data", "columns": {"B": "staff"}}, "no column is the link_id of a question of q"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told_in_one_line(workbook: Any, ask: Any, mapping: Any, message: str) -> None:
    source = workbook({"Data": [["A"], ["1"]], "More": [["x"]]})
    with pytest.raises(FileError, match=message.replace("|", r"\|")) as caught:
        read("table", source, ask(mapping))
    assert "\n" not in str(caught.value)


# ------------------------------------------------------------------------------------------ CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_are_found(ask: Any, encoding: str, mark: str) -> None:
    text = f'why{mark}country{mark}"which"\n"é{mark}’"{mark}XA{mark}police\n'
    reading = read("table", table(text, encoding=encoding), ask())
    assert values(reading.responses[0])["why"] == [(f"é{mark}’", "")]
    assert any("was read as Windows-1252" in remark for remark in reading.remarks) == (encoding == "cp1252")


def test_an_encoding_that_is_named_is_used(ask: Any) -> None:
    source = table("why;country\nŁódź;XA\n", encoding="cp1250")
    assert values(read("table", source, ask({"encoding": "cp1250"})).responses[0])["why"] == [("Łódź", "")]
    with pytest.raises(FileError, match="is not in the encoding utf-8"):
        read("table", source, ask({"encoding": "utf-8"}))
    with pytest.raises(FileError, match="no encoding is named 'cp9999'"):
        read("table", source, ask({"encoding": "cp9999"}))


def test_rows_longer_than_the_headings_and_headings_that_stand_twice_are_reported(ask: Any) -> None:
    reading = read("table", table("why,staff,staff,country\na,1,2,XA,too much\n"), ask())
    lines = "\n".join(reading.accounts.lines())
    assert "columns 'staff' and 'staff' are the same question" in lines
    assert "cell below no heading" in lines
    assert values(reading.responses[0]) == {"why": [("a", "")]}


def test_a_thousand_blank_rows_are_no_replies(workbook: Any, ask: Any) -> None:
    reading = read("table", workbook({"s": [["why", "country"], ["a", "XA"], *[[None, ""]] * 1000]}), ask())
    assert (len(reading.responses), reading.accounts.total) == (1, 4)


def test_days_of_excel_are_days_and_numbers_are_doubts(workbook: Any, ask: Any) -> None:
    rows = [["since", "country"], [at("2019-02-14"), "XA"], [43510, "XB"]]
    reading = read("table", workbook({"s": rows}), ask())
    assert values(reading.responses[0]) == {"since": [(PartialDate(2019, 2, 14), "")]}
    assert reading.doubts[0].proposal == "2019-02-14"


def test_formulas_without_a_value_are_reported(workbook: Any, ask: Any) -> None:
    reading = read("table", workbook({"s": [["why", "country"], ["=A1", "XA"], ["#N/A", "XB"]]}), ask())
    assert reading.accounts.reported == 2
    assert [response.answers for response in reading.responses] == [{}, {}]


def test_damaged_tables_are_refused_in_one_line(ask: Any) -> None:
    for data, message in (
        (b'why;country\n"' + b"x" * 200_000, "is no table of text, line"),
        (b"\xff\xfea\x00b", "is damaged: it says that it is utf-16"),
    ):
        with pytest.raises(FileError, match=message) as caught:
            READERS["table"].read(Source("x.csv", data), ask())
        assert "\n" not in str(caught.value)


def test_decimals_keep_their_digits(ask: Any) -> None:
    money = Item(link_id="sum", type=ItemType.DECIMAL)
    reading = read("table", table("sum;country\n108874.50;XA\n"), ask(forms=(FORM.evolve(items=(*FORM.items, money)),)))
    assert reading.responses[0].answers["sum"][0].value == Decimal("108874.50")
    assert str(reading.responses[0].answers["sum"][0].value) == "108874.50"

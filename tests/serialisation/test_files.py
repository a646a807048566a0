"""Files themselves: what is no project, what is unsafe, and how a folder is put together."""

# ruff: noqa: E501 - texts of files are written as they stand in them

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from mpfkit.errors import FileError, MpfkitError, ProblemsError
from mpfkit.model import Country, Finding, FindingKind, FrozenDict, LangString, Project, Response, Theme
from mpfkit.serialisation import (
    Place,
    ReadError,
    SourceMap,
    _folder,
    _syntax,
    dumps,
    examine,
    load,
    loads,
    save,
)

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "schema_version: 1\nid: p\ntitle: T\nas_of: 2019-02-14\n"
JSON_HEAD = '{"schema_version": 1, "id": "p", "title": "T", "as_of": "2019-02-14"'


def project(**fields: object) -> Project:
    return Project(id="p", title=LangString.of("T"), as_of=dt.date(2019, 2, 14)).evolve(**fields)


def lines(folder: Path, name: str = ".") -> list[str]:
    return [str(problem) for problem in examine(folder / name if name != "." else folder).problems]


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml").replace("_json", ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


# What is no project


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("p.yaml", b"\xff\xfei\x00d\x00", "p.yaml:1:1: MPF100 error: the file is not UTF-8; save it as UTF-8"),
        ("p.yaml", b"id: p\ntitle: Caf\xe9\n", "p.yaml:2:11: MPF100 error: the file is not UTF-8; save it as UTF-8"),
        (
            "p.docx",
            b"PK",
            "p.docx: MPF100 error: a project file ends in .yaml, .yml, .json or .toml, not in '.docx'",
        ),
        ("p", b"id: p", "p: MPF100 error: a project file ends in .yaml, .yml, .json or .toml, not in 'nothing'"),
        (
            "p.yaml",
            b"",
            (
                "p.yaml:1:1: MPF102 error: the file is empty; it must hold a mapping with keys of a project, such as title "
                "or findings"
            ),
        ),
        (
            "p.yaml",
            b"- a\n",
            (
                "p.yaml:1:1: MPF102 error: the file holds a list; it must hold a mapping with keys of a project, such as "
                "title or findings"
            ),
        ),
        (
            "p.json",
            b'"a"',
            (
                "p.json:1:1: MPF102 error: the file holds a single value; it must hold a mapping with keys of a project, "
                "such as title or findings"
            ),
        ),
        ("p.json", b'{\n  "id": p\n}', "p.json:2:9: MPF105 error: this is not JSON: Expecting value"),
        ("p.json", b'{"id": NaN}', "p.json: MPF105 error: this is not JSON: NaN is no number"),
        ("p.toml", b"id = \n", "p.toml:1:6: MPF105 error: this is not TOML: Invalid value"),
        ("p.toml", b'id = "a', None),
        ("p.json", b"[" * 100_000, "p.json: MPF105 error: the file is nested too deeply"),
        ("p.yaml", b"[" * 100_000, "p.yaml: MPF105 error: the file is nested more than 100 levels deep"),
        ("p.json", b'{"id": "\\u0000"}', None),
    ],
)
def test_a_file_that_is_no_project_gives_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, line: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(data)
    found = [str(problem) for problem in examine(name).problems]
    assert len(found) == 1
    assert line is None or found == [line]
    assert found[0].startswith(name)
    with pytest.raises(ReadError) as caught:
        load(name)
    assert isinstance(caught.value, FileError)
    assert isinstance(caught.value, ProblemsError)
    assert "\n" not in str(caught.value)


def test_a_path_that_does_not_exist_gives_one_line(tmp_path: Path) -> None:
    assert lines(tmp_path, "nowhere") == [f"{tmp_path / 'nowhere'}: MPF100 error: there is no such file or folder"]


def test_a_folder_without_a_project_file_gives_one_line(tmp_path: Path) -> None:
    assert lines(tmp_path) == [
        f"{tmp_path}: MPF100 error: the folder has no project.yaml; it is no project, or project.yaml has another name"
    ]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, p_yaml=HEAD)
    monkeypatch.setattr(_folder, "MAX_BYTES", 10)
    assert lines(tmp_path, "p.yaml") == [
        f"{tmp_path / 'p.yaml'}: MPF100 error: the file is larger than 0 MiB; split it"
    ]


def test_a_file_that_may_not_be_read_gives_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, p_yaml=HEAD)

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(_folder, "read_bytes", refuse)
    assert lines(tmp_path, "p.yaml") == [
        f"{tmp_path / 'p.yaml'}: MPF100 error: the file cannot be read: Permission denied"
    ]


def test_a_folder_that_calls_itself_a_project_file_is_no_project_file(tmp_path: Path) -> None:
    (tmp_path / "project.yaml").mkdir()
    assert len(lines(tmp_path)) == 1


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_bytes(b"\xef\xbb\xbf" + HEAD.encode())
    assert load(tmp_path / "p.yaml").project == project()


# What is unsafe


def test_aliases_that_multiply_are_refused() -> None:
    rows = ["x-a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"x-a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(MpfkitError, match="MPF107 error: the aliases of this file multiply"):
        loads(HEAD + "\n".join(rows))


def test_an_alias_that_is_used_as_people_do_is_read() -> None:
    loaded = loads(HEAD + "aim: &text The aim\ndescription: *text\n")
    assert loaded.project == project(aim=LangString.of("The aim"), description=LangString.of("The aim"))


def test_an_explicit_text_is_a_text() -> None:
    loaded = loads(HEAD + "x-code: !!str 12\n").project
    assert loaded is not None
    assert loaded.extra == {"x-code": "12"}


@pytest.mark.parametrize("text", ["!!binary aGk=", "!foo {a: 1}", "!!set {a, b}", "!!omap [a: 1]"])
def test_other_tags_are_refused(text: str) -> None:
    with pytest.raises(MpfkitError, match="MPF107 error: the tag"):
        loads(HEAD + f"x-a: {text}\n")


def test_a_link_that_leads_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, p__project_yaml=HEAD, secret_yaml="aim: Secret\n", p__real__x_yaml="description: D\n")
    (tmp_path / "p" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (tmp_path / "p" / "inner.yaml").symlink_to(tmp_path / "p" / "elsewhere.txt")
    (tmp_path / "p" / "elsewhere.txt").write_text("reference: R\n", encoding="utf-8")
    loaded = load(tmp_path / "p")
    assert loaded.project == project(description=LangString.of("D"), reference="R")
    assert [str(problem) for problem in loaded.problems] == [
        (
            "link.yaml: MPF112 warning: is a link that leads out of the project folder and is not read; copy the file "
            "instead"
        )
    ]


def test_the_python_parser_reads_what_the_fast_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + "aim: 'quoted'\nabbreviations: {NO: Norway, 'yes': Oui}\nx-n: [1, 1.10, ~, true, no]\n"
    fast = loads(text).project
    _syntax.composer.cache_clear()
    monkeypatch.setitem(sys.modules, "yaml.cyaml", None)
    try:
        assert loads(text).project == fast
        with pytest.raises(MpfkitError, match=r"<yaml>:3:1: MPF105 error: this is not YAML"):
            loads("a: b\ntitle: 'unclosed\n")
        with pytest.raises(MpfkitError, match=r"<yaml>:2:8: MPF105 error: the character U\+0007 is not allowed"):
            loads("a: b\ntitle: \x07\n")
        with pytest.raises(MpfkitError, match="nested more than 100 levels"):
            loads("[" * 300)
    finally:
        _syntax.composer.cache_clear()


# What values mean


def test_words_and_numbers_mean_what_the_field_wants() -> None:
    loaded = loads(
        HEAD
        + "abbreviations: {NO: Norway, yes: 1.10, 1: on}\nreference: 1.10\nprogramme: no\n"
        + "x-a: [1, 1.10, true, null, ~, '1', yes, 0x1F, 1e5, 007]\nthematic_areas: [off, 12:30]\n"
    ).project
    assert loaded is not None
    assert loaded.reference == "1.10"
    assert loaded.programme == "no"
    assert loaded.thematic_areas == ("off", "12:30")
    assert {key: str(value) for key, value in loaded.abbreviations.items()} == {
        "NO": "Norway",
        "yes": "1.10",
        "1": "on",
    }
    assert loaded.extra["x-a"] == (1, Decimal("1.10"), True, None, None, "1", "yes", "0x1F", "1e5", "007")
    assert type(loaded.reference) is str


def test_json_and_toml_numbers_are_texts_where_texts_are_wanted() -> None:
    assert loads(JSON_HEAD + ', "reference": 1.10}', "json").project == project(reference="1.10")
    toml = 'schema_version = 1\nid = "p"\ntitle = "T"\nas_of = 2019-02-14\nreference = 1.10\nx-when = 2019-02-14T09:00:00Z\n'
    assert loads(toml, "toml").project == project(
        reference="1.10", extra=FrozenDict({"x-when": "2019-02-14T09:00:00+00:00"})
    )


def test_a_key_without_a_value_is_a_key_that_is_left_out() -> None:
    assert loads(HEAD + "aim:\nresponses:\nbudget: ~\n").project == project()


def test_extensions_and_x_keys_are_kept_at_every_level() -> None:
    text = HEAD + (
        "x-own: {a: [1, {b: ~}]}\nextensions: {readmission: {agreements: 2}}\n"
        "themes: [{id: T, label: L, x-colour: red}]\n"
        "responses: [{id: r, questionnaire: q, country: NL, answers: {A: {value: 1, x-cell: B7}}}]\n"
    )
    loaded = loads(text).project
    assert loaded is not None
    assert loaded.extra == {"x-own": {"a": (1, {"b": None})}}
    assert loaded.extensions == {"readmission": {"agreements": 2}}
    assert loaded.themes[0].extra == {"x-colour": "red"}
    assert loaded.responses[0].answers["A"][0].extra == {"x-cell": "B7"}
    assert loaded.responses[0].answers["A"][0].value == "1"
    for form in ("yaml", "json"):
        assert loads(dumps(loaded, form), form).project == loaded


def test_a_budget_as_the_page_prints_it_is_understood_and_kept() -> None:
    for text in ('budget: {amount: "EUR 108.874.50 (ISF-Police)"}', 'budget: "EUR 108.874.50 (ISF-Police)"'):
        loaded = loads(HEAD + text + "\n")
        assert loaded.project is not None
        budget = loaded.project.budget
        assert budget is not None
        assert (str(budget.amount), budget.currency, budget.fund) == ("108874.50", "EUR", "ISF-Police")
        assert budget.as_published == "EUR 108.874.50 (ISF-Police)"
        assert [(row.code, row.severity) for row in loaded.problems] == [("MPF110", "note")]
        again = loads(dumps(loaded.project))
        assert again.project == loaded.project
        assert again.problems == ()


def test_a_budget_in_two_currencies_is_refused() -> None:
    with pytest.raises(
        MpfkitError, match=r"MPF111 error: budget\.amount: the amount 'EUR 12 500' is in EUR, but currency says USD"
    ):
        loads(HEAD + "budget: {amount: EUR 12 500, currency: USD}\n")


# Folders


def test_a_folder_is_merged_by_kind_however_it_is_split(tmp_path: Path) -> None:
    write(
        tmp_path,
        project_yaml=HEAD + "themes: [{id: A, label: A}]\nnarratives: {aim: One}\n",
        texts_yaml="narratives: {method: Two}\naim: The aim\n",
        more__themes_yaml="- {id: B, label: B}\n",
        themes__c_yaml="id: C\nlabel: C\n",
        themes__d_yaml="[{id: D, label: D}, {id: E, label: E}]\n",
        responses__a_yaml="id: r1\nquestionnaire: q\ncountry: NL\n",
        responses__b_yaml="responses: [{id: r2, questionnaire: q, country: BE}]\n",
        findings_json='[{"id": "f", "kind": "gap", "title": "F"}]',
        attachments__data_yaml="not: read\n",
        images__data_yaml="not: read\n",
        _hidden__x_yaml="not: read\n",
        empty_yaml="",
    )
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.yaml").write_text("not: read\n", encoding="utf-8")
    loaded = load(tmp_path)
    assert loaded.problems == ()
    assert loaded.project == project(
        aim=LangString.of("The aim"),
        themes=tuple(Theme(id=name, label=LangString.of(name)) for name in "ABCDE"),
        responses=(
            Response(id="r1", questionnaire="q", country="NL"),
            Response(id="r2", questionnaire="q", country="BE"),
        ),
        findings=(Finding(id="f", kind=FindingKind.GAP, title=LangString.of("F")),),
        narratives=FrozenDict({"aim": LangString.of("One"), "method": LangString.of("Two")}),
    )


def test_what_stands_in_two_files_is_told_with_both(tmp_path: Path) -> None:
    write(
        tmp_path,
        project_yaml=HEAD + "narratives: {aim: One}\n",
        a_yaml="title: Another\nschema_version: 1\nnarratives: {aim: Two}\n",
    )
    first = tmp_path / "project.yaml"
    assert lines(tmp_path) == [
        f"{tmp_path / 'a.yaml'}:1:1: MPF106 error: 'title' stands in {first} already; keep one of them",
        f"{tmp_path / 'a.yaml'}:3:14: MPF106 error: 'narratives.aim' stands in {first} already; keep one of them",
    ]


def test_a_list_in_a_file_that_says_nothing_of_its_kind_is_refused(tmp_path: Path) -> None:
    write(tmp_path, project_yaml=HEAD, stuff_yaml="- {id: x}\n")
    assert lines(tmp_path) == [
        (
            f"{tmp_path / 'stuff.yaml'}:1:1: MPF102 error: the file holds a list; it must hold a mapping with keys of a "
            "project, such as title or findings"
        )
    ]


def test_a_broken_file_does_not_make_the_others_look_broken(tmp_path: Path) -> None:
    write(tmp_path, project_yaml="title: [\n", more_yaml="themes: [{id: A, label: A, color: red}]\n")
    assert lines(tmp_path) == [
        f"{tmp_path / 'project.yaml'}:2:1: MPF105 error: this is not YAML: did not find expected node content",
        f"{tmp_path / 'more.yaml'}:1:28: MPF101 error: themes.A.color: unknown key 'color'; known: id, label, definition",
    ]


def test_a_collection_that_is_no_list_is_told_where_it_stands(tmp_path: Path) -> None:
    write(tmp_path, project_yaml=HEAD + "responses: none\n", responses__a_yaml="id: r\nquestionnaire: q\ncountry: NL\n")
    assert lines(tmp_path) == [
        f"{tmp_path / 'project.yaml'}:5:12: MPF102 error: responses: 'none' where a list is expected"
    ]


# Saving


def test_the_default_layout_has_a_file_for_each_questionnaire_country_and_workshop(tmp_path: Path) -> None:
    responses = tuple(
        Response(id=name, questionnaire="q", country=code) for name, code in (("a", "BE"), ("b", "BE"), ("c", "NL"))
    )
    findings = (Finding(id="f", kind=FindingKind.GAP, title=LangString.of("F")),)
    whole = project(responses=responses, findings=findings)
    written = save(whole, tmp_path / "p")
    assert [path.relative_to(tmp_path / "p").as_posix() for path in written] == [
        "findings.yaml",
        "project.yaml",
        "responses/BE.yaml",
        "responses/NL.yaml",
    ]
    assert load(tmp_path / "p").project == whole
    assert not list((tmp_path / "p").rglob("*.tmp"))


def test_files_are_numbered_where_their_names_would_change_the_order(tmp_path: Path) -> None:
    whole = project(
        responses=tuple(Response(id=name, questionnaire="q", country=code) for name, code in (("a", "NL"), ("b", "BE")))
    )
    save(whole, tmp_path / "p")
    assert sorted(path.name for path in (tmp_path / "p" / "responses").iterdir()) == ["1-NL.yaml", "2-BE.yaml"]
    assert load(tmp_path / "p").project == whole


def test_names_that_a_system_reserves_are_not_used(tmp_path: Path) -> None:
    whole = project(responses=(Response(id="a", questionnaire="q", country="../con"),))
    save(whole, tmp_path / "p")
    assert [path.name for path in (tmp_path / "p" / "responses").iterdir()] == ["con-.yaml"]


def test_what_is_gone_from_the_project_goes_from_the_folder(tmp_path: Path) -> None:
    first, second = (Response(id=name, questionnaire="q", country=code) for name, code in (("a", "BE"), ("b", "NL")))
    folder = tmp_path / "p"
    save(project(responses=(first, second)), folder)
    assert save(project(responses=(first,)), folder) == (folder / "responses" / "NL.yaml",)
    assert not (folder / "responses" / "NL.yaml").exists()
    assert load(folder).project == project(responses=(first,))


def test_what_is_new_goes_beside_its_like(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    write(folder, project_yaml=HEAD + "# a comment\n", vocabulary_yaml="themes: [{id: A, label: A}]\n")
    whole = project(
        themes=(Theme(id="A", label=LangString.of("A")), Theme(id="B", label=LangString.of("B"))),
        responses=(Response(id="r", questionnaire="q", country="NL"),),
    )
    assert save(whole, folder) == (folder / "responses" / "NL.yaml", folder / "vocabulary.yaml")
    assert "# a comment" in (folder / "project.yaml").read_text(encoding="utf-8")
    assert load(folder).project == whole


def test_a_folder_of_json_stays_json(tmp_path: Path) -> None:
    folder = write(tmp_path, project_json=JSON_HEAD + "}")
    whole = project(responses=(Response(id="r", questionnaire="q", country="NL"),))
    assert save(whole, folder) == (folder / "responses" / "NL.json",)
    assert load(folder).project == whole


def test_another_first_language_rewrites_the_texts(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    save(project(themes=(Theme(id="A", label=LangString.of("A")),)), folder)
    french = project(languages=("fr", "en"), themes=(Theme(id="A", label=LangString.of("A")),))
    save(french, folder)
    assert load(folder).project == french


def test_a_folder_with_errors_is_not_saved_over(tmp_path: Path) -> None:
    folder = write(tmp_path, project_yaml=HEAD + "program: X\n")
    before = (folder / "project.yaml").read_bytes()
    with pytest.raises(FileError, match="the project that is there has errors, so nothing was saved"):
        save(project(), folder)
    assert (folder / "project.yaml").read_bytes() == before


def test_a_folder_with_other_data_is_not_saved_into(tmp_path: Path) -> None:
    folder = write(tmp_path, notes_yaml="a: b\n")
    with pytest.raises(FileError, match=r"the folder holds notes\.yaml but no project\.yaml"):
        save(project(), folder)


@pytest.mark.parametrize("name", ["p.docx", "p.yalm"])
def test_a_format_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError, match=r"a project is saved as \.yaml, \.yml, \.json, \.toml or a folder"):
        save(project(), tmp_path / name)
    (tmp_path / name).write_text("x", encoding="utf-8")
    with pytest.raises(FileError, match="a project is saved as"):
        save(project(), tmp_path / name)
    with pytest.raises(FileError, match="no format of project files is named 'docx'"):
        dumps(project(), "docx")
    with pytest.raises(FileError, match="no format of project files is named 'docx'"):
        loads("", "docx")


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"x-a": "\x00"}, "the character U+0000"),
        ({"x-a": "\ud800"}, "the character U+D800"),
        ({"x-a": Decimal("NaN")}, "NaN cannot be saved"),
        ({"x-a": {"x": object}}, "cannot be saved: a file holds no type"),
    ],
)
def test_what_no_file_can_hold_is_refused_before_anything_is_written(
    tmp_path: Path, extra: dict[str, object], words: str
) -> None:
    for target in (tmp_path / "p.yaml", tmp_path / "folder"):
        with pytest.raises(FileError) as caught:
            save(project(extra=FrozenDict(extra)), target)
        assert words in str(caught.value)
        assert not target.exists()


def test_toml_cannot_say_that_something_is_empty() -> None:
    with pytest.raises(FileError, match=r"x-a\.b is empty, which TOML cannot say"):
        dumps(project(extra=FrozenDict({"x-a": FrozenDict({"b": None})})), "toml")


def test_a_file_that_cannot_be_replaced_gives_one_line_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "p.yaml"
    save(project(), target)
    before = target.read_bytes()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    with pytest.raises(FileError, match="cannot be written; it is open in another program, or protected"):
        save(project(reference="R"), target)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["p.yaml"]


def test_a_place_that_is_no_folder_gives_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(FileError, match="cannot be written"):
        save(project(), tmp_path / "file" / "p.yaml")


def test_a_broken_file_is_replaced_when_it_is_named_as_the_target(tmp_path: Path) -> None:
    target = tmp_path / "p.yaml"
    target.write_text("title: [", encoding="utf-8")
    assert save(project(), target) == (target,)
    assert load(target).project == project()
    assert save(project(), target) == ()


# Places


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("yaml", HEAD + "countries:\n  - code: NL\n    note: N\n  - code: BE\n    note: {en: M}\n", (9, 16)),
        ("json", JSON_HEAD + ',\n"countries": [{"code": "NL"},\n {"code": "BE", "note": {"en": "M"}}]}', (3, 32)),
        (
            "toml",
            'id = "p"\n[[countries]]\ncode = "NL"\n\n[[countries]]\ncode = "BE"\n[countries.note]\nen = "M"\n',
            (8, 6),
        ),
    ],
)
def test_a_path_is_found_by_identity_in_every_format(
    tmp_path: Path, form: str, text: str, expected: tuple[int, int]
) -> None:
    file = tmp_path / f"p.{form}"
    file.write_text(text, encoding="utf-8")
    places = examine(file).source_map
    place = places.locate(("countries", "BE", "note", "en"))
    assert place is not None
    assert place.file == str(file)
    assert (place.line, place.column) == expected


def test_a_path_that_does_not_exist_is_found_as_near_as_possible() -> None:
    places = loads(HEAD + "countries:\n  - {code: NL}\n").source_map
    assert places.locate(("countries", "NL", "name", "en")) == Place("<yaml>", 6, 5)
    assert places.locate(("nothing",)) == Place("<yaml>", 1, 1)
    assert places.locate(("title",), key=True) == Place("<yaml>", 3, 1)
    assert SourceMap().locate(("title",)) is None


def test_a_json_file_is_searched_through_escapes_and_spaces() -> None:
    text = '{ "schema_version" : 1 ,\n "id": "p", "title": "a \\"quoted\\" [text]", "as_of": "2019-02-14",\n\t"x-a": [ ], "y": true}'
    with pytest.raises(MpfkitError) as caught:
        loads(text, "json")
    assert str(caught.value).startswith("<json>:3:14: MPF101 error: y: unknown key 'y'")


def test_a_toml_file_is_searched_around_long_texts() -> None:
    text = 'schema_version = 1\nid = "p"\ntitle = """\na = 1\n"""\nas_of = 2019-02-14\nnarratives.aim = "A"\nprogram = "X"\n'
    with pytest.raises(MpfkitError) as caught:
        loads(text, "toml")
    assert str(caught.value).startswith("<toml>:8:1: MPF101 error: program: unknown key")


# Keys


def test_the_keys_that_files_can_share_are_those_of_the_model() -> None:
    import attrs

    empty = project()
    tuples = {
        field.name
        for field in attrs.fields(Project)
        if getattr(empty, field.name) == () and field.name not in ("scope", "thematic_areas")
    }
    assert set(_folder.COLLECTIONS) == tuples
    assert set(_folder.MAPPINGS) == {"narratives", "abbreviations", "extensions"}


def test_a_country_keeps_its_notes() -> None:
    whole = project(countries=(Country(code="XA", note=LangString(FrozenDict({"fr": "N"}))),))
    assert loads(dumps(whole)).project == whole

"""The JSON Schema says what mpfkit reads and writes: what is saved validates, and what it can refuse it refuses."""

from __future__ import annotations

import datetime as dt
import json
import re
import runpy
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from mpfkit import model
from mpfkit.model import Country, Extension, FrozenDict, LangString, PartialDate, Period, Project
from mpfkit.serialisation import dumps, examine_text, json_schema, save
from mpfkit.serialisation._folder import COLLECTIONS
from mpfkit.serialisation._schema import _Definitions, descriptions, saved_fields
from mpfkit.testing.strategies import projects

SCHEMA = json_schema()
COMMON = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
EXAMPLES = Path(__file__).parents[2] / "examples"
NEW = Path(model.__file__).parents[1] / "_new"


class Yaml12(yaml.CSafeLoader):
    """Resolves plain scalars as the core schema of YAML 1.2 does, which editors follow."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as PyYAML declares it


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), first)
Yaml12.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))
Yaml12.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(loader.construct_scalar(node)))


def plain(value: Any) -> Any:
    """Turn dates of TOML into texts, as JSON has them."""
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value


def read(text: str, form: str) -> Any:
    match form:
        case "json":
            return json.loads(text)
        case "toml":
            return plain(tomllib.loads(text))
        case _:
            return yaml.load(text, Yaml12)


def faults(data: Any, definition: str = "") -> list[str]:
    """Return what a validator that knows nothing of mpfkit has to say."""
    return [error.message for error in validator_of(definition).iter_errors(data)]


@cache
def validator_of(definition: str) -> Draft202012Validator:
    schema = {**SCHEMA, "anyOf": [{"$ref": f"#/$defs/{definition}"}]} if definition else SCHEMA
    return Draft202012Validator(schema)


def definition_of(relative: Path) -> str:
    """Return the definition for a file of a project folder."""
    name = relative.parts[0] if len(relative.parts) > 1 else relative.stem
    return f"{name.capitalize()}File" if name in COLLECTIONS else "Project"


def test_the_schema_is_valid_and_stable() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert json.dumps(json_schema()) == json.dumps(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_every_reference_leads_to_a_definition_and_every_definition_is_referred_to() -> None:
    text = json.dumps(SCHEMA)
    used = set(re.findall(r'"#/\$defs/([\w.]+)', text))
    assert used == set(SCHEMA["$defs"])


@pytest.mark.parametrize(("form", "extended"), [("yaml", True), ("json", True), ("toml", False)])
@COMMON
@given(data=st.data())
def test_every_project_that_is_saved_as_one_file_validates(form: str, extended: bool, data: st.DataObject) -> None:
    # The data of an extension may hold nothing under a key, which TOML cannot say.
    assert faults(read(dumps(data.draw(projects(extensions=extended)), form), form), "Project") == []


@COMMON
@given(project=projects(extensions=True))
def test_every_file_of_a_folder_that_is_saved_validates(project: Project) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name) / "p"
        for file in save(project, folder):
            data = read(file.read_text(encoding="utf-8"), "yaml")
            assert faults(data, definition_of(file.relative_to(folder))) == [], file


def files_of_examples() -> Iterator[tuple[Path, Path]]:
    for root in (*(file.parent for file in sorted(EXAMPLES.rglob("project.yaml"))), NEW / "project", NEW / "empty"):
        for file in sorted(root.rglob("*.yaml")):
            yield file, file.relative_to(root)


@pytest.mark.parametrize(("file", "relative"), list(files_of_examples()), ids=lambda path: path.as_posix()[-50:])
def test_files_that_people_wrote_validate(file: Path, relative: Path) -> None:
    data = read(file.read_text(encoding="utf-8"), "yaml")
    assert faults(data) == []
    assert faults(data, definition_of(relative)) == []


def test_values_at_the_edges_validate() -> None:
    project = Project(
        id="p",
        title=LangString(FrozenDict({"ar-Latn-x-a": "T", "fr": ""})),
        as_of=dt.date(1, 1, 1),
        period=model.Period(starts=PartialDate(1), ends=PartialDate(9999, 12, 31)),
        budget=model.Budget(amount=Decimal("1E+5"), as_published="108.874.50"),
        extra=FrozenDict({"x-": None, "x-a": (1, FrozenDict({"b": None}))}),
        marking=model.Marking(handling="RESTREINT UE", embargo_until=dt.date(2030, 1, 1)),
        questionnaires=(
            model.Questionnaire(
                id="q",
                version="1.10",
                items=(model.Item(link_id="a.b-c_d", type=model.ItemType.TIME, max_value=Decimal("-0.50")),),
            ),
        ),
        responses=(
            model.Response(
                id="r",
                questionnaire="q",
                country="XK",
                authored=dt.datetime(2019, 2, 14, 9, 30, 1, 5, tzinfo=dt.timezone(dt.timedelta(hours=-3, minutes=-30))),
                answers=FrozenDict(
                    {
                        "a": (model.Answer(value=dt.time(9, 30)),),
                        "b": (model.Answer(values=(Decimal("1.5"), True, 3)),),
                        "c": (model.Answer(other="x", instance=(1, 2)), model.Answer(other="y", instance=(2,))),
                        "d": (),
                    }
                ),
            ),
        ),
    )
    for form in ("yaml", "json"):
        assert faults(read(dumps(project, form), form), "Project") == []


HEAD: dict[str, Any] = {"schema_version": 1, "id": "p", "title": "T", "as_of": "2019-02-14"}
READ: dict[str, dict[str, Any]] = {
    "a budget as it was published": {"budget": "EUR 108.874.50 (ISF-Police)"},
    "an amount as text": {"budget": {"amount": "EUR 178,512.92"}},
    "a version that is a number": {"questionnaires": [{"id": "q", "version": 1.10}]},
    "a condition on a yes": {
        "questionnaires": [
            {
                "id": "q",
                "version": "1",
                "items": [
                    {"link_id": "a", "type": "boolean"},
                    {"link_id": "b", "type": "text", "enable_when": [{"question": "a", "answer": True}]},
                ],
            }
        ]
    },
    "codes of Greece and the United Kingdom as ISO has them": {"countries": [{"code": "GR"}, {"code": "GB"}]},
    "a level as marking": {"marking": "amber+strict"},
    "a handling code as marking": {"marking": "LIMITE"},
    "several answers in a roster": {
        "responses": [
            {"id": "r", "questionnaire": "q", "country": "XA", "answers": {"a": [{"value": 1, "instance": [1]}]}}
        ]
    },
}


@pytest.mark.parametrize("more", READ.values(), ids=READ)
def test_what_people_may_write_is_read_and_validates(more: dict[str, Any]) -> None:
    data = {**HEAD, **more}
    # YAML has JSON in it, and reads `true` as a text where a text is wanted.
    loaded = examine_text(json.dumps(data), "yaml")
    assert [problem for problem in loaded.problems if problem.severity == "error"] == []
    assert faults(data) == []


def answer(**fields: Any) -> dict[str, Any]:
    return {"responses": [{"id": "r", "questionnaire": "q", "country": "XA", "answers": {"a": fields}}]}


def item(**fields: Any) -> dict[str, Any]:
    return {"questionnaires": [{"id": "q", "version": "1", "items": [{"link_id": "a", "type": "text", **fields}]}]}


REFUSED: dict[str, dict[str, Any]] = {
    "an unknown key of a project": {"titel": "T"},
    "an unknown key inside": {"themes": [{"id": "t", "label": "T", "colour": "red"}]},
    "an unknown key of an answer": answer(value=1, valeu=2),
    "a key that redaction alone sets": {"withheld": {"audience": "public"}},
    "extra as a key": {"extra": {}},
    "a missing key": {"themes": [{"id": "t"}]},
    "a mapping where a list is expected": {"themes": {"id": "t", "label": "T"}},
    "a text where a list is expected": {"scope": "EU"},
    "a list where a text is expected": {"reference": ["a"]},
    "true where a text is expected": {"reference": True},
    "a text where a mapping is expected": {"report": "docx"},
    "a bare answer": {"responses": [{"id": "r", "questionnaire": "q", "country": "XA", "answers": {"a": "yes"}}]},
    "an answer that says nothing": answer(comment="c"),
    "an answer and why there is none": answer(value=1, absent="not-answered"),
    "a value and values": answer(value=1, values=[1]),
    "a text of one's own and why there is none": answer(other="x", absent="not-answered"),
    "a reason that is derived": answer(absent="not-enabled"),
    "a reason that does not exist": answer(absent="unknown"),
    "a value that is a list": answer(value=[1]),
    "values that are none": answer(values="a"),
    "a word that is not allowed": {"status": "done"},
    "an item of an unknown type": item(type="txt"),
    "a link_id with a space": item(link_id="a b"),
    "a number that is none": item(max_length="ten"),
    "a fraction where a whole number is expected": item(max_length=1.5),
    "a decimal that is none": item(max_value="1,5"),
    "a word where true or false is expected": item(required="yes"),
    "a day that is none": {"as_of": "14.2.2019"},
    "a month that does not exist": {"as_of": "2019-13-01"},
    "a partial date that is none": {"period": {"starts": "2019-2"}},
    "a date and time without a zone": {
        "workshops": [{"id": "w", "title": "T", "sessions": [{"id": "s", "title": "T", "starts": "2019-02-14T09:30"}]}]
    },
    "a marking that does not exist": {"marking": "secretish"},
    "a marking with a level that does not exist": {"marking": {"level": "amber_strict"}},
    "a language that is none": {"title": {"english": "T", "e!": "T"}},
    "a text without a language": {"title": {}},
    "a country that is misspelled": {"countries": [{"code": "Netherland"}]},
    "a code of a country that does not exist": {
        "findings": [{"id": "f", "kind": "gap", "title": "T", "countries": ["ZZ"]}]
    },
    "a currency that is none": {"budget": {"amount": 1, "currency": "euro"}},
    "a version of the format that does not exist": {"schema_version": 99},
}


@pytest.mark.parametrize("more", REFUSED.values(), ids=REFUSED)
def test_what_mpfkit_refuses_the_schema_refuses(more: dict[str, Any]) -> None:
    data = {**HEAD, **more}
    assert faults(HEAD) == []
    assert faults(data)
    loaded = examine_text(json.dumps(data), "json")
    project = loaded.project
    told = [*loaded.problems, *(model.check_project(project) if project else ())]
    assert [problem for problem in told if problem.severity == "error"]


TABLE = runpy.run_path(str(Path(__file__).with_name("test_broken_files.py")))
STRUCTURAL = re.compile(r" (MPF10[1-48]|MPF013) error: ")
BEYOND = {
    "a date that does not exist": "a pattern does not know how long months are",
    "a number where words stand": "amounts are read as people write them",
}


BROKEN = [row for row in TABLE["BROKEN"] if not re.search("MPF10[57]", str(row[3]))]  # the others are no YAML


@pytest.mark.parametrize(("name", "piece", "instead", "lines"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_file_that_is_broken_in_structure_is_refused(
    name: str, piece: str, instead: str, lines: tuple[str, ...]
) -> None:
    told = "\n".join(f" {line}" for line in lines)
    data = read(TABLE["SOUND"].replace(piece, instead), "yaml")
    if STRUCTURAL.search(told) and name not in BEYOND:
        assert faults(data)
    elif " error: " not in told:
        assert faults(data) == []


def test_the_sound_project_of_the_broken_files_validates() -> None:
    assert faults(read(TABLE["SOUND"], "yaml")) == []


@pytest.mark.parametrize("key", ["schema_version", "id", "title", "as_of"])
def test_a_project_file_without_a_key_that_it_needs_is_refused(key: str) -> None:
    assert faults({name: value for name, value in HEAD.items() if name != key})


@pytest.mark.parametrize("collection", ["responses", "findings"])
def test_a_file_of_a_folder_may_hold_a_member_a_list_or_keys(collection: str) -> None:
    member: dict[str, Any] = {
        "responses": {"id": "r", "questionnaire": "q", "country": "XA"},
        "findings": {"id": "f", "kind": "gap", "title": "T"},
    }[collection]
    for data in (member, [member, member], [], {collection: [member]}, {"schema_version": 1, collection: [member]}):
        assert faults(data) == []
        assert faults(data, f"{collection.capitalize()}File") == []
    for data in ({**member, "unknown": 1}, [{**member, "unknown": 1}], {collection: [{"id": "r"}]}, "r", {}):
        assert faults(data)


# Extensions


@attrs.frozen(kw_only=True)
class Agreement:
    """An agreement on readmission.

    Attributes:
        signed: Day of signature.
        partners: Other countries.
    """

    signed: dt.date
    partners: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Readmission:
    """Facts about readmission."""

    agreements: tuple[Agreement, ...] = ()


def test_an_extension_gives_types_to_its_facts_and_leaves_others_alone() -> None:
    schema = json_schema([Extension(name="readmission", on=Country, type=Readmission, summary="On readmission")])
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)

    def valid(extensions: dict[str, Any]) -> bool:
        return validator.is_valid({**HEAD, "countries": [{"code": "XA", "extensions": extensions}]})

    assert valid({"readmission": {"agreements": [{"signed": "2014-02-27"}]}, "other": [1]})
    assert not valid({"readmission": {"agreements": [{"signed": "soon"}]}})
    assert not valid({"readmission": {"agreement": []}})
    assert not valid({"readmission": {"x-note": "a class that is no Entity has no such keys"}})
    extended = schema["$defs"]["Country"]["properties"]["extensions"]["properties"]
    assert extended["readmission"]["description"] == "On readmission"
    assert schema["$defs"]["readmission.Agreement"]["properties"]["signed"]["description"] == "Day of signature."


def test_an_extension_that_cannot_be_is_refused() -> None:
    one = Extension(name="a", on=Country, type=Agreement)
    with pytest.raises(ValueError, match="two extensions of Country are named 'a'"):
        json_schema([one, attrs.evolve(one, type=Readmission)])


def test_a_class_of_the_model_keeps_its_name_where_an_extension_uses_it_first() -> None:
    @attrs.frozen(kw_only=True)
    class Validity:
        period: Period | None = None

    schema = json_schema([Extension(name="a", on=Country, type=Validity)])
    assert schema["$defs"]["a.Validity"]["properties"]["period"] == {"$ref": "#/$defs/Period"}
    assert set(schema["$defs"]) == {*SCHEMA["$defs"], "a.Validity"}


def test_a_field_of_a_type_that_no_file_can_hold_is_noticed() -> None:
    @attrs.frozen(kw_only=True)
    class Odd:
        size: complex

    with pytest.raises(TypeError, match=r"Odd\.size is of the type <class 'complex'>"):
        _Definitions(()).entity(Odd)


def entities() -> list[type[Any]]:
    classes = (getattr(model, name) for name in model.__all__)
    return [
        cls for cls in classes if isinstance(cls, type) and issubclass(cls, model.Entity) and cls is not model.Entity
    ]


@pytest.mark.parametrize("cls", entities(), ids=lambda cls: cls.__name__)
def test_every_field_of_a_class_is_in_the_schema_with_what_it_means(cls: type[Any]) -> None:
    found = SCHEMA["$defs"][cls.__name__]
    form = next((one for one in found.get("anyOf", ()) if one.get("type") == "object"), found)
    names = [field.name for field in saved_fields(cls)]
    assert [name for name in form["properties"] if name != "schema_version"] == names
    assert set(names) <= set(descriptions(cls))
    assert all(form["properties"][name]["description"] for name in names)


PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "file-format.md").read_text(encoding="utf-8")


def test_the_project_of_the_file_format_page_is_sound_and_validates() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    loaded = examine_text(text, "yaml")
    assert loaded.problems == ()
    assert loaded.project is not None
    assert model.check_project(loaded.project) == ()
    assert faults(read(text, "yaml"), "Project") == []


STRICTER: dict[str, dict[str, Any]] = {
    "a key without a value": {"aim": None},
    "a whole number in quotes": item(max_length="12"),
    "true in quotes": item(required="true"),
    "a country in small letters": {"countries": [{"code": "ma"}]},
    "a handling code in small letters": {"marking": "limite"},
}


@pytest.mark.parametrize("more", STRICTER.values(), ids=STRICTER)
def test_where_the_schema_is_stricter_mpfkit_reads_on(more: dict[str, Any]) -> None:
    data = {**HEAD, **more}
    assert faults(data)
    loaded = examine_text(json.dumps(data), "json")
    assert [problem for problem in loaded.problems if problem.severity == "error"] == []

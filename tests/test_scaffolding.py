"""New packages: really built and installed, their own tests run, and used as a user would."""

from __future__ import annotations

import importlib.util
import io
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from mpfkit import HouseStyle, cli
from mpfkit.errors import FileError, MpfkitError
from mpfkit.scaffolding import PARTS, _literal, new_plugin, new_style, plugin_name
from mpfkit.testing import specimen
from mpfkit.testing.conformance import contrast
from mpfkit.writers.docx import survey_template, with_template, write

ROOT = Path(__file__).resolve().parent.parent
_spec = importlib.util.spec_from_file_location("template_files", ROOT / "tests" / "writers" / "template_files.py")
assert _spec is not None
assert _spec.loader is not None
word = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(word)


PAGE = word.p() + '<w:p><w:r><w:t>Ministry</w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r/></w:fldSimple></w:p>'
STYLES = f"{word.WORD}.styles+xml"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.main, [str(argument) for argument in arguments])


def lines(result: Result) -> list[str]:
    assert "Traceback" not in result.stderr
    return result.stderr.splitlines()


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ------------------------------------------------------------------------------------------------ really installed


def installed(package: Path, site: Path) -> dict[str, str]:
    """Install a package, and return the environment in which it is found."""
    pytest.importorskip("hatchling", reason="builds a wheel")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-index", "--no-build-isolation", "--target", os.fspath(site), os.fspath(package.resolve())]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([os.fspath(site), os.fspath(ROOT / "src")])}
    for name in ("MPFKIT_BLOCK", "MPFKIT_STRICT", "SOURCE_DATE_EPOCH"):
        environment.pop(name, None)
    return environment


def python(environment: dict[str, str], cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_plugin_with_every_part_passes_its_own_tests_and_works(workplace: Path) -> None:
    options = [option for part in PARTS for option in ("--with", part)]
    made = run("new", "--plugin", "mpfkit-acme", *options)
    assert (made.exit_code, made.stdout) == (0, "mpfkit-acme\n")
    assert lines(made) == ["next: pip install -e 'mpfkit-acme[test]', then python -m pytest mpfkit-acme"]
    package = workplace / "mpfkit-acme"
    environment = installed(package, workplace / "site")
    tests = python(environment, package, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert tests.returncode == 0, tests.stdout + tests.stderr
    assert " passed" in tests.stdout
    listed = python(environment, workplace, "-m", "mpfkit", "plugins", "-v", "--strict")
    assert listed.returncode == 0, listed.stderr
    rows = [" ".join(line.split()) for line in listed.stdout.splitlines()]
    offered = "acme mpfkit-acme 0.1.0 active 1 report kind, 1 house style, 1 format, 1 renderer"
    assert offered in rows
    assert python(environment, workplace, "-m", "mpfkit", "new", "p").returncode == 0
    for arguments, name in (
        (["--kind", "acme", "--style", "acme", "--language", "ar"], "p-acme-acme-ar.docx"),
        (["--kind", "acme", "--set", "replies=no", "--format", "acme"], "p-acme-plain.json"),
        (["--renderer", "acme"], "p-acme.csv"),
    ):
        done = python(environment, workplace, "-m", "mpfkit", "render", "p", *arguments)
        assert (done.returncode, done.stdout) == (0, f"{name}\n"), done.stderr


def logo_template() -> bytes:
    """A template with a logo in its header, one in its text, a comment, and who made it."""
    import docx
    from docx.shared import Pt, RGBColor

    from mpfkit.emblem import emblem_image

    picture = emblem_image("Logo").data
    made = docx.Document()
    made.core_properties.author = "Somebody Private"
    made.add_paragraph("A letter to Somebody Private")
    made.add_picture(io.BytesIO(picture))
    section = made.sections[0]
    section.header.paragraphs[0].add_run().add_picture(io.BytesIO(picture))
    section.footer.paragraphs[0].text = "Ministry of Examples"
    heading = made.styles["heading 1"]
    heading.font.color.rgb = RGBColor(0xFF, 0xC0, 0x00)
    made.styles["Normal"].font.name = "Georgia"
    made.styles["Normal"].font.size = Pt(10.5)
    made.styles.add_style("Tabel Text", 1)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_style_made_from_a_template_passes_its_own_tests_and_tells_what_it_found(workplace: Path) -> None:
    (workplace / "Ministry of Examples.docx").write_bytes(logo_template())
    made = run("new", "--style", "Ministry of Examples.docx")
    assert (made.exit_code, made.stdout) == (0, "ministry-of-examples\n"), made.stderr
    told = lines(made)
    assert "found: fonts: Georgia for text, Calibri for headings, 10.5 pt" in told
    assert "found: headers and footers: its own" in told
    assert any("emblem of the European Union must not stand beside Georgia (" in line for line in told)
    assert any(line.startswith("found: theme: Office Theme; accent1 4F81BD") for line in told)
    assert any(line.startswith("found: picture: ") and line.endswith(" in a header") for line in told)
    assert any(line.startswith("missing: the colour FFC000 cannot be read well enough (heading); ") for line in told)
    assert "missing: for 'table-text' 'Table Text' is added; name 'Tabel Text' if that is meant for it" in told
    assert any("no place for the report (mpfkit_body), so its text is replaced, with image" in line for line in told)
    package = workplace / "ministry-of-examples"
    environment = installed(package, workplace / "site")
    tests = python(environment, package, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert tests.returncode == 0, tests.stdout + tests.stderr
    assert python(environment, workplace, "-m", "mpfkit", "new", "p").returncode == 0
    done = python(environment, workplace, "-m", "mpfkit", "render", "p", "--style", "ministry-of-examples")
    assert (done.returncode, done.stdout) == (0, "p-outline-ministry-of-examples.docx\n"), done.stderr
    with zipfile.ZipFile(workplace / "p-outline-ministry-of-examples.docx") as report:
        whole = b"".join(report.read(name) for name in report.namelist())
    assert b"Ministry of Examples" in whole
    readme = (package / "README.md").read_text(encoding="utf-8")
    assert all(line.partition(": ")[2] in readme for line in told if line.startswith(("found: ", "missing: ")))


# ------------------------------------------------------------------------------------------------ templates


def test_what_is_given_away_holds_nothing_of_whoever_made_the_template() -> None:
    given_away = survey_template(logo_template(), name="t.docx").data
    with zipfile.ZipFile(io.BytesIO(given_away)) as package:
        whole = b"".join(package.read(name) for name in package.namelist())
    assert b"Somebody Private" not in whole
    assert b"Ministry of Examples" in whole
    assert survey_template(given_away, name="t.docx").data == given_away


def test_a_template_with_a_place_for_the_report_keeps_its_text() -> None:
    body = word.p("Before") + word.bookmark("mpfkit_body", word.p("Here")) + word.p("After") + word.section()
    survey = survey_template(word.pack(body), name="t.docx")
    assert survey.report.body == "bookmark"
    with zipfile.ZipFile(io.BytesIO(survey.data)) as package:
        text = package.read("word/document.xml").decode()
    assert "Before" in text
    assert "mpfkit_body" in text
    assert "text: kept around its bookmark" in survey.found()
    calibri = word.styles(word.heading(1, "H1").replace("Georgia", "Calibri"), font="Calibri")
    kept = survey_template(word.pack(body, parts={"styles.xml": ("styles", STYLES, calibri)}), name="t.docx")
    assert "the emblem of the European Union has no place beside the template's text; put it into the template" in list(
        kept.missing()
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_report_looks_the_same_in_the_template_and_in_what_is_given_away(language: str) -> None:
    def texts(data: bytes) -> list[str]:
        import docx

        stream = io.BytesIO()
        write(specimen(language), with_template(HouseStyle(name="acme"), data, name="t.docx"), stream)
        report = docx.Document(io.BytesIO(stream.getvalue()))
        return [f"{each.style.name if each.style else ''}: {each.text}" for each in report.paragraphs]

    data = logo_template()
    assert texts(survey_template(data, name="t.docx").data) == texts(data)


@pytest.mark.parametrize(
    ("references", "parts", "added"),
    [
        ("", {}, False),
        (word.reference("header", "default", "rheader1"), word.heads(header1="Ministry"), True),
        (word.reference("footer", "default", "rfooter1"), word.heads(footer1="Ministry"), True),
        (word.reference("footer", "default", "rfooter1"), word.heads(footer1=PAGE), False),
    ],
)
def test_pages_are_numbered_where_headers_and_footers_of_a_template_do_not(
    workplace: Path, references: str, parts: Any, added: bool
) -> None:
    from mpfkit.lint import lint

    survey = survey_template(word.pack(word.section(references), parts=parts), name="t.docx")
    assert survey.numbers_added is added
    assert (
        "its headers and footers do not number the pages; a number is added at the foot" in survey.missing()
    ) is added
    style = with_template(HouseStyle(name="acme"), survey.data, name="t.docx")
    with (workplace / "report.docx").open("wb") as stream:
        write(specimen(), style, stream)
    assert not [problem for problem in lint(workplace / "report.docx") if problem.code == "MPF430"]
    assert not survey_template(survey.data, name="t.docx").numbers_added


def test_a_bare_template_gives_what_mpfkit_has() -> None:
    data = word.pack(word.section(), parts={"styles.xml": ("styles", "", "")})
    survey = survey_template(data, name="t.docx")
    assert survey.theme == ""
    assert "theme: none" in survey.found()
    assert survey.fonts == HouseStyle(name="x").fonts
    assert survey.palette == HouseStyle(name="x").palette
    assert survey.emblem


@given(st.text("0123456789abcdefABCDEF", min_size=6, max_size=6))
def test_every_colour_becomes_one_that_can_be_read(colour: str) -> None:
    from mpfkit.writers.docx._survey import _darkened

    grounds = ("FFFFFF", *attrs.asdict(HouseStyle(name="x").palette.tones).values())
    darker = _darkened(colour.upper(), grounds)
    assert all(contrast(darker, ground) >= 4.5 for ground in grounds)
    if all(contrast(colour, ground) >= 4.5 for ground in grounds):
        assert darker == colour.upper()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no Word file", "is not a readable Word file"),
        (word.pack(word.bookmark("mpfkit_bdy", word.p("x")) + word.section()), "nothing is named 'mpfkit_bdy'"),
        (
            word.pack(word.section(), files={"word/vbaProject.bin": b"x"}),
            "holds macros; save it as .docx without them",
        ),
        (
            word.pack(word.section(), links={"rIdX": (f"{word.OFFICE}/image", "http://example.org/logo.png")}),
            "fetches a part (image) from outside",
        ),
    ],
)
def test_what_no_report_could_use_is_refused_in_one_line_and_nothing_is_written(
    workplace: Path, data: bytes, said: str
) -> None:
    (workplace / "t.docx").write_bytes(data)
    result = run("new", "acme", "--style", "t.docx")
    assert (result.exit_code, result.stdout) == (1, "")
    (line,) = lines(result)
    assert line.startswith("Error: t.docx: ")
    assert said in line
    assert [path.name for path in workplace.iterdir()] == ["t.docx"]


def test_a_template_that_is_not_there_is_one_line(workplace: Path) -> None:
    result = run("new", "acme", "--style", "nowhere.docx")
    assert lines(result) == ["Error: nowhere.docx: cannot be opened: No such file or directory"]
    assert list(workplace.iterdir()) == []


# ------------------------------------------------------------------------------------------------ names and folders


def test_names_of_package_module_and_record_follow_from_one_name(workplace: Path) -> None:
    made = new_plugin(workplace / "x", "mpfkit-acme-fiche")
    module = workplace / "x" / "src" / "mpfkit_acme_fiche"
    assert module / "kind.py" in made
    project = tomllib.loads((workplace / "x" / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "mpfkit-acme-fiche"
    assert project["entry-points"]["mpfkit"] == {"acme-fiche": "mpfkit_acme_fiche"}
    assert 'name="acme-fiche"' in (module / "kind.py").read_text(encoding="utf-8")
    assert not any(b"@name@" in path.read_bytes() for path in made)


@pytest.mark.parametrize(
    "name", ["Acme", "acme_fiche", "-acme", "1acme", "mpfkit-", "", "a" * 51, "../x", "json", "mpfkit", "class"]
)
def test_a_name_that_no_plugin_can_have_is_refused(workplace: Path, name: str) -> None:
    with pytest.raises(MpfkitError, match="cannot be the name of a plugin"):
        new_plugin(workplace / "x", name)
    assert list(workplace.iterdir()) == []


@given(st.text())
def test_any_text_gives_a_name_that_is_allowed_or_none(text: str) -> None:
    name = plugin_name(text)
    assert name == plugin_name(name)


@given(st.text(st.characters(codec=None)) | st.text("\\\"'n\n\udc80"))
def test_a_text_is_written_as_python_reads_it(text: str) -> None:
    written = _literal(text)
    assert eval(written) == text
    assert written.startswith('"')


def test_a_part_that_is_not_known_is_refused(workplace: Path) -> None:
    with pytest.raises(MpfkitError, match="a plugin has no part 'kinds'; did you mean 'kind'"):
        new_plugin(workplace / "x", "acme", ["kinds"])


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("acme", "--with", "kind"),
        ("acme", "--with", "kind", "--style", "x.docx", "--plugin", "acme"),
        ("acme", "--plugin", "acme", "--empty"),
        ("--plugin", "acme", "--with", "nothing"),
        ("日本", "--style", "x.docx"),
    ],
)
def test_wrong_usage_ends_with_2(workplace: Path, arguments: tuple[str, ...]) -> None:
    assert run("new", *arguments).exit_code == 2
    assert list(workplace.iterdir()) == []


def test_a_package_goes_into_an_empty_folder_but_not_over_anything(workplace: Path) -> None:
    (workplace / "empty").mkdir()
    assert run("new", "empty", "--plugin", "acme").stdout == "empty\n"
    again = run("new", "empty", "--plugin", "acme")
    assert lines(again) == ["Error: cannot make empty: the folder is not empty; choose another name or empty it first"]
    (workplace / "file").touch()
    assert lines(run("new", "file", "--plugin", "acme")) == [
        "Error: cannot make file: it is a file; choose another name"
    ]


@pytest.mark.parametrize("there", [False, True])
def test_a_package_that_cannot_be_written_leaves_nothing(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    target = workplace / "p"
    if there:
        target.mkdir()
    whole = Path.write_bytes

    def refuse(self: Path, data: Any) -> int:
        if self.name == "py.typed":
            raise OSError(28, "No space left on device")
        return whole(self, data)

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(FileError, match=r"cannot make .*: No space left on device"):
        new_plugin(target, "acme")
    assert target.exists() is there
    assert not there or not list(target.iterdir())


def test_parts_are_those_that_the_command_offers() -> None:
    assert cli.PARTS == PARTS


def test_a_style_may_have_another_name_than_its_folder(workplace: Path) -> None:
    (workplace / "t.docx").write_bytes(word.pack(word.section()))
    new_style(workplace / "x", "mpfkit-acme", workplace / "t.docx")
    assert (workplace / "x" / "src" / "mpfkit_acme" / "template.docx").is_file()
    assert "emblem" not in (workplace / "x" / "src" / "mpfkit_acme" / "style.py").read_text(encoding="utf-8")
    bare = word.pack(word.section(), parts={"styles.xml": ("styles", "", "")})
    (workplace / "bare.docx").write_bytes(bare)
    new_style(workplace / "z", "acme", workplace / "bare.docx")
    style = (workplace / "z" / "src" / "acme" / "style.py").read_text(encoding="utf-8")
    assert "    emblem=emblem_image,\n" in style
    compile(style, "style.py", "exec")
    assert run("new", "y", "--style", "t.docx", "--plugin", "other").exit_code == 0
    assert (workplace / "y" / "src" / "other" / "style.py").is_file()

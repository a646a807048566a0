"""Ten plugins that are broken, each in a way of its own, really installed beside one that works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mpfkit import __version__

ROOT = Path(__file__).resolve().parent.parent

HEAD = """
from mpfkit import Brief, HouseStyle, Project, ReportKind, Writer, hookimpl
from mpfkit.document import Document, Paragraph


def compose(project, brief):
    blocks = (Paragraph("It works."),)
    return Document(title="Note", language=brief.language, date=brief.date, blocks=blocks)

"""
KIND = '@hookimpl\ndef mpfkit_report_kinds():\n    yield ReportKind(name="{name}", compose={compose})\n'
MODULES = {
    "good": HEAD + KIND.format(name="good-note", compose="compose"),
    "import": "import acme_nowhere\n",
    "type": HEAD + "@hookimpl\ndef mpfkit_house_styles():\n    return ['blue']\n",
    "hook": HEAD + "@hookimpl\ndef mpfkit_report_kind():\n    return ()\n",
    "one": HEAD + KIND.format(name="one-note", compose="compose"),
    "two": HEAD + KIND.format(name="two-note", compose="compose"),
    "old": HEAD + "@hookimpl\ndef mpfkit_writers(config):\n    return ()\n",
    "compose": HEAD + KIND.format(name="bad-note", compose="lambda project, brief: project.gone"),
    "write": HEAD
    + "def write(document, style, stream):\n    stream.write(b'half')\n    raise OSError('the disk is on fire')\n\n"
    + '@hookimpl\ndef mpfkit_writers():\n    yield Writer(name="bad", suffix=".bad", media_type="x/y", write=write)\n',
    "hang": "import time\ntime.sleep(600)\n",
    "print": 'print("hello from the plugin")\n' + HEAD + KIND.format(name="loud-note", compose="compose"),
    "slug": HEAD + KIND.format(name="slug-note", compose="compose"),
    "skew": HEAD + KIND.format(name="skew-note", compose="compose"),
}
POINTS = {"one": "same", "two": "same", "slug": "Bad Name"}
PYPROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "acme-{name}"
version = "1.0"
dependencies = ["mpfkit{bounds}"]

[project.entry-points.mpfkit]
"{point}" = "acme_{name}"

[tool.hatch.build.targets.wheel]
only-include = ["acme_{name}.py"]
"""
OF_BOTH = (
    "two plugins are named 'same', of acme-one 1.0 and acme-two 1.0; "
    "block one of them: --block acme-one or --block acme-two, or name it in MPFKIT_BLOCK"
)
FAILED = {
    "import": "ModuleNotFoundError: No module named 'acme_nowhere'",
    "type": "mpfkit_house_styles gave 'blue' among its records; each must be a HouseStyle",
    "hook": "there is no hook named 'mpfkit_report_kind'; did you mean 'mpfkit_report_kinds'?",
    "one": OF_BOTH,
    "two": OF_BOTH,
    "old": f"mpfkit_writers takes 'config', but in mpfkit {__version__} it gets no argument; "
    "it was made for another version, so bring it up to date",
    "slug": "the name of its entry point is not a slug; its author has to use small letters, digits and single hyphens",
    "skew": f"it is made for mpfkit <10,>=9, and this is mpfkit {__version__}; "
    "install a version of acme-skew for this mpfkit, or the mpfkit that it needs",
}


def said_of(name: str) -> str:
    return f"plugin {POINTS.get(name, name)!r} of acme-{name} 1.0 failed: {FAILED[name]}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="builds wheels")
    target = tmp_path_factory.mktemp("site")
    sources = []
    for name, code in MODULES.items():
        source = tmp_path_factory.mktemp(name)
        bounds = ">=9,<10" if name == "skew" else ">=0.1,<0.2"
        pyproject = PYPROJECT.format(name=name, bounds=bounds, point=POINTS.get(name, name))
        (source / "pyproject.toml").write_text(pyproject)
        (source / f"acme_{name}.py").write_text(code)
        sources.append(os.fspath(source))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-index", "--no-build-isolation", "--no-compile", "--target", os.fspath(target), *sources]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return target


def command_line(site: Path, *arguments: str) -> tuple[list[str], dict[str, str]]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([os.fspath(site), os.fspath(ROOT / "src")])}
    for name in ("MPFKIT_BLOCK", "MPFKIT_STRICT", "MPFKIT_DEBUG", "SOURCE_DATE_EPOCH"):
        environment.pop(name, None)
    return [sys.executable, "-m", "mpfkit", *arguments], environment


def run(site: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command, environment = command_line(site, *arguments)
    return subprocess.run(
        command, env=environment, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60
    )


@pytest.fixture
def project(site: Path, tmp_path: Path) -> str:
    assert run(site, tmp_path, "new", "project", "--empty").returncode == 0
    return "project"


def test_each_is_listed_with_its_distribution_and_what_is_wrong_with_it(site: Path, tmp_path: Path) -> None:
    done = run(site, tmp_path, "plugins", "--block", "hang")
    assert done.returncode == 0, done.stderr
    lines = [line.strip() for line in done.stdout.splitlines()]
    for name in FAILED:
        assert said_of(name) in lines
    assert "plugin 'hang' of acme-hang 1.0 is blocked" in lines
    assert (
        "plugin 'print' of acme-print 1.0: it prints when it is loaded, which goes to stderr: 'hello from the plugin'; "
        "its author has to take that out"
    ) in lines
    assert "hello from the plugin" in done.stderr.splitlines()
    assert "hello from the plugin" not in lines
    assert any(line.startswith("good-note") and line.endswith("good (acme-good 1.0)") for line in lines)
    assert "Traceback" not in done.stdout + done.stderr


def test_more_is_told_with_status_and_traceback(site: Path, tmp_path: Path) -> None:
    done = run(site, tmp_path, "plugins", "-v", "--block", "acme-hang")
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["good", "acme-good", "1.0", "active", "1", "report", "kind"] in rows
    assert ["import", "acme-import", "1.0", "failed"] in rows
    assert ["hang", "acme-hang", "1.0", "blocked"] in rows
    assert ["while", "loading", "plugin", "'import'", "of", "acme-import", "1.0"] in rows
    assert "ModuleNotFoundError: No module named 'acme_nowhere'" in done.stdout


def test_the_one_that_works_renders_beside_them(site: Path, project: str, tmp_path: Path) -> None:
    done = run(site, tmp_path, "render", project, "--kind", "good-note", "--format", "md", "--block", "hang")
    assert (done.returncode, done.stdout) == (0, "project-good-note-plain.md\n"), done.stderr
    assert "It works." in (tmp_path / "project-good-note-plain.md").read_text(encoding="utf-8")
    for name in FAILED:
        assert f"Warning: {said_of(name)}; mpfkit plugins -v shows the traceback" in done.stderr.splitlines()


def test_one_of_two_of_one_name_works_when_the_other_is_blocked(site: Path, project: str, tmp_path: Path) -> None:
    blocked = ("--block", "hang,acme-two")
    done = run(site, tmp_path, "render", project, "--kind", "one-note", "--format", "md", *blocked)
    assert (done.returncode, done.stdout) == (0, "project-one-note-plain.md\n"), done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--kind", "bad-note"),
            "AttributeError: 'Project' object has no attribute 'gone' (while rendering 'bad-note' of acme-compose 1.0)",
        ),
        (
            ("--kind", "good-note", "--format", "bad"),
            "OSError: the disk is on fire (while writing 'bad' of acme-write 1.0)",
        ),
    ],
)
def test_one_that_fails_while_it_renders_is_one_line_and_no_file(
    site: Path, project: str, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run(site, tmp_path, "render", project, "--block", "hang", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == f"Error: {said}; --traceback shows where it comes from"
    assert [path.name for path in tmp_path.iterdir()] == ["project"]


def test_the_strict_way_ends_with_all_of_them(site: Path, project: str, tmp_path: Path) -> None:
    done = run(site, tmp_path, "render", project, "--strict", "--block", "hang")
    assert (done.returncode, done.stdout) == (1, "")
    told = done.stderr.splitlines()
    for name in set(FAILED) - {"one", "two"}:
        label = f"plugin {POINTS.get(name, name)!r} of acme-{name} 1.0"
        assert f"Error: {FAILED[name]} (while loading {label})" in told
    assert told.count(f"Error: {OF_BOTH}") == 1
    assert "(while loading plugin 'print' of acme-print 1.0)" in done.stderr


def test_one_that_hangs_is_named_after_five_seconds_with_the_block_that_helps(site: Path, tmp_path: Path) -> None:
    command, environment = command_line(site, "plugins")
    # What the others say before does not matter: they are loaded in the order of their distributions
    with subprocess.Popen(
        command, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        line = running.stderr.readline()
        still_there = running.poll() is None
        running.kill()
    assert line == (
        "plugin 'hang' of acme-hang 1.0 has been loading for 5 seconds; "
        "--block hang leaves it out, or MPFKIT_BLOCK=hang\n"
    )
    assert still_there

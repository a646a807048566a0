"""Many reports: in order, each by itself, on any executor; a process that dies loses none of them."""

from __future__ import annotations

import pickle
import signal
import sys
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings

from mpfkit import cli, load_project, render
from mpfkit.batches import AHEAD, CHUNK, BatchError, RenderJob, RenderResult, render_each_country, render_many
from mpfkit.errors import FileError, Problem, ProblemsError, RenderError, UnknownNameError
from mpfkit.model import Project
from mpfkit.registry import Registry
from mpfkit.testing.strategies import projects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "law-enforcement-cooperation"
PLUGIN = """
import os, signal
from pathlib import Path

import attrs
from mpfkit import ReportKind, hookimpl
from mpfkit.document import Document, Paragraph


@attrs.frozen(kw_only=True)
class Options:
    text: str = ""
    dies: str = ""
    fails: bool = False


class OddError(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


def compose(project, brief):
    options = brief.options
    if options.dies == "always":
        os.kill(os.getpid(), signal.SIGKILL)
    if options.dies and not Path(options.dies).exists():
        Path(options.dies).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if options.fails:
        raise OddError("this", "that")
    print("chatter")
    return Document(title=project.id, language="en", date=brief.date, blocks=(Paragraph(options.text),))


@hookimpl
def mpfkit_report_kinds():
    yield ReportKind(name="note", summary="A note", compose=compose, options=Options, by_country=True)
"""


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("plugin") / "acme_note.py"
    file.write_text(PLUGIN, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project(EXAMPLE)


def notes(project: Project, count: int, **special: dict[str, object]) -> list[RenderJob]:
    """Return jobs with a text each; `special` gives further options by the number of the job, such as `at3`."""
    return [
        RenderJob(
            project=project,
            kind="note",
            format="md",
            audience="internal",
            options={"text": f"Text {number}", **special.get(f"at{number}", {})},
        )
        for number in range(count)
    ]


def texts(results: list[RenderResult]) -> list[str]:
    """Return the last line of each report, or what its error says."""
    return [each.data.decode().strip().splitlines()[-1] if each.data else str(each.error) for each in results]


def expected(count: int) -> list[str]:
    return [f"Text {number}" for number in range(count)]


def test_the_jobs_of_one_process_are_those_of_render(project: Project, tmp_path: Path) -> None:
    jobs = [
        RenderJob(project=project, kind="outline"),
        RenderJob(project=project, kind="outline", to=tmp_path, format="md"),
        RenderJob(project=project, kind="outline", to=tmp_path / "own.docx", language="fr"),
        RenderJob(project=project, kind="nothing"),
        RenderJob(project=project, renderer="nothing"),
        RenderJob(project=project, kind="outline", to=tmp_path / "none" / "x.docx"),
    ]
    results = [*render_many(iter(jobs))]
    assert [result.job for result in results] == jobs
    assert results[0].data == render(project, kind="outline")
    assert results[1].path is not None
    assert results[1].path.read_bytes() == render(project, kind="outline", format="md")
    assert results[2].path == tmp_path / "own.docx"
    assert [type(result.error) for result in results[3:]] == [UnknownNameError, UnknownNameError, FileError]


def test_several_processes_give_the_same_in_the_same_order(project: Project, plugin: Path) -> None:
    jobs = notes(project, 40, at7={"fails": True})
    assert texts([*render_many(jobs, workers=2, files=[plugin])]) == [
        *expected(40)[:7],
        "OddError: this and that",
        *expected(40)[8:],
    ]


def test_a_process_that_dies_loses_no_job(project: Project, plugin: Path, tmp_path: Path) -> None:
    jobs = notes(project, 30, at11={"dies": str(tmp_path / "died")})
    assert texts([*render_many(jobs, workers=2, files=[plugin])]) == expected(30)
    assert (tmp_path / "died").exists()


def test_a_job_that_ends_its_process_again_costs_itself_only(project: Project, plugin: Path) -> None:
    found = texts([*render_many(notes(project, 20, at5={"dies": "always"}), workers=2, files=[plugin])])
    assert "ended twice without a word" in found[5]
    assert [*found[:5], *found[6:]] == [*expected(20)[:5], *expected(20)[6:]]


def test_an_executor_that_breaks_says_which_jobs_are_left(project: Project, plugin: Path, tmp_path: Path) -> None:
    jobs = notes(project, 60, at20={"dies": str(tmp_path / "died")})
    results: list[RenderResult] = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool, pytest.raises(BatchError) as caught:
        results.extend(render_many(jobs, executor=pool, files=[plugin]))
    left = caught.value.unfinished
    assert jobs[20] in left
    assert len(results) + len(caught.value.finished) + len(left) == 60
    assert f"{len(left)} jobs are not done" in str(caught.value)
    with ThreadPoolExecutor(2) as threads:
        results += [*caught.value.finished, *render_many(left, executor=threads, files=[plugin])]
    assert sorted(texts(results)) == sorted(expected(60))


def test_jobs_are_taken_as_they_are_needed(project: Project, plugin: Path) -> None:
    taken = 0

    def endless() -> Iterator[RenderJob]:
        nonlocal taken
        (job,) = notes(project, 1)
        while True:
            taken += 1
            yield job

    with ThreadPoolExecutor(2) as threads:
        results = render_many(endless(), executor=threads, files=[plugin])
        assert next(results).error is None
        assert taken <= 4 * 2 * CHUNK + AHEAD * 2 * CHUNK
        results.close()  # type: ignore[attr-defined]
    assert next(render_many(endless(), registry=Registry.of(), workers=1)).error is not None


class Odd(Executor):
    """An executor that does at once what it gets, except what it cannot."""

    def __init__(self, fails: Callable[[int], Exception | None]) -> None:
        self.fails = fails

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        error = self.fails(len(args[0].jobs))
        if error is None:
            future.set_result(fn(*args, **kwargs))
        else:
            future.set_exception(error)
        return future


def test_a_chunk_that_fails_as_a_whole_is_done_job_by_job(project: Project, plugin: Path) -> None:
    several = Odd(lambda count: TypeError("cannot be sent") if count > 1 else None)
    jobs = notes(project, 100)
    assert texts([*render_many(jobs, executor=several, files=[plugin])]) == expected(100)
    all_fail = Odd(lambda _: TypeError("cannot be sent"))
    assert {*texts([*render_many(jobs[:9], executor=all_fail, files=[plugin])])} == {"cannot be sent"}
    breaks = Odd(lambda count: TypeError("no") if count > 1 else BrokenExecutor("gone"))
    with pytest.raises(BatchError) as caught:
        [*render_many(jobs, executor=breaks, files=[plugin])]
    assert len(caught.value.unfinished) == 100


def test_what_does_not_go_together_is_refused(project: Project) -> None:
    with pytest.raises(RenderError, match="0 workers cannot do anything"):
        render_many([], workers=0)
    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(RenderError, match="both an executor and a number of workers"):
            render_many([], workers=2, executor=pool)
        with pytest.raises(RenderError, match="a registry cannot be sent"):
            render_many([], executor=pool, registry=Registry.of())
    with pytest.raises(RenderError, match="0 workers cannot do anything"):
        render_each_country(project, workers=0)
    with pytest.raises(FileError, match="there is no such folder"):
        render_each_country(project, kind="country-fiche", workers=2, to="/nowhere/at/all")
    assert [*render_many([], workers=2)] == []


@settings(max_examples=20, deadline=None)
@given(projects())
def test_a_project_can_be_sent_to_another_process(project: Project) -> None:
    assert pickle.loads(pickle.dumps(project)) == project


PROBLEM = Problem(code="MPF001", message="m", severity="error", path=("a", "b"), file="f", line=1, column=2)


@pytest.mark.parametrize(
    "error",
    [FileError("a"), RenderError("b"), ProblemsError([PROBLEM]), UnknownNameError("kind", "x", ["y"])],
    ids=lambda error: type(error).__name__,
)
def test_an_error_says_the_same_in_another_process(error: Exception) -> None:
    from mpfkit.batches import _portable

    assert str(_portable(error)) == str(error)


def test_countries_are_rendered_in_processes_as_in_one(project: Project, tmp_path: Path) -> None:
    for name, workers in (("one", 1), ("two", 2)):
        (tmp_path / name).mkdir()
        written = render_each_country(
            project, kind="country-fiche", countries=["XA", "XB", "XC", "XD"], to=tmp_path / name, workers=workers
        )
        assert written.failed == ()
        assert [report.country for report in written.reports] == ["XA", "XB", "XC", "XD"]
    one, two = ({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert len(one) == 4


def test_the_command_line_renders_in_processes(plugin: Path, tmp_path: Path) -> None:
    arguments = ["render", str(EXAMPLE), "--plugin", str(plugin), "--kind", "note", "--each-country", "--jobs", "2"]
    done = CliRunner().invoke(cli.main, [*arguments, "-o", str(tmp_path), "--country", "XA,XB"])
    assert done.exit_code == 0, done.output
    assert [Path(line).name.split("-")[-2] for line in done.stdout.splitlines()] == ["XA", "XB"]
    wrong = CliRunner().invoke(cli.main, ["render", str(EXAMPLE), "--jobs", "2"])
    assert wrong.exit_code == 2
    assert "use it with --each-country" in wrong.output


def test_ctrl_c_is_left_to_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    from mpfkit import batches

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr("sys.stdout", sys.stdout)
    try:
        batches._begin()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        assert sys.stdout is sys.stderr
    finally:
        signal.signal(signal.SIGINT, before)


def test_dask_gives_the_same_bytes_from_two_processes(project: Project, plugin: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra dask")
    jobs = [
        RenderJob(project=project, kind="country-fiche", countries=[code], audience="internal")
        for code in ("XA", "XB", "XC", "XD", "XE", "XF")
    ]
    here = [result.data for result in render_many(jobs)]
    assert all(here)
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    )
    with cluster, distributed.Client(cluster) as client, client.get_executor() as executor:
        there = [result.data for result in render_many(jobs, executor=executor)]
        more = texts([*render_many(notes(project, 20), executor=executor, files=[plugin])])
    assert there == here
    assert more == expected(20)

"""Many reports: one after the other, on several processors, or on several machines.

Jobs go out in chunks, and a chunk carries its project once; in a worker a project is redacted once for all jobs that
differ in their countries only. Results come back in the order of the jobs, as they are done, and there are never more
chunks on the way than keep the workers busy. A job that fails costs itself only.
"""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import pickle
import signal
import sys
import threading
from collections import deque
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from mpfkit.errors import FileError, MpfkitError, RenderError
from mpfkit.model import Audience
from mpfkit.registry import Registry, load_registry
from mpfkit.rendering import PreparedEdition, plan_report, prepare_whole

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mpfkit.errors import Problem
    from mpfkit.model import Project, Withheld
    from mpfkit.records import Notice
    from mpfkit.rendering import BadCharacters, Rendering, Repeats, ReportPlan, WholeRendering

__all__ = [
    "BatchError",
    "CountryReport",
    "CountryReports",
    "RenderJob",
    "RenderResult",
    "render_each_country",
    "render_many",
]

CHUNK = 4
"""Jobs that go to a worker at once, at most: few enough that all workers end together, many enough that a project
travels seldom."""

AHEAD = 3
"""Chunks for each worker that are on the way or wait for their turn to be handed over."""

UNKNOWN = 16
"""Workers that an executor is taken to have which does not say how many there are."""


@attrs.frozen(kw_only=True)
class RenderJob:
    """One report of many; the fields are the arguments of `render`.

    Attributes:
        project: The project, not redacted. Jobs that share it should share the object.
        to: File, or folder that exists and in which the file gets the name of `Rendering.file_name`; None gives the
            bytes in the result.
        kind: As in `render`.
        style: As in `render`.
        format: As in `render`.
        audience: As in `render`.
        for_country: As in `render`.
        language: As in `render`.
        date: As in `render`.
        options: As in `render`; they are pickled where other processes do the job.
        template: As in `render`.
        paginate: As in `render`.
        fast: As in `render`.
        countries: As in `render`.
        bad_characters: As in `render`.
        repeats: As in `render`.
        renderer: As in `render`.
    """

    project: Project = attrs.field(repr=False)
    to: str | os.PathLike[str] | None = None
    kind: str | None = None
    style: str | None = None
    format: str | None = None
    audience: Audience | str = Audience.PUBLIC
    for_country: str = ""
    language: str | None = None
    date: dt.date | None = None
    options: Mapping[str, object] | object | None = None
    template: str | os.PathLike[str] | bytes | None = attrs.field(default=None, repr=False)
    paginate: bool = False
    fast: bool = False
    countries: Sequence[str] = ()
    bad_characters: BadCharacters = "refuse"
    repeats: Repeats = "refuse"
    renderer: str | None = None


@attrs.frozen(kw_only=True)
class RenderResult:
    """What became of a job.

    Attributes:
        job: The job.
        path: The file that was written; None where the job failed, or asked for bytes.
        data: The bytes, where the job asked for them.
        error: Why it failed; None where it did not.
    """

    job: RenderJob
    path: Path | None = None
    data: bytes | None = attrs.field(default=None, repr=False)
    error: Exception | None = None


class BatchError(MpfkitError):
    """The executor that was given broke before all jobs were done.

    Attributes:
        unfinished: The jobs without a result, in their order; hand them over again.
        finished: Results of jobs that stood behind one of them, and were not handed over yet.
    """

    def __init__(self, unfinished: Sequence[RenderJob], finished: Sequence[RenderResult] = ()) -> None:
        """Take the jobs that are left, and the results behind them."""
        count = len(unfinished)
        super().__init__(
            f"the executor broke, and {count} {'job is' if count == 1 else 'jobs are'} not done; "
            "hand over BatchError.unfinished to another one"
        )
        self.unfinished = tuple(unfinished)
        self.finished = tuple(finished)


def render_many(
    jobs: Iterable[RenderJob],
    *,
    executor: Executor | None = None,
    workers: int = 1,
    blocked: Sequence[str] = (),
    files: Sequence[str | os.PathLike[str]] = (),
    registry: Registry | None = None,
) -> Iterator[RenderResult]:
    """Render many reports; a job that fails costs itself only.

    Args:
        jobs: The jobs; taken as they are needed, so that they can be a generator.
        executor: Where they are done: any executor of `concurrent.futures`, also that of Dask
            (`client.get_executor()`). It stays open. Its workers load the plugins that are installed where they are.
        workers: Without an executor, the number of processes; with 1 all is done here. A process that dies is replaced,
            and what was on the way is done again; a job that ends its process once more, by itself, is given up. As
            everywhere in Python, a script that starts processes needs `if __name__ == "__main__":`.
        blocked: Plugins that are not loaded, as in `load_registry`.
        files: Python files that are plugins, as in `load_registry`.
        registry: Plugins to use instead of those that are installed; only where all is done here.

    Yields:
        A result for each job, in the order of the jobs, as soon as it and all before it are there.

    Raises:
        RenderError: The arguments do not go together.
        BatchError: The executor that was given broke; it carries the jobs that are not done.
    """
    _check(workers)
    if executor is not None and workers > 1:
        raise RenderError("both an executor and a number of workers are given; leave one of them out")
    if registry is not None and (executor is not None or workers > 1):
        raise RenderError("a registry cannot be sent to other processes; install the plugins instead, and leave it out")
    named = _Plugins(tuple(blocked), tuple(map(str, files)))
    if executor is not None:
        return _with_executor(jobs, executor, named)
    if workers > 1:
        return _with_processes(jobs, workers, _Packer(named))
    return _here(jobs, _Desk(named.load() if registry is None else registry))


def _check(workers: int) -> None:
    if workers < 1:
        raise RenderError(f"{workers} workers cannot do anything; ask for 1 or more")


@attrs.frozen
class _Plugins:
    """Which plugins a worker loads."""

    blocked: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def load(self) -> Registry:
        return load_registry(self.blocked, files=self.files)


def _here(jobs: Iterable[RenderJob], desk: _Desk) -> Iterator[RenderResult]:
    for job in jobs:
        yield _result(job, desk.outcome(job.project, job))


# ------------------------------------------------------------------------------------------------------- one report


@attrs.frozen
class _Outcome:
    """What a worker hands back."""

    path: str = ""
    data: bytes | None = None
    error: Exception | None = None


def _result(job: RenderJob, outcome: _Outcome) -> RenderResult:
    path = Path(outcome.path) if outcome.path else None
    return RenderResult(job=job, path=path, data=outcome.data, error=outcome.error)


def _bare(job: RenderJob) -> RenderJob:
    """Return a job without its project."""
    return attrs.evolve(job, project=None)  # type: ignore[arg-type]


class _Desk:
    """Does jobs one after the other, and keeps what the next one may need, too: the plan of the last one."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.last: tuple[Project | PreparedEdition, object, ReportPlan] | None = None

    def outcome(self, project: Project | PreparedEdition, job: RenderJob) -> _Outcome:
        """Render a report."""
        try:
            rendering = self._rendering(project, job)
            if job.to is None:
                return _Outcome(data=rendering.to_bytes())
            path = Path(job.to) / rendering.file_name if Path(job.to).is_dir() else Path(job.to)
            rendering.save(path)
            return _Outcome(path=str(path))
        except Exception as error:  # noqa: BLE001 - a job costs itself only, and the caller is told
            return _Outcome(error=error)

    def plan(self, project: Project | PreparedEdition, job: RenderJob) -> ReportPlan:
        """Return the plan of a job, which jobs share that differ in countries and target only."""
        path = None if job.to is None or Path(job.to).is_dir() else job.to
        same = (attrs.evolve(_bare(job), to=None, countries=()), Path(path).suffix if path else "")
        if self.last is None or self.last[0] is not project or self.last[1] != same:
            made = plan_report(
                project,
                kind=job.kind,
                style=job.style,
                format=job.format,
                audience=job.audience,
                for_country=job.for_country,
                language=job.language,
                date=job.date,
                options=job.options,
                template=job.template,
                paginate=job.paginate,
                fast=job.fast,
                bad_characters=job.bad_characters,
                repeats=job.repeats,
                path=path,
                registry=self.registry,
            )
            self.last = project, same, made
        return self.last[2]

    def _rendering(self, project: Project | PreparedEdition, job: RenderJob) -> Rendering | WholeRendering:
        if job.renderer is None or isinstance(project, PreparedEdition):
            return self.plan(project, job).rendering(job.countries)
        return prepare_whole(
            project,
            job.renderer,
            audience=job.audience,
            for_country=job.for_country,
            language=job.language,
            date=job.date,
            options=job.options,
            repeats=job.repeats,
            path=None if job.to is None or Path(job.to).is_dir() else job.to,
            registry=self.registry,
        )


# ---------------------------------------------------------------------------------------------------- other processes


@attrs.frozen
class _Chunk:
    """Jobs for a worker, without their projects, which are pickled once each."""

    jobs: tuple[tuple[str, RenderJob], ...]
    """Hash of the project, and the job"""
    projects: Mapping[str, bytes]
    plugins: _Plugins


def _do(chunk: _Chunk) -> list[_Outcome]:
    """Do the jobs of a chunk; what a worker calls."""
    desk = _desk(chunk.plugins)
    outcomes: list[_Outcome] = []
    for digest, job in chunk.jobs:
        outcome = desk.outcome(_unpacked(digest, chunk.projects[digest]), job)
        outcomes.append(outcome if outcome.error is None else attrs.evolve(outcome, error=_portable(outcome.error)))
    return outcomes


@lru_cache(maxsize=1)
def _desk(plugins: _Plugins) -> _Desk:
    return _Desk(plugins.load())


@lru_cache(maxsize=2)
def _unpacked(digest: str, data: bytes) -> Project | PreparedEdition:  # noqa: ARG001 - the hash is looked up first
    project: Project | PreparedEdition = pickle.loads(data)  # noqa: S301 - our own process made it
    return project


def _portable(error: Exception) -> Exception:
    """Return an error that reaches the caller: itself, or its text where it cannot be copied."""
    try:
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - made a moment ago
    except Exception:  # noqa: BLE001 - whatever a plugin's error does when it is copied
        copy = None
    if str(copy) == str(error):
        return error
    text = str(error) or type(error).__name__
    return RenderError(text if isinstance(error, MpfkitError) else f"{type(error).__name__}: {text}")


class _Packer:
    """Packs jobs into chunks; a project is pickled once, however many chunks it goes with.

    Args:
        plugins: What the workers load.
        prepared: What goes with all jobs in the place of their project.
    """

    def __init__(self, plugins: _Plugins, prepared: PreparedEdition | None = None) -> None:
        self.plugins = plugins
        self.prepared = prepared
        self.last: tuple[Project, str, bytes] | None = None

    def chunk(self, jobs: Sequence[RenderJob]) -> _Chunk:
        projects: dict[str, bytes] = {}
        packed: list[tuple[str, RenderJob]] = []
        for job in jobs:
            if self.last is None or self.last[0] is not job.project:
                data = pickle.dumps(self.prepared or job.project, protocol=pickle.HIGHEST_PROTOCOL)
                self.last = job.project, hashlib.sha256(data).hexdigest(), data
            _, digest, data = self.last
            projects[digest] = data
            packed.append((digest, _bare(job)))
        return _Chunk(tuple(packed), projects, self.plugins)


def _chunks(jobs: Iterable[RenderJob], workers: int) -> Iterator[tuple[RenderJob, ...]]:
    """Yield jobs in chunks; where there are few of them, the chunks are smaller, so that every worker gets some."""
    waiting = iter(jobs)
    first = list(islice(waiting, 4 * workers * CHUNK))
    size = min(CHUNK, -(-len(first) // (4 * workers)) or 1)
    waiting = chain(first, waiting)
    while chunk := tuple(islice(waiting, size)):
        yield chunk


@attrs.define
class _Sent:
    """Jobs that are on the way, or done before those in front of them."""

    jobs: tuple[RenderJob, ...]
    future: Future[list[_Outcome]] | None = None
    outcomes: list[_Outcome] | None = None

    def results(self) -> Iterator[RenderResult]:
        """Yield the results; waits for them."""
        if self.outcomes is None and self.future is not None:
            self.outcomes = self.future.result()
        for job, outcome in zip(self.jobs, self.outcomes or (), strict=True):
            yield _result(job, outcome)

    def is_done(self) -> bool:
        """Tell whether the results are there."""
        if self.outcomes is None and self.future is not None and self.future.done():
            try:
                self.outcomes = self.future.result()
            except Exception:  # noqa: BLE001 - told when it is its turn
                return False
        return self.outcomes is not None


def _failed(jobs: Sequence[RenderJob], error: Exception) -> list[_Outcome]:
    return [_Outcome(error=error) for _ in jobs]


def _with_executor(jobs: Iterable[RenderJob], executor: Executor, plugins: _Plugins) -> Iterator[RenderResult]:
    packer = _Packer(plugins)
    known = getattr(executor, "_max_workers", UNKNOWN)
    workers = known if isinstance(known, int) and known > 0 else UNKNOWN
    chunks = _chunks(jobs, workers)
    sent: deque[_Sent] = deque()
    try:
        for chunk in chunks:
            sent.append(_Sent(chunk))
            sent[-1].future = executor.submit(_do, packer.chunk(chunk))
            if len(sent) >= AHEAD * workers:
                yield from _handed_over(sent, executor, packer)
        while sent:
            yield from _handed_over(sent, executor, packer)
    except BrokenExecutor as error:
        done = [each for each in sent if each.is_done()]
        left = [job for each in sent if not each.is_done() for job in each.jobs]
        left += [job for chunk in chunks for job in chunk]
        raise BatchError(left, [result for each in done for result in each.results()]) from error
    finally:
        for each in sent:
            if each.future is not None:
                each.future.cancel()


def _handed_over(sent: deque[_Sent], executor: Executor, packer: _Packer) -> Iterator[RenderResult]:
    """Yield the results of the jobs in front; where a chunk failed as a whole, job by job."""
    front = sent[0]
    try:
        results = [*front.results()]
    except BrokenExecutor:
        raise
    except Exception as error:  # noqa: BLE001 - such as options that cannot be pickled
        if len(front.jobs) == 1:
            front.outcomes = _failed(front.jobs, _portable(error))
        else:
            futures = [executor.submit(_do, packer.chunk([job])) for job in front.jobs]
            front.outcomes = [outcome for future in futures for outcome in _alone(future)]
        results = [*front.results()]
    sent.popleft()
    yield from results


def _alone(future: Future[list[_Outcome]]) -> list[_Outcome]:
    try:
        return future.result()
    except BrokenExecutor:
        raise
    except Exception as error:  # noqa: BLE001 - a job costs itself only
        return [_Outcome(error=_portable(error))]


def _with_processes(
    jobs: Iterable[RenderJob], workers: int, packer: _Packer, pool: ProcessPoolExecutor | None = None
) -> Iterator[RenderResult]:
    sent: deque[_Sent] = deque()
    pool = pool or _pool(workers)
    broken = 0
    try:
        chunks = _chunks(jobs, workers)
        more = True
        while more or sent:
            try:
                while more and len(sent) < AHEAD * workers:
                    chunk = next(chunks, None)
                    more = chunk is not None
                    if chunk is not None:
                        sent.append(_Sent(chunk))
                        sent[-1].future = pool.submit(_do, packer.chunk(chunk))
                if sent:
                    yield from _handed_over(sent, pool, packer)
            except BrokenExecutor:
                broken += 1
                pool.shutdown(cancel_futures=True)
                left = [each for each in sent if not each.is_done()]
                if broken > 1:
                    # One of them ends whatever process it is in
                    _one_by_one(left, packer)
                    broken = 0
                pool = _pool(workers)
                for each in left:
                    if each.outcomes is None:
                        each.future = pool.submit(_do, packer.chunk(each.jobs))
    finally:
        pool.shutdown(cancel_futures=True)


def _one_by_one(left: Sequence[_Sent], packer: _Packer) -> None:
    """Do jobs each by itself, and give up those that end their process."""
    pool = _pool(1)
    for each in left:
        each.outcomes = []
        for job in each.jobs:
            try:
                each.outcomes += _alone(pool.submit(_do, packer.chunk([job])))
            except BrokenExecutor:
                each.outcomes += _failed([job], RenderError(_ENDED))
                pool.shutdown()
                pool = _pool(1)
    pool.shutdown()


_ENDED = (
    "the process that rendered it ended twice without a word, as happens when memory runs out or a library crashes; "
    "render it by itself"
)


def _can_fork() -> bool:
    """Tell whether a copy of this process is sound: with threads it would hold locks that nobody opens."""
    return sys.platform == "linux" and threading.active_count() == 1


def _pool(workers: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("fork" if _can_fork() else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)


def _get_ready(plugins: _Plugins) -> None:
    """Load what the first job would wait for."""
    import lxml.etree  # noqa: F401 - imported to be there

    _desk(plugins)


def _begin() -> None:
    """Leave Ctrl-C to the process that waits for the results, and stdout, too."""
    # What is there stays; looking through it again and again for what is not needed any more takes time
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout = sys.stderr


# ------------------------------------------------------------------------------------------- a report for each country


@attrs.frozen(kw_only=True)
class CountryReport:
    """What became of the report on one country.

    Attributes:
        country: Code of the country.
        path: The file; None where the report failed.
        error: Why it failed; None where it was written.
    """

    country: str
    path: Path | None = None
    error: Exception | None = None


@attrs.frozen(kw_only=True)
class CountryReports:
    """What `render_each_country` wrote.

    Attributes:
        reports: One for each country, in order.
        withheld: What the edition leaves out; the same for all of them.
        remarks: What the user should know of the template that was given, one line each.
        repeats: Texts of the edition that repeat what it withholds, where these are only reported.
        proof: What each file was searched for, in words; empty where nothing is withheld.
        notice: Funding statement and disclaimer that all of them bear.
        skipped: Codes of countries of which the report kind makes no report, such as a reminder to who has replied.
    """

    reports: tuple[CountryReport, ...]
    withheld: Withheld
    remarks: tuple[str, ...]
    repeats: tuple[Problem, ...]
    proof: str
    notice: Notice
    skipped: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[CountryReport, ...]:
        """The reports that could not be written."""
        return tuple(report for report in self.reports if report.error is not None)


def render_each_country(
    project: Project,
    *,
    kind: str | None = None,
    style: str | None = None,
    format: str | None = None,  # noqa: A002 - the name that users type
    audience: Audience | str = Audience.PUBLIC,
    for_country: str = "",
    language: str | None = None,
    date: dt.date | None = None,
    options: Mapping[str, object] | object | None = None,
    template: str | os.PathLike[str] | bytes | None = None,
    paginate: bool = False,
    fast: bool = False,
    countries: Sequence[str] = (),
    bad_characters: BadCharacters = "refuse",
    repeats: Repeats = "refuse",
    to: str | os.PathLike[str] = ".",
    progress: Callable[[CountryReport, int, int], None] | None = None,
    workers: int = 1,
    blocked: Sequence[str] = (),
    files: Sequence[str | os.PathLike[str]] = (),
    registry: Registry | None = None,
) -> CountryReports:
    """Write a report for each country into a folder, such as a fiche of each; the project is redacted once for all.

    A report that fails costs itself only: look at `CountryReports.failed`. What concerns all of them, such as a house
    style that does not exist, is raised before anything is written.

    Args:
        project: As in `render`.
        kind: As in `render`; a report kind that is about countries.
        style: As in `render`.
        format: As in `render`.
        audience: As in `render`.
        for_country: As in `render`.
        language: As in `render`.
        date: As in `render`.
        options: As in `render`.
        template: As in `render`.
        paginate: As in `render`.
        fast: As in `render`.
        countries: Codes of the countries that get a report; none for all that were invited, replied or are described.
            A report kind may skip some of them, see `ReportKind.countries`.
        bad_characters: As in `render`.
        repeats: As in `render`.
        to: Folder for the files, which must exist; each is named as `Rendering.file_name` says.
        progress: Called when a report is done, with what became of it, the number of reports done, and that of all.
        workers: Number of processes, as in `render_many`.
        blocked: Plugins that these do not load.
        files: Python files that are plugins for them, too.
        registry: As in `render`; with several processes it is used for what is settled before the first report.

    Returns:
        What was written and what failed.

    Raises:
        RenderError: The kind is not about single countries, the project has none, or the kind skips all of them.
        FileError: There is no such folder.
        MpfkitError: As in `render`.
    """
    folder = Path(to)
    job = RenderJob(
        project=project,
        to=folder,
        kind=kind,
        style=style,
        format=format,
        audience=audience,
        for_country=for_country,
        language=language,
        date=date,
        options=options,
        template=template,
        paginate=paginate,
        fast=fast,
        bad_characters=bad_characters,
        repeats=repeats,
    )
    _check(workers)
    named = _Plugins(tuple(blocked), tuple(map(str, files)))
    with ExitStack() as stack:
        pool = None
        if workers > 1 and not _can_fork():
            pool = _pool(workers)
            stack.callback(pool.shutdown, cancel_futures=True)
            # They get ready while the project is redacted; copies are ready as they are
            for _ in range(workers):
                pool.submit(_get_ready, named)
        desk = _Desk(named.load() if registry is None else registry)
        plan = desk.plan(project, job)
        if not folder.is_dir():
            raise FileError(f"cannot write into {folder}: there is no such folder; create it first")
        asked = plan.countries(countries)
        due = plan.due(asked)
        jobs = [attrs.evolve(job, countries=(code,)) for code in due]
        packer = _Packer(named, plan.prepared)
        done = _with_processes(jobs, workers, packer, pool) if workers > 1 else _here(jobs, desk)
        reports: list[CountryReport] = []
        for code, result in zip(due, done, strict=True):
            reports.append(CountryReport(country=code, path=result.path, error=result.error))
            if progress is not None:
                progress(reports[-1], len(reports), len(due))
    return CountryReports(
        reports=tuple(reports),
        withheld=plan.withheld,
        remarks=plan.remarks,
        repeats=plan.repeats,
        proof=plan.proof,
        notice=plan.brief.notice,
        skipped=tuple(code for code in asked if code not in due),
    )

"""How long the model takes to come and go, as ratios to the least that it could take, measured in the same run.

Each engine runs in a process of its own, with one run to warm up, and the engines take turns within a repetition. What
they are compared with is in `FLOORS`; what mpfkit promises is in `TARGETS`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

COUNTRIES, QUESTIONS = 40, 200
"""8 000 answers, each with a text of 120 characters."""

RUNS = 9
"""Runs in a process, after one to warm up; the quickest counts, in time of the processor, as others were disturbed."""

FLOORS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "load JSON": ("json.loads", "mpfkit", "cattrs"),
        "save JSON": ("json.dumps", "mpfkit"),
        "load YAML": ("CSafeLoader", "mpfkit", "mpfkit, a place shown"),
        "import": ("click", "mpfkit"),
        "start": ("python -c pass", "mpfkit --version"),
    }
)
"""Engines by workload; the first one is the floor, with a ratio of 1."""

TARGETS: Mapping[tuple[str, str], float] = MappingProxyType(
    {
        ("load JSON", "mpfkit"): 6.0,
        ("save JSON", "mpfkit"): 2.5,
        ("load YAML", "mpfkit"): 2.0,
        ("import", "mpfkit"): 1.0,
        ("start", "mpfkit --version"): 5.0,
    }
)
"""Largest ratio that mpfkit promises."""

CATTRS_TARGET = 1.3
"""Largest ratio of mpfkit to bare cattrs, which checks less."""

Run = Callable[[], object]


def _project(countries: int, questions: int) -> Any:
    """Return a project whose answers have 120 characters each, all ASCII: other letters would slow the floor down."""
    import random

    from workload import mapping, prose

    from mpfkit.model import Answer, FrozenDict

    chance = random.Random("answers")

    def text() -> str:
        return prose(chance, 60).encode("ascii", "ignore").decode()[:119].ljust(120, ".")

    project = mapping(countries, questions)
    return project.evolve(
        responses=tuple(
            response.evolve(answers=FrozenDict({name: (Answer(value=text()),) for name in response.answers}))
            for response in project.responses
        )
    )


def _load_json(text: str, _: object) -> dict[str, Run]:
    from mpfkit.model import Project
    from mpfkit.serialisation import loads

    converter = _bare_cattrs()
    return {
        "json.loads": lambda: json.loads(text),
        "mpfkit": lambda: loads(text, "json"),
        "cattrs": lambda: converter.structure(json.loads(text), Project),
    }


def _bare_cattrs() -> Any:
    """Return a converter that knows the classes and nothing else: no lenient reading, no unknown keys, no places."""
    from typing import get_args, get_origin

    from cattrs import Converter

    from mpfkit.model import Answer, AnswerValue, FrozenDict, LangString, Marking, MarkingLevel, PartialDate

    converter = Converter()
    converter.register_structure_hook(LangString, lambda raw, _: LangString.of(raw))
    converter.register_structure_hook(PartialDate, lambda raw, _: PartialDate.parse(raw))
    converter.register_structure_hook(dt.date, lambda raw, _: dt.date.fromisoformat(raw))
    converter.register_structure_hook(dt.datetime, lambda raw, _: dt.datetime.fromisoformat(raw))
    converter.register_structure_hook(Decimal, lambda raw, _: Decimal(str(raw)))
    converter.register_structure_hook(AnswerValue, lambda raw, _: raw)
    converter.register_structure_hook(Marking, lambda raw, _: Marking(level=MarkingLevel(raw)))
    converter.register_structure_hook_func(
        lambda cls: get_args(cls) == (*get_args(AnswerValue), type(None)), lambda raw, _: raw
    )

    def mapping(cls: Any) -> Callable[[Any, Any], Any]:
        of = get_args(cls)[1]
        if of == tuple[Answer, ...]:
            one = converter.get_structure_hook(Answer)
            return lambda raw, _: FrozenDict({key: (one(value, Answer),) for key, value in raw.items()})
        return lambda raw, _: FrozenDict({key: converter.structure(value, of) for key, value in raw.items()})

    converter.register_structure_hook_factory(lambda cls: get_origin(cls) is FrozenDict, mapping)
    return converter


def _save_json(text: str, project: Any) -> dict[str, Run]:
    from mpfkit.serialisation import dumps

    data = json.loads(text)
    return {
        "json.dumps": lambda: json.dumps(data, ensure_ascii=False, indent=2),
        "mpfkit": lambda: dumps(project, "json"),
    }


def _load_yaml(_: str, project: Any) -> dict[str, Run]:
    import yaml

    from mpfkit.serialisation import dumps, loads

    text = dumps(project, "yaml")
    last = project.responses[-1]
    path = ("responses", last.id, "answers", list(last.answers)[-1])

    def with_a_place() -> object:
        place = loads(text, "yaml").source_map.locate(path)
        if place is None or place.line < text.count("\n") / 2:
            raise AssertionError(f"the last answer is not at {place}")
        return place

    return {
        "CSafeLoader": lambda: yaml.load(text, yaml.CSafeLoader),
        "mpfkit": lambda: loads(text, "yaml"),
        "mpfkit, a place shown": with_a_place,
    }


_WORKLOADS: Mapping[str, Callable[[str, Any], dict[str, Run]]] = MappingProxyType(
    {"load JSON": _load_json, "save JSON": _save_json, "load YAML": _load_yaml}
)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _inside(workload: str, engine: str, countries: int, questions: int) -> dict[str, float]:
    """Measure in this process."""
    from mpfkit.serialisation import dumps

    project = _project(countries, questions)
    text = dumps(project, "json")
    run = _WORKLOADS[workload](text, project)[engine]
    before = _peak_mb()
    run()
    best = float("inf")
    for _ in range(RUNS):
        start = time.process_time()
        run()
        best = min(best, time.process_time() - start)
    return {"seconds": best, "rss_mb": _peak_mb() - before, "kb": len(text.encode()) // 1024}


_IMPORT = "import time; start = time.perf_counter(); import {}; print(time.perf_counter() - start)"


def _outside(workload: str, engine: str) -> dict[str, float]:
    """Measure the start of a process; the quickest of three, after one that compiles.

    Compiled modules are kept, as they are where mpfkit is installed, also where the environment says otherwise.
    """
    program = str(Path(sys.executable).with_name("mpfkit"))
    commands = {
        "import": [sys.executable, "-c", _IMPORT.format(engine)],
        "start": [program, "--version"] if engine == "mpfkit --version" else [sys.executable, "-c", "pass"],
    }
    best = float("inf")
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        kept["PYTHONPYCACHEPREFIX"] = folder
        for turn in range(4):
            start = time.perf_counter()
            done = subprocess.run(commands[workload], capture_output=True, text=True, check=True, env=kept)
            taken = time.perf_counter() - start
            if turn:
                best = min(best, float(done.stdout) if workload == "import" else taken)
    return {"seconds": best, "rss_mb": 0.0, "kb": 0}


def measure(workload: str, engine: str, countries: int, questions: int) -> dict[str, float]:
    """Run one engine in a process of its own."""
    if workload not in _WORKLOADS:
        return _outside(workload, engine)
    done = subprocess.run(
        [sys.executable, str(Path(__file__)), workload, engine, str(countries), str(questions)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{workload}, {engine} failed at {countries} x {questions}:\n{done.stderr}")
    result: dict[str, float] = json.loads(done.stdout)
    return result


def bench(repetitions: int, countries: int = COUNTRIES, questions: int = QUESTIONS) -> list[dict[str, object]]:
    """Measure all workloads.

    Args:
        repetitions: How often the engines take turns; medians are taken over them.
        countries: How many countries reply.
        questions: How many answers each of them gives.

    Returns:
        Rows with `workload`, `engine`, `seconds`, `ratio` to the floor, `target` (the largest ratio promised, or None),
        `rss_mb` and `kb`.
    """
    rows: list[dict[str, object]] = []
    for workload, engines in FLOORS.items():
        runs: dict[str, list[dict[str, float]]] = {engine: [] for engine in engines}
        for _ in range(repetitions):
            for engine in engines:
                runs[engine].append(measure(workload, engine, countries, questions))
        floors = [run["seconds"] for run in runs[engines[0]]]
        name = f"{workload}, {countries * questions} answers" if workload in _WORKLOADS else workload
        rows += [
            {
                "workload": name,
                "engine": engine,
                "seconds": round(statistics.median(run["seconds"] for run in runs[engine]), 4),
                "ratio": _ratio(runs[engine], floors),
                "target": TARGETS.get((workload, engine)),
                "rss_mb": round(statistics.median(run["rss_mb"] for run in runs[engine]), 1),
                "kb": int(runs[engine][0]["kb"]),
            }
            for engine in engines
        ]
        if workload == "load JSON":
            bare = [run["seconds"] for run in runs["cattrs"]]
            rows.append(
                {
                    **rows[-2],
                    "engine": "mpfkit : cattrs",
                    "ratio": _ratio(runs["mpfkit"], bare),
                    "target": CATTRS_TARGET,
                }
            )
    return rows


def _ratio(runs: list[dict[str, float]], floors: list[float]) -> float:
    return round(statistics.median(run["seconds"] / base for run, base in zip(runs, floors, strict=True)), 2)


def main() -> None:
    """Run one engine and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workload", choices=_WORKLOADS)
    parser.add_argument("engine")
    parser.add_argument("countries", type=int)
    parser.add_argument("questions", type=int)
    arguments = parser.parse_args()
    json.dump(_inside(arguments.workload, arguments.engine, arguments.countries, arguments.questions), sys.stdout)


if __name__ == "__main__":
    main()

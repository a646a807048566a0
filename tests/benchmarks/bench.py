"""How long a mapping report takes, and the model, as ratios to floors measured in the same run.

Each engine runs in a process of its own, the engines take turns within a repetition, and a ratio is taken within a
repetition before the median is taken over all: a machine that slows down slows all engines down alike. Slow engines
take part in the first repetitions only.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import engines
import model_bench

Size = tuple[int, int]
Row = dict[str, object]

OWN = ("floor", "mpfkit", "mpfkit-writer", "mpfkit-fast", "mpfkit-fast-writer")
PROOF = ("mpfkit-proof", "mpfkit-withheld")
"""What an edition costs that withholds as many texts as it shows: the proof on the file, and what comes before."""
SMALL, MIDDLE, LARGE, HUGE = (12, 10), (40, 40), (40, 200), (200, 200)
ALL = MappingProxyType(dict.fromkeys(engines.ENGINES, 5))
"""Every engine in every repetition."""

TURNS: Mapping[Size, Mapping[str, int]] = MappingProxyType(
    {
        SMALL: {**dict.fromkeys(OWN, 5), "docxtpl": 3, "npm-docx": 3, "pandoc": 3, "python-docx": 3},
        MIDDLE: dict.fromkeys(OWN, 3),
        LARGE: {**dict.fromkeys((*OWN, *PROOF), 5), "docxtpl": 2, "npm-docx": 2, "pandoc": 1, "python-docx": 1},
        # python-docx and pandoc would take minutes here.
        HUGE: {**dict.fromkeys(OWN, 2), "docxtpl": 1, "npm-docx": 1},
    }
)
"""In how many repetitions each engine takes part, by size."""

TARGETS: Mapping[tuple[Size, str], float] = MappingProxyType(
    {
        (SMALL, "mpfkit"): 1.5,
        (LARGE, "mpfkit"): 0.6,
        (LARGE, "mpfkit-writer"): 0.45,
        (LARGE, "mpfkit-fast-writer"): 0.2,
        (LARGE, "mpfkit-proof"): 0.4,
    }
)
"""Largest ratio that mpfkit promises."""

MEMORY: Mapping[tuple[Size, str], float] = MappingProxyType({(LARGE, "mpfkit"): 25.0, (HUGE, "mpfkit"): 50.0})
"""Most memory above the loaded project that mpfkit promises, in MB."""

EXPONENT = 1.05
"""Largest exponent of the time in the number of answers, from 40 x 40 to 200 x 200."""


def measure(engine: str, countries: int, questions: int, *, memory: bool = False) -> dict[str, float]:
    """Run one engine in a process of its own; what it says of time or of memory holds, not of both."""
    command = [sys.executable, str(Path(__file__).with_name("engines.py")), engine, str(countries), str(questions)]
    done = subprocess.run(
        [*command, "--memory"] if memory else command,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{engine} failed at {countries} x {questions}:\n{done.stderr}")
    result: dict[str, float] = json.loads(done.stdout)
    return result


def bench(sizes: Mapping[Size, Mapping[str, int]], repetitions: int, without: tuple[str, ...] = ()) -> list[Row]:
    """Measure reports.

    Args:
        sizes: In how many repetitions each engine takes part, by countries and questions.
        repetitions: The most repetitions.
        without: Engines to leave out.

    Returns:
        Rows with `workload`, `engine`, `seconds`, `ratio` to the floor, `target` (the largest ratio promised, or None),
        `rss_mb` above what was held before, `rss_target` and `kb`; engines that cannot run here are left out.
    """
    skipped = {engine: "as asked" if engine in without else engines.missing(engine) for engine in engines.ENGINES}
    for engine, reason in skipped.items():
        if reason:
            print(f"{engine} is left out: {reason}", flush=True)
    rows: list[Row] = []
    for size, turns in sizes.items():
        able = {engine: min(turns[engine], repetitions) for engine in turns if not skipped[engine]}
        runs: dict[str, list[dict[str, float]]] = {engine: [] for engine in able}
        for repetition in range(max(able.values())):
            for engine, most in able.items():
                if repetition < most:
                    runs[engine].append(measure(engine, *size))
        floors = [run["seconds"] for run in runs["floor"]]
        # Programs of their own say both at once.
        memory = {
            engine: found[0] if engine in engines.PROGRAMS else measure(engine, *size, memory=True)
            for engine, found in runs.items()
        }
        rows += [
            {
                "workload": f"mapping report {size[0]} x {size[1]}",
                "engine": engine,
                "seconds": round(statistics.median(run["seconds"] for run in found), 4),
                "ratio": round(
                    statistics.median(run["seconds"] / base for run, base in zip(found, floors, strict=False)), 2
                ),
                "target": TARGETS.get((size, engine)),
                "rss_mb": round(memory[engine]["rss_mb"], 1),
                "rss_target": MEMORY.get((size, engine)),
                "kb": int(found[0]["kb"]),
            }
            for engine, found in runs.items()
        ]
    return rows


def growth(rows: list[Row]) -> list[Row]:
    """Return how time grows with the number of answers: 1 where twice as many take twice as long."""
    seconds = {(row["workload"], row["engine"]): row["seconds"] for row in rows}
    found: list[Row] = []
    for engine in OWN:
        few = seconds.get((f"mapping report {MIDDLE[0]} x {MIDDLE[1]}", engine))
        many = seconds.get((f"mapping report {HUGE[0]} x {HUGE[1]}", engine))
        if isinstance(few, float) and isinstance(many, float):
            exponent = math.log(many / few) / math.log(math.prod(HUGE) / math.prod(MIDDLE))
            found.append(
                {
                    "workload": "exponent 40 x 40 to 200 x 200",
                    "engine": engine,
                    "seconds": many,
                    "ratio": round(exponent, 2),
                    "target": EXPONENT if engine == "mpfkit" else None,
                    "rss_mb": 0.0,
                    "rss_target": None,
                    "kb": 0,
                }
            )
    return found


def verdict(row: Row) -> str:
    """Say whether a row keeps what was promised; nothing where nothing was."""
    pairs = [(row["ratio"], row.get("target")), (row["rss_mb"], row.get("rss_target"))]
    kept = [value <= most for value, most in pairs if isinstance(value, int | float) and isinstance(most, int | float)]
    return "" if not kept else "met" if all(kept) else "missed"


def table(rows: list[Row]) -> str:
    """Lay the rows out for a terminal."""
    head = ("workload", "engine", "seconds", "ratio", "target", "rss_mb", "rss_target", "kb", "verdict")
    texts = [[str(value) if (value := row.get(name)) is not None else "" for name in head[:-1]] for row in rows]
    texts = [[*line, verdict(row)] for line, row in zip(texts, rows, strict=True)]
    widths = [max(len(name), *(len(line[at]) for line in texts)) for at, name in enumerate(head)]
    lines = ["  ".join(name.ljust(width) for name, width in zip(head, widths, strict=True))]
    lines += ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) for line in texts]
    return "\n".join(line.rstrip() for line in lines)


def main() -> None:
    """Measure, print the table, write build/bench.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--repetitions", type=int, default=99, help="the most repetitions; those of slow engines are few"
    )
    parser.add_argument("--size", action="append", help="countries x questions, such as 40x200; may be repeated")
    parser.add_argument("--without", action="append", default=[], choices=tuple(engines.ENGINES)[1:])
    parser.add_argument("--part", choices=("report", "model"), help="measure only this")
    parser.add_argument("--output", type=Path, default=Path("build/bench.json"))
    arguments = parser.parse_args()
    sizes: dict[Size, Mapping[str, int]] = dict(TURNS)
    if arguments.size:
        chosen = [(int(a), int(b)) for a, _, b in (size.partition("x") for size in arguments.size)]
        sizes = {size: TURNS.get(size, ALL) for size in chosen}
    rows: list[Row] = []
    if arguments.part != "model":
        rows += bench(sizes, arguments.repetitions, tuple(arguments.without))
        rows += growth(rows)
    if arguments.part != "report":
        size = next(iter(sizes)) if arguments.size else (model_bench.COUNTRIES, model_bench.QUESTIONS)
        rows += model_bench.bench(min(arguments.repetitions, 3), *size)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print(table(rows))
    print("ratio: to the first engine of a workload; for reports that is mpfkit's own document.xml, built by bare lxml")
    print("rss_mb: peak above what the process held before; for pandoc, all that it held")
    missed = sum(verdict(row) == "missed" for row in rows)
    promised = sum(bool(verdict(row)) for row in rows)
    print(f"{promised - missed} of {promised} targets met; {arguments.output}")


if __name__ == "__main__":
    main()

"""How long a mapping report takes, and the model, as ratios to floors measured in the same run.

Each engine runs in a process of its own, the engines take turns within a repetition, and a ratio is taken within a
repetition before the median is taken over all: a machine that slows down slows all engines down alike.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

import model_bench

ENGINES = ("floor", "mpfkit", "mpfkit-writer", "docxtpl", "python-docx")
SIZES = ((12, 10), (40, 200))


def measure(engine: str, countries: int, questions: int) -> dict[str, float]:
    """Run one engine in a process of its own."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("engines.py")), engine, str(countries), str(questions)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{engine} failed at {countries} x {questions}:\n{done.stderr}")
    result: dict[str, float] = json.loads(done.stdout)
    return result


def bench(sizes: tuple[tuple[int, int], ...], repetitions: int) -> list[dict[str, object]]:
    """Measure all engines at all sizes."""
    rows: list[dict[str, object]] = []
    for countries, questions in sizes:
        runs: dict[str, list[dict[str, float]]] = {engine: [] for engine in ENGINES}
        for _ in range(repetitions):
            for engine in ENGINES:
                runs[engine].append(measure(engine, countries, questions))
        floors = [run["seconds"] for run in runs["floor"]]
        rows += [
            {
                "workload": f"mapping report {countries} x {questions}",
                "engine": engine,
                "seconds": round(statistics.median(run["seconds"] for run in runs[engine]), 4),
                "ratio": round(
                    statistics.median(run["seconds"] / base for run, base in zip(runs[engine], floors, strict=True)),
                    2,
                ),
                "rss_mb": round(statistics.median(run["rss_mb"] for run in runs[engine]), 1),
                "kb": int(runs[engine][0]["kb"]),
            }
            for engine in ENGINES
        ]
    return rows


def table(rows: list[dict[str, object]]) -> str:
    """Lay the rows out for a terminal."""
    head = ("workload", "engine", "seconds", "ratio", "rss_mb", "kb")
    widths = [max(len(name), *(len(str(row[name])) for row in rows)) for name in head]
    lines = ["  ".join(name.ljust(width) for name, width in zip(head, widths, strict=True))]
    lines += ["  ".join(str(row[name]).ljust(width) for name, width in zip(head, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def main() -> None:
    """Measure, print the table, write build/bench.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--size", action="append", help="countries x questions, such as 40x200; may be repeated")
    parser.add_argument("--part", choices=("report", "model"), help="measure only this")
    parser.add_argument("--output", type=Path, default=Path("build/bench.json"))
    arguments = parser.parse_args()
    sizes = SIZES
    if arguments.size:
        sizes = tuple((int(a), int(b)) for a, _, b in (size.partition("x") for size in arguments.size))
    rows = [] if arguments.part == "model" else bench(sizes, arguments.repetitions)
    if arguments.part != "report":
        size = sizes[0] if arguments.size else (model_bench.COUNTRIES, model_bench.QUESTIONS)
        rows += model_bench.bench(arguments.repetitions, *size)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    print(table(rows))
    print("ratio: to the first engine of a workload; for reports that is mpfkit's own document.xml, built by bare lxml")
    print(f"target: the largest ratio that mpfkit promises; {arguments.output}")


if __name__ == "__main__":
    main()

"""How much faster 200 country fiches are made by two processes than by one, in turns within the same run."""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from mpfkit import Project, geo, load_project, render_each_country
from mpfkit.model import Country, LangString

ROOT = Path(__file__).resolve().parents[2]
TARGET = 1.5
"""How many times as fast two processes have to be as one, on two processors."""


def project_of(count: int) -> tuple[Project, list[str]]:
    """Return the example with the replies of its countries given once more by so many others."""
    project = load_project(ROOT / "examples" / "law-enforcement-cooperation")
    given = [reply for reply in project.responses if len(reply.answers) > 30 and not reply.replaces]
    there = {country.code for country in project.countries}
    codes = [code for code in geo.codes() if code not in there][:count]
    countries = (Country(code=code, name=LangString.of(f"Country {code}"), illustrative=True) for code in codes)
    replies = (
        given[number % len(given)].evolve(id=f"{code.lower()}-1", country=code) for number, code in enumerate(codes)
    )
    (form,) = project.questionnaires
    return (
        project.evolve(
            countries=(*project.countries, *countries),
            responses=(*project.responses, *replies),
            questionnaires=(form.evolve(invited=(*form.invited, *codes)),),
        ),
        codes,
    )


def seconds(project: Project, codes: list[str], workers: int) -> float:
    """Render the fiches into a folder, and return how long it took."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        written = render_each_country(project, kind="country-fiche", countries=codes, to=folder, workers=workers)
        taken = time.perf_counter() - started
        assert not written.failed, written.failed[0].error
    return taken


def main() -> int:
    """Measure, print and keep the ratio; the exit status is 1 where the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fiches", type=int, default=200)
    parser.add_argument("--repetitions", type=int, default=3)
    arguments = parser.parse_args()
    project, codes = project_of(arguments.fiches)
    ratios: list[float] = []
    for number in range(arguments.repetitions):
        one, two = seconds(project, codes, 1), seconds(project, codes, 2)
        ratios.append(one / two)
        print(f"{number + 1}: {one:.1f} s in one process, {two:.1f} s in two, {ratios[-1]:.2f} times as fast")
    ratio = statistics.median(ratios)
    print(f"{len(codes)} fiches: two processes are {ratio:.2f} times as fast as one (target {TARGET})")
    (ROOT / "build").mkdir(exist_ok=True)
    result = {"fiches": len(codes), "ratios": ratios, "median": ratio, "target": TARGET}
    (ROOT / "build" / "bench-batch.json").write_text(json.dumps(result, indent=2), encoding="utf-8")
    return int(ratio < TARGET)


if __name__ == "__main__":
    raise SystemExit(main())

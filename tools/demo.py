"""Render the example project into build/demo/, in every report kind, house style and language (`make demo`).

Writes the reports and an index of them, index.html, that any browser opens; prints where they are.
"""

from __future__ import annotations

import html
import os
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import product
from pathlib import Path

from mpfkit import MpfkitError, Project, Registry, load_project, load_registry, render
from mpfkit.locale import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "examples" / "law-enforcement-cooperation"
FOLDER = ROOT / "build" / "demo"
INDEX = "index.html"

Job = tuple[str, str, str]


@cache
def _loaded() -> tuple[Project, Registry]:
    """Load the example and the plugins once in each process."""
    registry = load_registry(strict=True)
    return load_project(PROJECT, registry=registry), registry


def _jobs(registry: Registry) -> list[Job]:
    """Return kind, style and language of all reports, those of one kind standing together."""
    return list(product(registry.report_kinds, registry.house_styles, LANGUAGES))


def _name(job: Job) -> str:
    return "-".join(job) + ".docx"


def _render(job: Job) -> str:
    """Render one report; return what went wrong, or an empty text."""
    kind, style, language = job
    project, registry = _loaded()
    try:
        render(project, kind=kind, style=style, language=language, to=FOLDER / _name(job), registry=registry)
    except MpfkitError as error:
        return f"{_name(job)}: {error}"
    return ""


def _index(jobs: Iterable[Job], registry: Registry) -> str:
    """Return a page that lists the reports: a row for each kind and language, a column for each style."""
    made = set(jobs)
    styles = list(registry.house_styles)
    rows = []
    for kind in registry.report_kinds.values():
        rows.append(
            f'<tr><th scope="rowgroup" colspan="{len(styles) + 1}">{kind.name}: {html.escape(kind.summary)}</th></tr>'
        )
        for language in LANGUAGES:
            files = [(style, (kind.name, style, language)) for style in styles]
            links = "".join(
                f'<td><a href="{_name(job)}">{kind.name}, {style}, {language}</a></td>' if job in made else "<td></td>"
                for style, job in files
            )
            rows.append(f'<tr><th scope="row">{language}</th>{links}</tr>')
    heads = "".join(f'<th scope="col">{style}</th>' for style in styles)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Reports of the example</title>\n'
        "<style>body{font-family:Arial,sans-serif;margin:2em}table{border-collapse:collapse}"
        "th,td{border:1px solid #767676;padding:.3em .6em;text-align:start}</style>\n</head>\n<body>\n<main>\n"
        "<h1>Reports of the example project</h1>\n"
        "<p>Each report kind in each house style and language, as the public may see it. Data are illustrative.</p>\n"
        f'<table>\n<thead><tr><th scope="col">Language</th>{heads}</tr></thead>\n<tbody>\n'
        + "\n".join(rows)
        + "\n</tbody>\n</table>\n</main>\n</body>\n</html>\n"
    )


def main() -> int:
    """Render all reports and write the index.

    Returns:
        0, or 1 where a report could not be made.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in (*FOLDER.glob("*.docx"), *FOLDER.glob(INDEX)):
        old.unlink()
    _, registry = _loaded()
    jobs = _jobs(registry)
    faults = []
    with ProcessPoolExecutor(max_workers=min(os.cpu_count() or 1, 8)) as pool:
        for done, fault in enumerate(pool.map(_render, jobs, chunksize=3), start=1):
            if fault:
                faults.append(fault)
            if sys.stderr.isatty():
                print(f"\r{done} of {len(jobs)} reports", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        return 1
    (FOLDER / INDEX).write_text(_index(jobs, registry), encoding="utf-8")
    size = sum((FOLDER / _name(job)).stat().st_size for job in jobs) / 1e6
    print(f"{len(jobs)} reports ({size:.1f} MB), to be opened in Word or LibreOffice:")
    for kind in registry.report_kinds.values():
        print(f"  {kind.name:18}{kind.summary}")
    print(f"in the house styles {', '.join(registry.house_styles)} and in {', '.join(LANGUAGES)}; all are listed in")
    print(f"  {FOLDER / INDEX}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

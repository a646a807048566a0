"""A report that LibreOffice opened and saved is checked, not refused; what it lost is told."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from mpfkit import load_project, load_registry, render
from mpfkit.lint import lint

pytestmark = pytest.mark.office
# It drops titles and descriptions of tables, and marks of decorative pictures.
LOST = {"MPF415", "MPF420", "MPF424"}


def saved_again(data: bytes, folder: Path) -> bytes:
    (folder / "report.docx").write_bytes(data)
    out = folder / "out"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "docx",
            "--outdir",
            str(out),
            str(folder / "report.docx"),
        ],
        capture_output=True,
        check=True,
        timeout=180,
    )
    return (out / "report.docx").read_bytes()


def test_a_report_saved_by_libreoffice_shows_what_it_lost_and_no_more(
    report: bytes, house: Any, tmp_path: Path
) -> None:
    found = lint(saved_again(report, tmp_path), style=house)

    assert {each.code for each in found} <= LOST
    assert "MPF415" in {each.code for each in found}


def test_a_defect_is_found_behind_what_libreoffice_writes(edited: Any, house: Any, tmp_path: Path) -> None:
    edited.format("Some replies", '<w:color w:val="A6A6A6"/>')
    edited.after("Questions went", "<w:p/>")

    found = lint(saved_again(edited.to_bytes(), tmp_path), style=house)

    assert {each.code for each in found} - LOST == {"MPF431", "MPF427"}


@pytest.mark.parametrize(
    ("kind", "style", "language"), [("workshop-report", "eu", "en"), ("mapping-report", "icmpd", "ar")]
)
def test_a_report_of_the_example_saved_by_libreoffice_is_checked(
    kind: str, style: str, language: str, example: Path, tmp_path: Path
) -> None:
    registry = load_registry()
    data = render(load_project(example), kind=kind, style=style, language=language, registry=registry)
    found = lint(saved_again(data, tmp_path), style=registry.house_styles[style])

    assert {each.code for each in found} <= LOST

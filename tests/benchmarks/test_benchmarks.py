"""The benchmark runs, and its engines write the same words; nothing is timed here."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree

HERE = Path(__file__).parent
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_a_tiny_benchmark_gives_a_ratio_for_every_engine(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    done = subprocess.run(
        [sys.executable, str(HERE / "bench.py"), "--size", "3x12", "--repetitions", "1", "--output", str(output)],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = json.loads(output.read_text(encoding="utf-8"))
    assert {row["engine"] for row in rows} == {"floor", "mpfkit", "mpfkit-writer", "docxtpl", "python-docx"}
    assert all(row["ratio"] > 0 and row["seconds"] > 0 for row in rows)
    assert "python-docx" in done.stdout


def _answers(data: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    return {"".join(cell.itertext(f"{W}t")) for cell in root.iter(f"{W}tc")}


@pytest.mark.parametrize("engine", ["mpfkit", "mpfkit-writer", "docxtpl", "python-docx", "floor"])
def test_every_engine_writes_every_answer(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    from engines import ENGINES
    from workload import mapping

    project = mapping(2, 12)
    target = tmp_path / "report.docx"
    ENGINES[engine](project)(target)
    written = _answers(target.read_bytes())
    expected = {str(answers[0].value) for response in project.responses for answers in response.answers.values()}
    assert expected <= written

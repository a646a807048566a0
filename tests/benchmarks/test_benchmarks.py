"""The benchmark runs, and its engines write the same words; nothing is timed here."""

from __future__ import annotations

import io
import json
import math
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
    reports = {row["engine"] for row in rows if row["workload"].startswith("mapping report")}
    assert reports == {"floor", "mpfkit", "mpfkit-writer", "docxtpl", "python-docx"}
    promised = {(row["workload"].partition(",")[0], row["engine"]) for row in rows if row.get("target")}
    assert promised == {
        ("load JSON", "mpfkit"),
        ("load JSON", "mpfkit : cattrs"),
        ("save JSON", "mpfkit"),
        ("load YAML", "mpfkit"),
        ("import", "mpfkit"),
        ("start", "mpfkit --version"),
    }
    # What is measured against a bare start of Python can come out at nothing on a busy machine; nothing is timed here.
    assert all(math.isfinite(row["ratio"]) and math.isfinite(row["seconds"]) for row in rows)
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


def test_every_engine_of_the_model_loads_the_same_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    import model_bench

    from mpfkit.model import Project
    from mpfkit.serialisation import dumps

    project = model_bench._project(3, 12)
    text = dumps(project, "json")
    loaded = model_bench._WORKLOADS["load JSON"](text, project)
    assert loaded["json.loads"]()["responses"][0]["answers"]["q1"]["value"].isascii()
    assert loaded["mpfkit"]().project == project
    bare = loaded["cattrs"]()
    assert isinstance(bare, Project)
    assert [response.answers for response in bare.responses] == [response.answers for response in project.responses]
    assert all(len(answers[0].value) == 120 for response in bare.responses for answers in response.answers.values())
    saved = model_bench._WORKLOADS["save JSON"](text, project)
    assert json.loads(saved["mpfkit"]()) == json.loads(saved["json.dumps"]())
    read = model_bench._WORKLOADS["load YAML"](text, project)
    assert read["mpfkit"]().project == project
    assert read["CSafeLoader"]()["responses"][0]["answers"]["q1"] == json.loads(text)["responses"][0]["answers"]["q1"]
    assert read["mpfkit, a place shown"]().line > 1

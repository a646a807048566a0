"""The benchmark runs, and its engines write the same words; nothing is timed here."""

from __future__ import annotations

import io
import json
import math
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree

HERE = Path(__file__).parent
OWN = ("floor", "mpfkit", "mpfkit-writer", "mpfkit-fast", "mpfkit-fast-writer")
PROOF = ("mpfkit-proof", "mpfkit-withheld")
MODULES = HERE.parents[1] / "build" / "bench-npm" / "node_modules"
NO_NPM = {
    "condition": shutil.which("node") is None or not (MODULES / "docx").exists(),
    "reason": "npm docx is not here; make bench fetches it",
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_a_tiny_benchmark_gives_a_ratio_for_every_engine(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    done = subprocess.run(
        # npm docx would be fetched from the network
        [
            *(sys.executable, str(HERE / "bench.py"), "--size", "3x12", "--repetitions", "1"),
            *("--without", "npm-docx", "--output", str(output)),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = json.loads(output.read_text(encoding="utf-8"))
    reports = {row["engine"] for row in rows if row["workload"].startswith("mapping report")}
    assert reports == {*OWN, *PROOF, "docxtpl", "pandoc", "python-docx"}
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
    assert "npm-docx is left out: as asked" in done.stdout
    assert "targets met" in done.stdout


def _paragraphs(data: bytes) -> list[str]:
    """Return the texts of all paragraphs that have one, in order, all spaces and ends of lines being one blank."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    texts = []
    for paragraph in root.iter(f"{W}p"):
        parts = (
            " " if element.tag == f"{W}br" else element.text or "" for element in paragraph.iter(f"{W}t", f"{W}br")
        )
        texts.append(" ".join("".join(parts).split()))
    return [text for text in texts if text]


@pytest.mark.parametrize(
    "engine", [*OWN, "docxtpl", "python-docx", "pandoc", pytest.param("npm-docx", marks=pytest.mark.skipif(**NO_NPM))]
)
def test_every_engine_writes_the_same_words_in_the_same_order(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    import engines
    from workload import mapping

    project = mapping(2, 12)
    answers = [str(answer[0].value) for response in project.responses for answer in response.answers.values()]
    expected: list[str] = []
    for block in engines.plain_blocks(engines.compose(project)):
        expected += (
            [block["text"]] if "text" in block else [*block["head"], *(text for row in block["rows"] for text in row)]
        )
    expected = [" ".join(text.split()) for text in expected if text.strip()]
    assert set(answers) <= set(expected)

    target = tmp_path / "report.docx"
    engines.ENGINES[engine](project)(target)
    written = _paragraphs(target.read_bytes())

    if engine in OWN:
        # Ours has a cover, contents, captions and notes around them.
        following = iter(written)
        assert all(text in following for text in expected)
    else:
        assert written == expected


def test_the_proof_is_measured_with_as_many_withheld_texts_as_the_report_has_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    from workload import mapping, with_withheld

    from mpfkit import redact
    from mpfkit.leaks import withheld_texts

    project = mapping(3, 12)
    whole = with_withheld(project)
    assert redact(whole, "public").responses[:3] == project.responses
    withheld = withheld_texts(whole, redact(whole, "public"))
    assert (withheld.searched, withheld.too_short) == (36, 0)


def test_growth_is_one_where_twice_as_much_takes_twice_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    import bench

    rows: list[dict[str, object]] = [
        {"workload": f"mapping report {size}", "engine": "mpfkit", "seconds": seconds}
        for size, seconds in (("40 x 40", 0.1), ("200 x 200", 2.5))
    ]
    (row,) = bench.growth(rows)

    assert row["ratio"] == 1.0
    assert bench.verdict(row) == "met"
    assert bench.verdict({**row, "ratio": 1.06}) == "missed"
    assert bench.verdict({**row, "target": None}) == ""
    assert bench.verdict({**row, "rss_mb": 30.0, "rss_target": 25.0}) == "missed"


def test_an_engine_that_cannot_run_here_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    import engines

    monkeypatch.setitem(sys.modules, "isal", None)
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    monkeypatch.setattr(engines, "MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(engines.shutil, "which", lambda _: None)

    assert engines.missing("mpfkit-fast") == "isal is not installed; pip install 'mpfkit[fast]'"
    assert engines.missing("pandoc") == "pandoc is not installed; pip install pypandoc-binary"
    assert engines.missing("npm-docx") == "npm is not installed"
    assert engines.missing("mpfkit") == ""


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

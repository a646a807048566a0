"""One engine, one size, one process: prints its seconds and its memory as JSON.

Excluded from the time: the start of the interpreter, imports, the generation of the data. Included: from the data in
memory to a closed .docx file. pandoc is a program of its own: it starts in milliseconds, and reads HTML.

Memory is the peak above what the process held just before.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import html
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import docxtpl
from lxml import etree
from workload import mapping, with_withheld

import mpfkit.writers.docx
from mpfkit import load_registry, redact, render
from mpfkit.document import Heading, Paragraph, Row, Table, outline, plain_text, walk
from mpfkit.leaks import find_repeats, prove, withheld_texts
from mpfkit.records import Brief
from mpfkit.rendering import prepare
from mpfkit.writers._words import label_of, load_words

if TYPE_CHECKING:
    from mpfkit.document import Document
    from mpfkit.model import Project

KIND, STYLE = "mapping-report", "eu"
NPM_DOCX = "9.15.2"
MODULES = Path(__file__).resolve().parents[2] / "build" / "bench-npm" / "node_modules"
Prepared = Callable[[Path], dict[str, float] | None]
"""Writes a file; what is measured from outside says itself what it took."""
PlainBlock = dict[str, Any]


def compose(project: Project) -> Document:
    """Return the document that every engine has to write."""
    registry = load_registry()
    brief = Brief(date=project.as_of)
    return registry.report_kinds[KIND].compose(redact(project, "public"), brief)


def plain_blocks(document: Document) -> list[PlainBlock]:
    """Return headings, paragraphs and tables as plain texts: what the other engines are given."""
    words = load_words(document.language)
    labels = {entry.key: label_of(entry, words) or plain_text(entry.content) for entry in outline(document).entries}
    blocks: list[PlainBlock] = []
    for block in walk(document.blocks):
        if isinstance(block, Heading):
            blocks.append({"kind": "h", "level": min(block.level, 6), "text": plain_text(block.content, labels)})
        elif isinstance(block, Paragraph):
            blocks.append({"kind": "p", "text": plain_text(block.content, labels)})
        elif isinstance(block, Table):
            rows = [
                [_cell(cell, labels) for cell in (row.cells if isinstance(row, Row) else row)] for row in block.rows
            ]
            width = len(block.columns)
            blocks.append(
                {
                    "kind": "t",
                    "head": [plain_text(column.header, labels) for column in block.columns],
                    "rows": [(row + [""] * width)[:width] for row in rows],
                }
            )
    return blocks


def _cell(cell: Any, labels: dict[str, str]) -> str:
    content = getattr(cell, "content", cell)
    if isinstance(content, tuple) and content and hasattr(content[0], "role") and isinstance(content[0], Paragraph):
        return "\n".join(plain_text(block.content, labels) for block in content if isinstance(block, Paragraph))
    return plain_text(content, labels)


def mpfkit_render(project: Project) -> Prepared:
    """Redact, compose and write: what a user's command does once the project is loaded."""
    registry = load_registry()

    def run(target: Path) -> None:
        render(project, kind=KIND, style=STYLE, format="docx", audience="public", to=target, registry=registry)

    return run


def mpfkit_writer(project: Project) -> Prepared:
    """Write a document that is already composed."""
    document = compose(project)
    style = load_registry().house_styles[STYLE]

    def run(target: Path) -> None:
        with target.open("wb") as stream:
            mpfkit.writers.docx.WRITER.write(document, style, stream)

    return run


def mpfkit_fast(project: Project) -> Prepared:
    """Redact, compose and write with the fast codec."""
    registry = load_registry()

    def run(target: Path) -> None:
        rendering = prepare(
            project, kind=KIND, style=STYLE, format="docx", audience="public", path=target, registry=registry
        )
        with target.open("wb") as stream:
            mpfkit.writers.docx.write_fast(rendering.document, rendering.style, stream)
            stream.flush()
            os.fsync(stream.fileno())

    return run


def mpfkit_fast_writer(project: Project) -> Prepared:
    """Write a document that is already composed, with the fast codec."""
    document = compose(project)
    style = load_registry().house_styles[STYLE]

    def run(target: Path) -> None:
        with target.open("wb") as stream:
            mpfkit.writers.docx.write_fast(document, style, stream)

    return run


def _written(project: Project) -> bytes:
    """Return the report of which the floor is made."""
    stream = io.BytesIO()
    mpfkit.writers.docx.WRITER.write(compose(project), load_registry().house_styles[STYLE], stream)
    return stream.getvalue()


def mpfkit_proof(project: Project) -> Prepared:
    """Prove that a finished report holds none of as many texts as it has answers; nothing else is timed."""
    data = _written(project)
    whole = with_withheld(project)
    withheld = withheld_texts(whole, redact(whole, "public"))

    def run(target: Path) -> None:
        target.write_bytes(data)
        if prove(target, withheld):
            raise AssertionError("the public report holds what is withheld")

    return run


def mpfkit_withheld(project: Project) -> Prepared:
    """Gather as many withheld texts as there are answers, and look whether the edition repeats one."""
    data = _written(project)
    whole = with_withheld(project)
    edition = redact(whole, "public")

    def run(target: Path) -> None:
        target.write_bytes(data)
        if find_repeats(edition, withheld_texts(whole, edition)):
            raise AssertionError("the public edition repeats what is withheld")

    return run


def python_docx(project: Project) -> Prepared:
    """Write the same headings, paragraphs and rows with `add_row`."""
    blocks = plain_blocks(compose(project))

    def run(target: Path) -> None:
        document = docx.Document()
        for block in blocks:
            if block["kind"] == "h":
                document.add_heading(block["text"], block["level"])
            elif block["kind"] == "p":
                document.add_paragraph(block["text"])
            else:
                table = document.add_table(rows=1, cols=len(block["head"]))
                for cell, text in zip(table.rows[0].cells, block["head"], strict=True):
                    cell.text = text
                for row in block["rows"]:
                    for cell, text in zip(table.add_row().cells, row, strict=True):
                        cell.text = text
        document.save(str(target))

    return run


def _template() -> bytes:
    document = docx.Document()
    for text in ("{%p for b in blocks %}", "{%p if b.kind == 'h' %}"):
        document.add_paragraph(text)
    document.add_heading("{{ b.text }}", 1)
    document.add_paragraph("{%p elif b.kind == 'p' %}")
    document.add_paragraph("{{ b.text }}")
    document.add_paragraph("{%p else %}")
    table = document.add_table(rows=4, cols=3)
    for row, texts in enumerate(
        (
            ("{%tc for c in b.head %}", "{{ c }}", "{%tc endfor %}"),
            ("{%tr for r in b.rows %}", "", ""),
            ("{%tc for c in r %}", "{{ c }}", "{%tc endfor %}"),
            ("{%tr endfor %}", "", ""),
        )
    ):
        for cell, text in zip(table.rows[row].cells, texts, strict=True):
            cell.text = text
    for text in ("{%p endif %}", "{%p endfor %}"):
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def docx_template(project: Project) -> Prepared:
    """Write the same headings, paragraphs and rows through a template of docxtpl, escaping on."""
    blocks = plain_blocks(compose(project))
    template = _template()

    def run(target: Path) -> None:
        document = docxtpl.DocxTemplate(io.BytesIO(template))
        document.render({"blocks": blocks}, autoescape=True)
        document.save(str(target))

    return run


def pandoc(project: Project) -> Prepared:
    """Let pandoc make the same headings, paragraphs and rows from HTML."""
    import pypandoc

    parts = ['<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>']
    for block in plain_blocks(compose(project)):
        if block["kind"] == "h":
            parts.append(f"<h{block['level']}>{html.escape(block['text'])}</h{block['level']}>")
        elif block["kind"] == "p":
            parts.append(f"<p>{html.escape(block['text'])}</p>")
        else:
            head = "".join(f"<th>{html.escape(text)}</th>" for text in block["head"])
            parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>")
            parts += [
                "<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in row) + "</tr>" for row in block["rows"]
            ]
            parts.append("</tbody></table>")
    source = "".join(parts)
    program = pypandoc.get_pandoc_path()

    def run(target: Path) -> dict[str, float]:
        page = target.with_suffix(".html")
        page.write_text(source, encoding="utf-8")
        start = time.perf_counter()
        subprocess.run([program, "--quiet", "-f", "html", "-t", "docx", "-o", str(target), str(page)], check=True)
        seconds = time.perf_counter() - start
        return {"seconds": seconds, "rss_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}

    return run


def npm_docx(project: Project) -> Prepared:
    """Let npm docx write the same headings, paragraphs and rows."""
    blocks = plain_blocks(compose(project))

    def run(target: Path) -> dict[str, float]:
        source = target.with_suffix(".json")
        source.write_text(json.dumps(blocks), encoding="utf-8")
        script = Path(__file__).with_name("npm_docx.cjs")
        done = subprocess.run(
            ["node", str(script), str(MODULES), str(source), str(target)],
            capture_output=True,
            text=True,
            check=True,
        )
        result: dict[str, float] = json.loads(done.stdout)
        return result

    return run


def missing(engine: str) -> str:
    """Return why an engine cannot run here; empty where it can. What npm needs is fetched once, into build/."""
    if engine.startswith("mpfkit-fast"):
        try:
            import isal  # noqa: F401 - only whether it is there
        except ImportError:
            return "isal is not installed; pip install 'mpfkit[fast]'"
    if engine == "pandoc":
        try:
            import pypandoc

            pypandoc.get_pandoc_path()
        except (ImportError, OSError):
            return "pandoc is not installed; pip install pypandoc-binary"
    return _missing_npm() if engine == "npm-docx" else ""


def _missing_npm() -> str:
    package = MODULES / "docx" / "package.json"
    if package.exists() and json.loads(package.read_text(encoding="utf-8"))["version"] == NPM_DOCX:
        return "" if shutil.which("node") else "node is not installed"
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "npm is not installed"
    folder = MODULES.parent
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--fetch-retries=0"]
    try:
        done = subprocess.run(
            [npm, "install", *flags, f"docx@{NPM_DOCX}"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"npm could not fetch docx: {type(error).__name__}"
    if done.returncode:
        return "npm could not fetch docx: " + (done.stderr.strip().splitlines() or ["no reason given"])[0]
    return ""


def floor(project: Project) -> Prepared:
    """Build mpfkit's own document.xml again, one bare lxml element after the other, and deflate it at level 6."""
    with zipfile.ZipFile(io.BytesIO(_written(project))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    root = etree.fromstring(parts.pop("word/document.xml"))
    plan = [
        (element.tag, dict(element.attrib), element.text, sum(1 for _ in element.iterancestors()))
        for element in root.iter()
    ]
    nsmap = root.nsmap

    def run(target: Path) -> None:
        tag, attributes, text, _ = plan[0]
        built = etree.Element(tag, attributes, nsmap=nsmap)
        built.text = text
        path = [built]
        for tag, attributes, text, depth in plan[1:]:
            del path[depth:]
            child = etree.SubElement(path[-1], tag, attributes)
            child.text = text
            path.append(child)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
            package.writestr("word/document.xml", etree.tostring(built, encoding="UTF-8", standalone=True))
            for name, data in parts.items():
                package.writestr(name, data)

    return run


ENGINES: dict[str, Callable[[Project], Prepared]] = {
    "floor": floor,
    "mpfkit": mpfkit_render,
    "mpfkit-writer": mpfkit_writer,
    "mpfkit-fast": mpfkit_fast,
    "mpfkit-fast-writer": mpfkit_fast_writer,
    "mpfkit-proof": mpfkit_proof,
    "mpfkit-withheld": mpfkit_withheld,
    "docxtpl": docx_template,
    "npm-docx": npm_docx,
    "pandoc": pandoc,
    "python-docx": python_docx,
}
PROGRAMS = ("npm-docx", "pandoc")
"""Engines that are programs of their own."""


def _memory_mb(line: str) -> float:
    """Return VmRSS (now) or VmHWM (the peak) of this process; the peak of its life where there is no /proc."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(entry.split()[1]) for entry in status.splitlines() if entry.startswith(line + ":")) / 1024


def _forget_peak() -> None:
    """Let the peak start at what is held now (proc(5), clear_refs), so that what was prepared does not hide it.

    Memory that is given back has to be asked for again, so time is not measured after this.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def main() -> None:
    """Run one engine and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("countries", type=int)
    parser.add_argument("questions", type=int)
    parser.add_argument("--memory", action="store_true", help="measure memory, in a way that costs time")
    arguments = parser.parse_args()
    run = ENGINES[arguments.engine](mapping(arguments.countries, arguments.questions))
    with tempfile.TemporaryDirectory() as folder:
        if arguments.engine not in PROGRAMS:
            ENGINES[arguments.engine](mapping(2, 12))(Path(folder) / "warm.docx")
        target = Path(folder) / "report.docx"
        gc.collect()
        if arguments.memory:
            _forget_peak()
        before = _memory_mb("VmRSS")
        start = time.perf_counter()
        told = run(target)
        seconds = time.perf_counter() - start
        taken = told or {"seconds": seconds, "rss_mb": _memory_mb("VmHWM") - before}
        size = target.stat().st_size
    json.dump({"seconds": taken["seconds"], "rss_mb": round(taken["rss_mb"], 1), "kb": size // 1024}, sys.stdout)


if __name__ == "__main__":
    main()

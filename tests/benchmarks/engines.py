"""One engine, one size, one process: prints its seconds and its memory as JSON.

Excluded from the time: the start of the interpreter, imports, the generation of the data. Included: from the data in
memory to a closed .docx file.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
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
from workload import mapping

import mpfkit.writers.docx
from mpfkit import load_registry, redact, render
from mpfkit.document import Heading, Paragraph, Row, Table, plain_text, walk
from mpfkit.records import Brief

if TYPE_CHECKING:
    from mpfkit.document import Document
    from mpfkit.model import Project

KIND, STYLE = "mapping-report", "eu"
Prepared = Callable[[Path], None]
PlainBlock = dict[str, Any]


def compose(project: Project) -> Document:
    """Return the document that every engine has to write."""
    registry = load_registry()
    brief = Brief(date=project.as_of)
    return registry.report_kinds[KIND].compose(redact(project, "public"), brief)


def plain_blocks(document: Document) -> list[PlainBlock]:
    """Return headings, paragraphs and tables as plain texts: what the other engines are given."""
    blocks: list[PlainBlock] = []
    for block in walk(document.blocks):
        if isinstance(block, Heading):
            blocks.append({"kind": "h", "level": min(block.level, 6), "text": plain_text(block.content)})
        elif isinstance(block, Paragraph):
            blocks.append({"kind": "p", "text": plain_text(block.content)})
        elif isinstance(block, Table):
            rows = [[_cell(cell) for cell in (row.cells if isinstance(row, Row) else row)] for row in block.rows]
            width = len(block.columns)
            blocks.append(
                {
                    "kind": "t",
                    "head": [plain_text(column.header) for column in block.columns],
                    "rows": [(row + [""] * width)[:width] for row in rows],
                }
            )
    return blocks


def _cell(cell: Any) -> str:
    content = getattr(cell, "content", cell)
    if isinstance(content, tuple) and content and hasattr(content[0], "role") and isinstance(content[0], Paragraph):
        return "\n".join(plain_text(block.content) for block in content if isinstance(block, Paragraph))
    return plain_text(content)


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


def floor(project: Project) -> Prepared:
    """Build mpfkit's own document.xml again, one bare lxml element after the other, and deflate it at level 6."""
    stream = io.BytesIO()
    mpfkit.writers.docx.WRITER.write(compose(project), load_registry().house_styles[STYLE], stream)
    with zipfile.ZipFile(stream) as package:
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
    "docxtpl": docx_template,
    "python-docx": python_docx,
}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Run one engine and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("countries", type=int)
    parser.add_argument("questions", type=int)
    arguments = parser.parse_args()
    run = ENGINES[arguments.engine](mapping(arguments.countries, arguments.questions))
    warm = ENGINES[arguments.engine](mapping(2, 12))
    with tempfile.TemporaryDirectory() as folder:
        warm(Path(folder) / "warm.docx")
        target = Path(folder) / "report.docx"
        before = _peak_mb()
        start = time.perf_counter()
        run(target)
        seconds = time.perf_counter() - start
        size = target.stat().st_size
    json.dump({"seconds": seconds, "rss_mb": round(_peak_mb() - before, 1), "kb": size // 1024}, sys.stdout)


if __name__ == "__main__":
    main()

"""The writer holds what every writer has to hold, with the real LibreOffice."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

import mpfkit_pdf
from mpfkit import Writer
from mpfkit.document import Contents, Document, ListOf, walk
from mpfkit.records import HouseStyle
from mpfkit.registry import Registry
from mpfkit.testing._nodes import each_node
from mpfkit.testing.conformance import WriterConformance
from mpfkit.writers import docx


def word_file(document: Document, style: HouseStyle) -> bytes:
    stream = io.BytesIO()
    docx.write(document, style, stream)
    return stream.getvalue()


@pytest.mark.office
class TestPdf(WriterConformance):
    # Each takes LibreOffice seconds; the Word writer, which does the work, is held to this with fifty.
    examples = 4
    # Arabic is read back from the shapes of its letters, which is no reading of words: test_pdf.py looks at it.
    languages = ("en", "fr")

    @pytest.fixture
    def writer(self) -> Writer:
        return mpfkit_pdf.WRITER

    @pytest.fixture
    def registry(self) -> Registry:
        return Registry.of(mpfkit_pdf)

    @pytest.fixture
    def read_back(self, words_of: Callable[[bytes], str]) -> Callable[[bytes], str]:
        return words_of

    @pytest.fixture
    def write(
        self, request: pytest.FixtureRequest, writer: Writer, writer_style: HouseStyle, tmp_path: Path
    ) -> Callable[[Document], bytes]:
        """Write as the writer does; the many documents with one node each are written at once, which saves a minute."""
        known: dict[bytes, Path] = {}
        if request.node.originalname == "test_every_node_is_written_or_refused":
            for number, (_, document, _) in enumerate(each_node()):
                if not any(isinstance(block, Contents | ListOf) for block in walk(document.blocks)):
                    path = tmp_path / f"{number}.docx"
                    path.write_bytes(word_file(document, writer_style))
                    known[path.read_bytes()] = path
            assert len(mpfkit_pdf.to_pdf(known.values(), tmp_path)) >= 30

        def written(document: Document) -> bytes:
            path = known.get(word_file(document, writer_style)) if known else None
            if path is not None:
                return path.with_suffix(".pdf").read_bytes()
            stream = io.BytesIO()
            writer.write(document, writer_style, stream)
            return stream.getvalue()

        return written

    @pytest.mark.xfail(reason="LibreOffice is another program; that nothing of the day gets into the file is tested")
    def test_it_asks_for_no_time_no_chance_and_no_network(self, write: Callable[[Document], bytes]) -> None:
        super().test_it_asks_for_no_time_no_chance_and_no_network(write)

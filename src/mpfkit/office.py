"""LibreOffice, where it is installed: other formats than Word's, and the numbers of pages, which only a layout gives.

Nothing else in mpfkit needs LibreOffice. Every call starts it with a profile of its own in a temporary folder, so that
calls side by side do not meet, an open LibreOffice of the user is left alone, and nothing stays behind.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeAlias

import attrs

from mpfkit.document import Contents, Document, ListOf, OutlineEntry, outline, plain_text, walk
from mpfkit.errors import FileError, RenderError
from mpfkit.records import HouseStyle
from mpfkit.writers.docx import bookmark_names

__all__ = [
    "PageNumbers",
    "WriteDocument",
    "convert",
    "convert_many",
    "find_office",
    "lay_out",
    "page_numbers",
    "paginate",
]

WriteDocument: TypeAlias = Callable[[Document, HouseStyle, BinaryIO], None]
"""What writes a document as .docx: `mpfkit.writers.docx.write`, or the `write` of a record `Writer`."""

_USUAL = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
_LATEST = "/opt/libreoffice*/program/soffice"
_WINDOWS = os.name == "nt"
_ATTEMPTS = 3
# The width of the number in the first layout; most reports have some tens of pages.
_LIKELY = 88
# Documents that one LibreOffice converts, at most: it grows with each, and where it ends early, the rest starts anew.
_AT_ONCE = 100


def find_office() -> Path:
    """Find the program of LibreOffice.

    The environment variable `MPFKIT_SOFFICE` comes first, then `soffice` and `libreoffice` on the PATH, then the places
    where the installers of Windows, macOS and Linux put it.

    Raises:
        FileError: If there is none, or `MPFKIT_SOFFICE` names none.
    """
    named = os.environ.get("MPFKIT_SOFFICE", "")
    if named:
        found = shutil.which(named)
        if found is None:
            raise FileError(
                f"MPFKIT_SOFFICE is {named!r}, which is no program; set it to soffice of LibreOffice, or do not set it"
            )
        return Path(found)
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    latest = sorted((str(path) for path in Path("/").glob(_LATEST.lstrip("/"))), reverse=True)
    for place in (*_USUAL, *latest):
        if shutil.which(place) is not None:
            return Path(place)
    raise FileError(
        "LibreOffice was not found; install LibreOffice Writer (www.libreoffice.org; on Debian and Ubuntu the package "
        "libreoffice-writer), or set MPFKIT_SOFFICE to the path of its program soffice"
    )


def convert(
    data: bytes,
    *,
    to: str,
    source: str = "docx",
    export: str = "",
    options: Mapping[str, bool | int | str] | None = None,
    timeout: float = 180.0,
) -> bytes:
    """Turn a document into another format with LibreOffice.

    Args:
        data: The document.
        to: Suffix of the other format without its dot: `pdf`, `docx`, `odt`, `txt`.
        source: Suffix of the document without its dot, by which LibreOffice knows its format.
        export: Export filter of LibreOffice, such as `writer_pdf_Export`; empty for the one that it takes by itself.
        options: Options of the export filter by name, for LibreOffice 7.4 and later; only with `export`.
        timeout: Seconds after which LibreOffice is ended.

    Returns:
        The document in the other format.

    Raises:
        FileError: If there is no LibreOffice, or it cannot be started.
        RenderError: If LibreOffice cannot read the document, writes nothing, or takes too long.
    """
    office = find_office()
    with tempfile.TemporaryDirectory(prefix="mpfkit-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        given = folder / f"document.{source}"
        given.write_bytes(data)
        said = _run(_command(office, folder, _target(to, export, options), [given.name]), folder / "said.txt", timeout)
        made = _made(folder, given.name, to)
        if made is None:
            raise _nothing(said, folder, to)
        return made


def convert_many(
    files: Sequence[str | os.PathLike[str]],
    *,
    to: str,
    export: str = "",
    options: Mapping[str, bool | int | str] | None = None,
    timeout: float = 180.0,
) -> Iterator[bytes | RenderError]:
    """Turn many documents into another format, a hundred of them in one LibreOffice, which takes a second to start.

    A document that fails costs itself only: where LibreOffice ends early or does nothing any more, another one goes on
    with those behind it.

    Args:
        files: The documents; LibreOffice knows the format of each by its suffix.
        to: As in `convert`.
        export: As in `convert`.
        options: As in `convert`.
        timeout: Seconds without a further document after which LibreOffice is ended.

    Yields:
        Each document in the other format, in order, or the error that says why there is none.

    Raises:
        FileError: If there is no LibreOffice, it cannot be started, or a file cannot be read.
    """
    office, target = find_office(), _target(to, export, options)
    for start in range(0, len(files), _AT_ONCE):
        with tempfile.TemporaryDirectory(prefix="mpfkit-", ignore_cleanup_errors=True) as name:
            folder = Path(name).resolve()
            names = [_copied(Path(file), folder, at) for at, file in enumerate(files[start : start + _AT_ONCE])]
            errors = _convert_all(office, folder, target, names, to, timeout)
            for given in names:
                made = None if given in errors else _made(folder, given, to)
                yield errors[given] if made is None else made


def _copied(file: Path, folder: Path, number: int) -> str:
    """Copy a document under a name that is no option and no other's; return the name."""
    name = f"{number}{file.suffix}"
    try:
        shutil.copyfile(file, folder / name)
    except OSError as error:
        raise FileError(f"cannot read {file}: {error.strerror or error}") from error
    return name


def _convert_all(
    office: Path, folder: Path, target: str, names: Sequence[str], to: str, timeout: float
) -> dict[str, RenderError]:
    """Convert files in a folder; return the errors of those that became nothing."""
    errors: dict[str, RenderError] = {}
    waiting = list(names)
    while waiting:
        failed = None
        try:
            said = _run(_command(office, folder, target, waiting), folder / "said.txt", timeout, folder / "made")
        except RenderError as error:
            failed, said = error, ""
        left = [name for name in waiting if _made(folder, name, to) is None]
        if left and left[0] == waiting[0]:
            errors[left.pop(0)] = failed or _nothing(said, folder, to)
        waiting = left
    return errors


def _target(to: str, export: str, options: Mapping[str, bool | int | str] | None) -> str:
    """Return a format as LibreOffice wants to be told of it."""
    if not export:
        return to
    told = f":{json.dumps({key: _option(value) for key, value in options.items()})}" if options else ""
    return f"{to}:{export}{told}"


def _command(office: Path, folder: Path, target: str, names: Iterable[str]) -> list[str]:
    """Return the command that converts files in a folder, in which it has to run, into the folder `made` in it."""
    return [
        str(office),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        target,
        "--outdir",
        str(folder / "made"),
        *names,
    ]


def _made(folder: Path, name: str, to: str) -> bytes | None:
    """Return what became of a file; None for nothing: the exit status is 0 then, too (LibreOffice 7.4)."""
    made = folder / "made" / f"{Path(name).stem}.{to}"
    return (made.read_bytes() if made.is_file() else b"") or None


def _nothing(said: str, folder: Path, to: str) -> RenderError:
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "it said nothing")
    return RenderError(f"LibreOffice made no .{to} of the document: {last.replace(str(folder), '').strip()[:200]}")


def _option(value: bool | int | str) -> dict[str, str]:
    kind = "boolean" if isinstance(value, bool) else "long" if isinstance(value, int) else "string"
    return {"type": kind, "value": str(value).lower() if isinstance(value, bool) else str(value)}


def _run(command: list[str], log: Path, timeout: float, made: Path | None = None) -> str:
    """Run a program to its end and return what it said; on the way out nothing of it goes on running.

    Args:
        command: The program and its arguments.
        log: Where it says something; it runs in this folder.
        timeout: Seconds after which it is ended.
        made: A folder; the seconds begin anew as long as further files appear in it.

    Returns:
        What it said.
    """
    with log.open("wb") as said:
        try:
            process = subprocess.Popen(  # noqa: S603 - the program is the one that was found, its arguments are ours
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,  # a file: a pipe would wait for children, too
                stderr=subprocess.STDOUT,
                cwd=log.parent,
                start_new_session=not _WINDOWS,
            )
        except OSError as error:
            raise FileError(f"cannot start {command[0]}: {error.strerror or error}") from error
        count = 0
        try:
            while process.returncode is None:
                try:
                    process.wait(timeout)
                except subprocess.TimeoutExpired as error:
                    before, count = count, len(list(made.glob("*"))) if made is not None else count
                    if count <= before:
                        raise RenderError(
                            f"LibreOffice did not finish within {timeout:g} seconds; close other programs and try again"
                        ) from error
        finally:
            if process.returncode is None:
                _end(process)
    return log.read_text(encoding="utf-8", errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program together with those that it has started."""
    if _WINDOWS:
        subprocess.run(  # noqa: S603 - a number of our own
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],  # noqa: S607 - on the PATH of every Windows
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


# ------------------------------------------------------------------ page numbers


@attrs.frozen
class PageNumbers:
    """On which pages the bookmarks of a document stand.

    Attributes:
        numbers: Number that the page shows, by the name of the bookmark.
        count: Number of pages.
        pdf: The layout from which they were read.
    """

    numbers: Mapping[str, int]
    count: int
    pdf: bytes = attrs.field(default=b"", eq=False, repr=False)


def page_numbers(
    docx: bytes,
    bookmarks: Iterable[str],
    *,
    options: Mapping[str, bool | int | str] | None = None,
    timeout: float = 180.0,
) -> PageNumbers:
    """Lay out a Word file with LibreOffice and find the pages of bookmarks.

    Pages are counted as the field PAGE counts them, the cover included. Word may break pages elsewhere, above all where
    it has other fonts.

    Args:
        docx: The Word file.
        bookmarks: Names of the bookmarks: letters and digits of ASCII, and underscores.
        options: Options of LibreOffice's PDF export, where the PDF is wanted, too.
        timeout: Seconds after which LibreOffice is ended.

    Returns:
        The numbers; a bookmark that does not stand in the document is left out.

    Raises:
        FileError: If there is no LibreOffice.
        RenderError: If LibreOffice cannot read the file, a section after the first starts to count pages anew, or pypdf
            is not installed.
    """
    first = _first_number(docx)
    try:
        from pypdf import PdfReader
    except ImportError as error:
        raise RenderError(
            "page numbers are read with pypdf, which is not installed; run: pip install 'mpfkit[paginate]'"
        ) from error
    pdf = convert(
        docx,
        to="pdf",
        export="writer_pdf_Export",
        options={**(options or {}), "ExportBookmarksToPDFDestination": True},
        timeout=timeout,
    )
    reader = PdfReader(BytesIO(pdf))
    places = reader.named_destinations
    numbers: dict[str, int] = {}
    for name in bookmarks:
        place = places.get(f"/{_destination(name)}") or places.get(_destination(name))
        page = None if place is None else reader.get_destination_page_number(place)
        if page is not None:
            numbers[name] = page + first
    return PageNumbers(numbers, len(reader.pages), pdf)


def _first_number(docx: bytes) -> int:
    """Return the number of the first page of a Word file."""
    try:
        with zipfile.ZipFile(BytesIO(docx)) as package:
            body = package.read("word/document.xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError) as error:
        raise RenderError("page numbers can be found in Word files only, and this is none") from error
    first = 1
    for at, section in enumerate(re.finditer(r"<w:sectPr\b.*?</w:sectPr>", body, re.DOTALL)):
        start = re.search(r'<w:pgNumType\b[^>]*w:start="(\d+)"', section.group())
        if start is not None and at:
            raise RenderError(
                f"section {at + 1} of the Word file starts to count its pages anew, at {start.group(1)}; let it "
                "count on in the template (Format Page Numbers), or render without page numbers"
            )
        if start is not None:
            first = int(start.group(1))
    return first


def _destination(bookmark: str) -> str:
    """Return what LibreOffice calls a bookmark in a PDF: each sign that is no letter or digit by its number."""
    return re.sub(r"[^0-9A-Za-z-]", lambda sign: f"{ord(sign.group()):02X}", bookmark)


def paginate(document: Document, style: HouseStyle, write: WriteDocument) -> Document:
    """Find the pages of headings, tables and figures, for the contents and lists of a Word report.

    The report is written, laid out by LibreOffice, and written again with the numbers that were found, until they stay
    the same: with the numbers its contents may have become longer.

    Args:
        document: The report.
        style: How it looks.
        write: Writes it as .docx.

    Returns:
        The document with `pages` and `page_count`; unchanged where it has nothing that is listed.

    Raises:
        FileError: If there is no LibreOffice.
        RenderError: If the document cannot be written or laid out, pypdf is not installed, or the numbers do not stay
            the same.
    """
    return _settled(document, style, write, None)[0]


def lay_out(
    document: Document,
    style: HouseStyle,
    write: WriteDocument,
    *,
    options: Mapping[str, bool | int | str] | None = None,
) -> bytes:
    """Turn a report into PDF with LibreOffice, with the numbers of pages in its contents and lists.

    Args:
        document: The report.
        style: How it looks.
        write: Writes it as .docx.
        options: Options of LibreOffice's PDF export.

    Returns:
        The PDF, as LibreOffice makes it: it tells when it was made.

    Raises:
        FileError: If there is no LibreOffice.
        RenderError: As `paginate`.
    """
    if any(isinstance(block, Contents | ListOf) for block in walk(document.blocks)):
        document, pdf = _settled(document, style, write, options)
        if pdf:
            return pdf
    with BytesIO() as stream:
        write(document, style, stream)
        return convert(stream.getvalue(), to="pdf", export="writer_pdf_Export", options=options)


def _settled(
    document: Document, style: HouseStyle, write: WriteDocument, options: Mapping[str, bool | int | str] | None
) -> tuple[Document, bytes]:
    """Return a document with its page numbers, and its last layout; no layout where nothing can be listed."""
    entries = outline(document).entries
    if not entries:
        return document, b""
    bookmarks = bookmark_names(document)
    names = [bookmarks[entry.key] for entry in entries]
    current = attrs.evolve(document, pages=dict.fromkeys((entry.key for entry in entries), _LIKELY), page_count=_LIKELY)
    moved = ""
    for _ in range(_ATTEMPTS):
        with BytesIO() as stream:
            write(current, style, stream)
            found = page_numbers(stream.getvalue(), names, options=options)
        for entry, name in zip(entries, names, strict=True):
            if name not in found.numbers:
                raise RenderError(
                    f"LibreOffice does not tell the page of {_shown(entry)}; install LibreOffice 7.4 or later"
                )
        pages = {entry.key: found.numbers[name] for entry, name in zip(entries, names, strict=True)}
        if pages == current.pages and found.count == current.page_count:
            return current, found.pdf
        moved = next((key for key in pages if pages[key] != current.pages[key]), "")
        current = attrs.evolve(document, pages=pages, page_count=found.count)
    last = next((entry for entry in entries if entry.key == moved), entries[-1])
    raise RenderError(
        f"page numbers do not settle: {_shown(last)} still moves after {_ATTEMPTS} layouts; start a page before it, "
        "or render without page numbers"
    )


def _shown(entry: OutlineEntry) -> str:
    return f"{entry.what} {' '.join(plain_text(entry.content).split())[:60]!r}"

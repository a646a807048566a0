"""What plugins hand over: frozen, keyword-only records.

Records grow by optional fields only; that is the promise of compatibility to plugin authors.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, BinaryIO

import attrs

from mpfkit.errors import PluginError, Problem
from mpfkit.model import Audience, Project

if TYPE_CHECKING:
    from mpfkit.document import Document, Image
    from mpfkit.intake import Reading, ReadingRequest, Source
    from mpfkit.lint import WordFile

__all__ = [
    "Brief",
    "Contract",
    "DocxLook",
    "Fonts",
    "HouseStyle",
    "NoOptions",
    "Notice",
    "Page",
    "Palette",
    "Reader",
    "Renderer",
    "ReportKind",
    "ToneColours",
    "Writer",
]

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_COLOUR = re.compile(r"[0-9A-F]{6}\Z")
_SUFFIX = re.compile(r"\.[a-z0-9]+\Z")


def _slug(instance: object, _: attrs.Attribute[str], value: str) -> None:
    if not isinstance(value, str) or not _SLUG.match(value):
        what = type(instance).__name__
        raise PluginError(f"{what} name {value!r} is not a slug; use small letters, digits and single hyphens")


def _one_line(instance: object, field: attrs.Attribute[str], value: str) -> None:
    if "\n" in value or len(value) > 100:
        what = f"{field.name} of {type(instance).__name__}"
        raise PluginError(f"{what} must be one line of at most 100 characters: {value!r}")


def _suffix(instance: object, field: attrs.Attribute[str], value: str) -> None:
    if not _SUFFIX.match(value):
        what = f"{field.name} of {type(instance).__name__}"
        raise PluginError(f"{what} holds {value!r}; write a full stop and small letters or digits, such as .xlsx")


def _suffixes(instance: object, field: attrs.Attribute[tuple[str, ...]], value: tuple[str, ...]) -> None:
    for suffix in value:
        if not _SUFFIX.match(suffix):
            what = f"{field.name} of {type(instance).__name__}"
            raise PluginError(f"{what} holds {suffix!r}; write a full stop and small letters or digits, such as .xlsx")


def _colour(instance: object, field: attrs.Attribute[str], value: str) -> None:
    if not _COLOUR.match(value):
        what = f"{field.name} of {type(instance).__name__}"
        raise PluginError(f"{what} is {value!r}; write six hexadecimal capitals, such as 003399")


@attrs.frozen(kw_only=True)
class NoOptions:
    """The options of a report kind that has none."""


@attrs.frozen(kw_only=True)
class Notice:
    """Who paid and who is responsible for the content, in the words that the funder prescribes.

    Attributes:
        statement: Beside the emblem: "Funded by the European Union".
        implemented_by: "Implemented by ICMPD"; empty for none.
        funding: Sentence that names the fund; empty where the statement is all.
        disclaimer: Sentences on responsibility for the content.
        rights: Copyright and reuse.
        source: Where the wording was seen.
        verified: Whether the wording was seen for this fund, period and language; the command line says so where it was
            not.
    """

    statement: str = ""
    implemented_by: str = ""
    funding: str = ""
    disclaimer: str = ""
    rights: str = ""
    source: str = ""
    verified: bool = False


@attrs.frozen(kw_only=True)
class Brief:
    """Everything about one rendering that is not in the project.

    Attributes:
        date: Day that the report bears; a report kind never looks at a clock.
        language: Language of the report: `en`, `fr` or `ar`.
        audience: For whom the edition is; the project is already redacted for it.
        for_country: Country whose validation copy the report is: the project shows its own replies whole, and beside
            them what the audience may see; empty for none.
        country_order: Order of countries: `protocol`, `alphabetical` or `eurostat`.
        designations: Wording of notes on the names of countries: `eu`, `un` or `coe`.
        notice: Funding statement and disclaimer of the house style.
        options: Options of the report kind, of the class that it declares.
        countries: Countries that the report is limited to, as the user named them; none for all.
        pictures: Bytes of the photographs and logos that the edition shows and whose files are at hand, by their path
            below the project's `images/` folder.
    """

    date: dt.date
    language: str = "en"
    audience: Audience = Audience.PUBLIC
    for_country: str = ""
    country_order: str = "protocol"
    designations: str = "eu"
    notice: Notice = Notice()
    options: object = NoOptions()
    countries: tuple[str, ...] = ()
    pictures: Mapping[str, bytes] = attrs.field(factory=dict, hash=False, repr=False)


@attrs.frozen(kw_only=True)
class ReportKind:
    """A sort of report.

    Attributes:
        name: Slug by which users ask for it.
        summary: One line for `mpfkit plugins`.
        compose: Turns a redacted project into a document; pure: no clock, no files, no network.
        options: attrs class into which `--set KEY=VALUE` is read.
        by_country: Whether a report can be limited to some countries (`--country`), and made for each country
            (`--each-country`).
        check: Tells what a project lacks for a complete report of this kind (`mpfkit check PROJECT --kind`); None where
            any project is enough. Its codes begin with letters of the plugin's own, not with MPF.
        countries: Tells of which countries `--each-country` makes a report, as codes in their order; the others are
            skipped, also where the user named them. None for all that were invited, replied or are described.
    """

    name: str = attrs.field(validator=_slug)
    summary: str = attrs.field(default="", validator=_one_line)
    compose: Callable[[Project, Brief], Document]
    options: type = NoOptions
    by_country: bool = False
    check: Callable[[Project], Iterable[Problem]] | None = None
    countries: Callable[[Project, Brief], Iterable[str]] | None = None


@attrs.frozen(kw_only=True)
class Fonts:
    """Typefaces by name.

    Attributes:
        body: Running text.
        heading: Headings.
        arabic: Text in Arabic script.
        size_pt: Size of running text in points.
    """

    body: str = "Calibri"
    heading: str = "Calibri"
    arabic: str = "Arial"
    size_pt: float = 11.0


@attrs.frozen(kw_only=True)
class ToneColours:
    """Shading of cells and callouts by tone; text on each is `Palette.text` and must reach a contrast of 4.5:1."""

    good: str = attrs.field(default="DDEFE0", validator=_colour)
    partial: str = attrs.field(default="FFF2CC", validator=_colour)
    bad: str = attrs.field(default="F9DEDC", validator=_colour)
    muted: str = attrs.field(default="ECECEC", validator=_colour)
    accent: str = attrs.field(default="DCE6F4", validator=_colour)


@attrs.frozen(kw_only=True)
class Palette:
    """Colours as six hexadecimal digits; text colours reach 4.5:1 on white (EN 301 549, 10.1.4.3).

    Attributes:
        text: Running text.
        heading: Headings.
        accent: Rules, header rows of tables, the band of a cover.
        on_accent: Text on `accent`.
        muted: Less important text.
        link: Links.
        rule: Lines of tables.
        tones: Shading.
    """

    text: str = attrs.field(default="1A1A1A", validator=_colour)
    heading: str = attrs.field(default="1F3864", validator=_colour)
    accent: str = attrs.field(default="1F3864", validator=_colour)
    on_accent: str = attrs.field(default="FFFFFF", validator=_colour)
    muted: str = attrs.field(default="595959", validator=_colour)
    link: str = attrs.field(default="0B5394", validator=_colour)
    rule: str = attrs.field(default="A6A6A6", validator=_colour)
    tones: ToneColours = ToneColours()


@attrs.frozen(kw_only=True)
class Page:
    """Size of the page and its margins in millimetres; the default is A4."""

    width_mm: float = 210.0
    height_mm: float = 297.0
    top_mm: float = 25.0
    bottom_mm: float = 25.0
    inner_mm: float = 25.0
    outer_mm: float = 25.0


@attrs.frozen(kw_only=True)
class DocxLook:
    """How a house style looks in Word.

    Attributes:
        template: Gives the bytes of a .docx whose styles, page set-up, headers and footers are used; None for mpfkit's
            own template, dressed with the style's fonts, palette and page.
        styles: Names of the template's styles by role, where they differ from those of mpfkit's own template.
        cover: `band` (title on a coloured band) or `plain` (title on white between rules).
    """

    template: Callable[[], bytes] | None = None
    styles: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    cover: str = "plain"


@attrs.frozen(kw_only=True)
class Contract:
    """What a finished report in a house style has to hold; `mpfkit.lint` looks whether a Word file keeps it.

    Text in styles that the house does not know, typefaces that it does not use, headings formatted by hand, and an
    emblem of the wrong shape are found without being asked for here.

    Attributes:
        title: Whether the title stands in it, in the style for titles.
        contents_from: Number of headings from which on it needs a table of contents; 0 for never.
        page_numbers: Whether its pages are numbered.
        statement: Wordings of the funding statement, one of which has to stand in it; none for no statement.
        disclaimer: Parts of the sentences on responsibility, one of which has to stand in it; none for no disclaimer.
        emblem: Whether the emblem of the European Union has to stand on its cover.
        style_guide: Whether texts have to follow the Interinstitutional Style Guide: figures, money, dates, quotations,
            lists, notes, names and order of countries.
        styles: Names of styles that it may use besides those of the writer and of the style's own template.
        fonts: Typefaces that it may use besides those of the house style; where the style has a template of its own,
            typefaces are looked at only if some are named here.
        rules: Rules of the house's own: each is given the file and yields problems, with codes of its own.
    """

    title: bool = False
    contents_from: int = 0
    page_numbers: bool = False
    statement: tuple[str, ...] = ()
    disclaimer: tuple[str, ...] = ()
    emblem: bool = False
    style_guide: bool = False
    styles: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()
    rules: tuple[Callable[[WordFile], Iterable[Problem]], ...] = ()


def _no_notice(project: Project, language: str) -> Notice:  # noqa: ARG001 - the signature is the contract
    return Notice()


@attrs.frozen(kw_only=True)
class HouseStyle:
    """How reports of one institution look, and the words that it prescribes.

    Attributes:
        name: Slug by which users ask for it.
        summary: One line for `mpfkit plugins`.
        fonts: Typefaces.
        palette: Colours.
        page: Page set-up.
        country_order: Order of countries: `protocol`, `alphabetical` or `eurostat`.
        designations: Wording of notes on the names of countries: `eu`, `un` or `coe`.
        notice: Gives the funding statement and disclaimer for a project in a language.
        emblem: Gives the picture of the EU emblem for the cover, with the alternative text that it is called with; None
            for none.
        logos: Further logos for the cover, given by the user; none is shown larger than the emblem.
        docx: How it looks in Word.
        contract: What a finished report has to hold.
    """

    name: str = attrs.field(validator=_slug)
    summary: str = attrs.field(default="", validator=_one_line)
    fonts: Fonts = Fonts()
    palette: Palette = Palette()
    page: Page = Page()
    country_order: str = "protocol"
    designations: str = "eu"
    notice: Callable[[Project, str], Notice] = _no_notice
    emblem: Callable[[str], Image] | None = None
    logos: tuple[Image, ...] = ()
    docx: DocxLook = DocxLook()
    contract: Contract = Contract()


@attrs.frozen(kw_only=True)
class Writer:
    """Turns a document into the bytes of one format.

    Attributes:
        name: Slug by which users ask for it, such as "docx".
        summary: One line for `mpfkit plugins`.
        suffix: Of the files that it writes, such as ".docx".
        media_type: Of the files that it writes.
        write: Writes a document in a house style to a stream; the same input gives the same bytes.
        write_fast: Writes the same content sooner, for users who ask for it; its bytes may differ between machines and
            between versions of what it uses. It never stands in for `write`. None for a writer that has no such way.
        dress: Dresses a house style with a template that the user gave: its bytes, and what it is called in messages.
            Returns the style, and what the user should know of the template, one line each. None for a format that has
            no templates.
        write_to_search: Writes the same content so that its text can be searched for what an edition withholds, for a
            format whose bytes do not show its text, such as PDF. None where the file itself is searched.
    """

    name: str = attrs.field(validator=_slug)
    summary: str = attrs.field(default="", validator=_one_line)
    suffix: str
    media_type: str
    write: Callable[[Document, HouseStyle, BinaryIO], None]
    write_fast: Callable[[Document, HouseStyle, BinaryIO], None] | None = None
    dress: Callable[[HouseStyle, bytes, str], tuple[HouseStyle, tuple[str, ...]]] | None = None
    write_to_search: Callable[[Document, HouseStyle, BinaryIO], None] | None = None


@attrs.frozen(kw_only=True)
class Renderer:
    """A whole renderer: from a redacted project to the bytes of a file, without a document and a house style between.

    For exports that are no documents, and for authors who bring a library of their own.

    Attributes:
        name: Slug by which users ask for it.
        summary: One line for `mpfkit plugins`.
        suffix: Of the files that it makes, such as ".xlsx".
        media_type: Of the files that it makes.
        render: Turns a redacted project into the bytes of a file; pure: no clock, no network, the same input gives the
            same bytes. It never sees more than the audience may see.
        options: attrs class into which `--set KEY=VALUE` is read.
    """

    name: str = attrs.field(validator=_slug)
    summary: str = attrs.field(default="", validator=_one_line)
    suffix: str = attrs.field(validator=_suffix)
    media_type: str
    render: Callable[[Project, Brief], bytes]
    options: type = NoOptions


@attrs.frozen(kw_only=True)
class Reader:
    """Reads foreign files of one sort into questionnaires, responses and what else a project holds.

    Attributes:
        name: Slug by which users ask for it.
        summary: One line for `mpfkit plugins`.
        suffixes: Of the files that it may be able to read, in small letters, such as (".xlsx", ".csv").
        recognises: Tells from a look into a file whether it is of this sort. Cheap, and never raises; a file that is
            damaged is not recognised, unless `read` has something better to say about it than others.
        read: Reads a file. What the file holds is accounted for piece by piece (`Accounts`), and what is doubtful is
            handed over as a `Doubt` and never guessed. Raises a `FileError` of one line where it cannot be read at all.
    """

    name: str = attrs.field(validator=_slug)
    summary: str = attrs.field(default="", validator=_one_line)
    suffixes: tuple[str, ...] = attrs.field(validator=_suffixes)
    recognises: Callable[[Source], bool]
    read: Callable[[Source, ReadingRequest], Reading]

"""mpfkit's own Word template, made from the fonts, colours and page of a house style.

Slim, so that opening and saving it costs next to nothing; A4; no part that names a tool, a person or a day.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from mpfkit.emblem import BESIDE_COLOURS
from mpfkit.opc import Part, write_package
from mpfkit.writers._text import escape_value

from ._language import is_rtl, word_language
from ._measures import mm, section_properties

if TYPE_CHECKING:
    from lxml.etree import _Element

    from mpfkit.records import HouseStyle
    from mpfkit.writers._words import Words

__all__ = [
    "CONTENTS_START",
    "CONTENTS_TEXT",
    "NAMESPACES",
    "base_numbering",
    "base_parts",
    "base_styles",
    "base_template",
    "darker",
    "style_id",
]

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
NAMESPACES = f"{_W} {_R}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

# Ids of the numberings of the template; each w:num stands for the w:abstractNum with the same number.
HEADINGS, ANNEXES, BULLETS, NUMBERS, TABLE_BULLETS, TABLE_NUMBERS, CALLOUT_BULLETS, CALLOUT_NUMBERS = range(1, 9)


def style_id(name: str) -> str:
    """Return the id that the template gives a style: "list bullet 2" becomes "ListBullet2"."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^0-9A-Za-z]+", name))


def darker(colour: str) -> str:
    """Return a shade of a colour that stands out against it: for the bar beside a callout."""
    return "".join(f"{int(colour[at : at + 2], 16) * 11 // 20:02X}" for at in (0, 2, 4))


def base_template(style: HouseStyle, language: str, words: Words) -> bytes:
    """Return the template as the bytes of a .docx.

    Args:
        style: Gives fonts, palette and page.
        language: Language tag of the document (BCP 47), by which Word checks spelling and speaks.
        words: Words for numbered headings of annexes.
    """
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": (
            f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:dcmitype="http://purl.org/dc/dcmitype/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
        ),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{section_properties(style.page)}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relationships(
            ("rId1", f"{_OFFICE}/styles", "styles.xml"),
            ("rId2", f"{_OFFICE}/numbering", "numbering.xml"),
            ("rId3", f"{_OFFICE}/settings", "settings.xml"),
            ("rId4", f"{_OFFICE}/fontTable", "fontTable.xml"),
            ("rId5", f"{_OFFICE}/theme", "theme/theme1.xml"),
        ),
        "word/styles.xml": _styles(style, language),
        "word/numbering.xml": _numbering(style, words, rtl=is_rtl(language)),
        "word/settings.xml": _settings(language),
        "word/fontTable.xml": _font_table(style),
        "word/theme/theme1.xml": _theme(style),
    }
    with io.BytesIO() as stream:
        write_package(stream, (Part(name, (_DECLARATION + text).encode()) for name, text in parts.items()))
        return stream.getvalue()


def base_styles(style: HouseStyle, language: str) -> _Element:
    """Return the styles of the template, for templates that lack some of them."""
    from lxml import etree

    return etree.fromstring(_styles(style, language))


def base_numbering(style: HouseStyle, language: str, words: Words) -> _Element:
    """Return the numberings of the template, for templates that lack some of them."""
    from lxml import etree

    return etree.fromstring(_numbering(style, words, rtl=is_rtl(language)))


def base_parts(style: HouseStyle) -> dict[str, str]:
    """Return table of fonts and theme, for templates that lack them, by the name of their relationship."""
    return {"fontTable": _font_table(style), "theme": _theme(style)}


def _content_types() -> str:
    overrides = {
        "/word/document.xml": f"{_TYPE}.document.main+xml",
        "/word/styles.xml": f"{_TYPE}.styles+xml",
        "/word/numbering.xml": f"{_TYPE}.numbering+xml",
        "/word/settings.xml": f"{_TYPE}.settings+xml",
        "/word/fontTable.xml": f"{_TYPE}.fontTable+xml",
        "/word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
        + "</Types>"
    )


def _relationships(*relationships: tuple[str, str, str]) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(f'<Relationship Id="{rid}" Type="{kind}" Target="{target}"/>' for rid, kind, target in relationships)
        + "</Relationships>"
    )


def _settings(language: str) -> str:
    return (
        f'<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/><w:characterSpacingControl '
        'w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        + "".join(
            f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="1"/>'
            for name in (
                "overrideTableStyleFontSizeAndJustification",
                "enableOpenTypeFeatures",
                "doNotFlipMirrorIndents",
                "differentiateMultirowTableHeaders",
            )
        )
        + f'</w:compat><w:themeFontLang w:val="{word_language(language).latin}" '
        f'w:bidi="{word_language(language).bidi}"/>'
        '<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" w:accent1="accent1" '
        'w:accent2="accent2" '
        'w:accent3="accent3" w:accent4="accent4" w:accent5="accent5" w:accent6="accent6" w:hyperlink="hyperlink" '
        'w:followedHyperlink="followedHyperlink"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def beside_emblem(style: HouseStyle) -> str:
    """Return the colour of text beside the emblem: Reflex Blue where the headings have it, otherwise black.

    Implementing Regulation (EU) No 821/2014, Article 4(4), allows these and white.
    """
    if style.emblem is None:
        return style.palette.text
    return style.palette.heading if style.palette.heading in BESIDE_COLOURS else "000000"


def _font_table(style: HouseStyle) -> str:
    fonts = dict.fromkeys((style.fonts.body, style.fonts.heading, style.fonts.arabic, "Consolas"))
    # Where a font is not installed, one with the same widths keeps the lines as they are.
    widths = {
        "Calibri": "Carlito",
        "Arial": "Liberation Sans",
        "Cambria": "Caladea",
        "Times New Roman": "Liberation Serif",
    }
    return (
        f"<w:fonts {_W}>"
        + "".join(
            f'<w:font w:name="{escape_value(font)}">'
            + (f'<w:altName w:val="{widths[font]}"/>' if font in widths else "")
            + f'<w:pitch w:val="{"fixed" if font == "Consolas" else "variable"}"/></w:font>'
            for font in fonts
        )
        + "</w:fonts>"
    )


def _theme(style: HouseStyle) -> str:
    palette = style.palette
    colours = {
        "dk1": palette.text,
        "lt1": "FFFFFF",
        "dk2": palette.heading,
        "lt2": palette.tones.muted,
        "accent1": palette.accent,
        "accent2": palette.link,
        "accent3": darker(palette.tones.good),
        "accent4": darker(palette.tones.partial),
        "accent5": darker(palette.tones.bad),
        "accent6": palette.muted,
        "hlink": palette.link,
        "folHlink": palette.muted,
    }
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350" cap="flat" cmpd="sng" algn="ctr">{fill}<a:prstDash val="solid"/></a:ln>'

    def fonts(kind: str, font: str) -> str:
        return (
            f'<a:{kind}><a:latin typeface="{escape_value(font)}"/><a:ea typeface=""/>'
            f'<a:cs typeface="{escape_value(style.fonts.arabic)}"/></a:{kind}>'
        )

    return (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="mpfkit"><a:themeElements>'
        '<a:clrScheme name="mpfkit">'
        + "".join(f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>' for name, colour in colours.items())
        + '</a:clrScheme><a:fontScheme name="mpfkit">'
        + fonts("majorFont", style.fonts.heading)
        + fonts("minorFont", style.fonts.body)
        + f'</a:fontScheme><a:fmtScheme name="mpfkit"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        "<a:effectStyleLst>" + "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3 + "</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


class _Sheet:
    """Writes the styles."""

    def __init__(self, style: HouseStyle) -> None:
        self.style = style
        self.palette = style.palette
        self.base = style.fonts.size_pt
        self.out: list[str] = []

    def run(
        self,
        *,
        size: float = 0.0,
        colour: str = "",
        bold: bool | None = None,
        italic: bool = False,
        font: str = "",
        spacing: float = 0.0,
        underline: bool = False,
        raised: bool = False,
    ) -> str:
        """Return w:rPr; size relative to running text, in points."""
        inner = ""
        if font:
            inner += f'<w:rFonts w:ascii="{escape_value(font)}" w:hAnsi="{escape_value(font)}"/>'
        if bold is not None:
            inner += "<w:b/><w:bCs/>" if bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
        if italic:
            # Arabic script has no italics; it keeps its upright shape.
            inner += "<w:i/>"
        if colour:
            inner += f'<w:color w:val="{colour}"/>'
        if spacing:
            inner += f'<w:spacing w:val="{round(spacing * 20)}"/>'
        if size:
            inner += self.sizes(self.base + size)
        if underline:
            inner += '<w:u w:val="single"/>'
        if raised:
            inner += '<w:vertAlign w:val="superscript"/>'
        return f"<w:rPr>{inner}</w:rPr>" if inner else ""

    @staticmethod
    def sizes(points: float) -> str:
        # Arabic letters are smaller at the same nominal size.
        return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2) + 2}"/>'

    def add(
        self,
        name: str,
        *,
        kind: str = "paragraph",
        based: str = "Normal",
        following: str = "",
        paragraph: str = "",
        run: str = "",
        priority: int = 10,
        quick: bool = True,
        default: bool = False,
        rest: str = "",
    ) -> None:
        custom = name.lower() not in _BUILT_IN
        self.out.append(
            f'<w:style w:type="{kind}"'
            + (' w:default="1"' if default else "")
            + (' w:customStyle="1"' if custom else "")
            + f' w:styleId="{style_id(name)}"><w:name w:val="{name}"/>'
            + (f'<w:basedOn w:val="{style_id(based)}"/>' if based else "")
            + (f'<w:next w:val="{style_id(following)}"/>' if following else "")
            + f'<w:uiPriority w:val="{priority}"/>'
            + ("<w:qFormat/>" if quick else "")
            + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
            + run
            + rest
            + "</w:style>"
        )


_BUILT_IN = {
    "normal",
    "title",
    "subtitle",
    *(f"heading {level}" for level in range(1, 7)),
    *(f"toc {level}" for level in range(1, 7)),
    "quote",
    "list bullet",
    "list bullet 2",
    "list bullet 3",
    "list number",
    "list number 2",
    "list number 3",
    "list continue",
    "list continue 2",
    "list continue 3",
    "caption",
    "toc heading",
    "table of figures",
    "header",
    "footer",
    "footnote text",
    "footnote reference",
    "hyperlink",
    "strong",
    "emphasis",
    "placeholder text",
    "default paragraph font",
    "normal table",
    "no list",
}


def _space(before: float = 0, after: float = 0, line: float = 0) -> str:
    """Return w:spacing; points before and after, line as a multiple of a single line."""
    return (
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}"'
        + (f' w:line="{round(line * 240)}" w:lineRule="auto"' if line else "")
        + "/>"
    )


def _side(side: str, colour: str, *, size: int = 4, space: int = 0) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


def _number(number: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


# Hanging indents of lists by level, in twentieths of a point.
_STEP = 397
# Signs of bulleted lists, and formats and texts of numbered ones, by level.
_SIGNS = ("\u2022", "\u2013", "\u2022")
_FORMATS = (("decimal", "%1."), ("lowerLetter", "%2)"), ("lowerRoman", "%3."))
# Where the entries of the contents start, and where their text starts after their number, by level.
CONTENTS_START = (0, 510, 1134, 1871, 1871, 1871)
CONTENTS_TEXT = (510, 1134, 1871, 2721, 2721, 2721)
# Sizes of headings by level, in points above running text.
_HEADING_SIZES = (7.0, 3.5, 1.5, 0.5, 0.0, 0.0)
_HEADING_INDENT = (624, 737, 851, 964, 1077, 1191)


def _styles(style: HouseStyle, language: str) -> str:
    sheet = _Sheet(style)
    add, run, palette, fonts = sheet.add, sheet.run, style.palette, style.fonts
    tags = word_language(language)
    start = "right" if is_rtl(language) else "left"
    add(
        "Normal",
        based="",
        default=True,
        priority=0,
        paragraph="<w:widowControl/>" + _space(0, 7, 1.14),
    )
    add("Default Paragraph Font", kind="character", based="", default=True, priority=1, quick=False)
    add(
        "Normal Table",
        kind="table",
        based="",
        default=True,
        priority=99,
        quick=False,
        rest='<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>',
    )
    add("No List", kind="numbering", based="", default=True, priority=99, quick=False)

    # Cover and headings
    add(
        "Title",
        following="Subtitle",
        paragraph="<w:keepNext/><w:keepLines/>" + _space(0, 10, 1.0),
        run=run(font=fonts.heading, bold=True, colour=palette.heading, size=17),
    )
    add(
        "Subtitle",
        following="Normal",
        paragraph="<w:keepLines/>" + _space(0, 12, 1.05),
        run=run(font=fonts.heading, colour=palette.heading, size=5),
    )
    sizes = _HEADING_SIZES
    spaces = ((26, 10), (18, 6), (14, 4), (12, 3), (10, 3), (10, 3))
    for level in range(1, 7):
        before, after = spaces[level - 1]
        add(
            f"heading {level}",
            following="Normal",
            priority=9,
            paragraph="<w:keepNext/><w:keepLines/>"
            + _number(HEADINGS, level - 1)
            + "<w:suppressAutoHyphens/>"
            + _space(before, after, 1.05)
            + f'<w:outlineLvl w:val="{level - 1}"/>',
            run=run(
                font=fonts.heading,
                bold=True,
                italic=level == 6,
                colour=palette.heading if level < 5 else palette.text,
                size=sizes[level - 1],
            )
            if sizes[level - 1]
            else run(font=fonts.heading, bold=True, italic=level == 6, colour=palette.text),
        )
    for level in range(1, 7):
        add(
            f"Annex {level}",
            based=f"heading {level}",
            following="Normal",
            priority=9,
            paragraph=_number(ANNEXES, level - 1) + f'<w:outlineLvl w:val="{level - 1}"/>',
        )
    for level in range(1, 7):
        add(
            f"Plain Heading {level}",
            based=f"heading {level}",
            following="Normal",
            priority=9,
            paragraph='<w:numPr><w:numId w:val="0"/></w:numPr><w:ind w:left="0" w:firstLine="0"/>'
            f'<w:outlineLvl w:val="{level - 1}"/>',
        )

    # Text
    add(
        "Lead",
        following="Normal",
        paragraph=_space(0, 10, 1.2),
        run=run(size=1.5, colour=palette.heading),
    )
    add(
        "Quote",
        following="Normal",
        paragraph=f"<w:pBdr>{_side(start, palette.rule, size=18, space=10)}</w:pBdr>"
        + _space(4, 10, 1.14)
        + '<w:ind w:left="454" w:right="454"/>',
        run=run(italic=True),
    )
    add(
        "Question",
        following="Normal",
        paragraph="<w:keepNext/><w:keepLines/>" + _space(10, 6, 1.1),
        run=run(bold=True, colour=palette.heading),
    )
    add("Meta", following="Normal", paragraph=_space(0, 6, 1.1), run=run(size=-1, colour=palette.muted))
    add(
        "Withheld",
        following="Normal",
        paragraph=f"<w:pBdr>{_side(start, palette.muted, size=12, space=10)}</w:pBdr>"
        + _space(2, 8, 1.1)
        + '<w:ind w:left="284"/>',
        run=run(italic=True, colour=palette.muted),
    )
    add(
        "Illustrative",
        following="Normal",
        paragraph=f"<w:pBdr>{_side(start, darker(palette.tones.partial), size=18, space=8)}</w:pBdr>"
        f'<w:shd w:val="clear" w:color="auto" w:fill="{palette.tones.partial}"/>'
        + _space(4, 10, 1.1)
        + '<w:ind w:left="227"/>',
        run=run(size=-0.5, colour=palette.text),
    )
    add("Imprint", paragraph=_space(0, 6, 1.1), run=run(size=-1.5))
    for level in range(1, 4):
        suffix = "" if level == 1 else f" {level}"
        left = _STEP * level
        for name, number, sign in (
            ("List Bullet", BULLETS, _SIGNS[level - 1]),
            ("List Number", NUMBERS, _FORMATS[level - 1][1]),
        ):
            hanging = _STEP - (_list_middle(style, sign) if is_rtl(language) else 0)
            add(
                name + suffix,
                paragraph=_number(number, level - 1)
                + _space(0, 4, 1.14)
                + f'<w:ind w:left="{left}" w:hanging="{hanging}"/>',
            )
        add("List Continue" + suffix, paragraph=_space(0, 4, 1.14) + f'<w:ind w:left="{left}"/>')

    # Tables, figures
    add(
        "caption",
        following="Normal",
        priority=35,
        paragraph="<w:keepNext/><w:keepLines/>" + _space(14, 5, 1.05),
        run=run(size=-0.5, bold=True, colour=palette.heading),
    )
    add("Figure", following="caption", paragraph="<w:keepNext/>" + _space(12, 4, 1.0))
    add(
        "Units",
        following="Normal",
        paragraph="<w:keepNext/>" + _space(0, 3, 1.0) + '<w:jc w:val="right"/>',
        run=run(size=-1.5, italic=True, colour=palette.muted),
    )
    # With a colour of its own: LibreOffice otherwise takes that of the table for links and the like.
    add("Table Text", paragraph=_space(2.5, 2.5, 1.08), run=run(size=-1, colour=palette.text))
    add("Table Text Compact", based="Table Text", paragraph=_space(1.5, 1.5, 1.0), run=run(size=-2))
    add(
        "Table Header",
        based="Table Text",
        paragraph="<w:keepNext/><w:suppressAutoHyphens/>" + _space(3.5, 3.5, 1.0),
        run=run(bold=True, colour=palette.on_accent, size=-1),
    )
    add("Table Header Compact", based="Table Header", paragraph=_space(2.5, 2.5, 1.0), run=run(size=-2))
    add(
        "Table Group",
        based="Table Text",
        paragraph="<w:keepNext/>" + _space(4, 3, 1.05),
        run=run(bold=True, colour=palette.heading, size=-1),
    )
    table_step = 227
    for name, number in (("Table Bullet", TABLE_BULLETS), ("Table Number", TABLE_NUMBERS)):
        add(
            name,
            based="Table Text",
            paragraph=_number(number) + _space(1, 1, 1.05) + f'<w:ind w:left="{table_step}" w:hanging="{table_step}"/>',
        )
    add("Table Note", based="Table Text", paragraph=_space(2, 2, 1.05), run=run(size=-2, colour=palette.muted))
    add(
        "Gap",
        quick=False,
        priority=99,
        paragraph='<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>',
        run='<w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr>',
    )
    rule, accent = palette.rule, palette.accent
    add(
        "mpfkit Table",
        kind="table",
        based="Normal Table",
        priority=40,
        paragraph=_space(0, 0, 1.0),
        rest="<w:tblPr><w:tblBorders>"
        + _side("top", accent, size=8)
        + _side("bottom", accent, size=8)
        + _side("insideH", rule)
        + '</w:tblBorders><w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>'
        '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{accent}"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>',
    )

    # Callouts: shading and bar come with the tone
    add("Callout", paragraph=_space(3, 3, 1.12) + '<w:ind w:left="227" w:right="170"/>')
    add(
        "Callout Title",
        based="Callout",
        following="Callout",
        paragraph="<w:keepNext/>" + _space(3, 2, 1.05),
        run=run(bold=True, colour=palette.heading),
    )
    for name, number in (("Callout Bullet", CALLOUT_BULLETS), ("Callout Number", CALLOUT_NUMBERS)):
        add(
            name,
            based="Callout",
            paragraph=_number(number) + '<w:ind w:left="624" w:right="170" w:hanging="397"/>',
        )

    # Contents; without an indent at the end of the line: LibreOffice 7.4 does not show a number that stands in it
    width = mm(style.page.width_mm - style.page.inner_mm - style.page.outer_mm)
    add(
        "TOC Heading",
        based="Normal",
        following="Normal",
        priority=39,
        paragraph="<w:keepNext/><w:keepLines/>" + _space(18, 10, 1.05),
        run=run(font=fonts.heading, bold=True, colour=palette.heading, size=7),
    )
    for level in range(1, 7):
        left = CONTENTS_TEXT[level - 1]
        add(
            f"toc {level}",
            following="Normal",
            priority=39,
            quick=False,
            paragraph=f'<w:tabs><w:tab w:val="left" w:pos="{left}"/>'
            f'<w:tab w:val="right" w:leader="dot" w:pos="{width}"/></w:tabs>'
            + _space(4 if level == 1 else 0, 1.75, 1.0)
            + f'<w:ind w:left="{left}" w:hanging="{left - CONTENTS_START[level - 1]}"/>',
            run=run(bold=True, colour=palette.heading) if level == 1 else run(colour=palette.text),
        )
    add(
        "table of figures",
        following="Normal",
        priority=99,
        quick=False,
        paragraph=f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{width}"/></w:tabs>'
        + _space(0, 3, 1.0)
        + '<w:ind w:left="284" w:hanging="284"/>',
    )

    # Head and foot of the page, notes
    for name, side in (("header", "bottom"), ("footer", "top")):
        add(
            name,
            priority=99,
            quick=False,
            paragraph=f"<w:pBdr>{_side(side, rule, size=4, space=5)}</w:pBdr>"
            f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>' + _space(0, 0, 1.0),
            run=run(size=-2.5 if sheet.base > 10 else -1.5, colour=palette.muted),
        )
    add(
        "Marking",
        quick=False,
        priority=99,
        paragraph=_space(0, 2, 1.0) + '<w:jc w:val="right"/>',
        run=f'<w:rPr><w:b/><w:bCs/><w:color w:val="{palette.text}"/><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr>',
    )
    add(
        "footnote text",
        priority=99,
        quick=False,
        paragraph=_space(0, 2, 1.0) + '<w:ind w:left="198" w:hanging="198"/>',
        run=run(size=-2),
    )

    # Cover
    add(
        "Cover Kicker",
        following="Title",
        paragraph="<w:keepNext/>" + _space(0, 14, 1.1),
        run=run(bold=True, colour=palette.muted, size=1, spacing=0.4),
    )
    add(
        "Cover Line",
        paragraph='<w:tabs><w:tab w:val="left" w:pos="2552"/></w:tabs>'
        + _space(0, 5, 1.1)
        + '<w:ind w:left="2552" w:hanging="2552"/>',
        run=run(size=0.5),
    )
    add(
        "Cover Notice",
        paragraph="<w:keepLines/><w:pBdr>"
        + "".join(
            _side(side, darker(palette.tones.partial), size=6, space=8) for side in ("top", "left", "bottom", "right")
        )
        + f'</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{palette.tones.partial}"/>'
        + _space(18, 18, 1.1)
        + '<w:ind w:left="170" w:right="170"/>',
        run=run(colour=palette.text),
    )
    add(
        "Cover Funding",
        paragraph=_space(0, 0, 1.15) + '<w:textAlignment w:val="center"/>',
        run=run(colour=beside_emblem(style), size=0.5),
    )

    # Characters
    base = "Default Paragraph Font"
    add("Strong", kind="character", based=base, priority=22, run="<w:rPr><w:b/><w:bCs/></w:rPr>")
    # Arabic has no italics: what is stressed is bold there.
    add("Emphasis", kind="character", based=base, priority=20, run="<w:rPr><w:bCs/><w:i/></w:rPr>")
    add("Code", kind="character", based=base, priority=21, run=run(font="Consolas", size=-1))
    add("Muted", kind="character", based=base, priority=23, run=run(colour=palette.muted))
    add("Withheld Text", kind="character", based=base, priority=23, run=run(colour=palette.muted, italic=True))
    add("Illustrative Text", kind="character", based=base, priority=23, run=run(colour=palette.muted, italic=True))
    add("Label", kind="character", based=base, priority=23, run=run(bold=True, colour=palette.heading))
    add(
        "Marking Text",
        kind="character",
        based=base,
        priority=99,
        run=f'<w:rPr><w:b/><w:bCs/><w:color w:val="{palette.text}"/><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr>',
    )
    add(
        "Placeholder Text",
        kind="character",
        based=base,
        priority=99,
        quick=False,
        # Shaded, so that what is to be filled in is seen at a glance, on paper as well.
        run=f'<w:rPr><w:color w:val="{palette.muted}"/><w:shd w:val="clear" w:color="auto" '
        f'w:fill="{palette.tones.muted}"/></w:rPr>',
    )
    add(
        "Hyperlink",
        kind="character",
        based=base,
        priority=99,
        quick=False,
        run=run(colour=palette.link, underline=True),
    )
    add("footnote reference", kind="character", based=base, priority=99, quick=False, run=run(raised=True))

    body, arabic = escape_value(fonts.body), escape_value(fonts.arabic)
    return (
        f"<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{body}" w:eastAsia="{body}" w:hAnsi="{body}" w:cs="{arabic}"/><w:color '
        f'w:val="{palette.text}"/>'
        + sheet.sizes(sheet.base)
        + f'<w:lang w:val="{tags.latin}" w:eastAsia="{tags.latin}" w:bidi="{tags.bidi}"/>'
        '</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:latentStyles w:defLockedState="0" '
        'w:defUIPriority="99" '
        'w:defSemiHidden="0" w:defUnhideWhenUsed="0" w:defQFormat="0" w:count="376"/>'
        + "".join(sheet.out)
        + "</w:styles>"
    )


def _level(
    level: int,
    text: str,
    *,
    kind: str = "decimal",
    style: str = "",
    left: int = 0,
    hanging: int = 0,
    run: str = "",
    suffix: str = "",
    middle: int = 0,
) -> str:
    """Return w:lvl; with `middle`, the number is centred so far from where it would start."""
    align = "center" if middle else "left"
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        + (f'<w:pStyle w:val="{style_id(style)}"/>' if style else "")
        + (f'<w:suff w:val="{suffix}"/>' if suffix else "")
        + f'<w:lvlText w:val="{escape_value(text)}"/><w:lvlJc w:val="{align}"/>'
        f"<w:pPr>{_indent(left, hanging - middle)}</w:pPr>{run}</w:lvl>"
    )


def _indent(left: int, hanging: int) -> str:
    return f'<w:ind w:left="{left}" w:{"hanging" if hanging >= 0 else "firstLine"}="{abs(hanging)}"/>'


def _middle(style: HouseStyle, level: int, text: str) -> int:
    """Return half the width of a number, in twentieths of a point, by what its signs have of their height."""
    widths = (0.27 if sign in ". " else 0.54 if sign.isdigit() else 0.67 for sign in text)
    return round(10 * (style.fonts.size_pt + _HEADING_SIZES[level]) * sum(widths))


def _list_middle(style: HouseStyle, text: str) -> int:
    """Return half the width of the sign or number of a list, in twentieths of a point."""
    return round(10 * style.fonts.size_pt * (0.27 * text.count(".") + 0.33 * text.count(")") + 0.5))


def _numbering(style: HouseStyle, words: Words, *, rtl: bool) -> str:
    accent = f'<w:rPr><w:color w:val="{style.palette.accent}"/></w:rPr>'
    deep = [".".join(f"%{part}" for part in range(1, level + 1)) for level in range(1, 7)]
    # In a paragraph from right to left, "left" is where the line starts for Word, and the left for LibreOffice, which
    # puts such numbers into the margin. What is centred stands at the same place in both.
    middle = [_middle(style, at, ".".join("1" * (at + 1))) if rtl else 0 for at in range(6)]
    lists = {
        HEADINGS: [
            _level(
                at,
                deep[at],
                style=f"heading {at + 1}",
                left=_HEADING_INDENT[at],
                hanging=_HEADING_INDENT[at],
                middle=middle[at],
            )
            for at in range(6)
        ],
        ANNEXES: [
            _level(
                at,
                f"{words.annex} %1." if at == 0 else deep[at],
                kind="upperLetter" if at == 0 else "decimal",
                style=f"Annex {at + 1}",
                left=0 if at == 0 else _HEADING_INDENT[at],
                hanging=0 if at == 0 else _HEADING_INDENT[at],
                # A blank and not a tab, so that the contents have one too; REF leaves the full stop out.
                suffix="space" if at == 0 else "",
                middle=middle[at] if at else _middle(style, 0, f"{words.annex} A.") if rtl else 0,
            )
            for at in range(6)
        ],
    }
    for number, step, name in (
        (BULLETS, _STEP, "List Bullet"),
        (TABLE_BULLETS, 227, "Table Bullet"),
        (CALLOUT_BULLETS, 397, "Callout Bullet"),
    ):
        shift = 227 if number == CALLOUT_BULLETS else 0
        lists[number] = [
            _level(
                at,
                _SIGNS[at],
                kind="bullet",
                style=(name if at == 0 else f"{name} {at + 1}") if at == 0 or number == BULLETS else "",
                left=shift + step * (at + 1),
                hanging=step,
                run=accent,
                # In callouts the bar stands where the line starts, so all lines have to start at the same place.
                middle=_list_middle(style, _SIGNS[at]) if rtl and number == BULLETS else 0,
            )
            for at in range(3)
        ]
    for number, step, name in (
        (NUMBERS, _STEP, "List Number"),
        (TABLE_NUMBERS, 284, "Table Number"),
        (CALLOUT_NUMBERS, 397, "Callout Number"),
    ):
        shift = 227 if number == CALLOUT_NUMBERS else 0
        lists[number] = [
            _level(
                at,
                _FORMATS[at][1],
                kind=_FORMATS[at][0],
                style=(name if at == 0 else f"{name} {at + 1}") if at == 0 or number == NUMBERS else "",
                left=shift + step * (at + 1),
                hanging=step,
                middle=_list_middle(style, _FORMATS[at][1]) if rtl and number == NUMBERS else 0,
            )
            for at in range(3)
        ]
    return (
        f"<w:numbering {_W}>"
        + "".join(
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType '
            f'w:val="multilevel"/>{"".join(levels)}</w:abstractNum>'
            for number, levels in lists.items()
        )
        + "".join(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>' for number in lists)
        + "</w:numbering>"
    )

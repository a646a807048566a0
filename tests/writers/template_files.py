"""Home-made Word templates, as organisations have them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from mpfkit.emblem import emblem_image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
WPS = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
V = 'xmlns:v="urn:schemas-microsoft-com:vml"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
A4 = '<w:pgSz w:w="11906" w:h="16838"/>'
MARGINS = (
    '<w:pgMar w:top="1701" w:right="1134" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/>'
)


def p(text: str = "", style: str = "", extra: str = "", run: str = "") -> str:
    """Return a paragraph."""
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + extra
    properties = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    run = f"<w:rPr>{run}</w:rPr>" if run else ""
    content = f'<w:r>{run}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p>{properties}{content}</w:p>"


def control(name: str, content: str, *, number: int = 7, properties: str = "") -> str:
    """Return a content control."""
    return (
        f'<w:sdt><w:sdtPr>{properties}<w:alias w:val="{name}"/><w:tag w:val="{name}"/><w:id w:val="{number}"/>'
        "</w:sdtPr>"
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def inline(name: str, text: str, *, run: str = "", number: int = 8) -> str:
    """Return a paragraph with a control in it."""
    return f"<w:p>{control(name, f'<w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r>', number=number)}</w:p>"


def bookmark(name: str, content: str, number: int = 1) -> str:
    """Return content inside a bookmark."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def section(references: str = "", extra: str = "", size: str = A4, *, before: str = "") -> str:
    """Return w:sectPr."""
    return f"<w:sectPr>{references}{before}{size}{MARGINS}{extra}</w:sectPr>"


def reference(kind: str, place: str, rid: str) -> str:
    """Return a reference to a head or foot."""
    return f'<w:{kind}Reference w:type="{place}" r:id="{rid}"/>'


def style(name: str, ident: str, inner: str = "", kind: str = "paragraph", attributes: str = "") -> str:
    """Return a style."""
    return f'<w:style w:type="{kind}" w:styleId="{ident}"{attributes}><w:name w:val="{name}"/>{inner}</w:style>'


def heading(level: int, ident: str, name: str = "", numbering: str = "") -> str:
    """Return the style of a heading."""
    return style(
        name or f"heading {level}",
        ident,
        f'<w:basedOn w:val="N"/><w:next w:val="N"/><w:pPr><w:keepNext/>{numbering}'
        f'<w:spacing w:before="240" w:after="80"/>'
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:rFonts w:ascii="Georgia" w:hAnsi="Georgia"/><w:b/>'
        f'<w:color w:val="7A1F3D"/><w:sz w:val="{36 - 4 * level}"/></w:rPr>',
    )


def styles(*more: str, size: int = 21, font: str = "Georgia", normal: str = "Normal", language: str = "fr-FR") -> str:
    """Return w:styles with running text and three headings with ids as no program gives them."""
    inner = "".join(more) or heading(1, "Titre1") + heading(2, "Titre2") + heading(3, "Titre3")
    return (
        f'<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
        f'<w:sz w:val="{size}"/><w:lang w:val="{language}"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + style(normal, "N", '<w:pPr><w:spacing w:after="120"/></w:pPr>', attributes=' w:default="1"')
        + style("Default Paragraph Font", "Pardfaut", kind="character", attributes=' w:default="1"')
        + inner
        + "</w:styles>"
    )


def pack(
    body: str,
    *,
    main: str = "document",
    parts: Mapping[str, tuple[str, str, str]] | None = None,
    files: Mapping[str, bytes] | None = None,
    links: Mapping[str, tuple[str, str]] | None = None,
    rels: Mapping[str, str] | None = None,
    folder: str = "word",
    name: str = "document.xml",
    package: str = "",
    namespaces: str = "",
) -> bytes:
    """Return a .docx or .dotx.

    Args:
        body: Content of w:body.
        main: `document` or `template`.
        parts: Kind of relationship, content type and text by the name of the part; the id is `r` and its stem.
        files: Further files of the package, such as pictures.
        links: Kind and target of external relationships by id.
        rels: Relationships of other parts by name of the part.
        folder: Folder of the parts.
        name: Name of the main part.
        package: Further relationships of the package.
        namespaces: Further namespaces of the document.
    """
    parts = {"styles.xml": ("styles", f"{WORD}.styles+xml", styles()), **(parts or {})}
    parts = {key: one for key, one in parts.items() if one[2]}
    overrides = "".join(
        f'<Override PartName="/{folder}/{key}" ContentType="{kind}"/>' for key, (_, kind, _) in parts.items() if kind
    )
    relationships = "".join(
        f'<Relationship Id="r{key.rpartition("/")[2].partition(".")[0]}" Type="{OFFICE}/{kind}" Target="{key}"/>'
        for key, (kind, _, _) in parts.items()
        if kind
    ) + "".join(
        f'<Relationship Id="{rid}" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
        for rid, (kind, target) in (links or {}).items()
    )
    texts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/{folder}/{name}" ContentType="{WORD}.{main}.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="{folder}/{name}"/>{package}</Relationships>',
        f"{folder}/{name}": f"<w:document {W} {R} {WP} {A} {namespaces}><w:body>{body}</w:body></w:document>",
        f"{folder}/_rels/{name}.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relationships}'
        "</Relationships>",
        **{f"{folder}/{key}": text for key, (_, _, text) in parts.items()},
        **{
            f"{folder}/_rels/{key}.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{text}</Relationships>'
            for key, text in (rels or {}).items()
        },
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, text in texts.items():
            archive.writestr(key, (DECLARATION + text).encode())
        for key, data in (files or {}).items():
            archive.writestr(key, data)
    return stream.getvalue()


def head(text: str, tag: str = "hdr") -> str:
    """Return a head or foot."""
    return f"<w:{tag} {W} {R} {WP} {A}>{text if '<w:p' in text else p(text)}</w:{tag}>"


def heads(**texts: str) -> dict[str, tuple[str, str, str]]:
    """Return heads and feet by name: `header1="Text"`."""
    return {
        f"{name}.xml": (name[:6], f"{WORD}.{name[:6]}+xml", head(text, "hdr" if name.startswith("header") else "ftr"))
        for name, text in texts.items()
    }


def numbering(*levels: tuple[str, str, str], number: int = 4) -> tuple[str, str, str]:
    """Return a numbering part: format, text and linked style of each level."""
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        + (f'<w:pStyle w:val="{linked}"/>' if linked else "")
        + f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{567 * (at + 1)}" w:hanging="567"/>'
        "</w:pPr></w:lvl>"
        for at, (kind, text, linked) in enumerate(levels)
    )
    text = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{inner}'
        f'</w:abstractNum><w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num></w:numbering>'
    )
    return "numbering", f"{WORD}.numbering+xml", text


def settings(inner: str) -> tuple[str, str, str]:
    """Return a settings part."""
    return "settings", f"{WORD}.settings+xml", f"<w:settings {W} {R}>{inner}</w:settings>"


def notes(kind: str, text: str) -> tuple[str, str, str]:
    """Return a part with separators and one note, number 2."""
    inner = "".join(
        f'<w:{kind} w:type="{sort}" w:id="{number}"><w:p><w:r><w:{sort}/></w:r></w:p></w:{kind}>'
        for number, sort in enumerate(("separator", "continuationSeparator"))
    )
    return (
        f"{kind}s",
        f"{WORD}.{kind}s+xml",
        f'<w:{kind}s {W} {R}>{inner}<w:{kind} w:id="2">{p(text)}</w:{kind}></w:{kind}s>',
    )


def picture(rid: str, number: int = 1) -> str:
    """Return a paragraph with a picture."""
    return (
        f'<w:p><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="900000" cy="600000"/>'
        f'<wp:docPr id="{number}" name="Logo" descr="Logo of the ministry"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="1" name=""/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{rid}"/><a:stretch><a:fillRect/></a:stretch>'
        '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="600000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )


def text_box(content: str, number: int = 50) -> str:
    """Return a paragraph with a text box as Word writes it, with the copy for old programs."""
    return (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" '
        f'distR="0"><wp:extent cx="3600000" cy="900000"/><wp:docPr id="{number}" name="Text box" descr="Title"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3600000" cy="900000"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>{content}'
        "</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
        '</mc:Choice><mc:Fallback><w:pict><v:rect style="width:283pt;height:71pt"><v:textbox>'
        f"<w:txbxContent>{content}</w:txbxContent></v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent>"
        "</w:r></w:p>"
    )


LOGO = emblem_image("x").data


def _image_rel(rid: str = "rlogo") -> str:
    return f'<Relationship Id="{rid}" Type="{OFFICE}/image" Target="media/logo.png"/>'


def with_picture(body: str, **more: object) -> bytes:
    """Return a template whose document holds a picture with the id `rlogo`."""
    data = pack(body, **more)  # type: ignore[arg-type]
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for key in old.namelist():
            content = old.read(key)
            if key == "word/_rels/document.xml.rels":
                content = content.replace(b"</Relationships>", _image_rel().encode() + b"</Relationships>")
            new.writestr(key, content)
        new.writestr("word/media/logo.png", LOGO)
    return stream.getvalue()


COVER = p("Ministère de l’Intérieur", run="<w:b/>") + inline("mpfkit_title", "Titre", run='<w:b/><w:sz w:val="52"/>')
IMPRINT = p("Imprint: printed on recycled paper")
BREAK = p(extra=section(reference("header", "default", "rheader1"), before='<w:type w:val="nextPage"/>'))


def plain() -> bytes:
    return pack(p("Old text of the template") + section())


def dotx() -> bytes:
    return pack(p("Old text of the template") + section(), main="template")


def french() -> bytes:
    inner = "".join(
        style(name, ident, '<w:basedOn w:val="N"/>')
        for name, ident in {
            "caption": "Lgende", "toc 1": "TM1", "Title": "Titre", "Subtitle": "Sous-titre",
            "List Bullet": "Listepuces", "header": "En-tte", "footer": "Pieddepage", "footnote text": "Notedebasdepage",
        }.items()
    )  # fmt: skip
    return pack(
        p("Ancien texte") + section(reference("header", "default", "rheader1")),
        parts={
            "styles.xml": ("styles", f"{WORD}.styles+xml", styles(heading(1, "Titre1"), heading(2, "Titre2"), inner)),
            **heads(header1="Ministère"),
        },
    )


def landscape_and_first_pages() -> bytes:
    references = "".join(reference("header", place, f"rheader{at}") for at, place in enumerate(("default", "first"), 1))
    return pack(
        p("Cover", extra=section(references, "<w:titlePg/>"))
        + p("Wide", extra=section(size='<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'))
        + p("Last")
        + section(reference("footer", "default", "rfooter1")),
        parts=heads(header1="Every page", header2="First page", footer1="Foot of the last section"),
    )


def landscape_only() -> bytes:
    return pack(p("Old") + section(size='<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'))


def no_styles_but_normal() -> bytes:
    return pack(p("Old") + section(), parts={"styles.xml": ("styles", f"{WORD}.styles+xml", styles("<!-- none -->"))})


def bare() -> bytes:
    """A document without styles, settings, numbering, theme, fonts and page."""
    return pack(p("Old"), parts={"styles.xml": ("", "", "")})


def body_bookmark() -> bytes:
    return pack(
        COVER
        + p(extra="<w:pageBreakBefore/>")
        + f'<w:p><w:bookmarkStart w:id="3" w:name="mpfkit_body"/><w:r><w:t>Report</w:t></w:r></w:p>{p("goes here")}'
        + '<w:p><w:bookmarkEnd w:id="3"/><w:r><w:t>Contact: the unit</w:t></w:r></w:p>'
        + IMPRINT
        + section(reference("header", "default", "rheader1")),
        parts=heads(header1="Ministère"),
    )


def body_control() -> bytes:
    return pack(
        COVER + BREAK + control("mpfkit_body", p("Report goes here"), number=9) + p("Contact: the unit") + IMPRINT
        + section(reference("header", "default", "rheader2"), '<w:pgNumType w:start="1"/>'),
        parts=heads(header1="Cover page", header2="Ministère"),
    )  # fmt: skip


def body_between_sections() -> bytes:
    wide = section(size='<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>')
    return pack(
        COVER + BREAK + control("mpfkit_body", p("Report goes here"), number=9)
        + p(extra=section(reference("header", "default", "rheader2")))
        + p("Annex of the ministry") + wide,
        parts=heads(header1="Cover page", header2="Report pages"),
    )  # fmt: skip


def body_inline_control() -> bytes:
    return pack(COVER + inline("mpfkit_body", "Report") + section(extra="<w:titlePg/>"))


def body_alone() -> bytes:
    return pack(f"<w:p>{bookmark('mpfkit_body', '')}</w:p>" + section())


def many_sections() -> bytes:
    one = section(reference("header", "default", "rheader1") + reference("footer", "default", "rfooter1"))
    two = section(reference("header", "default", "rheader2"), "<w:titlePg/>")
    return pack(
        p("One", extra=one) + p("Two", extra=two) + p("Three") + section(extra='<w:cols w:num="2" w:space="720"/>'),
        parts=heads(header1="First section", header2="Second section", footer1="Foot of the first section"),
    )


def theme_fonts() -> bytes:
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>'
        for name, colour in {
            "dk1": "000000", "lt1": "FFFFFF", "dk2": "22405B", "lt2": "EEECE1", "accent1": "005A3C",
            "accent2": "C0504D", "accent3": "9BBB59", "accent4": "8064A2", "accent5": "4BACC6", "accent6": "F79646",
            "hlink": "B0D0FF", "folHlink": "800080",
        }.items()
    )  # fmt: skip
    text = (
        f'<a:theme {A} name="t"><a:themeElements><a:clrScheme name="t">{colours}</a:clrScheme><a:fontScheme name="t">'
        '<a:majorFont><a:latin typeface="Verdana"/><a:ea typeface=""/><a:cs typeface=""/></a:majorFont>'
        '<a:minorFont><a:latin typeface="Tahoma"/><a:ea typeface=""/><a:cs typeface=""/></a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="t"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>'
        + f"<a:ln>{fill}</a:ln>" * 3
        + "</a:lnStyleLst><a:effectStyleLst>"
        + "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
        + f"</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements>"
        "</a:theme>"
    )
    sheet = styles(heading(1, "H1").replace('w:ascii="Georgia" w:hAnsi="Georgia"', 'w:asciiTheme="majorHAnsi"'))
    sheet = sheet.replace('w:ascii="Georgia" w:hAnsi="Georgia"', 'w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"')
    theme = ("theme", "application/vnd.openxmlformats-officedocument.theme+xml", text)
    return pack(
        p("Old") + section(),
        parts={"styles.xml": ("styles", f"{WORD}.styles+xml", sheet), "theme/theme1.xml": theme},
    )


def numbered_headings() -> bytes:
    def linked(level: int) -> str:
        return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="4"/></w:numPr>'

    sheet = styles(heading(1, "H1", numbering=linked(0)), heading(2, "H2", numbering=linked(1)), heading(3, "H3"))
    return pack(
        p("Foreword", "H1") + control("mpfkit_body", p("Here"), number=9) + p("Our annex", "H1") + section(),
        parts={
            "styles.xml": ("styles", f"{WORD}.styles+xml", sheet),
            "numbering.xml": numbering(("upperRoman", "%1.", "H1"), ("lowerLetter", "%1.%2)", "H2")),
        },
    )


def unnumbered_headings_kept() -> bytes:
    own = style("Our Contents", "OurContents", '<w:basedOn w:val="Titre1"/>')
    return pack(
        p("Foreword", "Titre1") + p("What is in it", "OurContents") + control("mpfkit_body", p("Here"), number=9)
        + section(),
        parts={"styles.xml": ("styles", f"{WORD}.styles+xml", styles(heading(1, "Titre1"), own))},
    )  # fmt: skip


def right_to_left() -> bytes:
    sheet = styles(heading(1, "Titre1")).replace("<w:pPr><w:spacing", "<w:pPr><w:bidi/><w:spacing", 1)
    return pack(
        p("وزارة الداخلية") + control("mpfkit_body", p("هنا"), number=9) + section(extra="<w:bidi/>"),
        parts={"styles.xml": ("styles", f"{WORD}.styles+xml", sheet)},
    )


def text_boxes() -> bytes:
    box = text_box(inline("mpfkit_title", "Title", run='<w:sz w:val="40"/>') + inline("mpfkit_date", "Date", number=12))
    return pack(box + control("mpfkit_body", p("Here"), number=9) + section(), namespaces=f"{MC} {WPS} {V}")


def comments_and_changes() -> bytes:
    comments = (
        f'<w:comments {W}><w:comment w:id="0" w:author="A. Person" w:date="2019-01-01T00:00:00Z" w:initials="A">'
        f"{p('Ask the minister')}</w:comment></w:comments>"
    )
    changed = (
        '<w:p><w:pPr><w:rPr><w:ins w:id="20" w:author="A. Person"/></w:rPr></w:pPr><w:commentRangeStart w:id="0"/>'
        '<w:ins w:id="21" w:author="A. Person"><w:r><w:t>Kept and new</w:t></w:r></w:ins>'
        '<w:del w:id="22" w:author="A. Person"><w:r><w:delText>Struck out</w:delText></w:r></w:del>'
        '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    )
    return pack(
        changed + control("mpfkit_body", changed.replace('"0"', '"1"'), number=9) + section(),
        parts={
            "comments.xml": ("comments", f"{WORD}.comments+xml", comments),
            "settings.xml": settings('<w:trackRevisions/><w:documentProtection w:edit="readOnly" w:enforcement="1"/>'),
        },
    )


def _with_notes(*, kept: bool) -> bytes:
    mark = '<w:p><w:r><w:t>With a note</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    return pack(
        (mark + control("mpfkit_body", p("Here"), number=9) if kept else mark) + section(),
        parts={
            "footnotes.xml": notes("footnote", "Note of the template"),
            "endnotes.xml": notes("endnote", "End note of the template"),
            "settings.xml": settings(
                '<w:footnotePr><w:footnote w:id="0"/><w:footnote w:id="1"/></w:footnotePr><w:endnotePr>'
                '<w:endnote w:id="0"/><w:endnote w:id="1"/></w:endnotePr>'
            ),
        },
    )


def footnotes_replaced() -> bytes:
    return _with_notes(kept=False)


def footnotes_kept() -> bytes:
    return _with_notes(kept=True)


def properties_and_xml() -> bytes:
    package = (
        f'<Relationship Id="r2" Type="{OFFICE}/custom-properties" Target="docProps/custom.xml"/>'
        f'<Relationship Id="r3" Type="{OFFICE}/extended-properties" Target="docProps/app.xml"/>'
        f'<Relationship Id="r4" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
        f'<Relationship Id="r5" Type="{PACKAGE}/relationships/metadata/thumbnail" Target="docProps/thumbnail.png"/>'
    )
    core = (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>Template 3</dc:title><dc:creator>A. Person</dc:creator><dc:description>Secret</dc:description>"
        "</cp:coreProperties>"
    )
    app = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Manager>A. Person</Manager><Company>Ministry &amp; Sons</Company></Properties>"
    )
    custom = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
        'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Register"><vt:lpwstr>42</vt:lpwstr></property>'
        "</Properties>"
    )
    data = pack(
        inline("mpfkit_title", "Title")
        + control("", "<w:r><w:t>Author</w:t></w:r>", number=31).join(("<w:p>", "</w:p>")).replace(
            '<w:alias w:val=""/><w:tag w:val=""/>',
            "",
        ).replace(
            "</w:sdtPr>",
            '<w:dataBinding w:prefixMappings="xmlns:ns0=\'http://purl.org/dc/elements/1.1/\' xmlns:ns1=\'http://schemas.'
            "openxmlformats.org/package/2006/metadata/core-properties' \" w:xpath=\"/ns1:coreProperties[1]/"
            'ns0:creator[1]" w:storeItemID="{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"/></w:sdtPr>',
        )
        + control("mpfkit_body", p("Here"), number=9)
        + section(),
        package=package,
        files={
            "customXml/item1.xml": b"<register/>",
            "customXml/itemProps1.xml": b'<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'customXml" ds:itemID="{00000000-0000-4000-8000-000000000001}"/>',
            "customXml/_rels/item1.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{OFFICE}/customXmlProps" Target="itemProps1.xml"/></Relationships>'.encode(),
            "docProps/core.xml": core.encode(),
            "docProps/app.xml": app.encode(),
            "docProps/custom.xml": custom.encode(),
            "docProps/thumbnail.png": LOGO,
        },
    )  # fmt: skip
    kinds = {
        "core": "application/vnd.openxmlformats-package.core-properties+xml",
        "app": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "custom": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    }
    item = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    overrides = f'<Override PartName="/customXml/itemProps1.xml" ContentType="{item}"/>'
    overrides += "".join(f'<Override PartName="/docProps/{k}.xml" ContentType="{v}"/>' for k, v in kinds.items())
    data = replaced(data, "[Content_Types].xml", "</Types>", overrides + "</Types>")
    link = f'<Relationship Id="rxml" Type="{OFFICE}/customXml" Target="../customXml/item1.xml"/></Relationships>'
    return replaced(data, "word/_rels/document.xml.rels", "</Relationships>", link)


def pictures_and_links() -> bytes:
    return with_picture(
        picture("rlogo", 41)
        + '<w:p><w:hyperlink r:id="rlink"><w:r><w:t>Site of the ministry</w:t></w:r></w:hyperlink></w:p>'
        + control("mpfkit_body", p("Here"), number=9)
        + section(),
        links={"rlink": ("hyperlink", "https://example.org/")},
    )


def pictures_dropped() -> bytes:
    return with_picture(picture("rlogo", 41) + section())


def marking_control() -> bytes:
    return pack(
        COVER + p(extra=section(reference("header", "default", "rheader2"))) + control("mpfkit_body", p("x"), number=9)
        + section(
            reference("header", "default", "rheader1") + reference("footer", "default", "rfooter1"), "<w:titlePg/>"
        ),
        parts={
            **heads(
                header1=inline("mpfkit_marking", "MARKING", run="<w:b/>")
                + inline("mpfkit_header", "Header", number=14),
                header2="Cover",
                footer1=inline("mpfkit_footer", "Footer", number=15),
            ),
            "settings.xml": settings("<w:evenAndOddHeaders/>"),
        },
    )  # fmt: skip


def table_cover() -> bytes:
    cell = '<w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>'
    table = (
        '<w:tbl><w:tblPr><w:tblW w:w="8000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="4000"/><w:gridCol '
        f'w:w="4000"/></w:tblGrid><w:tr><w:tc>{cell}{inline("mpfkit_author", "Author")}</w:tc>'
        + control("mpfkit_date", f"<w:tc>{cell}{p('Date')}{p('more')}</w:tc>", number=21)
        + "</w:tr></w:tbl>"
    )
    body = bookmark("mpfkit_subtitle", "<w:r><w:rPr><w:i/></w:rPr><w:t>Sub</w:t></w:r><w:r><w:t>title</w:t></w:r>", 5)
    return pack(
        table
        + f"<w:p>{body}</w:p>"
        + control("mpfkit_lines", p("Lines") + p("more"), number=22)
        + inline("mpfkit_language", "Language", number=23)
        + p("before")
        + inline("mpfkit_keywords", "gone when empty", number=24)
        + bookmark("mpfkit_kicker", p("whole paragraph"), 6)
        + f"<w:p>{bookmark('mpfkit_body', '<w:r><w:t>Report</w:t></w:r>')}</w:p>"
        + section()
    )


def other_part_names() -> bytes:
    """A document as it comes from the browser: its main part has another name."""
    return pack(p("Old") + section(), name="document2.xml", folder="word")


def own_lists() -> bytes:
    def listed(name: str, ident: str, number: int) -> str:
        return style(
            name, ident, f'<w:basedOn w:val="N"/><w:pPr><w:numPr><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        )

    sheet = styles(
        heading(1, "Titre1"), listed("List Number", "LN", 4), listed("List Number 2", "LN2", 5),
        style("List Bullet", "LB", '<w:basedOn w:val="N"/>'),
    )  # fmt: skip
    kind, media, text = numbering(("upperLetter", "(%1)", ""))
    _, _, second = numbering(("lowerRoman", "[%1]", ""), number=5)
    abstract, num = (second[second.index("<w:abstractNum ") : second.index("<w:num ")],
                     second[second.index("<w:num ") : second.index("</w:numbering>")])  # fmt: skip
    text = text.replace("<w:num ", abstract + "<w:num ", 1).replace("</w:numbering>", num + "</w:numbering>")
    return pack(
        p("Old") + section(),
        parts={
            "styles.xml": ("styles", f"{WORD}.styles+xml", sheet),
            "numbering.xml": (kind, media, text),
        },
    )


def capitalised() -> bytes:
    """Names of styles as LibreOffice writes them."""
    sheet = styles(heading(1, "Heading1", "Heading 1"), heading(2, "Heading2", "Heading 2"), normal="Standard")
    return pack(p("Old") + section(), parts={"styles.xml": ("styles", f"{WORD}.styles+xml", sheet)})


def replaced(data: bytes, part: str, *changes: str) -> bytes:
    """Return a package in which texts of a part are replaced: old, new, old, new ..."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for key in old.namelist():
            text = old.read(key)
            if key == part:
                for before, after in zip(changes[::2], changes[1::2], strict=True):
                    assert before.encode() in text, before
                    text = text.replace(before.encode(), after.encode())
            new.writestr(key, text)
    return stream.getvalue()


TEMPLATES: dict[str, Callable[[], bytes]] = {
    one.__name__.replace("_", "-"): one
    for one in (
        plain, dotx, french, landscape_and_first_pages, landscape_only, no_styles_but_normal, bare, body_bookmark,
        body_control, body_between_sections, body_inline_control, body_alone, many_sections, theme_fonts,
        numbered_headings, unnumbered_headings_kept, right_to_left, text_boxes, comments_and_changes,
        footnotes_replaced, footnotes_kept, properties_and_xml, pictures_and_links, pictures_dropped, marking_control,
        table_cover, other_part_names, own_lists, capitalised,
    )
}  # fmt: skip

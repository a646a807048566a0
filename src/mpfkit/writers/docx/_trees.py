"""Trees of WordprocessingML that came from somebody else: parsed safely, changed in the order that the schema wants."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from mpfkit.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

__all__ = [
    "PARAGRAPH",
    "RUN",
    "SECTION",
    "SETTINGS",
    "STYLE",
    "W",
    "append",
    "kind_of",
    "parse",
    "put",
    "remove",
    "unparse",
    "value",
    "w",
]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

# Children in their order (ISO/IEC 29500-1, annex A.1)
PARAGRAPH = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
).split()
RUN = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath rPrChange"
).split()
SECTION = (
    "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols "
    "formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange"
).split()
STYLE = (
    "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal "
    "personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr"
).split()
SETTINGS = (
    "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
    "displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts "
    "embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader "
    "bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState "
    "formsDesign attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge "
    "revisionView trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride "
    "styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone "
    "doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders "
    "bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing "
    "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
    "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin doNotShadeFormData "
    "noPunctuationKerning characterSpacingControl printTwoOnOne strictFirstAndLastChars noLineBreaksAfter "
    "noLineBreaksBefore savePreviewPicture doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent "
    "alwaysShowPlaceholderText doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt showXMLTags "
    "alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids mathPr "
    "attachedSchema themeFontLang clrSchemeMapping doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade "
    "captions readModeInkLockDown smartTagType schemaLibrary shapeDefaults doNotEmbedSmartTags decimalSymbol "
    "listSeparator"
).split()


@cache
def w(name: str) -> str:
    """Return the name of an element or attribute of WordprocessingML as lxml has it."""
    return f"{{{W}}}{name}"


def kind_of(element: _Element) -> str:
    """Return the name of an element without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element: _Element | None, path: str = "", attribute: str = "val") -> str:
    """Return an attribute of a descendant, such as `value(style, "pPr/numPr/numId")`; empty where there is none."""
    for name in path.split("/") if path else ():
        element = element.find(w(name)) if element is not None else None
    return str(element.get(w(attribute)) or "") if element is not None else ""


def parse(data: bytes | str, *, place: str, part: str) -> _Element:
    """Parse a part without reading entities or anything from outside; comments are left out.

    Raises:
        FileError: If it is not well-formed, or nests or holds more than libxml2 allows (depth 256, texts of 10 MB).
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        why = str(error).split("\n", maxsplit=1)[0]
        raise FileError(f"{place}: part {part} cannot be read: {why}; save the file again in Word") from error


def unparse(root: _Element) -> bytes:
    """Return a part as bytes."""
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def append(parent: _Element, name: str, **attributes: str) -> _Element:
    """Give an element one more child, the last; return the child."""
    from lxml import etree

    return etree.SubElement(parent, w(name), {w(key): text for key, text in attributes.items()})


def remove(element: _Element) -> None:
    """Take an element out of its tree."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def put(parent: _Element, name: str, order: Sequence[str], **attributes: str) -> _Element:
    """Give an element a child in its place, instead of the one of that name that it may have.

    Args:
        parent: The element.
        name: Name of the child, in the namespace of WordprocessingML.
        order: Names of all children in their order; what is not among them stays last.
        attributes: Attributes of the child, in the same namespace.

    Returns:
        The child.
    """
    from lxml import etree

    for old in parent.findall(w(name)):
        parent.remove(old)
    child = etree.Element(w(name), {w(key): text for key, text in attributes.items()}, nsmap={"w": W})
    rank = order.index(name)
    for at, other in enumerate(parent):
        kind = kind_of(other)
        if kind and (kind not in order or order.index(kind) > rank):
            parent.insert(at, child)
            return child
    parent.append(child)
    return child

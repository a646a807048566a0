"""Stands in for three ministries that fill in their forms in Word; a fourth one does not reply.

Usage: python ministries.py FORMS RETURNED
"""

from __future__ import annotations

import sys
from pathlib import Path

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from mpfkit.testing import fill_form

# The fields of a form are named by the questions: see docs/explanation/forms.md
ALDOVIA = {
    "!organisation": "Ministry of the Interior",
    "!contact": "documents@interior.example",
    "!date": "2021-02-11",
    "!dissemination": "true",
    "DOC.INS.1": "yes",
    "DOC.INS.1a": "In the directorate of the border police, with a desk at each airport.",
    "DOC.INS.2!choice:border-police": "yes",
    "DOC.INS.2!choice:laboratory": "yes",
    "DOC.INS.2!other": "Civil registry",
    "DOC.OPE.1": "Officers compare the passport with a reference database.\nIn doubt, the laboratory has a day.",
    "DOC.OPE.2": "214",
    "DOC.OPE.2!comment": "Without those detected by carriers.",
    "DOC.OPE.3a": "daily",
    "DOC.OPE.3b": "monthly",
    "DOC.TRA.1@1": "Security features of passports",
    "DOC.TRA.2@1": "24",
    "DOC.TRA.1@2": "Impostors at the counter",
    "DOC.TRA.2@2": "18",
}
BORVANIE = {
    "!organisation": "Direction des frontières",
    "!date": "2021-02-24",
    "DOC.INS.1": "planned",
    "DOC.INS.2!choice:border-police": "yes",
    "DOC.INS.2!choice:consulates": "yes",
    "DOC.OPE.1": "Les agents examinent les éléments de sécurité sous lumière ultraviolette.",
    "DOC.OPE.2!reason": "absent:asked-declined",
    "DOC.OPE.3a": "monthly",
    "DOC.OPE.3b": "rarely",
}
CASCARA = {
    "!organisation": "Border Guard",
    "!date": "2021-03-02",
    "!dissemination": "false",
    "DOC.INS.1": "no",
    "DOC.INS.2!choice:carriers": "yes",
    "DOC.OPE.1": "Carriers send us a picture of the document.",
    "DOC.OPE.2": "about 40",
    "DOC.OPE.3a": "absent:asked-unknown",
    "DOC.OPE.3b": "rarely",
}


def typed_below(file: Path, field: str, text: str) -> None:
    """Write a paragraph below a field, as people do who do not trust fields."""
    word = docx.Document(str(file))
    tag = next(each for each in word.element.iter(qn("w:tag")) if each.get(qn("w:val")) == field)
    paragraph = next(tag.iterancestors(qn("w:p")))
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = text
    run.append(words)
    below = OxmlElement("w:p")
    below.append(run)
    paragraph.addnext(below)
    word.save(str(file))


def main(forms: Path, returned: Path) -> None:
    """Fill in the forms of three countries."""
    returned.mkdir(exist_ok=True)
    form = "document-fraud-mapping-questionnaire-{}-plain{}.docx"
    for country, ending, entries in (("XA", "", ALDOVIA), ("XB", "-fr", BORVANIE), ("XC", "", CASCARA)):
        sent = (forms / form.format(country, ending)).read_bytes()
        (returned / f"{country}.docx").write_bytes(fill_form(sent, entries))
    typed_below(returned / "XC.docx", "DOC.OPE.1", "Since 2020 there is a second check at the gate.")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""A sound project, what people do to it, and the exact lines that `check` prints then."""
# ruff: noqa: E501 - the lines are compared as they are printed

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mpfkit.errors import MpfkitError
from mpfkit.projects import check, load_project

if TYPE_CHECKING:
    from pathlib import Path

SOUND = """\
schema_version: 1
id: demo
title: A demonstration
as_of: 2019-02-14
languages: [en, fr]
scope: [EU, MP]
budget: {amount: 1000.50, fund: ISF-Police, date: 2019-02}
organisations:
  - {id: icmpd, name: ICMPD, role: implementing}
activities:
  - {id: mapping, title: Mapping, kind: mapping, starts: 2018-11, ends: 2018-12}
themes:
  - {id: THB, label: {en: Trafficking, fr: Traite}}
levels:
  - {id: LEG, label: Legal}
countries:
  - {code: XA, name: Country XA, group: EU, illustrative: true}
  - {code: XB, name: Country XB, group: MP, illustrative: true}
questionnaires:
  - id: q
    version: "1.0"
    languages: [en]
    invited: [XA, XB]
    choice_lists:
      - id: yes-no
        choices: [{code: yes, label: Yes}, {code: no, label: No}, {code: none, label: None, exclusive: true}]
    items:
      - {link_id: intro, type: display, text: Read this}
      - link_id: A
        type: group
        text: Law
        items:
          - {link_id: A.1, prefix: "1", type: choice, text: Is there a law?, choice_list: yes-no, theme: THB, level: LEG, required: true}
          - {link_id: A.2, type: text, text: Which?, max_length: 60, enable_when: [{question: A.1, answer: yes}]}
          - {link_id: A.3, type: integer, text: How many?, min_value: 0, max_value: 10}
          - {link_id: A.4, type: choice, repeats: true, text: Which ones?, choice_list: yes-no}
          - {link_id: A.5, type: date, text: Since when?}
          - {link_id: A.6, type: url, text: Where?}
responses:
  - id: r-xa
    questionnaire: q|1.0
    country: XA
    authored: 2018-12-01T10:00:00+01:00
    language: en
    illustrative: true
    answers:
      A.1: {value: yes}
      A.2: {value: The law of the sea}
      A.3: {value: 7}
      A.4: {values: [yes, no]}
  - id: r-xb
    questionnaire: q
    country: XB
    illustrative: true
    answers:
      A.1: {value: no}
      A.3: {absent: asked-unknown}
workshops:
  - id: w
    title: Workshop
    city: The Hague
    country: NL
    starts: 2019-02-14
    ends: 2019-02-15
    partners: [icmpd]
    informed_by: [mapping]
    sessions:
      - id: s
        title: Session
        starts: 2019-02-14T09:00:00+01:00
        ends: 2019-02-14T10:00:00+01:00
        themes: [THB]
        informed_by: [A.1]
        illustrative: true
        contributions:
          - {id: c, kind: feedback, country: XB, items: [A.1], text: We agree}
findings:
  - {id: gap, kind: gap, title: A gap, countries: [XA], evidence: [{response: r-xa, link_id: A.2, quote: law of}]}
  - {id: option, kind: option, title: An option, addresses: [gap]}
claims:
  - {id: eu, text: 28 Member States, count: "scope:EU", value: 28}
marking: clear
"""

BROKEN = (
    (
        "an unknown key of the project",
        "as_of: 2019-02-14\n",
        "as_of: 2019-02-14\nprogram: MPF\n",
        ("5:1: MPF101 error: program: unknown key 'program'; did you mean 'programme'?",),
    ),
    (
        "an unknown key deep inside",
        "role: implementing}",
        "rol: implementing}",
        (
            "9:5: MPF104 error: organisations.icmpd.role is missing; add it",
            "9:30: MPF101 error: organisations.icmpd.rol: unknown key 'rol'; did you mean 'role'?",
        ),
    ),
    (
        "a key that is missing",
        "title: A demonstration\n",
        "",
        ("1:1: MPF104 error: title is missing; add it",),
    ),
    (
        "a version that is missing",
        "schema_version: 1\n",
        "",
        ("1:1: MPF108 error: schema_version is missing; add the line schema_version: 1",),
    ),
    (
        "a version of the future",
        "schema_version: 1\n",
        "schema_version: 2\n",
        ("1:17: MPF108 error: schema_version is 2, but this mpfkit reads up to 1; use a newer mpfkit",),
    ),
    (
        "a version that is no number",
        "schema_version: 1\n",
        "schema_version: one\n",
        ("1:17: MPF108 error: schema_version must be a whole number, such as 1",),
    ),
    (
        "a value that is not allowed",
        "kind: mapping,",
        "kind: maping,",
        (
            "11:41: MPF103 error: activities.mapping.kind: 'maping' is not allowed; did you mean 'mapping'? allowed: mapping, workshop, reporting, training, study-visit, other",
        ),
    ),
    (
        "a date in another order",
        "as_of: 2019-02-14",
        "as_of: 14.2.2019",
        ("4:8: MPF102 error: as_of: '14.2.2019' is not a date; write YYYY-MM-DD, such as 2019-02-14",),
    ),
    (
        "a date that does not exist",
        "as_of: 2019-02-14",
        "as_of: 2019-02-30",
        ("4:8: MPF102 error: as_of: '2019-02-30' is not a date: day is out of range for month",),
    ),
    (
        "a list where a text is expected",
        "title: A demonstration",
        "title: [A, demonstration]",
        ("3:1: MPF102 error: title: a list where a text, or a mapping of language to text, is expected",),
    ),
    (
        "a text where a list is expected",
        "scope: [EU, MP]",
        "scope: EU",
        ("6:8: MPF102 error: scope: 'EU' where a list is expected; write [...] around it",),
    ),
    (
        "a text where a mapping is expected",
        "  - {id: icmpd, name: ICMPD, role: implementing}",
        "  - ICMPD",
        (
            "9:5: MPF102 error: organisations.0: 'ICMPD' where a mapping with id, name, role, country, kind, logo, ... is expected",
            "65:16: MPF031 error: workshop w: partner 'icmpd' is no organisation of the project",
        ),
    ),
    (
        "a number where words stand",
        "amount: 1000.50,",
        "amount: a lot,",
        (
            "7:18: MPF102 error: budget.amount: cannot read 'a lot' as an amount of money: there is no figure in it; write it as 'EUR 12 500.00'",
        ),
    ),
    (
        "an amount that can be read in two ways",
        "amount: 1000.50,",
        'amount: "EUR 1.000",',
        (
            "7:18: MPF111 error: budget.amount: 'EUR 1.000' can be read in two ways; write the amount as digits with a point, such as 1000",
        ),
    ),
    (
        "an amount as people write it",
        "amount: 1000.50, fund: ISF-Police,",
        'amount: "EUR 108.874.50 (ISF-Police)",',
        ("7:18: MPF110 note: budget.amount: read 'EUR 108.874.50 (ISF-Police)' as EUR 108 874.50, fund ISF-Police",),
    ),
    (
        "a currency that is none",
        "fund: ISF-Police,",
        "currency: Euro,",
        ("7:1: MPF109 error: budget: 'Euro' is not a currency; write its ISO 4217 code, such as EUR",),
    ),
    (
        "a language that is none",
        "{en: Trafficking, fr: Traite}",
        "{english language: Trafficking}",
        (
            "13:23: MPF101 error: themes.THB.label.english language: 'english language' is not a language; write a tag such as en, fr or ar",
        ),
    ),
    (
        "a text without a language",
        "{en: Trafficking, fr: Traite}",
        "{}",
        ("13:15: MPF102 error: themes.THB.label: a text needs at least one language, such as {en: ...}",),
    ),
    (
        "a boolean of yesterday",
        "group: EU, illustrative: true",
        "group: EU, illustrative: yes",
        ("17:59: MPF102 error: countries.XA.illustrative: 'yes' where true or false is expected",),
    ),
    (
        "a misspelled country",
        "country: NL",
        "country: Netherland",
        (
            "62:14: MPF103 error: workshops.w.country: 'Netherland' is not a country code; did you mean NL (Netherlands)?",
        ),
    ),
    (
        "a country by its name",
        "country: NL",
        "country: FRANCE",
        ("62:14: MPF103 error: workshops.w.country: 'FRANCE' is not a country code; did you mean FR (France)?",),
    ),
    (
        "a country by its other name",
        "country: NL",
        "country: Slovak Republic",
        (
            "62:14: MPF103 error: workshops.w.country: 'Slovak Republic' is not a country code; did you mean SK (Slovakia)?",
        ),
    ),
    (
        "a country that is none",
        "country: NL",
        "country: Atlantis",
        (
            "62:14: MPF103 error: workshops.w.country: no country is named 'Atlantis'; write its two-letter code, such as MA or EL",
        ),
    ),
    (
        "a country in the code of ISO",
        "country: NL",
        "country: GR",
        ("62:14: MPF110 note: workshops.w.country: read country 'GR' as EL",),
    ),
    (
        "Norway, which is not false",
        "country: NL",
        "country: NO",
        (),
    ),
    (
        "a bare answer",
        "A.3: {value: 7}",
        "A.3: 7",
        ("49:12: MPF102 error: responses.r-xa.answers.A.3: '7' where an answer is expected; write {value: 7}",),
    ),
    (
        "an answer of another type",
        "A.3: {value: 7}",
        "A.3: {value: seven}",
        (
            "49:20: MPF012 error: responses.r-xa.answers.A.3.value: 'seven' is not a whole number; write digits, such as 12 (the item is of type integer)",
        ),
    ),
    (
        "an answer in fractions",
        "A.3: {value: 7}",
        "A.3: {value: 7.5}",
        (
            "49:20: MPF012 error: responses.r-xa.answers.A.3.value: '7.5' is not a whole number; write digits, such as 12 (the item is of type integer)",
        ),
    ),
    (
        "an answer above the limit",
        "A.3: {value: 7}",
        "A.3: {value: 11}",
        ("49:7: MPF012 error: response r-xa, A.3: 11 is above the largest value allowed, 10",),
    ),
    (
        "an answer below the limit",
        "A.3: {value: 7}",
        "A.3: {value: -1}",
        ("49:7: MPF012 error: response r-xa, A.3: -1 is below the smallest value allowed, 0",),
    ),
    (
        "an answer with nothing in it",
        "A.3: {value: 7}",
        "A.3: {value: }",
        (
            "49:7: MPF013 error: response r-xa, A.3: an answer needs a value, or the reason why there is none, such as absent: not-answered",
        ),
    ),
    (
        "an answer that says two things",
        "A.3: {value: 7}",
        "A.3: {value: 7, absent: masked}",
        ("49:7: MPF013 error: response r-xa, A.3: value and absent exclude each other; keep one",),
    ),
    (
        "an unknown key of an answer",
        "A.3: {value: 7}",
        "A.3: {valeu: 7}",
        (
            "49:13: MPF101 error: responses.r-xa.answers.A.3.valeu: unknown key 'valeu'; did you mean 'value' or 'values'?",
        ),
    ),
    (
        "a reason that is not known",
        "absent: asked-unknown",
        "absent: unknown",
        (
            "57:21: MPF103 error: responses.r-xb.answers.A.3.absent: 'unknown' is not allowed; did you mean 'temp-unknown' or 'asked-unknown'? allowed: not-answered, not-applicable, asked-declined, asked-unknown, temp-unknown, not-asked, masked, error",
        ),
    ),
    (
        "a reason that is derived",
        "absent: asked-unknown",
        "absent: not-enabled",
        (
            "57:21: MPF103 error: responses.r-xb.answers.A.3.absent: 'not-enabled' is not allowed; did you mean 'not-asked' or 'not-applicable' or 'not-answered'? allowed: not-answered, not-applicable, asked-declined, asked-unknown, temp-unknown, not-asked, masked, error",
        ),
    ),
    (
        "an answer to no item",
        "A.3: {value: 7}",
        "A.33: {value: 7}",
        ("49:7: MPF011 error: response r-xa: questionnaire q|1.0 has no item 'A.33'; did you mean 'A.3'?",),
    ),
    (
        "an answer to a group",
        "A.3: {value: 7}",
        "A: {value: 7}",
        ("49:7: MPF011 error: response r-xa: A is a group and takes no answer; answer the items below it",),
    ),
    (
        "a choice that is not in the list",
        "A.1: {value: no}",
        "A.1: {value: nein}",
        ("56:7: MPF012 error: response r-xb, A.1: 'nein' is not a choice of list 'yes-no'; known: no, none, yes",),
    ),
    (
        "an exclusive choice beside others",
        "values: [yes, no]",
        "values: [yes, none]",
        ("50:7: MPF012 error: response r-xa, A.4: 'none' can only be chosen alone",),
    ),
    (
        "a choice that is made twice",
        "values: [yes, no]",
        "values: [yes, yes]",
        ("50:7: MPF012 error: response r-xa, A.4: 'yes' is given twice",),
    ),
    (
        "several values where one is asked for",
        "A.1: {value: no}",
        "A.1: {values: [no]}",
        ("56:7: MPF012 error: response r-xb, A.1: only one value can be given here; write value: ...",),
    ),
    (
        "one value where several are asked for",
        "A.4: {values: [yes, no]}",
        "A.4: {value: yes}",
        ("50:7: MPF012 error: response r-xa, A.4: several values can be given here; write values: [...]",),
    ),
    (
        "a text of one's own where none is allowed",
        "values: [yes, no]",
        "values: [yes, no], other: perhaps",
        (
            "50:7: MPF012 error: response r-xa, A.4: 'perhaps' stands under other, which the item does not allow; choose, or set answer_constraint to options-or-string",
        ),
    ),
    (
        "a text that is too long",
        "value: The law of the sea",
        "value: The law of the sea and of the land and of the air and of all the rest",
        ("48:7: MPF012 error: response r-xa, A.2: the text has 69 characters, but at most 60 are allowed",),
    ),
    (
        "an answer to a question that was not asked",
        "A.1: {value: no}",
        "A.1: {value: no}\n      A.2: {value: None}",
        ("57:7: MPF014 warning: response r-xb: A.2 is answered, though its conditions say that it was not asked",),
    ),
    (
        "a required question without an answer",
        "      A.1: {value: no}\n",
        "",
        ("51:5: MPF015 warning: response r-xb counts as completed, but says nothing on the required A.1",),
    ),
    (
        "a date that is none in an answer",
        "A.3: {value: 7}",
        "A.5: {value: yesterday}",
        (
            "49:20: MPF012 error: responses.r-xa.answers.A.5.value: 'yesterday' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD (the item is of type date)",
        ),
    ),
    (
        "a web address that is none",
        "A.3: {value: 7}",
        "A.6: {value: www.example.org}",
        (
            "49:7: MPF012 error: response r-xa, A.6: 'www.example.org' is not a web address; write it in full, with https://",
        ),
    ),
    (
        "a questionnaire that does not exist",
        "questionnaire: q|1.0",
        "questionnaire: q|2.0",
        ("41:20: MPF010 error: response r-xa: the project has no questionnaire 'q|2.0'; did you mean 'q|1.0'?",),
    ),
    (
        "a moment without a time zone",
        "authored: 2018-12-01T10:00:00+01:00",
        "authored: 2018-12-01T10:00:00",
        (
            "43:15: MPF023 error: responses.r-xa.authored: '2018-12-01T10:00:00' has no time zone; add it, such as 2018-12-01T10:00:00+01:00",
        ),
    ),
    (
        "a user-assigned country that nobody explains",
        "  - {code: XB, name: Country XB, group: MP, illustrative: true}\n",
        "",
        (
            "22:19: MPF010 error: questionnaire q|1.0: XB is a user-assigned code that countries does not explain; add its name and group there",
            "52:14: MPF010 error: response r-xb: XB is a user-assigned code that countries does not explain; add its name and group there",
            "75:46: MPF010 error: session s, contribution c: XB is a user-assigned code that countries does not explain; add its name and group there",
        ),
    ),
    (
        "two replies of one country",
        "id: r-xb\n    questionnaire: q\n    country: XB",
        "id: r-xb\n    questionnaire: q\n    country: XA",
        ("51:5: MPF017 warning: XA: 2 current replies (r-xa, r-xb); mark the later one with replaces, or remove one",),
    ),
    (
        "an identity that stands twice",
        "  - id: r-xb",
        "  - id: r-xa",
        (
            "51:5: MPF027 error: response 'r-xa' stands twice; rename or remove one",
            "78:40: MPF025 warning: finding gap: its countries are not those of its evidence: no evidence from XA; evidence also from XB",
            "78:68: MPF018 error: finding gap: evidence r-xa/A.2 does not exist: the response has no such answer; did you mean 'A.3' or 'A.1'?",
        ),
    ),
    (
        "a reply that replaces nothing",
        "  - id: r-xb",
        "  - id: r-xb\n    replaces: r-xc",
        ("52:15: MPF016 error: response r-xb replaces 'r-xc', which does not exist; did you mean 'r-xa'?",),
    ),
    (
        "a reply that replaces another country's",
        "  - id: r-xb",
        "  - id: r-xb\n    replaces: r-xa",
        (
            "52:15: MPF016 error: response r-xb of XB to q cannot replace r-xa of XA to q|1.0; both must have the same country and questionnaire",
            "79:79: MPF020 warning: finding gap: response r-xa was replaced by r-xb; look whether the evidence still holds",
        ),
    ),
    (
        "a link_id that is not allowed",
        "link_id: A.6",
        "link_id: 6th",
        (
            "38:13: MPF001 error: link_id '6th' of questionnaire q|1.0 is not allowed; begin with a letter, then at most 63 letters, digits, dots, hyphens or underscores",
        ),
    ),
    (
        "a link_id that stands twice",
        "link_id: A.6",
        "link_id: A.5",
        ("38:13: MPF001 error: link_id 'A.5' stands 2 times in questionnaire q|1.0; rename all but one",),
    ),
    (
        "a choice list that does not exist",
        "repeats: true, text: Which ones?, choice_list: yes-no",
        "repeats: true, text: Which ones?, choice_list: yes-noo",
        ("36:89: MPF003 error: item A.4: no choice list 'yes-noo' in questionnaire q|1.0; did you mean 'yes-no'?",),
    ),
    (
        "a choice without choices",
        "repeats: true, text: Which ones?, choice_list: yes-no",
        "repeats: true, text: Which ones?",
        (
            "36:13: MPF003 error: item A.4 of type choice has nothing to choose from; name a choice_list that has choices",
        ),
    ),
    (
        "a condition on nothing",
        "question: A.1,",
        "question: A.9,",
        (
            "34:95: MPF004 error: item A.2: enable_when asks for 'A.9', which is no item of questionnaire q|1.0; did you mean 'A.6' or 'A.5' or 'A.4'?",
            "48:7: MPF014 warning: response r-xa: A.2 is answered, though its conditions say that it was not asked",
        ),
    ),
    (
        "a condition on itself",
        "question: A.1,",
        "question: A.2,",
        (
            "34:95: MPF004 error: item A.2: enable_when asks for 'A.2', which is the item itself or stands below it; ask for an earlier question",
            "48:7: MPF014 warning: response r-xa: A.2 is answered, though its conditions say that it was not asked",
        ),
    ),
    (
        "a condition that cannot hold",
        "answer: yes}",
        "answer: oui}",
        (
            "34:108: MPF005 error: item A.2: enable_when compares A.1 with 'oui', which is none of its choices; known: no, none, yes",
            "48:7: MPF014 warning: response r-xa: A.2 is answered, though its conditions say that it was not asked",
        ),
    ),
    (
        "a theme that does not exist",
        "theme: THB",
        "theme: THX",
        ("33:106: MPF009 error: item A.1: the project has no theme 'THX'; did you mean 'THB'?",),
    ),
    (
        "a text that is missing in a language",
        "    languages: [en]\n",
        "    languages: [en, fr]\n",
        (
            "22:5: MPF008 warning: questionnaire q|1.0 has no text in 'fr' for intro, A, A.1, A.2, A.3, A.4, A.5, A.6 and 3 more",
        ),
    ),
    (
        "a quote that nobody said",
        "quote: law of",
        "quote: laws of",
        (
            "78:68: MPF018 error: finding gap: the quote 'laws of' is no part of the answer r-xa/A.2; copy it word for word",
        ),
    ),
    (
        "evidence from nobody",
        "response: r-xa, link_id",
        "response: r-xx, link_id",
        (
            "78:68: MPF018 error: finding gap: evidence from response 'r-xx', which does not exist; did you mean 'r-xb' or 'r-xa'?",
        ),
    ),
    (
        "evidence without a value",
        "response: r-xa, link_id: A.2, quote: law of",
        "response: r-xb, link_id: A.3",
        (
            "78:40: MPF025 warning: finding gap: its countries are not those of its evidence: no evidence from XA; evidence also from XB",
            "78:68: MPF018 error: finding gap: evidence r-xb/A.3 has no value (asked-unknown)",
        ),
    ),
    (
        "countries that the evidence does not have",
        "countries: [XA]",
        "countries: [XA, XB]",
        ("78:40: MPF025 warning: finding gap: its countries are not those of its evidence: no evidence from XB",),
    ),
    (
        "an option that addresses nothing",
        ", addresses: [gap]",
        "",
        (
            "79:5: MPF019 error: option option rests on nothing; say which gap or contingency it addresses, or give evidence",
        ),
    ),
    (
        "an option that addresses an option",
        "addresses: [gap]",
        "addresses: [option]",
        (
            "79:62: MPF019 error: finding option addresses option, which is of kind option; address a gap or a contingency",
        ),
    ),
    (
        "a gap without evidence",
        "evidence: [{response: r-xa, link_id: A.2, quote: law of}]",
        "evidence: []",
        ("78:5: MPF019 error: gap gap has no evidence; name the answers that show it",),
    ),
    (
        "a claim that is not true",
        "value: 28}",
        "value: 27}",
        ("81:64: MPF026 error: claim eu says 27 ('28 Member States'), but scope:EU is 28",),
    ),
    (
        "a claim about nothing",
        '"scope:EU"',
        "scoop",
        ("81:45: MPF026 error: claim eu: nothing is counted as 'scoop'; did you mean 'scope'?",),
    ),
    (
        "a group that is none",
        "scope: [EU, MP]",
        "scope: [EU, MPX]",
        ("6:13: MPF037 error: scope: no group of countries is named 'MPX'; did you mean 'MP'?",),
    ),
    (
        "a session informed by nothing",
        "informed_by: [A.1]",
        "informed_by: [A.11]",
        (
            "73:23: MPF030 error: session s: informed by 'A.11', which is no item or finding of the project; did you mean 'A.1'?",
        ),
    ),
    (
        "a partner that does not exist",
        "partners: [icmpd]",
        "partners: [icmdp]",
        ("65:16: MPF031 error: workshop w: partner 'icmdp' is no organisation of the project; did you mean 'icmpd'?",),
    ),
    (
        "a session that ends before it starts",
        "ends: 2019-02-14T10:00:00",
        "ends: 2019-02-14T08:00:00",
        (
            "71:15: MPF023 error: session s ends (2019-02-14T08:00:00+01:00) before or when it starts (2019-02-14T09:00:00+01:00)",
        ),
    ),
    (
        "a session on another day",
        "starts: 2019-02-14T09:00:00+01:00",
        "starts: 2019-02-13T09:00:00+01:00",
        ("70:17: MPF035 warning: session s is on 2019-02-13, but workshop w lasts from 2019-02-14 to 2019-02-15",),
    ),
    (
        "a workshop that ends before it starts",
        "ends: 2019-02-15",
        "ends: 2019-02-13",
        ("59:5: MPF109 error: workshops.w: the workshop ends (2019-02-13) before it starts (2019-02-14)",),
    ),
    (
        "a marking that is none",
        "marking: clear",
        "marking: secret-ish",
        (
            "82:10: MPF103 error: marking: 'secret-ish' is not allowed; allowed: clear, green, amber, amber+strict, red, H0, H1, H2, H3, LIMITE",
        ),
    ),
    (
        "a classified project",
        "marking: clear",
        "marking: RESTREINT UE/EU RESTRICTED",
        (
            "82:10: MPF032 error: 'RESTREINT UE/EU RESTRICTED' is an EU classification, which mpfkit does not process; remove the information from the project",
        ),
    ),
    (
        "a level that is none",
        "marking: clear",
        "marking: {level: amber+}",
        (
            "82:18: MPF103 error: marking.level: 'amber+' is not allowed; did you mean 'amber' or 'amber+strict'? allowed: clear, green, amber, amber+strict, red",
        ),
    ),
    (
        "a key that stands twice",
        "marking: clear",
        "marking: clear\nid: again",
        ("83:1: MPF106 error: the key 'id' stands twice in one mapping; keep one of them",),
    ),
    (
        "YAML that is none",
        "title: A demonstration",
        "title: A demonstration: of what",
        (
            "3:23: MPF105 error: this is not YAML: mapping values are not allowed in this context; put a text that holds a colon and a space into quotes",
        ),
    ),
    (
        "a tab",
        "scope: [EU, MP]",
        "\tscope: [EU, MP]",
        (
            "6:1: MPF105 error: this is not YAML: found character that cannot start any token; indent with spaces, not tabs, and put a text that begins with @, ` or % into quotes",
        ),
    ),
    (
        "a character that is not allowed",
        "title: A demonstration",
        "title: A demon\x07stration",
        ("3:15: MPF105 error: the character U+0007 is not allowed; remove it",),
    ),
    (
        "an escape that is not allowed",
        "title: A demonstration",
        'title: "A demon\\astration"',
        (" MPF105 error: the character U+0007 is not allowed; remove its escape",),
    ),
    (
        "a tag",
        "title: A demonstration",
        "title: !!python/name:os.system A",
        ("3:8: MPF107 error: the tag 'tag:yaml.org,2002:python/name:os.system' is not allowed; remove it",),
    ),
    (
        "an alias of itself",
        "scope: [EU, MP]",
        "scope: &a [*a]",
        ("6:8: MPF107 error: an alias contains itself; write the value out",),
    ),
    (
        "two documents",
        "marking: clear",
        "marking: clear\n---\nid: two",
        ("83:1: MPF105 error: this is not YAML: but found another document; keep one document in a file",),
    ),
    (
        "a list as a key",
        "marking: clear",
        "marking: clear\n? [a, b]\n: c",
        ("83:3: MPF105 error: a key must be a word, not a list or a mapping",),
    ),
    (
        "three faults at once",
        "role: implementing}",
        "role: implementor, cuntry: AT}\n  - {name: EU, role: funding}",
        (
            "9:36: MPF103 error: organisations.icmpd.role: 'implementor' is not allowed; did you mean 'implementing'? allowed: funding, accountable, extending, implementing, partner",
            "9:49: MPF101 error: organisations.icmpd.cuntry: unknown key 'cuntry'; did you mean 'country'?",
            "10:5: MPF104 error: organisations.1.id is missing; add it",
        ),
    ),
)
"""What is done: a name, a piece of the sound project, what stands there instead, and the lines without the file."""


def test_the_sound_project_has_no_problems(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text(SOUND, encoding="utf-8")
    assert check(file) == ()


@pytest.mark.parametrize(("piece", "instead", "lines"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_fault_gives_these_lines_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: str, instead: str, lines: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert piece in SOUND
    (tmp_path / "p.yaml").write_text(SOUND.replace(piece, instead, 1), encoding="utf-8")
    problems = check("p.yaml")
    assert tuple(str(problem) for problem in problems) == tuple(f"p.yaml:{line}" for line in lines)
    structural = any(problem.severity == "error" and problem.code >= "MPF100" for problem in problems)
    if structural:
        with pytest.raises(MpfkitError) as caught:
            load_project("p.yaml")
        assert "p.yaml" in str(caught.value)


def test_faults_in_several_files_are_told_together_with_their_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    head, _, rest = SOUND.partition("responses:\n")
    responses, _, rest = rest.partition("workshops:\n")
    first, _, second = responses.partition("  - id: r-xb")
    (tmp_path / "responses").mkdir()
    (tmp_path / "responses" / "XA.yaml").write_text(
        first.replace("A.3: {value: 7}", "A.3: {value: many}"), encoding="utf-8"
    )
    single = "\n".join(line[4:] for line in ("    id: r-xb" + second).splitlines())
    (tmp_path / "responses" / "XB.yaml").write_text(single.replace("country: XB", "country: Maroco"), encoding="utf-8")
    broken = head.replace("kind: mapping,", "kind: maping,") + "workshops:\n" + rest.replace("value: 28}", "value: 27}")
    (tmp_path / "project.yaml").write_text(broken, encoding="utf-8")
    assert [str(problem).split(" error: ")[0] for problem in check(".")] == [
        "project.yaml:11:41: MPF103",
        "project.yaml:62:64: MPF026",
        "responses/XA.yaml:10:20: MPF012",
        "responses/XB.yaml:3:10: MPF103",
    ]

"""The funding notice is chosen from data, and says where its wording is not verified."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from importlib.resources import files
from string import Formatter

import pytest

from mpfkit.errors import UnknownNameError
from mpfkit.funding import contract_kind, disclaimer_parts, funding_notice, statements, wording_id
from mpfkit.model import Budget, ContractKind, LangString, Organisation, OrganisationRole, PartialDate, Period, Project

DATA = tomllib.loads(files("mpfkit").joinpath("funding.toml").read_text(encoding="utf-8"))


def project(**changes: object) -> Project:
    base = Project(
        id="p",
        title=LangString.of("A project"),
        as_of=date(2019, 2, 14),
        programme="Migration Partnership Facility",
        budget=Budget(amount=Decimal("108874.50"), fund="ISF-Police", date=PartialDate(2019, 2)),
        organisations=(
            Organisation(
                id="icmpd",
                name=LangString.of("International Centre for Migration Policy Development"),
                abbreviation="ICMPD",
                role=OrganisationRole.IMPLEMENTING,
            ),
            Organisation(id="eu", name=LangString.of("European Union"), role=OrganisationRole.FUNDING),
        ),
    )
    return base.evolve(**changes)


def test_the_archetype_gets_the_wording_of_its_fund_and_says_that_it_is_not_verified() -> None:
    notice = funding_notice(project(), "en")
    assert notice.statement == "Funded by the European Union"
    assert notice.implemented_by == "Implemented by ICMPD"
    assert notice.funding.startswith(
        "This report was funded by the European Union’s Internal Security Fund – Police. The project was awarded"
    )
    assert "represents the views of the author only" in notice.disclaimer
    assert notice.rights.startswith(
        "Copyright: International Centre for Migration Policy Development (ICMPD), 2019. All rights reserved."
    )
    assert not notice.verified


@pytest.mark.parametrize(
    ("fund", "when", "expected"),
    [
        ("ISF-Police", 2023, "FUND-2014-ISF"),
        ("AMIF", 2016, "FUND-2014-DIRECT"),
        ("AMIF", 2025, "FUND-2021"),
        ("ISF", 2020, "FUND-2021"),
        ("Another fund", 2018, "FUND-2014-DIRECT"),
        ("Another fund", 2023, "FUND-2021"),
        ("", 2023, "FUND-2021"),
        ("", 2018, "FUND-EXT"),
        ("Another fund", 2009, "FUND-EXT"),
    ],
)
def test_fund_and_programming_period_choose_the_wording(fund: str, when: int, expected: str) -> None:
    budget = Budget(amount=Decimal(1), fund=fund, date=PartialDate(when))
    assert wording_id(project(budget=budget)) == expected


def test_the_period_of_the_budget_comes_before_its_date() -> None:
    budget = Budget(amount=Decimal(1), fund="Other", date=PartialDate(2022), period=Period(starts=PartialDate(2018, 1)))
    assert wording_id(project(budget=budget)) == "FUND-2014-DIRECT"


@pytest.mark.parametrize(
    ("contract", "when", "expected"),
    [
        (ContractKind.GRANT, 2018, "FUND-2014-ISF"),
        (ContractKind.SERVICE, 2018, "FUND-COMMISSION"),
        (ContractKind.EXTERNAL_ACTION, 2015, "FUND-EXT"),
        (ContractKind.EXTERNAL_ACTION, 2018, "FUND-EXT-2018"),
        (ContractKind.EXTERNAL_ACTION, 2024, "FUND-EXT-2018"),
        (ContractKind.CONTRIBUTION, 2010, "FUND-UN"),
    ],
)
def test_a_contract_that_is_no_grant_decides_before_fund_and_period(
    contract: ContractKind, when: int, expected: str
) -> None:
    budget = Budget(amount=Decimal(1), fund="ISF-Police", date=PartialDate(when), contract=contract)
    assert wording_id(project(budget=budget)) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("HOME/2016/ISFP/PR/THBX/0001", ContractKind.SERVICE),
        ("HOME/2011/ISEC/AG/4000002465", ContractKind.GRANT),
        ("DCI-MIGR/2014/282-889", ContractKind.EXTERNAL_ACTION),
        ("ENI/2018/400-001", ContractKind.EXTERNAL_ACTION),
        (" NDICI/2022/1 ", ContractKind.EXTERNAL_ACTION),
        ("ICMPD/2018/MPF-1", None),
        ("", None),
    ],
)
def test_the_number_of_the_contract_tells_its_sort(number: str, expected: ContractKind | None) -> None:
    budget = Budget(amount=Decimal(1), contract_number=number)
    assert contract_kind(project(budget=budget)) is expected


def test_what_the_project_says_of_its_contract_comes_before_the_number() -> None:
    budget = Budget(amount=Decimal(1), contract_number="ENI/2018/400-001", contract=ContractKind.SERVICE)
    assert contract_kind(project(budget=budget)) is ContractKind.SERVICE


def test_what_an_institution_of_the_union_publishes_itself_may_be_reused() -> None:
    home = Organisation(
        id="home", name=LangString.of("DG HOME"), role=OrganisationRole.IMPLEMENTING, kind="eu-institution"
    )
    own = project(budget=None, organisations=(home, *project().organisations[1:]))
    notice = funding_notice(own, "en", rights="all-reserved")
    assert wording_id(own) == "FUND-COMMISSION"
    assert notice.rights.startswith("© European Union, 2019. The reuse policy of European Commission documents")
    assert "Creative Commons Attribution 4.0 International (CC BY 4.0)" in notice.rights
    assert "prepared for the European Commission" in notice.disclaimer


def test_where_others_pay_too_the_statement_says_co_funded() -> None:
    ministry = Organisation(id="no", name=LangString.of("Ministry of Justice"), role=OrganisationRole.FUNDING)
    recent = project(
        budget=Budget(amount=Decimal(1), date=PartialDate(2023)), organisations=(*project().organisations, ministry)
    )
    notice = funding_notice(recent, "en")
    assert notice.statement == "Co-funded by the European Union"
    assert notice.funding.startswith("Co-funded by the European Union. The project")


def test_two_names_for_the_union_are_one_funder() -> None:
    commission = Organisation(id="ec", name=LangString.of("European Commission"), role=OrganisationRole.FUNDING)
    both = project(organisations=(*project().organisations, commission))
    assert funding_notice(both, "en").statement == "Funded by the European Union"


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("contract", list(ContractKind))
@pytest.mark.parametrize("year", [2012, 2019, 2024])
def test_every_notice_is_whole_in_every_language(contract: ContractKind, year: int, language: str) -> None:
    budget = Budget(amount=Decimal(1), date=PartialDate(year), fund="AMIF", contract=contract)
    notice = funding_notice(project(budget=budget), language)
    texts = (notice.statement, notice.funding, notice.disclaimer, notice.rights, notice.source)
    assert all(texts)
    assert not any(sign in text for text in texts for sign in ("{", "}", "  ", ".."))
    assert any(part in notice.disclaimer for part in disclaimer_parts())


def test_a_project_without_budget_is_dated_by_its_own_day() -> None:
    assert wording_id(project(budget=None, as_of=date(2024, 1, 1))) == "FUND-2021"


def test_the_verified_wording_of_2021_is_not_verified_in_arabic_nor_with_a_translated_programme() -> None:
    recent = project(budget=Budget(amount=Decimal(1), date=PartialDate(2023)))
    assert funding_notice(recent, "en").verified
    assert not funding_notice(recent, "fr").verified
    plain = recent.evolve(programme="")
    assert funding_notice(plain, "fr", rights="holder").verified
    assert not funding_notice(plain, "ar", rights="holder").verified
    assert "the European Commission" in funding_notice(recent, "en").disclaimer


def test_a_project_that_nobody_funds_claims_no_funding() -> None:
    notice = funding_notice(project(budget=None, organisations=()), "en")
    assert (notice.statement, notice.funding, notice.disclaimer, notice.rights) == ("", "", "", "")


def test_an_unknown_language_falls_back_to_english_and_is_not_verified() -> None:
    notice = funding_notice(project(budget=Budget(amount=Decimal(1), date=PartialDate(2023))), "mt")
    assert notice.statement == "Funded by the European Union"
    assert not notice.verified


def test_unknown_names_are_refused_with_what_is_known() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'FUND-EXT'"):
        wording_id(project(), fallback="FUND-EXTRA")
    with pytest.raises(UnknownNameError, match="no rights statement is named 'none'"):
        funding_notice(project(), "en", rights="none")


def _texts() -> list[tuple[str, dict[str, str]]]:
    found = [(f"statements.{key}", value) for key, value in DATA["statements"].items()]
    found += [(f"rights.{key}", value) for key, value in DATA["rights"].items()]
    found += [(f"programmes.{key}", value) for key, value in DATA["programmes"].items()]
    for key, wording in DATA["wordings"].items():
        found += [(f"wordings.{key}.{part}", wording[part]) for part in ("funding", "disclaimer")]
    return [*found, ("implemented", DATA["implemented"])]


def test_every_sort_of_contract_has_its_patterns_and_its_wording() -> None:
    known = {kind.value for kind in ContractKind}
    assert set(DATA["contracts"]) == known
    assert {wording["contract"] for wording in DATA["wordings"].values() if "contract" in wording} == known - {"grant"}


@pytest.mark.parametrize(("name", "texts"), _texts(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_wording_has_all_languages_with_the_same_slots(name: str, texts: dict[str, str]) -> None:
    slots = {
        language: {field for _, field, _, _ in Formatter().parse(texts[language]) if field}
        for language in ("en", "fr", "ar")
    }
    assert slots["en"] == slots["fr"] == slots["ar"], name


def test_every_wording_names_its_source() -> None:
    sections = [
        *DATA["contracts"].values(),
        *DATA["wordings"].values(),
        *DATA["statements"].values(),
        *DATA["rights"].values(),
    ]
    assert all(section["source"] for section in [*sections, *DATA["funds"].values(), DATA["implemented"]])


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("fund", ["ISF-Police", "AMIF", "BMVI", ""])
def test_statement_and_disclaimer_of_a_notice_are_known_by_their_words(fund: str, language: str) -> None:
    budget = Budget(amount=Decimal(1), currency="EUR", fund=fund)
    project = Project(
        id="p",
        title=LangString({"en": "P"}),
        as_of=date(2019, 2, 14),
        budget=budget,
    )
    notice = funding_notice(project, language)

    assert notice.statement in statements()
    assert any(part in notice.disclaimer for part in disclaimer_parts())
    assert not any("{" in part for part in disclaimer_parts())

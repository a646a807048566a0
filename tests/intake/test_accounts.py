"""Accounts add up to what a file holds, or are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpfkit.errors import FileError
from mpfkit.intake import Account, Accounts, Doubt, Fate, Ledger, Reading
from mpfkit.model import Response


def test_accounts_tell_what_became_of_each_cell() -> None:
    ledger = Ledger()
    ledger.mapped(("Data", 2, 1), ("Data", 2, 28))
    ledger.ignored("metadata of the export", ("Data", 2, 2))
    ledger.reported("no question 'Q7'", ("Data", 1, 3), ("Data", 2, 3), ("", 3, 3), ("Data", 4, 3))
    accounts = ledger.close(7)
    assert (accounts.mapped, accounts.ignored, accounts.reported) == (2, 1, 4)
    assert accounts.lines() == (
        "7 cells: 2 mapped, 1 ignored by rule, 4 reported",
        "  ignored   1  metadata of the export",
        "  reported  4  no question 'Q7' (Data!C1, Data!C2, C3)",
    )


@given(st.lists(st.sampled_from(Fate), max_size=30), st.integers(-3, 3))
def test_accounts_that_do_not_add_up_are_refused(fates: list[Fate], error: int) -> None:
    ledger = Ledger("elements")
    for number, fate in enumerate(fates):
        match fate:
            case Fate.MAPPED:
                ledger.mapped(number)
            case Fate.IGNORED:
                ledger.ignored("rule", number)
            case Fate.REPORTED:
                ledger.reported("why", number)
    if error:
        with pytest.raises(FileError, match=r"the file holds -?\d+ elements, but the reader accounts for \d+ "):
            ledger.close(len(fates) + error)
    else:
        accounts = ledger.close(len(fates))
        assert accounts.mapped + accounts.ignored + accounts.reported == accounts.total == len(fates)


def test_nothing_is_accounted_for_twice() -> None:
    ledger = Ledger()
    ledger.mapped(("Data", 1, 703))
    assert ("Data", 1, 703) in ledger
    assert ("Data", 1, 1) not in ledger
    with pytest.raises(FileError, match="Data!AAA1 is accounted for twice"):
        ledger.ignored("rule", ("Data", 1, 703))


def test_what_is_left_is_reported() -> None:
    ledger = Ledger("elements")
    ledger.mapped(("Answer", 1))
    ledger.rest([("Answer", 1), ("Answer", 2), "Survey", ("", 1, 0)], "not understood")
    assert ledger.close(4).rows == (
        Account(fate=Fate.MAPPED, count=1),
        Account(fate=Fate.REPORTED, reason="not understood", count=3, places=("Answer/2", "Survey", "?1")),
    )


def test_a_reading_keeps_responses_and_doubts_together() -> None:
    response = Response(id="1", questionnaire="q|1", country="XA")
    with pytest.raises(FileError, match="two responses of one reading have one id"):
        Reading(accounts=Accounts(total=0), responses=(response, response))
    with pytest.raises(FileError, match="a doubt is about the response '2'"):
        Reading(
            accounts=Accounts(total=0),
            responses=(response,),
            doubts=(Doubt(place="x", text="y", why="z", response="2", link_id="A"),),
        )

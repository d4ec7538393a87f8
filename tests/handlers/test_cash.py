from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.actors import OPERATOR
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.members import Role
from tests.handlers.talk import OPENED, Talk, member, plain


@pytest.fixture
async def association(talk: Talk) -> Talk:
    """A treasurer, a president who reads English, and what moved in February and March."""
    await talk.register(member("M005", "Zéphirin", Role.TREASURER), balance=0)
    await talk.register(member("M001", "Joy", Role.PRESIDENT, language="en"), balance=0)
    await talk.register(member("M012", "Awa"), balance=0)
    who = member_account("M012")
    rows = [
        NewTransfer(Account.BANK, who, 2000, Kind.PAYMENT, date(2026, 2, 10), "payment:1"),
        NewTransfer(Account.BANK, who, 42000, Kind.PAYMENT, date(2026, 3, 1), "payment:2"),
        NewTransfer(Account.AID, Account.BANK, 10000, Kind.PAYOUT, date(2026, 3, 2), "order:1"),
    ]
    await talk.database.run(lambda work: work.ledger.record(rows, OPERATOR))
    return talk


async def _open(talk: Talk) -> None:
    rows = [
        NewTransfer(Account.BANK, Account.OPENING, 100000, Kind.OPENING, OPENED, "manual:1"),
        NewTransfer(Account.CASH, Account.OPENING, 4500, Kind.OPENING, OPENED, "manual:2"),
        NewTransfer(Account.OPENING, Account.AID, 60000, Kind.OPENING, OPENED, "manual:3"),
    ]
    await talk.database.run(lambda work: work.ledger.record(rows, OPERATOR))


async def test_the_three_balances_come_first_then_what_moved_this_month(association: Talk) -> None:
    await _open(association)

    outcome = await association.say("zéphirin", "/caisse")

    assert association.heard("zéphirin") == (
        "Banque 1 340,00 €, caisse 45,00 €, fonds d’entraide 500,00 € au 5 mars 2026.\n"
        "Banque, depuis le 01/03/2026 : 420,00 € entrés, 100,00 € sortis.\n"
        "Fonds d’entraide, depuis le 01/03/2026 : 0,00 € entrés, 100,00 € sortis."
    )
    assert outcome.result == {"bank": 134000, "cash": 4500, "fund": 50000, "on": "2026-03-05"}
    assert association.keys("zéphirin") == []


@pytest.mark.parametrize("asked", ["10/02", "10 February", "2026-02-10"])
async def test_a_day_may_follow(association: Talk, asked: str) -> None:
    await _open(association)

    outcome = await association.say("joy", f"/cash {asked}")

    assert association.heard("joy") == (
        "Bank €1,020.00, cash box €45.00, mutual-aid fund €600.00 on 10 February 2026.\n"
        "Bank, since 01/02/2026: €20.00 in, €0.00 out."
    )
    assert outcome.result == {"bank": 102000, "cash": 4500, "fund": 60000, "on": "2026-02-10"}


async def test_a_month_in_which_nothing_moved_is_said(association: Talk) -> None:
    await _open(association)

    await association.say("zéphirin", "/caisse 31/01")

    assert association.heard("zéphirin").splitlines()[1] == "Rien n’a bougé depuis le 01/01/2026."


async def test_how_far_the_bank_is_entered_is_said(association: Talk) -> None:
    await _open(association)
    await association.say("zéphirin", "/banque 28/02")

    await association.say("zéphirin", "/caisse")

    assert association.heard("zéphirin").splitlines()[-1] == "La banque est saisie jusqu’au 28 février 2026."


async def test_without_an_opening_balance_it_says_so_and_offers_to_enter_it(association: Talk) -> None:
    await association.say("zéphirin", "/caisse")
    said, offered = association.heard("zéphirin"), association.keys("zéphirin")

    await association.press("zéphirin", offered[0])

    assert said.splitlines()[-1] == (
        "Aucun solde d’ouverture n’a été saisi pour : Banque, Caisse et Fonds d’entraide. Tant que la trésorerie "
        "ne l’a pas fait avec /ecriture, seul compte ce qui a bougé depuis l’ouverture des comptes."
    )
    assert list(map(plain, offered)) == [
        f"Solde d’ouverture : {name}" for name in ("Banque", "Caisse", "Fonds d’entraide")
    ]
    assert association.heard("zéphirin") == "Banque : à l’ouverture des comptes, il y avait :"


async def test_who_may_not_enter_it_is_not_offered_to(association: Talk) -> None:
    await association.say("joy", "/cash")

    assert association.keys("joy") == []


async def test_a_day_that_cannot_be_read_is_said(association: Talk) -> None:
    outcome = await association.say("zéphirin", "/caisse 31/02")

    assert outcome.result == {"refused": "BAD_DATE", "articles": []}


async def test_a_day_to_come_is_refused(association: Talk) -> None:
    outcome = await association.say("zéphirin", "/caisse 6/3/2026")

    assert outcome.result == {"refused": "FUTURE_DATE", "articles": []}


async def test_a_member_does_not_see_it(association: Talk) -> None:
    outcome = await association.say("awa", "/caisse")

    assert outcome.result == {"refused": "NOT_AUTHORISED", "articles": ["NDZ art. 22"]}

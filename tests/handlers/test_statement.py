from datetime import date

import pytest

from assistant.domain.actors import OPERATOR
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from handlers.statement import SHOWN
from tests.handlers.talk import Talk, member


async def test_the_statement_begins_with_the_balance_and_cites_each_charge(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=-2000)
    await talk.pay("M012", 500, date(2026, 2, 10))

    outcome = await talk.say("awa", "/releve")

    assert talk.heard("awa") == (
        "Au 5 mars 2026, vous devez 15,00 €.\n"
        "Depuis le 1er janvier 2026 ; solde précédent : 25,00 €\n"
        "01/01/2026 · Cotisation annuelle · -15,00 € (art. 12)\n"
        "01/01/2026 · Cotisation mensuelle, janvier 2026 · -10,00 € (art. 13)\n"
        "01/02/2026 · Cotisation mensuelle, février 2026 · -10,00 € (art. 13)\n"
        "10/02/2026 · Paiement · 5,00 €\n"
        "01/03/2026 · Cotisation mensuelle, mars 2026 · -10,00 € (art. 13)"
    )
    assert outcome.result
    assert outcome.result["lines"][3] == {
        "date": "2026-02-10",
        "kind": "payment",
        "amount": 500,
        "balance": -500,
        "article": "",
        "reason": "",
    }


@pytest.mark.parametrize(
    "asked", ["depuis février", "depuis le 1er février", "1/2", "2026-02-01", "february 2026", "since February", "fév"]
)
async def test_a_month_or_a_day_may_follow(talk: Talk, asked: str) -> None:
    await talk.register(member("M012", "Awa"), balance=0)

    outcome = await talk.say("awa", f"/releve {asked}")

    assert "Depuis le 1er février 2026 ; solde précédent : 20,00 €" in talk.heard("awa")
    assert outcome.result
    assert [line["date"] for line in outcome.result["lines"]] == ["2026-02-01", "2026-03-01"]


async def test_a_statement_never_begins_before_the_books(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=0)

    await talk.say("awa", "/releve 2019")

    assert "Depuis le 31 décembre 2025 ; solde précédent : 0,00 €" in talk.heard("awa")
    assert "31/12/2025 · Solde reporté · 45,00 €" in talk.heard("awa")


async def test_a_day_that_cannot_be_read_is_said(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=0)

    outcome = await talk.say("awa", "/releve 31/02")

    assert outcome.result == {"refused": "BAD_DATE", "articles": []}
    assert talk.heard("awa") == "Je n’ai pas pu lire cette date. Écrivez-la comme ceci : 5 mars 2026."


async def test_a_day_to_come_is_refused(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=0)

    outcome = await talk.say("awa", "/releve 2027")

    assert outcome.result == {"refused": "FUTURE_DATE", "articles": []}


async def test_a_reversal_is_named_as_such(talk: Talk) -> None:
    await talk.register(member("M012", "Awa"), balance=0)
    day = date(2026, 2, 10)
    mine = member_account("M012")
    paid = NewTransfer(Account.BANK, mine, 500, Kind.PAYMENT, day, "payment:1")
    row = (await talk.database.run(lambda work: work.ledger.record([paid], OPERATOR)))[0]
    undone = NewTransfer(mine, Account.BANK, 500, Kind.PAYMENT, day, "payment:1", reverses=row)
    await talk.database.run(lambda work: work.ledger.record([undone], OPERATOR))

    await talk.say("awa", "/releve")

    assert "10/02/2026 · Paiement (annulation) · -5,00 €" in talk.heard("awa")


async def test_a_long_statement_shows_its_latest_lines_and_counts_the_others(talk: Talk) -> None:
    await talk.register(member("M011", "Joy", language="en"), balance=0)
    for day in range(SHOWN):
        await talk.pay("M011", 100 + day, date(2026, 2, 1 + day % 28))

    outcome = await talk.say("joy", "/statement")

    assert "… 4 earlier lines" in talk.heard("joy")
    assert outcome.result
    assert len(outcome.result["lines"]) == SHOWN + 4

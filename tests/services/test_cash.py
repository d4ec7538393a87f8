"""What is held, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.errors import BeforeBooksError, RefusedError
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.members import Role
from assistant.ports import Database, UnitOfWork
from assistant.services.cash import Cash, Holding, cash
from tests.services.people import BYLAWS, open_books, person, register

OPENED = date(2025, 12, 31)
TODAY = date(2026, 3, 5)
AWA = member_account("M012")
HILAIRE = person("M001", "Hilaire", Role.PRESIDENT)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    clock = StandingClock(datetime(2026, 3, 5, 9, tzinfo=UTC))
    opened = storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris")
    await opened.run(_found)
    yield opened
    await opened.close()


def _found(work: UnitOfWork) -> None:
    register(work, HILAIRE, person("M012", "Awa"))
    open_books(work, OPENED)


def _moves(work: UnitOfWork) -> None:
    rows = [
        NewTransfer(Account.BANK, Account.OPENING, 250000, Kind.OPENING, OPENED, "manual:1"),
        NewTransfer(Account.BANK, AWA, 2000, Kind.PAYMENT, date(2026, 2, 28), "payment:1"),
        NewTransfer(Account.BANK, AWA, 1500, Kind.PAYMENT, date(2026, 3, 1), "payment:2"),
        NewTransfer(Account.CASH, AWA, 700, Kind.PAYMENT, date(2026, 3, 4), "payment:3"),
        NewTransfer(AWA, Account.AID, 10000, Kind.LEVY, date(2026, 3, 2), "claim:1"),
        NewTransfer(Account.AID, Account.BANK, 200000, Kind.PAYOUT, date(2026, 3, 3), "order:1"),
        NewTransfer(Account.BANK, AWA, 9900, Kind.PAYMENT, date(2026, 3, 6), "payment:4"),
    ]
    work.ledger.record(rows, OPERATOR)
    opposite = NewTransfer(AWA, Account.CASH, 700, Kind.PAYMENT, date(2026, 3, 4), "payment:3", reverses=4)
    work.ledger.record([opposite], OPERATOR)


def _cash(work: UnitOfWork, on: date = TODAY) -> Cash:
    return cash(work, OPERATOR, on)


async def test_what_is_held_on_a_day_and_what_moved_since_the_first_of_its_month(database: Database) -> None:
    await database.run(_moves)

    held = await database.run(_cash)

    assert held == Cash(
        TODAY,
        bank=Holding(Account.BANK, 53500, 1500, 200000, opened=True),
        cash=Holding(Account.CASH, 0, 0, 0, opened=False),
        fund=Holding(Account.AID, -190000, 10000, 200000, opened=False),
    )


async def test_an_earlier_day_is_as_it_was(database: Database) -> None:
    await database.run(_moves)

    february = (await database.run(lambda work: _cash(work, date(2026, 2, 28)))).bank
    opening = (await database.run(lambda work: _cash(work, OPENED))).bank

    assert (february.balance, february.came_in, february.went_out) == (252000, 2000, 0)
    assert (opening.balance, opening.came_in, opening.opened) == (250000, 0, True)


async def test_an_opening_that_was_undone_is_none(database: Database) -> None:
    row = NewTransfer(Account.CASH, Account.OPENING, 500, Kind.OPENING, OPENED, "manual:1")
    number = (await database.run(lambda work: work.ledger.record([row], OPERATOR)))[0]
    opposite = NewTransfer(Account.OPENING, Account.CASH, 500, Kind.OPENING, OPENED, "manual:1", reverses=number)
    await database.run(lambda work: work.ledger.record([opposite], OPERATOR))

    held = await database.run(_cash)

    assert held.cash == Holding(Account.CASH, 0, 0, 0, opened=False)


async def test_a_day_before_the_books_or_to_come_is_refused(database: Database) -> None:
    with pytest.raises(BeforeBooksError):
        await database.run(lambda work: _cash(work, date(2025, 12, 30)))
    with pytest.raises(RefusedError, match="FUTURE_DATE"):
        await database.run(lambda work: _cash(work, date(2026, 3, 6)))


async def test_the_bureau_may_look_and_a_member_may_not(database: Database) -> None:
    def seen_by(work: UnitOfWork, number: str) -> Cash:
        return cash(work, Actor(ActorKind.MEMBER, work.members.get(number)), TODAY)

    assert (await database.run(lambda work: seen_by(work, "M001"))).on == TODAY
    with pytest.raises(RefusedError, match="NOT_AUTHORISED"):
        await database.run(lambda work: seen_by(work, "M012"))

"""Awa pays, Rosine and Paul decide: the units of a payment's life, and what became of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import storage
from assistant.clocks import StandingClock
from assistant.domain.ledger import Kind, Transfer
from assistant.domain.members import Member
from assistant.domain.payments import NewPayment, Payment
from assistant.ports import Database, UnitOfWork
from assistant.services import balance, drafts, payments
from tests.services.bureau import (
    AWA,
    PHOTO,
    ROSINE,
    TODAY,
    acting,
    found,
)
from tests.services.people import BYLAWS, open_books

DAY = timedelta(days=1)
YESTERDAY = TODAY - DAY
OPENED = date(2026, 10, 31)
TWENTY = NewPayment(2000, "transfer", YESTERDAY)
CASH = NewPayment(2000, "cash", YESTERDAY)
Unit = Callable[[UnitOfWork], Payment]


@asynccontextmanager
async def kept(path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    """The books opened at the end of October, Awa owing 50,00 €; November's 10,00 € have fallen due since."""
    opened = storage.throwaway(path, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris", secret_key="secret")
    try:
        await found(opened)
        await opened.run(lambda work: open_books(work, OPENED, M012=-5000))
        yield opened
    finally:
        await opened.close()


def declaring(new: NewPayment = TWENTY, who: Member = AWA, *, proof: bool = False) -> Unit:
    def unit(work: UnitOfWork) -> Payment:
        document = drafts.keep(work, acting(who), PHOTO) if proof else None
        return payments.declare(work, acting(who), new, document)[0]

    return unit


def confirming(payment: int, by: Member = ROSINE, **more: Any) -> Unit:
    return lambda work: payments.confirm(work, acting(by), payment, **more)


def rejecting(payment: int, by: Member = ROSINE, reason: str = "aucun virement reçu") -> Unit:
    return lambda work: payments.reject(work, acting(by), payment, reason)


def reversing(payment: int, by: Member = ROSINE, reason: str = "chèque revenu impayé") -> Unit:
    return lambda work: payments.reverse(work, acting(by), payment, reason)


def withdrawing(payment: int, who: Member = AWA) -> Unit:
    return lambda work: payments.withdraw(work, acting(who), payment)


async def declared(database: Database, new: NewPayment = TWENTY, who: Member = AWA, *, proof: bool = False) -> int:
    return (await database.run(declaring(new, who, proof=proof))).id


async def stored(database: Database, payment: int) -> Payment:
    kept = await database.run(lambda work: work.payments.get(payment))
    assert kept is not None
    return kept


async def owes(database: Database, who: Member = AWA) -> int:
    money = await database.run(lambda work: balance.mine(work, acting(who)))
    return -money.situation.balance


async def booked(database: Database) -> list[Transfer]:
    rows = await database.run(lambda work: work.ledger.transfers())
    return [row for row in rows if row.kind is Kind.PAYMENT]


async def proofs(database: Database, payment: int) -> list[bytes | None]:
    def read(work: UnitOfWork) -> list[bytes | None]:
        return [work.documents.read(each.id) for each in work.documents.about(payments.about(payment))]

    return await database.run(read)


async def body(database: Database, kind: str, member: Member = AWA) -> dict[str, Any]:
    """The latest notice of that kind to the member."""
    queued = await database.run(lambda work: work.outbox.since(0))
    return dict([row for row in queued if row.kind == kind and row.member == member.number][-1].body)

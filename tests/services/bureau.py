"""A bureau of four, a few members, and what they propose to spend, on the noon of the services' tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import Actor, ActorKind
from assistant.domain.decisions import Decision
from assistant.domain.errors import RefusedError
from assistant.domain.expenses import Category, Expense, NewExpense
from assistant.domain.ledger import Method
from assistant.domain.members import Member, Role
from assistant.domain.messages import OutboxState
from assistant.domain.orders import Choice, NewOrder, NewPayout, Order, OrderKind
from assistant.files.proofs import Proof
from assistant.ports import Database, UnitOfWork
from assistant.services import drafts, expenses, orders
from tests.services.people import person, register

TODAY = date(2026, 11, 21)
AWA = person("M012", "Awa")
BINTOU = person("M013", "Bintou")
HILAIRE = person("M001", "Hilaire", Role.PRESIDENT)
SYLVIE = person("M002", "Sylvie", Role.SECRETARY)
ROSINE = person("M003", "Rosine", Role.TREASURER)
PAUL = person("M004", "Paul", Role.DEPUTY_TREASURER)
BUREAU = (HILAIRE, SYLVIE, ROSINE, PAUL)
PAINT = NewExpense(4590, Category.PURCHASE, "Peinture", TODAY)
HOST = NewOrder(OrderKind.HOST, AWA.number, 10000, "2026-11-07", "meeting:7")
PHOTO = Proof("ticket.jpg", "image/jpeg", b"\xff\xd8\xff ticket")


def later(clock: StandingClock, **more: int) -> None:
    """Move the clock by a while."""
    clock.instant = clock.now() + timedelta(**more)


def acting(member: Member) -> Actor:
    return Actor(ActorKind.MEMBER, member)


async def found(database: Database, *people: Member) -> None:
    """The bureau, Awa and Bintou on the register, and whoever else."""
    await database.run(lambda work: register(work, *BUREAU, AWA, BINTOU, *people))


async def claims(database: Database, member: Member, new: NewExpense = PAINT, *, photo: bool = False) -> Expense:
    """The member proposes an expense, perhaps with a photo."""

    def unit(work: UnitOfWork) -> Expense:
        document = drafts.keep(work, acting(member), PHOTO) if photo else None
        return expenses.propose(work, acting(member), new, document)

    return await database.run(unit)


async def orders_payment(database: Database, new: NewOrder = HOST, *, approved: bool = False) -> Order:
    """A payment is proposed by the president, whatever it comes from."""
    return await database.run(lambda work: orders.propose(work, acting(HILAIRE), new, approved=approved))


def saying(
    member: Member, order: int, choice: Choice = Choice.APPROVE, why: str | None = None
) -> Callable[[UnitOfWork], Order]:
    """The unit in which the member votes."""
    return lambda work: orders.vote(work, acting(member), order, choice, why)[0]


async def agree(database: Database, order: int, *members: Member) -> Order:
    """Each says yes, in turn: the bureau unless said; the order as the last one leaves it."""
    for member in members or BUREAU:
        left = await database.run(saying(member, order))
    return left


def paying(
    member: Member, order: int, method: Method = Method.TRANSFER, paid_on: date = TODAY, reference: str = "VIR 77"
) -> Callable[[UnitOfWork], Order]:
    """The unit in which the member notes the payment."""
    return lambda work: orders.pay(work, acting(member), order, NewPayout(method, paid_on, reference))


async def told(database: Database, member: Member) -> list[str]:
    """The kinds of notices that are to reach the member, in order: none that was overtaken, nor what edits one."""

    def unit(work: UnitOfWork) -> list[str]:
        held = {row.id for row in work.outbox.in_state(OutboxState.HELD)}
        mine = (row for row in work.outbox.since(0) if row.member == member.number)
        return [row.kind for row in mine if row.edits is None and row.id not in held]

    return await database.run(unit)


async def refusal(database: Database, unit: Callable[[UnitOfWork], object]) -> Decision:
    """Why the services refuse it."""
    with pytest.raises(RefusedError) as refused:
        await database.run(unit)
    return refused.value.decision


async def stored(database: Database, order: int) -> Order:
    """The order as it is kept."""
    kept = await database.run(lambda work: work.orders.get(order))
    assert kept is not None
    return kept

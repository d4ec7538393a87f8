"""The whole bureau answers at once, two pay at once, from two processes: one outcome, booked once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.decisions import Decision, Reason
from assistant.domain.ledger import Method
from assistant.domain.orders import Choice, Order, OrderState
from assistant.ports import Database
from assistant.services.tick import tick
from tests.services.bureau import BUREAU, HILAIRE, HOST, ROSINE, SYLVIE, found, orders_payment, paying, saying
from tests.services.people import BYLAWS, open_books
from tests.services.racing import at_once

T = TypeVar("T")
ROUNDS = 50


@pytest.fixture
async def processes(url: str) -> AsyncIterator[list[Database]]:
    """Two processes on the same database."""
    clock = StandingClock(datetime(2026, 11, 21, 11, tzinfo=UTC))
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris") for _ in range(2)]
    await found(opened[0])
    yield opened
    for database in opened:
        await database.close()


async def stored(database: Database, order: int) -> Order | None:
    return await database.run(lambda work: work.orders.get(order))


async def cards(database: Database, kind: str) -> int:
    """How many cards of that kind were queued, edits apart."""
    queued = await database.run(lambda work: work.outbox.since(0))
    return sum(row.kind == kind and row.edits is None for row in queued)


async def test_in_fifty_rounds_the_whole_bureau_says_yes_at_once_and_each_is_approved_once(
    processes: list[Database],
) -> None:
    orders = [(await orders_payment(processes[0], replace(HOST, cause=f"meeting:{n}"))).id for n in range(ROUNDS)]

    for order in orders:
        await at_once(processes, *(saying(member, order) for member in BUREAU))

    assert {(await stored(processes[1], order)).state for order in orders} == {OrderState.APPROVED}  # type: ignore[union-attr]
    assert await cards(processes[0], "order_approved") == 3 * ROUNDS
    assert await processes[1].run(lambda work: work.audit.problems()) == []


async def test_in_fifty_rounds_one_no_among_the_yes_refuses_whoever_is_first(processes: list[Database]) -> None:
    orders = [(await orders_payment(processes[0], replace(HOST, cause=f"meeting:{n}"))).id for n in range(ROUNDS)]

    for order in orders:
        no = saying(SYLVIE, order, Choice.REFUSE, "Trop cher")
        await at_once(processes, *(no if member is SYLVIE else saying(member, order) for member in BUREAU))

    assert {(await stored(processes[1], order)).state for order in orders} == {OrderState.REFUSED}  # type: ignore[union-attr]
    assert await cards(processes[0], "order_refused") == ROUNDS
    assert await cards(processes[0], "order_approved") == 0


async def test_of_two_who_pay_at_once_one_does_and_the_other_reads_who(processes: list[Database]) -> None:
    orders = [
        (await orders_payment(processes[0], replace(HOST, cause=f"meeting:{n}"), approved=True)).id
        for n in range(ROUNDS)
    ]

    outcomes = [
        await at_once(processes, paying(ROSINE, order), paying(HILAIRE, order, Method.CHEQUE)) for order in orders
    ]

    booked = await processes[1].run(lambda work: work.ledger.transfers())
    assert sorted(row.cause for row in booked) == sorted(f"order:{order}" for order in orders)
    for pair in outcomes:
        (lost,) = [one for one in pair if isinstance(one, Decision)]
        assert lost.reason is Reason.ALREADY_DECIDED
        assert lost.figures["by"] in {"Rosine Ibara", "Hilaire Ibara"}
    assert await processes[0].run(lambda work: work.audit.problems()) == []


async def test_votes_and_ticks_at_once_wait_for_one_another(processes: list[Database]) -> None:
    orders = [(await orders_payment(processes[0], replace(HOST, cause=f"meeting:{n}"))).id for n in range(10)]
    await processes[0].run(lambda work: open_books(work, work.today))

    votes = [database.run(saying(member, order)) for order in orders for member in BUREAU for database in processes[:1]]
    await asyncio.gather(*votes, *(processes[1].run(tick) for _ in range(10)))

    assert {(await stored(processes[1], order)).state for order in orders} == {OrderState.APPROVED}  # type: ignore[union-attr]

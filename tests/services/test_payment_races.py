"""Two treasurers, the member and a hundred presses at once, from two processes: one outcome, one posting."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.decisions import Decision, Reason
from assistant.domain.messages import OutboxState
from assistant.domain.payments import NewPayment, Payment, PaymentState
from assistant.ports import Database, UnitOfWork
from tests.services.bureau import AWA, PAUL, ROSINE, TODAY, found
from tests.services.payers import (
    OPENED,
    YESTERDAY,
    booked,
    confirming,
    declared,
    rejecting,
    reversing,
    stored,
    withdrawing,
)
from tests.services.people import BYLAWS, open_books
from tests.services.racing import at_once

ROUNDS = 50
Unit = Callable[[UnitOfWork], Payment]


@pytest.fixture
async def processes(url: str) -> AsyncIterator[list[Database]]:
    """Two processes on the same database."""
    clock = StandingClock(datetime(2026, 11, 21, 11, tzinfo=UTC))
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris") for _ in range(2)]
    await found(opened[0])
    await opened[0].run(lambda work: open_books(work, OPENED, M012=-5000))
    yield opened
    for database in opened:
        await database.close()


def won(outcomes: Sequence[Payment | Decision]) -> list[PaymentState]:
    return [outcome.state for outcome in outcomes if isinstance(outcome, Payment)]


async def answers(database: Database) -> Counter[str]:
    """How often each kind of answer was queued for Awa."""
    queued = await database.run(lambda work: work.outbox.since(0))
    return Counter(row.kind for row in queued if row.member == AWA.number)


async def problems(database: Database) -> list[str]:
    return await database.run(lambda work: work.audit.problems())


async def test_of_a_hundred_confirmations_at_once_one_books_and_the_others_read_who_did(
    processes: list[Database],
) -> None:
    number = await declared(processes[0])

    outcomes = await at_once(processes, *[confirming(number, by) for by in (ROSINE, PAUL) for _ in range(50)])

    refused = [outcome for outcome in outcomes if isinstance(outcome, Decision)]
    payment = await stored(processes[1], number)
    assert won(outcomes) == [PaymentState.CONFIRMED]
    assert {decision.reason for decision in refused} == {Reason.ALREADY_DECIDED}
    assert payment.decision
    decider = next(one.name for one in (ROSINE, PAUL) if one.number == payment.decision.decided_by)
    assert {decision.figures["by"] for decision in refused} == {decider}
    assert len(await booked(processes[0])) == 1
    assert await answers(processes[0]) == {"payment_confirmed": 1}
    assert await problems(processes[1]) == []


async def test_confirm_against_reject_fifty_times_over_is_one_outcome_and_one_posting_at_most(
    processes: list[Database],
) -> None:
    for round_ in range(ROUNDS):
        number = await declared(processes[0], NewPayment(1000 + round_, "transfer", YESTERDAY))
        units = [confirming(number, ROSINE), rejecting(number, PAUL)]

        outcomes = await at_once(processes, *(units if round_ % 2 else units[::-1]))

        payment = await stored(processes[0], number)
        rows = [row for row in await booked(processes[0]) if row.cause == f"payment:{number}"]
        assert won(outcomes) == [payment.state]
        assert len(payment.decisions) == 1
        assert [row.cents for row in rows] == [1000 + round_] * (payment.state is PaymentState.CONFIRMED)
    held = await processes[0].run(lambda work: work.outbox.in_state(OutboxState.HELD))
    assert len(held) == 2 * ROUNDS
    assert (await answers(processes[0])).total() == ROUNDS
    assert await problems(processes[1]) == []


async def test_confirm_against_withdraw_is_one_outcome(processes: list[Database]) -> None:
    for round_ in range(10):
        number = await declared(processes[0], NewPayment(1000 + round_, "transfer", YESTERDAY))

        outcomes = await at_once(processes, confirming(number), withdrawing(number))

        payment = await stored(processes[0], number)
        rows = [row for row in await booked(processes[0]) if row.cause == f"payment:{number}"]
        assert won(outcomes) == [payment.state]
        assert len(rows) == (payment.state is PaymentState.CONFIRMED)


async def test_a_hundred_payments_confirmed_at_once_get_a_hundred_receipts_without_a_gap(
    processes: list[Database],
) -> None:
    numbers = [await declared(processes[0], NewPayment(1000 + place, "cheque", TODAY)) for place in range(100)]

    outcomes = await at_once(processes, *[confirming(number, PAUL) for number in numbers])

    receipts = sorted(outcome.receipt or "" for outcome in outcomes if isinstance(outcome, Payment))
    assert receipts == [f"2026-{place:04}" for place in range(1, 101)]
    assert len(await booked(processes[1])) == 100
    assert await problems(processes[1]) == []


async def test_a_hundred_reversals_at_once_undo_once(processes: list[Database]) -> None:
    number = await declared(processes[0])
    await processes[0].run(confirming(number))

    outcomes = await at_once(processes, *[reversing(number, by) for by in (ROSINE, PAUL) for _ in range(50)])

    assert won(outcomes) == [PaymentState.REVERSED]
    assert len(await booked(processes[1])) == 2
    assert await answers(processes[0]) == {"payment_confirmed": 1, "payment_reversed": 1}
    assert await problems(processes[1]) == []

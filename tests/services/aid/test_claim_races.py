"""Members declare one death at once, from two processes, while payments are confirmed and the scheduler reviews."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import cycle

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.aid import EventKind
from assistant.domain.payments import NewPayment
from assistant.ports import Database, UnitOfWork
from assistant.services import payments
from assistant.services.tick import tick
from tests.services.aid.claimants import CEDRIC, ESTHER, YESTERDAY, by, claim, gather, mourns, verdict
from tests.services.bureau import AWA, BINTOU, BUREAU, ROSINE, acting
from tests.services.conftest import NOON
from tests.services.people import BYLAWS

ROUNDS = 5


@pytest.fixture
async def processes(url: str) -> AsyncIterator[list[Database]]:
    """Two processes on the same database."""
    clock = StandingClock(NOON)
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris") for _ in range(2)]
    await gather(opened[0], M012=-6500)
    yield opened
    for database in opened:
        await database.close()


async def test_who_declares_one_death_at_the_same_time_declares_one_event(processes: list[Database]) -> None:
    tellers = (AWA, BINTOU, ESTHER, *BUREAU)

    for _ in range(ROUNDS):
        new = claim(EventKind.DEATH_MEMBER, CEDRIC)
        await asyncio.gather(*(one.run(by(who, new)) for one, who in zip(cycle(processes), tellers, strict=False)))

    claims = await processes[0].run(lambda work: work.claims.all())
    assert {kept.event for kept in claims} == {1}
    assert [kept.id for kept in claims if kept.verdict and kept.verdict.allowed] == [1]
    assert len(claims) == ROUNDS * len(tellers)
    assert await processes[1].run(lambda work: work.audit.problems()) == []


async def test_a_payment_confirmed_while_claims_are_judged_is_never_overlooked(processes: list[Database]) -> None:
    mother = await mourns(processes[0], AWA)

    def confirm(work: UnitOfWork) -> None:
        payment, _ = payments.declare(work, acting(AWA), NewPayment(100, "transfer", YESTERDAY))
        payments.confirm(work, acting(ROSINE), payment.id)

    for place in range(5):
        assert (await verdict(processes[0], mother.id)).overdue == 6500 - 100 * place
        await asyncio.gather(processes[0].run(confirm), processes[1].run(tick), processes[1].run(tick))
        await processes[1].run(tick)

    made = await verdict(processes[0], mother.id)
    assert (made.allowed, made.overdue, made.reason) == (True, 6000, None)

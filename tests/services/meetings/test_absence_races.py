"""Two of the bureau at once, from two processes on one database, on SQLite and on PostgreSQL: one effect."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from itertools import cycle

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.domain.members import Member
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import absences
from assistant.services.tick import tick
from tests.services.bureau import AWA, BUREAU, SYLVIE, acting, found, told
from tests.services.meetings.held import DAYS, meeting, missed
from tests.services.people import BYLAWS


@pytest.fixture
async def processes(url: str) -> AsyncIterator[list[Database]]:
    """Two processes on the same database."""
    clock = StandingClock(datetime(2026, 11, 21, 11, tzinfo=UTC))
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris") for _ in range(2)]
    yield opened
    for database in opened:
        await database.close()


async def at_once(
    processes: list[Database], unit: Callable[[Member], Callable[[UnitOfWork], object]]
) -> list[Reason | None]:
    """What each of the bureau was refused for, five times over; None: it was done."""

    async def attempt(member: Member, database: Database) -> Reason | None:
        try:
            await database.run(unit(member))
        except RefusedError as refused:
            return refused.decision.reason
        return None

    return await asyncio.gather(*(attempt(*each) for each in zip(BUREAU * 5, cycle(processes), strict=False)))


async def test_an_absence_judged_by_many_at_once_is_judged_by_one(processes: list[Database]) -> None:
    await found(processes[0])
    at = await processes[0].run(lambda work: meeting(work, DAYS[0], [AWA.number], reasons={AWA.number: "déplacement"}))

    outcomes = await at_once(
        processes,
        lambda who: lambda work: absences.excuse(work, acting(who), at, AWA.number, accepted=who is SYLVIE),
    )

    assert outcomes.count(None) == 1
    assert outcomes.count(Reason.ALREADY_DECIDED) == 19


async def test_a_warning_issued_by_many_at_once_leaves_once(processes: list[Database]) -> None:
    await found(processes[0])
    await processes[0].run(lambda work: missed(work, AWA.number, 4))

    outcomes = await at_once(processes, lambda who: lambda work: absences.warn(work, acting(who), AWA.number))

    assert outcomes.count(None) == 1
    assert outcomes.count(Reason.ALREADY_WARNED) == 19
    assert await told(processes[1], AWA) == ["absence_warning"]


async def test_a_meeting_s_proposal_is_made_once_by_many_ticks(processes: list[Database]) -> None:
    await found(processes[0])
    await processes[0].run(lambda work: missed(work, AWA.number, 4))

    await asyncio.gather(*(database.run(tick) for database in processes * 5))

    assert await told(processes[0], SYLVIE) == ["absences_proposed"]

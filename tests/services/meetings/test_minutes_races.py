"""Several of the bureau approve or send at once, from two processes: one approval, one broadcast, one message each."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from itertools import cycle

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.domain.minutes import Minutes, MinutesState
from assistant.ports import Database, UnitOfWork
from tests.services.bureau import BUREAU
from tests.services.conftest import NOON
from tests.services.meetings.minuted import approved, approving, hold, sending, sit, writing
from tests.services.people import BYLAWS

RECIPIENTS = 8


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
async def processes(url: str, clock: StandingClock) -> AsyncIterator[list[Database]]:
    """Two processes on the same database."""
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris") for _ in range(2)]
    yield opened
    for database in opened:
        await database.close()


async def at_once(processes: list[Database], *units: Callable[[UnitOfWork], Minutes]) -> Counter[object]:
    """How often each state was reached, and each reason given."""

    async def attempt(database: Database, unit: Callable[[UnitOfWork], Minutes]) -> object:
        try:
            return (await database.run(unit)).state
        except RefusedError as refused:
            return refused.decision.reason

    return Counter(await asyncio.gather(*map(attempt, cycle(processes), units)))


async def test_the_whole_bureau_sends_at_once_and_each_member_gets_one(
    processes: list[Database], clock: StandingClock
) -> None:
    await approved(processes[0], clock)

    ended = await at_once(processes, *(sending(member) for member in BUREAU * 2))

    assert ended == {MinutesState.SENT: 1, Reason.ALREADY_DECIDED: 7}
    rows = await processes[0].run(lambda work: work.outbox.since(0))
    told = Counter(row.member for row in rows if row.kind == "minutes_sent")
    assert (len(told), set(told.values())) == (RECIPIENTS, {1})
    assert len(await processes[1].run(lambda work: work.broadcasts.all())) == 1


async def test_the_whole_bureau_approves_at_once_and_it_is_approved_once(
    processes: list[Database], clock: StandingClock
) -> None:
    await hold(processes[0], clock)
    await processes[0].run(writing("0", "Lu par Rosine."))
    await sit(processes[0], clock)

    ended = await at_once(processes, *(approving(member=member) for member in BUREAU * 2))

    assert ended == {MinutesState.APPROVED: 1, Reason.ALREADY_DECIDED: 7}
    assert await processes[0].run(lambda work: work.audit.problems()) == []


async def test_words_on_several_points_at_once_are_all_kept(processes: list[Database], clock: StandingClock) -> None:
    await hold(processes[0], clock)

    def saying(place: str) -> Callable[[UnitOfWork], Minutes]:
        return lambda work: writing(place, f"Mots {place}")(work).minutes

    await at_once(processes, *map(saying, ("opening", "0", "1", "closing")))

    kept = await processes[1].run(lambda work: work.minutes.of_meeting(1))
    assert kept is not None
    assert set(kept.words) == {"opening", "0", "1", "closing"}

"""Whatever the order in which answers are handled, and how often: one each counts, the last one received in time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.attending import Answer
from assistant.domain.errors import RefusedError
from assistant.domain.meetings import SessionKind
from assistant.domain.members import Member
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import common, meals
from tests.services.bureau import AWA, BINTOU
from tests.services.meetings.answers import AWAY, CLARA, COMES, gather, opens, saying, state
from tests.services.meetings.convoked import proposing
from tests.services.people import BYLAWS

CALLED = datetime(2026, 11, 19, 11, tzinfo=UTC)
START = datetime(2026, 11, 28, 13, 30, tzinfo=UTC)
ROUNDS = 12
MEETINGS = range(2, 2 + ROUNDS)
"""One a round."""
PEOPLE = (AWA, BINTOU, CLARA)
Update = tuple[Member, datetime, Answer]


@pytest.fixture
async def processes(url: str) -> AsyncIterator[list[Database]]:
    """Two processes on the same database; every meeting was called for the same hour, and has begun."""
    clock = StandingClock(CALLED)
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris") for _ in range(2)]
    await gather(opened[0])
    for _ in range(ROUNDS):
        await opened[0].run(proposing(kind=SessionKind.EXCEPTIONAL))
    clock.instant = START + timedelta(hours=3)
    for meeting in MEETINGS:
        await opens(opened[0], meeting)
    yield opened
    for database in opened:
        await database.close()


async def handle(database: Database, meeting: int, update: Update) -> None:
    """One update, hours after it came in."""
    who, received, said = update
    try:
        await database.run(saying(said, who=who, meeting=meeting, at=received))
    except RefusedError:
        assert received >= START


def updates(rolls: random.Random) -> list[Update]:
    """Up to eight answers of each, between the convocation and an hour after the start, no two at one instant."""
    found = []
    for who in PEOPLE:
        minutes = rolls.sample(range(9 * 24 * 60 + 3 * 60), rolls.randint(0, 8))
        found += [(who, CALLED + timedelta(minutes=minute), rolls.choice([COMES, AWAY])) for minute in minutes]
    return found


def expected(told: list[Update], who: Member) -> tuple[str | None, date | None]:
    """The answer that counts, and the day since which the absence stands."""
    counted = sorted((received, said) for number, received, said in told if number is who and received < START)
    if not counted:
        return None, None
    runs = [list(run) for _, run in groupby(counted, key=lambda each: each[1])]
    first, said = runs[-1][0]
    return said.value, (first + timedelta(hours=1)).date() if said is AWAY else None


async def found(database: Database, meeting: int, who: Member) -> tuple[str | None, date | None]:
    def since(work: UnitOfWork) -> date | None:
        return meals.absence_announced_on(work, common.get(work, meeting), who.number)

    return await state(database, who, meeting), await database.run(since)


async def test_the_last_one_received_before_the_start_counts_whatever_the_order(processes: list[Database]) -> None:
    for meeting in MEETINGS:
        rolls = random.Random(meeting)  # noqa: S311 - a test's dice
        told = updates(rolls)
        handled = told + rolls.choices(told, k=5) if told else []
        rolls.shuffle(handled)

        for place, update in enumerate(handled):
            await handle(processes[place % 2], meeting, update)

        for who in PEOPLE:
            assert await found(processes[0], meeting, who) == expected(told, who), (meeting, who.first_name)


async def test_answers_handled_at_once_by_two_processes_leave_one(processes: list[Database]) -> None:
    for meeting in MEETINGS:
        rolls = random.Random(100 + meeting)  # noqa: S311 - a test's dice
        told = updates(rolls)

        await asyncio.gather(*(handle(processes[place % 2], meeting, update) for place, update in enumerate(told * 2)))

        for who in PEOPLE:
            assert await found(processes[1], meeting, who) == expected(told, who), (meeting, who.first_name)


async def test_of_two_received_at_one_instant_the_one_handled_last_counts(processes: list[Database]) -> None:
    await handle(processes[0], 1, (AWA, CALLED, COMES))
    await handle(processes[1], 1, (AWA, CALLED, AWAY))

    history = await processes[0].run(lambda work: work.attendances.history(1, AWA.number))

    assert [rsvp.answer for rsvp in history] == [COMES, AWAY]
    assert await state(processes[0]) == "absent"

"""Ten members and a hundred mandates at once, from two processes: nobody ever gives or holds two, or both.

Each round is a meeting of its own; with `--hypothesis-profile long` there are two hundred.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from itertools import cycle

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.ports import Database
from assistant.services.meetings import representing
from tests.properties.test_money import LONG
from tests.services.bureau import acting
from tests.services.meetings.mandates import convened
from tests.services.people import BYLAWS, open_books, person, register

ROUNDS = 200 if LONG else 3
GRANTS = 100
TEN = tuple(person(f"M{place:03}", f"Awa{place}") for place in range(21, 31))
TAKEN = {
    Reason.GIVER_ALREADY_GAVE,
    Reason.GIVER_HOLDS_PROXY,
    Reason.HOLDER_GAVE_PROXY,
    Reason.HOLDER_ALREADY_HAS_PROXY,
}


@pytest.fixture
async def processes(url: str) -> AsyncIterator[list[Database]]:
    """Two processes on the same database."""
    clock = StandingClock(datetime(2026, 11, 21, 11, tzinfo=UTC))
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris") for _ in range(2)]
    await opened[0].run(lambda work: register(work, *TEN, chat=False))
    await opened[0].run(lambda work: open_books(work, date(2026, 11, 20)))
    yield opened
    for database in opened:
        await database.close()


async def attempt(database: Database, meeting: int, giver: int, holder: int) -> Reason | None:
    """Why not; None where it is given."""
    by, to = TEN[giver], TEN[holder]
    try:
        await database.run(lambda work: representing.give(work, acting(by), meeting, to.number))
    except RefusedError as refused:
        return refused.decision.reason
    return None


async def ends(database: Database, proxy: int, *, declined: bool) -> Reason | None:
    """Declined by the holder or withdrawn by the giver; why not, or None where it is done."""
    act, who = (representing.decline, TEN[1]) if declined else (representing.withdraw, TEN[0])
    try:
        await database.run(lambda work: act(work, acting(who), proxy))
    except RefusedError as refused:
        return refused.decision.reason
    return None


async def test_of_a_hundred_mandates_at_once_among_ten_none_makes_a_chain_or_a_second_one(
    processes: list[Database],
) -> None:
    for round_ in range(ROUNDS):
        chance = random.Random(round_)  # noqa: S311 - the same ones each time
        meeting = await processes[0].run(convened)
        pairs = [chance.sample(range(10), 2) for _ in range(GRANTS)]

        answers = await asyncio.gather(
            *(attempt(database, meeting, *pair) for database, pair in zip(cycle(processes), pairs, strict=False))
        )

        given = await processes[1].run(lambda work, number=meeting: work.proxies.of_meeting(number))  # type: ignore[misc]
        givers, holders = Counter(each.giver for each in given), Counter(each.holder for each in given)
        assert max([*givers.values(), *holders.values()]) == 1
        assert not givers.keys() & holders.keys()
        assert len(given) == answers.count(None) <= len(TEN) // 2
        assert {why for why in answers if why is not None} <= TAKEN
    assert await processes[0].run(lambda work: work.audit.problems()) == []


async def test_withdrawing_against_declining_ends_a_mandate_once(processes: list[Database]) -> None:
    meeting = await processes[0].run(convened)
    for _ in range(ROUNDS):
        given = await processes[0].run(lambda work: representing.give(work, acting(TEN[0]), meeting, TEN[1].number))

        ended = await asyncio.gather(
            *(ends(processes[place % 2], given.proxy.id, declined=place % 4 > 1) for place in range(10))
        )

        assert Counter(ended) == {None: 1, Reason.WITHDRAWN: 9}

"""Yes, no and the hour come at once, from two processes: one outcome, each written to once or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.broadcasts import Broadcast, BroadcastState
from assistant.domain.decisions import Decision, Reason
from assistant.ports import Database, UnitOfWork
from assistant.services import broadcasting, messages
from assistant.services.messages import Draft
from tests.services.bureau import HILAIRE, ROSINE, SYLVIE, acting
from tests.services.people import BYLAWS
from tests.services.racing import at_once
from tests.services.writing import CHIMENE, EVERYBODY, TEXT, drafted, gather, queued, sends

ROUNDS = 20
NOON = datetime(2026, 11, 21, 11, tzinfo=UTC)
Unit = Callable[[UnitOfWork], Broadcast | None]


@pytest.fixture
def hands() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
async def processes(url: str, hands: StandingClock) -> AsyncIterator[list[Database]]:
    """Two processes on the same database."""
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=hands, timezone="Europe/Paris") for _ in range(2)]
    await gather(opened[0])
    yield opened
    for database in opened:
        await database.close()


async def stored(database: Database, broadcast: int) -> BroadcastState:
    found = await database.run(lambda work: work.broadcasts.get(broadcast))
    assert found is not None
    return found.state


async def test_two_say_yes_and_one_says_no_at_once_and_it_leaves_once_or_not_at_all(processes: list[Database]) -> None:
    outcomes: Counter[BroadcastState] = Counter()
    for _ in range(ROUNDS):
        proposed = await sends(processes[0], member=CHIMENE)
        shown = await processes[0].run(lambda work, n=proposed.id: messages.proposed(work, acting(HILAIRE), n).seen)  # type: ignore[misc]

        def endorse(work: UnitOfWork, n: int = proposed.id, seen: str = shown) -> Broadcast:
            return messages.endorse(work, acting(HILAIRE), n, seen)

        def also(work: UnitOfWork, n: int = proposed.id, seen: str = shown) -> Broadcast:
            return messages.endorse(work, acting(ROSINE), n, seen)

        def stop(work: UnitOfWork, n: int = proposed.id) -> Broadcast:
            return messages.stop(work, acting(SYLVIE), n)

        done = await at_once(processes, endorse, stop, also)
        refused = [each for each in done if isinstance(each, Decision)]
        outcomes[await stored(processes[1], proposed.id)] += 1

        assert [each.reason for each in refused] == [Reason.ALREADY_DECIDED] * 2

    assert set(outcomes) <= {BroadcastState.SENT, BroadcastState.STOPPED}
    assert await queued(processes[0]) == sorted(EVERYBODY * outcomes[BroadcastState.SENT])


async def test_the_hour_comes_in_two_processes_while_it_is_stopped_and_it_leaves_once_or_not_at_all(
    processes: list[Database], hands: StandingClock
) -> None:
    plan = Draft(audience="all", text=TEXT, leaves_at=NOON + timedelta(hours=1))
    planned = [await processes[0].run(drafted(HILAIRE, replace(plan, text=f"{TEXT} {n}"))) for n in range(ROUNDS)]
    hands.instant = NOON + timedelta(hours=1)

    def stop(broadcast: Broadcast) -> Unit:
        return lambda work: messages.stop(work, acting(SYLVIE), broadcast.id)

    await at_once(processes, broadcasting.release, *map(stop, planned[::2]), broadcasting.release)

    states = Counter([await stored(processes[1], each.id) for each in planned])
    assert set(states) <= {BroadcastState.SENT, BroadcastState.STOPPED}
    assert await queued(processes[0]) == sorted(EVERYBODY * states[BroadcastState.SENT])

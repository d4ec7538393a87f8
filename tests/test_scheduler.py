"""The alarm that wakes the tick."""

import asyncio
from datetime import UTC, datetime

from assistant import scheduler


async def test_the_tick_runs_at_once_and_again_and_again() -> None:
    rung = asyncio.Queue[datetime]()

    async def tick() -> None:
        rung.put_nowait(datetime.now(UTC))

    alarm = scheduler.alarm(lambda: tick(), every=0.05)  # noqa: PLW0108 - as the server hands it over
    try:
        async with asyncio.timeout(60):
            times = [await rung.get() for _ in range(3)]
    finally:
        alarm.shutdown(wait=False)

    assert times == sorted(times)


async def test_a_tick_that_takes_long_is_not_run_twice_at_once() -> None:
    running, most, ended = 0, 0, asyncio.Event()

    async def tick() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.2)
        running -= 1
        ended.set()

    alarm = scheduler.alarm(tick, every=0.05)
    try:
        async with asyncio.timeout(60):
            await ended.wait()
    finally:
        alarm.shutdown(wait=False)

    assert most == 1

"""An alarm, nothing more: APScheduler wakes the tick every minute; what is due is found in the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

EVERY = 60


def alarm(tick: Callable[[], Awaitable[None]], every: float = EVERY) -> AsyncIOScheduler:
    """A started scheduler that calls `tick` at once and every minute; a late call is made late, never dropped."""

    async def ring() -> None:
        """Awaited on the loop: APScheduler tells a coroutine from a call by looking at the function itself."""
        await tick()

    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        ring,
        IntervalTrigger(seconds=every),
        next_run_time=datetime.now(UTC),
        misfire_grace_time=None,
        coalesce=True,
        max_instances=1,
    )
    scheduler.start()
    return scheduler

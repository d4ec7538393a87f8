"""What happens at once, from several processes on the same database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from itertools import cycle
from typing import TypeVar

from assistant.domain.decisions import Decision
from assistant.domain.errors import RefusedError
from assistant.ports import Database, UnitOfWork

T = TypeVar("T")


async def at_once(processes: Sequence[Database], *units: Callable[[UnitOfWork], T]) -> list[T | Decision]:
    """What each unit gave back, or was refused with; the processes take them in turn."""

    async def attempt(database: Database, unit: Callable[[UnitOfWork], T]) -> T | Decision:
        try:
            return await database.run(unit)
        except RefusedError as refused:
            return refused.decision

    return await asyncio.gather(*map(attempt, cycle(processes), units))

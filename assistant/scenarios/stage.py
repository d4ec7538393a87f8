"""Where a case plays: a throwaway database, the bylaws amended for it, and a clock that stands where the case says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar

from assistant.clocks import StandingClock
from assistant.domain.bylaws import Bylaws
from assistant.ports import Clock, Database, UnitOfWork

T = TypeVar("T")
Fresh = Callable[[Bylaws, Clock], AbstractAsyncContextManager[Database]]
"""Opens an empty database under those bylaws and that clock, and does away with it in the end."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What an action works on."""

    database: Database
    clock: StandingClock
    bylaws: Bylaws

    def at(self, moment: date) -> None:
        """Set the clock to an instant, or to noon (UTC) of a day."""
        self.clock.instant = moment if isinstance(moment, datetime) else datetime.combine(moment, time(12), tzinfo=UTC)

    async def run(self, unit: Callable[[UnitOfWork], T]) -> T:
        """One unit of work at the clock's instant."""
        return await self.database.run(unit)

"""Who owes when the monthly reminder comes due: the 5th at nine in Paris, the books open on the 1st.

The opening balances include the dues of the 1st.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import storage
from assistant.clocks import StandingClock
from assistant.domain.bylaws import Bylaws
from assistant.domain.members import Member, Role
from assistant.ports import Database, UnitOfWork
from assistant.services.reminders import ReminderRun
from assistant.services.tick import tick
from tests.services.people import BYLAWS, open_books, person, register

AWA = person("M001", "Awa", Role.PRESIDENT)
BRICE = person("M002", "Brice", Role.TREASURER)
ESTHER = person("M012", "Esther")
NINE = datetime(2026, 4, 5, 7, tzinfo=UTC)
"""The 5th of April, nine in Paris."""
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
BANK_FIRST = "remind_needs_bank_date"
"""The setting by which reminders wait for the treasurer's bank date."""


def owing(opened: date = date(2026, 4, 1), esther: Member = ESTHER, **balances: int) -> Callable[[UnitOfWork], None]:
    """The bureau far ahead, and Esther with 60,01 € to pay unless said."""

    def unit(work: UnitOfWork) -> None:
        register(work, AWA, BRICE, esther)
        open_books(work, opened, **({"M001": 50000, "M002": 50000, "M012": -6001} | balances))

    return unit


async def reminded(database: Database, clock: StandingClock, instant: datetime) -> ReminderRun:
    clock.instant = instant
    return (await database.run(tick)).reminders


async def queued(database: Database, kind: str = "dues_reminder") -> list[tuple[str | None, dict[str, Any]]]:
    """To whom such a message was queued, and what it holds."""
    return await database.run(
        lambda work: [(row.member, dict(row.body)) for row in work.outbox.since(0) if row.kind == kind]
    )


@asynccontextmanager
async def kept_at(url: str, clock: StandingClock) -> AsyncIterator[Database]:
    """The database at that address, SQLite's or PostgreSQL's."""
    opened = storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris")
    try:
        yield opened
    finally:
        await opened.close()


@asynccontextmanager
async def under(terms: Bylaws, path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    """An association under other bylaws."""
    opened = storage.throwaway(path / "other.db", bylaws=terms, clock=clock, timezone="Europe/Paris")
    try:
        yield opened
    finally:
        await opened.close()

"""Every test here runs on SQLite and on PostgreSQL, each on a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.ports import Database
from storage.pace import Pace

NOON = datetime(2026, 4, 5, 12, tzinfo=UTC)
PACES = {"telegram": Pace(overall_per_second=25, chat_per_second=1, group_per_minute=20)}


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
async def database(url: str, clock: StandingClock) -> AsyncIterator[Database]:
    opened = storage.open_database(
        url, bylaws=bylaws.load("ndzouana"), clock=clock, timezone="Europe/Paris", paces=PACES
    )
    yield opened
    await opened.close()


@pytest.fixture
async def other(url: str, clock: StandingClock) -> AsyncIterator[Database]:
    """Another process on the same database."""
    opened = storage.open_database(
        url, bylaws=bylaws.load("ndzouana"), clock=clock, timezone="Europe/Paris", paces=PACES
    )
    yield opened
    await opened.close()

"""A database of its own for each test, at noon on 21 November 2026 in Paris."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.ports import Database

NOON = datetime(2026, 11, 21, 11, tzinfo=UTC)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
async def database(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    opened = storage.throwaway(
        tmp_path / "books.db", bylaws=bylaws.load("ndzouana"), clock=clock, timezone="Europe/Paris"
    )
    yield opened
    await opened.close()

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.ports import Database

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def clock() -> StandingClock:
    """Thursday 5 March 2026, ten in the morning in Paris."""
    return StandingClock(datetime(2026, 3, 5, 9, tzinfo=UTC))


@pytest.fixture
async def database(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    """An empty association under the shipped bylaws."""
    opened = storage.throwaway(tmp_path / "association.db", bylaws=bylaws.load("ndzouana"), clock=clock, timezone=PARIS)
    yield opened
    await opened.close()

"""The services' database, which keeps documents under seal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.ports import Database


@pytest.fixture
async def database(tmp_path: Path, clock: StandingClock) -> AsyncIterator[Database]:
    opened = storage.throwaway(
        tmp_path / "books.db",
        bylaws=bylaws.load("ndzouana"),
        clock=clock,
        timezone="Europe/Paris",
        secret_key="secret",
    )
    yield opened
    await opened.close()

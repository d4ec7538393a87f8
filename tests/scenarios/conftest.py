from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.domain.bylaws import Bylaws
from assistant.ports import Clock, Database
from assistant.scenarios import Fresh


@pytest.fixture
def ndzouana() -> Bylaws:
    return bylaws.load("ndzouana")


@pytest.fixture
def fresh(tmp_path: Path) -> Fresh:
    @asynccontextmanager
    async def opened(in_force: Bylaws, clock: Clock) -> AsyncIterator[Database]:
        path = tmp_path / "case.db"
        database = storage.throwaway(
            path, bylaws=in_force, clock=clock, timezone="Europe/Paris", secret_key="secret", can_mail=True
        )
        try:
            yield database
        finally:
            await database.close()
            path.unlink()

    return opened

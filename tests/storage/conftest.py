"""Every test here runs on SQLite and on PostgreSQL, each on a database of its own."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.ports import Database
from storage.pace import Pace

SERVER = os.environ.get("ASSISTANT_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")
NOON = datetime(2026, 4, 5, 12, tzinfo=UTC)
PACES = {"telegram": Pace(overall_per_second=25, chat_per_second=1, group_per_minute=20)}


def _postgres() -> psycopg.Connection:
    try:
        return psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        reason = f"no PostgreSQL answers at {SERVER}: {error}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def postgres_place() -> Iterator[str]:
    """The address of an empty schema."""
    schema = f"mbongi_{secrets.token_hex(6)}"
    with _postgres() as server:
        server.execute(f"CREATE SCHEMA {schema}")
        joint = "&" if "?" in SERVER else "?"
        yield f"{SERVER}{joint}options={quote(f'-csearch_path={schema}')}"
        server.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a place without a database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'mbongi.db'}"
    return str(request.getfixturevalue("postgres_place"))


@pytest.fixture
def url(place: str) -> str:
    """The address of an empty database."""
    storage.upgrade(place)
    return place


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

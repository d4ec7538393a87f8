import os
import secrets
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, settings

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.ports import Database

PARIS = ZoneInfo("Europe/Paris")
SERVER = os.environ.get("ASSISTANT_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")
settings.register_profile(
    "long",
    max_examples=5000,
    stateful_step_count=100,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "same ones each time",
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("same ones each time")


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


def _postgres() -> psycopg.Connection:
    try:
        return psycopg.connect(SERVER, autocommit=True, connect_timeout=30)
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

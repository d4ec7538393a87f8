from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import psycopg
import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.ports import Database, UnitOfWork
from tests.conftest import SERVER

pytestmark = pytest.mark.postgres


@pytest.fixture
async def server(postgres_place: str, clock: StandingClock) -> AsyncIterator[Database]:
    storage.upgrade(postgres_place)
    opened = storage.open_database(postgres_place, bylaws=bylaws.load("ndzouana"), clock=clock, timezone="Europe/Paris")
    yield opened
    await opened.close()


async def test_two_units_that_lock_crosswise_both_end(server: Database) -> None:
    both = threading.Barrier(2)
    tried: list[str] = []

    def crosswise(first: str, second: str) -> Callable[[UnitOfWork], None]:
        def unit(work: UnitOfWork) -> None:
            work.lock(first)
            tried.append(first)
            if tried.count(first) == 1:
                both.wait(5)
            work.lock(second)
            work.book.put(first, "done")

        return unit

    await asyncio.gather(
        server.run(crosswise("crossing:a", "crossing:b")), server.run(crosswise("crossing:b", "crossing:a"))
    )

    assert await server.run(lambda work: (work.book.get("crossing:a"), work.book.get("crossing:b"))) == ("done", "done")
    assert len(tried) == 3, "one of them ran again"


async def test_a_lock_makes_reading_before_writing_safe(server: Database) -> None:
    def count(work: UnitOfWork) -> None:
        work.lock("count")
        work.book.put("count", str(int(work.book.get("count") or 0) + 1))

    await asyncio.gather(*(server.run(count) for _ in range(50)))

    assert await server.run(lambda work: work.book.get("count")) == "50"


async def test_a_unit_whose_connection_broke_runs_again(server: Database) -> None:
    killed: list[int] = []

    def unit(work: UnitOfWork) -> None:
        work.book.put("a", "1")
        session = work._session  # type: ignore[attr-defined]
        if not killed:
            killed.append(session._connection.info.backend_pid)
            with psycopg.connect(SERVER, autocommit=True) as administrator:
                administrator.execute("SELECT pg_terminate_backend(%s)", [killed[0]])
        work.book.put("b", "1")

    await server.run(unit)

    assert len(killed) == 1
    assert await server.run(lambda work: (work.book.get("a"), work.book.get("b"))) == ("1", "1")


async def test_an_error_of_the_unit_is_its_own_and_the_next_one_works(server: Database) -> None:
    def wrong(work: UnitOfWork) -> None:
        work.book.put("a", "1")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await server.run(wrong)

    assert await server.run(lambda work: work.book.get("a")) is None

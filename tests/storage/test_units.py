from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.errors import MbongiError
from assistant.ports import Database, UnitOfWork
from storage.sqlite import SqliteDatabase, connect, journal_mode
from tests.storage.people import AMINA, dues, message, update


async def raced(*databases: Database, unit: Callable[[UnitOfWork], int]) -> int:
    """How much a hundred runs at once did in all."""
    runs = [databases[number % len(databases)].run(unit) for number in range(100)]
    return sum(await asyncio.gather(*runs))


async def test_of_a_hundred_deliveries_of_an_update_one_counts(database: Database, other: Database) -> None:
    assert await raced(database, other, unit=lambda work: work.inbox.receive([update(7)])) == 1


async def test_of_a_hundred_handlings_of_an_update_one_counts(database: Database, other: Database) -> None:
    await database.run(lambda work: work.inbox.receive([update(7)]))

    def handle(work: UnitOfWork) -> int:
        if not work.inbox.take(1):
            return 0
        work.inbox.done(1, "ok")
        return 1

    assert await raced(database, other, unit=handle) == 1


async def test_of_a_hundred_records_of_a_key_one_counts(database: Database, other: Database) -> None:
    await database.run(lambda work: work.members.save(AMINA))

    assert await raced(database, other, unit=lambda work: work.ledger.record([dues(AMINA, 4)], OPERATOR)[0] or 0) == 1
    assert await database.run(lambda work: len(work.audit.about("M012"))) == 1
    assert await database.run(lambda work: work.audit.problems()) == []


async def test_of_a_hundred_first_times_one_counts(database: Database, other: Database) -> None:
    assert await raced(database, other, unit=lambda work: int(work.book.once("reminder:2026-04:M012"))) == 1


async def test_a_hundred_audit_rows_at_once_make_one_chain(database: Database, other: Database) -> None:
    total = await raced(database, other, unit=lambda work: work.audit.record(OPERATOR, "x", {}))

    assert total == sum(range(1, 101))
    assert await database.run(lambda work: work.audit.problems()) == []


async def test_a_unit_that_raises_leaves_nothing_and_harms_nobody_beside_it(database: Database) -> None:
    def wrong(work: UnitOfWork) -> None:
        work.book.put("wrong", "1")
        raise MbongiError("no")

    def right(number: int, work: UnitOfWork) -> None:
        work.book.put(f"right:{number}", "1")

    runs = [database.run(wrong if number % 2 else partial(right, number)) for number in range(20)]
    outcomes = await asyncio.gather(*runs, return_exceptions=True)

    assert [isinstance(outcome, MbongiError) for outcome in outcomes] == [False, True] * 10
    assert await database.run(lambda work: work.book.get("wrong")) is None
    assert all([await database.run(lambda work, n=n: work.book.get(f"right:{n}")) for n in range(0, 20, 2)])  # type: ignore[misc]


async def test_a_cancelled_wait_leaves_no_half_unit(database: Database, other: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(work: UnitOfWork) -> None:
        work.book.put("first", "1")
        begun.set()
        go_on.wait(5)
        work.book.put("second", "1")

    task = asyncio.create_task(database.run(slow))
    await asyncio.to_thread(begun.wait, 5)
    task.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    await database.close()

    kept = await other.run(lambda work: (work.book.get("first"), work.book.get("second")))
    assert kept == ("1", "1")


async def test_now_stands_still_in_a_unit_and_today_is_the_associations(
    database: Database, clock: StandingClock
) -> None:
    late = clock.now().replace(hour=22, minute=30)
    clock.instant = late

    seen = await database.run(lambda work: (work.now, work.today.isoformat(), work.local(work.now).hour))

    assert seen == (late, "2026-04-06", 0)


# SQLite alone


@pytest.fixture
async def file(tmp_path: Path, clock: StandingClock) -> AsyncIterator[SqliteDatabase]:
    url = f"sqlite:///{tmp_path / 'mbongi.db'}"
    storage.upgrade(url)
    opened = storage.open_database(url, bylaws=bylaws.load("ndzouana"), clock=clock, timezone="Europe/Paris")
    assert isinstance(opened, SqliteDatabase)
    yield opened
    await opened.close()


async def held_back(database: SqliteDatabase, units: list[Callable[[UnitOfWork], object]]) -> list[object]:
    """What becomes of units that all wait while the thread is busy."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(_: UnitOfWork) -> None:
        begun.set()
        assert go_on.wait(60)

    first = asyncio.create_task(database.run(hold))
    assert await asyncio.to_thread(begun.wait, 60)
    waiting = [asyncio.create_task(database.run(unit)) for unit in units]
    await asyncio.sleep(0)
    go_on.set()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    await first
    return list(outcomes)


async def test_units_that_wait_share_one_commit_in_their_order(file: SqliteDatabase, tmp_path: Path) -> None:
    def put(number: int) -> Callable[[UnitOfWork], object]:
        def unit(work: UnitOfWork) -> str | None:
            before = work.book.get("last")
            work.book.put("last", str(number))
            return before

        return unit

    before = connect(tmp_path / "mbongi.db")
    counter = "PRAGMA data_version"
    version = before.execute(counter).fetchone()[0]
    outcomes = await held_back(file, [put(number) for number in range(20)])

    assert outcomes == [None, *map(str, range(19))]
    assert before.execute(counter).fetchone()[0] == version + 1
    before.close()


async def test_a_commit_that_fails_fails_every_unit_of_the_group(file: SqliteDatabase, tmp_path: Path) -> None:
    def orphan(work: UnitOfWork) -> None:
        session = work._session  # type: ignore[attr-defined]
        session._connection.execute("PRAGMA defer_foreign_keys = ON")
        session._connection.execute("INSERT INTO member_role VALUES ('M999', 'treasurer')")

    outcomes = await held_back(
        file, [lambda work: work.book.put("a", "1"), orphan, lambda work: work.book.put("b", "1")]
    )

    assert [type(outcome) for outcome in outcomes] == [sqlite3.IntegrityError] * 3
    assert await file.run(lambda work: (work.book.get("a"), work.book.get("b"))) == (None, None)


async def test_a_full_disk_fails_the_whole_group_and_the_next_unit_works(file: SqliteDatabase) -> None:
    def limit(work: UnitOfWork, pages: int) -> None:
        work._session._connection.execute(f"PRAGMA max_page_count = {pages}").fetchall()  # type: ignore[attr-defined]

    await file.run(lambda work: limit(work, 1))
    outcomes = await held_back(
        file, [lambda work: work.book.put("a", "1"), lambda work: work.book.put("b", "x" * 1_000_000), lambda _: 1]
    )
    await file.run(lambda work: limit(work, 1_000_000))

    assert [type(outcome) for outcome in outcomes] == [sqlite3.OperationalError] * 3
    assert await file.run(lambda work: (work.book.get("a"), work.book.get("b"))) == (None, None)
    await file.run(lambda work: work.book.put("b", "x" * 1_000_000))


async def test_a_writer_outside_is_waited_for(file: SqliteDatabase, tmp_path: Path) -> None:
    outside = connect(tmp_path / "mbongi.db")
    outside.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(file.run(lambda work: work.book.once("a")))
    await asyncio.sleep(0.2)
    assert not waiting.done()

    outside.execute("COMMIT")
    outside.close()

    assert await waiting is True


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "TRUNCATE, synchronous EXTRA"),
        ((3, 44, 5), "TRUNCATE, synchronous EXTRA"),
        ((3, 44, 6), "WAL, synchronous FULL"),
        ((3, 45, 9), "TRUNCATE, synchronous EXTRA"),
        ((3, 50, 7), "WAL, synchronous FULL"),
        ((3, 51, 2), "TRUNCATE, synchronous EXTRA"),
        ((3, 51, 3), "WAL, synchronous FULL"),
        ((3, 52, 0), "WAL, synchronous FULL"),
    ],
)
def test_wal_is_used_only_where_its_bug_is_mended(version: tuple[int, int, int], mode: str) -> None:
    assert journal_mode(version) == mode


def test_every_guard_is_on(tmp_path: Path) -> None:
    storage.upgrade(f"sqlite:///{tmp_path / 'mbongi.db'}")
    connection = connect(tmp_path / "mbongi.db")

    found = {
        pragma: connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        for pragma in (
            "foreign_keys",
            "recursive_triggers",
            "busy_timeout",
            "secure_delete",
            "synchronous",
            "journal_mode",
        )
    }
    connection.close()

    wal = journal_mode().startswith("WAL")
    assert found == {
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "busy_timeout": 5000,
        "secure_delete": 1,
        "synchronous": 2 if wal else 3,
        "journal_mode": "wal" if wal else "truncate",
    }


async def test_where_one_process_serves_a_start_recovers_at_once(file: SqliteDatabase) -> None:
    await file.run(lambda work: work.outbox.put(message()))
    await file.run(lambda work: work.outbox.claim("killed", ["telegram"], 9))

    own = await file.run(lambda work: work.outbox.recover("killed"))
    others = await file.run(lambda work: work.outbox.recover("restarted"))

    assert (own, others) == (0, 1)


def test_a_second_server_on_the_same_file_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'mbongi.db'}"

    with storage.sole_server(url), pytest.raises(MbongiError, match=r"process \d+ serves"), storage.sole_server(url):
        pass
    with storage.sole_server(url):
        pass


FORGETFUL = """
import asyncio, sys
from datetime import UTC, datetime
import storage
from assistant import bylaws
from assistant.clocks import SystemClock

async def main():
    database = storage.open_database(sys.argv[1], bylaws=bylaws.load("ndzouana"), clock=SystemClock(), timezone="UTC")
    await database.run(lambda work: work.book.put("a", "1"))
    raise SystemExit(7)

asyncio.run(main())
"""


def test_a_process_that_forgot_to_close_ends(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'mbongi.db'}"
    storage.upgrade(url)

    ended = subprocess.run([sys.executable, "-W", "ignore", "-c", FORGETFUL, url], timeout=60, check=False)  # noqa: S603

    assert ended.returncode == 7


async def test_a_throwaway_database_is_ready_in_a_moment(tmp_path: Path, clock: StandingClock) -> None:
    opened = storage.throwaway(
        tmp_path / "x.db",
        bylaws=bylaws.load("ndzouana"),
        clock=clock,
        timezone="Europe/Paris",
        fallback_channel="console",
    )

    await opened.run(lambda work: work.members.save(AMINA))
    address = await opened.run(lambda work: work.accounts.address("M012"))
    unreachable = await opened.run(lambda work: work.accounts.unreachable())
    await opened.close()

    assert address is not None
    assert (address.channel, address.chat, address.account) == ("console", "M012", "M012")
    assert unreachable == []


async def test_what_is_queued_before_closing_is_still_done(file: SqliteDatabase) -> None:
    await file.run(lambda work: work.book.get("a"))
    tasks = [asyncio.create_task(file.run(lambda work, n=n: work.book.once(f"a:{n}"))) for n in range(50)]  # type: ignore[misc]
    await asyncio.sleep(0)

    await file.close()

    assert all(await asyncio.gather(*tasks))
    with pytest.raises(MbongiError, match="is closed"):
        await file.run(lambda work: work.book.once("late"))

"""SQLite: one connection, one thread, whole units.

Units that wait while the thread is busy share one transaction, each in a savepoint of its own, and one commit: a
commit waits for the disk, so a hundred units in a row cost little more than one. Nobody hears of success before the
commit.

WAL has a bug that can corrupt the file when two connections write or checkpoint, up to SQLite 3.51.2; it is used where
that is mended. Elsewhere the rollback journal is truncated and synced at each commit (`synchronous=EXTRA`): as
durable as deleting it, without a directory to sync (measured: 0.82 against 0.95 ms a unit), and unlike
`journal_mode=PERSIST` (0.76 ms) it leaves no deleted personal data behind in the journal.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

import aiosqlite

from assistant.domain.errors import MbongiError
from storage.session import Session
from storage.work import Terms, Work

T = TypeVar("T")
Unit = Callable[[Work], Any]
GROUP = 64
"""Units that share a commit at most, so that the first need not wait for ever."""
BUSY_MS = 5000
BUSY_TRIES = 3
MENDED = (3, 51, 3)
BACKPORTS = {(3, 50): 7, (3, 44): 6}
LOST = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CORRUPT}
"""After these nothing of the transaction can be trusted (primary result codes)."""
PRIMARY = 0xFF


def journal_mode(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str:
    """What this SQLite is safe with: `WAL, synchronous FULL` or `TRUNCATE, synchronous EXTRA`."""
    mended = version >= MENDED or version[2] >= BACKPORTS.get(version[:2], version[2] + 1)
    return "WAL, synchronous FULL" if mended else "TRUNCATE, synchronous EXTRA"


def connect(path: Path, *, durable: bool = True) -> sqlite3.Connection:
    """A connection with every guard on; transactions are begun by hand. The file must be there."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, cached_statements=256
    )
    mode, synchronous = journal_mode().split(", synchronous ") if durable else ("MEMORY", "OFF")
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "secure_delete = ON",
        f"journal_mode = {mode}",
        f"synchronous = {synchronous}",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


class Writer(aiosqlite.Connection):
    """aiosqlite's connection, whose thread also runs plain functions, each a transaction or a savepoint of one."""

    def __init__(self, path: Path, terms: Terms, *, durable: bool) -> None:
        super().__init__(lambda: connect(path, durable=durable), iter_chunk_size=64)
        self._terms = terms
        self._waiting: deque[tuple[asyncio.Future[Any], Unit]] = deque()
        self._thread.daemon = True  # a process that forgot to close it may still end; the journal undoes what is open

    def submit(self, unit: Unit) -> asyncio.Future[Any]:
        """Queue a unit; it runs whole, after those queued before, whether or not anybody still waits for it."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((future, unit))
        self._tx.put_nowait((None, self._run_waiting))
        return future

    def _run_waiting(self) -> None:
        group = [self._waiting.popleft() for _ in range(min(GROUP, len(self._waiting)))]
        if group:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                _tell(group, self._run_group([unit for _, unit in group]))

    def _run_group(self, units: list[Unit]) -> list[Any]:
        """What each unit returned or raised, known only after the commit."""
        connection = self._conn
        try:
            _patiently(connection, "BEGIN IMMEDIATE")
            outcomes = [self._run_one(unit, nested=len(units) > 1) for unit in units]
            if connection.in_transaction:
                _patiently(connection, "COMMIT")
        except BaseException as error:  # noqa: BLE001 - whoever waits must hear of anything
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            return [_Failure(error)] * len(units)
        return outcomes

    def _run_one(self, unit: Unit, *, nested: bool) -> Any:
        """Run it; undo it alone where it raises. Raises where the whole transaction is lost with it."""
        connection = self._conn
        if nested:
            connection.execute("SAVEPOINT unit")
        try:
            outcome = unit(Work(Session(connection, "sqlite", alone=True), self._terms))
        except BaseException as error:
            if not connection.in_transaction or _is_lost(error):
                raise
            for undo in ("ROLLBACK TO unit", "RELEASE unit") if nested else ("ROLLBACK",):
                connection.execute(undo)
            return _Failure(error)
        if nested:
            connection.execute("RELEASE unit")
        return outcome


class _Failure:
    def __init__(self, error: BaseException) -> None:
        self.error = error


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    """BEGIN and COMMIT may be tried again as they are when another process keeps the file busy."""
    for _ in range(BUSY_TRIES - 1):
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY != sqlite3.SQLITE_BUSY:
                raise
        else:
            return
    connection.execute(statement)


def _is_lost(error: BaseException) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, sqlite3.Error) and code is not None and code & PRIMARY in LOST


def _tell(group: list[tuple[asyncio.Future[Any], Unit]], outcomes: list[Any]) -> None:
    def settle() -> None:
        for (future, _), outcome in zip(group, outcomes, strict=True):
            if future.done():
                continue
            if isinstance(outcome, _Failure):
                future.set_exception(outcome.error)
            else:
                future.set_result(outcome)

    group[0][0].get_loop().call_soon_threadsafe(settle)


class SqliteDatabase:
    """See `assistant.ports.Database`. Opens its connection at the first unit."""

    def __init__(self, path: Path, terms: Terms, *, durable: bool = True) -> None:
        self._path = path
        self._terms = terms
        self._durable = durable
        self._writer: Writer | None = None
        self._opening = asyncio.Lock()
        self._closed = False

    async def run(self, unit: Callable[[Work], T]) -> T:
        """Run, commit, and give back what the function returned."""
        writer = self._writer or await self._open()
        return cast("T", await writer.submit(unit))

    async def close(self) -> None:
        """Finish what is queued, then close."""
        async with self._opening:
            self._closed = True
            writer, self._writer = self._writer, None
        if writer is not None:
            await writer.close()

    async def _open(self) -> Writer:
        async with self._opening:
            if self._closed:
                raise MbongiError(f"{self._path} is closed")
            if self._writer is None:
                self._writer = cast("Writer", await Writer(self._path, self._terms, durable=self._durable))
            return self._writer

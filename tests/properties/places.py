"""Where the machine keeps its books: a new database for each run, and the same one again after a restart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

import psycopg

import storage
from assistant.domain.bylaws import Bylaws
from assistant.ports import Clock, Database, UnitOfWork
from storage.seal import Seal
from storage.sqlite import SqliteDatabase
from storage.work import Terms

PARIS = ZoneInfo("Europe/Paris")
SECRET = "secret"
"""Documents are sealed with it."""


class BrokenOffError(Exception):
    """The process died in the middle of a unit."""


class Place(Protocol):
    """A place for one database."""

    def found(self, bylaws: Bylaws, clock: Clock) -> Database:
        """An empty one."""

    def reopen(self, bylaws: Bylaws, clock: Clock) -> Database:
        """The one that was closed."""


class OneFile:
    """An SQLite file, fast and not durable."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def found(self, bylaws: Bylaws, clock: Clock) -> Database:
        return storage.throwaway(self._path, bylaws=bylaws, clock=clock, timezone=PARIS, secret_key=SECRET)

    def reopen(self, bylaws: Bylaws, clock: Clock) -> Database:
        return SqliteDatabase(self._path, Terms(bylaws, clock, PARIS, {}, seal=Seal(SECRET)), durable=False)


class OneSchema:
    """A schema on a PostgreSQL server that does not wait for its disk; the address ends with its options."""

    def __init__(self, url: str) -> None:
        self._url = url + quote(" -csynchronous_commit=off")

    def found(self, bylaws: Bylaws, clock: Clock) -> Database:
        with psycopg.connect(self._url, autocommit=True) as server:
            (schema,) = server.execute("SELECT current_schema()").fetchone() or ("",)
            server.execute("SET client_min_messages = warning")
            server.execute(f"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}")
        storage.upgrade(self._url)
        return self.reopen(bylaws, clock)

    def reopen(self, bylaws: Bylaws, clock: Clock) -> Database:
        return storage.open_database(self._url, bylaws=bylaws, clock=clock, timezone=PARIS, secret_key=SECRET)


class Fragile:
    """A connection, or its cursor, that breaks once so many writes have been made."""

    def __init__(self, real: Any, writes: list[int]) -> None:
        self._real = real
        self._writes = writes

    def execute(self, sql: str, values: Mapping[str, Any]) -> Any:
        cursor = self._real.execute(sql, values)
        self._count(sql, cursor)
        return cursor

    def executemany(self, sql: str, rows: list[Mapping[str, Any]]) -> None:
        self._real.executemany(sql, rows)
        self._count(sql, self._real)

    def cursor(self) -> Fragile:
        return Fragile(self._real.cursor(), self._writes)

    def close(self) -> None:
        self._real.close()

    def _count(self, sql: str, cursor: Any) -> None:
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            self._writes[0] -= 1
            if self._writes[0] == 0:
                cursor.close()
                raise BrokenOffError


def break_off(work: UnitOfWork, after: int) -> None:
    """From now on the unit dies after so many writes."""
    session = work._session  # type: ignore[attr-defined]
    session._connection = Fragile(session._connection, [after])

"""Runs statements on a raw database connection.

SQLAlchemy writes each statement once for each database; after that only the driver is at work, which costs a tenth of
going through SQLAlchemy's own connection. Rows are plain tuples in the order of the columns selected.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Dialect, Table, bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.elements import BindParameter, ClauseElement

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
BEYOND = "\U0010ffff"
"""Sorts after whatever follows a prefix: keys that begin so lie between it and it with this."""
DIALECTS: dict[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": PGDialect_psycopg(paramstyle="pyformat"),  # type: ignore[no-untyped-call] # SQLAlchemy types it not
}

Row = tuple[Any, ...]


class Cursor(Protocol):
    """What both drivers' cursors offer."""

    @property
    def rowcount(self) -> int: ...  # noqa: D102 - as the DB-API has it

    def fetchall(self) -> list[Any]: ...  # noqa: D102 - as the DB-API has it

    def close(self) -> None: ...  # noqa: D102 - as the DB-API has it


class Prepared:
    """A statement that is compiled once for each database."""

    __slots__ = ("_clause", "_compiled")

    def __init__(self, clause: ClauseElement) -> None:
        self._clause = clause
        self._compiled: dict[str, tuple[str, dict[str, Any]]] = {}

    def on(self, dialect: str) -> tuple[str, dict[str, Any]]:
        """The SQL text in the driver's own parameter style, and the values that the statement itself brings."""
        known = self._compiled.get(dialect)
        if known is None:
            compiled = self._clause.compile(dialect=DIALECTS[dialect])
            given = {name for name, bind in compiled.binds.items() if not bind.required}  # type: ignore[attr-defined]
            values = {name: value for name, value in compiled.params.items() if name in given}
            known = self._compiled[dialect] = (str(compiled), values)
        return known


class Session:
    """One transaction on one connection. `alone` says that no other process works on this database."""

    def __init__(self, connection: Any, dialect: str, *, alone: bool) -> None:
        self._connection = connection
        self.dialect = dialect
        self.alone = alone

    def all(self, statement: Prepared, **values: Any) -> list[Row]:
        """The rows."""
        cursor = self._execute(statement, values)
        rows = cursor.fetchall()
        cursor.close()
        return rows

    def one(self, statement: Prepared, **values: Any) -> Row | None:
        """The first row, if any."""
        rows = self.all(statement, **values)
        return rows[0] if rows else None

    def run(self, statement: Prepared, **values: Any) -> int:
        """How many rows were written."""
        cursor = self._execute(statement, values)
        count = cursor.rowcount
        cursor.close()
        return count

    def many(self, statement: Prepared, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it for each row, in one go."""
        if rows:
            text, given = statement.on(self.dialect)
            cursor = self._connection.cursor()
            cursor.executemany(text, [{**given, **row} for row in rows] if given else rows)
            cursor.close()

    def _execute(self, statement: Prepared, values: dict[str, Any]) -> Cursor:
        text, given = statement.on(self.dialect)
        cursor: Cursor = self._connection.execute(text, given | values if given else values)
        return cursor


def binds(table: Table, but: Iterable[str] = ()) -> dict[str, BindParameter[Any]]:
    """A parameter for each column, by the column's name."""
    return {column.name: bindparam(column.name) for column in table.columns if column.name not in but}


def to_micros(instant: datetime) -> int:
    """Microseconds since 1970 in UTC."""
    return (instant - EPOCH) // MICROSECOND


def to_micros_or_none(instant: datetime | None) -> int | None:
    """The same, None kept."""
    return None if instant is None else (instant - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """The instant, aware, in UTC."""
    return EPOCH + timedelta(microseconds=micros)


def from_micros_or_none(micros: int | None) -> datetime | None:
    """The same, None kept."""
    return None if micros is None else EPOCH + timedelta(microseconds=micros)


def to_day(text: str | None) -> date | None:
    """A day from its ISO text, None kept."""
    return None if text is None else date.fromisoformat(text)


def from_day(day: date | None) -> str | None:
    """A day's ISO text, None kept."""
    return None if day is None else day.isoformat()


def to_json(value: Any) -> str:
    """Canonical JSON: keys sorted, no spaces. TypeError for what JSON has not."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

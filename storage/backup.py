"""Copies that either database can be restored from.

A copy is gzipped JSON lines: a heading with the migration that the tables stand at; for each table a line with its
name and columns, then a line for each row; at the end the number of rows and a SHA-256 over all lines before.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, func, inspect, select, text
from sqlalchemy.engine import Connection

from assistant.domain.errors import MbongiError
from storage.maintenance import RESTORED, snapshot
from storage.migrate import check, make_engine, revision_of, upgrade
from storage.session import Prepared, Row, Session, to_json
from storage.tables import REVISION, metadata
from storage.urls import sqlite_path

FORMAT = "mbongi backup 1"
PRIVATE = 0o600
AT_ONCE = 1000


def backup(url: str, file: Path) -> None:
    """A consistent copy, also while others write. MbongiError where the file is there already."""
    check(url)
    if file.exists():
        raise MbongiError(f"{file} exists already: name another file")
    part = file.with_name(f"{file.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    with os.fdopen(descriptor, "wb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed, _consistent(url) as session:
            for line in _sealed(_lines(session)):
                packed.write(line)
        raw.flush()
        os.fsync(raw.fileno())
    part.replace(file)


def restore(file: Path, url: str) -> None:
    """Back into an empty place, in quarantine. MbongiError where data is there, or the copy is not whole."""
    revision = _check_file(file)
    _require_empty(url)
    upgrade(url, revision)
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            _fill(connection, _read(file))
            _hold(connection)
    finally:
        engine.dispose()
    upgrade(url)


@contextmanager
def _consistent(url: str) -> Iterator[Session]:
    """A session that sees the database as it is at this instant, whatever is written meanwhile."""
    path = sqlite_path(url)
    if path is not None:
        with closing(snapshot(path)) as copy:
            found = copy.execute("PRAGMA integrity_check").fetchall()
            if found != [("ok",)]:
                raise MbongiError(f"{path} is damaged, no copy was made: {found[0][0]}")
            yield Session(copy, "sqlite", alone=False)
        return
    engine = make_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
            yield Session(connection.connection.driver_connection, "postgresql", alone=False)
    finally:
        engine.dispose()


def _lines(session: Session) -> Iterator[str]:
    yield to_json({"format": FORMAT, "revision": REVISION, "made_at": datetime.now(UTC).isoformat()})
    for table in metadata.sorted_tables:
        yield to_json({"table": table.name, "columns": [column.name for column in table.columns]})
        for row in session.all(Prepared(select(table).order_by(*table.primary_key.columns))):
            yield to_json(row)


def _sealed(lines: Iterable[str]) -> Iterator[bytes]:
    seal, count = hashlib.sha256(), 0
    for line in lines:
        encoded = line.encode() + b"\n"
        seal.update(encoded)
        count += 1
        yield encoded
    yield to_json({"lines": count, "sha256": seal.hexdigest()}).encode() + b"\n"


def _check_file(file: Path) -> str:
    """The migration that the copy was made at; MbongiError unless the copy is whole."""
    seal, count, first, held = hashlib.sha256(), 0, b"", b""
    try:
        with gzip.open(file) as lines:
            for line in lines:
                first = first or line
                if held:
                    seal.update(held)
                    count += 1
                held = line
        heading, end = json.loads(first), json.loads(held)
    except (OSError, EOFError, ValueError) as error:
        raise MbongiError(f"{file} is no whole backup: {error}") from error
    if heading.get("format") != FORMAT:
        raise MbongiError(f"{file} is no backup of this program")
    if end != {"lines": count, "sha256": seal.hexdigest()}:
        raise MbongiError(f"{file} was changed or cut short since it was made")
    return str(heading["revision"])


@dataclass(slots=True)
class _Part:
    """Rows of one table."""

    table: str
    columns: list[str]
    rows: list[Row] = field(default_factory=list)


def _read(file: Path) -> Iterator[_Part]:
    """The tables, a thousand rows at a time."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        values = (json.loads(line) for line in islice(lines, 1, None))
        part: _Part | None = None
        for value in values:
            if isinstance(value, list) and part is not None:
                part.rows.append(tuple(value))
                if len(part.rows) == AT_ONCE:
                    yield part
                    part = _Part(part.table, part.columns)
                continue
            if part is not None:
                yield part
            part = _Part(value["table"], value["columns"]) if "table" in value else None


def _require_empty(url: str) -> None:
    path = sqlite_path(url)
    if path is not None and not path.exists():
        return
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            if revision_of(connection) is None:
                return
            present = MetaData()
            present.reflect(connection)
            for table in present.tables.values():
                if (
                    table.name != "alembic_version"
                    and connection.execute(select(func.count()).select_from(table)).scalar()
                ):
                    raise MbongiError(f"the database has data in {table.name}: restore into an empty place")
    finally:
        engine.dispose()


def _fill(connection: Connection, parts: Iterable[_Part]) -> None:
    for part in parts:
        names, values = ", ".join(part.columns), ", ".join(f":{name}" for name in part.columns)
        insert: Any = text(f"INSERT INTO {part.table} ({names}) VALUES ({values})")  # noqa: S608 - a sealed file's names
        if part.rows:
            connection.execute(insert, [dict(zip(part.columns, row, strict=True)) for row in part.rows])


def _hold(connection: Connection) -> None:
    """Nothing leaves; ids go on after the highest."""
    at = datetime.now(UTC).isoformat()
    connection.execute(text("DELETE FROM book WHERE name = 'quarantine'"))
    connection.execute(text("INSERT INTO book (name, value) VALUES ('quarantine', :at)"), {"at": f"restored {at}"})
    connection.execute(
        text("UPDATE outbox SET state = 'held', error = :reason WHERE state IN ('pending', 'sending')"),
        {"reason": RESTORED},
    )
    if connection.dialect.name == "postgresql":
        present = set(inspect(connection).get_table_names())
        numbered = (table.name for table in metadata.sorted_tables if table.autoincrement_column is not None)
        for table in filter(present.__contains__, numbered):
            following = f"(SELECT coalesce(max(id), 0) + 1 FROM {table})"  # noqa: S608 - our own tables
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {following}, false)"))

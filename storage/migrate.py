"""Brings a database to the tables of this version, by Alembic; an SQLite file is copied first."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.engine import Connection

from assistant.domain.errors import MbongiError
from storage.tables import REVISION
from storage.urls import engine_url, sqlite_path

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: str, revision: str = "head") -> None:
    """Make or migrate the database; running it again changes nothing."""
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            found = revision_of(connection)
            if found == REVISION:
                return
            if path is not None and found is not None:
                _copy(path, path.with_name(f"{path.name}.before-{REVISION}"))
            _upgrade(connection, revision)
    finally:
        engine.dispose()


def revision_of(connection: Connection) -> str | None:
    """The migration that a database stands at; None where it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def check(url: str) -> None:
    """MbongiError where the database is missing or was made by another version."""
    path = sqlite_path(url)
    if path is not None and not path.exists():
        raise MbongiError(f"there is no database at {path}: run `assistant init`")
    engine = make_engine(url, begin="BEGIN")
    try:
        with engine.connect() as connection:
            found = revision_of(connection)
    finally:
        engine.dispose()
    if found != REVISION:
        what = "is empty" if found is None else f"stands at version {found}, this program at {REVISION}"
        raise MbongiError(f"the database {what}: run `assistant init`")


def make_engine(url: str, *, begin: str = "BEGIN IMMEDIATE") -> Engine:
    """An engine for maintenance. On SQLite each transaction takes the write lock at once and includes DDL."""
    engine = create_engine(engine_url(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _manual_transactions)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _manual_transactions(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 5000").fetchall()


def _upgrade(connection: Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - slow to import, and of use here alone
    from alembic.config import Config  # noqa: PLC0415 - the same

    configuration = Config()
    configuration.set_main_option("script_location", str(SCRIPTS))
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, revision)
    connection.commit()


def _copy(path: Path, copy: Path) -> None:
    if not copy.exists():
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)

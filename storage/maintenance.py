"""Work on a database from outside its event loop: one transaction, for whoever looks after it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from assistant.domain.actors import OPERATOR
from storage.checks import AuditRecord
from storage.migrate import check, make_engine
from storage.outbox import FORGOTTEN
from storage.session import Prepared, Session, to_micros
from storage.sqlite import connect
from storage.urls import sqlite_path
from storage.work import advisory_lock

RESTORED = "restored"
"""The error of an outbox row that a restore holds back."""

_LIFT = Prepared(text("DELETE FROM book WHERE name = 'quarantine'"))
_LET_GO = Prepared(
    text(
        """UPDATE outbox SET state = CASE WHEN delivery = 'at_least_once' THEN 'pending' ELSE 'unsure' END
 WHERE state = 'held' AND error = :reason AND body <> :forgotten"""
    )
)


@contextmanager
def transaction(url: str) -> Iterator[Session]:
    """A session that is committed at the end, or rolled back. MbongiError where the database is missing."""
    check(url)
    path = sqlite_path(url)
    if path is not None:
        with closing(connect(path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield Session(connection, "sqlite", alone=False)
            connection.execute("COMMIT")
        return
    engine = make_engine(url)
    try:
        with engine.begin() as bound:
            yield Session(bound.connection.driver_connection, "postgresql", alone=False)
    finally:
        engine.dispose()


def release(url: str) -> None:
    """End the quarantine of a restored database.

    What it held back leaves where twice is better than never; the rest is listed as unsure, since it may have left
    after the copy was made.
    """
    with transaction(url) as session:
        if session.run(_LIFT):
            session.run(_LET_GO, reason=RESTORED, forgotten=FORGOTTEN)
            _audit(session).record(OPERATOR, "release", {})


def verify(url: str) -> list[str]:
    """Every problem of the chain, the books and their keys; an SQLite file is checked on a copy: nobody waits."""
    path = sqlite_path(url)
    try:
        check(url)
        if path is None:
            with transaction(url) as session:
                return _audit(session).problems()
        with closing(snapshot(path)) as copy:
            return _audit(Session(copy, "sqlite", alone=False)).problems()
    except (sqlite3.DatabaseError, DatabaseError) as error:
        cause = getattr(error, "orig", error)
        if path is None or isinstance(cause, sqlite3.OperationalError):
            raise
        return [f"The database file is damaged: {cause}."]


def snapshot(path: Path) -> sqlite3.Connection:
    """A consistent copy of an SQLite file, in memory, taken at one go while others write."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    with closing(connect(path)) as source:
        source.backup(copy, sleep=0.01)
    return copy


def _audit(session: Session) -> AuditRecord:
    now = to_micros(datetime.now(UTC))
    return AuditRecord(session, now, lambda subject: advisory_lock(session, subject))

"""The database, SQLite or PostgreSQL by its address: opening, migrating, copying, checking."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from assistant.domain.bylaws import Bylaws
from assistant.domain.errors import MbongiError
from assistant.ports import Clock, Database
from storage.backup import backup, restore
from storage.failures import explained
from storage.guard import sole_server
from storage.maintenance import release, verify
from storage.migrate import check, upgrade
from storage.pace import DEFAULT, Pace
from storage.seal import Seal
from storage.sqlite import SqliteDatabase, journal_mode
from storage.urls import sqlite_path
from storage.work import Terms

__all__ = [
    "Pace",
    "backup",
    "check",
    "explained",
    "journal_mode",
    "open_database",
    "release",
    "restore",
    "sole_server",
    "throwaway",
    "upgrade",
    "verify",
]


def open_database(
    url: str,
    *,
    bylaws: Bylaws,
    clock: Clock,
    timezone: ZoneInfo | str,
    paces: Mapping[str, Pace] = DEFAULT,
    fallback_channel: str | None = None,
    secret_key: str | None = None,
    can_mail: bool = False,
) -> Database:
    """The database at that address; it connects at the first unit.

    `paces` limits channels by name, the others are not limited; on `fallback_channel` a member without an account is
    reached by number; documents are sealed with `secret_key`; `can_mail` says that e-mail leaves. MbongiError where the
    database is missing or was made by another version.
    """
    check(url)
    terms = Terms(bylaws, clock, _zone(timezone), paces, fallback_channel, Seal(secret_key), can_mail)
    path = sqlite_path(url)
    if path is not None:
        return SqliteDatabase(path, terms)
    try:
        from storage.postgres import PostgresDatabase  # noqa: PLC0415 - its driver is an optional extra
    except ImportError as error:
        raise MbongiError("PostgreSQL needs the extra: pip install 'mbongi[postgres]'") from error
    return PostgresDatabase(url, terms)


def throwaway(
    path: Path,
    *,
    bylaws: Bylaws,
    clock: Clock,
    timezone: ZoneInfo | str,
    paces: Mapping[str, Pace] | None = None,
    fallback_channel: str | None = None,
    secret_key: str | None = None,
    can_mail: bool = False,
) -> Database:
    """A new SQLite database at that path, made in a moment, fast and not durable: for scenarios and tests."""
    path.write_bytes(_template())
    terms = Terms(bylaws, clock, _zone(timezone), paces or {}, fallback_channel, Seal(secret_key), can_mail)
    return SqliteDatabase(path, terms, durable=False)


@cache
def _template() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        upgrade(f"sqlite:///{path}")
        return path.read_bytes()


def _zone(timezone: ZoneInfo | str) -> ZoneInfo:
    return timezone if isinstance(timezone, ZoneInfo) else ZoneInfo(timezone)

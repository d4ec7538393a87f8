"""The database, SQLite or PostgreSQL by its address: opening, migrating, copying, checking."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from assistant.domain.bylaws import Bylaws
from assistant.ports import Clock, Database
from storage.migrate import check, upgrade
from storage.pace import DEFAULT, Pace
from storage.sqlite import SqliteDatabase, journal_mode
from storage.urls import sqlite_path
from storage.work import Terms

__all__ = ["Pace", "journal_mode", "open_database", "upgrade"]


def open_database(
    url: str,
    *,
    bylaws: Bylaws,
    clock: Clock,
    timezone: ZoneInfo | str,
    paces: Mapping[str, Pace] = DEFAULT,
    fallback_channel: str | None = None,
) -> Database:
    """The database at that address; it connects at the first unit. MbongiError where it is missing or of another version."""
    check(url)
    zone = timezone if isinstance(timezone, ZoneInfo) else ZoneInfo(timezone)
    terms = Terms(bylaws, clock, zone, paces, fallback_channel)
    path = sqlite_path(url)
    if path is not None:
        return SqliteDatabase(path, terms)
    from storage.postgres import PostgresDatabase  # noqa: PLC0415 - its driver is an optional extra

    return PostgresDatabase(url, terms)

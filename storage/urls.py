"""Database addresses: `sqlite:///relative/path`, `sqlite:////absolute/path`, `postgresql://…`."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from assistant.domain.errors import SettingsError

SQLITE = "sqlite:///"
POSTGRES = ("postgresql://", "postgres://")


def sqlite_path(url: str) -> Path | None:
    """The file, or None where the address is PostgreSQL's. SettingsError for anything else."""
    if url.startswith(SQLITE) and len(url) > len(SQLITE):
        return Path(url.removeprefix(SQLITE))
    if url.startswith(POSTGRES):
        return None
    raise SettingsError("ASSISTANT_DATABASE_URL: expected sqlite:///PATH or postgresql://…")


def engine_url(url: str) -> str:
    """The address as SQLAlchemy wants it, the driver named."""
    if sqlite_path(url) is not None:
        return url
    address = "postgresql+psycopg://" + url.partition("://")[2]
    try:
        make_url(address)
    except (ArgumentError, ValueError):
        form = "postgresql://user:password@host:5432/database"
        raise SettingsError(f"ASSISTANT_DATABASE_URL cannot be read: write it like {form}") from None
    return address

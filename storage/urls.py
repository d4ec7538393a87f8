"""Database addresses: `sqlite:///relative/path`, `sqlite:////absolute/path`, `postgresql://…`."""

from __future__ import annotations

from pathlib import Path

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
    return "postgresql+psycopg://" + url.partition("://")[2]

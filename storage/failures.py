"""What a database driver says when it cannot go on, as one sentence for whoever runs the assistant."""

from __future__ import annotations

import sqlite3
import sys

from sqlalchemy.exc import SQLAlchemyError

from assistant.domain.errors import MbongiError, SettingsError
from storage.urls import sqlite_path


def explained(error: Exception, url: str) -> MbongiError | None:
    """SettingsError where the address leads nowhere, MbongiError where the file fails; None: no driver's error."""
    cause = getattr(error, "orig", None) or error
    if not (isinstance(cause, sqlite3.Error | SQLAlchemyError) or _is_psycopg(cause)):
        return None
    says = str(cause).strip().partition("\n")[0].rstrip(".")
    path = sqlite_path(url)
    if path is None:
        return SettingsError(
            f"ASSISTANT_DATABASE_URL: PostgreSQL cannot be used: {says}: check the address and the server"
        )
    if getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_CANTOPEN:
        return SettingsError(
            f"ASSISTANT_DATABASE_URL: {path} cannot be opened: name a file in a folder that can be written"
        )
    return MbongiError(f"{path} cannot be used: {says}: see `assistant verify`, or restore a copy")


def _is_psycopg(error: Exception) -> bool:
    """Without importing the driver, an optional extra, where nothing else has."""
    driver = sys.modules.get("psycopg")
    return driver is not None and isinstance(error, driver.Error)

"""Statements past the repositories, as somebody with the database's password would run them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from storage.migrate import make_engine


def execute(url: str, *statements: str) -> None:
    """All in one transaction."""
    engine = make_engine(url)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA recursive_triggers = ON"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def query(url: str, statement: str) -> Sequence[Any]:
    """The rows."""
    engine = make_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text(statement)).all()
    engine.dispose()
    return rows


def disarm(url: str, table: str) -> None:
    """Drop the triggers that keep a table append-only."""
    if url.startswith("sqlite"):
        execute(url, f"DROP TRIGGER {table}_unchanged", f"DROP TRIGGER {table}_undeleted")
    else:
        execute(url, f"ALTER TABLE {table} DISABLE TRIGGER ALL")

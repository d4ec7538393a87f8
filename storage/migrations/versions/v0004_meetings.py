"""Meetings, what is sent to many, written warnings about absences, and which message shows a keyboard."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the new tables and indexes; a blank line parts the statements."""
    script = Path(__file__).with_name(f"v0004_{op.get_bind().dialect.name}.sql")
    for statement in script.read_text(encoding="utf-8").strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)

"""Everything of the first version, statement by statement as each database wants it."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables, indexes and triggers; a blank line parts the statements."""
    script = Path(__file__).with_name(f"v0001_{op.get_bind().dialect.name}.sql")
    for statement in script.read_text(encoding="utf-8").strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)

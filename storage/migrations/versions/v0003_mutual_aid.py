"""Events, claims to mutual aid, requests for help, and who was shown a document."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the new tables and indexes; a blank line parts the statements."""
    script = Path(__file__).with_name(f"v0003_{op.get_bind().dialect.name}.sql")
    for statement in script.read_text(encoding="utf-8").strip().split("\n\n"):
        op.get_bind().exec_driver_sql(statement)

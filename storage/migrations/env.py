"""Runs the migrations on the connection that `storage.migrate` hands over, in one transaction.

A revision is a module in `versions/` with a script of SQL for each database beside it: so triggers, checks and
`STRICT` stand there as they are, and nothing is rebuilt behind anybody's back. The ledger and the audit are never
rebuilt at all. A test compares what the migrations lead to with `storage.tables`.
"""

from __future__ import annotations

from alembic import context

from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()

"""The ledger and the audit, append-only by trigger; small facts by name."""

from __future__ import annotations

from sqlalchemy import DDL, CheckConstraint, Column, ForeignKey, event
from sqlalchemy.schema import ExecutableDDLElement

from storage.tables.base import NUMBER, WORDS, metadata, number, table, words

transfer = table(
    "transfer",
    Column("id", NUMBER, primary_key=True, autoincrement=False),
    words("debit", index=True),
    words("credit", index=True),
    number("cents"),
    words("kind"),
    words("value_on"),
    number("recorded_at"),
    words("author"),
    words("cause"),
    words("key", null=True, unique=True),
    words("due_on", null=True),
    Column("reverses", NUMBER, ForeignKey("transfer.id", name="reverses_fk"), nullable=True, unique=True),
    CheckConstraint("debit <> credit", name="two_accounts"),
    CheckConstraint("cents >= 1", name="positive"),
    CheckConstraint("length(value_on) = 10 AND length(due_on) = 10", name="days"),
    CheckConstraint("reverses < id", name="reverses_earlier"),
)

book = table("book", Column("name", WORDS, primary_key=True), words("value"))

once = table("once", Column("key", WORDS, primary_key=True), number("at"))

audit = table(
    "audit",
    Column("id", NUMBER, primary_key=True, autoincrement=False),
    number("at"),
    words("actor", index=True),
    words("action"),
    words("subject", null=True, index=True),
    words("body"),
    words("hash"),
    CheckConstraint("id >= 1", name="place"),
    CheckConstraint("length(hash) = 64", name="sha256"),
)

REFUSE = """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$"""


def triggers(table: str, dialect: str) -> list[str]:
    """The statements that make a table append-only."""
    if dialect == "postgresql":
        call = "EXECUTE FUNCTION refuse_change()"
        return [
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {call}",
            f"CREATE TRIGGER {table}_untruncated BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return [
        f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_undeleted BEFORE DELETE ON {table} {refuse}",
    ]


def _ddl(statement: str, dialect: str) -> ExecutableDDLElement:
    return DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call] # SQLAlchemy types it not


event.listen(metadata, "before_create", _ddl(REFUSE, "postgresql"))
for _append_only in (transfer, audit):
    for _dialect in ("sqlite", "postgresql"):
        for _statement in triggers(_append_only.name, _dialect):
            event.listen(_append_only, "after_create", _ddl(_statement, _dialect))

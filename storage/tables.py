"""The tables, for SQLite (`STRICT`) and PostgreSQL alike.

Conventions: an instant is an integer, microseconds since 1970 in UTC (columns in `_at`, `_until`); a day is ISO text
(columns in `_on`, and `since`); JSON is text; a yes or no is 1 or 0; amounts are cents. Text compares byte by byte on
both databases. The ledger and the audit are append-only by trigger.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    event,
)
from sqlalchemy import text as sql
from sqlalchemy.schema import ExecutableDDLElement

REVISION = "0001"
"""The migration that these tables stand at."""

NAMES = {"ix": "%(table_name)s_%(column_0_N_name)s", "ck": "%(table_name)s_%(constraint_name)s"}
WORDS = Text().with_variant(Text(collation="C"), "postgresql")
NUMBER = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(naming_convention=NAMES)


def _table(
    name: str, *parts: Column[str] | Column[int] | CheckConstraint | PrimaryKeyConstraint | UniqueConstraint | Index
) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True, implicit_returning=False)


def _words(
    name: str, reference: str | None = None, *, null: bool = False, unique: bool = False, index: bool = False
) -> Column[str]:
    keys = [ForeignKey(reference, name=f"{name}_fk")] if reference else []
    return Column(name, WORDS, *keys, nullable=null, unique=unique, index=index)


def _number(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, NUMBER, nullable=null)


def _id() -> Column[int]:
    return Column("id", NUMBER, primary_key=True)


def _flag(name: str) -> CheckConstraint:
    return CheckConstraint(f"{name} IN (0, 1)", name=name)


member = _table(
    "member",
    Column("number", WORDS, primary_key=True),
    _words("folded", unique=True),
    _words("last_name"),
    _words("first_name"),
    _words("joined_on", null=True),
    _words("phone", null=True, index=True),
    _words("email", null=True),
    _words("section", null=True),
    _words("spouse", null=True),
    _words("language", null=True),
)

member_status = _table(
    "member_status",
    _words("member", "member.number"),
    _number("place"),
    _words("since"),
    _words("status"),
    PrimaryKeyConstraint("member", "place"),
)

member_role = _table(
    "member_role",
    _words("member", "member.number"),
    _words("role"),
    PrimaryKeyConstraint("member", "role"),
)

application = _table(
    "application",
    Column("candidate", WORDS, primary_key=True),
    _number("questionnaire"),
    _words("form_fields"),
    _number("family_info"),
    _words("texts_acknowledged_on", null=True),
    _words("bureau_accepted_on", null=True),
    _words("former", null=True),
    _flag("questionnaire"),
    _flag("family_info"),
)

chat_account = _table(
    "chat_account",
    _words("channel"),
    _words("account"),
    _words("chat"),
    _words("member", "member.number", null=True, index=True),
    _words("language", null=True),
    _number("linked_at", null=True),
    _number("seen_at", null=True),
    _number("unreachable_since_at", null=True),
    _number("failed_links"),
    _number("locked_until", null=True),
    PrimaryKeyConstraint("channel", "account"),
)

invitation = _table(
    "invitation",
    Column("code_hash", WORDS, primary_key=True),
    _words("member", "member.number"),
    _number("expires_at"),
    _number("used_at", null=True),
)

preferences = _table(
    "preferences",
    Column("member", WORDS, ForeignKey("member.number", name="member_fk"), primary_key=True),
    _number("quiet_from", null=True),
    _number("quiet_until", null=True),
    _number("dues_reminders"),
    _flag("dues_reminders"),
    CheckConstraint("quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23", name="quiet_hours"),
)

transfer = _table(
    "transfer",
    Column("id", NUMBER, primary_key=True, autoincrement=False),
    _words("debit", index=True),
    _words("credit", index=True),
    _number("cents"),
    _words("kind"),
    _words("value_on"),
    _number("recorded_at"),
    _words("author"),
    _words("cause"),
    _words("key", null=True, unique=True),
    _words("due_on", null=True),
    Column("reverses", NUMBER, ForeignKey("transfer.id", name="reverses_fk"), nullable=True, unique=True),
    CheckConstraint("debit <> credit", name="two_accounts"),
    CheckConstraint("cents >= 1", name="positive"),
    CheckConstraint("length(value_on) = 10 AND length(due_on) = 10", name="days"),
    CheckConstraint("reverses < id", name="reverses_earlier"),
)

payment = _table(
    "payment",
    _id(),
    _words("member", "member.number", index=True),
    _number("cents"),
    _words("method"),
    _words("value_on"),
    _words("reference"),
    _words("state", index=True),
    _number("declared_at"),
    _words("key", null=True, unique=True),
    CheckConstraint("cents >= 1", name="positive"),
    CheckConstraint("method IN ('transfer', 'cheque', 'cash')", name="method"),
    CheckConstraint("state IN ('declared', 'confirmed', 'rejected', 'withdrawn', 'reversed')", name="state"),
)

inbox = _table(
    "inbox",
    _id(),
    _words("channel"),
    _words("update_id"),
    _words("account"),
    _words("chat"),
    _number("private"),
    _number("received_at"),
    _words("body"),
    _words("state"),
    _number("attempts"),
    _words("outcome", null=True),
    _words("error", null=True),
    _number("handled_at", null=True),
    UniqueConstraint("channel", "update_id"),
    CheckConstraint("state IN ('new', 'done')", name="state"),
    _flag("private"),
    Index("inbox_waiting", "id", sqlite_where=sql("state = 'new'"), postgresql_where=sql("state = 'new'")),
    Index("inbox_account", "channel", "account"),
)

_OPEN = sql("state IN ('pending', 'sending')")
outbox = _table(
    "outbox",
    _id(),
    _words("key", null=True, unique=True),
    _words("channel"),
    _words("chat"),
    _words("account", null=True),
    _words("kind"),
    _words("body"),
    _number("lane"),
    _words("delivery"),
    _words("member", null=True, index=True),
    _words("edits", null=True),
    _words("state"),
    _number("attempts"),
    _number("created_at"),
    _number("due_at"),
    _number("expires_at", null=True),
    _words("owner", null=True),
    _number("leased_until", null=True),
    _words("external", null=True),
    _number("sent_at", null=True),
    _words("error", null=True),
    CheckConstraint("lane BETWEEN 0 AND 2", name="lane"),
    CheckConstraint("delivery IN ('at_most_once', 'at_least_once')", name="delivery"),
    CheckConstraint(
        "state IN ('pending', 'sending', 'sent', 'unsure', 'unreachable', 'dead', 'held')",
        name="state",
    ),
    CheckConstraint("state <> 'sending' OR owner IS NOT NULL AND leased_until IS NOT NULL", name="leased"),
    Index(
        "outbox_due",
        *("channel", "lane", "due_at", "id"),
        sqlite_where=sql("state = 'pending'"),
        postgresql_where=sql("state = 'pending'"),
    ),
    Index(
        "outbox_expiring",
        "expires_at",
        sqlite_where=sql("state = 'pending'"),
        postgresql_where=sql("state = 'pending'"),
    ),
    Index("outbox_chat", "channel", "chat", "lane", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index(
        "outbox_unsent",
        *("state", "id"),
        sqlite_where=sql("state <> 'sent'"),
        postgresql_where=sql("state <> 'sent'"),
    ),
)

pace = _table(
    "pace",
    _words("channel"),
    _words("chat"),
    _number("open_at"),
    _number("bulk_open_at"),
    _number("paused_until"),
    PrimaryKeyConstraint("channel", "chat"),
)

dialogue = _table(
    "dialogue",
    _words("channel"),
    _words("account"),
    _words("command"),
    _words("answers"),
    _words("arguments"),
    _words("question", null=True),
    _words("token", null=True),
    _number("updated_at"),
    PrimaryKeyConstraint("channel", "account"),
)

keyboard = _table(
    "keyboard",
    _id(),
    _words("token", unique=True),
    _words("channel"),
    _words("account"),
    _words("actions"),
    _number("expires_at"),
    _words("question", null=True),
    _number("used_at", null=True),
    Index("keyboard_account", "channel", "account", "id"),
)

book = _table("book", Column("name", WORDS, primary_key=True), _words("value"))

once = _table("once", Column("key", WORDS, primary_key=True), _number("at"))

audit = _table(
    "audit",
    Column("id", NUMBER, primary_key=True, autoincrement=False),
    _number("at"),
    _words("actor", index=True),
    _words("action"),
    _words("subject", null=True, index=True),
    _words("body"),
    _words("hash"),
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

"""Messages in, messages out, open dialogues."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy import text as sql

from storage.tables.base import flag, number, row_id, table, words

inbox = table(
    "inbox",
    row_id(),
    words("channel"),
    words("update_id"),
    words("account"),
    words("chat"),
    number("private"),
    number("received_at"),
    words("body"),
    words("state"),
    number("attempts"),
    words("outcome", null=True),
    words("error", null=True),
    number("handled_at", null=True),
    UniqueConstraint("channel", "update_id"),
    CheckConstraint("state IN ('new', 'done')", name="state"),
    flag("private"),
    Index("inbox_waiting", "id", sqlite_where=sql("state = 'new'"), postgresql_where=sql("state = 'new'")),
    Index("inbox_account", "channel", "account"),
)

_OPEN = sql("state IN ('pending', 'sending')")
outbox = table(
    "outbox",
    row_id(),
    words("key", null=True, unique=True),
    words("channel"),
    words("chat"),
    words("account", null=True),
    words("kind"),
    words("body"),
    number("lane"),
    words("delivery"),
    words("member", null=True, index=True),
    words("edits", null=True),
    words("state"),
    number("attempts"),
    number("created_at"),
    number("due_at"),
    number("expires_at", null=True),
    words("owner", null=True),
    number("leased_until", null=True),
    words("external", null=True),
    number("sent_at", null=True),
    words("error", null=True),
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

pace = table(
    "pace",
    words("channel"),
    words("chat"),
    number("open_at"),
    number("bulk_open_at"),
    number("paused_until"),
    PrimaryKeyConstraint("channel", "chat"),
)

dialogue = table(
    "dialogue",
    words("channel"),
    words("account"),
    words("command"),
    words("answers"),
    words("arguments"),
    words("question", null=True),
    words("token", null=True),
    number("updated_at"),
    PrimaryKeyConstraint("channel", "account"),
)

keyboard = table(
    "keyboard",
    row_id(),
    words("token", unique=True),
    words("channel"),
    words("account"),
    words("actions"),
    number("expires_at"),
    words("question", null=True),
    number("replaced_at", null=True),
    number("outbox", "outbox.id", null=True),
    Index("keyboard_account", "channel", "account", "id"),
)

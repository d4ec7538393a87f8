"""The canonical state of the business tables: what must be the same whether or not the process was killed.

Random tokens, instants and the order in which people were served are left aside; everything else counts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import Any

COLUMNS = {
    "member": "number, folded, last_name, first_name, joined_on, phone, language",
    "member_status": "member, place, since, status",
    "member_role": "member, role",
    "chat_account": "channel, account, chat, member, language, failed_links, unreachable_since_at",
    "invitation": "member, used_at IS NOT NULL",
    "preferences": "*",
    "transfer": "debit, credit, cents, kind, value_on, author, cause, key, due_on",
    "payment": "member, cents, method, value_on, reference, state, key",
    "inbox": "channel, account, outcome, state",
    "dialogue": "channel, account, command, answers, arguments, question",
    "once": "key",
}
ABOUT_UNSURE = "deliveries_unsure"
"""What tells the bureau of an uncertain message: it exists only where there was a crash."""


def state(path: Path) -> dict[str, list[str]]:
    """Each table's rows as text, sorted."""
    with closing(sqlite3.connect(path)) as connection:
        tables = {
            table: sorted(map(repr, connection.execute(f"SELECT {columns} FROM {table}")))  # noqa: S608 - our names
            for table, columns in COLUMNS.items()
        }
        return tables | {"audit": _audit(connection), "outbox": _outbox(connection)}


def _outbox(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT key, channel, chat, account, kind, body, lane, delivery, member FROM outbox WHERE kind <> ?"
    rows = connection.execute(query, (ABOUT_UNSURE,))
    return sorted(repr((*row[:5], _without(row[5], "token"), *row[6:])) for row in rows)


def _audit(connection: sqlite3.Connection) -> list[str]:
    """The digest of the ledger rows covers the instants at which they were recorded."""
    rows = connection.execute("SELECT actor, action, subject, body FROM audit")
    return sorted(repr((*row[:3], _without(row[3], "sha256"))) for row in rows)


def _without(body: str, name: str) -> str:
    told: dict[str, Any] = json.loads(body)
    told.pop(name, None)
    return json.dumps(told, sort_keys=True, ensure_ascii=False)


def outbox_states(path: Path, delivery: str) -> dict[str, str]:
    """The state of each keyed row of that delivery, by key."""
    with closing(sqlite3.connect(path)) as connection:
        return dict(
            connection.execute("SELECT key, state FROM outbox WHERE delivery = ? AND key IS NOT NULL", (delivery,))
        )


def received(path: Path, updates: Collection[str]) -> set[str]:
    """Those of the updates that the inbox holds."""
    query = f"SELECT update_id FROM inbox WHERE update_id IN ({','.join('?' * len(updates))})"  # noqa: S608 - marks
    with closing(sqlite3.connect(path)) as connection:
        return {update for (update,) in connection.execute(query, tuple(updates))}


def sent(path: Path) -> dict[str, str]:
    """The platform's id of each message that was sent, and its chat."""
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT external, chat FROM outbox WHERE state = 'sent'"))


def busy(path: Path) -> set[str]:
    """The chats in which updates wait to be handled, or messages to leave."""
    query = """SELECT chat FROM inbox WHERE state = 'new'
        UNION SELECT chat FROM outbox WHERE state IN ('pending', 'sending') AND delivery = 'at_least_once'"""
    with closing(sqlite3.connect(path)) as connection:
        return {chat for (chat,) in connection.execute(query) if chat}


def once_waiting(path: Path) -> bool:
    """Whether messages of the at-most-once class wait to leave."""
    query = "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending') AND delivery = 'at_most_once'"
    with closing(sqlite3.connect(path)) as connection:
        return bool(connection.execute(query).fetchone()[0])


def again(path: Path) -> dict[str, int]:
    """By chat, how many tries to send were not the first, and how often a crash made news of its own.

    A kill leaves as many half-sent as are on their way.
    """
    query = "SELECT chat, sum(attempts - 1 + (kind = ?)) FROM outbox WHERE attempts > 0 GROUP BY chat"
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute(query, (ABOUT_UNSURE,)))


def dead(path: Path) -> list[str]:
    """What was given up, and why."""
    with closing(sqlite3.connect(path)) as connection:
        return [
            f"{kind}: {error}"
            for kind, error in connection.execute("SELECT kind, error FROM outbox WHERE state = 'dead'")
        ]

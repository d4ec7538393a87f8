"""Updates as received. A file's body is on disk; here stands its path."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.messages import Contact, InboxRow, Incoming, SentFile
from storage.session import Prepared, Row, Session, binds, from_micros, to_json, to_micros
from storage.tables import inbox

_RECEIVE = Prepared(insert(inbox).inline().values(binds(inbox, but=["id"])).on_conflict_do_nothing())
_columns = (inbox.c.id, inbox.c.channel, inbox.c.update_id, inbox.c.account, inbox.c.chat, inbox.c.private)
_WAITING = Prepared(
    select(*_columns, inbox.c.received_at, inbox.c.body, inbox.c.attempts)
    .where(text("state = 'new'"), inbox.c.id > bindparam("beyond"))
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)
_CHAT = Prepared(select(inbox.c.channel, inbox.c.chat).where(inbox.c.id == bindparam("row")))
_TAKE = Prepared(select(inbox.c.state).where(inbox.c.id == bindparam("row")).with_for_update())
_DONE = Prepared(
    update(inbox)
    .where(inbox.c.id == bindparam("row"))
    .values(state="done", outcome=bindparam("word"), handled_at=bindparam("at"))
)
_FAILED = Prepared(
    update(inbox)
    .where(inbox.c.id == bindparam("row"))
    .values(attempts=inbox.c.attempts + 1, error=bindparam("reason"))
    .returning(inbox.c.attempts)
)
_OF_MEMBER = Prepared(
    text(
        """SELECT i.received_at, i.channel, i.body FROM chat_account a
 JOIN inbox i ON i.channel = a.channel AND i.account = a.account WHERE a.member = :number ORDER BY i.id"""
    )
)
_FORGET = Prepared(
    text(
        """UPDATE inbox SET body = '{}' WHERE id IN (SELECT id FROM inbox
 WHERE state = 'done' AND handled_at <= :before AND body <> '{}' ORDER BY id LIMIT :most)"""
    )
)


class Inbox:
    """See `assistant.ports.Inbox`."""

    def __init__(self, session: Session, now: int, lock: Callable[[str], None]) -> None:
        self._session = session
        self._now = now
        self._lock = lock

    def receive(self, updates: Sequence[Incoming]) -> int:
        """Keep those not seen before."""
        return sum(self._session.run(_RECEIVE, **_values(incoming)) for incoming in updates)

    def waiting(self, limit: int, after: int = 0) -> list[InboxRow]:
        """The oldest ones not handled yet."""
        return [_row(row) for row in self._session.all(_WAITING, most=limit, beyond=after)]

    def take(self, row: int) -> bool:
        """Whoever else handles the same chat waits, so that a chat's messages are handled in order."""
        if not self._session.alone and (chat := self._session.one(_CHAT, row=row)):
            self._lock(f"chat:{chat[0]}:{chat[1]}")
        return self._session.one(_TAKE, row=row) == ("new",)

    def done(self, row: int, outcome: str) -> None:
        """Handled."""
        self._session.run(_DONE, row=row, word=outcome, at=self._now)

    def failed(self, row: int, error: str) -> int:
        """Count an attempt; returns how many there were."""
        counted = self._session.one(_FAILED, row=row, reason=error)
        return int(counted[0]) if counted else 0

    def of_member(self, member: str) -> list[Mapping[str, Any]]:
        """At, channel, and what was sent."""
        return [
            {"at": from_micros(at), "channel": channel, **json.loads(body)}
            for at, channel, body in self._session.all(_OF_MEMBER, number=member)
        ]

    def forget(self, before: datetime, limit: int) -> int:
        """Empty what was handled by then; returns how many."""
        return self._session.run(_FORGET, before=to_micros(before), most=limit)


def _values(incoming: Incoming) -> dict[str, Any]:
    body = {
        "text": incoming.text,
        "press": incoming.press,
        "contact": asdict(incoming.contact) if incoming.contact else None,
        "file": asdict(incoming.file) if incoming.file else None,
        "language": incoming.language,
        "message": incoming.message,
        "unreadable": incoming.unreadable or None,
        "shares_contacts": incoming.shares_contacts or None,
    }
    return {
        "channel": incoming.channel,
        "update_id": incoming.update_id,
        "account": incoming.account,
        "chat": incoming.chat,
        "private": int(incoming.private),
        "received_at": to_micros(incoming.received_at),
        "body": to_json({name: value for name, value in body.items() if value is not None}),
        "state": "new",
        "attempts": 0,
        "outcome": None,
        "error": None,
        "handled_at": None,
    }


def _row(row: Row) -> InboxRow:
    number, channel, update_id, account, chat, private, received_at, body, attempts = row
    told: dict[str, Any] = json.loads(body)
    contact, file = told.pop("contact", None), told.pop("file", None)
    incoming = Incoming(
        channel,
        update_id,
        account,
        chat,
        bool(private),
        from_micros(received_at),
        contact=Contact(**contact) if contact else None,
        file=SentFile(**file) if file else None,
        **told,
    )
    return InboxRow(number, incoming, attempts)

"""The hash-chained record of who did what.

Each row's hash is SHA-256 over the hash before it and the row in canonical JSON; a row about the ledger holds the
first and last id it wrote and a SHA-256 over those rows, so that the chain covers the books too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.actors import Actor
from storage.session import Prepared, Session, binds, from_micros, to_json
from storage.tables import audit

START = "0" * 64
"""What stands before the first row's hash."""
LOCK = "ledger"
"""One lock for the chain and the books: every writer of either takes it, last of all."""

_LAST = Prepared(select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1))
_APPEND = Prepared(insert(audit).values(binds(audit)))
_ABOUT = Prepared(
    text("SELECT at, actor, action, body FROM audit WHERE subject = :number OR actor = :number ORDER BY id")
)


class Chain:
    """Appends to the chain."""

    def __init__(self, session: Session, now: int, lock: Callable[[str], None]) -> None:
        self._session = session
        self._now = now
        self.lock = lock

    def record(self, actor: Actor, action: str, body: Mapping[str, Any]) -> int:
        """Append; returns the row's place. What JSON has not is kept as text; `member` in the body is its subject."""
        self.lock(LOCK)
        place, before = self._session.one(_LAST) or (0, START)
        plain = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)
        subject = body.get("member")
        row = (place + 1, self._now, actor.name, action, None if subject is None else str(subject), plain)
        names = ("id", "at", "actor", "action", "subject", "body")
        self._session.run(_APPEND, **dict(zip(names, row, strict=True)), hash=link(before, row))
        return int(place) + 1

    def last(self) -> int:
        """The newest row's id."""
        row = self._session.one(_LAST)
        return int(row[0]) if row else 0

    def about(self, member: str) -> list[Mapping[str, Any]]:
        """The rows whose subject or actor is the member."""
        return [
            {"at": from_micros(at), "actor": actor, "action": action, "body": json.loads(body)}
            for at, actor, action, body in self._session.all(_ABOUT, number=member)
        ]


def link(before: str, row: tuple[Any, ...]) -> str:
    """The hash of a row (id, at, actor, action, subject, body) after the hash before it."""
    return hashlib.sha256(f"{before}\n{to_json(row)}".encode()).hexdigest()

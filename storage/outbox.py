"""Messages on their way out.

Due rows leave by lane, then by the instant they became due; a chat gets one at a time, and one that waits for another
try holds back those behind it in its lane. A row without an address stands as unreachable, on the channel and chat ''.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.messages import Address, Delivery, Lane, OutboxState, Outgoing, Queued
from storage.pace import CHANNEL, SECOND, Overall, Pace, pause
from storage.session import BEYOND, Prepared, Row, Session, binds, from_micros, to_json, to_micros, to_micros_or_none
from storage.tables import outbox

ROW = "row:"
"""An `edits` that names a row of this table instead of the platform's message; resolved when it is claimed."""
LEASE = 60 * SECOND
"""Longer than any send may take: a lease that is over means a crash."""
SHOWN_ONCE = ("matrix", "web")
"""Channels on which a message sent twice is shown once: what was left half-sent is sent again, whatever it says."""
FORGOTTEN = "null"
"""The body of a message that is forgotten: nothing can be made of it any more."""
QUARANTINE = "quarantine"
"""The fact in `book` that keeps everything from leaving."""

_QUEUED = """SELECT o.id, o.channel, o.chat, o.account, o.kind, o.body, o.lane, o.delivery, o.member, o.attempts,
 o.edits, o.created_at, coalesce(a.language, m.language)
 FROM outbox o LEFT JOIN chat_account a ON a.channel = o.channel AND a.account = o.account
 LEFT JOIN member m ON m.number = o.member"""
_FREE = """NOT EXISTS (SELECT 1 FROM outbox e WHERE e.state IN ('pending', 'sending') AND e.channel = o.channel
 AND e.chat = o.chat AND e.lane = o.lane AND e.id < o.id AND (e.state = 'sending' OR e.attempts > 0))"""
_put = insert(outbox).values(binds(outbox, but=["id"])).on_conflict_do_nothing(index_elements=["key"])
_PUT = Prepared(_put.returning(outbox.c.id))
_PUT_MANY = Prepared(_put.inline())
_IN_QUARANTINE = Prepared(text("SELECT 1 FROM book WHERE name = 'quarantine'"))
_EXPIRE = Prepared(
    text("UPDATE outbox SET state = 'dead', error = 'expired' WHERE state = 'pending' AND expires_at <= :now")
)
_DUE = Prepared(
    text(
        f"""{_QUEUED} LEFT JOIN pace p ON p.channel = o.channel AND p.chat = o.chat
 WHERE o.state = 'pending' AND o.channel = :channel AND o.lane = :lane AND o.due_at <= :now
 AND (p.chat IS NULL OR p.paused_until <= :now AND (o.lane = 0 OR p.open_at <= :now))
 AND {_FREE} ORDER BY o.due_at, o.id LIMIT :most"""
    )
)
_LEASE = Prepared(
    text(
        """UPDATE outbox SET state = 'sending', owner = :owner, leased_until = :until, attempts = attempts + 1
 WHERE id = :row AND state = 'pending'"""
    )
)
_SENT = Prepared(
    text("UPDATE outbox SET state = 'sent', external = :external, sent_at = :now, error = NULL WHERE id = :row")
)
_SETTLE = Prepared(text("UPDATE outbox SET state = :state, error = :error WHERE id = :row AND state <> 'sent'"))
_RETRY = Prepared(
    text("UPDATE outbox SET state = 'pending', due_at = :due, error = :error WHERE id = :row AND state <> 'sent'")
)
_RECOVER = Prepared(
    text(
        f"""UPDATE outbox SET error = 'half-sent',
 state = CASE WHEN delivery = 'at_least_once' OR channel IN {SHOWN_ONCE} THEN 'pending' ELSE 'unsure' END
 WHERE state IN ('pending', 'sending') AND state = 'sending'
 AND (:own = 1 AND owner = :owner AND leased_until <= :now
 OR owner <> :owner AND (:alone = 1 OR leased_until <= :now))"""  # noqa: S608 - constants
    )
)
_NEXT = Prepared(
    text(
        f"""SELECT min(CASE WHEN c.paused_until > w.at THEN c.paused_until
 WHEN w.lane > 0 AND c.bulk_open_at > w.at THEN c.bulk_open_at WHEN c.open_at > w.at THEN c.open_at ELSE w.at END)
 FROM (SELECT o.channel, o.lane, CASE WHEN p.paused_until > o.due_at THEN p.paused_until
 WHEN o.lane > 0 AND p.open_at > o.due_at THEN p.open_at ELSE o.due_at END AS at
 FROM outbox o LEFT JOIN pace p ON p.channel = o.channel AND p.chat = o.chat
 WHERE o.state = 'pending' AND o.channel = :channel AND {_FREE}) w
 LEFT JOIN pace c ON c.channel = w.channel AND c.chat = ''"""  # noqa: S608 - constants
    )
)
_IN_STATE = Prepared(
    text(f"{_QUEUED} WHERE o.state = :state AND o.state <> 'sent' AND o.body <> '{FORGOTTEN}' ORDER BY o.id")
)
_ALL_SENT = Prepared(text(f"{_QUEUED} WHERE o.state = :state AND o.body <> '{FORGOTTEN}' ORDER BY o.id"))
_GET = Prepared(text(f"{_QUEUED} WHERE o.id = :row"))
_SINCE = Prepared(text(f"{_QUEUED} WHERE o.id > :row ORDER BY o.id"))
_OF_MEMBER = Prepared(text("SELECT created_at, kind, state, body FROM outbox WHERE member = :number ORDER BY id"))
_RESEND = Prepared(
    text(
        f"""UPDATE outbox SET state = 'pending', due_at = :now, attempts = 0, expires_at = NULL, error = NULL
 WHERE id = :row AND channel <> '' AND state IN ('unsure', 'dead', 'held') AND body <> '{FORGOTTEN}'"""  # noqa: S608 - constants
    )
)
_OVER = f"state IN ('sent', 'dead', 'unreachable', 'held') AND body <> '{FORGOTTEN}'"
_FORGET = Prepared(
    text(
        f"""UPDATE outbox SET body = '{FORGOTTEN}' WHERE {_OVER} AND id IN (SELECT id FROM outbox
 WHERE {_OVER} AND coalesce(sent_at, due_at) <= :before ORDER BY id LIMIT :most)"""  # noqa: S608 - constants
    )
)


_BY_KEYS = Prepared(
    text(
        "SELECT id, channel, chat, account, kind, member FROM outbox WHERE key >= :first AND key < :beyond ORDER BY id"
    )
)
_OVERTAKE = Prepared(
    text("UPDATE outbox SET state = 'held', error = 'overtaken' WHERE id = :row AND state = 'pending'")
)
_REVISE = Prepared(text("UPDATE outbox SET body = :body WHERE id = :row AND state = 'pending'"))
_REPLACED = Prepared(
    text(
        """UPDATE keyboard SET replaced_at = :now
 WHERE channel = :channel AND account = :account AND outbox = :row AND replaced_at IS NULL"""
    )
)
_EXTERNAL = Prepared(text("SELECT state, external FROM outbox WHERE id = :row"))


@dataclass(slots=True)
class _Claim:
    """What one call of `claim` has taken so far."""

    owner: str
    limit: int
    rows: list[Row] = field(default_factory=list)
    chats: set[tuple[str, str]] = field(default_factory=set)

    @property
    def room(self) -> int:
        return self.limit - len(self.rows)


class Outbox:
    """See `assistant.ports.Outbox`. An owner is one start of one process."""

    def __init__(self, session: Session, now: int, lock: Callable[[str], None], paces: Mapping[str, Pace]) -> None:
        self._session = session
        self._now = now
        self._lock = lock
        self._paces = paces

    def put(self, message: Outgoing) -> int | None:
        """Queue; None if its key was queued before. Without an address it stands as unreachable."""
        row = self._session.one(_PUT, **self._values(message, to_json(message.body)))
        return int(row[0]) if row else None

    def put_many(self, messages: Sequence[Outgoing]) -> None:
        """Queue them in one go; a body that many share is written out once."""
        bodies = {id(message.body): message.body for message in messages}
        written = {known: to_json(body) for known, body in bodies.items()}
        rows = [self._values(message, written[id(message.body)]) for message in messages]
        self._session.many(_PUT_MANY, rows)

    def replace(self, keys: str, body: Mapping[str, Any], *, among: Collection[str] | None = None) -> int:
        """A waiting message is held back for good; one that left, or is leaving, is edited."""
        return self._say(keys, body, lambda row: self._session.run(_OVERTAKE, row=row), among)

    def revise(self, keys: str, body: Mapping[str, Any]) -> int:
        """A waiting message leaves with the new body; one that left, or is leaving, is edited."""
        revised = to_json(body)
        return self._say(keys, body, lambda row: self._session.run(_REVISE, row=row, body=revised))

    def claim(self, owner: str, channels: Sequence[str], limit: int) -> list[Queued]:
        """Lease what may leave now, at most one message a chat.

        What has expired ends as dead; what another process left half-sent is settled when its lease is over.
        """
        self._lock("outbox")
        if limit <= 0 or self._session.one(_IN_QUARANTINE):
            return []
        self._session.run(_EXPIRE, now=self._now)
        self._session.run(_RECOVER, now=self._now, own=0, alone=0, owner=owner)
        gates = {channel: Overall(self._session, channel, self._paces.get(channel), self._now) for channel in channels}
        claim = _Claim(owner, limit)
        for lane in Lane:
            for channel, gate in gates.items():
                self._claim_lane(claim, lane, channel, gate)
        for channel in {row[1] for row in claim.rows}:
            gates[channel].save()
        return [_queued(row, attempts=row[9] + 1) for row in claim.rows]

    def sent(self, row: int, external: str) -> None:
        """It left."""
        self._session.run(_SENT, row=row, external=external, now=self._now)

    def settle(self, row: int, state: OutboxState, error: str = "") -> None:
        """It ends so."""
        self._session.run(_SETTLE, row=row, state=state.value, error=error)

    def retry(self, row: int, not_before: datetime, error: str) -> None:
        """Back to pending, not before then."""
        self._session.run(_RETRY, row=row, due=to_micros(not_before), error=error)

    def pause(self, channel: str, until: datetime, chat: str | None = None) -> None:
        """Nothing leaves on the channel, or to that chat, before then."""
        pause(self._session, channel, CHANNEL if chat is None else chat, to_micros(until))

    def recover(self, owner: str) -> int:
        """Settle rows whose lease is over; where no other process can be alive, those of any other owner at once."""
        return self._session.run(_RECOVER, now=self._now, own=1, alone=int(self._session.alone), owner=owner)

    def next_due(self, channels: Sequence[str]) -> datetime | None:
        """When the next message of these channels may leave; None where none may, in quarantine for one."""
        if self._session.one(_IN_QUARANTINE):
            return None
        due = [at for channel in channels if (at := self._session.all(_NEXT, channel=channel)[0][0]) is not None]
        return from_micros(min(due)) if due else None

    def in_state(self, state: OutboxState) -> list[Queued]:
        """Oldest first, without those that are forgotten."""
        statement = _ALL_SENT if state is OutboxState.SENT else _IN_STATE
        return [_queued(row) for row in self._session.all(statement, state=state.value)]

    def of_member(self, member: str) -> list[Mapping[str, Any]]:
        """What was queued for the member."""
        return [
            {"at": from_micros(at), "kind": kind, "state": state, "body": json.loads(body) or {}}
            for at, kind, state, body in self._session.all(_OF_MEMBER, number=member)
        ]

    def get(self, row: int) -> Queued | None:
        """That row."""
        found = self._session.one(_GET, row=row)
        return _queued(found) if found else None

    def since(self, row: int) -> list[Queued]:
        """Everything queued after that row."""
        return [_queued(found) for found in self._session.all(_SINCE, row=row)]

    def resend(self, row: int) -> bool:
        """Compare-and-set: only one wins."""
        return self._session.run(_RESEND, row=row, now=self._now) == 1

    def forget(self, before: datetime, limit: int) -> int:
        """Empty what left by then, or was last due by then and never will; returns how many."""
        return self._session.run(_FORGET, before=to_micros(before), most=limit)

    def _values(self, message: Outgoing, body: str) -> dict[str, Any]:
        """A new row; without an address it stands as unreachable."""
        to = message.to or Address(CHANNEL, CHANNEL, None)
        return {
            "key": message.key,
            "channel": to.channel,
            "chat": to.chat,
            "account": to.account,
            "kind": message.kind,
            "body": body,
            "lane": int(message.lane),
            "delivery": message.delivery.value,
            "member": message.member,
            "edits": message.edits,
            "state": (OutboxState.PENDING if message.to else OutboxState.UNREACHABLE).value,
            "attempts": 0,
            "created_at": self._now,
            "due_at": to_micros(message.not_before) if message.not_before else self._now,
            "expires_at": to_micros_or_none(message.expires_at),
            "owner": None,
            "leased_until": None,
            "external": None,
            "sent_at": None,
            "error": None,
        }

    def _say(
        self,
        keys: str,
        body: Mapping[str, Any],
        waiting: Callable[[int], int],
        among: Collection[str] | None = None,
    ) -> int:
        """Edit what left; `waiting` does what is to be done to what has not, and says whether it did."""
        rows = self._session.all(_BY_KEYS, first=keys, beyond=keys + BEYOND)
        for number, channel, chat, account, kind, member in rows:
            if waiting(number) == 0 and channel and (among is None or member in among):
                to = Address(channel, chat, account)
                self._session.run(_REPLACED, channel=channel, account=account, row=number, now=self._now)
                self.put(Outgoing(to, kind, body, Lane.REPLY, member=member, edits=f"{ROW}{number}"))
        return len(rows)

    def _claim_lane(self, claim: _Claim, lane: Lane, channel: str, gate: Overall) -> None:
        reply = lane is Lane.REPLY
        if claim.room <= 0 or not gate.lets(reply=reply):
            return
        for due in self._session.all(_DUE, channel=channel, lane=int(lane), now=self._now, most=claim.room):
            if not gate.lets(reply=reply):
                return
            row = self._resolved(due) if (channel, due[2]) not in claim.chats else None
            if row is not None and self._session.run(_LEASE, row=row[0], owner=claim.owner, until=self._now + LEASE):
                gate.count(row[2], reply=reply, group=row[3] is None)
                claim.chats.add((channel, row[2]))
                claim.rows.append(row)

    def _resolved(self, row: Row) -> Row | None:
        """The row with the platform's message that it edits; None while that is on its way, or where it never left."""
        number, edits = row[0], row[10]
        if edits is None or not edits.startswith(ROW):
            return row
        target = int(edits.removeprefix(ROW))
        self._session.run(_OVERTAKE, row=target)
        state, external = self._session.all(_EXTERNAL, row=target)[0]
        if state == OutboxState.SENT.value:
            return (*row[:10], external, *row[11:])
        if state != OutboxState.SENDING.value:
            self.settle(number, OutboxState.HELD, "nothing to replace")
        return None


def _queued(row: Row, attempts: int | None = None) -> Queued:
    number, channel, chat, account, kind, body, lane, delivery, member, tried, edits, created_at, language = row
    return Queued(
        number,
        Address(channel, chat, account),
        kind,
        json.loads(body) or {},
        Lane(lane),
        Delivery(delivery),
        member,
        tried if attempts is None else attempts,
        edits,
        from_micros(created_at),
        language,
    )

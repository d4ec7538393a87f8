"""What was sent to many, and what became of it for each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, bindparam, cast, delete, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.broadcasts import Broadcast, BroadcastKind, BroadcastState, NewBroadcast, Received, Recipient
from assistant.domain.messages import OutboxState
from assistant.domain.reminding import Telling, ToldBy
from storage.session import (
    Prepared,
    Row,
    Session,
    binds,
    from_micros,
    from_micros_or_none,
    to_day,
    to_json,
    to_micros,
    to_micros_or_none,
)
from storage.tables import broadcast as broadcasts
from storage.tables import outbox
from storage.tables import recipient as recipients

MAIL = ":mail"
"""Ends the key of a message that leaves by e-mail: `broadcast:3:M012:mail`."""

_ADD = Prepared(insert(broadcasts).values(binds(broadcasts, but=["id"])).returning(broadcasts.c.id))
_ADD_RECIPIENT = Prepared(insert(recipients).values(binds(recipients)))
_all = select(broadcasts)
_GET = Prepared(_all.where(broadcasts.c.id == bindparam("row")))
_ALL = Prepared(_all.order_by(broadcasts.c.id.desc()))
_OF_MEETING = Prepared(_all.where(broadcasts.c.meeting == bindparam("meeting")).order_by(broadcasts.c.id))
_DUE = Prepared(
    _all.where(broadcasts.c.state == BroadcastState.PLANNED.value, broadcasts.c.leaves_at <= bindparam("now")).order_by(
        broadcasts.c.id
    )
)
_UNAIM = Prepared(delete(recipients).where(recipients.c.broadcast == bindparam("row")))
_ENDORSE = Prepared(text("UPDATE broadcast SET endorsed_by = :by WHERE id = :row AND state = 'proposed'"))
_PLAN = Prepared(
    text("UPDATE broadcast SET state = 'planned' WHERE id = :row AND state = 'proposed' AND leaves_at IS NOT NULL")
)
_SENT = Prepared(
    text("UPDATE broadcast SET state = 'sent', sent_at = :at WHERE id = :row AND state IN ('proposed', 'planned')")
)
_STOP = Prepared(
    text(
        """UPDATE broadcast SET state = 'stopped', stopped_by = :by
 WHERE id = :row AND state IN ('proposed', 'planned')"""
    )
)
_MEMBERS = Prepared(
    select(recipients.c.member).where(recipients.c.broadcast == bindparam("row")).order_by(recipients.c.member)
)
_OF_MEMBER = Prepared(
    select(broadcasts.c.id, broadcasts.c.kind, broadcasts.c.sent_at, recipients.c.told_by, recipients.c.told_on)
    .select_from(broadcasts.join(recipients, recipients.c.broadcast == broadcasts.c.id))
    .where(recipients.c.member == bindparam("member"), broadcasts.c.sent_at.is_not(None))
    .order_by(broadcasts.c.id)
)
_chat, _mail = outbox.alias("chat"), outbox.alias("mail")
_key = "broadcast:" + cast(recipients.c.broadcast, String) + ":" + recipients.c.member
_RECIPIENTS = Prepared(
    select(
        recipients.c.member,
        _chat.c.state,
        _mail.c.state,
        recipients.c.told_by,
        recipients.c.told_on,
        recipients.c.noted_by,
    )
    .select_from(recipients.outerjoin(_chat, _chat.c.key == _key).outerjoin(_mail, _mail.c.key == _key + MAIL))
    .where(recipients.c.broadcast == bindparam("row"))
    .order_by(recipients.c.member)
)
_LOST = Prepared(
    select(recipients.c.broadcast, recipients.c.member)
    .select_from(
        recipients.join(broadcasts, broadcasts.c.id == recipients.c.broadcast)
        .join(_chat, _chat.c.key == _key)
        .outerjoin(_mail, _mail.c.key == _key + MAIL)
    )
    .where(
        broadcasts.c.state == BroadcastState.SENT.value,
        broadcasts.c.sent_at >= bindparam("since"),
        _chat.c.state == OutboxState.UNREACHABLE.value,
        _mail.c.id.is_(None),
        recipients.c.told_by.is_(None),
    )
    .order_by(recipients.c.broadcast, recipients.c.member)
)
_TELL = Prepared(
    text(
        """UPDATE recipient SET told_by = :told_by, told_on = :told_on, noted_by = :noted_by, note = :note
 WHERE broadcast = :row AND member = :member AND told_by IS NULL"""
    )
)
_UNTOLD = dict.fromkeys(("told_by", "told_on", "noted_by", "note"))


class Broadcasts:
    """See `assistant.ports.Broadcasts`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def add(self, new: NewBroadcast, author: str, recipients: Sequence[str]) -> int:
        """The new broadcast's id, its recipients frozen."""
        row = self._session.all(
            _ADD,
            kind=new.kind.value,
            audience=new.audience,
            body=to_json(dict(new.body)),
            meeting=new.meeting,
            corrects=new.corrects,
            leaves_at=to_micros_or_none(new.leaves_at),
            state=BroadcastState.PROPOSED.value,
            author=author,
            created_at=self._now,
            endorsed_by=None,
            sent_at=None,
            stopped_by=None,
        )[0]
        number = int(row[0])
        self._add(number, recipients)
        return number

    def get(self, broadcast: int) -> Broadcast | None:
        """The broadcast."""
        row = self._session.one(_GET, row=broadcast)
        return _broadcast(row) if row else None

    def all(self) -> list[Broadcast]:
        """The newest first."""
        return list(map(_broadcast, self._session.all(_ALL)))

    def of_meeting(self, meeting: int) -> list[Broadcast]:
        """In the order made."""
        return list(map(_broadcast, self._session.all(_OF_MEETING, meeting=meeting)))

    def due(self) -> list[Broadcast]:
        """Planned, and its hour has come."""
        return list(map(_broadcast, self._session.all(_DUE, now=self._now)))

    def aim(self, broadcast: int, members: Sequence[str]) -> None:
        """For those members, and no others."""
        self._session.run(_UNAIM, row=broadcast)
        self._add(broadcast, members)

    def endorse(self, broadcast: int, by: str) -> bool:
        """Whose yes it has."""
        return self._session.run(_ENDORSE, row=broadcast, by=by) == 1

    def plan(self, broadcast: int) -> bool:
        """It will leave at its hour."""
        return self._session.run(_PLAN, row=broadcast) == 1

    def sent(self, broadcast: int) -> bool:
        """Compare-and-set: it leaves once."""
        return self._session.run(_SENT, row=broadcast, at=self._now) == 1

    def stop(self, broadcast: int, by: str) -> bool:
        """Compare-and-set: stopped, or already on its way."""
        return self._session.run(_STOP, row=broadcast, by=by) == 1

    def of_member(self, member: str) -> list[Received]:
        """In the order made."""
        return list(map(_received, self._session.all(_OF_MEMBER, member=member)))

    def members(self, broadcast: int) -> list[str]:
        """By number."""
        return [row[0] for row in self._session.all(_MEMBERS, row=broadcast)]

    def recipients(self, broadcast: int) -> list[Recipient]:
        """By number, each with the state of its messages."""
        return list(map(_recipient, self._session.all(_RECIPIENTS, row=broadcast)))

    def lost(self, since: datetime) -> list[tuple[int, str]]:
        """By broadcast and number."""
        return [(broadcast, member) for broadcast, member in self._session.all(_LOST, since=to_micros(since))]

    def tell(self, broadcast: int, member: str, telling: Telling) -> bool:
        """Note it; False where it was noted before."""
        done = self._session.run(
            _TELL,
            row=broadcast,
            member=member,
            told_by=telling.by.value,
            told_on=telling.on.isoformat(),
            noted_by=telling.noted_by,
            note=telling.note,
        )
        return done == 1

    def _add(self, broadcast: int, members: Sequence[str]) -> None:
        self._session.many(
            _ADD_RECIPIENT, [{"broadcast": broadcast, "member": member, **_UNTOLD} for member in members]
        )


def _broadcast(row: Row) -> Broadcast:
    number, kind, audience, body, meeting, corrects, leaves_at, state, author, created_at, by, sent_at, stopped = row
    return Broadcast(
        id=number,
        kind=BroadcastKind(kind),
        audience=audience,
        body=json.loads(body),
        meeting=meeting,
        corrects=corrects,
        leaves_at=from_micros_or_none(leaves_at),
        state=BroadcastState(state),
        author=author,
        created_at=from_micros(created_at),
        endorsed_by=by,
        sent_at=from_micros_or_none(sent_at),
        stopped_by=stopped,
    )


def _received(row: Row) -> Received:
    broadcast, kind, sent_at, by, on = row
    told_by = ToldBy(by) if by else None
    return Received(broadcast, BroadcastKind(kind), from_micros(sent_at), told_by, to_day(on))


def _recipient(row: Row) -> Recipient:
    member, chat, mail, told_by, told_on, noted_by = row
    return Recipient(
        member,
        OutboxState(chat) if chat else None,
        OutboxState(mail) if mail else None,
        ToldBy(told_by) if told_by else None,
        to_day(told_on),
        noted_by,
    )

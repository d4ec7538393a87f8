"""Who answers a convocation, who is there, whose absence is excused."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BindParameter, bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.attending import Answer, Excuse, Exemption, Presence, Rsvp
from storage.session import Prepared, Row, Session, binds, from_micros, from_micros_or_none, to_micros
from storage.tables import excuse as excuses
from storage.tables import exemption as exemptions
from storage.tables import presence as presences
from storage.tables import rsvp as rsvps

_meeting: BindParameter[int] = bindparam("meeting")
_member: BindParameter[str] = bindparam("member")
_ANSWER = Prepared(insert(rsvps).inline().values(binds(rsvps, but=["id"])))
_received = select(rsvps).order_by(rsvps.c.received_at, rsvps.c.id)
_ANSWERS = Prepared(_received.where(rsvps.c.meeting == _meeting))
_HISTORY = Prepared(_received.where(rsvps.c.meeting == _meeting, rsvps.c.member == _member))
_ANSWERS_OF = Prepared(_received.where(rsvps.c.member == _member))
_CHECK_IN = Prepared(
    insert(presences)
    .inline()
    .values(binds(presences, but=["id"]))
    .on_conflict_do_nothing(index_elements=["meeting", "member"], index_where=text("left_at IS NULL"))
)
_CHECK_OUT = Prepared(
    text("UPDATE presence SET left_at = :at WHERE meeting = :meeting AND member = :member AND left_at IS NULL")
)
_arrived = select(presences).order_by(presences.c.arrived_at, presences.c.id)
_PRESENCES = Prepared(_arrived.where(presences.c.meeting == _meeting))
_PRESENCES_OF = Prepared(_arrived.where(presences.c.member == _member))
_new = insert(excuses).values(binds(excuses))
_EXCUSE = Prepared(
    _new.on_conflict_do_update(
        index_elements=["meeting", "member"],
        set_={name: _new.excluded[name] for name in ("accepted", "decided_by", "decided_at", "note")},
    )
)
_EXCUSES = Prepared(select(excuses).where(excuses.c.meeting == _meeting).order_by(excuses.c.member))
_EXCUSES_OF = Prepared(select(excuses).where(excuses.c.member == _member).order_by(excuses.c.meeting))
_EXEMPT = Prepared(insert(exemptions).values(binds(exemptions, but=["id"])).returning(exemptions.c.id))
_EXEMPTIONS = Prepared(select(exemptions).order_by(exemptions.c.id))
_EXEMPTIONS_OF = Prepared(select(exemptions).where(exemptions.c.member == _member).order_by(exemptions.c.id))
_END = Prepared(text("UPDATE exemption SET last_on = :last WHERE id = :row AND last_on > :last"))
_EXPLAINED = Prepared(
    text(
        """SELECT DISTINCT rsvp.meeting, rsvp.member FROM rsvp JOIN meeting ON meeting.id = rsvp.meeting
 WHERE rsvp.reason <> '' AND meeting.held_on <= :last ORDER BY rsvp.meeting, rsvp.member"""
    )
)
_FORGET_REASONS = Prepared(
    text("UPDATE rsvp SET reason = NULL WHERE meeting = :meeting AND member = :member AND reason <> ''")
)
_FORGET_NOTES = Prepared(
    text(
        """UPDATE excuse SET note = '' WHERE note <> '' AND (meeting, member) IN (SELECT meeting, member FROM excuse
 WHERE note <> '' AND decided_at <= :before ORDER BY meeting, member LIMIT :most)"""
    )
)
_FORGET_EXEMPTIONS = Prepared(
    text(
        """UPDATE exemption SET reason = '' WHERE reason <> '' AND id IN (SELECT id FROM exemption
 WHERE reason <> '' AND agreed_at <= :before AND last_on <= :last ORDER BY id LIMIT :most)"""
    )
)


class Attendances:
    """See `assistant.ports.Attendances`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def answer(self, meeting: int, member: str, answer: Answer, reason: str, *, received_at: datetime, by: str) -> None:
        """Append."""
        self._session.run(
            _ANSWER,
            meeting=meeting,
            member=member,
            answer=answer.value,
            reason=reason,
            received_at=to_micros(received_at),
            entered_by=by,
        )

    def answers(self, meeting: int) -> dict[str, Rsvp]:
        """The last one received of each."""
        return {rsvp.member: rsvp for rsvp in self.history(meeting)}

    def history(self, meeting: int, member: str | None = None) -> list[Rsvp]:
        """As received."""
        if member is None:
            return list(map(_rsvp, self._session.all(_ANSWERS, meeting=meeting)))
        return list(map(_rsvp, self._session.all(_HISTORY, meeting=meeting, member=member)))

    def answers_of(self, member: str) -> list[Rsvp]:
        """As received."""
        return list(map(_rsvp, self._session.all(_ANSWERS_OF, member=member)))

    def check_in(self, meeting: int, member: str, by: str) -> bool:
        """At most one stay at a time."""
        done = self._session.run(
            _CHECK_IN, meeting=meeting, member=member, arrived_at=self._now, left_at=None, checked_in_by=by
        )
        return done == 1

    def check_out(self, meeting: int, member: str) -> bool:
        """They have left."""
        return self._session.run(_CHECK_OUT, meeting=meeting, member=member, at=self._now) == 1

    def presences(self, meeting: int) -> list[Presence]:
        """In the order of arrival."""
        return list(map(_presence, self._session.all(_PRESENCES, meeting=meeting)))

    def presences_of(self, member: str) -> list[Presence]:
        """In the order of arrival."""
        return list(map(_presence, self._session.all(_PRESENCES_OF, member=member)))

    def excuse(self, excuse: Excuse) -> None:
        """Add or replace."""
        self._session.run(
            _EXCUSE,
            meeting=excuse.meeting,
            member=excuse.member,
            accepted=int(excuse.accepted),
            decided_by=excuse.decided_by,
            decided_at=to_micros(excuse.decided_at),
            note=excuse.note,
        )

    def excuses(self, meeting: int) -> dict[str, Excuse]:
        """By member."""
        return {excuse.member: excuse for excuse in map(_excuse, self._session.all(_EXCUSES, meeting=meeting))}

    def excuses_of(self, member: str) -> list[Excuse]:
        """By meeting."""
        return list(map(_excuse, self._session.all(_EXCUSES_OF, member=member)))

    def exempt(self, member: str, first: date, last: date, *, reason: str, by: str) -> int:
        """The new exemption's id."""
        row = self._session.all(
            _EXEMPT,
            member=member,
            first_on=first.isoformat(),
            last_on=last.isoformat(),
            reason=reason,
            agreed_by=by,
            agreed_at=self._now,
        )[0]
        return int(row[0])

    def exemptions(self, member: str | None = None) -> list[Exemption]:
        """In the order agreed."""
        found = self._session.all(_EXEMPTIONS) if member is None else self._session.all(_EXEMPTIONS_OF, member=member)
        return list(map(_exemption, found))

    def end_exemption(self, exemption: int, last: date) -> None:
        """No further than that day."""
        self._session.run(_END, row=exemption, last=last.isoformat())

    def explained(self, last: date) -> dict[int, list[str]]:
        """Whose reasons are kept, by meeting."""
        found: dict[int, list[str]] = {}
        for meeting, member in self._session.all(_EXPLAINED, last=last.isoformat()):
            found.setdefault(meeting, []).append(member)
        return found

    def forget_reasons(self, meeting: int, member: str) -> int:
        """Null: given, and forgotten."""
        return self._session.run(_FORGET_REASONS, meeting=meeting, member=member)

    def forget_notes(self, before: datetime, limit: int) -> int:
        """Empty the notes of what was decided by then."""
        return self._session.run(_FORGET_NOTES, before=to_micros(before), most=limit)

    def forget_exemptions(self, before: datetime, last: date, limit: int) -> int:
        """Empty the reasons of what is over."""
        return self._session.run(_FORGET_EXEMPTIONS, before=to_micros(before), last=last.isoformat(), most=limit)


def _rsvp(row: Row) -> Rsvp:
    _, meeting, member, answer, reason, received_at, entered_by = row
    forgotten = reason is None
    return Rsvp(meeting, member, Answer(answer), reason or "", from_micros(received_at), entered_by, forgotten)


def _presence(row: Row) -> Presence:
    _, meeting, member, arrived_at, left_at, by = row
    return Presence(meeting, member, from_micros(arrived_at), from_micros_or_none(left_at), by)


def _excuse(row: Row) -> Excuse:
    meeting, member, accepted, by, at, note = row
    return Excuse(meeting, member, bool(accepted), by, from_micros(at), note)


def _exemption(row: Row) -> Exemption:
    number, member, first, last, reason, by, at = row
    return Exemption(number, member, date.fromisoformat(first), date.fromisoformat(last), reason, by, from_micros(at))

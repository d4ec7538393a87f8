"""Pauses of the monthly reminder."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.reminding import Pause, PauseReason
from storage.session import Prepared, Row, Session, binds, from_day, from_micros, to_day
from storage.tables import reminder_pause as pauses

_ADD = Prepared(insert(pauses).values(binds(pauses, but=["id"])).returning(pauses.c.id))
_OF_MEMBER = Prepared(select(pauses).where(pauses.c.member == bindparam("number")).order_by(pauses.c.id))
_ON = Prepared(
    select(pauses)
    .where(
        pauses.c.since <= bindparam("today"), (pauses.c.until_on.is_(None)) | (pauses.c.until_on >= bindparam("today"))
    )
    .order_by(pauses.c.id)
)
_END = Prepared(
    text(
        """UPDATE reminder_pause SET until_on = :last
 WHERE member = :number AND (until_on IS NULL OR until_on > :last)"""
    )
)


class Pauses:
    """See `assistant.ports.Pauses`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def add(
        self, member: str, reason: PauseReason, since: date, until: date | None, *, note: str, marked_by: str
    ) -> Pause:
        """The pause as kept."""
        row = self._session.all(
            _ADD,
            member=member,
            reason=reason.value,
            since=since.isoformat(),
            until_on=from_day(until),
            note=note,
            marked_by=marked_by,
            marked_at=self._now,
        )
        return Pause(int(row[0][0]), member, reason, since, until, note, marked_by, from_micros(self._now))

    def of_member(self, member: str) -> list[Pause]:
        """In the order marked."""
        return [_pause(row) for row in self._session.all(_OF_MEMBER, number=member)]

    def on(self, day: date) -> list[Pause]:
        """Everybody's that hold that day."""
        return [_pause(row) for row in self._session.all(_ON, today=day.isoformat())]

    def end(self, member: str, last: date) -> int:
        """None of the member's goes beyond that day."""
        return self._session.run(_END, number=member, last=last.isoformat())


def _pause(row: Row) -> Pause:
    number, member, reason, since, until, note, marked_by, marked_at = row
    return Pause(
        number,
        member,
        PauseReason(reason),
        date.fromisoformat(since),
        to_day(until),
        note,
        marked_by,
        from_micros(marked_at),
    )

"""The calendar of meetings."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import bindparam, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.convening import AHEAD, AgendaItem, Frozen, Meeting, MeetingState, NewMeeting
from assistant.domain.meetings import Purpose, SessionKind
from storage.session import Prepared, Row, Session, binds, from_micros, from_micros_or_none, to_json, to_micros
from storage.tables import meeting as meetings

_ADD = Prepared(
    insert(meetings)
    .values(binds(meetings, but=["id"]))
    .on_conflict_do_nothing(index_elements=["first"], index_where=text("state <> 'called_off'"))
    .returning(meetings.c.id)
)
_GET = Prepared(select(meetings).where(meetings.c.id == bindparam("row")))
_all = select(meetings).order_by(meetings.c.starts_at, meetings.c.id)
_ALL = Prepared(_all)
_AHEAD = Prepared(_all.where(or_(*(meetings.c.state == state.value for state in sorted(AHEAD)))))
_HELD = Prepared(
    _all.where(
        meetings.c.state == MeetingState.CLOSED.value,
        meetings.c.held_on >= bindparam("first_day"),
        meetings.c.held_on <= bindparam("last_day"),
    )
)
_CONVENE = Prepared(
    text(
        """UPDATE meeting SET state = 'convened', convened_by = :by, convened_at = :at
 WHERE id = :row AND state = 'proposed'"""
    )
)
_CHANGE = Prepared(
    text(
        """UPDATE meeting SET kind = :kind, held_on = :held_on, starts_at = :starts_at, place = :place,
 agenda = :agenda, hosts = :hosts, purpose = :purpose, petition = :petition, edition = edition + 1
 WHERE id = :row AND state IN ('proposed', 'convened')"""
    )
)
_CALL_OFF = Prepared(
    text(
        """UPDATE meeting SET state = 'called_off', called_off_by = :by, called_off_at = :at,
 called_off_reason = :reason
 WHERE id = :row AND state IN ('proposed', 'convened')"""
    )
)
_OPEN = Prepared(
    text(
        """UPDATE meeting SET state = 'open', opened_by = :by, opened_at = :at, frozen = :frozen, chair = :chair,
 secretary = :secretary WHERE id = :row AND state = 'convened'"""
    )
)
_PRESIDE = Prepared(
    text("UPDATE meeting SET chair = :chair, secretary = :secretary WHERE id = :row AND state = 'open'")
)
_CLOSE = Prepared(
    text("UPDATE meeting SET state = 'closed', closed_by = :by, closed_at = :at WHERE id = :row AND state = 'open'")
)
_NOT_YET = dict.fromkeys(
    (
        "convened_by",
        "convened_at",
        "called_off_by",
        "called_off_at",
        "called_off_reason",
        "opened_by",
        "opened_at",
        "chair",
        "secretary",
        "frozen",
        "closed_by",
        "closed_at",
    )
)


class Meetings:
    """See `assistant.ports.Meetings`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def add(self, new: NewMeeting, proposed_by: str) -> int | None:
        """The new meeting's id; None where its first one has been reconvened."""
        rows = self._session.all(
            _ADD,
            **_written(new),
            first=new.first,
            state=MeetingState.PROPOSED.value,
            edition=0,
            proposed_by=proposed_by,
            proposed_at=self._now,
            **_NOT_YET,
        )
        return int(rows[0][0]) if rows else None

    def get(self, meeting: int) -> Meeting | None:
        """The meeting."""
        row = self._session.one(_GET, row=meeting)
        return _meeting(row) if row else None

    def all(self) -> list[Meeting]:
        """By their start."""
        return list(map(_meeting, self._session.all(_ALL)))

    def ahead(self) -> list[Meeting]:
        """Proposed or convened."""
        return list(map(_meeting, self._session.all(_AHEAD)))

    def held(self, year: int) -> list[Meeting]:
        """Closed, of that year."""
        first, last = date(year, 1, 1).isoformat(), date(year, 12, 31).isoformat()
        return list(map(_meeting, self._session.all(_HELD, first_day=first, last_day=last)))

    def convene(self, meeting: int, by: str) -> bool:
        """Compare-and-set: of two that say yes at once, one wins."""
        return self._session.run(_CONVENE, row=meeting, by=by, at=self._now) == 1

    def change(self, meeting: int, new: NewMeeting) -> bool:
        """A new edition."""
        return self._session.run(_CHANGE, row=meeting, **_written(new)) == 1

    def call_off(self, meeting: int, by: str, reason: str) -> bool:
        """It will not be held."""
        return self._session.run(_CALL_OFF, row=meeting, by=by, at=self._now, reason=reason) == 1

    def open(self, meeting: int, by: str, frozen: Frozen, *, chair: str | None, secretary: str | None) -> bool:
        """Compare-and-set: of two that open at once, one wins."""
        kept = to_json(frozen.plain())
        done = self._session.run(_OPEN, row=meeting, by=by, at=self._now, frozen=kept, chair=chair, secretary=secretary)
        return done == 1

    def preside(self, meeting: int, *, chair: str | None, secretary: str | None) -> bool:
        """Who chairs and who writes."""
        return self._session.run(_PRESIDE, row=meeting, chair=chair, secretary=secretary) == 1

    def close(self, meeting: int, by: str) -> bool:
        """It ends."""
        return self._session.run(_CLOSE, row=meeting, by=by, at=self._now) == 1


def _written(new: NewMeeting) -> dict[str, Any]:
    return {
        "kind": new.kind.value,
        "held_on": new.on.isoformat(),
        "starts_at": to_micros(new.starts_at),
        "place": new.place,
        "agenda": to_json([item.plain() for item in new.agenda]),
        "hosts": to_json(list(new.hosts)),
        "purpose": new.purpose.value if new.purpose else None,
        "petition": new.petition,
    }


def _meeting(row: Row) -> Meeting:
    kept = dict(zip(meetings.columns.keys(), row, strict=True))
    return Meeting(
        id=kept["id"],
        kind=SessionKind(kept["kind"]),
        on=date.fromisoformat(kept["held_on"]),
        starts_at=from_micros(kept["starts_at"]),
        place=kept["place"],
        agenda=tuple(map(AgendaItem.read, json.loads(kept["agenda"]))),
        hosts=tuple(json.loads(kept["hosts"])),
        purpose=Purpose(kept["purpose"]) if kept["purpose"] else None,
        petition=kept["petition"],
        first=kept["first"],
        state=MeetingState(kept["state"]),
        edition=kept["edition"],
        proposed_by=kept["proposed_by"],
        proposed_at=from_micros(kept["proposed_at"]),
        convened_by=kept["convened_by"],
        convened_at=from_micros_or_none(kept["convened_at"]),
        called_off_by=kept["called_off_by"],
        called_off_at=from_micros_or_none(kept["called_off_at"]),
        called_off_reason=kept["called_off_reason"],
        opened_by=kept["opened_by"],
        opened_at=from_micros_or_none(kept["opened_at"]),
        chair=kept["chair"],
        secretary=kept["secretary"],
        frozen=Frozen.read(json.loads(kept["frozen"])) if kept["frozen"] else None,
        closed_by=kept["closed_by"],
        closed_at=from_micros_or_none(kept["closed_at"]),
    )

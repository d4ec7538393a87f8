"""The minutes of meetings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.minutes import Approval, Minutes, MinutesState
from assistant.domain.resolutions import Tally
from storage.session import Prepared, Row, Session, binds, from_micros, from_micros_or_none, to_json, to_micros
from storage.tables import meeting as meetings
from storage.tables import minutes as minutes_table

_new = insert(minutes_table).values(binds(minutes_table, but=["id"]))
_WRITE = Prepared(
    _new.on_conflict_do_update(
        index_elements=["meeting"],
        set_={name: _new.excluded[name] for name in ("words", "drafted_by", "drafted_at")},
        where=minutes_table.c.state == MinutesState.DRAFT.value,
    ).returning(minutes_table.c.id)
)
_all = select(minutes_table).order_by(minutes_table.c.id)
_ALL = Prepared(_all)
_GET = Prepared(_all.where(minutes_table.c.id == bindparam("row")))
_OF_MEETING = Prepared(_all.where(minutes_table.c.meeting == bindparam("meeting")))
_approved = (
    select(minutes_table)
    .join(meetings, meetings.c.id == minutes_table.c.meeting)
    .where(minutes_table.c.state != MinutesState.DRAFT.value)
    .order_by(meetings.c.starts_at.desc(), meetings.c.id.desc())
    .limit(bindparam("most"))
)
_APPROVED = Prepared(_approved)
_OLDER = Prepared(
    _approved.where(
        text("(meeting.starts_at, meeting.id) < (SELECT starts_at, id FROM meeting WHERE id = :earlier_than)")
    )
)
_APPROVE = Prepared(
    text(
        """UPDATE minutes SET state = 'approved', approved_in = :meeting, approved_by = :by, approved_at = :at,
 in_favour = :in_favour, against = :against, abstaining = :abstaining, facts = :facts
 WHERE id = :row AND state = 'draft'"""
    )
)
_SENT = Prepared(
    text(
        """UPDATE minutes SET state = 'sent', broadcast = :broadcast, sent_by = :by, sent_at = :at
 WHERE id = :row AND state = 'approved'"""
    )
)
_REWORD = Prepared(text("UPDATE minutes SET public = :public, cleared = :cleared WHERE id = :row"))
_NOT_YET = dict.fromkeys(
    (
        "approved_in",
        "approved_by",
        "approved_at",
        "in_favour",
        "against",
        "abstaining",
        "facts",
        "broadcast",
        "sent_by",
        "sent_at",
    )
)


class MinutesBook:
    """See `assistant.ports.MinutesBook`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def write(self, meeting: int, words: Mapping[str, str], by: str) -> int | None:
        """Add or replace while it is a draft."""
        rows = self._session.all(
            _WRITE,
            meeting=meeting,
            state=MinutesState.DRAFT.value,
            words=to_json(dict(words)),
            drafted_by=by,
            drafted_at=self._now,
            public=to_json({}),
            cleared=to_json([]),
            **_NOT_YET,
        )
        return int(rows[0][0]) if rows else None

    def get(self, minutes: int) -> Minutes | None:
        """The minutes."""
        row = self._session.one(_GET, row=minutes)
        return _minutes(row) if row else None

    def of_meeting(self, meeting: int) -> Minutes | None:
        """Those of the meeting."""
        row = self._session.one(_OF_MEETING, meeting=meeting)
        return _minutes(row) if row else None

    def all(self) -> list[Minutes]:
        """In the order begun."""
        return list(map(_minutes, self._session.all(_ALL)))

    def approved(self, limit: int, before: int | None = None) -> list[Minutes]:
        """The latest meeting first."""
        if before is None:
            return list(map(_minutes, self._session.all(_APPROVED, most=limit)))
        return list(map(_minutes, self._session.all(_OLDER, most=limit, earlier_than=before)))

    def approve(self, minutes: int, approval: Approval) -> bool:
        """Compare-and-set: they are approved once."""
        done = self._session.run(
            _APPROVE,
            row=minutes,
            meeting=approval.meeting,
            by=approval.approved_by,
            at=to_micros(approval.approved_at),
            in_favour=approval.tally.in_favour,
            against=approval.tally.against,
            abstaining=approval.tally.abstaining,
            facts=to_json(approval.facts),
        )
        return done == 1

    def sent(self, minutes: int, broadcast: int, by: str) -> bool:
        """Compare-and-set: they are sent once."""
        return self._session.run(_SENT, row=minutes, broadcast=broadcast, by=by, at=self._now) == 1

    def reword(self, minutes: int, public: Mapping[str, str], cleared: Sequence[str]) -> None:
        """Replace both."""
        self._session.run(_REWORD, row=minutes, public=to_json(dict(public)), cleared=to_json(list(cleared)))


def _minutes(row: Row) -> Minutes:
    number, meeting, state, words, by, at, *approved, broadcast, sent_by, sent_at, public, cleared = row
    return Minutes(
        number,
        meeting,
        MinutesState(state),
        json.loads(words),
        by,
        from_micros(at),
        _approval(approved),
        broadcast,
        sent_by,
        from_micros_or_none(sent_at),
        json.loads(public),
        tuple(json.loads(cleared)),
    )


def _approval(fields: Sequence[Any]) -> Approval | None:
    meeting, by, at, in_favour, against, abstaining, facts = fields
    if meeting is None:
        return None
    return Approval(meeting, by, from_micros(at), Tally(in_favour, against, abstaining), json.loads(facts))

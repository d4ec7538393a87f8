"""Questions put to the vote, and the votes cast in chat."""

from __future__ import annotations

from sqlalchemy import bindparam, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.meetings import Quorum
from assistant.domain.resolutions import Ballot, CastBallot, Method, Resolution, ResolutionState, Tally
from storage.session import Prepared, Row, Session, binds, from_micros, from_micros_or_none
from storage.tables import ballot as ballots
from storage.tables import resolution as resolutions

_OPEN = Prepared(insert(resolutions).values(binds(resolutions, but=["id"])).returning(resolutions.c.id))
_all = select(resolutions).order_by(resolutions.c.id)
_GET = Prepared(_all.where(resolutions.c.id == bindparam("row")))
_OF_MEETING = Prepared(_all.where(resolutions.c.meeting == bindparam("meeting")))
_CAST = Prepared(
    text(
        """INSERT INTO ballot (resolution, elector, cast_by, choice, at)
 SELECT id, :elector, :by, :choice, :at FROM resolution WHERE id = :row AND state = 'open'
 ON CONFLICT (resolution, elector) DO UPDATE SET cast_by = excluded.cast_by, choice = excluded.choice, at = excluded.at
"""
    )
)
_BALLOTS = Prepared(select(ballots).where(ballots.c.resolution == bindparam("row")).order_by(ballots.c.elector))
_theirs = or_(ballots.c.elector == bindparam("member"), ballots.c.cast_by == bindparam("member"))
_BALLOTS_OF = Prepared(select(ballots).where(_theirs).order_by(ballots.c.resolution, ballots.c.elector))
_CLOSE = Prepared(
    text(
        """UPDATE resolution SET state = 'closed', in_favour = :in_favour, against = :against, abstaining = :abstaining,
 closed_by = :by, closed_at = :at WHERE id = :row AND state = 'open'"""
    )
)
_DROP = Prepared(
    text("UPDATE resolution SET state = 'dropped', closed_by = :by, closed_at = :at WHERE id = :row AND state = 'open'")
)
_UNCOUNTED = dict.fromkeys(("in_favour", "against", "abstaining", "closed_by", "closed_at"))


class Resolutions:
    """See `assistant.ports.Resolutions`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def open(self, meeting: int, text: str, *, item: int | None, method: Method, quorum: Quorum, by: str) -> int:
        """The new resolution's id."""
        row = self._session.all(
            _OPEN,
            meeting=meeting,
            words=text,
            item=item,
            method=method.value,
            state=ResolutionState.OPEN.value,
            base=quorum.base,
            required=quorum.required,
            counted=quorum.count,
            opened_by=by,
            opened_at=self._now,
            **_UNCOUNTED,
        )[0]
        return int(row[0])

    def get(self, resolution: int) -> Resolution | None:
        """The resolution."""
        row = self._session.one(_GET, row=resolution)
        return _resolution(row) if row else None

    def of_meeting(self, meeting: int) -> list[Resolution]:
        """In the order put."""
        return list(map(_resolution, self._session.all(_OF_MEETING, meeting=meeting)))

    def cast(self, resolution: int, elector: str, choice: Ballot, *, by: str) -> bool:
        """Add or replace while it is open."""
        done = self._session.run(_CAST, row=resolution, elector=elector, by=by, choice=choice.value, at=self._now)
        return done == 1

    def ballots(self, resolution: int) -> list[CastBallot]:
        """By elector."""
        return list(map(_ballot, self._session.all(_BALLOTS, row=resolution)))

    def ballots_of(self, member: str) -> list[CastBallot]:
        """Cast by or for the member."""
        return list(map(_ballot, self._session.all(_BALLOTS_OF, member=member)))

    def close(self, resolution: int, tally: Tally, by: str) -> bool:
        """Compare-and-set: it is counted once."""
        done = self._session.run(
            _CLOSE,
            row=resolution,
            in_favour=tally.in_favour,
            against=tally.against,
            abstaining=tally.abstaining,
            by=by,
            at=self._now,
        )
        return done == 1

    def drop(self, resolution: int, by: str) -> bool:
        """Compare-and-set."""
        return self._session.run(_DROP, row=resolution, by=by, at=self._now) == 1


def _resolution(row: Row) -> Resolution:
    number, meeting, words, item, method, state, base, required, counted, by, at, *counts, closed_by, closed_at = row
    return Resolution(
        number,
        meeting,
        words,
        item,
        Method(method),
        ResolutionState(state),
        Quorum(base, required, counted),
        by,
        from_micros(at),
        None if counts[0] is None else Tally(*counts),
        closed_by,
        from_micros_or_none(closed_at),
    )


def _ballot(row: Row) -> CastBallot:
    resolution, elector, cast_by, choice, at = row
    return CastBallot(resolution, elector, cast_by, Ballot(choice), from_micros(at))

"""Mandates to vote."""

from __future__ import annotations

from sqlalchemy import bindparam, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.attending import Proxy, ProxyState
from assistant.domain.meetings import Writing
from storage.session import Prepared, Row, Session, binds, from_micros, from_micros_or_none
from storage.tables import proxy as proxies

_GIVE = Prepared(
    insert(proxies)
    .values(binds(proxies, but=["id"]))
    .on_conflict_do_nothing(index_elements=["meeting", "giver"], index_where=text("state = 'given'"))
    .returning(proxies.c.id)
)
_all = select(proxies).order_by(proxies.c.id)
_GET = Prepared(_all.where(proxies.c.id == bindparam("row")))
_OF_MEETING = Prepared(_all.where(proxies.c.meeting == bindparam("meeting")))
_OF_MEMBER = Prepared(_all.where(or_(proxies.c.giver == bindparam("member"), proxies.c.holder == bindparam("member"))))
_END = Prepared(
    text("UPDATE proxy SET state = :state, ended_at = :at, ended_by = :by WHERE id = :row AND state = 'given'")
)


class Proxies:
    """See `assistant.ports.Proxies`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def give(self, meeting: int, giver: str, holder: str, writing: Writing, *, by: str) -> int | None:
        """The new proxy's id; None where one is in force."""
        rows = self._session.all(
            _GIVE,
            meeting=meeting,
            giver=giver,
            holder=holder,
            writing=writing.value,
            given_at=self._now,
            entered_by=by,
            state=ProxyState.GIVEN.value,
            ended_at=None,
            ended_by=None,
        )
        return int(rows[0][0]) if rows else None

    def get(self, proxy: int) -> Proxy | None:
        """The proxy."""
        row = self._session.one(_GET, row=proxy)
        return _proxy(row) if row else None

    def of_meeting(self, meeting: int) -> list[Proxy]:
        """In the order given."""
        return list(map(_proxy, self._session.all(_OF_MEETING, meeting=meeting)))

    def of_member(self, member: str) -> list[Proxy]:
        """Given or held."""
        return list(map(_proxy, self._session.all(_OF_MEMBER, member=member)))

    def end(self, proxy: int, state: ProxyState, by: str) -> bool:
        """Compare-and-set: it ends once."""
        return self._session.run(_END, row=proxy, state=state.value, at=self._now, by=by) == 1


def _proxy(row: Row) -> Proxy:
    number, meeting, giver, holder, writing, given_at, entered_by, state, ended_at, ended_by = row
    return Proxy(
        number,
        meeting,
        giver,
        holder,
        Writing(writing),
        from_micros(given_at),
        entered_by,
        ProxyState(state),
        from_micros_or_none(ended_at),
        ended_by,
    )

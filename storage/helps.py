"""Requests for exceptional help."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import insert

from assistant.domain.claims import HelpAnswer, HelpRequest, HelpState
from storage.session import Prepared, Row, Session, binds, from_micros, to_micros
from storage.tables import help_request as helps

_ADD = Prepared(insert(helps).values(binds(helps, but=["id"])).returning(helps.c.id))
_all = select(helps)
_GET = Prepared(_all.where(helps.c.id == bindparam("row")))
_OF_MEMBER = Prepared(_all.where(helps.c.member == bindparam("number")).order_by(helps.c.id))
_OPEN = Prepared(_all.where(helps.c.state == HelpState.ASKED.value).order_by(helps.c.id))
_ANSWER = Prepared(
    text(
        """UPDATE help_request SET state = :state, answered_by = :by, answered_at = :at, answer = :words, cents = :cents
 WHERE id = :row AND state = 'asked'"""
    )
)
_OVER = "state <> 'asked' AND words <> ''"
_FORGET = Prepared(
    text(
        f"""UPDATE help_request SET words = '' WHERE {_OVER} AND id IN (SELECT id FROM help_request
 WHERE {_OVER} AND answered_at <= :before ORDER BY id LIMIT :most)"""  # noqa: S608 - constants
    )
)
_UNANSWERED = dict.fromkeys(("answered_by", "answered_at", "answer", "cents"))


class Helps:
    """See `assistant.ports.Helps`."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now

    def add(self, member: str, words: str) -> int:
        """The new request's id."""
        row = self._session.all(
            _ADD, member=member, words=words, asked_at=self._now, state=HelpState.ASKED.value, **_UNANSWERED
        )[0]
        return int(row[0])

    def get(self, request: int) -> HelpRequest | None:
        """The request."""
        row = self._session.one(_GET, row=request)
        return _request(row) if row else None

    def of_member(self, member: str) -> list[HelpRequest]:
        """Oldest first."""
        return list(map(_request, self._session.all(_OF_MEMBER, number=member)))

    def open(self) -> list[HelpRequest]:
        """Oldest first."""
        return list(map(_request, self._session.all(_OPEN)))

    def answer(self, request: int, answer: HelpAnswer) -> bool:
        """Compare-and-set: of two that answer at once, one wins."""
        done = self._session.run(
            _ANSWER,
            row=request,
            state=answer.state.value,
            by=answer.by,
            at=to_micros(answer.at),
            words=answer.words,
            cents=answer.cents,
        )
        return done == 1

    def forget(self, before: datetime, limit: int) -> int:
        """Empty the words of those answered by then."""
        return self._session.run(_FORGET, before=to_micros(before), most=limit)


def _request(row: Row) -> HelpRequest:
    number, member, words, asked_at, state, by, at, answer, cents = row
    answered = None if at is None else HelpAnswer(HelpState(state), by, from_micros(at), answer, cents)
    return HelpRequest(number, member, words, from_micros(asked_at), HelpState(state), answered)

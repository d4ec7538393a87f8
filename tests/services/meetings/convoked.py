"""A bureau of four, Awa and Bintou, and the meetings to which they are called; noon on 21 November 2026 in Paris."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from assistant.domain.convening import AgendaItem, Meeting, NewMeeting
from assistant.domain.meetings import SessionKind
from assistant.domain.members import Member
from assistant.domain.messages import OutboxState
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import convening
from assistant.services.meetings.convening import Proposal
from tests.services.bureau import SYLVIE, acting

SATURDAY = date(2026, 11, 28)
MARCH = date(2027, 3, 13)
POINT = AgendaItem.own("Fête de fin d'année")


def wanted(
    work: UnitOfWork, kind: SessionKind = SessionKind.MONTHLY, on: date = SATURDAY, at: time = time(14, 30), **more: Any
) -> NewMeeting:
    """A meeting with a point of the bureau's own, at half past two unless said."""
    starts_at: datetime = work.local(work.instant(on, at))
    whole = NewMeeting(kind=kind, on=on, starts_at=starts_at, place="12 rue des Lilas, Lyon", agenda=(POINT,))
    return replace(whole, **more)


def proposing(
    member: Member = SYLVIE, kind: SessionKind = SessionKind.MONTHLY, on: date = SATURDAY, **more: Any
) -> Callable[[UnitOfWork], Proposal]:
    """The unit in which the member proposes it."""
    return lambda work: convening.propose(work, acting(member), wanted(work, kind, on, **more))


def agreeing(member: Member, meeting: int = 1, **more: Any) -> Callable[[UnitOfWork], Proposal]:
    """The unit in which the member says yes."""
    return lambda work: convening.approve(work, acting(member), meeting, **more)


def changing(member: Member = SYLVIE, meeting: int = 1, **more: Any) -> Callable[[UnitOfWork], Proposal]:
    """The unit in which the member changes it; `on` and `at`: another day and hour."""

    def unit(work: UnitOfWork) -> Proposal:
        known = work.meetings.get(meeting)
        assert known is not None
        moved = dict(more)
        if "on" in moved:
            moved["starts_at"] = work.local(work.instant(moved["on"], moved.pop("at", time(14, 30))))
        return convening.change(work, acting(member), meeting, replace(known, **moved))

    return unit


async def stored(database: Database, meeting: int = 1) -> Meeting:
    """The meeting as it is kept."""
    kept = await database.run(lambda work: work.meetings.get(meeting))
    assert kept is not None
    return kept


async def sent(database: Database, kind: str) -> dict[str, dict[str, Any]]:
    """The bodies of the notices of that kind that are to reach somebody, by member."""

    def unit(work: UnitOfWork) -> dict[str, dict[str, Any]]:
        held = {row.id for row in work.outbox.in_state(OutboxState.HELD)}
        rows = (row for row in work.outbox.since(0) if row.kind == kind and row.id not in held)
        return {row.member or "": dict(row.body) for row in rows}

    return await database.run(unit)

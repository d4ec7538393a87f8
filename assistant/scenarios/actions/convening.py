"""Calling the members: a session put into the calendar, the convocation of a second assembly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.calendar import add_months
from assistant.domain.convening import AgendaItem, Frozen, NewMeeting
from assistant.domain.errors import RefusedError
from assistant.domain.meetings import Purpose, SessionKind
from assistant.domain.members import Role, Status
from assistant.ports import UnitOfWork
from assistant.scenarios.actions.sessions import Before, SecondOn
from assistant.scenarios.people import LONG_AGO, NUMBER, member
from assistant.scenarios.registry import Found
from assistant.scenarios.shapes import UnreadableError
from assistant.scenarios.stage import Stage
from assistant.services.meetings import convening, telling

AHEAD = timedelta(days=30)
"""How long before its day a session is put into the calendar, where no case says."""
AT = time(14, 30)
_BY = {"bureau": frozenset({Role.PRESIDENT}), "member": frozenset[Role]()}


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A session that is in the calendar already."""

    kind: SessionKind
    date: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is in it."""

    sessions: tuple[Scheduled, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """The session, and who puts it there: `bureau` or `member`."""

    kind: SessionKind
    date: date
    by: str = "bureau"


async def schedule(stage: Stage, given: Calendar, when: Schedule) -> Found:
    """`then`: allowed, reason."""
    if when.by not in _BY:
        raise UnreadableError(f"when.by is {when.by!r}; expected one of {', '.join(_BY)}")
    days = [when.date, *(session.date for session in given.sessions)]
    stage.at(min(days) - AHEAD)

    def unit(work: UnitOfWork) -> Found:
        actor = _seated(work, _BY[when.by])
        for session in given.sessions:
            work.meetings.add(_wanted(work, session.kind, session.date), OPERATOR.name)
        try:
            done = convening.propose(work, actor, _wanted(work, when.kind, when.date))
        except RefusedError as refusal:
            return Found({"allowed": False, "reason": refusal.decision.reason}, refusal.decision.articles)
        articles = telling.meeting_body(work, done.meeting)["articles"]
        return Found({"allowed": True, "reason": None}, (articles["session"],))

    return await stage.run(unit)


async def reconvened_convocation(stage: Stage, given: Before, when: SecondOn) -> Found:
    """`then`: agenda, of what is sent; allowed and reason where it is not."""
    if given.first.quorum:
        raise UnreadableError("given.first.quorum is true; expected a first assembly that had none")
    stage.at(given.first.date)

    def unit(work: UnitOfWork) -> Found:
        actor = _seated(work, _BY["bureau"])
        points = tuple(map(AgendaItem.own, given.first.agenda))
        first = _held(work, replace(_wanted(work, SessionKind.AGO, given.first.date), agenda=points))
        try:
            second = convening.reconvene(work, actor, first, when.date, AT, "Salle")
        except RefusedError as refusal:
            return Found({"allowed": False, "reason": refusal.decision.reason}, refusal.decision.articles)
        body = telling.meeting_body(work, second)
        agenda = [AgendaItem.read(item).title("") for item in body["agenda"]]
        return Found({"agenda": agenda, "allowed": True, "reason": None}, (body["articles"]["second"],))

    return await stage.run(unit)


def _seated(work: UnitOfWork, roles: frozenset[Role]) -> Actor:
    joined = add_months(work.today, -LONG_AGO)
    found = replace(member(NUMBER, Status.ACTIVE, joined, joined), roles=roles)
    work.members.save(found)
    return Actor(ActorKind.MEMBER, found)


def _wanted(work: UnitOfWork, kind: SessionKind, on: date) -> NewMeeting:
    starts_at: datetime = work.local(work.instant(on, AT))
    purpose = Purpose.EXCEPTIONAL if kind is SessionKind.AGE else None
    points = (AgendaItem.own("Divers"),)
    return NewMeeting(kind=kind, on=on, starts_at=starts_at, place="Salle", agenda=points, purpose=purpose)


def _held(work: UnitOfWork, new: NewMeeting) -> int:
    """Open, with nobody in the room: no quorum."""
    number = work.meetings.add(new, OPERATOR.name)
    assert number is not None  # noqa: S101 - it reconvenes nothing
    work.meetings.convene(number, OPERATOR.name)
    work.meetings.open(number, OPERATOR.name, Frozen({}, (NUMBER,), ()), chair=None, secretary=None)
    return number

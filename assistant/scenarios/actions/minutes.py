"""The minutes of a meeting: sent, and put where others read them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.calendar import add_months
from assistant.domain.convening import AgendaItem, NewMeeting
from assistant.domain.errors import RefusedError
from assistant.domain.meetings import SessionKind
from assistant.domain.members import Role, Status
from assistant.domain.minutes import MinutesState
from assistant.domain.resolutions import Tally
from assistant.ports import UnitOfWork
from assistant.scenarios.actions.sessions import office
from assistant.scenarios.booking import open_books
from assistant.scenarios.people import LONG_AGO, NUMBER, member
from assistant.scenarios.registry import Found
from assistant.scenarios.stage import Stage
from assistant.services.meetings import holding, publishing, recording
from assistant.services.notify import MAIL

AT = time(14, 30)
_ROOM = {"M901": Role.PRESIDENT, "M902": Role.TREASURER}
"""Who is there, besides who acts."""


@dataclass(frozen=True, slots=True)
class Written:
    """The minutes of a monthly meeting; approved a month later unless said."""

    of: date
    state: MinutesState
    approved_at: date | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What there is."""

    minutes: Written


@dataclass(frozen=True, slots=True)
class Sending:
    """At whose word, by office."""

    by: str


async def send_minutes(stage: Stage, given: Before, when: Sending) -> Found:
    """`then`: allowed, reason, channels: where they go."""
    written = given.minutes
    read_on = written.approved_at or add_months(written.of, 1)
    stage.at(written.of)
    await stage.run(lambda work: _begin(work, written.of, office(when.by, "when.by")))
    stage.at(read_on)
    if written.state is not MinutesState.DRAFT:
        await stage.run(_approve)

    def unit(work: UnitOfWork) -> Found:
        who = work.members.get(NUMBER)
        actor = Actor(ActorKind.MEMBER, who)
        try:
            if written.state is MinutesState.SENT:
                recording.send(work, OPERATOR, 1)
            recording.send(work, actor, 1)
            publishing.public(work, actor, 1)
        except RefusedError as refusal:
            return Found({"allowed": False, "reason": refusal.decision.reason}, refusal.decision.articles)
        mailed = any(row.to.channel == MAIL for row in work.outbox.since(0))
        channels = [*(["email"] if mailed else []), "group", "site"]
        return Found({"allowed": True, "reason": None, "channels": channels}, (work.bylaws.cite("monthly_meeting"),))

    return await stage.run(unit)


def _begin(work: UnitOfWork, day: date, role: Role) -> None:
    """The meeting is held, and its minutes are begun."""
    joined = add_months(day, -LONG_AGO)
    for number, held in {**_ROOM, NUMBER: role}.items():
        known = member(number, Status.ACTIVE, joined, joined)
        work.members.save(replace(known, roles=frozenset({held}), email=f"{number}@example.org"))
    open_books(work, day, {})
    recording.draft(work, OPERATOR, _hold(work))


def _approve(work: UnitOfWork) -> None:
    """A later meeting is held, where those present approve them."""
    recording.approve(work, OPERATOR, 1, _hold(work), Tally(len(_ROOM), 0, 0))


def _hold(work: UnitOfWork) -> int:
    """A meeting of today, from the convocation to the end; its id."""
    begins = datetime.combine(work.today, AT, work.local(work.now).tzinfo)
    new = NewMeeting(
        kind=SessionKind.MONTHLY, on=work.today, starts_at=begins, place="Salle", agenda=(AgendaItem.own("Bilan"),)
    )
    meeting = work.meetings.add(new, OPERATOR.name)
    assert meeting is not None  # noqa: S101 - it reconvenes none
    work.meetings.convene(meeting, OPERATOR.name)
    for number in _ROOM:
        holding.check_in(work, OPERATOR, meeting, number)
    holding.open(work, OPERATOR, meeting)
    holding.close(work, OPERATOR, meeting)
    return meeting

"""A monthly meeting on 14 March 2026 at Rufin's home, called by Sylvie; Awa, Joy who reads English, Odile suspended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

from assistant.domain.actors import Actor, ActorKind
from assistant.domain.attending import Rsvp
from assistant.domain.convening import AgendaItem, NewMeeting
from assistant.domain.meetings import SessionKind
from assistant.domain.members import Role, Status
from assistant.ports import UnitOfWork
from assistant.services.meetings import convening
from assistant.services.tick import tick
from tests.handlers.talk import Talk, member

DAY = date(2026, 3, 14)
POINTS = ("Projets", "Budget")


async def gather(talk: Talk, *, awa: int = 0) -> None:
    """Everybody on the register; `awa`: the balance of Awa, in cents."""
    await talk.register(member("M012", "Awa"), balance=awa)
    await talk.register(member("M013", "Joy", language="en"), balance=0)
    await talk.register(member("M014", "Rufin"), balance=0)
    await talk.register(member("M015", "Odile", status=Status.SUSPENDED), balance=0)
    await talk.register(member("M002", "Sylvie", Role.SECRETARY), balance=0)


async def call(talk: Talk, on: date = DAY, kind: SessionKind = SessionKind.MONTHLY, **more: Any) -> int:
    """The meeting is convened; what that sends is sent."""

    def unit(work: UnitOfWork) -> int:
        starts_at = work.local(work.instant(on, time(14, 30)))
        known: dict[str, Any] = {
            "hosts": ("M014",),
            "agenda": tuple(map(AgendaItem.own, POINTS)),
            "place": "12 rue des Lilas, Lyon",
        } | more
        new = NewMeeting(kind=kind, on=on, starts_at=starts_at, **known)
        return convening.propose(work, secretary(work), new).meeting.id

    meeting = await talk.database.run(unit)
    await talk.sender.drain()
    return meeting


async def calls_off(talk: Talk, meeting: int = 1) -> None:
    """It will not be held."""
    await talk.database.run(lambda work: convening.call_off(work, secretary(work), meeting, "Salle fermée"))
    await talk.sender.drain()


async def ticks(talk: Talk) -> None:
    """What the scheduler owes by now, and what that sends."""
    await talk.database.run(tick)
    await talk.sender.drain()


def secretary(work: UnitOfWork) -> Actor:
    """Sylvie."""
    return Actor(ActorKind.MEMBER, work.members.get("M002"))


async def moves(talk: Talk) -> None:
    """Elsewhere, and everybody is told."""

    def unit(work: UnitOfWork) -> None:
        known = work.meetings.get(1)
        assert known is not None
        convening.change(work, secretary(work), 1, replace(known, place="Salle des fêtes, Lyon"))

    await talk.database.run(unit)
    await talk.sender.drain()


async def answers(talk: Talk, who: str = "M012") -> list[Rsvp]:
    """What somebody has answered, as received."""
    return await talk.database.run(lambda work: work.attendances.history(1, who))

"""A bureau, members who may be represented, and an ordinary assembly on 14 March 2026 at half past two."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from assistant.dispatch import Outcome
from assistant.domain.convening import Frozen, NewMeeting
from assistant.domain.meetings import SessionKind
from assistant.domain.members import Role, Status
from assistant.ports import UnitOfWork
from tests.handlers.talk import Talk, member

DAY = date(2026, 3, 14)
STARTS = datetime(2026, 3, 14, 13, 30, tzinfo=UTC)


async def gather(talk: Talk, **balances: int) -> None:
    """Everybody owes nothing unless said; Rufin is suspended, Paul has left, two are called Joy Samba."""
    people = (
        member("M001", "Hilaire", Role.PRESIDENT, last_name="Ntsiba"),
        member("M003", "Jean", Role.SECRETARY),
        member("M012", "Awa", last_name="Mabiala"),
        member("M013", "Élodie", last_name="N’Goma"),
        member("M014", "Grace", last_name="Loemba", language="en"),
        member("M015", "Rufin", last_name="Samba", status=Status.SUSPENDED),
        member("M016", "Paul", last_name="Okemba", status=Status.RESIGNED),
        member("M017", "Joy", last_name="Samba"),
    )
    for person in people:
        await talk.register(person, balance=balances.get(person.number, 0))
    namesake = member("M018", "Joy", last_name="Samba")
    await talk.database.run(lambda work: work.members.save(namesake))


async def convene(talk: Talk, kind: SessionKind = SessionKind.AGO, starts_at: datetime = STARTS, **more: Any) -> int:
    """A meeting that the members have been called to."""
    new = NewMeeting(kind=kind, on=starts_at.date(), starts_at=starts_at, place="Lyon", agenda=(), **more)

    def unit(work: UnitOfWork) -> int:
        number = work.meetings.add(new, "M003")
        assert number is not None
        assert work.meetings.convene(number, "M001")
        return number

    return await talk.database.run(unit)


async def open_it(talk: Talk, meeting: int = 1) -> None:
    """It begins."""
    await talk.database.run(
        lambda work: work.meetings.open(meeting, "M001", Frozen({}, (), ()), chair=None, secretary=None)
    )


async def gives(talk: Talk, who: str = "awa", holder: str = "M013") -> Outcome:
    """A proxy, by one message and a yes."""
    await talk.say(who, f"/procuration {holder}")
    return await talk.say(who, "yes")

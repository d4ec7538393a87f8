"""A monthly meeting at Hilaire's home on 28 November 2026, and members who answer; noon, a week before, in Paris."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from assistant.domain.attending import Answer, Proxy
from assistant.domain.convening import Frozen
from assistant.domain.members import Member, Status
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import answering, common, representing
from assistant.services.meetings.answering import Invited
from tests.services.bureau import AWA, HILAIRE, acting, found
from tests.services.meetings.convoked import SATURDAY, proposing
from tests.services.people import open_books, person

CLARA = person("M014", "Clara")
ODILE = person("M016", "Odile", status=Status.SUSPENDED)
FELIX = person("M017", "Félix", status=Status.RESIGNED)
COMES, AWAY = Answer.PRESENT, Answer.ABSENT


async def gather(database: Database, *, on: date = SATURDAY, opened: date | None = None, **balances: int) -> int:
    """The bureau, Awa, Bintou, Clara, Odile who is suspended, Félix who has left; the meeting's id."""
    await found(database, CLARA, ODILE, FELIX)

    def unit(work: UnitOfWork) -> int:
        open_books(work, opened or work.today - timedelta(days=1), **balances)
        return proposing(on=on, hosts=(HILAIRE.number,))(work).meeting.id

    return await database.run(unit)


def saying(
    said: Answer, reason: str = "", *, who: Member = AWA, meeting: int = 1, at: datetime | None = None, **more: Any
) -> Callable[[UnitOfWork], Invited]:
    """The unit in which the member answers; received now, unless said."""
    return lambda work: answering.answer(work, acting(who), meeting, said, reason, received_at=at or work.now, **more)


async def says(database: Database, said: Answer, reason: str = "", **more: Any) -> Invited:
    """The member answers."""
    return await database.run(saying(said, reason, **more))


async def gives(database: Database, giver: Member, holder: Member, meeting: int = 1) -> Proxy:
    """A mandate to vote."""
    given = await database.run(lambda work: representing.give(work, acting(giver), meeting, holder.number))
    return given.proxy


async def state(database: Database, who: Member = AWA, meeting: int = 1) -> str | None:
    """What the member has answered."""
    return await database.run(lambda work: answering.state_of(work, common.get(work, meeting), who.number))


async def opens(database: Database, meeting: int = 1) -> None:
    """The meeting begins."""
    assert await database.run(
        lambda work: work.meetings.open(meeting, "M001", Frozen({}, (), ()), chair=None, secretary=None)
    )

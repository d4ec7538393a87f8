"""An assembly ahead, a bureau, and members who give each other their vote; noon on 21 November 2026 in Paris."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from assistant.domain.actors import OPERATOR
from assistant.domain.broadcasts import BroadcastKind, NewBroadcast
from assistant.domain.convening import Frozen, NewMeeting
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.meetings import SessionKind, Writing
from assistant.domain.members import Member, Status, StatusChange
from assistant.ports import Database, UnitOfWork
from assistant.services import broadcasting
from assistant.services.meetings import representing
from assistant.services.meetings.representing import Given
from assistant.services.meetings.telling import CONVENED
from tests.services.bureau import AWA, BINTOU, HILAIRE, acting, found
from tests.services.people import open_books, person

OPENED = date(2026, 11, 20)
DAY = date(2026, 11, 28)
CLARA = person("M014", "Clara")
DENIS = person("M015", "Denis")
ODILE = person("M016", "Odile", status=Status.SUSPENDED)
FELIX = person("M017", "Félix", status=Status.RESIGNED)
MEMBERS = (CLARA, DENIS, ODILE, FELIX)


async def gather(database: Database, **balances: int) -> int:
    """The bureau, Awa, Bintou, Clara and Denis, Odile who is suspended, Félix who has left; a meeting ahead, its id."""
    await found(database, *MEMBERS)

    def unit(work: UnitOfWork) -> int:
        open_books(work, OPENED, **balances)
        return convened(work)

    return await database.run(unit)


def convened(work: UnitOfWork, kind: SessionKind = SessionKind.MONTHLY, on: date = DAY, **more: Any) -> int:
    """A meeting at half past two that day; its convocation has left, to nobody."""
    starts_at = datetime.combine(on, datetime.min.time(), work.local(work.now).tzinfo) + timedelta(hours=14, minutes=30)
    new = NewMeeting(kind=kind, on=on, starts_at=starts_at, place="Lyon", agenda=(), **more)
    number = work.meetings.add(new, "M001")
    assert number is not None
    assert work.meetings.convene(number, "M002")
    summons = NewBroadcast(kind=BroadcastKind.CONVOCATION, audience=CONVENED, body={}, meeting=number)
    broadcasting.send(work, acting(HILAIRE), summons, [])
    return number


def giving(giver: Member, holder: Member | str | None, meeting: int, **more: Any) -> Callable[[UnitOfWork], Given]:
    """The unit in which a member gives their vote, themselves."""
    number = holder.number if isinstance(holder, Member) else holder
    return lambda work: representing.give(work, acting(giver), meeting, number, **more)


def entering(
    actor: Member, giver: Member, holder: Member, meeting: int, writing: Writing = Writing.LETTER
) -> Callable[[UnitOfWork], Given]:
    """The unit in which somebody enters what the giver wrote."""
    return lambda work: representing.give(
        work, acting(actor), meeting, holder.number, writing=writing, giver=giver.number
    )


async def gives(database: Database, giver: Member = AWA, holder: Member = BINTOU, meeting: int = 1) -> Given:
    """It is given."""
    return await database.run(giving(giver, holder, meeting))


async def opens(database: Database, meeting: int = 1) -> None:
    """The meeting begins."""
    assert await database.run(
        lambda work: work.meetings.open(meeting, "M001", Frozen({}, (), ()), chair=None, secretary=None)
    )


async def owes(database: Database, member: Member, cents: int) -> None:
    """The member is charged so much today."""

    def unit(work: UnitOfWork) -> None:
        who = member_account(member.number)
        row = NewTransfer(who, Account.ADJUSTMENTS, cents, Kind.MANUAL, work.today, "entry:1")
        work.ledger.record([row], OPERATOR)

    await database.run(unit)


async def becomes(database: Database, member: Member, status: Status, since: date = date(2026, 11, 21)) -> None:
    """From that day on."""
    changed = replace(member, history=(*member.history, StatusChange(since, status)))
    await database.run(lambda work: work.members.save(changed))


async def told_of(database: Database, kind: str) -> dict[str, dict[str, Any]]:
    """What each member was told by notices of that kind."""
    queued = await database.run(lambda work: work.outbox.since(0))
    return {row.member: dict(row.body) for row in queued if row.kind == kind and row.member}

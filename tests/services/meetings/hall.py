"""The place where a meeting is held: who comes and leaves, mandates, votes; noon on 21 November 2026 in Paris."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.attending import Proxy
from assistant.domain.convening import AgendaItem, Meeting, NewMeeting
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.meetings import Roll, SessionKind, Writing
from assistant.domain.members import Member
from assistant.domain.messages import OutboxState
from assistant.domain.resolutions import Ballot, Method, Resolution
from assistant.ports import Database, UnitOfWork
from assistant.rules.meetings.attendance import Meal
from assistant.services.meetings import holding, rollcall, voting
from assistant.services.meetings.holding import Count
from assistant.services.meetings.rollcall import Sheet
from tests.services.bureau import AWA, BINTOU, BUREAU, HILAIRE, SYLVIE, TODAY, acting, found
from tests.services.people import person

T = TypeVar("T")
CLARA = person("M014", "Clara")
DENIS = person("M015", "Denis")
MEMBERS = (*BUREAU, AWA, BINTOU, CLARA, DENIS)
"""Eight who are counted: five are required."""
STARTS = datetime(2026, 11, 21, 13, 30, tzinfo=UTC)
POINTS = (AgendaItem.own("Comptes"), AgendaItem.own("Fête"))


@dataclass
class Hall:
    """One database, one clock, one meeting, whose id is 1."""

    database: Database
    clock: StandingClock

    async def gather(self) -> None:
        """Everybody on the register, each with a chat account; the meeting is convened."""
        await found(self.database, CLARA, DENIS)
        await self.convene()

    async def run(self, unit: Callable[[UnitOfWork], T]) -> T:
        """One unit, a minute after the one before."""
        self.clock.instant = self.clock.now() + timedelta(minutes=1)
        return await self.database.run(unit)

    async def convene(self, on: date = TODAY, **more: Any) -> Meeting:
        """Another meeting, of that day."""
        whole: dict[str, Any] = {"kind": SessionKind.MONTHLY, "place": "Lyon", "agenda": POINTS} | more

        def unit(work: UnitOfWork) -> Meeting:
            new = NewMeeting(on=on, starts_at=STARTS + (on - TODAY), **whole)
            number = work.meetings.add(new, SYLVIE.number)
            assert number is not None
            assert work.meetings.convene(number, HILAIRE.number)
            return _get(work, number)

        return await self.database.run(unit)

    async def owes(self, who: Member, cents: int) -> None:
        """Since the day before."""
        day = TODAY - timedelta(days=1)
        row = NewTransfer(member_account(who.number), Account.OPENING, cents, Kind.OPENING, day, f"sheet:{who.number}")
        await self.run(lambda work: work.ledger.record([row], OPERATOR))

    async def gives(self, giver: Member, holder: Member, meeting: int = 1) -> Proxy:
        """A mandate as it was accepted, whatever has become of the two since."""

        def unit(work: UnitOfWork) -> Proxy:
            number = work.proxies.give(meeting, giver.number, holder.number, Writing.CHAT, by=giver.number)
            proxy = work.proxies.get(number or 0)
            assert proxy is not None
            return proxy

        return await self.run(unit)

    async def enter(self, *people: Member, meeting: int = 1) -> Count:
        """One after the other, checked in by the secretary; the count after the last."""
        for who in people:
            count = await self.run(entering(who, meeting))
        return count

    async def leave(self, who: Member) -> Count:
        """Checked out by the secretary."""
        return await self.run(leaving(who))

    async def open(self, *people: Member, chair: Member | None = None) -> Count:
        """It begins once these are there."""
        if people:
            await self.enter(*people)
        return await self.run(opening(chair=chair))

    async def roll(self) -> Roll:
        """As it stands."""
        return await self.run(lambda work: rollcall.roll(work, _get(work, 1)))

    async def put(self, method: Method = Method.CHAT, text: str = "Faut-il une fête ?") -> Resolution:
        """A question put by the secretary."""
        return await self.run(putting(method, text))

    async def cast(self, who: Member, choice: Ballot, elector: Member | None = None, vote: int = 1) -> Resolution:
        """In chat, for oneself unless said."""
        return await self.run(casting(who, choice, elector, vote))

    async def meeting(self, number: int = 1) -> Meeting:
        """As it is kept."""
        return await self.database.run(lambda work: _get(work, number))

    async def told(self, kind: str) -> dict[str, dict[str, Any]]:
        """The last body of that kind of notice for each member, none that was overtaken."""

        def unit(work: UnitOfWork) -> dict[str, dict[str, Any]]:
            held = {row.id for row in work.outbox.in_state(OutboxState.HELD)}
            rows = (row for row in work.outbox.since(0) if row.kind == kind and row.id not in held)
            return {row.member or "": dict(row.body) for row in rows}

        return await self.database.run(unit)


def entering(who: Member, meeting: int = 1, by: Member = SYLVIE) -> Callable[[UnitOfWork], Count]:
    """The unit in which the member is checked in."""
    return lambda work: holding.check_in(work, acting(by), meeting, who.number)


def leaving(who: Member, by: Member = SYLVIE) -> Callable[[UnitOfWork], Count]:
    """The unit in which the member is checked out."""
    return lambda work: holding.check_out(work, acting(by), 1, who.number)


def opening(by: Member = SYLVIE, *, chair: Member | None = None, meeting: int = 1) -> Callable[[UnitOfWork], Count]:
    """The unit in which it is opened."""
    return lambda work: holding.open(work, acting(by), meeting, chair.number if chair else None)


def closing(by: Member = SYLVIE, meeting: int = 1) -> Callable[[UnitOfWork], tuple[Sheet, Meal]]:
    """The unit in which it is closed."""
    return lambda work: holding.close(work, acting(by), meeting)


def putting(
    method: Method = Method.CHAT, text: str = "Faut-il une fête ?", by: Member = SYLVIE, item: int | None = 1
) -> Callable[[UnitOfWork], Resolution]:
    """The unit in which a question is put."""
    return lambda work: voting.put(work, acting(by), 1, text, item=item, method=method)


def casting(
    who: Member, choice: Ballot = Ballot.FOR, elector: Member | None = None, vote: int = 1
) -> Callable[[UnitOfWork], Resolution]:
    """The unit in which the member votes in chat."""
    return lambda work: voting.cast(work, acting(who), vote, (elector or who).number, choice)


def numbers(people: Iterable[Member]) -> list[str]:
    """Their numbers, in that order."""
    return [who.number for who in people]


def _get(work: UnitOfWork, number: int) -> Meeting:
    kept = work.meetings.get(number)
    assert kept is not None
    return kept

"""What concerns everybody at once is read at once: as many questions to the database for fifty members as for ten."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.attending import Answer
from assistant.domain.meetings import Writing
from assistant.domain.members import Member
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import nudging
from tests.services.bureau import AWA, BUREAU, HILAIRE, found
from tests.services.meetings.convoked import proposing
from tests.services.meetings.hall import closing, entering, opening, putting
from tests.services.people import BYLAWS, open_books, person

READ = ("meetings", "attendances", "proxies", "resolutions", "broadcasts", "pauses", "votes")
CALLED = datetime(2026, 11, 15, 11, tzinfo=UTC)
EIGHT_DAYS = datetime(2026, 11, 20, 9, tzinfo=UTC)
THE_DAY = datetime(2026, 11, 28, 13, tzinfo=UTC)
FEW, MANY = 4, 44


Unit = Callable[[UnitOfWork], object]


class Counted:
    """A repository that counts how often it is asked."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.calls = 0

    def __getattr__(self, name: str) -> Any:
        self.calls += 1
        return getattr(self._inner, name)


def counting(unit: Unit) -> Callable[[UnitOfWork], int]:
    """The unit, which says how often it has asked."""

    def counted(work: UnitOfWork) -> int:
        asked = {name: Counted(getattr(work, name)) for name in READ}
        for name, each in asked.items():
            setattr(work, name, each)
        assert unit(work) != 0
        return sum(each.calls for each in asked.values())

    return counted


def others(count: int) -> list[Member]:
    """So many members more."""
    return [person(f"M{place:03}", f"Membre{place}") for place in range(100, 100 + count)]


@asynccontextmanager
async def called(folder: Path, clock: StandingClock, count: int) -> AsyncIterator[Database]:
    """A meeting at Hilaire's home, to which the bureau, Awa, Bintou and so many others are called."""
    clock.instant = CALLED
    database = storage.throwaway(folder / f"{count}.db", bylaws=BYLAWS, clock=clock, timezone="Europe/Paris")
    await found(database, *others(count))
    await database.run(lambda work: open_books(work, CALLED.date()))
    await database.run(proposing(hosts=(HILAIRE.number,)))
    await database.run(lambda work: answered(work, others(count)))
    yield database
    await database.close()


def answered(work: UnitOfWork, people: list[Member]) -> None:
    """A quarter comes, a quarter does not, a quarter is represented, the last says nothing."""
    for who, other in zip(people[::4], people[1::4], strict=True):
        work.attendances.answer(1, who.number, Answer.PRESENT, "", received_at=work.now, by=who.number)
        work.attendances.answer(1, other.number, Answer.ABSENT, "", received_at=work.now, by=other.number)
    for giver, holder in zip(people[2::4], people[::4], strict=True):
        work.proxies.give(1, giver.number, holder.number, Writing.CHAT, by=giver.number)


@pytest.mark.parametrize(
    ("unit", "before"),
    [(opening(), ()), (putting(), (opening(),)), (closing(), (opening(),))],
    ids=["the opening", "a vote", "the end"],
)
async def test_at_a_meeting_nothing_is_read_again_for_each_member(
    tmp_path: Path, clock: StandingClock, unit: Unit, before: Sequence[Unit]
) -> None:
    asked = []
    for count in (FEW, MANY):
        async with called(tmp_path, clock, count) as database:
            clock.instant = THE_DAY
            arriving = [entering(who) for who in (*BUREAU, AWA, *others(count)[::4])]
            for step in (*arriving, *before):
                await database.run(step)
            asked.append(await database.run(counting(unit)))

    assert asked[0] == asked[1]


async def test_those_who_have_not_answered_are_asked_again_all_at_once(tmp_path: Path, clock: StandingClock) -> None:
    asked = []
    for count in (FEW, MANY):
        async with called(tmp_path, clock, count) as database:
            clock.instant = EIGHT_DAYS
            asked.append(await database.run(counting(nudging.nudge)))

    assert asked[0] == asked[1]

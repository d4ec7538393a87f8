"""Two act at once in a meeting, from two processes: one outcome, and no vote more than there is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from itertools import cycle

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.convening import Meeting
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.domain.meetings import Mandate
from assistant.domain.resolutions import Ballot, Method, ResolutionState, Tally
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import representing, rollcall, voting
from tests.services.bureau import AWA, BINTOU, HILAIRE, ROSINE, SYLVIE, TODAY, acting
from tests.services.meetings.hall import MEMBERS, Hall, casting, closing, entering, opening, putting
from tests.services.people import BYLAWS

ROUNDS = 10
Unit = Callable[[UnitOfWork], object]


@dataclass
class Halls:
    """The same meeting seen by two processes."""

    hall: Hall
    processes: list[Database]

    async def at_once(self, *units: Unit) -> list[Reason | None]:
        """Why each was refused; None for who was not."""

        async def attempt(database: Database, unit: Unit) -> Reason | None:
            try:
                await database.run(unit)
            except RefusedError as refused:
                return refused.decision.reason
            return None

        return await asyncio.gather(*map(attempt, cycle(self.processes), units))


@pytest.fixture
async def halls(url: str, clock: StandingClock) -> AsyncIterator[Halls]:
    """Two processes on the same database."""
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris") for _ in range(2)]
    hall = Hall(opened[0], clock)
    await hall.gather()
    yield Halls(hall, opened)
    for database in opened:
        await database.close()


async def test_two_at_the_door_check_the_same_person_in_once(halls: Halls) -> None:
    for who in MEMBERS:
        outcomes = await halls.at_once(entering(who), entering(who, by=HILAIRE))
        assert sorted(map(str, outcomes)) == ["ALREADY_THERE", "None"]

    stays = await halls.hall.run(lambda work: work.attendances.presences(1))
    assert sorted(stay.member for stay in stays) == sorted(who.number for who in MEMBERS)


async def test_two_who_open_it_at_once_open_it_once(halls: Halls) -> None:
    await halls.hall.enter(HILAIRE, SYLVIE)

    outcomes = await halls.at_once(opening(), opening(HILAIRE))

    assert sorted(map(str, outcomes)) == ["ALREADY_DECIDED", "None"]


async def test_a_mandate_given_while_it_is_opened_is_either_frozen_or_refused(halls: Halls) -> None:
    for number in range(2, 2 + ROUNDS):
        await halls.hall.convene(TODAY)
        await halls.hall.enter(HILAIRE, SYLVIE, BINTOU, meeting=number)

        given, opened = await halls.at_once(_giving(number), opening(meeting=number))

        meeting = await halls.hall.meeting(number)
        assert meeting.frozen is not None
        kept = await halls.hall.run(lambda work: work.proxies.of_meeting(number))  # noqa: B023 - run at once
        assert opened is None
        if given is None:
            assert (meeting.frozen.mandates, len(kept)) == ((Mandate(AWA.number, BINTOU.number),), 1)
        else:
            assert (given, meeting.frozen.mandates, kept) == (Reason.DEADLINE_PASSED, (), [])


async def test_a_vote_cast_while_it_is_closed_is_either_counted_or_refused(halls: Halls) -> None:
    await halls.hall.open(*MEMBERS)
    for number in range(1, 1 + ROUNDS):
        await halls.hall.put()

        outcomes = await halls.at_once(casting(AWA, Ballot.FOR, vote=number), _closing(number))

        done = await halls.hall.run(lambda work: voting.get(work, number))  # noqa: B023 - run at once
        assert done.state is ResolutionState.CLOSED
        assert (outcomes[0], done.tally) in {(None, Tally(1, 0, 0)), (Reason.ALREADY_DECIDED, Tally(0, 0, 0))}


async def test_of_two_who_count_the_hands_at_once_one_is_kept(halls: Halls) -> None:
    await halls.hall.open(*MEMBERS)
    await halls.hall.put(Method.HANDS)

    outcomes = await halls.at_once(_counting(Tally(5, 3, 0)), _counting(Tally(4, 4, 0)))

    done = await halls.hall.run(lambda work: voting.get(work, 1))
    assert sorted(map(str, outcomes)) == ["ALREADY_DECIDED", "None"]
    assert done.tally == (Tally(5, 3, 0) if outcomes[0] is None else Tally(4, 4, 0))


async def test_two_who_put_a_question_at_once_put_one(halls: Halls) -> None:
    await halls.hall.open(*MEMBERS)

    outcomes = await halls.at_once(putting(), putting(by=ROSINE))

    assert sorted(map(str, outcomes)) == ["None", "STILL_OPEN"]


async def test_a_meeting_is_not_closed_around_a_question_that_is_put(halls: Halls) -> None:
    await halls.hall.open(*MEMBERS)

    put, closed = await halls.at_once(putting(), closing())

    meeting = await halls.hall.meeting()
    assert (put, closed) in {(None, Reason.STILL_OPEN), (Reason.ALREADY_DECIDED, None)}
    assert (meeting.closed_at is None) == (closed is not None)


async def test_a_giver_who_comes_while_the_holder_votes_for_them_is_counted_once_at_most(halls: Halls) -> None:
    await halls.hall.gives(AWA, BINTOU)
    await halls.hall.open(*(who for who in MEMBERS if who is not AWA))
    await halls.hall.put()

    cast, came = await halls.at_once(casting(BINTOU, Ballot.FOR, AWA), entering(AWA))

    tally = await halls.hall.run(lambda work: voting.tally_of(work, _meeting(work), voting.get(work, 1)))
    assert came is None
    assert cast in {None, Reason.NO_VOTE}
    assert tally == Tally(0, 0, 0)
    roll = await halls.hall.run(lambda work: rollcall.roll(work, _meeting(work)))
    assert (roll.quorum.count, roll.represented) == (8, ())


async def test_of_two_who_close_it_at_once_one_calls_the_meal(halls: Halls) -> None:
    await halls.hall.convene(hosts=(AWA.number,))
    await halls.hall.enter(HILAIRE, SYLVIE, meeting=2)
    await halls.hall.run(opening(meeting=2))

    outcomes = await halls.at_once(closing(meeting=2), closing(HILAIRE, 2))

    lines = await halls.hall.run(lambda work: work.ledger.all_entries())
    assert sorted(map(str, outcomes)) == ["ALREADY_DECIDED", "None"]
    assert {number: sum(line.cents for line in mine) for number, mine in lines.items()} == {
        who.number: -500 for who in MEMBERS if who is not AWA
    }
    assert await halls.hall.run(lambda work: work.audit.problems()) == []


def _giving(meeting: int) -> Unit:
    return lambda work: representing.give(work, acting(AWA), meeting, BINTOU.number)


def _closing(vote: int) -> Unit:
    return lambda work: voting.close_vote(work, acting(SYLVIE), vote)


def _counting(tally: Tally) -> Unit:
    return lambda work: voting.count(work, acting(SYLVIE), 1, tally)


def _meeting(work: UnitOfWork) -> Meeting:
    kept = work.meetings.get(1)
    assert kept is not None
    return kept

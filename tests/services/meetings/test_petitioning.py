from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import cycle

import pytest

import storage
from assistant.bylaws import amend
from assistant.clocks import StandingClock
from assistant.domain.decisions import Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.meetings import Purpose
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.domain.petitions import Petition, PetitionState
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import petitioning
from assistant.services.meetings.petitioning import Progress
from assistant.services.tick import tick
from tests.services.bureau import acting, refusal, told
from tests.services.people import BYLAWS, open_books, person, register

NOON = datetime(2026, 11, 21, 11, tzinfo=UTC)
OFFICES = (
    Role.PRESIDENT,
    Role.VICE_PRESIDENT,
    Role.SECRETARY,
    Role.DEPUTY_SECRETARY,
    Role.TREASURER,
    Role.DEPUTY_TREASURER,
)
MEMBERS = [person(f"M1{place:02}", f"Awa{place}") for place in range(16)]
AWA, BINTOU, CLARA = MEMBERS[:3]
WORDS = "Revoir l’article 14"


def bureau_of(size: int) -> list[Member]:
    """So many, of whom the seventh is a second deputy."""
    offices = [*OFFICES, Role.DEPUTY_SECRETARY]
    return [person(f"M00{place}", f"Jean{place}", offices[place]) for place in range(size)]


BUREAU_OF_FOUR = bureau_of(4)


@pytest.fixture
async def twenty(database: Database) -> Database:
    """A bureau of four and sixteen members: twenty in all, so that three or eleven are needed."""
    await database.run(lambda work: register(work, *BUREAU_OF_FOUR, *MEMBERS))
    return database


def beginning(member: Member, purpose: Purpose | None = Purpose.TEXTS) -> Callable[[UnitOfWork], Petition]:
    return lambda work: petitioning.begin(work, acting(member), purpose, WORDS)


def signing(member: Member, petition: int = 1) -> Callable[[UnitOfWork], Petition]:
    return lambda work: petitioning.sign(work, acting(member), petition)


async def signed(database: Database, *members: Member) -> Petition:
    """Each signs in turn; the request as the last one leaves it."""
    for member in members:
        left = await database.run(signing(member))
    return left


async def stands(database: Database, petition: int = 1) -> Progress:
    def unit(work: UnitOfWork) -> Progress:
        found = work.petitions.get(petition)
        assert found is not None
        return petitioning.progress(work, found)

    return await database.run(unit)


async def test_who_begins_a_request_signs_it_first_and_the_bureau_reads_that_there_is_one(twenty: Database) -> None:
    begun = await twenty.run(beginning(AWA))

    count = await stands(twenty)

    assert (begun.state, begun.signers) == (PetitionState.OPEN, frozenset({AWA.number}))
    assert (count.bureau, count.bureau_needed, count.members, count.members_needed) == (0, 3, 1, 11)
    assert await told(twenty, BUREAU_OF_FOUR[0]) == ["petition_begun"]
    assert await told(twenty, BINTOU) == []


async def test_nobody_reads_who_began_or_signed_it_while_it_is_open(twenty: Database) -> None:
    begun = await twenty.run(beginning(AWA))

    def unit(work: UnitOfWork) -> tuple[list[Member], list[dict[str, object]]]:
        found = petitioning.signers(work, acting(BUREAU_OF_FOUR[0]), begun)
        return found, [dict(row.body) for row in work.outbox.since(0)]

    names, bodies = await twenty.run(unit)

    assert names == []
    assert all(AWA.number not in str(body) and AWA.name not in str(body) for body in bodies)


async def test_exactly_half_of_the_members_is_not_enough_and_one_more_is(twenty: Database) -> None:
    await twenty.run(beginning(AWA))

    half = await signed(twenty, *MEMBERS[1:10])
    more = await signed(twenty, MEMBERS[10])

    assert (len(half.signers), half.state) == (10, PetitionState.OPEN)
    assert (len(more.signers), more.state) == (11, PetitionState.REACHED)


@pytest.mark.parametrize(("size", "needed"), [(4, 3), (7, 6)])
async def test_three_quarters_of_the_bureau_in_office_are_enough(database: Database, size: int, needed: int) -> None:
    bureau = bureau_of(size)
    await database.run(lambda work: register(work, *bureau, *MEMBERS))
    await database.run(beginning(bureau[0]))

    before = await signed(database, *bureau[1 : needed - 1])
    enough = await signed(database, bureau[needed - 1])

    assert (before.state, enough.state) == (PetitionState.OPEN, PetitionState.REACHED)


async def test_signatures_of_the_bureau_count_among_the_members_too(twenty: Database) -> None:
    await twenty.run(beginning(BUREAU_OF_FOUR[0]))
    await signed(twenty, BUREAU_OF_FOUR[1])

    count = await stands(twenty)

    assert (count.bureau, count.members) == (2, 2)


async def test_once_there_are_enough_all_who_signed_and_the_bureau_read_it_once(twenty: Database) -> None:
    await twenty.run(beginning(AWA))
    await signed(twenty, *BUREAU_OF_FOUR[:3])
    await twenty.run(tick)

    reached = await twenty.run(lambda work: petitioning.get(work, acting(AWA), 1))

    assert reached
    seen = await twenty.run(lambda work: petitioning.signers(work, acting(BUREAU_OF_FOUR[3]), reached))
    hidden = await twenty.run(lambda work: petitioning.signers(work, acting(AWA), reached))
    assert await told(twenty, AWA) == ["petition_reached"]
    assert await told(twenty, BUREAU_OF_FOUR[3]) == ["petition_begun", "petition_reached"]
    assert await told(twenty, BINTOU) == []
    assert {member.number for member in seen} == {AWA.number, *(each.number for each in BUREAU_OF_FOUR[:3])}
    assert hidden == []


async def test_a_signature_given_twice_counts_once(twenty: Database) -> None:
    await twenty.run(beginning(AWA))

    decision = await refusal(twenty, signing(AWA))

    assert (decision.reason, decision.articles) == (Reason.ALREADY_SIGNED, ("NDZ art. 20",))
    assert (await stands(twenty)).members == 1


async def test_a_signature_can_be_taken_back_and_given_again(twenty: Database) -> None:
    await twenty.run(beginning(AWA))
    await signed(twenty, BINTOU)

    await twenty.run(lambda work: petitioning.unsign(work, acting(BINTOU), 1))
    gone = (await stands(twenty)).members
    twice = await refusal(twenty, lambda work: petitioning.unsign(work, acting(BINTOU), 1))
    await signed(twenty, BINTOU)

    assert (gone, twice.reason, (await stands(twenty)).members) == (1, Reason.NOT_SIGNED, 2)


async def test_who_began_a_request_takes_it_back_and_who_signed_reads_it(twenty: Database) -> None:
    await twenty.run(beginning(AWA))
    await signed(twenty, BINTOU)

    other = await refusal(twenty, lambda work: petitioning.withdraw(work, acting(BINTOU), 1))
    taken = await twenty.run(lambda work: petitioning.withdraw(work, acting(AWA), 1))

    assert (other.reason, taken.state) == (Reason.NOT_AUTHORISED, PetitionState.WITHDRAWN)
    assert await told(twenty, BINTOU) == ["petition_withdrawn"]
    assert await told(twenty, AWA) == []


@pytest.mark.parametrize("verb", [petitioning.sign, petitioning.unsign, petitioning.withdraw])
async def test_nothing_changes_once_there_are_enough(
    twenty: Database, verb: Callable[[UnitOfWork, object, int], Petition]
) -> None:
    await twenty.run(beginning(AWA))
    await signed(twenty, *BUREAU_OF_FOUR[:3])

    decision = await refusal(twenty, lambda work: verb(work, acting(AWA), 1))

    assert (decision.reason, decision.figures) == (Reason.REQUEST_CLOSED, {"petition": 1})


async def test_who_has_left_or_is_suspended_does_not_count_as_having_signed(twenty: Database) -> None:
    await twenty.run(beginning(AWA))
    await signed(twenty, BINTOU, CLARA)

    def leave(work: UnitOfWork) -> None:
        for member, status in ((BINTOU, Status.RESIGNED), (CLARA, Status.SUSPENDED)):
            work.members.save(replace(member, history=(*member.history, StatusChange(work.today, status))))

    await twenty.run(leave)

    count = await stands(twenty)
    assert (count.members, count.members_needed) == (1, 10)


async def test_when_others_leave_those_who_signed_may_be_enough(twenty: Database) -> None:
    await twenty.run(beginning(AWA))
    await signed(twenty, *MEMBERS[1:10])

    def leave(work: UnitOfWork) -> None:
        last = MEMBERS[-1]
        work.members.save(replace(last, history=(*last.history, StatusChange(work.today, Status.RESIGNED))))

    await twenty.run(leave)
    before = await twenty.run(lambda work: work.petitions.get(1))
    await twenty.run(tick)
    after = await twenty.run(lambda work: work.petitions.get(1))

    assert before
    assert after
    assert (before.state, after.state) == (PetitionState.OPEN, PetitionState.REACHED)
    assert await told(twenty, AWA) == ["petition_reached"]


async def test_arrears_are_no_hindrance_and_a_suspension_is(twenty: Database) -> None:
    suspended = person("M200", "Odile", status=Status.SUSPENDED)

    def arrears(work: UnitOfWork) -> None:
        open_books(work, date(2026, 11, 20), **{AWA.number: -20000})
        for each in (suspended, person("M201", "Félix", status=Status.SUSPENDED)):
            work.members.save(each)

    await twenty.run(arrears)

    begun = await twenty.run(beginning(AWA))
    decision = await refusal(twenty, signing(suspended))

    assert begun.signers == {AWA.number}
    assert (decision.reason, decision.articles) == (Reason.SUSPENDED, ("NDZ art. 30",))
    assert (await stands(twenty)).members_needed == 12


@pytest.mark.parametrize("status", [Status.CANDIDATE, Status.HONORARY, Status.RESIGNED])
async def test_only_members_ask_for_an_assembly(twenty: Database, status: Status) -> None:
    outside = person("M200", "Odile", status=status)
    await twenty.run(lambda work: work.members.save(outside))

    with pytest.raises(RefusedError):
        await twenty.run(beginning(outside))


async def test_what_the_article_does_not_name_is_no_reason(twenty: Database) -> None:
    decision = await refusal(twenty, beginning(AWA, None))

    assert (decision.reason, decision.articles) == (Reason.PURPOSE_NOT_ALLOWED, ("NDZ art. 20",))
    assert await twenty.run(lambda work: work.petitions.all()) == []


async def test_each_has_one_open_request_at_a_time(twenty: Database) -> None:
    await twenty.run(beginning(AWA))

    decision = await refusal(twenty, beginning(AWA, Purpose.VACANCY))
    await twenty.run(lambda work: petitioning.withdraw(work, acting(AWA), 1))
    second = await twenty.run(beginning(AWA, Purpose.VACANCY))

    assert (decision.reason, decision.figures) == (Reason.TOO_MANY_REQUESTS, {"petition": 1})
    assert second.purpose is Purpose.VACANCY


async def test_others_may_begin_one_meanwhile(twenty: Database) -> None:
    await twenty.run(beginning(AWA))

    second = await twenty.run(beginning(BINTOU))

    assert (second.id, second.signers) == (2, frozenset({BINTOU.number}))


async def test_who_has_signed_and_left_reads_no_more_of_it(twenty: Database) -> None:
    await twenty.run(beginning(AWA))
    await signed(twenty, BINTOU)
    gone = replace(BINTOU, history=(*BINTOU.history, StatusChange(date(2026, 11, 21), Status.RESIGNED)))
    await twenty.run(lambda work: work.members.save(gone))

    await signed(twenty, *BUREAU_OF_FOUR[:3])

    assert await told(twenty, AWA) == ["petition_reached"]
    assert await told(twenty, BINTOU) == []


@pytest.mark.parametrize("words", ["  ", "a" * 1001])
async def test_a_request_is_in_words_and_not_too_many(twenty: Database, words: str) -> None:
    with pytest.raises(MbongiError, match="1 to 1000 characters"):
        await twenty.run(lambda work: petitioning.begin(work, acting(AWA), Purpose.TEXTS, words))


async def test_where_only_those_up_to_date_count_the_others_cannot_sign(url: str, clock: StandingClock) -> None:
    terms = amend(BYLAWS, {"egm_base": "up_to_date"})
    database = storage.open_database(url, bylaws=terms, clock=clock, timezone="Europe/Paris")

    def unit(work: UnitOfWork) -> None:
        register(work, *MEMBERS[:4])
        open_books(work, date(2026, 11, 20), **{AWA.number: -20000})

    await database.run(unit)

    decision = await refusal(database, beginning(AWA))
    await database.run(beginning(BINTOU))
    count = await stands(database)
    await database.close()

    assert decision.reason is Reason.NOT_UP_TO_DATE
    assert count.members_needed == 2


@pytest.fixture
async def processes(url: str) -> AsyncIterator[list[Database]]:
    """Two processes on the same database."""
    clock = StandingClock(NOON)
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris") for _ in range(2)]
    yield opened
    for database in opened:
        await database.close()


async def test_of_signatures_given_at_once_one_makes_enough_and_all_are_told_once(processes: list[Database]) -> None:
    await processes[0].run(lambda work: register(work, *BUREAU_OF_FOUR, *MEMBERS))
    await processes[0].run(beginning(AWA))
    late = MEMBERS[1:]

    async def attempt(member: Member, database: Database) -> PetitionState | Reason | None:
        try:
            return (await database.run(signing(member))).state
        except RefusedError as refused:
            return refused.decision.reason

    outcomes = await asyncio.gather(*(attempt(*each) for each in zip(late, cycle(processes), strict=False)))

    assert outcomes.count(PetitionState.OPEN) == 9
    assert outcomes.count(PetitionState.REACHED) == 1
    assert outcomes.count(Reason.REQUEST_CLOSED) == len(late) - 10
    assert await told(processes[1], AWA) == ["petition_reached"]
    assert await told(processes[0], BUREAU_OF_FOUR[0]) == ["petition_begun", "petition_reached"]
    assert await processes[1].run(lambda work: work.audit.problems()) == []

"""Who owes the contribution of an event when it turns out, after its call, whom it bereaves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.clocks import StandingClock
from assistant.domain.aid import EventKind, Tie
from assistant.domain.claims import FiledClaim, LevyCall
from assistant.domain.members import Member
from assistant.ports import Database, UnitOfWork
from assistant.services import balance
from assistant.services.aid import deciding, declaring
from tests.services.aid.claimants import (
    CEDRIC,
    DAY,
    DIANE,
    ESTHER,
    FATHER,
    called,
    claim,
    decided,
    declares,
    gather,
    notices,
)
from tests.services.aid.deciders import agree, granted
from tests.services.bureau import AWA, BINTOU, HILAIRE, TODAY, acting, later

BROTHER = claim(EventKind.DEATH_BROTHER, BINTOU, relative=FATHER.relative)
CALL = LevyCall(TODAY, 5000, TODAY + 30 * DAY)


@pytest.fixture
async def event(database: Database) -> int:
    """Awa's father has died, the bureau has agreed."""
    await gather(database)
    first = await declares(database, AWA, FATHER)
    await decided(database, first.id)
    return first.event


async def owed(database: Database, *members: Member) -> list[int]:
    """What each owes, in cents."""

    def unit(work: UnitOfWork) -> list[int]:
        return [-balance.mine(work, acting(member)).situation.balance for member in members]

    return await database.run(unit)


async def sound(database: Database) -> bool:
    return await database.run(lambda work: work.audit.problems()) == []


def withdrawing(member: Member, number: int) -> Callable[[UnitOfWork], FiledClaim]:
    return lambda work: declaring.withdraw(work, acting(member), number)


async def test_who_shares_the_event_owes_nothing_for_it(database: Database, event: int) -> None:
    await called(database, event, CALL, BINTOU, ESTHER)

    await declares(database, BINTOU, BROTHER)

    assert await owed(database, BINTOU, ESTHER) == [0, 5000]
    assert await notices(database, "levy_lifted") == [BINTOU.number]
    assert await sound(database)


async def test_who_turns_out_to_be_the_one_who_died_owes_nothing_and_is_not_written_to(database: Database) -> None:
    """Awa's claim for her brother is approved before anybody says that he was a member."""
    await gather(database)
    brother = await granted(database, AWA, claim(EventKind.DEATH_BROTHER, relative="Cédric Mabiala"))
    before = await owed(database, CEDRIC, DIANE)

    died = await declares(database, BINTOU, claim(EventKind.DEATH_MEMBER, CEDRIC))

    assert died.event == brother.event
    assert (before, await owed(database, CEDRIC, DIANE)) == ([2500, 2500], [0, 0])
    assert await notices(database, "levy_lifted") == [DIANE.number]
    assert await sound(database)


async def test_who_died_on_the_day_of_the_call_is_not_written_to(database: Database) -> None:
    await gather(database)
    await granted(database, BINTOU, claim(EventKind.DEATH_MEMBER, CEDRIC, on=TODAY))

    await granted(database, AWA, FATHER)

    asked = await notices(database, "levy_called")
    assert asked.count(CEDRIC.number) == 0
    assert asked.count(ESTHER.number) == 2


async def test_who_takes_that_back_owes_it_as_it_was_called(
    database: Database, clock: StandingClock, event: int
) -> None:
    await called(database, event, CALL, BINTOU, ESTHER)
    shared = await declares(database, BINTOU, BROTHER)
    later(clock, days=3)

    await database.run(withdrawing(BINTOU, shared.id))

    last = (await database.run(lambda work: work.ledger.entries(BINTOU.number)))[-1]
    assert (last.value_on, last.due_on) == (CALL.called_on, CALL.due_on)
    assert await owed(database, BINTOU, ESTHER) == [5000, 5000]
    assert await notices(database, "levy_called") == [BINTOU.number]
    assert await sound(database)


async def test_who_claimed_before_the_call_and_takes_it_back_owes_it_too(database: Database, event: int) -> None:
    shared = await declares(database, BINTOU, BROTHER)
    await called(database, event, CALL, ESTHER)

    await database.run(withdrawing(BINTOU, shared.id))
    after = await owed(database, BINTOU)
    await declares(database, BINTOU, BROTHER)

    assert (after, await owed(database, BINTOU)) == ([5000], [0])
    assert await sound(database)


async def test_a_tie_that_the_annex_does_not_list_dispenses_from_nothing(database: Database, event: int) -> None:
    await called(database, event, CALL, BINTOU)

    await declares(database, BINTOU, claim(EventKind.OTHER, BINTOU, tie=Tie.IN_LAW, relative=FATHER.relative))

    assert await owed(database, BINTOU) == [5000]


async def test_an_open_tie_dispenses_once_the_bureau_has_named_the_kind(database: Database, event: int) -> None:
    await called(database, event, CALL, BINTOU)
    half = claim(EventKind.OTHER, BINTOU, tie=Tie.HALF_SIBLING, relative=FATHER.relative)
    shared = await declares(database, BINTOU, half)
    before = await owed(database, BINTOU)

    await database.run(lambda work: deciding.rule(work, acting(HILAIRE), shared.id, EventKind.DEATH_BROTHER))

    assert shared.event == event
    assert (before, await owed(database, BINTOU)) == ([5000], [0])


async def test_an_open_tie_told_before_the_call_dispenses_no_sooner(database: Database) -> None:
    await gather(database)
    half = claim(EventKind.OTHER, BINTOU, tie=Tie.HALF_SIBLING, relative=FATHER.relative)
    shared = await declares(database, BINTOU, half)
    mine = await declares(database, AWA, FATHER)
    await database.run(lambda work: deciding.rule(work, acting(HILAIRE), mine.id, FATHER.kind))
    await agree(database, mine.id)
    before = await owed(database, BINTOU)
    await database.run(lambda work: deciding.rule(work, acting(HILAIRE), shared.id, EventKind.DEATH_BROTHER))

    assert (before, await owed(database, BINTOU)) == ([5000], [0])


async def test_what_the_bureau_links_or_parts_settles_both_events(database: Database, event: int) -> None:
    await called(database, event, CALL, DIANE)
    apart = await declares(database, DIANE, claim(EventKind.DEATH_SISTER, DIANE, relative="P. Ibara"))
    before = await owed(database, DIANE)

    await database.run(lambda work: deciding.link(work, acting(HILAIRE), apart.id, 1))
    linked = await owed(database, DIANE)
    await database.run(lambda work: deciding.part(work, acting(HILAIRE), apart.id))

    assert (before, linked, await owed(database, DIANE)) == ([5000], [0], [5000])
    assert await sound(database)


async def test_before_the_call_there_is_nothing_to_settle(database: Database, event: int) -> None:
    shared = await declares(database, BINTOU, BROTHER)

    await database.run(withdrawing(BINTOU, shared.id))

    assert event == shared.event
    assert await owed(database, BINTOU) == [0]

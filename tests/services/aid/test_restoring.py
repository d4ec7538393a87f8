"""A death that never was: the member is one again, reminders come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.clocks import StandingClock
from assistant.domain.aid import EventKind
from assistant.domain.members import Status, StatusChange
from assistant.domain.reminding import PauseReason
from assistant.ports import Database
from assistant.services import books, pauses
from assistant.services.tick import tick
from tests.services.aid.claimants import (
    CEDRIC,
    DIANE,
    FATHER,
    claim,
    gather,
    mourns,
    notices,
)
from tests.services.aid.deciders import granted, levied, problems, undoing
from tests.services.bureau import (
    AWA,
    BINTOU,
    HILAIRE,
    TODAY,
    acting,
    later,
)

CEDRIC_DIED = claim(EventKind.DEATH_MEMBER, CEDRIC)


async def balances(database: Database) -> dict[str, int]:
    """Everybody's, by the books as of today."""
    known = await database.run(lambda work: books.all_situations(work, work.today))
    return {number: money.balance for number, money in known.items()}


async def paused(database: Database) -> set[str]:
    """Who is left without reminders today."""
    return set(await database.run(lambda work: pauses.in_force(work, work.today)))


async def test_a_dead_member_is_restored_with_all_dues(database: Database, clock: StandingClock) -> None:
    await gather(database)
    await database.run(tick)
    before = await balances(database)
    died = claim(EventKind.DEATH_MEMBER, CEDRIC, on=date(2026, 10, 20))
    made = await granted(database, AWA, died)
    await database.run(tick)
    dead = await balances(database)

    await database.run(undoing(made.id))
    await database.run(tick)

    known = await database.run(lambda work: work.members.get(CEDRIC.number))
    assert known is not None
    assert (known.status, known.history) == (Status.ACTIVE, CEDRIC.history)
    assert dead[CEDRIC.number] == before[CEDRIC.number] + 1000
    assert await balances(database) == before
    assert await problems(database) == []


async def test_a_member_whom_the_register_knew_as_dead_before_stays_so(database: Database) -> None:
    """Marked by an import, on another day than the claim says."""
    gone = replace(CEDRIC, history=(*CEDRIC.history, StatusChange(TODAY, Status.DECEASED)))
    await gather(database, gone)
    made = await granted(database, AWA, CEDRIC_DIED)

    await database.run(undoing(made.id))

    known = await database.run(lambda work: work.members.get(CEDRIC.number))
    assert known is not None
    assert known.history == gone.history


async def test_reminders_come_back_to_who_was_taken_for_bereaved(database: Database, clock: StandingClock) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    before = await paused(database)

    await database.run(undoing(made.id))
    later(clock, days=1)

    assert before == {AWA.number}
    assert await paused(database) == set()


async def test_reminders_come_back_to_the_restored_and_the_spouse(database: Database, clock: StandingClock) -> None:
    await gather(database)
    made = await granted(database, AWA, CEDRIC_DIED)
    before = await paused(database)

    await database.run(undoing(made.id))
    later(clock, days=1)

    assert before == {CEDRIC.number, DIANE.number}
    assert await paused(database) == set()


async def test_who_mourns_somebody_else_too_is_left_in_peace(database: Database, clock: StandingClock) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    await mourns(database, AWA, on=date(2026, 11, 12))

    await database.run(undoing(made.id))
    later(clock, days=1)

    assert await paused(database) == {AWA.number}


async def test_a_pause_that_the_bureau_has_set_stands(database: Database, clock: StandingClock) -> None:
    await gather(database)
    made = await granted(database, AWA, FATHER)
    await database.run(lambda work: pauses.stop(work, acting(HILAIRE), AWA.number))

    await database.run(undoing(made.id))
    later(clock, days=1)

    kept = await database.run(lambda work: pauses.in_force(work, work.today))
    assert kept.get(AWA.number) in {PauseReason.OTHER, PauseReason.BEREAVED}


async def test_the_dead_owe_nothing_that_was_called_after_their_death_until_they_are_restored(
    database: Database, clock: StandingClock
) -> None:
    """Cédric died before the call and was known to have died after it; nobody writes to him of that."""
    await gather(database)
    other = await granted(database, AWA, claim(EventKind.DEATH_MOTHER, AWA, on=date(2026, 11, 10)))
    before = await levied(database, other.event)

    made = await granted(database, BINTOU, claim(EventKind.DEATH_MEMBER, CEDRIC, on=date(2026, 11, 15)))
    dead = await levied(database, other.event)
    lifted = await notices(database, "levy_lifted")
    await database.run(undoing(made.id))

    assert before.keys() - dead.keys() == {CEDRIC.number}
    assert lifted == []
    assert await levied(database, other.event) == before
    assert await problems(database) == []


async def test_what_was_called_before_the_death_or_on_its_day_is_still_owed(
    database: Database, clock: StandingClock
) -> None:
    await gather(database)
    other = await granted(database, AWA, claim(EventKind.DEATH_MOTHER, AWA, on=date(2026, 11, 10)))
    later(clock, days=1)

    await granted(database, BINTOU, claim(EventKind.DEATH_MEMBER, CEDRIC, on=TODAY))

    assert (await levied(database, other.event))[CEDRIC.number] == 5000

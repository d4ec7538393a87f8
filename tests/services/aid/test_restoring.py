"""A death that never was: the member is one again, reminders come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from assistant.clocks import StandingClock
from assistant.domain.aid import EventKind
from assistant.domain.claims import FiledClaim
from assistant.domain.members import Member, Status, StatusChange
from assistant.domain.reminding import PauseReason
from assistant.ports import Database, UnitOfWork
from assistant.services import books, pauses
from assistant.services.aid import cancelling
from assistant.services.tick import tick
from tests.services.aid.claimants import (
    CEDRIC,
    DIANE,
    FATHER,
    MEMBERS,
    claim,
    gather,
    mourns,
)
from tests.services.aid.deciders import (
    granted,
    problems,
)
from tests.services.bureau import (
    AWA,
    BINTOU,
    BUREAU,
    HILAIRE,
    TODAY,
    acting,
    later,
)

CEDRIC_DIED = claim(EventKind.DEATH_MEMBER, CEDRIC)
SHARED = claim(EventKind.DEATH_BROTHER, BINTOU, relative=FATHER.relative)
EVERYBODY = {member.number for member in (*BUREAU, *MEMBERS)}
MISTAKE = "Déclaré par erreur"


def undoing(claim: int, reason: str = MISTAKE, by: Member = HILAIRE) -> Callable[[UnitOfWork], FiledClaim]:
    """The unit in which the claim is cancelled."""
    return lambda work: cancelling.cancel(work, acting(by), claim, reason)


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

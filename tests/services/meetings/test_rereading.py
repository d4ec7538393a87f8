"""Who reads approved minutes again: whoever would be sent them, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.domain.members import Status, StatusChange
from assistant.domain.minutes import MinutesState
from assistant.ports import Database, UnitOfWork
from assistant.services.meetings import convening, rereading
from tests.services.bureau import AWA, SYLVIE, acting, refusal
from tests.services.meetings.minuted import approved, drafted, hold, sending


async def stands(database: Database, *changes: StatusChange) -> None:
    """Awa's status changes so."""
    changed = replace(AWA, history=(*AWA.history, *changes))
    await database.run(lambda work: work.members.save(changed))


async def test_approved_minutes_are_read_as_they_were_approved_and_are_the_same_once_sent(
    database: Database, clock: StandingClock
) -> None:
    await approved(database, clock, opening="Une minute de silence.")
    before = await database.run(lambda work: rereading.of_meeting(work, acting(AWA), 1))
    page = await database.run(lambda work: rereading.page(work, acting(AWA)))
    await database.run(sending())

    after = await database.run(lambda work: rereading.of_meeting(work, acting(AWA), 1))

    assert before is not None
    assert after is not None
    assert (before.state, after.state) == (MinutesState.APPROVED, MinutesState.SENT)
    assert before.approval == after.approval
    assert page == rereading.Page((before,), older=False)


async def test_a_draft_is_read_by_nobody_here_not_even_by_who_writes_it(
    database: Database, clock: StandingClock
) -> None:
    await hold(database, clock)
    await drafted(database)

    def unit(work: UnitOfWork) -> list[object]:
        return [
            *(rereading.of_meeting(work, acting(who), meeting) for who in (AWA, SYLVIE) for meeting in (1, 2, 99)),
            *rereading.page(work, acting(SYLVIE)).minutes,
            *filter(None, [rereading.offered(work, acting(AWA))]),
        ]

    assert await database.run(unit) == [None] * 6


@pytest.mark.parametrize("status", Status)
async def test_whoever_would_be_sent_them_reads_them_and_nobody_else(
    database: Database, clock: StandingClock, status: Status
) -> None:
    await approved(database, clock)
    today = clock.now().date()
    await stands(database, StatusChange(today, status))

    sent_to = await database.run(lambda work: [each.number for each in convening.recipients(work, work.today)])
    offered = await database.run(lambda work: rereading.offered(work, acting_now(work)))
    decision = await decided(database)

    assert (decision is None) is offered is (AWA.number in sent_to) is (status is Status.ACTIVE)
    assert decision in {None, Reason.SUSPENDED if status is Status.SUSPENDED else Reason.NOT_A_MEMBER}


@pytest.mark.parametrize(("days", "reads"), [(0, False), (1, True)])
async def test_who_leaves_reads_them_until_the_day_on_which_they_would_no_longer_be_sent_them(
    database: Database, clock: StandingClock, days: int, reads: bool
) -> None:
    await approved(database, clock)
    await stands(database, StatusChange(clock.now().date() + timedelta(days=days), Status.RESIGNED))

    assert (await decided(database) is None) is reads


async def test_who_is_no_member_reads_none(database: Database, clock: StandingClock) -> None:
    await approved(database, clock)

    decision = await refusal(database, lambda work: rereading.page(work, OPERATOR))

    assert decision.reason is Reason.NOT_A_MEMBER
    assert await database.run(lambda work: rereading.offered(work, OPERATOR)) is False


def acting_now(work: UnitOfWork) -> Actor:
    """Awa as the register has her."""
    return Actor(ActorKind.MEMBER, work.members.get(AWA.number))


async def decided(database: Database) -> Reason | None:
    """Why Awa reads none; None where she does."""

    def unit(work: UnitOfWork) -> Reason | None:
        try:
            rereading.of_meeting(work, acting_now(work), 1)
        except RefusedError as refused:
            return refused.decision.reason
        return None

    return await database.run(unit)

"""Rounds on claims whose voters change, and that end by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.domain.aid import EventKind, Tie
from assistant.domain.claims import ClaimState
from assistant.domain.decisions import Reason
from assistant.domain.errors import BeforeBooksError
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.domain.orders import Choice
from assistant.ports import Database
from assistant.services.aid import deciding
from assistant.services.tick import tick
from tests.services.aid.claimants import (
    CEDRIC,
    ESTHER,
    FATHER,
    claim,
    declares,
    filed,
    gather,
    notices,
)
from tests.services.aid.deciders import agree, order_of, saying
from tests.services.bureau import (
    AWA,
    BINTOU,
    HILAIRE,
    PAUL,
    ROSINE,
    SYLVIE,
    TODAY,
    acting,
    refusal,
)


async def becomes(database: Database, member: Member, *roles: Role, status: Status = Status.ACTIVE) -> None:
    """The register knows the member in those roles and that status from today on."""
    history = member.history if status is member.status else (*member.history, StatusChange(TODAY, status))
    await database.run(lambda work: work.members.save(replace(member, roles=frozenset(roles), history=history)))


async def test_a_vote_by_who_left_the_bureau_neither_counts_nor_can_be_given(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, FATHER)
    await agree(database, made.id, PAUL)
    await becomes(database, PAUL)
    former = replace(PAUL, roles=frozenset())

    decision = await refusal(database, saying(former, made.id))
    two = await agree(database, made.id, HILAIRE, SYLVIE)
    three = await agree(database, made.id, ROSINE)

    assert decision.reason is Reason.NOT_AUTHORISED
    assert (two.state, three.state) == (ClaimState.DECLARED, ClaimState.APPROVED)


async def test_when_the_only_one_not_heard_leaves_the_bureau_the_round_ends_by_itself(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, FATHER)
    await agree(database, made.id, HILAIRE, SYLVIE, ROSINE)

    await becomes(database, PAUL)
    await database.run(tick)

    left = await filed(database, made.id)
    assert left.state is ClaimState.APPROVED
    assert left.decision is not None
    assert left.decision.decided_by == "scheduler"
    assert await order_of(database, made.id) is not None


async def test_who_joins_the_bureau_meanwhile_is_asked_and_waited_for(database: Database) -> None:
    await gather(database)
    made = await declares(database, AWA, FATHER)
    await agree(database, made.id, HILAIRE, SYLVIE, ROSINE)

    vice = replace(ESTHER, roles=frozenset({Role.VICE_PRESIDENT}))
    await becomes(database, ESTHER, Role.VICE_PRESIDENT)
    await database.run(tick)
    four = await agree(database, made.id, PAUL)
    five = await agree(database, made.id, vice)

    assert (await notices(database, "claim_card")).count(ESTHER.number) == 1
    assert (four.state, five.state) == (ClaimState.DECLARED, ClaimState.APPROVED)


async def test_a_round_that_ends_by_itself_is_seen_by_the_next(database: Database) -> None:
    """Once Cédric's death of October is approved his claim of November is no member's: its votes no longer count."""
    await gather(database)
    death = await declares(database, AWA, claim(EventKind.DEATH_MEMBER, CEDRIC, on=date(2026, 10, 20)))
    birth = await declares(database, CEDRIC, claim(EventKind.BIRTH, CEDRIC, relative="Noé"), document=True)
    for made in (death, birth):
        await agree(database, made.id, HILAIRE, SYLVIE, ROSINE)
    await becomes(database, PAUL)

    await database.run(tick)

    left = [await filed(database, made.id) for made in (death, birth)]
    assert [each.state for each in left] == [ClaimState.APPROVED, ClaimState.DECLARED]
    assert left[1].verdict is not None
    assert left[1].verdict.reason == Reason.NOT_A_MEMBER
    assert await order_of(database, birth.id) is None


async def test_what_the_books_do_not_reach_back_to_holds_up_no_tick(database: Database) -> None:
    """The half-brother's death makes a month of two, whose money is that of October: the books open in November."""
    await gather(database, opened=date(2026, 11, 10))
    first = await declares(database, AWA, FATHER)
    half = await declares(database, BINTOU, claim(EventKind.OTHER, BINTOU, tie=Tie.HALF_SIBLING))
    await agree(database, first.id, HILAIRE, SYLVIE, ROSINE)
    await database.run(lambda work: deciding.rule(work, acting(PAUL), half.id, EventKind.DEATH_BROTHER))
    await becomes(database, PAUL)

    report = await database.run(tick)

    assert report is not None
    assert (await filed(database, first.id)).state is ClaimState.DECLARED
    with pytest.raises(BeforeBooksError):
        await database.run(saying(HILAIRE, first.id))


async def test_what_cannot_be_judged_may_still_be_refused(database: Database) -> None:
    await gather(database, opened=date(2026, 11, 10))
    first = await declares(database, AWA, FATHER)
    half = await declares(database, BINTOU, claim(EventKind.OTHER, BINTOU, tie=Tie.HALF_SIBLING))
    await database.run(lambda work: deciding.rule(work, acting(PAUL), half.id, EventKind.DEATH_BROTHER))

    left = await database.run(saying(HILAIRE, first.id, Choice.REFUSE, "Réglé autrement"))

    assert left.state is ClaimState.REFUSED

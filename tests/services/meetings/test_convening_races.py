"""Two of the bureau act at once, from two processes: one outcome, sent once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.broadcasts import BroadcastKind
from assistant.domain.convening import MeetingState
from assistant.domain.decisions import Decision, Reason
from assistant.domain.meetings import SessionKind
from assistant.ports import Database
from assistant.services.meetings import convening
from assistant.services.meetings.convening import Proposal
from tests.services.bureau import HILAIRE, PAUL, ROSINE, SYLVIE, acting, found
from tests.services.meetings.convoked import agreeing, changing, proposing, stored
from tests.services.people import BYLAWS
from tests.services.racing import at_once

ROUNDS = 20


@pytest.fixture
async def processes(url: str) -> AsyncIterator[list[Database]]:
    """Two processes on the same database."""
    clock = StandingClock(datetime(2026, 11, 21, 11, tzinfo=UTC))
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris") for _ in range(2)]
    await found(opened[0])
    yield opened
    for database in opened:
        await database.close()


async def broadcasts(database: Database, kind: BroadcastKind) -> list[int]:
    """The meetings of all that was sent of that kind, in order."""
    found_ = await database.run(lambda work: work.broadcasts.all())
    return sorted(each.meeting or 0 for each in found_ if each.kind is kind)


def reasons(outcomes: list[Proposal | Decision]) -> list[Reason | None]:
    """Why those that were refused were."""
    return [each.reason for each in outcomes if isinstance(each, Decision)]


async def test_in_twenty_rounds_all_of_the_bureau_agree_at_once_and_each_assembly_is_sent_once(
    processes: list[Database],
) -> None:
    for place in range(ROUNDS):
        await processes[0].run(proposing(kind=SessionKind.AGO, on=date(2027, 3, place + 1)))

    refused = [
        reasons(await at_once(processes, *(agreeing(who, number) for who in (HILAIRE, ROSINE, PAUL))))
        for number in range(1, ROUNDS + 1)
    ]

    assert refused == [[Reason.ALREADY_DECIDED] * 2] * ROUNDS
    assert await broadcasts(processes[1], BroadcastKind.CONVOCATION) == list(range(1, ROUNDS + 1))
    assert await processes[1].run(lambda work: work.audit.problems()) == []


async def test_two_who_convene_the_month_s_meeting_at_once_convene_one(processes: list[Database]) -> None:
    outcomes = await at_once(processes, proposing(SYLVIE), proposing(HILAIRE, on=date(2026, 11, 29)))

    assert reasons(outcomes) == [Reason.ALREADY_SCHEDULED]
    assert await broadcasts(processes[0], BroadcastKind.CONVOCATION) == [1]


async def test_of_a_change_and_a_calling_off_at_once_nobody_reads_the_change_after_the_calling_off(
    processes: list[Database],
) -> None:
    await processes[0].run(proposing())

    outcomes = await at_once(
        processes,
        lambda work: convening.call_off(work, acting(PAUL), 1, "Salle inondée"),
        changing(SYLVIE, place="Salle Jaurès"),
    )

    assert (await stored(processes[0])).state is MeetingState.CALLED_OFF
    assert reasons(outcomes) in ([], [Reason.ALREADY_DECIDED])
    assert await broadcasts(processes[0], BroadcastKind.CALLING_OFF) == [1]
    kinds = [each.kind for each in reversed(await processes[0].run(lambda work: work.broadcasts.all()))]
    assert kinds[-1] is BroadcastKind.CALLING_OFF

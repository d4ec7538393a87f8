"""Two of a commission answer at once, two of the bureau announce at once, from two processes: one does, told once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from itertools import cycle

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.claims import HelpState
from assistant.domain.decisions import Reason
from assistant.domain.errors import RefusedError
from assistant.domain.members import Role
from assistant.ports import Database, UnitOfWork
from assistant.services.aid import announcing, helping
from tests.services.aid.claimants import FATHER, by, gather, notices
from tests.services.bureau import AWA, HILAIRE, ROSINE, SYLVIE, acting
from tests.services.conftest import NOON
from tests.services.people import BYLAWS, person

SOLANGE = person("M020", "Solange", Role.SOCIAL)
SIMON = person("M021", "Simon", Role.SOCIAL)
VICTOR = person("M022", "Victor", Role.CONTROL)
ROUNDS = 5


@pytest.fixture
async def processes(url: str) -> AsyncIterator[list[Database]]:
    """Two processes on the same database."""
    clock = StandingClock(NOON)
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris") for _ in range(2)]
    await gather(opened[0], SOLANGE, SIMON, VICTOR)
    yield opened
    for database in opened:
        await database.close()


async def at_once(processes: list[Database], *units: Callable[[UnitOfWork], object]) -> list[Reason | None]:
    """Why each unit was refused; None where it was not."""

    async def attempt(database: Database, unit: Callable[[UnitOfWork], object]) -> Reason | None:
        try:
            await database.run(unit)
        except RefusedError as refused:
            return refused.decision.reason
        return None

    return await asyncio.gather(*map(attempt, cycle(processes), units))


async def test_of_those_who_answer_a_request_at_once_one_does(processes: list[Database]) -> None:
    for _ in range(ROUNDS):
        asked = (await processes[0].run(lambda work: helping.ask(work, acting(AWA), "De l’aide"))).id

        found = await at_once(
            processes,
            lambda work, asked=asked: helping.propose(work, acting(SOLANGE), asked, 30000, "Loyer"),  # type: ignore[misc]
            lambda work, asked=asked: helping.propose(work, acting(SIMON), asked, 10000, "Loyer"),  # type: ignore[misc]
            lambda work, asked=asked: helping.decline(work, acting(SIMON), asked, "Voyez la mairie"),  # type: ignore[misc]
            lambda work, asked=asked: helping.withdraw(work, acting(AWA), asked),  # type: ignore[misc]
        )

        assert sorted(map(str, found)) == ["ALREADY_DECIDED", "ALREADY_DECIDED", "ALREADY_DECIDED", "None"]

    requests = await processes[1].run(lambda work: work.helps.of_member(AWA.number))
    orders = await processes[1].run(lambda work: work.orders.of_member(AWA.number))
    proposed = [each for each in requests if each.state is HelpState.PROPOSED]
    assert [order.cause for order in orders] == [each.subject for each in proposed]
    assert [order.cents for order in orders] == [each.answer.cents for each in proposed if each.answer]
    assert await notices(processes[0], "help_overseen") == [VICTOR.number] * len(orders)
    assert await processes[1].run(lambda work: work.audit.problems()) == []


async def test_of_those_who_announce_an_event_at_once_one_does_and_each_member_reads_it_once(
    processes: list[Database],
) -> None:
    filed = await processes[0].run(by(AWA, FATHER, consent=True))

    found = await at_once(
        processes,
        *(
            lambda work, who=who: announcing.announce(work, acting(who), filed.id, who.name)
            for who in (HILAIRE, SYLVIE, ROSINE)
        ),
    )

    told = await notices(processes[1], "event_announced")
    assert sorted(map(str, found)) == ["ALREADY_ANNOUNCED", "ALREADY_ANNOUNCED", "None"]
    assert len(told) == len(set(told)) == 11
    event = await processes[1].run(lambda work: work.claims.event(filed.event))
    bodies = await processes[0].run(
        lambda work: {row.body["text"] for row in work.outbox.since(0) if row.kind == "event_announced"}
    )
    assert event is not None
    assert event.announcement is not None
    assert bodies == {event.announcement.text}

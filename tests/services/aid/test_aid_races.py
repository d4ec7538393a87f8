"""The whole bureau votes or cancels at once, from two processes: one outcome, one order, each contribution once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.aid import EventKind
from assistant.domain.claims import ClaimState, FiledClaim, NewClaim
from assistant.domain.decisions import Decision, Reason
from assistant.domain.ledger import Kind
from assistant.domain.orders import Choice, OrderState
from assistant.ports import Database, UnitOfWork
from assistant.services.aid import cancelling, deciding
from assistant.services.tick import tick
from tests.services.aid.claimants import MEMBERS, YESTERDAY, by, claim, filed, gather
from tests.services.aid.deciders import agree, levied, order_of, problems, rows, saying
from tests.services.bureau import AWA, BINTOU, BUREAU, HILAIRE, PAUL, ROSINE, SYLVIE, acting, orders_payment
from tests.services.bureau import saying as voting
from tests.services.conftest import NOON
from tests.services.people import BYLAWS
from tests.services.racing import at_once

ROUNDS = 50
FEW = 5
CONTRIBUTING = len(BUREAU) + len(MEMBERS) - 1


@pytest.fixture
async def processes(url: str) -> AsyncIterator[list[Database]]:
    """Two processes on the same database."""
    clock = StandingClock(NOON)
    opened = [storage.open_database(url, bylaws=BYLAWS, clock=clock, timezone="Europe/Paris") for _ in range(2)]
    await gather(opened[0])
    yield opened
    for database in opened:
        await database.close()


async def death(database: Database, place: int) -> FiledClaim:
    """Awa has lost a child, each time another, on one of forty days."""
    new = claim(EventKind.DEATH_CHILD, on=YESTERDAY - timedelta(days=place % 40), relative=f"Enfant {place}")
    return await database.run(by(AWA, new))


async def test_in_fifty_rounds_the_whole_bureau_says_yes_at_once_and_each_is_approved_paid_and_called_once(
    processes: list[Database],
) -> None:
    made = []
    for place in range(ROUNDS):
        made.append(await death(processes[0], place))
        await at_once(processes, *(saying(member, made[-1].id) for member in BUREAU))

    assert {(await filed(processes[1], each.id)).state for each in made} == {ClaimState.APPROVED}
    orders = [await order_of(processes[0], each.id) for each in made]
    assert {order.state for order in orders if order} == {OrderState.APPROVED}
    assert len({order.id for order in orders if order}) == ROUNDS
    charged = Counter(row.cause for row in await rows(processes[1], Kind.LEVY))
    assert charged == Counter({f"event:{each.event}": CONTRIBUTING for each in made})
    queued = await processes[0].run(lambda work: [row.kind for row in work.outbox.since(0) if row.edits is None])
    assert Counter(queued)["levy_called"] == CONTRIBUTING * ROUNDS
    assert Counter(queued)["claim_approved"] == ROUNDS
    assert await problems(processes[0]) == []


async def test_in_fifty_rounds_one_no_among_the_yes_refuses_whoever_is_first(processes: list[Database]) -> None:
    made = []
    for place in range(ROUNDS):
        made.append(each := await death(processes[0], place))
        no = saying(SYLVIE, each.id, Choice.REFUSE, "Pas d'acte")
        await at_once(processes, *(no if member is SYLVIE else saying(member, each.id) for member in BUREAU))

    assert {(await filed(processes[1], each.id)).state for each in made} == {ClaimState.REFUSED}
    assert await rows(processes[0], Kind.LEVY) == []
    assert [order for each in made if (order := await order_of(processes[0], each.id))] == []


async def test_two_who_share_a_death_are_approved_at_once_and_it_is_called_once(processes: list[Database]) -> None:
    """The bylaws leave it to the bureau, which has ruled; whichever is first calls."""
    events: list[int] = []
    for place in range(FEW):
        name, day = f"Prosper {place}", YESTERDAY - timedelta(days=place)
        first = await processes[0].run(by(AWA, claim(EventKind.DEATH_BROTHER, on=day, relative=name)))
        second = await processes[0].run(by(BINTOU, claim(EventKind.DEATH_BROTHER, BINTOU, day, relative=name)))
        await processes[0].run(ruling(second.id))
        for number in (first.id, second.id):
            await agree(processes[0], number, HILAIRE, SYLVIE, ROSINE)
        events.append(first.event)

        await at_once(processes, saying(PAUL, first.id), saying(PAUL, second.id))

    assert [set((await levied(processes[1], event)).values()) for event in events] == [{2500}] * FEW
    assert await problems(processes[0]) == []


def ruling(number: int) -> Callable[[UnitOfWork], FiledClaim]:
    return lambda work: deciding.rule(work, acting(PAUL), number, EventKind.DEATH_BROTHER)


async def test_of_all_who_cancel_at_once_one_does_and_the_others_read_who(processes: list[Database]) -> None:
    made, outcomes = [], []
    for place in range(FEW):
        made.append(each := await death(processes[0], place))
        await agree(processes[0], each.id)
        outcomes.append(await at_once(processes, *(undoing(each.id, by_whom) for by_whom in range(4))))

    for four in outcomes:
        lost = [one for one in four if isinstance(one, Decision)]
        assert [one.reason for one in lost] == [Reason.ALREADY_DECIDED] * 3
    assert [await levied(processes[1], each.event) for each in made] == [{}] * FEW
    assert await problems(processes[0]) == []


def undoing(number: int, place: int) -> Callable[[UnitOfWork], FiledClaim]:
    return lambda work: cancelling.cancel(work, acting(BUREAU[place]), number, "Par erreur")


async def test_votes_on_claims_and_orders_declarations_and_ticks_wait_for_one_another(
    processes: list[Database],
) -> None:
    made = [await death(processes[0], place) for place in range(FEW)]
    order = (await orders_payment(processes[0])).id

    def declaring(place: int) -> NewClaim:
        return claim(EventKind.DEATH_CHILD, BINTOU, YESTERDAY - timedelta(days=place), relative=f"Petit {place}")

    await asyncio.gather(
        *(processes[0].run(saying(member, each.id)) for each in made for member in BUREAU),
        *(processes[1].run(voting(member, order)) for member in BUREAU),
        *(processes[1].run(by(BINTOU, declaring(place))) for place in range(FEW)),
        *(processes[1].run(tick) for _ in range(FEW)),
    )

    assert {(await filed(processes[1], each.id)).state for each in made} == {ClaimState.APPROVED}
    charged = Counter(row.cause for row in await rows(processes[1], Kind.LEVY))
    assert {charged[f"event:{each.event}"] for each in made} == {CONTRIBUTING}
    assert await problems(processes[0]) == []

"""A notice that says something else by now: it waits no more, or what the chat shows of it is edited."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.clocks import StandingClock
from assistant.domain.messages import Delivery, Lane, OutboxState, Outgoing
from assistant.ports import Database, UnitOfWork
from tests.storage.conftest import NOON
from tests.storage.people import message
from tests.storage.test_messages import SECOND, claim, put, states

CARD = "card:payment:12:"


def card(chat: str = "42", delivery: Delivery = Delivery.AT_LEAST_ONCE) -> Outgoing:
    """The card of one treasurer."""
    return replace(message(chat, Lane.NOTICE, delivery, key=f"{CARD}{chat}"), kind="payment_card", body={"state": 1})


async def kept(database: Database, one: Outgoing) -> int:
    (row,) = await put(database, one)
    assert row is not None
    return row


async def shown(database: Database, one: Outgoing, external: str) -> int:
    """It stands in its chat."""
    row = await kept(database, one)
    await database.run(lambda work: work.outbox.sent(row, external))
    return row


async def replaced(database: Database, state: int = 2) -> int:
    return await database.run(lambda work: work.outbox.replace(CARD, {"state": state}))


async def revised(database: Database, state: int = 2) -> int:
    return await database.run(lambda work: work.outbox.revise(CARD, {"state": state}))


async def test_a_card_that_still_waits_never_leaves(database: Database) -> None:
    await kept(database, card())

    count = await replaced(database)

    assert count == 1
    assert await claim(database) == []
    assert await states(database) == {OutboxState.HELD: ["42"]}


async def test_a_card_that_still_waits_and_is_still_asked_leaves_as_revised(database: Database) -> None:
    await kept(database, card())

    count = await revised(database)

    (left,) = await claim(database)
    assert (count, left.body, left.lane, left.edits) == (1, {"state": 2}, Lane.NOTICE, None)


@pytest.mark.parametrize(("among", "edits"), [({"M012"}, ["m7"]), ({"M013"}, []), (set(), []), (None, ["m7"])])
async def test_a_card_changes_only_for_who_may_still_read_it(
    database: Database, among: set[str] | None, edits: list[str]
) -> None:
    await shown(database, replace(card(), member="M012"), "m7")

    count = await database.run(lambda work: work.outbox.replace(CARD, {"state": 2}, among=among))

    assert count == 1
    assert [left.edits for left in await claim(database)] == edits


async def test_a_card_that_waits_for_who_may_no_longer_read_it_never_leaves(database: Database) -> None:
    await kept(database, replace(card(), member="M012"))

    await database.run(lambda work: work.outbox.replace(CARD, {"state": 2}, among=set()))

    assert await claim(database) == []


async def test_a_card_that_was_shown_is_edited_where_it_is_revised(database: Database) -> None:
    await shown(database, card(), "m7")

    await revised(database)

    (edit,) = await claim(database)
    assert (edit.body, edit.lane, edit.edits) == ({"state": 2}, Lane.REPLY, "m7")


async def test_a_card_that_was_shown_is_edited_ahead_of_every_notice(database: Database) -> None:
    await shown(database, card(), "m7")
    await put(database, message("42", Lane.NOTICE))

    await replaced(database)

    (edit,) = await claim(database)
    assert (edit.kind, edit.body, edit.lane, edit.edits) == ("payment_card", {"state": 2}, Lane.REPLY, "m7")


async def test_every_card_of_a_payment_changes_and_no_card_of_another(database: Database, clock: StandingClock) -> None:
    await shown(database, card("42"), "m7")
    await kept(database, card("43"))
    await shown(database, replace(card("44"), key="card:payment:120:44"), "m9")

    count = await replaced(database)

    assert count == 2
    assert [row.edits for row in await claim(database)] == ["m7"]
    clock.instant = NOON + SECOND
    assert await claim(database) == []


async def test_the_edit_of_a_card_that_is_on_its_way_waits_until_it_is_shown(
    database: Database, clock: StandingClock
) -> None:
    row = await kept(database, card())
    await claim(database)

    await replaced(database)

    clock.instant = NOON + SECOND
    meanwhile = await claim(database)
    await database.run(lambda work: work.outbox.sent(row, "m7"))
    assert meanwhile == []
    assert [edit.edits for edit in await claim(database)] == ["m7"]


async def test_a_card_whose_sending_failed_is_not_tried_again_once_it_is_decided(
    database: Database, clock: StandingClock
) -> None:
    row = await kept(database, card())
    await claim(database)
    await replaced(database)

    await database.run(lambda work: work.outbox.retry(row, NOON, "too many requests"))

    clock.instant = NOON + SECOND
    assert await claim(database) == []
    assert await states(database) == {OutboxState.HELD: ["42", "42"]}


@pytest.mark.parametrize("end", [OutboxState.DEAD, OutboxState.UNREACHABLE])
async def test_where_the_card_never_arrived_there_is_nothing_to_edit(database: Database, end: OutboxState) -> None:
    row = await kept(database, card())
    await claim(database)
    await database.run(lambda work: work.outbox.settle(row, end, "gone"))

    await replaced(database)

    assert await claim(database) == []
    assert await states(database) == {end: ["42"], OutboxState.HELD: ["42"]}


async def test_a_treasurer_who_cannot_be_written_to_gets_no_edit(database: Database) -> None:
    await put(database, replace(card(), to=None))

    count = await replaced(database)

    assert count == 1
    assert await claim(database, channels=("telegram", "")) == []
    assert await states(database) == {OutboxState.UNREACHABLE: [""]}


async def test_two_edits_in_a_row_arrive_in_order(database: Database, clock: StandingClock) -> None:
    await shown(database, card(), "m7")
    await replaced(database, 2)
    await replaced(database, 3)

    (first,) = await claim(database)
    await database.run(lambda work: work.outbox.sent(first.id, "m7"))
    clock.instant = NOON + SECOND
    (second,) = await claim(database)

    assert [(edit.body, edit.edits) for edit in (first, second)] == [({"state": 2}, "m7"), ({"state": 3}, "m7")]


async def test_an_edit_that_must_wait_holds_back_the_one_after_it(database: Database, clock: StandingClock) -> None:
    await shown(database, card(), "m7")
    await replaced(database, 2)
    await replaced(database, 3)
    (first,) = await claim(database)

    await database.run(lambda work: work.outbox.retry(first.id, NOON + timedelta(minutes=1), "too many requests"))

    clock.instant = NOON + SECOND
    assert await claim(database) == []
    clock.instant = NOON + timedelta(minutes=2)
    assert [edit.body for edit in await claim(database)] == [{"state": 2}]


async def test_a_card_that_is_claimed_while_somebody_decides_does_not_leave(
    database: Database, other: Database
) -> None:
    """On PostgreSQL the claim reads the card as waiting until the decision is committed."""
    await kept(database, card())

    begun, go_on = threading.Event(), threading.Event()

    def decide(work: UnitOfWork) -> None:
        work.outbox.replace(CARD, {"state": 2})
        begun.set()
        assert go_on.wait(60)

    deciding = asyncio.create_task(database.run(decide))
    assert await asyncio.to_thread(begun.wait, 60)
    claiming = asyncio.create_task(claim(other, owner="two"))
    await asyncio.wait([claiming], timeout=0.5)
    go_on.set()
    await deciding

    assert await claiming == []
    assert await states(database) == {OutboxState.HELD: ["42"]}

"""Buttons that stand in a chat, and since when they can be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from assistant.clocks import StandingClock
from assistant.domain.keyboards import Shown
from assistant.domain.messages import KeyAction, Keyboard, Lane, OutboxState, Outgoing
from assistant.ports import Database, UnitOfWork
from tests.storage.conftest import NOON
from tests.storage.people import message

SECOND = timedelta(seconds=1)
KEYS = (KeyAction("Confirm", command="payments", arguments=("12", "confirm")),)
CARD = replace(message("42", Lane.NOTICE, key="card:12:M014"), kind="payment_card")
ANSWER = message("42", Lane.REPLY)


def keyboard(token: str, expires_at: datetime = NOON + timedelta(days=60)) -> Keyboard:
    return Keyboard(token, "telegram", "42", KEYS, expires_at)


def claimed(work: UnitOfWork) -> None:
    """What may leave is on its way, its buttons are kept."""
    for row in work.outbox.claim("me", ("telegram",), 10):
        work.dialogues.keep_keyboard(keyboard(f"t{row.id}.{row.attempts}"), row.id)


async def leaves(database: Database, *messages: Outgoing) -> list[int]:
    """The rows, on their way."""
    rows = [await database.run(lambda work, one=one: work.outbox.put(one)) for one in messages]  # type: ignore[misc]
    await database.run(claimed)
    return [row for row in rows if row is not None]


async def shown(database: Database, limit: int = 10) -> list[Shown]:
    return await database.run(lambda work: work.dialogues.shown("telegram", "42", limit))


async def test_a_card_can_be_read_once_it_has_arrived(database: Database, clock: StandingClock) -> None:
    (row,) = await leaves(database, CARD)
    (leaving,) = await shown(database)
    clock.instant = NOON + SECOND
    await database.run(lambda work: work.outbox.sent(row, "m1"))
    (arrived,) = await shown(database)

    assert (leaving.message, leaving.place, leaving.shown_at, leaving.placed_at) == (row, row, None, None)
    assert leaving.keyboard == keyboard(f"t{row}.1")
    assert (arrived.shown_at, arrived.placed_at, arrived.asked) == (NOON + SECOND, NOON + SECOND, False)


async def test_an_answer_can_be_read_as_soon_as_it_is_made(database: Database, clock: StandingClock) -> None:
    (row,) = await leaves(database, ANSWER)
    (leaving,) = await shown(database)
    clock.instant = NOON + SECOND
    await database.run(lambda work: work.outbox.sent(row, "m1"))
    (arrived,) = await shown(database)

    assert (leaving.shown_at, leaving.placed_at, leaving.asked) == (NOON, None, True)
    assert (arrived.shown_at, arrived.placed_at) == (NOON, NOON + SECOND)


async def test_an_answer_that_has_to_wait_can_be_read_once_it_has_arrived(
    database: Database, clock: StandingClock
) -> None:
    (row,) = await leaves(database, ANSWER)
    await database.run(lambda work: work.outbox.retry(row, NOON + SECOND, "slow down"))
    (waiting,) = await shown(database)
    clock.instant = NOON + SECOND
    await database.run(claimed)
    again = await shown(database)
    await database.run(lambda work: work.outbox.sent(row, "m1"))
    arrived = await shown(database)

    assert waiting.shown_at is None
    assert [(one.place, one.shown_at) for one in again] == [(row, None), (row, None)]
    assert [one.shown_at for one in arrived] == [NOON + SECOND, NOON + SECOND]


@pytest.mark.parametrize(
    ("state", "found"),
    [(OutboxState.HELD, 0), (OutboxState.UNREACHABLE, 0), (OutboxState.UNSURE, 1), (OutboxState.DEAD, 1)],
)
async def test_buttons_of_a_message_that_surely_never_came_are_left_out(
    database: Database, state: OutboxState, found: int
) -> None:
    (row,) = await leaves(database, CARD)
    await database.run(lambda work: work.outbox.settle(row, state))

    assert [one.shown_at for one in await shown(database)] == [None] * found


async def test_a_card_that_something_else_is_put_in_the_place_of_is_marked_with_when(
    database: Database, clock: StandingClock
) -> None:
    (row,) = await leaves(database, CARD)
    await database.run(lambda work: work.outbox.sent(row, "m1"))
    for after in (1, 2):
        clock.instant = NOON + after * SECOND
        await database.run(lambda work: work.outbox.replace("card:12:", {"state": "confirmed"}))

    (card,) = await shown(database)

    assert card.replaced_at == NOON + SECOND


async def test_a_card_of_who_may_no_longer_read_it_is_not_replaced(database: Database) -> None:
    (row,) = await leaves(database, replace(CARD, member="M014"))
    await database.run(lambda work: work.outbox.sent(row, "m1"))
    await database.run(lambda work: work.outbox.replace("card:12:", {"state": "confirmed"}, among=()))

    (card,) = await shown(database)

    assert card.replaced_at is None


async def test_an_edit_stands_where_what_it_edits_arrived(database: Database, clock: StandingClock) -> None:
    (row,) = await leaves(database, CARD)
    await database.run(lambda work: work.outbox.sent(row, "m1"))
    clock.instant = NOON + SECOND
    await database.run(lambda work: work.outbox.revise("card:12:", {"state": "declared"}))
    await database.run(claimed)
    edit, card = await shown(database)
    await database.run(lambda work: work.outbox.sent(edit.message or 0, "m1"))
    edited, _ = await shown(database)

    assert (edit.place, edit.placed_at, edit.shown_at) == (row, NOON, None)
    assert (edited.place, edited.placed_at, edited.shown_at) == (row, NOON, NOON + SECOND)
    assert (card.place, card.replaced_at) == (row, NOON + SECOND)


async def test_an_answer_that_edits_a_message_of_the_platform_stands_in_its_own_place(database: Database) -> None:
    (row,) = await leaves(database, replace(ANSWER, edits="m7"))

    (answer,) = await shown(database)

    assert (answer.message, answer.place) == (row, row)


def _kept(work: UnitOfWork) -> Any:
    for token in ("a", "b", "c"):
        work.dialogues.keep_keyboard(keyboard(token))
    work.dialogues.keep_keyboard(keyboard("late", NOON - SECOND))
    work.dialogues.keep_keyboard(keyboard("now", NOON))
    work.dialogues.keep_keyboard(replace(keyboard("other"), account="43"))
    work.dialogues.keep_keyboard(replace(keyboard("elsewhere"), channel="web"))


async def test_the_newest_that_have_not_expired_come_first_and_so_many_at_most(database: Database) -> None:
    await database.run(_kept)

    newest = await shown(database, 3)

    assert [one.keyboard.token for one in newest] == ["now", "c", "b"]
    assert newest[1] == Shown(keyboard("c"))


async def test_a_message_is_found_by_its_row(database: Database) -> None:
    (row,) = await leaves(database, CARD)

    found = await database.run(lambda work: work.outbox.get(row))

    assert found is not None
    assert (found.id, found.kind, found.body) == (row, "payment_card", CARD.body)
    assert await database.run(lambda work: work.outbox.get(row + 1)) is None

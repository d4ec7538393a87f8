from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import storage
from assistant import bylaws
from assistant.clocks import StandingClock
from assistant.domain.messages import ChatAccount, Invitation, KeyAction, Keyboard, OutboxState
from assistant.ports import Database, UnitOfWork
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, BRICE, message, registered, update
from tests.storage.raw import query

SECOND = timedelta(seconds=1)
KEYS = (KeyAction("Oui", option="yes"),)


async def bodies(database: Database, number: str = "M012") -> list[Any]:
    """What the member's file shows of the messages, in order."""
    return [row["body"] for row in await database.run(lambda work: work.outbox.of_member(number))]


def handled(*numbers: int) -> Any:
    """A unit that receives and handles these updates of Amina's."""

    def unit(work: UnitOfWork) -> None:
        work.inbox.receive([update(number, f"message {number}") for number in numbers])
        for row in work.inbox.waiting(len(numbers)):
            work.inbox.done(row.id, "ok")

    return unit


@pytest.fixture
async def amina(database: Database) -> Database:
    await database.run(registered(AMINA, BRICE))
    await database.run(lambda work: work.accounts.save(ChatAccount("telegram", "42", "42", "M012")))
    return database


async def received(database: Database) -> list[str | None]:
    return [row.get("text") for row in await database.run(lambda work: work.inbox.of_member("M012"))]


@pytest.mark.parametrize(("before", "left"), [(NOON - SECOND, "message 7"), (NOON, None)])
async def test_what_was_handled_by_then_is_emptied(amina: Database, before: datetime, left: str | None) -> None:
    await amina.run(handled(7))

    await amina.run(lambda work: work.inbox.forget(before, 10))

    assert await received(amina) == [left]


async def test_an_update_that_is_forgotten_is_still_known(amina: Database) -> None:
    await amina.run(handled(7))
    await amina.run(lambda work: work.inbox.forget(NOON, 10))

    again = await amina.run(lambda work: work.inbox.receive([update(7)]))

    assert again == 0
    assert await amina.run(lambda work: work.inbox.take(1)) is False


async def test_an_update_that_waits_is_kept_however_old_it_is(amina: Database) -> None:
    await amina.run(lambda work: work.inbox.receive([update(7, "message 7")]))

    forgotten = await amina.run(lambda work: work.inbox.forget(NOON + timedelta(days=365), 10))

    assert forgotten == 0
    assert (await amina.run(lambda work: work.inbox.waiting(10)))[0].incoming.text == "message 7"


async def test_updates_are_forgotten_a_few_at_a_time_each_once(amina: Database) -> None:
    await amina.run(handled(1, 2, 3))

    counts = [await amina.run(lambda work: work.inbox.forget(NOON, 2)) for _ in range(3)]

    assert counts == [2, 1, 0]
    assert await received(amina) == [None, None, None]


@pytest.mark.parametrize(
    "state", [OutboxState.DEAD, OutboxState.UNREACHABLE, OutboxState.HELD, OutboxState.SENT, OutboxState.UNSURE]
)
async def test_what_was_sent_or_never_will_be_is_emptied_and_what_is_unsure_is_kept(
    amina: Database, state: OutboxState
) -> None:
    number = await amina.run(lambda work: work.outbox.put(replace(message(), member="M012"))) or 0
    if state is OutboxState.SENT:
        await amina.run(lambda work: work.outbox.sent(number, "99"))
    else:
        await amina.run(lambda work: work.outbox.settle(number, state, "why"))

    early = await amina.run(lambda work: work.outbox.forget(NOON - SECOND, 10))
    before = await bodies(amina)
    late = await amina.run(lambda work: work.outbox.forget(NOON, 10))

    kept = state is OutboxState.UNSURE
    assert (early, before) == (0, [{"text": "42"}])
    assert (late, await bodies(amina)) == ((0, [{"text": "42"}]) if kept else (1, [{}]))
    assert len(await amina.run(lambda work: work.outbox.in_state(state))) == int(kept)


async def test_a_message_is_kept_from_the_day_that_it_left(amina: Database, clock: StandingClock) -> None:
    number = await amina.run(lambda work: work.outbox.put(replace(message(), member="M012"))) or 0
    clock.instant = NOON + timedelta(days=2)
    await amina.run(lambda work: work.outbox.sent(number, "99"))

    forgotten = await amina.run(lambda work: [work.outbox.forget(NOON + timedelta(days=day), 10) for day in (1, 2)])

    assert forgotten == [0, 1]


async def test_what_waits_or_leaves_is_kept_however_old_it_is(amina: Database) -> None:
    both = [replace(message(chat), member="M012") for chat in ("1", "2")]
    await amina.run(lambda work: [work.outbox.put(one) for one in both])
    await amina.run(lambda work: work.outbox.claim("one", ["telegram"], 1))

    assert await amina.run(lambda work: work.outbox.forget(NOON + timedelta(days=365), 10)) == 0
    assert await bodies(amina) == [{"text": "1"}, {"text": "2"}]


async def test_a_message_that_is_forgotten_is_not_sent_again_and_its_key_stays(amina: Database) -> None:
    once = message(key="reminder:2026-04:M012")
    number = await amina.run(lambda work: work.outbox.put(once)) or 0
    await amina.run(lambda work: work.outbox.settle(number, OutboxState.DEAD, "blocked"))
    await amina.run(lambda work: work.outbox.forget(NOON, 10))

    again = await amina.run(lambda work: work.outbox.resend(number))

    assert again is False
    assert await amina.run(lambda work: work.outbox.put(once)) is None
    assert [row.body for row in await amina.run(lambda work: work.outbox.since(0))] == [{}]


async def test_a_card_that_is_forgotten_is_still_edited_where_it_was_shown(amina: Database) -> None:
    number = await amina.run(lambda work: work.outbox.put(message(key="card:payment:12:M012"))) or 0
    await amina.run(lambda work: work.outbox.sent(number, "99"))
    await amina.run(lambda work: work.outbox.forget(NOON, 10))

    await amina.run(lambda work: work.outbox.replace("card:payment:12:", {"text": "decided"}))

    (edit,) = await amina.run(lambda work: work.outbox.claim("one", ["telegram"], 9))
    assert (edit.edits, edit.body) == ("99", {"text": "decided"})


@pytest.mark.parametrize(("used_at", "until"), [(None, NOON), (NOON - 9 * SECOND, NOON - 9 * SECOND)])
async def test_an_invitation_goes_once_it_was_used_or_had_expired_by_then(
    amina: Database, used_at: datetime | None, until: datetime
) -> None:
    await amina.run(lambda work: work.accounts.invite(Invitation("ab", "M012", NOON, used_at)))
    await amina.run(lambda work: work.accounts.invite(Invitation("cd", "M014", NOON + timedelta(days=7))))

    early = await amina.run(lambda work: work.accounts.forget_invitations(until - SECOND, 10))
    late = await amina.run(lambda work: work.accounts.forget_invitations(until, 10))

    assert (early, late) == (0, 1)
    assert await amina.run(lambda work: work.accounts.invitation("ab")) is None
    assert await amina.run(lambda work: work.accounts.invitation("cd")) is not None


@pytest.mark.parametrize(("expires_at", "dropped"), [(NOON, 1), (NOON + SECOND, 0)])
async def test_buttons_go_once_they_have_expired(amina: Database, expires_at: datetime, dropped: int) -> None:
    await amina.run(lambda work: work.dialogues.keep_keyboard(Keyboard("t1", "telegram", "42", KEYS, expires_at)))

    assert await amina.run(lambda work: work.dialogues.forget_keyboards(10)) == dropped

    found = await amina.run(lambda work: work.dialogues.keyboard("t1"))
    assert (found is None) is bool(dropped)


def _three_of_each(work: UnitOfWork) -> None:
    for name in ("ab", "cd", "ef"):
        work.accounts.invite(Invitation(name, "M012", NOON))
        work.dialogues.keep_keyboard(Keyboard(name, "telegram", "42", KEYS, NOON))
        work.outbox.settle(work.outbox.put(message(name)) or 0, OutboxState.DEAD)


async def test_no_more_than_so_many_go_at_once(amina: Database) -> None:
    await amina.run(_three_of_each)

    counts = [
        await amina.run(
            lambda work: (
                work.accounts.forget_invitations(NOON, 2),
                work.dialogues.forget_keyboards(2),
                work.outbox.forget(NOON, 2),
            )
        )
        for _ in range(3)
    ]

    assert counts == [(2, 2, 2), (1, 1, 1), (0, 0, 0)]


async def test_a_copy_brings_back_what_is_forgotten_as_such_and_none_of_it_is_let_go(
    amina: Database, url: str, tmp_path: Path, clock: StandingClock
) -> None:
    await amina.run(handled(7))
    await amina.run(lambda work: work.inbox.forget(NOON, 10))
    await amina.run(lambda work: work.outbox.put(replace(message(), member="M012")))
    storage.backup(url, tmp_path / "copy.gz")
    place = f"sqlite:///{tmp_path / 'restored' / 'mbongi.db'}"
    storage.restore(tmp_path / "copy.gz", place)
    copy = storage.open_database(place, bylaws=bylaws.load("ndzouana"), clock=clock, timezone="Europe/Paris")
    await copy.run(lambda work: work.outbox.forget(NOON, 10))

    storage.release(place)

    assert await received(copy) == [None]
    assert await copy.run(lambda work: work.outbox.claim("two", ["telegram"], 9)) == []
    assert [tuple(row) for row in query(place, "SELECT state, body FROM outbox")] == [("held", "null")]
    assert (storage.verify(url), storage.verify(place)) == ([], [])
    await copy.close()

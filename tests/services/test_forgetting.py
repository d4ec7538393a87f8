from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

import storage
from assistant.clocks import StandingClock
from assistant.domain.bylaws import Bylaws
from assistant.domain.messages import Address, Incoming, Invitation, KeyAction, Keyboard, OutboxState, Outgoing
from assistant.ports import Database, UnitOfWork
from assistant.services.forgetting import AT_ONCE
from assistant.services.tick import FORGOTTEN_ON, tick
from tests.services.conftest import NOON
from tests.services.people import BYLAWS, account, person, register, voted

AWA = person("M001", "Awa")
SECOND = timedelta(seconds=1)


def opened(url: str, clock: StandingClock, bylaws: Bylaws = BYLAWS) -> Database:
    return storage.open_database(url, bylaws=bylaws, clock=clock, timezone="Europe/Paris")


def talked(work: UnitOfWork) -> None:
    """Awa's code was used, one of hers expires now, she wrote, was answered, and a letter did not reach her."""
    register(work, AWA)
    work.accounts.invite(Invitation("used", "M001", work.now + timedelta(days=7), work.now))
    work.accounts.invite(Invitation("expired", "M001", work.now))
    who = account(AWA)
    work.inbox.receive([Incoming(who.channel, "1", who.account, who.chat, True, work.now, "mon solde")])
    work.inbox.done(work.inbox.waiting(1)[0].id, "ok")
    to = Address(who.channel, who.chat, who.account)
    work.outbox.sent(work.outbox.put(Outgoing(to, "reply", {"text": "rien"}, member="M001")) or 0, "99")
    work.outbox.put(Outgoing(None, "dues_warning", {"cents": 2000}, member="M001"))
    answer = (KeyAction("Oui", option="yes"),)
    work.dialogues.keep_keyboard(Keyboard("t1", who.channel, who.account, answer, work.now + timedelta(days=60)))


@pytest.fixture
async def awa(url: str, clock: StandingClock) -> AsyncIterator[Database]:
    database = opened(url, clock)
    await database.run(talked)
    yield database
    await database.close()


def left(work: UnitOfWork) -> set[str]:
    """What of that can still be read."""
    (update,) = work.inbox.of_member("M001")
    reply, letter = work.outbox.of_member("M001")
    found = {
        "update": "text" in update,
        "reply": bool(reply["body"]),
        "letter": bool(letter["body"]),
        "used": work.accounts.invitation("used") is not None,
        "expired": work.accounts.invitation("expired") is not None,
        "buttons": work.dialogues.keyboard("t1") is not None,
    }
    return {name for name, kept in found.items() if kept}


@pytest.mark.parametrize(
    ("after", "kept"),
    [
        (timedelta(days=29), {"update", "used", "expired", "buttons", "reply", "letter"}),
        (timedelta(days=30) - SECOND, {"update", "used", "expired", "buttons", "reply", "letter"}),
        (timedelta(days=30), {"buttons", "reply", "letter"}),
        (timedelta(days=60) - SECOND, {"buttons", "reply", "letter"}),
        (timedelta(days=60), {"reply", "letter"}),
        (timedelta(days=89), {"reply", "letter"}),
        (timedelta(days=90) - SECOND, {"reply", "letter"}),
        (timedelta(days=90), set()),
    ],
)
async def test_each_thing_is_kept_as_long_as_the_bylaws_say_and_no_longer(
    awa: Database, clock: StandingClock, after: timedelta, kept: set[str]
) -> None:
    clock.instant = NOON + after

    await awa.run(tick)

    assert await awa.run(left) == kept


@pytest.mark.parametrize(("days", "kept"), [(9, True), (10, False)])
async def test_a_term_that_the_association_changes_is_followed(
    url: str, clock: StandingClock, days: int, kept: bool
) -> None:
    shorter = opened(url, clock, voted("privacy", "inbox_days", 10, date(2026, 1, 1)))
    await shorter.run(talked)
    clock.instant = NOON + timedelta(days=days)

    await shorter.run(tick)

    assert ("update" in await shorter.run(left)) is kept
    await shorter.close()


async def test_nothing_is_looked_for_again_before_the_next_day(awa: Database, clock: StandingClock) -> None:
    clock.instant = NOON + timedelta(days=30) - SECOND
    await awa.run(tick)
    clock.instant += SECOND

    await awa.run(tick)
    same_day = await awa.run(left)
    clock.instant += timedelta(days=1)
    await awa.run(tick)

    assert "update" in same_day
    assert "update" not in await awa.run(left)


async def test_what_is_too_much_for_one_tick_is_left_to_the_next(awa: Database, clock: StandingClock) -> None:
    def many(work: UnitOfWork) -> None:
        for number in range(AT_ONCE):
            row = work.outbox.put(Outgoing(None, "reply", {"text": str(number)}, member="M002"))
            work.outbox.settle(row or 0, OutboxState.DEAD)

    await awa.run(many)
    clock.instant = NOON + timedelta(days=90)

    await awa.run(tick)
    first = await awa.run(lambda work: (_read(work), work.book.get(FORGOTTEN_ON)))
    await awa.run(tick)
    second = await awa.run(lambda work: (_read(work), work.book.get(FORGOTTEN_ON)))

    assert first == (2, None)
    assert second == (0, clock.now().date().isoformat())


def _read(work: UnitOfWork) -> int:
    """How many messages can still be read."""
    return sum(bool(row.body) for row in work.outbox.since(0) if row.kind != "deliveries_unsure")


async def test_a_clock_that_went_back_forgets_nothing_early(awa: Database, clock: StandingClock) -> None:
    await awa.run(tick)
    clock.instant = NOON - timedelta(days=400)

    await awa.run(tick)

    assert await awa.run(left) == {"update", "used", "expired", "buttons", "reply", "letter"}

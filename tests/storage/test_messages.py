from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.clocks import StandingClock
from assistant.domain.messages import (
    Address,
    ChatAccount,
    Contact,
    Delivery,
    Lane,
    OutboxState,
    Outgoing,
    Queued,
    SentFile,
)
from assistant.ports import Database
from tests.storage.conftest import NOON
from tests.storage.people import AMINA, message, update

SECOND = timedelta(seconds=1)


async def put(database: Database, *messages: Outgoing) -> list[int | None]:
    return await database.run(lambda work: [work.outbox.put(one) for one in messages])


async def claim(
    database: Database, limit: int = 50, owner: str = "one", channels: Sequence[str] = ("telegram",)
) -> list[Queued]:
    return await database.run(lambda work: work.outbox.claim(owner, channels, limit))


async def states(database: Database) -> dict[OutboxState, list[str]]:
    found = {
        state: await database.run(lambda work, state=state: work.outbox.in_state(state))  # type: ignore[misc]
        for state in OutboxState
    }
    return {state: [row.to.chat for row in rows] for state, rows in found.items() if rows}


async def test_an_update_is_kept_once_handled_once_and_comes_back_whole(database: Database) -> None:
    shared = replace(
        update(7),
        contact=Contact("+33639980112", own=True),
        file=SentFile("acte.pdf", "application/pdf", 12, "files/1"),
        press="t.1",
        language="fr",
        message="99",
        private=False,
        shares_contacts=True,
    )

    new = await database.run(lambda work: work.inbox.receive([shared, update(8), shared]))
    waiting = await database.run(lambda work: work.inbox.waiting(10))
    rest = await database.run(lambda work: work.inbox.waiting(10, after=waiting[0].id))
    taken = await database.run(lambda work: work.inbox.take(waiting[0].id))
    await database.run(lambda work: work.inbox.done(waiting[0].id, "ok"))

    assert new == 2
    assert waiting[0].incoming == shared
    assert rest == waiting[1:]
    assert (taken, await database.run(lambda work: work.inbox.take(waiting[0].id))) == (True, False)
    assert await database.run(lambda work: work.inbox.waiting(10)) == waiting[1:]


async def test_failed_attempts_are_counted(database: Database) -> None:
    await database.run(lambda work: work.inbox.receive([update(7)]))

    counts = [await database.run(lambda work: work.inbox.failed(1, "boom")) for _ in range(2)]

    assert counts == [1, 2]
    assert (await database.run(lambda work: work.inbox.waiting(10)))[0].attempts == 2


async def test_a_members_file_holds_what_was_sent_and_queued(database: Database) -> None:
    await database.run(lambda work: work.members.save(AMINA))
    await database.run(lambda work: work.accounts.save(ChatAccount("telegram", "42", "42", "M012")))
    await database.run(lambda work: work.inbox.receive([update(7), update(8, account="43")]))
    await put(database, replace(message(), member="M012"), message("43"))

    received = await database.run(lambda work: work.inbox.of_member("M012"))
    queued = await database.run(lambda work: work.outbox.of_member("M012"))

    assert received == [{"at": NOON, "channel": "telegram", "text": "/solde"}]
    assert queued == [{"at": NOON, "kind": "reply", "state": "pending", "body": {"text": "42"}}]


async def test_a_key_is_queued_once(database: Database) -> None:
    first, second, third = await put(database, message(key="reminder"), message(key="reminder"), message())

    assert first is not None
    assert second is None
    assert third is not None


async def test_what_is_claimed_names_the_readers_language_and_is_nobody_elses(
    database: Database, other: Database
) -> None:
    await database.run(lambda work: work.accounts.save(ChatAccount("telegram", "42", "42", language="en")))
    await put(database, message())

    first, second = await claim(database), await claim(other, owner="two")

    assert [(row.language, row.attempts, row.body) for row in first] == [("en", 1, {"text": "42"})]
    assert second == []


async def test_replies_overtake_notices_and_notices_bulk(database: Database) -> None:
    await put(database, message("1", Lane.BULK), message("2", Lane.NOTICE), message("3", Lane.REPLY))

    assert [row.to.chat for row in await claim(database)] == ["3", "2", "1"]


async def test_a_chat_gets_its_messages_one_by_one_in_order(database: Database) -> None:
    first, second = await put(database, message(), message())
    assert first is not None

    assert [row.id for row in await claim(database)] == [first]
    assert await claim(database) == []

    await database.run(lambda work: work.outbox.sent(first, "99"))
    assert [row.id for row in await claim(database)] == [second]


async def test_one_that_is_tried_again_holds_back_its_own_chat_alone(database: Database, clock: StandingClock) -> None:
    first, _, _ = await put(database, message("42"), message("42"), message("43"))
    assert first is not None
    await claim(database, limit=1)

    await database.run(lambda work: work.outbox.retry(first, NOON + 5 * SECOND, "502"))

    assert [row.to.chat for row in await claim(database)] == ["43"]
    assert await database.run(lambda work: work.outbox.next_due(["telegram"])) == NOON + 5 * SECOND
    clock.instant = NOON + 5 * SECOND
    assert [(row.id, row.attempts) for row in await claim(database)] == [(first, 2)]


async def test_nothing_leaves_before_its_time_nor_after_its_end(database: Database, clock: StandingClock) -> None:
    await put(database, message("1", not_before=NOON + SECOND), message("2", expires_at=NOON + SECOND))

    clock.instant = NOON + SECOND

    assert [row.to.chat for row in await claim(database)] == ["1"]
    dead = await database.run(lambda work: work.outbox.in_state(OutboxState.DEAD))
    assert [row.to.chat for row in dead] == ["2"]


async def test_bulk_leaves_below_the_channels_limit_and_replies_find_room(
    database: Database, clock: StandingClock
) -> None:
    await put(database, *(message(str(number), Lane.BULK) for number in range(200)))
    left = 0
    for tenth in range(20):
        clock.instant = NOON + tenth * SECOND / 10
        left += len(await claim(database))
    await put(database, message("reply"))

    assert 35 <= left <= 44, "twenty a second and a burst of four, for two seconds"
    assert [row.to.chat for row in await claim(database)][:1] == ["reply"]


async def test_a_channel_never_exceeds_its_limit_whoever_sends(
    database: Database, other: Database, clock: StandingClock
) -> None:
    await put(database, *(message(str(number)) for number in range(200)))
    left = 0
    for tenth in range(10):
        clock.instant = NOON + tenth * SECOND / 10
        left += len(await claim(database)) + len(await claim(other, owner="two"))

    assert 24 <= left <= 30


async def test_notices_to_a_chat_are_spaced_after_a_burst_and_replies_are_not(
    database: Database, clock: StandingClock
) -> None:
    await put(database, *(message("42", Lane.NOTICE) for _ in range(5)), *(message("43") for _ in range(5)))
    claimed: list[str] = []
    for step in range(12):
        clock.instant = NOON + step * SECOND / 20
        rows = await claim(database)
        await database.run(lambda work, rows=rows: [work.outbox.sent(row.id, "1") for row in rows])  # type: ignore[misc]
        claimed += [row.to.chat for row in rows]

    assert (claimed.count("42"), claimed.count("43")) == (3, 5)
    due = await database.run(lambda work: work.outbox.next_due(["telegram"]))
    assert due is not None
    assert clock.instant is not None
    assert clock.instant < due <= NOON + 2 * SECOND


async def test_a_group_gets_twenty_a_minute(database: Database, clock: StandingClock) -> None:
    await put(database, *(message("-100", Lane.NOTICE, group=True) for _ in range(60)))
    left = 0
    for step in range(60):
        clock.instant = NOON + step * SECOND
        rows = await claim(database)
        await database.run(lambda work, rows=rows: [work.outbox.sent(row.id, "1") for row in rows])  # type: ignore[misc]
        left += len(rows)

    assert left == 20


async def test_a_channel_without_limits_sends_everything_at_once(database: Database) -> None:
    await put(database, *(message(str(number), Lane.BULK, channel="console") for number in range(100)))

    assert len(await claim(database, limit=100, channels=("console", "telegram"))) == 100


async def test_a_pause_holds_the_channel_or_the_chat_for_every_process(
    database: Database, other: Database, clock: StandingClock
) -> None:
    await put(database, message("42"), message("43"))

    await database.run(lambda work: work.outbox.pause("telegram", NOON + 9 * SECOND, "42"))
    assert [row.to.chat for row in await claim(other)] == ["43"]
    assert await database.run(lambda work: work.outbox.next_due(["telegram"])) == NOON + 9 * SECOND

    await database.run(lambda work: work.outbox.pause("telegram", NOON + 20 * SECOND))
    clock.instant = NOON + 10 * SECOND
    assert await claim(other) == []
    assert await database.run(lambda work: work.outbox.next_due(["telegram"])) == NOON + 20 * SECOND
    clock.instant = NOON + 20 * SECOND
    assert [row.to.chat for row in await claim(other)] == ["42"]


async def test_nothing_leaves_in_quarantine(database: Database) -> None:
    await put(database, message())

    await database.run(lambda work: work.book.put("quarantine", "restored"))
    assert await claim(database) == []
    assert await database.run(lambda work: work.outbox.next_due(["telegram"])) is None

    await database.run(lambda work: work.book.put("quarantine", None))
    assert len(await claim(database)) == 1


async def test_half_sent_is_sent_again_where_twice_is_better_than_never_else_unsure(
    database: Database, clock: StandingClock
) -> None:
    await put(database, message("1"), message("2", delivery=Delivery.AT_MOST_ONCE), message("3"))
    claimed = await claim(database, owner="killed")
    await database.run(lambda work: work.outbox.sent(claimed[2].id, "99"))
    clock.instant = NOON + timedelta(seconds=60)

    recovered = await database.run(lambda work: work.outbox.recover("restarted"))

    assert recovered == 2
    assert await states(database) == {
        OutboxState.PENDING: ["1"],
        OutboxState.UNSURE: ["2"],
        OutboxState.SENT: ["3"],
    }
    assert [row.to.chat for row in await claim(database)] == ["1"]


@pytest.mark.parametrize("channel", ["matrix", "web"])
async def test_half_sent_is_sent_again_where_the_platform_shows_it_once_whatever_it_says(
    database: Database, clock: StandingClock, channel: str
) -> None:
    once = message("1", delivery=Delivery.AT_MOST_ONCE)
    await put(database, replace(once, to=Address(channel, "1", "1")))
    await database.run(lambda work: work.outbox.claim("killed", [channel], 1))
    clock.instant = NOON + timedelta(seconds=60)

    await database.run(lambda work: work.outbox.recover("restarted"))

    assert await states(database) == {OutboxState.PENDING: ["1"]}


async def test_what_another_process_left_half_sent_is_taken_over_when_its_lease_ends(
    database: Database, other: Database, clock: StandingClock
) -> None:
    await put(database, message())
    await claim(other, owner="killed")

    clock.instant = NOON + timedelta(seconds=59)
    before = await claim(database)
    clock.instant = NOON + timedelta(seconds=60)

    assert before == []
    assert [(row.to.chat, row.attempts) for row in await claim(database)] == [("42", 2)]


async def test_an_unsure_dead_or_held_one_is_sent_again_once_and_a_sent_one_never(database: Database) -> None:
    numbers = await put(database, *(message(str(number), channel="console") for number in range(4)))
    ends = [OutboxState.UNSURE, OutboxState.DEAD, OutboxState.HELD]
    await claim(database, channels=("console",))
    for number, state in zip(numbers, ends, strict=False):
        await database.run(lambda work, number=number, state=state: work.outbox.settle(number, state, "x"))  # type: ignore[misc]
    await database.run(lambda work: work.outbox.sent(numbers[3] or 0, "99"))
    await database.run(lambda work: work.outbox.settle(numbers[3] or 0, OutboxState.DEAD))

    again = [
        [await database.run(lambda work, number=number: work.outbox.resend(number)) for _ in range(2)]  # type: ignore[misc]
        for number in numbers
    ]

    assert again == [[True, False]] * 3 + [[False, False]]
    assert [row.attempts for row in await claim(database, channels=("console",))] == [1, 1, 1]


async def test_a_message_to_nobody_stands_as_unreachable_and_cannot_be_sent_again(database: Database) -> None:
    (number,) = await put(database, replace(message(), to=None, member="M012"))
    assert number is not None

    unreachable = await database.run(lambda work: work.outbox.in_state(OutboxState.UNREACHABLE))

    assert [(row.member, row.to.channel) for row in unreachable] == [("M012", "")]
    assert await database.run(lambda work: work.outbox.resend(number)) is False


async def test_since_gives_everything_queued_after_a_row_in_order(database: Database) -> None:
    first, second, third = await put(database, message("1", Lane.BULK), message("2"), message("3"))
    assert first is not None

    rows = await database.run(lambda work: work.outbox.since(first))

    assert [row.id for row in rows] == [second, third]


async def test_many_are_queued_in_order_each_key_once_and_without_a_way_they_stand_as_unreachable(
    database: Database,
) -> None:
    body = {"text": "Fête"}
    ways = (Address("telegram", "1", "1"), None, Address("telegram", "2", "2"))
    many = [Outgoing(to, "news", body, key=f"news:{place}") for place, to in enumerate(ways)]

    await database.run(lambda work: work.outbox.put(Outgoing(ways[0], "news", {"text": "Avant"}, key="news:0")))
    await database.run(lambda work: work.outbox.put_many([*many, *many]))
    await database.run(lambda work: work.outbox.put_many([]))

    queued = await database.run(lambda work: work.outbox.since(0))
    unreachable = await database.run(lambda work: work.outbox.in_state(OutboxState.UNREACHABLE))
    assert [(row.to.chat, row.body["text"]) for row in queued] == [("1", "Avant"), ("", "Fête"), ("2", "Fête")]
    assert [row.id for row in unreachable] == [queued[1].id]

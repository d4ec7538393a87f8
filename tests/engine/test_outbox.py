from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from markupsafe import Markup

from assistant.chat import Attachment, CannotSendError, ChatGoneError, Reply, RetryLaterError, UnsureError
from assistant.clocks import StandingClock
from assistant.domain.messages import Address, Delivery, Lane, OutboxState, Outgoing, Preferences
from assistant.i18n import Language
from assistant.making import Workshop
from assistant.outbox import ATTEMPTS
from assistant.ports import Database
from assistant.services.notify import tell
from tests.engine.small_talk import CHANNEL, Cafe, person

AWA, BINTOU = person("M001", "Awa"), person("M002", "Bintou")


@pytest.fixture
async def cafe(database: Database, clock: StandingClock) -> Cafe:
    cafe = Cafe(database, clock)
    await cafe.register(AWA, BINTOU)
    return cafe


async def states(cafe: Cafe, state: OutboxState) -> int:
    return len(await cafe.database.run(lambda work: work.outbox.in_state(state)))


async def test_a_notice_is_rendered_and_sent_once(cafe: Cafe) -> None:
    await cafe.tell("M001", "rain & <sun>")

    await cafe.sender.drain()
    await cafe.sender.drain()

    assert [str(message.text) for message in cafe.paper.sent] == ["News: rain &amp; &lt;sun&gt;"]


async def test_a_message_that_may_not_have_left_is_sent_again_where_twice_is_better_than_never(cafe: Cafe) -> None:
    cafe.paper.failures = [UnsureError("no answer")]
    await cafe.tell("M001", "rain")
    await cafe.sender.drain()

    cafe.clock.instant = cafe.clock.now() + timedelta(minutes=1)
    await cafe.sender.drain()

    assert len(cafe.paper.sent) == 1


async def test_a_message_that_may_not_have_left_is_shown_as_unsure_where_once_is_enough(cafe: Cafe) -> None:
    cafe.paper.failures = [UnsureError("no answer")]
    await cafe.tell("M001", "rain", delivery=Delivery.AT_MOST_ONCE)
    await cafe.sender.drain()

    cafe.clock.instant = cafe.clock.now() + timedelta(hours=1)
    await cafe.sender.drain()

    assert cafe.paper.sent == []
    assert await states(cafe, OutboxState.UNSURE) == 1


async def test_a_person_who_blocked_the_assistant_becomes_unreachable_and_holds_up_nobody(cafe: Cafe) -> None:
    cafe.paper.failures = [ChatGoneError("blocked")]
    await cafe.tell("M001", "rain")
    await cafe.tell("M002", "rain")

    await cafe.sender.drain()

    assert [message.to.chat for message in cafe.paper.sent] == ["bintou"]
    assert await cafe.database.run(lambda work: work.accounts.unreachable()) == ["M001"]


async def test_a_person_who_writes_again_can_be_reached_again(cafe: Cafe) -> None:
    cafe.paper.failures = [ChatGoneError("blocked")]
    await cafe.tell("M001", "rain")
    await cafe.sender.drain()

    await cafe.say("awa", "/hello")

    assert await cafe.database.run(lambda work: work.accounts.unreachable()) == []


async def test_a_message_that_the_platform_will_never_take_ends_as_a_dead_letter(cafe: Cafe) -> None:
    cafe.paper.failures = [CannotSendError("too long")]
    await cafe.tell("M001", "rain")

    await cafe.sender.drain()

    assert await states(cafe, OutboxState.DEAD) == 1


async def test_tries_are_bounded(cafe: Cafe) -> None:
    cafe.paper.failures = [RetryLaterError(1) for _ in range(ATTEMPTS + 5)]
    await cafe.tell("M001", "rain")

    for _ in range(ATTEMPTS + 5):
        await cafe.sender.drain()
        cafe.clock.instant = cafe.clock.now() + timedelta(minutes=10)

    assert await states(cafe, OutboxState.DEAD) == 1
    assert len(cafe.paper.failures) == 5


async def test_a_channel_that_nobody_gets_through_costs_no_message_its_tries(cafe: Cafe) -> None:
    cafe.paper.failures = [RetryLaterError(1, everyone=True) for _ in range(ATTEMPTS + 5)]
    await cafe.tell("M001", "rain")

    for _ in range(ATTEMPTS + 6):
        await cafe.sender.drain()
        cafe.clock.instant = cafe.clock.now() + timedelta(minutes=10)

    assert await states(cafe, OutboxState.DEAD) == 0
    assert len(cafe.paper.sent) == 1


async def test_a_message_knows_when_it_was_queued_whether_it_was_asked_for_and_whether_it_was_tried(cafe: Cafe) -> None:
    queued_at = cafe.clock.now()
    cafe.paper.failures = [RetryLaterError(60)]
    await cafe.tell("M001", "rain")
    await cafe.sender.drain()

    cafe.clock.instant = cafe.clock.now() + timedelta(minutes=2)
    await cafe.sender.drain()
    await cafe.say("awa", "/hello")

    notice, reply = cafe.paper.sent
    assert (notice.queued_at, notice.notice, notice.again) == (queued_at, True, True)
    assert (reply.notice, reply.again) == (False, False)


async def test_a_pause_of_the_platform_holds_the_whole_channel_until_it_ends(cafe: Cafe) -> None:
    cafe.paper.failures = [RetryLaterError(30, everyone=True)]
    await cafe.tell("M001", "rain")
    await cafe.sender.drain()
    await cafe.tell("M002", "rain")

    cafe.clock.instant = cafe.clock.now() + timedelta(seconds=29)
    await cafe.sender.drain()
    during = len(cafe.paper.sent)
    cafe.clock.instant = cafe.clock.now() + timedelta(seconds=2)
    await cafe.sender.drain()

    assert (during, len(cafe.paper.sent)) == (0, 2)


async def test_a_notice_that_nobody_can_render_is_a_dead_letter(cafe: Cafe) -> None:
    await cafe.database.run(lambda work: tell(work, "M001", "mystery", {}))
    await cafe.tell("M001", "rain")

    await cafe.sender.drain()

    assert await states(cafe, OutboxState.DEAD) == 1
    assert len(cafe.paper.sent) == 1


async def test_a_file_that_cannot_be_made_does_not_keep_its_message_back(cafe: Cafe) -> None:
    def broken(_reader: Language, _data: Mapping[str, Any]) -> bytes:
        raise ValueError("no such font")

    cafe.sender.workshop = Workshop({"broken": broken, "plain": lambda _reader, _data: b"plain"})
    files = (Attachment("broken", "a.pdf", {}), Attachment("plain", "b.pdf", {}))
    body = Reply(Markup("Two files."), files=files).body()
    to = Address(CHANNEL, "awa", "awa")
    await cafe.database.run(lambda work: work.outbox.put(Outgoing(to, "reply", body)))

    await cafe.sender.drain()

    (message,) = cafe.paper.sent
    assert str(message.text) == "Two files."
    assert [(file.name, file.content) for file in message.files] == [("b.pdf", b"plain")]


@pytest.mark.parametrize(("hour", "leaves"), [(8, False), (9, True), (19, True), (20, False)])
async def test_bulk_leaves_between_nine_and_twenty_local_time(cafe: Cafe, hour: int, leaves: bool) -> None:
    cafe.clock.instant = datetime(2026, 3, 5, hour - 1, 30, tzinfo=UTC)
    await cafe.tell("M001", "rain", lane=Lane.BULK)

    await cafe.sender.drain()

    assert bool(cafe.paper.sent) is leaves


async def test_a_message_held_for_quiet_hours_leaves_when_they_end(cafe: Cafe) -> None:
    quiet = Preferences(quiet_from=9, quiet_until=14)
    await cafe.database.run(lambda work: work.accounts.save_preferences("M001", quiet))
    await cafe.tell("M001", "rain")
    await cafe.sender.drain()
    during = len(cafe.paper.sent)

    cafe.clock.instant = datetime(2026, 3, 5, 13, tzinfo=UTC)
    await cafe.sender.drain()

    assert (during, len(cafe.paper.sent)) == (0, 1)


async def test_replies_are_never_held_for_quiet_hours(cafe: Cafe) -> None:
    quiet = Preferences(quiet_from=0, quiet_until=23)
    await cafe.database.run(lambda work: work.accounts.save_preferences("M001", quiet))

    await cafe.say("awa", "/hello")

    assert len(cafe.paper.sent) == 1


async def test_a_member_without_a_chat_is_kept_on_the_list_and_nothing_is_sent(cafe: Cafe) -> None:
    await cafe.database.run(lambda work: work.members.save(person("M003", "Chimène")))

    await cafe.tell("M003", "rain")
    await cafe.sender.drain()

    assert cafe.paper.sent == []
    assert await states(cafe, OutboxState.UNREACHABLE) == 1


async def test_a_file_that_many_get_is_made_once_a_language(cafe: Cafe) -> None:
    made: list[str] = []

    def letter(reader: Language, _data: Mapping[str, Any]) -> bytes:
        made.append(reader.code)
        return b"letter"

    cafe.sender.workshop = Workshop({"letter": letter})
    queued: list[Outgoing] = []
    for who in ("awa", "bintou"):
        for language in ("fr", "en"):
            body = Reply(Markup("One file."), files=(Attachment("letter", f"{who}.pdf", {"n": 1}),)).body()
            queued.append(Outgoing(Address(CHANNEL, who, who), "reply", body | {"language": language}))
    await cafe.database.run(lambda work: work.outbox.put_many(queued))

    await cafe.sender.drain()

    assert sorted(made) == ["en", "fr"]
    assert [len(message.files) for message in cafe.paper.sent] == [1, 1, 1, 1]

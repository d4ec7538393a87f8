"""What the homeserver left out of a batch."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.channels.matrix import syncing, timeline
from assistant.channels.matrix.client import Client
from tests.matrix.desk import failing
from tests.matrix.listener import Inbox, Listener
from tests.matrix.people import Enter, Person
from tests.matrix.synapse import Synapse


async def test_a_long_gap_is_received_a_part_at_a_time(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "PAGE", 20)
    monkeypatch.setattr(syncing, "MANY", 20)
    awa = await enter(homeserver, "awa")
    await assistant.meet(awa)
    await assistant.stop()
    for number in range(75):
        await awa.say(f"a{number}")

    await assistant.start()
    await inbox.until(75)

    assert inbox.texts == [f"a{number}" for number in range(75)]
    assert max(inbox.parts) <= 70


async def test_of_a_long_gap_in_a_group_the_end_is_received_in_order(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "PAGE", 10)
    monkeypatch.setattr(timeline, "PAGES_OF_GROUP", 2)
    await assistant.meet(awa, invite=[assistant.account.user, zoe.user], direct=False)
    await assistant.stop()
    for number in range(shown := _shown() + 25):
        await awa.say(f"!a{number}")

    await assistant.start()
    await assistant.noted()

    assert inbox.texts == [f"/a{number}" for number in range(5, shown)]


async def test_who_has_not_said_much_does_not_wait_for_who_has(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "PAGE", 10)
    monkeypatch.setattr(syncing, "MANY", 1)
    await assistant.meet(awa)
    await assistant.meet(zoe)
    await assistant.stop()
    for number in range(_shown() + 25):
        await awa.say(f"a{number}")
    await zoe.say("solde")

    await assistant.start()
    await assistant.noted()

    assert inbox.texts[0] == "solde"
    assert inbox.texts[1:] == [f"a{number}" for number in range(_shown() + 25)]


async def test_a_group_whose_gap_the_homeserver_cannot_read_holds_up_nobody(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await assistant.meet(awa, invite=[assistant.account.user, zoe.user], direct=False)
    await assistant.meet(zoe)
    await assistant.stop()
    for number in range(_shown() + 5):
        await awa.say(f"!a{number}")
    monkeypatch.setattr(Client, "room_messages", failing(TimeoutError()))

    await assistant.start()
    await assistant.noted()
    await zoe.say("solde")

    await inbox.until(_shown() + 1)
    assert inbox.texts == [*(f"/a{number}" for number in range(5, _shown() + 5)), "solde"]


async def test_a_group_just_entered_whose_past_the_homeserver_cannot_read_holds_up_nobody(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await assistant.meet(zoe)
    await assistant.stop()
    room = await awa.open_chat(assistant.account.user, zoe.user, direct=False)
    for number in range(_shown() + 5):
        await awa.say(f"!a{number}")
    monkeypatch.setattr(Client, "room_messages", failing(TimeoutError()))

    await assistant.start()
    await assistant.enters(room)
    await awa.say("!aide", room)
    await inbox.until(1)
    await zoe.say("solde")

    await inbox.until(2)
    assert inbox.texts == ["/aide", "solde"]


async def test_a_private_chat_is_asked_for_again_until_its_gap_is_read(
    assistant: Listener, awa: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await assistant.meet(awa)
    await assistant.stop()
    for number in range(_shown() + 5):
        await awa.say(f"a{number}")
    monkeypatch.setattr(Client, "room_messages", _failing_once(Client.room_messages))

    await assistant.start()

    await inbox.until(_shown() + 5)
    assert inbox.texts == [f"a{number}" for number in range(_shown() + 5)]


def _failing_once(real: Any) -> Any:
    errors = iter([TimeoutError()])

    async def call(*arguments: Any) -> Any:
        for error in errors:
            raise error
        return await real(*arguments)

    return call


def _shown() -> int:
    """How many events of a room stand in a batch."""
    return int(syncing.FILTER["room"]["timeline"]["limit"])

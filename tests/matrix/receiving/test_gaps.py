"""What the homeserver left out of a batch."""

from __future__ import annotations

import pytest

from assistant.channels.matrix import syncing, timeline
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


def _shown() -> int:
    """How many events of a room stand in a batch."""
    return int(syncing.FILTER["room"]["timeline"]["limit"])

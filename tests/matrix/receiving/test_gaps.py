"""What the homeserver left out of a batch."""

from __future__ import annotations

import pytest

from assistant.channels.matrix import syncing, timeline
from tests.matrix.listener import Inbox, Listener
from tests.matrix.people import Enter
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

"""Whatever fails or dies, nothing is lost and nothing is received twice."""

from __future__ import annotations

import pytest

from tests.matrix.encrypted import BOTH
from tests.matrix.listener import Inbox, Listener, never
from tests.matrix.people import Enter
from tests.matrix.synapse import Synapse


async def test_a_batch_that_cannot_be_kept_is_brought_again_before_the_next(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    awa = await enter(homeserver, "awa", encrypted=True)
    await assistant.meet(awa)
    inbox.broken = 2

    await awa.say("un")
    await assistant.holds(lambda: inbox.broken < 2)
    await awa.say("deux")

    await inbox.until(2)
    assert inbox.texts == ["un", "deux"]
    assert inbox.broken == 0


async def test_of_a_batch_that_is_brought_again_nothing_is_kept_twice(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    awa = await enter(homeserver, "awa")
    await assistant.meet(awa)
    refused: list[str] = []
    real = assistant.memory.keep_since

    async def refuse_twice(token: str) -> None:
        if inbox.kept and len(refused) < 2:
            refused.append(token)
            raise OSError("disk full")
        await real(token)

    monkeypatch.setattr(assistant.memory, "keep_since", refuse_twice)

    await awa.say("un")
    await assistant.holds(lambda: len(refused) == 2)
    await awa.say("deux")

    await inbox.until(2)
    assert inbox.texts == ["un", "deux"]


async def test_a_batch_that_could_not_be_kept_when_the_process_died_is_brought_to_the_next(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    awa = await enter(homeserver, "awa", encrypted=True)
    await assistant.meet(awa)
    inbox.broken = 100
    await awa.say("un")
    await assistant.holds(lambda: inbox.broken < 100)
    await assistant.stop()
    inbox.broken = 0

    await assistant.start()

    await inbox.until(1)
    assert inbox.texts == ["un"]


async def test_what_was_kept_when_the_process_died_is_brought_again_under_the_same_id(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    awa = await enter(homeserver, "awa", encrypted=True)
    await assistant.meet(awa)
    await awa.say("un")
    await inbox.until(1)
    await assistant.noted()
    monkeypatch.setattr(assistant.memory, "keep_since", never)
    await awa.say("deux")
    await inbox.until(2)

    await assistant.restart()

    await inbox.until(3)
    assert inbox.texts == ["un", "deux", "deux"]
    assert inbox.kept[1].update_id == inbox.kept[2].update_id


@BOTH
async def test_all_that_was_said_while_nobody_listened_is_received_once_and_in_order(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, encrypted: bool
) -> None:
    awa, zoe = await enter(homeserver, "awa", encrypted=encrypted), await enter(homeserver, "zoe")
    await assistant.meet(awa)
    await assistant.meet(zoe)
    await awa.say("premier")
    await inbox.until(1)
    await assistant.noted()
    await assistant.stop()
    for number in range(60):
        await awa.say(f"a{number}")
    await zoe.say("z")

    await assistant.start()

    await inbox.until(62)
    by_awa = [kept.text for kept in inbox.kept if kept.account == awa.user]
    assert by_awa == ["premier", *(f"a{number}" for number in range(60))]
    assert [kept.text for kept in inbox.kept if kept.account == zoe.user] == ["z"]

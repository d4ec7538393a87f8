"""What cannot be decrypted, or not yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from assistant.channels.matrix import syncing
from tests.matrix.encrypted import LOST, EncryptedPerson
from tests.matrix.listener import Inbox, Listener
from tests.matrix.people import Enter, transactions
from tests.matrix.synapse import Synapse


async def test_a_message_whose_key_never_comes_is_handed_on_as_unreadable(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "HOLD", timedelta(seconds=0.5))
    awa = await enter(homeserver, "awa")
    await assistant.meet(awa, encrypted=True)

    event = await awa.send("m.room.encrypted", LOST)

    (kept,) = await inbox.until(1)
    assert (kept.update_id, kept.account, kept.unreadable, kept.text) == (event, awa.user, True, None)
    await assistant.counts(assistant.memory.held, 0)


async def test_several_that_cannot_be_read_are_told_once(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    awa = await enter(homeserver, "awa")
    monkeypatch.setattr(syncing, "HOLD", timedelta(minutes=1))
    await assistant.meet(awa, encrypted=True)
    for _ in range(3):
        await awa.send("m.room.encrypted", LOST)
    await assistant.counts(assistant.memory.held, 3)
    await assistant.noted()
    await assistant.stop()
    monkeypatch.setattr(syncing, "HOLD", timedelta(0))

    await assistant.start()

    assert [kept.unreadable for kept in await inbox.until(1)] == [True]
    await assistant.counts(assistant.memory.held, 0)


async def test_a_process_killed_while_it_waits_for_a_key_says_so_after_the_restart(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    awa = await enter(homeserver, "awa")
    monkeypatch.setattr(syncing, "HOLD", timedelta(minutes=1))
    await assistant.meet(awa, encrypted=True)
    event = await awa.send("m.room.encrypted", LOST)
    await assistant.counts(assistant.memory.held, 1)
    await assistant.noted()
    since = await assistant.memory.since()
    await assistant.stop()
    monkeypatch.setattr(syncing, "HOLD", timedelta(seconds=0.2))

    await assistant.start()

    (kept,) = await inbox.until(1)
    assert (kept.update_id, kept.unreadable) == (event, True)
    assert since is not None


async def test_a_message_whose_key_comes_in_time_is_handed_on_as_what_it_says(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "HOLD", timedelta(minutes=1))
    awa = await enter(homeserver, "awa", encrypted=True)
    assert isinstance(awa, EncryptedPerson)
    await assistant.meet(awa)
    keys = await _withheld_keys(awa)
    events = [await _say_without_keys(awa, text) for text in ("un", "deux")]
    await assistant.counts(assistant.memory.held, 2)

    await awa.ask("PUT", f"sendToDevice/m.room.encrypted/{next(transactions)}", keys)

    await inbox.until(2)
    assert [(kept.text, kept.update_id) for kept in inbox.kept] == [("un", events[0]), ("deux", events[1])]
    assert not any(kept.unreadable for kept in inbox.kept)


async def test_an_encrypted_message_that_its_sender_took_back_is_no_unreadable_one(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    awa = await enter(homeserver, "awa", encrypted=True)
    await assistant.meet(awa)
    await assistant.stop()
    await awa.redact(await awa.say("effacé"))
    await awa.say("solde")

    await assistant.start()

    await inbox.until(1)
    assert inbox.texts == ["solde"]
    assert await assistant.memory.held() == []


async def test_what_cannot_be_read_in_a_group_is_left_alone(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "HOLD", timedelta(minutes=1))
    awa, zoe = await enter(homeserver, "awa"), await enter(homeserver, "zoe")
    room = await awa.open_chat(zoe.user, assistant.account.user)
    await zoe.join(room)
    await assistant.enters(room)

    await awa.send("m.room.encrypted", LOST)
    await assistant.counts(assistant.memory.held, 1)
    monkeypatch.setattr(syncing, "HOLD", timedelta(0))
    await awa.say("!aide")

    await inbox.until(1)
    await assistant.counts(assistant.memory.held, 0)
    assert inbox.texts == ["/aide"]


async def _withheld_keys(person: EncryptedPerson) -> dict[str, Any]:
    """What lets others read the person's next messages, for a client that sends it too late."""
    client, room = person.client, person.room
    await person.begins()
    _, keys = client.olm.share_group_session(room, list(client.rooms[room].users), ignore_unverified_devices=True)
    client.olm.outbound_group_sessions[room].mark_as_shared()
    found: dict[str, Any] = keys
    return found


async def _say_without_keys(person: EncryptedPerson, text: str) -> str:
    """The event's id."""
    _, content = person.client.encrypt(person.room, "m.room.message", {"msgtype": "m.text", "body": text})
    path = f"rooms/{quote(person.room)}/send/m.room.encrypted/{next(transactions)}"
    return str((await person.ask("PUT", path, content))["event_id"])

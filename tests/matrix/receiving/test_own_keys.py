"""The keys by which others begin to encrypt for the assistant."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import nio
import pytest

from assistant.channels.matrix import client as module
from assistant.channels.matrix.client import FALLBACK, Client
from tests.matrix.encrypted import EncryptedPerson
from tests.matrix.listener import ONE_TRY, PATIENCE, Inbox, Listener, never
from tests.matrix.people import Enter, Person
from tests.matrix.stub import Stub
from tests.matrix.synapse import Synapse


async def test_keys_that_others_have_used_up_are_replaced(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    thief, awa = await enter(homeserver, "thief"), await enter(homeserver, "awa", encrypted=True)
    await assistant.meet(awa)
    await assistant.holds(lambda: assistant.client.olm.uploaded_key_count)
    await assistant.stop()
    await _exhaust(thief, assistant)

    await assistant.start()

    await assistant.holds(lambda: assistant.client.olm.uploaded_key_count)
    await awa.say("solde")
    await inbox.until(1)
    assert inbox.texts == ["solde"]


async def test_keys_that_were_uploaded_when_the_process_died_are_not_lost(
    homeserver: Synapse, enter: Enter, stopped: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stopped.start()
    await stopped.holds(lambda: stopped.client.olm_account_shared)
    thief, awa = await enter(homeserver, "thief"), await enter(homeserver, "awa", encrypted=True)
    uploaded = asyncio.Event()
    monkeypatch.setattr(stopped.client, "receive_response", _dies_on_upload(stopped.client, uploaded))
    await _claimed(thief, stopped)
    await asyncio.wait_for(uploaded.wait(), PATIENCE)

    await stopped.restart()

    await _claimed(thief, stopped)
    await stopped.meet(awa)
    await awa.say("solde")
    await inbox.until(1)
    assert inbox.texts == ["solde"]
    await stopped.holds(lambda: _is_full(stopped))


async def test_whoever_begins_when_all_keys_have_been_used_up_is_understood(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    awa, grace, zoe = [await enter(homeserver, name, encrypted=True) for name in ("awa", "grace", "zoe")]
    assert isinstance(zoe, EncryptedPerson)
    await assistant.stop()
    await _exhaust(await enter(homeserver, "thief"), assistant)
    for person in (awa, grace, zoe):
        await person.open_chat(assistant.account.user)
    await awa.say("un")
    await grace.say("deux")
    await zoe.begins()

    await assistant.start()

    await inbox.until(2)
    await assistant.holds(lambda: assistant.client._renewed_at > 0)
    await assistant.holds(lambda: _is_full(assistant))
    await zoe.say("trois")
    await inbox.until(3)
    assert {kept.account: kept.text for kept in inbox.kept} == {awa.user: "un", grace.user: "deux", zoe.user: "trois"}


async def test_the_key_for_all_is_renewed_once_it_was_used_but_not_too_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client("", "@mbongi:x", "DEVICE", str(tmp_path), ONE_TRY)
    async with Stub() as stub:
        stub.says("keys/upload", one_time_key_counts={"signed_curve25519": 50})
        for number, unused in enumerate(([FALLBACK], [], [])):
            stub.says("sync", next_batch=f"s{number}", rooms={}, device_unused_fallback_key_types=unused)
        client.homeserver = stub.url
        client.restore_login("@mbongi:x", "DEVICE", "token")
        await client.keys_upload()
        due = [await _is_due(client), await _is_due(client)]
        monkeypatch.setattr(module, "RENEWED_SECONDS", 0)
        due.append(await _is_due(client))
        await client.keys_upload()
        await client.close()

    assert due == [False, False, True]
    first, second = [one.body for one in stub.asked("keys/upload")]
    assert (set(first), set(second)) == ({"device_keys", "one_time_keys", "fallback_keys"}, {"fallback_keys"})
    assert not first["fallback_keys"].items() & second["fallback_keys"].items()
    (key,) = second["fallback_keys"].values()
    assert client.olm.verify_json(key, client.olm.account.identity_keys["ed25519"], "@mbongi:x", "DEVICE")


async def _is_due(client: Client) -> bool:
    """Whether keys are to be uploaded after the next batch."""
    await client.sync()
    return client.should_upload_keys


async def _claimed(person: Person, assistant: Listener) -> dict[str, Any]:
    """A key of the assistant's, for the person to begin with."""
    user, device = assistant.account.user, assistant.account.device
    answer = await person.ask("POST", "keys/claim", {"one_time_keys": {user: {device: FALLBACK}}})
    (key,) = answer["one_time_keys"][user][device].values()
    return dict(key)


async def _exhaust(person: Person, assistant: Listener) -> None:
    """Until the key for all is given."""
    while "fallback" not in await _claimed(person, assistant):
        pass


async def _is_full(assistant: Listener) -> bool:
    """Whether the homeserver has as many keys of the assistant's as there may be."""
    count = await assistant.account.ask("POST", "keys/upload", {})
    return bool(count["one_time_key_counts"]["signed_curve25519"] == assistant.client.olm.account.max_one_time_keys)


def _dies_on_upload(client: nio.AsyncClient, uploaded: asyncio.Event) -> Any:
    """The process hears no more of an upload of keys."""
    real = client.receive_response

    async def receive(response: Any) -> None:
        if isinstance(response, nio.KeysUploadResponse):
            uploaded.set()
            await never()
        await real(response)

    return receive

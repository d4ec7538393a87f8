"""What no sound client would send stops nobody."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any

import nio
import pytest
import vodozemac

from assistant.channels.matrix import syncing
from tests.matrix.encrypted import LOST
from tests.matrix.listener import Inbox, Listener
from tests.matrix.people import Enter, transactions
from tests.matrix.synapse import Synapse

OLM = "m.olm.v1.curve25519-aes-sha2"


@pytest.mark.parametrize(
    "broken",
    [
        ("a" * 43, {"type": 0}),
        ("a" * 43, {"type": 1, "body": "AAAA"}),
        ("a" * 44, {"type": 0, "body": "PREKEY"}),
        ("a" * 43, "text"),
    ],
    ids=["no body", "no message", "long key", "no object"],
)
async def test_a_stranger_s_broken_key_message_stops_nobody(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, broken: tuple[str, object]
) -> None:
    stranger, awa = await enter(homeserver, "stranger"), await enter(homeserver, "awa", encrypted=True)
    own = assistant.client.olm.account.identity_keys["curve25519"]
    content = {"algorithm": OLM, "sender_key": broken[0], "ciphertext": {own: broken[1]}}
    told = json.loads(json.dumps(content).replace("PREKEY", _prekey(own)))
    await assistant.meet(awa)

    to = {"messages": {assistant.account.user: {assistant.account.device: told}}}
    await stranger.ask("PUT", f"sendToDevice/m.room.encrypted/{next(transactions)}", to)
    await awa.say("solde")

    await inbox.until(1)
    assert inbox.texts == ["solde"]


async def test_an_event_that_no_client_would_send_stops_nobody(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    awa = await enter(homeserver, "awa", encrypted=True)
    await assistant.meet(awa)

    broken: tuple[dict[str, Any], ...] = ({**LOST, "session_id": ""}, {**LOST, "ciphertext": "é"}, {"algorithm": 3}, {})
    for content in broken:
        await awa.try_to_send("m.room.encrypted", content)
        await awa.try_to_send("m.room.message", content)
    await awa.say("solde")

    await inbox.until(lambda: "solde" in inbox.texts)
    assert [kept.text for kept in inbox.kept if kept.text] == ["solde"]


async def test_a_batch_that_was_read_in_part_is_read_whole_when_it_is_brought_again(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    awa = await enter(homeserver, "awa", encrypted=True)
    await assistant.meet(awa)
    await awa.say("un")
    await inbox.until(1)
    monkeypatch.setattr(syncing, "HOLD", timedelta(minutes=1))
    failing = _fails_once(assistant.client._handle_joined_rooms)
    monkeypatch.setattr(assistant.client, "_handle_joined_rooms", failing)

    await awa.say("deux")

    await inbox.until(2)
    assert inbox.texts == ["un", "deux"]


async def test_one_person_s_broken_keys_do_not_keep_the_others_from_being_read(
    homeserver: Synapse, enter: Enter, assistant: Listener
) -> None:
    awa = await enter(homeserver, "awa", encrypted=True)
    room = await assistant.meet(awa)
    await assistant.holds(lambda: assistant.client.room_devices(room).get(awa.user))
    devices = (await awa.ask("POST", "keys/query", {"device_keys": {awa.user: []}}))["device_keys"]
    keys = {"ed25519:D": "a" * 44, "curve25519:D": "a" * 43}
    panics = {"user_id": "@zoe:localhost", "device_id": "D", "keys": keys, "signatures": _signed("@zoe:localhost")}
    broken = {"@yan:localhost": {"D": {"device_id": "D", "keys": {}}}, "@zoe:localhost": {"D": panics}}
    assistant.client.olm.device_store._entries.clear()

    await assistant.client.receive_response(nio.KeysQueryResponse(broken | devices, {}))

    assert set(assistant.client.room_devices(room)[awa.user]) == {awa.device}


def _signed(user: str) -> dict[str, dict[str, str]]:
    return {user: {"ed25519:D": vodozemac.Account().sign(b"").to_base64()}}


def _prekey(recipient: str) -> str:
    """What opens a session with that device, from a device that nobody knows."""
    key = vodozemac.Curve25519PublicKey.from_base64(recipient)
    _, message = vodozemac.Account().create_outbound_session(key, key).encrypt(b"{}").to_parts()
    return base64.b64encode(message).decode()


def _fails_once(real: Any) -> Any:
    failed = asyncio.Event()

    async def handle(what: Any) -> None:
        if not failed.is_set():
            failed.set()
            raise KeyError("what nobody expects")
        await real(what)

    return handle

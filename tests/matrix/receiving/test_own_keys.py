"""The keys by which others begin to encrypt for the assistant."""

from __future__ import annotations

import asyncio
from typing import Any

import nio
import pytest

from tests.matrix.listener import PATIENCE, Inbox, Listener, never
from tests.matrix.people import Enter
from tests.matrix.synapse import Synapse


async def test_keys_that_others_have_used_up_are_replaced(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    thief, awa = await enter(homeserver, "thief"), await enter(homeserver, "awa", encrypted=True)
    await assistant.meet(awa)
    device = {assistant.account.user: {assistant.account.device: "signed_curve25519"}}
    await assistant.holds(lambda: assistant.client.olm.uploaded_key_count)
    await assistant.stop()
    while (await thief.ask("POST", "keys/claim", {"one_time_keys": device}))["one_time_keys"]:
        pass

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
    device = {stopped.account.user: {stopped.account.device: "signed_curve25519"}}
    uploaded = asyncio.Event()
    monkeypatch.setattr(stopped.client, "receive_response", _dies_on_upload(stopped.client, uploaded))
    await thief.ask("POST", "keys/claim", {"one_time_keys": device})
    await asyncio.wait_for(uploaded.wait(), PATIENCE)

    await stopped.restart()

    await thief.ask("POST", "keys/claim", {"one_time_keys": device})
    await stopped.meet(awa)
    await awa.say("solde")
    await inbox.until(1)
    assert inbox.texts == ["solde"]
    await stopped.holds(lambda: _is_full(stopped))


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

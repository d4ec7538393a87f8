from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nio
import pytest
import vodozemac

from assistant.channels.matrix import syncing, timeline
from assistant.channels.matrix.identity import LoggedOutError
from assistant.channels.matrix.memory import Press, Prompt
from tests.matrix.encrypted import EncryptedPerson
from tests.matrix.listener import Inbox, Listener, listening
from tests.matrix.people import Enter, Person, transactions
from tests.matrix.synapse import Synapse

BOTH = pytest.mark.parametrize("encrypted", [False, True], ids=["clear", "encrypted"])
OLM = "m.olm.v1.curve25519-aes-sha2"
LOST = {
    "algorithm": "m.megolm.v1.aes-sha2",
    "ciphertext": "AwgAEnACgAkLmt6qF84IK++J7UDH2Za1YVchHyprqTqsg",
    "sender_key": "2oHmDxCEfZyQ8GeuGfHXRLTCCaEVnHnE5Vh6cxvWEnk",
    "session_id": "X3lUlvLELLYxeTx4yOVu6UDpasGEVO0Jbu+QFnm0cKQ",
    "device_id": "ELSEWHERE",
}


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def stopped(homeserver: Synapse, tmp_path: Path, inbox: Inbox) -> AsyncIterator[Listener]:
    """The assistant before its first start."""
    async with listening(homeserver, tmp_path, inbox) as assistant:
        yield assistant


@pytest.fixture
async def assistant(stopped: Listener) -> Listener:
    """The assistant, receiving."""
    await stopped.start()
    return stopped


# What is received


@BOTH
async def test_what_is_said_in_a_private_chat_is_received(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, encrypted: bool
) -> None:
    awa = await enter(homeserver, "awa", encrypted=encrypted)
    room = await assistant.meet(awa)

    event = await awa.say("!payer 20")

    (kept,) = await inbox.until(1)
    assert (kept.account, kept.chat, kept.private, kept.text) == (awa.user, awa.user, True, "/payer 20")
    assert (kept.channel, kept.update_id) == ("matrix", event)
    assert await assistant.memory.direct(awa.user) == room
    assert assistant.client.rooms[room].encrypted is encrypted


@BOTH
async def test_what_was_said_before_the_assistant_came_into_a_new_chat_is_received(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, encrypted: bool
) -> None:
    await assistant.stop()
    awa = await enter(homeserver, "awa", encrypted=encrypted)
    await awa.open_chat(assistant.account.user)
    await awa.say("Bonjour")
    await awa.say("solde")

    await assistant.start()

    await inbox.until(2)
    assert inbox.texts == ["Bonjour", "solde"]


async def test_at_the_very_first_start_nothing_is_received_of_what_was_said_before(
    homeserver: Synapse, enter: Enter, stopped: Listener, inbox: Inbox
) -> None:
    awa = await enter(homeserver, "awa")
    room = await awa.open_chat(stopped.account.user)
    await stopped.account.join(room)
    await awa.say("avant")

    await stopped.start()
    await awa.say("après")

    await inbox.until(1)
    assert inbox.texts == ["après"]


@pytest.mark.parametrize("said_since", [1, 60], ids=["few", "many"])
async def test_what_was_said_before_the_invitation_to_an_old_room_is_not_received(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, said_since: int
) -> None:
    awa, zoe = await enter(homeserver, "awa"), await enter(homeserver, "zoe")
    room = await awa.open_chat(zoe.user, direct=False)
    await zoe.join(room)
    await awa.say("!avant")
    await assistant.stop()
    await awa.invite(assistant.account.user)
    for number in range(said_since):
        await awa.say(f"!n{number}")

    await assistant.start()

    await inbox.until(said_since)
    assert inbox.texts == [f"/n{number}" for number in range(said_since)]
    assert {(kept.chat, kept.account, kept.private) for kept in inbox.kept} == {(room, awa.user, False)}


async def test_an_old_chat_goes_on_after_the_assistant_was_asked_in_again(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    awa = await enter(homeserver, "awa")
    room = await assistant.meet(awa, preset="private_chat")
    await awa.say("un")
    await inbox.until(1)
    await awa.kick(assistant.account.user)
    await awa.say("sans lui")

    await awa.invite(assistant.account.user)
    await awa.say("deux")

    await inbox.until(2)
    await assistant.enters(room)
    await awa.say("trois")
    await inbox.until(3)
    assert inbox.texts == ["un", "deux", "trois"]


async def test_what_is_no_message_to_the_assistant_is_not_received(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    awa = await enter(homeserver, "awa")
    room = await assistant.meet(awa)
    said = await awa.say("un")
    await inbox.until(1)

    await awa.edit(said, "deux")
    await awa.send("m.room.message", {"msgtype": "m.notice", "body": "un avis"})
    await awa.react(said, "👍")
    await assistant.account.say("moi-même", room)
    await awa.redact(await awa.say("effacé"))
    await awa.rename("Awa B.")
    await awa.say("trois")

    await inbox.until(lambda: "trois" in inbox.texts)
    assert [text for text in inbox.texts if text != "effacé"] == ["un", "trois"]


# Nothing is lost and nothing is received twice


async def test_a_batch_that_cannot_be_kept_is_brought_again_before_the_next(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    awa = await enter(homeserver, "awa", encrypted=True)
    await assistant.meet(awa)
    inbox.broken = 2

    await awa.say("un")
    await assistant.holds(lambda: _is(inbox.broken < 2))
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
    await assistant.holds(lambda: _is(len(refused) == 2))
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
    await assistant.holds(lambda: _is(inbox.broken < 100))
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
    monkeypatch.setattr(assistant.memory, "keep_since", _never)
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
    await assistant.stop()
    for number in range(60):
        await awa.say(f"a{number}")
    await zoe.say("z")

    await assistant.start()

    await inbox.until(62)
    by_awa = [kept.text for kept in inbox.kept if kept.account == awa.user]
    assert by_awa == ["premier", *(f"a{number}" for number in range(60))]
    assert [kept.text for kept in inbox.kept if kept.account == zoe.user] == ["z"]


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


async def test_a_homeserver_that_goes_and_comes_back_is_waited_for(
    own_homeserver: Synapse, enter: Enter, tmp_path: Path, inbox: Inbox
) -> None:
    async with listening(own_homeserver, tmp_path, inbox) as assistant:
        await assistant.start()
        awa = await enter(own_homeserver, "awa")
        await assistant.meet(awa)

        own_homeserver.kill()
        await asyncio.sleep(0.7)
        await own_homeserver.start()
        await awa.say("de retour")

        await inbox.until(1)
        assert inbox.texts == ["de retour"]


async def test_a_login_that_the_homeserver_has_ended_ends_the_receiving_with_a_sentence(assistant: Listener) -> None:
    await assistant.account.ask("POST", "logout", {})

    assert assistant.task is not None
    with pytest.raises(LoggedOutError, match="has ended the login of @mbongi"):
        await asyncio.wait_for(assistant.task, 20)


# What cannot be read


async def test_a_message_whose_key_never_comes_is_handed_on_as_unreadable(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "HOLD", timedelta(seconds=0.5))
    awa = await enter(homeserver, "awa")
    await assistant.meet(awa, encrypted=True)

    event = await awa.send("m.room.encrypted", LOST)

    (kept,) = await inbox.until(1)
    assert (kept.update_id, kept.account, kept.unreadable, kept.text) == (event, awa.user, True, None)
    await assistant.holds(lambda: _none(assistant.memory.held()))


async def test_several_that_cannot_be_read_are_told_once(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    awa = await enter(homeserver, "awa")
    await assistant.meet(awa, encrypted=True)
    for _ in range(3):
        await awa.send("m.room.encrypted", LOST)
    await assistant.holds(lambda: _are(assistant.memory.held(), 3))
    await assistant.stop()
    monkeypatch.setattr(syncing, "HOLD", timedelta(0))

    await assistant.start()

    assert [kept.unreadable for kept in await inbox.until(1)] == [True]
    await assistant.holds(lambda: _none(assistant.memory.held()))


async def test_a_process_killed_while_it_waits_for_a_key_says_so_after_the_restart(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    awa = await enter(homeserver, "awa")
    await assistant.meet(awa, encrypted=True)
    event = await awa.send("m.room.encrypted", LOST)
    await assistant.holds(lambda: _are(assistant.memory.held(), 1))
    since = await assistant.memory.since()
    await assistant.stop()
    monkeypatch.setattr(syncing, "HOLD", timedelta(seconds=0.2))

    await assistant.start()

    (kept,) = await inbox.until(1)
    assert (kept.update_id, kept.unreadable) == (event, True)
    assert since is not None


async def test_a_message_whose_key_comes_in_time_is_handed_on_as_what_it_says(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    awa = await enter(homeserver, "awa", encrypted=True)
    assert isinstance(awa, EncryptedPerson)
    await assistant.meet(awa)
    keys = await _withheld_keys(awa)
    events = [await _say_without_keys(awa, text) for text in ("un", "deux")]
    await assistant.holds(lambda: _are(assistant.memory.held(), 2))

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
    monkeypatch.setattr(syncing, "HOLD", timedelta(seconds=0.2))
    awa, zoe = await enter(homeserver, "awa"), await enter(homeserver, "zoe")
    room = await awa.open_chat(zoe.user, assistant.account.user)
    await zoe.join(room)
    await assistant.enters(room)

    await awa.send("m.room.encrypted", LOST)
    await assistant.holds(lambda: _are(assistant.memory.held(), 1))
    await assistant.holds(lambda: _none(assistant.memory.held()))
    await awa.say("!aide")

    await inbox.until(1)
    assert inbox.texts == ["/aide"]


# What others send to do harm


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
    await assistant.holds(lambda: _is(assistant.client.room_devices(room).get(awa.user)))
    devices = (await awa.ask("POST", "keys/query", {"device_keys": {awa.user: []}}))["device_keys"]
    keys = {"ed25519:D": "a" * 44, "curve25519:D": "a" * 43}
    panics = {"user_id": "@zoe:localhost", "device_id": "D", "keys": keys, "signatures": _signed("@zoe:localhost")}
    broken = {"@yan:localhost": {"D": {"device_id": "D", "keys": {}}}, "@zoe:localhost": {"D": panics}}
    assistant.client.olm.device_store._entries.clear()

    await assistant.client.receive_response(nio.KeysQueryResponse(broken | devices, {}))

    assert set(assistant.client.room_devices(room)[awa.user]) == {awa.device}


async def test_keys_that_others_have_used_up_are_replaced(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    thief, awa = await enter(homeserver, "thief"), await enter(homeserver, "awa", encrypted=True)
    await assistant.meet(awa)
    device = {assistant.account.user: {assistant.account.device: "signed_curve25519"}}
    await assistant.holds(lambda: _is(assistant.client.olm.uploaded_key_count))
    await assistant.stop()
    while (await thief.ask("POST", "keys/claim", {"one_time_keys": device}))["one_time_keys"]:
        pass

    await assistant.start()

    await assistant.holds(lambda: _is(assistant.client.olm.uploaded_key_count))
    await awa.say("solde")
    await inbox.until(1)
    assert inbox.texts == ["solde"]


async def test_keys_that_were_uploaded_when_the_process_died_are_not_lost(
    homeserver: Synapse, enter: Enter, stopped: Listener, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stopped.start()
    await stopped.holds(lambda: _is(stopped.client.olm_account_shared))
    thief, awa = await enter(homeserver, "thief"), await enter(homeserver, "awa", encrypted=True)
    device = {stopped.account.user: {stopped.account.device: "signed_curve25519"}}
    uploaded = asyncio.Event()
    monkeypatch.setattr(stopped.client, "receive_response", _dies_on_upload(stopped.client, uploaded))
    await thief.ask("POST", "keys/claim", {"one_time_keys": device})
    await asyncio.wait_for(uploaded.wait(), 20)

    await stopped.restart()

    await thief.ask("POST", "keys/claim", {"one_time_keys": device})
    await stopped.meet(awa)
    await awa.say("solde")
    await inbox.until(1)
    assert inbox.texts == ["solde"]
    count = await stopped.account.ask("POST", "keys/upload", {})
    assert count["one_time_key_counts"]["signed_curve25519"] == stopped.client.olm.account.max_one_time_keys


# Presses


@BOTH
async def test_a_reaction_on_a_prompt_is_a_press(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox, encrypted: bool
) -> None:
    awa = await enter(homeserver, "awa", encrypted=encrypted)
    prompt = await _prompt(assistant, awa, await assistant.meet(awa))

    event = await awa.react(prompt.event, "2\ufe0f\u20e3")

    (kept,) = await inbox.until(1)
    assert (kept.update_id, kept.press, kept.message, kept.text) == (event, "t.1", prompt.event, None)
    assert (kept.account, kept.private) == (awa.user, True)


async def test_reactions_that_press_nothing_are_ignored(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    awa = await enter(homeserver, "awa")
    room = await assistant.meet(awa)
    prompt = await _prompt(assistant, awa, room)
    other = replace(prompt, event=await assistant.account.say("?", room), account="@someone:localhost")
    await assistant.memory.keep_prompt(other)

    await awa.react(await awa.say("un"), "1⃣")
    await awa.react(prompt.event, "👍")
    await awa.react(other.event, "1⃣")
    await awa.redact(await awa.react(prompt.event, "2⃣"))
    await awa.react(await assistant.account.say("pas une question", room), "1⃣")
    await awa.say("deux")

    await inbox.until(lambda: "deux" in inbox.texts)
    assert [kept.press for kept in inbox.kept if kept.press != "t.1"] == [None, None]


async def test_nobody_else_s_reaction_presses_anything(
    homeserver: Synapse, enter: Enter, assistant: Listener, inbox: Inbox
) -> None:
    awa, zoe = await enter(homeserver, "awa"), await enter(homeserver, "zoe")
    room = await assistant.meet(awa)
    prompt = await _prompt(assistant, awa, room)
    await awa.invite(zoe.user)
    await zoe.join(room)

    await zoe.react(prompt.event, "1⃣")
    await awa.react(prompt.event, "1⃣")
    await awa.say("!aide")

    await inbox.until(1)
    assert [(kept.press, kept.private) for kept in inbox.kept] == [(None, False)]


async def _prompt(assistant: Listener, person: Person, room: str) -> Prompt:
    event = await assistant.account.say("Comment ?", room)
    presses = (Press("1\u20e3", "Virement", "t.0"), Press("2\ufe0f\u20e3", "Espèces", "t.1"))
    prompt = Prompt(event, room, person.user, "method", "Comment ?", "Comment ?", presses)
    await assistant.memory.keep_prompt(prompt)
    return prompt


def _signed(user: str) -> dict[str, dict[str, str]]:
    return {user: {"ed25519:D": vodozemac.Account().sign(b"").to_base64()}}


def _prekey(recipient: str) -> str:
    """What opens a session with that device, from a device that nobody knows."""
    key = vodozemac.Curve25519PublicKey.from_base64(recipient)
    _, message = vodozemac.Account().create_outbound_session(key, key).encrypt(b"{}").to_parts()
    return base64.b64encode(message).decode()


async def _withheld_keys(person: EncryptedPerson) -> dict[str, Any]:
    """What lets others read the person's next messages, for a client that sends it too late."""
    client, room = person.client, person.room
    while room not in client.rooms or client.should_query_keys:
        await person.sync(0)
    await client.joined_members(room)
    await client.keys_claim(client.get_missing_sessions(room))
    _, keys = client.olm.share_group_session(room, list(client.rooms[room].users), ignore_unverified_devices=True)
    client.olm.outbound_group_sessions[room].mark_as_shared()
    found: dict[str, Any] = keys
    return found


async def _say_without_keys(person: EncryptedPerson, text: str) -> str:
    """The event's id."""
    _, content = person.client.encrypt(person.room, "m.room.message", {"msgtype": "m.text", "body": text})
    path = f"rooms/{quote(person.room)}/send/m.room.encrypted/{next(transactions)}"
    return str((await person.ask("PUT", path, content))["event_id"])


def _fails_once(real: Any) -> Any:
    failed = asyncio.Event()

    async def handle(what: Any) -> None:
        if not failed.is_set():
            failed.set()
            raise KeyError("what nobody expects")
        await real(what)

    return handle


def _dies_on_upload(client: nio.AsyncClient, uploaded: asyncio.Event) -> Any:
    """The process hears no more of an upload of keys."""
    real = client.receive_response

    async def receive(response: Any) -> None:
        if isinstance(response, nio.KeysUploadResponse):
            uploaded.set()
            await _never()
        await real(response)

    return receive


async def _never(*_: object) -> None:
    await asyncio.Event().wait()


async def _is(value: object) -> bool:
    return bool(value)


async def _none(found: Any) -> bool:
    return not await found


async def _are(found: Any, count: int) -> bool:
    return len(await found) == count

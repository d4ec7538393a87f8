"""What people do who mean harm, and what a homeserver brings at a bad moment: it holds up nobody else."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import nio
import pytest

from assistant.channels.matrix import syncing
from assistant.channels.matrix.calls import ANSWER_SECONDS
from assistant.channels.matrix.client import Client
from assistant.channels.matrix.incoming import Place, RemoteFile, Update, read
from assistant.channels.matrix.media import Media
from assistant.chat import RetryLaterError
from tests.matrix.desk import NOON, answering, failing
from tests.matrix.listener import ONE_TRY, Inbox, Listener, never
from tests.matrix.people import Content, Enter, Person
from tests.matrix.stub import Stub
from tests.matrix.synapse import Synapse

BOT = "@mbongi:localhost"
PHOTO = b"\xff\xd8\xff\xe0 a photo"


# A batch that is brought again after what it told of was done


async def test_an_invitation_declined_meanwhile_does_not_hold_up_the_batch_that_brought_it(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox
) -> None:
    await assistant.meet(awa)
    await assistant.stop()
    inbox.everybody, inbox.members, inbox.broken = False, {awa.user}, 2
    refused = await zoe.open_chat(assistant.account.user)
    await awa.say("bonjour")

    await assistant.start()

    assert [one.text for one in await inbox.until(1)] == ["bonjour"]
    await zoe.until(lambda: zoe.membership(assistant.account.user, refused) == "leave")


# Invitations


async def test_strangers_whose_homeserver_is_slow_to_be_declined_keep_no_member_waiting(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.everybody, inbox.members = False, {awa.user}
    begun: list[str] = []
    monkeypatch.setattr(assistant.client, "room_leave", _slowly(assistant.client.room_leave, begun))
    for _ in range(10):
        await zoe.open_chat(assistant.account.user)

    room = await awa.open_chat(assistant.account.user)
    await assistant.holds(lambda: room in assistant.client.invited_rooms or room in assistant.client.rooms)
    before = len(begun)
    await assistant.enters(room)

    assert len(begun) <= before + 2


def _slowly(real: Any, begun: list[str]) -> Any:
    async def call(room: str) -> Any:
        begun.append(room)
        await asyncio.sleep(2)
        return await real(room)

    return call


@pytest.mark.parametrize("addition", [None, [], {"prev_content": "x"}])
async def test_an_invitation_that_another_homeserver_made_up_ends_no_batch(tmp_path: Path, addition: object) -> None:
    invitation = {"type": "m.room.member", "sender": "@zoe:x", "state_key": BOT, "content": {"membership": "invite"}}
    state = [7, {"type": "m.room.name", "unsigned": addition}, invitation | {"unsigned": addition}]
    client = Client("", BOT, "DEVICE", str(tmp_path), ONE_TRY)
    async with Stub() as stub:
        stub.says("sync", next_batch="s1", rooms={"invite": {"!room": {"invite_state": {"events": state}}}})
        client.homeserver = stub.url
        client.restore_login(BOT, "DEVICE", "token")

        answer = await client.sync()
        await client.close()

    assert isinstance(answer, nio.SyncResponse)
    assert client.invited_rooms["!room"].inviter == "@zoe:x"


# Keys


async def test_a_homeserver_that_is_slow_to_tell_of_keys_keeps_nobody_waiting(
    assistant: Listener, homeserver: Synapse, enter: Enter, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    grace = await enter(homeserver, "grace", encrypted=True)
    monkeypatch.setattr(assistant.client, "keys_query", never)
    await assistant.meet(grace)

    for number in range(3):
        await grace.say(str(number))
        await inbox.until(number + 1, ANSWER_SECONDS - 5)

    assert assistant.client.should_query_keys


async def test_devices_that_change_while_they_are_asked_about_are_asked_about_again(tmp_path: Path) -> None:
    changed = nio.SyncResponse.from_dict({"next_batch": "s1", "device_lists": {"changed": ["@awa:x"]}, "rooms": {}})
    client = Client("", BOT, "DEVICE", str(tmp_path), ONE_TRY)
    async with Stub() as stub:
        stub.says("keys/query", device_keys={"@awa:x": {}}, failures={})
        client.homeserver = stub.url
        client.restore_login(BOT, "DEVICE", "token")
        client.rooms["!room"] = nio.MatrixRoom("!room", BOT, encrypted=True)
        client.rooms["!room"].add_member("@awa:x", None, None)
        answer = client.send

        async def send(*arguments: Any) -> Any:
            await client.receive_response(changed)
            return await answer(*arguments)

        client.send = send
        await client.keys_query(["@awa:x"])
        again = client.should_query_keys
        client.send = answer
        await client.keys_query(["@awa:x"])
        await client.close()

    assert (again, client.should_query_keys) == (True, False)


# Texts


@pytest.mark.parametrize("kind", [{}, [], None, 7])
def test_an_event_of_no_type_at_all_is_nothing(kind: object) -> None:
    event = {"type": kind, "event_id": "$1", "sender": "@zoe:x", "content": {}}

    assert read(event, Place("!room", BOT, "@zoe:x"), NOON) == Update()


@pytest.mark.parametrize("text", ["," * 4096, " ," * 2048, "@" * 4096, "> \n" * 1365, "mongi " * 682])
def test_no_text_takes_long_to_be_read(text: str) -> None:
    content = {
        "msgtype": "m.text",
        "body": text,
        "m.mentions": {"user_ids": [BOT]},
        "m.relates_to": {"m.in_reply_to": {}},
    }
    event = {"type": "m.room.message", "event_id": "$1", "sender": "@zoe:x", "content": content}
    began = time.process_time()

    read(event, Place("!room", BOT, None, (BOT, "mongi")), NOON)

    assert time.process_time() - began < 0.3


# Files that never come


async def test_files_that_never_come_keep_no_others_waiting(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syncing, "FILES_SECONDS", 3.0)
    await assistant.meet(awa)
    await assistant.meet(zoe)
    await assistant.stop()
    monkeypatch.setattr(Media, "_download", _never_named("never.jpg", Media._download))
    for _ in range(5):
        await awa.upload(PHOTO, "never.jpg")
    await zoe.upload(PHOTO, "a.jpg")

    await assistant.start()

    kept = await inbox.until(6)
    assert [bool(one.file and one.file.path) for one in kept if one.account == awa.user] == [False] * 5
    assert [bool(one.file and one.file.path) for one in kept if one.account == zoe.user] == [True]


def _never_named(name: str, real: Any) -> Any:
    async def download(media: Media, remote: RemoteFile, path: Path) -> Any:
        if remote.name == name:
            await asyncio.Event().wait()
        return await real(media, remote, path)

    return download


# Homeservers that are not there


@pytest.mark.parametrize("silent", [False, True])
async def test_a_person_whose_homeserver_does_not_answer_holds_up_nobody_else(
    assistant: Listener, monkeypatch: pytest.MonkeyPatch, silent: bool
) -> None:
    monkeypatch.setattr(assistant.client, "room_create", failing(TimeoutError()) if silent else answering(_unwell()))

    with pytest.raises(RetryLaterError) as later:
        await assistant.rooms.direct("@awa:mistyped.example")

    assert not later.value.everyone


def _unwell() -> nio.RoomCreateError:
    """What Synapse answers where it cannot hand an invitation over."""
    error = nio.RoomCreateError("Internal server error", "M_UNKNOWN")
    error.transport_response = SimpleNamespace(status=500, headers={})
    return error


# Who is in a room


@pytest.mark.parametrize("odd", [{"displayname": ["Zoé"]}, {"reason": 7}])
async def test_somebody_whose_entry_is_malformed_is_in_the_room_all_the_same(
    assistant: Listener, awa: Person, zoe: Person, odd: Content
) -> None:
    room = await assistant.meet(awa)
    await _put_state(awa, room, "m.room.join_rules", {"join_rule": "public"})

    await _put_state(zoe, room, f"m.room.member/{quote(zoe.user)}", {"membership": "join"} | odd)
    await awa.say("c'est entre nous ?")

    await assistant.holds(lambda: assistant.rooms.account_in(room) is None)


async def test_somebody_who_took_their_entry_back_is_in_the_room_all_the_same(
    assistant: Listener, awa: Person, zoe: Person
) -> None:
    room = await assistant.meet(awa)
    await awa.invite(zoe.user)
    await zoe.join(room)
    entry = (await zoe.ask("GET", f"rooms/{quote(room)}/members"))["chunk"]
    await zoe.redact(next(one["event_id"] for one in entry if one["state_key"] == zoe.user), room)
    await assistant.holds(lambda: assistant.rooms.account_in(room) is None)

    await assistant.restart()
    await assistant.enters(room)

    assert assistant.rooms.account_in(room) is None


async def _put_state(person: Person, room: str, path: str, content: Content) -> None:
    await person.ask("PUT", f"rooms/{quote(room)}/state/{path}", content)

"""In which room each person is met."""

from __future__ import annotations

import asyncio

import pytest

from assistant.channels.matrix import rooms as module
from assistant.chat import RetryLaterError
from tests.matrix.listener import Inbox, Listener, never
from tests.matrix.people import Person


async def test_a_chat_that_the_assistant_opens_is_private_encrypted_and_nameless(
    assistant: Listener, awa: Person
) -> None:
    room = await assistant.rooms.direct(awa.user)

    await awa.accept(by=assistant.account.user)
    state = {event["type"]: event["content"] for event in await awa.ask("GET", f"rooms/{room}/state")}
    members = await awa.members(room)
    assert state["m.room.encryption"] == {"algorithm": "m.megolm.v1.aes-sha2"}
    assert (state["m.room.join_rules"]["join_rule"], "m.room.name" in state) == ("invite", False)
    assert members == {assistant.account.user: "join", awa.user: "join"}
    invitation = next(seen for seen in awa.timeline if seen.content.get("membership") == "invite")
    assert invitation.content["is_direct"] is True
    assert assistant.client.rooms[room].encrypted


async def test_a_person_has_one_chat_however_many_messages_are_sent_at_once(assistant: Listener, awa: Person) -> None:
    rooms = await asyncio.gather(*(assistant.rooms.direct(awa.user) for _ in range(5)))
    await assistant.restart()

    again = await assistant.rooms.direct(awa.user)

    assert set(rooms) == {again}
    assert assistant.rooms.account_in(again) == awa.user


async def test_a_room_that_was_created_when_the_process_died_is_found_again(
    assistant: Listener, awa: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _opens_too_late(assistant, awa, monkeypatch)
    await assistant.restart()

    room = await assistant.rooms.direct(awa.user)

    await awa.accept(by=assistant.account.user)
    await awa.sync(0)
    assert set(awa.invitations) | awa.joined == {room}


async def test_a_room_that_is_slow_to_show_is_not_created_twice(
    assistant: Listener, awa: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _opens_too_late(assistant, awa, monkeypatch)

    room = await assistant.rooms.direct(awa.user)

    await awa.accept(by=assistant.account.user)
    await awa.sync(0)
    assert set(awa.invitations) | awa.joined == {room}


async def test_people_are_answered_where_they_last_wrote(assistant: Listener, awa: Person, inbox: Inbox) -> None:
    first, second = await assistant.meet(awa), await assistant.meet(awa)

    await awa.say("un", first)
    await inbox.until(1)
    then = await assistant.rooms.direct(awa.user)
    await awa.say("deux", second)
    await inbox.until(2)

    assert (then, await assistant.rooms.direct(awa.user)) == (first, second)


async def test_a_room_that_they_are_in_comes_before_one_that_they_are_asked_into(
    assistant: Listener, awa: Person
) -> None:
    await assistant.rooms.direct(awa.user)
    room = await assistant.meet(awa)

    assert await assistant.rooms.direct(awa.user) == room


async def test_before_the_rooms_are_known_nothing_is_sent(
    assistant: Listener, awa: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_SECONDS", 0.05)
    rooms = module.Rooms(assistant.client, assistant.memory, known=inbox.known, reachability=inbox.reachable)

    with pytest.raises(RetryLaterError):
        await rooms.direct(awa.user)


async def test_a_chat_that_a_third_person_joins_is_a_group_from_then_on(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox
) -> None:
    room = await assistant.meet(awa)
    await awa.say("un")
    await inbox.until(1)

    await awa.invite(zoe.user)
    await assistant.holds(lambda: assistant.rooms.account_in(room) is None)
    other = await assistant.rooms.direct(awa.user)
    await awa.say("personnel", room)
    await awa.say("!aide", room)

    await inbox.until(2)
    assert other != room
    assert [(kept.text, kept.chat, kept.private) for kept in inbox.kept[1:]] == [("/aide", room, False)]


async def test_a_room_that_was_replaced_is_written_to_no_longer(assistant: Listener, awa: Person) -> None:
    room = await assistant.meet(awa)

    await awa.ask("POST", f"rooms/{room}/upgrade", {"new_version": "12"})
    await assistant.holds(lambda: assistant.client.rooms[room].replacement_room)

    assert await assistant.rooms.direct(awa.user) != room


async def _opens_too_late(assistant: Listener, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """A room for that person is made; nobody waits until it shows."""
    with monkeypatch.context() as hasty:
        hasty.setattr(module, "OPEN_SECONDS", 0.0)
        hasty.setattr(assistant.rooms, "_shows", never)
        with pytest.raises(RetryLaterError):
            await assistant.rooms.direct(person.user)

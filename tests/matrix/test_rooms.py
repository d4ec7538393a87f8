from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from assistant.channels.matrix import rooms as module
from assistant.chat import RetryLaterError
from tests.matrix.listener import Inbox, Listener, listening
from tests.matrix.people import Enter, Person
from tests.matrix.synapse import Synapse

PRIVATE: dict[str, Any] = {"preset": "private_chat"}


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


@pytest.fixture
async def awa(homeserver: Synapse, enter: Enter) -> Person:
    return await enter(homeserver, "awa")


@pytest.fixture
async def zoe(homeserver: Synapse, enter: Enter) -> Person:
    return await enter(homeserver, "zoe")


# Invitations


async def test_a_member_s_invitation_is_accepted_and_a_stranger_s_declined(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    inbox.everybody, inbox.members = False, {awa.user}

    refused = await zoe.open_chat(assistant.account.user)
    accepted = await assistant.meet(awa)

    await zoe.until(lambda: _membership(zoe, refused, assistant) == "leave")
    assert _membership(awa, accepted, assistant) != "leave"
    assert refused not in assistant.client.rooms
    assert [line for line in caplog.text.splitlines() if "declined" in line]
    assert zoe.user not in caplog.text
    assert refused not in caplog.text


async def test_a_name_that_resembles_a_member_s_opens_no_door(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox
) -> None:
    inbox.everybody, inbox.members = False, {awa.user}
    await zoe.rename(awa.user)

    room = await zoe.open_chat(assistant.account.user)

    await zoe.until(lambda: _membership(zoe, room, assistant) == "leave")


async def test_a_room_of_several_is_entered_too_and_is_a_group(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox
) -> None:
    room = await assistant.meet(awa, invite=[assistant.account.user, zoe.user], direct=False)

    await awa.say("!aide")

    (kept,) = await inbox.until(1)
    assert (kept.chat, kept.private, kept.text) == (room, False, "/aide")
    assert assistant.rooms.account_in(room) is None


async def test_invitations_that_came_while_nobody_listened_are_answered_after_the_start(
    assistant: Listener, awa: Person
) -> None:
    await assistant.stop()
    room = await awa.open_chat(assistant.account.user)

    await assistant.start()

    await assistant.enters(room)


async def test_an_invitation_that_a_killed_process_had_received_is_answered_by_the_next(
    assistant: Listener, awa: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant.rooms, "_known", _never)
    before = await assistant.memory.since()
    room = await awa.open_chat(assistant.account.user)
    await assistant.holds(assistant.memory.invitations)
    await assistant.holds(lambda: _differs(assistant, before))

    await assistant.restart()

    await assistant.enters(room)
    await assistant.holds(lambda: _no(assistant.memory.invitations()))


async def test_while_nobody_can_say_who_is_a_member_an_invitation_waits(
    assistant: Listener, awa: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _failing(2, inbox)
    monkeypatch.setattr(assistant.rooms, "_known", asked)

    room = await awa.open_chat(assistant.account.user)

    await assistant.enters(room)


async def test_an_invitation_that_was_withdrawn_is_forgotten(
    assistant: Listener, awa: Person, zoe: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assistant.rooms, "_known", _never)
    await awa.open_chat(assistant.account.user, **PRIVATE)
    await assistant.holds(assistant.memory.invitations)

    await awa.kick(assistant.account.user)

    await assistant.holds(lambda: _no(assistant.memory.invitations()))


async def test_a_flood_of_invitations_is_answered_one_after_the_other(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox
) -> None:
    inbox.everybody, inbox.members = False, {awa.user}
    await assistant.stop()
    wanted = [await awa.open_chat(assistant.account.user) for _ in range(8)]
    unwanted = [await zoe.open_chat(assistant.account.user) for _ in range(8)]

    await assistant.start()

    for room in wanted:
        await assistant.enters(room)
    await zoe.until(lambda: all(_membership(zoe, room, assistant) == "leave" for room in unwanted))
    assert set(assistant.client.rooms) == set(wanted)


async def test_invitations_beyond_the_homeserver_s_limit_are_accepted_later(
    limited_homeserver: Synapse, enter: Enter, tmp_path: Path, inbox: Inbox
) -> None:
    async with listening(limited_homeserver, tmp_path, inbox) as assistant:
        await assistant.start()
        awa = await enter(limited_homeserver, "awa")
        await limited_homeserver.lift_limits(awa.user)
        rooms = [await awa.open_chat(assistant.account.user) for _ in range(11)]

        for room in rooms:
            await assistant.enters(room, seconds=40)

        await awa.say("solde")
        await inbox.until(1)


# Private chats


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
    monkeypatch.setattr(module, "OPEN_SECONDS", 0.0)
    with pytest.raises(RetryLaterError):
        await assistant.rooms.direct(awa.user)
    await assistant.restart()

    room = await assistant.rooms.direct(awa.user)

    await awa.accept(by=assistant.account.user)
    await awa.sync(0)
    assert set(awa.invitations) | awa.joined == {room}


async def test_a_room_that_is_slow_to_show_is_not_created_twice(
    assistant: Listener, awa: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as hasty:
        hasty.setattr(module, "OPEN_SECONDS", 0.0)
        with pytest.raises(RetryLaterError):
            await assistant.rooms.direct(awa.user)

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
    assistant: Listener, awa: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_SECONDS", 0.05)
    assistant.rooms._first.clear()

    with pytest.raises(RetryLaterError):
        await assistant.rooms.direct(awa.user)


async def test_a_chat_that_a_third_person_joins_is_a_group_from_then_on(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox
) -> None:
    room = await assistant.meet(awa)
    await awa.say("un")
    await inbox.until(1)

    await awa.invite(zoe.user)
    await assistant.holds(lambda: _is(assistant.rooms.account_in(room) is None))
    other = await assistant.rooms.direct(awa.user)
    await awa.say("personnel", room)
    await awa.say("!aide", room)

    await inbox.until(2)
    assert other != room
    assert [(kept.text, kept.chat, kept.private) for kept in inbox.kept[1:]] == [("/aide", room, False)]


async def test_a_room_that_was_replaced_is_written_to_no_longer(assistant: Listener, awa: Person) -> None:
    room = await assistant.meet(awa)

    await awa.ask("POST", f"rooms/{room}/upgrade", {"new_version": "12"})
    await assistant.holds(lambda: _is(assistant.client.rooms[room].replacement_room))

    assert await assistant.rooms.direct(awa.user) != room


# Who leaves and who comes back


async def test_who_leaves_cannot_be_reached_and_their_empty_room_is_left(
    assistant: Listener, awa: Person, inbox: Inbox
) -> None:
    room = await assistant.meet(awa)
    await awa.leave()

    await inbox.until(lambda: (awa.user, False) in inbox.reachability)
    await assistant.holds(lambda: _is(room not in assistant.client.rooms))
    joined = await assistant.account.ask("GET", "joined_rooms")
    assert joined == {"joined_rooms": []}


async def test_who_leaves_is_known_to_have_left_before_the_assistant_has_left_too(
    assistant: Listener, awa: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await assistant.meet(awa)
    monkeypatch.setattr(assistant.client, "room_leave", _never)

    await awa.leave()

    await inbox.until(lambda: (awa.user, False) in inbox.reachability)


async def test_a_room_that_was_left_while_its_batch_could_not_be_kept_stops_nobody(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await assistant.meet(awa)
    await assistant.meet(zoe)
    refused: list[str] = []
    real = assistant.memory.keep_since

    async def refuse_while_it_is_left(token: str) -> None:
        if assistant.rooms.account_in(room) is None and not refused[3:]:
            refused.append(token)
            raise OSError("disk full")
        await real(token)

    monkeypatch.setattr(assistant.memory, "keep_since", refuse_while_it_is_left)

    await awa.leave()
    await zoe.say("solde")

    await inbox.until(1)
    assert room not in assistant.client.rooms
    assert len(refused) == 4


async def test_who_comes_back_can_be_reached_again(assistant: Listener, awa: Person, inbox: Inbox) -> None:
    await assistant.meet(awa)
    await awa.leave()
    await inbox.until(lambda: (awa.user, False) in inbox.reachability)

    await assistant.meet(awa)

    await inbox.until(lambda: inbox.reachability[-1:] == [(awa.user, True)])


async def test_who_accepts_the_assistant_s_invitation_can_be_reached(
    assistant: Listener, awa: Person, inbox: Inbox
) -> None:
    await assistant.rooms.direct(awa.user)
    before = list(inbox.reachability)

    await awa.accept(by=assistant.account.user)

    await inbox.until(lambda: (awa.user, True) in inbox.reachability)
    assert before == []


async def test_who_changes_their_name_neither_came_nor_left(assistant: Listener, awa: Person, inbox: Inbox) -> None:
    await assistant.meet(awa)
    await inbox.until(lambda: inbox.reachability)

    await awa.rename("Awa B.")
    await awa.say("Bonjour")
    await inbox.until(1)

    assert inbox.reachability == [(awa.user, True)]


async def test_who_declines_the_assistant_s_invitation_cannot_be_reached(
    assistant: Listener, awa: Person, inbox: Inbox
) -> None:
    room = await assistant.rooms.direct(awa.user)

    await awa.leave(room)

    await inbox.until(lambda: inbox.reachability == [(awa.user, False)])
    await assistant.holds(lambda: _is(room not in assistant.client.rooms))


@pytest.mark.parametrize("listening_then", [True, False])
async def test_who_shows_the_assistant_the_door_cannot_be_reached(
    assistant: Listener, awa: Person, inbox: Inbox, listening_then: bool
) -> None:
    room = await assistant.meet(awa, **PRIVATE)
    await assistant.holds(lambda: assistant.memory.direct(awa.user))
    if not listening_then:
        await assistant.stop()

    await awa.kick(assistant.account.user)
    if not listening_then:
        await assistant.start()

    await inbox.until(lambda: (awa.user, False) in inbox.reachability)
    assert room not in assistant.client.rooms


async def test_who_leaves_one_of_two_chats_can_still_be_reached(assistant: Listener, awa: Person, inbox: Inbox) -> None:
    first, second = await assistant.meet(awa), await assistant.meet(awa)

    await awa.leave(first)

    await assistant.holds(lambda: _is(first not in assistant.client.rooms))
    assert (awa.user, False) not in inbox.reachability
    assert await assistant.rooms.direct(awa.user) == second


async def test_an_empty_room_that_a_killed_process_did_not_leave_is_left_by_the_next(
    assistant: Listener, awa: Person, inbox: Inbox
) -> None:
    room = await assistant.meet(awa)
    await assistant.holds(lambda: assistant.memory.direct(awa.user))
    await assistant.stop()
    await awa.leave(room)

    await assistant.start()

    await inbox.until(lambda: (awa.user, False) in inbox.reachability)
    await assistant.holds(lambda: _is(room not in assistant.client.rooms))


def _membership(person: Person, room: str, assistant: Listener) -> str | None:
    """What that person's client shows of the assistant."""
    shown = [
        str(seen.content.get("membership"))
        for seen in person.timeline
        if seen.type == "m.room.member" and seen.room == room and seen.sender == assistant.account.user
    ]
    return shown[-1] if shown else None


def _failing(times: int, inbox: Inbox) -> Any:
    left = [times]

    async def known(account: str) -> bool:
        if left[0]:
            left[0] -= 1
            raise OSError("no database")
        return await inbox.known(account)

    return known


async def _never(*_: object) -> bool:
    await asyncio.Event().wait()
    return True


async def _differs(assistant: Listener, before: str | None) -> bool:
    return await assistant.memory.since() != before


async def _is(value: object) -> bool:
    return bool(value)


async def _no(found: Any) -> bool:
    return not await found

"""Who leaves and who comes back."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.channels.matrix import rooms as module
from tests.matrix.listener import Inbox, Listener, never
from tests.matrix.people import Person

PRIVATE: dict[str, Any] = {"preset": "private_chat"}


async def test_who_leaves_cannot_be_reached_and_their_empty_room_is_left(
    assistant: Listener, awa: Person, inbox: Inbox
) -> None:
    room = await assistant.meet(awa)
    await awa.leave()

    await inbox.until(lambda: (awa.user, False) in inbox.reachability)
    await assistant.holds(lambda: room not in assistant.client.rooms)
    joined = await assistant.account.ask("GET", "joined_rooms")
    assert joined == {"joined_rooms": []}


async def test_who_leaves_is_known_to_have_left_before_the_assistant_has_left_too(
    assistant: Listener, awa: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await assistant.meet(awa)
    monkeypatch.setattr(assistant.client, "room_leave", never)

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
    await assistant.holds(lambda: len(refused) == 4)
    await assistant.holds(lambda: room not in assistant.client.rooms)


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
    await assistant.holds(lambda: room not in assistant.client.rooms)


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

    await assistant.holds(lambda: first not in assistant.client.rooms)
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
    await assistant.holds(lambda: room not in assistant.client.rooms)


async def test_a_room_of_too_many_people_is_left(
    assistant: Listener, awa: Person, zoe: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "CROWD", 1)

    room = await awa.open_chat(zoe.user, assistant.account.user, direct=False)

    await awa.until(lambda: awa.membership(assistant.account.user, room) == "leave")
    await assistant.holds(lambda: room not in assistant.client.rooms)
    assert "a room of 2 people is left" in caplog.text


async def test_a_room_of_just_not_too_many_is_stayed_in(
    assistant: Listener, awa: Person, zoe: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CROWD", 2)
    room = await assistant.meet(awa, invite=[assistant.account.user, zoe.user], direct=False)

    await assistant.meet(zoe)
    await awa.say("!aide", room)

    await inbox.until(1)
    assert room in (await assistant.account.ask("GET", "joined_rooms"))["joined_rooms"]

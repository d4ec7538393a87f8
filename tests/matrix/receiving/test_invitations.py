"""Who is let in, and when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.matrix.listener import Inbox, Listener, listening, never
from tests.matrix.people import Enter, Person
from tests.matrix.synapse import Synapse

PRIVATE: dict[str, Any] = {"preset": "private_chat"}


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
    await assistant.holds(lambda: "declined" in caplog.text)
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
    monkeypatch.setattr(assistant.rooms, "_known", never)
    room = await awa.open_chat(assistant.account.user)
    await assistant.holds(assistant.memory.invitations)
    await assistant.noted()

    await assistant.restart()

    await assistant.enters(room)
    await assistant.counts(assistant.memory.invitations, 0)


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
    monkeypatch.setattr(assistant.rooms, "_known", never)
    await awa.open_chat(assistant.account.user, **PRIVATE)
    await assistant.holds(assistant.memory.invitations)

    await awa.kick(assistant.account.user)

    await assistant.counts(assistant.memory.invitations, 0)


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
            await assistant.enters(room)

        await awa.say("solde")
        await inbox.until(1)


def _membership(person: Person, room: str, assistant: Listener) -> str | None:
    """What that person's client shows of the assistant."""
    return person.membership(assistant.account.user, room)


def _failing(times: int, inbox: Inbox) -> Any:
    left = [times]

    async def known(account: str) -> bool:
        if left[0]:
            left[0] -= 1
            raise OSError("no database")
        return await inbox.known(account)

    return known

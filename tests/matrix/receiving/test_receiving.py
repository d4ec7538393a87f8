"""What is said to the assistant, and nothing else, is received."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.channels.matrix.identity import LoggedOutError
from tests.matrix.encrypted import BOTH
from tests.matrix.listener import PATIENCE, Inbox, Listener, listening
from tests.matrix.people import Enter
from tests.matrix.synapse import Synapse


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


async def test_a_homeserver_that_goes_and_comes_back_is_waited_for(
    own_homeserver: Synapse, enter: Enter, tmp_path: Path, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(own_homeserver, tmp_path, inbox) as assistant:
        await assistant.start()
        awa = await enter(own_homeserver, "awa")
        await assistant.meet(awa)

        own_homeserver.kill()
        await assistant.holds(lambda: "the homeserver cannot be asked" in caplog.text)
        await own_homeserver.start()
        await awa.say("de retour")

        await inbox.until(1)
        assert inbox.texts == ["de retour"]


async def test_a_login_that_the_homeserver_has_ended_ends_the_receiving_with_a_sentence(assistant: Listener) -> None:
    await assistant.account.ask("POST", "logout", {})

    assert assistant.task is not None
    with pytest.raises(LoggedOutError, match="has ended the login of @mbongi"):
        await asyncio.wait_for(assistant.task, PATIENCE)

from __future__ import annotations

import pytest

from assistant.channels.matrix.calls import TooLargeError
from assistant.chat import HOME, CannotSendError, ChatGoneError, File, Key, RetryLaterError
from assistant.domain.messages import Address
from tests.matrix.desk import NOT_TWICE, PAPER, Desk, counted, failing, told
from tests.matrix.people import Enter, Person
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix


async def test_a_file_beyond_the_homeserver_s_limit_is_named_in_the_text_which_arrives(desk: Desk, awa: Person) -> None:
    large = File("album.zip", "application/zip", bytes(8 * 1024 * 1024 + 1))
    asked = counted(desk.client, "send")

    await desk.says(awa, "Voici.", files=(large, PAPER))
    await desk.says(awa, "Encore.", files=(large,))

    seen = await awa.sees("Voici.")
    assert seen.text == "Voici.\n\n“album.zip” is too large for this chat: ask the bureau for it."
    await awa.sees("Encore.")
    assert told(awa) == [PAPER.name, "Voici.", "Encore."]
    assert [path for _, path, *_ in asked].count("/_matrix/client/v1/media/config") == 1


async def test_a_file_that_is_refused_for_its_size_is_named_too(desk: Desk, awa: Person) -> None:
    desk.sender = Desk(desk.account, desk.memory, failing(TooLargeError("by a proxy")), chats=desk.chats).sender

    await desk.says(awa, "Voici.", files=(PAPER,))

    assert "relevé.pdf" in (await awa.sees("Voici.")).text


async def test_a_homeserver_that_stores_no_file_says_nothing_of_whether_the_person_is_there(
    desk: Desk, awa: Person
) -> None:
    desk.sender = Desk(desk.account, desk.memory, failing(ChatGoneError("M_FORBIDDEN")), chats=desk.chats).sender

    with pytest.raises(CannotSendError):
        await desk.says(awa, "Voici.", files=(PAPER,))


async def test_nothing_personal_is_said_in_a_group(desk: Desk, awa: Person) -> None:
    to = Address("matrix", awa.room, None)

    with pytest.raises(CannotSendError):
        await desk.says(awa, "Vous devez 5 €", to=to)

    await awa.sync(int(NOT_TWICE * 1000))
    assert told(awa) == []


async def test_in_a_group_the_way_to_a_private_chat_is_shown(
    desk: Desk, awa: Person, homeserver: Synapse, enter: Enter
) -> None:
    await awa.invite((await enter(homeserver, "grace")).user)
    keys = (Key("Ouvrir", url=HOME),)

    await desk.says(awa, "En privé.", to=Address("matrix", awa.room, None), personal=False, keys=keys)

    assert (await awa.sees("En privé.")).text == f"En privé.\n\nOuvrir: https://matrix.to/#/{desk.account.user}"


async def test_where_a_third_person_has_come_nothing_is_said(
    desk: Desk, awa: Person, homeserver: Synapse, enter: Enter
) -> None:
    await awa.invite((await enter(homeserver, "grace")).user)
    await desk.account.until(lambda: len(desk.client.rooms[awa.room].users) == 3)

    with pytest.raises(RetryLaterError) as later:
        await desk.says(awa, "Vous devez 5 €")

    await awa.sync(int(NOT_TWICE * 1000))
    assert not later.value.everyone
    assert told(awa) == []


async def test_who_put_the_assistant_out_cannot_be_reached(desk: Desk, homeserver: Synapse, enter: Enter) -> None:
    awa = await enter(homeserver, "awa")
    await desk.meet(awa, preset="private_chat")
    await awa.kick(desk.account.user)

    with pytest.raises(ChatGoneError):
        await desk.says(awa)


async def test_whoever_has_another_room_by_now_is_reached_there(desk: Desk, homeserver: Synapse, enter: Enter) -> None:
    awa = await enter(homeserver, "awa")
    first, second = [await desk.meet(awa, preset="private_chat") for _ in range(2)]
    await awa.kick(desk.account.user, first)
    desk.rooms_next = [first]

    await desk.says(awa, "Bonjour")

    assert (await awa.sees("Bonjour")).room == second


async def test_before_any_room_is_known_a_message_waits(desk: Desk, awa: Person) -> None:
    desk.client.rooms = {}

    with pytest.raises(RetryLaterError):
        await desk.says(awa)


async def test_a_group_that_the_assistant_has_left_is_gone(desk: Desk, awa: Person) -> None:
    to = Address("matrix", "!elsewhere", None)

    with pytest.raises(ChatGoneError):
        await desk.says(awa, "En privé.", to=to, personal=False)


async def test_a_token_that_is_refused_is_for_the_operator_and_costs_no_message(
    desk: Desk, awa: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.account.ask("POST", "logout", {})

    with pytest.raises(RetryLaterError) as later:
        await desk.says(awa)

    assert (later.value.seconds, later.value.everyone) == (300, True)
    assert "M_UNKNOWN_TOKEN" in caplog.text


async def test_a_homeserver_that_is_not_there_is_tried_again_for_everybody(desk: Desk, awa: Person) -> None:
    desk.client.homeserver = "http://127.0.0.1:1"

    with pytest.raises(RetryLaterError) as later:
        await desk.says(awa)

    assert (later.value.seconds, later.value.everyone) == (5, True)

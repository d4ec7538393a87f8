from __future__ import annotations

import asyncio
from pathlib import Path

import nio
import pytest

from assistant.chat import CannotSendError, RetryLaterError
from tests.matrix.desk import QUESTION, Desk, answering, counted, failing
from tests.matrix.encrypted import EncryptedPerson
from tests.matrix.people import Enter, Person
from tests.matrix.synapse import Synapse

pytestmark = pytest.mark.matrix


async def test_in_an_encrypted_chat_the_words_are_encrypted(desk: Desk, grace: Person) -> None:
    await desk.says(grace, "Voici.", **QUESTION)

    assert (await grace.sees("Voici.")).encrypted


async def test_who_has_just_joined_reads_the_first_message(desk: Desk, homeserver: Synapse, enter: Enter) -> None:
    awa = await enter(homeserver, "awa", encrypted=True)
    desk.chats[awa.user] = await desk.account.open_chat(awa.user, encrypted=True)

    await desk.says(awa, "Avant")
    await awa.accept(by=desk.account.user)
    await desk.says(awa, "Après")

    assert (await awa.sees("Avant")).encrypted
    assert (await awa.sees("Après")).encrypted


async def test_a_device_that_comes_later_reads_what_is_said_from_then_on(
    desk: Desk, grace: Person, homeserver: Synapse, tmp_path: Path
) -> None:
    await desk.says(grace, "Avant")
    phone = await EncryptedPerson.log_in(homeserver, grace.user, tmp_path)
    await desk.account.until(lambda: grace.user in desk.client.users_for_key_query or knows(desk, phone))

    await desk.says(grace, "Après")

    seen = await phone.sees("Après")
    await phone.close()
    assert seen.encrypted


async def test_messages_sent_at_once_into_one_room_share_one_key_and_are_all_read(desk: Desk, grace: Person) -> None:
    handed_out = counted(desk.client, "to_device")

    await asyncio.gather(*(desk.says(grace, f"Message {number}") for number in range(10)))

    for number in range(10):
        await grace.sees(f"Message {number}")
    assert len(handed_out) == 1


async def test_a_key_that_could_not_be_handed_out_is_so_at_the_next_try(desk: Desk, grace: Person) -> None:
    message = desk.message(grace, "Lisez-moi")
    hand_out = desk.client.to_device
    desk.client.to_device = answering(nio.ToDeviceError("out of order", "M_UNKNOWN"))
    with pytest.raises(CannotSendError):
        await desk.sender.send(message)
    desk.client.to_device = hand_out

    await desk.sender.send(message)

    assert (await grace.sees("Lisez-moi")).encrypted


async def test_a_claim_of_keys_that_fails_holds_up_no_later_message(desk: Desk, grace: Person) -> None:
    claim = desk.client.keys_claim
    desk.client.keys_claim = failing(OSError("the network is down"))
    with pytest.raises(RetryLaterError):
        await desk.says(grace, "Trop tôt")
    desk.client.keys_claim = claim

    await desk.says(grace, "Lisez-moi")

    await grace.sees("Lisez-moi")


def knows(desk: Desk, person: EncryptedPerson) -> bool:
    return any(device.id == person.device for device in desk.client.device_store.active_user_devices(person.user))

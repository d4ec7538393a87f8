from __future__ import annotations

from typing import Any

import pytest

from assistant.channels.telegram.incoming import read
from assistant.domain.messages import Contact
from tests.telegram import people
from tests.telegram.conftest import NOON

ODILE = 7001


def incoming(update: dict[str, Any]) -> Any:
    return read(update, "mbongi_bot", NOON).incoming


def test_a_private_text_comes_from_the_sender_and_the_answer_goes_to_the_chat() -> None:
    update = people.message(ODILE, "/solde")

    got = incoming(update)

    assert (got.channel, got.account, got.chat, got.private) == ("telegram", "7001", "7001", True)
    assert (got.text, got.language, got.update_id) == ("/solde", "fr", str(update["update_id"]))


def test_a_press_carries_its_data_and_the_message_it_was_pressed_on() -> None:
    update = people.press(ODILE, "abc.1", pressed=12)

    read_update = read(update, "mbongi_bot", NOON)

    assert read_update.incoming is not None
    assert (read_update.incoming.press, read_update.incoming.message) == ("abc.1", "12")
    assert read_update.callback == update["callback_query"]["id"]


def test_a_contact_is_the_senders_own_only_where_the_platform_vouches_for_it() -> None:
    shared = {"phone_number": "+33639980274", "first_name": "Odile", "user_id": ODILE}
    forwarded = {"type": "user", "date": 1}

    own = incoming(people.message(ODILE, contact=shared))
    others = incoming(people.message(ODILE, contact=shared | {"user_id": 7002}))
    card = incoming(people.message(ODILE, contact={"phone_number": "+33639980274", "vcard": "BEGIN:VCARD"}))
    passed_on = incoming(people.message(ODILE, contact=shared, forward_origin=forwarded))
    old_style = incoming(people.message(ODILE, contact=shared, forward_date=1))
    by_a_bot = incoming(people.message(ODILE, contact=shared, via_bot={"id": 1}))
    text = incoming(people.message(ODILE, contact=shared | {"user_id": str(ODILE)}))

    assert own.contact == Contact("+33639980274", own=True)
    assert [i.contact.own for i in (others, card, passed_on, old_style, by_a_bot, text)] == [False] * 6


def test_contacts_are_shared_in_private_chats_by_whatever_update() -> None:
    pressed = read(people.press(ODILE, "abc.1", pressed=12), "mbongi_bot", NOON).incoming

    assert incoming(people.message(ODILE, "/start")).shares_contacts
    assert pressed is not None
    assert pressed.shares_contacts
    assert not incoming(people.in_group(ODILE, "/start")).shares_contacts


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "channel_post": {"message_id": 1, "chat": {"id": -1, "type": "channel"}, "text": "/solde"}},
        {"update_id": 1, "edited_message": people.message(ODILE, "/solde")["message"]},
        people.in_group(ODILE, "/solde", sender_chat={"id": -100500, "type": "supergroup"}),
        people.message(ODILE, "/solde", **{"from": people.person(ODILE) | {"is_bot": True}}),
        people.message(ODILE, "/solde", **{"from": None}),
        people.message(ODILE, pinned_message={}),
        people.message(ODILE, new_chat_members=[]),
        people.in_group(ODILE, "migrated", migrate_to_chat_id=-100501),
        people.in_group(ODILE, "bonjour à tous"),
        people.in_group(ODILE, "/solde@another_bot"),
        {"update_id": 1, "poll_answer": {"poll_id": "1"}},
        {"update_id": 1},
    ],
    ids=lambda update: next((name for name in update if name != "update_id"), "empty"),
)
def test_what_nobody_accountable_said_to_the_assistant_has_no_effect(update: dict[str, Any]) -> None:
    got = read(update, "mbongi_bot", NOON)

    assert got.incoming is None
    assert got.id is not None


def test_a_command_addressed_to_the_assistant_in_a_group_is_read_without_its_name() -> None:
    got = incoming(people.in_group(ODILE, "/solde@Mbongi_Bot vite"))

    assert (got.text, got.private) == ("/solde vite", False)


def test_a_sticker_in_a_private_chat_comes_in_without_text_so_that_it_is_answered() -> None:
    got = incoming(people.message(ODILE, sticker={"file_id": "x"}))

    assert got.text is None


def test_what_no_database_can_keep_is_taken_out_of_texts() -> None:
    got = incoming(people.message(ODILE, "a\0b\ud800c" + "x" * 5000))

    assert got.text.startswith("ab?c")
    assert len(got.text.encode()) < 4100


def test_who_blocks_or_comes_back_is_told_apart_from_group_matters() -> None:
    blocked = read(people.membership(ODILE, "kicked"), "mbongi_bot", NOON)
    back = read(people.membership(ODILE, "member"), "mbongi_bot", NOON)
    group = people.membership(ODILE, "kicked")
    group["my_chat_member"]["chat"] = {"id": -5, "type": "group"}

    assert (blocked.account, blocked.reachable) == ("7001", False)
    assert (back.account, back.reachable) == ("7001", True)
    assert read(group, "mbongi_bot", NOON).reachable is None


def test_a_file_name_cannot_lead_out_of_a_folder_and_the_largest_photo_is_taken() -> None:
    document = {"file_id": "d1", "file_name": "../../etc/pass\nwd", "mime_type": "text/csv", "file_size": 9}
    photos = [{"file_id": "small", "file_size": 1}, {"file_id": "large", "file_size": 2}]

    sheet = read(people.message(ODILE, document=document), "mbongi_bot", NOON).file
    photo = read(people.message(ODILE, photo=photos, caption="le reçu"), "mbongi_bot", NOON)

    assert sheet is not None
    assert (sheet.name, sheet.media_type, sheet.size) == ("....etcpasswd", "text/csv", 9)
    assert photo.file is not None
    assert (photo.file.id, photo.file.media_type) == ("large", "image/jpeg")
    assert photo.incoming is not None
    assert photo.incoming.text == "le reçu"

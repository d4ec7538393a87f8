"""A treasurer's card with its proof, and how it changes: sent as a photo or a file, its caption edited in place."""

from __future__ import annotations

import pytest

from assistant.channels.telegram import Telegram
from assistant.chat import CannotSendError, File, Key
from tests.telegram.bot_api import BotApi
from tests.telegram.conftest import ODILE, a_message

PHOTO = File("justificatif-1.jpg", "image/jpeg", b"\xff\xd8\xff a photo of a transfer")
PAPER = File("justificatif-2.pdf", "application/pdf", b"%PDF-1.7")
KEYS = (Key("Confirmer", "t.0"), Key("Rejeter", "t.1"), Key("Autre montant", "t.2"))
DECIDED = "<b>Awa Ibara</b> (M012)\u00a0: 20,00\u00a0€.\nConfirmé par Grace Ibara."
SEEN = "Awa Ibara (M012)\u00a0: 20,00\u00a0€.\nConfirmé par Grace Ibara."


@pytest.mark.parametrize(("proof", "method"), [(PHOTO, "sendPhoto"), (PAPER, "sendDocument")])
async def test_a_card_carries_its_proof_with_the_text_and_buttons_below(
    channel: Telegram, api: BotApi, proof: File, method: str
) -> None:
    sent = await channel.send(a_message("<b>Awa Ibara</b>", files=(proof,), keys=KEYS))

    shown = api.methods.messages[ODILE, int(sent.id)]
    assert [call.method for call in api.journal] == [method]
    assert shown.file is not None
    assert (shown.text, shown.file.content) == ("Awa Ibara", proof.content)
    assert [key["text"] for row in shown.markup["inline_keyboard"] for key in row] == [key.label for key in KEYS]


@pytest.mark.parametrize("proof", [PHOTO, PAPER])
async def test_a_card_with_a_proof_changes_in_place_and_loses_its_buttons(
    channel: Telegram, api: BotApi, proof: File
) -> None:
    first = await channel.send(a_message("<b>Awa Ibara</b>", files=(proof,), keys=KEYS))

    second = await channel.send(a_message(DECIDED, edits=first.id))

    shown = api.methods.messages[ODILE, int(first.id)]
    assert second.id == first.id
    assert (shown.text, shown.markup) == (SEEN, None)
    assert len(api.methods.messages) == 1
    assert [call.status for call in api.calls("editMessageText")] == [400]


async def test_a_card_changes_twice_and_a_change_that_came_through_already_is_a_success(
    channel: Telegram, api: BotApi
) -> None:
    first = await channel.send(a_message("Awa Ibara", files=(PHOTO,), keys=KEYS))

    for text in (DECIDED, "Annulé.", "Annulé."):
        assert (await channel.send(a_message(text, edits=first.id))).id == first.id

    assert api.methods.messages[ODILE, int(first.id)].text == "Annulé."


async def test_what_is_too_long_for_a_caption_arrives_as_a_message_of_its_own(channel: Telegram, api: BotApi) -> None:
    first = await channel.send(a_message("Awa Ibara", files=(PHOTO,), keys=KEYS))

    second = await channel.send(a_message("motif " * 200, edits=first.id))

    assert second.id != first.id
    assert api.methods.messages[ODILE, int(second.id)].text.startswith("motif")


async def test_a_caption_that_cannot_be_parsed_is_set_plain(channel: Telegram, api: BotApi) -> None:
    first = await channel.send(a_message("Awa Ibara", files=(PHOTO,)))

    await channel.send(a_message("<b>Confirmé <br></b>", edits=first.id))

    assert api.methods.messages[ODILE, int(first.id)].text == "Confirmé <br>"


async def test_a_card_whose_message_is_gone_is_sent_anew(channel: Telegram, api: BotApi) -> None:
    sent = await channel.send(a_message(DECIDED, edits="999"))

    assert api.methods.messages[ODILE, int(sent.id)].text == SEEN


@pytest.mark.parametrize(
    "said", ["IMAGE_PROCESS_FAILED", "PHOTO_INVALID_DIMENSIONS", "PHOTO_SAVE_FILE_INVALID", "PHOTO_EXT_INVALID"]
)
async def test_a_picture_that_telegram_cannot_show_is_sent_as_a_file(channel: Telegram, api: BotApi, said: str) -> None:
    api.faults.add(kind="400", method="sendPhoto", description=said)

    sent = await channel.send(a_message("Awa Ibara", files=(PHOTO,), keys=KEYS))

    shown = api.methods.messages[ODILE, int(sent.id)]
    assert shown.file is not None
    assert (shown.text, shown.file.name, shown.file.content) == ("Awa Ibara", PHOTO.name, PHOTO.content)


async def test_what_is_wrong_with_the_message_itself_is_not_tried_as_a_file(channel: Telegram, api: BotApi) -> None:
    api.faults.add(kind="400", method="sendPhoto", description="something new is wrong")

    with pytest.raises(CannotSendError):
        await channel.send(a_message("Awa Ibara", files=(PHOTO,)))

    assert api.calls("sendDocument") == []


def test_a_message_shows_nothing_of_its_files_in_a_log() -> None:
    assert "a photo of" not in repr(a_message("Awa Ibara", files=(PHOTO,)))

from __future__ import annotations

import pytest
from markupsafe import Markup

from assistant.channels.telegram import Telegram
from assistant.chat import (
    HOME,
    CannotSendError,
    ChatGoneError,
    File,
    Key,
    Message,
    RetryLaterError,
    UnsureError,
)
from assistant.domain.messages import Address
from tests.telegram.bot_api import BotApi
from tests.telegram.conftest import ODILE, a_message

YES = (Key("Oui", "t.0", option="yes"),)


async def test_a_personal_message_is_protected_formatted_and_shows_no_preview(channel: Telegram, api: BotApi) -> None:
    sent = await channel.send(a_message("<b>Bonjour</b> &lt;Odile&gt;", keys=YES))

    params = api.calls("sendMessage")[0].params
    assert api.methods.messages[ODILE, int(sent.id)].text == "Bonjour <Odile>"
    assert (params["parse_mode"], params["protect_content"]) == ("HTML", True)
    assert params["link_preview_options"] == {"is_disabled": True}


async def test_a_silent_public_message_is_so(channel: Telegram, api: BotApi) -> None:
    await channel.send(a_message(personal=False, silent=True))

    params = api.calls("sendMessage")[0].params
    assert (params["protect_content"], params["disable_notification"]) == (False, True)


async def test_the_link_to_the_private_chat_leads_to_the_bot_by_its_name(channel: Telegram, api: BotApi) -> None:
    await channel.identify()

    await channel.send(a_message("En privé.", keys=(Key("Ouvrir", url=HOME),)))

    keyboard = api.calls("sendMessage")[0].params["reply_markup"]["inline_keyboard"]
    assert keyboard == [[{"text": "Ouvrir", "url": f"https://t.me/{channel.username}"}]]


async def test_before_the_bot_knows_its_name_the_link_is_left_out(channel: Telegram, api: BotApi) -> None:
    await channel.send(a_message("En privé.", keys=(Key("Ouvrir", url=HOME),)))

    assert "inline_keyboard" not in api.calls("sendMessage")[0].params.get("reply_markup", {})


async def test_an_edit_replaces_the_pressed_message_and_its_buttons(channel: Telegram, api: BotApi) -> None:
    first = await channel.send(a_message("Question ?", keys=YES))

    second = await channel.send(a_message("C'est noté.", edits=first.id))

    shown = api.methods.messages[ODILE, int(first.id)]
    assert second.id == first.id
    assert (shown.text, shown.markup) == ("C'est noté.", None)


async def test_an_edit_that_changes_nothing_is_a_success(channel: Telegram, api: BotApi) -> None:
    first = await channel.send(a_message("Question ?", keys=YES))

    assert (await channel.send(a_message("Question ?", keys=YES, edits=first.id))).id == first.id


async def test_where_a_message_can_no_longer_be_edited_a_new_one_is_sent(channel: Telegram, api: BotApi) -> None:
    sent = await channel.send(a_message("C'est noté.", keys=YES, edits="999"))

    assert api.methods.messages[ODILE, int(sent.id)].text == "C'est noté."


async def test_a_long_text_arrives_whole_in_pieces_with_the_buttons_below_the_last(
    channel: Telegram, api: BotApi
) -> None:
    lines = "\n".join(f"{n:04} une ligne du relevé" for n in range(400))

    await channel.send(a_message(lines, keys=YES))

    shown = list(api.methods.messages.values())
    assert "\n".join(message.text for message in shown) == lines
    assert [message.markup is not None for message in shown] == [False] * (len(shown) - 1) + [True]


async def test_one_file_carries_the_text_and_several_follow_it(channel: Telegram, api: BotApi) -> None:
    statement = File("relevé.pdf", "application/pdf", b"%PDF-1.7")
    chart = File("chart.png", "image/png", b"\x89PNG")

    await channel.send(a_message("Voici <b>tout</b>.", files=(statement,), keys=YES))
    await channel.send(a_message("Les deux.", files=(statement, chart)))

    first, text, document, photo = api.methods.messages.values()
    assert first.file is not None
    assert (first.file.name, first.file.content, first.text) == ("relevé.pdf", b"%PDF-1.7", "Voici tout.")
    assert first.params["protect_content"] is True
    assert (text.text, text.file) == ("Les deux.", None)
    assert [call.method for call in api.journal[-2:]] == ["sendDocument", "sendPhoto"]
    assert document.file is not None
    assert photo.file is not None


async def test_what_the_server_cannot_parse_is_sent_plain(channel: Telegram, api: BotApi) -> None:
    await channel.send(a_message("<b>Bonjour <br> &lt;b&gt; Odile</b>"))

    assert [shown.text for shown in api.methods.messages.values()] == ["Bonjour <br> <b> Odile"]


async def test_a_group_that_became_a_supergroup_is_written_to_under_its_new_id(channel: Telegram, api: BotApi) -> None:
    api.faults.add(kind="migrate", chat=-5, new_chat=-1005)

    await channel.send(a_message("Écrivez-moi en privé.", chat=-5, personal=False))

    assert next(iter(api.methods.messages))[0] == -1005


@pytest.mark.parametrize("kind", ["500", "502html", "hang", "close", "lost", "garbage"])
async def test_without_an_answer_nobody_knows_whether_it_arrived(channel: Telegram, api: BotApi, kind: str) -> None:
    api.faults.add(kind=kind, method="sendMessage")

    with pytest.raises(UnsureError):
        await channel.send(a_message())

    assert len(api.methods.messages) == (kind == "lost")
    assert (await channel.send(a_message())).id


async def test_a_slow_answer_is_waited_for(channel: Telegram, api: BotApi) -> None:
    api.faults.add(kind="slow", seconds=0.2)

    assert (await channel.send(a_message())).id


async def test_too_many_requests_are_obeyed_for_everybody_or_for_one_group(channel: Telegram, api: BotApi) -> None:
    api.faults.add(kind="429", seconds=7, count=2)

    with pytest.raises(RetryLaterError) as everybody:
        await channel.send(a_message())
    with pytest.raises(RetryLaterError) as one_group:
        await channel.send(a_message(chat=-5))

    assert (everybody.value.seconds, everybody.value.everyone) == (7, True)
    assert (one_group.value.seconds, one_group.value.everyone) == (7, False)


@pytest.mark.parametrize(("kind", "said"), [("403", ""), ("400", "chat not found"), ("400", "user is deactivated")])
async def test_who_blocked_the_assistant_or_is_gone_is_told_apart(
    channel: Telegram, api: BotApi, kind: str, said: str
) -> None:
    api.faults.add(kind=kind, description=said)

    with pytest.raises(ChatGoneError):
        await channel.send(a_message())


async def test_what_telegram_will_never_take_is_not_tried_again(channel: Telegram, api: BotApi) -> None:
    api.faults.add(kind="400", description="something new is wrong")

    with pytest.raises(CannotSendError):
        await channel.send(a_message())


async def test_an_unreachable_server_means_that_nothing_was_sent(api: BotApi, channel: Telegram) -> None:
    await api.__aexit__()

    with pytest.raises(RetryLaterError):
        await channel.send(a_message())


async def test_a_message_of_which_a_part_arrived_is_unsure(channel: Telegram, api: BotApi) -> None:
    api.faults.add(kind="429", after=1)

    with pytest.raises(UnsureError):
        await channel.send(a_message("mot " * 2000))


async def test_a_poisonous_message_holds_up_nobody(channel: Telegram, api: BotApi) -> None:
    poison = Message(1, Address("telegram", "7001", "7001"), Markup("<b>x</b>"), "fr", keys=(Key("Ok", "x" * 65),))

    with pytest.raises(CannotSendError):
        await channel.send(poison)

    assert (await channel.send(a_message(chat=7002))).id

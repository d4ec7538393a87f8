from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.channels.telegram import Telegram
from assistant.domain.errors import SettingsError
from tests.telegram import people
from tests.telegram.bot_api import BotApi
from tests.telegram.conftest import ODILE, Inbox, make

SERAPHIN = 7002


async def test_an_update_is_acknowledged_only_once_it_is_kept(api: BotApi, running: Telegram, inbox: Inbox) -> None:
    inbox.broken = 1
    api.give(people.message(ODILE, "/solde"))

    await inbox.until(1)

    assert inbox.broken == 0
    await api.until_acknowledged()
    assert [kept.text for kept in inbox.kept] == ["/solde"]


async def test_only_what_is_handled_is_asked_for_and_nothing_is_dropped_at_the_start(
    api: BotApi, running: Telegram, inbox: Inbox
) -> None:
    api.give(people.message(ODILE, "/aide"))

    await inbox.until(1)

    assert api.calls("deleteWebhook")[0].params == {"drop_pending_updates": False}
    assert running.username == "mbongi_bot"


@pytest.mark.parametrize("kind", ["429", "500", "502html", "hang", "close", "garbage"])
async def test_polling_comes_back_from_every_trouble(api: BotApi, running: Telegram, inbox: Inbox, kind: str) -> None:
    api.faults.add(kind=kind, method="getUpdates", count=1)

    api.give(people.message(ODILE, "/solde"))

    assert len(await inbox.until(1)) == 1


@pytest.mark.parametrize("kind", ["500", "close"])
async def test_a_server_that_is_not_there_at_the_start_is_waited_for(
    api: BotApi, inbox: Inbox, channel: Telegram, kind: str
) -> None:
    api.faults.add(kind=kind, method="getMe")

    await channel.identify()

    assert channel.username == "mbongi_bot"


async def test_a_refused_token_ends_the_start_with_a_sentence(api: BotApi, inbox: Inbox, tmp_path: Path) -> None:
    channel = make(api, inbox, tmp_path, token="123456:another-token")

    with pytest.raises(SettingsError, match="TELEGRAM_TOKEN is refused"):
        await channel.run()

    await channel.close()


async def test_two_processes_on_one_token_do_not_lose_an_update(
    api: BotApi, running: Telegram, inbox: Inbox, tmp_path: Path
) -> None:
    other = make(api, inbox, tmp_path)
    task = asyncio.create_task(other.run())

    api.give(*(people.message(ODILE, f"message {n}") for n in range(5)))
    await inbox.until(5)

    assert {kept.text for kept in inbox.kept} == {f"message {n}" for n in range(5)}
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await other.close()


async def test_every_press_is_answered_also_one_that_has_no_effect(
    api: BotApi, running: Telegram, inbox: Inbox
) -> None:
    with_effect, without = people.press(ODILE, "t.0", 5), people.press(ODILE, "t.0", 5)
    del without["callback_query"]["from"]

    api.give(with_effect, without)
    await api.until(2, "answerCallbackQuery")

    assert sorted(api.methods.answered) == sorted(u["callback_query"]["id"] for u in (with_effect, without))
    assert [kept.press for kept in await inbox.until(1)] == ["t.0"]


async def test_a_press_that_is_too_old_to_be_answered_keeps_its_effect(
    api: BotApi, running: Telegram, inbox: Inbox
) -> None:
    api.faults.add(kind="400", method="answerCallbackQuery", description="query is too old")

    api.give(people.press(ODILE, "t.0", 5))

    assert [kept.press for kept in await inbox.until(1)] == ["t.0"]


async def test_who_blocks_the_assistant_is_reported(api: BotApi, running: Telegram, inbox: Inbox) -> None:
    api.give(people.membership(ODILE, "kicked"), people.message(SERAPHIN, "/aide"))

    await inbox.until(1)

    assert inbox.reachability == [("7001", False)]


async def test_a_file_is_fetched_before_its_message_is_kept(api: BotApi, running: Telegram, inbox: Inbox) -> None:
    api.methods.files["d1"] = b"numero;solde\n"
    document = {"file_id": "d1", "file_name": "soldes.csv", "mime_type": "text/csv", "file_size": 13}

    api.give(people.message(ODILE, document=document, caption="les soldes"))
    kept = (await inbox.until(1))[0]

    assert kept.file is not None
    assert (kept.file.name, kept.file.size, kept.text) == ("soldes.csv", 13, "les soldes")
    assert await asyncio.to_thread(Path(kept.file.path).read_bytes) == b"numero;solde\n"


@pytest.mark.parametrize("kind", ["500", "hang", "close"])
async def test_a_file_that_cannot_be_fetched_does_not_lose_its_message(
    api: BotApi, running: Telegram, inbox: Inbox, kind: str
) -> None:
    api.methods.files["d1"] = b"x"
    api.faults.add(kind=kind, method="file", count=-1)

    api.give(people.message(ODILE, document={"file_id": "d1", "file_name": "a.csv"}), people.message(SERAPHIN, "/aide"))
    await inbox.until(2)

    by_account = {kept.account: kept for kept in inbox.kept}
    assert by_account["7001"].file is not None
    assert by_account["7001"].file.path == ""
    assert inbox.kept[0].account == "7002"


async def test_a_file_larger_than_it_claims_is_not_kept(
    api: BotApi, running: Telegram, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("assistant.channels.telegram.intake.FILE_BYTES", 10)
    api.methods.files["d1"] = b"x" * 11

    api.give(people.message(ODILE, document={"file_id": "d1", "file_name": "a.csv", "file_size": 1}))
    kept = (await inbox.until(1))[0]

    assert kept.file is not None
    assert kept.file.path == ""
    assert not list((tmp_path / "downloads").iterdir())


async def test_one_persons_messages_stay_in_order_while_a_file_is_fetched(
    api: BotApi, running: Telegram, inbox: Inbox
) -> None:
    api.methods.files["d1"] = b"x"
    api.faults.add(kind="slow", method="getFile", seconds=0.2)

    api.give(people.message(ODILE, document={"file_id": "d1"}), people.message(ODILE, "voilà"))
    await inbox.until(2)

    assert [kept.text for kept in inbox.kept] == [None, "voilà"]


async def test_a_menu_that_cannot_be_set_hinders_nothing(channel: Telegram, api: BotApi) -> None:
    api.faults.add(kind="429", method="setMyCommands")
    api.faults.add(kind="400", method="getMyCommands", description="chat not found", after=1)

    await channel.set_menu("7001", [("solde", "Votre solde")])
    await channel.set_menu("7001", [("solde", "Votre solde")])
    await channel.set_menu("7001", [("solde", "Votre solde")])

    assert [call.status for call in api.calls("setMyCommands")] == [0, 200]


async def test_menus_are_set_by_role_and_language_and_only_where_they_changed(channel: Telegram, api: BotApi) -> None:
    lines = {"fr": [("solde", "Votre solde")], "en": [("balance", "Your balance")]}
    group = {"fr": [("aide", "Aide")]}

    await channel.set_menus(lines, group)
    await channel.set_menu("7001", [("solde", "Votre solde"), ("paiements", "Les paiements")])
    first = len(api.calls("setMyCommands"))
    await channel.set_menus(lines, group)
    await channel.set_menu("7001", [("solde", "Votre solde"), ("paiements", "Les paiements")])

    assert first == 3 + 2 + 1
    assert len(api.calls("setMyCommands")) == first
    scopes = {(c.params["scope"]["type"], c.params.get("language_code")) for c in api.calls("setMyCommands")}
    assert ("all_private_chats", None) in scopes
    assert ("all_private_chats", "en") in scopes
    assert ("chat", None) in scopes

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from assistant.channels.telegram import Telegram
from assistant.channels.telegram import webhook as webhooks
from assistant.domain.errors import SettingsError
from tests.loopback import free_port
from tests.telegram import people
from tests.telegram.bot_api import SECRET_HEADER, BotApi
from tests.telegram.conftest import ODILE, Inbox, make

SECRET = "s3cret_-"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def hooked(api: BotApi, inbox: Inbox, tmp_path: Path, port: int) -> AsyncIterator[Telegram]:
    channel = make(api, inbox, tmp_path, webhook=(f"http://127.0.0.1:{port}/telegram", SECRET, port))
    task = asyncio.create_task(channel.run())
    yield channel
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await channel.close()


async def post(port: int, body: bytes, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    url, body_file = f"http://127.0.0.1:{port}/telegram", io.BytesIO(body)
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.post(url, data=body_file, headers=headers) as response:
                    return response.status
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0.02)


async def test_an_update_is_taken_once_it_is_kept_and_brought_again_where_it_could_not_be(
    api: BotApi, hooked: Telegram, inbox: Inbox
) -> None:
    inbox.broken = 2
    api.give(people.message(ODILE, "/solde"), people.message(ODILE, "/aide"))

    await inbox.until(2)
    await api.until_acknowledged()

    assert [kept.text for kept in inbox.kept] == ["/solde", "/aide"]
    assert [status for status in api.deliveries if status] == [503, 503, 200, 200]
    hook = api.calls("setWebhook")[0].params
    assert (hook["secret_token"], hook["allowed_updates"]) == (SECRET, ["message", "callback_query", "my_chat_member"])


@pytest.mark.parametrize("secret", [None, "", "wrong", "s3cret_-x", "é"])
async def test_who_does_not_know_the_secret_has_no_effect(
    hooked: Telegram, inbox: Inbox, port: int, secret: str | None
) -> None:
    status = await post(port, b'{"update_id": 1}', secret)

    assert status == 401
    assert inbox.kept == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'"' + b"x" * (1 << 20) + b'"', 413),
        (b"{}", 200),
        (b'{"update_id": "x"}', 200),
    ],
    ids=["empty", "cut off", "a list", "no text", "deep", "too large", "no id", "strange id"],
)
async def test_a_malformed_body_is_refused_and_harms_nothing(
    hooked: Telegram, inbox: Inbox, port: int, body: bytes, status: int
) -> None:
    assert await post(port, body) == status
    assert inbox.kept == []


async def test_a_body_that_does_not_come_is_not_waited_for(
    hooked: Telegram, inbox: Inbox, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "BODY_SECONDS", 0.1)
    await post(port, b"{}")
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n{SECRET_HEADER}: {SECRET}\r\n\r\n"

    writer.write(head.encode() + b"{")
    answer = await asyncio.wait_for(reader.readline(), 60)

    assert b" 408 " in answer
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize("secret", ["", "with space", "é", "x" * 257])
def test_a_webhook_without_a_sound_secret_is_refused_at_the_start(
    api: BotApi, inbox: Inbox, tmp_path: Path, secret: str
) -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_SECRET"):
        make(api, inbox, tmp_path, webhook=("https://example.org/hook", secret, 8443))

from __future__ import annotations

import contextlib
import logging
import traceback
from pathlib import Path

import pytest

from assistant.channels.telegram import Patience, Telegram
from tests.telegram import people
from tests.telegram.bot_api import TOKEN, BotApi
from tests.telegram.conftest import HURRIED, ODILE, Inbox, a_message

KINDS = ("400", "403", "429", "500", "502html", "hang", "close", "lost", "garbage")


@pytest.fixture
def patience() -> Patience:
    return HURRIED


async def test_neither_token_nor_words_nor_telephone_reach_a_log_at_debug_whatever_goes_wrong(
    api: BotApi, running: Telegram, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    traces, canary = [], a_message("canari-2")
    inbox.broken = 1
    api.faults.add(kind="500", method="getUpdates")
    api.faults.add(kind="close", method="answerCallbackQuery")
    api.give(people.message(ODILE, "canari-1", contact={"phone_number": "+33639980274"}), people.press(ODILE, "t.0", 1))

    for kind in KINDS:
        api.faults.add(kind=kind, method="sendMessage")
        try:
            await running.send(canary)
        except Exception as error:  # noqa: BLE001 - every kind of error is looked at
            traces.append("".join(traceback.format_exception(error)))
    await inbox.until(2)

    said = caplog.text + "".join(traces)
    assert len(traces) == len(KINDS)
    for secret in (TOKEN, "canari-1", "canari-2", "+33639980274"):
        assert secret not in said


async def test_an_unreachable_server_does_not_put_the_token_into_an_error(
    api: BotApi, channel: Telegram, tmp_path: Path
) -> None:
    await api.__aexit__()
    trace = ""

    with contextlib.suppress(AssertionError):
        try:
            await channel.send(a_message())
        except Exception as error:  # noqa: BLE001 - every kind of error is looked at
            trace = "".join(traceback.format_exception(error))

    assert trace
    assert TOKEN not in trace

"""The stage over the Bot API server of the tests."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from assistant.domain.messages import Address
from tests.association import chat_of
from tests.crash.stage import BUREAU, Shown
from tests.telegram import people
from tests.telegram.bot_api import TOKEN, BotApi, Call

ANSWER_SECONDS = 0.015
"""Between a message's arrival and the server's answer: long enough that some kills fall between the two."""
NOBODY = 0
SHOWN = frozenset(("sendmessage", "editmessagetext", "senddocument", "sendphoto"))


def settings_of(url: str) -> dict[str, str]:
    """By which the assistant finds that server."""
    return {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": url}


class TelegramStage:
    """See `Stage`. The server keeps nothing, so it is never killed."""

    shows_repeats = True
    speaks_first = False
    late = ()
    server = None

    def __init__(self, api: BotApi, count: int) -> None:
        self.settings = settings_of(api.url)
        self.newcomers = range(count // 2 + BUREAU + 1, count + 1)
        self._api = api
        self._places = {chat_of(place): place for place in range(1, count + 1)}
        self._shown: list[Shown] = []
        self._in_chat: Counter[int] = Counter()
        self._read = 0
        self._ids = itertools.count(1)
        self._chats: dict[int, str] = {}
        """Where each update was given."""

    def address(self, place: int) -> Address:
        chat = str(chat_of(place))
        return Address("telegram", chat, chat)

    def shown(self) -> Sequence[Shown]:
        for call in self._api.journal[self._read :]:
            if call.effect and call.method.lower() in SHOWN and call.chat is not None:
                self._in_chat[call.chat] += 1
                self._shown.append(_shown(call, self._places.get(call.chat, NOBODY), self._in_chat[call.chat]))
        self._read = len(self._api.journal)
        return self._shown

    def say(self, place: int, text: str, *, again: bool) -> None:
        self._give(place, people.message(chat_of(place), text), again=again)

    def press(self, place: int, message: Shown, data: str) -> None:
        self._give(place, people.press(chat_of(place), data, int(message.id)))

    def _give(self, place: int, update: dict[str, Any], *, again: bool = False) -> None:
        update |= {"update_id": next(self._ids)}
        self._chats[update["update_id"]] = self.address(place).chat
        self._api.give(update, *([update] if again else []))

    def unheard(self) -> set[str]:
        return {self._chats[update] for update in self._api.unacknowledged}

    def unseen(self) -> set[str]:
        """What the server answers for is in its journal."""
        return set()

    async def problems(self) -> list[str]:
        return []


def _shown(call: Call, place: int, n: int) -> Shown:
    rows = (call.params.get("reply_markup") or {}).get("inline_keyboard", [])
    presses = [button["callback_data"] for row in rows for button in row if "callback_data" in button]
    text = str(call.params.get("text") or call.params.get("caption") or "")
    return Shown(place, str(n), text, tuple(presses))


@asynccontextmanager
async def telegram(_: Path, count: int) -> AsyncIterator[TelegramStage]:
    """The server, which needs no folder."""
    async with BotApi(answer_seconds=ANSWER_SECONDS) as api:
        yield TelegramStage(api, count)

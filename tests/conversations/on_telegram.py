"""Telegram: the real channel against the Bot API server of the tests; each person sees their chat."""

from __future__ import annotations

import asyncio
import contextlib
import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from assistant.channels.telegram import Patience, Telegram
from assistant.ports import Database
from assistant.settings import Listen
from assistant.settings import Telegram as Settings
from tests.conversations.association import PEOPLE, House
from tests.conversations.stage import Heard, Paper, Phone, Stage, ordered, spaced
from tests.telegram import people
from tests.telegram.bot_api import TOKEN, BotApi, Call
from tests.telegram.markup import visible
from tests.telegram.methods import Upload

COUSINS = -100500


@dataclass
class TelegramStage:
    """The server that stands for Telegram, and the assistant that polls it."""

    house: House
    api: BotApi
    name: str = "telegram"

    @property
    def books(self) -> Database:
        return self.house.books

    async def phone(self, name: str, *, known: bool = True) -> Phone:
        chat = 7000 + int(PEOPLE[name].number[1:])
        if known:
            await self.house.tie(name, "telegram", str(chat))
        return TelegramPhone(self, chat)

    async def at(self, instant: datetime) -> None:
        await self.house.at(instant)

    async def give(self, update: people.Update) -> None:
        """One update, and all that it caused has arrived."""
        self.api.give(update)
        await self.api.until_acknowledged()
        await self.house.settle()

    def shown(self, chat: int, since: int) -> list[Call]:
        """The calls from that line of the journal on that changed what stands in the chat."""
        return [
            call
            for call in self.api.journal[since:]
            if call.effect and call.status == 200 and call.chat == chat and call.message_id is not None
        ]


@dataclass
class TelegramPhone:
    """One private chat; `buttons` holds the message and the data of each label as it was shown last."""

    stage: TelegramStage
    chat: int
    read: int = 0
    buttons: dict[str, tuple[int, str]] = field(default_factory=dict)

    async def say(self, text: str) -> list[Heard]:
        return await self._step(people.message(self.chat, text))

    async def press(self, label: str) -> list[Heard]:
        await self.heard()
        message, data = self.buttons[label]
        return await self._step(people.press(self.chat, data, message))

    async def send_file(self, name: str, content: bytes) -> list[Heard]:
        self.stage.api.methods.files[name] = content
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        document = {"file_id": name, "file_name": name, "mime_type": kind, "file_size": len(content)}
        return await self._step(people.message(self.chat, document=document))

    async def say_in_group(self, *texts: str) -> list[Heard]:
        for text in texts:
            await self.stage.give(people.in_group(self.chat, text, COUSINS))
        return [_heard(call) for call in self.stage.shown(COUSINS, 0)]

    async def heard(self) -> list[Heard]:
        fresh, self.read = self.stage.shown(self.chat, self.read), len(self.stage.api.journal)
        for call in fresh:
            self.buttons |= {label: (call.message_id or 0, data) for label, data in _buttons(call).items()}
        return _joined([_heard(call) for call in fresh])

    async def _step(self, update: people.Update) -> list[Heard]:
        await self.heard()
        await self.stage.give(update)
        return await self.heard()


def _joined(heard: list[Heard]) -> list[Heard]:
    """Files that follow without a text of their own belong to the message before."""
    whole: list[Heard] = []
    for one in heard:
        if one.text:
            whole.append(one)
        else:
            whole[-1] = replace(whole[-1], papers=whole[-1].papers + one.papers)
    return whole


def _heard(call: Call) -> Heard:
    said = call.params.get("text") or call.params.get("caption") or ""
    text = visible(said) if call.params.get("parse_mode") == "HTML" else said
    file = call.params.get("document") or call.params.get("photo")
    papers = (Paper(file.name, file.content),) if isinstance(file, Upload) else ()
    links = tuple(key["url"] for key in _keys(call) if "url" in key)
    return Heard(spaced(text), ordered(_buttons(call)), papers, call.method.startswith("edit"), links)


def _buttons(call: Call) -> dict[str, str]:
    """Label and data of what is pressed under the message."""
    return {spaced(key["text"]): key["callback_data"] for key in _keys(call) if "callback_data" in key}


def _keys(call: Call) -> list[dict[str, Any]]:
    rows = (call.params.get("reply_markup") or {}).get("inline_keyboard", [])
    return [key for row in rows for key in row]


@asynccontextmanager
async def open_telegram(house: House) -> AsyncIterator[Stage]:
    """The channel polls until the end of the block."""
    async with BotApi() as api:
        telegram = Telegram(
            Settings(TOKEN, api.url, None, None, Listen("127.0.0.1", 0)),
            house.clock,
            house.folder / "downloads",
            receive=house.intake.receive,
            reachability=_ignored,
            patience=Patience(poll=1, answer=5),
        )
        house.channels[telegram.name] = telegram
        running = asyncio.create_task(telegram.run())
        yield TelegramStage(house, api)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        await telegram.close()


async def _ignored(_account: str, _reachable: bool) -> None:
    """Nobody comes or goes here."""

"""The operator's console, as `assistant console` runs it: lines into a pipe, answers out of another."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from assistant.app import run_console
from assistant.ports import Database
from assistant.settings import Settings
from tests.conversations.association import PATIENCE, PEOPLE, House, settings_of
from tests.conversations.stage import Heard, Paper, Phone, Stage, ordered, spaced

GROUP = "group:cousins"
_PRESSED = re.compile(r"back|cancel|skip|[\w-]+\.\d+")
"""The ids of keys that are no links."""


@dataclass
class ConsoleStage:
    """Everybody shares one console, as a script does."""

    house: House
    typed: TextIO
    shown: TextIO
    name: str = "console"
    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def books(self) -> Database:
        return self.house.books

    async def phone(self, name: str, *, known: bool = True) -> Phone:
        number = PEOPLE[name].number
        account = number if known else f"chat:{name}"
        return ConsolePhone(self, account, {number, account})

    async def at(self, instant: datetime) -> None:
        self.house.clock.instant = instant
        await self.tell({"tick": True})

    async def tell(self, line: dict[str, Any]) -> None:
        """One line, and its answer."""
        self.typed.write(json.dumps({"at": self.house.clock.now().isoformat(), **line}) + "\n")
        self.typed.flush()
        async with asyncio.timeout(PATIENCE):
            answer = json.loads(await asyncio.to_thread(self.shown.readline))
        assert answer["error"] is None, answer["error"]
        self.messages += answer["messages"]


@dataclass
class ConsolePhone:
    """Speaks as one account, and reads what is said to it or to its member."""

    stage: ConsoleStage
    account: str
    addresses: set[str]
    read: int = 0
    labels: list[str] = field(default_factory=list)

    async def say(self, text: str) -> list[Heard]:
        return await self._step({"text": text})

    async def press(self, label: str) -> list[Heard]:
        await self.heard()
        assert label in self.labels, f"{label} was never shown"
        return await self._step({"press": label})

    async def send_file(self, name: str, content: bytes) -> list[Heard]:
        path = self.stage.house.folder / name
        path.write_bytes(content)
        return await self._step({"file": str(path)})

    async def say_in_group(self, *texts: str) -> list[Heard]:
        for text in texts:
            await self.stage.tell({"from": self.account, "in": GROUP, "text": text})
        return [_heard(one) for one in self.stage.messages if one["to"] == GROUP]

    async def heard(self) -> list[Heard]:
        fresh, self.read = self.stage.messages[self.read :], len(self.stage.messages)
        heard = [_heard(one) for one in fresh if one["to"] in self.addresses]
        self.labels += (label for one in heard for label in one.labels)
        return heard

    async def _step(self, line: dict[str, Any]) -> list[Heard]:
        await self.heard()
        await self.stage.tell({"from": self.account, **line})
        return await self.heard()


def _heard(message: dict[str, Any]) -> Heard:
    options = message["ask"]["options"] if message["ask"] else []
    buttons = [button for button in message["buttons"] if _PRESSED.fullmatch(button["id"])]
    labels = ordered(spaced(key["label"]) for key in [*options, *buttons])
    papers = tuple(Paper(file["name"], Path(file["path"]).read_bytes()) for file in message["files"])
    links = tuple(button["id"] for button in message["buttons"] if "://" in button["id"])
    return Heard(spaced(message["text"]), labels, papers, message["edits"] is not None, links)


@asynccontextmanager
async def open_console(house: House) -> AsyncIterator[Stage]:
    """The console runs in a thread of its own, since it reads its lines one by one as a program does."""
    lines, typed = os.pipe()
    shown, out = os.pipe()
    with open(typed, "w", encoding="utf-8") as keys, open(shown, encoding="utf-8") as screen:  # noqa: ASYNC230, PTH123 - pipes
        stage = ConsoleStage(house, keys, screen)
        running = asyncio.create_task(asyncio.to_thread(_run, settings_of(house.folder), lines, out))
        yield stage
        keys.close()
        await running


def _run(settings: Settings, lines: int, out: int) -> None:
    with open(lines, encoding="utf-8") as typed, open(out, "w", encoding="utf-8") as shown:
        asyncio.run(run_console(settings, typed, shown))

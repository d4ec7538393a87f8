"""The web chat: the real application by HTTP; each person has a browser with a session of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import mimetypes
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx

from assistant.channels.web import MemoryConversations, WebChat
from assistant.ports import Database
from assistant.settings import Listen
from storage.seal import Seal
from tests.conftest import PARIS
from tests.conversations.association import PATIENCE, House
from tests.conversations.stage import Heard, Paper, Phone, Stage, ordered, spaced
from tests.loopback import free_port


@dataclass
class WebStage:
    """The assistant behind its page."""

    house: House
    address: str
    stack: AsyncExitStack
    name: str = "web"

    @property
    def books(self) -> Database:
        return self.house.books

    async def phone(self, name: str, *, known: bool = True) -> Phone:
        client = httpx.AsyncClient(base_url=self.address, headers={"Origin": self.address}, timeout=PATIENCE)
        browser = await self.stack.enter_async_context(client)
        chat = (await browser.get("/state")).json()["people"][0]["chat"]
        if known:
            await self.house.tie(name, "web", chat)
        return WebPhone(self, browser, chat)

    async def at(self, instant: datetime) -> None:
        await self.house.at(instant)


@dataclass
class WebPhone:
    """One browser; `buttons` holds the bubble and the data of each label as it was shown last."""

    stage: WebStage
    browser: httpx.AsyncClient
    chat: str
    read: int = 0
    bubbles: set[str] = field(default_factory=set)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)

    async def say(self, text: str) -> list[Heard]:
        await self.heard()
        return await self._post({"text": text})

    async def press(self, label: str) -> list[Heard]:
        await self.heard()
        bubble, data = self.buttons[label]
        return await self._post({"press": data, "bubble": bubble})

    async def send_file(self, name: str, content: bytes) -> list[Heard]:
        await self.heard()
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        headers = {"X-File-Name": quote(name), "Content-Type": kind}
        where = {"chat": self.chat, "id": secrets.token_hex(8)}
        return await self._sent(await self.browser.post("/uploads", params=where, content=content, headers=headers))

    async def say_in_group(self, *texts: str) -> list[Heard]:
        raise NotImplementedError("the web chat has no groups")

    async def heard(self) -> list[Heard]:
        return [await self._heard(line) for line in await self._told() if line["kind"] == "said"]

    async def _post(self, body: dict[str, str]) -> list[Heard]:
        posted = {"chat": self.chat, "id": secrets.token_hex(8), **body}
        return await self._sent(await self.browser.post("/messages", json=posted))

    async def _sent(self, answer: httpx.Response) -> list[Heard]:
        assert answer.status_code == 202, answer.text
        await self.stage.house.settle()
        return await self.heard()

    async def _told(self) -> list[dict[str, Any]]:
        """The lines since the last one read, as the page gets them until it is told that these were all."""
        lines = []
        async with self.browser.stream("GET", "/events", params={"after": self.read}) as events:
            async for line in events.aiter_lines():
                if line.startswith("event: ready"):
                    break
                if line.startswith("data: ") and "seq" in (said := json.loads(line.removeprefix("data: "))):
                    lines.append(said)
        self.read = lines[-1]["seq"] if lines else self.read
        return lines

    async def _heard(self, line: dict[str, Any]) -> Heard:
        bubble = line["bubble"]
        edits, text = bubble in self.bubbles, "".join(run[0] for run in line["runs"])
        self.bubbles.add(bubble)
        pressed = {spaced(key["label"]): (bubble, key["data"]) for key in line["keys"] if key["data"]}
        self.buttons |= pressed
        papers = [await self._fetched(file) for file in line["files"]]
        links = tuple(key["url"] for key in line["keys"] if key["url"])
        return Heard(spaced(text), ordered(pressed), tuple(papers), edits, links)

    async def _fetched(self, file: dict[str, Any]) -> Paper:
        answer = await self.browser.get(f"/files/{file['id']}")
        assert answer.status_code == 200
        return Paper(file["name"], answer.content)


@asynccontextmanager
async def open_web(house: House) -> AsyncIterator[Stage]:
    """The page is served until the end of the block."""
    web = WebChat(
        Listen("127.0.0.1", free_port()),
        MemoryConversations(),
        house.folder / "web",
        Seal("secret"),
        receive=house.intake.receive,
        menu=_nothing,
        now=house.clock.now,
        timezone=PARIS,
        locale="fr",
    )
    house.channels[web.name] = web
    running = asyncio.create_task(web.run())
    async with AsyncExitStack() as stack:
        await _answers(web.address)
        yield WebStage(house, web.address, stack)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def _nothing(_account: str) -> list[tuple[str, str]]:
    """The menu is not looked at here."""
    return []


async def _answers(address: str) -> None:
    """Wait until the page is there."""
    transport = httpx.AsyncHTTPTransport(retries=10)
    async with httpx.AsyncClient(base_url=address, transport=transport, timeout=PATIENCE) as client:
        await client.get("/state")

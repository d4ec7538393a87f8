"""People whose clients see what comes all the time, and try again for as long as the homeserver is down."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import nio

from tests.matrix.encrypted import EncryptedPerson
from tests.matrix.people import Content, Person

SYNC_MILLISECONDS = 30_000
AGAIN_SECONDS = 0.2
ENOUGH = 1000
"""What the homeserver gives at most at a time."""
SAID = ("m.room.message", "m.room.encrypted")
DOWN = (aiohttp.ClientError, OSError, TimeoutError)


class PatientPerson(Person):
    """One whose client asks until the homeserver answers."""

    async def ask(self, method: str, path: str, body: object = None, *, params: dict[str, str] | None = None) -> Any:
        while True:
            try:
                return await super().ask(method, path, body, params=params)
            except DOWN:
                await asyncio.sleep(AGAIN_SECONDS)

    async def follow(self) -> None:
        """For ever: see what comes."""
        while True:
            await self.sync(SYNC_MILLISECONDS)

    async def put(self, kind: str, content: Content, transaction: str) -> str:
        """Send into their chat, while `follow` runs; the same transaction twice is one event. Its id."""
        return str((await self._in(None, "PUT", f"send/{kind}/{transaction}", content))["event_id"])

    async def kept(self, sender: str) -> list[str]:
        """What the homeserver keeps of that sender's messages in their chat, read or not."""
        answer = await self.ask("GET", f"rooms/{quote(self.room)}/messages", params={"dir": "b", "limit": str(ENOUGH)})
        assert len(answer["chunk"]) < ENOUGH
        return [event["event_id"] for event in answer["chunk"] if event["sender"] == sender and event["type"] in SAID]


class PatientEncryptedPerson(EncryptedPerson, PatientPerson):
    """The same with encryption: what nio gives up is tried again."""

    async def began(self, folder: Path) -> None:
        await super().began(folder)
        self.client.config = replace(self.client.config, max_timeout_retry_wait_time=AGAIN_SECONDS)

    async def put(self, kind: str, content: Content, transaction: str) -> str:
        while True:
            try:
                answer = await self.client.room_send(
                    self.room, kind, content, transaction, ignore_unverified_devices=True
                )
            except DOWN:
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            assert isinstance(answer, nio.RoomSendResponse), answer
            return str(answer.event_id)

    async def sync(self, wait: int = 1000) -> None:
        while True:
            try:
                return await super().sync(wait)
            except DOWN:
                await asyncio.sleep(AGAIN_SECONDS)

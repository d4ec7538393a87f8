"""Shows that the assistant is typing, where its answer takes longer than people expect."""

from __future__ import annotations

import asyncio
import logging

import aiohttp
import nio

SHOWN_AFTER = 0.3
SHOWN_FOR = 8.0
"""An answer that takes longer, or never comes, is no longer announced."""
CALL_SECONDS = 2.0

log = logging.getLogger(__name__)


class TypingNotice:
    """`came` where somebody is to be answered, `answered` once they are; neither ever fails."""

    def __init__(self, client: nio.AsyncClient) -> None:
        self._client = client
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def came(self, room: str) -> None:
        """Somebody wrote there: show it soon, unless they are answered before."""
        waiting = self._waiting.get(room)
        if waiting is not None and not waiting.done():
            return
        task = self._waiting[room] = asyncio.create_task(self._show(room))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def answered(self, room: str) -> None:
        """They were answered: show it no longer."""
        if (waiting := self._waiting.pop(room, None)) is not None:
            waiting.cancel()

    async def close(self) -> None:
        """Show nothing any longer."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _show(self, room: str) -> None:
        await asyncio.sleep(SHOWN_AFTER)
        try:
            await self._tell(room, typing=True)
            await asyncio.sleep(SHOWN_FOR)
        finally:
            await self._tell(room, typing=False)

    async def _tell(self, room: str, *, typing: bool) -> None:
        try:
            async with asyncio.timeout(CALL_SECONDS):
                await self._client.room_typing(room, typing, int(SHOWN_FOR * 1000))
        except (aiohttp.ClientError, OSError, nio.ProtocolError) as error:
            log.debug("typing could not be shown: %s", type(error).__name__)

"""Server-sent events: what was said since the last line a browser has seen, then whatever is said next."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from assistant.channels.web.conversations import Conversations, Line
from assistant.domain.messages import Json

BEAT = 15.0


@dataclass(slots=True)
class Streams:
    """The open streams of this process."""

    conversations: Conversations
    clock: Callable[[], Json | None]
    """The demo's clock as the browser gets it; None where there is none."""
    _waiting: set[asyncio.Event] = field(default_factory=set)
    _closed: bool = False

    def wake(self) -> None:
        """Something was said, or the clock moved."""
        for event in self._waiting:
            event.set()

    def close(self) -> None:
        """End every stream."""
        self._closed = True
        self.wake()

    async def follow(self, chats: Sequence[str], after: int) -> AsyncIterator[str]:
        """Events from the line after `after` on; `ready` once the past is told, `clock` at each move of it."""
        event = asyncio.Event()
        self._waiting.add(event)
        clock: Json | None = None
        try:
            yield _event("hello", {"epoch": self.conversations.epoch})
            ready = False
            while not self._closed:
                event.clear()
                for line in self.conversations.since(chats, after):
                    after = line.seq
                    yield _said(line)
                if (moved := self.clock()) is not None and moved["moves"] != (clock or {}).get("moves"):
                    clock = moved
                    yield _event("clock", moved)
                if not ready:
                    ready = True
                    yield _event("ready", {})
                if not await _within(event, BEAT):
                    yield ": still here\n\n"
        finally:
            self._waiting.discard(event)


def _said(line: Line) -> str:
    return f"id: {line.seq}\ndata: {json.dumps(line.shown(), ensure_ascii=False)}\n\n"


def _event(name: str, body: Json) -> str:
    return f"event: {name}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n"


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True

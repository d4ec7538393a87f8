"""Long polling that acknowledges an update only once it is kept, and comes back from whatever the server does."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, TelegramError

from assistant.channels.telegram.incoming import ALLOWED_UPDATES
from assistant.channels.telegram.request import FloodError, NoAnswerError, Request

BATCH = 100
SHORTEST_WAIT = 0.5
LONGEST_WAIT = 30.0

Take = Callable[[Sequence[object]], Awaitable[int | None]]

log = logging.getLogger(__name__)


class Backoff:
    """How long to wait after failures in a row: doubling, up to half a minute."""

    def __init__(self) -> None:
        self._failures = 0

    def well(self) -> None:
        """The next failure is the first again."""
        self._failures = 0

    async def failed(self, error: Exception) -> None:
        """Say so at the first failure, and wait; at least as long as the server asks."""
        say = log.info if self._failures else log.warning
        say("the Bot API cannot be used: %s", type(error).__name__)
        if isinstance(error, Conflict) and not self._failures:
            log.error("another process receives the updates of this bot: run exactly one")
        wait = min(SHORTEST_WAIT * 2 ** min(self._failures, 10), LONGEST_WAIT)
        self._failures += 1
        await asyncio.sleep(max(wait, error.seconds) if isinstance(error, FloodError) else wait)


async def poll(bot: Bot, request: Request, take: Take, seconds: int) -> None:
    """Fetch and keep updates until cancelled. `seconds`: how long the server may wait for one.

    The updates stay raw: python-telegram-bot's objects cost 86 µs each and are not needed to read them.
    """
    offset: int | None = None
    backoff = Backoff()
    while True:
        try:
            updates = await request.post(_address(bot, offset, seconds))
            last = await take(_list(updates))
        except TelegramError as error:
            await backoff.failed(error)
            continue
        except Exception as error:
            log.exception("updates could not be kept; they are fetched again")
            await backoff.failed(error)
            continue
        backoff.well()
        if last is not None:
            offset = last + 1


def _address(bot: Bot, offset: int | None, seconds: int) -> str:
    query: dict[str, Any] = {"timeout": seconds, "limit": BATCH, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
    if offset is not None:
        query["offset"] = offset
    return f"{bot.base_url}/getUpdates?{urlencode(query)}"


def _list(updates: object) -> list[object]:
    if not isinstance(updates, list):
        raise NoAnswerError("the Bot API server answered something else than a list of updates")
    return updates

"""What makes a conversation pleasant and may be missing: reactions to tap, and old questions without their choices.

In the background, in order, and never in the way of a message: one failure drops all that waits. What only clears away
comes after a rest, when nothing else waits.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from assistant.channels.matrix.calls import Gate, judged
from assistant.chat import CannotSendError

CLOSE_SECONDS = 2.0
"""What still waits when the channel ends may take so long."""
REST_SECONDS = 60.0
"""So long stays what is to be cleared away: whoever is asked one thing after another is not held up by it."""
CLEARED = 500
"""Of more that waits to be cleared away, the oldest stays."""
Decoration = Callable[[], Awaitable[object]]

log = logging.getLogger(__name__)


class Decorations:
    """A queue and the task that works it off."""

    def __init__(self, gate: Gate, patience: float = CLOSE_SECONDS) -> None:
        self._gate = gate
        self._patience = patience
        self._waiting: deque[Decoration] = deque()
        self._clearing: deque[tuple[float, Decoration]] = deque(maxlen=CLEARED)
        self._rest = REST_SECONDS
        self._task: asyncio.Task[None] | None = None

    def add(self, *decorations: Decoration) -> None:
        """Do these when what was added before is done; nothing while the homeserver counts the assistant's events."""
        if self._gate.tight:
            return
        self._waiting.extend(decorations)
        if self._waiting:
            self._begin()

    def clear(self, decoration: Decoration) -> None:
        """Do this in a while; it may never be done."""
        loop = asyncio.get_running_loop()
        self._clearing.append((loop.time() + self._rest, decoration))
        loop.call_later(self._rest, self._begin)

    def _begin(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    def _next(self) -> Decoration | None:
        if self._waiting:
            return self._waiting.popleft()
        if self._clearing and self._clearing[0][0] <= asyncio.get_running_loop().time() and not self._gate.tight:
            return self._clearing.popleft()[1]
        return None

    async def close(self) -> None:
        """Finish, or give up after a while; nothing more is cleared away."""
        self._clearing.clear()
        if self._task is None:
            return
        await asyncio.wait([self._task], timeout=self._patience)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _work(self) -> None:
        while (decoration := self._next()) is not None:
            try:
                await decoration()
            except CannotSendError as error:
                log.info("a decoration is left out: %s", error)
            except Exception as error:  # noqa: BLE001 - none of it may end the channel with an error
                log.info("%s decorations are left out: %s", len(self._waiting) + 1, judged(error))
                self._waiting.clear()

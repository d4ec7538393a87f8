"""What makes a conversation pleasant and may be missing: reactions to tap, and old questions without their choices.

In the background, in order, and never in the way of a message: one failure drops all that waits.
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
Decoration = Callable[[], Awaitable[object]]

log = logging.getLogger(__name__)


class Decorations:
    """A queue and the task that works it off."""

    def __init__(self, gate: Gate, patience: float = CLOSE_SECONDS) -> None:
        self._gate = gate
        self._patience = patience
        self._waiting: deque[Decoration] = deque()
        self._task: asyncio.Task[None] | None = None

    def add(self, *decorations: Decoration) -> None:
        """Do these when what was added before is done; nothing while the homeserver counts the assistant's events."""
        if self._gate.tight:
            return
        self._waiting.extend(decorations)
        if self._waiting and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._work())

    async def close(self) -> None:
        """Finish, or give up after a while."""
        if self._task is None:
            return
        await asyncio.wait([self._task], timeout=self._patience)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _work(self) -> None:
        while self._waiting:
            decoration = self._waiting.popleft()
            try:
                await decoration()
            except CannotSendError as error:
                log.info("a decoration is left out: %s", error)
            except Exception as error:  # noqa: BLE001 - none of it may end the channel with an error
                log.info("%s decorations are left out: %s", len(self._waiting) + 1, judged(error))
                self._waiting.clear()

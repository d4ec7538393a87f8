"""How long to wait after failures in a row."""

from __future__ import annotations

import asyncio
import logging

from assistant.chat import RetryLaterError

SHORTEST_WAIT = 0.5
LONGEST_WAIT = 30.0

log = logging.getLogger(__name__)


class Backoff:
    """Doubling, up to half a minute; `what` cannot be done."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._failures = 0

    def well(self) -> None:
        """The next failure is the first again."""
        self._failures = 0

    def seconds(self, error: Exception) -> float:
        """Say so at the first failure; how long to wait, at least as long as the homeserver asks."""
        say = log.info if self._failures else log.warning
        say("%s: %s", self._what, error if isinstance(error, RetryLaterError) else type(error).__name__)
        wait = min(SHORTEST_WAIT * float(2 ** min(self._failures, 10)), LONGEST_WAIT)
        self._failures += 1
        return max(wait, error.seconds) if isinstance(error, RetryLaterError) and error.everyone else wait

    async def failed(self, error: Exception) -> None:
        """Wait."""
        await asyncio.sleep(self.seconds(error))

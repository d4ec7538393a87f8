"""Limits how fast one account may write: a bucket of messages that refills with time, kept in memory."""

from __future__ import annotations

from datetime import datetime

CAPACITY = 30.0
PER_SECOND = 1.0
REMEMBERED = 10_000


class FloodGate:
    """Lets in up to 30 messages at once and one a second on average, for each account; `exempt` channels everything."""

    def __init__(self, exempt: frozenset[str] = frozenset()) -> None:
        self._exempt = exempt
        self._buckets: dict[tuple[str, str], tuple[float, datetime]] = {}
        self._refused: set[tuple[str, str]] = set()

    def lets_in(self, channel: str, account: str, now: datetime) -> bool:
        """Count one message; False where it is one too many."""
        if channel in self._exempt:
            return True
        who = (channel, account)
        level, since = self._buckets.pop(who, (CAPACITY, now))
        level = min(CAPACITY, level + max((now - since).total_seconds(), 0) * PER_SECOND)
        allowed = level >= 1
        self._buckets[who] = (level - 1 if allowed else level, now)
        if allowed:
            self._refused.discard(who)
        if len(self._buckets) > REMEMBERED:
            self._buckets.pop(next(iter(self._buckets)))
        return allowed

    def first_refusal(self, channel: str, account: str) -> bool:
        """True once for each spell of refusals, so that one sentence answers a flood."""
        new = (channel, account) not in self._refused
        self._refused.add((channel, account))
        return new

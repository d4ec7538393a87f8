"""Sources of time: the machine's, and one that stands where it was put."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LAST_YEAR = 2199
"""Further ahead nobody's dues are computed."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        return datetime.now(UTC)


@dataclass(slots=True)
class StandingClock:
    """Stands at the instant last set; until then it follows the machine's clock."""

    instant: datetime | None = None

    def now(self) -> datetime:
        """The instant it stands at."""
        return self.instant or datetime.now(UTC)


@dataclass(slots=True)
class ShiftedClock:
    """The machine's clock, moved by a while: it goes on from wherever it is set."""

    shift: timedelta = timedelta()

    def now(self) -> datetime:
        """The shifted instant."""
        return datetime.now(UTC) + self.shift

    def set(self, instant: datetime) -> None:
        """Go on from that instant."""
        self.shift = instant - datetime.now(UTC)

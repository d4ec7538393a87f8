"""What many are to be sent, told again: who is meant by what, who is still to be reminded, and where they are reached.

Nothing of the code under test is used here. Whoever has paid has paid for years, so that a debt is there or is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tests.properties.places import PARIS

REMINDED_ON = 5
OPENS, CLOSES = 9, 20
"""The local hours between which what goes to many may leave."""
NUDGED = (2, 8)
"""So many days before a meeting."""


@dataclass(slots=True)
class Chat:
    """One account of a member."""

    name: str
    gone: bool = False
    """The platform has said so."""


@dataclass(slots=True)
class Somebody:
    """A member."""

    owes: bool
    quiet: tuple[int, int] | None = None
    left: bool = False
    chats: list[Chat] = field(default_factory=list)
    """The one seen last first."""

    @property
    def address(self) -> str:
        """Empty where nothing reaches them."""
        return next((chat.name for chat in self.chats if not chat.gone), "")


@dataclass(slots=True)
class Called:
    """A meeting that was convened."""

    on: date
    starts_at: datetime
    told_on: date
    """When those convened were told of its day."""
    """When they were told of the day that it has by now."""
    broadcast: int
    """Its convocation."""
    edition: int = 0
    off: bool = False
    nudged: set[tuple[date, int]] = field(default_factory=set)
    """Its day, and how long before."""
    answered: set[str] = field(default_factory=set)

    def open_at(self, now: datetime) -> bool:
        """Whether it can still be answered."""
        return not self.off and now < self.starts_at


@dataclass(slots=True)
class Many:
    """The whole association."""

    people: dict[str, Somebody]
    meetings: dict[int, Called] = field(default_factory=dict)
    meant: dict[int, list[str]] = field(default_factory=dict)
    """For whom each message is."""
    planned: dict[int, datetime] = field(default_factory=dict)
    queued: dict[str, str] = field(default_factory=dict)
    """The chat that each key was queued for."""
    reminded: set[str] = field(default_factory=set)
    """The months whose reminders were queued."""

    def here(self) -> list[str]:
        """Who has not left."""
        return [number for number, who in self.people.items() if not who.left]

    def leaves(self, broadcast: int) -> None:
        """It is handed over, for who has not left."""
        self.meant[broadcast] = [number for number in self.meant[broadcast] if not self.people[number].left]
        self.planned.pop(broadcast, None)
        for number in self.meant[broadcast]:
            self._queue(f"broadcast:{broadcast}:{number}", number)

    def ticks(self, now: datetime) -> None:
        """What the scheduler owes by now."""
        for broadcast in [each for each, at in self.planned.items() if at <= now]:
            self.leaves(broadcast)
        if not in_hours(now):
            return
        for each, called in self.meetings.items():
            for days in _days_due(called, now):
                self._nudge(each, called, days)
        month = f"{now.astimezone(PARIS):%Y-%m}"
        if now >= _local(now.astimezone(PARIS).date().replace(day=REMINDED_ON)) and month not in self.reminded:
            self.reminded.add(month)
            for number in self.here():
                if self.people[number].owes:
                    self._queue(f"reminder:{month}:{number}", number)

    def may_remind(self, number: str) -> bool:
        """Whether a reminder of dues is still called for."""
        return self.people[number].owes and not self.people[number].left

    def may_nudge(self, number: str, meeting: int, edition: int, now: datetime) -> bool:
        """Whether it is still open if they come."""
        called = self.meetings[meeting]
        silent = number not in called.answered and not self.people[number].left
        return silent and edition == called.edition and called.open_at(now)

    def held(self, number: str | None, *, bulk: bool, now: datetime) -> bool:
        """Whether what is not a reply waits for the association's hours or for the member's own."""
        quiet, hour = self.people[number].quiet if number else None, now.astimezone(PARIS).hour
        return (bulk and not in_hours(now)) or (quiet is not None and quiet[0] <= hour < quiet[1])

    def is_gone(self, name: str) -> None:
        """The platform has refused that chat for good."""
        for who in self.people.values():
            for chat in who.chats:
                chat.gone = chat.gone or chat.name == name

    def _nudge(self, number: int, meeting: Called, days: int) -> None:
        meeting.nudged.add((meeting.on, days))
        for each in self.meant[meeting.broadcast]:
            who = self.people[each]
            if each not in meeting.answered and not who.left and who.address:
                self._queue(f"rsvp_nudge:{number}:{meeting.on}:{days}:{each}", each)

    def _queue(self, key: str, number: str) -> None:
        assert key not in self.queued
        self.queued[key] = self.people[number].address


def in_hours(now: datetime) -> bool:
    """Whether what goes to many may leave."""
    return OPENS <= now.astimezone(PARIS).hour < CLOSES


def _days_due(meeting: Called, now: datetime) -> Iterator[int]:
    """The last of the days that have come, where it came after they were told of its day and nobody was asked then."""
    come = [days for days in NUDGED if now >= _local(meeting.on - timedelta(days=days))]
    if not come or not meeting.open_at(now):
        return
    days = min(come)
    if meeting.on - timedelta(days=days) > meeting.told_on and (meeting.on, days) not in meeting.nudged:
        yield days


def _local(day: date) -> datetime:
    return datetime.combine(day, time(OPENS), tzinfo=PARIS)

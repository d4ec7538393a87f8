"""When a message that nobody waits for may leave: never in its reader's quiet hours, bulk in the association's alone.

Whose quiet hours leave nothing of the association's hours gets bulk in the first hour after them: of the two, the hours
that the reader chose decide. Instants are aware, in the association's zone; hours are those that its clocks show.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from assistant.domain.bylaws import Reminders
from assistant.domain.messages import Preferences

HOUR = timedelta(hours=1)
LOOKED_AHEAD = 48
"""Full hours: every day has a moment, though it may be over today, and the clocks may leave out tomorrow's."""


def in_window(local: datetime, terms: Reminders) -> bool:
    """Whether that instant is in the association's hours for bulk."""
    return local.hour in _window(local.date(), terms)


def first_moment(local: datetime, terms: Reminders, choice: Preferences, *, bulk: bool) -> datetime:
    """The first instant from that one on at which a message to whoever chose that may leave."""
    at = local
    for at in _hours_from(local):
        if not is_quiet(choice, at.hour) and not (bulk and _kept_back(at, terms, choice)):
            break
    return at


def is_quiet(choice: Preferences, hour: int) -> bool:
    """Whether that hour is among the chosen quiet ones; hours that end as they begin are none."""
    first, last = choice.quiet_from, choice.quiet_until
    if first is None or last is None:
        return False
    return first <= hour < last if first <= last else hour >= first or hour < last


def _kept_back(local: datetime, terms: Reminders, choice: Preferences) -> bool:
    """Outside of the association's hours, unless these are all quiet and quiet hours have just ended."""
    window = _window(local.date(), terms)
    if local.hour in window:
        return False
    covered = all(is_quiet(choice, hour) for hour in window)
    return not (covered and is_quiet(choice, _later(local, -HOUR).hour))


def _window(day: date, terms: Reminders) -> range:
    return range(terms.send_from_hour.on(day), terms.send_until_hour.on(day))


def _hours_from(local: datetime) -> Iterator[datetime]:
    """That instant, then each one at which the clocks show a new hour."""
    yield local
    begun = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    for hours in range(1, LOOKED_AHEAD + 1):
        yield _later(local, hours * HOUR - begun)


def _later(local: datetime, by: timedelta) -> datetime:
    """By so much time as passes, whatever the clocks do meanwhile."""
    return (local.astimezone(UTC) + by).astimezone(local.tzinfo)

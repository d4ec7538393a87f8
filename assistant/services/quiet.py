"""When a message that nobody waits for may leave: the association's hours for bulk, a member's own quiet hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from assistant.domain.messages import Lane
from assistant.ports import UnitOfWork


def in_sending_window(work: UnitOfWork, instant: datetime) -> bool:
    """Whether bulk may leave at that instant, by the association's hours."""
    hours = work.bylaws.reminders
    day = work.local(instant).date()
    return hours.send_from_hour.on(day) <= work.local(instant).hour < hours.send_until_hour.on(day)


def held_until(work: UnitOfWork, member: str | None, lane: Lane) -> datetime | None:
    """The next instant at which it may leave; None: now. Replies are never held."""
    if lane is Lane.REPLY:
        return None
    later = None
    if lane is Lane.BULK and not in_sending_window(work, work.now):
        later = _next(work, work.bylaws.reminders.send_from_hour.on(work.today))
    if member is not None:
        choice = work.accounts.preferences(member)
        if choice.quiet_from is not None and choice.quiet_until is not None:
            hour = work.local(work.now).hour
            if _between(hour, choice.quiet_from, choice.quiet_until):
                quiet_end = _next(work, choice.quiet_until)
                later = max(later, quiet_end) if later else quiet_end
    return later


def _between(hour: int, first: int, last: int) -> bool:
    return first <= hour < last if first < last else first != last and (hour >= first or hour < last)


def _next(work: UnitOfWork, hour: int) -> datetime:
    """The next time the local clock shows that full hour."""
    local = work.local(work.now)
    day = local.date() if local.hour < hour else local.date() + timedelta(days=1)
    return datetime.combine(day, time(hour), tzinfo=local.tzinfo)

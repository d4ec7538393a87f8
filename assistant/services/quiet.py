"""When a message that nobody waits for may leave: the association's hours for bulk, a member's own quiet hours."""

from __future__ import annotations

from datetime import datetime

from assistant.domain.messages import Lane, Preferences
from assistant.ports import UnitOfWork
from assistant.rules import quiet


def in_sending_window(work: UnitOfWork, instant: datetime) -> bool:
    """Whether bulk may leave at that instant, by the association's hours."""
    return quiet.in_window(work.local(instant), work.bylaws.reminders)


def held_until(work: UnitOfWork, member: str | None, lane: Lane) -> datetime | None:
    """The next instant at which it may leave; None: now. Replies are never held."""
    if lane is Lane.REPLY:
        return None
    now = work.local(work.now)
    choice = work.accounts.preferences(member) if member is not None else Preferences()
    first = quiet.first_moment(now, work.bylaws.reminders, choice, bulk=lane is Lane.BULK)
    return None if first == now else first

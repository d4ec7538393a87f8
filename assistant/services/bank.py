"""Up to which day the treasurer says the bank is entered; reminders may wait for it (`remind_needs_bank_date`)."""

from __future__ import annotations

from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.ports import UnitOfWork
from assistant.services.permissions import Action, require

NAME = "bank_entered_until"


def entered_until(work: UnitOfWork) -> date | None:
    """The last day entered, where the treasurer has said one."""
    stored = work.book.get(NAME)
    return date.fromisoformat(stored) if stored else None


def enter_through(work: UnitOfWork, actor: Actor, day: date) -> date:
    """A statement up to that day is entered: never set back, never ahead of today. Returns the day that stands."""
    known = entered_until(work)
    reached = min(day, work.today)
    if known is not None and known >= reached:
        return known
    set_entered_until(work, actor, reached)
    return reached


def set_entered_until(work: UnitOfWork, actor: Actor, day: date) -> None:
    """Say it; a day ahead is refused (FUTURE_DATE)."""
    require(work, actor, Action.SET_BANK_DATE)
    if day > work.today:
        raise RefusedError(Decision(allowed=False, reason=Reason.FUTURE_DATE))
    work.book.put(NAME, day.isoformat())
    work.audit.record(actor, "bank_entered_until", {"day": day.isoformat()})

"""Whatever the scheduler owes by now, once: what is due is derived from the database, so that a late run catches up."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.members import BUREAU
from assistant.domain.messages import OutboxState
from assistant.ports import UnitOfWork
from assistant.services import accrual, broadcasting, forgetting, orders, receipts, reminders
from assistant.services.aid import deciding, judging
from assistant.services.aid.reviewing import review
from assistant.services.meetings import absences, convening, nudging, petitioning, representing
from assistant.services.notify import tell_roles

FORGOTTEN_ON = "forgotten_on"
UNSURE_TOLD = "unsure_told"


@dataclass(frozen=True, slots=True)
class TickReport:
    """What one tick did: rows of dues written or reversed, reminders queued."""

    accrued: int
    reminders: reminders.ReminderRun


def tick(work: UnitOfWork) -> TickReport:
    """Judge claims, settle open rounds, ask again who has not answered, accrue, remind, tell what is unsure, forget.

    Locks are taken in one order everywhere: that of claims, then of orders, then of the ledger.
    """
    work.lock("tick")
    for lock in (judging.LOCK, receipts.LOCK):
        work.lock(lock)
    review(work)
    deciding.settle(work)
    orders.settle(work)
    convening.settle(work)
    broadcasting.release(work)
    representing.watch(work)
    nudging.nudge(work)
    absences.propose(work)
    petitioning.watch(work)
    accrued = _accrue_once_a_day(work)
    run = reminders.run(work)
    _tell_unsure(work)
    work.documents.erase_due()
    _forget_once_a_day(work)
    return TickReport(accrued, run)


def _accrue_once_a_day(work: UnitOfWork) -> int:
    """Dues change with the day alone, or when the register, the opening or the bylaws do: those clear the mark.

    It is set before the register is read, so that who clears it meanwhile waits and the next tick sees the change.
    """
    today = work.today.isoformat()
    if work.book.get(accrual.ACCRUED_ON) == today:
        return 0
    work.book.put(accrual.ACCRUED_ON, today)
    return accrual.accrue(work, work.today)


def _forget_once_a_day(work: UnitOfWork) -> None:
    """A batch at each tick, until nothing is left for the day."""
    today = work.today.isoformat()
    if work.book.get(FORGOTTEN_ON) != today and not forgetting.forget(work):
        work.book.put(FORGOTTEN_ON, today)


def _tell_unsure(work: UnitOfWork) -> None:
    unsure = work.outbox.in_state(OutboxState.UNSURE)
    newest = max((row.id for row in unsure), default=0)
    if newest > int(work.book.get(UNSURE_TOLD) or 0):
        work.book.put(UNSURE_TOLD, str(newest))
        tell_roles(work, BUREAU, "deliveries_unsure", {"count": len(unsure)}, key=f"deliveries_unsure:{newest}")

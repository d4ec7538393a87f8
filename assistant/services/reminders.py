"""The monthly dues reminder: to every member with something overdue, once a month, caught up within its own month."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from assistant.domain.actors import SCHEDULER
from assistant.domain.calendar import add_months, first_of_month
from assistant.domain.decisions import Situation, Standing
from assistant.domain.ledger import Entry, Kind
from assistant.domain.members import BUREAU, TREASURERS, Member
from assistant.domain.messages import Delivery, Lane, Queued
from assistant.ports import UnitOfWork
from assistant.rules.reminders import Reminder, dues_reminder, reminder_instant
from assistant.rules.standing import once_paid, situation
from assistant.services.bank import entered_until
from assistant.services.books import all_entries_on, books_open_on, situation_of
from assistant.services.notify import tell, tell_roles
from assistant.services.quiet import in_sending_window

KIND = "dues_reminder"


@dataclass(slots=True)
class ReminderRun:
    """Who was reminded of what, and who of them has no chat; `held`: it waits for the treasurer's bank date."""

    sent: dict[str, Reminder] = field(default_factory=dict)
    unreachable: list[Member] = field(default_factory=list)
    held: bool = False


def due_now(work: UnitOfWork) -> bool:
    """Whether this month's reminder has come due, has not left, and may leave at this hour."""
    local = work.local(work.now)
    if local.tzinfo is None or not _books_cover_today(work):
        return False
    due = work.now >= reminder_instant(local.year, local.month, work.bylaws, local.tzinfo)
    return due and in_sending_window(work, work.now) and not work.book.seen(_run_key(work.today))


def run(work: UnitOfWork) -> ReminderRun:
    """Queue this month's reminders if they are due; an empty run otherwise."""
    result = ReminderRun()
    if not due_now(work):
        return result
    if _waits_for_bank(work):
        result.held = True
        return result
    work.lock("reminders")
    if not work.book.once(_run_key(work.today)):
        return result
    for owing in _owing(work):
        _remind(work, owing, result)
    _summarise(work, result)
    work.audit.record(SCHEDULER, "reminders", {"month": f"{work.today:%Y-%m}", "sent": len(result.sent)})
    return result


def still_due(work: UnitOfWork, row: Queued) -> bool:
    """Whether a queued reminder is still called for as it leaves; any other message always is."""
    if row.kind != KIND or row.member is None:
        return True
    member = work.members.get(row.member)
    if member is None or not _books_cover_today(work):
        return False
    money = situation_of(work, member, work.today)
    pending = sum(payment.cents for payment in work.payments.pending(member.number))
    return _called_for(work, member, money, pending) is not None


def _books_cover_today(work: UnitOfWork) -> bool:
    opened = books_open_on(work)
    return opened is not None and opened <= work.today


def _called_for(work: UnitOfWork, member: Member, money: Situation, pending: int) -> Reminder | None:
    """What the bylaws remind the member of, unless they chose to have no reminders."""
    reminder = dues_reminder(member.status_on(work.today), money, pending, work.bylaws)
    wanted = reminder is not None and work.accounts.preferences(member.number).dues_reminders
    return reminder if wanted else None


def _run_key(day: date) -> str:
    return f"reminders:{day:%Y-%m}"


def _waits_for_bank(work: UnitOfWork) -> bool:
    """With `remind_needs_bank_date`: until the bank is entered up to the end of the month before; asks once a month."""
    if not work.bylaws.reminders.remind_needs_bank_date.on(work.today):
        return False
    month_end = first_of_month(work.today) - timedelta(days=1)
    known = entered_until(work)
    if known is not None and known >= month_end:
        return False
    if work.book.once(f"bank_date_needed:{work.today:%Y-%m}"):
        tell_roles(work, TREASURERS, "bank_date_needed", {"month_end": month_end.isoformat()})
    return True


@dataclass(frozen=True, slots=True)
class _Owing:
    member: Member
    money: Situation
    reminder: Reminder
    months: list[str]
    wait_months: int
    """Months that its rights stay closed after paying; 0: none."""


def _owing(work: UnitOfWork) -> list[_Owing]:
    pending = work.payments.all_pending()
    lines = all_entries_on(work, work.today)
    found = []
    for member in work.members.all():
        entries = lines.get(member.number, [])
        money = situation(entries, work.bylaws, work.today)
        reminder = _called_for(work, member, money, pending.get(member.number, 0))
        if reminder is not None:
            months = _months_owed(entries, money)
            found.append(_Owing(member, money, reminder, months, _wait_months(work, entries, money)))
    return found


def _remind(work: UnitOfWork, owing: _Owing, result: ReminderRun) -> None:
    member, reminder = owing.member, owing.reminder
    key = f"reminder:{work.today:%Y-%m}:{member.number}"
    if not work.book.once(key):
        return
    reached = tell(
        work,
        member.number,
        KIND,
        {
            "kind": reminder.kind,
            "amount": reminder.amount,
            "pending": reminder.pending,
            "tolerance": owing.money.tolerance,
            "months": owing.months,
            "wait_months": owing.wait_months,
            "wait_article": work.bylaws.cite("long_arrears"),
            "currency": work.bylaws.currency,
            "articles": list(owing.money.articles),
            "first_name": member.first_name,
        },
        key=key,
        delivery=Delivery.AT_MOST_ONCE,
        lane=Lane.BULK,
        expires_at=_month_end(work),
    )
    result.sent[member.number] = reminder
    if not reached:
        result.unreachable.append(member)


def _wait_months(work: UnitOfWork, entries: list[Entry], money: Situation) -> int:
    paid = once_paid(entries, work.bylaws, money)
    waits = paid is not None and paid.standing is Standing.LONG_ARREARS_WAIT
    return work.bylaws.dues.long_arrears_wait_months.on(money.day) if waits else 0


def _months_owed(entries: list[Entry], money: Situation) -> list[str]:
    """The latest months whose fees make up the debit exactly, oldest first; empty where other things are owed too."""
    months, left = [], money.overdue
    for entry in sorted(entries, key=lambda line: line.value_on, reverse=True):
        if left <= 0 or entry.cents > 0:
            continue
        if entry.kind is not Kind.MONTHLY or -entry.cents > left:
            return []
        left += entry.cents
        months.append(f"{entry.value_on:%Y-%m}")
    return months[::-1] if left == 0 else []


def _month_end(work: UnitOfWork) -> datetime:
    local = work.local(work.now)
    following = add_months(first_of_month(local.date()), 1)
    return datetime(following.year, following.month, following.day, tzinfo=local.tzinfo)


def _summarise(work: UnitOfWork, result: ReminderRun) -> None:
    if result.sent:
        told = {
            "month": f"{work.today:%Y-%m}",
            "sent": len(result.sent) - len(result.unreachable),
            "unreachable": [member.name for member in result.unreachable],
        }
        tell_roles(work, BUREAU, "reminder_summary", told, key=f"reminder_summary:{work.today:%Y-%m}")

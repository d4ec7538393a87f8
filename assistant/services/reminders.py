"""The monthly dues reminder: to every member with something overdue, once a month, caught up within its own month.

Who is left out is left out for a reason, which the bureau reads in the summary; nobody else does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from assistant.domain.actors import SCHEDULER
from assistant.domain.calendar import add_months, first_of_month
from assistant.domain.decisions import Situation
from assistant.domain.ledger import Entry, Kind
from assistant.domain.members import BUREAU, TREASURERS, Member, Status
from assistant.domain.messages import Delivery, Lane, Queued
from assistant.domain.reminding import PauseReason
from assistant.ports import UnitOfWork
from assistant.rules.reminders import Debtor, Reminder, Skip, Tone, dues_reminder, months_in_a_row, reminder_instant
from assistant.rules.rights import rights
from assistant.rules.standing import months_closed, situation
from assistant.services import pauses, warnings
from assistant.services.bank import entered_until
from assistant.services.books import all_entries_on, books_open_on, entries_on
from assistant.services.notify import tell, tell_roles
from assistant.services.quiet import in_sending_window

KIND = "dues_reminder"


@dataclass(slots=True)
class ReminderRun:
    """Who was reminded of what, and who of them has no chat; who was not, and why; by number.

    `held`: it waits for the treasurer's bank date.
    """

    sent: dict[str, Reminder] = field(default_factory=dict)
    skipped: dict[str, Skip] = field(default_factory=dict)
    unreachable: list[str] = field(default_factory=list)
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
    told = {"month": f"{work.today:%Y-%m}", "sent": len(result.sent), "skipped": len(result.skipped)}
    work.audit.record(SCHEDULER, "reminders", told)
    return result


def still_due(work: UnitOfWork, row: Queued) -> bool:
    """Whether a queued reminder is still called for as it leaves."""
    member = work.members.get(row.member) if row.member else None
    if member is None or not _books_cover_today(work):
        return False
    pending = sum(payment.cents for payment in work.payments.pending(member.number))
    pause = pauses.in_force(work, work.today).get(member.number)
    owing = _judged(work, member, entries_on(work, member, work.today), pending, pause)
    return owing is not None and isinstance(owing.verdict, Reminder)


def _books_cover_today(work: UnitOfWork) -> bool:
    opened = books_open_on(work)
    return opened is not None and opened <= work.today


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
    """Somebody with something overdue, and what the bylaws make of it."""

    member: Member
    entries: list[Entry]
    money: Situation
    months: int
    """In a row with something overdue."""
    verdict: Reminder | Skip


def _owing(work: UnitOfWork) -> Iterator[_Owing]:
    pending, lines = work.payments.all_pending(), all_entries_on(work, work.today)
    marks = pauses.in_force(work, work.today)
    for member in work.members.all():
        entries, number = lines.get(member.number, []), member.number
        owing = _judged(work, member, entries, pending.get(number, 0), marks.get(number))
        if owing is not None:
            yield owing


def _judged(
    work: UnitOfWork, member: Member, entries: list[Entry], pending: int, pause: PauseReason | None
) -> _Owing | None:
    """None for who owes nothing overdue."""
    money = situation(entries, work.bylaws, work.today)
    if money.overdue == 0:
        return None
    months = months_in_a_row(entries, work.bylaws, work.today)
    wants = work.accounts.preferences(member.number).dues_reminders
    debtor = Debtor(member.status_on(work.today), money, pending, months, wants, pause)
    verdict = dues_reminder(debtor, work.bylaws)
    return None if verdict is None else _Owing(member, entries, money, months, verdict)


def _remind(work: UnitOfWork, owing: _Owing, result: ReminderRun) -> None:
    number, reminder = owing.member.number, owing.verdict
    if isinstance(reminder, Skip):
        result.skipped[number] = reminder
        return
    key = f"reminder:{work.today:%Y-%m}:{number}"
    if not work.book.once(key):
        return
    result.sent[number] = reminder
    reached = tell(
        work,
        number,
        KIND,
        _told(work, owing, reminder),
        key=key,
        delivery=Delivery.AT_MOST_ONCE,
        lane=Lane.BULK,
        expires_at=_month_end(work),
    )
    if not reached:
        result.unreachable.append(number)


def _told(work: UnitOfWork, owing: _Owing, reminder: Reminder) -> dict[str, object]:
    """All that the words of a reminder need."""
    member, money, entries = owing.member, owing.money, owing.entries
    open_to = rights(member.status_on(money.day), money, work.bylaws, member.joined_on)
    return {
        "kind": reminder.kind,
        "tone": reminder.tone,
        "amount": reminder.amount,
        "pending": reminder.pending,
        "tolerance": money.tolerance,
        "months": _months_owed(entries, money),
        "months_in_a_row": owing.months,
        "active": member.status_on(money.day) is Status.ACTIVE,
        "votes": open_to.vote,
        "waits_until": money.waits_until.isoformat() if money.waits_until else None,
        "wait_months": months_closed(entries, work.bylaws, money),
        "wait_article": work.bylaws.cite("long_arrears"),
        "warning_article": work.bylaws.cite("grave_fault"),
        "warned": warnings.review(work, member, entries).allowed,
        "currency": work.bylaws.currency,
        "articles": list(money.articles),
        "first_name": member.first_name,
    }


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
    if not result.sent and not result.skipped:
        return
    names = {member.number: member.name for member in work.members.all()}
    reached = [reminder.tone for number, reminder in result.sent.items() if number not in result.unreachable]
    told = {
        "month": f"{work.today:%Y-%m}",
        "sent": len(reached),
        "tones": {tone: reached.count(tone) for tone in Tone if tone in reached},
        "skipped": {
            skip: [names[number] for number, why in result.skipped.items() if why is skip]
            for skip in Skip
            if skip in result.skipped.values()
        },
        "unreachable": [names[number] for number in result.unreachable],
    }
    tell_roles(work, BUREAU, "reminder_summary", told, key=f"reminder_summary:{work.today:%Y-%m}")

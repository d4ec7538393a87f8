"""The monthly dues reminder: to whom, in which of two wordings and three tones, and at which instant of the month.

Who owes something overdue is reminded or skipped for a reason; who owes nothing overdue is neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import count, takewhile

from assistant.domain.bylaws import Bylaws
from assistant.domain.calendar import add_months, day_of_month, first_of_month
from assistant.domain.decisions import Situation
from assistant.domain.ledger import Entry
from assistant.domain.members import Status
from assistant.domain.reminding import PauseReason
from assistant.rules.standing import situation

_REMINDED = frozenset({Status.ACTIVE, Status.HONORARY, Status.SUSPENDED})


class ReminderKind(StrEnum):
    """Which wording a reminder has."""

    WITHIN_TOLERANCE = "within_tolerance"
    NOT_UP_TO_DATE = "not_up_to_date"


class Tone(StrEnum):
    """By the months in a row with something overdue: the first, the second, the third and all later ones."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


class Skip(StrEnum):
    """Why who owes is not reminded; where several hold, the first of them."""

    NOT_A_MEMBER = "not_a_member"
    """Not yet, or not any more."""
    SUSPENDED = "suspended"
    BEREAVED = "bereaved"
    DO_NOT_REMIND = "do_not_remind"
    """The bureau's mark."""
    OWN_CHOICE = "own_choice"
    PENDING_COVERS = "pending_covers"
    WITHIN_TOLERANCE = "within_tolerance"


@dataclass(frozen=True, slots=True)
class Debtor:
    """What decides on a member's reminder that day; cents."""

    status: Status
    money: Situation
    pending: int = 0
    """Declared, and not confirmed."""
    months: int = 1
    """In a row with something overdue, this one included."""
    wants: bool = True
    """The member's own choice."""
    pause: PauseReason | None = None
    """The bureau's mark of that day."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a member is reminded of: the arrears, and what is declared and waits for the treasurer; cents."""

    kind: ReminderKind
    amount: int
    pending: int
    tone: Tone


def dues_reminder(debtor: Debtor, bylaws: Bylaws) -> Reminder | Skip | None:
    """The member's reminder of that day, or why there is none; None where nothing is overdue."""
    money = debtor.money
    if money.overdue == 0:
        return None
    skip = _skip(debtor, bylaws)
    if skip is not None:
        return skip
    within = money.overdue <= money.tolerance
    kind = ReminderKind.WITHIN_TOLERANCE if within else ReminderKind.NOT_UP_TO_DATE
    return Reminder(kind, money.overdue, debtor.pending, tone_of(debtor.months))


def months_in_a_row(entries: Sequence[Entry], bylaws: Bylaws, day: date) -> int:
    """On how many monthly reminder days in a row, that day standing for its month's, something was overdue.

    `entries` hold what has accrued by then; before the books opened there are none, and nothing is overdue.
    """
    owing = takewhile(lambda each: situation(entries, bylaws, each).overdue > 0, _reminder_days(bylaws, day))
    return sum(1 for _ in owing)


def tone_of(months: int) -> Tone:
    """The tone of that month in a row, counted from 1."""
    return tuple(Tone)[min(max(months, 1), len(Tone)) - 1]


def bereavement_pause_until(day: date, bylaws: Bylaws) -> date:
    """The last day without reminders for who is bereaved that day."""
    return add_months(day, bylaws.reminders.bereavement_pause_months.on(day)) - timedelta(days=1)


def reminder_instant(year: int, month: int, bylaws: Bylaws, timezone: tzinfo) -> datetime:
    """When that month's reminder comes due, in UTC: the day clamped to the month's end, the hour by the local clock."""
    first = date(year, month, 1)
    hour = time(bylaws.reminders.reminder_hour.on(first))
    return datetime.combine(_reminder_day(first, bylaws), hour, tzinfo=timezone).astimezone(UTC)


def _reminder_day(first: date, bylaws: Bylaws) -> date:
    return day_of_month(first.year, first.month, bylaws.reminders.reminder_day.on(first))


def _reminder_days(bylaws: Bylaws, day: date) -> Iterator[date]:
    """That day, then the reminder day of each month before."""
    yield day
    for months in count(1):
        yield _reminder_day(add_months(first_of_month(day), -months), bylaws)


def _skip(debtor: Debtor, bylaws: Bylaws) -> Skip | None:
    choice, money = bylaws.reminders, debtor.money
    day, suspended = money.day, debtor.status is Status.SUSPENDED
    covered, within = debtor.pending >= money.overdue, money.overdue <= money.tolerance
    reasons = (
        (debtor.status not in _REMINDED, Skip.NOT_A_MEMBER),
        (suspended and not choice.remind_suspended.on(day), Skip.SUSPENDED),
        (debtor.pause is PauseReason.BEREAVED, Skip.BEREAVED),
        (debtor.pause is not None, Skip.DO_NOT_REMIND),
        (not debtor.wants, Skip.OWN_CHOICE),
        (covered and not choice.remind_if_pending_covers.on(day), Skip.PENDING_COVERS),
        (within and not choice.remind_within_tolerance.on(day), Skip.WITHIN_TOLERANCE),
    )
    return next((skip for holds, skip in reasons if holds), None)

"""The monthly dues reminder: to whom, in which of two wordings, and at which instant of the month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from enum import StrEnum

from assistant.domain.bylaws import Bylaws
from assistant.domain.calendar import day_of_month
from assistant.domain.decisions import Situation
from assistant.domain.members import Status


class ReminderKind(StrEnum):
    """Which wording a reminder has."""

    WITHIN_TOLERANCE = "within_tolerance"
    NOT_UP_TO_DATE = "not_up_to_date"


@dataclass(frozen=True, slots=True)
class Reminder:
    """What a member is reminded of: the arrears, and what is declared and waits for the treasurer; cents."""

    kind: ReminderKind
    amount: int
    pending: int


def dues_reminder(status: Status, situation: Situation, pending_cents: int, bylaws: Bylaws) -> Reminder | None:
    """The reminder due to that member; None where nothing is overdue, or the bylaws spare them."""
    choice, day = bylaws.reminders, situation.day
    if not _is_reminded(status, bylaws, day) or situation.overdue == 0:
        return None
    if pending_cents >= situation.overdue and not choice.remind_if_pending_covers.on(day):
        return None
    if situation.overdue > situation.tolerance:
        return Reminder(ReminderKind.NOT_UP_TO_DATE, situation.overdue, pending_cents)
    if not choice.remind_within_tolerance.on(day):
        return None
    return Reminder(ReminderKind.WITHIN_TOLERANCE, situation.overdue, pending_cents)


def reminder_instant(year: int, month: int, bylaws: Bylaws, timezone: tzinfo) -> datetime:
    """When that month's reminder comes due, in UTC: the day clamped to the month's end, the hour by the local clock."""
    first = date(year, month, 1)
    day = day_of_month(year, month, bylaws.reminders.reminder_day.on(first))
    local = datetime.combine(day, time(bylaws.reminders.reminder_hour.on(first)), tzinfo=timezone)
    return local.astimezone(UTC)


def _is_reminded(status: Status, bylaws: Bylaws, day: date) -> bool:
    if status is Status.SUSPENDED:
        return bylaws.reminders.remind_suspended.on(day)
    return status in {Status.ACTIVE, Status.HONORARY}

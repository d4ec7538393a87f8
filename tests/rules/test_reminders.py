from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.bylaws import amend
from assistant.domain.bylaws import Bylaws
from assistant.domain.members import Status
from assistant.rules.reminders import Reminder, ReminderKind, dues_reminder, reminder_instant
from assistant.rules.standing import situation
from tests.rules.people import BYLAWS, day, levied, opening, paid

PARIS = ZoneInfo("Europe/Paris")
FIFTH = day("2026-04-05")


def reminded(cents: int, pending: int = 0, status: Status = Status.ACTIVE, bylaws: Bylaws = BYLAWS) -> Reminder | None:
    return dues_reminder(status, situation([opening(cents)], bylaws, FIFTH), pending, bylaws)


@pytest.mark.parametrize("cents", [2000, 1, 0])
def test_who_owes_nothing_is_not_reminded(cents: int) -> None:
    assert reminded(cents) is None


@pytest.mark.parametrize(
    ("cents", "kind"),
    [
        (-1, ReminderKind.WITHIN_TOLERANCE),
        (-5999, ReminderKind.WITHIN_TOLERANCE),
        (-6000, ReminderKind.WITHIN_TOLERANCE),
        (-6001, ReminderKind.NOT_UP_TO_DATE),
        (-25000, ReminderKind.NOT_UP_TO_DATE),
    ],
)
def test_every_debit_is_reminded_in_one_of_two_wordings(cents: int, kind: ReminderKind) -> None:
    assert reminded(cents) == Reminder(kind, -cents, 0)


def test_the_bylaws_may_spare_those_within_the_tolerance() -> None:
    strict = amend(BYLAWS, {"remind_within_tolerance": False})

    assert reminded(-6000, bylaws=strict) is None
    assert reminded(-6001, bylaws=strict) is not None


@pytest.mark.parametrize(("pending", "comes"), [(0, True), (7999, True), (8000, False), (9000, False)])
def test_a_declared_payment_that_covers_the_debit_spares_the_reminder(pending: int, *, comes: bool) -> None:
    assert (reminded(-8000, pending) is not None) is comes


def test_a_declared_payment_that_covers_a_part_is_mentioned() -> None:
    assert reminded(-8000, 3000) == Reminder(ReminderKind.NOT_UP_TO_DATE, 8000, 3000)


def test_the_bylaws_may_remind_although_a_declared_payment_covers_all() -> None:
    insistent = amend(BYLAWS, {"remind_if_pending_covers": True})

    assert reminded(-8000, 8000, bylaws=insistent) == Reminder(ReminderKind.NOT_UP_TO_DATE, 8000, 8000)


def test_the_suspended_are_reminded_unless_the_bylaws_say_otherwise() -> None:
    gentle = amend(BYLAWS, {"remind_suspended": False})

    assert reminded(-8000, status=Status.SUSPENDED) is not None
    assert reminded(-8000, status=Status.SUSPENDED, bylaws=gentle) is None


@pytest.mark.parametrize("status", [Status.CANDIDATE, Status.RESIGNED, Status.RADIATED, Status.DECEASED])
def test_who_is_no_member_is_not_reminded(status: Status) -> None:
    assert reminded(-9000, status=status) is None


def test_a_levy_that_is_not_overdue_is_no_reason_to_remind() -> None:
    money = situation([levied(5000, "2026-03-20", "2026-04-19")], BYLAWS, FIFTH)

    assert dues_reminder(Status.ACTIVE, money, 0, BYLAWS) is None


def test_the_wait_after_long_arrears_is_no_reason_to_remind() -> None:
    money = situation([opening(-30000), paid(30000, "2026-03-20")], BYLAWS, FIFTH)

    assert dues_reminder(Status.ACTIVE, money, 0, BYLAWS) is None


@pytest.mark.parametrize(
    ("year", "month", "settings", "instant"),
    [
        (2026, 4, {}, "2026-04-05T07:00"),
        (2026, 1, {}, "2026-01-05T08:00"),
        (2026, 2, {"reminder_day": 31}, "2026-02-28T08:00"),
        (2028, 2, {"reminder_day": 31}, "2028-02-29T08:00"),
        (2026, 3, {"reminder_day": 28}, "2026-03-28T08:00"),
        (2026, 3, {"reminder_day": 29}, "2026-03-29T07:00"),
        (2026, 10, {"reminder_day": 24}, "2026-10-24T07:00"),
        (2026, 10, {"reminder_day": 25}, "2026-10-25T08:00"),
        (2026, 4, {"reminder_hour": 19}, "2026-04-05T17:00"),
    ],
)
def test_the_reminder_comes_at_its_local_hour_summer_and_winter(
    year: int, month: int, settings: dict[str, object], instant: str
) -> None:
    found = reminder_instant(year, month, amend(BYLAWS, settings), PARIS)

    assert found == datetime.fromisoformat(instant).replace(tzinfo=UTC)

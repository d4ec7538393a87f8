from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bylaws import amend
from assistant.domain.bylaws import Bylaws
from assistant.domain.ledger import Entry, Kind
from assistant.domain.members import Status
from assistant.domain.reminding import PauseReason
from assistant.rules.reminders import (
    Debtor,
    Reminder,
    ReminderKind,
    Skip,
    Tone,
    bereavement_pause_until,
    dues_reminder,
    months_in_a_row,
    reminder_instant,
    tone_of,
)
from assistant.rules.standing import situation
from tests.rules.people import BYLAWS, day, levied, opening, paid

PARIS = ZoneInfo("Europe/Paris")
FIFTH = day("2026-04-05")
FIRST, SECOND, THIRD = Tone


def reminded(cents: int, bylaws: Bylaws = BYLAWS, **more: Any) -> Reminder | Skip | None:
    """What an active member with that balance is reminded of, unless more is said of them."""
    debtor = Debtor(more.pop("status", Status.ACTIVE), situation([opening(cents)], bylaws, FIFTH), **more)
    return dues_reminder(debtor, bylaws)


# To whom, and in which of two wordings


@pytest.mark.parametrize("cents", [2000, 1, 0])
@pytest.mark.parametrize("status", Status)
def test_who_owes_nothing_is_neither_reminded_nor_skipped(cents: int, status: Status) -> None:
    assert reminded(cents, status=status, pause=PauseReason.BEREAVED, wants=False) is None


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
    assert reminded(cents) == Reminder(kind, -cents, 0, FIRST)


def test_a_declared_payment_that_covers_a_part_is_mentioned() -> None:
    assert reminded(-8000, pending=3000) == Reminder(ReminderKind.NOT_UP_TO_DATE, 8000, 3000, FIRST)


def test_the_bylaws_may_remind_although_a_declared_payment_covers_all() -> None:
    insistent = amend(BYLAWS, {"remind_if_pending_covers": True})

    assert reminded(-8000, insistent, pending=8000) == Reminder(ReminderKind.NOT_UP_TO_DATE, 8000, 8000, FIRST)


def test_a_levy_that_is_not_overdue_is_no_reason_to_remind() -> None:
    money = situation([levied(5000, "2026-03-20", "2026-04-19")], BYLAWS, FIFTH)

    assert dues_reminder(Debtor(Status.ACTIVE, money), BYLAWS) is None


def test_the_wait_after_long_arrears_is_no_reason_to_remind() -> None:
    money = situation([opening(-30000), paid(30000, "2026-03-20")], BYLAWS, FIFTH)

    assert dues_reminder(Debtor(Status.ACTIVE, money), BYLAWS) is None


# Who is skipped, and why


@pytest.mark.parametrize(("pending", "skipped"), [(0, False), (7999, False), (8000, True), (9000, True)])
def test_a_declared_payment_that_covers_the_debit_spares_the_reminder(pending: int, *, skipped: bool) -> None:
    assert (reminded(-8000, pending=pending) is Skip.PENDING_COVERS) is skipped


@pytest.mark.parametrize(("cents", "skipped"), [(-1, True), (-6000, True), (-6001, False)])
def test_the_bylaws_may_spare_those_within_the_tolerance(cents: int, *, skipped: bool) -> None:
    strict = amend(BYLAWS, {"remind_within_tolerance": False})

    assert (reminded(cents, strict) is Skip.WITHIN_TOLERANCE) is skipped


def test_the_suspended_are_reminded_unless_the_bylaws_say_otherwise() -> None:
    gentle = amend(BYLAWS, {"remind_suspended": False})

    assert isinstance(reminded(-8000, status=Status.SUSPENDED), Reminder)
    assert reminded(-8000, gentle, status=Status.SUSPENDED) is Skip.SUSPENDED
    assert isinstance(reminded(-8000, gentle), Reminder)


@pytest.mark.parametrize("status", [Status.CANDIDATE, Status.RESIGNED, Status.RADIATED, Status.DECEASED])
def test_who_is_no_member_is_not_reminded(status: Status) -> None:
    assert reminded(-9000, status=status) is Skip.NOT_A_MEMBER


def test_an_honorary_member_who_owes_is_reminded() -> None:
    assert isinstance(reminded(-9000, status=Status.HONORARY), Reminder)


@pytest.mark.parametrize(
    ("pause", "skip"),
    [
        (PauseReason.BEREAVED, Skip.BEREAVED),
        (PauseReason.ASKED, Skip.DO_NOT_REMIND),
        (PauseReason.OTHER, Skip.DO_NOT_REMIND),
    ],
)
def test_whom_the_bureau_has_marked_is_not_reminded(pause: PauseReason, skip: Skip) -> None:
    assert reminded(-9000, pause=pause) is skip


def test_who_chose_to_have_no_reminders_gets_none() -> None:
    assert reminded(-9000, wants=False) is Skip.OWN_CHOICE


def test_of_several_reasons_the_first_is_named() -> None:
    gentle = amend(BYLAWS, {"remind_suspended": False, "remind_within_tolerance": False})
    all_hold: dict[str, Any] = {"pending": 5000, "wants": False, "pause": PauseReason.BEREAVED}

    found = [
        reminded(-5000, gentle, **all_hold, status=Status.RESIGNED),
        reminded(-5000, gentle, **all_hold, status=Status.SUSPENDED),
        reminded(-5000, gentle, **all_hold),
        reminded(-5000, gentle, **all_hold | {"pause": PauseReason.OTHER}),
        reminded(-5000, gentle, **all_hold | {"pause": None}),
        reminded(-5000, gentle, **all_hold | {"pause": None, "wants": True}),
        reminded(-5000, gentle),
    ]

    assert found == list(Skip)


@pytest.mark.parametrize(
    ("since", "until"),
    [("2026-04-05", "2026-05-04"), ("2026-04-01", "2026-04-30"), ("2026-01-31", "2026-02-27")],
)
def test_the_bereaved_are_left_in_peace_for_a_month(since: str, until: str) -> None:
    assert bereavement_pause_until(day(since), BYLAWS) == day(until)


def test_the_bylaws_may_give_the_bereaved_longer() -> None:
    assert bereavement_pause_until(FIFTH, amend(BYLAWS, {"bereavement_pause_months": 3})) == day("2026-07-04")


# In which of three tones


@pytest.mark.parametrize(("months", "tone"), [(1, FIRST), (2, SECOND), (3, THIRD), (4, THIRD), (40, THIRD)])
def test_the_tone_follows_the_months_in_a_row_and_stays_at_the_third(months: int, tone: Tone) -> None:
    assert tone_of(months) is tone
    assert reminded(-1000, months=months) == Reminder(ReminderKind.WITHIN_TOLERANCE, 1000, 0, tone)


@pytest.mark.parametrize(
    ("owing_from", "months"),
    [
        ("2026-04-06", 0),
        ("2026-04-05", 1),
        ("2026-03-06", 1),
        ("2026-03-05", 2),
        ("2026-02-06", 2),
        ("2026-02-05", 3),
        ("2025-12-05", 5),
    ],
)
def test_months_are_counted_by_their_reminder_days(owing_from: str, months: int) -> None:
    assert months_in_a_row([opening(-1000, on=owing_from)], BYLAWS, FIFTH) == months


@pytest.mark.parametrize(
    ("settled", "owing_again", "months"),
    [("2026-03-05", "2026-03-06", 1), ("2026-03-05", "2026-03-05", 4), ("2026-03-06", "2026-04-05", 4)],
)
def test_a_reminder_day_with_nothing_overdue_begins_the_count_anew(settled: str, owing_again: str, months: int) -> None:
    entries = [opening(-1000, on="2026-01-05"), paid(1000, settled), opening(-500, on=owing_again)]

    assert months_in_a_row(entries, BYLAWS, FIFTH) == months


def test_a_reminder_made_up_for_later_in_the_month_stands_for_that_month() -> None:
    owing = [opening(-1000, on="2026-03-05")]

    assert [months_in_a_row(owing, BYLAWS, day(on)) for on in ("2026-04-05", "2026-04-30", "2026-05-05")] == [2, 2, 3]


def test_nothing_overdue_is_no_month_at_all() -> None:
    assert months_in_a_row([], BYLAWS, FIFTH) == 0
    assert months_in_a_row([opening(-1000), paid(1000, "2026-04-05")], BYLAWS, FIFTH) == 0


def test_what_stood_before_the_books_opened_is_not_counted() -> None:
    assert months_in_a_row([opening(-25000, on="2026-03-31")], BYLAWS, FIFTH) == 1
    assert months_in_a_row([opening(-25000, on="2026-03-05")], BYLAWS, FIFTH) == 2


def test_the_count_follows_the_reminder_day_of_each_month() -> None:
    at_the_end = amend(BYLAWS, {"reminder_day": 31})

    assert months_in_a_row([opening(-1000, on="2026-02-28")], at_the_end, day("2026-04-30")) == 3
    assert months_in_a_row([opening(-1000, on="2026-03-01")], at_the_end, day("2026-04-30")) == 2


ENTRIES = st.builds(
    Entry,
    st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    st.integers(-30000, 30000),
    st.sampled_from([Kind.OPENING, Kind.MONTHLY, Kind.PAYMENT]),
)


@given(
    entries=st.lists(ENTRIES, max_size=12),
    on=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    cents=st.integers(1, 50000),
    later=st.integers(-400, 400),
)
def test_an_extra_payment_never_sharpens_the_tone(entries: list[Entry], on: date, cents: int, later: int) -> None:
    extra = Entry(on + timedelta(days=later), cents, Kind.PAYMENT)

    assert months_in_a_row([*entries, extra], BYLAWS, on) <= months_in_a_row(entries, BYLAWS, on)


# When


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

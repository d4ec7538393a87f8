from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.domain.bylaws import Dated, Figure, Reminders
from assistant.domain.messages import Preferences
from assistant.rules.quiet import first_moment, in_window, is_quiet
from tests.rules.people import BYLAWS

PARIS = ZoneInfo("Europe/Paris")
NINE_TO_TWENTY = BYLAWS.reminders
DAY = Preferences(quiet_from=8, quiet_until=21)
WINDOW = Preferences(quiet_from=9, quiet_until=20)
BUT_AN_HOUR = Preferences(quiet_from=20, quiet_until=19)
SMALL_HOURS = Preferences(quiet_from=3, quiet_until=2)
"""Only from two to three may anything come: an hour that the clocks leave out once a year, and show twice once."""

hours = st.integers(0, 23)
choices = st.builds(Preferences, quiet_from=hours, quiet_until=hours)
windows = st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda window: window[0] < window[1])
instants = st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 30), timezones=st.just(UTC))  # noqa: DTZ001 - in UTC
zones = st.sampled_from([PARIS, ZoneInfo("Asia/Kolkata"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")])


def paris(text: str) -> datetime:
    """`2026-04-05 07:00` as the clocks of Paris show it; the first of two."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def open_from(*since: tuple[date, tuple[int, int]]) -> Reminders:
    """The association's hours for bulk, from day to day."""
    first = tuple(Figure(day, window[0], "34") for day, window in since)
    last = tuple(Figure(day, window[1], "34") for day, window in since)
    return replace(NINE_TO_TWENTY, send_from_hour=Dated(first), send_until_hour=Dated(last))


def open_for(window: tuple[int, int]) -> Reminders:
    """The same for ever."""
    return open_from((date(2020, 1, 1), window))


def bulk(now: str, choice: Preferences, terms: Reminders = NINE_TO_TWENTY) -> str:
    """When bulk decided on by then leaves, as the clocks of Paris show it."""
    return f"{first_moment(paris(now), terms, choice, bulk=True):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-04-05 07:59", "2026-04-05 21:00"),
        ("2026-04-05 12:00", "2026-04-05 21:00"),
        ("2026-04-05 20:59", "2026-04-05 21:00"),
        ("2026-04-05 21:00", "2026-04-05 21:00"),
        ("2026-04-05 21:59", "2026-04-05 21:59"),
        ("2026-04-05 22:00", "2026-04-06 21:00"),
        ("2026-04-06 03:00", "2026-04-06 21:00"),
    ],
)
def test_bulk_for_whom_the_association_s_hours_are_all_quiet_leaves_in_the_first_hour_after(
    now: str, leaves: str
) -> None:
    assert bulk(now, DAY) == leaves


@pytest.mark.parametrize(("until", "leaves"), [(19, "2026-04-05 19:00"), (20, "2026-04-05 20:00")])
def test_one_hour_left_of_the_association_s_is_enough_and_none_is_made_up_for(until: int, leaves: str) -> None:
    assert bulk("2026-04-05 12:00", Preferences(quiet_from=9, quiet_until=until)) == leaves


@pytest.mark.parametrize(
    ("now", "leaves"), [("2026-04-05 19:59", "2026-04-05 19:59"), ("2026-04-05 20:00", "2026-04-06 19:00")]
)
def test_the_only_hour_that_both_leave_is_waited_for(now: str, leaves: str) -> None:
    assert bulk(now, BUT_AN_HOUR) == leaves


def test_the_association_s_hours_are_those_of_the_day_on_which_it_would_leave() -> None:
    wider = open_from((date(2020, 1, 1), (9, 20)), (date(2026, 4, 6), (7, 20)))

    assert bulk("2026-04-05 22:00", DAY) == "2026-04-06 21:00"
    assert bulk("2026-04-05 22:00", DAY, wider) == "2026-04-06 07:00"


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-03-28 02:59", "2026-03-28 02:59"),
        ("2026-03-28 03:00", "2026-03-30 02:00"),
        ("2026-03-29 03:00", "2026-03-30 02:00"),
        ("2026-10-25 02:59", "2026-10-25 02:59"),
        ("2026-10-25 03:00", "2026-10-26 02:00"),
    ],
)
def test_an_hour_that_the_clocks_leave_out_is_waited_for_until_the_next_day(now: str, leaves: str) -> None:
    assert bulk(now, SMALL_HOURS) == leaves


def test_quiet_hours_that_would_end_in_an_hour_left_out_end_with_it() -> None:
    choice = Preferences(quiet_from=9, quiet_until=2)

    assert bulk("2026-03-28 12:00", choice) == "2026-03-29 03:00"


@given(now=instants, zone=zones, window=windows, choice=choices, late=st.integers(0, 59))
@example(datetime(2026, 3, 28, 2, 0, 1, tzinfo=UTC), PARIS, (9, 20), SMALL_HOURS, 59)
@example(datetime(2026, 4, 5, 10, tzinfo=UTC), PARIS, (9, 20), DAY, 59)
@example(datetime(2026, 4, 5, 10, tzinfo=UTC), PARIS, (9, 20), WINDOW, 0)
def test_whatever_hours_are_quiet_each_message_leaves_within_two_days_and_outside_of_them(
    now: datetime, zone: ZoneInfo, window: tuple[int, int], choice: Preferences, late: int
) -> None:
    terms, local = open_for(window), now.astimezone(zone)

    for is_bulk in (True, False):
        at = first_moment(local, terms, choice, bulk=is_bulk)
        looked_at = (at.astimezone(UTC) + timedelta(minutes=min(late, 59 - at.minute))).astimezone(zone)

        assert timedelta() <= at.astimezone(UTC) - now <= timedelta(hours=48)
        assert not is_quiet(choice, at.hour)
        assert first_moment(looked_at, terms, choice, bulk=is_bulk) == looked_at


@given(now=instants, window=windows, choice=choices)
def test_bulk_leaves_in_the_association_s_hours_wherever_the_reader_leaves_any_of_them(
    now: datetime, window: tuple[int, int], choice: Preferences
) -> None:
    terms, local = open_for(window), now.astimezone(PARIS)

    at = first_moment(local, terms, choice, bulk=True)

    assert in_window(at, terms) is not all(is_quiet(choice, hour) for hour in range(*window))


@given(now=instants, window=windows, choice=choices)
def test_a_notice_waits_for_nothing_but_the_end_of_quiet_hours(
    now: datetime, window: tuple[int, int], choice: Preferences
) -> None:
    local = now.astimezone(PARIS)

    at = first_moment(local, open_for(window), choice, bulk=False)

    assert (at == local) is not is_quiet(choice, local.hour)
    assert at == local or is_quiet(choice, (at.astimezone(UTC) - timedelta(seconds=1)).astimezone(PARIS).hour)

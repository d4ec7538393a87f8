from __future__ import annotations

from datetime import date

import pytest

from assistant.domain.members import Member, Status, StatusChange

JOINED = date(2026, 8, 31)


@pytest.mark.parametrize(("day", "status"), [(date(2026, 8, 30), Status.CANDIDATE), (JOINED, Status.ACTIVE)])
def test_a_member_is_none_before_the_day_of_joining(day: date, status: Status) -> None:
    awa = Member("M012", "Ibara", "Awa", JOINED, (StatusChange(JOINED, Status.ACTIVE),))

    assert (awa.status_on(day), awa.membership_on(day)) == (status, status)


def test_who_joined_before_anything_was_known_had_the_first_status_known() -> None:
    awa = Member("M012", "Ibara", "Awa", date(2013, 7, 2), (StatusChange(date(2026, 1, 1), Status.SUSPENDED),))

    assert awa.status_on(date(2025, 12, 31)) is Status.SUSPENDED


def test_who_joined_again_was_a_member_in_the_years_before() -> None:
    steps = (
        (date(2015, 5, 1), Status.ACTIVE),
        (date(2020, 5, 1), Status.RESIGNED),
        (date(2026, 6, 1), Status.CANDIDATE),
        (JOINED, Status.ACTIVE),
    )
    awa = Member("M012", "Ibara", "Awa", JOINED, tuple(StatusChange(*step) for step in steps))

    days = [date(2018, 1, 1), date(2024, 1, 1), date(2026, 8, 30), JOINED]

    assert [awa.status_on(day) for day in days] == [
        Status.ACTIVE,
        Status.RESIGNED,
        Status.CANDIDATE,
        Status.ACTIVE,
    ]

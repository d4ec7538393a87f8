from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bylaws import amend
from assistant.domain.decisions import Reason
from assistant.domain.meetings import Attendance
from assistant.domain.members import Status
from assistant.rules.meetings.absences import AbsenceLetter, fulfilled, may_warn, reason_served
from assistant.rules.meetings.attendance import Absences, review
from tests.rules.people import BYLAWS

U, J, P = Attendance.UNJUSTIFIED, Attendance.JUSTIFIED, Attendance.PRESENT
TODAY = date(2026, 11, 21)
MEETINGS = [date(2026, month, 10) for month in (1, 2, 3, 4, 5, 6, 9, 10, 11)]


@pytest.mark.parametrize(
    ("attended", "represented", "counts_as_absent", "done"),
    [
        (True, False, True, True),
        (False, True, False, True),
        (False, True, True, False),
        (False, False, False, False),
    ],
)
def test_the_duty_is_to_come_or_to_be_represented_unless_the_bylaws_ask_for_more(
    attended: bool, represented: bool, counts_as_absent: bool, done: bool
) -> None:
    terms = amend(BYLAWS, {"represented_is_absent": counts_as_absent})

    assert fulfilled(attended=attended, represented=represented, bylaws=terms, day=TODAY) is done


@pytest.mark.parametrize(
    ("membership", "beyond", "letters", "reason"),
    [
        (Status.ACTIVE, {U}, [], None),
        (Status.SUSPENDED, {U}, [], None),
        (Status.RESIGNED, {U}, [], Reason.NOT_A_MEMBER),
        (Status.HONORARY, {U}, [], Reason.NOT_A_MEMBER),
        (Status.ACTIVE, set(), [], Reason.THRESHOLD_NOT_REACHED),
        (Status.ACTIVE, {U}, [(date(2026, 1, 1), {U})], Reason.ALREADY_WARNED),
        (Status.ACTIVE, {U}, [(date(2025, 12, 31), {U})], None),
        (Status.ACTIVE, {U}, [(date(2026, 4, 15), {J})], None),
        (Status.ACTIVE, {U, J}, [(date(2026, 4, 15), {U})], None),
        (Status.ACTIVE, {U, J}, [(date(2026, 4, 15), {U}), (date(2026, 10, 15), {J})], Reason.ALREADY_WARNED),
    ],
)
def test_a_letter_is_about_a_count_and_there_is_one_a_year_about_each(
    membership: Status, beyond: set[Attendance], letters: list[tuple[date, set[Attendance]]], reason: Reason | None
) -> None:
    known = [AbsenceLetter(day, frozenset(about)) for day, about in letters]

    decision = may_warn(membership, Absences(4, 6, frozenset(beyond), grave=False), known, BYLAWS, TODAY)

    assert (decision.reason, decision.articles) == (reason, ("NDZ art. 19",))


def test_who_was_warned_already_was_so_on_the_last_of_those_days() -> None:
    letters = [AbsenceLetter(date(2026, 4, 15), frozenset({U})), AbsenceLetter(date(2026, 10, 15), frozenset({J}))]

    decision = may_warn(Status.ACTIVE, Absences(4, 6, frozenset({U, J}), grave=False), letters, BYLAWS, TODAY)

    assert decision.figures == {
        "unjustified": 4,
        "justified": 6,
        "unjustified_limit": 3,
        "justified_limit": 5,
        "warned_on": date(2026, 10, 15),
    }


@given(
    what=st.lists(st.sampled_from(list(Attendance)), min_size=9, max_size=9),
    away=st.tuples(st.integers(0, 8), st.integers(0, 8)),
    lettered=st.booleans(),
)
def test_each_count_is_of_the_meetings_that_were_missed_outside_of_an_arrangement(
    what: list[Attendance], away: tuple[int, int], lettered: bool
) -> None:
    first, last = (MEETINGS[place] for place in sorted(away))
    letters = [date(2026, 1, 15)] if lettered else []

    found = review(dict(zip(MEETINGS, what, strict=True)), letters, [(first, last)], BYLAWS, TODAY)

    outside = [each for day, each in zip(MEETINGS, what, strict=True) if day < first or day > last]
    assert (found.unjustified, found.justified) == (outside.count(U), outside.count(J))
    assert found.warning is (outside.count(U) >= 4 or outside.count(J) >= 6)
    assert found.grave is (lettered and outside.count(U) + outside.count(J) >= 6)


BEFORE, LAST = datetime(2026, 3, 15, 12, tzinfo=UTC), date(2026, 3, 15)


@pytest.mark.parametrize(
    ("held_on", "decided_at", "waits", "served"),
    [
        ("2026-03-15", None, False, True),
        ("2026-03-16", None, False, False),
        ("2026-03-15", None, True, False),
        ("2026-01-01", None, True, False),
        ("2025-12-31", None, True, True),
        ("2026-03-15", BEFORE, False, True),
        ("2026-03-15", BEFORE + timedelta(seconds=1), False, False),
        ("2026-03-16", BEFORE, False, False),
        ("2025-12-31", BEFORE + timedelta(seconds=1), False, False),
    ],
)
def test_a_reason_has_served_once_it_is_decided_on_or_nobody_will_decide_any_more(
    held_on: str, decided_at: datetime | None, waits: bool, served: bool
) -> None:
    day = date.fromisoformat(held_on)

    assert reason_served(day, BEFORE, LAST, decided_at=decided_at, waits=waits) is served

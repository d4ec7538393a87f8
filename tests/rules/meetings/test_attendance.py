from __future__ import annotations

from datetime import date

import pytest

from assistant.bylaws import amend
from assistant.domain.decisions import Reason
from assistant.domain.meetings import Attendance, SessionKind
from assistant.domain.members import Status
from assistant.rules.meetings.attendance import classify, convened, may_answer, meal_account, owes_meal, review
from assistant.rules.rights import rights
from assistant.rules.standing import situation
from tests.rules.people import BYLAWS, day, opening
from tests.services.people import person

U, J, P = Attendance.UNJUSTIFIED, Attendance.JUSTIFIED, Attendance.PRESENT
MEETINGS = [date(2026, month, 10) for month in (1, 2, 3, 4, 5, 6, 9, 10, 11)]
MEAL_ON = date(2026, 6, 13)


def missed(*what: Attendance) -> dict[date, Attendance]:
    return dict(zip(MEETINGS, what, strict=False))


@pytest.mark.parametrize(
    ("status", "balance", "reason", "may_vote"),
    [
        (Status.ACTIVE, 0, None, True),
        (Status.ACTIVE, -6001, None, False),
        (Status.SUSPENDED, 0, Reason.SUSPENDED, False),
        (Status.CANDIDATE, 0, Reason.NOT_A_MEMBER, False),
    ],
)
def test_arrears_are_no_hindrance_to_answer_and_a_suspension_is(
    status: Status, balance: int, reason: Reason | None, may_vote: bool
) -> None:
    money = situation([opening(balance, "2025-06-10")], BYLAWS, day("2025-06-10"))

    decision = may_answer(status, rights(status, money, BYLAWS), BYLAWS)

    assert (decision.reason, decision.figures) == (reason, {"may_vote": may_vote})


def test_all_active_members_are_convened_and_nobody_else() -> None:
    people = [person(f"M00{place}", status.value, status=status) for place, status in enumerate(Status)]

    found = convened(people, date(2026, 3, 1))

    assert found == tuple(one.number for one in people if one.status is Status.ACTIVE)


@pytest.mark.parametrize(
    ("attended", "explained", "accepted", "counts_as"),
    [
        (True, False, None, P),
        (True, True, False, P),
        (False, False, None, U),
        (False, True, None, Attendance.UNDECIDED),
        (False, True, True, J),
        (False, True, False, U),
        (False, False, True, J),
    ],
)
def test_an_absence_is_justified_by_the_bureau_alone(
    attended: bool, explained: bool, accepted: bool | None, counts_as: Attendance
) -> None:
    assert classify(attended=attended, explained=explained, accepted=accepted) is counts_as


@pytest.mark.parametrize(
    ("absences", "warning"),
    [((U,) * 3, False), ((U,) * 4, True), ((J,) * 5, False), ((J,) * 6, True), ((U,) * 3 + (J,) * 5, False)],
)
def test_a_warning_is_proposed_at_the_fourth_unjustified_or_the_sixth_justified_absence(
    absences: tuple[Attendance, ...], warning: bool
) -> None:
    assert review(missed(*absences), [], [], BYLAWS, date(2026, 12, 31)).warning is warning


def test_the_count_starts_again_with_the_year_and_ends_with_the_day() -> None:
    absences = {date(2025, 11, 8): U, **missed(U, U, U)}

    assert review(absences, [], [], BYLAWS, date(2026, 2, 10)).unjustified == 2
    assert review(absences, [], [], BYLAWS, date(2026, 2, 9)).unjustified == 1


@pytest.mark.parametrize(
    ("times", "letter", "grave"),
    [
        (5, date(2026, 4, 15), False),
        (6, date(2026, 4, 15), True),
        (6, date(2025, 11, 20), False),
        (6, None, False),
    ],
)
def test_six_absences_in_the_year_of_a_letter_may_be_a_grave_fault_for_an_assembly_to_judge(
    times: int, letter: date | None, grave: bool
) -> None:
    found = review(missed(*[U] * times), [letter] if letter else [], [], BYLAWS, date(2026, 12, 31))

    assert found.grave is grave
    assert found.decided_by is (SessionKind.AGE if grave else None)


def test_the_bylaws_may_count_letters_of_earlier_years() -> None:
    for_ever = amend(BYLAWS, {"absence_letter_same_year": False})

    assert review(missed(*[U] * 6), [date(2025, 11, 20)], [], for_ever, date(2026, 12, 31)).grave


def test_what_the_bureau_has_agreed_to_does_not_count() -> None:
    away = (date(2026, 2, 1), date(2026, 4, 30))

    found = review(missed(U, U, U, U, U), [], [away], BYLAWS, date(2026, 12, 31))

    assert (found.unjustified, found.warning) == (2, False)


def test_the_bylaws_may_count_absences_in_a_row() -> None:
    in_a_row = amend(BYLAWS, {"absence_mode": "consecutive"})

    found = review(missed(U, U, P, U, U, U), [], [], in_a_row, date(2026, 12, 31))

    assert (found.unjustified, found.warning) == (3, False)


@pytest.mark.parametrize(
    ("announced", "attended", "host", "status", "owed"),
    [
        (None, False, False, Status.ACTIVE, 500),
        (date(2026, 6, 6), False, False, Status.ACTIVE, 0),
        (date(2026, 6, 7), False, False, Status.ACTIVE, 500),
        (date(2026, 6, 6), True, False, Status.ACTIVE, 500),
        (None, True, True, Status.ACTIVE, 0),
        (None, False, False, Status.SUSPENDED, 0),
        (None, False, False, Status.CANDIDATE, 0),
    ],
)
def test_the_meal_is_owed_by_all_but_hosts_and_those_who_said_a_week_ahead_that_they_would_not_come(
    announced: date | None, attended: bool, host: bool, status: Status, owed: int
) -> None:
    assert owes_meal(status, announced, MEAL_ON, BYLAWS, attended=attended, host=host) == owed


def test_suspended_members_owe_the_meal_where_the_bylaws_say_so() -> None:
    all_owe = amend(BYLAWS, {"meal_suspended": True})

    assert owes_meal(Status.SUSPENDED, None, MEAL_ON, all_owe, attended=False, host=False) == 500


def test_the_lump_sum_is_paid_once_whether_one_or_two_are_the_hosts() -> None:
    found = meal_account([0, 0, *[500] * 20], 2, BYLAWS, MEAL_ON)

    assert (found.lump_sum, found.payers, found.total) == (10000, 20, 10000)


def test_without_a_host_there_is_neither_lump_sum_nor_contribution() -> None:
    found = meal_account([500] * 20, 0, BYLAWS, MEAL_ON)

    assert (found.lump_sum, found.total) == (0, 0)

from __future__ import annotations

from datetime import date

import pytest

from assistant.bylaws import amend
from assistant.domain.decisions import Reason
from assistant.domain.meetings import Session, SessionKind
from assistant.domain.members import Role
from assistant.rules.meetings.calendar import (
    may_convene,
    may_hold,
    may_reconvene,
    meeting_months,
    next_meeting_month,
    nth_weekday,
    presiding,
    short_notice,
)
from tests.rules.people import BYLAWS

FIRST = Session(SessionKind.AGO, date(2025, 3, 15))
AGENDA = ("moral", "finances")


def session(kind: SessionKind, day: str, *, second: bool = False) -> Session:
    return Session(kind, date.fromisoformat(day), second)


def test_nine_months_of_the_year_have_a_meeting() -> None:
    assert meeting_months(2026, BYLAWS) == (1, 2, 3, 4, 5, 6, 9, 10, 11)


@pytest.mark.parametrize(("month", "day"), [(1, 10), (2, 14), (5, 9), (8, 8), (11, 14)])
def test_the_second_saturday_of_a_month(month: int, day: int) -> None:
    assert nth_weekday(2026, month, 2, 5) == date(2026, month, day)


@pytest.mark.parametrize(
    ("day", "reason"),
    [("2026-06-30", None), ("2026-07-01", Reason.NO_MEETING_MONTH), ("2026-12-12", Reason.NO_MEETING_MONTH)],
)
def test_an_ordinary_meeting_is_held_in_the_months_of_meetings(day: str, reason: Reason | None) -> None:
    assert may_convene(session(SessionKind.MONTHLY, day), [], BYLAWS).reason is reason


@pytest.mark.parametrize(
    ("kind", "day", "reason"),
    [
        (SessionKind.MONTHLY, "2026-05-23", Reason.ALREADY_SCHEDULED),
        (SessionKind.MONTHLY, "2026-06-13", None),
        (SessionKind.MONTHLY, "2027-05-08", None),
        (SessionKind.EXCEPTIONAL, "2026-05-23", None),
        (SessionKind.EXCEPTIONAL, "2026-08-22", None),
        (SessionKind.AGE, "2026-08-22", None),
    ],
)
def test_a_month_has_one_ordinary_meeting_and_as_many_others_as_are_needed(
    kind: SessionKind, day: str, reason: Reason | None
) -> None:
    decision = may_convene(session(kind, day), [session(SessionKind.MONTHLY, "2026-05-09")], BYLAWS)

    assert decision.reason is reason


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-02-28", Reason.NOT_IN_MARCH),
        ("2026-03-01", None),
        ("2026-03-31", None),
        ("2026-04-01", Reason.NOT_IN_MARCH),
    ],
)
def test_the_ordinary_assembly_is_held_in_march(day: str, reason: Reason | None) -> None:
    decision = may_convene(session(SessionKind.AGO, day), [session(SessionKind.MONTHLY, "2026-03-14")], BYLAWS)

    assert decision.reason is reason
    assert decision.articles == ("NDZ art. 18",)


def test_a_second_assembly_may_fall_into_april() -> None:
    assert may_convene(session(SessionKind.AGO, "2026-04-10", second=True), [], BYLAWS).allowed


@pytest.mark.parametrize(("days", "short"), [(14, True), (15, False)])
def test_the_bureau_is_warned_of_a_short_notice(days: int, short: bool) -> None:
    decision = short_notice(session(SessionKind.AGO, "2026-03-28"), date(2026, 3, 28 - days), BYLAWS)

    assert decision.allowed
    assert decision.figures == {"short_notice": short, "days": days}


@pytest.mark.parametrize(("days", "allowed"), [(6, False), (7, True)])
def test_the_bylaws_may_demand_a_notice(days: int, allowed: bool) -> None:
    a_week = amend(BYLAWS, {"convocation_notice_days": 7})

    decision = short_notice(session(SessionKind.AGO, "2026-03-28"), date(2026, 3, 28 - days), a_week)

    assert decision.allowed is allowed


@pytest.mark.parametrize(
    ("day", "agenda", "reached", "reason"),
    [
        ("2025-03-30", AGENDA, False, None),
        ("2025-03-31", AGENDA, False, Reason.RECONVENE_TOO_LATE),
        ("2025-03-15", AGENDA, False, Reason.PAST_DATE),
        ("2025-03-29", (*AGENDA, "new"), False, Reason.AGENDA_CHANGED),
        ("2025-03-29", ("finances", "moral"), False, Reason.AGENDA_CHANGED),
        ("2025-03-29", AGENDA, True, Reason.QUORUM_WAS_REACHED),
    ],
)
def test_a_second_assembly_has_the_same_agenda_within_fifteen_days(
    day: str, agenda: tuple[str, ...], reached: bool, reason: Reason | None
) -> None:
    decision = may_reconvene(FIRST, date.fromisoformat(day), AGENDA, agenda, BYLAWS, reached=reached)

    assert decision.reason is reason
    assert decision.figures["latest"] == date(2025, 3, 30)


@pytest.mark.parametrize(("present", "reason"), [(1, Reason.BUREAU_QUORUM), (2, None)])
def test_two_of_the_bureau_must_be_there(present: int, reason: Reason | None) -> None:
    decision = may_hold(present, session(SessionKind.MONTHLY, "2026-04-11"), BYLAWS)

    assert decision.reason is reason
    assert decision.articles == ("NDZ art. 19",)


@pytest.mark.parametrize(
    ("present", "chair"),
    [
        ({Role.PRESIDENT, Role.VICE_PRESIDENT, Role.TREASURER}, (Role.PRESIDENT,)),
        ({Role.VICE_PRESIDENT, Role.SECRETARY}, (Role.VICE_PRESIDENT,)),
        ({Role.TREASURER, Role.DEPUTY_SECRETARY, Role.SOCIAL}, (Role.DEPUTY_SECRETARY, Role.TREASURER)),
        ({Role.CULTURE}, ()),
    ],
)
def test_the_president_presides_else_the_deputy_else_one_of_the_bureau(
    present: set[Role], chair: tuple[Role, ...]
) -> None:
    assert presiding(present) == chair


@pytest.mark.parametrize(
    ("day", "called", "month"),
    [
        ("2026-06-30", (), "2026-06-01"),
        ("2026-07-01", (), "2026-09-01"),
        ("2026-11-02", ("2026-11-28",), "2027-01-01"),
        ("2026-09-01", ("2026-09-12", "2026-10-10"), "2026-11-01"),
    ],
)
def test_the_next_meeting_is_of_the_first_meeting_month_that_has_none_yet(
    day: str, called: tuple[str, ...], month: str
) -> None:
    calendar = [session(SessionKind.MONTHLY, on) for on in called]

    found = next_meeting_month(date.fromisoformat(day), calendar, BYLAWS)

    assert found == date.fromisoformat(month)


def test_an_assembly_takes_no_month_of_the_monthly_meeting() -> None:
    assembly = session(SessionKind.AGO, "2026-03-14")

    assert next_meeting_month(date(2026, 3, 1), [assembly], BYLAWS) == date(2026, 3, 1)


def test_bylaws_without_meeting_months_have_no_next_one() -> None:
    none = amend(BYLAWS, {"meeting_months": []})

    assert next_meeting_month(date(2026, 3, 1), [], none) is None

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bylaws import amend
from assistant.domain.decisions import Decision, Reason
from assistant.domain.ledger import Entry, Kind
from assistant.domain.members import Status
from assistant.rules.standing import situation, unpaid, unpaid_since
from assistant.rules.warnings import may_warn, non_payment
from tests.rules.people import BYLAWS, day, levied, opening, paid, reversal

FIFTH = day("2026-04-05")


def warned(cents: int, last: str | None = None, status: Status = Status.ACTIVE) -> Decision:
    money = situation([opening(cents)], BYLAWS, FIFTH)
    return may_warn(status, money, day(last) if last else None, BYLAWS)


# May it be issued


@pytest.mark.parametrize(
    ("cents", "reason"),
    [
        (500, Reason.UP_TO_DATE),
        (0, Reason.UP_TO_DATE),
        (-1, Reason.WITHIN_TOLERANCE),
        (-6000, Reason.WITHIN_TOLERANCE),
        (-6001, None),
        (-25000, None),
    ],
)
def test_only_who_owes_more_than_the_accepted_arrears_may_be_warned(cents: int, reason: Reason | None) -> None:
    decision = warned(cents)

    assert (decision.allowed, decision.reason) == (reason is None, reason)
    assert decision.articles == ("NDZ art. 30", "NDZ art. 8")


@pytest.mark.parametrize(("cents", "overdue", "excess"), [(-8000, 8000, 2000), (-6000, 6000, 0), (100, 0, 0)])
def test_allowed_or_refused_the_figures_are_given(cents: int, overdue: int, excess: int) -> None:
    assert warned(cents).figures == {
        "overdue": overdue,
        "tolerance": 6000,
        "excess": excess,
        "pay_by": day("2026-05-05"),
    }


def test_the_wait_after_long_arrears_is_nothing_to_warn_of() -> None:
    money = situation([opening(-30000), paid(30000, "2026-03-20")], BYLAWS, FIFTH)

    assert may_warn(Status.ACTIVE, money, None, BYLAWS).reason is Reason.LONG_ARREARS_WAIT


def test_a_levy_that_is_not_overdue_is_nothing_to_warn_of() -> None:
    money = situation([levied(10000, "2026-03-20", "2026-04-05")], BYLAWS, FIFTH)

    assert may_warn(Status.ACTIVE, money, None, BYLAWS).reason is Reason.UP_TO_DATE


@pytest.mark.parametrize("status", Status)
def test_members_are_warned_a_suspended_one_too_and_nobody_else(status: Status) -> None:
    decision = warned(-8000, status=status)

    assert decision.allowed is (status in {Status.ACTIVE, Status.SUSPENDED})
    assert decision.reason is (None if decision.allowed else Reason.NOT_A_MEMBER)


@pytest.mark.parametrize(
    ("last", "allowed"), [("2026-04-05", False), ("2026-03-07", False), ("2026-03-06", True), ("2025-01-01", True)]
)
def test_a_second_warning_within_thirty_days_is_asked_about(last: str, *, allowed: bool) -> None:
    decision = warned(-8000, last)

    assert decision.allowed is allowed
    assert (decision.reason, decision.figures.get("warned_on")) == (
        (None, None) if allowed else (Reason.ALREADY_WARNED, day(last))
    )


def test_the_days_given_and_the_days_between_are_the_association_s() -> None:
    hasty = amend(BYLAWS, {"warning_deadline_days": 8, "warning_repeat_days": 0})
    money = situation([opening(-8000)], hasty, FIFTH)

    decision = may_warn(Status.ACTIVE, money, FIFTH, hasty)

    assert (decision.allowed, decision.figures["pay_by"]) == (True, day("2026-04-13"))


# What is open


def monthly(on: str, cents: int = 1000, transfer: int | None = None) -> Entry:
    return Entry(day(on), -cents, Kind.MONTHLY, cause=f"month:{on[:7]}", transfer=transfer)


def open_lines(*entries: Entry, settings: dict[str, object] | None = None) -> list[tuple[str, int]]:
    bylaws = amend(BYLAWS, settings or {})
    found = unpaid(entries, bylaws, situation(entries, bylaws, FIFTH))
    return [(entry.value_on.isoformat(), entry.cents) for entry in found]


def test_payments_settle_the_oldest_so_that_the_newest_stay_open() -> None:
    months = [monthly(f"2026-{month:02}-01") for month in (1, 2, 3, 4)]

    assert open_lines(*months) == [(f"2026-0{month}-01", -1000) for month in (1, 2, 3, 4)]
    assert open_lines(*months, paid(2000, "2026-04-02")) == [("2026-03-01", -1000), ("2026-04-01", -1000)]
    assert open_lines(*months, paid(2500, "2026-01-02")) == [("2026-03-01", -500), ("2026-04-01", -1000)]
    assert open_lines(*months, paid(4000, "2026-04-05")) == []


def test_a_balance_brought_forward_is_a_line_like_another() -> None:
    assert open_lines(opening(-3000), monthly("2026-04-01"), paid(500, "2026-02-01")) == [
        ("2024-12-31", -2500),
        ("2026-04-01", -1000),
    ]


def test_what_is_not_overdue_yet_or_was_taken_back_is_not_open() -> None:
    charged = monthly("2026-03-01", transfer=7)

    assert open_lines(levied(5000, "2026-03-20", "2026-04-05"), monthly("2026-04-01")) == [("2026-04-01", -1000)]
    assert open_lines(charged, reversal(charged, 8), monthly("2026-04-01")) == [("2026-04-01", -1000)]
    assert open_lines(monthly("2026-04-06"), monthly("2026-04-01")) == [("2026-04-01", -1000)]


def test_where_dues_alone_are_arrears_a_levy_is_not_open() -> None:
    levy, month = levied(5000, "2026-01-20", "2026-02-20"), monthly("2026-04-01")

    assert open_lines(levy, month) == [("2026-01-20", -5000), ("2026-04-01", -1000)]
    assert open_lines(levy, month, settings={"arrears_include": "dues"}) == [("2026-04-01", -1000)]


ENTRIES = st.lists(
    st.builds(
        Entry,
        st.dates(day("2025-01-01"), day("2026-06-30")),
        st.integers(-30000, 30000),
        st.sampled_from([Kind.OPENING, Kind.MONTHLY, Kind.LEVY, Kind.PAYMENT, Kind.PAYOUT]),
        st.none() | st.dates(day("2025-01-01"), day("2026-06-30")),
    ),
    max_size=10,
)


@given(entries=ENTRIES)
def test_the_open_lines_add_up_to_what_is_overdue(entries: list[Entry]) -> None:
    money = situation(entries, BYLAWS, FIFTH)

    assert -sum(entry.cents for entry in unpaid(entries, BYLAWS, money)) == money.overdue


# A grave fault?


@pytest.mark.parametrize(
    ("told_on", "flagged"),
    [(None, False), ("2026-03-01", True), ("2026-04-04", True), ("2026-04-05", False), ("2026-05-01", False)],
)
def test_not_paying_is_flagged_after_a_warning_of_an_earlier_day(told_on: str | None, *, flagged: bool) -> None:
    decision = non_payment(day(told_on) if told_on else None, [opening(-8000)], BYLAWS, FIFTH)

    assert decision.allowed is flagged
    assert decision.articles == ("NDZ art. 30",)
    assert decision.figures["overdue"] == 8000


@pytest.mark.parametrize(("cents", "flagged"), [(1999, True), (2000, False), (8000, False)])
def test_who_is_up_to_date_again_is_not_flagged(cents: int, *, flagged: bool) -> None:
    entries = [opening(-8000), paid(cents, "2026-03-20")]

    assert non_payment(day("2026-03-01"), entries, BYLAWS, FIFTH).allowed is flagged


def test_a_warning_that_was_heeded_does_not_count_against_later_arrears() -> None:
    entries = [opening(-8000), paid(8000, "2026-03-10"), monthly("2026-03-20", 9000)]

    assert non_payment(day("2026-03-01"), entries, BYLAWS, FIFTH).allowed is False
    assert non_payment(day("2026-03-20"), entries, BYLAWS, FIFTH).allowed is True


def test_a_day_up_to_date_in_between_breaks_the_spell_and_a_better_tolerance_too() -> None:
    generous = amend(BYLAWS, {}, [{"from": day("2026-03-10"), "accepted_arrears_cents": 9000}])

    assert unpaid_since([opening(-8000)], BYLAWS, day("2026-03-01"), FIFTH)
    assert not unpaid_since([opening(-8000)], generous, day("2026-03-01"), FIFTH)
    assert unpaid_since([opening(-8000)], generous, day("2026-03-01"), day("2026-03-09"))

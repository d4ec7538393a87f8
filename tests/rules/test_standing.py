from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bylaws import amend
from assistant.domain.bylaws import Bylaws
from assistant.domain.calendar import add_months
from assistant.domain.decisions import Standing
from assistant.domain.ledger import Entry, Kind, balance_of
from assistant.rules.dues import charges
from assistant.rules.standing import first_day_not_up_to_date, situation
from tests.rules.people import BYLAWS, OPENED, day, levied, lines, member, opening, paid, reversal

SOME_DAY = day("2025-06-10")


@pytest.mark.parametrize(
    ("cents", "standing", "overdue"),
    [
        (1, Standing.UP_TO_DATE, 0),
        (0, Standing.UP_TO_DATE, 0),
        (-1, Standing.WITHIN_TOLERANCE, 1),
        (-5999, Standing.WITHIN_TOLERANCE, 5999),
        (-6000, Standing.WITHIN_TOLERANCE, 6000),
        (-6001, Standing.NOT_UP_TO_DATE, 6001),
        (-30000, Standing.NOT_UP_TO_DATE, 30000),
    ],
)
def test_a_debit_up_to_the_accepted_arrears_is_up_to_date(cents: int, standing: Standing, overdue: int) -> None:
    money = situation([opening(cents, "2025-06-10")], BYLAWS, SOME_DAY)

    assert (money.standing, money.overdue, money.balance) == (standing, overdue, cents)
    assert money.up_to_date is (overdue <= 6000)
    assert money.tolerance == 6000
    assert "NDZ art. 8" in money.articles


def test_without_any_line_one_is_up_to_date() -> None:
    assert situation([], BYLAWS, SOME_DAY).standing is Standing.UP_TO_DATE


def test_lines_of_later_days_play_no_part() -> None:
    money = situation([opening(-7000), paid(7000, "2025-06-11")], BYLAWS, SOME_DAY)

    assert money.balance == -7000


@pytest.mark.parametrize(("on", "overdue"), [("2025-06-08", 2000), ("2025-06-09", 2000), ("2025-06-10", 7000)])
def test_a_levy_is_arrears_from_the_day_after_it_is_due(on: str, overdue: int) -> None:
    entries = [opening(-2000, "2025-05-01"), levied(5000, "2025-05-10", "2025-06-09")]

    money = situation(entries, BYLAWS, day(on))

    assert (money.balance, money.overdue) == (-7000, overdue)


def test_a_levy_counts_in_the_balance_from_its_call() -> None:
    entries = [levied(5000, "2025-05-10", "2025-06-09")]

    assert situation(entries, BYLAWS, day("2025-05-09")).balance == 0
    assert situation(entries, BYLAWS, day("2025-05-10")).balance == -5000


def test_a_payment_ahead_of_a_levy_is_no_credit_towards_arrears_beyond_it() -> None:
    entries = [levied(5000, "2025-05-10", "2025-06-09"), paid(3000, "2025-05-12")]

    assert situation(entries, BYLAWS, day("2025-05-20")).overdue == 0
    assert situation(entries, BYLAWS, day("2025-06-10")).overdue == 2000


def test_with_dues_alone_as_arrears_levies_and_meals_are_left_out() -> None:
    dues_only = amend(BYLAWS, {"arrears_include": "dues"})
    entries = [opening(-1000), levied(10000, "2025-01-10", "2025-01-10"), Entry(day("2025-02-01"), -500, Kind.MEAL)]

    money = situation(entries, dues_only, SOME_DAY)

    assert (money.balance, money.overdue, money.standing) == (-11500, 1000, Standing.WITHIN_TOLERANCE)


def test_a_voted_tolerance_counts_from_its_day() -> None:
    lower = amend(BYLAWS, tariff_changes=[{"from": day("2026-04-01"), "accepted_arrears_cents": 4000}])
    entries = [opening(-4500)]

    assert situation(entries, lower, day("2026-03-31")).up_to_date
    assert not situation(entries, lower, day("2026-04-01")).up_to_date


def test_a_reversed_payment_never_was() -> None:
    cheque = Entry(day("2025-01-10"), 5000, Kind.PAYMENT, transfer=1)

    money = situation([opening(-6500), cheque, reversal(cheque, 2)], BYLAWS, SOME_DAY)

    assert (money.balance, money.standing, money.owing_since) == (-6500, Standing.NOT_UP_TO_DATE, OPENED)


def test_a_reversed_levy_is_neither_owed_nor_arrears() -> None:
    levy = Entry(day("2025-05-10"), -5000, Kind.LEVY, due_on=day("2025-06-09"), transfer=1)

    for on in ("2025-05-20", "2025-06-10"):
        money = situation([levy, reversal(levy, 2)], BYLAWS, day(on))

        assert (money.balance, money.overdue) == (0, 0)


def test_owing_since_is_the_first_day_of_the_present_spell() -> None:
    entries = [opening(-1000), paid(1000, "2025-02-03"), *lines(charges(member(), BYLAWS, day("2025-03-31"), SOME_DAY))]

    assert situation(entries, BYLAWS, SOME_DAY).owing_since == day("2025-04-01")
    assert situation(entries, BYLAWS, day("2025-03-01")).owing_since is None


def test_a_debit_settled_within_the_day_is_no_spell() -> None:
    entries = [Entry(day("2025-02-01"), -1000, Kind.MONTHLY), paid(1000, "2025-02-01"), opening(-500, "2025-03-01")]

    assert situation(entries, BYLAWS, SOME_DAY).owing_since == day("2025-03-01")


def test_the_articles_are_those_of_the_charges_still_unpaid() -> None:
    january = [opening(0), *lines(charges(member(), BYLAWS, OPENED, day("2025-01-31")))]
    february = [
        *january,
        paid(2500, "2025-01-31"),
        *lines(charges(member(), BYLAWS, day("2025-01-31"), day("2025-02-28"))),
    ]

    assert situation(january, BYLAWS, day("2025-01-31")).articles == ("NDZ art. 8", "NDZ art. 13", "NDZ art. 12")
    assert situation(february, BYLAWS, day("2025-02-28")).articles == ("NDZ art. 8", "NDZ art. 13")
    assert situation(february, BYLAWS, day("2025-01-31")).articles == ("NDZ art. 8",)


def settled(arrears: int, on: str) -> list[Entry]:
    return [opening(-arrears), paid(arrears, on)]


@pytest.mark.parametrize(
    ("arrears", "standing"),
    [(23999, Standing.UP_TO_DATE), (24000, Standing.LONG_ARREARS_WAIT), (24001, Standing.LONG_ARREARS_WAIT)],
)
def test_arrears_of_two_years_bring_a_wait_and_a_cent_less_does_not(arrears: int, standing: Standing) -> None:
    assert situation(settled(arrears, "2025-04-15"), BYLAWS, day("2025-04-15")).standing is standing


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        ("2025-04-14", Standing.NOT_UP_TO_DATE),
        ("2025-04-15", Standing.LONG_ARREARS_WAIT),
        ("2025-05-14", Standing.LONG_ARREARS_WAIT),
        ("2025-05-15", Standing.UP_TO_DATE),
    ],
)
def test_the_wait_begins_when_the_arrears_are_settled_and_its_end_day_is_up_to_date(
    on: str, standing: Standing
) -> None:
    money = situation(settled(30000, "2025-04-15"), BYLAWS, day(on))

    assert money.standing is standing
    assert money.waits_until == (day("2025-05-15") if standing is Standing.LONG_ARREARS_WAIT else None)
    assert money.up_to_date is (standing is Standing.UP_TO_DATE)


@pytest.mark.parametrize(
    ("paid_on", "until"),
    [
        ("2025-01-31", "2025-02-28"),
        ("2028-01-31", "2028-02-29"),
        ("2025-03-31", "2025-04-30"),
        ("2025-12-31", "2026-01-31"),
    ],
)
def test_the_end_of_the_wait_is_clamped_to_the_months_end(paid_on: str, until: str) -> None:
    entries = settled(30000, paid_on)

    assert situation(entries, BYLAWS, day(paid_on)).waits_until == day(until)
    assert situation(entries, BYLAWS, day(until) - timedelta(days=1)).standing is Standing.LONG_ARREARS_WAIT
    assert situation(entries, BYLAWS, day(until)).up_to_date


@pytest.mark.parametrize(("left", "standing"), [(6000, Standing.LONG_ARREARS_WAIT), (6001, Standing.NOT_UP_TO_DATE)])
def test_settled_means_back_within_the_tolerance(left: int, standing: Standing) -> None:
    entries = [opening(-30000), paid(30000 - left, "2025-04-15")]

    assert situation(entries, BYLAWS, day("2025-04-20")).standing is standing


def test_the_wait_cites_its_article_first() -> None:
    assert situation(settled(30000, "2025-04-15"), BYLAWS, day("2025-04-20")).articles == ("NDZ art. 9", "NDZ art. 8")


def test_falling_back_during_the_wait_neither_ends_nor_restarts_it() -> None:
    entries = [*settled(30000, "2025-04-15"), levied(7000, "2025-04-20", "2025-04-20"), paid(7000, "2025-04-28")]

    assert situation(entries, BYLAWS, day("2025-04-25")).standing is Standing.NOT_UP_TO_DATE
    assert situation(entries, BYLAWS, day("2025-04-28")).waits_until == day("2025-05-15")


def test_long_arrears_that_were_settled_long_ago_are_forgotten() -> None:
    entries = [*settled(30000, "2025-01-15"), opening(-7000, "2025-08-01"), paid(7000, "2025-09-01")]

    assert situation(entries, BYLAWS, day("2025-09-01")).standing is Standing.UP_TO_DATE


def test_long_arrears_never_within_the_tolerance_since_still_bring_the_wait() -> None:
    entries = [opening(-30000), paid(20000, "2025-02-01"), paid(10000, "2025-06-10")]

    assert situation(entries, BYLAWS, SOME_DAY).waits_until == day("2025-07-10")


def test_a_raised_tolerance_settles_arrears_on_its_day() -> None:
    raised = amend(BYLAWS, tariff_changes=[{"from": day("2025-04-01"), "accepted_arrears_cents": 8000}])
    entries = [opening(-30000), paid(22000, "2025-02-01")]

    assert situation(entries, raised, day("2025-03-31")).standing is Standing.NOT_UP_TO_DATE
    assert situation(entries, raised, day("2025-04-01")).waits_until == day("2025-05-01")


def test_the_limit_goes_by_the_monthly_fee_of_its_time() -> None:
    dearer = amend(BYLAWS, tariff_changes=[{"from": day("2025-04-01"), "monthly_cents": 1200}])

    before = situation(settled(24000, "2025-03-31"), dearer, day("2025-03-31"))
    after = situation([opening(-24000, "2025-04-01"), paid(24000, "2025-04-15")], dearer, day("2025-04-15"))

    assert before.standing is Standing.LONG_ARREARS_WAIT
    assert after.standing is Standing.UP_TO_DATE


def test_without_waiting_months_there_is_no_wait() -> None:
    none = amend(BYLAWS, {"long_arrears_wait_months": 0})

    assert situation(settled(30000, "2025-04-15"), none, day("2025-04-15")).up_to_date


def with_dues(first: Entry, until: str) -> list[Entry]:
    return [first, *lines(charges(member(), BYLAWS, first.value_on, day(until)))]


def test_the_first_day_out_of_status_is_found() -> None:
    entries = with_dues(opening(500), "2025-12-31")

    assert first_day_not_up_to_date(entries, BYLAWS, OPENED, day("2025-12-31")) == day("2025-06-01")
    assert first_day_not_up_to_date(entries, BYLAWS, OPENED, day("2025-05-31")) is None
    assert first_day_not_up_to_date(entries, BYLAWS, day("2025-07-05"), day("2025-12-31")) == day("2025-07-05")


def test_the_first_day_out_of_status_may_be_that_of_a_levy_or_a_lower_tolerance() -> None:
    lower = amend(BYLAWS, tariff_changes=[{"from": day("2025-04-01"), "accepted_arrears_cents": 4000}])
    levy = [levied(10000, "2025-03-01", "2025-03-31")]

    assert first_day_not_up_to_date(levy, BYLAWS, OPENED, day("2025-12-31")) == day("2025-04-01")
    assert first_day_not_up_to_date([opening(-5000)], lower, OPENED, day("2025-12-31")) == day("2025-04-01")


DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
KINDS = st.sampled_from([Kind.MONTHLY, Kind.LEVY, Kind.PAYMENT, Kind.ANNUAL, Kind.MEAL])


@st.composite
def some_lines(draw: st.DrawFn) -> Entry:
    kind = draw(KINDS)
    on = draw(DAYS)
    amount = draw(st.integers(1, 300)) * 100
    if kind is Kind.PAYMENT:
        return Entry(on, amount, kind)
    due = on + timedelta(days=draw(st.integers(0, 40))) if kind is Kind.LEVY else None
    return Entry(on, -amount, kind, due_on=due)


ACCOUNTS = st.lists(some_lines(), max_size=25)
VOTED = amend(
    BYLAWS,
    tariff_changes=[
        {"from": day("2026-04-01"), "monthly_cents": 1200, "accepted_arrears_cents": 8000},
        {"from": day("2027-04-01"), "monthly_cents": 900, "accepted_arrears_cents": 4000},
    ],
)


def day_by_day(entries: list[Entry], bylaws: Bylaws, until: date) -> Standing:
    """The standing by the letter of the rule: every single day looked at, one after the other."""
    reached, settled_on, overdue, tolerance = False, None, 0, 0
    for number in range((until - day("2024-12-31")).days + 1):
        today = day("2024-12-31") + timedelta(days=number)
        tolerance = bylaws.dues.accepted_arrears.on(today)
        waits = sum(entry.cents for entry in entries if entry.due_on and entry.value_on <= today <= entry.due_on)
        overdue = max(0, waits - balance_of(entries, today))
        if overdue >= bylaws.dues.long_arrears_months.on(today) * bylaws.dues.monthly.on(today):
            reached = True
        elif reached and overdue <= tolerance:
            reached, settled_on = False, today
    if overdue > tolerance:
        return Standing.NOT_UP_TO_DATE
    if settled_on and until < add_months(settled_on, 1):
        return Standing.LONG_ARREARS_WAIT
    return Standing.WITHIN_TOLERANCE if overdue else Standing.UP_TO_DATE


@given(entries=ACCOUNTS, on=DAYS)
def test_standing_is_that_of_the_rule_read_day_by_day(entries: list[Entry], on: date) -> None:
    for bylaws in (BYLAWS, VOTED):
        assert situation(entries, bylaws, on).standing is day_by_day(entries, bylaws, on)


@given(entries=ACCOUNTS, on=DAYS, data=st.data())
def test_standing_does_not_depend_on_the_order_of_the_lines(
    entries: list[Entry], on: date, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(entries))

    assert situation(shuffled, VOTED, on) == situation(entries, VOTED, on)


@given(entries=ACCOUNTS, on=DAYS, cents=st.integers(1, 100000), paid_on=DAYS)
def test_one_more_payment_never_closes_what_was_open(entries: list[Entry], on: date, cents: int, paid_on: date) -> None:
    before = situation(entries, VOTED, on)

    after = situation([*entries, paid(cents, str(paid_on))], VOTED, on)

    assert after.up_to_date or not before.up_to_date
    assert after.overdue <= before.overdue


@given(entries=ACCOUNTS, on=DAYS)
def test_a_row_and_its_reversal_change_nothing(entries: list[Entry], on: date) -> None:
    wrong = Entry(on - timedelta(days=90), -26000, Kind.MANUAL, transfer=1)

    assert situation([*entries, wrong, reversal(wrong, 2)], VOTED, on) == situation(entries, VOTED, on)


@given(entries=ACCOUNTS, on=DAYS)
def test_owing_since_and_overdue_go_together(entries: list[Entry], on: date) -> None:
    money = situation(entries, BYLAWS, on)

    assert (money.owing_since is None) is (money.overdue == 0)
    assert money.balance == balance_of(entries, on)
    if money.owing_since:
        assert situation(entries, BYLAWS, money.owing_since - timedelta(days=1)).overdue == 0

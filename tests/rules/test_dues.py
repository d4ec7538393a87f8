from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.bylaws import amend
from assistant.domain.ledger import Charge, Entry, Kind
from assistant.domain.members import Member, Status
from assistant.rules.dues import admission_bill, charges, compare, next_charge
from tests.rules.people import BYLAWS, OPENED, day, lines, member, reversal

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
STATUSES = st.sampled_from([Status.ACTIVE, Status.SUSPENDED, Status.HONORARY, Status.RESIGNED])


def charged(who: Member, until: str, since: date = OPENED) -> list[tuple[str, str, int]]:
    return [(charge.cause, str(charge.value_on), charge.cents) for charge in charges(who, BYLAWS, since, day(until))]


def total(who: Member, until: str) -> int:
    return sum(cents for _, _, cents in charged(who, until))


def test_the_monthly_fee_counts_from_the_first_of_the_month() -> None:
    hilaire = member()

    assert charged(hilaire, "2025-01-31", since=day("2025-01-01")) == []
    assert charged(hilaire, "2025-02-01", since=day("2025-01-01")) == [("month:2025-02", "2025-02-01", 1000)]


def test_nothing_accrues_on_the_day_the_books_open() -> None:
    assert charged(member(), "2025-03-01", since=day("2025-03-01")) == []
    assert len(charged(member(), "2025-03-01", since=day("2025-02-28"))) == 1


def test_january_adds_the_annual_fee_to_the_monthly_one() -> None:
    assert charged(member(), "2025-01-01") == [
        ("year:2025", "2025-01-01", 1500),
        ("month:2025-01", "2025-01-01", 1000),
    ]


def test_a_year_has_twelve_monthly_fees_july_august_and_december_too() -> None:
    assert total(member(), "2025-12-31") == 12 * 1000 + 1500


def test_a_charge_names_its_key_and_its_article() -> None:
    annual, monthly = charges(member(), BYLAWS, OPENED, day("2025-01-31"))

    assert (annual.key, annual.article, annual.kind) == ("due:M012:2025", "NDZ art. 12", Kind.ANNUAL)
    assert (monthly.key, monthly.article, monthly.kind) == ("due:M012:2025-01", "NDZ art. 13", Kind.MONTHLY)


def test_a_voted_fee_is_not_retroactive() -> None:
    voted = amend(BYLAWS, tariff_changes=[{"from": day("2026-04-01"), "monthly_cents": 1200, "annual_cents": 2000}])

    found = {charge.cause: charge.cents for charge in charges(member(), voted, OPENED, day("2027-01-31"))}

    assert (found["month:2026-03"], found["month:2026-04"]) == (1000, 1200)
    assert (found["year:2026"], found["year:2027"]) == (1500, 2000)


def test_a_fee_of_nothing_is_no_charge() -> None:
    free = amend(BYLAWS, {"monthly": 0})

    assert [charge.kind for charge in charges(member(), free, OPENED, day("2025-12-31"))] == [Kind.ANNUAL]


def test_admission_charges_fee_year_and_two_months_whatever_the_date() -> None:
    nadege = member("2025-03-15")

    found = charges(nadege, BYLAWS, OPENED, day("2025-03-15"))

    assert [(charge.kind, charge.cents, charge.key) for charge in found] == [
        (Kind.ADMISSION, 1500, "admission:M012:fee:2025-03-15"),
        (Kind.ANNUAL, 1500, "admission:M012:annual:2025-03-15"),
        (Kind.MONTHLY, 2000, "admission:M012:months:2025-03-15"),
    ]
    assert {charge.cause for charge in found} == {"admission:M012"}


@pytest.mark.parametrize("joined", ["2025-01-01", "2025-01-31", "2025-03-01", "2025-03-31", "2025-12-31"])
def test_whoever_joins_in_the_books_owes_fifty_euros_that_day_and_nothing_before(joined: str) -> None:
    assert total(member(joined), joined) == 5000
    assert charges(member(joined), BYLAWS, OPENED, day(joined) - timedelta(days=1)) == []


def test_the_monthly_fee_resumes_after_the_two_months_paid() -> None:
    nadege = member("2025-03-15")

    assert total(nadege, "2025-04-30") == 5000
    assert total(nadege, "2025-05-01") == 6000


def test_with_the_next_two_months_paid_the_fee_resumes_a_month_later() -> None:
    later = amend(BYLAWS, {"admission_months_cover": "next_two"})

    found = charges(member("2025-03-15"), later, OPENED, day("2025-06-30"))

    assert [charge.cause for charge in found][3:] == ["month:2025-06"]


def test_without_months_in_the_bill_the_fee_begins_at_the_first_of_the_next_month() -> None:
    none = amend(BYLAWS, {"admission_months": 0})

    found = charges(member("2025-03-15"), none, OPENED, day("2025-04-30"))

    assert [charge.cause for charge in found] == ["admission:M012", "admission:M012", "month:2025-04"]


def test_without_months_in_the_bill_who_joins_on_the_first_owes_the_fee_of_that_day() -> None:
    none = amend(BYLAWS, {"admission_months": 0})

    found = charges(member("2025-03-01"), none, OPENED, day("2025-03-31"))

    assert [charge.cause for charge in found] == ["admission:M012", "admission:M012", "month:2025-03"]


def test_whoever_resigned_and_died_later_accrues_nothing_in_between() -> None:
    gone = member(
        "2012-08-11",
        ("2012-08-11", Status.ACTIVE),
        ("2025-03-31", Status.RESIGNED),
        ("2025-06-01", Status.DECEASED),
    )

    assert total(gone, "2025-12-31") == 4500


def test_who_joined_before_the_books_opened_owes_no_admission_but_has_paid_two_months() -> None:
    early = member("2024-12-10")

    assert [cause for cause, _, _ in charged(early, "2025-02-28")] == ["year:2025", "month:2025-02"]


def test_who_joined_on_the_day_the_books_opened_is_in_the_opening_balance() -> None:
    assert "admission:M012" not in {cause for cause, _, _ in charged(member("2024-12-31"), "2025-06-30")}


def test_the_annual_fee_is_due_in_january_however_late_one_joined() -> None:
    assert "year:2026" in {cause for cause, _, _ in charged(member("2025-12-31"), "2026-01-01")}


def test_the_year_of_admission_is_charged_once_even_on_new_year() -> None:
    found = [cause for cause, _, _ in charged(member("2025-01-01"), "2025-12-31")]

    assert "year:2025" not in found


@pytest.mark.parametrize(("joined", "due"), [("2025-10-01", True), ("2025-10-02", False)])
def test_the_grace_months_spare_a_newcomer_the_next_annual_fee(joined: str, *, due: bool) -> None:
    kind = amend(BYLAWS, {"annual_fee_grace_months": 3})

    causes = {charge.cause for charge in charges(member(joined), kind, OPENED, day("2026-01-31"))}

    assert ("year:2026" in causes) is due


def test_suspended_members_accrue_unless_the_bylaws_say_otherwise() -> None:
    suspended = member("2012-08-11", ("2012-08-11", Status.ACTIVE), ("2025-02-01", Status.SUSPENDED))
    spared = amend(BYLAWS, {"suspended_accrue": False})

    assert len(charges(suspended, BYLAWS, OPENED, day("2025-03-31"))) == 4
    assert [c.cause for c in charges(suspended, spared, OPENED, day("2025-03-31"))] == ["year:2025", "month:2025-01"]


@pytest.mark.parametrize(
    "status", [Status.HONORARY, Status.CANDIDATE, Status.RESIGNED, Status.RADIATED, Status.DECEASED]
)
def test_nothing_accrues_for_who_is_no_active_member(status: Status) -> None:
    assert charges(member("2012-08-11", ("2012-08-11", status)), BYLAWS, OPENED, day("2026-12-31")) == []


def test_nothing_accrues_without_a_day_of_admission() -> None:
    assert charges(member(None), BYLAWS, OPENED, day("2026-12-31")) == []


@pytest.mark.parametrize(("left", "cents"), [("2025-03-31", 4500), ("2025-04-01", 5500), ("2025-04-02", 5500)])
def test_the_day_of_leaving_is_the_last_that_accrues(left: str, cents: int) -> None:
    gone = member("2012-08-11", ("2012-08-11", Status.ACTIVE), (left, Status.RESIGNED))

    assert total(gone, "2025-06-30") == cents


def test_an_accrual_day_beyond_the_month_is_its_last_day() -> None:
    late = amend(BYLAWS, {"monthly_accrual_day": 31})

    found = charges(member(), late, OPENED, day("2028-02-29"))

    days = {charge.cause: charge.value_on for charge in found}
    assert days["month:2027-02"] == day("2027-02-28")
    assert days["month:2028-02"] == day("2028-02-29")


def test_the_bill_of_a_day_has_that_days_amounts() -> None:
    voted = amend(BYLAWS, tariff_changes=[{"from": day("2026-04-01"), "monthly_cents": 1200}])

    before, after = (admission_bill(voted, day(on)) for on in ("2026-03-31", "2026-04-01"))

    assert before.figures == {"admission": 1500, "annual": 1500, "monthly": 2000, "total": 5000}
    assert after.figures["total"] == 5400
    assert "NDZ annexe" in after.articles


def test_what_falls_due_next_is_the_first_charge_after_the_day() -> None:
    coming = next_charge(member(), BYLAWS, OPENED, day("2025-06-30"))
    after = next_charge(member(), BYLAWS, OPENED, day("2025-07-01"))

    assert coming is not None
    assert after is not None
    assert (coming.cause, after.cause) == ("month:2025-07", "month:2025-08")


def test_what_falls_due_next_before_the_books_open_comes_after_they_do() -> None:
    coming = next_charge(member(), BYLAWS, OPENED, day("2020-01-01"))

    assert coming is not None
    assert coming.value_on == day("2025-01-01")


def test_a_far_charge_is_found_too() -> None:
    rare = amend(BYLAWS, {"monthly": 0, "annual_fee_grace_months": 12})

    coming = next_charge(member("2025-02-01"), rare, OPENED, day("2025-02-01"))

    assert coming is not None
    assert coming.cause == "year:2027"


def test_nothing_falls_due_for_who_left() -> None:
    gone = member("2012-08-11", ("2012-08-11", Status.ACTIVE), ("2025-03-31", Status.DECEASED))

    assert next_charge(gone, BYLAWS, OPENED, day("2025-04-01")) is None


def test_what_is_recorded_already_is_left_alone() -> None:
    due = charges(member(), BYLAWS, OPENED, day("2025-06-30"))

    assert not compare(due, lines(due))


def test_what_is_missing_is_added_under_its_key() -> None:
    due = charges(member(), BYLAWS, OPENED, day("2025-03-31"))

    difference = compare(due, lines(due[:2]))

    assert [charge.key for charge in difference.add] == ["due:M012:2025-02", "due:M012:2025-03"]
    assert difference.reverse == []


def test_a_charge_at_a_wrong_amount_is_reversed_and_charged_anew_under_a_fresh_key() -> None:
    (january,) = charges(member(), BYLAWS, day("2025-01-31"), day("2025-02-28"))
    wrong = lines([replace(january, cents=1200)])

    difference = compare([january], wrong)

    assert difference.reverse == wrong
    assert [(charge.key, charge.cents) for charge in difference.add] == [("due:M012:2025-02#2", 1000)]


def test_a_charge_that_is_not_due_any_more_is_reversed() -> None:
    recorded = lines(charges(member(), BYLAWS, OPENED, day("2025-06-30")))
    gone = member("2012-08-11", ("2012-08-11", Status.ACTIVE), ("2025-04-10", Status.RESIGNED))

    difference = compare(charges(gone, BYLAWS, OPENED, day("2025-06-30")), recorded)

    assert [entry.cause for entry in difference.reverse] == ["month:2025-05", "month:2025-06"]
    assert difference.add == []


def test_a_charge_recorded_twice_is_reversed_once() -> None:
    (february,) = charges(member(), BYLAWS, day("2025-01-31"), day("2025-02-28"))
    twice = lines([february, february])

    assert compare([february], twice).reverse == twice[1:]


def test_a_reversed_row_no_longer_counts_and_its_key_stays_taken() -> None:
    (february,) = charges(member(), BYLAWS, day("2025-01-31"), day("2025-02-28"))
    (row,) = lines([february])

    difference = compare([february], [row, reversal(row, 2)])

    assert [charge.key for charge in difference.add] == ["due:M012:2025-02#2"]
    assert difference.reverse == []


def test_a_reversal_that_is_reversed_brings_the_row_back() -> None:
    (february,) = charges(member(), BYLAWS, day("2025-01-31"), day("2025-02-28"))
    (row,) = lines([february])
    undone = reversal(row, 2)

    assert not compare([february], [row, undone, reversal(undone, 3)])


def test_payments_and_levies_are_no_business_of_accrual() -> None:
    others = [Entry(OPENED, 500, Kind.PAYMENT, transfer=1), Entry(OPENED, -5000, Kind.LEVY, transfer=2)]

    assert not compare([], others)


@given(period=st.tuples(DAYS, DAYS, DAYS), joined=DAYS, left=DAYS, status=STATUSES)
def test_accrual_over_any_split_is_accrual_at_once(
    period: tuple[date, date, date], joined: date, left: date, status: Status
) -> None:
    opened, split, until = sorted(period)
    who = member(str(joined), (str(joined), Status.ACTIVE), (str(max(joined, left)), status))

    whole = charges(who, BYLAWS, opened, until)

    assert charges(who, BYLAWS, opened, split) + charges(who, BYLAWS, split, until) == whole


@given(joined=DAYS, until=DAYS)
def test_one_charge_a_month_one_a_year_and_one_admission(joined: date, until: date) -> None:
    found = charges(member(str(joined)), BYLAWS, date(2023, 12, 31), until)

    keys = [charge.key for charge in found]
    assert len(keys) == len(set(keys))
    assert sum(charge.cents for charge in found if charge.cause.startswith("admission")) in {0, 5000}
    assert all(charge.cents == 1000 for charge in found if charge.cause.startswith("month"))
    assert all(charge.cents == 1500 for charge in found if charge.cause.startswith("year"))


@given(cents=st.integers(1, 5000), since=DAYS, until=DAYS)
def test_a_new_tariff_changes_no_charge_before_its_day(cents: int, since: date, until: date) -> None:
    voted = amend(BYLAWS, tariff_changes=[{"from": since, "monthly_cents": cents + 250}])

    old = [charge for charge in charges(member(), BYLAWS, OPENED, until) if charge.value_on < since]
    new = [charge for charge in charges(member(), voted, OPENED, until) if charge.value_on < since]

    assert old == new


def booked(due: list[Charge], rows: list[Entry]) -> list[Entry]:
    """The rows after the difference was recorded; no key twice."""
    difference = compare(due, rows)
    added = lines(difference.add, first=len(rows) + 1)
    undone = [
        reversal(entry, len(rows) + len(added) + place) for place, entry in enumerate(difference.reverse, start=1)
    ]
    return [*rows, *added, *undone]


FEES = st.integers(0, 3).map(lambda step: 1000 + 100 * step)


@given(fees=st.lists(st.tuples(FEES, DAYS), min_size=1, max_size=6))
def test_what_was_booked_is_never_booked_again_and_no_key_comes_twice(fees: list[tuple[int, date]]) -> None:
    rows: list[Entry] = []
    keys: list[str] = []
    for fee, until in sorted(fees, key=lambda pair: pair[1]):
        due = charges(member(), amend(BYLAWS, {"monthly": fee}), OPENED, until)
        keys += [charge.key for charge in compare(due, rows).add]
        rows = booked(due, rows)

        assert not compare(due, rows)
        assert -sum(row.cents for row in rows) == sum(charge.cents for charge in due)
    assert len(keys) == len(set(keys))

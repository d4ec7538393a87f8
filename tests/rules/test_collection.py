from __future__ import annotations

from dataclasses import replace

from assistant.domain.ledger import Kind
from assistant.rules.collection import MonthOfDues, by_month
from assistant.rules.dues import charges
from tests.rules.people import BYLAWS, OPENED, day, levied, lines, member, paid, reversal

MARCH = day("2025-03-05")


def test_dues_stand_in_the_month_they_fell_due_and_payments_in_that_of_their_value_date() -> None:
    hilaire = lines(charges(member(), BYLAWS, OPENED, MARCH))
    amina = [paid(2500, "2025-01-31"), paid(1000, "2025-02-01")]

    found = by_month([hilaire, amina], OPENED, MARCH, 12)

    assert found == [
        MonthOfDues(day("2025-01-01"), 2500, 2500),
        MonthOfDues(day("2025-02-01"), 1000, 1000),
        MonthOfDues(day("2025-03-01"), 1000, 0),
    ]


def test_what_is_neither_dues_nor_a_payment_counts_for_nothing() -> None:
    others = [levied(10000, "2025-03-01", "2025-03-31"), replace(paid(500, "2025-03-02"), kind=Kind.MANUAL)]

    assert by_month([others], OPENED, MARCH, 1) == [MonthOfDues(day("2025-03-01"), 0, 0)]


def test_what_was_reversed_counts_for_nothing() -> None:
    wrong = replace(paid(2500, "2025-02-10"), transfer=7)

    assert by_month([[wrong, reversal(wrong, 8)]], OPENED, MARCH, 2)[0].received == 0


def test_the_months_end_with_that_of_the_day_and_are_as_many_as_asked_for() -> None:
    months = [found.month for found in by_month([], day("2020-01-01"), MARCH, 12)]

    assert (len(months), months[0], months[-1]) == (12, day("2024-04-01"), day("2025-03-01"))


def test_no_month_comes_before_the_one_after_the_opening_but_that_of_the_day_is_always_there() -> None:
    assert [found.month for found in by_month([], day("2025-01-31"), MARCH, 12)] == [
        day("2025-02-01"),
        day("2025-03-01"),
    ]
    assert by_month([], day("2025-01-30"), MARCH, 12)[0].month == day("2025-01-01")
    assert [found.month for found in by_month([], day("2025-03-31"), day("2025-03-31"), 12)] == [day("2025-03-01")]


def test_without_an_opening_all_months_asked_for_are_there() -> None:
    assert len(by_month([], None, MARCH, 3)) == 3

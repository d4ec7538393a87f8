"""Civil dates: months are added with the day clamped to the month's end (31 August + 6 months = 28 February)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day so many months later (or earlier), clamped to the end of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    return day_of_month(day.year + years, month + 1, day.day)


def day_of_month(year: int, month: int, day: int) -> date:
    """That day of the month, or the month's last day where it is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def first_of_month(day: date) -> date:
    """The first day of that day's month."""
    return day.replace(day=1)


def months_between(first: date, last: date) -> Iterator[tuple[int, int]]:
    """Each (year, month) from the month of `first` to the month of `last`, both included."""
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        yield year, month
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)  # noqa: PLR2004 - December

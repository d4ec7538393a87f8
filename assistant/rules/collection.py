"""Dues that fell due each month (art. 11-13) against the payments that came in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.domain.calendar import add_months, first_of_month, months_between
from assistant.domain.ledger import DUES, Entry, Kind, effective


@dataclass(frozen=True, slots=True)
class MonthOfDues:
    """A month by its first day; `due` and `received` in cents, both positive."""

    month: date
    due: int
    received: int


def by_month(accounts: Iterable[Sequence[Entry]], opened: date | None, day: date, months: int) -> list[MonthOfDues]:
    """The last so many months up to that day, oldest first; none before the one that follows the opening of the books.

    `accounts` are members' lines up to that day. A payment counts in the month of its value date, whatever it pays;
    what was reversed counts for nothing.
    """
    due: Counter[date] = Counter()
    received: Counter[date] = Counter()
    for entries in accounts:
        for entry in effective(entries):
            if entry.kind in DUES:
                due[first_of_month(entry.value_on)] -= entry.cents
            elif entry.kind is Kind.PAYMENT:
                received[first_of_month(entry.value_on)] += entry.cents
    first = _first(opened, day, months)
    found = (date(year, month, 1) for year, month in months_between(first, day))
    return [MonthOfDues(month, due[month], received[month]) for month in found]


def _first(opened: date | None, day: date, months: int) -> date:
    this_month = first_of_month(day)
    earliest = add_months(this_month, 1 - months)
    if opened is None:
        return earliest
    kept_from = date.fromordinal(opened.toordinal() + 1)
    return min(max(earliest, first_of_month(kept_from)), this_month)

"""Where a member stands with money (art. 8 and 9): up to date, within the tolerance, beyond it, or in the wait.

Arrears are the debit without the levies that are not overdue yet. Lines are judged as they stand at the end of a day,
whatever their order. Who once owed as much as the long-arrears limit waits after settling; the last day of the wait is
up to date again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from operator import itemgetter

from assistant.domain.bylaws import Bylaws, Dated
from assistant.domain.calendar import add_months
from assistant.domain.decisions import Situation, Standing
from assistant.domain.ledger import Entry, Kind, effective

_DAY = timedelta(days=1)
TOPICS = {
    Kind.ADMISSION: "admission_fee",
    Kind.ANNUAL: "annual_fee",
    Kind.MONTHLY: "monthly_fee",
    Kind.LEVY: "levy",
    Kind.MEAL: "meal",
}
"""What a charge rests on: the topic that the bylaws cite for its kind."""
_NOT_DUES = frozenset({Kind.LEVY, Kind.MEAL})

Step = tuple[date, int]
"""From that day on, so many cents more (or less) count."""


def situation(entries: Sequence[Entry], bylaws: Bylaws, day: date) -> Situation:
    """The member's money at the end of that day; later lines play no part. The articles include the unpaid charges'."""
    lines = effective([entry for entry in entries if entry.value_on <= day])
    return _situation(lines, _steps(lines, bylaws, day), bylaws, day, day)


def bettered_situation(
    entries: Sequence[Entry], payments: Sequence[Entry], bylaws: Bylaws, day: date, waits_on: date
) -> Situation:
    """The member's money at the end of that day, bettered by later payments (art. 9).

    `payments` are lines that count; whatever falls due after that day does not. The wait after long arrears is that
    of `waits_on`.
    """
    lines = effective([entry for entry in entries if entry.value_on <= day])
    steps = [*_steps(lines, bylaws, day), *((payment.value_on, payment.cents) for payment in payments)]
    return _situation([*lines, *payments], sorted(steps, key=itemgetter(0)), bylaws, day, waits_on)


def _situation(lines: list[Entry], steps: list[Step], bylaws: Bylaws, day: date, waits_on: date) -> Situation:
    tolerance = bylaws.dues.accepted_arrears.on(day)
    overdue = max(0, -sum(cents for _, cents in steps))
    waits_until = _waits_until(steps, bylaws, waits_on)
    standing = _standing(overdue, tolerance, waits_until)
    balance = sum(entry.cents for entry in lines)
    return Situation(
        day=day,
        balance=balance,
        overdue=overdue,
        standing=standing,
        tolerance=tolerance,
        articles=_articles(standing, lines, balance, bylaws),
        waits_until=waits_until if standing is Standing.LONG_ARREARS_WAIT else None,
        owing_since=_owing_since(steps) if overdue else None,
    )


def once_paid(entries: Sequence[Entry], bylaws: Bylaws, money: Situation) -> Situation | None:
    """The situation if what exceeds the accepted arrears were paid that day; None where nothing does.

    Up to date again, or in the wait that follows long arrears (art. 9).
    """
    excess = money.overdue - money.tolerance
    if excess <= 0:
        return None
    return situation([*entries, Entry(money.day, excess, Kind.PAYMENT)], bylaws, money.day)


def months_closed(entries: Sequence[Entry], bylaws: Bylaws, money: Situation) -> int:
    """For how many months rights stay closed once what exceeds the accepted arrears is paid (art. 9); 0: they open."""
    paid = once_paid(entries, bylaws, money)
    waits = paid is not None and paid.standing is Standing.LONG_ARREARS_WAIT
    return bylaws.dues.long_arrears_wait_months.on(money.day) if waits else 0


def unpaid(entries: Sequence[Entry], bylaws: Bylaws, money: Situation) -> list[Entry]:
    """The charges that make up the arrears, oldest first, with what is still open of each: payments settle the oldest.

    Together they are the debit that is overdue.
    """
    lines = effective([entry for entry in entries if entry.value_on <= money.day])
    charged = [entry for entry in _counted(lines, bylaws, money.day) if entry.cents < 0]
    found, left = [], money.overdue
    for entry in sorted(charged, key=_newest_first, reverse=True):
        if left <= 0:
            break
        found.append(replace(entry, cents=max(entry.cents, -left)))
        left += entry.cents
    return found[::-1]


def unpaid_since(entries: Sequence[Entry], bylaws: Bylaws, first: date, until: date) -> bool:
    """Whether more than the accepted arrears was overdue on each day from the first to the other, both included.

    `entries` hold what accrues up to `until`.
    """
    days = _days_of_change(entries, bylaws, first, until)
    return all(situation(entries, bylaws, day).standing is Standing.NOT_UP_TO_DATE for day in days)


def first_day_not_up_to_date(entries: Sequence[Entry], bylaws: Bylaws, first: date, until: date) -> date | None:
    """The first day of those two and all between on which the member is not up to date; None if there is none.

    `entries` hold what accrues up to `until`.
    """
    days = _days_of_change(entries, bylaws, first, until)
    return next((day for day in days if not situation(entries, bylaws, day).up_to_date), None)


def _days_of_change(entries: Iterable[Entry], bylaws: Bylaws, first: date, until: date) -> list[date]:
    """The first of those days, and each of them on which the standing may change."""
    days = {first, *(day for entry in entries for day in (entry.value_on, _counts_from(entry)))}
    days |= {figure.since for figure in bylaws.dues.accepted_arrears.figures}
    return sorted(day for day in days if first <= day <= until)


def _standing(overdue: int, tolerance: int, waits_until: date | None) -> Standing:
    if overdue > tolerance:
        return Standing.NOT_UP_TO_DATE
    if waits_until is not None:
        return Standing.LONG_ARREARS_WAIT
    return Standing.WITHIN_TOLERANCE if overdue else Standing.UP_TO_DATE


def _counts_from(entry: Entry) -> date:
    """The day from which a line counts as arrears: a levy from the day after it is due."""
    return entry.value_on if entry.due_on is None else max(entry.value_on, entry.due_on + _DAY)


def _steps(lines: Iterable[Entry], bylaws: Bylaws, day: date) -> list[Step]:
    """What counts as arrears by that day, oldest first."""
    steps = [(_counts_from(entry), entry.cents) for entry in _counted(lines, bylaws, day)]
    return sorted(steps, key=itemgetter(0))


def _counted(lines: Iterable[Entry], bylaws: Bylaws, day: date) -> Iterator[Entry]:
    left_out = _NOT_DUES if bylaws.dues.arrears_include.on(day) == "dues" else frozenset()
    return (entry for entry in lines if entry.kind not in left_out and _counts_from(entry) <= day)


def _ends_of_days(steps: Iterable[Step]) -> Iterator[Step]:
    """The balance at the end of each day on which it moved."""
    today, balance = None, 0
    for day, cents in steps:
        if today is not None and day != today:
            yield today, balance
        today, balance = day, balance + cents
    if today is not None:
        yield today, balance


def _owing_since(steps: list[Step]) -> date | None:
    since = None
    for day, balance in _ends_of_days(steps):
        if balance >= 0:
            since = None
        elif since is None:
            since = day
    return since


def _waits_until(steps: list[Step], bylaws: Bylaws, day: date) -> date | None:
    """The day the wait after long arrears ends, if it has not come yet (art. 9)."""
    dues = bylaws.dues
    lowest = _lowest(dues.long_arrears_months) * _lowest(dues.monthly)
    if -sum(cents for _, cents in steps if cents < 0) < lowest:
        return None
    settled = None
    reached = False
    for today, balance in _ends_of_days(_with_new_tolerances(steps, bylaws, day)):
        if -balance >= lowest and -balance >= dues.long_arrears_months.on(today) * dues.monthly.on(today):
            reached = True
        elif reached and -balance <= dues.accepted_arrears.on(today):
            reached, settled = False, today
    if settled is None:
        return None
    end = add_months(settled, dues.long_arrears_wait_months.on(settled))
    return end if day < end else None


def _lowest(figure: Dated[int]) -> int:
    return min(each.value for each in figure.figures)


def _with_new_tolerances(steps: list[Step], bylaws: Bylaws, day: date) -> list[Step]:
    """The steps, and the days on which a newly voted figure may change what they mean."""
    dues = bylaws.dues
    voted = (*dues.accepted_arrears.figures[1:], *dues.monthly.figures[1:], *dues.long_arrears_months.figures[1:])
    if not voted:
        return steps
    return sorted([*steps, *((figure.since, 0) for figure in voted if figure.since <= day)], key=itemgetter(0))


def _articles(standing: Standing, lines: list[Entry], balance: int, bylaws: Bylaws) -> tuple[str, ...]:
    """The article on standing, and those of the charges that are still unpaid: payments settle the oldest first."""
    topics = ["long_arrears"] if standing is Standing.LONG_ARREARS_WAIT else []
    topics.append("standing")
    owed = -balance
    for entry in sorted(lines, key=_newest_first, reverse=True) if owed > 0 else ():
        if owed <= 0:
            break
        if entry.cents < 0:
            owed += entry.cents
            topics += [TOPICS[entry.kind]] if entry.kind in TOPICS else []
    return tuple(dict.fromkeys(bylaws.cite(topic) for topic in topics))


def _newest_first(entry: Entry) -> tuple[date, str, int]:
    return entry.value_on, entry.kind, entry.cents

"""What a member is charged (art. 3, 11-13, annex): the admission, the annual fee, the monthly fee, each at its tariff.

Dues accrue from the day after the books open. The admission bill pays for the first months, so that the monthly fee
sets in after them; nothing accrues before admission, after leaving, or for candidates and honorary members.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from assistant.domain.bylaws import Bylaws
from assistant.domain.calendar import add_months, day_of_month, first_of_month, months_between
from assistant.domain.decisions import Decision
from assistant.domain.ledger import DUES, Charge, Entry, Kind, effective
from assistant.domain.members import Member, Status

_HORIZONS = (2, 36)
"""Months to look ahead for the next charge: nearly always enough, and always (whatever a newcomer is spared)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What must be recorded and what must be reversed so that the books show what is due."""

    add: list[Charge]
    reverse: list[Entry]

    def __bool__(self) -> bool:
        return bool(self.add or self.reverse)


def charges(member: Member, bylaws: Bylaws, books_open_on: date, until: date) -> list[Charge]:
    """All that has accrued from the day after the books opened up to and including `until`, oldest first."""
    if member.joined_on is None:
        return []
    found = [
        *_admission(member, bylaws),
        *_annual(member, bylaws, books_open_on, until),
        *_monthly(member, bylaws, books_open_on, until),
    ]
    counted = [charge for charge in found if books_open_on < charge.value_on <= until and charge.cents]
    return sorted(counted, key=lambda charge: charge.value_on)


def next_charge(member: Member, bylaws: Bylaws, books_open_on: date, day: date) -> Charge | None:
    """What falls due first after that day; None for whom nothing accrues."""
    after = max(books_open_on, day)
    found = (charges(member, bylaws, after, add_months(after, months)) for months in _HORIZONS)
    return next((ahead[0] for ahead in found if ahead), None)


def admission_bill(bylaws: Bylaws, day: date) -> Decision:
    """What admission costs on that day (annex). Figures, in cents: `admission`, `annual`, `monthly`, `total`."""
    lines = admission_lines(bylaws, day)
    articles = (bylaws.cite("tariff"), bylaws.cite("admission_fee"))
    return Decision(allowed=True, articles=articles, figures={**lines, "total": sum(lines.values())})


def admission_lines(bylaws: Bylaws, day: date) -> dict[str, int]:
    """The lines of that bill, in cents: `admission`, `annual`, and `monthly` for all the months it covers."""
    dues = bylaws.dues
    return {
        "admission": dues.admission.on(day),
        "annual": dues.annual.on(day),
        "monthly": dues.admission_months.on(day) * dues.monthly.on(day),
    }


def compare(expected: Iterable[Charge], recorded: Iterable[Entry]) -> Difference:
    """What is due against the dues recorded, reversals included: the rows to add, and the recorded ones to reverse.

    A charge is the same where cause and kind are; one whose amount or day differs is reversed and charged anew, under
    a key of its own (`due:M012:2026-04#2`), since the key of a reversed row stays taken.
    """
    rows = [entry for entry in recorded if entry.kind in DUES]
    live: dict[tuple[str, Kind], list[Entry]] = {}
    for entry in effective(rows):
        live.setdefault((entry.cause, entry.kind), []).append(entry)
    add = []
    for charge in expected:
        match = live.get((charge.cause, charge.kind), [])
        same = next(
            (entry for entry in match if (-entry.cents, entry.value_on) == (charge.cents, charge.value_on)), None
        )
        if same is None:
            add.append(_fresh(charge, rows))
        else:
            match.remove(same)
    return Difference(add, [entry for entries in live.values() for entry in entries])


def _fresh(charge: Charge, rows: list[Entry]) -> Charge:
    made = sum(1 for row in rows if row.reverses is None and (row.cause, row.kind) == (charge.cause, charge.kind))
    return replace(charge, key=f"{charge.key}#{made + 1}") if made else charge


def _accrues(member: Member, bylaws: Bylaws, day: date) -> bool:
    status = member.membership_on(day)
    return status is Status.ACTIVE or (status is Status.SUSPENDED and bylaws.dues.suspended_accrue.on(day))


def _admission(member: Member, bylaws: Bylaws) -> Iterator[Charge]:
    joined = member.joined_on
    if joined is None or member.membership_on(joined) not in {Status.ACTIVE, Status.SUSPENDED}:
        return
    bill = admission_lines(bylaws, joined)
    lines = (
        (Kind.ADMISSION, "fee", bill["admission"], "admission_fee"),
        (Kind.ANNUAL, "annual", bill["annual"], "annual_fee"),
        (Kind.MONTHLY, "months", bill["monthly"], "monthly_fee"),
    )
    cause = f"admission:{member.number}"
    for kind, line, cents, topic in lines:
        yield Charge(kind, joined, cents, cause, f"{cause}:{line}:{joined}", bylaws.cite(topic))


def _annual(member: Member, bylaws: Bylaws, books_open_on: date, until: date) -> Iterator[Charge]:
    joined = member.joined_on
    if joined is None:
        return
    for year in range(max(joined, books_open_on).year + 1, until.year + 1):
        day = date(year, 1, 1)
        spared = add_months(joined, bylaws.dues.annual_fee_grace_months.on(day)) > day
        if not spared and _accrues(member, bylaws, day):
            key = f"due:{member.number}:{year}"
            yield Charge(Kind.ANNUAL, day, bylaws.dues.annual.on(day), f"year:{year}", key, bylaws.cite("annual_fee"))


def _monthly(member: Member, bylaws: Bylaws, books_open_on: date, until: date) -> Iterator[Charge]:
    joined = member.joined_on
    if joined is None:
        return
    article = bylaws.cite("monthly_fee")
    first = max(_first_month(joined, bylaws), first_of_month(books_open_on))
    for year, month in months_between(first, until):
        day = day_of_month(year, month, bylaws.dues.monthly_accrual_day.on(date(year, month, 1)))
        if joined <= day and _accrues(member, bylaws, day):
            name = f"{year}-{month:02}"
            key = f"due:{member.number}:{name}"
            yield Charge(Kind.MONTHLY, day, bylaws.dues.monthly.on(day), f"month:{name}", key, article)


def _first_month(joined: date, bylaws: Bylaws) -> date:
    """The first month that the admission bill does not cover (annex): 15 March and two months give 1 May."""
    months = bylaws.dues.admission_months.on(joined)
    after = bylaws.dues.admission_months_cover.on(joined) == "next_two"
    return add_months(first_of_month(joined), months + after)

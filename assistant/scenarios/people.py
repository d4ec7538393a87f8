"""People as a case gives them: on the register, in the books, with a chat account each.

Nothing said otherwise, a person is an active member, admitted long ago, at zero at the end of the action's day. The
status of who is not active dates from the day they left, or from the day of the balance sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from assistant.domain.actors import OPERATOR
from assistant.domain.bylaws import Bylaws
from assistant.domain.calendar import add_months
from assistant.domain.members import GONE, Member, Status, StatusChange
from assistant.domain.messages import ChatAccount
from assistant.domain.payments import PaymentState
from assistant.ports import UnitOfWork
from assistant.rules.dues import charges
from assistant.scenarios.booking import Levy, Paid, call, open_books, pay
from assistant.scenarios.shapes import UnreadableError
from assistant.scenarios.stage import Stage
from assistant.services import pauses

NUMBER = "M001"
"""The member that a case speaks of without a name."""
LONG_AGO = 120
"""Months before the balance sheet: when a member was admitted whose admission plays no part."""
_DAY = timedelta(days=1)
_CHANNEL = "case"
"""The channel of the accounts by which a case's people are written to."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The balance at the end of that day, every accrual of it included."""

    as_of: date
    balance_cents: int


@dataclass(frozen=True, slots=True)
class Person:
    """One member."""

    opening: Opening | None = None
    admitted_on: date | None = None
    status: Status = Status.ACTIVE
    left_on: date | None = None
    payments: tuple[Paid, ...] = ()
    levies: tuple[Levy, ...] = ()


@dataclass(frozen=True, slots=True)
class Debtor:
    """One of several members, by the balance on the action's day."""

    balance_cents: int = 0
    status: Status = Status.ACTIVE
    pending_cents: int = 0
    long_arrears_wait_until: date | None = None
    bereaved_on: date | None = None
    do_not_remind: bool = False
    """Marked so by the bureau."""


def member(number: str, status: Status, joined_on: date, since: date) -> Member:
    """Somebody on the register with that status; `since` is its day where it is not the first one."""
    first = StatusChange(joined_on, Status.CANDIDATE if status is Status.CANDIDATE else Status.ACTIVE)
    history = (first,) if status is first.status else (first, StatusChange(since, status))
    admitted = None if status is Status.CANDIDATE else joined_on
    return Member(number, last_name=number, first_name="Membre", joined_on=admitted, history=history)


def opened_on(person: Person, day: date) -> date:
    """The balance sheet's day: given, else the day before admission, else the action's, or an earlier payment's."""
    if person.opening:
        return person.opening.as_of
    paid = [payment.value_on for payment in person.payments]
    if person.admitted_on:
        return min([person.admitted_on - _DAY, *paid])
    return min([day, *paid])


async def seat(stage: Stage, person: Person, day: date, beside: Mapping[Member, int] = MappingProxyType({})) -> date:
    """Put the person (`NUMBER`) on the register and into the books; returns the day of the balance sheet.

    `beside`: others who are on both, with their balances of that sheet in cents.
    """
    if person.left_on and person.status not in GONE:
        raise UnreadableError(f"given.left_on does not go with the status {person.status}")
    opened = opened_on(person, day)
    joined = person.admitted_on or add_months(opened, -LONG_AGO)
    found = member(NUMBER, person.status, joined, person.left_on or max(opened, joined))
    balance = person.opening.balance_cents if person.opening else 0

    def unit(work: UnitOfWork) -> None:
        for someone in (found, *beside):
            work.members.save(someone)
        open_books(work, opened, {NUMBER: balance} | {other.number: cents for other, cents in beside.items() if cents})
        pay(work, NUMBER, person.payments)
        for place, levy in enumerate(person.levies, start=1):
            call(work, NUMBER, levy, f"levy:{place}")

    stage.at(day)
    await stage.run(unit)
    return opened


async def seat_debtors(
    stage: Stage, debtors: Mapping[str, Debtor], now: datetime, earlier: Sequence[date] = ()
) -> None:
    """Put them on the register and into the books, so that each balance is theirs at the end of the day of `now`.

    The books open early enough for the `earlier` days to lie in them.
    """
    settled = {name: on for name, debtor in debtors.items() if (on := _settled_on(stage, debtor))}
    stage.at(now)
    await stage.run(lambda work: _book_debtors(work, debtors, settled, earlier))


def _book_debtors(
    work: UnitOfWork, debtors: Mapping[str, Debtor], settled: Mapping[str, date], earlier: Sequence[date]
) -> None:
    opened = min([work.today, *earlier, *(on - _DAY for on in settled.values())])
    balances = {}
    for name, debtor in debtors.items():
        found = member(name, debtor.status, add_months(opened, -LONG_AGO), opened)
        work.members.save(found)
        work.accounts.save(ChatAccount(_CHANNEL, name, name, member=name, linked_at=work.now, seen_at=work.now))
        accrued = sum(charge.cents for charge in charges(found, work.bylaws, opened, work.today))
        balances[name] = debtor.balance_cents + accrued - _settlement(work.bylaws, settled.get(name))
    open_books(work, opened, balances)
    for name, on in settled.items():
        pay(work, name, [Paid(_settlement(work.bylaws, on), on)])
    for name, debtor in debtors.items():
        if debtor.pending_cents:
            pay(work, name, [Paid(debtor.pending_cents, work.today, state=PaymentState.DECLARED)])
        if debtor.bereaved_on:
            pauses.bereaved(work, OPERATOR, name, debtor.bereaved_on)
        if debtor.do_not_remind:
            pauses.stop(work, OPERATOR, name)


def _settled_on(stage: Stage, debtor: Debtor) -> date | None:
    """The day on which long arrears were settled, for the wait to end when the case says."""
    until = debtor.long_arrears_wait_until
    return add_months(until, -stage.bylaws.dues.long_arrears_wait_months.on(until)) if until else None


def _settlement(bylaws: Bylaws, settled_on: date | None) -> int:
    """A payment that makes up for more than long arrears, in cents; nothing where there were none."""
    dues = bylaws.dues
    return 2 * dues.long_arrears_months.on(settled_on) * dues.monthly.on(settled_on) if settled_on else 0

"""What the bureau reads of everybody's money, as of a day (art. 5 and 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.decisions import Reason, Situation, Standing
from assistant.domain.members import Member, Status
from assistant.ports import UnitOfWork
from assistant.services.books import all_situations
from assistant.services.permissions import Action, require


@dataclass(frozen=True, slots=True)
class ArrearsLine:
    """A member's money on a day, in cents; `status` is the standing, or SUSPENDED in its place."""

    number: str
    name: str
    balance: int
    overdue: int
    status: Reason
    standing: Standing
    owing_since: date | None
    reachable: bool
    """Whether a chat account can be written to now."""


def arrears(work: UnitOfWork, actor: Actor, on: date) -> list[ArrearsLine]:
    """A line for each member who is active or suspended at the end of that day, by number.

    BeforeBooksError before the books open.
    """
    require(work, actor, Action.SEE_ARREARS)
    situations = all_situations(work, on)
    unreachable = set(work.accounts.unreachable())
    return [
        _line(member, situations[member.number], member.number not in unreachable)
        for member in work.members.all()
        if _counts(member, on)
    ]


def _counts(member: Member, on: date) -> bool:
    joined = member.joined_on is not None and member.joined_on <= on
    return joined and member.status_on(on) in {Status.ACTIVE, Status.SUSPENDED}


def _line(member: Member, money: Situation, reachable: bool) -> ArrearsLine:
    suspended = member.status_on(money.day) is Status.SUSPENDED
    return ArrearsLine(
        number=member.number,
        name=member.name,
        balance=money.balance,
        overdue=money.overdue,
        status=Reason.SUSPENDED if suspended else Reason(money.standing.value),
        standing=money.standing,
        owing_since=money.owing_since,
        reachable=reachable,
    )

"""What the bureau reads of everybody's money, as of a day (art. 5 and 8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.decisions import Reason, Situation, Standing
from assistant.domain.members import GONE, Member, Status
from assistant.ports import UnitOfWork
from assistant.rules.ageing import Band, bands
from assistant.rules.collection import MonthOfDues, by_month
from assistant.rules.standing import situation
from assistant.services.books import all_entries_on, all_situations, books_open_on
from assistant.services.permissions import Action, require

MONTHS_SHOWN = 12


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


@dataclass(frozen=True, slots=True)
class Owed:
    """How many owe, and how much together, in cents."""

    members: int
    cents: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Who owes what on a day. `total` is what is overdue, which the bands part."""

    on: date
    since: date | None
    """The day the books opened: what was owed then may be older."""
    lines: tuple[ArrearsLine, ...]
    """Those who owe something, most arrears first, then most debt."""
    total: Owed
    bands: tuple[Band, ...]
    not_overdue: Owed
    """What members owe besides: levies that are not due yet, and what does not count as arrears."""
    former: Owed
    """What is still owed by who has left."""
    months: tuple[MonthOfDues, ...]


def arrears(work: UnitOfWork, actor: Actor, on: date) -> list[ArrearsLine]:
    """A line for each member who is active or suspended at the end of that day, by number.

    BeforeBooksError before the books open.
    """
    require(work, actor, Action.SEE_ARREARS)
    return _lines(work, all_situations(work, on))


def overview(work: UnitOfWork, actor: Actor, on: date) -> Overview:
    """Arrears on that day with their ageing, and the dues of the last months against what came in.

    BeforeBooksError before the books open.
    """
    require(work, actor, Action.SEE_ARREARS)
    entries = all_entries_on(work, on)
    situations = {number: situation(lines, work.bylaws, on) for number, lines in entries.items()}
    lines = [line for line in _lines(work, situations) if line.balance < 0 or line.overdue]
    overdue = [line.overdue for line in lines]
    opened = books_open_on(work)
    return Overview(
        on=on,
        since=opened,
        lines=tuple(sorted(lines, key=lambda line: (-line.overdue, line.balance, line.number))),
        total=_owed(overdue),
        bands=bands(overdue, work.bylaws, on),
        not_overdue=_owed(-line.balance - line.overdue for line in lines),
        former=_owed(-situations[number].balance for number in _former(work, on)),
        months=tuple(by_month(entries.values(), opened, on, MONTHS_SHOWN)),
    )


def _owed(amounts: Iterable[int]) -> Owed:
    owed = [cents for cents in amounts if cents > 0]
    return Owed(len(owed), sum(owed))


def _lines(work: UnitOfWork, situations: Mapping[str, Situation]) -> list[ArrearsLine]:
    unreachable = set(work.accounts.unreachable())
    return [
        _line(member, situations[member.number], member.number not in unreachable)
        for member in work.members.all()
        if _counts(member, situations[member.number].day)
    ]


def _former(work: UnitOfWork, on: date) -> list[str]:
    return [member.number for member in work.members.all() if member.status_on(on) in GONE]


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

"""What the bank, the cash box and the mutual-aid fund hold on a day, and what moved in its month (art. 22)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.calendar import first_of_month
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import BeforeBooksError, RefusedError
from assistant.domain.ledger import Account, Kind, Turnover
from assistant.domain.manual import HOLDINGS
from assistant.ports import UnitOfWork
from assistant.services.books import books_open_on
from assistant.services.permissions import Action, require


@dataclass(frozen=True, slots=True)
class Holding:
    """What is held at the end of a day, and what came in and went out since the first of its month, in cents.

    Opening balances did not move. `opened`: whether one was ever entered.
    """

    account: str
    balance: int
    came_in: int
    went_out: int
    opened: bool


@dataclass(frozen=True, slots=True)
class Cash:
    """The three holdings at the end of `on`."""

    on: date
    bank: Holding
    cash: Holding
    fund: Holding


def cash(work: UnitOfWork, actor: Actor, on: date) -> Cash:
    """As the books have it. RefusedError: FUTURE_DATE. BeforeBooksError before the books open."""
    require(work, actor, Action.SEE_CASH)
    if on > work.today:
        raise RefusedError(Decision(allowed=False, reason=Reason.FUTURE_DATE))
    opened = books_open_on(work)
    if opened is not None and on < opened:
        raise BeforeBooksError(f"the books start on {opened}; ask for that day or a later one")
    ever = work.ledger.turnovers(HOLDINGS, None, on)
    month = work.ledger.turnovers(HOLDINGS, first_of_month(on), on)
    bank, box, fund = (_holding(account, ever, month) for account in HOLDINGS)
    return Cash(on, bank, box, fund)


def _holding(account: str, ever: Iterable[Turnover], month: Iterable[Turnover]) -> Holding:
    whole = [moved for moved in ever if moved.account == account]
    moves = [moved for moved in month if moved.account == account and moved.kind is not Kind.OPENING]
    total_in, total_out = _sums(account, whole)
    came_in, went_out = _sums(account, moves)
    opened = any(moved.kind is Kind.OPENING and moved.debited != moved.credited for moved in whole)
    return Holding(account, total_in - total_out, came_in, went_out, opened)


def _sums(account: str, moved: Iterable[Turnover]) -> tuple[int, int]:
    """In and out: what is debited to the bank or the cash box comes in, what is credited to the fund does."""
    turnovers = list(moved)
    debited, credited = sum(each.debited for each in turnovers), sum(each.credited for each in turnovers)
    return (credited, debited) if account == Account.AID else (debited, credited)

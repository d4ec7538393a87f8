"""What a case says of money, put into the books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from assistant.domain.actors import OPERATOR
from assistant.domain.ledger import Account, Kind, Method, NewTransfer, PaymentState, member_account
from assistant.ports import UnitOfWork
from assistant.services.books import BOOKS_OPEN_ON


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment and what became of it."""

    cents: int
    value_on: date
    method: Method = Method.TRANSFER
    state: PaymentState = PaymentState.CONFIRMED
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Levy:
    """A contribution called; overdue from the day after `due_on`."""

    called_on: date
    cents: int
    due_on: date


def open_books(work: UnitOfWork, day: date, balances: Mapping[str, int]) -> None:
    """Open the books at the end of that day with those balances, in cents, by member."""
    work.book.put(BOOKS_OPEN_ON, day.isoformat())
    work.ledger.record([_opening(number, cents, day) for number, cents in balances.items() if cents], OPERATOR)


def _opening(number: str, cents: int, day: date) -> NewTransfer:
    debit, credit = member_account(number), Account.OPENING
    if cents > 0:
        debit, credit = credit, debit
    return NewTransfer(debit, credit, abs(cents), Kind.OPENING, day, f"sheet:{day}")


def pay(work: UnitOfWork, number: str, paid: Paid) -> None:
    """Keep the payment; money moves where it is confirmed, and back where it was reversed."""
    payment = work.payments.add(
        number,
        cents=paid.cents,
        method=paid.method,
        value_on=paid.value_on,
        reference=paid.id or "",
        state=paid.state,
        key=None,
    )
    if paid.state not in {PaymentState.CONFIRMED, PaymentState.REVERSED}:
        return
    world = Account.CASH if paid.method is Method.CASH else Account.BANK
    moved = NewTransfer(world, member_account(number), paid.cents, Kind.PAYMENT, paid.value_on, f"payment:{payment}")
    (row,) = work.ledger.record([moved], OPERATOR)
    if paid.state is PaymentState.REVERSED:
        work.ledger.record([replace(moved, debit=moved.credit, credit=moved.debit, reverses=row)], OPERATOR)


def call(work: UnitOfWork, number: str, levy: Levy, cause: str) -> None:
    """Charge a contribution to the fund."""
    transfer = NewTransfer(
        debit=member_account(number),
        credit=Account.AID,
        cents=levy.cents,
        kind=Kind.LEVY,
        value_on=levy.called_on,
        cause=cause,
        due_on=levy.due_on,
    )
    work.ledger.record([transfer], OPERATOR)

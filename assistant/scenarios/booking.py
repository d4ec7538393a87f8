"""What a case says of money, put into the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.domain.actors import OPERATOR
from assistant.domain.ledger import Account, Kind, Method, NewTransfer, member_account
from assistant.domain.payments import PaymentState
from assistant.files import BalanceRow, PaymentRow
from assistant.ports import UnitOfWork
from assistant.services.imports import import_balances, import_payments


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment and what became of it."""

    cents: int
    value_on: date
    method: Method = Method.TRANSFER
    state: PaymentState = PaymentState.CONFIRMED
    id: str | None = None
    confirmed_on: date | None = None
    """When it was confirmed; it counts from its value date all the same."""


@dataclass(frozen=True, slots=True)
class Levy:
    """A contribution called; overdue from the day after `due_on`."""

    called_on: date
    cents: int
    due_on: date


def open_books(work: UnitOfWork, day: date, balances: Mapping[str, int]) -> None:
    """Open the books by a balance sheet of that day: balances in cents, by member."""
    rows = [BalanceRow(line, number, cents) for line, (number, cents) in enumerate(balances.items(), start=1)]
    import_balances(work, OPERATOR, rows, day, dry_run=False)


def pay(work: UnitOfWork, number: str, payments: Sequence[Paid]) -> None:
    """Keep the payments; the confirmed ones are imported, a reversed one is money that came and went again."""
    confirmed = [paid for paid in payments if paid.state is PaymentState.CONFIRMED]
    import_payments(
        work, OPERATOR, [_row(line, number, paid) for line, paid in enumerate(confirmed, start=1)], dry_run=False
    )
    for paid in payments:
        if paid not in confirmed:
            cause = f"payment:{_keep(work, number, paid)}"
            if paid.state is PaymentState.REVERSED:
                _come_and_go(work, number, paid, cause)


def _row(line: int, number: str, paid: Paid) -> PaymentRow:
    return PaymentRow(line, paid.value_on, number, paid.cents, paid.method, paid.id or "")


def _keep(work: UnitOfWork, number: str, paid: Paid) -> int | None:
    return work.payments.add(
        number,
        cents=paid.cents,
        method=paid.method,
        value_on=paid.value_on,
        reference=paid.id or "",
        state=paid.state,
        key=None,
    )


def _come_and_go(work: UnitOfWork, number: str, paid: Paid, cause: str) -> None:
    came = NewTransfer(Account.BANK, member_account(number), paid.cents, Kind.PAYMENT, paid.value_on, cause)
    (row,) = work.ledger.record([came], OPERATOR)
    work.ledger.record([replace(came, debit=came.credit, credit=came.debit, reverses=row)], OPERATOR)


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

"""Confirmed payments out of a spreadsheet, each booked once: the nth same line of a file is the nth same payment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.ledger import Account, Kind, Method, NewTransfer, member_account
from assistant.domain.payments import PaymentState
from assistant.files.amounts import format_cents
from assistant.files.rows import PaymentRow
from assistant.ports import UnitOfWork
from assistant.services.books import books_open_on
from assistant.services.imports.common import ImportReport, Register, note, open_books, refuse
from assistant.services.permissions import Action, require

_RECEIVED_IN = {Method.TRANSFER: Account.BANK, Method.CHEQUE: Account.BANK, Method.CASH: Account.CASH}
_KEY = "file:"

Keyed = tuple[str, str, PaymentRow]
"""Uniqueness key, the member's number as on the register, the row."""


def import_payments(work: UnitOfWork, actor: Actor, rows: Sequence[PaymentRow], *, dry_run: bool) -> ImportReport:
    """Book the rows. FileRefusedError with every row's problem: an unknown number, a day before the books open."""
    require(work, actor, Action.IMPORT)
    work.lock("ledger")
    register = Register(work.members.all())
    opened = books_open_on(work)
    refuse([*register.unknown(rows), *(_too_early(rows, opened) if opened else ())])
    keyed = list(_keyed(rows, register))
    known = work.ledger.known([key for key, *_ in keyed])
    new = [each for each in keyed if each[0] not in known]
    report = ImportReport(added=len(new), changed=0, unchanged=len(rows) - len(new))
    if not dry_run:
        open_books(work)
        if new:
            _book(work, actor, new)
            note(work, actor, "import_payments", report)
    return report


def _too_early(rows: Sequence[PaymentRow], opened: date) -> Iterator[str]:
    for row in rows:
        if row.value_on < opened:
            yield (
                f"line {row.line}, date: {row.value_on} is before the day the books open, {opened}; "
                f"what was paid by then belongs in a balance sheet ({row.number}, {format_cents(row.cents)})"
            )


def _keyed(rows: Sequence[PaymentRow], register: Register) -> Iterator[Keyed]:
    seen: Counter[str] = Counter()
    for row in rows:
        member = register.get(row.number)
        number = member.number if member else row.number
        content = f"{_KEY}{row.value_on}:{number}:{row.cents}:{row.method.value}:{row.reference}"
        seen[content] += 1
        yield f"{content}:{seen[content]}", number, row


def _book(work: UnitOfWork, actor: Actor, new: Sequence[Keyed]) -> None:
    """A confirmed payment and its transfer for each; the key stands on both."""
    transfers = []
    for key, number, row in new:
        payment = work.payments.add(
            number,
            cents=row.cents,
            method=row.method,
            value_on=row.value_on,
            reference=row.reference,
            state=PaymentState.CONFIRMED,
            key=key,
        )
        transfers.append(
            NewTransfer(
                debit=_RECEIVED_IN[row.method],
                credit=member_account(number),
                cents=row.cents,
                kind=Kind.PAYMENT,
                value_on=row.value_on,
                cause=f"payment:{payment}",
                key=key,
            )
        )
    work.ledger.record(transfers, actor)

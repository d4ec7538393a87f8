"""A balance sheet opens the books at the end of its day; a later one must agree with them.

What is paid on the day of the sheet comes on top of it. Who had joined by then and is not in it starts at zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.errors import FileRefusedError
from assistant.domain.ledger import DUES, Account, Entry, Kind, NewTransfer, balance_of, member_account
from assistant.files.amounts import format_cents
from assistant.files.rows import BalanceRow
from assistant.ports import UnitOfWork
from assistant.services.books import BOOKS_OPEN_ON, all_entries_on, books_open_on
from assistant.services.imports.common import SHEET_ON, ImportReport, Register, note, opening_day, refuse, repeated
from assistant.services.imports.members import reopen
from assistant.services.permissions import Action, require

Balances = dict[str, BalanceRow]
"""The rows by the member's number as on the register."""


def import_balances(
    work: UnitOfWork, actor: Actor, rows: Sequence[BalanceRow], on: date, *, dry_run: bool
) -> ImportReport:
    """Open the books with these balances at the end of that day.

    FileRefusedError with every row's problem: an unknown number, a number twice, a difference from the books.
    """
    require(work, actor, Action.IMPORT)
    work.lock("ledger")
    register = Register(work.members.all())
    refuse([*repeated(rows), *register.unknown(rows)])
    sheet = {member.number: row for row in rows if (member := register.get(row.number))}
    if not _opens(work, on):
        refuse(_differences(work, sheet, on))
        return ImportReport(added=0, changed=0, unchanged=len(rows))
    report = ImportReport(added=len(rows), changed=0, unchanged=0)
    if not dry_run:
        _open(work, actor, sheet, on)
        note(work, actor, "import_balances", report)
    return report


def _opens(work: UnitOfWork, on: date) -> bool:
    """Whether this is the sheet that opens the books: there is none yet, and nothing was booked before its day.

    Dues that were recorded since the first import do not count: they are computed anew from the sheet's day.
    """
    if work.book.get(SHEET_ON) is not None:
        return False
    entries = work.ledger.all_entries()
    return not any(line.value_on < on and line.kind not in DUES for lines in entries.values() for line in lines)


def _open(work: UnitOfWork, actor: Actor, sheet: Balances, on: date) -> None:
    before = opening_day(work)
    work.book.put(BOOKS_OPEN_ON, on.isoformat())
    work.book.put(SHEET_ON, on.isoformat())
    if before != on:
        reopen(work, before, on)
    work.ledger.record([_opening(number, row.cents, on) for number, row in sheet.items() if row.cents], actor)


def _opening(number: str, cents: int, on: date) -> NewTransfer:
    member = member_account(number)
    debit, credit = (Account.OPENING, member) if cents > 0 else (member, Account.OPENING)
    cause = f"sheet:{on}"
    return NewTransfer(debit, credit, abs(cents), Kind.OPENING, on, cause, key=f"{cause}:{number}")


def _differences(work: UnitOfWork, sheet: Balances, on: date) -> Iterator[str]:
    """Each row that does not agree with the books, and each member whom the sheet leaves out."""
    opened = books_open_on(work)
    if opened is not None and on < opened:
        raise FileRefusedError(
            [f"the books opened on {opened}; a balance sheet of an earlier day, {on}, comes too late"]
        )
    books = all_entries_on(work, on)
    yield from _disagreeing(sheet, books, on)
    for number, lines in books.items():
        balances = _balances(lines, on)
        if number not in sheet and 0 not in balances:
            yield f"the sheet leaves out {number}, whose balance in the books on {on} is {_shown(balances)}"


def _disagreeing(sheet: Balances, books: Mapping[str, list[Entry]], on: date) -> Iterator[str]:
    for number, row in sheet.items():
        balances = _balances(books[number], on)
        if row.cents not in balances:
            yield (
                f"line {row.line}, solde (balance): the sheet says {format_cents(row.cents)} for {number}, "
                f"the books say {_shown(balances)} on {on}"
            )


def _balances(lines: Sequence[Entry], on: date) -> tuple[int, ...]:
    """The balance at the end of that day; and, where they differ, without what was paid on it, as a sheet has it."""
    whole = balance_of(lines, on)
    paid = sum(line.cents for line in lines if line.value_on == on and line.kind is Kind.PAYMENT)
    return (whole, whole - paid) if paid else (whole,)


def _shown(balances: Sequence[int]) -> str:
    return " or ".join(map(format_cents, balances))

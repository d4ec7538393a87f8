"""What every import shares: its report, the register by number, the opening of the books, the audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.errors import FileRefusedError
from assistant.domain.members import Member
from assistant.files.rows import BalanceRow, MemberRow, PaymentRow
from assistant.ports import UnitOfWork
from assistant.services.accrual import ACCRUED_ON
from assistant.services.books import BOOKS_OPEN_ON, books_open_on

SHEET_ON = "balance_sheet_on"
"""The book's name for the day of the balance sheet that opened the books, once there is one."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many rows were added, changed something, or said what was known already."""

    added: int
    changed: int
    unchanged: int


class Register:
    """The members by number, case aside."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._members = {member.number.casefold(): member for member in members}

    def get(self, number: str) -> Member | None:
        """The member with that number."""
        return self._members.get(number.casefold())

    def unknown(self, rows: Iterable[BalanceRow | PaymentRow]) -> Iterator[str]:
        """A problem for each row whose number nobody has."""
        for row in rows:
            if self.get(row.number) is None:
                yield f"line {row.line}, numero (number): nobody has the number {row.number}; import the members first"


def repeated(rows: Iterable[MemberRow | BalanceRow]) -> Iterator[str]:
    """A problem for each row whose number stood on an earlier one."""
    first: dict[str, int] = {}
    for row in rows:
        earlier = first.setdefault(row.number.casefold(), row.line)
        if earlier != row.line:
            yield f"line {row.line}, numero (number): {row.number} stands on line {earlier} already; once is expected"


def refuse(problems: Iterable[str]) -> None:
    """Raises FileRefusedError where there are any, in the order of their lines."""
    found = list(problems)
    if found:
        raise FileRefusedError(in_order(found))


def in_order(problems: Iterable[str]) -> list[str]:
    """By line; what is about no line comes first."""
    return sorted(problems, key=_line)


def _line(problem: str) -> int:
    digits = problem.removeprefix("line ").partition(",")[0]
    return int(digits) if digits.isdecimal() else 0


def opening_day(work: UnitOfWork) -> date:
    """The day the books opened; today where nothing was ever imported."""
    return books_open_on(work) or work.today


def open_books(work: UnitOfWork) -> None:
    """Where nothing was ever imported, the books open today: nobody is charged for years that were not kept here."""
    if books_open_on(work) is None:
        work.book.put(BOOKS_OPEN_ON, work.today.isoformat())


def note(work: UnitOfWork, actor: Actor, action: str, report: ImportReport) -> None:
    """Leave a trace of what was written; dues are to be looked at again."""
    work.book.put(ACCRUED_ON, None)
    work.audit.record(actor, action, {"added": report.added, "changed": report.changed})

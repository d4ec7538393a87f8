"""The register out of a spreadsheet: adds or updates by number, and deletes nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.domain.actors import Actor
from assistant.domain.members import Member, Status
from assistant.files.rows import MemberRow
from assistant.ports import UnitOfWork
from assistant.services.imports.common import ImportReport, Register, note, open_books, opening_day, refuse, repeated
from assistant.services.imports.history import History, first_history, next_history, reopened
from assistant.services.permissions import Action, require

UNDATED = "undated_statuses"
"""The book's name for the numbers (JSON) of those whose status has held since the books opened, by want of a day."""


def import_members(work: UnitOfWork, actor: Actor, rows: Sequence[MemberRow], *, dry_run: bool) -> ImportReport:
    """Put the rows on the register. FileRefusedError with every row's problem: a number twice, an unknown spouse."""
    require(work, actor, Action.IMPORT)
    work.lock("register")
    register = Register(work.members.all())
    refuse([*repeated(rows), *_spouses(rows, register)])
    opened = opening_day(work)
    numbers = {row.number.casefold(): _number(row, register) for row in rows}
    entries = [_entry(row, register, numbers, opened) for row in rows]
    written = [entry for entry in entries if entry.known != entry.member]
    added = sum(entry.known is None for entry in written)
    report = ImportReport(added, len(written) - added, len(rows) - len(written))
    if not dry_run:
        open_books(work)
        if written:
            _write(work, written)
            note(work, actor, "import_members", report)
    return report


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row, the member as known so far, and as the row makes them."""

    row: MemberRow
    known: Member | None
    member: Member

    @property
    def new_status(self) -> bool:
        return self.known is None or self.known.history != self.member.history


def reopen(work: UnitOfWork, before: date, opened: date) -> None:
    """Move the statuses that have held since the books opened to the day on which they open now."""
    for number in _undated(work):
        member = work.members.get(number)
        if member is not None:
            work.members.save(reopened(member, before, opened))


def _number(row: MemberRow, register: Register) -> str:
    """The member's number as it stands on the register."""
    known = register.get(row.number)
    return known.number if known else row.number


def _entry(row: MemberRow, register: Register, numbers: dict[str, str], opened: date) -> _Entry:
    known = register.get(row.number)
    spouse = register.get(row.spouse) if row.spouse else None
    member = Member(
        number=numbers[row.number.casefold()],
        last_name=row.last_name,
        first_name=row.first_name,
        joined_on=None if row.status is Status.CANDIDATE else row.joined_on,
        history=_history(row, known, opened),
        roles=row.roles,
        phone=row.phone,
        email=row.email,
        section=row.section,
        spouse=spouse.number if spouse else numbers.get((row.spouse or "").casefold()),
        language=row.language,
    )
    return _Entry(row, known, member)


def _history(row: MemberRow, known: Member | None, opened: date) -> History:
    if known is None:
        return first_history(row.status, row.status_since, row.joined_on, opened)
    return next_history(known, row.status, row.status_since, row.joined_on, opened)


def _spouses(rows: Sequence[MemberRow], register: Register) -> Iterator[str]:
    listed = {row.number.casefold() for row in rows}
    for row in rows:
        if row.spouse is None:
            continue
        where = f"line {row.line}, conjoint (spouse)"
        if row.spouse.casefold() == row.number.casefold():
            yield f"{where}: {row.spouse} is the member's own number; the spouse's is expected"
        elif row.spouse.casefold() not in listed and register.get(row.spouse) is None:
            yield f"{where}: nobody has the number {row.spouse}, in this file or on the register"


def _write(work: UnitOfWork, entries: Sequence[_Entry]) -> None:
    for entry in entries:
        work.members.save(entry.member)
    dated = {entry.member.number for entry in entries if entry.new_status}
    undated = {entry.member.number for entry in entries if entry.new_status and _is_undated(entry.row)}
    numbers = (set(_undated(work)) - dated) | undated
    work.book.put(UNDATED, json.dumps(sorted(numbers)) if numbers else None)


def _is_undated(row: MemberRow) -> bool:
    return row.status_since is None and row.status not in {Status.ACTIVE, Status.CANDIDATE}


def _undated(work: UnitOfWork) -> list[str]:
    numbers: list[str] = json.loads(work.book.get(UNDATED) or "[]")
    return numbers

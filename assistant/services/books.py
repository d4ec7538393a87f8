"""The books as of a day: what is recorded, plus the dues that have accrued by then and are not recorded yet.

Nothing is written here; recorded dues of later days play no part, so that any day can be asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assistant.domain.decisions import Situation
from assistant.domain.errors import BeforeBooksError
from assistant.domain.ledger import DUES, Charge, Entry
from assistant.domain.members import Member
from assistant.ports import UnitOfWork
from assistant.rules.dues import charges, compare
from assistant.rules.standing import situation

BOOKS_OPEN_ON = "books_open_on"


def books_open_on(work: UnitOfWork) -> date | None:
    """The day at whose end the books opened; None before the first import."""
    stored = work.book.get(BOOKS_OPEN_ON)
    return date.fromisoformat(stored) if stored else None


def entries_on(work: UnitOfWork, member: Member, day: date) -> list[Entry]:
    """The member's lines up to the end of that day. BeforeBooksError before the books open."""
    opened = opened_by(work, day)
    return _as_of(work, member, work.ledger.entries(member.number), opened, day)


def all_entries_on(work: UnitOfWork, day: date) -> dict[str, list[Entry]]:
    """Everybody's lines up to the end of that day, by number."""
    opened, recorded = opened_by(work, day), work.ledger.all_entries()
    members = work.members.all()
    return {member.number: _as_of(work, member, recorded.get(member.number, []), opened, day) for member in members}


def situation_of(work: UnitOfWork, member: Member, day: date) -> Situation:
    """A member's standing at the end of that day (art. 8 and 9)."""
    return situation(entries_on(work, member, day), work.bylaws, day)


def all_situations(work: UnitOfWork, day: date) -> dict[str, Situation]:
    """Everybody's standing at the end of that day, by number."""
    return {number: situation(lines, work.bylaws, day) for number, lines in all_entries_on(work, day).items()}


def opened_by(work: UnitOfWork, day: date) -> date | None:
    """The day at whose end the books opened; None before the first import. BeforeBooksError where `day` is earlier."""
    opened = books_open_on(work)
    if opened is not None and day < opened:
        raise BeforeBooksError(f"the books start on {opened}; ask for that day or a later one")
    return opened


def _as_of(work: UnitOfWork, member: Member, recorded: Iterable[Entry], opened: date | None, day: date) -> list[Entry]:
    lines = [line for line in recorded if line.value_on <= day]
    if opened is None:
        return lines
    due = charges(member, work.bylaws, opened, day)
    missing = compare(due, [line for line in lines if line.kind in DUES])
    undone = {line.transfer for line in missing.reverse}
    kept = [line for line in lines if line.transfer not in undone]
    return sorted(kept + [_line(charge) for charge in missing.add], key=lambda line: line.value_on)


def _line(charge: Charge) -> Entry:
    return Entry(charge.value_on, -charge.cents, charge.kind, cause=charge.cause)

"""Dues accrue (art. 11-13): what the rule says is due is compared with what is recorded, then added or reversed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.domain.actors import SCHEDULER, Actor
from assistant.domain.ledger import DUES, Account, Charge, Entry, NewTransfer, member_account
from assistant.domain.members import Member
from assistant.ports import UnitOfWork
from assistant.rules.dues import charges, compare
from assistant.services.books import books_open_on

ACCRUED_ON = "accrued_on"
"""The fact in `book` that holds the day of the last accrual; whoever changes the register clears it."""
AT_ONCE = 500
"""Members whose lines are in memory at a time."""


def accrue(work: UnitOfWork, until: date, actor: Actor = SCHEDULER) -> int:
    """Record whatever dues are missing up to that day and reverse those that are not due; returns how many rows.

    Run again, late, or by two at once, it writes the same rows once. What is recorded for later days plays no part.
    """
    opened = books_open_on(work)
    if opened is None:
        return 0
    work.lock("ledger")
    members = work.members.all()
    return sum(
        _accrue(work, members[first : first + AT_ONCE], opened, until, actor)
        for first in range(0, len(members), AT_ONCE)
    )


def _accrue(work: UnitOfWork, members: Sequence[Member], opened: date, until: date, actor: Actor) -> int:
    recorded = work.ledger.entries_of([member.number for member in members])
    rows: list[NewTransfer] = []
    for member in members:
        due = charges(member, work.bylaws, opened, until)
        lines = [line for line in recorded.get(member.number, ()) if line.kind in DUES and line.value_on <= until]
        difference = compare(due, lines)
        rows += [_charge(member.number, charge) for charge in difference.add]
        rows += _reversals(member.number, difference.reverse)
    if rows:
        work.ledger.record(rows, actor)
    return len(rows)


def _charge(number: str, charge: Charge) -> NewTransfer:
    return NewTransfer(
        debit=member_account(number),
        credit=Account.DUES,
        cents=charge.cents,
        kind=charge.kind,
        value_on=charge.value_on,
        cause=charge.cause,
        key=charge.key,
    )


def _reversals(number: str, entries: Sequence[Entry]) -> list[NewTransfer]:
    return [
        NewTransfer(
            debit=Account.DUES,
            credit=member_account(number),
            cents=-entry.cents,
            kind=entry.kind,
            value_on=entry.value_on,
            cause=entry.cause,
            reverses=entry.transfer,
        )
        for entry in entries
    ]

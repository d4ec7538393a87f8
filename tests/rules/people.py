"""People and lines of account for the tests of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assistant.bylaws import load
from assistant.domain.ledger import Charge, Entry, Kind
from assistant.domain.members import Member, Status, StatusChange

BYLAWS = load("ndzouana")
OPENED = date(2024, 12, 31)


def day(text: str) -> date:
    """`2025-03-15` as a day."""
    return date.fromisoformat(text)


def member(joined: str | None = "2012-08-11", *changes: tuple[str, Status]) -> Member:
    """Hilaire, active since he joined unless the changes say otherwise."""
    first = (StatusChange(day(joined or "2012-08-11"), Status.ACTIVE),)
    history = tuple(StatusChange(day(since), status) for since, status in changes) or first
    return Member("M012", "NTSIBA", "Hilaire", day(joined) if joined else None, history)


def opening(cents: int, on: str = "2024-12-31") -> Entry:
    """The balance at the end of that day."""
    return Entry(day(on), cents, Kind.OPENING)


def paid(cents: int, on: str) -> Entry:
    """A confirmed payment."""
    return Entry(day(on), cents, Kind.PAYMENT)


def levied(cents: int, on: str, due: str) -> Entry:
    """A levy called on a day and due on another."""
    return Entry(day(on), -cents, Kind.LEVY, due_on=day(due))


def lines(charges: Iterable[Charge], first: int = 1) -> list[Entry]:
    """The charges as recorded, from that row on."""
    return [
        Entry(charge.value_on, -charge.cents, charge.kind, cause=charge.cause, transfer=row)
        for row, charge in enumerate(charges, start=first)
    ]


def reversal(entry: Entry, row: int) -> Entry:
    """The row that reverses that one."""
    return Entry(entry.value_on, -entry.cents, entry.kind, cause=entry.cause, transfer=row, reverses=entry.transfer)

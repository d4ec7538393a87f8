"""The books: transfers between accounts, append-only. A member's account is in debit (negative) when the member owes.

A transfer moves `cents` out of `debit` and into `credit`; so the books always add up to zero. Dues charge the member's
account in favour of an income account; a payment credits the member's account out of the world outside (bank, cash).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """Why a transfer was made."""

    OPENING = "opening"
    ADMISSION = "admission"
    ANNUAL = "annual"
    MONTHLY = "monthly"
    LEVY = "levy"
    MEAL = "meal"
    PAYMENT = "payment"
    PAYOUT = "payout"
    HOST = "host"
    HELP = "help"
    EXPENSE = "expense"
    MANUAL = "manual"


DUES = frozenset({Kind.ADMISSION, Kind.ANNUAL, Kind.MONTHLY})
"""What accrues by itself, by the bylaws."""


class Method(StrEnum):
    """How money changed hands."""

    TRANSFER = "transfer"
    CHEQUE = "cheque"
    CASH = "cash"


class Account:
    """Names of the accounts that are not a member's."""

    OPENING = "opening"
    DUES = "income:dues"
    AID = "fund:aid"
    MEALS = "fund:meals"
    EXPENSES = "expenses"
    BANK = "bank"
    CASH = "cash"
    ADJUSTMENTS = "adjustments"


def member_account(number: str) -> str:
    """The account of a member: `member:M012`."""
    return f"member:{number}"


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """A transfer to record. What may happen only once has a `key`: a second one with that key is not recorded."""

    debit: str
    credit: str
    cents: int
    kind: Kind
    value_on: date
    cause: str
    """What it comes from: `month:2026-04`, `admission:M070`, `payment:12`, `order:3`, `sheet:2025-12-31`."""
    key: str | None = None
    due_on: date | None = None
    """A levy is overdue from the day after."""
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """A recorded transfer."""

    id: int
    debit: str
    credit: str
    cents: int
    kind: Kind
    value_on: date
    recorded_at: datetime
    author: str
    cause: str
    key: str | None
    due_on: date | None
    reverses: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a member's account, seen from the member: negative is owed, positive is paid or given."""

    value_on: date
    cents: int
    kind: Kind
    due_on: date | None = None
    cause: str = ""
    method: Method | None = None
    """How a payment was made."""
    transfer: int | None = None
    """None for a charge computed but not recorded yet."""
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class Turnover:
    """What moved on an account, in cents; a row that was reversed within the time counts on neither side."""

    account: str
    kind: Kind
    debited: int
    credited: int


@dataclass(frozen=True, slots=True)
class Charge:
    """Dues that have accrued for a member, whether recorded or not; `cents` is positive."""

    kind: Kind
    value_on: date
    cents: int
    cause: str
    """`month:2026-04`, `year:2026`, `admission:M070`."""
    key: str
    """What may be recorded only once: `due:M012:2026-04`."""
    article: str
    """As cited: `NDZ art. 13`."""


def balance_of(entries: Iterable[Entry], day: date) -> int:
    """The balance at the end of that day, in cents; negative: the member owes."""
    return sum(entry.cents for entry in entries if entry.value_on <= day)


def effective(entries: Sequence[Entry]) -> list[Entry]:
    """The lines that count: a line and its reversal cancel out, unless the reversal is itself reversed."""
    if not any(entry.reverses for entry in entries):
        return list(entries)
    cancelled: set[int] = set()
    for entry in sorted(entries, key=lambda entry: entry.transfer or 0, reverse=True):
        if entry.reverses is not None and entry.transfer not in cancelled:
            cancelled.add(entry.reverses)
    return [entry for entry in entries if entry.reverses is None and entry.transfer not in cancelled]

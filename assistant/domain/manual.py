"""What a treasurer enters by hand: a charge, a credit, an opening balance corrected; undone once, with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from assistant.domain.ledger import Account, Entry, Kind, NewTransfer, Transfer

HOLDINGS = (Account.BANK, Account.CASH, Account.AID)
"""The accounts besides members' own whose opening balance can be entered."""
_ASSETS = frozenset({Account.BANK, Account.CASH})


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to make. `cents` is positive where the account's holder has more by it: a member is credited, the bank
    holds more; negative where a member owes more, or less was there.
    """

    account: str
    """As in the ledger: `member:M012`, `bank`."""
    kind: Kind
    """`MANUAL` or `OPENING`."""
    cents: int
    value_on: date
    reason: str

    def transfer(self, entry: int) -> NewTransfer:
        """How it stands in the books under that id."""
        other = Account.OPENING if self.kind is Kind.OPENING else Account.ADJUSTMENTS
        debited = (self.cents > 0) is (self.account in _ASSETS)
        debit, credit = (self.account, other) if debited else (other, self.account)
        return NewTransfer(debit, credit, abs(self.cents), self.kind, self.value_on, cause_of(entry), cause_of(entry))


@dataclass(frozen=True, slots=True)
class Undoing:
    """That an entry was undone: by whom (a member's number, or `operator`), when, why."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ManualEntry:
    """An entry as it was made, and its undoing where it was undone."""

    id: int
    account: str
    kind: Kind
    cents: int
    value_on: date
    reason: str
    author: str
    entered_at: datetime
    undone: Undoing | None = None


class Reasons:
    """Why the rows of the books that come from entries by hand, or from their undoing, were written."""

    def __init__(self, entries: Iterable[ManualEntry]) -> None:
        self._entries = {cause_of(entry.id): entry for entry in entries}

    def of(self, row: Transfer | Entry) -> str:
        """The reason; empty for what was not entered by hand."""
        entry = self._entries.get(row.cause)
        if entry is None:
            return ""
        if row.reverses is None:
            return entry.reason
        return entry.undone.reason if entry.undone else ""


def cause_of(entry: int) -> str:
    """Its cause and key in the ledger: `manual:12`."""
    return f"manual:{entry}"

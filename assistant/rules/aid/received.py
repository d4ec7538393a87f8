"""What has come in for the contributions that were called: what a member pays settles their oldest debts first.

That is how arrears are read too (art. 8): a payment is for no debt in particular, whatever its payer meant by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.domain.ledger import Entry, Kind, effective


@dataclass(frozen=True, slots=True)
class Settled:
    """A debt and what has come in for it, in cents, both positive or 0."""

    debt: Entry
    received: int

    @property
    def due(self) -> int:
        """What is still owed of it."""
        return -self.debt.cents - self.received


@dataclass(frozen=True, slots=True)
class Contribution:
    """What was called for a cause (`event:3`) from all members together, and what of it has come in, in cents."""

    called: int
    received: int

    @property
    def due(self) -> int:
        """What members still owe of it."""
        return self.called - self.received


def settled(entries: Iterable[Entry], day: date) -> list[Settled]:
    """A member's debts at the end of that day, oldest first. What was reversed is none; later lines play no part."""
    lines = effective([entry for entry in entries if entry.value_on <= day])
    left = sum(entry.cents for entry in lines if entry.cents > 0)
    return list(_settle(sorted((entry for entry in lines if entry.cents < 0), key=_oldest_first), left))


def contributions(accounts: Iterable[Sequence[Entry]], day: date) -> dict[str, Contribution]:
    """What members' contributions came to by the end of that day, by cause; `accounts` are their lines."""
    called: Counter[str] = Counter()
    received: Counter[str] = Counter()
    for entries in accounts:
        for each in settled(entries, day):
            if each.debt.kind is Kind.LEVY:
                called[each.debt.cause] -= each.debt.cents
                received[each.debt.cause] += each.received
    return {cause: Contribution(called[cause], received[cause]) for cause in called}


def _settle(debts: Iterable[Entry], left: int) -> Iterator[Settled]:
    for debt in debts:
        paid = min(left, -debt.cents)
        left -= paid
        yield Settled(debt, paid)


def _oldest_first(debt: Entry) -> tuple[date, str, int, int]:
    """As `standing.unpaid` has it; of two that are alike, the one recorded first."""
    return debt.value_on, debt.kind, debt.cents, debt.transfer or 0

"""A payment's life: declared by a member, then confirmed, rejected or withdrawn; confirmed ones may be reversed.

Only a confirmed payment moves a balance. What was declared and what was confirmed are both kept (art. 22).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from assistant.domain.ledger import Method


class PaymentState(StrEnum):
    """The life of a payment."""

    DECLARED = "declared"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class NewPayment:
    """Money that changed hands on `paid_on`, in cents; `method` as people name it: `transfer`, `cheque`, `cash`."""

    cents: int
    method: str
    paid_on: date
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PaymentDecision:
    """A step in a payment's life. `cents` is what was confirmed, which may differ from what was declared."""

    state: PaymentState
    cents: int
    decided_by: str
    """A member's number, or `operator`."""
    decided_at: datetime
    reason: str | None = None
    receipt: str | None = None
    """The receipt's number, as 2026-0042."""


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that a member says, or the treasurer confirms, to have changed hands on `value_on`."""

    id: int
    member: str
    cents: int
    """As declared."""
    method: Method
    value_on: date
    reference: str
    state: PaymentState
    declared_at: datetime
    decisions: tuple[PaymentDecision, ...] = ()
    """Oldest first; none for what was imported as confirmed."""

    @property
    def decision(self) -> PaymentDecision | None:
        """The latest step."""
        return self.decisions[-1] if self.decisions else None

    @property
    def amount(self) -> int:
        """The cents that count: those confirmed, where a treasurer confirmed another amount."""
        return self.decisions[0].cents if self.decisions else self.cents

    @property
    def receipt(self) -> str | None:
        """The receipt's number, where there is one."""
        return self.decisions[0].receipt if self.decisions else None

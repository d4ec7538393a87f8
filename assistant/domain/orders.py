"""Money on its way out: orders that the bureau votes on and that are then paid, and what members spend for the others.

Every payment out is an order: proposed, approved or refused by the bureau's round, then paid (art. 23 and 25). A vote
names its subject (`order:3`), so that whatever else the whole bureau decides is voted on in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from assistant.domain.ledger import Account, Kind, Method


class OrderKind(StrEnum):
    """What is paid."""

    EXPENSE = "expense"
    PAYOUT = "payout"
    HOST = "host"
    HELP = "help"


BOOKED_AS: dict[OrderKind, tuple[str, Kind]] = {
    OrderKind.EXPENSE: (Account.EXPENSES, Kind.EXPENSE),
    OrderKind.PAYOUT: (Account.AID, Kind.PAYOUT),
    OrderKind.HOST: (Account.MEALS, Kind.HOST),
    OrderKind.HELP: (Account.AID, Kind.HELP),
}
"""The account that bears it, and the kind of its ledger row; the money leaves the bank."""


class OrderState(StrEnum):
    """The life of an order."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    PAID = "paid"
    CANCELLED = "cancelled"


class Choice(StrEnum):
    """What a voter answers."""

    APPROVE = "approve"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Motion:
    """What a round is about, and whom its yes would pay."""

    subject: str
    beneficiaries: frozenset[str]


@dataclass(frozen=True, slots=True)
class Vote:
    """A bureau member's answer; a later one replaces it while the round is open."""

    subject: str
    voter: str
    choice: Choice
    reason: str | None
    """Why not; None for a yes."""
    at: datetime


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What is to be paid, in cents; `title` says what for in the proposer's own words, or in the word of its kind; of a
    host's lump sum it is the meeting's day in ISO.

    `cause` is the thing it comes from (`expense:3`): there is one order for each.
    """

    kind: OrderKind
    beneficiary: str
    cents: int
    title: str
    cause: str
    ready: bool = True
    """Whether it can be paid as soon as it is approved: nothing else, such as a receipt, is waited for."""


@dataclass(frozen=True, slots=True)
class OrderDecision:
    """What an open order came to: approved, refused or cancelled. `reason`: why not."""

    state: OrderState
    decided_by: str
    """Whose vote ended the round, or who cancelled: a member's number, `operator` or `scheduler`."""
    decided_at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class NewPayout:
    """How an order is paid; `reference` is the transfer's, or the cheque's number."""

    method: Method
    paid_on: date
    reference: str


@dataclass(frozen=True, slots=True)
class Payout(NewPayout):
    """How an order was paid, and who noted it."""

    paid_by: str
    """A member's number, or `operator`."""
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """A payment out."""

    id: int
    kind: OrderKind
    beneficiary: str
    cents: int
    """What is to be paid."""
    title: str
    cause: str
    ready: bool
    state: OrderState
    proposed_by: str
    proposed_at: datetime
    decision: OrderDecision | None = None
    payout: Payout | None = None

    @property
    def subject(self) -> str:
        """What votes, documents and ledger rows about it name: `order:3`."""
        return f"order:{self.id}"

    @property
    def motion(self) -> Motion:
        """What the bureau's round on it is about."""
        return Motion(self.subject, frozenset({self.beneficiary}))

    @property
    def cause_id(self) -> int:
        """The id of the thing that it comes from: 3 for `expense:3`, and for `meeting:3:2`, proposed a second time."""
        return int(self.cause.split(":")[1])

    @property
    def open(self) -> bool:
        """Whether somebody has still to do something about it."""
        return self.state in {OrderState.PROPOSED, OrderState.APPROVED}

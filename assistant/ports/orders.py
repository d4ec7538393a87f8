"""Money out: payment orders, the votes on them, and members' expenses."""

from __future__ import annotations

from typing import Protocol

from assistant.domain.expenses import Expense, NewExpense, Purchase
from assistant.domain.orders import NewOrder, Order, OrderDecision, Payout, Vote


class Orders(Protocol):
    """Payments out, from proposal to payment."""

    def add(self, order: NewOrder, proposed_by: str) -> int | None:
        """The new order's id; None where there is one from that cause already."""

    def get(self, order: int) -> Order | None: ...

    def caused_by(self, cause: str) -> Order | None:
        """The order that `expense:3` led to."""

    def open(self) -> list[Order]:
        """Those proposed or approved, oldest first."""

    def of_member(self, member: str) -> list[Order]:
        """Those that pay the member, oldest first."""

    def decide(self, order: int, decision: OrderDecision) -> bool:
        """Approve or refuse a proposed one, cancel an open one; False where it is elsewhere."""

    def set_ready(self, order: int, *, ready: bool, cents: int) -> None:
        """Whether an open one may be paid once approved, and how much then."""

    def pay(self, order: int, payout: Payout) -> bool:
        """Note how an approved one was paid; False where it is elsewhere."""


class Votes(Protocol):
    """What bureau members answer, whatever the round is about."""

    def cast(self, vote: Vote) -> None:
        """Add, or replace by subject and voter."""

    def on(self, subject: str) -> list[Vote]:
        """The answers to `order:3`, by voter."""

    def of_member(self, member: str) -> list[Vote]:
        """What the member has answered, oldest first."""


class Expenses(Protocol):
    """What members spend for the association; each has the order that its cause leads to."""

    def add(self, member: str, new: NewExpense) -> int:
        """The new expense's id; it is found once its order is proposed."""

    def get(self, expense: int) -> Expense | None: ...

    def of_member(self, member: str) -> list[Expense]:
        """Oldest first."""

    def document(self, expense: int, purchase: Purchase) -> None:
        """The receipt has come: what it says."""

    def send_back(self, expense: int, lacking: str) -> None:
        """The receipt does not do: what it lacks."""

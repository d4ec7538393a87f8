"""What members spend for the association and are refunded (art. 23 and 24): proposed, approved, bought, documented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from assistant.domain.orders import OrderState


class Category(StrEnum):
    """What kind of expense."""

    PURCHASE = "purchase"
    MISSION = "mission"
    TRAVEL = "travel"


class Purpose(StrEnum):
    """What somebody travels for."""

    FOLK_PERFORMANCE = "folk_performance"
    PROJECT = "project"
    MEETING = "meeting"
    OTHER = "other"


HOME_REGION = "ile_de_france"


@dataclass(frozen=True, slots=True)
class Travel:
    """A journey: what for, where, when."""

    purpose: Purpose
    region: str = HOME_REGION
    """`ile_de_france`, or another one."""
    night: bool = False
    within_budget: bool = True
    """Of the project that it is for."""


class TravelCase(StrEnum):
    """The journeys that members tell apart when they claim one."""

    NIGHT_PERFORMANCE = "night_performance"
    REGIONAL_PERFORMANCE = "regional_performance"
    PROJECT = "project"
    OTHER = "other"

    @property
    def travel(self) -> Travel:
        """The journey that is meant; whether a project's budget allows it is what the bureau votes on."""
        return _TRAVELS[self]


_TRAVELS = {
    TravelCase.NIGHT_PERFORMANCE: Travel(Purpose.FOLK_PERFORMANCE, night=True),
    TravelCase.REGIONAL_PERFORMANCE: Travel(Purpose.FOLK_PERFORMANCE, region="other"),
    TravelCase.PROJECT: Travel(Purpose.PROJECT),
    TravelCase.OTHER: Travel(Purpose.OTHER),
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt shows."""

    nature: bool = True
    """What was bought."""
    shop: bool = True
    """Where it was bought."""

    @property
    def complete(self) -> bool:
        """Whether it shows all that art. 23 asks for."""
        return self.nature and self.shop


class ExpenseState(StrEnum):
    """The life of an expense; from the bureau's yes on it waits for its receipt, then for its refund."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DOCUMENTED = "documented"
    REFUSED = "refused"
    PAID = "paid"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class NewExpense:
    """What a member proposes to spend, in cents."""

    cents: int
    category: Category
    what: str
    """In the member's own words: what is bought, which mission, which project; empty for a performance."""
    spent_on: date
    """The day of the purchase as it is planned."""
    travel: TravelCase | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """What the receipt says: the day, and the cents that were paid."""

    bought_on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Expense:
    """A member's claim, and where its order stands."""

    id: int
    member: str
    cents: int
    """As proposed: the most that is refunded."""
    category: Category
    what: str
    spent_on: date
    travel: TravelCase | None
    proposed_at: datetime
    purchase: Purchase | None
    """None until the receipt has come, and again where it was sent back."""
    sent_back: str | None
    """What the last receipt lacked."""
    order: int
    order_state: OrderState

    @property
    def state(self) -> ExpenseState:
        """Where it stands."""
        if self.order_state is OrderState.APPROVED and self.purchase is not None:
            return ExpenseState.DOCUMENTED
        return ExpenseState(self.order_state.value)

    @property
    def subject(self) -> str:
        """What its documents name: `expense:3`."""
        return f"expense:{self.id}"

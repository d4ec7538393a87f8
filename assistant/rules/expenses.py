"""What the association pays for its members (art. 23, 24, 26): proposed first, approved, bought, proved.

The first obstacle is the one named: what is never covered, then the bureau's yes, then the day of the purchase, then
the receipt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.domain.expenses import HOME_REGION, Category, Purpose, Receipt, Travel

CLIENT_INVOICE = "client_invoice"
"""Who bears a performance's journey: it is added to what the client is invoiced."""
PROJECT_BUDGET = "project_budget"


@dataclass(frozen=True, slots=True)
class Cost:
    """An expense as it stands: `approved_on` is the day of the bureau's yes, `bought_on` that of the purchase."""

    category: Category
    approved_on: date | None
    bought_on: date | None
    receipt: Receipt | None
    travel: Travel | None = None
    mission: bool = False
    """Whether the association sent the member."""


def may_propose(cost: Cost, planned_on: date, bylaws: Bylaws, day: date) -> Decision:
    """Whether the bureau may be asked on `day` for an expense planned for `planned_on`: never once it is made."""
    refused = _not_covered(cost, bylaws)
    if refused is not None:
        return refused
    if planned_on < day:
        return _refused(Reason.BUREAU_APPROVAL_REQUIRED, bylaws, "expense", "payment")
    return _allowed(cost, bylaws)


def validate_expense(discussed: bool, approved_on: date | None, bylaws: Bylaws, day: date) -> Decision:
    """Whether an expense may be made on `day`: the bureau has discussed it, and said yes by then (art. 23 and 25)."""
    if not discussed or not _by(approved_on, day):
        return _refused(Reason.BUREAU_APPROVAL_REQUIRED, bylaws, "expense", "payment")
    return Decision(allowed=True, articles=_cite(bylaws, "expense", "payment"))


def reimburse(cost: Cost, cents: int, bylaws: Bylaws) -> Decision:
    """Whether an expense is refunded. Figures: `cents`, and `charged_to` where somebody else bears it (art. 24)."""
    refused = _not_covered(cost, bylaws) or _not_approved(cost, bylaws) or _not_proved(cost, bylaws)
    return refused or _allowed(cost, bylaws, cents)


def exceptional_help(
    *, proposed_by_commission: bool, approved: bool, control_informed: bool, cents: int, bylaws: Bylaws
) -> Decision:
    """Social help outside of the annex (art. 26d): the social commission proposes it, the bureau agrees, and the
    control commission is told. What the member owes plays no part. Figures: `cents`.
    """
    if not proposed_by_commission:
        return _refused(Reason.NOT_AUTHORISED, bylaws, "commission")
    if not approved:
        return _refused(Reason.BUREAU_APPROVAL_REQUIRED, bylaws, "commission", "payment")
    if not control_informed:
        return _refused(Reason.NOTIFICATION_REQUIRED, bylaws, "commission")
    return Decision(allowed=True, articles=_cite(bylaws, "commission", "payment"), figures={"cents": cents})


def charged_to(travel: Travel | None) -> str | None:
    """Who bears a journey in the end, where it is not the association itself."""
    if travel is None:
        return None
    return CLIENT_INVOICE if travel.purpose is Purpose.FOLK_PERFORMANCE else PROJECT_BUDGET


def _not_covered(cost: Cost, bylaws: Bylaws) -> Decision | None:
    """What no approval can make good: journeys save for their exceptions, missions that nobody gave."""
    if cost.category is Category.TRAVEL and not _travel_covered(cost.travel):
        return _refused(Reason.TRAVEL_NOT_COVERED, bylaws, "reimbursement")
    if cost.category is Category.MISSION and not cost.mission:
        return _refused(Reason.MISSION_REQUIRED, bylaws, "reimbursement")
    return None


def _travel_covered(travel: Travel | None) -> bool:
    """A performance at night, or at any hour outside of the home region; a project's journey within its budget."""
    if travel is None:
        return False
    if travel.purpose is Purpose.FOLK_PERFORMANCE:
        return travel.night or travel.region != HOME_REGION
    return travel.purpose is Purpose.PROJECT and travel.within_budget


def _not_approved(cost: Cost, bylaws: Bylaws) -> Decision | None:
    """The bureau's yes comes before the purchase, and may come on the same day."""
    approved = cost.approved_on is not None and (cost.bought_on is None or cost.approved_on <= cost.bought_on)
    return None if approved else _refused(Reason.BUREAU_APPROVAL_REQUIRED, bylaws, "expense", "payment")


def _not_proved(cost: Cost, bylaws: Bylaws) -> Decision | None:
    if cost.receipt is None:
        return _refused(Reason.RECEIPT_REQUIRED, bylaws, *_topics(cost))
    if not cost.receipt.complete:
        return _refused(Reason.RECEIPT_INCOMPLETE, bylaws, *_topics(cost))
    return None


def _allowed(cost: Cost, bylaws: Bylaws, cents: int | None = None) -> Decision:
    figures = {"cents": cents, "charged_to": charged_to(cost.travel)}
    shown = {name: value for name, value in figures.items() if value is not None}
    return Decision(allowed=True, articles=_cite(bylaws, *_topics(cost)), figures=shown)


def _topics(cost: Cost) -> tuple[str, ...]:
    """Art. 23 for all, art. 24 for missions and journeys."""
    return ("expense",) if cost.category is Category.PURCHASE else ("reimbursement", "expense")


def _by(done_on: date | None, day: date) -> bool:
    return done_on is not None and done_on <= day


def _cite(bylaws: Bylaws, *topics: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(bylaws.cite, topics)))


def _refused(reason: Reason, bylaws: Bylaws, *topics: str) -> Decision:
    return Decision(allowed=False, reason=reason, articles=_cite(bylaws, *topics))

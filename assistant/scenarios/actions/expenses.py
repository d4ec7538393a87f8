"""What is refunded to members, and exceptional help (art. 23, 24, 26)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.domain import expenses as domain
from assistant.domain.decisions import Decision
from assistant.domain.expenses import Category, Purpose
from assistant.rules import expenses as rules
from assistant.rules.expenses import Cost
from assistant.scenarios.registry import Found
from assistant.scenarios.shapes import UnreadableError
from assistant.scenarios.stage import Stage

REQUESTERS = ("member", "bureau_member", "president", "treasurer", "secretary")
"""Whoever asks, the rule is the same; another word is a mistake of the case."""
CATEGORIES = {"mission": Category.MISSION, "travel": Category.TRAVEL}
"""What is neither is a purchase, whatever is bought."""
HOME = "home"
SOCIAL_COMMISSION = "social_commission"


@dataclass(frozen=True, slots=True)
class Discussion:
    """An expense before it is made; what the bureau has approved, it has discussed, unless the case denies it."""

    requester: str = "bureau_member"
    discussed: bool | None = None
    approved_on: date | None = None
    category: str = "supplies"
    cents: int = 0


@dataclass(frozen=True, slots=True)
class ValidateExpense:
    """The day on which it is to be made."""

    date: date
    cents: int = 0


@dataclass(frozen=True, slots=True)
class Journey:
    """What for, where and when; `project` names it or says whether there is one."""

    for_: str
    region: str = domain.HOME_REGION
    night: bool = False
    project: object = None
    within_budget: bool = True


@dataclass(frozen=True, slots=True)
class Claim:
    """An expense that was made. `mission` names it or says whether the association gave one; what was never discussed
    is not approved.
    """

    requester: str = "member"
    category: str = "supplies"
    approved_on: date | None = None
    bought_on: date | None = None
    receipt: domain.Receipt | None = None
    travel: Journey | None = None
    mission: object = None
    discussed: bool | None = None


@dataclass(frozen=True, slots=True)
class Reimburse:
    """What is asked for."""

    cents: int
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """Who proposes to help, and who has agreed or been told. What the member owes plays no part."""

    proposed_by: str
    bureau_approved: bool = False
    control_commission_informed: bool = False
    balance_cents: int = 0


@dataclass(frozen=True, slots=True)
class Help:
    """How much is given."""

    cents: int
    date: date | None = None


async def validate_expense(stage: Stage, given: Discussion, when: ValidateExpense) -> Found:
    """`then`: allowed, reason."""
    _known(given.requester)
    discussed = given.approved_on is not None if given.discussed is None else given.discussed
    return _found(rules.validate_expense(discussed, given.approved_on, stage.bylaws, when.date))


async def reimburse(stage: Stage, given: Claim, when: Reimburse) -> Found:
    """`then`: allowed, reason, cents, charged_to."""
    _known(given.requester)
    cost = Cost(
        CATEGORIES.get(given.category, Category.PURCHASE),
        None if given.discussed is False else given.approved_on,
        given.bought_on,
        given.receipt,
        _travel(given.travel),
        bool(given.mission),
    )
    return _found(rules.reimburse(cost, when.cents, stage.bylaws))


async def exceptional_help(stage: Stage, given: Need, when: Help) -> Found:
    """`then`: allowed, reason, cents."""
    decision = rules.exceptional_help(
        proposed_by_commission=given.proposed_by == SOCIAL_COMMISSION,
        approved=given.bureau_approved,
        control_informed=given.control_commission_informed,
        cents=when.cents,
        bylaws=stage.bylaws,
    )
    return _found(decision)


def _known(requester: str) -> None:
    if requester not in REQUESTERS:
        raise UnreadableError(f"given.requester is {requester!r}; expected one of {', '.join(REQUESTERS)}")


def _travel(journey: Journey | None) -> domain.Travel | None:
    if journey is None:
        return None
    purpose = next((purpose for purpose in Purpose if purpose == journey.for_), Purpose.OTHER)
    region = domain.HOME_REGION if journey.region == HOME else journey.region
    return domain.Travel(purpose, region, journey.night, journey.within_budget and journey.project is not False)


def _found(decision: Decision) -> Found:
    facts = {"allowed": decision.allowed, "reason": decision.reason, "cents": 0, "charged_to": None}
    return Found(facts | dict(decision.figures), decision.articles)

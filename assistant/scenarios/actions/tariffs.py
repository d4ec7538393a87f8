"""Changing an amount of the annex."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.domain.meetings import Session, SessionKind
from assistant.rules.tariffs import may_change
from assistant.scenarios.registry import Found, Nothing
from assistant.scenarios.stage import Stage


@dataclass(frozen=True, slots=True)
class Change:
    """Amounts that somebody enters, from a day on; `assembly`: the day of the ordinary assembly that voted them."""

    from_: date
    by: str = "treasurer"
    assembly: date | None = None
    admission_cents: int | None = None
    annual_cents: int | None = None
    monthly_cents: int | None = None
    meal_cents: int | None = None
    accepted_arrears_cents: int | None = None


async def change_tariff(stage: Stage, given: Nothing, when: Change) -> Found:
    """`then`: allowed, reason."""
    _ = given
    assembly = Session(SessionKind.AGO, when.assembly) if when.assembly else None
    decision = may_change(assembly, when.from_, stage.bylaws)
    return Found({"allowed": decision.allowed, "reason": decision.reason}, decision.articles)

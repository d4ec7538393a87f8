"""What a claim to mutual aid comes to: the payout, and the levy that it calls."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from assistant.domain.aid import Assessment
from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.scenarios.actions.claims import declarer
from assistant.scenarios.claims import Association, Told, claim_of, deaths_of, facts_of, opened
from assistant.scenarios.people import seat
from assistant.scenarios.registry import Found
from assistant.scenarios.shapes import UnreadableError
from assistant.scenarios.stage import Stage


@dataclass(frozen=True, slots=True)
class AssessDeath:
    """The death that concerns the member, of which the given ones tell the days."""

    kind: str
    called_on: date | None = None
    declared_on: date | None = None
    paid_on: date | None = None
    as_of: date | None = None
    ruled_as: str | None = None


async def assess_event(stage: Stage, given: Association, when: Told) -> Found:
    """`then`: allowed, reason, payout_cents, levy_each_cents, levied_count, levy_total_cents, net_cents, levy_due_on,
    rule_used, overdue_used_cents, judged_on, waits_until, waiting_ends_on.
    """
    return await _assess(stage, given, when, paid=False)


async def assess_death(stage: Stage, given: Association, when: AssessDeath) -> Found:
    """`then`: as for assess_event."""
    own = next((death for death in reversed(given.deaths) if death.concerns == "member"), None)
    if own is None:
        raise UnreadableError("given.deaths holds none that concerns: member")
    told = Told(
        when.kind,
        own.event_on,
        announced_on=own.announced_on,
        declared_on=when.declared_on,
        called_on=when.called_on,
        paid_on=when.paid_on,
        as_of=when.as_of,
        relative=own.relative,
        ruled_as=when.ruled_as,
    )
    rest = replace(given, deaths=tuple(death for death in given.deaths if death is not own))
    return await _assess(stage, rest, told, paid=own.paid)


async def _assess(stage: Stage, given: Association, when: Told, *, paid: bool) -> Found:
    claim = claim_of(when)
    deaths = deaths_of((*given.deaths, *given.other_events), when.as_of)
    await seat(stage, opened(stage.bylaws, given.member, when.event_on, until=when.as_of), when.event_on)

    def unit(work: UnitOfWork) -> Found:
        if when.declared_by:
            told = aid.may_declare(claim, declarer(when.declared_by, given.member, claim.declared_on), work.bylaws)
            if not told.allowed:
                return Found({"allowed": False, "reason": told.reason, "payout_cents": 0}, told.articles)
        facts = facts_of(work, given, when, claim, deaths)
        now = aid.assess(claim, facts, work.bylaws)
        before = aid.assess(claim, replace(facts, deaths=()), work.bylaws)
        return _found(stage, aid.revised(before, now, settled=paid), when)

    return await stage.run(unit)


def _found(stage: Stage, made: Assessment, when: Told) -> Found:
    decision = made.decision
    facts = {
        "allowed": decision.allowed,
        "reason": decision.reason,
        "kind": made.kind,
        "payout_cents": made.payout,
        "levy_each_cents": made.levy,
        "levied_count": len(made.levied),
        "levy_total_cents": made.total,
        "net_cents": made.net,
        "levy_due_on": aid.due_on(when.called_on or when.event_on, stage.bylaws) if made.levied else None,
        "rule_used": made.basis,
        "overdue_used_cents": made.overdue,
        "judged_on": made.judged_on,
        "waits_until": decision.figures.get("waits_until"),
        "waiting_ends_on": decision.figures.get("waiting_ends_on"),
    }
    return Found(facts, decision.articles)

"""What a claim to mutual aid comes to: the payout, and the levy that it calls."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from assistant.ports import UnitOfWork
from assistant.rules import aid
from assistant.scenarios.actions.claims import refused
from assistant.scenarios.claims import Association, Told, filed, opened, others_of, told
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
    whole = Told(
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
    return await _assess(stage, rest, whole, paid=own.paid)


async def _assess(stage: Stage, given: Association, when: Told, *, paid: bool) -> Found:
    others = {person: group.balance_cents for person, group in others_of(given, when.event_on)}
    person = opened(stage.bylaws, given.member, when.event_on, until=when.as_of)
    await seat(stage, person, when.event_on, others)
    if when.declared_by:
        refusal = await refused(stage, when.declared_by, given.member, told(when), when.made_on)
        if refusal:
            return Found({"allowed": False, "reason": refusal.reason, "payout_cents": 0}, refusal.articles)
    claim = await filed(stage, given, when, paid=paid)
    return await stage.run(lambda work: _found(work, claim, when))


def _found(work: UnitOfWork, claim: int, when: Told) -> Found:
    kept = work.claims.get(claim)
    assert kept is not None  # noqa: S101 - it has been filed
    made = kept.verdict
    assert made is not None  # noqa: S101 - it has been judged
    facts = {
        "allowed": made.allowed,
        "reason": made.reason,
        "kind": made.kind,
        "payout_cents": made.payout,
        "levy_each_cents": made.levy,
        "levied_count": made.levied,
        "levy_total_cents": made.levy * made.levied,
        "net_cents": made.levy * made.levied - made.payout,
        "levy_due_on": aid.due_on(when.call_on, work.bylaws) if made.levied else None,
        "rule_used": made.basis,
        "overdue_used_cents": made.overdue,
        "judged_on": made.judged_on,
        "waits_until": made.figures.get("waits_until"),
        "waiting_ends_on": made.figures.get("waiting_ends_on"),
    }
    return Found(facts, made.articles)

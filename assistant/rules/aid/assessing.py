"""Whether aid is paid for an event, how much, and what the others contribute (art. 6, 8, 9, 14, 30, annex).

The first obstacle is the one named: not a member, not covered, suspended, in the waiting period, not up to date, a
paper or the day missed, a duplicate. The table in force on the event's day applies. The bureau still has to agree to
whatever is allowed here (art. 25).
"""

from __future__ import annotations

from assistant.domain.aid import OF_CHILDREN, Assessment, Claim
from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.rules.aid.duplicates import sharing
from assistant.rules.aid.facts import Facts
from assistant.rules.aid.levies import liable, rate
from assistant.rules.aid.money import Money, covered, money
from assistant.rules.aid.obstacles import cite, first_obstacle, quartered, standing_topics, sums

_CALLED_ALL_THE_SAME = frozenset(
    {Reason.SUSPENDED, Reason.IN_WAITING_PERIOD, Reason.NOT_UP_TO_DATE, Reason.LONG_ARREARS_WAIT}
)
"""The death is covered and the member has no right to be paid for it: the levy may be called by the bylaws' choice."""


def assess(claim: Claim, facts: Facts, bylaws: Bylaws) -> Assessment:
    """What the bylaws make of the claim, as far as the facts are known."""
    judged = money(claim, facts.entries, facts.deaths, facts.paid_on, bylaws)
    quarter = quartered(claim, facts.member, bylaws)
    decision = first_obstacle(claim, facts, judged, bylaws) or _granted(claim, judged, bylaws, quarter=quarter)
    levied = _levied(claim, facts, decision, bylaws)
    each = rate(claim.taken_for, bylaws, claim.event_on, quarter=quarter) if levied else 0
    return Assessment(
        decision=decision,
        kind=claim.taken_for,
        payout=_payout(claim, bylaws, quarter=quarter) if decision.allowed else 0,
        levy=each,
        levied=levied if each else (),
        basis=judged.basis,
        judged_on=judged.situation.day,
        overdue=judged.situation.overdue,
    )


def _granted(claim: Claim, judged: Money, bylaws: Bylaws, *, quarter: bool) -> Decision:
    topics = ["waiting"] if quarter else []
    topics += ["mutual_aid", "tariff", *standing_topics(judged), *(["open_point"] if claim.ruled else [])]
    return Decision(
        allowed=True,
        reason=Reason.WAITING_PERIOD_QUARTER if quarter else None,
        articles=cite(bylaws, *topics),
        figures=sums(judged),
    )


def _payout(claim: Claim, bylaws: Bylaws, *, quarter: bool) -> int:
    amount = bylaws.aid.payouts[claim.taken_for].on(claim.event_on)
    if quarter:
        return amount // bylaws.aid.quarter_divisor.on(claim.event_on)
    return amount * claim.children if claim.taken_for in OF_CHILDREN else amount


def _levied(claim: Claim, facts: Facts, decision: Decision, bylaws: Bylaws) -> tuple[str, ...]:
    """Who contributes: once for a death, and only where there is an advance to rebuild, unless the bylaws say so."""
    day = claim.event_on
    without_payout = bylaws.aid.levy_without_payout.on(day) and decision.reason in _CALLED_ALL_THE_SAME
    called = bool(sharing(claim, facts.standing)) if facts.levied is None else facts.levied
    if not (decision.allowed or without_payout) or called:
        return ()
    sharers = {
        other.concerns for other in facts.standing if other.event == claim.event and covered(other.taken_for, bylaws)
    }
    exempt = facts.bereaved | sharers | {claim.concerns}
    return liable(facts.register, exempt, bylaws, day, facts.called_on or day)

"""Who may claim aid for an event (art. 14, 34): the member concerned, and for a member's death any other member.

Nothing is paid or called by a declaration.
"""

from __future__ import annotations

from datetime import date

from assistant.domain.aid import PLANNED, Claim, EventKind
from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.domain.members import GONE, Member, Status


def may_declare(claim: Claim, by: Member | None, bylaws: Bylaws) -> Decision:
    """Whether that person (None: a stranger) may make the claim, on the day of its declaration.

    Ceremonies may be told ahead of their day; nobody declares their own death.
    """
    articles = (bylaws.cite("mutual_aid"),)
    if by is None or by.status_on(claim.declared_on) in {*GONE, Status.CANDIDATE}:
        known = {"known": True} if by is not None else {}
        return Decision(allowed=False, reason=Reason.NOT_A_MEMBER, articles=articles, figures=known)
    own = by.number == claim.concerns
    if own is (claim.kind is EventKind.DEATH_MEMBER):
        return Decision(allowed=False, reason=Reason.NOT_AUTHORISED, articles=articles)
    if claim.event_on > claim.declared_on and claim.kind not in PLANNED:
        return Decision(allowed=False, reason=Reason.FUTURE_DATE, articles=articles)
    return Decision(allowed=True, articles=articles)


def may_declare_another(waiting: int, bylaws: Bylaws, day: date) -> Decision:
    """Whether somebody with so many undecided declarations may make one more. Figures: `waiting`, `limit`."""
    limit = bylaws.aid.open_declarations.on(day)
    figures = {"waiting": waiting, "limit": limit}
    if waiting < limit:
        return Decision(allowed=True, figures=figures)
    return Decision(allowed=False, reason=Reason.TOO_MANY_OPEN, articles=(bylaws.cite("open_point"),), figures=figures)

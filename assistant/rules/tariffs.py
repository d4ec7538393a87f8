"""Who may change an amount of the annex (art. 8 and 18): the ordinary assembly alone, and never for the past."""

from __future__ import annotations

from datetime import date

from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.domain.meetings import Session, SessionKind


def may_change(assembly: Session | None, since: date, bylaws: Bylaws) -> Decision:
    """Whether amounts may count from that day; `assembly`: the one that voted them."""
    articles = (bylaws.cite("general_assembly"), bylaws.cite("tariff"))
    reason = None
    if assembly is None or assembly.kind is not SessionKind.AGO:
        reason = Reason.ASSEMBLY_REQUIRED
    elif since < assembly.on:
        reason = Reason.PAST_DATE
    return Decision(allowed=reason is None, reason=reason, articles=articles)

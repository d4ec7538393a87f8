"""Who may ask for an extraordinary assembly, and for what (art. 20 and 21)."""

from __future__ import annotations

from datetime import date

from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.domain.meetings import Purpose
from assistant.domain.members import Status


def bureau_needed(sitting: int, bylaws: Bylaws, day: date) -> int:
    """Three quarters of the bureau in office, rounded up."""
    terms = bylaws.meetings
    return -(-sitting * terms.egm_bureau_numerator.on(day) // terms.egm_bureau_denominator.on(day))


def members_needed(members: int) -> int:
    """More than half of the members."""
    return members // 2 + 1


def may_sign(membership: Status, bylaws: Bylaws, day: date, *, up_to_date: bool) -> Decision:
    """Whether a member may sign: arrears are no hindrance, unless only those up to date count; a suspension is."""
    reason = None
    if membership is Status.SUSPENDED:
        reason = Reason.SUSPENDED
    elif membership is not Status.ACTIVE:
        reason = Reason.NOT_A_MEMBER
    elif not up_to_date and bylaws.meetings.egm_base.on(day) == "up_to_date":
        reason = Reason.NOT_UP_TO_DATE
    topics = ["suspension"] if reason is Reason.SUSPENDED else ["extraordinary_assembly"]
    return Decision(allowed=reason is None, reason=reason, articles=tuple(map(bylaws.cite, topics)))


def may_petition(
    purpose: Purpose | None,
    bureau: tuple[int, int],
    members: tuple[int, int],
    bylaws: Bylaws,
    day: date,
) -> Decision:
    """Whether the assembly is to be convened. `bureau` and `members`: how many signed, each once, out of how many.

    Figures, in people: `bureau_needed`, `members_needed`.
    """
    needed = {"bureau_needed": bureau_needed(bureau[1], bylaws, day), "members_needed": members_needed(members[1])}
    enough = 0 < needed["bureau_needed"] <= bureau[0] or needed["members_needed"] <= members[0]
    reason = None
    if purpose is None:
        reason = Reason.PURPOSE_NOT_ALLOWED
    elif not enough:
        reason = Reason.THRESHOLD_NOT_REACHED
    topics = ["extraordinary_assembly", *(["bureau"] if purpose is Purpose.VACANCY else [])]
    articles = tuple(dict.fromkeys(map(bylaws.cite, topics)))
    return Decision(allowed=reason is None, reason=reason, articles=articles, figures=dict(needed))

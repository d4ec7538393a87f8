"""Aid that was claimed before: the same event twice, by one member or by several (art. 14, 34).

The text speaks of one bereaved member. Where several share a death, or both parents are members, the bylaws say whether
the bureau decides, each is paid, or the first alone. For a member's own death it is that member's aid which comes
first, whenever it was claimed.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain.aid import DEATHS, Claim, EventKind
from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason

ONCE = frozenset({EventKind.DEATH_FATHER, EventKind.DEATH_MOTHER})
"""What happens once in a life: the same again, with another day, is another tie or a mistake."""


def duplicate(claim: Claim, standing: Sequence[Claim], bylaws: Bylaws) -> Decision | None:
    """Why it may not be paid beside those that stand, or not without the bureau; None where it may.

    `standing`: claims made before it that are paid, approved or open, of whichever member; those refused are not.
    """
    own = [other for other in standing if other.concerns == claim.concerns]
    if any(_same(claim, other) for other in own) or _birthdays_used_up(claim, own, bylaws):
        return _refused(Reason.DUPLICATE_EVENT, bylaws, "tariff", "mutual_aid")
    if claim.ruled is not None:
        return None
    if claim.kind in ONCE and any(other.taken_for is claim.kind for other in own):
        return _refused(Reason.POSSIBLE_DUPLICATE, bylaws, "open_point", "mutual_aid")
    return _shared(claim, bylaws) if sharing(claim, standing) else None


def sharing(claim: Claim, standing: Sequence[Claim]) -> frozenset[str]:
    """Members whose claims about the same event come before this one."""
    if claim.taken_for is EventKind.DEATH_MEMBER:
        return frozenset()
    return frozenset(
        other.concerns for other in standing if other.event == claim.event and other.concerns != claim.concerns
    )


def _same(claim: Claim, other: Claim) -> bool:
    """Whether both are about one thing, whatever day the second gives for what is known to be one."""
    if claim.event == other.event or claim.taken_for is other.taken_for is EventKind.DEATH_MEMBER:
        return True
    named_apart = bool(claim.relative and other.relative) and claim.relative != other.relative
    return (claim.taken_for, claim.event_on) == (other.taken_for, other.event_on) and not named_apart


def _birthdays_used_up(claim: Claim, own: Sequence[Claim], bylaws: Bylaws) -> bool:
    if claim.taken_for is not EventKind.BIRTHDAY:
        return False
    year = [other for other in own if other.taken_for is claim.taken_for and other.event_on.year == claim.event_on.year]
    return len(year) >= bylaws.aid.birthday_per_year.on(claim.event_on)


def _shared(claim: Claim, bylaws: Bylaws) -> Decision | None:
    """What the bylaws make of an event that another member has claimed."""
    if claim.taken_for not in DEATHS:
        waits = bylaws.aid.one_payout_per_event.on(claim.event_on)
        return _refused(Reason.POSSIBLE_DUPLICATE, bylaws, "open_point", "mutual_aid") if waits else None
    match bylaws.aid.multi_bereaved.on(claim.event_on):
        case "each":
            return None
        case "first":
            return _refused(Reason.DUPLICATE_EVENT, bylaws, "open_point", "mutual_aid")
        case _:
            return _refused(Reason.POSSIBLE_DUPLICATE, bylaws, "open_point", "mutual_aid")


def _refused(reason: Reason, bylaws: Bylaws, *topics: str) -> Decision:
    return Decision(allowed=False, reason=reason, articles=tuple(dict.fromkeys(map(bylaws.cite, topics))))

"""What the others contribute after a death (art. 14, annex): how much, who, and by when.

Everybody on the register that day owes it, up to date or not, new or long a member, in the bureau or not: who joined
later or has left before the call owes nothing, and neither does who is bereaved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from assistant.domain.aid import EventKind
from assistant.domain.bylaws import Bylaws
from assistant.domain.members import GONE, Member, Status


def rate(kind: EventKind, bylaws: Bylaws, day: date, *, quarter: bool = False) -> int:
    """What each owes for an event of that day, in cents; 0 where the annex asks for nothing.

    `quarter`: a new member has died in the waiting period (art. 6), for which the bylaws choose.
    """
    levy = bylaws.aid.levies.get(kind)
    if levy is None:
        return 0
    match bylaws.aid.quarter_levy.on(day) if quarter else "full":
        case "proportional":
            return levy.on(day) // bylaws.aid.quarter_divisor.on(day)
        case "none":
            return 0
        case _:
            return levy.on(day)


def total(kind: EventKind, payers: int, bylaws: Bylaws, day: date) -> int:
    """What so many members contribute together for an event of that day, in cents."""
    return rate(kind, bylaws, day) * payers


def liable(
    members: Iterable[Member], exempt: Collection[str], bylaws: Bylaws, event_on: date, called_on: date
) -> tuple[str, ...]:
    """Numbers of those who owe the levy, in order. `exempt`: the bereaved, and the deceased."""
    charged = {Status.ACTIVE, Status.SUSPENDED} if bylaws.aid.levy_suspended.on(event_on) else {Status.ACTIVE}
    found = (
        member.number
        for member in members
        if member.number not in exempt
        and member.joined_on is not None
        and member.joined_on <= event_on
        and member.membership_on(event_on) in charged
        and member.membership_on(called_on) not in GONE
    )
    return tuple(sorted(found))


def due_on(called_on: date, bylaws: Bylaws) -> date:
    """The last day to pay a levy called then; it counts as arrears from the day after."""
    return called_on + timedelta(days=bylaws.aid.levy_due_days.on(called_on))

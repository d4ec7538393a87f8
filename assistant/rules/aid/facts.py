"""What is known when a claim is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.domain.aid import Claim, Death
from assistant.domain.ledger import Entry
from assistant.domain.members import Member


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a claim's member and about everybody else."""

    member: Member
    """Whom the claim concerns."""
    entries: Sequence[Entry]
    """The member's lines, with what has accrued by the latest of the days that `money` looks at."""
    deaths: Sequence[Death] = ()
    """All deaths of members and their families that are known, as `successive` reads them; the claim's may be there."""
    standing: Sequence[Claim] = ()
    """Claims made before, of this member or about this event, that are paid, approved or open."""
    register: Sequence[Member] = ()
    """Everybody, for the levy."""
    bereaved: frozenset[str] = frozenset()
    """Members whom the event bereaves besides the one concerned: dispensed from the levy."""
    called_on: date | None = None
    """The day of the levy's call; None: the event's."""
    levied: bool | None = None
    """Whether another claim has called the event's levy; None: where another stands, it has or will."""
    paid_on: date | None = None
    """The day of the payout, or the present one while nothing is paid."""

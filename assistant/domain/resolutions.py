"""What a meeting decides by open vote: for, against, abstaining, one entry a vote in hand (art. 16 and 17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.domain.meetings import Quorum


class Method(StrEnum):
    """How the votes are taken."""

    HANDS = "hands"
    """Counted in the room by the bureau."""
    CHAT = "chat"
    """Cast by those checked in, for themselves and apart for whom they represent; those without a telephone by hand."""


class Ballot(StrEnum):
    """What an elector answers."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class ResolutionState(StrEnum):
    """The life of a resolution."""

    OPEN = "open"
    CLOSED = "closed"
    DROPPED = "dropped"
    """Taken back before it was counted."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many votes, each mandate counted once."""

    in_favour: int
    against: int
    abstaining: int

    @property
    def cast(self) -> int:
        """All of them."""
        return self.in_favour + self.against + self.abstaining

    @property
    def adopted(self) -> bool:
        """More for than against."""
        return self.in_favour > self.against


@dataclass(frozen=True, slots=True)
class CastBallot:
    """One elector's vote; a later one replaces it while the vote is open."""

    resolution: int
    elector: str
    """Whose right to vote it is."""
    cast_by: str
    """The elector, the holder of the elector's mandate, or who of the bureau noted a raised hand."""
    choice: Ballot
    at: datetime


@dataclass(frozen=True, slots=True)
class Resolution:
    """A question put to the vote."""

    id: int
    meeting: int
    text: str
    item: int | None
    """The place of its agenda item, from 0; None for none."""
    method: Method
    state: ResolutionState
    quorum: Quorum
    """As it stood when the vote was opened."""
    opened_by: str
    opened_at: datetime
    tally: Tally | None = None
    """Once it is closed."""
    closed_by: str | None = None
    closed_at: datetime | None = None

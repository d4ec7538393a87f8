"""Mutual aid (art. 6, 9, 14, annex): what happens in members' lives, what is claimed for it, what a claim comes to.

An event is what happened: a death, a birth, a marriage. Several members may claim aid for one event, each by their own
tie to it: one death is a brother's to one member and a child's to another. Their claims name the same event. Amounts
are cents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from assistant.domain.decisions import Decision


class EventKind(StrEnum):
    """What happened, and to whom: the kinds that an annex may list, and all the rest."""

    DEATH_MEMBER = "death_member"
    DEATH_SPOUSE = "death_spouse"
    DEATH_CHILD = "death_child"
    DEATH_FATHER = "death_father"
    DEATH_MOTHER = "death_mother"
    DEATH_BROTHER = "death_brother"
    DEATH_SISTER = "death_sister"
    MARRIAGE = "marriage"
    BIRTH = "birth"
    BAPTISM = "baptism"
    BIRTHDAY = "birthday"
    OTHER = "other"


LISTED = tuple(kind for kind in EventKind if kind is not EventKind.OTHER)
DEATHS = frozenset(kind for kind in EventKind if kind.startswith("death_"))
OF_CHILDREN = frozenset({EventKind.BIRTH, EventKind.BAPTISM})
"""Counted by the child: twins are two births."""
PLANNED = frozenset({EventKind.MARRIAGE, EventKind.BAPTISM, EventKind.BIRTHDAY})
"""Known ahead: may be declared before the day."""


class Tie(StrEnum):
    """What links a member to an event of the kind `other`."""

    HALF_SIBLING = "half_sibling"
    ADOPTION = "adoption"
    PARTNER = "partner"
    """Unmarried, or by a civil partnership."""
    STILLBORN = "stillborn"
    IN_LAW = "in_law"
    GRANDPARENT = "grandparent"
    UNLISTED = "unlisted"
    """Any other relative, and whatever is no family event."""


OPEN_TIES = frozenset({Tie.HALF_SIBLING, Tie.ADOPTION, Tie.PARTNER, Tie.STILLBORN})
"""Of which the text does not say whether they are meant: the bureau decides (art. 34)."""


class Document(StrEnum):
    """What may have to be handed in."""

    INVITATION = "invitation"
    BIRTH_CERTIFICATE = "birth_certificate"


@dataclass(frozen=True, slots=True)
class Claim:
    """Aid asked for, for a member and an event."""

    event: str
    """The event's id, which other members' claims may share."""
    kind: EventKind
    concerns: str
    """Number of the member to whom it happened: bereaved, or for a member's death the deceased."""
    event_on: date
    announced_on: date
    """When the association learned of it, by whatever way."""
    declared_on: date
    """When it was claimed."""
    tie: Tie = Tie.UNLISTED
    """Read for the kind `other` alone."""
    relative: str = ""
    """Who died, was born or was baptised, by name."""
    children: int = 1
    """How many were born or baptised."""
    ceremony: bool = False
    invitation: bool = False
    """Whether the members were invited, as an invitation shows."""
    documents: Mapping[Document, date] = field(default_factory=dict)
    """What was handed in, and when."""
    ruled: EventKind | None = None
    """The kind that the bureau has decided to take it for, where the text leaves that to it (art. 34); with it the
    bureau has also said that it is no duplicate.
    """

    @property
    def taken_for(self) -> EventKind:
        """The kind that it is judged as."""
        return self.ruled or self.kind

    @property
    def death(self) -> Death:
        """As one of the deaths of a month; of a happy event no rule takes notice there."""
        return Death(self.event, self.taken_for, self.event_on)


@dataclass(frozen=True, slots=True)
class Death:
    """An event that may make its month one of successive deaths (art. 9)."""

    event: str
    kind: EventKind
    event_on: date


class Basis(StrEnum):
    """Which money decides."""

    LIVE = "live"
    """That of the day that the bylaws name: of the event, of its announcement, of the payout."""
    SUCCESSIVE_DEATHS = "art9"
    """That of the end of the month before, bettered by what was paid before the announcement (art. 9)."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the bylaws make of a claim. A refused one pays nothing; it may still call a levy, if the bylaws say so."""

    decision: Decision
    """Figures: `overdue`, `tolerance`, and by the reason `waits_until`, `waiting_ends_on`, `document`, `deadline`."""
    kind: EventKind
    """The kind that it was judged as."""
    payout: int
    levy: int
    """What each of those levied owes."""
    levied: tuple[str, ...]
    """Their numbers."""
    basis: Basis
    judged_on: date
    """The day at whose end the member's money was looked at."""
    overdue: int
    """The arrears that it was judged on."""

    @property
    def total(self) -> int:
        """What the levy brings in."""
        return self.levy * len(self.levied)

    @property
    def net(self) -> int:
        """What the fund gains, or loses where negative."""
        return self.total - self.payout

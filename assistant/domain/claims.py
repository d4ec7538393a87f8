"""Claims to mutual aid as they are kept: declared, judged by the bylaws, decided by the bureau (art. 14, 25).

Claims about one thing that happened share an event, which calls the others' contribution once. Amounts are cents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from assistant.domain.aid import Assessment, Basis, Claim, Document, EventKind, Tie
from assistant.domain.orders import Motion


class ClaimState(StrEnum):
    """The life of a claim. One that the bylaws refuse stays declared: it is judged again when the facts change."""

    DECLARED = "declared"
    APPROVED = "approved"
    REFUSED = "refused"
    """By the bureau, with a reason."""
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    """Approved, then undone: the event was declared by mistake."""


STANDING = frozenset({ClaimState.DECLARED, ClaimState.APPROVED})
"""What has not come to nothing."""


@dataclass(frozen=True, slots=True)
class NewClaim:
    """What somebody declares; for each part see `assistant.domain.aid.Claim`."""

    kind: EventKind
    concerns: str
    event_on: date
    tie: Tie = Tie.UNLISTED
    relative: str = ""
    children: int = 1
    ceremony: bool = False
    invitation: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the bylaws made of a claim when it was last judged, as the member and the bureau were told."""

    allowed: bool
    reason: str | None
    articles: tuple[str, ...]
    figures: Mapping[str, Any]
    """As the decision's, with days in ISO."""
    kind: EventKind
    payout: int
    levy: int
    """What each owes."""
    levied: int
    """How many owe it."""
    basis: Basis
    judged_on: date
    overdue: int

    @classmethod
    def of(cls, made: Assessment) -> Verdict:
        """An assessment as it is kept."""
        decision = made.decision
        return cls(
            allowed=decision.allowed,
            reason=decision.reason.value if decision.reason else None,
            articles=decision.articles,
            figures={name: _plain(value) for name, value in decision.figures.items()},
            kind=made.kind,
            payout=made.payout,
            levy=made.levy,
            levied=len(made.levied),
            basis=made.basis,
            judged_on=made.judged_on,
            overdue=made.overdue,
        )

    def plain(self) -> dict[str, Any]:
        """As JSON has it: days in ISO."""
        return {
            "allowed": self.allowed,
            "reason": self.reason,
            "articles": list(self.articles),
            "figures": dict(self.figures),
            "kind": self.kind.value,
            "payout": self.payout,
            "levy": self.levy,
            "levied": self.levied,
            "basis": self.basis.value,
            "judged_on": self.judged_on.isoformat(),
            "overdue": self.overdue,
        }

    def says_as(self, other: Verdict | None) -> bool:
        """Whether a vote on the other is a vote on this one."""
        return other is not None and (*_read(self), self.levy) == (*_read(other), other.levy)

    def reads_as(self, other: Verdict | None) -> bool:
        """Whether who declared it and was told the other need not be told this one."""
        return other is not None and _read(self) == _read(other)


@dataclass(frozen=True, slots=True)
class ClaimDecision:
    """What a claim came to: who decided (a member's number, `operator` or `scheduler`), when, and why not."""

    state: ClaimState
    decided_by: str
    decided_at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FiledClaim:
    """A claim in the books."""

    id: int
    event: int
    """The id of the event, which other claims may share."""
    told: NewClaim
    announced_on: date
    """When the association learned of it, by whatever way."""
    declared_on: date
    declared_by: str
    """A member's number."""
    declared_at: datetime
    state: ClaimState
    round: int = 0
    """Counts the bureau's rounds: votes on what the bylaws no longer say do not count."""
    ruled: EventKind | None = None
    """The kind that the bureau takes it for, where the text leaves that open (art. 34)."""
    consent: bool | None = None
    """Whether the family agrees to be named to the members; None until they have said."""
    verdict: Verdict | None = None
    decision: ClaimDecision | None = None
    cancellation: ClaimDecision | None = None

    @property
    def subject(self) -> str:
        """What documents, orders and audit rows about it name: `claim:3`."""
        return f"claim:{self.id}"

    def motion(self, beneficiaries: frozenset[str]) -> Motion:
        """What the bureau's present round on it is about: `claim:3:0`."""
        return Motion(f"{self.subject}:{self.round}", beneficiaries)

    def claim(self, documents: Mapping[Document, date]) -> Claim:
        """As the rules read it, with what was handed in."""
        told = self.told
        return Claim(
            event=event_subject(self.event),
            kind=told.kind,
            concerns=told.concerns,
            event_on=told.event_on,
            announced_on=self.announced_on,
            declared_on=self.declared_on,
            tie=told.tie,
            relative=told.relative,
            children=told.children,
            ceremony=told.ceremony,
            invitation=told.invitation,
            documents=documents,
            ruled=self.ruled,
        )


@dataclass(frozen=True, slots=True)
class LevyCall:
    """The contribution that an event has called: from when, how much each, by when."""

    called_on: date
    cents: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the bureau has told the members of an event, in its own words."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class AidEvent:
    """Something that happened, for which one or several members claim."""

    id: int
    opened_at: datetime
    call: LevyCall | None = None
    announcement: Announcement | None = None

    @property
    def subject(self) -> str:
        """What ledger rows about it name as their cause: `event:3`."""
        return event_subject(self.id)


def event_subject(event: int) -> str:
    """`event:3`."""
    return f"event:{event}"


class HelpState(StrEnum):
    """The life of a request for exceptional help (art. 26)."""

    ASKED = "asked"
    PROPOSED = "proposed"
    """By the social commission; the bureau decides on the order that it led to."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class HelpAnswer:
    """What the social commission, or the member who withdraws, has said; `cents` where it proposes a sum."""

    state: HelpState
    by: str
    at: datetime
    words: str = ""
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """A member's request to the social commission. `words` are for the commission alone, and empty once forgotten."""

    id: int
    member: str
    words: str
    asked_at: datetime
    state: HelpState
    answer: HelpAnswer | None = None

    @property
    def subject(self) -> str:
        """The cause of the order that it leads to: `help:3`."""
        return f"help:{self.id}"


def _read(verdict: Verdict) -> tuple[object, ...]:
    document = verdict.figures.get("document")
    return (verdict.allowed, verdict.reason, verdict.kind, verdict.payout, verdict.basis, document)


def _plain(value: object) -> Any:
    return value.isoformat() if isinstance(value, date) else value

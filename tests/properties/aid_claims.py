"""Claims to mutual aid as the model knows them, and what the annex says of them (art. 14).

Nothing of the code under test is used here. Amounts are cents.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.properties.model import month_later

DAY = timedelta(days=1)
SCALE = {
    "death_member": (200_000, 10_000),
    "death_spouse": (100_000, 5000),
    "death_child": (100_000, 5000),
    "death_father": (100_000, 5000),
    "death_mother": (100_000, 5000),
    "death_brother": (50_000, 2500),
    "death_sister": (50_000, 2500),
    "marriage": (50_000, 0),
    "birth": (15_000, 0),
    "baptism": (15_000, 0),
    "birthday": (15_000, 0),
}
"""What is paid, and what each of the others contributes."""
PLANNED = {"marriage", "baptism", "birthday"}
CEREMONIES = {"baptism", "birthday"}
PAPERS = {"marriage": "invitation", "birth": "birth_certificate"}
BY_THE_CHILD = {"birth", "baptism"}
OPEN = {"half_sibling": ("death_brother", "death_sister")}
"""Ties of which the text says nothing: what the bureau may take them for."""
AWAITED = {"MISSING_DOCUMENT"}
WAITING = {*AWAITED, "POSSIBLE_DUPLICATE", "BUREAU_DECISION_REQUIRED"}
WAITING_MONTHS = 6
QUARTER = 4
DAYS_TO_PAY = 30
STANDING = {"declared", "approved"}
UNDONE = {"withdrawn", "cancelled"}


@dataclass(frozen=True)
class Verdict:
    """What the bylaws make of a claim; `basis`: `live`, or `art9` in a month of successive deaths."""

    allowed: bool
    reason: str | None
    kind: str
    payout: int
    levy: int
    basis: str
    overdue: int

    @property
    def said(self) -> tuple[object, ...]:
        """What a voter has voted on; what is lacking is the one thing that a kind asks for."""
        return (self.allowed, self.reason, self.kind, self.payout, self.levy, self.basis)


@dataclass
class Claimed:
    """A claim, and what became of it."""

    number: int
    event: int
    thing: str
    kind: str
    tie: str
    concerns: str
    by: str
    event_on: date
    announced_on: date
    declared_on: date
    children: int = 1
    held: bool = False
    """Whether there is a ceremony and an invitation."""
    paper: bool = False
    ruled: str | None = None
    state: str = "declared"
    verdict: Verdict | None = None
    round: int = 0
    votes: dict[str, str] = field(default_factory=dict)
    order: str | None = None
    """`approved`, `paid`, `returned` or `cancelled`."""
    kept_back: tuple[date, int] | None = None
    taken_off: int = 0
    """What was set off against the payment, be it given back since."""

    @property
    def taken_for(self) -> str:
        return self.ruled or self.kind

    @property
    def precedence(self) -> tuple[bool, int]:
        return (self.kind != "death_member", self.number)


@dataclass
class Call:
    """The contribution that an event called, and who is charged."""

    event_on: date
    called_on: date
    cents: int
    charged: set[str]
    spared: set[str]
    """Who would owe it, were they not bereaved."""


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or that month's last."""
    first = day.replace(day=1)
    for _ in range(months):
        first = month_later(first)
    return min(first + timedelta(days=day.day - 1), month_later(first) - DAY)


def month(day: date) -> tuple[int, int]:
    return day.year, day.month


def is_death(kind: str) -> bool:
    return kind.startswith("death_")


def unproved(claim: Claimed) -> str | None:
    kind = claim.taken_for
    if kind in CEREMONIES and not (claim.held or claim.paper):
        return "NO_CEREMONY_OR_INVITATION"
    proved = claim.paper or (kind == "marriage" and claim.held)
    return "MISSING_DOCUMENT" if kind in PAPERS and not proved else None


def repeated(claim: Claimed, before: Iterable[Claimed]) -> str | None:
    own = [other for other in before if other.concerns == claim.concerns]
    birthdays = [other for other in own if other.taken_for == "birthday" and other.event_on.year == claim.event_on.year]
    again = any(other.event == claim.event or other.thing == claim.thing for other in own)
    if again or (claim.taken_for == "birthday" and birthdays):
        return "DUPLICATE_EVENT"
    if claim.ruled or claim.taken_for == "death_member":
        return None
    return "POSSIBLE_DUPLICATE" if any(shares(claim, other) for other in before) else None


def shares(claim: Claimed, other: Claimed) -> bool:
    return other.event == claim.event and other.concerns != claim.concerns

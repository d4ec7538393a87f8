"""Coming, and being there: answers to a convocation, check-ins, absences that the bureau judges, exemptions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from assistant.domain.meetings import Writing

_REFERENCE = re.compile(r"p-[0-9]{4}-(?P<id>[0-9]{4,9})", re.IGNORECASE | re.ASCII)


class Answer(StrEnum):
    """What a member answers to a convocation; `represented` follows from a proxy and is never typed."""

    PRESENT = "present"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Rsvp:
    """One answer; the last one received counts, the others are kept."""

    meeting: int
    member: str
    answer: Answer
    reason: str
    """Why not, in the member's words; empty where they gave none, or it is forgotten."""
    received_at: datetime
    """When it reached the association, not when it was handled."""
    entered_by: str
    """The member, or who of the bureau entered it."""
    forgotten: bool = False
    """They gave a reason, which has served and is no longer kept (art. 5)."""

    @property
    def explained(self) -> bool:
        """Whether they gave a reason, kept or not."""
        return self.forgotten or bool(self.reason.strip())


@dataclass(frozen=True, slots=True)
class Presence:
    """A stay in the room; who leaves and comes back has two."""

    meeting: int
    member: str
    arrived_at: datetime
    left_at: datetime | None
    """None while they are there, or stayed to the end."""
    checked_in_by: str
    """Who of the bureau, or the member with a code that the bureau typed."""


@dataclass(frozen=True, slots=True)
class Excuse:
    """What the bureau says of an absence (art. 19)."""

    meeting: int
    member: str
    accepted: bool
    decided_by: str
    decided_at: datetime
    note: str = ""
    """The bureau's words; empty where there are none, or they are forgotten."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """A member is periodically away, and the bureau has agreed: absences of these days do not count (art. 19)."""

    id: int
    member: str
    first: date
    last: date
    reason: str
    """What was agreed to and why; empty once it is forgotten."""
    agreed_by: str
    agreed_at: datetime

    def covers(self, day: date) -> bool:
        """Whether it holds that day."""
        return self.first <= day <= self.last


class ProxyState(StrEnum):
    """The life of a mandate to vote."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    """By its giver, before the opening."""
    DECLINED = "declined"
    """By its holder, before the opening."""
    LAPSED = "lapsed"
    """The giver came in person after the opening."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A mandate to vote, for one meeting, with its evidence in writing (art. 16)."""

    id: int
    meeting: int
    giver: str
    holder: str
    writing: Writing
    given_at: datetime
    entered_by: str
    """The giver, or who of the bureau entered what came by letter, mail or SMS."""
    state: ProxyState = ProxyState.GIVEN
    ended_at: datetime | None = None
    ended_by: str | None = None

    @property
    def reference(self) -> str:
        """What the written mandate is known by: `P-2026-0007`, the year it was given in and its number."""
        return f"P-{self.given_at.year}-{self.id:04}"


def proxy_of(reference: str) -> int | None:
    """The id of the proxy that a reference names, case aside; None for what is no reference."""
    found = _REFERENCE.fullmatch(reference)
    return int(found["id"]) if found else None

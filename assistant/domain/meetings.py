"""Meetings and assemblies (art. 15-20): sessions, mandates to vote, who is there, what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.domain.decisions import Reason
from assistant.domain.members import Status


class SessionKind(StrEnum):
    """What members are convened to."""

    MONTHLY = "monthly"
    AGO = "ago"
    """The ordinary general assembly, once a year."""
    AGE = "age"
    """An extraordinary general assembly."""
    EXCEPTIONAL = "exceptional"


ASSEMBLIES = frozenset({SessionKind.AGO, SessionKind.AGE})


class Purpose(StrEnum):
    """What an extraordinary assembly may be asked for (art. 20 and 21)."""

    TEXTS = "texts"
    DISCIPLINE = "discipline"
    EXCEPTIONAL = "exceptional"
    VACANCY = "vacancy"


class Writing(StrEnum):
    """How a mandate reaches the president or the bureau."""

    CHAT = "chat"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    ORAL = "oral"


@dataclass(frozen=True, slots=True)
class Session:
    """A session in the calendar; `second`: reconvened because the first one had no quorum."""

    kind: SessionKind
    on: date
    second: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """A person as the rules of votes see them on a day."""

    number: str
    membership: Status
    up_to_date: bool
    """As art. 8 and 9 define it."""
    votes: bool
    """Whether the right to vote, and to give or hold a mandate, is open."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """One member's vote in the hands of another, for one session."""

    giver: str
    holder: str
    withdrawn: bool = False
    """By its giver, or declined by its holder."""


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many must be there, and how many are, in votes."""

    base: int
    """Active members up to date."""
    required: int
    count: int
    """Those of them who are present or represented."""

    @property
    def reached(self) -> bool:
        """Whether the session may deliberate."""
        return self.count >= self.required


@dataclass(frozen=True, slots=True)
class Roll:
    """Who may vote, and for whom, at one moment of a session: all by number."""

    votes: Mapping[str, int]
    """Each of those present who may vote, with the votes in their hands."""
    represented: tuple[str, ...]
    void: Mapping[str, Reason]
    """Givers whose mandate does not count, and why."""
    quorum: Quorum


class Attendance(StrEnum):
    """What a member's absence or presence counts as."""

    PRESENT = "P"
    UNJUSTIFIED = "U"
    JUSTIFIED = "J"
    UNDECIDED = "undecided"
    """Announced with a reason that the bureau has still to judge."""

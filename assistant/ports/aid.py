"""Mutual aid: events, the claims about them, and requests for exceptional help."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from assistant.domain.aid import EventKind
from assistant.domain.claims import (
    AidEvent,
    Announcement,
    ClaimDecision,
    FiledClaim,
    HelpAnswer,
    HelpRequest,
    LevyCall,
    NewClaim,
    Verdict,
)


class Claims(Protocol):
    """Events and claims, from the declaration to the decision."""

    def open_event(self) -> int:
        """A new event's id; it has neither call nor announcement."""

    def event(self, event: int) -> AidEvent | None: ...

    def events(self) -> list[AidEvent]:
        """All of them, oldest first."""

    def call(self, event: int, call: LevyCall) -> bool:
        """Note that the contribution is called; False where it was called before."""

    def uncall(self, event: int) -> None:
        """The call was undone, so that it may be made again."""

    def announce(self, event: int, announcement: Announcement) -> bool:
        """Note what the members are told; False where they were told before."""

    def add(
        self,
        new: NewClaim,
        event: int,
        *,
        declared_by: str,
        declared_on: date,
        announced_on: date,
        consent: bool | None,
    ) -> int:
        """The new claim's id; declared, not judged yet."""

    def get(self, claim: int) -> FiledClaim | None: ...

    def on_event(self, event: int) -> list[FiledClaim]:
        """Whatever became of them, oldest first."""

    def concerning(self, member: str) -> list[FiledClaim]:
        """Those that concern the member, or that the member has declared; oldest first."""

    def between(self, first: date, last: date) -> list[FiledClaim]:
        """Those whose event fell on one of those days, both included; oldest first."""

    def undecided(self) -> list[FiledClaim]:
        """Those declared, oldest first."""

    def all(self) -> list[FiledClaim]:
        """Oldest first."""

    def judge(self, claim: int, verdict: Verdict, *, round_: int) -> None:
        """Keep what the bylaws make of it, and which round that opens or leaves open."""

    def rule(self, claim: int, kind: EventKind) -> None:
        """The bureau takes it for that kind."""

    def move(self, claim: int, event: int) -> None:
        """It is about that event."""

    def date_announcement(self, claim: int, announced_on: date) -> None:
        """The association learned of it that day."""

    def consent(self, claim: int, *, given: bool) -> None:
        """What the family has said about being named."""

    def bring(self, claim: int, *, ceremony: bool, invitation: bool) -> None:
        """Whether there is a ceremony, and whether the members are invited."""

    def decide(self, claim: int, decision: ClaimDecision) -> bool:
        """Approve, refuse or withdraw a declared one, cancel an approved one; False where it is elsewhere."""


class Helps(Protocol):
    """Requests for exceptional help."""

    def add(self, member: str, words: str) -> int:
        """The new request's id."""

    def get(self, request: int) -> HelpRequest | None: ...

    def of_member(self, member: str) -> list[HelpRequest]:
        """Oldest first."""

    def open(self) -> list[HelpRequest]:
        """Those that wait for the commission, oldest first."""

    def answer(self, request: int, answer: HelpAnswer) -> bool:
        """Take one that waits to its answer; False where it is elsewhere."""

    def forget(self, before: datetime, limit: int) -> int:
        """Empty the words of those answered by then, the oldest first, so many at most; returns how many."""

"""What the members are called to: a meeting with its day, its place and its agenda, from the proposal to the closing.

A meeting's life: proposed (an assembly waits for a second yes of the bureau), convened, open, closed; or called off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from assistant.domain.meetings import ASSEMBLIES, Mandate, Party, Purpose, Session, SessionKind
from assistant.domain.members import Status


class MeetingState(StrEnum):
    """The life of a meeting."""

    PROPOSED = "proposed"
    CONVENED = "convened"
    OPEN = "open"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


AHEAD = frozenset({MeetingState.PROPOSED, MeetingState.CONVENED})
"""Not begun, and not called off."""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A point of the agenda. `code` names one that the bylaws oblige to; empty for one in the bureau's own words."""

    titles: Mapping[str, str]
    """By language; one in own words stands under the empty code."""
    code: str = ""
    votes: bool = False
    """Whether something is put to the vote."""

    @classmethod
    def own(cls, words: str) -> AgendaItem:
        """In the bureau's own words, whatever the reader's language."""
        return cls({"": words})

    def title(self, language: str) -> str:
        """In that language, else in its own words, else in any."""
        return self.titles.get(language) or self.titles.get("") or next(iter(self.titles.values()))

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"titles": dict(self.titles), "code": self.code, "votes": self.votes}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> AgendaItem:
        """Back from JSON."""
        return cls(plain["titles"], plain["code"], plain["votes"])


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeeting:
    """What the bureau calls the members to."""

    kind: SessionKind
    on: date
    starts_at: datetime
    """Aware; on that day where the association lives."""
    place: str
    agenda: tuple[AgendaItem, ...]
    hosts: tuple[str, ...] = ()
    """Numbers of the member or the couple who receive it at home (art. 15)."""
    purpose: Purpose | None = None
    """Of an extraordinary assembly."""
    petition: int | None = None
    """The request that an extraordinary assembly answers."""
    first: int | None = None
    """The meeting without quorum that it reconvenes (art. 18)."""

    @property
    def session(self) -> Session:
        """As the rules see it."""
        return Session(self.kind, self.on, self.first is not None)

    @property
    def assembly(self) -> bool:
        """Whether it is a general assembly."""
        return self.kind in ASSEMBLIES


@dataclass(frozen=True, slots=True)
class Frozen:
    """What no longer changes once a meeting is open: how each member stood, who is counted, the mandates in force."""

    parties: Mapping[str, Party]
    base: tuple[str, ...]
    """Those whose number the quorum is of."""
    mandates: tuple[Mandate, ...]
    """In the order given."""

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "parties": {
                number: [party.membership.value, party.up_to_date, party.votes]
                for number, party in self.parties.items()
            },
            "base": list(self.base),
            "mandates": [[mandate.giver, mandate.holder] for mandate in self.mandates],
        }

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Frozen:
        """Back from JSON."""
        parties = {
            number: Party(number, Status(membership), up_to_date, votes)
            for number, (membership, up_to_date, votes) in plain["parties"].items()
        }
        return cls(parties, tuple(plain["base"]), tuple(Mandate(*pair) for pair in plain["mandates"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(NewMeeting):
    """A meeting as it stands. Who acted is a member's number, or `operator`."""

    id: int
    state: MeetingState
    edition: int
    """0 as first proposed, one more at each change."""
    proposed_by: str
    proposed_at: datetime
    convened_by: str | None = None
    """Whose yes sent it."""
    convened_at: datetime | None = None
    called_off_by: str | None = None
    called_off_at: datetime | None = None
    called_off_reason: str | None = None
    opened_by: str | None = None
    opened_at: datetime | None = None
    chair: str | None = None
    secretary: str | None = None
    """Who writes the minutes."""
    frozen: Frozen | None = None
    """None until it is open."""
    closed_by: str | None = None
    closed_at: datetime | None = None

    @property
    def begins_at(self) -> datetime:
        """Until when it is answered: its hour, or its opening where that came before."""
        return min(self.starts_at, self.opened_at or self.starts_at)

    @property
    def subject(self) -> str:
        """What votes, orders and ledger rows about it name: `meeting:3`."""
        return f"meeting:{self.id}"

"""What the bureau sends to many: to whom, in which words, on whose yes, and what became of it for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from assistant.domain.messages import OutboxState
from assistant.domain.reminding import ToldBy


class BroadcastKind(StrEnum):
    """What is sent."""

    CONVOCATION = "convocation"
    CHANGE = "change"
    """A meeting that was convened is now otherwise."""
    CALLING_OFF = "calling_off"
    MINUTES = "minutes"
    MESSAGE = "message"
    """In the bureau's own words."""
    CORRECTION = "correction"
    """Of a message sent before."""


class BroadcastState(StrEnum):
    """The life of a broadcast."""

    PROPOSED = "proposed"
    """Waits for the yes of somebody of the bureau."""
    PLANNED = "planned"
    """Leaves at its hour."""
    SENT = "sent"
    """Handed to the outbox."""
    STOPPED = "stopped"
    """Before it left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBroadcast:
    """What is to be sent. `body` is what the notice of that kind is rendered from, the same for everybody."""

    kind: BroadcastKind
    audience: str
    """`all`, `up_to_date`, `arrears`, `bureau`, `section:Lyon`, `commission:social`, `hand`, `convened`."""
    body: Mapping[str, Any]
    meeting: int | None = None
    corrects: int | None = None
    leaves_at: datetime | None = None
    """None: at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast(NewBroadcast):
    """A broadcast as it stands."""

    id: int
    state: BroadcastState
    author: str
    """A member's number, or `operator`."""
    created_at: datetime
    endorsed_by: str | None = None
    """Who of the bureau said yes, where the author's word was not enough."""
    sent_at: datetime | None = None
    stopped_by: str | None = None

    @property
    def key(self) -> str:
        """How the keys of its messages begin."""
        return f"broadcast:{self.id}:"


@dataclass(frozen=True, slots=True)
class Received:
    """A broadcast that has left, as one of its recipients may know of it."""

    broadcast: int
    kind: BroadcastKind
    sent_at: datetime
    told_by: ToldBy | None
    told_on: date | None


class Reach(StrEnum):
    """What became of a broadcast for one person, in the end or so far."""

    ACCEPTED = "accepted"
    """A platform or a mail server took it; nobody knows whether it was read."""
    TOLD = "told"
    """Somebody of the bureau told them, by letter or by telephone."""
    UNSURE = "unsure"
    WAITING = "waiting"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    """No chat and no e-mail that works: a letter or a call is needed."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One of those for whom a broadcast is meant, as frozen at the yes."""

    member: str
    chat: OutboxState | None
    """What became of the chat message; None where none was queued yet."""
    mail: OutboxState | None
    """The same of the e-mail; None where none is sent."""
    told_by: ToldBy | None = None
    told_on: date | None = None
    noted_by: str | None = None

    @property
    def reach(self) -> Reach:
        """The best of what was tried."""
        states = {self.chat, self.mail}
        if OutboxState.SENT in states:
            return Reach.ACCEPTED
        if self.told_by is not None:
            return Reach.TOLD
        if states & {OutboxState.PENDING, OutboxState.SENDING} or states == {None}:
            return Reach.WAITING
        if OutboxState.UNSURE in states:
            return Reach.UNSURE
        return Reach.REFUSED if states & {OutboxState.DEAD, OutboxState.HELD} else Reach.UNREACHABLE

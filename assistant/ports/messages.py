"""Messages in and out, and the dialogues between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from assistant.domain.keyboards import Shown
from assistant.domain.messages import Dialogue, InboxRow, Incoming, Keyboard, OutboxState, Outgoing, Queued


class Inbox(Protocol):
    """Updates as received; committed before they are acknowledged."""

    def receive(self, updates: Sequence[Incoming]) -> int:
        """Keep those not seen before; returns how many were new."""

    def waiting(self, limit: int, after: int = 0) -> list[InboxRow]:
        """The oldest ones not handled yet whose id is greater than `after`."""

    def take(self, row: int) -> bool:
        """Claim the row inside this unit: False if it has been handled already. Locks it on PostgreSQL."""

    def done(self, row: int, outcome: str) -> None:
        """Handled; `outcome` is a short word for the log (`ok`, `dropped`, `failed`)."""

    def failed(self, row: int, error: str) -> int:
        """Count an attempt; returns how many there were."""

    def of_member(self, member: str) -> list[Mapping[str, Any]]:
        """What the member's accounts sent: at, channel and, until it is forgotten, text."""

    def forget(self, before: datetime, limit: int) -> int:
        """Empty updates handled by then, the oldest first, so many at most; returns how many. Each stays known."""


class Outbox(Protocol):
    """Messages on their way out."""

    def put(self, message: Outgoing) -> int | None:
        """Queue; None if its key was queued before."""

    def put_many(self, messages: Sequence[Outgoing]) -> None:
        """Queue them all, in order, but those whose key was queued before."""

    def replace(self, keys: str, body: Mapping[str, Any], *, among: Collection[str] | None = None) -> int:
        """All notices whose key begins so (`card:payment:12:`) now say this; returns how many there are.

        One that waits no longer leaves; one that was sent is edited at once, ahead of every notice. `among`: the
        members who may still read it, by number; what somebody else was sent stays as it is.
        """

    def revise(self, keys: str, body: Mapping[str, Any]) -> int:
        """The same for what is still asked: one that waits leaves all the same, and says this."""

    def claim(self, owner: str, channels: Sequence[str], limit: int) -> list[Queued]:
        """Lease what may leave now, by lane then order of a chat, within the paces; nothing while in quarantine."""

    def sent(self, row: int, external: str) -> None:
        """It left; `external` is the platform's id of the message."""

    def settle(self, row: int, state: OutboxState, error: str = "") -> None:
        """It ends in `UNSURE`, `UNREACHABLE`, `DEAD` or `HELD`."""

    def retry(self, row: int, not_before: datetime, error: str) -> None:
        """Back to pending, not before then."""

    def pause(self, channel: str, until: datetime, chat: str | None = None) -> None:
        """Nothing leaves on the channel (or to that chat) before then: every process obeys."""

    def recover(self, owner: str) -> int:
        """Settle what another process left half-sent: again or unsure, as its delivery says; returns how many."""

    def next_due(self, channels: Sequence[str]) -> datetime | None:
        """When the next pending message may leave."""

    def in_state(self, state: OutboxState) -> list[Queued]:
        """Those in that state that are not forgotten, oldest first."""

    def of_member(self, member: str) -> list[Mapping[str, Any]]:
        """What was queued for the member: at, kind, state and body, which is empty once it is forgotten."""

    def get(self, row: int) -> Queued | None:
        """That row."""

    def since(self, row: int) -> list[Queued]:
        """Everything queued after that row, in order."""

    def resend(self, row: int) -> bool:
        """Put an unsure, dead or held one back to pending; False if it is in another state, or forgotten."""

    def forget(self, before: datetime, limit: int) -> int:
        """Empty those that left, or never will, by then, the oldest first, so many at most; returns how many."""


class Dialogues(Protocol):
    """Open dialogues and the keyboards of sent messages."""

    def get(self, channel: str, account: str) -> Dialogue | None: ...

    def save(self, channel: str, account: str, dialogue: Dialogue) -> None: ...

    def close(self, channel: str, account: str) -> None: ...

    def keep_keyboard(self, keyboard: Keyboard, message: int | None = None) -> None:
        """`message`: the outbox row that shows it."""

    def keyboard(self, token: str) -> Keyboard | None: ...

    def shown(self, channel: str, account: str, limit: int) -> list[Shown]:
        """Those last made for the account whose messages came or may yet come, the newest first; expired ones aside."""

    def forget_keyboards(self, limit: int) -> int:
        """Drop those that have expired, so many at most; returns how many."""

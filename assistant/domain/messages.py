"""What the inbox, the outbox and the dialogues keep: plain facts, JSON values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone number shared in a chat; `own` is true only when the platform vouches that it is the sender's."""

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that a person sent, fetched by the channel."""

    name: str
    media_type: str
    size: int
    """Bytes, as the platform says."""
    path: str
    """Where it is kept until it is handled; empty where it was not fetched: too large, or the platform failed."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update of any platform. `chat` is where the answer goes; in a private chat it stands for the account."""

    channel: str
    update_id: str
    """With the channel, unique for ever: the same update twice is handled once."""
    account: str
    chat: str
    private: bool
    received_at: datetime
    text: str | None = None
    press: str | None = None
    """`token.index` of a keyboard's button."""
    contact: Contact | None = None
    file: SentFile | None = None
    language: str | None = None
    """The language code that the platform reports."""
    message: str | None = None
    """The platform's id of the message whose button was pressed."""
    unreadable: bool = False
    """Something was said that could not be decrypted."""
    shares_contacts: bool = False
    """The person can share a contact there, and the platform vouches whose it is."""


class Lane(IntEnum):
    """Who overtakes whom: lower leaves first."""

    REPLY = 0
    NOTICE = 1
    BULK = 2


class Delivery(StrEnum):
    """What to do with a message found half-sent after a crash."""

    AT_MOST_ONCE = "at_most_once"
    """Never sent again by itself: shown as unsure to the bureau."""
    AT_LEAST_ONCE = "at_least_once"
    """Sent again."""


class OutboxState(StrEnum):
    """The life of an outgoing message."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"
    UNREACHABLE = "unreachable"
    DEAD = "dead"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes."""

    channel: str
    chat: str
    account: str | None
    """None for a group."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to queue. `kind` is `reply` (its body is the finished reply) or the name of a notice to be rendered."""

    to: Address | None
    """None: the member cannot be reached; kept so that the bureau sees it."""
    kind: str
    body: Mapping[str, Any]
    lane: Lane = Lane.NOTICE
    delivery: Delivery = Delivery.AT_LEAST_ONCE
    member: str | None = None
    """The member it is meant for, if any."""
    key: str | None = None
    """What may be queued only once (`reminder:2026-04:M012`)."""
    not_before: datetime | None = None
    expires_at: datetime | None = None
    """After that it no longer leaves."""
    edits: str | None = None
    """The platform's id of the message that it replaces."""


@dataclass(frozen=True, slots=True)
class Queued:
    """An outbox row as claimed for sending."""

    id: int
    to: Address
    kind: str
    body: Mapping[str, Any]
    lane: Lane
    delivery: Delivery
    member: str | None
    attempts: int
    edits: str | None
    created_at: datetime
    language: str | None
    """The reader's language, where known."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A received update, waiting to be handled."""

    id: int
    incoming: Incoming
    attempts: int


@dataclass(frozen=True, slots=True)
class Dialogue:
    """An open dialogue: the command, its arguments and the answers so far; the open question's key and token."""

    command: str
    answers: Json = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    question: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class KeyAction:
    """What a button does: answer the open question with an option's id, or run a command with arguments."""

    label: str
    option: str | None = None
    command: str | None = None
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Keyboard:
    """The buttons of one message. `account` alone may press; `question` binds it to a dialogue's open question."""

    token: str
    channel: str
    account: str
    actions: tuple[KeyAction, ...]
    expires_at: datetime
    question: str | None = None


@dataclass(frozen=True, slots=True)
class ChatAccount:
    """A person's account on a channel, tied to a member or to nobody yet."""

    channel: str
    account: str
    chat: str
    member: str | None = None
    language: str | None = None
    linked_at: datetime | None = None
    seen_at: datetime | None = None
    unreachable_since: datetime | None = None
    failed_links: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code that ties an account to a member; only its hash is kept."""

    code_hash: str
    member: str
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a member chose: quiet hours (local hours, `quiet_from` to `quiet_until`) and whether dues reminders come."""

    quiet_from: int | None = None
    quiet_until: int | None = None
    dues_reminders: bool = True

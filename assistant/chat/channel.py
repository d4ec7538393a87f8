"""What a channel adapter receives and answers. An adapter knows its platform and nothing of the association."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from markupsafe import Markup

from assistant.domain.messages import Address

_TAG = re.compile(r"</?[bi]>")
HOME = "home:"
"""A link to the private chat with the assistant; each channel that has groups knows its own address."""


@dataclass(frozen=True, slots=True)
class Key:
    """A button: it presses `data`, or opens `url`, or copies `copy`."""

    label: str
    data: str = ""
    url: str | None = None
    copy: str | None = None
    option: str | None = None
    """The option's id where the button answers the open question."""


@dataclass(frozen=True, slots=True)
class File:
    """A finished file."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """A finished message in the reader's language. `text` holds `<b>` and `<i>` alone; what people typed is escaped."""

    id: int
    to: Address
    text: Markup
    language: str
    keys: tuple[Key, ...] = ()
    question: str | None = None
    """The key of the question it asks (`holder`)."""
    kind: str | None = None
    """The kind of that question: `choice member text amount date time yes_no file contact`."""
    options: int = 0
    """How many of the first keys are the question's options; the others go back, skip or cancel."""
    files: tuple[File, ...] = ()
    edits: str | None = None
    """The platform's id of the message that it replaces."""
    personal: bool = True
    """Not to be forwarded or saved where the platform can prevent it."""
    silent: bool = False
    member: str | None = None
    subject: str | None = None
    """Of an e-mail; None: its first line."""
    notice: bool = False
    """Told unasked; else it answers what the person did, and `edits` names the message whose button they pressed."""
    queued_at: datetime | None = None
    """When it was decided to send it."""
    again: bool = False
    """It was tried before, and may have arrived."""


def plain(text: Markup) -> str:
    """The text as it is seen, without its markup."""
    return str(text.__class__(_TAG.sub("", text)).unescape())


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took it; `id` is the platform's."""

    id: str


class Channel(Protocol):
    """A way to people."""

    name: str
    command_prefix: str
    """What stands before a command's name: `/` on Telegram, `!` on Matrix."""

    async def send(self, message: Message) -> Sent:
        """Hand it to the platform, once. Raises one of the errors below."""


class RetryLaterError(Exception):
    """Nothing was sent; try again after that many seconds. `everyone`: the whole channel must wait."""

    def __init__(self, seconds: float, *, everyone: bool = False) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds
        self.everyone = everyone


class UnsureError(Exception):
    """The platform may or may not have sent it."""


class ChatGoneError(Exception):
    """The person blocked the assistant or the chat no longer exists."""


class CannotSendError(Exception):
    """The platform will never take this message."""

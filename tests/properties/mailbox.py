"""A platform that takes messages, or does not: it keeps every attempt, and fails as it was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from assistant.chat import CannotSendError, ChatGoneError, Message, RetryLaterError, Sent, UnsureError
from tests.services.people import CHANNEL


class Outcome(StrEnum):
    """What became of one attempt."""

    TAKEN = "taken"
    LATER = "later"
    ALL_LATER = "all_later"
    UNSURE_TAKEN = "unsure_taken"
    UNSURE_LOST = "unsure_lost"
    GONE = "gone"
    REFUSED = "refused"
    DIED_TAKEN = "died_taken"
    """The process died before it could note that the platform had taken it."""
    DIED_BEFORE = "died_before"


ARRIVED = frozenset({Outcome.TAKEN, Outcome.UNSURE_TAKEN, Outcome.DIED_TAKEN})
UNKNOWN = frozenset({Outcome.UNSURE_TAKEN, Outcome.UNSURE_LOST, Outcome.DIED_TAKEN, Outcome.DIED_BEFORE})
"""The association cannot know whether it arrived."""
DIED = frozenset({Outcome.DIED_TAKEN, Outcome.DIED_BEFORE})
WAITS = frozenset({Outcome.LATER, Outcome.ALL_LATER})
WAIT_SECONDS = 400


class ProcessDiedError(BaseException):
    """Nothing of the process is left that could settle anything."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A message handed to the platform."""

    row: int
    chat: str
    language: str
    at: datetime
    outcome: Outcome
    content: str
    """Its words and its files."""

    @property
    def until(self) -> datetime:
        """Where it was told to wait: until then."""
        return self.at + timedelta(seconds=WAIT_SECONDS)


@dataclass(slots=True)
class Mailbox:
    """The channel of both processes."""

    now: Callable[[], datetime]
    name: str = CHANNEL
    command_prefix: str = "/"
    attempts: list[Attempt] = field(default_factory=list)
    ahead: list[Outcome] = field(default_factory=list)
    """What the next attempts come to."""
    blocked: set[str] = field(default_factory=set)
    """Chats whose owner wants nothing more."""
    dies_in: int = 0
    """At so manieth attempt from now the process dies; 0: it lives."""
    dies_as: Outcome = Outcome.DIED_BEFORE

    async def send(self, message: Message) -> Sent:
        outcome = self._outcome(message.to.chat)
        files = [f"{file.name}={file.content.decode()}" for file in message.files]
        content = "\n".join([str(message.text), *files])
        tried = Attempt(message.id, message.to.chat, message.language, self.now(), outcome, content)
        self.attempts.append(tried)
        match outcome:
            case Outcome.TAKEN:
                return Sent(f"p{len(self.attempts)}")
            case Outcome.LATER | Outcome.ALL_LATER:
                raise RetryLaterError(WAIT_SECONDS, everyone=outcome is Outcome.ALL_LATER)
            case Outcome.GONE:
                raise ChatGoneError("blocked")
            case Outcome.REFUSED:
                raise CannotSendError("not like this")
            case Outcome.UNSURE_TAKEN | Outcome.UNSURE_LOST:
                raise UnsureError("no answer")
            case _:
                raise ProcessDiedError

    def of(self, row: int) -> list[Attempt]:
        """All attempts to send that message."""
        return [each for each in self.attempts if each.row == row]

    def _outcome(self, chat: str) -> Outcome:
        if self.dies_in:
            self.dies_in -= 1
            if not self.dies_in:
                return self.dies_as
        if chat in self.blocked:
            return Outcome.GONE
        return self.ahead.pop(0) if self.ahead else Outcome.TAKEN

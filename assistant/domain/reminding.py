"""What comes between arrears and a sanction: pauses of the monthly reminder, and written warnings with their proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from assistant.domain.messages import OutboxState


class PauseReason(StrEnum):
    """Why the bureau leaves a member without reminders."""

    ASKED = "asked"
    """Agreed with the member."""
    BEREAVED = "bereaved"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Pause:
    """No reminder leaves from the day `since` to the day `until`, both included; None: until it is lifted."""

    id: int
    member: str
    reason: PauseReason
    since: date
    until: date | None
    note: str
    marked_by: str
    """A member's number, or `operator`."""
    marked_at: datetime

    def covers(self, day: date) -> bool:
        """Whether it holds that day."""
        return self.since <= day and (self.until is None or day <= self.until)


class WarningKind(StrEnum):
    """What a written warning is about."""

    DUES = "dues"
    ABSENCES = "absences"


class ToldBy(StrEnum):
    """How a member got a written warning, where the message itself is no proof."""

    LETTER = "letter"
    """Posted, or handed over."""
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Telling:
    """How and when a warning reached the member, as the bureau notes it, and what proves it."""

    by: ToldBy
    on: date
    noted_by: str
    """A member's number, or `operator`."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class WarningLetter:
    """A written warning (art. 30), what it said, and how it left."""

    id: int
    member: str
    kind: WarningKind
    issued_on: date
    issued_by: str
    """A member's number, or `operator`."""
    cents: int
    """What was overdue that day; 0 where it is not about dues."""
    pay_by: date | None
    """None where it is not about dues."""
    body: Mapping[str, Any]
    """The figures and names that the letter is made of, as JSON."""
    telling: Telling | None = None
    """What the bureau noted; None where nothing was."""
    chat_state: OutboxState | None = None
    """What became of the message; None where none was queued."""
    sent_at: datetime | None = None
    """When it left for the member's chat."""

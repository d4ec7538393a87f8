"""The buttons that stand in a chat, as far as it matters to somebody who types instead of pressing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.domain.messages import Keyboard


@dataclass(frozen=True, slots=True)
class Shown:
    """A keyboard, and what is known of the message that shows it."""

    keyboard: Keyboard
    message: int | None = None
    """Its outbox row; None for one of before rows were noted."""
    place: int | None = None
    """The outbox row that it stands in the place of: its own, or the one that it edits."""
    placed_at: datetime | None = None
    """When that one arrived; None while it has not."""
    shown_at: datetime | None = None
    """When it arrived itself, or, of an answer on its way, when that was made; None while it waits."""
    asked: bool = False
    """It answers what its reader wrote."""
    replaced_at: datetime | None = None
    """When something else was put in its place."""

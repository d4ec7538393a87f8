"""The question for a time of day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from markupsafe import Markup

from assistant.chat.questions import Answer, Option, UnfitError
from assistant.words import typed_time

EXAMPLE = time(14, 30)


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day as people type it (`14h30`, `2:30 pm`), on the association's clocks."""

    prompt: Markup
    options: tuple[Option, ...] = ()
    kind: str = "time"
    optional: bool = False

    def accept(self, answer: Answer) -> str:
        """`14:30`; what cannot be read, or does not exist, is refused."""
        shown = next((option.id for option in self.options if answer.text in {option.id, option.label}), None)
        at = typed_time(shown or answer.option or answer.text or "")
        if at is None:
            example = answer.language.time(datetime.combine(answer.today, EXAMPLE))
            raise UnfitError(
                "BAD_TIME", answer.language.t("I could not read that time. Write it like {example}.", example=example)
            )
        return f"{at:%H:%M}"

    def restore(self, stored: Any) -> time:
        """The time."""
        return time.fromisoformat(stored)

"""A question that understands more than it offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assistant.chat import Answer, Attachment, Choice, Option, UnfitError
from assistant.words import fold


@dataclass(frozen=True, slots=True)
class Known:
    """What is offered, and what is understood besides; whether that can be done is for the service to say."""

    offered: Choice
    understood: tuple[Option, ...]

    @property
    def kind(self) -> str:
        """As what is offered."""
        return self.offered.kind

    @property
    def prompt(self) -> Markup:
        """As what is offered."""
        return self.offered.prompt

    @property
    def options(self) -> tuple[Option, ...]:
        """As what is offered."""
        return self.offered.options

    @property
    def optional(self) -> bool:
        """Never."""
        return False

    @property
    def files(self) -> tuple[Attachment, ...]:
        """As what is offered."""
        return self.offered.files

    def accept(self, answer: Answer) -> str:
        """The option's id."""
        try:
            return self.offered.accept(answer)
        except UnfitError as refusal:
            said = fold(answer.option or answer.text or "")
            for option in self.understood:
                if said in map(fold, (option.id, *option.also)):
                    return option.id
            raise refusal from None

    def restore(self, stored: Any) -> str:
        """The id itself."""
        return str(stored)

"""A count of votes or people, as it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from assistant.chat import Answer, Option, UnfitError
from assistant.words import fold

BAD_COUNT = "NOT_A_COUNT"
_NONE = frozenset({"zero", "aucun", "aucune", "none"})


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from zero to `maximum`; gives it."""

    prompt: Markup
    maximum: int
    options: tuple[Option, ...] = ()
    kind: str = "text"
    optional: bool = False

    def accept(self, answer: Answer) -> int:
        """The number; what is none, or too high, is refused."""
        typed = fold(answer.option or answer.text or "")
        if typed in _NONE:
            return 0
        if not (typed.isascii() and typed.isdecimal()):
            raise UnfitError(BAD_COUNT, answer.language.t("Please give a number, such as 12 or 0."))
        if int(typed[:9]) > self.maximum:
            most = self.maximum
            raise UnfitError(BAD_COUNT, answer.language.t("{most} is the most it can be.", most=most), meant=True)
        return int(typed)

    def restore(self, stored: Any) -> int:
        """The number itself."""
        return int(stored)

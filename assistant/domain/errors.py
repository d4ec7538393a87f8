"""One small class a failure; each says what was wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.domain.decisions import Decision


class MbongiError(Exception):
    """The base of everything that is expected to go wrong: one sentence, no traceback for people."""


class RefusedError(MbongiError):
    """A rule or a permission says no; carries the decision."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(str(decision.reason))
        self.decision = decision


class SettingsError(MbongiError):
    """A setting has a value that cannot be used; names the variable."""


class BylawsError(MbongiError):
    """The bylaws file is unsound; carries every problem found."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class BeforeBooksError(MbongiError):
    """A day was asked for that lies before the books start."""


class BookkeepingError(MbongiError):
    """A transfer that contradicts the books: same key, other content; a second reversal."""


class NoSecretKeyError(MbongiError):
    """A document cannot be sealed or read: ASSISTANT_SECRET_KEY is missing, or is not the one it was sealed with."""


class FileRefusedError(MbongiError):
    """A file that cannot be taken; carries every bad row as `line N, column: what is expected`.

    `sound`: the rows that can be read, whose contents may be wrong all the same.
    """

    def __init__(self, problems: list[str], sound: Sequence[Any] = ()) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.sound = sound

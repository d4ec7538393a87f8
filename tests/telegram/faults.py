"""Faults to inject: what the server does instead of answering, for which method and chat, how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

KINDS = frozenset(("429", "500", "502html", "400", "403", "hang", "slow", "close", "lost", "migrate", "garbage"))
"""`close` closes the connection before the effect, `lost` after it; `slow` waits `seconds`, then goes on as usual."""


@dataclass(slots=True)
class Fault:
    """`count`: how many calls it strikes (-1: all). `after`: how many calls pass unharmed first."""

    kind: str
    method: str | None = None
    chat: int | None = None
    count: int = 1
    after: int = 0
    seconds: float = 1.0
    description: str = ""
    new_chat: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault is called {self.kind!r}")

    def strikes(self, method: str, chat: int | None) -> bool:
        """Whether this call meets it; counts the call."""
        if self.count == 0 or (self.method or method).lower() != method.lower():
            return False
        if self.chat is not None and self.chat != chat:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.count -= 1
        return True


class Faults:
    """Those set, in order; the first that strikes counts."""

    def __init__(self) -> None:
        self._set: list[Fault] = []

    def add(self, **fault: Any) -> None:
        """One more."""
        self._set.append(Fault(**fault))

    def clear(self) -> None:
        """None any more."""
        self._set.clear()

    def striking(self, method: str, chat: int | None) -> Fault | None:
        """The fault that this call meets."""
        return next((fault for fault in self._set if fault.strikes(method, chat)), None)

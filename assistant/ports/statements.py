"""The bank's lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from assistant.domain.statements import BankLine, Decided, StatementLine


class StatementLines(Protocol):
    """Every line of a bank's statement that was ever handed in, once each, by account and reference."""

    def keep(self, account: str, kept: Sequence[BankLine]) -> list[int]:
        """Add those not seen before; the ids of all, in their order."""

    def between(self, first: int, last: int) -> list[StatementLine]:
        """Those whose ids lie there, both included, in order."""

    def since(self, account: str, day: date) -> list[StatementLine]:
        """The account's with a value date of that day or later."""

    def of_member(self, member: str) -> list[StatementLine]:
        """Those from which a payment of the member's was booked."""

    def sources(self, day: date) -> dict[int, tuple[str, str]]:
        """Account and reference of the line that each payment was booked from, from that day on."""

    def decide(self, line: int, decided: Decided, by: str, *, again: bool = False) -> bool:
        """Note what a treasurer said; False where that was said before, unless it is to be said `again`."""

    def link(self, line: int, payment: int) -> None:
        """The payment was booked from that line."""

"""What treasurers enter by hand."""

from __future__ import annotations

from typing import Protocol

from assistant.domain.manual import ManualEntry, NewEntry, Undoing


class ManualEntries(Protocol):
    """Entries by hand, with their reasons; the ledger has the transfer of each under the key `manual:12`."""

    def add(self, new: NewEntry, author: str) -> int:
        """The new entry's id."""

    def get(self, entry: int) -> ManualEntry | None: ...

    def undo(self, entry: int, undoing: Undoing) -> bool:
        """Note that it was undone; False where it was already."""

    def of_account(self, account: str) -> list[ManualEntry]:
        """Those on `member:M012` or `bank`, oldest first."""

    def all(self) -> list[ManualEntry]:
        """Oldest first."""

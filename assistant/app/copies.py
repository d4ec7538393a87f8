"""Copies of what must outlive a channel's own folder, in the database, whose backup carries them."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.ports import Database


@dataclass(frozen=True, slots=True)
class BookCopies:
    """Sealed texts in the book, by name."""

    database: Database

    async def get(self, name: str) -> str | None:
        """None where nothing is kept under that name."""
        return await self.database.run(lambda work: work.book.get(name))

    async def put(self, name: str, sealed: str) -> None:
        """In the place of what was kept under that name."""
        await self.database.run(lambda work: work.book.put(name, sealed))

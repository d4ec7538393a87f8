"""Reads the files that a message needs read, outside of the unit that handles it, and removes them when it is done.

A handler that meets an unread file stops its unit with UnreadError; the file is read on a thread, then the message is
handled again from the start. So no transaction waits for a file, however long it takes to read.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from assistant.chat import Readings, UnreadError
from assistant.domain.errors import FileRefusedError
from assistant.domain.messages import Incoming, SentFile

log = logging.getLogger(__name__)
T = TypeVar("T")
Reader = Callable[[SentFile], Any]
"""What a file says. FileRefusedError where it cannot be taken."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """The readers by name."""

    readers: Mapping[str, Reader]

    async def complete(self, attempt: Callable[[Readings], Awaitable[T]]) -> T:
        """Run the attempt until it has all the readings it asks for."""
        readings: dict[tuple[str, str], Any] = {}
        while True:
            try:
                return await attempt(readings)
            except UnreadError as unread:
                key = (unread.file.path, unread.reader)
                readings[key] = await asyncio.to_thread(self._read, unread.file, unread.reader)

    def _read(self, file: SentFile, reader: str) -> Any:
        try:
            return self.readers[reader](file)
        except FileRefusedError as refused:
            return refused


async def remove(incoming: Incoming) -> None:
    """The file that a channel fetched has been dealt with: what is to be kept of it is kept under seal."""
    if incoming.file is None or not incoming.file.path:
        return
    try:
        await asyncio.to_thread(Path(incoming.file.path).unlink, missing_ok=True)
    except OSError:
        log.exception("a file that was handled could not be removed")

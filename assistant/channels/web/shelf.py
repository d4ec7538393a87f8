"""Files that go through the web chat, each under a name nobody can guess, readable by their owner alone."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assistant.channels.web.conversations import KEPT

FILE_BYTES = 10 << 20
SHOWN_IN_PLACE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})
_NAME = re.compile(r"[A-Za-z0-9_-]{22}")
_NAME_LENGTH = 120


class TooLargeError(Exception):
    """More than 10 MB."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of files by id."""

    folder: Path

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def keep(self, content: bytes) -> str:
        """The id under which the content is found again. What is older than 30 days goes."""
        self._prune()
        file = secrets.token_urlsafe(16)
        with os.fdopen(os.open(self.folder / file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
        return file

    def path(self, file: str) -> Path | None:
        """Where the file with that id is; None where it is no id or no longer there."""
        path = self.folder / file
        return path if _NAME.fullmatch(file) and path.is_file() else None

    def _prune(self) -> None:
        oldest = time.time() - KEPT.total_seconds()
        for path in self.folder.iterdir():
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)


async def limited(chunks: AsyncIterator[bytes], limit: int) -> bytes:
    """The whole body. Raises TooLargeError as soon as it is beyond `limit` bytes."""
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise TooLargeError
    return bytes(body)


def safe_name(name: str) -> str:
    """The last part of a file's name, without control characters, at most 120 characters; `file` where none is left."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable())[-_NAME_LENGTH:].strip() or "file"

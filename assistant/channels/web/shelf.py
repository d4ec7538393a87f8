"""Files that go through the web chat, sealed, each under a name nobody can guess."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol

from assistant.channels.web.conversations import KEPT
from assistant.domain.errors import NoSecretKeyError
from assistant.files.downloads import make_private, make_ready, sweep

FILE_BYTES = 10 << 20
SHOWN_IN_PLACE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})
_NAME = re.compile(r"[A-Za-z0-9_-]{22}")
_NAME_LENGTH = 120


class TooLargeError(Exception):
    """More than 10 MB."""


class Seal(Protocol):
    """Makes a content unreadable for whoever has the folder alone."""

    def close(self, content: bytes) -> str:
        """The sealed content, as text."""

    def open(self, sealed: str) -> bytes:
        """The content. NoSecretKeyError where another key sealed it."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of sealed files by id. What waits to be handled lies open in `incoming`, until it is."""

    folder: Path
    seal: Seal
    incoming: Path = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "incoming", self.folder / "incoming")
        make_private(self.folder)
        make_ready(self.incoming)
        self._prune()

    def keep(self, content: bytes) -> str:
        """The id under which the content is found again. What is older than 30 days goes."""
        self._prune()
        sweep(self.incoming)
        return _written(self.folder, self.seal.close(content).encode())

    def receive(self, content: bytes) -> Path:
        """Where the content lies until its message is handled. What was left behind a day ago goes."""
        make_ready(self.incoming)
        return self.incoming / _written(self.incoming, content)

    def content(self, file: str) -> bytes | None:
        """The content with that id; None where it is no id, is no longer there or was sealed with another key."""
        path = self.folder / file
        if not _NAME.fullmatch(file) or not path.is_file():
            return None
        try:
            return self.seal.open(path.read_text(encoding="ascii"))
        except (NoSecretKeyError, UnicodeDecodeError):
            return None

    def _prune(self) -> None:
        oldest = time.time() - KEPT.total_seconds()
        for path in self.folder.iterdir():
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)


def _written(folder: Path, content: bytes) -> str:
    """The name of a new file that its owner alone may read."""
    name = secrets.token_urlsafe(16)
    with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
    return name


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

"""What a browser shows again after a reload: the lines of each chat, in order, each kept once.

A line has one number for all chats, greater than every number before it, even those of an earlier process: a browser
that comes back says the last one it has seen.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, TextIO

from assistant.domain.messages import Json

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said, sent or pressed; `key` makes it unique."""

    seq: int
    chat: str
    key: str
    at: datetime
    body: Json

    def shown(self) -> Json:
        """As the browser gets it."""
        return {"seq": self.seq, "chat": self.chat, "at": self.at.isoformat(), **self.body}


class Conversations(Protocol):
    """Where the lines are kept."""

    @property
    def epoch(self) -> str:
        """Changes when what was kept is forgotten, so that an open page begins anew."""

    def append(self, chat: str, key: str, at: datetime, body: Json) -> Line:
        """Add a line; the one that has the key already, where there is one."""

    def since(self, chats: Iterable[str], after: int) -> list[Line]:
        """The lines of those chats with a greater number, in order."""

    def known(self, chat: str, key: str) -> Line | None:
        """The line with that key."""


@dataclass(slots=True)
class MemoryConversations:
    """Forgotten with the process: for the demo."""

    epoch: str = field(default_factory=lambda: secrets.token_hex(4))
    _lines: dict[str, list[Line]] = field(default_factory=dict)
    _keys: dict[tuple[str, str], Line] = field(default_factory=dict)
    _last: int = 0

    def append(self, chat: str, key: str, at: datetime, body: Json) -> Line:
        """Add a line, once."""
        known = self._keys.get((chat, key))
        if known is not None:
            return known
        line = Line(max(self._last + 1, time.time_ns() // 1000), chat, key, at, body)
        self.put(line)
        return line

    def put(self, line: Line) -> None:
        """Take a line as it is."""
        self._last = max(self._last, line.seq)
        self._lines.setdefault(line.chat, []).append(line)
        self._keys[line.chat, line.key] = line

    def since(self, chats: Iterable[str], after: int) -> list[Line]:
        """Of those chats, in order."""
        found = [line for chat in chats for line in self._lines.get(chat, ()) if line.seq > after]
        return sorted(found, key=lambda line: line.seq)

    def known(self, chat: str, key: str) -> Line | None:
        """By key."""
        return self._keys.get((chat, key))

    def drop_before(self, day: datetime) -> None:
        """Forget older lines."""
        kept = [line for lines in self._lines.values() for line in lines if line.at >= day]
        self._lines, self._keys = {}, {}
        for line in kept:
            self.put(line)

    def all(self) -> list[Line]:
        """Every line, in order."""
        return self.since(self._lines, 0)


class FileConversations:
    """A file of JSON lines that its owner alone may read; lines older than 30 days go at the start and once a day."""

    epoch = "kept"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = folder / "conversations.jsonl"
        self._memory = MemoryConversations(self.epoch)
        self._pruned_on: datetime | None = None
        for line in self._read():
            self._memory.put(line)

    def append(self, chat: str, key: str, at: datetime, body: Json) -> Line:
        """Add a line, once; it stands in the file when this returns."""
        if (known := self._memory.known(chat, key)) is not None:
            return known
        self._prune(at)
        line = self._memory.append(chat, key, at, body)
        with _private(self._path, os.O_APPEND) as file:
            file.write(_written(line))
        return line

    def since(self, chats: Iterable[str], after: int) -> list[Line]:
        """Of those chats, in order."""
        return self._memory.since(chats, after)

    def known(self, chat: str, key: str) -> Line | None:
        """By key."""
        return self._memory.known(chat, key)

    def _prune(self, now: datetime) -> None:
        if self._pruned_on is not None and now - self._pruned_on < timedelta(days=1):
            return
        self._pruned_on = now
        self._memory.drop_before(now - KEPT)
        fresh = self._path.with_suffix(".new")
        with _private(fresh, os.O_TRUNC) as file:
            file.writelines(_written(line) for line in self._memory.all())
        fresh.replace(self._path)

    def _read(self) -> list[Line]:
        """What the file holds; a last line cut short by a crash is passed over."""
        if not self._path.exists():
            return []
        lines = []
        for written in self._path.read_text(encoding="utf-8").splitlines():
            try:
                kept = json.loads(written)
            except ValueError:
                continue
            lines.append(Line(kept["seq"], kept["chat"], kept["key"], datetime.fromisoformat(kept["at"]), kept["body"]))
        return lines


def _written(line: Line) -> str:
    kept = {"seq": line.seq, "chat": line.chat, "key": line.key, "at": line.at.isoformat(), "body": line.body}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n"


def _private(path: Path, flag: int) -> TextIO:
    """The file opened for writing, its owner's alone."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | flag, 0o600), "w", encoding="utf-8")

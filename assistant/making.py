"""Makes the files that messages carry, each once: what a thousand people get is not made a thousand times."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.chat import Attachment
from assistant.i18n import Language

Maker = Callable[[Language, Mapping[str, Any]], bytes]
Key = tuple[str, str, bytes]
ROOM = 16_000_000
"""Bytes of files that are kept ready: far more than what one message to many carries in every language."""


@dataclass(slots=True)
class Workshop:
    """Makers by name, with the files made last, and those in the making."""

    makers: Mapping[str, Maker]
    room: int = ROOM
    _made: OrderedDict[Key, bytes] = field(default_factory=OrderedDict)
    """The least recently asked for first."""
    _making: dict[Key, asyncio.Task[bytes]] = field(default_factory=dict)

    async def make(self, reader: Language, attachment: Attachment) -> bytes:
        """The file, for a reader of that language; whoever asks while it is in the making waits for that one.

        Raises what the maker raises; KeyError for one there is not. A failure is not kept: the next one tries again.
        """
        key = _key(reader, attachment)
        if key in self._made:
            self._made.move_to_end(key)
            return self._made[key]
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(self._make(key, reader, attachment))
        return await asyncio.shield(task)

    async def _make(self, key: Key, reader: Language, attachment: Attachment) -> bytes:
        try:
            maker = self.makers[attachment.document]
            content = await asyncio.to_thread(maker, reader, attachment.data)
            self._keep(key, content)
            return content
        finally:
            del self._making[key]

    def _keep(self, key: Key, content: bytes) -> None:
        self._made[key] = content
        while sum(map(len, self._made.values())) > self.room:
            self._made.popitem(last=False)


def _key(reader: Language, attachment: Attachment) -> Key:
    """What a file is made of and for whom; its name does not matter."""
    plain = json.dumps(attachment.data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return attachment.document, reader.code, hashlib.sha256(plain.encode()).digest()

"""The web channel: what the browser posts goes in, what the outbox sends is kept and pushed to the page."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.middleware import Middleware

from assistant.channels.web.conversations import Conversations
from assistant.channels.web.guard import Guard
from assistant.channels.web.markup import runs, safe_link
from assistant.channels.web.pages import Pages
from assistant.channels.web.people import Demo, Menu, Receive, Sessions
from assistant.channels.web.server import serve
from assistant.channels.web.shelf import Seal, Shelf
from assistant.channels.web.stream import Streams
from assistant.chat import File, Key, Message, Sent
from assistant.domain.errors import SettingsError
from assistant.domain.messages import Json
from assistant.settings import LOOPBACK, Listen


class WebChat:
    """A page on `listen`, loopback only. `files` is the folder for what goes through it, sealed with `seal`; `now` the
    assistant's clock.

    With `demo` there is no login: whoever opens the page may speak as any of its people.
    """

    name = "web"
    command_prefix = "/"

    def __init__(
        self,
        listen: Listen,
        conversations: Conversations,
        files: Path,
        seal: Seal,
        *,
        receive: Receive,
        menu: Menu,
        now: Callable[[], datetime],
        timezone: ZoneInfo,
        locale: str,
        demo: Demo | None = None,
    ) -> None:
        if listen.host not in LOOPBACK:
            raise SettingsError(
                f"WEB_CHAT_LISTEN is {listen.host}; the web chat listens on loopback only, as 127.0.0.1:8008"
            )
        self._listen = listen
        self._conversations = conversations
        self._now = now
        self._shelf = Shelf(files, seal)
        self._pages = Pages(
            sessions=Sessions(demo),
            conversations=conversations,
            shelf=self._shelf,
            receive=receive,
            menu=menu,
            now=now,
            timezone=timezone,
            locale=locale,
        )
        self._streams: Streams = self._pages.streams

    @property
    def address(self) -> str:
        """Where a browser finds the page."""
        host = f"[{self._listen.host}]" if ":" in self._listen.host else self._listen.host
        return f"http://{host}:{self._listen.port}"

    def application(self) -> Starlette:
        """The page and what it asks."""
        return Starlette(routes=self._pages.routes(), middleware=[Middleware(Guard)])

    async def run(self) -> None:
        """Listen until cancelled."""
        await serve(self.application(), self._listen, self._streams.close)

    async def send(self, message: Message) -> Sent:
        """Keep it and push it; a message sent twice is shown once, an edit replaces its bubble."""
        chat, key = message.to.chat, _key(message)
        line = self._conversations.known(chat, key)
        if line is None:
            body = await self._said(message)
            line = self._conversations.append(chat, key, self._now(), body)
            self._streams.wake()
        return Sent(line.body["bubble"])

    async def _said(self, message: Message) -> Json:
        return {
            "kind": "said",
            "bubble": message.edits or f"m{message.id}",
            "runs": runs(str(message.text)),
            "keys": [_shown(key) for key in message.keys],
            "files": [await self._kept(file) for file in message.files],
            "asks": message.kind,
            "language": message.language,
            "silent": message.silent,
        }

    async def _kept(self, file: File) -> Json:
        stored = await asyncio.to_thread(self._shelf.keep, file.content)
        return {"id": stored, "name": file.name, "type": file.media_type, "size": len(file.content)}


def _key(message: Message) -> str:
    """A row of the outbox, and what it says: numbers begin again where a database is made anew."""
    said = hashlib.sha256(f"{message.edits}\n{message.text}".encode()).hexdigest()[:16]
    return f"said:{message.id}:{said}"


def _shown(key: Key) -> Json:
    return {
        "label": key.label,
        "data": key.data or None,
        "url": safe_link(key.url),
        "copy": key.copy,
        "answers": key.option is not None,
    }

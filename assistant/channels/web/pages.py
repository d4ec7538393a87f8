"""What the page asks of its server: its state, its events, what a person sends, files, and the demo's clock."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from assistant.channels.web.conversations import Conversations
from assistant.channels.web.people import Menu, Receive, Sessions
from assistant.channels.web.shelf import FILE_BYTES, SHOWN_IN_PLACE, Shelf, TooLargeError, limited, safe_name
from assistant.channels.web.stream import Streams
from assistant.channels.web.texts import notes, texts
from assistant.domain.messages import Contact, Incoming, Json, SentFile
from assistant.i18n import choose, language, languages

STATIC = Path(__file__).parent / "static"
CHANNEL = "web"
BODY_BYTES = 64 << 10
TEXT_LENGTH = 4000
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+")


@dataclass(slots=True)
class Pages:
    """The endpoints, each answering for the chats that the request's session may see."""

    sessions: Sessions
    conversations: Conversations
    shelf: Shelf
    receive: Receive
    menu: Menu
    now: Callable[[], datetime]
    timezone: ZoneInfo
    locale: str
    streams: Streams = field(init=False)
    _moves: int = 0
    _moving: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.streams = Streams(self.conversations, self._clock)

    def routes(self) -> list[BaseRoute]:
        """Of the application."""
        return [
            Route("/", self.page),
            Route("/state", self.state),
            Route("/menu", self.commands),
            Route("/events", self.events),
            Route("/messages", self.message, methods=["POST"]),
            Route("/uploads", self.upload, methods=["POST"]),
            Route("/clock", self.clock, methods=["POST"]),
            Route("/files/{file}", self.file),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]

    async def page(self, request: Request) -> Response:  # noqa: ARG002 - the page is the same for everybody
        """The page itself."""
        return FileResponse(STATIC / "index.html")

    async def state(self, request: Request) -> Response:
        """What the page begins with; a browser without a session gets one here."""
        body: Json = {
            "demo": self.sessions.demo is not None,
            "language": choose(request.headers.get("accept-language", "").split(",")[0], self.locale),
            "timezone": self.timezone.key,
            "texts": {code: texts(language(code)) for code in languages()},
            "limits": {"file": FILE_BYTES, "text": TEXT_LENGTH},
            "clock": self._clock(),
        }
        response = JSONResponse({})
        chats = self.sessions.open(request, response)
        body["people"] = [self._person(chat) for chat in chats]
        response.body = response.render(body)
        response.headers["content-length"] = str(len(response.body))
        return response

    async def commands(self, request: Request) -> Response:
        """The chat's commands, in its language."""
        lines = await self.menu(self._chat(request, request.query_params.get("chat", "")))
        return JSONResponse([{"word": word, "summary": summary} for word, summary in lines])

    async def events(self, request: Request) -> Response:
        """Server-sent events of all chats that the session may see."""
        seen = request.headers.get("last-event-id") or request.query_params.get("after", "0")
        after = int(seen) if seen.isdecimal() else 0
        stream = self.streams.follow(self._chats(request), after)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    async def message(self, request: Request) -> Response:
        """A text, a press or the person's contact; 202 once it is kept."""
        posted = await _posted(request)
        chat = self._chat(request, str(posted.get("chat")))
        number = _number(posted.get("id"))
        if isinstance(data := posted.get("press"), str):
            bubble = str(posted.get("bubble"))
            shown = {"kind": "press", "bubble": bubble, "data": data}
            await self._take(chat, number, shown, press=data, message=bubble)
        elif posted.get("contact") is True:
            await self._take_contact(chat, number)
        else:
            text = _text(posted.get("text"))
            await self._take(chat, number, {"kind": "mine", "text": text}, text=text)
        return Response(status_code=202)

    async def upload(self, request: Request) -> Response:
        """A file as the body, at most 10 MB; its name in `X-File-Name`, percent-encoded. 202 once it is kept."""
        chat = self._chat(request, request.query_params.get("chat", ""))
        number = _number(request.query_params.get("id"))
        try:
            content = await limited(request.stream(), FILE_BYTES)
        except TooLargeError:
            raise HTTPException(413) from None
        name = safe_name(unquote(request.headers.get("x-file-name", "")))
        declared = request.headers.get("content-type", "").split(";")[0].strip().lower()
        media_type = declared if _MEDIA_TYPE.fullmatch(declared) else "application/octet-stream"
        stored = await asyncio.to_thread(self.shelf.keep, content)
        path = await asyncio.to_thread(self.shelf.receive, content)
        shown = {"id": stored, "name": name, "type": media_type, "size": len(content)}
        file = SentFile(name, media_type, len(content), str(path))
        await self._take(chat, number, {"kind": "mine", "text": "", "files": [shown]}, file=file)
        return Response(status_code=202)

    async def file(self, request: Request) -> Response:
        """A file that stands in one of the session's conversations; others are not found."""
        wanted = request.path_params["file"]
        lines = self.conversations.since(self._chats(request), 0)
        found = next((file for line in lines for file in line.body.get("files", ()) if file["id"] == wanted), None)
        content = None if found is None else await asyncio.to_thread(self.shelf.content, wanted)
        if found is None or content is None:
            raise HTTPException(404)
        inline = found["type"] in SHOWN_IN_PLACE
        way = "inline" if inline else "attachment"
        return Response(
            content,
            media_type=found["type"] if inline else "application/octet-stream",
            headers={"content-disposition": f"{way}; filename*=utf-8''{quote(found['name'], safe='')}"},
        )

    async def clock(self, request: Request) -> Response:
        """Move the demo's clock to one of its stops."""
        demo = self.sessions.demo
        stop = str((await _posted(request)).get("stop"))
        if demo is None or stop not in demo.stops:
            raise HTTPException(404)
        async with self._moving:
            await demo.advance(demo.stops[stop](self.now()))
            self._moves += 1
        self.streams.wake()
        return JSONResponse(self._clock())

    # What the endpoints share

    def _clock(self) -> Json | None:
        demo = self.sessions.demo
        if demo is None:
            return None
        now = self.now()
        stops = {name: stop(now).isoformat() for name, stop in demo.stops.items()}
        return {"now": now.isoformat(), "moves": self._moves, "stops": stops}

    def _person(self, chat: str) -> Json:
        person = self.sessions.person(chat)
        if person is None:
            return {"chat": chat, "name": "", "note": {}, "language": None, "contact": False}
        return {
            "chat": chat,
            "name": person.name,
            "note": notes(person.note),
            "language": person.language,
            "contact": self.sessions.phone(chat) is not None,
        }

    def _chats(self, request: Request) -> tuple[str, ...]:
        chats = self.sessions.chats(request)
        if not chats:
            raise HTTPException(401)
        return chats

    def _chat(self, request: Request, chat: str) -> str:
        if chat not in self._chats(request):
            raise HTTPException(403)
        return chat

    async def _take_contact(self, chat: str, number: str) -> None:
        """The demo vouches for its people's own telephone; a browser cannot."""
        phone = self.sessions.phone(chat)
        if phone is None:
            raise HTTPException(403)
        shown = {"kind": "mine", "text": "", "contact": phone}
        await self._take(chat, number, shown, contact=Contact(phone, own=True))

    async def _take(self, chat: str, number: str, shown: Json, **content: Any) -> None:
        """To the inbox first; shown in the conversation once it is kept there."""
        now = self.now()
        incoming = Incoming(
            channel=CHANNEL,
            update_id=f"{chat}:{number}",
            account=chat,
            chat=chat,
            private=True,
            received_at=now,
            shares_contacts=self.sessions.phone(chat) is not None,
            **content,
        )
        await self.receive([incoming])
        self.conversations.append(chat, f"mine:{number}", now, {"bubble": f"u{number}", **shown})
        self.streams.wake()


async def _posted(request: Request) -> Json:
    """The JSON object in the body. 413 beyond 64 KB, 400 for anything else."""
    try:
        posted = json.loads(await limited(request.stream(), BODY_BYTES))
    except TooLargeError:
        raise HTTPException(413) from None
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(posted, dict):
        raise HTTPException(400)
    return posted


def _number(given: object) -> str:
    """The browser's own number for what it sends: the same one twice is one message."""
    if not isinstance(given, str) or not _ID.fullmatch(given):
        raise HTTPException(400)
    return given


def _text(given: object) -> str:
    if not isinstance(given, str) or not given.strip():
        raise HTTPException(400)
    if len(given) > TEXT_LENGTH:
        raise HTTPException(413)
    return given

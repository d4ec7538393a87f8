"""A homeserver that answers as the test says: real HTTP, and a journal of what was asked."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

CLIENT = "/_matrix/client/v3/"
SYNAPSE = "/_synapse/admin/v1/"
PATIENCE = 20.0


@dataclass
class Asked:
    """A request; the path is without what stands before every path."""

    method: str
    path: str
    body: dict[str, Any]
    token: str
    query: dict[str, str] = field(default_factory=dict)


@dataclass
class Stub:
    """`says` queues answers by path; the last one is given again and again. Unforeseen paths are unknown ones."""

    journal: list[Asked] = field(default_factory=list)
    url: str = ""
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)
    _answers: dict[str, list[web.Response]] = field(default_factory=lambda: defaultdict(list))

    def says(
        self, path: str, status: int = 200, *, text: str | None = None, location: str | None = None, **body: Any
    ) -> None:
        """`text`: something else than an object of JSON. `location`: where a redirection leads."""
        headers = {"Location": location} if location else {}
        self._answers[path].append(web.Response(status=status, text=text or json.dumps(body), headers=headers))

    def forget(self) -> None:
        """Every path is unknown again."""
        self._answers.clear()

    def asked(self, path: str) -> list[Asked]:
        return [one for one in self.journal if one.path == path]

    async def until(self, path: str, count: int) -> None:
        """Wait until that was asked so often."""
        async with asyncio.timeout(PATIENCE), self._came:
            await self._came.wait_for(lambda: len(self.asked(path)) >= count)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix(CLIENT).removeprefix(SYNAPSE)
        body = await request.json() if request.can_read_body else {}
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.journal.append(Asked(request.method, path, body, token, dict(request.query)))
        async with self._came:
            self._came.notify_all()
        waiting = self._answers[path]
        if not waiting:
            return web.json_response({"errcode": "M_UNRECOGNIZED", "error": "unknown"}, status=404)
        said = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return web.Response(status=said.status, body=said.body, headers=said.headers)

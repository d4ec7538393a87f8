"""A Bot API server for tests: real HTTP, real acknowledgement by offset, webhook redelivery, faults on demand.

In a test: `async with BotApi() as api`. As a process of its own: `python -m tests.telegram.bot_api --port N`, steered
by POST /control/updates (a list of updates), GET /control/journal?after=N, POST /control/faults, POST /control/reset.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.telegram.faults import Fault, Faults
from tests.telegram.methods import ApiError, Methods, Params, Upload

TOKEN = "123456:TEST-token_with-thirty-five-characters"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
REDELIVERY_SECONDS = 0.2
HANG_SECONDS = 3600
ENCODED = frozenset(
    (
        *("chat_id", "message_id", "offset", "timeout", "limit", "max_connections", "reply_markup", "allowed_updates"),
        *("scope", "commands", "link_preview_options", "protect_content", "disable_notification"),
        "drop_pending_updates",
    )
)
"""Parameters that are JSON text in a form."""


@dataclass(slots=True)
class Call:
    """A line of the journal: a call and what became of it. `at`: seconds of the monotonic clock."""

    n: int
    at: float
    method: str
    params: Params
    status: int
    effect: bool
    """Whether the call had its effect, whatever was answered."""
    message_id: int | None = None

    @property
    def chat(self) -> int | None:
        return self.params.get("chat_id")


@dataclass(slots=True)
class Waiting:
    """An update not acknowledged yet."""

    update: Params
    at: float = field(default_factory=time.monotonic)


class BotApi:
    """The server; `url` is the value of TELEGRAM_API_URL. `answer_seconds` pass between an effect and its answer."""

    def __init__(self, port: int = 0, token: str = TOKEN, answer_seconds: float = 0.0) -> None:
        self.token = token
        self.methods = Methods()
        self.faults = Faults()
        self.journal: list[Call] = []
        self.given: dict[int, float] = {}
        """When each update was put in."""
        self.url = ""
        self.deliveries: list[int] = []
        """The statuses that the webhook answered."""
        self.polls = 0
        self._port = port
        self._answer_seconds = answer_seconds
        self._waiting: deque[Waiting] = deque()
        self._arrival = asyncio.Event()
        self._called = asyncio.Event()
        self._taken = asyncio.Event()
        self._ids = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self._delivery: asyncio.Task[None] | None = None
        self._hung: set[asyncio.Event] = set()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60 << 20)
        app.router.add_post("/control/updates", self._control_updates)
        app.router.add_get("/control/journal", self._control_journal)
        app.router.add_post("/control/faults", self._control_faults)
        app.router.add_post("/control/reset", self._control_reset)
        app.router.add_route("*", "/bot{token}/{method}", self._api)
        app.router.add_get("/file/bot{token}/documents/{file_id}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._delivery = asyncio.create_task(self._deliver())
        return self

    async def __aexit__(self, *error: object) -> None:
        for event in self._hung:
            event.set()
        if self._delivery is not None:
            self._delivery.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._delivery
        if self._runner is not None:
            await self._runner.cleanup()

    def give(self, *updates: Params) -> None:
        """Put updates into the queue."""
        for update in updates:
            waiting = Waiting(update)
            if isinstance(update.get("update_id"), int):
                self.given[update["update_id"]] = waiting.at
            self._waiting.append(waiting)
        self._arrival.set()

    @property
    def unacknowledged(self) -> list[int]:
        """The ids of the updates that still wait."""
        return [waiting.update["update_id"] for waiting in self._waiting]

    def calls(self, method: str) -> list[Call]:
        """The calls of that method."""
        return [call for call in self.journal if call.method.lower() == method.lower()]

    async def until(self, count: int, method: str = "sendMessage", seconds: float = 60.0) -> list[Call]:
        """Wait until there were that many calls of the method; returns them."""
        async with asyncio.timeout(seconds):
            while len(self.calls(method)) < count:
                self._called.clear()
                await self._called.wait()
        return self.calls(method)

    async def until_acknowledged(self, seconds: float = 60.0) -> None:
        """Wait until no update waits any more."""
        async with asyncio.timeout(seconds):
            while self._waiting:
                self._taken.clear()
                await self._taken.wait()

    # The API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _answer(ApiError(401, "Unauthorized"))
        params = await _params(request)
        chat = _integer(params.get("chat_id"))
        fault = self.faults.striking(method, chat)
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        elif fault is not None and fault.kind != "lost":
            self._note(method, params, 0, effect=False)
            return await self._fail(fault, request)
        if method.lower() == "getupdates":
            return await self._get_updates(params)
        answer = self._do(method, params, request, lost=fault is not None and fault.kind == "lost")
        if self._answer_seconds:
            await asyncio.sleep(self._answer_seconds)
        return answer

    def _do(self, method: str, params: Params, request: web.Request, *, lost: bool) -> web.StreamResponse:
        try:
            result = self.methods.call(method, params)
        except ApiError as error:
            self._note(method, params, error.code, effect=False)
            return _answer(error)
        shown = result.get("message_id") if isinstance(result, dict) else None
        self._note(method, params, 0 if lost else 200, effect=True, message_id=shown)
        if lost:
            return _close(request)
        return web.json_response({"ok": True, "result": result})

    async def _fail(self, fault: Fault, request: web.Request) -> web.StreamResponse:
        if fault.kind == "hang":
            released = asyncio.Event()
            self._hung.add(released)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(released.wait(), HANG_SECONDS)
        if fault.kind in ("hang", "close"):
            return _close(request)
        return _wrong_answer(fault)

    async def _get_updates(self, params: Params) -> web.StreamResponse:
        if self.methods.webhook:
            said = (
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
            )
            return _answer(ApiError(409, said))
        self.polls += 1
        mine = self.polls
        self._arrival.set()
        offset = _integer(params.get("offset"))
        if offset is not None:
            while self._waiting and self._waiting[0].update["update_id"] < offset:
                self._waiting.popleft()
                self._taken.set()
        end = time.monotonic() + float(params.get("timeout", 0))
        while not self._waiting and (left := end - time.monotonic()) > 0:
            self._arrival.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._arrival.wait(), left)
            if mine != self.polls:
                said = (
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
                )
                return _answer(ApiError(409, said))
        limit = int(params.get("limit", 100))
        return web.json_response({"ok": True, "result": [w.update for w in itertools.islice(self._waiting, limit)]})

    async def _deliver(self) -> None:
        """The webhook: an update is brought until it is taken."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            while True:
                hook = self.methods.webhook
                if not hook or not self._waiting:
                    await asyncio.sleep(0.01)
                    continue
                status = await _brought(session, hook, self._waiting[0].update)
                self.deliveries.append(status)
                if 200 <= status < 300:
                    self._waiting.popleft()
                    self._taken.set()
                else:
                    await asyncio.sleep(REDELIVERY_SECONDS)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults.striking("file", None)
        if fault is not None:
            return await self._fail(fault, request)
        return web.Response(body=self.methods.files[request.match_info["file_id"]])

    def _note(self, method: str, params: Params, status: int, *, effect: bool, message_id: int | None = None) -> None:
        self.journal.append(Call(len(self.journal), time.monotonic(), method, params, status, effect, message_id))
        self._called.set()

    # Steering from another process

    async def _control_updates(self, request: web.Request) -> web.Response:
        self.give(*await request.json())
        return web.json_response({"waiting": len(self._waiting)})

    async def _control_journal(self, request: web.Request) -> web.Response:
        after = int(request.query.get("after", "0"))
        calls = [asdict(call) for call in self.journal[after:]]
        shown = {
            "calls": calls,
            "waiting": len(self._waiting),
            "polls": self.polls,
            "given": self.given if "given" in request.query else {},
        }
        return web.json_response(shown, dumps=lambda value: json.dumps(value, default=str))

    async def _control_faults(self, request: web.Request) -> web.Response:
        self.faults.clear()
        for fault in await request.json():
            self.faults.add(**fault)
        return web.json_response({})

    async def _control_reset(self, _: web.Request) -> web.Response:
        self.journal.clear()
        self.given.clear()
        self.methods.messages.clear()
        self._waiting.clear()
        return web.json_response({})


async def _params(request: web.Request) -> Params:
    """From the address, a form, JSON or several parts, as the real server takes them."""
    params: Params = dict(request.query)
    if request.content_type == "application/json":
        params |= await request.json()
    elif request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, aiohttp.BodyPartReader)
            content = bytes(await part.read())
            named = part.filename is not None
            kind = part.headers.get("Content-Type", "")
            params[part.name or ""] = Upload(part.filename or "", kind, content) if named else content.decode()
    elif request.can_read_body:
        params |= dict(await request.post())
    return {name: _value(name, value, params) for name, value in params.items()}


def _value(name: str, value: Any, params: Params) -> Any:
    """Lists, objects and numbers come as JSON text in forms; `attach://` names another part."""
    if not isinstance(value, str):
        return value
    if value.startswith("attach://"):
        return params.get(value.removeprefix("attach://"))
    return json.loads(value) if name in ENCODED else value


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _answer(error: ApiError) -> web.Response:
    body: Params = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return web.json_response(body, status=error.code)


def _wrong_answer(fault: Fault) -> web.Response:
    match fault.kind:
        case "429":
            error = ApiError(429, f"Too Many Requests: retry after {fault.seconds}", retry_after=fault.seconds)
        case "500":
            error = ApiError(500, "Internal Server Error")
        case "403":
            error = ApiError(403, "Forbidden: bot was blocked by the user")
        case "migrate":
            said = "Bad Request: group chat was upgraded to a supergroup chat"
            error = ApiError(400, said, migrate_to_chat_id=fault.new_chat)
        case "502html":
            return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html")
        case "garbage":
            return web.Response(text='{"ok": tru', content_type="application/json")
        case _:
            error = ApiError(400, f"Bad Request: {fault.description or 'something is wrong'}")
    return _answer(error)


def _close(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _brought(session: aiohttp.ClientSession, hook: Params, update: Params) -> int:
    headers = {SECRET_HEADER: hook["secret_token"]} if hook.get("secret_token") else {}
    try:
        async with session.post(hook["url"], json=update, headers=headers) as response:
            return response.status
    except (aiohttp.ClientError, TimeoutError):
        return 0


async def serve(port: int) -> None:
    """Until the process is ended."""
    async with BotApi(port) as api:
        print(api.url, flush=True)  # noqa: T201 - whoever started the process reads it
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(parser.parse_args().port))

"""The webhook: a small web application that answers 200 only once the update is kept."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from yarl import URL

from assistant.domain.errors import SettingsError
from assistant.settings import Listen

BODY_BYTES = 1 << 20
BODY_SECONDS = 5.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
CONNECTIONS = 40

Take = Callable[[Sequence[object]], Awaitable[int | None]]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram finds the webhook, the secret it must show, and where the server listens."""

    url: str
    secret: str = field(repr=False)
    listen: Listen

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", self.secret):
            raise SettingsError("TELEGRAM_WEBHOOK_SECRET must be 1 to 256 letters, digits, _ and -")


def application(webhook: Webhook, take: Take) -> Starlette:
    """Takes updates on the path of the webhook's address.

    401 without the secret, 413 beyond 1 MiB, 408 for a body that does not come within 5 s, 400 for what is no JSON
    object, 503 where it could not be kept.
    """

    async def receive(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), webhook.secret.encode()):
            return Response(status_code=401)
        try:
            update = json.loads(await asyncio.wait_for(_body(request), BODY_SECONDS))
        except _TooLargeError:
            return Response(status_code=413)
        except TimeoutError:
            return Response(status_code=408)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        return await _kept(update, take)

    return Starlette(routes=[Route(URL(webhook.url).path or "/", receive, methods=["POST"])])


async def serve(webhook: Webhook, take: Take) -> None:
    """Listen until cancelled; requests under way are finished."""
    config = uvicorn.Config(
        application(webhook, take),
        host=webhook.listen.host,
        port=webhook.listen.port,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=10,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise


class _TooLargeError(Exception):
    pass


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the process that runs this server beside other work."""
        yield


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            raise _TooLargeError
    return bytes(body)


async def _kept(update: object, take: Take) -> Response:
    if not isinstance(update, dict):
        return Response(status_code=400)
    try:
        await take([update])
    except Exception:
        log.exception("an update could not be kept; Telegram will bring it again")
        return Response(status_code=503)
    return Response()

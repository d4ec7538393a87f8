"""The page's own small server, run beside other work in one process."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.applications import Starlette

from assistant.domain.errors import SettingsError
from assistant.settings import Listen


async def serve(application: Starlette, listen: Listen, closing: Callable[[], None]) -> None:
    """Listen until cancelled; `closing` ends the streams that would stay open. SettingsError for a port in use."""
    bound = _bound(listen)
    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=3,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve([bound]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        closing()
        server.should_exit = True
        await serving
        raise


def _bound(listen: Listen) -> socket.socket:
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    try:
        bound = socket.create_server((listen.host, listen.port), family=family)
    except OSError:
        where = f"{listen.host}:{listen.port}"
        raise SettingsError(f"WEB_CHAT_LISTEN: {where} is taken by another program; choose another port") from None
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each small event waits for the one before
    return bound


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the process that runs this server beside other work."""
        yield

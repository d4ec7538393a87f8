"""The page's own small server, run beside other work in one process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator

import uvicorn
from starlette.applications import Starlette

from assistant.settings import Listen


async def serve(application: Starlette, listen: Listen, closing: Callable[[], None]) -> None:
    """Listen until cancelled; `closing` ends the streams that would stay open."""
    config = uvicorn.Config(
        application,
        host=listen.host,
        port=listen.port,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=3,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        closing()
        server.should_exit = True
        await serving
        raise


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the process that runs this server beside other work."""
        yield

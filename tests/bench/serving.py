"""`serve` with the pace of the outbox lifted, so that the machine is the limit. `python -m tests.bench.serving`."""

from __future__ import annotations

import asyncio

import storage
from assistant import bylaws, logs, settings
from assistant.app.joining import join
from assistant.app.serving import _telegram, run_for_ever
from assistant.chat import Channel
from assistant.clocks import SystemClock
from tests.association import UNPACED


async def serve() -> None:
    """Until it is ended."""
    given = settings.load()
    logs.set_up(given.log_level, given.secrets)
    database = storage.open_database(
        given.database_url,
        bylaws=bylaws.load("ndzouana"),
        clock=SystemClock(),
        timezone=given.timezone,
        paces=UNPACED,
    )
    channels: dict[str, Channel] = {}
    assistant = join(given, database, channels)
    telegram = _telegram(assistant)
    channels[telegram.name] = telegram
    await run_for_ever(assistant, [telegram.run])


if __name__ == "__main__":
    asyncio.run(serve())

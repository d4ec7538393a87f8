from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from markupsafe import Markup

from assistant.channels.telegram import Patience, Telegram
from assistant.chat import Message
from assistant.clocks import StandingClock
from assistant.domain.messages import Address, Incoming
from assistant.settings import Listen
from assistant.settings import Telegram as Settings
from tests.telegram.bot_api import TOKEN, BotApi

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ODILE = 7001
PATIENT, HURRIED = Patience(poll=1, answer=20), Patience(poll=1, answer=2)


@dataclass
class Inbox:
    """Keeps what the channel hands over; `broken` makes it fail as a database would."""

    kept: list[Incoming] = field(default_factory=list)
    reachability: list[tuple[str, bool]] = field(default_factory=list)
    broken: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, updates: Sequence[Incoming]) -> None:
        if self.broken:
            self.broken -= 1
            raise OSError("disk full")
        self.kept += updates
        self.came.set()

    async def reachable(self, account: str, can_be_reached: bool) -> None:
        self.reachability.append((account, can_be_reached))
        self.came.set()

    async def until(self, count: int, seconds: float = 60.0) -> list[Incoming]:
        async with asyncio.timeout(seconds):
            while len(self.kept) < count:
                self.came.clear()
                await self.came.wait()
        return self.kept


Start = Callable[..., Awaitable[Telegram]]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def patience(request: pytest.FixtureRequest) -> Patience:
    """Short with a server that is told to hang."""
    return HURRIED if "hang" in request.node.name else PATIENT


@pytest.fixture
async def channel(api: BotApi, inbox: Inbox, tmp_path: Path, patience: Patience) -> AsyncIterator[Telegram]:
    telegram = make(api, inbox, tmp_path, patience=patience)
    yield telegram
    await telegram.close()


@pytest.fixture
async def running(channel: Telegram) -> AsyncIterator[Telegram]:
    """The channel, receiving."""
    task = asyncio.create_task(channel.run())
    yield channel
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def make(
    api: BotApi,
    inbox: Inbox,
    folder: Path,
    *,
    token: str = TOKEN,
    webhook: tuple[str, str, int] | None = None,
    patience: Patience = PATIENT,
) -> Telegram:
    url, secret, port = webhook or (None, None, 8443)
    settings = Settings(token, api.url, url, secret, Listen("127.0.0.1", port))
    return Telegram(
        settings,
        StandingClock(NOON),
        folder / "downloads",
        receive=inbox.receive,
        reachability=inbox.reachable,
        patience=patience,
    )


def a_message(text: str = "Bonjour", chat: int = ODILE, **fields: object) -> Message:
    return Message(1, Address("telegram", str(chat), str(chat)), Markup(text), "fr", **fields)  # type: ignore[arg-type]

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from assistant.channels.matrix import typing_notice as module
from assistant.channels.matrix.typing_notice import TypingNotice


@dataclass
class Homeserver:
    """What nio's client is asked; `broken` answers nothing."""

    said: list[tuple[str, bool]] = field(default_factory=list)
    broken: bool = False
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def room_typing(self, room: str, typing: bool, milliseconds: int) -> None:
        assert milliseconds > 0
        self.said.append((room, typing))
        self.heard.set()
        if self.broken:
            raise aiohttp.ClientConnectionError

    async def until(self, count: int) -> list[tuple[str, bool]]:
        async with asyncio.timeout(60):
            while len(self.said) < count:
                self.heard.clear()
                await self.heard.wait()
        return self.said


@pytest.fixture
def homeserver() -> Homeserver:
    return Homeserver()


@pytest.fixture
async def notice(homeserver: Homeserver, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TypingNotice]:
    monkeypatch.setattr(module, "SHOWN_AFTER", 0.05)
    client: Any = homeserver
    notice = TypingNotice(client)
    yield notice
    await notice.close()


async def test_an_answer_that_takes_a_while_is_announced_until_it_is_there(
    homeserver: Homeserver, notice: TypingNotice
) -> None:
    notice.came("!a")
    notice.came("!a")
    await homeserver.until(1)

    notice.answered("!a")

    assert await homeserver.until(2) == [("!a", True), ("!a", False)]


async def test_an_answer_that_comes_at_once_is_not_announced(homeserver: Homeserver, notice: TypingNotice) -> None:
    notice.came("!a")
    notice.came("!b")
    notice.answered("!a")
    notice.answered("!elsewhere")

    assert await homeserver.until(1) == [("!b", True)]


async def test_an_answer_that_never_comes_is_announced_for_a_while(
    homeserver: Homeserver, notice: TypingNotice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SHOWN_FOR", 0.05)

    notice.came("!a")
    await homeserver.until(2)
    await notice.close()
    notice.came("!a")

    assert (await homeserver.until(3))[2] == ("!a", True)


async def test_a_homeserver_that_does_not_show_it_disturbs_nobody(homeserver: Homeserver, notice: TypingNotice) -> None:
    homeserver.broken = True

    notice.came("!a")
    await homeserver.until(1)
    notice.answered("!a")

    assert len(await homeserver.until(2)) == 2


async def test_what_was_announced_is_taken_back_at_the_end(homeserver: Homeserver, notice: TypingNotice) -> None:
    notice.came("!a")
    await homeserver.until(1)

    await notice.close()

    assert homeserver.said == [("!a", True), ("!a", False)]

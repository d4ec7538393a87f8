from __future__ import annotations

import asyncio
import contextlib
import time
from pathlib import Path

from markupsafe import Markup

from assistant.chat import Message, Reply, Sent
from assistant.chat.compose import Composer
from assistant.domain.messages import Address, Lane, Outgoing
from assistant.outbox import Sender
from assistant.ports import UnitOfWork
from tests.association import opened
from tests.engine.small_talk import routes

MESSAGES = 15


class Recorder:
    name = "telegram"
    command_prefix = "/"

    def __init__(self) -> None:
        self.sent_at: list[float] = []
        self.all_sent = asyncio.Event()

    async def send(self, message: Message) -> Sent:
        self.sent_at.append(time.monotonic())
        if len(self.sent_at) == MESSAGES:
            self.all_sent.set()
        return Sent(str(message.id))


def fifteen_replies(work: UnitOfWork) -> None:
    for chat in map(str, range(1, MESSAGES + 1)):
        work.outbox.put(Outgoing(Address("telegram", chat, chat), "reply", Reply(Markup("Bonjour")).body(), Lane.REPLY))


async def test_what_the_pace_holds_back_leaves_as_soon_as_the_pace_allows(tmp_path: Path) -> None:
    recorder = Recorder()
    async with opened(f"sqlite:///{tmp_path / 'assistant.db'}") as database:
        await database.run(fifteen_replies)
        sender = Sender(database, {"telegram": recorder}, Composer(routes(), {}, "fr"), {}, owner="one")

        began = time.monotonic()
        running = asyncio.create_task(sender.run(idle=600))
        await asyncio.wait_for(recorder.all_sent.wait(), 60)
        await sender.stop()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running

    assert recorder.sent_at[-1] - began > 0.3

"""Messages in: keeps each update before it is acknowledged, then hands them to dispatch, in order within a chat."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby

from assistant.chat import Readings
from assistant.chat.compose import Composed
from assistant.dispatch import Dispatcher, Outcome
from assistant.domain.messages import InboxRow, Incoming
from assistant.outbox import Sender
from assistant.ports import Database, UnitOfWork
from assistant.reading import FileReading, remove

log = logging.getLogger(__name__)
BATCH = 64
TRIES = 2
FEW = 8
"""So many updates are handled by the commit that keeps them; more are kept first."""
Done = tuple[InboxRow, Outcome]


@dataclass(slots=True)
class Intake:
    """The inbox of this process. `handled` is called with each message and the command it ran."""

    database: Database
    dispatcher: Dispatcher
    sender: Sender
    files: FileReading
    handled: Callable[[Incoming, str], None] | None = None
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, updates: Sequence[Incoming]) -> None:
        """Commit the updates to the inbox; only after this returns may a channel acknowledge them.

        A few that find nothing waiting are handled by the same commit; if that fails they are kept all the same.
        """
        try:
            done, claimed = await self.database.run(lambda work: self._received(work, updates))
        except Exception:
            log.info("%s updates are kept before they are handled", len(updates), exc_info=True)
            await self.database.run(lambda work: work.inbox.receive(updates))
            done, claimed = [], []
        if not done:
            self._wake.set()
            return
        self.sender.send(claimed)
        for row, outcome in done:
            self._tell(row, outcome)

    async def run(self, idle: float = 1.0) -> None:
        """For ever: handle what waits, then sleep until something comes in."""
        while True:
            self._wake.clear()
            if not await self.handle_waiting():
                with suppress(TimeoutError):
                    async with asyncio.timeout(idle):
                        await self._wake.wait()

    async def handle_waiting(self) -> int:
        """Handle a batch: chats beside one another, each chat's messages in order. Returns how many there were."""
        rows = await self.database.run(lambda work: work.inbox.waiting(BATCH))
        by_chat = sorted(rows, key=lambda row: (row.incoming.channel, row.incoming.chat, row.id))
        chats = [list(group) for _, group in groupby(by_chat, lambda row: (row.incoming.channel, row.incoming.chat))]
        await asyncio.gather(*(self._handle_chat(chat) for chat in chats))
        return len(rows)

    async def _handle_chat(self, rows: list[InboxRow]) -> None:
        for row in rows:
            await self._handle(row)

    async def speak(self, incoming: Incoming) -> Outcome:
        """One message handled at once, without the inbox, its effects sent: the console's way in."""

        async def attempt(readings: Readings) -> Outcome:
            return await self.database.run(lambda work: self.dispatcher.handle(work, incoming, readings))

        outcome = await self.files.complete(attempt)
        await self.sender.drain()
        return outcome

    async def _handle(self, row: InboxRow) -> None:
        async def attempt(readings: Readings) -> tuple[Outcome, list[Composed]]:
            return await self.database.run(lambda work: self._handled(work, row, readings))

        try:
            outcome, claimed = await self.files.complete(attempt)
            self.sender.send(claimed)
            self._tell(row, outcome)
            await remove(row.incoming)
        except Exception:
            reference = secrets.token_hex(2).upper()
            log.exception("update %s of %s failed (%s)", row.incoming.update_id, row.incoming.channel, reference)
            await self._give_up(row, reference)

    def _received(self, work: UnitOfWork, updates: Sequence[Incoming]) -> tuple[list[Done], list[Composed]]:
        """Keep them; handle them at once where they are few and nobody's turn comes before theirs."""
        new = work.inbox.receive(updates)
        rows = work.inbox.waiting(FEW + 1)
        if new > FEW or len(rows) != new or any(update.file for update in updates):
            return [], []
        return [(row, self.dispatcher.handle_row(work, row)) for row in rows], self.sender.claim_within(work)

    def _tell(self, row: InboxRow, outcome: Outcome) -> None:
        if self.handled is not None and outcome.command:
            self.handled(row.incoming, outcome.command)

    def _handled(self, work: UnitOfWork, row: InboxRow, readings: Readings) -> tuple[Outcome, list[Composed]]:
        """One unit: the message is handled and its reply claimed, so that it leaves after a single commit."""
        return self.dispatcher.handle_row(work, row, readings), self.sender.claim_within(work)

    async def _give_up(self, row: InboxRow, reference: str) -> None:
        """Try once more at the next round, then apologise; a database that cannot write keeps the row waiting."""
        try:
            tries = await self.database.run(lambda work: work.inbox.failed(row.id, reference))
            if tries >= TRIES:
                await self.database.run(lambda work: self.dispatcher.apologise(work, row, reference))
                await remove(row.incoming)
                self.sender.wake.set()
        except Exception:
            log.exception("update %s waits: the database cannot be written", row.incoming.update_id)
            await asyncio.sleep(1)

"""The receiving half of the assistant, on an account of its own, with an inbox that a test looks into."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence, Sized
from dataclasses import dataclass, field
from pathlib import Path

import nio

from assistant.channels.matrix.client import Client
from assistant.channels.matrix.media import Media
from assistant.channels.matrix.memory import Memory
from assistant.channels.matrix.rooms import Rooms
from assistant.channels.matrix.syncing import Receiver
from assistant.channels.matrix.typing_notice import TypingNotice
from assistant.clocks import SystemClock
from assistant.domain.messages import Incoming
from tests.matrix.people import Person
from tests.matrix.synapse import Synapse

PATIENCE = 90.0
ONE_TRY = nio.AsyncClientConfig(encryption_enabled=True, max_limit_exceeded=0, max_timeouts=0)


@dataclass
class Inbox:
    """Keeps what the channel hands over; `broken` makes it fail as a database would, so many times."""

    kept: list[Incoming] = field(default_factory=list)
    reachability: list[tuple[str, bool]] = field(default_factory=list)
    members: set[str] = field(default_factory=set)
    everybody: bool = True
    """Whether all accounts are members'; else `members` alone."""
    broken: int = 0
    parts: list[int] = field(default_factory=list)
    """How many messages came at once."""
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, updates: Sequence[Incoming]) -> None:
        if self.broken:
            self.broken -= 1
            raise OSError("disk full")
        self.kept += updates
        self.parts.append(len(updates))
        self.came.set()

    async def known(self, account: str) -> bool:
        return self.everybody or account in self.members

    async def reachable(self, account: str, can_be_reached: bool) -> None:
        self.reachability.append((account, can_be_reached))
        self.came.set()

    @property
    def texts(self) -> list[str | None]:
        return [incoming.text for incoming in self.kept]

    async def until(self, holds: Callable[[], object] | int, seconds: float = PATIENCE) -> list[Incoming]:
        """Wait until that holds, or until so many messages are kept."""
        try:
            async with asyncio.timeout(seconds):
                while not (len(self.kept) >= holds if isinstance(holds, int) else holds()):
                    self.came.clear()
                    await self.came.wait()
        except TimeoutError:
            raise AssertionError(f"not in {seconds:.0f} s: {self.kept} {self.reachability}") from None
        return self.kept


@dataclass
class Listener:
    """`start` is a process, `stop` its end; `parts` are those of the process that runs."""

    account: Person
    folder: Path
    inbox: Inbox
    task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Runs until `stop`; returns once a first batch is kept and others can encrypt for it."""
        self.memory = Memory(self.folder / "channel.db", SystemClock())
        await self.memory.open()
        self.client = Client(self.account.server.url, self.account.user, self.account.device, str(self.folder), ONE_TRY)
        self.client.restore_login(self.account.user, self.account.device, self.account.token)
        self.rooms = Rooms(self.client, self.memory, known=self.inbox.known, reachability=self.inbox.reachable)
        self.media = Media(self.client, self.folder / "downloads")
        self.notice = TypingNotice(self.client)
        self.receiver = Receiver(
            *(self.client, self.memory, self.rooms, self.media, self.notice, SystemClock()),
            receive=self.inbox.receive,
            poll=5.0,
        )
        self.task = asyncio.create_task(self.receiver.run())
        await self.holds(self.memory.since)
        await self.holds(lambda: self.client.olm_account_shared)

    async def stop(self) -> None:
        if self.task is None:
            return
        self.task.cancel()
        await asyncio.wait([self.task])
        self.task = None
        await self.media.close()
        await self.notice.close()
        await self.client.close()
        await self.memory.close()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def holds(self, question: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait until the answer, which may have to be awaited, is something."""
        async with asyncio.timeout(seconds):
            while not await _answered(question):
                self.ended()
                await asyncio.sleep(0.02)

    async def counts(self, things: Callable[[], Awaitable[Sized]], count: int) -> None:
        """Wait until there are so many."""

        async def are() -> bool:
            return len(await things()) == count

        await self.holds(are)

    async def noted(self) -> None:
        """Wait until the batch under way is kept: a process that ends before is brought it again."""
        await self.holds(lambda: self.client.next_batch == "-")

    def ended(self) -> None:
        """What it ended with, if it has."""
        if self.task is not None and self.task.done():
            self.task.result()

    async def enters(self, room: str, seconds: float = PATIENCE) -> None:
        """Wait until it is in the room, and has kept that it is."""
        await self.holds(
            lambda: room in self.client.rooms and self.account.user in self.client.rooms[room].users, seconds
        )
        await self.noted()

    async def meet(self, person: Person, **fields: object) -> str:
        """A chat that the person opens, and the assistant enters."""
        room = await person.open_chat(self.account.user, **fields)  # type: ignore[arg-type] # as they come
        await self.enters(room)
        return room


async def never(*_: object) -> bool:
    """What does not end."""
    await asyncio.Event().wait()
    return True


async def _answered(question: Callable[[], object]) -> object:
    answer = question()
    return await answer if inspect.isawaitable(answer) else answer


@contextlib.asynccontextmanager
async def listening(server: Synapse, folder: Path, inbox: Inbox) -> AsyncIterator[Listener]:
    """With a fresh account, before its first start; stopped at the end."""
    account = await Person.enter(server, "mbongi", folder)
    (folder / "matrix").mkdir()
    assistant = Listener(account, folder / "matrix", inbox)
    try:
        yield assistant
    finally:
        await assistant.stop()
        await account.close()

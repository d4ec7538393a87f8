"""A small association with the whole assistant behind its web chat: five people, on one noon of March."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import storage
from assistant import bylaws
from assistant.app.joining import join
from assistant.app.menus import menu_of
from assistant.channels.web import Demo, MemoryConversations, Person, WebChat
from assistant.chat import Channel
from assistant.clocks import StandingClock
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.domain.messages import ChatAccount
from assistant.ports import UnitOfWork
from assistant.settings import Listen, load
from storage.seal import Seal
from tests.loopback import free_port
from tests.web.hall import PARIS, listening

NOON = datetime(2026, 3, 5, 11, tzinfo=UTC)
BOOKS_OPEN_ON = date(2026, 3, 1)
JOINED = date(2019, 5, 1)
PEOPLE = (
    ("S010", "Awa", None),
    ("S013", "Rufin", None),
    ("S001", "Hilaire", Role.PRESIDENT),
    ("S002", "Rosine", Role.TREASURER),
    ("S003", "Paul", Role.DEPUTY_TREASURER),
)
AWA, RUFIN, HILAIRE, ROSINE, PAUL = range(len(PEOPLE))
"""Their places; the first two sit at one window, the bureau at another, as a window holds three chats."""
AT_ONE_WINDOW = 2


@dataclass
class House:
    """The assistant, its database and its page, which run together."""

    folder: Path
    language: str

    def __post_init__(self) -> None:
        self.clock = StandingClock(NOON)
        self.listen = Listen("127.0.0.1", free_port())
        self.address = f"http://{self.listen.host}:{self.listen.port}"

    @property
    def windows(self) -> list[str]:
        """Where the pages are."""
        chats = [f"demo:{number}" for number, _, _ in PEOPLE]
        return [f"{self.address}/#{','.join(part)}" for part in (chats[:AT_ONE_WINDOW], chats[AT_ONE_WINDOW:])]

    async def run(self) -> None:
        """Until it is cancelled."""
        in_force = bylaws.load("ndzouana")
        database = storage.throwaway(
            self.folder / "house.db", bylaws=in_force, clock=self.clock, timezone=PARIS, secret_key="secret"
        )
        await database.run(self._move_in)
        channels: dict[str, Channel] = {}
        settings = load({"ASSISTANT_DATA_DIR": str(self.folder), "ASSISTANT_SECRET_KEY": "secret"})
        assistant = join(settings, database, channels)
        web = WebChat(
            self.listen,
            MemoryConversations(),
            self.folder / "files",
            Seal("secret"),
            receive=assistant.intake.receive,
            menu=lambda account: menu_of(assistant, "web", account),
            now=self.clock.now,
            timezone=PARIS,
            locale=self.language,
            demo=Demo(self._people(), {}, _nowhere),
        )
        channels[web.name] = web
        tasks = [asyncio.ensure_future(run()) for run in (web.run, assistant.intake.run, assistant.sender.run)]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await database.close()

    def _people(self) -> tuple[Person, ...]:
        return tuple(Person(f"demo:{number}", name, "a member", self.language) for number, name, _ in PEOPLE)

    def _move_in(self, work: UnitOfWork) -> None:
        history = (StatusChange(JOINED, Status.ACTIVE),)
        for number, name, role in PEOPLE:
            roles = frozenset({role}) if role else frozenset()
            work.members.save(Member(number, "Ibara", name, JOINED, history, roles, language=self.language))
            chat = f"demo:{number}"
            work.accounts.save(ChatAccount("web", chat, chat, number, self.language, work.now, work.now))
        work.book.put("books_open_on", BOOKS_OPEN_ON.isoformat())


@contextmanager
def open_house(folder: Path, language: str) -> Iterator[House]:
    """The page served until the end of the block."""
    house: Any = House(folder, language)
    with listening(house):
        yield house


async def _nowhere(to: datetime) -> None:
    """This clock is not moved from the page."""

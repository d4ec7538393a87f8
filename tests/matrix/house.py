"""The whole assistant as an operator runs it: `python -m assistant serve`, on an account of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

from markupsafe import Markup

import storage
from assistant import bylaws
from assistant.chat import Reply
from assistant.clocks import SystemClock
from assistant.domain.messages import Address, ChatAccount, Outgoing
from assistant.ports import UnitOfWork
from tests.conftest import PARIS
from tests.matrix.people import PATIENCE, Enter, Person, Seen
from tests.matrix.synapse import PASSWORD, Synapse, fresh

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
SECRET_KEY = "the key of this house and of no other"
PREFIXES = ("ASSISTANT_", "TELEGRAM_", "MATRIX_", "SMTP_", "MAIL_", "WEB_")
PAUSE = 0.1


class House:
    """One association in a folder; `login` says how the assistant proves who it is."""

    def __init__(self, server: Synapse, folder: Path, bot: str, login: dict[str, str]) -> None:
        self.server, self.folder, self.bot = server, folder, bot
        folder.mkdir(exist_ok=True)
        self._process: subprocess.Popen[bytes] | None = None
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIXES)}
        self._environment = kept | {
            "PYTHONPATH": str(ROOT),
            "ASSISTANT_DATA_DIR": str(folder / "data"),
            "ASSISTANT_SECRET_KEY": SECRET_KEY,
            "ASSISTANT_LOG_LEVEL": "DEBUG",
            "MATRIX_HOMESERVER": server.url,
            "MATRIX_USER": bot,
            **login,
        }

    @classmethod
    async def built(cls, server: Synapse, folder: Path, *, by_token: bool = False) -> House:
        """With a fresh account, and an empty database; `by_token`: the operator gives no password."""
        bot = await server.register(fresh("mbongi"))
        login = {"MATRIX_PASSWORD": PASSWORD}
        if by_token:
            session = await server.log_in(bot)
            login = {"MATRIX_ACCESS_TOKEN": session["access_token"], "MATRIX_DEVICE_ID": session["device_id"]}
        house = cls(server, folder, bot, login)
        storage.upgrade(house.database)
        return house

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'data' / 'assistant.db'}"

    @property
    def log(self) -> str:
        return (self.folder / "serve.log").read_text(encoding="utf-8", errors="replace")

    @property
    def matrix_folder(self) -> Path:
        return self.folder / "data" / "matrix"

    def run(self, *arguments: str) -> str:
        """One command of the operator's; what it printed."""
        done = subprocess.run(  # noqa: S603 - the project's own command
            [sys.executable, "-m", "assistant", *arguments],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        """Without waiting until it answers: people wait for what they see."""
        with (self.folder / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-W", "error", "-m", "assistant", "serve"],
                cwd=self.folder,
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    def stop(self) -> int:
        """As the system's service manager does; the exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """By the signal that nobody can handle."""
        self._end(signal.SIGKILL)

    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    async def books(self, unit: Callable[[UnitOfWork], T]) -> T:
        """One look into the database, or one change of it, from outside of the process."""
        database = storage.open_database(
            self.database,
            bylaws=bylaws.load("ndzouana"),
            clock=SystemClock(),
            timezone=PARIS,
        )
        try:
            return await database.run(unit)
        finally:
            await database.close()

    async def tie(self, person: Person, number: str) -> None:
        """As if by a code."""

        def save(work: UnitOfWork) -> None:
            user = person.user
            work.accounts.save(ChatAccount("matrix", user, user, number, "fr", linked_at=work.now, seen_at=work.now))

        await self.books(save)

    async def holds(self, unit: Callable[[UnitOfWork], object]) -> None:
        """Wait until that is so in the books."""
        for _ in range(int(PATIENCE / PAUSE)):
            if await self.books(unit):
                return
            await asyncio.sleep(PAUSE)
        raise AssertionError(f"the books never said so: {self.log[-2000:]}")

    async def member(self, enter: Enter, number: str, *, encrypted: bool = False) -> Person:
        """Somebody tied to that member, in a private chat with the assistant."""
        person = await enter(self.server, number.lower(), encrypted=encrypted)
        await self.tie(person, number)
        if encrypted:
            await self.published(person)
        await self.meet(person)
        return person

    async def published(self, person: Person, besides: Collection[str] = ()) -> None:
        """Wait until others can encrypt for a device of the assistant's that is none of those.

        A process that has just begun has no keys out yet.
        """
        for _ in range(int(PATIENCE / PAUSE)):
            answer = await person.ask("POST", "keys/query", {"device_keys": {self.bot: []}})
            if answer["device_keys"].get(self.bot, {}).keys() - set(besides):
                return
            await asyncio.sleep(PAUSE)
        raise AssertionError(f"nobody can encrypt for the assistant: {self.log[-2000:]}")

    async def meet(self, person: Person) -> str:
        """Open a chat with the assistant and wait until it has come."""
        room = await person.open_chat(self.bot)
        await person.until(lambda: came(person, room, self.bot), what=f"the assistant: {self.log[-2000:]}")
        return room

    async def tell(self, person: Person, text: str) -> None:
        """Have the assistant say something personal, unasked."""
        body = Reply(Markup(text)).body() | {"language": "fr"}
        to = Address("matrix", person.user, person.user)
        await self.books(lambda work: work.outbox.put(Outgoing(to, "reply", body)))

    async def asked_to_confirm(self, person: Person) -> Seen:
        """The last question of a declared payment."""
        await person.say("!payer 20 virement aujourd’hui")
        await person.sees("justificatif")
        await person.say("passer")
        return await person.sees("Est-ce bien cela")

    async def declare(self, person: Person) -> None:
        await self.asked_to_confirm(person)
        await person.say("confirmer")
        await person.sees("Noté")

    async def declared(self, person: Person) -> int:
        """How many payments of the member whom that person is tied to wait for the treasurers."""

        def found(work: UnitOfWork) -> int:
            account = work.accounts.get("matrix", person.user)
            assert account is not None
            return len(work.payments.pending(str(account.member)))

        return await self.books(found)

    async def logs(self, words: str) -> None:
        """Wait until the process has written that."""
        for _ in range(int(PATIENCE / PAUSE)):
            if words in self.log:
                return
            await asyncio.sleep(PAUSE)
        raise AssertionError(f"the log never said {words!r}: {self.log[-2000:]}")

    def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        try:
            return self._process.wait(PATIENCE)
        finally:
            self._process.kill()
            self._process.wait()


def came(person: Person, room: str, user: str) -> bool:
    """Whether that person's client has seen the user join the room."""
    return _is(person, room, user, "join")


def left(person: Person, room: str, user: str) -> bool:
    """Whether that person's client has seen the user leave the room, or decline to come."""
    return _is(person, room, user, "leave")


def _is(person: Person, room: str, user: str, membership: str) -> bool:
    return any(
        seen.type == "m.room.member" and seen.content.get("membership") == membership and seen.sender == user
        for seen in person.timeline
        if seen.room == room
    )

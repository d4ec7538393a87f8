"""The assistant's account with all that a `Sender` needs, and nobody who receives."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nio
from markupsafe import Markup

from assistant.channels.matrix.client import Client
from assistant.channels.matrix.memory import Memory
from assistant.channels.matrix.outgoing import Content
from assistant.channels.matrix.sending import SEND_SECONDS, Sender
from assistant.chat import File, Key, Message
from assistant.clocks import StandingClock
from assistant.domain.messages import Address
from tests.matrix.encrypted import EncryptedPerson
from tests.matrix.people import Person
from tests.matrix.synapse import Synapse, fresh

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
ONE_TRY = nio.AsyncClientConfig(encryption_enabled=True, max_limit_exceeded=0, max_timeouts=0)
YES, NO = Key("Oui", "t.0", option="yes"), Key("Non", "t.1", option="no")
QUESTION: dict[str, Any] = {"keys": (YES, NO), "question": "sure", "kind": "yes_no", "options": 2}
PHOTO, PAPER = File("reçu.png", "image/png", b"\x89PNG"), File("relevé.pdf", "application/pdf", b"%PDF-1.7")
NOT_TWICE = 0.3
"""Seconds in which nothing more may come."""
Upload = Callable[[Client, str, File], Awaitable[Content]]


async def uploaded(client: Client, room: str, file: File) -> Content:
    answer, _ = await client.upload(io.BytesIO(file.content), file.media_type, file.name, filesize=len(file.content))
    assert isinstance(answer, nio.UploadResponse), answer
    return {"msgtype": "m.file", "body": file.name, "url": answer.content_uri}


class Account(EncryptedPerson):
    """The assistant's own, by its own client."""

    async def began(self, folder: Path) -> None:
        await super().began(folder)
        store = self.client.store_path
        await self.client.close()
        self.client = Client(self.server.url, self.user, self.device, store, ONE_TRY)
        self.client.restore_login(self.user, self.device, self.token)


@dataclass
class Desk:
    """`chats` says which private room is whose; `rooms_next` are given first, for what changes meanwhile."""

    account: Account
    memory: Memory
    upload: Upload = uploaded
    clock: StandingClock = field(default_factory=lambda: StandingClock(NOON))
    chats: dict[str, str] = field(default_factory=dict)
    rooms_next: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    number: int = 0

    def __post_init__(self) -> None:
        self.sender = self.another_sender()

    @classmethod
    async def opened(cls, server: Synapse, folder: Path, user: str | None = None) -> Desk:
        """For a new account, or with one more device of that one."""
        user = user or await server.register(fresh("mbongi"))
        account = await Account.log_in(server, user, folder)
        memory = Memory(folder / account.device / "channel.db", StandingClock(NOON))
        await memory.open()
        return cls(account, memory)

    async def close(self) -> None:
        await self.sender.close()
        await self.memory.close()
        await self.account.close()

    @property
    def client(self) -> Client:
        client: Client = self.account.client
        return client

    def another_sender(self, patience: float = SEND_SECONDS) -> Sender:
        """As the next process has it."""
        tell = self.answered.append
        return Sender(self.client, self, self.memory, self.clock, upload=self.upload, answered=tell, patience=patience)

    async def direct(self, account: str) -> str:
        """As `Rooms` does."""
        return self.rooms_next.pop(0) if self.rooms_next else self.chats[account]

    async def meet(self, person: Person, *, encrypted: bool = False, **fields: Any) -> str:
        """They have a private chat; `fields` are those of the room."""
        room = await person.open_chat(self.account.user, encrypted=encrypted, **fields)
        await self.account.accept(by=person.user)
        await person.sync()
        self.chats[person.user] = room
        return room

    def message(self, person: Person, text: str = "Bonjour", **fields: Any) -> Message:
        self.number += 1
        to = Address("matrix", person.user, person.user)
        given: dict[str, Any] = {"id": self.number, "to": to, "text": Markup(text), "language": "en", "queued_at": NOON}
        return Message(**given | fields)

    async def says(self, person: Person, text: str = "Bonjour", **fields: Any) -> str:
        """The event's id."""
        return (await self.sender.send(self.message(person, text, **fields))).id


def counted(client: Client, name: str) -> list[tuple[Any, ...]]:
    """The arguments of every call from now on."""
    calls: list[tuple[Any, ...]] = []
    real = getattr(client, name)

    async def call(*args: Any, **named: Any) -> Any:
        calls.append(args)
        return await real(*args, **named)

    setattr(client, name, call)
    return calls


def answering(response: object) -> Any:
    async def call(*_: object, **__: object) -> object:
        return response

    return call


def failing(error: Exception) -> Any:
    async def call(*_: object, **__: object) -> object:
        raise error

    return call


def told(person: Person) -> list[str]:
    """What came as messages of their own."""
    return [seen.text.partition("\n")[0] for seen in person.timeline if seen.is_message]


async def seeded(person: Person, event: str, keys: list[str]) -> None:
    await person.until(lambda: list(person.reactions(event)) == keys, what=f"{keys} on {event}")


async def shows(person: Person, event: str, text: str) -> None:
    """Their client shows the message so by now."""
    await person.until(lambda: any(seen.id == event for seen in person.timeline))
    await person.until(lambda: person.shown(event) == text, what=text)

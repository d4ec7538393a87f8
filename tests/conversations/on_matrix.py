"""Matrix: the real channel against a real homeserver; each person has a client that encrypts, in a private chat.

One login of the assistant and one of each person serve all conversations: each costs a second. Every conversation has
an association of its own, which begins a moment later than the one before: the homeserver knows a message again by
the instant and the number of its row.
"""

from __future__ import annotations

import asyncio
import itertools
import mimetypes
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from assistant.channels.matrix import Matrix
from assistant.chat import Message, Sent
from assistant.domain.actors import OPERATOR
from assistant.domain.messages import Address, Incoming
from assistant.ports import Database
from assistant.services import linking
from assistant.settings import Matrix as Settings
from storage.seal import MATRIX, Seal
from tests.conversations.association import MORNING, PATIENCE, PEOPLE, House
from tests.conversations.matrix_body import Shown, shown
from tests.conversations.stage import Heard, Paper, Phone, Stage
from tests.matrix.copies import KeptCopies
from tests.matrix.encrypted import EncryptedPerson
from tests.matrix.people import Person, Seen
from tests.matrix.synapse import PASSWORD, Synapse, fresh

MARK = "org.mbongi.message"
SETTLED = ".settled"
"""Ends the mark of an edit that takes an answered question's choices away: it says nothing new."""
SEEDED = 5
"""So many choices have a reaction each."""


@dataclass
class Account:
    """The assistant's account on a homeserver; `stage` is the conversation that is played."""

    server: Synapse
    folder: Path
    user: str
    stack: AsyncExitStack
    people: dict[tuple[str, bool], Person] = field(default_factory=dict)
    begins: itertools.count[int] = field(default_factory=itertools.count)
    stage: MatrixStage | None = None
    task: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.channel = Matrix(
            Settings(self.server.url, self.user, PASSWORD),
            self.folder / "matrix",
            self.folder / "downloads",
            Seal("secret", MATRIX),
            self,
            copies=KeptCopies(),
            receive=self.receive,
            known=self.known,
            reachability=self.reachability,
        )

    def now(self) -> datetime:
        return self.stage.house.clock.now() if self.stage else MORNING

    async def receive(self, updates: Sequence[Incoming]) -> None:
        assert self.stage is not None, "somebody speaks between two conversations"
        await self.stage.take(updates)

    async def known(self, account: str) -> bool:
        if self.stage is None:
            return False
        found = await self.stage.books.run(lambda work: work.accounts.get("matrix", account))
        return found is not None and found.member is not None

    async def reachability(self, account: str, reachable: bool) -> None:
        """Nobody shuts the assistant out here."""

    def receiving(self) -> bool:
        """True; fails as the channel has failed, so that nobody waits for it."""
        if self.task is not None and self.task.done():
            self.task.result()
        return True

    def knows(self, person: Person, room: str) -> bool:
        """Whether the channel has heard that it shares that room with the person."""
        parts = self.channel._parts
        found = parts.sender._client.rooms.get(room) if parts is not None else None
        return found is not None and person.user in found.users

    def ended(self, _: asyncio.Task[None]) -> None:
        """Whoever waits for it is to look."""
        if self.stage is not None:
            self.stage.came.set()

    async def person(self, name: str, *, known: bool) -> Person:
        """With a client of their own."""
        if (name, known) not in self.people:
            person = await EncryptedPerson.enter(self.server, name, self.folder)
            self.stack.push_async_callback(person.close)
            self.people[name, known] = person
        return self.people[name, known]


@dataclass
class MatrixStage:
    """One conversation; it is the outbox's channel, so as to know what was sent."""

    account: Account
    house: House
    name: str = "matrix"
    command_prefix: str = "!"
    sent: list[tuple[Message, str]] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    phones: list[MatrixPhone] = field(default_factory=list)

    @property
    def books(self) -> Database:
        return self.house.books

    async def phone(self, name: str, *, known: bool = True) -> Phone:
        person = await self.account.person(name, known=known)
        if known:
            await self.house.tie(name, self.name, person.user)
        if not person.room:
            await (self._opened(person) if known else self._called(person, name))
        self.phones.append(MatrixPhone(self, person, len(person.timeline)))
        return self.phones[-1]

    async def at(self, instant: datetime) -> None:
        await self.house.at(instant)

    async def send(self, message: Message) -> Sent:
        sent = await self.account.channel.send(message)
        self.sent.append((message, sent.id))
        return sent

    async def take(self, updates: Sequence[Incoming]) -> None:
        """As the channel hands them over."""
        await self.house.intake.receive(updates)
        self.taken |= {update.update_id for update in updates}
        self.came.set()

    async def settle(self, event: str) -> None:
        """Until the event has come and all that it caused is sent."""
        async with asyncio.timeout(PATIENCE):
            while self.account.receiving() and event not in self.taken:
                self.came.clear()
                await self.came.wait()
        await self.house.settle()

    async def joined(self, person: Person, room: str) -> None:
        """Until the assistant is in the room and knows it: before, it would open another to say something in."""

        def is_it(seen: Seen) -> bool:
            joins = seen.type == "m.room.member" and seen.content["membership"] == "join"
            return joins and (seen.room, seen.sender) == (room, self.account.user)

        def both_know() -> bool:
            return any(map(is_it, person.timeline)) and self.account.knows(person, room)

        await person.until(lambda: self.account.receiving() and both_know(), PATIENCE)

    async def _opened(self, person: Person) -> None:
        """A member opens the chat."""
        await self.joined(person, await person.open_chat(self.account.user))

    async def _called(self, person: Person, name: str) -> None:
        """Whoever is not known yet is written to first, where the bureau has said."""
        at = Address(self.name, person.user, person.user)
        await self.books.run(lambda work: linking.invite(work, OPERATOR, PEOPLE[name].number, at))
        await self.house.settle()
        await person.accept(by=self.account.user)
        await person.sees()


@dataclass
class MatrixPhone:
    """One private chat; `offered` holds the newest message that has listed each label."""

    stage: MatrixStage
    person: Person
    read: int
    offered: dict[str, Shown] = field(default_factory=dict)
    tapped: dict[tuple[str, str], str] = field(default_factory=dict)
    """Their own reactions, by the message that each stands on."""
    group: str = ""

    async def say(self, text: str) -> list[Heard]:
        await self.heard()
        return await self._did(await self.person.say(_typed(text)))

    async def press(self, label: str) -> list[Heard]:
        """By the reaction that is there to be tapped; what has none is typed as it is written."""
        await self.heard()
        message = self.offered[label]
        if label not in message.choices or len(message.choices) > SEEDED:
            return await self._did(await self.person.say(label.lower()))
        return await self._did(await self._tap(message, label))

    async def send_file(self, name: str, content: bytes) -> list[Heard]:
        await self.heard()
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return await self._did(await self.person.upload(content, name, kind))

    async def say_in_group(self, *texts: str) -> list[Heard]:
        self.group = group = self.group or await self._gathered()
        events = [await self.person.say(_typed(text), group) for text in texts]
        await self.stage.settle(events[-1])
        await self.person.until(lambda: self._has_all(group), PATIENCE)
        return [shown(seen).heard() for seen in self.person.timeline if self._is_said(seen, group)]

    async def heard(self) -> list[Heard]:
        await self.person.until(lambda: self._has_all(self.person.user), PATIENCE)
        new, self.read = self.person.timeline[self.read :], len(self.person.timeline)
        return _joined([await self._met(seen) for seen in new if self._is_said(seen, self.person.room)])

    async def _did(self, event: str) -> list[Heard]:
        await self.stage.settle(event)
        return await self.heard()

    async def _met(self, seen: Seen) -> Heard:
        if seen.content.get("msgtype") in {"m.file", "m.image"}:
            return Heard("", papers=(Paper(seen.text, await self.person.fetch(seen)),))
        message = shown(seen)
        heard = message.heard()
        self.offered |= dict.fromkeys(heard.labels, message)
        return heard

    async def _tap(self, message: Shown, label: str) -> str:
        """A tap on a reaction of one's own takes it back, so that the next one puts it there again."""
        person, event = self.person, message.event
        await person.until(lambda: len(person.marks(event)) >= len(message.choices), PATIENCE)
        key = person.marks(event)[message.choices.index(label)]
        if (earlier := self.tapped.get((event, key))) is not None:
            await person.redact(earlier)
        self.tapped[event, key] = await person.react(event, key)
        return self.tapped[event, key]

    def _has_all(self, to: str) -> bool:
        """Whether all that was sent to that account or room has come."""
        sent = [(message, event) for message, event in self.stage.sent if to in {message.to.account, message.to.chat}]
        return all(any(_is(seen, message, event) for seen in self.person.timeline) for message, event in sent)

    def _is_said(self, seen: Seen, room: str) -> bool:
        said = seen.type == "m.room.message" and (seen.sender, seen.room) == (self.stage.account.user, room)
        return said and not str(seen.content[MARK]).endswith(SETTLED)

    async def _gathered(self) -> str:
        """A room for the two of them and a cousin."""
        person, private = self.person, self.person.room
        cousin = await self.stage.account.server.register(fresh("cousin"))
        group = await person.open_chat(self.stage.account.user, cousin, direct=False)
        person.room = private
        await self.stage.joined(person, group)
        return group


def _is(seen: Seen, message: Message, event: str) -> bool:
    """Whether it is how that message arrived: as that event, or as an edit of it."""
    if message.edits != event:
        return seen.id == event
    named = str(seen.content.get(MARK)).split(".")[1:2] == [str(message.id)]
    return named and seen.relation.get("event_id") == event


def _joined(heard: list[Heard]) -> list[Heard]:
    """Files come before the text that they belong to."""
    whole: list[Heard] = []
    papers: tuple[Paper, ...] = ()
    for one in heard:
        papers += one.papers
        if one.text:
            whole.append(replace(one, papers=papers))
            papers = ()
    return whole


def _typed(text: str) -> str:
    """Clients keep the slash for themselves."""
    return f"!{text[1:]}" if text.startswith("/") else text


@asynccontextmanager
async def open_account(server: Synapse, folder: Path) -> AsyncIterator[Account]:
    """Logged in, and receiving, until the end of the block."""
    async with AsyncExitStack() as stack:
        account = Account(server, folder, await server.register(fresh("mbongi")), stack)
        stack.push_async_callback(account.channel.close)
        account.task = asyncio.create_task(account.channel.run())
        account.task.add_done_callback(account.ended)
        yield account
        account.task.cancel()
        await asyncio.wait({account.task})


@asynccontextmanager
async def open_matrix(account: Account, house: House) -> AsyncIterator[Stage]:
    """The account belongs to that conversation until the end of the block."""
    house.clock.instant = MORNING + timedelta(milliseconds=next(account.begins))
    stage = MatrixStage(account, house)
    house.channels[stage.name] = stage
    account.stage = stage
    yield stage
    await house.settle()
    for phone in stage.phones:
        await phone.heard()
    account.stage = None

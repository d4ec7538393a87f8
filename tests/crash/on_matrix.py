"""The stage on a homeserver of its own: members with clients by plain HTTP, a few of them in encrypted rooms."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from assistant.domain.messages import Address
from tests.crash import books
from tests.crash.patient import PatientEncryptedPerson, PatientPerson
from tests.crash.stage import Shown
from tests.matrix.people import Content, Seen
from tests.matrix.synapse import PASSWORD, SERVER_NAME, Synapse

BOT = f"@mbongi:{SERVER_NAME}"
ENCRYPTING = (2, 6)
"""Those who encrypt of those who opened their chat themselves: one who is told things unasked, one who is not."""
NEWCOMERS = 2
LATE_EVERY = 5
JOINED_SECONDS = 120.0
INVITED_SECONDS = 600.0
MARK = "org.mbongi.message"
KEYCAP = "\ufe0f\u20e3"
_NUMBERED = re.compile(r"^(\d+)\. ", re.MULTILINE)
_transactions = (f"said.{number}" for number in itertools.count(1))


class KilledSynapse:
    """See `Killable`."""

    def __init__(self, server: Synapse) -> None:
        self._server = server

    async def kill(self) -> None:
        self._server.kill()

    async def start(self) -> None:
        await self._server.start()


class MatrixStage:
    """See `Stage`. The people are by place."""

    shows_repeats = False
    speaks_first = True

    def __init__(self, server: Synapse, people: Mapping[int, PatientPerson], path: Path) -> None:
        self.settings = {
            "MATRIX_HOMESERVER": server.url,
            "MATRIX_USER": BOT,
            "MATRIX_PASSWORD": PASSWORD,
            "ASSISTANT_SECRET_KEY": PASSWORD,
        }
        self.server = KilledSynapse(server)
        self.newcomers = range(len(people) - NEWCOMERS + 1, len(people) + 1)
        self.late = [place for place in people if place % LATE_EVERY == 0 and place not in self.newcomers]
        self._people = people
        self._path = path
        self._read: Counter[int] = Counter()
        self._shown: list[Shown] = []
        self._reacted: set[tuple[str, str]] = set()
        self._seen: set[str] = set()
        self._following: list[asyncio.Task[None]] = []
        self._said: dict[asyncio.Task[str], str] = {}
        """What is on its way to the assistant, and its chat."""

    def address(self, place: int) -> Address:
        user = self._people[place].user
        return Address("matrix", user, user)

    def welcome(self) -> None:
        """Newcomers wait for the chat that the assistant will open; members open theirs with their first words."""
        for place in self.newcomers:
            self._follow(_enter(self._people[place]))

    def _follow(self, following: Coroutine[Any, Any, None]) -> None:
        self._following.append(asyncio.create_task(following))

    def shown(self) -> Sequence[Shown]:
        for place, person in self._people.items():
            new = person.timeline[self._read[place] :]
            self._read[place] += len(new)
            self._seen.update(seen.id for seen in new)
            self._shown += [_shown(place, seen) for seen in new if _is_message(seen)]
        return self._shown

    def say(self, place: int, text: str, *, again: bool) -> None:
        """A client keeps the slash for itself, so people write `!`."""
        body = f"!{text[1:]}" if text.startswith("/") else text
        self._put(place, "m.room.message", {"msgtype": "m.text", "body": body}, times=1 + again)

    def press(self, place: int, message: Shown, data: str) -> None:
        """Every other person touches the reaction, which can be done once; else its number is typed."""
        if place % 2 == 0 or (message.id, data) in self._reacted:
            return self.say(place, data, again=False)
        self._reacted.add((message.id, data))
        relation = {"rel_type": "m.annotation", "event_id": message.id, "key": data + KEYCAP}
        return self._put(place, "m.reaction", {"m.relates_to": relation})

    def _put(self, place: int, kind: str, content: Content, times: int = 1) -> None:
        task = asyncio.create_task(self._putting(self._people[place], kind, content, times))
        self._said[task] = self.address(place).chat

    async def _putting(self, person: PatientPerson, kind: str, content: Content, times: int) -> str:
        if not person.room:
            await person.open_chat(BOT)
            if isinstance(person, PatientEncryptedPerson):
                await person.until(partial(_is_joined, person), JOINED_SECONDS)
            self._follow(person.follow())
        transaction = next(_transactions)
        (event,) = {await person.put(kind, content, transaction) for _ in range(times)}
        return event

    def unheard(self) -> set[str]:
        """Fails with whatever failed on the way."""
        for task in filter(asyncio.Task.done, self._following):
            task.result()
        events = {task.result(): task for task in self._said if task.done()}
        for event in books.received(self._path, events):
            del self._said[events[event]]
        return set(self._said.values())

    def unseen(self) -> set[str]:
        self.shown()
        return {chat for event, chat in books.sent(self._path).items() if event not in self._seen}

    async def problems(self) -> list[str]:
        """Each message of the assistant is one event, and all that the homeserver keeps of it was seen and read."""
        found, marks = [], Counter[str]()
        for place, person in self._people.items():
            seen = [one for one in person.timeline if one.sender == BOT and one.type == "m.room.message"]
            unseen = set(await person.kept(BOT)) - {one.id for one in seen}
            found += [f"{place} cannot read {event}" for event in unseen]
            marks.update(str(one.content.get(MARK)) for one in seen)
        return found + [f"message {mark} is {times} events" for mark, times in marks.items() if times > 1]

    async def close(self) -> None:
        tasks: list[asyncio.Task[Any]] = [*self._following, *self._said]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _enter(person: PatientPerson) -> None:
    await person.accept(BOT, INVITED_SECONDS)
    await person.follow()


def _is_message(seen: Seen) -> bool:
    return seen.sender == BOT and seen.is_message


def _is_joined(person: PatientPerson) -> bool:
    """Whether the assistant has come into their chat."""
    return any(
        seen.type == "m.room.member" and seen.sender == BOT and seen.content["membership"] == "join"
        for seen in person.timeline
    )


def _shown(place: int, seen: Seen) -> Shown:
    text = str(seen.content.get("body", ""))
    return Shown(place, seen.id, text, tuple(_NUMBERED.findall(text)))


@asynccontextmanager
async def matrix(folder: Path, count: int) -> AsyncIterator[MatrixStage]:
    """A homeserver, and so many people with an account there."""
    server = Synapse(folder / "synapse")
    await server.start()
    async with AsyncExitStack() as stack:
        stack.callback(server.kill)
        await server.register(BOT.removeprefix("@").partition(":")[0])
        people = await asyncio.gather(*(_person(stack, server, place, count) for place in range(1, count + 1)))
        stage = MatrixStage(server, dict(enumerate(people, 1)), folder / "assistant.db")
        stack.push_async_callback(stage.close)
        stage.welcome()
        yield stage


async def _person(stack: AsyncExitStack, server: Synapse, place: int, count: int) -> PatientPerson:
    user = await server.register(f"membre{place}")
    encrypts = place in ENCRYPTING or place > count - NEWCOMERS
    person = await (PatientEncryptedPerson if encrypts else PatientPerson).log_in(server, user, server.folder)
    stack.push_async_callback(person.close)
    return person

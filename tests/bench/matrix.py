"""A bare `solde` over Matrix, from the person's PUT to the answer in their /sync, beside a bare echo bot of matrix-nio.

Both bots run all the time on one homeserver and are asked in turn, each in chats of its own.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import psutil

from assistant.domain.messages import ChatAccount
from assistant.ports import UnitOfWork
from tests.association import number, opened
from tests.bench.processes import assistant_on_matrix, matrix_echo_bot
from tests.crash.patient import PatientEncryptedPerson, PatientPerson
from tests.matrix.people import Content, Seen
from tests.matrix.synapse import PASSWORD, Synapse

ASKED = "solde"
ROUNDS = 3
IN_A_ROW = 100
"""Shared among those who ask: thirty messages of one person at once are a flood, which is not answered."""
AT_ONCE, ENCRYPTING = 20, 5
EACH_AT_ONCE = 8
ANSWER_SECONDS = 60.0
READY_SECONDS = 120.0
REST_SECONDS = 10.0
MBONGI, ECHO = "mbongi", "echo"
_transactions = (f"bench.{number}" for number in itertools.count(1))


@dataclass(frozen=True, slots=True)
class Figures:
    """ms from PUT to answer, one after the other, in plain and in encrypted chats; answers a second to many at once."""

    p50: float
    p95: float
    p50_encrypted: float
    p95_encrypted: float
    per_second: float


@dataclass
class Asker(PatientPerson):
    """Somebody who asks, and looks at the clock when the answer is there."""

    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask_bot(self) -> float:
        """Milliseconds until the answer."""
        self.answered.clear()
        start = time.perf_counter()
        await self.put("m.room.message", {"msgtype": "m.text", "body": ASKED}, next(_transactions))
        async with asyncio.timeout(ANSWER_SECONDS):
            await self.answered.wait()
        return 1000 * (time.perf_counter() - start)

    async def met(self, bot: str) -> None:
        """Open a chat with it, until it has come in."""
        await self.open_chat(bot)
        await self.until(lambda: any(_comes_in(seen, bot) for seen in self.timeline), READY_SECONDS)

    def _keep(self, room: str, event: Content, *, encrypted: bool = False) -> None:
        super()._keep(room, event, encrypted=encrypted)
        if self._others(self.timeline[-1]):
            self.answered.set()


@dataclass
class EncryptedAsker(PatientEncryptedPerson, Asker):
    """The same in an encrypted chat."""


@dataclass(frozen=True)
class Cast:
    """Who asks one bot."""

    plain: Sequence[Asker]
    encrypted: Sequence[Asker]

    async def meet(self, stack: AsyncExitStack, bot: str) -> None:
        """Everybody opens a chat with it and sees from then on what comes there."""
        for asker in (*self.plain, *self.encrypted):
            await asker.met(bot)
            stack.push_async_callback(_ended, asyncio.create_task(asker.follow()))

    async def round(self) -> tuple[list[float], list[float], float]:
        """ms of each answer in a plain and in an encrypted chat, and answers a second to all at once."""
        plain, encrypted = await _in_a_row(self.plain), await _in_a_row(self.encrypted)
        start = time.perf_counter()
        await asyncio.gather(*(_ask(asker, EACH_AT_ONCE) for asker in self.plain))
        return plain, encrypted, len(self.plain) * EACH_AT_ONCE / (time.perf_counter() - start)


async def measure(path: Path) -> tuple[dict[str, Figures], float]:
    """The figures of each bot, and the bytes that `serve` holds at rest, on that database of many members."""
    folder = path.parent
    server = Synapse(folder / "synapse")
    await server.start()
    try:
        bots = {name: await server.register(name) for name in (MBONGI, ECHO)}
        settings = {
            "MATRIX_HOMESERVER": server.url,
            "MATRIX_USER": bots[MBONGI],
            "MATRIX_PASSWORD": PASSWORD,
            "ASSISTANT_SECRET_KEY": PASSWORD,
        }
        async with AsyncExitStack() as stack:
            casts = {name: await _cast(stack, server, name, folder) for name in bots}
            await _link(path, casts[MBONGI])
            stack.enter_context(assistant_on_matrix(path, settings))
            stack.enter_context(matrix_echo_bot(server.url, bots[ECHO], folder / "echo"))
            for name, user in bots.items():
                await casts[name].meet(stack, user)
            figures = await _in_turn(casts)
        with assistant_on_matrix(path, settings) as process:
            await asyncio.sleep(REST_SECONDS)
            return figures, float(psutil.Process(process.pid).memory_info().rss)
    finally:
        server.kill()


async def _in_turn(casts: Mapping[str, Cast]) -> dict[str, Figures]:
    rounds = defaultdict(list)
    for _ in range(ROUNDS):
        for name, cast in casts.items():
            rounds[name].append(await cast.round())
    return {name: _figures(found) for name, found in rounds.items()}


async def _link(path: Path, cast: Cast) -> None:
    """Tie each to a member, as their invitation would."""

    def unit(work: UnitOfWork) -> None:
        for place, asker in enumerate((*cast.plain, *cast.encrypted), 1):
            user = asker.user
            work.accounts.save(
                ChatAccount("matrix", user, user, number(place), "fr", linked_at=work.now, seen_at=work.now)
            )

    async with opened(f"sqlite:///{path}") as database:
        await database.run(unit)


def _figures(rounds: list[tuple[list[float], list[float], float]]) -> Figures:
    plain, encrypted, per_second = zip(*rounds, strict=True)
    cuts, sealed = (quantiles(itertools.chain(*delays), n=100) for delays in (plain, encrypted))
    return Figures(cuts[49], cuts[94], sealed[49], sealed[94], median(per_second))


async def _in_a_row(askers: Sequence[Asker]) -> list[float]:
    """One after the other, each after a question that warms up."""
    delays = [await _ask(asker, 1 + IN_A_ROW // len(askers)) for asker in askers]
    return [delay for each in delays for delay in each[1:]]


async def _ask(asker: Asker, times: int) -> list[float]:
    return [await asker.ask_bot() for _ in range(times)]


async def _cast(stack: AsyncExitStack, server: Synapse, bot: str, folder: Path) -> Cast:
    """For one bot, each with an account and a client."""

    async def asker(kind: type[Asker], place: int) -> Asker:
        one = await kind.log_in(server, await server.register(f"{bot}{place}"), folder)
        stack.push_async_callback(one.close)
        return one

    encrypting = range(AT_ONCE, AT_ONCE + ENCRYPTING)
    return Cast(
        [await asker(Asker, place) for place in range(AT_ONCE)],
        [await asker(EncryptedAsker, place) for place in encrypting],
    )


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _comes_in(seen: Seen, user: str) -> bool:
    return seen.type == "m.room.member" and seen.sender == user and seen.content["membership"] == "join"

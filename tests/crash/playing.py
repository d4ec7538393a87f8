"""One run of the workload on a database of its own, with the kills that a plan asks for, and what it left behind."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from assistant.domain.actors import OPERATOR
from assistant.domain.messages import Address, ChatAccount, Delivery, Lane, Outgoing, Preferences
from assistant.ports import UnitOfWork
from assistant.services import linking
from assistant.services.tick import tick
from storage.outbox import QUARANTINE
from tests.association import NOON, number, opened, register
from tests.crash import books
from tests.crash.process import Process
from tests.crash.stage import BUREAU, Setting, Stage
from tests.crash.workload import ONCE, Players, script

STEP_SECONDS = 0.02
KILL_WITHIN_SECONDS, BEGIN_SECONDS = 0.5, 3.0
REST_SECONDS = 600
"""Beside a second for each update, what a run may take on a busy machine."""
ONCE_EVERY = timedelta(seconds=0.4)
UNREMINDED = Preferences(dues_reminders=False)
"""Of those who change their language: what is told unasked is written in the language of the moment it leaves."""


@dataclass(frozen=True, slots=True)
class Plan:
    """So many updates in all, so many kills, the dice's seed; so many of the kills are of the platform's server."""

    updates: int
    kills: int
    seed: int
    server_kills: int = 0

    @property
    def people(self) -> int:
        """About a dozen updates each."""
        return max(self.updates // 12, BUREAU + 1)

    @property
    def lengths(self) -> list[int]:
        """How many updates each person sends."""
        share, more = divmod(self.updates, self.people)
        return [share + (place < more) for place in range(self.people)]


@dataclass(slots=True)
class Outcome:
    """What one run left behind: the tables, and what was shown to the member at each place."""

    tables: dict[str, list[str]]
    shown: Counter[tuple[int, str]]
    once: Counter[str]
    once_states: dict[str, str]
    given: int
    kills: int
    wrong: list[str]
    again: Counter[int]
    """How often something was sent again, or told of a crash alone, by the place of whom it was for."""
    shows_repeats: bool
    """Whether the platform shows a message again that is sent again."""

    @property
    def messages(self) -> int:
        return self.shown.total() + self.once.total()


class Killer:
    """Kills the process, or the platform's server, at random moments of the run, and starts it again.

    Every other kill comes while it starts again and has to catch up with what was said meanwhile.
    """

    def __init__(self, plan: Plan, expected: int, process: Process, stage: Stage) -> None:
        """`expected`: how many messages the run without kills showed."""
        self.kills = 0
        self._dice = random.Random(plan.seed)  # noqa: S311 - repeatable on purpose
        self._moments = sorted(self._dice.sample(range(1, max(expected, plan.kills + 2)), plan.kills))
        self._of_server = sorted(self._dice.sample(range(plan.kills), plan.server_kills))
        self._process = process
        self._stage = stage

    def due(self, shown: int, *, done: bool) -> bool:
        """Whether so many messages are enough for the next kill; once everybody is `done`, any number is."""
        if self.kills == len(self._moments):
            return False
        return done or self._just_begun or shown >= self._moments[self.kills]

    @property
    def _just_begun(self) -> bool:
        return self.kills % 2 == 1

    async def kill(self) -> None:
        """The next one."""
        await asyncio.sleep(self._dice.uniform(0, BEGIN_SECONDS if self._just_begun else KILL_WITHIN_SECONDS))
        if self.kills in self._of_server:
            await self._kill_server(with_process=self._of_server.index(self.kills) % 2 == 1)
        else:
            await self._restart_process()
        self.kills += 1

    async def _kill_server(self, *, with_process: bool) -> None:
        """`with_process`: that one is killed while the server is down, and begins without it."""
        assert self._stage.server is not None
        await self._stage.server.kill()
        if with_process:
            await self._restart_process()
        await self._stage.server.start()

    async def _restart_process(self) -> None:
        await self._process.kill()
        await self._process.start()


async def play(setting: Setting, plan: Plan, folder: Path, expected: int) -> Outcome:
    """`expected`: how many messages the run without kills showed."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    path = folder / "assistant.db"
    async with setting(folder, plan.people) as stage:
        codes = await _found(f"sqlite:///{path}", plan, stage)
        lengths = plan.lengths
        scripts = {p: script(p, codes[p], lengths[p - 1], told=p <= BUREAU) for p in range(1, plan.people + 1)}
        players = Players(stage, scripts)
        async with Process(path, stage.settings) as process:
            killer = Killer(plan, expected, process, stage)
            try:
                async with asyncio.timeout(REST_SECONDS + plan.updates):
                    await _meet(stage, players, path, process)
                    await _until_done(stage, players, path, process, killer)
            except TimeoutError:
                raise TimeoutError(f"these people wait for ever: {players.waiting} ({folder})") from None
        wrong = [f"given up: {what}" for what in books.dead(path)] + await stage.problems()
        return _outcome(stage, path, players, killer.kills, wrong)


async def _until_done(stage: Stage, players: Players, path: Path, process: Process, killer: Killer) -> None:
    """Play to the end; whenever as many messages were shown as a moment says, kill and start again."""
    while (busy := _busy(stage, path)) or not players.done or books.once_waiting(path):
        shown = players.play(busy)
        process.check()
        if killer.due(shown, done=players.done):
            await killer.kill()
        await asyncio.sleep(STEP_SECONDS)
    players.play(set())


def _busy(stage: Stage, path: Path) -> set[str]:
    """Asked in the order in which a message goes on, so that none is missed between two questions."""
    return stage.unheard() | books.busy(path) | stage.unseen()


async def _found(url: str, plan: Plan, stage: Stage) -> dict[int, str | None]:
    """The association; its newcomers get a code, all others are linked. Everything owed by now is done."""

    def at(place: int) -> Address | None:
        return stage.address(place) if stage.speaks_first else None

    def unit(work: UnitOfWork) -> dict[int, str | None]:
        register(work, plan.people)
        for place in range(1, plan.people + 1):
            if place not in stage.newcomers:
                work.accounts.save(_account(place, stage.address(place), work.now))
            if place > BUREAU:
                work.accounts.save_preferences(number(place), UNREMINDED)
        work.book.put(QUARANTINE, "until they have met")
        tick(work)
        codes = {place: linking.invite(work, OPERATOR, number(place), at(place)) for place in stage.newcomers}
        return dict.fromkeys(range(1, plan.people + 1)) | codes

    async with opened(url, timezone=NOON) as database:
        return await database.run(unit)


async def _meet(stage: Stage, players: Players, path: Path, process: Process) -> None:
    """Everybody begins who is not late; messages leave once they were heard, some of them at most once."""
    players.play({stage.address(place).chat for place in stage.late})
    while stage.unheard():
        process.check()
        await asyncio.sleep(STEP_SECONDS)
    places = [place for place in players.places if place not in (*stage.newcomers, *stage.late)]

    def unit(work: UnitOfWork) -> None:
        work.book.put(QUARANTINE, None)
        for place in places:
            work.outbox.put(_once(place, stage.address(place), work.now))

    async with opened(f"sqlite:///{path}", timezone=NOON) as database:
        await database.run(unit)


def _account(place: int, address: Address, now: datetime) -> ChatAccount:
    """As the member's invitation would tie it."""
    assert address.account is not None
    return ChatAccount(address.channel, address.account, address.chat, number(place), "fr", linked_at=now, seen_at=now)


def _once(place: int, to: Address, now: datetime) -> Outgoing:
    """A reminder that must never arrive twice; they leave one after the other while people talk."""
    body = {"text": f"{ONCE} {place}", "buttons": [], "files": [], "personal": True}
    key = f"{ONCE} {place}"
    later = now + place * ONCE_EVERY
    return Outgoing(to, "reply", body, Lane.REPLY, Delivery.AT_MOST_ONCE, number(place), key, not_before=later)


def _outcome(stage: Stage, path: Path, players: Players, kills: int, wrong: list[str]) -> Outcome:
    messages = stage.shown()
    once = Counter(message.text for message in messages if message.text.startswith(ONCE))
    shown = Counter((message.place, message.text) for message in messages if message.text not in once)
    states = books.outbox_states(path, Delivery.AT_MOST_ONCE)
    once_states = {key: state for key, state in states.items() if key.startswith(ONCE)}
    tries = books.again(path)
    again = Counter({place: tries.get(stage.address(place).chat, 0) for place in players.places})
    return Outcome(books.state(path), shown, once, once_states, players.given, kills, wrong, again, stage.shows_repeats)

"""The kill test: the same workload with and without kills, and what must not differ between the two."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from assistant.domain.actors import OPERATOR
from assistant.domain.messages import Address, Delivery, Lane, Outgoing
from assistant.ports import UnitOfWork
from assistant.services import linking
from assistant.services.tick import tick
from tests.association import chat_of, link, number, opened, register
from tests.crash import books
from tests.crash.workload import SHOWN, Players, Step, script
from tests.telegram.bot_api import TOKEN, BotApi

BUREAU = 4
STEP_SECONDS = 0.02
KILL_WITHIN_SECONDS = 0.5
ANSWER_SECONDS = 0.015
"""Between a message's arrival and the server's answer: long enough that some kills fall between the two."""
LIMIT_SECONDS = 900
ONCE_EVERY = timedelta(seconds=0.4)
ONCE = "Rappel"
"""How the messages of the at-most-once class begin."""


@dataclass(frozen=True, slots=True)
class Plan:
    """So many updates in all, so many kills, the dice's seed."""

    updates: int
    kills: int
    seed: int

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
    """What one run left behind: the tables, and what was shown in each chat."""

    tables: dict[str, list[str]]
    shown: Counter[tuple[int, str]]
    once: Counter[str]
    once_states: dict[str, str]
    given: int
    kills: int
    messages: int
    dead: list[str]


@dataclass(slots=True)
class Verdict:
    """What the kills did; `problems` is empty where all is well."""

    updates: int
    kills: int
    lost: int
    repeated: int
    unsure: int
    problems: list[str] = field(default_factory=list)


async def compare(plan: Plan, folder: Path) -> Verdict:
    """Play twice, without and with kills."""
    calm = await play(Plan(plan.updates, 0, plan.seed), folder / "calm", 0)
    rough = await play(plan, folder / "rough", calm.messages)
    missing, extra = calm.shown - rough.shown, rough.shown - calm.shown
    verdict = Verdict(rough.given, rough.kills, missing.total(), extra.total(), 0)
    verdict.problems += [f"never arrived in {chat}: {text[:60]!r} ({n}x)" for (chat, text), n in missing.items()]
    if extra.total() > rough.kills:
        verdict.problems.append(f"{extra.total()} messages were repeated by {rough.kills} kills")
    verdict.problems += [f"given up: {what}" for what in rough.dead]
    verdict.problems += [f"failed without a kill: {row}" for row in calm.tables["inbox"] if "'failed" in row]
    verdict.problems += _differences(calm.tables, rough.tables)
    _judge_once(rough, verdict)
    return verdict


def _judge_once(rough: Outcome, verdict: Verdict) -> None:
    """At most once: never twice, and whatever did not arrive is listed as unsure."""
    for key, state in rough.once_states.items():
        times = rough.once[key]
        verdict.unsure += state == "unsure"
        if times > 1:
            verdict.problems.append(f"{key} arrived {times} times")
        if state not in ("sent", "unsure") or (state == "sent" and times != 1):
            verdict.problems.append(f"{key} is {state} and arrived {times} times")
    if not rough.once_states:
        verdict.problems.append("no message of the at-most-once class was played")


def _differences(calm: dict[str, list[str]], rough: dict[str, list[str]]) -> list[str]:
    found = []
    for table, rows in calm.items():
        gone, new = Counter(rows) - Counter(rough[table]), Counter(rough[table]) - Counter(rows)
        found += [f"{table}: missing {row[:300]}" for row in list(gone)[:3]]
        found += [f"{table}: unexpected {row[:300]}" for row in list(new)[:3]]
    return found


async def play(plan: Plan, folder: Path, expected: int) -> Outcome:
    """One run on a database of its own. `expected`: how many messages the run without kills showed."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    path = folder / "assistant.db"
    codes = await _found(f"sqlite:///{path}", plan)
    lengths = plan.lengths
    scripts = {p: script(p, codes[p], lengths[p - 1], told=p <= BUREAU) for p in range(1, plan.people + 1)}
    dice = random.Random(plan.seed)  # noqa: S311 - repeatable on purpose
    moments = sorted(dice.sample(range(1, max(expected, plan.kills + 2)), plan.kills))
    async with BotApi(answer_seconds=ANSWER_SECONDS) as api:
        players = Players(api, scripts)
        kills = await _until_done(api, players, path, moments, dice)
        return _outcome(api, path, players.given, kills)


async def _until_done(api: BotApi, players: Players, path: Path, moments: list[int], dice: random.Random) -> int:
    """Play to the end; whenever as many messages were shown as a moment says, kill and start again."""
    kills = 0
    async with asyncio.timeout(LIMIT_SECONDS):
        async with contextlib.AsyncExitStack() as stack:
            process = await stack.enter_async_context(serving(path, api.url))
            while not players.done or books.busy(path) or books.once_waiting(path) or api.unacknowledged:
                shown = players.play(books.busy(path))
                if process.returncode is not None:
                    raise RuntimeError(f"the process ended by itself with {process.returncode}")
                if kills < len(moments) and (shown >= moments[kills] or players.done):
                    await asyncio.sleep(dice.uniform(0, KILL_WITHIN_SECONDS))
                    await stack.aclose()
                    kills += 1
                    process = await stack.enter_async_context(serving(path, api.url))
                await asyncio.sleep(STEP_SECONDS)
            players.play(set())
    return kills


@asynccontextmanager
async def serving(path: Path, api_url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The real process; killed in the end, without a word of warning."""
    environment = os.environ | {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api_url,
        "ASSISTANT_DATABASE_URL": f"sqlite:///{path}",
        "ASSISTANT_DATA_DIR": str(path.parent),
        "ASSISTANT_LOG_LEVEL": "WARNING",
    }
    with (path.parent / "serve.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "assistant", "serve", env=environment, stderr=log, stdout=log
        )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _found(url: str, plan: Plan) -> dict[int, str | None]:
    """The association; half of its people are linked, the others get a code. Everything owed by now is done."""
    linked = plan.people // 2 + BUREAU

    def unit(work: UnitOfWork) -> dict[int, str | None]:
        register(work, plan.people)
        link(work, 1, linked)
        for place in range(1, plan.people + 1):
            if place <= linked:
                work.outbox.put(_once(place, work.now))
        tick(work)
        newcomers = range(linked + 1, plan.people + 1)
        return dict.fromkeys(range(1, linked + 1)) | {p: linking.invite(work, OPERATOR, number(p)) for p in newcomers}

    async with opened(url) as database:
        return await database.run(unit)


def _once(place: int, now: datetime) -> Outgoing:
    """A reminder that must never arrive twice; they leave one after the other while people talk."""
    chat = str(chat_of(place))
    body = {"text": f"{ONCE} {place}", "buttons": [], "files": [], "personal": True}
    to = Address("telegram", chat, chat)
    key = f"{ONCE} {place}"
    later = now + place * ONCE_EVERY
    return Outgoing(to, "reply", body, Lane.REPLY, Delivery.AT_MOST_ONCE, number(place), key, not_before=later)


def _outcome(api: BotApi, path: Path, given: int, kills: int) -> Outcome:
    shown: Counter[tuple[int, str]] = Counter()
    once: Counter[str] = Counter()
    for call in api.journal:
        if not call.effect or call.method.lower() not in SHOWN or call.chat is None:
            continue
        text = str(call.params.get("text") or call.params.get("caption") or "")
        if text.startswith(ONCE):
            once[text] += 1
        else:
            shown[call.chat, text] += 1
    states = books.outbox_states(path, Delivery.AT_MOST_ONCE)
    once_states = {key: state for key, state in states.items() if key.startswith(ONCE)}
    return Outcome(
        books.state(path), shown, once, once_states, given, kills, shown.total() + once.total(), books.dead(path)
    )


__all__ = ["Plan", "Step", "Verdict", "compare"]

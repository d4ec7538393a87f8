"""A message to many while the process is killed again and again: what each recipient got, and what is known of it.

Some have blocked the bot, some are first answered that it sends too fast; everybody else gets it once, or once more
where a kill fell between the platform's taking it and the note that it had.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from assistant.domain.actors import OPERATOR
from assistant.domain.broadcasts import Reach
from assistant.ports import UnitOfWork
from assistant.services import broadcasting
from assistant.services.tick import tick
from tests.association import NOON, chat_of, link, number, opened, register
from tests.crash.on_telegram import ANSWER_SECONDS, settings_of
from tests.crash.playing import KILL_WITHIN_SECONDS
from tests.crash.process import Process
from tests.telegram import people
from tests.telegram.bot_api import BotApi, Call

WORDS = "La réunion est avancée à 14 h."
SECRETARY = 3
"""Who writes it: the third of the association."""
LOOK_SECONDS = 0.05
LIMIT_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Sending:
    """To so many, with so many kills, the dice's seed; the parts of them who blocked the bot, and who are slowed."""

    recipients: int
    kills: int
    seed: int
    blocked: float = 0.05
    slowed: float = 0.10


@dataclass(slots=True)
class Arrivals:
    """What the kills did; `problems` is empty where all is well."""

    recipients: int
    reached: dict[str, int]
    kills: int
    repeated: int
    """Messages that came once more."""
    slowed: int
    """How often the server answered that it was too fast."""
    seconds: float
    """From the first to the last that arrived."""
    problems: list[str] = field(default_factory=list)


async def send_to_many(sending: Sending, folder: Path) -> Arrivals:
    """Found an association, let the secretary write to all of it, kill, and compare what arrived with what is known."""
    path = folder / "assistant.db"
    await _found(path, sending.recipients)
    dice = random.Random(sending.seed)  # noqa: S311 - repeatable on purpose
    places = dice.sample(
        [place for place in range(1, sending.recipients + 1) if place != SECRETARY], k=_unlucky(sending)
    )
    blocked = {chat_of(place) for place in places[: round(sending.blocked * sending.recipients)]}
    slowed = {chat_of(place) for place in places} - blocked
    moments = sorted(dice.sample(range(1, sending.recipients - len(blocked)), sending.kills))
    async with BotApi(answer_seconds=ANSWER_SECONDS) as api:
        for chat in blocked:
            api.faults.add(kind="403", method="sendMessage", chat=chat, count=-1)
        for chat in slowed:
            api.faults.add(kind="429", method="sendMessage", chat=chat)
        killed = await _until_all_left(api, path, moments, dice)
        return await _compare(api, path, sending, blocked, killed)


def _unlucky(sending: Sending) -> int:
    return round((sending.blocked + sending.slowed) * sending.recipients)


async def _found(path: Path, count: int) -> None:
    """All of them linked, and whatever is owed by now done, so that nothing but the message leaves."""

    def unit(work: UnitOfWork) -> None:
        register(work, count)
        link(work, 1, count)
        work.book.once(f"reminders:{work.today:%Y-%m}")
        tick(work)

    async with opened(f"sqlite:///{path}", timezone=NOON) as database:
        await database.run(unit)


async def _until_all_left(api: BotApi, path: Path, moments: list[int], dice: random.Random) -> list[float]:
    """When the process was killed; it is started again each time, until nothing waits to leave."""
    killed: list[float] = []
    async with asyncio.timeout(LIMIT_SECONDS), Process(path, settings_of(api.url)) as process:
        await _write(api)
        while _waiting(path) or len(killed) < len(moments):
            process.check()
            due = len(killed) < len(moments) and (len(_arrived(api)) >= moments[len(killed)] or not _waiting(path))
            if due:
                await asyncio.sleep(dice.uniform(0, KILL_WITHIN_SECONDS))
                await process.kill()
                killed.append(time.monotonic())
                await process.start()
            await asyncio.sleep(LOOK_SECONDS)
    return killed


async def _write(api: BotApi) -> None:
    """The secretary writes it, sees it and says yes."""
    chat = chat_of(SECRETARY)
    for answers, text in enumerate((f"/diffuser all {WORDS}", "oui"), start=1):
        api.give(people.message(chat, text))
        await api.until(answers, seconds=120)


def _arrived(api: BotApi) -> list[Call]:
    """The message as it came, each time; what the secretary was shown is not it."""
    sent = [call for call in api.calls("sendMessage") if call.effect]
    return [call for call in sent if str(call.params["text"]).startswith(WORDS)]


def _waiting(path: Path) -> bool:
    """Whether some of it is still to leave."""
    query = "SELECT 1 FROM outbox WHERE key LIKE 'broadcast:%' AND state IN ('pending', 'sending') LIMIT 1"
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchone() is not None


async def _compare(api: BotApi, path: Path, sending: Sending, blocked: set[int], killed: list[float]) -> Arrivals:
    arrived: dict[int, list[float]] = defaultdict(list)
    for call in _arrived(api):
        arrived[call.params["chat_id"]].append(call.at)
    async with opened(f"sqlite:///{path}", timezone=NOON) as database:
        report = await database.run(lambda work: broadcasting.report(work, OPERATOR, 1))
        sound = await database.run(lambda work: work.audit.problems())
    reach = {member.number: reach for reach, members in report.reached.items() for member in members}
    instants = [at for times in arrived.values() for at in times]
    verdict = Arrivals(
        recipients=len(reach),
        reached={each.value: report.count(each) for each in Reach if report.count(each)},
        kills=len(killed),
        repeated=sum(len(times) - 1 for times in arrived.values()),
        slowed=sum(
            call.status == 0 and not call.effect and call.chat not in blocked for call in api.calls("sendMessage")
        ),
        seconds=max(instants) - min(instants),
        problems=[*sound],
    )
    for place in range(1, sending.recipients + 1):
        chat = chat_of(place)
        verdict.problems += _judge(
            number(place), reach.get(number(place)), arrived[chat], killed, is_blocked=chat in blocked
        )
    if (rows := _rows(path)) != sending.recipients:
        verdict.problems.append(f"{rows} messages were queued for {sending.recipients} recipients")
    return verdict


def _judge(member: str, reach: Reach | None, times: list[float], killed: list[float], *, is_blocked: bool) -> list[str]:
    """What is wrong with what one recipient got, and with what is known of it."""
    expected = Reach.UNREACHABLE if is_blocked else Reach.ACCEPTED
    if reach is not expected:
        return [f"{member} is {reach}, not {expected}"]
    if bool(times) is is_blocked:
        return [f"{member} is {reach} and got it {len(times)} times"]
    return [
        f"{member} got it twice without a kill"
        for one, two in pairwise(times)
        if not any(one < at < two for at in killed)
    ]


def _rows(path: Path) -> int:
    """One for each recipient: whatever came twice is the same row, with the same key."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM outbox WHERE key LIKE 'broadcast:1:%'").fetchone()[0])

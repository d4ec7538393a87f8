"""The composition root: the one file that knows everyone. It opens the database, joins channels, intake and outbox."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, TextIO

import handlers
import storage
from assistant import bylaws, scheduler
from assistant.bylaws import reglement
from assistant.channels import console
from assistant.chat import Channel, Routes
from assistant.chat.compose import Composer
from assistant.clocks import StandingClock, SystemClock
from assistant.dispatch import Dispatcher
from assistant.documents.json_file import json_file
from assistant.domain.bylaws import Bylaws
from assistant.domain.messages import ChatAccount, Incoming
from assistant.intake import Intake
from assistant.outbox import Maker, Sender
from assistant.ports import Clock, Database, UnitOfWork
from assistant.services.tick import TickReport, tick
from assistant.settings import Settings

log = logging.getLogger(__name__)
DEFAULT_BYLAWS = "ndzouana"
MAKERS: Mapping[str, Maker] = {"json": json_file}


@dataclass(slots=True)
class Assistant:
    """Everything joined, on one open database."""

    settings: Settings
    database: Database
    routes: Routes
    intake: Intake
    sender: Sender

    async def tick(self) -> TickReport:
        """Do what is owed by now, and wake the outbox."""
        report = await self.database.run(tick)
        self.sender.wake.set()
        return report

    async def speak(self, incoming: Incoming) -> Mapping[str, Any] | None:
        """One message handled at once, its effects sent: the console's way in."""
        outcome = await self.database.run(lambda work: self.intake.dispatcher.handle(work, incoming))
        await self.sender.drain()
        return outcome.result


def routes_for(settings: Settings) -> Routes:
    """The route table, with the association's own règlement where one is given."""
    text = settings.reglement.read_text(encoding="utf-8") if settings.reglement else None
    return handlers.routes(reglement.parse(text) if text else None)


def open_database(settings: Settings, clock: Clock, bylaws_in_force: Bylaws, *, console_reaches_all: bool = False) -> Database:
    """The association's database. MbongiError where it is missing or was made by another version."""
    return storage.open_database(
        settings.database_url,
        bylaws=bylaws_in_force,
        clock=clock,
        timezone=settings.timezone,
        fallback_channel=console.NAME if console_reaches_all else None,
    )


async def bylaws_of(settings: Settings) -> Bylaws:
    """The bylaws in force: the variable's, else those chosen at `init`, else the shipped ones."""
    if settings.bylaws:
        return bylaws.load(settings.bylaws)
    shipped = bylaws.load(DEFAULT_BYLAWS)
    database = open_database(settings, SystemClock(), shipped)
    try:
        chosen = await database.run(lambda work: work.book.get("bylaws"))
    finally:
        await database.close()
    return bylaws.load(chosen) if chosen and chosen != DEFAULT_BYLAWS else shipped


@asynccontextmanager
async def opened(
    settings: Settings, clock: Clock, channels: Mapping[str, Channel], *, console_reaches_all: bool = False
) -> AsyncIterator[Assistant]:
    """The assistant on its open database, closed in the end."""
    in_force = await bylaws_of(settings)
    database = open_database(settings, clock, in_force, console_reaches_all=console_reaches_all)
    try:
        yield join(settings, database, channels)
    finally:
        await database.close()


def join(settings: Settings, database: Database, channels: Mapping[str, Channel]) -> Assistant:
    """Intake, dispatch and outbox around a database."""
    routes = routes_for(settings)
    composer = Composer(routes, handlers.renderers(), settings.locale)
    sender = Sender(database, channels, composer, MAKERS, owner=secrets.token_hex(8))
    intake = Intake(database, Dispatcher(routes, settings.locale), sender.wake.set)
    return Assistant(settings, database, routes, intake, sender)


async def run_console(settings: Settings, lines: TextIO, out: TextIO) -> None:
    """Answer JSON lines until the input ends."""
    clock = StandingClock()
    channel = console.Console(settings.data_dir / "console")
    async with opened(settings, clock, {console.NAME: channel}, console_reaches_all=True) as assistant:
        session = console.Session(
            console=channel,
            clock=clock,
            timezone=settings.timezone,
            speak=lambda incoming: _speak_as(assistant, incoming),
            tick=lambda: _tick_for_console(assistant),
            known=lambda number: assistant.database.run(lambda work: work.members.get(number) is not None),
        )
        await session.run(lines, out)


async def _speak_as(assistant: Assistant, incoming: Incoming) -> Mapping[str, Any] | None:
    """The console speaks as a member by number: that account is the member's without a code."""

    def tie(work: UnitOfWork) -> None:
        if work.accounts.get(console.NAME, incoming.account) is None and not incoming.account.startswith("chat:"):
            number = incoming.account
            work.accounts.save(
                ChatAccount(console.NAME, number, number, member=number, linked_at=work.now, seen_at=work.now)
            )

    await assistant.database.run(tie)
    return await assistant.speak(incoming)


async def _tick_for_console(assistant: Assistant) -> Mapping[str, Any]:
    report = await assistant.tick()
    await assistant.sender.drain()
    return {"accrued": report.accrued, "reminded": sorted(report.reminders.sent)}


async def tick_once(settings: Settings, clock: Clock) -> TickReport:
    """What cron would call: the messages wait in the outbox for `serve`."""
    async with opened(settings, clock, {}) as assistant:
        return await assistant.tick()


async def run_for_ever(assistant: Assistant, servers: Sequence[Callable[[], Awaitable[None]]]) -> None:
    """Intake, outbox, scheduler and channel servers, until a signal or the first failure."""
    alarm = scheduler.alarm(lambda: _tick_safely(assistant))
    runs = [assistant.intake.run, assistant.sender.run, *servers]
    tasks = [asyncio.ensure_future(run()) for run in runs]
    stop = asyncio.ensure_future(_stopped())
    try:
        done, _ = await asyncio.wait([*tasks, stop], return_when=asyncio.FIRST_COMPLETED)
        for task in done - {stop}:
            task.result()
    finally:
        alarm.shutdown(wait=False)
        await assistant.sender.stop()
        for task in (*tasks, stop):
            task.cancel()
        for task in (*tasks, stop):
            with suppress(asyncio.CancelledError):
                await task


async def _stopped() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    await stopped.wait()


async def _tick_safely(assistant: Assistant) -> None:
    """A tick that fails is logged and made good by the next one."""
    try:
        await assistant.tick()
    except Exception:
        log.exception("the tick failed; the next one catches up")

"""`serve`: the configured channels, the intake, the outbox and the scheduler in one process."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import storage
from assistant import scheduler
from assistant.app.copies import BookCopies
from assistant.app.joining import Assistant, opened
from assistant.app.menus import Menus, menu_of
from assistant.channels.mail import Mail
from assistant.channels.telegram import Telegram
from assistant.channels.web import FileConversations, WebChat
from assistant.chat import Channel
from assistant.clocks import SystemClock
from assistant.domain.errors import SettingsError
from assistant.ports import Database, UnitOfWork
from assistant.settings import Settings
from storage.seal import MATRIX, WEB_CHAT, Seal

if TYPE_CHECKING:
    from assistant.channels.matrix import Matrix

log = logging.getLogger(__name__)
Server = Callable[[], Awaitable[None]]


async def serve(settings: Settings) -> None:
    """Until a signal, or the first failure of a server. SettingsError where no chat is set."""
    if settings.telegram is None and settings.matrix is None and settings.web_listen is None:
        raise SettingsError(
            "no channel is set: give TELEGRAM_TOKEN, MATRIX_HOMESERVER or WEB_CHAT_LISTEN in .env, "
            "or try `assistant demo`"
        )
    clock = SystemClock()
    channels: dict[str, Channel] = {}
    async with AsyncExitStack() as stack:
        stack.enter_context(storage.sole_server(settings.database_url))
        assistant = await stack.enter_async_context(opened(settings, clock, channels))
        servers: list[Server] = []
        if settings.web_listen is not None:
            web = _web(assistant)
            channels[web.name] = web
            servers.append(web.run)
            log.info("the web chat is at %s", web.address)
        if settings.telegram is not None:
            telegram = _telegram(assistant)
            stack.push_async_callback(telegram.close)
            channels[telegram.name] = telegram
            menus = Menus(assistant, telegram)
            assistant.intake.handled = menus.note
            servers += [telegram.run, menus.run]
        if settings.matrix is not None:
            matrix = _matrix(assistant)
            stack.push_async_callback(matrix.close)
            channels[matrix.name] = matrix
            servers.append(matrix.run)
        if settings.mail is not None:
            mail = Mail(settings.mail, clock)
            stack.push_async_callback(mail.close)
            channels[mail.name] = mail
        await run_for_ever(assistant, servers)


async def run_for_ever(assistant: Assistant, servers: Sequence[Server]) -> None:
    """Intake, outbox, scheduler and channel servers, until a signal or the first failure."""
    alarm = scheduler.alarm(lambda: _tick_safely(assistant))
    tasks = [asyncio.ensure_future(run()) for run in (assistant.intake.run, assistant.sender.run, *servers)]
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
            with suppress(asyncio.CancelledError, Exception):
                await task


async def invitation_link(settings: Settings, code: str) -> str | None:
    """The link that hands the code to the Telegram bot; None where there is no bot or it does not answer."""
    if settings.telegram is None:
        return None
    telegram = Telegram(settings.telegram, SystemClock(), settings.data_dir, receive=_nothing, reachability=_nothing)
    try:
        await asyncio.wait_for(telegram.identify(), 10)
    except TimeoutError:
        return None
    finally:
        await telegram.close()
    return f"https://t.me/{telegram.username}?start={code}"


def _web(assistant: Assistant) -> WebChat:
    settings = assistant.settings
    assert settings.web_listen is not None  # noqa: S101 - asked before
    folder = settings.data_dir / "web"
    return WebChat(
        settings.web_listen,
        FileConversations(folder),
        folder / "files",
        Seal(settings.secret_key or secrets.token_hex(), WEB_CHAT),
        receive=assistant.intake.receive,
        menu=lambda account: menu_of(assistant, "web", account),
        now=SystemClock().now,
        timezone=settings.timezone,
        locale=settings.locale,
    )


def _telegram(assistant: Assistant) -> Telegram:
    settings = assistant.settings
    assert settings.telegram is not None  # noqa: S101 - asked before
    return Telegram(
        settings.telegram,
        SystemClock(),
        settings.data_dir / "downloads",
        receive=assistant.intake.receive,
        reachability=lambda account, reachable: _note_reach(assistant.database, Telegram.name, account, reachable),
    )


def _matrix(assistant: Assistant) -> Matrix:
    from assistant.channels.matrix import Matrix  # noqa: PLC0415 - nio costs 35 MB that only this channel needs

    settings = assistant.settings
    assert settings.matrix is not None  # noqa: S101 - asked before
    return Matrix(
        settings.matrix,
        settings.data_dir / "matrix",
        settings.data_dir / "downloads",
        Seal(settings.secret_key, MATRIX),
        SystemClock(),
        copies=BookCopies(assistant.database),
        receive=assistant.intake.receive,
        known=lambda account: _is_tied(assistant.database, Matrix.name, account),
        reachability=lambda account, reachable: _note_reach(assistant.database, Matrix.name, account, reachable),
    )


async def _is_tied(database: Database, channel: str, account: str) -> bool:
    """Whether the account is a member's."""

    def unit(work: UnitOfWork) -> bool:
        known = work.accounts.get(channel, account)
        return known is not None and known.member is not None

    return await database.run(unit)


async def _note_reach(database: Database, channel: str, account: str, reachable: bool) -> None:
    """The person shut the assistant out, or let it in again."""

    def note(work: UnitOfWork) -> None:
        known = work.accounts.get(channel, account)
        if known is not None:
            work.accounts.save(replace(known, unreachable_since=None if reachable else work.now))

    await database.run(note)


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


async def _nothing(*_: object) -> None:
    """For a channel that only asks who it is."""

"""The console and the single tick: the assistant without servers."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Mapping
from typing import Any, TextIO, TypeVar

from assistant.app.joining import Assistant, opened
from assistant.channels import console
from assistant.clocks import StandingClock
from assistant.domain.errors import MbongiError
from assistant.domain.messages import ChatAccount, Incoming
from assistant.ports import Clock, UnitOfWork
from assistant.services.tick import TickReport
from assistant.settings import Settings

log = logging.getLogger(__name__)
T = TypeVar("T")


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
            tick=lambda: _tick(assistant),
            known=lambda number: assistant.database.run(lambda work: work.members.get(number) is not None),
        )
        await session.run(lines, out)


async def tick_once(settings: Settings, clock: Clock) -> TickReport:
    """What cron would call: the messages wait in the outbox for `serve`."""
    async with opened(settings, clock, {}) as assistant:
        return await assistant.tick()


async def _speak_as(assistant: Assistant, incoming: Incoming) -> Mapping[str, Any] | None:
    """The console speaks as a member by number: that account is the member's without a code."""

    def tie(work: UnitOfWork) -> None:
        number = incoming.account
        if not number.startswith("chat:") and work.accounts.get(console.NAME, number) is None:
            account = ChatAccount(console.NAME, number, number, member=number, linked_at=work.now, seen_at=work.now)
            work.accounts.save(account)

    await assistant.database.run(tie)
    return await _told(incoming.account, assistant.speak(incoming))


async def _told(what: str, work: Awaitable[T]) -> T:
    """Wait for it; whatever goes wrong becomes the line's `error`."""
    try:
        return await work
    except MbongiError as error:
        raise console.InputError(str(error)) from None
    except Exception:
        reference = secrets.token_hex(2).upper()
        log.exception("an input failed: %s (%s)", what, reference)
        raise console.InputError(f"it could not be handled; nothing was recorded; see the log at {reference}") from None


async def _tick(assistant: Assistant) -> Mapping[str, Any]:
    report = await _told("tick", assistant.tick())
    await assistant.sender.drain()
    return {"accrued": report.accrued, "reminded": sorted(report.reminders.sent)}

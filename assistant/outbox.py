"""Messages out: claims what is due, renders it, sends it, and settles each row by what became of it.

A row is claimed before it is sent and settled after; what a crash leaves half-sent is sent again or shown as unsure,
as its delivery says. One chat's trouble holds up nobody else.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import InitVar, dataclass, field, replace
from datetime import timedelta

from assistant.chat import Attachment, CannotSendError, Channel, ChatGoneError, File, RetryLaterError, Sent, UnsureError
from assistant.chat.compose import Composed, Composer
from assistant.chat.replies import KEPT
from assistant.domain.messages import Delivery, OutboxState, Queued
from assistant.i18n import Language, language
from assistant.making import Maker, Workshop
from assistant.ports import Database, UnitOfWork
from assistant.services.leaving import still_due
from assistant.services.quiet import held_until

log = logging.getLogger(__name__)
ATTEMPTS = 8
SHORTEST_REST = 0.02
AT_ONCE = 32
MEDIA_TYPES = {
    "csv": "text/csv",
    "ics": "text/calendar",
    "jpg": "image/jpeg",
    "json": "application/json",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "png": "image/png",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(slots=True)
class Sender:
    """Empties the outbox through the channels of this process."""

    database: Database
    channels: Mapping[str, Channel]
    composer: Composer
    makers: InitVar[Mapping[str, Maker]]
    owner: str
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _sending: set[asyncio.Task[None]] = field(default_factory=set)
    workshop: Workshop = field(init=False)

    def __post_init__(self, makers: Mapping[str, Maker]) -> None:
        self.workshop = Workshop(makers)

    async def run(self, idle: float = 1.0) -> None:
        """For ever: send what is due, then sleep until woken, or until `idle` seconds pass."""
        await self.database.run(lambda work: work.outbox.recover(self.owner))
        while True:
            self.wake.clear()
            claimed, seconds = await self._claim(AT_ONCE - len(self._sending))
            self._start(claimed)
            if not claimed:
                await self._rest(min(idle, seconds))
            elif len(self._sending) >= AT_ONCE:
                await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)

    async def drain(self) -> int:
        """Send everything that may leave now; returns how many rows were tried."""
        tried = 0
        while claimed := (await self._claim(AT_ONCE))[0]:
            tried += len(claimed)
            for composed in claimed:
                await self._deliver(composed)
        if self._sending:
            await asyncio.wait(self._sending)
        return tried

    def claim_within(self, work: UnitOfWork) -> list[Composed]:
        """The last step of a unit that queues replies: what may leave is claimed by the same commit, for `send`."""
        room = AT_ONCE - len(self._sending)
        return self._claimed(work, room) if room > 0 else []

    def send(self, claimed: list[Composed]) -> None:
        """Begin to send what was claimed and committed; where nothing was, the sender looks for itself."""
        self._start(claimed)
        if not claimed:
            self.wake.set()

    async def stop(self) -> None:
        """Let what is on its way arrive."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=10)

    def _start(self, claimed: list[Composed]) -> None:
        for composed in claimed:
            task = asyncio.create_task(self._deliver(composed))
            self._sending.add(task)
            task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self.wake.set()
        if not task.cancelled() and (error := task.exception()):
            log.error("a message was left half-sent: %s", error)

    async def _rest(self, seconds: float) -> None:
        """Not by `wait_for`, which up to Python 3.11 may swallow a cancellation that comes with the wake."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.wake.wait()

    async def _claim(self, room: int) -> tuple[list[Composed], float]:
        """What may leave now; where nothing may, in how many seconds something will."""

        def unit(work: UnitOfWork) -> tuple[list[Composed], float]:
            ready = self._claimed(work, room) if room > 0 else []
            return ready, 0.0 if ready else self._seconds_until_due(work)

        return await self.database.run(unit)

    def _seconds_until_due(self, work: UnitOfWork) -> float:
        due = work.outbox.next_due(tuple(self.channels))
        return math.inf if due is None else max((due - work.now).total_seconds(), SHORTEST_REST)

    def _claimed(self, work: UnitOfWork, room: int) -> list[Composed]:
        """A batch with something to send in it; rows that were set aside make room for those behind them."""
        while rows := work.outbox.claim(self.owner, tuple(self.channels), room):
            ready = [composed for row in rows if (composed := self._composed(work, row)) is not None]
            if ready:
                return ready
        return []

    def _composed(self, work: UnitOfWork, row: Queued) -> Composed | None:
        """The finished message; None where it must wait for the reader's hours, is overtaken or cannot be rendered."""
        if later := held_until(work, row.member, row.lane):
            work.outbox.retry(row.id, later, "quiet hours")
            return None
        if not still_due(work, row):
            work.outbox.settle(row.id, OutboxState.HELD, "no longer due")
            return None
        try:
            return self.composer.compose(work, row, self.channels[row.to.channel].command_prefix)
        except (KeyError, ValueError, TypeError) as error:
            log.exception("message %s (%s) cannot be rendered", row.id, row.kind)
            work.outbox.settle(row.id, OutboxState.DEAD, f"cannot be rendered: {error!r}")
            return None

    async def _deliver(self, composed: Composed) -> None:
        settle = await self._attempt(composed)
        await self.database.run(settle)

    async def _attempt(self, composed: Composed) -> Callable[[UnitOfWork], None]:
        """Send once; what to write about it."""
        row = composed.queued
        try:
            files = await self._files(composed)
            sent = await self.channels[row.to.channel].send(replace(composed.message, files=files))
        except RetryLaterError as later:
            return _later(row, later)
        except UnsureError as unsure:
            return _unsure(row, str(unsure))
        except ChatGoneError as gone:
            return _gone(row, str(gone))
        except CannotSendError as error:
            return _settled(row, OutboxState.DEAD, str(error))
        except Exception as error:
            log.exception("sending message %s failed in the %s channel", row.id, row.to.channel)
            return _unsure(row, repr(error))
        return _arrived(row, sent)

    async def _files(self, composed: Composed) -> tuple[File, ...]:
        """The attachments as files; a document that was erased meanwhile stays out."""
        reader = language(composed.message.language)
        made = [(attachment.name, await self._made(reader, attachment)) for attachment in composed.attachments]
        return tuple(
            File(name, MEDIA_TYPES[name.rpartition(".")[2]], content) for name, content in made if content is not None
        )

    async def _made(self, reader: Language, attachment: Attachment) -> bytes | None:
        """One that cannot be made is logged and left out: its message arrives all the same."""
        try:
            if attachment.document == KEPT:
                number = attachment.data["document"]
                return await self.database.run(lambda work: work.documents.read(number))
            return await self.workshop.make(reader, attachment)
        except Exception:
            log.exception("the file %s cannot be made", attachment.name)
            return None


def _arrived(row: Queued, sent: Sent) -> Callable[[UnitOfWork], None]:
    return lambda work: work.outbox.sent(row.id, sent.id)


def _settled(row: Queued, state: OutboxState, error: str) -> Callable[[UnitOfWork], None]:
    return lambda work: work.outbox.settle(row.id, state, error)


def _later(row: Queued, later: RetryLaterError) -> Callable[[UnitOfWork], None]:
    """Tries are bounded, but for a channel that nobody gets through: it is no fault of the message."""

    def settle(work: UnitOfWork) -> None:
        until = work.now + timedelta(seconds=later.seconds)
        if later.everyone:
            work.outbox.pause(row.to.channel, until)
        if row.attempts >= ATTEMPTS and not later.everyone:
            work.outbox.settle(row.id, OutboxState.DEAD, str(later))
        else:
            work.outbox.retry(row.id, until, str(later))

    return settle


def _unsure(row: Queued, error: str) -> Callable[[UnitOfWork], None]:
    """At most once: shown to the bureau. At least once: again, after a while, a bounded number of times."""

    def settle(work: UnitOfWork) -> None:
        if row.delivery is Delivery.AT_MOST_ONCE:
            work.outbox.settle(row.id, OutboxState.UNSURE, error)
        elif row.attempts >= ATTEMPTS:
            work.outbox.settle(row.id, OutboxState.DEAD, error)
        else:
            work.outbox.retry(row.id, work.now + timedelta(seconds=2**row.attempts), error)

    return settle


def _gone(row: Queued, error: str) -> Callable[[UnitOfWork], None]:
    """The person cannot be reached on that account until they write again."""

    def settle(work: UnitOfWork) -> None:
        work.outbox.settle(row.id, OutboxState.UNREACHABLE, error)
        account = work.accounts.get(row.to.channel, row.to.account) if row.to.account else None
        if account is not None:
            work.accounts.save(replace(account, unreachable_since=work.now))

    return settle

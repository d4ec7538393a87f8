"""From raw updates to the inbox: reads them, fetches files, answers button presses, and returns once all is kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from telegram import Bot
from telegram.error import TelegramError

from assistant.channels.telegram.incoming import RemoteFile, Update, read
from assistant.channels.telegram.request import Request, TooLargeError
from assistant.domain.messages import Incoming, SentFile
from assistant.files.downloads import make_ready, sweep
from assistant.ports import Clock
from assistant.reading import remove

FILE_BYTES = 20 * 1024 * 1024
"""What a bot may fetch from Telegram."""
DOWNLOADS_AT_ONCE = 4
DOWNLOAD_SECONDS = 20.0

Receive = Callable[[Sequence[Incoming]], Awaitable[None]]
Reachability = Callable[[str, bool], Awaitable[None]]

log = logging.getLogger(__name__)


class Intake:
    """The one way in, for polling and webhook alike. `receive` commits to the inbox."""

    def __init__(
        self, bot: Bot, request: Request, clock: Clock, downloads: Path, *, receive: Receive, reachability: Reachability
    ) -> None:
        self.username = ""
        self._bot = bot
        self._request = request
        self._clock = clock
        self._downloads = downloads
        self._receive = receive
        self._reachability = reachability
        self._slots = asyncio.Semaphore(DOWNLOADS_AT_ONCE)
        self._answers: set[asyncio.Task[None]] = set()

    async def take(self, raw: Sequence[object]) -> int | None:
        """Keep the updates; returns the greatest update id once all are kept.

        Who sent a file waits for it, the others do not; the order of one account's messages stays.
        """
        now = self._clock.now()
        updates = [read(one, self.username, now) for one in raw]
        for update in updates:
            if update.callback is not None:
                self._answer(update.callback)
            if update.account is not None and update.reachable is not None:
                await self._reachability(update.account, update.reachable)
        slow = {update.incoming.account for update in updates if update.incoming and update.file}
        ready = [update.incoming for update in updates if update.incoming and update.incoming.account not in slow]
        late = [update for update in updates if update.incoming and update.incoming.account in slow]
        if ready:
            await self._receive(ready)
        if late:
            await self._keep_late([i for i in await asyncio.gather(*map(self._complete, late)) if i is not None])
        return max((update.id for update in updates if update.id is not None), default=None)

    async def sweep(self) -> None:
        """Remove the files that an earlier process fetched and nobody handled."""
        await asyncio.to_thread(sweep, self._downloads)

    async def close(self) -> None:
        """Let the answers to button presses end."""
        await asyncio.gather(*self._answers)

    async def _keep_late(self, fetched: Sequence[Incoming]) -> None:
        """What is not kept is brought, and fetched, again."""
        try:
            await self._receive(fetched)
        except Exception:
            for incoming in fetched:
                await remove(incoming)
            raise

    async def _complete(self, update: Update) -> Incoming | None:
        if update.incoming is None or update.file is None:
            return update.incoming
        return replace(update.incoming, file=await self._fetch(update.file))

    async def _fetch(self, remote: RemoteFile) -> SentFile:
        """The file in the download folder; its path is empty where it is too large or could not be fetched."""
        path = self._downloads / uuid4().hex
        try:
            async with self._slots, asyncio.timeout(DOWNLOAD_SECONDS):
                size = await self._download(remote, path)
        except (TelegramError, TimeoutError, OSError) as error:
            path.unlink(missing_ok=True)
            log.warning("a file of %s bytes could not be fetched: %s", remote.size, type(error).__name__)
            return SentFile(remote.name, remote.media_type, remote.size or 0, "")
        return SentFile(remote.name, remote.media_type, size, str(path))

    async def _download(self, remote: RemoteFile, path: Path) -> int:
        if remote.size is not None and remote.size > FILE_BYTES:
            raise TooLargeError(f"more than {FILE_BYTES} bytes")
        found = await self._bot.get_file(remote.id)
        await asyncio.to_thread(make_ready, self._downloads)
        return await self._request.download(found.file_path or "", path, FILE_BYTES)

    def _answer(self, callback: str) -> None:
        """Stops the button's clock at once, whatever the press will do."""
        task = asyncio.create_task(self._answered(callback))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answered(self, callback: str) -> None:
        try:
            await self._bot.answer_callback_query(callback)
        except TelegramError as error:
            log.info("a button press could not be answered: %s", type(error).__name__)

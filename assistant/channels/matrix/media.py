"""Files: fetched from the homeserver and then taken off the chat, where others could read them; and uploaded."""

from __future__ import annotations

import asyncio
import io
import logging
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import aiohttp
import nio
from nio.crypto.attachments import decrypt_attachment

from assistant.channels.matrix.calls import done, judged
from assistant.channels.matrix.incoming import Lock, RemoteFile
from assistant.chat import CannotSendError, ChatGoneError, File, RetryLaterError
from assistant.domain.messages import SentFile
from assistant.files.downloads import make_ready, sweep

FILE_BYTES = 20 * 1024 * 1024
DOWNLOADS_AT_ONCE = 4
DOWNLOAD_SECONDS = 20.0
CHUNK = 1 << 16
DOWNLOAD = "/_matrix/client/v1/media/download"
PHOTO_TYPES = frozenset(("image/jpeg", "image/png", "image/webp"))
REDACTIONS = 3
"""How often it is tried to take a file off the chat."""
LONGEST_WAIT = 30.0
CLOSE_SECONDS = 2.0
_URI = re.compile(r"mxc://([\w.:\[\]-]+)/([\w-]+)", re.ASCII)

log = logging.getLogger(__name__)


class NotFetchedError(Exception):
    """The homeserver does not give the file, or it is larger than was agreed."""


class Media:
    """Files land in `downloads`, their owner's alone."""

    def __init__(self, client: nio.AsyncClient, downloads: Path) -> None:
        self._client = client
        self._downloads = downloads
        self._slots = asyncio.Semaphore(DOWNLOADS_AT_ONCE)
        self._redactions: set[asyncio.Task[None]] = set()
        self._refused = False

    async def sweep(self) -> None:
        """Remove the files that an earlier process fetched and nobody handled."""
        await asyncio.to_thread(sweep, self._downloads)

    async def fetch(self, remote: RemoteFile, until: float | None = None) -> SentFile:
        """The file, decrypted, in the download folder; its path is empty where it is too large or cannot be fetched.

        `until`: by the clock of the event loop; the turn may come too late.
        """
        path = self._downloads / uuid4().hex
        try:
            async with asyncio.timeout_at(until), self._slots, asyncio.timeout(DOWNLOAD_SECONDS):
                size = await self._download(remote, path)
        except (NotFetchedError, nio.EncryptionError, aiohttp.ClientError, ValueError, OSError) as error:
            path.unlink(missing_ok=True)
            log.warning("a file of %s bytes could not be fetched: %s", remote.size, type(error).__name__)
            return SentFile(remote.name, remote.media_type, remote.size or 0, "")
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return SentFile(remote.name, remote.media_type, size, str(path))

    def redact(self, room: str, event: str) -> None:
        """Take a file that is kept off the chat, in the background, where the assistant may."""
        task = asyncio.create_task(self._redact(room, event))
        self._redactions.add(task)
        task.add_done_callback(self._redactions.discard)

    async def close(self) -> None:
        """Let the redactions that have begun end, for a moment."""
        if self._redactions:
            await asyncio.wait(self._redactions, timeout=CLOSE_SECONDS)
        for task in self._redactions:
            task.cancel()
        await asyncio.gather(*self._redactions, return_exceptions=True)

    async def _download(self, remote: RemoteFile, path: Path) -> int:
        if remote.size is not None and remote.size > FILE_BYTES:
            raise NotFetchedError("too large")
        await asyncio.to_thread(make_ready, self._downloads)
        headers = {"Authorization": f"Bearer {self._client.access_token}"}
        response = await self._client.send("GET", _address(remote.uri), headers=headers, timeout=DOWNLOAD_SECONDS)
        async with response:
            if response.status != HTTPStatus.OK:
                raise NotFetchedError(f"the homeserver answered {response.status}")
            size = await _save(response.content, path)
        if remote.lock is not None:
            await asyncio.to_thread(_unlock, path, remote.lock)
        return size

    async def _redact(self, room: str, event: str) -> None:
        for _ in range(REDACTIONS):
            try:
                await done(self._client.room_redact(room, event, tx_id=f"redact.{event}"), nio.RoomRedactResponse)
            except RetryLaterError as later:
                await asyncio.sleep(min(later.seconds, LONGEST_WAIT))
            except (ChatGoneError, CannotSendError) as error:
                self._say_once(error)
                return
            else:
                return

    def _say_once(self, error: Exception) -> None:
        say = log.info if self._refused else log.warning
        self._refused = True
        say("files stay in a chat after they were received: the assistant may not remove them there (%s)", error)


async def upload(client: nio.AsyncClient, room: str, file: File) -> dict[str, Any]:
    """Store a file for a room, encrypted where the room is; the content of its event. Raises the channel's errors."""
    encrypted = room in client.rooms and client.rooms[room].encrypted
    answer, keys = await _stored(client, file, encrypt=encrypted)
    if not isinstance(answer, nio.UploadResponse):
        raise judged(answer)
    where = {"file": {**keys, "url": answer.content_uri}} if keys else {"url": answer.content_uri}
    return {
        "msgtype": "m.image" if file.media_type in PHOTO_TYPES else "m.file",
        "body": file.name,
        "filename": file.name,
        "info": {"mimetype": file.media_type, "size": len(file.content)},
        **where,
    }


async def _stored(client: nio.AsyncClient, file: File, *, encrypt: bool) -> tuple[Any, dict[str, Any] | None]:
    """An encrypted file's name is not for the homeserver."""
    name = None if encrypt else file.name
    content = io.BytesIO(file.content)
    try:
        answer, keys = await client.upload(content, file.media_type, name, encrypt=encrypt, filesize=len(file.content))
    except Exception as error:
        raise judged(error) from error
    return answer, keys


def _address(uri: str) -> str:
    """Where the homeserver gives the file. NotFetchedError where it is no address of one."""
    found = _URI.fullmatch(uri)
    if found is None:
        raise NotFetchedError("no address")
    return f"{DOWNLOAD}/{quote(found[1], safe='')}/{found[2]}"


async def _save(content: aiohttp.StreamReader, path: Path) -> int:
    """Returns its bytes. NotFetchedError where they are more than was agreed."""
    size = 0
    with path.open("wb") as file:
        async for chunk in content.iter_chunked(CHUNK):
            size += len(chunk)
            if size > FILE_BYTES:
                raise NotFetchedError("too large")
            file.write(chunk)
    return size


def _unlock(path: Path, lock: Lock) -> None:
    """Decrypt in its place; the hash is checked first. EncryptionError or ValueError where they do not fit."""
    path.write_bytes(decrypt_attachment(path.read_bytes(), lock.key, lock.hash, lock.iv))

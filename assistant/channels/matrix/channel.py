"""The Matrix channel: events in, messages out, encrypted from end to end."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from nio import AsyncClientConfig

from assistant.channels.matrix.api import patiently
from assistant.channels.matrix.client import Client
from assistant.channels.matrix.identity import Session, pickle_key, session_of
from assistant.channels.matrix.media import Media, upload
from assistant.channels.matrix.memory import Memory
from assistant.channels.matrix.rooms import Rooms
from assistant.channels.matrix.seeds import Copies, KeptSeeds
from assistant.channels.matrix.sending import Sender
from assistant.channels.matrix.signing import sign_device
from assistant.channels.matrix.syncing import Receiver
from assistant.channels.matrix.typing_notice import TypingNotice
from assistant.channels.matrix.vault import Seal, Vault
from assistant.chat import Message, RetryLaterError, Sent
from assistant.domain.errors import MbongiError
from assistant.domain.messages import Incoming
from assistant.ports import Clock
from assistant.settings import Matrix as Settings

MEMORY = "channel.db"
ANSWER_SECONDS = 30.0
NOT_YET_SECONDS = 1.0

log = logging.getLogger(__name__)

Receive = Callable[[Sequence[Incoming]], Awaitable[None]]
Known = Callable[[str], Awaitable[bool]]
Reachability = Callable[[str, bool], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What works together once the assistant is logged in."""

    receiver: Receiver
    sender: Sender


class Matrix:
    """`run` logs in and receives until cancelled; `send` works from then on.

    `folder` holds what the assistant is on Matrix, sealed or its owner's alone; files that people send are put into
    `downloads`; `copies` keeps what must outlive the folder. `known` says whether an account is tied to a member.
    """

    name = "matrix"
    command_prefix = "!"

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        downloads: Path,
        seal: Seal,
        clock: Clock,
        *,
        copies: Copies,
        receive: Receive,
        known: Known,
        reachability: Reachability,
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._downloads = downloads
        self._seal = seal
        self._clock = clock
        self._seeds = KeptSeeds(settings.user, Vault(folder, seal), copies)
        self._receive = receive
        self._known = known
        self._reachability = reachability
        self._opened = AsyncExitStack()
        self._parts: Parts | None = None

    async def run(self) -> None:
        """Receive until cancelled. SettingsError where the homeserver refuses the account."""
        self._parts = await self._join()
        await self._parts.receiver.run()

    async def send(self, message: Message) -> Sent:
        """Hand it to the homeserver; handed over again, it is still one message."""
        if self._parts is None:
            raise RetryLaterError(NOT_YET_SECONDS, everyone=True)
        return await self._parts.sender.send(message)

    async def close(self) -> None:
        """Let what is on its way arrive, and end the connections."""
        self._parts = None
        await self._opened.aclose()

    async def _join(self) -> Parts:
        memory = Memory(self._folder / MEMORY, self._clock)
        await memory.open()
        self._opened.push_async_callback(memory.close)
        await self._seeds.bring_back()  # before a login is sealed with a key that cannot open them
        session = await session_of(self._settings, self._folder, self._seal)
        client = await self._client(session)
        notice = TypingNotice(client)
        self._opened.push_async_callback(notice.close)
        media = Media(client, self._downloads)
        self._opened.push_async_callback(media.close)
        rooms = Rooms(client, memory, known=self._known, reachability=self._reachability)
        sender = Sender(client, rooms, memory, self._clock, upload=upload, answered=notice.answered)
        self._opened.push_async_callback(sender.close)
        receiver = Receiver(client, memory, rooms, media, notice, self._clock, receive=self._receive)
        return Parts(receiver, sender)

    async def _client(self, session: Session) -> Client:
        """Logged in, its device vouched for, its files its owner's alone."""
        config = AsyncClientConfig(
            encryption_enabled=True,
            store_sync_tokens=False,
            pickle_key=pickle_key(self._folder, self._seal),
            max_limit_exceeded=0,
            max_timeouts=0,
            request_timeout=ANSWER_SECONDS,
        )
        client = Client(self._settings.homeserver, session.user, session.device, str(self._folder), config)
        self._opened.push_async_callback(client.close)
        client.restore_login(session.user, session.device, session.token)
        for path in self._folder.iterdir():
            path.chmod(0o600)
        await self._vouch(client)
        return client

    async def _vouch(self, client: Client) -> None:
        """Where it cannot be done the assistant serves all the same: `doctor` says why, and clients warn."""
        if client.should_upload_keys:
            await client.keys_upload()
        try:
            await patiently(lambda: sign_device(client, self._seeds, self._settings.password))
        except MbongiError as error:
            log.warning("the account does not vouch for the assistant's device: %s", error)

"""The e-mail channel: one connection to the mail server, kept for as long as there is something to send.

Of every failure it says whether the message may have left: only once its content is under way can that be unsure.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from assistant.channels.mail.writing import letter, recipient
from assistant.chat import CannotSendError, ChatGoneError, Message, RetryLaterError, Sent, UnsureError
from assistant.domain.errors import MbongiError
from assistant.ports import Clock
from assistant.settings import Mail as Settings
from assistant.words import visible

PERMANENT = 500
CLOSING = 421
TOLD_LENGTH = 200
IN_LINE = 8
"""Messages that may wait for the connection: the outbox keeps places for the other channels."""
BUSY_SECONDS = 5.0
LATER_SECONDS = 900.0
"""Until a recipient who could not be served is tried again: servers that put newcomers off want minutes."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for the mail server, in seconds."""

    connect: float = 20.0
    """Until it greets, is secret and takes the login."""
    answer: float = 20.0
    """For each answer."""
    accept: float = 60.0
    """Until it has taken a message's content."""
    idle: float = 15.0
    """With nothing to send, before the connection is closed."""
    first_rest: float = 60.0
    """After it could not be used; four times as long each further time."""
    longest_rest: float = 3600.0


PATIENT = Patience()


class Mail:
    """Sends one message after the other. A chat is an e-mail address and belongs to no account."""

    name = "mail"
    command_prefix = "/"

    def __init__(
        self, settings: Settings, clock: Clock, *, patience: Patience = PATIENT, tls: ssl.SSLContext | None = None
    ) -> None:
        """`tls`: whom to trust; None: whom this machine trusts."""
        self._settings = settings
        self._clock = clock
        self._patience = patience
        self._tls = tls
        self._turn = asyncio.Lock()
        self._in_line = 0
        self._server: SMTP | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._leaving: set[asyncio.Task[None]] = set()
        self._failures = 0
        self._rests_until: datetime | None = None

    async def send(self, message: Message) -> Sent:
        """Hand it to the mail server, once. RetryLaterError, UnsureError, ChatGoneError or CannotSendError."""
        try:
            to = recipient(message.to.chat)
        except ValueError as error:
            raise ChatGoneError(str(error)) from None
        written = letter(message, self._settings, to, self._clock.now())
        if self._in_line >= IN_LINE:
            raise RetryLaterError(BUSY_SECONDS, everyone=True)
        self._in_line += 1
        try:
            async with self._turn:
                await self._hand_in(to, written.as_bytes())
        finally:
            self._in_line -= 1
        return Sent(str(written["Message-ID"]))

    async def check(self) -> None:
        """Greet, and log in where there is a login; nothing is sent. MbongiError says what is wrong."""
        server = self._new()
        try:
            async with asyncio.timeout(self._patience.connect):
                await server.connect()
                await server.noop()
        except (SMTPException, OSError, TimeoutError) as error:
            raise MbongiError(self._reason(error)) from None
        finally:
            await _leave(server)

    async def close(self) -> None:
        """End the connection."""
        if self._idle is not None:
            self._idle.cancel()
        if self._server is not None:
            await _leave(self._server)
        await asyncio.gather(*self._leaving)

    async def _hand_in(self, to: str, content: bytes) -> None:
        server = await self._connected()
        try:
            await server.mail(self._settings.address)
            self._failures = 0
            await server.rcpt(to)
            await self._put_in(server, content)
        except SMTPSenderRefused as refused:
            raise self._unusable(refused) from None
        except SMTPResponseException as refused:
            raise self._judged(refused) from None
        except (SMTPException, OSError, TimeoutError) as error:
            raise self._unusable(error) from None
        finally:
            self._rest()

    async def _put_in(self, server: SMTP, content: bytes) -> None:
        try:
            await server.data(content, timeout=self._patience.accept)
        except SMTPDataError:
            raise
        except (SMTPException, OSError, TimeoutError) as error:
            raise UnsureError(f"the mail server took the message and did not say so: {type(error).__name__}") from None

    def _judged(self, refused: SMTPResponseException) -> Exception:
        """What an answer to this one message means for it."""
        if refused.code == CLOSING:
            return self._unusable(refused)
        if refused.code < PERMANENT:
            return RetryLaterError(LATER_SECONDS)
        if isinstance(refused, SMTPRecipientRefused):
            return ChatGoneError(_told(refused))
        return CannotSendError(_told(refused))

    async def _connected(self) -> SMTP:
        """The open connection, whatever was left half-said on it forgotten; else a new one."""
        if self._idle is not None:
            self._idle.cancel()
        if self._server is not None:
            with suppress(SMTPException, OSError, TimeoutError):
                await self._server.rset()
                return self._server
            self._server.close()
            self._server = None
        now = self._clock.now()
        if self._rests_until is not None and now < self._rests_until:
            raise RetryLaterError((self._rests_until - now).total_seconds(), everyone=True)
        server = self._new()
        try:
            async with asyncio.timeout(self._patience.connect):
                await server.connect()
        except (SMTPException, OSError, TimeoutError) as error:
            server.close()
            raise self._unusable(error) from None
        self._server = server
        return server

    def _new(self) -> SMTP:
        """It greets by the name of the association's domain: this machine's name is nobody's business."""
        server = self._settings.server
        return SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password if server.user else None,
            local_hostname=self._settings.address.rpartition("@")[2],
            timeout=self._patience.answer,
            use_tls=server.secrecy == "tls",
            start_tls=server.secrecy == "starttls",
            tls_context=self._tls,
        )

    def _unusable(self, error: Exception) -> RetryLaterError:
        """Nothing leaves for a while; said once, until something has left."""
        seconds = min(self._patience.first_rest * 4 ** min(self._failures, 10), self._patience.longest_rest)
        say = log.info if self._failures else log.warning
        say("no e-mail leaves for %d s: %s", seconds, self._reason(error))
        self._failures += 1
        self._rests_until = self._clock.now() + timedelta(seconds=seconds)
        return RetryLaterError(seconds, everyone=True)

    def _reason(self, error: Exception) -> str:
        """Without the login, and without what the server said to it."""
        server = self._settings.server
        where = f"{server.host}:{server.port}"
        match error:
            case SMTPAuthenticationError():
                return f"{where} refuses the login of SMTP_URL ({error.code})"
            case SMTPSenderRefused():
                return f"{where} takes nothing from the address of MAIL_FROM ({error.code})"
            case ssl.SSLError():
                return f"{where} cannot be trusted: {error.reason}"
            case SMTPResponseException():
                return f"{where} answers {error.code}"
            case TimeoutError():
                return f"{where} does not answer in time; check the network and SMTP_URL"
            case _:
                return f"{where} cannot be used: {visible(str(error))}"

    def _rest(self) -> None:
        """Close the connection once nothing was sent for a while."""
        self._idle = asyncio.get_running_loop().call_later(self._patience.idle, self._retire)

    def _retire(self) -> None:
        if self._server is None or self._turn.locked():
            return
        task = asyncio.create_task(_leave(self._server))
        self._server = None
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


async def _leave(server: SMTP) -> None:
    """Say goodbye, and do not wait for long."""
    with suppress(SMTPException, OSError, TimeoutError):
        await server.quit(timeout=2)
    server.close()


def _told(refused: SMTPResponseException) -> str:
    """What the server said, for the bureau."""
    return f"{refused.code} {visible(refused.message.replace(chr(10), ' '))}"[:TOLD_LENGTH]

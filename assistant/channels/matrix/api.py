"""The homeserver's client API by plain HTTP, for what is asked beside the conversations: logins, keys, limits."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import aiohttp

from assistant.domain.errors import MbongiError

T = TypeVar("T")
Json = dict[str, Any]
CLIENT = "/_matrix/client/v3"
SECONDS = 20.0
"""How long an answer may take."""
SHORTEST_WAIT = 0.5
LONGEST_WAIT = 30.0
UNSAID = 5.0
"""How long to wait where a busy homeserver does not say."""
_REFUSALS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})

log = logging.getLogger(__name__)


class NoAnswerError(MbongiError):
    """Nothing answers there, or not as a homeserver does; later it may."""


class AnswerError(MbongiError):
    """The homeserver says no. `code` is its own (`M_FORBIDDEN`), `body` all that it said."""

    def __init__(self, homeserver: str, status: int, body: Json) -> None:
        self.status = status
        self.body = body
        self.code = str(body.get("errcode", ""))
        super().__init__(f"{homeserver} answers {status} {self.code}".rstrip())

    @property
    def refuses_who_asks(self) -> bool:
        """Whether it is the token or the password that it does not take."""
        return self.status in _REFUSALS


class LimitedError(AnswerError):
    """Too many requests; nothing was done. `seconds`: how long to wait."""

    def __init__(self, homeserver: str, body: Json, header: str) -> None:
        super().__init__(homeserver, HTTPStatus.TOO_MANY_REQUESTS, body)
        asked = body.get("retry_after_ms")
        self.seconds = asked / 1000 if isinstance(asked, int) else float(header if header.isdecimal() else UNSAID)


class Api:
    """One pool of connections: `async with Api(homeserver, token) as api`. No error holds the token."""

    def __init__(self, homeserver: str, token: str | None = None, seconds: float = SECONDS) -> None:
        self.homeserver = homeserver
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            headers=self._headers,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self._seconds),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None  # noqa: S101 - it was entered
        await self._session.close()

    async def ask(self, method: str, path: str, body: Json | None = None) -> Json:
        """The answer's object. Raises NoAnswerError, LimitedError and AnswerError; a redirection is not followed."""
        assert self._session is not None  # noqa: S101 - it was entered
        url = self.homeserver + path
        try:
            async with self._session.request(method, url, json=body, allow_redirects=False) as response:
                said = _object(await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise NoAnswerError(f"{self.homeserver} does not answer; check the network and MATRIX_HOMESERVER") from None
        if response.status == HTTPStatus.OK and said is not None:
            return said
        raise self._error(response.status, said, response.headers.get("Retry-After", ""))

    def _error(self, status: int, said: Json | None, retry_after: str) -> MbongiError:
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return NoAnswerError(f"{self.homeserver} answers {status}: it is not well, look at its own log")
        if said is None or not said.keys() & {"errcode", "flows"}:
            return NoAnswerError(
                f"{self.homeserver} answers {status}, not as a homeserver does; check MATRIX_HOMESERVER"
            )
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            return LimitedError(self.homeserver, said, retry_after)
        return AnswerError(self.homeserver, status, said)


def _object(payload: bytes) -> Json | None:
    """None where it is anything else."""
    try:
        said = json.loads(payload)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def part(text: str) -> str:
    """An id as a part of a path."""
    return quote(text, safe="")


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """What it gives, for as long as it takes: tried again while nothing answers or the homeserver is busy."""
    wait = SHORTEST_WAIT
    while True:
        try:
            return await ask()
        except LimitedError as busy:
            log.warning("%s wants to be asked again in %.0f s", busy, busy.seconds)
            await asyncio.sleep(busy.seconds)
        except NoAnswerError as nothing:
            (log.warning if wait == SHORTEST_WAIT else log.info)("%s", nothing)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

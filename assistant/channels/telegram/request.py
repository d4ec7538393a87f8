"""HTTP for python-telegram-bot by aiohttp: about a third of the cost of its own, and errors that say whether the
call may have had its effect. No error carries the address of a call, because the token stands in it.
"""

from __future__ import annotations

import io
import json
import logging
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 32
CONNECT_SECONDS = 10.0
CHUNK = 1 << 16


class NotSentError(NetworkError):
    """The server was not reached: the call certainly had no effect."""

    def __init__(self) -> None:
        super().__init__("the Bot API server cannot be reached")


class NoAnswerError(NetworkError):
    """The call left and no usable answer came: it may have had its effect."""


class FloodError(TelegramError):
    """Too many calls; nothing was done. `seconds`: how long to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many calls, again in {seconds} s")
        self.seconds = seconds


class TooLargeError(TelegramError):
    """A file is larger than was agreed."""


class Request(BaseRequest):
    """One pool of connections; `seconds` is how long an answer may take."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._session: aiohttp.ClientSession | None = None
        for name in ("telegram", "httpx", "httpcore", "aiohttp"):
            logging.getLogger(name).setLevel(logging.WARNING)

    @property
    def read_timeout(self) -> float:
        """Seconds."""
        return self._seconds

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=self._seconds, connect=CONNECT_SECONDS),
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's object; what is no JSON is not logged."""
        try:
            answer = json.loads(payload)
        except ValueError:
            raise NoAnswerError("the Bot API server answered something that is no JSON") from None
        if not isinstance(answer, dict):
            raise NoAnswerError("the Bot API server answered something else than an object")
        return answer

    async def do_request(  # noqa: PLR0917 - the base class fixes it
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. Raises NotSentError, NoAnswerError and FloodError; the timeouts are those of the pool."""
        del read_timeout, write_timeout, connect_timeout, pool_timeout
        await self.initialize()
        assert self._session is not None  # noqa: S101 - initialize opened it
        try:
            async with self._session.request(method, url, **_body(request_data)) as response:
                status, payload = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise NotSentError from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NoAnswerError(f"no answer from the Bot API server: {type(error).__name__}") from None
        return _judged(status, payload)

    async def download(self, url: str, path: Path, limit: int) -> int:
        """Write the file at `url` to `path`; returns its bytes. Raises TooLargeError beyond `limit` bytes."""
        await self.initialize()
        assert self._session is not None  # noqa: S101 - initialize opened it
        size = 0
        try:
            async with self._session.get(url) as response:
                if response.status != HTTPStatus.OK:
                    raise NoAnswerError(f"the file server answered {response.status}")
                with path.open("wb") as file:
                    async for chunk in response.content.iter_chunked(CHUNK):
                        size += len(chunk)
                        if size > limit:
                            raise TooLargeError(f"more than {limit} bytes")
                        file.write(chunk)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NoAnswerError(f"no answer from the file server: {type(error).__name__}") from None
        return size


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"json": data.parameters}
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, media_type) in data.multipart_data.items():
        body = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, body, filename=file_name, content_type=media_type)
    return {"data": form}


def _judged(status: int, payload: bytes) -> tuple[int, bytes]:
    """What python-telegram-bot may read; the rest is an error here."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise FloodError(_retry_after(payload))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NoAnswerError(f"the Bot API server answered {status}")
    return status, payload


def _retry_after(payload: bytes) -> float:
    try:
        return max(float(json.loads(payload)["parameters"]["retry_after"]), 1.0)
    except (ValueError, KeyError, TypeError):
        return 5.0

"""What became of a call of nio's, as the channel's errors: every call may be made again, for one transaction id is one
event. So nothing is ever unsure: what did not clearly fail for good is tried later.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, TypeVar

import aiohttp
from nio import ErrorResponse, LocalProtocolError

from assistant.chat import CannotSendError, ChatGoneError, RetryLaterError

ANSWER_SECONDS = 20.0
"""How long the homeserver may take to answer one call."""
UNREACHED_SECONDS = 5.0
UNSAID_SECONDS = 5.0
"""How long to wait where a busy homeserver does not say."""
REFUSED_SECONDS = 300.0
"""Until what only a person can set right is tried again."""
TIGHT_SECONDS = 600.0
LIMITED = "M_LIMIT_EXCEEDED"
GONE = frozenset(("M_FORBIDDEN", "M_NOT_FOUND", "M_USER_DEACTIVATED"))
BARRED = frozenset(
    (
        *("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_LOCKED", "M_USER_SUSPENDED"),
        *("M_CONSENT_NOT_GIVEN", "M_RESOURCE_LIMIT_EXCEEDED"),
    )
)
"""The account itself may not send; no message is at fault."""

T = TypeVar("T")
log = logging.getLogger(__name__)


class LimitedError(RetryLaterError):
    """The homeserver's rate limit is met; nothing was done."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds, everyone=True)


class UnwellError(RetryLaterError):
    """The homeserver says that it could not, or says nothing in time."""

    def __init__(self) -> None:
        super().__init__(UNREACHED_SECONDS, everyone=True)


class TooLargeError(CannotSendError):
    """The homeserver takes no event or file of that size."""


class Gate:
    """Shut for as long as the homeserver's rate limit said; all wait behind it without asking."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._opens_at = self._tight_until = -TIGHT_SECONDS

    def check(self) -> None:
        """Raises LimitedError while it is shut."""
        if (left := self._opens_at - self._seconds()) > 0:
            raise LimitedError(left)

    def shut(self, seconds: float) -> None:
        """A limit was met."""
        now = self._seconds()
        self._opens_at = max(self._opens_at, now + seconds)
        self._tight_until = now + TIGHT_SECONDS

    @property
    def tight(self) -> bool:
        """Whether a limit was met lately: what is not needed is better left out, or it holds up what is."""
        return self._seconds() < self._tight_until


async def done(call: Awaitable[object], wanted: type[T], seconds: float = ANSWER_SECONDS) -> T:
    """The call's answer. Raises one of the channel's errors where it is another, or does not come in time."""
    try:
        async with asyncio.timeout(seconds):
            answer = await call
    except Exception as error:
        raise judged(error) from error
    if isinstance(answer, wanted):
        return answer
    raise judged(answer)


def judged(found: object) -> Exception:
    """The channel's error for a response or an exception of nio's; one of the channel's own is given back as it is."""
    match found:
        case RetryLaterError() | ChatGoneError() | CannotSendError():
            return found
        case ErrorResponse():
            return _refused(found, status_of(found))
        case TimeoutError():
            return UnwellError()
        case aiohttp.ClientError() | OSError():
            return RetryLaterError(UNREACHED_SECONDS, everyone=True)
        case LocalProtocolError() if "Not logged in" in str(found):
            return _barred("M_UNKNOWN_TOKEN")
        case _:
            log.error("a call to the homeserver failed: %r", found)
            return RetryLaterError(UNREACHED_SECONDS)


def status_of(response: Any) -> int:
    """The HTTP status that came with it; 0 where none did."""
    return int(getattr(response.transport_response, "status", 0))


def _refused(response: ErrorResponse, status: int) -> Exception:
    code = str(response.status_code or "")
    if status == HTTPStatus.TOO_MANY_REQUESTS or code == LIMITED:
        return LimitedError(_asked_to_wait(response))
    if code in BARRED:
        return _barred(code)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or code == "M_TOO_LARGE":
        return TooLargeError(str(response))
    if not code.startswith("M_"):  # whatever stands before the homeserver
        return RetryLaterError(UNREACHED_SECONDS, everyone=True)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return UnwellError()
    return (ChatGoneError if code in GONE else CannotSendError)(str(response))


def _barred(code: str) -> RetryLaterError:
    log.error("the homeserver does not let the assistant send (%s): nothing leaves until that is set right", code)
    return RetryLaterError(REFUSED_SECONDS, everyone=True)


def _asked_to_wait(response: ErrorResponse) -> float:
    """Seconds, by the body or else the header."""
    if isinstance(response.retry_after_ms, int):
        return response.retry_after_ms / 1000
    header = getattr(response.transport_response, "headers", {}).get("Retry-After", "")
    return float(header) if header.isdecimal() else UNSAID_SECONDS

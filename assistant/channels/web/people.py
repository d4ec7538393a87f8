"""Who may speak through a browser: in the demo anyone on a list, else whoever holds the browser's own session."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from assistant.domain.messages import Incoming

COOKIE = "mbongi_session"
YEAR = 365 * 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")

Receive = Callable[[Sequence[Incoming]], Awaitable[None]]
Menu = Callable[[str], Awaitable[Sequence[tuple[str, str]]]]
"""An account's commands: (word, summary) in the language it reads."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a visitor of the demo may be. `note` is a message of the catalogues, such as `treasurer`."""

    account: str
    name: str
    note: str
    language: str
    phone: str | None = None
    """What sharing their contact tells."""


@dataclass(frozen=True, slots=True)
class Demo:
    """The people to choose from, the clock's next stops by name, and the way to move it there."""

    people: tuple[Person, ...]
    stops: Mapping[str, Callable[[datetime], datetime]]
    """Of `day week reminder month`: the instant that this step leads to."""
    advance: Callable[[datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Sessions:
    """Which chats a request may see and write to. An account is its session's hash: the database holds no key to it."""

    demo: Demo | None

    def chats(self, request: Request) -> tuple[str, ...]:
        """All of the demo's people, else the session's own chat; none without a session."""
        if self.demo is not None:
            return tuple(person.account for person in self.demo.people)
        token = request.cookies.get(COOKIE, "")
        return (account_of(token),) if _TOKEN.fullmatch(token) else ()

    def open(self, request: Request, response: Response) -> tuple[str, ...]:
        """The same; a browser that has no session gets one."""
        if chats := self.chats(request):
            return chats
        token = secrets.token_urlsafe(32)
        response.set_cookie(COOKIE, token, max_age=YEAR, httponly=True, samesite="strict")
        return (account_of(token),)

    def person(self, chat: str) -> Person | None:
        """The demo's person with that account."""
        people = self.demo.people if self.demo else ()
        return next((person for person in people if person.account == chat), None)

    def phone(self, chat: str) -> str | None:
        """What sharing the contact of that chat tells; a browser of one's own has none to share."""
        person = self.person(chat)
        return person.phone if person else None


def account_of(token: str) -> str:
    """The account that a session stands for."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]

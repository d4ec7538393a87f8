"""A made-up association of any size in a database of its own, for the tests that need many members."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import storage
from assistant import bylaws
from assistant.clocks import SystemClock
from assistant.domain.actors import OPERATOR
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.domain.messages import ChatAccount
from assistant.ports import Clock, Database, UnitOfWork
from storage.pace import DEFAULT, Pace

PARIS = ZoneInfo("Europe/Paris")
NOON = ZoneInfo(f"Etc/GMT{datetime.now(UTC).hour - 12:+}")
"""Where it is about noon now: nothing is held back there for the night."""
JOINED = date(2020, 1, 1)
OPENED = date(2026, 1, 1)
ROLES = (Role.PRESIDENT, Role.VICE_PRESIDENT, Role.SECRETARY, Role.TREASURER)
"""Of the first members, in this order."""
UNPACED = {"telegram": Pace(overall_per_second=1e6, chat_per_second=1e6, group_per_minute=1e6)}


@asynccontextmanager
async def opened(
    url: str, *, paced: bool = True, clock: Clock | None = None, timezone: ZoneInfo = PARIS
) -> AsyncIterator[Database]:
    """The database at that address, made where it is missing."""
    storage.upgrade(url)
    database = storage.open_database(
        url,
        bylaws=bylaws.load("ndzouana"),
        clock=clock or SystemClock(),
        timezone=timezone,
        paces=DEFAULT if paced else UNPACED,
    )
    try:
        yield database
    finally:
        await database.close()


def number(place: int) -> str:
    """The number of the member at that place, from 1."""
    return f"M{place:03}"


def chat_of(place: int) -> int:
    """The Telegram account of that member."""
    return 700_000 + place


def register(work: UnitOfWork, count: int) -> None:
    """So many members, long admitted; at the opening of the books each has another balance, owed or ahead."""
    work.book.put("books_open_on", OPENED.isoformat())
    for place in range(1, count + 1):
        roles = frozenset(ROLES[place - 1 : place])
        history = (StatusChange(JOINED, Status.ACTIVE),)
        work.members.save(Member(number(place), f"NTSIBA{place}", "Hilaire", JOINED, history, roles, language="fr"))
    work.ledger.record([_opening(place) for place in range(1, count + 1)], OPERATOR)


def _opening(place: int) -> NewTransfer:
    cents, who = 100 * (place % 200) + 1, member_account(number(place))
    debit, credit = (who, Account.OPENING) if place % 3 else (Account.OPENING, who)
    return NewTransfer(debit, credit, cents, Kind.OPENING, OPENED, f"sheet:{OPENED}", key=f"opening:{number(place)}")


def link(work: UnitOfWork, first: int, last: int) -> None:
    """Tie the Telegram accounts of those members, as their invitation would."""
    for place in range(first, last + 1):
        chat = str(chat_of(place))
        work.accounts.save(
            ChatAccount("telegram", chat, chat, number(place), "fr", linked_at=work.now, seen_at=work.now)
        )

"""The association of every conversation, and the whole assistant on its database.

It is Thursday 5 March 2026, ten in the morning in Paris. Awa and Joy owe 20,00 €, everybody else nothing; Joy and Paul
read English; Odile is suspended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import storage
from assistant import bylaws
from assistant.app.joining import join
from assistant.chat import Channel
from assistant.clocks import StandingClock
from assistant.domain.actors import OPERATOR
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.domain.messages import ChatAccount, OutboxState
from assistant.ports import Database, UnitOfWork
from assistant.services.tick import tick
from assistant.settings import Settings, load
from tests.conftest import PARIS

MORNING = datetime(2026, 3, 5, 9, tzinfo=UTC)
OPENED = date(2025, 12, 31)
JOINED = date(2020, 1, 1)
CHARGED = 4500
"""Cents that have fallen due for everybody since the books opened."""
PATIENCE = 60.0
LONG = " ".join(f"Phrase {number} de l’article long." for number in range(1, 101))
REGLEMENT = f"# Règlement intérieur\n## Article 17 : Quorum\n{LONG}\n"


def _member(number: str, first_name: str, *roles: Role, language: str = "fr", status: Status = Status.ACTIVE) -> Member:
    history = (StatusChange(JOINED, status),)
    return Member(number, "Ibara", first_name, JOINED, history, frozenset(roles), language=language)


PEOPLE: Mapping[str, Member] = {
    person.first_name.lower(): person
    for person in (
        _member("M001", "Hilaire", Role.PRESIDENT),
        _member("M002", "Sylvie", Role.SECRETARY),
        _member("M003", "Rosine", Role.TREASURER),
        _member("M004", "Paul", Role.DEPUTY_TREASURER, language="en"),
        _member("M012", "Awa"),
        _member("M013", "Joy", language="en"),
        _member("M014", "Rufin"),
        _member("M015", "Odile", status=Status.SUSPENDED),
    )
}
BALANCES: Mapping[str, int] = {"M012": -2000, "M013": -2000}


def open_books(folder: Path, clock: StandingClock) -> Database:
    """The association's database, in a file of its own."""
    in_force = bylaws.load("ndzouana")
    path = folder / "association.db"
    return storage.throwaway(path, bylaws=in_force, clock=clock, timezone=PARIS, secret_key="secret")


def move_in(work: UnitOfWork) -> None:
    """Everybody is on the register, the balances of that morning stand."""
    work.book.put("books_open_on", OPENED.isoformat())
    for person in PEOPLE.values():
        work.members.save(person)
        opening = BALANCES.get(person.number, 0) + CHARGED
        work.ledger.record([_opening(person.number, opening)], OPERATOR)


def _opening(number: str, cents: int) -> NewTransfer:
    who = member_account(number)
    debit, credit = (who, Account.OPENING) if cents < 0 else (Account.OPENING, who)
    return NewTransfer(debit, credit, abs(cents), Kind.OPENING, OPENED, f"sheet:{OPENED}", key=f"opening:{number}")


def settings_of(folder: Path) -> Settings:
    """The operator's settings: documents are kept, the association's own règlement is given."""
    reglement = folder / "reglement.md"
    reglement.write_text(REGLEMENT, encoding="utf-8")
    variables = {
        "ASSISTANT_DATABASE_URL": f"sqlite:///{folder / 'association.db'}",
        "ASSISTANT_DATA_DIR": str(folder),
        "ASSISTANT_SECRET_KEY": "secret",
        "ASSISTANT_REGLEMENT": str(reglement),
    }
    return load(variables, dotenv=folder / "no.env")


@dataclass
class House:
    """The assistant; a stage adds its channel to `channels`, and hands what comes in to `intake`."""

    folder: Path
    books: Database
    clock: StandingClock
    channels: dict[str, Channel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._assistant = join(settings_of(self.folder), self.books, self.channels)
        self.intake = self._assistant.intake

    async def tie(self, name: str, channel: str, account: str) -> None:
        """The account is the member's, as if by a code."""
        person = PEOPLE[name]

        def save(work: UnitOfWork) -> None:
            tied = ChatAccount(channel, account, account, person.number, person.language, work.now, work.now)
            work.accounts.save(tied)

        await self.books.run(save)

    async def settle(self) -> None:
        """Until nothing waits but what may not leave yet."""
        async with asyncio.timeout(PATIENCE):
            while not await self.books.run(self._is_quiet):
                await self.intake.handle_waiting()
                await self._assistant.sender.drain()

    async def at(self, instant: datetime) -> None:
        """What is owed by then is done, and what may leave has left."""
        self.clock.instant = instant
        await self.books.run(tick)
        await self.settle()

    def _is_quiet(self, work: UnitOfWork) -> bool:
        due = work.outbox.next_due(tuple(self.channels))
        going = work.outbox.in_state(OutboxState.SENDING)
        return not going and not work.inbox.waiting(1) and (due is None or due > work.now)

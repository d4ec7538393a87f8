"""The whole assistant on a database of its own, and its people, who write to it as they would from a telephone.

It is Thursday 5 March 2026, ten in the morning in Paris; the books opened on 31 December 2025. By then 45,00 € have
fallen due for a member (15,00 € for the year, three months of 10,00 €).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from markupsafe import Markup

import handlers
from assistant.app.joining import MAKERS, READERS
from assistant.bylaws.reglement import Reglement
from assistant.chat import Message
from assistant.chat.compose import Composer
from assistant.clocks import StandingClock
from assistant.dispatch import Dispatcher, Outcome
from assistant.domain.actors import OPERATOR
from assistant.domain.ledger import Account, Kind, Method, NewTransfer, member_account
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.domain.messages import ChatAccount, Contact, Incoming, SentFile
from assistant.domain.payee import Payee
from assistant.domain.payments import PaymentState
from assistant.intake import Intake
from assistant.outbox import Sender
from assistant.ports import Database, UnitOfWork
from assistant.reading import FileReading
from tests.engine.small_talk import CHANNEL, Paper

OPENED = date(2025, 12, 31)
JOINED = date(2020, 1, 1)
CHARGED = 4500
"""Cents that have fallen due since the books opened."""


def member(number: str, first_name: str, *roles: Role, **more: Any) -> Member:
    """Somebody long admitted, called Ibara, who reads French."""
    known: dict[str, Any] = {"last_name": "Ibara", "joined_on": JOINED, "language": "fr"}
    history = (StatusChange(more.pop("since", JOINED), more.pop("status", Status.ACTIVE)),)
    return Member(number=number, first_name=first_name, history=history, roles=frozenset(roles), **(known | more))


def plain(text: str | Markup) -> str:
    """Without markup, and with plain spaces, so that a test can be read."""
    shown = str(Markup(str(text).replace("<b>", "").replace("</b>", "")).unescape())
    return shown.replace("\u00a0", " ").replace("\u202f", " ")


@dataclass
class Talk:
    """Conversations, by first name."""

    database: Database
    clock: StandingClock
    reglement: Reglement | None = None
    payee: Payee | None = None
    paper: Paper = field(default_factory=Paper)
    shares_contacts: bool = True
    """Whether the platform vouches for a contact that somebody shares."""
    _ids: Any = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.routes = handlers.routes(self.reglement, self.payee)
        composer = Composer(self.routes, handlers.renderers(self.payee), "fr")
        self.sender = Sender(self.database, {CHANNEL: self.paper}, composer, MAKERS, owner="talk")
        dispatcher = Dispatcher(self.routes, "fr", composer.heading)
        self.intake = Intake(self.database, dispatcher, self.sender, FileReading(READERS))

    async def register(self, person: Member, balance: int | None = None) -> None:
        """On the register, with a chat account of that first name; `balance` is that of today, in cents."""

        def save(work: UnitOfWork) -> None:
            work.members.save(person)
            account = person.first_name.lower()
            linked = ChatAccount(CHANNEL, account, account, person.number, person.language, work.now, work.now)
            work.accounts.save(linked)
            work.book.put("books_open_on", OPENED.isoformat())
            if balance is not None:
                work.ledger.record([_opening(person.number, balance + CHARGED)], OPERATOR)

        await self.database.run(save)

    async def pay(self, number: str, cents: int, day: date = date(2026, 3, 5)) -> None:
        """Money that the treasurer has confirmed."""
        row = NewTransfer(Account.BANK, member_account(number), cents, Kind.PAYMENT, day, f"payment:{number}:{day}")
        await self.database.run(lambda work: work.ledger.record([row], OPERATOR))

    async def declare(self, number: str, cents: int) -> None:
        """Money that the member says to have paid."""

        def add(work: UnitOfWork) -> None:
            work.payments.add(
                number,
                cents=cents,
                method=Method.TRANSFER,
                value_on=work.today,
                reference="",
                state=PaymentState.DECLARED,
                key=None,
            )

        await self.database.run(add)

    async def say(self, who: str, text: str | None = None, **more: Any) -> Outcome:
        """One message, and all that it caused is sent."""
        received = self.clock.now()
        incoming = Incoming(CHANNEL, f"u{next(self._ids)}", who, who, private=True, received_at=received, text=text)
        whole = replace(incoming, **({"shares_contacts": self.shares_contacts} | more))
        outcome = await self.intake.speak(whole)
        self._check(outcome)
        return outcome

    def _check(self, outcome: Outcome) -> None:
        """Every result holds what the command's page says, or a refusal."""
        if outcome.command and outcome.result is not None:
            gives = {*self.routes.get(outcome.command).gives, "refused", "articles", "cancelled"}
            assert set(outcome.result) <= gives, (outcome.command, outcome.result)

    async def press(self, who: str, label: str) -> Outcome:
        """The button with that label under the last message to that person."""
        shown = self.to(who)
        key = next(key for key in shown.keys if key.label == label)
        return await self.say(who, press=key.data, message=f"p{self.paper.sent.index(shown) + 1}")

    async def share(self, who: str, phone: str, *, own: bool = True) -> Outcome:
        """A contact."""
        return await self.say(who, contact=Contact(phone, own))

    async def send_file(self, who: str, name: str, path: Path | None = None) -> Outcome:
        """A file: the one at that path, or one that was not fetched."""
        return await self.say(who, file=SentFile(name, "application/pdf", 10, str(path or "")))

    def to(self, who: str) -> Message:
        """The last message to that person."""
        return next(message for message in reversed(self.paper.sent) if message.to.chat == who)

    def heard(self, who: str) -> str:
        """Its text, plainly."""
        return plain(self.to(who).text)

    def keys(self, who: str) -> list[str]:
        """What stands on its buttons."""
        return [key.label for key in self.to(who).keys]

    def at(self, day: date, hour: int = 9) -> None:
        """Move the clock, in UTC."""
        self.clock.instant = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)

    def later(self, **more: int) -> None:
        """Move the clock by a while."""
        self.clock.instant = self.clock.now() + timedelta(**more)


def _opening(number: str, cents: int) -> NewTransfer:
    who = member_account(number)
    debit, credit = (who, Account.OPENING) if cents < 0 else (Account.OPENING, who)
    return NewTransfer(debit, credit, abs(cents), Kind.OPENING, OPENED, f"sheet:{OPENED}", key=f"opening:{number}")

"""A few people on the register and their opening balances, for the tests of the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from assistant.bylaws import load
from assistant.domain.actors import OPERATOR
from assistant.domain.bylaws import Bylaws, Dated, Figure
from assistant.domain.ledger import Account, Kind, NewTransfer, member_account
from assistant.domain.members import Member, Role, Status, StatusChange
from assistant.domain.messages import ChatAccount
from assistant.ports import UnitOfWork

JOINED = date(2020, 1, 1)
CHANNEL = "paper"
BYLAWS = load("ndzouana")


def person(number: str, first_name: str, *roles: Role, status: Status = Status.ACTIVE, **more: Any) -> Member:
    """Somebody long admitted, called Ibara, who reads French."""
    known: dict[str, Any] = {"last_name": "Ibara", "joined_on": JOINED, "language": "fr"} | more
    history = known.pop("history", (StatusChange(known["joined_on"] or JOINED, status),))
    return Member(number=number, first_name=first_name, history=history, roles=frozenset(roles), **known)


def account(who: Member, name: str | None = None) -> ChatAccount:
    """Their chat account, called by first name unless said."""
    called = name or who.first_name.lower()
    return ChatAccount(CHANNEL, called, called, who.number, who.language)


def register(work: UnitOfWork, *people: Member, chat: bool = True) -> None:
    """Put them on the register, each with a chat account unless said."""
    for who in people:
        work.members.save(who)
        if chat:
            work.accounts.save(replace(account(who), linked_at=work.now, seen_at=work.now))


def open_books(work: UnitOfWork, day: date, **balances: int) -> None:
    """The books open at the end of that day with these balances, in cents, by number; negative: the member owes."""
    work.book.put("books_open_on", day.isoformat())
    rows = [_opening(number, cents, day) for number, cents in balances.items() if cents]
    if rows:
        work.ledger.record(rows, OPERATOR)


def pays(work: UnitOfWork, number: str, cents: int) -> None:
    """A confirmed payment of today."""
    who = member_account(number)
    work.ledger.record([NewTransfer(Account.BANK, who, cents, Kind.PAYMENT, work.today, "payment:1")], OPERATOR)


def voted(section: str, key: str, value: Any, since: date) -> Bylaws:
    """The shipped bylaws with another figure from that day on."""
    part = getattr(BYLAWS, section)
    figures: tuple[Figure[Any], ...] = getattr(part, key).figures
    dated = Dated((*figures, Figure(since, value, figures[-1].article)))
    return replace(BYLAWS, **{section: replace(part, **{key: dated})})


def _opening(number: str, cents: int, day: date) -> NewTransfer:
    who = member_account(number)
    debit, credit = (who, Account.OPENING) if cents < 0 else (Account.OPENING, who)
    return NewTransfer(debit, credit, abs(cents), Kind.OPENING, day, f"sheet:{day}", key=f"opening:{number}")

"""What the services need of the outside: a clock, and a unit of work with one small repository a table family.

A unit of work is one transaction; it is handed to a plain function, which runs whole on a thread of the database:

    result = await database.run(lambda work: services.balance.mine(work, actor))

Everything written in a unit is committed together or not at all. On PostgreSQL `lock` takes an advisory lock for the
rest of the unit and must come before reading what it protects; SQLite has one writer and needs none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Protocol, TypeVar

from assistant.domain.actors import Actor
from assistant.domain.bylaws import Bylaws
from assistant.domain.documents import Document, DocumentView
from assistant.domain.ledger import Entry, Method, NewTransfer, Transfer, Turnover
from assistant.domain.members import Application, Member
from assistant.domain.messages import Address, ChatAccount, Invitation, Preferences
from assistant.domain.payments import Payment, PaymentDecision, PaymentState
from assistant.domain.reminding import Pause, PauseReason, Telling, WarningKind, WarningLetter
from assistant.ports.aid import Claims, Helps
from assistant.ports.manual import ManualEntries
from assistant.ports.meetings import Attendances, Broadcasts, Meetings, MinutesBook, Petitions, Proxies, Resolutions
from assistant.ports.messages import Dialogues, Inbox, Outbox
from assistant.ports.orders import Expenses, Orders, Votes
from assistant.ports.statements import StatementLines

__all__ = [
    "Accounts",
    "Attendances",
    "Audit",
    "Book",
    "Broadcasts",
    "Claims",
    "Clock",
    "Database",
    "Dialogues",
    "Documents",
    "Expenses",
    "Helps",
    "Inbox",
    "Ledger",
    "ManualEntries",
    "Meetings",
    "Members",
    "MinutesBook",
    "Orders",
    "Outbox",
    "Pauses",
    "Payments",
    "Petitions",
    "Proxies",
    "Resolutions",
    "StatementLines",
    "UnitOfWork",
    "Votes",
    "Warnings",
]

T = TypeVar("T")


class Clock(Protocol):
    """The one source of time."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""


class Members(Protocol):
    """The register."""

    def get(self, number: str) -> Member | None:
        """The member with that number (case aside)."""

    def by_phone(self, phone: str) -> Member | None:
        """The only member with that number in E.164; None where nobody or several have it."""

    def all(self) -> list[Member]:
        """Everybody on the register, by number."""

    def with_role(self, roles: Iterable[str]) -> list[Member]:
        """Those who hold one of the roles now."""

    def save(self, member: Member) -> None:
        """Add or replace by number; history and roles are replaced too."""

    def application(self, candidate: str) -> Application | None:
        """A candidate's file."""

    def save_application(self, application: Application) -> None:
        """Add or replace."""


class Accounts(Protocol):
    """Chat accounts, the codes that tie them to members, and what members chose."""

    def get(self, channel: str, account: str) -> ChatAccount | None: ...

    def save(self, account: ChatAccount) -> None:
        """Add or replace by (channel, account)."""

    def of_member(self, member: str) -> list[ChatAccount]:
        """Accounts tied to that member, the most recently seen first."""

    def address(self, member: str) -> Address | None:
        """Where to write to that member: the most recently seen account that can be reached."""

    def addresses(self, members: Collection[str]) -> dict[str, Address]:
        """The same of each of those who can be reached, by number."""

    def unreachable(self) -> list[str]:
        """Numbers of the members who have no account that can be reached, active or suspended ones only."""

    def invite(self, invitation: Invitation) -> None: ...

    def invitation(self, code_hash: str) -> Invitation | None: ...

    def use_invitation(self, code_hash: str, at: datetime) -> bool:
        """Mark it used; False if it was used already."""

    def forget_invitations(self, before: datetime, limit: int) -> int:
        """Drop those used or expired by then, so many at most; returns how many."""

    def preferences(self, member: str) -> Preferences: ...

    def save_preferences(self, member: str, preferences: Preferences) -> None: ...


class Ledger(Protocol):
    """The append-only books."""

    def record(self, transfers: Sequence[NewTransfer], actor: Actor) -> list[int | None]:
        """Append, with one audit row for all; returns each row's id, None where its key was recorded before.

        Raises BookkeepingError where the key exists with another content, or a row is reversed twice.
        """

    def entries(self, member: str) -> list[Entry]:
        """The member's lines, oldest value date first."""

    def entries_of(self, members: Sequence[str]) -> dict[str, list[Entry]]:
        """The lines of those who have any, by number."""

    def all_entries(self) -> dict[str, list[Entry]]:
        """Every member's lines, by number."""

    def transfers(self, after: int = 0, limit: int | None = None) -> list[Transfer]:
        """The rows in the order recorded."""

    def keyed(self, key: str) -> Transfer | None:
        """The row with that key."""

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys that are recorded."""

    def turnovers(self, accounts: Iterable[str], since: date | None, until: date) -> list[Turnover]:
        """What moved on those accounts from one day (None: ever) to another, both included, by account and kind."""


class Payments(Protocol):
    """Declared and confirmed payments."""

    def add(
        self,
        member: str,
        *,
        cents: int,
        method: Method,
        value_on: date,
        reference: str,
        state: PaymentState,
        key: str | None,
    ) -> int | None:
        """The new payment's id; None if that key was added before."""

    def get(self, payment: int) -> Payment | None: ...

    def of_member(self, member: str) -> list[Payment]: ...

    def pending(self, member: str) -> list[Payment]:
        """Declared and undecided, oldest first."""

    def all_pending(self) -> dict[str, int]:
        """Undecided cents, by member."""

    def queue(self) -> list[Payment]:
        """Everybody's declared and undecided ones, oldest first."""

    def booked(self, since: date) -> list[Payment]:
        """Confirmed ones whose money changed hands on that day or later, in the order recorded."""

    def decide(self, payment: int, decision: PaymentDecision) -> bool:
        """Take a declared one to its decision, or a confirmed one to its reversal; False where it is elsewhere."""

    def last_receipt(self, year: int) -> int:
        """How many receipts that year has: they are numbered from 1 without a gap."""


class Documents(Protocol):
    """What members hand in, sealed with the operator's key."""

    def keep(
        self, about: str, member: str, name: str, media_type: str, content: bytes, *, until: datetime | None = None
    ) -> int:
        """Seal and keep, until then where it is said; returns the document's id. NoSecretKeyError without a key."""

    def about(self, subject: str) -> list[Document]:
        """Those that prove `payment:12`, oldest first."""

    def of_member(self, member: str) -> list[Document]:
        """Those that the member handed in, oldest first."""

    def read(self, document: int) -> bytes | None:
        """The content; None once erased. NoSecretKeyError where the key is missing or another one."""

    def move(self, document: int, about: str) -> None:
        """It proves that from now on."""

    def erase_at(self, about: str, at: datetime) -> None:
        """When all that prove it go."""

    def erase_due(self) -> int:
        """Empty those whose time has come; returns how many."""

    def see(self, document: int, viewer: str) -> None:
        """Note that the member was shown it now."""

    def views(self, about: str) -> list[DocumentView]:
        """Who was shown those that prove it, oldest first; also after they are erased."""


class Pauses(Protocol):
    """The bureau's marks: who is left without reminders."""

    def add(
        self, member: str, reason: PauseReason, since: date, until: date | None, *, note: str, marked_by: str
    ) -> Pause: ...

    def of_member(self, member: str) -> list[Pause]: ...

    def on(self, day: date) -> list[Pause]:
        """Everybody's that hold that day, in the order marked."""

    def end(self, member: str, last: date) -> int:
        """None of the member's goes beyond that day; returns how many did."""


class Warnings(Protocol):
    """Written warnings, and the proof that they left."""

    def add(
        self,
        member: str,
        kind: WarningKind,
        *,
        issued_on: date,
        issued_by: str,
        cents: int,
        pay_by: date | None,
        body: Mapping[str, Any],
        message: int | None,
    ) -> int:
        """The new warning's id. `message`: the outbox row that carries it."""

    def get(self, warning: int) -> WarningLetter | None: ...

    def of_member(self, member: str) -> list[WarningLetter]:
        """Oldest first, with what became of each message."""

    def of_kind(self, kind: WarningKind) -> list[WarningLetter]:
        """Everybody's, oldest first."""

    def tell(self, warning: int, telling: Telling) -> bool:
        """Note how it reached the member; False where that was noted before."""


class Book(Protocol):
    """Small facts that the association's database keeps by name (`books_open_on`, `bylaws`, `bank_entered_until` …)."""

    def get(self, name: str) -> str | None: ...

    def put(self, name: str, value: str | None) -> None:
        """None forgets it."""

    def once(self, key: str) -> bool:
        """True the first time that key is seen, False ever after (`reminder:2026-04:M012`)."""

    def seen(self, prefix: str) -> set[str]:
        """The keys seen that begin so."""


class Audit(Protocol):
    """The hash-chained record of who did what."""

    def record(self, actor: Actor, action: str, body: Mapping[str, Any]) -> int:
        """Append; returns its place in the chain."""

    def last(self) -> int:
        """The place of the newest row; 0 while there is none. Nothing was done since, if it is the same."""

    def problems(self) -> list[str]:
        """What is wrong with the chain, the books and their keys; empty when all is well."""

    def about(self, member: str) -> list[Mapping[str, Any]]:
        """The rows that concern a member: at, actor, action, body."""


class UnitOfWork(Protocol):
    """One transaction, the bylaws in force and the instant it happens at."""

    members: Members
    accounts: Accounts
    ledger: Ledger
    payments: Payments
    statements: StatementLines
    documents: Documents
    manual: ManualEntries
    pauses: Pauses
    warnings: Warnings
    orders: Orders
    votes: Votes
    expenses: Expenses
    claims: Claims
    helps: Helps
    meetings: Meetings
    attendances: Attendances
    proxies: Proxies
    resolutions: Resolutions
    minutes: MinutesBook
    broadcasts: Broadcasts
    petitions: Petitions
    inbox: Inbox
    outbox: Outbox
    dialogues: Dialogues
    book: Book
    audit: Audit

    @property
    def bylaws(self) -> Bylaws: ...

    @property
    def now(self) -> datetime:
        """The instant, aware, in UTC; the same throughout the unit."""

    @property
    def today(self) -> date:
        """The civil day of `now` where the association lives."""

    @property
    def can_mail(self) -> bool:
        """Whether e-mail can leave."""

    def local(self, instant: datetime) -> datetime:
        """That instant in the association's time zone."""

    def instant(self, day: date, at: time) -> datetime:
        """The instant, in UTC, at which the association's clocks show that day and time."""

    def lock(self, subject: str) -> None:
        """Hold `subject` (`ledger`, `account:telegram:42`) for the rest of the unit."""


class Database(Protocol):
    """Runs units of work, each whole."""

    async def run(self, unit: Callable[[UnitOfWork], T]) -> T:
        """Run, commit, and give back what the function returned; roll back where it raised."""

    async def close(self) -> None: ...

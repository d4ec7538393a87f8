"""One transaction with all its repositories."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import text

from assistant import ports
from assistant.domain.bylaws import Bylaws
from storage.accounts import Accounts
from storage.attendances import Attendances
from storage.book import Book
from storage.broadcasts import Broadcasts
from storage.checks import AuditRecord
from storage.claims import Claims
from storage.dialogues import Dialogues
from storage.documents import Documents
from storage.expenses import Expenses
from storage.helps import Helps
from storage.inbox import Inbox
from storage.ledger import Ledger
from storage.manual import ManualEntries
from storage.meetings import Meetings
from storage.members import Members
from storage.minutes import MinutesBook
from storage.orders import Orders, Votes
from storage.outbox import Outbox
from storage.pace import DEFAULT, Pace
from storage.pauses import Pauses
from storage.payments import Payments
from storage.petitions import Petitions
from storage.proxies import Proxies
from storage.resolutions import Resolutions
from storage.seal import Seal
from storage.session import Prepared, Session, to_micros
from storage.statements import StatementLines
from storage.warnings import Warnings

_LOCK = Prepared(text("SELECT pg_advisory_xact_lock(:number)"))


@dataclass(frozen=True, slots=True)
class Terms:
    """What every unit of a database shares."""

    bylaws: Bylaws
    clock: ports.Clock
    zone: ZoneInfo
    paces: Mapping[str, Pace] = field(default_factory=lambda: DEFAULT)
    fallback_channel: str | None = None
    seal: Seal = field(default_factory=lambda: Seal(None))
    can_mail: bool = False


class Work:
    """See `assistant.ports.UnitOfWork`."""

    def __init__(self, session: Session, terms: Terms) -> None:
        self._session = session
        self._terms = terms
        self.now = terms.clock.now()
        now = to_micros(self.now)
        audit = AuditRecord(session, now, self.lock)
        self.members: ports.Members = Members(session)
        self.accounts: ports.Accounts = Accounts(session, terms.fallback_channel)
        self.ledger: ports.Ledger = Ledger(session, now, audit)
        self.manual: ports.ManualEntries = ManualEntries(session, now)
        self.payments: ports.Payments = Payments(session, now)
        self.statements: ports.StatementLines = StatementLines(session, now)
        self.documents: ports.Documents = Documents(session, now, terms.seal)
        self.pauses: ports.Pauses = Pauses(session, now)
        self.warnings: ports.Warnings = Warnings(session)
        self.orders: ports.Orders = Orders(session, now)
        self.votes: ports.Votes = Votes(session)
        self.expenses: ports.Expenses = Expenses(session, now)
        self.claims: ports.Claims = Claims(session, now)
        self.helps: ports.Helps = Helps(session, now)
        self.meetings: ports.Meetings = Meetings(session, now)
        self.attendances: ports.Attendances = Attendances(session, now)
        self.proxies: ports.Proxies = Proxies(session, now)
        self.resolutions: ports.Resolutions = Resolutions(session, now)
        self.minutes: ports.MinutesBook = MinutesBook(session, now)
        self.broadcasts: ports.Broadcasts = Broadcasts(session, now)
        self.petitions: ports.Petitions = Petitions(session, now)
        self.inbox: ports.Inbox = Inbox(session, now, self.lock)
        self.outbox: ports.Outbox = Outbox(session, now, self.lock, terms.paces)
        self.dialogues: ports.Dialogues = Dialogues(session, now)
        self.book: ports.Book = Book(session, now)
        self.audit: ports.Audit = audit

    @property
    def bylaws(self) -> Bylaws:
        """The bylaws in force."""
        return self._terms.bylaws

    @property
    def today(self) -> date:
        """The civil day of `now` where the association lives."""
        return self.local(self.now).date()

    @property
    def can_mail(self) -> bool:
        """Whether e-mail can leave."""
        return self._terms.can_mail

    def local(self, instant: datetime) -> datetime:
        """That instant in the association's time zone."""
        return instant.astimezone(self._terms.zone)

    def instant(self, day: date, at: time) -> datetime:
        """In UTC."""
        return datetime.combine(day, at, tzinfo=self._terms.zone).astimezone(UTC)

    def lock(self, subject: str) -> None:
        """Hold `subject` for the rest of the unit."""
        advisory_lock(self._session, subject)


def advisory_lock(session: Session, subject: str) -> None:
    """PostgreSQL's lock for the rest of the transaction; SQLite has one writer, who holds everything."""
    if session.dialect == "postgresql":
        number = int.from_bytes(hashlib.sha256(subject.encode()).digest()[:8], signed=True)
        session.all(_LOCK, number=number)

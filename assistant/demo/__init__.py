"""The demo's association: invented people whose register, opening balances and payments stand in three spreadsheets,
imported as a treasurer would, and a clock that begins on an autumn evening, two days before the dues reminder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.channels.web import Person, WebChat
from assistant.domain.actors import OPERATOR, Actor, ActorKind
from assistant.domain.bylaws import Bylaws
from assistant.domain.calendar import add_months, first_of_month
from assistant.domain.convening import AgendaItem, NewMeeting
from assistant.domain.ledger import Account, Kind, Method
from assistant.domain.manual import NewEntry
from assistant.domain.meetings import SessionKind
from assistant.domain.messages import ChatAccount
from assistant.domain.payee import Payee
from assistant.domain.payments import NewPayment
from assistant.files import read_balances, read_members, read_payments
from assistant.marks import N_
from assistant.ports import UnitOfWork
from assistant.rules.reminders import reminder_instant
from assistant.services.admission import Item, record
from assistant.services.imports import import_balances, import_members, import_payments
from assistant.services.manual import enter
from assistant.services.meetings.convening import propose
from assistant.services.payments import declare
from assistant.services.tick import tick

Stop = Callable[[datetime], datetime]

FOLDER = Path(__file__).parent
PAYEE = Payee("FR7630006000011234567890189", "AGRIFRPP", "Association de démonstration")
"""The account number that banks print on specimens."""
BEGINS = datetime(2026, 11, 3, 18, 40, tzinfo=ZoneInfo("Europe/Paris"))
BOOKS_CLOSED_ON = date(2025, 12, 31)
DECLARED_CENTS = 2000
PENDING = "D012"
CANDIDATE = "D024"
NOT_TIED = "D018"
OPENED_WITH = {Account.BANK: 942_000, Account.CASH: 8_500, Account.AID: 425_000}
"""Cents that were there when the books opened."""
TREASURER = "D002"
SECRETARY = "D004"
MEETING_ON, MEETING_AT = date(2026, 11, 14), time(14, 30)
HOSTS = ("D012", "D013")
_NOTES = (
    ("D003", N_("pays every month")),
    ("D007", N_("some months late")),
    ("D008", N_("many months late")),
    (TREASURER, N_("treasurer")),
    ("D006", N_("deputy treasurer")),
    (SECRETARY, N_("secretary")),
    ("D001", N_("president")),
    ("D005", N_("vice-president")),
    ("D009", N_("deputy secretary")),
    ("D016", N_("social commission")),
    ("D010", N_("control commission")),
    (PENDING, N_("has declared a payment, receives the next meeting")),
    ("D011", N_("reads English, paid for the year")),
    ("D014", N_("suspended")),
    ("D021", N_("joined this summer")),
    (NOT_TIED, N_("no account yet: try /start")),
)


def seed(work: UnitOfWork) -> None:
    """Fill an empty database, through the services that an association uses."""
    import_members(work, OPERATOR, read_members(*_sheet("members.csv")), dry_run=False)
    import_balances(work, OPERATOR, read_balances(*_sheet("balances.csv")), BOOKS_CLOSED_ON, dry_run=False)
    import_payments(work, OPERATOR, read_payments(*_sheet("payments.csv")), dry_run=False)
    for item in Item:
        record(work, OPERATOR, CANDIDATE, item, work.today - timedelta(days=1))
    _tie_accounts(work)
    _enter_openings(work)
    _declare(work)
    _convene(work)
    tick(work)


def people() -> tuple[Person, ...]:
    """Whom a visitor may be; one of them is tied to no account yet and has a telephone on the register."""
    rows = {row.number: row for row in read_members(*_sheet("members.csv"))}
    return tuple(
        Person(
            _account(number),
            f"{rows[number].first_name} {rows[number].last_name.title()}",
            note,
            rows[number].language or "fr",
            rows[number].phone if number == NOT_TIED else None,
        )
        for number, note in _NOTES
    )


def stops(timezone: ZoneInfo, bylaws: Bylaws) -> Mapping[str, Stop]:
    """Where the clock's buttons lead: a day or a week on, the next reminder, the first of the next month."""
    return {
        "day": lambda now: _days_on(now, 1, timezone),
        "week": lambda now: _days_on(now, 7, timezone),
        "reminder": lambda now: _next_reminder(now.astimezone(timezone), bylaws),
        "month": lambda now: _first_of_next_month(now.astimezone(timezone)),
    }


def on_the_way(now: datetime, to: datetime, timezone: ZoneInfo, bylaws: Bylaws) -> list[datetime]:
    """The instants at which the scheduler must have run by `to`: each day's reminder hour, then `to` itself."""
    local, found = now.astimezone(timezone), []
    day = local.date()
    while (instant := _at_reminder_hour(day, bylaws, timezone)) < to:
        if instant > now:
            found.append(instant)
        day += timedelta(days=1)
    return [*found, to]


def _sheet(name: str) -> tuple[str, bytes]:
    return name, (FOLDER / name).read_bytes()


def _account(number: str) -> str:
    return f"demo:{number}"


def _member(work: UnitOfWork, number: str) -> Actor:
    return Actor(ActorKind.MEMBER, work.members.get(number))


def _enter_openings(work: UnitOfWork) -> None:
    """What the bank, the cash box and the mutual-aid fund held; the president has a card for each."""
    for account, cents in OPENED_WITH.items():
        new = NewEntry(account, Kind.OPENING, cents, BOOKS_CLOSED_ON, "arrêté des comptes 2025")
        enter(work, _member(work, TREASURER), new)


def _declare(work: UnitOfWork) -> None:
    """A payment that waits for the treasurers, on a card each."""
    yesterday = work.today - timedelta(days=1)
    who = _member(work, PENDING)
    declare(work, who, NewPayment(DECLARED_CENTS, Method.TRANSFER.value, yesterday, "septembre et octobre"))


def _convene(work: UnitOfWork) -> None:
    """November's meeting, at a couple's home: the members have its convocation, the bureau the order for the hosts."""
    new = NewMeeting(
        kind=SessionKind.MONTHLY,
        on=MEETING_ON,
        starts_at=work.instant(MEETING_ON, MEETING_AT),
        place="8 rue des Lilas, 93100 Montreuil",
        agenda=(AgendaItem.own("Préparation de la fête de fin d’année"), AgendaItem.own("Questions diverses")),
        hosts=HOSTS,
    )
    propose(work, _member(work, SECRETARY), new)


def _tie_accounts(work: UnitOfWork) -> None:
    """Everybody but one has a chat: without a code, since the demo has no login."""
    for member in work.members.all():
        if member.number in {NOT_TIED, CANDIDATE}:
            continue
        account = _account(member.number)
        work.accounts.save(
            ChatAccount(WebChat.name, account, account, member=member.number, linked_at=work.now, seen_at=work.now)
        )


def _days_on(now: datetime, days: int, timezone: ZoneInfo) -> datetime:
    """The same hour by the local clock."""
    return now.astimezone(timezone) + timedelta(days=days)


def _next_reminder(now: datetime, bylaws: Bylaws) -> datetime:
    zone = now.tzinfo
    assert zone is not None  # noqa: S101 - every instant here is aware
    month = first_of_month(now.date())
    instants = (
        reminder_instant(first.year, first.month, bylaws, zone).astimezone(zone)
        for first in (month, add_months(month, 1))
    )
    return next(instant for instant in instants if instant > now)


def _first_of_next_month(now: datetime) -> datetime:
    return datetime.combine(add_months(first_of_month(now.date()), 1), now.time(), tzinfo=now.tzinfo)


def _at_reminder_hour(day: date, bylaws: Bylaws, timezone: tzinfo) -> datetime:
    return datetime.combine(day, time(bylaws.reminders.reminder_hour.on(day)), tzinfo=timezone)

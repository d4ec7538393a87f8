"""What a member owes and stands for (art. 8), and the lines it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from assistant.domain.actors import Actor
from assistant.domain.decisions import Situation
from assistant.domain.ledger import Charge, Entry, Kind, balance_of, member_account
from assistant.domain.manual import Reasons
from assistant.domain.members import Member
from assistant.domain.payments import Payment
from assistant.ports import UnitOfWork
from assistant.rules.aid.received import Settled, settled
from assistant.rules.dues import next_charge
from assistant.rules.rights import Rights, rights
from assistant.rules.standing import TOPICS, once_paid, situation
from assistant.services.books import books_open_on, entries_on
from assistant.services.permissions import Action, own_number, require


@dataclass(frozen=True, slots=True)
class Balance:
    """A member's money today: situation, what waits for the treasurer, what falls due next, which rights are open."""

    member: Member
    situation: Situation
    pending: tuple[Payment, ...]
    next_charge: Charge | None
    rights: Rights
    once_paid: Situation | None
    """The situation if what exceeds the accepted arrears were paid that day; None where nothing does."""
    levies: tuple[Settled, ...] = ()
    """Contributions that are owed and not overdue yet, the first due first."""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of the account, the balance after it (cents) and the article it rests on (empty where it is none's).

    `reason`: why it was entered by hand, or undone; empty for other lines.
    """

    entry: Entry
    balance: int
    article: str
    reason: str


@dataclass(frozen=True, slots=True)
class Statement:
    """The account from the day `since` to the day `until`; amounts in cents."""

    member: Member
    since: date
    until: date
    opening: int
    lines: tuple[StatementLine, ...]
    closing: int


def mine(work: UnitOfWork, actor: Actor) -> Balance:
    """The actor's own situation at the end of today."""
    require(work, actor, Action.USE_OWN_FILE)
    own_number(actor)
    assert actor.member is not None  # noqa: S101 - own_number has refused it
    return of(work, actor.member, work.today)


def of(work: UnitOfWork, member: Member, day: date) -> Balance:
    """A member's situation at the end of that day. BeforeBooksError before the books start."""
    entries = entries_on(work, member, day)
    money = situation(entries, work.bylaws, day)
    opened = books_open_on(work)
    return Balance(
        member=member,
        situation=money,
        pending=tuple(work.payments.pending(member.number)),
        next_charge=next_charge(member, work.bylaws, opened, day) if opened else None,
        rights=rights(member.status_on(day), money, work.bylaws, member.joined_on),
        once_paid=once_paid(entries, work.bylaws, money),
        levies=_levies(entries, day),
    )


def statement(work: UnitOfWork, actor: Actor, since: date | None) -> Statement:
    """The actor's own lines from that day (the whole year where None) to today."""
    require(work, actor, Action.USE_OWN_FILE)
    own_number(actor)
    assert actor.member is not None  # noqa: S101 - own_number has refused it
    opened, today = books_open_on(work), work.today
    first = max(filter(None, (since or today.replace(month=1, day=1), opened)))
    entries = entries_on(work, actor.member, today)
    opening = sum(entry.cents for entry in entries if entry.value_on < first)
    return Statement(
        member=actor.member,
        since=first,
        until=today,
        opening=opening,
        lines=_lines(work, actor.member, [entry for entry in entries if entry.value_on >= first], opening),
        closing=balance_of(entries, today),
    )


def _levies(entries: list[Entry], day: date) -> tuple[Settled, ...]:
    if not any(entry.kind is Kind.LEVY for entry in entries):
        return ()
    owed = (each for each in settled(entries, day) if each.debt.kind is Kind.LEVY and each.due)
    levies = [(each.debt.due_on, each) for each in owed if each.debt.due_on is not None and each.debt.due_on >= day]
    return tuple(each for _, each in sorted(levies, key=itemgetter(0)))


def _lines(work: UnitOfWork, member: Member, entries: list[Entry], opening: int) -> tuple[StatementLine, ...]:
    reasons = Reasons(work.manual.of_account(member_account(member.number)))
    lines, balance = [], opening
    for entry in sorted(entries, key=lambda entry: entry.value_on):
        balance += entry.cents
        topic = TOPICS.get(entry.kind)
        article = work.bylaws.cite(topic) if topic else ""
        lines.append(StatementLine(entry, balance, article, reasons.of(entry)))
    return tuple(lines)

"""Members in mourning and in joy, on noon of 21 November 2026: what they declare and what the bylaws make of it.

The books opened on the last day of September; nobody owes anything unless a test says so. Cédric and Diane are married.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from assistant.domain.aid import EventKind
from assistant.domain.calendar import first_of_month
from assistant.domain.claims import ClaimDecision, ClaimState, FiledClaim, LevyCall, NewClaim, Verdict, event_subject
from assistant.domain.ledger import Account, Kind, Method, NewTransfer, member_account
from assistant.domain.members import Member
from assistant.domain.payments import NewPayment
from assistant.ports import Database, UnitOfWork
from assistant.services import drafts, payments
from assistant.services.aid import declaring
from tests.services.bureau import AWA, BINTOU, BUREAU, HILAIRE, PAUL, PHOTO, ROSINE, TODAY, acting
from tests.services.people import open_books, person, register

DAY = timedelta(days=1)
YESTERDAY = TODAY - DAY
TOMORROW = TODAY + DAY
OPENED = date(2026, 9, 30)
CEDRIC = person("M014", "Cédric", last_name="Mabiala", spouse="M015")
DIANE = person("M015", "Diane", last_name="Mabiala", spouse="M014")
ESTHER = person("M016", "Esther", last_name="Loubaki")
MEMBERS = (AWA, BINTOU, CEDRIC, DIANE, ESTHER)
FATHER = NewClaim(EventKind.DEATH_FATHER, AWA.number, YESTERDAY, relative="Prosper Ibara")
"""Awa's father died yesterday."""
Filed = Callable[[UnitOfWork], FiledClaim]


async def gather(database: Database, *people: Member, opened: date = OPENED, **balances: int) -> None:
    """The bureau and the five members, and whoever else or in their place; balances at noon, in cents, by number.

    Dues that fell due since the books opened are paid for everybody.
    """
    known = {member.number: member for member in (*BUREAU, *MEMBERS, *people)}

    def unit(work: UnitOfWork) -> None:
        register(work, *known.values())
        accrued = sum(_dues(work, month) for month in _months(opened, work.today))
        open_books(work, opened, **{number: balances.get(number, 0) + accrued for number in known})

    await database.run(unit)


def claim(kind: EventKind, member: Member = AWA, on: date = YESTERDAY, **more: Any) -> NewClaim:
    """What happened to that member that day."""
    return NewClaim(kind, member.number, on, **more)


def by(member: Member, new: NewClaim, *, document: bool = False, consent: bool | None = None) -> Filed:
    """The unit in which the member declares it, with a photo or without."""

    def unit(work: UnitOfWork) -> FiledClaim:
        photo = drafts.keep(work, acting(member), PHOTO) if document else None
        return declaring.declare(work, acting(member), new, photo, consent=consent)

    return unit


async def declares(database: Database, member: Member, new: NewClaim, *, document: bool = False) -> FiledClaim:
    """The member declares it."""
    return await database.run(by(member, new, document=document))


async def mourns(database: Database, member: Member, on: date = YESTERDAY, **more: Any) -> FiledClaim:
    """The member's mother has died."""
    return await declares(database, member, claim(EventKind.DEATH_MOTHER, member, on, **more))


async def decided(database: Database, claim: int, state: ClaimState = ClaimState.APPROVED) -> None:
    """The bureau has decided so; nothing else has followed yet."""

    def unit(work: UnitOfWork) -> None:
        reason = "sans suite" if state in {ClaimState.REFUSED, ClaimState.CANCELLED} else None
        assert work.claims.decide(claim, ClaimDecision(state, HILAIRE.number, work.now, reason))
        work.audit.record(acting(HILAIRE), f"claim_{state.value}", {"claim": claim})

    await database.run(unit)


async def filed(database: Database, claim: int) -> FiledClaim:
    """The claim as it is kept."""
    kept = await database.run(lambda work: work.claims.get(claim))
    assert kept is not None
    return kept


async def verdict(database: Database, claim: int) -> Verdict:
    """What the bylaws made of it when it was last judged."""
    kept = (await filed(database, claim)).verdict
    assert kept is not None
    return kept


async def pays(database: Database, member: Member, cents: int, on: date, method: Method = Method.TRANSFER) -> None:
    """The member's payment, declared and confirmed now, that changed hands on that day."""

    def unit(work: UnitOfWork) -> None:
        new = NewPayment(cents, method.value, on)
        payment, _ = payments.declare(work, acting(member), new)
        treasurer = PAUL if member.number == ROSINE.number else ROSINE
        payments.confirm(work, acting(treasurer), payment.id, reason="remise en main propre")

    await database.run(unit)


async def owes(database: Database, member: Member, cents: int, on: date) -> None:
    """A charge of that day on the member."""
    row = NewTransfer(member_account(member.number), Account.MEALS, cents, Kind.MEAL, on, "meal:1")
    await database.run(lambda work: work.ledger.record([row], acting(ROSINE)))


async def called(database: Database, event: int, call: LevyCall, *members: Member) -> None:
    """The event's contribution is called, on these members."""

    def unit(work: UnitOfWork) -> None:
        assert work.claims.call(event, call)
        rows = [
            NewTransfer(
                member_account(member.number), Account.AID, call.cents, Kind.LEVY, call.called_on,
                event_subject(event), key=f"levy:{event}:{member.number}", due_on=call.due_on,
            )
            for member in members
        ]  # fmt: skip
        work.ledger.record(rows, acting(ROSINE))

    await database.run(unit)


async def notices(database: Database, kind: str) -> list[str]:
    """Whom a notice of that kind was queued for, in order, edits apart."""

    def unit(work: UnitOfWork) -> list[str]:
        return [row.member or "" for row in work.outbox.since(0) if row.kind == kind and row.edits is None]

    return await database.run(unit)


def _months(opened: date, today: date) -> list[date]:
    """The firsts of the months after the opening, up to today."""
    found, month = [], first_of_month(opened)
    while (month := first_of_month(month + timedelta(days=31))) <= today:
        found.append(month)
    return found


def _dues(work: UnitOfWork, month: date) -> int:
    dues = work.bylaws.dues
    return dues.monthly.on(month) + (dues.annual.on(month) if month.month == 1 else 0)

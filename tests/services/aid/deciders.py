"""The bureau of four decides on what members have declared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import storage
from assistant.clocks import StandingClock
from assistant.domain.bylaws import Bylaws
from assistant.domain.claims import FiledClaim, NewClaim
from assistant.domain.ledger import Entry, Kind, Transfer
from assistant.domain.members import Member
from assistant.domain.messages import OutboxState
from assistant.domain.orders import Choice, Order
from assistant.ports import Database, UnitOfWork
from assistant.services import books
from assistant.services.aid import cancelling, deciding
from tests.services.aid.claimants import declares
from tests.services.bureau import BUREAU, HILAIRE, ROSINE, acting, paying


def under(bylaws: Bylaws, path: Path, clock: StandingClock) -> Database:
    """A database under other bylaws, that keeps documents."""
    return storage.throwaway(
        path / "other.db", bylaws=bylaws, clock=clock, timezone="Europe/Paris", secret_key="secret"
    )


def saying(
    member: Member, claim: int, choice: Choice = Choice.APPROVE, why: str | None = None, *, round_: int | None = None
) -> Callable[[UnitOfWork], FiledClaim]:
    """The unit in which the member votes on the claim."""
    return lambda work: deciding.vote(work, acting(member), claim, choice, why, round_=round_)[0]


def undoing(claim: int, reason: str = "Déclaré par erreur", by: Member = HILAIRE) -> Callable[[UnitOfWork], FiledClaim]:
    """The unit in which the bureau member cancels the claim."""
    return lambda work: cancelling.cancel(work, acting(by), claim, reason)


async def agree(database: Database, claim: int, *members: Member) -> FiledClaim:
    """Each says yes, in turn: the bureau unless said; the claim as the last one leaves it."""
    for member in members or BUREAU:
        left = await database.run(saying(member, claim))
    return left


async def granted(database: Database, member: Member, new: NewClaim, *, document: bool = False) -> FiledClaim:
    """The member declares it, and whoever of the bureau is asked agrees."""
    made = await declares(database, member, new, document=document)
    asked = await database.run(lambda work: deciding.stand(work, made).waiting)
    return await agree(database, made.id, *(voter for voter in BUREAU if voter.number in asked))


async def order_of(database: Database, claim: int) -> Order | None:
    """What pays the claim."""
    return await database.run(lambda work: work.orders.caused_by(f"claim:{claim}"))


async def paid(database: Database, claim: int) -> None:
    """The treasurer pays what the claim has led to."""
    order = await order_of(database, claim)
    assert order is not None
    await database.run(paying(ROSINE, order.id))


async def rows(database: Database, kind: Kind | None = None) -> list[Transfer]:
    """The books, or what they have of one kind."""
    recorded = await database.run(lambda work: work.ledger.transfers())
    return [row for row in recorded if kind in {None, row.kind}]


async def levied(database: Database, event: int = 1) -> dict[str, int]:
    """What each still owes for the event by the books, in cents, by number."""

    def unit(work: UnitOfWork) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, entries in work.ledger.all_entries().items():
            owed = -sum(entry.cents for entry in entries if _called(entry, event))
            found |= {number: owed} if owed else {}
        return found

    return await database.run(unit)


async def balance_of(database: Database, member: Member) -> int:
    """What the member has, by now; negative: owes."""
    return await database.run(lambda work: books.situation_of(work, _known(work, member), work.today).balance)


async def delivered(database: Database) -> None:
    """All that waits has reached its chat."""

    def unit(work: UnitOfWork) -> None:
        for row in work.outbox.in_state(OutboxState.PENDING):
            work.outbox.sent(row.id, f"message {row.id}")

    await database.run(unit)


async def cards(database: Database, member: Member, kind: str = "claim_card") -> list[dict[str, Any]]:
    """The member's notices of that kind as they show now or will, oldest first; without those that never will."""

    def unit(work: UnitOfWork) -> list[dict[str, Any]]:
        held = {row.id for row in work.outbox.in_state(OutboxState.HELD)}
        mine = [row for row in work.outbox.since(0) if (row.kind, row.member) == (kind, member.number)]
        shown = {f"row:{row.id}": row.body for row in mine if row.edits is None and row.id not in held}
        return [dict(body) for body in (shown | {row.edits: row.body for row in mine if row.edits}).values()]

    return await database.run(unit)


async def problems(database: Database) -> list[str]:
    """What `verify` finds wrong."""
    return await database.run(lambda work: work.audit.problems())


def _called(entry: Entry, event: int) -> bool:
    return entry.kind is Kind.LEVY and entry.cause == f"event:{event}"


def _known(work: UnitOfWork, member: Member) -> Member:
    found = work.members.get(member.number)
    assert found is not None
    return found

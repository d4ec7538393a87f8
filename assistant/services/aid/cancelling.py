"""An approved event turns out to be a mistake: all that followed from it is undone, and all who were told are told."""

from __future__ import annotations

from dataclasses import replace

from assistant.domain.actors import Actor
from assistant.domain.aid import EventKind
from assistant.domain.claims import ClaimDecision, ClaimState, FiledClaim
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.ledger import NewTransfer, Transfer
from assistant.domain.orders import Order, OrderState
from assistant.ports import UnitOfWork
from assistant.services import orders, receipts
from assistant.services.accrual import ACCRUED_ON
from assistant.services.aid import deciding, levies, mourning, news
from assistant.services.aid.judging import LOCK, stands
from assistant.services.aid.reviewing import review
from assistant.services.permissions import Action, require


def check(work: UnitOfWork, actor: Actor, claim: int) -> FiledClaim:
    """The approved claim that the actor may cancel. RefusedError: NOT_AUTHORISED, NOT_CONFIRMED, ALREADY_DECIDED."""
    require(work, actor, Action.DECIDE_CLAIMS)
    work.lock(LOCK)
    found = _get(work, claim)
    if found.state is ClaimState.DECLARED:
        raise RefusedError(Decision(allowed=False, reason=Reason.NOT_CONFIRMED))
    if found.state is not ClaimState.APPROVED:
        raise RefusedError(stands(work, found))
    return found


def cancel(work: UnitOfWork, actor: Actor, claim: int, reason: str) -> FiledClaim:
    """Undo the decision and what followed: the order if it is not paid, the contributions, a member's death.

    A payout that has left is undone by `repaid`, once it has come back. RefusedError: as `check`, REASON_REQUIRED.
    """
    found, why = check(work, actor, claim), reason.strip()
    if not why:
        raise RefusedError(Decision(allowed=False, reason=Reason.REASON_REQUIRED))
    work.lock(receipts.LOCK)
    if not work.claims.decide(found.id, ClaimDecision(ClaimState.CANCELLED, actor.name, work.now, why)):
        raise RefusedError(stands(work, _get(work, claim)))
    work.audit.record(actor, "claim_cancelled", {"member": found.told.concerns, "claim": found.id, "reason": why})
    _undo_payment(work, actor, found)
    _undo_event(work, actor, found, why)
    _undo_death(work, actor, found)
    mourning.end(work, actor, found)
    cancelled = _get(work, claim)
    news.cancelled(work, cancelled)
    review(work)
    return cancelled


def repaid(work: UnitOfWork, actor: Actor, claim: int) -> FiledClaim:
    """The payout of a cancelled claim is back at the bank: its row is reversed.

    RefusedError: NOT_AUTHORISED for who makes no transfers, NOT_CONFIRMED where nothing is to come back.
    """
    require(work, actor, Action.PAY_TRANSFER)
    work.lock(LOCK)
    work.lock(receipts.LOCK)
    found = _get(work, claim)
    row = to_come_back(work, found)
    if row is None:
        raise RefusedError(Decision(allowed=False, reason=Reason.NOT_CONFIRMED))
    work.ledger.record([_opposite(row)], actor)
    told = {"member": found.told.concerns, "claim": found.id, "cents": row.cents}
    work.audit.record(actor, "payout_returned", told)
    news.repaid(work, found)
    return found


def to_come_back(work: UnitOfWork, filed: FiledClaim) -> Transfer | None:
    """The row of a payout that has left for a claim that is cancelled, while it is not reversed."""
    order = _paid_in_vain(work, filed)
    return _unreversed(work, order.subject) if order is not None else None


def is_repaid(work: UnitOfWork, filed: FiledClaim) -> bool:
    """Whether what was paid for a claim that is cancelled has come back."""
    return _paid_in_vain(work, filed) is not None and to_come_back(work, filed) is None


def _undo_payment(work: UnitOfWork, actor: Actor, filed: FiledClaim) -> None:
    order: Order | None = work.orders.caused_by(filed.subject)
    if order is not None and order.open:
        orders.drop(work, actor, order)
    kept = _unreversed(work, f"set_off:{filed.subject}")
    if kept is not None:
        work.ledger.record([_opposite(kept)], actor)


def _undo_event(work: UnitOfWork, actor: Actor, filed: FiledClaim, reason: str) -> None:
    """The contribution and the announcement; while another claim keeps the event, this member contributes to it too."""
    event = work.claims.event(filed.event)
    assert event is not None  # noqa: S101 - the claim names it
    if any(other.state is ClaimState.APPROVED for other in work.claims.on_event(filed.event)):
        levies.settle(work, actor, filed.event, filed.told.concerns)
        return
    told = levies.undo(work, actor, event, reason) if event.call is not None else ()
    if event.announcement is not None:
        news.announcement_withdrawn(work, event, but=told)


def _undo_death(work: UnitOfWork, actor: Actor, filed: FiledClaim) -> None:
    """Whom the claim has marked as dead is a member again, whom dues accrue for."""
    member = work.members.get(filed.told.concerns)
    if filed.told.kind is not EventKind.DEATH_MEMBER or member is None:
        return
    *before, last = member.history
    if not before or last != deciding.death_of(before, filed.told.event_on):
        return
    restored = replace(member, history=tuple(before))
    work.members.save(restored)
    work.audit.record(actor, "member_restored", {"member": member.number})
    work.book.put(ACCRUED_ON, None)
    levies.follow(work, actor, restored, last.since)


def _paid_in_vain(work: UnitOfWork, filed: FiledClaim) -> Order | None:
    order = work.orders.caused_by(filed.subject)
    cancelled = filed.state is ClaimState.CANCELLED
    return order if cancelled and order is not None and order.state is OrderState.PAID else None


def _unreversed(work: UnitOfWork, key: str) -> Transfer | None:
    row = work.ledger.keyed(key)
    if row is None or any(later.reverses == row.id for later in work.ledger.transfers(after=row.id)):
        return None
    return row


def _opposite(row: Transfer) -> NewTransfer:
    return NewTransfer(
        debit=row.credit,
        credit=row.debit,
        cents=row.cents,
        kind=row.kind,
        value_on=row.value_on,
        cause=row.cause,
        reverses=row.id,
    )


def _get(work: UnitOfWork, claim: int) -> FiledClaim:
    found = work.claims.get(claim)
    if found is None:
        raise MbongiError(f"there is no claim {claim}")
    return found

"""Payments out (art. 23 and 25): proposed, approved by the whole bureau, then paid by who may sign.

A transfer is noted by a treasurer, a cheque by the president; it is booked once. An order that comes from a round of
its own, such as a claim's, is proposed as already approved.
"""

from __future__ import annotations

from datetime import date

from assistant.domain.actors import SCHEDULER, Actor, ActorKind
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import MbongiError, RefusedError
from assistant.domain.ledger import Account, Method, NewTransfer
from assistant.domain.orders import (
    BOOKED_AS,
    Choice,
    NewOrder,
    NewPayout,
    Order,
    OrderDecision,
    OrderKind,
    OrderState,
    Payout,
)
from assistant.ports import UnitOfWork
from assistant.rules.approval import Outcome, Round
from assistant.rules.paying import may_be_of, may_pay, methods_out
from assistant.services import order_news as news
from assistant.services import receipts, rounds
from assistant.services.permissions import Action, require

_ENDS = {Outcome.APPROVED: OrderState.APPROVED, Outcome.REFUSED: OrderState.REFUSED}


def propose(work: UnitOfWork, actor: Actor, new: NewOrder, *, approved: bool = False) -> Order:
    """Ask the bureau for a payment; the order that there is already from that cause. Who calls has asked what permits
    it, and has held the bureau's round where it is `approved` already.
    """
    number = work.orders.add(new, actor.name)
    if number is None:
        known = work.orders.caused_by(new.cause)
        assert known is not None  # noqa: S101 - that is why none was added
        return known
    told = {"member": new.beneficiary, "order": number, "kind": new.kind, "cents": new.cents, "cause": new.cause}
    work.audit.record(actor, "order_proposed", told)
    order = _get(work, number)
    if approved:
        return _end(work, actor, order, OrderState.APPROVED)
    news.to_vote(work, order)
    return order


def waiting(work: UnitOfWork, actor: Actor) -> list[Order]:
    """Those that somebody has still to vote on or to pay, oldest first."""
    require(work, actor, Action.VOTE_ORDER)
    return work.orders.open()


def get(work: UnitOfWork, actor: Actor, order: int) -> Order | None:
    """One order, whatever became of it."""
    require(work, actor, Action.VOTE_ORDER)
    return work.orders.get(order)


def vote(work: UnitOfWork, actor: Actor, order: int, choice: Choice, reason: str | None = None) -> tuple[Order, Round]:
    """The actor's answer; the last one needed ends the round. A later answer replaces an earlier one.

    RefusedError: NOT_AUTHORISED, SELF_CONFIRMATION, REASON_REQUIRED, ALREADY_DECIDED with who decided and when.
    """
    require(work, actor, Action.VOTE_ORDER)
    found = _held(work, order)
    if found.state is not OrderState.PROPOSED:
        raise RefusedError(stands(work, found))
    round_ = rounds.cast(work, actor, found.motion, choice, reason)
    if round_.outcome is Outcome.WAITING:
        news.voted(work, found, actor.name)
        return found, round_
    return _end(work, actor, found, _ENDS[round_.outcome]), round_


def pay(work: UnitOfWork, actor: Actor, order: int, new: NewPayout) -> Order:
    """Note that the order was paid, and book it. The second of two who pay at once reads who was first.

    RefusedError: METHOD_NOT_ACCEPTED, NOT_AUTHORISED, BUREAU_APPROVAL_REQUIRED, RECEIPT_REQUIRED, SELF_CONFIRMATION,
    FUTURE_DATE, ALREADY_DECIDED. MbongiError where the reference is empty.
    """
    _require_signature(work, actor, new.method)
    if not new.reference.strip():
        raise MbongiError("a payment is noted with its reference: the transfer's, or the cheque's number")
    found = _held(work, order)
    check_payer(work, actor, found)
    check_day(work, found, new.paid_on)
    return _book(work, actor, found, new)


def check_payer(work: UnitOfWork, actor: Actor, order: Order) -> None:
    """Raises RefusedError where the order cannot be paid, or not by the actor."""
    decision = may_pay(order, actor.name, work.bylaws, work.today)
    if not decision.allowed:
        raise RefusedError(stands(work, order) if decision.reason is Reason.ALREADY_DECIDED else decision)


def check_day(work: UnitOfWork, order: Order, paid_on: date) -> None:
    """Raises RefusedError where the approved order cannot have been paid that day."""
    approved = approved_on(work, order)
    assert approved is not None  # noqa: S101 - it is approved
    decision = may_be_of(paid_on, approved, work.bylaws, work.today)
    if not decision.allowed:
        raise RefusedError(decision)


def cancel(work: UnitOfWork, actor: Actor, order: int) -> Order:
    """Take back an order that is not paid: its proposer, its beneficiary or the operator may.

    What a claim has led to goes with the claim alone. RefusedError: NOT_AUTHORISED, ALREADY_DECIDED.
    """
    found = _held(work, order)
    theirs = {found.proposed_by, found.beneficiary} if found.kind is not OrderKind.PAYOUT else set()
    if actor.kind is ActorKind.MEMBER and actor.name not in theirs:
        raise RefusedError(Decision(allowed=False, reason=Reason.NOT_AUTHORISED, articles=(_article(work),)))
    if not found.open:
        raise RefusedError(stands(work, found))
    return _end(work, actor, found, OrderState.CANCELLED)


def drop(work: UnitOfWork, actor: Actor, order: Order, reason: str | None = None) -> Order:
    """Take back an open order whose cause has come to nothing. Who calls has asked for permission and the lock."""
    return _end(work, actor, order, OrderState.CANCELLED, reason)


def settle(work: UnitOfWork) -> None:
    """Ask who has joined the bureau since, and end rounds that nobody else is asked in: somebody has left it."""
    work.lock(receipts.LOCK)
    for order in work.orders.open():
        if order.state is OrderState.PROPOSED:
            _settle(work, order)


def stands(work: UnitOfWork, order: Order) -> Decision:
    """ALREADY_DECIDED: figures `state`, `by`, `at` of what was done last."""
    by, at = news.last_step(work, order)
    figures = {"state": order.state.value, "by": by or "", "at": at}
    return Decision(allowed=False, reason=Reason.ALREADY_DECIDED, articles=(_article(work),), figures=figures)


def approved_on(work: UnitOfWork, order: Order) -> date | None:
    """The day of the bureau's yes."""
    decision = order.decision
    return work.local(decision.decided_at).date() if decision and decision.state is OrderState.APPROVED else None


def _settle(work: UnitOfWork, order: Order) -> None:
    outcome = rounds.stand(work, order.motion).outcome
    if outcome is Outcome.WAITING:
        news.to_vote(work, order)
    else:
        _end(work, SCHEDULER, order, _ENDS[outcome])


def _held(work: UnitOfWork, order: int) -> Order:
    """The order as it stands now that nobody else can change it."""
    work.lock(receipts.LOCK)
    return _get(work, order)


def _get(work: UnitOfWork, order: int) -> Order:
    found = work.orders.get(order)
    if found is None:
        raise MbongiError(f"there is no order {order}")
    return found


def _article(work: UnitOfWork) -> str:
    return work.bylaws.cite("payment")


def _require_signature(work: UnitOfWork, actor: Actor, method: Method) -> None:
    if method not in methods_out(work.bylaws, work.today):
        raise RefusedError(Decision(allowed=False, reason=Reason.METHOD_NOT_ACCEPTED, articles=(_article(work),)))
    require(work, actor, news.SIGNED_BY[method])


def _end(work: UnitOfWork, actor: Actor, order: Order, state: OrderState, why: str | None = None) -> Order:
    """Write the decision and tell who is concerned; `why`: the reason, where it is not that of the votes against."""
    reason = rounds.why_not(work, order.motion) if state is OrderState.REFUSED else why
    if not work.orders.decide(order.id, OrderDecision(state, actor.name, work.now, reason)):
        raise RefusedError(stands(work, _get(work, order.id)))
    told = {"member": order.beneficiary, "order": order.id, "cents": order.cents}
    work.audit.record(actor, f"order_{state.value}", told)
    if state is OrderState.APPROVED and order.kind is OrderKind.EXPENSE:
        receipts.count_early(work, order)
    ended = _get(work, order.id)
    news.ended(work, ended)
    return ended


def _book(work: UnitOfWork, actor: Actor, order: Order, new: NewPayout) -> Order:
    payout = Payout(new.method, new.paid_on, new.reference.strip(), actor.name, work.now)
    if not work.orders.pay(order.id, payout):
        raise RefusedError(stands(work, _get(work, order.id)))
    account, kind = BOOKED_AS[order.kind]
    row = NewTransfer(account, Account.BANK, order.cents, kind, new.paid_on, order.subject, key=order.subject)
    work.ledger.record([row], actor)
    told = {"member": order.beneficiary, "order": order.id, "cents": order.cents, "method": new.method}
    work.audit.record(actor, "order_paid", told)
    paid = _get(work, order.id)
    news.paid(work, paid)
    return paid

"""A payment's life: members declare and withdraw, treasurers confirm, reject and reverse (art. 22 and 25).

A declaration moves no balance. Confirming books it once, on the day the money changed hands, and gives the receipt its
number; a confirmed payment is undone only by a reversal. Whoever holds a card about the payment sees it change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from assistant.domain.actors import Actor
from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.domain.errors import RefusedError
from assistant.domain.ledger import Account, Kind, Method, NewTransfer, member_account
from assistant.domain.payments import NewPayment, Payment, PaymentDecision, PaymentState
from assistant.ports import UnitOfWork
from assistant.rules import payments as rules
from assistant.services import payment_news as news
from assistant.services.books import books_open_on, opened_by
from assistant.services.permissions import Action, own_number, require

LOCK = "payments"
"""One lock for all decisions: receipts are numbered without a gap, and nobody waits for somebody who waits."""
RECEIVED_IN = {Method.TRANSFER: Account.BANK, Method.CHEQUE: Account.BANK, Method.CASH: Account.CASH}


def about(payment: int) -> str:
    """The subject of what belongs to a payment: its documents, its cause in the ledger."""
    return f"payment:{payment}"


def likely_duplicate(work: UnitOfWork, actor: Actor, cents: int, paid_on: date) -> Payment | None:
    """The actor's own earlier payment that this one may repeat."""
    return rules.likely_duplicate(work.payments.of_member(own_number(actor)), cents, paid_on, work.bylaws)


def declare(work: UnitOfWork, actor: Actor, new: NewPayment, proof: int | None = None) -> tuple[Payment, Decision]:
    """Record what the actor says to have paid, for the treasurers to decide. RefusedError as the rule says.

    `proof` is a document kept under seal for this.
    """
    require(work, actor, Action.USE_OWN_FILE)
    member = work.members.get(own_number(actor))
    assert member is not None  # noqa: S101 - who acts is on the register
    decision = rules.may_declare(new, member.joined_on, work.bylaws, work.today)
    if not decision.allowed:
        raise RefusedError(decision)
    payment = _add(work, member.number, new)
    assert payment is not None  # noqa: S101 - a declaration has no key
    if proof is not None:
        work.documents.move(proof, about(payment.id))
    work.audit.record(actor, "payment_declared", {"member": member.number, "payment": payment.id, "cents": new.cents})
    news.to_decide(work, payment)
    return payment, decision


def withdraw(work: UnitOfWork, actor: Actor, payment: int) -> Payment:
    """The member takes back a declaration that nobody has decided yet. RefusedError: ALREADY_DECIDED."""
    require(work, actor, Action.USE_OWN_FILE)
    work.lock(LOCK)
    found = work.payments.get(payment)
    if found is None or found.member != own_number(actor):
        raise RefusedError(
            Decision(allowed=False, reason=Reason.NOT_AUTHORISED, articles=(work.bylaws.cite("privacy"),))
        )
    if found.state is not PaymentState.DECLARED:
        raise RefusedError(_decided(work, found))
    return _decide(work, actor, found, PaymentDecision(PaymentState.WITHDRAWN, found.cents, actor.name, work.now))


def queue(work: UnitOfWork, actor: Actor) -> list[Payment]:
    """What waits for a treasurer's decision, oldest first."""
    require(work, actor, Action.DECIDE_PAYMENTS)
    return work.payments.queue()


def get(work: UnitOfWork, actor: Actor, payment: int) -> Payment | None:
    """One payment, whatever became of it."""
    require(work, actor, Action.DECIDE_PAYMENTS)
    return work.payments.get(payment)


def of_member(work: UnitOfWork, actor: Actor, member: str) -> list[Payment]:
    """A member's payments, in the order recorded."""
    require(work, actor, Action.DECIDE_PAYMENTS)
    return work.payments.of_member(member)


def check_decision(work: UnitOfWork, actor: Actor, payment: Payment) -> None:
    """RefusedError where this treasurer could not confirm or reject it: with who decided and when, if somebody has."""
    _to_decide(work, actor, payment.id, rules.may_decide)


def check_reversal(work: UnitOfWork, actor: Actor, payment: Payment) -> None:
    """RefusedError where this treasurer could not undo it."""
    _to_decide(work, actor, payment.id, rules.may_reverse)


def confirm(
    work: UnitOfWork, actor: Actor, payment: int, *, cents: int | None = None, reason: str | None = None
) -> Payment:
    """The money is there: book it, number the receipt, tell the member. `cents` where another amount came in.

    An exceptional means of payment needs a reason. RefusedError: NOT_TREASURER, SELF_CONFIRMATION, ALREADY_DECIDED,
    REASON_REQUIRED, BAD_AMOUNT, FUTURE_DATE. BeforeBooksError before the books open.
    """
    found = _to_decide(work, actor, payment, rules.may_decide)
    why = (reason or "").strip()
    if not why and rules.is_exceptional(found.method, work.bylaws, found.value_on):
        raise RefusedError(Decision(allowed=False, reason=Reason.REASON_REQUIRED, articles=(_article(work),)))
    _check_booking(work, found, found.cents if cents is None else cents)
    return _book(work, actor, found, found.cents if cents is None else cents, why)


def receive(work: UnitOfWork, actor: Actor, member: str, new: NewPayment, key: str) -> Payment | None:
    """Money that came in without having been declared, confirmed at once; None if that key was booked before."""
    require(work, actor, Action.DECIDE_PAYMENTS)
    work.lock(LOCK)
    opened_by(work, work.today)
    payment = _add(work, member, new, key)
    if payment is None:
        return None
    return confirm(work, actor, payment.id, reason=new.reference)


def reject(work: UnitOfWork, actor: Actor, payment: int, reason: str) -> Payment:
    """The money is not there: nothing is booked, the member reads why. RefusedError as for `confirm`."""
    found = _to_decide(work, actor, payment, rules.may_decide)
    _require_reason(reason)
    decision = PaymentDecision(PaymentState.REJECTED, found.cents, actor.name, work.now, reason)
    return _decide(work, actor, found, decision)


def reverse(work: UnitOfWork, actor: Actor, payment: int, reason: str) -> Payment:
    """Undo a confirmed payment, as of the day it counted from. RefusedError: NOT_CONFIRMED or as for `reject`."""
    found = _to_decide(work, actor, payment, rules.may_reverse)
    _require_reason(reason)
    opened_by(work, work.today)
    work.ledger.record([_reversal(work, found)], actor)
    decision = PaymentDecision(PaymentState.REVERSED, found.amount, actor.name, work.now, reason)
    return _decide(work, actor, found, decision)


Rule = Callable[[Payment, str, Bylaws, date], Decision]


def _add(work: UnitOfWork, member: str, new: NewPayment, key: str | None = None) -> Payment | None:
    payment = work.payments.add(
        member,
        cents=new.cents,
        method=Method(new.method),
        value_on=new.paid_on,
        reference=new.reference,
        state=PaymentState.DECLARED,
        key=key,
    )
    return None if payment is None else work.payments.get(payment)


def _to_decide(work: UnitOfWork, actor: Actor, payment: int, rule: Rule) -> Payment:
    """The payment, where this treasurer may decide on it as the rule says."""
    require(work, actor, Action.DECIDE_PAYMENTS)
    work.lock(LOCK)
    found = work.payments.get(payment)
    if found is None:
        raise RefusedError(Decision(allowed=False, reason=Reason.NOT_CONFIRMED))
    decision = rule(found, actor.name, work.bylaws, work.today)
    if not decision.allowed:
        raise RefusedError(_decided(work, found) if decision.reason is Reason.ALREADY_DECIDED else decision)
    return found


def _decided(work: UnitOfWork, payment: Payment) -> Decision:
    """Who decided, when and how. Figures: `state`, `by`, `at`."""
    last = payment.decision
    decider = work.members.get(last.decided_by) if last else None
    figures = {
        "state": payment.state,
        "by": decider.name if decider else "",
        "at": work.local(last.decided_at if last else payment.declared_at),
    }
    return Decision(allowed=False, reason=Reason.ALREADY_DECIDED, figures=figures)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise RefusedError(Decision(allowed=False, reason=Reason.REASON_REQUIRED))


def _article(work: UnitOfWork) -> str:
    return work.bylaws.cite("payment")


def _check_booking(work: UnitOfWork, payment: Payment, cents: int) -> None:
    """Money counts from no day that is later than the confirmation, and is booked in no books still to open."""
    opened_by(work, work.today)
    if cents <= 0:
        raise RefusedError(Decision(allowed=False, reason=Reason.BAD_AMOUNT))
    if payment.value_on > work.today:
        raise RefusedError(Decision(allowed=False, reason=Reason.FUTURE_DATE))


def _book(work: UnitOfWork, actor: Actor, payment: Payment, cents: int, reason: str) -> Payment:
    """What changed hands before the books opened counts from their first day: a closed day is never written to."""
    opened = books_open_on(work)
    transfer = NewTransfer(
        debit=RECEIVED_IN[payment.method],
        credit=member_account(payment.member),
        cents=cents,
        kind=Kind.PAYMENT,
        value_on=max(payment.value_on, opened) if opened else payment.value_on,
        cause=about(payment.id),
        key=about(payment.id),
    )
    work.ledger.record([transfer], actor)
    year = work.today.year
    receipt = f"{year}-{work.payments.last_receipt(year) + 1:04}"
    decision = PaymentDecision(PaymentState.CONFIRMED, cents, actor.name, work.now, reason or None, receipt)
    return _decide(work, actor, payment, decision)


def _reversal(work: UnitOfWork, payment: Payment) -> NewTransfer:
    booked = next(
        entry
        for entry in work.ledger.entries(payment.member)
        if entry.cause == about(payment.id) and entry.reverses is None
    )
    return NewTransfer(
        debit=member_account(payment.member),
        credit=RECEIVED_IN[payment.method],
        cents=booked.cents,
        kind=Kind.PAYMENT,
        value_on=booked.value_on,
        cause=about(payment.id),
        reverses=booked.transfer,
    )


def _decide(work: UnitOfWork, actor: Actor, payment: Payment, decision: PaymentDecision) -> Payment:
    """Write the decision, tell who is concerned, and let the proof go after its time."""
    if not work.payments.decide(payment.id, decision):
        raise RefusedError(_decided(work, work.payments.get(payment.id) or payment))
    told = {"member": payment.member, "payment": payment.id, "cents": decision.cents}
    work.audit.record(actor, f"payment_{decision.state.value}", told)
    days = work.bylaws.payments.proof_days.on(work.today)
    work.documents.erase_at(about(payment.id), work.now + timedelta(days=days))
    decided = work.payments.get(payment.id)
    assert decided is not None  # noqa: S101 - it has just been decided
    news.decided(work, decided)
    return decided

"""Payments declared, confirmed, reversed (art. 22 and 25): what may be declared, and who may decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.domain.ledger import Method
from assistant.domain.payments import NewPayment, Payment, PaymentState


def accepted_methods(bylaws: Bylaws, day: date) -> tuple[Method, ...]:
    """The means of payment of that day, the exceptional ones last (art. 25)."""
    payments = bylaws.payments
    return tuple(map(Method, (*payments.methods.on(day), *payments.exceptional_methods.on(day))))


def is_exceptional(method: Method, bylaws: Bylaws, day: date) -> bool:
    """Whether that means is taken as an exception only, with a reason (art. 25)."""
    return method.value in bylaws.payments.exceptional_methods.on(day)


def may_declare(new: NewPayment, joined_on: date | None, bylaws: Bylaws, day: date) -> Decision:
    """Whether a member who joined then may declare that on `day`.

    Figures: `flag` CASH_EXCEPTIONAL where the means is taken as an exception only.
    """
    article = bylaws.cite("payment")
    if new.method not in {accepted.value for accepted in accepted_methods(bylaws, day)}:
        return Decision(allowed=False, reason=Reason.METHOD_NOT_ACCEPTED, articles=(article,))
    if not 0 < new.cents <= bylaws.payments.declaration_maximum.on(day):
        return Decision(allowed=False, reason=Reason.BAD_AMOUNT)
    if (untimely := _untimely(new.paid_on, joined_on, day)) is not None:
        return untimely
    figures = {"flag": Reason.CASH_EXCEPTIONAL} if is_exceptional(Method(new.method), bylaws, day) else {}
    return Decision(allowed=True, articles=(article,), figures=figures)


def _untimely(paid_on: date, joined_on: date | None, day: date) -> Decision | None:
    if paid_on > day:
        return Decision(allowed=False, reason=Reason.FUTURE_DATE)
    if joined_on is not None and paid_on < joined_on:
        return Decision(allowed=False, reason=Reason.BEFORE_MEMBERSHIP, figures={"first": joined_on})
    return None


def likely_duplicate(payments: Iterable[Payment], cents: int, paid_on: date, bylaws: Bylaws) -> Payment | None:
    """An earlier payment of that amount, as declared or as confirmed, within a few days: the same one, perhaps."""
    near = timedelta(days=bylaws.payments.duplicate_declaration_days.on(paid_on))
    live = (payment for payment in payments if payment.state in {PaymentState.DECLARED, PaymentState.CONFIRMED})
    return next((old for old in live if cents in {old.cents, old.amount} and abs(old.value_on - paid_on) <= near), None)


def may_decide(payment: Payment, actor: str, bylaws: Bylaws, day: date) -> Decision:
    """Whether that treasurer may confirm or reject it: never their own, and only once (art. 22)."""
    own = _not_their_own(payment, actor, bylaws, day)
    if own is not None:
        return own
    if payment.state is not PaymentState.DECLARED:
        return Decision(allowed=False, reason=Reason.ALREADY_DECIDED)
    return Decision(allowed=True, articles=(bylaws.cite("treasurer"),))


def may_reverse(payment: Payment, actor: str, bylaws: Bylaws, day: date) -> Decision:
    """Whether that treasurer may undo it: a confirmed one only, and not their own."""
    own = _not_their_own(payment, actor, bylaws, day)
    if own is not None:
        return own
    if payment.state is PaymentState.REVERSED:
        return Decision(allowed=False, reason=Reason.ALREADY_DECIDED)
    if payment.state is not PaymentState.CONFIRMED:
        return Decision(allowed=False, reason=Reason.NOT_CONFIRMED)
    return Decision(allowed=True, articles=(bylaws.cite("treasurer"),))


def _not_their_own(payment: Payment, actor: str, bylaws: Bylaws, day: date) -> Decision | None:
    if payment.member != actor or bylaws.payments.self_confirm.on(day):
        return None
    return Decision(allowed=False, reason=Reason.SELF_CONFIRMATION, articles=(bylaws.cite("treasurer"),))

"""Paying an order (art. 25): after the bureau's yes, by transfer or cheque, never to oneself."""

from __future__ import annotations

from datetime import date

from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.domain.ledger import Method
from assistant.domain.orders import Order, OrderState

OUTGOING = (Method.TRANSFER, Method.CHEQUE)
"""Each with its own signatory; cash is for what comes in, as an exception."""


def methods_out(bylaws: Bylaws, day: date) -> tuple[Method, ...]:
    """The means by which money leaves, of those that the bylaws name first."""
    return tuple(method for method in OUTGOING if method.value in bylaws.payments.methods.on(day))


def may_pay(order: Order, payer: str, bylaws: Bylaws, day: date) -> Decision:
    """Whether `payer` may pay the order on `day`: the bureau has agreed, nothing is waited for, it is not their own."""
    if order.state is OrderState.PROPOSED:
        return _refused(Reason.BUREAU_APPROVAL_REQUIRED, bylaws, "payment")
    if order.state is not OrderState.APPROVED:
        return _refused(Reason.ALREADY_DECIDED, bylaws, "payment")
    if not order.ready:
        return _refused(Reason.RECEIPT_REQUIRED, bylaws, "expense")
    if is_own(order, payer, bylaws, day):
        return _refused(Reason.SELF_CONFIRMATION, bylaws, "treasurer", "payment")
    return Decision(allowed=True, articles=(bylaws.cite("payment"),))


def may_be_of(paid_on: date, approved_on: date, bylaws: Bylaws, day: date) -> Decision:
    """Whether an order approved on `approved_on` may have been paid on `paid_on`, as noted on `day`."""
    if paid_on > day:
        return _refused(Reason.FUTURE_DATE, bylaws, "payment")
    if paid_on < approved_on:
        return _refused(Reason.BUREAU_APPROVAL_REQUIRED, bylaws, "payment")
    return Decision(allowed=True, articles=(bylaws.cite("payment"),))


def is_own(order: Order, payer: str, bylaws: Bylaws, day: date) -> bool:
    """Whether that would be paying oneself, which is left to another who may pay (art. 22)."""
    return order.beneficiary == payer and not bylaws.payments.self_confirm.on(day)


def _refused(reason: Reason, bylaws: Bylaws, *topics: str) -> Decision:
    return Decision(allowed=False, reason=reason, articles=tuple(map(bylaws.cite, topics)))

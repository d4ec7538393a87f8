"""Who is told what about a payment: the treasurers by a card each, which changes when one decides; the member."""

from __future__ import annotations

from datetime import date
from typing import Any

from assistant.domain.members import TREASURERS, Member, Status
from assistant.domain.papers import ReceiptData
from assistant.domain.payments import Payment, PaymentState
from assistant.ports import UnitOfWork
from assistant.services.books import books_open_on, situation_of
from assistant.services.notify import replace_cards, tell
from assistant.services.permissions import Action

CARD = "payment_card"


def deciders(work: UnitOfWork, payer: str) -> list[Member]:
    """The treasurers who may decide on that member's payments: not the payer, unless the bylaws say so (art. 22)."""
    own = work.bylaws.payments.self_confirm.on(work.today)
    found = work.members.with_role(TREASURERS)
    return [one for one in found if one.status is Status.ACTIVE and (own or one.number != payer)]


def to_decide(work: UnitOfWork, payment: Payment) -> None:
    """A card for each treasurer who may decide."""
    card = card_of(work, payment)
    for treasurer in deciders(work, payment.member):
        tell(work, treasurer.number, CARD, card, key=f"{_cards(payment)}{treasurer.number}")


def decided(work: UnitOfWork, payment: Payment) -> None:
    """The cards show what was decided; the member reads it, unless it was their own doing."""
    card = card_of(work, payment)
    replace_cards(work, _cards(payment), card, Action.DECIDE_PAYMENTS)
    if payment.state is PaymentState.WITHDRAWN:
        return
    told = card | {"balance": _balance(work, payment), "receipt": None}
    if payment.state is PaymentState.CONFIRMED:
        told["receipt"] = receipt_of(work, payment)
    kind = f"payment_{payment.state.value}"
    tell(work, payment.member, kind, told, key=f"{kind}:{payment.id}")


def card_of(work: UnitOfWork, payment: Payment) -> dict[str, Any]:
    """A payment as plain data: what a treasurer needs to decide, or what was decided."""
    member = work.members.get(payment.member)
    proofs = work.documents.about(f"payment:{payment.id}")
    last = payment.decision
    decider = work.members.get(last.decided_by) if last else None
    opened = books_open_on(work)
    return {
        "payment": payment.id,
        "member": payment.member,
        "name": member.name if member else payment.member,
        "cents": payment.amount,
        "declared": payment.cents,
        "currency": work.bylaws.currency,
        "method": payment.method.value,
        "exceptional": payment.method.value in work.bylaws.payments.exceptional_methods.on(payment.value_on),
        "article": work.bylaws.cite("payment"),
        "paid_on": payment.value_on.isoformat(),
        "declared_on": work.local(payment.declared_at).date().isoformat(),
        "state": payment.state.value,
        "before_books": opened is not None and payment.value_on < opened,
        "proofs": [[proof.id, proof.media_type] for proof in proofs if proof.erased_at is None],
        "reason": last.reason if last else None,
        "by": decider.name if decider else None,
        "at": work.local(last.decided_at).isoformat() if last else None,
    }


def receipt_of(work: UnitOfWork, payment: Payment) -> ReceiptData:
    """What the receipt of a confirmed payment says."""
    member = work.members.get(payment.member)
    last = payment.decisions[0]
    return ReceiptData(
        association=work.bylaws.name,
        payee=None,
        number=last.receipt or "",
        member={"number": payment.member, "name": member.name if member else payment.member},
        cents=payment.amount,
        declared=payment.cents if payment.cents != payment.amount else None,
        currency=work.bylaws.currency,
        paid_on=payment.value_on.isoformat(),
        method=payment.method.value,
        balance=_balance(work, payment),
        article=work.bylaws.cite("treasurer").partition(" ")[2],
        issued_on=_day(work, payment).isoformat(),
    )


def _day(work: UnitOfWork, payment: Payment) -> date:
    return work.local(payment.decisions[0].decided_at).date()


def _balance(work: UnitOfWork, payment: Payment) -> int:
    member = work.members.get(payment.member)
    return situation_of(work, member, work.today).balance if member else 0


def _cards(payment: Payment) -> str:
    return f"card:payment:{payment.id}:"

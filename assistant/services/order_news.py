"""Who is told what about a payment out: voters and payers by a card each, the member whom it pays.

A card carries the whole order as plain data; when the order moves on, the cards change into what it came to.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assistant.domain.actors import Actor
from assistant.domain.aid import EventKind
from assistant.domain.expenses import Expense
from assistant.domain.ledger import Method
from assistant.domain.members import Member, Status
from assistant.domain.orders import Order, OrderKind, OrderState
from assistant.ports import UnitOfWork
from assistant.rules.expenses import charged_to
from assistant.rules.paying import is_own, methods_out
from assistant.services import rounds
from assistant.services.aid import help_news
from assistant.services.aid import news as claim_news
from assistant.services.notify import replace_cards, tell
from assistant.services.permissions import Action, holders

SIGNED_BY = {Method.TRANSFER: Action.PAY_TRANSFER, Method.CHEQUE: Action.PAY_CHEQUE}
"""Who signs for which means (art. 25)."""


def to_vote(work: UnitOfWork, order: Order) -> None:
    """A card for everybody who is asked; who has one already gets no other."""
    card = card_of(work, order)
    for voter in rounds.voters(work, order.motion):
        tell(work, voter.number, "order_card", card, key=f"{_cards(order)}{voter.number}:")


def voted(work: UnitOfWork, order: Order, voter: str) -> None:
    """The voter's own card shows the answer; the round goes on."""
    vote = next(vote for vote in work.votes.on(order.subject) if vote.voter == voter)
    work.outbox.replace(f"{_cards(order)}{voter}:", card_of(work, order) | {"voted": vote.choice.value})


def ended(work: UnitOfWork, order: Order) -> None:
    """The round is over, or the order was taken back: every card shows it, the member reads it, payers are asked."""
    card = card_of(work, order)
    replace_cards(work, _cards(order), card, Action.VOTE_ORDER)
    replace_cards(work, _pay_cards(order), card, Action.VOTE_ORDER)
    if order.state in {OrderState.APPROVED, OrderState.REFUSED}:
        _tell_member(work, order, card, order.state.value)
    if order.kind is OrderKind.HELP:
        help_news.moved_on(work, order)
    if order.state is OrderState.APPROVED and order.ready:
        to_pay(work, order)


def to_pay(work: UnitOfWork, order: Order) -> None:
    """A card for everybody who may pay it, with the means that they sign for; a new one for each new receipt."""
    card, papers = card_of(work, order), len(work.documents.about(order.cause))
    for payer in payers(work, order):
        signs = [method.value for method, action in SIGNED_BY.items() if payer.roles & holders(action)]
        key = f"{_pay_cards(order)}{papers}:{payer.number}:"
        tell(work, payer.number, "order_approved", card | {"signs": signs}, key=key)


def sent_back(work: UnitOfWork, order: Order, by: Actor) -> None:
    """The receipt does not do: the payers' cards say so, the member is asked for another."""
    sender = by.member.name if by.member else None
    card = card_of(work, order) | {"returned_by": sender}
    replace_cards(work, _pay_cards(order), card, Action.VOTE_ORDER)
    tell(work, order.beneficiary, "receipt_returned", card)


def paid(work: UnitOfWork, order: Order) -> None:
    """The cards show who paid and when; the member reads it."""
    card = card_of(work, order)
    replace_cards(work, _pay_cards(order), card, Action.VOTE_ORDER)
    _tell_member(work, order, card, order.state.value)
    if order.kind is OrderKind.HELP:
        help_news.moved_on(work, order)
    claim = work.claims.get(order.cause_id) if order.kind is OrderKind.PAYOUT else None
    if claim is not None:
        claim_news.changed(work, claim)


def payers(work: UnitOfWork, order: Order) -> list[Member]:
    """Who may pay it: those who sign, except to themselves."""
    means = methods_out(work.bylaws, work.today)
    roles = {role for method in means for role in holders(SIGNED_BY[method])}
    active = [member for member in work.members.with_role(roles) if member.status is Status.ACTIVE]
    return [member for member in active if not is_own(order, member.number, work.bylaws, work.today)]


def last_step(work: UnitOfWork, order: Order) -> tuple[str | None, datetime]:
    """Who did what was done last, by name (None: nobody who is a member), and when, by the local clock."""
    if order.payout is not None:
        by, at = order.payout.paid_by, order.payout.paid_at
    elif order.decision is not None:
        by, at = order.decision.decided_by, order.decision.decided_at
    else:
        by, at = order.proposed_by, order.proposed_at
    member = work.members.get(by)
    return member.name if member else None, work.local(at)


def card_of(work: UnitOfWork, order: Order) -> dict[str, Any]:
    """An order as plain data: amounts in cents, days and instants in ISO."""
    member = work.members.get(order.beneficiary)
    by, at = last_step(work, order)
    payout, reader = order.payout, _reader(work, order)
    return {
        "order": order.id,
        "kind": order.kind.value,
        "beneficiary": order.beneficiary,
        "name": member.name if member else order.beneficiary,
        "reader": [reader.number, reader.name] if reader else None,
        "cents": order.cents,
        "currency": work.bylaws.currency,
        "title": _title(work, order),
        "expense": _expense(work, order),
        "ready": order.ready,
        "state": order.state.value,
        "votes": rounds.stand(work, order.motion).counts,
        "article": work.bylaws.cite("payment"),
        "reason": order.decision.reason if order.decision else None,
        "by": by,
        "at": at.isoformat(),
        "method": payout.method.value if payout else None,
        "paid_on": payout.paid_on.isoformat() if payout else None,
        "reference": payout.reference if payout else None,
    }


def _tell_member(work: UnitOfWork, order: Order, card: dict[str, Any], state: str) -> None:
    """What became of it; the yes to what is not an expense is told by what it comes from."""
    member = _reader(work, order)
    if member is None:
        return
    if order.kind is OrderKind.EXPENSE:
        tell(work, member.number, f"expense_{state}", card, key=f"{order.subject}:{state}")
    elif order.state is not OrderState.APPROVED:
        tell(work, member.number, f"order_{state}", card, key=f"{order.subject}:{state}")


def _reader(work: UnitOfWork, order: Order) -> Member | None:
    """Whom it pays; for a member who has died, who declared it. The dead are told nothing."""
    claim = work.claims.get(order.cause_id) if order.kind is OrderKind.PAYOUT else None
    dead = claim is not None and claim.told.kind is EventKind.DEATH_MEMBER
    member = work.members.get(claim.declared_by if claim is not None and dead else order.beneficiary)
    return None if member is None or member.status is Status.DECEASED else member


def _title(work: UnitOfWork, order: Order) -> str:
    """What it is for; a host's is the day of the meeting, which may have changed since."""
    meeting = work.meetings.get(order.cause_id) if order.kind is OrderKind.HOST else None
    return meeting.on.isoformat() if meeting is not None else order.title


def _expense(work: UnitOfWork, order: Order) -> dict[str, Any] | None:
    if order.kind is not OrderKind.EXPENSE:
        return None
    expense = work.expenses.get(order.cause_id)
    return None if expense is None else _as_told(work, expense)


def _as_told(work: UnitOfWork, expense: Expense) -> dict[str, Any]:
    bought = expense.purchase
    documents = work.documents.about(expense.subject)
    return {
        "expense": expense.id,
        "category": expense.category.value,
        "what": expense.what,
        "travel": expense.travel.value if expense.travel else None,
        "charged_to": charged_to(expense.travel.travel if expense.travel else None),
        "spent_on": expense.spent_on.isoformat(),
        "approved": expense.cents,
        "bought_on": bought.bought_on.isoformat() if bought else None,
        "sent_back": expense.sent_back,
        "documents": [[kept.id, kept.media_type] for kept in documents if kept.erased_at is None],
        "articles": [work.bylaws.cite("expense"), work.bylaws.cite("reimbursement")],
    }


def _cards(order: Order) -> str:
    return f"card:{order.subject}:"


def _pay_cards(order: Order) -> str:
    return f"card:pay:{order.subject}:"

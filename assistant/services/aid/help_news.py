"""Who is told what about exceptional help (art. 26): the social commission, the member, the control commission.

The request's own words are in no notice: the commission opens it to read them. The control commission reads amounts and
days alone.
"""

from __future__ import annotations

from typing import Any

from assistant.domain.claims import HelpRequest
from assistant.domain.members import Member, Role, Status
from assistant.domain.orders import Order, OrderState
from assistant.ports import UnitOfWork
from assistant.services.notify import replace_cards, tell
from assistant.services.permissions import Action, holders

_OVERSEERS = frozenset({Role.CONTROL})


def readers(work: UnitOfWork, member: str) -> list[Member]:
    """Who may read a request of that member: the social commission without them."""
    return _sitting(work, holders(Action.ANSWER_HELP), but=member)


def overseers(work: UnitOfWork, member: str) -> list[Member]:
    """Who has an eye on help for that member: the control commission without them."""
    return _sitting(work, _OVERSEERS, but=member)


def asked(work: UnitOfWork, request: HelpRequest) -> None:
    """A card for each of the social commission."""
    card = card_of(work, request)
    for reader in readers(work, request.member):
        tell(work, reader.number, "help_asked", card, key=f"{_cards(request)}{reader.number}:")


def changed(work: UnitOfWork, request: HelpRequest) -> None:
    """The cards show what became of it."""
    replace_cards(work, _cards(request), card_of(work, request), Action.ANSWER_HELP)


def proposed(work: UnitOfWork, request: HelpRequest, order: Order) -> None:
    """The bureau has its cards; the member reads the sum, and who decides."""
    changed(work, request)
    said = {"words": request.answer.words if request.answer else "", "payment_article": work.bylaws.cite("payment")}
    tell(work, request.member, "help_proposed", card_of(work, request) | said, key=f"help_proposed:{request.id}")
    _oversee(work, order)


def declined(work: UnitOfWork, request: HelpRequest) -> None:
    """The member reads why."""
    changed(work, request)
    said = {"words": request.answer.words if request.answer else ""}
    tell(work, request.member, "help_declined", card_of(work, request) | said, key=f"help_declined:{request.id}")


def moved_on(work: UnitOfWork, order: Order) -> None:
    """The bureau has decided on it, or it was paid."""
    _oversee(work, order)
    if order.state is OrderState.APPROVED:
        tell(work, order.beneficiary, "help_approved", _sum(work, order), key=f"help_approved:{order.id}")


def card_of(work: UnitOfWork, request: HelpRequest) -> dict[str, Any]:
    """A request as plain data, without what the member wrote: amounts in cents, instants in ISO."""
    member, said = work.members.get(request.member), request.answer
    by = work.members.get(said.by) if said else None
    return {
        "help": request.id,
        "member": request.member,
        "name": member.name if member else request.member,
        "asked_at": work.local(request.asked_at).isoformat(),
        "state": request.state.value,
        "by": by.name if by else None,
        "at": work.local(said.at).isoformat() if said else None,
        "cents": said.cents if said else None,
        "currency": work.bylaws.currency,
        "article": work.bylaws.cite("commission"),
    }


def _oversee(work: UnitOfWork, order: Order) -> None:
    told = _sum(work, order)
    for overseer in overseers(work, order.beneficiary):
        key = f"help_overseen:{order.id}:{order.state.value}:{overseer.number}"
        tell(work, overseer.number, "help_overseen", told, key=key)


def _sum(work: UnitOfWork, order: Order) -> dict[str, Any]:
    """How much, and which day it came to what it is: the bank's day where it was paid."""
    paid_on = order.payout.paid_on if order.payout else work.today
    return {
        "order": order.id,
        "state": order.state.value,
        "cents": order.cents,
        "currency": work.bylaws.currency,
        "on": paid_on.isoformat(),
        "article": work.bylaws.cite("commission"),
    }


def _sitting(work: UnitOfWork, roles: frozenset[Role], but: str) -> list[Member]:
    sitting = (member for member in work.members.with_role(roles) if member.status is Status.ACTIVE)
    return [member for member in sitting if member.number != but]


def _cards(request: HelpRequest) -> str:
    return f"card:{request.subject}:"

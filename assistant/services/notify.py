"""Queues what people are told unasked: one row a person, rendered in their language when it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from assistant.domain.members import Member, Role, Status
from assistant.domain.messages import Address, Delivery, Lane, Outgoing
from assistant.ports import UnitOfWork
from assistant.services.permissions import Action, holders

MAIL = "mail"
"""The channel that e-mail leaves by; an address there stands for the chat, and belongs to no account."""


def tell(
    work: UnitOfWork,
    member: str,
    kind: str,
    data: Mapping[str, Any],
    *,
    key: str | None = None,
    delivery: Delivery = Delivery.AT_LEAST_ONCE,
    lane: Lane = Lane.NOTICE,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    to: Address | None = None,
) -> bool:
    """Queue a notice for a member, on one of their accounts if `to` names it; False where no chat can be reached.

    What cannot be reached is kept too, so that the bureau sees it.
    """
    address = to or work.accounts.address(member)
    work.outbox.put(
        Outgoing(
            to=address,
            kind=kind,
            body=dict(data),
            lane=lane,
            delivery=delivery,
            member=member,
            key=key,
            not_before=not_before,
            expires_at=expires_at,
        )
    )
    return address is not None


def mail(
    work: UnitOfWork,
    member: Member,
    kind: str,
    data: Mapping[str, Any],
    *,
    key: str | None = None,
    lane: Lane = Lane.NOTICE,
    not_before: datetime | None = None,
) -> bool:
    """Queue it for the member's e-mail address; False where they have none, or no e-mail can leave from here."""
    if member.email is None or not work.can_mail:
        return False
    to = Address(MAIL, member.email, None)
    tell(work, member.number, kind, data, key=key, lane=lane, not_before=not_before, to=to)
    return True


def tell_many(
    work: UnitOfWork, members: Iterable[str], kind: str, data: Mapping[str, Any], *, keys: str, lane: Lane = Lane.BULK
) -> frozenset[str]:
    """Queue the same notice for all of them, each once by a key that begins so; gives those whom a chat reaches."""
    numbers, body = list(members), dict(data)
    reached = work.accounts.addresses(numbers)
    work.outbox.put_many(
        [Outgoing(reached.get(number), kind, body, lane, member=number, key=f"{keys}{number}") for number in numbers]
    )
    return frozenset(reached)


def mail_many(
    work: UnitOfWork,
    members: Iterable[Member],
    kind: str,
    data: Mapping[str, Any],
    *,
    keys: str,
    lane: Lane = Lane.BULK,
) -> int:
    """The same by e-mail to those of them who have an address; how many. None where no e-mail can leave from here."""
    if not work.can_mail:
        return 0
    body = dict(data)
    mails = [
        Outgoing(Address(MAIL, who.email, None), kind, body, lane, member=who.number, key=f"{keys}{who.number}:{MAIL}")
        for who in members
        if who.email is not None
    ]
    work.outbox.put_many(mails)
    return len(mails)


def tell_roles(
    work: UnitOfWork,
    roles: Iterable[Role],
    kind: str,
    data: Mapping[str, Any],
    *,
    key: str | None = None,
    but: str | None = None,
) -> list[str]:
    """Queue the same notice for everybody who holds one of the roles, but one; returns the numbers told."""
    numbers = [member.number for member in work.members.with_role(roles) if member.number != but]
    for number in numbers:
        tell(work, number, kind, data, key=f"{key}:{number}" if key else None)
    return numbers


def replace_cards(work: UnitOfWork, keys: str, card: Mapping[str, Any], action: Action) -> None:
    """All cards whose key begins so show this now, but those of who no longer holds a role that the action asks for."""
    found = work.members.with_role(holders(action))
    work.outbox.replace(keys, card, among={member.number for member in found if member.status is Status.ACTIVE})

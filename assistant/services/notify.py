"""Queues what people are told unasked: one row a person, rendered in their language when it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from assistant.domain.members import Role, Status
from assistant.domain.messages import Address, Delivery, Lane, Outgoing
from assistant.ports import UnitOfWork
from assistant.services.permissions import Action, holders


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

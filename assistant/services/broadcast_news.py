"""Who is told what of a message that waits for a yes: the bureau by a card, its author by what became of it."""

from __future__ import annotations

from typing import Any

from assistant.domain.broadcasts import Broadcast, BroadcastState
from assistant.domain.members import Status
from assistant.ports import UnitOfWork
from assistant.services.notify import replace_cards, tell
from assistant.services.permissions import Action, holders


def to_endorse(work: UnitOfWork, broadcast: Broadcast) -> None:
    """A card for everybody of the bureau but its author."""
    card = card_of(work, broadcast)
    for officer in work.members.with_role(holders(Action.BROADCAST)):
        if officer.status is Status.ACTIVE and officer.number != broadcast.author:
            tell(work, officer.number, "broadcast_card", card, key=f"{_cards(broadcast)}{officer.number}:")


def settled(work: UnitOfWork, broadcast: Broadcast, by: str) -> None:
    """Every card shows what became of it; the author reads it, unless that was the author's own doing."""
    card = card_of(work, broadcast)
    replace_cards(work, _cards(broadcast), card, Action.BROADCAST)
    author = work.members.get(broadcast.author)
    if author is not None and author.number != by:
        tell(work, author.number, "broadcast_settled", card, key=f"broadcast_settled:{broadcast.id}")


def card_of(work: UnitOfWork, broadcast: Broadcast) -> dict[str, Any]:
    """A message as plain data: whom it is for and how many they are, its words, whose it is, what became of it."""
    author = work.members.get(broadcast.author)
    by = work.members.get(broadcast.stopped_by or broadcast.endorsed_by or "")
    leaves_at, sent_at = broadcast.leaves_at, broadcast.sent_at
    return {
        "broadcast": broadcast.id,
        "kind": broadcast.kind.value,
        "state": broadcast.state.value,
        "audience": broadcast.audience,
        "recipients": len(work.broadcasts.members(broadcast.id)),
        "body": dict(broadcast.body),
        "author": author.name if author else None,
        "by": by.name if by else None,
        "leaves_at": work.local(leaves_at).isoformat() if leaves_at else None,
        "at": work.local(sent_at).isoformat() if sent_at else None,
        "open": broadcast.state is BroadcastState.PROPOSED,
        "article": work.bylaws.cite("commission"),
    }


def _cards(broadcast: Broadcast) -> str:
    return f"card:broadcast:{broadcast.id}:"

"""Who is told of an entry by hand: the member on whose account it is, and the president by a card (art. 22)."""

from __future__ import annotations

from typing import Any

from assistant.domain.ledger import member_account
from assistant.domain.manual import ManualEntry, NewEntry
from assistant.domain.members import Member, Role
from assistant.ports import UnitOfWork
from assistant.services.books import situation_of
from assistant.services.notify import replace_cards, tell, tell_roles
from assistant.services.permissions import Action

CARD = "manual_entry_card"
_SHOWN_TO = frozenset({Role.PRESIDENT})
_MEMBER = member_account("")


def member_of(work: UnitOfWork, account: str) -> Member | None:
    """Whose account it is; None for the bank, the cash box and the funds."""
    return work.members.get(account.removeprefix(_MEMBER)) if account.startswith(_MEMBER) else None


def entered(work: UnitOfWork, entry: ManualEntry) -> None:
    """The member reads what it changes; the president sees who entered it."""
    _tell_member(work, entry, f"manual_entry:{entry.id}")
    tell_roles(work, _SHOWN_TO, CARD, card_of(work, entry), key=_cards(entry).removesuffix(":"))


def undone(work: UnitOfWork, entry: ManualEntry) -> None:
    """The member is told; the card changes, and whoever holds one hears of it, unless it was their own doing."""
    _tell_member(work, entry, f"manual_entry_undone:{entry.id}")
    card = card_of(work, entry)
    replace_cards(work, _cards(entry), card, Action.UNDO_ENTRY)
    by = entry.undone.by if entry.undone else None
    tell_roles(work, _SHOWN_TO, CARD, card, key=f"undone:manual:{entry.id}", but=by)


def described(work: UnitOfWork, entry: NewEntry | ManualEntry) -> dict[str, Any]:
    """What an entry is, as plain data."""
    member = member_of(work, entry.account)
    return {
        "account": entry.account,
        "number": member.number if member else None,
        "name": member.name if member else None,
        "kind": entry.kind.value,
        "cents": entry.cents,
        "currency": work.bylaws.currency,
        "value_on": entry.value_on.isoformat(),
        "reason": entry.reason,
    }


def card_of(work: UnitOfWork, entry: ManualEntry) -> dict[str, Any]:
    """An entry as plain data: who made it, and its undoing where it was undone."""
    undoing = entry.undone
    return described(work, entry) | {
        "entry": entry.id,
        "by": _name(work, entry.author),
        "undone_by": _name(work, undoing.by) if undoing else None,
        "undone_at": work.local(undoing.at).isoformat() if undoing else None,
        "undone_reason": undoing.reason if undoing else None,
    }


def _tell_member(work: UnitOfWork, entry: ManualEntry, key: str) -> None:
    member = member_of(work, entry.account)
    if member is not None:
        balance = situation_of(work, member, work.today).balance
        tell(work, member.number, "manual_entry", card_of(work, entry) | {"balance": balance}, key=key)


def _name(work: UnitOfWork, number: str) -> str:
    """Empty for the operator."""
    member = work.members.get(number)
    return member.name if member else ""


def _cards(entry: ManualEntry) -> str:
    return f"card:manual:{entry.id}:"

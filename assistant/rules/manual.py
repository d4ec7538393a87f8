"""Entries by hand (art. 22): a treasurer's, with a reason, on anybody's account but their own; undone once."""

from __future__ import annotations

from datetime import date

from assistant.domain.bylaws import Bylaws
from assistant.domain.decisions import Decision, Reason
from assistant.domain.ledger import member_account
from assistant.domain.manual import ManualEntry, NewEntry

LARGEST = 10**11
"""Cents beyond any amount of an association."""


def may_touch(account: str, actor: str, bylaws: Bylaws) -> Decision:
    """Whether that officer may enter or undo something on the account: never on their own."""
    article = bylaws.cite("treasurer")
    if account == member_account(actor):
        return Decision(allowed=False, reason=Reason.SELF_CONFIRMATION, articles=(article,))
    return Decision(allowed=True, articles=(article,))


def may_enter(new: NewEntry, actor: str, bylaws: Bylaws, day: date) -> Decision:
    """Whether that treasurer may enter it on `day`: some amount, for a reason, counting from no later day."""
    touch = may_touch(new.account, actor, bylaws)
    if not touch.allowed:
        return touch
    if not new.reason.strip():
        return Decision(allowed=False, reason=Reason.REASON_REQUIRED)
    if not 0 < abs(new.cents) <= LARGEST:
        return Decision(allowed=False, reason=Reason.BAD_AMOUNT)
    if new.value_on > day:
        return Decision(allowed=False, reason=Reason.FUTURE_DATE)
    return touch


def may_undo(entry: ManualEntry, actor: str, bylaws: Bylaws) -> Decision:
    """Whether that officer may undo it: once, and not on their own account."""
    touch = may_touch(entry.account, actor, bylaws)
    if touch.allowed and entry.undone is not None:
        return Decision(allowed=False, reason=Reason.ALREADY_DECIDED)
    return touch
